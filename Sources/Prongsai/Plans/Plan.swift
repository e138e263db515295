import ITA

/// A fiscal year's improvement plan with the assessment it answers: read as a whole, in a fixed number of queries.
struct Plan: Sendable {
    var id: String
    var agency: Agency
    var fiscalYear: Int
    var edition: EditionFile
    var assessmentID: String
    /// Published scores by item key.
    var scores: [String: Score]
    var rows: [PlanRow]
    /// Every measure of the plan, in the order they were entered.
    var measures: [Measure]
    var rounds: [Round]
    /// What the agency calls the items it discloses, by item key: editions do not know all titles. Empty until
    /// ``titled(in:)`` read them.
    var titles: [String: String] = [:]

    /// What an item is called: as the edition words it, else by the agency's own title, else by the topic.
    func name(of item: Edition.Item, _ language: Language) -> String? {
        let worded = language == .thai ? item.thai : item.english ?? item.thai
        return worded ?? titles[item.key] ?? item.title(thai: language == .thai)
    }

    /// How many measures are drafts from last year that nobody has confirmed.
    var drafts: Int { measures.count { $0.status != .dropped && $0.draftFrom != nil } }

    func measure(_ id: String) -> Measure? { measures.first { $0.id == id } }

    /// The rows a measure stands in.
    func rows(of measure: String) -> [PlanRow] { rows.filter { $0.measures.contains(measure) } }
}

/// A row of the official table.
struct PlanRow: Sendable, Equatable {
    var id: String
    var position: Int
    var lines: [Line]
    /// Ids of its measures, in order.
    var measures: [String]

    /// One item or a named range, and what is wrong.
    struct Line: Sendable, Equatable {
        var id: String
        /// Item keys.
        var items: [String]
        var findings: [Finding]
    }

    /// One thing that is wrong.
    struct Finding: Sendable, Equatable {
        var id: String
        var text: String
        /// Last year's finding it was carried from; nil once somebody confirmed it.
        var draftFrom: String?
    }
}

/// What will be done.
struct Measure: Sendable, Equatable {
    enum Status: String, Sendable, CaseIterable { case planned, underway, done, dropped }
    var id: String
    var text: String
    var unitID: String?
    var unit: String?
    var personID: String?
    var person: String?
    /// Whether that person is no longer in office.
    var hasPersonLeft = false
    var steps: String?
    var startsOn: Day?
    var endsOn: Day?
    var followUp: String?
    var status: Status
    /// Last year's measure it was carried from; nil once somebody confirmed it.
    var draftFrom: String?
    /// Whether a round of its plan has a result of it; known of the measures of a plan that was loaded.
    var hasResult = false

    /// How it stands as people are told: what has a result was begun, whatever somebody has or has not set.
    var state: Status { status == .planned && hasResult ? .underway : status }

    /// Whether it is to be done: it was not dropped, and is no draft from last year that nobody has confirmed. What is open,
    /// late or owed in a round goes by this, and queries that count it by ``decided``.
    var isDecided: Bool { status != .dropped && draftFrom == nil }

    /// The same as a condition on the table `measure`.
    static let decided: SQL = "measure.status <> 'dropped' AND measure.draft_from IS NULL"

    /// Whether somebody answers for it who is still here.
    var hasOwner: Bool { unitID != nil || (personID != nil && !hasPersonLeft) }
}

/// A half-year of a plan.
struct Round: Sendable, Equatable {
    var id: String
    var half: Int
    /// Instant of freezing; nil while it is open.
    var frozenAt: String?
}

/// What was done for measures in one round.
struct Progress: Sendable, Equatable {
    var id: String
    /// The row it was reported in; nil where it stands wherever its measures stand.
    var rowID: String?
    var text: String
    var measures: [String]
}

/// Evidence as it is used in one round.
struct EvidenceUse: Sendable, Equatable {
    var id: String
    var rowID: String?
    var progressID: String?
    var caption: String
    var aboutOn: Day?
    /// The photo, file or address; nil where a caption still waits for its picture.
    var evidence: Evidence?
}

/// A photo, file or address of the agency's evidence library.
struct Evidence: Sendable, Equatable {
    enum Kind: String, Sendable, CaseIterable { case photo, file, address }
    var id: String
    var kind: Kind
    var fileHash: String?
    var fileName: String?
    var printHash: String?
    var printWidth: Int?
    var printHeight: Int?
    /// When the camera says the photo was taken, local time.
    var takenAt: String?
    var address: String?
}

/// The results and evidence of one round.
struct RoundWork: Sendable {
    var round: Round
    var progress: [Progress]
    var uses: [EvidenceUse]
    /// What the agency discloses in the plan's year and a second person has passed, by the key of its item.
    var disclosed: [String: [DisclosedEvidence]] = [:]

    /// The results shown in a row: those reported in it, and those of its measures that name no row.
    func progress(in row: PlanRow) -> [Progress] {
        progress.filter { item in
            item.rowID == row.id || (item.rowID == nil && item.measures.contains { row.measures.contains($0) })
        }
    }
    func uses(of progress: Progress) -> [EvidenceUse] { uses.filter { $0.progressID == progress.id } }
    func uses(in row: PlanRow) -> [EvidenceUse] { uses.filter { $0.rowID == row.id && $0.progressID == nil } }
    /// What proves a row's items by being disclosed. What somebody entered by hand as well is left out.
    func disclosed(in row: PlanRow) -> [DisclosedEvidence] {
        let all = row.lines.flatMap(\.items).flatMap { disclosed[$0] ?? [] }
        if all.isEmpty { return [] }
        let entered = Set((uses(in: row) + progress(in: row).flatMap(uses(of:))).compactMap(\.evidence?.address))
        return all.filter { $0.address.map { !entered.contains($0) } ?? true }
    }
}
