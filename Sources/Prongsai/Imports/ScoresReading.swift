import Documents
import ITA

/// A file of item codes and scores as it was understood.
struct ScoresReading: Sendable {
    struct Entry: Sendable, Equatable {
        var code: String
        var score: String
        var place: SourcePlace
    }
    var entries: [Entry] = []
    var doubts: [SourceDoubt] = []
    var problems: [Problem] = []
    /// Rows in which nothing could be found, with their text.
    var unplaced: [(place: SourcePlace, text: String)] = []

    /// Reads the rows of a document: one cell names items, one of those after it is the score. Without a header the
    /// first cell that names an item and the last that is a number count.
    static func read(_ document: SourceDocument, edition: Edition, file: String, strings: Strings, language: Language)
        -> ScoresReading
    {
        var reading = ScoresReading()
        reading.doubts = document.doubts
        var columns: [Int: ReportColumn] = [:]
        var seen: [String: Entry] = [:]
        for block in document.blocks {
            guard case .row(let row) = block else {
                if case .paragraph(let paragraph) = block, !paragraph.text.isEmpty {
                    reading.unplaced.append((paragraph.place, paragraph.text))
                }
                continue
            }
            if row.cells.allSatisfy({ $0.text.isEmpty }) { continue }
            if let found = ReportColumn.columns(of: row), columns.isEmpty {
                columns = found
                continue
            }
            let items = ItemCell(
                reading.cells([.code, .items], columns, row).flatMap(\.paragraphs), edition: edition, instrument: nil)
            guard !items.codes.isEmpty else {
                let text = row.cells.map(\.text).filter { !$0.isEmpty }.joined(separator: " | ")
                let first = row.cells.first?.text ?? ""
                if ReportColumn.of(first) == .indicator || ReportColumn.of(first) == .instrument || columns.isEmpty {
                    reading.unplaced.append((row.place, text))
                } else {
                    reading.problems.append(
                        Problem("unknown_item", ["given": first], at: "\(file) \(strings.place(row.place, language))"))
                }
                continue
            }
            reading.doubts += items.doubts
            let given = items.score ?? reading.score(columns, row)
            for code in items.codes {
                let place = "\(file) \(strings.place(row.place, language))"
                guard let given, !given.isEmpty else {
                    reading.problems.append(Problem("score_missing", ["code": code], at: place))
                    continue
                }
                do { _ = try Score(published: given) } catch {
                    reading.problems.append(
                        Problem("score_\(error.rawValue)", ["given": given, "code": code], at: place))
                    continue
                }
                if let before = seen[code] {
                    if before.score != given {
                        reading.problems.append(
                            Problem("score_twice", ["code": code, "first": before.score, "second": given], at: place))
                    }
                    continue
                }
                let entry = Entry(code: code, score: given, place: row.place)
                seen[code] = entry
                reading.entries.append(entry)
            }
        }
        return reading
    }

    private func cells(_ kinds: [ReportColumn], _ columns: [Int: ReportColumn], _ row: SourceRow) -> [SourceCell] {
        if columns.isEmpty { return row.cells.first { !$0.text.isEmpty }.map { [$0] } ?? [] }
        return row.cells.enumerated().filter { columns[$0.offset].map(kinds.contains) ?? false }.map(\.element)
    }

    private func score(_ columns: [Int: ReportColumn], _ row: SourceRow) -> String? {
        let texts =
            columns.values.contains(.score)
            ? cells([.score], columns, row).map(\.text)
            : row.cells.dropFirst().map(\.text).filter { !$0.isEmpty }.suffix(1).map { $0 }
        return texts.first.map { Digits.ascii($0).trimmingWhitespace() }
    }
}
