import ITA

/// Opens the disclosures of a fiscal year: a row for every OIT item of an edition.
struct OpenDisclosureYear: Operation {
    static let name = "open-disclosure-year"
    static let permission = Permission.plan
    let agency: String?
    let fiscalYear: Int
    /// The edition to go by; nil for ``standard(_:_:_:in:)``.
    let file: EditionFile?
    let editions: EditionShelf
    /// Until when the answers must be in, as a person writes it; nil to leave it.
    var answersDueOn: String?

    /// The id of the year. A year that is open stays as it is, but for the day the answers are due.
    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<String> {
        let opened = try db.first(
            "SELECT * FROM disclosure_year WHERE agency_id = \(agency) AND fiscal_year = \(fiscalYear)")
        var problems: [Problem] = []
        if opened == nil, let problem = OpenableYears.problem(fiscalYear, on: now.day) { problems.append(problem) }
        let due = answersDueOn.flatMap { $0.trimmingWhitespace().isEmpty ? nil : $0 }
        let dueDay = due.flatMap { Strings.readDay($0) }
        if let due, dueDay == nil { problems.append(Problem("day", ["given": due], at: "due")) }
        guard problems.isEmpty else { throw Failure.invalid(problems) }
        if let opened { return try again(opened, due: dueDay, by: actor, at: now, in: db) }
        let edition = try chosen(by: actor, at: now, in: db)
        let items = DisclosureYear.items(of: edition)
        guard !items.isEmpty else {
            throw Failure.invalid([Problem("no_disclosures", ["edition": edition.id], at: "edition")])
        }
        let id = ID.new()
        try db.execute(
            """
            INSERT INTO disclosure_year (id, agency_id, fiscal_year, edition_id, edition_revision, answers_due_on,
              created_at)
            VALUES (\(id), \(agency), \(fiscalYear), \(edition.id), \(edition.revision), \(dueDay?.iso), \(now))
            """)
        try fill(id, items, at: now, in: db)
        return Done(
            id,
            JournalNote(
                "disclosure-year \(id)",
                ["year": String(fiscalYear), "edition": edition.id, "items": String(items.count)]))
    }

    /// A row for every item.
    private func fill(_ id: String, _ items: [Edition.Item], at now: Instant, in db: Connection) throws {
        for item in items {
            let period = Disclosure.period(of: item, year: fiscalYear)
            try db.execute(
                """
                INSERT INTO disclosure (id, agency_id, year_id, item_key, covers_from, covers_to, changed_at)
                VALUES (\(ID.new()), \(agency), \(id), \(item.key), \(period?.from.iso), \(period?.to.iso), \(now))
                """)
        }
    }

    /// What is said of a year that is open already.
    private func again(_ row: Row, due: Day?, by actor: Actor, at now: Instant, in db: Connection) throws
        -> Done<String>
    {
        let id = try row.string("id")
        var changes: [String: String] = [:]
        if let due, try row.optionalString("answers_due_on") != due.iso {
            try db.execute("UPDATE disclosure_year SET answers_due_on = \(due.iso) WHERE id = \(id)")
            changes["due"] = due.iso
        }
        let before = try row.string("edition_id")
        if let file, before != file.edition.id {
            let items = try exchange(row, to: file, by: actor, at: now, in: db)
            changes["from"] = before
            changes["to"] = file.edition.id
            changes["items"] = String(items)
        }
        guard !changes.isEmpty else { return Done(id, nil) }
        changes["year"] = String(fiscalYear)
        return Done(id, JournalNote("disclosure-year \(id)", changes))
    }

    /// Goes by another edition, as long as nothing was entered: whoever opened a year by the wrong one is not stuck.
    /// Gives how many items it has.
    private func exchange(_ row: Row, to file: EditionFile, by actor: Actor, at now: Instant, in db: Connection) throws
        -> Int
    {
        let id = try row.string("id")
        let refused = Failure.conflict(
            Message(
                "failure.year_other_edition", ["year": String(fiscalYear), "edition": try row.string("edition_id")]))
        let entered = try db.first(
            """
            SELECT id FROM disclosure WHERE year_id = \(id) AND (title IS NOT NULL OR unit_id IS NOT NULL
              OR person_id IS NOT NULL OR nothing_because IS NOT NULL OR explanation IS NOT NULL) LIMIT 1
            """)
        let items = DisclosureYear.items(of: file.edition)
        guard entered == nil else { throw refused }
        guard !items.isEmpty else {
            throw Failure.invalid([Problem("no_disclosures", ["edition": file.edition.id], at: "edition")])
        }
        // Whatever else was entered refers to its item.
        do {
            try db.execute("DELETE FROM disclosure WHERE year_id = \(id)")
        } catch DatabaseError.foreignKey {
            throw refused
        }
        try install(file, by: actor, at: now, in: db)
        try db.execute(
            """
            UPDATE disclosure_year SET edition_id = \(file.edition.id), edition_revision = \(file.edition.revision)
            WHERE id = \(id)
            """)
        try fill(id, items, at: now, in: db)
        return items.count
    }

    private func install(_ file: EditionFile, by actor: Actor, at now: Instant, in db: Connection) throws {
        if let note = try InstallEdition(file: file).run(in: db, by: actor, at: now).note {
            try Journal.append(InstallEdition.name, note, agency: "", by: actor, at: now, in: db)
        }
    }

    private func chosen(by actor: Actor, at now: Instant, in db: Connection) throws -> Edition {
        guard let file = try file ?? OpenDisclosureYear.standard(agency, fiscalYear, editions, in: db) else {
            throw Failure.notFound(Message("failure.no_edition_in_use", ["year": String(fiscalYear)]))
        }
        try install(file, by: actor, at: now, in: db)
        return file.edition
    }

    /// The edition a year goes by where nobody names one: that of the year's assessment, else the same owner's of that year,
    /// else that of the year's plan or the newest in use; nil where the agency uses none.
    static func standard(_ agency: String?, _ year: Int, _ editions: EditionShelf, in db: Connection) throws
        -> EditionFile?
    {
        let row = try db.first(
            """
            SELECT edition_id, edition_revision, assessment.fiscal_year FROM assessment
            LEFT JOIN plan ON plan.assessment_id = assessment.id AND plan.fiscal_year = \(year)
            WHERE assessment.agency_id = \(agency)
            ORDER BY CASE WHEN assessment.fiscal_year = \(year) THEN 0 WHEN plan.id IS NOT NULL THEN 1 ELSE 2 END,
              assessment.fiscal_year DESC LIMIT 1
            """)
        guard let row else { return nil }
        let used = try editions.stored(
            try row.string("edition_id"), revision: try row.integer("edition_revision"), in: db)
        if try row.integer("fiscal_year") == year || used.edition.fiscalYear.value == year { return used }
        let fitting = try editions.sound().first {
            $0.fiscalYear.value == year && $0.owner.thai == used.edition.owner.thai
                && !DisclosureYear.items(of: $0).isEmpty
        }
        return try fitting.map { try editions.file($0.id) } ?? used
    }
}

/// Says which unit and who keeps a disclosure. Nobody's preparing: whoever assigns may still check.
struct AssignDisclosure: Operation {
    static let name = "assign-disclosure"
    static let permission = Permission.plan
    let agency: String?
    let disclosure: String
    /// A name; nil to leave it, empty for none.
    let unit: String?
    let person: String?
    let editions: EditionShelf

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        let row = try Disclosure.require(disclosure, agency: agency, in: db)
        var problems: [Problem] = []
        var (unitID, personID) = (try row.optionalString("unit_id"), try row.optionalString("person_id"))
        func find(_ typed: String?, _ id: inout String?, _ look: (String) throws -> String) throws {
            guard let name = typed?.trimmingWhitespace() else { return }
            id = nil
            guard !name.isEmpty else { return }
            do { id = try look(name) } catch Failure.invalid(let found) { problems += found }
        }
        try find(unit, &unitID) { try Unit.id(named: $0, agency: agency, in: db) }
        try find(person, &personID) { try Unit.personID(named: $0, agency: agency, in: db) }
        guard problems.isEmpty else { throw Failure.invalid(problems) }
        let isSame = try row.optionalString("unit_id") == unitID && row.optionalString("person_id") == personID
        guard !isSame else { return Done((), nil) }
        try db.execute(
            "UPDATE disclosure SET unit_id = \(unitID), person_id = \(personID) WHERE id = \(disclosure)")
        if let personID, personID != actor.personID, try row.optionalString("person_id") != personID {
            try tell(personID, at: now, in: db)
        }
        return Done(
            (),
            JournalNote(
                "disclosure \(disclosure)",
                ["item": try row.string("item_key"), "unit": unitID ?? "", "person": personID ?? ""]))
    }
    private func tell(_ person: String, at now: Instant, in db: Connection) throws {
        let subject = try CheckSubject.find(disclosure, agency: agency, in: db)
        let item = try subject.item(editions, in: db)
        guard let key = try db.first("SELECT key FROM agency WHERE id = \(agency)")?.string("key") else { return }
        let code = subject.code(item)
        try Notice.tell(
            [person], .disclosureAssigned,
            [
                "code": code, "title": subject.name(item).shortened(to: 120), "year": String(subject.fiscalYear),
            ], address: Link.disclosure(key, subject.fiscalYear, code), agency: agency, at: now, in: db)
    }
}

/// Changes what a disclosure says of itself. Nil leaves a field, an empty text clears it.
struct DescribeDisclosure: Operation {
    static let name = "describe-disclosure"
    static let permission = Permission.record
    let agency: String?
    let disclosure: String
    var title: String?
    /// First and last day of the period, as a person writes them.
    var from: String?
    var to: String?
    var explanation: String?
    /// The statement that there was nothing in the period.
    var nothing: String?

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        let row = try Disclosure.require(disclosure, agency: agency, in: db)
        var problems: [Problem] = []
        var changed: [String] = []
        func text(_ typed: String?, _ column: String, _ place: String, most: Int) throws -> String? {
            let before = try row.optionalString(column)
            guard let value = typed?.trimmingWhitespace() else { return before }
            if value.unicodeScalars.count > most {
                problems.append(Problem("text_too_long", ["limit": String(most)], at: place))
            }
            let kept = value.isEmpty ? nil : value
            if kept != before { changed.append(place) }
            return kept
        }
        func day(_ typed: String?, _ column: String, _ place: String) throws -> String? {
            let before = try row.optionalString(column)
            guard let value = typed?.trimmingWhitespace() else { return before }
            let day = Strings.readDay(value)
            if !value.isEmpty, day == nil { problems.append(Problem("day", ["given": value], at: place)) }
            if day?.iso != before { changed.append(place) }
            return day?.iso
        }
        let title = try text(title, "title", "title", most: 300)
        var (from, to) = (try day(from, "covers_from", "from"), try day(to, "covers_to", "to"))
        let isKept = try from == row.optionalString("covers_from") && to == row.optionalString("covers_to")
        if isKept, let other = try period(row, title) { (from, to) = other }
        let explanation = try text(explanation, "explanation", "explanation", most: 5000)
        let nothing = try text(nothing, "nothing_because", "nothing", most: 2000)
        if let from, let to, to < from { problems.append(Problem("days_turned", at: "to")) }
        guard problems.isEmpty else { throw Failure.invalid(problems) }
        guard !changed.isEmpty else { return Done((), nil) }
        try db.execute(
            """
            UPDATE disclosure SET title = \(title), covers_from = \(from), covers_to = \(to),
              explanation = \(explanation), nothing_because = \(nothing) WHERE id = \(disclosure)
            """)
        try Disclosure.prepared(disclosure, agency: agency, by: actor, at: now, in: db)
        return Done(
            (),
            JournalNote(
                "disclosure \(disclosure)",
                ["item": try row.string("item_key"), "changed": changed.joined(separator: ", ")]))
    }

    /// The period another title means, where the one there is follows from the title before and nobody chose it.
    private func period(_ row: Row, _ title: String?) throws -> (from: String?, to: String?)? {
        let (key, year, before) = (
            try row.string("item_key"), try row.integer("fiscal_year"), try row.optionalString("title")
        )
        guard title != before, let old = Disclosure.period(key: key, title: before, year: year),
            let new = Disclosure.period(key: key, title: title, year: year), new.from != old.from,
            try row.optionalString("covers_from") == old.from.iso, try row.optionalString("covers_to") == old.to.iso
        else { return nil }
        return (new.from.iso, new.to.iso)
    }
}
