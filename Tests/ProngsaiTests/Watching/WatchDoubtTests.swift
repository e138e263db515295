import Foundation
import Testing
import Watch

@testable import Prongsai

/// What changed or cannot be told stays in doubt until a person has looked.
@Suite struct WatchDoubtTests {
    private static let spam =
        "<title>ร้านอาหาร</title><h1>เมนูแนะนำ</h1>"
        + (1...9).map { "<p>จานที่ \($0) ผัดไทยกุ้งสด ปรุงใหม่ทุกวัน</p>" }.joined()
    private static func list(_ rows: Int) -> String {
        WatchSample.page()
            + (0..<rows).map { "<p>ลำดับ\(["ก", "ข", "ค", "ง", "จ"][$0 % 5]) รายการ\($0 % 7) ที่นี่</p>" }.joined()
    }

    @Test(arguments: engines) func `a change is told at once and stays in doubt until somebody has looked`(
        _ engine: TestEngine
    ) async throws {
        let office = try await WatchedOffice.open(engine, paths: ["/a"])
        _ = try await TestSite.account("officer", .officer, of: office.agency, on: office.site)
        try office.web.set("/a", .init(body: Self.list(10)))
        _ = try await office.watcher.pass()
        try office.web.set("/a", .init(body: Self.list(10) + "<p>แก้ไขเพิ่มเติม</p>"))
        for _ in 0..<3 {
            office.clock.advance(2 * WatchedOffice.day)
            _ = try await office.watcher.pass()
        }
        _ = try await office.watcher.pass()
        #expect(try await office.watched("/a").string("verdict") == "alive")
        #expect(try await office.watched("/a").optionalString("changed_at") != nil)
        #expect(try await office.told(office.person) == ["disclosure_changed"])

        let browser = TestBrowser(office.site)
        try await browser.signIn("officer")
        let board = try await browser.get("/desk/mine/2568/watch").body
        #expect(board.contains("เนื้อหาเปลี่ยน 1 ที่อยู่ รอผู้เปิดดู") && board.contains("◆ เนื้อหาเปลี่ยน"))
        #expect(try await browser.get("/desk/mine/2568/disclosures").body.contains("เนื้อหาเปลี่ยน ยังไม่มีผู้เปิดดู"))
        let id = try await office.watched("/a").string("id")
        let page = try await browser.get("/desk/mine/2568/watch/addresses/\(id)").body
        #expect(page.contains("เปิดดูแล้ว ถูกต้อง") && !page.contains("⟦"))
        // What was shown must be what stands there still.
        let way = "/desk/mine/2568/watch/addresses/\(id)/visits"
        #expect(try await browser.upload(way, [("seen", "before"), ("note", "")], files: []).status == 409)
        let seen = try await office.watched("/a").string("changed_at")
        #expect(
            try await browser.upload(way, [("seen", seen)], files: [("picture", "x.png", Samples.program)]).status
                == 422)
        #expect(try await office.count("SELECT COUNT(*) AS n FROM watched_visit") == 0)
        #expect(try await browser.upload(way, [("seen", seen), ("note", "")], files: []).status == 303)
        #expect(try await office.watched("/a").optionalString("changed_at") == nil)
        #expect(!(try await browser.get("/desk/mine/2568/watch").body.contains("รอผู้เปิดดู")))
        #expect(try await office.count("SELECT COUNT(*) AS n FROM journal WHERE operation = 'note-visit'") == 1)
    }

    @Test(arguments: engines) func `what was swapped is never taken for what is expected before a person says so`(
        _ engine: TestEngine
    ) async throws {
        let office = try await WatchedOffice.open(engine, paths: ["/a", "/b"])
        for path in ["/a", "/b"] {
            try office.web.set(path, .init(body: Self.list(20)))
        }
        _ = try await office.watcher.pass()
        try office.web.set("/a", .init(body: Self.spam))
        try office.web.set("/b", .init(body: Self.list(3)))
        for _ in 0..<4 {
            office.clock.advance(2 * WatchedOffice.day)
            _ = try await office.watcher.pass()
        }
        for path in ["/a", "/b"] {
            #expect(try await office.watched(path).string("verdict") == "replaced", "\(path)")
            let kept = try await office.one(
                """
                SELECT difference FROM verdict JOIN watched ON watched.id = watched_id
                WHERE address_id = \("a\(path)") AND verdict.verdict = 'replaced'
                """)
            #expect(try kept?.optionalString("difference") != nil, "\(path) shows what is different")
        }
        #expect(try await office.told(office.person) == ["disclosure_changed", "disclosure_changed"])
        // Unsure is neither up nor down, and costs no alert.
        #expect(try await office.count("SELECT COUNT(*) AS n FROM alert") == 0)
        #expect(try await office.count("SELECT SUM(good) AS n FROM watched_day") == 2)

        // Back as it was: in order. What a person accepts is expected from then on.
        try office.web.set("/a", .init(body: Self.list(20)))
        let b = try await office.watched("/b").string("id")
        try await office.site.perform(
            NoteVisit(agency: office.agency, watched: b, note: ""), as: TestSite.console)
        office.clock.advance(2 * WatchedOffice.day)
        _ = try await office.watcher.pass()
        for path in ["/a", "/b"] { #expect(try await office.watched(path).string("verdict") == "alive", "\(path)") }
        #expect(try await office.watched("/a").optionalString("changed_at") != nil, "nobody looked at what happened")
        #expect(try await office.watched("/b").optionalString("changed_at") == nil)
    }

    @Test(arguments: engines) func `where nothing can be told for days somebody is asked to open it, with proof`(
        _ engine: TestEngine
    ) async throws {
        let office = try await WatchedOffice.open(engine, paths: ["/a"])
        _ = try await TestSite.account("officer", .officer, of: office.agency, on: office.site)
        try office.web.set("/a", .init(status: 403, body: "<h1>Forbidden</h1>"))
        for _ in 0..<2 {
            _ = try await office.watcher.pass()
            office.clock.advance(WatchedOffice.day)
        }
        #expect(try await office.told(office.person) == [])
        for _ in 0..<3 {
            office.clock.advance(WatchedOffice.day)
            _ = try await office.watcher.pass()
        }
        #expect(try await office.told(office.person) == ["disclosure_unsure"])
        let browser = TestBrowser(office.site)
        try await browser.signIn("officer")
        let id = try await office.watched("/a").string("id")
        let way = "/desk/mine/2568/watch/addresses/\(id)/visits"
        let empty = try await browser.upload(way, [("seen", ""), ("note", " ")], files: [])
        #expect(empty.status == 422 && empty.body.contains("id=\"f-note\""))
        let sent = try await browser.upload(
            way, [("seen", ""), ("note", "เปิดได้ ที่นี่ น้ำ ปู่")], files: [("picture", "จอ.jpg", try Samples.dated().bytes)])
        #expect(sent.status == 303)
        let page = try await browser.get("/desk/mine/2568/watch/addresses/\(id)").body
        #expect(page.contains("เปิดได้ ที่นี่ น้ำ ปู่") && page.contains("ผู้ใช้ officer"))
        let visit = try #require(try await office.one("SELECT id, file_sha256 FROM watched_visit"))
        let picture = try await browser.get(
            "/desk/mine/2568/watch/visits/\(try visit.string("id"))/picture")
        #expect(picture.status == 200 && picture.header("content-type") == "image/jpeg")
        let name = try visit.string("file_sha256")
        #expect(try await office.site.database.read { try Files.referenced(in: $0) }.contains(name))
        for _ in 0..<5 {
            office.clock.advance(WatchedOffice.day)
            _ = try await office.watcher.pass()
        }
        #expect(try await office.told(office.person) == ["disclosure_unsure"])
        office.clock.advance(91 * WatchedOffice.day)
        _ = try await office.watcher.pass()
        #expect(try await office.told(office.person).count == 2, "a person's look is not for ever")
    }

    @Test(arguments: engines) func `a site that asks for a rest is asked later, and what is known stays`(
        _ engine: TestEngine
    ) async throws {
        let office = try await WatchedOffice.open(engine, paths: ["/a", "/b"])
        for path in ["/a", "/b"] { try office.web.set(path, .init(body: WatchSample.page(path))) }
        _ = try await office.watcher.pass()
        try office.web.set("/a", .init(status: 503, body: "busy", retryAfter: "7200"))
        office.clock.advance(2 * WatchedOffice.day)
        let now = office.clock.now
        #expect(try await office.watcher.pass().looks == 2)
        #expect(try await office.watched("/a").string("verdict") == "gone")
        #expect(Instant(stored: try await office.watched("/a").string("next_at")).milliseconds >= now + 7_100_000)
        #expect(try await office.watched("/b").string("verdict") == "alive")

        // Refused to us as a whole: not looked at, and no verdict of it.
        let record = LookRecord(site: office.site)
        try await office.watcher.queue.hurry(agency: nil)
        let claim = try #require(try await office.watcher.queue.claim())
        let b = try await office.watched("/b").string("id")
        let due = try #require(claim.due.first { $0.id == b })
        let outcome = FetchOutcome(
            id: 0, address: try WebAddress(due.address), result: .failure(.askedToWait), begun: office.clock.now,
            elapsed: 0, retryAfter: 999_999_999)
        let look = Look(outcome: outcome)
        #expect(try await !record.keep(due, look, PageVerdict.of(look)))
        let after = try await office.watched("/b")
        #expect(try after.string("verdict") == "alive")
        #expect(
            try await office.count("SELECT SUM(looks) AS n FROM watched_day WHERE watched_id = \(b)") == 2)
        #expect(
            Instant(stored: try after.string("next_at")).milliseconds == office.clock.now + 6 * 3_600_000)
    }

    @Test(arguments: engines) func `a page published here is watched and answered for where everybody reaches it`(
        _ engine: TestEngine
    ) async throws {
        let reference = try await SampleSite()
        for address in ["", "http://127.0.0.1:1/"] {
            let (site, clock) = try await TestSite.moving(engine) { settings in
                settings.address = address
                settings.watch.networks = [try #require(IPNetwork("127.0.0.0/8"))]
                settings.watch.ports = nil
                settings.watch.references = [try WebAddress(reference.address("/"))]
            }
            let agency = try await TestSite.addOffice("mine", to: site)
            let hosted = try await HostedDisclosure.add(to: agency, on: site)
            try await site.database.write(nil) {
                try $0.execute("UPDATE published_page SET published_at = '2025-03-01T00:00:00.000Z'")
            }
            var fetching = site.settings.watch.fetching(authorities: "")
            (fetching.hostGap, fetching.retries) = (0, 0)
            let watcher = Watcher(site, fetching: fetching)
            for _ in 0..<3 {
                _ = try await watcher.pass()
                clock.advance(2 * WatchedOffice.day)
            }
            let rows = try await site.database.read {
                try $0.rows("SELECT page_of, page_address, state, stopped_at FROM watched")
            }
            let sheet = try await AnswersSheet.look(
                agency: agency, year: 2568, site: site, looker: watcher.looker
            ) { _, _ in }.sheet
            let answer = try #require(sheet.answers.first { $0.code == "O3" })
            let office = try await site.database.read { try Agency.find("mine", in: $0) }
            func item() async throws -> Disclosure {
                try await site.database.read { [editions = site.editions] db in
                    try DisclosureYear.find(office, year: 2568, editions: editions, in: db).item("O3")
                }
            }
            guard !address.isEmpty else {
                #expect(rows.isEmpty && answer.addresses.isEmpty && answer.zero == .unaddressed)
                continue
            }
            let shown = "http://127.0.0.1:1/public/mine/2568/"
            #expect(rows.count == 1)
            #expect(try rows.first?.string("page_of") == hosted.shown)
            #expect(try rows.first?.string("page_address").hasPrefix(shown) == true)
            #expect(answer.addresses.first?.address.hasPrefix(shown) == true && answer.zero == .unreachable)
            #expect(try await item().isDown)
            let pack = try await AppealPack.gather(agency: office, year: 2568, code: "O3", site: site)
            #expect(pack.places.count == 1 && pack.versions.count == 1)
            try await site.perform(
                WithdrawDisclosure(agency: agency, disclosure: hosted.shown, reason: "ผิดฉบับ"), as: TestSite.console)
            _ = try await watcher.pass()
            let stopped = try await site.database.read { try $0.first("SELECT stopped_at FROM watched") }
            #expect(try stopped?.optionalString("stopped_at") != nil)
            #expect(try await !item().isDown)
        }
    }
}
