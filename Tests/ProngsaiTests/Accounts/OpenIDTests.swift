import Crypto
import CryptoExtras
import Foundation
import Testing

@testable import Prongsai

@Suite struct OpenIDTests {
    private static let now = Instant(milliseconds: TestSite.now)
    private static let issuer = "https://login.office.go.th/realms/staff"

    // MARK: Tokens

    private struct Signer {
        let ec = P256.Signing.PrivateKey()
        let rsa: _RSA.Signing.PrivateKey
        init() throws { rsa = try _RSA.Signing.PrivateKey(keySize: .bits2048) }

        func keys() throws -> [JSONValue] {
            let point = Array(ec.publicKey.x963Representation)
            let primitives = try rsa.publicKey.getKeyPrimitives()
            return [
                [
                    "kty": "EC", "crv": "P-256", "kid": "ec", "x": .text(OpenID.base64url(Array(point[1..<33]))),
                    "y": .text(OpenID.base64url(Array(point[33...]))),
                ],
                [
                    "kty": "RSA", "kid": "rsa", "n": .text(OpenID.base64url(Array(primitives.modulus))),
                    "e": .text(OpenID.base64url(Array(primitives.publicExponent))),
                ],
            ]
        }

        func token(_ algorithm: String, kid: String, _ claims: [String: JSONValue], more: [String: JSONValue] = [:])
            throws -> String
        {
            let header: [String: JSONValue] = ["alg": .text(algorithm), "kid": .text(kid)].merging(more) { $1 }
            let start = try [JSONValue.object(header), .object(claims)].map { OpenID.base64url(try $0.bytes()) }
                .joined(separator: ".")
            let digest = SHA256.hash(data: Array(start.utf8))
            let signature: [UInt8] =
                switch algorithm {
                case "ES256": Array(try ec.signature(for: digest).rawRepresentation)
                case "RS256": Array(try rsa.signature(for: digest, padding: .insecurePKCS1v1_5).rawRepresentation)
                case "HS256":
                    Array(
                        HMAC<SHA256>.authenticationCode(
                            for: Array(start.utf8), using: SymmetricKey(data: rsa.publicKey.derRepresentation)))
                default: []
                }
            return "\(start).\(OpenID.base64url(signature))"
        }
    }

    private var claims: [String: JSONValue] {
        let seconds = Int(TestSite.now / 1000)
        return [
            "iss": .text(Self.issuer), "aud": "desk", "sub": "1", "nonce": "n", "iat": .whole(seconds),
            "exp": .whole(seconds + 300), "email": "Somchai@example.go.th", "email_verified": .flag(true),
        ]
    }

    private func read(_ token: String, _ signer: Signer) throws -> OpenIDToken {
        try OpenIDToken(
            token, keys: try signer.keys(), issuer: Self.issuer, client: "desk", nonce: "n", at: Self.now)
    }

    @Test func `a token that is as it must be says who it is`() throws {
        let signer = try Signer()
        for (algorithm, kid) in [("ES256", "ec"), ("RS256", "rsa")] {
            let token = try read(try signer.token(algorithm, kid: kid, claims), signer)
            #expect(try token.name(by: "email") == "Somchai@example.go.th")
        }
        var shared = claims
        shared["aud"] = ["other", "desk"]
        shared["azp"] = "desk"
        #expect(throws: Never.self) { try read(try signer.token("ES256", kid: "ec", shared), signer) }
        for doubtful: JSONValue in [.flag(false), "false", .null] {
            var unverified = claims
            unverified["email_verified"] = doubtful
            let token = try read(try signer.token("ES256", kid: "ec", unverified), signer)
            #expect(throws: OpenIDFault.unverified) { try token.name(by: "email") }
        }
    }

    @Test func `whatever is not as it must be is refused`() throws {
        let signer = try Signer()
        let seconds = Int(TestSite.now / 1000)
        let wrong: [(String, JSONValue?)] = [
            ("iss", "https://evil.example"), ("iss", nil), ("aud", "other"), ("aud", ["other"]),
            ("aud", ["desk", "other"]), ("aud", nil), ("azp", "other"), ("nonce", "m"), ("nonce", nil),
            ("exp", .whole(seconds - 121)), ("exp", nil), ("exp", "9999999999"), ("iat", .whole(seconds + 121)),
            ("iat", .whole(seconds - 721)), ("iat", nil), ("nbf", .whole(seconds + 121)),
        ]
        for (name, value) in wrong {
            var claims = claims
            claims[name] = value
            let token = try signer.token("RS256", kid: "rsa", claims)
            #expect(throws: OpenIDFault.token, "\(name) \(String(describing: value))") { try read(token, signer) }
        }
        let good = try signer.token("RS256", kid: "rsa", claims)
        let parts = good.split(separator: ".").map(String.init)
        let none = OpenID.base64url(Array(#"{"alg":"none"}"#.utf8))
        let other = try Signer()
        for token in [
            "", ".", "..", "\(none).\(parts[1]).", "\(none).\(parts[1]).\(parts[2])", "\(parts[0]).\(parts[1]).",
            "\(parts[0]).\(parts[1])", "\(good).x", parts[0] + "." + parts[1] + "." + parts[2].dropLast(4) + "AAAA",
            try signer.token("none", kid: "rsa", claims), try signer.token("HS256", kid: "rsa", claims),
            try signer.token("ES256", kid: "rsa", claims), try signer.token("RS256", kid: "ec", claims),
            try signer.token("RS256", kid: "unknown", claims), try other.token("RS256", kid: "rsa", claims),
            try other.token("ES256", kid: "ec", claims),
            try signer.token("RS256", kid: "rsa", claims, more: ["crit": ["b64"]]),
        ] {
            #expect(throws: OpenIDFault.token, "\(token.prefix(60))") { try read(token, signer) }
        }
    }

    @Test func `an answer belongs to the browser that asked, for ten minutes`() throws {
        let attempt = Attempt(secret: "s", back: "/desk/mine/2568?a=ที่", at: Self.now)
        #expect(Attempt(secret: "s", state: attempt.state, at: Self.now.adding(599_999)) == attempt)
        #expect(Attempt(secret: "s", state: attempt.state, at: Self.now.adding(600_000)) == nil)
        #expect(Attempt(secret: "s", state: attempt.state, at: Self.now.adding(-1)) == nil)
        #expect(Attempt(secret: "t", state: attempt.state, at: Self.now) == nil)
        let parts = attempt.state.split(separator: ".").map(String.init)
        for state in [
            "", "....", attempt.state + "0", parts.dropLast().joined(separator: "."),
            [parts[0], parts[1], OpenID.base64url(Array("//evil.example".utf8)), parts[3]].joined(separator: "."),
            [parts[0], Secret.token(), parts[2], parts[3]].joined(separator: "."),
        ] { #expect(Attempt(secret: "s", state: state, at: Self.now) == nil) }
        #expect((43...128).contains(attempt.verifier.utf8.count), "RFC 7636 §4.1")
        #expect(Set([attempt.nonce, attempt.verifier, parts[3]]).count == 3)
    }

    @Test func `settings that make no sense are refused`() throws {
        func set(_ issuer: String, _ client: String = "desk") throws -> OpenID? {
            try OpenID(issuer: issuer, client: client, secret: "", claim: "email", name: "")
        }
        #expect(try set("") == nil)
        #expect(try set("https://login.office.go.th") != nil && set("http://127.0.0.1:8080/x") != nil)
        for issuer in ["http://login.office.go.th", "login.office.go.th", "https://a:b@login.go.th", "https://a/?b=c"] {
            #expect(throws: Failure.self, "\(issuer)") { try set(issuer) }
        }
        #expect(throws: Failure.self) { try set("https://login.office.go.th", "") }
    }

    // MARK: With a provider

    private func house(_ engine: TestEngine) async throws -> (site: Site, agency: String, server: PythonServer) {
        let server = try await PythonServer("provider.py", writes: false)
        var site = try await TestSite.open(engine)
        site.clock = .system
        site.settings.address = "https://ita.example.go.th"
        site.settings.openID = try OpenID(
            issuer: "http://127.0.0.1:\(server.port)", client: "desk", secret: "ลับ:", claim: "email", name: "ThaID")
        let agency = try await TestSite.addOffice("office", to: site)
        _ = try await TestSite.account("officer", .officer, of: agency, on: site)
        try await site.database.write(agency) {
            try $0.execute("UPDATE person SET email = 'somchai@Example.go.th' WHERE name = 'ผู้ใช้ officer'")
        }
        return (site, agency, server)
    }

    /// Goes to the provider as a browser does; gives the address it sends the browser back to, within this site.
    private func approve(_ browser: TestBrowser, _ server: PythonServer, as sub: String, back: String = "/")
        async throws
        -> String
    {
        let start = try await browser.get("/sign-in/office?back=\(Address.encoded(back))")
        let away = try #require(start.location)
        #expect(away.hasPrefix("http://127.0.0.1:\(server.port)/oauth2/authorize?"))
        let approval = away.replacingOccurrences(of: "/oauth2/authorize?", with: "/approve?sub=\(sub)&")
        // The proof key is noted where the browser would have gone.
        _ = try await Transfer.http(Transfer.Way(url: away), headers: [], most: 100_000)
        let answer = try await Transfer.http(Transfer.Way(url: approval), headers: [], most: 100_000)
        let address = String(decoding: answer.body, as: UTF8.self)
        return try #require(address.removing(prefix: "https://ita.example.go.th"), "\(address)")
    }

    @Test(arguments: engines) func `who the provider vouches for is signed in, once`(_ engine: TestEngine) async throws
    {
        let (site, _, server) = try await house(engine)
        let browser = TestBrowser(site)
        let page = try await browser.get("/sign-in?back=/desk/office/2568")
        #expect(page.body.contains("เข้าสู่ระบบด้วย ThaID"))
        let before = browser.cookies[Front.cookie]
        let back = try await approve(browser, server, as: "Somchai", back: "/desk/office/2568")
        let people = try await site.database.read { try $0.first("SELECT COUNT(*) AS n FROM person")?.integer("n") }
        let stolen = try await TestBrowser(site).get(back)
        #expect(stolen.status == 403 && stolen.body.contains("เริ่มจากหน้าต่างอื่น"), "another browser")
        let answer = try await browser.get(back)
        #expect(answer.status == 303 && answer.location == "/desk/office/2568", "\(answer.body)")
        #expect(browser.cookies[Front.cookie] != before)
        #expect(try await browser.get("/desk/office/2568").status == 200)
        #expect(try await browser.get(back).status == 403, "the same answer again")
        browser.setCookie(Front.cookie, before)
        #expect(try await browser.get(back).status == 403, "the provider takes a code once")
        let after = try await site.database.read { try $0.first("SELECT COUNT(*) AS n FROM person")?.integer("n") }
        #expect(people == after, "nobody is made")
    }

    @Test(arguments: engines) func `whom nobody vouches for or nobody here knows is not signed in`(_ engine: TestEngine)
        async throws
    {
        let (site, agency, server) = try await house(engine)
        try await site.database.write(agency) { db in
            for (name, email) in [("ก", "doubtful@example.go.th"), ("ข", "stranger@example.go.th")] {
                try db.execute(
                    """
                    INSERT INTO person (id, agency_id, name, email, role, created_at)
                    VALUES (\(ID.new()), \(agency), \(name), \(email), 'officer', '2025-01-01T00:00:00.000Z')
                    """)
            }
        }
        for (sub, words) in [("doubtful", "ยังไม่ได้ยืนยันอีเมล"), ("stranger", "ไม่พบบัญชี")] {
            let browser = TestBrowser(site)
            let answer = try await browser.get(try await approve(browser, server, as: sub))
            #expect(answer.status == 403 && answer.body.contains(words), "\(sub): \(answer.body)")
            #expect(try await browser.get("/desk/office/2568").status == 303)
        }
        try await site.database.write(agency) {
            try $0.execute("UPDATE account SET closed_at = '2025-01-01T00:00:00.000Z'")
        }
        let browser = TestBrowser(site)
        #expect(try await browser.get(try await approve(browser, server, as: "Somchai")).status == 403)
    }

    @Test(arguments: engines) func `an address that two accounts had before it was refused is told as such`(
        _ engine: TestEngine
    ) async throws {
        let (site, _, server) = try await house(engine)
        let other = try await TestSite.addOffice("other", to: site)
        _ = try await TestSite.account("thanapat", .reader, of: other, on: site)
        try await site.database.write(other) {
            try $0.execute("UPDATE person SET email = 'SOMCHAI@example.go.th' WHERE name = 'ผู้ใช้ thanapat'")
        }
        let browser = TestBrowser(site)
        let answer = try await browser.get(try await approve(browser, server, as: "Somchai"))
        #expect(answer.status == 403 && answer.body.contains("มีสองบัญชีใช้อีเมลนี้ร่วมกัน"))
        #expect(!answer.body.contains("thanapat") && !answer.body.contains("ไม่พบบัญชี"))
    }

    @Test(arguments: engines) func `a second factor of one's own is asked for all the same`(_ engine: TestEngine)
        async throws
    {
        let (site, agency, server) = try await house(engine)
        let secret = OneTimeCode.secret()
        let now = site.clock.now()
        try await site.database.write(agency) {
            try $0.execute("UPDATE account SET second_factor = \(secret), second_factor_at = \(now), password = NULL")
        }
        let browser = TestBrowser(site)
        let page = try await browser.get(try await approve(browser, server, as: "Somchai", back: "/desk/office/2568"))
        #expect(page.status == 200 && page.body.contains("/sign-in/second"))
        #expect(try await browser.get("/desk/office/2568").status == 303, "not yet")
        let proof = try #require(TestBrowser.hidden("proof", in: page.body))
        let key = try #require(OneTimeCode.bytes(base32: secret))
        let code = OneTimeCode.code(key, step: Int(site.clock.now().milliseconds / OneTimeCode.period))
        let answer = try await browser.post(
            "/sign-in/second", ["login": "officer", "proof": proof, "back": "/desk/office/2568", "code": code])
        #expect(answer.status == 303 && answer.location == "/desk/office/2568")
    }

    @Test func `without a provider there is no button and no page, and one that is away is told`() async throws {
        var site = try await TestSite.open(.sqlite)
        let agency = try await TestSite.addOffice("office", to: site)
        _ = try await TestSite.account("officer", .officer, of: agency, on: site)
        #expect(try await TestBrowser(site).get("/sign-in/office").status == 404)
        #expect(try await !TestBrowser(site).get("/sign-in").body.contains("/sign-in/office"))
        site.settings.openID = try OpenID(
            issuer: "http://127.0.0.1:9", client: "desk", secret: "", claim: "email", name: "")
        let answer = try await TestBrowser(site).get("/sign-in/office")
        #expect(answer.status == 502 && answer.body.contains("ไม่ตอบ"))
        let denied = try await TestBrowser(site).get("/sign-in/office/back?error=access_denied&state=x")
        #expect(denied.status == 403)
    }
}
