import Documents
import Foundation
import ITA
import Testing

@testable import Prongsai

@Suite struct HandOverTests {
    /// An office where `officer` plans, and one open measure belongs to its colleague.
    private func house(_ engine: TestEngine) async throws -> (Site, Office, TestBrowser, open: String, done: String) {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("mine", on: site)
        func measure(_ text: String) async throws -> String {
            try await site.perform(
                AddMeasure(
                    agency: office.agency, plan: office.plan, rows: [office.emptyRow],
                    fields: MeasureFields(text: text, person: "สมชาย ใจดี")), as: TestSite.console)
        }
        let (open, done) = (try await measure("เปิดเผย \"ข้อมูล่\" ที่นี่"), try await measure("ทำแล้ว"))
        _ = try await site.perform(
            RecordProgress(
                agency: office.agency, round: office.round, row: nil, measures: [done], text: "เสร็จแล้ว"),
            as: TestSite.console)
        _ = try await TestSite.account("planner", .officer, of: office.agency, on: site)
        let browser = TestBrowser(site)
        try await browser.signIn("planner")
        return (site, office, browser, open, done)
    }

    @Test(arguments: engines) func `what waits for a result moves in one go, with a sheet to sign and a notice`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, browser, open, done) = try await house(engine)
        let address = "/desk/mine/people/\(office.colleague)/hand-over"
        let page = try await browser.get(address).body
        #expect(page.contains(open) && !page.contains(done), "only what has no result in an open round")
        let answer = try await browser.post(address, ["to": office.person], more: [("measures", open)])
        let sheet = try #require(answer.location)
        #expect(sheet.hasPrefix("/desk/mine/handed-over/"))
        let paper = try await browser.get(sheet).body
        #expect(paper.contains("เปิดเผย &quot;ข้อมูล่&quot; ที่นี่") && paper.contains("สมชาย ใจดี") && paper.contains("ลงชื่อ"))
        let plan = try await TestSite.plan(site, "mine")
        #expect(plan.measure(open)?.personID == office.person && plan.measure(done)?.personID == office.colleague)
        let notices = try await site.database.read { try Notice.entries(of: office.person, in: $0) }
        #expect(notices.map(\.kind) == ["assigned", "submitted_changed"], "their round names who does what")
        #expect(try await browser.post(address, ["to": office.person], more: [("measures", open)]).status == 409)
    }

    @Test(arguments: engines) func `the sheet names neighbouring items by their range, as reports do`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, browser, _, _) = try await house(engine)
        let row = try await site.perform(
            AddRow(agency: office.agency, plan: office.plan, edition: office.edition, lines: ["O19–O22"]),
            as: TestSite.console)
        let open = try await site.perform(
            AddMeasure(
                agency: office.agency, plan: office.plan, rows: [row],
                fields: MeasureFields(text: "ลงข้อมูลการจัดซื้อ ที่นี่", person: "สมชาย ใจดี")), as: TestSite.console)
        let address = "/desk/mine/people/\(office.colleague)/hand-over"
        #expect(try await browser.get(address).body.contains("O19–O22"))
        let answer = try await browser.post(address, ["to": office.person], more: [("measures", open)])
        #expect(try await browser.get(try #require(answer.location)).body.contains("O19–O22"))
    }

    @Test(arguments: engines)
    func `disclosures move with the measures, stand on the sheet, and who prepared them stays who did`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, browser, open, _) = try await house(engine)
        let disclosure = office.disclosed.disclosure
        try await site.perform(
            AssignDisclosure(
                agency: office.agency, disclosure: disclosure, unit: nil, person: "สมชาย ใจดี", editions: site.editions),
            as: TestSite.console)
        let keeper = Actor.person(
            id: office.colleague, name: "สมชาย ใจดี", agency: office.agency, role: .unitOfficer)
        try await site.perform(
            DescribeDisclosure(agency: office.agency, disclosure: disclosure, title: "นโยบาย \"ที่นี่่\""), as: keeper)
        let (person, address) = (
            "/desk/mine/people/\(office.colleague)", "/desk/mine/people/\(office.colleague)/hand-over"
        )
        #expect(try await browser.get(address).body.contains("value=\"\(disclosure)\" checked"))
        #expect(try await browser.get(person).body.contains("ยังดูแลข้อมูลที่ต้องเปิดเผย 1 รายการ"))
        let answer = try await browser.post(
            address, ["to": office.person], more: [("measures", open), ("disclosures", disclosure)])
        let paper = try await browser.get(try #require(answer.location)).body
        #expect(paper.contains("นโยบาย &quot;ที่นี่่&quot;") && paper.contains("O18"))
        let (holder, preparers, notices) = try await site.database.read { db in
            (
                try db.first("SELECT person_id FROM disclosure WHERE id = \(disclosure)")?.string("person_id"),
                try Check.preparers(of: disclosure, in: db), try Notice.entries(of: office.person, in: db)
            )
        }
        #expect(holder == office.person)
        #expect(
            preparers.contains("person:\(office.colleague)") && !preparers.contains("person:\(office.person)"),
            "whoever takes over prepared nothing yet, and whoever prepared it still may not pass it")
        let told = try #require(notices.first { $0.kind == "assigned" })
        let says = Notice.says(told.kind, told.particulars, site.strings, .thai)
        #expect(says.contains("มาตรการ 1 รายการ และข้อมูลที่ต้องเปิดเผย 1 รายการจาก สมชาย ใจดี"), "\(says)")
        let again = try await browser.post(address, ["to": office.person], more: [("disclosures", disclosure)])
        #expect(again.status == 409, "it is theirs no more")
        let journal = try await browser.get("/desk/mine/journal").body
        #expect(journal.contains("ข้อมูลที่ต้องเปิดเผย 1 รายการ"))
    }

    @Test(arguments: engines) func `who keeps disclosures alone hands them over, to another unit where that is wanted`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, browser, _, _) = try await house(engine)
        try await site.perform(
            AssignDisclosure(
                agency: office.agency, disclosure: office.disclosed.disclosure, unit: "ฝ่ายว่าง", person: "ผู้ใช้ planner",
                editions: site.editions), as: TestSite.console)
        let found = try await site.database.read {
            try $0.first("SELECT id FROM person WHERE name = 'ผู้ใช้ planner'")?.string("id")
        }
        let from = try #require(found)
        let answer = try await browser.post(
            "/desk/mine/people/\(from)/hand-over", ["to": office.colleague, "unit": "1"],
            more: [("disclosures", office.disclosed.disclosure)])
        #expect(answer.status == 303)
        let (unit, notices) = try await site.database.read { db in
            (
                try db.first("SELECT unit_id FROM disclosure WHERE id = \(office.disclosed.disclosure)")?
                    .string("unit_id"), try Notice.entries(of: office.colleague, in: db)
            )
        }
        #expect(unit == office.unit)
        let told = try #require(notices.first { $0.kind == "disclosure_assigned" })
        #expect(Notice.says(told.kind, told.particulars, site.strings, .thai).contains("1 รายการจาก ผู้ใช้ planner"))
    }

    @Test(arguments: engines) func `retiring who still has work says so first`(_ engine: TestEngine) async throws {
        let (site, office, browser, _, _) = try await house(engine)
        let address = "/desk/mine/people/\(office.colleague)"
        let refused = try await browser.post("\(address)/retire")
        #expect(refused.status == 422 && refused.body.contains("ยังมีมาตรการที่รอผล 1 รายการ"))
        #expect(refused.body.contains("name=\"sure\"") && !refused.body.contains("--with-work"))
        await #expect(throws: Failure.self) {
            try await site.perform(
                RetirePerson(agency: office.agency, person: office.colleague, editions: site.editions),
                as: TestSite.console)
        }
        #expect(try await browser.post("\(address)/retire", ["sure": "1"]).status == 303)
        let left = try await site.database.read { try Person.find(office.colleague, agency: office.agency, in: $0) }
        #expect(left.isRetired)
    }

    @Test(arguments: engines) func `nothing chosen, nobody chosen and oneself are refused`(_ engine: TestEngine)
        async throws
    {
        let (site, office, browser, open, _) = try await house(engine)
        let address = "/desk/mine/people/\(office.colleague)/hand-over"
        #expect(try await browser.post(address, ["to": office.person]).status == 422)
        #expect(try await browser.post(address, [:], more: [("measures", open)]).status == 422)
        #expect(try await browser.post(address, ["to": office.colleague], more: [("measures", open)]).status == 422)
        let theirs = try await Office.open("theirs", on: site)
        #expect(try await browser.post(address, ["to": theirs.person], more: [("measures", open)]).status == 404)
        #expect(try await TestSite.plan(site, "mine").measure(open)?.personID == office.colleague)
    }

    @Test(arguments: engines) func `a measure stays with its unit unless it is to go to the unit of who takes over`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, browser, open, _) = try await house(engine)
        func person(_ name: String, unit: String?) async throws -> String {
            try await site.perform(
                AddPerson(agency: office.agency, person: name, title: nil, unit: unit, role: .unitOfficer),
                as: TestSite.console)
        }
        _ = try await site.perform(AddUnit(agency: office.agency, unit: "ฝ่ายทะเบียน"), as: TestSite.console)
        let (near, far) = (
            try await person("กตัญญู ปู่", unit: "ฝ่ายทะเบียน"), try await person("น้ำ ที่นี่", unit: nil)
        )
        try await site.database.write(office.agency) {
            try $0.execute("UPDATE measure SET unit_id = \(office.unit) WHERE id = \(open)")
        }
        let address = "/desk/mine/people/\(office.colleague)/hand-over"
        let page = try await browser.get(address).body
        #expect(page.contains("ตั้งแยกจากตัวบุคคล") && page.contains("กตัญญู ปู่ · ฝ่ายทะเบียน"))
        let refused = try await browser.post(address, ["to": far, "unit": "1"], more: [("measures", open)])
        #expect(refused.status == 422 && refused.body.contains("ผู้รับมอบยังไม่อยู่ฝ่ายใด"))
        let kept = try #require(try await browser.post(address, ["to": far], more: [("measures", open)]).location)
        #expect(try await TestSite.plan(site, "mine").measure(open)?.unitID == office.unit)
        let paper = try await browser.get(kept).body
        #expect(paper.contains("ยังเป็นฝ่ายเดิม") && paper.contains("ฝ่ายปกครอง"))
        let moved = try await browser.post(
            "/desk/mine/people/\(far)/hand-over", ["to": near, "unit": "1"], more: [("measures", open)])
        #expect(try await TestSite.plan(site, "mine").measure(open)?.unit == "ฝ่ายทะเบียน")
        #expect(try await browser.get(try #require(moved.location)).body.contains("เปลี่ยนเป็นฝ่ายทะเบียนด้วย"))
    }

    @Test(arguments: engines) func `a sheet printed again says what it said on its day, and the journal leads to it`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, browser, open, _) = try await house(engine)
        try await site.database.write(office.agency) {
            try $0.execute("UPDATE measure SET unit_id = \(office.unit) WHERE id = \(open)")
        }
        let answer = try await browser.post(
            "/desk/mine/people/\(office.colleague)/hand-over", ["to": office.person], more: [("measures", open)])
        let address = try #require(answer.location?.split(separator: "?").first.map { String($0) })
        try await site.database.write(office.agency) { db in
            try db.execute("UPDATE measure SET unit_id = NULL, text = 'ข้อความใหม่' WHERE id = \(open)")
            try db.execute("UPDATE person SET name = 'ชื่อใหม่ ที่นี่' WHERE id = \(office.colleague)")
        }
        let paper = try await browser.get(address).body
        #expect(paper.contains("ฝ่ายปกครอง</td>") && paper.contains("เปิดเผย &quot;ข้อมูล่&quot; ที่นี่"))
        #expect(paper.contains("(สมชาย ใจดี)") && !paper.contains("ชื่อใหม่ ที่นี่") && !paper.contains("ข้อความใหม่"))
        #expect(paper.contains("<caption class=\"unseen\">มาตรการ</caption>") && !paper.contains("ตามข้อมูลปัจจุบัน"))
        #expect(try await browser.get("/desk/mine/journal").body.contains("href=\"\(address)\""))
    }

    @Test(arguments: engines) func `a sheet from before its words were kept says so and leaves the units out`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, browser, open, _) = try await house(engine)
        let number = try await site.database.write(office.agency) { db in
            try db.execute("UPDATE measure SET unit_id = \(office.unit) WHERE id = \(open)")
            let note = JournalNote("person \(office.colleague)", ["to": office.person, "measures": open])
            try Journal.append(
                HandOver.name, note, agency: office.agency, by: TestSite.console, at: site.clock.now(), in: db)
            return try HandedOver.newest(from: office.colleague, agency: office.agency, in: db)
        }
        let paper = try await browser.get("/desk/mine/handed-over/\(try #require(number))").body
        #expect(paper.contains("ตามข้อมูลปัจจุบัน") && paper.contains("เปิดเผย &quot;ข้อมูล่&quot; ที่นี่"))
        #expect(!paper.contains("ฝ่ายปกครอง</td>"))
    }

    @Test(arguments: engines) func `who takes work over themselves is not told of it`(_ engine: TestEngine)
        async throws
    {
        let (site, office, browser, open, _) = try await house(engine)
        let found = try await site.database.read {
            try $0.first("SELECT id FROM person WHERE name = 'ผู้ใช้ planner'")?.string("id")
        }
        let own = try #require(found)
        let address = "/desk/mine/people/\(office.colleague)/hand-over"
        #expect(try await browser.post(address, ["to": own], more: [("measures", open)]).status == 303)
        #expect(try await TestSite.plan(site, "mine").measure(open)?.personID == own)
        #expect(try await site.database.read { try Notice.entries(of: own, in: $0) }.isEmpty)
    }

    @Test(arguments: engines) func `a role goes along, and a sheet of another agency is not found`(_ engine: TestEngine)
        async throws
    {
        let (site, office, browser, _, _) = try await house(engine)
        let address = "/desk/mine/people/\(office.person)/hand-over"
        let answer = try await browser.post(address, ["to": office.colleague, "role": "1"])
        #expect(answer.status == 303)
        let taken = try await site.database.read { try Person.find(office.colleague, agency: office.agency, in: $0) }
        #expect(taken.role == .officer)
        let theirs = try await Office.open("theirs", on: site)
        _ = try await TestSite.account("stranger", .officer, of: theirs.agency, on: site)
        let stranger = TestBrowser(site)
        try await stranger.signIn("stranger")
        let number = try #require(answer.location?.split(separator: "/").last?.split(separator: "?").first)
        #expect(try await stranger.get("/desk/theirs/handed-over/\(number)").status == 404)
        #expect(try await browser.get("/desk/mine/handed-over/1").status == 404, "a line about something else")
    }

    @Test(arguments: engines)
    func `work goes from a director to another one, and a role goes where somebody may give it`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, browser, open, _) = try await house(engine)
        func chief(_ name: String) async throws -> String {
            try await site.perform(
                AddPerson(agency: office.agency, person: name, title: nil, unit: nil, role: .director),
                as: TestSite.console)
        }
        let (old, new) = (try await chief("ผอ. เดิม น้ำ"), try await chief("ผอ. ใหม่ ปู่"))
        func hold(_ person: String) async throws {
            try await site.database.write(office.agency) {
                try $0.execute("UPDATE measure SET person_id = \(person) WHERE id = \(open)")
            }
        }
        try await hold(old)
        let address = "/desk/mine/people/\(old)/hand-over"
        #expect(try await browser.post(address, ["to": new], more: [("measures", open)]).status == 303)
        #expect(try await TestSite.plan(site, "mine").measure(open)?.personID == new)
        try await hold(old)
        let along = try await browser.post(
            address, ["to": office.colleague, "role": "1"], more: [("measures", open)])
        #expect(along.status == 303, "nobody signs in as director yet")
        let taken = try await site.database.read { try Person.find(office.colleague, agency: office.agency, in: $0) }
        #expect(taken.role == .director)
    }

    // MARK: The order

    @Test(arguments: engines) func `the order names every owner's measures with their items, in Thai digits by choice`(
        _ engine: TestEngine
    ) async throws {
        let (_, _, browser, _, _) = try await house(engine)
        let query = "number=12/2568&day=14/1/68&signer=\(Address.encoded("นายปู่ น้ำ"))"
        let page = try await browser.get("/desk/mine/2568/order?\(query)").body
        #expect(page.contains("ที่ ๑๒/๒๕๖๘") && page.contains("สั่ง ณ วันที่ ๑๔ มกราคม พ.ศ. ๒๕๖๘"))
        #expect(page.contains("เปิดเผย &quot;ข้อมูล่&quot; ที่นี่ (ข้อ O18)"))
        let plain = try await browser.get("/desk/mine/2568/order?\(query)&digits=arabic").body
        #expect(plain.contains("ที่ 12/2568") && plain.contains("(ข้อ O18)"))
        let docx = try await browser.get("/desk/mine/2568/order/file?\(query)&format=docx")
        let read = try SourceDocument.docx(docx.bytes)
        let text = read.blocks.map { block -> String in
            if case .paragraph(let paragraph) = block { paragraph.text } else { "" }
        }.joined(separator: "\n")
        #expect(text.contains("คำสั่งสำนักงานเขตตัวอย่าง mine") && text.contains("นายปู่ น้ำ"))
        let pdf = try await browser.get("/desk/mine/2568/order/file?\(query)&format=pdf")
        #expect(pdf.bytes.starts(with: Array("%PDF-1.".utf8)))
        #expect(pdf.header("content-disposition")?.hasPrefix("attachment") == true, "the button says it is saved")
        let again = try await browser.get("/desk/mine/2568/order/file?\(query)&format=pdf")
        #expect(pdf.bytes == again.bytes)
    }

    @Test(arguments: engines) func `files of the order are asked for with what was typed, and no dots stand for a date`(
        _ engine: TestEngine
    ) async throws {
        let (_, _, browser, _, _) = try await house(engine)
        let page = try await browser.get("/desk/mine/2568/order").body
        #expect(page.contains("formaction=\"/desk/mine/2568/order/file\"") && !page.contains("/order/file?"))
        let refused = try await browser.get("/desk/mine/2568/order/file?format=pdf&number=45/2568&day=31/2/68")
        #expect(refused.status == 422 && refused.body.contains("id=\"e-day-0\""))
        #expect(refused.body.contains("value=\"45/2568\"") && refused.body.contains("value=\"31/2/68\""))
    }

    @Test(arguments: engines) func `drafts from last year are not in the order, not owed and not late`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, browser, open, done) = try await house(engine)
        try await site.database.write(office.agency) { db in
            try db.execute("UPDATE measure SET draft_from = id, unit_id = \(office.unit) WHERE id = \(open)")
        }
        let order = try await browser.get("/desk/mine/2568/order").body
        #expect(!order.contains("เปิดเผย &quot;ข้อมูล่&quot; ที่นี่ (ข้อ O18)") && order.contains("ทำแล้ว (ข้อ O18)"))
        #expect(order.contains("มาตรการ 1 รายการเป็นร่างที่ยกมาจากปีก่อน") && order.contains("/desk/mine/2568/plan#drafts"))
        let plan = try await TestSite.plan(site, "mine")
        let work = try await site.database.read { try RoundWork.load(plan.rounds[0], in: $0) }
        let late = try #require(Day(iso: "2026-12-31"))
        #expect(UnitWork.list(plan, work, today: late).allSatisfy { $0.late == 0 && $0.measures == $0.reported })
        let listed = OpenMeasure.list(plan, work, person: office.colleague, unit: nil, all: false)
        let draft = try #require(listed.first { $0.measure.id == open })
        #expect(draft.owner == .drafts && draft.due == nil && draft.daysLeft(late) == nil)
        #expect(listed.first { $0.measure.id == done }?.owner == .mine)
        let faults = PlanCheck.problems(plan, work: work, elsewhere: [:]).map(\.key)
        #expect(faults.contains("draft_unconfirmed") && !faults.contains("measure_without_result"))
        let soon = try #require(plan.dueDay(of: plan.rounds[0])?.day)
        let reminded = try await site.database.read {
            try DueSoon.find(on: soon, editions: site.editions, in: $0).map(\.measure)
        }
        #expect(!reminded.contains(open))
        let handed = try await browser.get("/desk/mine/people/\(office.colleague)/hand-over").body
        #expect(handed.contains(open) && handed.contains("ร่างที่ยกมาจากปีก่อน ยังไม่ยืนยัน"), "it names its owner")
        #expect(handed.contains("มาตรการที่ยังรอผล 0 รายการ และร่าง 1 รายการ"))
        let person = try await browser.get("/desk/mine/people/\(office.colleague)").body
        #expect(person.contains("ยังมีร่างมาตรการที่ยกมาจากปีก่อน 1 รายการ") && !person.contains("ยังมีมาตรการที่รอผล"))
        let record = try await browser.get(Link.record("mine", 2568, plan.rounds[0].half, open)).body
        #expect(record.contains("แต่ยังเป็นร่างจนกว่าจะยืนยันในแผน"))
        try await site.database.write(office.agency) { db in
            try db.execute("UPDATE measure SET draft_from = id")
        }
        let none = try await browser.get("/desk/mine/2568/order").body
        #expect(none.contains("รายการเป็นร่างที่ยกมาจากปีก่อน") && !none.contains("ยังไม่มีมาตรการที่ระบุผู้รับผิดชอบ"))
        let refused = try await browser.get("/desk/mine/2568/order/file?format=pdf")
        #expect(refused.status == 409 && refused.body.contains("รายการเป็นร่างที่ยกมาจากปีก่อน"), "no empty order")
    }

    @Test(arguments: engines) func `a date that is none is said, and the order is shown all the same`(
        _ engine: TestEngine
    ) async throws {
        let (_, _, browser, _, _) = try await house(engine)
        let page = try await browser.get("/desk/mine/2568/order?day=\(Address.encoded("พรุ่งนี้"))").body
        #expect(page.contains("id=\"e-day-0\"") && page.contains("value=\"พรุ่งนี้\"") && page.contains("<article"))
    }

    @Test func `Thai digits stay out of codes, addresses and Latin words`() {
        let text = "ข้อ 12 ระบบ eGP2 รหัส O18 ดู https://a.go.th/2568 (15 วัน)"
        #expect(Digits.thaiOutsideNames(text) == "ข้อ ๑๒ ระบบ eGP2 รหัส O18 ดู https://a.go.th/2568 (๑๕ วัน)")
    }
}
