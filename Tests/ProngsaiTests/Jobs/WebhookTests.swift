import Crypto
import Foundation
import Testing
import Watch

@testable import Prongsai

@Suite struct WebhookTests {
    private func house(_ engine: TestEngine, networks: String = "127.0.0.0/8,::1") async throws -> (
        site: Site, office: Office, clock: TestClock
    ) {
        let (site, clock) = try await TestSite.moving(engine) { $0.webhookNetworks = try IPNetwork.list(networks) }
        let office = try await Office.open("mine", on: site)
        // The office's own webhook leads to the world outside, where tests never go.
        try await site.perform(RemoveWebhook(agency: office.agency, webhook: office.webhook), as: TestSite.console)
        return (site, office, clock)
    }

    private func add(_ site: Site, _ office: Office, _ address: String, secret: String = "กุญแจ") async throws -> String
    {
        try await site.perform(
            AddWebhook(
                agency: office.agency, address: address, events: [.roundFrozen], secret: secret,
                networks: site.settings.webhookNetworks), as: office.own)
    }

    private func freeze(_ site: Site, _ office: Office) async throws {
        _ = try await site.perform(
            FreezeRound(
                agency: office.agency, plan: office.plan, half: 1, reason: "แก้", editions: site.editions,
                strings: site.strings, withFaults: true), as: TestSite.console)
    }

    private func sent(_ site: Site, _ office: Office) async throws -> [Webhook.Sent] {
        try await site.database.read { try Webhook.load(agency: office.agency, in: $0).flatMap(\.deliveries) }
    }

    @Test func `the command says that programs hear of disclosures too`() throws {
        let strings = try Repository.strings()
        #expect(strings.template("command.webhook", .thai)?.contains("เปิดข้อมูลที่เปิดเผยไม่ได้") == true)
        #expect(strings.template("command.webhook", .english)?.contains("a disclosure is down or up again") == true)
    }

    @Test(arguments: engines) func `a frozen round is told with a signature the other side can check`(
        _ engine: TestEngine
    ) async throws {
        let server = try await PythonServer("hooks.py")
        let (site, office, clock) = try await house(engine)
        _ = try await add(site, office, "http://127.0.0.1:\(server.port)/hook")
        try await freeze(site, office)
        #expect(try await Worker(site: site).round().webhooks == 1)
        let told = try #require(try server.received().first)
        let body = try #require(told["body"]?.text)
        let json = try JSONValue(parsing: Array(body.utf8))
        #expect(json["event"]?.text == "round.frozen" && json["agency"]?.text == "mine")
        #expect(json["data"]?["round"]?.whole == 1 && json["data"]?["year"]?.whole == 2568)
        let signature = try #require(told["headers"]?["x-prongsai-signature"]?.text)
        let seconds = clock.now / 1000
        let code = HMAC<SHA256>.authenticationCode(
            for: Data("\(seconds).\(body)".utf8), using: SymmetricKey(data: Data("กุญแจ".utf8)))
        #expect(signature == "t=\(seconds),v1=\(code.map { String(format: "%02x", $0) }.joined())")
        #expect(try await sent(site, office).map(\.state) == [.delivered])
        #expect(try await Worker(site: site).round().webhooks == 0)
    }

    @Test(arguments: engines) func `what fails is tried for a day, and who reads the page sees why`(
        _ engine: TestEngine
    )
        async throws
    {
        let server = try await PythonServer("hooks.py")
        let (site, office, clock) = try await house(engine)
        _ = try await add(site, office, "http://localhost:\(server.port)/fail")
        try await freeze(site, office)
        _ = try await Worker(site: site).round()
        #expect(try await sent(site, office).map(\.fault) == [TransferFault("status", ["status": "500"])])
        _ = try await TestSite.account("admin", .officer, of: office.agency, on: site)
        let browser = TestBrowser(site)
        try await browser.signIn("admin")
        let page = try await browser.get("/desk/mine/webhooks").body
        #expect(page.contains("ปลายทางตอบว่าไม่รับ (รหัส 500)") && page.contains("กำลังส่ง"))
        for attempts in 1...20 {
            clock.advance(Outbox.pause(after: attempts) + 1)
            _ = try await Worker(site: site).round()
        }
        let last = try #require(try await sent(site, office).first)
        #expect(last.state == .failed && last.attempts == 9, "\(last)")
        #expect(try server.received().count == last.attempts)
    }

    @Test func `no redirect is followed, no long answer read, nobody waited for`() async throws {
        let server = try await PythonServer("hooks.py")
        let allowed = try IPNetwork.list("127.0.0.1")
        for (path, fault) in [("redirect", "status"), ("big", "too_large")] {
            let way = try await WebhookAddress("http://127.0.0.1:\(server.port)/\(path)", allowed: allowed)
                .way(authorities: "")
            do {
                let answer = try await Transfer.http(way, headers: [], body: [], most: 65_536)
                #expect(fault == "status" && answer.status == 302)
            } catch let told as TransferFault { #expect(told.code == fault) }
        }
        var way = try await WebhookAddress("http://127.0.0.1:\(server.port)/slow", allowed: allowed)
            .way(authorities: "")
        way.seconds = 1
        await #expect(throws: TransferFault("too_slow")) {
            _ = try await Transfer.http(way, headers: [], body: [1], most: 100)
        }
        #expect(try server.received().compactMap { $0["path"]?.text } == ["/redirect", "/big", "/slow"])
    }

    @Test func `over https the certificate is looked at`() async throws {
        let certificate = try Certificate()
        let server = try await PythonServer("hooks.py", certificate: certificate)
        let address = try WebhookAddress(
            "https://localhost:\(server.port)/hook", allowed: try IPNetwork.list("127.0.0.0/8,::1"))
        let trusted = try await address.way(authorities: certificate.file)
        #expect(trusted.resolve?.hasPrefix("localhost:\(server.port):") == true)
        #expect(try await Transfer.http(trusted, headers: [], body: [1], most: 100).status == 200)
        let strange = try await address.way(authorities: "")
        let told = await #expect(throws: TransferFault.self) {
            _ = try await Transfer.http(strange, headers: [], body: [1], most: 100)
        }
        #expect(told?.code == "no_tls")
    }

    @Test(arguments: [
        "127.0.0.1", "10.1.2.3", "172.31.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "fd12::1", "ff02::1", "::ffff:10.0.0.1",
        "::ffff:127.0.0.1",
        "64:ff9b::a00:1", "::ffff:8.8.8.8", "2002:7f00:1::", "2001:db8::1", "2001::1", "::127.0.0.1",
    ]) func `an address inside is known as one`(_ text: String) throws {
        #expect(try #require(IPAddress(host: text)).isInside)
    }

    @Test(arguments: ["1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "2a00:1450::1"])
    func `an address outside is known as one`(_ text: String) throws {
        #expect(try #require(IPAddress(host: text)).isInside == false)
    }

    @Test(arguments: [
        "https://127.0.0.1/", "https://127.1/", "https://0x7f000001/", "https://2130706433/", "https://[::1]/",
        "https://[::ffff:7f00:1]/", "https://localhost/", "https://localhost./", "http://localhost/",
        "https://user:pw@example.go.th/", "ftp://example.go.th/", "https:///x", "file:///etc/passwd", "example.go.th",
        "https://127.0.0.1 .example.go.th/", "https://exa\u{E01}mple/", "https://%6c%6fcalhost/",
    ]) func `nothing is sent into the office's own network`(_ address: String) async throws {
        await #expect(throws: TransferFault.self) {
            _ = try await WebhookAddress(address, allowed: []).way(authorities: "")
        }
    }

    @Test(arguments: engines) func `wrong addresses are told beside the field, and what was typed stays`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, _) = try await house(engine)
        _ = try await TestSite.account("admin", .officer, of: office.agency, on: site)
        let browser = TestBrowser(site)
        try await browser.signIn("admin")
        #expect(try await browser.get("/desk/mine/webhooks").body.contains("ยังไม่ได้แจ้งโปรแกรมใด"))
        let wrong = try await browser.post("/desk/mine/webhooks", ["address": "http://example.go.th/\"่"])
        #expect(wrong.status == 422 && wrong.body.contains("http://example.go.th/&quot;่"))
        #expect(wrong.body.contains("ที่อยู่นี้ใช้แจ้งไม่ได้") && wrong.body.contains("ต้องเลือกเรื่องที่แจ้งอย่างน้อยหนึ่งเรื่อง"))
        for address in ["http://example.go.th/", "https://10.0.0.1/"] {
            #expect(
                try await browser.post("/desk/mine/webhooks", ["address": address, "events": "round.frozen"]).status
                    == 422)
        }
        let good = try await browser.post(
            "/desk/mine/webhooks", ["address": "https://example.go.th/hook", "events": "round.frozen"])
        #expect(good.status == 200 && good.body.contains("แสดงครั้งเดียว"))
        let twice = try await browser.post(
            "/desk/mine/webhooks", ["address": "https://example.go.th/hook", "events": "round.frozen"])
        #expect(twice.status == 422 && twice.body.contains("แจ้งที่อยู่นี้อยู่แล้ว"))
        let webhook = try #require(
            try await site.database.read { try Webhook.load(agency: office.agency, in: $0).first })
        #expect(try await browser.post("/desk/mine/webhooks/\(webhook.id)/removal").status == 303)
        #expect(try await browser.post("/desk/mine/webhooks/\(webhook.id)/removal").status == 404)
    }

    @Test(arguments: engines) func `what waits for a webhook that was removed is not sent`(_ engine: TestEngine)
        async throws
    {
        let server = try await PythonServer("hooks.py")
        let (site, office, _) = try await house(engine)
        let id = try await add(site, office, "http://127.0.0.1:\(server.port)/hook")
        try await freeze(site, office)
        try await site.perform(RemoveWebhook(agency: office.agency, webhook: id), as: office.own)
        #expect(try await Worker(site: site).round().webhooks == 0)
        #expect(try server.received().isEmpty)
    }

    @Test func `the command line adds, tests, lists and removes`() async throws {
        let server = try await PythonServer("hooks.py")
        let folder = try BuiltProgram.folder()
        func run(_ arguments: [String]) throws -> BuiltProgram.Run { try BuiltProgram.run(arguments, in: folder) }
        _ = try run(["init", "--name", "สำนักงาน", "--edition", "bma-ita-2567"])
        let address = "http://127.0.0.1:\(server.port)/hook"
        #expect(try run(["webhook", "add", address]).code == 65, "not into the office's own network")
        let more = ["--webhook-networks", "127.0.0.1"]
        let added = try run(["webhook", "add", address, "--event", "round.frozen"] + more)
        #expect(added.code == 0, "\(added.errors)")
        #expect(try run(["webhook", "test", address] + more).code == 0)
        #expect(try server.received().first?["body"]?.text?.contains(#""event":"test""#) == true)
        let refused = try run(["webhook", "test", address])
        #expect(refused.code == 65 && refused.errors.contains("เครือข่ายภายใน"))
        #expect(try run(["webhook", "list"]).output.contains("\(address)  round.frozen"))
        #expect(try run(["webhook", "remove", address]).code == 0)
        #expect(try run(["webhook", "remove", address]).code == 65)
    }
}
