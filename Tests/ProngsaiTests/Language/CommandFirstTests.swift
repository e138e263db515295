import Foundation
import Testing

@testable import Prongsai

/// The first commands, and those that cannot be taken back.
@Suite(.serialized) struct CommandFirstTests {
    private static let begin = ["init", "--name", "สำนักงานเขตตัวอย่าง", "--edition", "bma-ita-2567"]

    private func office() throws -> URL {
        let folder = try BuiltProgram.folder()
        #expect(try BuiltProgram.run(Self.begin, in: folder).code == 0)
        let report = Repository.root.appendingPathComponent("Demo/report.md").path
        #expect(try BuiltProgram.run(["import", "report", report, "--apply"], in: folder).code == 0)
        return folder
    }

    @Test func `what is refused at the beginning leaves nothing, and the corrected command goes through`() throws {
        let folder = try BuiltProgram.folder()
        let wrong = try BuiltProgram.run(Self.begin + ["--year", "2025"], in: folder)
        #expect(wrong.code == 65 && wrong.errors.contains("2025"), "\(wrong)")
        let right = try BuiltProgram.run(Self.begin + ["--year", "2568"], in: folder)
        #expect(right.code == 0, "\(right.errors)")
        #expect(try BuiltProgram.run(["journal", "show"], in: folder).output.contains("เปิดปีงบประมาณ"))
        let rights = try FileManager.default.attributesOfItem(atPath: folder.appendingPathComponent("prongsai.db").path)
        #expect(rights[.posixPermissions] as? Int == 0o600)
    }

    @Test func `an empty plan is not frozen, faults want a word of their own, and earlier versions are printed again`()
        throws
    {
        let empty = try BuiltProgram.folder()
        #expect(try BuiltProgram.run(Self.begin, in: empty).code == 0)
        let nothing = try BuiltProgram.run(["round", "freeze", "--round", "1", "--with-faults"], in: empty)
        #expect(nothing.code == 65 && nothing.errors.contains("ยังไม่มีมาตรการ"), "\(nothing)")
        let folder = try office()
        let faults = try BuiltProgram.run(["round", "freeze", "--round", "1"], in: folder)
        #expect(faults.code == 65 && faults.errors.contains("เติม --with-faults"), "\(faults)")
        let frozen = try BuiltProgram.run(["round", "freeze", "--round", "1", "--with-faults"], in: folder)
        #expect(frozen.code == 0 && frozen.output.contains("PRONGSAI_ADDRESS"), "\(frozen)")
        let asks = try BuiltProgram.run(["result", "add", "1.1", "ทำแล้ว"], in: folder)
        #expect(asks.code == 65 && asks.errors.contains("--round 2"), "\(asks)")
        #expect(try BuiltProgram.run(["result", "add", "1.1", "ทำแล้ว", "--round", "2"], in: folder).code == 0)
        #expect(try BuiltProgram.run(["result", "add", "1.1", "ทำอีก"], in: folder).code == 0)
        let reopened = try BuiltProgram.run(["round", "reopen", "--round", "1", "--because", "แก้คำ"], in: folder)
        #expect(reopened.code == 0, "\(reopened)")
        #expect(
            try BuiltProgram.run(["result", "edit", "1.1", "ถ้อยคำใหม่หลังเปิดรอบ", "--round", "1"], in: folder).code == 0)
        let again = ["round", "freeze", "--round", "1", "--with-faults", "--because", "แก้คำ"]
        #expect(try BuiltProgram.run(again, in: folder).code == 0)
        let print = ["report", "--round", "1", "--format", "json", "--out", "-"]
        let newest = try BuiltProgram.run(print, in: folder)
        let first = try BuiltProgram.run(print + ["--frozen-version", "1"], in: folder)
        #expect(
            newest.output.contains("ถ้อยคำใหม่หลังเปิดรอบ") && first.code == 0 && !first.output.contains("ถ้อยคำใหม่หลังเปิดรอบ"))
        let clash = try BuiltProgram.run(["report", "--round", "1", "--version", "1"], in: folder)
        #expect(clash.code != 0 && !clash.output.contains(Prongsai.version), "\(clash)")
        #expect(try BuiltProgram.run(["--version"], in: folder).output.contains(Prongsai.version))
    }

    @Test func `what is refused says what it is`() throws {
        let folder = try office()
        func run(_ arguments: String...) throws -> BuiltProgram.Run { try BuiltProgram.run(arguments, in: folder) }
        let language = try run("score", "--language", "fr")
        #expect(language.code == 65 && language.errors.contains("fr"), "\(language)")
        let place = try run("import", "report", ".")
        #expect(place.code == 65 && place.errors.contains("ไม่ใช่ไฟล์"), "\(place)")
        let nowhere = try BuiltProgram.run(Self.begin + ["--database", "sqlite:ไม่มี/ก.db"], in: folder)
        #expect(nowhere.code == 74 && nowhere.errors.contains("เปิดฐานข้อมูล"), "\(nowhere)")
        try Data(repeating: 65, count: 5000).write(to: folder.appendingPathComponent("x.db"))
        let other = try run("score", "--database", "sqlite:x.db")
        #expect(other.code == 74 && other.errors.contains("ไม่ใช่ฐานข้อมูล"), "\(other)")
        let nothing = try run("plan", "measure", "edit", "1.1")
        #expect(nothing.code == 65, "\(nothing)")
        let blot = try run("result", "edit", "1.1", "น้ำ\u{7}")
        #expect(blot.code == 65 && blot.errors.contains("อักขระควบคุม"), "\(blot)")
        let link = try run("evidence", "add", "1.1", "--link", "https://user:pw@example.go.th/a")
        #expect(link.code == 65 && link.errors.contains("รหัสผ่าน"), "\(link)")
        let many = try run("plan", "measure", "edit", "1.1-1.2", "--unit", "ฝ่ายปกครอง")
        #expect(
            many.output.contains("1.1") && many.output.contains("1.2") || many.errors.contains("ฝ่ายปกครอง"), "\(many)")
        try Data("เอกสาร".utf8).write(to: folder.appendingPathComponent("ก.txt"))
        #expect(try run("evidence", "add", "1.1", "ก.txt").code == 0)
        let exported = try run("evidence", "export", "1.1.2", "--out", "ใหม่/")
        #expect(exported.code == 0, "\(exported)")
    }

    @Test(arguments: ["https://user:pw@a.go.th/x", "http://user@a.go.th", "https://a:b@[::1]:8443/"])
    func `an address with somebody's name in it is known`(_ address: String) {
        #expect(Address.isPage(address) && Address.hasUser(address))
    }

    @Test(arguments: ["https://a.go.th/@user", "https://a.go.th?to=a@b.th", "https://a.go.th/ที่นี่#@"])
    func `a sign further on is no name`(_ address: String) { #expect(!Address.hasUser(address)) }

    @Test func `places are listed one by one or from one to another`() throws {
        #expect(try PlanPlace.list("1.1, 2.3-2.5").map(\.text) == ["1.1", "2.3", "2.4", "2.5"])
        #expect(PlanPlace.label(try PlanPlace.list("1.1,2.3-2.5,3.1")) == "1.1,2.3-2.5,3.1")
        for wrong in ["1.3-1.1", "1.1-2.1", "1.1-1.2-1.3", "1-2", "1.1-"] {
            #expect(throws: Failure.self, "\(wrong)") { _ = try PlanPlace.list(wrong) }
        }
    }

    @Test(arguments: engines) func `a year that cannot be begins no office`(_ engine: TestEngine) async throws {
        let site = try await TestSite.open(engine)
        let file = try site.editions.file("bma-ita-2567")
        func begin(_ year: Int) -> BeginOffice {
            BeginOffice(key: "office", thai: "สำนักงานเขตตัวอย่าง", english: nil, edition: file, fiscalYear: year)
        }
        await #expect(throws: Failure.self) { _ = try await site.perform(begin(2025), as: TestSite.console) }
        #expect(try await site.database.read { try $0.first("SELECT id FROM agency") } == nil)
        let agency = try await site.perform(begin(2568), as: TestSite.console)
        let lines = try await site.database.read { try Journal.lines(agency: agency, in: $0) }
        #expect(lines.map(\.operation) == [OpenYear.name] && Journal.firstBreak(lines) == nil)
        await #expect(throws: Failure.conflict(Message("failure.nothing_to_freeze", ["year": "2568"]))) {
            let plan = try await TestSite.plan(site)
            _ = try await site.perform(
                FreezeRound(
                    agency: agency, plan: plan.id, half: 1, reason: nil, editions: site.editions, strings: site.strings),
                as: TestSite.console)
        }
        let stored = try site.files.put([1, 2, 3])
        let rights = try FileManager.default.attributesOfItem(atPath: site.files.shown)
        #expect(rights[.posixPermissions] as? Int == 0o700 && site.files.state(of: stored) == .sound)
    }
}
