import Foundation
import Synchronization
import Watch

/// Looks at addresses and judges what is found: fetches politely, reads within limits, asks what the site answers to
/// what does not exist, and blames nobody while our own line is dead.
struct Looker: Sendable {
    let site: Site
    let fetcher: Fetcher
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

    /// Looks at all and hands over each look with its verdict, in no order, a few at a time; without a look where the
    /// address is none.
    func look(
        at targets: [Target], then done: @escaping @Sendable (Target, Look?, PageVerdict) async throws -> Void
    ) async throws {
        var requests: [FetchRequest] = []
        var by: [Int: Target] = [:]
        for target in targets {
            by[target.id] = target
            do throws(WebAddress.Fault) {
                let address = try WebAddress(target.address)
                let memory = target.isConditional ? target.memory : AddressMemory()
                requests.append(memory.request(target.id, address, expecting: target.expectation))
            } catch {
                // Nobody can open what is no address.
                let reason = PageVerdict.Reason("bad_address", ["fault": error.rawValue])
                try await done(target, nil, PageVerdict(.gone, [reason]))
            }
        }
        let sites = try await memories(of: requests.map(\.address))
        let moment = site.clock
        let targets = by
        var failures: [FetchOutcome] = []
        var isAnswered = false
        try await withThrowingTaskGroup(of: Void.self) { group in
            var running = 0
            for await var outcome in fetcher.fetch(requests) {
                try Task.checkCancellation()
                outcome.begun = moment.now().milliseconds - Int64(outcome.elapsed)
                if case .failure = outcome.result, outcome.hops.isEmpty {
                    failures.append(outcome)
                    continue
                }
                isAnswered = true
                guard let target = targets[outcome.id] else { continue }
                if running >= Looker.readers {
                    try await group.next()
                    running -= 1
                }
                running += 1
                let memory = sites[target.host] ?? SiteMemory()
                group.addTask { [outcome] in
                    let look = await Look.reading(outcome)
                    try await done(target, look, judge(look, target, memory))
                }
            }
            try await group.waitForAll()
        }
        let isDown = isAnswered ? false : try await isOurLineDown(failures)
        for outcome in failures {
            guard let target = targets[outcome.id] else { continue }
            let look = Look(outcome: outcome, networkIsDown: isDown)
            try await done(target, look, judge(look, target, sites[target.host] ?? SiteMemory()))
        }
    }

    private func judge(_ look: Look, _ target: Target, _ site: SiteMemory) -> PageVerdict {
        PageVerdict.of(look, expecting: target.expectation, memory: target.memory, site: site)
    }

    /// Whether all this failed because of our own line: where too few sites were asked to tell, others are.
    private func isOurLineDown(_ failures: [FetchOutcome]) async throws -> Bool {
        guard !failures.isEmpty else { return false }
        if OwnNetwork.isDown(failures) { return true }
        let asked = Set(failures.map { $0.address.authority })
        guard asked.count < 3 else { return false }
        let known = try await site.database.read { db in
            try db.rows("SELECT host FROM site_memory WHERE learnt_at IS NOT NULL ORDER BY learnt_at DESC LIMIT 10").map
            {
                try $0.string("host")
            }
        }
        let others = known.filter { !asked.contains($0) }.prefix(3).compactMap { try? WebAddress("https://\($0)/") }
        let requests = (site.settings.watch.references + others).enumerated().map {
            FetchRequest(id: $0.offset, address: $0.element)
        }
        guard !requests.isEmpty else { return false }
        var outcomes = failures
        for await outcome in fetcher.fetch(requests) { outcomes.append(outcome) }
        return OwnNetwork.isDown(outcomes)
    }

    // MARK: What is remembered of sites

    /// What is known of the sites of some addresses; asked anew where it is unknown or old.
    private func memories(of addresses: [WebAddress]) async throws -> [String: SiteMemory] {
        let hosts = Array(Set(addresses.map(\.authority))).sorted()
        let limit = site.clock.now().adding(-Looker.memoryOfSites)
        let stored = try await site.database.read { db in
            try db.rows("SELECT host, memory FROM site_memory WHERE host IN (\(list: hosts)) AND learnt_at >= \(limit)")
                .map { (try $0.string("host"), try $0.optionalString("memory")) }
        }
        var found: [String: SiteMemory] = [:]
        for (host, text) in stored { found[host] = try Stored.decode(SiteMemory.self, text) }
        var asked: [(host: String, isHome: Bool)] = []
        var requests: [FetchRequest] = []
        for host in hosts where found[host] == nil {
            guard let address = addresses.first(where: { $0.authority == host }) else { continue }
            let mark = site.clock.now().text
            for (isHome, question) in [(false, SiteMemory.nonsense(at: address, mark: mark)), (true, address.home)] {
                requests.append(FetchRequest(id: asked.count, address: question))
                asked.append((host, isHome))
            }
        }
        guard !requests.isEmpty else { return found }
        var learnt: [String: SiteMemory] = [:]
        for await outcome in fetcher.fetch(requests) {
            try Task.checkCancellation()
            guard asked.indices.contains(outcome.id) else { continue }
            let (host, isHome) = asked[outcome.id]
            let look = await Look.reading(outcome)
            guard case .success = look.outcome.result else { continue }
            var memory = learnt[host] ?? SiteMemory()
            if isHome { memory.learnHome(look) } else { memory.learnNotFound(look) }
            learnt[host] = memory
        }
        // A site is known once it has answered the question that cannot be answered.
        let known = learnt.filter { $0.value.saysNotFound != nil }
        if !known.isEmpty {
            let now = site.clock.now()
            _ = try await site.writeQueue { db, _ in
                for (host, memory) in known.sorted(by: { $0.key < $1.key }) {
                    try db.execute(
                        """
                        UPDATE site_memory SET memory = \(Stored.text(memory)), learnt_at = \(now) WHERE host = \(host)
                        """)
                }
            }
        }
        return found.merging(learnt) { $1 }
    }
}
