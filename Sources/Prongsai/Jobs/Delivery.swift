import Foundation

/// Sends what is in the outbox.
struct Delivery: Sendable {
    let site: Site

    /// Sends what is due of one kind; gives how many rows it took. Ends early, and gives the rest back, where `isOver` says so.
    func run(_ kind: String, isOver: @Sendable () -> Bool = { false }) async throws -> Int {
        if kind == "mail", site.settings.mail == nil { return 0 }
        let items = try await site.takeFromOutbox(kind, most: 10)
        for (index, item) in items.enumerated() {
            if isOver() {
                try await site.giveBack(items[index...])
                return index
            }
            do {
                switch item.kind {
                case "mail": try await mail(item)
                case "line": try await line(item)
                default: try await webhook(item)
                }
                try await site.settle(item, nil, isFinal: false)
            } catch let fault as TransferFault {
                try await site.settle(item, fault, isFinal: Delivery.isFinal(fault))
            }
        }
        return items.count
    }

    /// Whether trying again is of no use: nobody of that name there, or the webhook is gone.
    static func isFinal(_ fault: TransferFault) -> Bool {
        if ["webhook_gone", "mail_address", "line_quota", "no_line"].contains(fault.code) { return true }
        let status = fault.values["status"].flatMap { Int($0) } ?? 0
        return fault.code == "refused" && (550...559).contains(status)
    }

    private func mail(_ item: Outbox.Item) async throws {
        guard let server = site.settings.mail else { throw TransferFault("no_mail") }
        guard let to = MailAddress(item.target) else { throw TransferFault("mail_address") }
        let payload = try? JSONValue(parsing: Array(item.payload.utf8))
        let message = MailMessage(
            from: server.from, name: site.strings.text("web.product", [:], site.settings.language), to: to,
            subject: payload?["subject"]?.text ?? "", text: payload?["text"]?.text ?? "", at: item.createdAt,
            id: item.id)
        try await server.send(message.bytes(), to: to, authorities: site.settings.authorities)
    }

    private func webhook(_ item: Outbox.Item) async throws {
        let (id, agency) = (item.target, item.agency)
        let found = try await site.database.read { db in
            try db.first(
                "SELECT address, secret FROM webhook WHERE id = \(id) AND agency_id = \(agency) AND removed_at IS NULL"
            ).map { (address: try $0.string("address"), secret: try $0.string("secret")) }
        }
        guard let found else { throw TransferFault("webhook_gone") }
        let way = try await WebhookAddress(found.address, allowed: site.settings.webhookNetworks)
            .way(authorities: site.settings.authorities)
        let body = Array(item.payload.utf8)
        let answer = try await Transfer.http(
            way,
            headers: [
                "Content-Type: application/json", "User-Agent: Prongsai/\(Prongsai.version)",
                "X-Prongsai-Delivery: \(item.id)",
                "X-Prongsai-Signature: \(Webhook.signature(body, secret: found.secret, at: site.clock.now()))",
            ], body: body, most: 65_536)
        guard (200...299).contains(answer.status) else {
            throw TransferFault("status", ["status": String(answer.status)])
        }
    }
}
