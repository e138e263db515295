import HTML
import ITA

/// The board of disclosures, one item's page, and what is done there.
enum DisclosureRoutes {
    static let all: [Route] =
        [
            .get("/desk/:agency/:year/disclosures", .agency(.read)) { try await board($0) },
            .post("/desk/:agency/:year/disclosures", .agency(.plan)) { visit in
                let (agency, year, editions) = (try visit.agency(), try visit.year(), visit.site.editions)
                let problems = try await visit.problems {
                    let file = try visit.form.filled("edition").map { try editions.file($0) }
                    _ = try await visit.perform(
                        OpenDisclosureYear(
                            agency: agency.id, fiscalYear: year, file: file, editions: editions,
                            answersDueOn: visit.form["due"]))
                }
                guard problems.isEmpty else { return try await board(visit, problems: problems) }
                return .redirect("\(Link.disclosures(agency.key, year))?done=disclosures_opened")
            },
            .get("/desk/:agency/:year/disclosures/answers", .agency(.read)) { visit in
                DisclosureAnswers(try await year(visit), settings: visit.site.settings).page(visit).reply(visit)
            },
            .get("/desk/:agency/:year/disclosures/answers/xlsx", .agency(.read)) { visit in
                let answers = DisclosureAnswers(try await year(visit), settings: visit.site.settings)
                let bytes = try answers.xlsx(strings: visit.site.strings, language: visit.language)
                let name = visit.text("answers.file")
                return .download(
                    .bytes(bytes), name: "\(name)-\(answers.year.agency.key)-\(answers.year.fiscalYear).xlsx",
                    type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
            },
            .get("/desk/:agency/:year/disclosures/carry", .agency(.plan)) { try await carry($0) },
            .post("/desk/:agency/:year/disclosures/carry", .agency(.plan)) { visit in
                let (agency, year, editions) = (try visit.agency(), try visit.year(), visit.site.editions)
                _ = try await visit.perform(
                    CarryDisclosures(office: agency, from: year - 1, to: year, editions: editions))
                return .redirect("\(Link.disclosures(agency.key, year))?done=disclosures_carried")
            },
        ] + DisclosureDraftsPage.routes + [
            .get("/desk/:agency/:year/disclosures/:item", .agency(.read)) { try await page($0) },
            .post("/desk/:agency/:year/disclosures/:item", .agency(.record)) { visit in
                try await part(visit, .about)
            },
            .post("/desk/:agency/:year/disclosures/:item/assignment", .agency(.plan)) { visit in
                try await part(visit, .owner)
            },
            .post("/desk/:agency/:year/disclosures/:item/addresses", .agency(.record)) { visit in
                try await part(visit, .address)
            },
            .get("/desk/:agency/:year/disclosures/:item/addresses/:address", .agency(.record)) { visit in
                let (year, item) = try await found(visit)
                let address = try address(visit, of: item)
                return DisclosureForms(visit: visit, year: year, item: item).address(address).reply(visit)
            },
            .post("/desk/:agency/:year/disclosures/:item/addresses/:address", .agency(.record)) { visit in
                let (year, item) = try await found(visit)
                let address = try address(visit, of: item)
                let problems = try await visit.problems {
                    _ = try await visit.perform(
                        ChangeAddress(
                            agency: year.agency.id, id: address.id, address: visit.form["address"] ?? "",
                            label: visit.form["label"] ?? "", element: visit.form["element"],
                            editions: visit.site.editions))
                }
                guard problems.isEmpty else {
                    return DisclosureForms(visit: visit, year: year, item: item, problems: problems).address(address)
                        .reply(visit, status: 422)
                }
                return back(year, item, "?done=address_changed")
            },
            .post("/desk/:agency/:year/disclosures/:item/addresses/:address/removal", .agency(.record)) { visit in
                try await deed(visit, "?done=address_removed") { year, _ in
                    try await visit.perform(
                        RemoveAddress(agency: year.agency.id, address: try visit.parameter("address")))
                }
            },
            .post("/desk/:agency/:year/disclosures/:item/addresses/:address/confirmation", .agency(.record)) { visit in
                try await deed(visit, "?done=offer_taken") { year, _ in
                    try await visit.perform(
                        ConfirmOffer(agency: year.agency.id, address: try visit.parameter("address")))
                }
            },
            .post("/desk/:agency/:year/disclosures/:item/elements", .agency(.record)) { visit in
                try await part(visit, .element)
            },
            .get("/desk/:agency/:year/disclosures/:item/elements/:element", .agency(.record)) { visit in
                let (year, item) = try await found(visit)
                return DisclosureForms(visit: visit, year: year, item: item).ownElement(try element(visit, of: item))
                    .reply(visit)
            },
            .post("/desk/:agency/:year/disclosures/:item/elements/:element", .agency(.record)) { visit in
                let (year, item) = try await found(visit)
                let line = try element(visit, of: item)
                let problems = try await visit.problems {
                    try await visit.perform(
                        ChangeElement(
                            agency: year.agency.id, element: line.ownID ?? "", text: visit.form["text"] ?? ""))
                }
                guard problems.isEmpty else {
                    return DisclosureForms(visit: visit, year: year, item: item, problems: problems).ownElement(line)
                        .reply(visit, status: 422)
                }
                return back(year, item, "?done=element_changed")
            },
            .post("/desk/:agency/:year/disclosures/:item/elements/:element/removal", .agency(.record)) { visit in
                try await deed(visit, "?done=element_removed") { year, _ in
                    try await visit.perform(
                        RemoveElement(agency: year.agency.id, element: try visit.parameter("element")))
                }
            },
        ]

    /// The disclosures of the path's year.
    static func year(_ visit: Visit) async throws -> DisclosureYear {
        let (agency, year, editions) = (try visit.agency(), try visit.year(), visit.site.editions)
        return try await visit.site.database.read {
            try DisclosureYear.find(agency, year: year, editions: editions, in: $0)
        }
    }

    /// The item of the path, with its year.
    static func found(_ visit: Visit) async throws -> (DisclosureYear, Disclosure) {
        let year = try await year(visit)
        return (year, try year.item(try visit.parameter("item")))
    }

    private static func address(_ visit: Visit, of item: Disclosure) throws -> Disclosure.Address {
        let id = try visit.parameter("address")
        guard let found = item.addresses.first(where: { $0.id == id }) else {
            throw Failure.notFound(Message("failure.no_page"))
        }
        return found
    }

    private static func element(_ visit: Visit, of item: Disclosure) throws -> Disclosure.Element {
        let id = try visit.parameter("element")
        guard let found = item.elements.first(where: { $0.ownID == id }) else {
            throw Failure.notFound(Message("failure.no_page"))
        }
        return found
    }

    private static func back(_ year: DisclosureYear, _ item: Disclosure, _ done: String) -> Reply {
        .redirect(Link.disclosure(year.agency.key, year.fiscalYear, item.code) + done)
    }

    /// Does something to the item of the path: its page afterwards, or again with what is wrong.
    private static func deed(
        _ visit: Visit, _ done: String, _ work: (DisclosureYear, Disclosure) async throws -> Void
    ) async throws -> Reply {
        let (year, item) = try await found(visit)
        let problems = try await visit.problems { try await work(year, item) }
        guard problems.isEmpty else { return try await page(visit, problems: problems) }
        return back(year, item, done)
    }

    /// The parts of an item's form, each with a button of its own.
    private enum Part {
        case about, owner, address, element

        var fields: Set<String> {
            switch self {
            case .about: ["title", "from", "to", "explanation", "nothing"]
            case .owner: ["unit", "person"]
            case .address: ["address", "label", "element"]
            case .element: ["text"]
            }
        }
        var done: String {
            switch self {
            case .about: "?done=disclosure_saved"
            case .owner: "?done=disclosure_assigned"
            case .address: "?done=address_added"
            case .element: "?done=element_added"
            }
        }
    }

    /// Saves one part of the form; the page comes back at once where something is wrong, or where another part holds
    /// something that is not saved. A browser presses the first button where somebody presses Enter in another part.
    private static func part(_ visit: Visit, _ pressed: Part) async throws -> Reply {
        let form = visit.form
        let isBlank = pressed.fields.allSatisfy { form.filled($0) == nil }
        let touched = try await itemPage(visit).unsaved(form, but: pressed.fields)
        let other = [Part.about, .element].first { !$0.fields.isDisjoint(with: touched.keys) }
        let part = pressed == .address && isBlank ? other ?? pressed : pressed
        let (year, item) = try await found(visit)
        let problems = try await visit.problems { try await save(visit, part, year, item) }
        guard problems.isEmpty else { return try await page(visit, problems: problems) }
        var page = try await itemPage(visit)
        page.typed = page.unsaved(form, but: part.fields)
        guard !page.typed.isEmpty else { return back(year, item, part.done) }
        page.done = "\(visit.said(part.done)) \(visit.text("form.rest_unsaved"))"
        return page.page.reply(visit)
    }

    private static func save(_ visit: Visit, _ part: Part, _ year: DisclosureYear, _ item: Disclosure) async throws {
        let (form, agency, editions) = (visit.form, year.agency.id, visit.site.editions)
        switch part {
        case .about:
            try await visit.perform(
                DescribeDisclosure(
                    agency: agency, disclosure: item.id, title: form["title"], from: form["from"],
                    to: form["to"], explanation: form["explanation"], nothing: form["nothing"]))
        case .owner:
            try await visit.perform(
                AssignDisclosure(
                    agency: agency, disclosure: item.id, unit: form["unit"], person: form["person"],
                    editions: editions))
        case .address:
            _ = try await visit.perform(
                AddAddress(
                    agency: agency, disclosure: item.id, address: form["address"] ?? "", label: form["label"] ?? "",
                    element: form["element"], editions: editions))
        case .element:
            _ = try await visit.perform(AddElement(agency: agency, disclosure: item.id, text: form["text"] ?? ""))
        }
    }

    private static func board(_ visit: Visit, problems: [Problem] = []) async throws -> Reply {
        let (agency, year, editions) = (try visit.agency(), try visit.year(), visit.site.editions)
        let (found, standard) = try await visit.site.database.read { db in
            let found = try DisclosureYear.load(agency, year: year, editions: editions, in: db)
            return (found, try found == nil ? OpenDisclosureYear.standard(agency.id, year, editions, in: db) : nil)
        }
        guard let found else {
            return try DisclosureBoard.empty(visit, agency, year, standard: standard?.edition, problems: problems)
                .reply(
                    visit, status: problems.isEmpty ? 200 : 422)
        }
        let query = visit.request.query
        return DisclosureBoard(
            visit: visit, year: found, state: query["state"] ?? "", unit: query["unit"] ?? ""
        ).page.reply(visit, status: problems.isEmpty ? 200 : 422)
    }

    private static func page(_ visit: Visit, problems: [Problem] = []) async throws -> Reply {
        var page = try await itemPage(visit)
        page.problems = problems
        if !problems.isEmpty { page.typed = page.unsaved(visit.form, but: []) }
        return page.page.reply(visit, status: problems.isEmpty ? 200 : 422)
    }

    private static func itemPage(_ visit: Visit) async throws -> DisclosureItemPage {
        let (agency, year, editions) = (try visit.agency(), try visit.year(), visit.site.editions)
        let code = try visit.parameter("item")
        let mayPlan = visit.may(.plan)
        return try await visit.site.database.read { db in
            let year = try DisclosureYear.find(agency, year: year, editions: editions, in: db)
            let item = try year.item(code)
            let check = try CheckParts.brief(item, in: db)
            let watched = try WatchParts.Data.load(
                disclosure: item.id, agency: agency.id, today: visit.today, in: db)
            return DisclosureItemPage(
                visit: visit, year: year, item: item,
                names: mayPlan ? try KnownNames.load(agency: agency.id, in: db) : KnownNames(),
                history: try item.history(agency: agency.id, in: db),
                more: CheckParts.section(check, agency: agency, visit) + [
                    DisclosurePageParts.section(item, agency: agency.key, year: year.fiscalYear, visit)
                ]
                    + WatchParts.section(
                        watched, agency: agency.key, year: year.fiscalYear, code: item.code, visit)
                    + [DisclosureDraftsPage.section(item, year, visit)])
        }
    }

    private static func carry(_ visit: Visit) async throws -> Reply {
        let (agency, year, editions) = (try visit.agency(), try visit.year(), visit.site.editions)
        let (found, preview) = try await visit.site.database.read { db in
            let found = try DisclosureYear.find(agency, year: year, editions: editions, in: db)
            let hasBefore = try DisclosureYear.years(of: agency.id, in: db).contains(year - 1)
            return (
                found,
                hasBefore
                    ? try CarryDisclosures.preview(agency, from: year - 1, to: year, editions: editions, in: db).preview
                    : nil
            )
        }
        return DisclosureForms.carry(visit, found, preview).reply(visit)
    }
}

extension Disclosure {
    /// What the journal says of it, newest first: lines about it, and those that name it.
    func history(agency: String, limit: Int = 30, in db: Connection) throws -> [JournalEntry] {
        try db.rows(
            """
            SELECT journal.*, person.name AS actor_name FROM journal
            LEFT JOIN person ON journal.actor = 'person:' || person.id
            WHERE journal.agency_id = \(agency)
            AND (about = \("disclosure \(id)") OR particulars LIKE \("%\(id)%"))
            ORDER BY journal.number DESC LIMIT \(limit)
            """
        ).map { JournalEntry(line: try Journal.Line($0), actorName: try $0.optionalString("actor_name")) }
    }
}
