import ITA

/// What somebody was shown when they began to edit. Forms carry it as a digest; an operation compares it inside its
/// transaction, so that what another person wrote meanwhile is never overwritten unseen.
enum Seen {
    /// That somebody else was quicker.
    static let changed = Failure.conflict(Message("failure.changed_meanwhile"))

    /// A digest of fields, each with its length before it, so that no two lists read the same.
    static func digest(_ fields: [String?]) -> String {
        let text = fields.map { $0.map { "\($0.utf8.count):\($0)" } ?? "-" }.joined()
        return String(Hash.sha256(Array(text.utf8)).prefix(32))
    }
}

extension Measure {
    /// Digest of everything a person may set.
    var seen: String { Seen.digest(Measure.columns.map(stored)) }

    private static let columns: [StaticString] = [
        "text", "unit_id", "person_id", "steps", "starts_on", "ends_on", "follow_up", "status",
    ]

    /// What a column of the database holds.
    func stored(_ column: StaticString) -> String? {
        switch column.description {
        case "text": text
        case "unit_id": unitID
        case "person_id": personID
        case "steps": steps
        case "starts_on": startsOn?.iso
        case "ends_on": endsOn?.iso
        case "follow_up": followUp
        case "status": status.rawValue
        default: nil
        }
    }

    /// Tells the person a measure was given to, unless they gave it to themselves.
    static func tell(_ id: String, by actor: Actor, at now: Instant, in db: Connection) throws {
        let row = try db.first(
            """
            SELECT measure.text, measure.person_id, measure.agency_id, agency.key, plan.fiscal_year FROM measure
            JOIN plan ON plan.id = measure.plan_id JOIN agency ON agency.id = measure.agency_id
            WHERE measure.id = \(id)
            """)
        guard let row, let person = try row.optionalString("person_id"), person != actor.personID else { return }
        let year = try row.integer("fiscal_year")
        try Notice.tell(
            [person], .assigned,
            ["measure": Terminal.shortened(try row.string("text"), 120), "year": String(year)],
            address: Link.work(try row.string("key"), year), agency: try row.string("agency_id"), at: now, in: db)
    }
}

extension PlanRow {
    /// Digest of its lines: their items and what is said to be wrong. Its measures are edited apart.
    var seen: String {
        Seen.digest(
            lines.flatMap { line in
                [line.id, line.items.sorted().joined(separator: " ")] + line.findings.flatMap { [$0.id, $0.text] }
            })
    }

    /// One row of an agency, its items in order of key.
    static func find(_ id: String, agency: String?, in db: Connection) throws -> PlanRow {
        guard let row = try db.first("SELECT position FROM plan_row WHERE id = \(id) AND agency_id = \(agency)") else {
            throw Failure.notFound(Message("failure.no_row", ["id": id]))
        }
        var items: [String: [String]] = [:]
        for row in try db.rows(
            """
            SELECT line_id, item_key FROM plan_line_item JOIN plan_line ON plan_line.id = line_id
            WHERE row_id = \(id) ORDER BY item_key
            """)
        { items[try row.string("line_id"), default: []].append(try row.string("item_key")) }
        var findings: [String: [Finding]] = [:]
        for row in try db.rows(
            """
            SELECT finding.id, line_id, text, draft_from FROM finding JOIN plan_line ON plan_line.id = line_id
            WHERE row_id = \(id) ORDER BY finding.position, finding.id
            """)
        {
            findings[try row.string("line_id"), default: []].append(
                Finding(
                    id: try row.string("id"), text: try row.string("text"),
                    draftFrom: try row.optionalString("draft_from")))
        }
        let lines = try db.rows("SELECT id FROM plan_line WHERE row_id = \(id) ORDER BY position, id").map { row in
            let line = try row.string("id")
            return Line(id: line, items: items[line] ?? [], findings: findings[line] ?? [])
        }
        let measures = try db.rows(
            "SELECT measure_id FROM row_measure WHERE row_id = \(id) ORDER BY position, measure_id")
        return PlanRow(
            id: id, position: try row.integer("position"), lines: lines,
            measures: try measures.map { try $0.string("measure_id") })
    }
}
