import Foundation
import ITA
import Watch

/// What the program read of one source of a disclosure for the checker; the newest look alone is kept.
struct CheckLook: Sendable, Equatable {
    /// `address:<id>`, `file:<sha256>` or `page`.
    var source: String
    /// Hash of the bytes or the text; nil where nothing came.
    var contentHash: String?
    /// The fingerprint of an address's content, the same while only counters and the like change.
    var digest: String?
    /// What the watcher holds its looks at the address against, as stored; not read back with the rest.
    var memory: String?
    /// `read`, or what kept it from being read: a state of ``Watch/Verdict``.
    var outcome: String
    var findings: [CheckFinding]
    /// What looked like personal data; stored apart.
    var finds: [PersonalData.Find] = []
    /// When the reading of the source began, so that nothing the watcher sees from then on counts as read; empty until
    /// it is kept, where that of all is meant.
    var at = ""
    /// When the watcher found something else at the address than what was read; nil while it did not.
    var turnedAt: String?

    static let read = "read"

    /// The fingerprints of addresses, by their ids.
    static func digests(_ looks: [CheckLook]) -> [String: String] {
        Dictionary(
            looks.compactMap { look in
                look.source.removing(prefix: "address:").flatMap { id in look.digest.map { (id, $0) } }
            }
        ) { first, _ in first }
    }

    /// The looks of a disclosure.
    static func list(of disclosure: String, in db: Connection) throws -> [CheckLook] {
        try db.rows(
            """
            SELECT source, content_hash, digest, outcome, findings, at, turned_at FROM disclosure_look
            WHERE disclosure_id = \(disclosure) ORDER BY source
            """
        ).map { row in
            let findings = try? JSONDecoder().decode(
                [CheckFinding].self, from: Data(try row.string("findings").utf8))
            return CheckLook(
                source: try row.string("source"), contentHash: try row.optionalString("content_hash"),
                digest: try row.optionalString("digest"), outcome: try row.string("outcome"),
                findings: findings ?? [], at: try row.string("at"), turnedAt: try row.optionalString("turned_at"))
        }
    }
}

extension CheckSubject {
    /// What is written here and becomes public: the page, and what stands in place of documents.
    var words: String {
        [page, explanation, nothing].compactMap(\.self).filter { !$0.isEmpty }.joined(separator: "\n")
    }

    /// Their hash, by which a look and a find know them.
    var wordsHash: String { Hash.sha256(Array(words.utf8)) }

    /// Addresses that no reading for the checker has come to yet.
    func unread(_ looks: [CheckLook]) -> [Source] {
        let known = Set(looks.map(\.source))
        return addresses.filter { !known.contains("address:\($0.id)") }
    }

    /// Addresses that the newest reading for the checker could not open.
    func unopened(_ looks: [CheckLook]) -> [Source] {
        let shut = Set(looks.filter { $0.outcome != CheckLook.read }.map(\.source))
        return addresses.filter { shut.contains("address:\($0.id)") }
    }

    /// Addresses that show something else than what was read, by their ids, with when the watcher saw that.
    func changed(_ looks: [CheckLook]) -> [String: String] {
        let turned = Dictionary(looks.map { ($0.source, $0.turnedAt) }) { first, _ in first }
        return Dictionary(
            addresses.compactMap { address in (turned["address:\(address.id)"] ?? nil).map { (address.id, $0) } }
        ) { first, _ in first }
    }

    /// Names and labels that become public, with where each stands.
    private var names: [(place: CheckPlace, text: String)] {
        func all(_ name: CheckPlace.Name, _ texts: [String]) -> [(place: CheckPlace, text: String)] {
            texts.enumerated().map { (CheckPlace(name, $0 + 1), $1) }
        }
        return all(.title, [title].compactMap(\.self)) + all(.file, files.map(\.name))
            + all(.label, files.map(\.label)) + all(.address, addresses.map { "\($0.label) \($0.address)" })
            + all(.element, own.map(\.text)) + all(.earlier, earlier.map { "\($0.name) \($0.label)" })
            + all(.unit, [unit].compactMap(\.self))
    }

    /// What looks like personal data in them.
    var namesFinds: [PersonalData.Find] {
        names.flatMap { name in
            PersonalData.find(in: name.text).map { .init(kind: $0.kind, masked: $0.masked, place: name.place) }
        }
    }
    var namesHash: String { Hash.sha256(Array(names.map(\.text).joined(separator: "\n").utf8)) }

    /// Annual reports are of the year before: the year is that of the period, as it is for the watcher.
    func expectation(_ item: Edition.Item?, _ agency: Agency) -> CheckExpectation {
        let last = coversTo.flatMap { Day(iso: $0) }
        return CheckExpectation(
            fiscalYear: last?.fiscalYear ?? fiscalYear, coversFrom: coversFrom.flatMap { Day(iso: $0) },
            coversTo: last, dueOn: answersDueOn.flatMap { Day(iso: $0) },
            names: CheckExpectation.names(agency.thai, agency.english), elements: elements(item))
    }
}

extension CheckExpectation {
    /// Forms in which an agency's name is written: the whole, and without the word for office before it.
    static func names(_ thai: String, _ english: String?) -> [String] {
        let short = ["สำนักงาน", "ที่ทำการ"].compactMap { thai.removing(prefix: $0) }.filter { $0.unicodeScalars.count >= 6 }
        return [thai] + short + [english].compactMap(\.self)
    }
}

/// Reads everything a disclosure shows, within limits.
enum CheckReading {
    /// How long one go may take where somebody waits for a page: proxies rarely wait longer than a minute, and the last
    /// address may take a while. What is left is read first in the next go.
    static let patience = Duration.seconds(35)
    /// The same at the console, where nothing stands between: enough for every address an item may have.
    static let wholePatience = Duration.seconds(1800)

    /// How a checker's look fetches: as the watcher does, once and not for long. Networks inside are those that an
    /// administrator listed.
    static func settings(_ house: Settings) -> FetchSettings {
        var settings = house.watch.fetching(authorities: house.authorities)
        (settings.retries, settings.timeout, settings.connectTimeout) = (0, 20_000, 8_000)
        return settings
    }

    /// Looks at the files, the words and the addresses of a disclosure, at those first of which no look is known. At
    /// least one address is looked at, and as many as there is time for.
    static func looks(
        _ subject: CheckSubject, _ expectation: CheckExpectation, files: Files, fetch: FetchSettings,
        known: [CheckLook] = [], within patience: Duration = CheckReading.patience, clock: Clock = .system
    ) async -> [CheckLook] {
        let end = ContinuousClock.now + patience
        var looks: [CheckLook] = []
        if !subject.words.isEmpty {
            looks.append(
                look("page", CheckDocument.text(subject.words), subject.wordsHash, expectation))
        }
        let finds = subject.namesFinds
        if !finds.isEmpty {
            looks.append(
                CheckLook(
                    source: "names", contentHash: subject.namesHash, outcome: CheckLook.read, findings: [], finds: finds
                ))
        }
        for hash in Set(subject.allFiles.map(\.hash)).sorted() {
            guard let bytes = try? files.bytes(of: hash) else { continue }
            let document = await CheckDocument.read(bytes, limits: ours)
            looks.append(look("file:\(hash)", document, hash, expectation, of: bytes))
        }
        let addresses = inTurn(subject.addresses, known)
        var requests: [FetchRequest] = []
        for (index, source) in addresses.enumerated() {
            do {
                requests.append(FetchRequest(id: index, address: try WebAddress(source.address)))
            } catch {
                looks.append(CheckLook(source: "address:\(source.id)", outcome: "not_allowed", findings: []))
            }
        }
        guard !requests.isEmpty else { return looks }
        for await var outcome in Fetcher(fetch).fetch(requests) where addresses.indices.contains(outcome.id) {
            outcome.begun = clock.now().milliseconds - Int64(outcome.elapsed)
            looks.append(await look("address:\(addresses[outcome.id].id)", outcome, expectation))
            if ContinuousClock.now >= end { break }
        }
        return looks
    }

    /// Those that were never looked at come first, then those whose look is oldest.
    static func inTurn(_ addresses: [CheckSubject.Source], _ known: [CheckLook]) -> [CheckSubject.Source] {
        let seen = Dictionary(known.map { ($0.source, $0.at) }) { first, _ in first }
        return addresses.enumerated().map { (at: seen["address:\($1.id)"] ?? "", place: $0, address: $1) }
            .sorted { ($0.at, $0.place) < ($1.at, $1.place) }.map(\.address)
    }

    /// One look at an address.
    static func look(_ source: String, _ outcome: FetchOutcome, _ expectation: CheckExpectation) async -> CheckLook {
        guard case .success(let response) = outcome.result else {
            let state = Watch.Verdict.of(Look(outcome: outcome)).state
            return CheckLook(source: source, outcome: state.rawValue, findings: [])
        }
        let type = response.header("content-type")
        let content = await PageContent.read(response.body, contentType: type, cut: response.cut)
        let seen = Look(outcome: outcome, content: content)
        let verdict = Watch.Verdict.of(seen)
        switch verdict.state {
        case .alive, .changed, .moved, .unreadable, .kindChanged, .wrongYear: break
        default: return CheckLook(source: source, outcome: verdict.state.rawValue, findings: [])
        }
        let document = CheckDocument.of(content, response.body, contentType: type)
        var made = look(source, document, Hash.sha256(response.body), expectation)
        made.at = Instant(milliseconds: outcome.begun).text
        let memory = AddressMemory(of: seen)
        made.memory = memory.flatMap { try? Stored.text($0) }
        switch content.kind {
        case .html, .text: made.digest = memory?.form?.digest()
        default: made.digest = made.contentHash
        }
        // A page whose counter turns is the same page.
        made.contentHash = made.digest
        return made
    }

    /// How much is read of a file that is kept here: nobody has sent it to make us read for ever.
    static let ours: PageLimits = {
        var limits = PageLimits()
        (limits.textBytes, limits.blocks) = (16 << 20, 400_000)
        return limits
    }()

    /// - Parameter file: the bytes of a file that becomes public here, all of which is looked through.
    static func look(
        _ source: String, _ document: CheckDocument, _ hash: String, _ expectation: CheckExpectation,
        of file: [UInt8]? = nil
    ) -> CheckLook {
        CheckLook(
            source: source, contentHash: hash, digest: nil, outcome: CheckLook.read,
            findings: CheckReader.findings(document, expectation),
            finds: file.map { PersonalData.find(in: document, of: $0) } ?? PersonalData.find(in: document))
    }
}

/// Keeps what was read for the checker, and what looked like personal data in it.
struct RecordLooks: Operation {
    static let name = "record-looks"
    static let permission = Permission.check
    let agency: String?
    let disclosure: String
    let looks: [CheckLook]
    /// When the reading began; nil for now.
    var begun: Instant?

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        _ = try CheckSubject.find(disclosure, agency: agency, in: db)
        let begun = begun ?? now
        if let newest = try Check.latest(of: [disclosure], in: db)[disclosure], newest.voidAt == nil,
            newest.decidedAt ?? "" > begun.text
        {
            // Somebody decided meanwhile, on what was read before.
            return Done((), nil)
        }
        for look in looks {
            let at = look.at.isEmpty ? begun.text : look.at
            let findings = try Stored.text(Array(look.findings.prefix(200)))
            // A wall or a server that is away today says nothing new of the content: the digest stays, though what the
            // checker then answers for rests on no reading. Of two readings at a time the one that began later is the
            // newer, whichever ends first.
            try db.execute(
                """
                INSERT INTO disclosure_look (disclosure_id, source, agency_id, content_hash, digest, outcome, findings, at,
                  memory)
                VALUES (\(disclosure), \(look.source), \(agency), \(look.contentHash), \(look.digest), \(look.outcome),
                  \(findings), \(at), \(look.memory))
                ON CONFLICT (disclosure_id, source) DO UPDATE SET
                  content_hash = COALESCE(excluded.content_hash, disclosure_look.content_hash),
                  digest = COALESCE(excluded.digest, disclosure_look.digest), outcome = excluded.outcome,
                  findings = excluded.findings, at = excluded.at, memory = excluded.memory, compared_at = NULL,
                  turned_at = NULL WHERE excluded.at >= disclosure_look.at
                """)
            if let content = look.contentHash {
                try PersonalFind.record(
                    look.finds, content: content, disclosure: disclosure, agency: agency, at: now, in: db)
            }
        }
        try CheckComparison.catchUp(disclosure, looks, in: db)
        let finds = looks.reduce(0) { $0 + $1.finds.count }
        return Done(
            (), JournalNote("disclosure \(disclosure)", ["looks": String(looks.count), "finds": String(finds)]))
    }
}
