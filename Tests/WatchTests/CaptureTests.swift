import Child
import Foundation
import Testing

@testable import Watch

@Suite struct CaptureTests {
    private let moment: Int64 = 1_795_865_067_123

    private func outcome(_ html: String, at moment: Int64, status: Int = 200, hops: [FetchOutcome.Hop] = []) throws
        -> FetchOutcome
    {
        let address = try WebAddress("http://agency.test/o10")
        let head =
            "HTTP/1.1 \(status) OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\nETag: \"1\"\r\n\r\n"
        let response = FetchResponse(
            address: address, status: status, head: Array(head.utf8), headers: [], body: Array(html.utf8), cut: nil,
            wireBytes: 0,
            version: "1.1", peer: .v4(0x7F00_0001), certificateEnds: nil,
            requestHead: Array("GET /o10 HTTP/1.1\r\nHost: agency.test\r\n\r\n".utf8))
        return FetchOutcome(id: 0, address: address, hops: hops, result: .success(response), begun: moment, elapsed: 5)
    }

    private static let html = "<title>ประกาศ</title><p>ที่นี่ น้ำ ปู่ ญี่ปุ่น กตัญญู</p>"

    @Test func `a capture is read back as it was written, and the same look gives the same bytes`() throws {
        let hop = FetchOutcome.Hop(
            address: try WebAddress("http://agency.test/old"), status: 302,
            target: try WebAddress("http://agency.test/o10"),
            head: Array("HTTP/1.1 302 X\r\nLocation: /o10\r\n\r\n".utf8),
            requestHead: Array("GET /old HTTP/1.1\r\n\r\n".utf8), begun: moment)
        let capture = Capture(of: try outcome(Self.html, at: moment, hops: [hop]), notes: [("verdict", "alive")])
        #expect(capture.records.map(\.type) == ["response", "request", "response", "request", "metadata"])
        let file = capture.packed
        #expect(try WARCReader.records(file) == capture.records)
        #expect(
            file == Capture(of: try outcome(Self.html, at: moment, hops: [hop]), notes: [("verdict", "alive")]).packed)
        let response = capture.records[2]
        #expect(Array(response.payload) == Array(Self.html.utf8))
        let head = String(decoding: response.block.prefix(200), as: UTF8.self)
        #expect(
            !head.contains("chunked") && !head.contains("gzip")
                && head.contains("Content-Length: \(Self.html.utf8.count)\r\n"))
        #expect(
            response.field("warc-date") == "2026-11-28T11:24:27.123Z"
                || response.field("warc-date") == HTTPDate.iso(moment))
        #expect(Set(capture.records.compactMap { $0.field("WARC-Record-ID") }).count == 5)
    }

    @Test func `unchanged content is kept once and pointed to`() throws {
        let first = Capture(of: try outcome(Self.html, at: moment))
        let second = Capture(of: try outcome(Self.html, at: moment + 86_400_000), known: first.reference)
        let revisit = try #require(second.records.first)
        #expect(revisit.type == "revisit" && revisit.payload.isEmpty && second.reference == first.reference)
        #expect(revisit.field("WARC-Refers-To") == first.records[0].field("WARC-Record-ID"))
        #expect(revisit.field("WARC-Refers-To-Date") == HTTPDate.iso(moment))
        #expect(revisit.field("WARC-Profile") == "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest")
        let unmodified = Capture(of: try outcome("", at: moment, status: 304), known: first.reference)
        #expect(
            unmodified.records[0].field("WARC-Profile") == "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
        )
        let other = Capture(of: try outcome(Self.html + "x", at: moment), known: first.reference)
        #expect(other.records[0].type == "response" && other.reference != first.reference)
    }

    @Test func `a year of a hundred unchanged addresses is small`() throws {
        let first = Capture(of: try outcome(Self.html, at: moment))
        let look = Capture(
            of: try outcome(Self.html, at: moment + 1), known: first.reference, notes: [("verdict", "alive")])
        #expect(look.packed.count * 365 * 100 < 100 << 20)
    }

    @Test func `other people's tools read what is written`() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("watch-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let first = Capture(of: try outcome(Self.html, at: moment), notes: [("verdict", "alive")])
        let second = Capture(of: try outcome(Self.html, at: moment + 60_000), known: first.reference)
        let information = Capture.information(software: "Prongsai", at: moment)
        let file = folder.appendingPathComponent("look.warc.gz")
        let bytes = try #require(information.packed) + first.packed + second.packed
        try Data(bytes).write(to: file)
        let python =
            try tool("bash", [repository + "/scripts/python-tools"]).split(separator: "\n").last.map(String.init) ?? ""
        let bin = URL(fileURLWithPath: python).deletingLastPathComponent().path
        let checked = try tool(bin + "/warcio", ["check", "-v", file.path])
        #expect(!checked.contains("failed") && checked.contains("digest pass"))
        let index = try tool(bin + "/cdxj-indexer", [file.path])
        #expect(
            index.split(separator: "\n").filter { $0.contains("agency)/o10") || $0.contains("test,agency)/o10") }.count
                >= 2)
        #expect(index.contains("warc/revisit"))
        let broken = folder.appendingPathComponent("broken.warc.gz")
        var record = first.records[0]
        record.block[record.block.count - 1] ^= 1
        try Data(try #require(record.packed)).write(to: broken)
        #expect(throws: ToolFailure.self) { try tool(bin + "/warcio", ["check", broken.path]) }
    }

    @Test func `what wget writes is read`() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("watch-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let address = try HostileServer.shared.get().address("/ok")
        try tool(
            "wget", ["-q", "--no-proxy", "-O", "/dev/null", "--warc-file", folder.path + "/w", address.description])
        let records = try WARCReader.records(Array(try Data(contentsOf: folder.appendingPathComponent("w.warc.gz"))))
        #expect(records.contains { $0.type == "response" && $0.target == address.description })
    }

    @Test func `records packed together, and not at all, are read`() throws {
        let records = Capture(of: try outcome(Self.html, at: moment)).records
        let plain = records.flatMap(\.bytes)
        #expect(try WARCReader.records(plain) == records)
        #expect(try WARCReader.records(try #require(Gzip.pack(plain))) == records)
    }

    @Test func `a broken archive says what is wrong and where`() throws {
        let records = Capture(of: try outcome(Self.html, at: moment)).records
        let first = records[0].bytes
        #expect(throws: WARCReader.Fault.truncated(at: first.count)) {
            try WARCReader.records(first + records[1].bytes.dropLast(10))
        }
        let packed = try #require(records[0].packed)
        #expect(throws: WARCReader.Fault.truncated(at: 0)) { try WARCReader.records(Array(packed.dropLast(20))) }
        var damaged = packed
        damaged[packed.count / 2] ^= 0xFF
        #expect(throws: WARCReader.Fault.self) { try WARCReader.records(damaged) }
        #expect(throws: WARCReader.Fault.notAnArchive(at: 0)) {
            try WARCReader.records(Array("HTTP/1.1 200 OK\r\n\r\n".utf8))
        }
        var changed = records[0]
        changed.block[changed.block.count - 1] ^= 1
        #expect(throws: WARCReader.Fault.wrongDigest("WARC-Block-Digest", at: 0)) {
            try WARCReader.records(changed.bytes)
        }
        for text in [
            "WARC/1.1\r\nWARC-Type: x\r\n\r\n", "WARC/1.1\r\nWARC-Type: x\r\nContent-Length: -1\r\n\r\n",
            "WARC/1.1\r\nContent-Length: 0\r\n\r\n\r\n\r\n", "WARC/1.1\r\nnonsense\r\n\r\n",
            "WARC/1.1\r\nWARC-Type: x\r\n\u{0}: y\r\nContent-Length: 0\r\n\r\n\r\n\r\n",
        ] {
            #expect(throws: WARCReader.Fault.self) { try WARCReader.records(Array(text.utf8)) }
        }
        var reader = WARCReader(try #require(Gzip.pack([UInt8](repeating: 0, count: 5_000_000))), limit: 1_000_000)
        #expect(throws: WARCReader.Fault.tooLarge(at: 0)) { try reader.next() }
    }

    @Test func `a stranger's header cannot begin a record or a field`() throws {
        let hostile = WARCRecord(
            type: "metadata", fields: [.init("WARC-Target-URI", "http://a/\r\nWARC-Type: response\r\n\r\n")], block: [])
        let read = try WARCReader.records(hostile.bytes)
        #expect(read.count == 1 && read[0].type == "metadata" && read[0].fields.count == 1)
    }

    @Test func `control characters in a field are read as they would be written`() throws {
        let text = "WARC/1.1\r\nWARC-Type: re\u{0}s\r\nX-\u{1B}A: b\u{7}c\r\nContent-Length: 0\r\n\r\n\r\n\r\n"
        let read = try WARCReader.records(Array(text.utf8))
        #expect(try WARCReader.records(read[0].bytes) == read && read[0].fields[0].value == "b c")
    }

    @Test func `the digests are those of the standards`() {
        #expect(
            Hex.string(Digest.sha256(Array("abc".utf8)))
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(Digest.base32(Digest.sha1([])) == "3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ")
        #expect(HTTPDate.iso(0) == "1970-01-01T00:00:00.000Z" && HTTPDate.iso(-1) == "1969-12-31T23:59:59.999Z")
        #expect(HTTPDate.read("Sun, 06 Nov 1994 08:49:37 GMT") == 784_111_777)
        #expect(HTTPDate.read("Sunday, 06-Nov-94 08:49:37 GMT") == 784_111_777)
        #expect(HTTPDate.read("Sun Nov  6 08:49:37 1994") == 784_111_777)
    }
}

/// The folder of this repository.
let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

/// Runs a program the tests need and gives what it prints. A missing program or a failure is an error: never a skip.
@discardableResult
func tool(_ name: String, _ arguments: [String]) throws -> String {
    let process = ChildProcess()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [name] + arguments
    let output = Pipe()
    (process.standardOutput, process.standardError) = (output, output)
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    if process.terminationStatus != 0 { throw ToolFailure(name: name, message: text) }
    return text
}

struct ToolFailure: Error {
    var name: String
    var message: String
}
