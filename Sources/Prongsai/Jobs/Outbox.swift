/// What waits to be sent. A row is written in the transaction of what it tells of, so that nothing is told that did
/// not happen.
enum Outbox {
    /// A letter: what stands over it and what it says.
    struct Mail: Sendable, Equatable {
        var subject: String
        var text: String
    }

    /// Puts a letter to an address into the outbox.
    static func mail(to: String, subject: String, text: String, agency: String?, at now: Instant, in db: Connection)
        throws
    {
        let payload = String(
            decoding: try JSONValue.object(["subject": .text(subject), "text": .text(text)]).bytes(), as: UTF8.self)
        try db.execute(
            """
            INSERT INTO outbox (id, agency_id, kind, target, payload, created_at, attempts, next_at)
            VALUES (\(ID.new()), \(agency), 'mail', \(to), \(payload), \(now), 0, \(now))
            """)
    }

    /// Whether this installation sends mail at all.
    static func canMail(_ settings: Settings) -> Bool { false }
}
