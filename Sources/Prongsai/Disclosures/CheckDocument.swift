import Documents
import Watch

/// Where in a document something stands, as a person finds it again.
struct CheckPlace: Sendable, Hashable, Codable {
    /// The page of a PDF, from 1; 0 where there are no pages.
    var page = 0
    /// The line on its page, or in the document; 0 where that says nothing.
    var line = 0
    /// The cell of a table, such as `D14`; empty outside tables.
    var cell = ""
    /// The sheet of a workbook, the number of a table, or the name of a picture inside the file.
    var container = ""

    private static let asideMark = "aside:"
    init(page: Int = 0, line: Int = 0, cell: String = "", container: String = "") {
        (self.page, self.line, self.cell, self.container) = (page, line, cell, container)
    }

    /// Somewhere in an office file outside its body.
    init(aside: OfficeTexts.Place) { container = Self.asideMark + aside.rawValue }
    var aside: OfficeTexts.Place? {
        container.removing(prefix: Self.asideMark).flatMap { OfficeTexts.Place(rawValue: $0) }
    }

    /// What becomes public of a disclosure beside its documents and its page.
    enum Name: String, Sendable, CaseIterable { case title, file, label, address, element, earlier, unit }
    private static let nameMark = "name:"

    /// In a name, counted from 1 among those of its kind.
    init(_ name: Name, _ number: Int) { (container, line) = (Self.nameMark + name.rawValue, number) }
    var name: Name? { container.removing(prefix: Self.nameMark).flatMap { Name(rawValue: $0) } }
}

/// A document as it is read for the checker: its lines with their places, and its tables.
struct CheckDocument: Sendable {
    struct Cell: Sendable, Equatable {
        var text: String
        var place: CheckPlace
    }

    /// Rows that belong together.
    struct Table: Sendable, Equatable {
        var rows: [[Cell]] = []
        /// Whether the columns were guessed, as they are in a PDF.
        var isGuessed = false
    }

    /// What the bytes are, and why their words cannot be read or believed.
    var content: PageContent
    /// The place of each block of the content's text.
    var places: [CheckPlace] = []
    var tables: [Table] = []
    /// Pictures that were found inside, as they lay there.
    var pictures: [(name: String, bytes: [UInt8])] = []

    /// Addresses of typed links that are called otherwise: readers do not see them, and they become public all the same.
    var targets: [Cell] = []

    /// What an office file says outside its body, for those who look for what must not become public.
    var asides: [OfficeTexts.Piece] = []

    /// Lines that are searched for dates and wordings.
    static let searched = 20_000

    /// Whether lines are left out, by the reader or by what searches them.
    var isCut: Bool { content.text.isCut || content.text.blocks.count > Self.searched }

    /// Whether something that was not found can be called missing.
    var isWhole: Bool {
        content.trouble == nil && !isCut && content.text.wordlessPages.isEmpty && content.text.letters > 0
    }

    /// Whether there is nothing to read or to look at.
    var isEmpty: Bool {
        if content.kind == .empty { return true }
        let isBare = content.trouble == nil || content.trouble == .noText && content.kind != .pdf
        return isBare && !isCut && content.text.letters == 0 && !content.text.hasPictures && pictures.isEmpty
            && !content.text.awaitsScript
    }

    var text: PageText { content.text }

    /// Reads a body. PDFs are read by another process with limits, the rest within the limits of their readers.
    static func read(_ bytes: [UInt8], contentType: String? = nil, limits: PageLimits = PageLimits()) async
        -> CheckDocument
    {
        let content = await PageContent.read(bytes, contentType: contentType, limits: limits)
        var document = of(content, bytes, contentType: contentType, limits: limits)
        if content.kind == .pdf { document.asides = await notes(inPDF: bytes) }
        return document
    }

    /// What a PDF says of itself, which whoever opens its properties reads.
    private static func notes(inPDF bytes: [UInt8]) async -> [OfficeTexts.Piece] {
        let (_, output) = await LimitedProcess().run("pdfinfo", ["-enc", "UTF-8", "/dev/stdin"], input: bytes)
        let names = ["Title:", "Subject:", "Keywords:", "Author:"].map { Array($0.utf8) }
        return output.split(separator: 0x0A).compactMap { line in
            names.first { line.starts(with: $0) }.map { name in
                OfficeTexts.Piece(place: .other, text: String(decoding: line.dropFirst(name.count), as: UTF8.self))
            }
        }
    }

    /// The same of a body whose words are known; they are taken anew where that tells the places of more.
    static func of(
        _ content: PageContent, _ bytes: [UInt8], contentType: String?, limits: PageLimits = PageLimits()
    ) -> CheckDocument {
        var document = CheckDocument(content: content)
        switch content.kind {
        case .docx, .xlsx:
            if let source = try? content.kind == .docx ? SourceDocument.docx(bytes) : SourceDocument.xlsx(bytes) {
                document.take(source, limits)
            }
        // A photo of a phone may be of a kind that no browser shows; what is no picture is none here either.
        case .image, .other: document.pictures = [("", bytes)]
        case .text: if !document.takeRows(bytes, contentType: contentType, limits) { document.number() }
        case .html:
            document.number()
            let tables = CheckTables.read(PageEncoding.decode(bytes, contentType: contentType).bytes)
            document.placeCells(of: tables)
            document.tables = tables.filter { $0.rows.count > 1 }
        default: document.number()
        }
        if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]), let all = try? OfficeTexts(bytes) {
            let known = Set(document.pictures.map(\.name))
            document.asides = all.pieces
            document.pictures += all.pictures.filter { !known.contains($0.name) }.prefix(500)
        }
        if document.places.count != document.content.text.blocks.count { document.number() }
        if content.kind == .pdf { document.pictures = pictures(inPDF: bytes[...]) }
        return document
    }

    /// Lines counted from 1, anew on each page; tables of a PDF from lines that end in figures.
    private mutating func number() {
        var (page, line) = (-1, 0)
        places = content.text.blocks.map { block in
            if block.page != page { (page, line) = (block.page, 0) }
            line += 1
            return CheckPlace(page: block.page, line: line)
        }
        if content.kind == .pdf || content.kind == .text { guessTables() }
    }

    /// Tables from lines that end in figures; what is known to be a table already is none of them.
    mutating func guessTables() {
        var table = Table(isGuessed: true)
        for (block, place) in zip(content.text.blocks, places) {
            let isCell = block.kind == .cell
            let row = isCell ? [] : CheckNumber.row(block.text, place)
            if row.count > 1 {
                table.rows.append(row)
            } else if table.rows.count > 0, isCell || !block.text.utf8.isEmpty && CheckNumber.isHeading(block.text) {
                tables.append(table)
                table = Table(isGuessed: true)
            }
        }
        if !table.rows.isEmpty { tables.append(table) }
    }

    /// Bytes of a text that is looked at for rows with commas.
    private static let mostOfRows = 8 << 20

    /// A text whose lines are rows of as many fields each, as spreadsheets save them (CSV); false where it is none.
    private mutating func takeRows(_ bytes: [UInt8], contentType: String?, _ limits: PageLimits) -> Bool {
        guard bytes.count <= Self.mostOfRows else { return false }
        let decoded = PageEncoding.decode(bytes, contentType: contentType).bytes
        guard let source = try? SourceDocument.csv(decoded) else { return false }
        let rows = source.blocks.prefix(50).compactMap { block -> SourceRow? in
            if case .row(let row) = block { row } else { nil }
        }
        .filter { row in row.cells.contains { !ThaiForm.line($0.text).isEmpty } }
        guard rows.count > 1, let width = rows.first?.cells.count, width > 1,
            rows.allSatisfy({ $0.cells.count == width }), !Self.holdsAmountsAlone(decoded, width: width)
        else { return false }
        let before = content.text
        take(source, limits, joint: " · ")
        content.text.title = before.title
        content.text.isCut = content.text.isCut || before.isCut
        (content.text.encoding, content.text.claimedEncoding) = (before.encoding, before.claimedEncoding)
        return true
    }

    /// Whether the commas of each line may be those of thousands, as in a list of amounts: `ค่าน้ำ 1,234`.
    private static func holdsAmountsAlone(_ bytes: [UInt8], width: Int) -> Bool {
        let lines: [[UInt8]] = bytes.prefix(1 << 16).split { $0 == 0x0A || $0 == 0x0D }.prefix(50)
            .map { Array(Digits.ascii(String(decoding: $0, as: UTF8.self)).utf8) }
        // Where another mark parts the fields, commas do not.
        for mark in [UInt8(ascii: "\t"), UInt8(ascii: ";"), UInt8(ascii: "|")]
        where lines.allSatisfy({ line in line.count(where: { $0 == mark }) + 1 >= width }) {
            return false
        }
        return lines.allSatisfy { holdsAmount($0) }
    }

    /// Whether a comma with up to three digits before and three behind stands outside quotes.
    private static func holdsAmount(_ line: [UInt8]) -> Bool {
        func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
        var isQuoted = false
        for (index, byte) in line.enumerated() {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            guard byte == UInt8(ascii: ","), !isQuoted else { continue }
            let before: Int = line[..<index].reversed().prefix(while: isDigit).count
            let behind: Int = line[(index + 1)...].prefix(while: isDigit).count
            if (1...3).contains(before), behind == 3 { return true }
        }
        return false
    }

    /// Lines and tables of a file of rows; the words are taken anew, so that each has its place. `joint` stands between
    /// the fields of a line.
    private mutating func take(_ source: SourceDocument, _ limits: PageLimits, joint: String = " ") {
        var words = PageText()
        var current: (number: Int, table: Table)?
        places = []
        for block in source.blocks.prefix(limits.blocks) {
            switch block {
            case .paragraph(let paragraph):
                let text = ThaiForm.line(paragraph.text)
                guard !text.isEmpty else { continue }
                words.blocks.append(.init(text, kind: paragraph.listItem == nil ? .paragraph : .item))
                places.append(CheckPlace(line: paragraph.place.line))
            case .row(let row):
                let cells = row.cells.enumerated().map { index, cell in
                    Cell(
                        text: ThaiForm.line(cell.text),
                        place: CheckPlace(
                            line: row.place.line,
                            cell: content.kind == .xlsx
                                ? Self.cell(row: row.place.line, column: cell.place.column) : "",
                            container: row.place.container))
                }
                let line = ThaiForm.line(cells.map(\.text).filter { !$0.isEmpty }.joined(separator: joint))
                if !line.isEmpty {
                    words.blocks.append(.init(line, kind: .cell))
                    places.append(CheckPlace(line: row.place.line, container: row.place.container))
                }
                if current?.number != row.table {
                    if let current { tables.append(current.table) }
                    current = (row.table, Table())
                }
                current?.table.rows.append(cells)
            }
        }
        if let current { tables.append(current.table) }
        words.isCut = source.blocks.count > limits.blocks
        content.text = words
        pictures = source.pictures.prefix(500).map { ($0.name, $0.bytes) }
    }

    /// `D14`, as spreadsheets name a cell.
    static func cell(row: Int, column: Int) -> String {
        guard column > 0, column < 20_000 else { return "" }
        var (letters, rest) = ([UInt8](), column)
        while rest > 0 {
            letters.insert(UInt8(65 + (rest - 1) % 26), at: 0)
            rest = (rest - 1) / 26
        }
        return String(decoding: letters, as: UTF8.self) + String(row)
    }

    /// JPEG pictures that lie in a PDF as they came from the camera (ISO 32000-1 §7.4.8).
    private static func pictures(inPDF bytes: ArraySlice<UInt8>) -> [(name: String, bytes: [UInt8])] {
        bytes.withUnsafeBufferPointer { buffer in
            var found: [(name: String, bytes: [UInt8])] = []
            var at = 0
            while at + 4 < buffer.count, found.count < 100 {
                guard buffer[at] == 0xFF, buffer[at + 1] == 0xD8, buffer[at + 2] == 0xFF else {
                    at += 1
                    continue
                }
                // The camera's notes and the size stand at the start; the rest of the picture is not needed.
                found.append(("image-\(found.count + 1)", Array(buffer[at..<min(buffer.count, at + 200_000)])))
                at += 64
            }
            return found
        }
    }
}
