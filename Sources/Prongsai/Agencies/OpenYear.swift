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

    /// The id of the plan. A year that is open already stays as it is, if it stands on the same edition.
    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<String> {
        guard (2550...2650).contains(fiscalYear) else {
            throw Failure.invalid([Problem("fiscal_year", ["given": String(fiscalYear)], at: "year")])
        }
        if let row = try db.first(
            """
            SELECT plan.id, assessment.edition_id FROM plan JOIN assessment ON assessment.id = plan.assessment_id
            WHERE plan.agency_id = \(agency) AND plan.fiscal_year = \(fiscalYear)
            """)
        {
            guard try row.string("edition_id") == edition.id else {
                throw Failure.conflict(
                    Message(
                        "failure.year_other_edition",
                        ["year": String(fiscalYear), "edition": try row.string("edition_id")]))
            }
            return Done(try row.string("id"), nil)
        }
        if let file, let note = try InstallEdition(file: file).run(in: db, by: actor, at: now).note {
            try Journal.append(InstallEdition.name, note, agency: "", by: actor, at: now, in: db)
        }
        let assessed = edition.fiscalYear.value
        let assessment: String
        if let row = try db.first(
            "SELECT id, edition_id FROM assessment WHERE agency_id = \(agency) AND fiscal_year = \(assessed)")
        {
            guard try row.string("edition_id") == edition.id else {
                throw Failure.conflict(
                    Message(
                        "failure.year_other_edition",
                        ["year": String(assessed), "edition": try row.string("edition_id")]))
            }
            assessment = try row.string("id")
        } else {
            assessment = ID.new()
            try db.execute(
                """
                INSERT INTO assessment (id, agency_id, fiscal_year, edition_id, edition_revision, created_at)
                VALUES (\(assessment), \(agency), \(assessed), \(edition.id), \(edition.revision), \(now))
                """)
        }
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
        return Done(plan, JournalNote("plan \(plan)", ["year": String(fiscalYear), "edition": edition.id]))
    }
}
