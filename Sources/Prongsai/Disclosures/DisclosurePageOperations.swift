import ITA

/// Writes the text of a disclosure's page and where it shall stand.
struct WriteDisclosurePage: Operation {
    static let name = "write-disclosure-page"
    static let permission = Permission.record
    let agency: String?
    let disclosure: String
    let text: String
    /// nil leaves the address as it is.
    let slug: String?
    /// ``DisclosurePage/seen`` of what was shown; nil where nothing was shown.
    var seen: String?
    let editions: EditionShelf

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        var page = try DisclosurePage.load(disclosure, agency: agency, editions: editions, in: db)
        if let seen, seen != page.seen { throw Seen.changed }
        let text = SiteMarkup.clean(text, lines: true)
        let slug = slug?.trimmingWhitespace() ?? page.slug
        var problems: [Problem] = []
        if text.unicodeScalars.count > SiteMarkup.longest {
            problems.append(Problem("text_too_long", ["limit": String(SiteMarkup.longest)], at: "text"))
        }
        if let problem = SiteSlug.problem(slug) {
            problems.append(problem)
        } else {
            page.slug = slug
            if try SlugBook.isTaken(slug, by: page, in: db) {
                problems.append(Problem("slug_taken", ["given": slug], at: "slug"))
            }
        }
        guard problems.isEmpty else { throw Failure.invalid(problems) }
        let before = try db.first("SELECT slug, text FROM disclosure_page WHERE disclosure_id = \(disclosure)")
        if let before, try before.string("slug") == slug, try before.string("text") == text { return Done((), nil) }
        try db.execute(
            """
            INSERT INTO disclosure_page (disclosure_id, agency_id, slug, text, changed_at)
            VALUES (\(disclosure), \(agency), \(slug), \(text), \(now))
            ON CONFLICT (disclosure_id) DO UPDATE
            SET slug = excluded.slug, text = excluded.text, changed_at = excluded.changed_at
            """)
        try Disclosure.prepared(disclosure, agency: agency, by: actor, at: now, in: db)
        return Done((), JournalNote("disclosure \(disclosure)", ["slug": slug]))
    }
}

/// Adds a file to a disclosure's page. The same file twice is one.
struct AddDisclosureFile: Operation {
    static let name = "add-disclosure-file"
    static let permission = Permission.record
    let agency: String?
    let disclosure: String
    let paper: SitePaper
    /// What readers see in place of the file's name.
    let label: String
    let element: String?
    let editions: EditionShelf

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<String> {
        let page = try DisclosurePage.load(disclosure, agency: agency, editions: editions, in: db)
        if let there = page.files.first(where: { $0.paper.hash == paper.hash }) { return Done(there.id, nil) }
        guard page.files.count < DisclosurePage.mostFiles else {
            throw Failure.invalid([
                Problem("too_many_files", ["limit": String(DisclosurePage.mostFiles)], at: "file")
            ])
        }
        if let element, !page.elements.contains(where: { $0.key == element }) {
            throw Failure.invalid([Problem("no_such_element", at: "element")])
        }
        let id = ID.new()
        let last =
            try db.first("SELECT MAX(position) AS last FROM disclosure_file WHERE disclosure_id = \(disclosure)")?
            .optionalInteger("last") ?? 0
        try DisclosurePage.insert(
            id, paper, label: label, element: element, position: last + 1, replacing: nil, of: disclosure,
            agency: agency, at: now, in: db)
        try Disclosure.prepared(disclosure, agency: agency, by: actor, at: now, in: db)
        return Done(id, JournalNote("disclosure \(disclosure)", ["file": id, "sha256": paper.hash]))
    }
}

/// Puts a newer version in a file's place; the older one stays listed.
struct ReplaceDisclosureFile: Operation {
    static let name = "replace-disclosure-file"
    static let permission = Permission.record
    let agency: String?
    let file: String
    let paper: SitePaper
    /// nil keeps the label.
    let label: String?

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<String> {
        let row = try DisclosurePage.currentFile(file, agency: agency, in: db)
        let old = try DisclosurePage.File(row)
        let disclosure = try row.string("disclosure_id")
        if old.paper.hash == paper.hash { return Done(old.id, nil) }
        let id = ID.new()
        try db.execute("UPDATE disclosure_file SET removed_at = \(now) WHERE id = \(file)")
        // A label that only repeated the old name would tell a wrong one now.
        let kept = old.label == SitePaper.stem(old.paper.name) ? "" : old.label
        try DisclosurePage.insert(
            id, paper, label: label ?? kept, element: old.element, position: try row.integer("position"),
            replacing: file, of: disclosure, agency: agency, at: now, in: db)
        try Disclosure.prepared(disclosure, agency: agency, by: actor, at: now, in: db)
        return Done(id, JournalNote("disclosure \(disclosure)", ["file": id, "replaces": file, "sha256": paper.hash]))
    }
}

/// Takes a file off a disclosure's page, with its earlier versions.
struct RemoveDisclosureFile: Operation {
    static let name = "remove-disclosure-file"
    static let permission = Permission.record
    let agency: String?
    let file: String

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        let row = try DisclosurePage.currentFile(file, agency: agency, in: db)
        let disclosure = try row.string("disclosure_id")
        try db.execute("UPDATE disclosure_file SET removed_at = \(now) WHERE id = \(file)")
        try Disclosure.prepared(disclosure, agency: agency, by: actor, at: now, in: db)
        return Done((), JournalNote("disclosure \(disclosure)", ["removed": file]))
    }
}

extension DisclosurePage {
    static func currentFile(_ id: String, agency: String?, in db: Connection) throws -> Row {
        guard
            let row = try db.first(
                "SELECT * FROM disclosure_file WHERE id = \(id) AND agency_id = \(agency) AND removed_at IS NULL")
        else { throw Failure.notFound(Message("failure.no_disclosure_file")) }
        return row
    }

    fileprivate static func insert(
        _ id: String, _ paper: SitePaper, label: String, element: String?, position: Int, replacing: String?,
        of disclosure: String, agency: String?, at now: Instant, in db: Connection
    ) throws {
        let label = SiteMarkup.clean(label)
        guard label.unicodeScalars.count <= 200 else {
            throw Failure.invalid([Problem("text_too_long", ["limit": "200"], at: "label")])
        }
        try db.execute(
            """
            INSERT INTO disclosure_file (id, agency_id, disclosure_id, position, element_key, label, file_sha256,
              file_name, media_type, file_size, replaces_id, created_at)
            VALUES (\(id), \(agency), \(disclosure), \(position), \(element),
              \(label.isEmpty ? SitePaper.stem(paper.name) : label), \(paper.hash), \(paper.name), \(paper.mediaType),
              \(paper.size), \(replacing), \(now))
            """)
    }
}
