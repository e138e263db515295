import ITA

/// What stands between a disclosure and everybody: a second person's check of exactly this content, and a look for
/// personal data with nothing found that is neither gone nor justified. Everything the other parts of the product have
/// to say about publishing is asked here and nowhere else.
enum PublishGate {
    /// What has to be looked through before it becomes public: a file by its bytes, or all the words of the page.
    struct Content: Sendable, Equatable {
        /// SHA-256 of the file's bytes, or of the words in UTF-8.
        var sha256: String
        /// The file; nil for the words.
        var file: SitePaper?
        /// The words; nil for a file.
        var words: String?
    }

    // MARK: The second person

    /// Hash of everything a checker sees of a disclosure: its check is good for this hash and no other.
    ///
    /// This is the one place that says what was seen. It leaves out what a check itself adds, and the address.
    static func seen(of page: DisclosurePage) throws -> String {
        var content = page.content
        (content.checkedAt, content.slug) = (nil, "")
        content.elements.removeAll { piece in !page.elements.contains { $0.key == piece.key } }
        for index in content.elements.indices { content.elements[index].none = nil }
        return Hash.sha256(try content.canonical())
    }

    // MARK: Personal data

    /// Everything of a page that has to be looked through.
    static func contents(of page: DisclosurePage) -> [Content] {
        let words = page.content.words
        var seen: Set<String> = []
        return [Content(sha256: Hash.sha256(Array(words.utf8)), file: nil, words: words)]
            + (page.files + page.previous).filter { seen.insert($0.paper.hash).inserted }.map {
                Content(sha256: $0.paper.hash, file: $0.paper, words: nil)
            }
    }

    /// Notes that contents were looked through; what was found stands in `personal_find`. Part of the transaction of
    /// whoever looked.
    static func note(scanned contents: [String], agency: String?, at now: Instant, in db: Connection) throws {
        for sha256 in contents {
            try db.execute(
                """
                INSERT INTO scanned_content (agency_id, content_sha256, scanned_at)
                VALUES (\(agency), \(sha256), \(now))
                ON CONFLICT (agency_id, content_sha256) DO UPDATE SET scanned_at = excluded.scanned_at
                """)
        }
    }

    /// Contents of a page nobody has looked through yet.
    static func unscanned(_ page: DisclosurePage, in db: Connection) throws -> [Content] {
        let contents = contents(of: page)
        let known = Set(
            try db.rows(
                """
                SELECT content_sha256 FROM scanned_content
                WHERE agency_id = \(page.agency.id) AND content_sha256 IN (\(list: contents.map(\.sha256)))
                """
            ).map { try $0.string("content_sha256") })
        return contents.filter { !known.contains($0.sha256) }
    }

    // MARK: The three questions. Whoever knows better than these tables answers here.

    /// Whether another person passed exactly this content, and nothing made that void since.
    static func isPassed(_ page: DisclosurePage, in db: Connection) throws -> Bool {
        try page.check?.seenHash == seen(of: page)
    }

    /// How much of a page nobody has looked through for personal data.
    static func unread(_ page: DisclosurePage, in db: Connection) throws -> Int { try unscanned(page, in: db).count }

    /// How much of what was found is still in the content and nobody answered for.
    static func open(_ page: DisclosurePage, in db: Connection) throws -> Int {
        try db.first(
            """
            SELECT COUNT(*) AS n FROM personal_find
            WHERE disclosure_id = \(page.id) AND agency_id = \(page.agency.id) AND justified_at IS NULL
              AND content_sha256 IN (\(list: contents(of: page).map(\.sha256)))
            """)?.integer("n") ?? 0
    }

    // MARK: The verdict

    /// Everything that keeps a page from being published, at once; empty where nothing does.
    static func problems(_ page: DisclosurePage, in db: Connection) throws -> [Problem] {
        var problems: [Problem] = []
        if page.content.isEmpty { problems.append(Problem("publish_empty")) }
        if page.check == nil {
            problems.append(Problem("publish_unchecked"))
        } else if try !isPassed(page, in: db) {
            problems.append(Problem("publish_changed"))
        }
        let unread = try unread(page, in: db)
        if unread > 0 { problems.append(Problem("publish_unscanned", ["count": String(unread)])) }
        let open = try open(page, in: db)
        if open > 0 { problems.append(Problem("publish_personal", ["count": String(open)])) }
        if try SlugBook.isTaken(page.slug, by: page, in: db) {
            problems.append(Problem("slug_taken", ["given": page.slug], at: "slug"))
        }
        return problems
    }

    /// Called by every operation that changed what a page holds: whoever did it has prepared the disclosure and cannot
    /// pass it any more.
    static func changed(_ disclosure: String, agency: String?, by actor: Actor, at now: Instant, in db: Connection)
        throws
    {
        try db.execute(
            """
            INSERT INTO disclosure_preparer (disclosure_id, person, agency_id, at)
            VALUES (\(disclosure), \(actor.journalName), \(agency), \(now))
            ON CONFLICT (disclosure_id, person) DO UPDATE SET at = excluded.at
            """)
    }
}

/// Addresses that were given out. One that was public once leads to its page for good.
enum SlugBook {
    /// Whether another disclosure of the same agency and year has a slug, or had it in public.
    static func isTaken(_ slug: String, by page: DisclosurePage, in db: Connection) throws -> Bool {
        let given = try db.first(
            """
            SELECT disclosure_id FROM disclosure_slug WHERE agency_id = \(page.agency.id)
              AND fiscal_year = \(page.year) AND slug = \(slug) AND disclosure_id <> \(page.id)
            """)
        let draft = try db.first(
            """
            SELECT disclosure_page.disclosure_id FROM disclosure_page
            JOIN disclosure ON disclosure.id = disclosure_page.disclosure_id
            JOIN disclosure_year ON disclosure_year.id = disclosure.year_id
            WHERE disclosure_page.agency_id = \(page.agency.id) AND fiscal_year = \(page.year) AND slug = \(slug)
              AND disclosure_page.disclosure_id <> \(page.id)
            """)
        return given != nil || draft != nil
    }

    /// Notes that a page is public under its slug from now on; an older one of it comes back into use.
    static func note(_ page: DisclosurePage, at now: Instant, in db: Connection) throws {
        try db.execute(
            """
            INSERT INTO disclosure_slug (agency_id, fiscal_year, slug, disclosure_id, since)
            VALUES (\(page.agency.id), \(page.year), \(page.slug), \(page.id), \(now))
            ON CONFLICT (agency_id, fiscal_year, slug) DO UPDATE SET since = excluded.since
            """)
    }
}
