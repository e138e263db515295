import Documents
import Foundation
import ITA
import Testing

@testable import Prongsai

/// Beside every operation stand its access test and its tenant test. The table below makes each operation for an
/// office, under the name of an agency; the rules run all of them, and fail where an operation is missing here.
@Suite struct OperationRules {
    private struct Case: Sendable {
        let name: String
        let permission: Permission
        /// Who does it where it is allowed; nil for an officer.
        let actor: (@Sendable (Office) -> Actor)?
        /// Whether it belongs to an agency; the others belong to the house, where only the console may change anything.
        let ofAgency: Bool
        let attempt: @Sendable (Site, Office, String, Actor) async throws -> Void

        init<O: HouseOperation>(
            ofAgency: Bool = true, by actor: (@Sendable (Office) -> Actor)? = nil,
            _ make: @escaping @Sendable (Site, Office, String) throws -> O
        ) {
            self.actor = actor
            (name, permission, self.ofAgency) = (String(describing: O.self), O.permission, ofAgency)
            attempt = { site, office, agency, actor in
                _ = try await site.perform(try make(site, office, agency), as: actor)
            }
        }
    }

    private static let visitor: @Sendable (Office) -> Actor = { _ in .visitor }
    private static let own: @Sendable (Office) -> Actor = { $0.own }

    private static let cases: [Case] = [
        Case(ofAgency: false, by: visitor) { site, _, _ in
            SetUp(
                office: "สำนักงานใหม่", edition: try site.editions.file("nacc-ita-2564"), fiscalYear: 2568,
                person: "คนแรก", title: nil, login: "first", digest: "d")
        },
        Case(ofAgency: false, by: visitor) { _, _, _ in NoteSignInFailure(login: "nobody") },
        Case { _, office, agency in
            InvitePerson(agency: agency, person: office.person, login: "again", code: Secret.code())
        },
        Case(by: visitor) { _, office, agency in
            UseTicket(agency: agency, codeHash: Secret.codeHash(office.code), digest: "d")
        },
        Case(by: own) { _, office, agency in
            ChangePassword(agency: agency, digest: "d", keeping: Hash.sha256(Array(office.session.utf8)))
        },
        Case { _, office, agency in CloseAccount(agency: agency, person: office.person) },
        Case(by: visitor) { _, office, agency in
            OpenSession(agency: agency, person: office.person, token: Secret.token(), device: "", step: 2)
        },
        Case(by: own) { _, office, agency in
            TouchSession(agency: agency, session: Hash.sha256(Array(office.session.utf8)))
        },
        Case(by: own) { _, office, agency in
            EndSession(agency: agency, session: Hash.sha256(Array(office.session.utf8)))
        },
        Case(by: own) { _, _, agency in
            ConfirmSecondFactor(agency: agency, secret: OneTimeCode.secret(), step: 5, recovery: ["a"])
        },
        Case(by: own) { _, _, agency in RemoveSecondFactor(agency: agency) },
        Case(by: visitor) { _, office, agency in
            UseRecoveryCode(agency: agency, person: office.person, codeHash: Secret.codeHash(office.recovery))
        },
        Case(ofAgency: false) { _, _, _ in CreateAgency(key: "new", thai: "หน่วยงานใหม่", english: nil) },
        Case(ofAgency: false) { site, _, _ in InstallEdition(file: try site.editions.file("nacc-ita-2564")) },
        Case { _, _, agency in AddUnit(agency: agency, unit: "ฝ่ายทะเบียน") },
        Case { _, _, agency in AddPerson(agency: agency, person: "สมหญิง", title: nil, unit: nil, role: .reader) },
        Case { _, office, agency in OpenYear(agency: agency, fiscalYear: 2570, edition: office.edition) },
        Case { _, office, agency in
            RecordScores(
                agency: agency, assessment: office.assessment, edition: office.edition,
                scores: ["iit.willing-equal-service": "90"], source: nil)
        },
        Case { _, office, agency in AddRow(agency: agency, plan: office.plan, edition: office.edition, lines: ["E4"]) },
        Case { _, office, agency in RemoveRow(agency: agency, row: office.emptyRow) },
        Case { _, office, agency in AddFinding(agency: agency, line: office.line, text: "อีกข้อ") },
        Case { _, office, agency in ChangeFinding(agency: agency, finding: office.finding, text: "แก้ถ้อยคำ") },
        Case { _, office, agency in
            AddMeasure(agency: agency, plan: office.plan, rows: [office.row], fields: MeasureFields(text: "ใหม่"))
        },
        Case { _, office, agency in
            ChangeMeasure(agency: agency, measure: office.measure, fields: MeasureFields(status: "done"))
        },
        Case { _, office, agency in ShareMeasure(agency: agency, measure: office.measure, row: office.emptyRow) },
        Case { _, office, agency in RemoveMeasure(agency: agency, measure: office.measure, row: office.row) },
        Case { _, office, agency in
            RecordProgress(
                agency: agency, round: office.round, row: office.row, measures: [office.measure], text: "ทำแล้ว")
        },
        Case { _, office, agency in ChangeProgress(agency: agency, progress: office.progress, text: "แก้ผล") },
        Case { _, office, agency in
            AddEvidence(
                agency: agency, progress: office.progress, source: .address("https://example.go.th/2"), caption: "ภาพ",
                aboutOn: nil)
        },
        Case { _, office, agency in ChangeEvidence(agency: agency, use: office.use, change: .caption("คำบรรยายใหม่")) },
        Case { site, office, agency in
            let plan = Plan(
                id: office.plan, agency: try Agency.trial(office.agency), fiscalYear: 2568,
                edition: try site.editions.file("bma-ita-2567"),
                assessmentID: office.assessment, scores: [:], rows: [], measures: [], rounds: [])
            let none = Lineage(from: "a", to: "b", pairs: [])
            return CarryForward(
                agency: agency, old: plan, plan: office.plan,
                preview: CarryPreview(from: plan, to: office.edition, lineage: none, acceptsOffers: false))
        },
        Case { _, office, agency in ConfirmDrafts(agency: agency, row: office.row) },
        Case { site, office, agency in
            FreezeRound(
                agency: agency, plan: office.plan, half: 1, reason: nil, editions: site.editions, strings: site.strings)
        },
        Case { _, office, agency in RecordReportFile(agency: agency, frozen: office.frozen, hash: "a") },
        Case { _, office, agency in ReopenRound(agency: agency, plan: office.plan, half: 2, reason: "แก้ไข") },
        Case { site, office, agency in
            let plan = Plan(
                id: office.plan, agency: try Agency.trial(office.agency), fiscalYear: 2568,
                edition: try site.editions.file("bma-ita-2567"),
                assessmentID: office.assessment, scores: [:], rows: [], measures: [],
                rounds: [Round(id: office.round, half: 1, frozenAt: nil)])
            return ImportReport(
                agency: agency, plan: plan, half: 1, reading: ReportReading(),
                source: SourceFile(name: "r.txt", hash: "r"), pictures: [:])
        },
        Case { site, office, agency in
            let plan = Plan(
                id: office.plan, agency: try Agency.trial(office.agency), fiscalYear: 2568,
                edition: try site.editions.file("bma-ita-2567"),
                assessmentID: office.assessment, scores: [:], rows: [], measures: [], rounds: [])
            return ImportScores(
                agency: agency, plan: plan, reading: ScoresReading(), source: SourceFile(name: "s.csv", hash: "s"))
        },
    ]

    /// Operations that the source declares.
    private func declared() throws -> Set<String> {
        var names: Set<String> = []
        for file in try Repository.swiftFiles(in: "Sources/Prongsai") {
            for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
                guard line.hasPrefix("struct "), line.contains(": Operation {") else { continue }
                names.insert(String(line.dropFirst(7).prefix { $0 != ":" }))
            }
        }
        return names
    }

    @Test func `every operation stands in the table of access and tenant tests`() throws {
        #expect(try declared() == Set(Self.cases.map(\.name)))
        #expect(Set(Self.cases.map(\.name)).count == Self.cases.count)
    }

    @Test(arguments: engines) func `a role without the permission gets nothing and changes nothing`(
        _ engine: TestEngine
    ) async throws {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("mine", on: site)
        let before = try await journalLength(site)
        for operation in Self.cases {
            for role in Role.allCases where !operation.ofAgency || !role.permissions.contains(operation.permission) {
                await #expect(throws: Failure.forbidden, "\(operation.name) as \(role)") {
                    try await operation.attempt(site, office, office.agency, TestSite.person(role, of: office.agency))
                }
            }
        }
        #expect(try await journalLength(site) == before)
    }

    @Test(arguments: engines) func `somebody of another agency gets nothing, under either agency's name`(
        _ engine: TestEngine
    ) async throws {
        let site = try await TestSite.open(engine)
        let mine = try await Office.open("mine", on: site)
        let theirs = try await Office.open("theirs", on: site)
        let stranger = TestSite.person(.officer, of: theirs.agency)
        let before = try await contents(of: mine.agency, site)
        for operation in Self.cases where operation.ofAgency {
            await #expect(throws: Failure.forbidden, "\(operation.name)") {
                try await operation.attempt(site, mine, mine.agency, stranger)
            }
            // Their own agency's name with our ids: what belongs to us is not found.
            let intruder = operation.permission == .enter ? Actor.visitor : stranger
            do {
                try await operation.attempt(site, mine, theirs.agency, intruder)
                #expect(
                    ["AddUnit", "AddPerson", "OpenYear", "TouchSession"].contains(operation.name),
                    "\(operation.name) reached another agency's data")
            } catch Failure.notFound {
            } catch {
                Issue.record("\(operation.name): \(error)")
            }
        }
        #expect(try await contents(of: mine.agency, site) == before)
    }

    /// Not heard of in the journal here: they change nothing of note, or not in an office like this one.
    private static let unheard = [
        "ImportReport", "RemoveMeasure", "CarryForward", "SetUp", "NoteSignInFailure", "TouchSession",
    ]

    @Test(arguments: engines) func `every operation that is allowed works and writes one line into the journal`(
        _ engine: TestEngine
    ) async throws {
        for operation in Self.cases
        where !Self.unheard.contains(operation.name) {
            let site = try await TestSite.open(engine)
            let office = try await Office.open("mine", on: site)
            let before = try await journalLength(site)
            let actor =
                operation.actor?(office)
                ?? (operation.ofAgency ? TestSite.person(.officer, of: office.agency) : TestSite.console)
            try await operation.attempt(site, office, office.agency, actor)
            #expect(try await journalLength(site) == before + 1, "\(operation.name)")
            for agency in ["", office.agency] {
                let lines = try await site.database.read { try Journal.lines(agency: agency, in: $0) }
                #expect(Journal.firstBreak(lines) == nil)
            }
        }
    }

    private func journalLength(_ site: Site) async throws -> Int {
        try await site.database.read { try $0.first("SELECT COUNT(*) AS n FROM journal")?.integer("n") ?? -1 }
    }

    /// Everything an agency's tables hold, as text.
    private func contents(of agency: String, _ site: Site) async throws -> [String] {
        try await site.database.read { db in
            let tables: [SQL] = [
                "SELECT * FROM plan_row WHERE agency_id = \(agency) ORDER BY id",
                "SELECT * FROM plan_line WHERE agency_id = \(agency) ORDER BY id",
                "SELECT * FROM finding WHERE agency_id = \(agency) ORDER BY id",
                "SELECT * FROM measure WHERE agency_id = \(agency) ORDER BY id",
                "SELECT * FROM row_measure WHERE agency_id = \(agency) ORDER BY row_id, measure_id",
                "SELECT * FROM progress WHERE agency_id = \(agency) ORDER BY id",
                "SELECT * FROM evidence_use WHERE agency_id = \(agency) ORDER BY id",
                "SELECT * FROM score WHERE agency_id = \(agency) ORDER BY item_key",
                "SELECT * FROM round WHERE agency_id = \(agency) ORDER BY id",
                "SELECT * FROM unit WHERE agency_id = \(agency) ORDER BY id",
                "SELECT * FROM person WHERE agency_id = \(agency) ORDER BY id",
                "SELECT * FROM account WHERE agency_id = \(agency) ORDER BY person_id",
                "SELECT * FROM session WHERE agency_id = \(agency) ORDER BY token_hash",
                "SELECT * FROM ticket WHERE agency_id = \(agency) ORDER BY code_hash",
                "SELECT * FROM recovery_code WHERE agency_id = \(agency) ORDER BY code_hash",
            ]
            return try tables.flatMap { try db.rows($0).map { "\($0.values)" } }
        }
    }
}

extension Agency {
    static func trial(_ id: String) throws -> Agency {
        try Agency(
            Row(
                columns: .init(["id", "key", "thai", "english"]), values: [.text(id), .text("mine"), .text("x"), .null])
        )
    }
}
