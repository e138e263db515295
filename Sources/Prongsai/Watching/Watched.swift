import Foundation
import Watch

/// An address of a disclosure that is looked at again and again, with what is remembered of it.
struct Watched: Sendable {
    var id: String
    var agency: String
    /// The address of a disclosure it is; nil for a page that is published here.
    var addressID: String?
    /// As somebody wrote it.
    var address: String
    /// Host, and port where it is not the usual one; empty where the address is none.
    var host: String
    /// Seconds between two looks while it is up.
    var every: Int
    /// When it was due; a look counts only while this stands.
    var nextAt: String
    /// Buddhist fiscal year its content must be about.
    var fiscalYear: Int
    var memory: AddressMemory
    /// Whether something was published here since the last look: it is meant to be other words, and what is remembered
    /// is forgotten.
    var isNew: Bool
    /// Whether it was read for a checker since the last comparison with that; see ``CheckComparison``.
    var isToCompare: Bool
    var standing: PageStanding
    /// The verdict of the look before; nil before the first.
    var verdict: PageVerdict?
    /// What the address should show.
    var expectation: Expectation { Expectation(fiscalYear: fiscalYear) }
    /// The captures that were kept last, for what is the same again.
    var known: KnownCaptures

    /// - Parameters:
    ///   - row: of ``columns``.
    ///   - place: the address with what it is expected to show, of ``places(_:in:)``.
    init(_ row: Row, at place: Row) throws {
        (id, agency, address) = (try row.string("id"), try row.string("agency_id"), try place.string("address"))
        addressID = try row.optionalString("address_id")
        isToCompare = try place.optionalString("uncompared") != nil
        (host, every) = (try row.string("host"), try row.integer("every_seconds"))
        nextAt = try row.string("next_at")
        let covers = try place.optionalString("covers_to").map { Instant(stored: $0 + "T00:00:00.000Z").day.fiscalYear }
        fiscalYear = try covers ?? place.integer("fiscal_year")
        memory = try Stored.decode(AddressMemory.self, try row.optionalString("memory")) ?? AddressMemory()
        let published = try place.optionalString("published_at") ?? ""
        isNew = try published > row.optionalString("seen_at") ?? "~"
        if isNew { memory = AddressMemory() }
        standing = try Stored.decode(PageStanding.self, try row.optionalString("standing")) ?? PageStanding()
        known = try Stored.decode(KnownCaptures.self, try row.optionalString("known")) ?? KnownCaptures()
        verdict = try PageVerdict(row)
    }

    /// What is read of the watched, for a look.
    static let columns: SQL = """
        id, agency_id, address_id, page_of, host, every_seconds, next_at, memory, standing, verdict, reasons, known, seen_at
        """

    /// What is read of their addresses, for a look, by address or by disclosure. A question of its own for each kind: all
    /// are answered from indexes, however many there are.
    static func places(_ rows: [Row], in db: Connection) throws -> [String: Row] {
        let addresses = try rows.compactMap { try $0.optionalString("address_id") }
        let pages = try rows.compactMap { try $0.optionalString("page_of") }
        var found: [String: Row] = [:]
        if !addresses.isEmpty {
            for row in try db.rows(
                """
                SELECT disclosure_address.id AS place_id, address, covers_to, fiscal_year, NULL AS published_at,
                  (SELECT source FROM disclosure_look WHERE disclosure_id = disclosure.id
                    AND source = 'address:' || disclosure_address.id AND memory IS NOT NULL AND compared_at IS NULL
                    AND turned_at IS NULL) AS uncompared
                FROM disclosure_address
                JOIN disclosure ON disclosure.id = disclosure_address.disclosure_id
                JOIN disclosure_year ON disclosure_year.id = disclosure.year_id
                WHERE disclosure_address.id IN (\(list: addresses))
                """)
            { found[try row.string("place_id")] = row }
        }
        if !pages.isEmpty {
            for row in try db.rows(
                """
                SELECT watched.page_of AS place_id, page_address AS address, covers_to, fiscal_year,
                  (SELECT MAX(published_at) FROM published_page WHERE disclosure_id = watched.page_of) AS published_at,
                  NULL AS uncompared
                FROM watched
                JOIN disclosure ON disclosure.id = watched.page_of
                JOIN disclosure_year ON disclosure_year.id = disclosure.year_id
                WHERE watched.page_of IN (\(list: pages))
                """)
            { found[try row.string("place_id")] = row }
        }
        return found
    }

    /// Which of ``places(_:in:)`` is that of a row.
    static func place(of row: Row) throws -> String {
        try row.optionalString("address_id") ?? row.optionalString("page_of") ?? ""
    }

    /// The tables they stand in, for pages.
    static let tables: SQL = """
        watched LEFT JOIN disclosure_address ON disclosure_address.id = watched.address_id
        JOIN disclosure ON disclosure.id = COALESCE(disclosure_address.disclosure_id, watched.page_of)
        JOIN disclosure_year ON disclosure_year.id = disclosure.year_id
        """
    /// Address, label and place among the item's, with ``tables``; a page that is published here stands first.
    static let shown: SQL = """
        COALESCE(disclosure_address.address, watched.page_address) AS address,
        COALESCE(disclosure_address.label, '') AS label, COALESCE(disclosure_address.position, -1) AS position
        """

    /// What the open alert of a watched address says, with ``openAlert``.
    static let told: SQL = "alert.verdict AS told_verdict, alert.reasons AS told_reasons"
    static let openAlert: SQL = "LEFT JOIN alert ON alert.watched_id = watched.id AND alert.ended_at IS NULL"

    /// Host and port as the watcher shares sites between machines; empty for what is no address.
    static func host(of address: String) -> String {
        do throws(WebAddress.Fault) { return try WebAddress(address).authority } catch { return "" }
    }
}

/// The captures that new ones are held against: of the content as a visitor found it last, and of whatever stood in its
/// place last.
struct KnownCaptures: Sendable, Codable, Equatable {
    struct Kept: Sendable, Codable, Equatable {
        /// The capture's id in the database.
        var id: String
        var reference: Capture.Reference
        /// The ``Look/words`` of what was answered; empty where only the same bytes are the same.
        var words: String
    }
    var good: Kept?
    var other: Kept?
}

extension PageVerdict {
    /// The verdict a row holds in `verdict` and `reasons`, or in columns whose names begin otherwise; nil where there is
    /// none.
    init?(_ row: Row, _ prefix: String = "") throws {
        guard let state = try row.optionalString("\(prefix)verdict").flatMap(PageVerdict.State.init(rawValue:)) else {
            return nil
        }
        self.init(
            state, try Stored.decode([PageVerdict.Reason].self, try row.optionalString("\(prefix)reasons")) ?? [])
    }

    /// Of an address that is down, what its alert says, where the newest look finds nothing wrong itself: our own line
    /// was down, say. A row of `verdict` and `reasons`, and of ``Watched/told``.
    static func told(_ row: Row) throws -> PageVerdict? {
        guard let told = try PageVerdict(row, "told_"), told.weight == .bad else { return nil }
        return try PageVerdict(row)?.weight == .bad ? nil : told
    }

    /// Its reasons as they are stored.
    var storedReasons: String {
        get throws { try Stored.text(reasons) }
    }
}

/// When to look again.
enum WatchSchedule {
    /// The next look after one at `now`. Each address has its own moment in the interval, which follows from its id, so
    /// that a nation does not ask at once.
    static func next(after now: Int64, id: String, standing: PageStanding, every: Int, again: Int) -> Int64 {
        let isSure = standing.state != .down && standing.bad == 0 && standing.lastGood != nil
        let interval = Int64(isSure ? every : min(every, again)) * 1000
        guard isSure else { return now + interval - Int64(mark(id) % 10) * interval / 100 }
        let place = Int64(mark(id) % UInt64(interval))
        // The first moment of its own that is at least half an interval away.
        let earliest = now + interval / 2
        let start = earliest - earliest % interval + place
        return start >= earliest ? start : start + interval
    }

    /// A number that follows from an id, the same on every machine.
    private static func mark(_ id: String) -> UInt64 {
        Watch.Digest.sha256(Array(id.utf8)).prefix(7).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
