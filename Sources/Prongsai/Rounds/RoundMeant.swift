extension Round {
    /// The round that is meant: the half named; else, for writing, the only one that is open; else the one in which
    /// something was recorded. Where that leaves two, the person has to say.
    static func meant(_ half: Int?, of plan: Plan, forWriting: Bool = false, in db: Connection) throws -> Round {
        if let half {
            guard let round = plan.rounds.first(where: { $0.half == half }) else {
                throw Failure.notFound(Message("failure.no_round"))
            }
            return round
        }
        let open = plan.rounds.filter { $0.frozenAt == nil }
        if forWriting, open.count == 1, let only = open.first { return only }
        let busy = try db.rows(
            "SELECT DISTINCT round_id FROM progress JOIN round ON round.id = round_id WHERE plan_id = \(plan.id)"
        ).map { try $0.string("round_id") }
        if busy.count > 1 { throw Failure.invalid([Problem("which_round", [:], at: "--round")]) }
        guard let found = plan.rounds.first(where: { busy.contains($0.id) }) ?? plan.rounds.first else {
            throw Failure.notFound(Message("failure.no_round"))
        }
        return found
    }
}

extension Desk {
    /// What stands at a number of `plan show` in the round that is meant. Where no round was named and the number stands
    /// in a frozen one, somebody who wants to change it is told that, and somebody who wants to read it gets it.
    func find<Found: Sendable>(
        _ half: Int?, of plan: Plan, forWriting: Bool = true, _ look: @Sendable (RoundWork) throws -> Found
    ) async throws -> Found {
        let work = try await site.database.read {
            try RoundWork.load(try Round.meant(half, of: plan, forWriting: forWriting, in: $0), in: $0)
        }
        do {
            return try look(work)
        } catch let failure as Failure {
            guard half == nil, case .notFound = failure else { throw failure }
            for round in plan.rounds where round.frozenAt != nil && round.id != work.round.id {
                let frozen = try await site.database.read { try RoundWork.load(round, in: $0) }
                guard let found = try? look(frozen) else { continue }
                if !forWriting { return found }
                throw Failure.conflict(Message("failure.round_frozen", ["round": String(round.half)]))
            }
            throw failure
        }
    }
}
