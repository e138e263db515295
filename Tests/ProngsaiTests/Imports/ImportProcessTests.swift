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
        let again = try BuiltProgram.run(["import", "report", report, "--apply"], in: folder)
        #expect(again.code == 0 && again.output.contains("ไฟล์นี้นำเข้าไปแล้วเมื่อ "), "\(again)")
        #expect(try rows(folder) == written)
        #expect(try BuiltProgram.run(["score", "--json"], in: folder).output == before)
    }

    @Test func `a link of the old page goes where its number is told to`() throws {
        let folder = try office()
        #expect(try BuiltProgram.run(["disclosures", "open"], in: folder).code == 0)
        let html = """
            <h3>O1 โครงสร้าง</h3><a href='a.pdf'>หนึ่ง</a><a href='b.pdf'>สอง</a>
            <h3>ข่าว</h3><a href='news.pdf'>ข่าวที่นี่</a>
            """
        try html.write(to: folder.appendingPathComponent("ita.html"), atomically: true, encoding: .utf8)
        let command = [
            "import", "disclosures", "ita.html", "--page-address", "https://www.example.go.th/ita/",
        ]
        let shown = try BuiltProgram.run(command, in: folder)
        #expect(shown.code == 0 && shown.output.contains("  3   ?"), "\(shown.output)")
        for wrong in ["4=O1", "0=O1", "1", "หนึ่ง=O1", "1=O99", "=O1"] {
            let refused = try BuiltProgram.run(command + ["--place", wrong, "--apply"], in: folder)
            #expect(refused.code == 65 && refused.errors.contains("--place"), "\(wrong): \(refused.errors)")
        }
        let moves = ["--place", "1=o๒", "--place", "2=", "--place", "๓=O3"]
        let tried = try BuiltProgram.run(command + moves, in: folder)
        #expect(tried.output.contains("O2  ") && tried.output.contains("O3  "), "\(tried.output)")
        let done = try BuiltProgram.run(command + moves + ["--apply"], in: folder)
        #expect(done.code == 0, "\(done.errors)")
        func item(_ code: String) throws -> String {
            try BuiltProgram.run(["disclosures", "show", code], in: folder).output
        }
        #expect(try !item("O1").contains(".pdf"))
        #expect(try item("O2").contains("https://www.example.go.th/ita/a.pdf"))
        #expect(try item("O3").contains("https://www.example.go.th/ita/news.pdf"))
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

    /// Whether this machine lets a test have a small disk of its own.
    private static let mayMount: Bool = {
        let process = ChildProcess()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/unshare")
        process.arguments = ["-rm", "mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", "/mnt"]
        (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }()

    @Test(.enabled(if: mayMount, "a disk of the test's own cannot be mounted here"))
    func `a disk that is full loses nothing and says so`() throws {
        let folder = try BuiltProgram.folder()
        let process = ChildProcess()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/unshare")
        process.arguments = [
            "-rm", "bash", "-c",
            """
            mkdir disk && mount -t tmpfs -o size=4m tmpfs disk && cd disk || exit 99
            "$1" init --name สำนักงานเขตตัวอย่าง --edition bma-ita-2567 >/dev/null || exit 98
            cat /dev/zero >filler 2>/dev/null
            truncate -s -40960 filler
            "$1" import report "$2" --apply >/dev/null 2>../errors.txt; echo "$?" >../code.txt
            rm filler
            "$1" plan show >../between.txt
            "$1" import report "$2" --apply >/dev/null && "$1" plan show >../after.txt && "$1" journal check >/dev/null
            """, "bash", try BuiltProgram.place().path, report,
        ]
        process.currentDirectoryURL = folder
        process.environment = BuiltProgram.environment(["PRONGSAI_LANGUAGE": "th", "USER": "tester"])
        try process.run()
        process.waitUntilExit()
        func read(_ name: String) throws -> String {
            try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
        }
        #expect(process.terminationStatus == 0)
        #expect(try read("code.txt") != "0\n")
        let errors = try read("errors.txt")
        #expect(errors.contains("พื้นที่ดิสก์เต็ม"), "\(errors)")
        #expect(try !read("between.txt").contains("มาตรการ 1.1"))
        #expect(try read("after.txt").contains("มาตรการ 1.1"))
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
