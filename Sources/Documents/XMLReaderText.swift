// Text, comments, instructions and references of the pull parser.

extension XMLReader {
    /// Reads up to the next tag. False for white space outside the root element.
    mutating func readText() throws(SourceError) -> Bool {
        let start = at
        while at < bytes.count, bytes[at] != UInt8(ascii: "<") {
            if depth == 0, !XMLReader.isSpace(bytes[at]) { throw broken() }
            at += 1
        }
        guard depth > 0 else { return false }
        text = try decoded(start..<at)
        return true
    }

    /// A comment, which is passed over, or a CDATA section, for which the answer is true.
    mutating func readMarkup() throws(SourceError) -> Bool {
        if take("<!--") {
            guard skip(past: "-->") else { throw broken() }
            return false
        }
        if take("<!DOCTYPE") { throw XMLReader.fault("doctype", part: part, at: at, in: bytes) }
        guard depth > 0, take("<![CDATA[") else { throw broken() }
        let start = at
        guard skip(past: "]]>") else { throw broken() }
        text = try decoded(start..<(at - 3), references: false)
        return true
    }

    mutating func readInstruction() throws(SourceError) {
        let start = at
        guard skip(past: "?>") else { throw broken() }
        guard start <= 3, bytes[start..<at].starts(with: "<?xml ".utf8) else { return }
        let end = at
        at = start
        try refuseOtherEncoding()
        at = end
    }

    /// Office files are UTF-8 or UTF-16 (ECMA-376 Part 2, 8.1.4). One that declares another encoding says what it is.
    func refuseOtherEncoding() throws(SourceError) {
        let head = bytes[at..<min(bytes.count, at + 200)]
        guard head.starts(with: "<?xml".utf8), let end = head.firstIndex(of: UInt8(ascii: ">")) else { return }
        let words = head[..<end].split { XMLReader.isSpace($0) || $0 == 0x22 || $0 == 0x27 || $0 == 0x3D || $0 == 0x3F }
        guard let label = words.firstIndex(where: { $0.elementsEqual("encoding".utf8) }), label + 1 < words.count else {
            return
        }
        let encoding = String(decoding: words[label + 1], as: UTF8.self).lowercased()
        guard ["utf-8", "utf8", "us-ascii", "ascii", "utf-16", "utf-16le", "utf-16be"].contains(encoding) else {
            throw SourceError(
                code: "xml_encoding", details: ["part": part, "encoding": encoding],
                place: SourcePlace(line: 1, container: part))
        }
    }

    /// Bytes with their references resolved and their line ends made LF (XML 1.0, 2.11; 3.3.3 for attributes).
    func decoded(
        _ range: Range<Int>, inAttribute: Bool = false, references: Bool = true
    ) throws(SourceError) -> String {
        var plain = true
        for i in range where bytes[i] < 0x20 || bytes[i] == UInt8(ascii: "&") {
            plain = plain && !inAttribute && (bytes[i] == 0x0A || bytes[i] == 0x09)
            if bytes[i] < 0x20, !XMLReader.isSpace(bytes[i]) { throw XMLReader.broken(part: part, at: i, in: bytes) }
        }
        if plain { return String(decoding: bytes[range], as: UTF8.self) }
        var out: [UInt8] = []
        out.reserveCapacity(range.count)
        var i = range.lowerBound
        while i < range.upperBound {
            let byte = bytes[i]
            i += 1
            switch byte {
            case UInt8(ascii: "&") where references: i = try appendReference(i, before: range.upperBound, to: &out)
            case 0x0D:
                if i < range.upperBound, bytes[i] == 0x0A { i += 1 }
                out.append(inAttribute ? 0x20 : 0x0A)
            case 0x0A, 0x09: out.append(inAttribute ? 0x20 : byte)
            default: out.append(byte)
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// Appends what `&…;` stands for and gives the index behind it. Only the five named by XML itself exist.
    private func appendReference(_ start: Int, before end: Int, to out: inout [UInt8]) throws(SourceError) -> Int {
        let window = bytes[start..<min(end, start + 12)]
        guard let semicolon = window.firstIndex(of: UInt8(ascii: ";")) else {
            throw XMLReader.broken(part: part, at: start, in: bytes)
        }
        let name = bytes[start..<semicolon]
        let named: [(String, UInt8)] = [("amp", 0x26), ("lt", 0x3C), ("gt", 0x3E), ("quot", 0x22), ("apos", 0x27)]
        if let (_, byte) = named.first(where: { name.elementsEqual($0.0.utf8) }) {
            out.append(byte)
            return semicolon + 1
        }
        var digits = name.dropFirst()
        let isHex = digits.first == UInt8(ascii: "x")
        if isHex { digits = digits.dropFirst() }
        let isSigned = digits.first == UInt8(ascii: "+") || digits.first == UInt8(ascii: "-")
        guard name.first == UInt8(ascii: "#"), !isSigned,
            let value = UInt32(String(decoding: digits, as: UTF8.self), radix: isHex ? 16 : 10),
            let scalar = Unicode.Scalar(value), value >= 0x20 || value == 9 || value == 10 || value == 13
        else { throw XMLReader.broken(part: part, at: start, in: bytes) }
        out.append(contentsOf: String(Character(scalar)).utf8)
        return semicolon + 1
    }

    private mutating func take(_ word: String) -> Bool {
        guard bytes[at...].starts(with: word.utf8) else { return false }
        at += word.utf8.count
        return true
    }

    private mutating func skip(past word: String) -> Bool {
        let end = Array(word.utf8)
        while at + end.count <= bytes.count {
            if bytes[at] == end[0], bytes[at...].starts(with: end) {
                at += end.count
                return true
            }
            at += 1
        }
        return false
    }
}
