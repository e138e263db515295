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
