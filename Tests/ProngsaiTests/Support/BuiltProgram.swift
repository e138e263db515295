import Child
import Foundation
import Testing

@testable import Prongsai

/// The program as it was built beside the tests, run as a person runs it.
enum BuiltProgram {
    static func place() throws -> URL {
        let beside = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        let places =
            [beside.appendingPathComponent("prongsai")]
            + CommandLine.arguments.map {
                URL(fileURLWithPath: $0).deletingLastPathComponent().appendingPathComponent("prongsai")
            }
        return try #require(places.first { FileManager.default.isExecutableFile(atPath: $0.path) })
    }

    struct Run {
        var code: Int32
        var output: String
        var errors: String
    }

    private static func process(_ arguments: [String], in folder: URL, language: String) throws -> ChildProcess {
        let process = ChildProcess()
        process.executableURL = try place()
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.environment = environment(["PRONGSAI_LANGUAGE": language, "USER": "tester"])
        return process
    }

    /// What the program is told of its surroundings, and nothing else of ours.
    static func environment(_ more: [String: String] = [:]) -> [String: String] {
        var settings = [
            "PRONGSAI_ROOT": Repository.root.path, "PATH": "/usr/bin:/bin", "PRONGSAI_WATCH_REFERENCES": "",
        ].merging(more) { $1 }
        // What a checked build was told of leaks holds for the program too: it ends without tidying up.
        settings["ASAN_OPTIONS"] = ProcessInfo.processInfo.environment["ASAN_OPTIONS"]
        return settings
    }

    /// Runs a command to its end.
    static func run(_ arguments: [String], in folder: URL, language: String = "th") throws -> Run {
        let process = try process(arguments, in: folder, language: language)
        let files = ["out", "err"].map { folder.appendingPathComponent(".\($0)-\(ID.new())") }
        for file in files { FileManager.default.createFile(atPath: file.path, contents: nil) }
        process.standardOutput = try FileHandle(forWritingTo: files[0])
        process.standardError = try FileHandle(forWritingTo: files[1])
        try process.run()
        process.waitUntilExit()
        let texts = try files.map { String(decoding: try Data(contentsOf: $0), as: UTF8.self) }
        for file in files { try? FileManager.default.removeItem(at: file) }
        return Run(code: process.terminationStatus, output: texts[0], errors: texts[1])
    }

    /// Starts a command and kills it after some milliseconds; whether it was still at work.
    static func kill(_ arguments: [String], in folder: URL, after milliseconds: UInt32) throws -> Bool {
        let process = try process(arguments, in: folder, language: "th")
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        usleep(milliseconds * 1000)
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        return process.terminationReason == .uncaughtSignal
    }

    /// A folder of its own for a run.
    static func folder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("prongsai-run-\(ID.new())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }
}
