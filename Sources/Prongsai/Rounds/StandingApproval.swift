/// An approval that holds, or a round that waits for one as it was handed in, seen before something is done that may change
/// what the round says.
struct StandingApproval: Sendable {
    private let plan: String
    private let half: Int
    private let submission: Submission

    /// Those of an agency before an operation runs; none where what it does is in no report.
    static func all<O: Operation>(
        before operation: O, editions: EditionShelf, strings: Strings, in db: Connection
    ) throws -> [StandingApproval] {
        guard let agency = operation.agency, RoundData.Change.deeds.contains(O.name) else { return [] }
        let rounds = try db.rows(
            """
            SELECT DISTINCT round.id, round.plan_id, round.half FROM submission
            JOIN round ON round.id = submission.round_id
            WHERE submission.agency_id = \(agency) AND (submission.decision = 'approved' OR submission.decision IS NULL)
            AND round.frozen_at IS NULL
            ORDER BY round.id
            """)
        return try rounds.compactMap { row in
            guard
                let newest = try Submission.latest(round: try row.string("id"), agency: agency, in: db),
                newest.decision != .returned
            else { return nil }
            let approval = StandingApproval(
                plan: try row.string("plan_id"), half: try row.integer("half"), submission: newest)
            let now = try approval.round(agency, editions, strings, in: db)
            return now.hash == newest.hash ? approval : nil
        }
    }

    /// Tells who approved and who handed in where the round says something else by now: in the same transaction, once,
    /// because the next change finds nothing that holds.
    func tellIfVoid(
        agency: String?, editions: EditionShelf, strings: Strings, at now: Instant, in db: Connection
    ) throws {
        let (plan, hash) = try round(agency, editions, strings, in: db)
        guard hash != submission.hash else { return }
        try submission.tell(
            [submission.by, submission.decidedBy].compactMap { $0 },
            submission.decision == nil ? .submittedChanged : .approvalVoid,
            Submission.particulars(plan, half, nil), plan, half, at: now, in: db)
    }

    private func round(
        _ agency: String?, _ editions: EditionShelf, _ strings: Strings, in db: Connection
    ) throws -> (plan: Plan, hash: String) {
        let (plan, round) = try Round.find(plan: plan, half: half, agency: agency, editions: editions, in: db)
        return (plan, try RoundReport.sealed(plan, try RoundWork.load(round, in: db), strings).hash)
    }
}
