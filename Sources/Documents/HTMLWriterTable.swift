import HTML

/// The official table in HTML.
struct HTMLTable {
    let report: Report
    let table: ReportTable
    let photos: HTMLPhotos
    /// Whether nothing else helps to show it: every cell then carries its column's heading for phones.
    let isAlone: Bool
    /// Of the columns on paper, in points.
    private let widths: [Double]

    init(report: Report, table: ReportTable, photos: HTMLPhotos, isAlone: Bool) {
        (self.report, self.table, self.photos, self.isAlone) = (report, table, photos, isAlone)
        let (size, language) = (Self.size(table), report.words.language)
        widths =
            ColumnWidths(
                table: table, body: report.layout.landscape ? 756.8 : 453.5, padding: Self.padding,
                hang: { WordWidths.width(Array($0.utf8)[...]) * size + 0.7 * size },
                widest: { text, use, most in
                    // Bold letters are a little wider.
                    let size = use == .caption ? size * 0.86 : use == .heading || use == .bold ? size * 1.06 : size
                    return WordWidths.widest(text, language: language, most: most / size) * size
                }
            ).widths
    }

    /// Letters and the sides of a cell on paper, as in the style sheet, in points.
    private static func size(_ table: ReportTable) -> Double { table.columns.count > 6 ? 11 : 14 }
    private static let padding = 9.0

    /// Every plan row is a group of rows, so that a phone can show it as one card and paper knows where to break.
    /// A heading speaks for the columns below it until the next one (`scope="colgroup"`, over all columns as one
    /// group), which is how assistive technology announces it.
    var node: Node {
        let total = widths.reduce(0, +)
        let columns = widths.map { width in
            element("col", [Attribute("style", "width:\(percent(width / total))")])
        }
        let headings = table.columns.enumerated().map { index, column in
            element("th", [Attribute("scope", "col")], words(column.heading, room: widths[index] - Self.padding))
        }
        return element(
            "table", isAlone ? [] : [Attribute("style", names)],
            [
                element("caption", [], text: report.words.title.joined(separator: " ")),
                element("colgroup", [], columns), element("thead", [], [element("tr", [], headings)]),
            ] + table.rows.enumerated().map { index, row in group(index, row) })
    }

    private func group(_ index: Int, _ row: ReportTable.Row) -> Node {
        switch row {
        case .heading(let level, let text):
            let heading = element(
                "th",
                [
                    .id("row-\(index)"), Attribute("colspan", String(table.columns.count)),
                    Attribute("scope", "colgroup"),
                ], text: text)
            return element("tbody", [.class("level-\(level)")], [element("tr", [], [heading])])
        case .block(let block):
            let rows = parted(block).map { [$0] } ?? (0..<block.lines).map { line(block, $0) }
            return element("tbody", [.class("block")], rows)
        }
    }

    /// A block of which only the first columns are divided: these are a table in its first cell, so that no cell spans
    /// rows. Browsers lay such cells out before they break them over pages and let what the break pushes down run into
    /// the next row. nil for every other block.
    private func parted(_ block: ReportTable.Block) -> Node? {
        let count = block.columns.prefix { $0.count > 1 }.count
        let rest = block.columns.dropFirst(count)
        guard count == 2, !rest.isEmpty, rest.allSatisfy({ $0.count == 1 }) else { return nil }
        let first = widths[0] / (widths[0] + widths[1])
        let columns = [first, 1 - first].map { element("col", [Attribute("style", "width:\(percent($0))")]) }
        let headings = table.columns.prefix(count).map { element("th", [Attribute("scope", "col")], text: $0.heading) }
        let lines = element(
            "table", [],
            [
                element("colgroup", [], columns), element("thead", [], [element("tr", [], headings)]),
                element("tbody", [], (0..<block.lines).map { line(block, $0, columns: 0..<count) }),
            ])
        let cell = element(
            "td",
            [.class("lines"), Attribute("colspan", String(count)), Attribute("style", "--at:\(percent(first))")],
            [lines])
        let others = zip(zip(table.columns, widths), block.columns).dropFirst(count).compactMap { column, cells in
            cells.first.map { self.cell(column.0, $0, lines: 1, span: 1, room: column.1 - Self.padding) }
        }
        return element("tr", [], [cell] + others)
    }

    /// One line of a block, of some of its columns or of all.
    private func line(_ block: ReportTable.Block, _ line: Int, columns: Range<Int>? = nil) -> Node {
        let cells = (columns ?? block.columns.indices).flatMap { index in
            block.columns[index].filter { $0.line == line }.map {
                cell(
                    table.columns[index], $0, lines: block.lines, span: $0.span, room: widths[index] - Self.padding)
            }
        }
        return element("tr", [], cells)
    }

    private func cell(
        _ column: ReportLayout.Column, _ cell: ReportTable.Cell, lines: Int, span: Int, room: Double
    ) -> Node {
        let whole = span == lines && lines > 1
        var attributes: [Attribute] = [
            .class("\(column.content.rawValue)\(whole ? " whole" : "")\(cell.parts.isEmpty ? " none" : "")")
        ]
        if isAlone { attributes.append(Attribute("data-label", column.heading)) }
        if span > 1 { attributes.append(Attribute("rowspan", String(span))) }
        let content = self.content(cell.parts, room: room)
        if column.content == .items, !cell.parts.isEmpty {
            return element("th", [Attribute("scope", span > 1 ? "rowgroup" : "row")] + attributes, content)
        }
        return element("td", attributes, content)
    }

    /// Numbered paragraphs keep their number as text, as on paper: it is what people refer to.
    private func content(_ parts: [ReportTable.Part], room: Double) -> [Node] {
        parts.map { part in
            switch part {
            case .paragraph(let marker, let text, let weight):
                let lines = self.lines(text, room: marker == nil ? room : room - 1.3 * Self.size(table))
                let body: [Node] =
                    switch weight {
                    case .plain: lines
                    case .bold: [element("b", [], lines)]
                    case .aside: lines
                    }
                if let marker {
                    return element(
                        "p", [.class("numbered")],
                        [element("span", [], text: marker + " "), element("span", [], body)])
                }
                return element("p", weight == .aside ? [.class("aside")] : [], body)
            case .pictures(let photos):
                return element("div", [.class("photos")], photos.map { self.photos.figure($0) })
            }
        }
    }

    /// The headings as custom properties, for a style sheet to print before the cells of their columns (CSS Custom
    /// Properties 1; strings escaped by CSS Syntax 3 §4.3.7).
    private var names: String {
        table.columns.map { column in
            var text: [UInt8] = []
            for byte in column.heading.utf8 {
                switch byte {
                case 0x22, 0x27, 0x5C, 0x3B, 0x7B, 0x7D, 0x3C, 0..<0x20:
                    text += Array("\\\(String(byte, radix: 16)) ".utf8)
                default: text.append(byte)
                }
            }
            return "--\(column.content.rawValue):\"\(String(decoding: text, as: UTF8.self))\""
        }.joined(separator: ";")
    }

    private func lines(_ text: String, room: Double) -> [Node] {
        text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map { index, line in
            .fragment([index > 0 ? element("br") : .empty] + words(String(line), room: room))
        }
    }

    /// A text whose words stay whole where a browser's dictionary would tear them: ``ThaiBreaks``. What is wider than
    /// the column on paper may be broken.
    private func words(_ text: String, room: Double) -> [Node] {
        let bytes = Array(text.utf8)
        let unbroken = ThaiBreaks.unbroken(bytes)
        if unbroken.isEmpty { return [.text(text)] }
        var nodes: [Node] = []
        var (at, start) = (0, 0)
        func add(_ range: Range<Int>, _ isWhole: Bool) {
            guard !range.isEmpty else { return }
            let piece = String(decoding: bytes[range], as: UTF8.self)
            nodes.append(isWhole ? element("span", [.class("w")], text: piece) : .text(piece))
        }
        for end in PDFWords.ends(bytes, unbroken: unbroken, PDFWords.language(report.words.language)) {
            var bare = end
            while bare > start, bytes[bare - 1] <= 0x20 { bare -= 1 }
            let word = start..<bare
            start = end
            guard unbroken.contains(where: { word.overlaps($0) }),
                WordWidths.width(bytes[word]) * Self.size(table) <= room
            else { continue }
            add(at..<word.lowerBound, false)
            add(word, true)
            at = word.upperBound
        }
        add(at..<bytes.count, false)
        return nodes
    }

    /// A share of the width with one decimal, without a library's idea of a decimal point.
    private func percent(_ share: Double) -> String {
        let tenths = Int((share * 1000).rounded())
        return "\(tenths / 10).\(tenths % 10)%"
    }
}
