import HTML
import ITA

/// What the total would be with other scores. Nothing is saved: the scores tried stand in the page's own address.
struct WhatIfPage {
    let visit: Visit
    let plan: Plan
    private let formula: Formula
    /// What was typed, by item code.
    private let typed: [String: String]
    private let problems: [Problem]
    /// The published scores with those tried.
    private let scores: [String: Score]
    private let now: Standing
    private let then: Standing
    private let gaps: [Gap]

    init(_ visit: Visit, _ plan: Plan) throws {
        (self.visit, self.plan) = (visit, plan)
        formula = try Formula(plan.edition.edition)
        var (typed, problems, scores): ([String: String], [Problem], [String: Score]) = ([:], [], plan.scores)
        for item in formula.items {
            guard let given = visit.form.filled(item.code) else { continue }
            typed[item.code] = given
            do { scores[item.key] = try Score(published: Digits.ascii(given)) } catch {
                problems.append(
                    Problem("score_\(error.rawValue)", ["given": given, "code": item.code], at: item.code))
            }
        }
        (self.typed, self.problems, self.scores) = (typed, problems, scores)
        (now, then) = (formula.standing(plan.scores), formula.standing(scores))
        gaps = formula.gaps(plan.scores)
    }

    private var key: String { plan.agency.key }
    private var year: Int { plan.fiscalYear }

    /// The page, or only the result where the page's script asks for it.
    var reply: Reply {
        let status = problems.isEmpty ? 200 : 422
        if visit.form["part"] == "result" {
            return .text(
                String(decoding: Node.fragment(result).rendered(), as: UTF8.self), status: status,
                type: "text/html; charset=utf-8")
        }
        return page.reply(visit, status: status)
    }

    private var page: Page {
        Page(
            visit.text("what_if.title"), sub: .text(visit.text("what_if.sub")), current: .standing,
            scripts: ["what-if"],
            plan.scores.isEmpty
                ? [
                    element(
                        "section", [.class("card")],
                        [
                            element("p", text: visit.text("what_if.no_scores")),
                            element(
                                "p", [],
                                [
                                    element(
                                        "a", [.class("btn"), .href(Link.scores(key, year))],
                                        text: visit.text("standing.enter_scores"))
                                ]),
                        ])
                ]
                : [
                    noTotal, presets,
                    element(
                        "div", [.class("grid what-if")],
                        [
                            element(
                                "section", [.class("card w5 result"), .id("result"), Attribute("aria-live", "polite")],
                                result), element("section", [.class("card w7")], [form]),
                        ]),
                ])
    }

    /// That this edition makes no total, once and outside what is said again with every score tried.
    private var noTotal: Node {
        let sentences = visit.site.strings.noTotal(now, plan.edition.edition, visit.language)
        guard !sentences.isEmpty else { return .empty }
        return element("div", [.class("note")], sentences.map { element("p", text: $0) })
    }

    /// Ready-made questions: every 0 complete, and the six costliest gaps.
    private var presets: Node {
        func link(_ gaps: [Gap], _ text: String) -> Node {
            let query = gaps.map { "\(Address.encoded($0.item.code))=100" }.joined(separator: "&")
            return element(
                "a", [.class("btn quiet"), .href("\(Link.whatIf(key, year))?\(query)")], text: text)
        }
        let zeros = gaps.filter { $0.score.value == .zero }
        let costliest = Array(gaps.prefix(6))
        return element(
            "p", [.class("buttons")],
            [
                zeros.isEmpty ? .empty : link(zeros, visit.text("what_if.zeros", ["count": String(zeros.count)])),
                costliest.isEmpty
                    ? .empty : link(costliest, visit.text("what_if.costliest", ["count": String(costliest.count)])),
                typed.isEmpty
                    ? .empty
                    : element(
                        "a", [.class("btn quiet"), .href(Link.whatIf(key, year))], text: visit.text("what_if.reset")),
            ])
    }

    // MARK: The result

    private var result: [Node] {
        let (strings, language) = (visit.site.strings, visit.language)
        let changed = formula.items.filter { scores[$0.key] != plan.scores[$0.key] }
        var parts: [Node] = []
        if !problems.isEmpty { parts.append(faults) }
        let headlines = then.headlines(visit.text(changed.isEmpty ? "what_if.now" : "what_if.would_be"), visit)
        parts.append(
            element(
                "div", [.class("headline")],
                headlines.map { name, value in
                    [element("h2", text: name), element("p", [.class("total")], text: value)]
                } + [
                    then.level.map {
                        element("p", [], [element("span", [.class("level")], text: strings.name($0.name, language))])
                    } ?? .empty
                ]))
        if !changed.isEmpty, let before = now.total {
            let level = now.level.map { strings.name($0.name, language) } ?? "–"
            parts.append(
                element("p", text: visit.text("what_if.from", ["total": before.rounded(), "level": level])))
        }
        if let blocking = then.blocking { parts.append(element("p", text: strings.blocking(blocking, language))) }
        if !then.missing.isEmpty {
            parts.append(
                element(
                    "p",
                    text: visit.text(
                        "standing.missing", ["codes": ItemRange.label(then.missing, in: plan.edition.edition)])))
        }
        return parts + [then.unconfirmed(visit), table]
    }

    /// Scores that cannot be tried; the others are.
    private var faults: Node {
        element(
            "div", [.class("faults"), Attribute("role", "alert")],
            [
                element("p", [], [element("strong", text: visit.text("what_if.faults"))]),
                element(
                    "ul", [],
                    problems.map { problem in
                        let text =
                            visit.site.strings.said(problem, visit.language)
                        return element(
                            "li", [], [element("a", [.href("#f-\(problem.place ?? "")")], text: text)])
                    }),
            ])
    }

    /// Every instrument and indicator, now and with the scores tried.
    private var table: Node {
        func row(_ name: String, _ before: Exact?, _ after: Exact?, isPart: Bool) -> Node {
            let (old, new) = (before?.rounded() ?? "–", after?.rounded() ?? "–")
            let mark = before == after ? "" : (after ?? .zero) > (before ?? .zero) ? "▲ " : "▼ "
            return element(
                "tr", before == after ? [] : [.class("changed")],
                [
                    element("th", [Attribute("scope", "row")] + (isPart ? [] : [.class("strong")]), text: name),
                    element("td", [.class("n")], text: old), element("td", [.class("n")], text: mark + new),
                ])
        }
        var rows: [Node] = []
        let listed = Set(now.listed.map(\.instrument))
        for (before, after) in zip(now.instruments, then.instruments) where listed.contains(before.code) {
            rows.append(
                row(
                    "\(before.code) · \(visit.site.strings.name(before.name, visit.language))", before.value,
                    after.value, isPart: false))
            for (old, new) in zip(now.listed, then.listed) where old.instrument == before.code {
                rows.append(
                    row(
                        "\(old.indicator.number). \(visit.site.strings.name(old.indicator.name, visit.language))",
                        old.value, new.value, isPart: true))
            }
        }
        let head = [
            element("th", [Attribute("scope", "col")], text: visit.text("standing.indicator")),
            element("th", [Attribute("scope", "col"), .class("n")], text: visit.text("what_if.column_now")),
            element("th", [Attribute("scope", "col"), .class("n")], text: visit.text("what_if.column_then")),
        ]
        return element(
            "table", [.class("figures")],
            [element("thead", [], [element("tr", [], head)]), element("tbody", [], rows)])
    }

    // MARK: The form

    private var form: Node {
        let form = Form(visit, problems: problems)
        let open = Set(gaps.map(\.item.key))
        let rest = formula.items.filter { !open.contains($0.key) }
        let touched = rest.contains { typed[$0.code] != nil }
        return element(
            "form",
            [
                Attribute("method", "get"), Attribute("action", Link.whatIf(key, year)),
                Attribute("data-live", "result"),
            ],
            [
                element("h2", text: visit.text("what_if.scores")),
                element(
                    "p", [.class("hint")],
                    text: visit.site.strings.pointsOf(gaps, visit.language) ?? visit.text("what_if.scores_hint")),
                element("ul", [.class("tries")], gaps.map { entry($0.item, cost: $0.cost ?? $0.part, form) }),
                rest.isEmpty
                    ? .empty
                    : element(
                        "details", touched ? [Attribute("open")] : [],
                        [
                            element("summary", text: visit.text("what_if.others", ["count": String(rest.count)])),
                            element("ul", [.class("tries")], rest.map { entry($0, cost: nil, form) }),
                        ]),
                element("p", [.class("buttons")], [form.button("what_if.button")]),
            ])
    }

    private func entry(_ item: Edition.Item, cost: Exact?, _ form: Form) -> Node {
        let now = plan.scores[item.key]?.text ?? ""
        let name = plan.name(of: item, visit.language) ?? ""
        let faults = form.problems.filter { $0.place == item.code }
        let hints = [
            Terminal.shortened(name, 70),
            visit.text("what_if.is_now", ["score": now.isEmpty ? "–" : now]),
            cost.map { visit.text("what_if.could_add", ["points": "+\($0.rounded())"]) } ?? "",
        ].filter { !$0.isEmpty }
        var attributes = [
            Attribute("name", item.code), .id("f-\(item.code)"), Attribute("value", typed[item.code] ?? now),
            Attribute("inputmode", "decimal"), Attribute("data-now", now), Attribute("autocomplete", "off"),
            Attribute("aria-describedby", "h-\(item.code)"),
        ]
        if !faults.isEmpty { attributes.append(Attribute("aria-invalid", "true")) }
        return element(
            "li", [],
            [
                element("label", [Attribute("for", "f-\(item.code)")], text: item.code),
                element("span", [.class("hint"), .id("h-\(item.code)")], text: hints.joined(separator: " · ")),
                element("input", attributes),
            ]
                + faults.map { fault in
                    element("p", [.class("fault")], text: visit.site.strings.what(fault, visit.language))
                })
    }
}

/// Trying other scores.
enum WhatIfRoutes {
    static let all: [Route] = [
        .get("/desk/:agency/:year/what-if", .agency(.read)) { visit in
            let plan = try await visit.plan()
            return try WhatIfPage(visit, try await visit.site.database.read { try plan.titled(in: $0) }).reply
        }
    ]
}
