import ITA

/// Whether a plan and a round are ready to be handed in: every fault with its place and a command that mends it.
struct PlanCheck {
    private let plan: Plan
    private let work: RoundWork
    private let elsewhere: [String: String]
    private let options: String

    /// Checks the plan with the work of one round.
    ///
    /// - Parameters:
    ///   - elsewhere: evidence that other rounds used already, with the name of the round.
    ///   - options: what a command needs to mean this agency and year, such as ` --year 2568`; begins with a blank.
    static func problems(_ plan: Plan, work: RoundWork, elsewhere: [String: String], options: String = "") -> [Problem]
    {
        faults(plan, work: work, elsewhere: elsewhere, options: options).map(\.problem)
    }

    /// The same, each with the kind of work that mends it and where that is done.
    static func faults(_ plan: Plan, work: RoundWork, elsewhere: [String: String], options: String = "") -> [Fault] {
        let check = PlanCheck(plan: plan, work: work, elsewhere: elsewhere, options: options)
        return check.coverage() + check.drafts() + check.rows() + check.evidence()
    }

    /// One thing that is not ready.
    struct Fault: Sendable {
        /// Faults that are mended in the same way stand together, in this order.
        enum Group: String, Sendable, CaseIterable { case coverage, drafts, plan, results, evidence }
        var problem: Problem
        var group: Group
        /// The row it is about; nil where an item stands in none.
        var row: String?
        /// The measure that wants a result; nil where something that is there already is to be changed.
        var measure: String?
        /// The result it is about, or whose evidence it is about; nil for the plan itself and for evidence of a row.
        var result: String?
        /// The piece of evidence it is about, whose caption may still wait for its picture.
        var use: String?
    }

    /// A fault at a number of `plan show`: `3 (I3)`, `3.2 (I3)`, `3.2.1 (I3)`. Its mend names the number, and the round
    /// too where the command writes into one.
    private func problem(
        _ key: String, _ values: [String: String], _ row: PlanRow, _ numbers: [Int] = [], ofRound: Bool = false,
        in group: Fault.Group, measure: String? = nil, result: String? = nil, use: String? = nil
    ) -> Fault {
        let number = ([position(row)] + numbers).map(String.init).joined(separator: ".")
        let more = [
            "number": number, "options": ofRound ? "\(options) --round \(work.round.half)" : options,
        ]
        let found = Problem(key, values.merging(more) { first, _ in first }, at: place(row, numbers))
        return Fault(problem: found, group: group, row: row.id, measure: measure, result: result, use: use)
    }

    private func place(_ row: PlanRow, _ numbers: [Int]) -> String {
        let codes = row.lines.flatMap(\.items).compactMap { plan.edition.edition.item(key: $0)?.code }
        let number = ([position(row)] + numbers).map(String.init).joined(separator: ".")
        return "\(number) (\(ItemRange.label(codes, in: plan.edition.edition)))"
    }

    private func position(_ row: PlanRow) -> Int { (plan.rows.firstIndex { $0.id == row.id } ?? 0) + 1 }

    /// What was carried from last year and nobody has confirmed yet; what was dropped is not to be confirmed any more.
    private func drafts() -> [Fault] {
        plan.rows.compactMap { row in
            let findings = row.lines.flatMap(\.findings).filter { $0.draftFrom != nil }.count
            let measures = row.measures.compactMap { plan.measure($0) }.filter {
                $0.draftFrom != nil && $0.status != .dropped
            }.count
            guard findings + measures > 0 else { return nil }
            return problem(
                "draft_unconfirmed", ["findings": String(findings), "measures": String(measures)], row,
                in: .drafts)
        }
    }

    /// Items that stand nowhere, twice, or without a word of what is wrong.
    private func coverage() -> [Fault] {
        var problems: [Fault] = []
        var rowOf: [String: String] = [:]
        var places: [String: [String]] = [:]
        var withFinding: Set<String> = []
        for (index, row) in plan.rows.enumerated() {
            for (number, line) in row.lines.enumerated() {
                for item in line.items {
                    places[item, default: []].append(
                        row.lines.count == 1 ? "\(index + 1)" : "\(index + 1).\(number + 1)")
                    rowOf[item] = row.id
                    if !line.findings.isEmpty { withFinding.insert(item) }
                }
            }
        }
        for item in plan.edition.edition.items {
            let score = plan.scores[item.key]
            let isWeak = score.map { $0.value < plan.edition.edition.weakBelow.value } ?? false
            let found = places[item.key] ?? []
            let values = [
                "code": item.code, "score": score?.text ?? "–", "number": found.last ?? "", "options": options,
                "rows": found.joined(separator: ", "),
                "row": found.last.map { String($0.prefix { $0 != "." }) } ?? "",
            ]
            func report(_ problem: Problem, _ group: Fault.Group) {
                problems.append(Fault(problem: problem, group: group, row: rowOf[item.key]))
            }
            switch found.count {
            case 0: report(Problem(isWeak ? "weak_in_no_row" : "item_in_no_row", values, at: item.code), .coverage)
            case 1:
                if isWeak, !withFinding.contains(item.key) {
                    report(Problem("weak_without_finding", values, at: item.code), .plan)
                }
            default: report(Problem("item_in_two_rows", values, at: item.code), .coverage)
            }
        }
        return problems
    }

    private func rows() -> [Fault] {
        var problems: [Fault] = []
        // A measure that several rows share is done once: what was reported of it in one row counts in all.
        let reported = Set(work.progress.flatMap(\.measures))
        for row in plan.rows {
            let progress = work.progress(in: row)
            if row.measures.isEmpty, row.lines.contains(where: { !$0.findings.isEmpty }) {
                problems.append(problem("finding_without_measure", [:], row, in: .plan))
            }
            for (index, id) in row.measures.enumerated() {
                guard let measure = plan.measure(id), measure.status != .dropped else { continue }
                let text = ["text": PlanCheck.short(measure.text)]
                let isAwaited = !reported.contains(id) && plan.wants(measure, in: work.round)
                if let person = measure.person, measure.hasPersonLeft {
                    // What ``OpenWork`` lists of them is to be given to somebody else: what this round waits for and
                    // drafts. What was reported or lies outside the round keeps the name of who had it.
                    let isDraft = measure.draftFrom != nil && !reported.contains(id)
                    if isAwaited || isDraft, measure.status != .done {
                        let values = text.merging(["person": person]) { first, _ in first }
                        problems.append(problem("measure_owner_left", values, row, [index + 1], in: .plan))
                    }
                } else if !measure.hasOwner {
                    problems.append(problem("measure_without_owner", text, row, [index + 1], in: .plan))
                }
                if isAwaited {
                    problems.append(
                        problem(
                            "measure_without_result", text, row, [index + 1], ofRound: true, in: .results, measure: id))
                }
            }
            for (index, item) in progress.enumerated() {
                let text = ["text": PlanCheck.short(item.text)]
                let kept = work.uses(of: item).compactMap(\.evidence)
                let least = plan.edition.edition.evidenceRules.photosAtLeast.value
                if kept.isEmpty, work.uses(of: item).isEmpty, work.disclosed(in: row).isEmpty {
                    problems.append(
                        problem(
                            "result_without_evidence", text, row, [index + 1], ofRound: true, in: .evidence,
                            result: item.id))
                } else if !kept.isEmpty, kept.count < least {
                    let values = text.merging(["found": String(kept.count), "least": String(least)]) { first, _ in first
                    }
                    problems.append(
                        problem(
                            "too_little_evidence", values, row, [index + 1], ofRound: true, in: .evidence,
                            result: item.id))
                }
                let same = row.measures.compactMap { plan.measure($0) }.first {
                    PlanCheck.bare($0.text) == PlanCheck.bare(item.text)
                }
                if same != nil {
                    problems.append(
                        problem(
                            "result_copies_measure", text, row, [index + 1], ofRound: true, in: .results,
                            result: item.id))
                }
            }
        }
        return problems
    }

    private func evidence() -> [Fault] {
        var problems: [Fault] = []
        let rules = plan.edition.edition.evidenceRules
        let round = plan.edition.edition.rounds.first { $0.half == work.round.half }
        let starts = round?.starts.day(inFiscalYear: plan.fiscalYear)
        let ends = round?.ends.day(inFiscalYear: plan.fiscalYear)
        var places: [String: String] = [:]
        var seen: Set<String> = []
        for row in plan.rows {
            for (use, numbers) in uses(row) where seen.insert(use.id).inserted {
                let place = place(row, numbers)
                func report(_ key: String, _ more: [String: String] = [:]) {
                    let values = [
                        "caption": PlanCheck.short(use.caption),
                        "name": use.evidence?.fileName ?? use.evidence?.address ?? "",
                    ]
                    problems.append(
                        problem(
                            key, values.merging(more) { first, _ in first }, row, numbers, ofRound: true, in: .evidence,
                            result: use.progressID, use: use.id))
                }
                guard let evidence = use.evidence else {
                    report("caption_without_picture")
                    continue
                }
                if use.caption.isEmpty, evidence.kind == .photo, rules.captionRequired.value {
                    report("photo_without_caption")
                }
                if let first = places[evidence.id] { report("picture_twice", ["first": first]) }
                places[evidence.id] = places[evidence.id] ?? place
                if let other = elsewhere[evidence.id] { report("picture_other_round", ["round": other]) }
                let day = use.aboutOn ?? evidence.takenAt.flatMap { Day(iso: String($0.prefix(10))) }
                if let day, let starts, let ends, rules.dateInsideRound.value, day < starts || day > ends {
                    report("date_outside_round", ["day": day.iso])
                }
            }
            for one in work.disclosed(in: row) {
                guard let since = one.downSince, let address = one.address else { continue }
                let values = ["address": PlanCheck.short(address), "day": since.iso]
                problems.append(problem("disclosed_down", values, row, ofRound: true, in: .evidence))
            }
        }
        return problems
    }

    /// The evidence of a row with its numbers as `plan show` has them: that of the row itself follows its results'.
    private func uses(_ row: PlanRow) -> [(use: EvidenceUse, numbers: [Int])] {
        let progress = work.progress(in: row)
        let groups = progress.map { work.uses(of: $0) } + [work.uses(in: row)]
        return groups.enumerated().flatMap { group, uses in
            uses.enumerated().map { ($1, [group + 1, $0 + 1]) }
        }
    }

    /// A text without blanks and numbers, to see whether two say the same.
    private static func bare(_ text: String) -> [Unicode.Scalar] {
        text.unicodeScalars.filter { !$0.properties.isWhitespace && !("0"..."9").contains($0) && $0 != "." }
    }

    private static func short(_ text: String) -> String { Terminal.shortened(text, 48) }
}

extension RoundWork {
    /// Evidence of an agency that other rounds used, with the name of the round.
    static func usedElsewhere(than round: Round, agency: String, in db: Connection) throws -> [String: String] {
        let rows = try db.rows(
            """
            SELECT DISTINCT evidence_id, half, fiscal_year FROM evidence_use JOIN round ON round.id = round_id
            JOIN plan ON plan.id = plan_id
            WHERE evidence_use.agency_id = \(agency) AND round_id <> \(round.id) AND evidence_id IS NOT NULL
            """)
        return try Dictionary(
            rows.map { (try $0.string("evidence_id"), "\(try $0.integer("half"))/\(try $0.integer("fiscal_year"))") }
        ) { first, _ in first }
    }
}
