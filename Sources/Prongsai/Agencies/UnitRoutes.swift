import HTML

/// The parts of an agency: a list with a form to add one, and a page for each.
enum UnitRoutes {
    static let all: [Route] = [
        .get("/desk/:agency/units", .agency(.administer)) { try await list($0) },
        .post("/desk/:agency/units", .agency(.administer)) { visit in
            let agency = try visit.agency()
            let problems = try await visit.problems {
                _ = try await visit.perform(AddUnit(agency: agency.id, unit: visit.form["name"] ?? ""))
            }
            guard problems.isEmpty else { return try await list(visit, problems: problems) }
            return .redirect("\(Link.units(agency.key))?done=unit_added")
        },
        .get("/desk/:agency/units/:unit", .agency(.administer)) { try await one($0) },
        .post("/desk/:agency/units/:unit", .agency(.administer)) { visit in
            let (agency, unit) = (try visit.agency(), try visit.parameter("unit"))
            let problems = try await visit.problems {
                try await visit.perform(RenameUnit(agency: agency.id, unit: unit, called: visit.form["name"] ?? ""))
            }
            guard problems.isEmpty else { return try await one(visit, problems: problems) }
            return .redirect("\(Link.units(agency.key))?done=unit_renamed")
        },
        .post("/desk/:agency/units/:unit/retire", .agency(.administer)) { visit in
            let (agency, unit) = (try visit.agency(), try visit.parameter("unit"))
            let problems = try await visit.problems {
                try await visit.perform(RetireUnit(agency: agency.id, unit: unit))
            }
            guard problems.isEmpty else { return try await one(visit, problems: problems) }
            return .redirect("\(Link.units(agency.key))?done=unit_retired")
        },
    ]

    private static func list(_ visit: Visit, problems: [Problem] = []) async throws -> Reply {
        let agency = try visit.agency()
        let units = try await visit.site.database.read { try UnitOfAgency.list(agency: agency.id, in: $0) }
        let part = PeopleParts(visit: visit)
        let form = Form(visit, values: ["name": visit.form["name"] ?? ""], problems: problems)
        let rows = units.map { unit -> [Node] in
            [
                part.link(Link.unit(agency.key, unit.id), unit.name),
                unit.isRetired
                    ? .text("○ \(visit.text("units.retired"))")
                    : part.link(
                        "\(Link.people(agency.key))?in=\(unit.id)",
                        visit.text("units.people", ["count": String(unit.people)])),
            ]
        }
        return Page(
            visit.text("units.title"), sub: .text(visit.text("units.sub")), current: .people,
            [
                part.tabs(.units),
                element(
                    "section", [.class("card")],
                    [
                        units.isEmpty
                            ? part.paragraph(visit.text("units.none"))
                            : part.table(
                                visit.text("units.title"),
                                [(visit.text("units.name"), false), (visit.text("units.people_here"), false)], rows)
                    ]),
                part.card(
                    "units.add", narrow: true,
                    [
                        form.node(
                            to: Link.units(agency.key),
                            [
                                form.line(
                                    "name", visit.text("units.name"), hint: visit.text("units.name_hint"),
                                    required: true), form.button("units.add"),
                            ])
                    ]),
            ]
        ).reply(visit, status: problems.isEmpty ? 200 : 422)
    }

    private static func one(_ visit: Visit, problems: [Problem] = []) async throws -> Reply {
        let (agency, id) = (try visit.agency(), try visit.parameter("unit"))
        let unit = try await visit.site.database.read { try UnitOfAgency.find(id, agency: agency.id, in: $0) }
        let part = PeopleParts(visit: visit)
        let form = Form(visit, values: ["name": visit.form["name"] ?? unit.name], problems: problems)
        return Page(
            unit.name, current: .people,
            [
                element("p", [], [part.link(Link.units(agency.key), visit.text("units.back"))]),
                part.card(
                    "units.rename", narrow: true,
                    [
                        form.node(
                            to: Link.unit(agency.key, id),
                            [
                                form.line(
                                    "name", visit.text("units.name"), hint: visit.text("units.rename_hint"),
                                    required: true), form.button("units.save"),
                            ])
                    ]),
                unit.isRetired
                    ? part.card(
                        "units.is_retired", narrow: true,
                        [
                            part.deed(
                                Link.units(agency.key), "units.reinstate", hidden: [("name", unit.name)])
                        ])
                    : part.card(
                        "units.retire", narrow: true,
                        [
                            part.paragraph(visit.text("units.retire_what")),
                            part.deed("\(Link.unit(agency.key, id))/retire", "units.retire"),
                        ]),
            ]
        ).reply(visit, status: problems.isEmpty ? 200 : 422)
    }
}
