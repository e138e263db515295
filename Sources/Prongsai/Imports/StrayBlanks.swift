import Documents

/// Blanks inside Thai words, as a scan leaves them where a line ended: `แนว ทาง`, `ไม่ สามารถ`. Thai puts a blank between
/// phrases, so only those are told that the dictionary closes up, or that follow a word no phrase ends with.
enum StrayBlanks {
    /// Words that go on with the next one.
    private static let open = ["ไม่", "ทุก", "ให้", "ผู้", "ผู้มา", "ของ", "ยัง"].map {
        Array($0.unicodeScalars)
    }

    /// Each place with a few letters around it, as it stands and as it may have been meant.
    static func find(_ text: String) -> [(given: String, read: String)] {
        let scalars = Array(text.unicodeScalars)
        return scalars.indices.compactMap { index in
            guard scalars[index] == " ", index > 0, index + 1 < scalars.count,
                NumberedText.isThaiLetter(scalars[index - 1]), NumberedText.isThaiLetter(scalars[index + 1]),
                // The mark of repetition is written between blanks.
                scalars[index - 1] != "ๆ", scalars[index + 1] != "ๆ"
            else { return nil }
            let before = run(scalars, endingAt: index)
            let after = run(scalars, from: index + 1)
            guard isInside(before, after) else { return nil }
            let (first, second) = (string(before).ending(14), string(after).beginning(14))
            return ("\(first) \(second)", "\(first)\(second)")
        }
    }

    /// Whether the dictionary finds no end of a word where the blank stands, though it finds words on both sides.
    private static func isInside(_ before: ArraySlice<Unicode.Scalar>, _ after: ArraySlice<Unicode.Scalar>) -> Bool {
        let starts = ThaiWords.starts(string(before))
        let last = before.suffix(before.count - (starts.last ?? 0))
        if open.contains(where: { $0.elementsEqual(last) }) { return true }
        return !ThaiWords.starts(string(before) + string(after)).contains(before.count)
    }

    private static func run(_ scalars: [Unicode.Scalar], endingAt end: Int) -> ArraySlice<Unicode.Scalar> {
        var start = end
        while start > 0, end - start < 40, NumberedText.isThaiLetter(scalars[start - 1]) { start -= 1 }
        return scalars[start..<end]
    }
    private static func run(_ scalars: [Unicode.Scalar], from start: Int) -> ArraySlice<Unicode.Scalar> {
        var end = start
        while end < scalars.count, end - start < 40, NumberedText.isThaiLetter(scalars[end]) { end += 1 }
        return scalars[start..<end]
    }
    private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }
}
