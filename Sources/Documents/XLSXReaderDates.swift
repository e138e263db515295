/// Days as Excel counts them (ECMA-376 Part 1, 18.17.4).
enum XLSXDate {
    /// ISO 8601: a day, a day with a time, or a time alone; elapsed time as hours, minutes and seconds.
    static func text(
        _ number: XLSXDecimal, kind: XLSXFormatSection.Kind, startsIn1904: Bool
    ) -> (text: String, doubt: String?) {
        let value = number.double
        // 9999-12-31 is the last day that Excel knows.
        guard value >= 0, value < 2_958_466 else { return (number.plain, "date_out_of_range") }
        var day = Int(value)
        var second = Int(((value - Double(day)) * 86_400).rounded())
        if second == 86_400 { (day, second) = (day + 1, 0) }
        if kind == .elapsed {
            return ("\(day * 24 + second / 3_600):\(two(second / 60 % 60)):\(two(second % 60))", nil)
        }
        let clock = "\(two(second / 3_600)):\(two(second / 60 % 60))" + (second % 60 == 0 ? "" : ":\(two(second % 60))")
        if day == 0, kind == .time || second > 0 { return (clock, nil) }
        guard let (year, month, date) = civil(day, startsIn1904: startsIn1904) else {
            return (number.plain, "no_such_day")
        }
        let iso = "\(year)-\(two(month))-\(two(date))" + (second > 0 ? "T\(clock)" : "")
        // A Buddhist year typed where Excel expected a common one.
        return (iso, year >= 2_400 ? "buddhist_date" : nil)
    }

    private static func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }

    /// The day of a count. Excel believes that 1900 had a 29 February, which is its day 60, and a day 0 before the
    /// first of January.
    private static func civil(_ day: Int, startsIn1904: Bool) -> (year: Int, month: Int, day: Int)? {
        if !startsIn1904, day == 0 || day == 60 { return nil }
        // Days since 1 March of year 0: 1904-01-01 is 695,361 of them after it, 1900-01-01 is 693,901.
        let era = startsIn1904 ? day + 695_361 : day + 693_900 - (day > 60 ? 1 : 0)
        let cycle = era / 146_097
        let inCycle = era % 146_097
        let yearOfCycle = (inCycle - inCycle / 1_460 + inCycle / 36_524 - inCycle / 146_096) / 365
        let inYear = inCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
        let march = (5 * inYear + 2) / 153
        let month = march < 10 ? march + 3 : march - 9
        let year = cycle * 400 + yearOfCycle + (month <= 2 ? 1 : 0)
        return (year, month, inYear - (153 * march + 2) / 5 + 1)
    }
}
