import Foundation
import Testing

@testable import Prongsai

@Suite struct JournalPageTests {
    private func house(_ engine: TestEngine) async throws -> (site: Site, office: Office, browser: TestBrowser) {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("office", on: site)
        _ = try await TestSite.account("kanda", .officer, of: office.agency, on: site)
        let browser = TestBrowser(site)
        try await browser.signIn("kanda")
        return (site, office, browser)
    }

    private func rows(_ body: String) -> Int { body.components(separatedBy: "<th scope=\"row\"").count - 1 }

    @Test(arguments: engines) func `who did what stands in words, newest first, and is found by person, deed and day`(
        _ engine: TestEngine
    ) async throws {
        let (_, office, browser) = try await house(engine)
        let all = try await browser.get("/desk/office/journal")
        #expect(all.status == 200 && all.body.contains("สมุดบันทึกครบถ้วน"))
        #expect(all.body.contains("จัดทำคู่มือการให้บริการ"), "the measure's own words")
        #expect(!all.body.contains("record-progress</td>") && all.body.contains("บันทึกผลการดำเนินการ"))
        let person = try await browser.get("/desk/office/journal?actor=person:\(office.person)")
        #expect(person.body.contains("ส่งรอบให้ผู้บริหารตรวจ") && rows(person.body) < rows(all.body))
        let deed = try await browser.get("/desk/office/journal?deed=freeze-round")
        #expect(rows(deed.body) == 1)
        #expect(rows(try await browser.get("/desk/office/journal?from=14/3/68&to=14/3/68").body) == rows(all.body))
        #expect(rows(try await browser.get("/desk/office/journal?from=15/3/68").body) == 0)
        #expect(rows(try await browser.get("/desk/office/journal?to=13/3/68").body) == 0)
        let wrong = try await browser.get("/desk/office/journal?from=ไม่รู้")
        #expect(wrong.status == 422 && wrong.body.contains("ไม่รู้"))
        #expect(try await browser.get("/desk/office/journal?from=15/3/68&to=14/3/68").status == 422)
        #expect(try await browser.get("/desk/office/journal?page=999").status == 200)
    }

    @Test(arguments: engines) func `whatever a line is about has words of its own, and nobody else's`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, _) = try await house(engine)
        let other = try await Office.open("other", on: site)
        let plan = try await TestSite.plan(site, "office").id
        let assessment = try await site.database.read { db in
            try db.first("SELECT id FROM assessment WHERE agency_id = \(office.agency)")?.string("id") ?? ""
        }
        let about = [
            "measure": office.measure, "progress": office.progress, "finding": office.finding, "unit": office.unit,
            "assessment": assessment, "person": office.person, "webhook": office.webhook, "evidence-use": office.use,
            "plan": plan,
            "contribution-link": office.link, "contribution": office.contribution, "agency": office.agency,
            "disclosure-year": office.disclosed.year, "disclosure-source": office.disclosed.source,
            "disclosure": office.disclosed.disclosure, "check": office.checks.check,
            "personal-find": office.checks.find, "watched": WatchSample.id("due", of: office.agency),
            "alert": WatchSample.id("alert-down", of: office.agency),
        ]
        let entries = about.map { kind, id in
            JournalEntry(
                line: Journal.Line(
                    agency: office.agency, number: 1, at: "", actor: "program", operation: "look-again",
                    about: "\(kind) \(id)", particulars: "{}", previous: "", hash: ""), actorName: nil)
        }
        let (mine, theirs) = try await site.database.read { db in
            (
                try JournalData.things(entries, agency: office.agency, in: db),
                try JournalData.things(entries, agency: other.agency, in: db)
            )
        }
        #expect(Set(mine.keys) == Set(entries.map(\.line.about)))
        #expect(theirs.keys.allSatisfy { $0.hasPrefix("agency ") }, "an agency's name is no secret, the rest is")
        let words = JournalWords(strings: site.strings, language: .thai, things: mine)
        #expect(words.thing("plan \(plan)") == "ปีงบประมาณ 2568")
        #expect(words.thing("check \(office.checks.check)")?.isEmpty == false)
    }

    @Test(arguments: engines) func `a change says which field, from what to what, and who signed in`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, browser) = try await house(engine)
        _ = try await site.perform(
            ChangeMeasure(
                agency: office.agency, measure: office.measure,
                fields: MeasureFields(text: nil, unit: "ฝ่ายว่าง", steps: "ประชุมก่อน")), as: TestSite.console)
        try await site.perform(
            ChangeProgress(agency: office.agency, progress: office.progress, text: "ที่นี่มีน้ำ"), as: TestSite.console)
        let page = try await browser.get("/desk/office/journal?deed=change-measure").body
        #expect(page.contains("ฝ่าย จาก “ฝ่ายปกครอง” เป็น “ฝ่ายว่าง”") && page.contains("ขั้นตอน จาก “–” เป็น “ประชุมก่อน”"))
        #expect(try await browser.get("/desk/office/journal").body.contains("จาก “เผยแพร่คู่มือบนเว็บไซต์แล้ว” เป็น “ที่นี่มีน้ำ”"))
        let doors = try await browser.get("/desk/office/journal?deed=open-session").body
        #expect(doors.contains("ผู้ใช้ kanda") && !doors.contains("data-label=\"ผู้ทำ\">ผู้ที่ยังไม่ได้เข้าสู่ระบบ"))
        #expect(try await browser.get("/desk/office/journal?deed=freeze-round").body.contains("รอบที่ 2 ปีงบประมาณ 2568"))
        let table = try await browser.get("/desk/office/journal/csv?deed=change-measure").body
        #expect(table.contains("เป็น “ฝ่ายว่าง”") && table.contains("was.unit_id"))
    }

    @Test(arguments: engines) func `a line that was slipped in shows`(_ engine: TestEngine) async throws {
        let (site, office, browser) = try await house(engine)
        try await site.database.write(office.agency) { db in
            let last = try db.first("SELECT MAX(number) AS n FROM journal WHERE agency_id = \(office.agency)")?.integer(
                "n")
            try db.execute(
                """
                INSERT INTO journal (agency_id, number, at, actor, operation, about, particulars, previous, hash)
                VALUES (\(office.agency), \((last ?? 0) + 1), '2025-03-14T00:00:00.000Z', 'person:x', 'add-row', 'row x', '{}', 'x', 'x')
                """)
        }
        let page = try await browser.get("/desk/office/journal")
        #expect(page.body.contains("อาจถูกแก้นอกโปรแกรม") && !page.body.contains("สมุดบันทึกครบถ้วน"))
    }

    @Test(arguments: engines) func `the table to take along is whole and starts no formula`(_ engine: TestEngine)
        async throws
    {
        let (site, office, browser) = try await house(engine)
        try await site.perform(
            ChangeProgress(agency: office.agency, progress: office.progress, text: "=HYPERLINK(\"ที่นี่\"),่น้ำ"),
            as: TestSite.console)
        let answer = try await browser.get("/desk/office/journal/csv")
        #expect(answer.header("content-type") == "text/csv; charset=utf-8")
        #expect(answer.bytes.starts(with: [0xEF, 0xBB, 0xBF]))
        #expect(answer.body.contains("\"'=HYPERLINK(\"\"ที่นี่\"\"),่น้ำ\""))
        let total = try await site.database.read {
            try Journal.lines(agency: office.agency, in: $0).count
        }
        #expect(answer.bytes.count { $0 == 10 } == total + 1)
        let few = try await browser.get("/desk/office/journal/csv?deed=freeze-round")
        #expect(few.bytes.count { $0 == 10 } == 2)
    }

    @Test(arguments: ["=1+1", "+1", "-1", "@x", "\tx", "\rx"]) func `a cell that could be a formula is text`(
        _ cell: String
    ) {
        let line = String(decoding: CSVWriter.line(["ก", cell]), as: UTF8.self)
        #expect(line.contains("'\(cell)"))
    }

    @Test func `other cells stay as they are`() {
        #expect(
            String(decoding: CSVWriter.line(["ญี่ปุ่น", "", "a,b", "ก\"่"]), as: UTF8.self) == "ญี่ปุ่น,,\"a,b\",\"ก\"\"่\"\r\n")
    }
}
