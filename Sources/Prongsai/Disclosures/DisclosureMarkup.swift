import Watch

/// A page of an agency as far as finding its disclosures needs: pieces of text in order, each with the links in it, and
/// what surrounds it. Words alone (``Watch/PageText``) do not say which row, list or comment a link stands in.
struct DisclosureMarkup: Sendable {
    enum Kind: Sendable, Equatable {
        /// 1 to 6; 7 for what a plugin uses as one: the button of an accordion, a tab.
        case heading(Int)
        case paragraph, item, cell
    }

    var title = ""
    var base: String?
    /// Where a browser saved it from, and what it calls its own address.
    var saved: String?
    var canonical: String?
    var shared: String?
    var blocks: [Block] = []
    /// Every name of a place in the page.
    var ids: Set<String> = []
    var links = 0
    var isCut = false
    /// The part each part of the page stands in, by its number; 0 is the page.
    var parents = [0]

    static let mostBlocks = 200_000
    static let mostLinks = 20_000

    /// Reads a page in UTF-8.
    init(_ bytes: [UInt8]) {
        var reader = MarkupReader()
        reader.read(HTMLTokens(bytes), isComment: false)
        self = reader.page
    }

    fileprivate init() {}

    /// Where it stands, as it says itself; nil where it does not, or names a place inside an office's network.
    var address: WebAddress? {
        [saved, canonical, shared, base].compactMap { $0.flatMap { try? WebAddress($0) } }
            .first { !DisclosureLink.isInside($0) }
    }
}

/// Puts tokens together to blocks.
private struct MarkupReader {
    var page = DisclosureMarkup()
    private var block = DisclosureMarkup.Block()
    private var line: [UInt8] = []
    /// The words of the line that stand in no link.
    private var unlinked: [UInt8] = []
    /// The words of the line without those of links that say nothing; where those of the open link begin in it.
    private var said: [UInt8] = []
    private var linkBegins = 0
    /// Where the words after the last link begin among those that stand in no link.
    private var leadBegins = 0
    private var link: (target: String, words: [UInt8], script: String?)?
    private var kind = DisclosureMarkup.Kind.paragraph
    private var depth = 0
    /// The entry that is open in each open list, the innermost last.
    private var entries: [Int] = []
    private var lastEntry = 0
    private var rows: [Int] = []
    private var lastRow = 0
    private var open: [(name: String, isFrame: Bool, container: Int)] = []
    /// Open tables; `held` counts the rows that still belong to `group`, after the one that is open.
    private var tables: [(number: Int, column: Int, group: Int, held: Int)] = []
    private var lastTable = 0
    private var frames = 0
    private var ids: [String] = []
    private var isComment = false

    private static let inline: Set<String> = [
        "a", "abbr", "acronym", "area", "b", "base", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
        "font", "g", "i", "img", "input", "ins", "kbd", "label", "link", "map", "mark", "meta", "path", "q", "s",
        "samp", "small", "span", "strike", "strong", "sub", "sup", "svg", "time", "tt", "u", "use", "var", "wbr",
    ]
    private static let containers: Set<String> = [
        "div", "section", "article", "main", "details", "ul", "ol", "nav", "header", "footer", "aside",
    ]
    private static let frameNames: Set<String> = ["nav", "footer", "aside"]
    private static let frameMarks: Set<String> = [
        "footer", "site-footer", "main-footer", "page-footer", "footer-widgets", "sidebar", "widget-area", "navbar",
        "nav-menu", "menu", "main-menu", "mainmenu", "top-menu", "topbar", "breadcrumb", "breadcrumbs", "navigation",
        "main-navigation", "site-navigation", "site-header", "copyright",
    ]

    mutating func read(_ tokens: HTMLTokens, isComment: Bool) {
        var iterator = tokens
        while let token = iterator.next(), !page.isCut {
            switch token {
            case .text(let range): append(tokens.text(range))
            case .raw(let range, "title"): if page.title.isEmpty { page.title = ThaiForm.line(tokens.text(range)) }
            case .raw: break
            case .comment(let range):
                // A comment inside a comment is none; what stands in it is read once.
                guard !isComment, range.count > 8 else { continue }
                if page.saved == nil { page.saved = Self.saved(tokens.text(range)) }
                endLink()
                endBlock()
                var inner = MarkupReader()
                inner.isComment = true
                inner.read(HTMLTokens(Array(tokens.text(range).utf8)), isComment: true)
                add(inner.page.blocks.filter { !$0.links.isEmpty })
            case .start(let tag): start(tag, tokens)
            case .end(let name): end(name)
            }
        }
        endLink()
        endBlock()
    }

    private mutating func add(_ blocks: [DisclosureMarkup.Block]) {
        for block in blocks {
            var block = block
            (block.isComment, block.isFrame) = (true, frames > 0)
            let isRow = block.row != 0
            stand(&block)
            if isRow { (block.row, block.group, block.table, block.column) = (-1, 0, 0, 0) }
            page.links += block.links.count
            page.blocks.append(block)
        }
    }

    private mutating func append(_ text: String) {
        line += text.utf8
        said += text.utf8
        if link != nil { link?.words += text.utf8 } else { unlinked += text.utf8 }
        if line.count > 1 << 20 { endBlock() }
    }

    private mutating func start(_ tag: HTMLTokens.Tag, _ tokens: HTMLTokens) {
        let name = tag.name
        if !Self.inline.contains(name) { endBlock() }
        for attribute in ["id", "name"] where attribute == "id" || name == "a" {
            guard let id = tokens.attribute(attribute, of: tag), !id.isEmpty, id.utf8.count <= 200 else { continue }
            ids.append(id)
            page.ids.insert(id)
        }
        switch name {
        case "a":
            endLink()
            let script = tokens.attribute("onclick", of: tag)
            // One without an address that a script takes somewhere is a link to whoever looks at the page.
            let isLed = script.map(Self.leads) ?? false
            guard let target = tokens.attribute("href", of: tag) ?? (isLed ? "#" : nil) else { break }
            link = (target, [], script)
            unlinked.append(0x20)
            linkBegins = said.count
            if let words = words(of: tag, ["aria-label", "title"], tokens) { spare = words }
        case "area":
            if let target = tokens.attribute("href", of: tag) {
                add(target, words(of: tag, ["alt", "title"], tokens) ?? "", tokens.attribute("onclick", of: tag))
            }
        case "img":
            if link != nil, let text = words(of: tag, ["alt", "title"], tokens) {
                link?.words += Array(" \(text) ".utf8)
            }
        case "iframe", "embed", "frame":
            if let source = tokens.attribute("src", of: tag), !source.isEmpty { add(source, "", nil) }
        case "object":
            if let source = tokens.attribute("data", of: tag), !source.isEmpty { add(source, "", nil) }
        case "base": if page.base == nil { page.base = tokens.attribute("href", of: tag) }
        case "link":
            let isOwn = tokens.attribute("rel", of: tag)?.lowercased() == "canonical"
            if isOwn, page.canonical == nil { page.canonical = tokens.attribute("href", of: tag) }
        case "meta":
            let isOwn = tokens.attribute("property", of: tag)?.lowercased() == "og:url"
            if isOwn, page.shared == nil { page.shared = tokens.attribute("content", of: tag) }
        case "table":
            rows.append(-1)
            lastTable += 1
            tables.append((lastTable, -1, 0, 0))
        case "td", "th":
            if !tables.isEmpty {
                tables[tables.count - 1].column += 1
                let rows = tokens.attribute("rowspan", of: tag).flatMap { Int($0.trimmingWhitespace()) } ?? 1
                if (2...1_000).contains(rows) {
                    tables[tables.count - 1].held = max(tables[tables.count - 1].held, rows - 1)
                }
            }
        case "tr":
            if let last = rows.last, last > 0 { rows.removeLast() }
            lastRow += 1
            rows.append(lastRow)
            if !tables.isEmpty {
                var table = tables[tables.count - 1]
                (table.column, table.group) = (-1, table.held > 0 ? table.group : lastRow)
                table.held = max(0, table.held - 1)
                tables[tables.count - 1] = table
            }
        case "ul", "ol", "dl":
            depth += 1
            entries.append(0)
        case "li", "dt", "dd":
            lastEntry += 1
            if !entries.isEmpty { entries[entries.count - 1] = lastEntry }
        default: break
        }
        if name != "a", name != "area", let script = tokens.attribute("onclick", of: tag), Self.leads(script) {
            add("#", "", script)
        }
        // What Google Sites shows in a page, and opens in a page of its own.
        if name != "a", let target = tokens.attribute("data-embed-open-url", of: tag), !target.isEmpty {
            add(target, words(of: tag, ["aria-label", "title"], tokens) ?? "", nil)
        }
        if Self.containers.contains(name), open.count < 2_000 {
            let marks = [tokens.attribute("class", of: tag), tokens.attribute("id", of: tag)].compactMap { $0 }
            let isFrame = Self.frameNames.contains(name) || marks.contains { Self.isFrame($0) }
            page.parents.append(open.last?.container ?? 0)
            open.append((name, isFrame, page.parents.count - 1))
            if isFrame { frames += 1 }
        }
        guard !Self.inline.contains(name) else { return }
        switch name {
        case "h1", "h2", "h3", "h4", "h5", "h6": kind = .heading(Int(name.utf8.last ?? 0x31) - 0x30)
        case "summary", "button", "legend": kind = .heading(7)
        case "li", "dt": kind = .item
        case "td", "th": kind = .cell
        case "br": break
        default:
            let marks = tokens.attribute("class", of: tag)
            let isTab = tokens.attribute("role", of: tag) == "tab" || marks.map(Self.isTitle) ?? false
            kind = isTab ? .heading(7) : .paragraph
        }
    }

    /// The first of some attributes that says anything.
    private func words(of tag: HTMLTokens.Tag, _ names: [String], _ tokens: HTMLTokens) -> String? {
        names.lazy.compactMap { tokens.attribute($0, of: tag).map { ThaiForm.line($0) } }.first { !$0.isEmpty }
    }

    private mutating func end(_ name: String) {
        if name == "a" { endLink() }
        guard !Self.inline.contains(name) else { return }
        endBlock()
        switch name {
        case "ul", "ol", "dl":
            depth = max(0, depth - 1)
            _ = entries.popLast()
        case "tr": if let last = rows.last, last > 0 { rows.removeLast() }
        case "table":
            if let start = rows.lastIndex(of: -1) { rows.removeSubrange(start...) }
            _ = tables.popLast()
        default: break
        }
        if Self.containers.contains(name), let at = open.lastIndex(where: { $0.name == name }) {
            frames -= open[at...].count { $0.isFrame }
            open.removeSubrange(at...)
        }
        if name == "br" { return }
        kind = .paragraph
    }

    /// The address in what a browser writes into a page that it saves: `saved from url=(0042)https://…`.
    private static func saved(_ comment: String) -> String? {
        guard let rest = comment.trimmingWhitespace().removing(prefix: "saved from url=(") else { return nil }
        let address = rest.utf8.drop { $0 != UInt8(ascii: ")") }.dropFirst().prefix { $0 > 0x20 }
        return String(decoding: Array(address), as: UTF8.self)
    }

    /// Whether a script opens another page.
    private static func leads(_ script: String) -> Bool {
        let bytes = Array(script.utf8)
        return ["location", "open("].contains { word in
            let word = Array(word.utf8)
            return bytes.count >= word.count
                && (0...(bytes.count - word.count)).contains { at in
                    bytes[at...].starts(with: word)
                }
        }
    }

    private static func classes(_ text: String) -> [String] {
        text.utf8.split { $0 <= 0x20 }.map { String(decoding: $0, as: UTF8.self).lowercased() }
    }

    private static func isFrame(_ marks: String) -> Bool { classes(marks).contains { frameMarks.contains($0) } }

    /// Whether the classes are those a plugin gives to the line one presses to open what is under it.
    private static func isTitle(_ marks: String) -> Bool {
        let titles = ["title", "header", "heading", "head", "btn", "toggle"]
        return classes(marks).contains { word in
            guard word.utf8.count < 80 else { return false }
            let parts = word.utf8.split { $0 == 0x2D || $0 == 0x5F }.map { String(decoding: $0, as: UTF8.self) }
            let isPart = parts.contains {
                ["accordion", "panel", "tab", "tta", "toggle", "collapse", "card"].contains($0)
            }
            return isPart && parts.count > 1 && parts.contains { titles.contains($0) } && parts.first != "toggle"
                || word == "elementor-tab-title"
        }
    }

    /// Words of a link that has none of its own.
    private var spare: String?

    private mutating func endLink() {
        guard let ended = link else { return }
        link = nil
        var text = ThaiForm.line(String(decoding: ended.words, as: UTF8.self))
        if text.isEmpty { text = spare.map { ThaiForm.line($0) } ?? "" }
        spare = nil
        if !DisclosureReader.says(text) {
            said.removeSubrange(linkBegins...)
            said.append(0x20)
        }
        add(ended.target, text, ended.script)
    }

    private mutating func add(_ target: String, _ text: String, _ script: String?) {
        add(DisclosureMarkup.Link(target: target, text: text, script: script))
    }

    private mutating func add(_ link: DisclosureMarkup.Link) {
        guard page.links < DisclosureMarkup.mostLinks else {
            page.isCut = true
            return
        }
        page.links += 1
        block.links.append(link)
        guard !link.isTyped else { return }
        block.links[block.links.count - 1].lead = ThaiForm.line(
            String(decoding: unlinked[leadBegins...], as: UTF8.self))
        leadBegins = unlinked.count
    }

    /// Notes in which row, entry and part of the page a piece stands.
    private func stand(_ block: inout DisclosureMarkup.Block) {
        block.depth = depth
        block.row = rows.last.map { max(0, $0) } ?? 0
        (block.table, block.column, block.group) = tables.last.map { ($0.number, $0.column, $0.group) } ?? (0, 0, 0)
        block.entry = entries.last ?? 0
        block.container = open.last?.container ?? 0
    }

    private mutating func endBlock() {
        // A link goes on over the blocks in it; its words are told in the first.
        let text = line.isEmpty ? "" : ThaiForm.line(String(decoding: line, as: UTF8.self))
        line.removeAll(keepingCapacity: true)
        if link != nil, !text.isEmpty || !block.links.isEmpty {
            endOpenLink()
        } else if !isComment, frames == 0 {
            for address in TypedAddress.find(in: String(decoding: unlinked, as: UTF8.self))
            where !block.links.contains(where: { $0.target == address.target }) {
                add(DisclosureMarkup.Link(target: address.target, text: ThaiForm.line(address.words), isTyped: true))
            }
        }
        unlinked.removeAll(keepingCapacity: true)
        block.text = text
        block.said = block.links.isEmpty ? text : ThaiForm.line(String(decoding: said, as: UTF8.self))
        said.removeAll(keepingCapacity: true)
        (linkBegins, leadBegins) = (0, 0)
        guard !text.isEmpty || !block.links.isEmpty || !ids.isEmpty else { return }
        guard page.blocks.count < DisclosureMarkup.mostBlocks else {
            page.isCut = true
            return
        }
        (block.kind, block.isFrame) = (kind, frames > 0)
        stand(&block)
        (block.ids, ids) = (ids, [])
        page.blocks.append(block)
        block = DisclosureMarkup.Block()
    }

    /// Ends a link that holds blocks (`<a><h4>…</h4></a>`) at its first words, so that they belong together.
    private mutating func endOpenLink() {
        guard let open = link, !open.words.isEmpty else { return }
        endLink()
    }
}
