import Child
import Foundation
import Testing

@testable import Prongsai

#if canImport(Glibc)
    import Glibc
#endif

@Suite struct ShutdownTests {
    @Test func `a request under way is answered before the program ends, and it ends well`() async throws {
        let folder = try BuiltProgram.folder()
        _ = try BuiltProgram.run(["init", "--name", "สำนักงาน", "--edition", "bma-ita-2567"], in: folder)
        let errors = folder.appendingPathComponent("log")
        let (process, port) = try serve(["--log", "json"], in: folder, log: errors)
        let socket = try Socket(port: port)
        try socket.send(
            "POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 20\r\n\r\nlogin=some"
        )
        usleep(400_000)
        process.terminate()
        usleep(700_000)
        #expect(process.isRunning, "it waits for the rest of the request")
        try socket.send("body&more=")
        let answer = socket.readAll()
        #expect(answer.hasPrefix("HTTP/1.1 409"), "\(answer.prefix(80))")
        process.waitUntilExit()
        #expect(process.terminationStatus == 0 && process.terminationReason == .exit)
        let log = try String(contentsOf: errors, encoding: .utf8)
        let lines = try log.utf8.split(separator: 10).map { try JSONValue(parsing: Array($0)) }
        #expect(lines.contains { $0["route"]?.text == "POST /sign-in" && $0["status"]?.text == "409" }, "\(log)")
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/prongsai.db-wal"), "nothing is left beside it")
    }

    @Test func `with a certificate of its own it speaks TLS alone, and cookies travel no other way`() throws {
        let folder = try BuiltProgram.folder()
        _ = try BuiltProgram.run(["init", "--name", "สำนักงาน", "--edition", "bma-ita-2567"], in: folder)
        let certificate = try Certificate()
        let (process, port) = try serve(
            ["--tls-certificate", certificate.file, "--tls-key", certificate.key], in: folder,
            log: folder.appendingPathComponent("log"))
        let (wget, said) = (ChildProcess(), Pipe())
        wget.executableURL = URL(fileURLWithPath: "/usr/bin/wget")
        wget.arguments = [
            "-q", "-S", "-O", "/dev/null", "--ca-certificate", certificate.file, "https://localhost:\(port)/sign-in",
        ]
        wget.standardError = said
        try wget.run()
        let headers = String(decoding: try said.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self).lowercased()
        wget.waitUntilExit()
        #expect(wget.terminationStatus == 0 && headers.contains("strict-transport-security: max-age="), "\(headers)")
        #expect(headers.contains("; secure"), "the cookie")
        let socket = try Socket(port: port)
        try socket.send("GET /sign-in HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(!socket.readAll().contains("200"), "nothing is said without it")
        process.terminate()
        process.waitUntilExit()
    }

    /// Starts the web application; the port it listens at.
    private func serve(_ arguments: [String], in folder: URL, log: URL) throws -> (ChildProcess, UInt16) {
        let process = ChildProcess()
        process.executableURL = try BuiltProgram.place()
        process.arguments = ["serve", "--listen", "127.0.0.1:0"] + arguments
        process.currentDirectoryURL = folder
        process.environment = BuiltProgram.environment()
        let output = Pipe()
        _ = FileManager.default.createFile(atPath: log.path, contents: nil)
        process.standardOutput = output
        process.standardError = try FileHandle(forWritingTo: log)
        try process.run()
        var said = ""
        while said.firstMatch(of: /127\.0\.0\.1:(\d+)/) == nil {
            let piece = output.fileHandleForReading.availableData
            if piece.isEmpty { break }
            said += String(decoding: piece, as: UTF8.self)
        }
        return (process, try #require(said.firstMatch(of: /127\.0\.0\.1:(\d+)/).flatMap { UInt16($0.1) }))
    }

    @Test(arguments: [SIGTERM, SIGKILL]) func `long work goes on after its program was ended`(_ signal: Int32)
        async throws
    {
        let folder = try BuiltProgram.folder()
        let site = try await Site.open(
            try TestSite.settings(database: "sqlite:\(folder.path)/prongsai.db", folder: folder))
        let office = try await Office.open("mine", on: site)
        func job() async throws -> Job {
            let now = site.clock.now()
            return try #require(
                try await site.database.read { try Job.load(person: office.person, at: now, in: $0).first })
        }
        let process = ChildProcess()
        process.executableURL = try BuiltProgram.place()
        process.arguments = ["serve", "--listen", "127.0.0.1:0", "--files", folder.path + "/files"]
        process.currentDirectoryURL = folder
        process.environment = BuiltProgram.environment()
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        // A program that is watched for races takes long to start.
        for _ in 0..<1200 {
            if try await job().state != .waiting { break }
            usleep(50_000)
        }
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        if signal == SIGTERM {
            #expect(process.terminationStatus == 0)
            #expect(try await job().state != .running, "it is finished, or given back")
        }
        // Nobody wants to wait until the lease of a killed program runs out.
        try await site.writeQueue { db, _ in try db.execute("UPDATE job SET leased_until = NULL") }
        let run = try BuiltProgram.run(["work", "--files", folder.path + "/files"], in: folder)
        #expect(run.code == 0, "\(run.output)\(run.errors)")
        let done = try await job()
        #expect(done.state == .finished)
        #expect(try site.files.bytes(of: try #require(done.file).hash).starts(with: [0x50, 0x4B]))
        await site.database.close()
    }

    @Test func `many who never finish asking keep nobody else out`() async throws {
        let folder = try BuiltProgram.folder()
        _ = try BuiltProgram.run(["init", "--name", "สำนักงาน", "--edition", "bma-ita-2567"], in: folder)
        let process = ChildProcess()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.arguments = [
            "-c", "ulimit -n 150; exec \"$0\" serve --listen 127.0.0.1:0", try BuiltProgram.place().path,
        ]
        process.currentDirectoryURL = folder
        process.environment = BuiltProgram.environment()
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        defer { process.terminate() }
        var said = ""
        while said.firstMatch(of: /127\.0\.0\.1:(\d+)/) == nil {
            let piece = output.fileHandleForReading.availableData
            if piece.isEmpty { break }
            said += String(decoding: piece, as: UTF8.self)
        }
        let port = try #require(said.firstMatch(of: /127\.0\.0\.1:(\d+)/).flatMap { UInt16($0.1) })
        let half = Array("GET /health HTTP/1.1\r\nHost: localhost\r\nA: b".utf8)
        var waiting: [Socket] = []
        for _ in 0..<250 {
            let socket = try Socket(port: port)
            _ = Glibc.send(socket.descriptor, half, half.count, Int32(MSG_NOSIGNAL))
            waiting.append(socket)
        }
        let asking = try Socket(port: port)
        var patience = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(asking.descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        try asking.send("GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        #expect(asking.readAll().hasPrefix("HTTP/1.1 200"))
        for socket in waiting { close(socket.descriptor) }
    }

    /// A plain TCP connection to this machine.
    private struct Socket {
        let descriptor: Int32

        init(port: UInt16) throws {
            descriptor = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            let connected = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            try #require(connected == 0)
        }

        func send(_ text: String) throws {
            let bytes = Array(text.utf8)
            try #require(Glibc.send(descriptor, bytes, bytes.count, 0) == bytes.count)
        }

        func readAll() -> String {
            var (all, buffer) = ([UInt8](), [UInt8](repeating: 0, count: 65_536))
            while true {
                let count = recv(descriptor, &buffer, buffer.count, 0)
                if count <= 0 { break }
                all += buffer[..<count]
            }
            close(descriptor)
            return String(decoding: all, as: UTF8.self)
        }
    }
}
