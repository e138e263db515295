import Child
import Foundation
import Testing

@testable import Prongsai

/// A server of `Tests/Servers` on a port of its own, run by the Python that `scripts/python-tools` prepares. A test whose tool is
/// missing fails with words.
final class PythonServer {
    private let process = ChildProcess()
    /// It ends when nobody holds this any more, however the tests end.
    private let life = Pipe()
    let port: Int
    /// Where it writes down what it is sent.
    let file: URL

    /// - Parameter certificate: makes the server speak TLS under it.
    init(_ script: String, _ more: [String] = [], certificate: Certificate? = nil, writes: Bool = true) async throws {
        file = FileManager.default.temporaryDirectory.appendingPathComponent("prongsai-server-\(ID.new())")
        _ = FileManager.default.createFile(atPath: file.path, contents: nil)
        let python = try await PythonServer.python.value
        process.executableURL = URL(fileURLWithPath: python)
        let tls = certificate.map { (script == "mail.py" ? ["--tls"] : []) + [$0.file, $0.key] } ?? []
        process.arguments =
            [Repository.root.appendingPathComponent("Tests/Servers/\(script)").path] + (writes ? [file.path] : []) + tls
            + more
        process.environment = ["PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        process.standardInput = life
        try process.run()
        var said = Data()
        while !said.contains(10) {
            let piece = output.fileHandleForReading.availableData
            if piece.isEmpty { break }
            said += piece
        }
        let words = String(decoding: said, as: UTF8.self).split(whereSeparator: \.isWhitespace).map(String.init)
        let started = words.first == "ready" && words.count > 1
        port = started ? Int(words[1]) ?? 0 : 0
        try #require(started, "\(script) did not start under \(python); does scripts/python-tools work?")
    }

    deinit { try? life.fileHandleForWriting.close() }

    /// What it was sent so far.
    func received() throws -> [JSONValue] {
        try String(contentsOf: file, encoding: .utf8).utf8.split(separator: 10).map {
            try JSONValue(parsing: Array($0))
        }
    }

    private static let python = Task {
        let process = ChildProcess()
        let output = Pipe()
        process.executableURL = Repository.root.appendingPathComponent("scripts/python-tools")
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Missing(what: "scripts/python-tools failed") }
        return text.trimmingWhitespace()
    }

    struct Missing: Error { let what: String }

    /// Runs Python with a program on its standard input; gives what it prints.
    static func run(_ code: String, _ arguments: [String]) async throws -> String {
        let process = ChildProcess()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: try await python.value)
        process.arguments = ["-c", code] + arguments
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "python failed")
        return text
    }
}

/// A certificate for this machine that nobody but these tests trusts.
struct Certificate {
    let file: String
    let key: String

    init() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("prongsai-tls-\(ID.new())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        (file, key) = (folder.path + "/certificate.pem", folder.path + "/key.pem")
        let process = ChildProcess()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments = [
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
            "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key, "-out", file,
        ]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "openssl is missing; scripts/install-packages installs it")
    }
}

extension TestSite {
    /// A site whose clock a test moves, with some settings of its own.
    static func moving(_ engine: TestEngine, _ change: (inout Settings) throws -> Void = { _ in }) async throws -> (
        site: Site, clock: TestClock
    ) {
        let clock = TestClock()
        var site = try await open(engine)
        site.clock = Clock { clock.now }
        try change(&site.settings)
        return (site, clock)
    }
}
