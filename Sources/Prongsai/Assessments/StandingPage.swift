import HTML
import ITA

/// Everything the standing page shows, read in one go.
struct StandingData: Sendable {
    var plan: Plan
    var work: RoundWork
    /// The year before; nil where it has no scores.
    var before: YearBefore?
    /// Rounds that wait for the director, of this year and others.
    var waiting: [(year: Int, half: Int)] = []
    /// Days on which reports of the rounds were brought in, by half.
    var imported: [Int: Day] = [:]
    var standing: Standing
    /// Every item below its full score, costliest first.
    var gaps: [Gap]
    /// What would be if every item that got 0 were complete; nil where none did.
    var zerosMended: Standing?

    init(plan: Plan, work: RoundWork, before: YearBefore?) throws {
        (self.plan, self.work, self.before) = (plan, work, before)
        let formula = try Formula(plan.edition.edition)
        (standing, gaps) = (formula.standing(plan.scores), formula.gaps(plan.scores))
        let zeros = gaps.filter { $0.score.value == .zero }
        guard !zeros.isEmpty else { return }
        var scores = plan.scores
        for gap in zeros { scores[gap.item.key] = Score.full }
        zerosMended = formula.standing(scores)
    }

    /// - Parameter half: the round asked for; nil for the one today lies in.
    static func load(
        _ agency: Agency, year: Int, half: Int?, today: Day, editions: EditionShelf, in db: Connection
    ) throws -> StandingData {
        let plan = try Plan.load(agency: agency, year: year, editions: editions, in: db).titled(in: db)
        let round = plan.rounds.first { $0.half == half } ?? plan.currentRound(today)
        let work = try RoundWork.load(round, in: db)
        var data = try StandingData(
            plan: plan, work: work, before: try YearBefore.load(plan, editions: editions, in: db))
        data.waiting = try Submission.waiting(agency: agency.id, in: db)
        data.imported = try ImportReport.days(of: plan, in: db)
        return data
    }
}

extension Plan {
    /// The round a day lies in; before the year its first, after the year its last.
    func currentRound(_ today: Day) -> Round {
        let rounds = rounds.sorted { $0.half < $1.half }
        let open = rounds.first { round in lastDay(of: round).map { today <= $0 } ?? false }
        return open ?? rounds.last ?? Round(id: "", half: 1, frozenAt: nil)
    }

    /// First and last day of a round in this plan's year.
    func firstDay(of round: Round) -> Day? {
        edition.edition.rounds.first { $0.half == round.half }?.starts.day(inFiscalYear: fiscalYear)
    }
    func lastDay(of round: Round) -> Day? {
        edition.edition.rounds.first { $0.half == round.half }?.ends.day(inFiscalYear: fiscalYear)
    }
    /// The day the report is due; where nobody published one, the round's last day.
    func dueDay(of round: Round) -> (day: Day, isPublished: Bool)? {
        let rule = edition.edition.rounds.first { $0.half == round.half }
        if let due = rule?.due?.day(inFiscalYear: fiscalYear) { return (due, true) }
        return lastDay(of: round).map { ($0, false) }
    }

    /// Whether a round wants a result of a measure: it is to be done, and its own time touches the round.
    func wants(_ measure: Measure, in round: Round) -> Bool {
        measure.isDecided
            && Round.touches(from: measure.startsOn, to: measure.endsOn, firstDay(of: round), lastDay(of: round))
    }

    /// The day by which a round wants a result of a measure: its own last day, at the latest the day the report is due.
    func dueDay(of measure: Measure, in round: Round) -> Day? {
        [measure.endsOn, dueDay(of: round)?.day].compactMap { $0 }.min()
    }
}

extension Round {
    /// Whether the time from one day to another touches that of a round; an end that nobody names is open.
    static func touches(from start: Day?, to end: Day?, _ first: Day?, _ last: Day?) -> Bool {
        guard let first, let last else { return true }
        return end.map { $0 >= first } ?? true && start.map { $0 <= last } ?? true
    }
}

/// Who has to report what in a round.
struct UnitWork: Sendable, Equatable {
    var unit: String
    var unitID: String?
    var measures: Int
    var reported: Int
    var photos: Int
    var files: Int
    /// Measures without a result by the day it is wanted.
    var late: Int

    /// One line a unit, the ones with most left to do first. Measures without a unit come under the empty name.
    static func list(_ plan: Plan, _ work: RoundWork, today: Day) -> [UnitWork] {
        var units: [String: UnitWork] = [:]
        let reported = Set(work.progress.flatMap(\.measures))
        for measure in plan.measures where measure.status != .dropped {
            guard reported.contains(measure.id) || plan.wants(measure, in: work.round) else { continue }
            let id = measure.unitID ?? ""
            var line =
                units[id]
                ?? UnitWork(
                    unit: measure.unit ?? "", unitID: measure.unitID, measures: 0, reported: 0, photos: 0, files: 0,
                    late: 0)
            line.measures += 1
            if reported.contains(measure.id) {
                line.reported += 1
            } else if let day = plan.dueDay(of: measure, in: work.round), day < today {
                line.late += 1
            }
            units[id] = line
        }
        let owners = Dictionary(plan.measures.map { ($0.id, $0.unitID ?? "") }) { first, _ in first }
        for progress in work.progress {
            guard let unit = progress.measures.first.flatMap({ owners[$0] }) else { continue }
            for use in work.uses(of: progress) {
                switch use.evidence?.kind {
                case .photo: units[unit]?.photos += 1
                case .file, .address: units[unit]?.files += 1
                case nil: break
                }
            }
        }
        return units.values.sorted { a, b in
            (b.measures - b.reported, a.unit) < (a.measures - a.reported, b.unit)
        }
    }
}

/// Where the agency stands: the start page of officer and director.
struct StandingPage {
    let visit: Visit
    let data: StandingData

    init(_ visit: Visit, _ data: StandingData) { (self.visit, self.data) = (visit, data) }

    private var standing: Standing { data.standing }
    private var gaps: [Gap] { data.gaps }
    private var plan: Plan { data.plan }
    private var edition: Edition { plan.edition.edition }
    private var key: String { plan.agency.key }

    var page: Page {
        Page(
            visit.text("standing.title", ["agency": visit.site.strings.name(plan.agency, visit.language)]),
            sub: head, current: .standing,
            [awaited]
                + (plan.scores.isEmpty
                    ? [empty, owing] : [element("div", [.class("grid")], [total, chart, costliest, items, owing])]))
    }

    /// Before any score is there: what to do next.
    private var empty: Node {
        element(
            "section", [.class("card")],
            [
                element("h2", text: visit.text("standing.no_scores")),
                element("p", text: visit.text("standing.no_scores_mend")),
                visit.may(.plan)
                    ? element(
                        "p", [],
                        [
                            element(
                                "a", [.class("btn"), .href(Link.scores(key, plan.fiscalYear))],
                                text: visit.text("standing.enter_scores"))
                        ]) : .empty, visit.may(.plan) ? beginnings : .empty,
            ])
    }

    /// What else a new office does, in the order it is easiest.
    private var beginnings: Node {
        let year = plan.fiscalYear
        var steps = [
            ("standing.begin_report", Link.importReport(key, year)), ("standing.begin_plan", Link.plan(key, year)),
            ("standing.begin_owners", Link.assign(key, year)),
        ]
        if visit.may(.administer) {
            steps = [("standing.begin_units", Link.units(key)), ("standing.begin_people", Link.people(key))] + steps
        }
        return .fragment([
            element("h3", text: visit.text("standing.begin")),
            element(
                "ol", [.class("begin")],
                steps.map { element("li", [], [element("a", [.href($0.1)], text: visit.text($0.0))]) }),
        ])
    }

    private var total: Node {
        var parts: [Node] = [
            .fragment(
                standing.headlines(visit.text("standing.total"), visit).map { name, value in
                    [element("h2", text: name), element("p", [.class("total")], text: value)]
                })
        ]
        if let level = standing.level {
            parts.append(
                element(
                    "p", [],
                    [element("span", [.class("level")], text: visit.site.strings.name(level.name, visit.language))]))
        }
        parts += visit.site.strings.noTotal(standing, edition, visit.language).map { element("p", text: $0) }
        if let before = data.before {
            parts += before.headlines(beside: standing, visit).map { element("p", [.class("hint")], text: $0) }
            if !before.isComparable { parts.append(element("p", [.class("hint")], text: before.other(visit))) }
        }
        if let blocking = standing.blocking {
            parts.append(element("p", text: visit.site.strings.blocking(blocking, visit.language)))
        }
        if !standing.missing.isEmpty {
            parts.append(
                element(
                    "p",
                    text: visit.text("standing.missing", ["codes": ItemRange.label(standing.missing, in: edition)])))
        }
        if let mended = zerosMended {
            parts.append(
                element(
                    "div", [.class("note")],
                    [
                        element("p", text: mended),
                        element(
                            "p", [],
                            [
                                element(
                                    "a", [.href(Link.whatIf(key, plan.fiscalYear))], text: visit.text("standing.try_it")
                                )
                            ]),
                    ]))
        }
        parts.append(standing.unconfirmed(visit))
        return element("section", [.class("card w4")], parts)
    }

    /// What the total would be if everything that got 0 were complete.
    private var zerosMended: String? {
        guard let mended = data.zerosMended, let total = mended.total else { return nil }
        let level = mended.level.map { visit.site.strings.name($0.name, visit.language) } ?? "–"
        let zeros = gaps.count { $0.score.value == .zero }
        return visit.text(
            "standing.zeros_mended", ["count": String(zeros), "total": total.rounded(), "level": level])
    }

    private var chart: Node {
        element(
            "section", [.class("card w8")],
            [
                element("h2", text: visit.text("standing.indicators", ["count": String(standing.listed.count)])),
                StandingCharts.indicators(standing, before: data.before?.values ?? [:], edition: edition, visit),
                data.before?.unlike(standing, visit).map { element("p", [.class("hint")], text: $0) } ?? .empty,
            ])
    }

    private var items: Node {
        element(
            "section", [.class("card w5")],
            [
                element("h2", text: visit.text("standing.items", ["count": String(edition.items.count)])),
                StandingCharts.heat(plan, visit),
                element(
                    "p", [],
                    [
                        element(
                            "a", [.href(Link.scores(key, plan.fiscalYear))], text: visit.text("standing.see_scores"))
                    ]),
            ])
    }

    /// The six costliest gaps, with what the plan says about each.
    private var costliest: Node {
        let lines = gaps.prefix(6).map { gap -> Node in
            let row = plan.rows.first { row in row.lines.contains { $0.items.contains(gap.item.key) } }
            let line = row?.lines.first { $0.items.contains(gap.item.key) }
            let finding = line?.findings.first { $0.draftFrom == nil } ?? line?.findings.first
            let state = row.map { planned($0, finding) } ?? visit.text("standing.in_no_row")
            let target = row.map { Link.plan(key, plan.fiscalYear, row: $0.id) } ?? Link.plan(key, plan.fiscalYear)
            return element(
                "li", [],
                [
                    element("span", [.class("pts")], text: (gap.cost ?? gap.part).map { "+\($0.rounded())" } ?? "–"),
                    element(
                        "span", [],
                        [
                            element(
                                "a", [.href(target)],
                                [
                                    element("b", text: gap.item.code),
                                    .text(" \(short(finding?.text ?? name(gap.item)))"),
                                ]),
                            element("small", text: state),
                        ]),
                    element("span", [.class("now")], text: gap.score.text),
                ])
        }
        let body: Node =
            lines.isEmpty
            ? element("p", text: visit.text("standing.no_gaps")) : element("ol", [.class("gaps")], Array(lines))
        return element(
            "section", [.class("card w7")],
            [
                element("h2", text: visit.text("standing.costliest")),
                visit.site.strings.pointsOf(gaps, visit.language).map { element("p", [.class("hint")], text: $0) }
                    ?? .empty, body,
                element(
                    "p", [],
                    [
                        element(
                            "a", [.class("btn quiet"), .href(Link.whatIf(key, plan.fiscalYear))],
                            text: visit.text("standing.try_it"))
                    ]),
            ])
    }

    /// Who answers for a row, and whether what is shown of it is a draft that nobody has confirmed.
    private func planned(_ row: PlanRow, _ finding: PlanRow.Finding?) -> String {
        let measures = row.measures.compactMap { plan.measure($0) }.filter { $0.status != .dropped }
        let decided = measures.filter(\.isDecided)
        let owner = (decided.isEmpty ? measures : decided).first { $0.unit != nil || $0.person != nil }
        let who = owner.map { [$0.unit, $0.person].compactMap { $0 }.joined(separator: " · ") }
        let state = measures.isEmpty ? visit.text("standing.no_measure") : who ?? visit.text("standing.no_owner")
        let isDraft = finding?.draftFrom != nil || decided.isEmpty && !measures.isEmpty
        return isDraft ? "◆ \(visit.text("standing.draft")) · \(state)" : state
    }

    private func name(_ item: Edition.Item) -> String {
        plan.name(of: item, visit.language) ?? ""
    }

    private func short(_ text: String) -> String { Terminal.shortened(text, 90) }

    /// A cell's heading, which a phone shows beside it.
    private func label(_ column: String) -> Attribute {
        Attribute("data-label", visit.text("standing.column_\(column)"))
    }

    /// How many measures are drafts, which nobody owes yet.
    private var drafts: Node {
        guard plan.drafts > 0 else { return .empty }
        return element(
            "p", [],
            [
                element(
                    "a", [.href("\(Link.plan(key, plan.fiscalYear))#drafts")],
                    text: "◆ \(visit.text("standing.drafts", ["count": String(plan.drafts)]))")
            ])
    }

    /// Who still owes what in this round.
    private var owing: Node {
        let units = UnitWork.list(plan, data.work, today: visit.today)
        let rows = units.map { unit in
            let state: (String, String) =
                unit.late > 0
                ? ("bad", "▲ \(visit.text("standing.late", ["count": String(unit.late)]))")
                : unit.reported < unit.measures
                    ? ("fair", "◆ \(visit.text("standing.left", ["count": String(unit.measures - unit.reported)]))")
                    : ("good", visit.text("standing.all_reported"))
            return element(
                "tr", [],
                [
                    element(
                        "th", [Attribute("scope", "row")],
                        text: unit.unit.isEmpty ? visit.text("standing.nobodys") : unit.unit),
                    element(
                        "td", [label("results")],
                        text: visit.text(
                            "standing.reported", ["done": String(unit.reported), "all": String(unit.measures)])),
                    element(
                        "td", [label("evidence")],
                        text: visit.text("standing.kept", ["photos": String(unit.photos), "files": String(unit.files)])),
                    element("td", [label("state")], [element("span", [.class("tag \(state.0)")], text: state.1)]),
                ])
        }
        let head = ["unit", "results", "evidence", "state"].map {
            element("th", [Attribute("scope", "col")], text: visit.text("standing.column_\($0)"))
        }
        let table = element(
            "div", [.class("scroll")],
            [
                element(
                    "table", [.class("cards")],
                    [element("thead", [], [element("tr", [], head)]), element("tbody", [], rows)])
            ])
        return element(
            "section", [.class("card w12")],
            [
                element("h2", text: visit.text("standing.owing")),
                units.isEmpty && plan.drafts == 0 ? element("p", text: visit.text("standing.no_plan_rows")) : .empty,
                units.isEmpty ? .empty : table, drafts,
            ])
    }
}
