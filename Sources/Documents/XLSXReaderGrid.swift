/// A rectangle of cells, rows and columns from 1.
struct XLSXRange: Equatable {
    static let lastRow = 1_048_576
    static let lastColumn = 16_384

    var rows: ClosedRange<Int>
    var columns: ClosedRange<Int>

    var isCell: Bool { rows.count == 1 && columns.count == 1 }

    /// `B2` or `B2:D4`; nil for anything else, and for what lies outside a sheet.
    init?(_ reference: String) {
        let corners = reference.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard corners.count <= 2, let first = XLSXRange.corner(corners[0]),
            let last = XLSXRange.corner(corners[corners.count - 1])
        else { return nil }
        rows = min(first.row, last.row)...max(first.row, last.row)
        columns = min(first.column, last.column)...max(first.column, last.column)
    }

    private static func corner(_ text: Substring.UTF8View) -> (row: Int, column: Int)? {
        var (row, column) = (0, 0)
        for byte in text where byte != UInt8(ascii: "$") {
            switch byte {
            case 0x41...0x5A where row == 0, 0x61...0x7A where row == 0:
                column = column * 26 + Int(byte & 0x1F)
            case 0x30...0x39 where column > 0: row = row * 10 + Int(byte - 0x30)
            default: return nil
            }
            guard row <= lastRow, column <= lastColumn else { return nil }
        }
        return row > 0 && column > 0 ? (row, column) : nil
    }

    /// `C` of 3.
    static func letters(_ column: Int) -> String {
        var (rest, letters) = (column, "")
        while rest > 0 {
            letters = String(UnicodeScalar(UInt8(0x41 + (rest - 1) % 26))) + letters
            rest = (rest - 1) / 26
        }
        return letters
    }
}

extension XLSXSheet {
    /// Columns that a merge may fill beyond the last one with content: headings are merged over a few columns more, but
    /// a merge to the last column of the sheet must not fill sixteen thousand cells in every row.
    private static let room = 64

    private struct OpenMerge {
        var range: XLSXRange
        /// The first row of the merge that is given out; the rows after it are below.
        var first: Int
    }

    /// The rows that hold something, in their order, with merged cells spread out.
    mutating func rows(table: Int, budget: inout XLSXBudget) throws(SourceError) -> [SourceRow] {
        var sorted = ordered()
        sorted.removeAll { $0.cells.isEmpty }
        let used = sorted.reduce(0) { max($0, $1.cells.last?.column ?? 0) }
        noteHidden(sorted)
        let width = min(XLSXRange.lastColumn, max(used, XLSXSheet.room))
        var waiting = merges.filter { !$0.isCell && $0.columns.lowerBound <= width }
        waiting.sort {
            ($0.rows.lowerBound, $0.columns.lowerBound, $0.rows.upperBound)
                > ($1.rows.lowerBound, $1.columns.lowerBound, $1.rows.upperBound)
        }
        var open: [OpenMerge] = []
        /// The last row that a merge takes in each column.
        var taken = Array(repeating: 0, count: width + 1)
        var bad = 0
        var result: [SourceRow] = []
        for row in sorted {
            open.removeAll { $0.range.rows.upperBound < row.number }
            while let next = waiting.last, next.rows.lowerBound <= row.number {
                waiting.removeLast()
                guard next.rows.upperBound >= row.number, bad < 1_000 else { continue }
                let columns = next.columns.clamped(to: 1...width)
                // Merges of a sound file never overlap (18.3.1.55), which also bounds how many can be open.
                if columns.contains(where: { taken[$0] >= row.number }) {
                    bad += 1
                    note("bad_merge", at: place(next.rows.lowerBound, next.columns.lowerBound))
                } else {
                    for column in columns { taken[column] = next.rows.upperBound }
                    open.append(OpenMerge(range: next, first: row.number))
                }
            }
            result.append(try spread(row, open: open, width: width, table: table, budget: &budget))
        }
        return result
    }

    /// Rows by number with their cells by column; what is written twice is taken as it was written last.
    private mutating func ordered() -> [Row] {
        var sorted: [Row] = []
        for row in rows.enumerated().sorted(by: { ($0.element.number, $0.offset) < ($1.element.number, $1.offset) }) {
            if sorted.last?.number == row.element.number {
                sorted[sorted.count - 1].cells += row.element.cells
                sorted[sorted.count - 1].isHidden = sorted[sorted.count - 1].isHidden || row.element.isHidden
            } else {
                sorted.append(row.element)
            }
        }
        for i in sorted.indices {
            let cells = sorted[i].cells
            if zip(cells, cells.dropFirst()).allSatisfy({ $0.column < $1.column }) { continue }
            var byColumn: [Int: Cell] = [:]
            for cell in cells {
                if let earlier = byColumn[cell.column] {
                    if !earlier.text.isEmpty, !cell.text.isEmpty {
                        let dropped = SourceDoubt.excerpt(earlier.text)
                        tell("cell_twice", ["text": dropped], at: place(sorted[i].number, cell.column))
                    }
                    byColumn[cell.column] = Cell(
                        column: cell.column, text: cell.text.isEmpty ? earlier.text : cell.text,
                        pictures: earlier.pictures + cell.pictures)
                } else {
                    byColumn[cell.column] = cell
                }
            }
            sorted[i].cells = byColumn.values.sorted { $0.column < $1.column }
        }
        return sorted
    }

    private mutating func spread(
        _ row: Row, open: [OpenMerge], width: Int, table: Int, budget: inout XLSXBudget
    ) throws(SourceError) -> SourceRow {
        var end = row.cells.last?.column ?? 0
        for merge in open { end = max(end, min(merge.range.columns.upperBound, width)) }
        try budget.takeCells(end - row.cells.count, at: place(row.number))
        var cells = (0..<end).map { SourceCell(paragraphs: [], place: place(row.number, $0 + 1)) }
        for merge in open {
            let columns = merge.range.columns.clamped(to: 1...width)
            let isBelow = merge.first < row.number
            for column in columns where isBelow || column > columns.lowerBound {
                cells[column - 1].merged = isBelow ? .above : .across
            }
        }
        for cell in row.cells {
            let place = place(row.number, cell.column)
            if cells[cell.column - 1].merged != nil {
                tell("merged_text", ["text": SourceDoubt.excerpt(cell.text)], at: place)
                if cell.pictures.isEmpty { continue }
            }
            let text = cells[cell.column - 1].merged == nil ? cell.text : ""
            cells[cell.column - 1].paragraphs = SourceParagraph.lines(of: text, pictures: cell.pictures, place: place)
        }
        return SourceRow(table: table, cells: cells, place: place(row.number))
    }

    private mutating func noteHidden(_ rows: [Row]) {
        let hidden = rows.filter(\.isHidden).map(\.number)
        if let first = hidden.first {
            note("hidden_rows", ["sheet": name, "rows": XLSXSheet.list(hidden) { String($0) }], at: place(first))
        }
        guard !hiddenColumns.isEmpty else { return }
        let used = Set(rows.flatMap { $0.cells.map(\.column) }).sorted()
        let columns = used.filter { column in hiddenColumns.contains { $0.contains(column) } }
        if let first = columns.first {
            let list = XLSXSheet.list(columns, XLSXRange.letters)
            note("hidden_columns", ["sheet": name, "columns": list], at: place(1, first))
        }
    }

    /// `3, 5–9, …` of ascending numbers.
    private static func list(_ numbers: [Int], _ word: (Int) -> String) -> String {
        var runs: [ClosedRange<Int>] = []
        for number in numbers {
            if let last = runs.last, last.upperBound == number - 1 {
                runs[runs.count - 1] = last.lowerBound...number
            } else {
                runs.append(number...number)
            }
        }
        let words = runs.prefix(20).map { run in
            run.count == 1 ? word(run.lowerBound) : word(run.lowerBound) + "–" + word(run.upperBound)
        }
        return words.joined(separator: ", ") + (runs.count > 20 ? ", …" : "")
    }
}
