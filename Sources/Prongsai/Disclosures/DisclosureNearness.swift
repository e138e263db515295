import Watch

/// What stands near what on an agency's page: which title a link belongs to where more than one might be meant.
struct DisclosureNearness {
    /// What the links after a piece of text belong to.
    struct Scope {
        var meaning: DisclosureMeanings.Meaning
        var kind: DisclosureMarkup.Kind
        var depth: Int
        var group: Int
        var place: Int
        /// How sure it can be at most: less than sure where a title alone began it under another item's code.
        var limit = Sureness.sure
        /// The piece with the first link that was put under it.
        var linked: Int?
        /// Whether words that name nothing came after a link: of no code any, of a code what speaks of something else.
        var isOver = false

        /// Whether a piece that names nothing ends it: a heading or an entry of a list that stands as high.
        func ends(at block: DisclosureMarkup.Block) -> Bool {
            switch (block.kind, kind) {
            // What a plugin opens may hold headings of its own.
            case (.heading(let new), .heading(7)): new <= 3 || new == 7
            case (.heading(let new), .heading(let old)): new <= old
            case (.heading, _): block.depth <= depth && (group == 0 || block.row == 0)
            case (.item, .item): block.depth <= depth
            default: false
            }
        }
    }

    private let markup: DisclosureMarkup
    /// Pieces that name an item, in order.
    private let titles: [Int]
    /// Items that the cells of a table's row name, by the row and the cell: heads of columns.
    private var heads: [Int: [Int: DisclosureMeanings.Meaning]] = [:]
    /// Those rows of each table, in order.
    private var headRows: [Int: [Int]] = [:]
    /// Rows that name several items by their codes: tables for layout.
    private var layoutRows: Set<Int> = []

    init(_ markup: DisclosureMarkup, titles: [(place: Int, meaning: DisclosureMeanings.Meaning)]) {
        self.markup = markup
        self.titles = titles.map(\.place)
        var keys: [Int: String] = [:]
        for (place, meaning) in titles where meaning.key != nil && meaning.hasCode {
            let block = markup.blocks[place]
            if block.row > 0, let key = meaning.key, keys.updateValue(key, forKey: block.row) ?? key != key {
                layoutRows.insert(block.row)
            }
            if block.row > 0 { heads[block.row, default: [:]][block.column] = meaning }
        }
        heads = heads.filter { Set($0.value.map(\.value.key)).count > 1 }
        var tables: [Int: Int] = [:]
        for (place, _) in titles { tables[markup.blocks[place].row] = markup.blocks[place].table }
        for row in heads.keys.sorted() {
            guard let table = tables[row] else { continue }
            headRows[table, default: []].append(row)
        }
    }

    /// The innermost container that holds both pieces.
    private func common(_ a: Int, _ b: Int) -> Int {
        var (a, b) = (markup.blocks[a].container, markup.blocks[b].container)
        while a != b { if a > b { a = markup.parents[a] } else { b = markup.parents[b] } }
        return a
    }

    private func holds(_ container: Int, _ place: Int) -> Bool {
        var inner = markup.blocks[place].container
        while inner > container { inner = markup.parents[inner] }
        return inner == container
    }

    private func index(after place: Int) -> Int {
        var (low, high) = (0, titles.count)
        while low < high {
            let middle = (low + high) / 2
            if titles[middle] > place { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// The title below a link that it stands closer to than to the one above: a card that begins with its picture or
    /// its button.
    func titleBelow(_ place: Int, above: Int?) -> Int? {
        let at = index(after: place)
        guard titles.indices.contains(at) else { return nil }
        let next = titles[at]
        let near = common(place, next)
        guard near > 0, above.map({ common($0, place) < near }) ?? true else { return nil }
        // A container that holds several titles is no card of one.
        let isOne = !titles.indices.contains(at + 1) || !holds(near, titles[at + 1])
        let isFirst = at == 0 || !holds(near, titles[at - 1])
        return isOne && isFirst ? next : nil
    }

    /// Whether titles stand before their links all together, so that nobody can say which of them a link belongs to:
    /// what holds the title and the link holds another title right before, that no link followed.
    func isAmbiguous(_ place: Int, title: Int) -> Bool {
        let at = index(after: title) - 1
        guard at > 0, titles[at] == title else { return false }
        let before = titles[at - 1]
        guard !markup.blocks[before...title].contains(where: { !$0.links.isEmpty && !$0.isFrame }) else { return false }
        let near = common(title, place)
        return near != markup.blocks[title].container && holds(near, before)
    }

    /// The items of the columns of the table a piece stands in, where a row above names one for each.
    func head(_ place: Int) -> [Int: DisclosureMeanings.Meaning]? {
        let block = markup.blocks[place]
        guard block.row > 0, let row = headRows[block.table]?.last(where: { $0 < block.row }) else { return nil }
        return heads[row]
    }

    /// Whether a link stands in another cell of a row that names several items in one.
    func isBesideSeveral(_ place: Int, title: Int) -> Bool {
        let (link, named) = (markup.blocks[place], markup.blocks[title])
        guard link.row > 0, link.row == named.row, link.column != named.column else { return false }
        return titles.count { markup.blocks[$0].row == link.row } > 1
    }

    /// The words a link stands in, without those of the other links there.
    static func around(_ link: DisclosureMarkup.Link, _ block: DisclosureMarkup.Block) -> String {
        guard block.links.count > 1 else { return block.text }
        return block.links.reduce(block.text) { text, other in
            other.text.utf8.count < 4 || other.text == link.text ? text : text.replacingBytes(other.text, with: " ")
        }
    }

    /// Whether a piece counts itself as an item of a list, which may be another item than the one above: `ข้อ 12 …`, a `1.3 …`
    /// below another code than O1, a nought for the letter O (`0 9 …`).
    func isNumbered(_ place: Int, below code: String?) -> Bool {
        let text = markup.blocks[place].text
        let number = code.flatMap { Int($0.drop { !$0.isNumber }) }
        let marks = Array(Digits.ascii(text).unicodeScalars.prefix(12))
        func isFigure(_ mark: Unicode.Scalar) -> Bool { (0x30...0x39).contains(mark.value) }
        if let rest = text.removing(prefix: "ข้อ") {
            return Digits.ascii(rest).unicodeScalars.first { $0 != " " }.map(isFigure) ?? false
        }
        let first = marks.prefix(while: isFigure)
        guard (1...2).contains(first.count) else { return false }
        let rest = marks.dropFirst(first.count)
        if first.first == "0" { return rest.drop { $0 == " " }.first.map(isFigure) ?? false || first.count == 2 }
        guard rest.first == ".", let second = rest.dropFirst().first, isFigure(second) else { return false }
        return first.reduce(0) { $0 * 10 + Int($1.value - 0x30) } != number
    }

    /// Whether a piece counts itself in three steps (`10.1.1 …`), as parts of an item and items of a sub-indicator do.
    func isCounted(_ place: Int) -> Bool {
        let number = Digits.ascii(markup.blocks[place].text).utf8.prefix { (0x30...0x39).contains($0) || $0 == 0x2E }
        let steps = number.split(separator: 0x2E)
        return steps.count > 2 && steps.allSatisfy { $0.count < 3 }
    }

    /// Whether two pieces stand beside each other in the same form, in no entry of a list and in no row of a table
    /// together; a cell that holds several items is no row.
    func isBeside(_ place: Int, _ other: Int) -> Bool {
        let (block, named) = (markup.blocks[place], markup.blocks[other])
        guard place != other, block.kind == named.kind, block.depth == named.depth, block.row == named.row else {
            return false
        }
        let isCell = layoutRows.contains(block.row) && block.column == named.column && block.kind == .paragraph
        guard block.row == 0 || isCell else { return false }
        return block.depth == 0 || block.entry != named.entry
    }

    /// Whether a link is an entry of its own beside an item's, whose code stands in a piece that led somewhere itself.
    /// One that counts itself may be part of the item.
    func isEntry(_ link: DisclosureMarkup.Link, _ place: Int, below scope: Scope, code: String?) -> Bool {
        guard isBeside(place, scope.place) else { return false }
        let own = markup.blocks[scope.place].links.filter { Self.isLeading($0.target) }
        let words = Digits.ascii(said(link, markup.blocks[place]))
        guard !own.isEmpty, let first = words.utf8.first else { return false }
        guard (0x30...0x39).contains(first) else { return true }
        guard own.contains(where: { !ItemCode.find(in: $0.text).isEmpty }) else { return false }
        let number = String((code ?? "").drop { !$0.isNumber })
        return !words.utf8.starts(with: "\(number).".utf8)
    }

    /// What a link says by itself or with its piece; of a piece with very many links only the link's own words.
    private func said(_ link: DisclosureMarkup.Link, _ block: DisclosureMarkup.Block) -> String {
        if DisclosureReader.says(link.text) { return link.text }
        return block.links.count > 50 ? "" : DisclosureReader.label(link.text, Self.around(link, block), "")
    }

    /// Whether a link leads away rather than opening what is below it.
    static func isLeading(_ target: String) -> Bool {
        let trimmed = target.trimmingWhitespace().lowercased()
        return !trimmed.isEmpty && trimmed.utf8.first != UInt8(ascii: "#")
            && !trimmed.utf8.starts(with: "javascript:".utf8)
    }

    /// The pieces of the row of a table around one, as many as matter.
    private func row(_ place: Int) -> Range<Int> {
        let row = markup.blocks[place].row
        guard row > 0 else { return place..<place + 1 }
        var (first, last) = (place, place)
        while first > 0, place - first < 40, markup.blocks[first - 1].row == row { first -= 1 }
        while last + 1 < markup.blocks.count, last - place < 40, markup.blocks[last + 1].row == row { last += 1 }
        return first..<last + 1
    }

    /// How sure it can be at most that a row belongs to the item of a row above; nil where it says nothing of its own or
    /// a cell holds the two together.
    func limit(ofRow place: Int, below scope: Scope) -> Sureness? {
        let (block, named) = (markup.blocks[place], markup.blocks[scope.place])
        guard block.row > 0, named.row > 0, block.table == named.table, block.group != named.group else { return nil }
        let cells = row(place)
        guard cells.contains(where: { says($0) }) else { return nil }
        let firsts = [cells.lowerBound, row(scope.place).lowerBound].map { markup.blocks[$0].text }
        return firsts.allSatisfy(Self.isFigures) ? .guess : .likely
    }

    /// `7`, `๗.`
    private static func isFigures(_ text: String) -> Bool {
        let bytes = Digits.ascii(text).utf8.filter { $0 > 0x20 && $0 != UInt8(ascii: ".") }
        return !bytes.isEmpty && bytes.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// Whether a piece stands after the list or the table in which something was named.
    func isOutside(_ place: Int, of scope: Scope) -> Bool {
        let block = markup.blocks[place]
        return scope.kind == .item && block.depth < scope.depth || scope.group > 0 && block.table == 0
    }

    /// Whether a piece is the one that names an item, or stands in its row.
    func isTogether(_ place: Int, with scope: Scope) -> Bool {
        scope.place == place || scope.group > 0 && markup.blocks[place].group == scope.group
    }

    /// The words around a link as a person would call it: its own, or those of its piece or row where they say nothing.
    func words(_ link: DisclosureMarkup.Link, _ place: Int) -> String {
        let block = markup.blocks[place]
        let own = said(link, block)
        guard own.isEmpty, block.links.count <= 50 else { return own.isEmpty ? link.text : own }
        let beside = row(place).filter { says($0) }.map { markup.blocks[$0].text }
        return beside.isEmpty ? link.text : beside.joined(separator: " ")
    }

    /// Whether a piece says something that whoever looks at the page sees.
    private func says(_ place: Int) -> Bool {
        !markup.blocks[place].isComment && DisclosureReader.says(markup.blocks[place].text)
    }

    /// The nearest words before a link that tell it apart: of its piece, of the cells before it in its row, or of the
    /// line right before; empty where none say anything.
    func words(before link: DisclosureMarkup.Link, _ place: Int) -> String {
        let block = markup.blocks[place]
        let own = block.words(before: link)
        guard own.isEmpty else { return own }
        if block.row > 0 {
            return row(place).prefix { $0 < place }.last { says($0) }.map { markup.blocks[$0].text } ?? ""
        }
        guard place > 0, says(place - 1), markup.blocks[place - 1].links.isEmpty else { return "" }
        return markup.blocks[place - 1].text
    }

    /// Whether a link is one that every page of a site has, rather than an answer.
    static func isOfSite(_ text: String) -> Bool { ofSite.contains(plain(text)) }

    /// Whether a link after an item's title is more likely one of the site: of its foot, or to another page of it.
    func isOfSite(_ link: DisclosureMarkup.Link, _ place: Int, key: String, below scope: Scope) -> Bool {
        let text = Self.plain(link.text)
        guard !isTogether(place, with: scope) else { return false }
        if text == "e-service" || text == "eservice" { return key != "oit.e-service" }
        if text == "แผนที่" { return key != "oit.contact" }
        if Self.ofFoot.contains(text) { return true }
        // The first links of an item may be counted; figures after those are pages.
        return Self.isFigures(text) && (scope.linked ?? place) != place
    }

    private static func plain(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { $0 != " " })).lowercased()
    }

    private static let ofFoot: Set<String> = [
        "ถัดไป", "ก่อนหน้า", "next", "previous", "prev", "facebook", "line", "youtube", "นโยบายคุ้มครองข้อมูลส่วนบุคคล",
        "ผู้จัดทำเว็บ", "กระดานสนทนา", "สมุดเยี่ยม",
    ]

    private static let ofSite: Set<String> = [
        "เกี่ยวกับเรา", "เกี่ยวกับหน่วยงาน", "ติดต่อเรา", "หน้าแรก", "หน้าหลัก", "กลับหน้าแรก", "กลับหน้าหลัก", "กลับ",
        "ย้อนกลับ", "แผนผังเว็บไซต์", "ผังเว็บไซต์", "สถิติผู้เข้าชม", "สถิติการเข้าชม", "สถิติผู้เข้าชมเว็บไซต์", "ผู้เข้าชม",
        "นโยบายเว็บไซต์", "นโยบายคุกกี้", "เข้าสู่ระบบ", "home", "about", "aboutus", "contact", "contactus", "sitemap", "back",
        "login", "signin",
    ]
}

extension DisclosureReader {
    /// Whether words say anything of what is behind them.
    static func says(_ text: String) -> Bool { !label(text, text, "").isEmpty }

    /// Whether a heading stands as high as the one whose links are being read.
    func isBeside(_ block: DisclosureMarkup.Block, _ meaning: Meaning) -> Bool {
        guard case .heading(let new) = block.kind, case .heading(let old)? = scope?.kind else { return false }
        // Of what a plugin opens, one may stand in another: it has to be the very title of another item.
        if new == 7, old == 7 { return meaning.isExact && meaning.key != scope?.meaning.key }
        return new <= old && old < 7
    }

    /// Whether a line is the very title of another item, in the form of the one above that a code names.
    func begins(_ meaning: Meaning, _ block: DisclosureMarkup.Block, _ index: Int) -> Bool {
        guard let scope, meaning.isExact, meaning.key != scope.meaning.key, block.links.isEmpty else { return false }
        return (block.kind == .paragraph || block.kind == .item) && near.isBeside(index, scope.place)
    }

    /// What a link under a code belongs to: an entry or a row of its own may be that of another item.
    func under(_ scope: Scope, _ link: DisclosureMarkup.Link, _ said: [Meaning], _ index: Int) -> Meaning {
        let isEntry = near.isEntry(link, index, below: scope, code: items[scope.meaning.key ?? ""]?.code)
        let limit: Sureness = isEntry ? .guess : near.limit(ofRow: index, below: scope) ?? .sure
        if limit < .sure, var other = said.first(where: { $0.isExact && $0.key != scope.meaning.key }) {
            other.sureness = .likely
            return other
        }
        // What people call another item may still be a file of this one, and as well not.
        let isCalledOther = said.contains { $0.isEveryday && $0.key != scope.meaning.key }
        let isDoubtful = isCalledOther || near.isCounted(index)
        return near(scope.meaning, index).atMost(isDoubtful ? min(limit, .likely) : limit)
    }

    /// Whether a line below a code speaks of something else, as far as can be told: it is no label, nothing that the item
    /// must contain, and not what the next link is called that does not say it itself.
    func isApart(_ block: DisclosureMarkup.Block, _ index: Int, own: Meaning?, from scope: Scope) -> Bool {
        let named = markup.blocks[scope.place]
        guard block.kind == .paragraph, let key = scope.meaning.key, own?.key != key,
            block.row == 0 || block.row == named.row && block.column == named.column,
            !DisclosureReader.isLabel(block.text), elements[key]?.best(block.text)?.sureness ?? .guess == .guess
        else { return false }
        let next = markup.blocks[(index + 1)...].prefix(10).first {
            !$0.links.isEmpty && !$0.isComment && !$0.isFrame
        }
        return next.map { next in
            DisclosureReader.says(next.said) || next.links.contains { DisclosureReader.says($0.text) }
        } ?? true
    }

    /// Whether a piece stands beside what was named without a code: in another row, or after words of the same form.
    func isPast(_ scope: Scope, _ index: Int) -> Bool {
        scope.isOver || scope.group > 0 && markup.blocks[index].group != scope.group
    }

    /// The same, less sure the farther away it was named. Without a code only the order says that it belongs there.
    func near(_ meaning: Meaning, _ index: Int) -> Meaning {
        guard let scope else { return meaning }
        let isInferred = !meaning.hasCode && !near.isTogether(index, with: scope)
        let isUnclear =
            near.isAmbiguous(index, title: scope.place) || near.isBesideSeveral(index, title: scope.place)
            || near.isNumbered(index, below: items[meaning.key ?? ""]?.code) || !meaning.hasCode && isPast(scope, index)
            || near.isOutside(index, of: scope)
        let isFar = scope.isOver || index - scope.place > 80
        return meaning.atMost(isUnclear ? .guess : isInferred || isFar ? .likely : .sure)
    }

    mutating func leave(
        _ link: DisclosureMarkup.Link, _ address: WebAddress, _ reason: DisclosureReading.Reason, _ index: Int
    ) {
        reading.left.append(
            .init(
                text: near.words(link, index).shortened(to: 200), target: link.target.shortened(to: 300),
                reason: reason, place: index + 1, address: address))
    }

    mutating func add(
        _ fault: DisclosureReading.Fault, _ key: String?, _ text: String, _ detail: String, _ index: Int
    ) {
        reading.finds.append(
            .init(
                fault: fault, itemKey: key, text: text.shortened(to: 160), detail: detail.shortened(to: 200),
                place: index + 1))
    }
}
