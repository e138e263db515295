import ITA

/// What ends soon and has no result yet.
enum DueSoon {
    /// How many days ahead people are told.
    static let days = 14

    /// A measure somebody has to be told of.
    struct Found: Sendable, Equatable {
        var agency: String
        var measure: String
        var round: String
    }

    /// Measures of open rounds without a result in the round, where the measure ends within two weeks, or the round does, and
    /// nobody was told for this round. A round ends on the day its edition says the report is due, or on its last day.
    static func find(on today: Day, editions: EditionShelf, in db: Connection) throws -> [Found] {
        let soon = Day(number: today.number + days)
        let rounds = try db.rows(
            """
            SELECT round.id, round.agency_id, round.half, plan.id AS plan_id, plan.fiscal_year, edition_id, edition_revision
            FROM round JOIN plan ON plan.id = round.plan_id JOIN assessment ON assessment.id = plan.assessment_id
            WHERE frozen_at IS NULL AND plan.fiscal_year BETWEEN \(today.fiscalYear - 1) AND \(today.fiscalYear)
            """)
        var found: [Found] = []
        for round in rounds {
            let edition = try editions.stored(
                try round.string("edition_id"), revision: try round.integer("edition_revision"), in: db
            ).edition
            let (half, year) = (try round.integer("half"), try round.integer("fiscal_year"))
            guard let days = Deadline.days(of: half, year, edition), days.first <= soon, today <= days.end else {
                continue
            }
            let (plan, id) = (try round.string("plan_id"), try round.string("id"))
            let agency = try round.string("agency_id")
            found += try db.rows(
                """
                SELECT id FROM measure WHERE plan_id = \(plan) AND status IN ('planned', 'underway') AND \(Measure.decided)
                AND ((ends_on >= \(today.iso) AND ends_on <= \(min(soon, days.last).iso))
                  OR (\(days.end <= soon ? 1 : 0) = 1 AND (starts_on IS NULL OR starts_on <= \(days.last.iso))
                    AND (ends_on IS NULL OR ends_on >= \(days.first.iso))))
                AND NOT EXISTS (SELECT 1 FROM progress_measure JOIN progress ON progress.id = progress_id
                  WHERE progress_measure.measure_id = measure.id AND progress.round_id = \(id))
                AND NOT EXISTS (SELECT 1 FROM reminder WHERE reminder.measure_id = measure.id
                  AND reminder.round_id = \(id))
                ORDER BY id
                """
            ).map { Found(agency: agency, measure: try $0.string("id"), round: id) }
        }
        return found
    }
}

/// The days of a round.
struct Deadline: Sendable, Equatable {
    var first: Day
    var last: Day
    /// Day by which the report must be in; nil where nobody published one.
    var due: Day?

    /// The day to be done by.
    var end: Day { due ?? last }

    /// Those of a half of a fiscal year, as its edition says.
    static func days(of half: Int, _ year: Int, _ edition: Edition) -> Deadline? {
        guard let round = edition.rounds.first(where: { $0.half == half }),
            let first = round.starts.day(inFiscalYear: year), let last = round.ends.day(inFiscalYear: year)
        else { return nil }
        // A deadline of the second half may lie after the fiscal year's end.
        var due = round.due?.day(inFiscalYear: year)
        if let day = due, day < last, half == 2 { due = round.due?.day(inFiscalYear: year + 1) }
        return Deadline(first: first, last: last, due: due)
    }
}

extension Day {
    /// The day a number of days after 1 January 1970.
    init(number: Int) {
        let text = Instant(milliseconds: Int64(number) * 86_400_000).text
        self = Day(iso: String(decoding: text.utf8.prefix(10), as: UTF8.self)) ?? Day.first
    }
}

/// Tells those who have a measure that it ends soon and has no result in a round, once.
struct RemindOfMeasure: Operation {
    static let name = "remind-of-measure"
    static let permission = Permission.plan
    let agency: String?
    let measure: String
    let round: String

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Int> {
        guard
            let row = try db.first(
                """
                SELECT measure.text, measure.person_id, measure.unit_id, measure.ends_on, round.half, plan.fiscal_year,
                  agency.key FROM measure JOIN round ON round.plan_id = measure.plan_id
                JOIN plan ON plan.id = measure.plan_id JOIN agency ON agency.id = measure.agency_id
                WHERE measure.id = \(measure) AND measure.agency_id = \(agency) AND round.id = \(round)
                """)
        else { throw Failure.notFound(Message("failure.no_measure", ["id": measure])) }
        guard
            try db.first(
                "SELECT told_at FROM reminder WHERE measure_id = \(measure) AND round_id = \(round)") == nil
        else { return Done(0, nil) }
        try db.execute(
            """
            INSERT INTO reminder (measure_id, round_id, agency_id, told_at)
            VALUES (\(measure), \(round), \(agency), \(now))
            """)
        let people = try responsible(row, in: db)
        let year = try row.integer("fiscal_year")
        var values = [
            "measure": Terminal.shortened(try row.string("text"), 120), "round": String(try row.integer("half")),
            "year": String(year),
        ]
        if let day = try row.optionalString("ends_on") { values["day"] = day }
        for person in people {
            try Notice.tellTogether(
                person, .dueSoon, values, shared: ["round", "year"], address: Link.work(try row.string("key"), year),
                agency: agency, at: now, in: db)
        }
        return Done(people.count, JournalNote("measure \(measure)", ["round": round, "people": String(people.count)]))
    }

    /// The person it was given to; else the people of its unit; else the agency's officers.
    private func responsible(_ measure: Row, in db: Connection) throws -> [String] {
        if let person = try measure.optionalString("person_id"),
            try db.first("SELECT id FROM person WHERE id = \(person) AND retired_at IS NULL") != nil
        {
            return [person]
        }
        if let unit = try measure.optionalString("unit_id") {
            let people = try db.rows(
                """
                SELECT id FROM person WHERE unit_id = \(unit) AND agency_id = \(agency) AND retired_at IS NULL
                AND role IN ('officer', 'unit_officer')
                """
            ).map { try $0.string("id") }
            if !people.isEmpty { return people }
        }
        return try Notice.people([.officer], of: agency, in: db)
    }
}
