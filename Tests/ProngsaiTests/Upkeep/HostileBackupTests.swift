import Foundation
import Testing

@testable import Prongsai

/// Archives that were cut, changed or made up. Each is refused before anything is touched, with a reason.
@Suite struct HostileBackupTests {
    /// Checks an archive as a restore does; nothing is opened for writing.
    private func check(_ path: String) async -> [String] {
        await BackupSample.keys {
            _ = try await Restore.prepare(path, known: try Repository.migrations(), bar: BackupSample.noBar)
        }
    }

    private func sample() async throws -> String {
        try await BackupSample.backUp(try await BackupSample.house(.sqlite))
    }

    private func write(_ bytes: some Sequence<UInt8>) throws -> String {
        let path = try BackupSample.folder().appendingPathComponent("x.zip").path
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        return path
    }

    @Test func `an archive cut off anywhere is refused`() async throws {
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: try await sample())))
        for length in Set(stride(from: 0, to: bytes.count, by: max(1, bytes.count / 60))).union([
            1, 4, 22, bytes.count - 1, bytes.count - 22,
        ]) {
            let keys = await check(try write(bytes[..<length]))
            #expect(
                keys == ["backup_not_one"] || keys == ["backup_damaged"], "cut at \(length) of \(bytes.count): \(keys)")
        }
    }

    @Test func `a flipped bit is refused or changes nothing`() async throws {
        let path = try await sample()
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        let tables = try BackupSample.tables(path)
        var refused = 0
        let places = Array(stride(from: 0, to: bytes.count, by: max(1, bytes.count / 150)))
        for (number, place) in places.enumerated() {
            var changed = bytes
            changed[place] ^= 1 << UInt8(number % 8)
            let other = try write(changed)
            if await check(other).isEmpty {
                #expect(try BackupSample.tables(other) == tables, "byte \(place)")
                #expect(
                    try BackupManifest(of: ArchiveReader(other)).files == BackupManifest(of: ArchiveReader(path)).files)
            } else {
                refused += 1
            }
        }
        #expect(refused > places.count / 2)
    }

    @Test func `what the manifest lists must be there, and nothing else`() async throws {
        let path = try await sample()
        let entries = try BackupSample.entries(path)
        let file = try #require(entries.first { $0.name.hasPrefix("files/") }?.name)
        #expect(await check(try BackupSample.archive(entries.filter { $0.name != file })) == ["backup_part_missing"])
        #expect(
            await check(try BackupSample.archive(entries.filter { $0.name != "tables/unit.jsonl" })) == [
                "backup_part_missing"
            ])
        let lone = try BackupSample.archive(entries.filter { $0.name != file }) { manifest in
            manifest.files[String(file.dropFirst(6))] = nil
        }
        #expect(await check(lone) == ["backup_part_missing"], "data speaks of a file the manifest does not list")
        for name in [
            "../../etc/passwd", "tables/../x.jsonl", "files/abc", "tables/plan.json", "readme.txt",
            "files/\(Hash.sha256([7]))", "tables/nothing.jsonl",
        ] {
            #expect(
                await check(try BackupSample.archive([(name, [1])] + entries)) == ["backup_part_unknown"], "\(name)")
        }
        let twice = try #require(entries.first)
        #expect(await check(try BackupSample.archive([twice] + entries)) == ["backup_part_unknown"])
        #expect(
            await check(try BackupSample.archive(entries.filter { $0.name != "manifest.json" })) == ["backup_not_one"])
    }

    @Test func `content other than the manifest says is refused`() async throws {
        let path = try await sample()
        let entries = try BackupSample.entries(path)
        func with(_ change: ((name: String, bytes: [UInt8])) -> (name: String, bytes: [UInt8])) throws -> String {
            try BackupSample.archive(entries.map(change), honest: false)
        }
        #expect(
            await check(try with { $0.name.hasPrefix("files/") ? ($0.name, $0.bytes.map { $0 ^ 1 }) : $0 }) == [
                "backup_differs"
            ])
        #expect(
            await check(try with { $0.name.hasPrefix("files/") ? ($0.name, $0.bytes + [1]) : $0 }) == ["backup_limit"])
        #expect(
            await check(try with { $0.name.hasPrefix("files/") ? ($0.name, $0.bytes.dropLast()) : $0 }) == [
                "backup_differs"
            ])
        let text = try with {
            $0.name == "tables/unit.jsonl"
                ? (
                    $0.name,
                    Array(
                        String(decoding: $0.bytes, as: UTF8.self).replacingOccurrences(of: "ปกครอง", with: "ปกคลอง")
                            .utf8)
                ) : $0
        }
        #expect(await check(text) == ["backup_differs"])
        let rows = try BackupSample.archive(entries) { $0.tables["unit"]?.rows += 1 }
        #expect(await check(rows) == ["backup_differs"])
    }

    @Test func `a newer form, newer steps, tables or columns are refused with a word about the program`() async throws {
        let path = try await sample()
        let entries = try BackupSample.entries(path)
        #expect(
            await check(try BackupSample.archive(entries) { $0.format = "prongsai-backup/2" }) == ["backup_newer_form"])
        for instant in ["", "2025-03-14", "9223372036854775807-1-1T1:1:1", "2025-03-14T00:00:00.000Z\u{1B}[2J"] {
            #expect(await check(try BackupSample.archive(entries) { $0.createdAt = instant }) == ["backup_damaged"])
        }
        #expect(
            await check(try BackupSample.archive(entries) { $0.migrations.append("0099_later") }) == ["backup_newer"])
        let table = try BackupSample.archive([("tables/later.jsonl", [])] + entries) { manifest in
            manifest.tables["later"] = .init(rows: 0, size: 0, sha256: Hash.sha256([]))
        }
        #expect(await check(table) == ["backup_part_unknown"])
        let column = try BackupSample.changing("unit", of: path) {
            $0.replacingOccurrences(of: #""name":"#, with: #""nickname":null,"name":"#)
        }
        #expect(await check(column) == ["backup_column_unknown"])
    }

    @Test func `rows that do not fit are refused with table and line`() async throws {
        let path = try await sample()
        func keys(_ table: String, _ change: (String) -> String) async throws -> [String] {
            let changed = try BackupSample.changing(table, of: path, change)
            #expect(
                try BackupSample.tables(changed) != BackupSample.tables(path),
                "the test must change something in \(table)")
            return await check(changed)
        }
        #expect(
            try await keys("unit") { $0.replacingOccurrences(of: #""name":"ฝ่ายปกครอง","#, with: "") } == [
                "backup_column_missing"
            ])
        #expect(
            try await keys("unit") { $0.replacingOccurrences(of: #""name":"ฝ่ายปกครอง""#, with: #""name":7"#) } == [
                "backup_value"
            ])
        #expect(
            try await keys("unit") { $0.replacingOccurrences(of: #""name":"ฝ่ายปกครอง""#, with: #""name":{}"#) } == [
                "backup_row_unreadable"
            ])
        #expect(
            try await keys("unit") { $0.replacingOccurrences(of: "ฝ่ายปกครอง", with: #"\u0000"#) } == ["backup_value"])
        #expect(
            try await keys("unit") { $0.replacingOccurrences(of: "ฝ่ายปกครอง", with: #"\ud800"#) } == [
                "backup_row_unreadable"
            ])
        #expect(try await keys("unit") { String($0.dropLast(2)) } == ["backup_row_unreadable"])
        #expect(try await keys("unit") { $0 + $0 } == ["backup_order"])
        #expect(
            try await keys("agency") { $0.split(separator: "\n").reversed().map { $0 + "\n" }.joined() } == [
                "backup_order"
            ])
        #expect(
            try await keys("agency") {
                $0.replacingOccurrences(of: #""parent_id":"zz-city""#, with: #""parent_id":"none""#)
            } == ["backup_reference"])
        #expect(try await keys("plan_row") { _ in "" } == ["backup_reference"])
        #expect(
            try await keys("assessment") {
                $0.replacingOccurrences(of: #""edition_revision":0"#, with: #""edition_revision":9"#)
                    .replacingOccurrences(of: #""edition_revision":1,"#, with: #""edition_revision":9,"#)
            } == ["backup_reference"])
        let place = try BackupSample.changing("agency", of: path) {
            $0.replacingOccurrences(of: "\"parent_id\":\"zz-city\"", with: "\"parent_id\":\"none\"")
        }
        do {
            _ = try await Restore.prepare(place, known: try Repository.migrations(), bar: BackupSample.noBar)
            Issue.record("not refused")
        } catch Failure.invalid(let problems) {
            let lines = try #require(try BackupSample.tables(place)["tables/agency.jsonl"]).split(separator: "\n")
            let number = try #require(lines.firstIndex { $0.contains("\"parent_id\":\"none\"") }) + 1
            #expect(problems.first?.place == "\(place): tables/agency.jsonl:\(number)")
        }
    }

    @Test func `a bomb is not unpacked`() async throws {
        let entries = try BackupSample.entries(try await sample())
        let large = 80 << 20
        let swollen = entries.map {
            $0.name == "tables/unit.jsonl" ? ($0.name, [UInt8](repeating: 32, count: large)) : $0
        }
        #expect(await check(try BackupSample.archive(swollen)) == ["backup_bomb"])
        let file = try #require(entries.first { $0.name.hasPrefix("files/") }?.name)
        let packed = try BackupSample.archive(
            entries.filter { $0.name != file } + [
                ("files/\(Hash.sha256([UInt8](repeating: 0, count: large)))", [UInt8](repeating: 0, count: large))
            ], packFiles: true)
        #expect(await check(packed) == ["backup_part_unknown"])
        let path = try BackupSample.folder().appendingPathComponent("x.zip").path
        let output = try PartialFile(path, replacing: false)
        let writer = try ArchiveWriter(output.descriptor, path: path)
        _ = try writer.add("manifest.json", [UInt8](repeating: 32, count: large), packed: true)
        try writer.close()
        try output.finish()
        #expect(await check(path) == ["backup_bomb"])
    }

    @Test func `what is no archive is refused`() async throws {
        #expect(await check("/nowhere.zip") == ["failure.no_such_file"])
        #expect(await check("/tmp") == ["failure.not_a_file"])
        #expect(await check("/dev/zero") == ["failure.not_a_file"])
        #expect(await check(try write("hello".utf8)) == ["backup_not_one"])
        #expect(await check(try write([])) == ["backup_not_one"])
        #expect(await check(try write([0x50, 0x4B, 5, 6] + [UInt8](repeating: 0, count: 18))) == ["backup_not_one"])
    }
}
