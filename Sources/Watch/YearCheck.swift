/// Whether a text is about the fiscal year it should be about.
public enum YearCheck: Sendable, Equatable {
    /// The year is named; where, as a block's index and a range in it.
    case right(block: Int, DateMention)
    /// Other years are named and this one is not.
    case wrong(found: [Int])
    /// No year is named that could tell.
    case unknown

    /// Looks for a fiscal year of the Buddhist era. What the title and headings name weighs more than what stands
    /// below them: a page on 2567 may name 2568 in its menu. Bare years count where nothing better is named; a range of
    /// years (`2566 – 2570`) counts where its line names no single year; the frame of the site never counts.
    public static func of(_ text: PageText, fiscalYear: Int) -> YearCheck {
        var levels = [Level(year: fiscalYear), Level(year: fiscalYear), Level(year: fiscalYear)]
        for mention in DateMention.years(in: text.title) {
            levels[mention.isBare(for: fiscalYear) ? 1 : 0].add(-1, mention)
        }
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
            for mention in DateMention.years(in: block.text) {
                let isBare = mention.isBare(for: fiscalYear)
                levels[isBare ? 1 : 0].add(index, mention)
                if case .day = mention.kind {} else if !isBare { isNamed = true }
            }
        }
        if let verdict = levels[0].verdict { return verdict }
        for index in below {
            for mention in DateMention.years(in: text.blocks[index].text) {
                levels[mention.isBare(for: nil) ? 2 : 1].add(index, mention)
                // Nothing that follows can say otherwise.
                if case .right = levels[1].verdict { break }
            }
            if case .right = levels[1].verdict { break }
        }
        return levels[1].verdict ?? levels[2].verdict ?? .unknown
    }

    /// Other years that stand in the line by which a text was held to be about its year: a heading that names two years
    /// does not say which of them its content belongs to.
    ///
    /// - Parameter block: as ``right(block:_:)`` gives it.
    public static func beside(_ text: PageText, block: Int, fiscalYear: Int) -> [Int] {
        let line = text.blocks.indices.contains(block) ? text.blocks[block].text : text.title
        var years: [Int] = []
        for mention in DateMention.years(in: line) {
            if case .day = mention.kind { continue }
            guard !mention.fiscalYears.contains(fiscalYear) else { continue }
            for year in mention.fiscalYears where !years.contains(year) { years.append(year) }
        }
        return years.sorted()
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
                for found in mention.ends where !others.contains(found) { others.append(found) }
            }
        }

        var verdict: YearCheck? {
            if let right { return .right(block: right.block, right.mention) }
            return others.isEmpty ? nil : .wrong(found: others.sorted())
        }
    }
}

extension DateMention {
    /// What a line names; ranges of years only where it names no single one.
    fileprivate static func years(in line: String) -> [DateMention] {
        let found = find(in: line)
        guard found.contains(where: \.isYears) else { return found }
        let isNarrow = found.contains { mention in
            if case .day = mention.kind { false } else { !mention.isYears && !mention.fiscalYears.isEmpty }
        }
        return isNarrow ? found.filter { !$0.isYears } : found
    }

    fileprivate var isYears: Bool {
        if case .years = kind { true } else { false }
    }

    /// Whether it says little about what a text is about: a lone year, or a range of years without the one looked for.
    fileprivate func isBare(for year: Int?) -> Bool {
        switch kind {
        case .year: true
        case .years(let from, let to): year.map { !(from...to).contains($0) } ?? true
        default: false
        }
    }

    /// Its fiscal years; of a range of years the first and the last.
    fileprivate var ends: [Int] {
        if case .years(let from, let to) = kind { [from, to] } else { fiscalYears }
    }
}
