import Documents

/// Hands a round to the director as it stands. What waits already is replaced: the director sees one at a time.
struct SubmitRound: Operation {
    static let name = "submit-round"
    static let permission = Permission.plan
    let agency: String?
    let plan: String
    let half: Int
    let note: String?
    let editions: EditionShelf
    let strings: Strings

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<String> {
        let (plan, round) = try Round.find(plan: plan, half: half, agency: agency, editions: editions, in: db)
        try Round.requireOpen(round.id, agency: agency, in: db)
        let hash = try RoundReport.sealed(plan, try RoundWork.load(round, in: db), strings).hash
        let note = try Submission.text(note, field: "note")
        if let waiting = try Submission.latest(round: round.id, agency: agency, in: db), waiting.decision == nil {
            // The same sent twice, as by a second click, is one.
            if waiting.hash == hash, waiting.note == note, waiting.by == actor.journalName {
                return Done(waiting.id, nil)
            }
            // What another handed in is not put aside by a page that does not know of it.
            if waiting.hash == hash, waiting.by != actor.journalName {
                throw Failure.conflict(Message("failure.handed_in_already", ["round": String(half)]))
            }
            try db.execute("DELETE FROM submission WHERE id = \(waiting.id)")
        }
        let id = ID.new()
        try db.execute(
            """
            INSERT INTO submission (id, agency_id, round_id, content_hash, note, submitted_by, submitted_at)
            VALUES (\(id), \(agency), \(round.id), \(hash), \(note), \(actor.journalName), \(now))
            """)
        let address = Link.round(plan.agency.key, plan.fiscalYear, half)
        try Notice.settle(.submitted, at: address, agency: agency, now: now, in: db)
        try Notice.tell(
            try Notice.people([.director], of: agency, in: db), .submitted, Submission.particulars(plan, half, note),
            address: address, agency: agency, at: now, in: db)
        return Done(id, JournalNote("round \(round.id)", ["hash": hash]))
    }
}

/// Takes back what still waits for the director.
struct WithdrawSubmission: Operation {
    static let name = "withdraw-submission"
    static let permission = Permission.plan
    let agency: String?
    let plan: String
    let half: Int

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        let (round, waiting) = try Submission.waiting(plan: plan, half: half, agency: agency, in: db)
        guard let waiting, waiting.decision == nil else {
            throw Failure.conflict(Message("failure.nothing_submitted", ["round": String(half)]))
        }
        try db.execute("DELETE FROM submission WHERE id = \(waiting.id)")
        if let found = try db.first(
            """
            SELECT agency.key, plan.fiscal_year FROM plan JOIN agency ON agency.id = plan.agency_id
            WHERE plan.id = \(plan)
            """)
        {
            let address = Link.round(try found.string("key"), try found.integer("fiscal_year"), half)
            try Notice.settle(.submitted, at: address, agency: agency, now: now, in: db)
        }
        return Done((), JournalNote("round \(round)", ["hash": waiting.hash]))
    }
}

/// Approves a round as it was handed in; refused where it says something else by now.
struct ApproveRound: Operation {
    static let name = "approve-round"
    static let permission = Permission.approve
    let agency: String?
    let plan: String
    let half: Int
    /// The hash the director saw; nil at the console, which approves what waits.
    let seen: String?
    let reply: String?
    let editions: EditionShelf
    let strings: Strings

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        let (plan, round) = try Round.find(plan: plan, half: half, agency: agency, editions: editions, in: db)
        try Round.requireOpen(round.id, agency: agency, in: db)
        guard let waiting = try Submission.latest(round: round.id, agency: agency, in: db),
            waiting.decision != .returned
        else { throw Failure.conflict(Message("failure.nothing_submitted", ["round": String(half)])) }
        let hash = try RoundReport.sealed(plan, try RoundWork.load(round, in: db), strings).hash
        guard hash == waiting.hash, seen == nil || seen == hash else {
            throw Failure.conflict(Message("failure.changed_since_submitted", ["round": String(half)]))
        }
        if waiting.decision == .approved { return Done((), nil) }
        let reply = try Submission.text(reply, field: "reply")
        try waiting.decide(.approved, reply, plan, half, by: actor, at: now, in: db)
        try waiting.tell(
            waiting.asker(but: actor), .approved, Submission.particulars(plan, half, reply), plan, half, at: now, in: db
        )
        try Webhook.announce(
            .roundApproved,
            payload: ["year": .whole(plan.fiscalYear), "round": .whole(half), "hash": .text(hash)], agency: agency,
            at: now, in: db)
        return Done((), JournalNote("round \(round.id)", ["hash": hash]))
    }
}

/// Returns a round to whoever handed it in, with what is to be changed. What was approved can be returned too, until
/// the round is frozen.
struct ReturnRound: Operation {
    static let name = "return-round"
    static let permission = Permission.approve
    let agency: String?
    let plan: String
    let half: Int
    let reply: String
    let editions: EditionShelf

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        let (plan, round) = try Round.find(plan: plan, half: half, agency: agency, editions: editions, in: db)
        try Round.requireOpen(round.id, agency: agency, in: db)
        guard let waiting = try Submission.latest(round: round.id, agency: agency, in: db),
            waiting.decision != .returned
        else { throw Failure.conflict(Message("failure.nothing_submitted", ["round": String(half)])) }
        let reply = try Plan.text(reply, field: "reply")
        try waiting.decide(.returned, reply, plan, half, by: actor, at: now, in: db)
        try waiting.tell(
            waiting.asker(but: actor), .returned, Submission.particulars(plan, half, reply), plan, half, at: now, in: db
        )
        return Done((), JournalNote("round \(round.id)", ["hash": waiting.hash]))
    }
}

extension Submission {
    /// A note that may be left out.
    static func text(_ typed: String?, field: String) throws -> String? {
        guard let typed, !typed.trimmingWhitespace().isEmpty else { return nil }
        return try Plan.text(typed, field: field)
    }

    /// What a notice says of it.
    static func particulars(_ plan: Plan, _ half: Int, _ note: String?) -> [String: String] {
        ["agency": plan.agency.thai, "year": String(plan.fiscalYear), "round": String(half), "note": note ?? ""]
    }

    /// The newest one of a round by its half.
    fileprivate static func waiting(plan: String, half: Int, agency: String?, in db: Connection) throws -> (
        round: String, submission: Submission?
    ) {
        guard
            let row = try db.first(
                "SELECT id FROM round WHERE plan_id = \(plan) AND half = \(half) AND agency_id = \(agency)")
        else { throw Failure.notFound(Message("failure.no_round")) }
        let round = try row.string("id")
        return (round, try latest(round: round, agency: agency, in: db))
    }

    /// Keeps the decision. Nobody has to decide any more, so that no director is told to.
    fileprivate func decide(
        _ decision: Decision, _ reply: String?, _ plan: Plan, _ half: Int, by actor: Actor, at now: Instant,
        in db: Connection
    ) throws {
        try Notice.settle(
            .submitted, at: Link.round(plan.agency.key, plan.fiscalYear, half), agency: plan.agency.id, now: now, in: db
        )
        try db.execute(
            """
            UPDATE submission SET decision = \(decision.rawValue), reply = \(reply), decided_by = \(actor.journalName),
              decided_at = \(now) WHERE id = \(id)
            """)
    }

    /// Who handed it in, to be told; nobody where that is who acts.
    func asker(but actor: Actor) -> [String] { by == actor.journalName ? [] : [by] }

    /// Tells those of some, as the journal names them, who are people and still here.
    func tell(
        _ who: [String], _ kind: Notice.Kind, _ particulars: [String: String], _ plan: Plan, _ half: Int,
        at now: Instant, in db: Connection
    ) throws {
        let people = try db.rows(
            """
            SELECT id FROM person WHERE id IN (\(list: who.compactMap { $0.removing(prefix: "person:") }))
            AND agency_id = \(plan.agency.id) AND retired_at IS NULL
            """
        ).map { try $0.string("id") }
        try Notice.tell(
            people, kind, particulars, address: Link.round(plan.agency.key, plan.fiscalYear, half),
            agency: plan.agency.id, at: now, in: db)
    }

    /// What lets a round be frozen: the director's approval of exactly this content; the console; or that nobody could
    /// approve. Says which, for the journal.
    static func requireApproval(
        round: String, half: Int, hash: String, agency: String?, by actor: Actor, in db: Connection
    ) throws -> String {
        let newest = try latest(round: round, agency: agency, in: db)
        if let newest, newest.decision == .approved, newest.hash == hash { return "submission \(newest.id)" }
        if case .console = actor { return "console" }
        guard try Round.hasDirector(agency: agency, in: db) else { return "no-director" }
        let key = newest?.decision == .approved ? "failure.approval_void" : "failure.not_approved"
        throw Failure.conflict(Message(key, ["round": String(half)]))
    }
}
