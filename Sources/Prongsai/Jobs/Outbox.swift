import Foundation

/// What is on its way out of the office: mail and webhooks. A row is written in the transaction of what it tells of, so that neither
/// is there without the other; the worker sends it afterwards, at least once.
enum Outbox {
    /// A mail's words.
    struct Mail: Sendable, Equatable {
        var subject: String
        var text: String
    }

    /// Whether mail can be sent at all.
    static func canMail(_ settings: Settings) -> Bool { settings.mail != nil }

    /// Whether a mail can lead back here: it can be sent, and the office has an address to lead to.
    static func canMailLinks(_ settings: Settings) -> Bool { canMail(settings) && !settings.address.isEmpty }

    /// Puts a mail of plain text on its way. Throws a ``Failure`` where the address is none.
    static func mail(
        to address: String, subject: String, text: String, agency: String?, at now: Instant, in db: Connection
    ) throws {
        guard let to = MailAddress(address) else { throw Failure.invalid([Problem("mail_address", at: "email")]) }
        let payload: JSONValue = ["subject": .text(subject), "text": .text(text)]
        try add("mail", target: to.text, payload: try payload.bytes(), agency: agency, at: now, in: db)
    }

    @discardableResult
    static func add(
        _ kind: String, id: String = ID.new(), target: String, payload: [UInt8], agency: String?, at now: Instant,
        in db: Connection
    ) throws -> String {
        try db.execute(
            """
            INSERT INTO outbox (id, agency_id, kind, target, payload, created_at, attempts, next_at)
            VALUES (\(id), \(agency), \(kind), \(target), \(String(decoding: payload, as: UTF8.self)), \(now), 0, \(now))
            """)
        return id
    }

    /// A row that somebody holds for a while.
    struct Item: Sendable {
        var id: String
        var agency: String
        var kind: String
        var target: String
        var payload: String
        var createdAt: Instant
        /// How often it was tried, this time included.
        var attempts: Int
    }

    /// How long whoever takes a row may work on it before others take it again.
    static let lease: Int64 = 120_000

    /// How long to wait after a try that failed: a minute, then three times as long each time, up to six hours.
    static func pause(after attempts: Int) -> Int64 {
        var pause: Int64 = 60_000
        for _ in 1..<max(attempts, 1) where pause < 21_600_000 { pause *= 3 }
        return min(pause, 21_600_000)
    }

    /// After how long nobody tries any more: a webhook or a message of LINE is news for a day, a mail for three.
    static func patience(_ kind: String) -> Int64 { kind == "mail" ? 3 * 86_400_000 : 86_400_000 }
}

/// The queue's own bookkeeping. It changes nothing anybody entered, and so writes no line of the journal.
extension Site {
    /// Takes rows that are due, those waiting longest first. Several programs on one database never take the same.
    func takeFromOutbox(_ kind: String, most: Int) async throws -> [Outbox.Item] {
        let now = clock.now()
        // A look that locks nothing, since mostly there is nothing.
        let isAny = try await database.read { db in
            try db.first(
                "SELECT id FROM outbox WHERE done_at IS NULL AND next_at <= \(now) AND kind = \(kind) LIMIT 1") != nil
        }
        guard isAny else { return [] }
        let until = now.adding(Outbox.lease)
        return try await writeQueue { db, skipLocked in
            let ids = try db.rows(
                """
                SELECT id FROM outbox WHERE done_at IS NULL AND next_at <= \(now) AND kind = \(kind)
                ORDER BY next_at LIMIT \(most)\(name: skipLocked)
                """
            ).map { try $0.string("id") }
            return try db.rows(
                """
                UPDATE outbox SET attempts = attempts + 1, next_at = \(until) WHERE id IN (\(list: ids))
                RETURNING id, agency_id, kind, target, payload, created_at, attempts
                """
            ).map { row in
                Outbox.Item(
                    id: try row.string("id"), agency: try row.string("agency_id"), kind: try row.string("kind"),
                    target: try row.string("target"), payload: try row.string("payload"),
                    createdAt: Instant(stored: try row.string("created_at")), attempts: try row.integer("attempts"))
            }
        }
    }

    /// Notes how a row fared: sent, to be tried again, or given up. A mail's words, which may hold a code, are kept no
    /// longer than it is on its way.
    func settle(_ item: Outbox.Item, _ fault: TransferFault?, isFinal: Bool) async throws {
        let now = clock.now()
        let next = now.adding(Outbox.pause(after: item.attempts))
        let isOver = fault == nil || isFinal || next > item.createdAt.adding(Outbox.patience(item.kind))
        try await writeQueue { db, _ in
            try db.execute(
                """
                UPDATE outbox SET done_at = \(isOver ? now.text : nil), fault = \(fault?.stored), next_at = \(next),
                payload = CASE WHEN \(isOver ? 1 : 0) = 1 AND kind = 'mail' THEN '{}' ELSE payload END
                WHERE id = \(item.id) AND done_at IS NULL
                """)
        }
    }

    /// Gives back what was taken and not tried.
    func giveBack(_ items: some Collection<Outbox.Item> & Sendable) async throws {
        guard !items.isEmpty else { return }
        let (ids, now) = (items.map(\.id), clock.now())
        try await writeQueue { db, _ in
            try db.execute(
                """
                UPDATE outbox SET attempts = attempts - 1, next_at = \(now)
                WHERE id IN (\(list: ids)) AND done_at IS NULL
                """)
        }
    }

    /// A write that waits for no agency: on PostgreSQL every program takes rows that no other holds at the moment.
    func writeQueue<T: Sendable>(_ body: @escaping @Sendable (Connection, _ skipLocked: StaticString) throws -> T)
        async throws -> T
    {
        let suffix: StaticString =
            switch database.engine {
            case .sqlite: ""
            case .postgres: " FOR UPDATE SKIP LOCKED"
            }
        return try await database.write("queue:\(ID.new())") { try body($0, suffix) }
    }
}
