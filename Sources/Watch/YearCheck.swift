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
        var levels: [[(block: Int, mention: DateMention)]] = [[], [], []]
        for mention in DateMention.find(in: text.title) { levels[mention.isBare ? 1 : 0].append((-1, mention)) }
        for (index, block) in text.blocks.enumerated() where !block.isFrame {
            let mentions = DateMention.find(in: block.text)
            // A heading ends where the text begins; documents without headings have one in their first lines.
            let isHeading = if case .heading = block.kind { true } else { block.page == 1 && index < 6 }
            for mention in mentions {
                levels[isHeading ? (mention.isBare ? 1 : 0) : (mention.isBare ? 2 : 1)].append((index, mention))
            }
        }
        for level in levels {
            let years = level.filter { !$0.mention.fiscalYears.isEmpty }
            guard !years.isEmpty else { continue }
            if let right = years.first(where: { $0.mention.fiscalYears.contains(fiscalYear) }) {
                return .right(block: right.block, right.mention)
            }
            // A day near the period says when something was signed, not what it is about.
            let telling = years.filter { entry in
                if case .day = entry.mention.kind { return false }
                return true
            }
            guard !telling.isEmpty else { continue }
            var found: [Int] = []
            for year in telling.flatMap(\.mention.fiscalYears) where !found.contains(year) { found.append(year) }
            return .wrong(found: found.sorted())
        }
        return .unknown
    }
}

extension DateMention {
    fileprivate var isBare: Bool {
        if case .year = kind { return true }
        return false
    }
}
