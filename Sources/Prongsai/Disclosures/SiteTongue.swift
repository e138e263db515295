import HTML

extension Node {
    /// The same with `lang="th"` on what is Thai as a whole: a page in another language carries an agency's own words, and
    /// a reader for the blind speaks them as nonsense where nobody says which language they are in (WCAG 2, 3.1.2).
    var markingThai: Node {
        guard case .element(let name, let attributes, let children) = self else {
            guard case .fragment(let children) = self else { return self }
            return .fragment(children.map(\.markingThai))
        }
        let isMarked = Language.allCases.contains { attributes.contains(Attribute("lang", $0.rawValue)) }
        if isMarked { return self }
        if tongue == .thai { return .element(name, attributes + [Attribute("lang", Language.thai.rawValue)], children) }
        return .element(name, attributes, children.map(\.markingThai))
    }

    /// What the letters of a node say.
    private enum Tongue { case none, thai, other }

    private var tongue: Tongue {
        switch self {
        case .text(let text): return Node.tongue(of: text)
        case .element(_, _, let children), .fragment(let children):
            // Text is read as a whole: a code in a sentence is part of it, a whole element in another language is not.
            var (own, inside) = ("", Set<Tongue>())
            for child in children {
                if case .text(let text) = child { own += text } else { inside.insert(child.tongue) }
            }
            inside.insert(Node.tongue(of: own))
            return inside.contains(.other) ? .other : inside.contains(.thai) ? .thai : .none
        case .style, .rendered: return .other
        }
    }

    /// Thai where at least three letters of four are: codes such as O18 and names of files stand in Thai sentences.
    private static func tongue(of text: String) -> Tongue {
        var (thai, other) = (0, 0)
        for scalar in text.unicodeScalars {
            if (0x0E01...0x0E5B).contains(scalar.value) {
                thai += 1
            } else if scalar.properties.isAlphabetic {
                other += 1
            }
        }
        if thai == 0 { return other == 0 ? .none : .other }
        return thai >= 3 * other ? .thai : .other
    }
}
