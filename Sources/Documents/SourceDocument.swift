/// An existing document as it was read: paragraphs and table rows in their order, each with the place it came from.
/// Nothing is interpreted here and nothing is left out.
public struct SourceDocument: Sendable, Equatable {
    public var blocks: [SourceBlock]
    /// Pictures found in the document, by the order they appear.
    public var pictures: [SourcePicture]
    /// What the reader was unsure of or could not read.
    public var doubts: [SourceDoubt]

    public init(blocks: [SourceBlock] = [], pictures: [SourcePicture] = [], doubts: [SourceDoubt] = []) {
        (self.blocks, self.pictures, self.doubts) = (blocks, pictures, doubts)
    }
}

/// A paragraph outside tables, or a row of a table.
public enum SourceBlock: Sendable, Equatable {
    case paragraph(SourceParagraph)
    case row(SourceRow)
}

/// One row of a table.
public struct SourceRow: Sendable, Equatable {
    /// Which table of the document, from 0. Rows of a text file's page stand in tables of their own.
    public var table: Int
    public var cells: [SourceCell]
    public var place: SourcePlace
    public init(table: Int, cells: [SourceCell], place: SourcePlace) {
        (self.table, self.cells, self.place) = (table, cells, place)
    }
}

/// One cell. A cell merged over several columns stands once, followed by empty cells with `merged = .across`; one
/// merged over several rows stands in its first row, and the rows below hold empty cells with `merged = .above`.
public struct SourceCell: Sendable, Equatable {
    public var paragraphs: [SourceParagraph]
    public var merged: Merge?
    public var place: SourcePlace
    public init(paragraphs: [SourceParagraph], merged: Merge? = nil, place: SourcePlace) {
        (self.paragraphs, self.merged, self.place) = (paragraphs, merged, place)
    }

    /// Why a cell is empty.
    public enum Merge: Sendable, Equatable { case above, across }

    /// The cell's text, paragraphs joined by line feeds.
    public var text: String { paragraphs.map(\.text).joined(separator: "\n") }
}

/// One paragraph or list item.
public struct SourceParagraph: Sendable, Equatable {
    public var text: String
    /// Whether the document itself says that this is an item of a list (Word numbering, `<li>`), and its number if
    /// the document gives one.
    public var listItem: ListItem?
    /// Indices into the document's pictures that stand in this paragraph.
    public var pictures: [Int]
    public var place: SourcePlace
    /// Whether this is the text of a list whose items are not marked: it may hold several.
    public var isLooseList: Bool
    public init(
        text: String, listItem: ListItem? = nil, pictures: [Int] = [], place: SourcePlace, isLooseList: Bool = false
    ) {
        (self.text, self.listItem, self.pictures, self.place) = (text, listItem, pictures, place)
        self.isLooseList = isLooseList
    }

    /// An item of a list.
    public struct ListItem: Sendable, Equatable {
        public var number: Int?
        public var ordered: Bool
        public init(number: Int?, ordered: Bool) { (self.number, self.ordered) = (number, ordered) }
    }
}

/// A picture carried by a document.
public struct SourcePicture: Sendable, Equatable {
    /// The name inside the document, such as `word/media/image3.jpeg`.
    public var name: String
    public var bytes: [UInt8]
    public var place: SourcePlace
    public init(name: String, bytes: [UInt8], place: SourcePlace) {
        (self.name, self.bytes, self.place) = (name, bytes, place)
    }
}

/// Where in a document something stands, in words a person can follow.
public struct SourcePlace: Sendable, Equatable, Comparable {
    /// Line of a text file, paragraph or row of a document; from 1.
    public var line: Int
    /// Column of a table from 1; 0 where there is none.
    public var column: Int
    /// The name of the sheet, or the number of the table; empty for a text file.
    public var container: String
    public init(line: Int, column: Int = 0, container: String = "") {
        (self.line, self.column, self.container) = (line, column, container)
    }
    public static func < (a: SourcePlace, b: SourcePlace) -> Bool { (a.line, a.column) < (b.line, b.column) }
}

/// Something a reader was unsure of: where, and what, as a code with details that the program puts into words.
public struct SourceDoubt: Sendable, Equatable {
    /// A key under `source.` in the locale files, such as `lost_bytes`.
    public var code: String
    /// Values for the placeholders of that sentence.
    public var details: [String: String]
    public var place: SourcePlace
    public init(code: String, details: [String: String] = [:], place: SourcePlace) {
        (self.code, self.details, self.place) = (code, details, place)
    }
}

/// Why a document cannot be read at all. The file stays as it was and nothing is imported.
public struct SourceError: Error, Sendable, Equatable {
    /// A key under `source.` in the locale files, such as `not_a_zip`, `too_large`, `encrypted`, `broken_xml`.
    public var code: String
    public var details: [String: String]
    public var place: SourcePlace?
    public init(code: String, details: [String: String] = [:], place: SourcePlace? = nil) {
        (self.code, self.details, self.place) = (code, details, place)
    }
}
