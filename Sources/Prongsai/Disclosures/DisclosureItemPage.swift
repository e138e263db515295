import HTML
import ITA

/// One item: where it stands, what it must contain, who keeps it, and everything that was done about it.
struct DisclosureItemPage {
    let visit: Visit
    let year: DisclosureYear
    let item: Disclosure
    let names: KnownNames
    /// Lines of the journal about it, newest first.
    let history: [JournalEntry]
    /// What other parts of the product show here: the check, the page for everybody, the watcher.
    var more: [Node] = []
    var problems: [Problem] = []
    /// What was typed and is not saved: all of it where something is wrong, and the other fields where only a part was
    /// saved.
    var typed: [String: String] = [:]
    /// What was done, where the page comes back at once.
    var done: String?

    /// The one form of the page: whichever of its buttons is pressed, what is typed anywhere comes along.
    private static let formName = "item-form"

    var words: DisclosureWords { DisclosureWords(strings: visit.site.strings, language: visit.language) }
    var part: PeopleParts { PeopleParts(visit: visit) }
    var address: String { Link.disclosure(year.agency.key, year.fiscalYear, item.code) }
    private var mayPrepare: Bool { visit.answers(for: item) }

    var page: Page {
        let parts = [standing, places, contents] + more + [about, owner, past]
        return Page(
            "\(item.code) \(words.title(item))",
            sub: element(
                "a", [.href(Link.disclosures(year.agency.key, year.fiscalYear))], text: visit.text("disclosure.back")),
            current: .disclosures,
            [notice, Form(visit, values: stored, problems: problems).summary(of: parts)] + parts)
    }

    private var notice: Node {
        guard let done else { return .empty }
        return element("p", [.class("notice"), Attribute("role", "status")], text: done)
    }

    /// What is stored, as the fields of the page show it; those that add something are empty.
    private var stored: [String: String] {
        [
            "address": "", "label": "", "element": "", "text": "", "title": item.ownTitle ?? "",
            "from": item.coversFrom.map { visit.day($0) } ?? "", "to": item.coversTo.map { visit.day($0) } ?? "",
            "explanation": item.explanation ?? "", "nothing": item.nothingBecause ?? "", "unit": item.unit ?? "",
            "person": item.person ?? "",
        ]
    }

    /// What was sent and says something else than is stored, without some fields.
    func unsaved(_ fields: FormFields, but done: Set<String>) -> [String: String] {
        let stored = stored
        return Form.typed(fields).filter { name, text in
            guard !done.contains(name), let known = stored[name] else { return false }
            return text.trimmingWhitespace().filter { $0 != "\r" } != known.trimmingWhitespace()
        }
    }

    private var standing: Node {
        var facts: [(String, Node)] = [(visit.text("board.state"), DisclosureBoard.tag(item, words))]
        if let since = item.since {
            facts.append((visit.text("item_page.since"), .text(visit.day(Instant(stored: since).day))))
        }
        if let lost = item.pointsLost {
            facts.append((visit.text("board.stake"), .text(lost.rounded())))
        } else if let points = item.points {
            let worth = visit.text("item_page.worth_if_lost", ["points": points.rounded()])
            facts.append((visit.text("item_page.worth"), .text(worth)))
        }
        if let period = words.period(item) { facts.append((visit.text("item_page.covers"), .text(period))) }
        let who = [item.unit, item.person].compactMap { $0 }.joined(separator: " · ")
        facts.append((visit.text("board.who"), .text(who.isEmpty ? visit.text("disclosure.nobody") : who)))
        return element(
            "section", [.class("card")],
            [
                element(
                    "dl", [.class("facts")],
                    facts.flatMap { [element("dt", text: $0.0), element("dd", [], [$0.1])] }),
                element(
                    "p", [],
                    text: visit.text("item_page.next_\(item.isDown ? "down" : item.state.rawValue)")),
                item.check?.note.map { element("p", [.class("typed")], text: $0) } ?? .empty,
            ])
    }

    // MARK: Where it stands

    private var places: Node {
        let offers = item.offers
        var parts = DisclosurePageParts.hosted(item, agency: year.agency.key, year: year.fiscalYear, visit)
        if item.taken.isEmpty {
            // What is published here needs no address elsewhere.
            if parts.isEmpty { parts.append(part.paragraph(visit.text("item_page.no_address"))) }
        } else {
            parts.append(element("ul", [.class("tasks")], item.taken.map { line($0, deed: edit($0)) }))
        }
        if !offers.isEmpty {
            parts.append(element("h3", text: visit.text("item_page.offers")))
            parts.append(part.hint(visit.text("item_page.offers_why")))
            parts.append(element("ul", [.class("tasks")], offers.map { line($0, deed: decide($0)) }))
        }
        if mayPrepare { parts.append(newAddress) }
        return part.card("item_page.places", parts)
    }

    private func line(_ address: Disclosure.Address, deed: Node) -> Node {
        var told = [visit.text("disclosure.kind_\(address.kind.rawValue)")]
        if let element = words.element(address.elementKey, of: item) { told.append(element.shortened(to: 80)) }
        if let watched = visit.site.strings.watched(address, visit.language) { told.append(watched) }
        if address.source != nil { told.append(visit.text("item_page.from_page")) }
        return element(
            "li", [],
            [
                element(
                    "div", [],
                    [
                        element(
                            "p", [.class("what")],
                            [
                                element(
                                    "a", [.href(address.address), Attribute("rel", "noreferrer")],
                                    text: address.shown.shortened(to: 160))
                            ]),
                        address.label.isEmpty ? .empty : part.hint(address.address.shortened(to: 200)),
                        part.hint(told.joined(separator: " · ")),
                    ]), deed,
            ])
    }

    private func edit(_ address: Disclosure.Address) -> Node {
        guard mayPrepare else { return .empty }
        return element(
            "a", [.class("btn quiet"), .href("\(self.address)/addresses/\(address.id)")],
            [.text(visit.text("item_page.edit")), element("span", [.class("unseen")], text: " \(address.shown)")])
    }

    private func decide(_ address: Disclosure.Address) -> Node {
        guard mayPrepare else { return .empty }
        let place = "\(self.address)/addresses/\(address.id)"
        return part.buttons([
            part.deed("\(place)/confirmation", "item_page.take", quiet: false),
            part.deed("\(place)/removal", "item_page.leave"),
        ])
    }

    private var newAddress: Node {
        let form = filled(["address", "label", "element"])
        let node = element(
            "div", [],
            [
                form.line(
                    "address", visit.text("item_page.address"), hint: visit.text("item_page.address_hint"),
                    [Attribute("inputmode", "url")]),
                form.line("label", visit.text("item_page.label"), hint: visit.text("item_page.label_hint")),
                DisclosureItemPage.elementChoice(form, item, visit),
                part.buttons([form.button("item_page.add_address_button", to: "\(address)/addresses")]),
            ])
        let isNowhere = item.taken.isEmpty && item.publishedAt == nil
        return folded("item_page.add_address", open: isNowhere || isTouched(form), node)
    }

    private func isTouched(_ form: Form) -> Bool {
        !form.problems.isEmpty || form.values.contains { typed[$0.key] != nil && !$0.value.isEmpty }
    }

    /// A part of the form behind its name, open where it is the next thing to do or something is wrong with it.
    private func folded(_ key: String, open: Bool, _ form: Node) -> Node {
        element(
            "details", open ? [Attribute("open"), .class("folded")] : [.class("folded")],
            [element("summary", text: visit.text(key)), form])
    }

    static func elementChoice(_ form: Form, _ item: Disclosure, _ visit: Visit) -> Node {
        guard !item.elements.isEmpty else { return .empty }
        return form.choice(
            "element", visit.text("item_page.element"),
            [(value: "", text: visit.text("item_page.whole"))]
                + item.elements.map { (value: $0.key, text: $0.text.shortened(to: 90)) })
    }

    // MARK: What it must contain

    private var contents: Node {
        var parts: [Node] = []
        if item.elements.isEmpty {
            parts.append(part.paragraph(visit.text("item_page.no_elements")))
        } else {
            parts.append(
                element(
                    "ul", [.class("counts")],
                    item.elements.map { line in
                        var cells: [Node] = [element("span", text: line.text)]
                        if let id = line.ownID {
                            cells.append(
                                mayPrepare
                                    ? part.link("\(address)/elements/\(id)", visit.text("item_page.own_edit"))
                                    : element("span", [.class("hint")], text: visit.text("disclosure.own")))
                        }
                        return element("li", [], cells)
                    }))
        }
        if mayPrepare {
            let form = filled(["text"])
            let node = element(
                "div", [],
                [
                    form.line("text", visit.text("item_page.element_text"), hint: visit.text("item_page.own_hint")),
                    part.buttons([
                        form.button("item_page.add_element_button", quiet: true, to: "\(address)/elements")
                    ]),
                ])
            let isOpen = item.elements.isEmpty || isTouched(form)
            parts.append(folded("item_page.add_element", open: isOpen, node))
        }
        return part.card("item_page.contents", parts)
    }

    // MARK: What it says of itself, and who keeps it

    private var about: Node {
        guard mayPrepare else {
            let lines = [
                item.nothingBecause.map { visit.text("disclosure.says_nothing", ["text": $0]) },
                item.explanation.map { visit.text("disclosure.explains", ["text": $0]) },
            ].compactMap { $0 }
            return lines.isEmpty ? .empty : part.card("item_page.about", lines.map { part.paragraph($0) })
        }
        let form = filled(["title", "from", "to", "explanation", "nothing"])
        let known = visit.language == .english ? item.item.english ?? item.item.thai : item.item.thai
        // What is wrong in any part of the form is said once, by the page.
        return part.card(
            "item_page.about",
            [
                Form(visit).node(
                    to: address, id: DisclosureItemPage.formName,
                    [
                        form.line(
                            "title", visit.text("item_page.own_title"),
                            hint: known.map { visit.text("item_page.title_known", ["title": $0]) }
                                ?? visit.text("item_page.title_unknown")),
                        element(
                            "div", [.class("choices")],
                            [
                                form.line("from", visit.text("item_page.from"), hint: visit.text("item_page.day_hint")),
                                form.line("to", visit.text("item_page.to"), hint: visit.text("item_page.day_hint")),
                            ]),
                        form.area(
                            "explanation", visit.text("item_page.explanation"),
                            hint: visit.text("item_page.explanation_hint"), rows: 3),
                        form.area(
                            "nothing", visit.text("item_page.nothing"), hint: visit.text("item_page.nothing_hint"),
                            rows: 2), part.buttons([form.button("item_page.save")]),
                    ])
            ])
    }

    private var owner: Node {
        guard visit.may(.plan), mayPrepare else { return .empty }
        let form = filled(["unit", "person"])
        return part.card(
            "item_page.owner", narrow: true,
            [
                element(
                    "div", [],
                    [
                        form.choice(
                            "unit", visit.text("item_page.unit"),
                            choices(names.units)),
                        form.choice(
                            "person", visit.text("item_page.person"),
                            choices(names.people)),
                        part.buttons([
                            form.button("item_page.assign", quiet: true, to: "\(address)/assignment")
                        ]),
                    ])
            ])
    }

    private func choices(_ names: [KnownNames.Name]) -> [(value: String, text: String)] {
        [(value: "", text: visit.text("disclosure.nobody"))] + names.map { (value: $0.name, text: $0.name) }
    }

    /// Some fields of the form, with what was typed where it is not saved, else with what is stored.
    private func filled(_ fields: Set<String>) -> Form {
        let own = problems.filter { problem in problem.place.map { fields.contains($0) } ?? false }
        let values = stored.merging(typed) { $1 }.filter { fields.contains($0.key) }
        var form = Form(visit, values: values, problems: own)
        form.owner = DisclosureItemPage.formName
        return form
    }

    // MARK: What was done

    private var past: Node {
        guard !history.isEmpty else { return .empty }
        return part.card(
            "item_page.history",
            [
                element(
                    "ul", [.class("plain-list")],
                    history.map { entry in
                        let told = [
                            visit.instant(entry.line.at), visit.actor(entry.line.actor, entry.actorName),
                            visit.site.strings.operation(entry.line.operation, visit.language),
                            visit.site.strings.because(entry.line, visit.language),
                        ].compactMap { $0 }
                        return element("li", text: told.joined(separator: " · "))
                    })
            ])
    }
}
