import ITA

/// Everything the page of one check shows; a dozen queries, however long the disclosure. Of a check that does not hold
/// any more: what was seen then, with what was read until then.
struct CheckData: Sendable {
    var agency: Agency
    var check: Check
    var subject: CheckSubject
    var code: String
    /// Empty where nobody gave one.
    var title: String
    var points: Exact?
    var elements: [CheckExpectation.Element]
    var looks: [CheckLook]
    /// Addresses that show something else than what was read, by their ids, with when the watcher saw that; of an open
    /// check.
    var changed: [String: String] = [:]
    var finds: [PersonalFind]
    var ticks: [Tick]
    var preparers: [Check.By]
    /// Names of those of the agency who may check it: they have an account, and had no part in it.
    var checkers: [String]
    /// All checks of the disclosure, newest first.
    var history: [Check]
    var state: String
    /// Hash of what is to be seen now.
    var seen: String

    static func load(
        _ id: String, agency: Agency, language: Language, editions: EditionShelf, in db: Connection
    ) throws -> CheckData {
        guard let check = try Check.find(id, agency: agency.id, in: db) else {
            throw Failure.notFound(Message("failure.no_check"))
        }
        let subject = try CheckSubject.find(check.disclosureID, agency: agency.id, in: db)
        let item = try subject.item(editions, in: db)
        let history = try Check.list(disclosure: subject.id, in: db)
        let looks = try CheckLook.list(of: subject.id, in: db)
        let isNewest = history.first?.id == check.id
        let state = isNewest ? CheckState.of(check, subject, looks).word : check.plainState
        let isNow = check.isOpen || (isNewest && state == "passed")
        let shown = isNow ? subject : subject.asSeen(check.seen)
        let read = isNow ? looks : looks.filter { $0.at <= check.decidedAt ?? "" }
        let preparers = try CheckQueue.preparers(of: [subject.id], in: db)[subject.id] ?? []
        return CheckData(
            agency: agency, check: check, subject: shown, code: subject.code(item),
            title: shown.name(item, language),
            points: try CheckQueue.points(subject, editions, in: db)[subject.itemKey],
            elements: shown.elements(item), looks: read,
            changed: check.isOpen ? subject.changed(looks) : [:],
            finds: try PersonalFind.list(of: shown, read, in: db),
            ticks: try Tick.list(of: [check.id], in: db)[check.id] ?? [],
            preparers: preparers,
            checkers: try checkers(of: agency.id, but: [check.askedBy.who] + preparers.map(\.who), in: db),
            history: history, state: state, seen: try CheckSeen.form(subject, digests: CheckLook.digests(looks)).hash)
    }

    private static func checkers(of agency: String, but apart: [String], in db: Connection) throws -> [String] {
        let roles = Role.allCases.filter { $0.permissions.contains(.check) }
        return try db.rows(
            """
            SELECT person.id, person.name FROM person JOIN account ON account.person_id = person.id
            WHERE person.agency_id = \(agency) AND retired_at IS NULL AND closed_at IS NULL
            AND role IN (\(list: roles.map(\.rawValue))) ORDER BY person.name, person.id
            """
        ).filter { row in try !apart.contains("person:\(row.string("id"))") }.map { try $0.string("name") }
    }

    func isSecond(_ actor: Actor) -> Bool {
        check.askedBy.who != actor.journalName && !preparers.contains { $0.who == actor.journalName }
    }

    /// A source of the disclosure as the page names it, and where it can be opened.
    struct Source: Sendable {
        var key: String
        var name: String
        var address: String?
        var look: CheckLook?
        /// When something else was seen there than what was read.
        var changedAt: String?
    }

    /// What there is to read, in order: addresses, files, the page's own words.
    var sources: [Source] {
        let byKey = Dictionary(looks.map { ($0.source, $0) }) { first, _ in first }
        var sources = subject.addresses.map { source in
            Source(
                key: "address:\(source.id)", name: source.name, address: source.address,
                look: byKey["address:\(source.id)"], changedAt: changed[source.id])
        }
        sources += subject.files.map { file in
            Source(
                key: "file:\(file.hash)", name: file.label.isEmpty ? file.name : file.label,
                address: "\(Link.check(agency.key, check.id))/files/\(file.hash)", look: byKey["file:\(file.hash)"])
        }
        if !subject.words.isEmpty {
            // A look at other words than these says nothing of them.
            let look = byKey["page"].flatMap { $0.contentHash == subject.wordsHash ? $0 : nil }
            sources.append(Source(key: "page", name: "", address: nil, look: look))
        }
        return sources
    }

    /// Addresses that the program could not open for the checker.
    var unopened: [CheckSubject.Source] { subject.unopened(looks) }

    /// The document a find stands in; nil for one whose content is gone, and for names.
    func source(of find: PersonalFind) -> Source? {
        let files = sources.filter { $0.key == "file:\(find.content)" }
        return files.first ?? earlier.first { $0.key == "file:\(find.content)" }
            ?? sources.first { $0.look?.contentHash == find.content }
    }

    /// Earlier versions of files, which become public too: no proof of anything, but looked through all the same.
    var earlier: [Source] {
        subject.earlier.map { file in
            Source(
                key: "file:\(file.hash)", name: file.label.isEmpty ? file.name : file.label,
                address: "\(Link.check(agency.key, check.id))/files/\(file.hash)",
                look: looks.first { $0.source == "file:\(file.hash)" })
        }
    }

    /// What the helpers found of an element, with the source each stands in.
    func findings(of element: String) -> [(finding: CheckFinding, source: Source)] {
        let all = sources.flatMap { source in
            (source.look?.findings ?? []).filter { $0.element == element }.map { (finding: $0, source: source) }
        }
        // Where one document has it, the others need not.
        let seen = all.filter { $0.finding.kind == .element }.sorted { $0.finding.sure < $1.finding.sure }
        return seen.isEmpty ? Array(all.prefix(1)) : Array(seen.prefix(3))
    }
}
