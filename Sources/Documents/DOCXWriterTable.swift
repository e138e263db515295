extension DOCXDocument {
    /// Space at the left and right of a cell, in twentieths of a point.
    static let margin = 85

    /// The official table as one Word table; its first row is repeated on each page.
    func table(into xml: inout XMLBytes, media: inout DOCXMedia) throws {
        let table = report.table
        let widths = DOCXDocument.widths(columnWidths(table), total: page.width)
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
            xml.paragraph("<w:pStyle w:val=\"TableHeading\"/>") { $0.run(column.heading, look(.tableHeading)) }
            xml.raw("</w:tc>")
        }
        xml.raw("</w:tr>")
        let headings = zip(table.columns, widths).map { height(heading: $0.heading, width: $1) }
        let room = page.height - (headings.max() ?? 0)
        for row in table.rows {
            switch row {
            case .heading(let level, let text): heading(level, text, columns: widths.count, into: &xml)
            case .block(let block):
                try self.block(block, of: table.columns, widths: widths, room: room, into: &xml, media: &media)
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
        xml.paragraph(style) { $0.run(text, look(.bold)) }
        xml.raw("</w:tc></w:tr>")
    }

    /// One plan row: a Word row for each of its lines; a cell over several of them is merged downwards.
    ///
    /// - Parameter room: the height that a page has for rows.
    private func block(
        _ block: ReportTable.Block, of columns: [ReportLayout.Column], widths: [Int], room: Int,
        into xml: inout XMLBytes, media: inout DOCXMedia
    ) throws {
        for line in 0..<block.lines {
            xml.raw("<w:tr>")
            let begun = zip(widths, block.columns).flatMap { width, cells in
                cells.filter { $0.line == line }.map { (width: width, cell: $0) }
            }
            // Photos stay with their captions, and the few columns of the half-year form keep a line in sight as a whole.
            let photos = begun.contains { $0.cell.parts.contains { if case .pictures = $0 { true } else { false } } }
            let least = begun.filter { $0.cell.span > 1 }.map { firstPhotos($0.cell, width: $0.width) }.max() ?? 0
            if photos || !isNarrow {
                // LibreOffice cuts off what a row that may not be split has more than a page has room for.
                let ending = block.columns.indices.flatMap { column in
                    block.columns[column].filter { $0.line + $0.span - 1 == line }.map {
                        height($0, width: widths[column], isFixed: columns[column].content != .evidence)
                    }
                }
                let isLow = max(ending.max() ?? 0, least) <= room
                if isLow || least > 0 { xml.raw("<w:trPr>") }
                if isLow { xml.raw("<w:cantSplit/>") }
                if least > 0 { xml.raw("<w:trHeight w:val=\"", least, "\" w:hRule=\"atLeast\"/>") }
                if isLow || least > 0 { xml.raw("</w:trPr>") }
            }
            for (index, (cells, width)) in zip(block.columns, widths).enumerated() {
                let cell = cells.first { $0.line <= line && line < $0.line + $0.span }
                xml.raw("<w:tc><w:tcPr><w:tcW w:w=\"", width, "\" w:type=\"dxa\"/>")
                if let cell, cell.span > 1 {
                    xml.raw(cell.line == line ? "<w:vMerge w:val=\"restart\"/>" : "<w:vMerge/>")
                }
                xml.raw("</w:tcPr>")
                if let cell, cell.line == line, !cell.parts.isEmpty {
                    let hang =
                        cell.parts.map {
                            if case .paragraph(let marker?, _, _) = $0 { Int(self.hang(marker) * 20) } else { 0 }
                        }.max() ?? 0
                    // Where people paste photos a line is as high as they are.
                    let style: StaticString = columns[index].content == .evidence ? "Evidence" : "Cell"
                    // LibreOffice leaves something of a merged cell on its first page, and parts a photo from its caption
                    // where they come first: a line of one point before them is what it leaves.
                    if cell.span > 1, case .pictures? = cell.parts.first {
                        xml.paragraph(
                            "<w:spacing w:before=\"0\" w:after=\"0\" w:line=\"20\" w:lineRule=\"exact\"/>"
                        ) { _ in }
                    }
                    for part in cell.parts {
                        try self.part(part, width: width, style: style, hang: hang, into: &xml, media: &media)
                    }
                } else {
                    xml.paragraph("<w:pStyle w:val=\"Cell\"/>") { _ in }  // a cell without a paragraph is a broken file
                }
                xml.raw("</w:tc>")
            }
            xml.raw("</w:tr>")
        }
    }

    private func part(
        _ part: ReportTable.Part, width: Int, style: StaticString, hang: Int, into xml: inout XMLBytes,
        media: inout DOCXMedia
    ) throws {
        switch part {
        case .paragraph(let marker, let text, let weight):
            let look: DOCXLook =
                switch weight {
                case .plain: .plain
                case .bold: .bold
                case .aside: .aside
                }
            paragraph(
                marker, text, self.look(look), style: weight == .aside ? "Aside" : style, hang: hang, into: &xml,
                media: &media)
        case .pictures(let photos): pictures(photos, width: width - 2 * DOCXDocument.margin, into: &xml, media: &media)
        }
    }

    /// In points: none narrower than its longest word in the widest font the file may be opened with.
    private func columnWidths(_ table: ReportTable) -> [Double] {
        func size(_ look: DOCXLook) -> Double { Double(self.look(look).size) / 2 }
        let sizes: [ColumnWidths.Use: Double] = [
            // Bold letters are a little wider.
            .heading: size(.tableHeading) * 1.06, .body: size(.plain), .bold: size(.bold) * 1.06,
            .aside: size(.aside), .caption: size(.caption),
        ]
        let language = report.words.language
        return ColumnWidths(
            table: table, body: Double(page.width) / 20, padding: Double(DOCXDocument.margin) / 10, hang: hang,
            widest: { text, use, most in
                let size = sizes[use] ?? 14
                return WordWidths.widest(text, language: language, most: most / size) * size
            }
        ).widths
    }

    /// How far the text of a numbered paragraph hangs behind its number, in points.
    private func hang(_ marker: String) -> Double {
        (WordWidths.width(Array(marker.utf8)[...]) * Double(look(.plain).size) / 2).rounded() + 4
    }

    /// Widths in whole units that add up to the total exactly, whatever the shares.
    static func widths(_ sound: [Double], total: Int) -> [Int] {
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
