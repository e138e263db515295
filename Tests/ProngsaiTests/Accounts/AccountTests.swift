import Foundation
import Testing

@testable import Prongsai

@Suite struct AccountTests {
    private func house(_ engine: TestEngine) async throws -> (Site, TestBrowser, person: String, agency: String) {
        let site = try await TestSite.open(engine)
        let agency = try await TestSite.addOffice("office", to: site)
        let person = try await TestSite.account("officer", .officer, of: agency, on: site)
        let browser = TestBrowser(site)
        try await browser.signIn("officer")
        return (site, browser, person, agency)
    }

    @Test(arguments: engines) func `a new password needs the old one and ends every other session`(
        _ engine: TestEngine
    ) async throws {
        let (site, browser, _, _) = try await house(engine)
        let other = TestBrowser(site)
        try await other.signIn("officer")
        let new = "รหัสใหม่ที่จำง่าย 99"
        let wrong = try await browser.post("/account/password", ["old": "ผิดแน่นอน 123", "password": new])
        #expect(wrong.status == 422 && !wrong.body.contains(new), "a password is never sent back")
        let short = try await browser.post("/account/password", ["old": TestSite.password, "password": "สั้น"])
        #expect(short.status == 422 && short.body.contains("e-password-0"))
        let done = try await browser.post("/account/password", ["old": TestSite.password, "password": new])
        #expect(done.location == "/account?done=password_changed")
        #expect(try await browser.get("/account").status == 200)
        #expect(try await other.get("/account").status == 303)
        try await TestBrowser(site).signIn("officer", new)
    }

    @Test(arguments: engines) func `five wrong passwords at an open screen make it wait`(_ engine: TestEngine)
        async throws
    {
        let (_, browser, _, _) = try await house(engine)
        for _ in 0..<5 { try await browser.post("/account/second/remove", ["own": "ผิดแน่นอน 123"]) }
        let right = try await browser.post(
            "/account/password", ["old": TestSite.password, "password": "รหัสใหม่ที่จำง่าย 99"])
        #expect(right.status == 422)
    }

    @Test(arguments: engines) func `a second factor counts once a code proved it, and its recovery codes sign in`(
        _ engine: TestEngine
    ) async throws {
        let (site, browser, person, _) = try await house(engine)
        let page = try await browser.get("/account/second").body
        #expect(page.contains("<svg class=\"qr\""))
        let secret = try #require(TestBrowser.hidden("secret", in: page))
        let bytes = try #require(OneTimeCode.bytes(base32: secret))
        let now = Int(site.clock.now().milliseconds / OneTimeCode.period)
        let wrong = try await browser.post(
            "/account/second", ["secret": secret, "code": "000000", "own": TestSite.password])
        #expect(wrong.status == 422 && wrong.body.contains(secret), "the same secret is offered again")
        let code = OneTimeCode.code(bytes, step: now)
        let unproven = try await browser.post("/account/second", ["secret": secret, "code": code, "own": "x"])
        #expect(unproven.status == 422)
        let done = try await browser.post(
            "/account/second", ["secret": secret, "code": code, "own": TestSite.password])
        #expect(done.status == 200)
        let pattern = "[2-9A-Z]{5}-[2-9A-Z]{5}-[2-9A-Z]{5}"
        let recovery = try #require(
            done.body.range(of: pattern, options: .regularExpression).map { String(done.body[$0]) })
        let account = try await site.database.read { try Account.find(person: person, in: $0) }
        #expect(account?.secondFactor == secret)
        let other = TestBrowser(site)
        let step = try await other.post("/sign-in", ["login": "officer", "password": TestSite.password])
        let proof = try #require(TestBrowser.hidden("proof", in: step.body))
        let entered = try await other.post(
            "/sign-in/second", ["login": "officer", "proof": proof, "back": "/", "code": recovery])
        #expect(entered.status == 303)
        #expect(try await browser.post("/account/second/remove", ["own": TestSite.password]).status == 303)
        #expect(try await site.database.read { try Account.find(person: person, in: $0)?.secondFactor } == nil)
    }

    @Test(arguments: engines) func `one session or all others are ended, and nobody else's`(_ engine: TestEngine)
        async throws
    {
        let (site, browser, _, agency) = try await house(engine)
        _ = try await TestSite.account("other", .officer, of: agency, on: site)
        let (second, third, stranger) = (TestBrowser(site), TestBrowser(site), TestBrowser(site))
        for browser in [second, third] { try await browser.signIn("officer") }
        try await stranger.signIn("other")
        func session(_ browser: TestBrowser) -> String {
            Hash.sha256(Array((browser.cookies[Front.cookie] ?? "").utf8))
        }
        #expect(try await browser.post("/account/sessions", ["session": session(stranger)]).status == 404)
        #expect(try await browser.post("/account/sessions", ["session": session(second)]).status == 303)
        #expect(try await second.get("/account").status == 303)
        #expect(try await third.get("/account").status == 200)
        #expect(try await browser.post("/account/sessions").status == 303)
        #expect(try await third.get("/account").status == 303)
        #expect(try await stranger.get("/account").status == 200)
        #expect(try await browser.get("/account").status == 200)
    }

    @Test(arguments: engines) func `a token is shown once, does what it was made for, and can be revoked`(
        _ engine: TestEngine
    ) async throws {
        let (site, browser, _, _) = try await house(engine)
        let none = try await browser.post("/account/tokens", ["label": "โปรแกรม่", "token-own": TestSite.password])
        #expect(none.status == 422 && none.body.contains("value=\"โปรแกรม่\""))
        let made = try await browser.post(
            "/account/tokens", ["label": "โปรแกรม", "token-own": TestSite.password], more: [("scopes", "read")])
        let pattern = "[A-Za-z0-9_-]{43}"
        let start = try #require(made.body.range(of: "<code class=\"address\">"))
        let token = try #require(
            made.body[start.upperBound...].range(of: pattern, options: .regularExpression).map { String(made.body[$0]) }
        )
        #expect(!(try await browser.get("/account").body.contains(token)))
        func years() async throws -> Int {
            try await TestBrowser(site).send(
                .get, "/api/v1/agencies/office/years", headers: ["authorization": "Bearer \(token)"], body: []
            ).status
        }
        #expect(try await years() == 200)
        let hash = Hash.sha256(Array(token.utf8))
        #expect(try await browser.post("/account/tokens/revoke", ["token": hash]).status == 303)
        #expect(try await years() == 401)
    }

    @Test(arguments: engines) func `notices are counted, opened, read, and chosen`(_ engine: TestEngine) async throws {
        let (site, browser, person, agency) = try await house(engine)
        let now = site.clock.now()
        try await site.database.write(agency) { db in
            for address in ["/desk/office/2568", "https://evil.example/"] {
                try Notice.tell(
                    [person], .submitted, ["round": "1", "year": "2568"], address: address, agency: agency, at: now,
                    in: db)
            }
        }
        let page = try await browser.get("/notices").body
        #expect(page.contains("แจ้งเตือน 2") && page.contains("รอบที่ 1 ปี 2568 รอความเห็นชอบของท่าน"))
        let entries = try await site.database.read { try Notice.entries(of: person, in: $0) }
        for entry in entries {
            let answer = try await browser.post("/notices", ["notice": entry.id, "open": "1"])
            #expect(answer.location == (entry.address.hasPrefix("/desk") ? entry.address : "/"))
        }
        #expect(!(try await browser.get("/notices").body.contains("แจ้งเตือน 2")))
        _ = try await TestSite.account("other", .officer, of: agency, on: site)
        let other = TestBrowser(site)
        try await other.signIn("other")
        #expect(try await other.post("/notices", ["notice": entries[0].id]).status == 404)
        #expect(try await browser.post("/account/notices", ["submitted": "none"]).status == 303)
        try await site.database.write(agency) { db in
            try Notice.tell([person], .submitted, [:], address: "/", agency: agency, at: now, in: db)
        }
        #expect(try await site.database.read { try Notice.entries(of: person, in: $0).count } == 2)
    }

    @Test(arguments: engines) func `one reset letter in a quarter of an hour, and an invitation stays good`(
        _ engine: TestEngine
    ) async throws {
        let (site, browser, person, agency) = try await house(engine)
        #expect(try await browser.post("/account/address", ["email": "ไม่ใช่"]).status == 422)
        #expect(try await browser.post("/account/address", ["email": "me@example.go.th"]).status == 303)
        let invited = Secret.code()
        try await site.database.write(agency) { db in
            try db.execute(
                "INSERT INTO ticket (code_hash, agency_id, person_id, purpose, created_at, expires_at) VALUES (\(Secret.codeHash(invited)), \(agency), \(person), 'invitation', '2000', '9999')"
            )
        }
        for code in [Secret.code(), Secret.code()] {
            try await site.perform(
                SendReset(
                    agency: agency, person: person, code: code,
                    mail: Outbox.Mail(subject: "รหัสใหม่", text: "รหัส \"\(code)\"")), as: .visitor)
        }
        let letters = try await site.database.read { try $0.rows("SELECT target, payload FROM outbox") }
        #expect(letters.count == 1)
        #expect(try letters.first?.string("target") == "me@example.go.th")
        let now = site.clock.now()
        #expect(
            try await site.database.read { try Ticket.find(Secret.codeHash(invited), at: now, in: $0) }?.person
                == person)
    }

    @Test func `a browser's long name becomes a short one`() {
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0"
        #expect(Device.name(edge) == "Edge · Windows")
        #expect(
            Device.name("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1")
                == "Safari · iPhone")
        #expect(Device.name("curl/8") == "curl/8")
    }
}
