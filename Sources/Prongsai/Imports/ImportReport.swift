import Documents
import ITA

/// Writes an existing report, as it was understood, into a plan: scores, rows, findings, measures, and the results and
/// captions of one round. Rows, findings, measures and results that the plan has already stay as they are; what is new
/// in the report joins them. All of it in one transaction, or nothing.
struct ImportReport: Operation {
    static let name = "import-report"
    static let permission = Permission.plan
    let agency: String?
    /// The plan as it was read before: refused where it has other rows by now.
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
        guard let round = plan.rounds.first(where: { $0.half == half }) else {
            throw Failure.notFound(Message("failure.no_round"))
        }
        try Round.requireOpen(round.id, agency: agency, in: db)
        let rows = try db.rows("SELECT id FROM plan_row WHERE plan_id = \(plan.id)").map { try $0.string("id") }
        guard Set(rows) == Set(plan.rows.map(\.id)) else { throw Failure.conflict(Message("failure.plan_changed")) }
        let match = ImportMatch(reading, plan: plan)
        let faults = (reading.faults + match.faults).map(\.problem)
        guard faults.isEmpty else { throw Failure.invalid(faults) }
        var outcome = Outcome(isNew: true)
        let places = places()
        outcome.scores = try RecordScores.write(
            scores(), assessment: plan.assessmentID, agency: agency, edition: plan.edition.edition,
            source: { places[$0] ?? source.name }, renewsSource: true, in: db
        ).count
        let work = try RoundWork.load(round, in: db)
        var writer = ImportWriter(
            agency: agency, plan: plan, work: work, pictures: pictures, now: now, outcome: outcome,
            names: try KnownNames.load(agency: agency, in: db))
        let last = plan.rows.map(\.position).max() ?? 0
        var position = last
        for (row, existing) in zip(reading.rows, match.rows) {
            if existing == nil { position += 1 }
            try writer.write(row, into: existing, position: position, in: db)
        }
        outcome = writer.outcome
        try source.record(as: "report", agency: agency, year: plan.fiscalYear, at: now, in: db)
        let particulars = [
            "file": source.hash, "rows": String(outcome.rows), "measures": String(outcome.measures),
            "results": String(outcome.results), "round": String(half),
        ]
        return Done(outcome, JournalNote("plan \(plan.id)", particulars))
    }

    /// The days the newest reports of a plan's rounds were brought in, by half.
    static func days(of plan: Plan, in db: Connection) throws -> [Int: Day] {
        let lines = try db.rows(
            """
            SELECT at, particulars FROM journal WHERE agency_id = \(plan.agency.id) AND operation = \(name)
            AND about = \("plan \(plan.id)") ORDER BY number
            """)
        var days: [Int: Day] = [:]
        for line in lines {
            let said = try JSONValue(parsing: Array(try line.string("particulars").utf8))
            guard let half = said["round"]?.text.flatMap({ Int($0) }) else { continue }
            days[half] = Instant(stored: try line.string("at")).day
        }
        return days
    }

    private func scores() -> [String: String] {
        var scores: [String: String] = [:]
        for line in reading.rows.flatMap(\.lines) {
            for code in line.codes {
                guard let score = line.score(of: code), let item = plan.edition.edition.item(code: code) else {
                    continue
                }
                scores[item.key] = score
            }
        }
        return scores
    }

    /// Where the score of each item stands in the file.
    private func places() -> [String: String] {
        var places: [String: String] = [:]
        for line in reading.rows.flatMap(\.lines) {
            for code in line.codes {
                if let item = plan.edition.edition.item(code: code) { places[item.key] = source.place(line.place) }
            }
        }
        return places
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

    /// Where in it something stands, as it is kept beside a score; ``Strings/source(_:_:)`` puts it into words.
    func place(_ place: SourcePlace) -> String {
        let part = place.container.isEmpty ? "" : " · \(place.container)"
        return "\(name)\(part):\(place.line)"
    }

    func wasImported(as kind: String, agency: String?, year: Int, in db: Connection) throws -> Bool {
        try importedAt(as: kind, agency: agency, year: year, in: db) != nil
    }

    /// When it was imported; nil where it was not.
    func importedAt(as kind: String, agency: String?, year: Int, in db: Connection) throws -> String? {
        try db.first(
            """
            SELECT applied_at FROM import WHERE agency_id = \(agency) AND kind = \(kind) AND fiscal_year = \(year)
            AND file_sha256 = \(hash)
            """)?.string("applied_at")
    }

    func record(as kind: String, agency: String?, year: Int, at now: Instant, in db: Connection) throws {
        try db.execute(
            """
            INSERT INTO import (id, agency_id, kind, fiscal_year, file_sha256, file_name, applied_at)
            VALUES (\(ID.new()), \(agency), \(kind), \(year), \(hash), \(name), \(now))
            """)
    }
}
