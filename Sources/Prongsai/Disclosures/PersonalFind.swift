import Foundation

/// What looked like personal data in one content of a disclosure. Bound to the content's hash: another file is looked
/// at anew.
struct PersonalFind: Sendable, Equatable {
    var id: String
    var disclosureID: String
    /// SHA-256 of the file, or of the text; for an address what its look saw.
    var content: String
    var kind: PersonalData.Kind
    /// Most of it hidden.
    var masked: String
    var place: CheckPlace
    var foundAt: String
    var justifiedBy: String?
    var justifiedByName: String?
    var justifiedAt: String?
    var justifiedBecause: String?

    var isOpen: Bool { justifiedAt == nil }

    /// How many more there are than are kept one by one, in place of a number; nil for a find of its own.
    var beyond: String? { masked.removing(prefix: "+") }

    /// All of a disclosure whose content is still there, the open ones first.
    static func list(of subject: CheckSubject, _ looks: [CheckLook], in db: Connection) throws -> [PersonalFind] {
        let live = Set(subject.addresses.map { "address:\($0.id)" })
        let contents = Set(
            subject.allFiles.map(\.hash) + [subject.wordsHash, subject.namesHash]
                + looks.filter { live.contains($0.source) }.compactMap(\.contentHash))
        return try db.rows(
            """
            SELECT personal_find.*, person.name AS justifier FROM personal_find
            LEFT JOIN person ON personal_find.justified_by = 'person:' || person.id
            WHERE disclosure_id = \(subject.id) AND content_sha256 IN (\(list: contents.sorted()))
            ORDER BY CASE WHEN justified_at IS NULL THEN 0 ELSE 1 END, kind, place, personal_find.id
            """
        ).map { try PersonalFind($0) }
    }

    /// What keeps a disclosure from becoming public: names of what is kept here and was not looked through yet, and
    /// what was found and not justified. What was written for the item, names included, has the agency's title of it for a
    /// name, or none.
    static func inTheWay(of disclosure: String, in db: Connection) throws -> (unread: [String], open: [PersonalFind]) {
        guard let subject = try CheckSubject.load([disclosure], in: db)[disclosure] else { return ([], []) }
        let looks = try CheckLook.list(of: disclosure, in: db)
        let read = Set(looks.compactMap(\.contentHash))
        var unread = subject.allFiles.filter { !read.contains($0.hash) }.map(\.name)
        let isUnread =
            !subject.words.isEmpty && !read.contains(subject.wordsHash)
            || !read.contains(subject.namesHash) && !subject.namesFinds.isEmpty
        if isUnread { unread.append(subject.title ?? "") }
        return (unread, try list(of: subject, looks, in: db).filter(\.isOpen))
    }

    private init(_ row: Row) throws {
        (id, disclosureID) = (try row.string("id"), try row.string("disclosure_id"))
        content = try row.string("content_sha256")
        kind = PersonalData.Kind(rawValue: try row.string("kind")) ?? .citizen
        masked = try row.string("masked")
        place =
            (try? JSONDecoder().decode(CheckPlace.self, from: Data(try row.string("place").utf8))) ?? CheckPlace()
        foundAt = try row.string("found_at")
        (justifiedBy, justifiedAt) = (try row.optionalString("justified_by"), try row.optionalString("justified_at"))
        justifiedBecause = try row.optionalString("justified_because")
        justifiedByName = try row.optionalString("justifier")
    }

    /// Writes down what was found in a content; what is known already stays, with its justification.
    static func record(
        _ finds: [PersonalData.Find], content: String, disclosure: String, agency: String?, at now: Instant,
        in db: Connection
    ) throws {
        for find in finds {
            let place = try Stored.text(find.place)
            try db.execute(
                """
                INSERT INTO personal_find (id, agency_id, disclosure_id, content_sha256, kind, masked, place, found_at)
                VALUES (\(ID.new()), \(agency), \(disclosure), \(content), \(find.kind.rawValue), \(find.masked),
                  \(place), \(now))
                ON CONFLICT (disclosure_id, content_sha256, kind, masked, place) DO NOTHING
                """)
        }
    }
}

/// Says why something that looked like personal data may stay; by somebody who did not prepare the disclosure.
struct JustifyPersonalFind: Operation {
    static let name = "justify-personal-find"
    static let permission = Permission.check
    let agency: String?
    let find: String
    let because: String

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        guard
            let row = try db.first(
                "SELECT disclosure_id, masked, justified_at FROM personal_find WHERE id = \(find) AND agency_id = \(agency)"
            )
        else { throw Failure.notFound(Message("failure.no_find")) }
        try Check.requireSecondPerson(actor, disclosure: try row.string("disclosure_id"), in: db)
        // Nobody can answer for what nobody has seen.
        guard try row.string("masked").removing(prefix: "+") == nil else {
            throw Failure.invalid([Problem("personal_beyond", at: "because")])
        }
        let because = try Plan.text(because, field: "because")
        guard because.unicodeScalars.count <= 1000 else {
            throw Failure.invalid([Problem("text_too_long", ["limit": "1000"], at: "because")])
        }
        // Whoever types the number into the reason has made it public after all.
        if let problem = PersonalData.typed(in: because, at: "because") { throw Failure.invalid([problem]) }
        guard Check.isSentence(because) else { throw Failure.invalid([Problem("reason_short", at: "because")]) }
        guard try row.optionalString("justified_at") == nil else { return Done((), nil) }
        try db.execute(
            """
            UPDATE personal_find SET justified_by = \(actor.journalName), justified_at = \(now),
              justified_because = \(because) WHERE id = \(find)
            """)
        return Done((), JournalNote("personal-find \(find)"))
    }
}

extension PersonalData {
    /// What is wrong with words that somebody typed, in a field, where a number stands in them that must not become
    /// public: notes and reasons are mailed, handed out and told to everybody.
    static func typed(in text: String?, at field: String) -> Problem? {
        text.map { find(in: $0).isEmpty } ?? true ? nil : Problem("personal_typed", at: field)
    }
}
