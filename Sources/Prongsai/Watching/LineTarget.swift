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

/// Writes messages of LINE about alerts, in the language of the site.
struct LineWriter: Sendable {
    var to: String
    var strings: Strings
    var language: Language
    /// The address of this site as others reach it; empty where it has none.
    var desk: String

    /// Nil where no messages are sent.
    init?(_ site: Site) {
        guard let target = site.settings.watch.line else { return nil }
        (to, strings, language) = (target.to, site.strings, site.settings.language)
        desk = site.settings.absolute("")
    }

    /// Puts the sentence `watch.line_<key>` on its way.
    ///
    /// - Parameters:
    ///   - address: the page at the desk that shows more.
    ///   - id: the message's own.
    func write(
        _ key: String, _ values: [String: String], about address: String, id: String, agency: String?, at now: Instant,
        in db: Connection
    ) throws {
        var words = strings.worded(values, language)
        // A title has a line of its own.
        if let title = values["title"], !title.isEmpty { words["named"] = "\n\(title)" }
        let told = strings.text("watch.line_\(key)", words, language)
        let text = desk.isEmpty ? told : "\(told)\n\(desk)\(address)"
        try Outbox.line(to: to, text: text, id: id, agency: agency, at: now, in: db)
    }
}

extension Outbox {
    /// Puts a message of LINE on its way.
    static func line(
        to target: String, text: String, id: String = ID.new(), agency: String?, at now: Instant, in db: Connection
    ) throws {
        let payload: JSONValue = ["text": .text(text.shortened(to: 4_000))]
        try add("line", id: id, target: target, payload: try payload.bytes(), agency: agency, at: now, in: db)
    }

    /// Whether a message was not given up.
    static func isOnItsWayOrSent(_ id: String, in db: Connection) throws -> Bool {
        try db.first("SELECT id FROM outbox WHERE id = \(id) AND (done_at IS NULL OR fault IS NULL)") != nil
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
            throw TransferFault(
                answer.status == 429 ? Self.busy(answer.body) : "status", ["status": String(answer.status)])
        }
    }

    /// What an answer 429 means: the month's messages are used up, or too many came at once. Only the words of the
    /// answer tell (https://developers.line.biz/en/docs/messaging-api/handling-http-429-errors/).
    private static func busy(_ body: [UInt8]) -> String {
        let said = (try? JSONValue(parsing: body))?["message"]?.text?.lowercased() ?? ""
        return said.contains("monthly limit") ? "line_quota" : "line_rate"
    }
}
