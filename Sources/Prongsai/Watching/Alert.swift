import Foundation
import Watch

/// That a disclosure cannot be reached: raised where an address fell, ended where it rose, never taken back.
struct Alert: Sendable {
    var id: String
    var agency: String

    /// How long nothing can be told of an address before somebody is asked to open it, in milliseconds.
    static let patience: Int64 = 3 * 86_400_000
    /// How long a person's own look, or having been asked for one, is enough.
    static let trust: Int64 = 90 * 86_400_000
    /// A page that changes again is told of once in this time.
    static let betweenChanges: Int64 = 20 * 3_600_000

    /// Of a row of alerts: it is not over. Where its address was taken off, the watcher says that it is at its next pass.
    static let stands: SQL = """
        ended_at IS NULL AND NOT EXISTS (SELECT 1 FROM watched WHERE watched.id = alert.watched_id AND stopped_at IS NOT NULL)
        """

    /// What an alert says of its item: the values of `notice.disclosure_down` and its likes.
    struct Particulars {
        var values: [String: String]
        /// What is wrong, or was found last where nothing is.
        var verdict: PageVerdict
        var address: String
        var person: String?
        var unit: String?
        var disclosure: String
        var watched: Row
        var year: Int
        var item: WatchedItem

        /// Reads them of a watched address.
        init(watched id: String, agency: String?, editions: EditionShelf, in db: Connection) throws {
            guard
                let row = try db.first(
                    """
                    SELECT watched.id, watched.state, watched.verdict, watched.reasons, watched.standing, watched.since,
                      watched.last_good_at, watched.stopped_at, watched.changed_at, watched.seen_at, \(Watched.told),
                      \(Watched.shown), disclosure.id AS disclosure_id, disclosure.item_key, disclosure.title,
                      disclosure.person_id, disclosure.unit_id,
                      disclosure_year.fiscal_year, edition_id, edition_revision, agency.key
                    FROM \(Watched.tables) JOIN agency ON agency.id = watched.agency_id \(Watched.openAlert)
                    WHERE watched.id = \(id) AND watched.agency_id = \(agency)
                    """)
            else { throw Failure.notFound(Message("failure.no_watched")) }
            let edition = try editions.stored(
                try row.string("edition_id"), revision: try row.integer("edition_revision"), in: db
            ).edition
            item = WatchedItem(
                key: try row.string("item_key"), title: try row.optionalString("title"), edition: edition)
            (person, unit) = (try row.optionalString("person_id"), try row.optionalString("unit_id"))
            (disclosure, watched) = (try row.string("disclosure_id"), row)
            year = try row.integer("fiscal_year")
            address = Link.watched(try row.string("key"), year, id)
            let newest = try PageVerdict(row)
            verdict = try Particulars.verdict(row, newest: newest, in: db)
            values = [
                "code": item.code, "title": item.title.shortened(to: 120), "points": item.points ?? "–",
                "verdict": verdict.state.rawValue,
                "address": try row.string("address").shortened(to: 200),
                "last_good": try row.optionalString("last_good_at") ?? "",
            ]
            if let newest, newest.state != verdict.state, let seen = try row.optionalString("seen_at") {
                values.merge(["again": newest.state.rawValue, "again_at": seen]) { $1 }
            }
        }

        /// What is wrong where it is down: what the newest look found, if it tells; else what the alert says, or the last
        /// look that told, where there is no alert yet. Where it is not down, what the newest look found.
        private static func verdict(_ row: Row, newest: PageVerdict?, in db: Connection) throws -> PageVerdict {
            guard try row.string("state") == "down", newest?.weight != .bad else {
                return newest ?? PageVerdict(.unknown)
            }
            if let told = try PageVerdict.told(row) { return told }
            let looks = try db.rows(
                """
                SELECT verdict, reasons FROM verdict WHERE watched_id = \(try row.string("id"))
                ORDER BY at DESC, id DESC LIMIT 50
                """)
            return try looks.compactMap { try PageVerdict($0) }.first { $0.weight == .bad }
                ?? newest ?? PageVerdict(.unknown)
        }

        /// What programs are told of an alert, when it is raised and when it ends.
        func payload(alert: String, points: String?, verdict: String, since: String) throws -> [String: JSONValue] {
            [
                "year": .whole(year), "code": .text(item.code), "address": .text(try watched.string("address")),
                "verdict": .text(verdict), "points": JSONValue(points), "since": .text(since), "alert": .text(alert),
            ]
        }

        /// Whoever is responsible: the person; else the people of the unit; else the agency's officers.
        func owners(agency: String?, in db: Connection) throws -> [String] {
            if let person, try db.first("SELECT id FROM person WHERE id = \(person) AND retired_at IS NULL") != nil {
                return [person]
            }
            if let unit {
                let people = try db.rows(
                    """
                    SELECT id FROM person WHERE unit_id = \(unit) AND agency_id = \(agency) AND retired_at IS NULL
                    AND role IN ('officer', 'unit_officer')
                    """
                ).map { try $0.string("id") }
                if !people.isEmpty { return people }
            }
            return try Notice.people([.officer], of: agency, in: db)
        }
    }
}

/// Says that a disclosure's address is down: to whoever is responsible, at once.
struct RaiseAlert: Operation {
    static let name = "raise-alert"
    static let permission = Permission.plan
    let agency: String?
    let watched: String
    let editions: EditionShelf
    /// How messages of LINE are written; nil where none is sent.
    var line: LineWriter?

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<String?> {
        let about = try Alert.Particulars(watched: watched, agency: agency, editions: editions, in: db)
        guard try about.watched.string("state") == "down", try about.watched.optionalString("stopped_at") == nil,
            try db.first("SELECT id FROM alert WHERE watched_id = \(watched) AND ended_at IS NULL") == nil
        else { return Done(nil, nil) }
        let standing = try Stored.decode(PageStanding.self, try about.watched.optionalString("standing"))
        let since = standing?.since.map { Instant(milliseconds: $0) } ?? now
        let id = ID.new()
        let verdict = about.verdict.state.rawValue
        try db.execute(
            """
            INSERT INTO alert (id, agency_id, disclosure_id, watched_id, verdict, reasons, points, since, last_good_at,
              raised_at, owner_told_at)
            VALUES (\(id), \(agency), \(about.disclosure), \(watched), \(verdict),
              \(try about.verdict.storedReasons), \(about.item.points), \(since),
              \(try about.watched.optionalString("last_good_at")), \(now), \(now))
            """)
        let values = about.values.merging(["at": since.text]) { $1 }
        try Notice.tell(
            try about.owners(agency: agency, in: db), .disclosureDown, values, address: about.address, agency: agency,
            at: now, in: db)
        try Webhook.announce(
            .disclosureDown,
            payload: try about.payload(alert: id, points: about.item.points, verdict: verdict, since: since.text),
            agency: agency, at: now, in: db)
        // The message has the alert's own id: by it one sees later that this was told.
        try line?.write("down", values, about: about.address, id: id, agency: agency, at: now, in: db)
        return Done(
            id, JournalNote("alert \(id)", ["code": about.item.code, "verdict": verdict, "since": since.text]))
    }
}

/// Ends an alert: the address is up again, or is no longer looked at.
struct EndAlert: Operation {
    static let name = "end-alert"
    static let permission = Permission.plan
    let agency: String?
    let alert: String
    let editions: EditionShelf
    /// How messages of LINE are written; nil where none is sent.
    var line: LineWriter?

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        guard
            let row = try db.first(
                """
                SELECT alert.watched_id, alert.since, alert.ended_at, alert.points, alert.verdict, alert.officer_told_at,
                  alert.director_told_at, watched.state, watched.standing, watched.seen_at, watched.stopped_at
                FROM alert JOIN watched ON watched.id = alert.watched_id
                WHERE alert.id = \(alert) AND alert.agency_id = \(agency)
                """)
        else { throw Failure.notFound(Message("failure.no_alert")) }
        let state = try row.string("state")
        let isUp = state == "up"
        // One that is watched anew and was not looked at yet was left in between: nobody may say that it is up.
        let isWatched = try row.optionalString("stopped_at") == nil && state != "unknown"
        guard try row.optionalString("ended_at") == nil, isUp || !isWatched else { return Done((), nil) }
        let ended = try EndAlert.moment(row, at: now)
        try db.execute("UPDATE alert SET ended_at = \(ended) WHERE id = \(alert)")
        let about = try Alert.Particulars(
            watched: try row.string("watched_id"), agency: agency, editions: editions, in: db)
        let since = try row.string("since")
        if isUp {
            // Whoever heard that it was down hears that it is up.
            var people = try about.owners(agency: agency, in: db)
            for (column, role) in [("officer_told_at", Role.officer), ("director_told_at", .director)]
            where try row.optionalString(column) != nil {
                people += try Notice.people([role], of: agency, in: db)
            }
            let values = about.values.merging(["at": since]) { $1 }
            try Notice.tell(
                people, .disclosureUp, values, address: about.address, agency: agency, at: now, in: db)
            if try Outbox.isOnItsWayOrSent(alert, in: db) {
                try line?.write("up", values, about: about.address, id: ID.new(), agency: agency, at: now, in: db)
            }
        }
        var payload = try about.payload(
            alert: alert, points: try row.optionalString("points"), verdict: try row.string("verdict"), since: since)
        payload["isWatched"] = .flag(isWatched)
        try Webhook.announce(.disclosureUp, payload: payload, agency: agency, at: now, in: db)
        return Done((), JournalNote("alert \(alert)"))
    }

    /// When what it tells of was over: where it is up, with the first of the good looks that say so, not with the last
    /// that made sure; where it is watched no more, when it was taken off; where it is watched anew, with the last look
    /// before that.
    private static func moment(_ row: Row, at now: Instant) throws -> Instant {
        let standing = try Stored.decode(PageStanding.self, try row.optionalString("standing"))
        let began = standing.flatMap { $0.good > 0 ? $0.since : $0.lastGood }
        var moment = try row.optionalString("stopped_at").map { Instant(stored: $0) } ?? now
        switch try row.string("state") {
        case "up": if let began { moment = min(moment, Instant(milliseconds: began)) }
        case "unknown": if let seen = try row.optionalString("seen_at") { moment = min(moment, Instant(stored: seen)) }
        default: break
        }
        return max(Instant(stored: try row.string("since")), min(moment, now))
    }
}

/// Tells more people of an alert that still stands: the ITA officers, later the directors.
struct TellOfAlert: Operation {
    static let name = "tell-of-alert"
    static let permission = Permission.plan
    let agency: String?
    let alert: String
    let audience: Audience
    let editions: EditionShelf

    /// Who is told.
    enum Audience: String, Sendable { case officers, directors }

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        guard
            let row = try db.first(
                """
                SELECT watched_id, since, ended_at, officer_told_at, director_told_at FROM alert
                WHERE id = \(alert) AND agency_id = \(agency)
                """)
        else { throw Failure.notFound(Message("failure.no_alert")) }
        let told = try row.optionalString(audience == .officers ? "officer_told_at" : "director_told_at")
        guard told == nil, try row.optionalString("ended_at") == nil else { return Done((), nil) }
        let about = try Alert.Particulars(
            watched: try row.string("watched_id"), agency: agency, editions: editions, in: db)
        switch audience {
        case .officers: try db.execute("UPDATE alert SET officer_told_at = \(now) WHERE id = \(alert)")
        case .directors: try db.execute("UPDATE alert SET director_told_at = \(now) WHERE id = \(alert)")
        }
        // Whoever is responsible was told when it was raised.
        let owners = Set(try about.owners(agency: agency, in: db))
        let people = try Notice.people([audience == .officers ? .officer : .director], of: agency, in: db)
            .filter { audience == .directors || !owners.contains($0) }
        try Notice.tell(
            people, .disclosureStillDown, about.values.merging(["at": try row.string("since")]) { $1 },
            address: about.address, agency: agency, at: now, in: db)
        return Done((), JournalNote("alert \(alert)", ["to": audience.rawValue, "people": String(people.count)]))
    }
}
