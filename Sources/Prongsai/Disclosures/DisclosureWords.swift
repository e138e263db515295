import ITA

/// Disclosures in words, the same at the command line and on pages.
struct DisclosureWords: Sendable {
    let strings: Strings
    let language: Language

    func text(_ key: String, _ values: [String: String] = [:]) -> String { strings.text(key, values, language) }

    func title(_ item: Disclosure) -> String { item.title(language) ?? text("disclosure.no_title") }

    /// Sign and word: a colour is never alone.
    func state(_ item: Disclosure) -> String {
        if item.isDown { return "▲ \(strings.verdict(item.downVerdict?.state ?? .gone, language))" }
        let sign =
            switch item.state {
            case .nothing, .returned: "▲"
            case .draft, .waiting, .checked, .changed: "◆"
            case .published, .watched: "✓"
            }
        return "\(sign) \(text("disclosure.state_\(item.state.rawValue)"))"
    }

    /// What its points are today: lost, or what it is worth where it is not; nil where weights are not known.
    func stake(_ item: Disclosure) -> String? {
        item.points.map { text(item.wouldScoreNothing ? "board.points" : "board.worth", ["points": $0.rounded()]) }
    }

    /// What the watcher found instead, since when, and whether that is sure.
    func trouble(_ trouble: Disclosure.Trouble) -> String {
        let what = strings.words(trouble.verdict, language)
        guard let since = trouble.since else { return "▲ \(what)" }
        return text(
            trouble.isSure ? "answers.seen_since" : "answers.seen_doubtful",
            ["what": what, "since": strings.instant(since, language)])
    }

    /// `1 ต.ค. 2567 – 31 มี.ค. 2568`; nil where nobody says.
    func period(_ item: Disclosure) -> String? {
        guard let from = item.coversFrom, let to = item.coversTo else { return nil }
        return "\(strings.day(from, language)) – \(strings.day(to, language))"
    }

    func heading(_ year: DisclosureYear) -> String {
        let done = year.items.filter { !$0.needsWork }.count
        return text(
            "disclosure.heading",
            [
                "agency": year.agency.name(language), "year": String(year.fiscalYear),
                "edition": year.edition.edition.id, "done": String(done), "all": String(year.items.count),
                "points": year.pointsAtStake?.rounded() ?? "–",
            ])
    }

    func element(_ key: String?, of item: Disclosure) -> String? {
        key.flatMap { key in item.elements.first { $0.key == key }?.text }
    }

    /// Everything about one item, with the numbers other commands take.
    func lines(_ item: Disclosure) -> [String] {
        var lines = ["\(item.code)  \(title(item))", "\(state(item)) · \(stake(item) ?? "–")"]
        if let period = period(item) { lines.append(text("disclosure.covers", ["period": period])) }
        lines.append(
            text(
                "disclosure.owner",
                ["unit": item.unit ?? text("disclosure.nobody"), "person": item.person ?? text("disclosure.nobody")]))
        if let nothing = item.nothingBecause { lines.append(text("disclosure.says_nothing", ["text": nothing])) }
        if let explanation = item.explanation { lines.append(text("disclosure.explains", ["text": explanation])) }
        lines.append(text("disclosure.elements"))
        for (index, element) in item.elements.enumerated() {
            let own = element.ownID == nil ? "" : " (\(text("disclosure.own")))"
            lines.append("  \(index + 1). \(element.text)\(own)")
        }
        lines.append(text("disclosure.addresses"))
        for (index, address) in item.addresses.enumerated() {
            let offer = address.isOffer ? "◆ \(text("disclosure.offer")) " : ""
            let element = element(address.elementKey, of: item).map { " → \($0)" } ?? ""
            let label = address.label.isEmpty ? "" : "\(address.label)  "
            lines.append("  \(index + 1). \(offer)\(label)\(address.address)\(element)")
        }
        return lines
    }

    /// What the year before offers an item.
    func offer(_ offer: DisclosureCarry.Offer, to year: DisclosureYear) -> String {
        text(
            "disclosure.carry_offer",
            [
                "code": year.item(key: offer.item)?.code ?? offer.item, "count": String(offer.addresses.count),
                "kind": text("lineage.\(offer.kind.rawValue)"),
            ])
    }
}

/// A disclosure for other programs.
struct DisclosureJSON: Encodable {
    struct Address: Encodable {
        var id: String
        var address: String
        var label: String
        var kind: String
        var element: String?
        var isOffer: Bool
    }
    struct Element: Encodable {
        var key: String
        var text: String
        var isOwn: Bool
    }
    /// What the watcher holds against the answer that it is there.
    struct Trouble: Encodable {
        var verdict: String
        var since: String?
        var isSure: Bool
    }
    var code: String
    var key: String
    var title: String?
    var state: String
    var points: String?
    /// What the total loses as it stands today; nil where it loses nothing.
    var pointsLost: String?
    var unit: String?
    var person: String?
    var from: String?
    var to: String?
    var nothing: String?
    var explanation: String?
    var downSince: String?
    var trouble: Trouble?
    var elements: [Element]
    var addresses: [Address]

    init(_ item: Disclosure) {
        (code, key, title) = (item.code, item.item.key, item.title(.thai))
        (state, points) = (item.state.rawValue, item.points?.rounded())
        pointsLost = item.pointsLost?.rounded()
        (unit, person) = (item.unit, item.person)
        (from, to) = (item.coversFrom?.iso, item.coversTo?.iso)
        (nothing, explanation, downSince) = (item.nothingBecause, item.explanation, item.downSince)
        trouble = item.trouble.map {
            Trouble(verdict: $0.verdict.state.rawValue, since: $0.since, isSure: $0.isSure)
        }
        elements = item.elements.map { Element(key: $0.key, text: $0.text, isOwn: $0.ownID != nil) }
        addresses = item.addresses.map {
            Address(
                id: $0.id, address: $0.address, label: $0.label, kind: $0.kind.rawValue, element: $0.elementKey,
                isOffer: $0.isOffer)
        }
    }

    static func list(_ year: DisclosureYear) -> [DisclosureJSON] { year.items.map { DisclosureJSON($0) } }
}
