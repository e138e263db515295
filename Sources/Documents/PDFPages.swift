/// Lays a report out on pages. Every paragraph is shaped once, here; the printer only draws what is kept.
final class PDFPages {
    private let report: Report
    private let text: PDFText
    private let sheet: PDFSheet
    private let look: PDFLook
    private let table: ReportTable
    private let widths: [Double]
    private let headings: [PDFText.Paragraph]
    private let headerHeight: Double
    private var pages: [PDFPage] = []
    private let signing: [[PDFSignature]]
    private let code: QRCode?
    private var y = 0.0
    private var inTable = false
    /// Where the page's contents begin, below a header row: a page that is still there is empty.
    private var emptyAt = 0.0

    init(report: Report, text: PDFText) {
        (self.report, self.text) = (report, text)
        sheet = PDFSheet(landscape: report.layout.landscape)
        table = report.table
        look = PDFLook(columns: table.columns.count)
        let look = self.look
        // Each text is divided and shaped here and kept: setting it into lines only counts widths.
        widths =
            ColumnWidths(
                table: table, body: sheet.body, padding: 2 * PDFBlock.padding,
                hang: { text.set($0, look.body).width + 4 },
                widest: { text.widest($0, look.style($1), most: $2) }
            ).widths
        signing = Self.signing(report, text, look, sheet)
        code = QRCode(report.seal.mark)
        let style = look.header
        headings = zip(table.columns, widths).map {
            text.set($0.heading, style, width: $1 - 2 * PDFBlock.padding)
        }
        headerHeight = (headings.map(\.height).max() ?? 0) + 2 * PDFBlock.padding
    }

    /// The pages, the texts of the header row and its height.
    struct Result {
        var pages: [PDFPage]
        var headings: [PDFText.Paragraph]
        var headerHeight: Double
        var widths: [Double]
    }

    func made() -> Result {
        beginPage()
        titleBlock()
        tableRows()
        notes()
        signatures()
        seal()
        return Result(pages: pages, headings: headings, headerHeight: headerHeight, widths: widths)
    }

    // MARK: Pages

    private var room: Double { sheet.bottom - y }
    private var isEmpty: Bool { y <= emptyAt + 0.01 }

    private func beginPage() {
        pages.append(PDFPage())
        y = sheet.top
        if inTable { add(.header, height: headerHeight) }
        emptyAt = y
    }

    private func add(_ piece: PDFPage.Piece, height: Double) {
        pages[pages.count - 1].pieces.append((piece, y))
        y += height
    }

    /// Begins a page unless `height` is left on this one.
    private func need(_ height: Double) {
        if height > room, !isEmpty { beginPage() }
    }

    // MARK: Before the table

    private func titleBlock() {
        // The code in the corner reaches a little over the body's edge.
        let width = sheet.body - 60
        if report.seal.version == 0 {
            let draft = text.set(report.words.draft, look.title, width: width)
            add(.draft(draft), height: draft.height + 6)
            y += 6
        }
        let title = report.words.title.map { text.balanced($0, look.title, width: width) }
        add(.title(title), height: title.reduce(0) { $0 + $1.height })
        if let standing = report.standingSummary {
            y += 4
            let words = [standing, report.doubtMark].compactMap { $0 }.joined(separator: " ")
            let line = text.balanced(words, look.body, width: width)
            add(.line(line, align: 0.5), height: line.height)
        }
        y += 10
        emptyAt = -1
    }

    // MARK: The table

    private func tableRows() {
        inTable = true
        guard !table.rows.isEmpty else { return }
        let maker = PDFFlowMaker(
            text: text, body: look.body, tallest: sheet.bottom - sheet.top - headerHeight - 2 * PDFBlock.padding)
        // The header row waits for the first rows; pages that begin inside the table have one anyway.
        var waiting: [(piece: PDFPage.Piece, height: Double)] = [(.header, headerHeight)]
        // Who signs has something of the table above the line, where no notes stand between.
        let last = report.doubts.isEmpty ? table.rows.lastIndex { if case .block = $0 { true } else { false } } : nil
        for (index, row) in table.rows.enumerated() {
            switch row {
            case .heading(let level, let words):
                let paragraph = text.set(words, look.bold, width: sheet.body - 2 * PDFBlock.padding)
                waiting.append((.heading(level: level, paragraph, text: words), paragraph.height + 5))
            case .block(let block):
                place(prepared(block, maker), after: waiting, before: index == last ? tail : 0)
                waiting = []
            }
        }
        for (piece, height) in waiting {
            need(height)
            add(piece, height: height)
        }
        inTable = false
    }

    private func prepared(_ block: ReportTable.Block, _ maker: PDFFlowMaker) -> PDFBlock {
        PDFBlock(
            lines: block.lines,
            columns: zip(block.columns, widths).map { cells, width in
                cells.map {
                    PDFBlock.Cell(
                        line: $0.line, span: $0.span, flow: maker.flow($0.parts, width: width - 2 * PDFBlock.padding),
                        name: $0.name)
                }
            })
    }

    /// Puts a block where it fits, dividing it over pages. Headings stay with at least three lines of it, and at least
    /// two lines of it with `tail` points of what follows.
    private func place(
        _ block: PDFBlock, after waiting: [(piece: PDFPage.Piece, height: Double)], before tail: Double
    ) {
        var waiting = waiting
        var rest = block
        let least = 3 * text.pitch(look.body).height + 2 * PDFBlock.padding
        let page = sheet.bottom - sheet.top - headerHeight
        /// Goes on with what is left.
        func leave(_ part: PDFBlock, _ left: PDFBlock) {
            emit(waiting, part, part.height)
            waiting = []
            rest = left.labelled { text.set(report.continued($0), look.style(.aside), width: widths[0] - 8) }
        }
        while true {
            let above = waiting.reduce(0) { $0 + $1.height }
            let height = rest.height
            if above + height + tail <= room {
                emit(waiting, rest, height)
                return
            }
            if above + height <= room {
                // It fits, what follows does not.
                let lines = 2 * text.pitch(look.body).height
                let parts = rest.divided(at: height - lines - 2 * PDFBlock.padding, force: false)
                if let parts, let left = parts.rest, parts.part.height >= min(least, height / 2),
                    left.height + tail <= page
                {
                    leave(parts.part, left)
                } else if isEmpty || above + height + tail > page {
                    emit(waiting, rest, height)
                    return
                }
            } else {
                // A block that fits on a page of its own is not torn for a scrap of room at the foot.
                let scrap = above + height <= page && room - above < page * 0.3
                if isEmpty || !scrap, isEmpty || room - above >= least,
                    let (part, left) = rest.divided(at: room - above, force: false)
                        ?? (isEmpty ? rest.divided(at: room - above, force: true) : nil),
                    isEmpty || part.height >= min(least, height)
                {
                    guard let left else {
                        emit(waiting, part, part.height)
                        return
                    }
                    leave(part, left)
                }
            }
            beginPage()
            if case .header = waiting.first?.piece { waiting.removeFirst() }
        }
    }

    private func emit(_ waiting: [(piece: PDFPage.Piece, height: Double)], _ block: PDFBlock, _ height: Double) {
        for (piece, height) in waiting { add(piece, height: height) }
        add(.block(block), height: height)
    }

    // MARK: After the table

    /// Height of the signatures and the seal.
    private var tail: Double {
        let signed = signing.isEmpty ? 0 : 14 + signing.reduce(0) { $0 + 30 + Self.height($1) }
        return signed + (code == nil ? 0 : 14 + look.largeCode)
    }

    private func notes() {
        let notes = report.doubts.enumerated().map { index, note in
            let number = report.doubts.count > 1 ? report.digits.written("\(index + 1). ") : ""
            return text.set(number + note, look.body, width: sheet.body)
        }
        if notes.isEmpty { return }
        y += 12
        let heading = text.set("* \(report.words.unconfirmed)", look.bold, width: sheet.body)
        // The last lines go with the signatures: nobody should sign a page that says nothing.
        var (last, lines) = (notes.count, 0)
        while last > 0, lines < 2 {
            last -= 1
            lines += notes[last].lines.count
        }
        let end = notes[last...].reduce(tail) { $0 + $1.height + 2 }
        let first = heading.height + 2 * text.pitch(look.body).height
        need(last == 0 ? heading.height + end : first)
        add(.line(heading, align: 0), height: heading.height)
        for (index, note) in notes.enumerated() {
            need(index == last ? end : note.height)
            add(.line(note, align: 0), height: note.height + 2)
        }
    }

    private static func signing(
        _ report: Report, _ text: PDFText, _ look: PDFLook, _ sheet: PDFSheet
    ) -> [[PDFSignature]] {
        let titles = report.layout.signatures
        let across = min(report.layout.landscape ? 3 : 2, titles.count)
        guard across > 0 else { return [] }
        let width = sheet.body / Double(across) - 12
        return stride(from: 0, to: titles.count, by: across).map { start in
            titles[start..<min(start + across, titles.count)].map { title in
                PDFSignature(
                    signed: text.set("\(report.words.signed) \(String(repeating: ".", count: 44))", look.body),
                    name: text.set("(\(String(repeating: ".", count: 48)))", look.body),
                    title: text.set(title, look.body, width: width))
            }
        }
    }

    private static func height(_ people: [PDFSignature]) -> Double {
        people.map { $0.signed.height + $0.name.height + $0.title.height }.max() ?? 0
    }

    private func signatures() {
        for (index, people) in signing.enumerated() {
            let height = Self.height(people)
            y += index == 0 ? 14 : 0
            need(height + 30)
            y += 26
            add(.signatures(people), height: height)
        }
    }

    private func seal() {
        guard let code else { return }
        let width = sheet.body - look.largeCode - 10
        let lines = [report.sealLine, report.checkLine].compactMap { $0 }.map { text.set($0, look.small, width: width) }
        y += 14
        need(look.largeCode)
        add(.seal(code, lines), height: look.largeCode)
    }
}
