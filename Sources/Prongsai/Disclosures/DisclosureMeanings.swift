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
        /// Whether the title beside a code is that of the same item.
        var isTitled = false
        /// Whether several codes stand together.
        var isSeveral = false
        /// Whether it says much more than the title it holds.
        var isLonger = false
        /// Whether it is the title of an item and nothing else, without a code.
        var isExact: Bool { key != nil && sureness == .sure && !hasCode && !isGroup && !isLonger }
    }

    private let titles: DisclosureTitles
    /// Keys by code, and the letters codes of this edition begin with.
    private let codes: [String: String]
    private let letters: Set<String>
    private var known: [String: Meaning?] = [:]
    /// Whether words that go on long after a title are not sure to mean it, as on a page without codes.
    var doubtsLonger = false

    /// - Parameter aliases: titles that items had in other editions, by key.
    init(_ year: DisclosureYear, aliases: [String: [String]]) {
        var entries: [(key: String, title: String)] = []
        for item in year.items {
            let own = [item.ownTitle, item.item.thai, item.item.english].compactMap { $0 }
            for title in own + (aliases[item.item.key] ?? []) { entries.append((item.item.key, title)) }
        }
        for indicator in year.edition.edition.instruments.filter(\.isDisclosure).flatMap(\.indicators) {
            entries.append((DisclosureTitles.group, indicator.name.thai))
            for group in indicator.groups {
                if let name = group.name { entries.append((DisclosureTitles.group, name.thai)) }
            }
        }
        titles = DisclosureTitles(entries)
        codes = Dictionary(year.items.map { ($0.code, $0.item.key) }) { first, _ in first }
        letters = Set(year.items.flatMap { ItemCode.find(in: $0.code) }.map(\.letters))
    }

    mutating func meaning(_ text: String) -> Meaning? { plain(text).map { doubted($0) } }

    /// A meaning as far as this page lets it be sure.
    func doubted(_ meaning: Meaning) -> Meaning {
        guard doubtsLonger, meaning.isLonger else { return meaning }
        var less = meaning
        less.sureness = min(less.sureness, .likely)
        return less
    }

    /// What a text means by itself, whatever the page.
    private mutating func plain(_ text: String) -> Meaning? {
        guard !text.isEmpty, text.utf8.count <= 2_000 else { return nil }
        if let known = known[text] { return known }
        let meaning = understand(text)
        if known.count < 50_000 { known[text] = .some(meaning) }
        return meaning
    }

    /// What a piece names. Words of its links that only say “look here” make no title longer.
    mutating func meaning(_ block: DisclosureMarkup.Block) -> Meaning? {
        guard let own = plain(block.text), doubtsLonger, own.isLonger else { return meaning(block.text) }
        let rest = block.links.reduce(block.text) { text, link in
            DisclosureReader.says(link.text) ? text : text.replacingBytes(link.text, with: " ")
        }
        if let shorter = plain(rest), shorter.key == own.key, !shorter.isLonger { return own }
        return doubted(own)
    }

    /// What a row is about whose code stands in a cell of its own: the other cells say whether the title beside it is
    /// that of the same item, as they would in one cell.
    mutating func beside(_ code: Meaning, _ cells: [String]) -> Meaning {
        guard code.hasCode, let key = code.key, code.sureness == .sure, !code.renumbered else { return code }
        var other: Meaning?
        for cell in cells.prefix(12) where DisclosureTitles.pairs(cell).count >= 5 && cell.utf8.count <= 900 {
            if titles.sureness(cell, is: key) ?? .guess >= .likely || titles.isPart(cell, of: key) {
                var titled = code
                titled.named = "\(code.named) \(cell)".shortened(to: 120)
                titled.isTitled = true
                return titled
            }
            guard let best = titles.best(cell), best.key != DisclosureTitles.group, other == nil else { continue }
            if best.key == key { return code }
            if best.sureness >= .likely {
                other = Meaning(
                    key: best.key, sureness: .likely, hasCode: true, named: "\(code.named) \(cell)".shortened(to: 120),
                    renumbered: true)
            }
        }
        return other ?? code
    }

    private func understand(_ text: String) -> Meaning? {
        let codes = ItemCode.find(in: text)
        let rest = codes.isEmpty ? text : Self.without(codes, text)
        let named = text.shortened(to: 120)
        let best = titles.best(rest)
        let keys = Set(codes.map { key(of: $0) ?? $0.code })
        if keys.count > 1 { return Meaning(key: nil, sureness: .sure, isGroup: true, named: named, isSeveral: true) }
        guard let code = codes.first else {
            guard let best else { return nil }
            let isGroup = best.key == DisclosureTitles.group
            let isLonger = !isGroup && best.sureness == .sure && titles.isLonger(rest, than: best.key)
            return Meaning(
                key: isGroup ? nil : best.key, sureness: best.sureness, isGroup: isGroup, named: named,
                isLonger: isLonger)
        }
        let other = best.flatMap { $0.key == DisclosureTitles.group ? nil : $0 }
        guard let key = key(of: code) else {
            // The code of another assessment or year; the title may still say which item it is.
            guard let other else { return Meaning(key: nil, sureness: .sure, hasCode: true, named: named) }
            return Meaning(key: other.key, sureness: min(other.sureness, .likely), hasCode: true, named: named)
        }
        let isLong = titles.knows(key) && DisclosureTitles.pairs(rest).count >= 5
        guard isLong, !titles.isPart(rest, of: key) else {
            return Meaning(key: key, sureness: .sure, hasCode: true, named: named, isTitled: isLong)
        }
        if let fits = titles.sureness(rest, is: key), fits >= .likely || other?.key == key {
            return Meaning(key: key, sureness: .sure, hasCode: true, named: named, isTitled: true)
        }
        if let other, other.key != key, other.sureness >= .likely {
            return Meaning(key: other.key, sureness: .likely, hasCode: true, named: named, renumbered: true)
        }
        return Meaning(key: key, sureness: .likely, hasCode: true, named: named)
    }

    /// The item a code is that of, in this edition.
    func key(of code: ItemCode) -> String? {
        let isOurs = letters.contains(code.letters) || (code.letters == "OIT" && letters.contains("O"))
        return isOurs ? codes[code.code] : nil
    }

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
        let titled = one(meanings.filter { $0.key != nil && $0.sureness > .guess })
        guard let unknown = coded.first else { return titled }
        guard var titled else { return unknown }
        (titled.sureness, titled.hasCode) = (min(titled.sureness, .likely), true)
        return titled
    }
}
