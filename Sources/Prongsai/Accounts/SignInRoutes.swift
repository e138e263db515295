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
        let account = try await visit.site.database.read { try Account.find(typed: typed, in: $0) }
        // On the account, whichever of its names was typed: an address is no second row of tries.
        if let wait = try await visit.perform(NoteSignInTry(login: account?.login ?? login)) {
            return again(Problem("sign_in_wait", ["seconds": String(wait)]), status: 429)
        }
        let storm = visit.site.storm
        let isStorm = storm.tries.begin(at: now)
        func look() async throws -> Bool {
            guard password.unicodeScalars.count <= 1000 else { return false }
            return try await Password.matches(password, account?.password)
        }
        // What nobody has takes no place from others; it waits as long as they may.
        let isRight =
            if !isStorm || account == nil { try await look() } else { try await storm.pass(visit.request.peer, look) }
        guard isRight, let account else {
            guard isStorm else { return again(Problem("sign_in"), status: 422) }
            if account == nil { try await Task.sleep(for: .seconds(1)) }
            return again(Problem("sign_in_storm"), status: 429)
        }
        storm.tries.forgive(now)
        if account.secondFactor != nil {
            let proof = SecondStep.proof(of: account, at: now)
            return .html(
                SignInPage.second(
                    visit, login: account.login, proof: proof, back: back, kept: visit.form["kept"], problems: []))
        }
        return try await open(visit, account, back: back, kept: kept, step: nil)
    }

    private static func second(_ visit: Visit) async throws -> Reply {
        let login = (visit.form["login"] ?? "").lowercased()
        let back = Address.local(visit.form["back"])
        let now = visit.now
        let kept = try visit.form["kept"].map { try FormFields(encoded: $0.utf8) }
        let account = try await visit.site.database.read { try Account.find(login: login, in: $0) }
        guard let account, let secret = account.secondFactor,
            SecondStep.isGood(visit.form["proof"] ?? "", of: account, at: now)
        else {
            return .html(
                SignInPage.node(
                    visit, back: back, kept: kept, login: visit.form["login"] ?? "", problems: [Problem("second_late")]
                ), status: 422)
        }
        func again(_ problem: Problem, status: Int) -> Reply {
            .html(
                SignInPage.second(
                    visit, login: login, proof: visit.form["proof"] ?? "", back: back, kept: visit.form["kept"],
                    problems: [problem]), status: status)
        }
        if let wait = try await visit.perform(NoteSignInTry(login: login)) {
            return again(Problem("sign_in_wait", ["seconds": String(wait)]), status: 429)
        }
        let code = visit.form["code"] ?? ""
        if let step = OneTimeCode.step(of: code, secret: secret, at: now) {
            do {
                return try await open(visit, account, back: back, kept: kept, step: step)
            } catch Failure.invalid(let problems) where problems.count == 1 {
                return again(problems[0], status: 422)
            }
        }
        let hash = Secret.codeHash(code)
        do {
            try await visit.perform(UseRecoveryCode(agency: account.agency, person: account.person, codeHash: hash))
        } catch Failure.notFound {
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
        return try await resume(visit, back: back, kept, session: token).with("set-cookie", cookie)
    }

    /// The form that was kept, for whoever this session belongs to. Somebody else does not see it.
    private static func resume(_ visit: Visit, back: String, _ kept: FormFields, session token: String) async throws
        -> Reply
    {
        let now = visit.now
        let (viewer, isTheirs) = try await visit.site.database.read { db in
            let viewer = try Viewer.load(token: token, at: now, in: db)
            return (viewer, try viewer.map { try Resumed.isOf($0.id, in: $0.agency.id, kept, in: db) } ?? false)
        }
        let renewed = visit.seen(viewer, nil).with(formToken: Front.formToken(of: token))
        guard isTheirs else { return .html(SignInPage.notTheirs(renewed)) }
        let resumed = Resumed(address: back, fields: kept)
        if let page = await resumed.reply(renewed, session: token) { return page }
        return .html(SignInPage.resume(renewed, resumed))
    }

    /// A sign-in form older than this visitor's cookie, as where they signed in in another window meanwhile. What was
    /// kept in it goes on: to whoever it belongs to at once, to others after they have signed in. Nil where nothing was.
    static func again(_ visit: Visit, _ fields: FormFields, session token: String) async -> Reply? {
        let back = Address.local(fields["back"])
        let kept = fields["kept"].flatMap { try? FormFields(encoded: $0.utf8) }
        if let viewer = visit.viewer {
            guard let kept else { return nil }
            let isTheirs = try? await visit.site.database.read {
                try Resumed.isOf(viewer.id, in: viewer.agency.id, kept, in: $0)
            }
            if isTheirs == true { return try? await resume(visit, back: back, kept, session: token) }
        }
        return .html(
            SignInPage.node(
                visit, back: back, kept: kept, login: fields["login"] ?? "", problems: [Problem("sign_in_again")]),
            status: 409)
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
