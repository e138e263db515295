import Documents
import HTML
import ITA

/// What waits to be accepted, and the links it came through.
struct ContributionsPage {
    let visit: Visit
    let year: Int
    let agency: Agency
    let waiting: [Contribution]
    let decided: [Contribution]
    let links: [ContributionLink]

    var page: Page {
        let title =
            waiting.isEmpty
            ? visit.text("contributions.title_none")
            : visit.text("contributions.title", ["count": String(waiting.count)])
        return Page(title, sub: .text(visit.text("contributions.sub")), current: .work, [queue, linkList, past])
    }

    private var queue: Node {
        guard !waiting.isEmpty else { return .empty }
        return element(
            "section", [.class("card")],
            [
                element(
                    "ul", [.class("tasks")],
                    waiting.map { item in
                        element(
                            "li", [],
                            [
                                element(
                                    "div", [],
                                    [
                                        element("p", [.class("what")], text: item.text.shortened(to: 160)),
                                        element(
                                            "p", [.class("hint")],
                                            text: [
                                                visit.text("contributions.from", ["name": item.name]),
                                                item.measure.shortened(to: 60),
                                                visit.text(
                                                    "contributions.photos", ["count": String(item.files.count)]),
                                                visit.day(Instant(stored: item.createdAt).day),
                                            ].joined(separator: " · ")),
                                    ]),
                                element(
                                    "a",
                                    [.class("btn"), .href(Link.contribution(agency.key, year, item.id))],
                                    text: visit.text("contributions.look")),
                            ])
                    })
            ])
    }

    private var linkList: Node {
        let label: (String) -> Attribute = {
            Attribute("data-label", visit.text("contributions.column_\($0)"))
        }
        let rows = links.map { link -> Node in
            let state = link.state(at: visit.now)
            return element(
                "tr", [],
                [
                    element("th", [Attribute("scope", "row")], text: link.label),
                    element("td", [label("measure")], text: link.measure.shortened(to: 80)),
                    element("td", [label("until")], text: visit.day(Instant(stored: link.expiresAt).day)),
                    element("td", [label("count")], text: String(link.contributions)),
                    element(
                        "td", [label("state")],
                        [
                            element(
                                "span", [.class(state == .open ? "tag good" : "tag")],
                                text: visit.text("contributions.state_\(state.rawValue)")),
                            state == .open
                                ? Form.small(
                                    visit, to: "\(Link.contributions(agency.key, year))/links/\(link.id)/revocation",
                                    [
                                        element(
                                            "button",
                                            [
                                                .class("btn quiet small"),
                                                Attribute(
                                                    "aria-label",
                                                    "\(visit.text("contributions.revoke")) \(link.label)"),
                                            ], text: visit.text("contributions.revoke"))
                                    ]) : .empty,
                        ]),
                ])
        }
        let head = ["label", "measure", "until", "count", "state"].map {
            element("th", [Attribute("scope", "col")], text: visit.text("contributions.column_\($0)"))
        }
        return element(
            "section", [.class("card")],
            [
                element("h2", text: visit.text("contributions.links")),
                links.isEmpty
                    ? element(
                        "p", [],
                        [
                            .text(visit.text("contributions.no_links") + " "),
                            element(
                                "a", [.href(Link.work(agency.key, year))], text: visit.text("contributions.to_work")),
                        ])
                    : element(
                        "div", [.class("scroll")],
                        [
                            element(
                                "table", [.class("cards")],
                                [
                                    element("thead", [], [element("tr", [], head)]),
                                    element("tbody", [], Array(rows.prefix(100))),
                                ])
                        ]),
            ])
    }

    private var past: Node {
        guard !decided.isEmpty else { return .empty }
        return element(
            "details", [.class("card")],
            [
                element("summary", text: visit.text("contributions.decided")),
                element(
                    "ul", [.class("plain-list")],
                    decided.map { item in
                        let what = "\(item.name): \(item.text.shortened(to: 80))"
                        let key =
                            item.decision == "accepted" ? "contributions.accepted" : "contributions.declined"
                        return element(
                            "li", [],
                            [
                                item.progressID.map {
                                    element("a", [.href(Link.result(agency.key, year, $0))], text: what)
                                } ?? .text(what), .text(" · \(visit.text(key))"),
                            ])
                    }),
            ])
    }
}

/// One contribution: what came, editable, and the two ways to decide.
struct ContributionPage {
    let visit: Visit
    let agency: Agency
    let item: Contribution
    /// First and last day of its round.
    let days: (first: Day, last: Day)
    var problems: [Problem] = []
    /// What was typed in a form that came back.
    var typed: [String: String] = [:]

    private var address: String { Link.contribution(agency.key, item.fiscalYear, item.id) }

    var page: Page {
        Page(
            visit.text("contribution.title", ["name": item.name]),
            sub: .text(
                [
                    visit.text("standing.round", ["round": String(item.half), "year": String(item.fiscalYear)]),
                    visit.day(Instant(stored: item.createdAt).day),
                ].joined(separator: " · ")), current: .work,
            [
                element(
                    "section", [.class("card measure")],
                    [
                        element("p", [.class("hint")], text: visit.text("give.measure")),
                        element("p", [.class("what")], text: item.measure),
                    ]), item.decision != nil ? done : item.isFrozen ? closed : editor,
            ])
    }

    /// Its round was closed meanwhile: what came, what can be done with it, and no button that would be refused.
    private var closed: Node {
        let round = Link.round(agency.key, item.fiscalYear, item.half)
        return element(
            "section", [.class("card")],
            [
                element("p", [.class("note")], text: visit.text("contribution.closed")),
                element("p", [.class("typed")], text: typed["text"] ?? item.text),
                element("ul", [.class("photos")], item.files.map { element("li", [], [picture($0)]) }),
                element(
                    "div", [.class("buttons")],
                    [
                        element("a", [.class("btn"), .href(round)], text: visit.text("contribution.to_round")),
                        declining,
                    ]),
            ])
    }

    private func picture(_ file: Contribution.File) -> Node {
        element(
            "img",
            [
                .src("\(address)/\(file.id)/print"), Attribute("alt", file.caption), Attribute("loading", "lazy"),
            ])
    }

    /// That the day of a photo, as it was typed or else as it came, lies outside the round.
    private func outside(_ file: Contribution.File) -> Node {
        let day: Day? =
            typed["about.\(file.id)"].map { Strings.readDay($0) } ?? file.aboutOn
            ?? file.picture.takenAt.flatMap { Day(iso: String($0.prefix(10))) }
        return EvidenceNodes.outside(day, first: days.first, last: days.last, visit)
    }

    private var declining: Node {
        Form.small(
            visit, to: "\(address)/declining",
            [element("button", [.class("btn quiet")], text: visit.text("contribution.decline"))])
    }

    private var editor: Node {
        var values = ["text": typed["text"] ?? item.text]
        for file in item.files {
            values["caption.\(file.id)"] = typed["caption.\(file.id)"] ?? file.caption
            values["about.\(file.id)"] =
                typed["about.\(file.id)"] ?? file.aboutOn.map { visit.day($0) } ?? ""
            values["keep.\(file.id)"] = typed.isEmpty ? "1" : typed["keep.\(file.id)"] ?? ""
        }
        let form = Form(visit, values: values, problems: problems)
        return element(
            "section", [.class("card")],
            [
                form.node(
                    to: address,
                    [
                        form.area("text", visit.text("contribution.text"), rows: 5, required: true),
                        element(
                            "ol", [.class("uses")],
                            item.files.map { file in
                                element(
                                    "li", [],
                                    [
                                        picture(file),
                                        element(
                                            "div", [],
                                            [
                                                outside(file),
                                                form.tick("keep.\(file.id)", visit.text("contribution.keep")),
                                                form.line("caption.\(file.id)", visit.text("result_page.caption")),
                                                form.line(
                                                    "about.\(file.id)", visit.text("result_page.about"),
                                                    hint: visit.text("result_page.about_hint")),
                                            ]),
                                    ])
                            }),
                        element("p", [.class("buttons")], [form.button("contribution.accept")]),
                    ]),
                element("div", [.class("buttons")], [declining]),
            ])
    }

    private var done: Node {
        element(
            "section", [.class("card")],
            [
                element(
                    "p", [.class("note")],
                    text: visit.text(
                        item.decision == "accepted" ? "contribution.was_accepted" : "contribution.was_declined")),
                element("p", [.class("typed")], text: item.text),
                item.progressID.map {
                    element(
                        "p", [],
                        [
                            element(
                                "a", [.href(Link.result(agency.key, item.fiscalYear, $0))],
                                text: visit.text("contribution.to_result"))
                        ])
                } ?? .empty,
            ])
    }
}

/// Making a link, and the link itself, shown once with its QR code.
struct ContributionLinkPage {
    let visit: Visit
    let plan: Plan
    let round: Round
    let measure: Measure

    private var address: String {
        Link.newContributionLink(plan.agency.key, plan.fiscalYear, round.half, measure.id)
    }
    private var about: Node {
        element(
            "section", [.class("card narrow measure")], [element("p", [.class("what")], text: measure.text)])
    }

    func form(values: [String: String], problems: [Problem] = []) -> Page {
        let form = Form(visit, values: values, problems: problems)
        return Page(
            visit.text("link.title"), sub: .text(visit.text("link.sub")), current: .work,
            [
                about,
                element(
                    "section", [.class("card narrow")],
                    [
                        form.node(
                            to: address,
                            [
                                Form.hidden("code", values["code"] ?? ""),
                                form.line(
                                    "label", visit.text("link.label"), hint: visit.text("link.label_hint"),
                                    required: true),
                                form.line(
                                    "days", visit.text("link.days"), hint: visit.text("link.days_hint"), required: true,
                                    [Attribute("inputmode", "numeric")]),
                                element("p", [.class("buttons")], [form.button("link.button")]),
                            ])
                    ]),
            ])
    }

    func made(_ code: String, label: String, days: Int) -> Page {
        let outside = visit.siteAddress + Link.give(code)
        let until = visit.now.adding(Int64(days) * 86_400_000).day
        var page = Page(
            visit.text("link.made"), sub: .text(visit.text("link.once")), current: .work, scripts: ["print"],
            [
                PeopleParts(visit: visit).unreachable, about,
                element(
                    "section", [.class("card narrow")],
                    [
                        element("p", [.class("what")], text: label),
                        element(
                            "p", [.class("address")], [element("a", [.href(outside)], text: outside)]),
                        QRNode.svg(outside, title: visit.text("link.qr")),
                        element("p", text: visit.text("link.until", ["day": visit.day(until)])),
                        element(
                            "p", [.class("buttons")],
                            [
                                PeopleParts(visit: visit).printButton,
                                element(
                                    "a",
                                    [
                                        .class("btn quiet"),
                                        .href(Link.contributions(plan.agency.key, plan.fiscalYear)),
                                    ], text: visit.text("link.to_list")),
                            ]),
                    ]),
            ])
        page.isShownOnce = true
        return page
    }
}

/// A QR code as SVG.
enum QRNode {
    static func svg(_ text: String, title: String) -> Node {
        guard let code = QRCode(text) else { return .empty }
        let side = code.size + 2 * QRCode.quietZone
        return element(
            "svg",
            [
                .class("qr"), Attribute("viewBox", "0 0 \(side) \(side)"), Attribute("role", "img"),
                Attribute("aria-label", title), Attribute("shape-rendering", "crispEdges"),
            ],
            [
                element("title", text: title),
                element(
                    "rect", [Attribute("width", String(side)), Attribute("height", String(side)), .class("light")]),
                element("path", [Attribute("d", code.svgPath), .class("dark")]),
            ])
    }
}
