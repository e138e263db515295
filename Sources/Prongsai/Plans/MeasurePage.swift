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
            units: try db.rows("SELECT name FROM unit WHERE agency_id = \(agency) AND retired_at IS NULL").map {
                try $0.string("name")
            }.sortedInThai { $0 },
            people: try db.rows("SELECT name FROM person WHERE agency_id = \(agency) AND retired_at IS NULL").map {
                try $0.string("name")
            }.sortedInThai { $0 })
    }
}

/// The page on which a measure is written: what, who, how, when; then the rows it serves, copying, splitting and taking
/// out. All of it is one form, so that whichever button is pressed, what was typed goes with it.
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
    /// Key of the sentence above what is wrong.
    var heading = "form.faults"
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
            [
                measure.flatMap { measure in other.map { conflict(measure, $0) } } ?? .empty,
                form.node(to: address, [fields] + (measure.map(more) ?? [])),
            ])
    }

    private var form: Form { Form(visit, values: values, problems: problems, heading: heading) }

    /// What else can be done with a measure that is there.
    private func more(_ measure: Measure) -> [Node] {
        let parts = [places(measure), copy(measure), split(measure), remove(measure)]
        return [Form.hidden("rows", "1"), element("div", [.class("grid")], parts)]
    }

    /// What the editor of the form that came back was shown; nil where the form is fresh.
    private var shown: Shown? { typed["seen"].map { Shown($0) } }

    /// What a form shows of a measure now: its fields, its rows, and its text in parts.
    private func seen(_ measure: Measure) -> Shown {
        let more = [("row", PlanRow.shown(rows.map(\.id))), ("texts", MeasurePage.parts(measure))]
        return Shown(measure.shown.map { ($0.name, $0.value) } + more.map { (name: $0.0, value: $0.1) })
    }

    private static func parts(_ measure: Measure) -> String {
        NumberedText.pieces(measure.text, next: 1).map(\.text).joined(separator: "\n")
    }

    /// Whether the editor wrote something else into a field than they were shown.
    private func isTouched(_ name: String, _ text: String) -> Bool {
        shown?.says(name, MeasureFields.shown(name, text)) != true
    }

    /// The values of the form: what was typed, else what is stored. After a conflict what its editor had not touched is
    /// shown as it is stored now.
    private var values: [String: String] {
        var values = stored.merging(["texts": measure.map(MeasurePage.parts) ?? "", "row": ""]) { $1 }
        for (name, text) in typed where name != "row" && values[name] != nil && (!isConflict || isTouched(name, text)) {
            values[name] = text
        }
        return values.merging(["target": typed["target"] ?? rows.first?.id ?? ""]) { $1 }
    }

    /// The rows that are ticked.
    private var ticked: Set<String> {
        let sent = visit.form.all("row")
        guard typed["rows"] != nil, !isConflict || isTouched("row", PlanRow.shown(sent)) else {
            return Set(rows.map(\.id))
        }
        return Set(sent)
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
            guard let mine = typed[name], let theirs = stored[name], mine != theirs, isTouched(name, mine) else {
                return nil
            }
            let isStatus = name == "status"
            return Conflict.Pair(
                label: visit.text(label), mine: isStatus ? status(mine) : mine,
                theirs: isStatus ? status(theirs) : theirs)
        }
        let own = Set(rows.map(\.id))
        let differs = typed["rows"] != nil && ticked != own
        let places = Conflict.Pair(label: visit.text("measure_page.places"), mine: names(ticked), theirs: names(own))
        return Conflict.node(visit, other, pairs + (differs ? [places] : []), theirs: address)
    }

    /// Rows by name.
    private func names(_ ids: Set<String>) -> String {
        plan.rows.filter { ids.contains($0.id) }.map(name).joined(separator: "\n")
    }

    private func name(_ row: PlanRow) -> String {
        Terminal.shortened(
            visit.text("plan_page.row", ["number": String(plan.number(of: row)), "items": plan.label(row)]), 60)
    }

    private func status(_ word: String) -> String {
        Measure.Status(rawValue: word).map { visit.text(Words.status($0)) } ?? word
    }

    private var fields: Node {
        let form = form
        let none = (value: "", text: visit.text("measure_page.nobody"))
        func choice(_ name: String, _ label: String, _ names: [String]) -> Node {
            if names.count > PlanPeople.most { return form.line(name, label, hint: visit.text("measure_page.by_name")) }
            let known = [stored[name] ?? "", typed[name] ?? ""].filter { !$0.isEmpty && !names.contains($0) }
            return form.choice(name, label, [none] + (names + Set(known).sorted()).map { (value: $0, text: $0) })
        }
        let half: (Node) -> Node = { element("div", [.class("w6")], [$0]) }
        var parts: [Node] = [
            measure.map { Form.hidden("seen", (isConflict ? seen($0) : shown ?? seen($0)).text) } ?? .empty,
            Form.hidden("key", typed["key"] ?? ID.new()),
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
        if let measure {
            parts.append(
                form.choice(
                    "status", visit.text("measure_page.status"),
                    hint: measure.state == measure.status ? nil : visit.text("measure_page.begun"),
                    Measure.Status.allCases.map { (value: $0.rawValue, text: status($0.rawValue)) }))
        }
        parts.append(
            form.button(
                isConflict ? "conflict.overwrite" : measure == nil ? "measure_page.add" : "measure_page.save",
                deed: measure == nil ? nil : "save"))
        return element("section", [.class("card")], parts)
    }

    /// Rows offered: as many as a page can bear, and those it stands in.
    private var offered: [PlanRow] {
        let own = Set(rows.map(\.id))
        return plan.rows.enumerated().filter { $0.offset < 300 || own.contains($0.element.id) }.map(\.element)
    }

    /// The rows the measure serves, each a box to tick: so it is shared, moved and taken out.
    private func places(_ measure: Measure) -> Node {
        element(
            "section", [.class("card w6")],
            [
                element("h2", text: visit.text("measure_page.places")),
                form.ticks(
                    "row", visit.text("measure_page.places_which"), offered.map { (value: $0.id, text: name($0)) },
                    chosen: ticked, tall: true),
                form.button("measure_page.places_button", quiet: true, deed: "place"),
            ])
    }

    private func copy(_ measure: Measure) -> Node {
        element(
            "section", [.class("card w6")],
            [
                element("h2", text: visit.text("measure_page.copy")),
                element("p", [.class("hint")], text: visit.text("measure_page.copy_hint")),
                form.choice(
                    "target", visit.text("measure_page.copy_to"), offered.map { (value: $0.id, text: name($0)) }),
                form.button("measure_page.copy_button", quiet: true, deed: "copy"),
            ])
    }

    private func split(_ measure: Measure) -> Node {
        element(
            "section", [.class("card w6")],
            [
                element("h2", text: visit.text("measure_page.split")),
                form.area(
                    "texts", visit.text("measure_page.split_texts"), hint: visit.text("measure_page.split_hint"),
                    rows: 4), form.button("measure_page.split_button", quiet: true, deed: "split"),
            ])
    }

    private func remove(_ measure: Measure) -> Node {
        element(
            "section", [.class("card w6")],
            [
                element("h2", text: visit.text("measure_page.remove")),
                element("p", [.class("hint")], text: visit.text("measure_page.remove_hint")),
                form.button("measure_page.remove_button", quiet: true, deed: "remove", checks: false),
            ])
    }
}
