import ITA

/// Lines of an agency's journal as somebody asks for them.
struct JournalFilter: Sendable, Equatable {
    /// As the journal names them, such as `person:0192…`.
    var actor: String?
    var operation: String?
    var from: Day?
    var to: Day?
    /// Begins at 1.
    var page = 1

    static let size = 50

    init() {}

    /// Reads what an address says. Days as people write them; what is no day is a problem.
    init(_ fields: FormFields, problems: inout [Problem]) {
        (actor, operation) = (fields.filled("actor"), fields.filled("deed"))
        page = max(1, min(fields["page"].flatMap { Int($0) } ?? 1, 1_000_000))
        for (name, keep) in [("from", \JournalFilter.from), ("to", \JournalFilter.to)] {
            guard let typed = fields.filled(name) else { continue }
            if let day = Strings.readDay(typed) {
                self[keyPath: keep] = day
            } else {
                problems.append(Problem("day", ["given": typed], at: name))
            }
        }
        if let from, let to, to < from { problems.append(Problem("days_turned", at: "to")) }
    }

    /// The same as the query of an address, without the page.
    var fields: FormFields {
        var fields = FormFields()
        if let actor { fields.append("actor", actor) }
        if let operation { fields.append("deed", operation) }
        if let from { fields.append("from", from.iso) }
        if let to { fields.append("to", to.iso) }
        return fields
    }

    /// First instant of a day in Thailand, UTC+7 all year.
    private static func begin(_ day: Day) -> String {
        Instant(milliseconds: Int64(day.number) * 86_400_000 - 7 * 3_600_000).text
    }

    /// Text that is before every instant, and after.
    private var bounds: (from: String, to: String) {
        (from.map { JournalFilter.begin($0) } ?? "", to.map { JournalFilter.begin($0.next) } ?? "9999")
    }

    /// How many lines fit.
    func count(agency: String, in db: Connection) throws -> Int {
        let (from, to) = bounds
        return try db.first(
            """
            SELECT COUNT(*) AS n FROM journal WHERE agency_id = \(agency) AND at >= \(from) AND at < \(to)
            AND (actor = \(actor ?? "") OR \(actor ?? "") = '')
            AND (operation = \(operation ?? "") OR \(operation ?? "") = '')
            """)?.integer("n") ?? 0
    }

    /// Lines that fit, newest first, below a number.
    func lines(agency: String, below: Int = .max, limit: Int, skipping: Int = 0, in db: Connection) throws
        -> [JournalEntry]
    {
        let (from, to) = bounds
        return try db.rows(
            """
            SELECT journal.*, person.name AS actor_name FROM journal
            LEFT JOIN person ON journal.actor = 'person:' || person.id
            WHERE journal.agency_id = \(agency) AND journal.at >= \(from) AND journal.at < \(to)
            AND (journal.actor = \(actor ?? "") OR \(actor ?? "") = '')
            AND (journal.operation = \(operation ?? "") OR \(operation ?? "") = '')
            AND journal.number < \(below)
            ORDER BY journal.number DESC LIMIT \(limit) OFFSET \(skipping)
            """
        ).map { JournalEntry(line: try Journal.Line($0), actorName: try $0.optionalString("actor_name")) }
    }
}

/// A line with the name of who did it.
struct JournalEntry: Sendable, Equatable {
    var line: Journal.Line
    var actorName: String?
}

/// Everything the journal's page shows.
struct JournalData: Sendable {
    var entries: [JournalEntry]
    var count: Int
    /// All lines of the agency, whatever is asked for.
    var total: Int
    /// Who ever did anything here, and what was ever done.
    var actors: [(actor: String, name: String?)]
    var operations: [String]
    /// What lines are about, by kind and id, in a few words.
    var things: [String: String]
    /// The first line that does not fit; `isChecked` says whether anybody looked.
    var broken: Int?
    var isChecked: Bool

    /// Longer chains are checked only where somebody asks for it.
    static let checkedAtOnce = 3_000

    static func load(_ agency: String, _ filter: JournalFilter, check: Bool, in db: Connection) throws -> JournalData {
        let entries = try filter.lines(
            agency: agency, limit: JournalFilter.size, skipping: (filter.page - 1) * JournalFilter.size, in: db)
        let count = try filter.count(agency: agency, in: db)
        let total =
            try db.first("SELECT MAX(number) AS n FROM journal WHERE agency_id = \(agency)")?.optionalInteger("n") ?? 0
        let actors = try db.rows(
            """
            SELECT DISTINCT journal.actor, person.name FROM journal
            LEFT JOIN person ON journal.actor = 'person:' || person.id
            WHERE journal.agency_id = \(agency) ORDER BY person.name, journal.actor
            """
        ).map { (actor: try $0.string("actor"), name: try $0.optionalString("name")) }
        let operations = try db.rows(
            "SELECT DISTINCT operation FROM journal WHERE agency_id = \(agency) ORDER BY operation"
        ).map { try $0.string("operation") }
        let isChecked = check || total <= checkedAtOnce
        let broken = isChecked ? Journal.firstBreak(try Journal.lines(agency: agency, in: db)) : nil
        return JournalData(
            entries: entries, count: count, total: total, actors: actors, operations: operations,
            things: try things(entries, agency: agency, in: db), broken: broken?.number, isChecked: isChecked)
    }

    /// Where the words of what lines are about stand.
    private struct Source {
        var kind: String
        var table: SQL
        var text: SQL
        var join: SQL = ""
    }

    private static let item: SQL = "COALESCE(disclosure.title, disclosure.item_key)"
    private static let sources: [Source] = [
        Source(kind: "measure", table: "measure", text: "text"),
        Source(kind: "progress", table: "progress", text: "text"),
        Source(kind: "finding", table: "finding", text: "text"),
        Source(kind: "person", table: "person", text: "name"),
        Source(kind: "unit", table: "unit", text: "name"),
        Source(kind: "agency", table: "agency", text: "thai"),
        Source(kind: "webhook", table: "webhook", text: "address"),
        Source(kind: "evidence-use", table: "evidence_use", text: "caption"),
        Source(kind: "plan", table: "plan", text: "CAST(plan.fiscal_year AS TEXT)"),
        Source(kind: "assessment", table: "assessment", text: "CAST(assessment.fiscal_year AS TEXT)"),
        Source(
            kind: "round", table: "round",
            text: "CAST(round.half AS TEXT) || '/' || CAST(plan.fiscal_year AS TEXT)",
            join: "JOIN plan ON plan.id = round.plan_id"),
        Source(
            kind: "frozen-round", table: "frozen_round",
            text: """
                CAST(round.half AS TEXT) || '/' || CAST(plan.fiscal_year AS TEXT) || '/'
                || CAST(frozen_round.version AS TEXT)
                """,
            join: "JOIN round ON round.id = frozen_round.round_id JOIN plan ON plan.id = round.plan_id"),
        Source(
            kind: "contribution-link", table: "contribution_link", text: "measure.text",
            join: "JOIN measure ON measure.id = contribution_link.measure_id"),
        Source(
            kind: "contribution", table: "contribution", text: "measure.text",
            join: """
                JOIN contribution_link link ON link.id = contribution.link_id
                JOIN measure ON measure.id = link.measure_id
                """),
        Source(
            kind: "disclosure-year", table: "disclosure_year", text: "CAST(disclosure_year.fiscal_year AS TEXT)"),
        Source(kind: "disclosure-source", table: "disclosure_source", text: "disclosure_source.name"),
        Source(kind: "disclosure", table: "disclosure", text: item),
        Source(
            kind: "check", table: "disclosure_check", text: item,
            join: "JOIN disclosure ON disclosure.id = disclosure_check.disclosure_id"),
        Source(
            kind: "personal-find", table: "personal_find", text: item,
            join: "JOIN disclosure ON disclosure.id = personal_find.disclosure_id"),
        Source(
            kind: "alert", table: "alert", text: item, join: "JOIN disclosure ON disclosure.id = alert.disclosure_id"),
        Source(
            kind: "watched", table: "watched", text: item,
            join: """
                LEFT JOIN disclosure_address address ON address.id = watched.address_id
                JOIN disclosure ON disclosure.id = COALESCE(address.disclosure_id, watched.page_of)
                """),
    ]

    /// A few words of what the lines are about, in one query; what was removed since has none.
    static func things(_ entries: [JournalEntry], agency: String, in db: Connection) throws -> [String: String] {
        var ids: [String: Set<String>] = [:]
        for entry in entries {
            let parts = entry.line.about.utf8.split(separator: 32).map { String(decoding: $0, as: UTF8.self) }
            if parts.count == 2 { ids[parts[0], default: []].insert(parts[1]) }
            // Whom and which unit a change names, before and after.
            guard entry.line.operation == ChangeMeasure.name,
                let particulars = try? JSONValue(parsing: Array(entry.line.particulars.utf8))
            else { continue }
            for (field, kind) in [("person_id", "person"), ("unit_id", "unit")] {
                for id in ["was.\(field)", "now.\(field)"].compactMap({ particulars[$0]?.text }) where !id.isEmpty {
                    ids[kind, default: []].insert(id)
                }
            }
        }
        let parts: [SQL] = sources.compactMap { source in
            guard let found = ids[source.kind], !found.isEmpty else { return nil }
            let house: SQL = source.kind == "agency" ? "1 = 1" : "\(source.table).agency_id = \(agency)"
            return """
                SELECT CAST(\(source.kind) AS TEXT) AS kind, \(source.table).id AS id, \(source.text) AS text
                FROM \(source.table) \(source.join) WHERE \(house) AND \(source.table).id IN (\(list: found.sorted()))
                """
        }
        guard let first = parts.first else { return [:] }
        let all = parts.dropFirst().reduce(first) { "\($0) UNION ALL \($1)" }
        var things: [String: String] = [:]
        for row in try db.rows(all) {
            things["\(try row.string("kind")) \(try row.string("id"))"] = try row.string("text")
        }
        return things
    }
}
