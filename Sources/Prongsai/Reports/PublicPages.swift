import Documents
import HTML

/// Pages for everybody: no navigation, no name, no form.
enum PublicPages {
    /// A page around some content.
    static func page(
        _ visit: Visit, _ title: String, sub: String? = nil, _ body: [Node], status: Int = 200,
        cache: String = "public, max-age=300"
    ) -> Reply {
        let assets = visit.site.assets
        let other: Language = visit.language == .thai ? .english : .thai
        let node = element(
            "html", [Attribute("lang", visit.language.rawValue)],
            [
                element(
                    "head", [],
                    [
                        element("meta", [Attribute("charset", "utf-8")]),
                        element(
                            "meta",
                            [
                                Attribute("name", "viewport"),
                                Attribute("content", "width=device-width, initial-scale=1"),
                            ]),
                        element("title", text: "\(title) · \(visit.text("web.product"))"),
                        element("link", [Attribute("rel", "stylesheet"), .href(assets.address("app.css"))]),
                        element(
                            "link",
                            [
                                Attribute("rel", "icon"), .href(assets.address("icon.svg")),
                                Attribute("type", "image/svg+xml"),
                            ]),
                    ]),
                element(
                    "body", [],
                    [
                        element("a", [.class("skip"), .href("#main")], text: visit.text("web.skip")),
                        element(
                            "header", [.class("bar")],
                            [
                                element(
                                    "div", [.class("wide")],
                                    [
                                        element("a", [.class("brand"), .href("/")], text: visit.text("web.product")),
                                        element(
                                            "div", [.class("who")],
                                            [
                                                element("a", [.href("/verify")], text: visit.text("public.verify")),
                                                element(
                                                    "a",
                                                    [
                                                        .href("\(visit.request.path)?language=\(other.rawValue)"),
                                                        Attribute("lang", other.rawValue),
                                                        Attribute("hreflang", other.rawValue),
                                                    ], text: other == .english ? "English" : "ภาษาไทย"),
                                            ]),
                                    ])
                            ]),
                        element(
                            "main", [.id("main"), Attribute("tabindex", "-1")],
                            [
                                element("h1", text: title),
                                sub.map { element("p", [.class("sub")], text: $0) } ?? .empty,
                            ] + body),
                    ]),
            ])
        return Reply(
            status, [("content-type", "text/html; charset=utf-8"), ("cache-control", cache)], .bytes(node.document()))
    }

    /// The same words for what is unknown and for what is not published.
    static func nothing(_ visit: Visit) -> Reply {
        page(
            visit, visit.text("public.nothing"), [element("p", text: visit.text("public.nothing_mend"))], status: 404,
            cache: "public, max-age=60")
    }

    /// What needs whole addresses, where nobody said at which address this system is reached.
    static func withoutAddress(_ visit: Visit) -> Reply {
        page(
            visit, visit.text("public.no_address"), [element("p", text: visit.text("public.no_address_mend"))],
            status: 404, cache: "public, max-age=60")
    }

    /// What an agency published, newest first: disclosures by year, and of each round the newest version of its report.
    static func index(
        _ visit: Visit, _ agency: Agency, _ versions: [PublicVersion],
        _ disclosures: (data: SiteData, links: SiteLinks)?
    ) -> Reply {
        var seen: Set<String> = []
        let newest = versions.filter { seen.insert("\($0.year)/\($0.half)").inserted }
        let items = newest.map { version in
            element(
                "li", [],
                [
                    element(
                        "a", [.href(address(version, visit))],
                        text: visit.text(
                            "public.report",
                            ["half": half(version.half, visit), "year": String(version.year)])),
                    element(
                        "small",
                        text: visit.text(
                            "public.version",
                            [
                                "version": String(version.version),
                                "at": visit.instant(version.frozenAt),
                            ])),
                ])
        }
        return page(
            visit, visit.site.strings.name(agency, visit.language), sub: visit.text("public.sub"),
            [
                years(visit, disclosures),
                items.isEmpty
                    ? .empty : element("section", [.class("card")], [element("ul", [.class("ready")], items)]),
            ])
    }

    private static func years(_ visit: Visit, _ disclosures: (data: SiteData, links: SiteLinks)?) -> Node {
        guard let (data, links) = disclosures else { return .empty }
        let items = data.years.map { year in
            element(
                "li", [],
                [
                    element(
                        "a", [.href(links.page(SiteLinks.year(year.year)))],
                        text: visit.text("site.year", ["year": String(year.year)]))
                ])
        }
        return element(
            "section", [.class("card")],
            [element("h2", text: visit.text("site.title")), element("ul", [.class("ready")], items)])
    }

    static func half(_ half: Int, _ visit: Visit) -> String {
        half == 1 ? visit.text("report.half_1") : visit.text("report.half_2")
    }

    private static func address(_ version: PublicVersion, _ visit: Visit) -> String {
        let address = Link.publicReport(version.agency.key, version.year, version.half)
        return visit.language == visit.site.settings.language
            ? address : "\(address)?language=\(visit.language.rawValue)"
    }

    /// A report as a page: which version it is, whether there is a newer one, its files, and how to check it.
    static func report(_ visit: Visit, _ prepared: PreparedReport, _ version: PublicVersion, newest: PublicVersion)
        -> Reply
    {
        let (key, year, half) = (version.agency.key, version.year, version.half)
        let base = Link.publicReport(key, year, half)
        let words = prepared.report.words
        var choice = ReportChoice(
            layout: prepared.report.layout.key, language: Language(rawValue: words.language) ?? .thai,
            digits: prepared.report.digits, version: version.version == newest.version ? nil : version.version)
        let files = ReportFormat.allCases.map { format in
            element("a", [.href("\(base)/report.\(format.rawValue)\(choice.query)")], text: format.name)
        }
        var top: [Node] = [
            element(
                "p", [],
                [
                    element(
                        "a", [.href(Link.publicAgency(key))],
                        text: "← \(visit.site.strings.name(version.agency, visit.language))")
                ])
        ]
        if version.version < newest.version {
            top.append(
                element(
                    "p", [.class("draft"), Attribute("role", "note")],
                    [
                        .text("▲ \(visit.text("public.superseded", ["version": String(version.version)])) "),
                        element(
                            "a", [.href(base)],
                            text: visit.text("public.to_newest", ["version": String(newest.version)])),
                    ]))
        }
        top.append(
            element(
                "p",
                text: visit.text(
                    "public.version", ["version": String(version.version), "at": visit.instant(version.frozenAt)])))
        top.append(
            element(
                "p", [],
                [.text(visit.text("public.files") + " ")]
                    + files.flatMap { [$0, Node.text(" · ")] }
                    + [element("a", [.href("/verify/\(version.hash)")], text: visit.text("public.is_genuine"))]))
        choice.language = choice.language == .thai ? .english : .thai
        top.append(
            element(
                "p", [],
                [
                    element(
                        "a", [.href(base + choice.query), Attribute("hreflang", choice.language.rawValue)],
                        text: choice.language == .english ? "English" : "ภาษาไทย")
                ]))
        let bytes = prepared.report.page(
            photo: { "\(base)/photo/\($0)" },
            head: ReportView.head(visit.site.assets),
            before: [element("aside", [.class("around")], top)], after: [])
        return ReportView.reply(bytes, cache: "public, max-age=300")
    }
}
