import ITA

/// `O18=100,E6=90`: scores as they might be.
enum WhatIf {
    /// The scores with some replaced. Every mistake is reported at once.
    static func apply(_ text: String, to scores: [String: Score], edition: Edition) throws -> [String: Score] {
        var result = scores
        var problems: [Problem] = []
        var given: [String: String] = [:]
        for part in text.utf8.split(separator: UInt8(ascii: ",")) {
            let sides = part.split(separator: UInt8(ascii: "="), omittingEmptySubsequences: false).map {
                String(decoding: $0, as: UTF8.self).trimmingWhitespace()
            }
            guard sides.count == 2 else {
                problems.append(
                    Problem("what_if_form", ["given": String(decoding: part, as: UTF8.self)], at: "--what-if"))
                continue
            }
            let reading = ItemRange.read(sides[0], in: edition)
            guard !reading.codes.isEmpty, reading.unknown.isEmpty else {
                problems.append(.unknownItem(reading.unknown.first ?? sides[0], at: "--what-if"))
                continue
            }
            do {
                let score = try Score(published: Digits.ascii(sides[1]))
                for code in reading.codes {
                    if let before = given[code] {
                        let values = ["code": code, "first": before, "second": sides[1]]
                        problems.append(Problem("what_if_twice", values, at: "--what-if"))
                        continue
                    }
                    given[code] = sides[1]
                    if let item = edition.item(code: code) { result[item.key] = score }
                }
            } catch {
                problems.append(
                    Problem("score_\(error.rawValue)", ["given": sides[1], "code": sides[0]], at: "--what-if"))
            }
        }
        guard problems.isEmpty else { throw Failure.invalid(problems) }
        return result
    }
}

extension Problem {
    /// A text that names no item; a range that runs backwards or mixes letters says how ranges are written.
    static func unknownItem(_ given: String, at place: String?) -> Problem {
        let isRange = given.unicodeScalars.contains("–")
        return Problem(isRange ? "unknown_range" : "unknown_item", ["given": given], at: place)
    }
}
