/// A number of a cell as decimal digits: read from the file's text and shown without ever becoming binary.
///
/// Excel keeps doubles and writes up to 17 digits (`94.699999999999996`) but counts only 15 of them as meant; so does
/// this type, except for whole numbers, whose digits may be an identity number.
struct XLSXDecimal: Equatable {
    var isNegative: Bool
    /// Digits without zeros at either end; none for zero.
    var digits: [UInt8]
    /// Where the decimal point stands: behind this many digits; may be negative or beyond the digits.
    var point: Int

    /// Reads `-12.5`, `3E-7` and the like; nil for anything else, and for what no double can hold.
    init?(_ text: [UInt8]) {
        var rest = text[...]
        isNegative = rest.first == UInt8(ascii: "-")
        if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        var (digits, point, sawPoint, sawDigit): ([UInt8], Int, Bool, Bool) = ([], 0, false, false)
        while let byte = rest.first {
            if (0x30...0x39).contains(byte) {
                sawDigit = true
                digits.append(byte - 0x30)
                if !sawPoint { point += 1 }
            } else if byte == UInt8(ascii: "."), !sawPoint {
                sawPoint = true
            } else {
                break
            }
            rest = rest.dropFirst()
        }
        var hasExponent = false
        if let byte = rest.first, byte | 0x20 == UInt8(ascii: "e") {
            guard let exponent = Int(String(decoding: rest.dropFirst(), as: UTF8.self)), abs(exponent) < 1_000 else {
                return nil
            }
            point += exponent
            rest = []
            hasExponent = true
        }
        guard sawDigit, rest.isEmpty, digits.count <= 400 else { return nil }
        self.digits = digits
        self.point = point
        trim()
        guard self.point <= 309, self.point >= -330 else { return nil }
        if sawPoint || hasExponent { round(to: 15) }
    }

    private mutating func trim() {
        let zeros = digits.prefix { $0 == 0 }.count
        digits.removeFirst(zeros)
        point -= zeros
        while digits.last == 0 { digits.removeLast() }
        if digits.isEmpty { (isNegative, point) = (false, 0) }
    }

    /// Keeps this many digits, halves away from zero as Excel rounds. A negative count leaves zero.
    mutating func round(to count: Int) {
        guard count < digits.count else { return }
        let up = count >= 0 && digits[count] >= 5
        digits.removeSubrange(max(count, 0)...)
        if up {
            var at = count - 1
            while at >= 0, digits[at] == 9 {
                digits[at] = 0
                at -= 1
            }
            if at >= 0 {
                digits[at] += 1
            } else {
                digits.insert(1, at: 0)
                point += 1
            }
        }
        trim()
    }

    /// Keeps this many digits behind the decimal point.
    func rounded(decimals: Int) -> XLSXDecimal {
        var copy = self
        copy.round(to: point + decimals)
        return copy
    }

    func shifted(by places: Int) -> XLSXDecimal {
        var copy = self
        if !digits.isEmpty { copy.point += places }
        return copy
    }

    /// All digits, none added: `94.7`, `-0.5`, `1200`.
    var plain: String { text(decimals: max(0, digits.count - point), integers: 1, grouped: false) }

    /// With exactly so many decimals, at least so many integer digits, and commas between thousands if asked. The
    /// number must already be rounded.
    func text(decimals: Int, integers: Int, grouped: Bool) -> String {
        func digit(_ index: Int) -> UInt8 { digits.indices.contains(index) ? digits[index] + 0x30 : 0x30 }
        let whole = max(point, integers)
        var out: [UInt8] = isNegative ? [UInt8(ascii: "-")] : []
        for place in stride(from: whole, to: 0, by: -1) {
            out.append(digit(point - place))
            if grouped, place > 1, (place - 1) % 3 == 0 { out.append(UInt8(ascii: ",")) }
        }
        if whole <= 0 { out.append(0x30) }
        if decimals > 0 {
            out.append(UInt8(ascii: "."))
            for place in 0..<decimals { out.append(digit(point + place)) }
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// The value as a double, for dates.
    var double: Double { Double(plain) ?? 0 }
}
