import Watch

/// Which year the pieces of an agency's page are of, as its headings and tabs say.
struct DisclosureYears {
    /// The year of what is read now; nil where nothing said one.
    private(set) var current: Int?
    /// Whether headings of several years stand together, so that nobody can say which of them what follows is of.
    private(set) var isDoubtful = false
    /// Years by the places in the page that tabs lead to.
    private var tabs: [String: Int] = [:]
    /// Of the menu: the year and how deep in lists it stands.
    private var frame: (year: Int, depth: Int)?
    private var hasLinks = true
    private var wasTab = false

    init(_ markup: DisclosureMarkup, page: Int?) {
        current = page
        for block in markup.blocks where !block.isComment {
            guard let year = Self.bare(block) else { continue }
            for link in block.links where link.target.utf8.first == UInt8(ascii: "#") {
                tabs[String(decoding: link.target.utf8.dropFirst(), as: UTF8.self)] = year
            }
        }
    }

    /// Reads a heading that names a year.
    mutating func head(_ year: Int, isTab: Bool) {
        isDoubtful = isTab && wasTab && current != year && !hasLinks
        (current, hasLinks, wasTab) = (year, false, isTab)
    }

    /// Reads the names of places a piece begins: what a tab of a year opens is of that year. Gives whether it was one.
    mutating func open(_ ids: [String]) -> Bool {
        guard let year = ids.compactMap({ tabs[$0] }).first else { return false }
        (current, isDoubtful, hasLinks) = (year, false, false)
        return true
    }

    mutating func link() { hasLinks = true }

    /// The year of an entry of the menu, by the entries it stands below; nil where none of them names one.
    mutating func ofMenu(_ block: DisclosureMarkup.Block) -> Int? {
        if let above = frame, block.depth <= above.depth || !block.isFrame { frame = nil }
        if block.isFrame, let year = Self.bare(block) { frame = (year, block.depth) }
        return frame?.year
    }

    /// The year of a line that says nothing else: `2566`, `ปี 2566`, `ITA 2567`, `ปีงบประมาณ พ.ศ. 2567`.
    static func bare(_ block: DisclosureMarkup.Block) -> Int? {
        guard block.text.utf8.count <= 120, block.links.allSatisfy({ $0.target.utf8.first == UInt8(ascii: "#") }) else {
            return nil
        }
        var words = Digits.ascii(block.text).lowercased()
        for word in ["ปีงบประมาณ", "ประจำ", "พ.ศ.", "พ.ศ", "ita", "oit", "ปี"] {
            words = words.replacingBytes(word, with: " ")
        }
        let left = words.utf8.filter { $0 > 0x20 && $0 != UInt8(ascii: ":") && $0 != UInt8(ascii: "-") }
        guard left.count == 4, let year = Int(String(decoding: left, as: UTF8.self)), (2540...2599).contains(year)
        else {
            return nil
        }
        return year
    }

    /// Lines that are no headings, say only a year, and begin what is of that year: what comes next with a link or a code
    /// names an item by its code. Such a line below an item's title belongs to the item.
    static func lines(_ markup: DisclosureMarkup) -> Set<Int> {
        let blocks = markup.blocks
        func isSeen(_ block: DisclosureMarkup.Block) -> Bool { !block.isComment && !block.isFrame }
        func isAlone(_ index: Int) -> Bool {
            let row = blocks[index].row
            guard row > 0 else { return true }
            let isFirst = index == 0 || blocks[index - 1].row != row
            return isFirst && (index + 1 == blocks.count || blocks[index + 1].row != row)
        }
        var lines: Set<Int> = []
        for (index, block) in blocks.enumerated() where isSeen(block) && block.links.isEmpty {
            guard block.kind == .paragraph || block.kind == .cell, isAlone(index), bare(block) != nil else { continue }
            for next in blocks[(index + 1)...].prefix(10) where isSeen(next) {
                let isCoded = !ItemCode.find(in: next.text).isEmpty
                if isCoded { lines.insert(index) }
                if isCoded || !next.links.isEmpty { break }
            }
        }
        return lines
    }

    /// The one year a text names.
    static func year(in text: String) -> Int? {
        let years = Set(DateMention.find(in: text).flatMap(\.fiscalYears))
        return years.count == 1 ? years.first : nil
    }
}

extension String {
    /// With another piece in the place of each occurrence of one, byte for byte.
    func replacingBytes(_ word: String, with other: String) -> String {
        let (text, word) = (Array(utf8), Array(word.utf8))
        guard !word.isEmpty, text.count >= word.count else { return self }
        var out: [UInt8] = []
        var at = 0
        while at < text.count {
            if text[at] == word[0], text[at...].starts(with: word) {
                out += other.utf8
                at += word.count
            } else {
                out.append(text[at])
                at += 1
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}
