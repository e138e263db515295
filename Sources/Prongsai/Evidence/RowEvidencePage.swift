import HTML
import ITA

extension Link {
    /// Where evidence that belongs to a row as a whole is mended.
    static func rowEvidence(_ agency: String, _ year: Int, _ half: Int, _ row: String) -> String {
        "\(round(agency, year, half))/rows/\(row)"
    }
}

/// Evidence that belongs to a row and to no result, as captions of an imported report do: each piece gets its picture,
/// other words, another day, or is taken out.
struct RowEvidencePage {
    let visit: Visit
    let plan: Plan
    let work: RoundWork
    let row: PlanRow
    /// What was typed for one of them, what is wrong with it, and whether somebody else was quicker.
    var sent: (use: String, problems: [Problem], isChanged: Bool)?

    private var address: String {
        Link.rowEvidence(plan.agency.key, plan.fiscalYear, work.round.half, row.id)
    }

    /// Whether who asks can change it now: who plans, or whoever answers for a measure of the row.
    var isOpen: Bool {
        let measures = row.measures.compactMap { plan.measure($0) }
        return work.round.frozenAt == nil && visit.may(.record)
            && (measures.isEmpty || measures.contains { visit.answers(for: $0) })
    }

    /// Digest of what one piece says.
    static func seen(_ use: EvidenceUse) -> String {
        Seen.digest([use.caption, use.aboutOn?.iso, use.evidence?.id])
    }

    var page: Page {
        let uses = work.uses(in: row)
        let about = [
            visit.text("plan_page.row", ["number": String(plan.number(of: row)), "items": plan.label(row)]),
            visit.text("standing.round", ["round": String(work.round.half), "year": String(plan.fiscalYear)]),
        ]
        var parts: [Node] = [
            element(
                "p", [],
                [
                    element(
                        "a",
                        [.href(Link.round(plan.agency.key, plan.fiscalYear, work.round.half) + "#ready")],
                        text: visit.text("row_evidence.back"))
                ])
        ]
        if work.round.frozenAt != nil {
            parts.append(element("p", [.class("note")], text: visit.text("record.frozen")))
        }
        if uses.isEmpty { parts.append(element("p", text: visit.text("row_evidence.none"))) }
        return Page(
            visit.text("row_evidence.title"), sub: .text(about.joined(separator: " · ")),
            current: visit.may(.record) ? .work : .evidence, parts + uses.prefix(100).map(card))
    }

    private func card(_ use: EvidenceUse) -> Node {
        let picture =
            use.evidence.map { EvidenceNodes.node($0, use.caption, visit) }
            ?? element("p", [.class("tag fair")], text: "◆ \(visit.text("result_page.no_picture"))")
        guard isOpen else {
            let about = [use.caption, use.aboutOn.map { visit.day($0) } ?? ""].filter { !$0.isEmpty }
            return element(
                "section", [.class("card narrow"), .id("use-\(use.id)")],
                [picture, element("p", text: about.joined(separator: " · "))])
        }
        let isSent = sent?.use == use.id
        let typed = isSent && sent?.isChanged == false ? Form.typed(visit.form) : [:]
        let names = (caption: "caption.\(use.id)", about: "about.\(use.id)", picture: "picture.\(use.id)")
        let form = Form(
            visit,
            values: [
                names.caption: typed["caption"] ?? use.caption,
                names.about: typed["about"] ?? use.aboutOn.map { visit.day($0) } ?? "", names.picture: "",
            ], problems: isSent ? sent?.problems ?? [] : [])
        func line(_ name: String, _ field: String, _ label: String, hint: String? = nil) -> Node {
            form.field(field, label, hint) {
                element(
                    "input",
                    [
                        Attribute("type", "text"), Attribute("name", name),
                        Attribute("value", form.values[field] ?? ""),
                    ] + $0)
            }
        }
        return element(
            "section", [.class("card narrow"), .id("use-\(use.id)")],
            [
                isSent && sent?.isChanged == true
                    ? element(
                        "div", [.class("faults"), Attribute("role", "alert")],
                        [
                            element("p", text: visit.text("row_evidence.changed")),
                            element("p", [.class("typed")], text: visit.form["caption"] ?? ""),
                        ]) : .empty,
                picture,
                form.node(
                    to: "\(address)/\(use.id)", files: true,
                    [
                        Form.hidden("seen", RowEvidencePage.seen(use)),
                        line("caption", names.caption, visit.text("result_page.caption")),
                        line(
                            "about", names.about, visit.text("result_page.about"),
                            hint: visit.text("result_page.about_hint")),
                        use.evidence == nil
                            ? form.field(names.picture, visit.text("row_evidence.picture"), nil) {
                                element("input", $0 + [Attribute("type", "file"), Attribute("name", "picture")])
                            } : .empty, form.tick("remove", visit.text("result_page.remove_use")),
                        element("p", [.class("buttons")], [form.button("result_page.save", quiet: true)]),
                    ]),
            ])
    }
}

enum RowEvidenceRoutes {
    static let all: [Route] = [
        .get("/desk/:agency/:year/rounds/:half/rows/:row", .agency(.read)) { visit in
            try await load(visit).page.reply(visit)
        },
        .post("/desk/:agency/:year/rounds/:half/rows/:row/:use", .agency(.record), .files) { try await change($0) },
    ]

    private static func load(_ visit: Visit) async throws -> RowEvidencePage {
        let (agency, year, half, editions) = (
            try visit.agency(), try visit.year(), try RoundRoutes.half(visit), visit.site.editions
        )
        let id = try visit.parameter("row")
        return try await visit.site.database.read { db in
            let plan = try Plan.load(agency: agency, year: year, editions: editions, in: db)
            guard let round = plan.rounds.first(where: { $0.half == half }),
                let row = plan.rows.first(where: { $0.id == id })
            else { throw Failure.notFound(Message("failure.no_page")) }
            return RowEvidencePage(visit: visit, plan: plan, work: try RoundWork.load(round, in: db), row: row)
        }
    }

    private static func change(_ visit: Visit) async throws -> Reply {
        var page = try await load(visit)
        let (id, form) = (try visit.parameter("use"), visit.form)
        guard let use = page.work.uses(in: page.row).first(where: { $0.id == id }) else {
            throw Failure.notFound(Message("failure.no_page"))
        }
        guard page.isOpen else {
            return page.page.reply(visit, status: page.work.round.frozenAt == nil ? 403 : 409)
        }
        guard form["seen"] == RowEvidencePage.seen(use) else {
            page.sent = (id, [], true)
            return page.page.reply(visit, status: 409)
        }
        func perform(_ change: ChangeEvidence.Change) async throws {
            try await visit.perform(ChangeEvidence(agency: page.plan.agency.id, use: id, change: change))
        }
        let here = Link.rowEvidence(page.plan.agency.key, page.plan.fiscalYear, page.work.round.half, page.row.id)
        if form["remove"] == "1" {
            try await perform(.remove)
            return .redirect("\(here)?done=evidence_removed")
        }
        let caption = (form["caption"] ?? "").trimmingWhitespace()
        let typed = form.filled("about")
        let day = typed.flatMap { Strings.readDay($0) }
        let uploads = try visit.uploads()
        let sent = try await uploads.keep(visit.files, about: "use \(id)", pictures: [], most: 1)
        defer { for upload in sent.kept { uploads.remove(upload.id) } }
        var problems = sent.problems.map { Problem($0.key, $0.values, at: "picture.\(id)") }
        if let typed, day == nil { problems.append(Problem("day_typed", ["given": typed], at: "about.\(id)")) }
        if caption.isEmpty, use.evidence == nil, sent.kept.isEmpty {
            problems.append(Problem("empty", ["field": "caption"], at: "caption.\(id)"))
        }
        if caption.unicodeScalars.count > 2000 {
            problems.append(Problem("text_too_long", ["limit": "2000"], at: "caption.\(id)"))
        }
        guard problems.isEmpty else {
            page.sent = (id, problems, false)
            return page.page.reply(visit, status: 422)
        }
        if let picture = try await uploads.stored(sent.kept.map(\.id)).first {
            try await perform(.attach(.stored(picture)))
        }
        if caption != use.caption { try await perform(.caption(caption)) }
        if day != use.aboutOn { try await perform(.aboutOn(day)) }
        return .redirect("\(here)?done=revised#use-\(id)")
    }
}
