import Foundation
import Testing

@testable import Watch

@Suite struct PageContentTests {
    @Test func `a PDF is read page by page`() async {
        let content = await PageContent.read(SamplePDF.bytes(["No Gift Policy 2025", "Signed by the director"]))
        #expect(content.kind == .pdf && content.trouble == nil)
        #expect(
            content.text.blocks == [.init("No Gift Policy 2025", page: 1), .init("Signed by the director", page: 2)])
    }

    @Test func `a PDF without words, a broken one and a cut one are told apart from an empty one`() async {
        #expect(await PageContent.read(SamplePDF.bytes([""])).trouble == .noText)
        #expect(await PageContent.read(Array("%PDF-1.4 rubbish".utf8)).trouble == .broken)
        let whole = SamplePDF.bytes(["No Gift Policy 2025"])
        #expect(await PageContent.read(Array(whole.prefix(200)), cut: .short).trouble == .broken)
    }

    @Test func `a reader that crashes, hangs, eats memory or floods is stopped`() async {
        var process = LimitedProcess()
        process.outputBytes = 100_000
        #expect(await process.run("sh", ["-c", "kill -SEGV $$"], input: []).end == .signal(11))
        process.wallTime = 1_500
        #expect(await process.run("sleep", ["60"], input: []).end == .timeout)
        // A busy machine may take its time where time is not what is tried.
        process.wallTime = 20_000
        #expect(await process.run("yes", [], input: []).end == .tooMuchOutput)
        #expect(await process.run("no-such-program", [], input: []).end == .notStarted)
        process.memoryBytes = 64 << 20
        let greedy = await process.run("tail", ["-c", "500000000", "/dev/zero"], input: [])
        #expect(greedy.end != .exited(0) && greedy.end != .timeout)
        process.processorSeconds = 1
        let busy = await process.run("sh", ["-c", "while :; do :; done"], input: []).end
        #expect(busy == .signal(24) || busy == .signal(9))
    }

    @Test func `a reader sees its input, and nothing of ours`() async {
        let (end, output) = await LimitedProcess().run("sh", ["-c", "cat; env"], input: Array("ปู่\n".utf8))
        let text = String(decoding: output, as: UTF8.self)
        #expect(end == .exited(0) && text.utf8.starts(with: "ปู่\n".utf8))
        let given = Set(
            text.split(separator: "\n").dropFirst().compactMap { $0.split(separator: "=").first.map(String.init) })
        #expect(given.subtracting(["PWD", "OLDPWD", "SHLVL", "_"]) == ["PATH", "LC_ALL"])
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("watch-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        #expect(
            await LimitedProcess().run("dd", ["if=/dev/zero", "of=" + file.path, "count=1"], input: []).end
                != .exited(0))
    }

    @Test func `a text of one endless line, or of nothing but line ends, is bounded`() async {
        let endless = await PageContent.read(Array(repeating: UInt8(ascii: "z"), count: 10_000_000))
        #expect(endless.text.isCut && endless.text.blocks.count < 100)
        #expect(await PageContent.read([65] + Array(repeating: 0x0A, count: 10_000_000)).text.blocks.count == 1)
        let thai = String(repeating: "ปู่", count: 50_000)
        let read = await PageContent.read(Array(thai.utf8))
        #expect(read.text.blocks.map(\.text).joined().utf8.elementsEqual(thai.utf8) && read.trouble == nil)
    }

    @Test(arguments: [
        ("", PageContent.Kind.empty), (" \r\n\u{FEFF}", .empty), ("%PDF-1.7", .pdf), ("plain ปู่", .text),
        ("<p>x</p>", .html),
        ("<!DOCTYPE HTML><x>", .html), ("a,b\n1,2", .text), ("<?xml version='1.0'?><rss/>", .text),
        ("{\"a\": 1}", .text),
    ])
    func `a body is what its bytes say`(_ text: String, _ kind: PageContent.Kind) {
        #expect(PageContent.Kind(of: Array(text.utf8)) == kind)
    }

    @Test func `Thai that lost its vowels is garbled, not missing`() async {
        let lost = (0..<20).map { _ in "ค าน าและ ก าหนดการ อ าเภอ" }.joined(separator: "\n")
        #expect(await PageContent.read(Array(lost.utf8)).trouble == .garbled)
        let strange = String(repeating: "ประ\u{F8A0}กาศ\u{E001}", count: 20)
        #expect(await PageContent.read(Array(strange.utf8)).trouble == .garbled)
        #expect(await PageContent.read(Array("คำนำและกำหนดการ อำเภอ".utf8)).trouble == nil)
    }

    @Test func `office files are read by their own readers`() async throws {
        let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("DocumentsTests/Fixtures/readers")
        var kinds: Set<String> = []
        for file in try FileManager.default.contentsOfDirectory(at: fixtures, includingPropertiesForKeys: nil) {
            guard ["docx", "xlsx"].contains(file.pathExtension) else { continue }
            let content = await PageContent.read(Array(try Data(contentsOf: file)))
            if content.trouble == nil, !content.text.blocks.isEmpty { kinds.insert(content.kind.rawValue) }
        }
        #expect(kinds == ["docx", "xlsx"])
    }
}
