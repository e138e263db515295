import Foundation
import Synchronization

/// A kind of long work: what it needs to know, and how it is done. It is kept in the database and goes on after a restart.
protocol JobKind: Codable, Sendable {
    /// Its word in the table, such as `report-archive`; the sentence `job.kind_<word>` names it.
    static var word: String { get }
    /// What whoever asks for it must be allowed to do, when they ask and when it is done.
    static var permission: Permission { get }
    /// Refuses what is not the agency's.
    func check(agency: String?, in db: Connection) throws
    /// Does it. May run again after the program was killed, so doing it twice must be doing it once.
    func run(_ work: JobWork) async throws -> JobOutcome
}

/// What came of a job.
struct JobOutcome: Sendable, Equatable {
    /// A file to fetch: its name in the store, and what it is called.
    var file: (hash: String, name: String)?
    /// A page to look at.
    var address: String?

    static func == (a: JobOutcome, b: JobOutcome) -> Bool {
        a.file?.hash == b.file?.hash && a.file?.name == b.file?.name && a.address == b.address
    }
}

/// A job as it stands.
struct Job: Sendable {
    enum State: String, Sendable, CaseIterable { case waiting, running, finished, failed }

    /// Every kind there is.
    static let kinds: [any JobKind.Type] = [ReportArchive.self, ImportReportJob.self, FreezeJob.self]

    var id: String
    var agency: Agency
    var person: String?
    var kind: String
    var done: Int
    var total: Int
    var createdAt: String
    var finishedAt: String?
    /// Where to go for what came of it.
    var outcome: String?
    var file: (hash: String, name: String)?
    var fault: JobFault?
    var isLeased: Bool

    var state: State {
        if finishedAt != nil { return fault == nil ? .finished : .failed }
        return isLeased ? .running : .waiting
    }

    /// The newest jobs of a person, or one of them.
    static func load(person: String, id: String? = nil, at now: Instant, in db: Connection) throws -> [Job] {
        try db.rows(
            """
            SELECT job.id AS job_id, job.person_id, job.kind, job.done, job.total, job.created_at AS asked_at, job.leased_until,
              job.finished_at, job.outcome, job.outcome_sha256, job.outcome_name, job.fault, agency.* FROM job
            JOIN agency ON agency.id = job.agency_id
            WHERE person_id = \(person) AND (job.id = \(id ?? "") OR \(id == nil ? 1 : 0) = 1)
            ORDER BY job.created_at DESC, job.id DESC LIMIT 20
            """
        ).map { row in
            let hash = try row.optionalString("outcome_sha256")
            let until = try row.optionalString("leased_until")
            return Job(
                id: try row.string("job_id"), agency: try Agency(row), person: try row.optionalString("person_id"),
                kind: try row.string("kind"), done: try row.integer("done"), total: try row.integer("total"),
                createdAt: try row.string("asked_at"), finishedAt: try row.optionalString("finished_at"),
                outcome: try row.optionalString("outcome"),
                file: try hash.map { ($0, try row.optionalString("outcome_name") ?? $0) },
                fault: try row.optionalString("fault").map(JobFault.init(stored:)),
                isLeased: until.map { Instant(stored: $0) > now } ?? false)
        }
    }
}

/// Why a job failed, kept so that it can be said in the language of whoever looks.
struct JobFault: Sendable, Codable, Equatable {
    var message: Message?
    var problems: [Problem] = []

    init(_ error: any Error) {
        switch error {
        case Failure.notFound(let message), Failure.conflict(let message): self.message = message
        case Failure.invalid(let problems): self.problems = problems
        case Failure.forbidden, Failure.unauthorized: message = Message("failure.forbidden")
        default: message = Message("failure.job_unexpected")
        }
    }

    init(stored text: String) {
        self = (try? JSONDecoder().decode(JobFault.self, from: Data(text.utf8))) ?? JobFault(CancellationError())
    }

    var stored: String { (try? JSONEncoder().encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}" }

    func lines(_ strings: Strings, _ language: Language) -> [String] {
        (message.map { [strings.text($0, language)] } ?? [])
            + problems.map { strings.sentence($0, language) }
    }
}

/// A job's hands: the site, on whose behalf, and a place to say how far it is.
final class JobWork: Sendable {
    let site: Site
    let job: String
    let agency: Agency
    /// Who asked for it, with the role they have now.
    let actor: Actor
    /// The stored file it works on.
    let input: String?
    private let state = Mutex(State())

    struct State: Sendable, Equatable {
        var done = 0
        var total = 0
        /// Whether it has to end: the program stops, or another has taken it over.
        var isOver = false
    }

    init(site: Site, job: String, agency: Agency, actor: Actor, input: String?) {
        (self.site, self.job, self.agency, self.actor, self.input) = (site, job, agency, actor, input)
    }

    /// Says how many steps there will be.
    func expect(_ total: Int) { state.withLock { $0.total = total } }

    /// Says that a step is done. Throws where the work has to end now.
    func advance() throws {
        let isOver = state.withLock { state in
            state.done += 1
            return state.isOver
        }
        if isOver { throw CancellationError() }
    }

    func perform<O: Operation>(_ operation: O) async throws -> O.Answer { try await site.perform(operation, as: actor) }

    var reached: State { state.withLock { $0 } }
    func end() { state.withLock { $0.isOver = true } }
}

/// Asks for long work. Who asks twice for the same while it is not done gets the one that is under way.
struct BeginJob: Operation {
    static let name = "begin-job"
    static let permission = Permission.read
    let agency: String?
    let kind: any JobKind
    /// The stored file it works on.
    var input: String?

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<String> {
        guard actor.may(type(of: kind).permission, in: agency) else { throw Failure.forbidden }
        try kind.check(agency: agency, in: db)
        let text = try Stored.text(kind)
        let name = type(of: kind).word
        let same = try db.first(
            """
            SELECT id FROM job WHERE agency_id = \(agency) AND kind = \(name) AND input = \(text) AND finished_at IS NULL
            AND COALESCE(person_id, '') = \(actor.personID ?? "") AND COALESCE(input_sha256, '') = \(input ?? "")
            """)
        if let same { return Done(try same.string("id"), nil) }
        let id = ID.new()
        try db.execute(
            """
            INSERT INTO job (id, agency_id, person_id, kind, input, input_sha256, done, total, created_at, attempts)
            VALUES (\(id), \(agency), \(actor.personID), \(name), \(text), \(input), 0, 0, \(now), 0)
            """)
        return Done(id, JournalNote("job \(id)", ["kind": name]))
    }
}
