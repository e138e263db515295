import HTML
import ITA

/// A score in words and shape, so that colour never speaks alone.
enum Grade: String {
    case good, fair, bad

    /// Under 50 it is bad, under the edition's mark for weak items it is fair.
    init(_ value: Exact, weakBelow: Exact) {
        self = value < Exact(50) ? .bad : value < weakBelow ? .fair : .good
    }

    var shape: String {
        switch self {
        case .good: ""
        case .fair: "◆"
        case .bad: "▲"
        }
    }
}

/// Charts of the standing, as SVG with a table for those who cannot see it.
enum StandingCharts {
    /// One bar an indicator, last year's value as a mark where there is one, and a line at the mark under which a plan
    /// is needed. Name and figure are text of the page, so that they keep their size on a phone.
    static func indicators(_ standing: Standing, before: [String: Exact], edition: Edition, _ visit: Visit) -> Node {
        let mark = edition.weakBelow.value
        let rows = standing.listed.map { row -> Node in
            let grade = row.value.map { Grade($0, weakBelow: mark) }
            let figure = [row.value?.rounded() ?? "–", grade?.shape ?? ""].filter { !$0.isEmpty }.joined(separator: " ")
            return element(
                "li", [],
                [
                    element(
                        "span", [.class("name")],
                        text: "\(row.indicator.number). \(visit.site.strings.name(row.indicator.name, visit.language))"),
                    bar(row.value, grade, mark: mark, before: before[row.indicator.key]),
                    element("span", [.class("n")], text: figure),
                ])
        }
        return [
            element("ol", [.class("bars")], rows),
            element("p", [.class("hint")], text: visit.text("standing.chart_legend", ["mark": mark.rounded()])),
            table(standing, before: before, visit),
        ]
    }

    /// A bar from 0 to 100. Figures stand beside it as text, so it says nothing to those who cannot see it.
    private static func bar(_ value: Exact?, _ grade: Grade?, mark: Exact, before: Exact?) -> Node {
        func x(_ value: Exact) -> String { String(Int((Double(value.rounded()) ?? 0) * 3)) }
        var shapes = [rect("300", "track")]
        if let value, let grade { shapes.append(rect(x(value), grade.rawValue)) }
        shapes.append(line(x(mark), "mark"))
        if let before { shapes.append(line(x(before), "old")) }
        return element(
            "svg",
            [
                Attribute("viewBox", "0 0 300 16"), Attribute("preserveAspectRatio", "none"),
                Attribute("aria-hidden", "true"), Attribute("focusable", "false"),
            ], shapes)
    }

    /// The same figures as a table.
    private static func table(_ standing: Standing, before: [String: Exact], _ visit: Visit) -> Node {
        let hasOld = !before.isEmpty
        var head = [
            element("th", [Attribute("scope", "col")], text: visit.text("standing.indicator")),
            element("th", [Attribute("scope", "col"), .class("n")], text: visit.text("standing.this_year")),
        ]
        if hasOld {
            head.append(
                element("th", [Attribute("scope", "col"), .class("n")], text: visit.text("standing.last_year")))
        }
        let rows = standing.listed.map { row in
            var cells = [
                element(
                    "th", [Attribute("scope", "row")],
                    text: "\(row.indicator.number). \(visit.site.strings.name(row.indicator.name, visit.language))"),
                element("td", [.class("n")], text: row.value?.rounded() ?? "–"),
            ]
            if hasOld {
                cells.append(element("td", [.class("n")], text: before[row.indicator.key]?.rounded() ?? "–"))
            }
            return element("tr", [], cells)
        }
        return element(
            "details", [],
            [
                element("summary", text: visit.text("standing.as_table")),
                element("table", [], [element("thead", [], [element("tr", [], head)]), element("tbody", [], rows)]),
            ])
    }

    /// A tile an item, by instrument: code, score, shape. Instruments the edition lists no items of have none.
    static func heat(_ plan: Plan, _ visit: Visit) -> Node {
        let edition = plan.edition.edition
        let mark = edition.weakBelow.value
        var parts: [Node] = []
        for instrument in edition.instruments where !instrument.items.isEmpty {
            parts.append(
                element(
                    "h3", text: "\(instrument.code) \(visit.site.strings.name(instrument.name, visit.language))"))
            let tiles = instrument.items.map { item -> Node in
                let score = plan.scores[item.key]
                let grade = score.map { Grade($0.value, weakBelow: mark) }
                let row = plan.rows.first { $0.lines.contains { $0.items.contains(item.key) } }
                let target =
                    row.map { Link.plan(plan.agency.key, plan.fiscalYear, row: $0.id) }
                    ?? Link.plan(plan.agency.key, plan.fiscalYear)
                return element(
                    "li", [],
                    [
                        element(
                            "a",
                            [
                                .class(grade?.rawValue ?? "none"), .href(target),
                            ],
                            [
                                element(
                                    "b",
                                    text: [grade?.shape ?? "", item.code].filter { !$0.isEmpty }.joined(separator: " ")),
                                element("span", text: score?.text ?? "–"),
                            ])
                    ])
            }
            parts.append(element("ul", [.class("heat")], tiles))
        }
        parts.append(element("p", [.class("hint")], text: visit.text("standing.legend", ["mark": mark.rounded()])))
        return .fragment(parts)
    }

    private static func rect(_ width: String, _ kind: String) -> Node {
        element("rect", [Attribute("width", width), Attribute("height", "16"), .class(kind)])
    }

    private static func line(_ x: String, _ kind: String) -> Node {
        element(
            "line", [Attribute("x1", x), Attribute("x2", x), Attribute("y1", "0"), Attribute("y2", "16"), .class(kind)])
    }
}
