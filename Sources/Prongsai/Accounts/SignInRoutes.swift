import HTML
import Foundation

/// Signing in and out, and setting a password with a code.
enum SignInRoutes {
    static let all: [Route] = [
        .get("/sign-in", .everyone) { visit in
            if visit.viewer != nil { return .redirect(Address.local(visit.form["back"])) }
            return .html(SignInPage.node(visit, back: Address.local(visit.form["back"])))
        },
        .post("/sign-in", .everyone) { try await signIn($0) },
        .post("/sign-in/second", .everyone) { try await second($0) },
        .post("/sign-out", .signedIn) { visit in
            if let viewer = visit.viewer {
                try await visit.perform(EndSession(agency: viewer.agency.id, session: viewer.session))
            }
            return .redirect("/sign-in?done=signed_out").with(
                "set-cookie", Front.cookie(Secret.token(), secure: visit.request.isSecure))
        },
        .get("/code", .everyone) { visit in
            guard let code = visit.form.filled("code") else { return .html(SignInPage.code(visit, code: "")) }
            let now = visit.now
            let ticket = try await visit.site.database.read { try Ticket.find(Secret.codeHash(code), at: now, in: $0) }
            guard let ticket else {
                return .html(SignInPage.code(visit, code: code, problems: [Problem("code", at: "code")]), status: 422)
            }
            return .html(SignInPage.password(visit, ticket, code: code))
        },
        .post("/code", .everyone) { try await setPassword($0) },
        .get("/language/:language", .everyone) { visit in
            guard let language = Language(rawValue: try visit.parameter("language")) else {
                throw Failure.notFound(Message("failure.no_page"))
            }
            return Reply.redirect(Address.local(visit.form["back"])).with(
                "set-cookie", "language=\(language.rawValue); Path=/; SameSite=Lax; Max-Age=31536000")
        },
    ]

    private static func signIn(_ visit: Visit) async throws -> Reply {
        let (typed, password) = (visit.form["login"] ?? "", visit.form["password"] ?? "")
        let login = typed.trimmingWhitespace().lowercased()
        let back = Address.local(visit.form["back"])
        let kept = try visit.form["kept"].map { try FormFields(encoded: $0.utf8) }
        func again(_ problem: Problem, status: Int) -> Reply {
            .html(SignInPage.node(visit, back: back, kept: kept, login: typed, problems: [problem]), status: status)
        }
        let now = visit.now
        let (account, wait) = try await visit.site.database.read { db in
            (try Account.find(login: login, in: db), try NoteSignInFailure.wait(login, at: now, in: db))
        }
        if let wait { return again(Problem("sign_in_wait", ["seconds": String(wait)]), status: 429) }
        guard password.unicodeScalars.count <= 1000, try await Password.matches(password, account?.password),
            let account
        else {
            try await visit.perform(NoteSignInFailure(login: login))
            return again(Problem("sign_in"), status: 422)
        }
        if account.secondFactor != nil {
            let proof = SecondStep.proof(of: account, at: now)
            return .html(
                SignInPage.second(
                    visit, login: login, proof: proof, back: back, kept: visit.form["kept"], problems: []))
        }
        return try await open(visit, account, back: back, kept: kept, step: nil)
    }

    private static func second(_ visit: Visit) async throws -> Reply {
        let login = (visit.form["login"] ?? "").lowercased()
        let back = Address.local(visit.form["back"])
        let now = visit.now
        let (account, wait) = try await visit.site.database.read { db in
            (try Account.find(login: login, in: db), try NoteSignInFailure.wait(login, at: now, in: db))
        }
        guard let account, let secret = account.secondFactor,
            SecondStep.isGood(visit.form["proof"] ?? "", of: account, at: now)
        else { return .redirect("/sign-in?back=\(Address.encoded(back))") }
        func again(_ problem: Problem, status: Int) -> Reply {
            .html(
                SignInPage.second(
                    visit, login: login, proof: visit.form["proof"] ?? "", back: back, kept: visit.form["kept"],
                    problems: [problem]), status: status)
        }
        if let wait { return again(Problem("sign_in_wait", ["seconds": String(wait)]), status: 429) }
        let code = visit.form["code"] ?? ""
        let kept = try visit.form["kept"].map { try FormFields(encoded: $0.utf8) }
        if let step = OneTimeCode.step(of: code, secret: secret, at: now) {
            return try await open(visit, account, back: back, kept: kept, step: step)
        }
        let hash = Secret.codeHash(code)
        do {
            try await visit.perform(UseRecoveryCode(agency: account.agency, person: account.person, codeHash: hash))
        } catch Failure.notFound {
            try await visit.perform(NoteSignInFailure(login: login))
            return again(Problem("second_factor", at: "code"), status: 422)
        }
        return try await open(visit, account, back: back, kept: kept, step: nil)
    }

    /// Begins the session with a new token: one that somebody else may have planted is worth nothing afterwards.
    private static func open(_ visit: Visit, _ account: Account, back: String, kept: FormFields?, step: Int?)
        async throws
        -> Reply
    {
        let token = Secret.token()
        try await visit.perform(
            OpenSession(
                agency: account.agency, person: account.person, token: token,
                device: visit.request.headers["user-agent"] ?? "", step: step))
        let cookie = Front.cookie(token, secure: visit.request.isSecure)
        guard let kept else { return Reply.redirect(back).with("set-cookie", cookie) }
        let resumed = Resumed(address: back, fields: kept)
        if let page = await resumed.reply(visit, session: token) { return page.with("set-cookie", cookie) }
        let now = visit.now
        let viewer = try await visit.site.database.read { try Viewer.load(token: token, at: now, in: $0) }
        let renewed = visit.seen(viewer, nil).with(formToken: Front.formToken(of: token))
        return Reply.html(SignInPage.resume(renewed, resumed)).with("set-cookie", cookie)
    }

    private static func setPassword(_ visit: Visit) async throws -> Reply {
        let code = visit.form["code"] ?? ""
        let hash = Secret.codeHash(code)
        let now = visit.now
        guard let ticket = try await visit.site.database.read({ try Ticket.find(hash, at: now, in: $0) }) else {
            return .html(SignInPage.code(visit, code: code, problems: [Problem("code", at: "code")]), status: 422)
        }
        guard let password = visit.form["password"] else {
            return .html(SignInPage.password(visit, ticket, code: code))
        }
        if let problem = Password.problem(password, login: ticket.login) {
            return .html(SignInPage.password(visit, ticket, code: code, problems: [problem]), status: 422)
        }
        let digest = try await Password.digest(password)
        _ = try await visit.perform(UseTicket(agency: ticket.agency, codeHash: hash, digest: digest))
        return .redirect("/sign-in?done=password_set")
    }
}
