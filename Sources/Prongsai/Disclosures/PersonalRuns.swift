/// Numbers as people write them in lines of text: groups of digits with dashes, dots or blanks between them.
enum PersonalRuns {
    /// What stands between the groups of one number.
    enum Joint: Sendable {
        case dash, dot, blank
        /// A dash with blanks around it, which may also stand between two numbers.
        case spacedDash
        /// Any other mark, which counts only where the groups are those of the card or, behind a label, of thousands.
        case mark
    }

    /// Digits in groups with the same joint between each.
    struct Run: Sendable {
        /// Where it stands, in scalars of the line.
        var range: Range<Int>
        var groups: [[UInt8]]
        /// Nil for a single group.
        var joint: Joint?
        var digits: [UInt8] { groups.flatMap(\.self) }

        /// Thirteen digits, however they are grouped. Two groups with a dot are a figure with decimals; of blanks
        /// only what is usual counts, for columns of a table have them too.
        var isCitizenForm: Bool {
            guard groups.reduce(0, { $0 + $1.count }) == 13 else { return false }
            switch joint {
            case nil: return true
            case .dash, .mark: return true
            case .dot, .spacedDash: return groups.count > 2
            case .blank: return PersonalRuns.shapes.contains(groups.map(\.count))
            }
        }

        /// Ten to twelve digits in one piece, or in three to five groups joined by dashes.
        var isAccountForm: Bool {
            let count = groups.reduce(0) { $0 + $1.count }
            guard (10...12).contains(count) else { return false }
            if joint == .blank { return groups.map(\.count) == [3, 1, 5, 1] }
            return groups.count == 1 || ((joint == .dash || joint == .spacedDash) && (3...5).contains(groups.count))
        }

        /// Ten digits from 0, as a telephone's number is written: no account has its groups.
        var isPhoneForm: Bool {
            let counts = groups.map(\.count)
            return digits.first == 0 && digits.count == 10 && counts != [3, 1, 5, 1]
        }

        /// The same, of a mobile telephone: `081-234-5678`.
        var isMobileForm: Bool { isPhoneForm && [6, 8, 9].contains(digits[1]) }
    }

    /// As on the card, with its last three together, and each digit in a box of its own.
    static let shapes: [[Int]] = [[1, 4, 5, 2, 1], [1, 4, 5, 3], [Int](repeating: 1, count: 13)]

    /// The value of a digit: ASCII, Thai, or of full width.
    static func figure(_ scalar: Unicode.Scalar) -> UInt8? {
        switch scalar.value {
        case 0x30...0x39: UInt8(scalar.value - 0x30)
        case 0x0E50...0x0E59: UInt8(scalar.value - 0x0E50)
        case 0xFF10...0xFF19: UInt8(scalar.value - 0xFF10)
        default: nil
        }
    }

    static func isDash(_ scalar: Unicode.Scalar) -> Bool {
        [0x2D, 0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2212].contains(scalar.value)
    }
    static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        [0x20, 0xA0, 0x2009, 0x202F].contains(scalar.value)
    }

    /// A line in which a dash has a blank on one side alone, as where a cell was broken at it, without that blank; nil
    /// where there is none.
    static func closed(_ text: [Unicode.Scalar]) -> [Unicode.Scalar]? {
        var out: [Unicode.Scalar] = []
        for (index, scalar) in text.enumerated() {
            if isBlank(scalar) {
                let next = text[index...].first { !isBlank($0) }
                if let last = out.last, let next, figure(next) != nil, isDash(last), out.count > 1,
                    figure(out[out.count - 2]) != nil
                {
                    continue
                }
                let beyond = text[index...].drop(while: isBlank)
                if let last = out.last, figure(last) != nil, let first = beyond.first, isDash(first),
                    let digit = beyond.dropFirst().first, figure(digit) != nil
                {
                    continue
                }
            }
            out.append(scalar)
        }
        return out.count < text.count ? out : nil
    }

    /// What joins two groups; nil where they are two numbers.
    private static func joint(_ between: ArraySlice<Unicode.Scalar>) -> Joint? {
        guard (1...3).contains(between.count), let first = between.first else { return nil }
        if between.count == 1 { return isDash(first) ? .dash : isBlank(first) ? .blank : first == "." ? .dot : nil }
        let marks = between.filter { !isBlank($0) }
        return marks.count == 1 && marks.allSatisfy(isDash) ? .spacedDash : nil
    }

    /// Every number of a line that may be one of ours: a group joined to others by the same joint as far as that
    /// goes; a number that goes on with a letter or another joint is a longer one. A comma parts numbers, as in a list:
    /// between thousands no group has more than three digits.
    /// Where words say that a citizen's number follows (`isNamed`), blanks may part it anywhere, and a spreadsheet may
    /// have taken the zeros from its groups.
    static func find(in text: [Unicode.Scalar], isNamed: Bool = false) -> [Run] {
        let groups = groups(text)
        var runs: [Run] = []
        var index = 0
        while index < groups.count {
            var (end, joined) = (index, Joint?.none)
            while end + 1 < groups.count,
                let next = joint(text[groups[end].range.upperBound..<groups[end + 1].range.lowerBound]),
                joined == nil || joined == next
            {
                joined = next
                end += 1
            }
            let part = groups[index...end]
            let range = groups[index].range.lowerBound..<groups[end].range.upperBound
            if joined == .blank || joined == .spacedDash {
                // Columns of a table and bounds of a span stand beside each other so too: look for the numbers inside.
                runs += inside(Array(part), joined, text, isNamed: isNamed)
            } else {
                let run = Run(range: range, groups: part.map(\.digits), joint: joined)
                if isFree(run, text) { runs.append(run) }
                // A whole number with more behind a dash: `1101700203450-12`.
                if joined == .dash, run.digits.count > 13 {
                    runs += part.filter { $0.digits.count == 13 }.map {
                        Run(range: $0.range, groups: [$0.digits], joint: nil)
                    }
                }
            }
            // A group that ends one run with blanks may begin another with dashes.
            let goesOn =
                end > index && end + 1 < groups.count
                && joint(text[groups[end].range.upperBound..<groups[end + 1].range.lowerBound]) != nil
            index = goesOn ? end : end + 1
        }
        return runs
    }

    /// Numbers whose groups are those of the card, with one and the same mark between that does not join groups of
    /// other numbers: `2/6671/27684/26/1`, `5_6031_37215_90_6`.
    static func marked(in text: [Unicode.Scalar]) -> [Run] {
        runs(of: shapes[0], in: text) { mark, isSpaced in
            [0x2F, 0x5F, 0x2C].contains(mark.value) || isSpaced && mark.value == 0x2E
        }
    }

    /// Numbers as a spreadsheet shows them that takes them for an amount: `5,245,957,117,772`.
    static func thousands(in text: [Unicode.Scalar]) -> [Run] {
        runs(of: [1, 3, 3, 3, 3], in: text) { mark, isSpaced in mark == "," && !isSpaced }
    }

    /// Groups of these lengths, each joined to the next by the same mark, and no other group by that mark.
    private static func runs(
        of shape: [Int], in text: [Unicode.Scalar], joining: (_ mark: Unicode.Scalar, _ isSpaced: Bool) -> Bool
    ) -> [Run] {
        let groups = groups(text)
        guard groups.count >= shape.count else { return [] }
        /// The mark between a group and the one before it.
        func mark(before index: Int) -> Unicode.Scalar? {
            guard groups.indices.contains(index), index > 0 else { return nil }
            let between = text[groups[index - 1].range.upperBound..<groups[index].range.lowerBound]
            guard (1...3).contains(between.count) else { return nil }
            let marks = between.filter { !isBlank($0) }
            guard marks.count == 1, let mark = marks.first, joining(mark, between.count > 1) else { return nil }
            return mark
        }
        var runs: [Run] = []
        var index = 0
        while index + shape.count <= groups.count {
            let end = index + shape.count - 1
            let part = groups[index...end]
            let joint: Unicode.Scalar? = mark(before: index + 1)
            guard let joint, part.map(\.digits.count) == shape,
                ((index + 1)...end).allSatisfy({ mark(before: $0) == joint }),
                mark(before: index) != joint, mark(before: end + 1) != joint
            else {
                index += 1
                continue
            }
            let run = Run(
                range: groups[index].range.lowerBound..<groups[end].range.upperBound, groups: part.map(\.digits),
                joint: .mark)
            if isFree(run, text) { runs.append(run) }
            index = end + 1
        }
        return runs
    }

    private typealias Group = (range: Range<Int>, digits: [UInt8])

    private static func groups(_ text: [Unicode.Scalar]) -> [Group] {
        var groups: [Group] = []
        var at = 0
        while at < text.count {
            guard figure(text[at]) != nil else {
                at += 1
                continue
            }
            let start = at
            var digits: [UInt8] = []
            while at < text.count, let digit = figure(text[at]) {
                if digits.count < 40 { digits.append(digit) }
                at += 1
            }
            groups.append((start..<at, digits))
        }
        return groups
    }

    /// Numbers of several groups first, then what is left alone.
    private static func inside(
        _ groups: [Group], _ joint: Joint?, _ text: [Unicode.Scalar], isNamed: Bool
    ) -> [Run] {
        var runs: [Run] = []
        var at = 0
        while at < groups.count {
            var taken = 1
            var (count, end) = (groups[at].digits.count, at)
            while end + 1 < groups.count, count < 13 {
                end += 1
                count += groups[end].digits.count
                let part = groups[at...end]
                let run = Run(
                    range: groups[at].range.lowerBound..<groups[end].range.upperBound, groups: part.map(\.digits),
                    joint: joint)
                var citizen = run
                if isNamed { (citizen.joint, citizen.groups) = (.spacedDash, padded(run.groups) ?? run.groups) }
                let isCitizen = citizen.isCitizenForm && PersonalData.isCitizen(citizen.digits)
                // A whole account between spaced dashes.
                let isAccount = run.isAccountForm && (part.count == groups.count || joint == .blank)
                guard isCitizen || isAccount, isFree(run, text) else { continue }
                runs.append(isCitizen ? citizen : run)
                taken = part.count
                break
            }
            let alone = Run(range: groups[at].range, groups: [groups[at].digits], joint: nil)
            if taken == 1, isFree(alone, text) { runs.append(alone) }
            at += taken
        }
        return runs
    }

    /// Five groups as on the card whose leading zeros are gone, with them.
    private static func padded(_ groups: [[UInt8]]) -> [[UInt8]]? {
        let shape = shapes[0]
        guard groups.count == shape.count, groups[0].count == 1, zip(groups, shape).allSatisfy({ $0.count <= $1 })
        else { return nil }
        return zip(groups, shape).map { [UInt8](repeating: 0, count: $1 - $0.count) + $0 }
    }

    /// Whether nothing before or after makes it part of something longer. Of thirteen digits only a decimal point and a year
    /// behind a slash do: what else stands beside them, as the bar of a file's name, would hide a citizen's number.
    private static func isFree(_ run: Run, _ text: [Unicode.Scalar]) -> Bool {
        let isLong = run.digits.count == 13
        func joins(_ mark: Int, _ beyond: Int) -> Bool {
            guard text.indices.contains(mark) else { return false }
            let scalar = text[mark]
            if figure(scalar) != nil || (0x61...0x7A).contains(scalar.value | 0x20) { return true }
            if scalar == "_" { return !isLong }
            guard text.indices.contains(beyond), figure(text[beyond]) != nil else { return false }
            if isLong, scalar == "/", beyond > mark {
                let year = text[beyond...].prefix(5).prefix { figure($0) != nil }.compactMap { figure($0) }
                return year.count == 4 && year.starts(with: [2, 5])
            }
            if isLong { return scalar == "." && run.joint == nil }
            return "./-:".unicodeScalars.contains(scalar) || isDash(scalar)
        }
        let range = run.range
        return !joins(range.lowerBound - 1, range.lowerBound - 2) && !joins(range.upperBound, range.upperBound + 1)
    }
}
