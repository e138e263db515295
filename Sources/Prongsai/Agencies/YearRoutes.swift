import HTML
import ITA

/// The fiscal years of an agency, and opening the next.
enum YearRoutes {
    static let all: [Route] = [
        .get("/desk/:agency/years", .agency(.plan)) { try await page($0) },
        .post("/desk/:agency/years", .agency(.plan)) { visit in
            let (agency, form, editions) = (try visit.agency(), visit.form, visit.site.editions)
            let typed = Digits.ascii(form["year"] ?? "").trimmingWhitespace()
            var isThere = false
            let problems = try await visit.problems {
                guard !typed.isEmpty else { throw Failure.invalid([Problem("empty", ["field": "year"], at: "year")]) }
                let year = Digits.year(typed) ?? 0
                let isOpen = try await visit.site.database.read {
                    try Plan.years(of: agency.id, in: $0).contains(year)
                }
                // Said before anything is asked to be confirmed.
                if !isOpen, let problem = OpenableYears.problem(year, typed: typed, on: visit.today) {
                    throw Failure.invalid([problem])
                }
                guard let id = form.filled("edition"), try editions.ids().contains(id) else {
                    throw Failure.invalid([Problem("empty", ["field": "edition"], at: "edition")])
                }
                let file = try editions.file(id)
                if let other = unusual(year, file.edition), form["sure"] != "1" {
                    throw Failure.invalid([other])
                }
                isThere = try await visit.site.database.read {
                    try $0.first(
                        """
                        SELECT plan.id FROM plan JOIN assessment ON assessment.id = plan.assessment_id
                        WHERE plan.agency_id = \(agency.id) AND plan.fiscal_year = \(year) AND edition_id = \(id)
                        """) != nil
                }
                _ = try await visit.perform(
                    OpenYear(agency: agency.id, fiscalYear: year, edition: file.edition, file: file))
            }
            guard problems.isEmpty else { return try await page(visit, problems: problems) }
            let opened = Digits.year(typed) ?? 0
            let isScored = try await visit.site.database.read { db in
                try !Plan.load(agency: agency, year: opened, editions: editions, in: db).scores.isEmpty
            }
            let standing = Link.standing(agency.key, opened)
            if isThere { return .redirect("\(standing)?done=year_is_open") }
            return .redirect(
                isScored ? "\(standing)?done=year_opened_scored" : "\(standing)?done=year_opened")
        },
    ]

    private struct Year: Sendable {
        var year: Int
        var assessed: Int
        var edition: String
        var scores: Int
        var rows: Int
        var frozen: Int
    }

    /// What is to be confirmed where a plan would not stand on the scores of the year before.
    static func unusual(_ year: Int, _ edition: Edition) -> Problem? {
        let assessed = edition.fiscalYear.value
        guard assessed != year - 1 else { return nil }
        return Problem(
            "year_other", ["year": String(year), "usual": String(year - 1), "assessed": String(assessed)], at: "edition"
        )
    }

    /// Editions to choose from, each with its year and what it lacks; those that fit the year first.
    private static func editionChoices(
        _ known: [Edition], fitting: [String], _ visit: Visit
    ) -> [(value: String, text: String, about: String)] {
        let first = fitting.compactMap { id in known.first { $0.id == id } }
        return (first + known.filter { !fitting.contains($0.id) }).map { edition in
            let year =
                fitting.contains(edition.id)
                ? visit.text("years.fits")
                : visit.text("years.scores_of", ["year": String(edition.fiscalYear.value)])
            return (
                value: edition.id, text: visit.site.strings.name(edition.title, visit.language),
                about: "\(year) · \(holds(edition, visit))"
            )
        }
    }

    /// That no edition of the year before fits: whose is missing, and whose of that year there are.
    private static func noneFits(_ year: Int, _ known: [Edition], used: Edition?, _ visit: Visit) -> String {
        var values = ["year": String(year), "before": String(year - 1)]
        guard let used else { return "◆ \(visit.text("years.none_at_all", values))" }
        var owners: [String] = []
        for edition in known where edition.fiscalYear.value == year - 1 {
            let owner = visit.site.strings.name(edition.owner, visit.language)
            if !owners.contains(owner) { owners.append(owner) }
        }
        values["owner"] = visit.site.strings.name(used.owner, visit.language)
        values["owners"] = owners.joined(separator: ", ")
        let lacking = "◆ \(visit.text("years.none_fits", values))"
        return owners.isEmpty ? lacking : "\(lacking) \(visit.text("years.none_fits_others", values))"
    }

    /// How many items an edition lists of each instrument, and of which it lists none, so that there is no total.
    static func holds(_ edition: Edition, _ visit: Visit) -> String {
        let full = edition.instruments.filter { !$0.items.isEmpty }
        let counts = full.map { "\($0.code) \($0.items.count)" }.joined(separator: ", ")
        let lacking = ["IIT", "EIT", "OIT"].filter { code in !full.contains { $0.code == code } }
        let said = visit.text("years.holds", ["counts": counts])
        return lacking.isEmpty
            ? said : "\(said) · ◆ \(visit.text("years.lacks", ["instruments": lacking.joined(separator: ", ")]))"
    }

    private static func page(_ visit: Visit, problems: [Problem] = []) async throws -> Reply {
        let (agency, editions) = (try visit.agency(), visit.site.editions)
        let years = try await visit.site.database.read { db in
            try db.rows(
                """
                SELECT plan.fiscal_year, assessment.fiscal_year AS assessed, edition_id,
                  (SELECT COUNT(*) FROM score WHERE score.assessment_id = assessment.id) AS scores,
                  (SELECT COUNT(*) FROM plan_row WHERE plan_row.plan_id = plan.id) AS plan_rows,
                  (SELECT COUNT(*) FROM round WHERE round.plan_id = plan.id AND frozen_at IS NOT NULL) AS frozen
                FROM plan JOIN assessment ON assessment.id = plan.assessment_id
                WHERE plan.agency_id = \(agency.id) ORDER BY plan.fiscal_year DESC
                """
            ).map {
                Year(
                    year: try $0.integer("fiscal_year"), assessed: try $0.integer("assessed"),
                    edition: try $0.string("edition_id"), scores: try $0.integer("scores"),
                    rows: try $0.integer("plan_rows"), frozen: try $0.integer("frozen"))
            }
        }
        let next = years.first.map { $0.year + 1 } ?? visit.today.fiscalYear
        let fitting = try await visit.site.database.read { try editions.fitting(year: next, agency: agency, in: $0) }
        let part = PeopleParts(visit: visit)
        let known = try editions.sound()
        func name(_ id: String) -> String {
            known.first { $0.id == id }.map { visit.site.strings.name($0.title, visit.language) } ?? id
        }
        let rows = years.enumerated().map { index, year -> [Node] in
            let hasBefore = years.contains { $0.year == year.year - 1 }
            return [
                part.link(Link.standing(agency.key, year.year), String(year.year)),
                .text(visit.text("years.answers", ["year": String(year.assessed), "edition": name(year.edition)])),
                year.scores == 0
                    ? part.tag(.fair, visit.text("years.no_scores"))
                    : .text(visit.text("years.scores", ["count": String(year.scores)])),
                year.rows == 0
                    ? .fragment([
                        part.tag(.fair, visit.text("years.empty")),
                        hasBefore
                            ? element(
                                "p", [],
                                [
                                    part.link(
                                        "\(Link.plan(agency.key, year.year))/carry", visit.text("years.carry"))
                                ]) : .empty,
                    ])
                    : .fragment([
                        .text(visit.text("years.rows", ["count": String(year.rows)]) + " "),
                        part.link(Link.order(agency.key, year.year), visit.text("years.order")),
                    ]),
                .text(visit.text("years.frozen", ["count": String(year.frozen)])),
            ]
        }
        let choices = editionChoices(known, fitting: fitting, visit)
        let form = Form(
            visit,
            values: ["year": String(next), "edition": fitting.first ?? "", "sure": ""].merging(Form.typed(visit.form)) {
                $1
            }, problems: problems)
        let asks = problems.contains { $0.key == "year_other" }
        return Page(
            visit.text("years.title"), sub: .text(visit.text("years.sub")), current: .people,
            [
                visit.may(.administer) ? part.tabs(.years) : .empty,
                part.card(
                    "years.open", ["year": String(next)], narrow: true,
                    [
                        part.paragraph(
                            fitting.isEmpty
                                ? noneFits(
                                    next, known, used: known.first { $0.id == years.first?.edition }, visit)
                                : visit.text(
                                    "years.explained", ["year": String(next), "before": String(next - 1)])),
                        form.node(
                            to: Link.years(agency.key),
                            [
                                form.line(
                                    "year", visit.text("setup.year"), hint: visit.text("setup.year_hint"),
                                    required: true, [Attribute("inputmode", "numeric")]),
                                form.radios(
                                    "edition", visit.text("setup.edition"), hint: visit.text("years.edition_hint"),
                                    choices), asks ? form.tick("sure", visit.text("years.sure")) : .empty,
                                form.button("years.button"),
                            ]),
                    ]),
                element(
                    "section", [.class("card")],
                    [
                        element("h2", text: visit.text("years.list")),
                        rows.isEmpty
                            ? part.paragraph(visit.text("years.none"))
                            : part.table(
                                visit.text("years.list"),
                                ["year", "answers", "scores", "plan", "rounds"].map {
                                    (visit.text("years.column_\($0)"), false)
                                }, rows),
                    ]),
            ]
        ).reply(visit, status: problems.isEmpty ? 200 : 422)
    }
}
