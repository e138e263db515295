import ITA

/// The agencies below one in a year, side by side: what each scored, and how far its round is. Read in a fixed number of
/// queries, however many agencies there are.
struct BelowData: Sendable {
    /// How far a round is.
    enum State: String, Sendable, CaseIterable { case none, open, submitted, returned, approved, frozen }

    struct Entry: Sendable {
        var agency: Agency
        /// Key and name of the one it stands under.
        var parent: String
        var plan: String?
        var total: Exact?
        var level: Edition.Level?
        /// Whether nothing the figures rest on is unconfirmed.
        var isFirm = true
        var measures = 0
        var reported = 0
        var late = 0
        /// Items of the assessment that no row of the plan names.
        var outside = 0
        /// Measures nobody answers for, and results without evidence.
        var ownerless = 0
        var bare = 0
        var state = State.none
        /// What it must disclose in the year, how much of that is public, and how much cannot be reached.
        var disclosures = 0
        var disclosed = 0
        var down = 0

        /// Measures without a result.
        var unreported: Int { measures - reported }
        /// What is to be mended before the round is handed in, as far as it can be counted for many agencies at once.
        var faults: Int { outside + ownerless + unreported + bare }
        /// Share of measures that are reported, 0–1; 0 where there are none.
        var readiness: Double { measures == 0 ? 0 : Double(reported) / Double(measures) }
    }

    /// An item that many lose points at.
    struct SharedGap: Sendable {
        var item: Edition.Item
        /// How many agencies are below full score, and how many have 0.
        var agencies: Int
        var zeros: Int
        /// Points of the total that all of them together lose; nil where weights are not known.
        var cost: Exact
    }

    var year: Int
    var half: Int
    /// Years that any of them has a plan of, newest first.
    var years: [Int]
    var entries: [Entry]
    var gaps: [SharedGap]

    /// - Parameter year: nil for this year, or the newest one that has plans.
    static func load(
        below agency: Agency, year given: Int?, half givenHalf: Int?, today: Day, editions: EditionShelf,
        in db: Connection
    ) throws -> BelowData {
        let years = try db.rows(
            """
            WITH RECURSIVE tree (id, depth) AS (
              SELECT id, 0 FROM agency WHERE id = \(agency.id)
              UNION ALL SELECT agency.id, depth + 1 FROM agency JOIN tree ON agency.parent_id = tree.id WHERE depth < 40)
            SELECT DISTINCT fiscal_year FROM plan JOIN tree ON tree.id = plan.agency_id WHERE tree.depth > 0
            ORDER BY fiscal_year DESC
            """
        ).map { try $0.integer("fiscal_year") }
        let current = today.fiscalYear
        let year = given ?? (years.contains(current) ? current : years.first ?? current)
        let isSecond = (4...9).contains(today.month)
        let half = givenHalf ?? (year < current ? 2 : year > current ? 1 : isSecond ? 2 : 1)
        var data = BelowData(year: year, half: half, years: years, entries: [], gaps: [])
        var places: [String: Int] = [:]
        var pinned: [(entry: Int, assessment: String, edition: String, revision: Int)] = []
        for row in try db.rows(
            """
            WITH RECURSIVE tree (id, depth) AS (
              SELECT id, 0 FROM agency WHERE id = \(agency.id)
              UNION ALL SELECT agency.id, depth + 1 FROM agency JOIN tree ON agency.parent_id = tree.id WHERE depth < 40)
            SELECT agency.*, parent.key AS parent_key, plan.id AS plan_id, assessment.id AS assessment_id, edition_id,
              edition_revision
            FROM tree JOIN agency ON agency.id = tree.id JOIN agency parent ON parent.id = agency.parent_id
            LEFT JOIN plan ON plan.agency_id = agency.id AND plan.fiscal_year = \(year)
            LEFT JOIN assessment ON assessment.id = plan.assessment_id
            WHERE tree.depth > 0 ORDER BY agency.thai, agency.key
            """)
        {
            var entry = Entry(agency: try Agency(row), parent: try row.string("parent_key"))
            if let plan = try row.optionalString("plan_id") {
                (entry.plan, entry.state) = (plan, .open)
                places[plan] = data.entries.count
                pinned.append(
                    (
                        data.entries.count, try row.string("assessment_id"), try row.string("edition_id"),
                        try row.integer("edition_revision")
                    ))
            }
            data.entries.append(entry)
        }
        try data.addScores(pinned, below: agency, editions: editions, in: db)
        try data.addCoverage(pinned, below: agency, editions: editions, in: db)
        try data.addWork(places, below: agency, today: today, in: db)
        try data.addStates(places, below: agency, in: db)
        try data.addDisclosures(below: agency, in: db)
        return data
    }

    /// Totals and levels, exact, and where many lose points: one query besides the editions, which are kept.
    private mutating func addScores(
        _ pinned: [(entry: Int, assessment: String, edition: String, revision: Int)], below agency: Agency,
        editions: EditionShelf, in db: Connection
    ) throws {
        var scores: [String: [String: Score]] = [:]
        for row in try db.rows(
            """
            WITH RECURSIVE tree (id, depth) AS (
              SELECT id, 0 FROM agency WHERE id = \(agency.id)
              UNION ALL SELECT agency.id, depth + 1 FROM agency JOIN tree ON agency.parent_id = tree.id WHERE depth < 40)
            SELECT score.assessment_id, score.item_key, score.published FROM tree
            JOIN plan ON plan.agency_id = tree.id AND plan.fiscal_year = \(year)
            JOIN score ON score.assessment_id = plan.assessment_id WHERE tree.depth > 0
            """)
        {
            scores[try row.string("assessment_id"), default: [:]][try row.string("item_key")] = try Score(
                published: try row.string("published"))
        }
        var formulas: [String: Formula] = [:]
        var shared: [String: SharedGap] = [:]
        for (index, assessment, id, revision) in pinned {
            guard let own = scores[assessment] else { continue }
            let name = "\(id)/\(revision)"
            if formulas[name] == nil {
                formulas[name] = try Formula(try editions.stored(id, revision: revision, in: db).edition)
            }
            guard let formula = formulas[name] else { continue }
            let standing = formula.standing(own)
            (entries[index].total, entries[index].level) = (standing.total, standing.level)
            entries[index].isFirm = standing.reasons.isEmpty
            for gap in formula.gaps(own) {
                var found =
                    shared[gap.item.key] ?? SharedGap(item: gap.item, agencies: 0, zeros: 0, cost: .zero)
                found.agencies += 1
                if gap.score.value == .zero { found.zeros += 1 }
                if let cost = gap.cost { found.cost = Self.sum(found.cost, cost) }
                shared[gap.item.key] = found
            }
        }
        gaps = shared.values.filter { $0.agencies > 1 }.sorted { a, b in
            a.cost != b.cost ? a.cost > b.cost : (b.agencies, a.item.key) < (a.agencies, b.item.key)
        }
    }

    /// How many items stand in no row: one query besides the editions, which are kept.
    private mutating func addCoverage(
        _ pinned: [(entry: Int, assessment: String, edition: String, revision: Int)], below agency: Agency,
        editions: EditionShelf, in db: Connection
    ) throws {
        var named: [String: Int] = [:]
        for row in try db.rows(
            """
            WITH RECURSIVE tree (id, depth) AS (
              SELECT id, 0 FROM agency WHERE id = \(agency.id)
              UNION ALL SELECT agency.id, depth + 1 FROM agency JOIN tree ON agency.parent_id = tree.id WHERE depth < 40)
            SELECT plan.assessment_id, COUNT(DISTINCT plan_line_item.item_key) AS items FROM tree
            JOIN plan ON plan.agency_id = tree.id AND plan.fiscal_year = \(year)
            JOIN plan_row ON plan_row.plan_id = plan.id JOIN plan_line ON plan_line.row_id = plan_row.id
            JOIN plan_line_item ON plan_line_item.line_id = plan_line.id
            WHERE tree.depth > 0 GROUP BY plan.assessment_id
            """)
        { named[try row.string("assessment_id")] = try row.integer("items") }
        for (index, assessment, id, revision) in pinned {
            let items = try editions.stored(id, revision: revision, in: db).edition.items.count
            entries[index].outside = max(0, items - (named[assessment] ?? 0))
        }
    }

    /// The sum in hundredths: thousands of exact fractions would not share a denominator that fits.
    private static func sum(_ a: Exact, _ b: Exact) -> Exact {
        func hundredths(_ value: Exact) -> Int128 {
            Int128(value.rounded().utf8.filter { $0 != UInt8(ascii: ".") }.reduce(0) { $0 * 10 + Int($1) - 48 })
        }
        return Exact(hundredths(a) + hundredths(b), over: 100)
    }

    /// How far the work of the round is: two queries.
    private mutating func addWork(_ places: [String: Int], below agency: Agency, today: Day, in db: Connection) throws {
        for row in try db.rows(
            """
            WITH RECURSIVE tree (id, depth) AS (
              SELECT id, 0 FROM agency WHERE id = \(agency.id)
              UNION ALL SELECT agency.id, depth + 1 FROM agency JOIN tree ON agency.parent_id = tree.id WHERE depth < 40),
            told (id) AS (
              SELECT DISTINCT progress_measure.measure_id FROM tree
              JOIN plan ON plan.agency_id = tree.id AND plan.fiscal_year = \(year)
              JOIN round ON round.plan_id = plan.id AND round.half = \(half)
              JOIN progress ON progress.round_id = round.id
              JOIN progress_measure ON progress_measure.progress_id = progress.id)
            SELECT plan.id, COUNT(*) AS measures, SUM(CASE WHEN told.id IS NULL THEN 0 ELSE 1 END) AS reported,
              SUM(CASE WHEN told.id IS NULL AND measure.ends_on < \(today.iso) THEN 1 ELSE 0 END) AS late,
              SUM(CASE WHEN measure.unit_id IS NULL AND measure.person_id IS NULL THEN 1 ELSE 0 END) AS ownerless
            FROM tree JOIN plan ON plan.agency_id = tree.id AND plan.fiscal_year = \(year)
            JOIN measure ON measure.plan_id = plan.id LEFT JOIN told ON told.id = measure.id
            WHERE measure.status <> 'dropped' GROUP BY plan.id
            """)
        {
            guard let place = places[try row.string("id")] else { continue }
            entries[place].measures = try row.integer("measures")
            entries[place].reported = try row.integer("reported")
            entries[place].late = try row.integer("late")
            entries[place].ownerless = try row.integer("ownerless")
        }
        for row in try db.rows(
            """
            WITH RECURSIVE tree (id, depth) AS (
              SELECT id, 0 FROM agency WHERE id = \(agency.id)
              UNION ALL SELECT agency.id, depth + 1 FROM agency JOIN tree ON agency.parent_id = tree.id WHERE depth < 40),
            proven (id) AS (SELECT DISTINCT progress_id FROM evidence_use WHERE progress_id IS NOT NULL)
            SELECT plan.id, COUNT(*) AS bare FROM tree
            JOIN plan ON plan.agency_id = tree.id AND plan.fiscal_year = \(year)
            JOIN round ON round.plan_id = plan.id AND round.half = \(half)
            JOIN progress ON progress.round_id = round.id LEFT JOIN proven ON proven.id = progress.id
            WHERE proven.id IS NULL GROUP BY plan.id
            """)
        {
            guard let place = places[try row.string("id")] else { continue }
            entries[place].bare = try row.integer("bare")
        }
    }

    /// How far disclosures are: one query.
    private mutating func addDisclosures(below agency: Agency, in db: Connection) throws {
        let places = Dictionary(entries.enumerated().map { ($1.agency.id, $0) }) { first, _ in first }
        for row in try db.rows(
            """
            WITH RECURSIVE tree (id, depth) AS (
              SELECT id, 0 FROM agency WHERE id = \(agency.id)
              UNION ALL SELECT agency.id, depth + 1 FROM agency JOIN tree ON agency.parent_id = tree.id WHERE depth < 40),
            open_here (id) AS (SELECT DISTINCT disclosure_id FROM published_page WHERE withdrawn_at IS NULL),
            latest (id, asked) AS (SELECT disclosure_id, MAX(asked_at) FROM disclosure_check GROUP BY disclosure_id),
            passed (id) AS (
              SELECT DISTINCT disclosure_id FROM disclosure_check JOIN latest ON latest.id = disclosure_id
              WHERE asked_at = asked AND decision = 'passed' AND void_at IS NULL AND disclosure_id IN (
                SELECT disclosure_id FROM disclosure_address WHERE removed_at IS NULL AND offered_from IS NULL)),
            down (id) AS (SELECT DISTINCT disclosure_id FROM alert WHERE ended_at IS NULL)
            SELECT disclosure.agency_id, COUNT(*) AS items,
              SUM(CASE WHEN open_here.id IS NULL AND passed.id IS NULL THEN 0 ELSE 1 END) AS disclosed,
              SUM(CASE WHEN down.id IS NULL THEN 0 ELSE 1 END) AS down
            FROM tree JOIN disclosure_year ON disclosure_year.agency_id = tree.id AND fiscal_year = \(year)
            JOIN disclosure ON disclosure.year_id = disclosure_year.id
            LEFT JOIN open_here ON open_here.id = disclosure.id LEFT JOIN passed ON passed.id = disclosure.id
            LEFT JOIN down ON down.id = disclosure.id
            WHERE tree.depth > 0 GROUP BY disclosure.agency_id
            """)
        {
            guard let place = places[try row.string("agency_id")] else { continue }
            entries[place].disclosures = try row.integer("items")
            entries[place].disclosed = try row.integer("disclosed")
            entries[place].down = try row.integer("down")
        }
    }

    /// Whether the round was submitted, returned, approved, frozen: one query.
    private mutating func addStates(_ places: [String: Int], below agency: Agency, in db: Connection) throws {
        for row in try db.rows(
            """
            WITH RECURSIVE tree (id, depth) AS (
              SELECT id, 0 FROM agency WHERE id = \(agency.id)
              UNION ALL SELECT agency.id, depth + 1 FROM agency JOIN tree ON agency.parent_id = tree.id WHERE depth < 40)
            SELECT plan.id, round.frozen_at, submission.id AS submission, submission.decision FROM tree
            JOIN plan ON plan.agency_id = tree.id AND plan.fiscal_year = \(year)
            JOIN round ON round.plan_id = plan.id AND round.half = \(half)
            LEFT JOIN submission ON submission.round_id = round.id
            ORDER BY plan.id, submission.submitted_at
            """)
        {
            guard let place = places[try row.string("id")] else { continue }
            // The last submission counts, and a frozen round is frozen whatever came before.
            if try row.optionalString("frozen_at") != nil {
                entries[place].state = .frozen
            } else if try row.optionalString("submission") != nil {
                switch try row.optionalString("decision") {
                case "approved": entries[place].state = .approved
                case "returned": entries[place].state = .returned
                default: entries[place].state = .submitted
                }
            }
        }
    }
}
