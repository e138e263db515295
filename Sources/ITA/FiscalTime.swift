/// A day of the Gregorian calendar, kept as year, month and day. Shown in the Buddhist Era elsewhere.
public struct Day: Sendable, Hashable, Comparable, Codable {
    /// Gregorian year.
    public let year: Int
    /// 1…12.
    public let month: Int
    /// 1…31, never past the end of its month.
    public let day: Int

    /// A day of the years 1–9999; nil where there is no such day.
    public init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month) else { return nil }
        guard (1...Day.length(of: month, in: year)).contains(day) else { return nil }
        (self.year, self.month, self.day) = (year, month, day)
    }

    /// A day written `YYYY-MM-DD` with the Gregorian year; nil for any other form and where there is no such day.
    public init?(iso text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].count == 4, parts[1].count == 2, parts[2].count == 2 else { return nil }
        let numbers = parts.compactMap { Day.number($0) }
        guard numbers.count == 3 else { return nil }
        self.init(year: numbers[0], month: numbers[1], day: numbers[2])
    }

    /// 1 January 1970.
    public static let first = Day(trusted: 1970, 1, 1)

    private init(trusted year: Int, _ month: Int, _ day: Int) { (self.year, self.month, self.day) = (year, month, day) }

    /// Days since 1 January 1970, negative before it.
    public var number: Int {
        let year = month <= 2 ? year - 1 : year
        let era = year / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// `YYYY-MM-DD`.
    public var iso: String { "\(Day.padded(year, 4))-\(Day.padded(month, 2))-\(Day.padded(day, 2))" }

    /// Order of time.
    public static func < (a: Day, b: Day) -> Bool { (a.year, a.month, a.day) < (b.year, b.month, b.day) }

    /// The day after.
    public var next: Day {
        Day(year: year, month: month, day: day + 1) ?? Day(year: year, month: month + 1, day: 1)
            ?? Day(year: year + 1, month: 1, day: 1) ?? self
    }

    static func length(of month: Int, in year: Int) -> Int {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func number(_ bytes: Substring.UTF8View) -> Int? {
        var value = 0
        for byte in bytes {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return value
    }

    private static func padded(_ value: Int, _ width: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }
}

/// A month and day of any year, such as the last day of a round.
public struct MonthDay: Sendable, Hashable {
    /// 1…12; from 10 on it belongs to the fiscal year of the next calendar year.
    public let month: Int
    /// 1…31, never past the end of its month, in February up to 29.
    public let day: Int

    /// A month and day written `MM-DD`; 29 February counts as a day; nil for anything else.
    public init?(_ text: String) {
        guard let day = Day(iso: "2000-\(text)") else { return nil }
        (month, self.day) = (day.month, day.day)
    }

    /// That day in a fiscal year of the Buddhist Era: October to December lie in the Gregorian year before. Nil for 29
    /// February where the year has none.
    public func day(inFiscalYear year: Int) -> Day? {
        Day(year: month >= 10 ? year - 544 : year - 543, month: month, day: day)
    }
}

/// A round of a fiscal year.
public struct RoundName: Sendable, Hashable {
    /// Fiscal year in the Buddhist Era: 2568 is 1 October 2567 – 30 September 2568.
    public var fiscalYear: Int
    /// 1 = October–March, 2 = April–September.
    public var half: Int
    /// A round by its Buddhist year and half, neither of them checked.
    public init(fiscalYear: Int, half: Int) { (self.fiscalYear, self.half) = (fiscalYear, half) }
}

extension Day {
    /// The fiscal year (Buddhist Era) this day lies in.
    public var fiscalYear: Int { month >= 10 ? year + 544 : year + 543 }
}
