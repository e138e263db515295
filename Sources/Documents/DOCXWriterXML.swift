/// XML being written as bytes: markup is a literal of the program, everything else is escaped.
struct XMLBytes {
    private(set) var bytes: [UInt8] = []

    /// Markup.
    mutating func raw(_ markup: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: markup.utf8Start, count: markup.utf8CodeUnitCount))
    }

    /// A number inside an attribute.
    mutating func number(_ value: Int) { bytes.append(contentsOf: String(value).utf8) }

    /// Markup with a number in it.
    mutating func raw(_ before: StaticString, _ value: Int, _ after: StaticString) {
        raw(before)
        number(value)
        raw(after)
    }

    /// Text for an element or an attribute in double quotes. What XML 1.0 cannot hold (clause 2.2: control
    /// characters, U+FFFE, U+FFFF) becomes U+FFFD, so that its place stays visible.
    mutating func escaped(_ text: String) {
        var last: (UInt8, UInt8) = (0, 0)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): raw("&amp;")
            case UInt8(ascii: "<"): raw("&lt;")
            case UInt8(ascii: ">"): raw("&gt;")
            case UInt8(ascii: "\""): raw("&quot;")
            case 0x09: raw("&#9;")
            case 0x0a: raw("&#10;")
            case 0x0d: raw("&#13;")
            case 0..<0x20: raw("\u{fffd}")
            case 0xbe...0xbf where last == (0xef, 0xbf):
                bytes.removeLast(2)
                raw("\u{fffd}")
            default: bytes.append(byte)
            }
            last = (last.1, byte)
        }
    }
}

/// How the letters of a run look. Thai is complex script, for which Word consults `cs`, `bCs` and `szCs`; digits and
/// Latin letters between Thai ones consult the others. Both are always given and equal, and `w:cs` says so outright:
/// without it Word decides letter by letter, and programs disagree on how (ECMA-376 17.3.2.7, 17.3.2.26).
struct DOCXLook: Equatable {
    /// Twice the points.
    var size: Int
    var isBold = false
    var isLink = false
    var ink: Ink = .black

    enum Ink { case black, soft, footer }

    static let plain = DOCXLook(size: 28)
    static let bold = DOCXLook(size: 28, isBold: true)
    static let tableHeading = DOCXLook(size: 24, isBold: true)
    static let aside = DOCXLook(size: 28, ink: .soft)
    static let title = DOCXLook(size: 32, isBold: true)
    static let caption = DOCXLook(size: 24)
    static let footer = DOCXLook(size: 22, ink: .footer)
    static let link = DOCXLook(size: 28, isLink: true)
    /// The body of a government letter: 16 points.
    static let letter = DOCXLook(size: 32)

    /// As in a table of many columns.
    var narrowed: DOCXLook {
        var look = self
        look.size = size < 28 || ink == .soft ? 22 : 24
        return look
    }
}

extension XMLBytes {
    /// The properties of a run.
    mutating func raw(_ look: DOCXLook) {
        raw("<w:rPr><w:rFonts w:ascii=\"TH Sarabun New\" w:hAnsi=\"TH Sarabun New\" w:eastAsia=\"TH Sarabun New\" ")
        raw("w:cs=\"TH Sarabun New\"/>")
        if look.isBold { raw("<w:b/><w:bCs/>") }
        if look.isLink {
            raw("<w:color w:val=\"1F4E79\"/>")
        } else {
            switch look.ink {
            case .black: break
            case .soft: raw("<w:color w:val=\"595959\"/>")
            case .footer: raw("<w:color w:val=\"404040\"/>")
            }
        }
        raw("<w:sz w:val=\"", look.size, "\"/><w:szCs w:val=\"")
        number(look.size)
        raw("\"/>")
        if look.isLink { raw("<w:u w:val=\"single\"/>") }
        raw("<w:cs/><w:lang w:val=\"en-US\" w:bidi=\"th-TH\"/></w:rPr>")
    }
}

extension XMLBytes {
    /// A run of text. A line feed becomes a line break and a tab a tab, as they were typed; the space before ๆ and ฯลฯ
    /// becomes one that no line ends at.
    mutating func run(_ text: String, _ look: DOCXLook) {
        let text = ThaiBreaks.withFollowersKept(text)
        raw("<w:r>")
        raw(look)
        let bytes = text.utf8
        var start = bytes.startIndex
        while start != bytes.endIndex {
            let end = bytes[start...].firstIndex { $0 == 0x09 || $0 == 0x0a || $0 == 0x0d } ?? bytes.endIndex
            if start != end {
                raw("<w:t xml:space=\"preserve\">")
                escaped(String(text[start..<end]))
                raw("</w:t>")
            }
            guard end != bytes.endIndex else { break }
            raw(bytes[end] == 0x09 ? "<w:tab/>" : "<w:br/>")
            start = bytes.index(after: end)
            if bytes[end] == 0x0d, start != bytes.endIndex, bytes[start] == 0x0a { bytes.formIndex(after: &start) }
        }
        raw("</w:r>")
    }

    /// A paragraph: its properties as markup in the order of the schema, then its runs.
    mutating func paragraph(_ properties: StaticString, _ runs: (inout XMLBytes) throws -> Void) rethrows {
        raw("<w:p><w:pPr>")
        raw(properties)
        raw("</w:pPr>")
        try runs(&self)
        raw("</w:p>")
    }
}
