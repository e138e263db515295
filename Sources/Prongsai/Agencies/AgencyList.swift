/// A list of agencies to be entered below one: each row as it was understood, and everything that is wrong.
struct AgencyList: Sendable {
    struct Entry: Sendable, Equatable {
        var line: Int
        var key: String
        var thai: String
        var english: String?
        /// Key of the one it stands under; nil for the agency the list is entered below.
        var under: String?
        var change = PeopleList.Change.new
    }
    var entries: [Entry] = []
    var problems: [Problem] = []

    static let columns: [(key: String, names: [String])] = [
        ("key", ["ชื่อย่อ", "รหัส", "รหัสหน่วยงาน", "code"]),
        ("name", ["ชื่อหน่วยงาน", "ชื่อภาษาไทย", "ชื่อ", "thai"]),
        ("english", ["ชื่อภาษาอังกฤษ", "english name"]), ("under", ["สังกัด", "สังกัดชื่อย่อ", "parent"]),
    ]

    /// Reads a file against the agencies there are; nothing is changed. A row may stand under one that comes before it.
    static func read(_ bytes: [UInt8], below agency: String, in db: Connection) throws -> AgencyList {
        let reading = ListReading(bytes, columns: columns, needed: ["key", "name"])
        var list = AgencyList(problems: reading.problems)
        let tree = Set(try AgencyTree.ids(below: agency, in: db).map(\.id))
        var known: [String: Row] = [:]
        for row in try db.rows(
            """
            SELECT agency.id, agency.key, agency.thai, agency.english, parent.key AS parent_key FROM agency
            LEFT JOIN agency parent ON parent.id = agency.parent_id
            """)
        { known[try row.string("key")] = row }
        var seen: [String: Int] = [:]
        for line in reading.lines {
            let place = ListReading.place(line.line)
            let key = line("key") ?? ""
            guard CreateAgency.isKey(key) else {
                list.problems.append(Problem("agency_key", ["given": key], at: place))
                continue
            }
            if let before = seen[key] {
                list.problems.append(Problem("list_twice", ["name": key, "line": String(before)], at: place))
                continue
            }
            guard let name = line("name") else {
                list.problems.append(Problem("empty", ["field": "name"], at: place))
                continue
            }
            if let problem = CreateAgency.tooLong(name, line("english"), at: place) {
                list.problems.append(problem)
                continue
            }
            var entry = Entry(line: line.line, key: key, thai: name, english: line("english"), under: line("under"))
            if let under = entry.under, seen[under] == nil {
                let isOurs = try known[under].map { tree.contains(try $0.string("id")) } ?? false
                if !isOurs { list.problems.append(Problem("list_under", ["given": under], at: place)) }
            }
            if let row = known[key] {
                // A key of somebody else's is taken; more is not told.
                guard tree.contains(try row.string("id")), try row.string("id") != agency else {
                    list.problems.append(Problem("agency_exists", ["key": key], at: place))
                    continue
                }
                entry.english = try entry.english ?? row.optionalString("english")
                let isSame = try row.string("thai") == name && row.optionalString("english") == entry.english
                if let under = entry.under, try row.optionalString("parent_key") != under {
                    list.problems.append(Problem("list_moves", ["name": key], at: place))
                }
                entry.change = isSame ? .same : .changed
            }
            seen[key] = line.line
            list.entries.append(entry)
        }
        return list
    }

    var changes: Int { entries.count { $0.change != .same } }
}

/// Enters a list of agencies below one, all or nothing. The same list again changes nothing.
struct ImportAgencies: Operation {
    static let name = "import-agencies"
    static let permission = Permission.administer
    let agency: String?
    let bytes: [UInt8]

    /// How many agencies were entered or renamed.
    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Int> {
        guard actor.mayBelow(.administer), let agency else {
            throw Failure.notFound(Message("failure.no_agency_below"))
        }
        let list = try AgencyList.read(bytes, below: agency, in: db)
        guard list.problems.isEmpty else { throw Failure.invalid(list.problems) }
        guard list.changes > 0 else { return Done(0, nil) }
        for entry in list.entries where entry.change != .same {
            guard entry.change == .new else {
                try db.execute(
                    "UPDATE agency SET thai = \(entry.thai), english = \(entry.english) WHERE key = \(entry.key)")
                continue
            }
            var parent = agency
            if let under = entry.under, let row = try db.first("SELECT id FROM agency WHERE key = \(under)") {
                parent = try row.string("id")
            }
            _ = try CreateAgency(key: entry.key, thai: entry.thai, english: entry.english, parent: parent)
                .run(in: db, by: actor, at: now)
        }
        return Done(
            list.changes,
            JournalNote(
                "agencies",
                [
                    "new": String(list.entries.count { $0.change == .new }),
                    "changed": String(list.entries.count { $0.change == .changed }), "sha256": Hash.sha256(bytes),
                ]))
    }
}
