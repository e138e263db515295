/// Whether a text is about the fiscal year it should be about.
public enum YearCheck: Sendable, Equatable {
    /// The year is named; where, as a block's index and a range in it.
    case right(block: Int, DateMention)
    /// Other years are named and this one is not.
    case wrong(found: [Int])
    /// No year is named that could tell.
    case unknown

    /// Looks for a fiscal year of the Buddhist era. What the title and headings name weighs more than what stands
    /// below them: a page on 2567 may name 2568 in its menu. Bare years count where nothing better is named; the frame
    /// of the site never counts.
    public static func of(_ text: PageText, fiscalYear: Int) -> YearCheck {
        var levels = [Level(year: fiscalYear), Level(year: fiscalYear), Level(year: fiscalYear)]
        for mention in DateMention.find(in: text.title) { levels[mention.isBare ? 1 : 0].add(-1, mention) }
        var below: [Int] = []
        // Documents without headings have one in their first lines: it ends with the line that names a year.
        var isNamed = false
        for (index, block) in text.blocks.enumerated() where !block.isFrame {
            let isLine = text.isDocument && block.page < 2 && index < 6 && !isNamed
            let isHeading = if case .heading = block.kind { true } else { isLine }
            guard isHeading else {
                below.append(index)
                continue
            }
            for mention in DateMention.find(in: block.text) {
                levels[mention.isBare ? 1 : 0].add(index, mention)
                if case .day = mention.kind {} else if !mention.isBare { isNamed = true }
            }
        }
        if let verdict = levels[0].verdict { return verdict }
        for index in below {
            for mention in DateMention.find(in: text.blocks[index].text) {
                levels[mention.isBare ? 2 : 1].add(index, mention)
                // Nothing that follows can say otherwise.
                if case .right = levels[1].verdict { break }
            }
            if case .right = levels[1].verdict { break }
        }
        return levels[1].verdict ?? levels[2].verdict ?? .unknown
    }

    /// Mentions that weigh the same.
    private struct Level {
        let year: Int
        private var right: (block: Int, mention: DateMention)?
        private var others: [Int] = []

        init(year: Int) { self.year = year }

        mutating func add(_ block: Int, _ mention: DateMention) {
            if mention.fiscalYears.contains(year) {
                if right == nil { right = (block, mention) }
            } else if case .day = mention.kind {
                // A day near the period says when something was signed, not what it is about.
            } else {
                for found in mention.fiscalYears where !others.contains(found) { others.append(found) }
            }
        }

        var verdict: YearCheck? {
            if let right { return .right(block: right.block, right.mention) }
            return others.isEmpty ? nil : .wrong(found: others.sorted())
        }
    }
}

extension DateMention {
    fileprivate var isBare: Bool {
        if case .year = kind { return true }
        return false
    }
}
