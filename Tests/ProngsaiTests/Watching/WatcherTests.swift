import Foundation
import Testing
import Watch

@testable import Prongsai

@Suite struct WatcherTests {
    @Test(arguments: engines) func `an address that dies is down after three looks, and people hear of it in turn`(
        _ engine: TestEngine
    ) async throws {
        let office = try await WatchedOffice.open(engine, paths: ["/gift"]) { settings in
            settings.watch.line = LineTarget(token: "t", to: "G1", address: "http://127.0.0.1:1")
        }
        let officer = try await TestSite.account("officer", .officer, of: office.agency, on: office.site)
        let director = try await TestSite.account("director", .director, of: office.agency, on: office.site)
        let hook = try await office.site.perform(
            AddWebhook(
                agency: office.agency, address: "https://example.go.th/hook",
                events: [.disclosureDown, .disclosureUp], secret: Secret.token()), as: TestSite.console)
        try office.web.set("/gift", .init(body: WatchSample.page()))
        #expect(try await office.watcher.pass().looks == 1)
        #expect(try await office.watched("/gift").string("verdict") == "alive")
        #expect(try await office.watched("/gift").string("state") == "up")
        // Nothing is due before the next day.
        #expect(try await office.watcher.pass().looks == 0)

        try office.web.set("/gift", nil)
        office.clock.advance(2 * WatchedOffice.day)
        #expect(try await office.watcher.pass() == Watcher.Tally(looks: 1, alerts: 0))
        let fell = office.clock.now
        office.clock.advance(WatchedOffice.hour)
        #expect(try await office.watcher.pass() == Watcher.Tally(looks: 1, alerts: 0))
        office.clock.advance(WatchedOffice.hour)
        #expect(try await office.watcher.pass() == Watcher.Tally(looks: 1, alerts: 1))
        let alert = try #require(try await office.one("SELECT * FROM alert"))
        #expect(try alert.string("verdict") == "gone")
        #expect(abs(Instant(stored: try alert.string("since")).milliseconds - fell) < 60_000)
        #expect(try alert.optionalString("last_good_at") != nil)
        // What it costs is what the edition's formula says.
        let edition = try office.site.editions.file("bma-ita-2567").edition
        let item = WatchedItem(key: "oit.unnamed-r", title: nil, edition: edition)
        #expect(try alert.optionalString("points") == item.points && item.points != nil)

        #expect(try await office.told(office.person) == ["disclosure_down"])
        #expect(try await office.told(officer) == [])
        #expect(try await office.told(director) == [])
        office.clock.advance(25 * WatchedOffice.hour)
        _ = try await office.watcher.pass()
        #expect(try await office.told(officer) == ["disclosure_still_down"])
        #expect(try await office.told(director) == [])
        office.clock.advance(50 * WatchedOffice.hour)
        _ = try await office.watcher.pass()
        _ = try await office.watcher.pass()
        #expect(try await office.told(director) == ["disclosure_still_down"])
        #expect(try await office.told(officer).count == 1)
        #expect(try await office.told(office.person).count == 1)

        try office.web.set("/gift", .init(body: WatchSample.page()))
        for _ in 0..<2 {
            office.clock.advance(WatchedOffice.hour)
            _ = try await office.watcher.pass()
        }
        #expect(try await office.one("SELECT ended_at FROM alert")?.optionalString("ended_at") != nil)
        #expect(try await office.watched("/gift").string("state") == "up")
        #expect(try await office.told(office.person) == ["disclosure_down", "disclosure_up"])
        // Whoever heard that it was down hears that it is up.
        #expect(try await office.told(officer) == ["disclosure_still_down", "disclosure_up"])
        #expect(try await office.told(director) == ["disclosure_still_down", "disclosure_up"])
        let events = try await office.rows("SELECT payload FROM outbox WHERE target = \(hook) ORDER BY created_at, id")
        let said = try events.map { try JSONValue(parsing: Array($0.string("payload").utf8)) }
        #expect(said.map { $0["event"]?.text } == ["disclosure.down", "disclosure.up"])
        for one in said.compactMap({ $0["data"] }) {
            #expect(one["code"]?.text == "O18" && one["year"]?.whole == 2568)
            #expect(one["address"]?.text == office.web.address("/gift") && one["points"]?.text == item.points)
            #expect(try one["since"]?.text == alert.string("since") && one["alert"]?.text == alert.string("id"))
        }
        let lines = try await office.rows(
            "SELECT payload FROM outbox WHERE kind = 'line' AND target = 'G1' ORDER BY id")
        let words = try lines.map { try JSONValue(parsing: Array($0.string("payload").utf8))["text"]?.text ?? "" }
        #expect(words.count { $0.contains("ได้ตามปกติแล้ว") } == 1 && words.count == 2 && !words.joined().contains("⟦"))
        // A verdict is news only where it is another one.
        #expect(
            try await office.rows("SELECT verdict FROM verdict ORDER BY at").map { try $0.string("verdict") }
                == ["alive", "gone", "alive"])
    }

    @Test(arguments: engines) func `a page about another year and one that only says it is missing are found`(
        _ engine: TestEngine
    ) async throws {
        let office = try await WatchedOffice.open(engine, paths: ["/old", "/soft", "/nonsense"])
        try office.web.set("/old", .init(body: WatchSample.page(year: 2566)))
        try office.web.set("/soft", .init(body: "<h1>ไม่พบหน้าที่ท่านต้องการ</h1><p>หน้านี้ถูกลบแล้ว</p>"))
        try await office.site.database.write(office.agency) {
            try WatchSample.address("bad", office.agency, disclosure: "d", position: 9, "หน้าเว็บของเรา", in: $0)
        }
        _ = try await office.watcher.pass()
        let found = try await office.rows("SELECT address_id, verdict FROM watched ORDER BY address_id").map {
            "\(try $0.string("address_id")) \(try $0.string("verdict"))"
        }
        #expect(found == ["a/nonsense gone", "a/old wrong_year", "a/soft soft_not_found", "bad gone"])
        #expect(try office.web.asked().contains { $0["path"]?.text?.hasPrefix("/prongsai-") == true })
        #expect(
            try office.web.asked().allSatisfy {
                $0["cookie"]?.text == "" && $0["agent"]?.text?.contains("Prongsai/") == true
            })
    }

    @Test(arguments: engines) func `an offer is not watched, and what is removed is watched no more`(
        _ engine: TestEngine
    ) async throws {
        let office = try await WatchedOffice.open(engine, paths: ["/a", "/b"])
        try await office.site.database.write(office.agency) {
            try WatchSample.address(
                "offer", office.agency, disclosure: "d", position: 5, office.web.address("/c"), offeredFrom: "x", in: $0
            )
            try $0.execute("UPDATE disclosure_address SET removed_at = '2025-03-10T00:00:00.000Z' WHERE id = 'a/b'")
        }
        #expect(try await office.watcher.pass().looks == 1)
        try await office.site.database.write(office.agency) {
            try $0.execute("UPDATE disclosure_address SET removed_at = '2025-03-10T00:00:00.000Z' WHERE id = 'a/a'")
        }
        office.clock.advance(2 * WatchedOffice.day)
        #expect(try await office.watcher.pass().looks == 0)
        #expect(try await office.watched("/a").optionalString("stopped_at") != nil)
        try await office.site.database.write(office.agency) {
            try $0.execute("UPDATE disclosure_address SET removed_at = NULL WHERE id = 'a/a'")
        }
        #expect(try await office.watcher.pass().looks == 1)
    }

    @Test(arguments: engines) func `two watchers on one database never judge an address twice`(
        _ engine: TestEngine
    ) async throws {
        let paths = (0..<24).map { "/\($0)" }
        let office = try await WatchedOffice.open(engine, paths: paths)
        for path in paths { try office.web.set(path, .init(body: WatchSample.page(), delay: 0.02)) }
        for round in 1...3 {
            let (one, two) = (office.watcher, office.watcher)
            async let first = one.pass()
            async let second = two.pass()
            let looks = try await first.looks + second.looks
            // A site belongs to one of them; the other finds nothing of it.
            #expect(looks == paths.count)
            #expect(
                try await office.count("SELECT COUNT(*) AS n FROM watched_day WHERE looks = 1") == round * paths.count)
            #expect(try await office.count("SELECT COUNT(*) AS n FROM capture") == round * paths.count)
            office.clock.advance(2 * WatchedOffice.day)
        }
        #expect(try await office.count("SELECT COUNT(*) AS n FROM site_memory WHERE leased_until IS NOT NULL") == 0)
    }

    @Test(arguments: engines) func `a look counts only while the moment it was due at stands`(
        _ engine: TestEngine
    ) async throws {
        let office = try await WatchedOffice.open(engine, paths: ["/a"])
        try office.web.set("/a", .init(body: WatchSample.page()))
        let watcher = office.watcher
        try await watcher.queue.keepInStep()
        let claim = try #require(try await watcher.queue.claim())
        #expect(try await office.watcher.queue.claim() == nil, "a site that is held is claimed again")
        let record = LookRecord(site: office.site)
        let gone = PageVerdict(.gone, [.init("status", ["status": "404"])])
        #expect(try await record.keep(claim.due[0], nil, gone))
        #expect(try await !record.keep(claim.due[0], nil, gone))
        #expect(try await office.count("SELECT SUM(looks) AS n FROM watched_day") == 1)
        // A lease that nobody renews is over after two minutes.
        office.clock.advance(WatchQueue.lease + 1)
        #expect(try await !office.watcher.queue.renew(claim.hosts))
        try await office.watcher.queue.hurry(agency: office.agency)
        #expect(try await office.watcher.pass().looks == 1)
    }

    @Test func `the inside of the office is not asked unless an administrator allows it`() async throws {
        let office = try await WatchedOffice.open(.sqlite, paths: ["/a"]) { $0.watch.networks = [] }
        try office.web.set("/a", .init(body: WatchSample.page()))
        _ = try await office.watcher.pass()
        #expect(try await office.watched("/a").string("verdict") == "not_allowed")
        #expect(try office.web.asked().isEmpty)
    }

    @Test func `every address has its own moment of the day, and what is not sure is looked at sooner`() {
        var sure = PageStanding()
        _ = sure.take(PageVerdict(.alive), at: 0)
        let now: Int64 = 1_800_000_000_000
        var moments: Set<Int64> = []
        for number in 0..<200 {
            let id = "address-\(number)"
            let next = WatchSchedule.next(after: now, id: id, standing: sure, every: 86_400, again: 3600)
            #expect(next >= now + 43_200_000 && next <= now + 129_600_000)
            let later = WatchSchedule.next(after: next, id: id, standing: sure, every: 86_400, again: 3600)
            #expect(later == next + 86_400_000, "the same moment the next day")
            moments.insert(next / 3_600_000)
        }
        #expect(moments.count > 15)
        var unsure = sure
        _ = unsure.take(PageVerdict(.gone), at: 1)
        let soon = WatchSchedule.next(after: now, id: "x", standing: unsure, every: 86_400, again: 3600)
        #expect(soon > now + 3_000_000 && soon <= now + 3_600_000)
    }

    @Test func `settings that cannot be are refused, all at once`() throws {
        let options = ["watch-networks": "10.0.0.0/8,เครือข่าย", "watch-every": "0d", "alert-officer-hours": "ครึ่งวัน"]
        do {
            _ = try Settings(
                options: options.merging(["root": Repository.root.path]) { $1 }, environment: [:])
            Issue.record("taken")
        } catch Failure.invalid(let problems) {
            #expect(problems.map(\.key) == ["watch_setting", "watch_setting", "watch_setting"])
        }
        #expect(WatchSettings.seconds("90m") == 5400 && WatchSettings.seconds("1d") == 86_400)
        #expect(
            WatchSettings.seconds("1วัน") == nil && WatchSettings.seconds("") == nil
                && WatchSettings.seconds("-1h") == nil)
    }
}
