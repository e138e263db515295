import ITA

/// Puts a row at another place of the table.
struct MoveRow: Operation {
    static let name = "move-row"
    static let permission = Permission.plan
    let agency: String?
    let row: String
    /// Its new place, counted from 1; beyond the end means last.
    let position: Int

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        try PlanRow.require(row, agency: agency, in: db)
        var order = try db.rows(
            """
            SELECT id, position FROM plan_row WHERE plan_id = (SELECT plan_id FROM plan_row WHERE id = \(row))
            ORDER BY position, id
            """
        ).map { (id: try $0.string("id"), position: try $0.integer("position")) }
        guard let from = order.firstIndex(where: { $0.id == row }) else { return Done((), nil) }
        let to = min(max(position, 1), order.count) - 1
        if from == to { return Done((), nil) }
        order.insert(order.remove(at: from), at: to)
        for (index, entry) in order.enumerated() where entry.position != index + 1 {
            try db.execute("UPDATE plan_row SET position = \(index + 1) WHERE id = \(entry.id)")
        }
        return Done((), JournalNote("row \(row)", ["from": String(from + 1), "to": String(to + 1)]))
    }
}

/// Makes two rows of one: some of its items go into a new row right below, with what is wrong with them. The measures
/// serve both rows; results stay where they were reported.
struct SplitRow: Operation {
    static let name = "split-row"
    static let permission = Permission.plan
    let agency: String?
    let row: String
    /// Keys of the items that go.
    let items: [String]
    /// What its editor was shown; nil where nobody was shown anything.
    var seen: Shown?

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<String> {
        let before = try PlanRow.find(row, agency: agency, in: db)
        for line in before.lines { try seen.require("items-\(line.id)", now: PlanRow.shown(line.items)) }
        let going = Set(items).intersection(before.lines.flatMap(\.items))
        guard !going.isEmpty, going.count < Set(before.lines.flatMap(\.items)).count else {
            throw Failure.invalid([Problem("split_some", at: "items")])
        }
        let new = ID.new()
        try db.execute(
            """
            UPDATE plan_row SET position = position + 1
            WHERE plan_id = (SELECT plan_id FROM plan_row WHERE id = \(row)) AND position > \(before.position)
            """)
        try db.execute(
            """
            INSERT INTO plan_row (id, agency_id, plan_id, position)
            SELECT \(new), agency_id, plan_id, position + 1 FROM plan_row WHERE id = \(row)
            """)
        var position = 0
        for line in before.lines {
            let keys = line.items.filter(going.contains)
            if keys.isEmpty { continue }
            position += 1
            if keys.count == line.items.count {
                try db.execute("UPDATE plan_line SET row_id = \(new), position = \(position) WHERE id = \(line.id)")
                continue
            }
            try db.execute("DELETE FROM plan_line_item WHERE line_id = \(line.id) AND item_key IN (\(list: keys))")
            let copy = try PlanRow.insertLine(keys, position: position, row: new, agency: agency, in: db)
            for (index, finding) in line.findings.enumerated() {
                try db.execute(
                    """
                    INSERT INTO finding (id, agency_id, line_id, position, text, draft_from)
                    VALUES (\(ID.new()), \(agency), \(copy), \(index + 1), \(finding.text), \(finding.draftFrom))
                    """)
            }
        }
        for (index, measure) in before.measures.enumerated() {
            try db.execute(
                "INSERT INTO row_measure (row_id, measure_id, agency_id, position) VALUES (\(new), \(measure), \(agency), \(index + 1))"
            )
        }
        return Done(new, JournalNote("row \(row)", ["new": new, "items": going.sorted().joined(separator: " ")]))
    }
}

/// Makes one row of two: lines, measures, results and evidence of the other come into this one.
struct JoinRows: Operation {
    static let name = "join-rows"
    static let permission = Permission.plan
    let agency: String?
    let row: String
    let other: String
    /// Whether all items stand in one line afterwards, as a named range with the findings of all.
    let asOneLine: Bool

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        let (kept, gone) = (
            try PlanRow.find(row, agency: agency, in: db), try PlanRow.find(other, agency: agency, in: db)
        )
        let plans = try db.rows("SELECT DISTINCT plan_id FROM plan_row WHERE id IN (\(row), \(other))")
        guard row != other, plans.count == 1 else { throw Failure.conflict(Message("failure.other_plan")) }
        for (index, line) in gone.lines.enumerated() {
            try db.execute(
                "UPDATE plan_line SET row_id = \(row), position = \(kept.lines.count + index + 1) WHERE id = \(line.id)"
            )
        }
        for measure in gone.measures { try ShareMeasure.place(measure, in: row, agency: agency, db: db) }
        try db.execute("DELETE FROM row_measure WHERE row_id = \(other)")
        try db.execute("UPDATE progress SET row_id = \(row) WHERE row_id = \(other)")
        try db.execute("UPDATE evidence_use SET row_id = \(row) WHERE row_id = \(other)")
        try db.execute("DELETE FROM plan_row WHERE id = \(other)")
        if asOneLine, let first = kept.lines.first {
            var position = first.findings.count
            var items = Set(first.items)
            for line in kept.lines.dropFirst() + gone.lines {
                for finding in line.findings {
                    position += 1
                    try db.execute(
                        "UPDATE finding SET line_id = \(first.id), position = \(position) WHERE id = \(finding.id)")
                }
                try db.execute("DELETE FROM plan_line_item WHERE line_id = \(line.id)")
                try db.execute("DELETE FROM plan_line WHERE id = \(line.id)")
                for key in line.items where items.insert(key).inserted {
                    try db.execute(
                        "INSERT INTO plan_line_item (line_id, agency_id, item_key) VALUES (\(first.id), \(agency), \(key))"
                    )
                }
            }
        }
        return Done((), JournalNote("row \(row)", ["joined": other]))
    }
}
