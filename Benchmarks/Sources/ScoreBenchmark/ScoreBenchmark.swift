import Foundation
import ITA

/// Scores every agency of a file: standing with level and what blocks the next one, and its gaps by cost.
///
///     ScoreBenchmark SCORES.csv OUTPUT.csv ROUNDS
///
/// The first round is not counted: it touches memory for the first time.
@main struct ScoreBenchmark {
    struct Wrong: Error { var what: String }

    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 4, let rounds = Int(arguments[3]) else {
            throw Wrong(what: "usage: SCORES.csv OUTPUT.csv ROUNDS")
        }
        let formula = try Formula(bangkokEdition())
        let start = processorSeconds()
        let agencies = try read(arguments[1], formula)
        let reading = processorSeconds() - start
        var seconds: [Double] = []
        var results: [(agency: String, standing: Standing, gaps: [Gap])] = []
        for _ in 0..<max(rounds, 1) {
            results = []
            let start = processorSeconds()
            results.reserveCapacity(agencies.count)
            for (agency, scores) in agencies {
                results.append((agency, formula.standing(scores), formula.gaps(scores)))
            }
            seconds.append(processorSeconds() - start)
        }
        var text = "agency,total,level,gaps\n"
        for (agency, standing, gaps) in results {
            let ranking = gaps.map { "\($0.item.code):\($0.cost?.rounded(6) ?? "")" }.joined(separator: " ")
            text += "\(agency),\(standing.total?.rounded() ?? ""),\(standing.level?.key ?? ""),\(ranking)\n"
        }
        try text.write(toFile: arguments[2], atomically: false, encoding: .utf8)
        let counted = seconds.count > 1 ? Array(seconds.dropFirst()) : seconds
        print("{\"alone\": \(counted.sorted()[counted.count / 2]), \"reading\": \(reading)}")
    }

    /// One line an agency: its name, then the scores in the order of the heading.
    private static func read(_ path: String, _ formula: Formula) throws -> [(String, [String: Score])] {
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        let keys = Dictionary(formula.items.map { ($0.code, $0.key) }, uniquingKeysWith: { first, _ in first })
        var lines = data.split(separator: UInt8(ascii: "\n"))[...]
        guard let heading = lines.popFirst() else { throw Wrong(what: "an empty file") }
        let columns = try cells(heading).dropFirst().map { code in
            guard let key = keys[code] else { throw Wrong(what: "no item \(code)") }
            return key
        }
        return try lines.map { line in
            let values = cells(line)
            var scores: [String: Score] = [:]
            scores.reserveCapacity(columns.count)
            for (key, value) in zip(columns, values.dropFirst()) { scores[key] = try Score(published: value) }
            return (values[0], scores)
        }
    }

    private static func cells(_ line: Data) -> [String] {
        line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    /// Processor seconds this process has used.
    private static func processorSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
