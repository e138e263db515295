/// A figure of a table, exact: ten-thousandths, so that 64 bits hold every sum of satang an agency can spend.
struct CheckNumber: Sendable, Hashable, Comparable {
    var tenThousandths: Int64
    /// How many decimals were written.
    var decimals = 0

    static func < (a: CheckNumber, b: CheckNumber) -> Bool { a.tenThousandths < b.tenThousandths }

    /// Reads `1,234.50`, `๑,๒๓๔`, `(1,234)`, `-5`, `1,234 บาท` and a dash for nothing; nil for everything else, dates and
    /// numbers of letters included.
    init?(_ text: String) {
        var bytes = Array(Digits.ascii(text).utf8).filter { $0 != 0x20 }
        for unit in ["บาท", "ครั้ง", "คน", "ราย", "เรื่อง", "โครงการ", ".-"] {
            let end = Array(unit.utf8)
            if bytes.count > end.count, bytes.suffix(end.count).elementsEqual(end) { bytes.removeLast(end.count) }
        }
        if bytes == Array("-".utf8) || bytes == Array("–".utf8) || bytes == Array("—".utf8) {
            tenThousandths = 0
            return
        }
        var isNegative = false
        if bytes.first == UInt8(ascii: "("), bytes.last == UInt8(ascii: ")"), bytes.count > 2 {
            isNegative = true
            bytes = Array(bytes.dropFirst().dropLast())
        } else if bytes.first == UInt8(ascii: "-"), bytes.count > 1 {
            isNegative = true
            bytes.removeFirst()
        }
        guard let (value, decimals) = Self.value(bytes) else { return nil }
        (tenThousandths, self.decimals) = (isNegative ? -value : value, decimals)
    }

    private init(_ value: Int64, _ decimals: Int) { (tenThousandths, self.decimals) = (value, decimals) }

    /// Digits with commas at the thousands or none, at most four decimals, below ten trillions.
    private static func value(_ bytes: [UInt8]) -> (Int64, Int)? {
        var (whole, decimals): (Int64, Int?) = (0, nil)
        var (digits, sinceComma, commas) = (0, 0, 0)
        for byte in bytes {
            switch byte {
            case 48...57:
                guard digits < 17 else { return nil }
                digits += 1
                whole = whole * 10 + Int64(byte - 48)
                if let known = decimals { decimals = known + 1 } else { sinceComma += 1 }
            case UInt8(ascii: ","):
                guard decimals == nil, digits > 0, commas == 0 ? sinceComma <= 3 : sinceComma == 3 else { return nil }
                (commas, sinceComma) = (commas + 1, 0)
            case UInt8(ascii: "."):
                guard decimals == nil, digits > 0 else { return nil }
                decimals = 0
            default: return nil
            }
        }
        guard digits > 0, commas == 0 || sinceComma == 3, decimals != 0, (decimals ?? 0) <= 4 else { return nil }
        for _ in (decimals ?? 0)..<4 {
            let (scaled, overflow) = whole.multipliedReportingOverflow(by: 10)
            guard !overflow, scaled < limit else { return nil }
            whole = scaled
        }
        return whole < limit ? (whole, decimals ?? 0) : nil
    }

    /// Ten trillions, in ten-thousandths: more than the state spends in a year.
    private static let limit: Int64 = 100_000_000_000_000_000

    /// The sum; nil where it is more than a figure may be.
    func adding(_ other: CheckNumber) -> CheckNumber? {
        let sum = tenThousandths + other.tenThousandths
        return sum.magnitude < Self.limit ? CheckNumber(sum, max(decimals, other.decimals)) : nil
    }

    static let zero = CheckNumber(0, 0)

    /// `1,234.50`, with as many decimals as were written.
    var text: String {
        let magnitude = tenThousandths.magnitude
        var whole = Array(String(magnitude / 10_000).utf8)
        var at = whole.count - 3
        while at > 0 {
            whole.insert(UInt8(ascii: ","), at: at)
            at -= 3
        }
        let rest = String(magnitude % 10_000)
        let fraction = (String(repeating: "0", count: 4 - rest.utf8.count) + rest).utf8.prefix(decimals)
        return (tenThousandths < 0 ? "-" : "") + String(decoding: whole, as: UTF8.self)
            + (fraction.isEmpty ? "" : "." + String(decoding: fraction, as: UTF8.self))
    }

    /// A line of running text as a row: what stands before its last figures, then each of them.
    static func row(_ line: String, _ place: CheckPlace) -> [CheckDocument.Cell] {
        var words = line.utf8.split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }
        var figures: [String] = []
        while let last = words.last, CheckNumber(last) != nil, words.count > 1,
            !isYear(last, after: words[words.count - 2])
        {
            figures.insert(last, at: 0)
            words.removeLast()
        }
        // `บาท` behind the last figure.
        if figures.isEmpty, words.count > 2, words.last == "บาท" || words.last == "เรื่อง",
            CheckNumber(words[words.count - 2]) != nil
        {
            figures = [words[words.count - 2]]
            words.removeLast(2)
        }
        return ([words.joined(separator: " ")] + figures).map { CheckDocument.Cell(text: $0, place: place) }
    }

    /// `2568`, which stands at the end of many lines and is no amount; of the common era behind a month or a word for
    /// a year.
    private static func isYear(_ word: String, after before: String) -> Bool {
        let digits = Array(Digits.ascii(word).utf8)
        guard digits.count == 4, let year = Int(String(decoding: digits, as: UTF8.self)) else { return false }
        if (2400...2699).contains(year) { return true }
        let last = before.lowercased()
        return (1900...2099).contains(year)
            && (Strings.month(named: before) != nil || ["ค.ศ.", "ปี", "year", "fy"].contains(last))
    }

    /// Whether a line without figures begins something new, so that what stands above is not added to what follows.
    static func isHeading(_ line: String) -> Bool {
        line.unicodeScalars.count < 120 && (line.utf8.starts(with: "ตาราง".utf8) || line.utf8.starts(with: "ส่วนที่".utf8))
    }
}
