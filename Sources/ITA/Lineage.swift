/// What became of each item from one edition to the next. Written and reviewed by people, never guessed.
public struct Lineage: Sendable, Equatable {
    /// What happened to an item.
    public enum Kind: String, Sendable, CaseIterable {
        /// `same`: one to one, nothing known to differ but the code; `changed`: one to one, wording or scope differs;
        /// `split`: one to several; `merged`: several to one; `new`: nothing before; `retired`: nothing after.
        case same, changed, split, merged, new, retired
        /// The other edition does not list the items of that instrument, so nothing is known.
        case unlisted
    }

    /// One entry: the keys on both sides.
    public struct Pair: Sendable, Equatable {
        /// Item keys of the earlier edition; empty for `new`.
        public var from: [String]
        /// Item keys of the later edition; empty for `retired`.
        public var to: [String]
        /// What happened between the two sides; it fixes how many keys each may hold.
        public var kind: Kind
        /// How sure the reviewer was of this entry.
        public var certainty: Certainty
        /// What differs, or why; nil where there is nothing to say.
        public var note: Bilingual?
        /// An entry from keys before and after; whether their number fits the kind is found by
        /// ``Lineage/faults(from:to:)``.
        public init(from: [String], to: [String], kind: Kind, certainty: Certainty, note: Bilingual?) {
            (self.from, self.to, self.kind, self.certainty, self.note) = (from, to, kind, certainty, note)
        }
    }

    /// Id of the earlier edition.
    public var from: String
    /// Id of the later edition, usually the next fiscal year's.
    public var to: String
    /// Every item key of both editions, each exactly once.
    public var pairs: [Pair]
    /// A lineage as written, unchecked until ``faults(from:to:)`` holds it against both editions.
    public init(from: String, to: String, pairs: [Pair]) { (self.from, self.to, self.pairs) = (from, to, pairs) }

    /// What is wrong with a lineage between two editions. `pair` counts the entries from 0.
    public enum Fault: Sendable, Equatable {
        /// An item of the edition that no entry names.
        case missing(key: String, edition: String)
        /// An item that more than one entry of its side names.
        case twice(key: String, edition: String)
        /// A key the edition does not have.
        case notInEdition(key: String, edition: String)
        /// The number of keys does not fit the kind, such as a split into one.
        case shape(pair: Int)
        /// `unlisted`, although the other edition lists items of that instrument.
        case listed(pair: Int)
        /// `same` under two different keys.
        case renamed(pair: Int)
    }

    /// Checks that every key of both sides stands in it exactly once and that the numbers fit the kinds; empty where
    /// nothing is wrong.
    public func faults(from old: Edition, to new: Edition) -> [Fault] {
        var faults: [Fault] = []
        for (edition, keys) in [(old, pairs.flatMap(\.from)), (new, pairs.flatMap(\.to))] {
            let known = Set(edition.items.map(\.key))
            var seen: Set<String> = []
            for key in keys {
                if !known.contains(key) { faults.append(.notInEdition(key: key, edition: edition.id)) }
                if !seen.insert(key).inserted { faults.append(.twice(key: key, edition: edition.id)) }
            }
            for item in edition.items where !seen.contains(item.key) {
                faults.append(.missing(key: item.key, edition: edition.id))
            }
        }
        for (index, pair) in pairs.enumerated() {
            let fits =
                switch pair.kind {
                case .same, .changed: pair.from.count == 1 && pair.to.count == 1
                case .split: pair.from.count == 1 && pair.to.count > 1
                case .merged: pair.from.count > 1 && pair.to.count == 1
                case .new: pair.from.isEmpty && !pair.to.isEmpty
                case .retired: !pair.from.isEmpty && pair.to.isEmpty
                case .unlisted: pair.from.isEmpty != pair.to.isEmpty
                }
            if !fits { faults.append(.shape(pair: index)) }
            if pair.kind == .same, fits, pair.from != pair.to { faults.append(.renamed(pair: index)) }
            if pair.kind == .unlisted, fits {
                let (listing, other) = pair.to.isEmpty ? (old, new) : (new, old)
                let keys = Set(pair.from + pair.to)
                let instruments = listing.instruments.filter { $0.items.contains { keys.contains($0.key) } }
                let codes = Set(instruments.map(\.code))
                if other.instruments.contains(where: { codes.contains($0.code) && !$0.items.isEmpty }) {
                    faults.append(.listed(pair: index))
                }
            }
        }
        return faults
    }

    /// How a thing of last year's plan comes into this year's.
    public enum Carrying: String, Sendable {
        /// As a draft to be confirmed.
        case draft
        /// Offered; nothing is written until a person chooses.
        case offered
        /// Carried as it is.
        case carried
        /// Stays in last year.
        case never
    }

    /// What a plan is made of, as far as carrying forward goes.
    public enum Part: String, Sendable, CaseIterable {
        /// Texts of findings and measures, who does them, web addresses; then what belongs to its own year alone.
        case wording, owner, address, result, status, score, evidence
    }

    /// The carry-forward table: results, status, scores and evidence never travel.
    public static func carrying(_ part: Part, _ kind: Kind) -> Carrying {
        switch (part, kind) {
        case (.result, _), (.status, _), (.score, _), (.evidence, _): .never
        case (_, .new), (_, .retired), (_, .unlisted): .never
        case (.wording, .same): .draft
        case (.wording, _): .offered
        case (.owner, .same), (.owner, .changed): .carried
        case (.owner, _): .offered
        case (.address, .same): .carried
        case (.address, _): .offered
        }
    }
}
