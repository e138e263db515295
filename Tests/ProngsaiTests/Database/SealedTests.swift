import Foundation
import Testing

@testable import Prongsai

/// What nobody may change, by whatever way the database would let them.
@Suite struct SealedTests {
    @Test func `in SQLite nothing sealed is put over by REPLACE, by key, by version or by row number`() async throws {
        let site = try await TestSite.open(.sqlite)
        let office = try await Office.open("office", on: site)
        let (agency, frozen, round) = (office.agency, office.frozen, office.round)
        let second = try await site.database.read {
            try $0.first("SELECT round_id FROM frozen_round")?.string("round_id")
        }
        let closed = try #require(second)
        try await site.database.write(nil) { db in
            try db.execute("UPDATE round SET frozen_at = NULL WHERE id = \(closed)")
            try db.execute(
                "INSERT INTO progress (id, agency_id, round_id, position, text, created_at) VALUES ('sealed', \(agency), \(closed), 1, 'x', 'x')"
            )
            try db.execute("UPDATE round SET frozen_at = 'x' WHERE id = \(closed)")
        }
        let changes: [(String, @Sendable (Connection) throws -> Void)] = [
            (
                "frozen_round",
                {
                    try $0.execute(
                        "INSERT OR REPLACE INTO frozen_round (id, agency_id, round_id, version, content_hash, content, frozen_at, frozen_by, mark) VALUES (\(frozen), \(agency), \(closed), 1, 'x', 'x', 'x', 'x', 'x')"
                    )
                }
            ),
            (
                "frozen_round",
                {
                    try $0.execute(
                        "INSERT OR REPLACE INTO frozen_round (rowid, id, agency_id, round_id, version, content_hash, content, frozen_at, frozen_by, mark) VALUES (1, 'new', \(agency), \(closed), 9, 'x', 'x', 'x', 'x', 'x')"
                    )
                }
            ),
            (
                "journal",
                {
                    try $0.execute(
                        "INSERT OR REPLACE INTO journal (agency_id, number, at, actor, operation, about, particulars, previous, hash) VALUES (\(agency), 1, 'x', 'x', 'x', 'x', '{}', '', 'x')"
                    )
                }
            ),
            (
                "journal",
                {
                    try $0.execute(
                        "INSERT OR REPLACE INTO journal_head (agency_id, number, hash) VALUES (\(agency), 1, 'x')")
                }
            ),
            ("journal", { try $0.execute("UPDATE journal_head SET number = 1 WHERE agency_id = \(agency)") }),
            ("journal", { try $0.execute("DELETE FROM journal_head") }),
            (
                "edition",
                {
                    try $0.execute(
                        "INSERT OR REPLACE INTO edition SELECT id, revision, 'x', rules_hash, body, installed_at FROM edition"
                    )
                }
            ),
            (
                "frozen_round",
                {
                    try $0.execute(
                        "INSERT OR REPLACE INTO progress (id, agency_id, round_id, position, text, created_at) VALUES ('sealed', \(agency), \(round), 1, 'x', 'x')"
                    )
                }
            ),
        ]
        for (name, change) in changes {
            await #expect(throws: DatabaseError.refused(name)) { try await site.database.write(agency, change) }
        }
    }

    @Test(.enabled(if: engines.contains(.postgres))) func `in PostgreSQL nothing sealed is emptied`() async throws {
        let site = try await TestSite.open(.postgres)
        let office = try await Office.open("office", on: site)
        for (table, name) in [
            ("frozen_round", "frozen_round"), ("journal", "journal"), ("journal_head", "journal"),
            ("edition", "edition"),
            ("progress", "frozen_round"), ("evidence_use", "frozen_round"), ("progress_measure", "frozen_round"),
        ] {
            await #expect(throws: DatabaseError.self, "\(table) \(name)") {
                try await site.database.write(office.agency) {
                    try $0.execute(SQL(trusted: "TRUNCATE \(table) CASCADE"))
                }
            }
            let left = try await site.database.read {
                try $0.first(SQL(trusted: "SELECT COUNT(*) AS n FROM \(table)"))?.integer("n")
            }
            #expect((left ?? 0) > 0, "\(table)")
        }
    }

    @Test(arguments: engines) func `a journal whose newest line was taken away is found, and goes on showing it`(
        _ engine: TestEngine
    ) async throws {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("office", on: site)
        #expect(try await site.database.read { try Journal.cutShort(in: $0).isEmpty })
        let last = try await site.database.read { try Journal.lines(agency: office.agency, in: $0).count }
        try await site.database.write(office.agency) { db in
            try db.execute(
                SQL(
                    trusted: engine == .sqlite ? "DROP TRIGGER journal_delete" : "DROP TRIGGER journal_fixed ON journal"
                ))
            try db.execute("DELETE FROM journal WHERE agency_id = \(office.agency) AND number = \(last)")
        }
        let cut = try await site.database.read { try Journal.cutShort(in: $0) }
        #expect(cut.map(\.agency) == [office.agency] && cut.map(\.number) == [last])
        let lines = try await site.database.read { try Journal.lines(agency: office.agency, in: $0) }
        #expect(Journal.firstBreak(lines) == nil, "the chain itself shows nothing")
        // What is written afterwards follows the line that was named, so the gap does not close.
        try await site.perform(
            ChangeProgress(agency: office.agency, progress: office.progress, text: "ที่นี่ น้ำ"), as: TestSite.console)
        let later = try await site.database.read { try Journal.lines(agency: office.agency, in: $0) }
        #expect(Journal.firstBreak(later)?.number == last + 1)
    }
}
