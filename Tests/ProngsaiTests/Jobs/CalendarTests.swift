import Foundation
import ITA
import Testing

@testable import Prongsai

@Suite struct CalendarTests {
    @Test(arguments: engines) func `the secret address gives one's own days, and nothing once it is revoked`(
        _ engine: TestEngine
    ) async throws {
        let (site, _) = try await TestSite.moving(engine) { $0.address = "https://ita.example.go.th" }
        let office = try await Office.open("mine", on: site)
        let measure = try await site.perform(
            AddMeasure(
                agency: office.agency, plan: office.plan, rows: [office.emptyRow],
                fields: MeasureFields(
                    text: "ประกาศ \"น้ำ\"่; ปู่, ญี่ปุ่น\\ที่นี่\nบรรทัดสอง " + String(repeating: "ที่นี่น้ำ", count: 30),
                    person: "ผู้ใช้ officer.mine", endsOn: "20 มี.ค. 2568")), as: TestSite.console)
        let browser = TestBrowser(site)
        try await site.database.write(office.agency) {
            try $0.execute("UPDATE account SET second_factor_at = NULL WHERE person_id = \(office.person)")
        }
        try await browser.signIn("officer.mine")
        #expect(try await browser.get("/account/calendar").body.contains("มีลิงก์ปฏิทินตั้งแต่"))
        let page = try await browser.post("/account/calendar")
        let link = try #require(address(in: page.body))
        #expect(link.hasPrefix("https://ita.example.go.th/calendar/"))
        #expect(try await !browser.get("/account/calendar").body.contains(link), "it is shown once")
        let path = try #require(link.removing(prefix: "https://ita.example.go.th"))
        let stranger = TestBrowser(site)
        let feed = try await stranger.get(path)
        #expect(feed.status == 200 && feed.header("content-type") == "text/calendar; charset=utf-8")
        let read = try await parsed(feed.bytes)
        #expect(
            read.map { "\($0["day"]?.text ?? "") \($0["uid"]?.text ?? "")" }.sorted() == [
                "2025-03-20 \(measure)@prongsai", "2025-03-31 \(office.plan)-round-1-end@prongsai",
                "2025-09-30 \(office.plan)-round-2-end@prongsai",
            ])
        let own = try #require(read.first { $0["uid"]?.text == "\(measure)@prongsai" })
        #expect(own["text"]?.text?.hasPrefix("ประกาศ \"น้ำ\"่; ปู่, ญี่ปุ่น\\ที่นี่\nบรรทัดสอง") == true)
        #expect(own["url"]?.text == "https://ita.example.go.th/desk/mine/2568/work")
        #expect(try await stranger.get(path).bytes == feed.bytes, "the same question has the same answer")
        #expect(try await stranger.get(path.replacingOccurrences(of: ".ics", with: "x.ics")).status == 404)
        _ = try await browser.post("/account/calendar")
        #expect(try await stranger.get(path).status == 404, "a new address ends the old one")
        #expect(try await browser.post("/account/calendar/removal").status == 303)
        #expect(try await browser.post("/account/calendar/removal").status == 404, "sent twice")
    }

    @Test func `lines are cut between characters, at 75 bytes`() async throws {
        for count in 60...90 {
            let line = "SUMMARY:" + String(repeating: "a", count: count - 10) + String(repeating: "ที่นี่น้ำ", count: 40)
            let folded = ICalendar.folded(line)
            let lines = String(decoding: folded, as: UTF8.self).components(separatedBy: "\r\n").dropLast()
            #expect(!String(decoding: folded, as: UTF8.self).unicodeScalars.contains("\u{FFFD}"))
            #expect(lines.allSatisfy { $0.utf8.count <= 75 && String(decoding: $0.utf8, as: UTF8.self) == $0 })
            #expect(lines.dropFirst().allSatisfy { $0.utf8.first == 32 })
            let whole =
                ([lines.first ?? ""] + lines.dropFirst().map { String(decoding: $0.utf8.dropFirst(), as: UTF8.self) })
            #expect(whole.joined() == line)
        }
    }

    @Test func `a deadline after the fiscal year lies in the next one`() throws {
        var edition = try Repository.shelf.file("bma-ita-2567").edition
        edition.rounds[0].due = MonthDay("04-10")
        edition.rounds[1].due = MonthDay("10-10")
        #expect(Deadline.days(of: 1, 2568, edition)?.end == Day(iso: "2025-04-10"))
        #expect(Deadline.days(of: 2, 2568, edition)?.end == Day(iso: "2025-10-10"))
        #expect(Deadline.days(of: 1, 2568, edition)?.first == Day(iso: "2024-10-01"))
    }

    /// What another program reads.
    private func parsed(_ bytes: [UInt8]) async throws -> [JSONValue] {
        let read = try await PythonServer.run(
            """
            import icalendar, json, sys
            c = icalendar.Calendar.from_ical(bytes.fromhex(sys.argv[1]))
            assert not c.errors
            print(json.dumps([dict(uid=str(e["uid"]), day=str(e["dtstart"].dt), text=str(e["description"]), summary=str(e["summary"]),
              stamp=str(e["dtstamp"].dt), url=str(e.get("url", "")), errors=len(e.errors)) for e in c.walk("VEVENT")]))
            """, [Hash.hex(bytes)])
        return try #require(try JSONValue(parsing: Array(read.utf8)).list)
    }

    private func address(in page: String) -> String? {
        guard let start = page.range(of: "https://ita.example.go.th/calendar/") else { return nil }
        return String(page[start.lowerBound...].prefix { $0 != "<" })
    }
}
