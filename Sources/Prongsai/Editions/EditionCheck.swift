import ITA

/// What a schema cannot see: keys used twice, weights that do not add up, levels out of order, figures that the rules
/// do not reproduce.
enum EditionCheck {
    static func problems(of edition: Edition, in document: YAMLDocument) -> [Problem] {
        var problems: [Problem] = []
        func report(_ key: String, _ values: [String: String], _ path: YAMLDocument.Path) {
            problems.append(Problem(key, values, at: document.place(path)))
        }
        checkNames(edition, report)
        checkNumbers(edition, report)
        checkSources(document, Set(edition.sources.map(\.key)), report)
        checkVectors(edition, report)
        return problems
    }

    /// What can be told of an edition whose form is not right yet: names used twice and weights, no figures.
    static func early(of edition: Edition, in document: YAMLDocument) -> [Problem] {
        var problems: [Problem] = []
        func report(_ key: String, _ values: [String: String], _ path: YAMLDocument.Path) {
            problems.append(Problem(key, values, at: document.place(path)))
        }
        checkNames(edition, report)
        checkWeights(edition, report)
        return problems
    }

    private typealias Report = (String, [String: String], YAMLDocument.Path) -> Void
    private static let ordinals: Set<String> = [
        "first", "second", "third", "fourth", "fifth", "one", "two", "three", "four", "five", "six", "seven", "eight",
        "nine", "ten", "ii", "iii", "iv", "vi", "vii", "viii",
    ]

    private static func checkNames(_ edition: Edition, _ report: Report) {
        var keys: Set<String> = []
        var codes: Set<String> = []
        func key(_ key: String, _ path: YAMLDocument.Path) {
            if !keys.insert(key).inserted { report("key_twice", ["key": key], path) }
            let words = key.utf8.split { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }.map {
                String(decoding: $0, as: UTF8.self)
            }
            let hasDigit = key.utf8.contains { (48...57).contains($0) }
            if hasDigit || words.contains(where: ordinals.contains) { report("key_ordinal", ["key": key], path) }
        }
        for (i, instrument) in edition.instruments.enumerated() {
            let path: YAMLDocument.Path = [.field("instruments"), .element(i)]
            key(instrument.key, path + [.field("key")])
            for (j, indicator) in instrument.indicators.enumerated() {
                let path = path + [.field("indicators"), .element(j)]
                key(indicator.key, path + [.field("key")])
                for (k, group) in indicator.groups.enumerated() {
                    let inside: YAMLDocument.Path =
                        group.key == nil ? path : path + [.field("sub_indicators"), .element(k)]
                    if let name = group.key { key(name, inside + [.field("key")]) }
                    for (m, item) in group.items.enumerated() {
                        let path = inside + [.field("items"), .element(m)]
                        key(item.key, path + [.field("key")])
                        if !codes.insert(item.code).inserted {
                            report("code_twice", ["code": item.code], path + [.field("code")])
                        }
                        if Set(item.elements.map(\.key)).count != item.elements.count {
                            report("key_twice", ["key": item.key], path + [.field("elements")])
                        }
                    }
                }
            }
        }
    }

    private static func checkWeights(_ edition: Edition, _ report: Report) {
        let weights = edition.instruments.compactMap(\.weight.value)
        if weights.count == edition.instruments.count, weights.reduce(.zero, +) != Exact(1) {
            report("weights_sum", ["sum": weights.reduce(.zero, +).rounded()], [.field("instruments")])
        }
    }

    private static func checkNumbers(_ edition: Edition, _ report: Report) {
        checkWeights(edition, report)
        for (upper, lower) in zip(edition.levels, edition.levels.dropFirst())
        where upper.totalAtLeast < lower.totalAtLeast {
            report("levels_order", ["level": lower.name.thai], [.field("levels"), .field("bands")])
        }
        let halves = edition.rounds.map(\.half).sorted()
        if halves != [1, 2] { report("rounds_halves", [:], [.field("rounds")]) }
        let numbers = edition.indicators.map(\.number)
        if Set(numbers).count != numbers.count { report("indicator_numbers", [:], [.field("instruments")]) }
        for (index, instrument) in edition.instruments.enumerated() {
            let count = instrument.items.count
            if let said = instrument.itemCount.value, count > 0, said != count {
                report(
                    "item_count", ["said": "\(said)", "listed": "\(count)", "instrument": instrument.code],
                    [.field("instruments"), .element(index), .field("item_count")])
            }
        }
        do { _ = try Formula(edition) } catch { report("too_fine", [:], [.field("instruments")]) }
    }

    /// Every `source:` must be one of the edition's sources.
    private static func checkSources(_ document: YAMLDocument, _ known: Set<String>, _ report: Report) {
        func walk(_ reader: Reader) {
            for (name, value) in reader.fields {
                if name == "source", let key = value.node.scalar?.string, !value.node.isNull, !known.contains(key) {
                    report("unknown_source", ["source": key], value.path)
                }
                walk(value)
            }
            for element in reader.elements { walk(element) }
        }
        walk(Reader(document.root))
    }

    private static func checkVectors(_ edition: Edition, _ report: Report) {
        guard let formula = try? Formula(edition) else { return }
        for (index, vector) in edition.testVectors.enumerated() {
            let path: YAMLDocument.Path = [.field("test_vectors"), .element(index)]
            for difference in differences(vector, formula) {
                report(
                    "vector_differs",
                    [
                        "name": vector.name, "what": difference.what, "expected": difference.expected,
                        "found": difference.found,
                    ], path)
            }
        }
    }

    /// Where the rules do not give the published figures.
    static func differences(_ vector: Edition.TestVector, _ formula: Formula) -> [(
        what: String, expected: String, found: String
    )] {
        guard let instrument = formula.edition.instruments.first(where: { $0.key == vector.instrument }) else {
            return [(vector.instrument, vector.instrument, "–")]
        }
        var scores = Dictionary(instrument.items.map { ($0.key, vector.otherScores) }) { first, _ in first }
        var differences: [(what: String, expected: String, found: String)] = []
        for (key, score) in vector.scores {
            if scores[key] == nil { differences.append((key, key, "–")) }
            scores[key] = score
        }
        let standing = formula.standing(scores)
        for (key, expected) in vector.indicators.sorted(by: { $0.key < $1.key }) {
            let found = standing.indicators.first { $0.indicator.key == key }?.value?.rounded() ?? "–"
            if found != expected { differences.append((key, expected, found)) }
        }
        if let expected = vector.contribution {
            let found = standing.instruments.first { $0.key == vector.instrument }?.contribution?.rounded() ?? "–"
            if found != expected { differences.append((instrument.code, expected, found)) }
        }
        if let total = vector.publishedTotal, let expected = vector.level {
            let found = formula.level(ofTotal: total)?.key ?? "–"
            if found != expected { differences.append(("level", expected, found)) }
        }
        return differences
    }
}
