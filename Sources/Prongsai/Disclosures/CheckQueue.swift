import ITA

/// What waits to be checked in an agency, with what each page and list says of it: nine queries, however many wait.
struct CheckQueue: Sendable {
    struct Entry: Sendable {
        var check: Check
        var subject: CheckSubject
        var code: String
        /// Empty where nobody gave one.
        var title: String
        /// Points of the total at stake; nil where the edition does not say.
        var points: Exact?
        /// Whoever prepared it, as the journal names them with their names.
        var preparers: [Check.By]
        var state: String

        /// Whether somebody may pass or return it.
        func isFor(_ actor: Actor) -> Bool {
            check.askedBy.who != actor.journalName && !preparers.contains { $0.who == actor.journalName }
        }
    }
    var waiting: [Entry] = []
    var decided: [Entry] = []

    static func load(
        _ agency: Agency, language: Language, editions: EditionShelf, in db: Connection
    ) throws -> CheckQueue {
        let (waiting, decided) = (
            try Check.waiting(agency: agency.id, in: db), try Check.decided(agency: agency.id, in: db)
        )
        let ids = Array(Set((waiting + decided).map(\.disclosureID))).sorted()
        let subjects = try CheckSubject.load(ids, in: db)
        let preparers = try preparers(of: ids, in: db)
        // Only what was passed can have become void; the newest check of an item says so.
        let states = try CheckState.all(of: subjects, in: db)
        var rules: [String: [String: Exact]] = [:]
        func entry(_ check: Check) throws -> Entry? {
            guard let subject = subjects[check.disclosureID] else { return nil }
            let edition = "\(subject.editionID)/\(subject.editionRevision)"
            if rules[edition] == nil { rules[edition] = try CheckQueue.points(subject, editions, in: db) }
            let item = try subject.item(editions, in: db)
            var state = check.plainState
            if let newest = states[subject.id], newest.check?.id == check.id { state = newest.word }
            return Entry(
                check: check, subject: subject, code: subject.code(item), title: subject.name(item, language),
                points: rules[edition]?[subject.itemKey], preparers: preparers[subject.id] ?? [], state: state)
        }
        return CheckQueue(waiting: try waiting.compactMap(entry), decided: try decided.compactMap(entry))
    }

    /// Everybody who prepared some disclosures.
    static func preparers(of disclosures: [String], in db: Connection) throws -> [String: [Check.By]] {
        var found: [String: [Check.By]] = [:]
        for row in try db.rows(
            """
            SELECT disclosure_preparer.disclosure_id, disclosure_preparer.person, person.name FROM disclosure_preparer
            LEFT JOIN person ON disclosure_preparer.person = 'person:' || person.id
            WHERE disclosure_preparer.disclosure_id IN (\(list: disclosures)) ORDER BY disclosure_preparer.at, person
            """)
        {
            found[try row.string("disclosure_id"), default: []].append(
                Check.By(who: try row.string("person"), name: try row.optionalString("name")))
        }
        return found
    }

    /// What each item brings to the total where it has its full score.
    static func points(_ subject: CheckSubject, _ editions: EditionShelf, in db: Connection) throws -> [String: Exact] {
        let edition = try editions.stored(subject.editionID, revision: subject.editionRevision, in: db).edition
        guard let formula = try? Formula(edition) else { return [:] }
        let none = Dictionary(edition.items.map { ($0.key, Score.none) }) { first, _ in first }
        return Dictionary(formula.gaps(none).compactMap { gap in gap.cost.map { (gap.item.key, $0) } }) { first, _ in
            first
        }
    }
}
