import HTML
import ITA

/// The page on which a row is edited: its items and findings in one form, then its measures, its place, splitting,
/// joining and taking out.
struct RowPage {
    let visit: Visit
    let plan: Plan
    let row: PlanRow
    /// What was typed, where it could not be saved.
    var typed: [String: String] = [:]
    var problems: [Problem] = []
    /// Whether somebody else changed the row meanwhile: both texts are shown.
    /// Who was quicker; nil where nobody was.
    var other: Conflict.Other?
    private var isConflict: Bool { other != nil }

    /// Most measures shown at once.
    static let most = 40

    private var key: String { plan.agency.key }
    private var year: Int { plan.fiscalYear }
    private var address: String { Link.row(key, year, row.id) }
    /// What the form says its editor was shown: after a mistake still the same as before, after a conflict what is there now.
    private var seen: String { isConflict ? row.seen : typed["seen"] ?? row.seen }

    var page: Page {
        Page(
            visit.text("row_page.title", ["number": String(plan.number(of: row)), "items": plan.label(row)]),
            sub: element("a", [.href(Link.plan(key, year, row: row.id))], text: visit.text("row_page.back")),
            current: .plan,
            [
                other.map(conflict) ?? .empty, drafts, form, measures,
                element("div", [.class("grid")], [place, split, join, remove]),
            ])
    }

    /// The values of the form: what was typed, else what is stored.
    private var values: [String: String] {
        var values = ["items-new": "", "finding-new": ""]
        for line in row.lines {
            values["items-\(line.id)"] = plan.label(line.items)
            values["finding-\(line.id)"] = ""
            for finding in line.findings { values["finding-\(finding.id)"] = finding.text }
        }
        return values.merging(typed.filter { values[$0.key] != nil }) { $1 }
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
        var pairs = stored.filter { typed[$0.field] != $0.text }.map {
            Conflict.Pair(label: $0.label, mine: typed[$0.field] ?? "", theirs: $0.text)
        }
        let known = Set(stored.map(\.field))
        for (field, text) in typed.sorted(by: { $0.key < $1.key })
        where field.utf8.starts(with: "finding-".utf8) && !known.contains(field) && !text.trimmingWhitespace().isEmpty {
            pairs.append(Conflict.Pair(label: visit.text("row_page.new_finding"), mine: text, theirs: ""))
        }
        return Conflict.node(visit, other, pairs, theirs: address)
    }

    // MARK: Parts

    private var drafts: Node {
        guard (PlanMarks.of(plan).rows[row.id]?.drafts ?? 0) > 0 else { return .empty }
        return element(
            "div", [.class("note")],
            [
                element("p", text: visit.text("row_page.drafts")),
                button("confirm", visit.text("row_page.confirm")),
            ])
    }

    private var form: Node {
        let form = Form(visit, values: values, problems: problems.filter { $0.key != "split_some" })
        var parts: [Node] = [Form.hidden("seen", seen), Form.hidden("do", "save")]
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
        parts.append(form.button(isConflict ? "conflict.overwrite" : "row_page.save"))
        return element("section", [.class("card")], [form.node(to: address, parts)])
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
            let list = element("ol", [.class("measures"), Attribute("start", String(from + 1))], lines)
            parts.append(
                row.measures.count > 1 ? Form.small(visit, to: address, [Form.hidden("do", "order"), list]) : list)
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
                    .class("btn quiet"), Attribute("name", "place"),
                    Attribute("value", "\(measure.id) \(position)"),
                    Attribute("aria-label", visit.text(key, ["number": String(place)])),
                ], text: mark)
        }
        return element(
            "span", [.class("order")],
            [
                button("▲", "row_page.measure_up", to: place - 1), button("▼", "row_page.measure_down", to: place + 1),
            ])
    }

    private var place: Node {
        let number = plan.number(of: row)
        var buttons: [Node] = []
        if number > 1 {
            buttons.append(button("move", visit.text("row_page.up"), more: ["position": String(number - 1)]))
        }
        if number < plan.rows.count {
            buttons.append(button("move", visit.text("row_page.down"), more: ["position": String(number + 1)]))
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

    private var split: Node {
        let items = row.lines.flatMap(\.items)
        guard items.count > 1 else { return .empty }
        let form = Form(visit, problems: problems.filter { $0.key == "split_some" }.map { $0.withoutPlace })
        let ticks = items.map { key -> Node in
            let item = plan.edition.edition.item(key: key)
            return form.tick("item", item?.code ?? key, value: key)
        }
        return element(
            "section", [.class("card w6")],
            [
                element("h2", text: visit.text("row_page.split")),
                form.node(
                    to: address,
                    [Form.hidden("do", "split"), Form.hidden("seen", row.seen)] + [
                        element(
                            "fieldset", [],
                            [
                                element("legend", text: visit.text("row_page.split_which")),
                                element("div", [.class("ticks")], ticks),
                            ]),
                        element("p", [.class("hint")], text: visit.text("row_page.split_hint")),
                        form.button("row_page.split_button", quiet: true),
                    ]),
            ])
    }

    private var join: Node {
        let others = plan.rows.filter { $0.id != row.id }.prefix(200)
        guard !others.isEmpty else { return .empty }
        let form = Form(visit, values: ["other": others.first { $0.position > row.position }?.id ?? ""])
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
                form.node(
                    to: address,
                    [
                        Form.hidden("do", "join"),
                        form.choice("other", visit.text("row_page.join_which"), Array(options)),
                        form.tick("one-line", visit.text("row_page.join_one_line")),
                        element("p", [.class("hint")], text: visit.text("row_page.join_hint")),
                        form.button("row_page.join_button", quiet: true),
                    ]),
            ])
    }

    private var remove: Node {
        element(
            "section", [.class("card w6")],
            [
                element("h2", text: visit.text("row_page.remove")),
                row.measures.isEmpty
                    ? button("remove", visit.text("row_page.remove_button"))
                    : element("p", text: visit.text("row_page.remove_first")),
            ])
    }

    private func button(_ deed: String, _ text: String, more: [String: String] = [:]) -> Node {
        Form.small(
            visit, to: address,
            [Form.hidden("do", deed)] + more.sorted { $0.key < $1.key }.map { Form.hidden($0.key, $0.value) } + [
                element("button", [.class("btn quiet")], text: text)
            ])
    }
}
