import Documents
import ITA

/// The first cell of a row taken apart: which items it names, their score, their wording.
struct ItemCell {
    var codes: [String] = []
    var score: String?
    var wording = ""
    var doubts: [SourceDoubt] = []

    /// Reads the paragraphs of a cell. `instrument` is the code of the instrument whose heading came last, and
    /// decides what a letter was that a scanner took for a digit (`13` is I3 under IIT, `010` is O10 under OIT).
    init(_ paragraphs: [SourceParagraph], edition: Edition, instrument: String?) {
        var words: [String] = []
        for paragraph in paragraphs {
            let (text, score) = ItemCell.takingScore(paragraph.text)
            if let score { self.score = score }
            let (head, rest) = ItemCell.head(text)
            let named = head.isEmpty ? [] : read(head, edition, instrument, paragraph.place)
            for code in named where !codes.contains(code) { codes.append(code) }
            let wording = named.isEmpty ? text : rest
            if !wording.isEmpty { words.append(wording) }
        }
        wording = words.joined(separator: " ")
    }

    /// Splits `… (94.70 คะแนน)` into the text before and the score as written.
    static func takingScore(_ text: String) -> (String, String?) {
        let scalars = Array(text.unicodeScalars)
        for unit in ["คะแนน", "points", "point"] {
            let unit = Array(unit.unicodeScalars)
            guard scalars.count > unit.count else { continue }
            for at in stride(from: scalars.count - unit.count, through: 0, by: -1)
            where scalars[at..<(at + unit.count)].elementsEqual(unit) {
                var end = at
                while end > 0, scalars[end - 1].properties.isWhitespace { end -= 1 }
                var start = end
                while start > 0, ItemCell.isNumberPart(scalars[start - 1]) { start -= 1 }
                guard start < end else { continue }
                var before = start
                while before > 0, scalars[before - 1].properties.isWhitespace || scalars[before - 1] == "(" {
                    before -= 1
                }
                var after = at + unit.count
                while after < scalars.count, scalars[after].properties.isWhitespace || scalars[after] == ")" {
                    after += 1
                }
                let rest = string(scalars[..<before]) + (after < scalars.count ? " " + string(scalars[after...]) : "")
                return (rest.trimmingWhitespace(), Digits.ascii(string(scalars[start..<end])))
            }
        }
        return (text, nil)
    }

    private static func isNumberPart(_ scalar: Unicode.Scalar) -> Bool {
        (0x30...0x39).contains(scalar.value) || (0x0E50...0x0E59).contains(scalar.value) || scalar == "."
            || scalar == ","
    }

    /// The codes and dashes a text begins with, and the rest.
    private static func head(_ text: String) -> (String, String) {
        let words = text.unicodeScalars.split(whereSeparator: \.properties.isWhitespace)
        var count = 0
        for word in words {
            guard isCodeWord(word) else { break }
            count += 1
        }
        let head = words[..<count].map { String($0) }.joined(separator: " ")
        return (head, words[count...].map { String($0) }.joined(separator: " "))
    }

    /// Whether a word is made of codes, dashes and commas only, with at most one letter before each number.
    private static func isCodeWord(_ word: Substring.UnicodeScalarView) -> Bool {
        var letters = 0
        var digits = 0
        var sawAny = false
        for scalar in word {
            switch scalar {
            case "I", "E", "O", "i", "e", "o", "l", "|":
                if digits == 0, letters > 0 { return false }
                (letters, digits, sawAny) = (1, 0, true)
            case "0"..."9", "๐"..."๙":
                digits += 1
                sawAny = true
                if digits > 3 { return false }
            case ",", "-", "\u{2010}"..."\u{2015}", ";", "/": (letters, digits) = (0, 0)
            default: return false
            }
        }
        return sawAny ? letters == 0 || digits > 0 : word.count == 1
    }

    private mutating func read(_ head: String, _ edition: Edition, _ instrument: String?, _ place: SourcePlace)
        -> [String]
    {
        let plain = ItemRange.read(head, in: edition)
        if plain.unknown.isEmpty { return plain.codes }
        var mended = ""
        var mends: [(String, String)] = []
        for (word, separator) in ItemCell.words(head) {
            if let code = ItemCell.mended(word, edition, instrument) {
                if code != word.uppercased() { mends.append((word, code)) }
                mended += code
            } else {
                mended += word
            }
            mended += separator
        }
        let reading = ItemRange.read(mended, in: edition)
        guard !reading.codes.isEmpty else { return [] }
        for (given, read) in mends {
            doubts.append(SourceDoubt(code: "code_mended", details: ["given": given, "read": read], place: place))
        }
        for unknown in reading.unknown {
            doubts.append(SourceDoubt(code: "code_unknown", details: ["given": unknown], place: place))
        }
        return reading.codes
    }

    /// What a scanner made of a code: `I` read as `1`, `l` or `|`, `O` read as `0`.
    private static func mended(_ word: String, _ edition: Edition, _ instrument: String?) -> String? {
        let text = Digits.ascii(word)
        if edition.item(code: text) != nil { return text.uppercased() }
        guard let first = text.utf8.first else { return nil }
        let rest = String(decoding: text.utf8.dropFirst(), as: UTF8.self)
        let letter: String
        switch first {
        case UInt8(ascii: "1") where instrument == nil || instrument == "IIT": letter = "I"
        case UInt8(ascii: "l"), UInt8(ascii: "|"): letter = "I"
        case UInt8(ascii: "0") where instrument == nil || instrument == "OIT": letter = "O"
        default: return nil
        }
        return edition.item(code: letter + rest).map(\.code)
    }

    /// Words and what separates them.
    private static func words(_ text: String) -> [(String, String)] {
        var result: [(String, String)] = []
        var word = ""
        var separator = ""
        for scalar in text.unicodeScalars {
            let separates =
                scalar.properties.isWhitespace || ",;/-".unicodeScalars.contains(scalar)
                || ("\u{2010}"..."\u{2015}").contains(scalar)
            if separates {
                separator.unicodeScalars.append(scalar)
            } else {
                if !separator.isEmpty {
                    result.append((word, separator))
                    (word, separator) = ("", "")
                }
                word.unicodeScalars.append(scalar)
            }
        }
        result.append((word, separator))
        return result
    }

    private static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }
}
