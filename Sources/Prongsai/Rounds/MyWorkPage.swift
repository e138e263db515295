import HTML
import ITA

/// What somebody has to report in a round: measures in the order to deal with them, one click from recording.
struct MyWorkPage {
    let visit: Visit
    let plan: Plan
    let round: Round
    /// Everything that concerns them, in order.
    let list: [OpenMeasure]
    /// Counted from 1.
    var page = 1
    /// Contributions that wait for the officer.
    var contributed = 0

    static let perPage = 40
    /// Days before its last day from which a measure counts as due soon.
    static let soon = 14

    private var key: String { plan.agency.key }
    /// What this round asks for; measures whose own time lies outside it and drafts are not counted.
    private var due: [OpenMeasure] { list.filter(\.owner.isWanted) }
    private var left: [OpenMeasure] { due.filter { $0.results == 0 } }

    var node: Page {
        Page(
            title, sub: .text(sub), current: .work,
            [rounds, contributions, state] + sections + [Pager.node(visit, page, of: list.count, per: Self.perPage)])
    }

    private var title: String {
        if round.frozenAt != nil { return visit.text("work.title_frozen") }
        if list.isEmpty { return visit.text("work.title_none") }
        if due.isEmpty { return visit.text("work.title_elsewhen") }
        return left.isEmpty
            ? visit.text("work.title_all") : visit.text("work.title", ["count": String(left.count)])
    }

    private var sub: String {
        var parts = [
            visit.text("standing.round", ["round": String(round.half), "year": String(plan.fiscalYear)])
        ]
        if round.frozenAt == nil, let due = plan.dueDay(of: round) {
            let days = due.day.number - visit.today.number
            let day = visit.day(due.day)
            if due.isPublished {
                parts.append(
                    days >= 0
                        ? visit.text("standing.due", ["day": day, "days": String(days)])
                        : visit.text("standing.due_over", ["day": day, "days": String(-days)]))
            } else {
                parts.append(
                    days >= 0
                        ? visit.text("standing.ends", ["day": day, "days": String(days)])
                        : visit.text("standing.ends_over", ["day": day, "days": String(-days)]))
            }
        }
        return parts.joined(separator: " · ")
    }

    /// The other round, one click away.
    private var rounds: Node {
        element(
            "p", [.class("tabs")],
            plan.rounds.map { other in
                let name = visit.text("work.half_\(other.half)")
                return other.half == round.half
                    ? element("strong", [Attribute("aria-current", "true")], text: name)
                    : element("a", [.href(Link.work(key, plan.fiscalYear, other.half))], text: name)
            })
    }

    private var contributions: Node {
        guard visit.may(.plan) else { return .empty }
        return element(
            "p", [],
            [
                element(
                    "a", [.href(Link.contributions(key, plan.fiscalYear))],
                    text: contributed == 0
                        ? visit.text("work.contributions")
                        : "◆ \(visit.text("contributions.title", ["count": String(contributed)]))")
            ])
    }

    private var state: Node {
        if round.frozenAt != nil { return element("p", [.class("note")], text: visit.text("record.frozen")) }
        if list.isEmpty {
            let may = visit.may(.plan)
            return element(
                "section", [.class("card")],
                [
                    element("p", text: visit.text(may ? "work.none_plan" : "work.none")),
                    may
                        ? element(
                            "p", [],
                            [
                                element(
                                    "a", [.class("btn"), .href(Link.plan(key, plan.fiscalYear))],
                                    text: visit.text("work.to_plan"))
                            ]) : .empty,
                ])
        }
        if due.isEmpty { return .empty }
        let late = left.filter { ($0.daysLeft(visit.today) ?? 1) < 0 }.count
        return element(
            "p", [.class("hint")],
            text: visit.text(
                late == 0 ? "work.counts" : "work.counts_late",
                [
                    "done": String(due.count - left.count), "all": String(due.count),
                    "late": String(late),
                ]))
    }

    private var sections: [Node] {
        let shown = list.dropFirst((page - 1) * Self.perPage).prefix(Self.perPage)
        return OpenMeasure.Owner.allCases.compactMap { owner in
            let measures = shown.filter { $0.owner == owner }
            guard !measures.isEmpty else { return nil }
            let heading =
                switch owner {
                case .mine: "work.mine"
                case .unit: "work.units"
                case .others: "work.others"
                case .elsewhen: "work.elsewhen"
                case .drafts: "work.drafts"
                }
            return element(
                "section", [.class("card")],
                [element("h2", text: visit.text(heading)), element("ul", [.class("tasks")], measures.map(line))])
        }
    }

    private func line(_ open: OpenMeasure) -> Node {
        let measure = open.measure
        let about = [open.items, measure.unit, measure.person].compactMap { $0 }.filter { !$0.isEmpty }
        let label = open.results == 0 && round.frozenAt == nil ? "work.record" : "work.look"
        let record = Link.record(key, plan.fiscalYear, round.half, measure.id)
        let address =
            open.result.map { Link.result(key, plan.fiscalYear, $0) }
            ?? (open.results > 0 ? "\(record)#existing" : record)
        return element(
            "li", [],
            [
                element(
                    "div", [],
                    [
                        element("p", [.class("what")], text: "\(open.number) \(measure.text.shortened(to: 160))"),
                        element("p", [.class("hint")], text: about.joined(separator: " · ")), tag(open),
                    ]),
                element(
                    "a",
                    [
                        .class(label == "work.record" && open.owner.isWanted ? "btn" : "btn quiet"),
                        .href(address),
                        Attribute("aria-label", "\(visit.text(label)) \(open.number)"),
                    ], text: visit.text(label)),
            ])
    }

    /// How it stands, in words with a sign.
    private func tag(_ open: OpenMeasure) -> Node {
        func tag(_ kind: String, _ text: String) -> Node {
            element("p", [], [element("span", [.class("tag \(kind)")], text: text)])
        }
        if open.results > 0, open.photos + open.files == 0 {
            return tag("fair", "◆ \(visit.text("work.without_evidence", ["results": String(open.results)]))")
        }
        if open.results > 0 {
            return tag(
                "good",
                visit.text(
                    "work.reported",
                    [
                        "results": String(open.results), "photos": String(open.photos), "files": String(open.files),
                    ]))
        }
        guard let days = open.daysLeft(visit.today), let due = open.due else {
            return tag("", visit.text("work.no_result"))
        }
        let day = visit.day(due)
        if days < 0 { return tag("bad", "▲ \(visit.text("work.late", ["day": day, "days": String(-days)]))") }
        if days <= Self.soon { return tag("fair", "◆ \(visit.text("work.soon", ["day": day, "days": String(days)]))") }
        return tag("", visit.text("work.until", ["day": day]))
    }
}

/// Links to the pages before and after.
enum Pager {
    static func node(_ visit: Visit, _ page: Int, of count: Int, per: Int) -> Node {
        let last = max(1, (count + per - 1) / per)
        guard last > 1 else { return .empty }
        func link(_ to: Int, _ key: String) -> Node {
            guard (1...last).contains(to) else { return .empty }
            var pairs = visit.request.query.pairs.filter { $0.name != "page" && $0.name != "done" }
            pairs.append(("page", String(to)))
            return element(
                "a", [.class("btn quiet"), .href("\(visit.request.path)?\(FormFields(pairs).encoded)")],
                text: visit.text(key))
        }
        return element(
            "nav", [.class("buttons"), Attribute("aria-label", visit.text("pager.name"))],
            [
                link(page - 1, "pager.before"),
                element("span", text: visit.text("pager.page", ["page": String(page), "last": String(last)])),
                link(page + 1, "pager.after"),
            ])
    }

    /// The page a query names, within what there is.
    static func number(_ visit: Visit, of count: Int, per: Int) -> Int {
        min(max(1, Int(visit.request.query["page"] ?? "") ?? 1), max(1, (count + per - 1) / per))
    }
}
