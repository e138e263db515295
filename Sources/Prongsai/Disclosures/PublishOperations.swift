import ITA

/// Makes a disclosure's page public as it stands, as its next version. Refused, with every reason at once, unless
/// another person passed exactly this content and nothing personal is in it unanswered.
struct PublishDisclosure: Operation {
    static let name = "publish-disclosure"
    static let permission = Permission.plan
    let agency: String?
    let disclosure: String
    let editions: EditionShelf

    /// The version's number.
    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Int> {
        let page = try DisclosurePage.load(disclosure, agency: agency, editions: editions, in: db)
        let problems = try PublishGate.problems(page, in: db)
        guard problems.isEmpty, let check = page.check else { throw Failure.invalid(problems) }
        let bytes = try page.content.canonical()
        let hash = Hash.sha256(bytes)
        // The same once more, as by a second click, is no new version.
        if let shown = page.shown, shown.hash == hash { return Done(shown.version, nil) }
        let version = (page.versions.first?.version ?? 0) + 1
        try db.execute(
            """
            INSERT INTO published_page (id, agency_id, disclosure_id, version, check_id, content, content_hash,
              published_by, published_at)
            VALUES (\(ID.new()), \(agency), \(disclosure), \(version), \(check.id),
              \(String(decoding: bytes, as: UTF8.self)), \(hash), \(actor.journalName), \(now))
            """)
        try SlugBook.note(page, at: now, in: db)
        return Done(
            version,
            JournalNote(
                "disclosure \(disclosure)", ["version": String(version), "hash": hash, "slug": page.slug]))
    }
}

/// Takes a page back from the public. Its address then says that it was withdrawn, when and why.
struct WithdrawDisclosure: Operation {
    static let name = "withdraw-disclosure"
    static let permission = Permission.plan
    let agency: String?
    let disclosure: String
    let reason: String

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        guard try db.first("SELECT id FROM disclosure WHERE id = \(disclosure) AND agency_id = \(agency)") != nil else {
            throw DisclosurePage.missing
        }
        let reason = SiteMarkup.clean(reason)
        guard !reason.isEmpty else { throw Failure.invalid([Problem("empty", ["field": "reason"], at: "reason")]) }
        guard reason.unicodeScalars.count <= 500 else {
            throw Failure.invalid([Problem("text_too_long", ["limit": "500"], at: "reason")])
        }
        guard
            let shown = try db.first(
                """
                SELECT id, version, withdrawn_at FROM published_page
                WHERE disclosure_id = \(disclosure) ORDER BY version DESC LIMIT 1
                """), try shown.optionalString("withdrawn_at") == nil
        else { throw Failure.conflict(Message("failure.not_published")) }
        try db.execute(
            """
            UPDATE published_page SET withdrawn_at = \(now), withdrawn_because = \(reason)
            WHERE disclosure_id = \(disclosure) AND agency_id = \(agency) AND withdrawn_at IS NULL
            """)
        return Done((), JournalNote("disclosure \(disclosure)", ["version": String(try shown.integer("version"))]))
    }
}
