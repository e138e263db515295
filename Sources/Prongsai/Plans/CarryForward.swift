import ITA

/// What of last year's plan comes into this year's, worked out before anything is written: by lineage and by the
/// carry-forward table. Results, status, scores and evidence never come along.
struct CarryPreview: Sendable, Equatable {
    /// A row of last year under this year's items.
    struct Row: Sendable, Equatable {
        var lines: [Line]
        /// Ids of last year's measures.
        var measures: [String]
        /// The least sure way in which its items came here.
        var carrying: Lineage.Carrying
    }
    struct Line: Sendable, Equatable {
        /// Keys of this year's items.
        var items: [String]
        /// Ids of last year's findings.
        var findings: [String]
    }

    var rows: [Row]
    /// Last year's items that do not come along, by kind of lineage.
    var left: [String: Lineage.Kind]
    /// This year's items that nothing comes to.
    var fresh: [String]

    /// Works it out. Items whose wording may only be offered come along where `acceptsOffers` says so.
    init(from old: Plan, to edition: Edition, lineage: Lineage, acceptsOffers: Bool) {
        self.init(from: old, to: edition, lineage: lineage) { _ in acceptsOffers }
    }

    /// The same, asked for every item of last year whose wording may only be offered.
    init(from old: Plan, to edition: Edition, lineage: Lineage, accepts: (String) -> Bool) {
        var pairs: [String: Lineage.Pair] = [:]
        for pair in lineage.pairs { for key in pair.from { pairs[key] = pair } }
        var taken: Set<String> = []
        var left: [String: Lineage.Kind] = [:]
        var rows: [Row] = []
        for row in old.rows {
            var carrying = Lineage.Carrying.draft
            var lines: [Line] = []
            // An item stands once in a row; one that several rows name, or that several became, stays in all of them,
            // for their findings and measures would be lost.
            var own: Set<String> = []
            for line in row.lines {
                var items: [String] = []
                var met: Int?
                for key in line.items {
                    guard let pair = pairs[key] else { continue }
                    let way = Lineage.carrying(.wording, pair.kind)
                    guard way == .draft || (way == .offered && accepts(key)) else {
                        left[key] = pair.kind
                        continue
                    }
                    if way == .offered { carrying = .offered }
                    for target in pair.to {
                        if own.insert(target).inserted {
                            items.append(target)
                        } else {
                            met = met ?? lines.firstIndex { $0.items.contains(target) }
                        }
                    }
                }
                let findings = line.findings.map(\.id)
                if !items.isEmpty {
                    lines.append(Line(items: items, findings: findings))
                } else if let met {
                    lines[met].findings += findings
                }
            }
            taken.formUnion(own)
            if !lines.isEmpty {
                rows.append(
                    Row(
                        lines: lines, measures: row.measures.filter { old.measure($0)?.status != .dropped },
                        carrying: carrying))
            }
        }
        self.rows = rows
        self.left = left
        fresh = edition.items.map(\.key).filter { !taken.contains($0) }
    }
}

/// Brings last year's wording and owners into an empty plan, as drafts that somebody has to confirm.
struct CarryForward: Operation {
    static let name = "carry-forward"
    static let permission = Permission.plan
    let agency: String?
    let old: Plan
    let plan: String
    let preview: CarryPreview

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Int> {
        try Plan.require(plan, agency: agency, in: db)
        try Plan.require(old.id, agency: agency, in: db)
        guard try db.first("SELECT id FROM plan_row WHERE plan_id = \(plan) LIMIT 1") == nil else {
            throw Failure.conflict(Message("failure.plan_not_empty", ["year": ""]))
        }
        var carried: [String: String] = [:]
        let findings = Dictionary(old.rows.flatMap(\.lines).flatMap(\.findings).map { ($0.id, $0.text) }) { first, _ in
            first
        }
        for (position, row) in preview.rows.enumerated() {
            let rowID = ID.new()
            try db.execute(
                "INSERT INTO plan_row (id, agency_id, plan_id, position) VALUES (\(rowID), \(agency), \(plan), \(position + 1))"
            )
            for (index, line) in row.lines.enumerated() {
                let lineID = try PlanRow.insertLine(line.items, position: index + 1, row: rowID, agency: agency, in: db)
                for (place, finding) in line.findings.enumerated() {
                    try db.execute(
                        """
                        INSERT INTO finding (id, agency_id, line_id, position, text, draft_from)
                        VALUES (\(ID.new()), \(agency), \(lineID), \(place + 1), \(findings[finding] ?? ""), \(finding))
                        """)
                }
            }
            for (place, id) in row.measures.enumerated() {
                let measure = try carried[id] ?? copy(id, at: now, in: db)
                carried[id] = measure
                try db.execute(
                    "INSERT INTO row_measure (row_id, measure_id, agency_id, position) VALUES (\(rowID), \(measure), \(agency), \(place + 1))"
                )
            }
        }
        return Done(
            preview.rows.count,
            JournalNote(
                "plan \(plan)", ["from": old.id, "rows": String(preview.rows.count), "measures": String(carried.count)])
        )
    }

    /// The wording and the owner of a measure; its days lie in last year and stay there.
    private func copy(_ id: String, at now: Instant, in db: Connection) throws -> String {
        guard let measure = old.measure(id) else { throw Failure.notFound(Message("failure.no_measure", ["id": id])) }
        let new = ID.new()
        try db.execute(
            """
            INSERT INTO measure (id, agency_id, plan_id, text, unit_id, person_id, steps, follow_up, status, draft_from, created_at)
            VALUES (\(new), \(agency), \(plan), \(measure.text), \(measure.unitID), \(measure.personID), \(measure.steps),
              \(measure.followUp), 'planned', \(id), \(now))
            """)
        return new
    }
}

/// Confirms what was carried from last year into rows: their drafts become this year's own words.
struct ConfirmDrafts: Operation {
    static let name = "confirm-drafts"
    static let permission = Permission.plan
    let agency: String?
    let rows: [String]

    init(agency: String?, rows: [String]) { (self.agency, self.rows) = (agency, rows) }
    init(agency: String?, row: String) { self.init(agency: agency, rows: [row]) }

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        for row in rows {
            try PlanRow.require(row, agency: agency, in: db)
            try db.execute(
                "UPDATE finding SET draft_from = NULL WHERE line_id IN (SELECT id FROM plan_line WHERE row_id = \(row))"
            )
            try db.execute(
                "UPDATE measure SET draft_from = NULL WHERE id IN (SELECT measure_id FROM row_measure WHERE row_id = \(row))"
            )
        }
        return Done(
            (), rows.first.map { JournalNote("row \($0)", rows.count == 1 ? [:] : ["rows": String(rows.count)]) })
    }
}
