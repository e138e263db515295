import Foundation
import ITA
import Testing

@testable import Prongsai

/// An existing report comes in through the browser: seen first, found again without a second upload, written once.
@Suite struct ImportPageTests {
    private static let address = "/desk/office/2568/import"

    private func desk(_ engine: TestEngine) async throws -> (site: Site, agency: String, browser: TestBrowser) {
        let (site, agency, _) = try await TestSite.withOffice(engine)
        _ = try await TestSite.account("planner", .officer, of: agency, on: site)
        let browser = TestBrowser(site)
        try await browser.signIn("planner")
        return (site, agency, browser)
    }

    private func demo() throws -> [UInt8] {
        [UInt8](try Data(contentsOf: Repository.root.appendingPathComponent("Demo/report.md")))
    }

    @Test(arguments: engines) func `every row and every doubt is shown before anything is written`(_ engine: TestEngine)
        async throws
    {
        let (site, _, browser) = try await desk(engine)
        #expect(try await browser.get(Self.address).status == 200)
        let sent = try await browser.upload(Self.address, [], files: [("file", "รายงาน ที่นี่.md", try demo())])
        let place = try #require(sent.location)
        let first = try await browser.get(place)
        #expect(first.status == 200 && first.bytes.count < 60_000)
        #expect(first.body.contains("รายงาน ที่นี่.md") && first.body.contains("บรรทัดที่ 12"))
        let document = try SourceReading.read(try demo(), name: "a.md").document
        let edition = try await TestSite.plan(site).edition.edition
        let reading = ReportReader.read(document, edition: edition, remarks: ReportRemarks(site.strings))
        var (body, part) = (first.body, 2)
        while body.contains("?part=\(part)") {
            let page = try await browser.get("\(place)?part=\(part)")
            #expect(page.bytes.count < 60_000)
            (body, part) = (body + page.body, part + 1)
        }
        for (index, row) in reading.rows.enumerated() {
            let label = ItemRange.label(row.lines.flatMap(\.codes), in: edition)
            #expect(body.contains("แถวที่ \(index + 1) · \(label)"))
        }
        #expect(try await TestSite.plan(site).rows.isEmpty)
    }

    @Test(arguments: engines) func `what was seen is written once, by the same agency`(_ engine: TestEngine)
        async throws
    {
        let (site, _, browser) = try await desk(engine)
        let sent = try await browser.upload(Self.address, [], files: [("file", "r.md", try demo())])
        let place = try #require(sent.location)
        let again = try await browser.upload(Self.address, [], files: [("file", "r.md", try demo())])
        #expect(again.location == place, "the same bytes are kept once")
        let theirs = try await Office.open("theirs", on: site)
        _ = try await TestSite.account("stranger", .officer, of: theirs.agency, on: site)
        let stranger = TestBrowser(site)
        try await stranger.signIn("stranger")
        let stolen = place.replacingOccurrences(of: "/desk/office/", with: "/desk/theirs/")
        #expect(try await stranger.post(stolen, ["round": "1"]).status == 404)
        let applied = try await browser.post(place, ["round": "1"])
        #expect(applied.location == "/desk/office/2568/plan?round=1&done=report_imported")
        let plan = try await TestSite.plan(site)
        #expect(plan.rows.count == 16 && plan.measures.count == 41)
        let twice = try await browser.post(place, ["round": "1"])
        #expect(twice.location == "/desk/office/2568/plan?done=same_file")
        #expect(try await TestSite.plan(site).rows.count == 16)
        let shown = try await browser.get("/desk/office/2568/plan")
        #expect(shown.status == 200 && shown.bytes.count < 60_000, "\(shown.bytes.count)")
        let more = try demo() + Array("\n".utf8)
        let other = try #require(try await browser.upload(Self.address, [], files: [("file", "r.md", more)]).location)
        let dry = try await browser.get(other)
        #expect(dry.body.contains("แผนของปีนี้มีข้อมูลอยู่แล้ว") && dry.body.contains("name=\"round\""))
    }

    @Test func `a report of another year, and what is no report, are refused with the reason`() async throws {
        let (site, _, browser) = try await desk(.sqlite)
        let text = String(decoding: try demo(), as: UTF8.self).replacingOccurrences(of: "พ.ศ. 2568", with: "พ.ศ. 2566")
        let other = try await browser.upload(Self.address, [], files: [("file", "r.md", Array(text.utf8))])
        let place = try #require(other.location)
        let shown = try await browser.get(place).body
        #expect(shown.contains("2566") && shown.contains("class=\"faults mend\"") && !shown.contains("name=\"round\""))
        #expect(try await browser.post(place, ["round": "1"]).status == 422)
        let nothing = try await browser.upload(Self.address, [], files: [("file", "r.txt", Array("สวัสดี".utf8))])
        #expect(try await browser.get(try #require(nothing.location)).body.contains("ไม่พบข้อของแบบประเมิน"))
        for bytes in [Array("%PDF-1.4".utf8), [0x50, 0x4B, 3, 4, 9]] {
            let refused = try await browser.upload(Self.address, [], files: [("file", "r.docx", bytes)])
            #expect(refused.status == 422)
        }
        #expect(try await TestSite.plan(site).rows.isEmpty)
    }

    @Test func `an upload that was kept is in the backup`() async throws {
        let (site, _, browser) = try await desk(.sqlite)
        _ = try await browser.upload(Self.address, [], files: [("file", "r.md", try demo())])
        let names = try await site.database.read { try Files.referenced(in: $0) }
        #expect(names.contains(Hash.sha256(try demo())))
    }
}
