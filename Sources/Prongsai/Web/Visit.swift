import Foundation
import ITA

/// A request as it came over the wire, before anything is known of who sent it.
struct WebRequest: Sendable {
    var method: String
    /// The path, still percent-encoded, without the query.
    var path: String
    var query: FormFields
    /// Header fields by lower-case name.
    var headers: [String: String]
    /// The parts of the path that the route names.
    var parameters: [String: String]
    /// Whether it came over TLS, as the connection or a trusted proxy says.
    var isSecure: Bool
    /// For the log and for a person to quote: nothing else of an error is shown.
    var id: String
    /// The network address that asks, as far as is known: what a proxy on this machine says, else who is connected.
    var peer = ""
    /// Whether this machine itself asks, which a proxy on it does for everybody.
    var isFromHere = false
    /// The form of this page that somebody had sent when their session was over.
    var resumed: Resumed?

    /// The value of a cookie (RFC 6265 §4.2).
    func cookie(_ name: String) -> String? {
        for part in (headers["cookie"] ?? "").utf8.split(separator: UInt8(ascii: ";")) {
            let pair = String(decoding: part, as: UTF8.self).trimmingWhitespace()
            if let value = pair.removing(prefix: name + "=") { return value }
        }
        return nil
    }

    /// The token of a machine (RFC 6750 §2.1).
    var bearer: String? { headers["authorization"]?.removing(prefix: "Bearer ")?.trimmingWhitespace() }

    /// Whether what was sent is a form of texts alone.
    var isPlainForm: Bool {
        headers["content-type"]?.removing(prefix: "application/x-www-form-urlencoded") != nil
    }

    /// Path and query, to come back to.
    var address: String { query.pairs.isEmpty ? path : "\(path)?\(query.encoded)" }
}

/// Somebody who is signed in.
struct Viewer: Sendable, Equatable {
    var id: String
    var name: String
    var role: Role
    /// Where they work.
    var agency: Agency
    var unitID: String?
    /// SHA-256 of their session's token.
    var session: String
    /// What their token is for; nil where they signed in themselves.
    var scopes: [Permission]?
    /// When the session was last noted to be in use.
    var seenAt: Instant
    /// How many notices they have not read.
    var unread = 0
}

/// One request with everything a page needs: who asks, in what language, about which agency, and what they sent.
struct Visit: Sendable {
    let site: Site
    let request: WebRequest
    let viewer: Viewer?
    /// The agency the path names; looked up only where the visitor may see it.
    let found: Agency?
    let language: Language
    /// Fields of the form that was sent; for a page, of the query.
    var form: FormFields
    /// Files of the form that was sent.
    var files: [UploadedFile] = []
    /// The JSON that was sent.
    var json: JSONValue?
    let now: Instant
    /// What every form of this visitor carries, so that no other site can send one in their name.
    let formToken: String
    /// What the console showed for setting up the first agency.
    let setupCode: String

    /// The same visit once it is known who asks, and about which agency.
    func seen(_ viewer: Viewer?, _ agency: Agency?) -> Visit {
        Visit(
            site: site, request: request, viewer: viewer, found: agency, language: language, form: form, files: files,
            json: json, now: now, formToken: formToken, setupCode: setupCode)
    }

    /// The same visit with the token of a session that has just begun.
    func with(formToken: String) -> Visit {
        Visit(
            site: site, request: request, viewer: viewer, found: found, language: language, form: form, files: files,
            json: json, now: now, formToken: formToken, setupCode: setupCode)
    }

    /// Who acts. An officer of the office above keeps their own agency: what they may do below is looking.
    var actor: Actor {
        guard let viewer else { return .visitor }
        let below = found.flatMap { $0.id == viewer.agency.id ? nil : $0.id }
        return .person(id: viewer.id, name: viewer.name, agency: viewer.agency.id, role: viewer.role, below: below)
    }

    /// Who asks, in their own agency.
    var own: Actor {
        viewer.map { .person(id: $0.id, name: $0.name, agency: $0.agency.id, role: $0.role) } ?? .visitor
    }

    /// Whether what was asked with is for this too: a token may be for less than its person may do.
    func reaches(_ scope: Permission) -> Bool { viewer?.scopes?.contains(scope) ?? true }

    func may(_ permission: Permission) -> Bool { found.map { actor.may(permission, in: $0.id) } ?? false }

    func text(_ key: String, _ values: [String: String] = [:]) -> String { site.strings.text(key, values, language) }

    /// Does an operation as whoever asks.
    func perform<O: Operation>(_ operation: O) async throws -> O.Answer { try await site.perform(operation, as: actor) }

    /// The agency of the path.
    func agency() throws -> Agency {
        guard let found else { throw Failure.notFound(Message("failure.no_page")) }
        return found
    }

    /// A part of the path.
    func parameter(_ name: String) throws -> String {
        guard let value = request.parameters[name] else { throw Failure.notFound(Message("failure.no_page")) }
        return value
    }

    /// The fiscal year of the path.
    func year() throws -> Int {
        guard let year = Int(try parameter("year")), (2400...2999).contains(year) else {
            throw Failure.notFound(Message("failure.no_page"))
        }
        return year
    }

    /// The plan of the path's agency and year.
    func plan() async throws -> Plan {
        let (agency, year, site) = (try agency(), try year(), site)
        return try await site.database.read { try Plan.kept(agency, year: year, on: site, in: $0) }
    }

    /// Today in Thailand (UTC+7 all year).
    var today: Day { now.day }

    func day(_ day: Day) -> String { site.strings.day(day, language) }
}
