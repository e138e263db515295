import Documents
import Foundation
import ITA
import Testing

@testable import Prongsai

/// A preview keeps nothing back: every doubt, every text whole, and which measure each result is taken for.
@Suite struct ImportPreviewTests {
    private static let address = "/desk/office/2568/import"
    private static let header = "ข้อ,ประเด็นที่ต้องปรับปรุง,มาตรการ,ระยะเวลา,สถานะ,ผลการดำเนินการ\n"

    private func desk() async throws -> (site: Site, browser: TestBrowser) {
        let (site, agency, _) = try await TestSite.withOffice(.sqlite)
        _ = try await TestSite.account("planner", .officer, of: agency, on: site)
        let browser = TestBrowser(site)
        try await browser.signIn("planner")
        return (site, browser)
    }

    /// Every part of the preview of a file, each as a page.
    private func pages(_ text: String, _ browser: TestBrowser) async throws -> (place: String, pages: [String]) {
        let sent = try await browser.upload(Self.address, [], files: [("file", "ที่นี่.csv", Array(text.utf8))])
        let place = try #require(sent.location)
        var pages = [try await browser.get(place).body]
        while pages[0].contains("?part=\(pages.count + 1)\"") {
            pages.append(try await browser.get("\(place)?part=\(pages.count + 1)").body)
        }
        return (place, pages)
    }

    private func count(_ word: String, in text: String) -> Int { text.components(separatedBy: word).count - 1 }

    @Test func `every doubt stands in the part of its row, however many there are`() async throws {
        let (_, browser) = try await desk()
        let codes = (1...12).map { "I\($0)" } + (1...6).map { "E\($0)" } + (1...22).map { "O\($0)" }
        let rows = codes.map {
            "\($0) (100 คะแนน),,\(String(repeating: "น้ำที่นี่ ", count: 40))\($0),เมื่อใด \($0),อย่างไร \($0),"
        }
        let (_, pages) = try await pages(Self.header + rows.joined(separator: "\n"), browser)
        #expect(pages.count > 2 && pages.allSatisfy { $0.utf8.count < 60_000 })
        for code in codes {
            let period = pages.indices.filter { pages[$0].contains("“เมื่อใด \(code)”") }
            let status = pages.indices.filter { pages[$0].contains("“อย่างไร \(code)”") }
            let row = pages.indices.filter { pages[$0].contains(" · \(code)</h2>") }
            #expect(period == row && status == row && row.count == 1, "\(code): \(row) \(period) \(status)")
        }
        #expect(pages.allSatisfy { $0.contains("ไม่แน่ใจ 80 แห่ง") })
        #expect(pages[1].contains("href=\"#row-") && pages[0].contains("<summary>ดูอีก "))
    }

    @Test func `a part of one row is named by its number, and a long text opens to its end`() async throws {
        let (_, browser) = try await desk()
        let long = String(repeating: "กตัญญูที่นี่ ", count: 900)
        let rows = ["I1", "I2", "I3"].map { "\($0) (100 คะแนน),,\(long)ปู่\($0),,,ญี่ปุ่น \(long)น้ำ\($0)" }
        let (_, pages) = try await pages(Self.header + rows.joined(separator: "\n"), browser)
        #expect(pages.count == 3)
        #expect(pages[0].contains(">แถวที่ 2 ·") || pages[0].contains(">แถวที่ 2<"))
        #expect(!pages[0].contains("2–2"))
        for (page, code) in zip(pages, ["I1", "I2", "I3"]) {
            #expect(page.contains("ปู่\(code)</details>") && page.contains("น้ำ\(code)</details>"))
        }
    }

    @Test func `a result says which measure it is taken for, and that this is inferred`() async throws {
        let (site, browser) = try await desk()
        let measures = "1. จัดอบรมเจ้าหน้าที่เรื่องการให้บริการ 2. เผยแพร่คู่มือการให้บริการทางเว็บไซต์ของสำนักงานเขต"
        let results =
            "1. เผยแพร่คู่มือการให้บริการทางเว็บไซต์แล้ว 2. จัดอบรมเจ้าหน้าที่เรื่องการให้บริการ 3. ปลูกต้นไม้ริมน้ำ"
        let text = Self.header + "I1 (94 คะแนน),,\(measures),,,\(results)\n"
        let (place, pages) = try await pages(text, browser)
        #expect(pages[0].contains("→ มาตรการที่ 2 (อนุมานจากถ้อยคำที่คล้ายกัน)"))
        #expect(pages[0].contains("→ มาตรการที่ 1 (ถ้อยคำเดียวกัน)"))
        #expect(pages[0].contains("◆ ยังไม่ทราบว่าเป็นผลของมาตรการใด"))
        #expect(pages[0].contains("ผล 2 จาก 3 รายการ"))
        #expect(try await browser.post(place, ["round": "1"]).status == 303)
        let plan = try await TestSite.plan(site)
        let work = try await site.database.read { try RoundWork.load(plan.rounds[0], in: $0) }
        let tied = work.progress.map { $0.measures.compactMap { plan.measure($0)?.text } }
        #expect(
            tied == [["เผยแพร่คู่มือการให้บริการทางเว็บไซต์ของสำนักงานเขต"], ["จัดอบรมเจ้าหน้าที่เรื่องการให้บริการ"], []],
            "what was shown is what was written")
    }

    @Test func `where two measures read alike, the tie is a doubt`() throws {
        let measures = ["เผยแพร่หลักเกณฑ์ทางเว็บไซต์ของเขต", "เผยแพร่หลักเกณฑ์ทางเว็บไซต์ของฝ่าย"]
        let tie = try #require(ResultTie("เผยแพร่หลักเกณฑ์ทางเว็บไซต์", among: measures))
        #expect(tie.sureness == .unsure)
        #expect(ResultTie(measures[1], among: measures)?.sureness == .same)
        #expect(ResultTie(measures[1], among: measures)?.measure == 1)
        #expect(ResultTie("ปลูกต้นไม้ริมน้ำ", among: measures) == nil && ResultTie("น้ำ", among: []) == nil)
    }

    @Test func `a preview opened after saving says when it was saved, and is found again`() async throws {
        let (_, browser) = try await desk()
        let text = Self.header + "I1 (94 คะแนน),,จัดอบรม,เมื่อใด,,จัดอบรมแล้ว\n"
        let (place, pages) = try await pages(text, browser)
        #expect(pages[0].contains("ยังไม่ได้บันทึกอะไร") && pages[0].contains("name=\"round\""))
        #expect(try await browser.get(Self.address).body.contains("ยังไม่ได้บันทึก"))
        let saved = try #require(try await browser.post(place, ["round": "1"]).location)
        let told = try await browser.get(saved).body
        #expect(told.contains("แห่งที่ไม่แน่ใจยังอ่านได้") && told.contains("href=\"\(Self.address)\""))
        let files = try await browser.get(Self.address).body
        #expect(files.contains("href=\"\(place)\"") && files.contains("บันทึกแล้วเมื่อ 14 มี.ค. 2568 07:00 น."))
        let again = try await browser.get(place).body
        #expect(again.contains("บันทึกแล้วเมื่อ 14 มี.ค. 2568 07:00 น.") && again.contains("“เมื่อใด”"))
        #expect(!again.contains("ยังไม่ได้บันทึกอะไร") && !again.contains("name=\"round\""))
    }

    // MARK: Another edition

    private func problems(_ text: String, of year: Int?, in edition: String) async throws -> [Problem] {
        let (site, _, plan) = try await TestSite.withOffice(.sqlite)
        var other = plan
        other.edition = try site.editions.file(edition)
        var reading = ReportReader.read(try SourceDocument.csv(Array(text.utf8)), edition: other.edition.edition)
        reading.fiscalYear = year
        return reading.problems(
            plan: other, known: try site.editions.sound(), file: "ร.csv", strings: site.strings, language: .thai)
    }

    @Test func `a file of another edition is told once, with the editions that have its items`() async throws {
        let text = Self.header + "I1 (94 คะแนน),,ก,,,\nI2 (95 คะแนน),,ข,,,\nE3 (95 คะแนน),,ค,,,\nO99 (0 คะแนน),,ง,,,\n"
        let found = try await problems(text, of: 2566, in: "nacc-ita-2568")
        #expect(found.map(\.key) == ["other_year", "edition_without_items", "unknown_item"], "\(found)")
        let told = found[1].values
        #expect(told["codes"] == "IIT, EIT" && told["edition"]?.contains("nacc-ita-2568") == true)
        #expect(told["known"]?.contains("bma-ita-2567") == true && told["known"]?.contains("nacc-ita-2566") == false)
        let here = try await problems(text, of: nil, in: "bma-ita-2567")
        #expect(here.map(\.key) == ["unknown_item"] && here[0].values["given"] == "O99")
    }

    @Test func `a file of scores of another edition is told once`() throws {
        let shelf = Repository.shelf
        let reading = ScoresReading.read(
            try SourceDocument.csv(Array("ข้อ,คะแนน\nI1,90\nI2,91\nE1,92\nO1,100\n".utf8)),
            edition: try shelf.file("nacc-ita-2569").edition, known: try shelf.sound(), file: "ผล.csv",
            strings: try Repository.strings(), language: .english)
        #expect(reading.problems.map(\.key) == ["edition_without_items"] && reading.entries.map(\.code) == ["O1"])
    }
}
