import ITA
import Synchronization

/// The agencies below one in a year, side by side: what each scored, and how far its round is. What was read of an agency
/// is kept until its journal has another line (``BelowKept``); the rest is read some thousands of agencies at a time, so
/// that a nation takes no more memory than a province.
struct BelowData: Sendable {
    var year: Int
    var half: Int
    /// Years that any of them has a plan of, newest first.
    var years: [Int]
    var entries: [Entry]
    var gaps: [SharedGap]

    /// What an agency loses at one item.
    fileprivate struct Lost: Sendable {
        var key: String
        var isZero: Bool
        /// Of a point of the total; nil where weights are not known. Thousands of exact fractions would not share a
        /// denominator that fits.
        var hundredths: Int128?
    }

    /// What is worked out for one agency at a time.
    fileprivate struct Own: Sendable {
        var entry: Entry
        var assessment: String?
        var lost: [Lost] = []
        /// Measures without a result by the day one is wanted: those of days gone by are late.
        var openUntil: [Day: Int] = [:]
    }

    /// Agencies read together.
    private static let together = 2000

    /// - Parameters:
    ///   - year: nil for this year, or the newest one that has plans.
    ///   - kept: what was read before; nil reads everything.
    static func load(
        below agency: Agency, year given: Int?, half givenHalf: Int?, today: Day, editions: EditionShelf,
        kept: BelowKept? = nil, in db: Connection
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
        let name = "\(year)/\(half)"
        let known = kept?.known(name) ?? [:]
        var part = BelowPart(year: year, half: half, editions: editions)
        var owns: [Own] = []
        var stamps: [String] = []
        var changed: [Int] = []
        for row in try db.rows(
            """
            WITH RECURSIVE tree (id, depth) AS (
              SELECT id, 0 FROM agency WHERE id = \(agency.id)
              UNION ALL SELECT agency.id, depth + 1 FROM agency JOIN tree ON agency.parent_id = tree.id WHERE depth < 40)
            SELECT agency.*, parent.key AS parent_key, plan.id AS plan_id, assessment.id AS assessment_id, edition_id,
              edition_revision, (SELECT hash FROM journal WHERE journal.agency_id = agency.id
                ORDER BY number DESC LIMIT 1) AS stamp
            FROM tree JOIN agency ON agency.id = tree.id JOIN agency parent ON parent.id = agency.parent_id
            LEFT JOIN plan ON plan.agency_id = agency.id AND plan.fiscal_year = \(year)
            LEFT JOIN assessment ON assessment.id = plan.assessment_id
            WHERE tree.depth > 0 ORDER BY agency.thai, agency.key
            """)
        {
            var own = Own(entry: Entry(agency: try Agency(row), parent: try row.string("parent_key")))
            let stamp = try row.optionalString("stamp") ?? ""
            if let plan = try row.optionalString("plan_id") {
                (own.entry.plan, own.entry.state) = (plan, .open)
                let assessment = try row.string("assessment_id")
                own.assessment = assessment
                try part.note(
                    try row.string("edition_id"), try row.integer("edition_revision"), of: assessment, in: db)
            }
            if let before = known[own.entry.agency.id], before.stamp == stamp {
                let fresh = own.entry
                own = before.own
                (own.entry.agency, own.entry.parent) = (fresh.agency, fresh.parent)
            } else {
                changed.append(owns.count)
            }
            owns.append(own)
            stamps.append(stamp)
        }
        for start in stride(from: 0, to: changed.count, by: together) {
            let places = changed[start..<min(start + together, changed.count)]
            let read = try part.read(places.map { owns[$0] }, in: db)
            for (place, own) in zip(places, read) { owns[place] = own }
        }
        kept?.keep(name, owns, stamps)
        for index in owns.indices {
            owns[index].entry.late = owns[index].openUntil.reduce(0) { $0 + ($1.key < today ? $1.value : 0) }
        }
        return BelowData(
            year: year, half: half, years: years, entries: owns.map(\.entry), gaps: part.shared(owns))
    }
}

/// What was read of agencies below, by year and half, each with the newest line of its journal: it holds as long as
/// that is the newest (see ``Kept``).
final class BelowKept: Sendable {
    fileprivate typealias Known = [String: (stamp: String, own: BelowData.Own)]
    private let state = Mutex<[(name: String, known: Known)]>([])

    fileprivate func known(_ name: String) -> Known { state.withLock { $0.first { $0.name == name }?.known ?? [:] } }

    /// Those that somebody looked at last, of few years.
    fileprivate func keep(_ name: String, _ owns: [BelowData.Own], _ stamps: [String]) {
        state.withLock { state in
            var known = state.first { $0.name == name }?.known ?? [:]
            for (own, stamp) in zip(owns, stamps) { known[own.entry.agency.id] = (stamp, own) }
            state.removeAll { $0.name == name }
            state.insert((name, known), at: 0)
            if state.count > 3 { state.removeLast() }
        }
    }
}

/// Reads some agencies at a time.
private struct BelowPart {
    let year: Int
    let half: Int
    let editions: EditionShelf
    private var assessed: [String: String] = [:]
    private var known: [String: (formula: Formula, edition: Edition)] = [:]

    init(year: Int, half: Int, editions: EditionShelf) {
        (self.year, self.half, self.editions) = (year, half, editions)
    }

    /// Notes by which edition an assessment is scored.
    mutating func note(_ id: String, _ revision: Int, of assessment: String, in db: Connection) throws {
        let name = "\(id)/\(revision)"
        assessed[assessment] = name
        guard known[name] == nil else { return }
        let edition = try editions.stored(id, revision: revision, in: db).edition
        known[name] = (try Formula(edition), edition)
    }
    /// These agencies with everything that is worked out for each: six queries.
    func read(_ agencies: [BelowData.Own], in db: Connection) throws -> [BelowData.Own] {
        var owns = agencies
        let ids = owns.map(\.entry.agency.id)
        var places: [String: Int] = [:]
        for (index, own) in owns.enumerated() {
            places[own.entry.agency.id] = index
            if let plan = own.entry.plan { places[plan] = index }
        }
        try addScores(ids, &owns, in: db)
        try addCoverage(ids, &owns, in: db)
        try addWork(ids, places, &owns, in: db)
        try addStates(ids, places, &owns, in: db)
        try addDisclosures(ids, places, &owns, in: db)
        return owns
    }

    /// Where many lose points.
    func shared(_ owns: [BelowData.Own]) -> [BelowData.SharedGap] {
        var sums: [String: (agencies: Int, zeros: Int, hundredths: Int128)] = [:]
        for lost in owns.lazy.flatMap(\.lost) {
            var sum = sums[lost.key] ?? (0, 0, 0)
            sum.agencies += 1
            if lost.isZero { sum.zeros += 1 }
            sum.hundredths += lost.hundredths ?? 0
            sums[lost.key] = sum
        }
        var items: [String: Edition.Item] = [:]
        for edition in known.values.map(\.edition) {
            for item in edition.items { items[item.key] = items[item.key] ?? item }
        }
        let gaps = sums.compactMap { key, sum in
            items[key].map {
                BelowData.SharedGap(
                    item: $0, agencies: sum.agencies, zeros: sum.zeros, cost: Exact(sum.hundredths, over: 100))
            }
        }
        return gaps.filter { $0.agencies > 1 }.sorted { a, b in
            a.cost != b.cost ? a.cost > b.cost : (b.agencies, a.item.key) < (a.agencies, b.item.key)
        }
    }

    /// Totals and levels, exact, and what each item costs.
    private func addScores(_ ids: [String], _ owns: inout [BelowData.Own], in db: Connection) throws {
        var scores: [String: [String: Score]] = [:]
        for row in try db.rows(
            """
            SELECT score.assessment_id, score.item_key, score.published FROM plan
            JOIN score ON score.assessment_id = plan.assessment_id
            WHERE plan.agency_id IN (\(list: ids)) AND plan.fiscal_year = \(year)
            """)
        {
            scores[try row.string("assessment_id"), default: [:]][try row.string("item_key")] = try Score(
                published: try row.string("published"))
        }
        for index in owns.indices {
            guard let assessment = owns[index].assessment, let own = scores[assessment],
                let formula = assessed[assessment].flatMap({ known[$0] })?.formula
            else { continue }
            let standing = formula.standing(own)
            (owns[index].entry.total, owns[index].entry.level) = (standing.total, standing.level)
            owns[index].entry.isFirm = standing.reasons.isEmpty
            owns[index].lost = formula.gaps(own).map { gap in
                BelowData.Lost(
                    key: gap.item.key, isZero: gap.score.value == .zero, hundredths: gap.cost.map(Self.hundredths))
            }
        }
    }

    private static func hundredths(_ value: Exact) -> Int128 {
        Int128(value.rounded().utf8.filter { $0 != UInt8(ascii: ".") }.reduce(0) { $0 * 10 + Int($1) - 48 })
    }

    /// How many items stand in no row, and how many rows have drafts from last year.
    private func addCoverage(_ ids: [String], _ owns: inout [BelowData.Own], in db: Connection) throws {
        var named: [String: (items: Int, drafts: Int)] = [:]
        for row in try db.rows(
            """
            SELECT plan.assessment_id, COUNT(DISTINCT plan_line_item.item_key) AS items,
              COUNT(DISTINCT CASE WHEN EXISTS (
                  SELECT 1 FROM finding WHERE finding.line_id = plan_line.id AND finding.draft_from IS NOT NULL)
                OR EXISTS (
                  SELECT 1 FROM row_measure JOIN measure ON measure.id = row_measure.measure_id
                  WHERE row_measure.row_id = plan_row.id AND measure.draft_from IS NOT NULL
                  AND measure.status <> 'dropped')
                THEN plan_row.id END) AS drafts
            FROM plan
            JOIN plan_row ON plan_row.plan_id = plan.id JOIN plan_line ON plan_line.row_id = plan_row.id
            JOIN plan_line_item ON plan_line_item.line_id = plan_line.id
            WHERE plan.agency_id IN (\(list: ids)) AND plan.fiscal_year = \(year) GROUP BY plan.assessment_id
            """)
        {
            named[try row.string("assessment_id")] = (try row.integer("items"), try row.integer("drafts"))
        }
        for index in owns.indices {
            guard let assessment = owns[index].assessment,
                let edition = assessed[assessment].flatMap({ known[$0] })?.edition
            else { continue }
            owns[index].entry.outside = max(0, edition.items.count - (named[assessment]?.items ?? 0))
            owns[index].entry.drafts = named[assessment]?.drafts ?? 0
        }
    }

    /// How far the work of the round is: two queries.
    private func addWork(
        _ ids: [String], _ places: [String: Int], _ owns: inout [BelowData.Own], in db: Connection
    ) throws {
        for row in try db.rows(
            """
            WITH told (id) AS (
              SELECT DISTINCT progress_measure.measure_id FROM plan
              JOIN round ON round.plan_id = plan.id AND round.half = \(half)
              JOIN progress ON progress.round_id = round.id
              JOIN progress_measure ON progress_measure.progress_id = progress.id
              WHERE plan.agency_id IN (\(list: ids)) AND plan.fiscal_year = \(year))
            SELECT plan.id, measure.starts_on, measure.ends_on, COUNT(*) AS measures,
              SUM(CASE WHEN told.id IS NULL THEN 0 ELSE 1 END) AS reported,
              SUM(CASE WHEN measure.unit_id IS NULL AND measure.person_id IS NULL THEN 1 ELSE 0 END) AS ownerless
            FROM plan JOIN measure ON measure.plan_id = plan.id LEFT JOIN told ON told.id = measure.id
            WHERE plan.agency_id IN (\(list: ids)) AND plan.fiscal_year = \(year) AND measure.status <> 'dropped'
              AND (\(Measure.decided) OR told.id IS NOT NULL) GROUP BY plan.id, measure.starts_on, measure.ends_on
            """)
        {
            guard let place = places[try row.string("id")] else { continue }
            let (measures, reported) = (try row.integer("measures"), try row.integer("reported"))
            owns[place].entry.reported += reported
            owns[place].entry.ownerless += try row.integer("ownerless")
            let edition = owns[place].assessment.flatMap { assessed[$0] }.flatMap { known[$0] }?.edition
            let rule = edition?.rounds.first { $0.half == half }
            let (first, last) = (rule?.starts.day(inFiscalYear: year), rule?.ends.day(inFiscalYear: year))
            func day(_ column: String) throws -> Day? { try row.optionalString(column).flatMap { Day(iso: $0) } }
            let ends = try day("ends_on")
            let isWanted = Round.touches(from: try day("starts_on"), to: ends, first, last)
            owns[place].entry.measures += isWanted ? measures : reported
            let due = [ends, rule?.due?.day(inFiscalYear: year) ?? last].compactMap { $0 }.min()
            if isWanted, measures > reported, let due { owns[place].openUntil[due, default: 0] += measures - reported }
        }
        for row in try db.rows(
            """
            SELECT plan.id, COUNT(*) AS bare FROM plan
            JOIN round ON round.plan_id = plan.id AND round.half = \(half)
            JOIN progress ON progress.round_id = round.id
            WHERE plan.agency_id IN (\(list: ids)) AND plan.fiscal_year = \(year)
              AND NOT EXISTS (SELECT 1 FROM evidence_use WHERE evidence_use.progress_id = progress.id)
            GROUP BY plan.id
            """)
        {
            guard let place = places[try row.string("id")] else { continue }
            owns[place].entry.bare = try row.integer("bare")
        }
    }

    /// How far disclosures are.
    private func addDisclosures(
        _ ids: [String], _ places: [String: Int], _ owns: inout [BelowData.Own], in db: Connection
    ) throws {
        for row in try db.rows(
            """
            WITH item (id, agency_id) AS (
              SELECT disclosure.id, disclosure.agency_id FROM disclosure_year
              JOIN disclosure ON disclosure.year_id = disclosure_year.id
              WHERE disclosure_year.agency_id IN (\(list: ids)) AND fiscal_year = \(year)),
            open_here (id) AS (
              SELECT DISTINCT disclosure_id FROM published_page JOIN item ON item.id = disclosure_id
              WHERE withdrawn_at IS NULL),
            latest (id, asked) AS (
              SELECT disclosure_id, MAX(asked_at) FROM disclosure_check JOIN item ON item.id = disclosure_id
              GROUP BY disclosure_id),
            passed (id) AS (
              SELECT DISTINCT disclosure_id FROM disclosure_check JOIN latest ON latest.id = disclosure_id
              WHERE asked_at = asked AND decision = 'passed' AND void_at IS NULL AND EXISTS (
                SELECT 1 FROM disclosure_address WHERE disclosure_address.disclosure_id = latest.id
                AND removed_at IS NULL AND offered_from IS NULL)),
            down (id) AS (
              SELECT DISTINCT disclosure_id FROM alert JOIN item ON item.id = disclosure_id WHERE \(Alert.stands))
            SELECT item.agency_id, COUNT(*) AS items,
              SUM(CASE WHEN open_here.id IS NULL AND passed.id IS NULL THEN 0 ELSE 1 END) AS disclosed,
              SUM(CASE WHEN down.id IS NULL THEN 0 ELSE 1 END) AS down
            FROM item LEFT JOIN open_here ON open_here.id = item.id LEFT JOIN passed ON passed.id = item.id
            LEFT JOIN down ON down.id = item.id GROUP BY item.agency_id
            """)
        {
            guard let place = places[try row.string("agency_id")] else { continue }
            owns[place].entry.disclosures = try row.integer("items")
            owns[place].entry.disclosed = try row.integer("disclosed")
            owns[place].entry.down = try row.integer("down")
        }
    }

    /// Whether the round was submitted, returned, approved, frozen.
    private func addStates(
        _ ids: [String], _ places: [String: Int], _ owns: inout [BelowData.Own], in db: Connection
    ) throws {
        for row in try db.rows(
            """
            SELECT plan.id, round.frozen_at, submission.id AS submission, submission.decision, submission.decided_at,
              CASE WHEN round.frozen_at IS NULL AND submission.decision = 'approved' THEN (
                SELECT at FROM journal WHERE journal.agency_id = plan.agency_id
                AND \(BelowData.edited) ORDER BY number DESC LIMIT 1) END AS edited_at
            FROM plan
            JOIN round ON round.plan_id = plan.id AND round.half = \(half)
            LEFT JOIN submission ON submission.round_id = round.id
            WHERE plan.agency_id IN (\(list: ids)) AND plan.fiscal_year = \(year)
            ORDER BY plan.id, submission.submitted_at
            """)
        {
            guard let place = places[try row.string("id")] else { continue }
            // The last submission counts.
            if let state = try BelowData.State(row) { owns[place].entry.state = state }
        }
    }
}
