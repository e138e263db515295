import Testing

@testable import Prongsai

/// Measures that nobody answers for, given out together.
@Suite struct AssignTests {
    private func desk(_ engine: TestEngine) async throws -> (
        site: Site, office: Office, browser: TestBrowser, open: [String]
    ) {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("mine", on: site)
        var open: [String] = []
        for text in ["อบรมเจ้าหน้าที่", "ติดป้ายค่าธรรมเนียมที่นี่", "ทำคู่มือ"] {
            open.append(
                try await site.perform(
                    AddMeasure(
                        agency: office.agency, plan: office.plan, rows: [office.row],
                        fields: MeasureFields(text: text)), as: TestSite.console))
        }
        _ = try await TestSite.account("planner", .officer, of: office.agency, on: site)
        let browser = TestBrowser(site)
        try await browser.signIn("planner")
        return (site, office, browser, open)
    }

    @Test(arguments: engines) func `measures without an owner are given to a unit or person together`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, browser, open) = try await desk(engine)
        let address = "/desk/mine/2568/plan/owners"
        #expect(try await browser.get("/desk/mine/2568/plan").body.contains("href=\"\(address)\""))
        let page = try await browser.get(address).body
        #expect(TestBrowser.values("measure", in: page) == open, "and none that has an owner")
        let nothing = try await browser.post(address)
        #expect(nothing.status == 422 && nothing.body.contains("ยังไม่ได้เลือกฝ่ายหรือผู้รับผิดชอบ"))
        let nobody = try await browser.post(address, ["person": "ไม่มีใคร"], more: [("measure", open[0])])
        #expect(nobody.status == 422 && TestBrowser.values("measure", in: nobody.body) == open)
        let given = try await browser.post(
            address, ["person": "สมชาย ใจดี", "unit": "ฝ่ายปกครอง"], more: [("measure", open[0]), ("measure", open[1])])
        #expect(given.location == "\(address)?done=measures_assigned")
        let plan = try await TestSite.plan(site, "mine")
        #expect(open.map { plan.measure($0)?.person } == ["สมชาย ใจดี", "สมชาย ใจดี", nil])
        let notices = try await site.database.read {
            try $0.rows("SELECT particulars FROM notice WHERE kind = 'assigned' AND person_id = \(office.colleague)")
                .map { try $0.string("particulars") }
        }
        #expect(notices.count == 1 && notices.first?.contains("\"count\":\"2\"") == true, "one notice for both")
        #expect(TestBrowser.values("measure", in: try await browser.get(address).body) == [open[2]])
    }

    @Test(arguments: engines) func `all of an indicator, or all there are, are given out with one tick`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, browser, open) = try await desk(engine)
        let other = try await site.perform(
            AddMeasure(
                agency: office.agency, plan: office.plan, rows: [office.emptyRow],
                fields: MeasureFields(text: "ประกาศนโยบายที่นี่")), as: TestSite.console)
        let address = "/desk/mine/2568/plan/owners"
        let page = try await browser.get(address).body
        let indicators = TestBrowser.values("indicator", in: page)
        #expect(indicators.count == 2 && TestBrowser.values("all", in: page) == ["1"])
        #expect(page.contains("ทุกมาตรการของตัวชี้วัดนี้ (3)") && page.contains("ทุกมาตรการที่ยังไม่มีผู้รับผิดชอบ (4)"))
        let nobody = try await browser.post(address, [:], more: [("indicator", indicators[0])])
        #expect(nobody.status == 422 && nobody.body.contains("value=\"\(indicators[0])\" checked"))
        let given = try await browser.post(address, ["unit": "ฝ่ายปกครอง"], more: [("indicator", indicators[0])])
        #expect(given.status == 303)
        var plan = try await TestSite.plan(site, "mine")
        #expect(open.allSatisfy { plan.measure($0)?.unit == "ฝ่ายปกครอง" } && plan.measure(other)?.unit == nil)
        #expect(try await browser.post(address, ["unit": "ฝ่ายปกครอง", "all": "1"]).status == 303)
        plan = try await TestSite.plan(site, "mine")
        #expect(plan.measure(other)?.unit == "ฝ่ายปกครอง")
    }

    @Test(arguments: engines) func `one that found an owner meanwhile keeps them`(_ engine: TestEngine) async throws {
        let (site, office, _, open) = try await desk(engine)
        let changed = try await site.perform(
            AssignMeasures(
                agency: office.agency, plan: office.plan, measures: [office.measure, open[0]], unit: nil,
                person: "สมชาย ใจดี"), as: TestSite.console)
        #expect(changed == 1)
        let plan = try await TestSite.plan(site, "mine")
        #expect(plan.measure(office.measure)?.unit == "ฝ่ายปกครอง" && plan.measure(office.measure)?.person == nil)
    }

    @Test(arguments: engines) func `everything wrong with a measure or a person is said at once`(_ engine: TestEngine)
        async throws
    {
        let (site, office, browser, _) = try await desk(engine)
        let measure = try await browser.post(
            "/desk/mine/2568/plan/rows/\(office.row)/new-measure", ["text": " ", "from": "เมื่อวาน", "to": "พรุ่งนี้"])
        #expect(measure.status == 422)
        for field in ["text", "from", "to"] { #expect(measure.body.contains("id=\"e-\(field)-0\""), "\(field)") }
        let person = try await browser.post(
            "/desk/mine/people", ["name": "", "email": "ไม่ใช่อีเมล", "role": "reader"])
        #expect(person.status == 422)
        for field in ["name", "email"] { #expect(person.body.contains("id=\"e-\(field)-0\""), "\(field)") }
        _ = site
    }
}
