/// A day, month, year or period that a text names, and where.
public struct DateMention: Sendable, Equatable {
    /// What is named; years are of the Buddhist era (C.E. + 543).
    public var kind: Kind
    /// The place in the text, counted in Unicode scalars.
    public var range: Range<Int>

    /// A mention at a place.
    public init(_ kind: Kind, _ range: Range<Int>) { (self.kind, self.range) = (kind, range) }

    /// What a text may name.
    public enum Kind: Sendable, Equatable {
        /// A day.
        case day(year: Int, month: Int, day: Int)
        /// A month of a year.
        case month(year: Int, month: Int)
        /// From one month to another, both included; the end may lie before the start where somebody slipped.
        case months(from: Month, to: Month)
        /// A fiscal year: October of the year before to September.
        case fiscalYear(Int)
        /// A quarter of a fiscal year, 1…4; the year is nil where it is not said beside it.
        case quarter(Int, fiscalYear: Int?)
        /// The first or second six months of a fiscal year.
        case half(Int, fiscalYear: Int?)
        /// A year of which nothing says what it is: a calendar year, or the number of something.
        case year(Int)
        /// From one year to a later one, both included, such as a development plan's `พ.ศ. 2566 – 2570`.
        case years(from: Int, to: Int)
    }

    /// A month of a year of the Buddhist era.
    public struct Month: Sendable, Hashable, Comparable {
        /// Buddhist era.
        public var year: Int
        /// 1…12.
        public var month: Int
        /// A month.
        public init(_ year: Int, _ month: Int) { (self.year, self.month) = (year, month) }
        /// The fiscal year it lies in.
        public var fiscalYear: Int { month >= 10 ? year + 1 : year }
        /// By time.
        public static func < (a: Month, b: Month) -> Bool { (a.year, a.month) < (b.year, b.month) }
    }

    /// The fiscal years it touches; for a bare year that year.
    public var fiscalYears: [Int] {
        switch kind {
        case .day(let year, let month, _), .month(let year, let month): return [Month(year, month).fiscalYear]
        case .months(let from, let to):
            let (first, last) = (min(from, to).fiscalYear, max(from, to).fiscalYear)
            return last - first < 10 ? Array(first...last) : [first, last]
        case .fiscalYear(let year), .year(let year): return [year]
        case .years(let from, let to): return Array(from...max(from, to))
        case .quarter(_, let year), .half(_, let year): return year.map { [$0] } ?? []
        }
    }

    /// Whether a fiscal year is one of ``fiscalYears``.
    public func touches(_ year: Int) -> Bool {
        switch kind {
        case .fiscalYear(let own), .year(let own): own == year
        default: fiscalYears.contains(year)
        }
    }
}

extension DateMention {
    /// Finds everything in a text that names a day, a month, a year or a period: Thai and Arabic digits, Buddhist and
    /// Common era, long and short names of months in Thai and English, ranges (`ต.ค. 2567 – มี.ค. 2568`, `2566-2570`),
    /// fiscal years (`ปีงบประมาณ พ.ศ. 2568`), quarters and half years. Mentions do not overlap and stand in the order of
    /// the text.
    ///
    /// Four digits that look like a year but stand inside a longer number, a telephone number or behind a slash
    /// (`ที่ 12/2568`, the number of a letter) are none.
    public static func find(in text: String) -> [DateMention] {
        DateFinder.mayHold(text) ? DateFinder(Unicode.Scalar.array(text)).find() : []
    }
}
