import HTML
import ITA

/// Handing work over: what is open, to whom it goes, and the sheet both sign.
enum HandOverRoutes {
    static let all: [Route] = [
        .get("/desk/:agency/people/:person/hand-over", .agency(.plan)) { try await page($0) },
        .post("/desk/:agency/people/:person/hand-over", .agency(.plan)) { visit in
            let (agency, person, form) = (try visit.agency(), try visit.parameter("person"), visit.form)
            let problems = try await visit.problems {
                guard let to = form.filled("to") else {
                    throw Failure.invalid([Problem("empty", ["field": "to"], at: "to")])
                }
                try await visit.perform(
                    HandOver(
                        agency: agency.id, from: person, to: to, measures: form.all("measures"),
                        disclosures: form.all("disclosures"), takesRole: form["role"] == "1",
                        takesUnit: form["unit"] == "1", editions: visit.site.editions))
            }
            guard problems.isEmpty else { return try await page(visit, problems: problems) }
            let number = try await visit.site.database.read {
                try HandedOver.newest(from: person, agency: agency.id, in: $0)
            }
            return .redirect("\(Link.handedOver(agency.key, number ?? 0))?done=handed_over")
        },
        .get("/desk/:agency/handed-over/:number", .agency(.plan)) { visit in
            let (agency, editions) = (try visit.agency(), visit.site.editions)
            guard let number = Int(try visit.parameter("number")) else {
                throw Failure.notFound(Message("failure.no_page"))
            }
            let handed = try await visit.site.database.read {
                try HandedOver.load(number: number, agency: agency.id, editions: editions, in: $0)
            }
            return sheet(visit, agency, handed).reply(visit)
        },
    ]

    private static func page(_ visit: Visit, problems: [Problem] = []) async throws -> Reply {
        let (agency, id, editions) = (try visit.agency(), try visit.parameter("person"), visit.site.editions)
        let language = visit.language
        let (person, work, kept, others) = try await visit.site.database.read { db in
            (
                try Person.find(id, agency: agency.id, in: db),
                try OpenWork.list(person: id, agency: agency.id, editions: editions, in: db),
                try KeptDisclosure.list(
                    person: id, agency: agency.id, editions: editions, language: language, in: db),
                try db.rows(
                    """
                    SELECT person.id, person.name, title, unit.name AS unit_name FROM person
                    LEFT JOIN unit ON unit.id = person.unit_id
                    WHERE person.agency_id = \(agency.id) AND person.retired_at IS NULL AND person.id <> \(id)
                    ORDER BY person.name
                    """
                ).map { row in
                    (
                        id: try row.string("id"),
                        words: [
                            try row.string("name"), try row.optionalString("title"),
                            try row.optionalString("unit_name"),
                        ].compactMap { $0 }.joined(separator: " · ")
                    )
                }
            )
        }
        let part = PeopleParts(visit: visit)
        let isFirst = visit.request.method != "POST"
        let form = Form(
            visit,
            values: [
                "to": visit.form["to"] ?? "", "role": visit.form["role"] ?? "", "unit": visit.form["unit"] ?? "",
                "measures": "", "disclosures": "",
            ], problems: problems)
        let people =
            [(value: "", text: visit.text("hand_over.choose"))]
            + others.map { ($0.id, $0.words) }
        func list(_ name: String, _ items: [(id: String, text: String, about: String)]) -> Node {
            let chosen = Set(isFirst ? items.map(\.id) : visit.form.all(name))
            let rows = items.map { item in
                element(
                    "label", [.class("tick")],
                    [
                        element(
                            "input",
                            [
                                Attribute("type", "checkbox"), Attribute("name", name), Attribute("value", item.id),
                            ] + (chosen.contains(item.id) ? [Attribute("checked")] : [])),
                        element("span", [], [.text(item.text), element("small", text: item.about)]),
                    ])
            }
            return element(
                "fieldset", [.id("f-\(name)")], [element("legend", text: visit.text("hand_over.legend"))] + rows)
        }
        let measures = element(
            "section", [.class("card")],
            [
                element("h2", text: work.counted(visit.site.strings, language)),
                work.isEmpty
                    ? part.paragraph(visit.text("hand_over.none"))
                    : list("measures", work.map { (id: $0.measure, text: $0.text, about: about($0, visit)) }),
            ])
        let disclosures: Node =
            kept.isEmpty
            ? .empty
            : part.card(
                "hand_over.disclosures", ["count": String(kept.count)],
                [
                    list(
                        "disclosures",
                        kept.map { (id: $0.id, text: "\($0.code) \($0.title)", about: about($0, visit)) }),
                    part.hint(visit.text("hand_over.prepared")),
                ])
        return Page(
            visit.text("hand_over.title", ["name": person.name]), sub: .text(visit.text("hand_over.sub")),
            current: .people,
            [
                element("p", [], [part.link(Link.person(agency.key, id), visit.text("hand_over.back"))]),
                others.isEmpty
                    ? part.paragraph(visit.text("hand_over.nobody"))
                    : form.node(
                        to: Link.handOver(agency.key, id),
                        [
                            measures, disclosures,
                            part.card(
                                "hand_over.whom", narrow: true,
                                [
                                    form.choice("to", visit.text("hand_over.to"), people),
                                    work.isEmpty && kept.isEmpty
                                        ? .empty
                                        : .fragment([
                                            part.hint(visit.text("hand_over.unit_hint")),
                                            form.tick("unit", visit.text("hand_over.unit")),
                                        ]),
                                    visit.may(.administer)
                                        ? form.tick(
                                            "role",
                                            visit.text(
                                                "hand_over.role",
                                                ["role": visit.text("role.\(person.role.rawValue)")])) : .empty,
                                    form.button("hand_over.button"),
                                ]),
                        ]),
            ]
        ).reply(visit, status: problems.isEmpty ? 200 : 422)
    }

    private static func about(_ work: OpenWork, _ visit: Visit) -> String {
        var parts = [visit.text("hand_over.year", ["year": String(work.fiscalYear)])]
        if !work.items.isEmpty { parts.append(visit.text("hand_over.items", ["items": work.items])) }
        if let unit = work.unit { parts.append(unit) }
        if let end = work.endsOn { parts.append(visit.text("hand_over.ends", ["day": visit.day(end)])) }
        if work.isDraft { parts.append(visit.text("hand_over.draft")) }
        if !work.halves.isEmpty {
            parts.append(
                visit.text(
                    "hand_over.rounds", ["rounds": work.halves.map(String.init).joined(separator: ", ")]))
        }
        return parts.joined(separator: " · ")
    }

    private static func about(_ kept: KeptDisclosure, _ visit: Visit) -> String {
        [visit.text("hand_over.year", ["year": String(kept.fiscalYear)]), kept.unit].compactMap { $0 }.joined(
            separator: " · ")
    }

    /// The sheet that both sign; the browser prints it without the way around.
    private static func sheet(_ visit: Visit, _ agency: Agency, _ handed: HandedOver) -> Page {
        let part = PeopleParts(visit: visit)
        let sheet = handed.sheet
        func who(_ person: HandOverSheet.Signer) -> String {
            [person.name, person.title, person.unit].compactMap { $0 }.joined(separator: " · ")
        }
        let facts = [
            ("hand_over.agency", agency.name(visit.language)),
            ("hand_over.at", visit.site.strings.instant(handed.at, visit.language)),
            ("hand_over.giver", who(sheet.giver)), ("hand_over.taker", who(sheet.taker)),
        ]
        let hasWork = !sheet.measures.isEmpty || !sheet.disclosures.isEmpty
        let hasUnits = handed.isOfTheDay || sheet.unit != nil
        func table(_ what: String, _ rows: [HandOverSheet.Row], ends: Bool) -> Node {
            guard !rows.isEmpty else { return .empty }
            let columns = ["number", what, "items"] + (hasUnits ? ["unit"] : []) + ["year"] + (ends ? ["ends"] : [])
            return part.table(
                visit.text("hand_over.column_\(what)"),
                columns.map { (visit.text("hand_over.column_\($0)"), false) },
                rows.enumerated().map { index, row -> [Node] in
                    let first = [String(index + 1), row.text(visit.language), row.items]
                    let end = row.ends.flatMap { Day(iso: $0) }.map { visit.day($0) } ?? "–"
                    let rest = (hasUnits ? [row.unit ?? "–"] : []) + [String(row.year)] + (ends ? [end] : [])
                    return (first + rest).map { Node.text($0) }
                })
        }
        let dots = String(repeating: ".", count: 40)
        let signatures = [("hand_over.giver", sheet.giver), ("hand_over.taker", sheet.taker)].map { key, person in
            element(
                "div", [],
                [
                    element("p", text: "\(visit.text("hand_over.signed")) \(dots)"),
                    element("p", text: "(\(person.name))"), element("p", text: visit.text(key)),
                    element("p", text: "\(visit.text("hand_over.date")) \(dots)"),
                ])
        }
        return Page(
            visit.text("hand_over.sheet"), current: .people, scripts: ["print"],
            [
                element(
                    "section", [.class("card paper handed")],
                    [
                        element(
                            "dl", [.class("facts")],
                            facts.flatMap { [element("dt", text: visit.text($0.0)), element("dd", text: $0.1)] }),
                        table("measure", sheet.measures, ends: true),
                        table("disclosure", sheet.disclosures, ends: false),
                        handed.isOfTheDay || !hasWork ? .empty : part.paragraph(visit.text("hand_over.as_now")),
                        hasWork
                            ? part.paragraph(
                                sheet.unit.map { visit.text("hand_over.unit_moved", ["unit": $0]) }
                                    ?? visit.text("hand_over.unit_stays")) : .empty,
                        handed.role.map {
                            part.paragraph(
                                visit.text("hand_over.role_too", ["role": visit.text("role.\($0.rawValue)")]))
                        } ?? .empty, part.paragraph(visit.text("hand_over.stays")),
                        sheet.disclosures.isEmpty ? .empty : part.paragraph(visit.text("hand_over.prepared")),
                        element("div", [.class("signatures")], signatures),
                    ]),
                part.buttons([
                    part.printButton,
                    part.link(Link.person(agency.key, handed.from), visit.text("hand_over.back"), "btn quiet"),
                ]),
            ])
    }
}
