extension DOCXDocument {
    /// Space at the left and right of a cell, in twentieths of a point.
    static let margin = 85

    /// The official table as one Word table. Rows may break over pages; the first one is repeated on each.
    func table(into xml: inout XMLBytes, media: inout DOCXMedia) throws {
        let table = report.table
        let widths = DOCXDocument.widths(table.columns.map(\.share), total: page.width)
        xml.raw("<w:tbl><w:tblPr><w:tblW w:w=\"", page.width, "\" w:type=\"dxa\"/>")
        xml.raw("<w:tblBorders>")
        xml.raw("<w:top w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>")
        xml.raw("<w:left w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>")
        xml.raw("<w:bottom w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>")
        xml.raw("<w:right w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>")
        xml.raw("<w:insideH w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>")
        xml.raw("<w:insideV w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>")
        xml.raw("</w:tblBorders><w:tblLayout w:type=\"fixed\"/><w:tblCellMar>")
        xml.raw("<w:top w:w=\"28\" w:type=\"dxa\"/><w:left w:w=\"", DOCXDocument.margin, "\" w:type=\"dxa\"/>")
        xml.raw("<w:bottom w:w=\"28\" w:type=\"dxa\"/><w:right w:w=\"", DOCXDocument.margin, "\" w:type=\"dxa\"/>")
        xml.raw("</w:tblCellMar><w:tblLook w:val=\"0620\"/><w:tblCaption w:val=\"")
        xml.escaped(report.words.title.joined(separator: " "))
        xml.raw("\"/></w:tblPr><w:tblGrid>")
        for width in widths { xml.raw("<w:gridCol w:w=\"", width, "\"/>") }
        xml.raw("</w:tblGrid>")

        xml.raw("<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>")
        for (column, width) in zip(table.columns, widths) {
            xml.raw("<w:tc><w:tcPr><w:tcW w:w=\"", width, "\" w:type=\"dxa\"/>")
            xml.raw("<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"E7E6E6\"/><w:vAlign w:val=\"center\"/></w:tcPr>")
            xml.paragraph("<w:pStyle w:val=\"TableHeading\"/>") { $0.run(column.heading, .bold) }
            xml.raw("</w:tc>")
        }
        xml.raw("</w:tr>")
        for row in table.rows {
            switch row {
            case .heading(let level, let text): heading(level, text, columns: widths.count, into: &xml)
            case .block(let block): try self.block(block, widths: widths, into: &xml, media: &media)
            }
        }
        xml.raw("</w:tbl>")
    }

    /// A heading over the whole width; it stays with the row below it.
    private func heading(_ level: Int, _ text: String, columns: Int, into xml: inout XMLBytes) {
        xml.raw("<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w=\"", page.width, "\" w:type=\"dxa\"/>")
        xml.raw("<w:gridSpan w:val=\"", columns, "\"/>")
        if level == 1 { xml.raw("<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"F2F2F2\"/>") }
        xml.raw("</w:tcPr>")
        let style: StaticString =
            level == 1 ? "<w:pStyle w:val=\"SectionHeading\"/>" : "<w:pStyle w:val=\"IndicatorHeading\"/>"
        xml.paragraph(style) { $0.run(text, .bold) }
        xml.raw("</w:tc></w:tr>")
    }

    /// One plan row: a Word row for each of its lines; a cell over several of them is merged downwards.
    private func block(
        _ block: ReportTable.Block, widths: [Int], into xml: inout XMLBytes, media: inout DOCXMedia
    ) throws {
        for line in 0..<block.lines {
            xml.raw("<w:tr>")
            for (cells, width) in zip(block.columns, widths) {
                let cell = cells.first { $0.line <= line && line < $0.line + $0.span }
                xml.raw("<w:tc><w:tcPr><w:tcW w:w=\"", width, "\" w:type=\"dxa\"/>")
                if let cell, cell.span > 1 {
                    xml.raw(cell.line == line ? "<w:vMerge w:val=\"restart\"/>" : "<w:vMerge/>")
                }
                xml.raw("</w:tcPr>")
                if let cell, cell.line == line, !cell.parts.isEmpty {
                    for part in cell.parts { try self.part(part, width: width, into: &xml, media: &media) }
                } else {
                    xml.paragraph("") { _ in }  // a cell without a paragraph is a broken file
                }
                xml.raw("</w:tc>")
            }
            xml.raw("</w:tr>")
        }
    }

    private func part(
        _ part: ReportTable.Part, width: Int, into xml: inout XMLBytes, media: inout DOCXMedia
    ) throws {
        switch part {
        case .paragraph(let marker, let text, let weight):
            let look: DOCXLook =
                switch weight {
                case .plain: .plain
                case .bold: .bold
                case .aside: .aside
                }
            numbered(marker, text, look, into: &xml, media: &media)
        case .pictures(let photos): pictures(photos, width: width - 2 * DOCXDocument.margin, into: &xml, media: &media)
        }
    }

    /// Widths in whole units that add up to the total exactly, whatever the shares.
    static func widths(_ shares: [Double], total: Int) -> [Int] {
        let sound = shares.map { $0.isFinite ? min(max($0, 0.1), 100) : 1 }
        let sum = sound.reduce(0, +)
        var edge = 0
        var reached = 0.0
        return sound.map { share in
            reached += share
            let next = Int((reached / sum * Double(total)).rounded())
            defer { edge = next }
            return next - edge
        }
    }
}
