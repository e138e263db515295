import HTML
import ITA

/// The page on which a row is edited: its items and findings, then its measures, its place, splitting, joining and taking
/// out. All of it is one form, so that whichever button is pressed, what was typed goes with it.
struct RowPage {
    let visit: Visit
    let plan: Plan
    let row: PlanRow
    /// What was typed, where it could not be saved.
    var typed: [String: String] = [:]
    /// The items ticked to be split off.
    var ticked: Set<String> = []
    var problems: [Problem] = []
    /// Key of the sentence above what is wrong.
    var heading = "form.faults"
    /// Who was quicker; nil where nobody was. Both texts are shown then.
    var other: Conflict.Other?
    private var isConflict: Bool { other != nil }

    /// Most measures shown at once.
    static let most = 40

    private var key: String { plan.agency.key }
    private var year: Int { plan.fiscalYear }
    private var address: String { Link.row(key, year, row.id) }
    /// What the editor of the form that came back was shown; nil where the form is fresh.
    private var shown: Shown? { typed["seen"].map { Shown($0) } }
    /// What the form says its editor was shown: after a mistake still the same as before, after a conflict what is there now.
    private var seen: Shown { isConflict ? row.seen : shown ?? row.seen }

    var page: Page {
        let form = Form(visit, values: values, problems: problems, heading: heading)
        return Page(
            visit.text("row_page.title", ["number": String(plan.number(of: row)), "items": plan.label(row)]),
            sub: element("a", [.href(Link.plan(key, year, row: row.id))], text: visit.text("row_page.back")),
            current: .plan,
            [
                other.map(conflict) ?? .empty,
                isDraft ? element("p", [.class("note")], text: visit.text("row_page.drafts")) : .empty,
                form.node(
                    to: address,
                    [
                        Form.hidden("seen", seen.text), lines(form), measures,
                        element("div", [.class("grid")], [place(form), split(form), join(form), remove(form)]),
                    ]),
            ])
    }

    private var isDraft: Bool { (PlanMarks.of(plan).rows[row.id]?.drafts ?? 0) > 0 }

    /// The values of the form: what was typed, else what is stored. After a conflict what its editor had not touched is
    /// shown as it is stored now.
    private var values: [String: String] {
        var values = ["items-new": "", "finding-new": ""]
        for line in row.lines {
            values["items-\(line.id)"] = plan.label(line.items)
            values["finding-\(line.id)"] = ""
            for finding in line.findings { values["finding-\(finding.id)"] = finding.text }
        }
        return values.merging(typed.filter { values[$0.key] != nil && (!isConflict || isTouched($0.key)) }) { $1 }
    }

    /// Whether the editor wrote something else into a field than they were shown.
    private func isTouched(_ name: String) -> Bool {
        guard let text = typed[name] else { return false }
        guard name.removing(prefix: "items-") != nil else { return shown?.says(name, text) != true }
        let keys = ItemRange.read(text, in: plan.edition.edition).codes.compactMap {
            plan.edition.edition.item(code: $0)?.key
        }
        return shown?.says(name, PlanRow.shown(keys)) != true
    }

    // MARK: Two people at once

    /// What was typed beside what somebody else saved meanwhile.
    private func conflict(_ other: Conflict.Other) -> Node {
        var stored: [(field: String, label: String, text: String)] = []
        for (index, line) in row.lines.enumerated() {
            stored.append(
                (
                    "items-\(line.id)", visit.text("row_page.items", ["number": String(index + 1)]),
                    plan.label(line.items)
                ))
            for (place, finding) in line.findings.enumerated() {
                stored.append(
                    (
                        "finding-\(finding.id)", visit.text("row_page.finding", ["number": String(place + 1)]),
                        finding.text
                    ))
            }
        }
        var pairs = stored.filter { typed[$0.field] != $0.text && isTouched($0.field) }.map {
            Conflict.Pair(label: $0.label, mine: typed[$0.field] ?? "", theirs: $0.text)
        }
        let known = Set(stored.map(\.field))
        for (field, text) in typed.sorted(by: { $0.key < $1.key })
        where field.utf8.starts(with: "finding-".utf8) && !known.contains(field) && isTouched(field)
            && !text.trimmingWhitespace().isEmpty
        {
            pairs.append(Conflict.Pair(label: visit.text("row_page.new_finding"), mine: text, theirs: ""))
        }
        return Conflict.node(visit, other, pairs, theirs: address)
    }

    // MARK: Parts

    private func lines(_ form: Form) -> Node {
        var parts: [Node] = []
        for (index, line) in row.lines.enumerated() {
            let scores = Set(line.items.map { plan.scores[$0]?.text ?? "–" }).sorted().joined(separator: ", ")
            parts.append(
                form.line(
                    "items-\(line.id)", visit.text("row_page.items", ["number": String(index + 1)]),
                    hint: visit.text("row_page.items_hint", ["scores": scores])))
            for (place, finding) in line.findings.enumerated() {
                parts.append(
                    form.area(
                        "finding-\(finding.id)", visit.text("row_page.finding", ["number": String(place + 1)]),
                        hint: place == 0 ? visit.text("row_page.finding_hint") : nil, rows: 3))
            }
            parts.append(
                form.area(
                    "finding-\(line.id)",
                    visit.text(line.findings.isEmpty ? "row_page.first_finding" : "row_page.new_finding"), rows: 2))
        }
        parts.append(
            element(
                "details", (values["items-new"] ?? "").isEmpty ? [] : [Attribute("open")],
                [
                    element("summary", text: visit.text("row_page.new_line")),
                    form.line(
                        "items-new", visit.text("row_page.new_items"), hint: visit.text("row_page.new_items_hint")),
                    form.area("finding-new", visit.text("row_page.first_finding"), rows: 2),
                ]))
        parts.append(
            element(
                "p", [.class("buttons")],
                [
                    form.button(isConflict ? "conflict.overwrite" : "row_page.save", deed: "save"),
                    isDraft ? form.button("row_page.confirm", quiet: true, deed: "confirm") : .empty,
                ]))
        return element("section", [.class("card")], parts)
    }

    private var measures: Node {
        let from = min(max(visit.form["from"].flatMap { Int($0) } ?? 0, 0), row.measures.count)
        let shown = row.measures[from...].prefix(RowPage.most).compactMap { plan.measure($0) }
        let lines = shown.enumerated().map { index, measure in
            let owner = [measure.unit, measure.person].compactMap { $0 }.joined(separator: " · ")
            return element(
                "li", [],
                [
                    element(
                        "a", [.href("\(Link.measure(key, year, measure.id))")],
                        text: Terminal.shortened(measure.text, 160)),
                    element("small", text: owner.isEmpty ? "◆ \(visit.text("plan_page.no_owner"))" : owner),
                    row.measures.count > 1 ? order(measure, at: from + index + 1) : .empty,
                ])
        }
        var parts = [
            element(
                "h2", [.id("measures")], text: visit.text("row_page.measures", ["count": String(row.measures.count)]))
        ]
        if lines.isEmpty {
            parts.append(element("p", text: visit.text("row_page.no_measures")))
        } else {
            parts.append(element("ol", [.class("measures"), Attribute("start", String(from + 1))], lines))
        }
        if from + RowPage.most < row.measures.count {
            parts.append(
                element(
                    "p", [],
                    [
                        element(
                            "a", [.href("\(address)?from=\(from + RowPage.most)")], text: visit.text("row_page.more"))
                    ]))
        }
        parts.append(
            element(
                "p", [.class("buttons")],
                [
                    element(
                        "a", [.class("btn quiet"), .href(Link.newMeasure(key, year, row: row.id))],
                        text: visit.text("plan_page.add_measure"))
                ]))
        return element("section", [.class("card")], parts)
    }

    /// Two buttons that move a measure among those of the row; the first has no way up, the last none down.
    private func order(_ measure: Measure, at place: Int) -> Node {
        func button(_ mark: String, _ key: String, to position: Int) -> Node {
            guard (1...row.measures.count).contains(position) else { return .empty }
            return element(
                "button",
                [
                    .class("btn quiet"), Attribute("name", "do"),
                    Attribute("value", "order \(measure.id) \(position)"),
                    Attribute("aria-label", visit.text(key, ["number": String(place)])),
                ], text: mark)
        }
        return element(
            "span", [.class("order")],
            [
                button("▲", "row_page.measure_up", to: place - 1), button("▼", "row_page.measure_down", to: place + 1),
            ])
    }

    private func place(_ form: Form) -> Node {
        let number = plan.number(of: row)
        var buttons: [Node] = []
        if number > 1 {
            buttons.append(form.button("row_page.up", quiet: true, deed: "move \(number - 1)"))
        }
        if number < plan.rows.count {
            buttons.append(form.button("row_page.down", quiet: true, deed: "move \(number + 1)"))
        }
        guard !buttons.isEmpty else { return .empty }
        let sentence = visit.text("row_page.place_is", ["number": String(number), "rows": String(plan.rows.count)])
        return element(
            "section", [.class("card w6")],
            [
                element("h2", text: visit.text("row_page.place")), element("p", text: sentence),
                element("div", [.class("buttons")], buttons),
            ])
    }

    private func split(_ form: Form) -> Node {
        let items = row.lines.flatMap(\.items)
        guard items.count > 1 else { return .empty }
        let options = items.map { (value: $0, text: plan.edition.edition.item(key: $0)?.code ?? $0) }
        return element(
            "section", [.class("card w6")],
            [
                element("h2", text: visit.text("row_page.split")),
                form.ticks("items", visit.text("row_page.split_which"), options, chosen: ticked),
                element("p", [.class("hint")], text: visit.text("row_page.split_hint")),
                form.button("row_page.split_button", quiet: true, deed: "split"),
            ])
    }

    private func join(_ form: Form) -> Node {
        let others = plan.rows.filter { $0.id != row.id }.prefix(200)
        guard !others.isEmpty else { return .empty }
        var form = form
        form.values["other"] = typed["other"] ?? others.first { $0.position > row.position }?.id ?? ""
        form.values["one-line"] = typed["one-line"]
        let options = others.map { other in
            (
                value: other.id,
                text: Terminal.shortened(
                    visit.text(
                        "plan_page.row", ["number": String(plan.number(of: other)), "items": plan.label(other)]), 60)
            )
        }
        return element(
            "section", [.class("card w6")],
            [
                element("h2", text: visit.text("row_page.join")),
                form.choice("other", visit.text("row_page.join_which"), Array(options)),
                form.tick("one-line", visit.text("row_page.join_one_line")),
                element("p", [.class("hint")], text: visit.text("row_page.join_hint")),
                form.button("row_page.join_button", quiet: true, deed: "join"),
            ])
    }

    private func remove(_ form: Form) -> Node {
        element(
            "section", [.class("card w6")],
            [
                element("h2", text: visit.text("row_page.remove")),
                row.measures.isEmpty
                    ? form.button("row_page.remove_button", quiet: true, deed: "remove", checks: false)
                    : element("p", text: visit.text("row_page.remove_first")),
            ])
    }
}
