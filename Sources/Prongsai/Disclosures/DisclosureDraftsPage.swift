import ArgumentParser
import HTML
import ITA

/// What other editions offer the items of a year: titles to type or choose, elements to take or leave.
struct DisclosureDraftsPage {
    let visit: Visit
    let year: DisclosureYear
    let drafts: DisclosureDrafts
    var problems: [Problem] = []

    private var part: PeopleParts { PeopleParts(visit: visit) }

    var page: Page {
        let board = Link.disclosures(year.agency.key, year.fiscalYear)
        let back = part.link(board, visit.text("disclosure.back"))
        let title = visit.text("drafts.title")
        guard !drafts.drafts.isEmpty else {
            return Page(title, sub: back, current: .disclosures, [part.paragraph("✓ \(visit.text("drafts.none"))")])
        }
        // As typed; a title that another edition has is offered, not filled in: the office says what its item is.
        let form = Form(visit, values: problems.isEmpty ? [:] : Form.typed(visit.form), problems: problems)
        return Page(
            title, sub: back, current: .disclosures,
            [
                part.paragraph(visit.text("drafts.why")),
                form.node(
                    to: "\(board)/drafts",
                    [
                        element(
                            "datalist", [.id("titles")],
                            drafts.titles.prefix(200).map { element("option", [Attribute("value", $0)]) })
                    ] + drafts.drafts.map { card($0, form) } + [part.buttons([form.button("drafts.take")])]),
            ])
    }

    private func card(_ draft: DisclosureDrafts.Draft, _ form: Form) -> Node {
        let code = draft.item.code
        var parts: [Node] = []
        if draft.isUntitled {
            let hint = draft.title.map { visit.text("drafts.title_like", ["title": $0.shortened(to: 120)]) }
            parts.append(
                form.line(
                    "title.\(code)", visit.text("drafts.title_of", ["code": code]), hint: hint,
                    [Attribute("list", "titles")]))
        } else {
            let title = draft.item.title(visit.language) ?? ""
            parts.append(element("h2", text: "\(code) \(title.shortened(to: 120))"))
        }
        if !draft.elements.isEmpty {
            parts.append(
                element(
                    "ul", [.class("plain-list")], draft.elements.prefix(40).map { element("li", text: $0) }))
            parts.append(
                form.tick(
                    "elements.\(code)", visit.text("drafts.take_elements", ["from": draft.from ?? ""])))
        }
        return element("section", [.class("card narrow")], parts)
    }

    static let routes: [Route] = [
        .get("/desk/:agency/:year/disclosures/drafts", .agency(.record)) { visit in
            let year = try await DisclosureRoutes.year(visit)
            return DisclosureDraftsPage(
                visit: visit, year: year, drafts: DisclosureDrafts(year, visit.site.editions)
            ).page.reply(visit)
        },
        .post("/desk/:agency/:year/disclosures/drafts", .agency(.record)) { visit in
            let year = try await DisclosureRoutes.year(visit)
            let codes = year.items.map(\.code)
            let titles = codes.compactMap { code in visit.form.filled("title.\(code)").map { (code, $0) } }
            let taken = Set(codes.filter { visit.form["elements.\($0)"] != nil })
            let problems = try await visit.problems {
                _ = try await visit.perform(
                    TakeDisclosureDrafts(
                        office: year.agency, year: year.fiscalYear,
                        titles: Dictionary(titles) { first, _ in first }, elements: taken,
                        editions: visit.site.editions))
            }
            guard problems.isEmpty else {
                return DisclosureDraftsPage(
                    visit: visit, year: year, drafts: DisclosureDrafts(year, visit.site.editions), problems: problems
                ).page.reply(visit, status: 422)
            }
            // What was titled may have elements to offer now.
            return .redirect("\(Link.disclosures(year.agency.key, year.fiscalYear))/drafts?done=drafts_taken")
        },
    ]

    /// A line of an item's page where other editions know what it lacks.
    static func section(_ item: Disclosure, _ year: DisclosureYear, _ visit: Visit) -> Node {
        guard visit.answers(for: item), item.title(.thai) == nil || item.elements.isEmpty else { return .empty }
        let part = PeopleParts(visit: visit)
        return element(
            "section", [.class("card")],
            [
                part.paragraph(visit.text(item.title(.thai) == nil ? "drafts.untitled" : "drafts.bare")),
                part.buttons([
                    part.link(
                        "\(Link.disclosures(year.agency.key, year.fiscalYear))/drafts", visit.text("drafts.open"),
                        "btn quiet")
                ]),
            ])
    }
}

extension DisclosuresCommand {
    /// `prongsai disclosures drafts`: what other editions offer, and `--take` of it.
    struct Drafts: AsyncParsableCommand {
        static let configuration = Help.command("drafts", key: "disclosures_drafts")
        @OptionGroup var common: CommonOptions
        @OptionGroup var which: YearOptions
        @Option(help: Help.of("options.drafts_take")) var take: [String] = []

        func run() async throws {
            try await common.run { desk in
                let year = try await desk.disclosures(which)
                let drafts = DisclosureDrafts(year, desk.site.editions)
                guard !take.isEmpty else {
                    for draft in drafts.drafts {
                        let title = draft.item.title(desk.language) ?? draft.title.map { "◆ \($0)" }
                        Terminal.print("\(draft.item.code)  \(title ?? desk.text("disclosure.no_title"))")
                        for element in draft.elements { Terminal.print("    ◆ \(element)") }
                        if let from = draft.from, !draft.elements.isEmpty {
                            desk.say("drafts.from", ["from": from])
                        }
                    }
                    return desk.say("drafts.how")
                }
                let codes = try take.map { try year.item($0).code }
                let offered = drafts.drafts.compactMap { draft in
                    codes.contains(draft.item.code) ? draft.title.map { (draft.item.code, $0) } : nil
                }
                let count = try await desk.perform(
                    TakeDisclosureDrafts(
                        office: year.agency, year: year.fiscalYear, titles: Dictionary(offered) { first, _ in first },
                        elements: Set(codes), editions: desk.site.editions))
                desk.say("drafts.taken", ["count": String(count)])
            }
        }
    }
}
