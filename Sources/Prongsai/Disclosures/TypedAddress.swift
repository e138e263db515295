/// An address that stands among words instead of being a link: people see it and have to type it.
struct TypedAddress: Sendable, Equatable {
    /// The address it means: `www.abt.go.th/x` leaves out how it begins.
    var target: String
    /// The words around it.
    var words: String

    private static let most = 2_000
    private static let beginnings = ["https://", "http://", "www."].map { Array($0.unicodeScalars) }
    private static let ends = Set("<>\"'“”‘’|\u{200B}\u{FEFF}".unicodeScalars)
    private static let trailing = Set(".,;:!?ฯ…]}".unicodeScalars)

    /// Every address in a text that is of more than a whole site, which is where an office says who it is. An address
    /// ends at a space, a quotation mark or, before its first slash, at whatever no name of a host holds; the full stop of
    /// a sentence and the bracket around it do not belong to it. At most ``most`` scalars of it are read.
    static func find(in text: String) -> [TypedAddress] {
        let scalars = text.unicodeScalars.map { $0 }
        var found: [TypedAddress] = []
        var at = 0
        while at < scalars.count {
            guard let beginning = beginnings.first(where: { isHere($0, at, scalars) }),
                at == 0 || !isOfName(scalars[at - 1])
            else {
                at += 1
                continue
            }
            let host = at + (beginning.count > 4 ? beginning.count : 0)
            var end = host
            while end < scalars.count, isOfName(scalars[end]) { end += 1 }
            if end < scalars.count, "/?#".unicodeScalars.contains(scalars[end]) {
                let stop = min(scalars.count, at + most)
                while end < stop, !scalars[end].properties.isWhitespace, !ends.contains(scalars[end]) { end += 1 }
            }
            end = trimmed(scalars, at, end)
            let written = String(String.UnicodeScalarView(scalars[at..<end]))
            let path = scalars[host..<max(host, end)].firstIndex { $0 == "/" || $0 == "?" }
            if let path, end > path + 1, scalars[host..<path].contains(".") {
                let words = String(
                    String.UnicodeScalarView(scalars[max(0, at - 200)..<at] + scalars[end...].prefix(200)))
                found.append(
                    TypedAddress(target: beginning.count > 4 ? written : "http://" + written, words: words))
            }
            at = max(end, at + 1)
        }
        return found
    }

    private static func isHere(_ word: [Unicode.Scalar], _ at: Int, _ text: [Unicode.Scalar]) -> Bool {
        at + word.count <= text.count
            && word.indices.allSatisfy { index in
                let mine = text[at + index]
                return mine == word[index]
                    || word[index].properties.isAlphabetic && mine.value | 0x20 == word[index].value
            }
    }

    /// Whether it may stand in the name of a host, with its port.
    private static func isOfName(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x3A, 0x40, 0x5F: true
        default: false
        }
    }

    private static func trimmed(_ text: [Unicode.Scalar], _ start: Int, _ stop: Int) -> Int {
        var end = stop
        while end > start {
            let last = text[end - 1]
            let isOutside = last == ")" && text[start..<end].count { $0 == ")" } > text[start..<end].count { $0 == "(" }
            guard trailing.contains(last) || isOutside else { break }
            end -= 1
        }
        return end
    }
}
