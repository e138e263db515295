import Documents
import ITA

/// The first cell of a row taken apart: which items it names, their score, their wording.
struct ItemCell {
    var codes: [String] = []
    /// The score of all items; nil where there is none or they differ.
    var score: String?
    /// Scores by code, where the cell gives its items different ones.
    var scores: [String: String] = [:]
    var wording = ""
    var doubts: [SourceDoubt] = []
    /// What looks like a code and names no item, as written: `O99`, `O5–O1`.
    var unknown: [String] = []

    /// Reads the paragraphs of a cell. `instrument` is the code of the instrument whose heading came last, and
    /// decides what a letter was that a scanner took for a digit (`13` is I3 under IIT, `010` is O10 under OIT).
    init(_ paragraphs: [SourceParagraph], edition: Edition, instrument: String?) {
        var words: [String] = []
        /// Codes that wait for a score, and scores as they are found.
        var waiting: [String] = []
        var found: [String: String] = [:]
        var loose: String?
        var carried = ""
        for (index, paragraph) in paragraphs.enumerated() {
            let reading = ItemScore(carried.isEmpty ? paragraph.text : "\(carried) \(paragraph.text)")
            let head = ItemHead(reading.rest, edition: edition) {
                ItemCell.mended($0, edition, instrument) != nil
            }
            if head.isOpen, reading.score == nil, index < paragraphs.count - 1 {
                carried = head.codes
                continue
            }
            carried = ""
            doubt(reading, paragraph.place)
            for (given, read) in head.mends {
                doubts.append(
                    SourceDoubt(code: "code_mended", details: ["given": given, "read": read], place: paragraph.place))
            }
            let named = head.codes.isEmpty ? [] : read(head.codes, edition, instrument, paragraph.place)
            if !named.isEmpty, waiting.allSatisfy({ found[$0] != nil }) { waiting = [] }
            for code in named where !codes.contains(code) {
                codes.append(code)
                waiting.append(code)
            }
            for (code, score) in reading.each { found[code] = score }
            if let score = reading.score {
                if waiting.isEmpty { loose = score }
                for code in waiting { found[code] = score }
            }
            let wording = head.codes.isEmpty ? reading.rest : head.rest
            if !wording.isEmpty { words.append(wording) }
        }
        wording = words.joined(separator: " ")
        found = found.filter { codes.contains($0.key) }
        if Set(codes.map { found[$0] }).count > 1 {
            scores = found
        } else {
            score = codes.first.flatMap { found[$0] } ?? loose
        }
    }

    /// Takes scores from a column that gives each item its own, `O18 0` and `O19 100` on a line each, or one for all.
    mutating func take(published text: String) {
        var found: [String: String] = [:]
        for line in text.unicodeScalars.split(separator: "\n") {
            let words = line.split(whereSeparator: \.properties.isWhitespace).map { Digits.ascii(String($0)) }
            guard let last = words.last, Exact(decimal: last) != nil else { continue }
            if words.count == 2, codes.contains(words[0]) { found[words[0]] = last }
            if words.count == 1 { for code in codes { found[code] = last } }
        }
        guard !found.isEmpty else { return }
        let isSame = Set(codes.map { found[$0] }).count == 1
        (score, scores) = isSame ? (codes.first.flatMap { found[$0] }, [:]) : (nil, found)
    }

    private mutating func doubt(_ reading: ItemScore, _ place: SourcePlace) {
        if let score = reading.score, !reading.others.isEmpty {
            let others = reading.others.joined(separator: ", ")
            doubts.append(SourceDoubt(code: "scores_two", details: ["taken": score, "others": others], place: place))
        }
        for number in reading.bare {
            doubts.append(SourceDoubt(code: "number_in_brackets", details: ["number": number], place: place))
        }
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
        for (given, read) in mends {
            doubts.append(SourceDoubt(code: "code_mended", details: ["given": given, "read": read], place: place))
        }
        unknown += reading.unknown
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
                scalar.properties.isWhitespace || ",;/-".unicodeScalars.contains(scalar) || ItemHead.isDash(scalar)
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
}
