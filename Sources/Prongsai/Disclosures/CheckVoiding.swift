import Watch

/// Makes passes void that do not hold any more.
enum CheckVoiding {
    /// Of some disclosures, the passes that rest on an address at which the watcher found something else than what was
    /// read for the checker; see ``CheckComparison``.
    static func moved(_ disclosures: [String], in db: Connection) throws -> Set<String> {
        guard !disclosures.isEmpty else { return [] }
        return Set(
            try db.rows(
                """
                SELECT DISTINCT disclosure_check.id FROM disclosure_check
                JOIN disclosure_address ON disclosure_address.disclosure_id = disclosure_check.disclosure_id
                  AND disclosure_address.removed_at IS NULL
                JOIN disclosure_look ON disclosure_look.disclosure_id = disclosure_check.disclosure_id
                  AND disclosure_look.source = 'address:' || disclosure_address.id
                WHERE disclosure_check.disclosure_id IN (\(list: disclosures)) AND disclosure_check.decision = 'passed'
                AND disclosure_check.void_at IS NULL AND disclosure_look.turned_at IS NOT NULL
                """
            ).map { try $0.string("id") })
    }

    /// What follows in the same transaction from an operation that changed disclosures: a pass of theirs that does not
    /// hold any more is void, with a line of its own in the journal.
    static func follow(
        _ note: JournalNote, agency: String?, editions: EditionShelf, at now: Instant, in db: Connection
    ) throws {
        let ids = note.disclosures
        guard !ids.isEmpty else { return }
        let passed = try Check.latest(of: ids, in: db).values.filter { $0.decision == .passed && $0.voidAt == nil }
        guard !passed.isEmpty else { return }
        let changed = passed.map(\.disclosureID)
        let subjects = try CheckSubject.load(changed, in: db)
        let digests = try CheckSeen.digests(of: changed, in: db)
        for check in passed.sorted(by: { $0.id < $1.id }) {
            guard case .void = CheckState(check, subjects[check.disclosureID], digests: digests, isMoved: false) else {
                continue
            }
            let void = VoidCheck(agency: agency, check: check.id, because: .changed, editions: editions)
            guard let said = try void.run(in: db, by: .program, at: now).note else { continue }
            try Journal.append(VoidCheck.name, said, agency: agency ?? "", by: .program, at: now, in: db)
        }
    }

    /// The same where the watcher saw other words at an address.
    static func follow(watched: String, agency: String, _ site: Site) async throws {
        let void = try await site.database.read { db in
            try moved(
                try db.rows(
                    """
                    SELECT disclosure_id FROM disclosure_address JOIN watched ON address_id = disclosure_address.id
                    WHERE watched.id = \(watched)
                    """
                ).map { try $0.string("disclosure_id") }, in: db)
        }
        for check in void.sorted() {
            try await site.perform(
                VoidCheck(agency: agency, check: check, because: .page, editions: site.editions), as: .program)
        }
    }

    /// The same for everything, where the program ended between a look and what follows from it. Gives how many.
    static func sweep(_ site: Site) async throws -> Int {
        let years = try await site.database.read { db in
            try db.rows(
                """
                SELECT DISTINCT disclosure.year_id, disclosure.agency_id FROM disclosure_check
                JOIN disclosure ON disclosure.id = disclosure_check.disclosure_id
                WHERE disclosure_check.decision = 'passed' AND disclosure_check.void_at IS NULL
                ORDER BY disclosure.year_id
                """
            ).map { (year: try $0.string("year_id"), agency: try $0.string("agency_id")) }
        }
        var count = 0
        for (year, agency) in years {
            let void = try await site.database.read { db -> [(check: Check, because: VoidCheck.Reason)] in
                let ids = try db.rows("SELECT id FROM disclosure WHERE year_id = \(year) ORDER BY id").map {
                    try $0.string("id")
                }
                let checks = try CheckState.all(of: ids, in: db).values.compactMap { state -> Check? in
                    if case .void(let check) = state, check.voidAt == nil { return check }
                    return nil
                }
                let moved = try moved(checks.map(\.disclosureID), in: db)
                return checks.sorted { $0.id < $1.id }.map { ($0, moved.contains($0.id) ? .page : .changed) }
            }
            for (check, because) in void {
                try await site.perform(
                    VoidCheck(agency: agency, check: check.id, because: because, editions: site.editions),
                    as: .program)
                count += 1
            }
        }
        return count
    }
}

extension JournalNote {
    /// The disclosures it is about, or names.
    fileprivate var disclosures: [String] {
        let one = about.removing(prefix: "disclosure ").map { [$0] } ?? []
        return one
            + (particulars["disclosures"] ?? "").utf8.split(separator: 0x20).map {
                String(decoding: $0, as: UTF8.self)
            }
    }
}
