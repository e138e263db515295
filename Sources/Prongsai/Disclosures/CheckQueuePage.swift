import HTML
import ITA

/// The queue as a page: what somebody is to check first, what waits for others, what was decided.
struct CheckQueuePage {
    let visit: Visit
    let agency: Agency
    let queue: CheckQueue

    var page: Page {
        let mine = visit.may(.check) ? queue.waiting.filter { $0.isFor(visit.actor) } : []
        let others = queue.waiting.filter { entry in !mine.contains { $0.check.id == entry.check.id } }
        let title =
            mine.isEmpty
            ? visit.text("checks.title_none") : visit.text("checks.title", ["count": String(mine.count)])
        return Page(
            title, sub: .text(visit.text("checks.sub")),
            [
                mine.isEmpty && others.isEmpty
                    ? element("section", [.class("card")], [element("p", text: visit.text("checks.empty"))]) : .empty,
                list(mine, heading: "checks.mine", button: "checks.open"),
                list(others, heading: "checks.others", button: "checks.look"), past,
            ])
    }

    private func list(_ entries: [CheckQueue.Entry], heading: String, button: String) -> Node {
        guard !entries.isEmpty else { return .empty }
        return element(
            "section", [.class("card")],
            [
                element("h2", text: visit.text(heading)),
                element("ul", [.class("tasks")], entries.prefix(100).map { row($0, button) }),
                entries.count > 100
                    ? element(
                        "p", [.class("hint")], text: visit.text("checks.more", ["count": String(entries.count - 100)]))
                    : .empty,
            ])
    }

    private func row(_ entry: CheckQueue.Entry, _ button: String) -> Node {
        let title = visit.titled(entry.title).shortened(to: 120)
        let who = entry.preparers.isEmpty ? [entry.check.askedBy] : entry.preparers
        let names = who.map { visit.by($0) }.joined(separator: ", ")
        let label = Attribute("aria-label", "\(visit.text(button)) \(entry.code)")
        let way = element(
            "a",
            [
                .class(button == "checks.open" ? "btn" : "btn quiet"), .href(Link.check(agency.key, entry.check.id)),
                label,
            ], text: visit.text(button))
        let facts = [
            visit.text("check.year", ["year": String(entry.subject.fiscalYear)]),
            visit.text("checks.prepared", ["names": names]), visit.since(entry.check.askedAt),
        ].joined(separator: " · ")
        return element(
            "li", [],
            [
                element(
                    "div", [],
                    [
                        element("p", [.class("what")], text: "\(entry.code) \(title)"),
                        element("p", [.class("hint")], text: facts),
                        entry.points.map {
                            element("p", [.class("hint")], text: visit.text("check.stake", ["points": $0.rounded()]))
                        } ?? .empty,
                    ]),
                way,
            ])
    }

    private var past: Node {
        guard !queue.decided.isEmpty else { return .empty }
        return element(
            "details", [.class("card")],
            [
                element("summary", text: visit.text("checks.decided")),
                element(
                    "ul", [.class("plain-list")],
                    queue.decided.map(done)),
            ])
    }

    private func done(_ entry: CheckQueue.Entry) -> Node {
        let facts = [entry.check.decidedBy.map { visit.by($0) }, entry.check.decidedAt.map { visit.instant($0) }]
        let name = "\(entry.code) \(visit.titled(entry.title).shortened(to: 80))"
        return element(
            "li", [],
            [
                element("a", [.href(Link.check(agency.key, entry.check.id))], text: name), .text(" "),
                CheckNodes.mark(entry.state, visit),
                .text(" · " + facts.compactMap(\.self).joined(separator: " · ")),
            ])
    }
}
