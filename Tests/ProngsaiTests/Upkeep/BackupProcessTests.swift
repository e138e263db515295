import Child
import Foundation
import Testing

@testable import Prongsai

/// The built program, killed and starved while it works.
@Suite(.serialized) struct BackupProcessTests {
    private static let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent()
        .appendingPathComponent("prongsai")

    /// The program beside the tests: where the test runner is the toolchain's own, the build folder is the bundle's.
    private func program() throws -> URL {
        let places =
            [Self.program]
            + CommandLine.arguments.map {
                URL(fileURLWithPath: $0).deletingLastPathComponent().appendingPathComponent("prongsai")
            }
        return try #require(places.first { FileManager.default.isExecutableFile(atPath: $0.path) })
    }

    private func database(_ site: Site) -> String {
        switch site.settings.database {
        case .sqlite(let path): "sqlite:\(path)"
        case .postgres(let url): url
        }
    }

    private func start(_ command: String, _ file: String, _ settings: [String], limit: Int? = nil) throws -> (
        ChildProcess, Pipe
    ) {
        let process = ChildProcess()
        let errors = Pipe()
        let arguments = [command, file, "--root", Repository.root.path] + settings
        if let limit {
            process.executableURL = URL(fileURLWithPath: "/bin/bash")
            process.arguments = ["-c", "ulimit -f \(limit); exec \"$@\"", "bash", try program().path] + arguments
        } else {
            process.executableURL = try program()
            process.arguments = arguments
        }
        process.standardOutput = FileHandle.nullDevice
        process.standardError = errors
        try process.run()
        return (process, errors)
    }

    /// Starts, kills after some milliseconds; whether it was still at work.
    private func killed(_ command: String, _ file: String, _ settings: [String], after milliseconds: UInt32) throws
        -> Bool
    {
        let (process, _) = try start(command, file, settings)
        usleep(milliseconds * 1000)
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        return process.terminationReason == .uncaughtSignal
    }

    @Test func `a backup killed at any moment leaves the old file or a whole new one, and the data as it was`()
        async throws
    {
        let site = try await BackupSample.house(.sqlite)
        try await BackupSample.fill(site, journal: 2000, files: 60)
        let settings = ["--database", database(site), "--files", site.settings.files.path]
        let path = try BackupSample.folder().appendingPathComponent("a.zip").path
        let before = try BackupSample.tables(try await BackupSample.backUp(site))
        var wasAtWork = 0
        for delay in stride(from: UInt32(15), to: 500, by: 80) {
            try Data("old".utf8).write(to: URL(fileURLWithPath: path))
            if try killed("backup", path, settings + ["--force"], after: delay) { wasAtWork += 1 }
            if try String(data: Data(contentsOf: URL(fileURLWithPath: path)).prefix(3), encoding: .utf8) != "old" {
                #expect(try BackupSample.tables(path) == before)
            }
        }
        #expect(wasAtWork > 0)
        // What was left behind is in nobody's way.
        let (process, _) = try start("backup", path, settings + ["--force"])
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        #expect(try BackupSample.tables(path) == before)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: (path as NSString).deletingLastPathComponent) == [
                "a.zip"
            ])
    }

    @Test(arguments: engines) func `a restore killed at any moment leaves nothing or everything`(_ engine: TestEngine)
        async throws
    {
        let site = try await BackupSample.house(.sqlite)
        try await BackupSample.fill(site, journal: 2000, files: 40)
        let path = try await BackupSample.backUp(site)
        let before = try BackupSample.tables(path)
        var outcomes: [Bool] = []
        for delay in stride(from: UInt32(60), to: 1300, by: 200) {
            let folder = try BackupSample.folder()
            let address = try await TestSite.address(engine, folder: folder)
            let settings = try TestSite.settings(database: address, folder: folder)
            _ = try killed("restore", path, ["--database", address, "--files", settings.files.path], after: delay)
            let after = try await Site.open(settings)
            let isEmpty = try await after.database.read { try $0.first("SELECT 1 AS n FROM agency") == nil }
            outcomes.append(isEmpty)
            if isEmpty {
                let left = try await after.database.read {
                    try $0.rows("SELECT 1 AS n FROM journal UNION ALL SELECT 1 FROM edition").count
                }
                #expect(left == 0)
                if delay % 400 == 60 { _ = try await BackupSample.restore(path, settings) }
            } else {
                let there = try BackupSample.tables(try await BackupSample.backUp(after), withoutHouseJournal: true)
                #expect(there == before)
            }
        }
        #expect(outcomes.contains(true))
    }

    @Test func `no room is told in words, and leaves nothing behind`() async throws {
        let site = try await BackupSample.house(.sqlite)
        try await BackupSample.fill(site, journal: 0, files: 60)
        let settings = ["--database", database(site), "--files", site.settings.files.path, "--language", "en"]
        let folder = try BackupSample.folder()
        let (process, errors) = try start("backup", folder.appendingPathComponent("a.zip").path, settings, limit: 300)
        process.waitUntilExit()
        #expect(process.terminationStatus == 65)
        let said = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        #expect(said.contains("There is no room for"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)

        let path = try await BackupSample.backUp(site)
        let other = try TestSite.settings(database: "sqlite:\(folder.path)/new.db", folder: folder)
        let (second, words) = try start(
            "restore", path,
            ["--database", "sqlite:\(folder.path)/new.db", "--files", other.files.path, "--language", "en"], limit: 64)
        second.waitUntilExit()
        #expect([65, 74].contains(second.terminationStatus))
        #expect(!String(decoding: words.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self).contains("⟦"))
        let empty = try await Site.open(other)
        #expect(try await empty.database.read { try $0.rows("SELECT 1 AS n FROM agency").count } == 0)
    }
}
