import HTML

/// Who works here: the people of an agency, found by name, and a form to add one.
struct PeoplePage {
    let visit: Visit
    let agency: Agency
    let people: [Person]
    let count: Int
    let units: [UnitOfAgency]
    let offered: (roles: [Role], withheld: [Problem])
    let search: Person.Search
    var typed: [String: String] = [:]
    var problems: [Problem] = []

    private var part: PeopleParts { PeopleParts(visit: visit) }

    /// Everything the page shows: at most five queries.
    static func load(
        _ visit: Visit, typed: [String: String] = [:], problems: [Problem] = []
    ) async throws -> PeoplePage {
        let agency = try visit.agency()
        let query = visit.request.query
        let search = Person.Search(
            words: String((query["q"] ?? "").trimmingWhitespace().unicodeScalars.prefix(100)),
            unit: query["in"] ?? "", retired: query["left"] == "1", page: Int(query["page"] ?? "") ?? 1)
        let actor = visit.actor
        let (found, units, offered) = try await visit.site.database.read { db in
            (
                try Person.list(search, agency: agency.id, in: db), try UnitOfAgency.list(agency: agency.id, in: db),
                try Appointment.offered(to: nil, by: actor, agency: agency.id, in: db)
            )
        }
        return PeoplePage(
            visit: visit, agency: agency, people: found.people, count: found.count, units: units, offered: offered,
            search: search, typed: typed, problems: problems)
    }

    var page: Page {
        Page(
            visit.text("people.title", ["agency": agency.name(visit.language)]),
            sub: .text(visit.text("people.sub")), current: .people,
            [part.tabs(.people), problems.isEmpty ? list : .empty, add, problems.isEmpty ? .empty : list])
    }

    private var list: Node {
        let isFiltered = !search.words.isEmpty || !search.unit.isEmpty
        let nothing = visit.text(
            search.retired ? "people.nobody_left" : isFiltered ? "people.nobody_found" : "people.nobody")
        return element(
            "section", [.class("card")],
            [
                element(
                    "h2",
                    text: visit.text(
                        search.retired ? "people.those_left" : "people.those_here", ["count": String(count)])),
                filter, shown, people.isEmpty ? part.paragraph(nothing) : table,
                part.pages(search.page, of: (count + Person.Search.size - 1) / Person.Search.size) { address($0) },
                element(
                    "p", [],
                    [
                        part.link(
                            Link.people(agency.key) + (search.retired ? "" : "?left=1"),
                            visit.text(search.retired ? "people.show_here" : "people.show_left"))
                    ]),
            ])
    }

    /// Which of them this page shows, where one page does not hold them all.
    private var shown: Node {
        guard count > Person.Search.size, !people.isEmpty else { return .empty }
        let first = (max(search.page, 1) - 1) * Person.Search.size + 1
        return part.hint(
            visit.text(
                "people.shown",
                [
                    "first": String(first), "last": String(first + people.count - 1), "count": String(count),
                ]))
    }

    private func address(_ page: Int) -> String {
        var query = FormFields()
        if !search.words.isEmpty { query.append("q", search.words) }
        if !search.unit.isEmpty { query.append("in", search.unit) }
        if search.retired { query.append("left", "1") }
        query.append("page", String(page))
        return "\(Link.people(agency.key))?\(query.encoded)"
    }

    private var filter: Node {
        let form = Form(visit, values: ["q": search.words, "in": search.unit])
        return element(
            "form", [Attribute("method", "get"), Attribute("action", Link.people(agency.key)), .class("line")],
            [
                form.line("q", visit.text("people.search"), type: "search"),
                form.choice(
                    "in", visit.text("people.unit"),
                    [(value: "", text: visit.text("people.all_units"))] + units.map { ($0.id, $0.name) }),
                search.retired ? Form.hidden("left", "1") : .empty, form.button("people.find", quiet: true),
            ])
    }

    private var table: Node {
        part.table(
            visit.text("people.caption"),
            ["name", "unit", "role", "access"].map { (visit.text("people.column_\($0)"), false) },
            people.map { person in
                [
                    .fragment([
                        part.link(Link.person(agency.key, person.id), person.name),
                        person.title.map { element("small", text: $0) } ?? .empty,
                    ]), .text(person.unit ?? visit.text("people.no_unit")),
                    .text(visit.text("role.\(person.role.rawValue)")), PersonPage.access(person, visit),
                ]
            })
    }

    private var add: Node {
        let form = Form(
            visit,
            values: ["name": "", "title": "", "unit": "", "role": Role.unitOfficer.rawValue, "email": ""].merging(typed)
            { $1 }, problems: problems)
        return part.card(
            "people.add", narrow: true,
            [
                form.node(
                    to: Link.people(agency.key),
                    PersonPage.fields(form, units: units, offered: offered) + [form.button("people.add")])
            ])
    }
}
