import HTML

/// An earlier file of a disclosure that was taken out of public view. The history says so in its place; its name and
/// label are told no more, for they may be what had to go.
struct TakenFile: Sendable, Equatable {
    var id: String
    var addedAt: String
    var takenAt: String
    var because: String

    init(_ row: Row) throws {
        (id, addedAt) = (try row.string("id"), try row.string("created_at"))
        (takenAt, because) = (try row.string("taken_at"), try row.optionalString("taken_because") ?? "")
    }

    /// Those of an agency by disclosure, newest first.
    static func list(agency: String, in db: Connection) throws -> [String: [TakenFile]] {
        var taken: [String: [TakenFile]] = [:]
        for row in try db.rows(
            """
            SELECT id, disclosure_id, created_at, taken_at, taken_because FROM disclosure_file
            WHERE agency_id = \(agency) AND taken_at IS NOT NULL ORDER BY created_at DESC, id DESC
            """)
        { taken[try row.string("disclosure_id"), default: []].append(try TakenFile(row)) }
        return taken
    }
}

/// Takes an earlier file out of public view, as where personal data is found in it after it was published; by somebody
/// who did not prepare the disclosure. The page stays; its history says that a file of that day was taken out, and why.
struct TakeDisclosureFileOut: Operation {
    static let name = "take-disclosure-file-out"
    static let permission = Permission.check
    let agency: String?
    let file: String
    let because: String

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        guard
            let row = try db.first(
                """
                SELECT disclosure_id, removed_at, taken_at FROM disclosure_file
                WHERE id = \(file) AND agency_id = \(agency)
                """)
        else { throw Failure.notFound(Message("failure.no_disclosure_file")) }
        let disclosure = try row.string("disclosure_id")
        try Check.requireSecondPerson(actor, disclosure: disclosure, in: db)
        let because = SiteMarkup.clean(because)
        guard !because.isEmpty else { throw Failure.invalid([Problem("empty", ["field": "because"], at: "because")]) }
        guard because.unicodeScalars.count <= 500 else {
            throw Failure.invalid([Problem("text_too_long", ["limit": "500"], at: "because")])
        }
        // The reason stands in public.
        if let problem = PersonalData.typed(in: because, at: "because") { throw Failure.invalid([problem]) }
        guard try row.optionalString("removed_at") != nil else {
            throw Failure.conflict(Message("failure.file_is_current"))
        }
        guard try row.optionalString("taken_at") == nil else { return Done((), nil) }
        try db.execute(
            """
            UPDATE disclosure_file SET taken_at = \(now), taken_by = \(actor.journalName), taken_because = \(because)
            WHERE id = \(file)
            """)
        return Done((), JournalNote("disclosure \(disclosure)", ["taken": file, "because": because]))
    }
}

/// The earlier files of a disclosure's page, for whoever looks after what is public of them.
struct EarlierFilesPage {
    let visit: Visit
    let page: DisclosurePage
    var problems: [Problem] = []

    static func address(_ page: DisclosurePage) -> String {
        "\(Link.disclosurePage(page.agency.key, page.year, page.item.code))/earlier"
    }

    var node: Page {
        let files = page.earlier
        let item = Link.disclosure(page.agency.key, page.year, page.item.code)
        return Page(
            visit.text("earlier_files.title", ["code": page.item.code]),
            sub: element("a", [.href(item)], text: "← \(page.title)"),
            [
                element(
                    "section", [.class("card")],
                    [
                        element("p", text: visit.text(files.isEmpty ? "earlier_files.none" : "earlier_files.what")),
                        element("ul", [.class("plain-list finds")], files.map(entry)),
                    ])
            ])
    }

    private func entry(_ file: DisclosurePage.File) -> Node {
        let base = Link.disclosurePage(page.agency.key, page.year, page.item.code)
        let until = visit.day(Instant(stored: file.removedAt ?? file.createdAt).day)
        var parts = [
            element(
                "p", [],
                [
                    element("a", [.href("\(base)/files/\(file.id)")], text: file.label),
                    .text(" · \(visit.text("site.replaced_on", ["day": until]))"),
                ])
        ]
        if let taken = file.taken {
            let day = visit.day(Instant(stored: taken.at).day)
            parts.append(
                element(
                    "p", [.class("note")],
                    text: "▲ \(visit.text("earlier_files.taken", ["day": day, "reason": taken.because]))"))
        } else if visit.may(.check) {
            parts.append(form(file, to: "\(base)/files/\(file.id)/taking"))
        }
        return element("li", [], parts)
    }

    private func form(_ file: DisclosurePage.File, to address: String) -> Node {
        let field = "because.\(file.id)"
        let faults = problems.filter { $0.place == field }
        let typed = Form.typed(visit.form)[field] ?? ""
        let form = Form(visit, values: [field: typed], problems: faults)
        return element(
            "details", faults.isEmpty ? [] : [Attribute("open")],
            [
                element("summary", text: visit.text("earlier_files.take")),
                form.node(
                    to: address,
                    [
                        form.line(
                            field, visit.text("earlier_files.because"), hint: visit.text("earlier_files.because_hint"),
                            required: true),
                        element("p", [.class("buttons")], [form.button("earlier_files.button", quiet: true)]),
                    ]),
            ])
    }
}

extension DisclosurePage {
    /// Files that do not stand on the page any more, newest first: those in whose place another came, and those that
    /// were taken off.
    var earlier: [File] { previous + removed }
}
