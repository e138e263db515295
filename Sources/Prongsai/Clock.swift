import Foundation
import ITA

/// An instant in UTC as ISO 8601 text of fixed width, `2025-01-14T08:30:00.123Z`, so that text order is time order.
struct Instant: Sendable, Hashable, Comparable, SQLConvertible {
    let text: String
    var sqlValue: SQLValue { .text(text) }

    /// Milliseconds since 1970 (UTC).
    init(milliseconds: Int64) {
        let days = Int((Double(milliseconds) / 86_400_000).rounded(.down))
        let rest = Int(milliseconds - Int64(days) * 86_400_000)
        // Civil date from a day count, proleptic Gregorian.
        let z = days + 719_468
        let era = (z >= 0 ? z : z - 146_096) / 146_097
        let dayOfEra = z - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shifted + 2) / 5 + 1
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        func pad(_ value: Int, _ width: Int) -> String {
            let digits = String(value)
            return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
        }
        text =
            "\(pad(year, 4))-\(pad(month, 2))-\(pad(day, 2))T\(pad(rest / 3_600_000, 2)):"
            + "\(pad(rest / 60_000 % 60, 2)):\(pad(rest / 1000 % 60, 2)).\(pad(rest % 1000, 3))Z"
    }

    /// Text that is already in this form, as it comes out of the database.
    init(stored text: String) { self.text = text }

    static func < (a: Instant, b: Instant) -> Bool { a.text < b.text }

    /// Milliseconds since 1970 (UTC); 0 for a text that is no instant.
    var milliseconds: Int64 {
        let numbers = text.utf8.split { !(48...57).contains($0) }.compactMap {
            Int64(String(decoding: $0, as: UTF8.self))
        }
        guard numbers.count == 7 else { return 0 }
        // Days since 1970 of a civil date, proleptic Gregorian; March begins the year here.
        let year = numbers[1] <= 2 ? numbers[0] - 1 : numbers[0]
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (numbers[1] + (numbers[1] > 2 ? -3 : 9)) + 2) / 5 + numbers[2] - 1
        let days = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
        return days * 86_400_000 + numbers[3] * 3_600_000 + numbers[4] * 60_000 + numbers[5] * 1000 + numbers[6]
    }

    /// Some milliseconds later, or earlier.
    func adding(_ more: Int64) -> Instant { Instant(milliseconds: milliseconds + more) }

    /// The day it is in Thailand then, UTC+7 all year.
    var day: Day {
        let local = adding(7 * 3_600_000).text
        return Day(iso: String(local.prefix(10))) ?? Day.first
    }
}

/// What time it is; frozen in tests.
struct Clock: Sendable {
    var milliseconds: @Sendable () -> Int64
    func now() -> Instant { Instant(milliseconds: milliseconds()) }

    static let system = Clock { Int64(Date().timeIntervalSince1970 * 1000) }
}
