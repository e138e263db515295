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
                [part.paragraph(visit.text(board == nil ? "watch.not_opened" : "watch.no_addresses"))])
        }
        let key = board.down.isEmpty ? "watch.title_up" : "watch.title_down"
        return Page(
            visit.text(key, ["count": String(board.down.count)]),
            sub: .text(visit.text("watch.sub", ["year": String(year)])),
            [
                board.down.isEmpty ? .empty : downList(board.down), freezeButton, all(board),
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

    private func downList(_ lines: [WatchBoard.Line]) -> Node {
        element(
            "section", [.class("card")],
            [
                element("h2", text: visit.text("watch.down_now")),
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
                                        element("p", [], [WatchParts.verdict(line.verdict, visit)]),
                                        element("p", [.class("hint")], text: stakes(line)),
                                    ]),
                                part.link(
                                    Link.watched(agency.key, year, line.id), visit.text("watch.see"), "btn"),
                            ])
                    }),
            ])
    }

    /// What it costs, since when, and when it was last seen in order.
    private func stakes(_ line: WatchBoard.Line) -> String {
        let strings = visit.site.strings
        var parts: [String] = []
        if let points = line.item.points { parts.append(visit.text("watch.points", ["points": points])) }
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

    private func all(_ board: WatchBoard) -> Node {
        let strings = visit.site.strings
        let rows = board.lines.map { line -> [Node] in
            [
                element(
                    "span", [],
                    [
                        part.link(Link.watched(agency.key, year, line.id), name(line)),
                        element("small", text: line.address.shortened(to: 100)),
                    ]),
                WatchParts.verdict(line.verdict, visit),
                .text(line.since.map { strings.instant($0, visit.language) } ?? "–"),
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
            ])
    }
}

/// Pieces that other pages show of the watcher.
enum WatchParts {
    /// A verdict in words, with its sign.
    static func verdict(_ verdict: PageVerdict?, _ visit: Visit) -> Node {
        let strings = visit.site.strings
        let tag = PeopleParts(visit: visit).tag(
            verdict?.state.mark ?? .fair, strings.verdict(verdict?.state, visit.language))
        let why = (verdict?.reasons ?? []).prefix(3).map { strings.reason($0, visit.language) }
        return element(
            "span", [],
            [tag] + (why.isEmpty ? [] : [element("small", text: why.joined(separator: " · ").shortened(to: 300))]))
    }

    /// What the page of one disclosure shows: its addresses with their verdicts, the way to each one's history, and the
    /// appeal pack.
    struct Data: Sendable {
        struct Line: Sendable {
            var id: String
            var address: String
            var label: String
            var verdict: PageVerdict?
            var isDown: Bool
            var seenAt: String?
            var days: WatchedDays
        }
        var lines: [Line]

        /// Reads them: three queries.
        static func load(disclosure: String, agency: String, in db: Connection) throws -> Data {
            let rows = try db.rows(
                """
                SELECT watched.id, watched.verdict, watched.reasons, watched.state, watched.seen_at,
                  disclosure_address.address, disclosure_address.label FROM watched
                JOIN disclosure_address ON disclosure_address.id = watched.address_id
                WHERE disclosure_address.disclosure_id = \(disclosure) AND watched.agency_id = \(agency)
                AND stopped_at IS NULL ORDER BY disclosure_address.position, watched.id
                """)
            let ids = try rows.map { try $0.string("id") }
            let days = try WatchedDays.load(of: ids, in: db)
            return Data(
                lines: try rows.map { row in
                    Line(
                        id: try row.string("id"), address: try row.string("address"), label: try row.string("label"),
                        verdict: try PageVerdict(row), isDown: try row.string("state") == "down",
                        seenAt: try row.optionalString("seen_at"), days: days[try row.string("id")] ?? WatchedDays())
                })
        }
    }

    static func section(_ data: Data, agency: String, year: Int, code: String, _ visit: Visit) -> [Node] {
        let part = PeopleParts(visit: visit)
        guard !data.lines.isEmpty else {
            return [part.card("watch.section", [part.hint(visit.text("watch.section_none"))])]
        }
        let lines = data.lines.map { line in
            element(
                "li", [],
                [
                    element(
                        "div", [],
                        [
                            element(
                                "p", [.class("what")],
                                [
                                    part.link(
                                        Link.watched(agency, year, line.id),
                                        line.label.isEmpty ? line.address.shortened(to: 100) : line.label)
                                ]),
                            element("p", [], [verdict(line.verdict, visit)]),
                            element("p", [], [WatchStrip.node(line.days, today: visit.today, visit)]),
                            element("p", [.class("hint")], text: WatchStrip.words(line.days, visit)),
                        ])
                ])
        }
        return [
            part.card(
                "watch.section",
                [
                    element("ul", [.class("tasks")], lines),
                    part.buttons([
                        part.link(Link.appeal(agency, year, code), visit.text("watch.appeal_get"), "btn quiet")
                    ]),
                ])
        ]
    }
}
