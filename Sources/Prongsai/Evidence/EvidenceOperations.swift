import ITA

/// What evidence is handed in.
enum EvidenceSource: Sendable, Equatable {
    case stored(StoredPicture)
    case address(String)
}

/// Attaches evidence to a result of a round.
struct AddEvidence: Operation {
    static let name = "add-evidence"
    static let permission = Permission.record
    let agency: String?
    let progress: String
    let source: EvidenceSource
    let caption: String
    let aboutOn: Day?

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<String> {
        guard let found = try db.first("SELECT round_id FROM progress WHERE id = \(progress) AND agency_id = \(agency)")
        else {
            throw Failure.notFound(Message("failure.no_progress", ["id": progress]))
        }
        let round = try found.string("round_id")
        try Round.requireOpen(round, agency: agency, in: db)
        try Answerable.require(result: progress, agency: agency, by: actor, in: db)
        let evidence = try source.evidence(agency: agency, at: now, in: db)
        if try db.first("SELECT id FROM evidence_use WHERE progress_id = \(progress) AND evidence_id = \(evidence)")
            != nil
        {
            throw Failure.conflict(Message("failure.evidence_there"))
        }
        let last =
            try db.first("SELECT MAX(position) AS last FROM evidence_use WHERE progress_id = \(progress)")?
            .optionalInteger("last") ?? 0
        let id = ID.new()
        try db.execute(
            """
            INSERT INTO evidence_use (id, agency_id, round_id, progress_id, evidence_id, position, caption, about_on, created_at)
            VALUES (\(id), \(agency), \(round), \(progress), \(evidence), \(last + 1), \(caption.trimmingWhitespace()),
              \(aboutOn?.iso), \(now))
            """)
        return Done(id, JournalNote("evidence-use \(id)", ["progress": progress, "evidence": evidence]))
    }
}

extension EvidenceSource {
    func evidence(agency: String?, at now: Instant, in db: Connection) throws -> String {
        switch self {
        case .stored(let picture): return try picture.evidence(agency: agency, at: now, in: db)
        case .address(let text):
            let address = text.trimmingWhitespace()
            guard Address.isPage(address) else {
                throw Failure.invalid([Problem("address", ["given": address], at: "--link")])
            }
            if Address.hasUser(address) { throw Failure.invalid([Problem("address_user", at: "--link")]) }
            if let row = try db.first("SELECT id FROM evidence WHERE agency_id = \(agency) AND address = \(address)") {
                return try row.string("id")
            }
            let id = ID.new()
            try db.execute(
                "INSERT INTO evidence (id, agency_id, kind, address, created_at) VALUES (\(id), \(agency), 'address', \(address), \(now))"
            )
            return id
        }
    }
}

/// Changes how evidence is used: its caption, the day it is about, its place in the order, the picture a caption was
/// waiting for; or takes it out.
struct ChangeEvidence: Operation {
    static let name = "change-evidence"
    static let permission = Permission.record

    enum Change: Sendable, Equatable {
        case caption(String)
        case aboutOn(Day?)
        case position(Int)
        case attach(EvidenceSource)
        case remove
    }
    let agency: String?
    let use: String
    let change: Change

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        guard
            let row = try db.first(
                "SELECT round_id, row_id, progress_id, evidence_id FROM evidence_use WHERE id = \(use) AND agency_id = \(agency)"
            )
        else { throw Failure.notFound(Message("failure.no_evidence", ["id": use])) }
        try Round.requireOpen(try row.string("round_id"), agency: agency, in: db)
        if let result = try row.optionalString("progress_id") {
            try Answerable.require(result: result, agency: agency, by: actor, in: db)
        } else {
            try Answerable.require(row: try row.optionalString("row_id"), agency: agency, by: actor, in: db)
        }
        var word = ""
        switch change {
        case .caption(let text):
            let caption = text.trimmingWhitespace()
            if caption.isEmpty, try row.optionalString("evidence_id") == nil {
                throw Failure.invalid([Problem("empty", ["field": "caption"], at: "caption")])
            }
            try db.execute("UPDATE evidence_use SET caption = \(caption) WHERE id = \(use)")
            word = "caption"
        case .aboutOn(let day):
            try db.execute("UPDATE evidence_use SET about_on = \(day?.iso) WHERE id = \(use)")
            word = "day"
        case .attach(let source):
            let evidence = try source.evidence(agency: agency, at: now, in: db)
            try db.execute("UPDATE evidence_use SET evidence_id = \(evidence) WHERE id = \(use)")
            word = "attached"
        case .position(let position):
            try move(
                to: position, progress: try row.optionalString("progress_id"), row: try row.optionalString("row_id"),
                in: db)
            word = "moved"
        case .remove:
            try db.execute("DELETE FROM evidence_use WHERE id = \(use)")
            word = "removed"
        }
        return Done((), JournalNote("evidence-use \(use)", ["change": word]))
    }

    /// Puts it at a place among its neighbours, counted from 1.
    private func move(to position: Int, progress: String?, row: String?, in db: Connection) throws {
        let rows =
            if let progress {
                try db.rows("SELECT id FROM evidence_use WHERE progress_id = \(progress) ORDER BY position, id")
            } else {
                try db.rows(
                    "SELECT id FROM evidence_use WHERE row_id = \(row) AND progress_id IS NULL ORDER BY position, id")
            }
        var ids = try rows.map { try $0.string("id") }
        guard (1...ids.count).contains(position) else {
            throw Failure.invalid([
                Problem(
                    "out_of_range",
                    ["given": String(position), "least": "1", "most": String(ids.count), "field": "position"])
            ])
        }
        ids.removeAll { $0 == use }
        ids.insert(use, at: position - 1)
        for (index, id) in ids.enumerated() {
            try db.execute("UPDATE evidence_use SET position = \(index + 1) WHERE id = \(id)")
        }
    }
}
