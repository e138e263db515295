import Documents
import Foundation
import ITA
import Testing

@testable import Prongsai

/// What a person reads at the command line, in both languages.
@Suite(.serialized) struct CommandWordsTests {
    /// An office with a report and scores of the demo.
    private func office() throws -> URL {
        let folder = try BuiltProgram.folder()
        let begun = try BuiltProgram.run(
            [
                "init", "--name", "สำนักงานเขตตัวอย่าง", "--english", "Tua Yang District Office", "--edition",
                "bma-ita-2567", "--year", "2568",
            ], in: folder)
        #expect(begun.code == 0, "\(begun.errors)")
        let report = Repository.root.appendingPathComponent("Demo/report.md").path
        #expect(try BuiltProgram.run(["import", "report", report, "--apply"], in: folder).code == 0)
        return folder
    }

    private func firstLine(_ arguments: [String], _ folder: URL, _ language: String) throws -> String {
        let run = try BuiltProgram.run(arguments, in: folder, language: language)
        return run.output.split(separator: "\n").first.map(String.init) ?? run.errors
    }

    @Test func `the first line says which agency and year it is about, in the language that was asked for`() throws {
        let folder = try office()
        for arguments in [
            ["score"], ["gaps"], ["plan", "show"], ["plan", "check"], ["round", "list"],
            ["report", "--format", "json", "--out", "r.json"],
        ] {
            let thai = try firstLine(arguments, folder, "th")
            #expect(thai.contains("สำนักงานเขตตัวอย่าง") && thai.contains("2568"), "\(arguments) \(thai)")
            let english = try firstLine(arguments, folder, "en")
            #expect(english.contains("Tua Yang District Office") && english.contains("2568"), "\(arguments) \(english)")
            #expect(!english.contains("สำนักงาน"), "\(english)")
        }
        let bytes = try BuiltProgram.run(["report", "--format", "json", "--out", "-"], in: folder)
        #expect(bytes.output.first == "{")
    }

    @Test func `the signs of a score are explained, and only those that stand there`() throws {
        let folder = try office()
        let thai = try BuiltProgram.run(["score"], in: folder).output
        #expect(thai.contains("▲ ได้ 0 คะแนน   ◆ อาศัยกติกา"), "\(thai)")
        let all = try BuiltProgram.run(["score", "--what-if", "O1-O22=100"], in: folder, language: "en").output
        #expect(!all.contains("▲") && all.contains("◆ rests on a rule"), "\(all)")
        let round = try BuiltProgram.run(["score", "--round", "1"], in: folder)
        #expect(round.code == 64 && round.errors.contains("ไม่รู้จักตัวเลือก “--round”"), "\(round.errors)")
    }

    @Test func `a year that is not there names the editions that fit, and a year on another edition warns`() throws {
        let folder = try office()
        let fits = try BuiltProgram.run(["plan", "show", "--year", "2569"], in: folder, language: "en")
        #expect(fits.code == 65 && fits.errors.contains("instrument list"), "\(fits.errors)")
        #expect(fits.errors.contains("Tua Yang District Office") && !fits.errors.contains("bma-ita-2567"))
        let nothing = try BuiltProgram.run(["plan", "carry"], in: folder)
        #expect(nothing.code == 65 && nothing.errors.contains("2567 ให้นำมา"), "\(nothing.errors)")
        let opened = try BuiltProgram.run(["year", "open", "--year", "2570", "--edition", "bma-ita-2567"], in: folder)
        #expect(opened.code == 0 && opened.output.contains("◆") && opened.output.contains("2569"), "\(opened.output)")
        let carried = try BuiltProgram.run(["plan", "carry"], in: folder, language: "en")
        #expect(carried.code == 65 && carried.errors.contains("Years with a plan: 2568"), "\(carried.errors)")
        #expect(try BuiltProgram.run(["plan", "carry", "--from-year", "2568"], in: folder).code == 0)
        let usual = try BuiltProgram.run(["year", "open", "--year", "2568", "--edition", "bma-ita-2567"], in: folder)
        #expect(usual.code == 0 && !usual.output.contains("◆"), "\(usual.output)")
    }

    @Test(arguments: engines) func `the editions that fit a year are those of the agency's own owner`(
        _ engine: TestEngine
    ) async throws {
        let (site, agency, plan) = try await TestSite.withOffice(engine)
        let shelf = site.editions
        let fitting = { (year: Int, of: Agency) in
            try await site.database.read { try shelf.fitting(year: year, agency: of, in: $0) }
        }
        #expect(try await fitting(2568, plan.agency) == ["bma-ita-2567"])
        #expect(try await fitting(2569, plan.agency) == [])
        let other = try await site.perform(CreateAgency(key: "new", thai: "ใหม่", english: nil), as: TestSite.console)
        #expect(other != agency)
        let fresh = try await site.database.read { try Agency.find("new", in: $0) }
        #expect(try await fitting(2568, fresh) == ["bma-ita-2567", "nacc-ita-2567"])
        await #expect(throws: Failure.self) {
            try await site.database.read { db in
                _ = try Plan.load(agency: plan.agency, year: 2500, editions: shelf, in: db)
            }
        }
    }

    @Test func `a result is linked to other measures, and moves to their row`() throws {
        let folder = try office()
        func results(_ row: String) throws -> [String] {
            let shown = try BuiltProgram.run(["plan", "show", "--round", "1"], in: folder).output
            return shown.split(separator: "\n").filter { $0.contains("ผล \(row).") }.map(String.init)
        }
        let (before, other) = (try results("1"), try results("3"))
        let moved = try BuiltProgram.run(["result", "edit", "1.1", "--measures", "3.1,3.2"], in: folder)
        #expect(moved.code == 0 && moved.output.contains("3.1,3.2"), "\(moved.errors)")
        #expect(try results("1").count == before.count - 1)
        #expect(try results("3").count == other.count + 1)
        let nothing = try BuiltProgram.run(["result", "edit", "1.1"], in: folder)
        #expect(nothing.code == 65 && nothing.errors.contains("--measures"), "\(nothing.errors)")
        let absent = try BuiltProgram.run(["result", "edit", "1.1", "--measures", "3.99"], in: folder)
        #expect(absent.code == 65 && absent.errors.contains("3.99"))
        #expect(try BuiltProgram.run(["journal", "show"], in: folder).output.contains("เปลี่ยนมาตรการของผล"))
    }

    @Test func `a restored backup says when it was made by the clock on the wall`() throws {
        let folder = try office()
        #expect(try BuiltProgram.run(["backup", "b.zip"], in: folder).code == 0)
        for (language, end) in [("th", " น. ด้วยโปรแกรม"), ("en", " (UTC+7) by version")] {
            let database = "sqlite:\(language).db"
            let run = try BuiltProgram.run(
                ["restore", "b.zip", "--database", database], in: folder, language: language)
            #expect(run.code == 0 && run.output.contains(end), "\(run.output)\(run.errors)")
            var calendar = Calendar(identifier: .gregorian)
            calendar.timeZone = try #require(TimeZone(secondsFromGMT: 7 * 3600))
            let year = calendar.component(.year, from: Date())
            #expect(run.output.contains(String(language == "th" ? year + 543 : year)), "\(run.output)")
        }
        #expect(try Repository.strings().instant("2025-12-31T17:30:00.000Z", .thai) == "1 ม.ค. 2569 00:30 น.")
    }

    @Test func `a unit in an agency without units is told how to add one`() async throws {
        let (site, agency, plan) = try await TestSite.withOffice(.sqlite)
        let row = try await site.perform(
            AddRow(agency: agency, plan: plan.id, edition: plan.edition.edition, lines: ["I1"]), as: TestSite.console)
        let measure = AddMeasure(
            agency: agency, plan: plan.id, rows: [row], fields: MeasureFields(text: "ทำคู่มือ", unit: "ฝ่ายปกครอง"))
        await #expect(throws: Failure.invalid([Problem("no_units", ["given": "ฝ่ายปกครอง"], at: "unit")])) {
            try await site.perform(measure, as: TestSite.console)
        }
        _ = try await site.perform(AddUnit(agency: agency, unit: "ฝ่ายทะเบียน"), as: TestSite.console)
        await #expect(
            throws: Failure.invalid([
                Problem("unknown_unit", ["given": "ฝ่ายปกครอง", "known": "ฝ่ายทะเบียน"], at: "unit")
            ])
        ) { try await site.perform(measure, as: TestSite.console) }
    }

    @Test func `a broken journal is told by time, agency and deed`() async throws {
        let site = try await TestSite.open(.sqlite)
        let office = try await Office.open("office", on: site)
        try await site.database.write(nil) { db in
            try db.execute("DROP TRIGGER journal_delete")
            try db.execute("DELETE FROM journal WHERE agency_id = \(office.agency) AND operation = 'add-row'")
        }
        let (lines, agencies) = try await site.database.read {
            (try Journal.lines(agency: office.agency, in: $0), try Agency.all(in: $0))
        }
        let problem = Problem("journal_broken", try #require(Journal.firstBreak(lines)).values(of: agencies))
        #expect(
            site.strings.what(problem, .thai).hasPrefix(
                "สมุดบันทึกของ สำนักงานเขตตัวอย่าง office ไม่ต่อเนื่องตั้งแต่รายการที่ 7: เพิ่มประเด็น เมื่อ 14 มี.ค. 2568 07:00 น. (finding "
            ),
            "\(site.strings.what(problem, .thai))")
        #expect(site.strings.what(problem, .english).contains("added a finding, 14 Mar 2025 07:00 (UTC+7)"))
        let house = Problem("journal_broken", ["agency": "", "number": "1", "operation": "of-tomorrow"])
        #expect(site.strings.what(house, .english).contains("the program itself"))
        #expect(site.strings.what(house, .english).contains("of-tomorrow"))
    }

    @Test func `a refusal of the database is a sentence`() throws {
        let strings = try Repository.strings()
        for error in [
            DatabaseError.unique, .foreignKey, .notNull, .check, .full, .busy, .refused("frozen_round"),
            .refused("journal"), .refused("edition"), .column("text"),
        ] {
            let sentence = try #require(error.sentence)
            for language in Language.allCases {
                let text = strings.text(sentence, language)
                #expect(!text.contains("⟦") && !text.contains("{"), "\(text)")
            }
        }
        #expect(DatabaseError.other("SQLITE_CORRUPT").sentence == nil)
    }

    @Test(arguments: [
        ("photo.jpg", "%PDF-1.7 ...", "เอกสาร PDF"), ("photo.jpg", "GIF89a....", "ชนิด GIF"),
        ("photo.png", "\u{7F}ELF....", "โปรแกรมคอมพิวเตอร์"), ("photo.heic", "บันทึกการประชุม", "ข้อความล้วน"),
        ("photo.jpg", "<!DOCTYPE html><html>", "หน้าเว็บ"), ("photo.jpg", "", "ไฟล์ว่าง"),
    ])
    func `what is handed in as a photo and is none is named`(_ name: String, _ content: String, _ kind: String)
        async throws
    {
        let site = try await TestSite.open(.sqlite)
        do {
            _ = try StoredPicture.keep(Array(content.utf8), name: name, as: .photo, in: site.files)
            Issue.record("it was kept")
        } catch Failure.invalid(let problems) {
            let said = try #require(problems.first.map { site.strings.what($0, .thai) })
            #expect(said.contains(name) && said.contains(kind) && !said.contains("{"), "\(said)")
        }
    }

    @Test func `archives and office files are told apart`() throws {
        let zip: [UInt8] = [0x50, 0x4b, 3, 4, 0, 0]
        #expect(FileKind(of: zip + Array("[Content_Types].xml".utf8)) == .office)
        #expect(FileKind(of: zip + Array("photo.jpg".utf8)) == .archive)
        #expect(FileKind(of: [0, 1, 2, 3]) == .unknown)
        #expect(FileKind(of: [0, 0, 0, 24] + Array("ftypisom".utf8)) == .film)
    }

    @Test func `only a bound that exists is named`() throws {
        let file = try BuiltProgram.folder().appendingPathComponent("schema.json")
        let rules = #"{"properties": {"a": {"minimum": 1}, "b": {"maximum": 9}, "c": {"minimum": 0, "maximum": 9}}}"#
        try Data(rules.utf8).write(to: file)
        let document = try YAMLDocument(Array("a: 0\nb: 10\nc: 12\n".utf8), file: "e.yaml")
        let strings = try Repository.strings()
        let mends = try Schema(file: file).problems(in: document).map { strings.mend($0, .english) }
        #expect(mends == ["Use at least 1.", "Use at most 9.", "Use 0 to 9."])
    }

    @Test func `only English parts two sentences on a line by a full stop`() {
        #expect(Strings.ended("Another account has it already", .english) == "Another account has it already.")
        #expect(Strings.ended("มีบัญชีอื่นใช้อยู่แล้ว", .thai) == "มีบัญชีอื่นใช้อยู่แล้ว")
        for whole in ["It is empty.", "It is “empty.”", "Is it empty?", "These are wrong:"] {
            #expect(Strings.ended(whole, .english) == whole)
        }
    }
}
