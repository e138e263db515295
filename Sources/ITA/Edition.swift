/// One owner's instruments for one year, such as `bma-ita-2567`: everything that changes from year to year.
/// A value of data; the program knows no edition by name.
public struct Edition: Sendable, Equatable {
    public var id: String
    /// 0, then 1, 2, … for corrections of display text. Anything else needs a new id.
    public var revision: Int
    /// Fiscal year that was assessed, Buddhist Era.
    public var fiscalYear: Claim<Int>
    public var owner: Bilingual
    public var title: Bilingual
    public var sources: [Source]
    /// The score from which an agency passes.
    public var passMark: Claim<Exact>
    /// An item under this score must be answered by the plan.
    public var weakBelow: Claim<Exact>
    public var rounds: [Round]
    public var evidenceRules: EvidenceRules
    public var totalRule: Provenance
    public var levels: [Level]
    public var levelsProvenance: Provenance
    public var instruments: [Instrument]
    public var layouts: [Layout]
    public var testVectors: [TestVector]

    public init(
        id: String, revision: Int, fiscalYear: Claim<Int>, owner: Bilingual, title: Bilingual, sources: [Source],
        passMark: Claim<Exact>, weakBelow: Claim<Exact>, rounds: [Round], evidenceRules: EvidenceRules,
        totalRule: Provenance, levels: [Level], levelsProvenance: Provenance, instruments: [Instrument],
        layouts: [Layout], testVectors: [TestVector]
    ) {
        (self.id, self.revision, self.fiscalYear, self.owner) = (id, revision, fiscalYear, owner)
        (self.title, self.sources, self.passMark, self.weakBelow) = (title, sources, passMark, weakBelow)
        (self.rounds, self.evidenceRules, self.totalRule, self.levels) = (rounds, evidenceRules, totalRule, levels)
        (self.levelsProvenance, self.instruments, self.layouts) = (levelsProvenance, instruments, layouts)
        self.testVectors = testVectors
    }

    /// A document facts were read from.
    public struct Source: Sendable, Equatable {
        public var key: String
        public var reference: String
        public var gives: String
        public init(key: String, reference: String, gives: String) {
            (self.key, self.reference, self.gives) = (key, reference, gives)
        }
    }

    /// A half-year round: month and day of its first and last day, and of the deadline where it is known.
    public struct Round: Sendable, Equatable {
        public var half: Int
        public var starts: MonthDay
        public var ends: MonthDay
        public var due: MonthDay?
        public var provenance: Provenance
        public init(half: Int, starts: MonthDay, ends: MonthDay, due: MonthDay?, provenance: Provenance) {
            (self.half, self.starts, self.ends, self.due) = (half, starts, ends, due)
            self.provenance = provenance
        }
    }

    /// What evidence must be like for a round to be ready.
    public struct EvidenceRules: Sendable, Equatable {
        public var photosAtLeast: Claim<Int>
        public var captionRequired: Claim<Bool>
        public var dateInsideRound: Claim<Bool>
        public init(photosAtLeast: Claim<Int>, captionRequired: Claim<Bool>, dateInsideRound: Claim<Bool>) {
            (self.photosAtLeast, self.captionRequired) = (photosAtLeast, captionRequired)
            self.dateInsideRound = dateInsideRound
        }
    }

    /// A band of the total with its side condition; the first that matches from the top is the level.
    public struct Level: Sendable, Equatable {
        public var key: String
        public var name: Bilingual
        public var totalAtLeast: Exact
        /// Every instrument must reach this too; nil where there is no side condition.
        public var eachInstrumentAtLeast: Exact?
        public init(key: String, name: Bilingual, totalAtLeast: Exact, eachInstrumentAtLeast: Exact?) {
            (self.key, self.name, self.totalAtLeast) = (key, name, totalAtLeast)
            self.eachInstrumentAtLeast = eachInstrumentAtLeast
        }
    }

    /// IIT, EIT or OIT.
    public struct Instrument: Sendable, Equatable {
        public var key: String
        public var code: String
        public var name: Bilingual
        public var isDisclosure: Bool
        /// Its part of the total, such as 0.30; nil where nobody knows.
        public var weight: Claim<Exact?>
        /// How indicators become the instrument's score: their plain mean.
        public var combine: Provenance
        /// How several survey parts become one score, where the edition has parts.
        public var parts: Provenance?
        public var itemCount: Claim<Int?>
        public var indicators: [Indicator]
        public init(
            key: String, code: String, name: Bilingual, isDisclosure: Bool, weight: Claim<Exact?>, combine: Provenance,
            parts: Provenance?, itemCount: Claim<Int?>, indicators: [Indicator]
        ) {
            (self.key, self.code, self.name, self.isDisclosure) = (key, code, name, isDisclosure)
            (self.weight, self.combine, self.parts, self.itemCount) = (weight, combine, parts, itemCount)
            self.indicators = indicators
        }
        /// Its items in order.
        public var items: [Item] { indicators.flatMap(\.items) }
    }

    /// One of the ten indicators.
    public struct Indicator: Sendable, Equatable {
        public var key: String
        public var number: Int
        public var name: Bilingual
        /// How its groups become its score: the plain mean of the groups.
        public var combine: Provenance
        /// Sub-indicators whose means are averaged; one group without a code where items are averaged directly.
        public var groups: [Group]
        public init(key: String, number: Int, name: Bilingual, combine: Provenance, groups: [Group]) {
            (self.key, self.number, self.name, self.combine) = (key, number, name, combine)
            self.groups = groups
        }
        /// Its items in order.
        public var items: [Item] { groups.flatMap(\.items) }
    }

    /// Items whose plain mean counts once in their indicator.
    public struct Group: Sendable, Equatable {
        public var key: String?
        public var code: String?
        public var name: Bilingual?
        public var items: [Item]
        public init(key: String?, code: String?, name: Bilingual?, items: [Item]) {
            (self.key, self.code, self.name, self.items) = (key, code, name, items)
        }
    }

    /// One question or disclosure.
    public struct Item: Sendable, Equatable {
        /// A slug of the thing, the same from year to year.
        public var key: String
        /// The edition's label, such as `O18`.
        public var code: String
        public var thai: String?
        public var english: String?
        public var provenance: Provenance
        public var elements: [Element]
        public init(
            key: String, code: String, thai: String?, english: String?, provenance: Provenance, elements: [Element]
        ) {
            (self.key, self.code, self.thai, self.english) = (key, code, thai, english)
            (self.provenance, self.elements) = (provenance, elements)
        }
    }

    /// One thing a disclosure must contain.
    public struct Element: Sendable, Equatable {
        public var key: String
        public var thai: String
        public init(key: String, thai: String) { (self.key, self.thai) = (key, thai) }
    }

    /// A form of the official report.
    public struct Layout: Sendable, Equatable {
        public var key: String
        public var landscape: Bool
        public var titleThai: [String]
        public var titleEnglish: [String]
        public var columns: [Column]
        public var signatures: [Bilingual]
        public var provenance: Provenance
        public init(
            key: String, landscape: Bool, titleThai: [String], titleEnglish: [String], columns: [Column],
            signatures: [Bilingual], provenance: Provenance
        ) {
            (self.key, self.landscape, self.titleThai, self.titleEnglish) = (key, landscape, titleThai, titleEnglish)
            (self.columns, self.signatures, self.provenance) = (columns, signatures, provenance)
        }
        /// One column: what it shows, its heading, its relative width.
        public struct Column: Sendable, Equatable {
            public var content: String
            public var heading: Bilingual
            public var share: Int
            public init(content: String, heading: Bilingual, share: Int) {
                (self.content, self.heading, self.share) = (content, heading, share)
            }
        }
    }

    /// Published figures that the edition's rules must reproduce.
    public struct TestVector: Sendable, Equatable {
        public var name: String
        public var instrument: String
        /// Scores of single items by key.
        public var scores: [String: Score]
        /// The score of every other item of the instrument.
        public var otherScores: Score
        /// Expected values with two decimals, by indicator key.
        public var indicators: [String: String]
        /// Expected share of the instrument in the total, two decimals.
        public var contribution: String?
        /// The total that was published, and the level it must have.
        public var publishedTotal: Exact?
        public var level: String?
        public init(
            name: String, instrument: String, scores: [String: Score], otherScores: Score,
            indicators: [String: String], contribution: String?, publishedTotal: Exact?, level: String?
        ) {
            (self.name, self.instrument, self.scores, self.otherScores) = (name, instrument, scores, otherScores)
            (self.indicators, self.contribution) = (indicators, contribution)
            (self.publishedTotal, self.level) = (publishedTotal, level)
        }
    }

    /// Every item in order.
    public var items: [Item] { instruments.flatMap(\.items) }
    /// Every indicator in order.
    public var indicators: [Indicator] { instruments.flatMap(\.indicators) }
    /// The item with a key.
    public func item(key: String) -> Item? { items.first { $0.key == key } }
    /// The item with a code, whatever the case of its letter.
    public func item(code: String) -> Item? { items.first { $0.code == code.uppercased() } }
}
