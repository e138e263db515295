import ArgumentParser
import HTML
import Logging

extension Link {
    static let openID = "/sign-in/office"
}

/// Signing in through the office's provider, where one is set.
enum OpenIDRoutes {
    static let all: [Route] = [
        .get("/sign-in/office", .everyone) { visit in
            let openID = try configured(visit)
            let attempt = Attempt(secret: visit.formToken, back: Address.local(visit.form["back"]), at: visit.now)
            do {
                let provider = try await gate.pass {
                    try await openID.provider(authorities: visit.site.settings.authorities)
                }
                return .redirect(openID.start(provider, attempt, back: address(visit)))
            } catch let fault as OpenIDFault {
                return refused(visit, fault)
            }
        },
        .get("/sign-in/office/back", .everyone) { visit in
            let openID = try configured(visit)
            do {
                return try await back(visit, openID)
            } catch let fault as OpenIDFault {
                Logger(label: "prongsai").notice(
                    "sign-in refused", metadata: ["why": "\(fault.rawValue)", "id": "\(visit.request.id)"])
                return refused(visit, fault)
            }
        },
    ]

    /// Whoever asks makes us ask the provider: a storm of them must not keep everything else from being sent.
    private static let gate = Gate(width: 8, queue: 100)

    private static func back(_ visit: Visit, _ openID: OpenID) async throws -> Reply {
        guard let attempt = Attempt(secret: visit.formToken, state: visit.form["state"] ?? "", at: visit.now) else {
            throw OpenIDFault.state
        }
        // Whose answer it is (RFC 9207), where the provider says so.
        if let issuer = visit.form["iss"], issuer != openID.issuer { throw OpenIDFault.state }
        guard let code = visit.form["code"], visit.form["error"] == nil else { throw OpenIDFault.denied }
        let authorities = visit.site.settings.authorities
        let token = try await gate.pass {
            let provider = try await openID.provider(authorities: authorities)
            return try await openID.claims(
                provider, code: code, attempt, back: address(visit), at: visit.now, authorities: authorities)
        }
        let name = try token.name(by: openID.claim)
        let claim = openID.claim
        let account = try await visit.site.database.read { try Account.find(openID: name, by: claim, in: $0) }
        guard let account else { throw OpenIDFault.unknown }
        if account.secondFactor != nil {
            let proof = SecondStep.proof(of: account, at: visit.now)
            return .html(
                SignInPage.second(
                    visit, login: account.login, proof: proof, back: Address.local(attempt.back), kept: nil,
                    problems: []))
        }
        let session = Secret.token()
        try await visit.perform(
            OpenSession(
                agency: account.agency, person: account.person, token: session,
                device: visit.request.headers["user-agent"] ?? ""))
        return Reply.redirect(Address.local(attempt.back)).with(
            "set-cookie", Front.cookie(session, secure: visit.request.isSecure))
    }

    private static func configured(_ visit: Visit) throws -> OpenID {
        guard let openID = visit.site.settings.openID else { throw Failure.notFound(Message("failure.no_page")) }
        return openID
    }

    /// Where the provider sends the browser back to; it has to be entered there letter by letter.
    static func address(_ visit: Visit) -> String {
        let given = visit.site.settings.address
        let start =
            given.isEmpty
            ? "\(visit.request.isSecure ? "https" : "http")://\(visit.request.headers["host"] ?? "")"
            : given.utf8.last == UInt8(ascii: "/") ? String(given.dropLast()) : given
        return "\(start)\(Link.openID)/back"
    }

    private static func refused(_ visit: Visit, _ fault: OpenIDFault) -> Reply {
        Page(
            visit.text("openid.refused"), sub: .text(visit.text("openid.\(fault.rawValue)")),
            [
                element(
                    "p", [], [element("a", [.class("btn"), .href("/sign-in")], text: visit.text("openid.again"))])
            ]
        ).reply(visit, status: fault == .provider ? 502 : 403)
    }

    /// The way to the provider, for the sign-in page; nothing where none is set. A page that keeps a form stays open: the
    /// provider gets a window of its own, and the form goes on from here.
    static func button(_ visit: Visit, back: String, keeping kept: FormFields?) -> Node {
        guard let openID = visit.site.settings.openID else { return .empty }
        let text =
            openID.name.isEmpty
            ? visit.text("openid.button") : visit.text("openid.button_named", ["name": openID.name])
        guard let kept else {
            return element(
                "p", [.class("buttons")],
                [
                    element(
                        "a", [.class("btn quiet"), .href("\(Link.openID)?back=\(Address.encoded(back))")], text: text)
                ])
        }
        return .fragment([
            element(
                "p", [.class("buttons")],
                [
                    element(
                        "a",
                        [
                            .class("btn quiet"), .href("\(Link.openID)?back=%2F"), Attribute("target", "_blank"),
                            Attribute("rel", "noopener"),
                        ], text: text)
                ]),
            element("p", [.class("hint")], text: visit.text("openid.kept")),
            element(
                "form", [Attribute("method", "post"), Attribute("action", "/sign-in")],
                [
                    Form.token(visit), Form.hidden("back", back), Form.hidden("kept", kept.encoded),
                    element("button", [.class("btn quiet")], text: visit.text("openid.go_on")),
                ]),
        ])
    }
}

extension Account {
    /// The one open account of an address or a login as the provider says it; nil where there is none. Throws
    /// ``OpenIDFault/shared`` where two have the address.
    static func find(openID name: String, by claim: String, in db: Connection) throws -> Account? {
        guard claim == "email" else { return try find(login: name.lowercased(), in: db) }
        let found = try db.rows(
            """
            SELECT person_id FROM account JOIN person ON person.id = person_id
            WHERE LOWER(email) = LOWER(\(name)) AND \(isOpen) LIMIT 2
            """
        ).map { try $0.string("person_id") }
        guard found.count < 2 else { throw OpenIDFault.shared }
        return try found.first.flatMap { try find(person: $0, in: db) }
    }
}

/// What `serve` takes of the office's provider.
struct OpenIDOptions: ParsableArguments {
    @Option(name: .customLong("oidc-issuer"), help: Help.of("settings.oidc_issuer")) var issuer: String?
    @Option(name: .customLong("oidc-client"), help: Help.of("settings.oidc_client")) var client: String?
    @Option(name: .customLong("oidc-secret"), help: Help.of("settings.oidc_secret")) var secret: String?
    @Option(name: .customLong("oidc-claim"), help: Help.of("settings.oidc_claim")) var claim: String?
    @Option(name: .customLong("oidc-name"), help: Help.of("settings.oidc_name")) var name: String?

    var given: [String: String?] {
        [
            "oidc-issuer": issuer, "oidc-client": client, "oidc-secret": secret, "oidc-claim": claim,
            "oidc-name": name,
        ]
    }
}
