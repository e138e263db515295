import Documents

/// Taking numbered lists apart and putting broken sentences together.
enum NumberedText {
    /// A piece of a list: with its number, or without one.
    struct Piece: Equatable {
        var number: Int?
        var text: String
    }

    /// Splits `1. … 2. …` at the numbers that follow one another, beginning with any number at the start of the text
    /// or with `next`. Other numbers in the text (`6 เดือน`, `พ.ศ. 2568`) stay where they are.
    static func pieces(_ text: String, next: Int) -> [Piece] {
        let scalars = Array(text.unicodeScalars)
        var pieces: [Piece] = []
        var start = 0
        var number: Int?
        var expected: Int? = next
        var position = 0
        // Numbers inside a text continue a list only in the way it is numbered: `นาย ข. ใจงาม` is no second item.
        var style = Style.plain
        while position < scalars.count {
            let atStart = position == 0 || scalars[position - 1].properties.isWhitespace
            if atStart, let (found, end) = marker(scalars, at: position),
                position == 0 || (found == expected && Style(scalars[position]) == style)
            {
                style = Style(scalars[position])
                let before = string(scalars[start..<position])
                if number != nil || !before.isEmpty { pieces.append(Piece(number: number, text: before)) }
                (number, expected, start, position) = (found, found + 1, end, end)
            } else {
                position += 1
            }
        }
        let rest = string(scalars[start...])
        if number != nil || !rest.isEmpty { pieces.append(Piece(number: number, text: rest)) }
        return pieces
    }

    /// How a list is numbered, told by the first letter of a number.
    private enum Style {
        case plain, bracketed, lettered
        init(_ first: Unicode.Scalar) {
            self = first == "(" ? .bracketed : letters.contains(first) ? .lettered : .plain
        }
    }

    /// `12.`, `12)` or `(12)` in Thai or ASCII digits, followed by a blank or the text itself, but not by another digit;
    /// `ก.` or `ก)` with a blank behind it, counted in the order of the alphabet.
    private static func marker(_ scalars: [Unicode.Scalar], at start: Int) -> (Int, Int)? {
        if let letter = letters.firstIndex(of: scalars[start]) {
            guard start + 2 < scalars.count, scalars[start + 1] == "." || scalars[start + 1] == ")",
                scalars[start + 2].properties.isWhitespace
            else { return nil }
            return (letter + 1, start + 2)
        }
        let isBracketed = scalars[start] == "("
        let start = isBracketed ? start + 1 : start
        var position = start
        var value = 0
        while position < scalars.count, position - start < 3, let digit = digit(scalars[position]) {
            value = value * 10 + digit
            position += 1
        }
        guard position > start, value > 0, position < scalars.count,
            scalars[position] == ")" || (scalars[position] == "." && !isBracketed)
        else { return nil }
        position += 1
        if position < scalars.count, digit(scalars[position]) != nil { return nil }
        return (value, position)
    }

    private static let letters = Array("กขคงจฉชซฌญ".unicodeScalars)
    private static let bullets: Set<Unicode.Scalar> = ["•", "●", "▪", "■", "◦", "○", "▫", "\u{F0B7}", "\u{F0A7}"]

    /// The items of a text that begins with a bullet, without the bullets; nil where it begins with none. A dash stands
    /// for one item, since dashes stand inside sentences too.
    static func bulleted(_ text: String) -> [String]? {
        if let rest = text.removing(prefix: "- ") ?? text.removing(prefix: "– ") { return [rest.trimmingWhitespace()] }
        guard let first = text.unicodeScalars.first, bullets.contains(first) else { return nil }
        return text.unicodeScalars.split(whereSeparator: bullets.contains).map { String($0).trimmingWhitespace() }
            .filter { !$0.isEmpty }
    }

    private static func digit(_ scalar: Unicode.Scalar) -> Int? {
        switch scalar.value {
        case 0x30...0x39: Int(scalar.value - 0x30)
        case 0x0E50...0x0E59: Int(scalar.value - 0x0E50)
        default: nil
        }
    }

    private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view).trimmingWhitespace()
    }

    /// Joins a sentence that a page break cut. Thai is written without blanks, so two Thai ends close up; a blank
    /// stands where either side is Latin or a digit.
    static func joined(_ first: String, _ second: String) -> String {
        let (first, second) = (first.trimmingWhitespace(), second.trimmingWhitespace())
        guard let last = first.unicodeScalars.last, let next = second.unicodeScalars.first else {
            return first + second
        }
        return isThaiLetter(last) && isThaiLetter(next) ? first + second : "\(first) \(second)"
    }

    static func isThaiLetter(_ scalar: Unicode.Scalar) -> Bool {
        (0x0E01...0x0E4E).contains(scalar.value) && scalar != "ฯ"
    }

    /// How a new item of an office's list tends to begin.
    private static let beginnings = [
        "จัดทำ", "จัดประชุม", "จัดอบรม", "จัดกิจกรรม", "จัดให้มี", "เผยแพร่", "การเผยแพร่", "กำหนด", "มอบหมาย", "ประกาศ", "เวียนแจ้ง",
        "แจ้งเวียน", "ผู้บริหาร", "ผู้บังคับบัญชา", "นำผล", "ดำเนินการ", "แต่งตั้ง", "ติดตาม", "ปรับปรุง", "พัฒนา", "ส่งเสริม", "รณรงค์",
    ]

    /// Takes apart a list whose numbers were lost: a new item may begin at a blank before a word that such items begin
    /// with. Where it is known how many items there must be and the guess differs, the text stays whole.
    static func loosePieces(_ text: String, count: Int?, anchors: [String]) -> [String] {
        var words: [String] = []
        for word in text.unicodeScalars.split(whereSeparator: \.properties.isWhitespace) { words.append(String(word)) }
        var pieces: [[String]] = []
        for word in words {
            let begins = beginnings.contains { word.utf8.starts(with: $0.utf8) }
            let afterOpen =
                pieces.last?.last.map { open in
                    ["และ", "หรือ", "เพื่อ", "การ", "ให้", "โดย", "ที่"].contains {
                        open.utf8.suffix($0.utf8.count).elementsEqual($0.utf8)
                    }
                } ?? false
            if pieces.isEmpty || (begins && !afterOpen) {
                pieces.append([word])
            } else {
                pieces[pieces.count - 1].append(word)
            }
        }
        let texts = pieces.map { $0.joined(separator: " ") }
        if let count, count != texts.count {
            let anchored = texts.filter { text in anchors.contains { alike(text, $0) > 0.5 } }
            return anchored.count == count ? anchored : [text]
        }
        return texts
    }

    /// How alike two texts are, 0…1: pairs of neighbouring letters they share (Dice), blanks and numbers left out.
    static func alike(_ a: String, _ b: String) -> Double {
        func pairs(_ text: String) -> [UInt64: Int] {
            let scalars = text.unicodeScalars.filter { !$0.properties.isWhitespace && digit($0) == nil && $0 != "." }
            var counts: [UInt64: Int] = [:]
            for (first, second) in zip(scalars, scalars.dropFirst()) {
                counts[UInt64(first.value) << 32 | UInt64(second.value), default: 0] += 1
            }
            return counts
        }
        let (x, y) = (pairs(a), pairs(b))
        let total = x.values.reduce(0, +) + y.values.reduce(0, +)
        if total == 0 { return a == b ? 1 : 0 }
        let shared = x.reduce(0) { $0 + min($1.value, y[$1.key] ?? 0) }
        return 2 * Double(shared) / Double(total)
    }
}
