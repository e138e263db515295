import Documents
import ITA

/// The measure of its row a result goes to. Nobody wrote it down: it follows from the wording, so it is said to be
/// inferred wherever it is shown, unless the words are the same.
struct ResultTie: Sendable, Equatable {
    /// How sure the tie is: the same words; one measure reads clearly most like it; another reads nearly as much like it,
    /// or none very much.
    enum Sureness: String, Sendable, CaseIterable { case same, alike, unsure }
    /// The measure, by its position in the row.
    let measure: Int
    let sureness: Sureness

    /// Under this likeness there is no tie.
    private static let least = 0.45
    /// From this likeness on, and this much before the next, a tie is clear.
    private static let (clear, ahead) = (0.6, 0.1)

    /// Nil where no measure reads like the result.
    init?(_ result: String, among measures: [String]) {
        let alike = measures.map { NumberedText.alike(result, $0) }
        guard let best = alike.max(), best >= ResultTie.least, let found = alike.firstIndex(of: best) else {
            return nil
        }
        measure = found
        let next = alike.enumerated().filter { $0.offset != found }.map(\.element).max() ?? 0
        sureness =
            ImportMatch.isSame(result, measures[found])
            ? .same : best >= ResultTie.clear && best - next >= ResultTie.ahead ? .alike : .unsure
    }
}

/// A report as it would be written into a plan: what was read, with who answers for its measures and which measure each
/// result goes to.
struct ImportPreview: Sendable {
    let reading: ReportReading
    /// Owner, period and status of the measures of every row.
    let measures: [[MeasureReading]]
    /// The measures of every row once it is written: those of the plan, then the new ones.
    private let texts: [[String]]
    /// The tie of every result, by row.
    let ties: [[ResultTie?]]

    init(_ reading: ReportReading, plan: Plan, names: KnownNames) {
        self.reading = reading
        measures = reading.rows.map { row in
            row.measures.map { MeasureReading($0, names: names, fiscalYear: plan.fiscalYear) }
        }
        texts = zip(reading.rows, ImportMatch(reading, plan: plan).rows).map { row, existing in
            let there = (existing?.measures ?? []).compactMap { plan.measure($0)?.text }
            return there + row.measures.map(\.text).filter { text in !there.contains { ImportMatch.isSame($0, text) } }
        }
        ties = zip(reading.rows, texts).map { row, texts in row.results.map { ResultTie($0.text, among: texts) } }
    }

    /// Units the report names and the agency does not have.
    var newUnits: [String] {
        var seen: Set<String> = []
        return measures.joined().compactMap(\.newUnit).filter { seen.insert($0).inserted }
    }

    /// Results that go to a measure.
    var tied: Int { ties.joined().count { $0 != nil } }
    /// How many of the results go to a measure, for the sentence that says so.
    var tiedValues: [String: String] { ["tied": String(tied), "results": String(ties.joined().count)] }

    /// Every doubt in the order of the source: of the table, of what stands beside the measures, of the ties. Measures
    /// that share a cell share what is doubtful about it.
    var doubts: [SourceDoubt] {
        var all = reading.doubts
        for doubt in measures.joined().flatMap(\.doubts) where !all.contains(doubt) { all.append(doubt) }
        for (index, row) in reading.rows.enumerated() {
            for (result, tie) in zip(row.results, ties[index]) {
                guard let tie, tie.sureness == .unsure else { continue }
                let values = [
                    "result": Terminal.shortened(result.text, 60),
                    "measure": Terminal.shortened(texts[index][tie.measure], 60),
                ]
                all.append(SourceDoubt(code: "result_tied", details: values, place: result.place))
            }
        }
        return all.sorted { $0.place < $1.place }
    }

    /// To which measure a result goes and how that is known, in words; nil where its row has no measures.
    func tie(_ row: Int, _ result: Int, _ strings: Strings, _ language: Language) -> String? {
        guard !texts[row].isEmpty else { return nil }
        guard let tie = ties[row][result] else { return "◆ \(strings.text("import.untied", [:], language))" }
        let text = texts[row][tie.measure]
        let number = reading.rows[row].measures.firstIndex { ImportMatch.isSame($0.text, text) }
        let measure =
            number.map { strings.text("import.measure", ["number": String($0 + 1)], language) }
            ?? "“\(Terminal.shortened(text, 60))”"
        let mark = tie.sureness == .unsure ? "◆ " : ""
        return mark + strings.text("import.tie_\(tie.sureness.rawValue)", ["measure": measure], language)
    }
}
