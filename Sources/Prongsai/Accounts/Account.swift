import ITA

/// Lets a person sign in: gives them a login and a code that sets their first password. Anybody who had an open code
/// for this person before has none any more.
struct InvitePerson: Operation {
    static let name = "invite-person"
    static let permission = Permission.administer
    let agency: String?
    let person: String
    /// An address of theirs, or any word they will remember; upper and lower case are the same.
    let login: String
    /// The code that goes to them on paper or by mail; the database keeps its digest.
    let code: String
    /// The letter that brings it to their e-mail address; nil where it goes on paper only.
    var mail: Outbox.Mail?

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        guard
            let found = try db.first(
                "SELECT email, role FROM person WHERE id = \(person) AND agency_id = \(agency) AND retired_at IS NULL"),
            let role = Role(rawValue: try found.string("role"))
        else { throw Failure.notFound(Message("failure.no_person")) }
        if let problem = try Appointment.problem([role], by: actor, agency: agency, at: "login", in: db) {
            throw Failure.invalid([problem])
        }
        let login = try Account.login(login)
        let account = try db.first("SELECT login, password, closed_at FROM account WHERE person_id = \(person)")
        let isOpen = try account.map { try $0.optionalString("closed_at") == nil } ?? false
        // What an open account has already stays, old data too: a lost password must not wait for an address.
        if !isOpen,
            let taken = try Person.taken(found.optionalString("email"), besides: person, at: "login", in: db)
        {
            throw Failure.invalid([Problem("invite_email_taken", taken.values, at: "login")])
        }
        if try !isOpen || account?.string("login") != login,
            try Person.taken(login, besides: person, at: "login", in: db) != nil
        {
            throw Failure.invalid([Problem("login_taken", at: "login")])
        }
        if let taken = try db.first("SELECT person_id FROM account WHERE login = \(login)"),
            try taken.string("person_id") != person
        {
            throw Failure.invalid([Problem("login_taken", at: "login")])
        }
        let isNew = try account?.optionalString("password") == nil
        if account == nil {
            try db.execute(
                """
                INSERT INTO account (person_id, agency_id, login, created_at)
                VALUES (\(person), \(agency), \(login), \(now))
                """)
        } else {
            try db.execute("UPDATE account SET login = \(login), closed_at = NULL WHERE person_id = \(person)")
        }
        let purpose = isNew ? "invitation" : "reset"
        try db.execute(
            "UPDATE ticket SET used_at = \(now) WHERE person_id = \(person) AND agency_id = \(agency) AND used_at IS NULL"
        )
        try db.execute(
            """
            INSERT INTO ticket (code_hash, agency_id, person_id, purpose, created_at, expires_at)
            VALUES (\(Secret.codeHash(code)), \(agency), \(person), \(purpose), \(now),
              \(now.adding(isNew ? Lifetime.invitation : Lifetime.reset)))
            """)
        if let mail {
            guard let address = try found.optionalString("email") else {
                throw Failure.invalid([Problem("no_email", at: "mail")])
            }
            try Outbox.mail(
                to: address, subject: mail.subject, text: mail.text, agency: agency, at: now, in: db)
        }
        if role == .director, !isNew {
            try Appointment.tell(person, .directorCode, by: actor, agency: agency, at: now, in: db)
        }
        return Done((), JournalNote("person \(person)", ["purpose": purpose]))
    }
}

/// Sets a password with a code that was given out, once; ends every session the person had.
struct UseTicket: Operation {
    static let name = "set-password"
    static let permission = Permission.enter
    let agency: String?
    let codeHash: String
    /// The new password's digest.
    let digest: String

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<String> {
        guard let ticket = try Ticket.find(codeHash, at: now, in: db), ticket.agency == agency else {
            throw Failure.notFound(Message("failure.no_ticket"))
        }
        try db.execute("UPDATE ticket SET used_at = \(now) WHERE code_hash = \(codeHash)")
        try db.execute("UPDATE account SET password = \(digest) WHERE person_id = \(ticket.person)")
        try db.execute(
            "UPDATE session SET ended_at = \(now) WHERE person_id = \(ticket.person) AND ended_at IS NULL")
        return Done(ticket.person, JournalNote("person \(ticket.person)"))
    }
}

/// Changes one's own password; every other session ends.
struct ChangePassword: Operation {
    static let name = "change-password"
    static let permission = Permission.own
    let agency: String?
    let digest: String
    /// Digest of the token of the session that stays.
    let keeping: String

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        guard let person = actor.personID,
            try db.first("SELECT person_id FROM account WHERE person_id = \(person) AND agency_id = \(agency)") != nil
        else { throw Failure.notFound(Message("failure.no_account")) }
        try db.execute("UPDATE account SET password = \(digest) WHERE person_id = \(person)")
        try db.execute(
            """
            UPDATE session SET ended_at = \(now) WHERE person_id = \(person) AND ended_at IS NULL
            AND token_hash <> \(keeping)
            """)
        return Done((), JournalNote("person \(person)"))
    }
}

/// Takes the right to sign in from somebody; their name stays on what they did.
struct CloseAccount: Operation {
    static let name = "close-account"
    static let permission = Permission.administer
    let agency: String?
    let person: String

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        guard
            try db.first("SELECT person_id FROM account WHERE person_id = \(person) AND agency_id = \(agency)") != nil
        else { throw Failure.notFound(Message("failure.no_account")) }
        guard actor.personID != person else { throw Failure.conflict(Message("failure.own_account")) }
        try Appointment.guardAccount(of: person, by: actor, agency: agency, in: db)
        try db.execute("UPDATE account SET closed_at = \(now) WHERE person_id = \(person)")
        try db.execute("UPDATE session SET ended_at = \(now) WHERE person_id = \(person) AND ended_at IS NULL")
        try db.execute("UPDATE ticket SET used_at = \(now) WHERE person_id = \(person) AND used_at IS NULL")
        return Done((), JournalNote("person \(person)"))
    }
}

/// What a person signs in with.
struct Account: Sendable {
    var person: String
    var name: String
    var agency: String
    var login: String
    var password: String?
    /// The shared secret of the second factor, base32; nil where there is none, or it was never confirmed.
    var secondFactor: String?

    /// A login as it is stored: without blanks around it, in lower case.
    static func login(_ typed: String) throws -> String {
        let login = typed.trimmingWhitespace().lowercased()
        guard (3...120).contains(login.unicodeScalars.count),
            !login.unicodeScalars.contains(where: { $0.properties.isWhitespace || $0.value < 0x20 })
        else { throw Failure.invalid([Problem("login", at: "login")]) }
        return login
    }

    /// Of rows of accounts and people: it is open.
    static let isOpen: SQL = "account.closed_at IS NULL AND person.retired_at IS NULL"

    /// Of rows of accounts: its login, or its person's address, is one of these in lower case.
    static func isNamed(_ typed: [String]) -> SQL {
        """
        account.person_id IN (SELECT person_id FROM account WHERE login IN (\(list: typed))
          UNION SELECT id FROM person WHERE LOWER(email) IN (\(list: typed)))
        """
    }

    static func find(login: String, in db: Connection) throws -> Account? {
        try db.first(
            """
            SELECT account.*, person.name FROM account JOIN person ON person.id = person_id
            WHERE login = \(login) AND \(isOpen)
            """
        ).map(Account.init)
    }

    /// The open account that somebody means who types a login or an address: that of the login, else the only one with the
    /// address. One query for both, so that how long it takes does not tell which of them there is.
    static func find(typed: String, in db: Connection) throws -> Account? {
        let typed = typed.trimmingWhitespace().lowercased()
        let found = try db.rows(
            """
            SELECT account.*, person.name FROM account JOIN person ON person.id = person_id
            WHERE \(isNamed([typed])) AND \(isOpen)
            ORDER BY CASE WHEN login = \(typed) THEN 0 ELSE 1 END LIMIT 2
            """
        ).map { try Account($0) }
        return found.first { $0.login == typed } ?? (found.count == 1 ? found[0] : nil)
    }

    static func find(person: String, in db: Connection) throws -> Account? {
        try db.first(
            "SELECT account.*, person.name FROM account JOIN person ON person.id = person_id WHERE person_id = \(person)"
        ).map(Account.init)
    }

    private init(_ row: Row) throws {
        (person, name) = (try row.string("person_id"), try row.string("name"))
        (agency, login) = (try row.string("agency_id"), try row.string("login"))
        password = try row.optionalString("password")
        secondFactor = try row.optionalString("second_factor_at") == nil ? nil : row.optionalString("second_factor")
    }
}

/// A code that lets somebody set a password.
struct Ticket: Sendable {
    var person: String
    var name: String
    var agency: String
    var login: String
    var purpose: String

    /// The ticket of a code that is still good.
    static func find(_ codeHash: String, at now: Instant, in db: Connection) throws -> Ticket? {
        try db.first(
            """
            SELECT ticket.*, account.login, person.name FROM ticket JOIN account ON account.person_id = ticket.person_id
            JOIN person ON person.id = ticket.person_id
            WHERE code_hash = \(codeHash) AND used_at IS NULL AND expires_at > \(now) AND closed_at IS NULL
            """
        ).map { row in
            Ticket(
                person: try row.string("person_id"), name: try row.string("name"), agency: try row.string("agency_id"),
                login: try row.string("login"), purpose: try row.string("purpose"))
        }
    }
}
