import Documents
import ITA

@testable import Prongsai

/// A small office with one of everything, for tests: two rows that share a measure, a result with evidence, a person; the
/// first round waits for the director, the second is frozen.
struct Office: Sendable {
    var agency: String
    var plan: String
    var edition: Edition
    var assessment: String
    var round: String
    var row: String
    var emptyRow: String
    var line: String
    var finding: String
    var measure: String
    var progress: String
    var use: String
    /// The library's piece that `use` uses.
    var evidence: String
    /// A link through which contributions come, its code, and one that waits.
    var link: String
    var linkCode: String
    var contribution: String
    /// The frozen version of the second round.
    var frozen: String
    /// Somebody who can sign in, with an open session, an unused code and a recovery code.
    var person: String
    var session: String
    var code: String
    var recovery: String
    /// A token of theirs for everything.
    var token: String
    /// An address that is told of nothing that happens in these tests, and a job of theirs that waits.
    var webhook: String
    var job: String
    /// The unit that has the measure and a colleague, and one that has nobody.
    var unit: String
    var emptyUnit: String
    var colleague: String
    /// What of its disclosures the tests name.
    var disclosed: DisclosedOffice
    /// Disclosures, one of which waits to be checked.
    var checks: CheckSample
    /// Disclosures with a page here.
    var hosted: HostedDisclosure

    /// The person themselves.
    var own: Actor { .person(id: person, name: "ผู้ใช้", agency: agency, role: .officer) }

    /// The measure that waits for a result once ``giveWork(to:on:)`` has been called.
    var waiting: String { "waiting-\(agency)" }

    /// Lets a person answer for a measure that waits for a result, and keep O18: what there is to hand over. No line
    /// of the journal tells of it.
    func giveWork(to person: String, on site: Site) async throws {
        try await site.database.write(agency) { db in
            try db.execute(
                """
                INSERT INTO measure (id, agency_id, plan_id, person_id, text, status, created_at)
                VALUES (\(waiting), \(agency), \(plan), \(person), 'ตอบกระทู้ที่นี่', 'planned',
                  '2025-03-01T00:00:00.000Z')
                """)
            try db.execute(
                """
                INSERT INTO row_measure (row_id, measure_id, agency_id, position)
                VALUES (\(emptyRow), \(waiting), \(agency), 1)
                """)
            try db.execute("UPDATE disclosure SET person_id = \(person) WHERE id = \(disclosed.disclosure)")
        }
    }

    static func open(_ key: String, on site: Site) async throws -> Office {
        let agency = try await TestSite.addOffice(key, to: site)
        let plan = try await TestSite.plan(site, key)
        let edition = plan.edition.edition
        func perform<O: Operation>(_ operation: O) async throws -> O.Answer {
            try await site.perform(operation, as: TestSite.console)
        }
        let unit = try await perform(AddUnit(agency: agency, unit: "ฝ่ายปกครอง"))
        let colleague = try await perform(
            AddPerson(agency: agency, person: "สมชาย ใจดี", title: nil, unit: "ฝ่ายปกครอง", role: .unitOfficer))
        var scores: [String: String] = [:]
        for item in edition.items { scores[item.key] = item.code == "O18" ? "0" : "94.70" }
        _ = try await perform(
            RecordScores(
                agency: agency, assessment: plan.assessmentID, edition: edition, scores: scores, source: "ผลคะแนน.csv"))
        let row = try await perform(AddRow(agency: agency, plan: plan.id, edition: edition, lines: ["I1", "I2"]))
        let emptyRow = try await perform(AddRow(agency: agency, plan: plan.id, edition: edition, lines: ["O18"]))
        let loaded = try await TestSite.plan(site, key)
        let line = loaded.rows[0].lines[0].id
        let finding = try await perform(AddFinding(agency: agency, line: line, text: "ผู้รับบริการรอนาน"))
        let measure = try await perform(
            AddMeasure(
                agency: agency, plan: plan.id, rows: [row],
                fields: MeasureFields(
                    text: "จัดทำคู่มือการให้บริการ", unit: "ฝ่ายปกครอง", startsOn: "1 ต.ค. 2567", endsOn: "31/3/68")))
        let round = loaded.rounds[0].id
        let progress = try await perform(
            RecordProgress(agency: agency, round: round, row: nil, measures: [measure], text: "เผยแพร่คู่มือบนเว็บไซต์แล้ว"))
        let use = try await perform(
            AddEvidence(
                agency: agency, progress: progress, source: .address("https://example.go.th/คู่มือ"), caption: "หน้าคู่มือ",
                aboutOn: Day(iso: "2025-01-14")))
        let (linkCode, contribution) = (Secret.code(), ID.new())
        let link = try await perform(
            MakeContributionLink(
                agency: agency, round: round, measure: measure, label: "ผู้นำชุมชน", days: 30, code: linkCode))
        _ = try await perform(
            Contribute(
                agency: agency, link: link, key: contribution, sender: "ลุงมี", text: "มาช่วยจัดแถว ที่นี่",
                pictures: []))
        let evidence = try await site.database.read { db in
            try db.first("SELECT evidence_id FROM evidence_use WHERE id = \(use)")?.string("evidence_id") ?? ""
        }
        _ = try await perform(
            FreezeRound(
                agency: agency, plan: plan.id, half: 2, reason: nil, editions: site.editions, strings: site.strings,
                withFaults: true))
        let frozen = try await site.database.read { try FrozenRound.load(agency: agency, in: $0).first?.id ?? "" }
        let person = try await TestSite.account("officer.\(key)", .officer, of: agency, on: site)
        let (session, code, recovery) = (Secret.token(), Secret.code(), Secret.code())
        try await perform(OpenSession(agency: agency, person: person, token: session, device: "ทดสอบ"))
        let own = Actor.person(id: person, name: "ผู้ใช้", agency: agency, role: .officer)
        try await site.perform(
            ConfirmSecondFactor(
                agency: agency, secret: OneTimeCode.secret(), step: 1, recovery: [Secret.codeHash(recovery)]), as: own)
        let token = Secret.token()
        try await site.perform(
            MakeToken(agency: agency, person: person, token: token, label: "ทดสอบ", scopes: Token.scopes), as: own)
        try await perform(InvitePerson(agency: agency, person: person, login: "officer.\(key)", code: code))
        try await site.perform(MakeCalendarLink(agency: agency, code: Secret.token()), as: own)
        let webhook = try await perform(
            AddWebhook(
                agency: agency, address: "https://example.go.th/other", events: [.roundApproved],
                secret: Secret.token()))
        let job = try await site.perform(
            BeginJob(agency: agency, kind: ReportArchive(plan: plan.id, half: 2, language: .thai)), as: own)
        _ = try await site.perform(
            SubmitRound(
                agency: agency, plan: plan.id, half: 1, note: "ส่งตรวจ", editions: site.editions, strings: site.strings),
            as: own)
        try await WatchSample.add(to: agency, edition: edition, on: site)
        let emptyUnit = try await perform(AddUnit(agency: agency, unit: "ฝ่ายว่าง"))
        let disclosed = try await DisclosedOffice.open(agency, on: site)
        let checks = try await CheckSample.insert(agency, edition: edition, on: site)
        return Office(
            agency: agency, plan: plan.id, edition: edition, assessment: plan.assessmentID, round: round, row: row,
            emptyRow: emptyRow,
            line: line, finding: finding, measure: measure, progress: progress, use: use,
            evidence: evidence, link: link, linkCode: linkCode, contribution: contribution,
            frozen: frozen,
            person: person, session: session, code: code, recovery: recovery, token: token,
            webhook: webhook, job: job, unit: unit, emptyUnit: emptyUnit, colleague: colleague,
            disclosed: disclosed, checks: checks, hosted: try await HostedDisclosure.add(to: agency, on: site))
    }
}

/// The program's operations, where Foundation's class of that name is in sight too.
typealias HouseOperation = Operation
