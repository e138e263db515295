import ITA

/// What stands between a disclosure and everybody: a second person's check of exactly this content, and a look for
/// personal data with nothing found that is neither gone nor justified. Everything the other parts of the product have
/// to say about publishing is asked here and nowhere else.
enum PublishGate {
    /// Everything that keeps a page from being published, at once; empty where nothing does.
    static func problems(_ page: DisclosurePage, in db: Connection) throws -> [Problem] {
        var problems: [Problem] = []
        if page.content.isEmpty { problems.append(Problem("publish_empty")) }
        switch try CheckState.state(of: page.id, in: db) {
        case .passed: break
        case .void: problems.append(Problem("publish_changed"))
        case .none, .waiting, .returned: problems.append(Problem("publish_unchecked"))
        }
        // What the checker is shown, and nothing else: what blocks can be seen and answered for.
        let (unread, open) = try PersonalFind.inTheWay(of: page.id, in: db)
        if !unread.isEmpty { problems.append(Problem("publish_unscanned", ["count": String(unread.count)])) }
        if !open.isEmpty { problems.append(Problem("publish_personal", ["count": String(open.count)])) }
        if try SlugBook.isTaken(page.slug, by: page, in: db) {
            problems.append(Problem("slug_taken", ["given": page.slug], at: "slug"))
        }
        return problems
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
