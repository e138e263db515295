import ITA

/// The catalogue of a year's disclosures, for machines: opened, carried from the year before, read from an existing
/// page, given to those who keep each item.
enum CatalogueAPI {
    static let all: [Endpoint] = year + items + pages

    private static let year: [Endpoint] = [
        .post(
            "openDisclosureYear", "/years/:year/disclosures", .plan,
            takes: [.init("edition", .id, required: false), .init("due", .day, required: false)],
            gives: Endpoint.made
        ) { visit, input in
            let editions = visit.site.editions
            let file = try input["edition"]?.text.map { try editions.file($0) }
            let id = try await visit.perform(
                OpenDisclosureYear(
                    agency: try visit.agency().id, fiscalYear: try visit.year(), file: file, editions: editions,
                    answersDueOn: input["due"]?.text))
            return ["id": .text(id)]
        },
        .post(
            "carryDisclosures", "/years/:year/disclosure-carry", .plan,
            takes: [.init("apply", .flag, required: false)],
            gives: .object([
                .init(
                    "offers",
                    .list(
                        .object([
                            .init("code", .text(20)), .init("from", .text(200)),
                            .init("kind", .choice(Lineage.Kind.allCases.map(\.rawValue))),
                            .init("addresses", .list(.text(9000), most: 1000)), .init("owner", .flag),
                            .init("title", .nullable(.text(500))), .init("elements", .list(.text(2000), most: 500)),
                        ]), most: 5000)),
                .init("left", .list(.text(20), most: 500)), .init("offered", .nullable(.whole(0...1_000_000))),
            ])
        ) { visit, input in
            let (agency, year, editions) = (try visit.agency(), try visit.year(), visit.site.editions)
            let (open, preview) = try await visit.site.database.read {
                try CarryDisclosures.preview(agency, from: year - 1, to: year, editions: editions, in: $0)
            }
            var offered: Int?
            if input["apply"] == .flag(true) {
                offered = try await visit.perform(
                    CarryDisclosures(office: agency, from: year - 1, to: year, editions: editions))
            }
            return [
                "offers": .list(preview.offers.map { json($0, in: open) }),
                "left": .list(preview.left.map { .text($0.code) }),
                "offered": offered.map { JSONValue.whole($0) } ?? .null,
            ]
        },
    ]

    private static let items: [Endpoint] = [
        .post(
            "assignDisclosure", "/years/:year/disclosures/:item/assignment", .plan,
            takes: [
                .init("unit", .nullable(.text(200)), required: false),
                .init("person", .nullable(.text(200)), required: false),
            ]
        ) { visit, input in
            let (year, item) = try await DisclosureRoutes.found(visit)
            // Null clears a name, as an empty text does.
            func name(_ member: String) -> String? { input[member].map { $0.text ?? "" } }
            try await visit.perform(
                AssignDisclosure(
                    agency: year.agency.id, disclosure: item.id, unit: name("unit"), person: name("person"),
                    editions: visit.site.editions))
            return [:]
        },
        .post(
            "changeDisclosureAddress", "/disclosure-addresses/:address", .record,
            takes: [
                .init("address", .text(8000), required: false), .init("label", .text(300), required: false),
                .init("element", .nullable(.text(200)), required: false),
            ], gives: Endpoint.made
        ) { visit, input in
            let (agency, id) = (try visit.agency().id, try visit.parameter("address"))
            let (address, label, element) = try await visit.site.database.read { db -> (String, String, String?) in
                let row = try AddressEntry.require(id, agency: agency, in: db)
                return (try row.string("address"), try row.string("label"), try row.optionalString("element_key"))
            }
            let kept = try await visit.perform(
                ChangeAddress(
                    agency: agency, id: id, address: input["address"]?.text ?? address,
                    label: input["label"]?.text ?? label,
                    element: input["element"] == nil ? element : input["element"]?.text,
                    editions: visit.site.editions))
            return ["id": .text(kept)]
        },
        .post(
            "addDisclosureElement", "/years/:year/disclosures/:item/elements", .record,
            takes: [.init("text", .text(1000))], gives: Endpoint.made
        ) { visit, input in
            let (year, item) = try await DisclosureRoutes.found(visit)
            let id = try await visit.perform(
                AddElement(agency: year.agency.id, disclosure: item.id, text: input["text"]?.text ?? ""))
            return ["id": .text(id)]
        },
        .post(
            "changeDisclosureElement", "/disclosure-elements/:element", .record, takes: [.init("text", .text(1000))]
        ) { visit, input in
            try await visit.perform(
                ChangeElement(
                    agency: try visit.agency().id, element: try visit.parameter("element"),
                    text: input["text"]?.text ?? ""))
            return [:]
        },
        .post("removeDisclosureElement", "/disclosure-elements/:element/removal", .record) { visit, _ in
            try await visit.perform(
                RemoveElement(agency: try visit.agency().id, element: try visit.parameter("element")))
            return [:]
        },
    ]

    /// Most links, faults and the like that are told of a page.
    private static let most = DisclosureMarkup.mostLinks
    private static let short = Shape.text(400)
    private static let sureness = Shape.choice(Sureness.allCases.map(\.word))
    private static let reading = Shape.object([
        .init("source", .id), .init("links", .whole(0...1_000_000)), .init("pageYear", .nullable(.whole(0...9999))),
        .init("pageAddress", .nullable(.text(9000))), .init("isCut", .flag),
        .init(
            "proposals",
            .list(
                .object([
                    .init("number", .whole(1...1_000_000)), .init("code", .text(20)), .init("address", .text(9000)),
                    .init("label", short), .init("element", .nullable(.text(200))), .init("sure", sureness),
                    .init("named", short), .init("others", .list(.text(20), most: 100)),
                ]), most: most)),
        .init(
            "faults",
            .list(
                .object([
                    .init("kind", .choice(DisclosureReading.Fault.allCases.map(\.rawValue))),
                    .init("code", .nullable(.text(20))), .init("text", short), .init("detail", short),
                ]), most: most)),
        .init(
            "left",
            .list(
                .object([
                    .init("number", .whole(1...1_000_000)), .init("text", short), .init("address", .text(9000)),
                    .init("reason", .choice(DisclosureReading.Reason.allCases.map(\.rawValue))),
                ]), most: most)),
    ])

    private static let pages: [Endpoint] = [
        .file(
            "readDisclosureSource", "/years/:year/disclosure-sources", .plan,
            query: [.init("name", .text(200)), .init("address", .text(2000), required: false)], gives: reading
        ) { visit, input in
            let year = try await DisclosureRoutes.year(visit)
            let bytes = try visit.files.first?.bytes() ?? []
            try DisclosureSource.requirePage(bytes, at: "file")
            let page = try input["address"]?.text.map { try AddressEntry.read($0) }
            return try await keep(bytes, page?.description ?? input["name"]?.text ?? "", visit, year)
        },
        .post(
            "fetchDisclosureSource", "/years/:year/disclosure-sources/fetch", .plan,
            takes: [.init("address", .text(8000))], gives: reading
        ) { visit, input in
            let year = try await DisclosureRoutes.year(visit)
            let (bytes, page) = try await DisclosureSource.fetch(input["address"]?.text ?? "", site: visit.site)
            return try await keep(bytes, page.description, visit, year)
        },
        .post(
            "importDisclosures", "/years/:year/disclosure-sources/:source/import", .plan,
            takes: [
                .init(
                    "places",
                    .list(.object([.init("number", .whole(1...1_000_000)), .init("code", .text(20))]), most: most),
                    required: false)
            ],
            gives: .object([
                .init("isNew", .flag), .init("added", .whole(0...most)), .init("offered", .whole(0...most)),
                .init("known", .whole(0...most)),
            ])
        ) { visit, input in
            let year = try await DisclosureRoutes.year(visit)
            let (source, asRead) = try await DisclosureImportRoutes.read(visit, year, try visit.parameter("source"))
            var reading = asRead
            try reading.move(try places(input, of: asRead), in: year) { _ in "places" }
            let outcome = try await visit.perform(
                ImportDisclosures(
                    agency: year.agency.id, year: year.id, page: reading.address?.description ?? source.name,
                    hash: source.hash, proposals: reading.proposals))
            return [
                "isNew": .flag(outcome.isNew), "added": .whole(outcome.added), "offered": .whole(outcome.offered),
                "known": .whole(outcome.known),
            ]
        },
    ]

    /// Items' codes by the numbers of the links that go there; an empty code leaves a link out.
    private static func places(_ input: JSONValue, of reading: DisclosureReading) throws -> [Int: String] {
        let count = reading.proposals.count + reading.left.count
        var codes: [Int: String] = [:]
        var problems: [Problem] = []
        for (index, entry) in (input["places"]?.list ?? []).enumerated() {
            guard let number = entry["number"]?.whole, number <= count else {
                let given = entry["number"]?.whole.map { String($0) } ?? ""
                problems.append(
                    Problem("no_such_link", ["given": given, "count": String(count)], at: "places.\(index).number"))
                continue
            }
            codes[number] = entry["code"]?.text
        }
        guard problems.isEmpty else { throw Failure.invalid(problems) }
        return codes
    }

    /// Keeps a page and says how it reads. The same bytes may have come under another address before: what was kept is
    /// what will be applied.
    private static func keep(
        _ bytes: [UInt8], _ page: String, _ visit: Visit, _ year: DisclosureYear
    ) async throws -> JSONValue {
        let hash = try visit.site.files.put(bytes)
        let source = try await visit.perform(
            KeepDisclosureSource(agency: year.agency.id, year: year.id, page: page, hash: hash))
        return json(try await DisclosureImportRoutes.read(visit, year, source).1, in: year, source)
    }

    private static func json(_ offer: DisclosureCarry.Offer, in year: DisclosureYear) -> JSONValue {
        [
            "code": .text(year.item(key: offer.item)?.code ?? ""), "from": .text(offer.from),
            "kind": .text(offer.kind.rawValue), "addresses": .list(offer.addresses.map { .text($0.address) }),
            "owner": .flag(offer.owner != nil), "title": JSONValue(offer.title),
            "elements": .list(offer.elements.map { .text($0) }),
        ]
    }

    private static func codes(_ keys: [String], in year: DisclosureYear) -> JSONValue {
        .list(keys.compactMap { year.item(key: $0)?.code }.map { JSONValue.text($0) })
    }

    private static func json(_ reading: DisclosureReading, in year: DisclosureYear, _ source: String) -> JSONValue {
        [
            "source": .text(source), "links": .whole(reading.links),
            "pageYear": reading.pageYear.map { JSONValue.whole($0) } ?? .null,
            "pageAddress": JSONValue(reading.address?.description), "isCut": .flag(reading.isCut),
            "proposals": .list(
                reading.proposals.prefix(most).map {
                    [
                        "number": .whole($0.number), "code": .text(year.item(key: $0.itemKey)?.code ?? ""),
                        "address": .text($0.text), "label": .text($0.label.shortened(to: 300)),
                        "element": JSONValue($0.elementKey), "sure": .text($0.sureness.word),
                        "named": .text($0.named.shortened(to: 300)),
                        "others": codes($0.others, in: year),
                    ]
                }),
            "faults": .list(
                reading.finds.prefix(most).map { find in
                    [
                        "kind": .text(find.fault.rawValue),
                        "code": JSONValue(find.itemKey.flatMap { year.item(key: $0)?.code }),
                        "text": .text(find.text.shortened(to: 300)), "detail": .text(find.detail.shortened(to: 300)),
                    ]
                }),
            "left": .list(
                reading.left.prefix(most).map {
                    [
                        "number": .whole($0.number), "text": .text($0.text.shortened(to: 300)),
                        "address": .text($0.address.description), "reason": .text($0.reason.rawValue),
                    ]
                }),
        ]
    }
}
