/// Characters that Word stores as places in a symbol font (17.3.3.30).
enum DOCXSymbols {
    /// The character of a hexadecimal place in a font; nil if it is not known.
    static func scalar(font: String, code: String) -> Unicode.Scalar? {
        guard let value = UInt32(code, radix: 16), let scalar = Unicode.Scalar(value) else { return nil }
        let isPrivate = (0xE000...0xF8FF).contains(value)
        let place = isPrivate ? value & 0xFF : value
        switch font.lowercased() {
        case "wingdings": return wingdings[place]
        case "wingdings 2": return wingdings2[place]
        case "symbol":
            return symbol[place] ?? ((0x20...0x7E).contains(place) && !letters.contains(place) ? ascii(place) : nil)
        default: return isPrivate || value < 0x20 ? nil : scalar
        }
    }

    private static func ascii(_ place: UInt32) -> Unicode.Scalar? { Unicode.Scalar(place) }

    /// Places where Symbol has Greek letters instead of Latin ones.
    private static let letters: Set<UInt32> = Set(0x41...0x5A).union(0x61...0x7A)

    private static let wingdings: [UInt32: Unicode.Scalar] = [
        0x20: " ", 0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x72: "❒", 0x74: "⧫", 0x75: "◆", 0x76: "❖",
        0x77: "⬥", 0x9F: "•", 0xA1: "○", 0xA7: "▪", 0xA8: "◻", 0xAB: "★", 0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑",
        0xE2: "↓", 0xE8: "➔", 0xF0: "⇨", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑", 0x28: "☎", 0x2A: "✉",
    ]
    private static let wingdings2: [UInt32: Unicode.Scalar] = [
        0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA3: "□", 0x97: "●",
    ]
    private static let symbol: [UInt32: Unicode.Scalar] = [
        0x2D: "−", 0xA3: "≤", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBC: "…",
        0xAE: "→", 0xAC: "←", 0xAD: "↑", 0xAF: "↓", 0xD6: "√", 0xE5: "∑", 0x6D: "μ", 0x61: "α", 0x62: "β", 0x70: "π",
    ]
}

/// Labels of list items that carry more than a number, such as `I%1` or `ตัวชี้วัดที่ %1`: a code would be lost with them.
enum DOCXLabels {
    /// The label as Word shows it; nil if it holds no letter of its own, since the number then says it all.
    static func label(_ pattern: String, counted: [Int?], format: (Int) -> String) -> String? {
        let scalars = Array(pattern.unicodeScalars)
        var label = String.UnicodeScalarView()
        var holdsLetter = false
        var at = 0
        while at < scalars.count {
            if scalars[at] == "%", at + 1 < scalars.count, ("1"..."9").contains(scalars[at + 1]) {
                let level = Int(scalars[at + 1].value - 0x31)
                if level < counted.count, let number = counted[level] {
                    label.append(contentsOf: shown(number, format(level)).unicodeScalars)
                }
                at += 2
                continue
            }
            holdsLetter = holdsLetter || scalars[at].properties.isAlphabetic
            label.append(scalars[at])
            at += 1
        }
        return holdsLetter ? String(label) : nil
    }

    private static func shown(_ number: Int, _ format: String) -> String {
        switch format {
        case "thaiNumbers":
            var digits = String.UnicodeScalarView()
            for digit in String(number).unicodeScalars {
                digits.append(Unicode.Scalar(digit.value - 0x30 + 0x0E50) ?? digit)
            }
            return String(digits)
        case "upperLetter": return letter(number, of: Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ".unicodeScalars))
        case "lowerLetter": return letter(number, of: Array("abcdefghijklmnopqrstuvwxyz".unicodeScalars))
        case "thaiLetters":
            return letter(number, of: Array("กขคงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ".unicodeScalars))
        default: return String(number)
        }
    }

    /// `a … z, aa, bb …`: Word repeats the letter.
    private static func letter(_ number: Int, of letters: [Unicode.Scalar]) -> String {
        guard number > 0, number <= letters.count * 8 else { return String(number) }
        let letter = String(Character(letters[(number - 1) % letters.count]))
        return String(repeating: letter, count: (number - 1) / letters.count + 1)
    }
}
