import Foundation
import ITA
import Testing
import Watch

@testable import Prongsai

/// How much of the time an address was in order: each day weighs the same, and a day without a look is none.
@Suite struct AvailabilityTests {
    /// Looks of one address by day, with good and bad ones among them.
    private func fill(_ office: WatchedOffice, _ path: String, _ days: [(day: String, good: Int, bad: Int, looks: Int)])
        async throws
    {
        try await office.watcher.queue.keepInStep()
        let id = try await office.watched(path).string("id")
        try await office.site.database.write(office.agency) { db in
            for one in days {
                try db.execute(
                    """
                    INSERT INTO watched_day (watched_id, on_day, agency_id, looks, good, bad, changed, worst)
                    VALUES (\(id), \(one.day), \(office.agency), \(one.looks), \(one.good), \(one.bad), 0, 'gone')
                    """)
            }
        }
    }

    /// Thirty days with one look each, but for one day that was down and looked at every hour.
    private static let month = (1...28).map { day in
        let isDown = day == 10
        return (
            day: "2025-02-\(day < 10 ? "0" : "")\(day)", good: isDown ? 0 : 1, bad: isDown ? 24 : 0,
            looks: isDown ? 24 : 1
        )
    }

    @Test func `a day weighs the same however often it was looked at`() {
        var sum = Availability()
        #expect(sum.percent == "–")
        sum.add(goodDays: 29)
        #expect(sum.percent == "100")
        sum.add(good: 0, bad: 0)
        sum.add(good: 0, bad: 24)
        #expect(sum.days == 30 && sum.percent == "96.67")
        var third = Availability()
        third.add(good: 1, bad: 2)
        #expect(third.percent == "33.33" && (third + sum).days == 31)
        var nearly = Availability()
        nearly.add(goodDays: 100_000)
        nearly.add(good: 23, bad: 1)
        #expect(nearly.percent == "99.99", "never 100 where a look was bad")
    }

    @Test(arguments: engines) func `days without a look are shown as such, and counted as none`(
        _ engine: TestEngine
    ) async throws {
        let office = try await WatchedOffice.open(engine, paths: ["/a", "/b"])
        try await fill(
            office, "/a", Self.month + [("2025-03-01", 1, 0, 1), ("2025-03-02", 1, 0, 1), ("2024-01-01", 0, 9, 9)])
        try await fill(office, "/b", [("2025-03-12", 1, 0, 2), ("2025-03-13", 0, 0, 1)])
        _ = try await TestSite.account("reader", .reader, of: office.agency, on: office.site)
        let reader = TestBrowser(office.site)
        try await reader.signIn("reader")
        let board = try await reader.get("/desk/mine/2568/watch").body
        // 3 to 13 March; what lies more than a year back is not of the year.
        #expect(board.contains("เฝ้าดู 30 วัน ปกติร้อยละ 96.67 มีปัญหา 1 วัน บอกไม่ได้ 0 วัน ไม่ได้ดู 11 วัน"))
        #expect(board.contains("เฝ้าดู 2 วัน ปกติร้อยละ 100 มีปัญหา 0 วัน บอกไม่ได้ 2 วัน<"))
        // Green on the days with a look alone: 30 of the 42 days since.
        #expect(board.contains("viewBox=\"0 0 42 10\"") && board.contains("d=\"M0 0h30v10h-30z\" class=\"good\""))
        #expect(board.contains("d=\"M9 0h1v10h-1z\" class=\"bad\""))
        #expect(board.contains("แต่ละวันมีน้ำหนักเท่ากัน"))
        let id = try await office.watched("/a").string("id")
        let page = try await reader.get("/desk/mine/2568/watch/addresses/\(id)").body
        // February by itself: 27 good days of 28.
        #expect(page.contains("96.43") && page.contains("แต่ละวันมีน้ำหนักเท่ากัน"))
        let item = try await reader.get("/desk/mine/2568/disclosures/O18").body
        #expect(item.contains("ทั้งข้อ: เฝ้าดู 32 วัน ปกติร้อยละ 96.77 มีปัญหา 1 วัน บอกไม่ได้ 2 วัน ไม่ได้ดู 9 วัน"))
    }

    @Test(arguments: engines) func `a share is told once a whole day was watched, and before that how many looks`(
        _ engine: TestEngine
    ) async throws {
        let office = try await WatchedOffice.open(engine, paths: ["/a"])
        try office.web.set("/a", .init(body: WatchSample.page()))
        _ = try await office.watcher.pass()
        let agency = try await office.site.database.read { try Agency.find("mine", in: $0) }
        func pack() async throws -> String {
            let pack = try await AppealPack.gather(agency: agency, year: 2568, code: "O18", site: office.site)
            return String(decoding: AppealPage(pack: pack).bytes, as: UTF8.self)
        }
        _ = try await TestSite.account("reader", .reader, of: office.agency, on: office.site)
        let reader = TestBrowser(office.site)
        try await reader.signIn("reader")
        let id = try await office.watched("/a").string("id")
        let pages = ["watch", "watch/addresses/\(id)", "disclosures/O18"].map { "/desk/mine/2568/\($0)" }
        for page in pages {
            let body = try await reader.get(page).body
            #expect(body.contains("ดูแล้ว 1 ครั้ง ปกติ 1 ครั้ง ยังวัดไม่ครบวัน"), "\(page)")
            #expect(!body.contains("ปกติร้อยละ 100") && !body.contains("⟦"), "\(page)")
        }
        let first = try await pack()
        #expect(first.contains("ยังวัดไม่ครบวันจึงยังไม่คิดเป็นร้อยละ") && !first.contains("ร้อยละ 100"))
        office.clock.advance(WatchedOffice.day)
        for page in pages {
            let body = try await reader.get(page).body
            #expect(body.contains("ปกติร้อยละ 100") && !body.contains("ยังวัดไม่ครบวัน"), "\(page)")
        }
        #expect(try await pack().contains("ร้อยละ 100"))
    }

    @Test(arguments: engines) func `an appeal pack says how it counts, and never more than could be told`(
        _ engine: TestEngine
    ) async throws {
        let office = try await WatchedOffice.open(engine, paths: ["/a", "/wall", "/missing", "/new"])
        try office.web.set("/a", .init(body: WatchSample.page()))
        try office.web.set("/wall", .init(status: 403, body: "<h1>Forbidden</h1>"))
        _ = try await office.watcher.pass()
        try await fill(office, "/a", Self.month)
        try await office.site.database.write(office.agency) {
            try $0.execute("DELETE FROM verdict WHERE watched_id = (SELECT id FROM watched WHERE address_id = 'a/new')")
            try $0.execute(
                "DELETE FROM watched_day WHERE watched_id = (SELECT id FROM watched WHERE address_id = 'a/new')")
        }
        let agency = try await office.site.database.read { try Agency.find("mine", in: $0) }
        func page(on day: Day?) async throws -> String {
            let pack = try await AppealPack.gather(agency: agency, year: 2568, code: "O18", on: day, site: office.site)
            #expect(pack.hasNothingOfDay == (day == Day(iso: "2024-10-01")))
            return String(decoding: AppealPage(pack: pack).bytes, as: UTF8.self)
        }
        let words = try await page(on: Day(iso: "2024-10-01"))
        // 28 good days of 29, and not 28 good looks of 52.
        #expect(words.contains("เฉลี่ยรายวันร้อยละ 96.55 จาก 29 วันที่บอกผลได้") && words.contains("แต่ละวันมีน้ำหนักเท่ากัน"))
        // A wall against programs is no absence.
        #expect(words.contains("จากที่นี่บอกไม่ได้ว่าผู้อื่นเปิดดูได้หรือไม่ ระบบลองเปิด 1 ครั้ง"))
        #expect(words.contains("<p>ยังไม่เคยเปิดดูได้</p>") && words.contains("<p>ระบบยังไม่ได้เปิดดู</p>"))
        #expect(words.contains("ถึงวันที่ 1 ต.ค. 2567 ยังไม่มีเนื้อหาที่เก็บไว้") && !words.contains("⟦"))
        #expect(try await page(on: Day(iso: "2025-03-14")).contains("เนื้อหาของวันที่ขอให้แสดง"))
        let today = office.site.clock.now().day
        #expect(try AppealPack.day("", today: today) == nil)
        #expect(try AppealPack.day("14/3/68", today: today) == Day(iso: "2025-03-14"))
        for wrong in ["วันนั้น", "15/3/68"] {
            #expect(throws: Failure.self) { try AppealPack.day(wrong, today: today) }
        }
    }
}
