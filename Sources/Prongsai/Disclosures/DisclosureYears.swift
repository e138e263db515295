import ITA
import Watch

/// Which year the pieces of an agency's page are of, as its headings and tabs say.
struct DisclosureYears {
    /// The year of what is read now; nil where nothing said one.
    private(set) var current: Int?
    /// Whether headings of several years stand together, so that nobody can say which of them what follows is of.
    private(set) var isDoubtful = false
    /// The year that is answered.
    private let around: Int
    /// Lines that say only a year, as headings do.
    private let lines: Set<Int>
    /// Years by the places in the page that tabs lead to.
    private var tabs: [String: Int] = [:]
    /// Of the menu: the year and how deep in lists it stands.
    private var frame: (year: Int, depth: Int)?
    private var hasLinks = true
    private var wasTab = false

    /// - Parameters:
    ///   - page: the year the page says it is of.
    ///   - around: the year that is answered.
    init(_ markup: DisclosureMarkup, page: Int?, around: Int) {
        (current, self.around) = (page, around)
        lines = Self.lines(markup, around: around)
        for block in markup.blocks where !block.isComment {
            guard let year = Self.bare(block, around: around) else { continue }
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
        if block.isFrame, let year = bare(block) { frame = (year, block.depth) }
        return frame?.year
    }

    /// Whether a piece is a line that says only a year.
    func isLine(_ index: Int) -> Bool { lines.contains(index) }

    /// The year of what follows a piece; nil for one that is no heading of a year.
    func heading(_ block: DisclosureMarkup.Block, _ index: Int) -> Int? {
        guard isLine(index) || isHeading(block) else { return nil }
        return (isLine(index) ? bare(block) : nil) ?? Self.year(in: block.text, around: around)
    }

    /// A short piece that says which year what follows is of, and no item.
    private func isHeading(_ block: DisclosureMarkup.Block) -> Bool {
        guard !block.isFrame, !block.isComment, block.text.utf8.count < 300, ItemCode.find(in: block.text).isEmpty
        else { return false }
        if block.isHeading { return true }
        // A tab of years; a bare year elsewhere is a word of a list or table.
        if bare(block) != nil, !block.links.isEmpty { return true }
        let lower = block.text.lowercased()
        let isOfAssessment = lower.contains("ita") || lower.contains("oit") || block.text.contains("ปีงบประมาณ")
        return block.kind == .item && isOfAssessment && block.links.allSatisfy { $0.target.utf8.first == 0x23 }
    }

    /// The year of a piece that says nothing else: `2566`, `ปี 66`, `ITA 2567`, `ปีงบประมาณ พ.ศ. 2567`.
    func bare(_ block: DisclosureMarkup.Block) -> Int? { Self.bare(block, around: around) }

    private static func bare(_ block: DisclosureMarkup.Block, around: Int) -> Int? {
        guard block.text.utf8.count <= 120, block.links.allSatisfy({ $0.target.utf8.first == UInt8(ascii: "#") }) else {
            return nil
        }
        var words = meant(block.text, around: around).lowercased()
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
    private static func lines(_ markup: DisclosureMarkup, around: Int) -> Set<Int> {
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
            guard block.kind == .paragraph || block.kind == .cell, isAlone(index), bare(block, around: around) != nil
            else { continue }
            for next in blocks[(index + 1)...].prefix(10) where isSeen(next) {
                let isCoded = !ItemCode.find(in: next.text).isEmpty
                if isCoded { lines.insert(index) }
                if isCoded || !next.links.isEmpty { break }
            }
        }
        return lines
    }

    /// The one year a text names.
    static func year(in text: String, around: Int) -> Int? {
        let years = Set(DateMention.find(in: meant(text, around: around)).flatMap(\.fiscalYears))
        return years.count == 1 ? years.first : nil
    }
}

/// Years as they are written: short ones, and those that are part of the name of a law.
extension DisclosureYears {
    private static func words(_ words: [String]) -> [[UInt8]] { words.map { Array($0.utf8) } }

    private static let laws = words([
        "พ.ร.บ", "พรบ", "พระราชบัญญัติ", "พ.ร.ก", "พระราชกำหนด", "พ.ร.ฎ", "พระราชกฤษฎีกา", "กฎกระทรวง", "ระเบียบ", "ข้อบังคับ",
        "รัฐธรรมนูญ", "ประมวลกฎหมาย", "ข้อบัญญัติ", "เทศบัญญัติ",
    ])
    /// After the name of a law, or of an announcement, these lead to the year it was made in.
    private static let issues = words(["ฉบับที่", "แก้ไขเพิ่มเติม"])
    /// What comes after these is no longer the name of a law.
    private static let ends = words([
        "ปี", "วันที่", "รอบ", "ไตรมาส", "วาระ", "งบประมาณรายจ่าย", "รายงานผล", "สรุปผล",
    ])
    /// Nor after these, where a year has no `พ.ศ.` before it.
    private static let looseEnds = words(["แผน", "รายงาน", "สรุป", "ผล", "คู่มือ"])
    private static let eras = words(["พ.ศ.", "พ.ศ", "พศ"])
    /// What follows a number that is none of a year, as in `60 วัน`.
    private static let units = words([
        "วัน", "เดือน", "ปี", "คน", "ราย", "ครั้ง", "บาท", "ข้อ", "แห่ง", "ชั่วโมง", "ขึ้นไป", "เปอร์เซ็นต์", "%",
    ])

    /// A text as the years in it are meant, with digits of ASCII: `ปี 68`, `พ.ศ. 68` and `ITA 68` are written out where that
    /// is within fifteen years of the year that is answered. The year in the name of a law, rule or regulation
    /// (`ระเบียบ … พ.ศ. 2560`) is left out: it is not that of what the text is about.
    static func meant(_ text: String, around year: Int) -> String {
        let bytes = Array(Digits.ascii(text).utf8)
        guard bytes.count <= 20_000, bytes.contains(where: isFigure) else { return text }
        var out: [UInt8] = []
        /// Where the name of a law ends that is being read.
        var law: Int?
        var (hadLaw, isLoose) = (false, false)
        var at = 0
        while at < bytes.count {
            if isFigure(bytes[at]) {
                let run = bytes[at...].prefix(while: isFigure)
                let value = run.count <= 4 ? run.reduce(0) { $0 * 10 + Int($1 - 0x30) } : 0
                if let start = law, run.count == 4, (2400...2599).contains(value), !isSpan(bytes, run.endIndex),
                    !isLoose || follows(eras, bytes[start..<at])
                {
                    out += Array(repeating: 0x20, count: 4)
                    law = nil
                } else {
                    if run.count == 2, abs(2500 + value - year) <= 15, isShort(bytes, run) { out += Array("25".utf8) }
                    out += run
                }
                at = run.endIndex
                continue
            }
            // Only letters of Thai begin these words, three bytes each.
            if bytes[at] == 0xE0 {
                let rest = bytes[at...]
                if let word = laws.first(where: { rest.starts(with: $0) }) {
                    (law, hadLaw, isLoose) = (at + word.count, true, false)
                } else if let word = issues.first(where: { rest.starts(with: $0) }),
                    hadLaw || isAnnouncement(bytes[..<at])
                {
                    (law, isLoose) = (at + word.count, false)
                } else if law != nil, ends.contains(where: { rest.starts(with: $0) }) {
                    law = nil
                } else if law != nil, looseEnds.contains(where: { rest.starts(with: $0) }) {
                    isLoose = true
                }
            }
            out.append(bytes[at])
            at += 1
        }
        return String(decoding: out, as: UTF8.self)
    }

    private static let published = ["เผยแพร่", "วันที่", "ปรับปรุง", "อัปเดต", "อัพเดต", "แก้ไข"]

    /// Whether words say that something is of a fiscal year, and of no other: a day, a month or when it was published is
    /// no word of that.
    static func isAbout(_ year: Int, _ text: String) -> Bool {
        guard published.allSatisfy({ text.replacingBytes($0, with: "") == text }) else { return false }
        let found = DateMention.find(in: meant(DisclosureLink.spaced(text), around: year))
        let isSaid = found.contains { mention in
            switch mention.kind {
            case .day, .month: false
            case .months, .fiscalYear, .quarter, .half, .year, .years: true
            }
        }
        return isSaid && Set(found.flatMap(\.fiscalYears)) == [year]
    }

    /// Two figures after these are the number of something, or the year of a month.
    private static let counted = words([
        "ที่", "ข้อ", "หน้า", "มาตรา", "เลข", "เล่ม", "หมู่", "ตอน", "รูป", "ภาพ", "ชุด", "อายุ", "ไฟล์", "แผ่น", "บท", "ส่วน",
        "ครั้ง", "รุ่น", "แฟ้ม", ".", "าคม", "ายน", "พันธ์",
    ])

    /// The year that two bare figures at the end of words may mean, as in `โครงสร้าง 66`, where it is one of those around.
    static func short(endOf text: String, around year: Int) -> Int? {
        let bytes = Array(Digits.ascii(text).utf8)
        let before = bytes.dropLast(2)
        let figures = bytes.suffix(2)
        guard figures.count == 2, figures.allSatisfy(isFigure), before.last == 0x20, let last = before.trimmed.last,
            !isFigure(last), !follows(counted, before), DateMention.find(in: meant(text, around: year)).isEmpty
        else { return nil }
        let found = figures.reduce(0) { $0 * 10 + Int($1) - 0x30 } + 2500
        return (year - 6...year + 1).contains(found) ? found : nil
    }

    private static func isFigure(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    /// Whether words name an announcement that may be changed by another, rather than the plan it puts into force.
    private static func isAnnouncement(_ text: ArraySlice<UInt8>) -> Bool {
        let words = String(decoding: text, as: UTF8.self)
        return words.replacingBytes("ประกาศ", with: "") != words && words.replacingBytes("แผน", with: "") == words
    }

    /// Whether another year follows, as in `2566-2570`.
    private static func isSpan(_ text: [UInt8], _ end: Int) -> Bool {
        let rest = text[end...].drop { $0 == 0x20 }
        guard rest.first == UInt8(ascii: "-") || rest.starts(with: "–".utf8) else { return false }
        let next = rest.drop { !isFigure($0) }
        return next.startIndex - rest.startIndex <= 5 && next.prefix(4).allSatisfy(isFigure) && next.count >= 4
    }

    /// Whether one of some words stands at the end of a text, but for blanks and what names of files put for them.
    private static func follows(_ words: [[UInt8]], _ text: ArraySlice<UInt8>) -> Bool {
        let text = text.trimmed
        return words.contains { text.suffix($0.count).elementsEqual($0) }
    }

    /// Whether two figures stand where a year does: after a word for it, and before nothing that they count.
    private static func isShort(_ text: [UInt8], _ run: ArraySlice<UInt8>) -> Bool {
        let (before, after) = (text[..<run.startIndex], text[run.endIndex...])
        let next = after.drop { $0 == 0x20 }
        let isDecimal = after.first == UInt8(ascii: ".") && after.dropFirst().first.map(isFigure) ?? false
        if isDecimal || units.contains(where: { next.starts(with: $0) }) { return false }
        if follows(eras, before) || follows([Array("ปีงบประมาณ".utf8), Array("ปีงบ".utf8)], before) { return true }
        let words = before.trimmed
        // `5 ปี 60` counts years.
        let year = Array("ปี".utf8)
        if words.suffix(year.count).elementsEqual(year) {
            return ![1, 2].contains(words.dropLast(year.count).trimmed.reversed().prefix(while: isFigure).count)
        }
        let last = String(decoding: words.suffix(3), as: UTF8.self).lowercased()
        guard last == "ita" || last == "oit" else { return false }
        return words.dropLast(3).last.map { !(0x41...0x5A).contains($0 & 0xDF) } ?? true
    }
}

extension Disclosure {
    /// The fiscal year its content is of; nil where it is of several.
    var onlyYear: Int? { coversFrom?.fiscalYear == coversTo?.fiscalYear ? coversTo?.fiscalYear : nil }

    /// Whether its content is of another fiscal year than the one that is answered, as that of an annual report is. One
    /// whose title names the year that is answered may be of that.
    func isDue(notIn year: Int) -> Bool {
        guard let onlyYear, onlyYear != year else { return false }
        return !titledYears.contains(year)
    }

    /// Fiscal years that its title names.
    var titledYears: Set<Int> { Set(DateMention.find(in: title(.thai) ?? "").flatMap(\.fiscalYears)) }
}

extension ArraySlice<UInt8> {
    /// Without the blanks at its end, nor what names of files put for them.
    fileprivate var trimmed: ArraySlice<UInt8> {
        var text = self
        while let last = text.last, [0x20, 0x2D, 0x5F].contains(last) { text.removeLast() }
        return text
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
