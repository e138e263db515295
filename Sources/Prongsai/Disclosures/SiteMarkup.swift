import HTML

/// The small markup of hosted pages: headings (`#`, `##`), lists (`-`, `1.`), tables (`| a | b |`), links
/// (`[words](https://…)` or the bare address) and paragraphs, nothing else. Whatever is not one of these is text.
enum SiteMarkup {
    enum Span: Sendable, Equatable {
        case text(String)
        case link(String, address: String)
    }

    enum Block: Sendable, Equatable {
        /// Level 1 or 2, below the page's own headings.
        case heading(Int, [Span])
        /// Lines of one paragraph.
        case paragraph([[Span]])
        case list(ordered: Bool, [[Span]])
        /// The first row is the head.
        case table([[[Span]]])
    }

    /// Most scalars of a page's text.
    static let longest = 8_000

    // MARK: Cleaning

    /// Text without what cannot be seen but changes how the rest is read: control characters and marks that turn the
    /// direction of writing. Line ends stay where `lines` says so.
    static func clean(_ text: String, lines: Bool = false) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x0A where lines: result.append(scalar)
            case 0x2028, 0x2029: result.append(lines ? "\n" : " ")
            case 0x09, 0x0A: result.append(" ")
            case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2060...0x206F, 0xFEFF,
                0xFFF9...0xFFFB, 0xE0000...0xE007F:
                continue
            default: result.append(scalar)
            }
        }
        return String(result).trimmingWhitespace()
    }

    // MARK: Reading

    static func blocks(_ text: String) -> [Block] {
        var blocks: [Block] = []
        for line in text.utf8.split(separator: 10, omittingEmptySubsequences: false) {
            let line = String(decoding: line, as: UTF8.self).trimmingWhitespace()
            if line.isEmpty {
                blocks.append(.paragraph([]))
            } else if let rest = line.removing(prefix: "## ") {
                blocks.append(.heading(2, spans(rest)))
            } else if let rest = line.removing(prefix: "# ") {
                blocks.append(.heading(1, spans(rest)))
            } else if let rest = line.removing(prefix: "- ") ?? line.removing(prefix: "* ") {
                add(item: spans(rest), ordered: false, to: &blocks)
            } else if let rest = numbered(line) {
                add(item: spans(rest), ordered: true, to: &blocks)
            } else if line.utf8.first == UInt8(ascii: "|") {
                add(row: line, to: &blocks)
            } else if case .paragraph(let lines)? = blocks.last {
                blocks[blocks.count - 1] = .paragraph(lines + [spans(line)])
            } else {
                blocks.append(.paragraph([spans(line)]))
            }
        }
        return blocks.filter { $0 != .paragraph([]) }
    }

    private static func add(item: [Span], ordered: Bool, to blocks: inout [Block]) {
        if case .list(ordered, let items)? = blocks.last {
            blocks[blocks.count - 1] = .list(ordered: ordered, items + [item])
        } else {
            blocks.append(.list(ordered: ordered, [item]))
        }
    }

    private static func add(row line: String, to blocks: inout [Block]) {
        var cells = line.utf8.dropFirst().split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self).trimmingWhitespace()
        }
        if cells.last?.isEmpty == true { cells.removeLast() }
        // `|---|---|` under the head says nothing new: the first row is the head.
        let isRule = cells.allSatisfy { cell in
            !cell.isEmpty && cell.utf8.allSatisfy { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ":") }
        }
        let row = cells.map(spans)
        if case .table(let rows)? = blocks.last {
            if !isRule { blocks[blocks.count - 1] = .table(rows + [row]) }
        } else {
            blocks.append(.table([row]))
        }
    }

    /// What follows `12. ` or `12) `.
    private static func numbered(_ line: String) -> String? {
        let digits = line.utf8.prefix { (48...57).contains($0) }
        guard (1...3).contains(digits.count) else { return nil }
        let rest = String(decoding: line.utf8.dropFirst(digits.count), as: UTF8.self)
        return rest.removing(prefix: ". ") ?? rest.removing(prefix: ") ")
    }

    /// A line with its links. An address that is no web page's stays text.
    static func spans(_ line: String) -> [Span] {
        var spans: [Span] = []
        var plain: [UInt8] = []
        let bytes = Array(line.utf8)
        var index = 0
        func flush() {
            if !plain.isEmpty { spans.append(.text(String(decoding: plain, as: UTF8.self))) }
            plain = []
        }
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "["), let (words, address, end) = named(bytes, at: index) {
                flush()
                spans.append(.link(words, address: address))
                index = end
            } else if bytes[index] == UInt8(ascii: "h"), index == 0 || !isWord(bytes[index - 1]),
                let (address, end) = bare(bytes, at: index)
            {
                flush()
                spans.append(.link(address, address: address))
                index = end
            } else {
                plain.append(bytes[index])
                index += 1
            }
        }
        flush()
        return spans
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
    }

    /// `[words](address)`.
    private static func named(_ bytes: [UInt8], at start: Int) -> (String, String, Int)? {
        guard let close = bytes[start...].firstIndex(of: UInt8(ascii: "]")), close + 1 < bytes.count,
            bytes[close + 1] == UInt8(ascii: "("),
            let end = bytes[(close + 2)...].firstIndex(of: UInt8(ascii: ")"))
        else { return nil }
        let words = String(decoding: bytes[(start + 1)..<close], as: UTF8.self).trimmingWhitespace()
        let address = String(decoding: bytes[(close + 2)..<end], as: UTF8.self).trimmingWhitespace()
        guard !words.isEmpty, Address.isPage(address) else { return nil }
        return (words, address, end + 1)
    }

    /// `https://…` up to the next blank; a full stop or bracket after it belongs to the sentence.
    private static func bare(_ bytes: [UInt8], at start: Int) -> (String, Int)? {
        let rest = bytes[start...]
        guard rest.starts(with: "https://".utf8) || rest.starts(with: "http://".utf8) else { return nil }
        var end = rest.firstIndex { $0 <= 0x20 } ?? bytes.count
        while end > start, ".,;:)]\"'".utf8.contains(bytes[end - 1]) { end -= 1 }
        let address = String(decoding: bytes[start..<end], as: UTF8.self)
        guard Address.isPage(address), address.utf8.count > 10 else { return nil }
        return (address, end)
    }

    /// The words alone, on one line.
    static func plain(_ text: String) -> String {
        func words(_ spans: [Span]) -> String {
            spans.map { span in
                switch span {
                case .text(let text), .link(let text, _): text
                }
            }.joined()
        }
        return blocks(text).flatMap { block -> [String] in
            switch block {
            case .heading(_, let spans): [words(spans)]
            case .paragraph(let lines), .list(_, let lines): lines.map(words)
            case .table(let rows): rows.map { $0.map(words).joined(separator: " ") }
            }
        }.joined(separator: " ")
    }

    // MARK: Showing

    static func nodes(_ text: String) -> [Node] {
        // A smaller heading stands below a larger one or is a larger one itself: no level is skipped.
        var isBelow = false
        return blocks(text).map { block in
            if case .heading(1, _) = block { isBelow = true }
            return switch block {
            case .heading(let level, let spans):
                level == 1 || !isBelow ? element("h2", [], nodes(spans)) : element("h3", [], nodes(spans))
            case .paragraph(let lines):
                element(
                    "p", [],
                    lines.enumerated().flatMap { ($0.offset == 0 ? [] : [element("br")]) + nodes($0.element) })
            case .list(let ordered, let items):
                element(ordered ? "ol" : "ul", [], items.map { element("li", [], nodes($0)) })
            case .table(let rows): table(rows)
            }
        }
    }

    private static func table(_ rows: [[[Span]]]) -> Node {
        let width = rows.map(\.count).max() ?? 0
        func cells(_ row: [[Span]]) -> [[Span]] { row + Array(repeating: [], count: width - row.count) }
        let head = cells(rows.first ?? []).map { element("th", [Attribute("scope", "col")], nodes($0)) }
        let body = rows.dropFirst().map { row in
            element("tr", [], cells(row).map { element("td", [], nodes($0)) })
        }
        return element(
            "div", [.class("scroll"), Attribute("tabindex", "0")],
            [
                element(
                    "table", [],
                    [element("thead", [], [element("tr", [], head)])]
                        + (body.isEmpty ? [] : [element("tbody", [], Array(body))]))
            ])
    }

    private static func nodes(_ spans: [Span]) -> [Node] {
        spans.map { span in
            switch span {
            case .text(let text): .text(text)
            case .link(let words, let address): outside(words, address)
            }
        }
    }

    /// A link that leads away from the site. One that is called by its address is not printed with it once more.
    static func outside(_ words: String, _ address: String) -> Node {
        element("a", outsideTarget(words, address), text: words)
    }

    static func outsideTarget(_ words: String, _ address: String) -> [Attribute] {
        [.href(address), Attribute("rel", "noopener noreferrer")] + (words == address ? [.class("spelt")] : [])
    }
}
