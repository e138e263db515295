import HTML

/// The rounds of a year: how far each has come and what is next.
struct RoundsPage {
    let visit: Visit
    let agency: Agency
    let data: RoundsData

    var page: Page {
        Page(
            visit.text("rounds_page.title", ["year": String(data.year)]), current: .round,
            [element("div", [.class("grid")], data.lines.map(card))])
    }

    private func card(_ line: RoundsData.Line) -> Node {
        let values = ["round": String(line.round.half), "year": String(data.year)]
        let address = Link.round(agency.key, data.year, line.round.half)
        let newest = line.versions.first
        var facts = [
            visit.text("rounds_page.reported", ["done": String(line.results), "all": String(line.measures)]),
            visit.text("rounds_page.evidence", ["count": String(line.evidence)]),
        ]
        if let newest {
            facts.append(
                visit.text(
                    "round_page.frozen_as",
                    [
                        "version": String(newest.version), "name": visit.actor(newest.by, newest.byName),
                        "at": visit.instant(newest.frozenAt),
                    ]))
        }
        if newest?.publishedAt != nil { facts.append(visit.text("rounds_page.public")) }
        let (tone, state) = state(line)
        return element(
            "section", [.class("card w6")],
            [
                element(
                    "h2", [],
                    [element("a", [.href(address)], text: visit.text("standing.round", values))]),
                element("p", [], [element("span", [.class("tag \(tone)")], text: state)]),
                line.round.frozenAt == nil
                    ? element("p", [.class("hint")], text: RoundPage.deadline(visit, line.round, due: line.due))
                    : .empty,
                element("ul", [], facts.map { element("li", text: $0) }),
                element(
                    "p", [.class("buttons")],
                    [element("a", [.class("btn quiet"), .href(address)], text: visit.text("rounds_page.open"))]),
            ])
    }

    private func state(_ line: RoundsData.Line) -> (tone: String, text: String) {
        if line.round.frozenAt != nil { return ("good", "✓ \(visit.text("rounds_page.frozen"))") }
        switch line.submission?.decision {
        case .approved where line.mayHaveChanged: return ("fair", "◆ \(visit.text("rounds_page.approved_changed"))")
        case .approved: return ("good", "✓ \(visit.text("rounds_page.approved"))")
        case .returned: return ("bad", "▲ \(visit.text("rounds_page.returned"))")
        case nil where line.submission != nil: return ("fair", "◆ \(visit.text("rounds_page.waiting"))")
        case nil: return ("fair", "◆ \(visit.text("rounds_page.open_state"))")
        }
    }
}
