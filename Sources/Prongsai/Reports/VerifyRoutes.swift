import Documents
import HTML

/// Whether a copy is genuine: where the code on paper leads, and where anybody tries a file.
enum VerifyRoutes {
    static let all: [Route] = [
        .get("/verify", .everyone) { visit in form(visit).reply(visit) },
        // A report has some tens of megabytes; strangers may hand in one, no more.
        .post("/verify", .everyone, .files, limits: UploadLimits(files: 1, fields: 10_000, request: 70_000_000)) {
            visit in try await check(visit)
        },
        .get("/verify/:hash", .everyone) { visit in
            let plain = visit.asAnybody
            let hash = try plain.parameter("hash")
            let found = try await plain.site.database.read { try Verification.find(hash, in: $0) }
            return page(plain, found)
        },
    ]

    private static func check(_ visit: Visit) async throws -> Reply {
        if let file = visit.files.first {
            if let problem = file.problem {
                return form(visit, [Problem(problem.key, problem.values, at: "file")]).reply(visit, status: 422)
            }
            let verdict = try await visit.site.verify(try file.bytes(), agency: nil)
            let hash = verdict.values["hash"]
            let found = try await visit.site.database.read { db in
                try hash.flatMap { try Verification.find($0, in: db) }
            }
            return result(visit, verdict, found, name: file.name).reply(visit)
        }
        guard let typed = visit.form.filled("hash") else {
            return form(visit, [Problem("verify_nothing", at: "hash")]).reply(visit, status: 422)
        }
        guard let hash = Verification.typed(typed) else {
            return form(visit, [Problem("verify_hash", at: "hash")]).reply(visit, status: 422)
        }
        return .redirect("/verify/\(hash)")
    }

    private static func form(_ visit: Visit, _ problems: [Problem] = []) -> Page {
        var values = Form.typed(visit.form)
        values["hash"] = values["hash"] ?? ""
        values["file"] = values["file"] ?? ""
        let form = Form(visit, values: values, problems: problems, heading: "form.faults_show")
        return Page(
            visit.text("check_copy.title"), sub: .text(visit.text("check_copy.sub")),
            [
                element(
                    "section", [.class("card narrow")],
                    [
                        form.node(
                            to: "/verify", files: true,
                            [
                                form.field(
                                    "file", visit.text("check_copy.file"), visit.text("check_copy.file_hint")
                                ) {
                                    element(
                                        "input",
                                        [
                                            Attribute("type", "file"), Attribute("name", "file"),
                                            Attribute("accept", ".pdf,.docx,.xlsx,.html,.json"),
                                        ] + $0)
                                },
                                form.line(
                                    "hash", visit.text("check_copy.hash"), hint: visit.text("check_copy.hash_hint"),
                                    autocomplete: "off"), form.button("check_copy.button"),
                            ])
                    ])
            ])
    }

    /// What is said of an uploaded file.
    private static func result(_ visit: Visit, _ verdict: Verdict, _ found: Verification?, name: String) -> Page {
        let (tone, title) = heading(visit, verdict.kind, found)
        return Page(
            title, sub: .text(name),
            [
                element(
                    "section", [.class("card")],
                    [
                        element("p", [.class("tag \(tone) wrap")], text: explained(visit, verdict.kind)),
                        reopened(visit, found), found.map { facts(visit, $0) } ?? .empty,
                    ]),
                element("p", [], [element("a", [.href("/verify")], text: visit.text("check_copy.another"))]),
            ])
    }

    /// What is said of a hash.
    private static func page(_ visit: Visit, _ found: Verification?) -> Reply {
        let kind = found.map { $0.newest == nil ? "genuine" : "superseded" } ?? "unknown"
        // The code says that there is such a report, not that the copy in somebody's hand is it.
        let (tone, title) = heading(visit, kind, found, isFile: false)
        let text =
            found == nil ? visit.text("check_copy.hash_unknown") : visit.text("check_copy.compare")
        var parts = [element("p", [.class("tag \(tone) wrap")], text: text)]
        if let found {
            if let at = found.withdrawnAt {
                parts.append(
                    element("p", text: "◆ \(visit.text("check_copy.withdrawn", ["at": visit.instant(at)]))"))
            }
            parts += [reopened(visit, found), facts(visit, found)]
        }
        return PublicPages.page(
            visit, title,
            [
                element("section", [.class("card")], parts),
                element("p", [], [element("a", [.href("/verify")], text: visit.text("check_copy.with_file"))]),
            ], status: found == nil ? 404 : 200, cache: "public, max-age=60")
    }

    /// That the round is open for a correction, so that this version may not stay the newest.
    private static func reopened(_ visit: Visit, _ found: Verification?) -> Node {
        guard found?.isOpen == true else { return .empty }
        return element("p", text: "◆ \(visit.text("check_copy.reopened_why"))")
    }

    private static func heading(
        _ visit: Visit, _ kind: String, _ found: Verification?, isFile: Bool = true
    ) -> (tone: String, title: String) {
        func says(_ file: String, _ code: String) -> String { visit.text(isFile ? file : code) }
        return switch kind {
        case "genuine" where found?.isOpen == true:
            ("good", says("check_copy.reopened_by_file", "check_copy.reopened_by_code"))
        case "genuine": ("good", says("check_copy.genuine_by_file", "check_copy.genuine_by_code"))
        case "superseded": ("fair", says("check_copy.superseded_by_file", "check_copy.superseded_by_code"))
        case "draft": ("fair", visit.text("check_copy.draft"))
        case "altered": ("bad", visit.text("check_copy.altered"))
        default: ("bad", visit.text("check_copy.unknown"))
        }
    }

    private static func explained(_ visit: Visit, _ kind: String) -> String {
        switch kind {
        case "genuine": "✓ \(visit.text("check_copy.genuine_why"))"
        case "superseded": "◆ \(visit.text("check_copy.superseded_why"))"
        case "draft": "◆ \(visit.text("check_copy.draft_why"))"
        case "altered": "▲ \(visit.text("check_copy.altered_why"))"
        default: "▲ \(visit.text("check_copy.unknown_why"))"
        }
    }

    private static func facts(_ visit: Visit, _ found: Verification) -> Node {
        var lines: [(String, Node)] = [
            (visit.text("check_copy.agency"), .text(visit.site.strings.name(found.agency, visit.language))),
            (
                visit.text("check_copy.round"),
                .text(
                    visit.text(
                        "public.report", ["half": PublicPages.half(found.half, visit), "year": String(found.year)]))
            ),
            (
                visit.text("check_copy.version"),
                .text(
                    visit.text(
                        "public.version", ["version": String(found.version), "at": visit.instant(found.frozenAt)]))
            ),
            (
                visit.text("check_copy.code"),
                .fragment([
                    element("code", text: ReportSeal.code(found.hash)),
                    element(
                        "details", [],
                        [
                            element("summary", text: visit.text("check_copy.whole_hash")),
                            element("code", text: found.hash),
                        ]),
                ])
            ),
        ]
        if let newest = found.newest, let at = found.newestAt {
            lines.insert(
                (
                    visit.text("check_copy.newest"),
                    .text(visit.text("public.version", ["version": String(newest), "at": visit.instant(at)]))
                ), at: 3)
        }
        if let shown = found.published {
            let address = Link.publicReport(found.agency.key, found.year, found.half)
            lines.append(
                (
                    visit.text("check_copy.public"),
                    element(
                        "a", [.href(address)],
                        text: visit.text("papers.version_named", ["version": String(shown)]))
                ))
        }
        return element(
            "dl", [.class("facts")],
            lines.flatMap { [element("dt", text: $0.0), element("dd", [], [$0.1])] })
    }
}
