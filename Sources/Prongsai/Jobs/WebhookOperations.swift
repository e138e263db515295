import Watch

/// Adds an address that is told of events; its secret is shown once to whoever adds it.
struct AddWebhook: Operation {
    static let name = "add-webhook"
    static let permission = Permission.administer
    let agency: String?
    let address: String
    let events: [Webhook.Event]
    let secret: String
    /// Addresses inside the office's network that may be told all the same.
    var networks: [IPNetwork] = []

    /// Most addresses one agency may have.
    static let most = 20

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<String> {
        let address = address.trimmingWhitespace()
        guard try db.first("SELECT id FROM agency WHERE id = \(agency)") != nil else {
            throw Failure.notFound(Message("failure.no_page"))
        }
        var problems: [Problem] = []
        if let problem = AddWebhook.problem(address, networks) { problems.append(problem) }
        if events.isEmpty || !events.allSatisfy({ Webhook.Event.choices.contains($0) }) {
            problems.append(Problem("webhook_events", at: "events"))
        }
        guard problems.isEmpty else { throw Failure.invalid(problems) }
        let others = try db.rows(
            "SELECT address FROM webhook WHERE agency_id = \(agency) AND removed_at IS NULL"
        ).map { try $0.string("address") }
        guard !others.contains(address) else {
            throw Failure.invalid([Problem("webhook_twice", at: "address")])
        }
        guard others.count < AddWebhook.most else {
            throw Failure.conflict(Message("failure.webhooks_full", ["limit": String(AddWebhook.most)]))
        }
        let id = ID.new()
        let words = Webhook.Event.choices.filter { events.contains($0) }.map(\.rawValue).joined(separator: " ")
        try db.execute(
            """
            INSERT INTO webhook (id, agency_id, address, secret, events, created_at)
            VALUES (\(id), \(agency), \(address), \(secret), \(words), \(now))
            """)
        return Done(id, JournalNote("webhook \(id)", ["events": words]))
    }

    /// What is wrong with an address as it is written; where it leads is looked at whenever something is sent.
    private static func problem(_ address: String, _ networks: [IPNetwork]) -> Problem? {
        guard let parsed = try? WebhookAddress(address, allowed: networks) else {
            return Problem("webhook_address", at: "address")
        }
        if parsed.scheme == "http" {
            let loopback = networks.contains { $0.base.isLoopback }
            return loopback && MailServer.isLoopback(parsed.host) ? nil : Problem("webhook_https", at: "address")
        }
        if let number = IPAddress(host: parsed.host), number.isInside,
            !networks.contains(where: { $0.contains(number) })
        {
            return Problem("webhook_inside", at: "address")
        }
        return nil
    }
}

/// Takes an address away; what waits for it is not sent any more.
struct RemoveWebhook: Operation {
    static let name = "remove-webhook"
    static let permission = Permission.administer
    let agency: String?
    let webhook: String

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        try Webhook.require(webhook, agency: agency, in: db)
        // The secret is of no use to anybody any more.
        try db.execute("UPDATE webhook SET removed_at = \(now), secret = '' WHERE id = \(webhook)")
        try db.execute(
            """
            UPDATE outbox SET done_at = \(now), fault = \(TransferFault("webhook_gone").stored)
            WHERE agency_id = \(agency) AND kind = 'webhook' AND target = \(webhook) AND done_at IS NULL
            """)
        return Done((), JournalNote("webhook \(webhook)"))
    }
}

/// Sends something to an address to see whether it arrives.
struct TestWebhook: Operation {
    static let name = "test-webhook"
    static let permission = Permission.administer
    let agency: String?
    let webhook: String

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        try Webhook.require(webhook, agency: agency, in: db)
        let key = try db.first("SELECT key FROM agency WHERE id = \(agency)")?.string("key") ?? ""
        try Webhook.send(.test, payload: [:], to: webhook, key: key, agency: agency, at: now, in: db)
        return Done((), JournalNote("webhook \(webhook)"))
    }
}

extension Webhook {
    static func require(_ id: String, agency: String?, in db: Connection) throws {
        guard
            try db.first(
                "SELECT id FROM webhook WHERE id = \(id) AND agency_id = \(agency) AND removed_at IS NULL") != nil
        else { throw Failure.notFound(Message("failure.no_webhook")) }
    }
}
