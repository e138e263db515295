import Documents

/// A list somebody keeps in a spreadsheet, saved as CSV: its columns found by their names, every cell with its line.
struct ListReading: Sendable {
    /// One row: the line it stands in and what its cells say, by column.
    struct Line: Sendable, Equatable {
        var line: Int
        var cells: [String: String]
        func callAsFunction(_ column: String) -> String? {
            guard let text = cells[column]?.trimmingWhitespace(), !text.isEmpty else { return nil }
            return text
        }
    }
    var lines: [Line] = []
    var problems: [Problem] = []

    /// Most rows of a list that is taken at once.
    static let limit = 5_000

    /// Reads the bytes of a file, UTF-8 or Windows-874.
    ///
    /// - Parameters:
    ///   - columns: names people give each column, in small letters; the first of each is in the template.
    ///   - needed: columns without which nothing can be done.
    init(_ bytes: [UInt8], columns: [(key: String, names: [String])], needed: [String]) {
        let document: SourceDocument
        do {
            document = try SourceDocument.csv(bytes)
        } catch {
            // A spreadsheet as it is, or something else that is no text: what to do is the same.
            problems = [
                error.code == "not_text"
                    ? Problem("list_not_csv")
                    : Problem("source_\(error.code)", error.details, at: error.place.map { ListReading.place($0.line) })
            ]
            return
        }
        problems = document.doubts.filter { ["unclosed_quote", "extra_fields"].contains($0.code) }.map {
            Problem("list_row", at: ListReading.place($0.place.line))
        }
        let rows = document.blocks.compactMap { block -> SourceRow? in
            if case .row(let row) = block { row } else { nil }
        }
        guard let head = rows.first else {
            problems.append(Problem("list_empty"))
            return
        }
        var places: [String: Int] = [:]
        for (index, cell) in head.cells.enumerated() {
            let name = cell.text.trimmingWhitespace().lowercased()
            if name.isEmpty { continue }
            guard let column = columns.first(where: { $0.names.contains(name) || $0.key == name }) else {
                problems.append(
                    Problem(
                        "list_column",
                        ["given": cell.text, "known": columns.compactMap(\.names.first).joined(separator: ", ")],
                        at: ListReading.place(head.place.line)))
                continue
            }
            places[column.key] = index
        }
        for key in needed where places[key] == nil {
            let name = columns.first { $0.key == key }?.names.first ?? key
            problems.append(Problem("list_no_column", ["name": name], at: ListReading.place(head.place.line)))
        }
        guard rows.count - 1 <= ListReading.limit else {
            problems.append(Problem("list_too_long", ["limit": String(ListReading.limit)]))
            return
        }
        for row in rows.dropFirst() {
            var cells: [String: String] = [:]
            for (key, index) in places where row.cells.indices.contains(index) { cells[key] = row.cells[index].text }
            if cells.values.allSatisfy({ $0.trimmingWhitespace().isEmpty }) { continue }
            lines.append(Line(line: row.place.line, cells: cells))
        }
        if lines.isEmpty, problems.isEmpty { problems.append(Problem("list_empty")) }
    }

    /// A line of the file as problems name it.
    static func place(_ line: Int) -> String { "line:\(line)" }

    /// The bytes as UTF-8 text, to be carried in a form from looking to applying.
    static func text(_ bytes: [UInt8]) -> String { (try? TextDecoding.decode(bytes).text) ?? "" }

    /// One row of CSV (RFC 4180). A cell that a spreadsheet would take for a formula is given as text.
    static func row(_ cells: [String]) -> String {
        cells.map { cell in
            let isFormula = cell.utf8.first.map { "=+-@\t".utf8.contains($0) } ?? false
            let text = isFormula ? "'\(cell)" : cell
            let needsQuotes = text.utf8.contains { "\",\n\r;".utf8.contains($0) }
            guard needsQuotes else { return text }
            var quoted: [UInt8] = [UInt8(ascii: "\"")]
            for byte in text.utf8 { quoted += byte == UInt8(ascii: "\"") ? [byte, byte] : [byte] }
            return String(decoding: quoted + [UInt8(ascii: "\"")], as: UTF8.self)
        }.joined(separator: ",") + "\r\n"
    }

    /// A CSV file that Excel opens as UTF-8.
    static func file(_ rows: [[String]]) -> [UInt8] { [0xEF, 0xBB, 0xBF] + rows.flatMap { Array(row($0).utf8) } }
}

extension Strings {
    /// Problems of a list with their lines in words.
    func lined(_ problems: [Problem], _ language: Language) -> [Problem] {
        problems.map { problem in
            guard let line = problem.place?.removing(prefix: "line:") else { return problem }
            return Problem(problem.key, problem.values, at: text("import.line", ["line": line], language))
        }
    }
}
