/// Instants as HTTP, WARC and certificates write them. Seconds are counted since 1970 without leap seconds.
enum HTTPDate {
    private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

    /// Reads the three forms of RFC 9110 §5.6.7 and that of OpenSSL (`Nov 28 11:24:27 2026 GMT`); nil for anything else.
    static func read(_ text: String) -> Int64? {
        var words: [String] = []
        for part in text.utf8.split(whereSeparator: { $0 == 0x20 || $0 == 0x2C || $0 == 0x2D }) {
            words.append(String(decoding: part, as: UTF8.self).lowercased())
        }
        guard let clock = words.firstIndex(where: { $0.utf8.contains(UInt8(ascii: ":")) }),
            let month = words.lazy.compactMap({ months.firstIndex(of: $0) }).first
        else { return nil }
        let numbers = words.enumerated().compactMap { $0 != clock ? Int64($1) : nil }
        guard numbers.count >= 2, let day = numbers.first, var year = numbers.dropFirst().first else { return nil }
        if year < 70 { year += 2000 } else if year < 100 { year += 1900 }
        let time = words[clock].utf8.split(separator: UInt8(ascii: ":")).compactMap { Int64(String($0) ?? "") }
        guard time.count == 3, (1...31).contains(day), (1970...9999).contains(year), (0...23).contains(time[0]),
            (0...59).contains(time[1]), (0...60).contains(time[2])
        else { return nil }
        return days(year, Int64(month) + 1, day) * 86_400 + time[0] * 3_600 + time[1] * 60 + time[2]
    }

    /// Days since 1970-01-01 in the Gregorian calendar.
    static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let y = month <= 2 ? year - 1 : year
        let era = (y >= 0 ? y : y - 399) / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// Year, month and day of a number of days since 1970-01-01.
    static func civil(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let z = days + 719_468
        let era = (z >= 0 ? z : z - 146_096) / 146_097
        let dayOfEra = z - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }

    /// ISO 8601 in UTC with milliseconds: `2026-11-28T11:24:27.123Z`.
    static func iso(_ milliseconds: Int64) -> String {
        let seconds = milliseconds.quotientFloor(1000)
        let day = seconds.quotientFloor(86_400)
        let date = civil(day)
        let rest = seconds - day * 86_400
        func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
        let thousandths = milliseconds - seconds * 1000
        let fraction = String(thousandths + 1000).dropFirst()
        let year = String(repeating: "0", count: max(0, 4 - String(date.year).utf8.count)) + String(date.year)
        return "\(year)-\(two(date.month))-\(two(date.day))T\(two(rest / 3600)):\(two(rest / 60 % 60)):"
            + "\(two(rest % 60)).\(fraction)Z"
    }

    /// Seconds a `Retry-After` asks for, counted from `now` in seconds since 1970 (RFC 9110 §10.2.3): a number or a
    /// date; nil where it is neither.
    static func retryAfter(_ value: String, now: Int64) -> Int? {
        let trimmed = value.utf8.filter { $0 != 0x20 && $0 != 0x09 }
        if !trimmed.isEmpty, trimmed.count <= 9, trimmed.allSatisfy({ (0x30...0x39).contains($0) }) {
            return Int(String(decoding: trimmed, as: UTF8.self))
        }
        return read(value).map { Int(max(0, min($0 - now, 999_999_999))) }
    }
}

extension Int64 {
    fileprivate func quotientFloor(_ divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}
