/// A frozen version of a round without what it says: for lists.
struct FrozenVersion: Sendable, Equatable {
    var id: String
    var roundID: String
    var half: Int
    var version: Int
    var hash: String
    var frozenAt: String
    /// As the journal names them, and their name where it is a person.
    var by: String
    var byName: String?
    var reason: String?
    /// What the QR code on its paper says.
    var mark: String
    /// Since when everybody can read it; nil where it is not published.
    var publishedAt: String?
    /// When it was last taken back from the public; nil where it never was.
    var withdrawnAt: String?

    /// Every version of the rounds of a plan, newest first.
    static func list(plan: String, agency: String, in db: Connection) throws -> [FrozenVersion] {
        try db.rows(
            """
            SELECT frozen_round.id, frozen_round.round_id, round.half, frozen_round.version,
              frozen_round.content_hash, frozen_round.frozen_at, frozen_round.frozen_by, frozen_round.reason,
              frozen_round.mark,
              person.name AS by_name,
              (SELECT MAX(published_at) FROM publication
                WHERE frozen_round_id = frozen_round.id AND withdrawn_at IS NULL) AS published_at,
              (SELECT MAX(withdrawn_at) FROM publication WHERE frozen_round_id = frozen_round.id) AS withdrawn_at
            FROM frozen_round JOIN round ON round.id = frozen_round.round_id
            LEFT JOIN person ON frozen_round.frozen_by = 'person:' || person.id
            WHERE round.plan_id = \(plan) AND frozen_round.agency_id = \(agency)
            ORDER BY round.half DESC, frozen_round.version DESC
            """
        ).map { row in
            FrozenVersion(
                id: try row.string("id"), roundID: try row.string("round_id"), half: try row.integer("half"),
                version: try row.integer("version"), hash: try row.string("content_hash"),
                frozenAt: try row.string("frozen_at"), by: try row.string("frozen_by"),
                byName: try row.optionalString("by_name"), reason: try row.optionalString("reason"),
                mark: try row.string("mark"),
                publishedAt: try row.optionalString("published_at"),
                withdrawnAt: try row.optionalString("withdrawn_at"))
        }
    }
}
