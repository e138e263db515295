/// Where an agency stands under an edition: every figure exact, and every reason why one is not confirmed.
public struct Standing: Sendable, Equatable {
    /// One indicator's value.
    public struct IndicatorValue: Sendable, Equatable {
        /// The indicator as the edition has it.
        public var indicator: Edition.Indicator
        /// Code of the instrument it belongs to, such as `IIT`.
        public var instrument: String
        /// Exact points, 0–100; nil where an item has no score or the edition lists no items.
        public var value: Exact?
    }

    /// One instrument's value and its share of the total.
    public struct InstrumentValue: Sendable, Equatable {
        /// The label people know it by, such as `OIT`.
        public var code: String
        /// What test vectors and item keys name it by, such as `oit`.
        public var key: String
        /// What the letters stand for.
        public var name: Bilingual
        /// Exact points, 0–100; nil where one of its indicators has no value.
        public var value: Exact?
        /// Its part of the total, 0–1; nil where nobody knows.
        public var weight: Exact?
        /// Points of the total this instrument brings; nil where value or weight is not known.
        public var contribution: Exact? {
            guard let value, let weight else { return nil }
            return value * weight
        }
    }

    /// What keeps the agency from the next better level.
    public struct Blocking: Sendable, Equatable {
        /// The next better level, which the agency does not reach.
        public var level: Edition.Level
        /// Points the total lacks; nil where the total is high enough.
        public var totalShort: Exact?
        /// Instruments under the side condition, with the points each lacks.
        public var instrumentsShort: [Short]
        /// An instrument that is too low.
        public struct Short: Sendable, Equatable {
            /// Code of the instrument, such as `EIT`.
            public var code: String
            /// Points it lacks, more than 0.
            public var by: Exact
        }
    }

    /// All indicators of the edition, in its order.
    public var indicators: [IndicatorValue]
    /// All instruments of the edition, in its order.
    public var instruments: [InstrumentValue]
    /// Weighted sum of the instruments, 0–100; nil where a score or a weight is missing.
    public var total: Exact?
    /// First level from the top whose conditions all hold; nil without a total or where none holds.
    public var level: Edition.Level?
    /// What keeps the next level away; nil without a total, at the best level, and where levels are not known.
    public var blocking: Blocking?
    /// Codes of items without a score, in the edition's order.
    public var missing: [String]
    /// Codes of instruments whose items the edition does not list, so that neither they nor the total can be computed.
    public var unlisted: [String]
    /// Codes of instruments that can be computed, but whose weight nobody knows, so that there is no total.
    public var unweighted: [String]
    /// Why the figures are not confirmed; empty when everything used was seen or computed.
    public var reasons: [Reason]
}

/// A fact that was used and is not firm.
public struct Reason: Sendable, Equatable {
    /// What kind of fact.
    public enum Subject: String, Sendable, CaseIterable {
        /// The year that was assessed, Buddhist Era.
        case fiscalYear = "fiscal_year"
        /// An instrument's weight; how an indicator, an instrument, its survey parts or the total is made; the levels.
        case weight, indicator, instrument, parts, total, levels
    }
    /// The kind of fact, which says what ``about`` lists.
    public var subject: Subject
    /// Codes or numbers of what it is about, such as `IIT` or `1`…`10`; empty where there is only one.
    public var about: [String]
    /// `inferred`, `memory` or `unknown`; firm facts give no reason.
    public var certainty: Certainty
    /// The edition's own explanation; nil where it gives none.
    public var why: Bilingual?
    /// Key of one of the edition's sources; nil where the fact stands in none.
    public var source: String?
}

/// What an item costs.
public struct Gap: Sendable, Equatable {
    /// The item as the edition has it.
    public var item: Edition.Item
    /// Code of its instrument, such as `OIT`.
    public var instrument: String
    /// What it has now, as published, below 100.
    public var score: Score
    /// How much the total would rise if this item alone had its full score, in points; nil where the edition's weights
    /// or items are not known.
    public var cost: Exact?
    /// Where there is no total: how much its instrument's score would rise, in points of the instrument. Nil where there
    /// is a total, and where the instrument cannot be computed either.
    public var part: Exact?
}

extension Standing {
    /// Whether an instrument's value rests on firm facts alone: its own rule and that of each of its indicators.
    public func isConfirmed(instrument code: String) -> Bool {
        guard !unlisted.contains(code) else { return false }
        let numbers = indicators.filter { $0.instrument == code }.map { String($0.indicator.number) }
        return !reasons.contains { reason in
            switch reason.subject {
            case .instrument, .parts: reason.about.contains(code)
            case .indicator: reason.about.contains(where: numbers.contains)
            case .fiscalYear, .weight, .total, .levels: false
            }
        }
    }

    /// Whether an indicator's value rests on a firm rule.
    public func isConfirmed(indicator number: Int) -> Bool {
        indicators.contains { $0.indicator.number == number && !$0.indicator.items.isEmpty }
            && !reasons.contains { $0.subject == .indicator && $0.about.contains(String(number)) }
    }

    /// Indicators the edition lists items of; of the others nothing can be said.
    public var listed: [IndicatorValue] { indicators.filter { !$0.indicator.items.isEmpty } }
    /// Instruments the edition lists every item of.
    public var computable: [InstrumentValue] { instruments.filter { !unlisted.contains($0.code) } }
    /// Whether the edition's rules make no total, whatever scores there are.
    public var hasNoTotal: Bool { !unlisted.isEmpty || !unweighted.isEmpty }
}

extension Formula {
    /// Computes the standing for published scores by item key. A missing score leaves everything that rests on it nil;
    /// keys the edition does not have are ignored.
    public func standing(_ published: [String: Score]) -> Standing {
        let scores = items.map { published[$0.key]?.millionths }
        var indicatorValues: [Standing.IndicatorValue] = []
        var instrumentValues: [Standing.InstrumentValue] = []
        var position = 0
        for (index, instrument) in edition.instruments.enumerated() {
            for indicator in instrument.indicators {
                let value = indicators[position]?.value(scores)
                indicatorValues.append(.init(indicator: indicator, instrument: instrument.code, value: value))
                position += 1
            }
            instrumentValues.append(
                .init(
                    code: instrument.code, key: instrument.key, name: instrument.name,
                    value: instruments[index]?.value(scores), weight: instrument.weight.value))
        }
        let sum = total?.value(scores)
        let band = sum.flatMap { level(total: $0, instruments: instrumentValues) }
        return Standing(
            indicators: indicatorValues, instruments: instrumentValues, total: sum,
            level: band.map { edition.levels[$0] },
            blocking: sum.flatMap { blocking(total: $0, instruments: instrumentValues, at: band) },
            missing: zip(items, scores).filter { $1 == nil }.map(\.0.code), unlisted: unlisted, unweighted: unweighted,
            reasons: reasons)
    }

    private var unlisted: [String] {
        edition.instruments.enumerated().filter { instruments[$0.offset] == nil }.map(\.element.code)
    }

    private var unweighted: [String] {
        edition.instruments.enumerated().filter {
            instruments[$0.offset] != nil && $0.element.weight.value == nil
        }.map(\.element.code)
    }

    /// Items below full score, the costliest first; equal costs keep the edition's order, items without a score are
    /// left out.
    public func gaps(_ published: [String: Score]) -> [Gap] {
        var gaps: [(gap: Gap, lost: Int128)] = []
        var codes: [String] = []
        for instrument in edition.instruments { codes += instrument.items.map { _ in instrument.code } }
        let coefficients = coefficients
        let shares = total == nil ? shares : []
        for (index, item) in items.enumerated() {
            guard let score = published[item.key], score.millionths < Score.full.millionths else { continue }
            let missing = Int128(Score.full.millionths - score.millionths)
            let lost = missing * Int128(coefficients?[index] ?? 1)
            let cost = total.map { Exact(lost, over: Int128($0.denominator) * 1_000_000) }
            let part = total == nil ? shares[index].map { $0 * Exact(missing, over: 1_000_000) } : nil
            gaps.append((Gap(item: item, instrument: codes[index], score: score, cost: cost, part: part), lost))
        }
        guard total != nil else {
            return gaps.map(\.gap).enumerated().sorted {
                let (a, b) = ($0.element.part ?? .zero, $1.element.part ?? .zero)
                return b < a || (a == b && $0.offset < $1.offset)
            }.map(\.element)
        }
        return gaps.enumerated().sorted { ($1.element.lost, $0.offset) < ($0.element.lost, $1.offset) }.map(
            \.element.gap)
    }

    /// Points of the total each item can bring, by position; nil where the total cannot be computed.
    private var coefficients: [Int64]? {
        guard let total else { return nil }
        var result = [Int64](repeating: 0, count: items.count)
        for (item, coefficient) in total.terms { result[item] += coefficient }
        return result
    }

    /// What each item brings of its instrument's score, 0–1, by position; nil where the instrument cannot be computed.
    private var shares: [Exact?] {
        var result = [Exact?](repeating: nil, count: items.count)
        for sum in instruments.compactMap({ $0 }) {
            for (item, coefficient) in sum.terms {
                result[item] = Exact(Int128(coefficient), over: Int128(sum.denominator))
            }
        }
        return result
    }

    /// The level of a published total alone; side conditions are not looked at. Nil where the total is under every
    /// level.
    public func level(ofTotal total: Exact) -> Edition.Level? { edition.levels.first { total >= $0.totalAtLeast } }

    /// Index of the first level from the top whose conditions hold.
    private func level(total: Exact, instruments: [Standing.InstrumentValue]) -> Int? {
        edition.levels.firstIndex { level in
            guard total >= level.totalAtLeast else { return false }
            guard let least = level.eachInstrumentAtLeast else { return true }
            return instruments.allSatisfy { ($0.value ?? .zero) >= least }
        }
    }

    private func blocking(
        total: Exact, instruments: [Standing.InstrumentValue], at index: Int?
    ) -> Standing.Blocking? {
        let next = (index ?? edition.levels.count) - 1
        guard edition.levels.indices.contains(next) else { return nil }
        let level = edition.levels[next]
        let short = total < level.totalAtLeast ? level.totalAtLeast - total : nil
        let low: [Standing.Blocking.Short] = instruments.compactMap { instrument in
            guard let least = level.eachInstrumentAtLeast, let value = instrument.value, value < least else {
                return nil
            }
            return .init(code: instrument.code, by: least - value)
        }
        return Standing.Blocking(level: level, totalShort: short, instrumentsShort: low)
    }

    /// Every fact the figures rest on that is not firm, equal ones together. What cannot be computed rests on nothing:
    /// the rules of an instrument without items give no reason, nor those of a total that there is not.
    public var reasons: [Reason] {
        var reasons: [Reason] = []
        func add(_ subject: Reason.Subject, _ about: String?, _ provenance: Provenance) {
            guard !provenance.certainty.isFirm else { return }
            let same = reasons.firstIndex {
                $0.subject == subject && $0.certainty == provenance.certainty && $0.why == provenance.why
                    && $0.source == provenance.source
            }
            if let same {
                if let about { reasons[same].about.append(about) }
            } else {
                reasons.append(
                    Reason(
                        subject: subject, about: about.map { [$0] } ?? [], certainty: provenance.certainty,
                        why: provenance.why, source: provenance.source))
            }
        }
        add(.fiscalYear, nil, edition.fiscalYear.provenance)
        if total != nil { add(.total, nil, edition.totalRule) }
        var position = 0
        for (index, instrument) in edition.instruments.enumerated() {
            if total != nil { add(.weight, instrument.code, instrument.weight.provenance) }
            if instruments[index] != nil {
                add(.instrument, instrument.code, instrument.combine)
                if let parts = instrument.parts { add(.parts, instrument.code, parts) }
            }
            for indicator in instrument.indicators {
                if indicators[position] != nil { add(.indicator, String(indicator.number), indicator.combine) }
                position += 1
            }
        }
        if total != nil { add(.levels, nil, edition.levelsProvenance) }
        return reasons
    }
}
