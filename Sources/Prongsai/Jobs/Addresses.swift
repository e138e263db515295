import Watch

/// Addresses of machines as settings and connections name them.
extension IPAddress {
    /// Reads the host of an address: `192.0.2.1`, `[2001:db8::1]`, or an IPv6 address without brackets, with or without
    /// a zone behind it, which belongs to this machine alone. Nil for anything else, names included.
    init?(host: String) {
        var text = host.utf8[...]
        if text.first == UInt8(ascii: "["), text.last == UInt8(ascii: "]") { text = text.dropFirst().dropLast() }
        self.init(String(decoding: text.prefix { $0 != UInt8(ascii: "%") }, as: UTF8.self))
    }

    /// Whether it is this machine itself, IPv4 within IPv6 (RFC 4291 §2.5.5.2) included.
    var isLoopback: Bool {
        switch self {
        case .v4(let value): value >> 24 == 127
        case .v6(let value): value == 1 || value >> 24 == 0xFFFF_7F
        }
    }

    /// Whether it is no machine's: `0.0.0.0` and `::`, where a server listens for all.
    var isUnspecified: Bool { self == .v4(0) || self == .v6(0) }

    /// Whether it leads nowhere but into some office's own network, or to no single machine.
    var isInside: Bool { AddressGuard.kind(of: self) != nil }
}

extension IPNetwork {
    /// Several, separated by commas. Throws a ``Failure`` where one is none.
    static func list(_ text: String) throws -> [IPNetwork] {
        try text.utf8.split(separator: UInt8(ascii: ",")).map { part in
            let text = String(decoding: part, as: UTF8.self).trimmingWhitespace()
            guard let network = IPNetwork(text) else {
                throw Failure.invalid([Problem("network", ["given": text], at: "PRONGSAI_WEBHOOK_NETWORKS")])
            }
            return network
        }
    }
}
