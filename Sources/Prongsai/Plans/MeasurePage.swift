import HTML
import ITA

/// Units and people a measure can be given to.
struct PlanPeople: Sendable {
    var units: [String]
    var people: [String]

    /// From so many on a name is typed, not chosen from a list.
    static let most = 150

    static func load(_ agency: String, in db: Connection) throws -> PlanPeople {
        PlanPeople(
            units: try db.rows("SELECT name FROM unit WHERE agency_id = \(agency) ORDER BY name").map {
                try $0.string("name")
            },
            people: try db.rows(
                "SELECT name FROM person WHERE agency_id = \(agency) AND retired_at IS NULL ORDER BY name"
            ).map { try $0.string("name") })
    }
}

/// The page on which a measure is written: what, who, how, when; then the rows it serves, copying, splitting and taking out.
struct MeasurePage {
    let visit: Visit
    let plan: Plan
    /// The measure; nil where a new one is written.
    let measure: Measure?
    /// The row a new measure is for.
    let row: PlanRow?
    let people: PlanPeople
    var typed: [String: String] = [:]
    var problems: [Problem] = []
    /// Who was quicker; nil where nobody was.
    var other: Conflict.Other?
    private var isConflict: Bool { other != nil }

    private var key: String { plan.agency.key }
    private var year: Int { plan.fiscalYear }
    private var rows: [PlanRow] { measure.map { plan.rows(of: $0.id) } ?? row.map { [$0] } ?? [] }
    private var address: String {
        measure.map { Link.measure(key, year, $0.id) } ?? Link.newMeasure(key, year, row: row?.id ?? "")
    }

    var page: Page {
        let items = rows.map { plan.label($0) }.joined(separator: " · ")
        let back = rows.first.map { Link.plan(key, year, row: $0.id) } ?? Link.plan(key, year)
        return Page(
            visit.text(measure == nil ? "measure_page.new_title" : "measure_page.title", ["items": items]),
            sub: element("a", [.href(back)], text: visit.text("row_page.back")), current: .plan,
            measure.map { measure in
                [
                    other.map { conflict(measure, $0) } ?? .empty, element("section", [.class("card")], [form]),
                    element(
                        "div", [.class("grid")], [places(measure), copy(measure), split(measure), remove(measure)]),
                ]
            } ?? [element("section", [.class("card")], [form])])
    }

    /// The stored fields by the names of the form.
    private var stored: [String: String] {
        [
            "text": measure?.text ?? "", "unit": measure?.unit ?? "", "person": measure?.person ?? "",
            "steps": measure?.steps ?? "", "from": measure?.startsOn.map { visit.day($0) } ?? "",
            "to": measure?.endsOn.map { visit.day($0) } ?? "", "follow-up": measure?.followUp ?? "",
            "status": measure?.status.rawValue ?? Measure.Status.planned.rawValue,
        ]
    }

    private static let labels = [
        ("text", "measure_page.text"), ("unit", "measure_page.unit"), ("person", "measure_page.person"),
        ("steps", "measure_page.steps"), ("from", "measure_page.from"), ("to", "measure_page.to"),
        ("follow-up", "measure_page.follow_up"), ("status", "measure_page.status"),
    ]

    private func conflict(_ measure: Measure, _ other: Conflict.Other) -> Node {
        let pairs = MeasurePage.labels.compactMap { name, label -> Conflict.Pair? in
            guard let mine = typed[name], let theirs = stored[name], mine != theirs else { return nil }
            let isStatus = name == "status"
            return Conflict.Pair(
                label: visit.text(label), mine: isStatus ? status(mine) : mine,
                theirs: isStatus ? status(theirs) : theirs)
        }
        return Conflict.node(visit, other, pairs, theirs: address)
    }

    private func status(_ word: String) -> String {
        Measure.Status(rawValue: word).map { visit.text(Words.status($0)) } ?? word
    }

    private var form: Node {
        let form = Form(
            visit, values: stored.merging(typed.filter { stored[$0.key] != nil }) { $1 },
            problems: problems.filter { $0.place != "row" && $0.place != "texts" })
        let none = (value: "", text: visit.text("measure_page.nobody"))
        func choice(_ name: String, _ label: String, _ names: [String]) -> Node {
            if names.count > PlanPeople.most { return form.line(name, label, hint: visit.text("measure_page.by_name")) }
            let known = [stored[name] ?? "", typed[name] ?? ""].filter { !$0.isEmpty && !names.contains($0) }
            return form.choice(name, label, [none] + (names + Set(known).sorted()).map { (value: $0, text: $0) })
        }
        let half: (Node) -> Node = { element("div", [.class("w6")], [$0]) }
        var parts: [Node] = [
            measure.map { Form.hidden("seen", isConflict ? $0.seen : typed["seen"] ?? $0.seen) }
                ?? Form.hidden("key", typed["key"] ?? ID.new()),
            Form.hidden("do", "save"),
            form.area(
                "text", visit.text("measure_page.text"), hint: visit.text("measure_page.text_hint"), rows: 4,
                required: true),
            element(
                "div", [.class("grid")],
                [
                    half(choice("unit", visit.text("measure_page.unit"), people.units)),
                    half(choice("person", visit.text("measure_page.person"), people.people)),
                    half(form.line("from", visit.text("measure_page.from"), hint: visit.text("measure_page.day_hint"))),
                    half(form.line("to", visit.text("measure_page.to"), hint: visit.text("measure_page.day_hint"))),
                ]),
            form.area("steps", visit.text("measure_page.steps"), rows: 3),
            form.area("follow-up", visit.text("measure_page.follow_up"), rows: 2),
        ]
        if measure != nil {
            parts.append(
                form.choice(
                    "status", visit.text("measure_page.status"),
                    Measure.Status.allCases.map { (value: $0.rawValue, text: status($0.rawValue)) }))
        }
        parts.append(
            form.button(
                isConflict ? "conflict.overwrite" : measure == nil ? "measure_page.add" : "measure_page.save"))
        return form.node(to: address, parts)
    }

    /// The rows the measure serves, each a box to tick: so it is shared, moved and taken out.
    private func places(_ measure: Measure) -> Node {
        let form = Form(visit, problems: problems.filter { $0.place == "row" }.map(\.withoutPlace))
        let own = Set(rows.map(\.id))
        let ticks = plan.rows.prefix(300).map { row -> Node in
            let label = Terminal.shortened(
                visit.text("plan_page.row", ["number": String(plan.number(of: row)), "items": plan.label(row)]), 60)
            return Form(visit, values: ["row": own.contains(row.id) ? row.id : ""]).tick("row", label, value: row.id)
        }
        return element(
            "section", [.class("card w6")],
            [
                element("h2", text: visit.text("measure_page.places")),
                form.node(
                    to: address,
                    [
                        Form.hidden("do", "place"),
                        element(
                            "fieldset", [],
                            [
                                element("legend", text: visit.text("measure_page.places_which")),
                                element("div", [.class("ticks tall")], ticks),
                            ]), form.button("measure_page.places_button", quiet: true),
                    ]),
            ])
    }

    private func copy(_ measure: Measure) -> Node {
        let form = Form(visit, values: ["target": rows.first?.id ?? ""])
        let options = plan.rows.prefix(300).map { row in
            (
                value: row.id,
                text: Terminal.shortened(
                    visit.text("plan_page.row", ["number": String(plan.number(of: row)), "items": plan.label(row)]), 60)
            )
        }
        return element(
            "section", [.class("card w6")],
            [
                element("h2", text: visit.text("measure_page.copy")),
                element("p", [.class("hint")], text: visit.text("measure_page.copy_hint")),
                form.node(
                    to: address,
                    [
                        Form.hidden("do", "copy"), Form.hidden("key", ID.new()),
                        form.choice("target", visit.text("measure_page.copy_to"), Array(options)),
                        form.button("measure_page.copy_button", quiet: true),
                    ]),
            ])
    }

    private func split(_ measure: Measure) -> Node {
        let parts = NumberedText.pieces(measure.text, next: 1).map(\.text)
        let form = Form(
            visit, values: ["texts": typed["texts"] ?? parts.joined(separator: "\n")],
            problems: problems.filter { $0.place == "texts" })
        return element(
            "section", [.class("card w6")],
            [
                element("h2", text: visit.text("measure_page.split")),
                form.node(
                    to: address,
                    [
                        Form.hidden("do", "split"), Form.hidden("seen", measure.seen),
                        form.area(
                            "texts", visit.text("measure_page.split_texts"),
                            hint: visit.text("measure_page.split_hint"),
                            rows: 4), form.button("measure_page.split_button", quiet: true),
                    ]),
            ])
    }

    private func remove(_ measure: Measure) -> Node {
        element(
            "section", [.class("card w6")],
            [
                element("h2", text: visit.text("measure_page.remove")),
                element("p", [.class("hint")], text: visit.text("measure_page.remove_hint")),
                Form.small(
                    visit, to: address,
                    [
                        Form.hidden("do", "remove"),
                        element("button", [.class("btn quiet")], text: visit.text("measure_page.remove_button")),
                    ]),
            ])
    }
}
