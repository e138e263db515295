import HTML
import ITA

/// The officer's page of a hosted disclosure: what everybody will read, its files, and what is still missing before it
/// may become public.
struct DisclosurePageEditor {
    let visit: Visit
    let page: DisclosurePage
    /// What keeps it from being published.
    let open: [Problem]
    var values: [String: String]?
    var problems: [Problem] = []

    var base: String { Link.disclosurePage(page.agency.key, page.year, page.item.code) }

    var node: Page {
        Page(
            visit.text("disclosure_page.title", ["code": page.item.code]),
            sub: element(
                "a", [.href(base.removing(suffix: "/page") ?? base)],
                text: "← \(page.title == page.item.code ? visit.text("disclosure_page.back") : page.title)"),
            [standing, mayChange ? words : written, files, mayChange ? adding : .empty])
    }

    /// Whether who looks may change it: what they typed would be refused, and lost.
    private var mayChange: Bool { visit.answers(for: page) }

    // MARK: Where it stands

    private var standing: Node {
        var parts = DisclosurePageParts.state(page, visit)
        if !open.isEmpty {
            parts.append(element("h3", text: visit.text("disclosure_page.missing")))
            parts.append(element("ul", [], DisclosurePageParts.lines(open, visit)))
        }
        if open.isEmpty, !visit.may(.plan), !page.isShownAsPrepared {
            parts.append(element("p", text: visit.text("disclosure_page.officer_publishes")))
        }
        var buttons: [Node] = []
        if open.isEmpty, visit.may(.plan), !page.isShownAsPrepared {
            buttons.append(
                element(
                    "a", [.class("btn"), .href("\(base)/publish")], text: visit.text("disclosure_page.to_publish")))
        }
        buttons.append(
            element(
                "a", [.class("btn quiet"), .href("\(base)/preview")], text: visit.text("disclosure_page.preview")))
        if page.shown != nil, visit.may(.plan) {
            buttons.append(
                element(
                    "a", [.class("btn quiet"), .href("\(base)/publish")],
                    text: visit.text("disclosure_page.withdraw_title")))
        }
        parts.append(element("div", [.class("buttons")], buttons))
        return element(
            "section", [.class("card")], [element("h2", text: visit.text("disclosure_page.standing"))] + parts)
    }

    // MARK: Text

    private var words: Node {
        let form = Form(
            visit, values: values ?? ["text": page.text, "slug": page.slug, "seen": page.seen],
            problems: problems.filter { $0.place != "file" && $0.place != "label" })
        return element(
            "section", [.class("card")],
            [
                element("h2", text: visit.text("disclosure_page.words")),
                form.node(
                    to: base,
                    [
                        Form.hidden("seen", values?["seen"] ?? page.seen),
                        form.area(
                            "text", visit.text("disclosure_page.text"), hint: visit.text("disclosure_page.text_hint"),
                            rows: 12),
                        help,
                        form.line(
                            "slug", visit.text("disclosure_page.slug"),
                            hint: visit.text(
                                "disclosure_page.slug_hint", ["address": visit.site.settings.absolute(page.way)])),
                        element("p", [.class("buttons")], [form.button("disclosure_page.save")]),
                    ]),
                saved,
            ])
    }

    /// The text as it looks, for who may not change it.
    private var written: Node {
        let text = page.text.isEmpty ? [] : SiteMarkup.nodes(page.text)
        return element(
            "section", [.class("card")],
            [
                element("h2", text: visit.text("disclosure_page.words")),
                element("p", [.class("hint")], text: visit.text("disclosure_page.of_others")),
            ] + text)
    }

    /// How headings, lists, tables and links are typed, each beside how it will look; open as long as nothing is written.
    private var help: Node {
        let part = PeopleParts(visit: visit)
        let rows = ["heading", "list", "table", "link"].map { kind -> [Node] in
            let typed = visit.text("disclosure_page.sample_\(kind)")
            return [element("pre", text: typed), .fragment(SiteMarkup.nodes(typed))]
        }
        let headings = ["typed", "shown"].map {
            (text: visit.text("disclosure_page.sample_\($0)"), number: false)
        }
        let opened: [Attribute] = page.text.isEmpty ? [Attribute("open")] : []
        return element(
            "details", opened + [.class("folded")],
            [
                element("summary", text: visit.text("disclosure_page.samples")),
                part.table(visit.text("disclosure_page.samples"), headings, rows),
            ])
    }

    /// The text that is saved, as it will look.
    private var saved: Node {
        guard !page.text.isEmpty else { return .empty }
        return element(
            "details", [.class("folded")],
            [element("summary", text: visit.text("disclosure_page.saved_looks"))] + SiteMarkup.nodes(page.text))
    }

    // MARK: Files

    private var files: Node {
        guard !page.files.isEmpty else { return .empty }
        let rows = page.files.map { file in
            element(
                "tr", [],
                [
                    element(
                        "th", [Attribute("scope", "row")],
                        [element("a", [.href("\(base)/files/\(file.id)")], text: file.label)]),
                    element(
                        "td", [Attribute("data-label", visit.text("disclosure_page.file_name"))],
                        text: file.paper.name),
                    element(
                        "td", [Attribute("data-label", visit.text("disclosure_page.element"))],
                        text: page.elements.first { $0.key == file.element }?.text.shortened(to: 60) ?? "–"),
                    mayChange ? element("td", [], [replacing(file), removal(file)]) : .empty,
                ])
        }
        let head = ["disclosure_page.label", "disclosure_page.file_name", "disclosure_page.element"].map {
            element("th", [Attribute("scope", "col")], text: visit.site.strings.text($0, [:], visit.language))
        }
        let deed = element("span", [.class("unseen")], text: visit.text("disclosure_page.deed"))
        let deeds = mayChange ? [element("th", [Attribute("scope", "col")], [deed])] : []
        return element(
            "section", [.class("card")],
            [
                element("h2", text: visit.text("disclosure_page.files")),
                element(
                    "table", [.class("cards")],
                    [
                        element("thead", [], [element("tr", [], head + deeds)]), element("tbody", [], rows),
                    ]),
            ])
    }

    private func replacing(_ file: DisclosurePage.File) -> Node {
        let name = "replacement.\(file.id)"
        let form = Form(visit)
        return element(
            "details", [],
            [
                element("summary", text: visit.text("disclosure_page.replace")),
                form.node(
                    to: "\(base)/files/\(file.id)/replacing", files: true,
                    [
                        form.field(
                            name, visit.text("disclosure_page.newer", ["label": file.label]),
                            visit.text("disclosure_page.newer_hint")
                        ) {
                            element("input", $0 + [Attribute("type", "file"), Attribute("name", "file")])
                        }, element("p", [.class("buttons")], [form.button("disclosure_page.replace", quiet: true)]),
                    ]),
            ])
    }

    private func removal(_ file: DisclosurePage.File) -> Node {
        Form.small(
            visit, to: "\(base)/files/\(file.id)/removal",
            [
                element(
                    "button",
                    [
                        .class("btn quiet"),
                        Attribute("aria-label", visit.text("disclosure_page.remove_this", ["label": file.label])),
                    ], text: visit.text("disclosure_page.remove"))
            ])
    }

    private var adding: Node {
        let form = Form(
            visit, values: (values ?? [:]).merging(["file": ""]) { $1 },
            problems: problems.filter { $0.place == "file" || $0.place == "label" })
        let choices = page.elements.map { (value: $0.key, text: $0.text.shortened(to: 80)) }
        return element(
            "section", [.class("card narrow")],
            [
                element("h2", text: visit.text("disclosure_page.add")),
                form.node(
                    to: "\(base)/files", files: true,
                    [
                        form.field("file", visit.text("disclosure_page.file"), visit.text("disclosure_page.file_hint"))
                        {
                            element(
                                "input", $0 + [Attribute("type", "file"), Attribute("name", "file")])
                        },
                        form.line(
                            "label", visit.text("disclosure_page.label"), hint: visit.text("disclosure_page.label_hint")
                        ),
                        choices.isEmpty
                            ? .empty
                            : form.choice(
                                "element", visit.text("disclosure_page.element"),
                                [(value: "", text: visit.text("disclosure_page.no_element"))] + choices),
                        element("p", [.class("buttons")], [form.button("disclosure_page.add_button")]),
                    ]),
            ])
    }
}

/// What other pages show of a hosted disclosure.
enum DisclosurePageParts {
    /// A card for the item's own page: where it is public, and the way to its page here.
    static func section(_ item: Disclosure, agency: String, year: Int, _ visit: Visit) -> Node {
        let base = Link.disclosurePage(agency, year, item.code)
        let hasContent = item.hasText || item.files > 0
        var parts = hosted(item, agency: agency, year: year, visit)
        if parts.isEmpty { parts.append(element("p", text: visit.text("disclosure_page.never"))) }
        var buttons: [Node] = []
        if visit.answers(for: item) {
            buttons.append(
                element(
                    "a", [.class("btn quiet"), .href(base)],
                    text: visit.text(hasContent ? "disclosure_page.edit" : "disclosure_page.begin")))
        }
        if hasContent {
            buttons.append(
                element(
                    "a", [.class("btn quiet"), .href("\(base)/preview")], text: visit.text("disclosure_page.preview")))
        }
        if item.publishedAt != nil {
            buttons.append(
                element("a", [.class("btn quiet"), .href("\(base)/earlier")], text: visit.text("earlier_files.link")))
        }
        if !buttons.isEmpty { parts.append(element("div", [.class("buttons")], buttons)) }
        return element(
            "section", [.class("card")], [element("h2", text: visit.text("disclosure_page.section"))] + parts)
    }

    /// Since when an item is public here, and where; nothing where it is not.
    static func hosted(_ item: Disclosure, agency: String, year: Int, _ visit: Visit) -> [Node] {
        guard let since = item.publishedAt, let slug = item.slug else { return [] }
        let address = Link.disclosed(agency, year, slug)
        return [
            element("p", text: visit.text("disclosure_page.since", ["day": visit.day(Instant(stored: since).day)])),
            element("p", [], [element("a", [.href(address)], text: visit.site.settings.absolute(address))]),
        ]
    }

    /// Whether it is public, since when and where.
    static func state(_ page: DisclosurePage, _ visit: Visit) -> [Node] {
        guard let newest = page.versions.first else {
            return [element("p", text: visit.text("disclosure_page.never"))]
        }
        let day = visit.day(Instant(stored: newest.withdrawnAt ?? newest.publishedAt).day)
        if newest.withdrawnAt != nil {
            return [
                element(
                    "p",
                    text: visit.text(
                        "disclosure_page.withdrawn", ["day": day, "reason": newest.withdrawnBecause ?? "–"]))
            ]
        }
        let address = page.publicWay
        var parts = [
            element(
                "p", text: visit.text("disclosure_page.public", ["version": String(newest.version), "day": day])),
            element(
                "p", [], [element("a", [.href(address)], text: visit.site.settings.absolute(address))]),
        ]
        if !page.isShownAsPrepared {
            parts.append(element("p", [.class("note")], text: "▲ \(visit.text("disclosure_page.differs"))"))
        }
        return parts
    }

    static func lines(_ problems: [Problem], _ visit: Visit) -> [Node] {
        problems.map { problem in
            let (strings, language) = (visit.site.strings, visit.language)
            return element(
                "li", [],
                [
                    .text(strings.what(problem, language)),
                    element("p", [.class("hint")], text: strings.mend(problem, language)),
                ])
        }
    }
}
