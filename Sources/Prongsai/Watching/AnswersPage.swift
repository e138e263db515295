import HTML

/// What an assessor would find: the answers as they were found from outside last.
struct AnswersPage {
    let visit: Visit
    let agency: Agency
    let year: Int
    let frozen: AnswersSheet.Frozen?

    private var part: PeopleParts { PeopleParts(visit: visit) }

    var page: Page {
        let button =
            visit.may(.plan)
            ? part.deed(
                Link.frozenAnswers(agency.key, year), frozen == nil ? "freeze.begin" : "freeze.again",
                quiet: frozen != nil)
            : Node.empty
        let back = part.link(Link.watch(agency.key, year), visit.text("watch.back"), "btn quiet")
        guard let frozen else {
            return Page(
                visit.text("freeze.title_none", ["year": String(year)]), sub: .text(visit.text("freeze.explain")),
                current: .disclosures, [part.buttons([button, back])])
        }
        let sheet = frozen.sheet
        let values = [
            "count": String(sheet.zeros.count), "all": String(sheet.answers.count), "points": sheet.pointsLost ?? "–",
            "year": String(year), "when": visit.site.strings.instant(frozen.at, visit.language),
        ]
        return Page(
            visit.text(sheet.zeros.isEmpty ? "freeze.title_good" : "freeze.title_zeros", values),
            sub: .text(visit.text("freeze.sub", values)), current: .disclosures,
            [
                part.buttons([button, back]), zeros(sheet), rest(sheet),
                element("p", [.class("hint file")], text: visit.text("freeze.hash", ["hash": frozen.hash])),
            ])
    }

    private func title(_ answer: AnswersSheet.Answer) -> String {
        "\(answer.code) \(((visit.language == .english ? answer.english : nil) ?? answer.title).shortened(to: 120))"
    }

    /// Its title, which leads to where it is mended.
    private func link(_ answer: AnswersSheet.Answer) -> Node {
        part.link(Link.disclosure(agency.key, year, answer.code), title(answer))
    }

    private func addresses(_ answer: AnswersSheet.Answer) -> [Node] {
        answer.addresses.map { address in
            element(
                "p", [],
                [
                    WatchParts.verdict(
                        address.judged, told: address.told, seenAt: frozen?.at, changedAt: address.changedAt, visit),
                    .text(" "),
                    element("small", [.class("file")], text: address.address.shortened(to: 120)),
                ])
        }
    }

    private func zeros(_ sheet: AnswersSheet) -> Node {
        guard !sheet.zeros.isEmpty else { return .empty }
        return part.card(
            "freeze.would_be_zero",
            [
                element(
                    "ul", [.class("tasks")],
                    sheet.zeros.map { answer in
                        let points = answer.points.map { visit.text("watch.points", ["points": $0]) }
                        return element(
                            "li", [],
                            [
                                element(
                                    "div", [],
                                    [
                                        element("p", [.class("what")], [link(answer)]),
                                        points.map { element("p", [.class("hint")], text: $0) } ?? .empty,
                                        answer.zero == nil || answer.zero == .unreachable
                                            ? .empty
                                            : element(
                                                "p",
                                                text: visit.text("freeze.zero_\(answer.zero?.rawValue ?? "")")),
                                    ] + addresses(answer))
                            ])
                    })
            ])
    }

    private func rest(_ sheet: AnswersSheet) -> Node {
        let others = sheet.answers.filter { $0.zero == nil }
        guard !others.isEmpty else { return .empty }
        let rows = others.map { answer -> [Node] in
            [
                link(answer),
                element("div", [], addresses(answer)),
            ]
        }
        return part.card(
            "freeze.others",
            [
                element(
                    "div", [.class("scroll")],
                    [
                        part.table(
                            visit.text("freeze.table"),
                            ["item", "found"].map { (text: visit.text("freeze.column_\($0)"), number: false) }, rows)
                    ])
            ])
    }
}
