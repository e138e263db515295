import Foundation
import HTML

/// What goes back to the browser.
struct Reply: Sendable {
    enum Body: Sendable {
        case bytes([UInt8])
        /// A file on the disk, sent piece by piece.
        case file(URL, size: Int)
        /// Some bytes of a file, counted from 0.
        case part(URL, Range<Int>)
        /// Bytes as they are made, such as an archive; the closure hands them to the writer it gets.
        case stream(@Sendable (_ write: @Sendable ([UInt8]) async throws -> Void) async throws -> Void)
    }
    var status: Int
    var headers: [(name: String, value: String)]
    var body: Body
    /// Whether nothing in it is a secret of whoever asks, such as the token of a form; see ``packed(for:)``.
    var holdsNoSecret = false

    init(_ status: Int, _ headers: [(name: String, value: String)] = [], _ body: Body = .bytes([])) {
        (self.status, self.headers, self.body) = (status, headers, body)
    }

    /// A page. Pages of people who are signed in are never kept by caches between.
    static func html(_ node: Node, status: Int = 200) -> Reply {
        Reply(
            status, [("content-type", "text/html; charset=utf-8"), ("cache-control", "no-store")],
            .bytes(node.document()))
    }

    /// After something was done: look at the result with a request of its own, so that going back or reloading sends
    /// nothing twice (RFC 9110 §15.4.4).
    static func redirect(_ address: String) -> Reply {
        Reply(303, [("location", address), ("cache-control", "no-store")])
    }

    static func text(_ text: String, status: Int = 200, type: String = "text/plain; charset=utf-8") -> Reply {
        Reply(status, [("content-type", type), ("cache-control", "no-store")], .bytes(Array(text.utf8)))
    }

    /// A file to keep. The name goes in both forms of RFC 6266, so that Thai names arrive letter for letter.
    static func download(_ body: Body, name: String, type: String, inline: Bool = false) -> Reply {
        Reply(
            200,
            [
                ("content-type", type), ("content-disposition", disposition(name, inline: inline)),
                ("cache-control", "private, no-store"), ("x-content-type-options", "nosniff"),
            ], body)
    }

    static func disposition(_ name: String, inline: Bool) -> String {
        let plain = String(
            decoding: name.utf8.map { byte in
                (0x20...0x7E).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
                    ? byte : UInt8(ascii: "_")
            }, as: UTF8.self)
        return "\(inline ? "inline" : "attachment"); filename=\"\(plain)\"; filename*=UTF-8''\(Address.encoded(name))"
    }

    func with(status: Int) -> Reply {
        var copy = self
        copy.status = status
        return copy
    }

    func with(_ name: String, _ value: String) -> Reply {
        var copy = self
        copy.headers.append((name, value))
        return copy
    }
}
