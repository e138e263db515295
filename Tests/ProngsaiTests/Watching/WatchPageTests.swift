import Documents
import Foundation
import Testing
import Watch

@testable import Prongsai

@Suite struct WatchPageTests {
    @Test(arguments: engines) func `what is down stands first, with what it costs and a way to what was there`(
        _ engine: TestEngine
    ) async throws {
        let office = try await WatchedOffice.open(engine, paths: ["/a", "/b"])
        _ = try await TestSite.account("reader", .reader, of: office.agency, on: office.site)
        _ = try await TestSite.account("officer", .officer, of: office.agency, on: office.site)
        let (reader, officer) = (TestBrowser(office.site), TestBrowser(office.site))
        try await reader.signIn("reader")
        try await officer.signIn("officer")
        let empty = try await reader.get("/desk/mine/2569/watch")
        #expect(empty.status == 200 && empty.body.contains("ยังไม่มีที่อยู่ที่เฝ้าดู"))
        try office.web.set("/a", .init(body: WatchSample.page("<script>alert('ที่นี่')</script><b>ข้อความ</b>")))
        try office.web.set("/b", .init(body: WatchSample.page()))
        _ = try await office.watcher.pass()
        #expect(try await reader.get("/desk/mine/2568/watch").body.contains("ปกติทุกที่อยู่"))
        try office.web.set("/a", nil)
        office.clock.advance(2 * WatchedOffice.day)
        for _ in 0..<3 {
            _ = try await office.watcher.pass()
            // What stands below is what the heading says: a first bad look is no good order.
            let body = try await reader.get("/desk/mine/2568/watch").body
            #expect(!body.contains("ปกติทุกที่อยู่") && body.contains("ปกติ 1"))
            office.clock.advance(WatchedOffice.hour)
        }
        let board = try await reader.get("/desk/mine/2568/watch")
        #expect(board.body.contains("มีปัญหา 1 ที่อยู่") && board.body.contains("เสี่ยงเสีย"))
        #expect(board.body.contains("นโยบายไม่รับของขวัญ") && board.body.contains("เว็บไซต์ตอบรหัส 404"))
        #expect(!board.body.contains("⟦") && board.bytes.count < 60_000)
        let id = try await office.watched("/a").string("id")
        let page = try await reader.get("/desk/mine/2568/watch/addresses/\(id)")
        #expect(page.status == 200 && page.body.contains("ข้อ O18 มีปัญหา") && !page.body.contains("⟦"))
        // A reader may look, and change nothing.
        #expect(!page.body.contains("ดูอีกครั้งเดี๋ยวนี้") && page.body.contains("หน้าของข้อ O18"))
        let mended = try await officer.get("/desk/mine/2568/watch/addresses/\(id)").body
        #expect(mended.contains("แก้หน้าเว็บให้เปิดได้แล้วกด"), "what to do stands there")
        #expect(try await reader.post("/desk/mine/2568/watch/addresses/\(id)/look").status == 403)

        // What was there last is shown as words, never as markup.
        let capture = try await office.watched("/a").string("capture_id")
        let words = try await reader.get("/desk/mine/2568/watch/captures/\(capture)")
        #expect(words.body.contains("ประกาศนโยบายไม่รับของขวัญ") && !words.body.contains("alert("))
        #expect(!words.body.contains("<b>ข้อความ</b>"))
        let file = try await reader.get("/desk/mine/2568/watch/captures/\(capture)/file")
        #expect(file.header("content-disposition")?.hasPrefix("attachment") == true)
        #expect(try WARCReader.records(file.bytes).contains { $0.type == "response" })
        let token = try await TestSite.token(.reader, of: office.agency, on: office.site)
        func machine(_ path: String) async throws -> TestBrowser.Answer {
            let headers = ["authorization": "Bearer \(token)"]
            return try await TestBrowser(office.site).send(
                .get, "/api/v1/agencies/mine/years/2568/\(path)", headers: headers, body: [])
        }
        let history = try JSONValue(parsing: try await machine("watched/\(id)").bytes)
        let kept = history["captures"]?.list?.compactMap { $0["id"]?.text } ?? []
        #expect(history["isDown"] == .flag(true) && kept.contains(capture))
        #expect(history["verdicts"]?.list?.isEmpty == false)
        #expect(try await machine("captures/\(capture)").bytes == file.bytes, "a program is handed the same file")
        #expect(try await reader.get("/desk/mine/2568/watch/captures/none").status == 404)
        #expect(try await reader.get("/desk/mine/2568/watch/appeal/O18").status == 200)
        #expect(try await reader.get("/desk/mine/2568/watch/appeal/O99").status == 404)
        // A day nobody understands, or that is to come, is asked for again where it was typed.
        for typed in ["%22%E0%B9%88", "1/10/2600"] {
            let asked = try await reader.get("/desk/mine/2568/watch/appeal/O18?on=\(typed)")
            #expect(asked.status == 422 && asked.body.contains("id=\"f-on\"") && asked.body.contains("#f-on"))
        }

        // Look again: twice is once.
        office.clock.advance(120_000)
        try await office.site.database.write(nil) {
            try $0.execute("UPDATE watched SET next_at = '2026-01-01T00:00:00.000Z' WHERE id = \(id)")
        }
        for _ in 0..<2 {
            #expect(try await officer.post("/desk/mine/2568/watch/addresses/\(id)/look").status == 303)
        }
        #expect(try await office.count("SELECT COUNT(*) AS n FROM journal WHERE operation = 'look-again'") == 1)
        #expect(try await office.watcher.pass().looks >= 1)
        let wrong = try await officer.post("/desk/mine/2568/watch/addresses/\(id)/interval", ["every": "7ุ"])
        #expect(wrong.status == 422 && wrong.body.contains("รอบการเฝ้าดูนี้เลือกไม่ได้"))
        #expect(
            try await officer.post("/desk/mine/2568/watch/addresses/\(id)/interval", ["every": "3600"]).status == 303)
        #expect(try await office.watched("/a").integer("every_seconds") == 3600)
    }

    @Test func `a board of a large office is light and asks few questions`() async throws {
        let office = try await WatchedOffice.open(.sqlite, paths: (0..<130).map { "/รายการที่/\($0)" })
        try await office.watcher.queue.keepInStep()
        try await office.site.database.write(office.agency) { db in
            for row in try db.rows("SELECT id FROM watched") {
                let id = try row.string("id")
                try db.execute(
                    """
                    UPDATE watched SET state = 'down', verdict = 'gone', reasons = '[{"code":"status","values":{"status":"404"}}]'
                    WHERE id = \(id)
                    """)
                for day in 1...28 {
                    try db.execute(
                        """
                        INSERT INTO watched_day (watched_id, on_day, agency_id, looks, good, bad, changed, worst)
                        VALUES (\(id), \("2025-02-\(day < 10 ? "0" : "")\(day)"), \(office.agency), 1, \(day % 2), \(1 - day % 2), 0, 'gone')
                        """)
                }
            }
        }
        let (editions, agency) = (office.site.editions, office.agency)
        let board = try await office.site.database.read { db -> WatchBoard? in
            try WatchBoard.load(
                agency: agency, year: 2568, page: 2, editions: editions, today: Instant(milliseconds: TestSite.now).day,
                in: db)
        }
        #expect(board?.counts == [.down: 130])
        #expect(board?.count == 130 && board?.pages == 4 && board?.lines.count == 40 && board?.page == 2)
    }

    @Test(arguments: engines) func `before submission every address is looked at, and the answers are kept`(
        _ engine: TestEngine
    ) async throws {
        let office = try await WatchedOffice.open(engine, paths: ["/a"])
        try office.web.set("/a", .init(body: WatchSample.page()))
        try office.web.set("/login", .init(body: "<title>เข้าสู่ระบบ</title><form><input type=password></form>"))
        try await office.site.database.write(office.agency) { db in
            try WatchSample.disclosure("e", office.agency, item: "oit.unnamed-s", year: 2568, in: db)
            try WatchSample.disclosure("f", office.agency, item: "oit.unnamed-t", year: 2568, in: db)
            try WatchSample.disclosure("g", office.agency, item: "oit.unnamed-u", year: 2568, in: db)
            try WatchSample.address("e1", office.agency, disclosure: "e", office.web.address("/gone"), in: db)
            try db.execute("UPDATE disclosure SET nothing_because = 'ไม่มีการจัดซื้อในรอบนี้' WHERE id = 'g'")
        }
        let (yearID, sheet) = try await AnswersSheet.look(
            agency: office.agency, year: 2568, site: office.site, looker: office.watcher.looker
        ) { _, _ in }
        #expect(sheet.answers.map(\.code) == ["O18", "O19", "O20", "O21"])
        // A statement that nothing was there answers nothing while nobody can see it.
        #expect(sheet.answers.map(\.zero) == [nil, .unreachable, .nothing, .unpublished])
        #expect(sheet.zeros.map(\.code) == ["O19", "O20", "O21"])
        #expect(sheet.pointsLost != nil)
        let hash = try await office.site.perform(
            FreezeAnswers(agency: office.agency, year: yearID, sheet: sheet), as: TestSite.console)
        #expect(try hash == Hash.sha256(Array(sheet.content.utf8)))
        let kept = try await office.site.database.read { [agency = office.agency] in
            try AnswersSheet.newest(agency: agency, year: 2568, in: $0)
        }
        #expect(kept?.sheet == sheet && kept?.hash == hash)
        _ = try await TestSite.account("officer", .officer, of: office.agency, on: office.site)
        let browser = TestBrowser(office.site)
        try await browser.signIn("officer")
        let page = try await browser.get("/desk/mine/2568/watch/answers").body
        #expect(page.contains("3 ข้อจะได้ 0 หากตรวจวันนี้") && page.contains(hash) && !page.contains("⟦"))
        #expect(page.contains("href=\"/desk/mine/2568/disclosures/O19\""))
        let asked = try await browser.post("/desk/mine/2568/watch/answers")
        #expect(asked.status == 303 && asked.location?.hasPrefix("/jobs/") == true)
        #expect(try await browser.post("/desk/mine/2568/watch/answers").location == asked.location)
        #expect(try await browser.post("/desk/mine/2570/watch/answers").status == 404)
    }

    @Test(arguments: engines) func `LINE is told once, and where it refuses everything else goes on`(
        _ engine: TestEngine
    ) async throws {
        let server = try await PythonServer("hooks.py")
        // The month's messages are used up for good; what came too fast is sent again.
        for (path, fault) in [("", nil), ("/quota", "line_quota"), ("/rate", "line_rate")] as [(String, String?)] {
            let (site, _) = try await TestSite.moving(engine) { settings in
                settings.watch.line = LineTarget(
                    token: "ความลับ".utf8.map { String($0) }.joined(), to: "Cgroup",
                    address: "http://127.0.0.1:\(server.port)\(path)/")
            }
            let agency = try await TestSite.addOffice("mine", to: site)
            try await site.database.write(agency) { db in
                try Outbox.line(to: "Cgroup", text: "เปิดข้อมูล O18 ไม่ได้ ที่นี่", agency: agency, at: site.clock.now(), in: db)
            }
            _ = try await Worker(site: site).round()
            _ = try await Worker(site: site).round()
            let row = try #require(
                try await site.database.read { try $0.first("SELECT done_at, fault FROM outbox WHERE kind = 'line'") })
            #expect(try (row.optionalString("done_at") == nil) == (fault == "line_rate"))
            #expect(try row.optionalString("fault").map { TransferFault(stored: $0).code } == fault)
        }
        let told = try server.received()
        #expect(told.map { $0["path"]?.text } == ["", "/quota", "/rate"].map { "\($0)/v2/bot/message/push" })
        let body = try JSONValue(parsing: Array(try #require(told.first?["body"]?.text).utf8))
        #expect(body["to"]?.text == "Cgroup")
        #expect(body["messages"]?.list?.first?["text"]?.text == "เปิดข้อมูล O18 ไม่ได้ ที่นี่")
        #expect(told.first?["headers"]?["authorization"]?.text?.hasPrefix("Bearer ") == true)
        #expect(told.first?["headers"]?["x-line-retry-key"]?.text?.utf8.count == 36)
    }

    @Test func `a heading says what nothing can be told of`() async throws {
        let office = try await WatchedOffice.open(.sqlite, paths: ["/a"]) { $0.watch.networks = [] }
        _ = try await TestSite.account("reader", .reader, of: office.agency, on: office.site)
        let reader = TestBrowser(office.site)
        try await reader.signIn("reader")
        try await office.watcher.queue.keepInStep()
        #expect(try await reader.get("/desk/mine/2568/watch").body.contains("<h1>ยังไม่ได้ดู 1 ที่อยู่"))
        _ = try await office.watcher.pass()
        #expect(try await reader.get("/desk/mine/2568/watch").body.contains("<h1>ยังบอกไม่ได้ว่าเปิดได้หรือไม่ 1 ที่อยู่"))
    }

    @Test func `the demo website dies as it says`() throws {
        let fonts = ReportFonts.load(folder: nil)
        let site = try DemoSite(year: 2568, diesAfter: 30, fonts: fonts)
        for page in DemoSite.pages {
            #expect(site.answer(page.path, after: 29).status == 200, "\(page.path)")
        }
        #expect(site.answer("/plan/action-plan.pdf", after: 0).body.starts(with: Array("%PDF".utf8)))
        #expect(site.answer("/ethics/no-gift-policy", after: 30).status == 404)
        let soft = site.answer("/procurement/plan", after: 30)
        #expect(soft.status == 200 && String(decoding: soft.body, as: UTF8.self).contains("ไม่พบหน้า"))
        #expect(String(decoding: site.answer("/procurement/report", after: 30).body, as: UTF8.self).contains("2567"))
        #expect(site.answer("/nothing", after: 0).status == 404)
    }
}
