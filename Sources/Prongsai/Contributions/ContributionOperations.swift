import ITA

/// Makes a link through which somebody without an account may hand in results for one measure.
struct MakeContributionLink: Operation {
    static let name = "make-contribution-link"
    static let permission = Permission.plan
    let agency: String?
    let round: String
    let measure: String
    /// What the officer calls it, such as who gets it.
    let label: String
    let days: Int
    /// Made with ``Secret/code()``, shown once; the same code makes the link once.
    let code: String

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<String> {
        let hash = Secret.codeHash(code)
        if let known = try db.first("SELECT id, agency_id FROM contribution_link WHERE code_hash = \(hash)") {
            guard try known.string("agency_id") == agency else {
                throw Failure.notFound(Message("failure.no_contribution_link"))
            }
            return Done(try known.string("id"), nil)
        }
        try Round.requireOpen(round, agency: agency, in: db)
        try Measure.require(measure, agency: agency, in: db)
        guard
            try db.first(
                """
                SELECT round.id FROM round JOIN measure ON measure.plan_id = round.plan_id
                WHERE round.id = \(round) AND measure.id = \(measure)
                """) != nil
        else { throw Failure.notFound(Message("failure.no_measure", ["id": measure])) }
        var problems: [Problem] = []
        let label = label.trimmingWhitespace()
        if label.isEmpty { problems.append(Problem("empty", ["field": "label"], at: "label")) }
        if label.unicodeScalars.count > 200 { problems.append(Problem("text_too_long", ["limit": "200"], at: "label")) }
        if !(1...ContributionLink.longest).contains(days) {
            problems.append(
                Problem(
                    "link_days", ["given": String(days), "most": String(ContributionLink.longest)], at: "days"))
        }
        guard problems.isEmpty else { throw Failure.invalid(problems) }
        let id = ID.new()
        try db.execute(
            """
            INSERT INTO contribution_link (id, agency_id, round_id, measure_id, code_hash, label, created_by, created_at,
              expires_at)
            VALUES (\(id), \(agency), \(round), \(measure), \(hash), \(label), \(actor.journalName), \(now),
              \(now.adding(Int64(days) * 86_400_000)))
            """)
        return Done(id, JournalNote("contribution-link \(id)", ["measure": measure, "days": String(days)]))
    }
}

/// Closes a link before its time. What came through it stays.
struct RevokeContributionLink: Operation {
    static let name = "revoke-contribution-link"
    static let permission = Permission.plan
    let agency: String?
    let link: String

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        guard
            let row = try db.first(
                "SELECT revoked_at FROM contribution_link WHERE id = \(link) AND agency_id = \(agency)")
        else { throw Failure.notFound(Message("failure.no_contribution_link")) }
        guard try row.optionalString("revoked_at") == nil else { return Done((), nil) }
        try db.execute("UPDATE contribution_link SET revoked_at = \(now) WHERE id = \(link)")
        return Done((), JournalNote("contribution-link \(link)"))
    }
}

/// Hands something in through a link: it waits until the officer accepts or declines it.
struct Contribute: Operation {
    static let name = "contribute"
    static let permission = Permission.enter
    let agency: String?
    let link: String
    /// Named by the form: sent twice, it is handed in once.
    let key: String
    let sender: String
    let text: String
    let pictures: [StoredPicture]

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<String> {
        guard ID.isID(key) else { throw Failure.invalid([Problem("upload_form")]) }
        guard let found = try ContributionLink.find(link, agency: agency, in: db) else {
            throw Failure.notFound(Message("failure.no_contribution_link"))
        }
        if let known = try db.first("SELECT link_id FROM contribution WHERE id = \(key)") {
            guard try known.string("link_id") == link else {
                throw Failure.notFound(Message("failure.no_contribution_link"))
            }
            return Done(key, nil)
        }
        guard found.state(at: now) == .open else { throw Failure.notFound(Message("failure.no_contribution_link")) }
        var problems: [Problem] = []
        let (sender, text) = (sender.trimmingWhitespace(), text.trimmingWhitespace())
        if sender.isEmpty { problems.append(Problem("empty", ["field": "name"], at: "name")) }
        if sender.unicodeScalars.count > 200 { problems.append(Problem("text_too_long", ["limit": "200"], at: "name")) }
        if text.isEmpty { problems.append(Problem("empty", ["field": "text"], at: "text")) }
        if text.unicodeScalars.count > 5000 { problems.append(Problem("text_too_long", ["limit": "5000"], at: "text")) }
        if pictures.count > ContributionLink.mostFiles {
            problems.append(Problem("too_many_files", ["limit": String(ContributionLink.mostFiles)], at: "photos"))
        }
        guard problems.isEmpty else { throw Failure.invalid(problems) }
        try db.execute(
            """
            INSERT INTO contribution (id, agency_id, link_id, name, text, created_at)
            VALUES (\(key), \(agency), \(link), \(sender), \(text), \(now))
            """)
        for (index, picture) in pictures.enumerated() {
            let proposed = NewEvidence(picture, text: text)
            try db.execute(
                """
                INSERT INTO contribution_file (id, agency_id, contribution_id, position, kind, file_sha256, file_name,
                  media_type, file_size, print_sha256, print_width, print_height, taken_at, caption, about_on)
                VALUES (\(ID.new()), \(agency), \(key), \(index + 1),
                  \(picture.kind == .photo ? "photo" : "file"), \(picture.hash), \(picture.name), \(picture.mediaType),
                  \(picture.size), \(picture.print?.sha256), \(picture.print?.width), \(picture.print?.height),
                  \(picture.takenAt), \(proposed.caption), \(proposed.aboutOn?.iso))
                """)
        }
        if let agencyKey = try db.first("SELECT key FROM agency WHERE id = \(agency)")?.string("key") {
            try Notice.tell(
                try Notice.people([.officer], of: agency, in: db), .contribution,
                ["measure": found.measure.shortened(to: 80), "name": sender],
                address: Link.contribution(agencyKey, found.fiscalYear, key), agency: agency, at: now, in: db)
        }
        return Done(key, JournalNote("contribution \(key)", ["link": link, "files": String(pictures.count)]))
    }
}

/// Makes a contribution a result, with the wording, captions and days the officer decided on.
struct AcceptContribution: Operation {
    static let name = "accept-contribution"
    static let permission = Permission.plan

    struct Kept: Sendable, Equatable {
        /// The contribution's file.
        var file: String
        var caption: String
        var aboutOn: Day?
    }
    let agency: String?
    let contribution: String
    /// The result's wording; nil to take the sender's.
    let text: String?
    /// Files to keep as evidence; nil for all as proposed.
    let files: [Kept]?

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<String> {
        let found = try Contribution.waiting(contribution, agency: agency, in: db)
        let evidence: [NewEvidence] =
            if let files {
                try files.map { kept in
                    guard let file = found.files.first(where: { $0.id == kept.file }) else {
                        throw Failure.notFound(Message("failure.no_contribution"))
                    }
                    return NewEvidence(source: .stored(file.picture), caption: kept.caption, aboutOn: kept.aboutOn)
                }
            } else {
                found.files.map {
                    NewEvidence(source: .stored($0.picture), caption: $0.caption, aboutOn: $0.aboutOn)
                }
            }
        let recorded = try RecordProgress(
            agency: agency, round: found.roundID, row: nil, measures: [found.measureID], text: text ?? found.text,
            evidence: evidence
        ).run(in: db, by: actor, at: now)
        try db.execute(
            """
            UPDATE contribution SET decision = 'accepted', decided_by = \(actor.journalName), decided_at = \(now),
              progress_id = \(recorded.answer) WHERE id = \(contribution)
            """)
        return Done(
            recorded.answer,
            JournalNote(
                "contribution \(contribution)", ["progress": recorded.answer, "evidence": String(evidence.count)]))
    }
}

/// Leaves a contribution out of the results. It stays to be looked up.
struct DeclineContribution: Operation {
    static let name = "decline-contribution"
    static let permission = Permission.plan
    let agency: String?
    let contribution: String

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        _ = try Contribution.waiting(contribution, agency: agency, in: db)
        try db.execute(
            """
            UPDATE contribution SET decision = 'declined', decided_by = \(actor.journalName), decided_at = \(now)
            WHERE id = \(contribution)
            """)
        return Done((), JournalNote("contribution \(contribution)"))
    }
}

extension Contribution {
    /// One that nobody has decided on.
    fileprivate static func waiting(_ id: String, agency: String?, in db: Connection) throws -> Contribution {
        guard let found = try find(id, agency: agency, in: db) else {
            throw Failure.notFound(Message("failure.no_contribution"))
        }
        guard found.decision == nil else { throw Failure.conflict(Message("failure.contribution_decided")) }
        return found
    }
}
