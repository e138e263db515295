/// The columns of the spreadsheet; the raw value is the key of its heading in `ReportWords.sheet`.
enum XLSXColumn: String, CaseIterable {
    case instrument, indicator, code, item, score, published, finding, measure, unit, person, steps, starts, ends
    case followUp = "follow_up"
    case status, result, evidence

    /// In characters of the standard font. Together they are narrow enough to be read when a page holds them all.
    var width: Double {
        switch self {
        case .code, .score: 8
        case .published, .status: 9
        case .starts, .ends: 11
        case .unit, .person: 12
        case .instrument, .indicator: 14
        case .steps, .followUp: 16
        case .item: 20
        case .finding, .evidence: 28
        case .measure, .result: 30
        }
    }
}

/// The rows of the spreadsheet, before the library is called.
struct XLSXRows {
    let report: Report
    private var thai: Bool { report.words.language == "th" }

    init(report: Report) { self.report = report }

    /// Every row, a value for each column.
    var all: [[XLSXValue]] {
        report.content.sections.flatMap { section in
            section.indicators.flatMap { indicator in
                indicator.rows.flatMap { row in
                    rows(row, section, indicator).flatMap { XLSXRows.continued($0.map(written)) }
                }
            }
        }
    }

    private func written(_ value: XLSXValue) -> XLSXValue {
        if case .text(let text) = value { .text(report.digits.written(text)) } else { value }
    }

    private func rows(
        _ row: RoundContent.Row, _ section: RoundContent.Section, _ indicator: RoundContent.Indicator
    ) -> [[XLSXValue]] {
        let several = row.lines.count > 1
        let scores = Set(row.lines.flatMap(\.items).map(\.score))
        let score = scores.count == 1 ? scores.first.flatMap { $0 } : nil
        let number = score.flatMap { XLSXRows.number($0) }
        var common: [XLSXColumn: XLSXValue] = [
            .instrument: .text(thai ? section.thai : "\(section.english) (\(section.code))"),
            .indicator: .text("\(indicator.number) \(thai ? indicator.thai : indicator.english)"),
            .code: .text(row.lines.map(\.label).joined(separator: "\n")),
            .item: .text(row.lines.map(name).filter { !$0.isEmpty }.joined(separator: "\n")),
            .finding: .text(
                row.lines.map { line in
                    (several && !line.findings.isEmpty ? line.label + ": " : "") + XLSXRows.list(line.findings)
                }.filter { !$0.isEmpty }.joined(separator: "\n")),
            .published: .text(scores.count == 1 ? score ?? "" : published(row)),
        ]
        if let number { common[.score] = .score(number) }

        let known = Set(row.measures.map(\.id))
        let count = max(row.measures.count, 1)
        return (0..<count).map { index in
            var cells = common
            let measure = index < row.measures.count ? row.measures[index] : nil
            if let measure { fill(&cells, measure) }
            // A result stands beside each measure it is about, or in the first row where nobody said which.
            let results = row.results.filter { result in
                measure.map { result.measures.contains($0.id) } ?? false
                    || index == 0 && !result.measures.contains { known.contains($0) }
            }
            let evidence = results.flatMap(\.evidence) + (index == 0 ? row.evidence : [])
            cells[.result] = .text(XLSXRows.list(results.map(\.text)))
            cells[.evidence] = .text(XLSXRows.list(evidence.map(describe)))
            return XLSXColumn.allCases.map { cells[$0] ?? .text("") }
        }
    }

    private func fill(_ cells: inout [XLSXColumn: XLSXValue], _ measure: RoundContent.Measure) {
        cells[.measure] = .text(measure.text)
        cells[.unit] = .text(measure.unit ?? "")
        cells[.person] = .text(measure.person ?? "")
        cells[.steps] = .text(measure.steps ?? "")
        cells[.starts] = day(measure.startsOn)
        cells[.ends] = day(measure.endsOn)
        cells[.followUp] = .text(measure.followUp ?? "")
        cells[.status] = .text(report.words.status[measure.status] ?? measure.status)
    }

    /// The names of a line's items; a group of items without names is named by its label alone.
    private func name(_ line: RoundContent.Line) -> String {
        let names = line.items.compactMap { thai ? $0.thai : $0.english ?? $0.thai }
        return line.items.count == 1
            ? names.first ?? ""
            : line.items.compactMap { item in
                (thai ? item.thai : item.english ?? item.thai).map { "\(item.code) \($0)" }
            }.joined(separator: "\n")
    }

    /// Scores that differ, each beside its item.
    private func published(_ row: RoundContent.Row) -> String {
        row.lines.flatMap(\.items).map { "\($0.code) \($0.score ?? "–")" }.joined(separator: "\n")
    }

    private func describe(_ evidence: RoundContent.Evidence) -> String {
        let about = evidence.aboutOn.flatMap { report.words.day($0) }.map { "(\($0))" }
        return [evidence.caption, about, evidence.fileName, report.words.place(of: evidence, report.seal)].compactMap {
            $0
        }
        .filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// One text stands alone; several are numbered, each on a line of its own.
    static func list(_ texts: [String]) -> String {
        texts.count == 1
            ? texts[0] : texts.enumerated().map { "\($0 + 1). \($1)" }.joined(separator: "\n")
    }

    /// A score as a number, only where it is written as one: digits with at most one point.
    static func number(_ text: String) -> Double? {
        let bytes = text.utf8
        guard (1...15).contains(bytes.count), bytes.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2e }) else {
            return nil
        }
        return Double(text)
    }

    /// A day as Excel counts it; what is no day of the calendar after 1900 stays the text it is.
    private func day(_ iso: String?) -> XLSXValue {
        guard let iso else { return .text("") }
        let parts = iso.utf8.split(separator: UInt8(ascii: "-")).map { Int(String(decoding: $0, as: UTF8.self)) }
        guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2],
            (1901...9999).contains(year), (1...12).contains(month), (1...31).contains(day)
        else { return .text(iso) }
        // Days from civil (proleptic Gregorian), with March as the first month.
        let shifted = month <= 2 ? year - 1 : year
        let inYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let days = 365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + inYear
        return .day(days - 693_899)
    }
}

extension XLSXRows {
    /// The height of a row in points, wide enough for its tallest text at 14 points, as far as Excel goes (409). Excel
    /// would find it by itself, other programs and the print do not.
    static func height(_ row: [(text: String, width: Double)]) -> Double {
        let lines = row.map { cell in
            cell.text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).reduce(0) { sum, line in
                // Marks above and below a letter take no width; a line is seldom full, as words are kept whole.
                let letters = line.reduce(0) { $0 + ($1.properties.isGraphemeExtend ? 0 : 1) }
                return sum + max(1, Int((Double(letters) / (cell.width * 0.87)).rounded(.up)))
            }
        }
        return min(Double(lines.max() ?? 1) * 22.5 + 3, 409)
    }

    /// What a cell may hold: 32,767 UTF-16 units and 253 line feeds, by Excel's own limits, less some room for escapes.
    static let longest = 32_000
    static let mostLines = 250

    /// A row, and below it as many rows as its longest text needs; what names the row is repeated, so that a filter
    /// finds them all.
    static func continued(_ row: [XLSXValue]) -> [[XLSXValue]] {
        let split = row.map { value in
            if case .text(let text) = value { pieces(text).map { XLSXValue.text($0) } } else { [value] }
        }
        let count = split.map(\.count).max() ?? 1
        if count == 1 { return [row] }
        let naming = Set(
            [XLSXColumn.instrument, .indicator, .code].compactMap { XLSXColumn.allCases.firstIndex(of: $0) })
        return (0..<count).map { line in
            split.enumerated().map { column, pieces in
                line < pieces.count ? pieces[line] : naming.contains(column) ? pieces[0] : .text("")
            }
        }
    }

    /// A text in pieces that each fit into a cell; joined they are the text. Cuts stand before a line or a word where
    /// one is near, and never before a mark that belongs to the letter in front of it.
    static func pieces(_ text: String) -> [String] {
        let text = XLSXBook.clean(text)
        if text.utf16.count <= longest, text.utf8.lazy.filter({ $0 == 0x0a }).count <= mostLines { return [text] }
        var pieces: [String] = []
        let scalars = text.unicodeScalars
        var start = scalars.startIndex
        while start != scalars.endIndex {
            var (units, lines) = (0, 0)
            var (index, cut, good) = (start, start, start)
            while index != scalars.endIndex {
                let scalar = scalars[index]
                units += scalar.value > 0xffff ? 2 : 1
                lines += scalar == "\n" ? 1 : 0
                if units > longest || lines > mostLines { break }
                let next = scalars.index(after: index)
                if next == scalars.endIndex || !scalars[next].properties.isGraphemeExtend { cut = next }
                if scalar == "\n" || scalar == " " { good = next }
                index = next
            }
            var end = index
            if index != scalars.endIndex {
                end = good > start && scalars.distance(from: good, to: index) < 500 ? good : cut > start ? cut : index
            }
            pieces.append(String(scalars[start..<end]))
            start = end
        }
        return pieces
    }
}
