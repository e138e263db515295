import HTML
import ITA

/// The first-run page: an office set up in one form.
enum SetUpRoutes {
    static let all: [Route] = [
        .get("/setup", .everyone) { visit in
            guard try await isOpen(visit) else { return .redirect("/sign-in") }
            let editions = try visit.site.editions.ids()
            let year = visit.today.fiscalYear
            let newest = editions.last { $0.utf8.starts(with: "nacc".utf8) } ?? editions.first ?? ""
            return .html(try await node(visit, values: ["year": String(year), "edition": newest]))
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
            let year = Int(Digits.ascii(form["year"] ?? "")) ?? 0
            if needsOffice, !(2550...2650).contains(year) {
                problems.append(Problem("fiscal_year", ["given": form["year"] ?? ""], at: "year"))
            }
            if let problem = Password.problem(form["password"] ?? "", login: form["login"] ?? "") {
                problems.append(problem)
            }
            do { if form.filled("login") != nil { _ = try Account.login(form["login"] ?? "") } } catch Failure.invalid(
                let more)
            {
                problems += more
            }
            guard problems.isEmpty else {
                return .html(try await node(visit, values: Form.typed(form), problems: problems), status: 422)
            }
            do {
                let editions = try visit.site.editions.ids()
                let edition = try visit.site.editions.file(form["edition"] ?? editions.first ?? "")
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

    private static func node(_ visit: Visit, values: [String: String], problems: [Problem] = []) async throws -> Node {
        var values = values
        for name in ["setup-code", "office", "edition", "year", "person", "title", "login", "password"]
        where values[name] == nil {
            values[name] = ""
        }
        let form = Form(visit, values: values, problems: problems)
        let editions = try visit.site.editions.ids().map { id in
            (value: id, text: visit.site.strings.name(try visit.site.editions.file(id).edition.title, visit.language))
        }
        let known = try await agency(visit)
        let office: [Node] =
            known.map { [element("p", text: visit.text("setup.known", ["agency": $0.name(visit.language)]))] } ?? [
                form.line("office", visit.text("setup.office"), hint: visit.text("setup.office_hint"), required: true),
                form.choice("edition", visit.text("setup.edition"), hint: visit.text("setup.edition_hint"), editions),
                form.line(
                    "year", visit.text("setup.year"), hint: visit.text("setup.year_hint"), required: true,
                    [Attribute("inputmode", "numeric")]),
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
