import Documents
import Foundation
import Testing

@testable import Prongsai

/// From the officer to the director and back, as people do it in the browser.
@Suite struct HandInTests {
    @Test(arguments: engines) func `a round is handed in, approved, frozen, and each is told`(_ engine: TestEngine)
        async throws
    {
        let house = try await RoundHouse.open(engine)
        let note = "ดูข้อ \"I1\"่ด้วย <b>"
        let refused = try await house.officer.post("\(house.page)/freeze")
        #expect(refused.status == 409, "nothing is frozen before it is approved")
        #expect(try await house.officer.post("\(house.page)/submit", ["note": note]).status == 303)
        let shown = try await house.director.get(house.page).body
        #expect(shown.contains("ดูข้อ &quot;I1&quot;่ด้วย &lt;b&gt;"))
        #expect(
            try await house.count("SELECT COUNT(*) AS n FROM notice WHERE kind = 'submitted'") == 1)
        let seen = try await house.seen()
        house.clock.advance(1000)
        let approved = try await house.director.post("\(house.page)/approve", ["seen": seen, "reply": "ดีแล้ว"])
        #expect(approved.location == "\(house.page)?done=approved")
        #expect(try await house.count("SELECT COUNT(*) AS n FROM notice WHERE kind = 'approved'") == 1)
        let unsure = try await house.officer.post("\(house.page)/freeze")
        #expect(unsure.status == 422 && unsure.body.contains("href=\"#f-sure\""), "approved, but not all is mended")
        #expect(unsure.body.contains("เรื่องที่ยังไม่ได้แก้ ตามรายการด้านล่าง"))
        #expect(unsure.body.contains(ReportSeal.code(seen)) && !unsure.body.contains(seen), "a code people can compare")
        #expect(try await house.officer.post("\(house.page)/freeze", ["sure": "1"]).status == 303)
        let frozen = try await house.officer.get(house.page).body
        #expect(frozen.contains("ปิดแล้ว") && frozen.contains("/file"))
        let agency = house.office.agency
        let hash = try await house.site.database.read { db in
            try FrozenRound.load(agency: agency, half: 1, in: db).first?.hash
        }
        #expect(hash == seen, "what was frozen is what was approved")
    }

    @Test(arguments: engines) func `a change after the approval voids it, for all to see`(_ engine: TestEngine)
        async throws
    {
        let house = try await RoundHouse.open(engine)
        try await house.officer.post("\(house.page)/submit")
        try await house.director.post("\(house.page)/approve", ["seen": try await house.seen()])
        try await house.change("แก้ผลแล้ว \"ที่นี่\"่")
        for browser in [house.officer, house.director] {
            let page = try await browser.get(house.page).body
            #expect(page.contains("ความเห็นชอบเดิมจึงใช้ไม่ได้"))
            #expect(page.contains("แก้หรือลบผลการดำเนินการ"), "what was done since, and when")
            #expect(!page.contains("action=\"\(house.page)/freeze\""))
            let all = try await browser.get(Link.rounds("office", 2568)).body
            #expect(all.contains("เห็นชอบแล้ว แต่มีการแก้ไขหลังส่ง"), "the list of rounds does not call it approved")
        }
        let refused = try await house.officer.post("\(house.page)/freeze")
        #expect(refused.status == 409 && refused.body.contains("เปลี่ยนไปหลังจากได้รับความเห็นชอบ"))
        #expect(try await house.count("SELECT COUNT(*) AS n FROM frozen_round") == 1)
        house.clock.advance(1000)
        try await house.officer.post("\(house.page)/submit")
        try await house.director.post("\(house.page)/approve", ["seen": try await house.seen()])
        #expect(try await house.officer.post("\(house.page)/freeze", ["sure": "1"]).status == 303)
        #expect(try await house.count("SELECT COUNT(*) AS n FROM frozen_round") == 2)
    }

    @Test(arguments: engines) func `an approval that falls is told once to who gave it and who asked for it`(
        _ engine: TestEngine
    ) async throws {
        let house = try await RoundHouse.open(engine)
        func told(_ kind: String = "approval_void") async throws -> [String] {
            try await house.site.database.read { db in
                try db.rows(
                    """
                    SELECT account.login FROM notice JOIN account ON account.person_id = notice.person_id
                    WHERE kind = \(kind) ORDER BY account.login
                    """
                ).map { try $0.string("login") }
            }
        }
        try await house.officer.post("\(house.page)/submit")
        try await house.change("ระหว่างรอ")
        try await house.change("ก่อนเห็นชอบ")
        #expect(try await told("submitted_changed") == ["kanda"], "once: it must be submitted again")
        #expect(try await house.officer.get(house.page).body.contains("ส่งตรวจอีกครั้งตามเนื้อหาปัจจุบัน"))
        try await house.officer.post("\(house.page)/submit")
        #expect(try await told() == [], "nothing was approved yet")
        try await house.director.post("\(house.page)/approve", ["seen": try await house.seen()])
        try await house.change("หลังเห็นชอบ \"ที่นี่\"่")
        #expect(try await told() == ["kanda", "prasert"])
        try await house.change("แก้อีกครั้ง")
        #expect(try await told() == ["kanda", "prasert"], "it had fallen already")
        let list = try await house.director.get("/notices").body
        #expect(list.contains("รอบที่ 1 ปี 2568 เปลี่ยนไปหลังเห็นชอบ"))
        try await house.change("ก่อนเห็นชอบ")
        #expect(try await house.officer.get(house.page).body.contains("เห็นชอบแล้ว รอปิดรอบ"))
        try await house.change("หลังเห็นชอบอีก")
        #expect(try await told() == ["kanda", "kanda", "prasert", "prasert"], "it stood again, and fell again")
    }

    @Test(arguments: engines) func `the director is not told any more of what is decided`(_ engine: TestEngine)
        async throws
    {
        let house = try await RoundHouse.open(engine)
        let waiting: SQL = "SELECT COUNT(*) AS n FROM notice WHERE kind = 'submitted' AND read_at IS NULL"
        try await house.officer.post("\(house.page)/submit")
        #expect(try await house.count(waiting) == 1)
        try await house.officer.post("\(house.page)/submit", ["note": "อีกครั้ง"])
        #expect(try await house.count(waiting) == 1, "the newest stands for the older one")
        try await house.officer.post("\(house.page)/withdraw")
        #expect(try await house.count(waiting) == 0)
        try await house.officer.post("\(house.page)/submit")
        try await house.director.post("\(house.page)/return", ["why": "แก้"])
        #expect(try await house.count(waiting) == 0)
        try await house.officer.post("\(house.page)/submit")
        try await house.director.post("\(house.page)/approve", ["seen": try await house.seen()])
        #expect(try await house.count(waiting) == 0)
        #expect(try await !house.director.get(house.page).body.contains("แจ้งเตือน 1"))
    }

    @Test(arguments: engines) func `nobody approves what they did not see`(_ engine: TestEngine) async throws {
        let house = try await RoundHouse.open(engine)
        try await house.officer.post("\(house.page)/submit")
        let before = try await house.seen()
        try await house.change("ไม่ใช่ที่ส่ง")
        let words = "ดีแล้ว \"ครับ\u{0E48}"
        let changed = try await house.director.post("\(house.page)/approve", ["seen": before, "reply": words])
        #expect(changed.status == 409, "it is no longer what was handed in")
        #expect(changed.body.contains("ดีแล้ว &quot;ครับ\u{0E48}"), "what was written is not lost")
        #expect(TestBrowser.hidden("seen", in: try await house.director.get(house.page).body) == nil)
        try await house.officer.post("\(house.page)/submit")
        let other = try await house.director.post("\(house.page)/approve", ["seen": before])
        #expect(other.status == 409, "handed in again, but the director's page shows the older one")
        #expect(
            try await house.count("SELECT COUNT(*) AS n FROM submission WHERE decision IS NOT NULL") == 0)
    }

    @Test(arguments: engines) func `a round is returned with words, and what was typed stays`(_ engine: TestEngine)
        async throws
    {
        let house = try await RoundHouse.open(engine)
        try await house.officer.post("\(house.page)/submit")
        let empty = try await house.director.post("\(house.page)/return", ["why": "  "])
        #expect(empty.status == 422 && empty.body.contains("aria-invalid") && empty.body.contains("href=\"#f-why\""))
        let long = String(repeating: "น้ำ", count: 7000)
        let tooLong = try await house.director.post("\(house.page)/return", ["why": long])
        #expect(tooLong.status == 422 && tooLong.body.contains(long))
        #expect(try await house.director.post("\(house.page)/return", ["why": "แก้ \"กตัญญู\"่"]).status == 303)
        #expect(try await house.officer.get(house.page).body.contains("แก้ &quot;กตัญญู&quot;่"))
        #expect(try await house.count("SELECT COUNT(*) AS n FROM notice WHERE kind = 'returned'") == 1)
        #expect(try await house.officer.post("\(house.page)/freeze").status == 409)
        let again = try await house.director.post("\(house.page)/return", ["why": "แก้อีกครั้ง"])
        #expect(again.status == 409 && again.body.contains("แก้อีกครั้ง"), "it went back already")
    }

    @Test(arguments: engines) func `two clicks are one deed`(_ engine: TestEngine) async throws {
        let house = try await RoundHouse.open(engine)
        for _ in 0..<2 { #expect(try await house.officer.post("\(house.page)/submit", ["note": "ส่ง"]).status == 303) }
        #expect(try await house.count("SELECT COUNT(*) AS n FROM submission") == 1)
        // Another officer, whose page does not know of it, puts nothing aside.
        _ = try await TestSite.account("other", .officer, of: house.office.agency, on: house.site)
        let other = TestBrowser(house.site)
        try await other.signIn("other")
        let late = try await other.post("\(house.page)/submit", ["note": "ส่งเหมือนกัน"])
        #expect(late.status == 409 && late.body.contains("ส่งเหมือนกัน"))
        #expect(try await house.count("SELECT COUNT(*) AS n FROM submission WHERE note = 'ส่ง'") == 1)
        #expect(try await house.count("SELECT COUNT(*) AS n FROM notice WHERE kind = 'submitted'") == 1)
        let seen = try await house.seen()
        for _ in 0..<2 {
            #expect(try await house.director.post("\(house.page)/approve", ["seen": seen]).status == 303)
        }
        #expect(try await house.count("SELECT COUNT(*) AS n FROM journal WHERE operation = 'approve-round'") == 1)
        for _ in 0..<2 {
            #expect(try await house.officer.post("\(house.page)/freeze", ["sure": "1"]).status == 303)
        }
        #expect(try await house.count("SELECT COUNT(*) AS n FROM journal WHERE operation = 'freeze-round'") == 2)
        let withdrawn = try await house.officer.post("\(house.page)/withdraw")
        #expect(withdrawn.status == 409, "what is decided cannot be taken back")
    }

    @Test(arguments: engines) func `a plan without measures is not offered to be frozen but to be begun`(
        _ engine: TestEngine
    ) async throws {
        let (site, agency, _) = try await TestSite.withOffice(engine)
        _ = try await TestSite.account("kanda", .officer, of: agency, on: site)
        let officer = TestBrowser(site)
        try await officer.signIn("kanda")
        let page = try await officer.get("/desk/office/2568/rounds/1").body
        #expect(!page.contains("/rounds/1/freeze\"") && page.contains("href=\"/desk/office/2568/scores\""))
        #expect(page.contains("href=\"/desk/office/2568/import\""))
        let standing = try await officer.get("/desk/office/2568").body
        for place in ["/desk/office/units", "/desk/office/people", "/desk/office/2568/plan/owners"] {
            #expect(standing.contains("href=\"\(place)\""), "\(place)")
        }
    }

    @Test(arguments: engines) func `the director is not asked whether it is ready, and work half done has no tick`(
        _ engine: TestEngine
    ) async throws {
        let house = try await RoundHouse.open(engine)
        _ = try await house.site.perform(
            AddMeasure(
                agency: house.office.agency, plan: house.office.plan, rows: [house.office.row],
                fields: MeasureFields(text: "ยังไม่มีผล")), as: TestSite.console)
        #expect(try await house.officer.post("\(house.page)/submit").status == 303)
        let page = try await house.director.get(house.page).body
        #expect(page.contains("รอผู้บริหารเห็นชอบ</h1>") && !page.contains("พร้อมส่งหรือยัง"))
        #expect(page.contains("◆</span><b>บันทึกผล</b>") && page.contains("(ยังไม่ครบ)"))
        #expect(!page.contains("ไปที่ที่แก้ได้ทันที"))
    }

    @Test(arguments: engines) func `where nobody could approve, the officer freezes, and the page says so`(
        _ engine: TestEngine
    ) async throws {
        let house = try await RoundHouse.open(engine, director: false)
        #expect(try await house.officer.get(house.page).body.contains("ยังไม่มีผู้บริหารที่เข้าสู่ระบบได้"))
        let unsure = try await house.officer.post("\(house.page)/freeze")
        #expect(
            unsure.status == 422 && unsure.body.contains("หรือทำเครื่องหมายว่ารับทราบ"), "known first")
        #expect(try await house.officer.post("\(house.page)/freeze", ["sure": "1"]).status == 303)
        let frozen = try await house.officer.get(house.page).body
        #expect(frozen.contains("ขณะปิดรอบไม่มีผู้บริหารในระบบ") && frozen.contains("(ข้ามขั้นนี้)"))
        #expect(!frozen.contains("ยังไม่ได้ทำ"))
        let missing = try await house.officer.post("\(house.page)/reopen", ["because": ""])
        #expect(missing.status == 422)
        #expect(try await house.officer.post("\(house.page)/reopen", ["because": "พิมพ์ผิด"]).status == 303)
        #expect(try await house.officer.get(house.page).body.contains(">\nพิมพ์ผิด</textarea>"), "the reason is known")
        let reasonless = try await house.officer.post("\(house.page)/freeze", ["sure": "1"])
        #expect(reasonless.status == 422 && !reasonless.body.contains("--because"))
        #expect(try await house.officer.post("\(house.page)/freeze", ["because": "พิมพ์ผิด", "sure": "1"]).status == 303)
        let note = try await house.site.database.read { db in
            try db.first(
                "SELECT particulars FROM journal WHERE operation = 'freeze-round' ORDER BY number DESC LIMIT 1")?
                .string("particulars")
        }
        #expect(note?.contains("no-director") == true)
    }

    @Test(arguments: engines) func `the console freezes without the director, and the journal says so`(
        _ engine: TestEngine
    ) async throws {
        let house = try await RoundHouse.open(engine)
        _ = try await house.site.perform(
            FreezeRound(
                agency: house.office.agency, plan: house.office.plan, half: 1, reason: nil,
                editions: house.site.editions, strings: house.site.strings, withFaults: true), as: TestSite.console)
        let agency = house.office.agency
        let lines = try await house.site.database.read { try Journal.lines(agency: agency, in: $0) }
        #expect(lines.last?.particulars.contains("\"approval\":\"console\"") == true)
    }

    @Test(arguments: engines) func `every fault leads to where it is mended`(_ engine: TestEngine) async throws {
        let house = try await RoundHouse.open(engine)
        let page = try await house.officer.get(house.page).body
        let plan = try await TestSite.plan(house.site)
        #expect(page.contains("/desk/office/2568/plan?row=\(house.office.emptyRow)#row-\(house.office.emptyRow)"))
        let measure = try await house.site.perform(
            AddMeasure(
                agency: house.office.agency, plan: plan.id, rows: [house.office.emptyRow],
                fields: MeasureFields(text: "เปิดเผยข้อมูลเพิ่ม")), as: TestSite.console)
        #expect(try await house.officer.get(house.page).body.contains("href=\"/desk/office/2568/work/1/\(measure)\""))
        // What is there already is mended there, not on the form for something new.
        let (round, progress, agency) = (house.office.round, house.office.progress, house.office.agency)
        let result = "/desk/office/2568/results/\(progress)"
        try await house.change("จัดทำคู่มือการให้บริการ")
        try await house.site.database.write(agency) { db in
            try db.execute(
                """
                INSERT INTO evidence_use (id, agency_id, round_id, progress_id, position, caption, created_at)
                VALUES ('waiting', \(agency), \(round), \(progress), 9, 'ภาพประชุม', 'x')
                """)
        }
        let copied = try await house.officer.get(house.page).body
        #expect(copied.contains("href=\"\(result)\"><b>") && copied.contains("href=\"\(result)#use-waiting\"><b>"))
        #expect(!copied.contains("/work/1/\(house.office.measure)\"><b>"))
        let shown = try await house.officer.get(result).body
        let place = try #require(shown.components(separatedBy: "id=\"use-waiting\"").dropFirst().first)
        #expect(place.contains("name=\"picture.waiting\""))
        #expect(shown.components(separatedBy: "id=\"use-waiting\"").count == 2)
    }

    @Test(arguments: engines) func `my work leads to the result that is there`(_ engine: TestEngine) async throws {
        let house = try await RoundHouse.open(engine)
        let (site, office) = (house.site, house.office)
        let record = "/desk/office/2568/work/1/\(office.measure)"
        #expect(
            try await house.officer.get("/desk/office/2568/work").body.contains(
                "href=\"/desk/office/2568/results/\(office.progress)\" aria-label=\"ดูผล"))
        _ = try await site.perform(
            RecordProgress(
                agency: office.agency, round: office.round, row: nil, measures: [office.measure], text: "อีกผล"),
            as: TestSite.console)
        #expect(
            try await house.officer.get("/desk/office/2568/work").body.contains(
                "href=\"\(record)#existing\" aria-label=\"ดูผล"), "several to choose from")
        #expect(try await house.officer.get(record).body.contains("id=\"existing\""))
    }

    @Test(arguments: engines) func `pages of a large plan take few queries and stay small`(_ engine: TestEngine)
        async throws
    {
        let house = try await RoundHouse.open(engine)
        let (site, office) = (house.site, house.office)
        try await house.officer.post("\(house.page)/submit")
        func add(_ numbers: Range<Int>) async throws {
            try await site.database.write(office.agency) { db in
                for number in numbers {
                    let measure = "m\(number)"
                    try db.execute(
                        "INSERT INTO measure (id, agency_id, plan_id, text, status, created_at) VALUES (\(measure), \(office.agency), \(office.plan), 'จัดทำคู่มือปฏิบัติงานที่นี่', 'planned', 'x')"
                    )
                    try db.execute(
                        "INSERT INTO row_measure (row_id, measure_id, agency_id, position) VALUES (\(office.row), \(measure), \(office.agency), \(number + 10))"
                    )
                }
            }
        }
        let agency = try await site.database.read { try Agency.find("office", in: $0) }
        let (editions, strings) = (site.editions, site.strings)
        let reads: [@Sendable (Connection) throws -> Void] = [
            { _ = try RoundData.load(agency, year: 2568, half: 1, editions: editions, strings: strings, in: $0) },
            { _ = try RoundsData.load(agency, year: 2568, editions: editions, in: $0) },
            { _ = try JournalData.load(agency.id, JournalFilter(), check: true, in: $0) },
            { _ = try PublicVersion.list(of: "office", in: $0) },
        ]
        try await add(0..<5)
        var few: [Int] = []
        for read in reads { few.append(try await site.database.queries(read)) }
        try await add(5..<800)
        for (index, read) in reads.enumerated() {
            let many = try await site.database.queries(read)
            #expect(many == few[index] && many <= 15, "read \(index): \(few[index]) and \(many) queries")
        }
        for address in [house.page, "\(house.page)?group=results", "/desk/office/2568/rounds", "/desk/office/journal"] {
            let answer = try await house.officer.get(address)
            #expect(answer.status == 200 && answer.bytes.count < 60_000, "\(address): \(answer.bytes.count)")
        }
        #expect(try await house.officer.get("\(house.page)?group=results&page=2").body.contains("m790") == false)
    }
}

extension Database {
    /// How many queries a read takes.
    func queries(_ body: @escaping @Sendable (Connection) throws -> Void) async throws -> Int {
        try await read { db in
            var count = 0
            try body(
                Connection { sql in
                    count += 1
                    return try db.rows(sql)
                })
            return count
        }
    }
}
