import Foundation
import Testing

@testable import Prongsai

@Suite struct DatabaseTests {
    private static let migrations = [
        Migration(
            name: "0001_trial",
            texts: Dictionary(
                uniqueKeysWithValues: Migration.Dialect.allCases.map { dialect in
                    (
                        dialect,
                        """
                        CREATE TABLE trial (id TEXT PRIMARY KEY, title TEXT NOT NULL, points BIGINT NOT NULL DEFAULT 0 CHECK (points >= 0),
                          share DOUBLE PRECISION, closed_at TEXT)
                        ;
                        CREATE TABLE part (id TEXT PRIMARY KEY, trial_id TEXT NOT NULL REFERENCES trial (id), title TEXT NOT NULL,
                          UNIQUE (trial_id, title))
                        """
                    )
                }))
    ]

    private func database(_ engine: TestEngine) async throws -> Database {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("prongsai-test-\(ID.new())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return try await Database.open(
            DatabaseAddress(try await TestSite.address(engine, folder: folder)), migrations: Self.migrations)
    }

    @Test(arguments: engines) func `what was written is read back letter for letter`(_ engine: TestEngine) async throws
    {
        let db = try await database(engine)
        let thai = "ที่นี่ น้ำ 'ปู่' \"ญี่ปุ่น\" ; -- กตัญญู\n\t?1 $1"
        let nothing: String? = nil
        try await db.write("a") {
            try $0.execute(
                "INSERT INTO trial (id, title, points, closed_at) VALUES (\("1"), \(thai), \(7), \(nothing))")
        }
        let row = try #require(
            try await db.read { try $0.first("SELECT * FROM trial WHERE id = \("1") AND points > \(3)") })
        #expect(try row.string("title") == thai)
        #expect(try row.integer("points") == 7)
        #expect(try row.optionalString("closed_at") == nil)
    }

    @Test(arguments: engines) func `broken constraints have the same names on both engines`(_ engine: TestEngine)
        async throws
    {
        let db = try await database(engine)
        try await db.write(nil) { try $0.execute("INSERT INTO trial (id, title) VALUES ('1', 'x')") }
        await #expect(throws: DatabaseError.unique) {
            try await db.write(nil) { try $0.execute("INSERT INTO trial (id, title) VALUES ('1', 'y')") }
        }
        await #expect(throws: DatabaseError.check) {
            try await db.write(nil) { try $0.execute("INSERT INTO trial (id, title, points) VALUES ('2', 'y', -1)") }
        }
        await #expect(throws: DatabaseError.foreignKey) {
            try await db.write(nil) {
                try $0.execute("INSERT INTO part (id, trial_id, title) VALUES ('p', 'none', 'y')")
            }
        }
        await #expect(throws: DatabaseError.notNull) {
            try await db.write(nil) { try $0.execute("INSERT INTO trial (id, title) VALUES ('3', NULL)") }
        }
    }

    @Test(arguments: engines) func `a write that throws leaves nothing and takes nobody with it`(_ engine: TestEngine)
        async throws
    {
        let db = try await database(engine)
        struct Stop: Error {}
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<60 {
                group.addTask {
                    _ = try? await db.write("a") { db in
                        try db.execute("INSERT INTO trial (id, title) VALUES (\("t\(number)"), 'x')")
                        if number % 3 == 0 { throw Stop() }
                    }
                }
            }
        }
        let kept = try await db.read { try $0.rows("SELECT id FROM trial").map { try $0.string("id") } }
        #expect(Set(kept) == Set((0..<60).filter { $0 % 3 != 0 }.map { "t\($0)" }))
    }

    @Test(arguments: engines) func `two hundred increments of one row are all counted`(_ engine: TestEngine)
        async throws
    {
        let db = try await database(engine)
        try await db.write("a") { try $0.execute("INSERT INTO trial (id, title) VALUES ('hot', 'x')") }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    try await db.write("a") { db in
                        let points = try db.first("SELECT points FROM trial WHERE id = 'hot'")?.integer("points") ?? 0
                        try db.execute("UPDATE trial SET points = \(points + 1) WHERE id = 'hot'")
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(
            try await db.read { try $0.first("SELECT points FROM trial WHERE id = 'hot'")?.integer("points") } == 200)
    }

    @Test(arguments: engines) func `the common subset is common`(_ engine: TestEngine) async throws {
        let db = try await database(engine)
        try await db.write(nil) { db in
            for (id, title) in [("1", "ข"), ("2", "ก"), ("3", "B"), ("4", "a")] {
                try db.execute(
                    "INSERT INTO trial (id, title) VALUES (\(id), \(title)) ON CONFLICT (id) DO UPDATE SET title = excluded.title"
                )
            }
            let changed = try db.rows(
                "UPDATE trial SET points = points + \(5) WHERE id IN (\(list: ["1", "2"])) RETURNING id")
            #expect(changed.count == 2)
            let window = try db.rows(
                "WITH t AS (SELECT title, row_number() OVER (ORDER BY title) AS n FROM trial) SELECT title FROM t WHERE n <= \(2) ORDER BY n"
            )
            #expect(try window.map { try $0.string("title") } == ["B", "a"])
            let sums = try db.first(
                "SELECT COUNT(*) FILTER (WHERE points > 0) AS open, COALESCE(SUM(points), 0) AS total FROM trial")
            #expect(try sums?.integer("open") == 2)
            #expect(try sums?.integer("total") == 10)
            #expect(try db.rows("SELECT id FROM trial WHERE id IN (\(list: []))").isEmpty)
        }
        #expect(
            try await db.read { try $0.rows("SELECT title FROM trial ORDER BY title").map { try $0.string("title") } }
                == ["B", "a", "ก", "ข"])
    }

    @Test(arguments: engines) func `a byte of zero is refused, not cut off`(_ engine: TestEngine) async throws {
        let db = try await database(engine)
        await #expect(throws: Failure.invalid([Problem("null_byte")])) {
            try await db.write(nil) { try $0.execute("INSERT INTO trial (id, title) VALUES ('1', \("a\0b"))") }
        }
    }

    @Test(arguments: engines) func `a read sees one moment whatever is written meanwhile`(_ engine: TestEngine)
        async throws
    {
        let db = try await database(engine)
        try await db.write(nil) { try $0.execute("INSERT INTO trial (id, title) VALUES ('1', 'x')") }
        let counts = try await db.read { reading -> [Int] in
            let before = try reading.first("SELECT COUNT(*) AS n FROM trial")?.integer("n") ?? -1
            let done = DispatchSemaphore(value: 0)
            Task { [db] in
                try await db.write(nil) { try $0.execute("INSERT INTO trial (id, title) VALUES ('2', 'x')") }
                done.signal()
            }
            done.wait()
            return [before, try reading.first("SELECT COUNT(*) AS n FROM trial")?.integer("n") ?? -1]
        }
        #expect(counts == [1, 1])
    }

    @Test(arguments: engines) func `a read that fails leaves its connection in order`(_ engine: TestEngine) async throws
    {
        struct Stop: Error {}
        let db = try await database(engine)
        try await db.write(nil) { try $0.execute("INSERT INTO trial (id, title) VALUES ('1', 'x')") }
        for _ in 0..<20 {
            await #expect(throws: DatabaseError.self) { try await db.read { try $0.rows("SELECT x FROM nowhere") } }
            await #expect(throws: DatabaseError.self) {
                try await db.read { reading in
                    _ = try reading.rows("SELECT id FROM trial WHERE id = \("1")")
                    _ = try reading.rows("SELECT x FROM nowhere")
                }
            }
            // As its first statement and as a later one.
            await #expect(throws: DatabaseError.self) { try await db.read { try $0.execute("DELETE FROM trial") } }
            await #expect(throws: DatabaseError.self) {
                try await db.read { reading in
                    _ = try reading.rows("SELECT id FROM trial")
                    try reading.execute("DELETE FROM trial WHERE id = \("1")")
                }
            }
            await #expect(throws: Stop.self) { try await db.read { _ in throw Stop() } }
            #expect(try await db.read { _ in 7 } == 7)
            #expect(try await db.read { try $0.rows("SELECT id FROM trial WHERE id = \("1")").count } == 1)
        }
    }

    @Test(.enabled(if: engines.contains(.postgres))) func `connections that the server closed are made anew unseen`()
        async throws
    {
        let name = "cut_" + ID.new()
        let address = try await TestSite.address(.postgres, folder: FileManager.default.temporaryDirectory)
        let db = try await Database.open(
            DatabaseAddress(address + "&application_name=\(name)"), migrations: Self.migrations)
        try await db.write(nil) { try $0.execute("INSERT INTO trial (id, title) VALUES ('1', 'x')") }
        for _ in 0..<4 {
            // All but the one that asks; each in turn has read before.
            let cut = try await db.write(nil) { db in
                try db.rows(
                    """
                    SELECT pg_terminate_backend(pid, 5000)::text AS done FROM pg_stat_activity
                    WHERE application_name = \(name) AND pid <> pg_backend_pid()
                    """
                ).count
            }
            #expect(cut == 5)
            try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<24 {
                    group.addTask {
                        guard number % 4 == 0 else {
                            return try await db.read { try $0.rows("SELECT id FROM trial WHERE id = \("1")").count }
                        }
                        try await db.write("a") { try $0.execute("UPDATE trial SET points = points + 1") }
                        return 1
                    }
                }
                for try await count in group { #expect(count == 1) }
            }
        }
        #expect(try await db.read { try $0.first("SELECT points FROM trial")?.integer("points") } == 24)
    }

    @Test func `an embedded database flushes every commit`() async throws {
        let db = try await database(.sqlite)
        let level = try await db.write(nil) { try $0.first("PRAGMA synchronous")?.integer("synchronous") }
        #expect(level == 2)
    }

    @Test(arguments: engines) func `a database of a newer program is refused`(_ engine: TestEngine) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("prongsai-test-\(ID.new())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let address = try DatabaseAddress(try await TestSite.address(engine, folder: folder))
        _ = try await Database.open(address, migrations: Self.migrations)
        await #expect(throws: Failure.self) { _ = try await Database.open(address, migrations: []) }
    }
}
