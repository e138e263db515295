import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// A numeric address of a machine, IPv4 or IPv6.
struct NetworkAddress: Sendable, Equatable {
    /// 4 or 16 bytes.
    let bytes: [UInt8]

    /// Reads `192.0.2.1`, `2001:db8::1` or `[2001:db8::1]`; nil for anything else, names included.
    init?(_ text: String) {
        let text = text.utf8.first == UInt8(ascii: "[") ? text.trimmingCharacters(in: ["[", "]"]) : text
        // A zone after the address, `fe80::1%eth0`, belongs to this machine alone.
        let bare = String(decoding: text.utf8.prefix { $0 != UInt8(ascii: "%") }, as: UTF8.self)
        var (four, six) = (in_addr(), in6_addr())
        if inet_pton(AF_INET, bare, &four) == 1 {
            bytes = withUnsafeBytes(of: &four) { Array($0) }
        } else if inet_pton(AF_INET6, bare, &six) == 1 {
            bytes = withUnsafeBytes(of: &six) { Array($0) }
        } else {
            return nil
        }
    }

    init(bytes: [UInt8]) { self.bytes = bytes }

    /// The IPv4 address that an IPv6 address stands for: mapped, compatible, NAT64 (RFC 6052) or 6to4 (RFC 3056).
    var inner: NetworkAddress? {
        guard bytes.count == 16 else { return nil }
        let tail = NetworkAddress(bytes: Array(bytes[12...]))
        if bytes[..<10].allSatisfy({ $0 == 0 }), bytes[10] == 0xFF, bytes[11] == 0xFF { return tail }
        if bytes[..<12].allSatisfy({ $0 == 0 }), bytes[12...].contains(where: { $0 > 1 }) { return tail }
        if Array(bytes[..<12]) == [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0] { return tail }
        if bytes[0] == 0x20, bytes[1] == 0x02 { return NetworkAddress(bytes: Array(bytes[2..<6])) }
        return nil
    }

    var isLoopback: Bool {
        if let inner { return inner.isLoopback }
        return bytes.count == 4 ? bytes[0] == 127 : bytes[..<15].allSatisfy { $0 == 0 } && bytes[15] == 1
    }

    /// Whether it leads nowhere but into some office's own network, or to no single machine: what the registries of special
    /// addresses (RFC 6890) do not call global.
    var isInside: Bool {
        if let inner { return inner.isInside }
        let networks = bytes.count == 4 ? NetworkAddress.inside4 : NetworkAddress.inside6
        return networks.contains { $0.contains(self) }
    }

    private static let inside4 = [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4",
    ].compactMap(Network.init)

    /// Everything but 2000::/3, and of that what is not for machines to be reached at.
    private static let inside6 = [
        "::/3", "4000::/2", "8000::/1", "2001::/23", "2001:db8::/32", "3fff::/20",
    ].compactMap(Network.init)
}

/// A range of addresses, such as `10.20.0.0/16`.
struct Network: Sendable, Equatable {
    let start: NetworkAddress
    let bits: Int

    init?(_ text: String) {
        let parts = text.trimmingWhitespace().utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        guard (1...2).contains(parts.count), let start = NetworkAddress(parts[0]) else { return nil }
        let most = start.bytes.count * 8
        guard let bits = parts.count == 2 ? Int(parts[1]) : most, (0...most).contains(bits) else { return nil }
        (self.start, self.bits) = (start, bits)
    }

    /// Several, separated by commas. Throws a ``Failure`` where one is none.
    static func list(_ text: String) throws -> [Network] {
        try text.utf8.split(separator: UInt8(ascii: ",")).map { part in
            let text = String(decoding: part, as: UTF8.self)
            guard let network = Network(text) else {
                throw Failure.invalid([Problem("network", ["given": text], at: "PRONGSAI_WEBHOOK_NETWORKS")])
            }
            return network
        }
    }

    func contains(_ address: NetworkAddress) -> Bool {
        guard address.bytes.count == start.bytes.count else { return false }
        for bit in 0..<bits {
            let mask = UInt8(0x80) >> UInt8(bit % 8)
            if address.bytes[bit / 8] & mask != start.bytes[bit / 8] & mask { return false }
        }
        return true
    }
}
