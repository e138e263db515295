import Foundation
import ITA
import Watch

/// The addresses of a year, as the page of the watcher shows them.
struct WatchBoard: Sendable {
    struct Line: Sendable {
        var id: String
        var item: WatchedItem
        var label: String
        var address: String
        var verdict: PageVerdict?
        /// What its alert says, where it is down and the newest look does not tell.
        var told: PageVerdict?
        var isDown: Bool
        var since: String?
        var seenAt: String?
        var nextAt: String
        var lastGoodAt: String?
        /// When it changed last, where nobody has looked since.
        var changedAt: String?
        /// The open alert: points at stake and since when.
        var alert: (points: String?, since: String)?
        /// Days of the year with looks, and those that were bad, the first day first.
        var days: WatchedDays
    }

    /// How an address stands, the worst first; the sentences stand under `watch.title_` and `watch.count_`.
    enum Standing: String, Sendable, CaseIterable {
        case down
        /// Its last look was bad; it is looked at again before anybody is told.
        case doubtful
        /// It changed and nobody has looked at it since.
        case changed
        /// Nothing can be told of it.
        case untold
        /// It was not looked at yet.
        case new
        case up

        /// By `state`, `verdict` and `changed_at` of a watched address.
        init(_ row: Row) throws {
            let verdict = try row.optionalString("verdict").flatMap(PageVerdict.State.init(rawValue:))
            let weight = verdict.map { PageVerdict($0).weight }
            if try row.string("state") == "down" {
                self = .down
            } else if weight == .bad {
                self = .doubtful
            } else if try row.optionalString("changed_at") != nil {
                self = .changed
            } else if weight == PageVerdict.Weight.none {
                self = .untold
            } else {
                self = verdict == nil ? .new : .up
            }
        }
    }

    /// How many stand on one page.
    static let size = 40

    var year: Int
    /// How many of all stand how.
    var counts: [Standing: Int]
    /// Those that are down now, the costliest first.
    var down: [Line]
    /// Those that changed and nobody has looked at since.
    var changed: [Line]
    /// All, in order of the items; one page of them.
    var lines: [Line]
    var count: Int
    var page: Int

    var pages: Int { max(1, (count + Self.size - 1) / Self.size) }

    /// Nil where the year's disclosures were not opened.
    static func load(
        agency: String, year: Int, page: Int, editions: EditionShelf, today: Day, in db: Connection
    ) throws -> WatchBoard? {
        guard let edition = try WatchBoard.edition(agency: agency, year: year, editions: editions, in: db) else {
            return nil
        }
        let place: SQL = """
            FROM \(Watched.tables) \(Watched.openAlert)
            WHERE watched.agency_id = \(agency) AND disclosure_year.fiscal_year = \(year) AND stopped_at IS NULL
            """
        let columns: SQL = """
            SELECT watched.id, watched.verdict, watched.reasons, watched.state, watched.since, watched.seen_at,
              watched.next_at, watched.last_good_at, watched.changed_at, \(Watched.shown), disclosure.item_key,
              disclosure.title, alert.points, alert.since AS down_since, \(Watched.told)
            """
        let keys = edition.items.map(\.key)
        let order = Dictionary(keys.enumerated().map { ($1, $0) }) { first, _ in first }
        // The order of the items is the edition's, which the database does not know: ids first, then one page of rows.
        let all = try db.rows(
            """
            SELECT watched.id, item_key, COALESCE(disclosure_address.position, -1) AS place, watched.state,
              watched.verdict, watched.changed_at \(place)
            """)
        let ids = try all.map {
            (try $0.string("id"), order[try $0.string("item_key")] ?? keys.count, try $0.integer("place"))
        }.sorted { ($0.1, $0.2, $0.0) < ($1.1, $1.2, $1.0) }.map(\.0)
        let counts = Dictionary(try all.map { (try Standing($0), 1) }, uniquingKeysWith: +)
        let page = min(max(1, page), max(1, (ids.count + size - 1) / size))
        let shown = Array(ids.dropFirst((page - 1) * size).prefix(size))
        let downRows = try db.rows("\(columns) \(place) AND watched.state = 'down' ORDER BY watched.id LIMIT 100")
        let changedRows = try db.rows(
            """
            \(columns) \(place) AND watched.state <> 'down' AND watched.changed_at IS NOT NULL
            ORDER BY watched.changed_at DESC, watched.id LIMIT 50
            """)
        let rows = try db.rows("\(columns) \(place) AND watched.id IN (\(list: shown))")
        let items = try WatchedItem.of(downRows + changedRows + rows, edition: edition)
        let days = try WatchedDays.load(of: shown, today: today, in: db)
        func line(_ row: Row) throws -> Line {
            let id = try row.string("id")
            let key = try row.string("item_key")
            return Line(
                id: id, item: items[key] ?? WatchedItem(key: key, title: nil, edition: edition),
                label: try row.string("label"), address: try row.string("address"), verdict: try PageVerdict(row),
                told: try PageVerdict.told(row), isDown: try row.string("state") == "down",
                since: try row.optionalString("since"),
                seenAt: try row.optionalString("seen_at"), nextAt: try row.string("next_at"),
                lastGoodAt: try row.optionalString("last_good_at"),
                changedAt: try row.optionalString("changed_at"),
                alert: try row.optionalString("down_since").map { (try row.optionalString("points"), $0) },
                days: days[id] ?? WatchedDays())
        }
        let byID = Dictionary(try rows.map(line).map { ($0.id, $0) }) { first, _ in first }
        let down = try downRows.map(line).sorted {
            (Double($0.item.points ?? "") ?? 0, $1.id) > (Double($1.item.points ?? "") ?? 0, $0.id)
        }
        return WatchBoard(
            year: year, counts: counts, down: down, changed: try changedRows.map(line),
            lines: shown.compactMap { byID[$0] }, count: ids.count, page: page)
    }

    /// The edition of a year's disclosures; nil where they were not opened.
    static func edition(agency: String, year: Int, editions: EditionShelf, in db: Connection) throws -> Edition? {
        try db.first(
            """
            SELECT edition_id, edition_revision FROM disclosure_year
            WHERE agency_id = \(agency) AND fiscal_year = \(year)
            """
        ).map { row in
            try editions.stored(
                try row.string("edition_id"), revision: try row.integer("edition_revision"), in: db
            ).edition
        }
    }
}

/// One address with everything that was seen.
struct WatchTimeline: Sendable {
    struct Entry: Sendable {
        var at: String
        var verdict: PageVerdict?
        var status: Int?
        var finalAddress: String?
        var elapsed: Int
        var changes: [ReadableChange]
        var capture: String?
    }
    struct Month: Sendable {
        /// `2025-01`.
        var month: String
        var looks: Int
        var good: Int
        var bad: Int
        var changed: Int
        var availability: Availability
        /// The first day with a look.
        var first: Day?
    }
    struct PastAlert: Sendable {
        var since: String
        var endedAt: String?
        var points: String?
        var verdict: PageVerdict?

        init(_ row: Row) throws {
            (since, endedAt) = (try row.string("since"), try row.optionalString("ended_at"))
            (points, verdict) = (try row.optionalString("points"), try PageVerdict(row))
        }
    }

    var id: String
    var item: WatchedItem
    var label: String
    var address: String
    var disclosure: String
    var every: Int
    var isDown: Bool
    var isStopped: Bool
    var verdict: PageVerdict?
    var since: String?
    var seenAt: String?
    var nextAt: String
    var lastGoodAt: String?
    /// When it changed last, where nobody has looked since.
    var changedAt: String?
    var visits: [Visited]
    var capture: String?
    var certificateEndsOn: Day?
    var days: WatchedDays
    var months: [Month]
    var entries: [Entry]
    var captures: [StoredCapture]
    var alerts: [PastAlert]

    var openAlert: PastAlert? { alerts.first { $0.endedAt == nil } }
    /// What the open alert says, where the newest look does not tell.
    var told: PageVerdict? {
        guard verdict?.weight != .bad, let told = openAlert?.verdict, told.weight == .bad else { return nil }
        return told
    }

    /// How many verdicts and captures are listed.
    static let most = 50

    static func load(
        _ id: String, agency: String, year: Int, editions: EditionShelf, today: Day, in db: Connection
    ) throws -> WatchTimeline {
        guard
            let edition = try WatchBoard.edition(agency: agency, year: year, editions: editions, in: db),
            let row = try db.first(
                """
                SELECT watched.id, watched.verdict, watched.reasons, watched.state, watched.every_seconds, watched.since,
                  watched.seen_at, watched.next_at, watched.last_good_at, watched.stopped_at,
                  (SELECT capture.id FROM capture WHERE capture.id = watched.capture_id
                    AND \(StoredCapture.hasContent)) AS capture_id, watched.certificate_ends_on, watched.changed_at, \(Watched.shown),
                  disclosure.id AS disclosure_id, disclosure.item_key, disclosure.title FROM \(Watched.tables)
                WHERE watched.id = \(id) AND watched.agency_id = \(agency) AND disclosure_year.fiscal_year = \(year)
                """)
        else { throw Failure.notFound(Message("failure.no_watched")) }
        return WatchTimeline(
            id: id,
            item: WatchedItem(
                key: try row.string("item_key"), title: try row.optionalString("title"), edition: edition),
            label: try row.string("label"), address: try row.string("address"),
            disclosure: try row.string("disclosure_id"), every: try row.integer("every_seconds"),
            isDown: try row.string("state") == "down", isStopped: try row.optionalString("stopped_at") != nil,
            verdict: try PageVerdict(row), since: try row.optionalString("since"),
            seenAt: try row.optionalString("seen_at"), nextAt: try row.string("next_at"),
            lastGoodAt: try row.optionalString("last_good_at"), changedAt: try row.optionalString("changed_at"),
            visits: try Visited.list(of: id, agency: agency, in: db), capture: try row.optionalString("capture_id"),
            certificateEndsOn: try row.optionalString("certificate_ends_on").flatMap { Day(iso: $0) },
            days: try WatchedDays.load(of: [id], today: today, in: db)[id] ?? WatchedDays(),
            months: try months(of: id, in: db), entries: try entries(of: id, in: db),
            captures: try captures(of: id, in: db),
            alerts: try alerts(of: id, agency: agency, in: db))
    }

    /// The months, the newest first.
    static func months(of watched: String, in db: Connection) throws -> [Month] {
        try db.rows(
            """
            SELECT SUBSTR(on_day, 1, 7) AS month, SUM(looks) AS looks, SUM(good) AS good, SUM(bad) AS bad,
              SUM(changed) AS changed, MIN(on_day) AS first_day, \(Availability.sums) FROM watched_day WHERE watched_id = \(watched)
            GROUP BY SUBSTR(on_day, 1, 7) ORDER BY month DESC LIMIT 36
            """
        ).map { row in
            Month(
                month: try row.string("month"), looks: try row.integer("looks"), good: try row.integer("good"),
                bad: try row.integer("bad"), changed: try row.integer("changed"),
                availability: try Availability(row), first: Day(iso: try row.string("first_day")))
        }
    }

    /// The newest verdicts.
    static func entries(of watched: String, in db: Connection) throws -> [Entry] {
        try db.rows(
            """
            SELECT at, verdict, reasons, status, final_address, elapsed_ms, difference,
              (SELECT capture.id FROM capture WHERE capture.id = verdict.capture_id AND \(StoredCapture.hasContent))
              AS capture_id FROM verdict
            WHERE watched_id = \(watched) ORDER BY at DESC, id DESC LIMIT \(most)
            """
        ).map { row in
            Entry(
                at: try row.string("at"), verdict: try PageVerdict(row), status: try row.optionalInteger("status"),
                finalAddress: try row.optionalString("final_address"), elapsed: try row.integer("elapsed_ms"),
                changes: try Stored.decode([ReadableChange].self, try row.optionalString("difference")) ?? [],
                capture: try row.optionalString("capture_id"))
        }
    }

    /// The newest captures that hold or point to content.
    static func captures(of watched: String, in db: Connection) throws -> [StoredCapture] {
        try db.rows(
            """
            SELECT id, agency_id, watched_id, at, kind, payload_digest, of_capture_id, file_sha256, file_offset, bytes,
              NULL AS record FROM capture WHERE watched_id = \(watched) AND kind = 'response'
            ORDER BY at DESC, id DESC LIMIT \(most)
            """
        ).map(StoredCapture.init)
    }

    private static func alerts(of watched: String, agency: String, in db: Connection) throws -> [PastAlert] {
        try db.rows(
            """
            SELECT since, ended_at, points, verdict, reasons FROM alert
            WHERE agency_id = \(agency) AND watched_id = \(watched) ORDER BY raised_at DESC LIMIT \(most)
            """
        ).map(PastAlert.init)
    }
}
