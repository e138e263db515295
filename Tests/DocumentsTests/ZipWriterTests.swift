import Testing

@testable import Documents

@Suite struct ZipWriterTests {
    @Test func `another program reads back what was written`() throws {
        let long = Array(String(repeating: "ที่นี่ น้ำ ปู่ ญี่ปุ่น กตัญญู ", count: 5000).utf8)
        let noise = (0..<70_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) }
        var zip = ZipWriter()
        try zip.add("empty", [])
        try zip.add("empty stored", [], stored: true)
        try zip.add("word/เอกสารที่นี่.xml", long)
        try zip.add("noise.jpeg", noise, stored: true)
        let bytes = try zip.finished()
        let read = try entries(of: bytes)
        #expect(read == ["empty": [], "empty stored": [], "word/เอกสารที่นี่.xml": long, "noise.jpeg": noise])
        #expect(bytes.count < noise.count + long.count / 20)
    }

    @Test func `headers are complete and say 1980, so that streams can be read and bytes repeat`() throws {
        func make() throws -> [UInt8] {
            var zip = ZipWriter()
            try zip.add("ก", Array("abc".utf8))
            try zip.add("b", Array("abc".utf8), stored: true)
            return try zip.finished()
        }
        let bytes = try make()
        #expect(try make() == bytes)
        // First local header: signature, version, flags (UTF-8, no sizes behind the data), deflate, no time, 1980-01-01.
        #expect(Array(bytes[0..<14]) == [0x50, 0x4b, 3, 4, 20, 0, 0, 8, 8, 0, 0, 0, 0x21, 0])
        // The CRC-32 of "abc" is 352441c2 in both.
        #expect(Array(bytes[14..<18]) == [0xc2, 0x41, 0x24, 0x35])
        let stored = try #require((4..<bytes.count).first { bytes[$0...].starts(with: [0x50, 0x4b, 3, 4]) })
        #expect(Array(bytes[stored..<stored + 10]) == [0x50, 0x4b, 3, 4, 20, 0, 0, 0, 0, 0])
        #expect(Array(bytes[(stored + 14)..<(stored + 26)]) == [0xc2, 0x41, 0x24, 0x35, 3, 0, 0, 0, 3, 0, 0, 0])
    }
}
