/// A piece of HTML or SVG. Text and attribute values are escaped when it is rendered and names are literals of
/// the program, so nothing a person typed can become markup.
public indirect enum Node: Sendable, Equatable {
    /// An element with its attributes and children. Made with ``element(_:_:_:)``.
    case element(Name, [Attribute], [Node])
    /// Text; escaped when rendered.
    case text(String)
    /// Several nodes without an element around them.
    case fragment([Node])
    /// A style sheet for a `<style>` element: a literal of the program, never outside text.
    case style(Name)
    /// What was rendered before, with text for its gaps. Made with ``Rendered/filled(_:)``.
    case rendered(Rendered, String)

    /// A name that stands in the program's source, never one that came from outside.
    public struct Name: Sendable, Equatable, ExpressibleByStringLiteral {
        private let literal: StaticString
        var text: String { literal.description }
        /// Takes a literal; there is no other way to make a name.
        public init(stringLiteral value: StaticString) { literal = value }

        /// Whether two names are the same word.
        public static func == (a: Name, b: Name) -> Bool { a.text == b.text }

        /// A name of up to eight bytes as one number; 0 for longer ones.
        var packed: UInt64 {
            literal.withUTF8Buffer { name in name.count > 8 ? 0 : name.reduce(0) { $0 << 8 | UInt64($1) } }
        }

        /// Its bytes, straight from the program.
        func write(into bytes: inout [UInt8]) { literal.withUTF8Buffer { bytes.append(contentsOf: $0) } }
    }

    /// Nothing at all.
    public static let empty = Node.fragment([])
}

extension Node: ExpressibleByStringLiteral, ExpressibleByArrayLiteral {
    /// A literal is text.
    public init(stringLiteral value: String) { self = .text(value) }
    /// An array literal is a fragment.
    public init(arrayLiteral elements: Node...) { self = .fragment(elements) }
}

/// One attribute of an element.
public struct Attribute: Sendable, Equatable {
    let name: Node.Name
    let value: String?

    /// An attribute with a value, escaped when rendered. Addresses go through ``href(_:)`` and ``src(_:)`` instead.
    public init(_ name: Node.Name, _ value: String) { (self.name, self.value) = (name, value) }
    /// An attribute that is there or not, such as `required`.
    public init(_ name: Node.Name) { (self.name, value) = (name, nil) }

    /// The class of an element.
    public static func `class`(_ value: String) -> Attribute { Attribute("class", value) }
    /// The id of an element.
    public static func id(_ value: String) -> Attribute { Attribute("id", value) }
    /// A link. An address with a scheme other than http, https, mailto or tel becomes `#`.
    public static func href(_ address: String) -> Attribute { Attribute("href", isHarmless(address) ? address : "#") }
    /// A picture's address, under the same rule as ``href(_:)``.
    public static func src(_ address: String) -> Attribute { Attribute("src", isHarmless(address) ? address : "") }
    /// A picture carried inside the page. `mediaType` is a literal of the program.
    public static func src(mediaType: Node.Name, base64: String) -> Attribute {
        Attribute("src", "data:\(mediaType.text);base64,\(base64)")
    }

    /// Whether an address is relative or has a scheme that cannot run script. Control characters and spaces are
    /// ignored by browsers inside a scheme, so an address holding one before its colon is refused.
    static func isHarmless(_ address: String) -> Bool {
        var scheme: [UInt8] = []
        for byte in address.utf8 {
            switch byte {
            case UInt8(ascii: ":"):
                let name = String(decoding: scheme, as: UTF8.self).lowercased()
                return ["http", "https", "mailto", "tel"].contains(name)
            case UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"): return true
            case 0...0x20: return false
            default: scheme.append(byte)
            }
        }
        return true
    }
}

/// An element with its attributes and children. A void one, such as `br` or `img`, renders neither children nor end
/// tag.
public func element(_ name: Node.Name, _ attributes: [Attribute] = [], _ children: [Node] = []) -> Node {
    assert(
        !(name.packed == Node.paragraph && children.contains(where: \.isBlock)), "a block ends the paragraph it is in")
    return .element(name, attributes, children)
}

/// An element that holds only text.
public func element(_ name: Node.Name, _ attributes: [Attribute] = [], text: String) -> Node {
    .element(name, attributes, [.text(text)])
}

extension Node {
    fileprivate static let paragraph = ("p" as Name).packed
    private static let blocks: [UInt64] = [
        "article", "aside", "details", "div", "dl", "fieldset", "figure", "footer", "form", "header", "hr", "main",
        "nav", "ol", "p", "pre", "section", "table", "ul", "h1", "h2", "h3", "h4", "h5", "h6",
    ].map { (name: Name) in name.packed }

    /// Whether a browser ends an open paragraph where this begins (HTML standard, 13.1.2.4).
    fileprivate var isBlock: Bool {
        switch self {
        case .element(let name, _, _): Node.blocks.contains(name.packed)
        case .fragment(let nodes): nodes.contains(where: \.isBlock)
        case .text, .style, .rendered: false
        }
    }

    private static let void: [UInt64] = [
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
    ].map { (name: Name) in name.packed }

    /// A whole page: the doctype, then this node.
    public func document() -> [UInt8] {
        var bytes = Array("<!doctype html>".utf8)
        render(into: &bytes)
        return bytes
    }

    /// The bytes of this node, UTF-8.
    public func rendered() -> [UInt8] {
        var bytes: [UInt8] = []
        render(into: &bytes)
        return bytes
    }

    private func render(into bytes: inout [UInt8]) {
        switch self {
        case .text(let text): Node.escape(text, into: &bytes)
        case .fragment(let children): for child in children { child.render(into: &bytes) }
        case .style(let css): css.write(into: &bytes)
        case .rendered(let rendered, let text): rendered.write(into: &bytes, text)
        case .element(let name, let attributes, let children):
            bytes.append(UInt8(ascii: "<"))
            name.write(into: &bytes)
            for attribute in attributes {
                bytes.append(UInt8(ascii: " "))
                attribute.name.write(into: &bytes)
                guard let value = attribute.value else { continue }
                bytes.append(contentsOf: "=\"".utf8)
                Node.escape(value, into: &bytes)
                bytes.append(UInt8(ascii: "\""))
            }
            bytes.append(UInt8(ascii: ">"))
            if Node.void.contains(name.packed) { return }
            for child in children { child.render(into: &bytes) }
            bytes.append(contentsOf: "</".utf8)
            name.write(into: &bytes)
            bytes.append(UInt8(ascii: ">"))
        }
    }

    /// Escapes byte by byte: the five dangerous characters are ASCII, so a Thai mark after one of them, which joins
    /// it into one Swift Character, cannot hide it.
    static func escape(_ text: String, into bytes: inout [UInt8]) {
        var text = text
        text.withUTF8 { source in
            var start = 0  // of the run that needs no escape
            for (index, byte) in source.enumerated() {
                guard let safe = Node.escaped(byte) else { continue }
                bytes.append(contentsOf: UnsafeBufferPointer(rebasing: source[start..<index]))
                safe.withUTF8Buffer { bytes.append(contentsOf: $0) }
                start = index + 1
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: source[start...]))
        }
    }

    private static func escaped(_ byte: UInt8) -> StaticString? {
        switch byte {
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "\""): "&quot;"
        case UInt8(ascii: "'"): "&#39;"
        default: nil
        }
    }
}
