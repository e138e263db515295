import HTML
import ITA

/// The plan as the report has it: a card a row, with what is missing and where to mend it.
struct PlanPage {
    let visit: Visit
    let plan: Plan
    let work: RoundWork
    private let parts: PlanParts
    private let part: Int
    private let marks: [String: PlanMarks]
    /// Items that stand in no row.
    private let missing: [String]
    private let measures: [String: Measure]
    private let uses: [String: Int]
    private let mayPlan: Bool

    init(_ visit: Visit, _ plan: Plan, _ work: RoundWork) {
        (self.visit, self.plan, self.work) = (visit, plan, work)
        let parts = PlanParts(plan, work)
        let asked = visit.form["part"].flatMap { Int($0) }.map { $0 - 1 }
        part = asked.map { parts.pages.indices.contains($0) ? $0 : 0 } ?? parts.page(of: visit.form["row"], in: plan)
        self.parts = parts
        (marks, missing) = PlanMarks.of(plan)
        measures = Dictionary(plan.measures.map { ($0.id, $0) }) { first, _ in first }
        var uses: [String: Int] = [:]
        for row in plan.rows { for id in row.measures { uses[id, default: 0] += 1 } }
        self.uses = uses
        mayPlan = visit.may(.plan)
    }

    private var key: String { plan.agency.key }
    private var year: Int { plan.fiscalYear }

    var page: Page {
        let sub = visit.text(
            "plan_page.sub",
            [
                "year": String(year), "rows": String(plan.rows.count), "measures": String(plan.measures.count),
                "round": String(work.round.half),
            ])
        return Page(
            visit.text("plan_page.title"), sub: [.text(sub + " "), otherRound], current: .plan,
            plan.rows.isEmpty
                ? [empty]
                : [drafts, notIn, ownerless, buttons, pages(isEnd: false)]
                    + parts.pages[part].map { row(plan.rows[$0], $0 + 1) }
                    + [pages(isEnd: true)])
    }

    // MARK: Above the rows

    /// The same rows with the results of the other round.
    private var otherRound: Node {
        guard let other = plan.rounds.first(where: { $0.id != work.round.id }) else { return .empty }
        return element(
            "a", [.href("\(Link.plan(key, year))?round=\(other.half)")],
            text: visit.text("plan_page.other_round", ["round": String(other.half)]))
    }

    /// Keeps the round that was asked for from page to page.
    private var roundQuery: String { visit.form["round"] == nil ? "" : "&round=\(work.round.half)" }

    /// An empty plan: the three ways to begin.
    private var empty: Node {
        guard mayPlan else {
            return element("section", [.class("card")], [element("p", text: visit.text("plan_page.empty_reader"))])
        }
        let ways = [
            (
                visit.text("plan_page.begin_import"), visit.text("plan_page.begin_import_hint"),
                Link.importReport(key, year)
            ),
            (visit.text("plan_page.begin_carry"), visit.text("plan_page.begin_carry_hint"), Link.carry(key, year)),
            (visit.text("plan_page.begin_row"), visit.text("plan_page.begin_row_hint"), Link.newRow(key, year)),
        ]
        return element(
            "section", [.class("card")],
            [
                element("h2", text: visit.text("plan_page.empty")),
                element("p", text: visit.text("plan_page.empty_mend")),
                element(
                    "ul", [.class("plain-list")],
                    ways.map { text, hint, address in
                        element(
                            "li", [],
                            [
                                element("a", [.class("btn quiet"), .href(address)], text: text),
                                element("p", [.class("hint")], text: hint),
                            ])
                    }),
            ])
    }

    private var drafts: Node {
        let rows = plan.rows.filter { (marks[$0.id]?.drafts ?? 0) > 0 }
        guard !rows.isEmpty, mayPlan else { return .empty }
        return element(
            "section", [.class("card"), .id("drafts")],
            [
                element("h2", text: visit.text("plan_page.drafts", ["rows": String(rows.count)])),
                element("p", text: visit.text("plan_page.drafts_mend")),
                Form.small(
                    visit, to: Link.confirm(key, year),
                    [element("button", [.class("btn quiet")], text: visit.text("plan_page.confirm_all"))]),
            ])
    }

    /// Items of the assessment that no row names.
    private var notIn: Node {
        guard !missing.isEmpty else { return .empty }
        let codes = plan.label(missing)
        return element(
            "p", [.class("note")],
            [
                .text(visit.text("plan_page.not_in", ["items": codes]) + " "),
                mayPlan
                    ? element(
                        "a", [.href("\(Link.newRow(key, year))?items=\(Address.encoded(codes))")],
                        text: visit.text("plan_page.add_them")) : .empty,
            ])
    }

    /// Measures that nobody answers for, with the way to give them out together.
    private var ownerless: Node {
        let count = mayPlan ? AssignPage.open(plan).count : 0
        guard count > 0 else { return .empty }
        return element(
            "p", [.class("note")],
            [
                .text(visit.text("plan_page.ownerless", ["count": String(count)]) + " "),
                element("a", [.href(Link.assign(key, year))], text: visit.text("plan_page.assign")),
            ])
    }

    private var buttons: Node {
        guard mayPlan else { return .empty }
        return element(
            "p", [.class("buttons")],
            [
                element("a", [.class("btn"), .href(Link.newRow(key, year))], text: visit.text("plan_page.add_row")),
                element(
                    "a", [.class("btn quiet"), .href(Link.order(key, year))], text: visit.text("plan_page.order")),
                element(
                    "a", [.class("btn quiet"), .href(Link.importReport(key, year))],
                    text: visit.text("round_page.import")),
            ])
    }

    /// The way to the other pages of a long plan, above its rows and once more below them.
    private func pages(isEnd: Bool) -> Node {
        guard parts.pages.count > 1 else { return .empty }
        let entries = parts.pages.enumerated().map { index, range -> Node in
            let label = plan.label(range.flatMap { plan.rows[$0].lines.flatMap(\.items) })
            let text = Terminal.shortened(label, 40)
            return element(
                "li", [],
                [
                    element(
                        "a",
                        [.href("\(Link.plan(key, year))?part=\(index + 1)\(roundQuery)")]
                            + (index == part ? [Attribute("aria-current", "page")] : []), text: text)
                ])
        }
        let list = element("ul", [], entries)
        return isEnd
            ? element("div", [.class("parts")], [list])
            : element("nav", [.class("parts"), Attribute("aria-label", visit.text("plan_page.parts"))], [list])
    }

    // MARK: A row

    private func row(_ row: PlanRow, _ number: Int) -> Node {
        let title = visit.text("plan_page.row", ["number": String(number), "items": plan.label(row)])
        let edit =
            mayPlan
            ? element(
                "a", [.class("btn quiet"), .href(Link.row(key, year, row.id))],
                [
                    .text(visit.text("plan_page.edit_row")),
                    element("span", [.class("unseen")], text: " \(plan.label(row))"),
                ]) : Node.empty
        return element(
            "section", [.class("card planrow"), .id("row-\(row.id)"), Attribute("aria-labelledby", "h-\(row.id)")],
            [
                element("header", [], [element("h2", [.id("h-\(row.id)")], text: title), edit]),
                markList(row), confirm(row),
                element(
                    "div", [.class("columns")],
                    [
                        element(
                            "div", [], [element("h3", text: visit.text("plan_page.findings"))] + lines(row)),
                        element("div", [], [element("h3", text: visit.text("plan_page.measures"))] + measureList(row)),
                        element(
                            "div", [],
                            [
                                element(
                                    "h3", text: visit.text("plan_page.results", ["round": String(work.round.half)]))
                            ] + resultList(row)),
                    ]),
            ])
    }

    /// Drafts that were read and need no change are confirmed where they stand.
    private func confirm(_ row: PlanRow) -> Node {
        guard mayPlan, (marks[row.id]?.drafts ?? 0) > 0 else { return .empty }
        return Form.small(
            visit, to: Link.row(key, year, row.id),
            [
                Form.hidden("do", "confirm"), Form.hidden("to", "plan"),
                element("button", [.class("btn quiet")], text: visit.text("row_page.confirm")),
            ])
    }

    /// What is missing in the row, each with the page that mends it.
    private func markList(_ row: PlanRow) -> Node {
        guard let mark = marks[row.id], !mark.isEmpty else { return .empty }
        let edit = Link.row(key, year, row.id)
        var lines: [(text: String, address: String)] = []
        if !mark.withoutFinding.isEmpty {
            lines.append((visit.text("plan_page.mark_finding", ["items": plan.label(mark.withoutFinding)]), edit))
        }
        if mark.hasNoMeasure {
            lines.append((visit.text("plan_page.mark_measure"), Link.newMeasure(key, year, row: row.id)))
        }
        if let first = mark.withoutOwner.first {
            lines.append(
                (
                    visit.text("plan_page.mark_owner", ["count": String(mark.withoutOwner.count)]),
                    Link.measure(key, year, first)
                ))
        }
        if mark.drafts > 0 { lines.append((visit.text("plan_page.mark_draft", ["count": String(mark.drafts)]), edit)) }
        if !mark.elsewhere.isEmpty {
            lines.append((visit.text("plan_page.mark_twice", ["items": plan.label(mark.elsewhere)]), edit))
        }
        return element(
            "ul", [.class("marks")],
            lines.map { text, address in
                element(
                    "li", [],
                    [
                        mayPlan
                            ? element("a", [.class("tag fair"), .href(address)], text: "◆ \(text)")
                            : element("span", [.class("tag fair")], text: "◆ \(text)")
                    ])
            })
    }

    /// Every line with its score and what is wrong, as many findings as a page holds.
    private func lines(_ row: PlanRow) -> [Node] {
        let all = row.lines.flatMap(\.findings)
        var left = PlanParts.fitting(all.map(\.text)).count
        let more = all.count - left
        let nodes = row.lines.map { line -> Node in
            let shown = line.findings.prefix(left)
            left -= shown.count
            return self.line(line, Array(shown))
        }
        return nodes + (more > 0 ? [self.more(more, row)] : [])
    }

    private func line(_ line: PlanRow.Line, _ findings: [PlanRow.Finding]) -> Node {
        let scores = Set(line.items.map { plan.scores[$0]?.text ?? "–" }).sorted().joined(separator: ", ")
        let weakest = line.items.compactMap { plan.scores[$0]?.value }.min()
        let grade = weakest.map { Grade($0, weakBelow: plan.edition.edition.weakBelow.value) }
        return [
            element(
                "p", [.class("item")],
                [
                    element("b", text: plan.label(line.items)), .text(" "),
                    element(
                        "span", [.class("tag \(grade?.rawValue ?? "fair")")],
                        text: [grade?.shape ?? "", scores].filter { !$0.isEmpty }.joined(separator: " ")),
                ]),
            findings.isEmpty
                ? .empty
                : element(
                    "ul", [],
                    findings.map { finding in
                        element("li", [], [.text(short(finding.text)), draft(finding.draftFrom != nil)])
                    }),
        ]
    }

    private func measureList(_ row: PlanRow) -> [Node] {
        let all = row.measures.compactMap { measures[$0] }
        let shown = all.prefix(PlanParts.fitting(all.map(\.text)).count)
        var nodes: [Node] = []
        // A result that names no measure may be of any of its row's: then none is said not to have begun.
        let isOpen = work.progress(in: row).contains { $0.measures.isEmpty }
        if !shown.isEmpty {
            nodes.append(element("ol", [.class("measures")], shown.map { measure($0, mayHaveBegun: isOpen) }))
        }
        if row.measures.count > shown.count { nodes.append(more(row.measures.count - shown.count, row)) }
        if mayPlan {
            nodes.append(
                element(
                    "p", [],
                    [
                        element(
                            "a", [.href(Link.newMeasure(key, year, row: row.id))],
                            [
                                .text(visit.text("plan_page.add_measure")),
                                element("span", [.class("unseen")], text: " \(plan.label(row))"),
                            ])
                    ]))
        } else if shown.isEmpty {
            nodes.append(element("p", [.class("hint")], text: visit.text("plan_page.no_measure")))
        }
        return nodes
    }

    private func measure(_ measure: Measure, mayHaveBegun: Bool) -> Node {
        let owner = [measure.unit, measure.person].compactMap { $0 }.joined(separator: " · ")
        let days = [measure.startsOn, measure.endsOn].compactMap { $0 }.map { visit.day($0) }.joined(separator: " – ")
        let facts = [
            owner.isEmpty ? "◆ \(visit.text("plan_page.no_owner"))" : owner, days,
            mayHaveBegun && measure.state == .planned ? "" : visit.text(Words.status(measure.state)),
            (uses[measure.id] ?? 0) > 1
                ? visit.text("plan_page.shared", ["count": String(uses[measure.id] ?? 0)]) : "",
        ]
        let text = short(measure.text)
        return element(
            "li", measure.status == .dropped ? [.class("dropped")] : [],
            [
                mayPlan ? element("a", [.href(Link.measure(key, year, measure.id))], text: text) : .text(text),
                draft(measure.draftFrom != nil),
                element("small", text: facts.filter { !$0.isEmpty }.joined(separator: " · ")),
            ])
    }

    /// What was done in the round, with its evidence; it is recorded on the page of the work.
    private func resultList(_ row: PlanRow) -> [Node] {
        let results = work.progress(in: row)
        let own = work.uses(in: row)
        let disclosed = work.disclosed(in: row).count
        if results.isEmpty, own.isEmpty, disclosed == 0 {
            return [element("p", [.class("hint")], text: visit.text("plan_page.no_result"))]
        }
        let shown = PlanParts.fitting(results.map(\.text)).count
        var nodes = results.prefix(shown).map { result in
            element("li", [], [.text(short(result.text)), evidence(work.uses(of: result))])
        }
        if !own.isEmpty { nodes.append(element("li", [], [evidence(own)])) }
        if disclosed > 0 {
            let text = visit.text("plan_page.disclosed", ["count": String(disclosed)])
            nodes.append(element("li", [], [element("small", text: text)]))
        }
        let left = results.count - shown
        return [element("ol", [.class("measures")], Array(nodes)), left > 0 ? more(left, row) : .empty]
    }

    private func evidence(_ uses: [EvidenceUse]) -> Node {
        guard !uses.isEmpty else { return .empty }
        let waiting = uses.filter { $0.evidence == nil }.count
        var parts: [String] = []
        if uses.count > waiting {
            parts.append(visit.text("plan_page.evidence", ["count": String(uses.count - waiting)]))
        }
        if waiting > 0 { parts.append("◆ " + visit.text("plan_page.waiting", ["count": String(waiting)])) }
        let first = uses.first { !$0.caption.isEmpty }?.caption
        if let first { parts.append(Terminal.shortened(first, 60)) }
        return element("small", text: parts.joined(separator: " · "))
    }

    private func more(_ count: Int, _ row: PlanRow) -> Node {
        let text = visit.text("plan_page.more", ["count": String(count)])
        return element(
            "p", [.class("hint")],
            [mayPlan ? element("a", [.href(Link.row(key, year, row.id))], text: text) : .text(text)])
    }

    private func draft(_ isDraft: Bool) -> Node {
        isDraft
            ? [.text(" "), element("span", [.class("tag fair")], text: "◆ \(visit.text("plan_page.draft"))")] : .empty
    }

    private func short(_ text: String) -> String { Terminal.shortened(text, PlanParts.long) }
}

/// Keys of words for values.
enum Words {
    static func status(_ status: Measure.Status) -> String {
        switch status {
        case .planned: "status.planned"
        case .underway: "status.underway"
        case .done: "status.done"
        case .dropped: "status.dropped"
        }
    }
}
