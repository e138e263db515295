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

/// Changes a result as a whole: wording, measures, its evidence with captions, days and order, and evidence that is new.
/// Of two who change it at once each changes what they touched; where that is the same, the later one is refused.
struct ReviseResult: Operation {
    static let name = "revise-result"
    static let permission = Permission.record
    let agency: String?
    let progress: String
    /// What was shown (``ResultShown/seen``); nil where whatever is there may be changed.
    let seen: Shown?
    let text: String
    /// Measures it is about; nil to leave them.
    let measures: [String]?
    /// In the order they were shown.
    let uses: [UseEdit]
    /// Pictures for captions that wait for one, by the use's id.
    var pictures: [String: EvidenceSource] = [:]
    /// What comes after the evidence that is there.
    var adding: [NewEvidence] = []

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        guard let shown = try ResultShown.load(progress, agency: agency, in: db) else {
            throw Failure.notFound(Message("failure.no_progress", ["id": progress]))
        }
        try Round.requireOpen(shown.roundID, agency: agency, in: db)
        try Answerable.require(result: progress, agency: agency, by: actor, in: db)
        let there = Dictionary(shown.uses.map { ($0.id, $0) }) { first, _ in first }
        let text = try Plan.text(text, field: "text")
        try check(there)
        var changes = 0
        if try seen.changes("text", to: text, now: shown.text) {
            try db.execute("UPDATE progress SET text = \(text) WHERE id = \(progress)")
            changes += 1
        }
        for edit in uses { changes += try write(edit, there[edit.id], in: db) }
        changes += try order(shown.uses.map(\.id), in: db)
        if let measures, try seen.changes("measures", to: PlanRow.shown(measures), now: PlanRow.shown(shown.measures)) {
            _ = try LinkProgress(agency: agency, progress: progress, row: nil, measures: measures).run(
                in: db, by: actor, at: now)
            changes += 1
        }
        for (use, source) in pictures.sorted(by: { $0.key < $1.key }) {
            guard let found = there[use], found.evidenceID == nil else { throw Seen.changed }
            let evidence = try source.evidence(agency: agency, at: now, in: db)
            try db.execute("UPDATE evidence_use SET evidence_id = \(evidence) WHERE id = \(use)")
            changes += 1
        }
        changes += try NewEvidence.add(
            adding, to: progress, of: shown.roundID, agency: agency, at: now, in: db)
        guard changes > 0 else { return Done((), nil) }
        let count = there.count + adding.count - uses.count(where: \.remove)
        return Done((), JournalNote("progress \(progress)", ["change": "revised", "evidence": String(count)]))
    }

    /// Refuses captions that are too long, or empty where there is nothing else.
    private func check(_ there: [String: ResultShown.Use]) throws {
        var problems: [Problem] = []
        for edit in uses where !edit.remove {
            if edit.caption.unicodeScalars.count > 2000 {
                problems.append(Problem("text_too_long", ["limit": "2000"], at: "caption.\(edit.id)"))
            }
            if edit.caption.trimmingWhitespace().isEmpty, let use = there[edit.id], use.evidenceID == nil,
                pictures[edit.id] == nil
            {
                problems.append(Problem("empty", ["field": "caption"], at: "caption.\(edit.id)"))
            }
        }
        guard problems.isEmpty else { throw Failure.invalid(problems) }
    }

    /// Writes what was changed of one piece; how much that was.
    private func write(_ edit: UseEdit, _ now: ResultShown.Use?, in db: Connection) throws -> Int {
        let (caption, about) = ("caption.\(edit.id)", "about.\(edit.id)")
        guard let now else {
            // Somebody took it out. Whoever did not touch it has nothing to say to that.
            if edit.remove || (seen.leaves(caption, edit.caption) && seen.leaves(about, edit.aboutOn?.iso)) { return 0 }
            throw seen == nil ? Failure.notFound(Message("failure.no_evidence", ["id": edit.id])) : Seen.changed
        }
        if edit.remove {
            try seen.require(caption, now: now.caption)
            try seen.require(about, now: now.aboutOn)
            try seen.require("evidence.\(edit.id)", now: now.evidenceID)
            try db.execute("DELETE FROM evidence_use WHERE id = \(edit.id)")
            return 1
        }
        var changes = 0
        if try seen.changes(caption, to: edit.caption, now: now.caption) {
            try db.execute(
                "UPDATE evidence_use SET caption = \(edit.caption.trimmingWhitespace()) WHERE id = \(edit.id)")
            changes += 1
        }
        if try seen.changes(about, to: edit.aboutOn?.iso, now: now.aboutOn) {
            try db.execute("UPDATE evidence_use SET about_on = \(edit.aboutOn?.iso) WHERE id = \(edit.id)")
            changes += 1
        }
        return changes
    }

    /// Puts the evidence in the order that was typed, where one was: what was not shown comes last. How much was moved.
    private func order(_ stored: [String], in db: Connection) throws -> Int {
        let wanted = uses.enumerated().sorted { ($0.element.place, $0.offset) < ($1.element.place, $1.offset) }
            .map(\.element.id)
        let (shown, there) = (uses.map(\.id), Set(stored))
        guard wanted != shown else { return 0 }
        guard seen == nil || stored.filter(shown.contains) == shown.filter(there.contains) else { throw Seen.changed }
        let order = wanted.filter(there.contains) + stored.filter { !shown.contains($0) }
        for (position, id) in order.enumerated() {
            try db.execute("UPDATE evidence_use SET position = \(position + 1) WHERE id = \(id)")
        }
        return 1
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

    /// What its form shows, by the names of its fields.
    var seen: Shown {
        let own: [(name: String, value: String?)] = [("text", text), ("measures", PlanRow.shown(measures))]
        return Shown(
            own
                + uses.flatMap { use in
                    [
                        (name: "caption.\(use.id)", value: use.caption), (name: "about.\(use.id)", value: use.aboutOn),
                        (name: "evidence.\(use.id)", value: use.evidenceID),
                    ]
                })
    }
}
