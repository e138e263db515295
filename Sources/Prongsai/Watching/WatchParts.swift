import HTML
import ITA
import Watch

/// Pieces that other pages show of the watcher.
enum WatchParts {
    /// A verdict in words, with its sign.
    ///
    /// - Parameters:
    ///   - told: what the alert of an address that is down says, where the newest look does not tell. The
    ///     look, made at `seenAt`, is told behind it: the reasons are those of the alert.
    ///   - changedAt: when the content changed, where nobody has looked since: then a page that is there is still in
    ///     doubt.
    static func verdict(
        _ newest: PageVerdict?, told: PageVerdict? = nil, seenAt: String? = nil, changedAt: String? = nil,
        _ visit: Visit
    ) -> Node {
        let (strings, part) = (visit.site.strings, PeopleParts(visit: visit))
        let verdict = told ?? newest
        var why = (verdict?.reasons ?? []).prefix(3).map { strings.reason($0, visit.language) }
        var tag = part.tag(verdict?.state.mark ?? .fair, strings.verdict(verdict?.state, visit.language))
        if let changedAt, verdict?.weight == .good {
            tag = part.tag(.fair, strings.verdict(.changed, visit.language))
            why.insert(visit.text("watch.changed_unseen", ["at": strings.instant(changedAt, visit.language)]), at: 0)
        }
        why = [why.joined(separator: " · ").shortened(to: 300)].filter { !$0.isEmpty }
        if told != nil { why.append(strings.again(newest?.state, at: seenAt, visit.language)) }
        guard !why.isEmpty else { return element("span", [], [tag]) }
        return element("span", [], [tag, .text(" "), element("small", text: why.joined(separator: " · "))])
    }

    /// What the page of one disclosure shows: its addresses with their verdicts, the way to each one's history, and the
    /// appeal pack.
    struct Data: Sendable {
        struct Line: Sendable {
            var id: String
            var address: String
            var label: String
            var verdict: PageVerdict?
            /// What its alert says, where it is down and the newest look does not tell.
            var told: PageVerdict?
            var isDown: Bool
            var seenAt: String?
            var changedAt: String?
            var days: WatchedDays
            var shown: String { label.isEmpty ? address : label }
        }
        /// A verdict that was news, of any address it ever had.
        struct Event: Sendable {
            var at: String
            var watched: String
            var place: String
            var verdict: PageVerdict?
        }
        /// When one of the addresses it ever had could not be reached.
        struct Outage: Sendable {
            var place: String
            var alert: WatchTimeline.PastAlert
        }
        var lines: [Line]
        var events: [Event]
        var outages: [Outage]

        /// How many verdicts and outages are listed.
        static let most = 20

        /// All addresses together: a day is bad where one of them was.
        var days: WatchedDays { .together(lines.map(\.days)) }

        /// Reads them: five queries, one more where there are days without a look.
        static func load(disclosure: String, agency: String, today: Day, in db: Connection) throws -> Data {
            let ofIt: SQL = """
                (disclosure_address.disclosure_id = \(disclosure) OR watched.page_of = \(disclosure))
                AND watched.agency_id = \(agency)
                """
            let places: SQL = """
                watched LEFT JOIN disclosure_address ON disclosure_address.id = watched.address_id \(Watched.openAlert)
                """
            let rows = try db.rows(
                """
                SELECT watched.id, watched.verdict, watched.reasons, watched.state, watched.seen_at, watched.changed_at,
                  \(Watched.told), \(Watched.shown) FROM \(places)
                WHERE \(ofIt) AND stopped_at IS NULL ORDER BY position, watched.id
                """)
            let ids = try rows.map { try $0.string("id") }
            let days = try WatchedDays.load(of: ids, today: today, in: db)
            return Data(
                lines: try rows.map { row in
                    Line(
                        id: try row.string("id"), address: try row.string("address"), label: try row.string("label"),
                        verdict: try PageVerdict(row), told: try PageVerdict.told(row),
                        isDown: try row.string("state") == "down",
                        seenAt: try row.optionalString("seen_at"), changedAt: try row.optionalString("changed_at"),
                        days: days[try row.string("id")] ?? WatchedDays())
                },
                events: try db.rows(
                    """
                    SELECT verdict.at, verdict.verdict, verdict.reasons, watched.id AS watched_id, \(Watched.shown)
                    FROM verdict JOIN watched ON watched.id = verdict.watched_id
                    LEFT JOIN disclosure_address ON disclosure_address.id = watched.address_id WHERE \(ofIt)
                    ORDER BY verdict.at DESC, verdict.id DESC LIMIT \(most)
                    """
                ).map { row in
                    let label = try row.string("label")
                    return Event(
                        at: try row.string("at"), watched: try row.string("watched_id"),
                        place: label.isEmpty ? try row.string("address") : label, verdict: try PageVerdict(row))
                },
                outages: try db.rows(
                    """
                    SELECT alert.since, alert.ended_at, alert.points, alert.verdict, alert.reasons, \(Watched.shown)
                    FROM alert JOIN watched ON watched.id = alert.watched_id
                    LEFT JOIN disclosure_address ON disclosure_address.id = watched.address_id
                    WHERE alert.disclosure_id = \(disclosure) AND alert.agency_id = \(agency)
                    ORDER BY alert.raised_at DESC, alert.id DESC LIMIT \(most)
                    """
                ).map { row in
                    let label = try row.string("label")
                    return Outage(
                        place: label.isEmpty ? try row.string("address") : label,
                        alert: try WatchTimeline.PastAlert(row))
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
                            element(
                                "p", [],
                                [
                                    verdict(
                                        line.verdict, told: line.told, seenAt: line.seenAt, changedAt: line.changedAt,
                                        visit)
                                ]),
                            element("p", [], [WatchStrip.node(line.days, today: visit.today, visit)]),
                            element("p", [.class("hint")], text: WatchStrip.words(line.days, visit)),
                        ])
                ])
        }
        let days = data.days
        return [
            part.card(
                "watch.section",
                [
                    element("ul", [.class("tasks")], lines),
                    data.lines.count < 2
                        ? .empty
                        : part.paragraph(visit.text("watch.whole_item", ["days": WatchStrip.words(days, visit)])),
                    past(data, agency: agency, year: year, visit),
                    appeal(agency, year, code, visit),
                ])
        ]
    }

    /// The appeal pack, as of today or with what stood there on a day that somebody asks about.
    static func appeal(
        _ agency: String, _ year: Int, _ code: String, _ visit: Visit, problems: [Problem] = []
    ) -> Node {
        let form = Form(
            visit, values: ["on": visit.request.query["on"] ?? ""], problems: problems, heading: "form.faults_show")
        let fields = [
            form.line("on", visit.text("watch.appeal_on"), hint: visit.text("item_page.day_hint")),
            form.button("watch.appeal_get", quiet: true),
        ]
        return element(
            "form",
            [
                Attribute("method", "get"), Attribute("action", Link.appeal(agency, year, code)), .class("choose"),
            ],
            [form.summary(of: fields), element("div", [.class("line")], fields)])
    }

    /// What happened to an item's addresses: when it could not be reached, and what was seen.
    private static func past(_ data: Data, agency: String, year: Int, _ visit: Visit) -> Node {
        let (part, strings) = (PeopleParts(visit: visit), visit.site.strings)
        func at(_ stored: String) -> String { strings.instant(stored, visit.language) }
        var nodes: [Node] = []
        if !data.outages.isEmpty {
            let lines = data.outages.map { outage in
                let (alert, place) = (outage.alert, outage.place.shortened(to: 80))
                let said = visit.text(
                    alert.endedAt == nil ? "watch.outage_open" : "watch.outage",
                    [
                        "since": at(alert.since), "until": alert.endedAt.map(at) ?? "",
                        "what": strings.words(alert.verdict, visit.language),
                    ])
                return element("li", [], [.text(said + " "), element("small", [.class("file")], text: place)])
            }
            nodes += [element("h3", text: visit.text("watch.outages")), element("ul", [.class("plain-list")], lines)]
        }
        if !data.events.isEmpty {
            let lines = data.events.map { event in
                element(
                    "li", [],
                    [
                        part.link(Link.watched(agency, year, event.watched), at(event.at)), .text(" "),
                        verdict(event.verdict, visit), .text(" "),
                        element("small", [.class("file")], text: event.place.shortened(to: 80)),
                    ])
            }
            nodes += [element("h3", text: visit.text("watch.seen")), element("ul", [.class("plain-list")], lines)]
        }
        return .fragment(nodes)
    }
}
