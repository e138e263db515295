import Documents

/// A frozen version of a round, as stored.
struct FrozenRound: Sendable {
    var id: String
    var roundID: String
    var half: Int
    var fiscalYear: Int
    var version: Int
    var hash: String
    var frozenAt: String
    var reason: String?
    /// What the QR code on its paper says, as it was when the round was frozen.
    var mark: String
    var content: RoundContent
    var editionID: String
    var editionRevision: Int

    /// Frozen versions of an agency, newest first; of one plan year and half where given.
    static func load(agency: String, year: Int? = nil, half: Int? = nil, in db: Connection) throws -> [FrozenRound] {
        try db.rows(
            """
            SELECT frozen_round.*, round.half, plan.fiscal_year, assessment.edition_id, assessment.edition_revision
            FROM frozen_round JOIN round ON round.id = round_id JOIN plan ON plan.id = round.plan_id
            JOIN assessment ON assessment.id = plan.assessment_id
            WHERE frozen_round.agency_id = \(agency) ORDER BY plan.fiscal_year DESC, round.half DESC, version DESC
            """
        ).compactMap { row in
            let found = (try row.integer("fiscal_year"), try row.integer("half"))
            if let year, year != found.0 { return nil }
            if let half, half != found.1 { return nil }
            return try FrozenRound(row)
        }
    }

    /// One frozen version; nil where there is none.
    static func load(_ id: String, in db: Connection) throws -> FrozenRound? {
        try db.first(
            """
            SELECT frozen_round.*, round.half, plan.fiscal_year, assessment.edition_id, assessment.edition_revision
            FROM frozen_round JOIN round ON round.id = round_id JOIN plan ON plan.id = round.plan_id
            JOIN assessment ON assessment.id = plan.assessment_id WHERE frozen_round.id = \(id)
            """
        ).map { try FrozenRound($0) }
    }

    private init(_ row: Row) throws {
        let text = Array(try row.string("content").utf8)
        hash = try row.string("content_hash")
        guard Hash.sha256(text) == hash else {
            throw Failure.conflict(Message("failure.frozen_damaged", ["hash": hash]))
        }
        (id, roundID) = (try row.string("id"), try row.string("round_id"))
        (half, fiscalYear) = (try row.integer("half"), try row.integer("fiscal_year"))
        version = try row.integer("version")
        (frozenAt, reason, mark) = (
            try row.string("frozen_at"), try row.optionalString("reason"), try row.string("mark")
        )
        content = try RoundContent.decode(text)
        (editionID, editionRevision) = (try row.string("edition_id"), try row.integer("edition_revision"))
    }

    /// The seal its reports carry.
    var seal: ReportSeal { ReportSeal(hash: hash, version: version, mark: mark, frozenAt: frozenAt) }
}

extension FrozenRound {
    /// The seal a draft with the same content carries.
    var draftSeal: ReportSeal { ReportSeal(hash: hash, version: 0, mark: mark, frozenAt: nil) }
}

extension ReportSeal {
    /// What the QR code says: a page of the office's own Prongsai, or the hash itself where it has no address.
    static func mark(hash: String, address: String) -> String {
        if address.isEmpty { return "prongsai:verify:\(hash)" }
        return address.utf8.last == UInt8(ascii: "/") ? "\(address)verify/\(hash)" : "\(address)/verify/\(hash)"
    }
}
