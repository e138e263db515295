import ITA

/// A period as offices write it: days, months, quarters, half-years, the whole year.
enum PeriodReading {
    /// The first and the last day; nil where the text says neither. `fiscalYear` (Buddhist Era) is meant where none is named.
    static func read(_ text: String, fiscalYear: Int) -> (Day?, Day?)? {
        let text = Digits.ascii(text).trimmingWhitespace()
        guard !text.isEmpty else { return nil }
        if let whole = span(text, fiscalYear) { return whole }
        for word in ["ภายในวันที่", "ภายในเดือน", "ภายใน", "ไม่เกิน", "by ", "until "] {
            guard let rest = text.removing(prefix: word)?.trimmingWhitespace() else { continue }
            return (Strings.readDay(rest) ?? month(rest, fiscalYear)?.1).map { (nil, $0) }
        }
        if let day = Strings.readDay(text) { return (day, nil) }
        if let found = month(text, fiscalYear) { return found }
        for (first, second) in halves(text) {
            if let found = range(first, second, fiscalYear) { return found.0 <= found.1 ? found : nil }
        }
        return nil
    }

    /// Two ends of a period, each a day or a month; the first may leave out what the second says.
    private static func range(_ first: String, _ second: String, _ fiscalYear: Int) -> (Day, Day)? {
        let (first, second) = (bare(first), bare(second))
        guard let end = Strings.readDay(second) ?? month(second, fiscalYear)?.1 else { return nil }
        if let start = Strings.readDay(first) ?? monthWithYear(first)?.0 { return (start, end) }
        // `1 – 31 ต.ค. 67`, `1 ต.ค. – 31 ธ.ค. 67`, `ต.ค. – ธ.ค. 67`: the latest such day before the end.
        if let number = Int(first) { return Day(year: end.year, month: end.month, day: number).map { ($0, end) } }
        let words = parts(first)
        guard let name = words.last, let month = monthNumber(name), words.count <= 2 else { return nil }
        let day = words.count == 2 ? Int(words[0]) : 1
        let year = month > end.month ? end.year - 1 : end.year
        return day.flatMap { Day(year: year, month: month, day: $0) }.map { ($0, end) }
    }

    /// A text cut in two at each dash or word for one.
    private static func halves(_ text: String) -> [(String, String)] {
        let scalars = Array(text.unicodeScalars)
        var found: [(String, String)] = []
        func add(_ at: Int, _ length: Int) {
            found.append((string(scalars[..<at]), string(scalars[(at + length)...])))
        }
        for (index, scalar) in scalars.enumerated() {
            if ItemHead.isDash(scalar) || scalar == "~" { add(index, 1) }
            for word in ["ถึง", " to "] {
                let word = Array(word.unicodeScalars)
                if index + word.count <= scalars.count, scalars[index..<(index + word.count)].elementsEqual(word) {
                    add(index, word.count)
                }
            }
        }
        return found
    }

    /// The whole year, a half or quarters of it.
    private static func span(_ text: String, _ fiscalYear: Int) -> (Day, Day)? {
        let year = ReportColumn.year(in: text) ?? fiscalYear
        func months(_ first: Int, _ last: Int) -> (Day, Day)? {
            let number = { (index: Int) in (index + 9) % 12 + 1 }
            let place = { (index: Int) in index < 3 ? year - 544 : year - 543 }
            guard let start = Day(year: place(first), month: number(first), day: 1) else { return nil }
            return lastDay(place(last), number(last)).map { (start, $0) }
        }
        func has(_ words: String...) -> Bool { words.contains { contains(text, $0) } }
        if has("6 เดือนแรก", "ครึ่งปีแรก", "first half") { return months(0, 5) }
        if has("6 เดือนหลัง", "ครึ่งปีหลัง", "second half") { return months(6, 11) }
        if has("ไตรมาส", "Quarter", "quarter", "Q1", "Q2", "Q3", "Q4") {
            let numbers = text.utf8.split { !(48...57).contains($0) }.compactMap {
                $0.count == 1 ? Int(String(decoding: $0, as: UTF8.self)) : nil
            }
            guard let first = numbers.first, let last = numbers.last, numbers.allSatisfy((1...4).contains),
                first <= last
            else { return nil }
            return months(first * 3 - 3, last * 3 - 1)
        }
        let isWhole = has("ตลอดปี", "ตลอดทั้งปี", "ทั้งปี", "ทุกเดือน", "all year", "whole year", "throughout")
        if isWhole { return months(0, 11) }
        let words = parts(text)
        let isYear = words.first == "ปีงบประมาณ" || text.removing(prefix: "ปีงบประมาณ") != nil
        return isYear && ReportColumn.year(in: text) != nil && words.count <= 3 ? months(0, 11) : nil
    }

    /// A month with or without a year: its first and last day.
    private static func month(_ text: String, _ fiscalYear: Int) -> (Day, Day)? {
        if let found = monthWithYear(text) { return found }
        guard let number = monthNumber(bare(text)) else { return nil }
        let year = number >= 10 ? fiscalYear - 544 : fiscalYear - 543
        return Day(year: year, month: number, day: 1).flatMap { first in lastDay(year, number).map { (first, $0) } }
    }

    private static func monthWithYear(_ text: String) -> (Day, Day)? {
        let words = parts(bare(text)).filter { $0 != "พ.ศ." }
        guard words.count == 2, let number = monthNumber(words[0]), let year = Int(words[1]), year > 0 else {
            return nil
        }
        let gregorian = year < 100 ? year + 2500 - 543 : year >= 2400 ? year - 543 : year
        guard let first = Day(year: gregorian, month: number, day: 1) else { return nil }
        return lastDay(gregorian, number).map { (first, $0) }
    }

    /// A month's name; a bare number is none here.
    private static func monthNumber(_ text: String) -> Int? { Int(text) == nil ? Strings.month(named: text) : nil }

    private static func lastDay(_ year: Int, _ month: Int) -> Day? {
        (28...31).reversed().lazy.compactMap { Day(year: year, month: month, day: $0) }.first
    }

    private static func bare(_ text: String) -> String {
        var text = text.trimmingWhitespace()
        for word in ["ตั้งแต่", "วันที่", "เดือน", "ระหว่าง"] {
            if let rest = text.removing(prefix: word) { text = rest.trimmingWhitespace() }
        }
        return text
    }

    private static func parts(_ text: String) -> [String] {
        text.unicodeScalars.split(whereSeparator: \.properties.isWhitespace).map { String($0) }
    }

    private static func contains(_ text: String, _ word: String) -> Bool {
        let (text, word) = (Array(text.utf8), Array(word.utf8))
        guard word.count <= text.count else { return false }
        return (0...(text.count - word.count)).contains { text[$0..<($0 + word.count)].elementsEqual(word) }
    }

    private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }
}
