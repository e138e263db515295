import HTML

/// The page where people sign in. A form somebody had filled in when their session was over is kept in it.
enum SignInPage {
    static func node(
        _ visit: Visit, back: String, kept: FormFields? = nil, hadFiles: Bool = false, login: String = "",
        problems: [Problem] = []
    ) -> Node {
        let form = Form(
            visit, values: ["login": login, "password": ""], problems: problems, heading: "form.faults_sign_in")
        var hidden = [Form.hidden("back", back)]
        if let kept { hidden.append(Form.hidden("kept", kept.encoded)) }
        return Page(
            visit.text("sign_in.title"),
            sub: .text(visit.text(kept == nil ? "sign_in.sub" : hadFiles ? "sign_in.kept_texts" : "sign_in.kept")),
            [
                element(
                    "section", [.class("card narrow")],
                    [
                        form.node(
                            to: "/sign-in",
                            hidden + [
                                form.line(
                                    "login", visit.text("sign_in.login"), required: true, autocomplete: "username"),
                                form.line(
                                    "password", visit.text("sign_in.password"), type: "password", required: true,
                                    autocomplete: "current-password"),
                                form.button("sign_in.button"),
                            ]),
                        OpenIDRoutes.button(visit, back: back, keeping: kept),
                        element(
                            "p", [.class("hint")],
                            [
                                .text(visit.text("sign_in.no_password") + " "),
                                element("a", [.href("/code")], text: visit.text("sign_in.with_code")),
                                .text(" · "), element("a", [.href("/forgot")], text: visit.text("sign_in.forgot")),
                            ]),
                    ])
            ]
        ).node(visit)
    }

    /// The second step, for those who have a second factor.
    static func second(_ visit: Visit, login: String, proof: String, back: String, kept: String?, problems: [Problem])
        -> Node
    {
        let form = Form(visit, values: ["code": ""], problems: problems, heading: "form.faults_sign_in")
        return Page(
            visit.text("second.title"), sub: .text(visit.text("second.sub")),
            [
                element(
                    "section", [.class("card narrow")],
                    [
                        form.node(
                            to: "/sign-in/second",
                            [Form.hidden("login", login), Form.hidden("proof", proof), Form.hidden("back", back)]
                                + (kept.map { [Form.hidden("kept", $0)] } ?? []) + [
                                    form.line(
                                        "code", visit.text("second.code"), hint: visit.text("second.hint"),
                                        required: true, autocomplete: "one-time-code"),
                                    form.button("sign_in.button"),
                                ])
                    ])
            ]
        ).node(visit)
    }

    /// After signing in again, where the form has no page of its own: what was typed is one button away from being sent.
    static func resume(_ visit: Visit, _ resumed: Resumed) -> Node {
        let kept = resumed.fields.pairs.filter { $0.name != "form-token" }
        return Page(
            visit.text("sign_in.resume_title"), sub: .text(visit.text("sign_in.resume_sub")),
            [
                element(
                    "form", [Attribute("method", "post"), Attribute("action", resumed.address), .class("card")],
                    [Form.token(visit)] + kept.map { Form.hidden($0.name, $0.value) } + resumed.typed + [
                        element("button", [.class("btn")], text: visit.text("sign_in.resume_button"))
                    ])
            ]
        ).node(visit)
    }

    /// Where the form that was kept is somebody else's.
    static func notTheirs(_ visit: Visit) -> Node {
        Page(
            visit.text("sign_in.not_theirs"), sub: .text(visit.text("sign_in.not_theirs_sub")),
            [
                element("p", [], [element("a", [.class("btn quiet"), .href("/")], text: visit.text("web.to_start"))])
            ]
        ).node(visit)
    }

    /// Where a code from an invitation or an administrator is typed.
    static func code(_ visit: Visit, code: String, problems: [Problem] = []) -> Node {
        let form = Form(visit, values: ["code": code], problems: problems)
        return Page(
            visit.text("code.title"), sub: .text(visit.text("code.sub")),
            [
                element(
                    "section", [.class("card narrow")],
                    [
                        form.node(
                            to: "/code",
                            [
                                form.line(
                                    "code", visit.text("code.code"), hint: visit.text("code.hint"), required: true,
                                    autocomplete: "off"), form.button("code.next"),
                            ])
                    ])
            ]
        ).node(visit)
    }

    /// Where the password is chosen.
    static func password(_ visit: Visit, _ ticket: Ticket, code: String, problems: [Problem] = []) -> Node {
        let form = Form(visit, values: ["password": ""], problems: problems, heading: "form.faults_secret")
        return Page(
            visit.text("code.choose_title"),
            sub: .text(visit.text("code.choose_sub", ["name": ticket.name, "login": ticket.login])),
            [
                element(
                    "section", [.class("card narrow")],
                    [
                        form.node(
                            to: "/code",
                            [
                                Form.hidden("code", code), Form.hidden("login", ticket.login),
                                form.line(
                                    "password", visit.text("code.password"),
                                    hint: visit.text(
                                        "code.password_hint", ["least": String(Password.length.lowerBound)]),
                                    type: "password", required: true, autocomplete: "new-password"),
                                form.button("code.set"),
                            ])
                    ])
            ]
        ).node(visit)
    }
}
