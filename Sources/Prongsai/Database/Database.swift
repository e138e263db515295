/// The one door to stored data: SQLite (the default) or PostgreSQL behind it; nothing else in the program knows which.
struct Database: Sendable {
    enum Engine: Sendable { case sqlite(SQLiteEngine), postgres(PostgresEngine) }
    let engine: Engine
    /// The address it was opened with.
    let address: DatabaseAddress

    /// Opens the database and brings its tables up to date.
    static func open(_ address: DatabaseAddress, migrations: [Migration]) async throws -> Database {
        let engine: Engine =
            switch address {
            case .sqlite(let path): .sqlite(try SQLiteEngine(path: path))
            case .postgres(let url): .postgres(try PostgresEngine(url: url, lanes: 6))
            }
        let database = Database(engine: engine, address: address)
        try await database.migrate(migrations)
        return database
    }

    /// A consistent picture: whatever others write meanwhile, everything read in `body` is of one moment.
    func read<T: Sendable>(_ body: @escaping @Sendable (Connection) throws -> T) async throws -> T {
        switch engine {
        case .sqlite(let sqlite): try sqlite.read(body)
        case .postgres(let postgres): try await postgres.read(body)
        }
    }

    /// One transaction: kept on disk when this returns, undone as a whole when `body` throws.
    ///
    /// A write names its agency, or nil for the house itself. Writes of one agency come one after another on both
    /// engines; on PostgreSQL those of different agencies run side by side.
    func write<T: Sendable>(
        _ agency: String?, _ body: @escaping @Sendable (Connection) throws -> T
    ) async throws -> T {
        switch engine {
        case .sqlite(let sqlite): try await sqlite.write(body)
        case .postgres(let postgres): try await postgres.write(lock: agency ?? "", body)
        }
    }

    /// Closes every connection, once what is under way has ended; nothing is left beside an SQLite file.
    func close() async {
        switch engine {
        case .sqlite(let sqlite): sqlite.close()
        case .postgres: break  // each connection closes when the last reference to the engine goes
        }
    }

    /// Which of a migration's texts this engine takes.
    private var dialect: Migration.Dialect {
        switch engine {
        case .sqlite: .sqlite
        case .postgres: .postgres
        }
    }

    private func migrate(_ migrations: [Migration]) async throws {
        let dialect = dialect
        try await write(nil) { db in
            try db.execute("CREATE TABLE IF NOT EXISTS schema_migration (name TEXT PRIMARY KEY)")
            let applied = Set(try db.rows("SELECT name FROM schema_migration").map { try $0.string("name") })
            let unknown = applied.subtracting(migrations.map(\.name)).sorted()
            guard unknown.isEmpty else {
                throw Failure.conflict(Message("failure.database_newer", ["names": unknown.joined(separator: ", ")]))
            }
            for migration in migrations where !applied.contains(migration.name) {
                for statement in migration.statements(dialect) { try db.execute(SQL(trusted: statement)) }
                try db.execute("INSERT INTO schema_migration (name) VALUES (\(migration.name))")
            }
        }
    }
}

/// Inside a transaction. Not Sendable on purpose: it cannot outlive the closure it was lent to.
struct Connection {
    private let run: (SQL) throws -> [Row]
    init(_ run: @escaping (SQL) throws -> [Row]) { self.run = run }

    func rows(_ sql: SQL) throws -> [Row] {
        for case .text(let text) in sql.values where text.utf8.contains(0) {
            throw Failure.invalid([Problem("null_byte")])  // PostgreSQL cannot store it and would cut the text there
        }
        return try run(sql)
    }
    func first(_ sql: SQL) throws -> Row? { try rows(sql).first }
    func execute(_ sql: SQL) throws { _ = try rows(sql) }
}

/// Where the data is: `sqlite:prongsai.db`, `sqlite::memory:` or `postgres://…`.
enum DatabaseAddress: Sendable, Equatable {
    case sqlite(path: String)
    case postgres(url: String)

    init(_ text: String) throws {
        if let path = text.removing(prefix: "sqlite:"), !path.isEmpty {
            self = .sqlite(path: path)
        } else if text.removing(prefix: "postgres://") != nil || text.removing(prefix: "postgresql://") != nil {
            self = .postgres(url: text)
        } else {
            throw Failure.invalid([Problem("database_address", ["given": text])])
        }
    }

    /// The address without a password, for messages.
    var shown: String {
        switch self {
        case .sqlite(let path): return "sqlite:\(path)"
        case .postgres(let url):
            guard let at = url.utf8.lastIndex(of: UInt8(ascii: "@")) else { return url }
            return "postgres://…" + url[at...]
        }
    }
}
