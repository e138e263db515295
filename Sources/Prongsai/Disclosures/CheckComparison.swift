import Watch

/// What was read at an address for the checker, held against what the watcher finds there.
struct CheckComparison: Sendable {
    let disclosure: String
    let source: String
    /// When the reading began that was compared.
    let readAt: String
    /// Whether something else stands there.
    let isOther: Bool

    /// Verdicts of what shows something, though it is no good look.
    static let others: [PageVerdict.State] = [.replaced, .wrongYear, .kindChanged]

    /// What a look shows, of one that may have to be compared: the address was read since the last comparison, something
    /// else is there than was known, or nothing was known. Nil of all others, and where no content is shown: a page that
    /// is gone or empty may come back as it was.
    static func shown(_ look: Look?, _ verdict: PageVerdict, of watched: Watched) -> AddressMemory? {
        guard watched.addressID != nil, let look, verdict.weight == .good || others.contains(verdict.state),
            let there = AddressMemory(of: look)
        else { return nil }
        let known = watched.memory
        if watched.isToCompare || known.kind == nil { return there }
        return isOther(there.likeness(to: known, in: look.content, known: known)) ? there : nil
    }

    private static func isOther(_ likeness: AddressMemory.Likeness) -> Bool {
        switch likeness {
        case .same, .unsure: false
        case .otherKind, .otherWords, .otherBytes: true
        }
    }

    /// Nil where nobody read the address before the look, or nobody can say.
    static func of(
        _ there: AddressMemory, _ look: Look?, _ watched: Watched, at: Instant, in db: Connection
    ) throws -> CheckComparison? {
        guard let address = watched.addressID else { return nil }
        let source = "address:\(address)"
        let row = try db.first(
            """
            SELECT disclosure_id, at, memory FROM disclosure_look WHERE source = \(source) AND at < \(at)
            AND disclosure_id = (SELECT disclosure_id FROM disclosure_address WHERE id = \(address))
            AND turned_at IS NULL
            """)
        guard let row else { return nil }
        let (disclosure, readAt) = (try row.string("disclosure_id"), try row.string("at"))
        // Where nothing of the reading was kept, what was known of the address before the look stands for it.
        let read = try Stored.decode(AddressMemory.self, try row.optionalString("memory")) ?? watched.memory
        let likeness = there.likeness(to: read, in: look?.content, known: watched.memory)
        if likeness == .unsure { return nil }
        return CheckComparison(
            disclosure: disclosure, source: source, readAt: readAt, isOther: isOther(likeness))
    }

    /// Keeps what came out, unless the address was read again meanwhile.
    func keep(at: Instant, in db: Connection) throws {
        try db.execute(
            """
            UPDATE disclosure_look SET compared_at = \(at), turned_at = \(isOther ? at.text : nil)
            WHERE disclosure_id = \(disclosure) AND source = \(source) AND at = \(readAt) AND turned_at IS NULL
            """)
    }

    /// Holds readings that are just written down against what the watcher saw while they were made. What it cannot say
    /// now its next look says.
    static func catchUp(_ disclosure: String, _ looks: [CheckLook], in db: Connection) throws {
        for look in looks where look.memory != nil {
            let row = try db.first(
                """
                SELECT disclosure_look.at, disclosure_look.memory AS read, watched.memory AS there, last_good_at
                FROM disclosure_look JOIN watched ON watched.address_id = SUBSTR(disclosure_look.source, 9)
                WHERE disclosure_look.disclosure_id = \(disclosure) AND source = \(look.source)
                AND last_good_at > disclosure_look.at AND compared_at IS NULL
                """)
            guard let row, let read = try Stored.decode(AddressMemory.self, try row.optionalString("read")),
                let there = try Stored.decode(AddressMemory.self, try row.optionalString("there")),
                there.form?.day == read.form?.day, isOther(there.likeness(to: read, in: nil, known: there))
            else { continue }
            let seen = Instant(stored: try row.string("last_good_at"))
            try CheckComparison(
                disclosure: disclosure, source: look.source, readAt: try row.string("at"), isOther: true
            ).keep(at: seen, in: db)
        }
    }
}
