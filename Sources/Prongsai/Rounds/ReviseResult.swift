import ITA

/// How one piece of evidence of a result is to be from now on.
struct UseEdit: Sendable, Equatable {
    /// The use's id.
    var id: String
    var caption: String
    var aboutOn: Day?
    /// Its place among the others; equal places keep their order.
    var place: Int
    var remove: Bool
}

/// Changes a result as a whole: wording, measures, and its evidence with captions, days and order. It is refused where
/// somebody else changed the result since it was shown.
struct ReviseResult: Operation {
    static let name = "revise-result"
    static let permission = Permission.record
    let agency: String?
    let progress: String
    /// Digest of what was shown (``ResultShown/digest``); nil where whatever is there may be changed.
    let seen: String?
    let text: String
    /// Measures it is about; nil to leave them.
    let measures: [String]?
    let uses: [UseEdit]

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        guard let shown = try ResultShown.load(progress, agency: agency, in: db) else {
            throw Failure.notFound(Message("failure.no_progress", ["id": progress]))
        }
        try Round.requireOpen(shown.roundID, agency: agency, in: db)
        try Answerable.require(result: progress, agency: agency, by: actor, in: db)
        if let seen, seen != shown.digest { throw Failure.conflict(Message("failure.result_changed")) }
        let text = try Plan.text(text, field: "text")
        let there = Dictionary(shown.uses.map { ($0.id, $0) }) { first, _ in first }
        guard uses.allSatisfy({ there[$0.id] != nil }) else {
            throw Failure.notFound(Message("failure.no_evidence", ["id": ""]))
        }
        var problems: [Problem] = []
        for edit in uses where !edit.remove {
            if edit.caption.unicodeScalars.count > 2000 {
                problems.append(Problem("text_too_long", ["limit": "2000"], at: "caption.\(edit.id)"))
            }
            if edit.caption.trimmingWhitespace().isEmpty, there[edit.id]?.evidenceID == nil {
                problems.append(Problem("empty", ["field": "caption"], at: "caption.\(edit.id)"))
            }
        }
        guard problems.isEmpty else { throw Failure.invalid(problems) }
        if text != shown.text { try db.execute("UPDATE progress SET text = \(text) WHERE id = \(progress)") }
        let order = uses.enumerated().sorted { ($0.element.place, $0.offset) < ($1.element.place, $1.offset) }
        for (position, (_, edit)) in order.enumerated() {
            if edit.remove {
                try db.execute("DELETE FROM evidence_use WHERE id = \(edit.id)")
            } else {
                try db.execute(
                    """
                    UPDATE evidence_use SET caption = \(edit.caption.trimmingWhitespace()), about_on = \(edit.aboutOn?.iso),
                      position = \(position + 1) WHERE id = \(edit.id)
                    """)
            }
        }
        if let measures, Set(measures) != Set(shown.measures) {
            _ = try LinkProgress(agency: agency, progress: progress, row: nil, measures: measures).run(
                in: db, by: actor, at: now)
        }
        return Done((), JournalNote("progress \(progress)", ["change": "revised", "evidence": String(uses.count)]))
    }
}

/// A result with everything its page shows, as it is stored.
struct ResultShown: Sendable, Equatable {
    struct Use: Sendable, Equatable {
        var id: String
        var evidenceID: String?
        var caption: String
        var aboutOn: String?
    }
    var id: String
    var roundID: String
    var text: String
    /// Ids, in order.
    var measures: [String]
    var uses: [Use]

    static func load(_ id: String, agency: String?, in db: Connection) throws -> ResultShown? {
        guard let row = try db.first("SELECT round_id, text FROM progress WHERE id = \(id) AND agency_id = \(agency)")
        else { return nil }
        return ResultShown(
            id: id, roundID: try row.string("round_id"), text: try row.string("text"),
            measures: try db.rows(
                "SELECT measure_id FROM progress_measure WHERE progress_id = \(id) ORDER BY measure_id"
            )
            .map { try $0.string("measure_id") },
            uses: try db.rows(
                """
                SELECT id, evidence_id, caption, about_on FROM evidence_use WHERE progress_id = \(id)
                ORDER BY position, id
                """
            ).map {
                Use(
                    id: try $0.string("id"), evidenceID: try $0.optionalString("evidence_id"),
                    caption: try $0.string("caption"), aboutOn: try $0.optionalString("about_on"))
            })
    }

    init(id: String, roundID: String, text: String, measures: [String], uses: [Use]) {
        (self.id, self.roundID, self.text, self.measures, self.uses) = (id, roundID, text, measures, uses)
    }

    /// The same from what a page has read already.
    init(_ progress: Progress, _ work: RoundWork) {
        self.init(
            id: progress.id, roundID: work.round.id, text: progress.text, measures: progress.measures.sorted(),
            uses: work.uses(of: progress).map {
                Use(id: $0.id, evidenceID: $0.evidence?.id, caption: $0.caption, aboutOn: $0.aboutOn?.iso)
            })
    }

    /// Changes whenever anything that is shown does.
    var digest: String {
        var fields = [text, String(measures.count)] + measures
        for use in uses { fields += [use.id, use.evidenceID ?? "", use.caption, use.aboutOn ?? ""] }
        return Hash.sha256(Array(fields.map { "\($0.utf8.count):\($0)" }.joined().utf8))
    }
}
