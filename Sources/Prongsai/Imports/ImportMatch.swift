import Documents
import ITA

/// How the rows of a report fit a plan that has rows already: a row with the same items is the same row; a row whose
/// items stand in no row is new; anything between the two keeps the report out.
struct ImportMatch: Sendable {
    /// The plan's row for each row of the report; nil where it is new.
    var rows: [PlanRow?] = []
    /// Rows that cannot be placed.
    var faults: [ReadingFault] = []

    init(_ reading: ReportReading, plan: Plan) {
        let edition = plan.edition.edition
        for row in reading.rows {
            let codes = row.lines.flatMap(\.codes)
            let keys = Set(codes.compactMap { edition.item(code: $0)?.key })
            let touched = plan.rows.enumerated().filter { !$0.element.items.isDisjoint(with: keys) }
            let same = touched.first { $0.element.items == keys }
            rows.append(same?.element)
            guard same == nil || touched.count > 1, let place = row.lines.first?.place, !touched.isEmpty else {
                continue
            }
            let there = touched.map { number, found in
                let codes = found.items.compactMap { edition.item(key: $0)?.code }
                return "\(number + 1) (\(ItemRange.label(codes, in: edition)))"
            }
            let values = ["items": ItemRange.label(codes, in: edition), "rows": there.joined(separator: ", ")]
            faults.append(ReadingFault(Problem("row_differs", values), at: place))
        }
    }

    /// Whether two texts say the same: blanks and numbers before them left out.
    static func isSame(_ a: String, _ b: String) -> Bool { bare(a) == bare(b) }

    private static func bare(_ text: String) -> [Unicode.Scalar] {
        text.unicodeScalars.filter { !$0.properties.isWhitespace && $0 != "\u{200B}" }
    }
}

extension PlanRow {
    /// Every item of its lines.
    var items: Set<String> { Set(lines.flatMap(\.items)) }
}

extension Edition {
    /// Whether an item is a disclosure and a score neither of the two it can have: 100, or 0 where anything is missing.
    func isDisclosure(_ code: String, neither score: String) -> Bool {
        guard let value = Exact(decimal: score), value != .zero, value != Exact(100) else { return false }
        return instruments.contains { $0.isDisclosure && $0.items.contains { $0.code == code } }
    }
}
