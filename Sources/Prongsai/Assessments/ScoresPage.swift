import HTML
import ITA

/// Scores as they were published, each with where it comes from; whoever plans may enter them here or bring a file.
struct ScoresPage {
    let visit: Visit
    let plan: Plan
    /// Where the score of an item comes from, by item key.
    let sources: [String: String]
    var typed: [String: String] = [:]
    var problems: [Problem] = []
    /// Who changed a score meanwhile; nil where nobody was.
    var other: Conflict.Other?
    private var isConflict: Bool { other != nil }

    private var key: String { plan.agency.key }
    private var year: Int { plan.fiscalYear }
    private var items: [Edition.Item] { plan.edition.edition.items }

    static func load(_ visit: Visit) async throws -> ScoresPage {
        let (agency, year, editions) = (try visit.agency(), try visit.year(), visit.site.editions)
        let (plan, sources) = try await visit.site.database.read { db in
            let plan = try Plan.load(agency: agency, year: year, editions: editions, in: db).titled(in: db)
            let rows = try db.rows(
                "SELECT item_key, source_place FROM score WHERE assessment_id = \(plan.assessmentID)")
            return (
                plan,
                try Dictionary(rows.map { (try $0.string("item_key"), try $0.optionalString("source_place") ?? "") }) {
                    first, _ in first
                }
            )
        }
        return ScoresPage(visit: visit, plan: plan, sources: sources)
    }

    var page: Page {
        let mayPlan = visit.may(.plan)
        return Page(
            visit.text("scores_page.title", ["year": String(plan.edition.edition.fiscalYear.value)]),
            sub: .text(
                visit.text(
                    "scores_page.sub", ["edition": visit.site.strings.name(plan.edition.edition.title, visit.language)])
            ),
            current: .standing,
            mayPlan
                ? [other.map(conflict) ?? .empty, ScoresPage.fileForm(visit, plan, problems: []), form]
                : [element("section", [.class("card")], [table(nil)])])
    }

    private func conflict(_ other: Conflict.Other) -> Node {
        let pairs = items.compactMap { item -> Conflict.Pair? in
            let stored = plan.scores[item.key]?.text ?? ""
            guard let mine = typed[item.code], typed["was-\(item.code)"] != stored, mine != stored else { return nil }
            return Conflict.Pair(label: item.code, mine: mine, theirs: stored)
        }
        return Conflict.node(visit, other, pairs, theirs: Link.scores(key, year))
    }

    /// Bringing a file: it is shown as understood before anything is saved.
    static func fileForm(_ visit: Visit, _ plan: Plan, problems: [Problem]) -> Node {
        let form = Form(
            visit, values: ["file": ""], problems: problems, heading: "form.faults_file")
        return element(
            "section", [.class("card")],
            [
                element("h2", text: visit.text("scores_page.file")),
                form.node(
                    to: Link.scoresFile(plan.agency.key, plan.fiscalYear), files: true,
                    [
                        form.line(
                            "file", visit.text("scores_page.file_label"), hint: visit.text("scores_page.file_hint"),
                            type: "file", required: true, [Attribute("accept", ".csv,.xlsx,.docx,.txt,.tsv,.md")]),
                        form.button("scores_page.file_button", quiet: true),
                    ]),
            ])
    }

    private var form: Node {
        var values: [String: String] = ["source": typed["source"] ?? ""]
        for item in items {
            // What the editor did not touch shows what somebody else saved meanwhile.
            let isUntouched = isConflict && typed[item.code] == typed["was-\(item.code)"]
            values[item.code] = (isUntouched ? nil : typed[item.code]) ?? plan.scores[item.key]?.text ?? ""
        }
        let form = Form(visit, values: values, problems: problems)
        return element(
            "section", [.class("card")],
            [
                element("h2", text: visit.text("scores_page.by_hand")),
                form.node(
                    to: Link.scores(key, year),
                    [
                        element("p", [.class("hint")], text: visit.text("scores_page.by_hand_hint")), table(form),
                        form.line(
                            "source", visit.text("scores_page.source"), hint: visit.text("scores_page.source_hint")),
                        form.button(isConflict ? "conflict.overwrite" : "scores_page.save"),
                    ]),
            ])
    }

    /// Every item with its score, to read or to type.
    private func table(_ form: Form?) -> Node {
        let head = ["scores_page.column_item", "scores_page.column_score", "scores_page.column_source"].map {
            element("th", [Attribute("scope", "col")], text: visit.text($0))
        }
        let rows = items.map { item -> Node in
            let stored = plan.scores[item.key]?.text ?? ""
            let name = plan.name(of: item, visit.language) ?? ""
            return element(
                "tr", [],
                [
                    element(
                        "th", [Attribute("scope", "row")],
                        [
                            element(
                                form == nil ? "b" : "label", form == nil ? [] : [Attribute("for", "f-\(item.code)")],
                                text: item.code),
                            .text(" "), element("span", [.class("hint")], text: Terminal.shortened(name, 90)),
                        ]),
                    element(
                        "td", [Attribute("data-label", visit.text("scores_page.column_score"))],
                        form.map { input(item, stored, $0) } ?? [.text(stored.isEmpty ? "–" : stored)]),
                    element(
                        "td", [Attribute("data-label", visit.text("scores_page.column_source"))],
                        [
                            element(
                                "span", [.class("hint")],
                                text: sources[item.key].map { visit.site.strings.source($0, visit.language) } ?? "–")
                        ]),
                ])
        }
        return element(
            "table", [.class("cards scores")],
            [element("thead", [], [element("tr", [], head)]), element("tbody", [], rows)])
    }

    private func input(_ item: Edition.Item, _ stored: String, _ form: Form) -> [Node] {
        let faults = problems.filter { $0.place == item.code }
        var attributes = [
            Attribute("name", item.code), .id("f-\(item.code)"), Attribute("value", form.values[item.code] ?? ""),
            Attribute("inputmode", "decimal"), Attribute("autocomplete", "off"),
        ]
        if !faults.isEmpty {
            attributes += [Attribute("aria-invalid", "true"), Attribute("aria-describedby", "e-\(item.code)-0")]
        }
        let was = isConflict ? stored : typed["was-\(item.code)"] ?? stored
        let isDoubtful = plan.edition.edition.isDisclosure(item.code, neither: form.values[item.code] ?? "")
        let doubt =
            isDoubtful ? element("p", [.class("hint")], text: "◆ \(visit.text("scores_page.disclosure"))") : .empty
        return [Form.hidden("was-\(item.code)", was), element("input", attributes), doubt]
            + faults.enumerated().map { index, fault in
                element(
                    "p", [.class("fault"), .id("e-\(item.code)-\(index)")],
                    text:
                        visit.site.strings.said(fault, visit.language)
                )
            }
    }
}
