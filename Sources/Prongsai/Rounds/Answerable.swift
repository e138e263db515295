/// Whose results and disclosures somebody may enter and change. Who looks after the plan may touch all of them; everybody
/// else those that are their own, their unit's, or nobody's. Every operation on results, evidence and what a disclosure
/// says asks here.
enum Answerable {
    /// Whether somebody answers for a measure; pages ask this, so that they offer what the operations take.
    static func isOf(person: String?, unit: String?, measure: (person: String?, unit: String?)) -> Bool {
        if measure.person == nil, measure.unit == nil { return true }
        return (person != nil && measure.person == person) || (unit != nil && measure.unit == unit)
    }

    /// Throws ``Failure/forbidden`` unless who acts answers for every one of these measures.
    static func require(_ measures: some Collection<String>, agency: String?, by actor: Actor, in db: Connection) throws
    {
        guard try answered(measures, agency: agency, by: actor, in: db).count == Set(measures).count else {
            throw Failure.forbidden
        }
    }

    /// Throws ``Failure/forbidden`` unless who acts answers for a measure the result is about; one about a row as a
    /// whole is that of the row's measures.
    static func require(result: String, agency: String?, by actor: Actor, in db: Connection) throws {
        guard !actor.may(.plan, in: agency) else { return }
        let measures = try db.rows(
            "SELECT measure_id FROM progress_measure WHERE progress_id = \(result) AND agency_id = \(agency)"
        ).map { try $0.string("measure_id") }
        if measures.isEmpty {
            let row = try db.first("SELECT row_id FROM progress WHERE id = \(result) AND agency_id = \(agency)")
            try require(row: try row?.optionalString("row_id"), agency: agency, by: actor, in: db)
        } else {
            try require(any: measures, agency: agency, by: actor, in: db)
        }
    }

    /// The same for what belongs to a row as a whole.
    static func require(row: String?, agency: String?, by actor: Actor, in db: Connection) throws {
        guard !actor.may(.plan, in: agency), let row else { return }
        let measures = try db.rows(
            "SELECT measure_id FROM row_measure WHERE row_id = \(row) AND agency_id = \(agency)"
        ).map { try $0.string("measure_id") }
        try require(any: measures, agency: agency, by: actor, in: db)
    }

    /// The same for a disclosure: that of whoever keeps it, of their unit, or of nobody.
    static func require(disclosure: String, agency: String?, by actor: Actor, in db: Connection) throws {
        guard !actor.may(.plan, in: agency) else { return }
        let person = actor.personID
        let row = try db.first(
            """
            SELECT disclosure.person_id, disclosure.unit_id, person.unit_id AS own FROM disclosure
            LEFT JOIN person ON person.id = \(person) AND person.agency_id = disclosure.agency_id
            WHERE disclosure.id = \(disclosure) AND disclosure.agency_id = \(agency)
            """)
        guard let row,
            isOf(
                person: person, unit: try row.optionalString("own"),
                measure: (try row.optionalString("person_id"), try row.optionalString("unit_id")))
        else { throw Failure.forbidden }
    }

    private static func require(any measures: [String], agency: String?, by actor: Actor, in db: Connection) throws {
        guard try measures.isEmpty || !answered(measures, agency: agency, by: actor, in: db).isEmpty else {
            throw Failure.forbidden
        }
    }

    /// Those of the measures that who acts answers for.
    private static func answered(
        _ measures: some Collection<String>, agency: String?, by actor: Actor, in db: Connection
    ) throws -> Set<String> {
        let wanted = Set(measures)
        guard !wanted.isEmpty, !actor.may(.plan, in: agency) else { return wanted }
        let person = actor.personID
        let unit = try db.first("SELECT unit_id FROM person WHERE id = \(person) AND agency_id = \(agency)")?
            .optionalString("unit_id")
        let rows = try db.rows(
            """
            SELECT id, person_id, unit_id FROM measure
            WHERE id IN (\(list: wanted.sorted())) AND agency_id = \(agency)
            """)
        return Set(
            try rows.filter {
                isOf(
                    person: person, unit: unit,
                    measure: (try $0.optionalString("person_id"), try $0.optionalString("unit_id")))
            }.map { try $0.string("id") })
    }
}

extension Visit {
    /// Whether who asks may record results of a measure.
    func answers(for measure: Measure) -> Bool {
        may(.plan)
            || may(.record)
                && Answerable.isOf(
                    person: viewer?.id, unit: viewer?.unitID, measure: (measure.personID, measure.unitID))
    }

    /// Whether who asks may prepare a disclosure.
    func answers(for disclosure: Disclosure) -> Bool { keeps(person: disclosure.personID, unit: disclosure.unitID) }

    /// Whether who asks may change what is prepared to be hosted here.
    func answers(for page: DisclosurePage) -> Bool { keeps(person: page.personID, unit: page.unitID) }

    private func keeps(person: String?, unit: String?) -> Bool {
        may(.plan)
            || may(.record) && Answerable.isOf(person: viewer?.id, unit: viewer?.unitID, measure: (person, unit))
    }

    /// Whether who asks may change a result: of any of its measures, or, where it is about a row as a whole, of the row's.
    func answers(for result: Progress, in plan: Plan) -> Bool {
        var measures = result.measures
        if measures.isEmpty { measures = plan.rows.first { $0.id == result.rowID }?.measures ?? [] }
        let found = measures.compactMap { plan.measure($0) }
        return found.isEmpty ? may(.record) : found.contains { answers(for: $0) }
    }
}
