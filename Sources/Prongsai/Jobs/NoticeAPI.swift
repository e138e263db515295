/// What the token's owner is told, for machines.
enum NoticeAPI {
    private static let choice = Shape.object([
        .init("kind", .choice(Notice.Kind.allCases.map(\.rawValue))),
        .init("way", .choice(Notice.Way.allCases.map(\.rawValue))),
    ])

    static let all: [Endpoint] = [
        .get(
            "listNotices", "/notices", .own,
            gives: .object([
                .init(
                    "notices",
                    .list(
                        .object([
                            .init("id", .id), .init("kind", .id), .init("says", .text(50_000)),
                            .init("address", .text(2000)), .init("at", .instant), .init("isRead", .flag),
                        ]), most: 100)),
                .init("choices", .list(choice, most: Notice.Kind.allCases.count)),
            ])
        ) { visit, _ in
            guard let viewer = visit.viewer else { throw Failure.unauthorized }
            let (entries, ways) = try await visit.site.database.read { db in
                (try Notice.entries(of: viewer.id, in: db), try Notice.choices(of: viewer.id, in: db))
            }
            let usual = Outbox.canMail(visit.site.settings) ? Notice.Way.mail : .desk
            return [
                "notices": .list(
                    entries.map {
                        [
                            "id": .text($0.id), "kind": .text($0.kind), "says": .text(says($0, visit)),
                            "address": .text($0.address), "at": .text($0.at), "isRead": .flag($0.isRead),
                        ]
                    }),
                "choices": .list(
                    Notice.Kind.allCases.map {
                        ["kind": .text($0.rawValue), "way": .text((ways[$0] ?? usual).rawValue)]
                    }),
            ]
        },
        .post("readNotices", "/notices/reading", .own, takes: [.init("notice", .id, required: false)]) { visit, input in
            try await visit.perform(ReadNotices(agency: try visit.agency().id, notice: input["notice"]?.text))
            return .object([:])
        },
        .post(
            "chooseNotices", "/notices/choices", .own,
            takes: [.init("choices", .list(choice, most: Notice.Kind.allCases.count))]
        ) { visit, input in
            var ways: [Notice.Kind: Notice.Way] = [:]
            for entry in input["choices"]?.list ?? [] {
                guard let kind = entry["kind"]?.text.flatMap({ Notice.Kind(rawValue: $0) }) else { continue }
                ways[kind] = entry["way"]?.text.flatMap { Notice.Way(rawValue: $0) }
            }
            try await visit.perform(ChooseNotices(agency: try visit.agency().id, ways: ways))
            return .object([:])
        },
    ]

    private static func says(_ entry: Notice.Entry, _ visit: Visit) -> String {
        Notice.Kind(rawValue: entry.kind) == nil
            ? visit.text("notices.other")
            : Notice.says(entry.kind, entry.particulars, visit.site.strings, visit.language)
    }
}
