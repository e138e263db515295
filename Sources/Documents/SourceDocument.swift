/// An existing document as it was read: paragraphs and table rows in their order, each with the place it came from.
/// Nothing is interpreted here and nothing is left out.
public struct SourceDocument: Sendable, Equatable {
    /// Everything the document says, in reading order.
    public var blocks: [SourceBlock]
    /// Pictures found in the document, by the order they appear.
    public var pictures: [SourcePicture]
    /// What the reader was unsure of or could not read.
    public var doubts: [SourceDoubt]

    /// Whether this is running text in which a page break may have cut a row in two and merged cells cannot be told;
    /// office files and sheets say both themselves.
    public var isRunningText = false

    /// A document read so far; readers begin with an empty one and add to it.
    public init(blocks: [SourceBlock] = [], pictures: [SourcePicture] = [], doubts: [SourceDoubt] = []) {
        (self.blocks, self.pictures, self.doubts) = (blocks, pictures, doubts)
    }
}

/// A paragraph outside tables, or a row of a table.
public enum SourceBlock: Sendable, Equatable {
    /// Text that stands outside tables; an empty line is kept as an empty paragraph.
    case paragraph(SourceParagraph)
    /// A row of a table; neighbouring rows with the same ``SourceRow/table`` belong together.
    case row(SourceRow)
}

/// One row of a table.
public struct SourceRow: Sendable, Equatable {
    /// Which table of the document, from 0. Rows of a text file's page stand in tables of their own.
    public var table: Int
    /// Left to right; rows of one table need not have equally many.
    public var cells: [SourceCell]
    /// Where the row begins; its column is 0.
    public var place: SourcePlace
    /// A row of the table with that number.
    public init(table: Int, cells: [SourceCell], place: SourcePlace) {
        (self.table, self.cells, self.place) = (table, cells, place)
    }
}

/// One cell. A cell merged over several columns stands once, followed by empty cells with `merged = .across`; one
/// merged over several rows stands in its first row, and the rows below hold empty cells with `merged = .above`.
public struct SourceCell: Sendable, Equatable {
    /// What the cell holds, list items apart; empty for an empty cell.
    public var paragraphs: [SourceParagraph]
    /// Which neighbour's merged cell covers this one; nil where it is a cell of its own, even an empty one.
    public var merged: Merge?
    /// Line and column of the cell in the document.
    public var place: SourcePlace
    /// A cell; one with `merged` holds no text of its own.
    public init(paragraphs: [SourceParagraph], merged: Merge? = nil, place: SourcePlace) {
        (self.paragraphs, self.merged, self.place) = (paragraphs, merged, place)
    }

    /// Whether the covering cell begins in a row above, or in this row further left.
    public enum Merge: Sendable, Equatable { case above, across }

    /// The cell's text, paragraphs joined by line feeds; empty for an empty cell.
    public var text: String { paragraphs.map(\.text).joined(separator: "\n") }
}

/// One paragraph or list item.
public struct SourceParagraph: Sendable, Equatable {
    /// As read. A plain number or bullet that the document adds itself stands in ``listItem``; any other label of a
    /// list is put in front of the text.
    public var text: String
    /// Whether the document itself says that this is an item of a list (Word numbering, `<li>`), and its number if
    /// the document gives one.
    public var listItem: ListItem?
    /// Indices into the document's pictures that stand in this paragraph.
    public var pictures: [Int]
    /// Where it begins; inside a table, the place of its cell.
    public var place: SourcePlace
    /// Whether this is the text of a list whose items are not marked: it may hold several.
    public var isLooseList: Bool
    /// A paragraph; without `listItem` it is plain text, whatever it starts with.
    public init(
        text: String, listItem: ListItem? = nil, pictures: [Int] = [], place: SourcePlace, isLooseList: Bool = false
    ) {
        (self.text, self.listItem, self.pictures, self.place) = (text, listItem, pictures, place)
        self.isLooseList = isLooseList
    }

    /// An item of a list.
    public struct ListItem: Sendable, Equatable {
        /// As the document counts it; nil for a bullet and where the count cannot be told.
        public var number: Int?
        /// Whether the list is numbered, not bulleted.
        public var ordered: Bool
        /// The mark of a list item that the document itself makes.
        public init(number: Int?, ordered: Bool) { (self.number, self.ordered) = (number, ordered) }
    }
}

/// A picture carried by a document.
public struct SourcePicture: Sendable, Equatable {
    /// The name inside the document, such as `word/media/image3.jpeg`.
    public var name: String
    /// The file as it lay in the document, neither decoded nor checked.
    public var bytes: [UInt8]
    /// The paragraph or cell it is anchored to.
    public var place: SourcePlace
    /// A picture as found; what it claims to be is not believed yet.
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
    /// The name of the sheet, the number of the table, or the part of the file that is broken; empty for a text file.
    public var container: String
    /// A place; outside tables and sheets there is no column.
    public init(line: Int, column: Int = 0, container: String = "") {
        (self.line, self.column, self.container) = (line, column, container)
    }
    /// Reading order inside one container: by line, then by column.
    public static func < (a: SourcePlace, b: SourcePlace) -> Bool { (a.line, a.column) < (b.line, b.column) }
}

/// Something a reader was unsure of: where, and what, as a code with details that the program puts into words.
public struct SourceDoubt: Sendable, Equatable {
    /// A key under `source.` in the locale files, such as `lost_bytes`.
    public var code: String
    /// Values for the placeholders of that sentence.
    public var details: [String: String]
    /// The nearest line or cell a person can look at.
    public var place: SourcePlace
    /// A doubt to be shown beside what was read.
    public init(code: String, details: [String: String] = [:], place: SourcePlace) {
        (self.code, self.details, self.place) = (code, details, place)
    }
}

/// Why a document cannot be read at all. The file stays as it was and nothing is imported.
public struct SourceError: Error, Sendable, Equatable {
    /// A key under `source.` in the locale files, such as `not_a_zip`, `too_large`, `encrypted`, `broken_xml`.
    public var code: String
    /// Values for the placeholders of that sentence.
    public var details: [String: String]
    /// Where reading stopped; nil where it is the file as a whole.
    public var place: SourcePlace?
    /// A refusal; details must say enough for a person to mend the file.
    public init(code: String, details: [String: String] = [:], place: SourcePlace? = nil) {
        (self.code, self.details, self.place) = (code, details, place)
    }
}
