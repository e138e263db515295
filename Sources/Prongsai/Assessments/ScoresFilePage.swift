import Documents
import HTML
import ITA

/// A file of scores as it was understood; nothing is saved until it is applied.
struct ScoresFilePage {
    let visit: Visit
    let plan: Plan
    let reading: ScoresReading
    let name: String
    let upload: String
    /// Whether this very file was applied before.
    var isImported = false

    /// Lines of one kind that are shown; the others are folded.
    private static let most = 60

    var page: Page {
        let address = Link.uploadedScores(plan.agency.key, plan.fiscalYear, upload)
        var parts: [Node] = []
        let canApply = reading.problems.isEmpty && !reading.entries.isEmpty
        parts += ImportLists.faults(visit, reading.problems, shown: ScoresFilePage.most)
        if reading.entries.isEmpty, reading.problems.isEmpty {
            parts.append(
                Form(
                    visit, problems: [Problem("nothing_found", at: name)], heading: "form.faults_file"
                ).summary)
        }
        let changes = reading.entries.count { score(before: $0) != $0.score }
        func apply(_ words: String, quiet: Bool = false) -> Node {
            Form.small(
                visit, to: address, [element("button", [.class(quiet ? "btn quiet" : "btn")], text: words)])
        }
        if canApply, changes > 0 {
            let words = visit.text("scores_file.apply", ["count": String(changes)])
            parts.append(element("div", [.class("buttons")], [apply(words), other]))
        } else if canApply {
            parts.append(
                element(
                    "p", [.class("note")],
                    text: visit.text("scores_file.nothing_new", ["count": String(reading.entries.count)])))
            let note = isImported ? Node.empty : apply(visit.text("scores_file.note_source"), quiet: true)
            parts.append(element("div", [.class("buttons")], [other, note]))
        } else {
            parts.append(element("p", [.class("buttons")], [other]))
        }
        parts += [entries]
        parts += ImportLists.doubts(visit, reading.doubts, shown: ScoresFilePage.most)
        parts += ImportLists.unplaced(visit, reading.unplaced, shown: ScoresFilePage.most)
        return Page(
            visit.text("scores_file.title", ["file": name]), sub: .text(visit.text("scores_file.sub")),
            current: .standing, parts)
    }

    /// The score an item has already.
    private func score(before entry: ScoresReading.Entry) -> String? {
        plan.edition.edition.item(code: entry.code).flatMap { plan.scores[$0.key]?.text }
    }

    private var other: Node {
        element(
            "a", [.class("btn quiet"), .href(Link.scores(plan.agency.key, plan.fiscalYear))],
            text: visit.text("scores_file.other"))
    }

    private var entries: Node {
        guard !reading.entries.isEmpty else { return .empty }
        let head = [
            "scores_page.column_item", "what_if.column_now", "scores_file.column_new", "scores_file.column_place",
        ]
        .map { element("th", [Attribute("scope", "col")], text: visit.text($0)) }
        let rows = reading.entries.map { entry -> Node in
            let before = score(before: entry)
            let change =
                before == nil
                ? visit.text("scores_file.new") : before == entry.score ? visit.text("scores_file.same") : before ?? ""
            return element(
                "tr", [],
                [
                    element("th", [Attribute("scope", "row")], text: entry.code),
                    element("td", [Attribute("data-label", visit.text("what_if.column_now"))], text: change),
                    element(
                        "td", [Attribute("data-label", visit.text("scores_file.column_new"))],
                        [element("b", text: entry.score)]),
                    element(
                        "td", [Attribute("data-label", visit.text("scores_file.column_place"))],
                        text: visit.site.strings.place(entry.place, visit.language)),
                ])
        }
        return element(
            "section", [.class("card")],
            [
                element(
                    "table", [.class("cards")],
                    [element("thead", [], [element("tr", [], head)]), element("tbody", [], rows)])
            ])
    }
}
