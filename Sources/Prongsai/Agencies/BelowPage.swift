import Documents
import Foundation
import HTML
import ITA

/// The agencies below, side by side, the ones that need help first.
struct BelowPage {
    /// How they are ordered.
    enum Order: String, CaseIterable { case attention, name, lowest, highest, readiness }

    /// What is shown of all there are.
    struct Choice {
        var order = Order.attention
        var level = ""
        var state = ""
        var words = ""
        var page = 1

        init(_ query: FormFields) {
            order = query["order"].flatMap { Order(rawValue: $0) } ?? .attention
            (level, state) = (query["level"] ?? "", query["state"] ?? "")
            words = String((query["q"] ?? "").trimmingWhitespace().unicodeScalars.prefix(100))
            page = max(Int(query["page"] ?? "") ?? 1, 1)
        }
    }

    static let size = 50

    let visit: Visit
    let agency: Agency
    let data: BelowData
    let choice: Choice
    /// Those the filter leaves, in order.
    let shown: [BelowData.Entry]

    init(_ visit: Visit, _ agency: Agency, _ data: BelowData, _ choice: Choice) {
        (self.visit, self.agency, self.data, self.choice) = (visit, agency, data, choice)
        let words = choice.words.lowercased()
        let found = data.entries.filter { entry in
            (choice.level.isEmpty || (entry.level?.key ?? "none") == choice.level)
                && (choice.state.isEmpty || entry.state.rawValue == choice.state)
                && (words.isEmpty
                    || AgencyTree.Entry(agency: entry.agency, depth: 1, parent: nil, accounts: 0, year: nil).says(words))
        }
        // Equal ones stay in order of name.
        shown = found.enumerated().sorted { a, b in
            let (x, y) = (a.element, b.element)
            switch choice.order {
            case .name: return a.offset < b.offset
            case .attention:
                return (y.late, x.readiness, y.faults, a.offset) < (x.late, y.readiness, x.faults, b.offset)
            case .readiness: return (x.readiness, a.offset) < (y.readiness, b.offset)
            case .lowest, .highest:
                // Those without a total come last either way.
                guard let first = x.total, let second = y.total else {
                    return x.total != nil && y.total == nil
                        || (x.total == nil) == (y.total == nil) && a.offset < b.offset
                }
                if first == second { return a.offset < b.offset }
                return choice.order == .lowest ? first < second : first > second
            }
        }.map(\.element)
    }

    private var part: PeopleParts { PeopleParts(visit: visit) }

    /// An address of this page with something else chosen.
    private func address(_ changes: [String: String]) -> String {
        var query = FormFields()
        let values = [
            ("year", String(data.year)), ("half", String(data.half)), ("order", choice.order.rawValue),
            ("level", choice.level), ("state", choice.state), ("q", choice.words),
        ]
        for (name, value) in values where changes[name] == nil && !value.isEmpty { query.append(name, value) }
        for (name, value) in changes.sorted(by: { $0.key < $1.key }) where !value.isEmpty { query.append(name, value) }
        return query.encoded
    }

    var page: Page {
        let title = visit.text("below.title", ["agency": agency.name(visit.language)])
        guard !data.entries.isEmpty else {
            return Page(
                title, current: .below,
                [part.card("below.none", [part.paragraph(visit.text("below.none_mend"))])])
        }
        return Page(
            title,
            sub: .text(
                visit.text(
                    "below.sub",
                    [
                        "count": String(data.entries.count), "year": String(data.year), "round": String(data.half),
                    ])), current: .below,
            [
                element("div", [.class("grid")], [summary, gaps]), filter,
                element(
                    "section", [.class("card")],
                    [
                        element("h2", text: visit.text("below.found", ["count": String(shown.count)])),
                        shown.isEmpty ? part.paragraph(visit.text("below.none_found")) : table,
                        part.pages(choice.page, of: (shown.count + Self.size - 1) / Self.size) {
                            "?\(address(["page": String($0)]))"
                        },
                        part.buttons(
                            ["csv", "xlsx"].map { format in
                                part.link(
                                    "\(Link.below(agency.key))/file?\(address(["format": format]))",
                                    visit.text("below.get_\(format)"), "btn quiet")
                            }),
                    ]),
            ])
    }

    /// How many stand at which level, and how far their rounds are; each leads to those.
    private var summary: Node {
        var levels: [(key: String, name: String, count: Int)] = []
        for entry in data.entries {
            let key = entry.level?.key ?? "none"
            if let index = levels.firstIndex(where: { $0.key == key }) {
                levels[index].count += 1
            } else {
                levels.append(
                    (
                        key,
                        entry.level.map { visit.site.strings.name($0.name, visit.language) }
                            ?? visit.text("below.no_level"), 1
                    ))
            }
        }
        let best = Dictionary(
            data.entries.compactMap { entry in entry.level.map { ($0.key, $0.totalAtLeast) } }
        ) { first, _ in first }
        levels.sort { (best[$1.key] ?? .zero, $0.key) < (best[$0.key] ?? .zero, $1.key) }
        let states = BelowData.State.allCases.compactMap { state -> (BelowData.State, Int)? in
            let count = data.entries.count { $0.state == state }
            return count == 0 ? nil : (state, count)
        }
        func list(_ lines: [(text: String, count: Int, address: String)]) -> Node {
            element(
                "ul", [.class("counts")],
                lines.map { line in
                    element(
                        "li", [],
                        [
                            part.link("?\(line.address)", line.text),
                            element("b", [.class("n")], text: String(line.count)),
                        ]
                    )
                })
        }
        return element(
            "section", [.class("card w5")],
            [
                element("h2", text: visit.text("below.levels")),
                list(levels.map { ($0.name, $0.count, address(["level": $0.key])) }),
                element("h2", text: visit.text("below.rounds", ["round": String(data.half)])),
                list(
                    states.map {
                        (visit.text("below.state_\($0.0.rawValue)"), $0.1, address(["state": $0.0.rawValue]))
                    }),
            ])
    }

    private var gaps: Node {
        let lines = data.gaps.prefix(8).map { gap in
            let name = gap.item.title(thai: visit.language == .thai) ?? ""
            let zeros = gap.zeros > 0 ? " · ▲ \(visit.text("below.gap_zeros", ["count": String(gap.zeros)]))" : ""
            return element(
                "li", [],
                [
                    element("span", [.class("pts")], text: gap.cost > .zero ? "+\(gap.cost.rounded())" : "–"),
                    element(
                        "span", [],
                        [
                            element("b", text: gap.item.code), .text(" \(Terminal.shortened(name, 80))"),
                            element(
                                "small",
                                text: visit.text("below.gap_agencies", ["count": String(gap.agencies)]) + zeros),
                        ]),
                ])
        }
        return element(
            "section", [.class("card w7")],
            [
                element("h2", text: visit.text("below.gaps")), part.hint(visit.text("below.gaps_what")),
                lines.isEmpty
                    ? part.paragraph(visit.text("below.no_gaps")) : element("ol", [.class("gaps")], Array(lines)),
            ])
    }

    private var filter: Node {
        var levels: [(value: String, text: String)] = [(value: "", text: visit.text("below.all_levels"))]
        for entry in data.entries {
            if let level = entry.level, !levels.contains(where: { $0.value == level.key }) {
                levels.append((value: level.key, text: visit.site.strings.name(level.name, visit.language)))
            }
        }
        levels.append((value: "none", text: visit.text("below.no_level")))
        let form = Form(
            visit,
            values: [
                "year": String(data.year), "half": String(data.half), "order": choice.order.rawValue,
                "level": choice.level, "state": choice.state, "q": choice.words,
            ])
        let years = (data.years.contains(data.year) ? data.years : [data.year] + data.years).map(String.init)
        return element(
            "form", [Attribute("method", "get"), Attribute("action", Link.below(agency.key)), .class("card line")],
            [
                form.line("q", visit.text("agencies.search"), type: "search"),
                form.choice("year", visit.text("below.year"), years.map { (value: $0, text: $0) }),
                form.choice(
                    "half", visit.text("below.half"),
                    ["1", "2"].map { (value: $0, text: visit.text("below.half_\($0)")) }),
                form.choice("level", visit.text("standing.level"), levels),
                form.choice(
                    "state", visit.text("below.state"),
                    [(value: "", text: visit.text("below.all_states"))]
                        + BelowData.State.allCases.map {
                            (value: $0.rawValue, text: visit.text("below.state_\($0.rawValue)"))
                        }),
                form.choice(
                    "order", visit.text("below.order"),
                    Order.allCases.map { (value: $0.rawValue, text: visit.text("below.order_\($0.rawValue)")) }),
                form.button("below.show", quiet: true),
            ])
    }

    private var table: Node {
        let headings = ["agency", "total", "level", "reported", "late", "faults", "disclosures", "state"]
        let numbers: Set = ["total"]
        return part.table(
            visit.text("below.caption"), headings.map { (visit.text("below.column_\($0)"), numbers.contains($0)) },
            shown.dropFirst((choice.page - 1) * Self.size).prefix(Self.size).map { entry in
                [
                    entry.plan == nil
                        ? .text(entry.agency.name(visit.language))
                        : part.link(Link.standing(entry.agency.key, data.year), entry.agency.name(visit.language)),
                    .text((entry.total?.rounded() ?? "–") + (entry.total != nil && !entry.isFirm ? " ◆" : "")),
                    .text(entry.level.map { visit.site.strings.name($0.name, visit.language) } ?? "–"),
                    entry.plan == nil
                        ? part.tag(.fair, visit.text("below.no_plan"))
                        : .text(
                            visit.text(
                                "standing.reported", ["done": String(entry.reported), "all": String(entry.measures)])),
                    entry.late > 0 ? part.tag(.bad, String(entry.late)) : .text(String(entry.late)),
                    entry.plan == nil
                        ? .text("–")
                        : entry.faults > 0
                            ? .fragment([
                                part.tag(.fair, String(entry.faults)),
                                element(
                                    "small",
                                    text: visit.text(
                                        "below.faults",
                                        [
                                            "outside": String(entry.outside), "drafts": String(entry.drafts),
                                            "owners": String(entry.ownerless), "open": String(entry.unreported),
                                            "results": String(entry.bare),
                                        ])),
                            ]) : .text(String(entry.faults)), disclosures(entry), state(entry.state),
                ]
            })
    }

    /// How much of what must be open is, and what of it cannot be reached.
    private func disclosures(_ entry: BelowData.Entry) -> Node {
        guard entry.disclosures > 0 else { return .text("–") }
        let count = visit.text(
            "below.disclosed", ["done": String(entry.disclosed), "all": String(entry.disclosures)])
        guard entry.down > 0 else { return .text(count) }
        let down = visit.text("below.down", ["count": String(entry.down)])
        return .fragment([.text(count + " "), part.tag(.bad, down)])
    }

    private func state(_ state: BelowData.State) -> Node {
        let text = visit.text("below.state_\(state.rawValue)")
        return switch state {
        case .frozen, .approved: part.tag(.good, text)
        case .submitted, .returned, .approvedEdited: part.tag(.fair, text)
        case .open, .none: .text("○ \(text)")
        }
    }

    /// The same as a table for a spreadsheet, all that the filter leaves.
    var sheet: SheetTable {
        let columns = [
            "agency", "key", "total", "level", "measures", "reported", "late", "outside", "drafts", "ownerless",
            "bare", "disclosures_all", "disclosures_open", "disclosures_down", "state",
        ]
        let widths = [40.0, 14, 10, 22, 12, 12, 12, 16, 16, 16, 16, 16, 16, 16, 18]
        return SheetTable(
            title: visit.text("below.title", ["agency": agency.name(visit.language)]),
            columns: zip(columns, widths).map { (visit.text("below.column_\($0)"), $1) },
            rows: shown.map { entry in
                [
                    .text(entry.agency.name(visit.language)), .text(entry.agency.key),
                    entry.total.flatMap { Double($0.rounded()) }.map { .score($0) } ?? .empty,
                    .text(entry.level.map { visit.site.strings.name($0.name, visit.language) } ?? ""),
                    .whole(entry.measures), .whole(entry.reported), .whole(entry.late), .whole(entry.outside),
                    .whole(entry.drafts), .whole(entry.ownerless), .whole(entry.bare), .whole(entry.disclosures),
                    .whole(entry.disclosed), .whole(entry.down),
                    .text(visit.text("below.state_\(entry.state.rawValue)")),
                ]
            })
    }
}

/// The office above looks at the agencies below it.
enum BelowRoutes {
    static let all: [Route] = [
        .get("/desk/:agency/below", .agency(.read)) { visit in try await load(visit).page.reply(visit) },
        .get("/desk/:agency/below/file", .agency(.read)) { visit in
            let page = try await load(visit)
            let name = "\(visit.text("below.file_name"))-\(page.data.year)-\(page.data.half)"
            let sheet = page.sheet
            if visit.request.query["format"] == "xlsx" {
                return .download(
                    .bytes(try sheet.xlsx()), name: "\(name).xlsx",
                    type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
            }
            let rows = sheet.rows.map { row in
                row.map { cell in
                    switch cell {
                    case .text(let text): text
                    case .score(let value): String(format: "%.2f", value)
                    case .whole(let value): String(value)
                    case .empty: ""
                    }
                }
            }
            return .download(
                .bytes(ListReading.file([sheet.columns.map(\.heading)] + rows)), name: "\(name).csv",
                type: "text/csv; charset=utf-8")
        },
    ]

    private static func load(_ visit: Visit) async throws -> BelowPage {
        guard visit.viewer?.role.permissionsBelow.contains(.read) == true else { throw Failure.forbidden }
        let (agency, editions, today, query) = (
            try visit.agency(), visit.site.editions, visit.today, visit.request.query
        )
        let kept = visit.site.keptBelow
        let year = query["year"].flatMap { Int(Digits.ascii($0)) }.flatMap { (2500...2700).contains($0) ? $0 : nil }
        let half = query["half"].flatMap { Int($0) }.flatMap { (1...2).contains($0) ? $0 : nil }
        let data = try await visit.site.database.read {
            try BelowData.load(
                below: agency, year: year, half: half, today: today, editions: editions, kept: kept, in: $0)
        }
        return BelowPage(visit, agency, data, BelowPage.Choice(query))
    }
}
