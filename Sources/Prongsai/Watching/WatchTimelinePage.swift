import HTML
import ITA
import Watch

/// One address: how it stands, what was seen when, what was different, and the captures.
struct WatchTimelinePage {
    let visit: Visit
    let agency: Agency
    let year: Int
    let timeline: WatchTimeline
    var problems: [Problem] = []

    private var part: PeopleParts { PeopleParts(visit: visit) }
    private var strings: Strings { visit.site.strings }

    var page: Page {
        return Page(
            visit.text(
                timeline.isDown ? "watch.address_down" : "watch.address_title", ["code": timeline.item.code]),
            sub: .text(
                [timeline.item.title(visit.language).shortened(to: 160), timeline.label].filter { !$0.isEmpty }.joined(
                    separator: " · ")),
            current: .disclosures, [now, visiting, seen, months, captures, schedule])
    }

    private func at(_ stored: String?) -> String { stored.map { strings.instant($0, visit.language) } ?? "–" }

    private var now: Node {
        var facts: [(String, Node)] = [
            ("watch.fact_address", element("span", [.class("file")], text: timeline.address)),
            (
                timeline.told == nil ? "watch.fact_now" : "watch.fact_told",
                WatchParts.verdict(
                    timeline.verdict, told: timeline.told, seenAt: timeline.seenAt, changedAt: timeline.changedAt,
                    visit)
            ),
            ("watch.fact_since", .text(at(timeline.told == nil ? timeline.since : timeline.openAlert?.since))),
            ("watch.fact_seen", .text(at(timeline.seenAt))),
            ("watch.fact_last_good", .text(at(timeline.lastGoodAt))),
        ]
        if let points = timeline.item.points {
            let said = visit.text(timeline.isDown ? "watch.points" : "board.worth", ["points": points])
            facts.append(("watch.fact_points", .text(said)))
        }
        if let ends = timeline.certificateEndsOn {
            let left = ends.number - visit.today.number
            facts.append(
                (
                    "watch.fact_certificate",
                    .text(visit.text("watch.certificate", ["until": visit.day(ends), "days": String(left)]))
                ))
        }
        if !timeline.isStopped { facts.append(("watch.fact_next", .text(at(timeline.nextAt)))) }
        return element(
            "section", [.class("card")],
            [
                element(
                    "dl", [.class("facts")],
                    facts.flatMap { [element("dt", text: visit.text($0.0)), element("dd", [], [$0.1])] }),
                timeline.isDown && !timeline.isStopped && visit.may(.record)
                    ? part.paragraph(visit.text("watch.down_what")) : .empty,
                part.buttons([
                    visit.may(.record) && !timeline.isStopped
                        ? part.deed(
                            "\(Link.watched(agency.key, year, timeline.id))/look", "watch.look_again",
                            quiet: !timeline.isDown) : .empty,
                    timeline.capture.map {
                        part.link(
                            Link.capture(agency.key, year, $0), visit.text("watch.see_last_good"), "btn quiet")
                    } ?? .empty,
                    part.link(
                        Link.disclosure(agency.key, year, timeline.item.code),
                        visit.text("watch.to_item", ["code": timeline.item.code]), "btn quiet"),
                    part.link(
                        Link.appeal(agency.key, year, timeline.item.code), visit.text("watch.appeal_get"), "btn quiet"),
                    part.link(Link.watch(agency.key, year), visit.text("watch.back"), "btn quiet"),
                ]),
            ])
    }

    /// Whether a person should open it: it changed, or nothing can be told from here.
    private var isInDoubt: Bool {
        timeline.changedAt != nil || timeline.verdict?.weight == PageVerdict.Weight.none
    }

    /// What people found who opened it, and the form for the next one.
    private var visiting: Node {
        var parts: [Node] = []
        if isInDoubt, visit.may(.record), !timeline.isStopped {
            let typed = Form.typed(visit.form).filter { $0.key == "note" }
            let form = Form(visit, values: typed, problems: problems.filter { $0.place != "every" })
            let isSeen = timeline.verdict?.weight == .good || timeline.verdict?.state == .replaced
            let picture: [Attribute] = [
                Attribute("type", "file"), Attribute("name", "picture"),
                Attribute("accept", "image/png,image/jpeg,image/webp"),
            ]
            parts += [
                part.paragraph(visit.text(timeline.changedAt == nil ? "watch.visit_unsure" : "watch.visit_changed")),
                element(
                    "p", [],
                    [
                        element(
                            "a", [.href(timeline.address), Attribute("rel", "noreferrer"), .class("btn quiet")],
                            text: visit.text("watch.visit_open"))
                    ]),
                form.node(
                    to: "\(Link.watched(agency.key, year, timeline.id))/visits", files: true,
                    [
                        Form.hidden("seen", timeline.changedAt ?? ""),
                        form.line(
                            "note", visit.text("watch.visit_note"),
                            hint: visit.text(isSeen ? "watch.visit_note_optional" : "watch.visit_note_hint")),
                        form.field("picture", visit.text("watch.visit_picture"), nil) {
                            element("input", picture + $0)
                        }, part.buttons([form.button("watch.visit_button")]),
                    ]),
            ]
        }
        if !timeline.visits.isEmpty {
            let lines = timeline.visits.map { one -> Node in
                let said = [at(one.at), visit.actor(one.who, one.name), one.note].filter { !$0.isEmpty }
                var nodes: [Node] = [.text(said.joined(separator: " · "))]
                if one.picture != nil {
                    nodes += [
                        .text(" "),
                        part.link(
                            "\(Link.watch(agency.key, year))/visits/\(one.id)/picture",
                            visit.text("watch.visit_see_picture")),
                    ]
                }
                return element("li", [], nodes)
            }
            parts.append(element("ul", [.class("plain-list")], lines))
        }
        return parts.isEmpty ? .empty : part.card("watch.visits", parts)
    }

    /// Verdicts, the newest first, each with what was different.
    private var seen: Node {
        let entries = timeline.entries.map { entry in
            element(
                "li", [],
                [
                    element("p", [.class("what")], text: at(entry.at)),
                    element("p", [], [WatchParts.verdict(entry.verdict, visit)]),
                    changes(entry),
                    entry.capture.map {
                        element(
                            "p", [],
                            [part.link(Link.capture(agency.key, year, $0), visit.text("watch.see_capture"))])
                    } ?? .empty,
                ])
        }
        return part.card(
            "watch.seen",
            [
                entries.isEmpty
                    ? part.paragraph(visit.text("watch.not_seen")) : element("ol", [.class("notices")], entries)
            ])
    }

    private func changes(_ entry: WatchTimeline.Entry) -> Node {
        guard !entry.changes.isEmpty else { return .empty }
        let lines = entry.changes.prefix(20).map { change -> Node in
            let said = element("b", text: visit.text("watch.change_\(change.kind.rawValue)") + " ")
            switch change.kind {
            case .edited:
                return element(
                    "li", [],
                    [
                        said, element("del", text: change.before ?? ""), .text(" → "),
                        element("ins", text: change.text),
                    ])
            case .removed: return element("li", [], [said, element("del", text: change.text)])
            case .added: return element("li", [], [said, element("ins", text: change.text)])
            case .moved: return element("li", [], [said, .text(change.text)])
            }
        }
        return element(
            "details", [],
            [
                element("summary", text: visit.text("watch.changes", ["count": String(entry.changes.count)])),
                element("ul", [], Array(lines)),
            ])
    }

    private var months: Node {
        let isTold = timeline.days.isTold(at: visit.now)
        let rows = timeline.months.map { month -> [Node] in
            let day = Day(iso: "\(month.month)-01")
            return [
                .text(day.map { strings.month($0, visit.language) } ?? month.month), .text(String(month.looks)),
                .text(String(month.bad)), .text(String(month.changed)),
                .text(isTold ? month.availability.percent : visit.text("watch.not_told")),
            ]
        }
        let headings = ["month", "looks", "bad", "changed", "percent"].map {
            (text: visit.text("watch.column_\($0)"), number: $0 != "month")
        }
        return part.card(
            "watch.year",
            [
                WatchStrip.node(timeline.days, today: visit.today, visit),
                part.hint(WatchStrip.words(timeline.days, visit)), part.hint(visit.text("watch.counted")),
                rows.isEmpty
                    ? .empty
                    : element("div", [.class("scroll")], [part.table(visit.text("watch.months"), headings, rows)]),
            ])
    }

    private var captures: Node {
        guard !timeline.captures.isEmpty else { return .empty }
        return part.card(
            "watch.captures",
            [
                part.hint(visit.text("watch.captures_hint")),
                element(
                    "ul", [.class("plain-list")],
                    timeline.captures.map { capture in
                        element(
                            "li", [],
                            [
                                part.link(Link.capture(agency.key, year, capture.id), at(capture.at)),
                                element("small", [.class("file")], text: capture.digest ?? ""),
                            ])
                    }),
            ])
    }

    private var schedule: Node {
        guard visit.may(.plan), !timeline.isStopped else { return .empty }
        let choices = WatchAddress.choices + (WatchAddress.choices.contains(timeline.every) ? [] : [timeline.every])
        let form = Form(
            visit, values: ["every": String(timeline.every)], problems: problems.filter { $0.place == "every" })
        return part.card(
            "watch.schedule", narrow: true,
            [
                form.node(
                    to: "\(Link.watched(agency.key, year, timeline.id))/interval",
                    [
                        form.choice(
                            "every", visit.text("watch.every"), hint: visit.text("watch.every_hint"),
                            choices.sorted().map { (String($0), strings.interval($0, visit.language)) }),
                        form.button("watch.set", quiet: true),
                    ])
            ])
    }
}
