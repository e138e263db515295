import HTML
import ITA

extension Link {
    static func assign(_ agency: String, _ year: Int) -> String { "\(plan(agency, year))/owners" }
}

/// Measures that nobody answers for, each a box to tick, and whose they shall be.
struct AssignPage {
    let visit: Visit
    let plan: Plan
    let people: PlanPeople
    var problems: [Problem] = []

    /// Measures of one page: what is left is offered once these have an owner.
    static let most = 60

    private var key: String { plan.agency.key }
    private var year: Int { plan.fiscalYear }

    /// Measures without an owner in the order of the plan, each with its number and the items of its row.
    static func open(_ plan: Plan) -> [(measure: Measure, number: String, items: String)] {
        let measures = Dictionary(plan.measures.map { ($0.id, $0) }) { first, _ in first }
        var seen: Set<String> = []
        return plan.rows.enumerated().flatMap { index, row in
            row.measures.enumerated().compactMap { position, id in
                guard let measure = measures[id], measure.status != .dropped, !measure.hasOwner,
                    seen.insert(id).inserted
                else { return nil }
                return (measure, "\(index + 1).\(position + 1)", plan.label(row))
            }
        }
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

    private func form(_ open: [(measure: Measure, number: String, items: String)]) -> Node {
        let typed = Form.typed(visit.form)
        let form = Form(
            visit,
            values: ["unit": typed["unit"] ?? "", "person": typed["person"] ?? "", "measure": ""], problems: problems)
        let isFirst = visit.request.method != "POST"
        let chosen = Set(visit.form.all("measure"))
        let ticks = open.prefix(AssignPage.most).map { measure, number, items in
            element(
                "label", [.class("tick")],
                [
                    element(
                        "input",
                        [
                            Attribute("type", "checkbox"), Attribute("name", "measure"), Attribute("value", measure.id),
                        ] + (!isFirst && chosen.contains(measure.id) ? [Attribute("checked")] : [])),
                    element(
                        "span", [],
                        [.text(number + " " + measure.text.shortened(to: 120)), element("small", text: items)]),
                ])
        }
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
                            [element("legend", text: visit.text("assign.which"))] + ticks),
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
                        agency: plan.agency.id, plan: plan.id, measures: visit.form.all("measure"),
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
