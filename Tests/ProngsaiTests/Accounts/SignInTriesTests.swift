import Foundation
import Testing

@testable import Prongsai

/// How many passwords can be tried.
@Suite struct SignInTriesTests {
    private func house(_ engine: TestEngine) async throws -> (site: Site, agency: String, clock: TestClock) {
        let clock = TestClock()
        var site = try await TestSite.open(engine)
        site.clock = Clock { clock.now }
        let agency = try await TestSite.addOffice("office", to: site)
        _ = try await TestSite.account("officer", .officer, of: agency, on: site)
        return (site, agency, clock)
    }

    @Test(arguments: engines) func `tries at the same moment are all counted`(_ engine: TestEngine) async throws {
        let (site, _, _) = try await house(engine)
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<12 {
                group.addTask {
                    try await TestBrowser(site).post("/sign-in", ["login": "officer", "password": "ผิดแน่นอน 123"]).status
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses.count { $0 == 422 } == 5 && statuses.count { $0 == 429 } == 7, "\(statuses)")
    }

    @Test func `one's own password, typed right, leaves no count behind`() async throws {
        let (site, _, _) = try await house(.sqlite)
        let browser = TestBrowser(site)
        try await browser.signIn("officer")
        for _ in 0..<6 {
            let answer = try await browser.post(
                "/account/password", ["old": TestSite.password, "password": TestSite.password])
            #expect(answer.status == 303)
        }
        let count = try await site.database.read {
            try $0.first("SELECT COUNT(*) AS n FROM sign_in_failure")?.integer("n")
        }
        #expect(count == 0)
    }

    @Test func `many logins tried at once are slowed, and whoever knows a password still comes in`() async throws {
        let (site, _, clock) = try await house(.sqlite)
        // Counted as they begin, so that the test need not spend half a minute on passwords.
        for _ in 0..<30 { #expect(!site.storm.tries.begin(at: Instant(milliseconds: clock.now))) }
        let browser = TestBrowser(site)
        let known = try await browser.post("/sign-in", ["login": "officer", "password": "ผิดแน่นอน 123"])
        let unknown = try await browser.post("/sign-in", ["login": "nobody", "password": "ผิดแน่นอน 123"])
        #expect(known.status == 429 && unknown.status == 429)
        #expect(known.body.replacingOccurrences(of: "officer", with: "nobody") == unknown.body)
        let right = ["login": "officer", "password": TestSite.password]
        #expect(try await TestBrowser(site).post("/sign-in", right).status == 303)
        clock.advance(61_000)
        #expect(try await TestBrowser(site).post("/sign-in", ["login": "x-y", "password": "x"]).status == 422)
    }

    @Test func `a place is taken by who has a password, not by who has none`() async throws {
        let gate = Gate(width: 1, queue: 5)
        try await gate.pass {
            let other = try await gate.passIfFree { true }
            #expect(other == nil)
        }
        #expect(try await gate.passIfFree { true } == true)
    }

    @Test func `those of one address do not take every place of a storm`() async throws {
        let storm = SignInStorm()
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<6 {
                group.addTask {
                    try await storm.pass("192.0.2.1") {
                        try await Task.sleep(for: .milliseconds(300))
                        return true
                    }
                }
            }
            let passed = try await group.reduce(into: []) { $0.append($1) }
            #expect(passed.count { $0 } == 3)
        }
    }

    @Test func `between password and second factor what was typed stays`() async throws {
        let (site, agency, clock) = try await house(.sqlite)
        let secret = OneTimeCode.secret()
        let key = try #require(OneTimeCode.bytes(base32: secret))
        let person = try await site.database.read { try Account.find(login: "officer", in: $0)?.person ?? "" }
        try await site.perform(
            ConfirmSecondFactor(agency: agency, secret: secret, step: 1, recovery: []),
            as: .person(id: person, name: "x", agency: agency, role: .officer))
        let kept = FormFields([("text", "ที่พิมพ์ค้างไว้")]).encoded
        let browser = TestBrowser(site)
        func begin() async throws -> String {
            let page = try await browser.post(
                "/sign-in", ["login": "officer", "password": TestSite.password, "kept": kept])
            return try #require(TestBrowser.hidden("proof", in: page.body))
        }
        let late = try await begin()
        clock.advance(SecondStep.lifetime + 1000)
        let turned = try await browser.post(
            "/sign-in/second", ["login": "officer", "proof": late, "code": "1", "kept": kept])
        #expect(turned.status == 422 && TestBrowser.hidden("kept", in: turned.body) == kept)
        #expect(turned.body.contains("name=\"password\""))
        let code = OneTimeCode.code(key, step: Int(clock.now / OneTimeCode.period))
        let first = TestBrowser(site)
        let page = try await first.post("/sign-in", ["login": "officer", "password": TestSite.password])
        let proof = try #require(TestBrowser.hidden("proof", in: page.body))
        #expect(
            try await first.post("/sign-in/second", ["login": "officer", "proof": proof, "code": code]).status == 303)
        let used = try await browser.post(
            "/sign-in/second", ["login": "officer", "proof": try await begin(), "code": code, "kept": kept])
        #expect(used.status == 422 && TestBrowser.hidden("kept", in: used.body) == kept)
        #expect(used.body.contains("href=\"#f-code\"") && used.body.contains("รหัสนี้ใช้ไปแล้ว"))
    }
}
