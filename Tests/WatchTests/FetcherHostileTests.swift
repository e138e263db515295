import Foundation
import Testing

@testable import Watch

@Suite struct FetcherHostileTests {
    @Test(arguments: ["/endless", "/endless-chunks"])
    func `a body without end is cut at the limit`(_ path: String) async throws {
        let response = try #require(try await look(path) { $0.bodyLimit = 1_000_000 }.response)
        #expect(response.cut == .limit && response.body.count == 1_000_000)
    }

    @Test func `a gzip bomb is cut`() async throws {
        let response = try #require(try await look("/bomb").response)
        #expect(response.cut == .bomb && response.body.count < 16 << 20)
    }

    @Test func `packed content is unpacked, and broken packing is told`() async throws {
        #expect(try await look("/gzip").text == look("/ok").text)
        #expect(try await look("/brotli").text == "hello")
        #expect(try await look("/gzip-broken").failure == .coding)
    }

    @Test func `a body that drips is given up`() async throws {
        #expect(try await look("/drip") { $0.timeout = 3_000 }.failure == .timeout(.body))
        #expect(try await look("/drip") { $0.slowSeconds = 1 }.failure == .timeout(.body))
    }

    @Test func `a head that drips and a server that says nothing are given up`() async throws {
        #expect(try await look("/drip-head") { $0.timeout = 3_000 }.failure == .timeout(.body))
        #expect(try await look("/silent") { $0.timeout = 2_000 }.failure == .timeout(.head))
    }

    @Test(arguments: ["/endless-head", "/endless-interim"])
    func `a head without end is refused`(_ path: String) async throws {
        #expect(try await look(path).failure == .headTooLarge)
    }

    @Test func `a body shorter than announced is kept and marked`() async throws {
        let outcome = try await look("/short")
        #expect(outcome.response?.cut == .short && outcome.text.contains("กตัญญู"))
    }

    @Test func `a cut connection and what is not HTTP are told apart`() async throws {
        #expect(try await look("/reset").failure == .reset)
        #expect(try await look("/garbage").failure == .malformed)
    }

    @Test func `many large bodies wait for one another and all arrive`() async throws {
        let server = try HostileServer.shared.get()
        let requests = try (0..<12).map {
            FetchRequest(id: $0, address: try server.address("/size?bytes=3000000&n=\($0)"))
        }
        let fetcher = Fetcher(
            .loopback {
                $0.largeBodies = 2; $0.parallelPerHost = 0
            })
        var whole = 0
        for await outcome in fetcher.fetch(requests) where outcome.response?.body.count == 3_000_000 { whole += 1 }
        #expect(whole == 12)
    }

    @Test func `a failure that passes is asked again`() async throws {
        let outcome = try await look("/flaky?bad=2&key=\(UUID())") { $0.retries = 2 }
        #expect(outcome.response?.status == 200 && outcome.attempts == 3)
        let lasting = try await look("/flaky?bad=9&key=\(UUID())") { $0.retries = 1 }
        #expect(lasting.response?.status == 503 && lasting.attempts == 2)
    }

    @Test func `Retry-After is obeyed, in seconds and as a date`() async throws {
        for path in ["/wait?s=1&key=\(UUID())", "/wait-date?key=\(UUID())"] {
            let start = Date()
            let outcome = try await look(path) { $0.retries = 1 }
            #expect(outcome.response?.status == 200 && outcome.attempts == 2)
            #expect(Date().timeIntervalSince(start) > 0.9)
        }
    }

    @Test func `a site that serves again may ask for a short rest as often as before`() async throws {
        let server = try HostileServer.shared.get()
        let fetcher = Fetcher(
            .loopback {
                $0.retries = 1; $0.restsPerHost = 2
            })
        for code in [503, 429, 503, 429, 503] {
            let address = try server.address("/wait?c=\(code)&s=0&key=\(UUID())")
            let outcome = try #require(await fetcher.fetch(address))
            #expect(outcome.response?.status == 200 && outcome.attempts == 2)
        }
        // One that never serves us is waited for that often and no more.
        let patient = Fetcher(.loopback { $0.restsPerHost = 2 })
        var asked: [Int?] = []
        for _ in 0..<3 {
            let address = try server.address("/wait?c=503&s=0&key=\(UUID())")
            asked.append(try #require(await patient.fetch(address)).retryAfter)
        }
        #expect(asked == [nil, nil, 0])
    }

    @Test func `a site that asks for a long rest gets it, for its other addresses too`() async throws {
        let server = try HostileServer.shared.get()
        let fetcher = Fetcher(
            .loopback {
                $0.retries = 2; $0.parallelPerHost = 1
            })
        let paths = ["/wait?s=3600&key=\(UUID())", "/ok"]
        let requests = try paths.enumerated().map {
            FetchRequest(id: $0.offset, address: try server.address($0.element))
        }
        var outcomes: [Int: FetchOutcome] = [:]
        for await outcome in fetcher.fetch(requests) { outcomes[outcome.id] = outcome }
        #expect(outcomes[0]?.response?.status == 429 && outcomes[0]?.retryAfter == 3600 && outcomes[0]?.attempts == 1)
        #expect(outcomes[1]?.failure == .askedToWait && (3590...3600).contains(outcomes[1]?.retryAfter ?? 0))
    }

    @Test func `an address that asks for a rest silences neither its site nor another port`() async throws {
        let answer: @Sendable (String, String) -> [UInt8] = { _, target in
            switch target {
            case "/busy": Reply.page("busy", status: 503, headers: ["Retry-After: 3600"]).bytes
            case "/limit": Reply.page("slow down", status: 429, headers: ["Retry-After: 999999999"]).bytes
            default: Reply.page("<h1>ที่นี่ น้ำ ปู่</h1>").bytes
            }
        }
        let (one, two) = (try LoopbackServer(answer), try LoopbackServer(answer))
        var settings = FetchSettings()
        settings.addresses = AddressGuard(allowedNetworks: [IPNetwork("127.0.0.0/8")].compactMap(\.self), ports: nil)
        (settings.hostGap, settings.parallelPerHost, settings.retries) = (0, 1, 2)
        let fetcher = Fetcher(settings)
        func look(_ targets: [(LoopbackServer, String)]) async throws -> [Int: FetchOutcome] {
            let requests = try targets.enumerated().map { index, target in
                FetchRequest(id: index, address: try WebAddress("http://127.0.0.1:\(target.0.port)\(target.1)"))
            }
            var outcomes: [Int: FetchOutcome] = [:]
            for await outcome in fetcher.fetch(requests) { outcomes[outcome.id] = outcome }
            return outcomes
        }
        let busy = try await look([(one, "/busy"), (one, "/a"), (one, "/b"), (two, "/c")])
        #expect(busy[0]?.response?.status == 503 && busy[0]?.retryAfter == 3600 && busy[0]?.attempts == 1)
        for index in 1...3 { #expect(busy[index]?.response?.status == 200, "\(index)") }
        let limited = try await look([(one, "/limit"), (one, "/a"), (two, "/c")])
        #expect(limited[0]?.response?.status == 429)
        #expect(limited[1]?.failure == .askedToWait && limited[1].map { ($0.retryAfter ?? 0) <= 6 * 3600 } == true)
        #expect(limited[2]?.response?.status == 200)
    }

    @Test func `what did not change is not sent again`() async throws {
        let address = try HostileServer.shared.get().address("/etag")
        let fetcher = Fetcher(.loopback())
        let first = try #require(await fetcher.fetch(address)?.response)
        let again = FetchRequest(id: 1, address: address, etag: first.header("etag"))
        for await outcome in fetcher.fetch([again]) {
            #expect(outcome.response?.status == 304 && outcome.response?.body.isEmpty == true)
        }
    }

    @Test func `only the address that gave a validator is asked whether it changed`() async throws {
        let server = try HostileServer.shared.get()
        let first = try #require(await Fetcher(.loopback()).fetch(try server.address("/etag"))?.response)
        let etag = try #require(first.header("etag"))
        let (from, to) = (try server.address("/to?u=/etag"), try server.address("/etag"))
        for (validated, status) in [(from.description, 200), (to.description, 304)] {
            let request = FetchRequest(id: 1, address: from, etag: etag, validated: validated)
            for await outcome in Fetcher(.loopback()).fetch([request]) {
                #expect(outcome.hops.count == 1 && outcome.response?.status == status)
            }
        }
    }

    @Test func `a validator cannot smuggle lines into a request`() async throws {
        let address = try HostileServer.shared.get().address("/echo")
        let request = FetchRequest(id: 1, address: address, etag: "\"a\"\r\nX-Evil: 1")
        for await outcome in Fetcher(.loopback()).fetch([request]) {
            #expect(!outcome.text.contains("\nX-Evil"))
        }
    }

    @Test func `one host is asked slowly, and never by more than two at a time`() async throws {
        let server = try HostileServer.shared.get()
        let fetcher = Fetcher(.loopback { $0.hostGap = 100 })
        let mark = UUID().uuidString
        let requests = try (0..<8).map { FetchRequest(id: $0, address: try server.address("/ok?mark=\(mark)&n=\($0)")) }
        let start = Date()
        for await outcome in fetcher.fetch(requests) { #expect(outcome.response?.status == 200) }
        let took = Date().timeIntervalSince(start)
        #expect(took >= 0.7)
    }

    @Test func `whoever lets go of a stream stops nobody else`() async throws {
        let server = try HostileServer.shared.get()
        let fetcher = Fetcher(.loopback { $0.waitingOutcomes = 4 })
        let many = try (0..<40).map { FetchRequest(id: $0, address: try server.address("/ok?n=\($0)")) }
        for await _ in fetcher.fetch(many) { break }
        var count = 0
        for await outcome in fetcher.fetch(many) where outcome.response?.status == 200 { count += 1 }
        #expect(count == 40)
    }

    @Test func `letting go of the stream stops what was not begun`() async throws {
        let server = try HostileServer.shared.get()
        let mark = UUID().uuidString
        let requests = try (0..<500).map {
            FetchRequest(id: $0, address: try server.address("/ok?all=200&key=\(mark)&n=\($0)"))
        }
        let fetcher = Fetcher(.loopback { $0.hostGap = 20 })
        let task = Task {
            var count = 0
            for await _ in fetcher.fetch(requests) { count += 1 }
            return count
        }
        try await Task.sleep(for: .milliseconds(200))
        task.cancel()
        #expect(await task.value < 100)
    }
}
