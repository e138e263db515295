import HTML

/// Who changed what, when: the agency's journal, and whether it is whole.
struct JournalPage {
    let visit: Visit
    let agency: Agency
    let filter: JournalFilter
    let data: JournalData
    var problems: [Problem] = []

    var page: Page {
        Page(
            visit.text("journal_page.title"), sub: .text(visit.text("journal_page.sub")), current: .journal,
            [chain, search, list])
    }

    /// Whether anything was changed or taken out afterwards.
    private var chain: Node {
        let lines = ["lines": String(data.total)]
        if let broken = data.broken {
            return element(
                "p", [.class("tag bad wrap"), Attribute("role", "alert")],
                text: "▲ \(visit.text("journal_page.broken", ["number": String(broken)]))")
        }
        if data.isChecked {
            return element("p", [.class("tag good wrap")], text: "✓ \(visit.text("journal_page.whole", lines))")
        }
        return element(
            "p", [],
            [
                element(
                    "a", [.href(Link.journal(agency.key) + "?check=1")], text: visit.text("journal_page.check", lines))
            ])
    }

    private var search: Node {
        var values = ["actor": filter.actor ?? "", "deed": filter.operation ?? ""]
        values["from"] = visit.form["from"] ?? ""
        values["to"] = visit.form["to"] ?? ""
        let form = Form(visit, values: values, problems: problems, heading: "form.faults_show")
        var actors: [(value: String, text: String)] = [("", visit.text("journal_page.everybody"))]
        for known in data.actors { actors.append((known.actor, visit.actor(known.actor, known.name))) }
        var deeds: [(value: String, text: String)] = [("", visit.text("journal_page.everything"))]
        for deed in data.operations { deeds.append((deed, visit.site.strings.operation(deed, visit.language))) }
        return element(
            "form", [Attribute("method", "get"), Attribute("action", Link.journal(agency.key)), .class("card choose")],
            [
                form.summary,
                element(
                    "div", [.class("line")],
                    [
                        form.choice("actor", visit.text("journal_page.who"), actors),
                        form.choice("deed", visit.text("journal_page.deed"), deeds),
                        form.line("from", visit.text("journal_page.from"), hint: visit.text("journal_page.day_hint")),
                        form.line("to", visit.text("journal_page.to")),
                    ]),
                element(
                    "div", [.class("buttons")],
                    [
                        form.button("journal_page.show"),
                        element(
                            "button",
                            [.class("btn quiet"), Attribute("formaction", Link.journal(agency.key) + "/csv")],
                            text: visit.text("journal_page.csv")),
                    ]),
            ])
    }

    private var list: Node {
        guard !data.entries.isEmpty else {
            return element("p", text: visit.text("journal_page.none"))
        }
        func column(_ key: Int) -> String {
            switch key {
            case 0: visit.text("journal_page.number")
            case 1: visit.text("journal_page.at")
            case 2: visit.text("journal_page.who")
            case 3: visit.text("journal_page.deed")
            default: visit.text("journal_page.about")
            }
        }
        let rows = data.entries.map { entry -> Node in
            let line = entry.line
            let sentence = Node.text(words.sentence(line))
            let cells: [Node] = [
                .text(visit.instant(line.at)), .text(words.actor(entry)),
                .text(visit.site.strings.operation(line.operation, visit.language)),
                line.operation == HandOver.name && visit.may(.plan)
                    ? .fragment([sentence, .text(" · "), sheet(line)]) : sentence,
            ]
            return element(
                "tr", [],
                [element("th", [Attribute("scope", "row"), .class("n")], text: String(line.number))]
                    + cells.enumerated().map {
                        element(
                            "td", [Attribute("data-label", column($0 + 1))] + ($0 == 0 ? [.class("whole")] : []), [$1])
                    })
        }
        let pages = (data.count + JournalFilter.size - 1) / JournalFilter.size
        return element(
            "section", [.class("card")],
            [
                element("p", [.class("hint")], text: visit.text("journal_page.found", ["count": String(data.count)])),
                element(
                    "table", [.class("cards")],
                    [
                        element(
                            "thead", [],
                            [
                                element(
                                    "tr", [],
                                    (0..<5).map { element("th", [Attribute("scope", "col")], text: column($0)) })
                            ]),
                        element("tbody", [], rows),
                    ]),
                pages > 1 ? turning(pages) : .empty,
            ])
    }

    /// Where the sheet of work handed over is printed again.
    private func sheet(_ line: Journal.Line) -> Node {
        element("a", [.href(Link.handedOver(agency.key, line.number))], text: visit.text("hand_over.sheet"))
    }

    private var words: JournalWords {
        JournalWords(strings: visit.site.strings, language: visit.language, things: data.things)
    }

    /// A particular of a line, where it has it.
    static func particular(_ name: String, in particulars: String) -> String? {
        (try? JSONValue(parsing: Array(particulars.utf8)))?[name]?.text
    }

    private func turning(_ pages: Int) -> Node {
        func link(_ page: Int, _ text: String, _ rel: String) -> Node {
            var fields = filter.fields
            fields.append("page", String(page))
            return element(
                "a",
                [.class("btn quiet"), .href("\(Link.journal(agency.key))?\(fields.encoded)"), Attribute("rel", rel)],
                text: text)
        }
        let place = ["page": String(filter.page), "pages": String(pages)]
        return element(
            "nav", [.class("buttons"), Attribute("aria-label", visit.text("journal_page.pages"))],
            [
                filter.page > 1 ? link(filter.page - 1, visit.text("journal_page.newer"), "prev") : .empty,
                element("span", text: visit.text("journal_page.page", place)),
                filter.page < pages ? link(filter.page + 1, visit.text("journal_page.older"), "next") : .empty,
            ])
    }
}
