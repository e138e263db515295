import Foundation
import Synchronization
import Watch

/// Looks at addresses and judges what is found: fetches politely, reads within limits, asks what the site answers to
/// what does not exist, and blames nobody while our own line is dead.
struct Looker: Sendable {
    let site: Site
    let fetcher: Fetcher
    /// How long nobody answers before others are asked whether our own line is dead.
    var patience: Duration = .seconds(3)
    /// Bodies that are read at the same time, and so the other processes that read PDFs.
    static let readers = 2
    /// How long what was learnt of a site is believed.
    static let memoryOfSites: Int64 = 30 * 86_400_000

    init(_ site: Site, fetching: FetchSettings? = nil) {
        self.site = site
        fetcher = Fetcher(fetching ?? site.settings.watch.fetching(authorities: site.settings.authorities))
    }

    /// One address to look at.
    struct Target: Sendable {
        /// The caller's own mark.
        var id: Int
        var address: String
        var host: String
        var expectation: Expectation
        var memory = AddressMemory()
        /// Whether 304 may be answered; not where a first look is wanted.
        var isConditional = true
    }

    /// Looks at all and hands over each look with its verdict as soon as there is one, in no order, a few at a time;
    /// without a look where the address is none.
    func look(
        at targets: [Target], then done: @escaping @Sendable (Target, Look?, PageVerdict) async throws -> Void
    ) async throws {
        var requests: [String: [FetchRequest]] = [:]
        for target in targets {
            do throws(WebAddress.Fault) {
                let address = try WebAddress(target.address)
                let memory = target.isConditional ? target.memory : AddressMemory()
                requests[address.authority, default: []].append(
                    memory.request(
                        target.id, address, expecting: target.expectation, at: site.clock.now().milliseconds))
            } catch {
                // Nobody can open what is no address.
                let reason = PageVerdict.Reason("bad_address", ["fault": error.rawValue])
                try await done(target, nil, PageVerdict(.gone, [reason]))
            }
        }
        let hosts = requests.keys.sorted()
        let pass = Pass(
            targets: Dictionary(targets.map { ($0.id, $0) }) { first, _ in first }, hosts: hosts,
            sites: try await remembered(hosts), line: OurLine(own: site.settings.address), done: done)
        async let failures: Void = judgeFailures(pass)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for host in hosts {
                group.addTask { [requests] in try await look(at: requests[host] ?? [], of: host, pass) }
            }
            try await group.waitForAll()
        }
        pass.line.end()
        try await failures
    }

    /// What all sites of one call share.
    private struct Pass: Sendable {
        let targets: [Int: Target]
        let hosts: [String]
        /// What is remembered of sites, where it is known and not old.
        let sites: [String: SiteMemory]
        let line: OurLine
        let done: @Sendable (Target, Look?, PageVerdict) async throws -> Void
        let readers = Gate(width: Looker.readers, queue: .max)
    }

    /// Looks at the addresses of one site, so that one that answers slowly holds up nobody else.
    private func look(at requests: [FetchRequest], of host: String, _ pass: Pass) async throws {
        guard let first = requests.first else { return }
        var memory = pass.sites[host]
        if memory == nil { memory = try await learn(host, from: first.address, pass) }
        for await var outcome in fetcher.fetch(requests) {
            try Task.checkCancellation()
            outcome.begun = site.clock.now().milliseconds - Int64(outcome.elapsed)
            guard pass.line.take(outcome), let target = pass.targets[outcome.id] else { continue }
            try await pass.readers.pass { [outcome, memory] in
                let look = await Look.reading(outcome)
                try await pass.done(target, look, judge(look, target, memory ?? SiteMemory()))
            }
        }
    }

    private func judge(_ look: Look, _ target: Target, _ site: SiteMemory) -> PageVerdict {
        PageVerdict.of(look, expecting: target.expectation, memory: target.memory, site: site)
    }

    // MARK: Our own line

    /// Judges what failed, each as soon as it is known whether our own line works.
    private func judgeFailures(_ pass: Pass) async throws {
        try await pass.line.failures(patience: patience) {
            try await askOthers(pass)
        } then: { outcome, state in
            guard let target = pass.targets[outcome.id] else { return }
            let look = Look(outcome: outcome, networkIsDown: state != .works)
            var verdict = judge(look, target, SiteMemory())
            if state == .dead, case .failure(let failure) = outcome.result {
                // Whatever answers in everybody's name is not the site: a page of our own provider's, say.
                verdict = PageVerdict(.networkDown, [failure.reason])
            }
            try await pass.done(target, look, verdict)
        }
    }

    /// Asks those that are asked for this alone, and sites that answered some time; nil where there is neither.
    private func askOthers(_ pass: Pass) async throws -> Bool? {
        let known = try await site.database.read { db in
            try db.rows("SELECT host FROM site_memory WHERE learnt_at IS NOT NULL ORDER BY learnt_at DESC LIMIT 50").map
            {
                try $0.string("host")
            }
        }
        let references = site.settings.watch.references
        let others = known.filter { !pass.hosts.contains($0) }.prefix(3).compactMap {
            try? WebAddress("https://\($0)/")
        }
        let requests = (references + others).enumerated().map { FetchRequest(id: $0.offset, address: $0.element) }
        guard !requests.isEmpty else { return nil }
        for await outcome in fetcher.fetch(requests) {
            // Whoever set a reference says that its answer counts, wherever it stands.
            if outcome.id < references.count, case .success = outcome.result { return true }
            if pass.line.answers(outcome) { return true }
        }
        return false
    }

    // MARK: What is remembered of sites

    /// What is known of sites, and not old.
    private func remembered(_ hosts: [String]) async throws -> [String: SiteMemory] {
        let limit = site.clock.now().adding(-Looker.memoryOfSites)
        let stored = try await site.database.read { db in
            try db.rows("SELECT host, memory FROM site_memory WHERE host IN (\(list: hosts)) AND learnt_at >= \(limit)")
                .map { (try $0.string("host"), try $0.optionalString("memory")) }
        }
        var found: [String: SiteMemory] = [:]
        for (host, text) in stored { found[host] = try Stored.decode(SiteMemory.self, text) }
        return found
    }

    /// Asks a site for what does not exist and for its front page.
    private func learn(_ host: String, from address: WebAddress, _ pass: Pass) async throws -> SiteMemory {
        let nonsense = SiteMemory.nonsense(at: address, mark: site.clock.now().text)
        var memory = SiteMemory()
        for await outcome in fetcher.fetch([
            FetchRequest(id: 0, address: nonsense), FetchRequest(id: 1, address: address.home),
        ]) {
            try Task.checkCancellation()
            pass.line.hear(outcome)
            let look = try await pass.readers.pass { await Look.reading(outcome) }
            if outcome.id == 0 { memory.learnNotFound(look) } else { memory.learnHome(look) }
        }
        // A site is known once it has answered the question that cannot be answered.
        guard memory.saysNotFound != nil else { return memory }
        let (text, now) = (try Stored.text(memory), site.clock.now())
        _ = try await site.writeQueue { db, _ in
            try db.execute("UPDATE site_memory SET memory = \(text), learnt_at = \(now) WHERE host = \(host)")
        }
        return memory
    }
}
