import Foundation
import ITA
import Testing

@testable import Prongsai

/// The standing page says why a figure is not there, and lays no figures beside each other that are of different things.
@Suite struct StandingPageTests {
    /// An office on an edition of which only the disclosures are known, every one complete but two.
    private func desk(_ edition: String, year: Int) async throws -> (site: Site, agency: String, browser: TestBrowser) {
        let (site, agency, _) = try await TestSite.withOffice(.sqlite)
        let file = try site.editions.file(edition)
        try await site.perform(InstallEdition(file: file), as: TestSite.console)
        _ = try await site.perform(
            OpenYear(agency: agency, fiscalYear: year, edition: file.edition), as: TestSite.console)
        try await record(file.edition, year: year, agency, on: site)
        _ = try await TestSite.account("planner", .officer, of: agency, on: site)
        let browser = TestBrowser(site)
        try await browser.signIn("planner")
        return (site, agency, browser)
    }

    private func record(_ edition: Edition, year: Int, _ agency: String, on site: Site) async throws {
        let plan = try await plan(year, on: site)
        let scores = Dictionary(edition.items.map { ($0.key, ["O2", "O22"].contains($0.code) ? "0" : "100") }) { a, _ in
            a
        }
        _ = try await site.perform(
            RecordScores(agency: agency, assessment: plan.assessmentID, edition: edition, scores: scores, source: nil),
            as: TestSite.console)
    }

    private func plan(_ year: Int, on site: Site) async throws -> Plan {
        let editions = site.editions
        return try await site.database.read { db in
            try Plan.load(agency: try Agency.find("office", in: db), year: year, editions: editions, in: db)
        }
    }

    @Test(arguments: ["nacc-ita-2566", "nacc-ita-2568", "nacc-ita-2569"])
    func `where surveys are not known, the pages say why there is no total and show what there is`(_ id: String)
        async throws
    {
        let year = (Int(id.suffix(4)) ?? 0) + (id == "nacc-ita-2566" ? 0 : 1)
        let (site, _, browser) = try await desk(id, year: year)
        let standing = try Formula(site.editions.file(id).edition).standing(try await plan(year, on: site).scores)
        let oit = try #require(standing.instruments.last?.value?.rounded())
        for place in ["/desk/office/\(year)", "/desk/office/\(year)/what-if"] {
            let body = try await browser.get(place).body
            #expect(body.contains("คิดคะแนนรวมและระดับไม่ได้ เพราะแบบประเมิน \(id) ในโปรแกรมไม่มีข้อของ IIT, EIT"))
            #expect(body.contains("<h2>คะแนน OIT</h2><p class=\"total\">\(oit)</p>"), "\(place)")
            #expect(!body.contains(">–<") && !body.contains(">IIT "), "\(place)")
            #expect(body.contains("คะแนนที่เพิ่มได้ของแต่ละข้อเป็นคะแนนของ OIT ไม่ใช่คะแนนรวม"))
            #expect(!body.contains("น้ำหนักของ IIT:") && !body.contains("เกณฑ์แบ่งระดับ:"), "no rule that is not used")
        }
        #expect(standing.total == nil && standing.unlisted == ["IIT", "EIT"])
    }

    @Test func `another owner's year before is named, and its indicators are not laid beside this year's`() async throws
    {
        let (site, agency, browser) = try await desk("nacc-ita-2568", year: 2569)
        try await record(site.editions.file("bma-ita-2567").edition, year: 2568, agency, on: site)
        let body = try await browser.get("/desk/office/2569").body
        #expect(body.contains("(bma-ita-2567) ซึ่งไม่ใช่เจ้าของแบบประเมินปีนี้"))
        #expect(!body.contains("class=\"old\"") && !body.contains(">ปีก่อน<"))
    }

    @Test func `last year's OIT stands beside OIT, and its total only beside a total`() async throws {
        let (site, agency, browser) = try await desk("nacc-ita-2568", year: 2569)
        let old = try site.editions.file("nacc-ita-2567")
        try await site.perform(InstallEdition(file: old), as: TestSite.console)
        _ = try await site.perform(
            OpenYear(agency: agency, fiscalYear: 2568, edition: old.edition), as: TestSite.console)
        try await record(old.edition, year: 2568, agency, on: site)
        let before = try Formula(old.edition).standing(try await plan(2568, on: site).scores)
        let oit = try #require(before.instruments.last?.value?.rounded())
        let total = try #require(before.total?.rounded())
        let body = try await browser.get("/desk/office/2569").body
        #expect(oit != total && body.contains("คะแนน OIT ปีก่อนหน้า \(oit)<") && !body.contains("ปีก่อนหน้า \(total)<"))
    }

    @Test func `the same owner's year before is compared where it has the indicator`() throws {
        let shelf = Repository.shelf
        let (old, new) = (try shelf.file("nacc-ita-2567").edition, try shelf.file("nacc-ita-2568").edition)
        let scores = Dictionary(old.items.map { ($0.key, Score.full) }) { a, _ in a }
        let before = try YearBefore(old, scores, beside: new)
        #expect(before.isComparable && before.values.count == 10)
        let other = try YearBefore(try shelf.file("bma-ita-2567").edition, [:], beside: new)
        #expect(!other.isComparable && other.values.isEmpty)
    }

    @Test(arguments: engines) func `the page says which round it shows, what became of it, and leads to the other`(
        _ engine: TestEngine
    ) async throws {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("office", on: site)
        _ = try await TestSite.account("planner", .officer, of: office.agency, on: site)
        let browser = TestBrowser(site)
        try await browser.signIn("planner")
        let address = "/desk/office/2568"
        #expect(try await browser.get(address).body.contains("href=\"\(address)?round=2\">ดูรอบที่ 2 (ปิดรอบแล้ว)<"))
        let other = try await browser.get("\(address)?round=2").body
        #expect(other.contains("รอบที่ 2 ปีงบประมาณ 2568 · ปิดรอบแล้ว") && other.contains("?round=1\">ดูรอบที่ 1<"))
        let plan = try await TestSite.plan(site)
        _ = try await site.perform(
            ImportReport(
                agency: office.agency, plan: plan, half: 1, reading: ReportReading(),
                source: SourceFile(name: "r.txt", hash: "r"), pictures: [:]), as: TestSite.console)
        #expect(try await browser.get(address).body.contains("นำเข้ารายงานเมื่อ 14 มี.ค. 2568"))
        let after = try await browser.get("\(address)?round=2").body
        #expect(after.contains("ดูรอบที่ 1 (นำเข้ารายงานเมื่อ 14 มี.ค. 2568)"))
    }

    @Test func `a year whose scores are there already does not ask for them`() async throws {
        let (_, _, browser) = try await desk("nacc-ita-2568", year: 2569)
        let opened = try await browser.post(
            "/desk/office/years", ["year": "2570", "edition": "nacc-ita-2568", "sure": "1"])
        #expect(opened.location == "/desk/office/2570?done=year_opened_scored")
        #expect(try await browser.get(opened.location ?? "").body.contains("คะแนนตามแบบประเมินนี้มีอยู่แล้ว"))
    }

    @Test(arguments: engines) func `drafts from last year are told as drafts, beside what is owed too`(
        _ engine: TestEngine
    ) async throws {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("office", on: site)
        _ = try await TestSite.account("planner", .officer, of: office.agency, on: site)
        let browser = TestBrowser(site)
        try await browser.signIn("planner")
        let added = try await site.perform(
            AddMeasure(
                agency: office.agency, plan: office.plan, rows: [office.emptyRow],
                fields: MeasureFields(text: "เพิ่มเติม", unit: "ฝ่ายปกครอง")), as: TestSite.console)
        let decided = try await browser.get("/desk/office/2568").body
        #expect(decided.contains("<small>ฝ่ายปกครอง</small>") && !decided.contains("เป็นร่าง"))
        try await site.database.write(office.agency) {
            try $0.execute("UPDATE measure SET draft_from = id WHERE id = \(added)")
        }
        // A page is kept until the journal has another line.
        _ = try await site.perform(AddUnit(agency: office.agency, unit: "ฝ่ายใหม่"), as: TestSite.console)
        let drafted = try await browser.get("/desk/office/2568").body
        #expect(drafted.contains("<small>◆ ร่างจากปีก่อน ยังไม่ยืนยัน · ฝ่ายปกครอง</small>"))
        #expect(drafted.contains("◆ มาตรการ 1 รายการเป็นร่าง") && drafted.contains("class=\"cards\""))
    }
}
