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

    /// As it is typed.
    var text: String { numbers.map(String.init).joined(separator: ".") }

    /// Several measures at once, `1.1,1.2`, or those of a row one after another, `1.1-1.5`.
    static func list(_ text: String) throws -> [PlanPlace] {
        try text.utf8.split(separator: UInt8(ascii: ",")).flatMap { part -> [PlanPlace] in
            let ends = try part.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false).map {
                try PlanPlace(String(decoding: $0, as: UTF8.self).trimmingWhitespace(), depth: 2...2)
            }
            guard let first = ends.first, let last = ends.last, ends.count <= 2 else { throw form(text) }
            if ends.count == 1 { return [first] }
            guard first.numbers[0] == last.numbers[0], first.numbers[1] <= last.numbers[1], last.numbers[1] < 1000
            else {
                throw form(text)
            }
            return (first.numbers[1]...last.numbers[1]).map { PlanPlace(numbers: [first.numbers[0], $0]) }
        }
    }

    /// The shortest text that lists places: `1.1-1.5,2.1`; the reverse of ``list(_:)``.
    static func label(_ places: [PlanPlace]) -> String {
        var runs: [(first: PlanPlace, last: PlanPlace)] = []
        for place in places {
            if let run = runs.last, run.last.numbers.count == 2, place.numbers.count == 2,
                run.last.numbers[0] == place.numbers[0], run.last.numbers[1] + 1 == place.numbers[1]
            {
                runs[runs.count - 1].last = place
            } else {
                runs.append((place, place))
            }
        }
        return runs.map { $0.first == $0.last ? $0.first.text : "\($0.first.text)-\($0.last.text)" }
            .joined(separator: ",")
    }

    private init(numbers: [Int]) { self.numbers = numbers }
    private static func form(_ text: String) -> Failure { .invalid([Problem("place_form", ["given": text])]) }

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
        .notFound(Message("failure.no_place", ["place": text]))
    }
}
