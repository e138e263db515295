import ITA

/// Enters published scores of an assessment. Scores that are there already with the same text stay untouched, an empty
/// text takes a score away; the journal names each that changed, before and after.
struct RecordScores: Operation {
    static let name = "record-scores"
    static let permission = Permission.plan
    let agency: String?
    let assessment: String
    let edition: Edition
    /// Published text by item key.
    let scores: [String: String]
    /// Where they come from, such as a file's name.
    let source: String?
    /// What the editor was shown, by item key, empty where there was no score; nil where nobody was shown anything.
    var seen: [String: String]?

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Int> {
        guard try db.first("SELECT id FROM assessment WHERE id = \(assessment) AND agency_id = \(agency)") != nil else {
            throw Failure.notFound(Message("failure.no_assessment"))
        }
        if let seen {
            let stored = try RecordScores.stored(assessment, in: db)
            for (key, text) in scores {
                let now = stored[key] ?? ""
                guard now == text || now == seen[key] ?? "" else { throw Seen.changed }
            }
        }
        let changed = try RecordScores.write(
            scores, assessment: assessment, agency: agency, edition: edition, source: { _ in source }, in: db)
        return Done(changed.count, changed.isEmpty ? nil : JournalNote("assessment \(assessment)", changed))
    }

    private static func stored(_ assessment: String, in db: Connection) throws -> [String: String] {
        try Dictionary(
            db.rows("SELECT item_key, published FROM score WHERE assessment_id = \(assessment)").map {
                (try $0.string("item_key"), try $0.string("published"))
            }
        ) { first, _ in first }
    }

    /// Writes scores and gives what changed by code: `94.70`, or `94.70 → 95.00`. `source` says where the score of an
    /// item comes from; with `renewsSource` also where the score stays the same, so that the newest paper is named.
    static func write(
        _ scores: [String: String], assessment: String, agency: String?, edition: Edition,
        source: (String) -> String?, renewsSource: Bool = false, in db: Connection
    ) throws -> [String: String] {
        var problems: [Problem] = []
        var changed: [String: String] = [:]
        let existing = try stored(assessment, in: db)
        let order = Dictionary(edition.items.enumerated().map { ($1.key, $0) }) { first, _ in first }
        func position(_ key: String) -> Int { order[key] ?? .max }
        for (key, text) in scores.sorted(by: { (position($0.key), $0.key) < (position($1.key), $1.key) }) {
            guard let item = edition.item(key: key) else {
                problems.append(Problem("unknown_item", ["given": key]))
                continue
            }
            if text.isEmpty {
                guard let before = existing[key] else { continue }
                changed[item.code] = "\(before) → –"
                try db.execute("DELETE FROM score WHERE assessment_id = \(assessment) AND item_key = \(key)")
                continue
            }
            do { _ = try Score(published: text) } catch {
                problems.append(Problem("score_\(error.rawValue)", ["given": text, "code": item.code], at: item.code))
                continue
            }
            guard existing[key] != text else {
                if renewsSource, let place = source(key) {
                    try db.execute(
                        "UPDATE score SET source_place = \(place) WHERE assessment_id = \(assessment) AND item_key = \(key)"
                    )
                }
                continue
            }
            changed[item.code] = existing[key].map { "\($0) → \(text)" } ?? text
            try db.execute(
                """
                INSERT INTO score (assessment_id, agency_id, item_key, published, source_place)
                VALUES (\(assessment), \(agency), \(key), \(text), \(source(key)))
                ON CONFLICT (assessment_id, item_key) DO UPDATE SET published = excluded.published, source_place = excluded.source_place
                """)
        }
        guard problems.isEmpty else { throw Failure.invalid(problems) }
        return changed
    }
}
