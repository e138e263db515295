/// Where messages of LINE go: the Messaging API's push (https://developers.line.biz/en/reference/messaging-api/).
struct LineTarget: Sendable, Equatable {
    /// The channel access token. A secret: it stands in no log and no page.
    var token: String
    /// A user, group or room that the channel may write to.
    var to: String
    /// The API's address, without a slash at its end.
    var address: String

    /// Nil where there is no token or nobody to write to.
    init?(token: String, to: String, address: String) {
        guard !token.isEmpty, !to.isEmpty else { return nil }
        (self.token, self.to, self.address) = (token, to, address.removing(suffix: "/") ?? address)
    }
}

extension Outbox {
    /// Puts a message of LINE on its way.
    static func line(to target: String, text: String, agency: String?, at now: Instant, in db: Connection) throws {
        let payload: JSONValue = ["text": .text(text.shortened(to: 4_000))]
        try add("line", target: target, payload: try payload.bytes(), agency: agency, at: now, in: db)
    }
}

extension Delivery {
    /// Pushes one message. The id of the row is the retry key, so that sending it again sends nothing twice.
    func line(_ item: Outbox.Item) async throws {
        guard let target = site.settings.watch.line else { throw TransferFault("no_line") }
        let text = (try? JSONValue(parsing: Array(item.payload.utf8)))?["text"]?.text ?? ""
        let body: JSONValue = [
            "to": .text(item.target), "messages": [["type": "text", "text": .text(text)]],
        ]
        // The administrator set this address; it may lead to a relay inside the office.
        let way = Transfer.Way(
            url: target.address + "/v2/bot/message/push", authorities: site.settings.authorities, seconds: 15)
        let answer = try await Transfer.http(
            way,
            headers: [
                "Content-Type: application/json", "Authorization: Bearer \(target.token)",
                "X-Line-Retry-Key: \(item.id)", "User-Agent: Prongsai/\(Prongsai.version)",
            ], body: try body.bytes(), most: 65_536)
        // 409: the same retry key was accepted before.
        guard (200...299).contains(answer.status) || answer.status == 409 else {
            throw TransferFault(answer.status == 429 ? "line_quota" : "status", ["status": String(answer.status)])
        }
    }
}
