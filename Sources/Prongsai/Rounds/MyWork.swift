import ITA

/// A measure with what one round still wants of it.
struct OpenMeasure: Sendable, Equatable {
    /// Whose it is, nearest first; `elsewhen` are measures whose own time lies outside the round, `drafts` those carried from
    /// last year that nobody has confirmed.
    enum Owner: Int, Sendable, CaseIterable {
        case mine, unit, others, elsewhen, drafts

        /// Whether the round wants a result of it.
        var isWanted: Bool { self != .elsewhen && self != .drafts }
    }
    var measure: Measure
    /// Its number in the plan, such as `3.1`.
    var number: String
    /// The items its row names.
    var items: String
    var owner: Owner
    var results: Int
    /// Its result, where it has just one.
    var result: String?
    var photos: Int
    /// Files and addresses.
    var files: Int
    /// The day by which a result is wanted: the measure's own last day, at the latest the day the report is due.
    var due: Day?

    /// Whether its day is over and there is no result; nil where there is a result.
    func daysLeft(_ today: Day) -> Int? {
        guard results == 0, owner.isWanted, let due else { return nil }
        return due.number - today.number
    }

    /// The measures of a round in the order somebody should deal with them: their own, their unit's, then the others
    /// where they look after all; without a result before those with one, the earliest day first, then as in the plan.
    static func list(_ plan: Plan, _ work: RoundWork, person: String?, unit: String?, all: Bool) -> [OpenMeasure] {
        let round = work.round
        var (results, photos, files): ([String: [String]], [String: Int], [String: Int]) = ([:], [:], [:])
        var kinds: [String: (photos: Int, files: Int)] = [:]
        for use in work.uses {
            guard let progress = use.progressID, let kind = use.evidence?.kind else { continue }
            if kind == .photo {
                kinds[progress, default: (0, 0)].photos += 1
            } else {
                kinds[progress, default: (0, 0)].files += 1
            }
        }
        for progress in work.progress {
            let kept = kinds[progress.id] ?? (0, 0)
            for measure in progress.measures {
                results[measure, default: []].append(progress.id)
                photos[measure, default: 0] += kept.photos
                files[measure, default: 0] += kept.files
            }
        }
        var places: [String: (number: String, row: PlanRow)] = [:]
        for (index, row) in plan.rows.enumerated() {
            for (position, id) in row.measures.enumerated() where places[id] == nil {
                places[id] = ("\(index + 1).\(position + 1)", row)
            }
        }
        let edition = plan.edition.edition
        let measures = Dictionary(plan.measures.map { ($0.id, $0) }) { first, _ in first }
        var listed: Set<String> = []
        let list = plan.rows.flatMap(\.measures).filter { listed.insert($0).inserted }.compactMap {
            id -> OpenMeasure? in
            guard let measure = measures[id], measure.status != .dropped, let place = places[id] else { return nil }
            let isMine = person != nil && measure.personID == person
            let isUnits = unit != nil && measure.unitID == unit
            guard all || isMine || isUnits else { return nil }
            var owner: Owner = isMine ? .mine : isUnits ? .unit : .others
            if results[measure.id] == nil, !plan.wants(measure, in: round) {
                owner = measure.isDecided ? .elsewhen : .drafts
            }
            let codes = place.row.lines.flatMap(\.items).compactMap { edition.item(key: $0)?.code }
            return OpenMeasure(
                measure: measure, number: place.number, items: ItemRange.label(codes, in: edition), owner: owner,
                results: results[measure.id]?.count ?? 0,
                result: results[measure.id].flatMap { $0.count == 1 ? $0.first : nil }, photos: photos[measure.id] ?? 0,
                files: files[measure.id] ?? 0,
                due: measure.isDecided ? plan.dueDay(of: measure, in: round) : nil)
        }
        return list.enumerated().sorted { a, b in
            let (x, y) = (a.element, b.element)
            if x.owner != y.owner { return x.owner.rawValue < y.owner.rawValue }
            if (x.results == 0) != (y.results == 0) { return x.results == 0 }
            if x.due != y.due { return (x.due?.number ?? .max) < (y.due?.number ?? .max) }
            return a.offset < b.offset
        }.map(\.element)
    }
}

extension Link {
    static func work(_ agency: String, _ year: Int, _ half: Int) -> String { "\(work(agency, year))?half=\(half)" }
    /// Where a result of one measure is recorded.
    static func record(_ agency: String, _ year: Int, _ half: Int, _ measure: String) -> String {
        "\(work(agency, year))/\(half)/\(measure)"
    }
    static func result(_ agency: String, _ year: Int, _ progress: String) -> String {
        "/desk/\(agency)/\(year)/results/\(progress)"
    }
    static func uploads(_ agency: String) -> String { "/desk/\(agency)/uploads" }
}
