/// Everything an office file (DOCX, XLSX, PPTX, OpenDocument) says or hides, wherever in its package that stands: heads and feet of pages, notes,
/// comments, what tracked changes deleted, formulas, boxes, properties. For those who look for what must not leave the
/// house; who reads a report reads a ``SourceDocument``.
public struct OfficeTexts: Sendable {
    /// Where in a file a piece stands, as a reader of the file would say.
    public enum Place: String, Sendable, CaseIterable {
        case header, footer, footnote, endnote, comment, deleted, formula
        /// Anywhere else: the body, boxes, charts, properties.
        case other
    }

    /// A paragraph, a cell, or what comes nearest to one.
    public struct Piece: Sendable, Equatable {
        /// Where it stands.
        public var place: Place
        /// Its words, as they lie in the file.
        public var text: String

        /// A piece of text somewhere in a file.
        public init(place: Place, text: String) { (self.place, self.text) = (place, text) }
    }

    /// In the order of the parts' names.
    public private(set) var pieces: [Piece] = []
    /// Pictures of every part, by the names they have in the package.
    public private(set) var pictures: [(name: String, bytes: [UInt8])] = []

    /// Bytes of text that are taken of one file.
    private static let most = 16 << 20
    private var size = 0
    private let limits: SourceLimits

    /// Goes through every part that can be unpacked; a part that is no XML, or broken, ends where it breaks.
    ///
    /// - Throws: what keeps the whole package from being opened.
    public init(_ bytes: [UInt8], limits: SourceLimits = .standard) throws(SourceError) {
        self.limits = limits
        guard bytes.count <= limits.fileBytes else { throw SourceError.fileTooLarge(bytes.count, limits: limits) }
        var zip = try Zip(bytes, limits: limits)
        let names = zip.names
        let words = names.filter { $0.utf8.suffix(4).elementsEqual(".xml".utf8) }
        let images = names.filter { name in
            [".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif"].contains {
                name.utf8.suffix($0.utf8.count).elementsEqual($0.utf8)
            }
        }
        let parts = try zip.read(words, passingOverBroken: true)
        for (name, part) in parts.sorted(by: { $0.key < $1.key }) {
            // A sound file's parts are all read; what a broken one said up to there is kept.
            try? take(part, name)
        }
        pictures = try zip.read(images, passingOverBroken: true).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    private mutating func take(_ bytes: [UInt8], _ part: String) throws(SourceError) {
        var xml = try XMLReader(bytes, part: part, limits: limits)
        let main = Place(part: part)
        // Of properties every one is a piece: authors, titles, keywords.
        let isProperties = part.lowercased().utf8.starts(with: "docprops/".utf8) || part == "meta.xml"
        var (text, deleted) = ("", "")
        // Figures of a row that are written out, side by side: a number may have a cell for each group.
        var (row, isWritten) = ("", true)
        // How deep deletions and formulas began, innermost last.
        var (deletions, formulas) = ([Int](), [Int]())
        defer {
            add(deleted, .deleted)
            add(text, main)
        }
        while let event = try xml.next() {
            switch event {
            case .start:
                if ["del", "moveFrom", "deletion"].contains(xml.name.local) { deletions.append(xml.depth) }
                if xml.name.local == "f" {
                    formulas.append(xml.depth)
                    add(text, main)
                    text = ""
                }
                if xml.name.local == "c" { isWritten = xml.attribute("t") != "s" }
                if Self.breaks.contains(xml.name.local) { text += " " }
                if ["sheet", "table"].contains(xml.name.local) {
                    for attribute in xml.attributes where attribute.local == "name" { add(attribute.value, main) }
                }
                guard Self.ends.contains(xml.name.local) else { continue }
                add(text, main)
                text = ""
            case .text:
                if deletions.isEmpty { text += xml.text } else { deleted += xml.text }
            case .end:
                if deletions.last.map({ $0 > xml.depth }) == true { deletions.removeLast() }
                if formulas.last.map({ $0 > xml.depth }) == true {
                    formulas.removeLast()
                    add(text, .formula)
                    text = ""
                }
                if xml.name.local == "v", isWritten, row.utf8.count < 20_000 { row += text + " " }
                if xml.name.local == "row" {
                    add(row, main)
                    row = ""
                }
                guard isProperties || Self.ends.contains(xml.name.local) else { continue }
                add(deleted, .deleted)
                add(text, main)
                (text, deleted) = ("", "")
            }
        }
    }

    /// Elements with whose ends a piece ends: paragraphs, cells, entries of lists, notes.
    private static let ends: Set<String> = [
        "p", "h", "c", "v", "table-cell", "annotation", "si", "is", "comment", "pt", "row", "oddHeader", "oddFooter",
        "evenHeader", "evenFooter",
        "firstHeader", "firstFooter", "definedName",
    ]
    private static let breaks: Set<String> = ["tab", "br", "cr", "ptab", "instrText", "fldChar", "s", "line-break"]

    private mutating func add(_ text: String, _ place: Place) {
        guard !text.isBlank, size < Self.most else { return }
        size += text.utf8.count
        pieces.append(Piece(place: place, text: text))
    }
}

extension OfficeTexts.Place {
    /// By the name of a part, which every program that writes such files gives it.
    fileprivate init(part: String) {
        let file = part.utf8.split(separator: UInt8(ascii: "/")).last.map { String(decoding: $0, as: UTF8.self) } ?? ""
        let all: [(String, OfficeTexts.Place)] = [
            ("header", .header), ("footer", .footer), ("footnotes", .footnote), ("endnotes", .endnote),
            ("comments", .comment), ("threadedcomment", .comment),
        ]
        self = all.first { file.utf8.starts(with: $0.0.utf8) }?.1 ?? .other
    }
}
