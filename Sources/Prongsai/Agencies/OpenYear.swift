import ITA

/// Begins a fiscal year: the assessment it answers, pinned to its edition, an empty plan and its two rounds.
struct OpenYear: Operation {
    static let name = "open-year"
    static let permission = Permission.plan
    let agency: String?
    let fiscalYear: Int
    let edition: Edition
    /// The edition as it lies in the folder, where it may have to be taken into use first.
    var file: EditionFile?

    /// The id of the plan. A year that is open already stays as it is, if it stands on the same edition; one on another
    /// edition changes to this one as long as nothing was entered.
    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<String> {
        let opened = try db.first(
            """
            SELECT plan.id, assessment_id, edition_id, assessment.fiscal_year AS assessed FROM plan
            JOIN assessment ON assessment.id = plan.assessment_id WHERE plan.agency_id = \(agency) AND plan.fiscal_year = \(fiscalYear)
            """)
        if opened == nil, let problem = OpenableYears.problem(fiscalYear, on: now.day) {
            throw Failure.invalid([problem])
        }
        if let opened, try opened.string("edition_id") == edition.id { return Done(try opened.string("id"), nil) }
        if let opened, try !isEmpty(plan: opened.string("id"), opened.string("assessment_id"), in: db) {
            throw Failure.conflict(
                Message(
                    "failure.year_in_use", ["year": String(fiscalYear), "edition": try opened.string("edition_id")])
            )
        }
        if let file, let note = try InstallEdition(file: file).run(in: db, by: actor, at: now).note {
            try Journal.append(InstallEdition.name, note, agency: "", by: actor, at: now, in: db)
        }
        guard let opened else {
            let plan = try open(on: try assessment(at: now, in: db), at: now, in: db)
            return Done(plan, JournalNote("plan \(plan)", ["year": String(fiscalYear), "edition": edition.id]))
        }
        let (plan, old) = (try opened.string("id"), try opened.string("assessment_id"))
        if try opened.integer("assessed") == edition.fiscalYear.value {
            try db.execute(
                """
                UPDATE assessment SET edition_id = \(edition.id), edition_revision = \(edition.revision)
                WHERE id = \(old)
                """)
        } else {
            let new = try assessment(at: now, in: db)
            try db.execute("UPDATE plan SET assessment_id = \(new) WHERE id = \(plan)")
            try db.execute("DELETE FROM assessment WHERE id = \(old)")
        }
        return Done(
            plan,
            JournalNote(
                "plan \(plan)",
                JournalNote.changes([("edition", try opened.string("edition_id"), edition.id)])))
    }

    /// Whether nothing of a year was entered: no score, no row, no measure, and no other year stands on its assessment.
    private func isEmpty(plan: String, _ assessment: String, in db: Connection) throws -> Bool {
        try db.first(
            """
            SELECT 1 AS one WHERE NOT EXISTS (SELECT 1 FROM score WHERE assessment_id = \(assessment))
              AND NOT EXISTS (SELECT 1 FROM plan_row WHERE plan_id = \(plan))
              AND NOT EXISTS (SELECT 1 FROM measure WHERE plan_id = \(plan))
              AND NOT EXISTS (SELECT 1 FROM plan WHERE assessment_id = \(assessment) AND id <> \(plan))
              AND NOT EXISTS (SELECT 1 FROM round WHERE plan_id = \(plan) AND (frozen_at IS NOT NULL
                OR EXISTS (SELECT 1 FROM evidence_use WHERE evidence_use.round_id = round.id)
                OR EXISTS (SELECT 1 FROM submission WHERE submission.round_id = round.id)
                OR EXISTS (SELECT 1 FROM frozen_round WHERE frozen_round.round_id = round.id)))
            """) != nil
    }

    /// The assessment of the edition's year, begun where there is none.
    private func assessment(at now: Instant, in db: Connection) throws -> String {
        let assessed = edition.fiscalYear.value
        if let row = try db.first(
            "SELECT id, edition_id FROM assessment WHERE agency_id = \(agency) AND fiscal_year = \(assessed)")
        {
            guard try row.string("edition_id") == edition.id else {
                throw Failure.conflict(
                    Message(
                        "failure.year_in_use", ["year": String(assessed), "edition": try row.string("edition_id")]))
            }
            return try row.string("id")
        }
        let id = ID.new()
        try db.execute(
            """
            INSERT INTO assessment (id, agency_id, fiscal_year, edition_id, edition_revision, created_at)
            VALUES (\(id), \(agency), \(assessed), \(edition.id), \(edition.revision), \(now))
            """)
        return id
    }

    /// An empty plan with its two rounds.
    private func open(on assessment: String, at now: Instant, in db: Connection) throws -> String {
        let plan = ID.new()
        try db.execute(
            """
            INSERT INTO plan (id, agency_id, fiscal_year, assessment_id, created_at)
            VALUES (\(plan), \(agency), \(fiscalYear), \(assessment), \(now))
            """)
        for half in 1...2 {
            try db.execute(
                "INSERT INTO round (id, agency_id, plan_id, half) VALUES (\(ID.new()), \(agency), \(plan), \(half))")
        }
        return plan
    }
}
