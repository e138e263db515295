import Child
import Foundation
import Testing

@testable import Prongsai

@Suite struct InstallTests {
    @Test func `an installed program finds its own folders, and nothing of an older version stays`() throws {
        let place = try BuiltProgram.folder().appendingPathComponent("usr")
        let stale = place.appendingPathComponent("share/prongsai/Instruments")
        try FileManager.default.createDirectory(at: stale, withIntermediateDirectories: true)
        try Data("id: old".utf8).write(to: stale.appendingPathComponent("old.yaml"))
        func run(_ program: String, _ arguments: [String]) throws -> (code: Int32, output: String) {
            let process = ChildProcess()
            let output = Pipe()
            process.executableURL = URL(fileURLWithPath: program)
            process.arguments = arguments
            process.currentDirectoryURL = place.deletingLastPathComponent()
            process.environment = ["PATH": "/usr/bin:/bin"]
            process.standardOutput = output
            try process.run()
            let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            return (process.terminationStatus, text)
        }
        let script = Repository.root.appendingPathComponent("scripts/install").path
        #expect(try run(script, [try BuiltProgram.place().path, place.path]).code == 0)
        let listed = try run(place.appendingPathComponent("bin/prongsai").path, ["instrument", "list"])
        #expect(listed.code == 0 && listed.output.contains("bma-ita-2567") && !listed.output.contains("old"))
        for folder in ["Migrations/HEAD", "Locales/th.yaml", "Public", "Demo/scores.csv"] {
            let kept = place.appendingPathComponent("share/prongsai/\(folder)").path
            #expect(FileManager.default.fileExists(atPath: kept), "\(folder)")
        }
    }
}
