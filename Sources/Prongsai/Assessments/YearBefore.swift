import ITA

/// How the agency stood the year before, and what of it can be laid beside this year's figures.
struct YearBefore: Sendable {
    let edition: Edition
    let standing: Standing
    /// Values by indicator key; empty where the assessment was another owner's, whose indicators ask other things.
    let values: [String: Exact]
    /// Whether both years were assessed by the same owner.
    let isComparable: Bool

    init(_ edition: Edition, _ scores: [String: Score], beside now: Edition) throws {
        (self.edition, standing) = (edition, try Formula(edition).standing(scores))
        isComparable = edition.owner.thai == now.owner.thai
        let values = standing.indicators.compactMap { row in row.value.map { (row.indicator.key, $0) } }
        self.values = isComparable ? Dictionary(values) { a, _ in a } : [:]
    }

    /// The year before the one a plan answers; nil where it has no scores.
    static func load(_ plan: Plan, editions: EditionShelf, in db: Connection) throws -> YearBefore? {
        let now = plan.edition.edition
        let rows = try db.rows(
            """
            SELECT edition_id, edition_revision, item_key, published FROM assessment JOIN score ON assessment_id = assessment.id
            WHERE assessment.agency_id = \(plan.agency.id) AND assessment.fiscal_year = \(now.fiscalYear.value - 1)
            """)
        guard let first = rows.first else { return nil }
        let edition = try editions.stored(
            try first.string("edition_id"), revision: try first.integer("edition_revision"), in: db
        ).edition
        let scores = try Dictionary(
            rows.map { (try $0.string("item_key"), try Score(published: try $0.string("published"))) }
        ) { a, _ in a }
        return try YearBefore(edition, scores, beside: now)
    }

    /// What stands below this year's headlines: last year's total below a total, its OIT below OIT. An instrument of
    /// another owner asks other things, so it stands below none.
    func headlines(beside now: Standing, _ visit: Visit) -> [String] {
        guard now.hasNoTotal else {
            guard now.total != nil, let total = standing.total else { return [] }
            return [visit.text("standing.before", ["total": total.rounded()])]
        }
        guard isComparable else { return [] }
        return now.computable.compactMap { instrument in
            guard instrument.value != nil,
                let value = standing.computable.first(where: { $0.code == instrument.code })?.value
            else { return nil }
            return visit.text("standing.before_of", ["code": instrument.code, "value": value.rounded()])
        }
    }

    /// That the year before was assessed by another owner.
    func other(_ visit: Visit) -> String {
        let strings = visit.site.strings
        return visit.text(
            "standing.before_other",
            ["edition": edition.id, "owner": strings.name(edition.owner, visit.language)])
    }

    /// Which of this year's indicators have nothing beside them; nil where all have, or none could.
    func unlike(_ now: Standing, _ visit: Visit) -> String? {
        let missing = now.listed.filter { values[$0.indicator.key] == nil }.map { String($0.indicator.number) }
        guard isComparable, !missing.isEmpty, !values.isEmpty else { return nil }
        return visit.text("standing.before_without", ["numbers": missing.joined(separator: ", ")])
    }
}
