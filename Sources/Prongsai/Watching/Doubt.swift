import Documents
import Foundation

/// Tells whoever is responsible that an address is in doubt and a person must look: its content changed, or nothing can
/// be told of it for days.
struct TellOfDoubt: Operation {
    static let name = "tell-of-doubt"
    static let permission = Permission.plan
    let agency: String?
    let watched: String
    let doubt: Doubt
    let editions: EditionShelf

    /// What is in doubt.
    enum Doubt: String, Sendable { case changed, unsure }

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        let about = try Alert.Particulars(watched: watched, agency: agency, editions: editions, in: db)
        guard try about.watched.optionalString("stopped_at") == nil else { return Done((), nil) }
        let since: String?
        switch doubt {
        case .changed:
            since = try about.watched.optionalString("changed_at")
            guard since != nil else { return Done((), nil) }
            try db.execute("UPDATE watched SET change_told_at = \(now) WHERE id = \(watched)")
        case .unsure:
            guard let verdict = try PageVerdict(about.watched), verdict.weight == .none else { return Done((), nil) }
            since = try about.watched.optionalString("since")
            try db.execute("UPDATE watched SET unsure_told_at = \(now) WHERE id = \(watched)")
        }
        let people = try about.owners(agency: agency, in: db)
        try Notice.tell(
            people, doubt == .changed ? .disclosureChanged : .disclosureUnsure,
            about.values.merging(["at": since ?? now.text]) { $1 }, address: about.address, agency: agency, at: now,
            in: db)
        return Done((), JournalNote("watched \(watched)", ["doubt": doubt.rawValue, "people": String(people.count)]))
    }
}

/// Notes that a person opened an address and found it in order: where the program cannot tell, or saw a change. What
/// changed is what is expected from then on.
struct NoteVisit: Operation {
    static let name = "note-visit"
    static let permission = Permission.record
    let agency: String?
    let watched: String
    /// What was found. It may be empty where the program sees the content itself.
    let note: String
    /// SHA-256 of a picture of the screen, as we keep it.
    var picture: String?
    /// The change that was shown to whoever says this, as stored; nil where nothing was shown.
    var seen: String?

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        guard
            let row = try db.first(
                """
                SELECT verdict, reasons, changed_at FROM watched WHERE id = \(watched) AND agency_id = \(agency)
                AND stopped_at IS NULL
                """)
        else { throw Failure.notFound(Message("failure.no_watched")) }
        if let seen, seen != (try row.optionalString("changed_at") ?? "") { throw Seen.changed }
        let verdict = try PageVerdict(row)
        let note = SiteMarkup.clean(note, lines: true).trimmingWhitespace()
        let isSeenByProgram = verdict?.weight == .good || verdict?.state == .replaced
        guard !note.isEmpty || isSeenByProgram else {
            throw Failure.invalid([Problem("empty", ["field": "note"], at: "note")])
        }
        guard note.unicodeScalars.count <= 500 else {
            throw Failure.invalid([Problem("text_too_long", ["limit": "500"], at: "note")])
        }
        try db.execute(
            """
            INSERT INTO watched_visit (id, agency_id, watched_id, by_whom, at, verdict, note, file_sha256)
            VALUES (\(ID.new()), \(agency), \(watched), \(actor.journalName), \(now), \(verdict?.state.rawValue), \(note),
              \(picture))
            """)
        try db.execute(
            """
            UPDATE watched SET changed_at = NULL, change_told_at = NULL, unsure_told_at = \(now) WHERE id = \(watched)
            """)
        if verdict?.state == .replaced {
            // What stands there now is learnt anew.
            try db.execute("UPDATE watched SET memory = NULL, next_at = \(now) WHERE id = \(watched)")
        }
        var particulars = ["verdict": verdict?.state.rawValue ?? "none"]
        if let picture { particulars["sha256"] = picture }
        return Done((), JournalNote("watched \(watched)", particulars))
    }
}

extension NoteVisit {
    /// Keeps a picture of the screen as a copy of ours: what a camera or program wrote into it stays behind.
    static func keep(_ bytes: [UInt8], name: String, in files: Files) throws -> String {
        do { return try files.put(try Photo.printable(bytes).bytes) } catch is PhotoError {
            throw Failure.invalid([Problem("screenshot", ["name": name], at: "picture")])
        }
    }
}

/// A person's own look at an address.
struct Visited: Sendable, Equatable {
    var id: String
    /// As the journal names whoever looked, with the name where it is a person.
    var who: String
    var name: String?
    var at: String
    var note: String
    var picture: String?

    /// The newest of an address.
    static func list(of watched: String, agency: String, in db: Connection) throws -> [Visited] {
        try db.rows(
            """
            SELECT watched_visit.id, by_whom, person.name, at, note, file_sha256 FROM watched_visit
            LEFT JOIN person ON watched_visit.by_whom = 'person:' || person.id
            WHERE watched_id = \(watched) AND watched_visit.agency_id = \(agency) ORDER BY at DESC LIMIT 50
            """
        ).map { row in
            Visited(
                id: try row.string("id"), who: try row.string("by_whom"), name: try row.optionalString("name"),
                at: try row.string("at"), note: try row.string("note"),
                picture: try row.optionalString("file_sha256"))
        }
    }
}
