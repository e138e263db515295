import Foundation
import HTML

extension Report {
    /// The report as one HTML file that needs nothing else: style and photos are inside, there is no script and no
    /// outside address is fetched. On a phone each plan row becomes a card; on paper it is the official table.
    ///
    /// A photo shown twice stands in the file twice: a picture of the style sheet would be hidden from those who
    /// cannot see, and an SVG that refers to another is not read aloud everywhere.
    ///
    /// - Parameter pictures: gives the bytes of each photo; asked once for each.
    /// - Throws: ``ReportWritingError/notAPicture(_:)``, and what `pictures` throws.
    public func html(pictures: PictureSource) throws -> [UInt8] {
        let table = self.table
        return document(table, HTMLPhotos(embedded: try HTMLPhotos.base64(table, pictures)), isAlone: true)
    }

    /// The same report as a page of a site: photos are fetched from addresses, and the site's own lines stand around
    /// it, and what only paper and a file far from the site need is left out. What it says is letter for letter as in
    /// the file. The site's style sheet names the columns on a phone, by the table's `--findings` and so on.
    ///
    /// - Parameters:
    ///   - photo: the address of a photo by its SHA-256.
    ///   - head: what the site adds to the head, such as its style sheet.
    ///   - before: what stands above the report.
    ///   - after: what stands below it.
    public func page(photo: @escaping (String) -> String, head more: [Node], before: [Node], after: [Node]) -> [UInt8] {
        document(
            table, HTMLPhotos(addresses: photo), isAlone: false, head: more, before: before, after: after)
    }

    private func document(
        _ table: ReportTable, _ photos: HTMLPhotos, isAlone: Bool, head more: [Node] = [], before: [Node] = [],
        after: [Node] = []
    ) -> [UInt8] {
        let main = element(
            "main", [],
            [
                element("header", [], heading), contents(table),
                HTMLTable(report: self, table: table, photos: photos, isAlone: isAlone).node, notes, signatures,
            ])
        let page = element(
            "html", [Attribute("lang", words.language == "th" ? "th" : "en")],
            [
                element("head", [], head(isAlone: isAlone) + more),
                element(
                    "body", [.class("layout-\(table.columns.count > 6 ? "wide" : "plain")")],
                    before + [main, footer(isAlone: isAlone)] + after),
            ])
        return page.document()
    }

    private func head(isAlone: Bool) -> [Node] {
        let title = words.title.joined(separator: " ")
        // Belt and braces: even a browser's extension cannot make the file fetch or run anything.
        let policy = element(
            "meta",
            [
                Attribute("http-equiv", "Content-Security-Policy"),
                Attribute("content", "default-src 'none'; style-src 'unsafe-inline'; img-src data:"),
            ])
        return [
            element("meta", [Attribute("charset", "utf-8")]), isAlone ? policy : .empty,
            meta("viewport", "width=device-width, initial-scale=1"), meta("color-scheme", "light dark"),
            element("title", [], text: title.isEmpty ? agencyName : title), meta("author", agencyName),
            meta("prongsai-hash", seal.hash), meta("prongsai-version", String(seal.version)),
            meta("prongsai-layout", layout.key), meta("prongsai-mark", seal.mark),
            meta("prongsai-format", content.format),
            element("style", [], [HTMLStyle.sheet, layout.landscape ? HTMLStyle.landscape : HTMLStyle.portrait]),
        ]
    }

    private func meta(_ name: String, _ content: String) -> Node {
        element("meta", [Attribute("name", name), Attribute("content", content)])
    }

    /// The title block is the page's one h1, its lines kept as lines.
    private var heading: [Node] {
        let lines = words.title.enumerated().map { index, line in
            Node.fragment([index > 0 ? element("br") : .empty, .text(line)])
        }
        let draft = seal.version == 0 ? element("p", [.class("draft")], [element("strong", text: words.draft)]) : .empty
        var nodes = [draft, element("h1", [], lines)]
        if let standing = standingSummary {
            let mark = doubtMark.map { element("a", [.href("#doubts")], text: $0) }
            nodes.append(element("p", [.class("standing")], [.text(standing + " "), mark ?? .empty]))
        }
        return nodes
    }

    /// Where to find what: one line for each heading of the table. Not on paper.
    private func contents(_ table: ReportTable) -> Node {
        let links = table.rows.enumerated().compactMap { index, row -> Node? in
            guard case .heading(let level, let text) = row else { return nil }
            return element(
                "li", [.class("level-\(level)")], [element("a", [.href("#row-\(index)")], text: text)])
        }
        if links.count < 3 { return .empty }
        return element("nav", [Attribute("aria-label", words.indicator)], [element("ul", [], links)])
    }

    private var notes: Node {
        if doubts.isEmpty { return .empty }
        return element(
            "section", [.id("doubts"), .class("doubts"), Attribute("aria-labelledby", "doubts-title")],
            [
                element("h2", [.id("doubts-title")], text: "* " + words.unconfirmed),
                element(
                    "ol", digits == .thai ? [Attribute("style", "list-style-type:thai")] : [],
                    doubts.map { element("li", [], text: $0) }),
            ])
    }

    private var signatures: Node {
        if layout.signatures.isEmpty { return .empty }
        return element(
            "div", [.class("signatures")],
            layout.signatures.map { title in
                element(
                    "p", [],
                    [
                        .text(words.signed), element("span", [.class("dots")]), element("br"), "(",
                        element("span", [.class("dots")]), ")", element("br"), .text(title),
                    ])
            })
    }

    private func footer(isAlone: Bool) -> Node {
        // On a page of the site a draft is called one at its head, once.
        if !isAlone, seal.version == 0 { return .empty }
        let facts = self.facts.flatMap { fact in
            [element("dt", [], text: sheetName(fact.key)), element("dd", [], text: fact.value)]
        }
        let check = [mark, element("dl", [], facts)]
        return element("footer", [], [element("p", [], text: sealLine)] + (isAlone ? check : []))
    }

    /// The QR code that leads from paper back to the round; how a copy is checked stands in the facts below it.
    private var mark: Node {
        guard let code = QRCode(seal.mark) else { return .empty }
        let side = String(code.size + 2 * QRCode.quietZone)
        return element(
            "svg",
            [
                .class("mark"), Attribute("role", "img"), Attribute("aria-label", sheetName("mark")),
                Attribute("viewBox", "0 0 \(side) \(side)"), Attribute("shape-rendering", "crispEdges"),
            ],
            [
                element("rect", [Attribute("width", side), Attribute("height", side), Attribute("fill", "#fff")]),
                element("path", [Attribute("d", code.svgPath), Attribute("fill", "#000")]),
            ])
    }
}

/// Where the photos of a page are: inside it as `data:` addresses, or at an address each.
struct HTMLPhotos {
    private let source: (String) -> Attribute
    private let isLazy: Bool

    init(embedded base64: [String: String]) {
        source = { .src(mediaType: "image/jpeg", base64: base64[$0] ?? "") }
        isLazy = false
    }

    init(addresses: @escaping (String) -> String) {
        source = { .src(addresses($0)) }
        isLazy = true
    }

    /// The photos of a table as text for `data:` addresses.
    static func base64(_ table: ReportTable, _ pictures: PictureSource) throws -> [String: String] {
        var base64: [String: String] = [:]
        for case .block(let block) in table.rows {
            for case .pictures(let photos) in block.columns.joined().flatMap(\.parts) {
                for photo in photos where base64[photo.picture.sha256] == nil {
                    let bytes = try pictures(photo.picture.sha256)
                    guard bytes.starts(with: [0xff, 0xd8, 0xff]) else {
                        throw ReportWritingError.notAPicture(photo.picture.sha256)
                    }
                    base64[photo.picture.sha256] = Data(bytes).base64EncodedString()
                }
            }
        }
        return base64
    }

    /// A photo with its caption.
    func figure(_ photo: ReportTable.Photo) -> Node {
        let picture = element(
            "img",
            [
                source(photo.picture.sha256),
                Attribute("alt", photo.alternative), Attribute("width", String(max(photo.picture.width, 1))),
                Attribute("height", String(max(photo.picture.height, 1))),
            ] + (isLazy ? [Attribute("loading", "lazy")] : []))
        return element("figure", [], [picture, element("figcaption", [], text: photo.caption)])
    }
}
