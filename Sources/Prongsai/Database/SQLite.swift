import Foundation
import GRDB
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// SQLite through GRDB's pool: many readers, one writer, writes committed in groups.
final class SQLiteEngine: Sendable {
    private let pool: any DatabaseWriter
    private let queue = Mutex(Queue())

    /// Writes waiting for the next commit.
    private struct Queue {
        var jobs: [Job] = []
        var isDraining = false
    }

    /// One write: does its work in a savepoint and says afterwards how it went.
    private struct Job: Sendable {
        let work: @Sendable (GRDB.Database) throws -> Void
        let finish: @Sendable ((any Error)?) -> Void
    }

    init(path: String) throws {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        configuration.maximumReaderCount = max(4, ProcessInfo.processInfo.activeProcessorCount)
        do {
            if path == ":memory:" {
                pool = try DatabaseQueue(configuration: configuration)
            } else {
                try SQLiteEngine.make(path)
                let pool = try DatabasePool(path: path, configuration: configuration)
                // GRDB sets NORMAL when it turns on WAL, after its own preparation: set it here, and look.
                let level = try pool.writeWithoutTransaction { db in
                    try db.execute(sql: "PRAGMA synchronous = FULL")
                    return try Int.fetchOne(db, sql: "PRAGMA synchronous")
                }
                guard level == 2 else { throw DatabaseError.other("synchronous is \(level ?? -1), not FULL") }
                self.pool = pool
            }
        } catch let error as GRDB.DatabaseError {
            throw DatabaseError(error)
        }
    }

    /// Makes the file for its owner alone; SQLite gives what lies beside it the same rights.
    private static func make(_ path: String) throws {
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if descriptor >= 0 {
            Glibc.close(descriptor)
        } else if errno != EEXIST {
            throw DatabaseError.cannotOpen
        }
    }

    /// The writer goes last: whoever only reads cannot take away what lies beside the file.
    func close() {
        (pool as? DatabasePool)?.invalidateReadOnlyConnections()
        try? pool.close()
    }

    /// Reads on the thread that asks. A page's read is some tenths of a millisecond of work, and sending it to a thread of
    /// its own and back changes threads twice. It waits for nobody who waits for this thread: a body cannot wait at all.
    func read<T: Sendable>(_ body: @escaping @Sendable (Connection) throws -> T) throws -> T {
        do {
            return try pool.read { try body(SQLiteEngine.connection($0)) }
        } catch let error as GRDB.DatabaseError {
            throw DatabaseError(error)
        }
    }

    /// Whoever arrives while a commit is under way waits for the next one, which takes everybody: one flush of the
    /// disk for all of them. Each write has its own savepoint, so one that fails takes nobody with it.
    func write<T: Sendable>(_ body: @escaping @Sendable (Connection) throws -> T) async throws -> T {
        let answer = Mutex<T?>(nil)
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            let job = Job(
                work: { db in
                    let value = try body(SQLiteEngine.connection(db))
                    answer.withLock { $0 = value }
                },
                finish: { error in
                    if let error { continuation.resume(throwing: error) } else { continuation.resume() }
                })
            let isFirst = queue.withLock { queue in
                queue.jobs.append(job)
                defer { queue.isDraining = true }
                return !queue.isDraining
            }
            if isFirst { Task.detached { await self.drain() } }
        }
        guard let value = answer.withLock({ $0 }) else { throw DatabaseError.other("a write ended without its answer") }
        return value
    }

    private func drain() async {
        while true {
            let jobs = queue.withLock { queue in
                defer { queue.jobs = [] }
                if queue.jobs.isEmpty { queue.isDraining = false }
                return queue.jobs
            }
            if jobs.isEmpty { return }
            do {
                let failures = try await pool.write { db in try jobs.map { try SQLiteEngine.run($0, in: db) } }
                for (job, failure) in zip(jobs, failures) { job.finish(failure) }
            } catch {
                let error = (error as? GRDB.DatabaseError).map { DatabaseError($0) } ?? error
                for job in jobs { job.finish(error) }
            }
        }
    }

    /// Runs one write in its savepoint. An error of the disk ends the whole group; any other is the write's own.
    private static func run(_ job: Job, in db: GRDB.Database) throws -> (any Error)? {
        do {
            try db.inSavepoint {
                try job.work(db)
                return .commit
            }
            return nil
        } catch DatabaseError.full {
            throw DatabaseError.full
        } catch let error as GRDB.DatabaseError where [.SQLITE_FULL, .SQLITE_IOERR].contains(error.resultCode) {
            throw error
        } catch let error as GRDB.DatabaseError {
            return DatabaseError(error)
        } catch {
            return error
        }
    }

    private static func connection(_ db: GRDB.Database) -> Connection {
        Connection { sql in
            do {
                let statement = try db.cachedStatement(sql: sql.text(marker: "?"))
                let names = Row.Columns(statement.columnNames)
                let arguments = StatementArguments(sql.values.map(\.databaseValue))
                return try GRDB.Row.fetchAll(statement, arguments: arguments).map { row in
                    Row(columns: names, values: try row.databaseValues.map { try SQLValue($0) })
                }
            } catch let error as GRDB.DatabaseError {
                throw DatabaseError(error)
            }
        }
    }
}

extension SQLValue {
    fileprivate var databaseValue: DatabaseValue {
        switch self {
        case .null: .null
        case .integer(let value): value.databaseValue
        case .real(let value): value.databaseValue
        case .text(let value): value.databaseValue
        }
    }

    fileprivate init(_ value: DatabaseValue) throws {
        switch value.storage {
        case .null: self = .null
        case .int64(let value): self = .integer(value)
        case .double(let value): self = .real(value)
        case .string(let value): self = .text(value)
        case .blob: throw DatabaseError.other("a BLOB, which no table of this program has")
        }
    }
}

extension DatabaseError {
    fileprivate init(_ error: GRDB.DatabaseError) {
        switch error.extendedResultCode {
        case .SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_PRIMARYKEY: self = .unique
        case .SQLITE_CONSTRAINT_FOREIGNKEY: self = .foreignKey
        case .SQLITE_CONSTRAINT_NOTNULL: self = .notNull
        case .SQLITE_CONSTRAINT_CHECK: self = .check
        case .SQLITE_CONSTRAINT_TRIGGER: self = .refused(error.message ?? "")
        default:
            switch error.resultCode {
            case .SQLITE_FULL: self = .full
            case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy
            case .SQLITE_CANTOPEN: self = .cannotOpen
            case .SQLITE_NOTADB: self = .noDatabase
            default: self = .other("\(error.resultCode): \(error.message ?? "")")
            }
        }
    }
}
