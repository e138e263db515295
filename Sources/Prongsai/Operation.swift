/// The only way anything changes: a value with a name, its permission, one transaction and one line in the journal.
///
/// The web application, the command line, imports and tests all use the same operations.
protocol Operation: Sendable {
    associatedtype Answer: Sendable
    /// Its word in the journal, such as `record-progress`. Never changed once released.
    static var name: String { get }
    /// What a person must be allowed to do.
    static var permission: Permission { get }
    /// The agency it changes; nil for the house itself.
    var agency: String? { get }
    /// Does it. May be called more than once for one request, so it keeps nothing outside the database.
    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Answer>
}

/// What an operation did: the answer, and what the journal says of it. Without a note nothing was changed and the
/// journal stays silent.
struct Done<Answer: Sendable>: Sendable {
    var answer: Answer
    var note: JournalNote?
    init(_ answer: Answer, _ note: JournalNote?) { (self.answer, self.note) = (answer, note) }
}

/// What a line of the journal says: what it is about, and the particulars. No secrets, no texts of complainants.
struct JournalNote: Sendable, Equatable {
    /// Kind and id of the thing, such as `measure 0192…`.
    var about: String
    var particulars: [String: String]
    init(_ about: String, _ particulars: [String: String] = [:]) {
        (self.about, self.particulars) = (about, particulars)
    }
}

extension Site {
    /// Does an operation: permission, transaction, journal, and what follows from it.
    func perform<O: Operation>(_ operation: O, as actor: Actor) async throws -> O.Answer {
        guard actor.may(O.permission, in: operation.agency) else { throw Failure.forbidden }
        let now = clock.now()
        let done = try await database.write(operation.agency) { db in
            let approvals = try StandingApproval.all(before: operation, editions: editions, strings: strings, in: db)
            let done = try operation.run(in: db, by: actor, at: now)
            if let note = done.note {
                try Journal.append(O.name, note, agency: operation.agency ?? "", by: actor, at: now, in: db)
                try CheckVoiding.follow(note, agency: operation.agency, editions: editions, at: now, in: db)
                for approval in approvals {
                    try approval.tellIfVoid(
                        agency: operation.agency, editions: editions, strings: strings, at: now, in: db)
                }
            }
            return done
        }
        return done.answer
    }
}
