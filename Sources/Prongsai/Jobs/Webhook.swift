import Crypto
import Foundation
import Watch

/// Telling another program what happened here: a POST with a signature, to an address an administrator of the agency gave.
struct Webhook: Sendable, Equatable {
    /// What can be told. The sentences stand under `webhook.event_<name>`.
    enum Event: String, Sendable, CaseIterable {
        /// A round was approved by the director.
        case roundApproved = "round.approved"
        /// A round was frozen.
        case roundFrozen = "round.frozen"
        /// An address of a disclosure is down.
        case disclosureDown = "disclosure.down"
        /// It is up again.
        case disclosureUp = "disclosure.up"
        /// Somebody tries the address out; every webhook gets it.
        case test

        /// Those one may choose.
        static let choices: [Event] = [.roundApproved, .roundFrozen, .disclosureDown, .disclosureUp]

        /// Its name in the keys of sentences.
        var key: String { rawValue.replacingOccurrences(of: ".", with: "_") }
    }

    var id: String
    var address: String
    var events: [Event]
    var createdAt: String
    /// The last deliveries, newest first.
    var deliveries: [Sent] = []

    /// One delivery, and how it fares.
    struct Sent: Sendable, Equatable {
        enum State: String, Sendable, CaseIterable { case waiting, delivered, failed }
        var event: String
        var createdAt: String
        var attempts: Int
        var nextAt: String
        var state: State
        var fault: TransferFault?
    }

    /// Tells every webhook of an agency that wants to know, in the transaction of what happened.
    ///
    /// - Parameter payload: the event's `data`: ids and numbers, nothing personal.
    static func announce(
        _ event: Event, payload: [String: JSONValue], agency: String?, at now: Instant, in db: Connection
    ) throws {
        let rows = try db.rows(
            """
            SELECT webhook.id, events, agency.key FROM webhook JOIN agency ON agency.id = webhook.agency_id
            WHERE webhook.agency_id = \(agency) AND removed_at IS NULL ORDER BY webhook.id
            """)
        for row in rows where Webhook.events(try row.string("events")).contains(event) {
            try send(
                event, payload: payload, to: try row.string("id"), key: try row.string("key"), agency: agency, at: now,
                in: db)
        }
    }

    static func send(
        _ event: Event, payload: [String: JSONValue], to webhook: String, key: String, agency: String?,
        at now: Instant, in db: Connection
    ) throws {
        let body: JSONValue = [
            "event": .text(event.rawValue), "at": .text(now.text), "agency": .text(key), "data": .object(payload),
        ]
        try Outbox.add("webhook", target: webhook, payload: try body.bytes(), agency: agency, at: now, in: db)
    }

    static func events(_ stored: String) -> [Event] {
        stored.utf8.split(separator: 32).compactMap { Event(rawValue: String(decoding: $0, as: UTF8.self)) }
    }

    /// `t=SECONDS,v1=HMAC`: whoever knows the secret can tell that the body is ours and when it left.
    static func signature(_ body: [UInt8], secret: String, at now: Instant) -> String {
        let seconds = now.milliseconds / 1000
        let key = SymmetricKey(data: Array(secret.utf8))
        let code = HMAC<SHA256>.authenticationCode(for: Array("\(seconds).".utf8) + body, using: key)
        return "t=\(seconds),v1=\(Hash.hex(code))"
    }

    /// The webhooks of an agency with their last five deliveries each.
    static func load(agency: String, in db: Connection) throws -> [Webhook] {
        let sent = try db.rows(
            """
            SELECT target, payload, created_at, attempts, next_at, done_at, fault FROM (
              SELECT outbox.*, ROW_NUMBER() OVER (PARTITION BY target ORDER BY created_at DESC, id DESC) AS place
              FROM outbox WHERE agency_id = \(agency) AND kind = 'webhook') AS numbered
            WHERE place <= 5 ORDER BY created_at DESC
            """)
        let deliveries = try Dictionary(grouping: sent) { try $0.string("target") }
        return try db.rows(
            """
            SELECT id, address, events, created_at FROM webhook
            WHERE agency_id = \(agency) AND removed_at IS NULL ORDER BY created_at, id
            """
        ).map { row in
            let id = try row.string("id")
            return Webhook(
                id: id, address: try row.string("address"), events: events(try row.string("events")),
                createdAt: try row.string("created_at"), deliveries: try (deliveries[id] ?? []).map(Sent.init))
        }
    }
}

extension Webhook.Sent {
    init(_ row: Row) throws {
        let payload = try JSONValue(parsing: Array(try row.string("payload").utf8))
        event = payload["event"]?.text ?? ""
        (createdAt, nextAt) = (try row.string("created_at"), try row.string("next_at"))
        attempts = try row.integer("attempts")
        fault = try row.optionalString("fault").map(TransferFault.init(stored:))
        let isOver = try row.optionalString("done_at") != nil
        state = isOver ? (fault == nil ? .delivered : .failed) : .waiting
    }
}

/// Where a webhook leads: looked up and checked anew each time, and then connected to at exactly the address that was checked,
/// so that nobody reaches the office's own machines through us.
struct WebhookAddress: Sendable {
    let url: String
    let scheme: String
    let host: String
    let port: String
    let allowed: [IPNetwork]

    /// Throws a ``TransferFault`` where it is no address one may send to.
    init(_ url: String, allowed: [IPNetwork]) throws {
        guard url.utf8.count <= 2000, url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
            let scheme = Transfer.part("s", of: url), ["http", "https"].contains(scheme),
            let host = Transfer.part("h", of: url), let port = Transfer.part("p", of: url),
            Transfer.part("u", of: url) == nil, WebhookAddress.isPlain(host)
        else { throw TransferFault("no_address") }
        (self.url, self.scheme, self.host, self.port) = (url, scheme, host, port)
        self.allowed = allowed
    }

    /// Looks the name up. Every address it stands for has to be one that may be asked.
    func way(authorities: String) async throws -> Transfer.Way {
        let name = host.trimmingCharacters(in: ["[", "]"])
        let found = await Transfer.lookUp(name)
        guard !found.isEmpty else { throw TransferFault("no_host") }
        let addresses = found.compactMap { IPAddress(host: $0) }
        guard addresses.count == found.count, addresses.allSatisfy(mayAsk) else { throw TransferFault("inside") }
        guard scheme == "https" || addresses.allSatisfy(\.isLoopback) else { throw TransferFault("not_https") }
        // A numeric address is asked as it stands; a name is pinned to what was checked.
        guard IPAddress(host: host) == nil else {
            return Transfer.Way(url: url, resolve: nil, authorities: authorities, seconds: 15)
        }
        let list = found.map { $0.utf8.contains(UInt8(ascii: ":")) ? "[\($0)]" : $0 }.joined(separator: ",")
        return Transfer.Way(
            url: url, resolve: "\(name):\(port):\(list)", authorities: authorities, seconds: 15)
    }

    /// Letters, digits, dots, dashes, or an address in brackets: a name that libcurl looks up under the same letters.
    private static func isPlain(_ host: String) -> Bool {
        if host.utf8.first == UInt8(ascii: "[") { return IPAddress(host: host) != nil }
        return host.utf8.last != UInt8(ascii: ".")
            && host.utf8.allSatisfy { byte in
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                    || Array("-._".utf8).contains(byte)
            }
    }

    private func mayAsk(_ address: IPAddress) -> Bool {
        if allowed.contains(where: { $0.contains(address) }) { return true }
        return !address.isInside
    }
}
