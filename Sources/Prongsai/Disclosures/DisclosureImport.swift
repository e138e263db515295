import Foundation
import ITA
import Watch

/// A page that was handed in to be read: kept until somebody says to apply it.
struct DisclosureSource: Sendable, Equatable {
    var id: String
    /// The address it was fetched from, or the name of the file.
    var name: String
    var hash: String
    var isApplied: Bool
    /// Where it stands on the web, which its relative links are meant against.
    var page: WebAddress? { try? WebAddress(name) }

    static func find(_ id: String, year: String, in db: Connection) throws -> DisclosureSource {
        guard let row = try db.first("SELECT * FROM disclosure_source WHERE id = \(id) AND year_id = \(year)") else {
            throw Failure.notFound(Message("failure.no_page"))
        }
        return DisclosureSource(
            id: id, name: try row.string("name"), hash: try row.string("file_sha256"),
            isApplied: try row.optionalString("applied_at") != nil)
    }

    /// Largest page that is read.
    static let most = 60_000_000

    /// What is no page: a document or program whose beginning says so.
    static func requirePage(_ bytes: [UInt8], at place: String) throws {
        let isOther =
            bytes.starts(with: Array("%PDF-".utf8)) || bytes.starts(with: [0x50, 0x4B, 0x03, 0x04])
            || bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) || bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46])
            || bytes.starts(with: [0xFF, 0xD8, 0xFF]) || bytes.starts(with: [0x89, 0x50, 0x4E, 0x47])
        if bytes.isEmpty || isOther { throw Failure.invalid([Problem("no_web_page", at: place)]) }
        guard bytes.count <= most else {
            throw Failure.invalid([Problem("page_too_large", ["limit": String(most / 1_000_000)], at: place)])
        }
    }

    /// Fetches a page as the watcher would, with its guard: nothing inside an office's network unless a network is
    /// listed for it.
    static func fetch(_ typed: String, site: Site) async throws -> (bytes: [UInt8], page: WebAddress) {
        let address = try AddressEntry.read(typed)
        var settings = site.settings.watch.fetching(authorities: site.settings.authorities)
        (settings.retries, settings.timeout, settings.bodyLimit) = (1, 30_000, most)
        let outcome = await Fetcher(settings).fetch(address)
        func wrong(_ key: String, _ values: [String: String] = [:]) -> Failure {
            .invalid([Problem(key, values.merging(["given": address.description]) { $1 }, at: "address")])
        }
        switch outcome?.result {
        case .success(let response):
            guard (200...299).contains(response.status) else {
                throw wrong("page_status", ["status": String(response.status)])
            }
            guard response.cut == nil else { throw wrong("page_cut") }
            try requirePage(response.body, at: "address")
            return (response.body, response.address)
        case .failure(.refused(.port(let port))): throw wrong("page_port", ["port": String(port)])
        case .failure(.refused): throw wrong("page_refused")
        case .failure(.certificate): throw wrong("page_certificate")
        case .failure(.noSuchName): throw wrong("page_no_name")
        case .failure, nil: throw wrong("page_unreachable")
        }
    }
}

extension EditionShelf {
    /// What items are called on pages: the titles they had in any edition of the folder, as pages keep those of the year
    /// they were made in, and their everyday names.
    func aliases() -> DisclosureAliases {
        var aliases = DisclosureAliases(everyday: (try? names()) ?? [:])
        for edition in (try? sound()) ?? [] {
            for item in DisclosureYear.items(of: edition) {
                aliases.titles[item.key, default: []] += [item.thai, item.english].compactMap { $0 }
            }
        }
        return aliases
    }
}

/// Notes that a page was handed in. The same bytes for the same year are noted once; where only now it is said at which
/// address they stand, that is added, so that relative links lead somewhere.
struct KeepDisclosureSource: Operation {
    static let name = "keep-disclosure-source"
    static let permission = Permission.plan
    let agency: String?
    let year: String
    let page: String
    let hash: String

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<String> {
        try DisclosureSource.requireYear(year, agency: agency, in: db)
        if let known = try db.first(
            "SELECT id, name FROM disclosure_source WHERE year_id = \(year) AND file_sha256 = \(hash)")
        {
            let id = try known.string("id")
            let isPlaced = (try? WebAddress(try known.string("name"))) != nil
            guard !isPlaced, (try? WebAddress(page)) != nil else { return Done(id, nil) }
            try db.execute("UPDATE disclosure_source SET name = \(page) WHERE id = \(id)")
            return Done(id, JournalNote("disclosure-source \(id)", ["file": hash, "page": page]))
        }
        let id = ID.new()
        try db.execute(
            """
            INSERT INTO disclosure_source (id, agency_id, year_id, file_sha256, name, read_at)
            VALUES (\(id), \(agency), \(year), \(hash), \(page), \(now))
            """)
        return Done(id, JournalNote("disclosure-source \(id)", ["file": hash]))
    }
}

/// Enters the addresses a page was read to hold: those that are sure as they are, the others as offers. All or nothing;
/// the same page again changes nothing, and what somebody took away is not brought back.
struct ImportDisclosures: Operation {
    static let name = "import-disclosures"
    static let permission = Permission.plan

    struct Outcome: Sendable, Equatable {
        /// Whether the page was not applied before.
        var isNew: Bool
        var added = 0
        var offered = 0
        /// Addresses that were there.
        var known = 0
    }
    let agency: String?
    let year: String
    let page: String
    let hash: String
    let proposals: [DisclosureReading.Proposal]

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Outcome> {
        try DisclosureSource.requireYear(year, agency: agency, in: db)
        let before = try db.first(
            "SELECT id, applied_at FROM disclosure_source WHERE year_id = \(year) AND file_sha256 = \(hash)")
        if let before, try before.optionalString("applied_at") != nil { return Done(Outcome(isNew: false), nil) }
        let source = try before?.string("id") ?? ID.new()
        if before == nil {
            try db.execute(
                """
                INSERT INTO disclosure_source (id, agency_id, year_id, file_sha256, name, read_at, applied_at)
                VALUES (\(source), \(agency), \(year), \(hash), \(page), \(now), \(now))
                """)
        } else {
            try db.execute("UPDATE disclosure_source SET applied_at = \(now) WHERE id = \(source)")
        }
        var disclosures: [String: String] = [:]
        for row in try db.rows("SELECT id, item_key FROM disclosure WHERE year_id = \(year)") {
            disclosures[try row.string("item_key")] = try row.string("id")
        }
        // Removed ones too: what somebody took away on purpose stays away.
        var known: Set<String> = []
        var counts: [String: Int] = [:]
        for row in try db.rows(
            """
            SELECT disclosure_id, address, removed_at FROM disclosure_address
            JOIN disclosure ON disclosure.id = disclosure_id WHERE year_id = \(year)
            """)
        {
            let disclosure = try row.string("disclosure_id")
            known.insert("\(disclosure) \(try row.string("address"))")
            if try row.optionalString("removed_at") == nil { counts[disclosure, default: 0] += 1 }
        }
        var outcome = Outcome(isNew: true)
        var touched: Set<String> = []
        let site = try? WebAddress(page)
        for proposal in proposals {
            guard let disclosure = disclosures[proposal.itemKey] else { continue }
            guard known.insert("\(disclosure) \(proposal.text)").inserted else {
                outcome.known += 1
                continue
            }
            counts[disclosure, default: 0] += 1
            guard counts[disclosure, default: 0] <= AddressEntry.most else {
                throw Failure.invalid([
                    Problem("too_many_addresses", ["limit": String(AddressEntry.most)], at: proposal.named)
                ])
            }
            let isSure = proposal.sureness == .sure
            _ = try AddressEntry(proposal.address, label: proposal.label, element: proposal.elementKey).insert(
                into: disclosure, agency: agency, offeredFrom: isSure ? nil : source, source: source, page: site,
                at: now, in: db)
            if isSure { outcome.added += 1 } else { outcome.offered += 1 }
            touched.insert(disclosure)
        }
        for disclosure in touched.sorted() {
            try Disclosure.prepared(disclosure, agency: agency, by: actor, at: now, in: db)
        }
        return Done(
            outcome,
            JournalNote(
                "disclosure-source \(source)",
                [
                    "file": hash, "added": String(outcome.added), "offered": String(outcome.offered),
                    "disclosures": touched.sorted().joined(separator: " "),
                ]))
    }
}

extension DisclosureSource {
    fileprivate static func requireYear(_ year: String, agency: String?, in db: Connection) throws {
        guard try db.first("SELECT id FROM disclosure_year WHERE id = \(year) AND agency_id = \(agency)") != nil else {
            throw Failure.notFound(Message("failure.no_page"))
        }
    }
}
