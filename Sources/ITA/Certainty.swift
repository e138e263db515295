/// How sure a fact of an edition is, from best to worst.
public enum Certainty: String, Sendable, Codable, CaseIterable, Comparable {
    /// Read in a public source.
    case seen
    /// Derived from figures that were seen, and checked against published results.
    case computed
    /// Follows from something seen, but nobody says it.
    case inferred
    /// Somebody's recollection, not checked.
    case memory
    /// Looked for, not found; a stand-in is used.
    case unknown

    /// Whether a result that uses the fact may be shown without the mark "not confirmed".
    public var isFirm: Bool { self == .seen || self == .computed }

    /// Order from best to worst.
    public static func < (a: Certainty, b: Certainty) -> Bool { a.rank < b.rank }
    private var rank: Int { Certainty.allCases.firstIndex(of: self) ?? Certainty.allCases.count }
}

/// Where a fact comes from and how sure it is.
public struct Provenance: Sendable, Equatable {
    /// How sure the fact is; only `seen` and `computed` count as firm.
    public var certainty: Certainty
    /// Key of one of the edition's sources.
    public var source: String?
    /// The reasoning, in the words of whoever wrote the edition.
    public var why: Bilingual?
    /// How sure a fact is; `source` and `why` are nil where the edition gives none.
    public init(_ certainty: Certainty, source: String? = nil, why: Bilingual? = nil) {
        (self.certainty, self.source, self.why) = (certainty, source, why)
    }
}

/// A value of an edition with its provenance.
public struct Claim<Value: Sendable & Equatable>: Sendable, Equatable {
    /// What the edition says; a stand-in where the certainty is `unknown`.
    public var value: Value
    /// Where the value was read, and whether a result may rest on it unmarked.
    public var provenance: Provenance
    /// A value together with where it comes from.
    public init(_ value: Value, _ provenance: Provenance) { (self.value, self.provenance) = (value, provenance) }
}

/// A name in both languages. Thai is the original.
public struct Bilingual: Sendable, Equatable, Codable {
    /// The wording of the source.
    public var thai: String
    /// A translation by this project wherever the source is Thai.
    public var english: String
    /// A name with its wording in both languages; neither may be left out.
    public init(thai: String, english: String) { (self.thai, self.english) = (thai, english) }
}
