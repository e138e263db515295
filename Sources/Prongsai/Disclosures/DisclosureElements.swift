/// Adds something a disclosure must contain that its edition does not list.
struct AddElement: Operation {
    static let name = "add-element"
    static let permission = Permission.record
    let agency: String?
    let disclosure: String
    let text: String

    /// The id of the element; the same wording is added once.
    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<String> {
        let row = try Disclosure.require(disclosure, agency: agency, in: db)
        let text = try ElementText.read(text)
        let known = try db.rows(
            "SELECT id, text FROM disclosure_element WHERE disclosure_id = \(disclosure) AND removed_at IS NULL")
        if let same = try known.first(where: { try $0.string("text") == text }) {
            return Done(try same.string("id"), nil)
        }
        guard known.count < ElementText.most else {
            throw Failure.invalid([Problem("too_many_elements", ["limit": String(ElementText.most)], at: "text")])
        }
        let last = try db.first(
            "SELECT MAX(position) AS n FROM disclosure_element WHERE disclosure_id = \(disclosure)")
        let (id, place) = (ID.new(), (try last?.optionalInteger("n") ?? 0) + 1)
        try db.execute(
            """
            INSERT INTO disclosure_element (id, agency_id, disclosure_id, position, text)
            VALUES (\(id), \(agency), \(disclosure), \(place), \(text))
            """)
        try Disclosure.prepared(disclosure, agency: agency, by: actor, at: now, in: db)
        return Done(
            id, JournalNote("disclosure \(disclosure)", ["item": try row.string("item_key"), "element": id]))
    }
}

/// Rewords an element of the agency's own.
struct ChangeElement: Operation {
    static let name = "change-element"
    static let permission = Permission.record
    let agency: String?
    let element: String
    let text: String

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        let row = try ElementText.require(element, agency: agency, in: db)
        let text = try ElementText.read(text)
        guard try row.string("text") != text else { return Done((), nil) }
        let disclosure = try row.string("disclosure_id")
        try db.execute("UPDATE disclosure_element SET text = \(text) WHERE id = \(element)")
        try Disclosure.prepared(disclosure, agency: agency, by: actor, at: now, in: db)
        return Done((), JournalNote("disclosure \(disclosure)", ["element": element]))
    }
}

/// Takes an element of the agency's own away. Addresses that showed it show the whole item from then on.
struct RemoveElement: Operation {
    static let name = "remove-element"
    static let permission = Permission.record
    let agency: String?
    let element: String

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        let row = try ElementText.require(element, agency: agency, evenRemoved: true, in: db)
        guard try row.optionalString("removed_at") == nil else { return Done((), nil) }
        let disclosure = try row.string("disclosure_id")
        try db.execute("UPDATE disclosure_element SET removed_at = \(now) WHERE id = \(element)")
        try db.execute(
            """
            UPDATE disclosure_address SET element_key = NULL
            WHERE disclosure_id = \(disclosure) AND element_key = \(Disclosure.Element.key(own: element))
            """)
        try Disclosure.prepared(disclosure, agency: agency, by: actor, at: now, in: db)
        return Done((), JournalNote("disclosure \(disclosure)", ["element": element]))
    }
}

/// The wording of an element of the agency's own.
private enum ElementText {
    static let most = 100

    static func read(_ typed: String) throws -> String {
        let text = typed.trimmingWhitespace()
        if text.isEmpty { throw Failure.invalid([Problem("empty", ["field": "text"], at: "text")]) }
        guard text.unicodeScalars.count <= 1000 else {
            throw Failure.invalid([Problem("text_too_long", ["limit": "1000"], at: "text")])
        }
        return text
    }

    static func require(_ id: String, agency: String?, evenRemoved: Bool = false, in db: Connection) throws -> Row {
        guard let row = try db.first("SELECT * FROM disclosure_element WHERE id = \(id) AND agency_id = \(agency)"),
            try evenRemoved || row.optionalString("removed_at") == nil
        else { throw Failure.notFound(Message("failure.no_page")) }
        return row
    }
}
