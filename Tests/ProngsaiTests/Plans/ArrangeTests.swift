import ITA
import Testing

@testable import Prongsai

/// Rows and measures are changed, moved, split, joined and copied without losing anything.
@Suite struct ArrangeTests {
    private func office(_ engine: TestEngine) async throws -> (Site, Office) {
        let site = try await TestSite.open(engine)
        return (site, try await Office.open("office", on: site))
    }

    private func perform<O: HouseOperation>(_ site: Site, _ operation: O) async throws -> O.Answer {
        try await site.perform(operation, as: TestSite.console)
    }

    @Test(arguments: engines) func `a row says what its form says, and a form sent twice says it once`(
        _ engine: TestEngine
    ) async throws {
        let (site, office) = try await office(engine)
        let before = try await TestSite.plan(site).rows[0]
        let text = "แบบฟอร์ม \"คำร้อง\"่ หาที่ไหน"
        let change = ChangeRow(
            agency: office.agency, row: office.row, edition: office.edition,
            lines: [
                .init(
                    id: office.line, items: "I1–I3, I1",
                    findings: [
                        .init(id: office.finding, text: "รอนานเกิน ๓ ชั่วโมง"), .init(text: text), .init(text: " "),
                    ]),
                .init(id: before.lines[1].id, items: "", findings: []),
                .init(items: "E1 E2", findings: [.init(text: "ใหม่")]),
            ], seen: before.seen)
        try await perform(site, change)
        let length = try await site.database.read { try Journal.lines(agency: office.agency, in: $0).count }
        try await perform(site, change)
        let row = try await TestSite.plan(site).rows[0]
        let codes = row.lines.map { $0.items.compactMap { office.edition.item(key: $0)?.code } }
        #expect(codes == [["I1", "I2", "I3"], ["E1", "E2"]])
        #expect(row.lines.map { $0.findings.map(\.text) } == [["รอนานเกิน ๓ ชั่วโมง", text], ["ใหม่"]])
        let after = try await site.database.read { try Journal.lines(agency: office.agency, in: $0).count }
        #expect(after == length, "the second time nothing was left to do")
    }

    @Test(arguments: engines) func `what somebody else wrote meanwhile is not overwritten`(_ engine: TestEngine)
        async throws
    {
        let (site, office) = try await office(engine)
        let plan = try await TestSite.plan(site)
        let (row, measure) = (plan.rows[0], try #require(plan.measure(office.measure)))
        try await perform(site, ChangeFinding(agency: office.agency, finding: office.finding, text: "ของคนแรก"))
        try await perform(
            site, ChangeMeasure(agency: office.agency, measure: office.measure, fields: .init(text: "ของคนแรก")))
        let late = ChangeRow(
            agency: office.agency, row: office.row, edition: office.edition,
            lines: [.init(id: office.line, items: "I1", findings: [.init(id: office.finding, text: "ของคนที่สอง")])],
            seen: row.seen)
        await #expect(throws: Seen.changed) { try await perform(site, late) }
        await #expect(throws: Seen.changed) {
            try await perform(
                site,
                ChangeMeasure(
                    agency: office.agency, measure: office.measure, fields: .init(text: "ของคนที่สอง"),
                    seen: measure.seen))
        }
        await #expect(throws: Seen.changed) {
            try await perform(
                site,
                SplitMeasure(agency: office.agency, measure: office.measure, texts: ["ก", "ข"], seen: measure.seen))
        }
        try await perform(
            site,
            ChangeRow(
                agency: office.agency, row: office.row, edition: office.edition,
                lines: [.init(id: row.lines[1].id, items: "I2, I3", findings: [])]))
        await #expect(throws: Seen.changed) {
            try await perform(
                site,
                SplitRow(agency: office.agency, row: office.row, items: row.lines[1].items, seen: row.seen))
        }
        // Somebody took the finding out: its text is not thrown away unseen.
        let shown = try await TestSite.plan(site).rows[0]
        try await perform(site, ChangeFinding(agency: office.agency, finding: office.finding, text: nil))
        var again = late
        again.seen = shown.seen
        await #expect(throws: Seen.changed) { try await perform(site, again) }
        #expect(try await TestSite.plan(site).measure(office.measure)?.text == "ของคนแรก")
    }

    @Test(arguments: engines) func `a row needs items, and unknown ones are named beside their field`(
        _ engine: TestEngine
    ) async throws {
        let (site, office) = try await office(engine)
        let other = try await TestSite.plan(site).rows[0].lines[1].id
        func change(_ items: String, _ rest: String = "") -> ChangeRow {
            ChangeRow(
                agency: office.agency, row: office.row, edition: office.edition,
                lines: [
                    .init(id: office.line, items: items, findings: []), .init(id: other, items: rest, findings: []),
                ])
        }
        await #expect(throws: Failure.invalid([Problem("row_without_items", at: "items-\(office.line)")])) {
            try await perform(site, change(""))
        }
        await #expect(throws: Failure.invalid([Problem("unknown_item", ["given": "I99"], at: "items-\(office.line)")]))
        {
            try await perform(site, change("I99", "I2"))
        }
        #expect(try await TestSite.plan(site).rows[0].lines.count == 2)
    }

    @Test(arguments: engines) func `a row moves, splits and comes together again`(_ engine: TestEngine) async throws {
        let (site, office) = try await office(engine)
        let key = try #require(office.edition.item(code: "I2")?.key)
        let new = try await perform(site, SplitRow(agency: office.agency, row: office.row, items: [key]))
        var plan = try await TestSite.plan(site)
        #expect(plan.rows.map(\.id) == [office.row, new, office.emptyRow])
        #expect(plan.rows[1].measures == [office.measure], "the measure serves both")
        #expect(plan.label(plan.rows[0]) == "I1" && plan.label(plan.rows[1]) == "I2")
        try await perform(site, MoveRow(agency: office.agency, row: office.emptyRow, position: 1))
        try await perform(site, MoveRow(agency: office.agency, row: office.emptyRow, position: 1))
        plan = try await TestSite.plan(site)
        #expect(plan.rows.map(\.id) == [office.emptyRow, office.row, new])
        try await perform(
            site, JoinRows(agency: office.agency, row: office.row, other: new, asOneLine: true))
        plan = try await TestSite.plan(site)
        #expect(plan.rows.count == 2 && plan.rows[1].lines.count == 1 && plan.label(plan.rows[1]) == "I1, I2")
        #expect(plan.rows[1].lines[0].findings.map(\.text) == ["ผู้รับบริการรอนาน"])
        await #expect(throws: Failure.invalid([Problem("split_some", at: "items")])) {
            _ = try await perform(site, SplitRow(agency: office.agency, row: office.row, items: []))
        }
    }

    @Test(arguments: engines) func `measures stand in a row in the order that was chosen`(_ engine: TestEngine)
        async throws
    {
        let (site, office) = try await office(engine)
        let more = try await perform(
            site, SplitMeasure(agency: office.agency, measure: office.measure, texts: ["หนึ่ง", "สอง", "สาม"]))
        func order(_ measure: String, _ position: Int, row: String? = nil) async throws {
            try await perform(
                site,
                OrderMeasure(
                    agency: office.agency, measure: measure, row: row ?? office.row, position: position))
        }
        try await order(more[1], 1)
        try await order(more[1], 1)
        #expect(try await TestSite.plan(site).rows[0].measures == [more[1], office.measure, more[0]])
        try await order(more[1], 99)
        #expect(try await TestSite.plan(site).rows[0].measures == [office.measure, more[0], more[1]])
        let lines = try await site.database.read { try Journal.lines(agency: office.agency, in: $0) }
        #expect(lines.count { $0.operation == OrderMeasure.name } == 2, "nothing moved, nothing said")
        await #expect(throws: Seen.changed) { try await order(office.measure, 1, row: office.emptyRow) }
    }

    @Test(arguments: engines) func `a line that is split keeps its findings on both sides`(_ engine: TestEngine)
        async throws
    {
        let (site, office) = try await office(engine)
        let row = try await perform(
            site, AddRow(agency: office.agency, plan: office.plan, edition: office.edition, lines: ["O1–O3"]))
        let line = try #require(try await TestSite.plan(site).rows.last?.lines[0].id)
        _ = try await perform(site, AddFinding(agency: office.agency, line: line, text: "ลิงก์เสีย"))
        let key = try #require(office.edition.item(code: "O2")?.key)
        _ = try await perform(site, SplitRow(agency: office.agency, row: row, items: [key]))
        let rows = try await TestSite.plan(site).rows.suffix(2)
        #expect(rows.map { $0.lines.flatMap(\.findings).map(\.text) } == [["ลิงก์เสีย"], ["ลิงก์เสีย"]])
        let codes = rows.map { $0.lines.flatMap(\.items).compactMap { office.edition.item(key: $0)?.code } }
        #expect(codes == [["O1", "O3"], ["O2"]])
    }

    @Test(arguments: engines) func `results of a row come along when rows are joined, unless their round is frozen`(
        _ engine: TestEngine
    ) async throws {
        let (site, office) = try await office(engine)
        let progress = try await perform(
            site,
            RecordProgress(
                agency: office.agency, round: office.round, row: office.emptyRow, measures: [], text: "ทำแล้ว"))
        _ = try await perform(
            site,
            FreezeRound(
                agency: office.agency, plan: office.plan, half: 1, reason: nil, editions: site.editions,
                strings: site.strings, withFaults: true))
        let join = JoinRows(agency: office.agency, row: office.row, other: office.emptyRow, asOneLine: false)
        await #expect(throws: DatabaseError.refused("frozen_round")) { try await perform(site, join) }
        try await perform(site, ReopenRound(agency: office.agency, plan: office.plan, half: 1, reason: "แก้"))
        try await perform(site, join)
        let plan = try await TestSite.plan(site)
        let work = try await site.database.read { try RoundWork.load(plan.rounds[0], in: $0) }
        #expect(plan.rows.count == 1 && work.progress.first { $0.id == progress }?.rowID == office.row)
    }

    @Test(arguments: engines) func `a measure is placed, copied and split`(_ engine: TestEngine) async throws {
        let (site, office) = try await office(engine)
        _ = try await perform(
            site, PlaceMeasure(agency: office.agency, measure: office.measure, rows: [office.emptyRow]))
        var plan = try await TestSite.plan(site)
        #expect(plan.rows[0].measures == [] && plan.rows[1].measures == [office.measure])
        await #expect(throws: Failure.self) {
            try await perform(site, PlaceMeasure(agency: office.agency, measure: office.measure, rows: []))
        }
        let id = ID.new()
        for _ in 1...2 {
            let copy = CopyMeasure(agency: office.agency, measure: office.measure, row: office.row, id: id)
            #expect(try await perform(site, copy) == id)
        }
        plan = try await TestSite.plan(site)
        #expect(plan.measures.count == 2 && plan.measure(id)?.unit == "ฝ่ายปกครอง" && plan.rows[0].measures == [id])
        let made = try await perform(
            site,
            SplitMeasure(agency: office.agency, measure: office.measure, texts: ["ทำคู่มือ", " ", "ติดป้าย", "อบรม"]))
        plan = try await TestSite.plan(site)
        #expect(plan.rows[1].measures == [office.measure] + made)
        #expect(plan.rows[1].measures.compactMap { plan.measure($0)?.text } == ["ทำคู่มือ", "ติดป้าย", "อบรม"])
        #expect(made.allSatisfy { plan.measure($0)?.endsOn == Day(iso: "2025-03-31") })
    }

    @Test(arguments: engines) func `who is given a measure is told, once, and not by themselves`(_ engine: TestEngine)
        async throws
    {
        let (site, office) = try await office(engine)
        func told() async throws -> [String] {
            try await site.database.read { db in
                try db.rows("SELECT address FROM notice WHERE kind = 'assigned' ORDER BY id").map {
                    "\(try $0.string("address"))"
                }
            }
        }
        let give = ChangeMeasure(agency: office.agency, measure: office.measure, fields: .init(person: "สมชาย ใจดี"))
        _ = try await perform(site, give)
        _ = try await perform(site, give)
        #expect(try await told() == ["/desk/office/2568/work"])
        let own = ChangeMeasure(
            agency: office.agency, measure: office.measure, fields: .init(person: "ผู้ใช้ officer.office"))
        try await site.perform(own, as: office.own)
        #expect(try await told().count == 1)
        _ = try await perform(
            site,
            AddMeasure(
                agency: office.agency, plan: office.plan, rows: [office.row],
                fields: .init(text: "ใหม่", person: "สมชาย ใจดี")))
        #expect(try await told().count == 1, "what comes together is one piece of news")
        let particulars = try await site.database.read {
            try $0.first("SELECT particulars FROM notice WHERE kind = 'assigned'")?.string("particulars")
        }
        #expect(particulars?.contains("\"count\":\"2\"") == true)
    }
}
