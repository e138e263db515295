import ITA

/// An edition of the shape of Bangkok's: 40 items in ten indicators and three instruments, levels with side
/// conditions, and combining rules nobody has confirmed, so that every standing gathers its reasons.
func bangkokEdition() -> Edition {
    let unsure = Provenance(.unknown, why: Bilingual(thai: "ถือเอา", english: "assumed"))
    let inferred = Provenance(.inferred, source: "report", why: Bilingual(thai: "สรุปจากคะแนนรวมที่ประกาศ", english: "follows from a published total"))
    func name(_ text: String) -> Bilingual { Bilingual(thai: text, english: text) }
    func instrument(
        _ code: String, weight: String, disclosure: Bool, first: Int, items: [Int]
    ) -> Edition.Instrument {
        var next = 1
        let indicators = items.enumerated().map { index, count in
            let codes = (next..<(next + count)).map { "\(code.prefix(1))\($0)" }
            next += count
            return Edition.Indicator(
                key: "\(code.lowercased()).\(first + index)", number: first + index, name: name("indicator"),
                combine: unsure,
                groups: [
                    .init(
                        key: nil, code: nil, name: nil,
                        items: codes.map {
                            .init(
                                key: "\(code.lowercased()).item-\($0.lowercased())", code: $0, thai: $0, english: $0,
                                provenance: Provenance(.seen), elements: [])
                        })
                ])
        }
        return Edition.Instrument(
            key: code.lowercased(), code: code, name: name(code), isDisclosure: disclosure,
            weight: Claim(Exact(decimal: weight), inferred), combine: unsure, parts: nil,
            itemCount: Claim(items.reduce(0, +), Provenance(.seen)), indicators: indicators)
    }
    func level(_ key: String, _ total: String, _ each: String?) -> Edition.Level {
        Edition.Level(
            key: key, name: name(key), totalAtLeast: Exact(decimal: total) ?? .zero,
            eachInstrumentAtLeast: each.flatMap { Exact(decimal: $0) })
    }
    return Edition(
        id: "bangkok-2567", revision: 0, fiscalYear: Claim(2567, inferred), owner: name("owner"),
        title: name("Bangkok"), sources: [], passMark: Claim(Exact(85), Provenance(.seen)),
        weakBelow: Claim(Exact(85), Provenance(.seen)), rounds: [],
        evidenceRules: .init(
            photosAtLeast: Claim(1, Provenance(.seen)), captionRequired: Claim(true, Provenance(.seen)),
            dateInsideRound: Claim(true, Provenance(.seen))),
        totalRule: inferred,
        levels: [
            level("pass-excellent", "95", "95"), level("pass-good", "85", "85"), level("pass", "85", nil),
            level("must-improve", "70", nil), level("must-improve-urgently", "0", nil),
        ],
        levelsProvenance: inferred,
        instruments: [
            instrument("IIT", weight: "0.30", disclosure: false, first: 1, items: [3, 3, 3, 1, 2]),
            instrument("EIT", weight: "0.30", disclosure: false, first: 6, items: [3, 1, 2]),
            instrument("OIT", weight: "0.40", disclosure: true, first: 9, items: [17, 5]),
        ], layouts: [], testVectors: [])
}
