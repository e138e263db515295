import HTML
import ITA

/// Bringing in an existing page: choosing it, what was understood, applying it.
struct DisclosureImportPage {
    let visit: Visit
    let year: DisclosureYear

    private var part: PeopleParts { PeopleParts(visit: visit) }
    private var address: String { "\(Link.disclosures(year.agency.key, year.fiscalYear))/import" }
    private var back: Node {
        part.link(Link.disclosures(year.agency.key, year.fiscalYear), visit.text("disclosure.back"))
    }

    func choose(problems: [Problem] = []) -> Page {
        let form = Form(
            visit, values: ["address": visit.form["address"] ?? "", "file": "", "place": visit.form["place"] ?? ""],
            problems: problems)
        return Page(
            visit.text("page_reading.title"), sub: back, current: .disclosures,
            [
                element(
                    "section", [.class("card narrow")],
                    [
                        part.paragraph(visit.text("page_reading.why")),
                        form.node(
                            to: address, files: true,
                            [
                                form.line(
                                    "address", visit.text("page_reading.address"),
                                    hint: visit.text("page_reading.address_hint"), [Attribute("inputmode", "url")]),
                                form.field(
                                    "file", visit.text("page_reading.file"), visit.text("page_reading.file_hint")
                                ) {
                                    element(
                                        "input",
                                        $0 + [
                                            Attribute("type", "file"), Attribute("name", "file"),
                                            Attribute("accept", ".html,.htm,.mht,text/html"),
                                        ])
                                },
                                form.line(
                                    "place", visit.text("page_reading.place"),
                                    hint: visit.text("page_reading.place_hint"), [Attribute("inputmode", "url")]),
                                part.buttons([form.button("page_reading.read")]),
                            ]),
                    ])
            ])
    }

    /// What was understood, each link beside the code of its item, which somebody may change or take away. Lists are cut
    /// so that the page stays light; the counts are of everything, and what is not shown stays as it was read.
    func show(_ source: DisclosureSource, _ reading: DisclosureReading, problems: [Problem] = []) -> Page {
        let words = DisclosureImportWords(
            words: DisclosureWords(strings: visit.site.strings, language: visit.language), year: year,
            reading: reading, name: source.name, place: visit.text("page_reading.place"))
        var body = [element("section", [.class("card")], words.summary.map { part.paragraph($0) })]
        let mayChoose = !source.isApplied && !(reading.proposals.isEmpty && reading.left.isEmpty)
        if source.isApplied {
            body.append(part.paragraph("✓ \(visit.text("page_reading.applied"))"))
        } else if reading.proposals.isEmpty {
            body.append(part.paragraph("▲ \(visit.text("page_reading.nothing"))"))
        }
        var links: [Node] = mayChoose ? [apply] : []
        var room = 130
        let numbers = Dictionary(grouping: reading.proposals.indices) { reading.proposals[$0].itemKey }
        for (item, proposals) in reading.byItem(year) {
            let shown = (numbers[item.item.key] ?? []).prefix(max(0, min(room, 12)))
            room -= shown.count
            let lines = shown.map { index in
                let proposal = reading.proposals[index]
                return line(
                    DisclosureImportPage.field(proposal.number), item.code, mayChoose, problems,
                    [
                        element("span", [.class("tag \(kind(proposal))")], text: words.sureness(proposal)),
                        .text(" \(proposal.label.shortened(to: 90)) "),
                        element("span", [.class("hint")], text: proposal.text.shortened(to: 140)),
                        words.doubt(proposal).map { element("span", [.class("hint")], text: " \($0)") } ?? .empty,
                    ])
            }
            links.append(
                section(
                    "\(item.code) \(words.words.title(item).shortened(to: 120))", lines,
                    more: proposals.count - shown.count))
        }
        if !reading.left.isEmpty {
            let lines = reading.left.indices.prefix(50).map { index in
                line(
                    DisclosureImportPage.field(reading.left[index].number), "", mayChoose, problems,
                    [.text(words.left(reading.left[index]).shortened(to: 260))])
            }
            links.append(
                section(
                    "\(visit.text("page_reading.left")) (\(reading.left.count))", lines,
                    more: reading.left.count - lines.count))
        }
        let finds = list("page_reading.finds", words.finds, most: 60)
        body +=
            finds + [mayChoose ? Form(visit, values: [:]).node(to: "\(address)/\(source.id)", links) : .fragment(links)]
        return Page(
            visit.text("page_reading.understood"), sub: back, current: .disclosures, body)
    }

    private var apply: Node {
        element(
            "section", [.class("card narrow")],
            [
                part.paragraph(visit.text("page_reading.apply_why")),
                part.hint(visit.text("page_reading.apply_change")),
                part.buttons([
                    element("button", [.class("btn")], text: visit.text("page_reading.apply")),
                    part.link(address, visit.text("page_reading.other"), "btn quiet"),
                ]),
            ])
    }

    private func kind(_ proposal: DisclosureReading.Proposal) -> String {
        proposal.sureness == .sure ? "good" : proposal.sureness == .likely ? "fair" : "bad"
    }

    /// The field of a link's code.
    static func field(_ number: Int) -> String { "link-\(number)" }

    /// A link, with the code of its item in a field.
    private func line(
        _ name: String, _ code: String, _ mayChoose: Bool, _ problems: [Problem], _ words: [Node]
    ) -> Node {
        guard mayChoose else { return element("li", [], words) }
        let faults = problems.filter { $0.place == name }
        var attributes = [Attribute("name", name), Attribute("value", visit.form[name] ?? code)]
        if !faults.isEmpty { attributes.append(Attribute("aria-invalid", "true")) }
        return element(
            "li", [],
            faults.map { fault in
                let (strings, language) = (visit.site.strings, visit.language)
                let said = strings.said(fault, language)
                return element("p", [.class("fault")], text: said)
            } + [
                element(
                    "label", [.class("to-item")], [element("input", attributes), element("span", [], words)])
            ])
    }

    private func section(_ title: String, _ lines: [Node], more: Int) -> Node {
        element(
            "section", [.class("card")],
            [
                element("h2", text: title), element("ul", [.class("plain-list")], lines),
                more > 0 ? part.hint(visit.text("page_reading.more", ["count": String(more)])) : .empty,
            ])
    }

    private func list(_ key: String, _ lines: [String], most: Int) -> [Node] {
        guard !lines.isEmpty else { return [] }
        let left = lines.count - most
        return [
            element(
                "section", [.class("card")],
                [
                    element("h2", text: "\(visit.text(key)) (\(lines.count))"),
                    element(
                        "ul", [.class("plain-list")],
                        lines.prefix(most).map { element("li", text: $0.shortened(to: 320)) }),
                    left > 0 ? part.hint(visit.text("page_reading.more", ["count": String(left)])) : .empty,
                ])
        ]
    }
}

/// The routes of it.
enum DisclosureImportRoutes {
    static let all: [Route] = [
        .get("/desk/:agency/:year/disclosures/import", .agency(.plan)) { visit in
            DisclosureImportPage(visit: visit, year: try await DisclosureRoutes.year(visit)).choose().reply(visit)
        },
        .post("/desk/:agency/:year/disclosures/import", .agency(.plan), .files) { visit in
            let year = try await DisclosureRoutes.year(visit)
            var source = ""
            let problems = try await visit.problems { source = try await keep(visit, year) }
            guard problems.isEmpty else {
                return DisclosureImportPage(visit: visit, year: year).choose(problems: problems).reply(
                    visit, status: 422)
            }
            return .redirect("\(Link.disclosures(year.agency.key, year.fiscalYear))/import/\(source)")
        },
        .get("/desk/:agency/:year/disclosures/import/:source", .agency(.plan)) { visit in
            let year = try await DisclosureRoutes.year(visit)
            let (source, reading) = try await read(visit, year, try visit.parameter("source"))
            return DisclosureImportPage(visit: visit, year: year).show(source, reading).reply(visit)
        },
        .post("/desk/:agency/:year/disclosures/import/:source", .agency(.plan)) { visit in
            let year = try await DisclosureRoutes.year(visit)
            let (source, asRead) = try await read(visit, year, try visit.parameter("source"))
            var outcome = ImportDisclosures.Outcome(isNew: false)
            let problems = try await visit.problems {
                var reading = asRead
                let links = reading.proposals.map(\.number) + reading.left.map(\.number)
                let codes = links.reduce(into: [Int: String]()) { $0[$1] = visit.form[DisclosureImportPage.field($1)] }
                try reading.move(codes, in: year, place: DisclosureImportPage.field)
                outcome = try await visit.perform(
                    ImportDisclosures(
                        agency: year.agency.id, year: year.id, page: reading.address?.description ?? source.name,
                        hash: source.hash, proposals: reading.proposals))
            }
            guard problems.isEmpty else {
                return DisclosureImportPage(visit: visit, year: year).show(source, asRead, problems: problems).reply(
                    visit, status: 422)
            }
            let done = outcome.isNew ? "?done=page_imported" : "?done=same_file"
            return .redirect(Link.disclosures(year.agency.key, year.fiscalYear) + done)
        },
    ]

    /// Takes the page of the form, from the web or as a file, and keeps it.
    private static func keep(_ visit: Visit, _ year: DisclosureYear) async throws -> String {
        let (bytes, name): ([UInt8], String)
        if visit.form.filled("address") != nil, visit.files.contains(where: { $0.field == "file" }) {
            throw Failure.invalid([Problem("page_two", at: "address")])
        }
        if let typed = visit.form.filled("address") {
            let (found, place) = try await DisclosureSource.fetch(typed, site: visit.site)
            (bytes, name) = (found, place.description)
        } else if let file = visit.files.first(where: { $0.field == "file" }) {
            if let problem = file.problem { throw Failure.invalid([Problem(problem.key, problem.values, at: "file")]) }
            bytes = try file.bytes()
            try DisclosureSource.requirePage(bytes, at: "file")
            do {
                name = try visit.form.filled("place").map { try AddressEntry.read($0).description } ?? file.name
            } catch Failure.invalid(let problems) {
                throw Failure.invalid(problems.map { Problem($0.key, $0.values, at: "place") })
            }
        } else {
            throw Failure.invalid([Problem("page_missing", at: "address")])
        }
        let hash = try visit.site.files.put(bytes)
        return try await visit.perform(
            KeepDisclosureSource(agency: year.agency.id, year: year.id, page: name, hash: hash))
    }

    /// A page that was handed in, read again.
    static func read(_ visit: Visit, _ year: DisclosureYear, _ id: String) async throws -> (
        DisclosureSource, DisclosureReading
    ) {
        let source = try await visit.site.database.read { try DisclosureSource.find(id, year: year.id, in: $0) }
        let bytes = try visit.site.files.bytes(of: source.hash)
        let reading = DisclosureReader.read(
            bytes, page: source.page, year: year, aliases: visit.site.editions.aliases())
        return (source, reading)
    }
}
