import ITA

/// Adds a row to the official table: one or more lines, each naming items that share a finding.
struct AddRow: Operation {
    static let name = "add-row"
    static let permission = Permission.plan
    let agency: String?
    let plan: String
    let edition: Edition
    /// Item codes or ranges, one text per line of the row: `O1–O9, O11` and `O10, O15`.
    let lines: [String]
    /// The id it shall have, so that a form sent twice adds one row; nil for a new one.
    var id: String?

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<String> {
        try Plan.require(plan, agency: agency, in: db)
        if let id, try db.first("SELECT id FROM plan_row WHERE id = \(id) AND agency_id = \(agency)") != nil {
            return Done(id, nil)
        }
        var problems: [Problem] = []
        let read = lines.map { ItemRange.read($0, in: edition) }
        for (text, reading) in zip(lines, read) where reading.codes.isEmpty || !reading.unknown.isEmpty {
            problems.append(.unknownItem(reading.unknown.first ?? text, at: "items"))
        }
        if lines.isEmpty { problems.append(Problem("empty", ["field": "items"], at: "items")) }
        if let twice = PlanRow.twice(read.map(\.codes)) {
            problems.append(Problem("item_twice", ["given": twice], at: "items"))
        }
        guard problems.isEmpty else { throw Failure.invalid(problems) }
        let id = id ?? ID.new()
        let last =
            try db.first("SELECT MAX(position) AS last FROM plan_row WHERE plan_id = \(plan)")?.optionalInteger("last")
            ?? 0
        try db.execute(
            "INSERT INTO plan_row (id, agency_id, plan_id, position) VALUES (\(id), \(agency), \(plan), \(last + 1))")
        for (index, reading) in read.enumerated() {
            let keys = Set(reading.codes.compactMap { edition.item(code: $0)?.key })
            _ = try PlanRow.insertLine(keys.sorted(), position: index + 1, row: id, agency: agency, in: db)
        }
        return Done(
            id,
            JournalNote(
                "row \(id)", ["items": read.map { ItemRange.label($0.codes, in: edition) }.joined(separator: " | ")]))
    }
}

/// Takes an empty row out of the table. A row that measures or results stand in stays.
struct RemoveRow: Operation {
    static let name = "remove-row"
    static let permission = Permission.plan
    let agency: String?
    let row: String

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        try PlanRow.require(row, agency: agency, in: db)
        let used = try db.first(
            """
            SELECT row_id FROM row_measure WHERE row_id = \(row) UNION SELECT row_id FROM progress WHERE row_id = \(row)
            UNION SELECT row_id FROM evidence_use WHERE row_id = \(row) LIMIT 1
            """)
        guard used == nil else { throw Failure.conflict(Message("failure.row_in_use")) }
        let lines = try db.rows("SELECT id FROM plan_line WHERE row_id = \(row)").map { try $0.string("id") }
        try PlanRow.forget("SELECT id FROM finding WHERE line_id IN (\(list: lines))", in: db)
        try db.execute("DELETE FROM finding WHERE line_id IN (\(list: lines))")
        try db.execute("DELETE FROM plan_line_item WHERE line_id IN (\(list: lines))")
        try db.execute("DELETE FROM plan_line WHERE row_id = \(row)")
        try db.execute("DELETE FROM plan_row WHERE id = \(row)")
        return Done((), JournalNote("row \(row)"))
    }
}

/// Says what is wrong with the items of a line.
struct AddFinding: Operation {
    static let name = "add-finding"
    static let permission = Permission.plan
    let agency: String?
    let line: String
    let text: String

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<String> {
        guard try db.first("SELECT id FROM plan_line WHERE id = \(line) AND agency_id = \(agency)") != nil else {
            throw Failure.notFound(Message("failure.no_line"))
        }
        let id = try AddFinding.insert(try Plan.text(text, field: "text"), line: line, agency: agency, in: db)
        return Done(id, JournalNote("finding \(id)", ["line": line]))
    }

    /// Enters a finding at the end of a line; gives its id.
    static func insert(_ text: String, line: String, agency: String?, in db: Connection) throws -> String {
        let last =
            try db.first("SELECT MAX(position) AS last FROM finding WHERE line_id = \(line)")?.optionalInteger("last")
            ?? 0
        let id = ID.new()
        try db.execute(
            "INSERT INTO finding (id, agency_id, line_id, position, text) VALUES (\(id), \(agency), \(line), \(last + 1), \(text))"
        )
        return id
    }
}

/// Changes the wording of a finding, or takes it out where the text is nil.
struct ChangeFinding: Operation {
    static let name = "change-finding"
    static let permission = Permission.plan
    let agency: String?
    let finding: String
    let text: String?

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        guard try db.first("SELECT id FROM finding WHERE id = \(finding) AND agency_id = \(agency)") != nil else {
            throw Failure.notFound(Message("failure.no_finding"))
        }
        if let text {
            try db.execute("UPDATE finding SET text = \(try Plan.text(text, field: "text")) WHERE id = \(finding)")
        } else {
            try PlanRow.forget("SELECT id FROM finding WHERE id = \(finding)", in: db)
            try db.execute("DELETE FROM finding WHERE id = \(finding)")
        }
        return Done((), JournalNote("finding \(finding)", ["change": text == nil ? "removed" : "text"]))
    }
}

/// What may be set of a measure; nil leaves as it is, an empty text takes away.
struct MeasureFields: Sendable, Equatable {
    var text: String?
    var unit: String?
    var person: String?
    var steps: String?
    var startsOn: String?
    var endsOn: String?
    var followUp: String?
    var status: String?

    /// A value as ``Measure/shown`` has it: days as ISO where they are days.
    static func shown(_ name: String, _ typed: String) -> String {
        name == "from" || name == "to" ? Strings.readDay(typed)?.iso ?? typed : typed
    }

    /// Without what says the same as it was shown.
    func touched(since seen: Shown?) -> MeasureFields {
        func left(_ name: String, _ given: String?) -> String? {
            given.flatMap { seen.leaves(name, MeasureFields.shown(name, $0)) ? nil : $0 }
        }
        return MeasureFields(
            text: left("text", text), unit: left("unit", unit), person: left("person", person),
            steps: left("steps", steps), startsOn: left("from", startsOn), endsOn: left("to", endsOn),
            followUp: left("follow-up", followUp), status: left("status", status))
    }

    /// Days, units and people as the database keeps them; every mistake at once.
    func resolved(agency: String?, in db: Connection) throws -> [(column: StaticString, value: String?)] {
        var values: [(column: StaticString, value: String?)] = []
        var problems: [Problem] = []
        func take(_ column: StaticString, _ given: String?, _ read: (String) throws -> String) {
            guard let given else { return }
            let trimmed = given.trimmingWhitespace()
            if trimmed.isEmpty { return values.append((column, nil)) }
            do { values.append((column, try read(trimmed))) } catch let Failure.invalid(found) {
                problems += found
            } catch {}
        }
        func day(_ field: String) -> (String) throws -> String {
            { text in
                guard let day = Strings.readDay(text) else {
                    throw Failure.invalid([Problem("day", ["given": text], at: field)])
                }
                return day.iso
            }
        }
        if let text, let read = try problems.taking({ try Plan.text(text, field: "text") }) {
            values.append(("text", read))
        }
        take("unit_id", unit) { try Unit.id(named: $0, agency: agency, in: db) }
        take("person_id", person) { try Unit.personID(named: $0, agency: agency, in: db) }
        take("steps", steps) { $0 }
        take("starts_on", startsOn, day("from"))
        take("ends_on", endsOn, day("to"))
        take("follow_up", followUp) { $0 }
        take("status", status) { text in
            guard Measure.Status(rawValue: text) != nil else {
                throw Failure.invalid([
                    Problem(
                        "not_allowed",
                        [
                            "given": text, "allowed": Measure.Status.allCases.map(\.rawValue).joined(separator: ", "),
                            "field": "status",
                        ], at: "status")
                ])
            }
            return text
        }
        func stored(_ name: String) -> String? { values.first { $0.column.description == name }?.value }
        if let start = stored("starts_on"), let end = stored("ends_on"), end < start {
            problems.append(Problem("period_backwards", [:], at: "to"))
        }
        guard problems.isEmpty else { throw Failure.invalid(problems) }
        return values
    }
}

/// Adds a measure to one or more rows.
struct AddMeasure: Operation {
    static let name = "add-measure"
    static let permission = Permission.plan
    let agency: String?
    let plan: String
    let rows: [String]
    let fields: MeasureFields
    /// The id it shall have, so that a form sent twice adds one measure; nil for a new one.
    var id: String?

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<String> {
        try Plan.require(plan, agency: agency, in: db)
        if let id, try db.first("SELECT id FROM measure WHERE id = \(id) AND agency_id = \(agency)") != nil {
            return Done(id, nil)
        }
        guard !rows.isEmpty else { throw Failure.invalid([Problem("empty", ["field": "row"], at: "row")]) }
        var given = fields
        given.text = fields.text ?? ""
        let values = try given.resolved(agency: agency, in: db)
        let text = values.first { $0.column.description == "text" }?.value
        let id = id ?? ID.new()
        try db.execute(
            """
            INSERT INTO measure (id, agency_id, plan_id, text, status, created_at)
            VALUES (\(id), \(agency), \(plan), \(text), 'planned', \(now))
            """)
        try ChangeMeasure.write(values, measure: id, in: db)
        for row in rows { try ShareMeasure.place(id, in: row, agency: agency, db: db) }
        try Measure.tell([id], by: actor, at: now, in: db)
        return Done(id, JournalNote("measure \(id)", ["rows": String(rows.count)]))
    }
}

/// Changes a measure: wording, owner, steps, period, follow-up, status.
struct ChangeMeasure: Operation {
    static let name = "change-measure"
    static let permission = Permission.plan
    let agency: String?
    let measure: String
    let fields: MeasureFields
    /// What its editor was shown; nil where nobody was shown anything.
    var seen: Shown?

    /// How many fields changed.
    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Int> {
        let before = try Measure.find(measure, agency: agency, in: db)
        let values = try fields.touched(since: seen).resolved(agency: agency, in: db).filter { column, value in
            before.stored(column) != value && !(value == nil && column.description == "status")
        }
        if values.isEmpty { return Done(0, nil) }
        for field in before.shown where values.contains(where: { $0.column.description == field.column }) {
            try seen.require(field.name, now: field.value)
        }
        try ChangeMeasure.write(values, measure: measure, in: db)
        if values.contains(where: { $0.column.description == "person_id" }) {
            try Measure.tell([measure], by: actor, at: now, in: db)
        }
        let changes = values.map { (name: $0.column.description, was: before.stored($0.column), now: $0.value) }
        return Done(values.count, JournalNote("measure \(measure)", JournalNote.changes(changes)))
    }

    static func write(_ values: [(column: StaticString, value: String?)], measure: String, in db: Connection) throws {
        for (column, value) in values {
            if value == nil, column.description == "status" { continue }
            try db.execute("UPDATE measure SET \(name: column) = \(value) WHERE id = \(measure)")
        }
        let days = try db.first("SELECT starts_on, ends_on FROM measure WHERE id = \(measure)")
        if let start = try days?.optionalString("starts_on"), let end = try days?.optionalString("ends_on"), end < start
        {
            throw Failure.invalid([Problem("period_backwards", [:], at: "to")])
        }
    }
}

/// Lets a measure serve another row too.
struct ShareMeasure: Operation {
    static let name = "share-measure"
    static let permission = Permission.plan
    let agency: String?
    let measure: String
    let row: String

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        try Measure.require(measure, agency: agency, in: db)
        let placed = try ShareMeasure.place(measure, in: row, agency: agency, db: db)
        return Done((), placed ? JournalNote("measure \(measure)", ["row": row]) : nil)
    }

    @discardableResult
    static func place(_ measure: String, in row: String, agency: String?, db: Connection) throws -> Bool {
        try PlanRow.require(row, agency: agency, in: db)
        let same = try db.first(
            "SELECT plan_row.id FROM plan_row JOIN measure ON measure.plan_id = plan_row.plan_id WHERE plan_row.id = \(row) AND measure.id = \(measure)"
        )
        guard same != nil else { throw Failure.conflict(Message("failure.other_plan")) }
        if try db.first("SELECT row_id FROM row_measure WHERE row_id = \(row) AND measure_id = \(measure)") != nil {
            return false
        }
        let last =
            try db.first("SELECT MAX(position) AS last FROM row_measure WHERE row_id = \(row)")?.optionalInteger("last")
            ?? 0
        try db.execute(
            "INSERT INTO row_measure (row_id, measure_id, agency_id, position) VALUES (\(row), \(measure), \(agency), \(last + 1))"
        )
        return true
    }
}

/// Takes a measure out of a row, or out of all; where it stands in no other row it is removed, unless results name it.
struct RemoveMeasure: Operation {
    static let name = "remove-measure"
    static let permission = Permission.plan
    let agency: String?
    let measure: String
    /// The row it leaves; nil for every row.
    let row: String?

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        try Measure.require(measure, agency: agency, in: db)
        let rows = try db.rows("SELECT row_id FROM row_measure WHERE measure_id = \(measure)").map {
            try $0.string("row_id")
        }
        if let row, !rows.contains(row) { throw Failure.notFound(Message("failure.no_measure", ["id": measure])) }
        let left = rows.filter { row != nil && $0 != row }
        for id in rows where !left.contains(id) {
            try db.execute("DELETE FROM row_measure WHERE row_id = \(id) AND measure_id = \(measure)")
        }
        if left.isEmpty {
            guard try db.first("SELECT progress_id FROM progress_measure WHERE measure_id = \(measure)") == nil else {
                throw Failure.conflict(Message("failure.measure_in_use"))
            }
            let handedIn = try db.first(
                """
                SELECT contribution.id FROM contribution JOIN contribution_link ON contribution_link.id = link_id
                WHERE measure_id = \(measure)
                """)
            guard handedIn == nil else { throw Failure.conflict(Message("failure.measure_in_use")) }
            try db.execute("DELETE FROM contribution_link WHERE measure_id = \(measure)")
            try db.execute("UPDATE measure SET draft_from = id WHERE draft_from = \(measure) AND id <> \(measure)")
            try db.execute("DELETE FROM measure WHERE id = \(measure)")
        }
        return Done((), JournalNote("measure \(measure)", ["row": row ?? "", "change": "removed"]))
    }
}

extension Plan {
    static func require(_ id: String, agency: String?, in db: Connection) throws {
        guard try db.first("SELECT id FROM plan WHERE id = \(id) AND agency_id = \(agency)") != nil else {
            throw Failure.notFound(Message("failure.no_plan_yet"))
        }
    }

    /// A text somebody gave, without blanks around it; refused where nothing is left or it is beyond all measure.
    static func text(_ given: String, field: String) throws -> String {
        let text = given.trimmingWhitespace()
        guard !text.isEmpty else { throw Failure.invalid([Problem("empty", ["field": field], at: field)]) }
        guard text.unicodeScalars.count <= 20_000 else {
            throw Failure.invalid([Problem("text_too_long", ["limit": "20000"], at: field)])
        }
        return text
    }
}

extension PlanRow {
    static func require(_ id: String, agency: String?, in db: Connection) throws {
        guard try db.first("SELECT id FROM plan_row WHERE id = \(id) AND agency_id = \(agency)") != nil else {
            throw Failure.notFound(Message("failure.no_row", ["id": id]))
        }
    }
}

extension Measure {
    static func require(_ id: String, agency: String?, in db: Connection) throws {
        guard try db.first("SELECT id FROM measure WHERE id = \(id) AND agency_id = \(agency)") != nil else {
            throw Failure.notFound(Message("failure.no_measure", ["id": id]))
        }
    }
}
