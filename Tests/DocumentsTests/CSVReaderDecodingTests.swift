import Testing

@testable import Documents

@Suite struct CSVReaderDecodingTests {
    private func thai874(_ text: String) -> [UInt8] {
        text.unicodeScalars.map { $0.value < 0x80 ? UInt8($0.value) : UInt8($0.value - 0x0E01 + 0xA1) }
    }

    private func code(_ bytes: [UInt8]) -> String? {
        errorCode { () throws(SourceError) in _ = try TextDecoding.decode(bytes) }
    }

    @Test func `UTF-8 with and without a byte order mark`() throws {
        let text = "ที่นี่ น้ำ ปู่ ญี่ปุ่น กตัญญู 😀"
        for bytes in [Array(text.utf8), [0xEF, 0xBB, 0xBF] + Array(text.utf8)] {
            let decoded = try TextDecoding.decode(bytes)
            #expect(decoded.text == text)
            #expect(decoded.encoding == "UTF-8")
            #expect(decoded.doubts.isEmpty)
        }
        #expect(try TextDecoding.decode([]).text.isEmpty)
    }

    @Test func `UTF-16 with a byte order mark, either way round`() throws {
        let text = "ปู่ 😀"
        let little = text.utf16Bytes(bigEndian: false)
        let big = text.utf16Bytes(bigEndian: true)
        #expect(try TextDecoding.decode(little).text == text)
        #expect(try TextDecoding.decode(big).text == text)
        #expect(code(Array(little.dropLast())) == "wrong_code_page")
        #expect(code(Array(little.dropLast(2))) == "wrong_code_page")
        #expect(code([0xFF, 0xFE, 0x00, 0xDC]) == "wrong_code_page")
    }

    @Test func `every byte of Windows-874 is what Microsoft says`() {
        let expected: [UInt8: Unicode.Scalar] = [
            0x41: "A", 0x80: "€", 0x85: "…", 0x91: "‘", 0x92: "’", 0x93: "“", 0x94: "”", 0x95: "•", 0x96: "–",
            0x97: "—",
            0xA0: "\u{A0}", 0xA1: "ก", 0xCE: "ฮ", 0xD2: "า", 0xDA: "\u{0E3A}", 0xDF: "฿", 0xE0: "เ", 0xE8: "\u{0E48}",
            0xF0: "๐", 0xF9: "๙", 0xFB: "๛",
        ]
        for (byte, scalar) in expected { #expect(Windows874.scalar(byte) == scalar) }
        for byte: UInt8 in [0x81, 0x84, 0x86, 0x90, 0x98, 0x9F, 0xDB, 0xDE, 0xFC, 0xFF] {
            #expect(Windows874.scalar(byte) == nil)
        }
        #expect((UInt8.min...UInt8.max).filter { Windows874.scalar($0) != nil }.count == 128 + 10 + 87)
    }

    @Test func `Windows-874 is concluded, and the doubt says why`() throws {
        let text = "รหัส,ประเด็น\nI1,ที่นี่มีน้ำ ปู่ของญี่ปุ่นกตัญญู เกาะ ๙๔.๗๐\n"
        let decoded = try TextDecoding.decode(thai874(text))
        #expect(decoded.text == text)
        #expect(decoded.encoding == "Windows-874")
        let doubt = SourceDoubt(
            code: "assumed_code_page", details: ["encoding": "Windows-874", "line": "1", "byte": "0xC3"],
            place: SourcePlace(line: 1))
        #expect(decoded.doubts == [doubt])
    }

    @Test func `UTF-8 that lost a byte is not taken for Windows-874`() {
        var bytes = Array("บรรทัดแรก\nที่นี่มีน้ำ\n".utf8)
        bytes.remove(at: bytes.count - 3)
        #expect {
            try TextDecoding.decode(bytes)
        } throws: { error in
            let error = error as? SourceError
            return error?.code == "wrong_code_page" && error?.place == SourcePlace(line: 2)
        }
    }

    @Test func `accented Latin letters are not taken for Thai`() {
        #expect(code(Array("caf".utf8) + [0xE9] + Array(" cr".utf8) + [0xE8] + Array("me".utf8)) == "wrong_code_page")
        #expect(code(Array("M".utf8) + [0xFC] + Array("nchen".utf8)) == "wrong_code_page")
    }

    @Test func `one byte that Windows-874 does not have is named with its offset`() {
        let bytes = thai874("ที่นี่มีน้ำของปู่และญี่ปุ่นกตัญญูทุกคน\nที่นี่") + [0xFC]
        #expect {
            try TextDecoding.decode(bytes)
        } throws: { error in
            let error = error as? SourceError
            return error?.code == "undefined_byte" && error?.details["offset"] == String(bytes.count - 1)
                && error?.details["byte"] == "0xFC" && error?.details["line"] == "2"
        }
    }

    @Test func `a file with zero bytes is no text`() {
        #expect(code([0x41, 0x00, 0x42]) == "not_text")
    }

    @Test func `the first byte that breaks UTF-8 is found`() {
        let faults: [([UInt8], Int?)] = [
            ([0x41, 0xE0, 0xB8, 0x81], nil), ([0xE0, 0xB8], 0), ([0x41, 0xC0, 0x80], 1), ([0xED, 0xA0, 0x80], 0),
            ([0xF0, 0x8F, 0x80, 0x80], 0), ([0xF4, 0x90, 0x80, 0x80], 0), ([0xF0, 0x9F, 0x98, 0x80], nil), ([0x80], 0),
            ([0xE0, 0xB8, 0x41], 0), ([0xF5, 0x80, 0x80, 0x80], 0),
        ]
        for (bytes, offset) in faults {
            #expect(TextDecoding.invalidUTF8(in: bytes) == offset)
            #expect((String(validating: bytes, as: UTF8.self) == nil) == (offset != nil))
        }
    }
}
