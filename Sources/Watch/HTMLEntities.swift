/// Character references of HTML (HTML Standard §13.5): all numeric ones, and the named ones that pages use for
/// punctuation and spaces. A name that is not known stays as written.
enum HTMLEntities {
    private static let named: [String: UInt32] = [
        "amp": 0x26, "lt": 0x3C, "gt": 0x3E, "quot": 0x22, "apos": 0x27, "nbsp": 0xA0, "copy": 0xA9, "reg": 0xAE,
        "trade": 0x2122, "hellip": 0x2026, "ndash": 0x2013, "mdash": 0x2014, "lsquo": 0x2018, "rsquo": 0x2019,
        "ldquo": 0x201C, "rdquo": 0x201D, "sbquo": 0x201A, "bdquo": 0x201E, "laquo": 0xAB, "raquo": 0xBB,
        "lsaquo": 0x2039,
        "rsaquo": 0x203A, "bull": 0x2022, "middot": 0xB7, "times": 0xD7, "divide": 0xF7, "deg": 0xB0, "plusmn": 0xB1,
        "euro": 0x20AC, "pound": 0xA3, "yen": 0xA5, "cent": 0xA2, "sect": 0xA7, "para": 0xB6, "frac12": 0xBD,
        "frac14": 0xBC, "frac34": 0xBE, "sup1": 0xB9, "sup2": 0xB2, "sup3": 0xB3, "shy": 0xAD, "ensp": 0x2002,
        "emsp": 0x2003, "thinsp": 0x2009, "zwnj": 0x200C, "zwj": 0x200D, "lrm": 0x200E, "rlm": 0x200F, "larr": 0x2190,
        "uarr": 0x2191, "rarr": 0x2192, "darr": 0x2193, "harr": 0x2194, "check": 0x2713, "cross": 0x2717,
        "star": 0x2606,
        "eacute": 0xE9, "egrave": 0xE8, "agrave": 0xE0, "aacute": 0xE1, "ccedil": 0xE7, "ouml": 0xF6, "uuml": 0xFC,
        "auml": 0xE4, "ntilde": 0xF1, "iexcl": 0xA1, "iquest": 0xBF, "le": 0x2264, "ge": 0x2265, "ne": 0x2260,
        "minus": 0x2212, "infin": 0x221E, "permil": 0x2030, "dagger": 0x2020, "prime": 0x2032, "NewLine": 0x0A,
        "Tab": 0x09, "colon": 0x3A, "comma": 0x2C, "period": 0x2E, "lpar": 0x28, "rpar": 0x29, "sol": 0x2F, "num": 0x23,
        "AMP": 0x26, "LT": 0x3C, "GT": 0x3E, "QUOT": 0x22, "COPY": 0xA9,
    ]

    /// What browsers make of the numbers that Windows-1252 took for punctuation (HTML Standard §13.2.5.80).
    private static let windows: [UInt32] = [
        0x20AC, 0x81, 0x201A, 0x192, 0x201E, 0x2026, 0x2020, 0x2021, 0x2C6, 0x2030, 0x160, 0x2039, 0x152, 0x8D, 0x17D,
        0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x2DC, 0x2122, 0x161, 0x203A, 0x153, 0x9D,
        0x17E, 0x178,
    ]

    static func decode(_ bytes: ArraySlice<UInt8>, into output: inout [UInt8]) {
        var from = bytes.startIndex
        while let mark = bytes.first(0x26, from: from) {
            output += bytes[from..<mark]
            if let (scalar, end) = reference(bytes[(mark + 1)...]) {
                output += Array(String(Character(scalar)).utf8)
                from = end
            } else {
                output.append(0x26)
                from = mark + 1
            }
        }
        output += bytes[from...]
    }

    private static func reference(_ bytes: ArraySlice<UInt8>) -> (Unicode.Scalar, Int)? {
        guard let first = bytes.first else { return nil }
        if first == 0x23 { return number(bytes.dropFirst()) }
        let name = bytes.prefix(8).prefix {
            (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || (0x30...0x39).contains($0)
        }
        let hasEnd = name.endIndex < bytes.endIndex && bytes[name.endIndex] == 0x3B
        guard let value = named[String(decoding: name, as: UTF8.self)], let scalar = Unicode.Scalar(value) else {
            return nil
        }
        // Without its semicolon a name counts only for the characters of old (`&nbsp`, `&amp`), not in `&copy=1`.
        guard hasEnd || (value < 0x100 && (name.endIndex == bytes.endIndex || bytes[name.endIndex] != 0x3D)) else {
            return nil
        }
        return (scalar, hasEnd ? name.endIndex + 1 : name.endIndex)
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> (Unicode.Scalar, Int)? {
        var (rest, value, digits) = (bytes, UInt32(0), 0)
        let isHex = rest.first.map { $0 | 0x20 == 0x78 } ?? false
        if isHex { rest = rest.dropFirst() }
        while let byte = rest.first, let digit = Hex.value(byte), isHex || digit < 10 {
            value = min(value * (isHex ? 16 : 10) + UInt32(digit), 0x11_0000)
            digits += 1
            rest = rest.dropFirst()
        }
        guard digits > 0 else { return nil }
        if rest.first == 0x3B { rest = rest.dropFirst() }
        if (0x80...0x9F).contains(value) { value = windows[Int(value) - 0x80] }
        return (value == 0 ? "\u{FFFD}" : Unicode.Scalar(value) ?? "\u{FFFD}", rest.startIndex)
    }
}
