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
