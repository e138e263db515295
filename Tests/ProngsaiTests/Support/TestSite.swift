import Foundation
import ITA
import Testing

@testable import Prongsai

/// The engines every database, operation and page test runs on. PostgreSQL joins in where `TEST_POSTGRES_URL` names a
/// server, as the test command does.
enum TestEngine: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case sqlite, postgres
    var testDescription: String { rawValue }

    static let postgresURL = ProcessInfo.processInfo.environment["TEST_POSTGRES_URL"]
}

let engines: [TestEngine] = TestEngine.postgresURL == nil ? [.sqlite] : [.sqlite, .postgres]

/// A site on a fresh database of its own: the real migrations, locales and editions, a frozen clock, a folder for files.
enum TestSite {
    static let now: Int64 = 1_741_910_400_000  // 14 March 2025, 00:00 UTC

    static func open(_ engine: TestEngine) async throws -> Site {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("prongsai-test-\(ID.new())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let settings = try settings(database: try await address(engine, folder: folder), folder: folder)
        let root = Repository.root
        return Site(
            database: try await Database.open(settings.database, migrations: try migrations.get()),
            files: Files(folder: settings.files), strings: try strings.get(),
            editions: EditionShelf(folder: root.appendingPathComponent("Instruments"), readLike: editions),
            clock: Clock { now }, settings: settings, assets: assets)
    }

    // Read once for all tests: sentences and editions are long, and nothing changes them.
    private static let migrations = Result { try Repository.migrations() }
    private static let strings = Result { try Strings(folder: Repository.root.appendingPathComponent("Locales")) }
    private static let editions = EditionShelf(folder: Repository.root.appendingPathComponent("Instruments"))
    private static let assets = Assets(folder: Repository.root.appendingPathComponent("Public"))

    static func settings(database: String, folder: URL) throws -> Settings {
        try Settings(
            options: [
                "database": database, "files": folder.appendingPathComponent("files").path,
                "root": Repository.root.path,
                // Tests ask nobody outside.
                "watch-references": "",
            ],
            environment: [:])
    }

    /// The address of a fresh database: a file, or a schema of its own on the server.
    static func address(_ engine: TestEngine, folder: URL) async throws -> String {
        switch engine {
        case .sqlite: return "sqlite:\(folder.appendingPathComponent("test.db").path)"
        case .postgres:
            let url = try #require(TestEngine.postgresURL)
            let schema = "test_" + ID.new().replacingOccurrences(of: "-", with: "")
            let server = try PostgresEngine(url: url, lanes: 1)
            try await server.write(lock: "tests") { try $0.execute(SQL(trusted: "CREATE SCHEMA \(schema)")) }
            return url + (url.contains("?") ? "&" : "?") + "options=-csearch_path%3D\(schema)"
        }
    }

    /// A site with one agency on the edition of the Bangkok districts and an empty plan for 2568.
    static func withOffice(_ engine: TestEngine, key: String = "office") async throws -> (
        site: Site, agency: String, plan: Plan
    ) {
        let site = try await open(engine)
        let agency = try await addOffice(key, to: site)
        return (site, agency, try await plan(site, key))
    }

    static func addOffice(_ key: String, to site: Site) async throws -> String {
        let agency = try await site.perform(
            CreateAgency(key: key, thai: "สำนักงานเขตตัวอย่าง \(key)", english: nil), as: console)
        let file = try site.editions.file("bma-ita-2567")
        try await site.perform(InstallEdition(file: file), as: console)
        _ = try await site.perform(OpenYear(agency: agency, fiscalYear: 2568, edition: file.edition), as: console)
        return agency
    }

    static func plan(_ site: Site, _ key: String = "office") async throws -> Plan {
        let editions = site.editions
        return try await site.database.read { db in
            try Plan.load(agency: try Agency.find(key, in: db), year: nil, editions: editions, in: db)
        }
    }

    /// The password of everybody who can sign in here.
    static let password = "แผนดีมีคนทำ 2568"
    /// Its digest, made cheap: tests sign in often.
    static let digest = Task { try await Password.digest(password, rounds: 16) }

    /// Lets a person of an agency sign in under a login.
    static func account(_ login: String, _ role: Role, of agency: String, on site: Site) async throws -> String {
        let person = try await site.perform(
            AddPerson(agency: agency, person: "ผู้ใช้ \(login)", title: nil, unit: nil, role: role), as: console)
        let code = Secret.code()
        try await site.perform(InvitePerson(agency: agency, person: person, login: login, code: code), as: console)
        _ = try await site.perform(
            UseTicket(agency: agency, codeHash: Secret.codeHash(code), digest: try await digest.value), as: console)
        return person
    }

    /// A token for everything of somebody new with a role.
    static func token(_ role: Role, of agency: String, on site: Site) async throws -> String {
        let person = try await site.perform(
            AddPerson(agency: agency, person: "โปรแกรม \(ID.new())", title: nil, unit: nil, role: role), as: console)
        let token = Secret.token()
        try await site.perform(
            MakeToken(agency: agency, person: person, token: token, label: "ทดสอบ", scopes: Token.scopes), as: console)
        return token
    }

    static let console = Actor.console(name: "test")

    static func person(_ role: Role, of agency: String) -> Actor {
        .person(id: "p-\(role.rawValue)", name: "ผู้ทดสอบ", agency: agency, role: role)
    }
}
