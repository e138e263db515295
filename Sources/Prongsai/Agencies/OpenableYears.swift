import ITA

/// Which fiscal years can be opened: the years ITA has been about, and those that somebody can plan for. Commands mean the
/// newest year where none is named, so that a slip of the finger such as 2600 would hide the year that is worked on.
enum OpenableYears {
    /// The oldest year, and how many years past the one that today lies in.
    private static let oldest = 2550
    private static let ahead = 5

    /// The years (Buddhist Era) that can be opened on a day.
    static func range(on day: Day) -> ClosedRange<Int> { oldest...max(oldest, day.fiscalYear + ahead) }

    /// What is wrong with a year that is to be opened on a day; nil where nothing is.
    ///
    /// - Parameter typed: the year as a person wrote it, where that is not its number.
    static func problem(_ year: Int, typed: String? = nil, on day: Day) -> Problem? {
        let range = range(on: day)
        if range.contains(year) { return nil }
        return Problem(
            "fiscal_year",
            [
                "given": typed ?? String(year), "first": String(range.lowerBound),
                "last": String(range.upperBound),
            ], at: "year")
    }
}
