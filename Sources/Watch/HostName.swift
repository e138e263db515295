import Foundation

/// The host of an address on the web.
public enum HostName: Hashable, Sendable, CustomStringConvertible {
    /// A name as DNS knows it: lower case, letters outside ASCII in Punycode (RFC 5891), no dot at the end.
    case name(String)
    /// An address in numbers.
    case address(IPAddress)

    /// Reads a host as it stands in an address. A host whose last label is a number is an address or nothing: what
    /// other programs take `2130706433`, `0x7f.1` and `0177.0.0.1` for, is refused (URL Standard, “ends in a number”).
    ///
    /// Nil where it is neither a name nor an address.
    public init?(_ text: String) {
        if text.utf8.first == UInt8(ascii: "[") {
            guard text.utf8.last == UInt8(ascii: "]"), let address = IPAddress(String(text.dropFirst().dropLast())),
                case .v6 = address
            else { return nil }
            self = .address(address)
            return
        }
        if let plain = Self.plain(text) {
            self = plain
            return
        }
        // Width variants and ligatures become what they stand for (UTS 46 maps them so) before anything is judged.
        let isASCII = text.utf8.allSatisfy { $0 < 0x80 }
        var folded = isASCII ? text.lowercased() : text.precomposedStringWithCompatibilityMapping.lowercased()
        if folded.utf8.last == UInt8(ascii: ".") { folded.unicodeScalars.removeLast() }
        var labels: [String] = []
        for label in folded.unicodeScalars.split(separator: ".", omittingEmptySubsequences: false) {
            guard let label = Self.label(Array(label)) else { return nil }
            labels.append(label)
        }
        let name = labels.joined(separator: ".")
        guard (1...253).contains(name.utf8.count), let last = labels.last else { return nil }
        if last.utf8.allSatisfy({ (0x30...0x39).contains($0) }) || Self.isHex(last.utf8) {
            guard isASCII, let address = IPAddress(name), case .v4 = address else { return nil }
            self = .address(address)
        } else {
            self = .name(name)
        }
    }

    /// The host as it stands in an address.
    public var description: String {
        switch self {
        case .name(let name): name
        case .address(let address): address.inURL
        }
    }

    /// A name in small letters of ASCII or a plain IPv4 address, as nearly all are; nil where it takes a closer look.
    private static func plain(_ text: String) -> HostName? {
        var text = text
        return text.withUTF8 { bytes in
            var (label, isNumber) = (0, true)
            for byte in bytes {
                switch byte {
                case 0x61...0x7A, 0x2D, 0x5F: (label, isNumber) = (label + 1, false)
                case 0x30...0x39: label += 1
                case 0x2E where label > 0: (label, isNumber) = (0, true)
                default: return nil
                }
                if label > 63 { return nil }
            }
            // A last label that is a number, hexadecimal too, is left to the closer look.
            guard label > 0, bytes.count <= 253, !isNumber, !isHex(bytes.suffix(label)) else {
                return IPAddress.readV4(Array(bytes)[...]).map { .address(.v4($0)) }
            }
            return .name(String(decoding: bytes, as: UTF8.self))
        }
    }

    private static func isHex(_ bytes: some Collection<UInt8>) -> Bool {
        bytes.starts(with: [0x30, 0x78]) && bytes.dropFirst(2).allSatisfy { Hex.value($0) != nil }
    }

    /// One label, in ASCII; nil where it holds what no name holds.
    private static func label(_ scalars: [Unicode.Scalar]) -> String? {
        guard !scalars.isEmpty, scalars.count <= 63 else { return nil }
        for scalar in scalars {
            let isAllowed =
                scalar.isASCII
                ? (0x61...0x7A).contains(scalar.value) || (0x30...0x39).contains(scalar.value) || scalar == "-"
                    || scalar == "_"
                : isPartOfName(scalar)
            guard isAllowed else { return nil }
        }
        let text =
            scalars.allSatisfy(\.isASCII)
            ? String(String.UnicodeScalarView(scalars)) : Punycode.encode(scalars).map { "xn--" + $0 }
        guard let text, text.utf8.count <= 63 else { return nil }
        return text
    }

    private static func isPartOfName(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .lowercaseLetter, .otherLetter, .modifierLetter, .nonspacingMark, .spacingMark, .decimalNumber: true
        default: false
        }
    }
}

/// Letters outside ASCII in ASCII, for names of hosts (RFC 3492).
enum Punycode {
    static func encode(_ scalars: [Unicode.Scalar]) -> String? {
        var output = scalars.filter(\.isASCII).map { UInt8($0.value) }
        let basic = output.count
        if basic > 0 { output.append(UInt8(ascii: "-")) }
        var (code, delta, bias, handled) = (128, 0, 72, basic)
        while handled < scalars.count {
            guard let next = scalars.lazy.map({ Int($0.value) }).filter({ $0 >= code }).min() else { return nil }
            delta += (next - code) * (handled + 1)
            code = next
            for scalar in scalars {
                if Int(scalar.value) < code { delta += 1 }
                guard Int(scalar.value) == code else { continue }
                var q = delta
                var k = 36
                while true {
                    let threshold = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias
                    if q < threshold { break }
                    output.append(digit(threshold + (q - threshold) % (36 - threshold)))
                    q = (q - threshold) / (36 - threshold)
                    k += 36
                }
                output.append(digit(q))
                bias = adapt(delta, points: handled + 1, first: handled == basic)
                delta = 0
                handled += 1
            }
            delta += 1
            code += 1
        }
        return String(decoding: output, as: UTF8.self)
    }

    private static func digit(_ value: Int) -> UInt8 { UInt8(value < 26 ? 0x61 + value : 0x30 + value - 26) }

    private static func adapt(_ delta: Int, points: Int, first: Bool) -> Int {
        var delta = first ? delta / 700 : delta / 2
        delta += delta / points
        var k = 0
        while delta > 455 {
            delta /= 35
            k += 36
        }
        return k + 36 * delta / (delta + 38)
    }
}

/// Hexadecimal digits.
enum Hex {
    static func value(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }

    static let upper = Array("0123456789ABCDEF".utf8)
    static let lower = Array("0123456789abcdef".utf8)

    static func string(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        for byte in bytes { text += [lower[Int(byte >> 4)], lower[Int(byte & 15)]] }
        return String(decoding: text, as: UTF8.self)
    }
}
