extension Person {
    private init(_ row: Row) throws {
        self.init(
            id: try row.string("id"), name: try row.string("name"), title: try row.optionalString("title"),
            unitID: try row.optionalString("unit_id"), unit: try row.optionalString("unit_name"),
            email: try row.optionalString("email"), role: Role(rawValue: try row.string("role")) ?? .reader,
            isRetired: try row.optionalString("retired_at") != nil, login: try row.optionalString("login"),
            hasPassword: try row.integer("has_password") == 1,
            hasSecondFactor: try row.optionalString("second_factor_at") != nil,
            isClosed: try row.optionalString("closed_at") != nil)
    }

    /// One person of an agency, whether in office or not.
    static func find(_ id: String, agency: String, in db: Connection) throws -> Person {
        guard
            let row = try db.first(
                """
                SELECT person.*, unit.name AS unit_name, login, second_factor_at, closed_at,
                  CASE WHEN password IS NULL THEN 0 ELSE 1 END AS has_password
                FROM person LEFT JOIN unit ON unit.id = person.unit_id LEFT JOIN account ON account.person_id = person.id
                WHERE person.id = \(id) AND person.agency_id = \(agency)
                """)
        else { throw Failure.notFound(Message("failure.no_person")) }
        return try Person(row)
    }

    /// That an address is somebody else's already: an open account of whatever agency has it, as address or as login. By it
    /// a person is found who signs in or forgot their password, so it must lead to one. Whose it is stays unsaid; capitals
    /// make no other address.
    static func taken(_ email: String?, besides person: String?, at place: String, in db: Connection) throws -> Problem?
    {
        guard let email else { return nil }
        return taken(email, besides: person, of: try named([email], in: db), at: place)
    }

    /// The same, by what ``named(_:in:)`` found for many addresses together.
    static func taken(
        _ email: String, besides person: String?, of named: [String: [String]], at place: String
    ) -> Problem? {
        let isFree = (named[email.lowercased()] ?? []).allSatisfy { $0 == person }
        return isFree ? nil : Problem("email_taken", ["given": email], at: place)
    }

    /// By address in lower case, the people whose open account has it, as address or as login: one query for all.
    static func named(_ emails: [String], in db: Connection) throws -> [String: [String]] {
        let typed = Set(emails.map { $0.lowercased() })
        guard !typed.isEmpty else { return [:] }
        var named: [String: [String]] = [:]
        for row in try db.rows(
            """
            SELECT person_id, login, LOWER(email) AS email FROM account JOIN person ON person.id = person_id
            WHERE \(Account.isNamed(typed.sorted())) AND \(Account.isOpen)
            """)
        {
            let person = try row.string("person_id")
            for name in [try row.string("login"), try row.optionalString("email") ?? ""] where typed.contains(name) {
                named[name, default: []].append(person)
            }
        }
        return named
    }

    /// Which people of an agency a page shows.
    struct Search: Sendable, Equatable {
        /// Part of a name, title or login; empty for all.
        var words = ""
        /// Id of a unit; empty for all.
        var unit = ""
        /// Whether those who left are shown instead.
        var retired = false
        var page = 1
        static let size = 50
    }

    /// A page of people by name, and how many there are in all: two queries.
    static func list(_ search: Search, agency: String, in db: Connection) throws -> (people: [Person], count: Int) {
        let like = "%\(search.words.lowercased())%"
        let retired = search.retired ? 1 : 0
        let found = try db.rows(
            """
            SELECT person.id, person.name FROM person LEFT JOIN account ON account.person_id = person.id
            WHERE person.agency_id = \(agency) AND (\(search.unit) = '' OR person.unit_id = \(search.unit))
            AND CASE WHEN person.retired_at IS NULL THEN 0 ELSE 1 END = \(retired)
            AND (lower(person.name) LIKE \(like) OR lower(COALESCE(person.title, '')) LIKE \(like)
              OR COALESCE(login, '') LIKE \(like))
            """
        ).map { (id: try $0.string("id"), name: try $0.string("name")) }
        // By name as a Thai dictionary has it, which neither database knows.
        let shown = found.sortedInThai { $0.name }.map(\.id).dropFirst((max(search.page, 1) - 1) * Search.size)
            .prefix(Search.size)
        let rows = try db.rows(
            """
            SELECT person.*, unit.name AS unit_name, login, second_factor_at, closed_at,
              CASE WHEN password IS NULL THEN 0 ELSE 1 END AS has_password
            FROM person LEFT JOIN unit ON unit.id = person.unit_id LEFT JOIN account ON account.person_id = person.id
            WHERE person.id IN (\(list: Array(shown)))
            """)
        return (try rows.map { try Person($0) }.sortedInThai { $0.name }, found.count)
    }
}

extension UnitOfAgency {
    /// The units of an agency by name, retired ones last.
    static func list(agency: String, in db: Connection) throws -> [UnitOfAgency] {
        try db.rows(
            """
            SELECT unit.id, unit.name, unit.retired_at, (SELECT COUNT(*) FROM person
              WHERE person.unit_id = unit.id AND person.retired_at IS NULL) AS people
            FROM unit WHERE unit.agency_id = \(agency)
            """
        ).map {
            UnitOfAgency(
                id: try $0.string("id"), name: try $0.string("name"),
                isRetired: try $0.optionalString("retired_at") != nil, people: try $0.integer("people"))
        }.sortedInThai { ($0.isRetired ? "\u{10FFFF}" : "") + $0.name }
    }

    static func find(_ id: String, agency: String?, in db: Connection) throws -> (name: String, isRetired: Bool) {
        guard let row = try db.first("SELECT name, retired_at FROM unit WHERE id = \(id) AND agency_id = \(agency)")
        else { throw Failure.notFound(Message("failure.no_unit")) }
        return (try row.string("name"), try row.optionalString("retired_at") != nil)
    }
}
