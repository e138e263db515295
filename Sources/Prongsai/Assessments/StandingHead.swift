import HTML
import ITA

extension StandingPage {
    /// What stands under the title: which round is shown, how long it lasts, and the way to the other one.
    var head: Node { [.text(deadline + " "), otherRound] }

    /// Which assessment this answers, which round it is, and how many days are left.
    private var deadline: String {
        let (plan, round) = (data.plan, data.work.round)
        var parts = [
            visit.text("standing.assessed", ["year": String(plan.edition.edition.fiscalYear.value)]),
            visit.text("standing.round", ["round": String(round.half), "year": String(plan.fiscalYear)]),
        ]
        if round.frozenAt != nil {
            parts.append(visit.text("standing.round_frozen"))
        } else if let due = plan.dueDay(of: round) {
            let left = due.day.number - visit.today.number
            let keys =
                due.isPublished ? ("standing.due", "standing.due_over") : ("standing.ends", "standing.ends_over")
            let day = visit.day(due.day)
            parts.append(
                left >= 0
                    ? visit.text(keys.0, ["day": day, "days": String(left)])
                    : visit.text(keys.1, ["day": day, "days": String(-left)]))
        }
        if let day = data.imported[round.half] {
            parts.append(visit.text("standing.imported", ["day": visit.day(day)]))
        }
        return parts.joined(separator: " · ")
    }

    /// The way to the same page with the other round, and what became of that one.
    private var otherRound: Node {
        let plan = data.plan
        guard let other = plan.rounds.first(where: { $0.id != data.work.round.id }) else { return .empty }
        let imported = data.imported[other.half].map { visit.text("standing.imported", ["day": visit.day($0)]) }
        let state = other.frozenAt == nil ? imported : visit.text("standing.round_frozen")
        let words = visit.text("standing.other_round", ["round": String(other.half)])
        return element(
            "a", [.href("\(Link.standing(plan.agency.key, plan.fiscalYear))?round=\(other.half)")],
            text: words + (state.map { " (\($0))" } ?? ""))
    }
}
