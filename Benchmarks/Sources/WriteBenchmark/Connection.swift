/// What the engine lends to a write; in the program it stands beside the engine of PostgreSQL.
struct Connection {
    private let run: (SQL) throws -> [Row]
    init(_ run: @escaping (SQL) throws -> [Row]) { self.run = run }
    func execute(_ sql: SQL) throws { _ = try run(sql) }
}
