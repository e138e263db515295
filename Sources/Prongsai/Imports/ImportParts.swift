import Documents
import ITA

/// A preview cut into pages of about one size: rows, and beside them what was unsure or found no place there.
struct ImportParts {
    /// One page: a run of rows, of doubts and of lines without a place.
    struct Part: Equatable {
        var rows: Range<Int>
        var doubts: Range<Int>
        var unplaced: Range<Int>
    }
    private(set) var all: [Part] = []
    /// Every doubt, in the order of the rows they stand at; those that stand at none come first.
    let doubts: [SourceDoubt]
    /// Every line without a place, in the same order.
    let unplaced: [(place: SourcePlace, text: String)]
    /// The row a doubt stands at.
    private let rows: [Int?]

    /// Bytes of content a page shows, roughly.
    private static let room = 34_000

    init(_ preview: ImportPreview) {
        let reading = preview.reading
        let starts = reading.rows.map { $0.lines.first?.place }
        /// The last row that begins before a place, in the same sheet or text; tables of a document follow each other.
        func row(at place: SourcePlace) -> Int? {
            starts.lastIndex { start in
                guard let start else { return false }
                if start.container == place.container { return start.line <= place.line }
                guard let (table, other) = Int(start.container).flatMap({ a in Int(place.container).map { (a, $0) } })
                else { return false }
                return table < other
            }
        }
        /// In the order of their rows; the order of the source stays within one.
        func placed<T>(_ entries: [T], _ place: (T) -> SourcePlace) -> [(row: Int?, entry: T)] {
            let found = entries.map { (row: row(at: place($0)), entry: $0) }
            return found.enumerated().sorted { ($0.element.row ?? -1, $0.offset) < ($1.element.row ?? -1, $1.offset) }
                .map(\.element)
        }
        let (doubts, unplaced) = (placed(preview.doubts, \.place), placed(reading.unplaced, \.place))
        (self.doubts, rows, self.unplaced) = (doubts.map(\.entry), doubts.map(\.row), unplaced.map(\.entry))

        var part = Part(rows: 0..<0, doubts: 0..<0, unplaced: 0..<0)
        var used = 0
        /// Begins another page where what comes next has no room on this one.
        func make(room weight: Int) {
            if used > 0, used + weight > ImportParts.room {
                all.append(part)
                part = Part(
                    rows: part.rows.upperBound..<part.rows.upperBound,
                    doubts: part.doubts.upperBound..<part.doubts.upperBound,
                    unplaced: part.unplaced.upperBound..<part.unplaced.upperBound)
                used = 0
            }
            used += weight
        }
        for index in -1..<reading.rows.count {
            if index >= 0 {
                let own = doubts.dropFirst(part.doubts.upperBound).prefix { $0.row == index }.count
                make(room: ImportParts.weight(reading.rows[index]) + own * ImportParts.doubt)
                used -= own * ImportParts.doubt
                part.rows = part.rows.lowerBound..<index + 1
            }
            while part.doubts.upperBound < doubts.count, (doubts[part.doubts.upperBound].row ?? -1) == index {
                make(room: ImportParts.doubt)
                part.doubts = part.doubts.lowerBound..<part.doubts.upperBound + 1
            }
            while part.unplaced.upperBound < unplaced.count, (unplaced[part.unplaced.upperBound].row ?? -1) == index {
                make(room: 120 + unplaced[part.unplaced.upperBound].entry.text.utf8.count)
                part.unplaced = part.unplaced.lowerBound..<part.unplaced.upperBound + 1
            }
        }
        all.append(part)
    }

    private static let doubt = 400

    private static func weight(_ row: ReportReading.Row) -> Int {
        let texts =
            row.lines.flatMap(\.findings).map(\.text) + row.measures.map(\.text) + row.results.map(\.text)
            + row.captions.map(\.text) + row.lines.map(\.wording)
        return 600 + row.lines.count * 200 + row.results.count * 120
            + texts.reduce(0) { $0 + $1.utf8.count + 60 }
    }

    /// The row of a part's doubt, where that row stands on the same page.
    func row(of doubt: SourceDoubt, on part: Part) -> Int? {
        part.doubts.first { doubts[$0] == doubt }.flatMap { rows[$0] }.flatMap { part.rows.contains($0) ? $0 : nil }
    }
}
