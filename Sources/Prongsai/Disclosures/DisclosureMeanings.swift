import ITA

/// What pieces of text name: an item by its code, its title or both, or a heading over several.
struct DisclosureMeanings: Sendable {
    /// What a piece of text names.
    struct Meaning: Equatable {
        /// The item; nil for one this edition does not have, or a heading over several.
        var key: String?
        var sureness: Sureness
        var hasCode = false
        /// A heading over several items, such as a sub-indicator.
        var isGroup = false
        var named: String
        /// A code that belongs to another item than the title.
        var renumbered = false
        /// Whether the very title of the code's item stands beside it.
        var isTitled = false
        /// Whether several codes stand together.
        var isSeveral = false
        /// Whether it says much more than the title it holds.
        var isLonger = false
        /// Items it may be of as well: that of the code where the title is another's, or those with the same name; of
        /// several codes that stand together, the items of all.
        var others: [String] = []
        /// Whether it is a name people use rather than a title of an edition.
        var isEveryday = false
        /// The item a numbered heading is a part of where that item was named before: `O9.1` below `O9`.
        var partOf: String?
        /// Whether it is the title of an item and nothing else, without a code.
        var isExact: Bool { key != nil && sureness == .sure && !hasCode && !isGroup && !isLonger }

        /// The same, no surer than that.
        func atMost(_ limit: Sureness) -> Meaning {
            var less = self
            less.sureness = min(sureness, limit)
            return less
        }
    }

    private let titles: DisclosureTitles
    private let names: DisclosureNames
    /// How many sub-indicators the edition lists of each indicator, by its number.
    private let parts: [Int: Int]
    /// Keys by code, and the letters codes of this edition begin with.
    private let codes: [String: String]
    private let letters: Set<String>
    private var known: [String: Meaning?] = [:]
    /// Whether words that go on long after a title are not sure to mean it, as on a page without codes.
    var doubtsLonger = false

    init(_ year: DisclosureYear, aliases: DisclosureAliases) {
        var entries: [(key: String, title: String)] = []
        for item in year.items {
            let own = [item.ownTitle, item.item.thai, item.item.english].compactMap { $0 }
            for title in own + (aliases.titles[item.item.key] ?? []) { entries.append((item.item.key, title)) }
        }
        let indicators = year.edition.edition.instruments.filter(\.isDisclosure).flatMap(\.indicators)
        for indicator in indicators {
            entries.append((DisclosureTitles.group, indicator.name.thai))
            for group in indicator.groups {
                if let name = group.name { entries.append((DisclosureTitles.group, name.thai)) }
            }
        }
        titles = DisclosureTitles(entries)
        names = DisclosureNames(aliases.everyday, items: year.items.map(\.item.key))
        parts = Dictionary(indicators.map { ($0.number, $0.groups.count { $0.key != nil }) }) { first, _ in first }
        codes = Dictionary(year.items.map { ($0.code, $0.item.key) }) { first, _ in first }
        letters = Set(year.items.flatMap { ItemCode.find(in: $0.code) }.map(\.letters))
    }

    mutating func meaning(_ text: String) -> Meaning? { plain(text).map { doubted($0) } }

    /// A meaning as far as this page lets it be sure.
    func doubted(_ meaning: Meaning) -> Meaning {
        doubtsLonger && meaning.isLonger ? meaning.atMost(.likely) : meaning
    }

    /// What a text means by itself, whatever the page.
    private mutating func plain(_ text: String) -> Meaning? {
        guard !text.isEmpty, text.utf8.count <= 2_000 else { return nil }
        if let known = known[text] { return known }
        let meaning = understand(text)
        if known.count < 50_000 { known[text] = .some(meaning) }
        return meaning
    }

    /// What a piece names. Words of its links that only say “look here” make no title longer, nor another.
    mutating func meaning(_ block: DisclosureMarkup.Block) -> Meaning? { meaning(block.naming) }

    /// What each link of a line with several codes belongs to, by its place: the nearest code before it. Empty where the
    /// first link has none before it, as the codes may then stand behind theirs.
    mutating func split(_ block: DisclosureMarkup.Block) -> [Int: Meaning] {
        var found: [Int: Meaning] = [:]
        var last: Meaning?
        for (place, link) in block.links.enumerated() where !link.isTyped {
            if !ItemCode.find(in: link.lead).isEmpty { last = meaning(link.lead) }
            guard let last else { return [:] }
            if !last.isGroup { found[place] = last.atMost(.likely) }
        }
        return found
    }

    /// What a row is about whose code stands in a cell of its own: the other cells say whether the title beside it is
    /// that of the same item, as they would in one cell.
    func beside(_ code: Meaning, _ cells: [String]) -> Meaning {
        guard code.hasCode, let key = code.key, code.sureness == .sure, !code.renumbered else { return code }
        var other: Meaning?
        for cell in cells.prefix(12) where cell.utf8.count <= 900 {
            guard let both = together(key, cell, "\(code.named) \(cell)".shortened(to: 120)) else { continue }
            if !both.renumbered { return both }
            other = other ?? both
        }
        return other ?? code
    }

    /// What the code of an item and the words beside it mean together; nil where the words are like no title. Words that
    /// are clearly nearer to the title of another item contradict the code, and so does what people call only others.
    private func together(_ key: String, _ words: String, _ named: String) -> Meaning? {
        let called = names.keys(of: words)
        let isLong = isTitle(words, of: key)
        guard isLong || !called.isEmpty else { return nil }
        let (own, other) = titles.compared(words, with: key)
        let isNamed = isLong && titles.isPart(words, of: key) || called.contains(key)
        let needed = isNamed ? DisclosureTitles.sure : DisclosureTitles.likely
        if let other, other.score >= needed, other.score - own >= DisclosureTitles.margin {
            return .disagreeing(key, other.key, named)
        }
        if own < DisclosureTitles.sure, let first = called.first, !called.contains(key) {
            // A name whose words the titles of other items have too, such as “รายงาน”, does not outdo a code.
            guard isLong, titles.isPart(DisclosureNames.bare(words), ofOtherThan: first) else {
                return .disagreeing(key, first, named)
            }
            return Meaning(key: key, sureness: .likely, hasCode: true, named: named, others: [first])
        }
        guard isNamed || own >= DisclosureTitles.likely || titles.best(words)?.key == key else { return nil }
        // Where another title is as near, the words do not say which of them is meant.
        let isClear = own >= DisclosureTitles.sure || own - (other?.score ?? 0) >= DisclosureTitles.margin
        return Meaning(
            key: key, sureness: isNamed || isClear ? .sure : .likely, hasCode: true, named: named,
            isTitled: own >= DisclosureTitles.exact)
    }

    /// Whether words beside the code of an item are long enough to be held against its title.
    private func isTitle(_ words: String, of key: String) -> Bool {
        titles.knows(key) && DisclosureTitles.pairs(words).count >= 5
    }

    private func understand(_ text: String) -> Meaning? {
        let all = ItemCode.find(in: text)
        let rest = all.isEmpty ? text : Self.without(all, text)
        let named = text.shortened(to: 120)
        let best = best(rest, named)
        if let heading = heading(all, rest, best, named) { return heading }
        // Beside an item's code, the number of a sub-indicator says only where the item stands.
        let codes = all.count > 1 ? all.filter { !isSubIndicator($0) } : all
        let keys = Set(codes.map { item(of: $0) ?? $0.code })
        if keys.count > 1 {
            return Meaning(
                key: nil, sureness: .sure, isGroup: true, named: named, isSeveral: true, others: keys.sorted())
        }
        guard let code = codes.first else { return best }
        let other = best.flatMap { $0.isGroup ? nil : $0 }
        guard let key = item(of: code) else {
            // The code of another assessment or year; the title may still say which item it is.
            guard var titled = other else { return Meaning(key: nil, sureness: .sure, hasCode: true, named: named) }
            (titled.hasCode, titled.isLonger) = (true, false)
            return titled.atMost(.likely)
        }
        let isLong = isTitle(rest, of: key)
        return together(key, rest, named)
            ?? Meaning(key: key, sureness: isLong ? .likely : .sure, hasCode: true, named: named)
    }

    /// What words without a code mean: a title, or what people call an item. Such a name is likely at most; one that
    /// several items share is a guess that tells them all.
    private func best(_ text: String, _ named: String) -> Meaning? {
        let title = titles.best(text).map { best -> Meaning in
            let isGroup = best.key == DisclosureTitles.group
            return Meaning(
                key: isGroup ? nil : best.key, sureness: best.sureness, isGroup: isGroup, named: named,
                isLonger: !isGroup && best.sureness == .sure && titles.isLonger(text, than: best.key))
        }
        let keys = names.keys(of: text)
        if let title, let key = title.key, title.sureness == .sure, keys.isEmpty || keys.contains(key) { return title }
        guard let first = keys.first else { return title }
        return Meaning(
            key: first, sureness: keys.count == 1 ? .likely : .guess, named: named, others: Array(keys.dropFirst()),
            isEveryday: true)
    }

    /// Whether words are a title of an item or what people call it.
    private func fits(_ text: String, _ key: String) -> Bool {
        titles.sureness(text, is: key) ?? .guess >= .likely || names.keys(of: text).contains(key)
    }

    /// A heading of a part of the assessment that has a number: `OIT 9.1 ข้อมูลพื้นฐาน`, `O 10.2`, `OIT 9 การเปิดเผยข้อมูล`. What
    /// has the title of the item with that number is the item's own: `O9.1 คู่มือ…`.
    private func heading(_ codes: [ItemCode], _ rest: String, _ best: Meaning?, _ named: String) -> Meaning? {
        guard let first = codes.first else { return nil }
        let isIndicator = first.letters == "OIT" && first.sub == nil && parts[first.number] != nil
        guard codes.allSatisfy({ isSubIndicator($0) }) || codes.count == 1 && isIndicator && best?.isGroup == true
        else { return nil }
        let key = first.letters == "OIT" ? nil : item(of: first)
        if let key, fits(rest, key) { return nil }
        return Meaning(
            key: nil, sureness: .sure, hasCode: true, isGroup: true, named: named,
            partOf: best?.isGroup == true ? nil : key)
    }

    /// Whether a code is the number of a sub-indicator. Where the edition lists none of an indicator, any may be.
    private func isSubIndicator(_ code: ItemCode) -> Bool {
        guard let listed = parts[code.number], code.letters == "O" || code.letters == "OIT",
            let sub = code.sub?.utf8.split(separator: UInt8(ascii: ".")).first,
            let number = Int(String(decoding: Array(sub), as: UTF8.self))
        else { return false }
        return code.letters == "OIT" || listed == 0 || number <= listed
    }

    /// The item a code is that of, in this edition.
    func key(of code: ItemCode) -> String? { isSubIndicator(code) ? nil : item(of: code) }

    private func item(of code: ItemCode) -> String? {
        let isOurs = letters.contains(code.letters) || (code.letters == "OIT" && letters.contains("O"))
        return isOurs ? codes[code.code] : nil
    }

    /// A text without the codes in it.
    static func without(codesIn text: String) -> String { without(ItemCode.find(in: text), text) }

    private static func without(_ codes: [ItemCode], _ text: String) -> String {
        var scalars = Array(text.unicodeScalars)
        for code in codes.reversed() { scalars.replaceSubrange(code.range, with: [" "]) }
        return String(String.UnicodeScalarView(scalars))
    }

    /// The one item a row of a table is about; nil where it names several. Beside a code of another assessment the title
    /// counts.
    static func only(_ meanings: [Meaning]) -> Meaning? {
        func one(_ meanings: [Meaning]) -> Meaning? {
            guard Set(meanings.map { $0.key ?? $0.named }).count == 1 else { return nil }
            return meanings.max { $0.sureness < $1.sureness }
        }
        let coded = meanings.filter(\.hasCode)
        let known = coded.filter { $0.key != nil }
        if !known.isEmpty { return one(known) }
        let named = meanings.filter { $0.key != nil && ($0.sureness > .guess || !$0.others.isEmpty) }
        let official = named.filter { !$0.isEveryday }
        let titled = one(official.isEmpty ? named : official)
        guard let unknown = coded.first else { return titled }
        guard var titled else { return unknown }
        (titled.sureness, titled.hasCode) = (min(titled.sureness, .likely), true)
        return titled
    }
}

extension DisclosureMeanings.Meaning {
    /// What has the code of one item and the title of another: nobody can say which of them is meant.
    static func disagreeing(_ code: String, _ title: String, _ named: String) -> Self {
        Self(key: title, sureness: .guess, hasCode: true, named: named, renumbered: true, others: [code])
    }
}
