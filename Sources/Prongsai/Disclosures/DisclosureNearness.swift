/// What stands near what on an agency's page: which title a link belongs to where more than one might be meant.
struct DisclosureNearness {
    private let markup: DisclosureMarkup
    /// Pieces that name an item, in order.
    private let titles: [Int]
    /// Items that the cells of a table's row name, by the row and the cell: heads of columns.
    private var heads: [Int: [Int: DisclosureMeanings.Meaning]] = [:]
    /// Those rows of each table, in order.
    private var headRows: [Int: [Int]] = [:]

    init(_ markup: DisclosureMarkup, titles: [(place: Int, meaning: DisclosureMeanings.Meaning)]) {
        self.markup = markup
        self.titles = titles.map(\.place)
        for (place, meaning) in titles where meaning.key != nil && meaning.hasCode {
            let block = markup.blocks[place]
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
            other.text.utf8.count < 4 || other == link ? text : text.replacingBytes(other.text, with: " ")
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

    /// Whether a link is one that every page of a site has, rather than an answer.
    static func isOfSite(_ text: String) -> Bool {
        ofSite.contains(String(String.UnicodeScalarView(text.unicodeScalars.filter { $0 != " " })).lowercased())
    }

    private static let ofSite: Set<String> = [
        "เกี่ยวกับเรา", "เกี่ยวกับหน่วยงาน", "ติดต่อเรา", "หน้าแรก", "หน้าหลัก", "กลับหน้าแรก", "กลับหน้าหลัก", "กลับ",
        "ย้อนกลับ", "แผนผังเว็บไซต์", "ผังเว็บไซต์", "สถิติผู้เข้าชม", "สถิติการเข้าชม", "สถิติผู้เข้าชมเว็บไซต์", "ผู้เข้าชม",
        "นโยบายเว็บไซต์", "นโยบายคุกกี้", "เข้าสู่ระบบ", "home", "about", "aboutus", "contact", "contactus", "sitemap", "back",
        "login", "signin",
    ]
}
