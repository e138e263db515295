import HTML
import ITA
import Watch

extension Link {
    static func watch(_ agency: String, _ year: Int) -> String { "/desk/\(agency)/\(year)/watch" }
    static func watched(_ agency: String, _ year: Int, _ id: String) -> String {
        "\(watch(agency, year))/addresses/\(id)"
    }
    static func capture(_ agency: String, _ year: Int, _ id: String) -> String {
        "\(watch(agency, year))/captures/\(id)"
    }
    static func appeal(_ agency: String, _ year: Int, _ code: String) -> String {
        "\(watch(agency, year))/appeal/\(Address.encoded(code))"
    }
    static func frozenAnswers(_ agency: String, _ year: Int) -> String { "\(watch(agency, year))/answers" }
}

/// What is down now, then every address that is watched.
struct WatchPage {
    let visit: Visit
    let agency: Agency
    let year: Int
    /// Nil where the year's disclosures were not opened.
    let board: WatchBoard?

    private var part: PeopleParts { PeopleParts(visit: visit) }

    var page: Page {
        guard let board, board.count > 0 else {
            return Page(
                visit.text("watch.title_none"), sub: .text(visit.text("watch.sub", ["year": String(year)])),
                current: .disclosures,
                [part.paragraph(visit.text(board == nil ? "watch.not_opened" : "watch.no_addresses"))])
        }
        let counts = WatchBoard.Standing.allCases.compactMap { standing in
            board.counts[standing].map { (standing, String($0)) }
        }
        let (worst, count) = counts.first ?? (.up, "0")
        let all = counts.map { visit.text("watch.count_\($0.0.rawValue)", ["count": $0.1]) }.joined(separator: " · ")
        let sub = visit.text("watch.sub", ["year": String(year)])
        return Page(
            visit.text("watch.title_\(worst.rawValue)", ["count": count]),
            sub: .text(counts.count < 2 ? sub : "\(all) · \(sub)"), current: .disclosures,
            [
                board.down.isEmpty ? .empty : downList("watch.down_now", board.down),
                board.changed.isEmpty ? .empty : downList("watch.changed_now", board.changed), freezeButton,
                list(board),
                part.pages(board.page, of: board.pages) { "\(Link.watch(agency.key, year))?page=\($0)" },
            ])
    }

    private var freezeButton: Node {
        part.buttons([
            visit.may(.plan)
                ? part.deed(Link.frozenAnswers(agency.key, year), "watch.freeze_now", quiet: true) : .empty,
            part.link(Link.frozenAnswers(agency.key, year), visit.text("watch.answers_link"), "btn quiet"),
        ])
    }

    private func downList(_ heading: String, _ lines: [WatchBoard.Line]) -> Node {
        element(
            "section", [.class("card")],
            [
                element("h2", text: visit.text(heading)),
                element(
                    "ul", [.class("tasks")],
                    lines.map { line in
                        element(
                            "li", [],
                            [
                                element(
                                    "div", [],
                                    [
                                        element("p", [.class("what")], text: name(line)),
                                        element(
                                            "p", [],
                                            [verdict(line)]),
                                        element("p", [.class("hint")], text: stakes(line)),
                                    ]),
                                part.link(
                                    Link.watched(agency.key, year, line.id), visit.text("watch.see"), "btn"),
                            ])
                    }),
            ])
    }

    private func verdict(_ line: WatchBoard.Line) -> Node {
        WatchParts.verdict(
            line.verdict, told: line.told, seenAt: line.seenAt, changedAt: line.changedAt, visit)
    }

    /// What it costs, since when, and when it was last seen in order.
    private func stakes(_ line: WatchBoard.Line) -> String {
        let strings = visit.site.strings
        var parts: [String] = []
        if let points = line.item.points {
            parts.append(visit.text(line.isDown ? "watch.points" : "board.worth", ["points": points]))
        }
        if let since = line.alert?.since {
            parts.append(visit.text("watch.since", ["since": strings.instant(since, visit.language)]))
        }
        if let last = line.lastGoodAt {
            parts.append(visit.text("watch.last_good", ["last": strings.instant(last, visit.language)]))
        }
        return parts.joined(separator: " · ")
    }

    private func name(_ line: WatchBoard.Line) -> String {
        line.item.name(visit.language) + (line.label.isEmpty ? "" : " · \(line.label.shortened(to: 60))")
    }

    private func list(_ board: WatchBoard) -> Node {
        let strings = visit.site.strings
        let rows = board.lines.map { line -> [Node] in
            [
                element(
                    "span", [],
                    [
                        part.link(Link.watched(agency.key, year, line.id), name(line)),
                        element("small", [.class("file")], text: line.address.shortened(to: 100)),
                    ]),
                verdict(line),
                .text(
                    (line.told == nil ? line.since : line.alert?.since).map { strings.instant($0, visit.language) }
                        ?? "–"),
                element(
                    "span", [],
                    [
                        WatchStrip.node(line.days, today: visit.today, visit),
                        element("small", text: WatchStrip.words(line.days, visit)),
                    ]),
                .text(strings.instant(line.nextAt, visit.language)),
            ]
        }
        let headings = ["address", "verdict", "since", "days", "next"].map {
            (text: visit.text("watch.column_\($0)"), number: false)
        }
        return element(
            "section", [.class("card")],
            [
                element("h2", text: visit.text("watch.all", ["count": String(board.count)])),
                element("div", [.class("scroll")], [part.table(visit.text("watch.title_table"), headings, rows)]),
                part.hint(visit.text("watch.counted")),
            ])
    }
}
