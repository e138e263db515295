import CPostgres
import Dispatch
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// PostgreSQL through libpq, which blocks: each connection has a queue of its own, and a write takes its agency's lock.
final class PostgresEngine: Sendable {
    private let state: Mutex<State>

    private struct State {
        var idle: [Lane]
        var waiting: [CheckedContinuation<Lane, Never>] = []
    }

    init(url: String, lanes: Int) throws {
        state = Mutex(State(idle: try (0..<lanes).map { _ in try Lane(url: url) }))
    }

    func read<T: Sendable>(_ body: @escaping @Sendable (Connection) throws -> T) async throws -> T {
        try await onLane {
            try $0.reading(body)
        }
    }

    /// The lock is taken before anything is read, across processes too, so that a write never has to be tried again:
    /// optimistic retries were seen to lose updates of a hot row.
    func write<T: Sendable>(lock: String, _ body: @escaping @Sendable (Connection) throws -> T) async throws -> T {
        let key = PostgresEngine.lockKey(lock)
        return try await onLane {
            try $0.transaction { db in
                _ = try db.rows("SELECT pg_advisory_xact_lock(\(key)::bigint)::text AS locked")
                return try body(db)
            }
        }
    }

    /// FNV-1a, 64 bits: the same number for the same agency on every machine.
    private static func lockKey(_ text: String) -> Int64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return Int64(bitPattern: hash)
    }

    private func onLane<T: Sendable>(_ body: @escaping @Sendable (Lane) throws -> T) async throws -> T {
        let lane = await withCheckedContinuation { continuation in
            let idle: Lane? = state.withLock { state in
                if let lane = state.idle.popLast() { return lane }
                state.waiting.append(continuation)
                return nil
            }
            if let idle { continuation.resume(returning: idle) }
        }
        defer { giveBack(lane) }
        return try await withCheckedThrowingContinuation { continuation in
            lane.queue.async { continuation.resume(with: Result { try body(lane) }) }
        }
    }

    private func giveBack(_ lane: Lane) {
        let next = state.withLock { state -> CheckedContinuation<Lane, Never>? in
            if state.waiting.isEmpty {
                state.idle.append(lane)
                return nil
            }
            return state.waiting.removeFirst()
        }
        next?.resume(returning: lane)
    }
}

/// One connection. What changes is touched on `queue` only.
private final class Lane: @unchecked Sendable {
    let queue = DispatchQueue(label: "postgres")
    private let link: OpaquePointer
    private var prepared: [String: String] = [:]
    /// Whether the answer to a COMMIT is still to be read.
    private var isEnding = false
    /// Whether the reading transaction under way has asked for anything yet.
    private var isBegun = false

    init(url: String) throws {
        guard let link = PQconnectdb(url) else { throw DatabaseError.other("no memory for a connection") }
        self.link = link
        guard PQstatus(link) == CONNECTION_OK else {
            throw DatabaseError.other(String(cString: PQerrorMessage(link)))
        }
        try prepareSession()
    }

    deinit { PQfinish(link) }

    private func prepareSession() throws {
        _ = try run("SET client_min_messages = warning")
        _ = try run("SET client_encoding = 'UTF8'")
    }

    /// A transaction that writes: it is safe on disk when this returns.
    func transaction<T>(_ body: (Connection) throws -> T) throws -> T {
        try connect()
        do {
            try again { _ = try run("BEGIN") }
            let result = try body(Connection(run))
            _ = try run("COMMIT")
            return result
        } catch {
            _ = try? run("ROLLBACK")
            throw error
        }
    }

    /// A transaction that sees one state of everything and writes nothing. Its beginning travels with its first statement, and
    /// its end, for which there is nothing to wait, is read before the next: each page is spared two round trips a transaction.
    func reading<T>(_ body: (Connection) throws -> T) throws -> T {
        try connect()
        isBegun = false
        do {
            let result = try body(Connection(look))
            if isBegun { isEnding = PQsendQuery(link, "COMMIT") == 1 }
            return result
        } catch {
            if isBegun { _ = try? run("ROLLBACK") }
            throw error
        }
    }

    /// Runs the first thing of a transaction; once more where the connection turns out to be dead, as after a restart of the
    /// server. Nothing was done by then.
    private func again<T>(_ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch  where PQstatus(link) != CONNECTION_OK {
            try connect()
            return try body()
        }
    }

    private func connect() throws {
        settle()
        guard PQstatus(link) != CONNECTION_OK || PQpipelineStatus(link) != PQ_PIPELINE_OFF else { return }
        PQreset(link)
        prepared = [:]
        guard PQstatus(link) == CONNECTION_OK else {
            throw DatabaseError.other(String(cString: PQerrorMessage(link)))
        }
        try prepareSession()
    }

    /// Reads the answer to a COMMIT that was not waited for.
    private func settle() {
        if isEnding { while let result = PQgetResult(link) { PQclear(result) } }
        isEnding = false
        if PQstatus(link) == CONNECTION_OK, PQtransactionStatus(link) != PQTRANS_IDLE {
            PQclear(PQexec(link, "ROLLBACK"))
        }
    }

    private func run(_ sql: SQL) throws -> [Row] {
        let text = sql.text(marker: "$")
        if sql.values.isEmpty { return try rows(PQexec(link, text)) }
        let name = try statement(text)
        return try withPointers(sql.values) {
            try rows(PQexecPrepared(link, name, Int32($0.count), $0, nil, nil, 0))
        }
    }

    /// Runs a statement of a reading transaction; the first takes the transaction's beginning along.
    private func look(_ sql: SQL) throws -> [Row] {
        if isBegun { return try run(sql) }
        return try again { try begin(with: sql) }
    }

    private func begin(with sql: SQL) throws -> [Row] {
        let name = try statement(sql.text(marker: "$"))
        isBegun = true
        guard PQenterPipelineMode(link) == 1 else { throw DatabaseError.other(String(cString: PQerrorMessage(link))) }
        let sent = withPointers(sql.values) {
            PQsendQueryParams(link, Lane.beginsReading, 0, nil, nil, nil, nil, 0) == 1
                && PQsendQueryPrepared(link, name, Int32($0.count), $0, nil, nil, 0) == 1 && PQpipelineSync(link) == 1
        }
        // The answers: of the beginning and of the statement, each ended by a nil, and that both are done.
        let begun = sent ? Result { try answer() } : nil
        let found = sent ? Result { try answer() } : nil
        PQclear(sent ? PQgetResult(link) : nil)
        guard PQexitPipelineMode(link) == 1, let begun, let found else {
            throw DatabaseError.other(String(cString: PQerrorMessage(link)))
        }
        _ = try begun.get()
        return try found.get()
    }

    private static let beginsReading = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"

    /// The answer to one statement of those sent together.
    private func answer() throws -> [Row] {
        let result = PQgetResult(link)
        defer { while let further = PQgetResult(link) { PQclear(further) } }
        return try rows(result)
    }

    private func withPointers<T>(_ given: [SQLValue], _ body: ([UnsafePointer<CChar>?]) throws -> T) rethrows -> T {
        let values = given.map { value in value.postgresText.flatMap { strdup($0) } }
        defer { for value in values { free(value) } }
        return try body(values.map { $0.map { UnsafePointer($0) } })
    }

    private func statement(_ text: String) throws -> String {
        if let name = prepared[text] { return name }
        if prepared.count >= 500 {  // lists of differing length make many texts
            _ = try rows(PQexec(link, "DEALLOCATE ALL"))
            prepared = [:]
        }
        let name = "s\(prepared.count)"
        _ = try rows(PQprepare(link, name, text, 0, nil))
        prepared[text] = name
        return name
    }

    private func rows(_ result: OpaquePointer?) throws -> [Row] {
        guard let result else { throw DatabaseError.other(String(cString: PQerrorMessage(link))) }
        defer { PQclear(result) }
        switch PQresultStatus(result) {
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK: break
        default: throw DatabaseError(result, link)
        }
        let fields = PQnfields(result)
        let columns = Row.Columns((0..<fields).map { String(cString: PQfname(result, $0)) })
        let types = (0..<fields).map { PQftype(result, $0) }
        return try (0..<PQntuples(result)).map { row in
            let values = try (0..<fields).map { try SQLValue(result, row: row, field: $0, type: types[Int($0)]) }
            return Row(columns: columns, values: values)
        }
    }
}

extension SQLValue {
    fileprivate var postgresText: String? {
        switch self {
        case .null: nil
        case .integer(let value): String(value)
        case .real(let value): String(value)
        case .text(let value): value
        }
    }

    fileprivate init(_ result: OpaquePointer, row: Int32, field: Int32, type: Oid) throws {
        if PQgetisnull(result, row, field) == 1 {
            self = .null
            return
        }
        let text = String(cString: PQgetvalue(result, row, field))
        switch type {
        case 20, 21, 23:  // int8, int2, int4
            guard let value = Int64(text) else { throw DatabaseError.other("an integer that is none") }
            self = .integer(value)
        case 700, 701, 1700:  // float4, float8, numeric
            guard let value = Double(text) else { throw DatabaseError.other("a number that is none") }
            self = .real(value)
        default: self = .text(text)
        }
    }
}

extension DatabaseError {
    /// By SQLSTATE (PostgreSQL manual, appendix A).
    fileprivate init(_ result: OpaquePointer, _ link: OpaquePointer) {
        func field(_ letter: UInt8) -> String? { PQresultErrorField(result, Int32(letter)).map { String(cString: $0) } }
        switch field(UInt8(ascii: "C")) {
        case "23505": self = .unique
        case "23503": self = .foreignKey
        case "23502": self = .notNull
        case "23514": self = .check
        case "P0001": self = .refused(field(UInt8(ascii: "M")) ?? "")
        case "53100": self = .full
        default: self = .other(String(cString: PQerrorMessage(link)))
        }
    }
}
