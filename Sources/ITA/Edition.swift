/// One owner's instruments for one year, such as `bma-ita-2567`: everything that changes from year to year.
/// A value of data; the program knows no edition by name.
public struct Edition: Sendable, Equatable {
    /// Owner, assessment and fiscal year (Buddhist Era), such as `bma-ita-2567`; fixed once published.
    public var id: String
    /// 0, then 1, 2, … for corrections of display text. Anything else needs a new id.
    public var revision: Int
    /// Fiscal year that was assessed, Buddhist Era.
    public var fiscalYear: Claim<Int>
    /// The body whose instruments these are, such as กรุงเทพมหานคร.
    public var owner: Bilingual
    /// How the edition is announced to people, with its year; display text that a revision may correct.
    public var title: Bilingual
    /// Every document the edition draws on; each ``Provenance/source`` names one of them.
    public var sources: [Source]
    /// The score from which an agency passes.
    public var passMark: Claim<Exact>
    /// An item under this score must be answered by the plan.
    public var weakBelow: Claim<Exact>
    /// The two halves of the fiscal year in which agencies report.
    public var rounds: [Round]
    /// What a round's photos must be like.
    public var evidenceRules: EvidenceRules
    /// How sure it is that the total is the sum of every instrument's score times its weight.
    public var totalRule: Provenance
    /// From the best down; empty where the edition's levels are not known.
    public var levels: [Level]
    /// How sure the names, bounds and side conditions of the levels are, all together.
    public var levelsProvenance: Provenance
    /// The instruments this edition has, in the order IIT, EIT, OIT.
    public var instruments: [Instrument]
    /// Forms of the half-year report; the first is the owner's own or the nearest known.
    public var layouts: [Layout]
    /// Published figures to hold the rules against; empty where none were found.
    public var testVectors: [TestVector]

    /// An edition from its parts, unchecked: whether weights, codes and counts agree is judged where its file is read.
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
        /// What a ``Provenance/source`` names it by; unique in the edition.
        public var key: String
        /// Address, repository or title by which a person finds the document again.
        public var reference: String
        /// What was taken from it, in words.
        public var gives: String
        /// A document with what was taken from it.
        public init(key: String, reference: String, gives: String) {
            (self.key, self.reference, self.gives) = (key, reference, gives)
        }
    }

    /// A half-year round: month and day of its first and last day, and of the deadline where it is known.
    public struct Round: Sendable, Equatable {
        /// 1 = October–March, 2 = April–September.
        public var half: Int
        /// First day of the round; months 10 to 12 lie in the calendar year before the fiscal year's own number.
        public var starts: MonthDay
        /// Last day of the round, part of it.
        public var ends: MonthDay
        /// Day by which the report must be in; nil where nobody published one.
        public var due: MonthDay?
        /// Where the days of this round were read.
        public var provenance: Provenance
        /// A round from its first and last day; `due` is nil where nobody published a deadline.
        public init(half: Int, starts: MonthDay, ends: MonthDay, due: MonthDay?, provenance: Provenance) {
            (self.half, self.starts, self.ends, self.due) = (half, starts, ends, due)
            self.provenance = provenance
        }
    }

    /// What evidence must be like for a round to be ready.
    public struct EvidenceRules: Sendable, Equatable {
        /// Fewest photos of a measure's result, 0…99.
        public var photosAtLeast: Claim<Int>
        /// Whether every photo must carry a caption.
        public var captionRequired: Claim<Bool>
        /// Whether the day a photo is about must lie in the round, first and last day included.
        public var dateInsideRound: Claim<Bool>
        /// The rules with where each was read, for one may be known and another assumed.
        public init(photosAtLeast: Claim<Int>, captionRequired: Claim<Bool>, dateInsideRound: Claim<Bool>) {
            (self.photosAtLeast, self.captionRequired) = (photosAtLeast, captionRequired)
            self.dateInsideRound = dateInsideRound
        }
    }

    /// A band of the total with its side condition; the first that matches from the top is the level.
    public struct Level: Sendable, Equatable {
        /// Slug of the level, such as `pass-good`, the same whatever it is called in print.
        public var key: String
        /// As announced, such as ผ่านดี.
        public var name: Bilingual
        /// Lowest total of the band, 0–100, itself included.
        public var totalAtLeast: Exact
        /// Lowest score every instrument must have too, itself included; nil where there is no side condition.
        public var eachInstrumentAtLeast: Exact?
        /// A band from its lower bound and its side condition; what the bands above it take is not part of it.
        public init(key: String, name: Bilingual, totalAtLeast: Exact, eachInstrumentAtLeast: Exact?) {
            (self.key, self.name, self.totalAtLeast) = (key, name, totalAtLeast)
            self.eachInstrumentAtLeast = eachInstrumentAtLeast
        }
    }

    /// IIT, EIT or OIT.
    public struct Instrument: Sendable, Equatable {
        /// First part of the keys of everything in it: `iit`, `eit` or `oit`.
        public var key: String
        /// The label people know it by: `IIT`, `EIT` or `OIT`.
        public var code: String
        /// What the letters stand for.
        public var name: Bilingual
        /// True where items are disclosures found complete or not (OIT), false for a survey of people.
        public var isDisclosure: Bool
        /// Its part of the total, such as 0.30; nil where nobody knows.
        public var weight: Claim<Exact?>
        /// How indicators become the instrument's score: their plain mean.
        public var combine: Provenance
        /// How several survey parts become one score, where the edition has parts.
        public var parts: Provenance?
        /// Number of items the instrument has, also where they are not listed here; nil where unknown.
        public var itemCount: Claim<Int?>
        /// In the edition's order, which is also the order of the report.
        public var indicators: [Indicator]
        /// An instrument with its indicators; without a weight the edition has no total.
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
        /// Slug of the indicator, first the instrument's; lasts when numbers change.
        public var key: String
        /// The number it is printed with, 1…99, counted over all instruments.
        public var number: Int
        /// As the owner words it.
        public var name: Bilingual
        /// How its groups become its score: the plain mean of the groups.
        public var combine: Provenance
        /// Sub-indicators whose means are averaged; one group without a code where items are averaged directly.
        public var groups: [Group]
        /// An indicator over groups; items averaged directly come as one group without a key.
        public init(key: String, number: Int, name: Bilingual, combine: Provenance, groups: [Group]) {
            (self.key, self.number, self.name, self.combine) = (key, number, name, combine)
            self.groups = groups
        }
        /// Its items in order.
        public var items: [Item] { groups.flatMap(\.items) }
    }

    /// Items whose plain mean counts once in their indicator.
    public struct Group: Sendable, Equatable {
        /// Slug of the sub-indicator; nil where items stand directly under the indicator.
        public var key: String?
        /// The edition's label, such as `9.1`; nil where there is no sub-indicator.
        public var code: String?
        /// As the owner words it; nil where there is no sub-indicator.
        public var name: Bilingual?
        /// In the edition's order; empty where the items are not known, and then the indicator has no score.
        public var items: [Item]
        /// A sub-indicator, or all items of an indicator that has none (`key`, `code` and `name` nil).
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
        /// Wording letter for letter as in the source, or the kinds of service it is asked for where the source gives
        /// only those; nil where it was not found.
        public var thai: String?
        /// Its translation; nil where there is none.
        public var english: String?
        /// Where code and wording were read.
        public var provenance: Provenance
        /// What a disclosure must contain, in the source's order; empty for a survey's question and where not
        /// collected.
        public var elements: [Element]
        /// What it is about, in this project's words; nil where the wording says it or nothing is known.
        public var topic: Bilingual?
        /// A question or disclosure; `thai` and `english` are nil where only its code is known.
        public init(
            key: String, code: String, thai: String?, english: String?, provenance: Provenance, elements: [Element],
            topic: Bilingual? = nil
        ) {
            (self.key, self.code, self.thai, self.english) = (key, code, thai, english)
            (self.provenance, self.elements, self.topic) = (provenance, elements, topic)
        }

        /// What people at work read: the wording, else what the item is about; nil where only the code is known.
        public func title(thai isThai: Bool) -> String? {
            isThai ? thai ?? topic?.thai : english ?? topic?.english ?? thai
        }
    }

    /// One thing a disclosure must contain; a single one missing makes the whole item 0.
    public struct Element: Sendable, Equatable {
        /// Slug, unique inside its item.
        public var key: String
        /// As the source words it; elements have no English.
        public var thai: String
        /// An element by its slug and official wording.
        public init(key: String, thai: String) { (self.key, self.thai) = (key, thai) }
    }

    /// A form of the official report.
    public struct Layout: Sendable, Equatable {
        /// What a person asks for it by, such as `bma` or `nacc`.
        public var key: String
        /// Whether the long side of the A4 sheet lies.
        public var landscape: Bool
        /// Lines of the title block, with `{agency}`, `{year}` (Buddhist Era), `{half}` and `{months}`.
        public var titleThai: [String]
        /// The same lines for an English report, with the same placeholders.
        public var titleEnglish: [String]
        /// From left to right.
        public var columns: [Column]
        /// Titles of the people who sign at the end; empty where the form has no signatures.
        public var signatures: [Bilingual]
        /// Whether this is an official form or one put together from what it is said to hold.
        public var provenance: Provenance
        /// A form from its title, columns and signatures; the paper is always A4.
        public init(
            key: String, landscape: Bool, titleThai: [String], titleEnglish: [String], columns: [Column],
            signatures: [Bilingual], provenance: Provenance
        ) {
            (self.key, self.landscape, self.titleThai, self.titleEnglish) = (key, landscape, titleThai, titleEnglish)
            (self.columns, self.signatures, self.provenance) = (columns, signatures, provenance)
        }
        /// One column: what it shows, its heading, its relative width.
        public struct Column: Sendable, Equatable {
            /// `items`, `findings`, `measures`, `results`, `evidence`, `owner`, `steps`, `period`, `follow_up` or
            /// `status`.
            public var content: String
            /// The official words over the column, repeated on every page.
            public var heading: Bilingual
            /// Width relative to the other columns, 1…100.
            public var share: Int
            /// A column; its share counts only against those of its neighbours.
            public init(content: String, heading: Bilingual, share: Int) {
                (self.content, self.heading, self.share) = (content, heading, share)
            }
        }
    }

    /// Published figures that the edition's rules must reproduce.
    public struct TestVector: Sendable, Equatable {
        /// Told to whoever changes the edition when the figures are not met.
        public var name: String
        /// Key of the one instrument the figures are about, such as `oit`.
        public var instrument: String
        /// Published scores of single items by item key.
        public var scores: [String: Score]
        /// The score of every other item of the instrument.
        public var otherScores: Score
        /// Expected values with two decimals, by indicator key.
        public var indicators: [String: String]
        /// Expected share of the instrument in the total, two decimals.
        public var contribution: String?
        /// The agency's total as published, all instruments together; nil where it was not.
        public var publishedTotal: Exact?
        /// Key of the level that total alone must reach; nil where none was published.
        public var level: String?
        /// Scores to put in and figures that must come out; what was not published is nil or left out.
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
    /// The item with a key, such as `oit.gift-policy`; nil where the edition has none.
    public func item(key: String) -> Item? { items.first { $0.key == key } }
    /// The item with a code, whatever the case of its letter; nil where the edition has none.
    public func item(code: String) -> Item? { items.first { $0.code == code.uppercased() } }
}
