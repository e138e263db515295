import ITA

/// The second person's check for machines.
enum CheckAPI {
    private static let long = Shape.text(20_000)
    private static let tick = Shape.object([
        .init("element", .id), .init("found", .choice(Tick.Found.allCases.map(\.rawValue))),
        .init("place", .text(500)), .init("address", .nullable(.id), required: false),
        .init("file", .nullable(.id), required: false),
    ])
    private static let entry = Shape.object([
        .init("id", .id), .init("disclosure", .id), .init("year", .whole(2400...2999)), .init("code", .text(80)),
        .init("title", .text(2000)), .init("askedAt", .instant), .init("points", .nullable(.text(40))),
        .init("isMine", .flag),
    ])
    private static let finding = Shape.object([
        .init("kind", .choice(CheckFinding.Kind.allCases.map(\.rawValue))),
        .init("sure", .choice(CheckFinding.Sure.allCases.map(\.rawValue))), .init("says", long),
        .init("place", .text(500)), .init("element", .nullable(.id)),
    ])
    private static let find = Shape.object([
        .init("id", .id), .init("kind", .choice(PersonalData.Kind.allCases.map(\.rawValue))),
        .init("masked", .text(40)), .init("place", .text(500)), .init("isOpen", .flag),
    ])
    private static let whole = Shape.object([
        .init("id", .id), .init("disclosure", .id), .init("year", .whole(2400...2999)), .init("code", .text(80)),
        .init("title", .text(2000)), .init("state", .choice(CheckState.words)), .init("seen", .id),
        .init("note", .nullable(long)),
        .init("elements", .list(.object([.init("key", .id), .init("text", long)]), most: 500)),
        .init("ticks", .list(tick, most: 500)),
        .init(
            "sources",
            .list(
                .object([
                    .init("source", .id), .init("name", .text(2000)), .init("outcome", .nullable(.text(40))),
                    .init("changedAt", .nullable(.instant)), .init("findings", .list(finding, most: 200)),
                ]), most: 1000)), .init("personal", .list(find, most: 2000)),
    ])

    static let all: [Endpoint] = [
        .get("listChecks", "/checks", .read, gives: .object([.init("checks", .list(entry, most: 1000))])) {
            visit, _ in
            let (agency, language, editions) = (try visit.agency(), visit.language, visit.site.editions)
            let queue = try await visit.site.database.read {
                try CheckQueue.load(agency, language: language, editions: editions, in: $0)
            }
            return [
                "checks": .list(
                    queue.waiting.map { entry in
                        [
                            "id": .text(entry.check.id), "disclosure": .text(entry.subject.id),
                            "year": .whole(entry.subject.fiscalYear), "code": .text(entry.code),
                            "title": .text(entry.title), "askedAt": .text(entry.check.askedAt),
                            "points": JSONValue(entry.points?.rounded()),
                            "isMine": .flag(visit.may(.check) && entry.isFor(visit.actor)),
                        ]
                    })
            ]
        },
        .get("getCheck", "/checks/:check", .read, gives: whole) { visit, _ in
            json(try await CheckRoutes.load(visit), visit)
        },
        .post(
            "askForCheck", "/disclosures/:disclosure/checks", .record,
            takes: [.init("note", long, required: false)], gives: Endpoint.made
        ) { visit, input in
            let id = try await visit.perform(
                AskForCheck(
                    agency: try visit.agency().id, disclosure: try visit.parameter("disclosure"),
                    note: input["note"]?.text, editions: visit.site.editions))
            return ["id": .text(id)]
        },
        .post("readForCheck", "/checks/:check/reading", .check) { visit, _ in
            try await CheckRoutes.read(try await CheckRoutes.load(visit), on: visit.site, as: visit.actor)
            return [:]
        },
        .post(
            "passCheck", "/checks/:check/pass", .check,
            takes: [
                .init("seen", .id), .init("ticks", .list(tick, most: 500)), .init("note", long, required: false),
                .init("opened", long, required: false),
            ]
        ) { visit, input in
            try await visit.perform(
                PassCheck(
                    agency: try visit.agency().id, check: try visit.parameter("check"), ticks: ticks(input),
                    note: input["note"]?.text, opened: input["opened"]?.text, seen: input["seen"]?.text ?? "",
                    editions: visit.site.editions))
            return [:]
        },
        .post(
            "returnCheck", "/checks/:check/return", .check,
            takes: [.init("note", long), .init("ticks", .list(tick, most: 500), required: false)]
        ) { visit, input in
            try await visit.perform(
                ReturnCheck(
                    agency: try visit.agency().id, check: try visit.parameter("check"), ticks: ticks(input),
                    note: input["note"]?.text ?? "", editions: visit.site.editions))
            return [:]
        },
        .post(
            "justifyPersonalFind", "/finds/:find/justification", .check, takes: [.init("because", .text(1000))]
        ) { visit, input in
            try await visit.perform(
                JustifyPersonalFind(
                    agency: try visit.agency().id, find: try visit.parameter("find"),
                    because: input["because"]?.text ?? ""))
            return [:]
        },
    ]

    private static func ticks(_ input: JSONValue) -> [Tick] {
        (input["ticks"]?.list ?? []).compactMap { value in
            guard let element = value["element"]?.text,
                let found = value["found"]?.text.flatMap({ Tick.Found(rawValue: $0) })
            else { return nil }
            return Tick(
                element: element, found: found, address: value["address"]?.text, file: value["file"]?.text,
                place: value["place"]?.text?.trimmingWhitespace() ?? "")
        }
    }

    private static func json(_ data: CheckData, _ visit: Visit) -> JSONValue {
        let strings = visit.site.strings
        return [
            "id": .text(data.check.id), "disclosure": .text(data.subject.id), "year": .whole(data.subject.fiscalYear),
            "code": .text(data.code), "title": .text(data.title), "state": .text(data.state),
            "seen": .text(data.seen), "note": JSONValue(data.check.note),
            "elements": .list(data.elements.map { ["key": .text($0.key), "text": .text($0.text)] }),
            "ticks": .list(
                data.ticks.map {
                    [
                        "element": .text($0.element), "found": .text($0.found.rawValue), "place": .text($0.place),
                        "address": JSONValue($0.address), "file": JSONValue($0.file),
                    ]
                }),
            "sources": .list(
                data.sources.map { source in
                    [
                        "source": .text(source.key), "name": .text(source.name),
                        "outcome": JSONValue(source.look?.outcome), "changedAt": JSONValue(source.changedAt),
                        "findings": .list((source.look?.findings ?? []).map { json($0, strings, visit.language) }),
                    ]
                }),
            "personal": .list(
                data.finds.map {
                    [
                        "id": .text($0.id), "kind": .text($0.kind.rawValue), "masked": .text($0.masked),
                        "place": .text(strings.place($0.place, visit.language)), "isOpen": .flag($0.isOpen),
                    ]
                }),
        ]
    }

    static func json(_ finding: CheckFinding, _ strings: Strings, _ language: Language) -> JSONValue {
        [
            "kind": .text(finding.kind.rawValue), "sure": .text(finding.sure.rawValue),
            "says": .text(strings.finding(finding, language)),
            "place": .text(finding.place.map { strings.place($0, language) } ?? ""),
            "element": JSONValue(finding.element),
        ]
    }
}
