import Documents

/// Bytes of a page to UTF-8. What a server or page claims is believed only if the bytes agree: pages in Windows-874
/// labelled UTF-8, and the reverse, are common on sites that moved to a new server.
public enum PageEncoding {
    /// The bytes in UTF-8, the encoding they were in, and the claim where it was not believed.
    public struct Decoded: Sendable, Equatable {
        /// Well-formed UTF-8; what could not be read is U+FFFD.
        public var bytes: [UInt8]
        /// `UTF-8`, `Windows-874`, `UTF-16LE`, `UTF-16BE` or `Windows-1252`.
        public var encoding: String
        /// What was claimed, in lower case, where the bytes say otherwise.
        public var disbelieved: String?
    }

    /// Decodes a page. Claims are taken in the order of the HTML Standard §13.2.3: byte order mark, `Content-Type` of
    /// the response, `<meta>` in the first 4,096 bytes.
    public static func decode(_ bytes: [UInt8], contentType: String? = nil) -> Decoded {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return utf8(Array(bytes.dropFirst(3))) }
        if bytes.starts(with: [0xFF, 0xFE]) { return utf16(bytes, bigEndian: false) }
        if bytes.starts(with: [0xFE, 0xFF]) { return utf16(bytes, bigEndian: true) }
        let claim = contentType.flatMap(charset) ?? metaCharset(bytes)
        let isThaiClaim = claim.map(isThai) ?? false
        let claimsUTF8 = claim == "utf-8" || claim == "utf8"
        if isUTF8(bytes) {
            // Nothing but ASCII reads the same in all of them.
            let isPlain = bytes.allSatisfy { $0 < 0x80 }
            return Decoded(bytes: bytes, encoding: "UTF-8", disbelieved: isPlain || claimsUTF8 ? nil : claim)
        }
        let sample = Array(bytes.prefix(1 << 20))
        if isThaiClaim || Windows874.isPlausible(sample) {
            let balance = TextDecoding.utf8Balance(sample)
            // A page cut in the middle of a letter, or with a few broken ones, is still UTF-8.
            if balance.good > balance.bad * 4 { return utf8(bytes, disbelieved: isThaiClaim ? claim : nil) }
            return Decoded(
                bytes: map(bytes) { Windows874.scalar($0) ?? "\u{FFFD}" }, encoding: "Windows-874",
                disbelieved: isThaiClaim ? nil : claim)
        }
        if let claim, !claimsUTF8, ["iso-8859-1", "windows-1252", "latin1", "us-ascii", "cp1252"].contains(claim) {
            return Decoded(bytes: map(bytes) { Unicode.Scalar($0) }, encoding: "Windows-1252", disbelieved: nil)
        }
        return utf8(bytes, disbelieved: claimsUTF8 ? nil : claim)
    }

    private static func isUTF8(_ bytes: [UInt8]) -> Bool { (try? UTF8Span(validating: bytes.span)) != nil }

    private static func utf8(_ bytes: [UInt8], disbelieved: String? = nil) -> Decoded {
        let repaired = isUTF8(bytes) ? bytes : Array(String(decoding: bytes, as: UTF8.self).utf8)
        return Decoded(bytes: repaired, encoding: "UTF-8", disbelieved: disbelieved)
    }

    private static func utf16(_ bytes: [UInt8], bigEndian: Bool) -> Decoded {
        var units: [UInt16] = []
        units.reserveCapacity(bytes.count / 2)
        for at in stride(from: 2, to: bytes.count - 1, by: 2) {
            let (first, second) = (UInt16(bytes[at]), UInt16(bytes[at + 1]))
            units.append(bigEndian ? first << 8 | second : second << 8 | first)
        }
        return Decoded(
            bytes: Array(String(decoding: units, as: UTF16.self).utf8), encoding: bigEndian ? "UTF-16BE" : "UTF-16LE")
    }

    private static func map(_ bytes: [UInt8], _ scalar: (UInt8) -> Unicode.Scalar) -> [UInt8] {
        let table = (0...255).map { byte in Array(String(Character(scalar(UInt8(byte)))).utf8) }
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count * 2)
        for byte in bytes { if byte < 0x80 { out.append(byte) } else { out += table[Int(byte)] } }
        return out
    }

    private static func isThai(_ claim: String) -> Bool {
        ["tis-620", "tis620", "windows-874", "cp874", "iso-8859-11", "x-windows-874", "tis-620-2533", "dos-874"]
            .contains(claim)
    }

    /// The parameter `charset` of a media type (RFC 9110 §8.3.1), in lower case.
    static func charset(_ contentType: String) -> String? {
        let bytes = contentType.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        let word = Array("charset".utf8)
        guard bytes.count > word.count else { return nil }
        for start in 0...(bytes.count - word.count) where bytes[start..<(start + word.count)].elementsEqual(word) {
            var rest = bytes[(start + word.count)...].drop { HTMLTokens.isSpace($0) }
            guard rest.first == 0x3D else { continue }
            rest = rest.dropFirst().drop { HTMLTokens.isSpace($0) || $0 == 0x22 || $0 == 0x27 }
            let name = rest.prefix {
                (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x5F
            }
            return name.isEmpty ? nil : String(decoding: name, as: UTF8.self)
        }
        return nil
    }

    private static func metaCharset(_ bytes: [UInt8]) -> String? {
        let tokens = HTMLTokens(Array(bytes.prefix(4096)))
        for case .start(let tag) in tokens where tag.name == "meta" {
            if let name = tokens.attribute("charset", of: tag), let read = charset("charset=" + name) { return read }
            if tokens.attribute("http-equiv", of: tag)?.lowercased() == "content-type",
                let content = tokens.attribute("content", of: tag), let read = charset(content)
            {
                return read
            }
        }
        return nil
    }
}
