/// XML 1.0 as feeds need it, written from parts; text is escaped and what XML cannot hold is left out.
indirect enum SiteXML: Sendable {
    case element(StaticString, [Pair], [SiteXML])
    case text(String)

    /// An attribute.
    struct Pair: Sendable {
        let name: StaticString
        let value: String
        init(_ name: StaticString, _ value: String) { (self.name, self.value) = (name, value) }
    }

    static func leaf(_ name: StaticString, _ text: String) -> SiteXML { .element(name, [], [.text(text)]) }

    func document() -> [UInt8] {
        var bytes = Array("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n".utf8)
        write(into: &bytes)
        bytes.append(10)
        return bytes
    }

    private func write(into bytes: inout [UInt8]) {
        switch self {
        case .text(let text): SiteXML.escape(text, into: &bytes)
        case .element(let name, let attributes, let children):
            bytes += "<\(name)".utf8
            for pair in attributes {
                bytes += " \(pair.name)=\"".utf8
                SiteXML.escape(pair.value, into: &bytes)
                bytes.append(UInt8(ascii: "\""))
            }
            guard !children.isEmpty else {
                bytes += "/>".utf8
                return
            }
            bytes.append(UInt8(ascii: ">"))
            for child in children { child.write(into: &bytes) }
            bytes += "</\(name)>".utf8
        }
    }

    private static func escape(_ text: String, into bytes: inout [UInt8]) {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": bytes += "&amp;".utf8
            case "<": bytes += "&lt;".utf8
            case ">": bytes += "&gt;".utf8
            case "\"": bytes += "&quot;".utf8
            case "\n", "\t": bytes.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
            default:
                // XML 1.0 §2.2
                if scalar.value < 0x20 || (0xFFFE...0xFFFF).contains(scalar.value) { continue }
                bytes.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
            }
        }
    }
}

/// What machines follow the site by: a feed (RFC 4287) and a site map (sitemaps.org 0.9).
struct SiteFeeds: Sendable {
    let shell: SiteShell
    let data: SiteData

    private var links: SiteLinks { shell.links }

    private var pages: [SiteData.Page] {
        data.years.flatMap(\.entries).compactMap(\.page).sorted {
            ($0.changedAt, $0.disclosure) > ($1.changedAt, $1.disclosure)
        }
    }

    /// The newest fifty changes. An entry is a disclosure: its id stays through all its versions.
    func atom() -> [UInt8] {
        let entries = pages.prefix(50).map { page -> SiteXML in
            let content = page.content
            let summary =
                page.withdrawnAt != nil
                ? shell.text("site.because", ["reason": page.withdrawnBecause ?? "–"])
                : content.nothingBecause ?? SiteMarkup.plain(content.text).shortened(to: 300)
            let title = content.title(shell.language)
            let shown = page.withdrawnAt == nil ? title : "\(shell.text("site.withdrawn")): \(title)"
            return .element(
                "entry", [],
                [
                    .leaf("title", shown), .leaf("id", "urn:uuid:\(page.disclosure)"),
                    .leaf("updated", page.changedAt),
                    .leaf("published", page.versions.last?.at ?? page.publishedAt),
                    .element(
                        "link", [.init("href", address(page)), .init("rel", "alternate"), .init("type", "text/html")],
                        []),
                    .leaf("summary", summary.isEmpty ? title : summary),
                    .element("category", [.init("term", String(content.fiscalYear))], []),
                ])
        }
        return SiteXML.element(
            "feed",
            [.init("xmlns", "http://www.w3.org/2005/Atom"), .init("xml:lang", shell.language.rawValue)],
            [
                .leaf("title", shell.text("site.feed_title", ["agency": shell.name])),
                .leaf("id", "urn:uuid:\(data.agency.id)"),
                .leaf("updated", data.changedAt ?? "1970-01-01T00:00:00Z"),
                .element("author", [], [.leaf("name", shell.name)]),
                .element("link", [.init("href", links.wholeFile("feed.atom")), .init("rel", "self")], []),
                .element("link", [.init("href", links.whole("", in: shell.language)), .init("rel", "alternate")], []),
                .leaf("generator", "Prongsai"),
            ] + entries
        ).document()
    }

    private func address(_ page: SiteData.Page) -> String {
        links.whole(SiteLinks.item(page.content.fiscalYear, page.slug), in: shell.language)
    }

    /// Every page in both languages. Addresses of a site map are whole, so there is none where nobody said what
    /// stands before them.
    func siteMap() -> [UInt8]? {
        guard !links.base.isEmpty else { return nil }
        var urls: [SiteXML] = []
        func add(_ path: String, _ changed: String?) {
            for language in Language.allCases {
                urls.append(
                    .element(
                        "url", [],
                        [.leaf("loc", links.whole(path, in: language))]
                            + (changed.map { [.leaf("lastmod", String($0.prefix(10)))] } ?? [])))
            }
        }
        add("", data.changedAt)
        for year in data.years {
            add(SiteLinks.year(year.year), year.entries.compactMap(\.page?.changedAt).max())
            for page in year.entries.compactMap(\.page) where page.withdrawnAt == nil {
                add(SiteLinks.item(year.year, page.slug), page.changedAt)
            }
        }
        for report in data.reports {
            urls.append(
                .element(
                    "url", [],
                    [
                        .leaf("loc", links.wholeFile("\(report.path)/")),
                        .leaf("lastmod", String(report.frozenAt.prefix(10))),
                    ]))
        }
        return SiteXML.element("urlset", [.init("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9")], urls)
            .document()
    }
}
