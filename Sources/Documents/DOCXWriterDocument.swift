/// The size of the page and what is left for text, in twentieths of a point.
struct DOCXPage {
    let landscape: Bool
    /// Width of the text.
    let width: Int
    let left: Int
    /// Height of the text.
    let height: Int
    let right = 1134  // 2 cm
    let top: Int

    init(_ layout: ReportLayout) {
        landscape = layout.landscape
        // Thai government paper: 3 cm on the left and 2 cm on the right in portrait; 2 cm on both when turned.
        left = layout.landscape ? 1134 : 1701
        top = layout.landscape ? 1134 : 1418
        width = (layout.landscape ? 16838 : 11906) - left - 1134
        height = (layout.landscape ? 11906 : 16838) - top - 1134
    }

    var properties: StaticString {
        landscape
            ? """
            <w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/><w:pgMar w:top="1134" w:right="1134" \
            w:bottom="1134" w:left="1134" w:header="567" w:footer="510" w:gutter="0"/>
            """
            : """
            <w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1418" w:right="1134" w:bottom="1134" w:left="1701" \
            w:header="567" w:footer="510" w:gutter="0"/>
            """
    }
}

/// `word/document.xml`.
struct DOCXDocument {
    let report: Report
    let page: DOCXPage
    /// Whether the table is set smaller because it has many columns.
    let isNarrow: Bool

    init(report: Report) {
        self.report = report
        page = DOCXPage(report.layout)
        isNarrow = report.layout.columns.count > 6
    }

    /// How letters look inside the table.
    func look(_ look: DOCXLook) -> DOCXLook { isNarrow ? look.narrowed : look }

    func written(media: inout DOCXMedia) throws -> [UInt8] {
        var xml = XMLBytes()
        xml.raw(
            """
            <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
            <w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" \
            xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" \
            xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" \
            xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" \
            xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><w:body>
            """)
        if report.seal.version == 0 {
            draft(into: &xml)
        }
        for line in report.words.title {
            xml.paragraph("<w:pStyle w:val=\"Title\"/>") { $0.run(line, .title) }
        }
        if let standing = report.standingSummary {
            xml.paragraph("<w:spacing w:before=\"60\"/><w:jc w:val=\"center\"/>") {
                $0.run([standing, report.doubtMark].compactMap { $0 }.joined(separator: " "), .plain)
            }
        }
        xml.paragraph("<w:spacing w:line=\"160\" w:lineRule=\"exact\"/>") { _ in }
        try table(into: &xml, media: &media)
        xml.paragraph("<w:spacing w:line=\"160\" w:lineRule=\"exact\"/>") { _ in }
        let doubts = report.doubts
        if !doubts.isEmpty {
            xml.paragraph("<w:keepNext/>") { $0.run("* " + report.words.unconfirmed, .bold) }
            for (index, doubt) in doubts.enumerated() {
                // The last two are kept with what follows: nobody should sign a page that says nothing. More would be
                // longer than a page, and what follows would stand alone after all.
                let several = doubts.count > 1
                xml.raw("<w:p><w:pPr>")
                if index >= doubts.count - 2 { xml.raw("<w:keepNext/>") }
                if several { xml.raw("<w:ind w:left=\"369\" w:hanging=\"369\"/>") }
                xml.raw("</w:pPr>")
                xml.run(
                    several ? report.digits.written("\(index + 1).") + "\t\(doubt)" : doubt, look(.plain))
                xml.raw("</w:p>")
            }
        }
        signatures(into: &xml)
        tail(into: &xml)
        xml.raw("<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rIdFooter\"/>")
        xml.raw(page.properties)
        xml.raw(report.digits.pageNumbers)
        xml.raw("</w:sectPr></w:body></w:document>")
        return xml.bytes
    }

    /// That this is a draft, in a frame above the title.
    private func draft(into xml: inout XMLBytes) {
        xml.raw("<w:p><w:pPr><w:keepNext/><w:pBdr>")
        xml.raw("<w:top w:val=\"single\" w:sz=\"6\" w:space=\"1\" w:color=\"000000\"/>")
        xml.raw("<w:left w:val=\"single\" w:sz=\"6\" w:space=\"4\" w:color=\"000000\"/>")
        xml.raw("<w:bottom w:val=\"single\" w:sz=\"6\" w:space=\"1\" w:color=\"000000\"/>")
        xml.raw("<w:right w:val=\"single\" w:sz=\"6\" w:space=\"4\" w:color=\"000000\"/>")
        let side = (page.width - 4600) / 2
        xml.raw("</w:pBdr><w:spacing w:after=\"120\"/><w:ind w:left=\"", side, "\" w:right=\"")
        xml.number(side)
        xml.raw("\"/><w:jc w:val=\"center\"/></w:pPr>")
        xml.run(report.words.draft, .title)
        xml.raw("</w:p>")
    }

    /// A paragraph of a cell, with its number as text, a tab and a hanging indent. Word's own numbering would look the
    /// same, but its numbers are computed and not written: a program that reads the file, or a person who copies a cell
    /// into a message, would lose them. An address at the end of the text is a link.
    ///
    /// - Parameters:
    ///   - style: as in ``DOCXParts/styles(isNarrow:)``.
    ///   - hang: of the cell's numbered paragraphs, in twentieths of a point.
    func paragraph(
        _ marker: String?, _ text: String, _ look: DOCXLook, style: StaticString, hang: Int, into xml: inout XMLBytes,
        media: inout DOCXMedia
    ) {
        let link = DOCXLink.split(text)
        let number = link.map { media.link($0.target) }
        let shown = link?.before ?? text
        xml.raw("<w:p><w:pPr><w:pStyle w:val=\"")
        xml.raw(style)
        xml.raw("\"/>")
        if marker != nil {
            xml.raw("<w:ind w:left=\"", hang, "\" w:hanging=\"")
            xml.number(hang)
            xml.raw("\"/>")
        } else if look.ink == .soft, hang > 0 {
            // An aside stands under the text it is about.
            xml.raw("<w:ind w:left=\"", hang, "\"/>")
        }
        xml.raw("</w:pPr>")
        let words = isNarrow ? ThaiBreaks.withSlashesOpen(shown) : shown
        let start = marker.map { $0 + "\t" + words } ?? words
        if !start.isEmpty || link == nil { xml.run(start, look) }
        if let link, let number {
            xml.raw("<w:hyperlink r:id=\"rIdLink", number, "\">")
            xml.run(link.address, self.look(.link))
            xml.raw("</w:hyperlink>")
        }
        xml.raw("</w:p>")
    }

    /// Lines to sign on, side by side by tabs: a second table would stand in the way of whoever reads the first.
    private func signatures(into xml: inout XMLBytes) {
        let titles = report.layout.signatures
        let long = titles.contains { $0.unicodeScalars.count > 44 }
        let columns = min(titles.count, long ? 1 : page.landscape ? 3 : 2)
        guard columns > 0 else { return }
        for start in stride(from: 0, to: titles.count, by: columns) {
            let group = titles[start..<min(start + columns, titles.count)]
            let dots = String(repeating: ".", count: 44)
            let signed = group.map { _ in report.words.signed + dots }
            for (index, line) in [signed, group.map { _ in "(" + dots + ")" }, Array(group)].enumerated() {
                xml.raw("<w:p><w:pPr>")
                // The seal's lines follow: no page has them alone.
                xml.raw("<w:keepNext/>")
                xml.raw("<w:tabs>")
                for column in 0..<columns {
                    let middle = page.width * (2 * column + 1) / (2 * columns)
                    xml.raw("<w:tab w:val=\"center\" w:pos=\"", middle, "\"/>")
                }
                xml.raw(index == 0 ? "</w:tabs><w:spacing w:before=\"720\"/></w:pPr>" : "</w:tabs></w:pPr>")
                xml.run(line.map { "\t" + $0 }.joined(), .plain)
                xml.raw("</w:p>")
            }
        }
    }
}
