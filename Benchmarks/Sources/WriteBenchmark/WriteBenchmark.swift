import Foundation
import GRDB
import Synchronization

/// Counts durable writes of one row by writers that wait for each answer, on a file of SQLite with synchronous = FULL.
///
///     WriteBenchmark plain|grouped WRITERS SECONDS FILE
///
/// `plain` commits each write on its own; `grouped` is the program's engine, which commits those that wait together.
@main struct WriteBenchmark {
    struct Wrong: Error { var what: String }

    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 5, let writers = Int(arguments[2]), let seconds = Double(arguments[3]) else {
            throw Wrong(what: "usage: plain|grouped WRITERS SECONDS FILE")
        }
        let path = arguments[4]
        for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) }
        let write: @Sendable (Int, Int) async throws -> Void
        switch arguments[1] {
        case "plain": write = try await plain(path)
        case "grouped": write = try await grouped(path)
        default: throw Wrong(what: "plain or grouped")
        }

        let clock = ContinuousClock()
        let start = clock.now
        let end = start + .seconds(seconds)
        let waits = try await withThrowingTaskGroup(of: [Duration].self) { group in
            for writer in 0..<writers {
                group.addTask {
                    var waits: [Duration] = []
                    while clock.now < end {
                        let before = clock.now
                        try await write(writer, waits.count)
                        waits.append(clock.now - before)
                    }
                    return waits
                }
            }
            var all: [Duration] = []
            for try await waits in group { all += waits }
            return all
        }
        let taken = (clock.now - start) / .seconds(1)
        try check(path, count: waits.count)
        let sorted = waits.sorted()
        func milliseconds(_ share: Double) -> Double {
            sorted[min(Int(Double(sorted.count) * share), sorted.count - 1)] / .milliseconds(1)
        }
        print(
            """
            {"rate": \(Double(waits.count) / taken), "median_ms": \(milliseconds(0.5)), "p99_ms": \(milliseconds(0.99))}
            """)
    }

    private static let table = """
        CREATE TABLE journal (id INTEGER PRIMARY KEY, writer INTEGER NOT NULL, number INTEGER NOT NULL, line TEXT NOT NULL)
        """
    private static let line = "นางสาวกตัญญู รู้คุณ แก้ไขมาตรการที่ 3 ของฝ่ายปกครอง: กำหนดแล้วเสร็จ 31 มีนาคม 2568"

    /// The program's engine.
    private static func grouped(_ path: String) async throws -> @Sendable (Int, Int) async throws -> Void {
        let engine = try SQLiteEngine(path: path)
        try await engine.write { db in try db.execute(SQL(trusted: table)) }
        return { writer, number in
            try await engine.write { db in
                try db.execute("INSERT INTO journal (writer, number, line) VALUES (\(writer), \(number), \(line))")
            }
        }
    }

    /// One transaction for each write, on a pool set up as the engine's is.
    private static func plain(_ path: String) async throws -> @Sendable (Int, Int) async throws -> Void {
        let pool = try DatabasePool(path: path)
        let level = try await pool.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA synchronous = FULL")
            return try Int.fetchOne(db, sql: "PRAGMA synchronous")
        }
        guard level == 2 else { throw Wrong(what: "synchronous is not FULL") }
        try await pool.write { db in try db.execute(sql: table) }
        return { writer, number in
            try await pool.write { db in
                try db.cachedStatement(sql: "INSERT INTO journal (writer, number, line) VALUES (?1, ?2, ?3)")
                    .execute(arguments: [writer, number, line])
            }
        }
    }

    /// Every write that was answered is there.
    private static func check(_ path: String, count: Int) throws {
        let kept = try DatabaseQueue(path: path).read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM journal")
        }
        guard kept == count else { throw Wrong(what: "\(count) writes answered, \(kept ?? 0) kept") }
    }
}
