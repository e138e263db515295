import Synchronization

/// Counts a try to sign in as failed before it is looked at, so that many at once are all counted; one that succeeds
/// clears the count. After the fifth in a row the same account has to wait, by login and address alike: half a minute, then
/// twice as long each time, up to a quarter of an hour. What nobody has is counted alike: having to wait does not tell that
/// there is such an account, only, to who tries several names, which of them are one.
/// Says how many seconds are left to wait; nil where this try may be looked at.
struct NoteSignInTry: Operation {
    static let name = "sign-in-failed"
    static let permission = Permission.enter
    var agency: String? { nil }
    /// Login of the account that is meant; what was typed where there is none.
    let login: String

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Int?> {
        let hash = Hash.sha256(Array(login.utf8))
        try db.execute("DELETE FROM sign_in_failure WHERE blocked_until < \(now.adding(-86_400_000))")
        // Counting comes first: it takes the row, and whoever tries at the same moment sees this one.
        try db.execute(
            """
            INSERT INTO sign_in_failure (login_hash, agency_id, failures, blocked_until)
            VALUES (\(hash), '', 1, \(now))
            ON CONFLICT (login_hash) DO UPDATE SET failures = sign_in_failure.failures + 1
            """)
        guard let row = try db.first("SELECT * FROM sign_in_failure WHERE login_hash = \(hash)") else {
            return Done(nil, nil)
        }
        let failures = try row.integer("failures")
        let until = Instant(stored: try row.string("blocked_until"))
        if until > now {
            try db.execute("UPDATE sign_in_failure SET failures = \(failures - 1) WHERE login_hash = \(hash)")
            return Done(Int((until.milliseconds - now.milliseconds) / 1000) + 1, nil)
        }
        let wait: Int64 = failures < 5 ? 0 : min(30_000 << Int64(min(failures - 5, 10)), 900_000)
        try db.execute(
            "UPDATE sign_in_failure SET blocked_until = \(now.adding(wait)) WHERE login_hash = \(hash)")
        return Done(nil, nil)
    }
}

/// Clears the count of one's own login: the password was right after all.
struct ClearSignInTries: Operation {
    static let name = "sign-in-tries-cleared"
    static let permission = Permission.own
    let agency: String?

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        guard
            let account = try db.first(
                "SELECT login FROM account WHERE person_id = \(actor.personID) AND agency_id = \(agency)")
        else { throw Failure.notFound(Message("failure.no_account")) }
        let login = Hash.sha256(Array(try account.string("login").utf8))
        try db.execute("DELETE FROM sign_in_failure WHERE login_hash = \(login)")
        return Done((), nil)
    }
}

/// Many wrong sign-ins within a minute, each with another login, pass by the count of any one of them. While they last
/// passwords are looked at one at a time and slowly, and what is wrong is told to wait, be there such a login or not.
/// Whoever knows their password still comes in.
final class SignInStorm: Sendable {
    /// Wrong sign-ins within a minute, of everybody together, from which it is one.
    let tries = RecentTries(most: 30)
    private let waiting = Mutex<[String: Int]>([:])
    /// One at a time, a few behind it.
    private let gate = Gate(width: 1, queue: 12)
    /// How many of one network address may wait, so that one cannot take all places.
    private static let ofOne = 3

    /// Looks at a password when it is its turn. False where too many wait already.
    func pass(_ peer: String, _ look: () async throws -> Bool) async throws -> Bool {
        let mayWait = waiting.withLock { waiting in
            guard waiting[peer, default: 0] < SignInStorm.ofOne else { return false }
            waiting[peer, default: 0] += 1
            return true
        }
        guard mayWait else { return false }
        defer {
            waiting.withLock { waiting in
                let left = waiting[peer, default: 1] - 1
                waiting[peer] = left == 0 ? nil : left
            }
        }
        return try await gate.pass {
            let isRight = try await look()
            if !isRight { try await Task.sleep(for: .seconds(1)) }
            return isRight
        }
    }
}

/// How many tries of everybody together were wrong within the last minute.
final class RecentTries: Sendable {
    private static let span: Int64 = 60_000
    private let most: Int
    private let wrong = Mutex<[Instant]>([])

    init(most: Int) { self.most = most }

    /// Counts a try before it is looked at. Says whether as many were wrong within the minute already.
    func begin(at now: Instant) -> Bool {
        wrong.withLock { wrong in
            wrong.removeAll { $0.adding(RecentTries.span) <= now || $0 > now }
            let isMany = wrong.count >= most
            if isMany { wrong.removeFirst() }
            wrong.append(now)
            return isMany
        }
    }

    /// The try that began at this moment was right.
    func forgive(_ begun: Instant) {
        wrong.withLock { wrong in
            if let index = wrong.lastIndex(of: begun) { wrong.remove(at: index) }
        }
    }
}
