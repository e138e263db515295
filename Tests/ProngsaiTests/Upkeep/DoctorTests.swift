import Foundation
import Testing

@testable import Prongsai

@Suite struct DoctorTests {
    private func findings(_ site: Site) async -> [Finding] {
        await Doctor(settings: site.settings, bar: BackupSample.noBar).findings()
    }

    private func found(_ check: String, _ findings: [Finding]) -> [String] {
        findings.filter { $0.check == check }.map(\.outcome)
    }

    @Test(arguments: engines) func `a house in order has no faults, and every check speaks both languages`(
        _ engine: TestEngine
    ) async throws {
        let site = try await BackupSample.house(engine)
        let findings = await findings(site)
        let faults = findings.filter { $0.state == .fault && $0.check != "durability" && $0.check != "room" }
        #expect(faults.isEmpty, "\(faults)")
        let expected = [
            "root", "locales", "editions", "fonts", "libraries", "heif", "pdf", "database", "durability", "migrations",
            "journal", "frozen", "editions_in_use", "files",
        ]
        for check in expected { #expect(!found(check, findings).isEmpty, "\(check)") }
        for check in engine == .sqlite ? ["integrity", "references"] : ["encoding"] {
            #expect(found(check, findings) == ["ok"])
        }
        if engine == .sqlite { #expect(found("durability", findings) == ["ok"]) }
        let versions = try #require(findings.first { $0.check == "libraries" }?.values["versions"])
        for library in ["libvips 8", "pango 1", "cairo 1", "libarchive 3", "sqlite 3", "libpq "] {
            #expect(versions.contains(library), "\(versions)")
        }
    }

    @Test func `a machine that cannot read PDFs is told so`() async {
        #expect(await Libraries.pdf() == Finding("pdf", .ok))
        #expect(
            await Libraries.pdf(reader: "no-such-reader") == Finding("pdf", .fault, nil, ["program": "no-such-reader"]))
    }

    /// Every outcome the program can name has its sentence, and what to do where it is not well.
    @Test func `every outcome has its words`() throws {
        let strings = try Repository.strings()
        for language in Language.allCases {
            for key in strings.keys(language)
            where key.hasPrefix("doctor.") && key.split(separator: ".").count == 3 && !key.hasSuffix("_mend") {
                #expect(key.hasSuffix(".ok") || strings.template(key + "_mend", language) != nil, "\(key)")
            }
        }
    }

    @Test(arguments: engines) func `a broken journal, a changed frozen round and a changed edition are found`(
        _ engine: TestEngine
    ) async throws {
        let site = try await BackupSample.house(engine)
        try await site.database.write(nil) { db in
            for (trigger, table) in [("journal", "journal"), ("frozen_round", "frozen_round"), ("edition", "edition")] {
                try db.execute(
                    SQL(
                        trusted: engine == .sqlite
                            ? "DROP TRIGGER \(trigger)_update" : "DROP TRIGGER \(trigger)_fixed ON \(table)"))
            }
            try db.execute("UPDATE journal SET about = 'other' WHERE agency_id <> '' AND number = 3")
            try db.execute("UPDATE frozen_round SET content = content || ' '")
            try db.execute("UPDATE edition SET body = replace(body, 'I1', 'I99')")
        }
        let findings = await findings(site)
        #expect(found("journal", findings) == ["fault"])
        #expect(findings.first { $0.check == "journal" }?.values["number"] == "3")
        #expect(Set(found("frozen", findings)) == ["fault"])
        #expect(found("editions_in_use", findings) == ["fault"])
    }

    @Test(arguments: engines) func `missing and damaged files are found, and what nobody refers to is only counted`(
        _ engine: TestEngine
    ) async throws {
        let site = try await BackupSample.house(engine)
        let names = try await site.database.read { try Files.referenced(in: $0).sorted() }
        func place(_ name: String) -> URL { site.settings.files.appendingPathComponent("\(name.prefix(2))/\(name)") }
        try Data("other".utf8).write(to: place(names[0]))
        try FileManager.default.removeItem(at: place(names[1]))
        let spare = try site.files.put([1, 2, 3])
        let findings = await findings(site)
        #expect(found("files", findings).sorted() == ["damaged", "missing"])
        #expect(findings.first { $0.check == "spare_files" }?.values["count"] == "1")
        #expect(site.files.state(of: spare) == .sound)
    }

    @Test func `a file store that cannot be read is a finding`() async throws {
        let site = try await BackupSample.house(.sqlite)
        try FileManager.default.removeItem(at: site.settings.files)
        try Data().write(to: site.settings.files)
        #expect(await found("files", findings(site)) == ["unreadable"])
    }

    @Test func `no database, a damaged one and one of a newer program are told apart`() async throws {
        let folder = try BackupSample.folder()
        let path = folder.appendingPathComponent("test.db").path
        let settings = try TestSite.settings(database: "sqlite:\(path)", folder: folder)
        func outcome(_ check: String) async -> [String] {
            await found(check, Doctor(settings: settings, bar: BackupSample.noBar).findings())
        }
        #expect(await outcome("database") == ["none"])
        #expect(!FileManager.default.fileExists(atPath: path))
        try Data("this is no database, only some text that is long enough to be looked at".utf8).write(
            to: URL(fileURLWithPath: path))
        #expect(await outcome("database") == ["fault"])
        try FileManager.default.removeItem(atPath: path)
        let site = try await Site.open(settings)
        try await site.database.write(nil) { try $0.execute("DELETE FROM schema_migration WHERE name = '0003_frozen'") }
        #expect(await outcome("migrations") == ["warning"])
        try await site.database.write(nil) {
            try $0.execute("INSERT INTO schema_migration (name) VALUES ('0099_later')")
        }
        #expect(await outcome("migrations") == ["newer"])
    }

    @Test func `a root without its sentences and editions is told without them`() async throws {
        let folder = try BackupSample.folder()
        let root = folder.appendingPathComponent("root")
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            at: Repository.root.appendingPathComponent("Migrations"), to: root.appendingPathComponent("Migrations"))
        var settings = try TestSite.settings(database: "sqlite:\(folder.path)/test.db", folder: folder)
        settings.root = root
        let findings = await Doctor(settings: settings, bar: BackupSample.noBar).findings()
        #expect(found("locales", findings) == ["fault"])
        #expect(found("editions", findings) == ["none"])
        let lines = DoctorCommand.lines(
            findings.map { $0.told(Strings(texts: [:]), .thai) }, Strings(texts: [:]), .thai)
        #expect(lines.contains { $0.contains("editions: none") })
    }

    @Test func `an edition with a fault is named`() async throws {
        let folder = try BackupSample.folder()
        let root = folder.appendingPathComponent("root")
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        for part in ["Migrations", "Locales", "Instruments"] {
            try FileManager.default.copyItem(
                at: Repository.root.appendingPathComponent(part), to: root.appendingPathComponent(part))
        }
        try Data("id: [".utf8).write(to: root.appendingPathComponent("Instruments/aaa.yaml"))
        var settings = try TestSite.settings(database: "sqlite:\(folder.path)/test.db", folder: folder)
        settings.root = root
        let finding = await Doctor(settings: settings, bar: BackupSample.noBar).findings().first {
            $0.check == "editions"
        }
        #expect(finding?.state == .fault)
        #expect(finding?.values["file"]?.hasPrefix("aaa.yaml") == true)
    }
}
