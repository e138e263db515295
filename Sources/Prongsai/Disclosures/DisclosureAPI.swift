import ITA
import Watch

/// Disclosures for machines: what must be open to the public, and where it stands.
enum DisclosureAPI {
    private static let address = Shape.object([
        .init("id", .id), .init("address", .text(9000)), .init("label", .text(300)),
        .init("kind", .choice(Disclosure.Address.Kind.allCases.map(\.rawValue))),
        .init("element", .nullable(.text(200))), .init("isOffer", .flag),
    ])
    private static let part = Shape.object([
        .init("key", .text(200)), .init("id", .nullable(.id)), .init("text", .text(2000)), .init("isOwn", .flag),
    ])
    private static let trouble = Shape.object([
        .init("verdict", .choice(PageVerdict.State.allCases.map(\.rawValue))), .init("since", .nullable(.instant)),
        .init("isSure", .flag),
    ])
    private static let disclosure = Shape.object([
        .init("code", .text(20)), .init("key", .text(200)), .init("title", .nullable(.text(500))),
        .init("state", .choice(Disclosure.State.allCases.map(\.rawValue))), .init("points", .nullable(.text(40))),
        .init("pointsLost", .nullable(.text(40))), .init("trouble", .nullable(trouble)),
        .init("unit", .nullable(.text(200))), .init("person", .nullable(.text(200))),
        .init("from", .nullable(.day)), .init("to", .nullable(.day)), .init("nothing", .nullable(.text(2000))),
        .init("explanation", .nullable(.text(5000))), .init("downSince", .nullable(.instant)),
        .init("elements", .list(part, most: 500)), .init("addresses", .list(address, most: 1000)),
    ])

    static let all: [Endpoint] = [
        .get(
            "listDisclosures", "/years/:year/disclosures", .read,
            gives: .object([
                .init("disclosures", .list(disclosure, most: 500)), .init("contradicted", .whole(0...500)),
                .init("pointsLost", .nullable(.text(40))),
            ])
        ) { visit, _ in
            let year = try await DisclosureRoutes.year(visit)
            return [
                "disclosures": .list(year.items.map(json)),
                "contradicted": .whole(year.items.count { $0.trouble != nil }),
                "pointsLost": JSONValue(year.pointsAtStake?.rounded()),
            ]
        },
        .get("readDisclosure", "/years/:year/disclosures/:item", .read, gives: disclosure) { visit, _ in
            json(try await DisclosureRoutes.found(visit).1)
        },
        .post(
            "describeDisclosure", "/years/:year/disclosures/:item/description", .record,
            takes: [
                .init("title", .text(300), required: false), .init("from", .nullable(.day), required: false),
                .init("to", .nullable(.day), required: false), .init("explanation", .text(5000), required: false),
                .init("nothing", .text(2000), required: false),
            ]
        ) { visit, input in
            let (year, item) = try await DisclosureRoutes.found(visit)
            // Null clears a day, as an empty text clears a text.
            func day(_ name: String) -> String? { input[name].map { $0.text ?? "" } }
            try await visit.perform(
                DescribeDisclosure(
                    agency: year.agency.id, disclosure: item.id, title: input["title"]?.text, from: day("from"),
                    to: day("to"), explanation: input["explanation"]?.text, nothing: input["nothing"]?.text))
            return [:]
        },
        .post(
            "addDisclosureAddress", "/years/:year/disclosures/:item/addresses", .record,
            takes: [
                .init("address", .text(8000)), .init("label", .text(300), required: false),
                .init("element", .text(200), required: false),
            ], gives: Endpoint.made
        ) { visit, input in
            let (year, item) = try await DisclosureRoutes.found(visit)
            let id = try await visit.perform(
                AddAddress(
                    agency: year.agency.id, disclosure: item.id, address: input["address"]?.text ?? "",
                    label: input["label"]?.text ?? "", element: input["element"]?.text,
                    editions: visit.site.editions))
            return ["id": .text(id)]
        },
        .get(
            "listDisclosureDrafts", "/years/:year/disclosure-drafts", .record,
            gives: .object([
                .init(
                    "drafts",
                    .list(
                        .object([
                            .init("code", .text(20)), .init("title", .nullable(.text(500))),
                            .init("elements", .list(.text(2000), most: 100)), .init("from", .nullable(.text(200))),
                        ]), most: 500))
            ])
        ) { visit, _ in
            let year = try await DisclosureRoutes.year(visit)
            let drafts = DisclosureDrafts(year, visit.site.editions).drafts
            return [
                "drafts": .list(
                    drafts.map {
                        [
                            "code": .text($0.item.code), "title": JSONValue($0.title),
                            "elements": .list($0.elements.map { .text($0) }), "from": JSONValue($0.from),
                        ]
                    })
            ]
        },
        .post(
            "takeDisclosureDrafts", "/years/:year/disclosure-drafts", .record,
            takes: [
                .init(
                    "titles",
                    .list(.object([.init("code", .text(20)), .init("title", .text(300))]), most: 500), required: false),
                .init("elements", .list(.text(20), most: 500), required: false),
            ], gives: .object([.init("count", .whole(0...500))])
        ) { visit, input in
            let titles = (input["titles"]?.list ?? []).compactMap { entry in
                entry["code"]?.text.flatMap { code in entry["title"]?.text.map { (code, $0) } }
            }
            let count = try await visit.perform(
                TakeDisclosureDrafts(
                    office: try visit.agency(), year: try visit.year(),
                    titles: Dictionary(titles) { first, _ in first },
                    elements: Set((input["elements"]?.list ?? []).compactMap(\.text)), editions: visit.site.editions))
            return ["count": .whole(count)]
        },
        .post("removeDisclosureAddress", "/disclosure-addresses/:address/removal", .record) { visit, _ in
            try await visit.perform(
                RemoveAddress(agency: try visit.agency().id, address: try visit.parameter("address")))
            return [:]
        },
        .post("confirmDisclosureOffer", "/disclosure-addresses/:address/confirmation", .record) { visit, _ in
            try await visit.perform(
                ConfirmOffer(agency: try visit.agency().id, address: try visit.parameter("address")))
            return [:]
        },
    ]

    private static func found(_ trouble: Disclosure.Trouble) -> JSONValue {
        [
            "verdict": .text(trouble.verdict.state.rawValue), "since": JSONValue(trouble.since),
            "isSure": .flag(trouble.isSure),
        ]
    }

    private static func json(_ item: Disclosure) -> JSONValue {
        [
            "code": .text(item.code), "key": .text(item.item.key), "title": JSONValue(item.title(.thai)),
            "state": .text(item.state.rawValue), "points": JSONValue(item.points?.rounded()),
            "pointsLost": JSONValue(item.pointsLost?.rounded()),
            "trouble": item.trouble.map(found) ?? .null,
            "unit": JSONValue(item.unit), "person": JSONValue(item.person), "from": JSONValue(item.coversFrom?.iso),
            "to": JSONValue(item.coversTo?.iso), "nothing": JSONValue(item.nothingBecause),
            "explanation": JSONValue(item.explanation), "downSince": JSONValue(item.downSince),
            "elements": .list(
                item.elements.map {
                    [
                        "key": .text($0.key), "id": JSONValue($0.ownID), "text": .text($0.text),
                        "isOwn": .flag($0.ownID != nil),
                    ]
                }),
            "addresses": .list(
                item.addresses.map {
                    [
                        "id": .text($0.id), "address": .text($0.address), "label": .text($0.label),
                        "kind": .text($0.kind.rawValue), "element": JSONValue($0.elementKey),
                        "isOffer": .flag($0.isOffer),
                    ]
                }),
        ]
    }
}
