import Foundation
import ITA
import Testing

@testable import Prongsai

/// What is to be done about alerts is found quickly, and one that fails stops nothing else.
@Suite struct AlertDueTests {
    @Test func `what is due is found without going through all that is watched`() async throws {
        let site = try await TestSite.open(.sqlite)
        for matter in Alert.Matter.allCases {
            let query = matter.query(site.settings.watch, at: site.clock.now())
            let plan = try await site.database.read { db in
                try db.rows("EXPLAIN QUERY PLAN \(query)").map { try $0.string("detail") }
            }
            // An index that holds only what is down, or only what is not over, may be walked through.
            let allowed = ["SCAN watched USING INDEX watched_down", "SCAN alert USING INDEX alert_open"]
            let scans = plan.filter { $0.hasPrefix("SCAN") }
            #expect(!plan.isEmpty && scans.allSatisfy(allowed.contains), "\(matter): \(plan)")
        }
    }

    @Test(arguments: engines) func `an alert that fails keeps neither the others back nor the looks`(
        _ engine: TestEngine
    ) async throws {
        let office = try await WatchedOffice.open(engine, paths: ["/a"])
        try office.web.set("/a", .init(body: WatchSample.page()))
        let edition = try office.site.editions.file("bma-ita-2567").edition
        try await WatchSample.add(to: office.agency, edition: edition, on: office.site)
        let other = try await TestSite.addOffice("other", to: office.site)
        // The edition of the other office cannot be read, and so nothing can be said of its item.
        try await office.site.database.write(other) { db in
            try db.execute(
                """
                INSERT INTO edition (id, revision, content_hash, rules_hash, body, installed_at)
                VALUES ('broken', 0, 'x', 'x', '[ชำรุด', '2025-03-01T00:00:00.000Z')
                """)
            try db.execute(
                """
                INSERT INTO disclosure_year (id, agency_id, fiscal_year, edition_id, edition_revision, created_at)
                VALUES (\("year-\(other)-2568"), \(other), 2568, 'broken', 0, '2025-03-01T00:00:00.000Z')
                """)
            try WatchSample.disclosure("broken", other, item: "oit.unnamed-r", year: 2568, in: db)
        }
        for (id, agency, disclosure) in [
            ("broken", other, "broken"), ("sound", office.agency, "sample-\(office.agency)"),
        ] {
            try await office.site.database.write(agency) { db in
                try WatchSample.address(
                    id, agency, disclosure: disclosure, position: 9, "https://example.go.th/น้ำ", in: db)
                try db.execute(
                    """
                    INSERT INTO watched (id, agency_id, address_id, host, every_seconds, next_at, state, verdict, reasons,
                      seen_at, since) VALUES (\(id), \(agency), \(id), 'example.go.th', 86400,
                      '2025-12-31T00:00:00.000Z', 'down', 'gone', '[]', '2025-03-01T00:00:00.000Z',
                      '2025-03-01T00:00:00.000Z')
                    """)
            }
        }
        func open(_ watched: String) async throws -> Int {
            try await office.count(
                "SELECT COUNT(*) AS n FROM alert WHERE watched_id = \(watched) AND ended_at IS NULL")
        }
        for expected in [Watcher.Tally(looks: 1, alerts: 2), Watcher.Tally()] {
            #expect(try await office.watcher.pass() == expected)
            #expect(try await open("broken") == 0)
            #expect(try await open("sound") == 1)
            // What comes after it is done as well.
            #expect(try await open(WatchSample.id("risen", of: office.agency)) == 0)
        }
        #expect(try await office.watched("/a").string("verdict") == "alive")
        #expect(
            try await office.count("SELECT COUNT(*) AS n FROM watched WHERE change_told_at IS NOT NULL") == 1)
        #expect(
            try await office.count(
                "SELECT COUNT(*) AS n FROM alert WHERE ended_at IS NULL AND officer_told_at IS NOT NULL") == 1)
    }
}
