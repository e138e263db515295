import Foundation
import HTML

/// The agencies below one, and what an agency is called.
enum AgencyRoutes {
    static let all: [Route] = [
        .get("/desk/:agency/agencies", .agency(.administer)) { try await list($0) },
        .post("/desk/:agency/agencies", .agency(.administer)) { visit in
            let (agency, form) = (try visit.agency(), visit.form)
            let key = (form["key"] ?? "").trimmingWhitespace()
            let problems = try await visit.problems {
                _ = try await visit.perform(
                    CreateAgency(key: key, thai: form["name"] ?? "", english: form["english"], parent: agency.id))
            }
            guard problems.isEmpty else { return try await list(visit, problems: problems) }
            return .redirect("\(Link.agencies(agency.key))?done=agency_added")
        },
        .get("/desk/:agency/details", .agency(.administer)) { try await details($0) },
        .post("/desk/:agency/details", .agency(.administer)) { visit in
            let (agency, form) = (try visit.agency(), visit.form)
            let problems = try await visit.problems {
                try await visit.perform(
                    ChangeAgency(
                        agency: agency.id, thai: form["thai"] ?? "", english: form["english"], email: form["email"]))
            }
            guard problems.isEmpty else { return try await details(visit, form: "names", problems: problems) }
            return .redirect("\(Link.details(agency.key))?done=agency_changed")
        },
        .post("/desk/:agency/details/move", .agency(.administer)) { visit in
            let (agency, form) = (try visit.agency(), visit.form)
            let problems = try await visit.problems {
                guard let under = form.filled("under") else {
                    throw Failure.invalid([Problem("empty", ["field": "under"], at: "under")])
                }
                try await visit.perform(MoveAgency(agency: agency.id, under: under))
            }
            guard problems.isEmpty else { return try await details(visit, form: "move", problems: problems) }
            return .redirect("\(Link.details(agency.key))?done=agency_moved")
        },
    ]

    static let size = 100

    private static func list(_ visit: Visit, problems: [Problem] = []) async throws -> Reply {
        guard visit.viewer?.role.permissionsBelow.contains(.administer) == true else { throw Failure.forbidden }
        let agency = try visit.agency()
        let all = try await visit.site.database.read { try AgencyTree.entries(below: agency, in: $0) }
        let words = (visit.request.query["q"] ?? "").trimmingWhitespace()
        let found = words.isEmpty ? all : all.filter { $0.says(words) }
        let count = max((found.count + size - 1) / size, 1)
        let page = min(max(Int(visit.request.query["page"] ?? "") ?? 1, 1), count)
        let part = PeopleParts(visit: visit)
        let rows = found.dropFirst((page - 1) * size).prefix(size).map { entry -> [Node] in
            [
                .fragment([
                    words.isEmpty && entry.depth > 1
                        ? element(
                            "span", [.class("hint")], text: String(repeating: "– ", count: entry.depth - 1)) : .empty,
                    part.link(Link.people(entry.agency.key), entry.agency.name(visit.language)),
                ]), element("code", text: entry.agency.key),
                entry.accounts == 0
                    ? part.tag(.fair, visit.text("agencies.nobody"))
                    : .text(visit.text("agencies.accounts", ["count": String(entry.accounts)])),
                .text(entry.year.map(String.init) ?? "–"),
                part.link(Link.details(entry.agency.key), visit.text("agencies.change")),
            ]
        }
        let form = Form(
            visit,
            values: ["name": "", "english": "", "key": ""].merging(Form.typed(visit.form)) { $1 }, problems: problems)
        return Page(
            visit.text("agencies.title", ["agency": agency.name(visit.language)]),
            sub: .text(visit.text("agencies.count", ["count": String(all.count)])), current: .people,
            [
                part.tabs(.agencies),
                element(
                    "section", [.class("card")],
                    all.isEmpty
                        ? [part.paragraph(visit.text("agencies.none"))]
                        : [
                            element(
                                "form",
                                [
                                    Attribute("method", "get"), Attribute("action", Link.agencies(agency.key)),
                                    .class("line"),
                                ],
                                [
                                    Form(visit, values: ["q": words]).line(
                                        "q", visit.text("agencies.search"), type: "search"),
                                    form.button("people.find", quiet: true),
                                ]),
                            rows.isEmpty
                                ? part.paragraph(visit.text("agencies.none_found"))
                                : part.table(
                                    visit.text("agencies.caption"),
                                    ["name", "key", "accounts", "year", "change"].map {
                                        (visit.text("agencies.column_\($0)"), false)
                                    }, rows),
                            part.pages(page, of: count) {
                                "\(Link.agencies(agency.key))?q=\(Address.encoded(words))&page=\($0)"
                            },
                        ]),
                part.card(
                    "agencies.add", narrow: true,
                    [
                        form.node(
                            to: Link.agencies(agency.key),
                            [
                                form.line("name", visit.text("agencies.thai"), required: true),
                                form.line("english", visit.text("agencies.english")),
                                form.line(
                                    "key", visit.text("agencies.key"), hint: visit.text("agencies.key_hint"),
                                    required: true, autocomplete: "off"), form.button("agencies.add"),
                            ]),
                        element(
                            "p", [],
                            [part.link(Link.agencyList(agency.key), visit.text("agencies.from_list"))]),
                    ]),
            ]
        ).reply(visit, status: problems.isEmpty ? 200 : 422)
    }

    private static func details(_ visit: Visit, form name: String = "", problems: [Problem] = []) async throws -> Reply
    {
        let agency = try visit.agency()
        let part = PeopleParts(visit: visit)
        let email = try await visit.site.database.read { try Agency.publicEmail(of: agency.id, in: $0) }
        let stored = ["thai": agency.thai, "english": agency.english ?? "", "email": email ?? ""]
        let form =
            name == "names"
            ? Form(visit, values: stored.merging(Form.typed(visit.form)) { $1 }, problems: problems)
            : Form(visit, values: stored)
        var cards = [
            part.card(
                "agencies.names", narrow: true,
                [
                    form.node(
                        to: Link.details(agency.key),
                        [
                            form.line("thai", visit.text("agencies.thai"), required: true),
                            form.line("english", visit.text("agencies.english")),
                            part.hint(visit.text("agencies.names_hint")),
                            form.line(
                                "email", visit.text("agencies.email"), hint: visit.text("agencies.email_hint"),
                                type: "email", autocomplete: "off"),
                            form.button("agencies.save"),
                        ])
                ])
        ]
        if let viewer = visit.viewer, viewer.agency.id != agency.id, viewer.role.permissionsBelow.contains(.administer)
        {
            let (all, own) = try await visit.site.database.read { db in
                (
                    try AgencyTree.entries(below: viewer.agency, in: db),
                    Set(try AgencyTree.ids(below: agency.id, in: db).map(\.id))
                )
            }
            let parent = all.first { $0.agency.id == agency.id }?.parent
            let places =
                [(value: viewer.agency.key, text: viewer.agency.name(visit.language))]
                + all.filter { !own.contains($0.agency.id) }.map {
                    (
                        value: $0.agency.key,
                        text: String(repeating: "– ", count: $0.depth) + $0.agency.name(visit.language)
                    )
                }
            let move = Form(
                visit, values: ["under": visit.form["under"] ?? parent ?? ""], problems: name == "move" ? problems : [])
            let field =
                places.count <= 200
                ? move.choice("under", visit.text("agencies.under"), places)
                : move.line("under", visit.text("agencies.under_key"), hint: visit.text("agencies.under_hint"))
            cards.append(
                part.card(
                    "agencies.move", narrow: true,
                    [
                        move.node(
                            to: "\(Link.details(agency.key))/move", [field, move.button("agencies.move", quiet: true)])
                    ]))
        }
        return Page(
            visit.text("agencies.details_title", ["agency": agency.name(visit.language)]),
            sub: .text(visit.text("agencies.details_sub", ["key": agency.key])), current: .people,
            [part.tabs(.details)] + cards
        ).reply(visit, status: problems.isEmpty ? 200 : 422)
    }
}

extension AgencyTree.Entry {
    /// Whether its names or its key hold some words.
    func says(_ words: String) -> Bool {
        let words = words.lowercased()
        return [agency.thai, agency.english ?? "", agency.key].contains {
            $0.lowercased().range(of: words, options: .literal) != nil
        }
    }
}
