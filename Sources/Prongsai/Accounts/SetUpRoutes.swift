import HTML
import ITA

/// The first-run page: an office set up in one form.
enum SetUpRoutes {
    static let all: [Route] = [
        .get("/setup", .everyone) { visit in
            guard try await isOpen(visit) else { return .redirect("/sign-in") }
            // Neither edition nor year is chosen beforehand: a wrong one is noticed only once much is entered.
            return .html(try await node(visit, values: [:]))
        },
        .post("/setup", .everyone) { visit in
            guard try await isOpen(visit) else { return .redirect("/sign-in") }
            let form = visit.form
            var problems: [Problem] = []
            if Secret.codeHash(form["setup-code"] ?? "") != Secret.codeHash(visit.setupCode) {
                problems.append(Problem("setup_code", at: "setup-code"))
            }
            let needsOffice = try await agency(visit) == nil
            for field in ["person", "login"] + (needsOffice ? ["office"] : []) where form.filled(field) == nil {
                problems.append(Problem("empty", ["field": field], at: field))
            }
            let year = Digits.year(form["year"] ?? "") ?? 0
            let known = try visit.site.editions.sound()
            let chosen = form.filled("edition").flatMap { id in known.first { $0.id == id } }
            if needsOffice {
                if let other = OpenableYears.problem(year, typed: form["year"] ?? "", on: visit.today) {
                    problems.append(other)
                } else if let chosen, form["sure"] != "1", let other = YearRoutes.unusual(year, chosen) {
                    problems.append(other)
                }
                if chosen == nil { problems.append(Problem("no_edition_chosen", at: "edition")) }
            }
            if let problem = Password.problem(form["password"] ?? "", login: form["login"] ?? "") {
                problems.append(problem)
            }
            do { if form.filled("login") != nil { _ = try Account.login(form["login"] ?? "") } } catch Failure.invalid(
                let more)
            {
                problems += more
            }
            let order = ["setup-code", "office", "year", "edition", "sure", "person", "title", "login", "password"]
            problems.sort { a, b in
                func place(_ problem: Problem) -> Int { order.firstIndex(of: problem.place ?? "") ?? order.count }
                return place(a) < place(b)
            }
            guard problems.isEmpty else {
                return .html(try await node(visit, values: Form.typed(form), problems: problems), status: 422)
            }
            do {
                let editions = visit.site.editions
                let edition = try editions.file(chosen?.id ?? known.first?.id ?? "")
                try await visit.perform(
                    SetUp(
                        office: form["office"] ?? "", edition: edition, fiscalYear: year, person: form["person"] ?? "",
                        title: form.filled("title"), login: form["login"] ?? "",
                        digest: try await Password.digest(form["password"] ?? "")))
            } catch Failure.invalid(let more) {
                return .html(try await node(visit, values: Form.typed(form), problems: more), status: 422)
            }
            return .redirect("/sign-in?done=set_up")
        },
    ]

    private static func isOpen(_ visit: Visit) async throws -> Bool {
        try await visit.site.database.read { try $0.first("SELECT person_id FROM account LIMIT 1") == nil }
    }

    private static func agency(_ visit: Visit) async throws -> Agency? {
        try await visit.site.database.read {
            try $0.first("SELECT * FROM agency ORDER BY key LIMIT 1").map { try Agency($0) }
        }
    }

    /// Of how many items of an edition the wording was found in a public source.
    private static func sureness(_ edition: Edition, _ visit: Visit) -> String {
        let firm = edition.items.count { $0.provenance.certainty.isFirm }
        let counts = ["firm": String(firm), "all": String(edition.items.count)]
        return visit.text(firm == edition.items.count ? "setup.edition_sure" : "setup.edition_unsure", counts)
    }

    private static func node(_ visit: Visit, values: [String: String], problems: [Problem] = []) async throws -> Node {
        var values = values
        for name in ["setup-code", "office", "edition", "year", "person", "title", "login", "password", "sure"]
        where values[name] == nil {
            values[name] = ""
        }
        let form = Form(visit, values: values, problems: problems)
        let editions = try visit.site.editions.sound().sorted {
            ($1.fiscalYear.value, $0.id) < ($0.fiscalYear.value, $1.id)
        }.map { edition in
            (
                value: edition.id,
                text: visit.text(
                    "setup.edition_of",
                    [
                        "edition": visit.site.strings.name(edition.title, visit.language),
                        "year": String(edition.fiscalYear.value + 1),
                    ]), about: "\(YearRoutes.holds(edition, visit)) · \(sureness(edition, visit))"
            )
        }
        let asks = problems.contains { $0.key == "year_other" }
        let known = try await agency(visit)
        let office: [Node] =
            known.map { [element("p", text: visit.text("setup.known", ["agency": $0.name(visit.language)]))] } ?? [
                form.line("office", visit.text("setup.office"), hint: visit.text("setup.office_hint"), required: true),
                form.line(
                    "year", visit.text("setup.year"),
                    hint: visit.text("setup.year_now", ["year": String(visit.today.fiscalYear)]), required: true,
                    [Attribute("inputmode", "numeric")]),
                form.radios("edition", visit.text("setup.edition"), hint: visit.text("setup.edition_hint"), editions),
                asks ? form.tick("sure", visit.text("years.sure")) : .empty,
            ]
        return Page(
            visit.text("setup.title"), sub: .text(visit.text("setup.sub")),
            [
                form.node(
                    to: "/setup",
                    [
                        element(
                            "section", [.class("card narrow")],
                            [
                                element("h2", text: visit.text("setup.part_code")),
                                form.line(
                                    "setup-code", visit.text("setup.code"), hint: visit.text("setup.code_hint"),
                                    required: true, autocomplete: "off"),
                            ]),
                        element(
                            "section", [.class("card narrow")],
                            [element("h2", text: visit.text("setup.part_office"))] + office),
                        element(
                            "section", [.class("card narrow")],
                            [
                                element("h2", text: visit.text("setup.part_you")),
                                form.line("person", visit.text("setup.person"), required: true, autocomplete: "name"),
                                form.line(
                                    "title", visit.text("setup.person_title"), autocomplete: "organization-title"),
                                form.line(
                                    "login", visit.text("sign_in.login"), hint: visit.text("setup.login_hint"),
                                    required: true, autocomplete: "username"),
                                form.line(
                                    "password", visit.text("code.password"),
                                    hint: visit.text(
                                        "code.password_hint", ["least": String(Password.length.lowerBound)]),
                                    type: "password", required: true, autocomplete: "new-password"),
                                form.button("setup.button"),
                            ]),
                    ])
            ]
        ).node(visit)
    }
}
