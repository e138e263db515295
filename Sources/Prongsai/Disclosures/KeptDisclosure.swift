import ITA

/// A disclosure of somebody, of whatever year: what is published stays theirs to look after.
struct KeptDisclosure: Sendable, Equatable {
    var id: String
    var fiscalYear: Int
    /// Of its item; the item's key where the edition does not have it any more.
    var code: String
    var title: String
    /// Name of the unit that keeps it, whoever the person is.
    var unit: String?

    /// Ids of everything a person keeps.
    static func ids(person: String, agency: String?, in db: Connection) throws -> [String] {
        try db.rows("SELECT id FROM disclosure WHERE agency_id = \(agency) AND person_id = \(person)").map {
            try $0.string("id")
        }
    }

    /// Everything a person keeps, the newest year first, in the edition's order: two queries.
    static func list(
        person: String, agency: String, editions: EditionShelf, language: Language, in db: Connection
    ) throws -> [KeptDisclosure] {
        let ids = try ids(person: person, agency: agency, in: db)
        return try named(ids, agency: agency, editions: editions, language: language, in: db)
    }

    /// Disclosures by their ids, in the same order: one query, and one more for each edition that was not read before.
    static func named(
        _ ids: [String], agency: String, editions: EditionShelf, language: Language, in db: Connection
    ) throws -> [KeptDisclosure] {
        guard !ids.isEmpty else { return [] }
        var found: [(place: Int, kept: KeptDisclosure)] = []
        for row in try db.rows(
            """
            SELECT disclosure.id, item_key, disclosure.title, fiscal_year, edition_id, edition_revision,
              unit.name AS unit_name
            FROM disclosure JOIN disclosure_year ON disclosure_year.id = disclosure.year_id
            LEFT JOIN unit ON unit.id = disclosure.unit_id
            WHERE disclosure.agency_id = \(agency) AND disclosure.id IN (\(list: ids))
            """)
        {
            let edition = try editions.stored(
                try row.string("edition_id"), revision: try row.integer("edition_revision"), in: db
            ).edition
            let key = try row.string("item_key")
            let place = edition.items.firstIndex { $0.key == key }
            let item = place.map { edition.items[$0] }
            let worded = language == .english ? item?.english ?? item?.thai : item?.thai
            found.append(
                (
                    place ?? edition.items.count,
                    KeptDisclosure(
                        id: try row.string("id"), fiscalYear: try row.integer("fiscal_year"), code: item?.code ?? key,
                        title: try row.optionalString("title") ?? worded ?? item?.code ?? key,
                        unit: try row.optionalString("unit_name"))
                ))
        }
        return found.sorted { a, b in
            (b.kept.fiscalYear, a.place, a.kept.id) < (a.kept.fiscalYear, b.place, b.kept.id)
        }.map(\.kept)
    }
}
