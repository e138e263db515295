/// The drawing of a sheet: where its pictures stand (ECMA-376 Part 1, 20.5).
enum XLSXDrawing {
    struct Picture {
        /// The relationship that leads to the bytes.
        var id: String
        var row: Int
        var column: Int
        /// Whether it stands at a cell at all.
        var isAnchored: Bool
    }

    /// The pictures in the order of the drawing. Charts, and text in shapes, become doubts of the sheet.
    static func read(_ part: XMLReader, sheet: inout XLSXSheet) throws(SourceError) -> [Picture] {
        var xml = part
        var pictures: [Picture] = []
        var (row, column, isAnchored, isFrom) = (1, 1, false, false)
        while let event = try xml.next(inside: 0) {
            if event == .end, xml.name == XMLName(.sheetDrawing, "from") { isFrom = false }
            guard event == .start else { continue }
            switch (xml.name.space, xml.name.local) {
            case (.sheetDrawing, "absoluteAnchor"): (row, column, isAnchored) = (1, 1, false)
            case (.sheetDrawing, "from"): (isFrom, isAnchored) = (true, true)
            // Counted from 0 in the drawing.
            case (.sheetDrawing, "row") where isFrom:
                row = number(try xml.wholeText(), below: XLSXRange.lastRow) + 1
            case (.sheetDrawing, "col") where isFrom:
                column = number(try xml.wholeText(), below: XLSXRange.lastColumn) + 1
            case (.drawing, "blip"):
                guard let id = xml.attribute("embed", .relationships) ?? xml.attribute("link", .relationships) else {
                    continue
                }
                pictures.append(Picture(id: id, row: row, column: column, isAnchored: isAnchored))
            case (.chart, "chart"): sheet.tell("chart", [:], at: sheet.place(row, column))
            case (.drawing, "txBody"), (.sheetDrawing, "txBody"):
                let text = try xml.wholeText()
                if !text.isBlank {
                    sheet.tell("drawing_text", ["text": SourceDoubt.excerpt(text)], at: sheet.place(row, column))
                }
            default: continue
            }
        }
        return pictures
    }

    private static func number(_ text: String, below end: Int) -> Int {
        let number = Int(text) ?? 0
        return (0..<end).contains(number) ? number : 0
    }
}

extension XLSXSheet {
    /// Comments on cells are quoted in doubts (18.7).
    mutating func readComments(_ part: XMLReader) throws(SourceError) {
        var xml = part
        while let event = try xml.next(inside: 0) {
            guard event == .start, xml.name == XMLName(.sheet, "comment") else { continue }
            let cell = xml.attribute("ref").flatMap { XLSXRange($0) }
            let text = try xml.wholeText()
            let place = place(cell?.rows.lowerBound ?? 1, cell?.columns.lowerBound ?? 0)
            if !text.isBlank { tell("comment", ["text": SourceDoubt.excerpt(text)], at: place) }
        }
    }
}
