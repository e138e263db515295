import Documents

/// Shows a frozen version to everybody. Whoever opens its address reads the report without signing in.
struct PublishVersion: Operation {
    static let name = "publish-version"
    static let permission = Permission.plan
    let agency: String?
    /// The frozen version.
    let frozen: String

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        guard try db.first("SELECT id FROM frozen_round WHERE id = \(frozen) AND agency_id = \(agency)") != nil else {
            throw Failure.notFound(Message("failure.no_version"))
        }
        let isThere =
            try db.first("SELECT id FROM publication WHERE frozen_round_id = \(frozen) AND withdrawn_at IS NULL") != nil
        if isThere { return Done((), nil) }
        try db.execute(
            """
            INSERT INTO publication (id, agency_id, frozen_round_id, published_by, published_at)
            VALUES (\(ID.new()), \(agency), \(frozen), \(actor.journalName), \(now))
            """)
        return Done((), JournalNote("frozen-round \(frozen)"))
    }
}

/// Takes a version back from the public. The frozen version itself stays.
struct WithdrawVersion: Operation {
    static let name = "withdraw-version"
    static let permission = Permission.plan
    let agency: String?
    let frozen: String

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        guard try db.first("SELECT id FROM frozen_round WHERE id = \(frozen) AND agency_id = \(agency)") != nil else {
            throw Failure.notFound(Message("failure.no_version"))
        }
        let isThere =
            try db.first("SELECT id FROM publication WHERE frozen_round_id = \(frozen) AND withdrawn_at IS NULL") != nil
        guard isThere else { return Done((), nil) }
        try db.execute(
            """
            UPDATE publication SET withdrawn_at = \(now)
            WHERE frozen_round_id = \(frozen) AND agency_id = \(agency) AND withdrawn_at IS NULL
            """)
        return Done((), JournalNote("frozen-round \(frozen)"))
    }
}

/// A published version, as everybody may know it.
struct PublicVersion: Sendable, Equatable {
    var frozen: String
    var agency: Agency
    var year: Int
    var half: Int
    var version: Int
    var hash: String
    var frozenAt: String
    var publishedAt: String

    private init(_ row: Row) throws {
        (frozen, agency) = (try row.string("frozen_id"), try Agency(row))
        (year, half, version) = (
            try row.integer("fiscal_year"), try row.integer("half"), try row.integer("version")
        )
        (hash, frozenAt) = (try row.string("content_hash"), try row.string("frozen_at"))
        publishedAt = try row.string("published_at")
    }

    /// What an agency published, newest year, round and version first; of one round where it is named.
    static func list(of key: String, year: Int? = nil, half: Int? = nil, in db: Connection) throws -> [PublicVersion] {
        try db.rows(
            """
            SELECT frozen_round.id AS frozen_id, plan.fiscal_year, round.half, frozen_round.version,
              frozen_round.content_hash, frozen_round.frozen_at, publication.published_at,
              agency.id, agency.key, agency.thai, agency.english
            FROM publication JOIN frozen_round ON frozen_round.id = publication.frozen_round_id
            JOIN round ON round.id = frozen_round.round_id JOIN plan ON plan.id = round.plan_id
            JOIN agency ON agency.id = publication.agency_id
            WHERE agency.key = \(key) AND publication.withdrawn_at IS NULL
            ORDER BY plan.fiscal_year DESC, round.half DESC, frozen_round.version DESC
            """
        ).map { try PublicVersion($0) }.filter {
            (year == nil || $0.year == year) && (half == nil || $0.half == half)
        }
    }

    /// Agencies that show anything, by name.
    static func agencies(in db: Connection) throws -> [Agency] {
        try db.rows(
            """
            SELECT agency.* FROM agency WHERE EXISTS (
              SELECT 1 FROM publication WHERE publication.agency_id = agency.id AND withdrawn_at IS NULL)
              OR EXISTS (SELECT 1 FROM published_page WHERE published_page.agency_id = agency.id)
            ORDER BY agency.thai
            """
        ).map { try Agency($0) }
    }
}

/// What will be seen of a version by everybody, to be read before it is published.
struct PublicationPreview: Sendable, Equatable {
    var rows = 0
    var results = 0
    var photos = 0
    /// Names of files of evidence; the files themselves are not shown.
    var files = 0
    var addresses = 0
    /// People who are named as responsible.
    var people: [String] = []

    init(_ content: RoundContent) {
        let all = content.sections.flatMap(\.indicators).flatMap(\.rows)
        rows = all.count
        results = all.reduce(0) { $0 + $1.results.count }
        let evidence = all.flatMap { $0.evidence + $0.results.flatMap(\.evidence) }
        photos = Set(evidence.compactMap { $0.picture?.sha256 }).count
        files = evidence.count { $0.fileName != nil }
        addresses = Set(evidence.compactMap(\.address)).count
        people = Set(all.flatMap(\.measures).compactMap(\.person)).sorted { $0.precedesByBytes($1) }
    }
}
