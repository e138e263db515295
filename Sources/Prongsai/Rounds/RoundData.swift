import Documents
import ITA

/// Everything the page of a round shows, read in one go.
struct RoundData: Sendable {
    var plan: Plan
    var work: RoundWork
    var faults: [PlanCheck.Fault]
    /// Of the round's content as it stands.
    var hash: String
    var submission: Submission?
    /// Whether anybody can approve; where nobody can, freezing needs no approval.
    var hasDirector: Bool
    /// A director in office, who may not have signed in yet; nil where there is none.
    var appointed: String?
    /// Of this round, newest first.
    var versions: [FrozenVersion]
    /// The last thing anybody changed since the round was handed in.
    var change: Change?
    /// Contributions for this round that nobody has decided on.
    var contributions: Int
    /// Why the round was opened again; nil where it never was, or is frozen.
    var reopenedBecause: String?

    var round: Round { work.round }
    var state: HandIn { HandIn(round, submission, hash: hash) }
    /// Whether the plan has nothing that could be reported.
    var isEmpty: Bool { plan.measures.allSatisfy { $0.status == .dropped } }

    /// Somebody changed something.
    struct Change: Sendable, Equatable {
        var at: String
        var by: String
        var byName: String?
        var operation: String
    }

    static func load(
        _ agency: Agency, year: Int, half: Int, editions: EditionShelf, strings: Strings, in db: Connection
    ) throws -> RoundData {
        let plan = try Plan.load(agency: agency, year: year, editions: editions, in: db)
        guard let round = plan.rounds.first(where: { $0.half == half }) else {
            throw Failure.notFound(Message("failure.no_round"))
        }
        let work = try RoundWork.load(round, in: db)
        let elsewhere = try RoundWork.usedElsewhere(than: round, agency: agency.id, in: db)
        let submission = try Submission.latest(round: round.id, agency: agency.id, in: db)
        let hash = try RoundReport.sealed(plan, work, strings).hash
        let isChanged = submission.map { $0.hash != hash && $0.decision != .returned } ?? false
        let change = try isChanged ? Change.last(since: submission?.at ?? "", agency: agency.id, in: db) : nil
        let versions = try FrozenVersion.list(plan: plan.id, agency: agency.id, in: db).filter { $0.half == half }
        let who = try Round.directorAndContributions(round.id, agency: agency.id, in: db)
        return RoundData(
            plan: plan, work: work, faults: PlanCheck.faults(plan, work: work, elsewhere: elsewhere), hash: hash,
            submission: submission, hasDirector: who.hasDirector, appointed: who.appointed, versions: versions,
            change: change, contributions: who.contributions,
            reopenedBecause: versions.isEmpty || round.frozenAt != nil
                ? nil : try ReopenRound.reason(round.id, agency: agency.id, in: db))
    }
}

extension RoundData.Change {
    /// What changes what a round says.
    static let deeds = [
        ChangeAgency.name, RecordScores.name, ImportScores.name, ImportReport.name, AddRow.name, RemoveRow.name,
        AddFinding.name,
        ChangeFinding.name, AddMeasure.name, ChangeMeasure.name, AssignMeasures.name, ShareMeasure.name,
        RemoveMeasure.name,
        CarryForward.name, RecordProgress.name, ChangeProgress.name, LinkProgress.name, AddEvidence.name,
        ChangeEvidence.name, ChangeRow.name, MoveRow.name, SplitRow.name, JoinRows.name, PlaceMeasure.name,
        OrderMeasure.name, CopyMeasure.name, SplitMeasure.name, ConfirmDrafts.name, AddEvidenceSet.name,
        ReviseResult.name,
        AcceptContribution.name, HandOver.name, RenameUnit.name, ChangePerson.name, PassCheck.name, VoidCheck.name,
        ChangeAddress.name, PublishDisclosure.name, WithdrawDisclosure.name,
    ]

    /// The newest change of an agency since an instant; nil where the journal knows of none.
    static func last(since: String, agency: String, in db: Connection) throws -> RoundData.Change? {
        try db.first(
            """
            SELECT journal.at, journal.actor, journal.operation, person.name AS by_name FROM journal
            LEFT JOIN person ON journal.actor = 'person:' || person.id
            WHERE journal.agency_id = \(agency) AND journal.at > \(since) AND journal.operation IN (\(list: deeds))
            ORDER BY journal.number DESC LIMIT 1
            """
        ).map {
            RoundData.Change(
                at: try $0.string("at"), by: try $0.string("actor"), byName: try $0.optionalString("by_name"),
                operation: try $0.string("operation"))
        }
    }
}

/// The rounds of a year at a glance: counted by the database, so that it costs the same for every size of plan.
struct RoundsData: Sendable {
    struct Line: Sendable {
        var round: Round
        var due: (day: Day, isPublished: Bool)?
        /// Measures it wants a result of or has one of, and those of them that have one.
        var measures: Int
        var results: Int
        var evidence: Int
        var submission: Submission?
        /// Whether anything was changed since that may be part of it; its own page knows for certain.
        var mayHaveChanged: Bool
        var versions: [FrozenVersion]
    }
    var year: Int
    var lines: [Line]

    static func load(_ agency: Agency, year: Int, editions: EditionShelf, in db: Connection) throws -> RoundsData {
        guard
            let plan = try db.first(
                """
                SELECT plan.id, edition_id, edition_revision
                FROM plan JOIN assessment ON assessment.id = plan.assessment_id
                WHERE plan.agency_id = \(agency.id) AND plan.fiscal_year = \(year)
                """)
        else {
            // Says how a year is begun.
            _ = try Plan.load(agency: agency, year: year, editions: editions, in: db)
            throw Failure.notFound(Message("failure.no_plan_yet"))
        }
        let id = try plan.string("id")
        let edition = try editions.stored(
            try plan.string("edition_id"), revision: try plan.integer("edition_revision"), in: db
        ).edition
        let submissions = try Submission.latest(plan: id, agency: agency.id, in: db)
        let versions = try FrozenVersion.list(plan: id, agency: agency.id, in: db)
        let change = try RoundData.Change.last(since: "", agency: agency.id, in: db)
        let rounds = try db.rows(
            """
            SELECT id, half, frozen_at,
              (SELECT COUNT(*) FROM evidence_use WHERE evidence_use.round_id = round.id AND evidence_id IS NOT NULL)
                AS evidence
            FROM round WHERE plan_id = \(id) ORDER BY half
            """)
        let measures = try measures(plan: id, in: db)
        return RoundsData(
            year: year,
            lines: try rounds.map { row in
                let round = Round(
                    id: try row.string("id"), half: try row.integer("half"),
                    frozenAt: try row.optionalString("frozen_at"))
                let rule = edition.rounds.first { $0.half == round.half }
                let ends = rule?.ends.day(inFiscalYear: year)
                var due: (day: Day, isPublished: Bool)?
                if let day = rule?.due?.day(inFiscalYear: year) {
                    due = (day, true)
                } else if let ends {
                    due = (ends, false)
                }
                let starts = rule?.starts.day(inFiscalYear: year)
                let mine = measures.filter { one in
                    one.told.contains(round.id)
                        || one.isDecided && Round.touches(from: one.from, to: one.to, starts, ends)
                }
                return Line(
                    round: round, due: due, measures: mine.count,
                    results: mine.count { $0.told.contains(round.id) }, evidence: try row.integer("evidence"),
                    submission: submissions[round.id],
                    mayHaveChanged: submissions[round.id].map { $0.at < change?.at ?? "" } ?? false,
                    versions: versions.filter { $0.roundID == round.id })
            })
    }

    /// A measure with its own time and the rounds that have a result of it.
    private struct Timed {
        var from: Day?
        var to: Day?
        var isDecided: Bool
        var told: Set<String> = []
    }

    /// Measures of a plan that were not dropped.
    private static func measures(plan: String, in db: Connection) throws -> [Timed] {
        var found: [String: Timed] = [:]
        for row in try db.rows(
            """
            SELECT DISTINCT measure.id, starts_on, ends_on, draft_from, progress.round_id FROM measure
            LEFT JOIN progress_measure ON progress_measure.measure_id = measure.id
            LEFT JOIN progress ON progress.id = progress_measure.progress_id
            WHERE measure.plan_id = \(plan) AND measure.status <> 'dropped'
            """)
        {
            func day(_ column: String) throws -> Day? { try row.optionalString(column).flatMap { Day(iso: $0) } }
            var one =
                try found[row.string("id")]
                ?? Timed(
                    from: day("starts_on"), to: day("ends_on"), isDecided: row.optionalString("draft_from") == nil)
            if let round = try row.optionalString("round_id") { one.told.insert(round) }
            found[try row.string("id")] = one
        }
        return Array(found.values)
    }
}
