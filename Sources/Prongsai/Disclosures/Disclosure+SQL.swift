import ITA

extension DisclosureYear {
    /// The disclosures of an agency and year; nil where the year was not opened. Four queries, whatever its size, and
    /// one more where its edition was not read before.
    static func load(_ agency: Agency, year: Int, editions: EditionShelf, in db: Connection) throws -> DisclosureYear? {
        guard
            let row = try db.first(
                "SELECT * FROM disclosure_year WHERE agency_id = \(agency.id) AND fiscal_year = \(year)")
        else { return nil }
        let id = try row.string("id")
        let file = try editions.stored(
            try row.string("edition_id"), revision: try row.integer("edition_revision"), in: db)
        let more = try Parts.load(year: id, in: db)
        var rows: [String: Row] = [:]
        for row in try db.rows(Disclosure.select(year: id)) { rows[try row.string("item_key")] = row }
        let stakes = stakes(file.edition)
        let items = try items(of: file.edition).compactMap { item in
            try rows[item.key].map { try Disclosure($0, item, more, points: stakes[item.key]) }
        }
        return DisclosureYear(
            id: id, agency: agency, fiscalYear: year, edition: file,
            answersDueOn: try row.optionalString("answers_due_on").flatMap { Day(iso: $0) }, items: items)
    }

    /// The same where there must be one.
    static func find(_ agency: Agency, year: Int, editions: EditionShelf, in db: Connection) throws -> DisclosureYear {
        guard let found = try load(agency, year: year, editions: editions, in: db) else {
            throw Failure.notFound(Message("failure.no_disclosure_year", ["year": String(year)]))
        }
        return found
    }

    /// The years an agency has opened, newest first.
    static func years(of agency: String, in db: Connection) throws -> [Int] {
        try db.rows("SELECT fiscal_year FROM disclosure_year WHERE agency_id = \(agency) ORDER BY fiscal_year DESC").map
        { try $0.integer("fiscal_year") }
    }

    /// Elements, addresses and checks of a year, by disclosure.
    fileprivate struct Parts {
        var elements: [String: [Disclosure.Element]] = [:]
        var addresses: [String: [Disclosure.Address]] = [:]
        var checks: [String: Disclosure.Check] = [:]
        /// Disclosures whose newest check is void.
        var void: Set<String> = []

        static func load(year: String, in db: Connection) throws -> Parts {
            var parts = Parts()
            for row in try db.rows(
                """
                SELECT disclosure_element.id, disclosure_id, text FROM disclosure_element
                JOIN disclosure ON disclosure.id = disclosure_id WHERE year_id = \(year) AND removed_at IS NULL
                ORDER BY position, disclosure_element.id
                """)
            {
                let id = try row.string("id")
                parts.elements[try row.string("disclosure_id"), default: []].append(
                    .init(key: Disclosure.Element.key(own: id), text: try row.string("text"), ownID: id))
            }
            for row in try db.rows(
                """
                SELECT disclosure_address.*, watched.state AS watch_state, watched.since AS watched_since,
                  watched.changed_at AS watched_changed_at, watched.verdict, watched.reasons
                FROM disclosure_address JOIN disclosure ON disclosure.id = disclosure_id
                LEFT JOIN watched ON watched.address_id = disclosure_address.id AND watched.stopped_at IS NULL
                WHERE year_id = \(year) AND removed_at IS NULL ORDER BY position, disclosure_address.id
                """)
            { parts.addresses[try row.string("disclosure_id"), default: []].append(try Disclosure.Address(row)) }
            // The last of each disclosure stays; a void one counts for nothing.
            for row in try db.rows(
                """
                SELECT disclosure_check.id, disclosure_id, asked_at, decision, decided_at, disclosure_check.note,
                  void_at
                FROM disclosure_check JOIN disclosure ON disclosure.id = disclosure_id WHERE year_id = \(year)
                ORDER BY asked_at, disclosure_check.id
                """)
            {
                let (id, isVoid) = (try row.string("disclosure_id"), try row.optionalString("void_at") != nil)
                if isVoid { parts.void.insert(id) } else { parts.void.remove(id) }
                parts.checks[id] =
                    isVoid
                    ? nil
                    : Disclosure.Check(
                        id: try row.string("id"), askedAt: try row.string("asked_at"),
                        decision: try row.optionalString("decision"),
                        decidedAt: try row.optionalString("decided_at"), note: try row.optionalString("note"))
            }
            return parts
        }
    }
}

extension Disclosure {
    /// Of a row of disclosures: how many files and texts are kept here, and since when an address of it is down.
    static let files: SQL = """
        (SELECT COUNT(*) FROM disclosure_file WHERE disclosure_file.disclosure_id = disclosure.id AND removed_at IS NULL)
        """
    static let texts: SQL = """
        (SELECT COUNT(*) FROM disclosure_page WHERE disclosure_page.disclosure_id = disclosure.id AND text <> '')
        """
    static let downSince: SQL = """
        (SELECT MIN(since) FROM alert WHERE alert.agency_id = disclosure.agency_id AND alert.disclosure_id = disclosure.id
          AND \(Alert.stands))
        """

    fileprivate static func select(year: String) -> SQL {
        """
        SELECT disclosure.*, unit.name AS unit_name, person.name AS person_name,
          \(files) AS files, \(texts) AS texts,
          COALESCE(
            (SELECT slug FROM disclosure_slug WHERE disclosure_slug.disclosure_id = disclosure.id
              ORDER BY since DESC, slug LIMIT 1),
            (SELECT MAX(slug) FROM disclosure_page WHERE disclosure_page.disclosure_id = disclosure.id)) AS slug,
          (SELECT MAX(published_at) FROM published_page WHERE published_page.disclosure_id = disclosure.id
            AND withdrawn_at IS NULL) AS published_at,
          (SELECT check_id FROM published_page WHERE published_page.disclosure_id = disclosure.id
            AND withdrawn_at IS NULL ORDER BY version DESC LIMIT 1) AS published_check,
          \(downSince) AS down_since,
          (SELECT verdict FROM alert WHERE alert.agency_id = disclosure.agency_id AND alert.disclosure_id = disclosure.id
            AND \(Alert.stands) ORDER BY since, alert.id LIMIT 1) AS down_verdict,
          (SELECT reasons FROM alert WHERE alert.agency_id = disclosure.agency_id AND alert.disclosure_id = disclosure.id
            AND \(Alert.stands) ORDER BY since, alert.id LIMIT 1) AS down_reasons,
          watched.id AS page_watched, watched.since AS page_since, watched.verdict, watched.reasons
        FROM disclosure LEFT JOIN unit ON unit.id = disclosure.unit_id
        LEFT JOIN person ON person.id = disclosure.person_id
        LEFT JOIN watched ON watched.page_of = disclosure.id AND watched.stopped_at IS NULL WHERE disclosure.year_id = \(year)
        """
    }

    fileprivate init(_ row: Row, _ item: Edition.Item, _ parts: DisclosureYear.Parts, points: Exact?) throws {
        let id = try row.string("id")
        self.init(
            id: id, item: item, ownTitle: try row.optionalString("title"), unitID: try row.optionalString("unit_id"),
            unit: try row.optionalString("unit_name"), personID: try row.optionalString("person_id"),
            person: try row.optionalString("person_name"),
            coversFrom: try row.optionalString("covers_from").flatMap { Day(iso: $0) },
            coversTo: try row.optionalString("covers_to").flatMap { Day(iso: $0) },
            nothingBecause: try row.optionalString("nothing_because"),
            explanation: try row.optionalString("explanation"), changedAt: try row.string("changed_at"),
            elements: item.elements.map { Element(key: $0.key, text: $0.thai) } + (parts.elements[id] ?? []),
            addresses: parts.addresses[id] ?? [], files: try row.integer("files"),
            hasText: try row.integer("texts") > 0, check: parts.checks[id], isVoid: parts.void.contains(id),
            publishedAt: try row.optionalString("published_at"), slug: try row.optionalString("slug"),
            publishedCheck: try row.optionalString("published_check"),
            downSince: try row.optionalString("down_since"), downVerdict: try PageVerdict(row, "down_"),
            isPageWatched: try row.optionalString("page_watched") != nil, pageVerdict: try PageVerdict(row),
            pageSince: try row.optionalString("page_since"), points: points)
    }

    /// What every operation on a disclosure begins with: its row, with its year; not found in another agency.
    static func require(_ id: String, agency: String?, in db: Connection) throws -> Row {
        guard
            let row = try db.first(
                """
                SELECT disclosure.*, fiscal_year, edition_id, edition_revision FROM disclosure
                JOIN disclosure_year ON disclosure_year.id = year_id
                WHERE disclosure.id = \(id) AND disclosure.agency_id = \(agency)
                """)
        else { throw Failure.notFound(Message("failure.no_page")) }
        return row
    }

    /// Notes that somebody prepared it, who must answer for it: they cannot be the one who passes it.
    static func prepared(_ id: String, agency: String?, by actor: Actor, at now: Instant, in db: Connection) throws {
        try Answerable.require(disclosure: id, agency: agency, by: actor, in: db)
        try db.execute("UPDATE disclosure SET changed_at = \(now) WHERE id = \(id)")
        try db.execute(
            """
            INSERT INTO disclosure_preparer (disclosure_id, person, agency_id, at)
            VALUES (\(id), \(actor.journalName), \(agency), \(now)) ON CONFLICT (disclosure_id, person) DO NOTHING
            """)
    }
}

extension Disclosure.Address {
    fileprivate init(_ row: Row) throws {
        self.init(
            id: try row.string("id"), kind: Kind(rawValue: try row.string("kind")) ?? .other,
            address: try row.string("address"), label: try row.string("label"),
            elementKey: try row.optionalString("element_key"), offeredFrom: try row.optionalString("offered_from"),
            source: try row.optionalString("source"), watchState: try row.optionalString("watch_state"),
            verdict: try PageVerdict(row), watchedSince: try row.optionalString("watched_since"),
            watchChangedAt: try row.optionalString("watched_changed_at"))
    }
}
