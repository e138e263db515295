import Foundation
import ITA
import Testing

@testable import Prongsai
@testable import Watch

/// Captures of months that are over leave the database, whatever a site made us keep.
@Suite struct CaptureRollUpTests {
    /// - Parameter size: as many of the largest record as are moved at once; 0: less than one.
    @Test(arguments: engines, [0, 1]) func `a large month is moved in pieces, byte for byte`(
        _ engine: TestEngine, _ size: Int
    ) async throws {
        let office = try await office(engine, looks: 5)
        let before = try await all(office)
        office.clock.advance(31 * WatchedOffice.day)
        let record = before.map(\.count).max() ?? 0
        #expect(try await CaptureRollUp(site: office.site, largest: max(1, size * record)).run() == 10)
        #expect(try await all(office) == before)
        #expect(try await office.count("SELECT COUNT(*) AS n FROM capture WHERE record IS NOT NULL") == 0)
        let start = Site.information(at: office.site.clock.now().text).count
        let names = try await office.rows("SELECT DISTINCT file_sha256 FROM capture").map {
            try $0.string("file_sha256")
        }
        #expect(size == 0 ? names.count == 10 : names.count >= 4)
        for name in names {
            let whole = try office.site.files.bytes(of: name)
            #expect(whole.count <= record + start + 64)
            #expect(try WARCReader.records(whole).first?.type == "warcinfo")
        }
    }

    @Test(arguments: engines) func `a month that is damaged stays, and the others do not wait for it`(
        _ engine: TestEngine
    ) async throws {
        let office = try await office(engine, looks: 2)
        office.clock.advance(31 * WatchedOffice.day)
        let first = try #require(try await office.one("SELECT MIN(watched_id) AS id FROM capture")).string("id")
        let (text, bytes) = ("ไม่ใช่", Data("ที่นี่ น้ำ ปู่ ญี่ปุ่น กตัญญู".utf8).base64EncodedString())
        for damage in [text, bytes] {
            try await office.site.database.write(office.agency) {
                try $0.execute("UPDATE capture SET record = \(damage) WHERE watched_id = \(first)")
            }
            _ = try await CaptureRollUp(site: office.site).run()
            let loose = try await office.rows("SELECT DISTINCT watched_id FROM capture WHERE record IS NOT NULL")
            #expect(try loose.map { try $0.string("watched_id") } == [first])
            #expect(try await office.count("SELECT COUNT(*) AS n FROM capture WHERE file_sha256 IS NOT NULL") == 2)
        }
    }

    @Test func `what is to be moved is found by an index, wherever one goes on`() async throws {
        let site = try await TestSite.open(.sqlite)
        let query = CaptureRollUp.addresses(after: "a", before: "2025-03")
        let plan = try await site.database.read { db in
            try db.rows("EXPLAIN QUERY PLAN \(query)").map { try $0.string("detail") }
        }
        #expect(plan.count == 1 && plan[0].contains("capture_unmoved (watched_id>?)"), "\(plan)")
    }

    @Test(arguments: engines) func `more addresses than are asked for at once are all moved`(
        _ engine: TestEngine
    ) async throws {
        let office = try await office(engine, looks: 1)
        // Captures of many addresses, without a look at each.
        let row = try #require(try await office.one("SELECT record, bytes FROM capture"))
        let (record, bytes) = (try row.string("record"), try row.integer("bytes"))
        try await office.site.database.write(office.agency) { db in
            for number in 0..<120 {
                try WatchSample.address(
                    "many-\(number)", office.agency, disclosure: "d", position: 10 + number,
                    "https://a.go.th/\(number)", in: db)
                try db.execute(
                    """
                    INSERT INTO watched (id, agency_id, address_id, host, every_seconds, next_at, state)
                    VALUES (\("many-\(number)"), \(office.agency), \("many-\(number)"), 'a.go.th', 86400,
                      '2026-01-01T00:00:00.000Z', 'unknown')
                    """)
                for month in ["01", "02"] {
                    try db.execute(
                        """
                        INSERT INTO capture (id, agency_id, watched_id, at, kind, file_offset, bytes, record)
                        VALUES (\("many-\(number)-\(month)"), \(office.agency), \("many-\(number)"),
                          \("2025-\(month)-03T00:00:00.000Z"), 'response', 0, \(bytes), \(record))
                        """)
                }
            }
        }
        #expect(try await CaptureRollUp(site: office.site).run() == 240)
        #expect(try await office.count("SELECT COUNT(*) AS n FROM capture WHERE record IS NOT NULL") == 2)
        // A file holds one month.
        #expect(
            try await office.count(
                """
                SELECT COUNT(*) AS n FROM (SELECT file_sha256 FROM capture WHERE file_sha256 IS NOT NULL
                  GROUP BY file_sha256 HAVING COUNT(DISTINCT SUBSTR(at, 1, 7)) > 1) AS mixed
                """) == 0)
    }

    /// An office with two addresses that were another page at every look.
    private func office(_ engine: TestEngine, looks: Int) async throws -> WatchedOffice {
        let office = try await WatchedOffice.open(engine, paths: ["/a", "/b"])
        for look in 0..<looks {
            for path in ["/a", "/b"] {
                try office.web.set(path, .init(body: WatchSample.page("ฉบับที่ \(look) ของ \(path)")))
            }
            _ = try await office.watcher.pass()
            office.clock.advance(2 * WatchedOffice.day)
        }
        return office
    }

    private func all(_ office: WatchedOffice) async throws -> [[UInt8]] {
        try await office.rows("SELECT \(StoredCapture.columns) FROM capture ORDER BY watched_id, at").map {
            try StoredCapture($0).bytes(in: office.site.files)
        }
    }
}
