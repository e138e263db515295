import HTML
import ITA

/// The page that explains an appeal pack to whoever opens it: in Thai, the same in English below.
struct AppealPage {
    let pack: AppealPack

    var bytes: [UInt8] {
        let strings = pack.site.strings
        let title = strings.text("appeal.title", ["code": pack.item.code, "year": String(pack.year)], .thai)
        return element(
            "html", [Attribute("lang", "th")],
            [
                element(
                    "head", [],
                    [
                        element("meta", [Attribute("charset", "utf-8")]),
                        element(
                            "meta",
                            [
                                Attribute("name", "viewport"),
                                Attribute("content", "width=device-width, initial-scale=1"),
                            ]),
                        element("title", text: title), element("style", [], [.style(Self.sheet)]),
                    ]),
                element("body", [], [element("main", [], [part(.thai), element("hr"), part(.english)])]),
            ]
        ).document()
    }

    private static let sheet: Node.Name = """
        body { font: 17px/1.65 Sarabun, "Noto Sans Thai", system-ui, sans-serif; max-width: 52em; margin: 0 auto; \
        padding: 16px; overflow-wrap: anywhere; } table { border-collapse: collapse; width: 100%; margin: 0 0 16px; } \
        th, td { border: 1px solid #888; padding: 4px 8px; text-align: left; vertical-align: top; } \
        code { font-size: 14px; } blockquote { border-left: 4px solid #888; \
        margin: 0 0 16px; padding: 0 16px; } blockquote p { margin: 0 0 4px; }
        """

    private static let files = [
        (key: "warc", name: "captures.warc.gz"), (key: "captures", name: "captures.csv"),
        (key: "verdicts", name: "verdicts.csv"), (key: "availability", name: "availability.csv"),
        (key: "checks", name: "checked.csv"), (key: "sums", name: "SHA256SUMS"),
    ]

    /// What stood there at a moment: when, by which look, its beginning, and the files with the whole.
    private func text(_ kept: AppealText, _ language: Language) -> [Node] {
        let strings = pack.site.strings
        let when = ["at": strings.instant(kept.capture.at, language)]
        var files: [Node] = [element("a", [.href(kept.textFile)], text: kept.textFile)]
        if let document = kept.documentFile {
            files += [.text(" · "), element("a", [.href(document)], text: document)]
        }
        var nodes: [Node] = [
            element("h3", text: strings.text("appeal.text_\(kept.moment.rawValue)", when, language)),
            element("p", [], files),
            element(
                "p", [],
                [.text(strings.text("appeal.look", [:], language) + " "), element("code", text: kept.capture.id)]),
        ]
        if let source = kept.source {
            let received = strings.text("appeal.same_words", ["at": strings.instant(source.at, language)], language)
            nodes.append(element("p", [], [.text(received + " "), element("code", text: source.id)]))
        }
        if let digest = (kept.source ?? kept.capture).digest {
            nodes.append(
                element(
                    "p", [],
                    [.text(strings.text("appeal.digest", [:], language) + " "), element("code", text: digest)]))
        }
        // The words are those of the page, whatever language explains them: once is enough.
        if language == .thai {
            nodes.append(element("blockquote", [], kept.lines.map { element("p", text: $0) }))
            if kept.isMore { nodes.append(element("p", text: strings.text("appeal.more", [:], language))) }
        }
        return nodes
    }

    private func part(_ language: Language) -> Node {
        let strings = pack.site.strings
        func word(_ key: String, _ values: [String: String] = [:]) -> String {
            strings.text("appeal.\(key)", values, language)
        }
        func at(_ stored: String?) -> String { stored.map { strings.instant($0, language) } ?? "–" }
        var nodes: [Node] = [
            element("h1", text: word("title", ["code": pack.item.code, "year": String(pack.year)])),
            element(
                "p",
                text: [pack.agency.name(language), pack.item.title(language)].filter { !$0.isEmpty }.joined(
                    separator: " · ")),
            element("p", text: word("made", ["at": strings.instant(pack.madeAt.text, language)])),
        ]
        if let from = pack.coversFrom, let to = pack.coversTo {
            nodes.append(
                element(
                    "p", text: word("period", ["from": strings.day(from, language), "to": strings.day(to, language)])))
        }
        if let due = pack.dueOn { nodes.append(element("p", text: word("due", ["day": strings.day(due, language)]))) }
        for (index, place) in pack.places.enumerated() {
            nodes += [
                element("h2", text: word("address", ["number": String(index + 1)])),
                element("p", [], [element("code", text: place.address)]),
                element("p", text: sentence(place, language)),
            ]
            if let day = pack.day, !place.kept.contains(where: { $0.moment == .chosen }) {
                nodes.append(element("p", text: word("none_on", ["day": strings.day(day, language)])))
            }
            nodes += place.kept.flatMap { text($0, language) }
            if !place.months.isEmpty {
                nodes.append(
                    table(
                        ["month", "looks", "good", "bad", "percent"].map { word("column_\($0)") },
                        place.months.map { month in
                            [
                                Day(iso: "\(month.month)-01").map { strings.month($0, language) } ?? month.month,
                                String(month.looks), String(month.good), String(month.bad),
                                place.isTold(at: pack.madeAt) ? month.availability.percent : word("not_told"),
                            ]
                        }))
                nodes.append(element("p", text: word("counted")))
            }
            if !place.outages.isEmpty {
                nodes += [
                    element("p", text: word("outages")),
                    element(
                        "ul", [],
                        place.outages.map { outage in
                            element(
                                "li",
                                text: word(
                                    outage.endedAt == nil ? "outage_open" : "outage",
                                    [
                                        "since": at(outage.since), "until": at(outage.endedAt),
                                        "what": strings.words(outage.verdict, language),
                                    ]))
                        }),
                ]
            }
        }
        if pack.places.isEmpty { nodes.append(element("p", text: word("no_address"))) }
        if !pack.versions.isEmpty {
            nodes.append(element("h2", text: word("published")))
            nodes += pack.versions.map { version in
                let said = word("published_line", ["number": String(version.number), "when": at(version.at)])
                let withdrawn = version.withdrawnAt.map { " " + word("withdrawn", ["when": at($0)]) } ?? ""
                return element(
                    "p", [],
                    [
                        element("a", [.href(version.file)], text: version.file), .text(" \(said)\(withdrawn) "),
                        element("code", text: version.hash),
                    ])
            }
        }
        nodes.append(element("h2", text: word("checked")))
        if pack.checks.isEmpty { nodes.append(element("p", text: word("not_checked"))) }
        for check in pack.checks {
            let by = strings.actor(check.by, check.name, language)
            nodes.append(
                element(
                    "p",
                    text: word(check.decision == "passed" ? "passed" : "returned", ["by": by, "when": at(check.at)])
                        + (check.voidAt.map { " " + word("void", ["when": at($0)]) } ?? "")))
            if let hash = check.seenHash {
                nodes.append(element("p", [], [.text(word("seen") + " "), element("code", text: hash)]))
            }
            if !check.ticks.isEmpty {
                nodes.append(
                    table(
                        ["element", "found", "document", "place"].map { word("column_\($0)") },
                        check.ticks.map { tick in
                            let document = tick.document ?? strings.text("check.source_any", [:], language)
                            return [tick.element, word("found_\(tick.found)"), document, tick.place]
                        }))
            }
        }
        nodes += [
            element("h2", text: word("files")),
            element(
                "ul", [],
                Self.files.map { file in
                    element(
                        "li", [],
                        [element("a", [.href(file.name)], text: file.name), .text(" " + word("file_\(file.key)"))])
                }),
            element("h2", text: word("not_proven")), element("p", text: word("not_proven_text")),
        ]
        return element("section", [Attribute("lang", language.rawValue)], nodes)
    }

    /// It was there from … to …, in so many looks.
    private func sentence(_ place: AppealPack.Place, _ language: Language) -> String {
        let strings = pack.site.strings
        let good = place.months.reduce(0) { $0 + $1.good }
        let told = place.months.reduce(good) { $0 + $1.bad }
        guard let first = place.firstGoodAt, let last = place.lastGoodAt else {
            let looks = place.months.reduce(0) { $0 + $1.looks }
            // Where nothing could be told nobody may say that nothing was there.
            let key = looks == 0 ? "not_looked" : told == 0 ? "untold" : "never"
            let why = strings.words(place.verdicts.last?.verdict, language)
            return strings.text("appeal.\(key)", ["looks": String(looks), "why": why], language)
        }
        let availability = place.months.reduce(Availability()) { $0 + $1.availability }
        return strings.text(
            place.isTold(at: pack.madeAt) ? "appeal.there" : "appeal.there_begun",
            [
                "first": strings.instant(first, language), "last": strings.instant(last, language),
                "good": String(good), "told": String(told), "days": String(availability.days),
                "percent": availability.percent,
            ], language)
    }

    private func table(_ head: [String], _ rows: [[String]]) -> Node {
        element(
            "table", [],
            [
                element(
                    "thead", [], [element("tr", [], head.map { element("th", [Attribute("scope", "col")], text: $0) })]),
                element("tbody", [], rows.map { row in element("tr", [], row.map { element("td", text: $0) }) }),
            ])
    }
}
