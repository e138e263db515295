import Child
import Foundation
import Testing

@testable import Prongsai

/// Commands at their edges: a full disk behind the screen, places that are taken, things that are there already.
@Suite(.serialized) struct CommandEdgeTests {
    private func office() throws -> URL {
        let folder = try BuiltProgram.folder()
        let begun = try BuiltProgram.run(
            ["init", "--name", "สำนักงานเขตตัวอย่าง", "--edition", "bma-ita-2567", "--year", "2568"], in: folder)
        #expect(begun.code == 0, "\(begun.errors)")
        let report = Repository.root.appendingPathComponent("Demo/report.md").path
        #expect(try BuiltProgram.run(["import", "report", report, "--apply"], in: folder).code == 0)
        return folder
    }

    private func shell(_ line: String, _ folder: URL) throws -> (code: Int32, errors: String) {
        let process = ChildProcess()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.arguments = ["-c", "\(line) 2>err.txt; exit ${PIPESTATUS[0]}", "bash"]
        process.currentDirectoryURL = folder
        process.environment = BuiltProgram.environment(["P": try BuiltProgram.place().path])
        try process.run()
        process.waitUntilExit()
        return (
            process.terminationStatus,
            try String(contentsOf: folder.appendingPathComponent("err.txt"), encoding: .utf8)
        )
    }

    @Test func `output that was lost ends in words and a code, a closed pipe in silence`() throws {
        let folder = try office()
        for command in ["report --format json --out -", "plan show", "gaps --json", "help score", "--help"] {
            let run = try shell("\"$P\" \(command) > /dev/full", folder)
            #expect(run.code == 74 && run.errors.contains("แสดงผลได้ไม่ครบ"), "\(command): \(run)")
        }
        let piped = try shell("\"$P\" plan show | head -n 1 > /dev/null", folder)
        #expect(piped.errors.isEmpty, "\(piped)")
    }

    @Test func `help speaks the language that was asked for`() throws {
        let folder = try BuiltProgram.folder()
        for arguments in [["help", "score", "--language", "en"], ["help", "--language=en", "score"]] {
            let run = try BuiltProgram.run(arguments, in: folder)
            #expect(run.code == 0 && run.output.contains("Show") || run.output.contains("See"), "\(run)")
            #expect(!run.output.contains("ดูว่า"), "\(run.output)")
        }
    }

    @Test func `help names every event a program can be told of`() throws {
        for language in ["th", "en"] {
            let run = try BuiltProgram.run(
                ["help", "webhook", "add", "--language", language], in: try BuiltProgram.folder())
            // The parser breaks lines where it likes.
            let output = run.output.filter { !$0.isWhitespace }
            for event in Webhook.Event.choices { #expect(output.contains(event.rawValue), "\(run.output)") }
        }
    }

    @Test func `a link to give away says so where others cannot open it`() throws {
        let folder = try office()
        let link = ["contribution", "link", "1.1", "--label", "ผู้นำชุมชน"]
        let bare = try BuiltProgram.run(link, in: folder)
        #expect(bare.code == 0 && bare.output.contains("PRONGSAI_ADDRESS"), "\(bare)")
        let whole = try BuiltProgram.run(link + ["--address", "https://ita.example.go.th"], in: folder)
        #expect(whole.code == 0 && whole.output.contains("https://ita.example.go.th/give/"), "\(whole)")
        #expect(!whole.output.contains("PRONGSAI_ADDRESS"))
    }

    @Test func `a file that is there is not written over, and a folder takes the file's own name`() throws {
        let folder = try office()
        try Data("เอกสาร".utf8).write(to: folder.appendingPathComponent("ก.txt"))
        #expect(try BuiltProgram.run(["evidence", "add", "1.1", "ก.txt"], in: folder).code == 0)
        try FileManager.default.createDirectory(
            at: folder.appendingPathComponent("ex"), withIntermediateDirectories: true)
        let export = ["evidence", "export", "1.1.2", "--out", "ex/"]
        let first = try BuiltProgram.run(export, in: folder)
        #expect(first.code == 0, "\(first.errors)")
        #expect(FileManager.default.fileExists(atPath: folder.appendingPathComponent("ex/ก.txt").path))
        let again = try BuiltProgram.run(export, in: folder)
        #expect(again.code == 65 && again.errors.contains("ไม่ได้เขียนทับ"), "\(again.errors)")
        let nowhere = try BuiltProgram.run(["evidence", "export", "1.1.2", "--out", "ไม่มี/ก.txt"], in: folder)
        #expect(nowhere.code == 65 && nowhere.errors.contains("ไม่มีโฟลเดอร์"), "\(nowhere.errors)")
        for out in ["one.pdf", "ไม่มี/one.pdf"] {
            let run = try BuiltProgram.run(["report", "--format", "json,html", "--out", out], in: folder)
            #expect(run.code == 65, "\(out): \(run.output)")
            #expect(!FileManager.default.fileExists(atPath: folder.appendingPathComponent(out).path))
        }
        // An option that is given twice counts twice.
        let both = try BuiltProgram.run(["report", "--format", "json", "--format", "html"], in: folder)
        #expect(both.output.contains(".json") && both.output.contains(".html"), "\(both.output)\(both.errors)")
        #expect(!both.output.contains(".pdf"), "\(both.output)")
    }

    @Test func `a result of a frozen round is called frozen, not missing`() throws {
        let folder = try office()
        #expect(try BuiltProgram.run(["round", "freeze", "--round", "1", "--with-faults"], in: folder).code == 0)
        let run = try BuiltProgram.run(["result", "edit", "1.1", "ใหม่"], in: folder)
        #expect(run.code == 65 && run.errors.contains("รอบที่ 1 ปิดแล้ว"), "\(run.errors)")
    }

    @Test func `what is there already is not said to be added, and JSON carries what programs look for`() throws {
        let folder = try office()
        #expect(try BuiltProgram.run(["unit", "add", "ฝ่ายปกครอง"], in: folder).output.contains("เพิ่มฝ่ายแล้ว"))
        #expect(try BuiltProgram.run(["unit", "add", "ฝ่ายปกครอง"], in: folder).output.contains("มีฝ่ายนี้อยู่แล้ว"))
        let check = try BuiltProgram.run(["plan", "check", "--json"], in: folder).output
        #expect(check.contains("\"mend\"") && check.contains("\"what\""))
        let empty = try BuiltProgram.folder()
        _ = try BuiltProgram.run(["init", "--name", "เขต", "--edition", "bma-ita-2567"], in: empty)
        let score = try BuiltProgram.run(["score", "--json"], in: empty).output
        #expect(score.contains("\"score\" : null") && score.contains("\"confirmed\" : false"), "\(score)")
        let marked = try BuiltProgram.run(["score"], in: folder).output
        let signs = marked.split(separator: "\n").filter { $0.hasPrefix("  ") && $0.contains(". ") && $0.contains("◆") }
        #expect(signs.count > 3, "\(marked)")
        for given in [["--what-if", "O18=100,O18=90"], ["--what-if", "O18=100", "--what-if", "O18=90"]] {
            let twice = try BuiltProgram.run(["score"] + given, in: folder)
            #expect(twice.code == 65 && twice.errors.contains("O18"), "\(given) \(twice.errors)")
        }
    }

    @Test func `one result of a measure that two rows share is recorded once and counts in both`() throws {
        let folder = try office()
        #expect(try BuiltProgram.run(["plan", "measure", "share", "1.1", "3"], in: folder).code == 0)
        let shown = try BuiltProgram.run(["plan", "show"], in: folder).output
        #expect(shown.contains("ใช้ร่วมกัน 2 แถว"))
        let check = try BuiltProgram.run(["plan", "check"], in: folder).output
        let shared = check.split(separator: "\n").filter {
            $0.contains("ทบทวนมาตรฐานการให้บริการ") && $0.contains("ยังไม่มีผล")
        }
        #expect(shared.isEmpty, "\(shared)")
    }
}
