import Foundation
import Logging
import ServiceLifecycle

/// Does what nobody waits for: sends the outbox, does jobs, reminds, mails the morning's digest, clears away. Any number of them may run on
/// one database; each takes what no other holds.
struct Worker: Service {
    let site: Site
    /// How long to wait where there was nothing to do.
    var pause: Duration = .seconds(2)

    /// What is done once a day, by name; other parts of the program add theirs here.
    static let daily: [(name: String, work: @Sendable (Site) async throws -> Int)] = [
        ("outbox", { try await Upkeep.clearOutbox($0) }),
        ("jobs", { try await Upkeep.clearJobs($0) }),
        (
            "uploads",
            {
                Uploads.sweep($0)
                return 0
            }
        ),
        ("captures", { try await CaptureRollUp(site: $0).run() }),
    ]

    /// What one round did.
    struct Tally: Sendable, Equatable {
        var mails = 0
        var webhooks = 0
        var jobs = 0
        var reminders = 0
        var digests = 0
    }

    /// Works until the program is told to stop; what is in hand then is finished or given back.
    func run() async throws {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await again("mail") { try await Delivery(site: site).run("mail", isOver: isOver) } }
            group.addTask { await again("webhook") { try await Delivery(site: site).run("webhook", isOver: isOver) } }
            group.addTask { await again("line") { try await Delivery(site: site).run("line", isOver: isOver) } }
            group.addTask { await again("job") { try await JobRunner(site: site).next() ? 1 : 0 } }
            group.addTask { await again("remind", every: .seconds(3600)) { try await tellDueSoon() } }
            group.addTask { await again("digest", every: .seconds(60)) { try await mailDigests() } }
            group.addTask { await again("checks", every: .seconds(600)) { try await CheckVoiding.sweep(site) } }
            group.addTask { await again("upkeep", every: .seconds(86_400)) { try await upkeep() } }
        }
    }

    /// Does everything that is due now, once, and returns.
    func round() async throws -> Tally {
        _ = try await CheckVoiding.sweep(site)
        var tally = try await remind()
        while true {
            let count = try await Delivery(site: site).run("mail")
            tally.mails += count
            if count == 0 { break }
        }
        while true {
            let count = try await Delivery(site: site).run("webhook")
            tally.webhooks += count
            if count == 0 { break }
        }
        while try await Delivery(site: site).run("line") > 0 {}
        while try await JobRunner(site: site).next() { tally.jobs += 1 }
        _ = try await upkeep()
        return tally
    }

    private var isOver: @Sendable () -> Bool { { Task.isCancelled || Task.isShuttingDownGracefully } }

    /// Repeats some work, at once where there was some and after a pause where there was none, until the end. What fails is
    /// tried again later: the desk goes on without it.
    private func again(_ name: String, every: Duration? = nil, _ work: @Sendable () async throws -> Int) async {
        while !isOver() {
            var rest = every ?? pause
            do {
                if try await work() > 0, every == nil { rest = .zero }
            } catch {
                rest = max(rest, .seconds(30))
                Logger(label: "prongsai.worker").error(
                    "failed", metadata: ["work": "\(name)", "error": "\(type(of: error))"])
            }
            guard rest > .zero, !isOver() else { continue }
            await cancelWhenGracefulShutdown { [rest] in try? await Task.sleep(for: rest) }
        }
    }

    /// Tells people what ends soon, and from seven in the morning on mails what is new.
    func remind() async throws -> Tally {
        var tally = Tally()
        tally.reminders = try await tellDueSoon()
        tally.digests = try await mailDigests()
        return tally
    }

    private func tellDueSoon() async throws -> Int {
        let (editions, today) = (site.editions, site.clock.now().day)
        let found = try await site.database.read { try DueSoon.find(on: today, editions: editions, in: $0) }
        for (index, one) in found.enumerated() {
            if isOver() { return index }
            _ = try await site.perform(
                RemindOfMeasure(agency: one.agency, measure: one.measure, round: one.round), as: .program)
        }
        return found.count
    }

    private func mailDigests() async throws -> Int {
        guard Outbox.canMail(site.settings) else { return 0 }
        let now = site.clock.now()
        var count = 0
        for due in try await site.database.read({ try Digest.due(at: now, in: $0) }) {
            if isOver() { return count }
            let told = try await site.perform(
                MailDigest(
                    agency: due.agency, person: due.person, strings: site.strings, language: site.settings.language,
                    address: site.settings.address), as: .program)
            if told > 0 { count += 1 }
        }
        return count
    }

    private func upkeep() async throws -> Int {
        for (name, work) in Worker.daily where !isOver() {
            do { _ = try await work(site) } catch {
                Logger(label: "prongsai.worker").error(
                    "failed", metadata: ["work": "\(name)", "error": "\(type(of: error))"])
            }
        }
        return 0
    }
}

/// What is thrown away after a while.
enum Upkeep {
    /// How long what was sent, or given up, can still be looked at.
    static let kept: Int64 = 30 * 86_400_000
    /// How long the outcome of a job can be fetched.
    static let jobs: Int64 = 7 * 86_400_000

    static func clearOutbox(_ site: Site) async throws -> Int {
        let limit = site.clock.now().adding(-kept)
        return try await site.writeQueue { db, _ in
            // By its message one sees whom an alert that still stands was told to.
            try db.rows(
                """
                DELETE FROM outbox WHERE done_at < \(limit)
                AND NOT EXISTS (SELECT 1 FROM alert WHERE alert.id = outbox.id AND ended_at IS NULL) RETURNING id
                """
            ).count
        }
    }

    static func clearJobs(_ site: Site) async throws -> Int {
        let limit = site.clock.now().adding(-jobs)
        return try await site.writeQueue { db, _ in
            try db.rows("DELETE FROM job WHERE finished_at < \(limit) RETURNING id").count
        }
    }
}
