import Watch

/// The watcher, for machines.
enum WatchAPI {
    private static let line = Shape.object([
        .init("id", .id), .init("code", .text(80)), .init("address", .text(2000)),
        .init("verdict", .choice(["none"] + PageVerdict.State.allCases.map(\.rawValue))), .init("isDown", .flag),
        .init("points", .nullable(.text(40))), .init("since", .nullable(.instant)),
        .init("seenAt", .nullable(.instant)), .init("lastGoodAt", .nullable(.instant)), .init("nextAt", .instant),
        .init("changedAt", .nullable(.instant)),
    ])

    private static let many = Shape.whole(0...1_000_000)
    private static let timeline = Shape.object([
        .init("id", .id), .init("code", .text(80)), .init("address", .text(9000)), .init("label", .text(300)),
        .init("verdict", .choice(["none"] + PageVerdict.State.allCases.map(\.rawValue))), .init("isDown", .flag),
        .init("since", .nullable(.instant)), .init("seenAt", .nullable(.instant)),
        .init("lastGoodAt", .nullable(.instant)), .init("nextAt", .instant), .init("everySeconds", .whole(1...604_800)),
        .init("certificateEndsOn", .nullable(.day)), .init("capture", .nullable(.id)),
        .init(
            "verdicts",
            .list(
                .object([
                    .init("at", .instant), .init("words", .text(5000)), .init("status", .nullable(.whole(0...999))),
                    .init("finalAddress", .nullable(.text(9000))), .init("capture", .nullable(.id)),
                    .init(
                        "changes",
                        .list(
                            .object([
                                .init("kind", .choice(ReadableChange.Kind.allCases.map(\.rawValue))),
                                .init("text", .text(500)), .init("before", .nullable(.text(500))),
                            ]), most: ReadableChange.most)),
                ]), most: WatchTimeline.most)),
        .init(
            "captures",
            .list(
                .object([.init("id", .id), .init("at", .instant), .init("digest", .nullable(.text(200)))]),
                most: WatchTimeline.most)),
        .init(
            "visits",
            .list(
                .object([
                    .init("id", .id), .init("at", .instant), .init("by", .text(500)), .init("note", .text(500)),
                    .init("hasPicture", .flag),
                ]), most: 1000)),
        .init(
            "months",
            .list(
                .object([
                    .init("month", .text(7)), .init("looks", many), .init("good", many), .init("bad", many),
                    .init("changed", many),
                ]), most: 36)),
    ])

    static let all: [Endpoint] = [
        .get(
            "listWatched", "/years/:year/watched", .read,
            query: [.init("page", .whole(1...10_000), required: false)],
            gives: .object([
                .init("count", .whole(0...1_000_000)), .init("pages", .whole(0...100_000)),
                .init("watched", .list(line, most: WatchBoard.size)),
            ])
        ) { visit, input in
            let (agency, year, editions) = (try visit.agency().id, try visit.year(), visit.site.editions)
            let page = input["page"]?.whole ?? 1
            let board = try await visit.site.database.read {
                try WatchBoard.load(
                    agency: agency, year: year, page: page, editions: editions, today: visit.today, in: $0)
            }
            return [
                "count": .whole(board?.count ?? 0), "pages": .whole(board?.pages ?? 0),
                "watched": .list((board?.lines ?? []).map(value)),
            ]
        },
        .get("readWatched", "/years/:year/watched/:watched", .read, gives: timeline) { visit, _ in
            let (agency, year, editions) = (try visit.agency().id, try visit.year(), visit.site.editions)
            let id = try visit.parameter("watched")
            let found = try await visit.site.database.read {
                try WatchTimeline.load(id, agency: agency, year: year, editions: editions, today: visit.today, in: $0)
            }
            return json(found, visit)
        },
        .post("lookAgain", "/watched/:watched/look", .record) { visit, _ in
            try await visit.perform(
                LookAgain(agency: try visit.agency().id, watched: try visit.parameter("watched")))
            return .object([:])
        },
        .post(
            "setWatchInterval", "/watched/:watched/interval", .plan,
            takes: [.init("seconds", .whole(3600...604_800))]
        ) { visit, input in
            try await visit.perform(
                WatchAddress(
                    agency: try visit.agency().id, watched: try visit.parameter("watched"),
                    seconds: input["seconds"]?.whole ?? 0))
            return .object([:])
        },
        .post("noteVisit", "/watched/:watched/visits", .record, takes: [.init("note", .text(500), required: false)]) {
            visit, input in
            try await visit.perform(
                NoteVisit(
                    agency: try visit.agency().id, watched: try visit.parameter("watched"),
                    note: input["note"]?.text ?? ""))
            return .object([:])
        },
        .post("freezeAnswers", "/years/:year/answers", .plan, gives: Endpoint.made) { visit, _ in
            let kind = FreezeJob(year: try visit.year())
            return ["id": .text(try await visit.perform(BeginJob(agency: try visit.agency().id, kind: kind)))]
        },
    ]

    private static func value(_ line: WatchBoard.Line) -> JSONValue {
        let verdict = line.verdict?.state.rawValue
        return [
            "id": .text(line.id), "code": .text(line.item.code), "address": .text(line.address),
            "verdict": JSONValue(verdict ?? "none"), "isDown": .flag(line.isDown),
            "points": JSONValue(line.item.points), "since": JSONValue(line.since), "seenAt": JSONValue(line.seenAt),
            "lastGoodAt": JSONValue(line.lastGoodAt), "nextAt": .text(line.nextAt),
            "changedAt": JSONValue(line.changedAt),
        ]
    }

    private static func json(_ line: WatchTimeline, _ visit: Visit) -> JSONValue {
        let (strings, language) = (visit.site.strings, visit.language)
        let verdicts = line.entries.map { entry -> JSONValue in
            [
                "at": .text(entry.at), "words": .text(strings.words(entry.verdict, language)),
                "status": entry.status.map { .whole($0) } ?? .null, "finalAddress": JSONValue(entry.finalAddress),
                "capture": JSONValue(entry.capture),
                "changes": .list(
                    entry.changes.map {
                        ["kind": .text($0.kind.rawValue), "text": .text($0.text), "before": JSONValue($0.before)]
                    }),
            ]
        }
        let visits = line.visits.map { seen -> JSONValue in
            [
                "id": .text(seen.id), "at": .text(seen.at), "by": .text(strings.actor(seen.who, seen.name, language)),
                "note": .text(seen.note), "hasPicture": .flag(seen.picture != nil),
            ]
        }
        let months = line.months.map { month -> JSONValue in
            [
                "month": .text(month.month), "looks": .whole(month.looks), "good": .whole(month.good),
                "bad": .whole(month.bad), "changed": .whole(month.changed),
            ]
        }
        return [
            "id": .text(line.id), "code": .text(line.item.code), "address": .text(line.address),
            "label": .text(line.label), "verdict": JSONValue(line.verdict?.state.rawValue ?? "none"),
            "isDown": .flag(line.isDown), "since": JSONValue(line.since), "seenAt": JSONValue(line.seenAt),
            "lastGoodAt": JSONValue(line.lastGoodAt), "nextAt": .text(line.nextAt), "everySeconds": .whole(line.every),
            "certificateEndsOn": JSONValue(line.certificateEndsOn?.iso), "capture": JSONValue(line.capture),
            "verdicts": .list(verdicts),
            "captures": .list(
                line.captures.map { ["id": .text($0.id), "at": .text($0.at), "digest": JSONValue($0.digest)] }),
            "visits": .list(visits), "months": .list(months),
        ]
    }
}
