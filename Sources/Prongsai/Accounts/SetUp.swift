import ITA

/// The first steps in an empty database, all or nothing: the agency with its first year, and the officer who sets up
/// the rest. Where an agency is there already, only the officer. Refused once anybody can sign in.
struct SetUp: Operation {
    static let name = "set-up"
    static let permission = Permission.enter
    var agency: String? { nil }
    /// Name of the agency; not used where there is one already.
    let office: String
    let edition: EditionFile
    let fiscalYear: Int
    let person: String
    let title: String?
    let login: String
    /// The password's digest.
    let digest: String

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        guard try db.first("SELECT person_id FROM account LIMIT 1") == nil else {
            throw Failure.conflict(Message("failure.set_up_already"))
        }
        let agencies = try db.rows("SELECT id FROM agency ORDER BY key LIMIT 2").map { try $0.string("id") }
        guard agencies.count < 2 else { throw Failure.conflict(Message("failure.set_up_many")) }
        let agency: String
        if let only = agencies.first {
            agency = only
        } else {
            agency = try BeginOffice(
                key: "office", thai: office, english: nil, edition: edition, fiscalYear: fiscalYear
            ).run(in: db, by: actor, at: now).answer
        }
        let name = person.trimmingWhitespace()
        let id: String
        if let row = try db.first("SELECT id FROM person WHERE agency_id = \(agency) AND name = \(name)") {
            id = try row.string("id")
            try db.execute("UPDATE person SET role = 'officer', retired_at = NULL WHERE id = \(id)")
        } else {
            id = try AddPerson(agency: agency, person: name, title: title, unit: nil, role: .officer)
                .run(in: db, by: actor, at: now).answer
        }
        try db.execute(
            """
            INSERT INTO account (person_id, agency_id, login, password, created_at)
            VALUES (\(id), \(agency), \(try Account.login(login)), \(digest), \(now))
            """)
        try Journal.append(SetUp.name, JournalNote("person \(id)"), agency: agency, by: actor, at: now, in: db)
        return Done((), JournalNote("person \(id)", ["agency": agency]))
    }
}
