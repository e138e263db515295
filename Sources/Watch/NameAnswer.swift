import CCurl
import Glibc

/// What a look at the name system gives.
public enum NameAnswer: Sendable, Equatable {
    /// The addresses of the name, the preferred ones first; never empty.
    case addresses([IPAddress])
    /// The name does not exist or has no address.
    case noSuchName
    /// The question could not be answered.
    case failed

    /// Asks the system (`getaddrinfo`, RFC 3493 §6.1), which may take its time.
    public static let system: @Sendable (String) -> NameAnswer = { name in
        var hints = addrinfo()
        hints.ai_socktype = Int32(socket_stream)
        hints.ai_flags = AI_ADDRCONFIG
        var first: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(name, nil, &hints, &first)
        defer { if let first { freeaddrinfo(first) } }
        if code == EAI_NONAME || code == noData { return .noSuchName }
        guard code == 0 else { return .failed }
        var found: [IPAddress] = []
        var next = first
        while let entry = next {
            if let socket = entry.pointee.ai_addr, let address = IPAddress(socket: socket), !found.contains(address) {
                found.append(address)
            }
            next = entry.pointee.ai_next
        }
        return found.isEmpty ? .noSuchName : .addresses(found)
    }

    /// glibc's code for a name without addresses, which its header hides from strict C.
    private static var noData: Int32 { -5 }
}

extension IPAddress {
    /// The address in a socket address of the system; nil for other families.
    init?(socket: UnsafePointer<sockaddr>) {
        switch Int32(socket.pointee.sa_family) {
        case AF_INET:
            let value = socket.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { $0.pointee.sin_addr.s_addr }
            self = .v4(UInt32(bigEndian: value))
        case AF_INET6:
            let value = socket.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { $0.pointee.sin6_addr }
            let bytes = withUnsafeBytes(of: value) { Array($0) }
            guard let address = IPAddress(bytes: bytes) else { return nil }
            self = address
        default: return nil
        }
    }
}
