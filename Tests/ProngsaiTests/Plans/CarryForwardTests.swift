import Foundation
import ITA
import Testing

@testable import Prongsai

/// The promise that no instrument of next year ever touches what this year recorded.
@Suite struct CarryForwardTests {
    /// Everything that is stored, table by table, but for what an edition or a carried plan may add.
    private func contents(_ site: Site, plan: String) async throws -> [String] {
        try await site.database.read { db in
            let queries: [SQL] = [
                "SELECT * FROM score ORDER BY assessment_id, item_key", "SELECT * FROM progress ORDER BY id",
                "SELECT * FROM progress_measure ORDER BY progress_id, measure_id",
                "SELECT * FROM evidence ORDER BY id", "SELECT * FROM evidence_use ORDER BY id",
                "SELECT * FROM frozen_round ORDER BY id",
                "SELECT * FROM plan_row WHERE plan_id = \(plan) ORDER BY id",
                "SELECT finding.* FROM finding JOIN plan_line ON plan_line.id = line_id JOIN plan_row ON plan_row.id = row_id WHERE plan_id = \(plan) ORDER BY finding.id",
                "SELECT * FROM measure WHERE plan_id = \(plan) ORDER BY id",
                "SELECT plan_line_item.* FROM plan_line_item JOIN plan_line ON plan_line.id = line_id JOIN plan_row ON plan_row.id = row_id WHERE plan_id = \(plan) ORDER BY line_id, item_key",
            ]
            return try queries.flatMap { try db.rows($0).map { "\($0.values)" } }
        }
    }

    /// A plan in which every item has a score, a finding, a measure of its own, a result and evidence.
    private func fill(_ site: Site, agency: String, edition: Edition, year: Int) async throws -> Plan {
        func perform<O: HouseOperation>(_ operation: O) async throws -> O.Answer {
            try await site.perform(operation, as: TestSite.console)
        }
        let planID = try await perform(OpenYear(agency: agency, fiscalYear: year, edition: edition))
        let editions = site.editions
        func load() async throws -> Plan {
            try await site.database.read {
                try Plan.load(agency: try Agency.find("office", in: $0), year: year, editions: editions, in: $0)
            }
        }
        let empty = try await load()
        let scores = Dictionary(
            uniqueKeysWithValues: edition.items.enumerated().map { ($1.key, $0 % 3 == 0 ? "0" : "94.\(10 + $0)") })
        _ = try await perform(
            RecordScores(agency: agency, assessment: empty.assessmentID, edition: edition, scores: scores, source: nil))
        for (index, item) in edition.items.enumerated() {
            let row = try await perform(AddRow(agency: agency, plan: planID, edition: edition, lines: [item.code]))
            let measure = try await perform(
                AddMeasure(
                    agency: agency, plan: planID, rows: [row], fields: MeasureFields(text: "มาตรการของ \(item.code)")))
            let progress = try await perform(
                RecordProgress(
                    agency: agency, round: empty.rounds[index % 2].id, row: row, measures: [measure],
                    text: "ผลของ \(item.code)"))
            _ = try await perform(
                AddEvidence(
                    agency: agency, progress: progress, source: .address("https://example.go.th/\(item.key)"),
                    caption: item.code, aboutOn: nil))
        }
        for row in try await load().rows {
            _ = try await perform(
                AddFinding(agency: agency, line: row.lines[0].id, text: "ประเด็นของ \(row.lines[0].items[0])"))
        }
        return try await load()
    }

    @Test(arguments: engines) func `no edition and no lineage changes a stored result, text, score or link of evidence`(
        _ engine: TestEngine
    ) async throws {
        for (from, to) in [
            ("nacc-ita-2567", "nacc-ita-2568"), ("nacc-ita-2568", "nacc-ita-2569"), ("nacc-ita-2566", "nacc-ita-2567"),
            ("vec-ita-2568", "vec-ita-2569"),
        ] {
            let site = try await TestSite.open(engine)
            let agency = try await site.perform(
                CreateAgency(key: "office", thai: "หน่วยงานทดลอง", english: nil), as: TestSite.console)
            let (old, new) = (try site.editions.file(from), try site.editions.file(to))
            try await site.perform(InstallEdition(file: old), as: TestSite.console)
            let year = old.edition.fiscalYear.value + 1
            let filled = try await fill(site, agency: agency, edition: old.edition, year: year)
            _ = try await site.perform(
                FreezeRound(
                    agency: agency, plan: filled.id, half: 1, reason: nil, editions: site.editions,
                    strings: site.strings, withFaults: true), as: TestSite.console)
            let before = try await contents(site, plan: filled.id)

            for id in try site.editions.ids() {
                try await site.perform(InstallEdition(file: try site.editions.file(id)), as: TestSite.console)
            }
            #expect(try await contents(site, plan: filled.id) == before, "installing editions")

            let lineage = try CarryCommand.lineage(from: old.edition, to: new.edition, shelf: site.editions)
            let next = try await site.perform(
                OpenYear(agency: agency, fiscalYear: year + 1, edition: new.edition), as: TestSite.console)
            for offers in [true] {
                let preview = CarryPreview(from: filled, to: new.edition, lineage: lineage, acceptsOffers: offers)
                _ = try await site.perform(
                    CarryForward(agency: agency, old: filled, plan: next, preview: preview), as: TestSite.console)
            }
            #expect(try await contents(site, plan: filled.id) == before, "\(from) → \(to)")

            let editions = site.editions
            let carried = try await site.database.read {
                try Plan.load(agency: try Agency.find("office", in: $0), year: year + 1, editions: editions, in: $0)
            }
            #expect(!carried.rows.isEmpty && carried.scores.isEmpty)
            #expect(carried.measures.allSatisfy { $0.status == .planned && $0.draftFrom != nil })
            let kinds = Dictionary(
                uniqueKeysWithValues: lineage.pairs.flatMap { pair in pair.to.map { ($0, pair.kind) } })
            for item in carried.rows.flatMap(\.lines).flatMap(\.items) {
                #expect([.same, .changed, .split, .merged].contains(kinds[item]), "\(item)")
            }
        }
    }

    @Test func `an item that several rows or lines name loses none of their findings and measures`() throws {
        let shelf = Repository.shelf
        let (old, new) = (try shelf.file("nacc-ita-2567"), try shelf.file("nacc-ita-2568"))
        let lineage = try CarryCommand.lineage(from: old.edition, to: new.edition, shelf: shelf)
        let item = try #require(lineage.pairs.first { $0.kind == .same }?.from.first)
        func line(_ id: String) -> PlanRow.Line {
            .init(id: id, items: [item], findings: [.init(id: "f\(id)", text: id)])
        }
        let measures = ["m1", "m2"].map { Measure(id: $0, text: $0, status: .planned) }
        let plan = Plan(
            id: "p", agency: try Agency.trial("a"), fiscalYear: 2568, edition: old, assessmentID: "s", scores: [:],
            rows: [
                PlanRow(id: "r1", position: 1, lines: [line("1"), line("2")], measures: ["m1"]),
                PlanRow(id: "r2", position: 2, lines: [line("3")], measures: ["m2"]),
            ], measures: measures, rounds: [])
        let rows = CarryPreview(from: plan, to: new.edition, lineage: lineage, acceptsOffers: false).rows
        #expect(rows.map(\.measures) == [["m1"], ["m2"]])
        #expect(rows.map { $0.lines.map(\.findings) } == [[["f1", "f2"]], [["f3"]]])
    }

    @Test func `only what stayed the same comes without being asked for`() async throws {
        let shelf = Repository.shelf
        let (old, new) = (try shelf.file("nacc-ita-2567"), try shelf.file("nacc-ita-2568"))
        let lineage = try CarryCommand.lineage(from: old.edition, to: new.edition, shelf: shelf)
        let rows = old.edition.items.enumerated().map { index, item in
            PlanRow(
                id: "r\(index)", position: index, lines: [.init(id: "l\(index)", items: [item.key], findings: [])],
                measures: [])
        }
        let plan = Plan(
            id: "p", agency: try Agency.trial("a"), fiscalYear: 2568, edition: old, assessmentID: "s", scores: [:],
            rows: rows, measures: [], rounds: [])
        let plain = CarryPreview(from: plan, to: new.edition, lineage: lineage, acceptsOffers: false)
        let same = Set(lineage.pairs.filter { $0.kind == .same }.flatMap(\.to))
        #expect(Set(plain.rows.flatMap(\.lines).flatMap(\.items)) == same && !same.isEmpty)
        let offered = CarryPreview(from: plan, to: new.edition, lineage: lineage, acceptsOffers: true)
        #expect(offered.rows.flatMap(\.lines).flatMap(\.items).count > same.count)
        #expect(Set(offered.fresh) == Set(lineage.pairs.filter { [.new, .unlisted].contains($0.kind) }.flatMap(\.to)))
    }
}
