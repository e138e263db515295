import ITA

/// A plan cut into pages: whole rows, as many as a page holds. A plan that fits is one page; one that does not is cut
/// where an instrument ends, too.
struct PlanParts {
    /// Bytes of text and markup a page of rows may have, roughly.
    static let room = 36_000
    /// Bytes one column of one row may have; the row's own page shows the rest.
    static let column = 14_000
    /// Scalars of one text that the plan's page shows.
    static let long = 700

    /// Indices of the plan's rows, page by page; never empty.
    let pages: [Range<Int>]

    init(_ plan: Plan, _ work: RoundWork) {
        let texts = Dictionary(plan.measures.map { ($0.id, $0.text) }) { first, _ in first }
        var results: [String: [String]] = [:]
        for item in work.progress { if let row = item.rowID { results[row, default: []].append(item.text) } }
        let loose = work.progress.filter { $0.rowID == nil }
        let weights = plan.rows.map { row -> Int in
            let own = Set(loose.isEmpty ? [] : row.measures)
            let shared = loose.filter { $0.measures.contains(where: own.contains) }.map(\.text)
            let columns = [
                row.lines.flatMap(\.findings).map(\.text), row.measures.map { texts[$0] ?? "" },
                (results[row.id] ?? []) + shared,
            ]
            return columns.reduce(1_500 + row.lines.count * 300) { $0 + PlanParts.fitting($1).bytes }
        }
        let fits = weights.reduce(0, +) <= PlanParts.room
        var pages: [Range<Int>] = []
        var (start, used) = (0, 0)
        for index in plan.rows.indices {
            let isNew = index > 0 && plan.instrument(of: plan.rows[index]) != plan.instrument(of: plan.rows[index - 1])
            if index > start, used + weights[index] > PlanParts.room || (!fits && isNew) {
                pages.append(start..<index)
                (start, used) = (index, 0)
            }
            used += weights[index]
        }
        pages.append(start..<plan.rows.count)
        self.pages = pages
    }

    /// Number of the page that holds a row; the first where there is no such row.
    func page(of row: String?, in plan: Plan) -> Int {
        guard let row, let index = plan.rows.firstIndex(where: { $0.id == row }) else { return 0 }
        return pages.firstIndex { $0.contains(index) } ?? 0
    }

    /// How many of a column's texts are shown, at least one, and the bytes they take.
    static func fitting(_ texts: [String]) -> (count: Int, bytes: Int) {
        var (count, bytes) = (0, 0)
        for text in texts {
            let more = weight(text)
            if count > 0, bytes + more > column { break }
            (count, bytes) = (count + 1, bytes + more)
        }
        return (count, bytes)
    }

    private static func weight(_ text: String) -> Int { min(text.utf8.count, long * 3) + 380 }
}

extension Plan {
    /// Code of the instrument a row's first item belongs to.
    func instrument(of row: PlanRow) -> String? {
        let key = row.lines.first?.items.first
        return edition.edition.instruments.first { $0.items.contains { $0.key == key } }?.code
    }

    /// Codes of a row's items as people name them: `I1, I2`.
    func label(_ row: PlanRow) -> String { label(row.lines.flatMap(\.items)) }

    func label(_ items: [String]) -> String {
        ItemRange.label(items.compactMap { edition.edition.item(key: $0)?.code }, in: edition.edition)
    }

    /// A row's number in the table, counted from 1.
    func number(of row: PlanRow) -> Int { (rows.firstIndex { $0.id == row.id } ?? 0) + 1 }
}

/// What is missing in a row, said where it can be mended.
struct PlanMarks: Equatable {
    /// Items under the edition's mark without a word of what is wrong.
    var withoutFinding: [String] = []
    /// Whether something is wrong and nothing will be done.
    var hasNoMeasure = false
    /// Ids of measures nobody is responsible for.
    var withoutOwner: [String] = []
    /// Findings and measures that were carried from last year and wait for somebody to confirm them.
    var drafts = 0
    /// Items that stand in another row too.
    var elsewhere: [String] = []

    var isEmpty: Bool { self == PlanMarks() }

    /// The marks of every row by its id, and the items that stand in no row.
    static func of(_ plan: Plan) -> (rows: [String: PlanMarks], missing: [String]) {
        var places: [String: Set<String>] = [:]
        for row in plan.rows { for item in row.lines.flatMap(\.items) { places[item, default: []].insert(row.id) } }
        let measures = Dictionary(plan.measures.map { ($0.id, $0) }) { first, _ in first }
        let weak = plan.edition.edition.weakBelow.value
        var marks: [String: PlanMarks] = [:]
        for row in plan.rows {
            var mark = PlanMarks()
            for line in row.lines where line.findings.isEmpty {
                mark.withoutFinding += line.items.filter { plan.scores[$0].map { $0.value < weak } ?? false }
            }
            let own = row.measures.compactMap { measures[$0] }.filter { $0.status != .dropped }
            mark.hasNoMeasure = own.isEmpty && row.lines.contains { !$0.findings.isEmpty }
            mark.withoutOwner = own.filter { !$0.hasOwner }.map(\.id)
            mark.drafts =
                row.lines.flatMap(\.findings).filter { $0.draftFrom != nil }.count
                + own.filter { $0.draftFrom != nil }.count
            mark.elsewhere = row.lines.flatMap(\.items).filter { (places[$0]?.count ?? 0) > 1 }
            marks[row.id] = mark
        }
        return (marks, plan.edition.edition.items.map(\.key).filter { places[$0] == nil })
    }
}
