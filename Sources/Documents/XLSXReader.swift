extension SourceDocument {
    /// Reads an Excel workbook (ECMA-376 Part 1, SpreadsheetML): every row of every sheet that holds something, with
    /// numbers and dates as text: numbers with the decimals their format shows (`94.70`), dates as ISO 8601.
    ///
    /// Each sheet is a table; a place is the sheet's name, the row's and the column's number. Cells stand for every
    /// column from the first, so that the index of a cell is its column; rows without content are left out. Hidden
    /// sheets, rows and columns are read, with a doubt that names them.
    ///
    /// - Throws: a ``SourceError`` that says why the file cannot be read.
    public static func xlsx(
        _ bytes: [UInt8], limits: SourceLimits = .standard
    ) throws(SourceError) -> SourceDocument {
        var reader = try XLSXReader(OfficePackage(bytes, limits: limits))
        return try reader.read()
    }
}

/// Walks over the sheets of a workbook. What is spread over several files: cells of a sheet are in
/// `XLSXReaderSheet.swift`, the making of rows in `XLSXReaderGrid.swift`, formats in `XLSXReaderFormats.swift`.
struct XLSXReader {
    private struct Sheet {
        var name: String
        var part: String
        var isHidden: Bool
    }

    private var package: OfficePackage
    private var sheets: [Sheet] = []
    private var book = XLSXSource()
    private var doubts: DoubtList
    private var pictures: [SourcePicture] = []

    init(_ package: OfficePackage) throws(SourceError) {
        self.package = package
        doubts = DoubtList(limit: package.limits.doubts)
        let main = try self.package.main(root: XMLName(.sheet, "workbook"), fallback: "xl/workbook.xml")
        let relationships = try self.package.relationships(of: main.part)
        try readWorkbook(main.xml, relationships)
        for relationship in relationships.values.sorted(by: { $0.target < $1.target }) where !relationship.external {
            switch relationship.kind {
            case "sharedStrings":
                if let xml = try self.package.xml(relationship.target) { try book.readStrings(xml) }
            case "styles":
                if let xml = try self.package.xml(relationship.target) { try book.readStyles(xml) }
            default: continue
            }
        }
    }

    private mutating func readWorkbook(
        _ part: XMLReader, _ relationships: [String: OfficePackage.Relationship]
    ) throws(SourceError) {
        var xml = part
        while let event = try xml.next(inside: 1) {
            guard event == .start, xml.name.space == .sheet else { continue }
            switch xml.name.local {
            case "workbookPr": book.startsIn1904 = ["1", "true"].contains(xml.attribute("date1904") ?? "")
            case "sheet":
                let name = xml.attribute("name") ?? ""
                let place = SourcePlace(line: 1, container: name)
                guard let id = xml.attribute("id", .relationships), let relationship = relationships[id],
                    !relationship.external
                else {
                    doubts.add("sheet_missing", ["sheet": name], at: place)
                    continue
                }
                guard relationship.kind == "worksheet" else {
                    doubts.add("sheet_without_cells", ["sheet": name], at: place)
                    continue
                }
                let isHidden = ["hidden", "veryHidden"].contains(xml.attribute("state") ?? "")
                sheets.append(Sheet(name: name, part: relationship.target, isHidden: isHidden))
            default: continue
            }
        }
    }

    mutating func read() throws(SourceError) -> SourceDocument {
        var blocks: [SourceBlock] = []
        var budget = XLSXBudget(limits: package.limits)
        for (index, sheet) in sheets.enumerated() {
            guard let xml = try package.xml(sheet.part) else {
                doubts.add("sheet_missing", ["sheet": sheet.name], at: SourcePlace(line: 1, container: sheet.name))
                continue
            }
            var content = XLSXSheet(name: sheet.name)
            if sheet.isHidden { content.note("hidden_sheet", ["sheet": sheet.name], at: content.place(1)) }
            try content.read(xml, book: book, budget: &budget)
            let relationships = try package.relationships(of: sheet.part)
            try readPictures(of: &content, relationships, budget: &budget)
            for comments in relationships.values where comments.kind == "comments" && !comments.external {
                if let xml = try package.xml(comments.target) { try content.readComments(xml) }
            }
            blocks += try content.rows(table: index, budget: &budget).map { .row($0) }
            content.report(to: &doubts)
        }
        return SourceDocument(blocks: blocks, pictures: pictures, doubts: doubts.finished)
    }

    /// Pictures that a sheet's drawing anchors to cells.
    private mutating func readPictures(
        of sheet: inout XLSXSheet, _ drawings: [String: OfficePackage.Relationship], budget: inout XLSXBudget
    ) throws(SourceError) {
        guard let id = sheet.drawing, let relationship = drawings[id], !relationship.external,
            let xml = try package.xml(relationship.target)
        else { return }
        let relationships = try package.relationships(of: relationship.target)
        let media = try package.bytes(ofEach: Set(relationships.values.filter { $0.kind == "image" }.map(\.target)))
        for picture in try XLSXDrawing.read(xml, sheet: &sheet) {
            let place = sheet.place(picture.row, picture.column)
            let target = relationships[picture.id]?.target ?? picture.id
            guard let bytes = media[target], !bytes.isEmpty else {
                let isOutside = relationships[picture.id]?.external ?? false
                doubts.add(
                    isOutside ? "picture_outside" : "picture_missing", ["name": SourceDoubt.excerpt(target)], at: place)
                continue
            }
            guard budget.takePicture(bytes.count) else {
                doubts.add("too_many_pictures", ["limit": String(package.limits.pictures)], at: place)
                break
            }
            if picture.isAnchored {
                sheet.add(picture: pictures.count, row: picture.row, column: picture.column)
            } else {
                doubts.add("picture_without_cell", ["name": SourceDoubt.excerpt(target)], at: place)
            }
            pictures.append(SourcePicture(name: target, bytes: bytes, place: place))
        }
    }
}

/// What all sheets together may still take.
struct XLSXBudget {
    let limits: SourceLimits
    private var cells = 0
    private var text = 0
    private var pictures = 0
    private var pictureBytes = 0

    init(limits: SourceLimits) { self.limits = limits }

    mutating func takeCells(_ count: Int, at place: SourcePlace) throws(SourceError) {
        cells += count
        guard cells <= limits.cells else { throw SourceError.tooManyCells(at: place, limits: limits) }
    }

    /// One shared string may stand in a million cells, so text is counted where it stands.
    mutating func takeText(_ text: String) throws(SourceError) {
        self.text += text.utf8.count
        guard self.text <= limits.totalBytes else {
            throw SourceError(code: "too_much", details: ["limit": SourceError.megabytes(limits.totalBytes)])
        }
    }

    mutating func takePicture(_ bytes: Int) -> Bool {
        pictures += 1
        pictureBytes += bytes
        return pictures <= limits.pictures && pictureBytes <= limits.totalBytes
    }
}
