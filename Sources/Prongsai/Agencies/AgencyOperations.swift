/// Enters a new agency: below another, or at the top by whoever has the console.
struct CreateAgency: Operation {
    static let name = "create-agency"
    static let permission = Permission.administer
    var agency: String? { parent }
    let key: String
    let thai: String
    let english: String?
    /// Id of the agency it stands under; nil for the top.
    var parent: String?

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<String> {
        if parent != nil { guard actor.mayBelow(.administer) else { throw Failure.forbidden } }
        var problems: [Problem] = []
        if !CreateAgency.isKey(key) { problems.append(Problem("agency_key", ["given": key], at: "key")) }
        let thai = thai.trimmingWhitespace()
        if thai.isEmpty { problems.append(Problem("empty", ["field": "name"], at: "name")) }
        if let problem = CreateAgency.tooLong(thai, english, at: "name") { problems.append(problem) }
        guard problems.isEmpty else { throw Failure.invalid(problems) }
        guard try db.first("SELECT id FROM agency WHERE key = \(key)") == nil else {
            throw Failure.invalid([Problem("agency_exists", ["key": key], at: "key")])
        }
        if let parent { try AgencyTree.requireRoom(under: parent, in: db) }
        let id = ID.new()
        let english = english?.trimmingWhitespace()
        try db.execute(
            """
            INSERT INTO agency (id, key, parent_id, thai, english, created_at)
            VALUES (\(id), \(key), \(parent), \(thai), \(english?.isEmpty == true ? nil : english), \(now))
            """)
        return Done(id, JournalNote("agency \(id)", ["key": key]))
    }

    /// What is wrong where one of an agency's names has more than 300 scalars.
    static func tooLong(_ thai: String, _ english: String?, at place: String) -> Problem? {
        max(thai.unicodeScalars.count, english?.unicodeScalars.count ?? 0) <= 300
            ? nil : Problem("text_too_long", ["limit": "300"], at: place)
    }

    static func isKey(_ key: String) -> Bool {
        key.utf8.count <= 60 && !key.isEmpty
            && key.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
    }
}

/// Changes an agency's names and its address for mail. What was frozen under the old name keeps it.
struct ChangeAgency: Operation {
    static let name = "change-agency"
    static let permission = Permission.administer
    let agency: String?
    let thai: String
    let english: String?
    /// Where the public asks; nil or empty for nowhere.
    let email: String?

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        guard let before = try db.first("SELECT thai, english, public_email FROM agency WHERE id = \(agency)") else {
            throw Failure.notFound(Message("failure.no_page"))
        }
        var problems: [Problem] = []
        let email = try problems.taking { try Person.email(self.email) } ?? nil
        let thai = thai.trimmingWhitespace()
        let english = english.flatMap { $0.trimmingWhitespace().isEmpty ? nil : $0.trimmingWhitespace() }
        if thai.isEmpty { problems.append(Problem("empty", ["field": "name"], at: "thai")) }
        if let problem = CreateAgency.tooLong(thai, english, at: "thai") { problems.append(problem) }
        guard problems.isEmpty else { throw Failure.invalid(problems) }
        let fields: [(name: String, was: String?, now: String?)] = [
            ("name", try before.string("thai"), thai), ("english", try before.optionalString("english"), english),
            ("email", try before.optionalString("public_email"), email),
        ]
        let changes = fields.filter { $0.was != $0.now }
        guard !changes.isEmpty else { return Done((), nil) }
        try db.execute(
            "UPDATE agency SET thai = \(thai), english = \(english), public_email = \(email) WHERE id = \(agency)")
        return Done((), JournalNote("agency \(agency ?? "")", JournalNote.changes(changes)))
    }
}

/// Puts an agency, with all below it, under another. Who does it must keep both; nobody moves the agency they belong to.
struct MoveAgency: Operation {
    static let name = "move-agency"
    static let permission = Permission.administer
    let agency: String?
    /// Key of the agency it goes under; nil for the top, which is the console's to give.
    let under: String?

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        let notBelow = Failure.notFound(Message("failure.no_agency_below"))
        guard actor.mayBelow(.administer), let agency,
            let before = try db.first("SELECT parent_id FROM agency WHERE id = \(agency)")
        else { throw notBelow }
        var target: String?
        if let under {
            guard let id = try db.first("SELECT id FROM agency WHERE key = \(under)")?.string("id") else {
                throw notBelow
            }
            target = id
        }
        if case .person(_, _, let own, _, _) = actor {
            guard agency != own, let target, try AgencyTree.above(target, in: db).contains(own) else { throw notBelow }
        }
        if let target {
            guard try !AgencyTree.above(target, in: db).contains(agency) else {
                throw Failure.invalid([Problem("agency_circle", at: "under")])
            }
            try AgencyTree.requireRoom(
                under: target, for: try AgencyTree.ids(below: agency, in: db).map(\.depth).max() ?? 0, in: db)
        }
        guard try before.optionalString("parent_id") != target else { return Done((), nil) }
        try db.execute("UPDATE agency SET parent_id = \(target) WHERE id = \(agency)")
        return Done((), JournalNote("agency \(agency)", ["under": under ?? ""]))
    }
}

/// How agencies stand under one another.
enum AgencyTree {
    /// Levels a tree may have; looking up and down stops there.
    static let depth = 19

    /// An agency and all it stands under, itself first.
    static func above(_ agency: String, in db: Connection) throws -> [String] {
        try db.rows(
            """
            WITH RECURSIVE up (id, parent_id, steps) AS (
              SELECT id, parent_id, 0 FROM agency WHERE id = \(agency)
              UNION ALL SELECT agency.id, agency.parent_id, steps + 1 FROM agency JOIN up ON agency.id = up.parent_id
              WHERE steps < 40)
            SELECT id FROM up ORDER BY steps
            """
        ).map { try $0.string("id") }
    }

    /// An agency and all below it, with how deep each stands under it.
    static func ids(below agency: String, in db: Connection) throws -> [(id: String, depth: Int)] {
        try db.rows(
            """
            WITH RECURSIVE tree (id, depth) AS (
              SELECT id, 0 FROM agency WHERE id = \(agency)
              UNION ALL SELECT agency.id, depth + 1 FROM agency JOIN tree ON agency.parent_id = tree.id WHERE depth < 40)
            SELECT id, depth FROM tree
            """
        ).map { (try $0.string("id"), try $0.integer("depth")) }
    }

    /// Refuses a tree too deep to be looked through.
    static func requireRoom(under parent: String, for levels: Int = 0, in db: Connection) throws {
        guard try above(parent, in: db).count + levels < depth else {
            throw Failure.invalid([Problem("agency_too_deep", ["most": String(depth)], at: "under")])
        }
    }

    /// An agency as a page lists it.
    struct Entry: Sendable, Equatable {
        var agency: Agency
        /// Its place under the agency that looks, from 1; that agency itself is at 0.
        var depth: Int
        /// Key of the one it stands under.
        var parent: String?
        /// Whether anybody can sign in there.
        var accounts: Int
        /// The newest year with a plan.
        var year: Int?
    }

    /// All agencies below one, each under its own, by name: one query.
    static func entries(below agency: Agency, in db: Connection) throws -> [Entry] {
        let rows = try db.rows(
            """
            WITH RECURSIVE tree (id, depth) AS (
              SELECT id, 0 FROM agency WHERE id = \(agency.id)
              UNION ALL SELECT agency.id, depth + 1 FROM agency JOIN tree ON agency.parent_id = tree.id WHERE depth < 40)
            SELECT agency.*, tree.depth, parent.key AS parent_key,
              (SELECT COUNT(*) FROM account WHERE account.agency_id = agency.id AND closed_at IS NULL) AS accounts,
              (SELECT MAX(fiscal_year) FROM plan WHERE plan.agency_id = agency.id) AS year
            FROM tree JOIN agency ON agency.id = tree.id LEFT JOIN agency parent ON parent.id = agency.parent_id
            ORDER BY agency.thai, agency.key
            """)
        var children: [String: [Entry]] = [:]
        for row in rows where try row.string("id") != agency.id {
            let entry = Entry(
                agency: try Agency(row), depth: try row.integer("depth"), parent: try row.optionalString("parent_key"),
                accounts: try row.integer("accounts"), year: try row.optionalInteger("year"))
            children[entry.parent ?? "", default: []].append(entry)
        }
        var ordered: [Entry] = []
        func add(_ key: String, _ depth: Int) {
            guard depth < 40 else { return }
            for entry in children[key] ?? [] {
                ordered.append(entry)
                add(entry.agency.key, depth + 1)
            }
        }
        add(agency.key, 0)
        return ordered
    }
}
