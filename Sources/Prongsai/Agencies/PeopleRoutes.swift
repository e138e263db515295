import HTML

/// People and units.
enum PeopleRoutes {
    static let all: [Route] = [
        .get("/desk/:agency/people", .agency(.administer)) { try await PeoplePage.load($0).page.reply($0) },
        .post("/desk/:agency/people", .agency(.administer)) { visit in
            let (agency, form) = (try visit.agency(), visit.form)
            var person = ""
            let problems = try await visit.problems {
                let units = try await visit.site.database.read { try UnitOfAgency.list(agency: agency.id, in: $0) }
                person = try await visit.perform(
                    AddPerson(
                        agency: agency.id, person: form["name"] ?? "", title: form["title"],
                        unit: units.first { $0.id == form["unit"] && !$0.isRetired }?.name,
                        role: try role(form["role"]), email: form["email"]))
            }
            guard problems.isEmpty else {
                return try await PeoplePage.load(visit, typed: Form.typed(form), problems: problems).page.reply(
                    visit, status: 422)
            }
            // Where the code to sign in with is given.
            return .redirect("\(Link.person(agency.key, person))?done=person_added")
        },
        .get("/desk/:agency/people/:person", .agency(.administer)) { try await PersonPage.load($0).page.reply($0) },
        .post("/desk/:agency/people/:person", .agency(.administer)) { visit in
            let (agency, person, form) = (try visit.agency(), try visit.parameter("person"), visit.form)
            let problems = try await visit.problems {
                try await visit.perform(
                    ChangePerson(
                        agency: agency.id, person: person, called: form["name"] ?? "", title: form["title"],
                        unit: form.filled("unit"), role: try role(form["role"]), email: form["email"]))
            }
            guard problems.isEmpty else {
                return try await PersonPage.load(
                    visit, form: "details", typed: Form.typed(form), problems: problems
                ).page.reply(visit, status: 422)
            }
            return .redirect("\(Link.person(agency.key, person))?done=person_changed")
        },
        .post("/desk/:agency/people/:person/invite", .agency(.administer)) { try await invite($0) },
        .post("/desk/:agency/people/:person/close", .agency(.administer)) { visit in
            try await visit.perform(
                CloseAccount(agency: try visit.agency().id, person: try visit.parameter("person")))
            return .redirect("\(try here(visit))?done=account_closed")
        },
        .post("/desk/:agency/people/:person/second-factor", .agency(.administer)) { visit in
            try await visit.perform(
                ResetSecondFactor(agency: try visit.agency().id, person: try visit.parameter("person")))
            return .redirect("\(try here(visit))?done=second_factor_reset")
        },
        .post("/desk/:agency/people/:person/retire", .agency(.administer)) { visit in
            let (agency, person) = (try visit.agency().id, try visit.parameter("person"))
            do {
                try await visit.perform(
                    RetirePerson(
                        agency: agency, person: person, withWork: visit.form["sure"] == "1",
                        editions: visit.site.editions))
            } catch Failure.invalid(let problems) where problems.contains(where: { $0.key == "retire_with_work" }) {
                // The sentence for the command line names an option; here it is a box that was left empty.
                let placed = problems.map { Problem("work_left", $0.values, at: "sure") }
                return try await PersonPage.load(visit, form: "retire", problems: placed).page.reply(
                    visit, status: 422)
            }
            return .redirect("\(try here(visit))?done=person_retired")
        },
        .post("/desk/:agency/people/:person/reinstate", .agency(.administer)) { visit in
            try await visit.perform(
                ReinstatePerson(agency: try visit.agency().id, person: try visit.parameter("person")))
            return .redirect("\(try here(visit))?done=person_reinstated")
        },
    ]

    private static func here(_ visit: Visit) throws -> String {
        Link.person(try visit.agency().key, try visit.parameter("person"))
    }

    static func role(_ typed: String?) throws -> Role {
        guard let role = Role(rawValue: typed ?? "") else {
            let allowed = Role.allCases.map(\.rawValue).joined(separator: ", ")
            throw Failure.invalid([
                Problem("not_allowed", ["given": typed ?? "", "allowed": allowed, "field": "role"], at: "role")
            ])
        }
        return role
    }

    /// Gives a code and shows it in the same answer, for nothing keeps it: whoever needs it again makes a new one.
    private static func invite(_ visit: Visit) async throws -> Reply {
        let (agency, id) = (try visit.agency(), try visit.parameter("person"))
        let person = try await visit.site.database.read { try Person.find(id, agency: agency.id, in: $0) }
        if visit.viewer?.id == id { throw Failure.conflict(Message("failure.own_account")) }
        let code = Secret.code()
        let slip = InvitationSlip(
            visit: visit, agency: agency, person: person, login: (visit.form["login"] ?? "").trimmingWhitespace(),
            code: code)
        let isMailed = visit.form["mail"] == "1" && Outbox.canMailLinks(visit.site.settings)
        let problems = try await visit.problems {
            try await visit.perform(
                InvitePerson(
                    agency: agency.id, person: id, login: visit.form["login"] ?? "", code: code,
                    mail: isMailed ? slip.mail : nil))
        }
        guard problems.isEmpty else {
            return try await PersonPage.load(
                visit, form: "invite", typed: Form.typed(visit.form), problems: problems
            ).page.reply(visit, status: 422)
        }
        return slip.page(isMailed: isMailed).reply(visit)
    }
}

/// What goes to somebody who is invited: on paper, read out, or by mail.
struct InvitationSlip {
    let visit: Visit
    let agency: Agency
    let person: Person
    let login: String
    let code: String

    private var holds: String {
        let span = person.hasPassword ? Lifetime.reset : Lifetime.invitation
        return visit.site.strings.instant(visit.now.adding(span).text, visit.language)
    }

    private var address: String { "\(visit.siteAddress)/code" }

    func page(isMailed: Bool) -> Page {
        let part = PeopleParts(visit: visit)
        let facts: [(String, Node)] = [
            ("people.name", .text(person.name)), ("sign_in.login", .text(login.lowercased())),
            ("slip.address", element("span", [.class("address")], text: address)),
            ("slip.code", element("span", [.class("secret")], text: code)), ("slip.holds", .text(holds)),
        ]
        var page = Page(
            visit.text("slip.title", ["name": person.name]), sub: .text(visit.text("slip.sub")), current: .people,
            scripts: ["print"],
            [
                part.unreachable,
                isMailed
                    ? element(
                        "p", [.class("notice"), Attribute("role", "status")],
                        text: visit.text("slip.mailed", ["email": person.email ?? ""])) : .empty,
                element(
                    "section", [.class("card slip")],
                    [
                        element("h2", text: visit.text("slip.heading", ["agency": agency.name(visit.language)])),
                        element(
                            "dl", [.class("facts")],
                            facts.flatMap { [element("dt", text: visit.text($0.0)), element("dd", [], [$0.1])] }),
                        element(
                            "ol", [],
                            ["slip.step_open", "slip.step_code", "slip.step_password"].map {
                                element("li", text: visit.text($0))
                            }), part.hint(visit.text("slip.keep")),
                    ]),
                part.buttons([
                    part.printButton,
                    part.link(Link.person(agency.key, person.id), visit.text("slip.done"), "btn"),
                ]),
            ])
        page.isShownOnce = true
        return page
    }

    /// The same as a letter.
    var mail: Outbox.Mail {
        let values = [
            "name": person.name, "agency": agency.name(visit.language), "login": login.lowercased(),
            "address": address, "code": code, "at": holds,
        ]
        return Outbox.Mail(
            subject: visit.text("slip.mail_subject", ["agency": agency.name(visit.language)]),
            text: visit.text("slip.mail_text", values))
    }
}
