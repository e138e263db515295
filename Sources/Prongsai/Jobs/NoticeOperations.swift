/// Chooses of what one is told, and how.
struct ChooseNotices: Operation {
    static let name = "choose-notices"
    static let permission = Permission.own
    let agency: String?
    let ways: [Notice.Kind: Notice.Way]

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        let person = try Person.own(actor, agency: agency, in: db)
        for (kind, way) in ways.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            try db.execute(
                """
                INSERT INTO notice_choice (person_id, kind, agency_id, way)
                VALUES (\(person), \(kind.rawValue), \(agency), \(way.rawValue))
                ON CONFLICT (person_id, kind) DO UPDATE SET way = excluded.way
                """)
        }
        return Done((), JournalNote("person \(person)"))
    }
}

/// Marks notices of one's own as read: one, or all there are.
struct ReadNotices: Operation {
    static let name = "read-notices"
    static let permission = Permission.own
    let agency: String?
    /// Id of one notice; nil for all.
    let notice: String?

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        let person = try Person.own(actor, agency: agency, in: db)
        guard let notice else {
            try db.execute("UPDATE notice SET read_at = \(now) WHERE person_id = \(person) AND read_at IS NULL")
            return Done((), nil)
        }
        guard try db.first("SELECT id FROM notice WHERE id = \(notice) AND person_id = \(person)") != nil else {
            throw Failure.notFound(Message("failure.no_notice"))
        }
        try db.execute("UPDATE notice SET read_at = \(now) WHERE id = \(notice) AND read_at IS NULL")
        return Done((), nil)
    }
}

/// Changes the e-mail address one is written to.
struct ChangeOwnAddress: Operation {
    static let name = "change-own-address"
    static let permission = Permission.own
    let agency: String?
    let email: String?

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        let person = try Person.own(actor, agency: agency, in: db)
        let email = try Person.email(email)
        let before = try db.first("SELECT email FROM person WHERE id = \(person)")?.optionalString("email")
        if before != email, let problem = try Person.taken(email, besides: person, at: "email", in: db) {
            throw Failure.invalid([problem])
        }
        try db.execute("UPDATE person SET email = \(email) WHERE id = \(person) AND agency_id = \(agency)")
        return Done((), JournalNote("person \(person)"))
    }
}

extension Person {
    /// The id of whoever acts, where they belong to the agency.
    static func own(_ actor: Actor, agency: String?, in db: Connection) throws -> String {
        guard let person = actor.personID,
            try db.first("SELECT id FROM person WHERE id = \(person) AND agency_id = \(agency)") != nil
        else { throw Failure.notFound(Message("failure.no_person")) }
        return person
    }
}

extension Notice {
    /// How somebody is told.
    enum Way: String, Sendable, CaseIterable { case none, desk, mail }

    /// One notice as it is read.
    struct Entry: Sendable {
        var id: String
        var kind: String
        var particulars: [String: String]
        var address: String
        var at: String
        var isRead: Bool
    }

    /// The newest notices of a person, unread ones first.
    static func entries(of person: String, in db: Connection) throws -> [Entry] {
        try db.rows(
            """
            SELECT id, kind, particulars, address, created_at, read_at FROM notice WHERE person_id = \(person)
            ORDER BY CASE WHEN read_at IS NULL THEN 0 ELSE 1 END, created_at DESC, id DESC LIMIT 100
            """
        ).map { row in
            Entry(
                id: try row.string("id"), kind: try row.string("kind"),
                particulars: try decoded(try row.string("particulars")),
                address: try row.string("address"), at: try row.string("created_at"),
                isRead: try row.optionalString("read_at") != nil)
        }
    }

    /// What a person chose; kinds they never chose about are shown in the desk.
    static func choices(of person: String, in db: Connection) throws -> [Kind: Way] {
        var ways: [Kind: Way] = [:]
        for row in try db.rows("SELECT kind, way FROM notice_choice WHERE person_id = \(person)") {
            guard let kind = Kind(rawValue: try row.string("kind")), let way = Way(rawValue: try row.string("way"))
            else { continue }
            ways[kind] = way
        }
        return ways
    }
}
