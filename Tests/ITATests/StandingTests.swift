import ITA
import Testing

/// A small edition of two instruments: one averages items directly, one averages groups first.
func smallEdition(weight: Certainty = .seen) -> Edition {
    func item(_ key: String, _ code: String) -> Edition.Item {
        Edition.Item(key: key, code: code, thai: key, english: key, provenance: Provenance(.seen), elements: [])
    }
    func name(_ text: String) -> Bilingual { Bilingual(thai: text, english: text) }
    let survey = Edition.Instrument(
        key: "iit", code: "IIT", name: name("IIT"), isDisclosure: false,
        weight: Claim(Exact(decimal: "0.40"), Provenance(weight)),
        combine: Provenance(.seen), parts: nil, itemCount: Claim(3, Provenance(.seen)),
        indicators: [
            Edition.Indicator(
                key: "iit.duty", number: 1, name: name("duty"), combine: Provenance(.seen),
                groups: [
                    .init(key: nil, code: nil, name: nil, items: [item("iit.fair", "I1"), item("iit.fast", "I2")])
                ]),
            Edition.Indicator(
                key: "iit.budget", number: 2, name: name("budget"), combine: Provenance(.seen),
                groups: [.init(key: nil, code: nil, name: nil, items: [item("iit.open", "I3")])]),
        ])
    let disclosure = Edition.Instrument(
        key: "oit", code: "OIT", name: name("OIT"), isDisclosure: true,
        weight: Claim(Exact(decimal: "0.60"), Provenance(weight)),
        combine: Provenance(.seen), parts: nil, itemCount: Claim(4, Provenance(.seen)),
        indicators: [
            Edition.Indicator(
                key: "oit.data", number: 3, name: name("data"), combine: Provenance(.computed),
                groups: [
                    .init(
                        key: "oit.basic", code: "3.1", name: name("basic"),
                        items: [item("oit.structure", "O1"), item("oit.contact", "O2"), item("oit.news", "O3")]),
                    .init(key: "oit.gifts", code: "3.2", name: name("gifts"), items: [item("oit.gift-policy", "O4")]),
                ])
        ])
    func level(_ key: String, _ total: String, _ each: String?) -> Edition.Level {
        Edition.Level(
            key: key, name: name(key), totalAtLeast: Exact(decimal: total) ?? .zero,
            eachInstrumentAtLeast: each.flatMap { Exact(decimal: $0) })
    }
    return Edition(
        id: "small-2568", revision: 0, fiscalYear: Claim(2568, Provenance(.seen)), owner: name("owner"),
        title: name("small"), sources: [],
        passMark: Claim(Exact(85), Provenance(.seen)), weakBelow: Claim(Exact(85), Provenance(.seen)), rounds: [],
        evidenceRules: .init(
            photosAtLeast: Claim(1, Provenance(.seen)), captionRequired: Claim(true, Provenance(.seen)),
            dateInsideRound: Claim(true, Provenance(.seen))),
        totalRule: Provenance(.seen),
        levels: [
            level("excellent", "95", "95"), level("good", "85", "85"), level("pass", "85", nil), level("low", "0", nil),
        ],
        levelsProvenance: Provenance(.seen), instruments: [survey, disclosure], layouts: [], testVectors: [])
}

@Suite struct StandingTests {
    private func scores(_ values: [String: String]) throws -> [String: Score] {
        try values.mapValues { try Score(published: $0) }
    }
    private let full = [
        "iit.fair": "90", "iit.fast": "80.50", "iit.open": "100", "oit.structure": "100", "oit.contact": "100",
        "oit.news": "0", "oit.gift-policy": "100",
    ]

    @Test func `an indicator with groups is the mean of its groups, not of its items`() throws {
        let standing = try Formula(smallEdition()).standing(try scores(full))
        #expect(standing.indicators.map { $0.value?.rounded() } == ["85.25", "100.00", "83.33"])
        #expect(standing.instruments.map { $0.value?.rounded() } == ["92.63", "83.33"])
        #expect(standing.total?.rounded() == "87.05")
    }

    @Test func `the side condition decides between two levels with the same total`() throws {
        let formula = try Formula(smallEdition())
        let standing = formula.standing(try scores(full))
        #expect(standing.level?.key == "pass")
        let blocking = try #require(standing.blocking)
        #expect(blocking.level.key == "good")
        #expect(blocking.totalShort == nil)
        #expect(blocking.instrumentsShort.map(\.code) == ["OIT"])
        #expect(blocking.instrumentsShort.first?.by.rounded() == "1.67")
    }

    @Test func `the cost of a gap is what the total rises by when that item alone is mended`() throws {
        let formula = try Formula(smallEdition())
        let base = try scores(full)
        let gaps = formula.gaps(base)
        #expect(gaps.map(\.item.code) == ["O3", "I2", "I1"])
        let before = try #require(formula.standing(base).total)
        for gap in gaps {
            var mended = base
            mended[gap.item.key] = .full
            let after = try #require(formula.standing(mended).total)
            #expect(after - before == gap.cost)
        }
    }

    @Test func `an item without a score leaves what needs it open, and is named`() throws {
        var some = full
        some["iit.open"] = nil
        let standing = try Formula(smallEdition()).standing(try scores(some))
        #expect(standing.missing == ["I3"])
        #expect(standing.indicators[1].value == nil)
        #expect(standing.indicators[0].value != nil)
        #expect(standing.total == nil)
        #expect(standing.level == nil)
    }

    @Test func `a weight nobody is sure of marks every figure`() throws {
        #expect(try Formula(smallEdition()).standing(try scores(full)).reasons.isEmpty)
        let reasons = try Formula(smallEdition(weight: .memory)).standing(try scores(full)).reasons
        #expect(reasons.map(\.subject) == [.weight])
        #expect(reasons.first?.about == ["IIT", "OIT"])
        #expect(reasons.first?.certainty == .memory)
    }

    @Test func `without the items of an instrument there is no total, and the other is computed all the same`() throws {
        var edition = smallEdition(weight: .memory)
        for index in edition.instruments[0].indicators.indices {
            edition.instruments[0].indicators[index].groups[0].items = []
        }
        edition.instruments[0].combine = Provenance(.unknown)
        let formula = try Formula(edition)
        let standing = formula.standing(try scores(full))
        #expect(standing.total == nil && standing.hasNoTotal && standing.unlisted == ["IIT"])
        #expect(standing.computable.map(\.code) == ["OIT"] && standing.listed.map(\.indicator.number) == [3])
        #expect(standing.instruments.map { $0.value?.rounded() } == [nil, "83.33"])
        #expect(standing.reasons.isEmpty, "what is not computed rests on no rule")
        #expect(!standing.isConfirmed(instrument: "IIT") && standing.isConfirmed(instrument: "OIT"))
        var some = full
        some["oit.gift-policy"] = "0"
        let gaps = formula.gaps(try scores(some))
        #expect(gaps.map(\.item.code) == ["O4", "O3"] && gaps.allSatisfy { $0.cost == nil })
        #expect(gaps.map { $0.part?.rounded() } == ["50.00", "16.67"])
        edition = smallEdition()
        edition.instruments[0].weight.value = nil
        #expect(try Formula(edition).standing(try scores(full)).unweighted == ["IIT"])
    }

    @Test func `scores of every kind give the same total whatever their order of computing`() throws {
        let formula = try Formula(smallEdition())
        var random = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            var values: [String: Score] = [:]
            for item in formula.items {
                let hundredths = Int.random(in: 0...10_000, using: &random)
                let cents = hundredths % 100
                values[item.key] = try Score(published: "\(hundredths / 100).\(cents < 10 ? "0" : "")\(cents)")
            }
            func value(_ key: String) -> Exact { values[key]?.value ?? .zero }
            let half = Exact(1, over: 2)
            let third = Exact(1, over: 3)
            let iit = ((value("iit.fair") + value("iit.fast")) * half + value("iit.open")) * half
            let oit =
                ((value("oit.structure") + value("oit.contact") + value("oit.news")) * third + value("oit.gift-policy"))
                * half
            let expected = iit * Exact(2, over: 5) + oit * Exact(3, over: 5)
            #expect(formula.standing(values).total == expected)
        }
    }
}

@Suite struct ItemRangeTests {
    private let edition = smallEdition()

    @Test(arguments: [
        (["O1", "O2", "O3", "O4"], "O1–O4"), (["O1", "O2"], "O1, O2"), (["O1", "O3"], "O1, O3"),
        (["I3", "O1"], "I3, O1"),
        (["O4", "O1", "O2", "O3"], "O1–O4"),
    ])
    func `items are named together in the edition's order`(_ codes: [String], _ label: String) {
        #expect(ItemRange.label(codes, in: edition) == label)
    }

    @Test(arguments: [
        "O1–O3, O4", "O1 - O3,O4", "O1-O3 และ O4", "o1 ถึง o3 , o4", "O1—O4", "O1, O2, O3, O4", "O๑–O๔", "O1 ‐ O4",
    ])
    func `what people write is read the same`(_ text: String) {
        #expect(ItemRange.read(text, in: edition) == .init(codes: ["O1", "O2", "O3", "O4"], unknown: []))
    }

    @Test func `what names no item is given back`() {
        #expect(ItemRange.read("O1, O9, สวัสดี", in: edition) == .init(codes: ["O1"], unknown: ["O9", "สวัสดี"]))
        #expect(ItemRange.read("O3–O1", in: edition) == .init(codes: [], unknown: ["O3–O1"]))
    }
}

@Suite struct LineageTests {
    private func pair(_ from: [String], _ to: [String], _ kind: Lineage.Kind) -> Lineage.Pair {
        .init(from: from, to: to, kind: kind, certainty: .inferred, note: nil)
    }

    @Test func `every key of both sides stands once`() {
        let edition = smallEdition()
        let same = edition.items.map { pair([$0.key], [$0.key], .same) }
        let sound = Lineage(from: edition.id, to: edition.id, pairs: same)
        #expect(sound.faults(from: edition, to: edition).isEmpty)
        let missing = Lineage(from: edition.id, to: edition.id, pairs: Array(same.dropLast()))
        #expect(missing.faults(from: edition, to: edition).count == 2)
        let twice = Lineage(from: edition.id, to: edition.id, pairs: same + [pair(["iit.fair"], [], .retired)])
        #expect(twice.faults(from: edition, to: edition) == [.twice(key: "iit.fair", edition: edition.id)])
    }

    @Test func `a kind has the number of keys that fits it`() {
        let edition = smallEdition()
        let pairs = edition.items.map { pair([$0.key], [$0.key], .split) }
        let faults = Lineage(from: edition.id, to: edition.id, pairs: pairs).faults(from: edition, to: edition)
        #expect(faults == pairs.indices.map { .shape(pair: $0) })
    }

    @Test(arguments: Lineage.Kind.allCases) func `results, status, scores and evidence never travel`(
        _ kind: Lineage.Kind
    ) {
        for part in [Lineage.Part.result, .status, .score, .evidence] {
            #expect(Lineage.carrying(part, kind) == .never)
        }
    }
}
