import ITA

/// A way in for somebody without an account: whoever has its code may hand in what was done for one measure in one
/// round. Only the code's SHA-256 is kept.
struct ContributionLink: Sendable, Equatable {
    enum State: String, Sendable, CaseIterable { case open, expired, revoked, frozen, full }
    var id: String
    var agencyID: String
    var roundID: String
    var half: Int
    var fiscalYear: Int
    var measureID: String
    var measure: String
    var label: String
    var createdAt: String
    var expiresAt: String
    var revokedAt: String?
    var isFrozen: Bool
    /// What was handed in through it so far.
    var contributions: Int
    var bytes: Int

    /// How much one link takes in all.
    static let most = 200
    static let mostBytes = 1_000_000_000
    /// Files of one contribution.
    static let mostFiles = 20
    /// Days a link lasts at most.
    static let longest = 366

    func state(at now: Instant) -> State {
        if revokedAt != nil { return .revoked }
        if Instant(stored: expiresAt) <= now { return .expired }
        if isFrozen { return .frozen }
        return contributions >= Self.most || bytes >= Self.mostBytes ? .full : .open
    }

    /// The links of an agency and year, newest first.
    static func list(agency: String, year: Int, in db: Connection) throws -> [ContributionLink] {
        try db.rows(
            """
            \(select) WHERE contribution_link.agency_id = \(agency) AND plan.fiscal_year = \(year)
            ORDER BY contribution_link.created_at DESC, contribution_link.id DESC
            """
        ).map(ContributionLink.init)
    }

    /// The link with a code, whatever its state.
    static func find(code: String, in db: Connection) throws -> ContributionLink? {
        try db.first("\(select) WHERE contribution_link.code_hash = \(Secret.codeHash(code))").map(
            ContributionLink.init)
    }

    static func find(_ id: String, agency: String?, in db: Connection) throws -> ContributionLink? {
        try db.first("\(select) WHERE contribution_link.id = \(id) AND contribution_link.agency_id = \(agency)").map(
            ContributionLink.init)
    }

    private static let select: SQL = """
        SELECT contribution_link.*, round.half, round.frozen_at, plan.fiscal_year, measure.text AS measure_text,
          (SELECT COUNT(*) FROM contribution WHERE link_id = contribution_link.id) AS contributions,
          (SELECT COALESCE(SUM(file_size), 0) FROM contribution_file JOIN contribution c ON c.id = contribution_id
            WHERE c.link_id = contribution_link.id) AS bytes
        FROM contribution_link JOIN round ON round.id = contribution_link.round_id JOIN plan ON plan.id = round.plan_id
        JOIN measure ON measure.id = contribution_link.measure_id
        """

    private init(_ row: Row) throws {
        (id, agencyID, roundID) = (try row.string("id"), try row.string("agency_id"), try row.string("round_id"))
        (half, fiscalYear) = (try row.integer("half"), try row.integer("fiscal_year"))
        (measureID, measure) = (try row.string("measure_id"), try row.string("measure_text"))
        (label, createdAt) = (try row.string("label"), try row.string("created_at"))
        (expiresAt, revokedAt) = (try row.string("expires_at"), try row.optionalString("revoked_at"))
        isFrozen = try row.optionalString("frozen_at") != nil
        (contributions, bytes) = (try row.integer("contributions"), try row.integer("bytes"))
    }
}

/// What somebody handed in through a link and the officer has to decide on.
struct Contribution: Sendable, Equatable {
    struct File: Sendable, Equatable {
        var id: String
        var name: String
        var printHash: String?
        var picture: StoredPicture
        var caption: String
        var aboutOn: Day?
    }
    var id: String
    var linkID: String
    /// What the sender calls themselves.
    var name: String
    var text: String
    var createdAt: String
    /// `accepted` or `declined`; nil while it waits.
    var decision: String?
    /// The result it became.
    var progressID: String?
    var measureID: String
    var measure: String
    var roundID: String
    var half: Int
    var fiscalYear: Int
    /// Whether its round is closed, so that it can become no result.
    var isFrozen: Bool
    var files: [File]

    /// Contributions of an agency and year that wait, oldest first.
    static func list(agency: String, year: Int, in db: Connection) throws -> [Contribution] {
        try load(
            """
            \(select) WHERE contribution.agency_id = \(agency) AND plan.fiscal_year = \(year) AND decision IS NULL
            ORDER BY contribution.created_at, contribution.id LIMIT 200
            """, in: db)
    }

    /// How many wait.
    static func waiting(agency: String, year: Int, in db: Connection) throws -> Int {
        try db.first(
            """
            SELECT COUNT(*) AS n FROM contribution JOIN contribution_link ON contribution_link.id = link_id
            JOIN round ON round.id = contribution_link.round_id JOIN plan ON plan.id = round.plan_id
            WHERE contribution.agency_id = \(agency) AND plan.fiscal_year = \(year) AND decision IS NULL
            """)?.integer("n") ?? 0
    }

    /// Those that were decided on, newest first.
    static func decided(agency: String, year: Int, in db: Connection) throws -> [Contribution] {
        try load(
            """
            \(select) WHERE contribution.agency_id = \(agency) AND plan.fiscal_year = \(year) AND decision IS NOT NULL
            ORDER BY decided_at DESC, contribution.id LIMIT 30
            """, in: db)
    }

    static func find(_ id: String, agency: String?, in db: Connection) throws -> Contribution? {
        try load(
            "\(select) WHERE contribution.id = \(id) AND contribution.agency_id = \(agency)", in: db
        ).first
    }

    private static let select: SQL = """
        SELECT contribution.*, contribution_link.measure_id, contribution_link.round_id, measure.text AS measure_text,
          round.half, round.frozen_at, plan.fiscal_year FROM contribution
        JOIN contribution_link ON contribution_link.id = link_id
        JOIN measure ON measure.id = contribution_link.measure_id
        JOIN round ON round.id = contribution_link.round_id JOIN plan ON plan.id = round.plan_id
        """

    /// Two queries, however many there are.
    private static func load(_ sql: SQL, in db: Connection) throws -> [Contribution] {
        let rows = try db.rows(sql)
        let ids = try rows.map { try $0.string("id") }
        var files: [String: [File]] = [:]
        for row in try db.rows(
            "SELECT * FROM contribution_file WHERE contribution_id IN (\(list: ids)) ORDER BY position, id")
        { files[try row.string("contribution_id"), default: []].append(try File(row)) }
        return try rows.map { row in
            let id = try row.string("id")
            return Contribution(
                id: id, linkID: try row.string("link_id"), name: try row.string("name"), text: try row.string("text"),
                createdAt: try row.string("created_at"), decision: try row.optionalString("decision"),
                progressID: try row.optionalString("progress_id"), measureID: try row.string("measure_id"),
                measure: try row.string("measure_text"), roundID: try row.string("round_id"),
                half: try row.integer("half"), fiscalYear: try row.integer("fiscal_year"),
                isFrozen: try row.optionalString("frozen_at") != nil, files: files[id] ?? [])
        }
    }
}

extension Contribution.File {
    init(_ row: Row) throws {
        let print = try row.optionalString("print_sha256")
        let (width, height) = (try row.optionalInteger("print_width"), try row.optionalInteger("print_height"))
        self.init(
            id: try row.string("id"), name: try row.string("file_name"), printHash: print,
            picture: StoredPicture(
                kind: Evidence.Kind(rawValue: try row.string("kind")) ?? .file, hash: try row.string("file_sha256"),
                name: try row.string("file_name"), mediaType: try row.string("media_type"),
                size: try row.integer("file_size"),
                print: print.map { .init(sha256: $0, width: width ?? 0, height: height ?? 0) },
                takenAt: try row.optionalString("taken_at")),
            caption: try row.string("caption"), aboutOn: try row.optionalString("about_on").flatMap { Day(iso: $0) })
    }
}

extension Link {
    static func contributions(_ agency: String, _ year: Int) -> String { "/desk/\(agency)/\(year)/contributions" }
    static func contribution(_ agency: String, _ year: Int, _ id: String) -> String {
        "\(contributions(agency, year))/\(id)"
    }
    /// Where a link for one measure is made.
    static func newContributionLink(_ agency: String, _ year: Int, _ half: Int, _ measure: String) -> String {
        "\(record(agency, year, half, measure))/link"
    }
    static func give(_ code: String) -> String { "/give/\(code)" }
}
