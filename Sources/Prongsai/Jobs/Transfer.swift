import CPost
import Dispatch
import Foundation

/// What went wrong on the way to another machine: a word for the sentence `transfer.<word>`, and what it needs.
struct TransferFault: Error, Sendable, Equatable, Codable {
    var code: String
    var values: [String: String]

    /// Every word there is.
    static let codes = [
        "no_host", "no_answer", "too_slow", "no_tls", "mail_login", "refused", "too_large", "status", "no_address",
        "inside", "not_https", "webhook_gone", "no_mail", "mail_address", "no_sendmail", "sendmail", "no_line",
        "line_quota", "line_rate", "other",
    ]

    init(_ code: String, _ values: [String: String] = [:]) { (self.code, self.values) = (code, values) }

    /// As it is kept beside what could not be sent.
    var stored: String {
        (try? JSONValue.object(["code": .text(code), "values": .object(values.mapValues { .text($0) })]).bytes())
            .map { String(decoding: $0, as: UTF8.self) } ?? code
    }

    init(stored text: String) {
        let value = try? JSONValue(parsing: Array(text.utf8))
        code = value?["code"]?.text ?? "other"
        guard case .object(let members)? = value?["values"] else {
            values = [:]
            return
        }
        values = members.compactMapValues(\.text)
    }
}

extension Strings {
    /// What went wrong, in words.
    func transfer(_ fault: TransferFault, _ language: Language) -> String {
        let values = ["detail": "", "status": ""].merging(fault.values) { $1 }
        return text("transfer.\(fault.code)", values, language)
    }
}

/// Speaking with other machines, through libcurl, which blocks: on a queue of its own.
enum Transfer {
    private static let queue = DispatchQueue(label: "transfer", attributes: .concurrent)

    /// What an HTTP server answered.
    struct Answer: Sendable {
        var status: Int
        var body: [UInt8]
    }

    /// Where to connect, and whom to trust.
    struct Way: Sendable {
        var url: String
        /// `host:port:address` to connect to; nil to look the name up.
        var resolve: String?
        /// Certificates to trust in place of the system's; empty for the system's.
        var authorities = ""
        var seconds = 20
    }

    /// GET, or POST where there is a body.
    static func http(_ way: Way, headers: [String], body: [UInt8]? = nil, most: Int) async throws -> Answer {
        try await onQueue {
            var answer = post_answer()
            let lines = headers.map { strdup($0) }
            defer { for line in lines { free(line) } }
            var pointers = lines.map { $0.map { UnsafePointer($0) } }
            pointers.append(nil)
            let done = way.withCall { call in
                guard let body else { return post_http(&call, pointers, nil, 0, most, &answer) }
                // An empty array has no address, and no address would mean GET.
                return (body + [0]).withUnsafeBytes {
                    post_http(&call, pointers, $0.baseAddress, body.count, most, &answer)
                }
            }
            defer { post_free(answer.body) }
            guard done == 0 else { throw TransferFault("other", ["detail": "libcurl"]) }
            try check(answer)
            let bytes = UnsafeRawBufferPointer(start: answer.body, count: answer.length)
            return Answer(status: answer.status, body: Array(bytes))
        }
    }

    /// Hands a message to a mail server.
    static func mail(
        _ way: Way, user: String, password: String, isPlain: Bool, from: String, to: String, message: [UInt8]
    ) async throws {
        try await onQueue {
            var answer = post_answer()
            let done = way.withCall { call in
                message.withUnsafeBytes {
                    post_mail(&call, user, password, isPlain ? 1 : 0, from, to, $0.baseAddress, $0.count, &answer)
                }
            }
            guard done == 0 else { throw TransferFault("other", ["detail": "libcurl"]) }
            try check(answer)
        }
    }

    /// A part of an address as libcurl reads it; nil where the address is none or has no such part.
    static func part(_ part: Unicode.Scalar, of url: String) -> String? {
        guard !url.utf8.contains(0), let found = post_part(url, CChar(truncatingIfNeeded: part.value)) else {
            return nil
        }
        defer { post_free(found) }
        return String(cString: found)
    }

    /// The numeric addresses a host's name stands for now.
    static func lookUp(_ host: String) async -> [String] {
        let found = try? await onQueue { () -> [String] in
            guard let list = post_lookup(host) else { return [] }
            defer { post_free(list) }
            return String(cString: list).utf8.split(separator: 10).map { String(decoding: $0, as: UTF8.self) }
        }
        return found ?? []
    }

    static var version: String { String(cString: post_version()) }

    private static func check(_ answer: post_answer) throws {
        var answer = answer
        let detail = withUnsafeBytes(of: &answer.detail) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        let status = ["status": String(answer.status)]
        switch answer.outcome {
        case POST_DONE: return
        case POST_RESOLVE: throw TransferFault("no_host")
        case POST_CONNECT: throw TransferFault("no_answer")
        case POST_TIME: throw TransferFault("too_slow")
        case POST_TLS: throw TransferFault("no_tls", ["detail": detail])
        case POST_LOGIN: throw TransferFault("mail_login")
        case POST_REFUSED: throw TransferFault("refused", status)
        case POST_TOO_LARGE: throw TransferFault("too_large")
        default: throw TransferFault("other", ["detail": detail])
        }
    }

    private static func onQueue<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try work() }) }
        }
    }
}

extension Transfer.Way {
    fileprivate func withCall<T>(_ body: (inout post_call) -> T) -> T {
        let texts = [strdup(url), resolve.flatMap { strdup($0) }, authorities.isEmpty ? nil : strdup(authorities)]
        defer { for text in texts { free(text) } }
        var call = post_call(
            url: UnsafePointer(texts[0]), resolve: texts[1].map { UnsafePointer($0) },
            ca_file: texts[2].map { UnsafePointer($0) }, seconds: seconds)
        return body(&call)
    }
}
