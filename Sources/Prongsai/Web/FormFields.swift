/// The fields of a form or a query string (WHATWG URL standard, `application/x-www-form-urlencoded`), read from bytes.
struct FormFields: Sendable, Equatable {
    /// In the order they came; a name may stand more than once.
    private(set) var pairs: [(name: String, value: String)] = []

    /// Most fields one form may have.
    static let limit = 5_000

    init() {}

    init(_ pairs: [(name: String, value: String)]) { self.pairs = pairs }

    /// Reads `a=1&b=2`. A percent sign that starts no escape stands for itself, bytes that are no UTF-8 become U+FFFD.
    /// Throws ``Failure`` where there are more fields than ``limit``.
    init(encoded bytes: some Sequence<UInt8>) throws {
        var name: [UInt8] = []
        var value: [UInt8]?
        func finish() throws {
            guard !name.isEmpty || value != nil else { return }
            guard pairs.count < FormFields.limit else { throw Failure.invalid([Problem("too_many_fields")]) }
            pairs.append((FormFields.decoded(name), FormFields.decoded(value ?? [])))
        }
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "&"):
                try finish()
                (name, value) = ([], nil)
            case UInt8(ascii: "=") where value == nil: value = []
            default: if value == nil { name.append(byte) } else { value?.append(byte) }
            }
        }
        try finish()
    }

    static func == (a: FormFields, b: FormFields) -> Bool { a.pairs.elementsEqual(b.pairs, by: ==) }

    /// The first value of a name.
    subscript(_ name: String) -> String? { pairs.first { $0.name == name }?.value }

    /// All values of a name.
    func all(_ name: String) -> [String] { pairs.filter { $0.name == name }.map(\.value) }

    /// The first value without blanks around it; nil where nothing is left.
    func filled(_ name: String) -> String? {
        guard let value = self[name]?.trimmingWhitespace(), !value.isEmpty else { return nil }
        return value
    }

    mutating func append(_ name: String, _ value: String) { pairs.append((name, value)) }

    /// As it would be sent again.
    var encoded: String {
        pairs.map { "\(Address.encoded($0.name))=\(Address.encoded($0.value))" }.joined(separator: "&")
    }

    /// One name or value without its escapes. Line ends of browsers (CR LF) become LF.
    static func decoded(_ bytes: [UInt8]) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "+") {
                result.append(0x20)
            } else if byte == UInt8(ascii: "%"), index + 2 < bytes.count, let high = hex(bytes[index + 1]),
                let low = hex(bytes[index + 2])
            {
                result.append(high << 4 | low)
                index += 2
            } else {
                result.append(byte)
            }
            index += 1
        }
        return String(decoding: withPlainLineEnds(result), as: UTF8.self)
    }

    /// Line ends as LF: those of browsers, and the line and page breaks (VT, FF) that come along from Word.
    static func withPlainLineEnds(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.contains(where: { (11...13).contains($0) }) else { return bytes }
        return bytes.enumerated().filter { index, byte in
            !(byte == 13 && index + 1 < bytes.count && bytes[index + 1] == 10)
        }.map { $0.element == 11 || $0.element == 12 ? 10 : $0.element }
    }

    private static func hex(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
