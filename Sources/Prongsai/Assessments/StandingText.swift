import ITA

/// Standing and gaps in words and as JSON.
extension Strings {
    /// Why a figure is not confirmed, one sentence each.
    func reason(_ reason: Reason, _ language: Language) -> String {
        let subject = text("reason.\(reason.subject.rawValue)", ["about": Strings.range(reason.about)], language)
        let sure = text("certainty.\(reason.certainty.rawValue)", [:], language)
        return reason.why.map { "\(subject): \(sure) – \(name($0, language))" } ?? "\(subject): \(sure)"
    }

    /// `1–10` or `IIT, EIT, OIT`.
    private static func range(_ about: [String]) -> String {
        let numbers = about.compactMap(Int.init)
        if numbers.count == about.count, numbers.count > 2, let first = numbers.first, let last = numbers.last,
            last - first == numbers.count - 1
        {
            return "\(first)–\(last)"
        }
        return about.joined(separator: ", ")
    }

    /// An agency's name; in English where it has one.
    func name(_ agency: Agency, _ language: Language) -> String { agency.name(language) }

    func name(_ name: Bilingual, _ language: Language) -> String { language == .thai ? name.thai : name.english }

    /// Why the edition's rules make no total, and what can be done meanwhile; nothing where they make one.
    func noTotal(_ standing: Standing, _ edition: Edition, _ language: Language) -> [String] {
        guard standing.hasNoTotal else { return [] }
        func codes(_ codes: [String]) -> String { codes.joined(separator: text("standing.and", [:], language)) }
        var sentences: [String] = []
        if !standing.unlisted.isEmpty {
            let values = ["edition": edition.id, "codes": codes(standing.unlisted)]
            sentences.append(text("standing.unlisted", values, language))
        }
        if !standing.unweighted.isEmpty {
            let values = ["edition": edition.id, "codes": codes(standing.unweighted)]
            sentences.append(text("standing.unweighted", values, language))
        }
        let left = standing.computable.map(\.code)
        return sentences + [text("standing.meanwhile", ["codes": codes(left)], language)]
    }

    /// That points are an instrument's own and none of the total; nothing where they are the total's.
    func pointsOf(_ gaps: [Gap], _ language: Language) -> String? {
        let codes = parts(gaps, language)
        return codes.isEmpty ? nil : text("standing.points_of", ["codes": codes], language)
    }

    /// The instruments whose points gaps cost; empty where they cost points of the total.
    func parts(_ gaps: [Gap], _ language: Language) -> String {
        var codes: [String] = []
        for gap in gaps where gap.part != nil && !codes.contains(gap.instrument) { codes.append(gap.instrument) }
        return codes.joined(separator: text("standing.and", [:], language))
    }

    /// What keeps the agency from the next level, in one sentence.
    func blocking(_ blocking: Standing.Blocking, _ language: Language) -> String {
        var parts: [String] = []
        if let short = blocking.totalShort {
            parts.append(text("standing.total_short", ["points": short.rounded()], language))
        }
        parts += blocking.instrumentsShort.map {
            text("standing.instrument_short", ["code": $0.code, "points": $0.by.rounded()], language)
        }
        let level = name(blocking.level.name, language)
        let what = parts.joined(separator: text("standing.and", [:], language))
        return text("standing.blocked", ["level": level, "what": what], language)
    }
}

/// The JSON form of `score` and `gaps`; scripts rely on it.
struct StandingJSON: Encodable {
    struct Part: Encodable {
        var code: String
        var name: String
        var score: String?
        var contribution: String?
        /// Whether every rule the score rests on was seen or computed.
        var confirmed: Bool
    }
    struct Item: Encodable {
        var code: String
        var key: String
        /// Null where there is none; written all the same, so that programs find it.
        var score: String?

        private enum CodingKeys: String, CodingKey { case code, key, score }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(code, forKey: .code)
            try container.encode(key, forKey: .key)
            try container.encode(score, forKey: .score)
        }
    }
    struct Blocked: Encodable {
        var level: String
        var totalShort: String?
        var instrumentsShort: [String: String]
    }
    var edition: String
    var revision: Int
    var fiscalYear: Int
    var confirmed: Bool
    var reasons: [String]
    var total: String?
    var level: String?
    var levelKey: String?
    var blocked: Blocked?
    /// Why the edition's rules make no total; left out where they make one.
    var noTotal: [String]?
    var instruments: [Part]
    var indicators: [Part]
    var items: [Item]

    init(_ standing: Standing, scores: [String: Score], edition: Edition, strings: Strings, language: Language) {
        (self.edition, revision, fiscalYear) = (edition.id, edition.revision, edition.fiscalYear.value)
        confirmed = standing.reasons.isEmpty
        reasons = standing.reasons.map { strings.reason($0, language) }
        total = standing.total?.rounded()
        if standing.hasNoTotal { noTotal = strings.noTotal(standing, edition, language) }
        level = standing.level.map { strings.name($0.name, language) }
        levelKey = standing.level?.key
        blocked = standing.blocking.map { blocking in
            Blocked(
                level: strings.name(blocking.level.name, language), totalShort: blocking.totalShort?.rounded(),
                instrumentsShort: Dictionary(blocking.instrumentsShort.map { ($0.code, $0.by.rounded()) }) { first, _ in
                    first
                })
        }
        instruments = standing.instruments.map {
            Part(
                code: $0.code, name: strings.name($0.name, language), score: $0.value?.rounded(),
                contribution: $0.contribution?.rounded(), confirmed: standing.isConfirmed(instrument: $0.code))
        }
        indicators = standing.indicators.map {
            Part(
                code: String($0.indicator.number), name: strings.name($0.indicator.name, language),
                score: $0.value?.rounded(), contribution: nil,
                confirmed: standing.isConfirmed(indicator: $0.indicator.number))
        }
        items = edition.items.map { Item(code: $0.code, key: $0.key, score: scores[$0.key]?.text) }
    }
}

/// One gap as JSON.
struct GapJSON: Encodable {
    var rank: Int
    var code: String
    var key: String
    var instrument: String
    var name: String?
    var score: String
    /// Points of the total, two decimals; null where the edition's weights are unknown.
    var cost: String?
    /// Where there is no total: points of the item's own instrument, two decimals.
    var instrumentCost: String?
    var confirmed: Bool
}
