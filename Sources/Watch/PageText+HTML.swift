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
        let element = Element.named(tag.name)
        switch element.task {
        case .script: hasScript = true
        case .place: hasPlaceForScript = true
        case .shown: if frame == 0, silent == 0 { page.hasPictures = true }
        case .division: if isPlaceForScript(tag, tokens) { hasPlaceForScript = true }
        default: break
        }
        if element.isSilent {
            silent += 1
            return
        }
        guard silent == 0 else { return }
        switch element.task {
        case .link, .area:
            endLink()
            if let target = tokens.attribute("href", of: tag) {
                let words = element.task == .area ? tokens.attribute("alt", of: tag) ?? "" : ""
                link = (target, Array(words.utf8))
                if element.task == .area { endLink() }
            }
        case .image:
            if frame == 0 { page.hasPictures = true }
            if link != nil, let text = tokens.attribute("alt", of: tag), !text.isEmpty {
                link?.words += Array((" " + text + " ").utf8)
            }
        case .embedded:
            if frame == 0 { page.hasPictures = true }
            if let source = tokens.attribute("src", of: tag), !source.isEmpty { add(source, text: "") }
        case .base: if page.base == nil { page.base = tokens.attribute("href", of: tag) }
        case .meta:
            if let what = tokens.attribute("http-equiv", of: tag), what.lowercased() == "refresh" {
                page.refresh = tokens.attribute("content", of: tag).flatMap(Self.refresh)
            }
        case .input:
            if tokens.attribute("type", of: tag)?.lowercased() == "password" { page.hasPasswordField = true }
        case .script, .place, .division, .shown, nil: break
        }
        guard !element.isInline else { return }
        endBlock()
        if element.isFrame { frame += 1 }
        if let kind = element.kind { self.kind = kind }
    }

    /// Elements that programs of pages fill, by their usual names.
    private static let places: Set<String> = [
        "root", "app", "__next", "__nuxt", "___gatsby", "q-app", "svelte", "main-app",
    ]

    private func isPlaceForScript(_ tag: HTMLTokens.Tag, _ tokens: HTMLTokens) -> Bool {
        tokens.attribute("id", of: tag).map { Self.places.contains($0.lowercased()) } ?? false
    }

    private mutating func close(_ name: String) {
        let element = Element.named(name)
        if element.isSilent {
            silent = max(0, silent - 1)
            return
        }
        guard silent == 0 else { return }
        if element.task == .link { endLink() }
        guard !element.isInline else { return }
        endBlock()
        if element.isFrame { frame = max(0, frame - 1) }
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

    /// The address in `5; url=/home` (HTML Standard §4.2.5.3); nil where the page only loads itself again, or stays for
    /// more than ten seconds, as pages of news do.
    private static func refresh(_ content: String) -> String? {
        let bytes = Array(content.utf8)
        guard let mark = bytes.firstIndex(where: { $0 == 0x3B || $0 == 0x2C }) else { return nil }
        let seconds = bytes[..<mark].drop { HTMLTokens.isSpace($0) }.prefix { (0x30...0x39).contains($0) }
        guard seconds.count < 3, Int(String(decoding: seconds, as: UTF8.self)) ?? 0 <= 10 else { return nil }
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

/// What an element means for the words around it.
private struct Element {
    /// What is looked for in its tag; nil: nothing.
    var task: Task?
    /// Whether it stands inside a line.
    var isInline = false
    /// Whether nobody sees what it holds.
    var isSilent = false
    /// Whether it belongs to the frame of the site.
    var isFrame = false
    /// What the words in it are; nil: what they were before it.
    var kind: PageText.Kind? = .paragraph

    enum Task { case link, area, image, embedded, shown, base, meta, input, script, place, division }

    static func named(_ name: String) -> Element { known[name] ?? Element() }

    private static let known: [String: Element] = {
        var known: [String: Element] = [:]
        for name in ["noscript", "template", "svg", "math", "select", "datalist", "object"] {
            known[name] = Element(task: name == "object" ? .shown : nil, isSilent: true)
        }
        for name in ["nav", "header", "footer", "aside"] { known[name] = Element(isFrame: true) }
        for name in [
            "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
            "kbd", "label", "mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub",
            "sup", "time", "tt", "u", "var", "wbr", "o:p", "nobr",
        ] { known[name] = Element(isInline: true) }
        for level in 1...6 { known["h\(level)"] = Element(kind: .heading(level)) }
        for name in ["li", "dt", "dd"] { known[name] = Element(kind: .item) }
        for name in ["td", "th"] { known[name] = Element(kind: .cell) }
        for name in ["iframe", "embed", "frame"] { known[name] = Element(task: .embedded) }
        known["br"] = Element(kind: nil)
        known["a"] = Element(task: .link, isInline: true)
        known["area"] = Element(task: .area)
        known["img"] = Element(task: .image, isInline: true)
        known["input"] = Element(task: .input, isInline: true)
        known["base"] = Element(task: .base)
        known["meta"] = Element(task: .meta)
        known["script"] = Element(task: .script)
        known["app-root"] = Element(task: .place)
        known["div"] = Element(task: .division)
        return known
    }()
}
