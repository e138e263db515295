import HTML

/// What is not ready yet, by the kind of work that mends it, each one step from there.
struct RoundReadiness {
    let visit: Visit
    let data: RoundData
    /// The group that is shown whole; nil for the beginning of each.
    let only: PlanCheck.Fault.Group?
    let page: Int

    /// Lines of each group where all are shown, and of one page where one is.
    static let few = 8
    static let many = 80

    init(_ visit: Visit, _ data: RoundData) {
        (self.visit, self.data) = (visit, data)
        only = visit.request.query["group"].flatMap { PlanCheck.Fault.Group(rawValue: $0) }
        page = max(1, visit.request.query["page"].flatMap { Int($0) } ?? 1)
    }

    private var key: String { data.plan.agency.key }
    private var year: Int { data.plan.fiscalYear }

    var node: Node {
        let missing = data.plan.edition.edition.items.count - data.plan.scores.count
        var parts = [element("h2", text: visit.text("ready.title"))]
        if missing > 0, only == nil {
            let text = visit.text("ready.no_scores", ["count": String(missing)])
            parts.append(
                element("p", [], [element("a", [.href(Link.scores(key, year))], text: "◆ \(text)")]))
        }
        if data.contributions > 0, only == nil { parts.append(contributions) }
        if data.faults.isEmpty {
            parts.append(
                element("p", [], [element("span", [.class("tag good")], text: "✓ \(visit.text("ready.all"))")]))
        } else if only == nil {
            parts.append(
                element(
                    "p",
                    text: visit.text(
                        visit.may(.plan) ? "ready.count" : "ready.count_read", ["count": String(data.faults.count)])))
        }
        for group in PlanCheck.Fault.Group.allCases where only == nil || only == group {
            parts.append(self.group(group))
        }
        if only != nil {
            parts.append(
                element(
                    "p", [],
                    [
                        element(
                            "a", [.href(Link.round(key, year, data.round.half) + "#ready")],
                            text: visit.text("ready.back"))
                    ]))
        }
        return element("section", [.class("card"), .id("ready")], parts)
    }

    /// What waits to be accepted: to be decided on, no fault.
    private var contributions: Node {
        let text = "◆ \(visit.text("ready.contributions", ["count": String(data.contributions)]))"
        guard visit.may(.plan) else { return element("p", text: text) }
        return element("p", [], [element("a", [.href(Link.contributions(key, year))], text: text)])
    }

    private func group(_ group: PlanCheck.Fault.Group) -> Node {
        let faults = data.faults.filter { $0.group == group }
        guard !faults.isEmpty else { return .empty }
        let start = only == nil ? 0 : min((page - 1) * RoundReadiness.many, faults.count)
        let shown = faults[start...].prefix(only == nil ? RoundReadiness.few : RoundReadiness.many)
        let left = faults.count - start - shown.count
        var parts = [
            element("h3", text: "▲ \(name(group)) (\(faults.count))"),
            element("ul", [.class("ready")], shown.map(line)),
        ]
        if left > 0 {
            let next = only == nil ? 1 : page + 1
            let address =
                Link.round(key, year, data.round.half) + "?group=\(group.rawValue)&page=\(next)#ready"
            parts.append(
                element(
                    "p", [], [element("a", [.href(address)], text: visit.text("ready.more", ["count": String(left)]))]))
        }
        return .fragment(parts)
    }

    private func line(_ fault: PlanCheck.Fault) -> Node {
        element(
            "li", [],
            [
                element(
                    "a", [.href(address(fault))],
                    [
                        element("b", text: fault.problem.place ?? ""),
                        .text(" \(visit.site.strings.what(fault.problem, visit.language))"),
                    ])
            ])
    }

    /// Where it is mended.
    private func address(_ fault: PlanCheck.Fault) -> String {
        let part = fault.use.map { "#use-\($0)" } ?? ""
        if let result = fault.result { return Link.result(key, year, result) + part }
        if let measure = fault.measure, visit.may(.record) { return Link.record(key, year, data.round.half, measure) }
        if fault.group == .evidence, let row = fault.row {
            return Link.rowEvidence(key, year, data.round.half, row) + part
        }
        return Link.plan(key, year) + (fault.row.map { "?row=\($0)#row-\($0)" } ?? "")
    }

    private func name(_ group: PlanCheck.Fault.Group) -> String {
        switch group {
        case .coverage: visit.text("ready.coverage")
        case .drafts: visit.text("ready.drafts")
        case .plan: visit.text("ready.plan")
        case .results: visit.text("ready.results")
        case .evidence: visit.text("ready.evidence")
        }
    }
}
