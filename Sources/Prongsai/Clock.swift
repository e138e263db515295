import Foundation

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
}

/// What time it is; frozen in tests.
struct Clock: Sendable {
    var milliseconds: @Sendable () -> Int64
    func now() -> Instant { Instant(milliseconds: milliseconds()) }

    static let system = Clock { Int64(Date().timeIntervalSince1970 * 1000) }
}
