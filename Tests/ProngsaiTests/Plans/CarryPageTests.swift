import ITA
import Testing

@testable import Prongsai

/// Last year's plan comes forward in the browser: seen first, as drafts, confirmed row by row or all at once.
@Suite struct CarryPageTests {
    private static let address = "/desk/office/2569/plan/carry"

    private func desk(_ engine: TestEngine) async throws -> (site: Site, office: Office, browser: TestBrowser) {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("office", on: site)
        _ = try await site.perform(
            OpenYear(agency: office.agency, fiscalYear: 2569, edition: office.edition), as: TestSite.console)
        _ = try await TestSite.account("planner", .officer, of: office.agency, on: site)
        let browser = TestBrowser(site)
        try await browser.signIn("planner")
        return (site, office, browser)
    }

    @Test(arguments: engines) func `what comes along is shown, then comes as drafts, without results and days`(
        _ engine: TestEngine
    ) async throws {
        let (site, _, browser) = try await desk(engine)
        #expect(try await browser.get("/desk/office/2569/plan").body.contains(Self.address))
        let page = try await browser.get(Self.address)
        #expect(page.status == 200 && page.body.contains("I1, I2") && page.body.contains("จัดทำคู่มือการให้บริการ"))
        #expect(try await TestSite.plan(site).rows.isEmpty, "nothing is written yet")
        let shown = try await browser.post(Self.address, ["from": "2568", "do": "show"])
        #expect(shown.status == 200)
        #expect(
            try await browser.post(Self.address, ["from": "2568"]).location == "/desk/office/2569/plan?done=carried")
        var plan = try await TestSite.plan(site)
        #expect(plan.fiscalYear == 2569 && plan.rows.count == 2 && plan.measures.map(\.endsOn) == [nil])
        #expect(try await browser.post(Self.address, ["from": "2568"]).status == 409, "only into an empty plan")
        let drafts = try await browser.get("/desk/office/2569/plan")
        #expect(drafts.body.contains("ยังเป็นร่างจากปีก่อน 1 แถว") && drafts.body.contains("◆ ร่าง"))
        let row = "/desk/office/2569/plan/rows/\(plan.rows[0].id)"
        #expect(try await browser.get(row).body.contains("value=\"confirm\""))
        #expect(try await browser.post(row, ["do": "confirm"]).status == 303)
        plan = try await TestSite.plan(site)
        #expect(plan.measures.allSatisfy { $0.draftFrom == nil })
        #expect(plan.rows.flatMap(\.lines).flatMap(\.findings).allSatisfy { $0.draftFrom == nil })
    }

    @Test(arguments: engines) func `a draft that was dropped is none to confirm, in the plan as in its check`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, browser) = try await desk(engine)
        #expect(try await browser.post(Self.address, ["from": "2568"]).status == 303)
        func drafts() async throws -> [Problem] {
            let plan = try await TestSite.plan(site)
            let work = try await site.database.read { try RoundWork.load(plan.rounds[0], in: $0) }
            return PlanCheck.problems(plan, work: work, elsewhere: [:]).filter { $0.key == "draft_unconfirmed" }
        }
        #expect(try await drafts().compactMap { $0.values["measures"] } == ["1"])
        try await site.database.write(office.agency) { db in
            try db.execute("UPDATE measure SET status = 'dropped' WHERE draft_from IS NOT NULL")
        }
        #expect(try await drafts().compactMap { $0.values["measures"] } == ["0"], "the finding is still one")
        try await site.database.write(office.agency) { db in
            try db.execute("UPDATE finding SET draft_from = NULL WHERE agency_id = \(office.agency)")
        }
        #expect(try await drafts().isEmpty)
        #expect(!(try await browser.get("/desk/office/2569/plan").body.contains("ยังเป็นร่างจากปีก่อน")))
    }

    @Test(arguments: engines) func `all drafts are confirmed at once, and only one's own`(_ engine: TestEngine)
        async throws
    {
        let (site, office, browser) = try await desk(engine)
        #expect(try await browser.post(Self.address, ["from": "2568"]).status == 303)
        #expect(try await browser.post("/desk/office/2569/plan/confirmation").status == 303)
        let plan = try await TestSite.plan(site)
        #expect(PlanMarks.of(plan).rows.values.allSatisfy { $0.drafts == 0 })
        let theirs = try await Office.open("theirs", on: site)
        await #expect(throws: Failure.notFound(Message("failure.no_row", ["id": office.row]))) {
            try await site.perform(
                ConfirmDrafts(agency: theirs.agency, rows: [theirs.row, office.row]), as: TestSite.console)
        }
    }

    @Test func `wording that may only be offered comes along where it is chosen`() throws {
        let edition = try Repository.shelf.file("bma-ita-2567").edition
        let (same, changed) = (edition.items[0].key, edition.items[1].key)
        func row(_ key: String) -> PlanRow {
            PlanRow(id: key, position: 1, lines: [.init(id: key, items: [key], findings: [])], measures: [])
        }
        let old = Plan(
            id: "p", agency: try Agency.trial("a"), fiscalYear: 2568,
            edition: try Repository.shelf.file("bma-ita-2567"),
            assessmentID: "x", scores: [:], rows: [row(same), row(changed)], measures: [], rounds: [])
        let lineage = Lineage(
            from: "a", to: "b",
            pairs: [
                .init(from: [same], to: [same], kind: .same, certainty: .seen, note: nil),
                .init(from: [changed], to: [changed], kind: .changed, certainty: .seen, note: nil),
            ])
        let without = CarryPreview(from: old, to: edition, lineage: lineage) { _ in false }
        #expect(without.rows.count == 1 && without.left == [changed: .changed])
        let with = CarryPreview(from: old, to: edition, lineage: lineage) { $0 == changed }
        #expect(with.rows.map(\.carrying) == [.draft, .offered] && with.left.isEmpty)
    }

    @Test(arguments: engines) func `the page takes at most fifteen queries`(_ engine: TestEngine) async throws {
        let (site, _, _) = try await desk(engine)
        let editions = site.editions
        let count = try await site.database.read { db in
            var count = 0
            let counting = Connection { sql in
                count += 1
                return try db.rows(sql)
            }
            let agency = try Agency.find("office", in: db)
            let data = try CarryData.load(agency, year: 2569, from: nil, editions: editions, in: counting)
            #expect(data.old?.fiscalYear == 2568 && data.isEmpty)
            return count
        }
        #expect(count <= 15, "\(count)")
    }
}
