import ITA

/// A body that is assessed.
struct Agency: Sendable, Equatable {
    var id: String
    /// Short name in addresses and options, such as `lak-si`.
    var key: String
    var thai: String
    var english: String?
    /// The fiscal years it has plans of, newest first, where that was asked for.
    var years: [Int] = []

    /// Its name in a language; the Thai one where it was given no other.
    func name(_ language: Language) -> String { language == .english ? english ?? thai : thai }

    /// The agency with a key, or the only one there is.
    static func find(_ key: String?, in db: Connection) throws -> Agency {
        if let key {
            guard let row = try db.first("SELECT * FROM agency WHERE key = \(key)") else {
                throw Failure.notFound(Message("failure.no_agency", ["key": key]))
            }
            return try Agency(row)
        }
        let rows = try db.rows("SELECT * FROM agency ORDER BY key LIMIT 20")
        guard let only = rows.first else { throw Failure.notFound(Message("failure.no_agency_yet")) }
        guard rows.count == 1 else {
            let keys = try rows.map { try $0.string("key") }.joined(separator: ", ")
            throw Failure.invalid([Problem("which_agency", ["keys": keys])])
        }
        return try Agency(only)
    }

    init(_ row: Row) throws {
        (id, key) = (try row.string("id"), try row.string("key"))
        (thai, english) = (try row.string("thai"), try row.optionalString("english"))
    }

    /// Where the public asks the office; nil where it said nothing.
    static func publicEmail(of id: String, in db: Connection) throws -> String? {
        try db.first("SELECT public_email FROM agency WHERE id = \(id)")?.optionalString("public_email")
    }

    /// The year a page shows where none was named: the one a day lies in, else the newest that had begun by then, else
    /// the next. Last year's second round is still being written when the new year's plan is there already.
    func year(on day: Day) -> Int? { years.first { $0 <= day.fiscalYear } ?? years.last }

    /// Years that pages offer, the newest of them.
    static let mostYears = 6

    /// The same agency with its years.
    func withYears(in db: Connection) throws -> Agency {
        var agency = self
        agency.years = try db.rows(
            "SELECT fiscal_year FROM plan WHERE agency_id = \(id) ORDER BY fiscal_year DESC LIMIT \(Agency.mostYears)"
        ).map { try $0.integer("fiscal_year") }
        return agency
    }
}

/// Enters a unit of an agency; one that is there already stays as it is, a retired one comes into use again.
struct AddUnit: Operation {
    static let name = "add-unit"
    static let permission = Permission.administer
    let agency: String?
    let unit: String

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<String> {
        let name = unit.withoutHidden.trimmingWhitespace()
        guard !name.isEmpty else { throw Failure.invalid([Problem("empty", ["field": "name"], at: "name")]) }
        guard name.unicodeScalars.count <= 200 else {
            throw Failure.invalid([Problem("text_too_long", ["limit": "200"], at: "name")])
        }
        if let row = try db.first("SELECT id, retired_at FROM unit WHERE agency_id = \(agency) AND name = \(name)") {
            let id = try row.string("id")
            guard try row.optionalString("retired_at") != nil else { return Done(id, nil) }
            try db.execute("UPDATE unit SET retired_at = NULL WHERE id = \(id)")
            return Done(id, JournalNote("unit \(id)", ["change": "in use again"]))
        }
        let id = ID.new()
        try db.execute("INSERT INTO unit (id, agency_id, name, created_at) VALUES (\(id), \(agency), \(name), \(now))")
        return Done(id, JournalNote("unit \(id)"))
    }
}

/// Enters a person of an agency.
struct AddPerson: Operation {
    static let name = "add-person"
    static let permission = Permission.administer
    let agency: String?
    let person: String
    let title: String?
    let unit: String?
    let role: Role
    var email: String?

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<String> {
        var problems: [Problem] = []
        let name = try problems.taking { try Person.name(person) } ?? ""
        let title = try problems.taking { try Person.title(self.title) } ?? nil
        let email = try problems.taking { try Person.email(self.email) } ?? nil
        let unitID = try problems.taking { try unit.map { try Unit.id(named: $0, agency: agency, in: db) } } ?? nil
        if try db.first("SELECT id FROM person WHERE agency_id = \(agency) AND name = \(name)") != nil {
            problems.append(Problem("person_exists", ["name": name], at: "name"))
        }
        if let problem = try Person.taken(email, besides: nil, at: "email", in: db) { problems.append(problem) }
        if let problem = try Appointment.problem([role], by: actor, agency: agency, at: "role", in: db) {
            problems.append(problem)
        }
        guard problems.isEmpty else { throw Failure.invalid(problems) }
        let id = ID.new()
        try db.execute(
            """
            INSERT INTO person (id, agency_id, unit_id, name, title, email, role, created_at)
            VALUES (\(id), \(agency), \(unitID), \(name), \(title), \(email), \(role.rawValue), \(now))
            """)
        if role == .director {
            try Appointment.tell(id, .directorAppointed, by: actor, agency: agency, at: now, in: db)
        }
        return Done(id, JournalNote("person \(id)", ["role": role.rawValue]))
    }
}

/// Units and people by the names a person types.
enum Unit {
    static func id(named name: String, agency: String?, in db: Connection) throws -> String {
        guard let row = try db.first("SELECT id FROM unit WHERE agency_id = \(agency) AND name = \(name)") else {
            let known = try db.rows("SELECT name FROM unit WHERE agency_id = \(agency) ORDER BY name").map {
                try $0.string("name")
            }
            if known.isEmpty { throw Failure.invalid([Problem("no_units", ["given": name], at: "unit")]) }
            throw Failure.invalid([
                Problem("unknown_unit", ["given": name, "known": known.joined(separator: ", ")], at: "unit")
            ])
        }
        return try row.string("id")
    }

    static func personID(named name: String, agency: String?, in db: Connection) throws -> String {
        guard let row = try db.first("SELECT id FROM person WHERE agency_id = \(agency) AND name = \(name)") else {
            throw Failure.invalid([Problem("unknown_person", ["given": name], at: "person")])
        }
        return try row.string("id")
    }
}
