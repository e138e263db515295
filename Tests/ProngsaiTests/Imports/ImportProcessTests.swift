import Documents
import Child
import Foundation
import Testing

@testable import Prongsai

/// The whole way at the command line, with the report of the demo office.
@Suite(.serialized) struct ImportProcessTests {
    private let report = Repository.root.appendingPathComponent("Demo/report.md").path

    private func office() throws -> URL {
        let folder = try BuiltProgram.folder()
        let begun = try BuiltProgram.run(
            ["init", "--name", "สำนักงานเขตตัวอย่าง", "--edition", "bma-ita-2567"], in: folder)
        #expect(begun.code == 0, "\(begun.errors)")
        return folder
    }

    private func rows(_ folder: URL) throws -> Int {
        let shown = try BuiltProgram.run(["plan", "show"], in: folder)
        #expect(shown.code == 0, "\(shown.errors)")
        return shown.output.split(separator: "\n").filter { $0.first?.isNumber == true && !$0.hasPrefix(" ") }.count
    }

    @Test func `a dry run changes nothing, applying writes all, the same file again changes nothing`() throws {
        let folder = try office()
        #expect(try BuiltProgram.run(["import", "report", report], in: folder).code == 0)
        #expect(try rows(folder) == 0)
        #expect(try BuiltProgram.run(["import", "report", report, "--apply"], in: folder).code == 0)
        let written = try rows(folder)
        #expect(written > 10)
        let before = try BuiltProgram.run(["score", "--json"], in: folder).output
        #expect(before.contains("\"code\" : \"O18\""))
        #expect(try BuiltProgram.run(["import", "report", report, "--apply"], in: folder).code == 0)
        #expect(try rows(folder) == written)
        #expect(try BuiltProgram.run(["score", "--json"], in: folder).output == before)
    }

    @Test func `an import killed at any moment has written all of it or nothing`() throws {
        let folder = try office()
        var killed = 0
        var milliseconds: UInt32 = 20
        while killed < 12 && milliseconds < 4000 {
            if try BuiltProgram.kill(["import", "report", report, "--apply"], in: folder, after: milliseconds) {
                killed += 1
                let found = try rows(folder)
                #expect(found == 0 || found > 10, "\(found) rows after \(milliseconds) ms")
                if found > 0 { break }
            } else {
                break
            }
            milliseconds += 40
        }
        #expect(killed > 0)
        #expect(try BuiltProgram.run(["import", "report", report, "--apply"], in: folder).code == 0)
        #expect(try rows(folder) > 10)
        #expect(try BuiltProgram.run(["journal", "check"], in: folder).code == 0)
        #expect(try BuiltProgram.run(["doctor"], in: folder).code == 0)
    }

    @Test(arguments: [
        ("I1,94.70\nI2,\"94,70\"\n", "94,70"), ("I1,94.70\nI2,101\n", "101"), ("I1,94.70\nI1,90\n", "90"),
        ("code,score\nI1,94.70\nO99,100\n", "O99"),
        ("ข้อ,คะแนน\nI1,เก้าสิบ\n", "เก้าสิบ"),
    ])
    func `a score that cannot be is refused with its place, and nothing is written`(_ text: String, _ given: String)
        throws
    {
        let folder = try office()
        let file = folder.appendingPathComponent("คะแนน.csv")
        try Data(text.utf8).write(to: file)
        let run = try BuiltProgram.run(["import", "scores", file.path, "--apply"], in: folder)
        #expect(run.code == 65)
        #expect(
            run.errors.contains(given) && run.errors.contains("คะแนน.csv") && run.errors.contains("→"), "\(run.errors)")
        #expect(!(try BuiltProgram.run(["score", "--json"], in: folder).output.contains("94.70")))
    }

    @Test func `scores come in from Windows-874 and from UTF-8 with a mark`() throws {
        let folder = try office()
        // "ข้อ,คะแนน" in Windows-874.
        let thai: [UInt8] = [0xA2, 0xE9, 0xCD, 0x2C, 0xA4, 0xD0, 0xE1, 0xB9, 0xB9, 0x0D, 0x0A]
        try Data(thai + Array("I1,94.70\r\nI2,94.77\r\n".utf8)).write(to: folder.appendingPathComponent("a.csv"))
        try Data([0xEF, 0xBB, 0xBF] + Array("ข้อ;คะแนน\nE1;๘๗.๙๑\n".utf8)).write(
            to: folder.appendingPathComponent("b.csv"))
        for name in ["a.csv", "b.csv"] {
            let run = try BuiltProgram.run(["import", "scores", name, "--apply"], in: folder)
            #expect(run.code == 0, "\(run.errors)\(run.output)")
        }
        let scores = try BuiltProgram.run(["score", "--json"], in: folder).output
        for score in ["94.70", "94.77", "87.91"] { #expect(scores.contains("\"\(score)\"")) }
    }

    @Test(arguments: ["renamed.docx", "empty.docx", "report.pdf", "nothing.txt"])
    func `a file that is no report is refused in words`(_ name: String) throws {
        let folder = try office()
        let bytes: [UInt8] =
            switch name {
            case "renamed.docx": [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0]
            case "report.pdf": Array("%PDF-1.7".utf8)
            case "nothing.txt": Array("ไม่มีตารางในไฟล์นี้".utf8)
            default: []
            }
        try Data(bytes).write(to: folder.appendingPathComponent(name))
        for language in ["th", "en"] {
            let run = try BuiltProgram.run(["import", "report", name, "--apply"], in: folder, language: language)
            #expect(run.code == 65, "\(name): \(run.output)")
            #expect(
                run.errors.contains(name) && !run.errors.contains("⟦") && !run.errors.contains("Error("),
                "\(run.errors)")
        }
    }

    @Test func `a fault inside a part of a file names the part beside its line`() throws {
        let fixtures = Repository.root.appendingPathComponent("Tests/DocumentsTests/Fixtures/readers")
        do {
            _ = try SourceReading.read(fixtures.appendingPathComponent("entities.docx").path)
            Issue.record("it was read")
        } catch Failure.invalid(let problems) {
            #expect(problems.map(\.key) == ["source_doctype"])
            #expect(problems.first?.place == "entities.docx (word/document.xml:1)")
        }
        let text = try BuiltProgram.folder().appendingPathComponent("ผล.txt")
        try Data([0xA2, 0x0A, 0x00, 0xFF, 0xFE]).write(to: text)
        do {
            _ = try SourceReading.read(text.path)
            Issue.record("it was read")
        } catch Failure.invalid(let problems) {
            #expect(problems.first?.place == "ผล.txt:2")
        }
    }

    @Test func `a disk that is full loses nothing and says so`() throws {
        let folder = try office()
        let process = ChildProcess()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        let program = try BuiltProgram.place().path
        // The limit on file size stands for a disk without room: SQLite sees the same error from write().
        process.arguments = [
            "-c", "trap '' XFSZ; ulimit -f 60; exec \"$@\" >/dev/null 2>err.txt", "bash", program, "import", "report",
            report, "--apply",
        ]
        process.currentDirectoryURL = folder
        process.environment = BuiltProgram.environment()
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus != 0)
        let errors = try String(contentsOf: folder.appendingPathComponent("err.txt"), encoding: .utf8)
        #expect(!errors.isEmpty && !errors.contains("⟦"), "\(errors)")
        #expect(try rows(folder) == 0)
        #expect(try BuiltProgram.run(["import", "report", report, "--apply"], in: folder).code == 0)
        #expect(try rows(folder) > 10)
    }
}

/// Sheets with one row per measure, as offices keep them and as our own spreadsheet form has them.
@Suite struct SheetReadingTests {
    private func document(_ rows: [[String]]) -> SourceDocument {
        let blocks = rows.enumerated().map { line, cells in
            SourceBlock.row(
                SourceRow(
                    table: 0,
                    cells: cells.enumerated().map { column, text in
                        let place = SourcePlace(line: line + 1, column: column + 1, container: "แผน")
                        return SourceCell(
                            paragraphs: text.isEmpty ? [] : [SourceParagraph(text: text, place: place)], place: place)
                    }, place: SourcePlace(line: line + 1, container: "แผน")))
        }
        return SourceDocument(blocks: blocks)
    }

    @Test func `items repeated on each row are one row of the plan, and an empty cell merges nothing`() throws {
        let edition = try Repository.shelf.file("bma-ita-2567").edition
        let reading = ReportReader.read(
            document([
                ["ลำดับ", "รหัส", "คะแนน", "ประเด็นที่ต้องปรับปรุง", "มาตรการ", "หน่วยงานที่รับผิดชอบ", "ผลการดำเนินงาน", "หมายเหตุ"],
                ["1", "I1", "94.70", "คนน้อย", "จัดประชุม", "ฝ่ายปกครอง", "ประชุมแล้ว", ""],
                ["2", "I1", "94.70", "คนน้อย", "ทำคู่มือ", "ฝ่ายทะเบียน", "", "ยังไม่เริ่ม"],
                ["3", "O18", "0", "ไม่ครบ", "", "", "", ""],
            ]), edition: edition)
        #expect(reading.rows.map { $0.lines.map(\.codes) } == [[["I1"]], [["O18"]]])
        #expect(reading.rows[0].measures.map(\.text) == ["จัดประชุม", "ทำคู่มือ"])
        #expect(reading.rows[0].measures.map(\.owner) == ["ฝ่ายปกครอง", "ฝ่ายทะเบียน"])
        #expect(reading.rows[0].lines[0].findings.map(\.text) == ["คนน้อย"])
        #expect(reading.rows[0].results.map(\.text) == ["ประชุมแล้ว"])
        #expect(reading.rows.flatMap(\.lines).map(\.score) == ["94.70", "0"])
        #expect(reading.unplaced.map(\.text) == ["ยังไม่เริ่ม"])
        #expect(reading.doubts.isEmpty)
    }
}
