import HTML
import ITA

/// The board: every item with its state, what it costs and who keeps it; the costliest thing to do on top.
struct DisclosureBoard {
    let visit: Visit
    let year: DisclosureYear
    /// What is shown: a state's word, `down` or `open`, and a unit's id; empty for everything.
    var state = ""
    var unit = ""

    private var words: DisclosureWords { DisclosureWords(strings: visit.site.strings, language: visit.language) }
    private var part: PeopleParts { PeopleParts(visit: visit) }
    private var key: String { year.agency.key }
    private var address: String { Link.disclosures(key, year.fiscalYear) }

    var page: Page {
        Page(
            visit.text("board.title"), sub: .text(sub), current: .disclosures,
            [unaddressed, first, deeds, filter, list])
    }

    private var sub: String {
        var parts = [
            visit.text("board.year", ["year": String(year.fiscalYear)]),
            visit.site.strings.name(year.edition.edition.title, visit.language),
        ]
        if let due = year.answersDueOn { parts.append(visit.text("board.due", ["day": visit.day(due)])) }
        return parts.joined(separator: " · ")
    }

    /// Pages here that nobody outside can be sent to: answered today, each would be a zero, as `disclosures freeze` says.
    private var unaddressed: Node {
        let count = year.items.count { $0.publishedAt != nil && $0.taken.isEmpty }
        guard visit.site.settings.address.isEmpty, count > 0 else { return .empty }
        let said = visit.text("board.unaddressed", ["count": String(count)])
        return element("p", [.class("note")], text: "▲ \(said)")
    }

    /// Whether whoever asks prepares what is theirs alone: their own stands first, for everybody else the agency's.
    private var isOfUnit: Bool { visit.may(.record) && !visit.may(.plan) }
    private var ordered: [Disclosure] {
        isOfUnit ? year.inOrder(for: visit.viewer?.id, unit: visit.viewer?.unitID) : year.inOrder
    }

    /// What whoever asks is to do first: nobody is sent to what another keeps.
    private var next: Disclosure? {
        ordered.first { $0.needsWork && (!isOfUnit || $0.isKept(by: visit.viewer?.id, in: visit.viewer?.unitID)) }
    }

    /// How much is open, and what to do first.
    private var first: Node {
        let open = year.items.filter(\.needsWork)
        var told = [
            visit.text(
                "board.done", ["done": String(year.items.count - open.count), "all": String(year.items.count)])
        ]
        if let points = year.pointsAtStake, points > .zero {
            told.append(visit.text("board.at_stake", ["points": points.rounded()]))
        }
        var parts: [Node] = [part.paragraph(told.joined(separator: " · "))]
        let next = next
        if let next {
            parts.append(
                element(
                    "ul", [.class("tasks")],
                    [
                        element(
                            "li", [],
                            [
                                element(
                                    "div", [],
                                    [
                                        element("p", [.class("what")], text: "\(next.code) \(words.title(next))"),
                                        part.hint(costs(next)),
                                    ]),
                                part.link(
                                    Link.disclosure(key, year.fiscalYear, next.code), deed(next), "btn"),
                            ])
                    ]))
        } else {
            let said = visit.text(open.isEmpty ? "board.all_done" : "board.others_left")
            parts.append(part.paragraph(open.isEmpty ? "✓ \(said)" : said))
        }
        let hasOwn = year.items.contains { $0.isKept(by: visit.viewer?.id, in: visit.viewer?.unitID) }
        let nothing = hasOwn ? "board.nothing_of_own" : "board.none_of_own"
        return part.card(open.isEmpty ? "board.nothing_first" : next == nil ? nothing : "board.first", parts)
    }

    /// What the way to an item says: what is to be done there, to whoever may do it; to others that it is there to be seen.
    private func deed(_ item: Disclosure) -> String {
        if item.isDown { return visit.text("board.next_down") }
        let may = item.state == .waiting || (item.state == .checked ? visit.may(.plan) : visit.answers(for: item))
        return visit.text("board.next_\(may ? item.state.rawValue : Disclosure.State.watched.rawValue)")
    }

    private func costs(_ item: Disclosure) -> String {
        var parts = [words.state(item)]
        if let stake = words.stake(item) { parts.append(stake) }
        parts.append(item.person ?? item.unit ?? visit.text("disclosure.nobody"))
        return parts.joined(separator: " · ")
    }

    private var deeds: Node {
        var links: [Node] = []
        if visit.may(.plan) {
            links.append(part.link("\(address)/import", visit.text("board.import"), "btn quiet"))
            links.append(part.link("\(address)/carry", visit.text("board.carry"), "btn quiet"))
        }
        if visit.may(.record), year.items.contains(where: { $0.title(.thai) == nil || $0.elements.isEmpty }) {
            links.append(part.link("\(address)/drafts", visit.text("drafts.open"), "btn quiet"))
        }
        links.append(part.link(Link.checks(key), visit.text("board.checks"), "btn quiet"))
        links.append(part.link(Link.watch(key, year.fiscalYear), visit.text("board.watch"), "btn quiet"))
        links.append(part.link(Link.answers(key, year.fiscalYear), visit.text("board.answers"), "btn quiet"))
        return part.buttons(links)
    }

    private var units: [(value: String, text: String)] {
        var seen: Set<String> = []
        let named = year.items.compactMap { item in
            item.unitID.flatMap { id in seen.insert(id).inserted ? (value: id, text: item.unit ?? id) : nil }
        }
        return [("", visit.text("board.all_units"))] + named.sorted { $0.text < $1.text }
    }

    private var filter: Node {
        let form = Form(visit, values: ["state": state, "unit": unit])
        var states: [(value: String, text: String)] = [
            ("", visit.text("board.all_states")), ("open", visit.text("board.open_ones")),
            ("down", visit.text("board.down_ones")),
        ]
        for state in Disclosure.State.allCases {
            states.append((state.rawValue, visit.text("disclosure.state_\(state.rawValue)")))
        }
        return element(
            "form", [Attribute("method", "get"), Attribute("action", address), .class("card choose")],
            [
                element(
                    "div", [.class("line")],
                    [
                        form.choice("state", visit.text("board.state"), states),
                        form.choice("unit", visit.text("board.unit"), units), form.button("board.show", quiet: true),
                    ])
            ])
    }

    private var shown: [Disclosure] {
        ordered.filter { item in
            guard unit.isEmpty || item.unitID == unit else { return false }
            switch state {
            case "": return true
            case "open": return item.needsWork
            case "down": return item.isDown
            default: return item.state.rawValue == state
            }
        }
    }

    private var list: Node {
        let items = shown
        guard !items.isEmpty else {
            return element(
                "p", [],
                [.text(visit.text("board.none") + " "), part.link(address, visit.text("board.all"))])
        }
        let rows = items.map { item -> [Node] in
            [
                .fragment([
                    part.link(Link.disclosure(key, year.fiscalYear, item.code), "\(item.code) \(words.title(item))"),
                    item.offers.isEmpty
                        ? .empty
                        : element(
                            "small", text: "◆ \(visit.text("board.offers", ["count": String(item.offers.count)]))"),
                ]),
                .fragment([
                    DisclosureBoard.tag(item, words),
                    item.since.map {
                        element(
                            "small", text: visit.text("board.since", ["day": visit.day(Instant(stored: $0).day)]))
                    } ?? .empty,
                    item.unseenChangeAt == nil ? .empty : element("small", text: "◆ \(visit.text("board.changed"))"),
                ]),
                stake(item),
                .text([item.unit, item.person].compactMap { $0 }.joined(separator: " · ").orDash),
                .text(String(item.taken.count + (item.publishedAt == nil ? 0 : 1))),
            ]
        }
        return element(
            "section", [.class("card")],
            [
                part.table(
                    visit.text("board.title"),
                    [
                        (visit.text("board.item"), false), (visit.text("board.state"), false),
                        (visit.text("board.stake"), true), (visit.text("board.who"), false),
                        (visit.text("board.places"), true),
                    ], rows)
            ])
    }

    /// The points that are lost today; of what loses none, what it is worth.
    private func stake(_ item: Disclosure) -> Node {
        if let lost = item.pointsLost { return .text(lost.rounded()) }
        return .fragment([.text("–"), words.stake(item).map { element("small", text: $0) } ?? .empty])
    }

    /// The state with its sign, coloured besides.
    static func tag(_ item: Disclosure, _ words: DisclosureWords) -> Node {
        let kind =
            item.isDown || item.state == .nothing || item.state == .returned
            ? "bad" : item.state.isDone ? "good" : "fair"
        return element("span", [.class("tag \(kind)")], text: words.state(item))
    }

    /// Where the year was not opened yet.
    static func empty(
        _ visit: Visit, _ agency: Agency, _ year: Int, standard: Edition?, problems: [Problem] = []
    ) throws -> Page {
        let part = PeopleParts(visit: visit)
        let title = visit.text("board.title")
        guard visit.may(.plan) else {
            return Page(title, current: .disclosures, [part.paragraph(visit.text("board.not_open"))])
        }
        let editions = visit.site.editions
        let known = try editions.ids().compactMap { try? editions.file($0).edition }.filter {
            !DisclosureYear.items(of: $0).isEmpty
        }
        func name(_ edition: Edition) -> String { visit.site.strings.name(edition.title, visit.language) }
        let others = known.filter { $0.id != standard?.id }.sorted {
            (abs($0.fiscalYear.value - year), $0.id) < (abs($1.fiscalYear.value - year), $1.id)
        }
        let choices = ((standard.map { [$0] } ?? []) + others).map { (value: $0.id, text: name($0)) }
        let form = Form(
            visit, values: ["edition": standard?.id ?? "", "due": ""].merging(Form.typed(visit.form)) { $1 },
            problems: problems)
        return Page(
            title, sub: .text(visit.text("board.year", ["year": String(year)])), current: .disclosures,
            [
                part.card(
                    "board.begin", narrow: true,
                    [
                        part.paragraph(visit.text("board.begin_why")),
                        form.node(
                            to: Link.disclosures(agency.key, year),
                            [
                                form.choice(
                                    "edition", visit.text("board.edition"), hint: visit.text("board.edition_hint"),
                                    choices),
                                form.line("due", visit.text("board.due_on"), hint: visit.text("board.due_hint")),
                                part.buttons([form.button("board.begin_button")]),
                            ]),
                    ])
            ])
    }
}

extension String {
    /// A dash where there is nothing.
    fileprivate var orDash: String { isEmpty ? "–" : self }
}
