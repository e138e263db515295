import Documents
import HTML
import ITA

/// What the assessor is told: each item with มี or ไม่มี, where it stands, and an explanation.
struct DisclosureAnswers: Sendable {
    struct Entry: Sendable, Equatable {
        var item: Disclosure
        /// Addresses that were taken, and the page here where one is public; the page here first.
        var addresses: [String]
        var explanation: String
        /// Whether its page here is public, and nobody said at which address this system is reached.
        var isWithoutAddress = false
        /// Whether there is anything to look at.
        var isThere: Bool { !addresses.isEmpty || isWithoutAddress }
        /// Whether there is something nobody but who prepared it has looked at.
        var isUnchecked: Bool { isThere && !item.state.isDone && item.state != .checked }
    }
    var year: DisclosureYear
    var entries: [Entry]

    init(_ year: DisclosureYear, settings: Settings) {
        self.year = year
        entries = year.items.map { item in
            let path =
                item.publishedAt == nil
                ? nil : item.slug.map { Link.disclosed(year.agency.key, year.fiscalYear, $0) }
            let hosted = settings.address.isEmpty ? nil : path.map(settings.absolute)
            return Entry(
                item: item, addresses: [hosted].compactMap { $0 } + item.taken.map(\.address),
                explanation: [item.nothingBecause, item.explanation].compactMap { $0 }.joined(separator: "\n"),
                isWithoutAddress: path != nil && hosted == nil)
        }
    }

    /// Headings with their widths, the same in every form.
    private func columns(_ words: DisclosureWords) -> [(heading: String, width: Double)] {
        [
            (words.text("answers.code"), 8), (words.text("answers.title"), 46), (words.text("answers.answer"), 10),
            (words.text("answers.address"), 60), (words.text("answers.explanation"), 50),
            (words.text("answers.remark"), 34),
        ]
    }

    /// What the office should know of an answer before it is sent; empty where there is nothing.
    func remark(_ entry: Entry, _ words: DisclosureWords) -> String {
        if entry.item.isDown { return words.state(entry.item) }
        let said = [
            entry.isWithoutAddress ? "▲ \(words.text("answers.no_address"))" : nil,
            entry.isUnchecked ? "◆ \(words.text("answers.unchecked"))" : nil,
        ]
        return said.compactMap(\.self).joined(separator: " ")
    }

    func answer(_ entry: Entry, _ words: DisclosureWords) -> String {
        words.text(entry.isThere ? "answers.there" : "answers.not_there")
    }

    func title(_ words: DisclosureWords) -> String {
        words.text(
            "answers.of",
            ["agency": year.agency.name(words.language), "year": String(year.fiscalYear)])
    }

    /// As a spreadsheet: every cell is text, whatever it begins with.
    func xlsx(strings: Strings, language: Language) throws -> [UInt8] {
        let words = DisclosureWords(strings: strings, language: language)
        return try SheetTable(
            title: title(words), columns: columns(words),
            rows: entries.map { entry in
                [
                    .text(entry.item.code), .text(entry.item.title(language) ?? ""), .text(answer(entry, words)),
                    .text(entry.addresses.joined(separator: "\n")), .text(entry.explanation),
                    .text(remark(entry, words)),
                ]
            }
        ).xlsx()
    }

    /// To be printed, or typed from into the assessor's system.
    func page(_ visit: Visit) -> Page {
        let words = DisclosureWords(strings: visit.site.strings, language: visit.language)
        let heads = columns(words).map(\.heading)
        let rows = entries.map { entry -> Node in
            let places: [Node] = entry.addresses.map {
                element(
                    "p", [.class("address")], [element("a", [.href($0), Attribute("rel", "noreferrer")], text: $0)])
            }
            let mark = entry.isThere ? entry.isUnchecked ? "◆" : "✓" : "▲"
            return element(
                "tr", [],
                [
                    element("th", [Attribute("scope", "row")], text: entry.item.code),
                    element("td", [Attribute("data-label", heads[1])], text: entry.item.title(visit.language) ?? "–"),
                    element("td", [Attribute("data-label", heads[2])], text: "\(mark) \(answer(entry, words))"),
                    element(
                        "td", [Attribute("data-label", heads[3])], places.isEmpty ? [.text("–")] : places),
                    element(
                        "td", [Attribute("data-label", heads[4])],
                        text: entry.explanation.isEmpty ? "–" : entry.explanation),
                    element(
                        "td", [Attribute("data-label", heads[5]), .class("no-print")],
                        text: remark(entry, words).isEmpty ? "–" : remark(entry, words)),
                ])
        }
        let key = year.agency.key
        let asOf = visit.text("answers.as_of", ["day": visit.day(visit.today)])
        return Page(
            visit.text("answers.heading"),
            sub: .text([title(words), asOf].joined(separator: " · ")),
            current: .disclosures,
            [
                element(
                    "p", [.class("buttons")],
                    [
                        element(
                            "a", [.class("btn"), .href("\(Link.answers(key, year.fiscalYear))/xlsx")],
                            text: visit.text("answers.xlsx")),
                        element(
                            "a", [.class("btn quiet"), .href(Link.disclosures(key, year.fiscalYear))],
                            text: visit.text("disclosure.back")),
                    ]),
                element(
                    "section", [.class("card")],
                    [
                        element(
                            "table", [.class("cards answers")],
                            [
                                element(
                                    "thead", [],
                                    [
                                        element(
                                            "tr", [],
                                            heads.enumerated().map { index, head in
                                                // What the office should know stays off the paper.
                                                let isOurs = index == heads.count - 1
                                                return element(
                                                    "th",
                                                    [Attribute("scope", "col")] + (isOurs ? [.class("no-print")] : []),
                                                    text: head)
                                            })
                                    ]), element("tbody", [], rows),
                            ])
                    ]),
            ])
    }
}

extension Link {
    static func disclosures(_ agency: String, _ year: Int) -> String { "/desk/\(agency)/\(year)/disclosures" }
    static func disclosure(_ agency: String, _ year: Int, _ code: String) -> String {
        "\(disclosures(agency, year))/\(Address.encoded(code))"
    }
    static func answers(_ agency: String, _ year: Int) -> String { "\(disclosures(agency, year))/answers" }
    /// A disclosure's page for everybody.
    static func disclosed(_ agency: String, _ year: Int, _ slug: String) -> String {
        "/public/\(agency)/\(year)/\(slug)"
    }
}
