import Foundation
import ITA
import Testing

@testable import Prongsai

/// Scores are kept as they were published, by hand and by file; trying others saves nothing.
@Suite struct ScoresPageTests {
    private func desk(_ engine: TestEngine) async throws -> (site: Site, office: Office, browser: TestBrowser) {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("office", on: site)
        _ = try await TestSite.account("planner", .officer, of: office.agency, on: site)
        let browser = TestBrowser(site)
        try await browser.signIn("planner")
        return (site, office, browser)
    }

    private static let address = "/desk/office/2568/scores"

    /// What a browser would send: every item as shown, with some changed.
    private func fields(_ office: Office, _ changes: [String: String]) -> [String: String] {
        var fields = ["source": "ประกาศ หน้า 3"]
        for item in office.edition.items {
            let now = item.code == "O18" ? "0" : "94.70"
            (fields[item.code], fields["was-\(item.code)"]) = (changes[item.code] ?? now, now)
        }
        return fields
    }

    @Test(arguments: engines) func `a disclosure that scores neither 100 nor 0 is doubted where it stands, not refused`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, browser) = try await desk(engine)
        let doubt = "◆ ข้อมูลที่ต้องเปิดเผยได้ 100 หรือ 0 เท่านั้น"
        func doubts() async throws -> Int {
            try await browser.get(Self.address).body.components(separatedBy: doubt).count - 1
        }
        let before = try await doubts()
        #expect(try await browser.post(Self.address, fields(office, ["O18": "55"])).status == 303)
        #expect(try await doubts() == before + 1)
        let key = try #require(office.edition.item(code: "O18")?.key)
        #expect(try await TestSite.plan(site).scores[key]?.text == "55")
    }

    @Test(arguments: engines) func `an item without a name in the edition bears the one its disclosure was given`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, browser) = try await desk(engine)
        let key = try #require(office.edition.items.first { $0.code == "O18" }?.key)
        try await site.database.write(office.agency) {
            try $0.execute(
                "UPDATE disclosure SET title = 'มาตรการส่งเสริมคุณธรรม น้ำ' WHERE agency_id = \(office.agency) AND item_key = \(key)"
            )
        }
        #expect(try await browser.get(Self.address).body.contains("มาตรการส่งเสริมคุณธรรม น้ำ"))
    }

    private func score(_ site: Site, _ code: String) async throws -> String? {
        let plan = try await TestSite.plan(site)
        return plan.edition.edition.item(code: code).flatMap { plan.scores[$0.key]?.text }
    }

    @Test(arguments: engines) func `scores stay as typed, with where they come from`(_ engine: TestEngine) async throws
    {
        let (site, office, browser) = try await desk(engine)
        let page = try await browser.get(Self.address)
        #expect(page.status == 200 && page.bytes.count < 60_000 && page.body.contains("ผลคะแนน.csv"))
        let sent = fields(office, ["I1": "94.700", "I2": " ๙๕.๕ ", "I3": "", "O18": "100"])
        #expect(try await browser.post(Self.address, sent).location == "\(Self.address)?done=scores_saved")
        #expect(try await score(site, "I1") == "94.700")
        #expect(try await score(site, "I2") == "95.5")
        #expect(try await score(site, "I3") == nil)
        #expect(try await score(site, "O18") == "100")
        #expect(try await score(site, "I4") == "94.70")
        let body = try await browser.get(Self.address).body
        #expect(body.contains("ประกาศ หน้า 3") && body.contains("ผลคะแนน.csv"))
    }

    @Test(arguments: engines) func `wrong scores are named beside their field, and nothing is saved`(
        _ engine: TestEngine
    )
        async throws
    {
        let (site, office, browser) = try await desk(engine)
        let answer = try await browser.post(
            Self.address, fields(office, ["I1": "101", "I2": "94,70", "I3": "เก้าสิบ่", "I4": "88"]))
        #expect(answer.status == 422)
        for text in ["101", "94,70", "เก้าสิบ่", "href=\"#f-I1\"", "id=\"e-I2-0\"", "value=\"88\""] {
            #expect(answer.body.contains(text), "\(text)")
        }
        #expect(try await score(site, "I4") == "94.70")
    }

    @Test(arguments: engines) func `a score somebody else changed meanwhile is not overwritten`(_ engine: TestEngine)
        async throws
    {
        let (site, office, browser) = try await desk(engine)
        let key = try #require(office.edition.item(code: "I1")?.key)
        func other(_ code: String, _ text: String) async throws {
            _ = try await site.perform(
                RecordScores(
                    agency: office.agency, assessment: office.assessment, edition: office.edition,
                    scores: [office.edition.item(code: code)?.key ?? key: text], source: nil), as: TestSite.console)
        }
        try await other("I2", "77.00")
        #expect(try await browser.post(Self.address, fields(office, ["I1": "80"])).status == 303)
        #expect(try await score(site, "I2") == "77.00", "what was not touched stays the other's")
        try await other("I3", "60.00")
        let conflict = try await browser.post(Self.address, fields(office, ["I3": "65"]))
        #expect(conflict.status == 409 && conflict.body.contains("60.00") && conflict.body.contains("value=\"65\""))
        #expect(conflict.body.contains("name=\"I2\" id=\"f-I2\" value=\"77.00\""))
        #expect(try await score(site, "I3") == "60.00")
    }

    @Test(arguments: engines) func `a file of scores is shown first and applied once, by its own agency only`(
        _ engine: TestEngine
    ) async throws {
        let (site, _, browser) = try await desk(engine)
        let csv = Array("ข้อ,คะแนน\nI1,91.25\nO18,๑๐๐\n".utf8)
        let sent = try await browser.upload(
            "\(Self.address)/file", [], files: [("file", "คะแนน ปี ๖๗.csv", csv)])
        let place = try #require(sent.location)
        #expect(sent.status == 303)
        let dry = try await browser.get(place)
        #expect(dry.status == 200 && dry.body.contains("91.25") && dry.body.contains("คะแนน ปี ๖๗.csv"))
        #expect(try await score(site, "I1") == "94.70", "nothing is saved yet")
        let theirs = try await Office.open("theirs", on: site)
        _ = try await TestSite.account("stranger", .officer, of: theirs.agency, on: site)
        let stranger = TestBrowser(site)
        try await stranger.signIn("stranger")
        let stolen = place.replacingOccurrences(of: "/desk/office/", with: "/desk/theirs/")
        #expect(try await stranger.get(stolen).status == 404)
        #expect(try await stranger.post(stolen).status == 404)
        #expect(try await browser.post(place).location == "\(Self.address)?done=scores_saved")
        #expect(try await score(site, "I1") == "91.25")
        #expect(try await score(site, "O18") == "100")
        #expect(try await browser.get(Self.address).body.contains("คะแนน ปี ๖๗.csv บรรทัดที่ 2"))
        #expect(try await browser.post(place).location == "\(Self.address)?done=same_file")
        let again = try await browser.get(place).body
        #expect(again.contains("จึงไม่มีอะไรต้องบันทึก") && !again.contains("action=\"\(place)\""))
    }

    @Test(arguments: engines) func `a file that says what is saved already offers nothing to save`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, browser) = try await desk(engine)
        func sent(_ text: String, _ name: String) async throws -> String {
            let answer = try await browser.upload(
                "\(Self.address)/file", [], files: [("file", name, Array("ข้อ,คะแนน\n\(text)\n".utf8))])
            return try #require(answer.location)
        }
        func lines() async throws -> Int {
            try await site.database.read {
                try $0.rows("SELECT number FROM journal WHERE agency_id = \(office.agency)").count
            }
        }
        let mixed = try await browser.get(try await sent("I1,94.70\nI2,95", "ต่าง.csv")).body
        #expect(mixed.contains("บันทึกคะแนนที่ต่างจากเดิม 1 ข้อ"))
        let place = try await sent("I1,94.70\nO18,0", "เท่าเดิม.csv")
        let before = try await lines()
        let page = try await browser.get(place).body
        #expect(page.contains("คะแนนทั้ง 2 ข้อในไฟล์เท่ากับที่บันทึกไว้แล้ว") && !page.contains("บันทึกคะแนนที่ต่าง"))
        #expect(try await lines() == before)
        #expect(try await browser.post(place).location == "\(Self.address)?done=scores_noted")
        #expect(try await browser.get(Self.address).body.contains("เท่าเดิม.csv"))
        let noted = try await lines()
        #expect(try await browser.post(place).location == "\(Self.address)?done=same_file")
        #expect(try await lines() == noted, "what was noted is not noted again")
    }

    @Test(arguments: ["I1,101", "I1,\"94,70\"", "I99,50", "I1,90\nI1,80"])
    func `a file with a mistake is shown with its line and cannot be applied`(_ line: String) async throws {
        let (site, _, browser) = try await desk(.sqlite)
        let sent = try await browser.upload(
            "\(Self.address)/file", [], files: [("file", "s.csv", Array("ข้อ,คะแนน\nI2,50\n\(line)\n".utf8))])
        let place = try #require(sent.location)
        let dry = try await browser.get(place)
        #expect(dry.status == 200 && dry.body.contains("class=\"faults mend\"") && dry.body.contains("s.csv"))
        #expect(try await browser.post(place).status == 422)
        #expect(try await score(site, "I2") == "94.70")
    }

    @Test func `what is no file of scores is refused where it was chosen`() async throws {
        let (_, _, browser) = try await desk(.sqlite)
        for files in [[], [("file", "a.pdf", Array("%PDF-1.7 x".utf8))], [("file", "a.xlsx", [0x50, 0x4B, 3, 4, 0])]] {
            let answer = try await browser.upload(
                "\(Self.address)/file", [], files: files.map { (field: $0.0, name: $0.1, bytes: $0.2) })
            #expect(answer.status == 422 && answer.body.contains("id=\"e-file-0\""))
        }
    }

    @Test func `other scores are tried without saving anything`() async throws {
        let (site, _, browser) = try await desk(.sqlite)
        let base = "/desk/office/2568/what-if"
        let before = try await site.database.read { try $0.first("SELECT COUNT(*) AS n FROM journal")?.integer("n") }
        let page = try await browser.get(base)
        #expect(page.status == 200 && page.bytes.count < 60_000 && page.body.contains("\(base)?O18=100"))
        #expect(page.body.contains("ยังไม่ยืนยัน"))
        let formula = try Formula(try await TestSite.plan(site).edition.edition)
        var scores = try await TestSite.plan(site).scores
        let now = try #require(formula.standing(scores).total?.rounded())
        let key = try #require(formula.edition.item(code: "O18")?.key)
        scores[key] = Score.full
        let then = try #require(formula.standing(scores).total?.rounded())
        let tried = try await browser.get("\(base)?O18=\(Address.encoded("๑๐๐"))")
        #expect(tried.body.contains("<p class=\"total\">\(then)</p>") && tried.body.contains(now) && now != then)
        let part = try await browser.get("\(base)?O18=100&part=result")
        #expect(part.body.contains(then) && !part.body.contains("<html"))
        let wrong = try await browser.get("\(base)?O18=101&I1=94%2C7")
        #expect(wrong.status == 422 && wrong.body.contains("101") && wrong.body.contains("94,7"))
        #expect(try await score(site, "O18") == "0")
        let after = try await site.database.read { try $0.first("SELECT COUNT(*) AS n FROM journal")?.integer("n") }
        #expect(before == after)
    }
}
