import ITA

/// Sentences with dates, numbers and years: made here so that Buddhist years and Thai digits are right everywhere.
extension Strings {
    private static let thaiMonths = [
        "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน", "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม",
        "พฤศจิกายน", "ธันวาคม",
    ]
    private static let thaiShortMonths = [
        "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.",
    ]
    private static let englishMonths = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]

    /// `14 ม.ค. 2568` or `14 Jan 2025`.
    func day(_ day: Day, _ language: Language) -> String {
        language == .thai
            ? "\(day.day) \(Strings.thaiShortMonths[day.month - 1]) \(day.year + 543)"
            : "\(day.day) \(Strings.englishMonths[day.month - 1].prefix(3)) \(day.year)"
    }

    /// An instant as the clock on the wall in Thailand showed it, UTC+7 all year: `14 ม.ค. 2568 15:30 น.`.
    func instant(_ stored: String, _ language: Language) -> String {
        let numbers = stored.utf8.split { !(48...57).contains($0) }.compactMap {
            Int(String(decoding: $0, as: UTF8.self))
        }
        guard numbers.count >= 5, let date = Day(year: numbers[0], month: numbers[1], day: numbers[2]) else {
            return stored
        }
        let minutes = numbers[3] * 60 + numbers[4] + 7 * 60
        let local = minutes >= 24 * 60 ? date.next : date
        let hour = minutes / 60 % 24
        let time = "\(hour < 10 ? "0" : "")\(hour):\(minutes % 60 < 10 ? "0" : "")\(minutes % 60)"
        return language == .thai ? "\(day(local, language)) \(time) น." : "\(day(local, language)) \(time) (UTC+7)"
    }

    /// `ตุลาคม 2567` or `October 2024`.
    func month(_ day: Day, _ language: Language) -> String {
        language == .thai
            ? "\(Strings.thaiMonths[day.month - 1]) \(day.year + 543)"
            : "\(Strings.englishMonths[day.month - 1]) \(day.year)"
    }

    /// A day as people type it: `14/1/68`, `14-01-2568`, `14.1.68`, `14 ม.ค. 2568`, `14 ม.ค.68`, `14 มกราคม 2568`,
    /// `2025-01-14`, `วันพุธที่ 14 มกราคม 2568`, in Thai or ASCII digits. A year of two digits is Buddhist and not before 2550,
    /// so that the 25 of 2025 is asked for again; of four digits it is Buddhist from 2400 on. Nil where it is no day.
    static func readDay(_ typed: String) -> Day? {
        let text = withoutWeekday(Digits.ascii(typed).trimmingWhitespace())
        if let day = Day(iso: text) {
            return day.year >= 2400 ? Day(year: day.year - 543, month: day.month, day: day.day) : day
        }
        guard var parts = dayParts(text) else { return nil }
        if parts.count == 4, parts[2] == "พ.ศ." || parts[2] == "พ.ศ" { parts.remove(at: 2) }
        guard parts.count == 3, let day = Int(parts[0]), let month = month(named: parts[1]), let year = Int(parts[2]),
            year >= 0, [2, 4].contains(parts[2].utf8.count)
        else { return nil }
        guard year >= 50 else { return nil }
        let gregorian = year < 100 ? year + 2500 - 543 : year >= 2400 ? year - 543 : year
        return Day(year: gregorian, month: month, day: day)
    }

    /// A typed day without `วันที่` or `วันพุธที่` before it.
    private static func withoutWeekday(_ text: String) -> String {
        var rest = text.removing(prefix: "วัน") ?? text
        for name in ["อาทิตย์", "จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "พฤหัส", "ศุกร์", "เสาร์"] {
            guard let after = rest.removing(prefix: name) else { continue }
            rest = after.trimmingWhitespace()
            break
        }
        return (rest.removing(prefix: "ที่") ?? rest).trimmingWhitespace()
    }

    /// Figures and names of a typed day. A point after figures parts them from what follows, one after letters belongs
    /// to the short name. Nil where a point follows nothing.
    private static func dayParts(_ text: String) -> [String]? {
        var parts: [String] = []
        var part = String.UnicodeScalarView()
        func isFigure(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
        func finish() {
            if !part.isEmpty { parts.append(String(part)) }
            part = String.UnicodeScalarView()
        }
        for scalar in text.unicodeScalars {
            if scalar == "/" || scalar == "-" || scalar.properties.isWhitespace {
                finish()
            } else if scalar == ".", part.last.map(isFigure) ?? true {
                guard !part.isEmpty else { return nil }
                finish()
            } else {
                if let last = part.last, isFigure(last) != isFigure(scalar) { finish() }
                part.append(scalar)
            }
        }
        if text.utf8.last == UInt8(ascii: "."), part.isEmpty { return nil }
        finish()
        return parts
    }

    /// A month by its number or its name, long or short, in Thai or English.
    static func month(named text: String) -> Int? {
        if let number = Int(text) { return number }
        let bare = text.utf8.filter { $0 != UInt8(ascii: ".") }
        for (index, month) in thaiShortMonths.enumerated() where bare == month.utf8.filter({ $0 != UInt8(ascii: ".") })
        {
            return index + 1
        }
        let lower = text.lowercased()
        return thaiMonths.firstIndex(of: text).map { $0 + 1 }
            ?? englishMonths.firstIndex { $0.lowercased() == lower || $0.lowercased().prefix(3) == lower }.map {
                $0 + 1
            }
    }
}

/// Values and names in words.
extension Strings {
    /// An operation's name in words; the name itself where this version of the program does not know it.
    func operation(_ name: String, _ language: Language) -> String {
        let key = String(decoding: name.utf8.map { $0 == UInt8(ascii: "-") ? UInt8(ascii: "_") : $0 }, as: UTF8.self)
        return template("operation.\(key)", language) ?? name
    }

    /// A title as it is shown: where nobody gave one, that is said.
    func titled(_ title: String, _ language: Language) -> String {
        title.isEmpty ? text("disclosure.no_title", [:], language) : title
    }

    /// What a later look came to, beside what an alert says; empty where the values of a notice have none.
    private func again(_ values: [String: String], _ language: Language) -> String {
        guard let state = values["again"], let verdict = template("verdict.\(state)", language) else { return "" }
        let at = values["again_at"].map { instant($0, language) } ?? "–"
        return " (\(text("watch.again", ["at": at, "verdict": verdict], language)))"
    }

    /// Values as people read them: days and instants by the calendar of the language, operations,
    /// kinds of files, agencies and errors by sentences.
    func worded(_ values: [String: String], _ language: Language) -> [String: String] {
        var values = values
        if let day = values["day"].flatMap({ Day(iso: $0) }) { values["day"] = self.day(day, language) }
        if let verdict = values["verdict"] {
            values["verdict"] = text("verdict.\(verdict)", [:], language)
            values["again"] = again(values, language)
        }
        if let last = values["last_good"] { values["last_good"] = last.isEmpty ? "–" : instant(last, language) }
        if let at = values["at"] { values["at"] = instant(at, language) }
        if let name = values["operation"] { values["operation"] = operation(name, language) }
        if let kind = values["file_kind"] { values["file_kind"] = text("file_kind.\(kind)", [:], language) }
        for name in ["by", "from"] {
            if let user = values["\(name)_console"] { values[name] = text("actor.console", ["name": user], language) }
        }
        if language == .english, let name = values["agency_en"] { values["agency"] = name }
        if let key = values["error"] { values["detail"] = text(key, values, language) }
        if let title = values["title"] {
            values["title"] = titled(title, language)
            // At the end of a sentence that names the code already.
            values["named"] = title.isEmpty ? "" : " \(title)"
        }
        if values["agency"] == "" { values["agency"] = text("journal.house", [:], language) }
        return values
    }
}

/// Thai and ASCII digits.
enum Digits {
    /// Thai digits as ASCII ones.
    static func ascii(_ text: String) -> String { shift(text, from: 0x0E50...0x0E59, by: 0x30 - 0x0E50) }
    /// ASCII digits as Thai ones.
    static func thai(_ text: String) -> String { shift(text, from: 0x30...0x39, by: 0x0E50 - 0x30) }

    /// A year of the Buddhist era as people type it: 2568, ๒๕๖๘, or 68; nil for what is no number.
    static func year(_ typed: String) -> Int? {
        Int(ascii(typed).trimmingWhitespace()).map { (0...99).contains($0) ? 2500 + $0 : $0 }
    }

    private static func shift(_ text: String, from range: ClosedRange<Int>, by distance: Int) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let value = Int(scalar.value)
            let moved = range.contains(value) ? Unicode.Scalar(UInt32(value + distance)) : scalar
            result.append(moved ?? scalar)
        }
        return String(result)
    }
}
