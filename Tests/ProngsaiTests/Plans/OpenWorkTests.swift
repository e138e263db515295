import ITA
import Testing

@testable import Prongsai

/// What still waits of somebody who leaves: hand-over, their page, retiring, programs and the check of a round agree.
@Suite struct OpenWorkTests {
    private func add(
        _ text: String, from: String? = nil, to: String? = nil, of office: Office, on site: Site
    ) async throws -> String {
        try await site.perform(
            AddMeasure(
                agency: office.agency, plan: office.plan, rows: [office.emptyRow],
                fields: MeasureFields(text: text, person: "สมชาย ใจดี", startsOn: from, endsOn: to)),
            as: TestSite.console)
    }

    private func report(_ measure: String, of office: Office, on site: Site) async throws {
        _ = try await site.perform(
            RecordProgress(
                agency: office.agency, round: office.round, row: nil, measures: [measure], text: "เสร็จแล้ว กตัญญู"),
            as: TestSite.console)
    }

    private func retire(_ office: Office, on site: Site, withWork: Bool = false) async throws {
        try await site.perform(
            RetirePerson(
                agency: office.agency, person: office.colleague, withWork: withWork, editions: site.editions),
            as: TestSite.console)
    }

    /// What waits of the colleague.
    private func open(_ office: Office, on site: Site) async throws -> [OpenWork] {
        let editions = site.editions
        return try await site.database.read { db in
            try OpenWork.list(person: office.colleague, agency: office.agency, editions: editions, in: db)
        }
    }

    /// Faults of a round that are about who answers for something, with the wording of the measure.
    private func faults(_ half: Int, on site: Site) async throws -> [String] {
        let plan = try await TestSite.plan(site, "mine")
        let round = try #require(plan.rounds.first { $0.half == half })
        let work = try await site.database.read { try RoundWork.load(round, in: $0) }
        return PlanCheck.problems(plan, work: work, elsewhere: [:]).filter {
            $0.key == "measure_owner_left" || $0.key == "measure_without_owner"
        }.map { "\($0.key) \($0.values["text"] ?? "")" }
    }

    @Test(arguments: engines) func `what somebody reported before they left is no fault of the round`(
        _ engine: TestEngine
    ) async throws {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("mine", on: site)
        let told = try await add("จัดคิว ที่นี่", of: office, on: site)
        let waits = try await add("ติดป้าย น้ำ", of: office, on: site)
        try await report(told, of: office, on: site)
        #expect(try await open(office, on: site).map(\.measure) == [waits])
        await #expect(throws: Failure.self) { try await retire(office, on: site) }
        try await retire(office, on: site, withWork: true)
        #expect(try await faults(1, on: site) == ["measure_owner_left ติดป้าย น้ำ"])
        try await report(waits, of: office, on: site)
        #expect(try await open(office, on: site).isEmpty)
        #expect(try await faults(1, on: site).isEmpty, "and none of the two is one without an owner either")
    }

    @Test(arguments: engines) func `a measure whose time lies outside every open round waits for nothing`(
        _ engine: TestEngine
    ) async throws {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("mine", on: site)
        _ = try await TestSite.account("planner", .officer, of: office.agency, on: site)
        let browser = TestBrowser(site)
        try await browser.signIn("planner")
        let person = "/desk/mine/people/\(office.colleague)"
        func offered(_ measure: String) async throws -> Bool {
            try await browser.get("\(person)/hand-over").body.contains("value=\"\(measure)\"")
        }
        func told() async throws -> [JSONValue] {
            let answer = try await TestBrowser(site).send(
                .get, "/api/v1/agencies/mine/people/\(office.colleague)/open-work",
                headers: ["authorization": "Bearer \(office.token)"], body: [])
            return try JSONValue(parsing: answer.bytes)["measures"]?.list ?? []
        }
        // The second round is frozen.
        let later = try await add("อบรม ญี่ปุ่น", from: "1 เม.ย. 2568", to: "30 ก.ย. 2568", of: office, on: site)
        #expect(try await open(office, on: site).isEmpty)
        #expect(try await told().isEmpty)
        #expect(try await offered(later) == false)
        #expect(!(try await browser.get(person).body.contains("ยังมีมาตรการที่รอผล")))
        #expect(try await browser.post("\(person)/retire").status == 303, "nothing is left to be handed over")
        #expect(try await faults(1, on: site).isEmpty, "nor is there a fault of the round that does not want it")
        try await site.perform(
            ReinstatePerson(agency: office.agency, person: office.colleague), as: TestSite.console)

        try await site.perform(
            ReopenRound(agency: office.agency, plan: office.plan, half: 2, reason: "เพิ่มผล"), as: TestSite.console)
        let sooner = try await add("จัดคิว ที่นี่", from: "1 ต.ค. 2567", to: "31 ธ.ค. 2567", of: office, on: site)
        let always = try await add("ติดป้าย น้ำ", of: office, on: site)
        let found = try await open(office, on: site)
        let halves = Dictionary(found.map { ($0.measure, $0.halves) }) { first, _ in first }
        #expect(halves == [later: [2], sooner: [1], always: [1, 2]], "each in the rounds its time touches")
        let rounds = try await told().compactMap { $0["rounds"]?.list?.compactMap(\.whole) }
        #expect(rounds == found.map(\.halves))
        #expect(try await offered(later))
        #expect(try await offered(sooner))
        #expect(try await browser.get(person).body.contains("ยังมีมาตรการที่รอผล 3 รายการ"))
        #expect(try await browser.post("\(person)/retire").status == 422)
        try await report(sooner, of: office, on: site)
        let left = try await open(office, on: site).map(\.measure)
        #expect(Set(left) == [later, always], "the second round never wanted it")
        try await retire(office, on: site, withWork: true)
        #expect(try await faults(1, on: site) == ["measure_owner_left ติดป้าย น้ำ"])
        #expect(try await faults(2, on: site) == ["measure_owner_left อบรม ญี่ปุ่น", "measure_owner_left ติดป้าย น้ำ"])
    }

    @Test(arguments: engines) func `a draft goes along whatever its days say`(_ engine: TestEngine) async throws {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("mine", on: site)
        let draft = try await add("อบรม ญี่ปุ่น", from: "1 เม.ย. 2568", of: office, on: site)
        try await site.database.write(office.agency) {
            try $0.execute("UPDATE measure SET draft_from = id WHERE id = \(draft)")
        }
        let found = try await open(office, on: site)
        #expect(found.map(\.measure) == [draft] && found.allSatisfy { $0.isDraft && $0.halves.isEmpty })
        try await retire(office, on: site, withWork: true)
        #expect(try await faults(1, on: site) == ["measure_owner_left อบรม ญี่ปุ่น"])
    }
}
