// Blocks of the body, of cells and of text boxes; tables with merged cells.

extension DOCXReader {
    /// What a cell says about itself (17.4.69).
    private struct CellProperties {
        var span = 1
        var continuesAbove: Bool?
        var continuesAcross = false
    }

    /// Columns, from 0, in which the row before has a cell that may go on below, and its width.
    private typealias OpenMerges = [Int: Int]

    /// Reads the element just started where blocks stand. An element that only wraps blocks is left open.
    mutating func block(into blocks: inout [SourceBlock]) throws(SourceError) {
        guard xml.name.space == .word else { return }
        switch xml.name.local {
        case "p": try paragraph(into: &blocks)
        case "tbl": try table(into: &blocks)
        case "sdtPr": try contentControlProperties()
        case "altChunk", "subDoc":
            doubts.add("embedded_document", at: here)
            try xml.skip()
        case "sectPr", "sdtEndPr", "customXmlPr", "del", "moveFrom": try xml.skip()
        default: return
        }
    }

    /// A text box: its blocks come after the paragraph that anchors it (17.17.1).
    mutating func textBox() throws(SourceError) {
        let outer = (draft: draft, fields: fields)
        (draft, fields) = (Draft(), [])
        boxDepth += 1
        let depth = xml.depth
        var blocks: [SourceBlock] = []
        while let event = try xml.next(inside: depth) {
            if event == .start { try block(into: &blocks) }
        }
        boxDepth -= 1
        (draft, fields) = outer
        let text = blocks.map(\.text).joined(separator: "\n")
        let holdsPicture = blocks.contains { $0.holdsPicture }
        guard holdsPicture || !text.isBlank else { return }
        doubts.add("text_box", ["text": SourceDoubt.excerpt(text)], at: here)
        draft.boxes += blocks
    }

    private mutating func table(into blocks: inout [SourceBlock]) throws(SourceError) {
        let index = tables
        if cellDepth == 0 { tables += 1 } else { doubts.add("nested_table", at: here) }
        let outer = here
        let depth = xml.depth
        var grid = 0
        var rows = 0
        var open: OpenMerges = [:]
        while let event = try xml.next(inside: depth) {
            guard event == .start, xml.name.space == .word else { continue }
            switch xml.name.local {
            case "gridCol": grid += 1
            case "tr":
                rows += 1
                if cellDepth == 0 { here = SourcePlace(line: rows, container: String(index + 1)) }
                if let row = try row(table: index, grid: grid, open: &open) { blocks.append(.row(row)) }
            case "sdtPr": try contentControlProperties()
            case "tblPr", "tblGridChange", "sdtEndPr", "customXmlPr": try xml.skip()
            default: continue
            }
        }
        here = outer
    }

    /// A row; nil for one that tracked changes have deleted.
    private mutating func row(table: Int, grid: Int, open: inout OpenMerges) throws(SourceError) -> SourceRow? {
        let depth = xml.depth
        let place = here
        var row = SourceRow(table: table, cells: [], place: place)
        var below: OpenMerges = [:]
        var after = 0
        var isDeleted = false
        while let event = try xml.next(inside: depth) {
            guard event == .start, xml.name.space == .word else { continue }
            switch xml.name.local {
            case "gridBefore":
                try fill(&row, columns: span(grid: grid, at: 0, least: 0), merged: nil)
            case "gridAfter": after = span(grid: grid, at: row.cells.count, least: 0)
            case "del": isDeleted = true
            case "hidden" where isOn(): doubts.add("hidden_row", at: place)
            case "tc": try cell(into: &row, grid: grid, above: open, below: &below)
            case "sdtPr": try contentControlProperties()
            case "trPrChange", "tblPrEx", "sdtEndPr", "customXmlPr": try xml.skip()
            default: continue
            }
        }
        if cellDepth == 0 { here = place }
        if isDeleted {
            let text = row.cells.map(\.text).joined(separator: " ")
            doubts.add("deleted_text", ["text": SourceDoubt.excerpt(text)], at: place)
            return nil
        }
        open = below
        try fill(&row, columns: after, merged: nil)
        return row
    }

    private mutating func cell(
        into row: inout SourceRow, grid: Int, above: OpenMerges, below: inout OpenMerges
    ) throws(SourceError) {
        let depth = xml.depth
        let column = row.cells.count
        if cellDepth == 0 {
            here = SourcePlace(line: row.place.line, column: column + 1, container: row.place.container)
        }
        let place = here
        let outerFields = fields
        fields = []
        cellDepth += 1
        var properties = CellProperties()
        var blocks: [SourceBlock] = []
        while let event = try xml.next(inside: depth) {
            guard event == .start else { continue }
            if xml.name == XMLName(.word, "tcPr") {
                properties = try cellProperties(grid: grid, column: column)
            } else {
                try block(into: &blocks)
            }
        }
        cellDepth -= 1
        fields = outerFields
        here = place

        var merged: SourceCell.Merge?
        if properties.continuesAcross, column > 0 { merged = .across }
        if properties.continuesAbove == true {
            if above[column] != nil { merged = .above } else { doubts.add("merge_without_start", at: place) }
        }
        if properties.continuesAbove != nil { below[column] = properties.span }
        let paragraphs = blocks.flatMap(\.paragraphs)
        if merged != nil {
            let text = paragraphs.map(\.text).joined(separator: "\n")
            if !text.isBlank || paragraphs.contains(where: { !$0.pictures.isEmpty }) {
                doubts.add("merged_text", ["text": SourceDoubt.excerpt(text)], at: place)
            }
        }
        try fill(&row, columns: 1, merged: merged, paragraphs: merged == nil ? paragraphs : [])
        try fill(&row, columns: properties.span - 1, merged: merged == .above ? .above : .across)
    }

    /// Adds cells to a row, counted against the limit.
    private mutating func fill(
        _ row: inout SourceRow, columns: Int, merged: SourceCell.Merge?, paragraphs: [SourceParagraph] = []
    ) throws(SourceError) {
        guard columns > 0 else { return }
        cells += columns
        guard cells <= limits.cells else { throw SourceError.tooManyCells(at: row.place, limits: limits) }
        for _ in 0..<columns {
            let column = cellDepth == 0 ? row.cells.count + 1 : row.place.column
            let place = SourcePlace(line: row.place.line, column: column, container: row.place.container)
            row.cells.append(SourceCell(paragraphs: paragraphs, merged: merged, place: place))
        }
    }

    private mutating func cellProperties(grid: Int, column: Int) throws(SourceError) -> CellProperties {
        let depth = xml.depth
        var properties = CellProperties()
        while let event = try xml.next(inside: depth) {
            guard event == .start, xml.name.space == .word else { continue }
            switch xml.name.local {
            case "gridSpan": properties.span = span(grid: grid, at: column, least: 1)
            // No value means that the merge goes on (17.4.84).
            case "vMerge": properties.continuesAbove = xml.attribute("val", .word) != "restart"
            case "hMerge": properties.continuesAcross = xml.attribute("val", .word) != "restart"
            case "tcPrChange", "cellDel", "cellIns": try xml.skip()
            default: continue
            }
        }
        return properties
    }

    /// A number of columns. Word has 63 at most (17.4.17); a larger number is a fault and is cut to the table's grid.
    private mutating func span(grid: Int, at column: Int, least: Int) -> Int {
        let value = xml.attribute("val", .word) ?? ""
        let span = Int(value)
        if let span, (least...63).contains(span) { return span }
        doubts.add("bad_span", ["span": String(value.unicodeScalars.prefix(20))], at: here)
        return max(least, min(63, (span ?? least) > 63 ? grid - column : least))
    }
}

extension SourceBlock {
    /// The paragraphs of a block, those of a row's cells one after another.
    fileprivate var paragraphs: [SourceParagraph] {
        switch self {
        case .paragraph(let paragraph): [paragraph]
        case .row(let row): row.cells.flatMap(\.paragraphs)
        }
    }

    fileprivate var text: String { paragraphs.map(\.text).joined(separator: "\n") }
    fileprivate var holdsPicture: Bool { paragraphs.contains { !$0.pictures.isEmpty } }
}

extension String {
    /// Whether it holds white space only.
    var isBlank: Bool { unicodeScalars.allSatisfy { $0.properties.isWhitespace } }
}
