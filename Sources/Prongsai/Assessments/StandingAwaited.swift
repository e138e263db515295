import HTML

extension StandingPage {
    /// What waits for the director who looks at the page: it comes before everything else.
    var awaited: Node {
        guard visit.may(.approve), !data.waiting.isEmpty else { return .empty }
        let (key, year) = (data.plan.agency.key, data.plan.fiscalYear)
        return element(
            "section", [.class("card")],
            [
                element("h2", text: visit.text("standing.awaited")),
                element(
                    "p", [.class("buttons")],
                    data.waiting.map { half in
                        element(
                            "a", [.class("btn"), .href(Link.round(key, year, half))],
                            text: visit.text("standing.awaited_round", ["round": String(half)]))
                    }),
            ])
    }
}

extension Submission {
    /// The rounds of a plan that were handed in and that nobody has decided on, in order.
    static func waiting(_ plan: Plan, in db: Connection) throws -> [Int] {
        let rounds = plan.rounds.filter { $0.frozenAt == nil }
        guard !rounds.isEmpty else { return [] }
        let newest = try latest(plan: plan.id, agency: plan.agency.id, in: db)
        return rounds.filter { newest[$0.id].map { $0.decision == nil } ?? false }.map(\.half).sorted()
    }
}
