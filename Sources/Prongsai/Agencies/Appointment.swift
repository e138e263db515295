/// Who decides on whom. An ITA officer keeps the people of an agency, but makes nobody a director beside one who signs in
/// already, and has no hand in how these sign in: else the approval of a round would be the officer's own. The same holds
/// for administrators, who could do both: an officer brings the first only where no director signs in yet, in an office that
/// stands alone. Whoever may open the database's file, a director and an administrator may.
enum Appointment {
    /// What is wrong with giving or taking these roles; nil where nothing is.
    static func problem(
        _ roles: [Role], by actor: Actor, agency: String?, at place: String? = nil, in db: Connection
    ) throws -> Problem? {
        guard case .person(_, _, _, let own, _) = actor, own != .administrator else { return nil }
        if roles.contains(.administrator), try !awaitsAdministrator(agency: agency, in: db) {
            return Problem("appoint_administrator", at: place)
        }
        guard roles.contains(.director), own != .director, try Round.hasDirector(agency: agency, in: db) else {
            return nil
        }
        return Problem("appoint_director", at: place)
    }

    /// Whether an office stands alone, and neither an administrator nor a director of it signs in yet.
    private static func awaitsAdministrator(agency: String?, in db: Connection) throws -> Bool {
        try db.first(
            """
            SELECT id FROM agency WHERE id = \(agency) AND parent_id IS NULL
            AND NOT EXISTS (SELECT 1 FROM agency AS below WHERE below.parent_id = agency.id)
            AND NOT EXISTS (SELECT 1 FROM person JOIN account ON account.person_id = person.id
              WHERE person.agency_id = agency.id
              AND person.role IN (\(Role.administrator.rawValue), \(Role.director.rawValue))
              AND person.retired_at IS NULL AND account.closed_at IS NULL AND account.password IS NOT NULL)
            """) != nil
    }

    /// The roles that `actor` may give somebody who has `old`, nil for somebody new; and why others are not among them.
    static func offered(
        to old: Role?, by actor: Actor, agency: String?, in db: Connection
    ) throws -> (roles: [Role], withheld: [Problem]) {
        if let old, let problem = try problem([old], by: actor, agency: agency, in: db) { return ([old], [problem]) }
        var (roles, withheld) = ([Role](), [Problem]())
        for role in Role.allCases {
            if let problem = try problem([role], by: actor, agency: agency, in: db) {
                withheld.append(problem)
            } else {
                roles.append(role)
            }
        }
        return (roles, withheld)
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
        var told = try Notice.people([.director], of: agency, in: db).filter { $0 != actor.personID }
        if actor.personID == nil { told.removeAll { $0 == person } }
        if kind == .directorAppointed, try db.first("SELECT login FROM account WHERE person_id = \(person)") == nil {
            told.removeAll { $0 == person }
        }
        let particulars = actor.particulars("by").merging(["name": name]) { $1 }
        try Notice.tell(told, kind, particulars, address: Link.journal(key), agency: agency, at: now, in: db)
    }
}
