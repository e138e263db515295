/// Text by bytes and scalars: Swift's Characters join a delimiter with the Thai mark after it.
extension String {
    /// The rest after a prefix, compared byte by byte; nil where it does not start so.
    func removing(prefix: String) -> String? {
        guard utf8.starts(with: prefix.utf8) else { return nil }
        return String(decoding: utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
    }

    /// What stands before an ending, compared byte by byte; nil where it does not end so.
    func removing(suffix: String) -> String? {
        guard utf8.count >= suffix.utf8.count, utf8.suffix(suffix.utf8.count).elementsEqual(suffix.utf8) else {
            return nil
        }
        return String(decoding: utf8.dropLast(suffix.utf8.count), as: UTF8.self)
    }

    /// Without what nobody sees: marks that turn the direction of writing (U+202A–202E, U+2066–2069) and blanks without
    /// width. Two names that look alike are one.
    var withoutHidden: String {
        var seen = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            switch scalar.value {
            case 0x200B, 0x200E, 0x200F, 0x202A...0x202E, 0x2060, 0x2066...0x2069, 0xFEFF: continue
            default: seen.append(scalar)
            }
        }
        return String(seen)
    }

    /// Without white space, non-breaking spaces and zero-width marks at both ends.
    func trimmingWhitespace() -> String {
        let isBlank: (Unicode.Scalar) -> Bool = {
            $0.properties.isWhitespace || $0 == "\u{200B}" || $0 == "\u{FEFF}" || $0 == "\u{200C}" || $0 == "\u{200D}"
        }
        var scalars = unicodeScalars[...]
        while let first = scalars.first, isBlank(first) { scalars.removeFirst() }
        while let last = scalars.last, isBlank(last) { scalars.removeLast() }
        return String(scalars)
    }
}

/// The order of a Thai dictionary: a vowel that is written before its consonant counts after it, and marks above decide only
/// between words that are otherwise the same.
struct ThaiOrder: Comparable {
    private let letters: [UInt32]
    private let text: String

    /// The place of a text.
    init(_ text: String) {
        self.text = text
        var letters: [UInt32] = []
        var vowel: UInt32?
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x0E47...0x0E4E: continue
            case 0x0E40...0x0E44:
                if let vowel { letters.append(vowel) }
                vowel = scalar.value
            default:
                letters.append(scalar.value)
                if let waiting = vowel { letters.append(waiting) }
                vowel = nil
            }
        }
        if let vowel { letters.append(vowel) }
        self.letters = letters
    }

    /// Whether one stands before the other.
    static func < (a: ThaiOrder, b: ThaiOrder) -> Bool {
        if a.letters == b.letters { return a.text.utf8.lexicographicallyPrecedes(b.text.utf8) }
        return a.letters.lexicographicallyPrecedes(b.letters)
    }
}

extension Sequence {
    /// The same in the order of a Thai dictionary by a name of each.
    func sortedInThai(by name: (Element) throws -> String) rethrows -> [Element] {
        try map { (place: ThaiOrder(try name($0)), element: $0) }.sorted { $0.place < $1.place }.map(\.element)
    }
}
