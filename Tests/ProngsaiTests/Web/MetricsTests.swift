import Foundation
import Logging
import Testing

@testable import Prongsai

@Suite struct MetricsTests {
    private func ask(
        _ site: Site, fromHere: Bool = true, headers: [String: String] = ["host": "127.0.0.1:8080"]
    ) async -> (status: Int, text: String) {
        let (route, parameters) = TestBrowser.match(.get, "/metrics")
        let request = WebRequest(
            method: "GET", path: "/metrics", query: FormFields(), headers: headers, parameters: parameters,
            isSecure: false, id: "test", isFromHere: fromHere)
        let reply = await Front(site: site).answer(route, request) { _ in }
        guard case .bytes(let bytes) = reply.body else { return (reply.status, "") }
        return (reply.status, String(decoding: bytes, as: UTF8.self))
    }

    @Test(arguments: engines) func `figures name routes, statuses and queues, and no person`(_ engine: TestEngine)
        async throws
    {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("mine", on: site)
        let fault = TransferFault("too_slow").stored
        let now = site.clock.now()
        try await site.database.write(office.agency) { db in
            for name in ["a", "b"] {
                try Outbox.mail(
                    to: "\(name)@office.go.th", subject: "ก", text: "ข", agency: office.agency, at: now, in: db)
            }
            try db.execute("UPDATE outbox SET done_at = \(now), fault = \(fault) WHERE target = 'a@office.go.th'")
        }
        site.metrics.note(route: "GET /desk/:agency", status: 200, took: .milliseconds(40))
        site.metrics.note(route: "GET /desk/:agency", status: 200, took: .seconds(60))
        site.metrics.note(route: "none", status: 404, took: .milliseconds(1))
        let (status, text) = await ask(site)
        #expect(status == 200)
        for line in [
            #"prongsai_requests_total{route="GET /desk/:agency",status="200"} 2"#,
            #"prongsai_request_seconds_bucket{route="GET /desk/:agency",le="0.05"} 1"#,
            #"prongsai_request_seconds_bucket{route="GET /desk/:agency",le="30.0"} 1"#,
            #"prongsai_request_seconds_bucket{route="GET /desk/:agency",le="+Inf"} 2"#,
            #"prongsai_request_seconds_count{route="GET /desk/:agency"} 2"#,
            #"prongsai_queue_length{queue="job"} 1"#, #"prongsai_queue_length{queue="mail"} 1"#,
            #"prongsai_queue_failed{queue="mail"} 1"#, #"prongsai_queue_failed{queue="job"} 0"#,
        ] { #expect(text.utf8.split(separator: 10).contains { $0.elementsEqual(line.utf8) }, "\(line) in \(text)") }
        #expect(!text.contains(office.person) && !text.contains("mine"))
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            #expect(
                line.firstMatch(of: /^[a-z_]+(\{[a-z]+="[^"\\\n]*"(,[a-z]+="[^"\\\n]*")*\})? [0-9.e+-]+$/) != nil,
                "\(line)")
        }
    }

    @Test func `they are for this machine, or for who has the token`() async throws {
        var site = try await TestSite.open(.sqlite)
        #expect(await ask(site, fromHere: false).status == 404)
        #expect(await ask(site, headers: ["host": "ita.example.go.th"]).status == 404, "a proxy asks for somebody")
        for name in ["forwarded", "x-forwarded-for", "x-real-ip", "via"] {
            #expect(await ask(site, headers: ["host": "localhost", name: "x"]).status == 404, "\(name)")
        }
        #expect(await ask(site, fromHere: false, headers: ["authorization": "Bearer "]).status == 404)
        site.settings.metricsToken = "ตัวเลข"
        #expect(await ask(site, fromHere: false, headers: ["authorization": "Bearer ตัวเลข"]).status == 200)
        #expect(await ask(site, headers: ["host": "localhost", "authorization": "Bearer x"]).status == 404)
        #expect(await ask(site, headers: ["host": "localhost"]).status == 200)
    }

    @Test func `a line of the log is one JSON object, whatever it says`() throws {
        let line = JSONLog.line(
            .error, "prongsai", "แย่ \"มาก\"่\n", ["id": "a\u{0}b"], at: Instant(milliseconds: 0))
        #expect(!line.utf8.contains(10))
        let read = try JSONValue(parsing: Array(line.utf8))
        #expect(read["says"]?.text == "แย่ \"มาก\"่\n" && read["level"]?.text == "error")
        #expect(read["at"]?.text == "1970-01-01T00:00:00.000Z" && read["id"]?.text == "a\u{0}b")
    }

    @Test(arguments: engines) func `health says whether database and files are of use`(_ engine: TestEngine)
        async throws
    {
        var site = try await TestSite.open(engine)
        #expect(try await TestBrowser(site).get("/health").status == 200)
        let place = FileManager.default.temporaryDirectory.appendingPathComponent("prongsai-no-folder-\(ID.new())")
        try Data("x".utf8).write(to: place)
        site.files = Files(folder: place)
        let answer = try await TestBrowser(site).get("/health")
        #expect(answer.status == 503 && answer.body == "files\n")
    }

    @Test func `what monitors ask for begins no session, a page with forms does`() async throws {
        let site = try await TestSite.open(.sqlite)
        _ = try await TestSite.addOffice("mine", to: site)
        for address in ["/health", "/metrics", "/robots.txt"] {
            #expect(try await TestBrowser(site).get(address).header("set-cookie") == nil, "\(address)")
        }
        #expect(try await TestBrowser(site).get("/sign-in").header("set-cookie") != nil)
        #expect(try await TestBrowser(site).get("/setup").header("set-cookie") != nil)
    }
}
