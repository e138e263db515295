import Foundation
import HTML
import ITA
import Testing

@testable import Prongsai

/// The plan in the browser: read, changed in place, two people at once, and never heavier than a phone can bear.
@Suite struct PlanPageTests {
    private func desk(_ engine: TestEngine) async throws -> (site: Site, office: Office, browser: TestBrowser) {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("office", on: site)
        _ = try await TestSite.account("planner", .officer, of: office.agency, on: site)
        let browser = TestBrowser(site)
        try await browser.signIn("planner")
        return (site, office, browser)
    }

    @Test(arguments: engines) func `the plan shows every row with what is missing and where to mend it`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, browser) = try await desk(engine)
        let page = try await browser.get("/desk/office/2568/plan")
        #expect(page.status == 200)
        for text in ["id=\"row-\(office.row)\"", "ผู้รับบริการรอนาน", "จัดทำคู่มือการให้บริการ", "เผยแพร่คู่มือบนเว็บไซต์แล้ว"] {
            #expect(page.body.contains(text), "\(text)")
        }
        #expect(page.body.contains("ยังไม่ได้เขียนประเด็นของ O18"))
        #expect(page.body.contains("/desk/office/2568/plan/rows/\(office.emptyRow)"))
        let standing = try await browser.get("/desk/office/2568")
        #expect(standing.body.contains("/plan?row=\(office.emptyRow)#row-\(office.emptyRow)"))
        _ = try await TestSite.account("reader", .reader, of: office.agency, on: site)
        let reader = TestBrowser(site)
        try await reader.signIn("reader")
        let seen = try await reader.get("/desk/office/2568/plan")
        #expect(seen.status == 200 && !seen.body.contains("/plan/rows/"))
    }

    @Test(arguments: engines) func `a measure with a result in either round is not said not to have begun`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, browser) = try await desk(engine)
        for half in [1, 2] {
            let body = try await browser.get("/desk/office/2568/plan?round=\(half)").body
            #expect(body.contains("กำลังดำเนินการ") && !body.contains("ยังไม่เริ่ม"), "\(half)")
        }
        let own = try await browser.get("/desk/office/2568/plan/measures/\(office.measure)").body
        #expect(own.contains("หน้าแผนจึงแสดงว่ากำลังดำเนินการ"))
        _ = try await site.perform(
            AddMeasure(
                agency: office.agency, plan: office.plan, rows: [office.emptyRow],
                fields: MeasureFields(text: "ประกาศนโยบายที่นี่")), as: TestSite.console)
        #expect(try await browser.get("/desk/office/2568/plan?round=1").body.contains("ยังไม่เริ่ม"))
        _ = try await site.perform(
            RecordProgress(
                agency: office.agency, round: office.round, row: office.emptyRow, measures: [], text: "ประกาศแล้ว"),
            as: TestSite.console)
        #expect(
            !(try await browser.get("/desk/office/2568/plan?round=1").body.contains("ยังไม่เริ่ม")),
            "a result that names no measure may be of this one")
        #expect(try await TestSite.plan(site).measure(office.measure)?.status == .planned, "what was set stays")
    }

    @Test(arguments: engines) func `a row is written in one form, and mistakes stand beside their field`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, browser) = try await desk(engine)
        let address = "/desk/office/2568/plan/rows/\(office.row)"
        let form = try await browser.get(address)
        let seen = try #require(TestBrowser.hidden("seen", in: form.body))
        let text = "ป้าย \"ช่องบริการ\"่ <เล็ก> & ไม่ชัด"
        var fields = [
            "do": "save", "seen": seen, "items-\(office.line)": "I1 I77", "finding-\(office.finding)": text,
            "finding-\(office.line)": "ข้อใหม่",
        ]
        let refused = try await browser.post(address, fields)
        #expect(refused.status == 422 && refused.body.contains("I77") && refused.body.contains("aria-invalid"))
        #expect(refused.body.contains("ป้าย &quot;ช่องบริการ&quot;่ &lt;เล็ก&gt; &amp; ไม่ชัด"))
        fields["items-\(office.line)"] = "I1"
        #expect(try await browser.post(address, fields).location == "\(address)?done=row_saved")
        #expect(try await browser.post(address, fields).status == 303, "sent twice")
        let row = try await TestSite.plan(site).rows[0]
        #expect(row.lines[0].findings.map(\.text) == [text, "ข้อใหม่"])
        #expect(try await browser.get("\(address)?done=row_saved").body.contains("บันทึกแถวแล้ว"))
    }

    @Test(arguments: engines) func `two people at the same row: the second sees both texts and decides`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, first) = try await desk(engine)
        _ = try await TestSite.account("second", .officer, of: office.agency, on: site)
        let second = TestBrowser(site)
        try await second.signIn("second")
        let address = "/desk/office/2568/plan/rows/\(office.row)"
        func shown(_ browser: TestBrowser) async throws -> String {
            try #require(TestBrowser.hidden("seen", in: try await browser.get(address).body))
        }
        func fields(_ seen: String, _ text: String) -> [String: String] {
            ["do": "save", "seen": seen, "items-\(office.line)": "I1", "finding-\(office.finding)": text]
        }
        let (one, two) = (try await shown(first), try await shown(second))
        #expect(try await first.post(address, fields(one, "ถ้อยคำของคนแรก")).status == 303)
        let conflict = try await second.post(address, fields(two, "ถ้อยคำของคนที่สอง"))
        #expect(conflict.status == 409)
        #expect(conflict.body.contains("ถ้อยคำของคนแรก") && conflict.body.contains("ถ้อยคำของคนที่สอง"))
        #expect(conflict.body.contains("แก้ไขล่าสุดโดย"))
        #expect(try await TestSite.plan(site).rows[0].lines[0].findings[0].text == "ถ้อยคำของคนแรก")
        // Knowingly: the page carries what is there now.
        let now = try #require(TestBrowser.hidden("seen", in: conflict.body))
        #expect(try await second.post(address, fields(now, "ถ้อยคำของคนที่สอง")).status == 303)
        #expect(try await TestSite.plan(site).rows[0].lines[0].findings[0].text == "ถ้อยคำของคนที่สอง")
    }

    @Test(arguments: engines) func `a mistake between two people does not hide that there are two`(_ engine: TestEngine)
        async throws
    {
        let (site, office, browser) = try await desk(engine)
        let address = "/desk/office/2568/plan/measures/\(office.measure)"
        let seen = try #require(TestBrowser.hidden("seen", in: try await browser.get(address).body))
        try await site.perform(
            ChangeMeasure(agency: office.agency, measure: office.measure, fields: .init(text: "ของคนอื่น")),
            as: TestSite.console)
        var fields = [
            "do": "save", "seen": seen, "text": "ของเรา", "from": "32/1/68", "to": "", "unit": "", "person": "",
            "steps": "", "follow-up": "", "status": "planned",
        ]
        let refused = try await browser.post(address, fields)
        #expect(refused.status == 422)
        fields["seen"] = try #require(TestBrowser.hidden("seen", in: refused.body))
        fields["from"] = "1/10/67"
        let conflict = try await browser.post(address, fields)
        #expect(conflict.status == 409 && conflict.body.contains("ของคนอื่น") && conflict.body.contains("ของเรา"))
        #expect(try await TestSite.plan(site).measure(office.measure)?.text == "ของคนอื่น")
    }

    @Test(arguments: engines) func `a measure is added once, shared, moved, split, copied and taken out`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, browser) = try await desk(engine)
        let base = "/desk/office/2568/plan"
        let adding = "\(base)/rows/\(office.emptyRow)/new-measure"
        let key = try #require(TestBrowser.hidden("key", in: try await browser.get(adding).body))
        let fields = [
            "key": key, "text": "ทำคู่มือ\nติดป้าย", "unit": "ฝ่ายปกครอง", "person": "สมชาย ใจดี", "from": "1 ต.ค. 2567",
            "to": "31/3/68",
        ]
        #expect(try await browser.post(adding, ["key": key, "text": " "]).status == 422)
        for _ in 1...2 { #expect(try await browser.post(adding, fields).status == 303) }
        var plan = try await TestSite.plan(site)
        #expect(plan.measures.count == 2 && plan.measure(key)?.person == "สมชาย ใจดี")
        let address = "\(base)/measures/\(key)"
        let placed = try await browser.post(
            address, ["do": "place"], more: [("row", office.row), ("row", office.emptyRow)])
        #expect(placed.status == 303)
        #expect(try await browser.post(address, ["do": "place"]).status == 422)
        #expect(try await browser.post(address, ["do": "place", "row": office.row]).status == 303)
        plan = try await TestSite.plan(site)
        #expect(plan.rows[0].measures == [office.measure, key] && plan.rows[1].measures == [])
        let seen = try #require(TestBrowser.hidden("seen", in: try await browser.get(address).body))
        let split = ["do": "split", "seen": seen, "texts": "ทำคู่มือ\nติดป้าย"]
        #expect(try await browser.post(address, split).status == 303)
        #expect(try await browser.post(address, split).status == 409, "sent twice")
        let copied = try await browser.post(address, ["do": "copy", "target": office.emptyRow])
        #expect(copied.location?.contains("done=measure_copied") == true)
        #expect(try await browser.post(address, ["do": "remove"]).status == 303)
        plan = try await TestSite.plan(site)
        #expect(plan.measure(key) == nil && plan.rows[1].measures.count == 1 && plan.rows[0].measures.count == 2)
        let used = try await browser.post("\(base)/measures/\(office.measure)", ["do": "remove"])
        #expect(used.status == 409 && used.body.contains("ตั้งสถานะเป็นยกเลิก") && !used.body.contains("prongsai"))
        #expect(try await TestSite.plan(site).measure(office.measure) != nil)
    }

    @Test(arguments: engines) func `rows are added once, moved, split, joined and removed`(_ engine: TestEngine)
        async throws
    {
        let (site, office, browser) = try await desk(engine)
        let base = "/desk/office/2568/plan"
        let key = try #require(TestBrowser.hidden("key", in: try await browser.get("\(base)/new-row?items=O1").body))
        #expect(try await browser.post("\(base)/new-row", ["key": key, "items": "Z9"]).status == 422)
        for _ in 1...2 {
            let added = try await browser.post("\(base)/new-row", ["key": key, "items": "O1-O3\nO5"])
            #expect(added.location == "\(base)/rows/\(key)?done=row_added")
        }
        var plan = try await TestSite.plan(site)
        #expect(plan.rows.count == 3 && plan.rows[2].lines.count == 2)
        let address = "\(base)/rows/\(key)"
        #expect(try await browser.post(address, ["do": "move 1"]).status == 303)
        for place in [String(Int.min), "0", "1", String(Int.max)] {
            let sent = ["do": "order \(office.measure) \(place)"]
            let answer = try await browser.post("/desk/office/2568/plan/rows/\(office.row)", sent)
            #expect(answer.status == 303 || answer.status == 409, "\(place): \(answer.status)")
        }
        for place in ["", "x", "\(office.measure) x", "\(office.measure) 99999999999999999999"] {
            let sent = ["do": "order \(place)"]
            #expect(try await browser.post("/desk/office/2568/plan/rows/\(office.row)", sent).status == 422)
        }
        let o5 = try #require(office.edition.item(code: "O5")?.key)
        let seen = try #require(TestBrowser.hidden("seen", in: try await browser.get(address).body))
        #expect(try await browser.post(address, ["do": "split", "seen": seen]).status == 422)
        #expect(try await browser.post(address, ["do": "split", "seen": seen, "items": o5]).status == 303)
        plan = try await TestSite.plan(site)
        #expect(plan.rows.map { plan.label($0) } == ["O1–O3", "O5", "I1, I2", "O18"])
        let join = ["do": "join", "other": plan.rows[1].id, "one-line": "1"]
        #expect(try await browser.post(address, join).status == 303)
        #expect(try await browser.post(address, ["do": "remove"]).location == "\(base)?done=row_removed")
        #expect(try await browser.post("\(base)/rows/\(office.row)", ["do": "remove"]).status == 409)
        #expect(try await browser.post("\(base)/rows/\(office.row)", ["do": "?"]).status == 422)
        #expect(try await TestSite.plan(site).rows.count == 2)
    }

    @Test(arguments: engines) func `somebody of another agency reaches neither row nor measure by its id`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, _) = try await desk(engine)
        let theirs = try await Office.open("theirs", on: site)
        _ = try await TestSite.account("stranger", .officer, of: theirs.agency, on: site)
        let browser = TestBrowser(site)
        try await browser.signIn("stranger")
        for path in ["rows/\(office.row)", "measures/\(office.measure)", "rows/\(office.row)/new-measure"] {
            #expect(try await browser.get("/desk/theirs/2568/plan/\(path)").status == 404, "\(path)")
        }
        let join = ["do": "join", "other": office.row]
        #expect(try await browser.post("/desk/theirs/2568/plan/rows/\(theirs.row)", join).status == 404)
        let place = ["do": "place", "row": office.row]
        #expect(try await browser.post("/desk/theirs/2568/plan/measures/\(theirs.measure)", place).status == 404)
        #expect(try await TestSite.plan(site).rows.count == 2)
    }

    /// Counts the queries of a page.
    private func queries<T: Sendable>(_ site: Site, _ body: @escaping @Sendable (Connection) throws -> T) async throws
        -> Int
    {
        try await site.database.read { db in
            var count = 0
            _ = try body(
                Connection { sql in
                    count += 1
                    return try db.rows(sql)
                })
            return count
        }
    }

    @Test(arguments: engines) func `pages of a plan stay light and few of queries with a thousand measures`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, browser) = try await desk(engine)
        let (editions, agency) = (site.editions, try await site.database.read { try Agency.find("office", in: $0) })
        let text = String(repeating: "จัดทำและเผยแพร่คู่มือการให้บริการประชาชนที่นี่ ", count: 8)
        func add(_ numbers: Range<Int>) async throws {
            try await site.database.write(office.agency) { db in
                for number in numbers {
                    let (measure, row) = ("m\(number)", number % 2 == 0 ? office.row : "r\(number / 20)")
                    if row != office.row, try db.first("SELECT id FROM plan_row WHERE id = \(row)") == nil {
                        try db.execute(
                            "INSERT INTO plan_row (id, agency_id, plan_id, position) VALUES (\(row), \(office.agency), \(office.plan), \(number + 10))"
                        )
                        _ = try PlanRow.insertLine(
                            ["oit.\(number)"], position: 1, row: row, agency: office.agency, in: db)
                    }
                    try db.execute(
                        "INSERT INTO measure (id, agency_id, plan_id, text, status, created_at) VALUES (\(measure), \(office.agency), \(office.plan), \(text), 'planned', 'x')"
                    )
                    try db.execute(
                        "INSERT INTO row_measure (row_id, measure_id, agency_id, position) VALUES (\(row), \(measure), \(office.agency), \(number + 10))"
                    )
                    try db.execute(
                        "INSERT INTO progress (id, agency_id, round_id, row_id, position, text, created_at) VALUES (\("p\(number)"), \(office.agency), \(office.round), \(row), \(number), \(text), 'x')"
                    )
                }
            }
        }
        let count: @Sendable () async throws -> Int = {
            try await queries(site) { db in
                let plan = try Plan.load(agency: agency, year: 2568, editions: editions, in: db)
                _ = try PlanPeople.load(agency.id, in: db)
                return try RoundWork.load(plan.rounds[0], in: db).progress.count
            }
        }
        try await add(0..<10)
        let few = try await count()
        try await add(10..<1000)
        let many = try await count()
        // The plan's page needs no people and its editing pages no results: each stays below what is counted here.
        #expect(few == many && many <= 17, "\(few) and \(many)")
        let plan = try await TestSite.plan(site)
        let work = try await site.database.read { try RoundWork.load(plan.rounds[0], in: $0) }
        let pages = PlanParts(plan, work).pages
        #expect(pages.count > 1 && pages.flatMap { Array($0) } == Array(plan.rows.indices), "every row once")
        for part in 1...pages.count {
            let page = try await browser.get("/desk/office/2568/plan?part=\(part)")
            #expect(page.status == 200 && page.bytes.count < 60_000, "part \(part): \(page.bytes.count)")
        }
        let last = try #require(plan.rows.last)
        let found = try await browser.get("/desk/office/2568/plan?row=\(last.id)")
        #expect(found.body.contains("id=\"row-\(last.id)\""))
        for path in [
            "rows/\(office.row)", "rows/\(office.row)?from=480", "measures/m0", "rows/\(office.row)/new-measure",
        ] {
            let page = try await browser.get("/desk/office/2568/plan/\(path)")
            #expect(page.status == 200 && page.bytes.count < 60_000, "\(path): \(page.bytes.count)")
        }
    }
}
