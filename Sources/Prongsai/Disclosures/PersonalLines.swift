/// Numbers that a narrow cell of a printed table broke over several lines: what a PDF says of a cell is its lines, and
/// where cells stand beside each other, pieces of several numbers in each.
struct PersonalLines {
    /// A piece of a number: groups of digits with dashes between, before or behind.
    private struct Piece: Equatable {
        var groups: [[UInt8]]
        var count: Int
        var beginsOpen: Bool
        var endsOpen: Bool
        /// Whether it is all that its line says.
        var isAlone: Bool

        /// nil for a word that is more than digits and dashes.
        init?(_ word: String.UnicodeScalarView.SubSequence, isAlone: Bool) {
            var (groups, isDashed) = ([[UInt8]](), true)
            for scalar in word {
                if let digit = PersonalRuns.figure(scalar) {
                    if isDashed { groups.append([]) }
                    guard groups[groups.count - 1].count < 14 else { return nil }
                    groups[groups.count - 1].append(digit)
                    isDashed = false
                } else if PersonalRuns.isDash(scalar) {
                    isDashed = true
                } else {
                    return nil
                }
            }
            guard !groups.isEmpty, let first = word.first else { return nil }
            (self.groups, self.isAlone) = (groups, isAlone)
            count = groups.reduce(0) { $0 + $1.count }
            (beginsOpen, endsOpen) = (PersonalRuns.isDash(first), isDashed)
        }
    }
    /// A number that was put together, and the line it begins on.
    struct Joined: Sendable, Hashable {
        var line: Int
        var digits: [UInt8]
        var isCitizen: Bool
    }
    private var lines: [[Piece]]
    private var found: [Joined] = []
    private var steps = 0

    /// Lines one number may take up; pieces of a line that are looked at.
    private static let most = (lines: 8, pieces: 8, steps: 400)

    /// - Parameters:
    ///   - isNamed: whether the text speaks of citizens' numbers, so that digits without a mark between may be one.
    ///   - isHeaded: whether accounts are told of at a line.
    static func find(_ lines: [String], isNamed: @autoclosure () -> Bool, isHeaded: (Int) -> Bool) -> [Joined] {
        var reader = PersonalLines(lines: lines.map(pieces))
        let isNamed = reader.lines.contains { $0.contains { $0.isAlone && $0.count > 2 } } && isNamed()
        for line in reader.lines.indices {
            for piece in reader.lines[line] {
                reader.steps = 0
                reader.follow([piece], from: line, at: line, isNamed: isNamed, isHeaded: isHeaded(line))
            }
        }
        return reader.found
    }

    private init(lines: [[Piece]]) { self.lines = lines }

    private static func pieces(_ line: String) -> [Piece] {
        guard line.unicodeScalars.contains(where: { PersonalRuns.figure($0) != nil }) else { return [] }
        let words = line.unicodeScalars.split(whereSeparator: PersonalRuns.isBlank)
        let pieces = words.compactMap { Piece($0, isAlone: words.count == 1) }
        return pieces.count > most.pieces ? Array(pieces.prefix(4) + pieces.suffix(4)) : pieces
    }

    /// Goes on with every piece that may come next: of the line below, or after a whole group of the same line.
    private mutating func follow(_ taken: [Piece], from: Int, at line: Int, isNamed: Bool, isHeaded: Bool) {
        steps += 1
        guard steps < Self.most.steps, let last = taken.last, line + 1 < lines.count, line - from < Self.most.lines
        else { return }
        for (below, next) in lines[line + 1].enumerated() {
            let all = taken + [next]
            let count = all.reduce(0) { $0 + $1.count }
            guard count <= 13 else { continue }
            let isOpen = last.endsOpen || next.beginsOpen
            guard isOpen || fits(all) || isNamed && isPlain(all) else { continue }
            if !next.endsOpen { take(all, from, isHeaded: isHeaded) }
            follow(all, from: from, at: line + 1, isNamed: isNamed, isHeaded: isHeaded)
            // Groups with blanks between go on beside each other.
            var row = all
            for beside in lines[line + 1].dropFirst(below + 1) where !isOpen {
                row.append(beside)
                guard fits(row) else { break }
                take(row, from, isHeaded: isHeaded)
                follow(row, from: from, at: line + 1, isNamed: isNamed, isHeaded: isHeaded)
            }
        }
        // The first line may hold several groups too.
        guard line == from, taken.count == 1, let place = lines[line].firstIndex(of: last) else { return }
        var row = taken
        for beside in lines[line].dropFirst(place + 1) {
            row.append(beside)
            guard fits(row) else { break }
            follow(row, from: from, at: line, isNamed: isNamed, isHeaded: isHeaded)
        }
    }

    /// Whether the groups are the first of a number as it stands on the card.
    private func fits(_ pieces: [Piece]) -> Bool {
        let counts = pieces.flatMap(\.groups).map(\.count)
        // Thirteen single digits are what columns of small figures are.
        return PersonalRuns.shapes.dropLast().contains { $0.starts(with: counts) }
    }

    /// Digits that were broken where the cell ended: each line but those at the ends holds nothing else.
    private func isPlain(_ pieces: [Piece]) -> Bool {
        pieces.allSatisfy { $0.groups.count == 1 && !$0.beginsOpen && !$0.endsOpen }
            && pieces.dropFirst().allSatisfy(\.isAlone) && (pieces.first?.count ?? 0) > 2
    }

    private mutating func take(_ pieces: [Piece], _ line: Int, isHeaded: Bool) {
        let groups = pieces.flatMap(\.groups)
        let digits = groups.flatMap(\.self)
        if PersonalData.isCitizen(digits) {
            found.append(Joined(line: line, digits: digits, isCitizen: true))
        } else if isHeaded, (10...12).contains(digits.count), (3...5).contains(groups.count),
            pieces.dropLast().allSatisfy(\.endsOpen) || pieces.dropFirst().allSatisfy(\.beginsOpen)
        {
            found.append(Joined(line: line, digits: digits, isCitizen: false))
        }
    }
}
