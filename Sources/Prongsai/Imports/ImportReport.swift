import Documents
import ITA

/// Writes an existing report, as it was understood, into an empty plan: scores, rows, findings, measures, and the
/// results and captions of one round. All of it in one transaction, or nothing.
struct ImportReport: Operation {
    static let name = "import-report"
    static let permission = Permission.plan
    let agency: String?
    let plan: Plan
    let half: Int
    let reading: ReportReading
    let source: SourceFile
    /// Evidence made of the source's pictures, by their index.
    let pictures: [Int: StoredPicture]

    /// What was written, or that the file was imported before.
    struct Outcome: Sendable, Equatable {
        var isNew: Bool
        var rows = 0
        var findings = 0
        var measures = 0
        var results = 0
        var captions = 0
        var scores = 0
    }

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Outcome> {
        guard try db.first("SELECT id FROM plan WHERE id = \(plan.id) AND agency_id = \(agency)") != nil else {
            throw Failure.notFound(Message("failure.no_plan_yet"))
        }
        if try source.wasImported(as: "report", agency: agency, year: plan.fiscalYear, in: db) {
            return Done(Outcome(isNew: false), nil)
        }
        guard let round = plan.rounds.first(where: { $0.half == half }), round.frozenAt == nil else {
            throw Failure.conflict(Message("failure.round_frozen", ["round": String(half)]))
        }
        guard try db.first("SELECT id FROM plan_row WHERE plan_id = \(plan.id) LIMIT 1") == nil else {
            throw Failure.conflict(Message("failure.plan_not_empty", ["year": String(plan.fiscalYear)]))
        }
        var outcome = Outcome(isNew: true)
        outcome.scores = try RecordScores.write(
            scores(), assessment: plan.assessmentID, agency: agency, edition: plan.edition.edition,
            source: { _ in source.name }, in: db
        ).count
        for (position, row) in reading.rows.enumerated() {
            try write(row, position: position + 1, round: round, at: now, into: &outcome, in: db)
        }
        try source.record(as: "report", agency: agency, year: plan.fiscalYear, at: now, in: db)
        let particulars = [
            "file": source.hash, "rows": String(outcome.rows), "measures": String(outcome.measures),
            "results": String(outcome.results), "round": String(half),
        ]
        return Done(outcome, JournalNote("plan \(plan.id)", particulars))
    }

    private func scores() -> [String: String] {
        var scores: [String: String] = [:]
        for line in reading.rows.flatMap(\.lines) {
            guard let score = line.score else { continue }
            for code in line.codes {
                if let item = plan.edition.edition.item(code: code) { scores[item.key] = score }
            }
        }
        return scores
    }

    private func write(
        _ row: ReportReading.Row, position: Int, round: Round, at now: Instant, into outcome: inout Outcome,
        in db: Connection
    ) throws {
        let rowID = ID.new()
        try db.execute(
            "INSERT INTO plan_row (id, agency_id, plan_id, position) VALUES (\(rowID), \(agency), \(plan.id), \(position))"
        )
        outcome.rows += 1
        for (index, line) in row.lines.enumerated() {
            let items = line.codes.compactMap { plan.edition.edition.item(code: $0)?.key }
            let lineID = try PlanRow.insertLine(items, position: index + 1, row: rowID, agency: agency, in: db)
            for (index, finding) in line.findings.enumerated() {
                try db.execute(
                    """
                    INSERT INTO finding (id, agency_id, line_id, position, text)
                    VALUES (\(ID.new()), \(agency), \(lineID), \(index + 1), \(finding.text))
                    """)
                outcome.findings += 1
            }
        }
        var measures: [(id: String, text: String)] = []
        for (index, entry) in row.measures.enumerated() {
            let id = ID.new()
            let owner = try ownerID(entry.owner, at: now, in: db)
            let period = ImportReport.period(entry.period)
            try db.execute(
                """
                INSERT INTO measure (id, agency_id, plan_id, text, unit_id, steps, starts_on, ends_on, follow_up, status, created_at)
                VALUES (\(id), \(agency), \(plan.id), \(entry.text), \(owner), \(entry.steps), \(period.0?.iso),
                  \(period.1?.iso), \(entry.followUp), 'planned', \(now))
                """)
            try db.execute(
                "INSERT INTO row_measure (row_id, measure_id, agency_id, position) VALUES (\(rowID), \(id), \(agency), \(index + 1))"
            )
            measures.append((id, entry.text))
            outcome.measures += 1
        }
        var results: [(id: String, number: Int)] = []
        for (index, entry) in row.results.enumerated() {
            let id = ID.new()
            try db.execute(
                """
                INSERT INTO progress (id, agency_id, round_id, row_id, position, text, created_at)
                VALUES (\(id), \(agency), \(round.id), \(rowID), \(index + 1), \(entry.text), \(now))
                """)
            if let measure = ImportReport.measure(for: entry.text, among: measures) {
                try db.execute(
                    "INSERT INTO progress_measure (progress_id, measure_id, agency_id) VALUES (\(id), \(measure), \(agency))"
                )
            }
            results.append((id, entry.number ?? index + 1))
            outcome.results += 1
        }
        for (index, caption) in row.captions.enumerated() {
            let picture = caption.picture.flatMap { pictures[$0] }
            if caption.text.isEmpty, picture == nil { continue }
            let evidence = try picture?.evidence(agency: agency, at: now, in: db)
            let progress = results.first { $0.number == caption.number }?.id
            try db.execute(
                """
                INSERT INTO evidence_use (id, agency_id, round_id, row_id, progress_id, evidence_id, position, caption, created_at)
                VALUES (\(ID.new()), \(agency), \(round.id), \(progress == nil ? rowID : nil), \(progress), \(evidence),
                  \(index + 1), \(caption.text), \(now))
                """)
            outcome.captions += 1
        }
    }

    /// The unit an owner cell names; entered where the agency has none of that name.
    private func ownerID(_ owner: String?, at now: Instant, in db: Connection) throws -> String? {
        let name = owner?.split(separator: "\n").first.map { String($0).trimmingWhitespace() } ?? ""
        if name.isEmpty { return nil }
        return try AddUnit(agency: agency, unit: name).run(in: db, by: .console(name: "import"), at: now).answer
    }

    /// The days of `1 ต.ค. 2567 – 31 มี.ค. 2568`; nil where they are not days.
    static func period(_ text: String?) -> (Day?, Day?) {
        let parts = (text ?? "").unicodeScalars.split { $0 == "–" || $0 == "—" }.map { String($0).trimmingWhitespace() }
        if parts.count == 2 { return (Strings.readDay(parts[0]), Strings.readDay(parts[1])) }
        return (nil, nil)
    }

    /// The measure a result is about: the one that reads most like it, if it does so clearly.
    static func measure(for result: String, among measures: [(id: String, text: String)]) -> String? {
        let best = measures.map { ($0.id, NumberedText.alike(result, $0.text)) }.max { $0.1 < $1.1 }
        return best.flatMap { $0.1 >= 0.45 ? $0.0 : nil }
    }
}

extension PlanRow {
    /// Enters a line of a row with its items; gives its id.
    static func insertLine(_ items: [String], position: Int, row: String, agency: String?, in db: Connection) throws
        -> String
    {
        let id = ID.new()
        try db.execute(
            "INSERT INTO plan_line (id, agency_id, row_id, position) VALUES (\(id), \(agency), \(row), \(position))")
        for item in items {
            try db.execute(
                "INSERT INTO plan_line_item (line_id, agency_id, item_key) VALUES (\(id), \(agency), \(item))")
        }
        return id
    }
}

/// The file an import reads, by content: the same bytes are never imported twice.
struct SourceFile: Sendable, Equatable {
    var name: String
    var hash: String

    func wasImported(as kind: String, agency: String?, year: Int, in db: Connection) throws -> Bool {
        try db.first(
            """
            SELECT id FROM import WHERE agency_id = \(agency) AND kind = \(kind) AND fiscal_year = \(year)
            AND file_sha256 = \(hash)
            """) != nil
    }

    func record(as kind: String, agency: String?, year: Int, at now: Instant, in db: Connection) throws {
        try db.execute(
            """
            INSERT INTO import (id, agency_id, kind, fiscal_year, file_sha256, file_name, applied_at)
            VALUES (\(ID.new()), \(agency), \(kind), \(year), \(hash), \(name), \(now))
            """)
    }
}
