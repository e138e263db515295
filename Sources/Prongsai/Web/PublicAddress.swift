import Watch

extension Address {
    /// Whether others can open an address of the web: it has a host that is not just this machine itself, as
    /// 127.0.0.0/8, `::1`, `localhost` (RFC 6761 §6.3) and the unspecified address are. Nothing is asked of the network.
    static func isForOthers(_ address: String) -> Bool {
        guard let scheme = Transfer.part("s", of: address)?.lowercased(), scheme == "https" || scheme == "http",
            var host = Transfer.part("h", of: address)?.lowercased()
        else { return false }
        if host.utf8.last == UInt8(ascii: ".") { host = String(host.dropLast()) }
        if let number = IPAddress(host: host) { return !number.isLoopback && !number.isUnspecified }
        return !host.isEmpty && host != "localhost" && host.removing(suffix: ".localhost") == nil
    }
}
