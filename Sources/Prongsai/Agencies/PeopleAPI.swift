/// Units, people and the journal, for machines.
enum PeopleAPI {
    private static let name = Shape.text(500)

    static let all: [Endpoint] = people + [importPeople]

    private static let importPeople = Endpoint.post(
        "importPeople", "/imports/people", .administer, takes: ImportAPI.list,
        gives: .object([
            .init(
                "people",
                .list(
                    .object([
                        .init("line", .whole(1...1_000_000)), .init("name", name), .init("title", .nullable(name)),
                        .init("unit", .nullable(name)), .init("role", .choice(Role.allCases.map(\.rawValue))),
                        .init("email", .nullable(name)),
                        .init("change", .choice(PeopleList.Change.allCases.map(\.rawValue))),
                    ]), most: ListReading.limit)),
            .init("newUnits", .list(name, most: ListReading.limit)),
            .init("changed", .nullable(.whole(0...ListReading.limit))),
        ])
    ) { visit, input in
        let (agency, strings, actor) = (try visit.agency().id, visit.site.strings, visit.actor)
        let bytes = try ImportAPI.bytes(input)
        let list = try await visit.site.database.read {
            try PeopleList.read(bytes, agency: agency, strings: strings, by: actor, byToken: true, in: $0)
        }
        guard list.problems.isEmpty else { throw Failure.invalid(list.problems) }
        var changed: Int?
        if input["apply"] == .flag(true) {
            changed = try await visit.perform(
                ImportPeople(agency: agency, bytes: bytes, strings: strings, byToken: true))
        }
        return [
            "people": .list(
                list.entries.map {
                    [
                        "line": .whole($0.line), "name": .text($0.name), "title": JSONValue($0.title),
                        "unit": JSONValue($0.unit), "role": .text($0.role.rawValue), "email": JSONValue($0.email),
                        "change": .text($0.change.rawValue),
                    ]
                }), "newUnits": .list(list.newUnits.map { .text($0) }),
            "changed": changed.map { JSONValue.whole($0) } ?? .null,
        ]
    }

    private static let people: [Endpoint] = [
        .get(
            "listPeople", "/people", .administer,
            gives: .object([
                .init(
                    "people",
                    .list(
                        .object([
                            .init("id", .id), .init("name", name), .init("title", .nullable(name)),
                            .init("unit", .nullable(name)), .init("role", .choice(Role.allCases.map(\.rawValue))),
                        ]), most: 100_000))
            ])
        ) { visit, _ in
            let agency = try visit.agency().id
            let rows = try await visit.site.database.read { db in
                try db.rows(
                    """
                    SELECT person.id, person.name, person.title, person.role, unit.name AS unit FROM person
                    LEFT JOIN unit ON unit.id = person.unit_id
                    WHERE person.agency_id = \(agency) AND person.retired_at IS NULL ORDER BY person.name
                    """)
            }
            return [
                "people": .list(
                    try rows.map {
                        [
                            "id": .text(try $0.string("id")), "name": .text(try $0.string("name")),
                            "title": JSONValue(try $0.optionalString("title")),
                            "unit": JSONValue(try $0.optionalString("unit")), "role": .text(try $0.string("role")),
                        ]
                    })
            ]
        },
        .post(
            "addPerson", "/people", .administer,
            takes: [
                .init("name", name), .init("title", name, required: false), .init("unit", name, required: false),
                .init("role", .choice(Role.allCases.map(\.rawValue))), .init("email", name, required: false),
            ], gives: Endpoint.made
        ) { visit, input in
            let role = Role(rawValue: input["role"]?.text ?? "") ?? .reader
            let id = try await visit.perform(
                AddPerson(
                    agency: try visit.agency().id, person: input["name"]?.text ?? "", title: input["title"]?.text,
                    unit: input["unit"]?.text, role: role, email: input["email"]?.text))
            return ["id": .text(id)]
        },
        .post(
            "changePerson", "/people/:person", .administer,
            takes: [
                .init("name", name, required: false), .init("title", .nullable(name), required: false),
                .init("unit", .nullable(name), required: false), .init("email", .nullable(name), required: false),
                .init("role", .choice(Role.allCases.map(\.rawValue)), required: false),
            ]
        ) { visit, input in
            let (agency, id) = (try visit.agency(), try visit.parameter("person"))
            let (before, unit) = try await visit.site.database.read { db in
                (
                    try Person.find(id, agency: agency.id, in: db),
                    try input["unit"]?.text.map { try Unit.id(named: $0, agency: agency.id, in: db) }
                )
            }
            try await visit.perform(
                ChangePerson(
                    agency: agency.id, person: id, called: input["name"]?.text ?? before.name,
                    title: input["title"] == nil ? before.title : input["title"]?.text,
                    unit: input["unit"] == nil ? before.unitID : unit,
                    role: input["role"]?.text.flatMap { Role(rawValue: $0) } ?? before.role,
                    email: input["email"] == nil ? before.email : input["email"]?.text, byToken: true))
            return .object([:])
        },
        .post(
            "retirePerson", "/people/:person/retire", .administer,
            takes: [.init("withWork", .flag, required: false)]
        ) { visit, input in
            try await visit.perform(
                RetirePerson(
                    agency: try visit.agency().id, person: try visit.parameter("person"),
                    withWork: input["withWork"] == .flag(true), editions: visit.site.editions))
            return .object([:])
        },
        .post("reinstatePerson", "/people/:person/reinstate", .administer) { visit, _ in
            try await visit.perform(
                ReinstatePerson(agency: try visit.agency().id, person: try visit.parameter("person")))
            return .object([:])
        },
        .get(
            "listUnits", "/units", .administer,
            gives: .object([
                .init(
                    "units",
                    .list(
                        .object([
                            .init("id", .id), .init("name", name), .init("retired", .flag),
                            .init("people", .whole(0...1_000_000)),
                        ]), most: 100_000))
            ])
        ) { visit, _ in
            let agency = try visit.agency().id
            let units = try await visit.site.database.read { try UnitOfAgency.list(agency: agency, in: $0) }
            return [
                "units": .list(
                    units.map {
                        [
                            "id": .text($0.id), "name": .text($0.name), "retired": .flag($0.isRetired),
                            "people": .whole($0.people),
                        ]
                    })
            ]
        },
        .post("renameUnit", "/units/:unit", .administer, takes: [.init("name", name)]) { visit, input in
            try await visit.perform(
                RenameUnit(
                    agency: try visit.agency().id, unit: try visit.parameter("unit"), called: input["name"]?.text ?? "")
            )
            return .object([:])
        },
        .post("retireUnit", "/units/:unit/retire", .administer) { visit, _ in
            try await visit.perform(RetireUnit(agency: try visit.agency().id, unit: try visit.parameter("unit")))
            return .object([:])
        },
        .post("addUnit", "/units", .administer, takes: [.init("name", name)], gives: Endpoint.made) { visit, input in
            let id = try await visit.perform(AddUnit(agency: try visit.agency().id, unit: input["name"]?.text ?? ""))
            return ["id": .text(id)]
        },
        .get(
            "readJournal", "/journal", .read,
            query: [.init("after", .whole(0...1_000_000_000), required: false)],
            gives: .object([
                .init(
                    "lines",
                    .list(
                        .object([
                            .init("number", .whole(1...1_000_000_000)), .init("at", .instant),
                            .init("actor", .text(500)),
                            .init("operation", .id), .init("about", .text(500)), .init("hash", .id),
                        ]), most: 500))
            ])
        ) { visit, input in
            let (agency, after) = (try visit.agency().id, input["after"]?.whole ?? 0)
            let rows = try await visit.site.database.read { db in
                try db.rows(
                    """
                    SELECT number, at, actor, operation, about, hash FROM journal
                    WHERE agency_id = \(agency) AND number > \(after) ORDER BY number LIMIT 500
                    """)
            }
            return [
                "lines": .list(
                    try rows.map {
                        [
                            "number": .whole(try $0.integer("number")), "at": .text(try $0.string("at")),
                            "actor": .text(try $0.string("actor")), "operation": .text(try $0.string("operation")),
                            "about": .text(try $0.string("about")), "hash": .text(try $0.string("hash")),
                        ]
                    })
            ]
        },
    ]
}
