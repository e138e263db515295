import Documents
import ITA

extension Round {
    /// An open round of an agency; refused while it is frozen.
    static func requireOpen(_ id: String, agency: String?, in db: Connection) throws {
        guard let row = try db.first("SELECT half, frozen_at FROM round WHERE id = \(id) AND agency_id = \(agency)")
        else {
            throw Failure.notFound(Message("failure.no_round"))
        }
        guard try row.optionalString("frozen_at") == nil else {
            throw Failure.conflict(Message("failure.round_frozen", ["round": String(try row.integer("half"))]))
        }
    }
}

/// Records what was done for measures in a round.
struct RecordProgress: Operation {
    static let name = "record-progress"
    static let permission = Permission.record
    let agency: String?
    let round: String
    /// The row it is reported in; nil where it stands wherever its measures stand.
    let row: String?
    let measures: [String]
    let text: String
    /// What the sender named it beforehand: sent twice, it is recorded once.
    var key: String?
    /// What proves it, entered in the same transaction.
    var evidence: [NewEvidence] = []

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<String> {
        if let key {
            guard ID.isID(key) else { throw Failure.invalid([Problem("upload_form")]) }
            if let known = try again(key, by: actor, at: now, in: db) { return known }
        }
        try Round.requireOpen(round, agency: agency, in: db)
        if let row { try PlanRow.require(row, agency: agency, in: db) }
        for measure in measures { try Measure.require(measure, agency: agency, in: db) }
        guard row != nil || !measures.isEmpty else {
            throw Failure.invalid([Problem("empty", ["field": "measure"], at: "measure")])
        }
        if measures.isEmpty { try Answerable.require(row: row, agency: agency, by: actor, in: db) }
        try Answerable.require(measures, agency: agency, by: actor, in: db)
        let text = try Plan.text(text, field: "text")
        let last =
            try db.first("SELECT MAX(position) AS last FROM progress WHERE round_id = \(round)")?.optionalInteger(
                "last") ?? 0
        let id = key ?? ID.new()
        try db.execute(
            """
            INSERT INTO progress (id, agency_id, round_id, row_id, position, text, created_at)
            VALUES (\(id), \(agency), \(round), \(row), \(last + 1), \(text), \(now))
            """)
        for measure in Set(measures).sorted() {
            try db.execute(
                "INSERT INTO progress_measure (progress_id, measure_id, agency_id) VALUES (\(id), \(measure), \(agency))"
            )
        }
        try NewEvidence.add(evidence, to: id, of: round, agency: agency, at: now, in: db)
        var particulars = ["round": round, "measures": measures.joined(separator: " ")]
        if !evidence.isEmpty { particulars["evidence"] = String(evidence.count) }
        return Done(id, JournalNote("progress \(id)", particulars))
    }
}

extension RecordProgress {
    /// What was recorded under the key before: the same words are the same result, and what of the evidence had not
    /// arrived joins it; other words are refused, so that none are lost. Nil where the key is new.
    private func again(_ key: String, by actor: Actor, at now: Instant, in db: Connection) throws -> Done<String>? {
        guard let found = try db.first("SELECT agency_id, round_id, text FROM progress WHERE id = \(key)") else {
            return nil
        }
        guard try found.string("agency_id") == agency else {
            throw Failure.notFound(Message("failure.no_progress", ["id": key]))
        }
        guard try found.string("text") == text.trimmingWhitespace(), try found.string("round_id") == round else {
            throw Failure.conflict(Message("failure.recorded_otherwise"))
        }
        guard !evidence.isEmpty else { return Done(key, nil) }
        try Answerable.require(result: key, agency: agency, by: actor, in: db)
        try Round.requireOpen(round, agency: agency, in: db)
        let added = try NewEvidence.add(evidence, to: key, of: round, agency: agency, at: now, in: db)
        return Done(key, added == 0 ? nil : JournalNote("progress \(key)", ["evidence": String(added)]))
    }
}

/// Changes a result's wording, or removes it with its evidence where the text is nil.
struct ChangeProgress: Operation {
    static let name = "change-progress"
    static let permission = Permission.record
    let agency: String?
    let progress: String
    let text: String?

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        guard
            let found = try db.first(
                "SELECT round_id, text FROM progress WHERE id = \(progress) AND agency_id = \(agency)")
        else { throw Failure.notFound(Message("failure.no_progress", ["id": progress])) }
        try Round.requireOpen(try found.string("round_id"), agency: agency, in: db)
        try Answerable.require(result: progress, agency: agency, by: actor, in: db)
        let before = try found.string("text")
        if let text {
            let text = try Plan.text(text, field: "text")
            guard text != before else { return Done((), nil) }
            try db.execute("UPDATE progress SET text = \(text) WHERE id = \(progress)")
            let changes = [(name: "text", was: Optional(before), now: Optional(text))]
            return Done((), JournalNote("progress \(progress)", JournalNote.changes(changes)))
        } else {
            try db.execute("DELETE FROM evidence_use WHERE progress_id = \(progress)")
            try db.execute("DELETE FROM progress_measure WHERE progress_id = \(progress)")
            try db.execute("DELETE FROM progress WHERE id = \(progress)")
        }
        let particulars = ["change": "removed", "removed": before.shortened(to: 60)]
        return Done((), JournalNote("progress \(progress)", particulars))
    }
}

/// Says anew which measures a result is about, and so where it stands.
struct LinkProgress: Operation {
    static let name = "link-progress"
    static let permission = Permission.record
    let agency: String?
    let progress: String
    /// The row it is reported in; nil where it stands wherever its measures stand.
    let row: String?
    let measures: [String]

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        guard let found = try db.first("SELECT round_id FROM progress WHERE id = \(progress) AND agency_id = \(agency)")
        else {
            throw Failure.notFound(Message("failure.no_progress", ["id": progress]))
        }
        let round = try found.string("round_id")
        try Round.requireOpen(round, agency: agency, in: db)
        guard !measures.isEmpty else { throw Failure.invalid([Problem("empty", ["field": "measure"], at: "measure")]) }
        if let row { try PlanRow.require(row, agency: agency, in: db) }
        for measure in measures {
            try Measure.require(measure, agency: agency, in: db)
            let ofPlan = try db.first(
                "SELECT round.id FROM round JOIN measure ON measure.plan_id = round.plan_id WHERE round.id = \(round) AND measure.id = \(measure)"
            )
            guard ofPlan != nil else { throw Failure.notFound(Message("failure.no_measure", ["id": measure])) }
        }
        try Answerable.require(result: progress, agency: agency, by: actor, in: db)
        let before = try db.rows("SELECT measure_id FROM progress_measure WHERE progress_id = \(progress)").map {
            try $0.string("measure_id")
        }
        // Nobody gives a result to others' measures, or takes one from them.
        try Answerable.require(
            Set(before).symmetricDifference(measures), agency: agency, by: actor, in: db)
        try db.execute("DELETE FROM progress_measure WHERE progress_id = \(progress)")
        for measure in Set(measures).sorted() {
            try db.execute(
                "INSERT INTO progress_measure (progress_id, measure_id, agency_id) VALUES (\(progress), \(measure), \(agency))"
            )
        }
        try db.execute("UPDATE progress SET row_id = \(row) WHERE id = \(progress)")
        return Done((), JournalNote("progress \(progress)", ["measures": measures.joined(separator: " ")]))
    }
}

/// Fixes a round: its content as canonical JSON with its hash. What was fixed never changes; a correction makes the
/// next version. What `plan check` still finds does not forbid it, but has to be acknowledged.
struct FreezeRound: Operation {
    static let name = "freeze-round"
    static let permission = Permission.plan
    let agency: String?
    let plan: String
    let half: Int
    let reason: String?
    let editions: EditionShelf
    let strings: Strings
    /// Whether whoever freezes it says that they know what is not mended yet.
    var withFaults = false
    /// Public address of the office's Prongsai at this moment, for the QR code; it stays the round's.
    var address = ""

    /// The frozen version.
    struct Frozen: Sendable, Equatable {
        var version: Int
        var hash: String
        var at: String
        /// How much was not mended, and acknowledged.
        var faults: Int
    }

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Frozen> {
        let (plan, round) = try Round.find(plan: plan, half: half, agency: agency, editions: editions, in: db)
        try Round.requireOpen(round.id, agency: agency, in: db)
        guard plan.rows.contains(where: { !$0.measures.isEmpty }) else {
            throw Failure.conflict(Message("failure.nothing_to_freeze", ["year": String(plan.fiscalYear)]))
        }
        let last =
            try db.first("SELECT MAX(version) AS last FROM frozen_round WHERE round_id = \(round.id)")?.optionalInteger(
                "last") ?? 0
        let work = try RoundWork.load(round, in: db)
        let (canonical, hash) = try RoundReport.sealed(plan, work, strings)
        let approval = try Submission.requireApproval(
            round: round.id, half: half, hash: hash, agency: agency, by: actor, in: db)
        let elsewhere = try RoundWork.usedElsewhere(than: round, agency: plan.agency.id, in: db)
        let faults = PlanCheck.problems(plan, work: work, elsewhere: elsewhere).count
        var problems: [Problem] = []
        if last > 0, (reason ?? "").trimmingWhitespace().isEmpty {
            problems.append(Problem("reason_needed", [:], at: "--because"))
        }
        if faults > 0, !withFaults {
            problems.append(Problem("freeze_with_faults", ["count": String(faults)], at: "--with-faults"))
        }
        guard problems.isEmpty else { throw Failure.invalid(problems) }
        try db.execute(
            """
            INSERT INTO frozen_round (id, agency_id, round_id, version, content_hash, content, frozen_at, frozen_by, reason, mark)
            VALUES (\(ID.new()), \(agency), \(round.id), \(last + 1), \(hash), \(String(decoding: canonical, as: UTF8.self)),
              \(now), \(actor.journalName), \(reason), \(ReportSeal.mark(hash: hash, address: address)))
            """)
        try db.execute("UPDATE round SET frozen_at = \(now) WHERE id = \(round.id)")
        try Notice.settle(
            .submitted, at: Link.round(plan.agency.key, plan.fiscalYear, half), agency: agency, now: now, in: db)
        try Webhook.announce(
            .roundFrozen,
            payload: [
                "year": .whole(plan.fiscalYear), "round": .whole(half), "version": .whole(last + 1),
                "hash": .text(hash),
            ], agency: agency, at: now, in: db)
        var particulars = ["version": String(last + 1), "hash": hash, "approval": approval]
        if faults > 0 { particulars["faults"] = String(faults) }
        return Done(
            Frozen(version: last + 1, hash: hash, at: now.text, faults: faults),
            JournalNote("round \(round.id)", particulars))
    }
}

/// Opens a frozen round for a correction. The frozen version stays as it is; freezing again makes the next one.
struct ReopenRound: Operation {
    static let name = "reopen-round"
    static let permission = Permission.plan
    let agency: String?
    let plan: String
    let half: Int
    let reason: String

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        guard
            let row = try db.first(
                "SELECT id, frozen_at FROM round WHERE plan_id = \(plan) AND half = \(half) AND agency_id = \(agency)")
        else { throw Failure.notFound(Message("failure.no_round")) }
        guard try row.optionalString("frozen_at") != nil else {
            throw Failure.conflict(Message("failure.round_open", ["round": String(half)]))
        }
        let reason = try Plan.text(reason, field: "--because")
        let id = try row.string("id")
        try db.execute("UPDATE round SET frozen_at = NULL WHERE id = \(id)")
        return Done((), JournalNote("round \(id)", ["because": reason]))
    }

    /// Why a round was opened last, as the journal has it.
    static func reason(_ round: String, agency: String, in db: Connection) throws -> String? {
        let line = try db.first(
            """
            SELECT particulars FROM journal WHERE agency_id = \(agency) AND operation = \(name)
            AND about = \("round \(round)") ORDER BY number DESC LIMIT 1
            """)
        guard let text = try line?.string("particulars"),
            case .object(let particulars) = try JSONValue(parsing: Array(text.utf8))
        else { return nil }
        return particulars["because"]?.text
    }
}
