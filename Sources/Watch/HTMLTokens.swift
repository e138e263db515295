import Glibc

/// The tags, texts and comments of an HTML page, in order, as a browser's tokenizer takes them apart (HTML Standard
/// §13.2.5). Written here and not borrowed: libxml2's parser keeps a tree of the whole page, twenty times its size, has
/// had a dozen memory faults in ten years, and reads HTML by the rules of 1999; words and links need no tree. Every byte
/// is looked at once, whatever the page holds.
public struct HTMLTokens: Sequence, IteratorProtocol {
    /// A piece of the page.
    public enum Token: Sendable {
        /// Text, entities not resolved yet.
        case text(Range<Int>)
        /// The content of an element that holds no markup, such as a script.
        case raw(Range<Int>, element: String)
        /// A start tag.
        case start(Tag)
        /// An end tag, by the element's name in lower case.
        case end(String)
        /// What stands in a comment.
        case comment(Range<Int>)
    }

    /// A start tag; its attributes are read when they are asked for.
    public struct Tag: Sendable {
        /// The element's name in lower case.
        public let name: String
        /// The bytes between the name and the end of the tag.
        public let attributes: Range<Int>
    }

    private let bytes: [UInt8]
    private var at = 0
    private var rawElement: String?

    /// The tokens of a page in UTF-8.
    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    private static let rawElements: Set<String> = [
        "script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes",
    ]

    /// The next piece; nil at the end.
    public mutating func next() -> Token? {
        if let element = rawElement {
            rawElement = nil
            let start = at
            at = endOfRaw(element)
            if at > start { return .raw(start..<at, element: element) }
        }
        guard at < bytes.count else { return nil }
        let start = at
        while let mark = bytes[...].first(0x3C, from: at) {
            at = mark
            if at + 1 < bytes.count, let length = Self.markup(bytes[at + 1]) {
                if at > start { return .text(start..<at) }
                if let token = readMarkup(length) { return token }
                return next()
            }
            at += 1
        }
        at = bytes.count
        return .text(start..<at)
    }

    /// What a byte after `<` begins; nil: nothing, the `<` is text.
    private static func markup(_ byte: UInt8) -> Markup? {
        switch byte {
        case 0x41...0x5A, 0x61...0x7A: .start
        case 0x2F: .end
        case 0x21, 0x3F: .declaration
        default: nil
        }
    }

    private enum Markup { case start, end, declaration }

    private mutating func readMarkup(_ kind: Markup) -> Token? {
        switch kind {
        case .start:
            at += 1
            let name = readName()
            let start = at
            skipAttributes()
            let end = at
            if at < bytes.count { at += 1 }
            if name.utf8.count > 2, Self.rawElements.contains(name) { rawElement = name }
            return .start(Tag(name: name, attributes: start..<end))
        case .end:
            at += 2
            guard at < bytes.count, (0x41...0x5A).contains(bytes[at]) || (0x61...0x7A).contains(bytes[at]) else {
                return bogusComment()
            }
            let name = readName()
            skipAttributes()
            if at < bytes.count { at += 1 }
            return .end(name)
        case .declaration:
            guard at + 3 < bytes.count, bytes[at + 1] == 0x21, bytes[at + 2] == 0x2D, bytes[at + 3] == 0x2D else {
                at += 1
                return bogusComment()
            }
            at += 4
            let start = at
            // `<!-->` and `<!--->` are whole comments (HTML Standard §13.2.5.44).
            if at < bytes.count, bytes[at] == 0x3E {
                at += 1
                return .comment(start..<start)
            }
            if at + 1 < bytes.count, bytes[at] == 0x2D, bytes[at + 1] == 0x3E {
                at += 2
                return .comment(start..<start)
            }
            while at < bytes.count {
                if bytes[at] == 0x3E, at >= start + 2, bytes[at - 1] == 0x2D, bytes[at - 2] == 0x2D {
                    at += 1
                    return .comment(start..<(at - 3))
                }
                at += 1
            }
            return .comment(start..<at)
        }
    }

    private mutating func bogusComment() -> Token? {
        let start = at
        while at < bytes.count, bytes[at] != 0x3E { at += 1 }
        let end = at
        if at < bytes.count { at += 1 }
        return .comment(start..<end)
    }

    private mutating func readName() -> String {
        let start = at
        while at < bytes.count, !Self.isSpace(bytes[at]), bytes[at] != 0x2F, bytes[at] != 0x3E { at += 1 }
        let end = Swift.min(at, start + 40)
        let name = bytes[start..<end]
        if name.contains(where: { (0x41...0x5A).contains($0) }) {
            return String(decoding: name.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
        }
        return String(decoding: name, as: UTF8.self)
    }

    /// To the `>` of this tag, past those in quotes.
    private mutating func skipAttributes() {
        var afterEquals = false
        while at < bytes.count {
            let byte = bytes[at]
            if byte == 0x3E { return }
            if afterEquals, byte == 0x22 || byte == 0x27 {
                at += 1
                while at < bytes.count, bytes[at] != byte { at += 1 }
                if at < bytes.count { at += 1 }
                afterEquals = false
                continue
            }
            if byte == 0x3D { afterEquals = true } else if !Self.isSpace(byte) { afterEquals = false }
            at += 1
        }
    }

    /// Where the end tag of an element without markup begins.
    private func endOfRaw(_ element: String) -> Int {
        let name = Array(element.utf8)
        var index = at
        while index < bytes.count {
            if bytes[index] == 0x3C, index + 2 + name.count <= bytes.count, bytes[index + 1] == 0x2F {
                let matches = name.indices.allSatisfy { bytes[index + 2 + $0] | 0x20 == name[$0] }
                let after = index + 2 + name.count
                if matches,
                    after == bytes.count || Self.isSpace(bytes[after]) || bytes[after] == 0x3E || bytes[after] == 0x2F
                {
                    return index
                }
            }
            index += 1
        }
        return bytes.count
    }

    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    /// The value of an attribute, entities resolved; nil where the tag has none of that name, empty where it has no
    /// value.
    public func attribute(_ name: String, of tag: Tag) -> String? {
        let wanted = Array(name.utf8)
        var index = tag.attributes.lowerBound
        let end = tag.attributes.upperBound
        while index < end {
            while index < end, Self.isSpace(bytes[index]) || bytes[index] == 0x2F { index += 1 }
            let start = index
            while index < end, !Self.isSpace(bytes[index]), bytes[index] != 0x3D || index == start, bytes[index] != 0x2F
            {
                index += 1
            }
            let found =
                index - start == wanted.count && wanted.indices.allSatisfy { bytes[start + $0] | 0x20 == wanted[$0] }
            while index < end, Self.isSpace(bytes[index]) { index += 1 }
            guard index < end, bytes[index] == 0x3D else {
                if found { return "" }
                if index == start { index += 1 }
                continue
            }
            index += 1
            while index < end, Self.isSpace(bytes[index]) { index += 1 }
            guard index < end else { return found ? "" : nil }
            let value: Range<Int>
            if bytes[index] == 0x22 || bytes[index] == 0x27 {
                let quote = bytes[index]
                let first = index + 1
                index = first
                while index < end, bytes[index] != quote { index += 1 }
                value = first..<index
                index = Swift.min(end, index + 1)
            } else {
                let first = index
                while index < end, !Self.isSpace(bytes[index]) { index += 1 }
                value = first..<index
            }
            if found { return text(value) }
        }
        return nil
    }

    /// A piece of the page as text, entities resolved.
    public func text(_ range: Range<Int>) -> String {
        var decoded: [UInt8] = []
        HTMLEntities.decode(bytes[range], into: &decoded)
        return String(decoding: decoded, as: UTF8.self)
    }

    /// A piece of the page, entities resolved, put to the end of others.
    func append(_ range: Range<Int>, to output: inout [UInt8]) { HTMLEntities.decode(bytes[range], into: &output) }
}

extension ArraySlice<UInt8> {
    /// The first place of a byte, at this one or behind it.
    func first(_ byte: UInt8, from start: Int) -> Int? {
        withUnsafeBufferPointer { bytes in
            guard start < endIndex, let base = bytes.baseAddress,
                let found = memchr(base + (start - startIndex), CInt(byte), endIndex - start)
            else { return nil }
            return startIndex + (UnsafeRawPointer(found) - UnsafeRawPointer(base))
        }
    }
}
