import Foundation
import HTML
import ITA

/// A page of the desk: one question as its heading, what the person came for, and the way around.
struct Page {
    /// The question this page answers; heading and title.
    var title: String
    /// A line under the heading.
    var sub: Node = .empty
    /// Which entry of the navigation it belongs to.
    var current: Place?
    var body: [Node]
    /// The small scripts it uses, by name. Every task works without them.
    var scripts: [String] = []
    /// Whether it shows a secret that nothing keeps, so that it cannot be shown in the other language.
    var isShownOnce = false
    /// After how many seconds a browser without scripts loads it again; for what changes by itself.
    var refresh: Int?

    init(_ title: String, sub: Node = .empty, current: Place? = nil, scripts: [String] = [], _ body: [Node]) {
        (self.title, self.sub, self.current, self.scripts, self.body) = (title, sub, current, scripts, body)
    }

    /// A page whose content, heading included, was rendered before.
    init(_ title: String, current: Place?, scripts: [String], rendered: Node) {
        self.init(title, current: current, scripts: scripts, [])
        self.rendered = rendered
    }

    private var rendered: Node?

    /// Heading, the line under it, and the body.
    var content: [Node] { parted.content }

    /// The same, and whether something is wrong with what was sent. That stands under the heading, whichever form of the
    /// page it is about.
    private var parted: (content: [Node], isRefused: Bool) {
        if let rendered { return ([rendered], false) }
        let head = [element("h1", text: title), sub == .empty ? .empty : element("p", [.class("sub")], [sub])]
        let (rest, faults) = Node.fragment(body).parted(from: Form.summaryClass)
        return (head + faults + [rest], !faults.isEmpty)
    }

    /// The entries of the navigation, in order.
    enum Place: String, CaseIterable {
        case standing, plan, disclosures, work, round, evidence, people, journal, below

        /// What a person needs to see the entry.
        var permission: Permission {
            switch self {
            case .standing, .plan, .disclosures, .round, .evidence, .journal, .below: .read
            case .work: .record
            case .people: .administer
            }
        }

        /// Whether it shows one year.
        var isOfYear: Bool {
            switch self {
            case .standing, .plan, .disclosures, .work, .round, .evidence: true
            case .people, .journal, .below: false
            }
        }

        /// Whether there is nothing to see before the first plan.
        var needsPlan: Bool { [.standing, .plan, .work, .round].contains(self) }

        func address(_ agency: String, _ year: Int) -> String {
            switch self {
            case .standing: Link.standing(agency, year)
            case .plan: Link.plan(agency, year)
            case .disclosures: Link.disclosures(agency, year)
            case .work: Link.work(agency, year)
            case .round: Link.rounds(agency, year)
            case .evidence: Link.evidence(agency, year)
            case .people: Link.people(agency)
            case .journal: Link.journal(agency)
            case .below: Link.below(agency)
            }
        }
    }

    func reply(_ visit: Visit, status: Int = 200) -> Reply { .html(node(visit), status: status) }

    /// The whole document. Where a form was refused its title says so first: it is what a screen reader reads first.
    func node(_ visit: Visit) -> Node {
        let (content, isRefused) = parted
        let assets = visit.site.assets
        var head: [Node] = [
            element("meta", [Attribute("charset", "utf-8")]),
            element(
                "meta", [Attribute("name", "viewport"), Attribute("content", "width=device-width, initial-scale=1")]),
            element(
                "title",
                text: (isRefused ? [visit.text("web.refused"), title] : [title]).joined(separator: " · ")
                    + " · \(visit.text("web.product"))"),
            element("link", [Attribute("rel", "stylesheet"), .href(assets.address("app.css"))]),
            element(
                "link",
                [Attribute("rel", "icon"), .href(assets.address("icon.svg")), Attribute("type", "image/svg+xml")]),
        ]
        for script in scripts {
            head.append(element("script", [.src(assets.address("\(script).js")), Attribute("defer")]))
        }
        if let refresh {
            let meta = element("meta", [Attribute("http-equiv", "refresh"), Attribute("content", String(refresh))])
            head.append(element("noscript", [], [meta]))
        }
        let shown = visit.request.resumed?.content(content, visit) ?? content
        let main = element("main", [.id("main"), Attribute("tabindex", "-1")], [notice(visit)] + shown)
        return element(
            "html", [Attribute("lang", visit.language.rawValue)],
            [
                element("head", [], head),
                element(
                    "body", [],
                    [
                        element("a", [.class("skip"), .href("#main")], text: visit.text("web.skip")), header(visit),
                        main,
                        footer(visit),
                    ]),
            ])
    }

    /// What was just done, said once after the redirect that followed it.
    private func notice(_ visit: Visit) -> Node {
        let done = visit.request.query.all("done").prefix(4).filter {
            visit.site.strings.template("done.\($0)", visit.language) != nil
        }
        guard !done.isEmpty, visit.request.method != "POST" else { return .empty }
        return element(
            "p", [.class("notice"), Attribute("role", "status")],
            text: done.map { visit.text("done.\($0)") }.joined(separator: " · "))
    }

    private func header(_ visit: Visit) -> Node {
        var parts = [element("a", [.class("brand"), .href("/")], text: visit.text("web.product"))]
        var ways: [Node] = []
        if let agency = visit.found ?? visit.viewer?.agency, let viewer = visit.viewer {
            // Open to everybody, an agency comes without its years.
            let agency = agency.id == viewer.agency.id ? viewer.agency : agency
            let year = (try? visit.year()) ?? agency.year(on: visit.today) ?? visit.today.fiscalYear
            let places = places(of: agency, viewer, visit)
            let entries = places.map { place in
                element(
                    "li", [],
                    [
                        element(
                            "a",
                            [.href(place.address(agency.key, year))]
                                + (place == current ? [Attribute("aria-current", "page")] : []),
                            text: visit.text("nav.\(place.rawValue)"))
                    ])
            }
            // On a narrow window the style sheet shows what follows this button only while it is open; no script is needed.
            let unread = viewer.unread > 0 ? visit.text("notices.count", ["count": String(viewer.unread)]) : nil
            let here = current.flatMap { places.contains($0) ? visit.text("nav.\($0.rawValue)") : nil }
            let menu = [visit.text("web.menu"), unread, here].compactMap { $0 }.joined(separator: " · ")
            parts.append(element("details", [.class("menu")], [element("summary", text: menu)]))
            let label = Attribute("aria-label", visit.text("web.navigation"))
            ways = [element("nav", [label], [element("ul", [], entries)]), years(agency, visit)]
        }
        parts.append(element("div", [.class("ways")], ways + [who(visit)]))
        return element("header", [.class("bar")], [element("div", [.class("wide")], parts)])
    }

    /// What a person may see of an agency; the agencies below come first for those who look from above.
    private func places(of agency: Agency, _ viewer: Viewer, _ visit: Visit) -> [Place] {
        let actor = visit.seen(viewer, agency).actor
        let places = Place.allCases.filter {
            actor.may($0.permission, in: agency.id) && ($0 != .below || viewer.role == .overseer)
                && (!$0.needsPlan || !agency.years.isEmpty)
        }
        return places.filter { $0 == .below } + places.filter { $0 != .below }
    }

    /// The same place in the agency's other years.
    private func years(_ agency: Agency, _ visit: Visit) -> Node {
        guard let current, current.isOfYear, let shown = try? visit.year(),
            agency.years.contains(where: { $0 != shown })
        else { return .empty }
        let years = Set(agency.years + [shown]).sorted(by: >)
        let links = years.map { year in
            element(
                "li", [],
                [
                    element(
                        "a",
                        [.href(current.address(agency.key, year))]
                            + (year == shown ? [Attribute("aria-current", "true")] : []), text: String(year))
                ])
        }
        return element(
            "nav", [.class("years"), Attribute("aria-label", visit.text("web.years"))],
            [element("span", text: visit.text("web.years")), element("ul", [], links)])
    }

    private func who(_ visit: Visit) -> Node {
        let other: Language = visit.language == .thai ? .english : .thai
        var parts: [Node] = []
        if let viewer = visit.viewer {
            parts.append(element("a", [.href("/account")], text: viewer.name))
            if viewer.unread > 0 {
                parts.append(
                    element(
                        "a", [.href("/notices")], text: visit.text("notices.count", ["count": String(viewer.unread)])))
            }
            parts.append(
                Form.small(
                    visit, to: "/sign-out", [element("button", [.class("plain")], text: visit.text("web.sign_out"))]))
        } else {
            parts.append(element("a", [.href("/sign-in")], text: visit.text("web.sign_in")))
        }
        guard !isShownOnce else { return element("div", [.class("who")], parts) }
        parts.append(
            element(
                "a",
                [
                    .href(
                        "/language/\(other.rawValue)?back=\(Address.encoded(visit.request.method == "POST" ? "/" : visit.request.address))"
                    ), Attribute("lang", other.rawValue), Attribute("hreflang", other.rawValue),
                ], text: other == .english ? "English" : "ภาษาไทย"))
        return element("div", [.class("who")], parts)
    }

    private func footer(_ visit: Visit) -> Node {
        let agency = visit.found ?? visit.viewer?.agency
        let name = agency.map { visit.site.strings.name($0, visit.language) } ?? visit.text("web.purpose")
        return element("footer", [], [element("p", text: name)])
    }
}

/// Where things are. Every link of the desk is made here.
enum Link {
    static func standing(_ agency: String, _ year: Int) -> String { "/desk/\(agency)/\(year)" }
    static func whatIf(_ agency: String, _ year: Int) -> String { "/desk/\(agency)/\(year)/what-if" }
    static func scores(_ agency: String, _ year: Int) -> String { "/desk/\(agency)/\(year)/scores" }
    static func plan(_ agency: String, _ year: Int) -> String { "/desk/\(agency)/\(year)/plan" }
    static func work(_ agency: String, _ year: Int) -> String { "/desk/\(agency)/\(year)/work" }
    static func rounds(_ agency: String, _ year: Int) -> String { "/desk/\(agency)/\(year)/rounds" }
    static func round(_ agency: String, _ year: Int, _ half: Int) -> String { "/desk/\(agency)/\(year)/rounds/\(half)" }
    static func evidence(_ agency: String, _ year: Int) -> String { "/desk/\(agency)/\(year)/evidence" }
    static func people(_ agency: String) -> String { "/desk/\(agency)/people" }
    static func journal(_ agency: String) -> String { "/desk/\(agency)/journal" }
    static func below(_ agency: String) -> String { "/desk/\(agency)/below" }
}

extension Visit {
    /// What `?done=…` says on the page it leads to.
    func said(_ done: String) -> String {
        done.removing(prefix: "?done=").map { text("done.\($0)") } ?? ""
    }
}

/// The files pages refer to, with a mark of their content in the address, so that browsers keep them for a year and
/// still see a new version at once.
struct Assets: Sendable {
    private let marks: [String: String]

    init(folder: URL) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        var marks: [String: String] = [:]
        for name in names {
            guard let data = try? Data(contentsOf: folder.appendingPathComponent(name)) else { continue }
            marks[name] = String(Hash.sha256([UInt8](data)).prefix(10))
        }
        self.marks = marks
    }

    func address(_ name: String) -> String { "/static/\(name)?v=\(marks[name] ?? "0")" }
}
