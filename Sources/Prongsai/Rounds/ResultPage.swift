import HTML
import ITA

/// One result with its evidence: what was recorded, and for who may, everything about it to be changed and more evidence to
/// be added, in one form, so that nothing typed stays behind.
struct ResultPage {
    let visit: Visit
    let plan: Plan
    let work: RoundWork
    let result: Progress
    var problems: [Problem] = []
    /// What was typed in a form that came back; empty where what is stored is shown.
    var typed: [String: String] = [:]
    /// Who changed the same meanwhile; nil where nobody did.
    var other: Conflict.Other?
    /// Files that wait for the form: for the result, and by use for captions.
    var waiting: [PendingUpload] = []
    var pictures: [String: [PendingUpload]] = [:]
    /// The uploads ticked in a form that came back; nil where none was sent.
    var chosen: Set<String>?
    private var isConflict: Bool { other != nil }

    static func about(_ progress: String) -> String { "result \(progress)" }

    private var key: String { plan.agency.key }
    private var address: String { Link.result(key, plan.fiscalYear, result.id) }
    /// Whether who asks can change it now, and what a form is answered with where not.
    var isOpen: Bool { work.round.frozenAt == nil && visit.answers(for: result, in: plan) }
    var closedStatus: Int { work.round.frozenAt == nil ? 403 : 409 }
    private var uses: [EvidenceUse] { work.uses(of: result) }

    var page: Page {
        Page(
            visit.text(isOpen ? "result_page.title" : "record.title"),
            sub: .text(
                visit.text("standing.round", ["round": String(work.round.half), "year": String(plan.fiscalYear)])),
            current: visit.may(.record) ? .work : .evidence, scripts: isOpen ? ["record"] : [],
            [
                note, measures,
            ] + (isOpen ? [other.map(conflict) ?? .empty, editor, removal] : [content, unsaved]) + [ways])
    }

    /// Where to go on: what else the round lacks, and what else one has to report.
    private var ways: Node {
        guard isOpen else { return .empty }
        let (key, year) = (plan.agency.key, plan.fiscalYear)
        var links: [Node] = []
        if visit.may(.plan) {
            links.append(
                element(
                    "a", [.class("btn quiet"), .href("\(Link.round(key, year, work.round.half))#ready")],
                    text: visit.text("result_page.to_ready")))
        }
        links.append(
            element(
                "a", [.class("btn quiet"), .href(Link.work(key, year, work.round.half))],
                text: visit.text("result_page.to_work")))
        return element("p", [.class("buttons")], links)
    }

    /// Why nothing can be changed here.
    private var note: Node {
        guard !isOpen, work.round.frozenAt != nil || visit.may(.record) else { return .empty }
        let owners = result.measures.compactMap { plan.measure($0) }.flatMap { [$0.unit, $0.person] }
        let names = Set(owners.compactMap { $0 }).sorted().joined(separator: " · ")
        return element(
            "p", [.class("note")],
            text: work.round.frozenAt == nil
                ? visit.text("record.others", ["owner": names]) : visit.text("record.frozen"))
    }

    /// What the editor of the form that came back was shown; nil where the form is fresh.
    private var shown: Shown? { typed["seen"].map { Shown($0) } }
    private var seen: Shown { ResultShown(result, work).seen }

    /// Whether the editor wrote something else into a field than they were shown. A place they were shown is the one at
    /// which the piece stands in their form.
    private func isTouched(_ name: String) -> Bool {
        guard let text = typed[name] else { return false }
        if let id = name.removing(prefix: "place.") {
            let shown = visit.form.pairs.compactMap { $0.name.removing(prefix: "caption.") }
            return shown.firstIndex(of: id).map { text != String($0 + 1) } ?? false
        }
        let value = name.removing(prefix: "about.") == nil ? text : Strings.readDay(text)?.iso ?? text
        return shown?.says(name, value) != true
    }

    /// What was typed, else what is stored; after a conflict what its editor had not touched is shown as it is stored now.
    private func value(_ name: String, _ stored: String) -> String {
        isConflict && !isTouched(name) ? stored : typed[name] ?? stored
    }

    /// The measures that are ticked.
    private var linked: [String] {
        let sent = visit.form.all("measure")
        let isSent = typed["text"] != nil && (!isConflict || shown?.says("measures", PlanRow.shown(sent)) != true)
        return isSent ? sent : result.measures
    }

    /// What the result is about, each with the way back to it.
    private var measures: Node {
        let linked = result.measures.compactMap { plan.measure($0) }
        guard !linked.isEmpty else { return .empty }
        return element(
            "ul", [.class("plain-list")],
            linked.map { measure in
                element(
                    "li", [],
                    [
                        element("span", text: (numbers[measure.id] ?? "") + " "),
                        visit.may(.record)
                            ? element(
                                "a", [.href(Link.record(key, plan.fiscalYear, work.round.half, measure.id))],
                                text: measure.text.shortened(to: 160))
                            : .text(measure.text.shortened(to: 160)),
                    ])
            })
    }

    /// The number of each measure in the plan.
    private var numbers: [String: String] {
        var numbers: [String: String] = [:]
        for (index, row) in plan.rows.enumerated() {
            for (position, id) in row.measures.enumerated() where numbers[id] == nil {
                numbers[id] = "\(index + 1).\(position + 1)"
            }
        }
        return numbers
    }

    /// What was typed beside what somebody else saved meanwhile.
    private func conflict(_ other: Conflict.Other) -> Node {
        var stored = [("text", visit.text("result_page.text"), result.text)]
        for (index, use) in uses.enumerated() {
            stored.append(("caption.\(use.id)", caption(index), use.caption))
            let label = "\(caption(index)) · \(visit.text("result_page.about"))"
            stored.append(("about.\(use.id)", label, use.aboutOn.map { visit.day($0) } ?? ""))
        }
        var pairs = stored.filter { isTouched($0.0) && typed[$0.0] != $0.2 }.map {
            Conflict.Pair(label: $0.1, mine: typed[$0.0] ?? "", theirs: $0.2)
        }
        let there = Set(stored.map(\.0))
        for (name, text) in typed.sorted(by: { $0.key < $1.key })
        where name.removing(prefix: "caption.") != nil && !there.contains(name) && isTouched(name) {
            pairs.append(Conflict.Pair(label: visit.text("result_page.caption"), mine: text, theirs: ""))
        }
        if Set(linked) != Set(result.measures) {
            pairs.append(
                Conflict.Pair(
                    label: visit.text("result_page.measures"), mine: names(linked), theirs: names(result.measures)))
        }
        return Conflict.node(visit, other, pairs, theirs: address)
    }

    /// Measures by their numbers in the plan.
    private func names(_ measures: [String]) -> String {
        let numbers = numbers
        return measures.compactMap { numbers[$0] }.sorted().joined(separator: ", ")
    }

    private func caption(_ index: Int) -> String {
        visit.text("result_page.caption_of", ["number": String(index + 1)])
    }

    private var editor: Node {
        var values = [
            "text": value("text", result.text), "numbers": typed["numbers"] ?? "", "links": typed["links"] ?? "",
            "photos": "", "files": "",
        ]
        for (index, use) in uses.enumerated() {
            values["caption.\(use.id)"] = value("caption.\(use.id)", use.caption)
            values["about.\(use.id)"] = value("about.\(use.id)", use.aboutOn.map { visit.day($0) } ?? "")
            values["place.\(use.id)"] = value("place.\(use.id)", String(index + 1))
            values["remove.\(use.id)"] = typed["remove.\(use.id)"] ?? ""
        }
        let form = Form(visit, values: values, problems: problems)
        let seen = isConflict ? seen : shown ?? seen
        return element(
            "section", [.class("card")],
            [
                form.node(
                    to: address, files: true, id: "record",
                    [
                        Form.hidden("seen", seen.text),
                        form.area("text", visit.text("result_page.text"), rows: 5, required: true),
                        uses.isEmpty
                            ? .empty : element("h2", text: visit.text("result_page.evidence")),
                        element("ol", [.class("uses")], uses.enumerated().map { line($1, at: $0, form) }),
                        adder(form), linking(form),
                        element("p", [.class("hint"), .id("saved"), Attribute("role", "status")]),
                        element(
                            "p", [.class("buttons")],
                            [form.button(isConflict ? "conflict.overwrite" : "result_page.save")]),
                    ])
            ])
    }

    /// An address or a file's name takes the line; a photo stands in its column.
    private static func width(_ use: EvidenceUse) -> [Attribute] {
        guard let kind = use.evidence?.kind, kind != .photo else { return [] }
        return [.class("wide")]
    }

    /// One piece of evidence with its caption, day and place; a caption from an older report takes the picture it waits for.
    private func line(_ use: EvidenceUse, at index: Int, _ form: Form) -> Node {
        element(
            "li", ResultPage.width(use) + [.id("use-\(use.id)")],
            [
                use.evidence.map { EvidenceNodes.node($0, use.caption, visit) }
                    ?? element("p", [.class("tag fair")], text: "◆ \(visit.text("result_page.no_picture"))"),
                element(
                    "div", [],
                    [
                        outside(use), form.line("caption.\(use.id)", caption(index)),
                        use.evidence == nil
                            ? EvidenceNodes.awaited(
                                use, form, visit.text("result_page.picture"), pictures[use.id] ?? [], chosen: chosen)
                            : .empty,
                        element(
                            "div", [.class("pair")],
                            [
                                form.line(
                                    "about.\(use.id)", visit.text("result_page.about"),
                                    hint: visit.text("result_page.about_hint")),
                                form.line(
                                    "place.\(use.id)", visit.text("result_page.place"),
                                    [Attribute("inputmode", "numeric")]),
                            ]), form.tick("remove.\(use.id)", visit.text("result_page.remove_use")),
                    ]),
            ])
    }

    /// Which measures the result is about: those near it to tick, any other by its number.
    private func linking(_ form: Form) -> Node {
        let linked = Set(linked)
        let rows = Set(plan.rows.filter { row in row.measures.contains { result.measures.contains($0) } }.map(\.id))
        let units = Set(result.measures.compactMap { plan.measure($0)?.unitID })
        let numbers = numbers
        let near = plan.measures.filter { measure in
            linked.contains(measure.id) || result.measures.contains(measure.id)
                || (measure.status != .dropped
                    && (plan.rows(of: measure.id).contains { rows.contains($0.id) }
                        || measure.unitID.map(units.contains) ?? false))
        }.sorted { linked.contains($0.id) && !linked.contains($1.id) }
        return element(
            "details", problems.contains { $0.place == "numbers" } ? [Attribute("open")] : [],
            [
                element("summary", text: visit.text("result_page.measures")),
                form.ticks(
                    "measure", visit.text("result_page.measures_hint"),
                    near.prefix(max(30, linked.count)).map { measure in
                        (measure.id, "\(numbers[measure.id] ?? "") \(measure.text.shortened(to: 90))")
                    }, chosen: linked, tall: true),
                form.line(
                    "numbers", visit.text("result_page.numbers"), hint: visit.text("result_page.numbers_hint")),
            ])
    }

    /// That the day of a photo, as it was typed or else as it is kept, lies outside the round.
    private func outside(_ use: EvidenceUse) -> Node {
        guard use.evidence?.kind == .photo else { return .empty }
        let name = "about.\(use.id)"
        let kept = use.aboutOn ?? use.evidence?.takenAt.flatMap { Day(iso: String($0.prefix(10))) }
        let day = isTouched(name) ? typed[name].flatMap { Strings.readDay($0) } : kept
        return EvidenceNodes.outside(
            day, first: plan.firstDay(of: work.round), last: plan.lastDay(of: work.round), visit)
    }

    /// More photos, files and addresses.
    private func adder(_ form: Form) -> Node {
        .fragment([
            element("h2", text: visit.text("result_page.add")),
            RecordPage.photos(
                form, about: ResultPage.about(result.id), page: address,
                EvidenceNodes.waiting(waiting, chosen: chosen, visit)),
            RecordPage.files(form),
        ])
    }

    private var removal: Node {
        element(
            "details", [.class("card")],
            [
                element("summary", text: visit.text("result_page.remove")),
                element("p", text: visit.text("result_page.remove_sure", ["count": String(uses.count)])),
                Form.small(
                    visit, to: "\(address)/removal",
                    [
                        Form.hidden("seen", seen.text),
                        element("button", [.class("btn quiet")], text: visit.text("result_page.remove_button")),
                    ]),
            ])
    }

    /// For those who only look, and where the round is closed.
    private var content: Node {
        element(
            "section", [.class("card")],
            [
                element("p", [.class("typed")], text: result.text),
                element(
                    "ul", [.class("photos")],
                    uses.map { use in
                        element(
                            "li", ResultPage.width(use) + [.id("use-\(use.id)")],
                            [
                                element(
                                    "figure", [],
                                    [
                                        use.evidence.map { EvidenceNodes.node($0, use.caption, visit) } ?? .empty,
                                        work.round.frozenAt == nil ? outside(use) : .empty,
                                        element(
                                            "figcaption",
                                            text: [use.caption, use.aboutOn.map { visit.day($0) } ?? ""].filter {
                                                !$0.isEmpty
                                            }.joined(separator: " · ")),
                                    ])
                            ])
                    }),
            ])
    }

    /// What was typed into a form that came too late: to be copied.
    private var unsaved: Node {
        let names = ["text"] + uses.map { "caption.\($0.id)" } + ["links"]
        let words = names.filter { isTouched($0) }.compactMap { typed[$0] }.filter { !$0.trimmingWhitespace().isEmpty }
        guard !words.isEmpty else { return .empty }
        return element(
            "section", [.class("card")],
            [element("p", text: visit.text("record.frozen_typed"))]
                + words.map { element("p", [.class("typed")], text: $0) })
    }
}
