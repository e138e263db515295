/// Whether a text is about the fiscal year it should be about.
public enum YearCheck: Sendable, Equatable {
    /// The year is named; where, as a block's index and a range in it, the title being -1. Where other years are named
    /// in a place as weighty, they stand beside it: then the text does not say which of them it is about.
    case right(block: Int, DateMention, beside: [Int])
    /// Other years are named as those of the content, and this one is not.
    case wrong(found: [Int])
    /// Other years are named, but as years are in passing: when something began, when a law was made.
    case unsure(found: [Int])
    /// No year is named that could tell.
    case unknown

    /// Looks for a fiscal year of the Buddhist era. Weighed are, first to last: what the highest headings name; what the
    /// title and other headings name; fiscal years and periods below them, and bare years in headings; bare years and
    /// months below; days, which say when something was signed. Below headings only a fiscal year or period says that a
    /// text is about another year: a bare number may be anything. The year of the assessment itself (`ITA 2568`) is not
    /// that of the content, and neither is that of a law; a range of years (`2566 – 2570`) counts where its line names
    /// no single year; the frame of the site never counts.
    public static func of(_ text: PageText, fiscalYear: Int) -> YearCheck {
        var tally = Tally(year: fiscalYear)
        tally.add(YearMentions.find(in: text.title), block: -1, in: .title)
        let highest = text.blocks.lazy.filter { !$0.isFrame }.compactMap { block -> Int? in
            if case .heading(let level) = block.kind { level } else { nil }
        }.min()
        var below: [Int] = []
        // Documents without headings have one in their first lines: it ends with the line that names a year.
        var isNamed = false
        for (index, block) in text.blocks.enumerated() where !block.isFrame {
            let isLine = text.isDocument && block.page < 2 && index < 6 && !isNamed
            var level: Int?
            if case .heading(let own) = block.kind { level = own }
            guard isLine || level != nil else {
                below.append(index)
                continue
            }
            let found = YearMentions.find(in: block.text)
            tally.add(found, block: index, in: isLine || level == highest ? .highest : .heading)
            if found.mentions.contains(where: { $0.weight(for: fiscalYear) >= .month }) { isNamed = true }
        }
        if let verdict = tally.heads { return verdict }
        for index in below { tally.add(YearMentions.find(in: text.blocks[index].text), block: index, in: .below) }
        return tally.verdict
    }

    /// Whether the year is named, perhaps beside others.
    public var isRight: Bool {
        if case .right = self { true } else { false }
    }

    /// Where a line stands.
    private enum Place { case highest, title, heading, below }

    /// What was found, by its weight.
    private struct Tally {
        let year: Int
        private var highest = Level()
        private var heading = Level()
        private var below = Level()
        private var bare = Level()
        private var days = Level()

        init(year: Int) { self.year = year }

        mutating func add(_ found: YearMentions, block: Int, in place: Place) {
            for mention in found.mentions {
                let weight = found.isOfAssessment ? min(mention.weight(for: year), .bare) : mention.weight(for: year)
                switch (weight, place) {
                case (.none, _): days.add(block, mention, year)
                case (.bare, .below), (.month, .below): bare.add(block, mention, year)
                case (.bare, _): found.isOfAssessment ? bare.add(block, mention, year) : below.add(block, mention, year)
                case (.strong, .below): below.add(block, mention, year)
                case (_, .highest): highest.add(block, mention, year)
                case (_, _): heading.add(block, mention, year)
                }
            }
        }

        /// What title and headings say; nil where that is nothing.
        var heads: YearCheck? {
            if let verdict = highest.verdict(beside: highest.others(in: highest.right?.block)) { return verdict }
            var beside = heading.others(in: heading.right?.block)
            if heading.right?.block != -1 { beside += heading.others(in: -1) }
            return heading.verdict(beside: beside)
        }

        var verdict: YearCheck {
            if let verdict = below.verdict(beside: below.others()) { return verdict }
            if let verdict = bare.right(beside: bare.others()) ?? days.right(beside: bare.others()) { return verdict }
            return bare.others().isEmpty ? .unknown : .unsure(found: bare.others())
        }
    }

    /// Mentions that weigh the same.
    private struct Level {
        var right: (block: Int, mention: DateMention)?
        private var found: [(block: Int, year: Int)] = []

        mutating func add(_ block: Int, _ mention: DateMention, _ year: Int) {
            if mention.touches(year) {
                if right == nil { right = (block, mention) }
            } else if found.count < 200 {
                found += mention.ends.map { (block, $0) }
            }
        }

        /// Other years, or those of one block alone, in their order.
        func others() -> [Int] { Set(found.map(\.year)).sorted() }
        func others(in block: Int?) -> [Int] { Set(found.filter { $0.block == block }.map(\.year)).sorted() }

        func right(beside: [Int]) -> YearCheck? {
            right.map { .right(block: $0.block, $0.mention, beside: Set(beside).sorted()) }
        }

        func verdict(beside: [Int]) -> YearCheck? {
            right(beside: beside) ?? (found.isEmpty ? nil : .wrong(found: others()))
        }
    }
}

/// The years a line names, without those that are no line's subject.
private struct YearMentions {
    var mentions: [DateMention] = []
    /// Whether the line speaks of the assessment.
    var isOfAssessment = false

    static func find(in line: String) -> YearMentions {
        guard DateFinder.mayHold(line) else { return YearMentions() }
        let scalars = Unicode.Scalar.array(line)
        let found = DateFinder(scalars).find()
        guard !found.isEmpty else { return YearMentions() }
        // Of a range of years only where no single one is named.
        let isNarrow = found.contains { !$0.isYears && $0.weight(for: nil) != .none }
        var mentions: [DateMention] = []
        mentions.reserveCapacity(found.count)
        var before = 0
        for mention in found where !isNarrow || !mention.isYears {
            if !mention.isLoneYear(in: scalars)
                || !isLaw(scalars[max(before, mention.range.lowerBound - 80)...], mention)
            {
                mentions.append(mention)
            }
            before = mention.range.upperBound
        }
        return YearMentions(mentions: mentions, isOfAssessment: !mentions.isEmpty && isOfAssessment(scalars))
    }

    /// Words before the year of a law, of a claim to rights, of a beginning.
    private static let laws = PhraseSet([
        "พ.ร.บ", "พ.ร.ป", "พ.ร.ก", "พ.ร.ฎ", "พระราชบัญญัติ", "พระราชกำหนด", "พระราชกฤษฎีกา", "ระเบียบ", "ข้อบังคับ", "ประมวล",
        "กฎกระทรวง", "รัฐธรรมนูญ", "กฎหมาย", "ลิขสิทธิ์", "copyright", "©", "ก่อตั้ง", "จัดตั้ง", "สถาปนา",
    ])

    private static func isLaw(_ text: ArraySlice<Unicode.Scalar>, _ mention: DateMention) -> Bool {
        laws.first(in: PhraseSet.squeeze(text[..<mention.range.lowerBound])) != nil
    }

    /// Whether one of the assessment's names stands here, its letters perhaps parted by spaces.
    private static func isOfAssessment(_ scalars: [Unicode.Scalar]) -> Bool {
        for at in scalars.indices {
            switch scalars[at] {
            case "i", "I", "o", "O":
                if isWord(at, in: scalars) || stands(integrity, at, in: scalars) { return true }
            case "ก": if stands(assessment, at, in: scalars) { return true }
            case "เ": if stands(disclosure, at, in: scalars) { return true }
            default: break
            }
        }
        return false
    }

    private static let assessment = DateNames.scalars("การประเมินคุณธรรม")
    private static let disclosure = DateNames.scalars("เปิดเผยข้อมูลสาธารณะ")
    private static let integrity = DateNames.scalars("integrityandtransparency")

    /// Whether ITA or OIT stands here as a word.
    private static func isWord(_ at: Int, in scalars: [Unicode.Scalar]) -> Bool {
        guard at + 3 <= scalars.count, at == 0 || !scalars[at - 1].isLatin,
            at + 3 == scalars.count || !scalars[at + 3].isLatin
        else { return false }
        switch (scalars[at].small, scalars[at + 1].small, scalars[at + 2].small) {
        case ("i", "t", "a"), ("o", "i", "t"): return true
        default: return false
        }
    }

    private static func stands(_ name: [Unicode.Scalar], _ start: Int, in scalars: [Unicode.Scalar]) -> Bool {
        var at = start
        for letter in name {
            while at < scalars.count, scalars[at] == " " { at += 1 }
            guard at < scalars.count, scalars[at].small == letter else { return false }
            at += 1
        }
        return true
    }
}

extension DateMention {
    /// How much a mention says about what a text is about.
    fileprivate enum Weight: Int, Comparable {
        /// A day: when something was signed.
        case none
        /// A year without a word that says what it is of, or a range of years without the one looked for.
        case bare
        /// A month.
        case month
        /// A fiscal year or a period.
        case strong

        static func < (a: Weight, b: Weight) -> Bool { a.rawValue < b.rawValue }
    }

    fileprivate func weight(for year: Int?) -> Weight {
        switch kind {
        case .day: .none
        case .year: .bare
        case .years(let from, let to): year.map { (from...to).contains($0) } ?? false ? .strong : .bare
        case .month: .month
        case .quarter, .half: fiscalYears.isEmpty ? .none : .strong
        case .months, .fiscalYear: .strong
        }
    }

    fileprivate var isYears: Bool {
        if case .years = kind { true } else { false }
    }

    /// Whether it is a year without the word for one before it, as a law's is.
    fileprivate func isLoneYear(in scalars: [Unicode.Scalar]) -> Bool {
        guard case .year = kind else { return false }
        return scalars[range.lowerBound] != "ป"
    }

    /// Its fiscal years; of a range of years the first and the last.
    fileprivate var ends: [Int] {
        if case .years(let from, let to) = kind { [from, to] } else { fiscalYears }
    }
}
