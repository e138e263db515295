import Documents
import ITA

/// Writes a file of scores in one transaction, or nothing.
struct ImportScores: Operation {
    static let name = "import-scores"
    static let permission = Permission.plan
    let agency: String?
    let plan: Plan
    let reading: ScoresReading
    let source: SourceFile

    /// How many scores changed; 0 where the file is only noted as the newest that gives them, nil where it was
    /// imported before and says what is there.
    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Int?> {
        try Plan.require(plan.id, agency: agency, in: db)
        guard reading.problems.isEmpty else { throw Failure.invalid(reading.problems) }
        var scores: [String: String] = [:]
        var places: [String: String] = [:]
        for entry in reading.entries {
            guard let item = plan.edition.edition.item(code: entry.code) else { continue }
            scores[item.key] = entry.score
            places[item.key] = source.place(entry.place)
        }
        let changed = try RecordScores.write(
            scores, assessment: plan.assessmentID, agency: agency, edition: plan.edition.edition,
            source: { places[$0] ?? source.name }, renewsSource: true, in: db)
        if try !source.wasImported(as: "scores", agency: agency, year: plan.fiscalYear, in: db) {
            try source.record(as: "scores", agency: agency, year: plan.fiscalYear, at: now, in: db)
        } else if changed.isEmpty {
            return Done(nil, nil)
        }
        return Done(
            changed.count,
            JournalNote("assessment \(plan.assessmentID)", changed.merging(["file": source.hash]) { first, _ in first })
        )
    }
}
