extension SourceDocument {
    /// Reads a Word document (ECMA-376 Part 1, WordprocessingML): the paragraphs and table rows of its body in their
    /// order, what tracked changes leave, list numbers as Word counts them, pictures with their bytes.
    ///
    /// A paragraph's place is its number among the paragraphs outside tables; a row's is its number in the table, and
    /// the table's number, from 1, is the place's container. Merged cells are spread over the columns of the table's
    /// grid, so that the index of a cell is its column. Headers and footers are left out; footnotes, comments, deleted
    /// text and the like are quoted in doubts.
    ///
    /// - Throws: a ``SourceError`` that says why the file cannot be read.
    public static func docx(
        _ bytes: [UInt8], limits: SourceLimits = .standard
    ) throws(SourceError) -> SourceDocument {
        var package = try OfficePackage(bytes, limits: limits)
        var reader = try DOCXReader(&package)
        try reader.readPages(&package)
        return try reader.read()
    }
}

/// Walks over `document.xml` once, from the first element to the last. What is spread over several files: blocks and
/// tables are in `DOCXReaderTables.swift`, text in `DOCXReaderText.swift`, numbers in `DOCXReaderNumbering.swift`.
struct DOCXReader {
    let limits: SourceLimits
    var xml: XMLReader
    var numbering: DOCXNumbering
    let relationships: [String: OfficePackage.Relationship]
    /// Bytes of the pictures that the body may name.
    let media: [String: [UInt8]]
    /// Texts of footnotes, endnotes and comments by kind and id.
    let notes: [String: String]

    var doubts: DoubtList
    var pictures: [SourcePicture] = []
    /// Bytes of all pictures, those that occur twice counted twice.
    var pictureBytes = 0
    /// Where the reader stands, for doubts and pictures.
    var here = SourcePlace(line: 1)
    var paragraphs = 0
    var tables = 0
    var cells = 0
    /// How many table cells and text boxes are open around the reader.
    var cellDepth = 0
    var boxDepth = 0
    /// Fields that are open, innermost last (17.16.18); true while their instruction goes on.
    var fields: [Bool] = []
    var draft = Draft()

    /// A paragraph while it is read.
    struct Draft {
        var text = ""
        var pictures: [Int] = []
        var list: DOCXNumbering.Reference?
        var runIsHidden = false
        /// Text that Word does not show: hidden by its format, or inside a field's instruction.
        var hidden = ""
        var instruction = ""
        /// What the text boxes hold that are anchored here.
        var boxes: [SourceBlock] = []
    }

    /// Reads everything the body refers to, and stands before the body then.
    init(_ package: inout OfficePackage) throws(SourceError) {
        limits = package.limits
        let main = try package.main(root: XMLName(.word, "document"), fallback: "word/document.xml")
        xml = main.xml
        relationships = try package.relationships(of: main.part)
        doubts = DoubtList(limit: limits.doubts)
        var images: Set<String> = []
        var parts: [String: String] = [:]
        for relationship in relationships.values.sorted(by: { $0.target < $1.target }) where !relationship.external {
            if relationship.kind == "image" { images.insert(relationship.target) }
            if parts[relationship.kind] == nil { parts[relationship.kind] = relationship.target }
        }
        media = try package.bytes(ofEach: images)
        numbering = try DOCXNumbering(
            numbering: parts["numbering"].flatMap { part throws(SourceError) in try package.xml(part) },
            styles: parts["styles"].flatMap { part throws(SourceError) in try package.xml(part) })
        var notes: [String: String] = [:]
        for (kind, element) in [("footnotes", "footnote"), ("endnotes", "endnote"), ("comments", "comment")] {
            guard let part = parts[kind], let xml = try package.xml(part) else { continue }
            try DOCXReader.readNotes(xml, element: element, into: &notes)
        }
        self.notes = notes
    }

    mutating func read() throws(SourceError) -> SourceDocument {
        var blocks: [SourceBlock] = []
        while let event = try xml.next(inside: 1) {
            if event == .start { try block(into: &blocks) }
        }
        // What stands behind the root element must be sound too.
        while try xml.next() != nil {}
        return SourceDocument(blocks: blocks, pictures: pictures, doubts: doubts.finished)
    }

    private static func readNotes(
        _ part: XMLReader, element: String, into notes: inout [String: String]
    ) throws(SourceError) {
        var xml = part
        var id: String?
        while let event = try xml.next() {
            guard xml.name.space == .word else { continue }
            switch (event, xml.name.local) {
            // Separators have a type; real notes have none (17.11.10).
            case (.start, element): id = xml.attribute("type", .word) == nil ? xml.attribute("id", .word) : nil
            case (.end, element): id = nil
            case (.start, "t"):
                let text = try xml.wholeText()
                guard let id else { continue }
                let key = "\(element) \(id)"
                if notes[key, default: ""].utf8.count < 2_000 { notes[key, default: ""] += text }
            default: continue
            }
        }
    }
}
