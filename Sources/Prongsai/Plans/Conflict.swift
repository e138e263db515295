import HTML

/// Two texts of the same thing, side by side, where somebody else was quicker.
enum Conflict {
    struct Pair { var label: String, mine: String, theirs: String }

    /// Whoever was quicker, as the journal knows them, and when.
    struct Other: Sendable {
        /// Nil where the journal does not tell.
        var entry: JournalEntry?

        /// The last one who changed one of some things, named as in the journal.
        static func last(_ things: [String], agency: String, in db: Connection) throws -> Other {
            let row = try db.first(
                """
                SELECT journal.*, person.name AS actor_name FROM journal
                LEFT JOIN person ON journal.actor = 'person:' || person.id
                WHERE journal.agency_id = \(agency) AND about IN (\(list: things)) ORDER BY number DESC LIMIT 1
                """)
            return Other(
                entry: try row.map {
                    JournalEntry(line: try Journal.Line($0), actorName: try $0.optionalString("actor_name"))
                })
        }
    }

    /// What happened, what differs, and the way to take the other's; saving one's own is the form's button.
    static func node(_ visit: Visit, _ other: Other, _ pairs: [Pair], theirs address: String) -> Node {
        let head = ["conflict.what", "conflict.mine", "conflict.theirs"].map {
            element("th", [Attribute("scope", "col")], text: visit.text($0))
        }
        let rows = pairs.map { pair in
            element(
                "tr", [],
                [
                    element("th", [Attribute("scope", "row")], text: pair.label),
                    element(
                        "td", [Attribute("data-label", visit.text("conflict.mine"))],
                        [element("p", [.class("typed")], text: pair.mine.isEmpty ? "–" : pair.mine)]),
                    element(
                        "td", [Attribute("data-label", visit.text("conflict.theirs"))],
                        [element("p", [.class("typed")], text: pair.theirs.isEmpty ? "–" : pair.theirs)]),
                ])
        }
        return element(
            "section", [.class("card conflict"), Attribute("role", "alert"), Attribute("tabindex", "-1")],
            [
                element("h2", text: visit.text("conflict.title")),
                other.entry.map { entry in
                    let values = [
                        "who": visit.actor(entry.line.actor, entry.actorName), "when": visit.instant(entry.line.at),
                    ]
                    return element("p", text: visit.text("conflict.by", values))
                } ?? .empty, element("p", text: visit.text("conflict.sub")),
                pairs.isEmpty
                    ? .empty
                    : element(
                        "table", [.class("cards")],
                        [element("thead", [], [element("tr", [], head)]), element("tbody", [], rows)]),
                element(
                    "p", [.class("buttons")],
                    [element("a", [.class("btn quiet"), .href(address)], text: visit.text("conflict.take"))]),
            ])
    }
}

extension Visit {
    /// Whoever changed one of some things last.
    func lastChange(_ things: [String]) async throws -> Conflict.Other {
        let agency = try agency().id
        return try await site.database.read { try Conflict.Other.last(things, agency: agency, in: $0) }
    }
}
