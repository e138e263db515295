/// A block of cells on its way to the pages: the same grid as `ReportTable.Block`, its contents as strips.
struct PDFBlock {
    struct Cell {
        var line: Int
        var span: Int
        var flow: PDFFlow
        /// What it is called where it goes on on another page.
        var name: String?
        /// Whether it began on an earlier page.
        var isContinued = false
        var end: Int { line + span }
    }

    static let padding = 4.0

    var lines: Int
    var columns: [[Cell]]

    /// Heights of the grid's lines. A merged cell that needs more than its lines have adds the rest to the last of
    /// them.
    var heights: [Double] {
        var heights = [Double](repeating: 0, count: lines)
        let cells = columns.joined().sorted { ($0.end, $0.span) < ($1.end, $1.span) }
        for cell in cells where cell.span > 0 && cell.end <= lines {
            let need = cell.flow.height + 2 * Self.padding
            let have = heights[cell.line..<cell.end].reduce(0, +)
            if need > have { heights[cell.end - 1] += need - have }
        }
        return heights
    }

    var height: Double { heights.reduce(0, +) }

    /// Divides it so that the first part needs no more than `room`. Returns nil where every place to do so would
    /// leave a single line behind or ahead; `force` takes whatever fits, and more where nothing does.
    func divided(at room: Double, force: Bool) -> (part: PDFBlock, rest: PDFBlock?)? {
        let heights = self.heights
        var top = 0.0
        var line = 0
        while line < lines - 1, top + heights[line] <= room {
            top += heights[line]
            line += 1
        }
        // Inside the line that crosses the edge, if what begins there begins well; else above that line.
        if let parts = divided(inside: line, heights, room: room, force: force && line == 0) { return parts }
        return line > 0 ? divided(above: line, heights, room: room, force: force) : nil
    }

    /// The block with a line above what each named cell of its first line goes on with.
    func labelled(_ label: (String) -> PDFText.Paragraph) -> PDFBlock {
        var block = self
        for (column, cells) in columns.enumerated() {
            for (index, cell) in cells.enumerated() where cell.line == 0 && cell.isContinued {
                guard let name = cell.name else { continue }
                let label = label(name)
                let strip = PDFFlow.Strip(content: .continued(label), height: label.height, mayBreak: false)
                block.columns[column][index].flow.strips = [strip] + cell.flow.strips
            }
        }
        return block
    }

    private func divided(
        inside line: Int, _ heights: [Double], room: Double, force: Bool
    ) -> (part: PDFBlock, rest: PDFBlock?)? {
        var progress = false
        var taken: [[PDFFlow]] = []
        var left: [[PDFFlow]] = []
        for column in columns {
            var (columnTaken, columnLeft): ([PDFFlow], [PDFFlow]) = ([], [])
            for cell in column {
                let top = heights[..<min(cell.line, lines)].reduce(0, +)
                let parts: (taken: PDFFlow, left: PDFFlow)
                if cell.end <= line {
                    parts = (cell.flow, PDFFlow(strips: []))
                } else if cell.line > line {
                    parts = (PDFFlow(strips: []), cell.flow)
                } else {
                    parts = cell.flow.divided(at: room - top - 2 * Self.padding, force: force)
                    if cell.line == line {
                        let moves = parts.taken.isEmpty && !cell.flow.isEmpty
                        if moves, !cell.flow.beginsWithPhotos, !force { return nil }
                        if !parts.taken.isEmpty { progress = true }
                    }
                }
                columnTaken.append(parts.taken)
                columnLeft.append(parts.left)
            }
            taken.append(columnTaken)
            left.append(columnLeft)
        }
        guard progress || force else { return nil }
        return (cut(to: line + 1, taken), rest(from: line, left, after: taken))
    }

    private func divided(
        above line: Int, _ heights: [Double], room: Double, force: Bool
    ) -> (part: PDFBlock, rest: PDFBlock?)? {
        var (taken, left): ([[PDFFlow]], [[PDFFlow]]) = ([], [])
        for column in columns {
            let parts = column.map { cell -> (taken: PDFFlow, left: PDFFlow) in
                if cell.end <= line { return (cell.flow, PDFFlow(strips: [])) }
                if cell.line >= line { return (PDFFlow(strips: []), cell.flow) }
                // A merged cell goes on below and may use the room to the edge.
                let top = heights[..<cell.line].reduce(0, +)
                return cell.flow.divided(at: room - top - 2 * Self.padding, force: force)
            }
            taken.append(parts.map(\.taken))
            left.append(parts.map(\.left))
        }
        return (cut(to: line, taken), rest(from: line, left, after: taken))
    }

    /// The lines before `end` with what they took.
    private func cut(to end: Int, _ flows: [[PDFFlow]]) -> PDFBlock {
        PDFBlock(
            lines: end,
            columns: zip(columns, flows).map { column, flows in
                zip(column, flows).compactMap { cell, flow in
                    cell.line < end
                        ? Cell(
                            line: cell.line, span: min(cell.end, end) - cell.line, flow: flow, name: cell.name,
                            isContinued: cell.isContinued) : nil
                }
            })
    }

    /// The lines from `start` with what is left; nil where nothing is.
    private func rest(from start: Int, _ flows: [[PDFFlow]], after taken: [[PDFFlow]]) -> PDFBlock? {
        if start == lines - 1, flows.joined().allSatisfy(\.isEmpty) { return nil }
        return PDFBlock(
            lines: lines - start,
            columns: zip(columns, zip(flows, taken)).map { column, flows in
                zip(column, zip(flows.0, flows.1)).compactMap { cell, flows in
                    let line = max(cell.line, start)
                    return cell.end > start
                        ? Cell(
                            line: line - start, span: cell.end - line, flow: flows.0, name: cell.name,
                            isContinued: cell.isContinued || cell.line < start || !flows.1.isEmpty) : nil
                }
            })
    }
}
