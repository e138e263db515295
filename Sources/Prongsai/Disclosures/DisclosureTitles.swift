/// How sure it is that something is meant.
enum Sureness: Int, Sendable, Comparable, CaseIterable {
    case guess, likely, sure
    static func < (a: Sureness, b: Sureness) -> Bool { a.rawValue < b.rawValue }
    var word: String {
        switch self {
        case .guess: "guess"
        case .likely: "likely"
        case .sure: "sure"
        }
    }
}

/// Which item a title means, by the pairs of letters the two share. Thai is written without spaces, so words would
/// have to be cut first; pairs need no dictionary, and a missing mark or another suffix costs only a few of them.
struct DisclosureTitles: Sendable {
    private struct Title: Sendable {
        var key: String
        var pairs: Set<UInt64>
    }
    private var titles: [Title] = []
    private var holding: [UInt64: [Int]] = [:]

    /// Marks a heading over several items, such as a sub-indicator's name.
    static let group = "§"

    /// Titles by key; a key may have several.
    init(_ entries: [(key: String, title: String)]) {
        for entry in entries {
            let pairs = DisclosureTitles.pairs(entry.title)
            guard pairs.count >= 3, !titles.contains(where: { $0.key == entry.key && $0.pairs == pairs }) else {
                continue
            }
            for pair in pairs { holding[pair, default: []].append(titles.count) }
            titles.append(Title(key: entry.key, pairs: pairs))
        }
    }

    /// Whether a text is a piece of a title of a key, such as a title that was shortened.
    func isPart(_ text: String, of key: String) -> Bool {
        let pairs = DisclosureTitles.pairs(text)
        return titles.contains { $0.key == key && pairs.isSubset(of: $0.pairs) }
    }

    /// Whether a text is a piece of a title of any other item.
    func isPart(_ text: String, ofOtherThan key: String) -> Bool {
        let pairs = DisclosureTitles.pairs(text)
        return titles.contains { ![key, DisclosureTitles.group].contains($0.key) && pairs.isSubset(of: $0.pairs) }
    }

    /// Whether a text holds a title of a key and says much more than any it holds.
    func isLonger(_ text: String, than key: String) -> Bool {
        let pairs = DisclosureTitles.pairs(text)
        let held: [Int] = titles.compactMap { title -> Int? in
            guard title.key == key else { return nil }
            let shared = Double(title.pairs.intersection(pairs).count)
            return shared >= 0.8 * Double(title.pairs.count) ? title.pairs.count : nil
        }
        guard let longest = held.max() else { return false }
        return Double(pairs.count) > 1.5 * Double(longest)
    }

    /// Whether any title of a key is known.
    func knows(_ key: String) -> Bool { titles.contains { $0.key == key } }

    /// The key a text most likely means; nil where nothing is like it, or it is too long to be a title.
    func best(_ text: String) -> (key: String, sureness: Sureness)? {
        let scores = scores(text)
        guard let first = scores.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }) else { return nil }
        let second = scores.filter { $0.key != first.key }.map(\.value).max() ?? 0
        guard var sureness = DisclosureTitles.sureness(first.value) else { return nil }
        if first.value - second < DisclosureTitles.margin {
            guard let lower = Sureness(rawValue: sureness.rawValue - 1) else { return nil }
            sureness = lower
        }
        return (first.key, sureness)
    }

    /// How sure it is that a text means this key; nil where it does not look so.
    func sureness(_ text: String, is key: String) -> Sureness? {
        scores(text)[key].flatMap(DisclosureTitles.sureness)
    }

    /// How near a text is to the titles of a key, 0 to 1, and to the nearest of another item.
    func compared(_ text: String, with key: String) -> (own: Double, other: (key: String, score: Double)?) {
        let scores = scores(text)
        let others = scores.filter { $0.key != key && $0.key != DisclosureTitles.group }
        let nearest = others.max { ($0.value, $1.key) < ($1.value, $0.key) }
        return (scores[key] ?? 0, nearest.map { (key: $0.key, score: $0.value) })
    }

    /// From these scores on a text is the very title, surely it, or likely.
    static let exact = 0.97
    static let sure = 0.86
    static let likely = 0.68
    /// By how much one title is clearly nearer than another.
    static let margin = 0.06

    private static func sureness(_ score: Double) -> Sureness? {
        if score >= sure { return .sure }
        if score >= likely { return .likely }
        return score >= 0.52 ? .guess : nil
    }

    /// The best score of each key that shares anything, 0 to 1: halfway between how much the two have in common and how
    /// much of the title the text holds, so that words after a title cost little and a short word in a long title a lot.
    private func scores(_ text: String) -> [String: Double] {
        guard text.utf8.count <= 900 else { return [:] }
        let pairs = DisclosureTitles.pairs(text)
        guard pairs.count >= 3 else { return [:] }
        var shared: [Int: Int] = [:]
        for pair in pairs { for title in holding[pair] ?? [] { shared[title, default: 0] += 1 } }
        var best: [String: Double] = [:]
        for (index, count) in shared {
            let title = titles[index]
            let common = Double(2 * count) / Double(pairs.count + title.pairs.count)
            let held = Double(count) / Double(title.pairs.count)
            // A title that was shortened is a guess: all of it stands in the longer one.
            let isPart = pairs.count >= 14 && Double(count) >= 0.85 * Double(pairs.count)
            best[title.key] = max(best[title.key] ?? 0, (common + held) / 2, isPart ? 0.55 : 0)
        }
        return best
    }

    private static let empty = ["ประจำปีงบประมาณ", "ปีงบประมาณ", "พ.ศ.", "ของหน่วยงาน"]

    /// Pairs of neighbouring letters, without words that say nothing.
    static func pairs(_ text: String) -> Set<UInt64> {
        let letters = letters(of: text, without: empty)
        return Set(zip(letters, letters.dropFirst()).map { UInt64($0) << 32 | UInt64($1) })
    }

    /// The letters of a text, Latin ones small, without some phrases, figures and signs.
    static func letters(of text: String, without phrases: [String]) -> [UInt32] {
        phrases.reduce(text) { $0.replacingBytes($1, with: "") }.unicodeScalars.compactMap { scalar -> UInt32? in
            switch scalar.value {
            case 0x61...0x7A, 0x0E01...0x0E3A, 0x0E40...0x0E4E: scalar.value
            case 0x41...0x5A: scalar.value | 0x20
            default: nil
            }
        }
    }
}
