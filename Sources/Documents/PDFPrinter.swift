/// Draws laid-out pages: order on the canvas is reading order, because tags follow it.
struct PDFPrinter {
    let report: Report
    let canvas: PDFCanvas
    let text: PDFText
    let sheet: PDFSheet
    let pictures: PictureSource
    private let look: PDFLook

    init(report: Report, canvas: PDFCanvas, text: PDFText, sheet: PDFSheet, pictures: @escaping PictureSource) {
        (self.report, self.canvas, self.text) = (report, canvas, text)
        (self.sheet, self.pictures) = (sheet, pictures)
        look = PDFLook(columns: report.layout.columns.count)
    }

    /// Takes the pages out of what was laid out and lets each piece go once it is drawn: as they go, the PDF grows.
    func draw(_ laid: inout PDFPages.Result) throws {
        var outline = PDFOutline(canvas: canvas)
        let count = laid.pages.count
        var pieces = laid.pages.enumerated().flatMap { page, content in
            content.pieces.map { (page: page, piece: $0.piece, y: $0.y) }
        }
        laid.pages = []
        // From the end, because an array gives up its last element and keeps its first.
        pieces.reverse()
        let table = laid
        var page = 0
        /// Goes to the page of the next piece, closing the pages before it.
        func turn(to next: Int) {
            while page < next {
                footer(page: page + 1, of: count)
                canvas.showPage()
                page += 1
            }
        }
        try canvas.tag("Document") {
            while let (next, piece, y) = pieces.popLast() {
                turn(to: next)
                guard piece.isOfTable else {
                    try alone(piece, y)
                    continue
                }
                // The table is one, however many pages it takes.
                try canvas.tag("Table") {
                    rowHeader(table, y, tagged: true)
                    while let (next, piece, y) = pieces.last, piece.isOfTable {
                        pieces.removeLast()
                        turn(to: next)
                        switch piece {
                        case .header: rowHeader(table, y, tagged: false)
                        case .heading(let level, let paragraph, let words):
                            outline.add(words, level: level, page: page + 1, y: y)
                            heading(level, paragraph, y, columns: table.widths.count)
                        case .block(let block): try self.block(block, y, table.widths)
                        default: break
                        }
                    }
                }
            }
        }
        turn(to: count)
    }

    // MARK: Outside the table

    private func alone(_ piece: PDFPage.Piece, _ y: Double) throws {
        switch piece {
        case .title(let lines):
            if let code = QRCode(report.seal.mark) {
                let side = look.smallCode
                canvas.code(code, x: sheet.width - side - 20, y: 14, side: side)
            }
            canvas.tag("H1") { stack(lines, x: sheet.left, y: y, width: sheet.body, align: 0.5) }
        case .draft(let words):
            let width = words.width + 24
            canvas.box(x: sheet.left + (sheet.body - width) / 2, y: y, width: width, height: words.height + 6)
            canvas.tag("P") { canvas.paragraph(words, x: sheet.left, y: y + 3, width: sheet.body, align: 0.5) }
        case .line(let paragraph, let align):
            canvas.tag("P") { canvas.paragraph(paragraph, x: sheet.left, y: y, width: sheet.body, align: align) }
        case .signatures(let people):
            let width = sheet.body / Double(people.count)
            for (index, person) in people.enumerated() {
                canvas.tag("P") {
                    stack(
                        [person.signed, person.name, person.title], x: sheet.left + Double(index) * width, y: y,
                        width: width, align: 0.5)
                }
            }
        case .seal(let code, let lines):
            let side = look.largeCode
            canvas.figure(report.sheetName("mark")) { canvas.code(code, x: sheet.left - 8, y: y, side: side) }
            let height = lines.reduce(0) { $0 + $1.height }
            canvas.tag("P") {
                stack(lines, x: sheet.left + side, y: y + (side - height) / 2, width: sheet.body - side, align: 0)
            }
        case .header, .heading, .block: break
        }
    }

    private func stack(_ lines: [PDFText.Paragraph], x: Double, y: Double, width: Double, align: Double) {
        var y = y
        for paragraph in lines {
            canvas.paragraph(paragraph, x: x, y: y, width: width, align: align)
            y += paragraph.height
        }
    }

    private func footer(page: Int, of pages: Int) {
        let number = report.words.pageOf.splitAtPlaceholders(["page", "pages"]).map { part in
            switch part {
            case .text(let words): words
            case .placeholder(let name): report.digits.written(String(name == "page" ? page : pages))
            }
        }.joined()
        let left = text.set(report.sealLine, look.footer, width: sheet.body * 0.7)
        let right = text.set(number, look.footer, width: sheet.body * 0.3)
        canvas.paragraph(left, x: sheet.left, y: sheet.footer, width: sheet.body)
        canvas.paragraph(right, x: sheet.left, y: sheet.footer, width: sheet.body, align: 1)
    }

    // MARK: The table

    /// The header row. It is read once; on later pages it is decoration.
    private func rowHeader(_ laid: PDFPages.Result, _ y: Double, tagged: Bool) {
        func cells() {
            var x = sheet.left
            for (paragraph, width) in zip(laid.headings, laid.widths) {
                canvas.box(x: x, y: y, width: width, height: laid.headerHeight, fill: 0.86)
                func words() {
                    canvas.paragraph(
                        paragraph, x: x + PDFBlock.padding, y: y + (laid.headerHeight - paragraph.height) / 2,
                        width: width - 2 * PDFBlock.padding, align: 0.5)
                }
                if tagged { canvas.cell(.init(scope: "Column"), words) } else { words() }
                x += width
            }
        }
        if tagged { canvas.tag("TR", cells) } else { cells() }
    }

    private func heading(_ level: Int, _ paragraph: PDFText.Paragraph, _ y: Double, columns: Int) {
        canvas.tag("TR") {
            canvas.box(
                x: sheet.left, y: y, width: sheet.body, height: paragraph.height + 5, fill: level == 1 ? 0.93 : 1)
            canvas.cell(.init(columns: columns, scope: "Row")) {
                canvas.tag(level == 1 ? "H2" : "H3") {
                    canvas.paragraph(
                        paragraph, x: sheet.left + PDFBlock.padding, y: y + 2.5, width: sheet.body)
                }
            }
        }
    }

    private func block(_ block: PDFBlock, _ y: Double, _ widths: [Double]) throws {
        let heights = block.heights
        let tops = heights.reduce(into: [y]) { $0.append(($0.last ?? y) + $1) }
        for line in 0..<block.lines {
            try canvas.tag("TR") {
                var x = sheet.left
                for (column, width) in zip(block.columns, widths) {
                    for cell in column where cell.line == line {
                        canvas.box(x: x, y: tops[line], width: width, height: tops[cell.end] - tops[line])
                        try canvas.cell(.init(rows: cell.span)) {
                            try flow(cell.flow, x: x + PDFBlock.padding, y: tops[line] + PDFBlock.padding)
                        }
                    }
                    x += width
                }
            }
        }
    }

    private func flow(_ flow: PDFFlow, x: Double, y: Double) throws {
        var y = y
        var strips = flow.strips
        while let strip = strips.popFirst() {
            switch strip.content {
            case .gap: break
            case .continued(let label):
                canvas.tag("P") { canvas.paragraph(label, x: x, y: y, width: label.width) }
            case .photos(let photos):
                for photo in photos { try self.photo(photo, x: x + photo.x, y: y) }
            case .line(let paragraph, let index, let indent, let marker):
                canvas.tag("P") {
                    if let marker { canvas.line(marker, 0, x: x, y: y) }
                    canvas.line(paragraph, index, x: x + indent, y: y)
                    var height = strip.height
                    // The lines that follow belong to the same paragraph while they are of the same text.
                    while case .line(let next, let index, let indent, nil) = strips.first?.content,
                        next === paragraph, index > 0
                    {
                        canvas.line(next, index, x: x + indent, y: y + height)
                        height += strips.removeFirst().height
                    }
                    y += height - strip.height
                }
            }
            y += strip.height
        }
    }

    private func photo(_ placed: PDFFlow.PlacedPhoto, x: Double, y: Double) throws {
        let name = placed.photo.picture.sha256
        let bytes = try pictures(name)
        // cairo would write anything under the name of a JPEG.
        guard try ImageType(of: bytes) == .jpeg, let size = ImageType.jpeg.size(bytes), size.width > 0, size.height > 0
        else { throw PhotoError.damaged }
        let scale = min(placed.width / Double(size.width), placed.height / Double(size.height))
        let (width, height) = (Double(size.width) * scale, Double(size.height) * scale)
        let left = x + (placed.width - width) / 2
        let top = y + (placed.height - height) / 2
        try canvas.figure(placed.photo.alternative) {
            try canvas.jpeg(bytes, name: name, x: left, y: top, width: width, height: height)
        }
        canvas.box(x: left, y: top, width: width, height: height, ink: 0.6)
        if let caption = placed.caption {
            canvas.tag("P") {
                canvas.paragraph(caption, x: x, y: y + placed.height + 2, width: placed.width, align: 0.5)
            }
        }
    }
}

extension PDFPage.Piece {
    fileprivate var isOfTable: Bool {
        switch self {
        case .header, .heading, .block: true
        case .title, .draft, .line, .signatures, .seal: false
        }
    }
}

/// The bookmarks: instruments, and indicators under them.
private struct PDFOutline {
    let canvas: PDFCanvas
    private var section: Int32 = 0

    init(canvas: PDFCanvas) { self.canvas = canvas }

    mutating func add(_ text: String, level: Int, page: Int, y: Double) {
        if level == 1 {
            section = canvas.outline(text, page: page, y: y)
        } else {
            _ = canvas.outline(text, page: page, y: y, under: section)
        }
    }
}
