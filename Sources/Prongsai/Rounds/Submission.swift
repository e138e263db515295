import Documents

/// A round handed to the director as it stood at one moment: it is bound to the hash of what the round said then.
struct Submission: Sendable, Equatable {
    enum Decision: String, Sendable { case approved, returned }
    var id: String
    /// SHA-256 of the round's content when it was handed in.
    var hash: String
    var note: String?
    /// As the journal names them, and their name where it is a person.
    var by: String
    var byName: String?
    var at: String
    /// Nil while it waits.
    var decision: Decision?
    var reply: String?
    var decidedBy: String?
    var decidedByName: String?
    var decidedAt: String?

    /// The newest one of a round.
    static func latest(round: String, agency: String?, in db: Connection) throws -> Submission? {
        try db.first(
            """
            SELECT submission.*, sender.name AS by_name, decider.name AS decided_by_name FROM submission
            LEFT JOIN person AS sender ON submission.submitted_by = 'person:' || sender.id
            LEFT JOIN person AS decider ON submission.decided_by = 'person:' || decider.id
            WHERE submission.round_id = \(round) AND submission.agency_id = \(agency)
            ORDER BY submission.submitted_at DESC, submission.id DESC LIMIT 1
            """
        ).map { try Submission($0) }
    }

    /// The newest ones of a plan's rounds, by round.
    static func latest(plan: String, agency: String, in db: Connection) throws -> [String: Submission] {
        let rows = try db.rows(
            """
            SELECT submission.*, sender.name AS by_name, decider.name AS decided_by_name FROM submission
            JOIN round ON round.id = submission.round_id
            LEFT JOIN person AS sender ON submission.submitted_by = 'person:' || sender.id
            LEFT JOIN person AS decider ON submission.decided_by = 'person:' || decider.id
            WHERE round.plan_id = \(plan) AND submission.agency_id = \(agency)
            ORDER BY submission.submitted_at, submission.id
            """)
        return try Dictionary(rows.map { (try $0.string("round_id"), try Submission($0)) }) { _, newer in newer }
    }

    private init(_ row: Row) throws {
        (id, hash) = (try row.string("id"), try row.string("content_hash"))
        (note, reply) = (try row.optionalString("note"), try row.optionalString("reply"))
        (by, byName, at) = (
            try row.string("submitted_by"), try row.optionalString("by_name"), try row.string("submitted_at")
        )
        decision = try row.optionalString("decision").flatMap { Decision(rawValue: $0) }
        (decidedBy, decidedAt) = (try row.optionalString("decided_by"), try row.optionalString("decided_at"))
        decidedByName = try row.optionalString("decided_by_name")
    }
}

/// How far a round has come on its way to the frozen report.
enum HandIn: Sendable, Equatable {
    /// Being worked on; nothing was handed in, or what was came back.
    case open, returned
    /// Waits for the director. `changed`: it says something else by now than when it was handed in.
    case waiting(changed: Bool)
    /// Approved as it stands.
    case approved
    /// Approved, but changed since: the approval no longer counts.
    case approvalVoid
    case frozen

    /// - Parameter hash: of the round's content as it stands.
    init(_ round: Round, _ submission: Submission?, hash: String) {
        guard round.frozenAt == nil else {
            self = .frozen
            return
        }
        switch submission?.decision {
        case _ where submission == nil: self = .open
        case nil: self = .waiting(changed: submission?.hash != hash)
        case .returned: self = .returned
        case .approved: self = submission?.hash == hash ? .approved : .approvalVoid
        }
    }

    /// Its word in the interface for machines.
    var word: String {
        switch self {
        case .open: "open"
        case .returned: "returned"
        case .waiting(let changed): changed ? "submitted_changed" : "submitted"
        case .approved: "approved"
        case .approvalVoid: "approval_void"
        case .frozen: "frozen"
        }
    }

    static let words = [
        "open", "returned", "submitted", "submitted_changed", "approved", "approval_void", "frozen",
    ]
}

extension Round {
    /// A round of a plan of an agency, with the plan as it is now.
    static func find(plan: String, half: Int, agency: String?, editions: EditionShelf, in db: Connection) throws -> (
        plan: Plan, round: Round
    ) {
        guard let row = try db.first("SELECT * FROM agency WHERE id = \(agency)"),
            let year = try db.first("SELECT fiscal_year FROM plan WHERE id = \(plan) AND agency_id = \(agency)")?
                .integer("fiscal_year")
        else { throw Failure.notFound(Message("failure.no_plan_yet")) }
        let plan = try Plan.load(agency: Agency(row), year: year, editions: editions, in: db)
        guard let round = plan.rounds.first(where: { $0.half == half }) else {
            throw Failure.notFound(Message("failure.no_round"))
        }
        return (plan, round)
    }

    /// Whether anybody with the director's role could approve at all: is here, has an account and a password.
    static func hasDirector(agency: String?, in db: Connection) throws -> Bool {
        try db.first("SELECT COUNT(*) AS n FROM person \(director(of: agency))")?.integer("n") ?? 0 > 0
    }

    private static func director(of agency: String?) -> SQL {
        """
        JOIN account ON account.person_id = person.id
        WHERE person.agency_id = \(agency) AND person.role = \(Role.director.rawValue)
        AND person.retired_at IS NULL AND account.closed_at IS NULL AND account.password IS NOT NULL
        """
    }

    /// The same, and how many contributions for a round wait that nobody has decided on; one query.
    /// `appointed` is a director in office, whether they sign in already or not; nil where there is none.
    static func directorAndContributions(_ round: String, agency: String, in db: Connection) throws -> (
        hasDirector: Bool, appointed: String?, contributions: Int
    ) {
        let row = try db.first(
            """
            SELECT (SELECT COUNT(*) FROM person \(director(of: agency))) AS directors, COUNT(*) AS waiting,
              (SELECT MIN(id) FROM person WHERE agency_id = \(agency) AND role = 'director' AND retired_at IS NULL)
                AS appointed
            FROM contribution JOIN contribution_link ON contribution_link.id = link_id
            WHERE contribution.agency_id = \(agency) AND contribution_link.round_id = \(round) AND decision IS NULL
            """)
        return (
            try row?.integer("directors") ?? 0 > 0, try row?.optionalString("appointed"),
            try row?.integer("waiting") ?? 0
        )
    }
}

extension RoundReport {
    /// What a round says in its one form, and the hash it is known by.
    static func sealed(_ plan: Plan, _ work: RoundWork, _ strings: Strings) throws -> (bytes: [UInt8], hash: String) {
        let bytes = try RoundContent.canonical(try content(plan: plan, work: work, strings: strings))
        return (bytes, Hash.sha256(bytes))
    }
}
