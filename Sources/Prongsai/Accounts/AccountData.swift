import Foundation

/// Everything the page about one's own account shows.
struct AccountData: Sendable {
    struct OpenSession: Sendable, Equatable {
        /// Digest of its token: nobody can sign in with it.
        var id: String
        var device: String
        var begun: String
        var seen: String
    }
    struct Machine: Sendable, Equatable {
        var id: String
        var label: String
        var scopes: [Permission]
        var expires: String?
    }
    var login: String
    var email: String?
    var hasSecondFactor: Bool
    /// Recovery codes not used yet.
    var recovery: Int
    var sessions: [OpenSession]
    var tokens: [Machine]
    var ways: [Notice.Kind: Notice.Way]

    /// Four queries and one for the notices.
    static func load(_ person: String, at now: Instant, in db: Connection) throws -> AccountData {
        guard
            let row = try db.first(
                """
                SELECT login, second_factor_at, email, (SELECT COUNT(*) FROM recovery_code
                  WHERE recovery_code.person_id = account.person_id AND used_at IS NULL) AS recovery
                FROM account JOIN person ON person.id = person_id WHERE person_id = \(person)
                """)
        else { throw Failure.notFound(Message("failure.no_account")) }
        let sessions = try db.rows(
            """
            SELECT token_hash, device, created_at, seen_at FROM session
            WHERE person_id = \(person) AND ended_at IS NULL AND expires_at > \(now) ORDER BY seen_at DESC LIMIT 50
            """
        ).map {
            OpenSession(
                id: try $0.string("token_hash"), device: Device.name(try $0.string("device")),
                begun: try $0.string("created_at"), seen: try $0.string("seen_at"))
        }
        let tokens = try db.rows(
            """
            SELECT token_hash, label, scopes, expires_at FROM api_token WHERE person_id = \(person)
            AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > \(now)) ORDER BY created_at DESC LIMIT 100
            """
        ).map { row in
            Machine(
                id: try row.string("token_hash"), label: try row.string("label"),
                scopes: try row.string("scopes").utf8.split(separator: 0x20).compactMap {
                    Permission(rawValue: String(decoding: $0, as: UTF8.self))
                }, expires: try row.optionalString("expires_at"))
        }
        return AccountData(
            login: try row.string("login"), email: try row.optionalString("email"),
            hasSecondFactor: try row.optionalString("second_factor_at") != nil, recovery: try row.integer("recovery"),
            sessions: sessions, tokens: tokens, ways: try Notice.choices(of: person, in: db))
    }
}

/// What a browser calls itself, in words people know: `Chrome · Windows`.
enum Device {
    static func name(_ agent: String) -> String {
        func has(_ word: String) -> Bool { agent.range(of: word, options: .literal) != nil }
        // Most name others too: the more particular stand first.
        let programs = [
            ("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Line/", "LINE"),
            ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"),
            ("Safari", "Safari"),
        ]
        let systems = [
            ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "Mac"),
            ("CrOS", "Chromebook"), ("Linux", "Linux"),
        ]
        let parts = [
            programs.first { has($0.0) }?.1, systems.first { has($0.0) }?.1,
        ].compactMap { $0 }
        return parts.isEmpty ? Terminal.shortened(agent, 40) : parts.joined(separator: " · ")
    }
}

/// Proof that it is really the owner who changes how they sign in, and not somebody at an open screen.
enum OwnPassword {
    /// What is wrong with a typed password of one's own; nil where it is right. Wrong ones count as failed sign-ins.
    static func problem(_ visit: Visit, _ typed: String?, at field: String) async throws -> Problem? {
        guard let viewer = visit.viewer else { throw Failure.unauthorized }
        guard let account = try await visit.site.database.read({ try Account.find(person: viewer.id, in: $0) }) else {
            throw Failure.notFound(Message("failure.no_account"))
        }
        if let wait = try await visit.site.perform(NoteSignInTry(login: account.login), as: .visitor) {
            return Problem("sign_in_wait", ["seconds": String(wait)], at: field)
        }
        let typed = typed ?? ""
        if typed.unicodeScalars.count <= 1000, try await Password.matches(typed, account.password) {
            try await visit.perform(ClearSignInTries(agency: viewer.agency.id))
            return nil
        }
        return Problem("own_password", at: field)
    }
}
