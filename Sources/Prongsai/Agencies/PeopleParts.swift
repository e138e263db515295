import HTML

/// Pieces that the pages of people, units, agencies and accounts share.
struct PeopleParts {
    let visit: Visit

    func card(_ key: String, narrow: Bool = false, _ children: [Node]) -> Node {
        card(key, [:], narrow: narrow, children)
    }

    func card(_ key: String, _ values: [String: String], narrow: Bool = false, _ children: [Node]) -> Node {
        element(
            "section", [.class(narrow ? "card narrow" : "card")],
            [element("h2", text: visit.text(key, values))] + children)
    }

    func paragraph(_ text: String) -> Node { element("p", text: text) }

    func hint(_ text: String) -> Node { element("p", [.class("hint")], text: text) }

    func link(_ address: String, _ text: String, _ style: String? = nil) -> Node {
        element("a", [.href(address)] + (style.map { [.class($0)] } ?? []), text: text)
    }

    func buttons(_ children: [Node]) -> Node { element("div", [.class("buttons")], children) }

    /// A form of one button, which does one thing to what the page is about.
    func deed(_ address: String, _ key: String, hidden: [(String, String)] = [], quiet: Bool = true) -> Node {
        Form.small(
            visit, to: address,
            hidden.map { Form.hidden($0.0, $0.1) } + [
                element("button", [.class(quiet ? "btn quiet" : "btn")], text: visit.text(key))
            ])
    }

    /// Where others cannot open the address a page gives them: that, and how it is mended. Not on paper.
    var unreachable: Node {
        guard !Address.isForOthers(visit.siteAddress) else { return .empty }
        return element("p", [.class("tag fair wrap no-print")], text: "◆ \(visit.text("web.unreachable"))")
    }

    /// Prints the page. It shows itself only where the script runs; the browser's own menu does the same.
    var printButton: Node {
        element(
            "button", [.class("btn quiet"), .id("print"), Attribute("type", "button"), Attribute("hidden")],
            text: visit.text("slip.print"))
    }

    /// A state in words with its sign, coloured besides.
    func tag(_ kind: Kind, _ text: String) -> Node {
        element("span", [.class("tag \(kind.rawValue)")], text: "\(kind.sign) \(text)")
    }

    enum Kind: String {
        case good, fair, bad
        var sign: String {
            switch self {
            case .good: "●"
            case .fair: "◆"
            case .bad: "▲"
            }
        }
    }

    /// A table that becomes cards on a phone. The first cell of a row heads it.
    func table(_ caption: String, _ headings: [(text: String, number: Bool)], _ rows: [[Node]]) -> Node {
        let head = headings.map { heading in
            element("th", [Attribute("scope", "col")] + (heading.number ? [.class("n")] : []), text: heading.text)
        }
        let body = rows.map { cells in
            element(
                "tr", [],
                zip(headings, cells).enumerated().map { index, pair in
                    let (heading, cell) = pair
                    if index == 0 { return element("th", [Attribute("scope", "row")], [cell]) }
                    return element(
                        "td", [Attribute("data-label", heading.text)] + (heading.number ? [.class("n")] : []), [cell])
                })
        }
        return element(
            "table", [.class("cards")],
            [
                element("caption", [.class("unseen")], text: caption),
                element("thead", [], [element("tr", [], head)]), element("tbody", [], body),
            ])
    }

    /// The pages of who is who, beside each other.
    enum Tab: String, CaseIterable { case people, units, list, years, agencies, details, webhooks }

    func tabs(_ current: Tab) -> Node {
        guard let agency = visit.found else { return .empty }
        let reaches = visit.viewer?.role.permissionsBelow.contains(.administer) == true
        let tabs = Tab.allCases.filter { tab in
            switch tab {
            case .years: visit.may(.plan)
            case .agencies: reaches
            default: true
            }
        }
        return element(
            "nav", [.class("tabs"), Attribute("aria-label", visit.text("people.tabs"))],
            [
                element(
                    "ul", [],
                    tabs.map { tab in
                        element(
                            "li", [],
                            [
                                element(
                                    "a",
                                    [.href(tab.address(agency.key))]
                                        + (tab == current ? [Attribute("aria-current", "page")] : []),
                                    text: visit.text("people.tab_\(tab.rawValue)"))
                            ])
                    })
            ])
    }

    /// Links to the pages before and after; nothing where there is one page only.
    func pages(_ page: Int, of count: Int, address: (Int) -> String) -> Node {
        guard count > 1 else { return .empty }
        return element(
            "nav", [.class("buttons"), Attribute("aria-label", visit.text("people.pages"))],
            [
                page > 1 ? link(address(min(page - 1, count)), visit.text("people.page_before"), "btn quiet") : .empty,
                element(
                    "span", [.class("hint")],
                    text: visit.text("people.page_of", ["page": String(page), "pages": String(count)])),
                page < count ? link(address(page + 1), visit.text("people.page_after"), "btn quiet") : .empty,
            ])
    }
}

extension PeopleParts.Tab {
    func address(_ agency: String) -> String {
        switch self {
        case .people: Link.people(agency)
        case .units: Link.units(agency)
        case .list: Link.peopleList(agency)
        case .years: Link.years(agency)
        case .agencies: Link.agencies(agency)
        case .details: Link.details(agency)
        case .webhooks: Link.webhooks(agency)
        }
    }
}

extension Link {
    static func person(_ agency: String, _ person: String) -> String { "\(people(agency))/\(person)" }
    static func handOver(_ agency: String, _ person: String) -> String { "\(people(agency))/\(person)/hand-over" }
    static func handedOver(_ agency: String, _ number: Int) -> String { "/desk/\(agency)/handed-over/\(number)" }
    static func units(_ agency: String) -> String { "/desk/\(agency)/units" }
    static func unit(_ agency: String, _ unit: String) -> String { "/desk/\(agency)/units/\(unit)" }
    static func peopleList(_ agency: String) -> String { "/desk/\(agency)/people-list" }
    static func years(_ agency: String) -> String { "/desk/\(agency)/years" }
    static func agencies(_ agency: String) -> String { "/desk/\(agency)/agencies" }
    static func agencyList(_ agency: String) -> String { "/desk/\(agency)/agency-list" }
    static func details(_ agency: String) -> String { "/desk/\(agency)/details" }
    static func order(_ agency: String, _ year: Int) -> String { "/desk/\(agency)/\(year)/order" }
}

extension Visit {
    /// Does something and gives what was wrong with what somebody typed; every other failure goes on.
    func problems(_ work: () async throws -> Void) async throws -> [Problem] {
        do {
            try await work()
            return []
        } catch Failure.invalid(let problems) {
            return problems
        }
    }

    /// The address people reach this site under: the one that was set, or the one this request came to.
    var siteAddress: String {
        let set = site.settings.address
        guard set.isEmpty else { return set.utf8.last == UInt8(ascii: "/") ? String(set.dropLast()) : set }
        let host = request.headers["host"] ?? ""
        let isPlain = !host.isEmpty && host.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        return isPlain ? "\(request.isSecure ? "https" : "http")://\(host)" : ""
    }
}
