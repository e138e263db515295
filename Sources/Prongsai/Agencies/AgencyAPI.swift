import ITA

/// Years, agencies below, and work that changes hands, for machines.
enum AgencyAPI {
    static let all: [Endpoint] = [
        .post(
            "openYear", "/years", .plan,
            takes: [.init("year", .whole(2550...2650)), .init("edition", .id)], gives: Endpoint.made
        ) { visit, input in
            let file = try visit.site.editions.file(input["edition"]?.text ?? "")
            let id = try await visit.perform(
                OpenYear(
                    agency: try visit.agency().id, fiscalYear: input["year"]?.whole ?? 0, edition: file.edition,
                    file: file))
            return ["id": .text(id)]
        },
        .get(
            "listAgencies", "/agencies", .administer,
            gives: .object([
                .init(
                    "agencies",
                    .list(
                        .object([
                            .init("key", .id), .init("thai", .text(300)), .init("english", .nullable(.text(300))),
                            .init("under", .id), .init("depth", .whole(1...40)),
                        ]), most: 100_000))
            ])
        ) { visit, _ in
            guard visit.viewer?.role.permissionsBelow.contains(.administer) == true else {
                return ["agencies": .list([])]
            }
            let agency = try visit.agency()
            let entries = try await visit.site.database.read { try AgencyTree.entries(below: agency, in: $0) }
            return [
                "agencies": .list(
                    entries.map {
                        [
                            "key": .text($0.agency.key), "thai": .text($0.agency.thai),
                            "english": JSONValue($0.agency.english), "under": .text($0.parent ?? agency.key),
                            "depth": .whole($0.depth),
                        ]
                    })
            ]
        },
        .get(
            "listOpenWork", "/people/:person/open-work", .read,
            gives: .object([
                .init(
                    "measures",
                    .list(
                        .object([
                            .init("id", .id), .init("text", .text(20_000)), .init("year", .whole(2400...2999)),
                            .init("items", .list(.id, most: 1000)), .init("ends", .nullable(.day)),
                            .init("rounds", .list(.whole(1...2), most: 2)), .init("isDraft", .flag),
                        ]), most: 100_000)),
                .init(
                    "disclosures",
                    .list(
                        .object([
                            .init("id", .id), .init("code", .id), .init("title", .text(20_000)),
                            .init("year", .whole(2400...2999)), .init("unit", .nullable(.text(300))),
                        ]), most: 100_000)),
            ])
        ) { visit, _ in
            let (agency, person, editions) = (try visit.agency().id, try visit.parameter("person"), visit.site.editions)
            let language = visit.language
            let (work, kept) = try await visit.site.database.read { db in
                _ = try Person.find(person, agency: agency, in: db)
                return (
                    try OpenWork.list(person: person, agency: agency, editions: editions, in: db),
                    try KeptDisclosure.list(
                        person: person, agency: agency, editions: editions, language: language, in: db)
                )
            }
            return [
                "measures": .list(
                    work.map {
                        [
                            "id": .text($0.measure), "text": .text($0.text), "year": .whole($0.fiscalYear),
                            "items": .list($0.codes.map { .text($0) }), "ends": JSONValue($0.endsOn?.iso),
                            "rounds": .list($0.halves.map { .whole($0) }), "isDraft": .flag($0.isDraft),
                        ]
                    }),
                "disclosures": .list(
                    kept.map {
                        [
                            "id": .text($0.id), "code": .text($0.code), "title": .text($0.title),
                            "year": .whole($0.fiscalYear), "unit": JSONValue($0.unit),
                        ]
                    }),
            ]
        },
        .post(
            "handOver", "/people/:person/hand-over", .plan,
            takes: [
                .init("to", .id), .init("measures", .list(.id, most: 10_000)),
                .init("disclosures", .list(.id, most: 10_000), required: false),
                .init("role", .flag, required: false), .init("unit", .flag, required: false),
            ]
        ) { visit, input in
            let takesRole: Bool = input["role"] == .flag(true)
            // A role is given with a token that may give roles, and with no other.
            guard !takesRole || visit.reaches(.administer) else { throw Failure.forbidden }
            try await visit.perform(
                HandOver(
                    agency: try visit.agency().id, from: try visit.parameter("person"), to: input["to"]?.text ?? "",
                    measures: input["measures"]?.list?.compactMap(\.text) ?? [],
                    disclosures: input["disclosures"]?.list?.compactMap(\.text) ?? [],
                    takesRole: takesRole, takesUnit: input["unit"] == .flag(true), editions: visit.site.editions))
            return .object([:])
        },
    ]
}
