/// What is to be done about alerts now.
extension Alert {
    /// Why something is to be done, in the order in which it is.
    enum Matter: String, Sendable, CaseIterable {
        /// An address is down without an alert; the id is the watched address's.
        case fallen
        /// An alert's address is up again, or no longer watched.
        case risen
        /// An alert stands so long that others are to be told.
        case officers, directors
        /// Nobody has looked at an address's change; the id is the watched address's.
        case changed
        /// Nothing can be told of an address for days, and nobody has looked; the id is the watched address's.
        case unsure
    }

    /// By how addresses stand, and nothing else: a program that was killed between a look and its alert raises it later.
    static func due(
        _ settings: WatchSettings, at now: Instant, in db: Connection
    ) throws -> [(matter: Matter, alert: Alert)] {
        try Matter.allCases.flatMap { matter in
            try db.rows(matter.query(settings, at: now)).map {
                (matter, Alert(id: try $0.string("id"), agency: try $0.string("agency_id")))
            }
        }
    }
}

extension Alert.Matter {
    /// This is asked after every few looks. Each walks an index that holds little but what is looked for, and in that
    /// index's order: in the order of ids SQLite would go through all that is watched and all alerts there ever were.
    func query(_ settings: WatchSettings, at now: Instant) -> SQL {
        switch self {
        case .fallen:
            return """
                SELECT watched.id, watched.agency_id FROM watched WHERE state = 'down' AND stopped_at IS NULL
                AND NOT EXISTS (SELECT 1 FROM alert WHERE alert.watched_id = watched.id AND ended_at IS NULL)
                ORDER BY watched.agency_id, watched.id LIMIT 200
                """
        case .risen:
            return """
                SELECT alert.id, alert.agency_id FROM alert JOIN watched ON watched.id = alert.watched_id
                WHERE ended_at IS NULL AND (state <> 'down' OR stopped_at IS NOT NULL)
                ORDER BY alert.watched_id LIMIT 200
                """
        case .officers:
            let since = now.adding(-Int64(settings.officerHours) * 3_600_000)
            return """
                SELECT id, agency_id FROM alert WHERE ended_at IS NULL AND officer_told_at IS NULL
                AND raised_at <= \(since) ORDER BY watched_id LIMIT 200
                """
        case .directors:
            let since = now.adding(-Int64(settings.directorHours) * 3_600_000)
            return """
                SELECT id, agency_id FROM alert WHERE ended_at IS NULL AND director_told_at IS NULL
                AND raised_at <= \(since) ORDER BY watched_id LIMIT 200
                """
        case .changed:
            return """
                SELECT id, agency_id FROM watched WHERE changed_at IS NOT NULL AND stopped_at IS NULL
                AND (change_told_at IS NULL
                  OR (change_told_at < changed_at AND change_told_at <= \(now.adding(-Alert.betweenChanges))))
                ORDER BY changed_at, id LIMIT 200
                """
        case .unsure:
            return """
                SELECT id, agency_id FROM watched WHERE state <> 'down' AND stopped_at IS NULL
                AND since <= \(now.adding(-Alert.patience))
                AND verdict IN ('bot_wall', 'unknown', 'not_allowed', 'network_down')
                AND (unsure_told_at IS NULL OR unsure_told_at < since OR unsure_told_at <= \(now.adding(-Alert.trust)))
                ORDER BY since, id LIMIT 200
                """
        }
    }
}
