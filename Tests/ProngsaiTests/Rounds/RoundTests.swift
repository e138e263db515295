import Documents
import ITA
import Testing

@testable import Prongsai

@Suite struct RoundTests {
    private func freeze(_ site: Site, _ office: Office, because: String? = nil) async throws -> FreezeRound.Frozen {
        try await site.perform(
            FreezeRound(
                agency: office.agency, plan: office.plan, half: 1, reason: because, editions: site.editions,
                strings: site.strings, withFaults: true),
            as: TestSite.console)
    }

    @Test(arguments: engines) func `a frozen round cannot change, by operation or by hand`(_ engine: TestEngine)
        async throws
    {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("office", on: site)
        _ = try await freeze(site, office)
        let frozen = Failure.conflict(Message("failure.round_frozen", ["round": "1"]))
        await #expect(throws: frozen) {
            try await site.perform(
                ChangeProgress(agency: office.agency, progress: office.progress, text: "แก้"), as: TestSite.console)
        }
        await #expect(throws: frozen) {
            _ = try await site.perform(
                RecordProgress(agency: office.agency, round: office.round, row: office.row, measures: [], text: "เพิ่ม"),
                as: TestSite.console)
        }
        await #expect(throws: frozen) {
            try await site.perform(
                ChangeEvidence(agency: office.agency, use: office.use, change: .remove), as: TestSite.console)
        }
        let byHand: [@Sendable (Connection) throws -> Void] = [
            { try $0.execute("UPDATE progress SET text = 'x'") }, { try $0.execute("DELETE FROM progress_measure") },
            { try $0.execute("DELETE FROM evidence_use") }, { try $0.execute("UPDATE evidence_use SET caption = 'x'") },
            { try $0.execute("UPDATE frozen_round SET content = 'x'") }, { try $0.execute("DELETE FROM frozen_round") },
            {
                try $0.execute(
                    "INSERT INTO progress (id, agency_id, round_id, position, text, created_at) VALUES ('x', \(office.agency), \(office.round), 1, 'x', 'x')"
                )
            },
        ]
        for change in byHand {
            await #expect(throws: DatabaseError.refused("frozen_round")) {
                try await site.database.write(office.agency, change)
            }
        }
    }

    @Test(arguments: engines) func `the report says of a measure with a result that it was begun`(
        _ engine: TestEngine
    ) async throws {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("office", on: site)
        func status(half: Int) async throws -> String? {
            let plan = try await TestSite.plan(site)
            let round = try #require(plan.rounds.first { $0.half == half })
            return try await site.database.read { db in
                let work = try RoundWork.load(round, in: db)
                let content = try RoundReport.content(plan: plan, work: work, strings: site.strings)
                return content.sections.flatMap(\.indicators).flatMap(\.rows).flatMap(\.measures)
                    .first { $0.id == office.measure }?.status
            }
        }
        #expect(try await status(half: 1) == "underway")
        #expect(try await status(half: 2) == "underway")
        let progress = try await site.perform(
            RecordProgress(agency: office.agency, round: office.round, row: office.row, measures: [], text: "ทำแล้ว"),
            as: TestSite.console)
        try await site.perform(
            ChangeProgress(agency: office.agency, progress: office.progress, text: nil), as: TestSite.console)
        #expect(try await status(half: 1) == "", "whose result it is, nobody said")
        try await site.perform(
            ChangeProgress(agency: office.agency, progress: progress, text: nil), as: TestSite.console)
        #expect(try await status(half: 1) == "planned")
    }

    @Test(arguments: engines) func `what is not mended is acknowledged by who freezes, and the journal says how much`(
        _ engine: TestEngine
    ) async throws {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("office", on: site)
        let unsure = FreezeRound(
            agency: office.agency, plan: office.plan, half: 1, reason: nil, editions: site.editions,
            strings: site.strings)
        let faults = try await site.database.read { db in
            let (plan, round) = try Round.find(
                plan: office.plan, half: 1, agency: office.agency, editions: site.editions, in: db)
            return PlanCheck.problems(
                plan, work: try RoundWork.load(round, in: db),
                elsewhere: try RoundWork.usedElsewhere(than: round, agency: office.agency, in: db)
            ).count
        }
        let refusal = Failure.invalid([
            Problem("freeze_with_faults", ["count": String(faults)], at: "--with-faults")
        ])
        await #expect(throws: refusal) { _ = try await site.perform(unsure, as: TestSite.console) }
        var sure = unsure
        sure.withFaults = true
        let frozen = try await site.perform(sure, as: TestSite.console)
        #expect(faults > 0 && frozen.faults == faults)
        _ = try await TestSite.account("kanda", .officer, of: office.agency, on: site)
        let officer = TestBrowser(site)
        try await officer.signIn("kanda")
        let journal = try await officer.get("/desk/office/journal").body
        #expect(journal.contains("รับทราบ \(faults) เรื่องที่ยังไม่ได้แก้"))
    }

    @Test(arguments: engines) func `a correction is the next version and leaves the first as it was`(
        _ engine: TestEngine
    ) async throws {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("office", on: site)
        let first = try await freeze(site, office)
        await #expect(throws: Failure.self) { _ = try await freeze(site, office) }
        try await site.perform(
            ReopenRound(agency: office.agency, plan: office.plan, half: 1, reason: "พิมพ์ผิด"), as: TestSite.console)
        try await site.perform(
            ChangeProgress(agency: office.agency, progress: office.progress, text: "แก้ไขแล้ว"), as: TestSite.console)
        await #expect(throws: Failure.invalid([Problem("reason_needed", [:], at: "--because")])) {
            _ = try await freeze(site, office)
        }
        let second = try await freeze(site, office, because: "พิมพ์ผิด")
        #expect(first.version == 1 && second.version == 2 && first.hash != second.hash)
        let stored = try await site.database.read { try FrozenRound.load(agency: office.agency, half: 1, in: $0) }
        #expect(stored.map(\.version) == [2, 1])
        #expect(stored.map(\.hash) == [second.hash, first.hash])
        let texts = stored.map {
            $0.content.sections.flatMap(\.indicators).flatMap(\.rows).flatMap(\.results).map(\.text)
        }
        #expect(texts == [["แก้ไขแล้ว"], ["เผยแพร่คู่มือบนเว็บไซต์แล้ว"]])
    }

    @Test func `a file is genuine, superseded, altered or unknown`() async throws {
        let site = try await TestSite.open(.sqlite)
        let office = try await Office.open("office", on: site)
        let agency = try await site.database.read { try Agency.find("office", in: $0) }
        let draft = try await site.report(agency: agency, year: nil, half: 1, layout: "bma", language: .thai).report
            .json()
        #expect(try await site.verify(draft, agency: agency).kind == "unknown")
        _ = try await freeze(site, office)
        #expect(try await site.verify(draft, agency: agency).kind == "draft")
        let prepared = try await site.report(agency: agency, year: nil, half: 1, layout: "bma", language: .thai)
        let report = prepared.report
        var files: [ReportFormat: [UInt8]] = [:]
        for format in ReportFormat.allCases {
            let bytes = try format.bytes(of: report, fonts: site.fonts) { try site.files.bytes(of: $0) }
            #expect(
                try format.bytes(of: report, fonts: site.fonts) { try site.files.bytes(of: $0) } == bytes,
                "\(format) differs from itself")
            #expect(try await site.verify(bytes, agency: agency).kind == "genuine", "\(format)")
            files[format] = bytes
        }
        for format in [ReportFormat.html, .json] {
            #expect(try await site.verify((files[format] ?? []) + [32], agency: agency).kind == "altered", "\(format)")
        }
        #expect(try await site.verify(Array("%PDF-1.7 somebody else's".utf8), agency: agency).kind == "unknown")
        #expect(try await site.verify(Array("สวัสดี".utf8), agency: agency).kind == "unknown")
        try await site.perform(
            ReopenRound(agency: office.agency, plan: office.plan, half: 1, reason: "แก้"), as: TestSite.console)
        try await site.perform(
            ChangeProgress(agency: office.agency, progress: office.progress, text: "แก้ไขแล้ว"), as: TestSite.console)
        _ = try await freeze(site, office, because: "แก้")
        #expect(try await site.verify(files[.pdf] ?? [], agency: agency).kind == "superseded")
    }

    @Test(arguments: engines) func `what an older program wrote stays genuine`(_ engine: TestEngine) async throws {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("office", on: site)
        _ = try await freeze(site, office)
        let agency = try await site.database.read { try Agency.find("office", in: $0) }
        let frozen = try #require(
            try await site.report(agency: agency, year: nil, half: 1, layout: nil, language: .thai).frozenID)
        let older = Array("%PDF-1.7 set in type by an older program".utf8)
        #expect(try await site.verify(older, agency: agency).kind == "unknown")
        try await site.perform(
            RecordReportFile(agency: office.agency, frozen: frozen, hash: Hash.sha256(older)), as: TestSite.console)
        #expect(try await site.verify(older, agency: agency).kind == "genuine")
    }
}
