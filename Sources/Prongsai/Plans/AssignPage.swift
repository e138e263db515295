import HTML
import ITA

extension Link {
    static func assign(_ agency: String, _ year: Int) -> String { "\(plan(agency, year))/owners" }
}

/// Measures that nobody answers for, each a box to tick, one for all of an indicator and one for all there are, and whose
/// they shall be.
struct AssignPage {
    let visit: Visit
    let plan: Plan
    let people: PlanPeople
    var problems: [Problem] = []

    /// Measures of one page: what is left is offered once these have an owner.
    static let most = 60

    private var key: String { plan.agency.key }
    private var year: Int { plan.fiscalYear }

    /// A measure without an owner, with its number in the plan and the items of its row.
    struct Open {
        var measure: Measure
        var number: String
        var items: String
        /// Key of the indicator its row begins with; empty where the row names no item.
        var indicator: String
    }

    /// Measures without an owner in the order of the plan.
    static func open(_ plan: Plan) -> [Open] {
        let measures = Dictionary(plan.measures.map { ($0.id, $0) }) { first, _ in first }
        var indicators: [String: String] = [:]
        for indicator in plan.edition.edition.instruments.flatMap(\.indicators) {
            for item in indicator.items { indicators[item.key] = indicator.key }
        }
        var seen: Set<String> = []
        return plan.rows.enumerated().flatMap { index, row in
            let indicator = row.lines.flatMap(\.items).first.flatMap { indicators[$0] } ?? ""
            return row.measures.enumerated().compactMap { position, id -> Open? in
                guard let measure = measures[id], measure.status != .dropped, !measure.hasOwner,
                    seen.insert(id).inserted
                else { return nil }
                return Open(
                    measure: measure, number: "\(index + 1).\(position + 1)", items: plan.label(row),
                    indicator: indicator)
            }
        }
    }

    /// Ids of the measures a form chose: ticked one by one, by indicator, or all at once.
    static func chosen(_ form: FormFields, of plan: Plan) -> [String] {
        let groups = Set(form.all("indicator"))
        let many = open(plan).filter { form["all"] == "1" || groups.contains($0.indicator) }
        return form.all("measure") + many.map(\.measure.id)
    }

    var page: Page {
        let open = AssignPage.open(plan)
        return Page(
            visit.text("assign.title"),
            sub: .text(visit.text("assign.sub", ["count": String(open.count), "year": String(year)])), current: .plan,
            [open.isEmpty ? none : form(open)])
    }

    private var none: Node {
        element(
            "section", [.class("card")],
            [
                element("p", text: visit.text(plan.measures.isEmpty ? "assign.no_measures" : "assign.none")),
                element(
                    "p", [],
                    [
                        element(
                            "a", [.class("btn"), .href(Link.plan(key, year))], text: visit.text("assign.to_plan"))
                    ]),
            ])
    }

    /// A box to tick; what was sent stays ticked.
    private func tick(_ name: String, _ value: String, _ words: [Node]) -> Node {
        let isChosen = visit.request.method == "POST" && visit.form.all(name).contains(value)
        return element(
            "label", [.class("tick")],
            [
                element(
                    "input",
                    [Attribute("type", "checkbox"), Attribute("name", name), Attribute("value", value)]
                        + (isChosen ? [Attribute("checked")] : [])), element("span", [], words),
            ])
    }

    /// The measures of one indicator, with a box for all of them where there are other indicators too.
    private func group(_ indicator: String, of open: [Open], isOnly: Bool) -> Node {
        let own = open.filter { $0.indicator == indicator }
        let shown = open.prefix(AssignPage.most).filter { $0.indicator == indicator }.map {
            tick(
                "measure", $0.measure.id,
                [.text($0.number + " " + $0.measure.text.shortened(to: 120)), element("small", text: $0.items)])
        }
        guard !isOnly else { return .fragment(shown) }
        let found = plan.edition.edition.instruments.flatMap(\.indicators).first { $0.key == indicator }
        let name =
            found.map {
                visit.text(
                    "assign.indicator",
                    ["number": String($0.number), "name": visit.site.strings.name($0.name, visit.language)])
            } ?? visit.text("assign.no_item")
        return element(
            "fieldset", [.class("element")],
            [
                element("legend", text: name),
                tick(
                    "indicator", indicator,
                    [element("b", text: visit.text("assign.whole_indicator", ["count": String(own.count)]))]),
            ] + shown)
    }

    private func form(_ open: [Open]) -> Node {
        let typed = Form.typed(visit.form)
        let form = Form(
            visit,
            values: ["unit": typed["unit"] ?? "", "person": typed["person"] ?? "", "measure": ""], problems: problems)
        let indicators = open.reduce(into: [String]()) { if !$0.contains($1.indicator) { $0.append($1.indicator) } }
        let all = tick("all", "1", [element("b", text: visit.text("assign.all", ["count": String(open.count)]))])
        func choice(_ name: String, _ label: String, _ names: [String]) -> Node {
            if names.count > PlanPeople.most { return form.line(name, label, hint: visit.text("measure_page.by_name")) }
            return form.choice(
                name, label,
                [(value: "", text: visit.text("measure_page.nobody"))] + names.map { (value: $0, text: $0) })
        }
        return form.node(
            to: Link.assign(key, year),
            [
                element(
                    "section", [.class("card narrow")],
                    [
                        element("h2", text: visit.text("assign.whom")),
                        choice("unit", visit.text("measure_page.unit"), people.units),
                        choice("person", visit.text("measure_page.person"), people.people),
                        form.button("assign.button"),
                    ]),
                element(
                    "section", [.class("card")],
                    [
                        element(
                            "fieldset", [.id("f-measure")],
                            [element("legend", text: visit.text("assign.which")), open.count > 1 ? all : .empty]
                                + indicators.map { group($0, of: open, isOnly: indicators.count == 1) }),
                        open.count > AssignPage.most
                            ? element(
                                "p", [.class("hint")],
                                text: visit.text("assign.more", ["count": String(open.count - AssignPage.most)]))
                            : .empty,
                    ]),
            ])
    }
}

enum AssignRoutes {
    static let all: [Route] = [
        .get("/desk/:agency/:year/plan/owners", .agency(.plan)) { visit in
            AssignPage(visit: visit, plan: try await visit.plan(), people: try await visit.planPeople()).page.reply(
                visit)
        },
        .post("/desk/:agency/:year/plan/owners", .agency(.plan)) { visit in
            let plan = try await visit.plan()
            let problems = try await visit.problems {
                _ = try await visit.perform(
                    AssignMeasures(
                        agency: plan.agency.id, plan: plan.id, measures: AssignPage.chosen(visit.form, of: plan),
                        unit: visit.form["unit"], person: visit.form["person"]))
            }
            guard problems.isEmpty else {
                return AssignPage(
                    visit: visit, plan: plan, people: try await visit.planPeople(), problems: problems
                ).page.reply(visit, status: 422)
            }
            return .redirect("\(Link.assign(plan.agency.key, plan.fiscalYear))?done=measures_assigned")
        },
    ]
}
