/// Follows journal lines as they pass, ordered by agency and number, without holding them: what `Journal.firstBreak`
/// says of a chain in memory, for all chains of a database.
struct JournalChain {
    /// Chains and lines seen so far.
    private(set) var chains = 0
    private(set) var lines = 0
    /// The first line of each chain that does not fit.
    private(set) var breaks: [Journal.Line] = []
    private var current: (agency: String, number: Int, hash: String, isBroken: Bool)?

    mutating func add(_ line: Journal.Line) {
        lines += 1
        if current?.agency != line.agency {
            chains += 1
            current = (line.agency, 0, "", false)
        }
        guard let before = current else { return }
        let fits = line.number == before.number + 1 && line.previous == before.hash && line.hash == line.computedHash()
        if !fits, !before.isBroken { breaks.append(line) }
        current = (line.agency, line.number, line.hash, before.isBroken || !fits)
    }

    /// Follows every chain of a database.
    static func all(in db: Connection, of engine: Migration.Dialect, tables: StoredTables) throws -> JournalChain {
        var chain = JournalChain()
        guard let table = tables["journal"] else { return chain }
        let columns = Row.Columns(table.columns.map(\.name))
        try table.forEachRow(in: db, of: engine) { chain.add(try Journal.Line(Row(columns: columns, values: $0))) }
        return chain
    }
}
