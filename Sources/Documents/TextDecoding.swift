/// Bytes of a text file to text, without guessing silently: UTF-8, UTF-16 with a byte order mark, or Windows-874, the
/// code page in which Thai spreadsheets and old systems still save CSV files.
public struct TextDecoding {
    /// Decodes a whole file.
    ///
    /// - Returns: the text without its byte order mark; the encoding's name (`UTF-8`, `UTF-16LE`, `UTF-16BE` or
    ///   `Windows-874`); a doubt `assumed_code_page` where the code page was concluded from the bytes.
    /// - Throws: `wrong_code_page` where the bytes fit none of them, `undefined_byte` where they are Windows-874 but for
    ///   a byte that code page does not have, `not_text` where a byte is zero.
    public static func decode(
        _ bytes: [UInt8]
    ) throws(SourceError) -> (text: String, encoding: String, doubts: [SourceDoubt]) {
        if bytes.starts(with: [0xFF, 0xFE]) { return (try utf16(bytes, bigEndian: false), "UTF-16LE", []) }
        if bytes.starts(with: [0xFE, 0xFF]) { return (try utf16(bytes, bigEndian: true), "UTF-16BE", []) }
        if let zero = bytes.firstIndex(of: 0) {
            let line = lineNumber(of: zero, in: bytes)
            throw SourceError(
                code: "not_text", details: ["line": String(line), "offset": String(zero)],
                place: SourcePlace(line: line))
        }
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        guard let fault = invalidUTF8(in: bytes, from: start) else {
            return (String(decoding: bytes[start...], as: UTF8.self), "UTF-8", [])
        }
        if start == 0, Windows874.isPlausible(bytes) {
            if let undefined = bytes.firstIndex(where: { Windows874.scalar($0) == nil }) {
                throw fault874(undefined, in: bytes)
            }
            var scalars = String.UnicodeScalarView()
            for byte in bytes { if let scalar = Windows874.scalar(byte) { scalars.append(scalar) } }
            let line = lineNumber(of: fault, in: bytes)
            let doubt = SourceDoubt(
                code: "assumed_code_page",
                details: ["encoding": "Windows-874", "line": String(line), "byte": hex(UInt32(bytes[fault]))],
                place: SourcePlace(line: line))
            return (String(scalars), "Windows-874", [doubt])
        }
        throw wrongCodePage(at: fault, unit: UInt32(bytes[fault]), in: bytes)
    }

    private static func fault874(_ offset: Int, in bytes: [UInt8]) -> SourceError {
        let line = lineNumber(of: offset, in: bytes)
        return SourceError(
            code: "undefined_byte",
            details: [
                "encoding": "Windows-874", "line": String(line), "offset": String(offset),
                "byte": hex(UInt32(bytes[offset])),
            ], place: SourcePlace(line: line))
    }

    private static func wrongCodePage(at offset: Int, unit: UInt32, in bytes: [UInt8]) -> SourceError {
        let line = lineNumber(of: offset, in: bytes)
        return SourceError(
            code: "wrong_code_page",
            details: ["line": String(line), "offset": String(offset), "byte": hex(unit)],
            place: SourcePlace(line: line))
    }

    private static func hex(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return "0x" + (digits.utf8.count < 2 ? "0" : "") + digits
    }

    /// UTF-16 after its byte order mark (RFC 2781 §3).
    static func utf16(_ bytes: [UInt8], bigEndian: Bool) throws(SourceError) -> String {
        var units: [UInt16] = []
        units.reserveCapacity(bytes.count / 2)
        var line = 1
        var high = false
        func fault(_ at: Int, _ unit: UInt16) -> SourceError {
            SourceError(
                code: "wrong_code_page",
                details: ["line": String(line), "offset": String(at), "byte": hex(UInt32(unit))],
                place: SourcePlace(line: line))
        }
        var at = 2
        while at + 1 < bytes.count {
            let first = UInt16(bytes[at])
            let second = UInt16(bytes[at + 1])
            let unit = bigEndian ? first << 8 | second : second << 8 | first
            let isLow = unit & 0xFC00 == 0xDC00
            if high != isLow || unit == 0 { throw fault(at, unit) }
            high = unit & 0xFC00 == 0xD800
            if unit == 0x0A { line += 1 }
            units.append(unit)
            at += 2
        }
        if high || at != bytes.count { throw fault(at, 0) }
        return String(decoding: units, as: UTF16.self)
    }

    /// The offset of the first byte that is not part of well-formed UTF-8 (Unicode 15, table 3-7).
    package static func invalidUTF8(in bytes: [UInt8], from start: Int = 0) -> Int? {
        var at = start
        let end = bytes.count
        while at < end {
            let lead = bytes[at]
            if lead < 0x80 {
                at += 1
                continue
            }
            let length = utf8Length(at, in: bytes)
            if length == 0 { return at }
            at += length
        }
        return nil
    }

    /// How many bytes the well-formed sequence at `at` has; 0 if there is none.
    private static func utf8Length(_ at: Int, in bytes: [UInt8]) -> Int {
        let lead = bytes[at]
        let (length, low, high): (Int, UInt8, UInt8)
        switch lead {
        case 0x00...0x7F: return 1
        case 0xC2...0xDF: (length, low, high) = (2, 0x80, 0xBF)
        case 0xE0: (length, low, high) = (3, 0xA0, 0xBF)
        case 0xED: (length, low, high) = (3, 0x80, 0x9F)
        case 0xE1...0xEF: (length, low, high) = (3, 0x80, 0xBF)
        case 0xF0: (length, low, high) = (4, 0x90, 0xBF)
        case 0xF1...0xF3: (length, low, high) = (4, 0x80, 0xBF)
        case 0xF4: (length, low, high) = (4, 0x80, 0x8F)
        default: return 0
        }
        guard at + length <= bytes.count, (low...high).contains(bytes[at + 1]) else { return 0 }
        for i in (at + 2)..<max(at + 2, at + length) where bytes[i] & 0xC0 != 0x80 { return 0 }
        return length
    }

    /// How many sequences of two and more bytes are well formed, and at how many bytes one should begin but does not.
    package static func utf8Balance(_ bytes: [UInt8]) -> (good: Int, bad: Int) {
        var (at, good, bad) = (0, 0, 0)
        while at < bytes.count {
            let length = utf8Length(at, in: bytes)
            if length == 0 { bad += 1 } else if length > 1 { good += 1 }
            at += max(1, length)
        }
        return (good, bad)
    }

    /// The line an offset stands in, from 1; lines end with LF, CR or both.
    static func lineNumber(of offset: Int, in bytes: [UInt8]) -> Int {
        var line = 1
        for at in 0..<min(offset, bytes.count) {
            if bytes[at] == 0x0A || (bytes[at] == 0x0D && !(at + 1 < bytes.count && bytes[at + 1] == 0x0A)) {
                line += 1
            }
        }
        return line
    }
}

/// Windows-874: TIS 620-2533 with the Euro sign, the ellipsis, curved quotes, bullet, dashes and the hard space that
/// Microsoft added.
package enum Windows874 {
    /// The character of a byte; nil where the code page has none.
    package static func scalar(_ byte: UInt8) -> Unicode.Scalar? {
        switch byte {
        case 0x00...0x7F: Unicode.Scalar(byte)
        case 0x80: "\u{20AC}"
        case 0x85: "\u{2026}"
        case 0x91: "\u{2018}"
        case 0x92: "\u{2019}"
        case 0x93: "\u{201C}"
        case 0x94: "\u{201D}"
        case 0x95: "\u{2022}"
        case 0x96: "\u{2013}"
        case 0x97: "\u{2014}"
        case 0xA0: "\u{00A0}"
        case 0xA1...0xDA, 0xDF...0xFB: Unicode.Scalar(0x0E01 + UInt32(byte) - 0xA1)
        default: nil
        }
    }

    /// Whether bytes that are not UTF-8 read as Thai in this code page. Thai spelling is strict enough to tell: a vowel
    /// above or below and a tone mark need a letter before them, and a leading vowel needs one after it. Accented Latin
    /// letters of Windows-1252 break that at once (é would be a tone mark), and UTF-8 with a few lost bytes has more
    /// whole sequences than broken ones.
    package static func isPlausible(_ bytes: [UInt8]) -> Bool {
        let balance = TextDecoding.utf8Balance(bytes)
        guard balance.good <= balance.bad else { return false }
        var (thai, needy, wrong, undefined) = (0, 0, 0, 0)
        for (at, byte) in bytes.enumerated() where byte >= 0x80 {
            let before = at > 0 ? bytes[at - 1] : 0
            if byte >= 0xA1 { thai += 1 }
            switch byte {
            case 0xD0...0xDA, 0xE7...0xEE:
                needy += 1
                if !isLetter(before) && !isMark(before) && before != 0xD2 { wrong += 1 }
            case 0xE0...0xE4:
                needy += 1
                // Some people type two เ for one แ.
                if at + 1 < bytes.count, !isLetter(bytes[at + 1]), bytes[at + 1] != 0xE0 { wrong += 1 }
            case 0xF0...0xF9:
                needy += 1
                if (0x61...0x7A).contains(before | 0x20) { wrong += 1 }
            default: if scalar(byte) == nil { undefined += 1 }
            }
        }
        return wrong * 20 <= needy && undefined * 20 <= thai
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0xA1...0xCE).contains(byte) }
    private static func isMark(_ byte: UInt8) -> Bool {
        byte == 0xD1 || (0xD4...0xDA).contains(byte) || (0xE7...0xEE).contains(byte)
    }
}
