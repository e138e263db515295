/// One spelling for Thai that looks the same, and for spaces: what is compared must not depend on the order in which
/// somebody's keyboard or program put the marks. Unicode's own normalisation leaves Thai marks as they are.
public enum ThaiForm {
    /// A line: spaces of any kind folded to one and dropped at the ends, characters without width dropped, `นํ้า` and
    /// `น้ํา` spelt `น้ำ`, `เเ` spelt `แ`, a tone mark after the vowel it was typed before, glyphs of the private use
    /// area that old fonts used turned back into marks.
    public static func line(_ text: String) -> String { line(utf8: Array(text.utf8)) }

    /// A line that is still bytes; what is not UTF-8 becomes U+FFFD.
    static func line(utf8 bytes: [UInt8]) -> String {
        // What is in this form is ASCII and whole Thai letters: it needs no second look.
        if isInForm(bytes) { return String(copying: UTF8Span(unchecked: bytes.span)) }
        if bytes.allSatisfy({ $0 < 0x80 }) {
            var folded = bytes
            fold(&folded)
            return String(decoding: folded, as: UTF8.self)
        }
        var out: [Unicode.Scalar] = []
        out.reserveCapacity(bytes.count / 3)
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars { append(privateUse(scalar), to: &out) }
        if out.last == " " { out.removeLast() }
        return String(String.UnicodeScalarView(out))
    }

    /// Whether a line of Thai and ASCII is in this form already, as nearly every one is; false where it is not certain.
    private static func isInForm(_ bytes: [UInt8]) -> Bool {
        guard let first = bytes.first, let last = bytes.last, first > 0x20, last > 0x20 else { return bytes.isEmpty }
        return bytes.withUnsafeBufferPointer { bytes in
            var at = 0
            var before: UInt8 = 0  // the last scalar: ASCII, or 0x80 and its place in the Thai block
            while at < bytes.count {
                let byte = bytes[at]
                if byte < 0x7F {
                    guard byte > 0x20 || (byte == 0x20 && before != 0x20) else { return false }
                    (before, at) = (byte, at + 1)
                    continue
                }
                guard byte == 0xE0, at + 2 < bytes.count, bytes[at + 1] == 0xB8 || bytes[at + 1] == 0xB9,
                    (0x80...0xBF).contains(bytes[at + 2])
                else { return false }
                let place = 0x80 | (bytes[at + 1] & 1) << 6 | (bytes[at + 2] & 0x3F)
                switch place & 0x7F {
                case 0x31, 0x34...0x3A: if before == place || (0xC8...0xCB).contains(before) { return false }
                case 0x47...0x4C: if before == place { return false }
                case 0x4D: return false
                case 0x40: if before == place { return false }
                default: break
                }
                (before, at) = (place, at + 3)
            }
            return true
        }
    }

    private static func fold(_ bytes: inout [UInt8]) {
        var kept = 0
        for index in bytes.indices {
            let byte = bytes[index]
            let isSpace = byte <= 0x20 || byte == 0x7F
            if isSpace, kept == 0 || bytes[kept - 1] == 0x20 { continue }
            bytes[kept] = isSpace ? 0x20 : byte
            kept += 1
        }
        if kept > 0, bytes[kept - 1] == 0x20 { kept -= 1 }
        bytes.removeLast(bytes.count - kept)
    }

    private static func append(_ scalar: Unicode.Scalar, to out: inout [Unicode.Scalar]) {
        switch scalar.value {
        case 0...0x20, 0x7F...0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000:
            if let last = out.last, last != " " { out.append(" ") }
        case 0xAD, 0x200B...0x200F, 0x2060...0x2064, 0x202A...0x202E, 0xFE00...0xFE0F, 0xFEFF: break
        case 0x0E32:  // า after nikhahit, with or without a tone between
            if out.last == "\u{0E4D}" {
                out[out.count - 1] = "\u{0E33}"
            } else if out.count >= 2, isTone(out[out.count - 1]), out[out.count - 2] == "\u{0E4D}" {
                out[out.count - 2] = out[out.count - 1]
                out[out.count - 1] = "\u{0E33}"
            } else {
                out.append(scalar)
            }
        case 0x0E40:
            if out.last == "\u{0E40}" { out[out.count - 1] = "\u{0E41}" } else { out.append(scalar) }
        case 0x0E31, 0x0E34...0x0E3A, 0x0E4D:
            if let last = out.last, isTone(last) {
                out[out.count - 1] = scalar
                out.append(last)
                // น้ + ◌ํ becomes น + ◌ํ + ้, which the letter า turns into น้ำ.
            } else if out.last != scalar {
                out.append(scalar)
            }
        case 0x0E47...0x0E4C:
            if out.last != scalar { out.append(scalar) }
        default: out.append(scalar)
        }
    }

    private static func isTone(_ scalar: Unicode.Scalar) -> Bool { (0x0E48...0x0E4B).contains(scalar.value) }

    /// Marks in the places that fonts for Windows 95 gave them (U+F700…F71A), as the marks they are.
    static func privateUse(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        guard (0xF700...0xF71A).contains(scalar.value) else { return scalar }
        return marks[Int(scalar.value - 0xF700)]
    }

    private static let marks: [Unicode.Scalar] = [
        "\u{0E10}", "\u{0E34}", "\u{0E35}", "\u{0E36}", "\u{0E37}", "\u{0E48}", "\u{0E49}", "\u{0E4A}", "\u{0E4B}",
        "\u{0E4C}",
        "\u{0E48}", "\u{0E49}", "\u{0E4A}", "\u{0E4B}", "\u{0E4C}", "\u{0E0D}", "\u{0E31}", "\u{0E4D}", "\u{0E47}",
        "\u{0E48}",
        "\u{0E49}", "\u{0E4A}", "\u{0E4B}", "\u{0E4C}", "\u{0E38}", "\u{0E39}", "\u{0E3A}",
    ]
}
