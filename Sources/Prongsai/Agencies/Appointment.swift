/// Who decides on whom. An ITA officer keeps the people of an agency, but makes nobody a director beside one who signs in
/// already, nobody an administrator, and has no hand in how these two sign in: else the approval of a round would be the
/// officer's own. Whoever may open the database's file, a director and an administrator may.
enum Appointment {
    /// What is wrong with giving or taking these roles; nil where nothing is.
    static func problem(
        _ roles: [Role], by actor: Actor, agency: String?, at place: String? = nil, in db: Connection
    ) throws -> Problem? {
        guard case .person(_, _, _, let own, _) = actor, own != .administrator else { return nil }
        if roles.contains(.administrator) { return Problem("appoint_administrator", at: place) }
        guard roles.contains(.director), own != .director, try Round.hasDirector(agency: agency, in: db) else {
            return nil
        }
        return Problem("appoint_director", at: place)
    }

    /// Throws where this person's way to sign in is not for `actor` to change. Somebody who never chose a password has
    /// none that could be taken over. With a token it is for nobody to change: a stolen one must not open an account.
    static func guardAccount(
        of person: String, by actor: Actor, byToken: Bool = false, agency: String?, at place: String? = nil,
        in db: Connection
    ) throws {
        guard
            let row = try db.first(
                """
                SELECT role FROM person JOIN account ON account.person_id = person.id
                WHERE person.id = \(person) AND person.agency_id = \(agency) AND password IS NOT NULL
                AND closed_at IS NULL
                """), let role = Role(rawValue: try row.string("role"))
        else { return }
        if byToken { throw Failure.invalid([Problem("account_by_token", at: place)]) }
        if let problem = try problem([role], by: actor, agency: agency, at: place, in: db) {
            throw Failure.invalid([problem])
        }
    }

    /// Tells every director but whoever did it that somebody was made one, or that a code opens a director's account.
    /// Who is appointed at the console heard of it there, and who cannot sign in yet will by the code they are given.
    static func tell(
        _ person: String, _ kind: Notice.Kind, by actor: Actor, agency: String?, at now: Instant, in db: Connection
    ) throws {
        guard let name = try db.first("SELECT name FROM person WHERE id = \(person)")?.string("name"),
            let key = try db.first("SELECT key FROM agency WHERE id = \(agency)")?.string("key")
        else { return }
        let who: String
        var told = try Notice.people([.director], of: agency, in: db).filter { $0 != actor.personID }
        if case .person(_, let name, _, _, _) = actor {
            who = name
        } else {
            who = actor.journalName
            told.removeAll { $0 == person }
        }
        if kind == .directorAppointed, try db.first("SELECT login FROM account WHERE person_id = \(person)") == nil {
            told.removeAll { $0 == person }
        }
        try Notice.tell(
            told, kind, ["by": who, "name": name], address: Link.journal(key), agency: agency, at: now, in: db)
    }
}
