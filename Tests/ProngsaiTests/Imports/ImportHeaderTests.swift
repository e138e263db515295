import Documents
import ITA
import Testing

@testable import Prongsai

/// What counts as the header of a table, and what our own spreadsheet says when it is read again.
@Suite struct ImportHeaderTests {
    private static let head = "ประเด็นการประเมิน,ประเด็นที่ต้องปรับปรุง,มาตรการ,ผลการดำเนินการ,ภาพกิจกรรม\n"

    private func edition() throws -> Edition { try Repository.shelf.file("bma-ita-2567").edition }

    private func reading(_ rows: String) throws -> ReportReading {
        ReportReader.read(try SourceDocument.csv(Array((Self.head + rows).utf8)), edition: try edition())
    }

    @Test func `a row without a code is content however its cells begin, and takes nothing from its neighbours`() throws
    {
        let found = try reading(
            """
            I1 ก (94.70 คะแนน),ผู้รับบริการรอนาน,มาตรการหนึ่ง,ผลของหนึ่ง,ภาพหนึ่ง
            ไม่ระบุข้อ,ปัญหาการสื่อสาร,มาตรการเพิ่มเติม,ผลดี,ภาพกิจกรรม
            I2 ข (94.77 คะแนน),,มาตรการสอง,ผลของสอง,ภาพสอง

            """)
        #expect(found.rows.count == 2 && found.rows[1].results.map(\.text) == ["ผลของสอง"])
        let texts = found.rows[0].lines[0].findings + found.rows[0].measures + found.rows[0].results
        for kept in ["ปัญหาการสื่อสาร", "มาตรการเพิ่มเติม", "ผลดี"] {
            #expect(texts.contains { $0.text.contains(kept) }, "\(kept)")
        }
        #expect(found.doubts.map(\.code).contains("first_cell_text"))
        #expect(found.doubts.contains { $0.code == "row_continues" && $0.details["text"]?.contains("ผลดี") == true })
        #expect(found.lines.filter { $0.1 == .header }.count == 1)
    }

    @Test func `an item of another edition is a fault and no header`() throws {
        let found = try reading(
            """
            O23 (100 คะแนน),ข้อมูลครบถ้วน,1. จัดทำคำสั่งมอบหมาย,ประกาศแล้ว,ภาพประกาศ
            I1 ก (94.70 คะแนน),ผู้รับบริการรอนาน,มาตรการหนึ่ง,ผลของหนึ่ง,ภาพหนึ่ง

            """)
        #expect(found.faults.map(\.problem.key) == ["unknown_item"])
        #expect(found.rows.map { $0.results.map(\.text) } == [["ผลของหนึ่ง"]])
    }

    @Test func `a header repeats itself, and after a heading another may follow and is told`() throws {
        let again = "ประเด็น การประเมิน,ประเด็นที่ต้องปรับปรุง,มาตรการ,ผลการดำเนินการ,ภาพ กิจกรรม\n"
        let first = "I1 ก (94.70 คะแนน),ผู้รับบริการรอนาน,มาตรการหนึ่ง,ผลของหนึ่ง,ภาพหนึ่ง\n"
        let repeated = try reading(first + again + "I2 ข (94.77 คะแนน),,มาตรการสอง,ผลของสอง,ภาพสอง\n")
        #expect(repeated.lines.filter { $0.1 == .header }.count == 2 && repeated.rows.count == 2)
        #expect(repeated.doubts.allSatisfy { $0.code != "header_again" })
        let other = try reading(
            first
                + "ตัวชี้วัดที่ 2 การใช้งบประมาณ,,,,\nประเด็นการประเมิน,คะแนน,มาตรการ,ผลการดำเนินการ,ภาพกิจกรรม\nI4,93.86,มาตรการสี่,ผลของสี่,ภาพสี่\n"
        )
        #expect(other.doubts.map(\.code).contains("header_again"))
        #expect(other.rows.last?.lines.first?.score == "93.86" && other.rows.last?.results.map(\.text) == ["ผลของสี่"])
    }

    @Test(arguments: engines) func `our own spreadsheet read again gives the same lines, findings, measures and scores`(
        _ engine: TestEngine
    ) async throws {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("office", on: site)
        _ = try await site.perform(
            AddMeasure(
                agency: office.agency, plan: office.plan, rows: [office.row], fields: MeasureFields(text: "อบรมเจ้าหน้าที่")
            ),
            as: TestSite.console)
        let prepared = try await site.report(
            agency: try await site.database.read { try Agency.find("office", in: $0) }, year: nil, half: 1, layout: nil,
            language: .thai)
        let bytes = try ReportFormat.xlsx.bytes(of: prepared.report, fonts: site.fonts) { try site.files.bytes(of: $0) }
        let document = try SourceReading.read(bytes, name: "ของเรา.xlsx").document
        let found = ReportReader.read(document, edition: office.edition, remarks: ReportRemarks(site.strings))
        let shared = try #require(found.rows.first)
        #expect(shared.lines.map(\.codes) == [["I1"], ["I2"]])
        #expect(shared.lines.map { $0.findings.map(\.text) } == [["ผู้รับบริการรอนาน"], []])
        #expect(shared.lines.map(\.score) == ["94.70", "94.70"])
        #expect(shared.measures.map(\.text) == ["จัดทำคู่มือการให้บริการ", "อบรมเจ้าหน้าที่"])
        #expect(shared.results.map(\.text) == ["เผยแพร่คู่มือบนเว็บไซต์แล้ว"] && shared.captions.count == 1)
        let scores = ScoresReading.read(
            document, edition: office.edition, file: "ของเรา.xlsx", strings: site.strings, language: .thai)
        #expect(scores.problems.isEmpty, "\(scores.problems)")
        #expect(scores.entries.map(\.code) == ["I1", "I2", "O18"])
    }

    private func scores(_ document: SourceDocument) throws -> ScoresReading {
        ScoresReading.read(
            document, edition: try edition(), file: "ผล", strings: try Repository.strings(), language: .thai)
    }

    @Test func `scores of a text are read line by line, and a table on its side is called that`() throws {
        let text = try scores(SourceDocument.text("ผลคะแนน\nI1 94.70\nข้อ O18 0\n"))
        #expect(
            text.entries.map { [$0.code, $0.score] } == [["I1", "94.70"], ["O18", "0"]] && text.unplaced.count == 1)
        let wide = try scores(try SourceDocument.csv(Array("ข้อ,I1,I2,I3\nคะแนน,94.70,94.77,98.77\n".utf8)))
        #expect(wide.problems.map(\.key).contains("scores_wide"))
    }

    @Test func `a disclosure that is neither 0 nor 100 is doubted`() throws {
        func doubts(_ row: String) throws -> [String] {
            try scores(try SourceDocument.csv(Array("ข้อ,คะแนน\n\(row)\n".utf8))).doubts.map(\.code)
        }
        #expect(try doubts("O18,55") == ["score_disclosure"])
        #expect(try doubts("O18,100").isEmpty && doubts("O18,0.00").isEmpty && doubts("I1,55").isEmpty)
        let report = try reading("O18 (55 คะแนน),,มาตรการ,ผล,ภาพ\n")
        #expect(report.doubts.map(\.code).contains("score_disclosure"))
        #expect(
            try scores(try SourceDocument.csv(Array("ข้อ,คะแนน\nI1,-1\n".utf8))).problems.map(\.key) == [
                "score_below_zero"
            ])
    }

    @Test func `blanks inside words are told with the word closed up, those between phrases are not`() throws {
        #expect(StrayBlanks.find("กำหนดแนว ทางการใช้").map(\.read).contains { $0.contains("แนวทาง") })
        #expect(StrayBlanks.find("ให้ทุก หน่วยงาน และไม่ สามารถ").count == 2)
        #expect(StrayBlanks.find("จัดประชุมชี้แจง เผยแพร่คู่มือ 3 ครั้ง I1 ก ช่องทางต่าง ๆ เช่น").isEmpty)
        let found = try reading("I1 ก (94.70 คะแนน),,กำหนดแนว ทางการใช้,ทำแล้ว,ภาพ\n")
        #expect(found.doubts.map(\.code).contains("blank_inside"))
        #expect(found.rows.first?.measures.map(\.text) == ["กำหนดแนว ทางการใช้"], "written as it stands")
    }

    @Test func `a picture is called a picture`() throws {
        #expect(throws: Failure.invalid([Problem("picture_import", at: "a.jpg")])) {
            _ = try SourceReading.read([0xFF, 0xD8, 0xFF, 0xE0, 0, 16], name: "a.jpg")
        }
    }

    @Test(arguments: engines)
    func `the newest file that gives a score is named with its line, and faults keep the order`(
        _ engine: TestEngine
    ) async throws {
        let (site, agency, plan) = try await TestSite.withOffice(engine)
        for (name, line) in [("เก่า.csv", 2), ("ประกาศ.csv", 7)] {
            let entry = ScoresReading.Entry(code: "I1", score: "94.70", place: SourcePlace(line: line))
            _ = try await site.perform(
                ImportScores(
                    agency: agency, plan: plan, reading: ScoresReading(entries: [entry]),
                    source: SourceFile(name: name, hash: Hash.sha256(Array(name.utf8)))), as: TestSite.console)
        }
        let kept = try await site.database.read {
            try $0.first("SELECT source_place FROM score")?.string("source_place")
        }
        #expect(kept == "ประกาศ.csv:7")
        #expect(site.strings.source("ประกาศ.csv:7", .thai) == "ประกาศ.csv บรรทัดที่ 7")
        #expect(site.strings.source("ผล.xlsx · แผ่น1:3", .thai) == "ผล.xlsx แผ่นงาน แผ่น1 แถวที่ 3")
        #expect(site.strings.source("ประกาศของ ป.ป.ช. 10:30", .thai) == "ประกาศของ ป.ป.ช. 10:30")
        let keys = Dictionary(uniqueKeysWithValues: plan.edition.edition.items.map { ($0.code, $0.key) })
        let scores = try ["I10", "I2", "I1"].map { (try #require(keys[$0]), "x") }
        let wrong = RecordScores(
            agency: agency, assessment: plan.assessmentID, edition: plan.edition.edition,
            scores: Dictionary(uniqueKeysWithValues: scores), source: nil)
        do {
            _ = try await site.perform(wrong, as: TestSite.console)
            Issue.record("x is no score")
        } catch Failure.invalid(let problems) {
            #expect(problems.map { $0.values["code"] } == ["I1", "I2", "I10"])
        }
    }

    @Test func `an item that is asked for kinds of service is named by them, another by what it is about`() throws {
        let item = try #require(try edition().item(code: "E3"))
        #expect(item.thai?.contains("งานทะเบียน") == true && item.title(thai: true) == item.thai)
        let other = try Repository.shelf.file("nacc-ita-2567").edition
        let topical = try #require(other.items.first { $0.thai == nil && $0.topic != nil })
        #expect(topical.title(thai: true) == topical.topic?.thai && topical.title(thai: true) != nil)
    }
}
