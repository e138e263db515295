import ITA
import Testing

@testable import Prongsai

/// Whatever was typed on a page of the plan goes with whichever button is pressed, and of two people each changes only what
/// they touched.
@Suite struct PlanMergeTests {
    private func desk(_ engine: TestEngine) async throws -> (site: Site, office: Office, browser: TestBrowser) {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("office", on: site)
        _ = try await TestSite.account("planner", .officer, of: office.agency, on: site)
        let browser = TestBrowser(site)
        try await browser.signIn("planner")
        return (site, office, browser)
    }

    private func seen(_ browser: TestBrowser, _ address: String) async throws -> String {
        try #require(TestBrowser.hidden("seen", in: try await browser.get(address).body))
    }

    @Test(arguments: engines) func `a finding that is typed is saved whichever button is pressed`(_ engine: TestEngine)
        async throws
    {
        let (site, office, browser) = try await desk(engine)
        _ = try await site.perform(
            AddMeasure(
                agency: office.agency, plan: office.plan, rows: [office.row], fields: MeasureFields(text: "ติดป้าย")),
            as: TestSite.console)
        let address = "/desk/office/2568/plan/rows/\(office.row)"
        let second = try #require(try await TestSite.plan(site).rows[0].measures.last)
        let fields = [
            "seen": try await seen(browser, address), "items-\(office.line)": "I1",
            "finding-\(office.finding)": "พิมพ์ไว้ ที่นี่ น้ำ",
        ]
        let moved = try await browser.post(address, fields.merging(["do": "order \(second) 1"]) { $1 })
        #expect(moved.location == "\(address)?done=measure_moved&done=row_saved#measures")
        let row = try await TestSite.plan(site).rows[0]
        #expect(row.measures.first == second && row.lines[0].findings[0].text == "พิมพ์ไว้ ที่นี่ น้ำ")
        let shown = try await browser.get("\(address)?done=measure_moved&done=row_saved")
        #expect(shown.body.contains("เลื่อนลำดับมาตรการแล้ว · บันทึกแถวแล้ว"))
        let wrong = fields.merging(["do": "order \(second) 2", "items-\(office.line)": "O1–O2–O9"]) { $1 }
        let refused = try await browser.post(address, wrong)
        #expect(refused.status == 422 && refused.body.contains("อ่านช่วง O1–O2–O9 ไม่ได้"))
        #expect(try await TestSite.plan(site).rows[0].measures.first == second, "nothing else is done then")
    }

    @Test(arguments: engines) func `a split that fails says so at the top, and what was typed is saved`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, browser) = try await desk(engine)
        let row = "/desk/office/2568/plan/rows/\(office.row)"
        let split = try await browser.post(row, ["do": "split", "seen": try await seen(browser, row)])
        #expect(split.status == 422)
        let main = try #require(split.body.range(of: "<h1>").map { split.body[$0.lowerBound...] })
        let summary = try #require(main.range(of: "role=\"alert\""))
        let form = try #require(main.range(of: "<form"))
        #expect(summary.lowerBound < form.lowerBound, "under the heading")
        #expect(split.body.contains("<title>มีข้อที่ต้องแก้ · ") && split.body.contains("href=\"#f-items\""))
        #expect(split.body.contains("id=\"f-items\"") && split.body.contains("ข้อที่จะแยกไปแถวใหม่: ต้องแยกบางข้อไป"))

        let measure = "/desk/office/2568/plan/measures/\(office.measure)"
        let fields = [
            "do": "split", "seen": try await seen(browser, measure), "text": "แก้ถ้อยคำแล้ว น้ำ", "texts": "เหลือข้อเดียว",
        ]
        let refused = try await browser.post(measure, fields)
        #expect(refused.status == 422 && refused.body.contains("เหลือข้อเดียว"))
        #expect(refused.body.contains("บันทึกข้อความที่พิมพ์แล้ว แต่ยังไม่ได้ทำส่วนนี้"))
        #expect(refused.body.contains("href=\"#f-texts\""))
        #expect(try await TestSite.plan(site).measure(office.measure)?.text == "แก้ถ้อยคำแล้ว น้ำ")
        // Saved by the first button, with parts typed for the other one.
        var parts = fields
        (parts["do"], parts["seen"]) = ("save", try await seen(browser, measure))
        parts["texts"] = "ก\nข"
        let kept = try await browser.post(measure, parts)
        #expect(kept.status == 200 && kept.body.contains("ก\nข</textarea>") && kept.body.contains("href=\"#f-texts\""))
        let none = try await browser.post(measure, ["do": "save", "rows": "1", "text": "อีกแบบ"])
        #expect(none.status == 422 && none.body.contains("มาตรการต้องอยู่ในแถวอย่างน้อยหนึ่งแถว"))
    }

    @Test(arguments: engines) func `of two at the same measure each changes what they touched`(_ engine: TestEngine)
        async throws
    {
        let (site, office, browser) = try await desk(engine)
        let address = "/desk/office/2568/plan/measures/\(office.measure)"
        let before = try #require(try await TestSite.plan(site).measure(office.measure))
        var fields = [
            "do": "save", "seen": try await seen(browser, address), "rows": "1", "row": office.row, "text": before.text,
            "unit": before.unit ?? "", "person": before.person ?? "", "steps": before.steps ?? "", "from": "", "to": "",
            "follow-up": before.followUp ?? "", "status": before.status.rawValue,
        ]
        fields["from"] = before.startsOn.map { site.strings.day($0, .thai) } ?? ""
        fields["to"] = before.endsOn.map { site.strings.day($0, .thai) } ?? ""
        #expect(try await browser.post(address, fields.merging(["steps": "หนึ่ง"]) { $1 }).status == 303)
        let placed = [("row", office.row), ("row", office.emptyRow)]
        var second = fields.merging(["text": "ของคนที่สอง"]) { $1 }
        second["row"] = nil
        #expect(try await browser.post(address, second, more: placed).status == 303)
        var plan = try await TestSite.plan(site)
        #expect(plan.measure(office.measure)?.steps == "หนึ่ง" && plan.measure(office.measure)?.text == "ของคนที่สอง")
        #expect(plan.rows(of: office.measure).count == 2)
        // A third touches the text too: of what they left alone nothing is theirs, neither in the table nor in the form.
        let conflict = try await browser.post(address, fields.merging(["text": "ของคนที่สาม"]) { $1 })
        #expect(conflict.status == 409 && conflict.body.contains("ของคนที่สอง") && conflict.body.contains("ของคนที่สาม"))
        #expect(!conflict.body.contains("<th scope=\"row\">ขั้นตอน") && conflict.body.contains("หนึ่ง</textarea>"))
        fields["seen"] = try #require(TestBrowser.hidden("seen", in: conflict.body))
        (fields["text"], fields["steps"], fields["row"]) = ("ของคนที่สาม", "หนึ่ง", nil)
        #expect(try await browser.post(address, fields, more: placed).status == 303)
        plan = try await TestSite.plan(site)
        #expect(plan.measure(office.measure)?.steps == "หนึ่ง" && plan.measure(office.measure)?.text == "ของคนที่สาม")
        #expect(plan.rows(of: office.measure).count == 2, "what the other ticked stays")
    }

    @Test(arguments: engines) func `of two at the same row each changes what they touched`(_ engine: TestEngine)
        async throws
    {
        let (site, office, browser) = try await desk(engine)
        let address = "/desk/office/2568/plan/rows/\(office.row)"
        let other = try await TestSite.plan(site).rows[0].lines[1].id
        let old = try await TestSite.plan(site).rows[0].lines[0].findings[0].text
        let fields = [
            "do": "save", "seen": try await seen(browser, address), "items-\(office.line)": "I1",
            "finding-\(office.finding)": old, "items-\(other)": "I2",
        ]
        let first = fields.merging(["finding-\(office.finding)": "ของคนแรก"]) { $1 }
        #expect(try await browser.post(address, first).status == 303)
        let second = fields.merging(["finding-\(other)": "ของคนที่สอง", "items-\(other)": "I2, I3"]) { $1 }
        #expect(try await browser.post(address, second).status == 303)
        let row = try await TestSite.plan(site).rows[0]
        #expect(row.lines.map { $0.findings.map(\.text) } == [["ของคนแรก"], ["ของคนที่สอง"]])
        let third = try await browser.post(address, fields.merging(["items-\(other)": "I4"]) { $1 })
        #expect(third.status == 409 && third.body.contains("ของคนแรก</textarea>"), "as it is now")
        #expect(!third.body.contains("<p class=\"typed\">\(old)</p>"), "not theirs")
        // What the other person took out stays out for whoever did not touch it.
        try await site.perform(
            ChangeFinding(agency: office.agency, finding: office.finding, text: nil), as: TestSite.console)
        let fourth = fields.merging(["finding-\(office.line)": "ใหม่"]) { $1 }
        #expect(try await browser.post(address, fourth).status == 303)
        #expect(try await TestSite.plan(site).rows[0].lines[0].findings.map(\.text) == ["ใหม่"])
        let emptied = fields.merging(["items-\(other)": ""]) { $1 }
        #expect(try await browser.post(address, emptied).status == 409, "a line somebody else changed is not taken out")
    }

    @Test(arguments: engines) func `an item stands in one line of a row`(_ engine: TestEngine) async throws {
        let (site, office, browser) = try await desk(engine)
        let base = "/desk/office/2568/plan"
        let added = try await browser.post("\(base)/new-row", ["key": ID.new(), "items": "O1-O3\nO2"])
        #expect(added.status == 422 && added.body.contains("ข้อ O2 อยู่สองบรรทัดของแถวเดียวกัน"))
        let address = "\(base)/rows/\(office.row)"
        let fields = ["do": "save", "seen": try await seen(browser, address), "items-new": "I2"]
        let known = try await browser.post(address, fields)
        #expect(known.status == 303, "the line is there already")
        let twice = try await browser.post(address, fields.merging(["items-new": "I2, I5"]) { $1 })
        #expect(twice.status == 422 && twice.body.contains("ข้อ I2 อยู่สองบรรทัดของแถวเดียวกัน"))
        #expect(twice.body.contains("href=\"#f-items-new\""))
        #expect(try await TestSite.plan(site).rows[0].lines.count == 2)
    }

    @Test(arguments: engines) func `nothing ticked has a sentence of its own, and a conflict leads back`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, browser) = try await desk(engine)
        _ = try await site.perform(
            AddMeasure(
                agency: office.agency, plan: office.plan, rows: [office.row], fields: MeasureFields(text: "ของใครก็ไม่รู้")),
            as: TestSite.console)
        let none = try await browser.post("/desk/office/2568/plan/owners", ["unit": "ฝ่ายปกครอง"])
        #expect(none.status == 422 && none.body.contains("ยังไม่ได้เลือกมาตรการ"))
        #expect(!none.body.contains("ยังไม่ได้เลือกภาพ"))
        let address = "/desk/office/2568/plan/rows/\(office.row)"
        let used = try await browser.post(address, ["do": "remove"])
        #expect(used.status == 409 && used.body.contains("href=\"\(address)\"") && used.body.contains("กลับไปหน้าเดิม"))
    }

    @Test func `what a form showed is read back as it was written`() {
        let shown = Shown([("text", "น้ำ ที่นี่"), ("finding-0a-1", nil), ("caption.ก", "x")])
        #expect(Shown(shown.text) == shown && Shown("").text.isEmpty && Shown("_a__b").text == "a_b")
        #expect(shown.says("text", " น้ำ ที่นี่ ") && shown.says("finding-0a-1", "") && !shown.says("other", nil))
        #expect(!shown.differs("other", "x") && shown.differs("text", "น้ำ"))
        #expect(!Resumed.isTyped(Shown([("text", "น้ำ"), ("follow-up", "x")]).text), "nobody typed it")
    }
}
