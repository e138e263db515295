import ArgumentParser
import Foundation
import Watch

/// `prongsai watch`: looks at what is due, or at everything, once or for ever.
struct WatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: Help.text("command.watch"),
        subcommands: [Run.self, Visit.self, AppealCommand.self], defaultSubcommand: Run.self)

    struct Run: AsyncParsableCommand {
        static let configuration = Help.command("run", key: "watch_run")
        @OptionGroup var common: CommonOptions
        @OptionGroup var which: YearOptions
        @OptionGroup var options: WatchOptions
        @OptionGroup var post: PostOptions
        @Flag(help: Help.of("options.watch_all")) var all = false
        @Flag(help: Help.of("options.watch_forever")) var forever = false
        @Flag(help: Help.of("options.json")) var json = false

        func run() async throws {
            try await common.run(more: post.given.merging(options.given) { first, _ in first }) { desk in
                let agency = try await which.agency.asyncMap { key in
                    try await desk.site.database.read { try Agency.find(key, in: $0) }
                }
                var watcher = Watcher(desk.site)
                watcher.pause = .seconds(1)
                try await watcher.queue.keepInStep()
                if all { try await watcher.queue.hurry(agency: agency?.id) }
                if forever {
                    desk.say("watch.forever")
                    let (office, editions) = (agency?.id, desk.site.editions)
                    watcher.onNews = { id in
                        let seen = try? await desk.site.database.read {
                            try Seen.list("watched.id = \(id)", agency: office, editions: editions, in: $0)
                        }
                        for line in seen ?? [] { line.show(desk) }
                    }
                    watcher.onPass = { tally in
                        let at = desk.site.strings.instant(desk.site.clock.now().text, desk.language)
                        let values = ["count": String(tally.looks), "alerts": String(tally.alerts)]
                        Terminal.print("\(at) · \(desk.text("watch.done", values))")
                    }
                    try await watcher.run()
                    return
                }
                let begun = desk.site.clock.now()
                let tally = try await watcher.pass()
                let lines = try await desk.site.database.read {
                    try Seen.since(begun, agency: agency?.id, editions: desk.site.editions, in: $0)
                }
                if json { return try Terminal.json(lines.map { $0.json(desk) }) }
                for line in lines { line.show(desk) }
                desk.say("watch.done", ["count": String(tally.looks), "alerts": String(tally.alerts)])
            }
        }
    }

    /// Notes that a person opened an address.
    struct Visit: AsyncParsableCommand {
        static let configuration = Help.command("visited", key: "watch_visited")
        @OptionGroup var common: CommonOptions
        @OptionGroup var which: YearOptions
        @Argument(help: Help.of("options.appeal_code")) var code: String
        @Option(help: Help.of("options.visit_number")) var number: Int?
        @Option(help: Help.of("options.visit_note")) var note = ""
        @Option(help: Help.of("options.visit_picture")) var picture: String?

        func run() async throws {
            try await common.run { desk in
                let (agency, editions) = (which.agency, desk.site.editions)
                let office = try await desk.site.database.read { try Agency.find(agency, in: $0) }
                let year = try await FreezeCommand.year(which.year, office, desk)
                let (code, today) = (code, desk.site.clock.now().day)
                let lines = try await desk.site.database.read { db in
                    let item = try DisclosureYear.find(office, year: year, editions: editions, in: db).item(code)
                    return try WatchParts.Data.load(disclosure: item.id, agency: office.id, today: today, in: db).lines
                }
                guard !lines.isEmpty else { throw Failure.notFound(Message("failure.nothing_watched", ["code": code])) }
                let place = number ?? (lines.count == 1 ? 1 : 0)
                guard lines.indices.contains(place - 1) else {
                    let known = lines.enumerated().map { "\($0.offset + 1) \($0.element.address.shortened(to: 80))" }
                    throw Failure.invalid([
                        Problem("watched_number", ["known": known.joined(separator: "\n")], at: "number")
                    ])
                }
                let files = desk.site.files
                let kept = try picture.map {
                    try NoteVisit.keep(try Disk.read($0, limit: 20_000_000), name: $0, in: files)
                }
                try await desk.perform(
                    NoteVisit(agency: office.id, watched: lines[place - 1].id, note: note, picture: kept))
                desk.say("done.visit_noted")
            }
        }
    }

    /// What was looked at, and what was seen there.
    struct Seen {
        var agency: String
        var item: WatchedItem
        var year: Int
        var address: String
        var verdict: PageVerdict?
        var state: String
        var seenAt: String
        var changedAt: String?

        /// Those looked at since a pass began.
        static func since(_ begun: Instant, agency: String?, editions: EditionShelf, in db: Connection) throws -> [Seen]
        {
            try list("watched.seen_at >= \(begun.adding(-60_000))", agency: agency, editions: editions, in: db)
        }

        /// Those of an agency, or of all, for which a condition holds.
        static func list(
            _ condition: SQL, agency: String?, editions: EditionShelf, in db: Connection
        ) throws -> [Seen] {
            try db.rows(
                """
                SELECT watched.id, watched.verdict, watched.reasons, watched.state, watched.seen_at, agency.key,
                  watched.changed_at, \(Watched.shown), item_key, disclosure.title, disclosure_year.fiscal_year, edition_id,
                  edition_revision FROM \(Watched.tables) JOIN agency ON agency.id = watched.agency_id
                WHERE \(condition) AND (watched.agency_id = \(agency) OR \(agency == nil ? 1 : 0) = 1)
                ORDER BY agency.key, disclosure_year.fiscal_year, item_key, position LIMIT 5000
                """
            ).map { row in
                let edition = try editions.stored(
                    try row.string("edition_id"), revision: try row.integer("edition_revision"), in: db
                ).edition
                return Seen(
                    agency: try row.string("key"),
                    item: WatchedItem(
                        key: try row.string("item_key"), title: try row.optionalString("title"), edition: edition),
                    year: try row.integer("fiscal_year"), address: try row.string("address"),
                    verdict: try PageVerdict(row), state: try row.string("state"), seenAt: try row.string("seen_at"),
                    changedAt: try row.optionalString("changed_at"))
            }
        }

        struct JSON: Encodable {
            var agency: String
            var year: Int
            var code: String
            var address: String
            var verdict: String
            var reasons: [PageVerdict.Reason]
            var state: String
            var seenAt: String
            /// When it changed, where nobody has looked since.
            var changedAt: String?
        }

        func json(_ desk: Desk) -> JSON {
            JSON(
                agency: agency, year: year, code: item.code, address: address,
                verdict: verdict?.state.rawValue ?? "none", reasons: verdict?.reasons ?? [], state: state,
                seenAt: seenAt, changedAt: changedAt)
        }

        func show(_ desk: Desk) {
            let isDoubted = changedAt != nil && verdict?.weight == .good
            let sign = isDoubted ? "◆" : verdict?.state.mark.sign ?? "◆"
            Terminal.print(
                "\(sign) " + Terminal.padded(item.code, 5)
                    + Terminal.padded(Terminal.shortened(desk.site.strings.words(verdict, desk.language), 56), 58)
                    + Terminal.shortened(address, 80))
        }
    }
}

extension Optional {
    /// The same as `map`, for work that waits.
    fileprivate func asyncMap<T>(_ work: (Wrapped) async throws -> T) async rethrows -> T? {
        guard let self else { return nil }
        return try await work(self)
    }
}
