import Child
import Foundation
import Testing

@testable import Prongsai

@Suite struct BackupTests {
    /// Names in the `CREATE TABLE` statements of the migrations themselves, read as text.
    private func declaredTables() throws -> Set<String> {
        let statements = try Repository.migrations().flatMap { $0.statements(.sqlite) + $0.statements(.postgres) }
        var names: Set<String> = []
        for statement in statements {
            let words = statement.split(whereSeparator: \.isWhitespace).map(String.init)
            for (index, word) in words.enumerated().dropLast(2) where word == "CREATE" && words[index + 1] == "TABLE" {
                names.insert(words[index + 2].trimmingCharacters(in: CharacterSet(charactersIn: "\"(")))
            }
            if words.starts(with: ["DROP", "TABLE"]) { names.remove(words[2]) }
            if words.starts(with: ["ALTER", "TABLE"]), words.dropFirst(3).starts(with: ["RENAME", "TO"]) {
                names.remove(words[2])
                names.insert(words[5])
            }
        }
        return names
    }

    @Test(arguments: engines) func `every table of the schema is in a backup`(_ engine: TestEngine) async throws {
        let site = try await BackupSample.house(engine)
        let path = try await BackupSample.backUp(site)
        let expected = try declaredTables()
        #expect(expected.count >= 20)
        let entries = Set(try BackupSample.entries(path).map(\.name))
        #expect(entries.filter { $0.hasPrefix("tables/") } == Set(expected.map { "tables/\($0).jsonl" }))
        let manifest = try BackupManifest(of: ArchiveReader(path))
        #expect(Set(manifest.tables.keys) == expected)
        #expect(manifest.migrations == (try Repository.migrations().map(\.name)))
        #expect(manifest.tables["agency"]?.rows == 3)
        #expect(manifest.createdAt == "2025-03-14T00:00:00.000Z")
    }

    @Test func `both engines describe the same schema`() async throws {
        try #require(TestEngine.postgresURL != nil || engines == [.sqlite])
        var found: [StoredTables] = []
        for engine in engines {
            let site = try await TestSite.open(engine)
            let known = try await StoredTables.known(site.settings)
            found.append(try await site.database.read { try StoredTables($0, of: site.database.kind, known: known) })
        }
        for tables in found {
            #expect(tables == found[0])
            #expect(tables["plan_line_item"]?.key == ["line_id", "item_key"])
            #expect(tables["assessment"]?.references.contains { $0.targets == ["id", "revision"] } == true)
            #expect(tables["agency"]?.lateColumns == ["parent_id"])
            #expect(tables.tables.allSatisfy { !$0.key.isEmpty })
        }
    }

    @Test func `every column that names a file is known to be kept or known not to be`() async throws {
        let tables = try await StoredTables.after(try Repository.migrations())
        let known = Set((Files.references + Files.notKept).map { "\($0.table).\($0.column)" })
        let named = tables.tables.flatMap { table in
            table.columns.filter { $0.name.hasSuffix("sha256") }.map { "\(table.name).\($0.name)" }
        }
        #expect(Set(named) == known)
    }

    @Test(arguments: engines) func `the same data gives the same bytes`(_ engine: TestEngine) async throws {
        let site = try await BackupSample.house(engine)
        let (first, second) = (try await BackupSample.backUp(site), try await BackupSample.backUp(site))
        #expect(try Data(contentsOf: URL(fileURLWithPath: first)) == Data(contentsOf: URL(fileURLWithPath: second)))
    }

    @Test(arguments: engines) func `rows are lines in order of their keys, with columns by name`(_ engine: TestEngine)
        async throws
    {
        let site = try await BackupSample.house(engine)
        try await site.database.write(nil) { db in
            for name in ["ก", "B", "a", "é", "ญี่ปุ่น"] {
                let agency = try db.first("SELECT id FROM agency WHERE key = 'lak-si'")?.string("id")
                try db.execute(
                    "INSERT INTO unit (id, agency_id, name, created_at) VALUES (\(name), \(agency), \(name), 'x')")
            }
        }
        let tables = try BackupSample.tables(try await BackupSample.backUp(site))
        let units = try #require(tables["tables/unit.jsonl"]).split(separator: "\n").map(String.init)
        #expect(units.count == 7)
        let ids = units.compactMap { line in TableLine.fields(Array(line.utf8))?.first { $0.name == "id" }?.value }
        let texts = ids.compactMap { value -> String? in if case .text(let text) = value { text } else { nil } }
        #expect(texts.filter { $0.utf8.count < 36 } == ["B", "a", "é", "ก", "ญี่ปุ่น"])
        #expect(units[0].hasPrefix(#"{"agency_id":""#))
        #expect(units[0].contains(#""retired_at":null"#))
    }

    @Test func `an ordinary tool opens the archive`() async throws {
        let path = try await BackupSample.backUp(try await BackupSample.house(.sqlite))
        let process = ChildProcess()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        process.arguments = [
            "-c",
            "import zipfile, sys; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; z.read('manifest.json')",
            path,
        ]
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }

    @Test func `what is there is not replaced unless it is asked for`() async throws {
        let site = try await BackupSample.house(.sqlite)
        let path = try BackupSample.folder().appendingPathComponent("a.zip").path
        try Data("old".utf8).write(to: URL(fileURLWithPath: path))
        #expect(await BackupSample.keys { try await BackupSample.backUp(site, to: path) } == ["failure.file_exists"])
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
        try await BackupSample.backUp(site, to: path, replacing: true)
        #expect(try BackupManifest(of: ArchiveReader(path)).tables["agency"]?.rows == 3)
        #expect(
            await BackupSample.keys { try await BackupSample.backUp(site, to: "/dev/full", replacing: true) } == [
                "failure.not_a_file"
            ])
        #expect(
            await BackupSample.keys { try await BackupSample.backUp(site, to: "/nowhere/at/all.zip") } == [
                "failure.no_writing"
            ])
    }

    @Test func `two backups to one place do not meet`() async throws {
        let site = try await BackupSample.house(.sqlite)
        let path = try BackupSample.folder().appendingPathComponent("a.zip").path
        let first = try PartialFile(path, replacing: false)
        #expect(await BackupSample.keys { try await BackupSample.backUp(site, to: path) } == ["failure.being_written"])
        first.discard()
        try await BackupSample.backUp(site, to: path)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test(arguments: engines) func `a backup is of one moment although others write`(_ engine: TestEngine) async throws
    {
        let site = try await BackupSample.house(engine)
        try await BackupSample.fill(site, journal: 2000, files: 0)
        // Each write adds a unit and its journal line; a picture of two moments would have one without the other.
        let agency = try await site.database.read { try Agency.find("lak-si", in: $0).id }
        let writer = Task {
            for number in 0..<400 where !Task.isCancelled {
                _ = try await site.perform(AddUnit(agency: agency, unit: "ฝ่ายที่ \(number)"), as: TestSite.console)
            }
        }
        for _ in 0..<3 {
            let tables = try BackupSample.tables(try await BackupSample.backUp(site))
            let units = try #require(tables["tables/unit.jsonl"]).split(separator: "\n").count
            let lines = try #require(tables["tables/journal.jsonl"]).split(separator: "\n").count {
                $0.contains(#""operation":"add-unit""#)
            }
            #expect(units == lines)
        }
        writer.cancel()
        _ = try? await writer.value
    }

    @Test(arguments: engines)
    func `a missing or damaged file stops a backup unless that is allowed, and is listed then`(
        _ engine: TestEngine
    ) async throws {
        let site = try await BackupSample.house(engine)
        let names = try await site.database.read { try Files.referenced(in: $0).sorted() }
        #expect(names.count == 4)
        let place = "\(site.files.shown)/\(names[0].prefix(2))/\(names[0])"
        try Data("other".utf8).write(to: URL(fileURLWithPath: place))
        let path = try BackupSample.folder().appendingPathComponent("a.zip").path
        #expect(await BackupSample.keys { try await BackupSample.backUp(site, to: path) } == ["failure.backup_lost"])
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: (path as NSString).deletingLastPathComponent).isEmpty)
        let result = try await BackupSample.backUp(site, to: path, allowingLost: true)
        #expect(result.manifest.lost == [names[0]])
        #expect(Set(result.manifest.files.keys) == Set(names.dropFirst()))
        let restored = try await BackupSample.restore(path, into: engine)
        #expect(restored.files.state(of: names[0]) == .missing)
        #expect(restored.files.state(of: names[1]) == .sound)
    }

    @Test(arguments: engines) func `tables of other programs beside ours are left alone`(_ engine: TestEngine)
        async throws
    {
        let site = try await BackupSample.house(engine)
        try await site.database.write(nil) { db in
            try db.execute("CREATE TABLE other_program (id INTEGER PRIMARY KEY, shape DATE)")
            try db.execute("INSERT INTO other_program VALUES (1, '2025-01-01')")
        }
        let path = try await BackupSample.backUp(site)
        #expect(try BackupSample.tables(path)["tables/other_program.jsonl"] == nil)
        let faults = await Doctor(settings: site.settings, bar: BackupSample.noBar).findings().filter {
            $0.state == .fault && $0.check == "database"
        }
        #expect(faults.isEmpty)
    }

    @Test(arguments: engines)
    func `a column no migration made is found when the backup is read back, not when it is needed`(
        _ engine: TestEngine
    ) async throws {
        let site = try await BackupSample.house(engine)
        try await site.database.write(nil) { try $0.execute("ALTER TABLE unit ADD COLUMN by_hand TEXT") }
        let path = try BackupSample.folder().appendingPathComponent("a.zip").path
        #expect(await BackupSample.keys { try await BackupSample.backUp(site, to: path) } == ["backup_column_unknown"])
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func `a broken journal is told and does not stop a backup`() async throws {
        let site = try await BackupSample.house(.sqlite)
        try await site.database.write(nil) { db in
            try db.execute("DROP TRIGGER journal_update")
            try db.execute("UPDATE journal SET actor = 'somebody else' WHERE agency_id <> '' AND number = 2")
        }
        let path = try await BackupSample.backUp(site)
        let result = try await BackupSample.backUp(site, to: path, replacing: true)
        #expect(result.warnings.map(\.key) == ["journal_broken"])
        #expect(result.warnings.first?.values["number"] == "2")
        _ = try await BackupSample.restore(path, into: .sqlite)
    }
}
