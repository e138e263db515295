import Documents
import HTML

/// What people change about their own account.
enum AccountRoutes {
    static let all: [Route] = [
        .get("/account", .signedIn) { try await AccountPage.load($0).page.reply($0) },
        .post("/account/password", .signedIn) { visit in
            let viewer = try viewer(visit)
            var problems: [Problem] = []
            if let problem = try await OwnPassword.problem(visit, visit.form["old"], at: "old") {
                problems.append(problem)
            }
            let login = try await visit.site.database.read { try Account.find(person: viewer.id, in: $0)?.login }
            let new = visit.form["password"] ?? ""
            if let problem = Password.problem(new, login: login ?? "") { problems.append(problem) }
            guard problems.isEmpty else { return try await again(visit, "password", problems) }
            try await visit.perform(
                ChangePassword(
                    agency: viewer.agency.id, digest: try await Password.digest(new), keeping: viewer.session))
            return .redirect("/account?done=password_changed")
        },
        .get("/account/second", .signedIn) { visit in
            try await secondPage(visit, secret: OneTimeCode.secret(), problems: [])
        },
        .post("/account/second", .signedIn) { try await setSecond($0) },
        .post("/account/second/remove", .signedIn) { visit in
            if let problem = try await OwnPassword.problem(visit, visit.form["own"], at: "own") {
                return try await again(visit, "second", [problem])
            }
            try await visit.perform(RemoveSecondFactor(agency: try viewer(visit).agency.id))
            return .redirect("/account?done=second_removed")
        },
        .post("/account/address", .signedIn) { visit in
            let agency = try viewer(visit).agency.id
            let problems = try await visit.problems {
                try await visit.perform(ChangeOwnAddress(agency: agency, email: visit.form["email"]))
            }
            guard problems.isEmpty else { return try await again(visit, "address", problems) }
            return .redirect("/account?done=account_saved")
        },
        .post("/account/notices", .signedIn) { visit in
            var ways: [Notice.Kind: Notice.Way] = [:]
            for kind in Notice.Kind.allCases {
                if let way = visit.form[kind.rawValue].flatMap({ Notice.Way(rawValue: $0) }) { ways[kind] = way }
            }
            try await visit.perform(ChooseNotices(agency: try viewer(visit).agency.id, ways: ways))
            return .redirect("/account?done=account_saved")
        },
        .post("/account/sessions", .signedIn) { visit in
            let viewer = try viewer(visit)
            try await visit.perform(
                EndSession(
                    agency: viewer.agency.id, session: visit.form.filled("session"), keeping: viewer.session))
            return .redirect("/account?done=session_ended")
        },
        .post("/account/tokens", .signedIn) { try await makeToken($0) },
        .post("/account/tokens/revoke", .signedIn) { visit in
            try await visit.perform(
                RevokeToken(agency: try viewer(visit).agency.id, token: visit.form["token"] ?? ""))
            return .redirect("/account?done=token_revoked")
        },
    ]

    private static func viewer(_ visit: Visit) throws -> Viewer {
        guard let viewer = visit.viewer else { throw Failure.unauthorized }
        return viewer
    }

    private static func again(_ visit: Visit, _ form: String, _ problems: [Problem]) async throws -> Reply {
        try await AccountPage.load(visit, form: form, typed: Form.typed(visit.form), problems: problems).page.reply(
            visit, status: 422)
    }

    // MARK: The second factor

    /// The secret lies in the page until a code proves that an app holds it; only then is it stored.
    private static func secondPage(_ visit: Visit, secret: String, problems: [Problem]) async throws -> Reply {
        let viewer = try viewer(visit)
        let login = try await visit.site.database.read { try Account.find(person: viewer.id, in: $0)?.login ?? "" }
        let part = PeopleParts(visit: visit)
        let form = Form(visit, values: ["code": "", "own": ""], problems: problems, heading: "form.faults_secret")
        let address = OneTimeCode.address(secret: secret, login: login, issuer: visit.text("web.product"))
        return Page(
            visit.text("second_setup.title"), sub: .text(visit.text("second_setup.sub")),
            [
                element(
                    "section", [.class("card narrow")],
                    [
                        element("h2", text: visit.text("second_setup.step_app")),
                        part.paragraph(visit.text("second_setup.app_what")),
                        element("h2", text: visit.text("second_setup.step_scan")), code(address, visit),
                        part.paragraph(visit.text("second_setup.or_type")),
                        element("p", [.class("secret")], text: grouped(secret)),
                        element("h2", text: visit.text("second_setup.step_confirm")),
                        form.node(
                            to: "/account/second",
                            [
                                Form.hidden("secret", secret),
                                form.line(
                                    "code", visit.text("second.code"), hint: visit.text("second_setup.code_hint"),
                                    required: true, autocomplete: "one-time-code",
                                    [Attribute("inputmode", "numeric")]),
                                form.line(
                                    "own", visit.text("account.own_password"), type: "password", required: true,
                                    autocomplete: "current-password"), form.button("second_setup.button"),
                            ]),
                    ]),
                element("p", [], [part.link("/account", visit.text("account.back"))]),
            ]
        ).reply(visit, status: problems.isEmpty ? 200 : 422)
    }

    private static func setSecond(_ visit: Visit) async throws -> Reply {
        let viewer = try viewer(visit)
        let secret = visit.form["secret"] ?? ""
        guard OneTimeCode.bytes(base32: secret)?.count == 20 else { return .redirect("/account/second") }
        var problems: [Problem] = []
        let step = OneTimeCode.step(of: visit.form["code"] ?? "", secret: secret, at: visit.now)
        if step == nil { problems.append(Problem("second_factor", at: "code")) }
        if let problem = try await OwnPassword.problem(visit, visit.form["own"], at: "own") { problems.append(problem) }
        guard problems.isEmpty, let step else {
            return try await secondPage(visit, secret: secret, problems: problems)
        }
        let codes = (0..<8).map { _ in Secret.code() }
        try await visit.perform(
            ConfirmSecondFactor(
                agency: viewer.agency.id, secret: secret, step: step, recovery: codes.map(Secret.codeHash)))
        let part = PeopleParts(visit: visit)
        var page = Page(
            visit.text("second_setup.done_title"), sub: .text(visit.text("second_setup.done_sub")), scripts: ["print"],
            [
                element(
                    "section", [.class("card narrow slip")],
                    [
                        element("h2", text: visit.text("second_setup.recovery")),
                        part.paragraph(visit.text("second_setup.recovery_what", ["name": viewer.name])),
                        element("ol", [.class("codes")], codes.map { element("li", [.class("secret")], text: $0) }),
                        part.hint(visit.text("slip.keep")),
                    ]),
                part.buttons([part.printButton, part.link("/account", visit.text("account.back"), "btn quiet")]),
            ])
        page.isShownOnce = true
        return page.reply(visit)
    }

    /// The QR code as SVG, dark on white whatever the page's colours: cameras look for that.
    private static func code(_ text: String, _ visit: Visit) -> Node {
        guard let code = QRCode(text) else { return .empty }
        let side = String(code.size + 2 * QRCode.quietZone)
        return element(
            "svg",
            [
                .class("qr"), Attribute("viewBox", "0 0 \(side) \(side)"), Attribute("role", "img"),
                Attribute("aria-label", visit.text("second_setup.qr")), Attribute("shape-rendering", "crispEdges"),
            ],
            [
                element(
                    "rect", [Attribute("width", side), Attribute("height", side), Attribute("fill", "#fff")]),
                element("path", [Attribute("d", code.svgPath), Attribute("fill", "#000")]),
            ])
    }

    /// In groups of four, to be typed.
    private static func grouped(_ secret: String) -> String {
        let bytes = Array(secret.utf8)
        return stride(from: 0, to: bytes.count, by: 4).map {
            String(decoding: bytes[$0..<min($0 + 4, bytes.count)], as: UTF8.self)
        }.joined(separator: " ")
    }

    // MARK: Programs

    /// Makes a token and shows it in the same answer, for nothing keeps it.
    private static func makeToken(_ visit: Visit) async throws -> Reply {
        let viewer = try viewer(visit)
        let token = Secret.token()
        let scopes = visit.form.all("scopes").compactMap { Permission(rawValue: $0) }
            .filter { viewer.role.permissions.contains($0) }
        var problems: [Problem] = []
        if let problem = try await OwnPassword.problem(visit, visit.form["token-own"], at: "token-own") {
            problems.append(problem)
        }
        if problems.isEmpty {
            problems = try await visit.problems {
                try await visit.perform(
                    MakeToken(
                        agency: viewer.agency.id, person: viewer.id, token: token, label: visit.form["label"] ?? "",
                        scopes: scopes))
            }
        }
        guard problems.isEmpty else { return try await again(visit, "tokens", problems) }
        let part = PeopleParts(visit: visit)
        var page = Page(
            visit.text("account.token_title"), sub: .text(visit.text("account.token_sub")),
            [
                element(
                    "section", [.class("card")],
                    [
                        element("p", [], [element("code", [.class("address")], text: token)]),
                        part.hint(visit.text("account.token_keep")),
                    ]), element("p", [], [part.link("/account", visit.text("account.back"), "btn quiet")]),
            ])
        page.isShownOnce = true
        return page.reply(visit)
    }
}
