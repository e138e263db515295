/// A named range of items, such as `O1–O9, O11–O14, O16–O17`: writing one, and reading what people write.
public enum ItemRange {
    /// Names items together: neighbours of the edition's order become a range from three on, the rest is listed. Codes
    /// the edition does not have are left out.
    public static func label(_ codes: [String], in edition: Edition) -> String {
        let order = edition.items.map(\.code)
        let positions = codes.compactMap { order.firstIndex(of: $0) }.sorted()
        var runs: [ClosedRange<Int>] = []
        for position in positions {
            if let last = runs.last, last.upperBound + 1 == position,
                letter(order[last.upperBound]) == letter(order[position])
            {
                runs[runs.count - 1] = last.lowerBound...position
            } else {
                runs.append(position...position)
            }
        }
        return runs.map { run in
            let (first, last) = (order[run.lowerBound], order[run.upperBound])
            return run.count == 1 ? first : run.count == 2 ? "\(first), \(last)" : "\(first)–\(last)"
        }.joined(separator: ", ")
    }

    /// What a person's text named: items of the edition, and what could not be placed.
    public struct Reading: Sendable, Equatable {
        /// Codes in the order they were named, ranges filled in from the edition.
        public var codes: [String]
        /// Parts that name no item of the edition, as written.
        public var unknown: [String]
        /// A reading; with nothing in `unknown` the whole text was understood.
        public init(codes: [String], unknown: [String]) { (self.codes, self.unknown) = (codes, unknown) }
    }

    /// Reads `O1–O9, O11-O14, O16 ถึง O17`: hyphens and dashes of every length, commas, blanks, `และ`, `&`, `ถึง`. A code
    /// named twice counts once. A range that runs backwards or from one letter to another names nobody knows what, and so
    /// does one without a beginning or an end, or with more than these two: it is given back as unknown, `O5–O1`, `O1–`.
    public static func read(_ text: String, in edition: Edition) -> Reading {
        let order = edition.items.map(\.code)
        var reading = Reading(codes: [], unknown: [])
        var seen: Set<String> = []
        func take(_ code: String) {
            if seen.insert(code).inserted { reading.codes.append(code) }
        }
        for words in groups(text) {
            let places = words.map { word in order.firstIndex(of: ascii(word).uppercased()) }
            let isRange = words.count > 1 && zip(words, places).allSatisfy { $0.isEmpty || $1 != nil }
            guard isRange else {
                for (word, place) in zip(words, places) where !word.isEmpty {
                    if let place { take(order[place]) } else { reading.unknown.append(word) }
                }
                continue
            }
            guard words.count == 2, let start = places[0], let end = places[1], start <= end,
                letter(order[start]) == letter(order[end])
            else {
                reading.unknown.append(
                    zip(words, places).map { word, place in place.map { order[$0] } ?? word }.joined(separator: "–"))
                continue
            }
            for code in order[start...end] where letter(code) == letter(order[start]) { take(code) }
        }
        return reading
    }

    /// Words, each with those that dashes join to it; an empty word where a dash has nothing on that side. A dash at the
    /// beginning with a blank after it only begins a line.
    private static func groups(_ text: String) -> [[String]] {
        var groups: [[String]] = []
        var group: [String] = []
        var isJoining = false
        var word = String.UnicodeScalarView()
        func finish() {
            if isJoining { group.append("") }
            if group.contains(where: { !$0.isEmpty }) { groups.append(group) }
            (group, isJoining) = ([], false)
        }
        func join() {
            if group.isEmpty { group = [""] }
            isJoining = true
        }
        func flush() {
            let text = String(word)
            word = String.UnicodeScalarView()
            if text.isEmpty { return }
            if text == "ถึง" || text.lowercased() == "to" { return join() }
            if text == "และ" || text.lowercased() == "and" { return finish() }
            if isJoining {
                group.append(text)
                isJoining = false
            } else {
                finish()
                group = [text]
            }
        }
        let scalars = text.unicodeScalars
        for index in scalars.indices {
            switch scalars[index] {
            case "-", "\u{2010}"..."\u{2015}", "\u{2212}", "~":
                flush()
                let next = scalars[scalars.index(after: index)...].first
                if !(group.isEmpty && next?.properties.isWhitespace ?? true) { join() }
            case ",", ";", "/", "(", ")", "、", "&", "+":
                flush()
                finish()
            case let scalar where scalar.properties.isWhitespace: flush()
            case let scalar: word.append(scalar)
            }
        }
        flush()
        finish()
        return groups
    }

    /// Thai digits as ASCII ones.
    static func ascii(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if (0x0E50...0x0E59).contains(scalar.value), let digit = Unicode.Scalar(scalar.value - 0x0E50 + 0x30) {
                result.append(digit)
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }

    private static func letter(_ code: String) -> String {
        String(code.unicodeScalars.prefix { !("0"..."9").contains($0) })
    }
}
