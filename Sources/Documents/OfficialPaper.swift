/// A paper as Thai offices write it (ระเบียบสำนักนายกรัฐมนตรีว่าด้วยงานสารบรรณ พ.ศ. 2526): a centred head, paragraphs
/// that begin indented, numbered entries, and who signs on the right half. Sarabun 16 points on A4, margins 3 cm left
/// and 2 cm right.
public struct OfficialPaper: Sendable, Equatable {
    /// What stands one under the other.
    public enum Block: Sendable, Equatable {
        /// A line of the head.
        case head(String, bold: Bool)
        /// A short line between head and body.
        case rule
        /// A paragraph whose first line is indented by 2.5 cm.
        case paragraph(String)
        /// A numbered entry; level 0 is the outermost.
        case entry(marker: String, String, level: Int, bold: Bool)
        /// Lines centred in the right half: who signs.
        case signature([String])
        /// Room of some lines.
        case room(lines: Int)
    }
    /// For the file's properties.
    public var title: String
    /// The agency, for the file's properties.
    public var author: String
    /// From top to bottom.
    public var blocks: [Block]
    /// Whether the pages are numbered in Thai digits.
    public var thaiDigits: Bool

    /// A paper; everything in it is already in its language and digits.
    public init(title: String, author: String, blocks: [Block], thaiDigits: Bool) {
        (self.title, self.author, self.blocks, self.thaiDigits) = (title, author, blocks, thaiDigits)
    }

    /// Points from the left of the body: of a paragraph's first line, and of each level's marker.
    static let indent = 70.9
    static func indent(level: Int) -> Double { indent + Double(min(level, 3)) * 24 }
}

// MARK: PDF

extension OfficialPaper {
    /// The paper as a tagged PDF. The same paper gives the same bytes.
    public func pdf(fonts: ReportFonts) throws -> [UInt8] {
        let text = PDFText(family: fonts.family, language: "th")
        let sheet = PDFSheet(landscape: false)
        let canvas = PDFCanvas(width: sheet.width, height: sheet.height)
        canvas.describe(title: title, author: author, keywords: "")
        OfficialPaperPrinter(text: text, sheet: sheet, canvas: canvas, thaiDigits: thaiDigits).draw(blocks)
        return try PDFFinish(language: "th-TH", tags: canvas.tags, createdAt: nil).apply(to: try canvas.finish())
    }
}

/// Sets the blocks of a paper onto pages, line by line.
private final class OfficialPaperPrinter {
    private let text: PDFText
    private let sheet: PDFSheet
    private let canvas: PDFCanvas
    private let plain = PDFText.Style(size: 16)
    private let bold = PDFText.Style(size: 16, bold: true)
    private var y: Double
    private var page = 1
    private let thaiDigits: Bool

    init(text: PDFText, sheet: PDFSheet, canvas: PDFCanvas, thaiDigits: Bool) {
        (self.text, self.sheet, self.canvas, self.thaiDigits) = (text, sheet, canvas, thaiDigits)
        y = sheet.top
    }

    private var pitch: Double { text.pitch(plain).height }

    func draw(_ blocks: [OfficialPaper.Block]) {
        let end = end(of: blocks)
        canvas.tag("Document") {
            for (index, block) in blocks.enumerated() {
                if index == end { need(blocks[index...].reduce(0) { $0 + height($1) }) }
                draw(block)
            }
        }
        canvas.showPage()
    }

    /// Where the end begins that stays together: who signs, and the two paragraphs before, so that nobody signs an empty
    /// page.
    private func end(of blocks: [OfficialPaper.Block]) -> Int? {
        guard case .signature? = blocks.last else { return nil }
        let paragraphs = blocks.indices.filter { if case .paragraph = blocks[$0] { true } else { false } }
        return paragraphs.suffix(2).first
    }

    /// About how much room a block of the end takes.
    private func height(_ block: OfficialPaper.Block) -> Double {
        switch block {
        case .room(let lines): Double(lines) * pitch
        case .paragraph(let words): text.set(words, plain, width: sheet.body - OfficialPaper.indent).height + 3
        case .signature(let lines): Double(lines.count) * pitch
        case .head, .rule, .entry: pitch
        }
    }

    private func draw(_ block: OfficialPaper.Block) {
        switch block {
        case .head(let words, let isBold):
            let paragraph = text.balanced(words, isBold ? bold : plain, width: sheet.body)
            need(paragraph.height)
            canvas.tag("H1") {
                canvas.paragraph(paragraph, x: sheet.left, y: y, width: sheet.body, align: 0.5)
            }
            y += paragraph.height
        case .rule:
            need(pitch)
            canvas.box(x: sheet.left + sheet.body / 2 - 70, y: y + 5, width: 140, height: 0.01)
            y += pitch * 0.7
        case .room(let lines): y += Double(lines) * pitch
        case .paragraph(let words): indented(words)
        case .entry(let marker, let words, let level, let isBold):
            entry(marker, words, level: level, isBold ? bold : plain)
        case .signature(let lines):
            let paragraphs = lines.map { text.set($0, plain, width: sheet.body / 2) }
            need(paragraphs.reduce(0) { $0 + $1.height })
            canvas.tag("P") {
                for paragraph in paragraphs {
                    canvas.paragraph(
                        paragraph, x: sheet.left + sheet.body / 2, y: y, width: sheet.body / 2, align: 0.5)
                    y += paragraph.height
                }
            }
        }
    }

    /// A paragraph whose first line begins further in: no-break spaces keep its place, for they are as wide as others.
    private func indented(_ words: String) {
        let space = text.set("\u{A0}\u{A0}\u{A0}\u{A0}\u{A0}\u{A0}\u{A0}\u{A0}\u{A0}\u{A0}", plain).width / 10
        let count = space > 0.5 ? Int((OfficialPaper.indent / space).rounded()) : 18
        lines(text.set(String(repeating: "\u{A0}", count: count) + words, plain, width: sheet.body), x: sheet.left)
        y += 3
    }

    private func entry(_ marker: String, _ words: String, level: Int, _ style: PDFText.Style) {
        let mark = text.set(marker, style)
        let left = OfficialPaper.indent(level: level)
        let hang = left + mark.width + 6
        let paragraph = text.set(words, style, width: sheet.body - hang)
        need(paragraph.lines.isEmpty ? 0 : paragraph.height(0) + (style.bold ? 2 * pitch : 0))
        canvas.tag("P") {
            canvas.line(mark, 0, x: sheet.left + left, y: y)
            body(paragraph, x: sheet.left + hang)
        }
    }

    private func lines(_ paragraph: PDFText.Paragraph, x: Double) {
        canvas.tag("P") { body(paragraph, x: x) }
    }

    private func body(_ paragraph: PDFText.Paragraph, x: Double) {
        for index in paragraph.lines.indices {
            need(paragraph.height(index))
            canvas.line(paragraph, index, x: x, y: y)
            y += paragraph.height(index)
        }
    }

    private static func thai(_ number: Int) -> String {
        String(
            String.UnicodeScalarView(
                String(number).unicodeScalars.compactMap { Unicode.Scalar($0.value + 0x0E50 - 0x30) }))
    }

    private func need(_ height: Double) {
        guard y + height > sheet.height - 60, y > sheet.top + 40 else { return }
        canvas.showPage()
        page += 1
        // From the second page on its number stands above the text, as the rules of paper work have it.
        y = 28
        let number = text.set("- \(thaiDigits ? Self.thai(page) : String(page)) -", plain)
        canvas.paragraph(number, x: sheet.left, y: y, width: sheet.body, align: 0.5)
        y = sheet.top + 10
    }
}

// MARK: Word

extension OfficialPaper {
    /// The paper as a Word document, to go on editing.
    public func docx() throws -> [UInt8] {
        let parts = DOCXParts(hasHeader: true)
        var media = DOCXMedia()
        media.hasHeader = true
        var zip = ZipWriter()
        try zip.add("[Content_Types].xml", parts.contentTypes)
        try zip.add("_rels/.rels", parts.packageRelations)
        try zip.add("docProps/core.xml", coreProperties)
        try zip.add("docProps/custom.xml", customProperties)
        try zip.add("word/document.xml", document)
        try zip.add("word/_rels/document.xml.rels", media.relations)
        try zip.add("word/styles.xml", parts.styles())
        try zip.add("word/settings.xml", parts.settings)
        try zip.add("word/fontTable.xml", parts.fonts)
        try zip.add("word/theme/theme1.xml", parts.theme)
        try zip.add("word/header1.xml", header)
        try zip.add("word/footer1.xml", footer)
        return try zip.finished()
    }

    private var document: [UInt8] {
        var xml = XMLBytes()
        xml.raw(
            """
            <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
            <w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" \
            xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>
            """)
        for block in blocks { write(block, into: &xml) }
        xml.raw("<w:sectPr><w:headerReference w:type=\"default\" r:id=\"rIdHeader\"/>")
        xml.raw("<w:footerReference w:type=\"default\" r:id=\"rIdFooter\"/>")
        xml.raw(
            DOCXPage(ReportLayout(key: "paper", landscape: false, columns: [], signatures: [])).properties)
        xml.raw(digits.pageNumbers)
        // The first page has a header of its own, which is empty.
        xml.raw("<w:titlePg/></w:sectPr></w:body></w:document>")
        return xml.bytes
    }

    private func write(_ block: Block, into xml: inout XMLBytes) {
        switch block {
        case .head(let words, let isBold):
            xml.paragraph("<w:keepNext/><w:jc w:val=\"center\"/>") { $0.run(words, isBold ? .title : .letter) }
        case .rule:
            xml.paragraph(
                "<w:pBdr><w:bottom w:val=\"single\" w:sz=\"4\" w:space=\"1\" w:color=\"auto\"/></w:pBdr><w:spacing w:after=\"120\" w:line=\"120\" w:lineRule=\"exact\"/><w:ind w:left=\"3100\" w:right=\"3100\"/>"
            ) { _ in }
        case .room(let lines):
            for _ in 0..<lines { xml.paragraph("<w:keepNext/>") { $0.run("", .letter) } }
        case .paragraph(let words):
            xml.paragraph("<w:spacing w:after=\"60\"/><w:ind w:firstLine=\"1418\"/>") { $0.run(words, .letter) }
        case .entry(let marker, let words, let level, let isBold):
            let hanging = 180 + 150 * marker.unicodeScalars.count
            let left = Int(OfficialPaper.indent(level: level) * 20) + hanging
            xml.raw("<w:p><w:pPr>")
            if isBold { xml.raw("<w:keepNext/>") }
            xml.raw("<w:tabs><w:tab w:val=\"left\" w:pos=\"", left, "\"/></w:tabs>")
            xml.raw("<w:ind w:left=\"", left, "\" w:hanging=\"")
            xml.number(hanging)
            xml.raw("\"/></w:pPr>")
            xml.run("\(marker)\t\(words)", isBold ? .title : .letter)
            xml.raw("</w:p>")
        case .signature(let lines):
            for (index, line) in lines.enumerated() {
                xml.paragraph(
                    index == lines.count - 1
                        ? "<w:ind w:left=\"4536\"/><w:jc w:val=\"center\"/>"
                        : "<w:keepNext/><w:ind w:left=\"4536\"/><w:jc w:val=\"center\"/>"
                ) { $0.run(line, .letter) }
            }
        }
    }

    private var coreProperties: [UInt8] {
        var xml = XMLBytes()
        xml.raw(
            """
            <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
            <cp:coreProperties \
            xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" \
            xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>
            """)
        xml.escaped(title)
        xml.raw("</dc:title><dc:creator>")
        xml.escaped(author)
        xml.raw("</dc:creator><dc:language>th-TH</dc:language></cp:coreProperties>")
        return xml.bytes
    }

    private var customProperties: [UInt8] {
        var xml = XMLBytes()
        xml.raw(
            """
            <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
            <Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" \
            xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"></Properties>
            """)
        return xml.bytes
    }

    private var digits: ReportDigits { thaiDigits ? .thai : .arabic }

    /// The number of every page but the first, above the text as in the PDF.
    private var header: [UInt8] {
        var xml = XMLBytes()
        xml.raw(
            """
            <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
            <w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
            """)
        xml.paragraph("<w:jc w:val=\"center\"/>") { xml in
            xml.run("- ", .letter)
            xml.field(" PAGE ", digits, .letter)
            xml.run(" -", .letter)
        }
        xml.raw("</w:hdr>")
        return xml.bytes
    }

    private var footer: [UInt8] {
        var xml = XMLBytes()
        xml.raw(
            """
            <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
            <w:ftr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:pPr>\
            <w:pStyle w:val="Footer"/></w:pPr></w:p></w:ftr>
            """)
        return xml.bytes
    }
}
