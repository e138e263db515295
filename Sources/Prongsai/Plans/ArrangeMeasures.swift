/// Says in which rows a measure stands: so it is shared, moved and taken out again.
struct PlaceMeasure: Operation {
    static let name = "place-measure"
    static let permission = Permission.plan
    let agency: String?
    let measure: String
    let rows: [String]
    /// What its editor was shown, by the name `row`; nil where nobody was shown anything.
    var seen: Shown?

    /// How many rows it came into or left.
    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Int> {
        try Measure.require(measure, agency: agency, in: db)
        if seen.leaves("row", PlanRow.shown(rows)) { return Done(0, nil) }
        guard !rows.isEmpty else { throw Failure.invalid([Problem("no_row_chosen", at: "row")]) }
        let before = try db.rows("SELECT row_id FROM row_measure WHERE measure_id = \(measure)").map {
            try $0.string("row_id")
        }
        if Set(rows) == Set(before) { return Done(0, nil) }
        try seen.require("row", now: PlanRow.shown(before))
        var changed = 0
        for row in rows where try ShareMeasure.place(measure, in: row, agency: agency, db: db) { changed += 1 }
        for row in before where !rows.contains(row) {
            try db.execute("DELETE FROM row_measure WHERE row_id = \(row) AND measure_id = \(measure)")
            changed += 1
        }
        return Done(changed, JournalNote("measure \(measure)", ["rows": String(Set(rows).count)]))
    }
}

/// Moves a measure to another place among those of a row: in this order they are printed.
struct OrderMeasure: Operation {
    static let name = "order-measure"
    static let permission = Permission.plan
    let agency: String?
    let measure: String
    let row: String
    /// Its new place in the row, counted from 1; beyond the end means last.
    let position: Int

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        try Measure.require(measure, agency: agency, in: db)
        try PlanRow.require(row, agency: agency, in: db)
        var order = try db.rows(
            "SELECT measure_id, position FROM row_measure WHERE row_id = \(row) ORDER BY position, measure_id"
        ).map { (id: try $0.string("measure_id"), position: try $0.integer("position")) }
        guard let from = order.firstIndex(where: { $0.id == measure }) else { throw Seen.changed }
        let to = min(max(position, 1), order.count) - 1
        if from == to { return Done((), nil) }
        order.insert(order.remove(at: from), at: to)
        for (index, entry) in order.enumerated() where entry.position != index + 1 {
            try db.execute(
                "UPDATE row_measure SET position = \(index + 1) WHERE row_id = \(row) AND measure_id = \(entry.id)")
        }
        return Done(
            (), JournalNote("measure \(measure)", ["row": row, "from": String(from + 1), "to": String(to + 1)]))
    }
}

/// Enters a measure once more, in a row of the same plan: its wording, owner and period, not what was done for it.
struct CopyMeasure: Operation {
    static let name = "copy-measure"
    static let permission = Permission.plan
    let agency: String?
    let measure: String
    let row: String
    /// The id the copy shall have, so that a form sent twice makes one; nil for a new one.
    var id: String?

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<String> {
        let found = try Measure.find(measure, agency: agency, in: db)
        if let id, try db.first("SELECT id FROM measure WHERE id = \(id) AND agency_id = \(agency)") != nil {
            return Done(id, nil)
        }
        let new = id ?? ID.new()
        try found.insertCopy(new, text: found.text, status: .planned, draftFrom: nil, at: now, in: db)
        try ShareMeasure.place(new, in: row, agency: agency, db: db)
        try Measure.tell([new], by: actor, at: now, in: db)
        return Done(new, JournalNote("measure \(new)", ["copy-of": measure, "row": row]))
    }
}

/// Makes several measures of one that says several things: the first text stays with it and with its results, the
/// others follow right after it in every row it stands in.
struct SplitMeasure: Operation {
    static let name = "split-measure"
    static let permission = Permission.plan
    let agency: String?
    let measure: String
    let texts: [String]
    /// What its editor was shown; nil where nobody was shown anything.
    var seen: Shown?

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<[String]> {
        let before = try Measure.find(measure, agency: agency, in: db)
        let parts = texts.map { $0.trimmingWhitespace() }.filter { !$0.isEmpty }
        guard parts.count > 1 else { throw Failure.invalid([Problem("split_texts", at: "texts")]) }
        for part in parts { _ = try Plan.text(part, field: "texts") }
        try seen.require("text", now: before.text)
        try db.execute("UPDATE measure SET text = \(parts[0]) WHERE id = \(measure)")
        let rows = try db.rows("SELECT row_id, position FROM row_measure WHERE measure_id = \(measure)").map {
            (row: try $0.string("row_id"), position: try $0.integer("position"))
        }
        var made: [String] = []
        for part in parts.dropFirst() {
            let id = ID.new()
            try before.insertCopy(id, text: part, status: before.status, draftFrom: before.draftFrom, at: now, in: db)
            made.append(id)
        }
        for (row, position) in rows {
            try db.execute(
                "UPDATE row_measure SET position = position + \(made.count) WHERE row_id = \(row) AND position > \(position)"
            )
            for (index, id) in made.enumerated() {
                try db.execute(
                    "INSERT INTO row_measure (row_id, measure_id, agency_id, position) VALUES (\(row), \(id), \(agency), \(position + index + 1))"
                )
            }
        }
        return Done(made, JournalNote("measure \(measure)", ["new": made.joined(separator: " ")]))
    }
}

extension Measure {
    /// Enters a measure that is like this one but for its text; it stands in no row yet.
    fileprivate func insertCopy(
        _ new: String, text: String, status: Status, draftFrom: String?, at now: Instant, in db: Connection
    ) throws {
        try db.execute(
            """
            INSERT INTO measure (id, agency_id, plan_id, text, unit_id, person_id, steps, starts_on, ends_on, follow_up,
              status, draft_from, created_at)
            SELECT \(new), agency_id, plan_id, \(text), unit_id, person_id, steps, starts_on, ends_on, follow_up,
              \(status.rawValue), \(draftFrom), \(now) FROM measure WHERE id = \(id)
            """)
    }
}
