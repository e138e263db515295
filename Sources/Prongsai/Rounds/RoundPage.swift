import Documents
import HTML
import ITA

/// One round: how far it has come, what is to be done next and by whom, what is not ready, its report and versions.
struct RoundPage {
    let visit: Visit
    let data: RoundData
    /// What is wrong with the form that was sent, and which one it was.
    var problems: [Problem] = []
    var sent: Part?

    /// The forms of the page.
    enum Part: String { case submit, approve, refuse, freeze, reopen }

    init(_ visit: Visit, _ data: RoundData, problems: [Problem] = [], sent: Part? = nil) {
        (self.visit, self.data, self.problems, self.sent) = (visit, data, problems, sent)
    }

    private var plan: Plan { data.plan }
    private var round: Round { data.round }
    private var key: String { plan.agency.key }
    private var year: Int { plan.fiscalYear }
    private var half: Int { round.half }

    var page: Page {
        let names = ["round": String(half), "year": String(year)]
        let title =
            switch data.state {
            case .frozen: visit.text("round_page.title_frozen", names)
            case .waiting(changed: true), .approvalVoid: visit.text("round_page.title_again", names)
            case .waiting(changed: false): visit.text("round_page.title_waiting", names)
            case .approved: visit.text("round_page.title_approved", names)
            case .open, .returned: visit.text("round_page.title", names)
            }
        var sections = [steps, next]
        if data.state != .frozen { sections.append(RoundReadiness(visit, data).node) }
        sections.append(RoundPapers(visit, data).node)
        let sub: Node = data.state == .frozen ? .empty : .text(RoundPage.deadline(visit, plan, round))
        return Page(title, sub: sub, current: .round, sections)
    }

    /// When a round that is not frozen is due and how many days are left.
    static func deadline(_ visit: Visit, _ plan: Plan, _ round: Round) -> String {
        deadline(visit, round, due: plan.dueDay(of: round))
    }

    static func deadline(_ visit: Visit, _ round: Round, due: (day: Day, isPublished: Bool)?) -> String {
        guard let due else { return visit.text("round_page.no_deadline") }
        let left = due.day.number - visit.today.number
        let values = ["day": visit.day(due.day), "days": String(abs(left))]
        switch (due.isPublished, left >= 0) {
        case (true, true): return visit.text("standing.due", values)
        case (true, false): return visit.text("standing.due_over", values)
        case (false, true): return visit.text("standing.ends", values)
        case (false, false): return visit.text("standing.ends_over", values)
        }
    }

    // MARK: How far it is

    private var steps: Node {
        let reported = Set(data.work.progress.flatMap(\.measures))
        let measures = plan.measures.filter { measure in
            measure.status != .dropped && (reported.contains(measure.id) || plan.wants(measure, in: round))
        }
        let done = measures.count { reported.contains($0.id) }
        let reached =
            switch data.state {
            case .open, .returned: 0
            case .approvalVoid, .waiting(changed: true): 1
            case .waiting(changed: false): 2
            case .approved: 3
            case .frozen: 4
            }
        var handedIn = visit.text("round_page.not_yet")
        var approved = handedIn
        if let submission = data.submission {
            handedIn = visit.text("round_page.by_at", who(submission.by, submission.byName, submission.at))
            if let by = submission.decidedBy, let at = submission.decidedAt {
                let values = who(by, submission.decidedByName, at)
                approved =
                    submission.decision == .returned
                    ? visit.text("round_page.returned_by", values) : visit.text("round_page.by_at", values)
            } else {
                approved = visit.text(isStale ? "round_page.not_yet" : "round_page.waits")
            }
        }
        if data.state == .approvalVoid { approved = visit.text("round_page.void_short") }
        if data.state == .waiting(changed: true) { handedIn = visit.text("round_page.stale_short") }
        let newest = data.versions.first
        let frozen = newest.map {
            visit.text(
                "round_page.frozen_as",
                who($0.by, $0.byName, $0.frozenAt).merging(["version": String($0.version)]) { $1 })
        }
        // Frozen without the director: those two steps were never taken, and the page says why.
        var skipped: Set<Int> = []
        if data.state == .frozen, data.submission?.decision != .approved {
            skipped = data.submission == nil ? [1, 2] : [2]
            let isConsole = newest?.by.removing(prefix: "console:") != nil
            let why = visit.text(isConsole ? "round_page.skipped_console" : "round_page.skipped_no_director")
            if data.submission == nil { handedIn = why }
            approved = why
        }
        let lines = [
            (
                visit.text("round_page.step_work"),
                visit.text(
                    "round_page.reported", ["done": String(done), "all": String(measures.count)])
            ),
            (visit.text("round_page.step_submit"), handedIn), (visit.text("round_page.step_approve"), approved),
            (visit.text("round_page.step_freeze"), frozen ?? visit.text("round_page.not_yet")),
        ]
        let items = lines.enumerated().map { index, line in
            let (mark, word) =
                skipped.contains(index)
                ? ("–", visit.text("round_page.step_skipped"))
                : index == 0 && reached > 0 && done < measures.count
                    ? ("◆", visit.text("round_page.step_part"))
                    : index < reached
                        ? ("✓", visit.text("round_page.step_done"))
                        : index == reached
                            ? ("●", visit.text("round_page.step_now")) : ("○", visit.text("round_page.step_later"))
            return element(
                "li", index == reached ? [.class("now"), Attribute("aria-current", "step")] : [],
                [
                    element("span", [.class("mark"), Attribute("aria-hidden", "true")], text: mark),
                    element("b", text: line.0), element("span", [.class("said")], text: " (\(word))"),
                    element("small", text: line.1),
                ])
        }
        return element("ol", [.class("way card")], items)
    }

    private func who(_ by: String, _ name: String?, _ at: String) -> [String: String] {
        ["name": visit.actor(by, name), "at": visit.instant(at)]
    }

    // MARK: What is next

    private var next: Node {
        var parts: [Node]
        switch data.state {
        case .open: parts = handIn
        case .returned: parts = [told("round_page.returned"), reply] + handIn
        case .waiting(let changed): parts = waiting(changed)
        case .approved:
            parts = [told("round_page.approved"), code("round_page.code_approved"), reply] + freezing
            if visit.may(.approve) { parts.append(refusal(quiet: true)) }
        case .approvalVoid:
            parts = [told("round_page.void"), changed, code("round_page.code_void")] + handIn
        case .frozen: parts = frozen
        }
        if parts.isEmpty {
            parts = [told("round_page.others")]
        } else if data.state != .frozen {
            parts.insert(contributed, at: 0)
        }
        return element(
            "section", [.class("card"), .id("next")], [element("h2", text: visit.text("round_page.next"))] + parts)
    }

    private func told(_ key: String) -> Node {
        var values: [String: String] = [:]
        if let submission = data.submission {
            values.merge(who(submission.by, submission.byName, submission.at)) { $1 }
            if let by = submission.decidedBy, let at = submission.decidedAt {
                values["director"] = visit.actor(by, submission.decidedByName)
                values["decided"] = visit.instant(at)
            }
        }
        return element("p", text: visit.text(key, values))
    }

    /// The code of what was approved, behind a step of its own: it is compared with the one on paper, and says nothing else.
    private func code(_ key: String) -> Node {
        guard let submission = data.submission else { return .empty }
        let codes = [submission.hash, data.hash].map { ReportSeal.code($0) }
        return element(
            "details", [],
            [
                element("summary", text: visit.text("round_page.code")),
                element("p", text: visit.text(key, ["hash": codes[0], "now": codes[1]])),
            ])
    }

    private var note: Node { quoted(data.submission?.note) }
    private var reply: Node { quoted(data.submission?.reply) }
    private func quoted(_ text: String?) -> Node {
        text.map { element("blockquote", [.class("typed")], text: $0) } ?? .empty
    }

    /// Who changed what since it was handed in.
    private var changed: Node {
        let text =
            data.change.map { change in
                visit.text(
                    "round_page.changed_by",
                    who(change.by, change.byName, change.at).merging([
                        "deed": visit.site.strings.operation(change.operation, visit.language)
                    ]) { $1 })
            } ?? visit.text("round_page.changed")
        return element("p", [.class("tag fair wrap")], text: "◆ \(text)")
    }

    private func form(_ part: Part, _ values: [String: String] = [:]) -> Form {
        // A box that was not ticked is not sent.
        let kept = ["sure": ""].merging(sent == part ? Form.typed(visit.form) : values) { $1 }
        return Form(visit, values: kept, problems: sent == part ? problems : [])
    }

    /// That something came from outside and nobody has decided whether the report says it.
    private var contributed: Node {
        guard data.contributions > 0 else { return .empty }
        let text = "◆ \(visit.text("round_page.contributed", ["count": String(data.contributions)]))"
        guard visit.may(.plan) else { return element("p", text: text) }
        return element("p", [], [element("a", [.href(Link.contributions(key, year))], text: text)])
    }

    /// Handing in, for who plans; without anybody who could approve, freezing at once.
    private var handIn: [Node] {
        guard visit.may(.plan) else { return [] }
        if data.isEmpty { return beginnings }
        let count = data.faults.count
        var parts: [Node] = []
        if count > 0 {
            parts.append(
                element(
                    "p",
                    text: visit.text(
                        data.hasDirector ? "round_page.faults_first" : "round_page.faults_freeze",
                        ["count": String(count)])))
        }
        if data.hasDirector {
            let form = form(.submit)
            parts.append(
                form.node(
                    to: Link.submit(key, year, half),
                    [
                        form.area(
                            "note", visit.text("round_page.note"), hint: visit.text("round_page.note_hint"), rows: 2),
                        form.button(isStale ? "round_page.submit_again" : "round_page.submit"),
                    ]))
        } else if let appointed = data.appointed {
            parts += [
                element("p", text: visit.text("round_page.director_appointed")),
                visit.may(.administer)
                    ? element(
                        "p", [.class("buttons")],
                        [
                            element(
                                "a", [.class("btn"), .href(Link.person(key, appointed))],
                                text: visit.text("round_page.director_code"))
                        ]) : .empty,
                element(
                    "details", sent == .freeze ? [Attribute("open")] : [],
                    [element("summary", text: visit.text("round_page.freeze_without"))] + freezing),
            ]
        } else {
            parts.append(element("p", text: visit.text("round_page.no_director")))
            parts += freezing
        }
        return parts
    }

    /// Before there is anything to report: where the plan of the year begins.
    private var beginnings: [Node] {
        var links: [Node] = []
        if data.plan.scores.isEmpty {
            links.append(
                element("a", [.class("btn"), .href(Link.scores(key, year))], text: visit.text("standing.enter_scores")))
        }
        links.append(
            element(
                "a", [.class(links.isEmpty ? "btn" : "btn quiet"), .href(Link.importReport(key, year))],
                text: visit.text("round_page.import")))
        links.append(
            element("a", [.class("btn quiet"), .href(Link.plan(key, year))], text: visit.text("work.to_plan")))
        return [
            element("p", text: visit.text("round_page.nothing_yet")), element("p", [.class("buttons")], links),
        ]
    }

    /// Whether what was handed in is no longer what the round says.
    private var isStale: Bool { [.waiting(changed: true), .approvalVoid].contains(data.state) }

    private func waiting(_ isChanged: Bool) -> [Node] {
        var parts = [told(isChanged ? "round_page.was_submitted" : "round_page.waiting"), note]
        if isChanged { parts.append(changed) }
        if visit.may(.approve) {
            parts.append(
                element(
                    "p", [],
                    [
                        element(
                            "a", [.href(Link.preview(key, year, half))], text: visit.text("round_page.read_first"))
                    ]))
            if isChanged {
                parts.append(element("p", text: visit.text("round_page.cannot_approve")))
            } else {
                let form = form(.approve)
                parts.append(
                    form.node(
                        to: Link.approve(key, year, half),
                        [
                            Form.hidden("seen", data.hash),
                            data.faults.isEmpty
                                ? .empty
                                : element(
                                    "p",
                                    text: visit.text("round_page.approve_faults", ["count": String(data.faults.count)])),
                            form.area("reply", visit.text("round_page.reply"), rows: 2),
                            form.button("round_page.approve"),
                        ]))
            }
            parts.append(refusal(quiet: false))
        }
        if visit.may(.plan) {
            if isChanged { parts += [element("p", text: visit.text("round_page.send_again"))] + handIn }
            parts.append(
                Form.small(
                    visit, to: Link.withdraw(key, year, half),
                    [element("button", [.class("btn quiet")], text: visit.text("round_page.withdraw"))]))
        }
        return parts
    }

    private func refusal(quiet: Bool) -> Node {
        let form = form(.refuse)
        var attributes: [Attribute] = []
        if sent == .refuse { attributes.append(Attribute("open")) }
        return element(
            "details", attributes,
            [
                element(
                    "summary", text: quiet ? visit.text("round_page.take_back") : visit.text("round_page.return_it")),
                form.node(
                    to: Link.returnRound(key, year, half),
                    [
                        form.area("why", visit.text("round_page.why"), rows: 3, required: true),
                        form.button("round_page.return_button", quiet: true),
                    ]),
            ])
    }

    private var freezing: [Node] {
        guard visit.may(.plan) else { return [] }
        let form = form(.freeze, data.reopenedBecause.map { ["because": $0] } ?? [:])
        var fields: [Node] = []
        if !data.versions.isEmpty {
            fields.append(form.area("because", visit.text("round_page.because"), rows: 2, required: true))
        }
        if !data.faults.isEmpty {
            fields.append(
                form.tick("sure", visit.text("round_page.sure", ["count": String(data.faults.count)])))
        }
        return [
            element("p", [.class("hint")], text: visit.text("round_page.freeze_hint")),
            Address.isForOthers(visit.site.settings.address)
                ? .empty : element("p", [.class("tag fair wrap")], text: "◆ \(visit.text("round_page.no_address"))"),
            form.node(to: Link.freeze(key, year, half), fields + [form.button("round_page.freeze")]),
        ]
    }

    private var frozen: [Node] {
        var parts = [element("p", text: visit.text("round_page.frozen"))]
        guard visit.may(.plan) else { return parts }
        if let newest = data.versions.first, newest.publishedAt == nil {
            parts.append(
                element(
                    "p", [],
                    [
                        element(
                            "a", [.class("btn"), .href(Link.publish(key, year, half) + "?version=\(newest.version)")],
                            text: visit.text("round_page.publish"))
                    ]))
        }
        let form = form(.reopen)
        parts.append(
            element(
                "details", sent == .reopen ? [Attribute("open")] : [],
                [
                    element("summary", text: visit.text("round_page.reopen_it")),
                    element("p", [.class("hint")], text: visit.text("round_page.reopen_hint")),
                    form.node(
                        to: Link.reopen(key, year, half),
                        [
                            form.area("because", visit.text("round_page.because"), rows: 2, required: true),
                            form.button("round_page.reopen", quiet: true),
                        ]),
                ]))
        return parts
    }
}
