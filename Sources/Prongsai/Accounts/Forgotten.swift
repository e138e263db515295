import HTML

/// Sends a code for a new password to somebody who forgot theirs, where a letter can reach them. A code that is still
/// good stays good, for anybody can ask in anybody's name; within a quarter of an hour one letter is enough.
struct SendReset: Operation {
    static let name = "send-reset"
    static let permission = Permission.enter
    let agency: String?
    let person: String
    let code: String
    let mail: Outbox.Mail

    static let pause: Int64 = 15 * 60_000

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        guard
            let email = try db.first(
                """
                SELECT email FROM person JOIN account ON account.person_id = person.id
                WHERE person.id = \(person) AND person.agency_id = \(agency) AND closed_at IS NULL
                AND retired_at IS NULL
                """)
        else { throw Failure.notFound(Message("failure.no_account")) }
        let recent = try db.first(
            """
            SELECT code_hash FROM ticket WHERE person_id = \(person) AND purpose = 'reset'
            AND created_at > \(now.adding(-SendReset.pause))
            """)
        guard let email = try email.optionalString("email"), recent == nil else { return Done((), nil) }
        try db.execute(
            """
            INSERT INTO ticket (code_hash, agency_id, person_id, purpose, created_at, expires_at)
            VALUES (\(Secret.codeHash(code)), \(agency), \(person), 'reset', \(now), \(now.adding(Lifetime.reset)))
            """)
        try Outbox.mail(to: email, subject: mail.subject, text: mail.text, agency: agency, at: now, in: db)
        return Done((), JournalNote("person \(person)"))
    }
}

/// For somebody who cannot sign in: whom to ask, and where mail can be sent, a code by mail. The answer is the same
/// whether there is such a login or address or not, and comes as late.
enum ForgottenRoutes {
    static let all: [Route] = [
        .get("/forgot", .everyone) { page($0).reply($0) },
        .post("/forgot", .everyone) { visit in
            guard Outbox.canMailLinks(visit.site.settings) else { return page(visit).reply(visit) }
            // Writing a letter takes a moment, which would tell that there is somebody to write to.
            async let pause: Void = Task.sleep(for: .milliseconds(500))
            let typed = visit.form["login"] ?? ""
            let (account, agency) = try await visit.site.database.read { db -> (Account?, Agency?) in
                let account = try Account.find(typed: typed, in: db)
                let agency = try account.flatMap {
                    try db.first("SELECT * FROM agency WHERE id = \($0.agency)").map { try Agency($0) }
                }
                return (account, agency)
            }
            let key = "reset:\(account?.login ?? typed.trimmingWhitespace().lowercased())"
            if try await visit.perform(NoteSignInTry(login: key)) == nil, let account, let agency {
                try await send(visit, account, agency)
            }
            try await pause
            return .redirect("/forgot?asked=1")
        },
    ]

    private static func send(_ visit: Visit, _ account: Account, _ agency: Agency) async throws {
        let code = Secret.code()
        let mail = Outbox.Mail(
            subject: visit.text("forgot.mail_subject", ["agency": agency.name(visit.language)]),
            text: visit.text(
                "forgot.mail_text",
                [
                    "name": account.name, "agency": agency.name(visit.language), "code": code,
                    "address": "\(visit.site.settings.address)/code?code=\(code)",
                ]))
        try await visit.site.perform(
            SendReset(agency: account.agency, person: account.person, code: code, mail: mail), as: .visitor)
    }

    private static func page(_ visit: Visit) -> Page {
        let part = PeopleParts(visit: visit)
        let form = Form(visit, values: ["login": visit.form["login"] ?? ""])
        let isAsked = visit.request.query["asked"] == "1"
        return Page(
            visit.text("forgot.title"),
            [
                isAsked
                    ? element("p", [.class("notice"), Attribute("role", "status")], text: visit.text("forgot.sent"))
                    : .empty,
                Outbox.canMailLinks(visit.site.settings)
                    ? part.card(
                        "forgot.by_mail", narrow: true,
                        [
                            form.node(
                                to: "/forgot",
                                [
                                    form.line(
                                        "login", visit.text("sign_in.login"), required: true,
                                        autocomplete: "username"), form.button("forgot.send"),
                                ])
                        ]) : .empty,
                part.card(
                    "forgot.ask", narrow: true,
                    [
                        part.paragraph(visit.text("forgot.ask_what")),
                        element("p", [], [part.link("/code", visit.text("sign_in.with_code"), "btn quiet")]),
                    ]),
            ])
    }
}
