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
}
