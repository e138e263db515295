/// Sets how often an address is looked at, where somebody wants another interval than the usual.
struct WatchAddress: Operation {
    static let name = "watch-address"
    static let permission = Permission.plan
    let agency: String?
    /// Id of the watched address.
    let watched: String
    let seconds: Int

    /// The intervals one may choose, in seconds: an hour, six hours, a day, a week.
    static let choices = [3600, 21_600, 86_400, 604_800]

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        guard
            let row = try db.first(
                "SELECT every_seconds, next_at FROM watched WHERE id = \(watched) AND agency_id = \(agency)")
        else { throw Failure.notFound(Message("failure.no_watched")) }
        guard WatchAddress.choices.contains(seconds) else {
            throw Failure.invalid([Problem("watch_interval", at: "every")])
        }
        guard try row.integer("every_seconds") != seconds else { return Done((), nil) }
        // What comes later than the new interval comes earlier; what is due stays due.
        let latest = now.adding(Int64(seconds) * 1000)
        try db.execute(
            """
            UPDATE watched SET every_seconds = \(seconds),
            next_at = CASE WHEN next_at > \(latest) THEN \(latest.text) ELSE next_at END WHERE id = \(watched)
            """)
        return Done((), JournalNote("watched \(watched)", ["seconds": String(seconds)]))
    }
}

/// Has an address looked at as soon as possible. Asking again within a minute changes nothing.
struct LookAgain: Operation {
    static let name = "look-again"
    static let permission = Permission.record
    let agency: String?
    let watched: String

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        guard
            let row = try db.first(
                """
                SELECT next_at, seen_at FROM watched WHERE id = \(watched) AND agency_id = \(agency)
                AND stopped_at IS NULL
                """)
        else { throw Failure.notFound(Message("failure.no_watched")) }
        let seen = try row.optionalString("seen_at") ?? ""
        guard try row.string("next_at") > now.text, seen < now.adding(-60_000).text else { return Done((), nil) }
        try db.execute("UPDATE watched SET next_at = \(now) WHERE id = \(watched)")
        return Done((), JournalNote("watched \(watched)"))
    }
}
