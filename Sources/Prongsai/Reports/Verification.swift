/// What may be said of a frozen version to whoever holds a copy of its report: nothing that is not printed on it, and
/// whether a newer one exists.
struct Verification: Sendable, Equatable {
    var agency: Agency
    var year: Int
    var half: Int
    var version: Int
    var hash: String
    var frozenAt: String
    /// The newest version of the same round, where that is another.
    var newest: Int?
    var newestAt: String?
    /// The newest version everybody can read; nil where none is published.
    var published: Int?
    /// Whether the round is open for a correction, so that another version may follow.
    var isOpen: Bool
    /// When this version was taken back from the public; nil where it is public or never was.
    var withdrawnAt: String?

    /// Digits of a hash that must be known at least; as many are printed on every page.
    static let least = 16

    /// The frozen version whose hash begins so; nil where there is none.
    static func find(_ start: String, in db: Connection) throws -> Verification? {
        guard (least...64).contains(start.utf8.count), start.utf8.allSatisfy({ isHex($0) }) else { return nil }
        guard
            let row = try db.first(
                """
                SELECT frozen_round.round_id, frozen_round.version, frozen_round.content_hash, frozen_round.frozen_at,
                  round.half, round.frozen_at AS closed_at, plan.fiscal_year, agency.id, agency.key, agency.thai, agency.english,
                  (SELECT MAX(withdrawn_at) FROM publication WHERE frozen_round_id = frozen_round.id) AS withdrawn_at,
                  (SELECT COUNT(*) FROM publication
                    WHERE frozen_round_id = frozen_round.id AND publication.withdrawn_at IS NULL) AS shown
                FROM frozen_round JOIN round ON round.id = frozen_round.round_id JOIN plan ON plan.id = round.plan_id
                JOIN agency ON agency.id = frozen_round.agency_id
                WHERE substr(frozen_round.content_hash, 1, \(start.utf8.count)) = \(start)
                ORDER BY frozen_round.version DESC, frozen_round.id LIMIT 1
                """)
        else { return nil }
        let round = try row.string("round_id")
        let versions = try db.rows(
            """
            SELECT frozen_round.version, frozen_round.frozen_at, (SELECT COUNT(*) FROM publication
              WHERE frozen_round_id = frozen_round.id AND publication.withdrawn_at IS NULL) AS shown
            FROM frozen_round WHERE frozen_round.round_id = \(round) ORDER BY frozen_round.version DESC
            """)
        let version = try row.integer("version")
        let newest = try versions.first.map { try $0.integer("version") } ?? version
        let shown = try versions.first { try $0.integer("shown") > 0 }
        let newestAt = try newest > version ? versions.first?.string("frozen_at") : nil
        let withdrawnAt = try row.integer("shown") == 0 ? row.optionalString("withdrawn_at") : nil
        return Verification(
            agency: try Agency(row), year: try row.integer("fiscal_year"), half: try row.integer("half"),
            version: version, hash: try row.string("content_hash"), frozenAt: try row.string("frozen_at"),
            newest: newest > version ? newest : nil,
            newestAt: newestAt, published: try shown?.integer("version"),
            isOpen: try row.optionalString("closed_at") == nil, withdrawnAt: withdrawnAt)
    }

    /// The hash somebody typed, pasted or scanned: alone, in an address, with blanks between its digits.
    static func typed(_ text: String) -> String? {
        let plain = Digits.ascii(text).lowercased()
        // In an address or a mark the hash comes last.
        let parts = Array(plain.utf8).split { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: ":") }
        let digits = (parts.last ?? []).filter { $0 > 0x20 && $0 != UInt8(ascii: "-") && $0 < 0x80 }
        guard (least...64).contains(digits.count), digits.allSatisfy({ isHex($0) }) else { return nil }
        return String(decoding: digits, as: UTF8.self)
    }

    private static func isHex(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
    }
}
