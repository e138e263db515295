/// What machines sign in with: a token of one person, for some of what that person may do.
enum Token {
    /// What a token may be for: the permissions that endpoints ask for.
    static let scopes: [Permission] = [.read, .record, .check, .plan, .approve, .administer, .own]

    /// How long one holds that was made for a year.
    static let year: Int64 = 365 * 86_400_000
}

extension Viewer {
    /// Who a token belongs to; nil where it is unknown, over, revoked, or its person left.
    ///
    /// - Throws: ``Failure/forbidden`` where it was made for something else.
    static func load(bearer: String, scope: String, at now: Instant, in db: Connection) throws -> Viewer? {
        let hash = Hash.sha256(Array(bearer.utf8))
        guard
            let row = try db.first(
                """
                SELECT person.id AS person_id, person.name, person.role, person.unit_id, scopes, agency.* FROM api_token
                JOIN person ON person.id = api_token.person_id JOIN agency ON agency.id = person.agency_id
                WHERE token_hash = \(hash) AND revoked_at IS NULL AND person.retired_at IS NULL
                AND (expires_at IS NULL OR expires_at > \(now))
                """), let role = Role(rawValue: try row.string("role"))
        else { return nil }
        guard try row.string("scopes").utf8.split(separator: 32).contains(where: { $0.elementsEqual(scope.utf8) })
        else {
            throw Failure.forbidden
        }
        return Viewer(
            id: try row.string("person_id"), name: try row.string("name"), role: role, agency: try Agency(row),
            unitID: try row.optionalString("unit_id"), session: "",
            scopes: try row.string("scopes").split(separator: " ").compactMap { Permission(rawValue: String($0)) },
            seenAt: now)
    }
}

/// Makes a token for oneself, or at the console for somebody. It is shown once; the database keeps its digest.
struct MakeToken: Operation {
    static let name = "make-token"
    static let permission = Permission.own
    let agency: String?
    let person: String
    let token: String
    /// What the person calls it, such as the program that uses it.
    let label: String
    let scopes: [Permission]

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        guard actor.personID.map({ $0 == person }) ?? true,
            try db.first("SELECT id FROM person WHERE id = \(person) AND agency_id = \(agency)") != nil
        else { throw Failure.notFound(Message("failure.no_person")) }
        let label = try Plan.text(label, field: "label")
        guard !scopes.isEmpty, scopes.allSatisfy({ Token.scopes.contains($0) }) else {
            throw Failure.invalid([Problem("token_scopes", at: "scopes")])
        }
        let words = scopes.map(\.rawValue).joined(separator: " ")
        try db.execute(
            """
            INSERT INTO api_token (token_hash, agency_id, person_id, label, scopes, created_at, expires_at)
            VALUES (\(Hash.sha256(Array(token.utf8))), \(agency), \(person), \(label), \(words), \(now),
              \(now.adding(Token.year)))
            """)
        return Done((), JournalNote("person \(person)", ["scopes": words]))
    }
}

/// Revokes one of one's own tokens.
struct RevokeToken: Operation {
    static let name = "revoke-token"
    static let permission = Permission.own
    let agency: String?
    /// Its digest.
    let token: String

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        guard
            try db.first(
                """
                SELECT token_hash FROM api_token WHERE token_hash = \(token) AND agency_id = \(agency)
                AND person_id = \(actor.personID) AND revoked_at IS NULL
                """) != nil
        else { throw Failure.notFound(Message("failure.no_token")) }
        try db.execute("UPDATE api_token SET revoked_at = \(now) WHERE token_hash = \(token)")
        return Done((), JournalNote("person \(actor.personID ?? "")"))
    }
}
