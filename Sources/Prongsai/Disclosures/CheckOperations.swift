import Documents

/// Hands a disclosure to somebody else to be checked as it is now. What waits already is asked once.
struct AskForCheck: Operation {
    static let name = "ask-for-check"
    static let permission = Permission.record
    let agency: String?
    let disclosure: String
    let note: String?
    let editions: EditionShelf

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<String> {
        let subject = try CheckSubject.find(disclosure, agency: agency, in: db)
        let note = try Submission.text(note, field: "note")
        if let problem = PersonalData.typed(in: note, at: "note") { throw Failure.invalid([problem]) }
        let latest = try Check.latest(of: [disclosure], in: db)[disclosure]
        if let latest, latest.isOpen { return Done(latest.id, nil) }
        if try CheckState.valid(of: disclosure, in: db) {
            throw Failure.conflict(Message("failure.check_valid"))
        }
        guard !subject.isEmpty else { throw Failure.invalid([Problem("check_nothing")]) }
        let id = ID.new()
        try db.execute(
            """
            INSERT INTO disclosure_check (id, agency_id, disclosure_id, asked_by, asked_at, asked_note)
            VALUES (\(id), \(agency), \(disclosure), \(actor.journalName), \(now), \(note))
            """)
        // Telling the whole office would tell nobody: those who lead first, the units where these prepared it.
        let apart = try Check.preparers(of: disclosure, in: db) + [actor.journalName]
        func others(_ roles: [Role]) throws -> [String] {
            try Notice.people(roles, of: agency, in: db).filter { !apart.contains("person:\($0)") }
        }
        var people = try others([.director, .officer])
        if people.isEmpty { people = try others([.unitOfficer]) }
        try Check.tell(people, .checkWaiting, subject, note, check: id, editions, at: now, in: db)
        return Done(id, JournalNote("check \(id)", ["disclosure": disclosure]))
    }
}

/// Passes a disclosure as it was seen: every element ticked with its proof, nothing personal left open, by somebody
/// who did not prepare it. Everything was read for the checker before; what the program could not open, the checker
/// answers for in words.
struct PassCheck: Operation {
    static let name = "pass-check"
    static let permission = Permission.check
    let agency: String?
    let check: String
    let ticks: [Tick]
    let note: String?
    /// What the checker saw at addresses that the program could not open; kept with the note.
    var opened: String?
    /// The hash of what the checker saw; nil at the console, which passes what is there.
    let seen: String?
    let editions: EditionShelf

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        let found = try Check.open(check, agency: agency, in: db)
        try found.requireSecondPerson(actor, in: db)
        let subject = try CheckSubject.find(found.disclosureID, agency: agency, in: db)
        let current = try CheckSeen.current(of: subject.id, in: db)
        guard seen == nil || seen == current.hash else { throw Failure.conflict(Message("failure.check_changed")) }
        let item = try subject.item(editions, in: db)
        var problems = Check.problems(ticks, subject.elements(item), subject)
        let looks = try CheckLook.list(of: subject.id, in: db)
        let (here, open) = try PersonalFind.inTheWay(of: subject.id, in: db)
        let unread = here + subject.unread(looks).map(\.name)
        if !unread.isEmpty {
            let whole = subject.title ?? item?.thai ?? subject.code(item)
            let names = Check.names(unread.map { $0.isEmpty ? whole : $0 })
            problems.append(Problem("check_unread", ["names": names]))
        }
        if !open.isEmpty { problems.append(Problem("personal_open", ["count": String(open.count)])) }
        if let problem = PersonalData.typed(in: note, at: "note") { problems.append(problem) }
        if let problem = Check.changed(subject, subject.changed(looks)) { problems.append(problem) }
        let shut = subject.unopened(looks).map(\.address)
        let opened = (opened ?? "").trimmingWhitespace()
        if !shut.isEmpty, let problem = Check.unanswered(shut, opened) { problems.append(problem) }
        // With every address an item may have, the note stays within its limit.
        let named = shut.map { $0.shortened(to: max(80, 16_000 / shut.count)) }.joined(separator: ", ")
        let answer = shut.isEmpty ? nil : "\(named): \(opened)"
        let said = [self.note?.trimmingWhitespace(), answer].compactMap(\.self).filter { !$0.isEmpty }
        let note = try Submission.text(said.joined(separator: "\n"), field: "note")
        guard problems.isEmpty else { throw Failure.invalid(problems) }
        try found.write(ticks, subject, in: db)
        try db.execute(
            """
            UPDATE disclosure_check SET decision = 'passed', note = \(note), decided_by = \(actor.journalName),
              decided_at = \(now), seen_hash = \(current.hash), seen = \(current.json) WHERE id = \(check)
            """)
        try found.tellThoseWhoPrepared(
            .checkPassed, subject, note, except: actor.personID, editions, at: now, in: db)
        return Done((), JournalNote("check \(check)", ["disclosure": subject.id, "hash": current.hash]))
    }
}

/// Returns a disclosure to whoever prepared it, with what is to be changed. What was ticked so far is kept.
struct ReturnCheck: Operation {
    static let name = "return-check"
    static let permission = Permission.check
    let agency: String?
    let check: String
    let ticks: [Tick]
    let note: String
    let editions: EditionShelf

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        let found = try Check.open(check, agency: agency, in: db)
        try found.requireSecondPerson(actor, in: db)
        let subject = try CheckSubject.find(found.disclosureID, agency: agency, in: db)
        let note = try Plan.text(note, field: "note")
        if let problem = PersonalData.typed(in: note, at: "note") { throw Failure.invalid([problem]) }
        let keys = Set(subject.elements(try subject.item(editions, in: db)).map(\.key))
        try found.write(
            ticks.filter { keys.contains($0.element) && Check.hasKnownSource($0, subject) }, subject, in: db)
        let current = try CheckSeen.current(of: subject.id, in: db)
        try db.execute(
            """
            UPDATE disclosure_check SET decision = 'returned', note = \(note), decided_by = \(actor.journalName),
              decided_at = \(now), seen = \(current.json) WHERE id = \(check)
            """)
        try found.tellThoseWhoPrepared(
            .checkReturned, subject, note, except: actor.personID, editions, at: now, in: db)
        return Done((), JournalNote("check \(check)", ["disclosure": subject.id]))
    }
}

/// Says that a pass does not count any more. Whoever passed it and whoever prepared it are told.
struct VoidCheck: Operation {
    /// Why; the sentences stand under `check.void_`.
    enum Reason: String, Sendable, CaseIterable {
        /// Something of the disclosure was changed here.
        case changed
        /// An address shows another content, as the watcher sees it.
        case page
        /// Somebody took it back.
        case taken
    }
    static let name = "void-check"
    static let permission = Permission.plan
    let agency: String?
    let check: String
    let because: Reason
    let editions: EditionShelf

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        guard let found = try Check.find(check, agency: agency, in: db) else {
            throw Failure.notFound(Message("failure.no_check"))
        }
        guard found.voidAt == nil else { return Done((), nil) }
        guard found.decision == .passed || found.decision == nil else {
            throw Failure.conflict(Message("failure.check_decided"))
        }
        let subject = try CheckSubject.find(found.disclosureID, agency: agency, in: db)
        try db.execute(
            "UPDATE disclosure_check SET void_at = \(now), void_because = \(because.rawValue) WHERE id = \(check)")
        try found.tellThoseWhoPrepared(
            .checkVoid, subject, nil, also: found.decidedBy.map { [$0.who] } ?? [], editions, at: now, in: db)
        return Done((), JournalNote("check \(check)", ["disclosure": subject.id, "because": because.rawValue]))
    }
}

extension Check {
    /// One that nobody has decided on.
    fileprivate static func open(_ id: String, agency: String?, in db: Connection) throws -> Check {
        guard let found = try find(id, agency: agency, in: db) else {
            throw Failure.notFound(Message("failure.no_check"))
        }
        guard found.isOpen else { throw Failure.conflict(Message("failure.check_decided")) }
        return found
    }

    /// Everybody who changed anything of a disclosure, as the journal names them.
    static func preparers(of disclosure: String, in db: Connection) throws -> [String] {
        try db.rows("SELECT person FROM disclosure_preparer WHERE disclosure_id = \(disclosure) ORDER BY person").map {
            try $0.string("person")
        }
    }

    /// Refuses whoever prepared a disclosure.
    static func requireSecondPerson(_ actor: Actor, disclosure: String, in db: Connection) throws {
        guard !(try preparers(of: disclosure, in: db)).contains(actor.journalName) else {
            throw Failure.conflict(Message("failure.own_check"))
        }
    }

    /// The same, and whoever asked for it.
    func requireSecondPerson(_ actor: Actor, in db: Connection) throws {
        guard askedBy.who != actor.journalName else { throw Failure.conflict(Message("failure.own_check")) }
        try Check.requireSecondPerson(actor, disclosure: disclosureID, in: db)
    }

    /// What keeps ticks from being a pass, all at once.
    static func problems(_ ticks: [Tick], _ elements: [CheckExpectation.Element], _ subject: CheckSubject) -> [Problem]
    {
        var problems: [Problem] = []
        let byKey = Dictionary(grouping: ticks, by: \.element)
        for element in elements {
            let values = ["element": element.text.shortened(to: 60)]
            // Which of two answers is meant, nobody can say.
            if let answers = byKey[element.key], answers.count > 1 {
                problems.append(Problem("tick_twice", values, at: "found.\(element.key)"))
                continue
            }
            guard let tick = byKey[element.key]?.first else {
                problems.append(Problem("tick_left_out", values, at: "found.\(element.key)"))
                continue
            }
            if tick.found == .missing { problems.append(Problem("tick_missing", values, at: "found.\(element.key)")) }
            if tick.found != .missing, tick.place.isEmpty, tick.screenshot == nil {
                problems.append(Problem("tick_place", values, at: "place.\(element.key)"))
            }
            if tick.place.unicodeScalars.count > 500 {
                problems.append(Problem("text_too_long", ["limit": "500"], at: "place.\(element.key)"))
            }
            if let problem = PersonalData.typed(in: tick.place, at: "place.\(element.key)") { problems.append(problem) }
            if !hasKnownSource(tick, subject) {
                problems.append(Problem("tick_source", values, at: "source.\(element.key)"))
            }
        }
        let known = Set(elements.map(\.key))
        for tick in ticks where !known.contains(tick.element) {
            problems.append(Problem("tick_unknown", ["key": String(tick.element.unicodeScalars.prefix(60))]))
        }
        return problems
    }

    /// Whether a text says something: a letter or a word is no reason.
    static func isSentence(_ text: String) -> Bool { text.unicodeScalars.count { $0.properties.isAlphabetic } >= 10 }

    /// What keeps words from answering for addresses that could not be opened.
    fileprivate static func unanswered(_ addresses: [String], _ said: String) -> Problem? {
        if let problem = PersonalData.typed(in: said, at: "opened") { return problem }
        guard !isSentence(said) else { return nil }
        return Problem("check_unopened", ["names": names(addresses)], at: "opened")
    }

    /// That some addresses, by their ids with when, show something else than what was read.
    static func changed(_ subject: CheckSubject, _ changed: [String: String]) -> Problem? {
        let other = subject.addresses.filter { changed[$0.id] != nil }.map(\.name)
        return other.isEmpty ? nil : Problem("check_page_changed", ["names": names(other)])
    }

    /// The first of some names, for a sentence.
    fileprivate static func names(_ all: [String]) -> String {
        all.prefix(5).map { $0.shortened(to: 100) }.joined(separator: ", ") + (all.count > 5 ? ", …" : "")
    }

    /// Whether a tick points at something the disclosure has.
    static func hasKnownSource(_ tick: Tick, _ subject: CheckSubject) -> Bool {
        (tick.address == nil || subject.addresses.contains { $0.id == tick.address })
            && (tick.file == nil || subject.files.contains { $0.hash == tick.file })
    }

    /// Keeps ticks. Where there is one document, nobody is asked which one has the proof.
    fileprivate func write(_ ticks: [Tick], _ subject: CheckSubject, in db: Connection) throws {
        let isOne = subject.addresses.count + subject.files.count == 1 && subject.words.isEmpty
        for var tick in ticks {
            if isOne { (tick.address, tick.file) = (subject.addresses.first?.id, subject.files.first?.hash) }
            try db.execute(
                """
                INSERT INTO disclosure_tick (check_id, element_key, agency_id, found, address_id, file_sha256, place,
                  screenshot_sha256)
                VALUES (\(id), \(tick.element), \(agencyID), \(tick.found.rawValue), \(tick.address), \(tick.file),
                  \(String(tick.place.unicodeScalars.prefix(500))), \(tick.screenshot))
                ON CONFLICT (check_id, element_key) DO NOTHING
                """)
        }
    }

    /// Tells people of a check; once it is decided, nobody is asked any more.
    fileprivate static func tell(
        _ people: [String], _ kind: Notice.Kind, _ subject: CheckSubject, _ note: String?, check: String,
        _ editions: EditionShelf, at now: Instant, in db: Connection
    ) throws {
        guard let key = try db.first("SELECT key FROM agency WHERE id = \(subject.agencyID)")?.string("key") else {
            return
        }
        let item = try subject.item(editions, in: db)
        let particulars = [
            "code": subject.code(item), "title": subject.name(item).shortened(to: 100),
            "year": String(subject.fiscalYear), "note": (note ?? "").shortened(to: 200),
        ]
        let address = Link.check(key, check)
        // Whoever else was asked has nothing left to do there.
        if kind != .checkWaiting {
            try Notice.settle(.checkWaiting, at: address, agency: subject.agencyID, now: now, in: db)
        }
        try Notice.tell(people, kind, particulars, address: address, agency: subject.agencyID, at: now, in: db)
    }

    /// Tells whoever asked, whoever prepared and who keeps it, where these are people who are still here; where no person
    /// keeps it, those of its unit who may mend it. Who decided, `except`, knows.
    fileprivate func tellThoseWhoPrepared(
        _ kind: Notice.Kind, _ subject: CheckSubject, _ note: String?, also: [String] = [], except: String? = nil,
        _ editions: EditionShelf, at now: Instant, in db: Connection
    ) throws {
        let names = try Check.preparers(of: disclosureID, in: db) + [askedBy.who] + also
        let people = Set(names.compactMap { $0.removing(prefix: "person:") })
        let here = try db.rows(
            """
            SELECT id FROM person WHERE agency_id = \(agencyID) AND retired_at IS NULL
            AND (id IN (\(list: people.sorted())) OR id IN (SELECT person_id FROM disclosure WHERE id = \(disclosureID))
              OR unit_id IN (SELECT unit_id FROM disclosure WHERE id = \(disclosureID) AND person_id IS NULL)
                AND role IN ('director', 'officer', 'unit_officer'))
            ORDER BY id
            """
        ).map { try $0.string("id") }.filter { $0 != except }
        try Check.tell(here, kind, subject, note, check: id, editions, at: now, in: db)
    }
}
