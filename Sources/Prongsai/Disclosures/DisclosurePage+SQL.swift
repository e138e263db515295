import ITA

extension DisclosurePage {
    /// The page of an item by its code or key; throws where the agency has none such that year.
    static func find(
        agency: String?, year: Int, code: String, editions: EditionShelf, in db: Connection
    ) throws -> DisclosurePage {
        guard
            let row = try db.first(
                """
                SELECT edition_id, edition_revision FROM disclosure_year
                WHERE agency_id = \(agency) AND fiscal_year = \(year)
                """)
        else { throw Failure.notFound(Message("failure.no_disclosure_year", ["year": String(year)])) }
        let edition = try editions.stored(
            try row.string("edition_id"), revision: try row.integer("edition_revision"), in: db
        ).edition
        guard let item = edition.item(code: code) ?? edition.item(key: code),
            let found = try db.first(
                """
                SELECT disclosure.id FROM disclosure JOIN disclosure_year ON disclosure_year.id = year_id
                WHERE disclosure.agency_id = \(agency) AND fiscal_year = \(year) AND item_key = \(item.key)
                """)
        else {
            throw Failure.notFound(Message("failure.no_disclosure_item", ["given": code, "year": String(year)]))
        }
        return try load(try found.string("id"), agency: agency, editions: editions, in: db)
    }

    static let missing = Failure.notFound(Message("failure.no_disclosure"))

    /// The page of a disclosure, in eight queries however much there is.
    static func load(
        _ id: String, agency: String?, editions: EditionShelf, in db: Connection
    ) throws -> DisclosurePage {
        guard
            let row = try db.first(
                """
                SELECT disclosure.id AS disclosure_id, item_key, disclosure.title, covers_from, covers_to,
                  nothing_because, fiscal_year, edition_id, edition_revision, unit.name AS unit_name,
                  disclosure.unit_id AS keeping_unit, disclosure.person_id AS keeping_person,
                  disclosure_page.slug, disclosure_page.text AS page_text, disclosure_page.changed_at AS page_changed,
                  agency.id, agency.key, agency.thai, agency.english, \(WatchQueue.HostedPage.slug) AS public_slug
                FROM disclosure JOIN disclosure_year ON disclosure_year.id = disclosure.year_id
                JOIN agency ON agency.id = disclosure.agency_id LEFT JOIN unit ON unit.id = disclosure.unit_id
                LEFT JOIN disclosure_page ON disclosure_page.disclosure_id = disclosure.id
                WHERE disclosure.id = \(id) AND disclosure.agency_id = \(agency)
                """)
        else { throw missing }
        let edition = try editions.stored(
            try row.string("edition_id"), revision: try row.integer("edition_revision"), in: db
        ).edition
        guard let item = edition.item(key: try row.string("item_key")) else { throw missing }
        let (files, previous, removed) = try files(of: id, in: db)
        func day(_ column: String) throws -> Day? { try row.optionalString(column).flatMap { Day(iso: $0) } }
        return DisclosurePage(
            id: id, agency: try Agency(row), year: try row.integer("fiscal_year"), item: item,
            ownTitle: try row.optionalString("title"), unit: try row.optionalString("unit_name"),
            unitID: try row.optionalString("keeping_unit"), personID: try row.optionalString("keeping_person"),
            coversFrom: try day("covers_from"), coversTo: try day("covers_to"),
            nothingBecause: try row.optionalString("nothing_because"),
            slug: try row.optionalString("slug") ?? SiteSlug.proposed(key: item.key, code: item.code),
            text: try row.optionalString("page_text") ?? "", changedAt: try row.optionalString("page_changed"),
            elements: try elements(of: id, item, in: db), addresses: try addresses(of: id, in: db), files: files,
            previous: previous, removed: removed, versions: try versions(of: id, in: db),
            check: try check(of: id, in: db), publicSlug: try row.optionalString("public_slug"))
    }

    /// The edition's elements, then the agency's own.
    private static func elements(of id: String, _ item: Edition.Item, in db: Connection) throws -> [Element] {
        let own = try db.rows(
            """
            SELECT id, text FROM disclosure_element WHERE disclosure_id = \(id) AND removed_at IS NULL
            ORDER BY position, id
            """)
        return item.elements.map { Element(key: $0.key, text: $0.thai) }
            + (try own.map { Element(key: "own.\(try $0.string("id"))", text: try $0.string("text")) })
    }

    /// Addresses somebody took; those that were only offered from last year are no content yet.
    private static func addresses(of id: String, in db: Connection) throws -> [Address] {
        try db.rows(
            """
            SELECT label, address, element_key FROM disclosure_address
            WHERE disclosure_id = \(id) AND removed_at IS NULL AND offered_from IS NULL ORDER BY position, id
            """
        ).map {
            Address(
                label: try $0.string("label"), address: try $0.string("address"),
                element: try $0.optionalString("element_key"))
        }
    }

    private static func files(of id: String, in db: Connection) throws -> (
        current: [File], previous: [File], removed: [File]
    ) {
        let all = try db.rows("SELECT * FROM disclosure_file WHERE disclosure_id = \(id) ORDER BY position, id").map {
            try File($0)
        }
        let byID = Dictionary(all.map { ($0.id, $0) }) { first, _ in first }
        let current = all.filter { $0.removedAt == nil }
        var previous: [File] = []
        for file in current {
            var next = file.replaces
            while let id = next, let older = byID[id], previous.count < all.count {
                previous.append(older)
                next = older.replaces
            }
        }
        func newestFirst(_ files: [File]) -> [File] {
            files.sorted { ($0.removedAt ?? "", $0.id) > ($1.removedAt ?? "", $1.id) }
        }
        let known = Set((current + previous).map(\.id))
        return (current, newestFirst(previous), newestFirst(all.filter { !known.contains($0.id) }))
    }

    private static func versions(of id: String, in db: Connection) throws -> [Version] {
        try db.rows(
            """
            SELECT id, version, content_hash, published_at, withdrawn_at, withdrawn_because FROM published_page
            WHERE disclosure_id = \(id) ORDER BY version DESC
            """
        ).map {
            Version(
                id: try $0.string("id"), version: try $0.integer("version"), hash: try $0.string("content_hash"),
                publishedAt: try $0.string("published_at"), withdrawnAt: try $0.optionalString("withdrawn_at"),
                withdrawnBecause: try $0.optionalString("withdrawn_because"))
        }
    }

    /// The newest check, where it was passed and nothing made it void since.
    private static func check(of id: String, in db: Connection) throws -> Check? {
        let rows = try db.rows(
            """
            SELECT disclosure_check.id, seen_hash, decision, void_at, decided_at, disclosure_tick.element_key, found,
              file_sha256, disclosure_address.address, place
            FROM disclosure_check LEFT JOIN disclosure_tick ON check_id = disclosure_check.id
            LEFT JOIN disclosure_address ON disclosure_address.id = disclosure_tick.address_id
            WHERE disclosure_check.disclosure_id = \(id) AND decision IS NOT NULL
            ORDER BY decided_at DESC, disclosure_check.id DESC, disclosure_tick.element_key
            """)
        guard let first = rows.first, try first.string("decision") == "passed",
            try first.optionalString("void_at") == nil
        else { return nil }
        let check = try first.string("id")
        var found = Check(
            id: check, seenHash: try first.optionalString("seen_hash"), decidedAt: try first.string("decided_at"),
            none: [])
        for row in try rows.filter({ try $0.string("id") == check }) {
            guard let key = try row.optionalString("element_key") else { continue }
            switch Tick.Found(rawValue: try row.string("found")) {
            case .there?:
                found.proofs[key] = Proof(
                    file: try row.optionalString("file_sha256"), address: try row.optionalString("address"),
                    place: try row.string("place"))
            case .none?: found.none.insert(key)
            case .missing?, nil: break
            }
        }
        return found
    }
}

extension DisclosurePage.File {
    init(_ row: Row) throws {
        self.init(
            id: try row.string("id"), label: try row.string("label"), element: try row.optionalString("element_key"),
            paper: SitePaper(
                hash: try row.string("file_sha256"), name: try row.string("file_name"),
                mediaType: try row.string("media_type"), size: try row.integer("file_size")),
            createdAt: try row.string("created_at"), removedAt: try row.optionalString("removed_at"),
            replaces: try row.optionalString("replaces_id"), taken: try Taken(row))
    }
}

extension DisclosurePage.File.Taken {
    fileprivate init?(_ row: Row) throws {
        guard let at = try row.optionalString("taken_at") else { return nil }
        self.init(at: at, because: try row.optionalString("taken_because") ?? "")
    }
}
