import Foundation
import Testing
import Watch

@testable import Prongsai

/// Whose history is whose: of pages that move, of what is watched again, and of times of trouble that end.
@Suite struct WatchAnewTests {
    private static let gone = PageVerdict(.gone, [.init("status", ["status": "404"])])

    private func look(_ verdict: PageVerdict, _ office: WatchedOffice) async throws {
        let queue = office.watcher.queue
        try await queue.hurry(agency: nil)
        let claim = try #require(try await queue.claim())
        for one in claim.due { #expect(try await LookRecord(site: office.site).keep(one, nil, verdict)) }
        try await queue.release(claim.hosts)
    }

    /// Three bad looks, an hour apart, and the alert they lead to.
    private func fall(_ office: WatchedOffice) async throws {
        for _ in 0..<3 {
            office.clock.advance(WatchedOffice.hour)
            try await look(Self.gone, office)
        }
        #expect(try await office.watcher.alert() == 1)
    }

    private func watch(_ address: String, _ office: WatchedOffice) async throws {
        let page = WatchQueue.HostedPage(disclosure: "d", agency: office.agency, address: address)
        try await office.watcher.queue.watch([page], every: 86_400, at: office.site.clock.now())
    }

    @Test(arguments: engines) func `what was seen at a page's old address is never said of its new one`(
        _ engine: TestEngine
    ) async throws {
        let office = try await WatchedOffice.open(engine, paths: [])
        let (old, new) = ("https://wrong.example.go.th/2568/o13", "https://example.go.th/2568/no-gift-policy")
        try await watch(old, office)
        try await look(PageVerdict(.alive), office)
        try await office.site.database.write(office.agency) {
            try $0.execute("UPDATE watched SET every_seconds = 3600")
        }
        try await fall(office)
        office.clock.advance(60 * WatchedOffice.day)
        let moved = office.site.clock.now()
        try await watch(new, office)
        try await watch(new, office)
        let rows = try await office.rows("SELECT * FROM watched ORDER BY page_of IS NOT NULL")
        #expect(rows.count == 2)
        let (before, now) = (try #require(rows.first), try #require(rows.last))
        #expect(try before.optionalString("page_of") == nil && before.string("stopped_at") == moved.text)
        #expect(try now.string("page_address") == new && now.string("host") == "example.go.th")
        #expect(try now.string("state") == "unknown" && now.optionalString("last_good_at") == nil)
        #expect(try now.integer("every_seconds") == 3600, "what somebody chose is kept")

        // The trouble ends with the old address, and nobody is told that it is up.
        #expect(try await office.watcher.alert() == 0)
        #expect(try await office.told(office.person) == ["disclosure_down"])
        office.clock.advance(WatchedOffice.hour)
        let seen = office.site.clock.now()
        try await look(PageVerdict(.alive), office)
        let agency = try await office.site.database.read { try Agency.find("mine", in: $0) }
        let pack = try await AppealPack.gather(agency: agency, year: 2568, code: "O18", site: office.site)
        #expect(pack.places.map(\.address) == [old, new])
        #expect(pack.places.first?.verdicts.count == 2 && pack.places.first?.outages.count == 1)
        #expect(pack.places.first?.outages.first?.endedAt == moved.text)
        #expect(pack.places.last?.firstGoodAt == seen.text && pack.places.last?.outages.isEmpty == true)
        let item = try await office.site.database.read {
            try WatchParts.Data.load(disclosure: "d", agency: office.agency, today: seen.day, in: $0)
        }
        #expect(item.lines.map(\.address) == [new] && item.events.map(\.place) == [new, old, old])
        #expect(item.outages.map(\.place) == [old])
        let (editions, id) = (office.site.editions, try before.string("id"))
        let history = try await office.site.database.read {
            try WatchTimeline.load(
                id, agency: office.agency, year: 2568, editions: editions, today: seen.day, in: $0)
        }
        #expect(history.address == old && history.isStopped && history.entries.count == 2)

        // Where it stood before it stands anew; what was never looked at leaves nothing behind.
        try await watch(old, office)
        #expect(try await office.count("SELECT COUNT(*) AS n FROM watched") == 3)
        try await watch(new, office)
        #expect(try await office.count("SELECT COUNT(*) AS n FROM watched") == 3)
        #expect(
            try await office.one("SELECT page_address FROM watched WHERE page_of = 'd'")?.string("page_address") == new)
        let addresses = try await office.rows("SELECT address, removed_at FROM disclosure_address ORDER BY id")
        #expect(try addresses.map { try $0.string("address") } == [old, new])
        #expect(try addresses.allSatisfy { try $0.optionalString("removed_at") != nil })
    }

    @Test(arguments: engines) func `a page that is published again is down only once it was looked at again`(
        _ engine: TestEngine
    ) async throws {
        let office = try await WatchedOffice.open(engine, paths: [])
        let address = "https://example.go.th/2568/no-gift-policy"
        try await watch(address, office)
        try await look(PageVerdict(.alive), office)
        try await fall(office)
        let stopped = office.site.clock.now()
        try await office.site.database.write(office.agency) {
            try $0.execute("UPDATE watched SET stopped_at = \(stopped), changed_at = \(stopped)")
        }
        // The program was killed before it ended the alert.
        office.clock.advance(90 * WatchedOffice.day)
        try await watch(address, office)
        let row = try #require(try await office.one("SELECT * FROM watched"))
        #expect(try row.string("state") == "unknown" && row.optionalString("stopped_at") == nil)
        for column in ["standing", "verdict", "reasons", "since", "changed_at"] {
            #expect(try row.optionalString(column) == nil, "\(column)")
        }
        #expect(try row.optionalString("last_good_at") != nil, "what was seen stays")
        #expect(try await office.watcher.alert() == 0)
        #expect(try await office.one("SELECT ended_at FROM alert")?.optionalString("ended_at") == stopped.text)
        #expect(try await office.told(office.person) == ["disclosure_down"])
        let again = office.site.clock.now()
        try await fall(office)
        let since = try await office.rows("SELECT since FROM alert ORDER BY raised_at").map { try $0.string("since") }
        #expect(since.count == 2 && since.last == again.adding(WatchedOffice.hour).text)
    }

    @Test(arguments: engines) func `an address that is put back is down only once it was looked at again`(
        _ engine: TestEngine
    ) async throws {
        let office = try await WatchedOffice.open(engine, paths: ["/a"])
        try await office.watcher.queue.keepInStep()
        try await fall(office)
        func remove(_ at: Instant?) async throws {
            try await office.site.database.write(office.agency) {
                try $0.execute("UPDATE disclosure_address SET removed_at = \(at?.text)")
            }
        }
        try await remove(office.site.clock.now())
        #expect(try await office.watcher.pass() == Watcher.Tally())
        office.clock.advance(90 * WatchedOffice.day)
        try await remove(nil)
        try office.web.set("/a", .init(body: WatchSample.page()))
        #expect(try await office.watcher.pass() == Watcher.Tally(looks: 1, alerts: 0))
        #expect(try await office.watched("/a").string("state") == "up")
        #expect(try await office.told(office.person) == ["disclosure_down"])
    }

    @Test(arguments: engines) func `trouble is over with the first good look, or when nobody looks any more`(
        _ engine: TestEngine
    ) async throws {
        let office = try await WatchedOffice.open(engine, paths: ["/a"])
        try await office.watcher.queue.keepInStep()
        func ended() async throws -> [String] {
            try await office.rows("SELECT ended_at FROM alert WHERE ended_at IS NOT NULL ORDER BY raised_at").map {
                try $0.string("ended_at")
            }
        }
        try await fall(office)
        office.clock.advance(WatchedOffice.hour)
        let good = office.site.clock.now()
        try await look(PageVerdict(.alive), office)
        #expect(try await office.watcher.alert() == 0)
        #expect(try await ended().isEmpty)
        office.clock.advance(WatchedOffice.hour)
        try await look(PageVerdict(.alive), office)
        _ = try await office.watcher.alert()
        #expect(try await ended() == [good.text])
        #expect(try await office.told(office.person) == ["disclosure_down", "disclosure_up"])

        try await fall(office)
        office.clock.advance(WatchedOffice.hour)
        let stopped = office.site.clock.now()
        try await office.site.database.write(office.agency) {
            try $0.execute("UPDATE watched SET stopped_at = \(stopped)")
        }
        office.clock.advance(5 * WatchedOffice.day)
        _ = try await office.watcher.alert()
        #expect(try await ended() == [good.text, stopped.text])
    }

    @Test(arguments: engines) func `what is looked at seldom falls all the same`(_ engine: TestEngine) async throws {
        let office = try await WatchedOffice.open(engine, paths: ["/a"]) {
            ($0.watch.every, $0.watch.again) = (7 * 86_400, 4 * 86_400)
        }
        try await office.watcher.queue.keepInStep()
        let first = office.site.clock.now()
        for _ in 0..<3 {
            try await look(Self.gone, office)
            office.clock.advance(4 * WatchedOffice.day)
        }
        #expect(try await office.watcher.alert() == 1)
        #expect(try await office.one("SELECT since FROM alert")?.string("since") == first.text)
    }

    @Test func `a pack and a history read the agency's own alerts and addresses, not everybody's`() async throws {
        let office = try await WatchedOffice.open(.sqlite, paths: ["/a"])
        try await office.watcher.queue.keepInStep()
        let (editions, id) = (office.site.editions, try await office.watched("/a").string("id"))
        let today = office.site.clock.now().day
        let plans = try await office.site.database.read { db in
            var asked: [SQL] = []
            let listened = Connection { sql in
                asked.append(sql)
                return try db.rows(sql)
            }
            #expect(try AppealPack.places(of: "d", agency: office.agency, in: listened).count == 1)
            _ = try WatchTimeline.load(
                id, agency: office.agency, year: 2568, editions: editions, today: today, in: listened)
            return try asked.flatMap { sql in
                let explain: SQL = "EXPLAIN QUERY PLAN \(sql)"
                return try db.rows(explain).map { try $0.string("detail") }
            }
        }
        #expect(plans.contains { $0.contains("alert_agency") }, "\(plans)")
        for table in ["alert", "watched"] { #expect(!plans.contains { $0.hasPrefix("SCAN \(table)") }, "\(plans)") }
    }
}
