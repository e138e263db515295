import ITA

extension ReportReading {
    /// What keeps the file from being imported as it is; what concerns the whole file comes first.
    ///
    /// - Parameter known: the editions there are, to say which of them has the items that the plan's has not.
    func problems(plan: Plan, known: [Edition] = [], file: String, strings: Strings, language: Language) -> [Problem] {
        let match = ImportMatch(self, plan: plan)
        var problems = (faults + match.faults).map { fault in
            fault.placed("\(file) \(strings.place(fault.place, language))")
        }
        problems = problems.ofEdition(plan.edition.edition, known: known, file: file, strings, language)
        if rows.isEmpty, !problems.contains(where: { $0.key == "edition_without_items" }) {
            problems.append(Problem("nothing_found", [:], at: file))
        }
        if let year = fiscalYear, year != plan.fiscalYear {
            let values = ["file": String(year), "plan": String(plan.fiscalYear)]
            problems.insert(Problem("other_year", values, at: file), at: 0)
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

extension [Problem] {
    /// The same problems, those of items of a kind that the edition lists none of said once: not each item is wrong, the
    /// edition is another than the file's.
    func ofEdition(_ edition: Edition, known: [Edition], file: String, _ strings: Strings, _ language: Language)
        -> [Problem]
    {
        /// The letter of a code such as `I12`; nil for what does not look like one.
        func letter(_ code: String) -> String? {
            let scalars = Digits.ascii(code).uppercased().unicodeScalars
            guard let first = scalars.first, scalars.count > 1,
                scalars.dropFirst().allSatisfy({ ("0"..."9").contains($0) })
            else { return nil }
            return String(first)
        }
        func letters(_ edition: Edition) -> Set<String> { Set(edition.items.compactMap { letter($0.code) }) }
        let own = letters(edition)
        let elsewhere = Set(known.flatMap(letters)).subtracting(own)
        func code(_ problem: Problem) -> String? {
            guard problem.key == "unknown_item", let given = problem.values["given"], let found = letter(given),
                elsewhere.contains(found)
            else { return nil }
            return Digits.ascii(given).uppercased()
        }
        let codes = compactMap(code)
        guard !codes.isEmpty else { return self }
        let lacking = Set(codes.compactMap(letter))
        let whole = known.filter { edition in codes.allSatisfy { edition.item(code: $0) != nil } }
        let fitting = whole.isEmpty ? known.filter { !lacking.isDisjoint(with: letters($0)) } : whole
        var instruments: [String] = []
        for instrument in known.flatMap(\.instruments) where !instruments.contains(instrument.code) {
            guard instrument.items.contains(where: { letter($0.code).map(lacking.contains) ?? false }) else { continue }
            instruments.append(instrument.code)
        }
        let values = [
            "edition": "\(edition.id) (\(strings.name(edition.title, language)))",
            "codes": instruments.joined(separator: ", "),
            "known": fitting.map { "\($0.id) (\(strings.name($0.title, language)))" }.joined(separator: ", "),
        ]
        return [Problem("edition_without_items", values, at: file)] + filter { code($0) == nil }
    }
}
