import HTML

/// Preparing a hosted disclosure, looking at it, publishing it and taking it back.
enum DisclosurePageRoutes {
    private static let base = "/desk/:agency/:year/disclosures/:item/page"

    static let all: [Route] = [
        .get(base, .agency(.record)) { visit in
            let (page, open) = try await load(visit)
            return DisclosurePageEditor(visit: visit, page: page, open: open).node.reply(visit)
        },
        .post(base, .agency(.record)) { visit in
            let (page, open) = try await load(visit)
            return try await answer(visit, page, open) {
                try await visit.perform(
                    WriteDisclosurePage(
                        agency: page.agency.id, disclosure: page.id, text: visit.form["text"] ?? "",
                        slug: visit.form["slug"], seen: visit.form["seen"], editions: visit.site.editions))
                return "?done=page_written"
            }
        },
        .post("\(base)/files", .agency(.record), .files, limits: limits) { visit in
            let (page, open) = try await load(visit)
            return try await answer(visit, page, open) {
                let file = try await visit.perform(
                    AddDisclosureFile(
                        agency: page.agency.id, disclosure: page.id, paper: try await visit.paper(),
                        label: visit.form["label"] ?? "", element: visit.form.filled("element"),
                        editions: visit.site.editions))
                let isThere = page.files.contains { $0.id == file }
                return isThere ? "?done=page_file_there" : "?done=page_file_added"
            }
        },
        .post("\(base)/files/:file/replacing", .agency(.record), .files, limits: limits) { visit in
            let (page, open) = try await load(visit)
            let file = try page.current(try visit.parameter("file"))
            return try await answer(visit, page, open) {
                let now = try await visit.perform(
                    ReplaceDisclosureFile(
                        agency: page.agency.id, file: file.id, paper: try await visit.paper(), label: nil))
                return now == file.id ? "?done=page_file_there" : "?done=page_file_replaced"
            }
        },
        .post("\(base)/files/:file/removal", .agency(.record)) { visit in
            let (page, _) = try await load(visit)
            try await visit.perform(
                RemoveDisclosureFile(agency: page.agency.id, file: try page.current(try visit.parameter("file")).id))
            return .redirect("\(address(page))?done=page_file_removed")
        },
        .get("\(base)/files/:file", .agency(.read)) { visit in
            let (page, id) = (try await load(visit).page, try visit.parameter("file"))
            guard let file = (page.files + page.earlier).first(where: { $0.id == id }) else {
                throw Failure.notFound(Message("failure.no_page"))
            }
            return try Serve.original(file.paper.hash, name: file.paper.name, in: visit.site.files)
        },
        .get("\(base)/earlier", .agency(.read)) { visit in
            EarlierFilesPage(visit: visit, page: try await load(visit).page).node.reply(visit)
        },
        .post("\(base)/files/:file/taking", .agency(.check)) { visit in
            let (page, file) = (try await load(visit).page, try visit.parameter("file"))
            let field = "because.\(file)"
            do {
                try await visit.perform(
                    TakeDisclosureFileOut(
                        agency: page.agency.id, file: file, because: visit.form[field] ?? ""))
                return .redirect("\(EarlierFilesPage.address(page))?done=page_file_taken")
            } catch Failure.invalid(let problems) {
                let placed = problems.map { Problem($0.key, $0.values, at: field) }
                return EarlierFilesPage(visit: visit, page: page, problems: placed).node.reply(visit, status: 422)
            }
        },
        .get("\(base)/preview", .agency(.read)) { visit in
            let page = try await load(visit).page
            return .html(preview(visit, page))
        },
        .get("\(base)/publish", .agency(.plan)) { visit in
            let (page, open) = try await load(visit)
            return asking(visit, page, open).reply(visit)
        },
        .post("\(base)/publish", .agency(.plan)) { visit in
            let (page, _) = try await load(visit)
            do {
                _ = try await visit.perform(
                    PublishDisclosure(agency: page.agency.id, disclosure: page.id, editions: visit.site.editions))
                return .redirect("\(back(page, visit))?done=disclosure_published")
            } catch Failure.invalid(let problems) {
                return asking(visit, page, problems).reply(visit, status: 422)
            }
        },
        .post("\(base)/withdrawal", .agency(.plan)) { visit in
            let (page, open) = try await load(visit)
            do {
                try await visit.perform(
                    WithdrawDisclosure(
                        agency: page.agency.id, disclosure: page.id, reason: visit.form["reason"] ?? ""))
                return .redirect("\(back(page, visit))?done=disclosure_withdrawn")
            } catch Failure.invalid(let problems) {
                return asking(visit, page, open, withdrawal: problems).reply(visit, status: 422)
            }
        },
    ]

    private static let limits: UploadLimits = {
        var limits = UploadLimits()
        (limits.files, limits.fields, limits.request) = (1, 100_000, 61_000_000)
        return limits
    }()

    private static func address(_ page: DisclosurePage) -> String {
        Link.disclosurePage(page.agency.key, page.year, page.item.code)
    }

    /// Where an officer goes on: the page where it is prepared, for whoever may prepare.
    private static func back(_ page: DisclosurePage, _ visit: Visit) -> String {
        visit.may(.record) ? address(page) : "\(address(page))/publish"
    }

    private static func load(_ visit: Visit) async throws -> (page: DisclosurePage, open: [Problem]) {
        let (agency, year, code) = (try visit.agency().id, try visit.year(), try visit.parameter("item"))
        let editions = visit.site.editions
        return try await visit.site.database.read { db in
            let page = try DisclosurePage.find(agency: agency, year: year, code: code, editions: editions, in: db)
            return (page, try PublishGate.problems(page, in: db))
        }
    }

    /// Does it and leads back, with what the work says of itself; what is wrong stands on the page again, as it was typed.
    private static func answer(
        _ visit: Visit, _ page: DisclosurePage, _ open: [Problem], _ work: () async throws -> String
    ) async throws -> Reply {
        do {
            return .redirect(address(page) + (try await work()))
        } catch Failure.invalid(let problems) {
            let typed = Form.typed(visit.form)
            let values = ["text": page.text, "slug": page.slug, "seen": page.seen].merging(typed) { $1 }
            return DisclosurePageEditor(visit: visit, page: page, open: open, values: values, problems: problems).node
                .reply(visit, status: 422)
        }
    }

    /// The page as everybody would see it.
    private static func preview(_ visit: Visit, _ page: DisclosurePage) -> Node {
        let links = SiteLinks(
            place: .desk(page: address(page)), agency: page.agency.key, language: visit.language,
            standard: visit.language, assets: visit.site.assets)
        let shell = SiteShell(links: links, strings: visit.site.strings, agency: page.agency)
        let shown = SiteData.Page(
            disclosure: page.id, content: page.content, version: (page.versions.first?.version ?? 0) + 1,
            publishedAt: visit.now.text, withdrawnAt: nil, withdrawnBecause: nil, slug: page.slug, oldSlugs: [],
            versions: [])
        let data = SiteData(agency: page.agency, years: [], isFirst: false)
        let notice = element(
            "section", [.class("note")],
            [
                element("p", [], [element("strong", text: visit.text("disclosure_page.is_preview"))]),
                element("p", text: visit.text("disclosure_page.preview_day")),
                element("p", [], [element("a", [.href(address(page))], text: visit.text("disclosure_page.to_editor"))]),
            ])
        return SitePages(shell: shell, data: data).item(shown, notice: notice)
    }

    /// What everybody will see, and the button; and the way back from the public.
    private static func asking(
        _ visit: Visit, _ page: DisclosurePage, _ open: [Problem], withdrawal: [Problem] = []
    ) -> Page {
        let base = address(page)
        let content = page.content
        let target = visit.site.settings.absolute(page.way)
        var parts: [Node] = [
            element("h2", text: visit.text("publish.seen")),
            element(
                "ul", [],
                [
                    element("li", text: content.title(visit.language)),
                    element(
                        "li",
                        text: visit.text(
                            "disclosure_page.seen_files",
                            [
                                "files": String(content.files.count), "previous": String(content.previous.count),
                                "addresses": String(content.addresses.count),
                            ])),
                ]),
            element("p", [], [element("a", [.href("\(base)/preview")], text: visit.text("disclosure_page.preview"))]),
            element("p", [], [.text(visit.text("publish.address") + " "), element("code", text: target)]),
        ]
        if page.isShownAsPrepared {
            parts += DisclosurePageParts.state(page, visit)
        } else if open.isEmpty {
            parts.append(
                Form(visit).node(
                    to: "\(base)/publish",
                    [element("div", [.class("buttons")], [Form(visit).button("publish.button")])]))
        } else {
            parts.append(element("h3", text: visit.text("disclosure_page.missing")))
            parts.append(element("ul", [], DisclosurePageParts.lines(open, visit)))
        }
        var body = [element("section", [.class("card")], parts)]
        if page.shown != nil {
            let form = Form(
                visit, values: Form.typed(visit.form).merging(["reason": visit.form["reason"] ?? ""]) { $1 },
                problems: withdrawal)
            body.append(
                element(
                    "section", [.class("card narrow")],
                    [
                        element("h2", text: visit.text("disclosure_page.withdraw_title")),
                        element("p", text: visit.text("disclosure_page.withdraw_what")),
                        form.node(
                            to: "\(base)/withdrawal",
                            [
                                form.line("reason", visit.text("disclosure_page.reason"), required: true),
                                element(
                                    "p", [.class("buttons")],
                                    [form.button("disclosure_page.withdraw", quiet: true)]),
                            ]),
                    ]))
        }
        return Page(
            visit.text("disclosure_page.publish_title", ["code": page.item.code]),
            sub: element(
                "a", [.href(visit.may(.record) ? base : base.removing(suffix: "/page") ?? base)],
                text: "← \(page.title)"),
            body)
    }
}

extension DisclosurePage {
    /// A file that is on the page today.
    func current(_ id: String) throws -> File {
        guard let file = files.first(where: { $0.id == id }) else {
            throw Failure.notFound(Message("failure.no_disclosure_file"))
        }
        return file
    }
}

extension Visit {
    /// The one file that was sent, looked at and kept.
    func paper() async throws -> SitePaper {
        guard let file = files.first else {
            throw Failure.invalid([Problem("empty", ["field": "file"], at: "file")])
        }
        if let problem = file.problem { throw Failure.invalid([Problem(problem.key, problem.values, at: "file")]) }
        let store = site.files
        return try await Uploads.heavy { try SitePaper.keep(try file.bytes(), name: file.name, in: store) }
    }
}
