import ITA
import Watch

/// Reads an agency's page of disclosures: lists, tables, accordions, tabs, with codes or only with titles. It writes
/// nothing and drops nothing: every link of the page ends among the proposals, the faults or what is left.
struct DisclosureReader {
    typealias Meaning = DisclosureMeanings.Meaning
    typealias Scope = DisclosureNearness.Scope

    let markup: DisclosureMarkup
    let year: DisclosureYear
    let page: WebAddress?
    private let base: WebAddress?
    let items: [String: Disclosure]
    let elements: [String: DisclosureTitles]
    private var meanings: DisclosureMeanings
    var reading = DisclosureReading()
    /// The links of the proposals, in order.
    private(set) var placed: [DisclosureMarkup.Link] = []
    private(set) var scope: Scope?
    /// The heading that names several items, of which nobody can say which of them what follows is of.
    private var several: Scope?
    private var years: DisclosureYears
    private(set) var near: DisclosureNearness
    /// Proposals that rest on a code beside which the very title does not stand.
    private var untitled: Set<Int> = []
    /// Whether some heading of the page is of the year itself, so that others are other years'.
    private var hasOwnYear = false
    private var anchors: [String: Meaning] = [:]
    private var taken: [String: Int] = [:]
    private var headings: [String: [Int]] = [:]
    private var lastTitled: String?
    /// Whether the page names items by codes, so that titles without one are only words of files.
    private var goesByCodes = false

    /// Reads a page.
    ///
    /// - Parameters:
    ///   - page: where it stands; nil for a file nobody says the address of.
    ///   - aliases: what else items are called.
    static func read(
        _ bytes: [UInt8], contentType: String? = nil, page: WebAddress? = nil, year: DisclosureYear,
        aliases: DisclosureAliases = DisclosureAliases()
    ) -> DisclosureReading {
        let decoded = PageEncoding.decode(bytes, contentType: contentType)
        var reader = DisclosureReader(DisclosureMarkup(decoded.bytes), page: page, year: year, aliases: aliases)
        reader.reading.encoding = decoded.encoding
        reader.reading.disbelieved = decoded.disbelieved
        reader.run()
        reader.reading.number()
        return reader.reading
    }

    private init(_ markup: DisclosureMarkup, page: WebAddress?, year: DisclosureYear, aliases: DisclosureAliases) {
        let place = page ?? markup.address
        (self.markup, self.year, self.page) = (markup, year, place)
        let written = markup.base
        base = written.flatMap { (try? place?.resolving($0)) ?? (try? WebAddress($0)) } ?? place
        items = Dictionary(year.items.map { ($0.item.key, $0) }) { first, _ in first }
        elements = items.mapValues { item in DisclosureTitles(item.elements.map { ($0.key, $0.text) }) }
        meanings = DisclosureMeanings(year, aliases: aliases)
        let heads = [markup.title] + markup.blocks.filter { $0.kind == .heading(1) }.map(\.text)
        if page == nil { reading.address = place }
        reading.pageYear = heads.lazy.compactMap { DisclosureYears.year(in: $0, around: year.fiscalYear) }.first
        years = DisclosureYears(markup, page: reading.pageYear, around: year.fiscalYear)
        near = DisclosureNearness(markup, titles: [])
    }

    private mutating func run() {
        reading.title = markup.title
        reading.links = markup.links
        reading.isCut = markup.isCut
        hasOwnYear =
            reading.pageYear == year.fiscalYear
            || markup.blocks.indices.contains { years.heading(markup.blocks[$0], $0) == year.fiscalYear }
        var rowItems: [Int: [Meaning]] = [:]
        var rowWords: [Int: [String]] = [:]
        var severalRows: [Int: Meaning] = [:]
        var coded: Set<String> = []
        var titles: [(place: Int, meaning: Meaning)] = []
        for (index, block) in markup.blocks.enumerated() where !block.isComment {
            if block.row > 0, ItemCode.find(in: block.text).isEmpty {
                rowWords[block.row, default: []].append(block.said)
            }
            guard let meaning = meanings.meaning(block) else { continue }
            if meaning.isSeveral, block.row > 0 { severalRows[block.row] = meaning }
            guard !meaning.isGroup else { continue }
            if block.row > 0 { rowItems[block.row, default: []].append(meaning) }
            if meaning.hasCode, !block.isFrame { coded.insert(meaning.key ?? meaning.named) }
            if block.isHeading || meaning.hasCode, !block.isFrame { titles.append((index, meaning)) }
        }
        near = DisclosureNearness(markup, titles: titles)
        goesByCodes = coded.count >= 3
        meanings.doubtsLonger = coded.isEmpty
        var about = rowItems.compactMapValues { DisclosureMeanings.only($0) }.mapValues { meanings.doubted($0) }
        for (row, meaning) in about { about[row] = meanings.beside(meaning, rowWords[row] ?? []) }
        // Where a cell names several items by their codes, the title beside it is not that of one alone.
        for (row, several) in severalRows where about[row]?.hasCode != true { about[row] = several }
        for (index, block) in markup.blocks.enumerated() {
            if block.isComment {
                comment(block, index, row: about[block.row])
            } else {
                read(block, index, row: about[block.row])
            }
        }
        afterwards()
    }

    // MARK: Going through the page

    private mutating func read(_ block: DisclosureMarkup.Block, _ index: Int, row: Meaning?) {
        var own = meanings.meaning(block)
        // In a row, the title beside a code that is not known says more than the code.
        if own?.hasCode == true, row?.key != nil, own?.key == nil || row?.renumbered == true { own = row }
        // A number that may be a sub-indicator's is the item's below the item itself.
        if let part = own?.partOf, let title = scope?.meaning, title.hasCode, title.key == part {
            own = Meaning(key: part, sureness: .likely, hasCode: true, named: block.text.shortened(to: 120))
        }
        let reference = block.reference
        // A code in the words of a later link is a guess for those before it, which may be of the item above as well.
        var before = own?.atMost(.guess)
        if let above = scope?.meaning.key, above != own?.key, own?.renumbered == false { before?.others.append(above) }
        if !block.isFrame { enter(block, index, own: own, row: row) }
        // What stands beside a reference to another item is less sure to be of the item above.
        if block.isReferring, !block.isFrame { scope?.isOver = true }
        let ofMenu = years.ofMenu(block)
        let split = own?.isSeveral == true ? meanings.split(block) : [:]
        for (number, link) in block.links.enumerated() {
            let isBefore = own?.hasCode == true && reference.map { number < $0 } ?? false
            place(link, in: block, index, own: split[number] ?? (isBefore ? before : own), row: row, ofMenu: ofMenu)
        }
    }

    /// What follows belongs to what this piece names.
    private mutating func enter(_ block: DisclosureMarkup.Block, _ index: Int, own: Meaning?, row: Meaning?) {
        let isHeading = block.isHeading
        if own?.key == nil || own?.hasCode != true, let found = years.heading(block, index),
            own == nil || own?.isGroup == true || isHeading && own?.sureness == .guess || years.isLine(index)
        {
            years.head(found, isTab: years.bare(block) != nil)
            (scope, several) = (nil, nil)
            return
        }
        if years.open(block.ids) { (scope, several) = (nil, nil) }
        let tab = block.ids.compactMap { anchors[$0] }.first
        let leads = block.links.contains { link in
            if case .within = resolve(link) { return true }
            return false
        }
        // An entry of a table of contents names an item, but its links do not follow it.
        if leads, !isHeading, own?.key != nil {
            if scope?.place == index { scope = nil }
            return
        }
        let isUnder = isUnderCode
        let meant = own.flatMap { meaning -> Meaning? in
            if meaning.hasCode { return meaning }
            // The name of a sub-indicator may also be that of a file, or of what an item holds.
            if meaning.isGroup, !isHeading {
                let isPart = !block.links.isEmpty || isUnder && !meaning.isSeveral
                return !isPart && meaning.sureness == .sure ? meaning : nil
            }
            if meaning.isGroup { return meaning }
            // Under a code a title is that of a file, unless it heads what comes next.
            if isUnder, goesByCodes || meaning.sureness == .guess || meaning.isEveryday {
                let heads = isBeside(block, meaning) && meaning.sureness > .guess
                return heads || begins(meaning, block, index) ? meaning : nil
            }
            return meaning.sureness > .guess || isHeading || !meaning.others.isEmpty ? meaning : nil
        }
        if var meaning = meant ?? (block.row > 0 ? row : nil) ?? tab {
            // A title alone is less than a code, unless a heading says it or a tab leads to it.
            let isLess =
                isUnder && !isHeading && meaning.key != nil && !meaning.hasCode && meaning != tab
                && meaning.key != scope?.meaning.key
            let isSame = !meaning.hasCode && meaning.key == scope?.meaning.key
            let limit: Sureness = isLess ? .likely : (isSame ? scope?.limit : nil) ?? .sure
            meaning = meaning.atMost(limit)
            let isHead = meaning.isSeveral && (isHeading || block.row == 0)
            several =
                isHead
                ? Scope(
                    meaning: meaning, kind: block.kind, depth: block.depth, group: block.group, place: index) : nil
            if meaning.isGroup {
                scope = nil
            } else if scope?.meaning.key != meaning.key
                || (scope?.meaning.named != meaning.named && (meaning.hasCode || scope?.meaning.hasCode != true))
            {
                note(meaning, index)
                scope = Scope(
                    meaning: meaning, kind: block.kind, depth: block.depth, group: block.group, place: index,
                    limit: limit)
            }
            return
        }
        guard let scope else {
            if several?.ends(at: block) == true { several = nil }
            return
        }
        if scope.ends(at: block) { self.scope = nil }
        // One that heads nothing by its form or code may be followed by another like it that is not understood.
        guard !block.isHeading, block.kind != .item || scope.kind != .item, scope.linked != nil, !block.text.isEmpty,
            block.links.isEmpty
        else { return }
        let isLike = scope.group == 0 && block.kind == scope.kind
        if scope.meaning.hasCode ? isApart(block, index, own: own, from: scope) : isLike { self.scope?.isOver = true }
    }

    /// Whether what is read now stands under a code, or under a title that began there.
    private var isUnderCode: Bool {
        scope.map { $0.meaning.hasCode || goesByCodes && $0.limit < .sure } ?? false
    }

    private mutating func note(_ meaning: Meaning, _ index: Int) {
        let isOther = hasOwnYear && years.current != nil && years.current != year.fiscalYear
        guard let key = meaning.key else {
            if meaning.hasCode, !isOther { add(.code, nil, meaning.named, "", index) }
            return
        }
        if meaning.renumbered, !isOther {
            add(.renumbered, key, meaning.named, meaning.others.first.flatMap { items[$0]?.code } ?? "", index)
        }
        // Several lines of one item are no repetition; the same item after another one is.
        if meaning.hasCode || meaning.sureness == .sure, !isOther, lastTitled != key {
            headings[key, default: []].append(index)
        }
        lastTitled = key
    }

    private func resolve(_ link: DisclosureMarkup.Link) -> DisclosureLink {
        DisclosureLink(link.target, page: page, base: base, ids: markup.ids)
    }

    private mutating func place(
        _ link: DisclosureMarkup.Link, in block: DisclosureMarkup.Block, _ index: Int, own: Meaning?, row: Meaning?,
        ofMenu: Int?
    ) {
        let words = meanings.meaning(link.text)
        let meant = belongs(link, words, own: own, row: row, block, index)
        switch resolve(link) {
        case .contact: reading.contacts += 1
        case .within(let id):
            if let named = words ?? own, !named.isGroup { anchors[id] = named }
            reading.within += 1
        case .useless(let fault):
            let isScript = fault == .nowhere && link.script != nil
            let said = link.text.isEmpty ? block.text : link.text
            add(isScript ? .script : fault, meant?.key, said, isScript ? link.script ?? "" : link.target, index)
        case .address(let address):
            if link.isTyped, let key = meant?.key { add(.typed, key, block.text, link.target, index) }
            years.link()
            let isDated = !block.isFrame && hasOwnYear && !years.isDoubtful
            let section = ofMenu ?? (isDated ? years.current : nil)
            if let section, section != year.fiscalYear {
                leave(link, address, .year, index)
            } else if let meant, let key = meant.key {
                propose(address, link, meant, key, block, index)
                if let scope, scope.meaning.key == key, scope.linked == nil { self.scope?.linked = index }
            } else {
                let isNamed = own?.isSeveral == true || row?.isSeveral == true || scope == nil && several != nil
                let isSeveral = meant == nil && isNamed
                let reason: DisclosureReading.Reason =
                    block.isFrame ? .frame : isSeveral ? .several : meant == nil ? .alone : .unknown
                leave(link, address, reason, index)
            }
        }
    }

    /// What a link belongs to: what its own words name by code, else the piece it stands in, its row, its words, and
    /// last what was named before.
    private mutating func belongs(
        _ link: DisclosureMarkup.Link, _ words: Meaning?, own: Meaning?, row: Meaning?,
        _ block: DisclosureMarkup.Block, _ index: Int
    ) -> Meaning? {
        if let words, words.hasCode, !words.isGroup, !block.isFrame { return words }
        if let own, !own.isGroup, own.hasCode, !block.isFrame { return own }
        if block.isFrame {
            // An entry of the menu that is called like an item may be what the office answers with.
            return words.flatMap { $0.sureness == .sure && !$0.isGroup ? $0.atMost(.likely) : nil }
        }
        if own?.isSeveral == true || row?.isSeveral == true { return nil }
        if let row, row.hasCode { return row }
        // A heading with a number of its own.
        if own?.isGroup == true, own?.hasCode == true { return nil }
        if let head = near.head(index) { return head[block.column]?.atMost(.likely) }
        if let below = near.titleBelow(index, above: (scope ?? several)?.place) {
            return meanings.meaning(markup.blocks[below])?.atMost(.likely)
        }
        let scoped = scope?.meaning
        // Under a code, words that are like another title are those of a file.
        if let scope, isUnderCode, scope.place != index {
            return under(scope, link, [words, own, row].compactMap { $0 }, index)
        }
        for case let meaning? in [words, own, row] {
            guard !meaning.isGroup, let key = meaning.key, meaning.sureness > .guess || scoped == nil else { continue }
            // Under a heading that names several items, a guess is one of them.
            if meaning.sureness == .guess, let several, !several.meaning.others.contains(key) { continue }
            if let scope, near.isTogether(index, with: scope) { return meaning.atMost(scope.limit) }
            return meaning
        }
        if scoped == nil, several == nil, block.isReferring {
            return meanings.meaning(block.said)?.atMost(.guess)
        }
        return scoped.map { near($0, index) }
    }

    private mutating func propose(
        _ address: WebAddress, _ link: DisclosureMarkup.Link, _ meant: Meaning, _ key: String,
        _ block: DisclosureMarkup.Block, _ index: Int
    ) {
        // Of a line that several items share, the words at the code.
        let isShared = meanings.meaning(block)?.isSeveral == true
        let label = DisclosureReader.label(link.text, isShared ? meant.named : block.text, meant.named)
        var proposal = DisclosureReading.Proposal(
            itemKey: key, address: address, label: label, elementKey: nil, sureness: meant.sureness,
            named: meant.named, place: index + 1, others: meant.others, isRenumbered: meant.renumbered)
        if let before = taken["\(key) \(proposal.text)"] {
            reading.again += 1
            if meant.hasCode, reading.proposals.indices.contains(before) {
                reading.proposals[before].sureness = max(reading.proposals[before].sureness, meant.sureness)
            }
            // One file for February and for March is right for one of them at most.
            if reading.proposals.indices.contains(before), reading.proposals[before].label != label {
                add(.several, key, "\(reading.proposals[before].label), \(label)", link.target, index)
            }
            return
        }
        taken["\(key) \(proposal.text)"] = reading.proposals.count
        guard let item = items[key] else { return }
        let due = [year.fiscalYear, item.coversFrom?.fiscalYear, item.coversTo?.fiscalYear].compactMap { $0 }
        let allowed = item.titledYears.union(due)
        var others = DisclosureLink.otherYears(
            address, link.text, [DisclosureNearness.around(link, block), meant.named], year: year.fiscalYear,
            allowed: allowed)
        if item.isDue(notIn: year.fiscalYear), DisclosureYears.isAbout(year.fiscalYear, link.text) {
            others = [year.fiscalYear]
        }
        let short = DisclosureYears.short(endOf: link.text, around: year.fiscalYear)
        if !others.isEmpty {
            add(.year, key, label, others.map(String.init).joined(separator: ", "), index)
            proposal.sureness = .guess
        } else if let short, !allowed.contains(short) {
            add(.year, key, label, String(short), index)
            proposal.sureness = min(proposal.sureness, .likely)
        }
        // A file may be called after another item.
        let called = ItemCode.find(in: DisclosureLink.fileName(address)).compactMap { meanings.key(of: $0) }
        if years.isDoubtful || !called.isEmpty && !called.contains(key) { proposal.sureness = .guess }
        if scope?.place != index, DisclosureNearness.isOfSite(link.text) { proposal.sureness = .guess }
        if let scope, near.isOfSite(link, index, key: key, below: scope) { proposal.sureness = .guess }
        if DisclosureLink.isHome(address, page: page) {
            add(.home, key, label, address.description, index)
            proposal.sureness = .guess
        }
        if meant.hasCode, !meant.isTitled { untitled.insert(reading.proposals.count) }
        if let pageYear = reading.pageYear, pageYear != year.fiscalYear, !hasOwnYear { proposal.sureness = .guess }
        if Disclosure.Address.Kind(of: address) == .drive { add(.drive, key, label, address.host.description, index) }
        if DisclosureLink.isShort(address) { add(.short, key, label, address.host.description, index) }
        if DisclosureLink.isTrial(address) { add(.trial, key, label, address.host.description, index) }
        if let element = elements[key]?.best(label), element.sureness > .guess { proposal.elementKey = element.key }
        reading.proposals.append(proposal)
        placed.append(link)
    }

    private mutating func comment(_ block: DisclosureMarkup.Block, _ index: Int, row: Meaning?) {
        let own = meanings.meaning(block)
        for link in block.links {
            let words = meanings.meaning(link.text)
            // A row that is hidden itself stands in none.
            let isRow = block.row < 0
            let meant =
                isRow ? words ?? own ?? scope?.meaning : belongs(link, words, own: own, row: row, block, index)
            add(.comment, meant?.key, link.text.isEmpty ? block.text : link.text, link.target, index)
        }
    }

    /// What shows only once the whole page was read.
    private mutating func afterwards() {
        // Codes of another year's edition: where the very title does not stand beside it, a code says nothing.
        let isOtherEdition = Set(reading.finds.filter { $0.fault == .renumbered }.map(\.itemKey)).count >= 3
        if isOtherEdition { for index in untitled { reading.proposals[index].sureness = .guess } }
        tellApart()
        var uses: [String: [DisclosureReading.Proposal]] = [:]
        for proposal in reading.proposals { uses[proposal.text, default: []].append(proposal) }
        for (address, proposals) in uses.sorted(by: { $0.value[0].place < $1.value[0].place }) {
            guard Set(proposals.map(\.itemKey)).count > 1 else { continue }
            let codes = proposals.compactMap { items[$0.itemKey]?.code }
            add(.shared, nil, codes.joined(separator: ", "), address, proposals[0].place - 1)
        }
        for (key, places) in headings.sorted(by: { $0.value[0] < $1.value[0] })
        where places.count > 1 && !isOtherEdition {
            let title = markup.blocks[places[1]].text
            add(.repeated, key, title, String(places.count), places[1])
        }
        reading.finds.sort { $0.place < $1.place }
    }
}
