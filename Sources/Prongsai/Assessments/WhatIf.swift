import ITA

/// `O18=100,E6=90`: scores as they might be.
enum WhatIf {
    /// The scores with some replaced. Every mistake is reported at once.
    static func apply(_ text: String, to scores: [String: Score], edition: Edition) throws -> [String: Score] {
        var result = scores
        var problems: [Problem] = []
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
                problems.append(Problem("unknown_item", ["given": sides[0]], at: "--what-if"))
                continue
            }
            do {
                let score = try Score(published: Digits.ascii(sides[1]))
                for code in reading.codes {
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
