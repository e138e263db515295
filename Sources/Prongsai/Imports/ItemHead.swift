import ITA

/// The codes an item's text begins with: `O1–O9, O11`, `O16 และ O17`, `ข้อ I3`, `(I3)`, `1. I3`, `I 3:`.
struct ItemHead {
    /// Codes with `,` and `-` between them, as `ItemRange` reads them; empty where the text begins with none.
    var codes = ""
    /// What follows them.
    var rest = ""
    /// A number that stands for a code of the same letter, as in `O1–9`, and the code.
    var mends: [(given: String, read: String)] = []
    /// Whether the codes end with a word that asks for another: `O1 –`.
    var isOpen = false

    private let scalars: [Unicode.Scalar]
    private let edition: Edition
    private let isMendable: (String) -> Bool
    private var letter: Unicode.Scalar?

    /// `isMendable` says whether digits alone may be a code that a scanner spoilt.
    init(_ text: String, edition: Edition, isMendable: @escaping (String) -> Bool) {
        scalars = Array(text.unicodeScalars)
        self.edition = edition
        self.isMendable = isMendable
        var index = opening()
        var end = 0
        var pending = ""
        var separated = true
        while index < scalars.count {
            if scalars[index].properties.isWhitespace {
                index += 1
            } else if let (word, next) = code(at: index, separated: separated, pending: pending) {
                codes += codes.isEmpty ? word : (pending.isEmpty ? ", " : pending) + word
                (pending, separated, index, end) = ("", false, next, next)
            } else if !codes.isEmpty, let (mark, next) = separator(at: index) {
                (pending, separated, index) = (mark, true, next)
            } else {
                break
            }
        }
        guard !codes.isEmpty else {
            rest = text.trimmingWhitespace()
            return
        }
        isOpen = index == scalars.count && !pending.isEmpty
        if isOpen {
            codes += pending
            return
        }
        while end < scalars.count, scalars[end].properties.isWhitespace || ")]:".unicodeScalars.contains(scalars[end]) {
            end += 1
        }
        if end < scalars.count, scalars[end] == ".",
            end + 1 == scalars.count || scalars[end + 1].properties.isWhitespace
        {
            end += 1
        }
        rest = ItemHead.string(scalars[end...]).trimmingWhitespace()
    }

    /// Where the codes begin: behind brackets, `ข้อ`, and a running number, if a code with its letter follows.
    private func opening() -> Int {
        var index = 0
        var isSkipping = true
        while isSkipping {
            isSkipping = false
            while index < scalars.count,
                scalars[index].properties.isWhitespace || scalars[index] == "(" || scalars[index] == "["
            {
                index += 1
            }
            for word in ["ข้อคำถามที่", "ข้อคำถาม", "ข้อที่", "ข้อ", "รหัสข้อ", "รหัส", "Item", "item", "ITEM"]
            where starts(with: word, at: index) {
                index += word.unicodeScalars.count
                isSkipping = true
                break
            }
            var end = index
            while end < scalars.count, ItemHead.isDigit(scalars[end]), end - index < 3 { end += 1 }
            if end > index, end < scalars.count {
                let number = ItemHead.string(scalars[index..<end])
                if scalars[end] == "." || scalars[end] == ")" {
                    index = end + 1
                    isSkipping = true
                } else if scalars[end].properties.isWhitespace, !isMendable(number) {
                    index = end
                    isSkipping = true
                }
            }
        }
        return lettered(at: index) == nil ? 0 : index
    }

    /// A code at a place: a letter with its number, or after a separator a number whose letter was lost.
    private mutating func code(at index: Int, separated: Bool, pending: String) -> (String, Int)? {
        if let (word, next) = lettered(at: index) {
            letter = word.unicodeScalars.first
            return (word, next)
        }
        guard separated else { return nil }
        var end = index
        while end < scalars.count, ItemHead.isDigit(scalars[end]), end - index < 4 { end += 1 }
        guard end > index, end - index < 4, isEnd(end), end == scalars.count || scalars[end] != "." else { return nil }
        let number = ItemHead.string(scalars[index..<end])
        if !codes.isEmpty, let letter {
            let read = String(letter).uppercased() + Digits.ascii(number)
            if edition.item(code: read) != nil {
                mends.append((number, read))
                return (read, end)
            }
        }
        return isMendable(number) ? (number, end) : nil
    }

    /// `I3`, `I 3`, `I-3`, `i3`, and `l3` or `|3` as scanners write it.
    private func lettered(at index: Int) -> (String, Int)? {
        guard index < scalars.count, "IEOieol|".unicodeScalars.contains(scalars[index]) else { return nil }
        if index > 0, ItemHead.isLatin(scalars[index - 1]) { return nil }
        var start = index + 1
        if "IEO".unicodeScalars.contains(scalars[index]) {
            while start < scalars.count, start - index <= 3,
                scalars[start].properties.isWhitespace || ItemHead.isDash(scalars[start]) || scalars[start] == "."
            {
                start += 1
            }
        }
        var end = start
        while end < scalars.count, ItemHead.isDigit(scalars[end]) { end += 1 }
        guard end > start, end - start <= 3, isEnd(end) else { return nil }
        return (String(scalars[index]) + ItemHead.string(scalars[start..<end]), end)
    }

    /// Whether a code may end here: no letter or digit of a longer word follows, and no decimals.
    private func isEnd(_ index: Int) -> Bool {
        guard index < scalars.count else { return true }
        if ItemHead.isLatin(scalars[index]) || ItemHead.isDigit(scalars[index]) { return false }
        let next = index + 1 < scalars.count ? scalars[index + 1] : nil
        return !(scalars[index] == "." && next.map { ItemHead.isDigit($0) } == true)
    }

    private func separator(at index: Int) -> (String, Int)? {
        if ItemHead.isDash(scalars[index]) || scalars[index] == "~" { return ("-", index + 1) }
        if ",;/、&+".unicodeScalars.contains(scalars[index]) { return (", ", index + 1) }
        for (word, mark) in [("และ", ", "), ("กับ", ", "), ("ถึง", "-"), ("and", ", "), ("to", "-")]
        where starts(with: word, at: index) { return (mark, index + word.unicodeScalars.count) }
        return nil
    }

    private func starts(with word: String, at index: Int) -> Bool {
        let word = Array(word.unicodeScalars)
        return index + word.count <= scalars.count && scalars[index..<(index + word.count)].elementsEqual(word)
    }

    static func isDash(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "-" || ("\u{2010}"..."\u{2015}").contains(scalar) || scalar == "\u{2212}"
    }
    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
        (0x30...0x39).contains(scalar.value) || (0x0E50...0x0E59).contains(scalar.value)
    }
    private static func isLatin(_ scalar: Unicode.Scalar) -> Bool {
        ("A"..."Z").contains(scalar) || ("a"..."z").contains(scalar)
    }
    private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }
}
