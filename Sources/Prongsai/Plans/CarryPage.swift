import HTML
import ITA

/// Everything the page of carrying forward shows, read in one go.
struct CarryData: Sendable {
    /// This year's plan without its rows.
    var plan: Plan
    /// Whether it has no rows yet; only then anything can be carried into it.
    var isEmpty: Bool
    /// Years of other plans, the newest first.
    var years: [Int]
    /// The plan to carry from; nil where there is none.
    var old: Plan?

    static func load(_ visit: Visit) async throws -> CarryData {
        let (agency, year, editions) = (try visit.agency(), try visit.year(), visit.site.editions)
        let asked = visit.form["from"].flatMap { Int($0) }
        return try await visit.site.database.read {
            try load(agency, year: year, from: asked, editions: editions, in: $0)
        }
    }

    static func load(_ agency: Agency, year: Int, from asked: Int?, editions: EditionShelf, in db: Connection) throws
        -> CarryData
    {
        let plans = try db.rows(
            """
            SELECT plan.id, plan.fiscal_year, assessment_id, edition_id, edition_revision,
              (SELECT COUNT(*) FROM plan_row WHERE plan_id = plan.id) AS row_count
            FROM plan JOIN assessment ON assessment.id = assessment_id
            WHERE plan.agency_id = \(agency.id) ORDER BY plan.fiscal_year DESC
            """)
        guard let own = try plans.first(where: { try $0.integer("fiscal_year") == year }) else {
            // Says which editions a plan could be begun with.
            _ = try Plan.load(agency: agency, year: year, editions: editions, in: db)
            throw Failure.notFound(Message("failure.no_plan_yet"))
        }
        let edition = try editions.stored(
            try own.string("edition_id"), revision: try own.integer("edition_revision"), in: db)
        let plan = Plan(
            id: try own.string("id"), agency: agency, fiscalYear: year, edition: edition,
            assessmentID: try own.string("assessment_id"), scores: [:], rows: [], measures: [], rounds: [])
        let years = try plans.map { try $0.integer("fiscal_year") }.filter { $0 != year }
        let from = asked.flatMap { years.contains($0) ? $0 : nil } ?? years.first { $0 < year } ?? years.first
        let old = try from.map { try Plan.load(agency: agency, year: $0, editions: editions, in: db) }
        return CarryData(plan: plan, isEmpty: try own.integer("row_count") == 0, years: years, old: old)
    }

    /// What would come along; `accepted` are the items of last year whose wording may only be offered and is wanted.
    func preview(accepted: Set<String>, shelf: EditionShelf) throws -> CarryPreview? {
        guard let old else { return nil }
        let edition = plan.edition.edition
        let lineage = try CarryCommand.lineage(from: old.edition.edition, to: edition, shelf: shelf)
        return CarryPreview(from: old, to: edition, lineage: lineage) { accepted.contains($0) }
    }
}

/// What of last year's plan comes into this year's, and what never does, before anything is written.
struct CarryPage {
    let visit: Visit
    let data: CarryData
    let preview: CarryPreview?
    let accepted: Set<String>
    /// Why nothing can be carried although there is a plan of another year.
    var obstacle: Message?

    private var plan: Plan { data.plan }
    private var edition: Edition { plan.edition.edition }
    private var address: String { Link.carry(plan.agency.key, plan.fiscalYear) }

    var page: Page {
        var body: [Node] = []
        if !data.isEmpty { body.append(element("p", [.class("note")], text: visit.text("carry_page.not_empty"))) }
        if let old = data.old, let preview {
            body += [years(old), form(old, preview), never]
        } else if let old = data.old, let obstacle {
            body += [
                years(old),
                element(
                    "section", [.class("card")], [element("p", text: visit.site.strings.text(obstacle, visit.language))]
                ),
            ]
        } else {
            body.append(
                element(
                    "section", [.class("card")],
                    [
                        element("p", text: visit.text("carry_page.nothing", ["year": String(plan.fiscalYear)])),
                        element(
                            "p", [],
                            [
                                element(
                                    "a", [.class("btn quiet"), .href(Link.plan(plan.agency.key, plan.fiscalYear))],
                                    text: visit.text("row_page.back"))
                            ]),
                    ]))
        }
        return Page(
            visit.text("carry_page.title"), sub: .text(visit.text("carry_page.sub", ["year": String(plan.fiscalYear)])),
            current: .plan, body)
    }

    private func years(_ old: Plan) -> Node {
        let form = Form(visit, values: ["from": String(old.fiscalYear)])
        guard data.years.count > 1 else { return .empty }
        return element(
            "form", [Attribute("method", "get"), Attribute("action", address), .class("card narrow")],
            [
                form.choice(
                    "from", visit.text("carry_page.from"), data.years.map { (value: String($0), text: String($0)) }),
                form.button("carry_page.show", quiet: true),
            ])
    }

    private func form(_ old: Plan, _ preview: CarryPreview) -> Node {
        let form = Form(visit)
        let rows = preview.rows.enumerated().map { index, row -> Node in
            let codes = row.lines.flatMap(\.items)
            let text = visit.text(
                "carry_page.row",
                [
                    "items": plan.label(codes), "findings": String(row.lines.flatMap(\.findings).count),
                    "measures": String(row.measures.count),
                ])
            let first = row.measures.first.flatMap { old.measure($0)?.text } ?? ""
            return element(
                "li", [],
                [
                    .text(text),
                    row.carrying == .offered
                        ? [
                            .text(" "),
                            element("span", [.class("tag fair")], text: "◆ \(visit.text("carry_page.changed"))"),
                        ]
                        : .empty, element("small", text: Terminal.shortened(first, 100)),
                ])
        }
        var parts: [Node] = [
            Form.hidden("from", String(old.fiscalYear)),
            element(
                "h2",
                text: visit.text("carry_page.rows", ["count": String(rows.count), "year": String(old.fiscalYear)])),
            rows.isEmpty
                ? element("p", text: visit.text("carry_page.no_rows")) : element("ol", [.class("measures")], rows),
        ]
        parts.append(offers(old, preview, form))
        parts.append(left(old, preview))
        let fresh = preview.fresh
        if !fresh.isEmpty {
            parts.append(element("p", text: visit.text("carry_page.fresh", ["items": plan.label(fresh)])))
        }
        if data.isEmpty, !rows.isEmpty {
            parts.append(element("p", [.class("buttons")], [form.button("carry_page.apply")]))
        }
        return element("section", [.class("card")], [form.node(to: address, parts)])
    }

    /// Items whose wording may only be offered: nothing of them comes along unless somebody says so.
    private func offers(_ old: Plan, _ preview: CarryPreview, _ form: Form) -> Node {
        let kinds = preview.left.filter { Lineage.carrying(.wording, $0.value) == .offered }
        let keys = old.edition.edition.items.map(\.key).filter { kinds[$0] != nil || accepted.contains($0) }
        guard !keys.isEmpty else { return .empty }
        let ticks = keys.map { key -> Node in
            let item = old.edition.edition.item(key: key)
            let kind = kinds[key].map { visit.text(CarryPage.word($0)) }
            let label = [item?.code ?? key, kind ?? visit.text("carry_page.accepted")].joined(separator: " · ")
            return Form(visit, values: ["item": accepted.contains(key) ? key : ""]).tick("item", label, value: key)
        }
        return element(
            "fieldset", [],
            [
                element("legend", text: visit.text("carry_page.offers")),
                element("p", [.class("hint")], text: visit.text("carry_page.offers_hint")),
                element("div", [.class("ticks")], ticks),
                element(
                    "button", [.class("btn quiet"), Attribute("name", "do"), Attribute("value", "show")],
                    text: visit.text("carry_page.show_again")),
            ])
    }

    /// What stays behind for good, by what became of it.
    private func left(_ old: Plan, _ preview: CarryPreview) -> Node {
        let lines = Lineage.Kind.allCases.compactMap { kind -> Node? in
            guard Lineage.carrying(.wording, kind) == .never else { return nil }
            let keys = old.edition.edition.items.map(\.key).filter { preview.left[$0] == kind }
            guard !keys.isEmpty else { return nil }
            return element(
                "li",
                text: visit.text(
                    "carry_page.left", ["items": old.label(keys), "kind": visit.text(CarryPage.word(kind))]))
        }
        return lines.isEmpty ? .empty : element("ul", [], lines)
    }

    private var never: Node {
        element(
            "section", [.class("card")],
            [
                element("h2", text: visit.text("carry_page.never")),
                element(
                    "ul", [],
                    [
                        "carry_page.never_results", "carry_page.never_status", "carry_page.never_scores",
                        "carry_page.never_evidence",
                    ]
                    .map { element("li", text: visit.text($0)) }),
                element("p", text: visit.text("carry_page.then")),
            ])
    }

    private static func word(_ kind: Lineage.Kind) -> String {
        switch kind {
        case .same: "lineage.same"
        case .changed: "lineage.changed"
        case .split: "lineage.split"
        case .merged: "lineage.merged"
        case .new: "lineage.new"
        case .retired: "lineage.retired"
        case .unlisted: "lineage.unlisted"
        }
    }
}

/// Carrying last year's plan forward.
enum CarryRoutes {
    static let all: [Route] = [
        .get("/desk/:agency/:year/plan/carry", .agency(.plan)) { visit in
            let data = try await CarryData.load(visit)
            return try page(visit, data, []).reply(visit)
        },
        .post("/desk/:agency/:year/plan/carry", .agency(.plan)) { visit in
            let data = try await CarryData.load(visit)
            let accepted = Set(visit.form.all("item"))
            guard visit.form["do"] != "show", let old = data.old,
                let preview = try data.preview(accepted: accepted, shelf: visit.site.editions)
            else { return try page(visit, data, accepted).reply(visit) }
            guard data.isEmpty else {
                throw Failure.conflict(Message("carry_page.not_empty"))
            }
            _ = try await visit.perform(
                CarryForward(agency: data.plan.agency.id, old: old, plan: data.plan.id, preview: preview))
            return .redirect("\(Link.plan(data.plan.agency.key, data.plan.fiscalYear))?done=carried")
        },
    ]

    private static func page(_ visit: Visit, _ data: CarryData, _ accepted: Set<String>) throws -> Page {
        do {
            return CarryPage(
                visit: visit, data: data, preview: try data.preview(accepted: accepted, shelf: visit.site.editions),
                accepted: accepted
            ).page
        } catch Failure.notFound(let message) where message.key == "failure.no_lineage" {
            return CarryPage(visit: visit, data: data, preview: nil, accepted: [], obstacle: message).page
        }
    }
}
