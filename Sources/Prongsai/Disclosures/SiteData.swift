import ITA

/// What an agency shows everybody of its disclosures: every year that anything was published in, newest first.
struct SiteData: Sendable {
    var agency: Agency
    var years: [Year]
    /// Whether its pages also stand at addresses without the agency's key: the first agency of the house has them,
    /// however many come later.
    var isFirst: Bool
    /// Where the public asks; nil where the agency said nothing.
    var email: String?
    /// Half-year reports that go with the site into a folder; the server has them at addresses of their own.
    var reports: [SiteReport] = []

    struct Year: Sendable {
        var year: Int
        /// Every item of the year in the order of its edition, published or not.
        var entries: [Entry]

        func page(_ slug: String) -> Page? {
            entries.lazy.compactMap(\.page).first { $0.slug == slug || $0.oldSlugs.contains(slug) }
        }
    }

    /// An item of a year.
    struct Entry: Sendable {
        var code: String
        var titleThai: String
        var titleEnglish: String?
        var unit: String?
        /// What is hosted here; nil where nothing is.
        var page: Page?
        /// Addresses elsewhere, where no page is here.
        var addresses: [PublishedContent.Address]
        /// When a second person passed them, where the board calls the item public; nil where it does not.
        var checkedAt: String?
        /// Whether a pass of the second person holds, whatever the board says besides.
        var isPassed = false

        func title(_ language: Language) -> String { language == .english ? titleEnglish ?? titleThai : titleThai }
        /// Whether a reader can have it, here or elsewhere, and a second person passed it.
        var isShown: Bool { page.map { $0.withdrawnAt == nil } ?? (checkedAt != nil && !addresses.isEmpty) }
    }

    /// The newest published version of a disclosure.
    struct Page: Sendable {
        var disclosure: String
        var content: PublishedContent
        var version: Int
        var publishedAt: String
        var withdrawnAt: String?
        var withdrawnBecause: String?
        /// The address it stands at now, and those that lead to it.
        var slug: String
        var oldSlugs: [String]
        /// When each version was published, newest first.
        var versions: [(version: Int, at: String)]
        /// Files that were taken out of public view; the content does not name them any more.
        var taken: [TakenFile] = []

        /// When it changed last for a reader.
        var changedAt: String {
            let published = withdrawnAt ?? publishedAt
            return taken.map(\.takenAt).reduce(published) { max($0, $1) }
        }
        /// Files a reader can have: of a page that was withdrawn there are none.
        var files: [PublishedContent.File] { withdrawnAt == nil ? content.files + content.previous : [] }
    }

    /// A published report as it lies in a folder.
    struct SiteReport: Sendable {
        var year: Int
        var half: Int
        var frozenAt: String
        /// Its bytes in each form.
        var papers: [(format: ReportFormat, bytes: [UInt8])]

        /// Its way from the root.
        var path: String { "\(year)/\(half)" }
        /// The page of its own is the report as HTML.
        static func name(_ format: ReportFormat) -> String {
            format == .html ? "index.html" : "report.\(format.rawValue)"
        }
    }

    subscript(year: Int) -> Year? { years.first { $0.year == year } }

    /// When anything changed last; nil where nothing was published.
    var changedAt: String? { years.flatMap(\.entries).compactMap(\.page?.changedAt).max() }

    /// A file that may be read, by its id.
    func file(_ id: String) -> PublishedContent.File? {
        for page in years.lazy.flatMap(\.entries).compactMap(\.page) {
            if let file = page.files.first(where: { $0.id == id }) { return file }
        }
        return nil
    }
}

extension SiteData {
    /// Everything an agency shows, in seven queries; nil where it shows nothing, as where there is no such agency.
    static func load(_ key: String, editions: EditionShelf, in db: Connection) throws -> SiteData? {
        guard let row = try db.first("SELECT * FROM agency WHERE key = \(key)") else { return nil }
        let (agency, email) = (try Agency(row), try row.optionalString("public_email"))
        let versions = Dictionary(
            grouping: try db.rows(
                """
                SELECT disclosure_id, version, published_at FROM published_page WHERE agency_id = \(agency.id)
                ORDER BY version DESC
                """)
        ) { (try? $0.string("disclosure_id")) ?? "" }
        guard !versions.isEmpty else { return nil }
        let pages = try pages(of: agency, versions, in: db)
        let links = try links(of: agency, in: db)
        var years: [Int: (edition: Edition, entries: [(Int, Entry)])] = [:]
        for row in try db.rows(
            """
            SELECT disclosure.id, item_key, disclosure.title, fiscal_year, edition_id, edition_revision,
              unit.name AS unit_name
            FROM disclosure JOIN disclosure_year ON disclosure_year.id = disclosure.year_id
            LEFT JOIN unit ON unit.id = disclosure.unit_id WHERE disclosure.agency_id = \(agency.id)
            ORDER BY disclosure.id
            """)
        {
            let (year, id) = (try row.integer("fiscal_year"), try row.string("id"))
            let edition =
                try years[year]?.edition
                ?? editions.stored(
                    try row.string("edition_id"), revision: try row.integer("edition_revision"), in: db
                ).edition
            let key = try row.string("item_key")
            guard let place = edition.items.firstIndex(where: { $0.key == key }) else { continue }
            let item = edition.items[place]
            let own = try row.optionalString("title").map { SiteMarkup.clean($0) }
            let page = pages[id]
            let entry = Entry(
                code: item.code, titleThai: page?.content.titleThai ?? own ?? item.thai ?? item.code,
                titleEnglish: page?.content.titleEnglish ?? (own == nil ? item.english : nil),
                unit: try page?.content.unit ?? row.optionalString("unit_name"), page: page,
                addresses: page == nil ? links[id]?.addresses ?? [] : [],
                checkedAt: page == nil ? links[id]?.checkedAt : nil,
                isPassed: page == nil && links[id]?.isPassed == true)
            years[year, default: (edition, [])].entries.append((place, entry))
        }
        let shown = years.map { year, found in
            Year(year: year, entries: found.entries.sorted { $0.0 < $1.0 }.map(\.1))
        }.filter { $0.entries.contains { $0.page != nil } }.sorted { $0.year > $1.year }
        return SiteData(
            agency: agency, years: shown, isFirst: try firstKey(in: db) == key,
            email: email)
    }

    /// The newest version of each disclosure.
    private static func pages(of agency: Agency, _ versions: [String: [Row]], in db: Connection) throws
        -> [String: Page]
    {
        var slugs: [String: [String]] = [:]
        for row in try db.rows(
            """
            SELECT disclosure_id, slug FROM disclosure_slug WHERE agency_id = \(agency.id)
            ORDER BY since DESC, slug
            """)
        { slugs[try row.string("disclosure_id"), default: []].append(try row.string("slug")) }
        var pages: [String: Page] = [:]
        let taken = try TakenFile.list(agency: agency.id, in: db)
        for row in try db.rows(
            """
            SELECT * FROM published_page WHERE agency_id = \(agency.id) AND version = (
              SELECT MAX(version) FROM published_page other WHERE other.disclosure_id = published_page.disclosure_id)
            """)
        {
            let id = try row.string("disclosure_id")
            var content = try PublishedContent.read(
                try row.string("content"), hash: try row.string("content_hash"))
            let gone = taken[id] ?? []
            let ids = Set(gone.map(\.id))
            content.files.removeAll { ids.contains($0.id) }
            content.previous.removeAll { ids.contains($0.id) }
            pages[id] = Page(
                disclosure: id, content: content, version: try row.integer("version"),
                publishedAt: try row.string("published_at"), withdrawnAt: try row.optionalString("withdrawn_at"),
                withdrawnBecause: try row.optionalString("withdrawn_because"), slug: content.slug,
                oldSlugs: (slugs[id] ?? []).filter { $0 != content.slug },
                versions: try (versions[id] ?? []).map {
                    (try $0.integer("version"), try $0.string("published_at"))
                }, taken: gone)
        }
        return pages
    }

    /// What is open elsewhere, of one disclosure.
    private struct Linked {
        var addresses: [PublishedContent.Address] = []
        var checkedAt: String?
        var isPassed: Bool
    }

    /// Addresses elsewhere that somebody took responsibility for, whoever has checked them: they are open to everybody
    /// as they are, and an item that is disclosed there is not missing here. `isPassed` where a pass of the second
    /// person holds; where none does, the page says so. `checkedAt` where the board calls the item public too: nothing of
    /// it is kept here alone, and no alert stands. Else it counts for nothing. Words that look like personal data are no label.
    private static func links(of agency: Agency, in db: Connection) throws -> [String: Linked] {
        var found: [String: Linked] = [:]
        for row in try db.rows(
            """
            SELECT disclosure_address.disclosure_id, label, address, element_key, (
                SELECT MAX(decided_at) FROM disclosure_check
                WHERE disclosure_check.disclosure_id = disclosure_address.disclosure_id
                  AND decision = 'passed' AND void_at IS NULL AND NOT EXISTS (
                    SELECT 1 FROM disclosure_check later WHERE later.disclosure_id = disclosure_check.disclosure_id
                    AND later.decision IS NOT NULL AND (later.decided_at > disclosure_check.decided_at
                      OR (later.decided_at = disclosure_check.decided_at AND later.id > disclosure_check.id)))
              ) AS passed_at,
              CASE WHEN \(Disclosure.files) = 0 AND \(Disclosure.texts) = 0 AND \(Disclosure.downSince) IS NULL
                THEN 1 ELSE 0 END AS is_whole
            FROM disclosure_address JOIN disclosure ON disclosure.id = disclosure_address.disclosure_id
            WHERE disclosure_address.agency_id = \(agency.id) AND removed_at IS NULL AND offered_from IS NULL
            ORDER BY position, disclosure_address.id
            """)
        {
            let (id, web) = (try row.string("disclosure_id"), try row.string("address"))
            guard PersonalData.find(in: web).isEmpty else { continue }
            let label = SiteMarkup.clean(try row.string("label"))
            let address = PublishedContent.Address(
                label: PersonalData.find(in: label).isEmpty ? label : "", address: web,
                element: try row.optionalString("element_key"))
            let passed = try row.optionalString("passed_at")
            let checked = try row.integer("is_whole") == 1 ? passed : nil
            found[id, default: Linked(checkedAt: checked, isPassed: passed != nil)].addresses.append(address)
        }
        return found
    }

    /// What is kept is never nil itself.
    private struct Held: Sendable { var data: SiteData? }

    /// The same, kept for as long as the agency has not changed.
    static func kept(_ key: String, on site: Site, in db: Connection) throws -> SiteData? {
        guard let id = try db.first("SELECT id FROM agency WHERE key = \(key)")?.string("id") else { return nil }
        return try site.kept.value("site \(key)", of: id, in: db) {
            Held(data: try load(key, editions: site.editions, in: db))
        }.data
    }

    /// Key of the agency whose pages stand at addresses without a key.
    static func firstKey(in db: Connection) throws -> String? {
        try db.first("SELECT key FROM agency ORDER BY created_at, id LIMIT 1")?.string("key")
    }
}
