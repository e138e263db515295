import HTML

/// One person: what is known of them, whether they can sign in, and what can be done about either.
struct PersonPage {
    let visit: Visit
    let agency: Agency
    let person: Person
    let units: [UnitOfAgency]
    /// Measures of theirs that still wait for a result, drafts from last year, and disclosures they keep.
    let open: (measures: Int, drafts: Int, disclosures: Int)
    /// The roles whoever looks may give this person, and why others are not among them.
    let offered: (roles: [Role], withheld: [Problem])
    /// Why whoever looks may not change how this person signs in; nil where they may.
    let locked: Problem?
    /// Which of the page's forms came back, with what was typed and what is wrong.
    var form = ""
    var typed: [String: String] = [:]
    var problems: [Problem] = []

    private var part: PeopleParts { PeopleParts(visit: visit) }
    private var isSelf: Bool { visit.viewer?.id == person.id }
    private var here: String { Link.person(agency.key, person.id) }

    /// Everything the page shows: at most eight queries.
    static func load(
        _ visit: Visit, form: String = "", typed: [String: String] = [:], problems: [Problem] = []
    ) async throws -> PersonPage {
        let (agency, id) = (try visit.agency(), try visit.parameter("person"))
        let (actor, editions) = (visit.actor, visit.site.editions)
        let (person, units, open, offered, locked) = try await visit.site.database.read { db in
            let person = try Person.find(id, agency: agency.id, in: db)
            let measures = try OpenWork.count(person: id, agency: agency.id, editions: editions, in: db)
            return (
                person, try UnitOfAgency.list(agency: agency.id, in: db),
                (
                    measures: measures.waiting, drafts: measures.drafts,
                    disclosures: try KeptDisclosure.ids(person: id, agency: agency.id, in: db).count
                ),
                try Appointment.offered(to: person.role, by: actor, agency: agency.id, in: db),
                try Appointment.problem([person.role], by: actor, agency: agency.id, in: db)
            )
        }
        return PersonPage(
            visit: visit, agency: agency, person: person, units: units, open: open, offered: offered,
            locked: locked, form: form, typed: typed, problems: problems)
    }

    var page: Page {
        Page(
            person.name,
            sub: .text(
                [person.title, person.unit, visit.text("role.\(person.role.rawValue)")].compactMap { $0 }.joined(
                    separator: " · ")), current: .people,
            [
                element(
                    "p", [],
                    [part.link(Link.people(agency.key), visit.text("people.back"))]),
                element("div", [.class("grid")], [details, element("div", [.class("w5")], [signIn, leaving])]),
            ])
    }

    private var details: Node {
        let stored = [
            "name": person.name, "title": person.title ?? "", "unit": person.unitID ?? "", "role": person.role.rawValue,
            "email": person.email ?? "",
        ]
        let isMine = form == "details"
        let form = Form(visit, values: isMine ? stored.merging(typed) { $1 } : stored, problems: isMine ? problems : [])
        return element(
            "section", [.class("card w7")],
            [
                element("h2", text: visit.text("person_page.details")),
                form.node(
                    to: here,
                    PersonPage.fields(
                        form, units: units, offered: isSelf ? nil : offered, keeping: person.unitID)
                        + [
                            isSelf
                                ? .fragment([
                                    Form.hidden("role", person.role.rawValue),
                                    part.hint(visit.text("person_page.own_role")),
                                ]) : .empty, form.button("person_page.save"),
                        ]),
            ])
    }

    /// The fields of a person, for adding and changing alike; `offered` nil leaves the role out.
    static func fields(
        _ form: Form, units: [UnitOfAgency], offered: (roles: [Role], withheld: [Problem])?, keeping: String? = nil
    ) -> [Node] {
        let visit = form.visit
        let known = units.filter { !$0.isRetired || $0.id == keeping }
        return [
            form.line("name", visit.text("people.name"), hint: visit.text("people.name_hint"), required: true),
            form.line("title", visit.text("people.person_title"), hint: visit.text("people.person_title_hint")),
            form.choice(
                "unit", visit.text("people.unit"),
                hint: known.isEmpty ? visit.text("people.no_units_yet") : nil,
                [(value: "", text: visit.text("people.no_unit"))] + known.map { ($0.id, $0.name) }),
            offered.map { role(form, $0.roles, withheld: $0.withheld) } ?? .empty,
            form.line("email", visit.text("people.email"), hint: visit.text("people.email_hint"), type: "email"),
        ]
    }

    /// The roles to choose from, what each does, and who gives those that are not offered.
    private static func role(_ form: Form, _ roles: [Role], withheld: [Problem]) -> Node {
        let visit = form.visit
        return .fragment([
            form.choice(
                "role", visit.text("people.role"),
                roles.map { (value: $0.rawValue, text: visit.text("role.\($0.rawValue)")) }),
            element(
                "details", [],
                [
                    element("summary", text: visit.text("people.roles_explained")),
                    element(
                        "ul", [],
                        Role.allCases.map { role in
                            let (called, does) = (
                                visit.text("role.\(role.rawValue)"), visit.text("role_does.\(role.rawValue)")
                            )
                            return element("li", text: "\(called): \(does)")
                        }),
                ] + withheld.map { element("p", [.class("hint")], text: form.said($0)) }),
        ])
    }

    /// Whether somebody can sign in, with its sign.
    static func access(_ person: Person, _ visit: Visit) -> Node {
        let part = PeopleParts(visit: visit)
        let text = visit.text("people.access_\(person.access.rawValue)")
        switch person.access {
        case .none, .closed: return .text("○ \(text)")
        case .waiting: return part.tag(.fair, text)
        case .open:
            return .fragment([
                part.tag(.good, text),
                person.hasSecondFactor
                    ? .fragment([.text(" "), element("small", text: visit.text("people.two_steps"))]) : .empty,
            ])
        }
    }

    private var signIn: Node {
        guard !person.isRetired else { return .empty }
        let isMine = form == "invite"
        let stored = ["login": person.login ?? person.email ?? "", "mail": ""]
        let form = Form(visit, values: isMine ? stored.merging(typed) { $1 } : stored, problems: isMine ? problems : [])
        var parts: [Node] = [element("p", [], [PersonPage.access(person, visit)])]
        if let locked {
            parts.append(part.hint(Form(visit).said(locked)))
        } else if isSelf {
            parts.append(element("p", [], [part.link("/account", visit.text("person_page.own_account"))]))
        } else {
            let isReset = person.access == .open
            parts.append(
                part.paragraph(visit.text(isReset ? "person_page.reset_what" : "person_page.invite_what")))
            parts.append(
                form.node(
                    to: "\(here)/invite",
                    [
                        form.line(
                            "login", visit.text("sign_in.login"), hint: visit.text("person_page.login_hint"),
                            required: true, autocomplete: "off"),
                        person.email != nil && Outbox.canMailLinks(visit.site.settings)
                            ? form.tick(
                                "mail", visit.text("person_page.by_mail", ["email": person.email ?? ""])) : .empty,
                        form.button(isReset ? "person_page.reset" : "person_page.invite"),
                    ]))
            var deeds: [Node] = []
            if person.hasSecondFactor, !person.isClosed {
                deeds.append(part.paragraph(visit.text("person_page.second_what")))
                deeds.append(part.deed("\(here)/second-factor", "person_page.second"))
            }
            if person.login != nil, !person.isClosed {
                deeds.append(part.paragraph(visit.text("person_page.close_what")))
                deeds.append(part.deed("\(here)/close", "person_page.close"))
            }
            if !deeds.isEmpty {
                parts.append(
                    element(
                        "details", [], [element("summary", text: visit.text("person_page.more_sign_in"))] + deeds))
            }
        }
        return part.card("person_page.sign_in", parts)
    }

    private var leaving: Node {
        var parts: [Node] = []
        if open.measures > 0 {
            let count = ["count": String(open.measures)]
            parts.append(part.paragraph("◆ \(visit.text("person_page.open_work", count))"))
        }
        if open.drafts > 0 {
            let count = ["count": String(open.drafts)]
            parts.append(part.paragraph("◆ \(visit.text("person_page.open_drafts", count))"))
        }
        if open.disclosures > 0 {
            let count = ["count": String(open.disclosures)]
            parts.append(part.paragraph("◆ \(visit.text("person_page.open_disclosures", count))"))
        }
        let hasWork = open.measures + open.drafts + open.disclosures > 0
        if hasWork, !visit.may(.plan) { parts.append(part.paragraph(visit.text("person_page.ask_officer"))) }
        if visit.may(.plan) {
            parts.append(
                element(
                    "p", [],
                    [part.link(Link.handOver(agency.key, person.id), visit.text("person_page.hand_over"), "btn quiet")])
            )
        }
        if person.isRetired {
            parts.append(part.paragraph(visit.text("person_page.is_retired")))
            parts.append(part.deed("\(here)/reinstate", "person_page.reinstate"))
        } else if !isSelf, locked == nil || person.access != .open {
            parts.append(part.paragraph(visit.text("person_page.retire_what")))
            parts.append(hasWork ? knowingly : part.deed("\(here)/retire", "person_page.retire"))
        }
        return parts.isEmpty ? .empty : part.card("person_page.leaving", parts)
    }

    /// Who still has work is retired by whoever says that they know it.
    private var knowingly: Node {
        let isMine = form == "retire"
        let form = Form(visit, values: ["sure": ""], problems: isMine ? problems : [])
        return form.node(
            to: "\(here)/retire",
            [form.tick("sure", visit.text("person_page.retire_sure")), form.button("person_page.retire", quiet: true)])
    }
}
