import ITA

/// A request to look at a disclosure with somebody else's eyes, and what came of it.
struct Check: Sendable, Equatable {
    enum Decision: String, Sendable { case passed, returned }

    /// A person as the journal names them, with their name where it is known.
    struct By: Sendable, Equatable {
        var who: String
        var name: String?
    }

    var id: String
    var agencyID: String
    var disclosureID: String
    var askedBy: By
    var askedAt: String
    var askedNote: String?
    /// What was seen when it was passed, and its hash.
    var seenHash: String?
    var seen: String?
    var decision: Decision?
    var note: String?
    var decidedBy: By?
    var decidedAt: String?
    var voidAt: String?
    /// Why it is void: a key under `check.void_`.
    var voidBecause: String?

    var isOpen: Bool { decision == nil && voidAt == nil }

    /// Its state as it was written down, whatever is to be seen by now.
    var plainState: String { voidAt != nil ? "void" : decision?.rawValue ?? "waiting" }

    /// One of an agency.
    static func find(_ id: String, agency: String?, in db: Connection) throws -> Check? {
        try db.first("\(select) WHERE disclosure_check.id = \(id) AND disclosure_check.agency_id = \(agency)").map(
            Check.init)
    }

    /// All of one disclosure, newest first.
    static func list(disclosure: String, in db: Connection) throws -> [Check] {
        try db.rows(
            """
            \(select) WHERE disclosure_check.disclosure_id = \(disclosure)
            ORDER BY disclosure_check.asked_at DESC, disclosure_check.id DESC LIMIT 100
            """
        ).map(Check.init)
    }

    /// The newest of each of some disclosures.
    static func latest(of disclosures: [String], in db: Connection) throws -> [String: Check] {
        let rows = try db.rows(
            """
            \(select) WHERE disclosure_check.disclosure_id IN (\(list: disclosures))
            ORDER BY disclosure_check.asked_at, disclosure_check.id
            """
        ).map(Check.init)
        return Dictionary(rows.map { ($0.disclosureID, $0) }) { _, newer in newer }
    }

    /// Those of an agency that wait, the oldest first.
    static func waiting(agency: String, in db: Connection) throws -> [Check] {
        try db.rows(
            """
            \(select) WHERE disclosure_check.agency_id = \(agency) AND disclosure_check.decision IS NULL
            AND disclosure_check.void_at IS NULL ORDER BY disclosure_check.asked_at, disclosure_check.id LIMIT 1000
            """
        ).map(Check.init)
    }

    /// Those of an agency that were decided, the newest first.
    static func decided(agency: String, in db: Connection) throws -> [Check] {
        try db.rows(
            """
            \(select) WHERE disclosure_check.agency_id = \(agency) AND disclosure_check.decision IS NOT NULL
            ORDER BY disclosure_check.decided_at DESC, disclosure_check.id LIMIT 30
            """
        ).map(Check.init)
    }

    private static let select: SQL = """
        SELECT disclosure_check.*, asker.name AS asked_name, decider.name AS decided_name FROM disclosure_check
        LEFT JOIN person AS asker ON disclosure_check.asked_by = 'person:' || asker.id
        LEFT JOIN person AS decider ON disclosure_check.decided_by = 'person:' || decider.id
        """

    private init(_ row: Row) throws {
        (id, agencyID) = (try row.string("id"), try row.string("agency_id"))
        disclosureID = try row.string("disclosure_id")
        askedBy = By(who: try row.string("asked_by"), name: try row.optionalString("asked_name"))
        (askedAt, askedNote) = (try row.string("asked_at"), try row.optionalString("asked_note"))
        (seenHash, seen) = (try row.optionalString("seen_hash"), try row.optionalString("seen"))
        decision = try row.optionalString("decision").flatMap { Decision(rawValue: $0) }
        note = try row.optionalString("note")
        let decidedName = try row.optionalString("decided_name")
        decidedBy = try row.optionalString("decided_by").map { By(who: $0, name: decidedName) }
        decidedAt = try row.optionalString("decided_at")
        (voidAt, voidBecause) = (try row.optionalString("void_at"), try row.optionalString("void_because"))
    }
}

/// What a person said of one element.
struct Tick: Sendable, Equatable {
    /// `there`, `none` (said to be none this period) or `missing`.
    enum Found: String, Sendable, CaseIterable { case there, none, missing }
    var element: String
    var found: Found
    /// Where the proof stands: an address or a file of the disclosure, and the place in words.
    var address: String?
    var file: String?
    var place: String
    /// SHA-256 of a picture of the screen, as we keep it.
    var screenshot: String?
    /// What that address or file is called; nil where none was named.
    var document: String?

    static func list(of checks: [String], in db: Connection) throws -> [String: [Tick]] {
        var ticks: [String: [Tick]] = [:]
        for row in try db.rows(
            """
            SELECT disclosure_tick.*, COALESCE(disclosure_address.address, (
              SELECT MIN(file_name) FROM disclosure_file
              WHERE disclosure_file.disclosure_id = disclosure_check.disclosure_id
              AND disclosure_file.file_sha256 = disclosure_tick.file_sha256)) AS document FROM disclosure_tick
            JOIN disclosure_check ON disclosure_check.id = disclosure_tick.check_id
            LEFT JOIN disclosure_address ON disclosure_address.id = disclosure_tick.address_id
            WHERE check_id IN (\(list: checks)) ORDER BY check_id, disclosure_tick.element_key
            """)
        {
            ticks[try row.string("check_id"), default: []].append(
                Tick(
                    element: try row.string("element_key"),
                    found: Found(rawValue: try row.string("found")) ?? .missing,
                    address: try row.optionalString("address_id"), file: try row.optionalString("file_sha256"),
                    place: try row.string("place"), screenshot: try row.optionalString("screenshot_sha256"),
                    document: try row.optionalString("document")))
        }
        return ticks
    }
}

extension Link {
    static func checks(_ agency: String) -> String { "/desk/\(agency)/checks" }
    static func check(_ agency: String, _ id: String) -> String { "\(checks(agency))/\(id)" }
    /// The page of the item that is checked.
    static func checkedItem(_ agency: String, _ year: Int, _ code: String) -> String {
        "/desk/\(agency)/\(year)/disclosures/\(Address.encoded(code))"
    }
}
