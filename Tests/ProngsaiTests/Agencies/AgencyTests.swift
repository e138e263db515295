import Documents
import Foundation
import ITA
import Testing

@testable import Prongsai

@Suite struct AgencyTests {
    /// An agency above with an administrator and an overseer, one below it, and one beside.
    private func house(_ engine: TestEngine) async throws -> (site: Site, above: String, below: Office, beside: String)
    {
        let site = try await TestSite.open(engine)
        let below = try await Office.open("below", on: site)
        let above = try await TestSite.addOffice("above", to: site)
        let beside = try await TestSite.addOffice("beside", to: site)
        try await site.perform(MoveAgency(agency: below.agency, under: "above"), as: TestSite.console)
        for (login, role) in [("admin", Role.administrator), ("watcher", .overseer), ("clerk", .officer)] {
            _ = try await TestSite.account(login, role, of: above, on: site)
        }
        return (site, above, below, beside)
    }

    private func browser(_ site: Site, _ login: String) async throws -> TestBrowser {
        let browser = TestBrowser(site)
        try await browser.signIn(login)
        return browser
    }

    @Test(arguments: engines) func `the administrator above adds agencies, keeps their people and moves them`(
        _ engine: TestEngine
    ) async throws {
        let (site, above, _, _) = try await house(engine)
        let admin = try await browser(site, "admin")
        let added = try await admin.post(
            "/desk/above/agencies", ["name": "สำนักงานเขต \"ที่นี่่\"", "key": "lower", "english": ""])
        #expect(added.location == "/desk/above/agencies?done=agency_added")
        #expect(try await admin.get("/desk/lower/people").status == 200)
        #expect(try await admin.post("/desk/lower/people", ["name": "คนแรก", "role": "officer"]).status == 303)
        #expect(try await admin.post("/desk/lower/details/move", ["under": "below"]).status == 303)
        let entries = try await site.database.read { db in
            try AgencyTree.entries(below: try Agency.find("above", in: db), in: db)
        }
        #expect(entries.map(\.agency.key) == ["below", "lower"] && entries.map(\.depth) == [1, 2])
        #expect(try await admin.get("/desk/below/2568").status == 403, "no plan and no score")
        #expect(above != "")
    }

    @Test(arguments: engines) func `nobody moves their own agency, in a circle, or under a stranger`(
        _ engine: TestEngine
    ) async throws {
        let (site, _, _, _) = try await house(engine)
        let admin = try await browser(site, "admin")
        for (path, under) in [
            ("/desk/above/details/move", "below"), ("/desk/below/details/move", "beside"),
            ("/desk/below/details/move", "nowhere"),
        ] { #expect(try await admin.post(path, ["under": under]).status == 404, "\(path) \(under)") }
        #expect(try await admin.post("/desk/below/details/move", ["under": "below"]).status == 422)
        #expect(try await admin.post("/desk/beside/details/move", ["under": "above"]).status == 404)
        let clerk = try await browser(site, "clerk")
        #expect(try await clerk.get("/desk/above/agencies").status == 403)
        #expect(try await clerk.post("/desk/above/agencies", ["name": "ใหม่", "key": "fresh"]).status == 403)
    }

    @Test(arguments: engines) func `a list of agencies is applied whole, in order, and again changes nothing`(
        _ engine: TestEngine
    ) async throws {
        let (site, above, _, _) = try await house(engine)
        let list = Array("ชื่อย่อ,ชื่อหน่วยงาน,สังกัด\nnorth,เขตเหนือ,\nnorth-1,แขวงน้ำ,north\nbelow,ชื่อใหม่,\n".utf8)
        #expect(try await site.perform(ImportAgencies(agency: above, bytes: list), as: TestSite.console) == 3)
        #expect(try await site.perform(ImportAgencies(agency: above, bytes: list), as: TestSite.console) == 0)
        let entries = try await site.database.read { db in
            try AgencyTree.entries(below: try Agency.find("above", in: db), in: db)
        }
        #expect(
            Set(entries.map { "\($0.agency.key)<\($0.parent ?? "")" }) == [
                "below<above", "north<above", "north-1<north",
            ])
        let foreign = Array("ชื่อย่อ,ชื่อหน่วยงาน\nsouth,เขตใต้\nbeside,ขโมย\n".utf8)
        await #expect(throws: Failure.self) {
            _ = try await site.perform(ImportAgencies(agency: above, bytes: foreign), as: TestSite.console)
        }
        let names = try await site.database.read { try $0.rows("SELECT key FROM agency").map { try $0.string("key") } }
        #expect(!names.contains("south"))
        let endless = Array("ชื่อย่อ,ชื่อหน่วยงาน\nbelow,\(String(repeating: "ก", count: 301))\n".utf8)
        await #expect(throws: Failure.invalid([Problem("text_too_long", ["limit": "300"], at: ListReading.place(2))])) {
            _ = try await site.perform(ImportAgencies(agency: above, bytes: endless), as: TestSite.console)
        }
    }

    @Test(arguments: engines) func `the journal says what of an agency was changed, and nothing else`(
        _ engine: TestEngine
    ) async throws {
        let (site, above, _, _) = try await house(engine)
        let name = try await site.database.read { try Agency.find("above", in: $0).thai }
        for _ in 0..<2 {
            try await site.perform(
                ChangeAgency(agency: above, thai: name, english: nil, email: "ita@example.go.th"), as: TestSite.console)
        }
        let lines = try await site.database.read { db in
            try db.rows("SELECT particulars FROM journal WHERE agency_id = \(above) AND operation = 'change-agency'")
                .map { try $0.string("particulars") }
        }
        let said = try #require(lines.first.map { try JSONValue(parsing: Array($0.utf8)) })
        #expect(lines.count == 1, "the same again is no change")
        #expect(said["changed"]?.text == "email" && said["now.email"]?.text == "ita@example.go.th")
    }

    @Test(arguments: engines) func `a year that answers another year's scores is opened only when that is meant`(
        _ engine: TestEngine
    ) async throws {
        let (site, _, below, _) = try await house(engine)
        _ = try await TestSite.account("planner", .officer, of: below.agency, on: site)
        let planner = try await browser(site, "planner")
        let page = try await planner.get("/desk/below/years")
        #expect(page.status == 200 && page.body.contains("value=\"2569\""))
        #expect(page.body.contains("ของชุดที่หน่วยงานใช้อยู่ (กรุงเทพมหานคร)"), "whose edition is missing")
        #expect(page.body.contains("ส่วนแบบประเมินปี 2568 ที่มีให้เลือกเป็นของ สำนักงาน ป.ป.ช."))
        #expect(page.body.contains("type=\"radio\" name=\"edition\" value=\"nacc-ita-2568\""))
        let fields = ["year": "๒๕๗๐", "edition": "bma-ita-2567"]
        let asked = try await planner.post("/desk/below/years", fields)
        #expect(asked.status == 422 && asked.body.contains("name=\"sure\""))
        #expect(try await planner.post("/desk/below/years", fields.merging(["sure": "1"]) { $1 }).status == 303)
        let wild = try await planner.post("/desk/below/years", ["year": "1999", "edition": "bma-ita-2567"])
        #expect(wild.status == 422 && !wild.body.contains("name=\"sure\""), "refused at once, not after asking")
        let far = try await planner.post("/desk/below/years", ["year": "๒๖๐๐", "edition": "bma-ita-2567"])
        #expect(far.status == 422 && far.body.contains("เปิดได้ตั้งแต่ปี 2550 ถึงปี 2573"), "what can be opened is said")
        let empty = try await planner.post("/desk/below/years", ["year": " ", "edition": "nacc-ita-2568"])
        #expect(empty.status == 422 && empty.body.contains("ช่องนี้ยังว่างอยู่"))
        let fresh = try await planner.post("/desk/below/years", ["year": "69", "edition": "nacc-ita-2568"])
        #expect(fresh.location == "/desk/below/2569?done=year_opened", "an edition is taken into use on the way")
        let twice = try await planner.post("/desk/below/years", ["year": "69", "edition": "nacc-ita-2568"])
        #expect(twice.location == "/desk/below/2569?done=year_is_open", "nothing happened, and nothing else is said")
        let years = try await site.database.read { try Plan.years(of: below.agency, in: $0) }
        #expect(years == [2568, 2569, 2570])
    }

    // MARK: The office above

    @Test(arguments: engines) func `the office above sees totals, what is late and where many lose points`(
        _ engine: TestEngine
    ) async throws {
        let (site, above, below, beside) = try await house(engine)
        try await site.perform(MoveAgency(agency: beside, under: "above"), as: TestSite.console)
        let plan = try await TestSite.plan(site, "beside")
        let scores = Dictionary(
            plan.edition.edition.items.map { ($0.key, $0.code == "O18" ? "50" : "100") }
        ) { first, _ in first }
        _ = try await site.perform(
            RecordScores(
                agency: beside, assessment: plan.assessmentID, edition: plan.edition.edition, scores: scores,
                source: nil),
            as: TestSite.console)
        _ = try await site.perform(
            AddMeasure(
                agency: below.agency, plan: below.plan, rows: [below.row],
                fields: MeasureFields(text: "เลยกำหนด", endsOn: "1 ต.ค. 2567")), as: TestSite.console)
        let editions = site.editions
        let data = try await site.database.read { db in
            try BelowData.load(
                below: try Agency.find("above", in: db), year: 2568, half: 1,
                today: try #require(Day(iso: "2025-01-14")),
                editions: editions, in: db)
        }
        // Days go by without a line in any journal: what is late follows the day, kept or not.
        let kept = BelowKept()
        for (day, late) in [("2024-10-01", 0), ("2024-10-02", 1), ("2024-10-01", 0)] {
            let then = try await site.database.read { db in
                try BelowData.load(
                    below: try Agency.find("above", in: db), year: 2568, half: 1, today: try #require(Day(iso: day)),
                    editions: editions, kept: kept, in: db)
            }
            #expect(then.entries.first { $0.agency.key == "below" }?.late == late, "\(day)")
        }
        let entry = try #require(data.entries.first { $0.agency.key == "below" })
        let standing = try Formula(plan.edition.edition).standing(try await TestSite.plan(site, "below").scores)
        #expect(entry.total == standing.total && entry.level?.key == standing.level?.key)
        #expect(
            entry.measures == 2 && entry.reported == 1 && entry.late == 1 && entry.ownerless == 1 && entry.bare == 0)
        #expect(entry.outside == plan.edition.edition.items.count - 3 && entry.unreported == 1)
        #expect(data.gaps.contains { $0.item.code == "O18" && $0.agencies == 2 && $0.zeros == 1 })
        #expect(above != "")
        let watcher = try await browser(site, "watcher")
        let page = try await watcher.get("/desk/above/below?year=2568&order=lowest&q=below")
        #expect(page.status == 200 && page.body.contains("▲ 1"))
        #expect(!page.body.contains("/desk/beside/2568"), "the search leaves out the others")
        let csv = try await watcher.get("/desk/above/below/file?format=csv&year=2568")
        #expect(csv.body.contains("below,") && csv.body.contains("beside,"))
        let sheet = try SourceDocument.xlsx(try await watcher.get("/desk/above/below/file?format=xlsx&year=2568").bytes)
        let rows = sheet.blocks.count { if case .row = $0 { true } else { false } }
        #expect(rows == 3)
        #expect(try await browser(site, "clerk").get("/desk/above/below").status == 403)
        try await site.database.write(below.agency) {
            try $0.execute("UPDATE measure SET draft_from = id WHERE text = 'เลยกำหนด' AND plan_id = \(below.plan)")
        }
        let drafted = try await site.database.read { db in
            try BelowData.load(
                below: try Agency.find("above", in: db), year: 2568, half: 1,
                today: try #require(Day(iso: "2025-01-14")), editions: editions, in: db)
        }
        let undecided = try #require(drafted.entries.first { $0.agency.key == "below" })
        #expect(
            undecided.measures == 1 && undecided.late == 0 && undecided.ownerless == 0,
            "a draft from last year is not owed")
        #expect(undecided.drafts == 1 && undecided.faults == entry.faults - 1, "and it is to be confirmed")
        try await site.database.write(below.agency) {
            try $0.execute("UPDATE measure SET status = 'dropped' WHERE text = 'เลยกำหนด' AND plan_id = \(below.plan)")
        }
        let dropped = try await site.database.read { db in
            try BelowData.load(
                below: try Agency.find("above", in: db), year: 2568, half: 1,
                today: try #require(Day(iso: "2025-01-14")), editions: editions, in: db)
        }
        #expect(dropped.entries.first { $0.agency.key == "below" }?.drafts == 0, "not once it was dropped")
    }

    @Test(arguments: engines) func `a thousand agencies are read once, and again only those that changed`(
        _ engine: TestEngine
    ) async throws {
        let (site, above, below, _) = try await house(engine)
        let (editions, kept) = (site.editions, BelowKept())
        let count: @Sendable () async throws -> Int = {
            try await QueryCount.of(site) { db in
                _ = try BelowData.load(
                    below: try Agency.find("above", in: db), year: 2568, half: nil, today: Day.first,
                    editions: editions, kept: kept, in: db)
            }
        }
        _ = try await count()  // the edition is read once and kept
        let few = try await count()
        #expect(few <= 4, "nothing changed: \(few)")
        try await site.database.write(nil) { db in
            for number in 0..<1000 {
                let id = "a\(number)"
                try db.execute(
                    "INSERT INTO agency (id, key, parent_id, thai, created_at) VALUES (\(id), \(id), \(above), \("สำนักงานที่ \(number)"), 'x')"
                )
                try db.execute(
                    "INSERT INTO assessment SELECT \("s\(number)"), \(id), fiscal_year, edition_id, edition_revision, NULL, 'x' FROM assessment WHERE id = \(below.assessment)"
                )
                try db.execute(
                    "INSERT INTO plan (id, agency_id, fiscal_year, assessment_id, created_at) VALUES (\("l\(number)"), \(id), 2568, \("s\(number)"), 'x')"
                )
                try db.execute(
                    "INSERT INTO score SELECT \("s\(number)"), \(id), item_key, published, NULL FROM score WHERE assessment_id = \(below.assessment)"
                )
            }
        }
        let first = try await count()
        #expect(first > few && first <= few + 6, "\(first) for a thousand new ones")
        #expect(try await count() == few)
        _ = try await site.perform(
            AddMeasure(
                agency: below.agency, plan: below.plan, rows: [below.row], fields: MeasureFields(text: "เพิ่มเติม")),
            as: TestSite.console)
        let one = try await count()
        #expect(one > few && one <= few + 6, "one agency changed: \(one)")
        let (today, year) = (Day.first, 2568)
        let (now, fresh) = try await site.database.read { db in
            let agency = try Agency.find("above", in: db)
            return try (
                BelowData.load(
                    below: agency, year: year, half: nil, today: today, editions: editions, kept: kept, in: db),
                BelowData.load(below: agency, year: year, half: nil, today: today, editions: editions, in: db)
            )
        }
        #expect(now.entries.map(\.measures) == fresh.entries.map(\.measures))
        #expect(now.entries.map(\.outside) == fresh.entries.map(\.outside))
        #expect(now.entries.map { $0.total?.rounded() } == fresh.entries.map { $0.total?.rounded() })
        #expect(now.gaps.map(\.cost) == fresh.gaps.map(\.cost))
        #expect(now.gaps.map(\.agencies) == fresh.gaps.map(\.agencies))
        let watcher = try await browser(site, "watcher")
        let page = try await watcher.get("/desk/above/below?year=2568")
        #expect(page.status == 200 && page.bytes.count < 60_000, "\(page.bytes.count)")
    }

    @Test(arguments: engines) func `an approval after which something was entered is not shown as one that stands`(
        _ engine: TestEngine
    ) async throws {
        let clock = TestClock()
        var (site, _, below, _) = try await house(engine)
        site.clock = Clock { clock.now }
        func state() async throws -> BelowData.State? {
            let editions = site.editions
            return try await site.database.read { db in
                try BelowData.load(
                    below: try Agency.find("above", in: db), year: 2568, half: 1, today: Day.first, editions: editions,
                    in: db
                ).entries.first { $0.agency.key == "below" }?.state
            }
        }
        try await site.perform(
            ApproveRound(
                agency: below.agency, plan: below.plan, half: 1, seen: nil, reply: nil, editions: site.editions,
                strings: site.strings), as: TestSite.console)
        #expect(try await state() == .approved)
        clock.advance(60_000)
        _ = try await site.perform(AddUnit(agency: below.agency, unit: "ฝ่ายน้ำ"), as: TestSite.console)
        #expect(try await state() == .approved, "nothing the report says")
        try await site.perform(
            ChangeProgress(agency: below.agency, progress: below.progress, text: "แก้ภายหลัง"), as: TestSite.console)
        #expect(try await state() == .approvedEdited)
    }

    @Test(arguments: engines) func `an approval stands while disclosures or a role are handed over, and no measures`(
        _ engine: TestEngine
    ) async throws {
        let clock = TestClock()
        let opened = try await house(engine)
        let below = opened.below
        var clocked = opened.site
        clocked.clock = Clock { clock.now }
        let site = clocked
        func state() async throws -> BelowData.State? {
            let editions = site.editions
            return try await site.database.read { db in
                try BelowData.load(
                    below: try Agency.find("above", in: db), year: 2568, half: 1, today: Day.first, editions: editions,
                    in: db
                ).entries.first { $0.agency.key == "below" }?.state
            }
        }
        let (keeps, disclosure, open) = (below.colleague, below.disclosed.disclosure, ID.new())
        try await site.perform(
            AssignDisclosure(
                agency: below.agency, disclosure: disclosure, unit: nil, person: "สมชาย ใจดี", editions: site.editions),
            as: TestSite.console)
        try await site.database.write(below.agency) { db in
            try db.execute(
                """
                INSERT INTO measure (id, agency_id, plan_id, text, person_id, status, created_at)
                VALUES (\(open), \(below.agency), \(below.plan), '"measures":"" ที่นี่', \(keeps), 'planned', 'x')
                """)
        }
        try await site.perform(
            ApproveRound(
                agency: below.agency, plan: below.plan, half: 1, seen: nil, reply: nil, editions: site.editions,
                strings: site.strings), as: TestSite.console)
        clock.advance(60_000)
        try await site.perform(
            HandOver(
                agency: below.agency, from: keeps, to: below.person, measures: [], disclosures: [disclosure],
                takesRole: false, editions: site.editions), as: TestSite.console)
        try await site.perform(
            HandOver(
                agency: below.agency, from: below.person, to: keeps, measures: [], takesRole: true,
                editions: site.editions), as: TestSite.console)
        #expect(try await state() == .approved, "no report says who keeps a disclosure, or who may do what")
        try await site.perform(
            HandOver(
                agency: below.agency, from: keeps, to: below.person, measures: [open], takesRole: false,
                editions: site.editions), as: TestSite.console)
        #expect(try await state() == .approvedEdited, "whatever its texts hold")
    }

    @Test(arguments: engines) func `the office above sees how far disclosures below are, and what is down`(
        _ engine: TestEngine
    ) async throws {
        let (site, _, below, _) = try await house(engine)
        func roll() async throws -> BelowData.Entry {
            let (editions, today) = (site.editions, site.clock.now().day)
            return try await site.database.read { db in
                let data = try BelowData.load(
                    below: try Agency.find("above", in: db), year: 2568, half: nil, today: today, editions: editions,
                    in: db)
                return try #require(data.entries.first { $0.agency.key == "below" })
            }
        }
        let before = try await roll()
        #expect(before.disclosures == 22 && before.disclosed == 1)
        try await site.database.write(below.agency) { db in
            try db.execute("UPDATE alert SET ended_at = 'x' WHERE ended_at IS NULL")
        }
        #expect(try await roll().down == 0)
        try await site.database.write(below.agency) { db in
            try db.execute(
                """
                INSERT INTO alert (id, agency_id, disclosure_id, watched_id, verdict, reasons, since, raised_at)
                SELECT \(ID.new()), agency_id, \(below.disclosed.disclosure), id, 'gone', '', 'x', 'x' FROM watched
                WHERE agency_id = \(below.agency) ORDER BY id LIMIT 1
                """)
        }
        #expect(try await roll().down == 1)
        let watcher = try await browser(site, "watcher")
        let page = try await watcher.get("/desk/above/below?year=2568")
        #expect(page.body.contains("1 จาก 22 ข้อ") && page.body.contains("มีปัญหา 1 ข้อ"))
    }
}
