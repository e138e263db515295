import Documents
import Foundation
import Testing
import Watch

@testable import Prongsai

/// An answer of มี stands beside what the watcher found.
@Suite struct AnswersTroubleTests {
    @Test(arguments: engines) func `a page of another year is nowhere called out of reach`(
        _ engine: TestEngine
    ) async throws {
        let office = try await WatchedOffice.open(engine, paths: ["/a"])
        _ = try await TestSite.account("officer", .officer, of: office.agency, on: office.site)
        let browser = TestBrowser(office.site)
        try await browser.signIn("officer")
        try office.web.set("/a", .init(body: WatchSample.page(year: 2567)))
        for _ in 0..<4 {
            _ = try await office.watcher.pass()
            office.clock.advance(WatchedOffice.hour)
        }
        #expect(try await office.watched("/a").string("state") == "down")
        let answers = try await browser.get("/desk/mine/2568/disclosures/answers").body
        #expect(answers.contains("▲ มี แต่เป็นข้อมูลคนละปี") && !answers.contains("เปิดไม่ได้"))
        #expect(try await browser.get("/desk/mine/2568/disclosures/O18").body.contains("เว็บไซต์ · ข้อมูลคนละปี"))
        let agency = try await office.site.database.read { try Agency.find("mine", in: $0) }
        let pack = try await AppealPack.gather(agency: agency, year: 2568, code: "O18", on: nil, site: office.site)
        let words = String(decoding: AppealPage(pack: pack).bytes, as: UTF8.self)
        #expect(words.contains("<th scope=\"col\">มีปัญหา</th>") && !words.contains("เปิดไม่ได้"))
        var untitled = pack
        (untitled.item.title, untitled.item.english) = ("", nil)
        let bare = String(decoding: AppealPage(pack: untitled).bytes, as: UTF8.self)
        let whose = agency.name(.thai)
        #expect(words.contains("<p>\(whose) · ") && bare.contains("<p>\(whose)</p>"))
    }

    @Test(arguments: engines) func `an answer that the watcher contradicts cannot be missed, and says since when`(
        _ engine: TestEngine
    ) async throws {
        let office = try await WatchedOffice.open(engine, paths: ["/a"])
        _ = try await TestSite.account("officer", .officer, of: office.agency, on: office.site)
        let browser = TestBrowser(office.site)
        try await browser.signIn("officer")
        let answers = "/desk/mine/2568/disclosures/answers"
        try office.web.set("/a", .init(body: WatchSample.page()))
        _ = try await office.watcher.pass()
        #expect(!(try await browser.get(answers).body.contains("มี แต่")))
        #expect(try await browser.get("/desk/mine/2568/disclosures").body.contains("มีค่า 4.00 คะแนน"))

        // The first bad look is told, as one that is not sure yet.
        try office.web.set("/a", .init(body: "<title>เข้าสู่ระบบ</title><form><input type=password></form>"))
        office.clock.advance(2 * WatchedOffice.day)
        _ = try await office.watcher.pass()
        let doubted = try await browser.get(answers).body
        #expect(doubted.contains("1 ข้อตอบว่ามี") && doubted.contains("กำลังดูซ้ำให้แน่ใจ") && !doubted.contains("⟦"))
        let since = office.site.strings.instant(try await office.watched("/a").string("since"), .thai)
        #expect(doubted.contains("▲ มี แต่") && doubted.contains(since))

        try office.web.set("/a", nil)
        for _ in 0..<3 {
            office.clock.advance(WatchedOffice.hour)
            _ = try await office.watcher.pass()
        }
        let page = try await browser.get(answers).body
        #expect(page.contains("▲ มี แต่เปิดไม่ได้") && !page.contains("กำลังดูซ้ำให้แน่ใจ") && page.contains("ตั้งแต่"))
        let file = try await browser.get("\(answers)/xlsx").bytes
        let sheet = "\(try SourceDocument.xlsx(file))"
        #expect(sheet.contains("มี แต่เปิดไม่ได้") && sheet.contains("มีปัญหา 1 ข้อ") && sheet.contains("ตั้งแต่"))
        #expect(try await browser.get("/desk/mine/2568/disclosures").body.contains("เสีย 4.00 คะแนน"))

        let token = try await TestSite.token(.reader, of: office.agency, on: office.site)
        let told = try JSONValue(
            parsing: try await TestBrowser(office.site).send(
                .get, "/api/v1/agencies/mine/years/2568/disclosures", headers: ["authorization": "Bearer \(token)"],
                body: []
            ).bytes)
        let item = told["disclosures"]?.list?.first
        #expect(told["contradicted"] == .whole(1) && told["pointsLost"] == .text("4.00"))
        #expect(item?["trouble"]?["verdict"] == .text("gone") && item?["trouble"]?["isSure"] == .flag(true))
        #expect(item?["points"] == .text("4.00") && item?["pointsLost"] == .text("4.00"))
    }

    @Test func `an alert ends in the title where there is one, and with nothing where there is none`() async throws {
        let (site, _) = try await TestSite.moving(.sqlite) { settings in
            settings.watch.line = LineTarget(token: "t", to: "G1", address: "http://127.0.0.1:1")
        }
        let (strings, now) = (site.strings, Instant(milliseconds: TestSite.now))
        let agency = try await Office.open("mine", on: site).agency
        let writer = try #require(LineWriter(site))
        for title in ["", "แผน น้ำ"] {
            let values = [
                "code": "O6", "title": title, "points": "4.00", "verdict": "gone", "address": "http://a/",
                "at": now.text,
                "last_good": "",
            ]
            for kind in ["down", "still_down", "up", "changed", "unsure"] {
                for language in Language.allCases {
                    let said = Notice.says("disclosure_\(kind)", values, strings, language)
                    #expect(said == said.trimmingWhitespace() && !said.contains("{"), "\(said)")
                    let untitled = strings.text("disclosure.no_title", [:], language)
                    #expect(!said.contains(untitled) && said.hasSuffix(title.isEmpty ? "" : " \(title)"), "\(said)")
                }
            }
            let id = ID.new()
            try await site.database.write(agency) { db in
                try writer.write("down", values, about: "/x", id: id, agency: agency, at: now, in: db)
            }
            let row = try await site.database.read { try $0.first("SELECT payload FROM outbox WHERE id = \(id)") }
            let payload = try #require(row).string("payload")
            let sent = try JSONValue(parsing: Array(payload.utf8))["text"]?.text ?? ""
            let line = title.isEmpty ? "" : "\(title)\n"
            #expect(sent.contains("4.00 คะแนน\n\(line)http://a/"), "\(sent)")
        }
    }

    @Test(arguments: engines) func `what was in trouble before our own network failed is told as it was found`(
        _ engine: TestEngine
    ) async throws {
        let office = try await WatchedOffice.open(engine, paths: ["/a"])
        let officer = try await TestSite.account("officer", .officer, of: office.agency, on: office.site)
        let director = try await TestSite.account("director", .director, of: office.agency, on: office.site)
        try office.web.set("/a", .init(body: WatchSample.page(year: 2567)))
        _ = try await office.watcher.pass()
        // The program was stopped between the look and its alert, and when it began again our own line was down.
        let seen = office.site.clock.now()
        try await office.site.database.write(office.agency) {
            try $0.execute(
                """
                UPDATE watched SET state = 'down', verdict = 'network_down', seen_at = \(seen), since = \(seen),
                reasons = '[{"code":"unreachable","values":{}}]', next_at = '2025-12-31T00:00:00.000Z'
                """)
        }
        #expect(try await office.watcher.alert() == 1)
        #expect(try await office.one("SELECT verdict FROM alert")?.string("verdict") == "wrong_year")
        office.clock.advance(4 * WatchedOffice.day)
        _ = try await office.watcher.alert()
        let strings = office.site.strings
        for (person, kind) in [
            (office.person, "disclosure_down"), (officer, "disclosure_still_down"), (director, "disclosure_still_down"),
        ] {
            let notice = try #require(
                try await office.one(
                    "SELECT particulars FROM notice WHERE person_id = \(person) AND kind = \(kind)"))
            let told = try Notice.decoded(notice.string("particulars"))
            for language in [Language.thai, .english] {
                let words = Notice.says(kind, told, strings, language)
                let wrong = strings.verdict(.wrongYear, language)
                let again = strings.again(.networkDown, at: seen.text, language)
                #expect(words.contains(wrong) && words.contains(again) && !words.contains("{"), "\(words)")
            }
        }
        let browser = TestBrowser(office.site)
        try await browser.signIn("officer")
        let id = try await office.watched("/a").string("id")
        let agency = office.agency
        let alert = try #require(try await office.one("SELECT since FROM alert")).string("since")
        // Since when it is in trouble is not since when our line was down.
        try await office.site.database.write(agency) {
            try $0.execute("UPDATE watched SET since = '2025-03-16T00:00:00.000Z'")
        }
        let head = try await browser.get("/desk/mine/2568/watch/addresses/\(id)").body
        #expect(head.contains(strings.instant(alert, .thai)))
        #expect(!head.contains(strings.instant("2025-03-16T00:00:00.000Z", .thai)))
        #expect(head.contains("<dt>ปัญหาที่พบ</dt>") && !head.contains("<dt>ผลการดูล่าสุด</dt>"))
        let alarm = try #require(try await office.one("SELECT verdict, reasons FROM alert"))
        let wrong = try #require(try PageVerdict(alarm))
        let why = wrong.reasons.prefix(3).map { strings.reason($0, .thai) }.joined(separator: " · ")
        for path in ["watch", "watch/addresses/\(id)", "disclosures/O18"] {
            let page = try await browser.get("/desk/mine/2568/\(path)").body
            #expect(page.contains(strings.verdict(.wrongYear, .thai)), "\(path)")
            let again = strings.again(.networkDown, at: seen.text, .thai)
            // What was found belongs to the alert, not to the look that could not tell.
            #expect(page.contains("\(why) · \(again)</small>"), "\(path)")
        }
        #expect(try await browser.get("/desk/mine/2568/disclosures").body.contains("เสีย 4.00 คะแนน"))
        let untouched = try await browser.get("/desk/mine/2568/disclosures/answers").body
        #expect(untouched.contains(strings.words(wrong, .thai)), "with its reason too")

        // The answers before submission count it as the board does, until a look tells.
        func answers() async throws -> AnswersSheet {
            try await AnswersSheet.look(
                agency: office.agency, year: 2568, site: office.site, looker: office.watcher.looker
            ) { _, _ in }.sheet
        }
        try office.web.set("/a", .init(status: 403, body: "<h1>Forbidden</h1>"))
        let untold = try await answers()
        #expect(untold.answers.first?.zero == .unreachable && untold.pointsLost == "4.00")
        #expect(untold.answers.first?.addresses.first?.told?.state == .wrongYear)
        try office.web.set("/a", .init(body: WatchSample.page()))
        let told = try await answers()
        #expect(told.answers.first?.zero == nil && told.answers.first?.addresses.first?.told == nil)
    }
}
