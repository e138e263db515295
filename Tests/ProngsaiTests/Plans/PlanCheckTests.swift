import ArgumentParser
import Documents
import Foundation
import ITA
import Testing

@testable import Prongsai

@Suite struct PlanCheckTests {
    private func problems(_ site: Site, _ office: Office) async throws -> [Problem] {
        let plan = try await TestSite.plan(site)
        return try await site.database.read { db in
            let round = try Round.meant(1, of: plan, in: db)
            return PlanCheck.problems(
                plan, work: try RoundWork.load(round, in: db),
                elsewhere: try RoundWork.usedElsewhere(than: round, agency: office.agency, in: db))
        }
    }

    @Test(arguments: engines) func `each fault is found where it is, and goes when it is mended`(_ engine: TestEngine)
        async throws
    {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("office", on: site)
        func perform<O: HouseOperation>(_ operation: O) async throws -> O.Answer {
            try await site.perform(operation, as: TestSite.console)
        }
        func keys(_ place: String) async throws -> Set<String> {
            Set(try await problems(site, office).filter { $0.place?.hasPrefix(place) == true }.map(\.key))
        }
        // O18 stands in a row of its own without a finding; everything but I1, I2 and O18 stands nowhere.
        #expect(try await problems(site, office).filter { $0.key == "item_in_no_row" }.count == 37)
        #expect(try await keys("O18") == ["weak_without_finding"])
        let plan = try await TestSite.plan(site)
        _ = try await perform(AddFinding(agency: office.agency, line: plan.rows[1].lines[0].id, text: "เอกสารไม่ครบ"))
        #expect(try await keys("O18") == [])
        #expect(try await keys("2 (O18)") == ["finding_without_measure"])
        let measure = try await perform(
            AddMeasure(
                agency: office.agency, plan: office.plan, rows: [office.emptyRow],
                fields: MeasureFields(text: "ตรวจเอกสารก่อนเผยแพร่")))
        #expect(try await keys("2") == ["measure_without_owner", "measure_without_result"])
        try await perform(
            ChangeMeasure(agency: office.agency, measure: measure, fields: MeasureFields(unit: "ฝ่ายปกครอง")))
        let progress = try await perform(
            RecordProgress(
                agency: office.agency, round: office.round, row: office.emptyRow, measures: [measure],
                text: "1. ตรวจเอกสาร ก่อนเผยแพร่"))
        #expect(try await keys("2") == ["result_without_evidence", "result_copies_measure"])
        try await perform(
            ChangeProgress(agency: office.agency, progress: progress, text: "ตรวจเอกสารครบ 22 ข้อเมื่อ 3 มี.ค. 2568"))
        let photo = try await site.storedPhoto()
        let use = try await perform(
            AddEvidence(
                agency: office.agency, progress: progress, source: .stored(photo), caption: "",
                aboutOn: Day(iso: "2024-09-30")))
        #expect(try await keys("2") == ["photo_without_caption", "date_outside_round"])
        try await perform(ChangeEvidence(agency: office.agency, use: use, change: .caption("ประชุมตรวจเอกสาร")))
        try await perform(ChangeEvidence(agency: office.agency, use: use, change: .aboutOn(Day(iso: "2025-03-03"))))
        #expect(try await keys("2") == [])
        _ = try await perform(
            AddEvidence(
                agency: office.agency, progress: office.progress, source: .stored(photo), caption: "ภาพเดิม",
                aboutOn: nil))
        #expect(try await keys("2") == ["picture_twice"])
        _ = try await perform(AddRow(agency: office.agency, plan: office.plan, edition: office.edition, lines: ["O18"]))
        #expect(try await keys("O18") == ["item_in_two_rows"])
    }

    /// The commands a mend holds, each as a shell would hand it over: words in `"…"` are one, and a command ends where
    /// the sentence goes on.
    private func commands(_ mend: String) -> [[String]] {
        let parts = mend.components(separatedBy: "prongsai ").dropFirst()
        return parts.map { part in
            var words: [String] = []
            for (index, piece) in part.components(separatedBy: "\"").enumerated() {
                if index % 2 == 1 {
                    words.append(piece)
                    continue
                }
                for word in piece.components(separatedBy: " ") where !word.isEmpty {
                    let bare = word.hasSuffix(";") ? String(word.dropLast()) : word
                    guard bare.utf8.allSatisfy({ $0 < 128 }) || bare.hasSuffix(".jpg") else { return words }
                    words.append(bare)
                    if word.hasSuffix(";") { return words }
                }
            }
            return words
        }
    }

    @Test func `every mend is a command that can be copied, for the plan that was checked`() async throws {
        let site = try await TestSite.open(.sqlite)
        let office = try await Office.open("office", on: site)
        func perform<O: HouseOperation>(_ operation: O) async throws -> O.Answer {
            try await site.perform(operation, as: TestSite.console)
        }
        _ = try await perform(
            AddRow(agency: office.agency, plan: office.plan, edition: office.edition, lines: ["I1", "E1"]))
        _ = try await perform(
            AddMeasure(
                agency: office.agency, plan: office.plan, rows: [office.emptyRow],
                fields: MeasureFields(text: "ตรวจเอกสาร")))
        _ = try await perform(
            RecordProgress(
                agency: office.agency, round: office.round, row: office.emptyRow, measures: [], text: "ตรวจเอกสาร"))
        let photo = try await site.storedPhoto()
        let use = try await perform(
            AddEvidence(
                agency: office.agency, progress: office.progress, source: .stored(photo), caption: "",
                aboutOn: Day(iso: "2024-09-30")))
        try await site.database.write(office.agency) {
            try $0.execute("UPDATE finding SET draft_from = id WHERE id = \(office.finding)")
            try $0.execute("UPDATE evidence_use SET evidence_id = NULL WHERE id = \(office.use)")
        }
        let plan = try await TestSite.plan(site)
        let work = try await site.database.read { try RoundWork.load(plan.rounds[0], in: $0) }
        let found = PlanCheck.problems(
            plan, work: work, elsewhere: [photoID(work, use): "2/2567"], options: " --agency office --year 2568")
        #expect(
            Set(found.map(\.key)).isSuperset(of: [
                "item_in_no_row", "item_in_two_rows", "weak_without_finding", "draft_unconfirmed",
                "measure_without_owner", "measure_without_result", "result_without_evidence", "result_copies_measure",
                "caption_without_picture", "photo_without_caption", "picture_other_round", "date_outside_round",
            ]))
        for problem in found {
            for language in Language.allCases {
                let mend = site.strings.mend(problem, language)
                let commands = commands(mend)
                #expect(!commands.isEmpty && !mend.contains("{"), "\(mend)")
                for command in commands {
                    #expect(throws: Never.self, "\(mend)") { try Prongsai.parseAsRoot(command) }
                    #expect(command.contains("--year") && command.contains("--agency"), "\(mend)")
                    // What is written into a round names it.
                    #expect(
                        command.contains("--round")
                            == (["result", "evidence"].contains(command[0]) || mend.contains("--status")), "\(mend)")
                }
            }
        }
        let caption = try #require(found.first { $0.key == "photo_without_caption" })
        #expect(caption.values["number"] == "1.1.2" && caption.place == "1.1.2 (I1, I2)")
        let two = try #require(found.first { $0.key == "item_in_two_rows" })
        #expect(two.values["rows"] == "1.1, 3.1" && two.values["row"] == "3")
    }

    private func photoID(_ work: RoundWork, _ use: String) -> String {
        work.uses.first { $0.id == use }?.evidence?.id ?? ""
    }

    @Test(arguments: engines) func `a picture that another round used is reported`(_ engine: TestEngine) async throws {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("office", on: site)
        func perform<O: HouseOperation>(_ operation: O) async throws -> O.Answer {
            try await site.perform(operation, as: TestSite.console)
        }
        let photo = try await site.storedPhoto()
        _ = try await perform(
            AddEvidence(
                agency: office.agency, progress: office.progress, source: .stored(photo), caption: "ก", aboutOn: nil))
        #expect(try await problems(site, office).contains { $0.key == "picture_other_round" } == false)
        try await perform(ReopenRound(agency: office.agency, plan: office.plan, half: 2, reason: "เพิ่มผล"))
        let second = try await TestSite.plan(site).rounds[1].id
        let later = try await perform(
            RecordProgress(agency: office.agency, round: second, row: nil, measures: [office.measure], text: "ทำต่อ"))
        _ = try await perform(
            AddEvidence(agency: office.agency, progress: later, source: .stored(photo), caption: "ก", aboutOn: nil))
        #expect(try await problems(site, office).contains { $0.key == "picture_other_round" })
    }

    @Test(arguments: engines)
    func `a Thai file name comes back letter for letter, and the printed copy holds no position`(_ engine: TestEngine)
        async throws
    {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("office", on: site)
        let name = "ที่นี่ น้ำปู่ญี่ปุ่น กตัญญู (๑).jpg"
        let kept = try StoredPicture.keep(Array("เอกสาร".utf8), name: name, as: .file, in: site.files)
        _ = try await site.perform(
            AddEvidence(
                agency: office.agency, progress: office.progress, source: .stored(kept), caption: "ไฟล์แนบ", aboutOn: nil
            ), as: TestSite.console)
        let plan = try await TestSite.plan(site)
        let work = try await site.database.read { try RoundWork.load(plan.rounds[0], in: $0) }
        let found = try #require(work.uses.compactMap(\.evidence).first { $0.kind == .file })
        #expect(found.fileName == name)
        #expect(try site.files.bytes(of: found.fileHash ?? "") == Array("เอกสาร".utf8))
    }
}
