import Synchronization

import Watch

/// A situation a watched page may be in, played by a site on loopback, and what should be said of it. The labels are a
/// person's; the program's own verdicts are held against them.
struct Situation: Sendable {
    var name: String
    /// What a person says.
    var label: Verdict.State
    var host = "agency.test"
    var path = "/ita/2568/o10"
    var fiscalYear: Int?
    /// What the site answered when it was looked at before; nil: it was not.
    var before: [String: Reply]?
    var replies: [String: Reply]
    /// What it answers to everything else.
    var otherwise = Reply.page("<title>404</title><h1>ไม่พบหน้าที่ต้องการ</h1>", status: 404)

    init(
        _ name: String, _ label: Verdict.State, host: String = "agency.test", path: String = "/ita/2568/o10",
        year: Int? = nil,
        before: [String: Reply]? = nil, _ replies: [String: Reply], otherwise: Reply? = nil
    ) {
        (self.name, self.label, self.host, self.path, self.fiscalYear) = (name, label, host, path, year)
        (self.before, self.replies) = (before, replies)
        if let otherwise { self.otherwise = otherwise }
    }
}

/// Plays situations and judges them, as a watcher would: the site's answer to nonsense and its front page first, then
/// the look before, then the look.
final class SituationPlayer: Sendable {
    private let site: LoopbackServer
    private let replies = Mutex<(paths: [String: Reply], otherwise: Reply)>(([:], Reply()))
    private let fetcher: Fetcher

    init() throws {
        let box = Box()
        site = try LoopbackServer { host, target in
            box.answer.withLock { $0?(host, target) ?? [] }
        }
        var settings = FetchSettings()
        settings.addresses = AddressGuard(allowedNetworks: [IPNetwork("127.0.0.0/8")].compactMap(\.self), ports: nil)
        (settings.hostGap, settings.retries) = (0, 0)
        settings.resolve = { name in name.utf8.starts(with: "gone".utf8) ? .noSuchName : .addresses([.v4(0x7F00_0001)])
        }
        fetcher = Fetcher(settings)
        box.answer.withLock { answer in
            answer = { [unowned self] host, target in
                replies.withLock { state in (state.paths[host + target] ?? state.paths[target] ?? state.otherwise).bytes
                }
            }
        }
    }

    private final class Box: Sendable {
        let answer = Mutex<(@Sendable (String, String) -> [UInt8])?>(nil)
    }

    func verdict(of situation: Situation) async throws -> Verdict {
        let port = site.port
        func fill(_ replies: [String: Reply]) -> [String: Reply] {
            replies.mapValues { reply in
                var reply = reply
                reply.headers = reply.headers.map { line in
                    line.split(separator: "{port}", omittingEmptySubsequences: false).joined(separator: ":\(port)")
                }
                return reply
            }
        }
        func set(_ paths: [String: Reply]) {
            let otherwise = fill(["": situation.otherwise])[""] ?? situation.otherwise
            replies.withLock { $0 = (fill(paths), otherwise) }
        }
        func look(_ path: String) async throws -> Look {
            let address = try WebAddress("http://\(situation.host):\(port)\(path)")
            guard let outcome = await fetcher.fetch(address) else { throw LoopbackFailure() }
            return await Look.reading(outcome)
        }
        var (memory, siteMemory) = (AddressMemory(), SiteMemory())
        let expectation = Expectation(fiscalYear: situation.fiscalYear)
        set(situation.before ?? situation.replies)
        let address = try WebAddress("http://\(situation.host):\(port)\(situation.path)")
        siteMemory.learnNotFound(try await look(SiteMemory.nonsense(at: address, mark: "1").target))
        siteMemory.learnHome(try await look("/"))
        if situation.before != nil {
            let first = try await look(situation.path)
            let verdict = Verdict.of(first, expecting: Expectation(), memory: memory, site: siteMemory)
            memory = memory.after(first, verdict, expecting: expectation)
        }
        set(situation.replies)
        return Verdict.of(try await look(situation.path), expecting: expectation, memory: memory, site: siteMemory)
    }
}
