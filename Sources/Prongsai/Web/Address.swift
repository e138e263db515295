/// Parts of addresses.
enum Address {
    /// Percent-encoded for a path segment or a query value (RFC 3986 §2.3: only unreserved characters stay).
    static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var result: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.append(byte)
            default: result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// A path of this site that somebody asks to be sent back to; anything that could lead elsewhere becomes `/`.
    static func local(_ text: String?) -> String {
        guard let text, text.utf8.first == UInt8(ascii: "/"), text.utf8.count < 2000,
            text.utf8.dropFirst().first != UInt8(ascii: "/"), text.utf8.dropFirst().first != UInt8(ascii: "\\"),
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { return "/" }
        return text
    }

    /// Whether a text, without blanks around it, is the address of a web page.
    static func isPage(_ address: String) -> Bool {
        (address.removing(prefix: "https://") != nil || address.removing(prefix: "http://") != nil)
            && address.utf8.count < 2000 && !address.unicodeScalars.contains(where: \.properties.isWhitespace)
    }

    /// Whether an address carries a name or password before its host (RFC 3986 §3.2.1), which would be printed with it.
    static func hasUser(_ address: String) -> Bool {
        guard let scheme = address.range(of: "://") else { return false }
        return address[scheme.upperBound...].utf8.prefix { !"/?#\\".utf8.contains($0) }.contains(UInt8(ascii: "@"))
    }
}
