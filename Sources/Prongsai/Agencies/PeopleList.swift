/// A list of people to be entered: each row as it was understood, and everything that is wrong.
struct PeopleList: Sendable {
    struct Entry: Sendable, Equatable {
        var line: Int
        var name: String
        var title: String?
        var unit: String?
        var role: Role
        var email: String?
        var change = Change.new
        /// What stands for the role where that is none there is.
        var unknownRole: String?
        /// Whether anything of the row is wrong.
        var isFaulty = false
    }
    /// What a row would do.
    enum Change: String, Sendable, CaseIterable { case new, changed, same, back }

    var entries: [Entry] = []
    var problems: [Problem] = []
    /// Units of the list that the agency does not have yet.
    var newUnits: [String] = []

    static let columns: [(key: String, names: [String])] = [
        ("name", ["ชื่อและนามสกุล", "ชื่อ-นามสกุล", "ชื่อ", "ชื่อ นามสกุล", "full name"]),
        ("title", ["ตำแหน่ง", "position"]), ("unit", ["ฝ่าย", "ส่วนราชการ", "กลุ่มงาน", "section"]),
        ("role", ["บทบาท", "สิทธิ์", "สิทธิ"]), ("email", ["อีเมล", "อีเมล์", "e-mail"]),
    ]

    /// Reads a file against what an agency has and what `actor` may change of it; nothing is changed.
    static func read(
        _ bytes: [UInt8], agency: String?, strings: Strings, by actor: Actor, byToken: Bool = false, in db: Connection
    ) throws -> PeopleList {
        let reading = ListReading(bytes, columns: columns, needed: ["name"])
        var list = PeopleList(problems: reading.problems)
        let known = Dictionary(
            try db.rows(
                """
                SELECT person.*, unit.name AS unit_name,
                  CASE WHEN person.retired_at IS NULL AND login IS NOT NULL AND closed_at IS NULL THEN 1 ELSE 0 END
                    AS has_account
                FROM person LEFT JOIN unit ON unit.id = person.unit_id LEFT JOIN account ON account.person_id = person.id
                WHERE person.agency_id = \(agency)
                """
            ).map { (try $0.string("name"), $0) }
        ) { first, _ in first }
        let units = Set(
            try db.rows("SELECT name FROM unit WHERE agency_id = \(agency) AND retired_at IS NULL").map {
                try $0.string("name")
            })
        let roles = Dictionary(
            Role.allCases.flatMap { role in
                [(role.rawValue, role)]
                    + Language.allCases.map { (strings.text("role.\(role.rawValue)", [:], $0).lowercased(), role) }
            }
        ) { first, _ in first }
        var seen: [String: Int] = [:]
        // Addresses that accounts would have, and the lines that give them.
        var given: [String: Int] = [:]
        let named = try Person.named(reading.lines.compactMap { $0("email") }, in: db)
        for line in reading.lines {
            let place = ListReading.place(line.line)
            func check<T>(_ work: () throws -> T) -> T? {
                do { return try work() } catch Failure.invalid(let found) {
                    list.problems += found.map { Problem($0.key, $0.values, at: place) }
                } catch { list.problems.append(Problem("list_row", at: place)) }
                return nil
            }
            guard let name = check({ try Person.name(line("name") ?? "") }) else { continue }
            if let before = seen[name] {
                list.problems.append(Problem("list_twice", ["name": name, "line": String(before)], at: place))
                continue
            }
            seen[name] = line.line
            let before = list.problems.count
            let title = check { try Person.title(line("title")) } ?? nil
            let email = check { try Person.email(line("email")) } ?? nil
            let unit = check { try line("unit").map { try Person.name($0) } } ?? nil
            var role = Role.unitOfficer
            var unknown: String?
            if let typed = line("role") {
                if let found = roles[typed.lowercased()] {
                    role = found
                } else {
                    unknown = typed
                    let allowed = Role.allCases.map { strings.text("role.\($0.rawValue)", [:], .thai) }
                    list.problems.append(
                        Problem(
                            "not_allowed",
                            ["given": typed, "allowed": allowed.joined(separator: ", "), "field": "role"], at: place))
                }
            }
            var entry = Entry(line: line.line, name: name, title: title, unit: unit, role: role, email: email)
            (entry.unknownRole, entry.isFaulty) = (unknown, list.problems.count > before)
            if let row = known[name] {
                // An empty cell leaves what is known as it is.
                entry.title = try entry.title ?? row.optionalString("title")
                entry.unit = try entry.unit ?? row.optionalString("unit_name")
                entry.email = try entry.email ?? row.optionalString("email")
                if line("role") == nil { entry.role = Role(rawValue: try row.string("role")) ?? role }
                let isSame =
                    try entry.title == row.optionalString("title")
                    && entry.unit == row.optionalString("unit_name")
                    && entry.email == row.optionalString("email") && entry.role.rawValue == row.string("role")
                entry.change = try row.optionalString("retired_at") != nil ? .back : isSame ? .same : .changed
                let old = Role(rawValue: try row.string("role")) ?? .reader
                if old != entry.role, try row.string("id") == actor.personID {
                    list.problems.append(Problem("own_role", at: place))
                } else if old != entry.role,
                    let problem = try Appointment.problem(
                        [old, entry.role], by: actor, agency: agency, at: place, in: db)
                {
                    list.problems.append(problem)
                }
                let person = try row.string("id")
                if byToken || person != actor.personID, try row.optionalString("email") != entry.email {
                    _ = check {
                        try Appointment.guardAccount(of: person, by: actor, byToken: byToken, agency: agency, in: db)
                    }
                }
            } else if let problem = try Appointment.problem(
                [entry.role], by: actor, agency: agency, at: place, in: db)
            {
                list.problems.append(problem)
            }
            if let email = entry.email, try known[name]?.optionalString("email") != email {
                let person = try known[name]?.string("id")
                if let problem = Person.taken(email, besides: person, of: named, at: place) {
                    list.problems.append(problem)
                } else if let first = given[email.lowercased()] {
                    list.problems.append(
                        Problem("list_email_twice", ["given": email, "line": String(first)], at: place))
                } else if try known[name]?.integer("has_account") == 1 {
                    given[email.lowercased()] = line.line
                }
            }
            entry.isFaulty = list.problems.count > before
            if let unit = entry.unit, !units.contains(unit), !list.newUnits.contains(unit) {
                list.newUnits.append(unit)
            }
            list.entries.append(entry)
        }
        return list
    }

    /// How many rows would do something.
    var changes: Int { entries.count { $0.change != .same } }
}

/// Enters a list of people, all or nothing: new ones, what changed of known ones, and units that were missing. The same
/// list again changes nothing. Who is not in the list stays as they are.
struct ImportPeople: Operation {
    static let name = "import-people"
    static let permission = Permission.administer
    let agency: String?
    let bytes: [UInt8]
    let strings: Strings
    /// Whether a program asks with a token, and not a person who signed in.
    var byToken = false

    /// How many people were entered or changed.
    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Int> {
        let list = try PeopleList.read(
            bytes, agency: agency, strings: strings, by: actor, byToken: byToken, in: db)
        guard list.problems.isEmpty else { throw Failure.invalid(list.problems) }
        guard list.changes > 0 else { return Done(0, nil) }
        for unit in list.newUnits {
            _ = try AddUnit(agency: agency, unit: unit).run(in: db, by: actor, at: now)
        }
        let units = Dictionary(
            try db.rows("SELECT id, name FROM unit WHERE agency_id = \(agency)").map {
                (try $0.string("name"), try $0.string("id"))
            }
        ) { first, _ in first }
        for entry in list.entries where entry.change != .same {
            let unit = entry.unit.flatMap { units[$0] }
            let before = try db.first(
                "SELECT id, role FROM person WHERE agency_id = \(agency) AND name = \(entry.name)")
            let id = try before?.string("id") ?? ID.new()
            if before == nil {
                try db.execute(
                    """
                    INSERT INTO person (id, agency_id, unit_id, name, title, email, role, created_at)
                    VALUES (\(id), \(agency), \(unit), \(entry.name), \(entry.title), \(entry.email),
                      \(entry.role.rawValue), \(now))
                    """)
            } else {
                try db.execute(
                    """
                    UPDATE person SET unit_id = \(unit), title = \(entry.title), email = \(entry.email),
                      role = \(entry.role.rawValue), retired_at = NULL
                    WHERE agency_id = \(agency) AND id = \(id)
                    """)
            }
            if entry.role == .director, try before?.string("role") != entry.role.rawValue {
                try Appointment.tell(id, .directorAppointed, by: actor, agency: agency, at: now, in: db)
            }
        }
        return Done(
            list.changes,
            JournalNote(
                "people",
                [
                    "new": String(list.entries.count { $0.change == .new }),
                    "changed": String(list.entries.count { [.changed, .back].contains($0.change) }),
                    "units": String(list.newUnits.count), "sha256": Hash.sha256(bytes),
                ]))
    }
}
