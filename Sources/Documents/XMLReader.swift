/// A pull parser for the XML parts of office files: UTF-8 or UTF-16, namespaces, no document type, nothing external,
/// limits on depth and number of elements. It holds the part's bytes and the open elements, no tree.
///
/// Foundation's parser was tried first and failed on what matters here: it calls a part whole that breaks off in the
/// middle, refuses a sound sheet of 46 MB at its end, takes unbound prefixes, and gives attributes by prefix only.
struct XMLReader {
    enum Event { case start, end, text }

    struct Attribute {
        var space: XMLSpace
        var local: String
        var value: String
    }

    /// Name of the part, for errors.
    let part: String
    /// The element of the last start or end.
    private(set) var name = XMLName(.none, "")
    /// Attributes of the last start, without namespace declarations.
    private(set) var attributes: [Attribute] = []
    /// The last text; a run of characters may come in several pieces.
    var text = ""
    /// How many elements are open, the one just started included.
    private(set) var depth = 0

    let bytes: [UInt8]
    private let limits: SourceLimits
    /// The byte that is read next.
    var at = 0
    private var open: [(raw: Range<Int>, name: XMLName, bindings: Int)] = []
    private var bindings: [(prefix: String, space: XMLSpace)] = [("", .none), ("xml", .other)]
    private var elements = 0
    private var endsAtOnce = false
    /// The alternatives that are open, by depth, and whether a branch was taken.
    private var alternatives: [(depth: Int, taken: Bool)] = []
    private var raw: [(prefix: String, local: String, value: String)] = []

    /// - Throws: `xml_encoding`, `broken_xml`.
    init(_ bytes: [UInt8], part: String, limits: SourceLimits) throws(SourceError) {
        self.part = part
        self.limits = limits
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            do throws(SourceError) {
                self.bytes = Array(try TextDecoding.utf16(bytes, bigEndian: bytes[0] == 0xFE).utf8)
            } catch {
                throw XMLReader.broken(part: part, at: 0, in: bytes)
            }
            return
        }
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { at = 3 }
        if let fault = TextDecoding.invalidUTF8(in: bytes) {
            try refuseOtherEncoding()
            throw XMLReader.broken(part: part, at: fault, in: bytes)
        }
    }

    /// The next event; nil after the root element's end.
    ///
    /// - Throws: `broken_xml`, `doctype`, `too_deep`, `too_many_elements`, `xml_encoding`.
    mutating func next() throws(SourceError) -> Event? {
        if endsAtOnce {
            endsAtOnce = false
            return close()
        }
        while at < bytes.count {
            if bytes[at] != UInt8(ascii: "<") {
                if try readText() { return .text }
                continue
            }
            guard at + 1 < bytes.count else { break }
            switch bytes[at + 1] {
            case UInt8(ascii: "/"): return try readEnd()
            case UInt8(ascii: "?"): try readInstruction()
            case UInt8(ascii: "!"): if try readMarkup() { return .text }
            default: return try readStart()
            }
        }
        guard at >= bytes.count, depth == 0, elements > 0 else { throw broken() }
        return nil
    }

    /// The next event inside the element that was started at `depth`; nil at its end. Starts that the caller does not
    /// handle simply open: what is inside them comes next. Of alternatives only one branch comes (ECMA-376 Part 3, 7.6):
    /// the first choice whose namespaces are all known, or the fallback.
    mutating func next(inside depth: Int) throws(SourceError) -> Event? {
        while let event = try next() {
            if event == .end, self.depth < depth { return nil }
            guard event == .start, name.space == .compatibility else { return event }
            switch name.local {
            case "AlternateContent":
                alternatives.removeAll { $0.depth >= self.depth }
                alternatives.append((self.depth, false))
            case "Choice", "Fallback":
                guard let open = alternatives.lastIndex(where: { $0.depth == self.depth - 1 }) else { continue }
                if !alternatives[open].taken && (name.local == "Fallback" || choiceIsUnderstood) {
                    alternatives[open].taken = true
                } else {
                    try skip()
                }
            default: continue
            }
        }
        return nil
    }

    private var choiceIsUnderstood: Bool {
        (attribute("Requires") ?? "").utf8.split { XMLReader.isSpace($0) }.allSatisfy { prefix in
            let space = space(ofPrefix: String(Substring(prefix)))
            return space != nil && space != .other
        }
    }

    /// Passes over the element just started, with all it holds.
    mutating func skip() throws(SourceError) {
        let depth = depth
        while let event = try next() { if event == .end, self.depth < depth { return } }
    }

    /// The text inside the element just started, that of inner elements included.
    mutating func wholeText() throws(SourceError) -> String {
        let depth = depth
        var whole = ""
        while let event = try next(inside: depth) { if event == .text { whole += text } }
        return whole
    }

    func attribute(_ local: String, _ space: XMLSpace = .none) -> String? {
        for attribute in attributes where attribute.space == space && attribute.local == local {
            return attribute.value
        }
        return nil
    }

    /// The namespace that a prefix stands for here.
    private func space(ofPrefix prefix: String) -> XMLSpace? { bindings.last { $0.prefix == prefix }?.space }

    /// The line and the column of bytes where the reader stands.
    func broken() -> SourceError { XMLReader.broken(part: part, at: at, in: bytes) }

    static func broken(part: String, at: Int, in bytes: [UInt8]) -> SourceError {
        fault("broken_xml", part: part, at: at, in: bytes)
    }

    static func fault(_ code: String, part: String, at: Int, in bytes: [UInt8]) -> SourceError {
        let line = TextDecoding.lineNumber(of: at, in: bytes)
        return SourceError(
            code: code, details: ["part": part, "line": String(line)],
            place: SourcePlace(line: line, container: part))
    }
}

// MARK: Tags

extension XMLReader {
    private mutating func close() -> Event {
        guard let last = open.popLast() else { return .end }
        name = last.name
        bindings.removeLast(bindings.count - last.bindings)
        depth -= 1
        return .end
    }

    private mutating func readEnd() throws(SourceError) -> Event {
        let start = at + 2
        at = start
        skipName()
        guard let last = open.last, last.raw.count == at - start,
            bytes[last.raw].elementsEqual(bytes[start..<at])
        else { throw broken() }
        skipSpace()
        guard take(UInt8(ascii: ">")) else { throw broken() }
        return close()
    }

    private mutating func readStart() throws(SourceError) -> Event {
        guard depth > 0 || elements == 0 else { throw broken() }
        guard depth < limits.depth else { throw XMLReader.fault("too_deep", part: part, at: at, in: bytes) }
        guard elements < limits.elements else {
            throw XMLReader.fault("too_many_elements", part: part, at: at, in: bytes)
        }
        elements += 1
        at += 1
        let start = at
        let own = try readName()
        let end = at
        let outer = bindings.count
        raw.removeAll(keepingCapacity: true)
        while true {
            let spaced = skipSpace()
            guard at < bytes.count else { throw broken() }
            if take(UInt8(ascii: ">")) { break }
            if take(UInt8(ascii: "/")) {
                guard take(UInt8(ascii: ">")) else { throw broken() }
                endsAtOnce = true
                break
            }
            guard spaced else { throw broken() }
            try readAttribute()
        }
        let name = XMLName(try space(own.prefix), own.local)
        attributes.removeAll(keepingCapacity: true)
        for attribute in raw {
            let space: XMLSpace = attribute.prefix.isEmpty ? .none : try space(attribute.prefix)
            attributes.append(Attribute(space: space, local: attribute.local, value: attribute.value))
        }
        open.append((start..<end, name, outer))
        depth += 1
        self.name = name
        return .start
    }

    private mutating func readAttribute() throws(SourceError) {
        let (prefix, local) = try readName()
        skipSpace()
        guard take(UInt8(ascii: "=")) else { throw broken() }
        skipSpace()
        guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") || bytes[at] == UInt8(ascii: "'") else {
            throw broken()
        }
        let quote = bytes[at]
        at += 1
        let start = at
        while at < bytes.count, bytes[at] != quote {
            if bytes[at] == UInt8(ascii: "<") { throw broken() }
            at += 1
        }
        guard at < bytes.count else { throw broken() }
        let value = try decoded(start..<at, inAttribute: true)
        at += 1
        if prefix == "xmlns" || (prefix.isEmpty && local == "xmlns") {
            guard bindings.count < 256 else { throw broken() }
            bindings.append((prefix.isEmpty ? "" : local, XMLSpace.of(uri: value)))
            return
        }
        guard raw.count < 256, !raw.contains(where: { $0.local == local && $0.prefix == prefix }) else {
            throw broken()
        }
        raw.append((prefix, local, value))
    }

    private func space(_ prefix: String) throws(SourceError) -> XMLSpace {
        guard let space = space(ofPrefix: prefix) else { throw broken() }
        return space
    }

    private mutating func readName() throws(SourceError) -> (prefix: String, local: String) {
        let start = at
        var colon: Int?
        skipName()
        for i in start..<at where bytes[i] == UInt8(ascii: ":") {
            guard colon == nil else { throw broken() }
            colon = i
        }
        // The first byte of a name is no digit, dash or dot (XML 1.0, production 4).
        guard start < at, !(0x2D...0x39).contains(bytes[start]), colon != start, colon != at - 1 else { throw broken() }
        guard let colon else { return ("", String(decoding: bytes[start..<at], as: UTF8.self)) }
        return (
            String(decoding: bytes[start..<colon], as: UTF8.self),
            String(decoding: bytes[(colon + 1)..<at], as: UTF8.self)
        )
    }

    private mutating func skipName() {
        while at < bytes.count {
            switch bytes[at] {
            case 0x61...0x7A, 0x41...0x5A, 0x30...0x3A, 0x2D, 0x2E, 0x5F, 0x80...0xFF: at += 1
            default: return
            }
        }
    }

    @discardableResult
    private mutating func skipSpace() -> Bool {
        let start = at
        while at < bytes.count, XMLReader.isSpace(bytes[at]) { at += 1 }
        return at > start
    }

    mutating func take(_ byte: UInt8) -> Bool {
        guard at < bytes.count, bytes[at] == byte else { return false }
        at += 1
        return true
    }

    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
}
