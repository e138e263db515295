/// The words of a page or document, in reading order, without its looks.
public struct PageText: Sendable, Equatable {
    /// What the page calls itself; empty where it does not.
    public var title = ""
    /// Paragraphs, headings, list items and cells that hold words.
    public var blocks: [Block] = []
    /// Links in order.
    public var links: [Link] = []
    /// The address that relative links are meant against (`<base href>`), as written.
    public var base: String?
    /// Where the page sends its visitors on by itself within ten seconds (`<meta http-equiv="refresh">`), as written.
    public var refresh: String?
    /// Whether it shows a picture or another page in its content.
    public var hasPictures = false
    /// Whether the page asks for a password.
    public var hasPasswordField = false
    /// Whether a script is there to fill a place that is left empty for it.
    public var awaitsScript = false
    /// Whether it is a document with lines, not a page of the web with headings of its own.
    public var isDocument = false
    /// The character encoding it was read in.
    public var encoding = "UTF-8"
    /// The encoding the page or its server claims, where that was not believed.
    public var claimedEncoding: String?
    /// Whether limits were reached, and words or links after them left out.
    public var isCut = false
    /// Whether a document has pages without words, or pictures.
    public var showsMore = false
    /// The pages of a PDF on which no word was found, the first thousand of them: scans, or empty ones.
    public var wordlessPages: [Int] = []

    /// A piece of text that stands by itself.
    public struct Block: Sendable, Hashable {
        /// One line; spaces folded, Thai marks in their canonical order.
        public var text: String
        /// What the page makes of it.
        public var kind: Kind
        /// The page of a paged document, from 1; 0 where there are no pages.
        public var page: Int
        /// Whether it stands in the frame of the site (menu, head, foot), not in the content of this page.
        public var isFrame: Bool
        /// A block; by default a paragraph of the content.
        public init(_ text: String, kind: Kind = .paragraph, page: Int = 0, isFrame: Bool = false) {
            (self.text, self.kind, self.page, self.isFrame) = (text, kind, page, isFrame)
        }
    }

    /// What a block is.
    public enum Kind: Sendable, Hashable {
        /// A heading; 1 is the highest level.
        case heading(Int)
        /// Running text.
        case paragraph
        /// An item of a list.
        case item
        /// A row or cell of a table.
        case cell
    }

    /// A link with its words.
    public struct Link: Sendable, Hashable {
        /// As written, entities resolved.
        public var target: String
        /// The words of the link; the alternative text of a picture where there are none.
        public var text: String
        /// The index of the block it stands in; the number of blocks where it stands after the last.
        public var block: Int
        /// A link.
        public init(target: String, text: String, block: Int) {
            (self.target, self.text, self.block) = (target, text, block)
        }
    }

    /// A page without words.
    public init() {}

    /// Headings, the page's own title first.
    public var headings: [String] {
        let found = blocks.compactMap { block -> String? in
            if case .heading = block.kind { return block.text }
            return nil
        }
        return title.isEmpty ? found : [title] + found
    }

    /// Bytes of all blocks in UTF-8; a Thai letter takes three.
    var size: Int { blocks.reduce(0) { $0 + $1.text.utf8.count } }

    /// How many letters and digits the content has.
    public var letters: Int {
        var count = 0
        for block in blocks {
            Unicode.Scalar.walk(block.text) { scalar in if scalar.isLetterOrDigit { count += 1 } }
        }
        return count
    }
}

extension Unicode.Scalar {
    /// A letter of any alphabet, with the marks that belong to one, or a digit; quick for Thai and ASCII.
    var isLetterOrDigit: Bool {
        switch value {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x0E01...0x0E3A, 0x0E40...0x0E46, 0x0E4D, 0x0E50...0x0E59: true
        case 0..<0x80, 0x0E00...0x0E7F: false
        default: properties.isAlphabetic
        }
    }

    /// A letter from A to Z, large or small.
    var isLatin: Bool { (0x61...0x7A).contains(value | 0x20) }

    /// The scalars of a text in order, quicker than through its view.
    @inline(__always)
    static func walk(_ text: String, _ take: (Unicode.Scalar) -> Void) {
        var text = text
        text.withUTF8 { bytes in
            var at = 0
            while at < bytes.count {
                let byte = bytes[at]
                var (value, length) = (UInt32(byte), 1)
                if byte & 0xF0 == 0xE0, at + 2 < bytes.count {
                    // Thai, and what else takes three bytes.
                    value = (value & 0xF) << 12 | UInt32(bytes[at + 1] & 0x3F) << 6 | UInt32(bytes[at + 2] & 0x3F)
                    length = 3
                } else if byte >= 0x80 {
                    length = byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
                    value &= 0x7F >> UInt32(length)
                    for next in (at + 1)..<max(at + 1, min(at + length, bytes.count)) {
                        value = value << 6 | UInt32(bytes[next] & 0x3F)
                    }
                }
                take(Unicode.Scalar(value) ?? "\u{FFFD}")
                at += length
            }
        }
    }

    /// The scalars of a text.
    static func array(_ text: String) -> [Unicode.Scalar] {
        // As in ``PhraseSet``: the empty array is everybody's.
        guard !text.utf8.isEmpty else { return [] }
        return [Unicode.Scalar](unsafeUninitializedCapacity: text.utf8.count) { out, count in
            // Counted here: what the closure writes through is slower.
            var filled = 0
            walk(text) { scalar in
                out[filled] = scalar
                filled += 1
            }
            count = filled
        }
    }

    /// A capital of ASCII as the small letter.
    var small: Unicode.Scalar { (0x41...0x5A).contains(value) ? Unicode.Scalar(UInt8(value | 0x20)) : self }

    /// A digit of ASCII or Thai.
    var isDigit: Bool { (0x30...0x39).contains(value) || (0x0E50...0x0E59).contains(value) }
}

/// How much of a page is kept.
public struct PageLimits: Sendable {
    /// Bytes of text.
    public var textBytes = 4 << 20
    /// Blocks of text.
    public var blocks = 100_000
    /// Links.
    public var links = 20_000
    /// Limits far above what pages of agencies hold.
    public init() {}
}
