/// Decides which addresses may be connected to: those of the public internet, on a few ports, and the networks an
/// administrator listed. Whoever may add an address to a list of watched pages must not be able to look into the
/// network the watcher stands in (server-side request forgery).
public struct AddressGuard: Sendable, Equatable {
    /// Networks that may be connected to although they are not public, such as an agency's own.
    public var allowedNetworks: [IPNetwork]
    /// Ports that may be connected to; nil allows every port.
    public var ports: Set<UInt16>?

    /// A guard; by default of no networks but the public ones, and the ports websites are found at.
    public init(allowedNetworks: [IPNetwork] = [], ports: Set<UInt16>? = [80, 443, 8080, 8443]) {
        (self.allowedNetworks, self.ports) = (allowedNetworks, ports)
    }

    /// Why an address is not connected to.
    public enum Refusal: Error, Sendable, Equatable {
        /// The port is not among those allowed.
        case port(UInt16)
        /// The address lies in a network that is not public; `kind` names it, such as `loopback` or `private`.
        case network(IPAddress, kind: String)
    }

    /// Looks at one address. Nil: it may be connected to.
    public func refusal(of address: IPAddress) -> Refusal? {
        guard let kind = Self.kind(of: address) else { return nil }
        return allowedNetworks.contains { $0.contains(address) } ? nil : .network(address, kind: kind)
    }

    /// Looks at a port. Nil: it may be connected to.
    public func refusal(ofPort port: UInt16) -> Refusal? {
        guard let ports, !ports.contains(port) else { return nil }
        return .port(port)
    }

    /// Looks at all addresses of a name: one that may not be connected to blocks the name, since nobody tells which
    /// of them would be taken.
    public func refusal(ofAll addresses: [IPAddress]) -> Refusal? {
        for address in addresses { if let refusal = refusal(of: address) { return refusal } }
        return nil
    }

    /// What an address is for, where that is not the public internet; nil for a public address.
    ///
    /// IANA's registries of special-purpose addresses (RFC 6890) and of IPv6 space: of the latter only 2000::/3 is
    /// handed out. Forms that carry an IPv4 address inside an IPv6 one are never needed to reach a public server, and
    /// are refused whatever they carry.
    public static func kind(of address: IPAddress) -> String? {
        for (network, kind) in special where network.contains(address) { return kind }
        if case .v6(let value) = address {
            if !globalUnicast.contains(address) { return "reserved" }
            // ISATAP (RFC 5214 §6.1): an IPv4 address in the lower half of any prefix.
            if UInt32(truncatingIfNeeded: value >> 32) & 0xFCFF_FFFF == 0x0000_5EFE { return "embedded_ipv4" }
        }
        return nil
    }

    private static let globalUnicast = block("2000::/3")

    private static let special: [(IPNetwork, String)] = [
        ("0.0.0.0/8", "this_network"),  // RFC 1122 §3.2.1.3
        ("10.0.0.0/8", "private"),  // RFC 1918
        ("100.64.0.0/10", "shared"),  // RFC 6598: carrier-grade NAT
        ("127.0.0.0/8", "loopback"),
        ("169.254.0.0/16", "link_local"),  // RFC 3927; the metadata service of most clouds
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "reserved"),  // RFC 6890
        ("192.0.2.0/24", "documentation"),  // RFC 5737
        ("192.31.196.0/24", "reserved"),  // RFC 7535
        ("192.52.193.0/24", "reserved"),  // RFC 7450
        ("192.88.99.0/24", "embedded_ipv4"),  // RFC 7526: 6to4 relays
        ("192.168.0.0/16", "private"),
        ("192.175.48.0/24", "reserved"),  // RFC 7534
        ("198.18.0.0/15", "benchmark"),  // RFC 2544
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("168.63.129.16/32", "metadata"),  // a public address that Azure answers inside its machines
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),  // with 255.255.255.255
        ("::/128", "unspecified"),
        ("::1/128", "loopback"),
        ("::/96", "embedded_ipv4"),  // RFC 4291 §2.5.5.1
        ("::ffff:0:0/96", "embedded_ipv4"),  // RFC 4291 §2.5.5.2
        ("::ffff:0:0:0/96", "embedded_ipv4"),  // RFC 2765
        ("64:ff9b::/96", "embedded_ipv4"),  // RFC 6052: NAT64
        ("64:ff9b:1::/48", "embedded_ipv4"),  // RFC 8215
        ("100::/64", "discard"),  // RFC 6666
        ("2001::/32", "embedded_ipv4"),  // RFC 4380: Teredo
        ("2001::/23", "reserved"),  // RFC 2928
        ("2001:db8::/32", "documentation"),  // RFC 3849
        ("2002::/16", "embedded_ipv4"),  // RFC 3056: 6to4
        ("3fff::/20", "documentation"),  // RFC 9637
        ("5f00::/16", "reserved"),  // RFC 9602
        ("fc00::/7", "private"),  // RFC 4193
        ("fe80::/10", "link_local"),
        ("fec0::/10", "private"),  // RFC 3879
        ("ff00::/8", "multicast"),
    ].map { (block($0.0), $0.1) }

    /// A block written in this file. A slip would refuse everything, which a test would see at once.
    private static func block(_ text: String) -> IPNetwork { IPNetwork(text) ?? .all(like: text) }
}

extension IPNetwork {
    fileprivate static func all(like text: String) -> IPNetwork {
        IPNetwork(base: text.utf8.contains(UInt8(ascii: ":")) ? .v6(0) : .v4(0), length: 0)
    }

    fileprivate init(base: IPAddress, length: Int) { (self.base, self.length) = (base, length) }
}
