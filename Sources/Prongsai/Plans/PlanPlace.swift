/// The numbers by which `plan show` names things: row `3`, its second line, measure or result `3.2`, and `3.2.1`, the
/// first finding or piece of evidence there. Easier to type than ids.
struct PlanPlace: Equatable {
    var numbers: [Int]

    init(_ text: String, depth: ClosedRange<Int>) throws {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let numbers = parts.compactMap { Int(String(decoding: $0, as: UTF8.self)) }
        guard numbers.count == parts.count, depth.contains(numbers.count), numbers.allSatisfy({ $0 > 0 }) else {
            throw Failure.invalid([Problem("place_form", ["given": text])])
        }
        self.numbers = numbers
    }

    func row(of plan: Plan) throws -> PlanRow {
        guard plan.rows.indices.contains(numbers[0] - 1) else { throw notThere }
        return plan.rows[numbers[0] - 1]
    }
    func line(of plan: Plan) throws -> PlanRow.Line {
        let row = try row(of: plan)
        let number = numbers.count > 1 ? numbers[1] : 1
        guard row.lines.indices.contains(number - 1) else { throw notThere }
        return row.lines[number - 1]
    }
    func finding(of plan: Plan) throws -> PlanRow.Finding {
        let line = try line(of: plan)
        guard numbers.count == 3, line.findings.indices.contains(numbers[2] - 1) else { throw notThere }
        return line.findings[numbers[2] - 1]
    }
    func measure(of plan: Plan) throws -> Measure {
        let row = try row(of: plan)
        guard numbers.count == 2, row.measures.indices.contains(numbers[1] - 1),
            let measure = plan.measure(row.measures[numbers[1] - 1])
        else { throw notThere }
        return measure
    }
    func progress(of plan: Plan, _ work: RoundWork) throws -> Progress {
        let progress = work.progress(in: try row(of: plan))
        guard numbers.count > 1, progress.indices.contains(numbers[1] - 1) else { throw notThere }
        return progress[numbers[1] - 1]
    }
    /// `3.2.1` is the first evidence of the second result of row 3; `3.0.1` cannot be typed, evidence of the row itself
    /// follows that of its results in `plan show` under the number after the last result.
    func use(of plan: Plan, _ work: RoundWork) throws -> EvidenceUse {
        let row = try row(of: plan)
        let progress = work.progress(in: row)
        guard numbers.count == 3 else { throw notThere }
        let uses =
            progress.indices.contains(numbers[1] - 1)
            ? work.uses(of: progress[numbers[1] - 1]) : numbers[1] == progress.count + 1 ? work.uses(in: row) : []
        guard uses.indices.contains(numbers[2] - 1) else { throw notThere }
        return uses[numbers[2] - 1]
    }

    private var notThere: Failure {
        .notFound(Message("failure.no_place", ["place": numbers.map(String.init).joined(separator: ".")]))
    }
}
