/// An edition's scoring rule worked out once: every indicator, instrument and the total as a weighted sum of items.
///
/// All the rules seen so far are means of means and a weighted sum, which are linear; so a score is a sum of integer
/// coefficients times integer scores over one denominator, exact and quick for thousands of agencies.
public struct Formula: Sendable {
    /// The edition it was made from.
    public let edition: Edition
    /// Items in order; scores are given in this order.
    public let items: [Edition.Item]
    let indicators: [Sum?]
    let instruments: [Sum?]
    let total: Sum?

    /// A weighted sum of items.
    struct Sum: Sendable {
        var terms: [(item: Int, coefficient: Int64)]
        var denominator: Int64
    }

    /// Why an edition cannot be computed.
    public enum Fault: Error, Sendable, Equatable {
        /// The coefficients do not fit 64-bit integers: absurd item counts or weights.
        case tooFine
    }

    /// Works out the rule. Where an instrument's weight or items are not known its total cannot be computed and is nil.
    /// Throws ``Fault/tooFine`` where exact arithmetic would overflow.
    public init(_ edition: Edition) throws(Fault) {
        self.edition = edition
        items = edition.items
        var index = 0
        var indicatorSums: [Sum?] = []
        var instrumentSums: [Sum?] = []
        var totalTerms: [(Int, Exact)]? = []
        for instrument in edition.instruments {
            var parts: [[(Int, Exact)]?] = []
            for indicator in instrument.indicators {
                var groups: [[(Int, Exact)]] = []
                for group in indicator.groups where !group.items.isEmpty {
                    groups.append(group.items.indices.map { (index + $0, Exact(1, over: Int128(group.items.count))) })
                    index += group.items.count
                }
                let mean = Formula.mean(groups)
                parts.append(mean)
                indicatorSums.append(try mean.map(Formula.sum))
            }
            let known = parts.compactMap { $0 }
            let score = known.count == parts.count ? Formula.mean(known) : nil
            instrumentSums.append(try score.map(Formula.sum))
            if let score, let weight = instrument.weight.value {
                totalTerms?.append(contentsOf: score.map { ($0.0, $0.1 * weight) })
            } else {
                totalTerms = nil
            }
        }
        indicators = indicatorSums
        instruments = instrumentSums
        let known = totalTerms.flatMap { $0.isEmpty ? nil : $0 }
        total = try known.map(Formula.sum)
    }

    private static func mean(_ parts: [[(Int, Exact)]]) -> [(Int, Exact)]? {
        guard !parts.isEmpty else { return nil }
        let share = Exact(1, over: Int128(parts.count))
        return parts.flatMap { $0.map { ($0.0, $0.1 * share) } }
    }

    private static func sum(_ terms: [(Int, Exact)]) throws(Fault) -> Sum {
        var denominator: Int128 = 1
        for (_, factor) in terms {
            let divisor = Int128(Exact.commonDivisor(denominator.magnitude, factor.denominator.magnitude))
            denominator = denominator / divisor * factor.denominator
            guard denominator <= 1_000_000_000_000 else { throw .tooFine }
        }
        var result: [(item: Int, coefficient: Int64)] = []
        for (item, factor) in terms {
            let coefficient = factor.numerator * (denominator / factor.denominator)
            guard let small = Int64(exactly: coefficient), small <= 1_000_000_000_000 else { throw .tooFine }
            result.append((item, small))
        }
        return Sum(terms: result, denominator: Int64(denominator))
    }
}

extension Formula.Sum {
    /// The value for scores in millionths, or nil where one of its items has no score.
    func value(_ scores: [Int64?]) -> Exact? {
        guard let scaled = scaled(scores) else { return nil }
        return Exact(scaled, over: Int128(denominator) * 1_000_000)
    }

    /// The value times `denominator` × 1,000,000.
    func scaled(_ scores: [Int64?]) -> Int128? {
        var sum: Int128 = 0
        for (item, coefficient) in terms {
            guard let score = scores[item] else { return nil }
            sum += Int128(coefficient) * Int128(score)
        }
        return sum
    }

    /// The items that have no score.
    func missing(_ scores: [Int64?]) -> [Int] { terms.map(\.item).filter { scores[$0] == nil } }
}
