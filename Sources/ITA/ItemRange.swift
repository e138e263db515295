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
    /// named twice counts once. A range that runs backwards or from one letter to another names nobody knows what: it is
    /// given back as unknown, `O5–O1`.
    public static func read(_ text: String, in edition: Edition) -> Reading {
        let order = edition.items.map(\.code)
        var reading = Reading(codes: [], unknown: [])
        var pendingRange = false
        var last: String?
        var seen: Set<String> = []
        func take(_ code: String) {
            if seen.insert(code).inserted { reading.codes.append(code) }
        }
        for token in tokens(text) {
            if token == "-" {
                pendingRange = last != nil
                continue
            }
            let upper = ascii(token).uppercased()
            guard let position = order.firstIndex(of: upper) else {
                reading.unknown.append(token)
                (pendingRange, last) = (false, nil)
                continue
            }
            if pendingRange, let first = last {
                guard let start = order.firstIndex(of: first), start <= position, letter(first) == letter(upper) else {
                    reading.unknown.append("\(first)–\(upper)")
                    if reading.codes.last == first {
                        reading.codes.removeLast()
                        seen.remove(first)
                    }
                    (pendingRange, last) = (false, nil)
                    continue
                }
                for code in order[start...position] where letter(code) == letter(upper) { take(code) }
            } else {
                take(upper)
            }
            (pendingRange, last) = (false, upper)
        }
        return reading
    }

    /// Words and dashes; everything that separates is dropped.
    private static func tokens(_ text: String) -> [String] {
        var tokens: [String] = []
        var word = String.UnicodeScalarView()
        func flush() {
            let text = String(word)
            if text == "ถึง" || text.lowercased() == "to" {
                tokens.append("-")
            } else if !text.isEmpty, text != "และ", text.lowercased() != "and" {
                tokens.append(text)
            }
            word = String.UnicodeScalarView()
        }
        for scalar in text.unicodeScalars {
            switch scalar {
            case "-", "\u{2010}"..."\u{2015}", "\u{2212}", "~":
                flush()
                tokens.append("-")
            case ",", ";", "/", "(", ")", "、", "&", "+":
                flush()
            case _ where scalar.properties.isWhitespace: flush()
            default: word.append(scalar)
            }
        }
        flush()
        return tokens
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
