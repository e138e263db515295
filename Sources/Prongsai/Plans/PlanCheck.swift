import ITA

/// Whether a plan and a round are ready to be handed in: every fault with its place and how to mend it.
enum PlanCheck {
    /// Checks the plan with the work of one round. `elsewhere` names evidence that other rounds used already.
    static func problems(_ plan: Plan, work: RoundWork, elsewhere: [String: String]) -> [Problem] {
        coverage(plan) + drafts(plan) + rows(plan, work) + evidence(plan, work, elsewhere)
    }

    /// What was carried from last year and nobody has confirmed yet.
    private static func drafts(_ plan: Plan) -> [Problem] {
        plan.rows.compactMap { row in
            let findings = row.lines.flatMap(\.findings).filter { $0.draftFrom != nil }.count
            let measures = row.measures.compactMap { plan.measure($0) }.filter { $0.draftFrom != nil }.count
            guard findings + measures > 0 else { return nil }
            return Problem(
                "draft_unconfirmed", ["findings": String(findings), "measures": String(measures)], at: place(plan, row))
        }
    }

    /// Where something stands: `3 (I3)`, or `3.2 (I3)` for the second of a row.
    static func place(_ plan: Plan, _ row: PlanRow, _ number: Int? = nil) -> String {
        let codes = row.lines.flatMap(\.items).compactMap { plan.edition.edition.item(key: $0)?.code }
        let position = (plan.rows.firstIndex { $0.id == row.id } ?? 0) + 1
        let start = number.map { "\(position).\($0)" } ?? "\(position)"
        return "\(start) (\(ItemRange.label(codes, in: plan.edition.edition)))"
    }

    private static func coverage(_ plan: Plan) -> [Problem] {
        var problems: [Problem] = []
        var rows: [String: Int] = [:]
        var withFinding: Set<String> = []
        for line in plan.rows.flatMap(\.lines) {
            for item in line.items {
                rows[item, default: 0] += 1
                if !line.findings.isEmpty { withFinding.insert(item) }
            }
        }
        for item in plan.edition.edition.items {
            let score = plan.scores[item.key]
            let isWeak = score.map { $0.value < plan.edition.edition.weakBelow.value } ?? false
            let values = ["code": item.code, "score": score?.text ?? "–"]
            switch rows[item.key] ?? 0 {
            case 0: problems.append(Problem(isWeak ? "weak_in_no_row" : "item_in_no_row", values, at: item.code))
            case 1:
                if isWeak, !withFinding.contains(item.key) {
                    problems.append(Problem("weak_without_finding", values, at: item.code))
                }
            default: problems.append(Problem("item_in_two_rows", values, at: item.code))
            }
        }
        return problems
    }

    private static func rows(_ plan: Plan, _ work: RoundWork) -> [Problem] {
        var problems: [Problem] = []
        for row in plan.rows {
            let progress = work.progress(in: row)
            if row.measures.isEmpty, row.lines.contains(where: { !$0.findings.isEmpty }) {
                problems.append(Problem("finding_without_measure", at: place(plan, row)))
            }
            let reported = Set(progress.flatMap(\.measures))
            for (index, id) in row.measures.enumerated() {
                guard let measure = plan.measure(id), measure.status != .dropped else { continue }
                let text = ["text": PlanCheck.short(measure.text)]
                if measure.unitID == nil, measure.personID == nil {
                    problems.append(Problem("measure_without_owner", text, at: place(plan, row, index + 1)))
                }
                if !reported.contains(id) {
                    problems.append(Problem("measure_without_result", text, at: place(plan, row, index + 1)))
                }
            }
            for (index, item) in progress.enumerated() {
                let text = ["text": PlanCheck.short(item.text)]
                let kept = work.uses(of: item).compactMap(\.evidence)
                let least = plan.edition.edition.evidenceRules.photosAtLeast.value
                if kept.isEmpty, work.uses(of: item).isEmpty {
                    problems.append(Problem("result_without_evidence", text, at: place(plan, row, index + 1)))
                } else if !kept.isEmpty, kept.count < least {
                    let values = text.merging(["found": String(kept.count), "least": String(least)]) { first, _ in first
                    }
                    problems.append(Problem("too_little_evidence", values, at: place(plan, row, index + 1)))
                }
                let same = row.measures.compactMap { plan.measure($0) }.first {
                    PlanCheck.bare($0.text) == PlanCheck.bare(item.text)
                }
                if same != nil {
                    problems.append(Problem("result_copies_measure", text, at: place(plan, row, index + 1)))
                }
            }
        }
        return problems
    }

    private static func evidence(_ plan: Plan, _ work: RoundWork, _ elsewhere: [String: String]) -> [Problem] {
        var problems: [Problem] = []
        let rules = plan.edition.edition.evidenceRules
        let round = plan.edition.edition.rounds.first { $0.half == work.round.half }
        let starts = round?.starts.day(inFiscalYear: plan.fiscalYear)
        let ends = round?.ends.day(inFiscalYear: plan.fiscalYear)
        var places: [String: String] = [:]
        for row in plan.rows {
            let progress = work.progress(in: row)
            let uses =
                progress.enumerated().flatMap { index, item in work.uses(of: item).map { (index + 1, $0) } }
                + work.uses(in: row).map { (0, $0) }
            for (number, use) in uses {
                let place = place(plan, row, number == 0 ? nil : number)
                let name = [
                    "caption": PlanCheck.short(use.caption),
                    "name": use.evidence?.fileName ?? use.evidence?.address ?? "",
                ]
                guard let evidence = use.evidence else {
                    problems.append(Problem("caption_without_picture", name, at: place))
                    continue
                }
                if use.caption.isEmpty, evidence.kind == .photo, rules.captionRequired.value {
                    problems.append(Problem("photo_without_caption", name, at: place))
                }
                if let first = places[evidence.id], first != place {
                    problems.append(Problem("picture_twice", name.merging(["first": first]) { a, _ in a }, at: place))
                }
                places[evidence.id] = places[evidence.id] ?? place
                if let other = elsewhere[evidence.id] {
                    problems.append(
                        Problem("picture_other_round", name.merging(["round": other]) { a, _ in a }, at: place))
                }
                let day = use.aboutOn ?? evidence.takenAt.flatMap { Day(iso: String($0.prefix(10))) }
                if let day, let starts, let ends, rules.dateInsideRound.value, day < starts || day > ends {
                    problems.append(
                        Problem("date_outside_round", name.merging(["day": day.iso]) { a, _ in a }, at: place))
                }
            }
        }
        return problems
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
