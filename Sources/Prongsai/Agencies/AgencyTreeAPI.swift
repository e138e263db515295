/// What an agency is called and which stand under it, for machines. The path names the token's own agency or one below.
enum AgencyTreeAPI {
    private static let name = Shape.text(300)
    /// A cell of a list, of whatever length.
    private static let cell = Shape.text(1_300_000)

    static let all: [Endpoint] = [
        .post(
            "addAgency", "/agencies", .administer,
            takes: [
                .init("key", .text(60)), .init("thai", name), .init("english", .nullable(name), required: false),
            ], gives: Endpoint.made
        ) { visit, input in
            let id = try await visit.perform(
                CreateAgency(
                    key: input["key"]?.text ?? "", thai: input["thai"]?.text ?? "", english: input["english"]?.text,
                    parent: try visit.agency().id))
            return ["id": .text(id)]
        },
        .post(
            "changeAgency", "/details", .administer,
            takes: [
                .init("thai", name, required: false), .init("english", .nullable(name), required: false),
                .init("email", .nullable(.text(254)), required: false),
            ]
        ) { visit, input in
            let agency = try visit.agency()
            let email = try await visit.site.database.read { try Agency.publicEmail(of: agency.id, in: $0) }
            try await visit.perform(
                ChangeAgency(
                    agency: agency.id, thai: input["thai"]?.text ?? agency.thai,
                    english: input["english"] == nil ? agency.english : input["english"]?.text,
                    email: input["email"] == nil ? email : input["email"]?.text))
            return .object([:])
        },
        .post("moveAgency", "/details/move", .administer, takes: [.init("under", .text(60))]) { visit, input in
            try await visit.perform(MoveAgency(agency: try visit.agency().id, under: input["under"]?.text ?? ""))
            return .object([:])
        },
        .post(
            "importAgencies", "/imports/agencies", .administer, takes: ImportAPI.list,
            gives: .object([
                .init(
                    "agencies",
                    .list(
                        .object([
                            .init("line", .whole(1...1_000_000)), .init("key", .text(60)), .init("thai", cell),
                            .init("english", .nullable(cell)), .init("under", .nullable(cell)),
                            .init("change", .choice(PeopleList.Change.allCases.map(\.rawValue))),
                        ]), most: ListReading.limit)),
                .init("changed", .nullable(.whole(0...ListReading.limit))),
            ])
        ) { visit, input in
            try AgencyListRoutes.reaches(visit)
            let (agency, bytes) = (try visit.agency().id, try ImportAPI.bytes(input))
            let list = try await visit.site.database.read { try AgencyList.read(bytes, below: agency, in: $0) }
            guard list.problems.isEmpty else { throw Failure.invalid(list.problems) }
            var changed: Int?
            if input["apply"] == .flag(true) {
                changed = try await visit.perform(ImportAgencies(agency: agency, bytes: bytes))
            }
            return [
                "agencies": .list(
                    list.entries.map {
                        [
                            "line": .whole($0.line), "key": .text($0.key), "thai": .text($0.thai),
                            "english": JSONValue($0.english), "under": JSONValue($0.under),
                            "change": .text($0.change.rawValue),
                        ]
                    }), "changed": changed.map { JSONValue.whole($0) } ?? .null,
            ]
        },
    ]
}
