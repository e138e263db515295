import ITA

/// How long things hold.
enum Lifetime {
    /// A session, from its last use: two weeks.
    static let session: Int64 = 14 * 86_400_000
    /// An invitation: two weeks. A code to set a new password: one day.
    static let invitation: Int64 = 14 * 86_400_000
    static let reset: Int64 = 86_400_000
    /// How often a session's last use is written down.
    static let seen: Int64 = 3_600_000
}

extension Viewer {
    /// Who a session's token belongs to; nil where it is unknown, over, or its person left.
    static func load(token: String, at now: Instant, in db: Connection) throws -> Viewer? {
        let hash = Hash.sha256(Array(token.utf8))
        // One row for every year its agency has a plan of, so that the years cost no query of their own.
        let rows = try db.rows(
            """
            SELECT person.id AS person_id, person.name, person.role, person.unit_id, seen_at,
              (SELECT COUNT(*) FROM notice WHERE notice.person_id = person.id AND read_at IS NULL) AS unread,
              plan.fiscal_year AS plan_year, agency.* FROM session
            JOIN person ON person.id = session.person_id JOIN agency ON agency.id = person.agency_id
            JOIN account ON account.person_id = person.id LEFT JOIN plan ON plan.agency_id = agency.id
            WHERE token_hash = \(hash) AND session.expires_at > \(now) AND ended_at IS NULL
            AND person.retired_at IS NULL AND account.closed_at IS NULL ORDER BY plan.fiscal_year DESC
            """)
        guard let row = rows.first, let role = Role(rawValue: try row.string("role")) else { return nil }
        var agency = try Agency(row)
        agency.years = Array(try rows.compactMap { try $0.optionalInteger("plan_year") }.prefix(Agency.mostYears))
        return Viewer(
            id: try row.string("person_id"), name: try row.string("name"), role: role, agency: agency,
            unitID: try row.optionalString("unit_id"), session: hash,
            seenAt: Instant(stored: try row.string("seen_at")), unread: try row.integer("unread"))
    }

    /// The agency with a key where this person may see it: their own, or one below it for those who look from above.
    func agency(_ key: String, in db: Connection) throws -> Agency? {
        if key == agency.key { return agency }
        guard !role.permissionsBelow.isEmpty,
            let row = try db.first(
                "SELECT * FROM agency WHERE key = \(key)")
        else { return nil }
        var parent = try row.optionalString("parent_id")
        for _ in 0..<20 {
            guard let id = parent else { return nil }
            if id == agency.id { return try Agency(row).withYears(in: db) }
            parent = try db.first("SELECT parent_id FROM agency WHERE id = \(id)")?.optionalString("parent_id")
        }
        return nil
    }
}

/// Begins a session for somebody whose password, and second factor where they have one, was right.
struct OpenSession: Operation {
    static let name = "sign-in"
    static let permission = Permission.enter
    let agency: String?
    let person: String
    /// The new session's token; the database keeps its digest.
    let token: String
    /// What the browser calls itself, cut short, so that people recognise their own.
    let device: String
    /// The step of the second factor that was used, so that a code counts once.
    var step: Int?

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        guard
            let account = try db.first(
                """
                SELECT login, second_factor_at, second_factor_step FROM account WHERE person_id = \(person)
                AND agency_id = \(agency) AND closed_at IS NULL
                """)
        else { throw Failure.notFound(Message("failure.no_account")) }
        if try account.optionalString("second_factor_at") != nil {
            if let step {
                guard step > (try account.optionalInteger("second_factor_step") ?? 0) else {
                    throw Failure.invalid([Problem("second_factor_used", at: "code")])
                }
                try db.execute("UPDATE account SET second_factor_step = \(step) WHERE person_id = \(person)")
            }
        }
        try db.execute(
            """
            INSERT INTO session (token_hash, agency_id, person_id, device, created_at, seen_at, expires_at)
            VALUES (\(Hash.sha256(Array(token.utf8))), \(agency), \(person), \(String(device.unicodeScalars.prefix(120))),
              \(now), \(now), \(now.adding(Lifetime.session)))
            """)
        let login = Hash.sha256(Array(try account.string("login").utf8))
        try db.execute("DELETE FROM sign_in_failure WHERE login_hash = \(login)")
        return Done((), JournalNote("person \(person)"))
    }
}

/// Notes that a session is in use, once an hour.
struct TouchSession: Operation {
    static let name = "touch-session"
    static let permission = Permission.own
    let agency: String?
    let session: String

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        try db.execute(
            """
            UPDATE session SET seen_at = \(now), expires_at = \(now.adding(Lifetime.session))
            WHERE token_hash = \(session) AND agency_id = \(agency) AND person_id = \(actor.personID) AND ended_at IS NULL
            """)
        return Done((), nil)
    }
}

/// Ends one of one's own sessions, or all but the one in use.
struct EndSession: Operation {
    static let name = "sign-out"
    static let permission = Permission.own
    let agency: String?
    /// Digest of the session's token; nil for all but `keeping`.
    let session: String?
    var keeping: String?

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        let open = try db.rows(
            """
            SELECT token_hash FROM session WHERE agency_id = \(agency) AND person_id = \(actor.personID) AND ended_at IS NULL
            """
        ).map { try $0.string("token_hash") }
        let ending = open.filter { session.map([$0].contains) ?? ($0 != keeping) }
        guard !ending.isEmpty else { throw Failure.notFound(Message("failure.no_session")) }
        try db.execute("UPDATE session SET ended_at = \(now) WHERE token_hash IN (\(list: ending))")
        return Done((), JournalNote("person \(actor.personID ?? "")", ["sessions": String(ending.count)]))
    }
}
