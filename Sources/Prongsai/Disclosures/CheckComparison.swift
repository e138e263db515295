import Watch

/// What was read at an address for the checker, held against what the watcher finds there.
struct CheckComparison: Sendable {
    let disclosure: String
    let source: String
    /// When the reading began that was compared.
    let readAt: String
    /// Whether something else stands there.
    let isOther: Bool

    /// Verdicts that say that something else is there than before. A page that is gone or empty may come back as it was.
    static let others: [PageVerdict.State] = [.changed, .replaced, .wrongYear, .kindChanged]

    /// Nil where there is nothing to compare: nobody read the address before this look, it shows nothing of its own, or
    /// what it shows is known to be something else.
    ///
    /// - Parameters:
    ///   - memory: what is remembered of the address after the look.
    ///   - isOther: whether the look shows something else than the one before it.
    static func of(
        _ watched: Watched, _ look: Look?, _ verdict: PageVerdict, memory: AddressMemory, isOther: Bool, at: Instant,
        in db: Connection
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
        func compared(_ isOther: Bool) -> CheckComparison {
            CheckComparison(disclosure: disclosure, source: source, readAt: readAt, isOther: isOther)
        }
        guard let read = try Stored.decode(AddressMemory.self, try row.optionalString("memory")) else {
            // Nothing of the reading was kept. What the watcher saw first is nothing else.
            return isOther && watched.verdict != nil ? compared(true) : nil
        }
        let shown = others.contains(verdict.state) ? look.flatMap(AddressMemory.init(of:)) : nil
        let there = verdict.weight == .good ? memory : shown
        return there.map { compared($0.difference(from: read, without: memory.noise) != nil) }
    }

    /// Keeps what came out, unless the address was read again meanwhile.
    func keep(at: Instant, in db: Connection) throws {
        try db.execute(
            """
            UPDATE disclosure_look SET compared_at = \(at), turned_at = \(isOther ? at.text : nil)
            WHERE disclosure_id = \(disclosure) AND source = \(source) AND at = \(readAt) AND turned_at IS NULL
            """)
    }

    /// Readings of a disclosure that were written down after the watcher had seen something else: it changed while or
    /// after they were made.
    static func catchUp(_ disclosure: String, in db: Connection) throws {
        try db.execute(
            """
            UPDATE disclosure_look SET turned_at = (
              SELECT MAX(verdict.at) FROM disclosure_address JOIN watched ON watched.address_id = disclosure_address.id
              JOIN verdict ON verdict.watched_id = watched.id
              WHERE disclosure_address.disclosure_id = \(disclosure)
              AND 'address:' || disclosure_address.id = disclosure_look.source AND verdict.at > disclosure_look.at
              AND verdict.verdict IN (\(list: others.map(\.rawValue)))
              AND EXISTS (SELECT 1 FROM verdict AS earlier
                WHERE earlier.watched_id = watched.id AND earlier.at < verdict.at))
            WHERE disclosure_id = \(disclosure) AND turned_at IS NULL AND source LIKE 'address:%'
            """)
    }
}
