import Foundation
import Logging
import ServiceLifecycle
import Synchronization
import Watch

/// Looks at what is due, keeps what it saw, raises and ends alerts. Any number of them may run on one database: a site
/// belongs to one of them at a time, and a look counts only while the moment it was due at still stands.
struct Watcher: Service {
    let site: Site
    var looker: Looker
    let queue: WatchQueue
    var record: LookRecord
    /// How long to wait where nothing is due.
    var pause: Duration = .seconds(5)
    /// Told the id of each address whose verdict is another one than before, once that is kept.
    var onNews: @Sendable (String) async -> Void = { _ in }
    /// Told what a pass did that did something, where the watcher works until it is told to stop.
    var onPass: @Sendable (Tally) -> Void = { _ in }

    init(_ site: Site, fetching: FetchSettings? = nil) {
        self.site = site
        (looker, queue, record) = (Looker(site, fetching: fetching), WatchQueue(site: site), LookRecord(site: site))
    }

    /// What a pass did.
    struct Tally: Sendable, Equatable {
        var looks = 0
        var alerts = 0
    }

    /// Works until the program is told to stop. What fails is tried again later: the desk goes on without it.
    func run() async throws {
        var nextStep = ContinuousClock.now
        while !isOver() {
            var rest = pause
            do {
                let begun = ContinuousClock.now
                if begun >= nextStep {
                    try await queue.keepInStep()
                    // Among a nation's addresses this takes a while: no more than a part in fifty of the time.
                    nextStep = begun + max((ContinuousClock.now - begun) * 50, pause)
                }
                // Where something is due at every moment, what is new is looked for all the same.
                let tally = try await passOfDue(until: nextStep, isOver: isOver)
                if tally != Tally() { onPass(tally) }
                if ContinuousClock.now >= nextStep { rest = .zero }
            } catch is CancellationError {} catch {
                rest = .seconds(30)
                Logger(label: "prongsai.watch").error("failed", metadata: ["error": "\(type(of: error))"])
            }
            guard !isOver() else { return }
            await cancelWhenGracefulShutdown { [rest] in try? await Task.sleep(for: rest) }
        }
    }

    private var isOver: @Sendable () -> Bool { { Task.isCancelled || Task.isShuttingDownGracefully } }

    /// Everything that is due, each once: what falls due again meanwhile waits for the next pass.
    func pass(isOver: @escaping @Sendable () -> Bool = { Task.isCancelled }) async throws -> Tally {
        try await queue.keepInStep()
        return try await passOfDue(by: site.clock.now(), isOver: isOver)
    }

    /// - Parameter until: from when nothing more is begun; nil to go on while anything is due.
    private func passOfDue(
        by due: Instant? = nil, until end: ContinuousClock.Instant? = nil, isOver: @escaping @Sendable () -> Bool
    ) async throws -> Tally {
        var tally = Tally(alerts: try await alert())
        while !isOver(), end.map({ ContinuousClock.now < $0 }) ?? true, let claim = try await queue.claim(dueBy: due) {
            tally.looks += try await work(claim, isOver: isOver)
            tally.alerts += try await alert()
        }
        return tally
    }

    /// Looks at what was claimed while the sites are held, and gives them back. What was not kept stays due.
    private func work(_ claim: WatchQueue.Claim, isOver: @escaping @Sendable () -> Bool) async throws -> Int {
        let kept = LookCount()
        do {
            try await withThrowingTaskGroup(of: Bool.self) { group in
                group.addTask {
                    try await look(claim.due) { if $0 { kept.add() } }
                    return true
                }
                group.addTask { try await hold(claim.hosts, isOver: isOver) }
                while let isDone = try await group.next() {
                    if isDone { break }
                    throw CancellationError()
                }
                group.cancelAll()
            }
        } catch {
            try? await queue.release(claim.hosts)
            if error is CancellationError, !Task.isCancelled { return kept.value }
            throw error
        }
        try await queue.release(claim.hosts)
        return kept.value
    }

    private func look(_ due: [Watched], done: @escaping @Sendable (Bool) -> Void) async throws {
        let targets = due.enumerated().map { index, watched in
            Looker.Target(
                id: index, address: watched.address, host: watched.host,
                expectation: watched.expectation, memory: watched.memory,
                // What was read for a checker is held against the content itself.
                isConditional: watched.known.good != nil && !watched.isToCompare)
        }
        let (record, onNews) = (record, onNews)
        try await looker.look(at: targets) { target, look, verdict in
            let watched = due[target.id]
            let isKept = try await record.keep(watched, look, verdict)
            done(isKept)
            if isKept, LookRecord.isNews(verdict, after: watched.verdict) { await onNews(watched.id) }
        }
    }

    /// Renews the lease until the work is done; false where the sites were lost or the program ends.
    private func hold(_ hosts: [String], isOver: @Sendable () -> Bool) async throws -> Bool {
        let began = ContinuousClock.now
        var renewed = began
        while !Task.isCancelled {
            await cancelWhenGracefulShutdown { try? await Task.sleep(for: .milliseconds(500)) }
            if isOver() { return false }
            guard ContinuousClock.now - renewed > .milliseconds(WatchQueue.lease / 4) else { continue }
            guard try await queue.renew(hosts) else { return false }
            renewed = ContinuousClock.now
        }
        return false
    }

    /// Raises and ends alerts by how addresses stand now, and tells those who are to be told after a while; how many were
    /// raised. Where one of them fails, the others are told and the looks go on: it is tried again the next time.
    func alert() async throws -> Int {
        let (settings, now) = (site.settings.watch, site.clock.now())
        let due = try await site.database.read { try Alert.due(settings, at: now, in: $0) }
        let line = LineWriter(site)
        var raised = 0
        for (matter, alert) in due {
            do {
                try await act(on: matter, alert, line)
                if matter == .fallen { raised += 1 }
            } catch let error as CancellationError { throw error } catch {
                Logger(label: "prongsai.watch").error(
                    "failed",
                    metadata: [
                        "work": "alert", "matter": "\(matter.rawValue)", "id": "\(alert.id)",
                        "error": "\(type(of: error))",
                    ])
            }
        }
        return raised
    }

    private func act(on matter: Alert.Matter, _ alert: Alert, _ line: LineWriter?) async throws {
        let (agency, id, editions) = (alert.agency, alert.id, site.editions)
        switch matter {
        case .fallen:
            let raise = RaiseAlert(agency: agency, watched: id, editions: editions, line: line)
            _ = try await site.perform(raise, as: .program)
        case .risen:
            try await site.perform(
                EndAlert(agency: agency, alert: id, editions: editions, line: line), as: .program)
        case .officers, .directors:
            try await site.perform(
                TellOfAlert(
                    agency: agency, alert: id, audience: matter == .officers ? .officers : .directors,
                    editions: editions), as: .program)
        case .changed, .unsure:
            try await site.perform(
                TellOfDoubt(
                    agency: agency, watched: id, doubt: matter == .changed ? .changed : .unsure, editions: editions),
                as: .program)
        }
    }
}

/// How many looks of a claim were kept.
private final class LookCount: Sendable {
    private let count = Atomic<Int>(0)
    func add() { count.wrappingAdd(1, ordering: .relaxed) }
    var value: Int { count.load(ordering: .relaxed) }
}
