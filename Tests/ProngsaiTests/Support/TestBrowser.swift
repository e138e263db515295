import Foundation
import Testing

@testable import Prongsai

/// A browser without a window: keeps cookies, follows nothing by itself, sends forms with the token of the page it saw
/// last. It talks to the front door directly; the socket in front of it has tests of its own.
final class TestBrowser {
    var front: Front
    private(set) var cookies: [String: String] = [:]
    var isSecure = false

    init(_ site: Site) { front = Front(site: site) }

    struct Answer {
        var status: Int
        var headers: [(name: String, value: String)]
        var bytes: [UInt8]
        var body: String { String(decoding: bytes, as: UTF8.self) }
        func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
        var location: String? { header("location") }
    }

    func get(_ address: String) async throws -> Answer { try await send(.get, address, headers: [:], body: []) }

    /// Sends a form as a browser does, with this browser's token unless the fields name another.
    @discardableResult
    func post(_ address: String, _ fields: [String: String] = [:], more: [(String, String)] = []) async throws -> Answer
    {
        var form = FormFields(more.map { (name: $0.0, value: $0.1) })
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) { form.append(name, value) }
        if fields["form-token"] == nil { form.append("form-token", try await token()) }
        return try await send(
            .post, address, headers: ["content-type": "application/x-www-form-urlencoded"],
            body: Array(form.encoded.utf8))
    }

    /// Sends a form with files, in pieces of some bytes.
    @discardableResult
    func upload(
        _ address: String, _ fields: [(String, String)], files: [(field: String, name: String, bytes: [UInt8])],
        piece: Int = 1000
    ) async throws -> Answer {
        let boundary = "----test\(ID.new())"
        var body: [UInt8] = []
        for (name, value) in [("form-token", try await token())] + fields {
            body += Array(
                "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n".utf8)
        }
        for file in files {
            body += Array(
                "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(file.field)\"; filename=\"\(file.name)\"\r\nContent-Type: application/octet-stream\r\n\r\n"
                    .utf8)
            body += file.bytes + [13, 10]
        }
        body += Array("--\(boundary)--\r\n".utf8)
        return try await send(
            .post, address, headers: ["content-type": "multipart/form-data; boundary=\(boundary)"], body: body,
            piece: piece)
    }

    func signIn(_ login: String, _ password: String = TestSite.password) async throws {
        let answer = try await post("/sign-in", ["login": login, "password": password])
        try #require(answer.status == 303, "signing in as \(login): \(answer.status)")
    }

    /// A browser whose session as `login` is over, with its cookie still there.
    static func expired(_ login: String, on site: Site) async throws -> TestBrowser {
        let browser = TestBrowser(site)
        try await browser.signIn(login)
        let token = browser.cookies[Front.cookie]
        try await browser.post("/sign-out")
        browser.setCookie(Front.cookie, token)
        return browser
    }

    /// The token this browser's forms carry.
    func token() async throws -> String {
        if cookies[Front.cookie] == nil { _ = try await get("/sign-in") }
        return Front.formToken(of: cookies[Front.cookie] ?? "")
    }

    func setCookie(_ name: String, _ value: String?) { cookies[name] = value }

    func send(
        _ method: Route.Method, _ address: String, headers: [String: String], body: [UInt8], piece: Int = 1 << 20
    ) async throws -> Answer {
        let parts = address.split(separator: "?", maxSplits: 1).map(String.init)
        let path = parts.first ?? "/"
        let (route, parameters) = TestBrowser.match(method, path)
        var headers = headers
        headers["cookie"] = cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
        let request = WebRequest(
            method: method.rawValue, path: path,
            query: try FormFields(encoded: (parts.count > 1 ? parts[1] : "").utf8), headers: headers,
            parameters: parameters, isSecure: isSecure, id: "test")
        let reply = await front.answer(route, request) { take in
            var rest = body[...]
            while !rest.isEmpty {
                try take(rest.prefix(piece))
                rest = rest.dropFirst(piece)
            }
        }
        for (name, value) in reply.headers where name == "set-cookie" {
            let pair = value.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1).map(String.init)
            cookies[pair[0]] = pair.count > 1 ? pair[1] : ""
        }
        return Answer(status: reply.status, headers: reply.headers, bytes: try await TestBrowser.bytes(reply.body))
    }

    private static func bytes(_ body: Reply.Body) async throws -> [UInt8] {
        switch body {
        case .bytes(let bytes): return bytes
        case .file(let place, _): return [UInt8](try Data(contentsOf: place))
        case .part(let place, let range): return [UInt8](try Data(contentsOf: place)[range])
        case .stream(let make):
            let collected = Collected()
            try await make { await collected.add($0) }
            return await collected.bytes
        }
    }

    private actor Collected {
        var bytes: [UInt8] = []
        func add(_ more: [UInt8]) { bytes += more }
    }

    /// The route of a path, the more literal one first, as the router decides.
    static func match(_ method: Route.Method, _ path: String) -> (Route?, [String: String]) {
        let segments = path.split(separator: "/").map(String.init)
        var best: (route: Route, parameters: [String: String])?
        for route in Routes.all where route.method == method {
            guard let parameters = route.parameters(segments) else { continue }
            if best == nil || parameters.count < (best?.parameters.count ?? 0) { best = (route, parameters) }
        }
        return (best?.route, best?.parameters ?? [:])
    }
}

extension TestBrowser {
    /// The value of a hidden field of a page.
    static func hidden(_ name: String, in page: String) -> String? {
        guard let start = page.range(of: "type=\"hidden\" name=\"\(name)\" value=\"") else { return nil }
        let rest = page[start.upperBound...].utf8
        let value = String(decoding: rest.prefix { $0 != UInt8(ascii: "\"") }, as: UTF8.self)
        // Literally: a Thai mark after the semicolon would hide it.
        return ["&quot;": "\"", "&lt;": "<", "&gt;": ">", "&#39;": "'", "&amp;": "&"].sorted { $0.key > $1.key }
            .reduce(value) { $0.replacingOccurrences(of: $1.key, with: $1.value, options: .literal) }
    }
}
