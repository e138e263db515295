import Testing

@testable import Prongsai

/// Whose results somebody may enter and change.
@Suite struct AnswerableTests {
    /// Everything that can be done to a result and its evidence.
    private func deeds(_ office: Office, measure: String) -> [any HouseOperation] {
        let (agency, progress) = (office.agency, office.progress)
        return [
            RecordProgress(agency: agency, round: office.round, row: nil, measures: [measure], text: "ทำแล้ว"),
            ChangeProgress(agency: agency, progress: progress, text: "แก้ถ้อยคำ"),
            ReviseResult(agency: agency, progress: progress, seen: nil, text: "แก้ทั้งหมด", measures: nil, uses: []),
            LinkProgress(agency: agency, progress: progress, row: nil, measures: [measure]),
            AddEvidence(
                agency: agency, progress: progress, source: .address("https://example.go.th/ใหม่"), caption: "ใหม่",
                aboutOn: nil),
            AddEvidenceSet(
                agency: agency, progress: progress,
                evidence: [
                    NewEvidence(source: .address("https://example.go.th/ชุด"), caption: "ชุด", aboutOn: nil)
                ]),
            ChangeEvidence(agency: agency, use: office.use, change: .caption("คำบรรยายใหม่")),
        ]
    }

    private func perform(_ operation: any HouseOperation, _ site: Site, as actor: Actor) async throws {
        func open<O: HouseOperation>(_ operation: O) async throws { _ = try await site.perform(operation, as: actor) }
        try await open(operation)
    }

    private func unitOfficer(_ name: String, _ unit: String, of office: Office, on site: Site) async throws -> Actor {
        let id = try await site.perform(
            AddPerson(agency: office.agency, person: name, title: nil, unit: unit, role: .unitOfficer),
            as: TestSite.console)
        return .person(id: id, name: name, agency: office.agency, role: .unitOfficer)
    }

    @Test(arguments: engines) func `a unit officer changes results of their unit's measures, and of no other unit's`(
        _ engine: TestEngine
    ) async throws {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("mine", on: site)
        _ = try await site.perform(AddUnit(agency: office.agency, unit: "ฝ่ายเทศกิจ"), as: TestSite.console)
        let stranger = try await unitOfficer("วิชัย เทศกิจ", "ฝ่ายเทศกิจ", of: office, on: site)
        let own = try await unitOfficer("ปู่ ปกครอง", "ฝ่ายปกครอง", of: office, on: site)
        for deed in deeds(office, measure: office.measure) {
            await #expect(throws: Failure.forbidden, "\(type(of: deed))") {
                try await perform(deed, site, as: stranger)
            }
        }
        for deed in deeds(office, measure: office.measure) { try await perform(deed, site, as: own) }
        // Nobody answers for it, so everybody may report it; but a result cannot be moved to another unit's measure.
        let nobodys = try await site.perform(
            AddMeasure(
                agency: office.agency, plan: office.plan, rows: [office.row], fields: MeasureFields(text: "ของส่วนรวม")),
            as: TestSite.console)
        let result = try await site.perform(
            RecordProgress(agency: office.agency, round: office.round, row: nil, measures: [nobodys], text: "ช่วยกัน"),
            as: stranger)
        await #expect(throws: Failure.forbidden) {
            try await site.perform(
                LinkProgress(agency: office.agency, progress: result, row: nil, measures: [office.measure]),
                as: stranger)
        }
        await #expect(throws: Failure.forbidden) {
            _ = try await site.perform(
                RecordProgress(
                    agency: office.agency, round: office.round, row: nil, measures: [nobodys, office.measure],
                    text: "ปน"), as: stranger)
        }
    }

    @Test(arguments: engines) func `a measure given to a person is theirs, whatever unit others are of`(
        _ engine: TestEngine
    ) async throws {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("mine", on: site)
        let measure = try await site.perform(
            AddMeasure(
                agency: office.agency, plan: office.plan, rows: [office.row],
                fields: MeasureFields(text: "ของสมชายคนเดียว", person: "สมชาย ใจดี")), as: TestSite.console)
        let other = try await unitOfficer("มานี ปกครอง", "ฝ่ายปกครอง", of: office, on: site)
        let record = RecordProgress(
            agency: office.agency, round: office.round, row: nil, measures: [measure], text: "ทำแล้ว")
        await #expect(throws: Failure.forbidden) { _ = try await site.perform(record, as: other) }
        _ = try await site.perform(
            record,
            as: .person(id: office.colleague, name: "สมชาย ใจดี", agency: office.agency, role: .unitOfficer))
    }

    @Test(arguments: engines) func `the page of another unit's measure shows it without a form, and says whose it is`(
        _ engine: TestEngine
    ) async throws {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("mine", on: site)
        _ = try await TestSite.account("other", .unitOfficer, of: office.agency, on: site)
        let browser = TestBrowser(site)
        try await browser.signIn("other")
        let record = "/desk/mine/2568/work/1/\(office.measure)"
        for address in [record, "/desk/mine/2568/results/\(office.progress)"] {
            let page = try await browser.get(address)
            #expect(page.status == 200 && page.body.contains("อยู่ในความรับผิดชอบของ ฝ่ายปกครอง"), "\(address)")
            #expect(!page.body.contains("<textarea") && !page.body.contains("type=\"file\""))
        }
        let typed = try await browser.upload(record, [("key", ID.new()), ("text", "พิมพ์ค้าง น้ำ")], files: [])
        #expect(typed.status == 403 && typed.body.contains("พิมพ์ค้าง น้ำ"))
    }
}
