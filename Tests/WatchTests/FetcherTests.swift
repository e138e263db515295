import Foundation
import Glibc
import Synchronization
import Testing

@testable import Watch

@Suite struct FetcherTests {
    @Test func `a page comes with status, headers and body`() async throws {
        let response = try #require(try await look("/ok").response)
        #expect(response.status == 200 && response.version == "1.1" && response.cut == nil)
        #expect(response.header("content-type") == "text/html; charset=utf-8")
        #expect(String(decoding: response.body, as: UTF8.self).unicodeScalars.contains("ญ"))
        #expect(response.peer == .v4(0x7F00_0001))
    }

    @Test func `the request that is recorded is the one that was sent`() async throws {
        let outcome = try await look("/echo")
        func lines(_ head: [UInt8]) -> Set<String> {
            Set(String(decoding: head, as: UTF8.self).components(separatedBy: "\r\n"))
        }
        let response = try #require(outcome.response)
        #expect(lines(response.body) == lines(response.requestHead))
        #expect(outcome.text.contains("User-Agent: Prongsai/1 (disclosure watch)"))
    }

    @Test func `redirects are walked and written down`() async throws {
        let outcome = try await look("/to?u=/to%3Fc%3D301%26u%3D/ok")
        #expect(outcome.hops.map(\.status) == [302, 301])
        #expect(outcome.response?.address.path == "/ok" && outcome.address.path == "/to")
    }

    @Test func `a redirect in an old code page is followed as it was sent`() async throws {
        let outcome = try await look("/to-raw")
        #expect(outcome.hops.first?.target.path == "/%BB%C3%D0%A1" && outcome.response?.status == 404)
    }

    @Test func `a loop of redirects is noticed`() async throws {
        let target = try HostileServer.shared.get().address("/loop-a")
        #expect(try await look("/loop-a").failure == .redirectLoop(target))
    }

    @Test func `redirects to ever new addresses end`() async throws {
        let outcome = try await look("/spin") { $0.redirects = 5 }
        #expect(outcome.failure == .tooManyRedirects && outcome.hops.count == 5)
    }

    @Test(arguments: ["file:///etc/passwd", "gopher://127.0.0.1/", "javascript:1", "http://user@127.0.0.1/"])
    func `a redirect to something else than the web is not followed`(_ target: String) async throws {
        let outcome = try await look("/to?u=" + target)
        guard case .badRedirect(target, _) = outcome.failure else {
            Issue.record("\(String(describing: outcome.failure))")
            return
        }
    }

    @Test func `a redirect to another port is judged like any address`() async throws {
        let port = try #require(HostileServer.shared.get().ports["plain"])
        let outcome = try await look("/to?u=http://127.0.0.1:1/") { $0.addresses.ports = [UInt16(port)] }
        #expect(outcome.failure == .refused(.port(1)))
    }

    @Test func `a name that leads to loopback is refused, on the first hop and on the next`() async throws {
        let outside = try #require(IPNetwork("127.0.0.2/32"))
        let setUp: @Sendable (inout FetchSettings) -> Void = {
            $0.addresses.allowedNetworks = [outside]
            $0.resolve = { .addresses($0 == "outside.test" ? [.v4(0x7F00_0002)] : [.v4(0x7F00_0001)]) }
        }
        let refusal = FetchFailure.refused(.network(.v4(0x7F00_0001), kind: "loopback"))
        #expect(try await look("/ok", host: "inside.test", setUp).failure == refusal)
        let port = try #require(HostileServer.shared.get().ports["plain"])
        let outcome = try await look("/to?u=http://inside.test:\(port)/ok", host: "outside.test", setUp)
        #expect(outcome.failure == refusal && outcome.hops.count == 1)
        #expect(try await look("/where", host: "outside.test", setUp).text == "127.0.0.2")
    }

    @Test func `a name that changes its address between look and connection gains nothing`() async throws {
        let outside = try #require(IPNetwork("127.0.0.2/32"))
        let asked = Mutex(0)
        let setUp: @Sendable (inout FetchSettings) -> Void = {
            $0.addresses.allowedNetworks = [outside]
            $0.nameMemory = 0
            $0.resolve = { _ in
                let count = asked.withLock { count in
                    count += 1
                    return count
                }
                return .addresses([.v4(count == 1 ? 0x7F00_0002 : 0x7F00_0001)])
            }
        }
        let port = try #require(HostileServer.shared.get().ports["plain"])
        // The first look is answered with the allowed address and connected there; the second, on the next hop, is
        // answered with the other and refused, although a connection of that name is still open.
        let outcome = try await look("/to?u=http://rebind.test:\(port)/ok", host: "rebind.test", setUp)
        #expect(outcome.hops.count == 1)
        #expect(outcome.failure == .refused(.network(.v4(0x7F00_0001), kind: "loopback")))
        #expect(asked.withLock { $0 } == 2)
    }

    @Test func `a proxy of the environment is not used`() async throws {
        // In a process of its own: changing the environment beside threads that read it ends them.
        await #expect(processExitsWith: .success) {
            setenv("http_proxy", "http://127.0.0.1:9", 1)
            let status = try await look("/ok", host: "good.test").response?.status
            try #require(status == 200)
        }
    }

    @Test(arguments: [
        ("expired", FetchFailure.Certificate.expired), ("other", .otherName), ("self", .selfSigned),
        ("orphan", .incompleteChain),
    ])
    func `what is wrong with a certificate is told apart`(
        _ port: String, _ expected: FetchFailure.Certificate
    ) async throws {
        let root = try HostileServer.shared.get().root
        let outcome = try await look("/ok", port: port, host: "good.test") { $0.certificates = root }
        #expect(outcome.failure == .certificate(expected))
    }

    @Test func `a good certificate tells when it ends, on connections used again too`() async throws {
        let server = try HostileServer.shared.get()
        let fetcher = Fetcher(
            .loopback {
                $0.certificates = server.root; $0.parallelPerHost = 1
            })
        let address = try server.address("/ok", port: "good", host: "good.test")
        var seen = 0
        for await outcome in fetcher.fetch((0..<3).map { FetchRequest(id: $0, address: address) }) {
            let ends = try #require(outcome.response?.certificateEnds)
            #expect((10 * 86_400...11 * 86_400).contains(ends - Int64(Date().timeIntervalSince1970)))
            seen += 1
        }
        #expect(seen == 3)
    }

    @Test func `HTTP/2 is spoken where it is offered`() async throws {
        let root = try HostileServer.shared.get().root
        let outcome = try await look("/ok", port: "http2", host: "good.test") { $0.certificates = root }
        #expect(outcome.response?.version == "2" && outcome.text == "over two")
    }

    @Test func `nobody at the port, no such name and no answer are told apart`() async throws {
        let nobody = try WebAddress("http://127.0.0.1:1/")
        #expect(await Fetcher(.loopback()).fetch(nobody)?.failure == .connectionRefused)
        #expect(try await look("/ok", host: "gone.test") { $0.resolve = { _ in .noSuchName } }.failure == .noSuchName)
        #expect(try await look("/ok", host: "x.test") { $0.resolve = { _ in .failed } }.failure == .nameLookup)
        let slow = try await look("/ok", host: "slow.test") {
            $0.connectTimeout = 300
            $0.resolve = { _ in
                Thread.sleep(forTimeInterval: 1.5)
                return .addresses([.v4(0x7F00_0001)])
            }
        }
        #expect(slow.failure == .timeout(.name))
    }

    @Test func `a dead address beside a living one does no harm`() async throws {
        let outcome = try await look("/where", host: "two.test") {
            $0.addresses.allowedNetworks += [IPNetwork("::1/128")].compactMap(\.self)
            $0.resolve = { _ in .addresses([.v6(1), .v4(0x7F00_0002)]) }
        }
        #expect(outcome.text == "127.0.0.2")
    }

    /// A name server may answer long after the fetcher is gone. The number of its closed bell is another file's by then,
    /// perhaps a database's.
    @Test func `a host is asked again over the connection that is open, not over a second one`() async throws {
        let server = try LoopbackServer { _, _ in Reply.page("<p>ดี").bytes }
        let hosts = 8
        let requests = try (0..<(hosts * 6)).map { number in
            let address = "http://h\(number % hosts).test:\(server.port)/\(number)"
            return FetchRequest(id: number, address: try WebAddress(address))
        }
        let fetcher = Fetcher(.loopback { $0.parallel = 2 })
        var alive = 0
        for await outcome in fetcher.fetch(requests) where outcome.response?.status == 200 { alive += 1 }
        #expect(alive == requests.count)
        // The last host alone has nobody beside it, and is given the free place.
        #expect(server.connections <= hosts + 1)
    }

    @Test func `a late answer is written into nobody's file`() throws {
        for _ in 0..<8 {
            let loop = FetchLoop(.loopback())
            loop.start()
            loop.stop()
            Thread.sleep(forTimeInterval: 0.1)
            let pipes = (0..<32).map { _ in
                var ends: [Int32] = [0, 0]
                _ = pipe(&ends)
                for end in ends { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
                return ends
            }
            loop.answer(.name("late.test"), .failed)
            for ends in pipes {
                var bytes = [UInt8](repeating: 0, count: 8)
                #expect(read(ends[0], &bytes, 8) == -1)
                for end in ends { close(end) }
            }
        }
    }
}
