import HTML

/// One's own account: how one signs in, where one is signed in, what one is told, and programs that act in one's name.
struct AccountPage {
    let visit: Visit
    let viewer: Viewer
    let data: AccountData
    /// Which of the page's forms came back, with what was typed and what is wrong.
    var form = ""
    var typed: [String: String] = [:]
    var problems: [Problem] = []

    private var part: PeopleParts { PeopleParts(visit: visit) }

    static func load(
        _ visit: Visit, form: String = "", typed: [String: String] = [:], problems: [Problem] = []
    ) async throws -> AccountPage {
        guard let viewer = visit.viewer else { throw Failure.unauthorized }
        let now = visit.now
        let data = try await visit.site.database.read { try AccountData.load(viewer.id, at: now, in: $0) }
        return AccountPage(
            visit: visit, viewer: viewer, data: data, form: form, typed: typed, problems: problems)
    }

    var page: Page {
        Page(
            visit.text("account.title"),
            sub: .text(
                [viewer.name, visit.text("role.\(viewer.role.rawValue)"), viewer.agency.name(visit.language)].joined(
                    separator: " · ")),
            [
                element(
                    "div", [.class("grid")],
                    [
                        element("div", [.class("w6")], [password, second, address]),
                        element("div", [.class("w6")], [notices, sessions, tokens]),
                    ])
            ])
    }

    /// One of the page's forms, with what came back where it is the one that was sent. Passwords never come back.
    private func filled(_ name: String, _ stored: [String: String], heading: String = "form.faults") -> Form {
        form == name
            ? Form(visit, values: stored.merging(typed) { $1 }, problems: problems, heading: heading)
            : Form(visit, values: stored)
    }

    private var password: Node {
        let form = filled("password", ["old": "", "password": ""], heading: "form.faults_secret")
        return part.card(
            "account.password",
            [
                part.paragraph(visit.text("account.login", ["login": data.login])),
                form.node(
                    to: "/account/password", id: "password",
                    [
                        form.line(
                            "old", visit.text("account.old_password"), type: "password", required: true,
                            autocomplete: "current-password"),
                        form.line(
                            "password", visit.text("code.password"),
                            hint: visit.text("code.password_hint", ["least": String(Password.length.lowerBound)]),
                            type: "password", required: true, autocomplete: "new-password"),
                        part.hint(visit.text("account.password_ends")), form.button("account.change_password"),
                    ]),
            ])
    }

    private var second: Node {
        guard data.hasSecondFactor else {
            return part.card(
                "account.second",
                [
                    part.paragraph("○ \(visit.text("account.second_off"))"),
                    part.paragraph(visit.text("account.second_why")),
                    element("p", [], [part.link("/account/second", visit.text("account.second_begin"), "btn quiet")]),
                ])
        }
        let form = filled("second", ["own": ""], heading: "form.faults_secret")
        return part.card(
            "account.second",
            [
                element("p", [], [part.tag(.good, visit.text("account.second_on"))]),
                part.paragraph(visit.text("account.recovery_left", ["count": String(data.recovery)])),
                element("p", [], [part.link("/account/second", visit.text("account.second_again"), "btn quiet")]),
                element(
                    "details", self.form == "second" ? [Attribute("open")] : [],
                    [
                        element("summary", text: visit.text("account.second_remove")),
                        form.node(
                            to: "/account/second/remove",
                            [
                                form.line(
                                    "own", visit.text("account.own_password"), type: "password", required: true,
                                    autocomplete: "current-password"),
                                form.button("account.second_remove", quiet: true),
                            ]),
                    ]),
            ])
    }

    private var address: Node {
        let form = filled("address", ["email": data.email ?? ""])
        return part.card(
            "account.address",
            [
                form.node(
                    to: "/account/address",
                    [
                        form.line(
                            "email", visit.text("people.email"), hint: visit.text("account.address_hint"),
                            type: "email", autocomplete: "email"), form.button("account.save", quiet: true),
                    ])
            ])
    }

    private var notices: Node {
        let mails = Outbox.canMail(visit.site.settings)
        let ways = Notice.Way.allCases.filter { $0 != .mail || mails || data.ways.values.contains(.mail) }
        let stored = Dictionary(
            Notice.Kind.allCases.map { ($0.rawValue, (data.ways[$0] ?? (mails ? .mail : .desk)).rawValue) }
        ) { first, _ in first }
        let form = filled("notices", stored)
        return element(
            "section", [.class("card"), .id("notices")],
            [
                element("h2", text: visit.text("account.notices")),
                element("p", [], [part.link("/notices", visit.text("account.see_notices"))]),
                element("p", [], [part.link(Link.calendar, visit.text("calendar.title"))]),
                element("p", [], [part.link(Link.jobs, visit.text("job.title"))]),
                form.node(
                    to: "/account/notices",
                    Notice.Kind.allCases.map { kind in
                        form.choice(
                            kind.rawValue, visit.text("notice_kind.\(kind.rawValue)"),
                            ways.map { (value: $0.rawValue, text: visit.text("notice_way.\($0.rawValue)")) })
                    } + [form.button("account.save", quiet: true)]),
            ])
    }

    private var sessions: Node {
        let lines = data.sessions.map { session -> Node in
            let isThis = session.id == viewer.session
            let seen = visit.site.strings.instant(session.seen, visit.language)
            return element(
                "li", [],
                [
                    element("b", text: session.device.isEmpty ? visit.text("account.unknown_device") : session.device),
                    element("small", text: visit.text("account.last_use", ["at": seen])),
                    isThis
                        ? part.tag(.good, visit.text("account.this_device"))
                        : part.deed("/account/sessions", "account.end_session", hidden: [("session", session.id)]),
                ])
        }
        return part.card(
            "account.sessions",
            [
                element("ul", [.class("notices")], lines),
                data.sessions.count > 1 ? part.deed("/account/sessions", "account.end_others") : .empty,
            ])
    }

    private var tokens: Node {
        let form = filled("tokens", ["label": "", "token-own": "", "scopes": ""])
        let lines = data.tokens.map { token -> Node in
            let scopes = token.scopes.map { visit.text("token_scope.\($0.rawValue)") }.joined(separator: ", ")
            let until = token.expires.map { visit.site.strings.instant($0, visit.language) } ?? "–"
            return element(
                "li", [],
                [
                    element("b", text: token.label), element("small", text: scopes),
                    element("small", text: visit.text("account.until", ["at": until])),
                    part.deed("/account/tokens/revoke", "account.revoke", hidden: [("token", token.id)]),
                ])
        }
        let scopes = Token.scopes.filter { viewer.role.permissions.contains($0) }
        let chosen = self.form == "tokens" ? Set(visit.form.all("scopes")) : ["read"]
        return part.card(
            "account.tokens",
            [
                part.paragraph(visit.text("account.tokens_what")),
                lines.isEmpty ? part.hint(visit.text("account.no_tokens")) : element("ul", [.class("notices")], lines),
                scopes.isEmpty
                    ? .empty
                    : element(
                        "details", self.form == "tokens" ? [Attribute("open")] : [],
                        [
                            element("summary", text: visit.text("account.make_token")),
                            form.node(
                                to: "/account/tokens",
                                [
                                    form.line(
                                        "label", visit.text("account.token_label"),
                                        hint: visit.text("account.token_label_hint"), required: true),
                                    element(
                                        "fieldset", [.id("f-scopes")],
                                        [element("legend", text: visit.text("account.token_scopes"))]
                                            + scopes.map { scope in
                                                element(
                                                    "label", [.class("tick")],
                                                    [
                                                        element(
                                                            "input",
                                                            [
                                                                Attribute("type", "checkbox"),
                                                                Attribute("name", "scopes"),
                                                                Attribute("value", scope.rawValue),
                                                            ]
                                                                + (chosen.contains(scope.rawValue)
                                                                    ? [Attribute("checked")] : [])),
                                                        .text(" \(visit.text("token_scope.\(scope.rawValue)"))"),
                                                    ])
                                            }),
                                    form.line(
                                        "token-own", visit.text("account.own_password"), type: "password",
                                        required: true,
                                        autocomplete: "current-password"),
                                    form.button("account.make_token", quiet: true),
                                ]),
                        ]),
            ])
    }
}
