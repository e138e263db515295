import Documents
import Foundation
import ITA
import Testing

@testable import Prongsai

/// A report of the second half into the plan the first one made, and what keeps one out.
@Suite struct ImportAgainTests {
    private func document(_ rows: [[String]], merged: [(row: Int, column: Int)] = []) -> SourceDocument {
        let header = [
            "ประเด็น", "ประเด็นที่ต้องปรับปรุง", "มาตรการ", "ผู้รับผิดชอบ", "ระยะเวลา", "สถานะ", "ผลการดำเนินการ", "หลักฐาน",
        ]
        let blocks = ([header] + rows).enumerated().map { line, cells in
            SourceBlock.row(
                SourceRow(
                    table: 0,
                    cells: cells.enumerated().map { column, text in
                        let place = SourcePlace(line: line + 1, column: column + 1, container: "1")
                        let isMerged = merged.contains { $0.row == line && $0.column == column }
                        return SourceCell(
                            paragraphs: text.isEmpty
                                ? []
                                : text.split(separator: "\n").map { SourceParagraph(text: String($0), place: place) },
                            merged: isMerged ? .above : nil, place: place)
                    }, place: SourcePlace(line: line + 1, container: "1")))
        }
        return SourceDocument(blocks: blocks)
    }

    private let first = [
        [
            "I1 (94.70 คะแนน)", "คนน้อย", "จัดประชุม", "ฝ่ายปกครอง", "ต.ค. 67 – มี.ค. 68", "แล้วเสร็จ", "ประชุมแล้ว 1 ครั้ง",
            "ภาพประชุม https://example.go.th/1",
        ],
        ["O18 (0 คะแนน)", "ไม่ครบ", "จัดทำเอกสาร", "", "", "", "", ""],
    ]

    private func imported(_ rows: [[String]], half: Int, name: UInt8, on site: Site, agency: String) async throws
        -> ImportReport.Outcome
    {
        let plan = try await TestSite.plan(site)
        let reading = ReportReader.read(document(rows), edition: plan.edition.edition)
        return try await site.perform(
            ImportReport(
                agency: agency, plan: plan, half: half, reading: reading,
                source: SourceFile(name: "ร.docx", hash: Hash.sha256([name])), pictures: [:]), as: TestSite.console)
    }

    @Test(arguments: engines) func `the second half joins the rows, findings and measures that are there`(
        _ engine: TestEngine
    ) async throws {
        let (site, agency, _) = try await TestSite.withOffice(engine)
        _ = try await imported(first, half: 1, name: 1, on: site, agency: agency)
        let before = try await TestSite.plan(site)
        let measure = try #require(before.measures.first { $0.text == "จัดประชุม" })
        #expect(measure.unit == "ฝ่ายปกครอง" && measure.status == .done)
        #expect(measure.startsOn?.iso == "2024-10-01" && measure.endsOn?.iso == "2025-03-31")
        var second = first
        second[0][6] = "ประชุมแล้ว 2 ครั้ง"
        second[0][2] = "จัดประชุม\nทำคู่มือ"
        second[1][6] = "จัดทำเอกสารครบแล้ว"
        second.append(["E1 (90 คะแนน)", "ช้า", "จัดคิว", "", "", "", "", ""])
        let outcome = try await imported(second, half: 2, name: 2, on: site, agency: agency)
        #expect((outcome.rows, outcome.findings, outcome.measures, outcome.results) == (1, 1, 2, 2))
        let after = try await TestSite.plan(site)
        #expect(after.rows.map(\.id).prefix(2) == before.rows.map(\.id)[...] && after.rows.count == 3)
        #expect(after.rows[0].lines[0].findings.map(\.text) == ["คนน้อย"])
        #expect(after.rows[0].measures.compactMap { after.measure($0)?.text } == ["จัดประชุม", "ทำคู่มือ"])
        let work = try await site.database.read { try RoundWork.load(after.rounds[1], in: $0) }
        #expect(work.progress(in: after.rows[0]).map(\.text) == ["ประชุมแล้ว 2 ครั้ง"])
        #expect(work.uses.map(\.caption) == ["ภาพประชุม"])
        #expect(work.uses.map { $0.evidence?.address } == ["https://example.go.th/1"])
        // The same again, in another file, adds nothing.
        let again = try await imported(second, half: 2, name: 3, on: site, agency: agency)
        #expect(
            (again.rows, again.findings, again.measures, again.results, again.captions, again.scores) == (
                0, 0, 0, 0, 0, 0
            ))
    }

    @Test func `a row that the plan groups otherwise keeps the file out, and nothing is written`() async throws {
        let (site, agency, _) = try await TestSite.withOffice(.sqlite)
        _ = try await imported(first, half: 1, name: 1, on: site, agency: agency)
        var other = first
        other[0][0] = "I1, I2 (94.70 คะแนน)"
        await #expect(
            throws: Failure.invalid([
                Problem("row_differs", ["items": "I1, I2", "rows": "1 (I1)"])
            ])
        ) { _ = try await imported(other, half: 2, name: 2, on: site, agency: agency) }
        #expect(try await TestSite.plan(site).rows.count == 2)
    }

    // MARK: Nothing vanishes

    private func read(_ rows: [[String]], merged: [(row: Int, column: Int)] = []) throws -> ReportReading {
        ReportReader.read(document(rows, merged: merged), edition: try Repository.shelf.file("bma-ita-2567").edition)
    }

    @Test func `a code of no item is a fault with its place and takes nothing into the row above`() throws {
        let reading = try read([first[0], ["O99 (50 คะแนน)", "ข้อบกพร่อง", "มาตรการอื่น", "", "", "", "", ""]])
        #expect(reading.faults.map(\.problem) == [Problem("unknown_item", ["given": "O99"])])
        #expect(reading.faults.map(\.place.line) == [3])
        #expect(reading.rows.map { $0.measures.map(\.text) } == [["จัดประชุม"]])
        #expect(reading.unplaced.count == 1)
    }

    @Test func `other text in the first cell is told with its words`() throws {
        let reading = try read([first[0], ["หมายเหตุ งบประมาณไม่พอ", "", "", "", "", "", "", ""]])
        let doubt = try #require(reading.doubts.first { $0.code == "first_cell_text" })
        #expect(doubt.details["text"] == "หมายเหตุ งบประมาณไม่พอ" && doubt.details["items"] == "I1")
        let scored = try read([first[0], ["(50 คะแนน)", "", "", "", "", "", "", ""]])
        #expect(scored.faults.map(\.problem.key) == ["score_without_item"])
        let bare = try read([first[0], ["", "", "ทำคู่มือ", "", "", "", "", ""]])
        #expect(bare.doubts.map(\.code).contains("row_continues"))
    }

    @Test func `a merged finding belongs to both items, on one line with their own scores`() throws {
        let rows = [first[0], ["I2 (80 คะแนน)", "", "", "", "", "", "", ""]]
        let all = (1..<8).map { (row: 2, column: $0) }
        let reading = try read(rows, merged: all)
        #expect(reading.rows.count == 1)
        let line = try #require(reading.rows.first?.lines.first)
        #expect(reading.rows[0].lines.count == 1 && line.codes == ["I1", "I2"])
        #expect(line.score(of: "I1") == "94.70" && line.score(of: "I2") == "80")
        #expect(reading.doubts.map(\.code).contains("finding_shared"))
        let apart = try read(rows, merged: all.filter { $0.column != 1 })
        #expect(apart.rows.map { $0.lines.map(\.codes) } == [[["I1"], ["I2"]]])
    }

    @Test func `a second sheet without a header is listed and joins nothing`() throws {
        var document = document([first[0]])
        let place = SourcePlace(line: 1, column: 1, container: "แผ่นสอง")
        document.blocks = document.blocks.map { block in
            guard case .row(var row) = block else { return block }
            row.place.container = "แผ่นหนึ่ง"
            return .row(row)
        }
        document.blocks.append(
            .row(
                SourceRow(
                    table: 1,
                    cells: [SourceCell(paragraphs: [SourceParagraph(text: "บันทึกอื่น", place: place)], place: place)],
                    place: SourcePlace(line: 1, container: "แผ่นสอง"))))
        let reading = ReportReader.read(document, edition: try Repository.shelf.file("bma-ita-2567").edition)
        #expect(reading.unplaced.map(\.text) == ["บันทึกอื่น"])
        #expect(reading.rows.count == 1)
    }

    @Test func `numbered owners belong to the measures they count with`() throws {
        let reading = try read([
            ["I1 (94.70 คะแนน)", "คนน้อย", "1. จัดประชุม\n2. ทำคู่มือ", "1. ฝ่ายปกครอง\n2. ฝ่ายการคลัง", "", "", "", ""]
        ])
        #expect(reading.rows[0].measures.map(\.owner) == ["ฝ่ายปกครอง", "ฝ่ายการคลัง"])
    }
}
