import Foundation
import Testing

@testable import Prongsai

@Suite struct RestoreTests {
    @Test(arguments: engines) func `from one engine to the other and back nothing changes`(_ engine: TestEngine)
        async throws
    {
        let site = try await BackupSample.house(.sqlite)
        try await BackupSample.fill(site, journal: 300, files: 3)
        let first = try await BackupSample.backUp(site)
        let there = try await BackupSample.restore(first, into: engine)
        let second = try await BackupSample.backUp(there)
        let back = try await BackupSample.restore(second, into: .sqlite)
        let third = try await BackupSample.backUp(back)
        let before = try BackupSample.tables(first)
        #expect(try BackupSample.tables(second, withoutHouseJournal: true) == before)
        #expect(try BackupSample.tables(third, withoutHouseJournal: true) == before)
        let files = try [first, second, third].map { try BackupManifest(of: ArchiveReader($0)).files }
        let named = try await site.database.read { try Files.referenced(in: $0) }
        #expect(named.count >= 5 && files[0].count == named.count)
        #expect(files[1] == files[0] && files[2] == files[0])
    }

    @Test(arguments: engines) func `names, captions and files come back letter for letter`(_ engine: TestEngine)
        async throws
    {
        let site = try await BackupSample.house(engine)
        let restored = try await BackupSample.restore(try await BackupSample.backUp(site), into: engine)
        let row = try #require(
            try await restored.database.read { db in
                try db.first(
                    """
                    SELECT evidence.file_name, evidence.file_sha256, evidence_use.caption FROM evidence_use
                    JOIN evidence ON evidence.id = evidence_id WHERE file_name IS NOT NULL
                    """)
            })
        #expect(Array(try row.string("file_name").utf8) == Array(BackupSample.thaiName.utf8))
        #expect(try row.string("caption") == "ผู้เข้าอบรม “ปู่” \\ \"ญี่ปุ่น\"\n\t๒")
        #expect(try restored.files.bytes(of: try row.string("file_sha256")) == Array("เนื้อหา \u{0} ของไฟล์".utf8))
    }

    @Test(arguments: engines)
    func `a frozen round is frozen again, its journal whole, and the house says what happened`(
        _ engine: TestEngine
    ) async throws {
        let site = try await BackupSample.house(engine)
        let path = try await BackupSample.backUp(site)
        let restored = try await BackupSample.restore(path, into: engine)
        let plan = try await TestSite.plan(restored, "lak-si")
        #expect(plan.rounds.first { $0.half == 1 }?.frozenAt != nil)
        await #expect(throws: DatabaseError.refused("frozen_round")) {
            try await restored.database.write(nil) { try $0.execute("UPDATE progress SET text = 'x'") }
        }
        let (old, new) = (
            try await site.database.read { try Journal.lines(agency: plan.agency.id, in: $0) },
            try await restored.database.read { try Journal.lines(agency: plan.agency.id, in: $0) }
        )
        #expect(old == new && !new.isEmpty)
        let house = try await restored.database.read { try Journal.lines(agency: "", in: $0) }
        #expect(Journal.firstBreak(house) == nil)
        #expect(house.last?.operation == "restore")
        #expect(try house.last?.particulars.contains(try ArchiveReader(path).fingerprint()) == true)
        let parent = try await restored.database.read {
            try $0.first("SELECT parent_id FROM agency WHERE id = 'aa-district'")?.string("parent_id")
        }
        #expect(parent == "zz-city")
        // The restored house goes on working.
        _ = try await restored.perform(
            ReopenRound(agency: plan.agency.id, plan: plan.id, half: 1, reason: "แก้ไข"), as: TestSite.console)
    }

    @Test(arguments: engines) func `nothing that was open when the backup was made opens anything after a restore`(
        _ engine: TestEngine
    ) async throws {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("lak-si", on: site)
        _ = try await TestSite.account("nam", .reader, of: office.agency, on: site)
        let path = try await BackupSample.backUp(site)
        let restored = try await BackupSample.restore(path, into: engine)
        let now = Instant(milliseconds: TestSite.now)
        for (house, isOpen) in [(site, true), (restored, false)] {
            let open = try await house.database.read { db in
                [
                    try Viewer.load(token: office.session, at: now, in: db) != nil,
                    try Ticket.find(Secret.codeHash(office.code), at: now, in: db) != nil,
                    try Viewer.load(bearer: office.token, scope: "read", at: now, in: db) != nil,
                    try db.first("SELECT code_hash FROM calendar_link WHERE revoked_at IS NULL") != nil,
                ]
            }
            #expect(open == [isOpen, isOpen, isOpen, isOpen])
        }
        let browser = TestBrowser(restored)
        try await browser.signIn("nam")
        #expect(try await browser.get("/account").status == 200)
    }

    @Test(arguments: engines) func `a database that is not empty is left alone`(_ engine: TestEngine) async throws {
        let site = try await BackupSample.house(engine)
        let path = try await BackupSample.backUp(site)
        let before = try BackupSample.tables(path)
        let files = try site.files.all()
        let keys = await BackupSample.keys { _ = try await BackupSample.restore(path, site.settings) }
        #expect(keys == ["failure.restore_not_empty"])
        #expect(try BackupSample.tables(try await BackupSample.backUp(site)) == before)
        #expect(try site.files.all() == files)
    }

    @Test(arguments: engines) func `a database of an older program that holds data is not even brought up to date`(
        _ engine: TestEngine
    ) async throws {
        let path = try await BackupSample.backUp(try await BackupSample.house(.sqlite))
        let folder = try BackupSample.folder()
        let settings = try TestSite.settings(
            database: try await TestSite.address(engine, folder: folder), folder: folder)
        let older = try await Database.open(settings.database, migrations: Array(try Repository.migrations().prefix(2)))
        try await older.write(nil) {
            try $0.execute("INSERT INTO agency (id, key, thai, created_at) VALUES ('a', 'a', 'ก', 'x')")
        }
        #expect(
            await BackupSample.keys { _ = try await BackupSample.restore(path, settings) } == [
                "failure.restore_not_empty"
            ])
        #expect(try await older.read { try $0.appliedMigrations().count } == 2)
        #expect(!FileManager.default.fileExists(atPath: settings.files.path))
    }

    @Test(arguments: engines) func `a restore that fails leaves the database empty, and works the next time`(
        _ engine: TestEngine
    ) async throws {
        let site = try await BackupSample.house(engine)
        let good = try await BackupSample.backUp(site)
        // A value only the database itself refuses, in a table that comes late.
        let bad = try BackupSample.changing("import", of: good) {
            $0.replacingOccurrences(of: #""kind":"report""#, with: #""kind":"other""#)
        }
        let folder = try BackupSample.folder()
        let settings = try TestSite.settings(
            database: try await TestSite.address(engine, folder: folder), folder: folder)
        await #expect(throws: DatabaseError.check) { _ = try await BackupSample.restore(bad, settings) }
        let empty = try await Site.open(settings)
        for table in try await StoredTables.known(settings).tables {
            #expect(
                try await empty.database.read {
                    try $0.rows(SQL(trusted: "SELECT 1 AS n FROM \(StoredTable.quoted(table.name))")).count
                } == 0, "\(table.name)")
        }
        _ = try await BackupSample.restore(good, settings)
    }

    @Test(arguments: engines) func `a backup of an older program gets the columns it did not know`(_ engine: TestEngine)
        async throws
    {
        let path = try await BackupSample.backUp(try await BackupSample.house(.sqlite))
        let statements = [
            "ALTER TABLE unit ADD COLUMN phone TEXT", "ALTER TABLE unit ADD COLUMN floor BIGINT NOT NULL DEFAULT 1",
            "CREATE TABLE note (id TEXT PRIMARY KEY, agency_id TEXT NOT NULL REFERENCES agency (id), text TEXT NOT NULL)",
            "UPDATE unit SET phone = name",
        ]
        let text = statements.joined(separator: "\n;\n")
        let newer = Migration(
            name: "9999_later", texts: Dictionary(uniqueKeysWithValues: Migration.Dialect.allCases.map { ($0, text) }))
        let known = try Repository.migrations() + [newer]
        // A fresh database goes through the later step after the data is there; one that is ahead takes the defaults.
        for isAhead in [false, true] {
            let address = try DatabaseAddress(try await TestSite.address(engine, folder: try BackupSample.folder()))
            if isAhead { _ = try await Database.open(address, migrations: known) }
            let restore = try await Restore.prepare(path, known: known, bar: BackupSample.noBar)
            let database = try await restore.open(address, known: known)
            let files = Files(folder: try BackupSample.folder())
            try await restore.run(into: database, files: files, by: TestSite.console, at: Instant(milliseconds: 0))
            let upToDate = try await Database.open(address, migrations: known)
            let unit = try #require(try await upToDate.read { try $0.first("SELECT name, phone, floor FROM unit") })
            #expect(try unit.integer("floor") == 1)
            #expect(try unit.optionalString("phone") == (isAhead ? nil : try unit.string("name")))
        }
    }

    @Test(arguments: engines) func `a row may leave out what has a default or may be empty`(_ engine: TestEngine)
        async throws
    {
        let good = try await BackupSample.backUp(try await BackupSample.house(.sqlite))
        let short = try BackupSample.changing("unit", of: good) {
            $0.replacingOccurrences(of: #","retired_at":null"#, with: "")
        }
        let restored = try await BackupSample.restore(short, into: engine)
        #expect(
            try await restored.database.read { try $0.rows("SELECT 1 AS n FROM unit WHERE retired_at IS NULL").count }
                == 2)
    }

    @Test func `a damaged file that is there already is put right`() async throws {
        let site = try await BackupSample.house(.sqlite)
        let path = try await BackupSample.backUp(site)
        let folder = try BackupSample.folder()
        let settings = try TestSite.settings(
            database: try await TestSite.address(.sqlite, folder: folder), folder: folder)
        let name = try #require(try site.files.all().keys.sorted().first)
        let place = settings.files.appendingPathComponent(String(name.prefix(2))).appendingPathComponent(name)
        try FileManager.default.createDirectory(
            at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(repeating: 0, count: try site.files.size(of: name)).write(to: place)
        let restored = try await BackupSample.restore(path, settings)
        #expect(restored.files.state(of: name) == .sound)
    }

    @Test func `a file store that cannot be written to stops a restore before the database`() async throws {
        let path = try await BackupSample.backUp(try await BackupSample.house(.sqlite))
        let folder = try BackupSample.folder()
        try Data().write(to: folder.appendingPathComponent("files"))  // a file where the folder should be
        let settings = try TestSite.settings(
            database: try await TestSite.address(.sqlite, folder: folder), folder: folder)
        #expect(
            await BackupSample.keys { _ = try await BackupSample.restore(path, settings) } == ["failure.no_writing"])
        let empty = try await Site.open(settings)
        #expect(try await empty.database.read { try $0.rows("SELECT 1 AS n FROM agency").count } == 0)
    }
}
