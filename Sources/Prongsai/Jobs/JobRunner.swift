import Foundation
import Logging
import ServiceLifecycle

/// Takes jobs from the table and does them, one after another.
struct JobRunner: Sendable {
    let site: Site
    /// How long a job is held before others may take it over; renewed while it is worked on.
    static let lease: Int64 = 120_000
    /// After so many starts that led to no end it is given up.
    static let most = 5

    private struct Taken: Sendable {
        var id: String
        var agency: Agency
        var person: String?
        var kind: String
        var input: String
        var file: String?
        var attempts: Int
    }

    /// Does the job that waits longest; false where there is none.
    func next() async throws -> Bool {
        guard let job = try await take() else { return false }
        if job.attempts > JobRunner.most {
            try await finish(job, nil, JobFault(Failure.conflict(Message("failure.job_lost"))))
            return true
        }
        do {
            let work = JobWork(
                site: site, job: job.id, agency: job.agency, actor: try await actor(job), input: job.file)
            let outcome = try await watched(job, work)
            try await finish(job, outcome, nil)
        } catch is CancellationError {
            try await release(job)
        } catch {
            if !(error is Failure) {
                Logger(label: "prongsai.worker").error(
                    "failed", metadata: ["job": "\(job.kind)", "error": "\(type(of: error))"])
            }
            try await finish(job, nil, JobFault(error))
        }
        return true
    }

    /// Does it while somebody writes down how far it is, renews the lease, and ends it where the program stops.
    private func watched(_ job: Taken, _ work: JobWork) async throws -> JobOutcome {
        guard let kind = Job.kinds.first(where: { $0.word == job.kind }) else {
            throw Failure.conflict(Message("failure.job_lost"))
        }
        let input = try JSONDecoder().decode(kind, from: Data(job.input.utf8))
        return try await withThrowingTaskGroup(of: JobOutcome?.self) { group in
            group.addTask { try await input.run(work) }
            group.addTask {
                var (said, beats) = (JobWork.State(), 0)
                while !Task.isCancelled {
                    await cancelWhenGracefulShutdown { try? await Task.sleep(for: .seconds(1)) }
                    if Task.isCancelled { break }
                    if Task.isShuttingDownGracefully {
                        work.end()
                        return nil
                    }
                    beats += 1
                    let reached = work.reached
                    guard reached != said || beats % 30 == 0 else { continue }
                    said = reached
                    if try await !note(job, reached) {
                        work.end()
                        return nil
                    }
                }
                return nil
            }
            defer { group.cancelAll() }
            while let ended = try await group.next() {
                if let outcome = ended { return outcome }
            }
            throw CancellationError()
        }
    }

    private func take() async throws -> Taken? {
        let now = site.clock.now()
        let isAny = try await site.database.read { db in
            try db.first(
                "SELECT id FROM job WHERE finished_at IS NULL AND (leased_until IS NULL OR leased_until < \(now)) LIMIT 1"
            ) != nil
        }
        guard isAny else { return nil }
        let until = now.adding(JobRunner.lease)
        return try await site.writeQueue { db, skipLocked -> Taken? in
            guard
                let found = try db.first(
                    """
                    SELECT id FROM job WHERE finished_at IS NULL AND (leased_until IS NULL OR leased_until < \(now))
                    ORDER BY created_at LIMIT 1\(name: skipLocked)
                    """
                )?.string("id")
            else { return nil }
            try db.execute(
                "UPDATE job SET leased_until = \(until), attempts = attempts + 1, done = 0 WHERE id = \(found)")
            return try db.first(
                """
                SELECT job.id AS job_id, job.person_id, job.kind, job.input, job.input_sha256, job.attempts, agency.*
                FROM job JOIN agency ON agency.id = job.agency_id WHERE job.id = \(found)
                """
            ).map { row in
                Taken(
                    id: try row.string("job_id"), agency: try Agency(row), person: try row.optionalString("person_id"),
                    kind: try row.string("kind"), input: try row.string("input"),
                    file: try row.optionalString("input_sha256"), attempts: try row.integer("attempts"))
            }
        }
    }

    /// Who asked for it, as they stand now; the program for what the console asked for.
    private func actor(_ job: Taken) async throws -> Actor {
        guard let person = job.person else { return .program }
        let found = try await site.database.read { db in
            try db.first("SELECT name, role, agency_id FROM person WHERE id = \(person) AND retired_at IS NULL").map {
                (try $0.string("name"), try $0.string("role"), try $0.string("agency_id"))
            }
        }
        guard let found, let role = Role(rawValue: found.1) else { throw Failure.forbidden }
        return .person(
            id: person, name: found.0, agency: found.2, role: role,
            below: found.2 == job.agency.id ? nil : job.agency.id)
    }

    /// Whether it is still ours. The number of starts tells: who takes it over raises it.
    private func note(_ job: Taken, _ reached: JobWork.State) async throws -> Bool {
        let until = site.clock.now().adding(JobRunner.lease)
        return try await site.writeQueue { db, _ in
            try db.first(
                """
                UPDATE job SET done = \(reached.done), total = \(reached.total), leased_until = \(until)
                WHERE id = \(job.id) AND attempts = \(job.attempts) AND finished_at IS NULL RETURNING id
                """) != nil
        }
    }

    private func finish(_ job: Taken, _ outcome: JobOutcome?, _ fault: JobFault?) async throws {
        let now = site.clock.now()
        let address = outcome?.file == nil ? outcome?.address : Link.jobFile(job.id)
        try await site.writeQueue { db, _ in
            try db.execute(
                """
                UPDATE job SET finished_at = \(now), leased_until = NULL, outcome = \(address), fault = \(fault?.stored),
                  outcome_sha256 = \(outcome?.file?.hash), outcome_name = \(outcome?.file?.name),
                  done = CASE WHEN \(fault == nil ? 1 : 0) = 1 THEN total ELSE done END
                WHERE id = \(job.id) AND attempts = \(job.attempts) AND finished_at IS NULL
                """)
        }
    }

    private func release(_ job: Taken) async throws {
        try await site.writeQueue { db, _ in
            try db.execute(
                """
                UPDATE job SET leased_until = NULL, attempts = attempts - 1
                WHERE id = \(job.id) AND attempts = \(job.attempts) AND finished_at IS NULL
                """)
        }
    }
}
