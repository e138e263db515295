import Foundation

/// What is due, shared between machines. This is the queue's own bookkeeping and writes no line of the journal.
struct WatchQueue: Sendable {
    let site: Site
    /// Names this machine's leases.
    let holder = ID.new()
    /// How long a site belongs to one machine; renewed while it is looked at.
    static let lease: Int64 = 120_000

    /// Sites that are this machine's for a while, and what is due there. Nobody else asks these sites meanwhile, so
    /// that several machines are together as polite as one.
    struct Claim: Sendable {
        var hosts: [String]
        var due: [Watched]
    }

    /// Puts confirmed addresses of disclosures among the watched, and takes out what was removed.
    func keepInStep() async throws {
        let (now, every) = (site.clock.now(), site.settings.watch.every)
        while true {
            let new = try await site.database.read { db in
                try db.rows(
                    """
                    SELECT id, agency_id, address FROM disclosure_address
                    WHERE offered_from IS NULL AND removed_at IS NULL AND NOT EXISTS (SELECT 1 FROM watched
                      WHERE watched.address_id = disclosure_address.id AND stopped_at IS NULL) ORDER BY id LIMIT 500
                    """
                ).map {
                    (id: try $0.string("id"), agency: try $0.string("agency_id"), address: try $0.string("address"))
                }
            }
            if new.isEmpty { break }
            try await watch(new, every: every, at: now)
        }
        try await keepPagesInStep(now, every)
        let gone: SQL = """
            stopped_at IS NULL AND address_id IN (SELECT id FROM disclosure_address
            WHERE removed_at IS NOT NULL OR offered_from IS NOT NULL)
            """
        guard try await site.database.read({ try $0.first("SELECT id FROM watched WHERE \(gone) LIMIT 1") }) != nil
        else { return }
        _ = try await site.writeQueue { db, _ in try db.execute("UPDATE watched SET stopped_at = \(now) WHERE \(gone)")
        }
    }

    /// Of a row that is watched again: how it stood when it was stopped says nothing of now. What was seen at it stays.
    private static let anew: SQL = """
        stopped_at = NULL, state = 'unknown', standing = NULL, verdict = NULL, reasons = NULL, since = NULL,
        changed_at = NULL
        """

    /// Puts addresses among the watched, those anew that were stopped. What another machine put there meanwhile, and may
    /// be looking at, stays as it is.
    func watch(_ new: [(id: String, agency: String, address: String)], every: Int, at now: Instant) async throws {
        _ = try await site.writeQueue { db, _ in
            for (address, agency, text) in new {
                let host = Watched.host(of: text)
                try db.execute(
                    """
                    INSERT INTO watched (id, agency_id, address_id, host, every_seconds, next_at, state)
                    VALUES (\(ID.new()), \(agency), \(address), \(host), \(every), \(now), 'unknown')
                    ON CONFLICT (address_id) DO UPDATE SET next_at = excluded.next_at, \(WatchQueue.anew)
                    WHERE watched.stopped_at IS NOT NULL
                    """)
                try db.execute("INSERT INTO site_memory (host) VALUES (\(host)) ON CONFLICT (host) DO NOTHING")
            }
        }
    }

    /// A page that is public here, as everybody reaches it.
    struct HostedPage: Sendable {
        var disclosure: String
        var agency: String
        var address: String

        /// The short name it was published under last; those before lead to it.
        static let slug: SQL = """
            (SELECT slug FROM disclosure_slug WHERE disclosure_slug.disclosure_id = disclosure.id
            ORDER BY since DESC, slug LIMIT 1)
            """
    }

    /// Puts pages that are public here among the watched, at the addresses everybody reaches them at, and takes out what
    /// was withdrawn. Where the office has no public address none can be reached.
    private func keepPagesInStep(_ now: Instant, _ every: Int) async throws {
        let settings = site.settings
        let isReached = !settings.address.isEmpty
        let pages = try await site.database.read { db -> [HostedPage] in
            guard isReached else { return [] }
            return try db.rows(
                """
                SELECT disclosure.id, disclosure.agency_id, agency.key, fiscal_year, \(HostedPage.slug) AS slug
                FROM disclosure
                JOIN disclosure_year ON disclosure_year.id = disclosure.year_id
                JOIN agency ON agency.id = disclosure.agency_id
                WHERE EXISTS (SELECT 1 FROM disclosure_slug WHERE disclosure_slug.disclosure_id = disclosure.id)
                AND EXISTS (SELECT 1 FROM published_page WHERE published_page.disclosure_id = disclosure.id
                  AND withdrawn_at IS NULL) ORDER BY disclosure.id
                """
            ).map { row in
                let path = Link.disclosed(
                    try row.string("key"), try row.integer("fiscal_year"), try row.string("slug"))
                return HostedPage(
                    disclosure: try row.string("id"), agency: try row.string("agency_id"),
                    address: settings.absolute(path))
            }
        }
        let known = try await site.database.read { db in
            try db.rows("SELECT page_of, page_address FROM watched WHERE page_of IS NOT NULL AND stopped_at IS NULL")
                .map { (try $0.string("page_of"), try $0.string("page_address")) }
        }
        let watched = Dictionary(known) { first, _ in first }
        let shown = Set(pages.map(\.disclosure))
        let gone = known.map(\.0).filter { !shown.contains($0) }
        let new = pages.filter { watched[$0.disclosure] != $0.address }
        guard !gone.isEmpty || !new.isEmpty else { return }
        try await watch(new, every: every, at: now)
        guard !gone.isEmpty else { return }
        _ = try await site.writeQueue { db, _ in
            for disclosure in gone {
                try db.execute("UPDATE watched SET stopped_at = \(now) WHERE page_of = \(disclosure)")
            }
        }
    }

    /// Puts pages that are public here among the watched, anew where they were stopped. A page that stands at another
    /// address is another row: what was seen at the old one is never said of the new.
    func watch(_ new: [HostedPage], every: Int, at now: Instant) async throws {
        _ = try await site.writeQueue { db, _ in
            for page in new {
                let host = Watched.host(of: page.address)
                let interval = try leave(page, at: now, in: db) ?? every
                // What has another address all the same was never looked at: nothing was seen at the old one.
                try db.execute(
                    """
                    INSERT INTO watched (id, agency_id, page_of, page_address, host, every_seconds, next_at, state)
                    VALUES (\(ID.new()), \(page.agency), \(page.disclosure), \(page.address), \(host), \(interval),
                      \(now), 'unknown')
                    ON CONFLICT (page_of) DO UPDATE SET next_at = excluded.next_at,
                      page_address = excluded.page_address, host = excluded.host, \(WatchQueue.anew)
                    WHERE watched.stopped_at IS NOT NULL OR watched.page_address <> excluded.page_address
                    """)
                try db.execute("INSERT INTO site_memory (host) VALUES (\(host)) ON CONFLICT (host) DO NOTHING")
            }
        }
    }

    /// Ends the row of a page that was looked at where it does not stand any more: the address becomes one that the
    /// item had and lost, as if it had been taken off, and its history stays under it. Gives the interval that was
    /// chosen for it.
    ///
    /// That address has the id of the row, so that of two machines that find this together one does it.
    private func leave(_ page: HostedPage, at now: Instant, in db: Connection) throws -> Int? {
        let isElsewhere: SQL = """
            page_of = \(page.disclosure) AND page_address <> \(page.address) AND seen_at IS NOT NULL
            """
        try db.execute(
            """
            INSERT INTO disclosure_address (id, agency_id, disclosure_id, position, kind, address, label, created_at,
              removed_at)
            SELECT id, agency_id, page_of, -1, 'website', page_address, '', CAST(\(now) AS TEXT),
              COALESCE(stopped_at, \(now))
            FROM watched WHERE \(isElsewhere) ON CONFLICT (id) DO NOTHING
            """)
        return try db.first(
            """
            UPDATE watched SET address_id = id, page_of = NULL, page_address = NULL,
              stopped_at = COALESCE(stopped_at, \(now))
            WHERE \(isElsewhere) RETURNING every_seconds
            """)?.integer("every_seconds")
    }

    /// Makes everything due now; of one agency, or of all.
    func hurry(agency: String?) async throws {
        let now = site.clock.now()
        _ = try await site.writeQueue { db, _ in
            try db.execute(
                """
                UPDATE watched SET next_at = \(now) WHERE stopped_at IS NULL AND next_at > \(now)
                AND (agency_id = \(agency) OR \(agency == nil ? 1 : 0) = 1)
                """)
        }
    }

    /// Takes sites where something is due, those waiting longest first; nil where nothing is.
    func claim(dueBy: Instant? = nil, sites: Int = 24, addresses: Int = 120) async throws -> Claim? {
        let now = site.clock.now()
        let due = dueBy ?? now
        let until = now.adding(WatchQueue.lease)
        let isFree: SQL = "(site_memory.leased_until IS NULL OR site_memory.leased_until < \(now))"
        let waiting = try await site.database.read { db in
            try db.rows(
                """
                SELECT host, MIN(next_at) AS since FROM (SELECT watched.host, next_at FROM watched
                  JOIN site_memory ON site_memory.host = watched.host
                  WHERE stopped_at IS NULL AND next_at <= \(due) AND \(isFree) ORDER BY next_at LIMIT \(addresses)) AS due
                GROUP BY host ORDER BY since LIMIT \(sites)
                """
            ).map { try $0.string("host") }
        }
        guard !waiting.isEmpty else { return nil }
        let holder = holder
        return try await site.writeQueue { db, skipLocked in
            let hosts = try db.rows(
                """
                SELECT host FROM site_memory WHERE host IN (\(list: waiting)) AND \(isFree) ORDER BY host\(name: skipLocked)
                """
            ).map { try $0.string("host") }
            guard !hosts.isEmpty else { return nil }
            let rows = try db.rows(
                """
                SELECT \(Watched.columns) FROM watched WHERE stopped_at IS NULL AND next_at <= \(due)
                AND host IN (\(list: hosts)) ORDER BY next_at LIMIT \(addresses)
                """)
            let places = try Watched.places(rows, in: db)
            let claimed = try rows.compactMap { row -> Watched? in
                try places[try Watched.place(of: row)].map { try Watched(row, at: $0) }
            }
            let taken = Array(Set(claimed.map(\.host))).sorted()
            guard !taken.isEmpty else { return nil }
            try db.execute(
                """
                UPDATE site_memory SET leased_until = \(until), leased_by = \(holder) WHERE host IN (\(list: taken))
                """)
            return Claim(hosts: taken, due: claimed)
        }
    }

    /// Holds sites a while longer; false where another machine has taken one over.
    func renew(_ hosts: [String]) async throws -> Bool {
        let (until, holder) = (site.clock.now().adding(WatchQueue.lease), holder)
        return try await site.writeQueue { db, _ in
            try db.rows(
                """
                UPDATE site_memory SET leased_until = \(until) WHERE host IN (\(list: hosts))
                AND leased_by = \(holder) RETURNING host
                """
            ).count == hosts.count
        }
    }

    /// Gives sites back.
    func release(_ hosts: [String]) async throws {
        let holder = holder
        _ = try await site.writeQueue { db, _ in
            try db.execute(
                """
                UPDATE site_memory SET leased_until = NULL, leased_by = NULL WHERE host IN (\(list: hosts))
                AND leased_by = \(holder)
                """)
        }
    }
}
