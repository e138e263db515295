import Documents
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
