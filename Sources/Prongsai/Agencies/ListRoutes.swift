import HTML

/// Lists brought in from a spreadsheet: first looked at, then applied. Nothing is kept between the two but the text in
/// the form.
enum PeopleListRoutes {
    static let all: [Route] = [
        .get("/desk/:agency/people-list", .agency(.administer)) { visit in
            ListPage(visit, .people, try visit.agency()).page.reply(visit)
        },
        .get("/desk/:agency/people-list/template", .agency(.administer)) { visit in
            let names = PeopleList.columns.map { $0.names[0] }
            let example = [
                "นายสมชาย ใจดี", "นักจัดการงานทั่วไป", "ฝ่ายปกครอง", visit.site.strings.text("role.unit_officer", [:], .thai),
                "somchai@example.go.th",
            ]
            return .download(
                .bytes(ListReading.file([names, example])), name: "รายชื่อบุคลากร.csv", type: "text/csv; charset=utf-8")
        },
        .post("/desk/:agency/people-list", .agency(.administer), .files) { visit in
            let (agency, strings, actor) = (try visit.agency(), visit.site.strings, visit.actor)
            var page = ListPage(visit, .people, agency)
            guard let bytes = try page.sent() else { return page.page.reply(visit, status: 422) }
            let list = try await visit.site.database.read {
                try PeopleList.read(bytes, agency: agency.id, strings: strings, by: actor, in: $0)
            }
            page.show(list)
            return page.page.reply(visit, status: list.problems.isEmpty ? 200 : 422)
        },
        .post("/desk/:agency/people-list/apply", .agency(.administer)) { visit in
            let agency = try visit.agency()
            let bytes = Array((visit.form["list"] ?? "").utf8)
            let problems = try await visit.problems {
                _ = try await visit.perform(
                    ImportPeople(agency: agency.id, bytes: bytes, strings: visit.site.strings))
            }
            guard problems.isEmpty else {
                var page = ListPage(visit, .people, agency)
                page.problems = problems
                return page.page.reply(visit, status: 422)
            }
            return .redirect("\(Link.people(agency.key))?done=list_applied")
        },
    ]
}

/// The same for agencies.
enum AgencyListRoutes {
    static let all: [Route] = [
        .get("/desk/:agency/agency-list", .agency(.administer)) { visit in
            try reaches(visit)
            return ListPage(visit, .agencies, try visit.agency()).page.reply(visit)
        },
        .get("/desk/:agency/agency-list/template", .agency(.administer)) { visit in
            try reaches(visit)
            let names = AgencyList.columns.map { $0.names[0] }
            let example = ["lak-si", "สำนักงานเขตหลักสี่", "Lak Si District Office", ""]
            return .download(
                .bytes(ListReading.file([names, example])), name: "รายชื่อหน่วยงาน.csv", type: "text/csv; charset=utf-8")
        },
        .post("/desk/:agency/agency-list", .agency(.administer), .files) { visit in
            try reaches(visit)
            let agency = try visit.agency()
            var page = ListPage(visit, .agencies, agency)
            guard let bytes = try page.sent() else { return page.page.reply(visit, status: 422) }
            let list = try await visit.site.database.read { try AgencyList.read(bytes, below: agency.id, in: $0) }
            page.show(list)
            return page.page.reply(visit, status: list.problems.isEmpty ? 200 : 422)
        },
        .post("/desk/:agency/agency-list/apply", .agency(.administer)) { visit in
            try reaches(visit)
            let agency = try visit.agency()
            let bytes = Array((visit.form["list"] ?? "").utf8)
            let problems = try await visit.problems {
                _ = try await visit.perform(ImportAgencies(agency: agency.id, bytes: bytes))
            }
            guard problems.isEmpty else {
                var page = ListPage(visit, .agencies, agency)
                page.problems = problems
                return page.page.reply(visit, status: 422)
            }
            return .redirect("\(Link.agencies(agency.key))?done=list_applied")
        },
    ]

    /// Lists of agencies are for those who keep the agencies below.
    static func reaches(_ visit: Visit) throws {
        guard visit.viewer?.role.permissionsBelow.contains(.administer) == true else { throw Failure.forbidden }
    }
}

/// The page of a list: where the file comes in, what was understood, what is wrong.
struct ListPage {
    enum Kind: String { case people, agencies }
    let visit: Visit
    let kind: Kind
    let agency: Agency
    var problems: [Problem] = []
    /// The list as text, and its rows as understood; none before anything was sent.
    private var text: String?
    private var rows: [[Node]] = []
    private var changes = 0
    private var summary = ""

    /// Rows that are shown; the rest is only counted.
    private static let shown = 200

    init(_ visit: Visit, _ kind: Kind, _ agency: Agency) {
        (self.visit, self.kind, self.agency) = (visit, kind, agency)
    }

    private var part: PeopleParts { PeopleParts(visit: visit) }
    private var address: String { kind == .people ? Link.peopleList(agency.key) : Link.agencyList(agency.key) }

    /// The bytes that were sent; nil where there are none, with what is wrong.
    mutating func sent() throws -> [UInt8]? {
        guard let file = visit.files.first(where: { $0.field == "file" }), file.size > 0 || file.problem != nil else {
            problems = [Problem("empty", ["field": "file"], at: "file")]
            return nil
        }
        if let problem = file.problem {
            problems = [Problem(problem.key, problem.values, at: "file")]
            return nil
        }
        guard file.size <= 1_000_000 else {
            problems = [
                Problem(
                    "file_too_large", ["size": String((file.size + 999_999) / 1_000_000), "limit": "1"], at: "file")
            ]
            return nil
        }
        let bytes = try file.bytes()
        text = ListReading.text(bytes)
        return bytes
    }

    mutating func show(_ list: PeopleList) {
        (problems, changes) = (list.problems, list.changes)
        summary = visit.text(
            "list.people_summary",
            [
                "rows": String(list.entries.count), "new": String(list.entries.count { $0.change == .new }),
                "changed": String(list.entries.count { [.changed, .back].contains($0.change) }),
                "same": String(list.entries.count { $0.change == .same }),
            ])
        if !list.newUnits.isEmpty {
            summary += " · " + visit.text("list.new_units", ["names": list.newUnits.joined(separator: ", ")])
        }
        rows = list.entries.prefix(ListPage.shown).map { entry in
            let isNewUnit = entry.unit.map(list.newUnits.contains) ?? false
            return [
                .text(entry.name), .text(String(entry.line)), .text(entry.title ?? "–"),
                isNewUnit
                    ? .fragment([
                        .text(entry.unit ?? ""), element("small", text: "+ \(visit.text("list.new_unit"))"),
                    ]) : .text(entry.unit ?? "–"),
                entry.unknownRole.map { part.tag(.bad, $0) } ?? .text(visit.text("role.\(entry.role.rawValue)")),
                .text(entry.email ?? "–"),
                entry.isFaulty ? part.tag(.bad, visit.text("list.change_wrong")) : change(entry.change),
            ]
        }
    }

    mutating func show(_ list: AgencyList) {
        (problems, changes) = (list.problems, list.changes)
        summary = visit.text(
            "list.agencies_summary",
            [
                "rows": String(list.entries.count), "new": String(list.entries.count { $0.change == .new }),
                "changed": String(list.entries.count { $0.change == .changed }),
                "same": String(list.entries.count { $0.change == .same }),
            ])
        rows = list.entries.prefix(ListPage.shown).map { entry in
            [
                .text(entry.thai), .text(String(entry.line)), .text(entry.key), .text(entry.english ?? "–"),
                .text(entry.under ?? "–"), change(entry.change),
            ]
        }
    }

    private func change(_ change: PeopleList.Change) -> Node {
        let text = visit.text("list.change_\(change.rawValue)")
        return switch change {
        case .same: .text("= \(text)")
        case .new: .text("+ \(text)")
        case .changed, .back: .text("→ \(text)")
        }
    }

    var page: Page {
        var body: [Node] = [part.tabs(kind == .people ? .list : .agencies)]
        let form = Form(
            visit, values: ["file": ""], problems: visit.site.strings.lined(problems, visit.language),
            heading: "form.faults_file")
        if let text, problems.isEmpty {
            let apply = Form(visit)
            body.append(
                part.card(
                    "list.understood",
                    [
                        part.paragraph(summary),
                        changes == 0
                            ? part.paragraph(visit.text("list.nothing"))
                            : apply.node(
                                to: "\(address)/apply",
                                [Form.hidden("list", text), apply.button("list.apply")]),
                    ]))
        }
        if !rows.isEmpty {
            let columns =
                kind == .people
                ? ["name", "line", "title", "unit", "role", "email", "change"]
                : ["agency", "line", "key", "english", "under", "change"]
            body.append(
                element(
                    "section", [.class("card")],
                    [
                        problems.isEmpty ? .empty : form.summary,
                        part.table(
                            visit.text("list.understood"), columns.map { (visit.text("list.column_\($0)"), false) },
                            rows),
                        rows.count == ListPage.shown ? part.hint(visit.text("list.more")) : .empty,
                    ]))
        }
        body.append(
            part.card(
                "list.send", narrow: true,
                [
                    part.paragraph(visit.text(kind == .people ? "list.people_what" : "list.agencies_what")),
                    element(
                        "p", [],
                        [
                            element(
                                "a", [.href("\(address)/template"), Attribute("download")],
                                text: visit.text("list.template"))
                        ]),
                    (rows.isEmpty ? form : Form(visit)).node(
                        to: address, files: true,
                        [
                            form.field("file", visit.text("list.file"), visit.text("list.file_hint")) {
                                element(
                                    "input",
                                    [
                                        Attribute("type", "file"), Attribute("name", "file"),
                                        Attribute("accept", ".csv,text/csv,text/plain"), Attribute("required"),
                                    ] + $0)
                            }, form.button("list.look"),
                        ]),
                ]))
        return Page(
            visit.text(kind == .people ? "list.people_title" : "list.agencies_title"),
            sub: .text(visit.text("list.sub")), current: .people, body)
    }
}
