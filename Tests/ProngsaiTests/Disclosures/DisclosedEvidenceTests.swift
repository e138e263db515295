import Documents
import ITA
import Testing

@testable import Prongsai

@Suite struct DisclosedEvidenceTests {
    private func evidence(_ office: Office, _ site: Site) async throws -> [RoundContent.Evidence] {
        let (plan, work) = try await site.database.read { db in
            let agency = try Agency.find("mine", in: db)
            let plan = try Plan.load(agency: agency, year: nil, editions: site.editions, in: db)
            return (plan, try RoundWork.load(plan.rounds[0], in: db))
        }
        let content = try RoundReport.content(plan: plan, work: work, strings: site.strings)
        let rows = content.sections.flatMap(\.indicators).flatMap(\.rows)
        let row = try #require(rows.first { $0.lines.contains { $0.items.contains { $0.code == "O18" } } })
        #expect(rows.filter { !$0.evidence.isEmpty }.count <= 1, "nothing in other rows")
        return row.evidence
    }

    private func pass(_ office: Office, _ site: Site) async throws {
        let check = try await site.perform(
            AskForCheck(
                agency: office.agency, disclosure: office.disclosed.disclosure, note: nil, editions: site.editions),
            as: TestSite.console)
        try await CheckSample.readAddresses(of: office.disclosed.disclosure, agency: office.agency, on: site)
        let elements = try await DisclosedOffice.item("O18", office.agency, 2568, on: site).elements.map(\.key)
        try await site.perform(
            PassCheck(
                agency: office.agency, check: check,
                ticks: elements.map { Tick(element: $0, found: .there, place: "หน้า 1") }, note: nil, seen: nil,
                editions: site.editions), as: TestSite.person(.officer, of: office.agency))
    }

    @Test(arguments: engines) func `an OIT row shows where its item stands as soon as a second person passed it`(
        _ engine: TestEngine
    ) async throws {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("mine", on: site)
        _ = try await Office.open("theirs", on: site)
        #expect(try await evidence(office, site).isEmpty, "nobody has looked yet")
        try await pass(office, site)
        let shown = try await evidence(office, site)
        #expect(shown.map(\.address) == ["https://www.example.go.th/no-gift"], "offers are left out")
        #expect(shown.first?.kind == "address" && shown.first?.caption == "ประกาศ")
        #expect(shown.first?.aboutOn == site.clock.now().day.iso)

        let place = office.disclosed
        _ = try await site.perform(
            AddAddress(
                agency: office.agency, disclosure: place.disclosure, address: "https://www.example.go.th/more",
                label: "", editions: site.editions), as: TestSite.console)
        #expect(try await evidence(office, site).isEmpty, "something else is to be seen: the pass is void at once")
        let lines = try await site.database.read { try Journal.lines(agency: office.agency, in: $0) }
        #expect(lines.contains { $0.operation == "void-check" })
        try await pass(office, site)
        #expect(try await evidence(office, site).count == 2)
    }

    @Test(arguments: engines) func `an address that was entered by hand too is shown once`(_ engine: TestEngine)
        async throws
    {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("mine", on: site)
        try await pass(office, site)
        #expect(try await evidence(office, site).count == 1)
        let result = try await site.perform(
            RecordProgress(
                agency: office.agency, round: office.round, row: office.emptyRow, measures: [], text: "ประกาศนโยบายแล้ว"),
            as: TestSite.console)
        _ = try await site.perform(
            AddEvidence(
                agency: office.agency, progress: result, source: .address("https://www.example.go.th/no-gift"),
                caption: "เข้าดูเมื่อต้นปี", aboutOn: nil), as: TestSite.console)
        #expect(try await evidence(office, site).isEmpty, "it stands with its result")
    }

    @Test(arguments: engines) func `a page here is shown with its whole address while it is public`(
        _ engine: TestEngine
    ) async throws {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("mine", on: site)
        let place = office.disclosed.disclosure
        try await HostedDisclosure.write(
            place, "ไม่รับของขวัญทุกชนิด", slug: "no-gift-policy", agency: office.agency, on: site)
        try await HostedDisclosure.pass(place, agency: office.agency, on: site)
        let outside = "https://www.example.go.th/no-gift"
        #expect(try await evidence(office, site).map(\.address) == [outside], "passed, not yet public")
        _ = try await HostedDisclosure.publish(place, agency: office.agency, on: site)
        let path = "/public/mine/2568/no-gift-policy"
        let shown = try await evidence(office, site)
        #expect(shown.map(\.address) == [path, outside] && shown.map(\.kind) == ["address", "address"])

        let hash = String(repeating: "a", count: 64)
        func seal(_ address: String) -> ReportSeal {
            ReportSeal(hash: hash, version: 1, mark: ReportSeal.mark(hash: hash, address: address), frozenAt: nil)
        }
        #expect(seal("https://ita.example.go.th").whole(path) == "https://ita.example.go.th" + path)
        #expect(seal("https://example.go.th/ita/").whole(path) == "https://example.go.th/ita" + path)
        #expect(seal("https://ita.example.go.th").whole(outside) == outside)
        #expect(seal("").whole(path) == path, "an office without an address has nothing to put before it")

        try await site.perform(
            WithdrawDisclosure(agency: office.agency, disclosure: place, reason: "ปรับปรุงเนื้อหา"), as: TestSite.console)
        #expect(try await evidence(office, site).map(\.address) == [outside])
    }

    @Test(arguments: engines) func `an address that is down is marked on paper, and the plan's check says so`(
        _ engine: TestEngine
    ) async throws {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("mine", on: site)
        try await pass(office, site)
        #expect(try await evidence(office, site).map(\.downSince) == [nil])
        let (agency, address) = (office.agency, office.disclosed.address)
        try await site.database.write(agency) { db in
            try db.execute("DELETE FROM watched WHERE address_id = \(address)")
            try db.execute(
                """
                INSERT INTO watched (id, agency_id, address_id, host, every_seconds, next_at, state, since)
                VALUES (\(ID.new()), \(agency), \(address), 'www.example.go.th', 3600, '2025-03-01T00:00:00.000Z', 'down',
                  '2025-02-10T03:00:00.000Z')
                """)
        }
        let shown = try await evidence(office, site)
        #expect(shown.map(\.downSince) == ["2025-02-10"])
        let seal = ReportSeal(hash: "x", version: 0, mark: "prongsai:verify:x", frozenAt: nil)
        let (plan, work) = try await site.database.read { db in
            let plan = try Plan.load(
                agency: try Agency.find("mine", in: db), year: nil, editions: site.editions, in: db)
            return (plan, try RoundWork.load(plan.rounds[0], in: db))
        }
        let faults = PlanCheck.problems(plan, work: work, elsewhere: [:])
        #expect(faults.contains { $0.key == "disclosed_down" && $0.values["day"] == "2025-02-10" })
        let report = try RoundReport.report(
            try RoundReport.content(plan: plan, work: work, strings: site.strings), edition: plan.edition.edition,
            layout: plan.edition.edition.layouts[0].key, language: .thai, seal: seal, strings: site.strings)
        #expect(try String(decoding: report.html(pictures: { _ in [] }), as: UTF8.self).contains("ตั้งแต่ 10 ก.พ. 2568"))
    }
}
