import Foundation
import Testing

@testable import Documents

/// Builds zips of stored entries for the tests of the readers, wrong ones too.
struct ZipBuilder {
    struct Entry {
        var name: String
        var content: [UInt8]
        var flags: UInt16 = 0
        var method: UInt16 = 0
        /// What the headers claim; the truth where nil.
        var claimedSize: Int?
        var claimedCheck: UInt32?
        /// Points at the local header of an earlier entry instead of having one.
        var sharesEntry: Int?
    }

    var entries: [Entry] = []

    init(_ parts: KeyValuePairs<String, String> = [:]) {
        for (name, text) in parts { entries.append(Entry(name: name, content: Array(text.utf8))) }
    }

    var bytes: [UInt8] {
        var out: [UInt8] = []
        var directory: [UInt8] = []
        var offsets: [Int] = []
        for entry in entries {
            let size = entry.claimedSize ?? entry.content.count
            let check = entry.claimedCheck ?? ZipBuilder.check(entry.content)
            let common =
                little(20, 2) + little(Int(entry.flags), 2) + little(Int(entry.method), 2) + little(0x0021_0000, 4)
                + little(Int(check), 4) + little(size, 4) + little(size, 4) + little(entry.name.utf8.count, 2)
                + little(0, 2)
            let offset = entry.sharesEntry.map { offsets[$0] } ?? out.count
            offsets.append(offset)
            if entry.sharesEntry == nil {
                out += little(0x0403_4B50, 4) + common + Array(entry.name.utf8) + entry.content
            }
            directory += little(0x0201_4B50, 4) + little(20, 2) + common + little(0, 2) + little(0, 2) + little(0, 2)
            directory += little(0, 4) + little(offset, 4) + Array(entry.name.utf8)
        }
        let end =
            little(0x0605_4B50, 4) + little(0, 4) + little(entries.count, 2) + little(entries.count, 2)
            + little(directory.count, 4) + little(out.count, 4) + little(0, 2)
        return out + directory + end
    }

    private func little(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    private static func check(_ bytes: [UInt8]) -> UInt32 {
        var check: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            check ^= UInt32(byte)
            for _ in 0..<8 { check = check & 1 == 1 ? check >> 1 ^ 0xEDB8_8320 : check >> 1 }
        }
        return ~check
    }
}

/// A file of Fixtures/readers.
func readerFixture(_ name: String, from file: String = #filePath) throws -> [UInt8] {
    let folder = URL(fileURLWithPath: file).deletingLastPathComponent().appendingPathComponent("Fixtures/readers")
    return Array(try Data(contentsOf: folder.appendingPathComponent(name)))
}

/// The code of the error that a reading ends with; nil if it succeeds.
func errorCode(_ read: () throws(SourceError) -> Void) -> String? {
    do throws(SourceError) {
        try read()
        return nil
    } catch {
        return error.code
    }
}

extension SourceDocument {
    /// Rows as texts, for comparing; `^` stands for merged above and `<` for merged across.
    var grid: [[String]] {
        blocks.compactMap { block in
            guard case .row(let row) = block else { return nil }
            return row.cells.map { cell in
                switch cell.merged {
                case .above: "^"
                case .across: "<"
                case nil: cell.text
                }
            }
        }
    }

    var paragraphs: [SourceParagraph] {
        blocks.compactMap { if case .paragraph(let paragraph) = $0 { paragraph } else { nil } }
    }

    func doubt(_ code: String) -> SourceDoubt? { doubts.first { $0.code == code } }
}

extension String {
    /// UTF-16 with its byte order mark.
    func utf16Bytes(bigEndian: Bool) -> [UInt8] {
        var bytes: [UInt8] = []
        for unit in [0xFEFF] + Array(utf16) {
            let pair = [UInt8(unit >> 8), UInt8(unit & 0xFF)]
            bytes += bigEndian ? pair : pair.reversed()
        }
        return bytes
    }
}

@Suite struct ZipBuilderTests {
    @Test func `the zips of the tests are sound`() throws {
        var zip = try Zip(ZipBuilder(["a.txt": "ที่นี่", "b/c.txt": ""]).bytes, limits: .standard)
        #expect(zip.names == ["a.txt", "b/c.txt"])
        #expect(try zip.read("a.txt") == Array("ที่นี่".utf8))
        #expect(try zip.read("b/c.txt") == [])
    }
}
