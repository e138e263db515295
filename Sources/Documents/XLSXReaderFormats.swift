/// How a cell's number is shown (ECMA-376 Part 1, 18.8.30 and 18.8.31): decimals, thousands, percent and words around
/// them. Dates come out as ISO 8601 whatever their format, and digits as Arabic ones.
struct XLSXFormat {
    let code: String
    private let sections: [XLSXFormatSection]

    init(id: Int, code: String?) {
        let code = code ?? XLSXFormat.builtIn(id)
        self.code = code
        // Excel allows 255 characters; a long literal would multiply.
        sections = code.utf8.count > 1_000 ? [] : XLSXFormatSection.sections(of: code)
    }

    /// The formats that files name by number only; those of the Thai edition from 59 on.
    private static func builtIn(_ id: Int) -> String {
        switch id {
        case 1, 59: "0"
        case 2, 60: "0.00"
        case 3, 37, 38, 61: "#,##0"
        case 4, 39, 40, 43, 44, 62: "#,##0.00"
        case 9, 67: "0%"
        case 10, 68: "0.00%"
        case 14...17, 27...31, 34...36, 50...58, 71...74, 81: "yyyy-mm-dd"
        case 18...21, 32, 33, 45, 47, 75, 76, 78, 80: "hh:mm:ss"
        case 22, 77: "yyyy-mm-dd hh:mm"
        case 41, 42: "#,##0"
        case 46, 79: "[h]:mm:ss"
        default: "General"
        }
    }

    /// The text of a number, and the code of a doubt: `rounded` where the format hides digits, `number_format` where
    /// it is not followed, `hidden_value` where it shows nothing, `date_out_of_range`, `no_such_day`, `buddhist_date`.
    func show(_ number: XLSXDecimal, startsIn1904: Bool) -> (text: String, doubt: String?) {
        guard let first = sections.first else { return (number.plain, nil) }
        var section = first
        var shown = number
        if number.isNegative, sections.count > 1 {
            section = sections[1]
            shown.isNegative = false
        } else if number.digits.isEmpty, sections.count > 2 {
            section = sections[2]
        }
        // "-" for zero is common; what the cell holds says more than what stands for it.
        if section.kind == .words || (number.digits.isEmpty && !section.showsZero) {
            (section, shown) = (first, number)
        }
        if section.kind == .words { return (number.plain, "hidden_value") }
        switch section.kind {
        case .date, .time, .elapsed:
            return XLSXDate.text(number, kind: section.kind, startsIn1904: startsIn1904)
        case .unknown: return (number.plain, "number_format")
        case .general, .words: return (section.before + shown.plain + section.behind, nil)
        case .digits:
            shown = shown.shifted(by: section.shift)
            let rounded = shown.rounded(decimals: section.decimals)
            let kept = max(section.leastDecimals, rounded.digits.count - rounded.point)
            let text = rounded.text(
                decimals: min(section.decimals, kept), integers: section.integers, grouped: section.isGrouped)
            return (section.before + text + section.behind, rounded == shown ? nil : "rounded")
        }
    }
}

/// One of the up to four parts of a format code: for positive and negative numbers, zero, and text.
struct XLSXFormatSection {
    enum Kind { case general, digits, words, date, time, elapsed, unknown }

    var kind = Kind.words
    /// Literal text around the number.
    var before = ""
    var behind = ""
    var decimals = 0
    var leastDecimals = 0
    var integers = 0
    var isGrouped = false
    /// Whether a zero is seen: `0` always shows a digit, `#` and `?` do not.
    var showsZero: Bool { kind != .digits || integers > 0 || leastDecimals > 0 }
    /// By how many places percent signs and scaling commas move the point.
    var shift = 0

    static func sections(of code: String) -> [XLSXFormatSection] {
        var sections: [XLSXFormatSection] = []
        var parser = Parser(code)
        repeat { sections.append(parser.next()) } while parser.takeSeparator() && sections.count < 4
        return sections
    }

    /// Reads a format code scalar by scalar.
    private struct Parser {
        private let code: [Unicode.Scalar]
        private var at = 0
        private var section = XLSXFormatSection()
        private var (sawDigits, sawPoint, sawGap) = (false, false, false)
        private var (sawDate, sawTime, sawMinutes) = (false, false, false)

        init(_ code: String) { self.code = Array(code.unicodeScalars) }

        mutating func takeSeparator() -> Bool {
            guard at < code.count, code[at] == ";" else { return false }
            at += 1
            return true
        }

        mutating func next() -> XLSXFormatSection {
            section = XLSXFormatSection()
            (sawDigits, sawPoint, sawGap) = (false, false, false)
            (sawDate, sawTime, sawMinutes) = (false, false, false)
            while at < code.count, code[at] != ";" { step() }
            guard section.kind == .words else { return section }
            if sawDate || (sawMinutes && !sawTime) {
                section.kind = .date
            } else if sawTime {
                section.kind = .time
            } else if sawDigits {
                section.kind = .digits
            }
            return section
        }

        private mutating func step() {
            let scalar = code[at]
            at += 1
            switch scalar {
            case "\"": quoted()
            case "\\": if at < code.count { literal(code[at]); at += 1 }
            case "_", "*": at = min(at + 1, code.count)  // a width, or what fills the cell
            case "[": bracket()
            case "0", "#", "?": digit(scalar)
            case ".":
                if sawTime || sawMinutes { return }
                sawPoint = true
                if sawGap { section.kind = .unknown }
            case ",": if isBetweenDigits { section.isGrouped = true } else { section.shift -= 3 }
            case "%":
                section.shift += 2
                literal(scalar)
            case "E", "e":
                if at < code.count, code[at] == "+" || code[at] == "-" {
                    section.kind = .unknown
                } else {
                    literal(scalar)
                }
            case "/": if sawDigits { section.kind = .unknown } else { literal(scalar) }
            case "y", "Y", "d", "D", "b", "B": sawDate = true
            case "h", "H", "s", "S": sawTime = true
            case "m", "M": sawMinutes = true
            case "t", "T": break  // Thai digits
            case "@": section.kind = .general
            case "A", "a", "P", "p": if !take("M/PM") && !take("/P") { literal(scalar) } else { sawTime = true }
            case "G", "g": if take("eneral") { section.kind = .general } else { literal(scalar) }
            default: literal(scalar)
            }
        }

        private mutating func digit(_ scalar: Unicode.Scalar) {
            if sawTime || sawMinutes { return }  // fractions of a second
            if sawGap { section.kind = .unknown }
            sawDigits = true
            if sawPoint {
                section.decimals += 1
                if scalar == "0" { section.leastDecimals = section.decimals }
            } else if scalar == "0" || section.integers > 0 {
                section.integers += 1
            }
        }

        private mutating func literal(_ scalar: Unicode.Scalar) {
            if sawDigits || section.kind == .general {
                sawGap = sawDigits
                section.behind.unicodeScalars.append(scalar)
            } else {
                section.before.unicodeScalars.append(scalar)
            }
        }

        private mutating func quoted() {
            while at < code.count, code[at] != "\"" {
                literal(code[at])
                at += 1
            }
            at = min(at + 1, code.count)
        }

        /// `[Red]`, `[h]`, `[$฿-41E]`, `[>=100]`.
        private mutating func bracket() {
            let start = at
            while at < code.count, code[at] != "]" { at += 1 }
            let inside = code[start..<at]
            at = min(at + 1, code.count)
            guard let first = inside.first else { return }
            switch first {
            case "$": for scalar in inside.dropFirst().prefix(while: { $0 != "-" }) { literal(scalar) }
            case "<", ">", "=": section.kind = .unknown
            case "h", "H", "m", "M", "s", "S":
                if inside.allSatisfy({ $0.properties.lowercaseMapping == first.properties.lowercaseMapping }) {
                    section.kind = .elapsed
                }
            default: return
            }
        }

        private mutating func take(_ word: String) -> Bool {
            guard code[at...].starts(with: word.unicodeScalars) else { return false }
            at += word.unicodeScalars.count
            return true
        }

        /// Whether a comma stands between digits, where it groups, and not behind them, where it divides.
        private var isBetweenDigits: Bool {
            sawDigits && !sawPoint && at < code.count && (code[at] == "0" || code[at] == "#" || code[at] == "?")
        }
    }
}
