import Documents
import Foundation
import ITA
import Testing

@testable import Prongsai

/// Beside every operation stand its access test and its tenant test. The table below makes each operation for an
/// office, under the name of an agency; the rules run all of them, and fail where an operation is missing here.
@Suite struct OperationRules {
    struct Case: Sendable {
        let name: String
        let permission: Permission
        /// Who does it where it is allowed; nil for an officer.
        let actor: (@Sendable (Office) -> Actor)?
        /// Whether it belongs to an agency; the others belong to the house, where only the console may change anything.
        let ofAgency: Bool
        /// What the office needs before, which offices do not have by themselves.
        let ready: @Sendable (Site, Office) async throws -> Void
        let attempt: @Sendable (Site, Office, String, Actor) async throws -> Void

        init<O: HouseOperation>(
            ofAgency: Bool = true, by actor: (@Sendable (Office) -> Actor)? = nil,
            after ready: @escaping @Sendable (Site, Office) async throws -> Void = { _, _ in },
            _ make: @escaping @Sendable (Site, Office, String) throws -> O
        ) {
            self.actor = actor
            self.ready = ready
            (name, permission, self.ofAgency) = (String(describing: O.self), O.permission, ofAgency)
            attempt = { site, office, agency, actor in
                _ = try await site.perform(try make(site, office, agency), as: actor)
            }
        }
    }

    static let visitor: @Sendable (Office) -> Actor = { _ in .visitor }
    static let own: @Sendable (Office) -> Actor = { $0.own }

    /// One list a part of the product; each new operation joins the one it belongs to.
    private static let cases: [Case] =
        accountCases + planCases
        + contributionCases + roundCases + peopleCases + machineCases
        + disclosureCases + checkCases + watchCases + publishCases

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
        for operation in Self.cases { try await operation.ready(site, mine) }
        let before = try await contents(of: mine.agency, site)
        for operation in Self.cases where operation.ofAgency {
            await #expect(throws: Failure.forbidden, "\(operation.name)") {
                try await operation.attempt(site, mine, mine.agency, stranger)
            }
            // Their own agency's name with our ids: what belongs to us is not found.
            let intruder =
                switch operation.permission {
                case .enter: Actor.visitor
                case .approve: TestSite.person(.director, of: theirs.agency)
                default: stranger
                }
            do {
                try await operation.attempt(site, mine, theirs.agency, intruder)
                #expect(
                    [
                        "AddUnit", "AddPerson", "OpenYear", "TouchSession", "ImportPeople", "ChangeAgency",
                        "AddWebhook", "KeepUpload", "OpenDisclosureYear", "CarryDisclosures",
                        "TakeDisclosureDrafts",
                    ].contains(operation.name),
                    "\(operation.name) reached another agency's data")
            } catch Failure.notFound {
            } catch {
                Issue.record("\(operation.name): \(error)")
            }
        }
        #expect(try await contents(of: mine.agency, site) == before)
    }

    /// Not heard of in the journal here: they change nothing of note, or not in an office like this one, or each of their
    /// parts has its own line.
    private static let unheard = [
        "ImportReport", "RemoveMeasure", "CarryForward", "SetUp", "BeginOffice", "NoteSignInTry", "ClearSignInTries",
        "TouchSession",
        "MailDigest", "WithdrawVersion", "ReadNotices", "SendReset", "MoveAgency", "CarryDisclosures",
        "AssignMeasures", "OrderMeasure",
    ]

    @Test(arguments: engines) func `every operation that is allowed works and writes one line into the journal`(
        _ engine: TestEngine
    ) async throws {
        for operation in Self.cases
        where !Self.unheard.contains(operation.name) {
            let site = try await TestSite.open(engine)
            let office = try await Office.open("mine", on: site)
            try await operation.ready(site, office)
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
                "SELECT * FROM submission WHERE agency_id = \(agency) ORDER BY id",
                "SELECT * FROM publication WHERE agency_id = \(agency) ORDER BY id",
                "SELECT * FROM unit WHERE agency_id = \(agency) ORDER BY id",
                "SELECT * FROM person WHERE agency_id = \(agency) ORDER BY id",
                "SELECT * FROM account WHERE agency_id = \(agency) ORDER BY person_id",
                "SELECT * FROM session WHERE agency_id = \(agency) ORDER BY token_hash",
                "SELECT * FROM ticket WHERE agency_id = \(agency) ORDER BY code_hash",
                "SELECT * FROM recovery_code WHERE agency_id = \(agency) ORDER BY code_hash",
                "SELECT * FROM watched WHERE agency_id = \(agency) ORDER BY id",
                "SELECT * FROM alert WHERE agency_id = \(agency) ORDER BY id",
                "SELECT * FROM answers_freeze WHERE agency_id = \(agency) ORDER BY id",
                "SELECT * FROM contribution_link WHERE agency_id = \(agency) ORDER BY id",
                "SELECT * FROM contribution WHERE agency_id = \(agency) ORDER BY id",
                "SELECT * FROM contribution_file WHERE agency_id = \(agency) ORDER BY id",
                "SELECT * FROM disclosure_year WHERE agency_id = \(agency) ORDER BY id",
                "SELECT * FROM disclosure WHERE agency_id = \(agency) ORDER BY id",
                "SELECT * FROM disclosure_address WHERE agency_id = \(agency) ORDER BY id",
                "SELECT * FROM disclosure_element WHERE agency_id = \(agency) ORDER BY id",
                "SELECT * FROM disclosure_source WHERE agency_id = \(agency) ORDER BY id",
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
