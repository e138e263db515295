import HTML
import ITA

/// The pages of the public site: data in, nodes out.
struct SitePages: Sendable {
    let shell: SiteShell
    let data: SiteData

    private var links: SiteLinks { shell.links }
    private var language: Language { shell.language }
    private func text(_ key: String, _ values: [String: String] = [:]) -> String { shell.text(key, values) }

    private func day(_ stored: String) -> String { shell.strings.day(Instant(stored: stored).day, language) }

    // MARK: The start

    /// The years there are.
    func start() -> Node {
        let items = data.years.map { year in
            element(
                "li", [],
                [
                    element(
                        "a", inside(SiteLinks.year(year.year)),
                        text: text("site.year", ["year": String(year.year)])),
                    .text(" "),
                    element(
                        "small",
                        text: text(
                            "site.year_count",
                            [
                                "shown": String(year.entries.count(where: \.isShown)),
                                "all": String(year.entries.count),
                            ])),
                ])
        }
        let disclosed = items.isEmpty ? [] : [element("p", text: text("site.sub")), element("ul", [], items)]
        return shell.page("", title: shell.name, disclosed + [reports])
    }

    /// Half-year reports, each as a page and in its files.
    private var reports: Node {
        guard !data.reports.isEmpty else { return .empty }
        let items = data.reports.map { report in
            let name = text(
                "public.report",
                ["half": text(report.half == 1 ? "report.half_1" : "report.half_2"), "year": String(report.year)])
            let papers = report.papers.filter { $0.format != .html }.flatMap { paper -> [Node] in
                let place = "\(report.path)/\(SiteData.SiteReport.name(paper.format))"
                return [.text(" · "), element("a", [.href(links.file(place))], text: paper.format.name)]
            }
            let place = "\(report.path)/"
            let at = [Attribute.href(links.file(place))] + links.onPaper(links.wholeFile(place))
            return element("li", [], [element("a", at, text: name)] + papers)
        }
        return element("section", [], [element("h2", text: text("site.reports")), element("ul", [], items)])
    }

    // MARK: A year

    /// Every item of a year, in the order an assessor works through them.
    func year(_ year: SiteData.Year) -> Node {
        let body: [Node] = [
            element("p", [.class("sub")], text: shell.name),
            element("ol", [.class("items")], year.entries.map { entry($0, year.year) }),
            others(but: year.year),
        ]
        return shell.page(
            SiteLinks.year(year.year), title: text("site.year", ["year": String(year.year)]), body)
    }

    private func entry(_ entry: SiteData.Entry, _ year: Int) -> Node {
        let title = entry.title(language)
        var heading = entry.code == title ? title : "\(entry.code) \(title)"
        if title.removing(prefix: entry.code) != nil { heading = title }
        var facts: [String] = []
        var parts: [Node] = []
        if let page = entry.page {
            parts.append(
                element(
                    "h2", [], [element("a", inside(SiteLinks.item(year, page.slug)), text: heading)]))
            if let at = page.withdrawnAt {
                facts.append("▲ \(text("site.withdrawn_on", ["day": day(at)]))")
            } else {
                if page.content.nothingBecause != nil { facts.append(text("site.nothing_short")) }
                facts.append(text("site.published_on", ["day": day(page.publishedAt)]))
                parts.append(pointers(page))
            }
        } else {
            parts.append(element("h2", text: heading))
            if entry.addresses.isEmpty {
                facts.append("– \(text("site.not_yet"))")
            } else {
                parts.append(
                    element(
                        "ul", [],
                        entry.addresses.map {
                            element("li", [], [SiteMarkup.outside(words($0.label, $0.address), $0.address)])
                        }))
                if let at = entry.checkedAt {
                    facts.append(text("site.checked_on", ["day": day(at)]))
                } else if !entry.isPassed {
                    facts.append("◆ \(text("site.unchecked"))")
                }
            }
        }
        if let unit = entry.unit { facts.append(unit) }
        parts.append(element("p", [.class("facts")], text: facts.joined(separator: " · ")))
        return element("li", [], parts)
    }

    /// Elements with what shows them, in few words: the page itself says the rest.
    private func pointers(_ page: SiteData.Page) -> Node {
        let content = page.content
        let lines = content.elements.compactMap { piece -> Node? in
            let name = piece.text.shortened(to: 60)
            if piece.none == true { return element("li", text: "\(name): \(text("site.none"))") }
            guard let first = target(of: piece, content) else { return nil }
            return element("li", [], [element("a", first, text: name)])
        }
        return lines.isEmpty ? .empty : element("ul", [], lines)
    }

    private func others(but year: Int) -> Node {
        let rest = data.years.filter { $0.year != year }
        guard !rest.isEmpty else { return .empty }
        return element(
            "nav", [Attribute("aria-label", text("site.other_years"))],
            [
                element("h2", text: text("site.other_years")),
                element(
                    "ul", [],
                    rest.map {
                        element(
                            "li", [],
                            [
                                element(
                                    "a", [.href(links.page(SiteLinks.year($0.year)))],
                                    text: text("site.year", ["year": String($0.year)]))
                            ])
                    }),
            ])
    }

    // MARK: An item

    /// - Parameter notice: what stands above it, such as that it is not public yet.
    func item(_ page: SiteData.Page, notice: Node = .empty) -> Node {
        let (content, year) = (page.content, page.content.fiscalYear)
        let path = SiteLinks.item(year, page.slug)
        let back = element(
            "p", [.class("back")],
            [
                element(
                    "a", [.href(links.page(SiteLinks.year(year)))],
                    text: "← \(text("site.year", ["year": String(year)]))")
            ])
        if let at = page.withdrawnAt {
            return shell.page(
                path, title: content.title(language), isListed: false,
                [
                    back,
                    element(
                        "section", [.class("note")],
                        [
                            element("p", [], [element("strong", text: text("site.withdrawn_on", ["day": day(at)]))]),
                            element("p", text: text("site.because", ["reason": page.withdrawnBecause ?? "–"])),
                        ]),
                ])
        }
        var body: [Node] = [back, notice, facts(page)]
        if let reason = content.nothingBecause {
            body.append(
                element(
                    "section", [.class("note")],
                    [
                        element("p", [], [element("strong", text: text("site.nothing"))]), element("p", text: reason),
                    ]))
        }
        body += SiteMarkup.nodes(content.text)
        body.append(elements(content))
        let loose = content.files.filter { file in !content.elements.contains { $0.key == file.element } }
        body.append(list("site.files", loose.map { file($0) }))
        let addresses = content.addresses.filter { link in !content.elements.contains { $0.key == link.element } }
        body.append(list("site.links", addresses.map { SiteMarkup.outside(words($0.label, $0.address), $0.address) }))
        body.append(list("site.previous", content.previous.map { earlier($0) } + page.taken.map { takenOut($0) }))
        if page.versions.count > 1 {
            body.append(
                list(
                    "site.versions",
                    page.versions.map {
                        .text(text("site.version", ["version": String($0.version), "day": day($0.at)]))
                    }))
        }
        return shell.page(path, title: content.title(language), body)
    }

    private func facts(_ page: SiteData.Page) -> Node {
        let content = page.content
        var rows: [(String, String)] = [(text("site.item"), content.code)]
        if let from = content.coversFrom.flatMap({ Day(iso: $0) }), let to = content.coversTo.flatMap({ Day(iso: $0) })
        {
            rows.append(
                (text("site.period"), "\(shell.strings.day(from, language)) – \(shell.strings.day(to, language))"))
        }
        rows.append((text("site.published"), day(page.publishedAt)))
        if let checked = content.checkedAt { rows.append((text("site.checked"), day(checked))) }
        if let unit = content.unit { rows.append((text("site.unit"), unit)) }
        return element(
            "dl", [], rows.map { element("div", [], [element("dt", text: $0.0), element("dd", text: $0.1)]) })
    }

    private func elements(_ content: PublishedContent) -> Node {
        guard !content.elements.isEmpty else { return .empty }
        let lines = content.elements.map { piece -> Node in
            var parts = [element("p", text: piece.text)]
            if piece.none == true { parts.append(element("p", [.class("facts")], text: text("site.none"))) }
            let found =
                content.files.filter { $0.element == piece.key }.map { file($0) }
                + content.addresses.filter { $0.element == piece.key }.map {
                    SiteMarkup.outside(words($0.label, $0.address), $0.address)
                }
            parts.append(
                found.isEmpty
                    ? whereabouts(piece, content) : element("ul", [], found.map { element("li", [], [$0]) }))
            return element("li", [], parts)
        }
        return element(
            "section", [], [element("h2", text: text("site.elements")), element("ol", [.class("elements")], lines)])
    }

    /// Where an element stands that no document was added for: where the second person found it, or where alone it can
    /// be. Nothing where nobody passed it, and where what it was found in is not public any more.
    private func whereabouts(_ piece: PublishedContent.Element, _ content: PublishedContent) -> Node {
        guard content.checkedAt != nil, piece.none != true else { return .empty }
        let isWritten = !content.text.isEmpty || content.nothingBecause != nil
        let documents = content.files.count + content.addresses.count
        var document: Node?
        if let id = piece.proof?.file {
            guard let found = content.files.first(where: { $0.id == id }) else { return .empty }
            document = file(found)
        } else if let address = piece.proof?.address {
            guard let found = content.addresses.first(where: { $0.address == address }) else { return .empty }
            document = SiteMarkup.outside(words(found.label, found.address), found.address)
        } else if documents == 1, !isWritten {
            document =
                content.files.first.map { file($0) }
                ?? content.addresses.first.map { SiteMarkup.outside(words($0.label, $0.address), $0.address) }
        }
        let said: [Node] =
            document.map { [Node.text(text("site.found_in") + " "), $0] }
            ?? [Node.text(text(documents == 0 ? "site.found_in_text" : "site.found_here"))]
        let place = piece.proof?.place.map { [Node.text(" · \($0)")] } ?? []
        return element("p", [.class("facts")], said + place)
    }

    private func list(_ heading: String, _ nodes: [Node]) -> Node {
        guard !nodes.isEmpty else { return .empty }
        return element(
            "section", [],
            [
                element("h2", text: shell.text(heading)), element("ul", [], nodes.map { element("li", [], [$0]) }),
            ])
    }

    /// A file with kind and size, so that nobody on a phone is surprised.
    private func file(_ file: PublishedContent.File) -> Node {
        // On paper the name can be read: a browser encodes what is typed.
        let at = links.onPaper(links.wholeFile(SiteLinks.path(of: file)))
        return [
            element("a", target(file) + at, text: file.label), .text(" "),
            element("small", text: "(\(kind(file)), \(size(file.size)))"),
        ]
    }

    private func earlier(_ file: PublishedContent.File) -> Node {
        let day = file.replacedAt.map { self.day($0) } ?? ""
        return [self.file(file), .text(" \(text("site.replaced_on", ["day": day]))")]
    }

    private func takenOut(_ file: TakenFile) -> Node {
        .text(
            text(
                "site.taken_out",
                ["added": day(file.addedAt), "day": day(file.takenAt), "reason": file.because]))
    }

    private func target(_ file: PublishedContent.File) -> [Attribute] {
        let address = Attribute.href(links.file(SiteLinks.address(of: file)))
        // A web host names a file by its address; the name letter for letter is said here.
        return SitePaper.segment(file.name) == file.name ? [address] : [address, Attribute("download", file.name)]
    }

    /// A link to another page of the site, by its way from the root.
    private func inside(_ path: String) -> [Attribute] {
        [.href(links.page(path))] + links.onPaper(links.whole(path, in: language))
    }

    /// Where an element's name leads: to what was added for it, else to where the second person found it.
    private func target(of piece: PublishedContent.Element, _ content: PublishedContent) -> [Attribute]? {
        let file =
            content.files.first { $0.element == piece.key }
            ?? piece.proof?.file.flatMap { id in content.files.first { $0.id == id } }
        if let file { return target(file) }
        let address =
            content.addresses.first { $0.element == piece.key }
            ?? piece.proof?.address.flatMap { web in content.addresses.first { $0.address == web } }
        return address.map { SiteMarkup.outsideTarget($0.label, $0.address) }
    }

    private func words(_ label: String, _ address: String) -> String {
        label.isEmpty ? address.shortened(to: 80) : label
    }

    private func kind(_ file: PublishedContent.File) -> String {
        SitePaper.ending(file.name).uppercased()
    }

    private func size(_ bytes: Int) -> String {
        bytes < 1_000_000
            ? "\(max(1, (bytes + 999) / 1000)) kB" : "\(bytes / 1_000_000).\(bytes % 1_000_000 / 100_000) MB"
    }
}
