import Documents

/// Cutting a text short so that what is left can be read: between words where the dictionary finds a place nearby, else
/// never inside a syllable that its marks or its leading vowel hold together.
extension String {
    /// The first scalars of a text, at most so many.
    func beginning(_ most: Int) -> String {
        let scalars = Array(unicodeScalars)
        guard scalars.count > most else { return self }
        return String.of(scalars[..<String.cut(scalars, near: most, from: Swift.max(1, most - 12), to: most)])
            .trimmingWhitespace()
    }

    /// The last scalars of a text, at most so many.
    func ending(_ most: Int) -> String {
        let scalars = Array(unicodeScalars)
        guard scalars.count > most else { return self }
        let start = scalars.count - most
        let end = Swift.min(scalars.count - 1, start + 12)
        return String.of(scalars[String.cut(scalars, near: start, from: start, to: end)...]).trimmingWhitespace()
    }

    /// Where to cut between two bounds: at a word, nearest the place that is wanted; else at a syllable's edge.
    private static func cut(_ scalars: [Unicode.Scalar], near: Int, from: Int, to: Int) -> Int {
        let window = Swift.max(0, from - 60)..<Swift.min(scalars.count, to + 60)
        let words = ThaiWords.starts(String.of(scalars[window])).map { $0 + window.lowerBound }
        let fitting = words.filter { (from...to).contains($0) }
        if let word = fitting.min(by: { abs($0 - near) < abs($1 - near) }) { return word }
        let edges = (from...to).filter { isEdge(scalars, $0) }
        return edges.min { abs($0 - near) < abs($1 - near) } ?? near
    }

    /// Whether a text may be cut before a scalar: no mark or following vowel stands there, no leading vowel before it.
    private static func isEdge(_ scalars: [Unicode.Scalar], _ index: Int) -> Bool {
        guard scalars.indices.contains(index), index > 0 else { return true }
        let (before, next) = (scalars[index - 1], scalars[index])
        if next.properties.isGraphemeExtend || (0x0E30...0x0E33).contains(next.value) || next.value == 0x0E45 {
            return false
        }
        return !(0x0E40...0x0E44).contains(before.value)
    }

    private static func of(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }
}
