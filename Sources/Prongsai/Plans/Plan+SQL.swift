import ITA

extension Plan {
    /// Loads a plan of an agency: of the year named, or the newest.
    static func load(agency: Agency, year: Int?, editions: EditionShelf, in db: Connection) throws -> Plan {
        let found =
            if let year {
                try db.first(
                    """
                    SELECT plan.*, edition_id, edition_revision FROM plan
                    JOIN assessment ON assessment.id = plan.assessment_id
                    WHERE plan.agency_id = \(agency.id) AND plan.fiscal_year = \(year)
                    """)
            } else {
                try db.first(
                    """
                    SELECT plan.*, edition_id, edition_revision FROM plan
                    JOIN assessment ON assessment.id = plan.assessment_id
                    WHERE plan.agency_id = \(agency.id) ORDER BY plan.fiscal_year DESC LIMIT 1
                    """)
            }
        guard let row = found else { throw try missing(agency, year, editions, in: db) }
        return try load(row, agency: agency, editions: editions, in: db)
    }

    /// The fiscal years an agency has plans of, oldest first.
    static func years(of agency: String, in db: Connection) throws -> [Int] {
        try db.rows("SELECT fiscal_year FROM plan WHERE agency_id = \(agency) ORDER BY fiscal_year").map {
            try $0.integer("fiscal_year")
        }
    }

    /// That there is no plan, and with which editions one could be begun.
    private static func missing(_ agency: Agency, _ year: Int?, _ editions: EditionShelf, in db: Connection) throws
        -> Failure
    {
        guard let year else { return .notFound(Message("failure.no_plan_yet")) }
        let fitting = try editions.fitting(year: year, agency: agency, in: db)
        let values = [
            "agency": agency.thai, "year": String(year), "edition": fitting.first ?? "",
            "editions": fitting.joined(separator: ", "),
        ]
        let key = fitting.isEmpty ? "failure.no_plan" : "failure.no_plan_fitting"
        return .notFound(Message(key, values, english: ["agency": agency.english]))
    }

    private static func load(_ row: Row, agency: Agency, editions: EditionShelf, in db: Connection) throws -> Plan {
        let (id, assessment) = (try row.string("id"), try row.string("assessment_id"))
        let file = try editions.stored(
            try row.string("edition_id"), revision: try row.integer("edition_revision"), in: db)
        let scores = try db.rows("SELECT item_key, published FROM score WHERE assessment_id = \(assessment)")
        let rounds = try db.rows("SELECT id, half, frozen_at FROM round WHERE plan_id = \(id) ORDER BY half")
        return Plan(
            id: id, agency: agency, fiscalYear: try row.integer("fiscal_year"), edition: file, assessmentID: assessment,
            scores: try Dictionary(
                scores.map { (try $0.string("item_key"), try Score(published: try $0.string("published"))) }
            ) { a, _ in a },
            rows: try PlanRow.load(plan: id, order: file.edition, in: db), measures: try Measure.load(plan: id, in: db),
            rounds: try rounds.map {
                Round(
                    id: try $0.string("id"), half: try $0.integer("half"), frozenAt: try $0.optionalString("frozen_at"))
            })
    }
}

extension PlanRow {
    /// The rows of a plan: three queries, however many rows there are.
    static func load(plan: String, order edition: Edition, in db: Connection) throws -> [PlanRow] {
        let positions = Dictionary(edition.items.enumerated().map { ($1.key, $0) }) { first, _ in first }
        var findings: [String: [Finding]] = [:]
        for row in try db.rows(
            """
            SELECT finding.id, finding.line_id, finding.text, finding.draft_from FROM finding JOIN plan_line ON plan_line.id = line_id
            JOIN plan_row ON plan_row.id = plan_line.row_id WHERE plan_id = \(plan) ORDER BY finding.position, finding.id
            """)
        {
            findings[try row.string("line_id"), default: []].append(
                Finding(
                    id: try row.string("id"), text: try row.string("text"),
                    draftFrom: try row.optionalString("draft_from")))
        }
        var measures: [String: [String]] = [:]
        for row in try db.rows(
            """
            SELECT row_id, measure_id FROM row_measure JOIN plan_row ON plan_row.id = row_id
            WHERE plan_id = \(plan) ORDER BY row_measure.position, measure_id
            """)
        { measures[try row.string("row_id"), default: []].append(try row.string("measure_id")) }
        // A row for each item of each line of each row, in the order of rows and lines.
        var rows: [PlanRow] = []
        for row in try db.rows(
            """
            SELECT plan_row.id, plan_row.position, plan_line.id AS line_id, item_key FROM plan_row
            LEFT JOIN plan_line ON plan_line.row_id = plan_row.id
            LEFT JOIN plan_line_item ON plan_line_item.line_id = plan_line.id
            WHERE plan_id = \(plan) ORDER BY plan_row.position, plan_row.id, plan_line.position, plan_line.id
            """)
        {
            let id = try row.string("id")
            if rows.last?.id != id {
                rows.append(
                    PlanRow(id: id, position: try row.integer("position"), lines: [], measures: measures[id] ?? []))
            }
            guard let line = try row.optionalString("line_id") else { continue }
            if rows[rows.count - 1].lines.last?.id != line {
                rows[rows.count - 1].lines.append(Line(id: line, items: [], findings: findings[line] ?? []))
            }
            let last = rows[rows.count - 1].lines.count - 1
            if let item = try row.optionalString("item_key") { rows[rows.count - 1].lines[last].items.append(item) }
        }
        for row in rows.indices {
            for line in rows[row].lines.indices {
                rows[row].lines[line].items.sort { (positions[$0] ?? .max, $0) < (positions[$1] ?? .max, $1) }
            }
        }
        return rows
    }
}

extension Measure {
    static func load(plan: String, in db: Connection) throws -> [Measure] {
        try db.rows(
            """
            SELECT measure.*, unit.name AS unit_name, person.name AS person_name,
              person.retired_at AS person_left,
              CASE WHEN measure.id IN (SELECT measure_id FROM progress_measure
                  JOIN progress ON progress.id = progress_measure.progress_id JOIN round ON round.id = progress.round_id
                  WHERE round.plan_id = \(plan)) THEN 1 ELSE 0 END AS has_result FROM measure
            LEFT JOIN unit ON unit.id = measure.unit_id LEFT JOIN person ON person.id = measure.person_id
            WHERE plan_id = \(plan) ORDER BY measure.id
            """
        ).map { row in
            var measure = try Measure(row)
            measure.hasResult = try row.integer("has_result") == 1
            return measure
        }
    }

    /// One measure of an agency.
    static func find(_ id: String, agency: String?, in db: Connection) throws -> Measure {
        let row = try db.first(
            """
            SELECT measure.*, unit.name AS unit_name, person.name AS person_name,
              person.retired_at AS person_left FROM measure
            LEFT JOIN unit ON unit.id = measure.unit_id LEFT JOIN person ON person.id = measure.person_id
            WHERE measure.id = \(id) AND measure.agency_id = \(agency)
            """)
        guard let row else { throw Failure.notFound(Message("failure.no_measure", ["id": id])) }
        return try Measure(row)
    }

    private init(_ row: Row) throws {
        self.init(
            id: try row.string("id"), text: try row.string("text"), unitID: try row.optionalString("unit_id"),
            unit: try row.optionalString("unit_name"), personID: try row.optionalString("person_id"),
            person: try row.optionalString("person_name"),
            hasPersonLeft: try row.optionalString("person_left") != nil, steps: try row.optionalString("steps"),
            startsOn: try row.optionalString("starts_on").flatMap { Day(iso: $0) },
            endsOn: try row.optionalString("ends_on").flatMap { Day(iso: $0) },
            followUp: try row.optionalString("follow_up"),
            status: Status(rawValue: try row.string("status")) ?? .planned,
            draftFrom: try row.optionalString("draft_from"))
    }
}

extension RoundWork {
    /// The results and evidence of a round: three queries.
    static func load(_ round: Round, in db: Connection) throws -> RoundWork {
        var progress: [Progress] = []
        for row in try db.rows(
            """
            SELECT progress.id, row_id, text, measure_id FROM progress
            LEFT JOIN progress_measure ON progress_measure.progress_id = progress.id
            WHERE round_id = \(round.id) ORDER BY position, progress.id, measure_id
            """)
        {
            let id = try row.string("id")
            if progress.last?.id != id {
                progress.append(
                    Progress(
                        id: id, rowID: try row.optionalString("row_id"), text: try row.string("text"), measures: []))
            }
            if let measure = try row.optionalString("measure_id") {
                progress[progress.count - 1].measures.append(measure)
            }
        }
        let uses = try db.rows(
            """
            SELECT evidence_use.id AS use_id, row_id, progress_id, caption, about_on, evidence.* FROM evidence_use
            LEFT JOIN evidence ON evidence.id = evidence_id
            WHERE round_id = \(round.id) ORDER BY position, evidence_use.id
            """
        ).map { row in
            EvidenceUse(
                id: try row.string("use_id"), rowID: try row.optionalString("row_id"),
                progressID: try row.optionalString("progress_id"), caption: try row.string("caption"),
                aboutOn: try row.optionalString("about_on").flatMap { Day(iso: $0) }, evidence: try Evidence(row))
        }
        return RoundWork(
            round: round, progress: progress, uses: uses,
            disclosed: try DisclosedEvidence.load(round: round.id, in: db))
    }
}

extension Plan {
    /// The plan with the agency's own titles of what it discloses: one query.
    func titled(in db: Connection) throws -> Plan {
        let named = try db.rows(
            "SELECT item_key, title FROM disclosure WHERE agency_id = \(agency.id) AND title IS NOT NULL ORDER BY id")
        var plan = self
        plan.titles = try Dictionary(named.map { (try $0.string("item_key"), try $0.string("title")) }) { $1 }
        return plan
    }
}

extension Evidence {
    /// The evidence of a joined row; nil where the use has none.
    init?(_ row: Row) throws {
        guard let id = try row.optionalString("id"), let kind = Kind(rawValue: try row.string("kind")) else {
            return nil
        }
        self.init(
            id: id, kind: kind, fileHash: try row.optionalString("file_sha256"),
            fileName: try row.optionalString("file_name"),
            printHash: try row.optionalString("print_sha256"), printWidth: try row.optionalInteger("print_width"),
            printHeight: try row.optionalInteger("print_height"), takenAt: try row.optionalString("taken_at"),
            address: try row.optionalString("address"))
    }
}
