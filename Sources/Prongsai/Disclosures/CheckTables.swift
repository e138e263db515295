import Watch

/// The tables of a web page, cell by cell: the words of a page alone do not say which figures stand in one column.
struct CheckTables {
    private struct Open {
        var table = CheckDocument.Table()
        var number: Int
        var row: [CheckDocument.Cell]?
        var cell: (text: String, across: Int, down: Int)?
        /// Rows that a cell above still covers, by column.
        var covered: [Int: Int] = [:]
    }
    private var open: [Open] = []
    private var found: [(number: Int, table: CheckDocument.Table)] = []
    private var cells = 0
    private var tables = 0

    /// Cells of all tables together, empty ones of merged cells included; more are left out.
    private static let most = 200_000
    private static let deepest = 50

    /// Reads a page in UTF-8. A place names the table, counted from 1, and the row.
    static func read(_ page: [UInt8]) -> [CheckDocument.Table] {
        var reader = CheckTables()
        let tokens = HTMLTokens(page)
        var iterator = tokens
        while let token = iterator.next(), reader.cells < most {
            switch token {
            case .text(let range): reader.append(tokens.text(range))
            case .start(let tag): reader.start(tag, tokens)
            case .end(let name): reader.end(name)
            case .raw, .comment: break
            }
        }
        while !reader.open.isEmpty { reader.end("table") }
        return reader.found.sorted { $0.number < $1.number }.map(\.table)
    }

    private mutating func change(_ work: (inout Open) -> Void) {
        guard !open.isEmpty else { return }
        work(&open[open.count - 1])
    }

    private mutating func append(_ text: String) { change { $0.cell?.text += text } }

    private mutating func start(_ tag: HTMLTokens.Tag, _ tokens: HTMLTokens) {
        switch tag.name {
        case "table":
            guard open.count < Self.deepest else { return }
            tables += 1
            open.append(Open(number: tables))
        case "tr":
            endRow()
            change { $0.row = [] }
        case "td", "th":
            endCell()
            func count(_ name: String) -> Int {
                min(max(tokens.attribute(name, of: tag).flatMap { Int($0) } ?? 1, 1), 200)
            }
            let (across, down) = (count("colspan"), count("rowspan"))
            change {
                if $0.row == nil { $0.row = [] }
                $0.cell = ("", across, down)
            }
        case "br", "p", "div", "li": append(" ")
        default: break
        }
    }

    private mutating func end(_ name: String) {
        switch name {
        case "td", "th": endCell()
        case "tr": endRow()
        case "table":
            endRow()
            guard let last = open.popLast() else { return }
            if !last.table.rows.isEmpty { found.append((last.number, last.table)) }
        default: break
        }
    }

    private mutating func endCell() {
        guard var last = open.popLast() else { return }
        defer { open.append(last) }
        guard let cell = last.cell, last.row != nil else { return }
        last.cell = nil
        cover(&last)
        let column = last.row?.count ?? 0
        for offset in 0..<cell.across {
            if cell.down > 1 { last.covered[column + offset] = cell.down - 1 }
            add(offset == 0 ? ThaiForm.line(cell.text) : "", to: &last)
        }
    }

    /// Empty cells where one of a row above reaches down.
    private mutating func cover(_ table: inout Open) {
        while let column = table.row?.count, let left = table.covered[column] {
            table.covered[column] = left > 1 ? left - 1 : nil
            add("", to: &table)
        }
    }

    private mutating func add(_ text: String, to table: inout Open) {
        cells += 1
        table.row?.append(
            .init(
                text: text, place: CheckPlace(line: table.table.rows.count + 1, container: String(table.number))))
    }

    private mutating func endRow() {
        endCell()
        guard var last = open.popLast() else { return }
        cover(&last)
        if let row = last.row, !row.isEmpty { last.table.rows.append(row) }
        last.row = nil
        open.append(last)
    }
}
