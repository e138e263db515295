/// An address on the web, taken apart once and put together again in one way, so that the part that is judged and the
/// part that connects cannot read it differently (RFC 3986; for what browsers tolerate, the URL Standard).
public struct WebAddress: Hashable, Sendable, CustomStringConvertible {
    /// Whether the connection is encrypted.
    public enum Scheme: String, Sendable { case http, https }

    /// `http` or `https`.
    public let scheme: Scheme
    /// A name or numbers.
    public let host: HostName
    /// The port, that of the scheme where none is written.
    public let port: UInt16
    /// Begins with a slash; anything but printable ASCII is percent-encoded as UTF-8; without `.` and `..`.
    public let path: String
    /// What stands after the question mark, percent-encoded; nil where there is none.
    public let query: String?
    /// What stands after the hash, percent-encoded; it is never sent.
    public let fragment: String?

    /// Why a text is no address that can be fetched.
    public enum Fault: String, Error, Sendable, CaseIterable {
        /// Nothing but spaces.
        case empty
        /// More than 8,000 bytes (RFC 9110 §4.1 asks for no more).
        case tooLong = "too_long"
        /// Relative, and there is nothing it could be relative to.
        case relative
        /// Neither http nor https, such as `file:` and `javascript:`.
        case scheme
        /// A name or password before the host.
        case user
        /// No name and no address that can be told for certain.
        case host
        /// Not a number from 1 to 65535.
        case port
    }

    /// Reads an absolute address. Spaces around it and line ends inside are dropped and `\` is read as `/`, as browsers
    /// do.
    public init(_ text: String) throws(Fault) {
        try self.init(text, base: nil)
    }

    /// Reads a link found in the page at this address (RFC 3986 §5.2).
    public func resolving(_ reference: String) throws(Fault) -> WebAddress {
        try WebAddress(reference, base: self)
    }

    /// The address without its fragment, as it is sent and compared.
    public var description: String { origin + target }

    /// Scheme, host and port: `https://example.go.th`.
    public var origin: String { "\(scheme.rawValue)://\(authority)" }

    /// Host and port, the port only where it is not that of the scheme: the value of `Host` (RFC 9110 §7.2).
    public var authority: String { port == Self.port(of: scheme) ? "\(host)" : "\(host):\(port)" }

    /// Path and query, as they stand in a request (RFC 9112 §3.2.1).
    public var target: String { path + (query.map { "?" + $0 } ?? "") }

    /// The front page of the same site.
    public var home: WebAddress {
        WebAddress(scheme: scheme, host: host, port: port, path: "/", query: nil, fragment: nil)
    }

    /// The same site, another path and query, both encoded already.
    public func with(path: String, query: String? = nil) -> WebAddress {
        WebAddress(scheme: scheme, host: host, port: port, path: path, query: query, fragment: nil)
    }

    private init(scheme: Scheme, host: HostName, port: UInt16, path: String, query: String?, fragment: String?) {
        (self.scheme, self.host, self.port) = (scheme, host, port)
        (self.path, self.query, self.fragment) = (path, query, fragment)
    }

    private static func port(of scheme: Scheme) -> UInt16 { scheme == .http ? 80 : 443 }

    private init(_ text: String, base: WebAddress?) throws(Fault) {
        var bytes = text.utf8.filter { $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }
        guard bytes.count <= 8_000 else { throw .tooLong }
        while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
        var rest = bytes.drop { $0 <= 0x20 }
        guard !rest.isEmpty else {
            guard let base else { throw .empty }
            self = base
            return
        }
        var fragment: String?
        if let hash = rest.firstIndex(of: UInt8(ascii: "#")) {
            fragment = Self.encoded(rest[(hash + 1)...], keeping: "?/'")
            rest = rest[..<hash]
        }
        var query: String?
        if let mark = rest.firstIndex(of: UInt8(ascii: "?")) {
            query = Self.encoded(rest[(mark + 1)...], keeping: "?/")
            rest = rest[..<mark]
        }
        var part = rest.map { $0 == UInt8(ascii: "\\") ? UInt8(ascii: "/") : $0 }[...]
        var scheme = base?.scheme
        if let named = Self.scheme(of: part) {
            guard let known = Scheme(rawValue: named.name) else { throw .scheme }
            (scheme, part) = (known, part[named.end...])
            // `http:page` has no authority; nothing says what it means.
            guard part.starts(with: [0x2F, 0x2F]) else { throw .host }
        }
        guard let scheme else { throw .relative }
        if part.starts(with: [0x2F, 0x2F]) {
            let start = part.drop { $0 == 0x2F }
            let end = start.firstIndex(of: 0x2F) ?? start.endIndex
            let (host, port) = try Self.authority(start[..<end])
            let path = Self.path(start[end...])
            self.init(
                scheme: scheme, host: host, port: port ?? Self.port(of: scheme), path: path, query: query,
                fragment: fragment)
            return
        }
        guard let base else { throw .relative }
        let path: String
        if part.first == 0x2F {
            path = Self.path(part)
        } else if part.isEmpty {
            path = base.path
            query = query ?? base.query
        } else {
            let folder = base.path.utf8.lastIndex(of: 0x2F).map { Array(base.path.utf8[...$0]) } ?? [0x2F]
            path = Self.path((folder + part)[...])
        }
        self.init(scheme: scheme, host: base.host, port: base.port, path: path, query: query, fragment: fragment)
    }

    /// The scheme a reference begins with (RFC 3986 §3.1), in lower case, and where what follows its colon begins.
    private static func scheme(of bytes: ArraySlice<UInt8>) -> (name: String, end: Int)? {
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), colon > bytes.startIndex else { return nil }
        let name = bytes[..<colon].map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        let isScheme = name.allSatisfy {
            (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || "+-.".utf8.contains($0)
        }
        guard isScheme, let first = name.first, (0x61...0x7A).contains(first) else { return nil }
        return (String(decoding: name, as: UTF8.self), colon + 1)
    }

    private static func authority(_ bytes: ArraySlice<UInt8>) throws(Fault) -> (HostName, UInt16?) {
        guard !bytes.contains(UInt8(ascii: "@")) else { throw .user }
        var host = bytes
        var port: UInt16?
        if let colon = bytes.lastIndex(of: UInt8(ascii: ":")), !bytes[colon...].contains(UInt8(ascii: "]")) {
            let digits = bytes[(colon + 1)...]
            guard digits.allSatisfy({ (0x30...0x39).contains($0) }) else { throw .port }
            if !digits.isEmpty {
                guard let number = UInt16(String(decoding: digits, as: UTF8.self)), number > 0 else { throw .port }
                port = number
            }
            host = bytes[..<colon]
        }
        guard let name = HostName(String(decoding: host, as: UTF8.self)) else { throw .host }
        return (name, port)
    }

    /// Removes `.` and `..` (RFC 3986 §5.2.4), their percent-encoded spellings too, and encodes.
    private static func path(_ bytes: ArraySlice<UInt8>) -> String {
        var kept: [String] = []
        let segments = bytes.split(separator: 0x2F, omittingEmptySubsequences: false).dropFirst()
        for (index, segment) in segments.enumerated() {
            let text = encoded(segment, keeping: "'")
            let plain = text.replacingPercentDots
            if plain == ".." {
                if !kept.isEmpty { kept.removeLast() }
            } else if plain != "." {
                kept.append(text)
                continue
            }
            if index == segments.count - 1 { kept.append("") }
        }
        return "/" + kept.joined(separator: "/")
    }

    /// Percent-encodes what may not stand in an address (RFC 3986 §2); what is encoded already stays.
    private static func encoded(_ bytes: ArraySlice<UInt8>, keeping extra: StaticString) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count)
        let kept = extra.withUTF8Buffer { Array($0) }
        if bytes.allSatisfy({ (0x2D...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) })
        {
            return String(decoding: bytes, as: UTF8.self)
        }
        for byte in bytes {
            if byte > 0x20, byte < 0x7F, kept.contains(byte) || !#""<>`{}|^\'"#.utf8.contains(byte) {
                text.append(byte)
            } else {
                text += [UInt8(ascii: "%"), Hex.upper[Int(byte >> 4)], Hex.upper[Int(byte & 15)]]
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}

extension String {
    /// `%2e` as a dot, where that is all there is to a segment of a path.
    fileprivate var replacingPercentDots: String {
        guard utf8.count <= 6, utf8.contains(UInt8(ascii: "%")) else { return self }
        var bytes: [UInt8] = []
        var rest = Array(utf8)[...]
        while let first = rest.first {
            if rest.count >= 3, first == UInt8(ascii: "%"), rest[rest.startIndex + 1] == UInt8(ascii: "2"),
                rest[rest.startIndex + 2] | 0x20 == UInt8(ascii: "e")
            {
                bytes.append(UInt8(ascii: "."))
                rest = rest.dropFirst(3)
            } else {
                bytes.append(first)
                rest = rest.dropFirst()
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
