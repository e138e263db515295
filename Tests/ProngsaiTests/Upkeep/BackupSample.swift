import Documents
import Foundation
import ITA
import Testing

@testable import Prongsai

/// A house with one of everything a backup must carry, and hands to take an archive apart and put it together again.
enum BackupSample {
    static let thaiName = "ภาพกิจกรรม ที่นี่ น้ำปู่ ญี่ปุ่น กตัญญู.dat"

    /// An office with a frozen round, a file with a Thai name, and a district that stands before the city above it.
    static func house(_ engine: TestEngine) async throws -> Site {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("lak-si", on: site)
        let kept = try StoredPicture.keep(Array("เนื้อหา \u{0} ของไฟล์".utf8), name: thaiName, as: .file, in: site.files)
        _ = try await site.perform(
            AddEvidence(
                agency: office.agency, progress: office.progress, source: .stored(kept),
                caption: "ผู้เข้าอบรม “ปู่” \\ \"ญี่ปุ่น\"\n\t๒",
                aboutOn: nil), as: TestSite.console)
        let print = try site.files.put(Array("ภาพย่อ".utf8))
        try await site.database.write(nil) { db in
            try db.execute(
                "UPDATE evidence SET print_sha256 = \(print), print_width = \(1), print_height = \(1) WHERE file_sha256 IS NOT NULL"
            )
            let now = "2025-03-14T00:00:00.000Z"
            try db.execute(
                "INSERT INTO agency (id, key, thai, created_at) VALUES ('zz-city', 'bangkok', 'กรุงเทพมหานคร', \(now))")
            try db.execute(
                "INSERT INTO agency (id, key, parent_id, thai, created_at) VALUES ('aa-district', 'district', 'zz-city', 'เขต', \(now))"
            )
            try db.execute(
                """
                INSERT INTO import (id, agency_id, kind, fiscal_year, file_sha256, file_name, applied_at)
                VALUES ('import-1', \(office.agency), 'report', 2568, \(Hash.sha256([1])), 'รายงาน.docx', \(now))
                """)
        }
        _ = try await site.perform(
            FreezeRound(
                agency: office.agency, plan: office.plan, half: 1, reason: nil, editions: site.editions,
                strings: site.strings, withFaults: true),
            as: TestSite.console)
        return site
    }

    /// More rows and files, for what has to take a while.
    static func fill(_ site: Site, journal: Int, files: Int) async throws {
        try await site.database.write(nil) { db in
            for number in 0..<journal {
                try Journal.append(
                    "trial", JournalNote("row \(number)", ["text": "น้ำที่นี่ ครั้งที่ \(number)"]), agency: "big",
                    by: TestSite.console,
                    at: Instant(milliseconds: TestSite.now + Int64(number)), in: db)
            }
        }
        let agency = try await site.database.read { try Agency.find("lak-si", in: $0).id }
        var names: [String] = []
        for number in 0..<files {
            var bytes = Array("\(number)".utf8)
            for step in 0..<20_000 { bytes.append(UInt8(truncatingIfNeeded: step &* number &+ step >> 3)) }
            names.append(try site.files.put(bytes))
        }
        try await site.database.write(nil) { [names] db in
            for name in names {
                try db.execute(
                    """
                    INSERT INTO evidence (id, agency_id, kind, file_sha256, file_name, created_at)
                    VALUES (\(ID.new()), \(agency), 'file', \(name), 'x', '2025-03-14T00:00:00.000Z')
                    """)
            }
        }
    }

    static func folder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("prongsai-test-\(ID.new())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    static let noBar: @Sendable (String, Int) -> ProgressBar = { ProgressBar($0, total: $1, isVisible: false) }

    @discardableResult
    static func backUp(_ site: Site, to path: String, replacing: Bool = false, allowingLost: Bool = false) async throws
        -> BackupCheck.Result
    {
        try await Backup(site: site, path: path, replacing: replacing, allowingLost: allowingLost, bar: noBar).write()
    }

    static func backUp(_ site: Site) async throws -> String {
        let path = try folder().appendingPathComponent("สำรอง.zip").path
        try await backUp(site, to: path)
        return path
    }

    /// Restores as the command does, into a fresh database.
    static func restore(_ path: String, into engine: TestEngine) async throws -> Site {
        let folder = try folder()
        let settings = try TestSite.settings(
            database: try await TestSite.address(engine, folder: folder), folder: folder)
        return try await restore(path, settings)
    }

    static func restore(_ path: String, _ settings: Settings) async throws -> Site {
        let known = try Repository.migrations()
        let restore = try await Restore.prepare(path, known: known, bar: noBar)
        let database = try await restore.open(settings.database, known: known)
        try await restore.run(
            into: database, files: Files(folder: settings.files), by: TestSite.console,
            at: Instant(milliseconds: TestSite.now))
        return try await Site.open(settings, clock: Clock { TestSite.now })
    }

    /// An archive's entries in memory, in their order.
    static func entries(_ path: String) throws -> [(name: String, bytes: [UInt8])] {
        var entries: [(name: String, bytes: [UInt8])] = []
        try ArchiveReader(path).walk { entry in
            var bytes: [UInt8] = []
            try entry.read(limit: 1 << 30) { bytes += $0 }
            entries.append((entry.name, bytes))
            return true
        }
        return entries
    }

    /// Writes entries as an archive. The manifest follows what they hold now, unless `honest` is false.
    static func archive(
        _ entries: [(name: String, bytes: [UInt8])], honest: Bool = true, packFiles: Bool = false,
        manifest change: (inout BackupManifest) -> Void = { _ in }
    ) throws -> String {
        let path = try folder().appendingPathComponent("changed.zip").path
        let output = try PartialFile(path, replacing: false)
        let writer = try ArchiveWriter(output.descriptor, path: path)
        for entry in entries {
            guard entry.name == "manifest.json" else {
                _ = try writer.add(entry.name, entry.bytes, packed: packFiles || !entry.name.hasPrefix("files/"))
                continue
            }
            var manifest = try JSONDecoder().decode(BackupManifest.self, from: Data(entry.bytes))
            if honest {
                for case (.table(let name)?, let bytes) in entries.map({ (BackupManifest.Part($0.name), $0.bytes) }) {
                    manifest.tables[name] = .init(
                        rows: bytes.count { $0 == 10 }, size: bytes.count, sha256: Hash.sha256(bytes))
                }
            }
            change(&manifest)
            _ = try writer.add(entry.name, try manifest.encoded(), packed: true)
        }
        try writer.close()
        try output.finish()
        return path
    }

    /// Changes one table's text in an archive.
    static func changing(_ table: String, of path: String, _ change: (String) -> String) throws -> String {
        let entries = try entries(path).map { entry in
            entry.name == "tables/\(table).jsonl"
                ? (entry.name, Array(change(String(decoding: entry.bytes, as: UTF8.self)).utf8)) : entry
        }
        return try archive(entries)
    }

    /// Table files by name; the house's newest journal line is not looked at, and left out where asked, because a
    /// restore adds one. Nor is when sessions and codes were ended, because a restore ends them.
    static func tables(_ path: String, withoutHouseJournal: Bool = false) throws -> [String: String] {
        var tables: [String: String] = [:]
        for entry in try entries(path) where entry.name.hasPrefix("tables/") {
            var lines = String(decoding: entry.bytes, as: UTF8.self).split(separator: "\n")
            if entry.name == "tables/journal_head.jsonl" { lines.removeAll { $0.contains("\"agency_id\":\"\"") } }
            let opening = ["session", "ticket", "api_token", "calendar_link"].map { "tables/\($0).jsonl" }
            if opening.contains(entry.name) {
                lines = lines.map { $0.replacing(/"(ended_at|used_at|revoked_at)":("[^"]*"|null),?/, with: "") }
            }
            if withoutHouseJournal, entry.name == "tables/journal.jsonl" {
                lines.removeAll {
                    $0.contains("\"agency_id\":\"\"") && $0.contains("\"operation\":\"restore\"")
                }
            }
            tables[entry.name] = lines.map { $0 + "\n" }.joined()
        }
        return tables
    }

    /// The problem keys of a failure.
    static func keys(_ work: () async throws -> Void) async -> [String] {
        do {
            try await work()
            return []
        } catch Failure.invalid(let problems) {
            return problems.map(\.key)
        } catch Failure.conflict(let message), Failure.notFound(let message) {
            return [message.key]
        } catch {
            return ["\(error)"]
        }
    }
}
