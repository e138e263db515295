import Documents

/// The score written in an item's cell: `(94.70 คะแนน)`, `คะแนน 94.70`, `94.70/100 คะแนน`. Full marks are no score, and a
/// number in brackets that nobody calls a score is given back to be doubted.
struct ItemScore: Equatable {
    /// The text without what says the score.
    var rest = ""
    /// As written, in ASCII digits.
    var score: String?
    /// Scores by code, where a bracket names several: `(O18 0, O19 100 คะแนน)`.
    var each: [String: String] = [:]
    /// Further scores that differ from the one taken.
    var others: [String] = []
    /// Numbers in brackets that nothing calls a score.
    var bare: [String] = []

    private enum Kind: Equatable {
        case number(String), code(String)
        case unit, full, got, slash, open, close, colon, dash, comma, other
    }
    private struct Token {
        var kind: Kind
        var range: Range<Int>
    }

    private static let words: [(text: String, kind: Kind)] = [
        ("คะแนนที่ได้รับ", .unit), ("คะแนนที่ได้", .unit), ("คะแนนเฉลี่ย", .unit), ("คะแนนเต็ม", .full), ("ได้คะแนน", .unit),
        ("คะแนน", .unit), ("เต็ม", .full), ("จาก", .full), ("ได้รับ", .got), ("ได้", .got), ("full marks", .full),
        ("full score", .full), ("max score", .full), ("out of", .full), ("maximum", .full), ("max", .full),
        ("full", .full), ("points", .unit), ("point", .unit), ("scores", .unit), ("score", .unit),
    ]

    init(_ text: String) {
        let scalars = Array(text.unicodeScalars)
        let tokens = ItemScore.tokens(scalars)
        var removed: [Range<Int>] = takeEach(tokens)
        let isTaken = { (token: Token) in removed.contains { $0.contains(token.range.lowerBound) } }
        var found: [String] = []
        var spans: [Range<Int>] = []
        for index in tokens.indices {
            guard case .number(let value) = tokens[index].kind, !isTaken(tokens[index]) else { continue }
            if let span = ItemScore.score(tokens, at: index) {
                found.append(value)
                spans.append(span)
            } else if let span = ItemScore.fullMarks(tokens, at: index) {
                spans.append(span)
            } else if !spans.contains(where: { $0.contains(index) }), ItemScore.isBare(tokens, at: index) {
                bare.append(value)
            }
        }
        score = found.last
        others = found.dropLast().filter { $0 != found.last }
        for span in spans {
            var (first, last) = (span.lowerBound, span.upperBound - 1)
            if first > 0, tokens[first - 1].kind == .open, last == tokens.count - 1 || tokens[last + 1].kind == .close {
                first -= 1
                last = min(last + 1, tokens.count - 1)
            }
            removed.append(tokens[first].range.lowerBound..<tokens[last].range.upperBound)
        }
        rest = ItemScore.without(removed, scalars)
    }

    /// Whether a number is a score, and which tokens say so.
    private static func score(_ tokens: [Token], at index: Int) -> Range<Int>? {
        func kind(_ offset: Int) -> Kind? {
            tokens.indices.contains(index + offset) ? tokens[index + offset].kind : nil
        }
        func isNumber(_ offset: Int) -> Bool { if case .number = kind(offset) { true } else { false } }
        if kind(-1) == .full || (kind(-1) == .colon && kind(-2) == .full) { return nil }
        if kind(-1) == .slash, isNumber(-2) { return nil }
        var first = index
        if kind(-1) == .got, kind(-2) == .unit {
            first = index - 2
        } else if kind(-1) == .colon, kind(-2) == .unit {
            first = index - 2
        } else if kind(-1) == .unit || kind(-1) == .got {
            first = index - 1
        }
        let isLabelled = first < index && tokens[first].kind == .unit
        // A unit between two numbers is the second one's only where the first stands at the very beginning, as `13 คะแนน 94.70`.
        if kind(1) == .unit, !(index == 0 && isNumber(2)) {
            if isLabelled || kind(-1) == .got { return first..<(index + 2) }
            return index..<(index + 2)
        }
        if kind(1) == .slash || kind(1) == .full, isNumber(2) {
            guard case .number(let whole) = kind(2) else { return nil }
            if kind(3) == .unit { return first..<(index + 4) }
            if isLabelled || kind(1) == .full || whole == "100" { return first..<(index + 3) }
            return nil
        }
        guard isLabelled, case .number(let value) = tokens[index].kind, !value.utf8.contains(UInt8(ascii: ",")) else {
            return nil
        }
        let before = first - 1
        if tokens.indices.contains(before), case .number = tokens[before].kind, before != 0 { return nil }
        let isDecimal = value.utf8.contains(UInt8(ascii: "."))
        let ends = kind(1) == nil || kind(1) == .close || kind(1) == .open || kind(1) == .full
        return (isDecimal || (ends && value.utf8.count <= 3)) ? first..<(index + 1) : nil
    }

    /// `คะแนนเต็ม 100 คะแนน`, `100 คะแนนเต็ม`: the tokens of a number that says what there was to have.
    private static func fullMarks(_ tokens: [Token], at index: Int) -> Range<Int>? {
        var first = index
        if index >= 1, tokens[index - 1].kind == .full { first = index - 1 }
        if index >= 2, tokens[index - 1].kind == .colon, tokens[index - 2].kind == .full { first = index - 2 }
        let isUnit = tokens.indices.contains(index + 1) && tokens[index + 1].kind == .unit
        if first < index { return first..<(index + (isUnit ? 2 : 1)) }
        if tokens.indices.contains(index + 1), tokens[index + 1].kind == .full { return index..<(index + 2) }
        return nil
    }

    /// A number alone in brackets, or one with decimals anywhere in them, behind the start of the text.
    private static func isBare(_ tokens: [Token], at index: Int) -> Bool {
        guard case .number(let value) = tokens[index].kind else { return false }
        let isDecimal = value.utf8.contains(UInt8(ascii: "."))
        guard index > 1 || isDecimal, index > 0 else { return false }
        let isAlone =
            tokens[index - 1].kind == .open && tokens.indices.contains(index + 1) && tokens[index + 1].kind == .close
        let isInside = tokens[..<index].last { $0.kind == .open || $0.kind == .close }?.kind == .open
        return isAlone || (isInside && isDecimal)
    }

    /// A bracket that gives each code its score.
    private mutating func takeEach(_ tokens: [Token]) -> [Range<Int>] {
        var removed: [Range<Int>] = []
        for open in tokens.indices where tokens[open].kind == .open {
            guard let close = tokens[open...].firstIndex(where: { $0.kind == .close }), tokens[close - 1].kind == .unit
            else { continue }
            var pairs: [(String, String?)] = []
            var index = open + 1
            while index + 1 < close - 1 {
                guard case .code(let code) = tokens[index].kind else { break }
                if case .number(let value) = tokens[index + 1].kind {
                    pairs.append((code, value))
                } else if tokens[index + 1].kind == .dash {
                    pairs.append((code, nil))
                } else {
                    break
                }
                index += 2
                if index < close - 1, tokens[index].kind == .comma { index += 1 }
            }
            guard index == close - 1, pairs.count > 1 else { continue }
            for (code, value) in pairs { each[code] = value }
            removed.append(tokens[open].range.lowerBound..<tokens[close].range.upperBound)
        }
        return removed
    }

    private static func tokens(_ scalars: [Unicode.Scalar]) -> [Token] {
        var tokens: [Token] = []
        var index = 0
        func add(_ kind: Kind, _ end: Int) {
            if kind == .other, tokens.last?.kind == .other {
                tokens[tokens.count - 1].range = tokens[tokens.count - 1].range.lowerBound..<end
            } else {
                tokens.append(Token(kind: kind, range: index..<end))
            }
            index = end
        }
        while index < scalars.count {
            let scalar = scalars[index]
            if scalar.properties.isWhitespace {
                index += 1
                continue
            }
            let afterLetter = index > 0 && isLatin(scalars[index - 1])
            if digit(scalar) != nil {
                var end = index
                while end < scalars.count, digit(scalars[end]) != nil || scalars[end] == "." || scalars[end] == "," {
                    end += 1
                }
                while end > index, digit(scalars[end - 1]) == nil { end -= 1 }
                let value = Digits.ascii(string(scalars[index..<end]))
                let isPlain = value.utf8.filter { $0 == UInt8(ascii: ".") }.count < 2
                let isGlued = end < scalars.count && (isLatin(scalars[end]) || scalars[end] == "%")
                add(afterLetter || isGlued || !isPlain ? .other : .number(value), end)
                continue
            }
            if !afterLetter, "IEO".unicodeScalars.contains(scalar) {
                var end = index + 1
                while end < scalars.count, digit(scalars[end]) != nil, end - index < 4 { end += 1 }
                if end > index + 1, end == scalars.count || !isLatin(scalars[end]) {
                    add(.code(Digits.ascii(string(scalars[index..<end]))), end)
                    continue
                }
            }
            if let (kind, length) = word(scalars, at: index, afterLetter: afterLetter) {
                add(kind, index + length)
                continue
            }
            switch scalar {
            case "(", "[": add(.open, index + 1)
            case ")", "]": add(.close, index + 1)
            case "/": add(.slash, index + 1)
            case ":", "=": add(.colon, index + 1)
            case ",", ";": add(.comma, index + 1)
            case "–", "-", "—": add(.dash, index + 1)
            default: add(.other, index + 1)
            }
        }
        return tokens
    }

    private static func word(_ scalars: [Unicode.Scalar], at index: Int, afterLetter: Bool) -> (Kind, Int)? {
        for (text, kind) in words {
            let word = Array(text.unicodeScalars)
            guard index + word.count <= scalars.count else { continue }
            let isLatinWord = isLatin(word[0])
            if isLatinWord, afterLetter { continue }
            let given = scalars[index..<(index + word.count)]
            guard zip(given, word).allSatisfy({ $0 == $1 || (isLatinWord && lower($0) == $1) }) else { continue }
            let end = index + word.count
            if isLatinWord, end < scalars.count, isLatin(scalars[end]) { continue }
            return (kind, word.count)
        }
        return nil
    }

    private static func lower(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        ("A"..."Z").contains(scalar) ? Unicode.Scalar(scalar.value + 32) ?? scalar : scalar
    }
    private static func isLatin(_ scalar: Unicode.Scalar) -> Bool {
        ("A"..."Z").contains(scalar) || ("a"..."z").contains(scalar)
    }
    private static func digit(_ scalar: Unicode.Scalar) -> UInt32? {
        switch scalar.value {
        case 0x30...0x39: scalar.value - 0x30
        case 0x0E50...0x0E59: scalar.value - 0x0E50
        default: nil
        }
    }

    private static func without(_ removed: [Range<Int>], _ scalars: [Unicode.Scalar]) -> String {
        var words: [String] = []
        var word = String.UnicodeScalarView()
        func flush() {
            if !word.isEmpty { words.append(String(word)) }
            word = String.UnicodeScalarView()
        }
        for (index, scalar) in scalars.enumerated() {
            if scalar.properties.isWhitespace || removed.contains(where: { $0.contains(index) }) {
                flush()
            } else {
                word.append(scalar)
            }
        }
        flush()
        return words.joined(separator: " ")
    }

    private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }
}
