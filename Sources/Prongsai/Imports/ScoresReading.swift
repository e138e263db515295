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
    /// first cell that names an item and the only one that is a number count. `known` are the editions there are, to say
    /// which of them has the items that this one has not.
    static func read(
        _ document: SourceDocument, edition: Edition, known: [Edition] = [], file: String, strings: Strings,
        language: Language
    ) -> ScoresReading {
        var reader = Reader(edition: edition, place: { "\(file) \(strings.place($0, language))" })
        reader.reading.doubts = document.doubts
        for block in document.blocks {
            switch block {
            case .row(let row): reader.take(row)
            case .paragraph(let paragraph):
                reader.take(paragraph)
            }
        }
        reader.reading.problems = reader.reading.problems.ofEdition(
            edition, known: known, file: file, strings, language)
        return reader.reading
    }

    /// What is kept while the rows pass.
    private struct Reader {
        let edition: Edition
        let place: (SourcePlace) -> String
        var reading = ScoresReading()
        var columns: [Int: ReportColumn] = [:]
        var header = HeaderText()
        var container: String?
        var seen: [String: Entry] = [:]
        /// Whether the header leaves no column of scores, which is said once.
        var isWithoutScores = false

        /// A line of a text: `I1 94.70`, codes and behind them nothing but their score.
        mutating func take(_ paragraph: SourceParagraph) {
            if paragraph.text.isEmpty { return }
            let items = ItemCell([paragraph], edition: edition, instrument: nil)
            let number = ItemScore.ofColumn(items.wording)
            let score = items.score ?? (Exact(decimal: number) == nil ? nil : number)
            guard !items.codes.isEmpty, score != nil || !items.scores.isEmpty else {
                return reading.unplaced.append((paragraph.place, paragraph.text))
            }
            for code in items.codes { take(code, score ?? items.scores[code], paragraph.place) }
        }

        /// Whether a row names an item in each of several cells: the table lies on its side.
        private func isWide(_ row: SourceRow) -> Bool {
            row.cells.count { edition.item(code: Digits.ascii($0.text).trimmingWhitespace()) != nil } > 2
        }

        mutating func take(_ row: SourceRow) {
            if row.cells.allSatisfy({ $0.text.isEmpty }) { return }
            if let container, container != row.place.container {
                (columns, header, isWithoutScores) = ([:], HeaderText(), false)
            }
            container = row.place.container
            if isWide(row) { return reading.problems.append(Problem("scores_wide", at: place(row.place))) }
            let first = row.cells.first { !$0.text.isEmpty }
            let named = first.map { ItemCell($0.paragraphs, edition: edition, instrument: nil) }
            let isContent = named.map { !$0.codes.isEmpty || !$0.unknown.isEmpty } ?? false
            if header.isRepeated(by: row) { return }
            if !isContent, header.mayChange, let found = ReportColumn.header(of: row, year: edition.fiscalYear.value) {
                columns = found.columns
                header = HeaderText(row)
                reading.doubts += found.doubts
                reading.problems += found.faults.map { $0.placed(place($0.place)) }
                isWithoutScores = !found.faults.isEmpty
                return
            }
            header.mayChange = false
            var items = ItemCell(cells([.code, .items], row).flatMap(\.paragraphs), edition: edition, instrument: nil)
            let published = cells([.published], row).first?.text
            if let published { items.take(published: published) }
            for given in items.unknown { reading.problems.append(.unknownItem(given, at: place(row.place))) }
            guard !items.codes.isEmpty else { return takeNameless(row, isKnown: !items.unknown.isEmpty) }
            reading.doubts += items.doubts
            let given = items.scores.isEmpty ? items.score ?? score(row) : nil
            if isWithoutScores, given == nil, items.scores.isEmpty { return }
            for code in items.codes {
                let score = given ?? items.scores[code]
                // Our own spreadsheet has rows for items that have no score yet.
                if published != nil, score?.isEmpty ?? true { continue }
                take(code, score, row.place)
            }
        }

        /// A row that names no item: a total or a heading is listed, anything else is refused.
        private mutating func takeNameless(_ row: SourceRow, isKnown: Bool) {
            if isKnown { return }
            let text = row.cells.map(\.text).filter { !$0.isEmpty }.joined(separator: " | ")
            let named = cells([.code, .items], row).map(\.text).filter { !$0.isEmpty }
            let wordy = row.cells.map(\.text).filter { !$0.isEmpty && Exact(decimal: Digits.ascii($0)) == nil }
            let first = named.first ?? wordy.first ?? text
            let isHeading = [.indicator, .instrument].contains(ReportColumn.of(first))
            let isTotal = ["รวม", "เฉลี่ย", "คะแนนรวม", "คะแนนเฉลี่ย", "total", "average", "sum"].contains { word in
                (named + wordy).contains { $0.lowercased().utf8.starts(with: word.utf8) }
            }
            if isHeading || isTotal || columns.isEmpty || named.isEmpty {
                reading.unplaced.append((row.place, text))
            } else {
                reading.problems.append(.unknownItem(first, at: place(row.place)))
            }
        }

        private mutating func take(_ code: String, _ given: String?, _ at: SourcePlace) {
            guard let given, !given.isEmpty else {
                return reading.problems.append(Problem("score_missing", ["code": code], at: place(at)))
            }
            do { _ = try Score(published: given) } catch {
                return reading.problems.append(
                    Problem("score_\(error.rawValue)", ["given": given, "code": code], at: place(at)))
            }
            if let before = seen[code] {
                if before.score != given {
                    reading.problems.append(
                        Problem("score_twice", ["code": code, "first": before.score, "second": given], at: place(at)))
                }
                return
            }
            if edition.isDisclosure(code, neither: given) {
                let values = ["code": code, "given": given]
                reading.doubts.append(SourceDoubt(code: "score_disclosure", details: values, place: at))
            }
            let entry = Entry(code: code, score: given, place: at)
            seen[code] = entry
            reading.entries.append(entry)
        }

        private func cells(_ kinds: [ReportColumn], _ row: SourceRow) -> [SourceCell] {
            if columns.isEmpty { return row.cells.first { !$0.text.isEmpty }.map { [$0] } ?? [] }
            return row.cells.enumerated().filter { columns[$0.offset].map(kinds.contains) ?? false }.map(\.element)
        }

        /// The score of a row: of its column, or without a header the only number behind the code. Two numbers there are
        /// refused, since nobody knows which is the score.
        private mutating func score(_ row: SourceRow) -> String? {
            if columns.values.contains(.score) {
                return cells([.score], row).first.map { ItemScore.ofColumn($0.text) }
            }
            guard columns.isEmpty else { return nil }
            let texts = row.cells.drop { $0.text.isEmpty }.dropFirst().map { ItemScore.ofColumn($0.text) }
            let numbers = texts.filter { Exact(decimal: $0) != nil }
            if numbers.count > 1 {
                let values = ["first": numbers[0], "second": numbers[numbers.count - 1]]
                reading.problems.append(Problem("score_which", values, at: place(row.place)))
                return numbers[numbers.count - 1]
            }
            return numbers.first ?? texts.last { !$0.isEmpty }
        }
    }
}

extension ItemScore {
    /// What a column of scores gives: the number alone, or the text as it is where there is none.
    static func ofColumn(_ text: String) -> String {
        let plain = Digits.ascii(text).trimmingWhitespace()
        return Exact(decimal: plain) != nil ? plain : ItemScore(plain).score ?? plain
    }
}
