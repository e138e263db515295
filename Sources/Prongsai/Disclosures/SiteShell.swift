import HTML

/// The frame of every page of the public site: small, without script, the same on the server and in a folder.
struct SiteShell: Sendable {
    var links: SiteLinks
    var strings: Strings
    var agency: Agency

    var language: Language { links.language }

    func text(_ key: String, _ values: [String: String] = [:]) -> String { strings.text(key, values, language) }
    var name: String { strings.name(agency, language) }

    /// - Parameters:
    ///   - path: the page's way from the root.
    ///   - isListed: whether search engines shall keep it.
    func page(_ path: String, title: String, isListed: Bool = true, _ body: [Node]) -> Node {
        let other: Language = language == .thai ? .english : .thai
        var head: [Node] = [
            element("meta", [Attribute("charset", "utf-8")]),
            element(
                "meta", [Attribute("name", "viewport"), Attribute("content", "width=device-width, initial-scale=1")]),
            element("title", text: title == name ? name : "\(title) · \(name)"),
            element("link", [Attribute("rel", "stylesheet"), .href(links.asset("pages.css"))]),
            icon,
        ]
        if !links.base.isEmpty {
            head.append(element("link", [Attribute("rel", "canonical"), .href(links.whole(path, in: language))]))
        }
        head.append(
            element(
                "link",
                [
                    Attribute("rel", "alternate"), Attribute("hreflang", other.rawValue),
                    .href(links.page(path, in: other)),
                ]))
        if links.hasFeeds {
            head.append(
                element(
                    "link",
                    [
                        Attribute("rel", "alternate"), Attribute("type", "application/atom+xml"),
                        Attribute("title", text("site.feed")), .href(links.file("feed.atom")),
                    ]))
        }
        if !isListed {
            head.append(element("meta", [Attribute("name", "robots"), Attribute("content", "noindex")]))
        }
        let bar = element(
            "header", [],
            [
                // Blanks, for whoever reads the words alone.
                marked(element("a", [.class("brand"), .href(links.page(""))], text: name)), .text(" "),
                element(
                    "a",
                    [
                        .href(links.page(path, in: other)), Attribute("lang", other.rawValue),
                        Attribute("hreflang", other.rawValue),
                    ], text: other == .english ? "English" : "ภาษาไทย"),
                // Paper cannot be followed back: it says where the page stands.
                links.base.isEmpty ? .empty : .text(" "),
                links.base.isEmpty
                    ? .empty : element("span", [.class("paper")], text: links.whole(path, in: language)),
            ])
        let foot = element(
            "footer", [],
            [
                element(
                    "p", [],
                    [
                        .text(text("site.foot", ["agency": name]) + " ")
                    ] + feeds)
            ])
        return element(
            "html", [Attribute("lang", language.rawValue)],
            [
                element("head", [], head),
                element(
                    "body", [],
                    [
                        element("a", [.class("skip"), .href("#main")], text: text("web.skip")), bar,
                        element(
                            "main", [.id("main"), Attribute("tabindex", "-1")],
                            [marked(element("h1", text: title))] + body.map { marked($0) }),
                        foot,
                    ]),
            ])
    }

    /// Says of an agency's own words that they are Thai, on a page that is not.
    private func marked(_ node: Node) -> Node { language == .thai ? node : node.markingThai }

    /// The ways for machines, where there are such.
    private var feeds: [Node] {
        guard links.hasFeeds else { return [] }
        return [
            element("a", [.href(links.file("feed.atom"))], text: text("site.feed")), .text(" · "),
            element("a", [.href(links.file("catalog.jsonld"))], text: text("site.catalogue")),
        ]
    }

    private var icon: Node {
        element(
            "link", [Attribute("rel", "icon"), .href(links.asset("icon.svg")), Attribute("type", "image/svg+xml")])
    }

    /// A page that leads on, for hosts that cannot redirect.
    func redirect(to path: String) -> Node {
        let address = links.page(path)
        return element(
            "html", [Attribute("lang", language.rawValue)],
            [
                element(
                    "head", [],
                    [
                        element("meta", [Attribute("charset", "utf-8")]),
                        element("title", text: "\(text("site.moved")) · \(name)"),
                        element(
                            "link",
                            [
                                Attribute("rel", "canonical"),
                                .href(links.base.isEmpty ? address : links.whole(path, in: language)),
                            ]),
                        element(
                            "meta",
                            [Attribute("http-equiv", "refresh"), Attribute("content", "0; url=\(address)")]),
                        element("link", [Attribute("rel", "stylesheet"), .href(links.asset("pages.css"))]), icon,
                    ]),
                element(
                    "body", [],
                    [
                        element(
                            "main", [],
                            [
                                element("h1", text: text("site.moved")),
                                element("p", [], [element("a", [.href(address)], text: text("site.to_page"))]),
                            ])
                    ]),
            ])
    }
}
