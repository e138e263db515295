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
            try $0.transaction(["BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"], waits: false, body)
        }
    }

    /// The lock is taken before anything is read, across processes too, so that a write never has to be tried again:
    /// optimistic retries were seen to lose updates of a hot row.
    func write<T: Sendable>(lock: String, _ body: @escaping @Sendable (Connection) throws -> T) async throws -> T {
        let key = PostgresEngine.lockKey(lock)
        return try await onLane {
            try $0.transaction(
                ["BEGIN", "SELECT pg_advisory_xact_lock(\(key)::bigint)::text AS locked"], waits: true, body)
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

    /// - Parameter waits: whether the end is waited for. Where nothing was written there is nothing to wait for: its answer is
    ///   read before the next transaction, and each page is spared a round trip.
    func transaction<T>(_ begin: [SQL], waits: Bool, _ body: (Connection) throws -> T) throws -> T {
        settle()
        if PQstatus(link) != CONNECTION_OK {
            PQreset(link)
            prepared = [:]
            guard PQstatus(link) == CONNECTION_OK else {
                throw DatabaseError.other(String(cString: PQerrorMessage(link)))
            }
            try prepareSession()
        }
        do {
            for sql in begin { _ = try run(sql) }
            let result = try body(Connection(run))
            if waits { _ = try run("COMMIT") } else { isEnding = PQsendQuery(link, "COMMIT") == 1 }
            return result
        } catch {
            _ = try? run("ROLLBACK")
            throw error
        }
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
        let values = sql.values.map { value in value.postgresText.flatMap { strdup($0) } }
        defer { for value in values { free(value) } }
        let pointers = values.map { $0.map { UnsafePointer($0) } }
        return try rows(PQexecPrepared(link, name, Int32(pointers.count), pointers, nil, nil, 0))
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
