import Foundation
import ITA

/// What there is to be seen in a disclosure, in one form, and the hash a pass is bound to: the digests of its addresses
/// as the checker's look saw them, its files, its page, what is said in place of them, and the elements.
enum CheckSeen {
    /// What is to be seen now.
    static func current(of disclosure: String, in db: Connection) throws -> (hash: String, json: String) {
        guard let subject = try CheckSubject.load([disclosure], in: db)[disclosure] else {
            throw Failure.notFound(Message("failure.no_disclosure"))
        }
        return try form(subject, digests: try digests(of: [disclosure], in: db))
    }

    /// The digest of each address at its last look, by the address's id.
    static func digests(of disclosures: [String], in db: Connection) throws -> [String: String] {
        var digests: [String: String] = [:]
        for row in try db.rows(
            """
            SELECT source, digest FROM disclosure_look WHERE disclosure_id IN (\(list: disclosures))
            AND digest IS NOT NULL
            """)
        {
            guard let id = try row.string("source").removing(prefix: "address:") else { continue }
            digests[id] = try row.string("digest")
        }
        return digests
    }

    static func form(_ subject: CheckSubject, digests: [String: String]) throws -> (hash: String, json: String) {
        let value: JSONValue = [
            "item": .text(subject.itemKey), "edition": .text(subject.editionID), "year": .whole(subject.fiscalYear),
            "title": JSONValue(subject.title), "from": JSONValue(subject.coversFrom), "to": JSONValue(subject.coversTo),
            "nothing": JSONValue(subject.nothing), "explanation": JSONValue(subject.explanation),
            "elements": .list(subject.own.map { ["key": .text($0.key), "text": .text($0.text)] }),
            "addresses": .list(
                subject.addresses.map {
                    [
                        "id": .text($0.id), "address": .text($0.address), "element": JSONValue($0.element),
                        "digest": JSONValue(digests[$0.id]),
                    ]
                }),
            "files": .list(
                subject.files.map {
                    [
                        "sha256": .text($0.hash), "name": .text($0.name), "label": .text($0.label),
                        "element": JSONValue($0.element),
                    ]
                }),
            "page": JSONValue(subject.page.flatMap { $0.isEmpty ? nil : $0 }),
        ]
        let bytes = try value.bytes()
        return (Hash.sha256(bytes), String(decoding: bytes, as: UTF8.self))
    }

    /// Whether what was seen then is what is to be seen now. An address of which nothing could be read then is held
    /// against its words alone.
    static func holds(_ seen: String, hash: String, _ subject: CheckSubject, digests: [String: String]) -> Bool {
        var digests = digests
        if let then = try? JSONValue(parsing: Array(seen.utf8)) {
            for address in then["addresses"]?.list ?? [] {
                guard let id = address["id"]?.text, address["digest"] == .null else { continue }
                digests[id] = nil
            }
        }
        return (try? form(subject, digests: digests).hash) == hash
    }
}

/// How far a disclosure has come on its way through the second person's check.
enum CheckState: Sendable, Equatable {
    case none
    case waiting(Check)
    case returned(Check)
    case passed(Check)
    /// It was passed, and something else is to be seen now.
    case void(Check)

    var word: String {
        switch self {
        case .none: "none"
        case .waiting: "waiting"
        case .returned: "returned"
        case .passed: "passed"
        case .void: "void"
        }
    }

    static let words = ["none", "waiting", "returned", "passed", "void"]

    var check: Check? {
        switch self {
        case .none: nil
        case .waiting(let check), .returned(let check), .passed(let check), .void(let check): check
        }
    }

    /// Whether a disclosure was passed by a second person and nothing of it changed since.
    static func valid(of disclosure: String, in db: Connection) throws -> Bool {
        if case .passed = try state(of: disclosure, in: db) { return true }
        return false
    }

    static func state(of disclosure: String, in db: Connection) throws -> CheckState {
        try all(of: [disclosure], in: db)[disclosure] ?? .none
    }

    /// The states of some disclosures: six queries, however many there are. Disclosures nobody asked about are left
    /// out.
    static func all(of disclosures: [String], in db: Connection) throws -> [String: CheckState] {
        try all(of: try CheckSubject.load(disclosures, in: db), in: db)
    }

    /// The same where the disclosures are at hand.
    static func all(of subjects: [String: CheckSubject], in db: Connection) throws -> [String: CheckState] {
        guard !subjects.isEmpty else { return [:] }
        let checks = try Check.latest(of: subjects.keys.sorted(), in: db)
        let passed = checks.values.filter { $0.decision == .passed && $0.voidAt == nil }
        let ids = passed.map(\.disclosureID).sorted()
        let digests = ids.isEmpty ? [:] : try CheckSeen.digests(of: ids, in: db)
        let moved = ids.isEmpty ? [] : try CheckVoiding.moved(Array(passed), in: db)
        return checks.mapValues { check in
            CheckState(
                check, subjects[check.disclosureID], digests: digests, isMoved: moved.contains(check.id))
        }
    }

    /// The state that the newest check of a disclosure gives it.
    init(_ check: Check, _ subject: CheckSubject?, digests: [String: String], isMoved: Bool) {
        if check.voidAt != nil {
            self = .void(check)
            return
        }
        switch check.decision {
        case nil: self = .waiting(check)
        case .returned: self = .returned(check)
        case .passed:
            guard let subject, let seen = check.seen, let hash = check.seenHash, !isMoved,
                CheckSeen.holds(seen, hash: hash, subject, digests: digests)
            else {
                self = .void(check)
                return
            }
            self = .passed(check)
        }
    }

    /// The same for one disclosure of which everything is at hand; at most two queries.
    static func of(_ newest: Check?, _ subject: CheckSubject, _ looks: [CheckLook], in db: Connection) throws
        -> CheckState
    {
        guard let newest else { return .none }
        let isPassed = newest.decision == .passed && newest.voidAt == nil
        let isMoved = isPassed ? try CheckVoiding.moved([newest], in: db).contains(newest.id) : false
        return CheckState(newest, subject, digests: CheckLook.digests(looks), isMoved: isMoved)
    }
}

/// What makes a pass void.
enum CheckVoiding {
    /// Passes that rest on an address whose content, as the watcher sees it, is another one now. The watcher's digest is
    /// held against what it saw before the pass, or where it saw nothing then, first after it.
    ///
    /// - Parameters:
    ///   - address: id of the address in the disclosure.
    ///   - digest: what the watcher sees now.
    static func pageChanged(address: String, digest: String, in db: Connection) throws -> [String] {
        var void: [String] = []
        for row in try db.rows(
            """
            SELECT disclosure_check.id, disclosure_check.decided_at FROM disclosure_check
            JOIN disclosure_address ON disclosure_address.disclosure_id = disclosure_check.disclosure_id
            WHERE disclosure_address.id = \(address) AND disclosure_check.decision = 'passed'
            AND disclosure_check.void_at IS NULL
            """)
        {
            let verdicts = try db.rows(
                """
                SELECT verdict.at, verdict.digest FROM verdict JOIN watched ON watched.id = verdict.watched_id
                WHERE watched.address_id = \(address) AND verdict.digest IS NOT NULL ORDER BY verdict.at, verdict.id
                """
            ).map { (at: try $0.string("at"), digest: try $0.string("digest")) }
            guard let before = baseline(verdicts, decidedAt: try row.string("decided_at")), before != digest else {
                continue
            }
            void.append(try row.string("id"))
        }
        return void
    }

    private static func baseline(_ verdicts: [(at: String, digest: String)], decidedAt: String) -> String? {
        verdicts.last { $0.at <= decidedAt }?.digest ?? verdicts.first?.digest
    }

    /// Of some passed checks, those of which the watcher sees another content now.
    static func moved(_ checks: [Check], in db: Connection) throws -> Set<String> {
        let ids = checks.map(\.disclosureID)
        var now: [String: (disclosure: String, digest: String)] = [:]
        for row in try db.rows(
            """
            SELECT watched.id, watched.digest, disclosure_address.disclosure_id FROM watched
            JOIN disclosure_address ON disclosure_address.id = watched.address_id
            WHERE disclosure_address.disclosure_id IN (\(list: ids)) AND disclosure_address.removed_at IS NULL
            AND watched.digest IS NOT NULL AND watched.stopped_at IS NULL
            """)
        { now[try row.string("id")] = (try row.string("disclosure_id"), try row.string("digest")) }
        guard !now.isEmpty else { return [] }
        var history: [String: [(at: String, digest: String)]] = [:]
        for row in try db.rows(
            """
            SELECT watched_id, at, digest FROM verdict WHERE watched_id IN (\(list: now.keys.sorted()))
            AND digest IS NOT NULL ORDER BY at, id
            """)
        { history[try row.string("watched_id"), default: []].append((try row.string("at"), try row.string("digest"))) }
        var moved: Set<String> = []
        for check in checks {
            guard let decided = check.decidedAt else { continue }
            for (watched, seen) in now where seen.disclosure == check.disclosureID {
                if let before = baseline(history[watched] ?? [], decidedAt: decided), before != seen.digest {
                    moved.insert(check.id)
                }
            }
        }
        return moved
    }

    /// Makes passes void that do not hold any more, so that both people are told. Gives how many.
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
                let moved = checks.isEmpty ? [] : try moved(checks, in: db)
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
