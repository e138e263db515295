/// Who changed what, when: one chain of lines per agency (and one, with the empty name, for the house). Each line
/// carries the SHA-256 of the line before it, so a line taken out or changed afterwards shows.
enum Journal {
    struct Line: Sendable, Equatable {
        var agency: String
        var number: Int
        var at: String
        var actor: String
        var operation: String
        var about: String
        /// The particulars as JSON with sorted keys.
        var particulars: String
        var previous: String
        var hash: String

        /// What is hashed: every field with its length before it, so that no two lines read the same.
        func computedHash() -> String {
            let fields = [agency, String(number), at, actor, operation, about, particulars, previous]
            let text = fields.map { "\($0.utf8.count):\($0)" }.joined()
            return Hash.sha256(Array(text.utf8))
        }
    }

    /// Adds the line of an operation, in the operation's own transaction, and names it in `journal_head`: where newest
    /// lines are taken away, the next one still follows what was named, and the gap stays to be seen. A database of before
    /// there was `journal_head` has none to name it in.
    static func append(
        _ operation: String, _ note: JournalNote, agency: String, by actor: Actor, at now: Instant, in db: Connection,
        hasHead: Bool = true
    ) throws {
        let last =
            if hasHead {
                try db.first("SELECT number, hash FROM journal_head WHERE agency_id = \(agency)")
            } else {
                try db.first(
                    "SELECT number, hash FROM journal WHERE agency_id = \(agency) ORDER BY number DESC LIMIT 1")
            }
        var line = Line(
            agency: agency, number: try last.map { try $0.integer("number") + 1 } ?? 1, at: now.text,
            actor: actor.journalName, operation: operation, about: note.about,
            particulars: try Stored.text(note.particulars),
            previous: try last?.string("hash") ?? "", hash: "")
        line.hash = line.computedHash()
        try db.execute(
            """
            INSERT INTO journal (agency_id, number, at, actor, operation, about, particulars, previous, hash)
            VALUES (\(agency), \(line.number), \(line.at), \(line.actor), \(operation), \(line.about),
              \(line.particulars), \(line.previous), \(line.hash))
            """)
        guard hasHead else { return }
        if last == nil {
            try db.execute(
                "INSERT INTO journal_head (agency_id, number, hash) VALUES (\(agency), \(line.number), \(line.hash))")
        } else {
            try db.execute(
                "UPDATE journal_head SET number = \(line.number), hash = \(line.hash) WHERE agency_id = \(agency)")
        }
    }

    /// Journals whose newest line is not the one that was named last: agency, and the number up to which it should go.
    static func cutShort(in db: Connection) throws -> [(agency: String, number: Int)] {
        try db.rows(
            """
            SELECT journal_head.agency_id, journal_head.number FROM journal_head LEFT JOIN journal
            ON journal.agency_id = journal_head.agency_id AND journal.number = journal_head.number
            WHERE journal.hash IS NULL OR journal.hash <> journal_head.hash
            UNION
            SELECT agency_id, MAX(number) AS number FROM journal
            WHERE NOT EXISTS (SELECT 1 FROM journal_head
              WHERE journal_head.agency_id = journal.agency_id AND journal_head.number >= journal.number)
            GROUP BY agency_id ORDER BY 1, 2
            """
        ).map { (try $0.string("agency_id"), try $0.integer("number")) }
    }

    /// What sentences about a journal cut short need.
    static func values(_ cut: (agency: String, number: Int), of agencies: [String: Agency]) -> [String: String] {
        var values = ["number": String(cut.number), "agency": agencies[cut.agency]?.thai ?? cut.agency]
        values["agency_en"] = agencies[cut.agency]?.english
        return values
    }

    /// The lines of one agency, oldest first.
    static func lines(agency: String, in db: Connection) throws -> [Line] {
        try db.rows("SELECT * FROM journal WHERE agency_id = \(agency) ORDER BY number").map(Line.init)
    }

    /// Where a chain is broken: the first line that does not fit, or nil where all is well.
    static func firstBreak(_ lines: [Line]) -> Line? {
        var previous = ""
        for (index, line) in lines.enumerated() {
            guard line.number == index + 1, line.previous == previous, line.hash == line.computedHash() else {
                return line
            }
            previous = line.hash
        }
        return nil
    }
}

extension Journal.Line {
    init(_ row: Row) throws {
        self.init(
            agency: try row.string("agency_id"), number: try row.integer("number"), at: try row.string("at"),
            actor: try row.string("actor"), operation: try row.string("operation"), about: try row.string("about"),
            particulars: try row.string("particulars"), previous: try row.string("previous"),
            hash: try row.string("hash"))
    }
}
