/// Walks over a text once.
struct DateFinder {
    let text: [Unicode.Scalar]
    /// Whether no Thai letter stands in it: only there is a bare 2025 a year of the common era.
    private let isForeign: Bool
    private let beginnings = DateNames.beginnings

    init(_ text: [Unicode.Scalar]) {
        self.text = text
        isForeign = !text.contains { (0x0E01...0x0E4E).contains($0.value) }
    }

    /// Whether a text may hold a mention: all but those of `หกเดือน` hold a digit.
    static func mayHold(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            var at = 0
            while at < bytes.count {
                let byte = bytes[at]
                if byte < 0x80 {
                    if byte &- 0x30 < 10 { return true }
                    at += 1
                    continue
                }
                guard byte == 0xE0, at + 2 < bytes.count else {
                    at += 1
                    continue
                }
                // A Thai digit, or หก.
                if bytes[at + 1] == 0xB9, (0x90...0x99).contains(bytes[at + 2]) { return true }
                if bytes[at + 1] == 0xB8, bytes[at + 2] == 0xAB, at + 5 < bytes.count, bytes[at + 5] == 0x81 {
                    return true
                }
                at += 3
            }
            return false
        }
    }

    func find() -> [DateMention] {
        var found: [DateMention] = []
        var at = 0
        while at < text.count {
            guard text[at].isDigit || mayBegin(at) else {
                at += 1
                continue
            }
            if let (kind, end) = mention(at) {
                found.append(DateMention(kind, at..<end))
                at = end
            } else {
                at = next(after: at)
            }
        }
        return found
    }

    private func mayBegin(_ start: Int) -> Bool {
        guard start + 1 < text.count else { return false }
        let place = DateNames.place(text[start], text[start + 1])
        return beginnings[place >> 6] >> UInt64(place & 63) & 1 == 1
    }

    /// Past this scalar; past the whole number or English word it begins.
    private func next(after start: Int) -> Int {
        var end = start + 1
        if text[start].isDigit {
            while end < text.count, text[end].isDigit { end += 1 }
        } else if isLatin(start) {
            while isLatin(end) { end += 1 }
        }
        return end
    }

    private func mention(_ start: Int) -> (DateMention.Kind, Int)? {
        if text[start].isDigit {
            return isInsideNumber(start) ? half(start) : half(start) ?? dayOrPeriod(start) ?? lone(start)
        }
        switch text[start] {
        case "ป", "ง", "f", "F": return fiscal(start) ?? marked(start) ?? month(start)
        case "ไ", "q", "Q": return quarter(start)
        case "ร": return half(start)
        case "ค", "a", "A", "c", "C", "b", "B": return marked(start) ?? month(start)
        case "พ": return marked(start) ?? month(start)
        default: return month(start)
        }
    }

    // MARK: years

    private func fiscal(_ start: Int) -> (DateMention.Kind, Int)? {
        guard let word = after(start, DateNames.fiscal) ?? after(start, DateNames.budget),
            let (year, end) = year(spaces(word), short: true)
        else {
            return nil
        }
        return years(from: year, end) ?? (.fiscalYear(year), end)
    }

    /// A year with a word before it that says it is one.
    private func marked(_ start: Int) -> (DateMention.Kind, Int)? {
        var index = start
        // `ประจำปี 67` is a year; `ปี 67` may be somebody's age.
        let isAnnual = after(start, DateNames.annual) != nil
        if let word = after(index, DateNames.year) { index = spaces(word) }
        if let inside = after(index, DateNames.fiscal), let (year, end) = year(spaces(inside), short: true) {
            return years(from: year, end) ?? (.fiscalYear(year), end)
        }
        guard let (year, end) = year(index, short: isAnnual), end > index else { return nil }
        return years(from: year, end) ?? (.year(year), end)
    }

    /// A bare year: four digits between 2500 and 2599, by themselves; in English words between 2000 and 2099.
    private func lone(_ start: Int) -> (DateMention.Kind, Int)? {
        guard let (value, end) = number(start), end - start == 4, let year = loneYear(value) else { return nil }
        if let years = years(from: year, end) { return years }
        return isFree(end) && !isGroup(start, end) ? (.year(year), end) : nil
    }

    /// The year of the Buddhist era that a bare number may be.
    private func loneYear(_ value: Int) -> Int? {
        switch value {
        case 2500...2599: value
        // A line of figures alone says nothing.
        case 2000...2099 where isForeign && text.contains(where: \.isLatin): value + 543
        default: nil
        }
    }

    /// Whether four digits are a group of a longer number, as in `0 2565 9446`; years that follow each other are not.
    private func isGroup(_ start: Int, _ end: Int) -> Bool {
        if end + 1 < text.count, text[end] == " ", let (next, stop) = number(end + 1) {
            if stop - end != 5 || loneYear(next) == nil { return true }
        }
        guard start > 1, text[start - 1] == " ", text[start - 2].isDigit else { return false }
        var first = start - 2
        while first > 0, text[first - 1].isDigit { first -= 1 }
        guard start - 1 - first == 4, let (before, _) = number(first) else { return true }
        return loneYear(before) == nil
    }

    /// The rest of a range of years whose first ends here; one of more than twenty years is none.
    private func years(from first: Int, _ end: Int) -> (DateMention.Kind, Int)? {
        guard let word = after(spaces(end), DateNames.to) else { return nil }
        var index = spaces(word)
        if let word = after(index, DateNames.fiscal) ?? after(index, DateNames.year) { index = spaces(word) }
        guard let (last, stop) = wholeYear(index), isFree(stop), (first + 1...first + 20).contains(last) else {
            return nil
        }
        return (.years(from: first, to: last), stop)
    }

    /// A year, the word for its era before it or not; two digits only where `short` allows. It may be the first of a range.
    private func year(_ start: Int, short: Bool) -> (Int, Int)? {
        if let (year, end) = wholeYear(start) {
            return isFree(end) || years(from: year, end) != nil ? (year, end) : nil
        }
        let index = after(start, DateNames.buddhist).map(spaces) ?? start
        guard short, let (value, end) = number(index), end - index == 2, (30...99).contains(value), isFree(end) else {
            return nil
        }
        return (2500 + value, end)
    }

    /// A year of four digits in the Buddhist era, the word for its era before it or not; whether it ends there is left
    /// open.
    private func wholeYear(_ start: Int) -> (Int, Int)? {
        var index = start
        var isCommon = false
        if let word = after(index, DateNames.buddhist) {
            index = spaces(word)
        } else if let word = after(index, DateNames.common) {
            isCommon = true
            index = spaces(word)
        }
        guard let (value, end) = number(index), end - index == 4 else { return nil }
        switch value {
        case 2400...2699 where !isCommon: return (value, end)
        case 1900...2199: return (value + 543, end)
        default: return nil
        }
    }

    // MARK: days and months

    private func day(_ start: Int) -> (DateMention.Kind, Int)? {
        guard let (first, end) = number(start), end - start <= 4 else { return nil }
        // 2025-10-31
        if end - start == 4, let (month, day, last) = pair(end), let year = fullYear(first) {
            return check(year, month, day, last)
        }
        guard end - start <= 2, (1...31).contains(first) else { return nil }
        // 31/10/2568, 31-10-68
        for separator: Unicode.Scalar in ["/", "-", "."] where end < text.count && text[end] == separator {
            guard let (month, middle) = number(end + 1), middle < text.count, text[middle] == separator,
                let (value, last) = number(middle + 1), isFree(last)
            else { break }
            let year =
                last - middle == 5 ? fullYear(value) : last - middle == 3 && separator != "." ? 2500 + value : nil
            return year.flatMap { check($0, month, first, last) }
        }
        guard let (month, after) = monthName(spaces(end)), let (year, last) = year(spaces(after), short: true) else {
            return nil
        }
        return check(year, month, first, last)
    }

    private func pair(_ start: Int) -> (Int, Int, Int)? {
        guard start < text.count, text[start] == "-", let (month, middle) = number(start + 1), middle < text.count,
            text[middle] == "-", let (day, end) = number(middle + 1), end - middle == 3
        else { return nil }
        return (month, day, end)
    }

    private func fullYear(_ value: Int) -> Int? {
        (2400...2699).contains(value) ? value : (1900...2199).contains(value) ? value + 543 : nil
    }

    private func check(_ year: Int, _ month: Int, _ day: Int, _ end: Int) -> (DateMention.Kind, Int)? {
        guard (1...12).contains(month), (1...31).contains(day), isFree(end) else { return nil }
        return (.day(year: year, month: month, day: day), end)
    }

    /// A day, or a period of whole months that begins with it: `1 ตุลาคม 2567 – 31 มีนาคม 2568`.
    private func dayOrPeriod(_ start: Int) -> (DateMention.Kind, Int)? {
        guard let (first, end) = day(start) else { return nil }
        guard case .day(let year, let month, 1) = first, let word = after(spaces(end), DateNames.to) else {
            return (first, end)
        }
        var index = spaces(word)
        if let word = after(index, DateNames.theDay) { index = spaces(word) }
        guard index < text.count, text[index].isDigit, let (found, stop) = day(index),
            case .day(let lastYear, let lastMonth, let lastDay) = found, lastDay >= 28
        else { return (first, end) }
        return (.months(from: .init(year, month), to: .init(lastYear, lastMonth)), stop)
    }

    private func month(_ start: Int) -> (DateMention.Kind, Int)? {
        guard let (first, after) = monthName(start) else { return nil }
        let own = year(yearStart(after), short: true)
        // From one month to another; the first may leave its year to the second.
        if let word = self.after(spaces(own?.1 ?? after), DateNames.to) {
            var index = spaces(word)
            // `1 ตุลาคม 2567 – 31 มีนาคม 2568` has a day before the second month.
            if let (value, end) = number(index), value <= 31, monthName(spaces(end)) != nil { index = spaces(end) }
            if let (second, afterSecond) = monthName(index), let (year, end) = year(yearStart(afterSecond), short: true)
            {
                let from = DateMention.Month(own?.0 ?? (first > second ? year - 1 : year), first)
                return (.months(from: from, to: .init(year, second)), end)
            }
        }
        return own.map { (.month(year: $0.0, month: first), $0.1) }
    }

    /// Where the year after a month may begin: past spaces, a comma, and the word for year.
    private func yearStart(_ index: Int) -> Int {
        var index = spaces(index)
        if index < text.count, text[index] == "," { index = spaces(index + 1) }
        if let word = after(index, DateNames.year) { index = spaces(word) }
        return index
    }

    private func monthName(_ start: Int) -> (Int, Int)? {
        guard start < text.count else { return nil }
        let first = Int(text[start].small.value & 0xFF)
        for (name, month) in DateNames.byFirst[first] where matches(start, name) {
            let end = start + name.count
            if isLatin(start), isLatin(end) || isLatin(start - 1) { continue }
            return (month, end)
        }
        return nil
    }

    // MARK: quarters and halves

    private func quarter(_ start: Int) -> (DateMention.Kind, Int)? {
        var index = after(start, DateNames.quarters).map { spaces($0) }
        if index == nil, !isLatin(start - 1), text[start] == "Q" || text[start] == "q" { index = start + 1 }
        guard let index, let (value, end) = number(index), end - index == 1, (1...4).contains(value) else { return nil }
        let (year, last) = yearBeside(end)
        return (.quarter(value, fiscalYear: year), last)
    }

    private func half(_ start: Int) -> (DateMention.Kind, Int)? {
        guard let word = after(start, DateNames.halves) else { return nil }
        let index = spaces(word)
        let which: (Int, Int)? =
            if let end = after(index, DateNames.firstHalf) {
                (1, end)
            } else if let end = after(index, DateNames.secondHalf) {
                (2, end)
            } else {
                nil
            }
        guard let (value, end) = which else { return nil }
        let (year, last) = yearBeside(end)
        return (.half(value, fiscalYear: year), last)
    }

    /// The fiscal year that stands beside a quarter or half, with the words that lead to it.
    private func yearBeside(_ end: Int) -> (Int?, Int) {
        var index = spaces(end)
        while index < text.count, "/(ของ".unicodeScalars.contains(text[index]), index < end + 8 {
            index = spaces(index + 1)
        }
        if let word = after(index, DateNames.fiscal) ?? after(index, DateNames.year) { index = spaces(word) }
        if let word = after(index, DateNames.fiscal) { index = spaces(word) }
        if let (year, last) = year(index, short: false) { return (year, last) }
        return (nil, end)
    }

    // MARK: scalars

    /// The end of one of the words, if it stands here.
    private func after(_ start: Int, _ words: DateNames.Words) -> Int? {
        guard start < text.count, words.firsts >> UInt64(text[start].small.value & 63) & 1 == 1 else { return nil }
        for word in words.all where matches(start, word) {
            let end = start + word.count
            if let last = word.last, last.isLatin, isLatin(end) || isLatin(start - 1) {
                continue
            }
            return end
        }
        return nil
    }

    private func matches(_ start: Int, _ word: [Unicode.Scalar]) -> Bool {
        guard start + word.count <= text.count else { return false }
        for offset in word.indices where text[start + offset].small != word[offset] { return false }
        return true
    }

    private func isLatin(_ index: Int) -> Bool {
        text.indices.contains(index) && text[index].isLatin
    }

    private func spaces(_ start: Int) -> Int {
        var index = start
        while index < text.count, index < start + 4, text[index] == " " || text[index] == "\u{A0}" { index += 1 }
        return index
    }

    /// A number of at most eight digits.
    private func number(_ start: Int) -> (Int, Int)? {
        var (value, index) = (0, start)
        while index < text.count, text[index].isDigit {
            guard index - start < 8 else { return nil }
            value = value * 10 + Int(text[index].value & 0xF)
            index += 1
        }
        return index > start ? (value, index) : nil
    }

    /// Whether a number that begins here goes on before it: `12/2568`, `02-2568`, `1.2568`, `ก2568`.
    private func isInsideNumber(_ start: Int) -> Bool {
        guard start > 0 else { return false }
        let before = text[start - 1]
        if before.isDigit || isLatin(start - 1) || before == "#" || before == "_" { return true }
        guard start > 1, Self.joins(before) else { return false }
        return text[start - 2].isDigit
    }

    /// Whether a number that ends here is whole: `2568-1234` and `2,568` go on.
    private func isFree(_ end: Int) -> Bool {
        guard end < text.count else { return true }
        let after = text[end]
        if after.isDigit || isLatin(end) { return false }
        guard Self.joins(after), end + 1 < text.count else { return true }
        return !text[end + 1].isDigit
    }

    /// Whether it joins digits to one number.
    private static func joins(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "/", "-", ".", ",", ":": true
        default: false
        }
    }
}
