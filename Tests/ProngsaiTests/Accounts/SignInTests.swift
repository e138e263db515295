import Foundation
import Testing

@testable import Prongsai

@Suite struct SignInTests {
    /// A site with an office in which `officer` may sign in, and a clock that tests can move.
    private func house(_ engine: TestEngine) async throws -> (site: Site, agency: String, clock: TestClock) {
        let clock = TestClock()
        var site = try await TestSite.open(engine)
        site.clock = Clock { clock.now }
        let agency = try await TestSite.addOffice("office", to: site)
        _ = try await TestSite.account("officer", .officer, of: agency, on: site)
        return (site, agency, clock)
    }

    @Test(arguments: engines) func `a right password opens the desk, and signing out closes it`(_ engine: TestEngine)
        async throws
    {
        let (site, _, _) = try await house(engine)
        let browser = TestBrowser(site)
        _ = try await browser.get("/sign-in")
        let before = browser.cookies[Front.cookie]
        let answer = try await browser.post(
            "/sign-in", ["login": " OFFICER ", "password": TestSite.password, "back": "/desk/office/2568"])
        #expect(answer.status == 303 && answer.location == "/desk/office/2568")
        #expect(browser.cookies[Front.cookie] != before, "the token is a new one")
        #expect(answer.header("set-cookie")?.contains("HttpOnly; SameSite=Lax") == true)
        #expect(try await browser.get("/desk/office/2568").status == 200)
        let used = browser.cookies[Front.cookie]
        #expect(try await browser.post("/sign-out").status == 303)
        browser.setCookie(Front.cookie, used)
        #expect(try await browser.get("/desk/office/2568").status == 303, "an ended session stays ended")
    }

    @Test(arguments: engines) func `a wrong password and an unknown login look alike`(_ engine: TestEngine) async throws
    {
        let (site, _, _) = try await house(engine)
        let browser = TestBrowser(site)
        let wrong = try await browser.post("/sign-in", ["login": "officer", "password": "ผิดแน่นอน 123"])
        let unknown = try await browser.post("/sign-in", ["login": "nobody", "password": "ผิดแน่นอน 123"])
        #expect(wrong.status == 422 && unknown.status == 422)
        #expect(wrong.body.replacingOccurrences(of: "officer", with: "nobody") == unknown.body)
        #expect(!wrong.body.contains("ผิดแน่นอน"), "a password is never sent back")
    }

    @Test(arguments: engines) func `after five wrong tries the login waits, whoever asks from wherever`(
        _ engine: TestEngine
    ) async throws {
        let (site, _, clock) = try await house(engine)
        for _ in 0..<5 {
            let answer = try await TestBrowser(site).post("/sign-in", ["login": "officer", "password": "ผิดแน่นอน 123"])
            #expect(answer.status == 422)
        }
        let right = ["login": "officer", "password": TestSite.password]
        let blocked = try await TestBrowser(site).post("/sign-in", right)
        #expect(blocked.status == 429 && blocked.body.contains("31 วินาที"))
        clock.advance(31_000)
        #expect(try await TestBrowser(site).post("/sign-in", right).status == 303)
        #expect(try await TestBrowser(site).post("/sign-in", ["login": "officer", "password": "x"]).status == 422)
    }

    @Test(arguments: engines) func `an address that one account has is as good as its login, and counts with it`(
        _ engine: TestEngine
    ) async throws {
        let (site, agency, clock) = try await house(engine)
        _ = try await TestSite.account("officer@example.go.th", .reader, of: agency, on: site)
        try await site.database.write(agency) { db in
            try db.execute("UPDATE person SET email = 'Kanda@example.go.th' WHERE name = 'ผู้ใช้ officer'")
            // Old data: the login of one is the address of the other.
            try db.execute("UPDATE person SET email = 'officer' WHERE name = 'ผู้ใช้ officer@example.go.th'")
        }
        let right = ["login": " kanda@EXAMPLE.go.th ", "password": TestSite.password, "back": "/desk/office/2568"]
        let browser = TestBrowser(site)
        #expect(try await browser.post("/sign-in", right).location == "/desk/office/2568")
        #expect(try await browser.get("/account").body.contains("officer"))
        let found = try await site.database.read { db in
            try ["kanda@example.go.th", "officer", "nobody"].map { try Account.find(typed: $0, in: db)?.name }
        }
        #expect(found == ["ผู้ใช้ officer", "ผู้ใช้ officer", nil], "the login goes before an address")
        for login in ["officer", "kanda@example.go.th", "officer", "Kanda@example.go.th", "officer"] {
            let wrong = try await TestBrowser(site).post("/sign-in", ["login": login, "password": "ผิดแน่นอน 123"])
            #expect(wrong.status == 422)
        }
        for login in ["officer", "kanda@example.go.th"] {
            let waits = ["login": login, "password": TestSite.password]
            #expect(try await TestBrowser(site).post("/sign-in", waits).status == 429, "\(login)")
        }
        clock.advance(31_000)
        #expect(try await TestBrowser(site).post("/sign-in", right).status == 303)
    }

    @Test(arguments: engines) func `an address that two accounts have opens neither`(_ engine: TestEngine) async throws
    {
        let (site, agency, _) = try await house(engine)
        _ = try await TestSite.account("other", .reader, of: agency, on: site)
        try await site.database.write(agency) { try $0.execute("UPDATE person SET email = 'both@example.go.th'") }
        let shared = ["login": "both@example.go.th", "password": TestSite.password]
        let answer = try await TestBrowser(site).post("/sign-in", shared)
        let unknown = try await TestBrowser(site).post(
            "/sign-in", ["login": "none@example.go.th", "password": TestSite.password])
        #expect(answer.status == 422 && unknown.status == 422)
        let token = /name="form-token" value="[^"]*"/
        let said = answer.body.replacing("both@", with: "none@").replacing(token, with: "")
        #expect(said == unknown.body.replacing(token, with: ""))
        #expect(
            try await QueryCount.of(site) { _ = try Account.find(typed: "officer", in: $0) }
                == QueryCount.of(site) { _ = try Account.find(typed: "none@example.go.th", in: $0) })
    }

    @Test func `looking for an account by what was typed does not go through all of them`() async throws {
        let (site, _, _) = try await house(.sqlite)
        let plans = try await site.database.read { db in
            var asked: [SQL] = []
            let watched = Connection { sql in
                asked.append(sql)
                return try db.rows(sql)
            }
            _ = try Account.find(typed: "kanda@example.go.th", in: watched)
            _ = try Person.taken("kanda@example.go.th", besides: nil, at: "email", in: watched)
            return try asked.flatMap { sql in
                let explain: SQL = "EXPLAIN QUERY PLAN \(sql)"
                return try db.rows(explain).map { try $0.string("detail") }
            }
        }
        #expect(!plans.isEmpty)
        for table in ["account", "person"] { #expect(!plans.contains { $0.hasPrefix("SCAN \(table)") }, "\(plans)") }
    }

    @Test(arguments: engines) func `who types an address where the login is asked gets the code all the same`(
        _ engine: TestEngine
    ) async throws {
        let (built, agency, _) = try await house(engine)
        var site = built
        site.settings.address = "https://ita.example.go.th"
        site.settings.mail = try MailServer("smtp://127.0.0.1:2525", from: "ita@example.go.th")
        try await site.database.write(agency) {
            try $0.execute("UPDATE person SET email = 'kanda@example.go.th' WHERE name = 'ผู้ใช้ officer'")
        }
        #expect(Outbox.canMailLinks(site.settings))
        for login in ["Kanda@example.go.th", "nobody@example.go.th"] {
            let began = ContinuousClock.now
            let answer = try await TestBrowser(site).post("/forgot", ["login": login])
            #expect(answer.location == "/forgot?asked=1" && ContinuousClock.now - began >= .milliseconds(500))
        }
        let letters = try await site.database.read {
            try $0.rows("SELECT target FROM outbox").map { try $0.string("target") }
        }
        #expect(letters == ["kanda@example.go.th"])
    }

    @Test(arguments: engines) func `a session ends two weeks after its last use`(_ engine: TestEngine) async throws {
        let (site, _, clock) = try await house(engine)
        let browser = TestBrowser(site)
        try await browser.signIn("officer")
        clock.advance(10 * 86_400_000)
        #expect(try await browser.get("/desk/office/2568").status == 200)
        clock.advance(10 * 86_400_000)
        #expect(try await browser.get("/desk/office/2568").status == 200, "using it kept it alive")
        clock.advance(15 * 86_400_000)
        #expect(try await browser.get("/desk/office/2568").status == 303)
    }

    @Test(arguments: engines) func `what was typed survives a session that ended meanwhile`(_ engine: TestEngine)
        async throws
    {
        let (site, _, _) = try await house(engine)
        let browser = try await TestBrowser.expired("officer", on: site)
        let typed = "ประชุมหัวหน้าฝ่าย \"ครั้งที่ ๑\"่ & <b>"
        let turned = try await browser.post("/sign-out", ["text": typed])
        #expect(turned.status == 401)
        let kept = try #require(TestBrowser.hidden("kept", in: turned.body))
        let resumed = try await browser.post(
            "/sign-in", ["login": "officer", "password": TestSite.password, "back": "/sign-out", "kept": kept])
        #expect(resumed.status == 200)
        #expect(TestBrowser.hidden("text", in: resumed.body) == typed)
        let renewed = try #require(TestBrowser.hidden("form-token", in: resumed.body))
        #expect(try await browser.post("/sign-out", ["text": typed, "form-token": renewed]).status == 303)
    }

    @Test(arguments: engines) func `after signing in again the form itself is there, filled in as it was`(
        _ engine: TestEngine
    ) async throws {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("mine", on: site)
        _ = try await TestSite.account("clerk", .officer, of: office.agency, on: site)
        let address = "/desk/mine/2568/plan/rows/\(office.row)/new-measure"
        let browser = try await TestBrowser.expired("clerk", on: site)
        let old = try await browser.token()
        let turned = try await browser.post(
            address,
            ["text": "ประชุม <b>ครั้งที่ ๑</b> น้ำ", "unit": "ฝ่ายปกครอง", "from": "ก", "key": "0192f000aaaa"])
        #expect(turned.status == 401)
        let kept = try #require(TestBrowser.hidden("kept", in: turned.body))
        let page = try await browser.post(
            "/sign-in", ["login": "clerk", "password": TestSite.password, "back": address, "kept": kept])
        #expect(page.status == 200 && page.body.contains("action=\"\(address)\""))
        #expect(page.body.contains("ประชุม &lt;b&gt;ครั้งที่ ๑&lt;/b&gt; น้ำ</textarea>"))
        #expect(page.body.contains("<option value=\"ฝ่ายปกครอง\" selected>"))
        #expect(page.body.contains("name=\"from\" id=\"f-from\"") || page.body.contains("value=\"ก\""))
        #expect(page.body.contains("ออกจากระบบ") && !page.body.contains("<dd class=\"typed\">"))
        let token = try #require(TestBrowser.hidden("form-token", in: page.body))
        #expect(token != old)
        // Where nothing takes it any more, what a person typed can be copied, and nothing a program wrote is shown.
        let gone = "/desk/mine/2568/work/2/\(office.measure)"
        var form = FormFields([("key", "0192f0bbcc"), ("text", "ก ข"), ("form-token", old)])
        form.append("status", "planned")
        let late = try await TestBrowser(site).post(
            "/sign-in",
            ["login": "clerk", "password": TestSite.password, "back": gone, "kept": form.encoded])
        #expect(late.body.contains("<p class=\"typed\">ก ข</p>") && late.body.contains("คัดลอกได้จากที่นี่"))
        #expect(
            !late.body.contains("<p class=\"typed\">planned") && !late.body.contains("<p class=\"typed\">0192f0bbcc"))
    }

    @Test(arguments: engines) func `a second factor is asked for, counts once, and can be replaced by a recovery code`(
        _ engine: TestEngine
    ) async throws {
        let (site, agency, clock) = try await house(engine)
        let secret = OneTimeCode.secret()
        let key = try #require(OneTimeCode.bytes(base32: secret))
        let person = try await site.database.read { try Account.find(login: "officer", in: $0)?.person ?? "" }
        let recovery = Secret.code()
        try await site.perform(
            ConfirmSecondFactor(agency: agency, secret: secret, step: 1, recovery: [Secret.codeHash(recovery)]),
            as: .person(id: person, name: "x", agency: agency, role: .officer))
        func begin(_ browser: TestBrowser) async throws -> String {
            let page = try await browser.post("/sign-in", ["login": "officer", "password": TestSite.password])
            #expect(page.status == 200)
            return try #require(TestBrowser.hidden("proof", in: page.body))
        }
        let code = OneTimeCode.code(key, step: Int(clock.now / OneTimeCode.period))
        let browser = TestBrowser(site)
        let proof = try await begin(browser)
        #expect(try await browser.get("/desk/office/2568").status == 303, "the password alone opens nothing")
        #expect(
            try await browser.post("/sign-in/second", ["login": "officer", "proof": proof, "code": "000000"]).status
                == 422)
        let late = try await browser.post("/sign-in/second", ["login": "officer", "proof": "1.a", "code": code])
        #expect(late.status == 422 && late.body.contains("เกิน 5 นาทีหลังใส่รหัสผ่าน"), "said, not passed over")
        #expect(
            try await browser.post("/sign-in/second", ["login": "officer", "proof": proof, "code": code]).status == 303)
        #expect(try await browser.get("/desk/office/2568").status == 200)
        let other = TestBrowser(site)
        let second = try await begin(other)
        let again = try await other.post("/sign-in/second", ["login": "officer", "proof": second, "code": code])
        #expect(again.status == 422, "a code that was seen over a shoulder is worth nothing")
        let saved = ["login": "officer", "proof": second, "code": recovery.lowercased()]
        #expect(try await other.post("/sign-in/second", saved).status == 303)
        let third = TestBrowser(site)
        let proofThree = try await begin(third)
        #expect(
            try await third.post("/sign-in/second", ["login": "officer", "proof": proofThree, "code": recovery]).status
                == 422)
    }

    @Test(arguments: engines) func `a code sets a password once, and not after its time`(_ engine: TestEngine)
        async throws
    {
        let (site, agency, clock) = try await house(engine)
        let person = try await site.perform(
            AddPerson(agency: agency, person: "คนใหม่", title: nil, unit: nil, role: .reader), as: TestSite.console)
        func invite() async throws -> String {
            let code = Secret.code()
            try await site.perform(
                InvitePerson(agency: agency, person: person, login: "new", code: code), as: TestSite.console)
            return code
        }
        let first = try await invite()
        let code = try await invite()
        let browser = TestBrowser(site)
        #expect(try await browser.get("/code?code=\(first)").status == 422, "a newer code replaces the older")
        #expect(try await browser.get("/code?code=\(code.lowercased())").status == 200)
        let short = try await browser.post("/code", ["code": code, "password": "short"])
        #expect(short.status == 422 && !short.body.contains("ข้อความที่พิมพ์ยังอยู่"), "a password never comes back")
        let password = ["code": code, "password": "ปลาทูสามตัวในเข่ง"]
        #expect(try await browser.post("/code", password).status == 303)
        #expect(try await browser.post("/code", password).status == 422)
        try await browser.signIn("new", "ปลาทูสามตัวในเข่ง")
        let late = try await invite()
        clock.advance(Lifetime.reset + 1000)
        #expect(try await browser.get("/code?code=\(late)").status == 422)
    }

    @Test func `the form that sets up the first office works once, and only for whoever reads the console`()
        async throws
    {
        let site = try await TestSite.open(.sqlite)
        let browser = TestBrowser(site)
        #expect(try await browser.get("/").location == "/setup")
        let form = try await browser.get("/setup").body
        #expect(
            !form.contains(" checked") && TestBrowser.values("year", in: form) == [""], "nothing is chosen beforehand")
        #expect(TestBrowser.values("edition", in: form).first?.hasSuffix("2569") == true, "the newest first")
        #expect(form.contains("จำนวนข้อ IIT 12, EIT 6, OIT 22 ·"))
        #expect(form.contains("ไม่มีข้อของ IIT, EIT จึงคิดคะแนนรวมและระดับไม่ได้") && form.contains("บุคลากร → ปีงบประมาณ"))
        var fields = [
            "setup-code": "WRONG-WRONG-WRONG", "office": "สำนักงานเขตทดสอบ", "edition": "bma-ita-2567", "year": "๒๕๖๘",
            "person": "นางสาวทดสอบ ใจดี", "login": "test", "password": TestSite.password,
        ]
        let refused = try await browser.post("/setup", fields)
        #expect(refused.status == 422 && refused.body.contains("สำนักงานเขตทดสอบ"))
        fields["setup-code"] = browser.front.setupCode
        // A plan stands on the scores of the year before; another year is asked about.
        fields["year"] = "70"
        let asked = try await browser.post("/setup", fields)
        #expect(asked.status == 422 && asked.body.contains("name=\"sure\"") && asked.body.contains("2569"))
        fields["year"] = "๒๕๖๘"
        var unchosen = fields
        unchosen["edition"] = nil
        let missing = try await browser.post("/setup", unchosen)
        #expect(missing.status == 422 && missing.body.contains("ยังไม่ได้เลือกแบบประเมิน"))
        #expect(try await browser.post("/setup", fields).location == "/sign-in?done=set_up")
        #expect(try await browser.post("/setup", fields).location == "/sign-in")
        try await browser.signIn("test")
        #expect(try await browser.get("/desk/office/2568").body.contains("สำนักงานเขตทดสอบ"))
        #expect(try await browser.get("/").location == "/desk/office/2568")
    }

    @Test func `one-time codes are those of RFC 6238`() throws {
        let key = Array("12345678901234567890".utf8)
        // Appendix B, the last six of its eight digits.
        for (seconds, code) in [
            (59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130"),
        ] {
            #expect(OneTimeCode.code(key, step: seconds / 30) == code)
        }
        #expect(OneTimeCode.base32(Array("foobar".utf8)) == "MZXW6YTBOI")
        #expect(OneTimeCode.bytes(base32: "mzxw 6ytb oi") == Array("foobar".utf8))
        #expect(OneTimeCode.bytes(base32: "1") == nil)
    }

    @Test func `a way back leads nowhere else`() {
        #expect(Address.local("/desk/a?b=1") == "/desk/a?b=1")
        for bad in ["//evil.example", "/\\evil.example", "https://evil.example", "desk", "", "/a b", "/\u{E01}"] {
            #expect(Address.local(bad) == "/", "\(bad)")
        }
    }
}

/// A clock that stands until it is moved.
final class TestClock: @unchecked Sendable {
    private let lock = NSLock()
    private var milliseconds = TestSite.now
    var now: Int64 { lock.withLock { milliseconds } }
    func advance(_ more: Int64) { lock.withLock { milliseconds += more } }
}
