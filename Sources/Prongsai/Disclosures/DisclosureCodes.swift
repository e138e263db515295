/// A code of an item as pages write it: `O1`, `o13`, `O ๑`, `EB4`, `MOIT 2 1.3`.
struct ItemCode: Sendable, Equatable {
    /// In capital letters: `O`, `EB`, `MOIT`.
    var letters: String
    var number: Int
    /// The part of the item after it, such as `1.3`; nil for the whole.
    var sub: String?
    /// The place in the text, counted in Unicode scalars.
    var range: Range<Int>

    /// As an edition writes it.
    var code: String { "\(letters == "OIT" ? "O" : letters)\(number)" }
    var shown: String { code + (sub.map { " \($0)" } ?? "") }

    /// Letters that codes of the assessments known to be around begin with.
    private static let known: Set<String> = ["O", "OIT", "EB", "MOIT"]

    /// Every code in a text, in order; of a range such as `O18-19` or `O18 – O20` all that lie in it.
    static func find(in text: String) -> [ItemCode] {
        let scalars = text.unicodeScalars.map(plain)
        var codes: [ItemCode] = []
        var at = 0
        while at < scalars.count {
            guard isLetter(scalars[at]), at == 0 || !isWord(scalars[at - 1]) else {
                at += 1
                continue
            }
            var end = at
            while end < scalars.count, isLetter(scalars[end]) { end += 1 }
            let letters = end - at <= 4 ? String(String.UnicodeScalarView(scalars[at..<end])) : ""
            if known.contains(letters), let found = code(letters, scalars, at, end) {
                codes.append(found)
                at = found.range.upperBound
                let rest = rest(of: found, scalars)
                codes += rest
                at = rest.last?.range.upperBound ?? at
            } else {
                at = max(end, at + 1)
            }
        }
        return codes
    }

    /// The codes after the first of a range; a number far away or lower is none of it.
    private static func rest(of first: ItemCode, _ text: [Unicode.Scalar]) -> [ItemCode] {
        var at = first.range.upperBound
        func skipSpaces() { while at < text.count, text[at] == " " { at += 1 } }
        skipSpaces()
        guard first.sub == nil, first.letters != "MOIT", at < text.count, isDash(text[at]) else { return [] }
        at += 1
        skipSpaces()
        let letters = Array(first.letters.unicodeScalars)
        if text[at...].starts(with: letters) { at += letters.count }
        skipSpaces()
        guard let (last, end) = digits(text, at), (first.number + 1...first.number + 20).contains(last),
            end == text.count || !isLetter(text[end]) && !isDash(text[end]) && text[end] != "." && text[end] != "/"
        else { return [] }
        return (first.number + 1...last).map { number in
            ItemCode(
                letters: first.letters, number: number, sub: nil, range: number == last ? at..<end : at..<at)
        }
    }

    private static func isDash(_ scalar: Unicode.Scalar) -> Bool { ["-", "–", "—"].contains(scalar) }

    private static func code(_ letters: String, _ text: [Unicode.Scalar], _ start: Int, _ end: Int) -> ItemCode? {
        var at = end
        while at < text.count, at - end < 3, isGap(text[at]) { at += 1 }
        // Numbers filled up to three places: `O022`.
        if at + 2 < text.count, text[at] == "0", text[(at + 1)...(at + 2)].allSatisfy(isDigit) { at += 1 }
        guard let (number, after) = digits(text, at), (1...99).contains(number) else { return nil }
        // `OIT 68` is the assessment of a year; no edition has half as many items.
        if letters == "OIT", number > 50 { return nil }
        // A letter right after it makes it something else, such as `O2O`; `O10E-Service` only lacks a space.
        if after < text.count, isLetter(text[after]) {
            guard text[after] == "E", after + 1 < text.count, isDash(text[after + 1]) else { return nil }
        }
        var code = ItemCode(letters: letters, number: number, sub: nil, range: start..<after)
        var next = after
        if letters == "MOIT" {
            while next < text.count, text[next] == " " || text[next] == "-" { next += 1 }
        } else if next < text.count, text[next] == "." {
            next += 1
        } else {
            return code
        }
        if let (first, rest) = digits(text, next) {
            code.sub = String(first)
            code.range = start..<rest
            if rest < text.count, text[rest] == ".", let (second, last) = digits(text, rest + 1) {
                code.sub = "\(first).\(second)"
                code.range = start..<last
            }
        }
        return code
    }

    /// One or two digits that no third follows.
    private static func digits(_ text: [Unicode.Scalar], _ start: Int) -> (Int, Int)? {
        var (value, at) = (0, start)
        while at < text.count, isDigit(text[at]) {
            guard at - start < 2 else { return nil }
            value = value * 10 + Int(text[at].value - 0x30)
            at += 1
        }
        return at > start ? (value, at) : nil
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool { (0x41...0x5A).contains(scalar.value) }
    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { (0x30...0x39).contains(scalar.value) }
    private static func isWord(_ scalar: Unicode.Scalar) -> Bool { isLetter(scalar) || isDigit(scalar) }
    private static func isGap(_ scalar: Unicode.Scalar) -> Bool {
        [" ", "-", "–", ".", "_", "#", ":"].contains(scalar)
    }

    /// Capital letters, plain digits, and letters that only look like an O.
    private static func plain(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0x61...0x7A: Unicode.Scalar(UInt8(scalar.value & 0xDF))
        case 0x0E50...0x0E59: Unicode.Scalar(UInt8(scalar.value - 0x0E50 + 0x30))
        case 0x039F, 0x041E, 0x03BF, 0x043E, 0xFF2F, 0xFF4F: "O"
        default: scalar
        }
    }
}
