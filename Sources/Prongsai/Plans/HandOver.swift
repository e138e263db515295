import ITA

/// A measure of somebody that still waits for a result in an open round whose time it touches, as in
/// ``Plan/wants(_:in:)``.
struct OpenWork: Sendable, Equatable {
    var measure: String
    var text: String
    var fiscalYear: Int
    /// Codes of the items it answers, in the edition's order.
    var codes: [String]
    /// The same as reports name them, such as `O18–O22`; empty where there are none.
    var items: String
    var endsOn: Day?
    /// Name of the unit that answers for it, whoever the person is.
    var unit: String?
    /// Halves of the open rounds that want a result of it and have none; none while it is a draft.
    var halves: [Int]
    /// Whether it was carried from last year and nobody has confirmed it: it goes along, for it names its owner.
    var isDraft = false

    /// How many measures of a person wait for a result, and how many drafts go along with them.
    static func count(
        person: String, agency: String?, editions: EditionShelf, in db: Connection
    ) throws -> (waiting: Int, drafts: Int) {
        let wanted = try wanted(person: person, agency: agency, editions: editions, in: db)
        let drafts = wanted.count { $0.isDraft }
        return (wanted.count - drafts, drafts)
    }

    /// Everything open of one person, by year: four queries.
    static func list(person: String, agency: String, editions: EditionShelf, in db: Connection) throws -> [OpenWork] {
        let wanted = try wanted(person: person, agency: agency, editions: editions, in: db)
        return try named(wanted.map(\.id), agency: agency, editions: editions, in: db).map { work in
            var work = work
            if !work.isDraft { work.halves = wanted.first { $0.id == work.measure }?.halves ?? [] }
            return work
        }
    }

    /// A measure with the open rounds that have no result of it.
    typealias Unreported = (id: String, halves: [Int], isDraft: Bool)

    /// What may be handed over: measures that are not done and have no result in an open round. Their time is not asked:
    /// what a page offered still goes along where somebody has changed its days since.
    static func open(person: String, agency: String?, in db: Connection) throws -> [Unreported] {
        try together(unreported(person: person, agency: agency, in: db))
    }

    /// What waits: of these the ones that an open round wants a result of, and drafts, which name their owner whatever
    /// their time is. One query.
    private static func wanted(
        person: String, agency: String?, editions: EditionShelf, in db: Connection
    ) throws -> [Unreported] {
        try together(
            unreported(person: person, agency: agency, in: db).filter { row in
                if try row.optionalString("draft_from") != nil { return true }
                let edition = try editions.stored(
                    try row.string("edition_id"), revision: try row.integer("edition_revision"), in: db
                ).edition
                let days = Deadline.days(of: try row.integer("half"), try row.integer("fiscal_year"), edition)
                func day(_ column: String) throws -> Day? { try row.optionalString(column).flatMap { Day(iso: $0) } }
                return Round.touches(from: try day("starts_on"), to: try day("ends_on"), days?.first, days?.last)
            })
    }

    /// A row for each measure of a person and each open round without a result of it. It starts from the plans of the
    /// agency, for measures have no index on whose they are.
    private static func unreported(person: String, agency: String?, in db: Connection) throws -> [Row] {
        try db.rows(
            """
            SELECT measure.id, round.half, draft_from, starts_on, ends_on, plan.fiscal_year, edition_id, edition_revision
            FROM plan JOIN assessment ON assessment.id = plan.assessment_id JOIN round ON round.plan_id = plan.id
            JOIN measure ON measure.plan_id = plan.id
            WHERE plan.agency_id = \(agency) AND measure.person_id = \(person)
            AND measure.status NOT IN ('done', 'dropped') AND round.frozen_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM progress_measure JOIN progress ON progress.id = progress_measure.progress_id
              WHERE progress_measure.measure_id = measure.id AND progress.round_id = round.id)
            ORDER BY plan.fiscal_year, measure.id, round.half
            """)
    }

    /// Rows of the same measure as one, which stand next to each other.
    private static func together(_ rows: [Row]) throws -> [Unreported] {
        var found: [Unreported] = []
        for row in rows {
            let (id, half) = (try row.string("id"), try row.integer("half"))
            if found.last?.id == id {
                found[found.count - 1].halves.append(half)
            } else {
                found.append((id, [half], try row.optionalString("draft_from") != nil))
            }
        }
        return found
    }

    /// Measures by their ids, with year and items: three queries.
    static func named(_ ids: [String], agency: String, editions: EditionShelf, in db: Connection) throws -> [OpenWork] {
        var items: [String: Set<String>] = [:]
        for row in try db.rows(
            """
            SELECT row_measure.measure_id, plan_line_item.item_key FROM row_measure
            JOIN plan_line ON plan_line.row_id = row_measure.row_id
            JOIN plan_line_item ON plan_line_item.line_id = plan_line.id
            WHERE row_measure.agency_id = \(agency) AND row_measure.measure_id IN (\(list: ids))
            """)
        { items[try row.string("measure_id"), default: []].insert(try row.string("item_key")) }
        return try db.rows(
            """
            SELECT measure.id, measure.text, measure.ends_on, draft_from, plan.fiscal_year, edition_id, edition_revision,
              unit.name AS unit_name
            FROM measure JOIN plan ON plan.id = measure.plan_id JOIN assessment ON assessment.id = plan.assessment_id
            LEFT JOIN unit ON unit.id = measure.unit_id
            WHERE measure.agency_id = \(agency) AND measure.id IN (\(list: ids))
            ORDER BY plan.fiscal_year, measure.id
            """
        ).map { row in
            let edition = try editions.stored(
                try row.string("edition_id"), revision: try row.integer("edition_revision"), in: db
            ).edition
            let id = try row.string("id")
            let codes = edition.items.filter { items[id]?.contains($0.key) == true }.map(\.code)
            return OpenWork(
                measure: id, text: try row.string("text"), fiscalYear: try row.integer("fiscal_year"),
                codes: codes, items: ItemRange.label(codes, in: edition),
                endsOn: try row.optionalString("ends_on").flatMap { Day(iso: $0) },
                unit: try row.optionalString("unit_name"), halves: [],
                isDraft: try row.optionalString("draft_from") != nil)
        }
    }
}

extension [OpenWork] {
    /// How many wait for a result, and how many are drafts beside them.
    func counted(_ strings: Strings, _ language: Language) -> String {
        let drafts = count { $0.isDraft }
        let values = ["count": String(count - drafts), "drafts": String(drafts)]
        return strings.text(drafts == 0 ? "hand_over.what" : "hand_over.what_drafts", values, language)
    }
}

/// Moves open work of one person to another, measures and disclosures, and their role where it is to go along: all of it or
/// nothing. The unit of a measure is set apart from its person, as that of a disclosure is, so it stays unless it is to
/// become that of whoever takes over. Nobody prepares a disclosure by it: who did so before still cannot be the one who
/// passes it.
struct HandOver: Operation {
    static let name = "hand-over"
    static let permission = Permission.plan
    let agency: String?
    let from: String
    let to: String
    /// Ids of open measures of theirs, each once.
    let measures: [String]
    /// Ids of disclosures they keep, each once.
    var disclosures: [String] = []
    /// Whether the one who takes over gets the role too.
    let takesRole: Bool
    /// Whether all of it becomes that of the unit of whoever takes over.
    var takesUnit = false
    let editions: EditionShelf

    private var isEmpty: Bool { measures.isEmpty && disclosures.isEmpty }

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        guard
            let giving = try db.first(
                "SELECT person.name, role, agency.key FROM person JOIN agency ON agency.id = agency_id WHERE person.id = \(from) AND agency_id = \(agency)"
            ),
            let taking = try db.first(
                "SELECT role, unit_id FROM person WHERE id = \(to) AND agency_id = \(agency) AND retired_at IS NULL")
        else { throw Failure.notFound(Message("failure.no_person")) }
        let role = try giving.string("role")
        // Whoever only reads gets nothing to do, unless the role goes along. A director may hold work, as in the plan.
        let takes = try Role(rawValue: takesRole ? role : taking.string("role"))
        guard takes == .director || takes?.permissions.contains(.record) == true else {
            throw Failure.invalid([Problem("hand_over_reader", at: "to")])
        }
        guard from != to else { throw Failure.invalid([Problem("hand_over_self", at: "to")]) }
        let changesRole = try takesRole && taking.string("role") != role
        guard !isEmpty || changesRole else {
            throw Failure.invalid([Problem("hand_over_nothing", at: "measures")])
        }
        let unit = takesUnit && !isEmpty ? try taking.optionalString("unit_id") : nil
        if takesUnit, !isEmpty, unit == nil {
            throw Failure.invalid([Problem("hand_over_no_unit", at: "unit")])
        }
        let open = Set(try OpenWork.open(person: from, agency: agency, in: db).map(\.id))
        let kept = Set(try KeptDisclosure.ids(person: from, agency: agency, in: db))
        // One that is named twice would count twice in the notice and in the journal, and stand once on the sheet.
        guard HandOver.isEachOnce(measures, of: open), HandOver.isEachOnce(disclosures, of: kept) else {
            throw Failure.conflict(Message("failure.hand_over_changed"))
        }
        try db.execute(
            """
            UPDATE measure SET person_id = \(to), unit_id = COALESCE(\(unit), unit_id)
            WHERE id IN (\(list: measures)) AND agency_id = \(agency)
            """)
        try db.execute(
            """
            UPDATE disclosure SET person_id = \(to), unit_id = COALESCE(\(unit), unit_id)
            WHERE id IN (\(list: disclosures)) AND agency_id = \(agency)
            """)
        if changesRole {
            guard actor.may(.administer, in: agency) else { throw Failure.forbidden }
            guard actor.personID != to else { throw Failure.invalid([Problem("own_role", at: "role")]) }
            let roles = [Role(rawValue: role), Role(rawValue: try taking.string("role"))].compactMap { $0 }
            if let problem = try Appointment.problem(roles, by: actor, agency: agency, at: "role", in: db) {
                throw Failure.invalid([problem])
            }
            try db.execute("UPDATE person SET role = \(role) WHERE id = \(to) AND agency_id = \(agency)")
        }
        if changesRole, role == Role.director.rawValue {
            try Appointment.tell(to, .directorAppointed, by: actor, agency: agency, at: now, in: db)
        }
        if !isEmpty, actor.personID != to {
            try tell(from: try giving.string("name"), key: try giving.string("key"), at: now, in: db)
        }
        var particulars = ["to": to, "measures": measures.joined(separator: " ")]
        if !disclosures.isEmpty { particulars["disclosures"] = disclosures.joined(separator: " ") }
        if changesRole { particulars["role"] = role }
        if let unit { particulars["unit"] = unit }
        particulars["sheet"] = try HandOverSheet.now(
            from: from, to: to, measures: measures, disclosures: disclosures, unit: unit, agency: agency ?? "",
            editions: editions, in: db
        ).kept
        return Done((), JournalNote("person \(from)", particulars))
    }

    private static func isEachOnce(_ named: [String], of theirs: Set<String>) -> Bool {
        Set(named).count == named.count && named.allSatisfy(theirs.contains)
    }

    /// Tells whoever takes over, in one notice, how much of what came to them.
    private func tell(from name: String, key: String, at now: Instant, in db: Connection) throws {
        if let first = measures.first {
            let year = try db.first(
                "SELECT fiscal_year FROM measure JOIN plan ON plan.id = plan_id WHERE measure.id = \(first)")
            var particulars = ["count": String(measures.count), "from": name]
            if !disclosures.isEmpty { particulars["disclosures"] = String(disclosures.count) }
            try Notice.tell(
                [to], .assigned, particulars, address: Link.work(key, try year?.integer("fiscal_year") ?? 0),
                agency: agency, at: now, in: db)
        } else {
            let year = try db.first(
                """
                SELECT MAX(fiscal_year) AS fiscal_year FROM disclosure
                JOIN disclosure_year ON disclosure_year.id = year_id WHERE disclosure.id IN (\(list: disclosures))
                """)
            try Notice.tell(
                [to], .disclosureAssigned, ["count": String(disclosures.count), "from": name],
                address: Link.disclosures(key, try year?.integer("fiscal_year") ?? 0), agency: agency, at: now, in: db)
        }
    }
}
