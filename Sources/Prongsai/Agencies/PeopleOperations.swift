/// Changes what is known of a person. Nobody changes their own role: somebody else looks before rights grow.
struct ChangePerson: Operation {
    static let name = "change-person"
    static let permission = Permission.administer
    let agency: String?
    let person: String
    /// Named `called` because `name` is the operation's word in the journal.
    let called: String
    let title: String?
    /// Id of a unit of the agency; nil for none.
    let unit: String?
    let role: Role
    let email: String?
    /// Whether a program asks with a token, and not a person who signed in.
    var byToken = false

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        guard
            let before = try db.first(
                "SELECT name, title, unit_id, role, email FROM person WHERE id = \(person) AND agency_id = \(agency)")
        else { throw Failure.notFound(Message("failure.no_person")) }
        var problems: [Problem] = []
        let called = try problems.taking { try Person.name(self.called) } ?? ""
        let title = try problems.taking { try Person.title(self.title) } ?? nil
        let email = try problems.taking { try Person.email(self.email) } ?? nil
        if let same = try db.first("SELECT id FROM person WHERE agency_id = \(agency) AND name = \(called)"),
            try same.string("id") != person
        {
            problems.append(Problem("person_exists", ["name": called], at: "name"))
        }
        if let unit, try before.optionalString("unit_id") != unit {
            guard try !UnitOfAgency.find(unit, agency: agency, in: db).isRetired else {
                throw Failure.notFound(Message("failure.no_unit"))
            }
        }
        if actor.personID == person, try before.string("role") != role.rawValue {
            problems.append(Problem("own_role", at: "role"))
        }
        let old = Role(rawValue: try before.string("role")) ?? .reader
        if old != role,
            let problem = try Appointment.problem([old, role], by: actor, agency: agency, at: "role", in: db)
        {
            problems.append(problem)
        }
        // A code for a forgotten password goes there, and the office's provider may know people by it.
        if byToken || actor.personID != person, try before.optionalString("email") != email {
            try problems.taking {
                try Appointment.guardAccount(
                    of: person, by: actor, byToken: byToken, agency: agency, at: "email", in: db)
            }
        }
        if try before.optionalString("email") != email,
            let problem = try Person.taken(email, besides: person, at: "email", in: db)
        {
            problems.append(problem)
        }
        guard problems.isEmpty else { throw Failure.invalid(problems) }
        let changed = [
            ("name", try before.string("name") != called), ("title", try before.optionalString("title") != title),
            ("unit", try before.optionalString("unit_id") != unit),
            ("role", try before.string("role") != role.rawValue),
            ("email", try before.optionalString("email") != email),
        ].filter(\.1).map(\.0)
        guard !changed.isEmpty else { return Done((), nil) }
        try db.execute(
            """
            UPDATE person SET name = \(called), title = \(title), unit_id = \(unit), role = \(role.rawValue),
              email = \(email) WHERE id = \(person) AND agency_id = \(agency)
            """)
        if role == .director, old != .director {
            try Appointment.tell(person, .directorAppointed, by: actor, agency: agency, at: now, in: db)
        }
        return Done(
            (), JournalNote("person \(person)", ["changed": changed.joined(separator: ", "), "role": role.rawValue]))
    }
}

/// Takes a person out of office: they can no longer sign in and are offered for nothing new; what they did keeps
/// their name. Who still has open measures or disclosures is taken out by whoever says that they know it.
struct RetirePerson: Operation {
    static let name = "retire-person"
    static let permission = Permission.administer
    let agency: String?
    let person: String
    /// Whether it is known that they still have work, which stays with them until it is handed over.
    var withWork = false
    let editions: EditionShelf

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        guard
            let row = try db.first("SELECT retired_at FROM person WHERE id = \(person) AND agency_id = \(agency)")
        else { throw Failure.notFound(Message("failure.no_person")) }
        guard actor.personID != person else { throw Failure.conflict(Message("failure.own_account")) }
        guard try row.optionalString("retired_at") == nil else { return Done((), nil) }
        try Appointment.guardAccount(of: person, by: actor, agency: agency, in: db)
        let open = try OpenWork.count(person: person, agency: agency, editions: editions, in: db)
        let disclosures = try KeptDisclosure.ids(person: person, agency: agency, in: db).count
        guard withWork || open.waiting + open.drafts + disclosures == 0 else {
            let left = [
                "measures": String(open.waiting), "drafts": String(open.drafts), "disclosures": String(disclosures),
            ]
            throw Failure.invalid([Problem("retire_with_work", left, at: "--with-work")])
        }
        try db.execute("UPDATE person SET retired_at = \(now) WHERE id = \(person)")
        try db.execute("UPDATE account SET closed_at = \(now) WHERE person_id = \(person) AND closed_at IS NULL")
        try db.execute("UPDATE session SET ended_at = \(now) WHERE person_id = \(person) AND ended_at IS NULL")
        try db.execute("UPDATE ticket SET used_at = \(now) WHERE person_id = \(person) AND used_at IS NULL")
        try db.execute("UPDATE api_token SET revoked_at = \(now) WHERE person_id = \(person) AND revoked_at IS NULL")
        return Done((), JournalNote("person \(person)"))
    }
}

/// Brings somebody back into office. They are invited anew before they can sign in.
struct ReinstatePerson: Operation {
    static let name = "reinstate-person"
    static let permission = Permission.administer
    let agency: String?
    let person: String

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        guard try db.first("SELECT id FROM person WHERE id = \(person) AND agency_id = \(agency)") != nil else {
            throw Failure.notFound(Message("failure.no_person"))
        }
        try db.execute("UPDATE person SET retired_at = NULL WHERE id = \(person)")
        return Done((), JournalNote("person \(person)"))
    }
}

/// Takes the second factor from somebody who lost their phone; they sign in with the password alone until they set a
/// new one. Their sessions end, for the phone may be in other hands.
struct ResetSecondFactor: Operation {
    static let name = "reset-second-factor"
    static let permission = Permission.administer
    let agency: String?
    let person: String

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        guard
            try db.first(
                """
                SELECT person_id FROM account WHERE person_id = \(person) AND agency_id = \(agency)
                AND second_factor_at IS NOT NULL
                """) != nil
        else { throw Failure.notFound(Message("failure.no_second_factor")) }
        guard actor.personID != person else { throw Failure.conflict(Message("failure.own_account")) }
        try Appointment.guardAccount(of: person, by: actor, agency: agency, in: db)
        try db.execute(
            "UPDATE account SET second_factor = NULL, second_factor_at = NULL, second_factor_step = NULL WHERE person_id = \(person)"
        )
        try db.execute("DELETE FROM recovery_code WHERE person_id = \(person)")
        try db.execute("UPDATE session SET ended_at = \(now) WHERE person_id = \(person) AND ended_at IS NULL")
        return Done((), JournalNote("person \(person)"))
    }
}

/// Gives a unit another name; everything that names it follows.
struct RenameUnit: Operation {
    static let name = "rename-unit"
    static let permission = Permission.administer
    let agency: String?
    let unit: String
    let called: String

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        let before = try UnitOfAgency.find(unit, agency: agency, in: db)
        let called = try Person.name(called)
        guard called != before.name else { return Done((), nil) }
        guard try db.first("SELECT id FROM unit WHERE agency_id = \(agency) AND name = \(called)") == nil else {
            throw Failure.invalid([Problem("unit_exists", ["name": called], at: "name")])
        }
        try db.execute("UPDATE unit SET name = \(called) WHERE id = \(unit)")
        return Done((), JournalNote("unit \(unit)", ["from": before.name, "to": called]))
    }
}

/// Takes a unit out of use: it is offered for nothing new. Refused while people in office belong to it.
struct RetireUnit: Operation {
    static let name = "retire-unit"
    static let permission = Permission.administer
    let agency: String?
    let unit: String

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        guard try !UnitOfAgency.find(unit, agency: agency, in: db).isRetired else { return Done((), nil) }
        let people =
            try db.first("SELECT COUNT(*) AS n FROM person WHERE unit_id = \(unit) AND retired_at IS NULL")?
            .integer("n") ?? 0
        guard people == 0 else {
            throw Failure.invalid([Problem("unit_has_people", ["count": String(people)])])
        }
        try db.execute("UPDATE unit SET retired_at = \(now) WHERE id = \(unit)")
        return Done((), JournalNote("unit \(unit)"))
    }
}
