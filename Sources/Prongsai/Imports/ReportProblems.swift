import ITA

extension ReportReading {
    /// What keeps the file from being imported as it is.
    func problems(plan: Plan, file: String, strings: Strings, language: Language) -> [Problem] {
        let match = ImportMatch(self, plan: plan)
        var problems = (faults + match.faults).map { fault in
            fault.placed("\(file) \(strings.place(fault.place, language))")
        }
        if rows.isEmpty { problems.append(Problem("nothing_found", [:], at: file)) }
        if let year = fiscalYear, year != plan.fiscalYear {
            problems.append(Problem("other_year", ["file": String(year), "plan": String(plan.fiscalYear)], at: file))
        }
        var seen: Set<String> = []
        for line in rows.flatMap(\.lines) {
            let place = "\(file) \(strings.place(line.place, language))"
            for code in line.codes where !seen.insert(code).inserted {
                problems.append(Problem("item_twice_in_file", ["code": code], at: place))
            }
            var told: Set<String> = []
            for score in line.codes.compactMap({ line.score(of: $0) }) where told.insert(score).inserted {
                let codes = line.codes.filter { line.score(of: $0) == score }
                do { _ = try Score(published: score) } catch {
                    let values = ["given": score, "code": codes.joined(separator: ", ")]
                    problems.append(Problem("score_\(error.rawValue)", values, at: place))
                }
            }
        }
        return problems
    }
}
