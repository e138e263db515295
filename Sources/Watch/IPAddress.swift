/// An internet address, as a number.
public enum IPAddress: Hashable, Sendable, CustomStringConvertible {
    /// Four bytes, the first in the highest place (RFC 791).
    case v4(UInt32)
    /// Sixteen bytes, the first in the highest place (RFC 4291).
    case v6(UInt128)

    /// Reads four decimal numbers (`192.0.2.1`) or the forms of RFC 4291 §2.2, without brackets and zone. Nothing else:
    /// octal, hexadecimal, shortened and single-number spellings, which some programs take for addresses, are nil.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        if let v4 = Self.readV4(bytes[...]) {
            self = .v4(v4)
        } else if let v6 = Self.readV6(bytes) {
            self = .v6(v6)
        } else {
            return nil
        }
    }

    /// Reads the 4 or 16 bytes of an address in network order; nil for another number of bytes.
    public init?(bytes: some Collection<UInt8>) {
        switch bytes.count {
        case 4: self = .v4(bytes.reduce(0) { $0 << 8 | UInt32($1) })
        case 16: self = .v6(bytes.reduce(0) { $0 << 8 | UInt128($1) })
        default: return nil
        }
    }

    /// The form of RFC 5952: lower case, the longest run of zeros as `::`.
    public var description: String {
        switch self {
        case .v4(let value): "\(value >> 24).\(value >> 16 & 0xFF).\(value >> 8 & 0xFF).\(value & 0xFF)"
        case .v6(let value): Self.write(value)
        }
    }

    /// The address as it stands in an address of the web: IPv6 in brackets (RFC 3986 §3.2.2).
    public var inURL: String {
        switch self {
        case .v4: description
        case .v6: "[\(description)]"
        }
    }

    static func readV4(_ bytes: ArraySlice<UInt8>) -> UInt32? {
        var (value, number, digits, dots) = (UInt32(0), UInt32(0), 0, 0)
        for byte in bytes {
            switch byte {
            case 0x30...0x39:
                // Zeros at the front are octal to some programs.
                guard digits == 0 || number > 0 else { return nil }
                (number, digits) = (number * 10 + UInt32(byte - 0x30), digits + 1)
                guard number < 256 else { return nil }
            case 0x2E:
                guard digits > 0, dots < 3 else { return nil }
                (value, number, digits, dots) = (value << 8 | number, 0, 0, dots + 1)
            default: return nil
            }
        }
        return dots == 3 && digits > 0 ? value << 8 | number : nil
    }

    private static func readV6(_ bytes: [UInt8]) -> UInt128? {
        guard (2...45).contains(bytes.count) else { return nil }
        var front: [UInt16] = []
        var back: [UInt16]?
        var at = 0
        func isColon(_ index: Int) -> Bool { index < bytes.count && bytes[index] == UInt8(ascii: ":") }
        if isColon(0) {
            guard isColon(1) else { return nil }
            (back, at) = ([], 2)
        }
        while at < bytes.count {
            let end = bytes[at...].firstIndex(of: UInt8(ascii: ":")) ?? bytes.count
            if end == bytes.count, let v4 = readV4(bytes[at..<end]) {
                let halves = [UInt16(v4 >> 16), UInt16(v4 & 0xFFFF)]
                if back == nil { front += halves } else { back? += halves }
                at = end
                break
            }
            guard (1...4).contains(end - at),
                let group = UInt16(String(decoding: bytes[at..<end], as: UTF8.self), radix: 16),
                bytes[at] != UInt8(ascii: "+"), bytes[at] != UInt8(ascii: "-")
            else { return nil }
            if back == nil { front.append(group) } else { back?.append(group) }
            at = end
            guard isColon(at) else { break }
            at += 1
            if isColon(at) {
                guard back == nil else { return nil }
                back = []
                at += 1
            } else if at == bytes.count {
                return nil
            }
        }
        guard at == bytes.count else { return nil }
        let count = front.count + (back?.count ?? 0)
        guard back == nil ? count == 8 : count < 8 else { return nil }
        let groups = front + Array(repeating: 0, count: 8 - count) + (back ?? [])
        return groups.reduce(0) { $0 << 16 | UInt128($1) }
    }

    private static func write(_ value: UInt128) -> String {
        let groups = (0..<8).map { UInt16(truncatingIfNeeded: value >> (112 - 16 * UInt128($0))) }
        var best = 0..<0
        var start: Int?
        for index in 0...8 {
            if index < 8, groups[index] == 0 {
                start = start ?? index
            } else if let from = start {
                if index - from > max(1, best.count) { best = from..<index }
                start = nil
            }
        }
        let hex = groups.map { String($0, radix: 16) }
        guard !best.isEmpty else { return hex.joined(separator: ":") }
        return hex[..<best.lowerBound].joined(separator: ":") + "::" + hex[best.upperBound...].joined(separator: ":")
    }
}

/// A block of addresses, written `10.0.0.0/8` or `fd00::/8`.
public struct IPNetwork: Hashable, Sendable, CustomStringConvertible {
    /// The first address of the block.
    public let base: IPAddress
    /// How many leading bits all its addresses share: 0…32 or 0…128.
    public let length: Int

    /// Reads an address with or without a length after a slash; without one the block is that address alone. Nil where
    /// the text is neither, or where bits after the length are set, which is a slip of somebody's pen.
    public init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map {
            String($0) ?? ""
        }
        guard (1...2).contains(parts.count), let base = IPAddress(parts[0]) else { return nil }
        let whole = if case .v4 = base { 32 } else { 128 }
        var length = whole
        if parts.count == 2 {
            guard parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let read = Int(parts[1]), read <= whole
            else {
                return nil
            }
            length = read
        }
        (self.base, self.length) = (base, length)
        switch base {
        case .v4(let value): if length < 32, value << UInt32(length) != 0 { return nil }
        case .v6(let value): if length < 128, value << UInt128(length) != 0 { return nil }
        }
    }

    /// Whether the address lies in this block; never one of the other family.
    public func contains(_ address: IPAddress) -> Bool {
        switch (base, address) {
        case (.v4(let base), .v4(let value)): length == 0 || (base ^ value) >> UInt32(32 - length) == 0
        case (.v6(let base), .v6(let value)): length == 0 || (base ^ value) >> UInt128(128 - length) == 0
        default: false
        }
    }

    /// The block as it is written.
    public var description: String { "\(base)/\(length)" }
}
