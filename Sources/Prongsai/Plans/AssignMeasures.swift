/// Gives measures that nobody answers for to a unit, a person, or both: as many as are named, all or nothing. One that
/// somebody answers for by now stays as it is.
struct AssignMeasures: Operation {
    static let name = "assign-measures"
    static let permission = Permission.plan
    let agency: String?
    let plan: String
    let measures: [String]
    /// Names, as people type them.
    let unit: String?
    let person: String?

    /// How many found an owner.
    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Int> {
        try Plan.require(plan, agency: agency, in: db)
        var problems: [Problem] = []
        func named(_ name: String?, _ find: (String) throws -> String) throws -> String? {
            guard let name = name?.trimmingWhitespace(), !name.isEmpty else { return nil }
            return try problems.taking { try find(name) }
        }
        let unitID = try named(unit) { try Unit.id(named: $0, agency: agency, in: db) }
        let personID = try named(person) { try Unit.personID(named: $0, agency: agency, in: db) }
        if measures.isEmpty { problems.append(Problem("no_measure_chosen", at: "measure")) }
        if unitID == nil, personID == nil, problems.allSatisfy({ $0.place == "measure" }) {
            problems.append(Problem("no_owner_chosen", at: "unit"))
        }
        guard problems.isEmpty else { throw Failure.invalid(problems) }
        let wanted = Set(measures).sorted()
        let found = try db.rows(
            """
            SELECT id, unit_id, person_id FROM measure
            WHERE id IN (\(list: wanted)) AND plan_id = \(plan) AND agency_id = \(agency) ORDER BY id
            """)
        guard found.count == wanted.count else { throw Failure.notFound(Message("failure.no_measure", ["id": ""])) }
        let open = try found.filter { try $0.optionalString("unit_id") == nil && $0.optionalString("person_id") == nil }
            .map { try $0.string("id") }
        guard !open.isEmpty else { return Done(0, nil) }
        try db.execute(
            """
            UPDATE measure SET unit_id = \(unitID), person_id = \(personID)
            WHERE id IN (\(list: open)) AND agency_id = \(agency)
            """)
        if personID != nil { try Measure.tell(open, by: actor, at: now, in: db) }
        return Done(
            open.count,
            JournalNote(
                "plan \(plan)",
                ["measures": open.joined(separator: " "), "unit": unitID ?? "", "person": personID ?? ""]))
    }
}
