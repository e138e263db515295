extension PageText {
    /// Reads a page in UTF-8. Scripts, styles and what is only for programs are left out.
    public static func html(utf8 bytes: [UInt8], limits: PageLimits = PageLimits()) -> PageText {
        var reader = HTMLReader(limits: limits)
        reader.read(HTMLTokens(bytes))
        return reader.page
    }
}

/// Puts the tokens of a page together to blocks and links.
private struct HTMLReader {
    let limits: PageLimits
    var page = PageText()
    private var line: [UInt8] = []
    private var kind = PageText.Kind.paragraph
    private var frame = 0
    private var silent = 0
    private var textBytes = 0
    private var hasScript = false
    private var hasPlaceForScript = false
    /// The link that is open: where it leads, and where its words begin.
    private var link: (target: String, words: [UInt8])?

    init(limits: PageLimits) { self.limits = limits }

    private static let silentElements: Set<String> = [
        "noscript", "template", "svg", "math", "select", "datalist", "object",
    ]
    private static let frameElements: Set<String> = ["nav", "header", "footer", "aside"]
    private static let inline: Set<String> = [
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i",
        "img",
        "ins", "kbd", "label", "mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub",
        "sup", "time", "tt", "u", "var", "wbr", "input", "o:p", "nobr",
    ]

    mutating func read(_ tokens: HTMLTokens) {
        var iterator = tokens
        while let token = iterator.next(), !isFull {
            switch token {
            case .text(let range): if silent == 0 { append(range, tokens) }
            case .raw(let range, "title"):
                if page.title.isEmpty, silent == 0 { page.title = ThaiForm.line(tokens.text(range)) }
            case .raw(_, "script"): hasScript = true
            case .raw, .comment: break
            case .start(let tag): open(tag, tokens)
            case .end(let name): close(name)
            }
        }
        if isFull { page.isCut = true }
        page.awaitsScript = hasScript && hasPlaceForScript
        endLink()
        endBlock()
    }

    private var isFull: Bool { textBytes > limits.textBytes || page.blocks.count >= limits.blocks }

    private mutating func append(_ range: Range<Int>, _ tokens: HTMLTokens) {
        let start = line.count
        tokens.append(range, to: &line)
        if link != nil { link?.words += line[start...] }
        // A page without an end to its paragraph must not be held twice.
        if line.count > 1 << 20 { endBlock() }
    }

    private mutating func open(_ tag: HTMLTokens.Tag, _ tokens: HTMLTokens) {
        let name = tag.name
        if name == "script" { hasScript = true }
        if name == "app-root" || (name == "div" && isPlaceForScript(tag, tokens)) { hasPlaceForScript = true }
        if Self.silentElements.contains(name) {
            silent += 1
            return
        }
        guard silent == 0 else { return }
        switch name {
        case "a", "area":
            endLink()
            if let target = tokens.attribute("href", of: tag) {
                link = (target, Array((name == "area" ? tokens.attribute("alt", of: tag) ?? "" : "").utf8))
                if name == "area" { endLink() }
            }
        case "img":
            if link != nil, let text = tokens.attribute("alt", of: tag), !text.isEmpty {
                link?.words += Array((" " + text + " ").utf8)
            }
        case "iframe", "embed", "frame":
            if let source = tokens.attribute("src", of: tag), !source.isEmpty { add(source, text: "") }
        case "base": if page.base == nil { page.base = tokens.attribute("href", of: tag) }
        case "meta":
            if let what = tokens.attribute("http-equiv", of: tag), what.lowercased() == "refresh" {
                page.refresh = tokens.attribute("content", of: tag).flatMap(Self.refresh)
            }
        case "input":
            if tokens.attribute("type", of: tag)?.lowercased() == "password" { page.hasPasswordField = true }
        default: break
        }
        guard !Self.inline.contains(name) else { return }
        endBlock()
        if Self.frameElements.contains(name) { frame += 1 }
        switch name {
        case "h1", "h2", "h3", "h4", "h5", "h6": kind = .heading(Int(name.utf8.last ?? 0x31) - 0x30)
        case "li", "dt", "dd": kind = .item
        case "td", "th": kind = .cell
        case "br": break
        default: kind = .paragraph
        }
    }

    /// Elements that programs of pages fill, by their usual names.
    private static let places: Set<String> = [
        "root", "app", "__next", "__nuxt", "___gatsby", "q-app", "svelte", "main-app",
    ]

    private func isPlaceForScript(_ tag: HTMLTokens.Tag, _ tokens: HTMLTokens) -> Bool {
        tokens.attribute("id", of: tag).map { Self.places.contains($0.lowercased()) } ?? false
    }

    private mutating func close(_ name: String) {
        if Self.silentElements.contains(name) {
            silent = max(0, silent - 1)
            return
        }
        guard silent == 0 else { return }
        if name == "a" { endLink() }
        guard !Self.inline.contains(name) else { return }
        endBlock()
        if Self.frameElements.contains(name) { frame = max(0, frame - 1) }
        if name == "body" { frame = 0 }
        kind = .paragraph
    }

    private mutating func endBlock() {
        guard !line.isEmpty else { return }
        let text = ThaiForm.line(utf8: line)
        line.removeAll(keepingCapacity: true)
        guard !text.isEmpty else { return }
        textBytes += text.utf8.count
        page.blocks.append(.init(text, kind: kind, isFrame: frame > 0))
    }

    private mutating func endLink() {
        guard let ended = link else { return }
        link = nil
        add(ended.target, text: ThaiForm.line(utf8: ended.words))
    }

    private mutating func add(_ target: String, text: String) {
        guard page.links.count < limits.links else {
            page.isCut = true
            return
        }
        page.links.append(.init(target: target, text: text, block: page.blocks.count))
    }

    /// The address in `5; url=/home` (HTML Standard §4.2.5.3); nil where the page only loads itself again.
    private static func refresh(_ content: String) -> String? {
        let bytes = Array(content.utf8)
        guard let mark = bytes.firstIndex(where: { $0 == 0x3B || $0 == 0x2C }) else { return nil }
        var rest = bytes[(mark + 1)...].drop { HTMLTokens.isSpace($0) }
        if rest.prefix(3).map({ $0 | 0x20 }) == Array("url".utf8) {
            let after = rest.dropFirst(3).drop { HTMLTokens.isSpace($0) }
            if after.first == 0x3D { rest = after.dropFirst().drop { HTMLTokens.isSpace($0) } }
        }
        rest = rest.drop { $0 == 0x22 || $0 == 0x27 }
        while let last = rest.last, last == 0x22 || last == 0x27 || HTMLTokens.isSpace(last) { rest = rest.dropLast() }
        return rest.isEmpty ? nil : String(decoding: rest, as: UTF8.self)
    }
}
