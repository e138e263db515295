/// Looking through a tree that is not rendered yet.
extension Node {
    /// The tree without the elements that have a class, and these elements in the order they stood.
    public func parted(from word: String) -> (rest: Node, parts: [Node]) {
        switch self {
        case .text, .style, .rendered: return (self, [])
        case .fragment(let children):
            let (rest, parts) = Node.parted(children, from: word)
            return parts.isEmpty ? (self, []) : (.fragment(rest), parts)
        case .element(let name, let attributes, let children):
            let classes = Node.value("class", of: attributes)?.utf8.split(separator: UInt8(ascii: " ")) ?? []
            if classes.contains(where: { $0.elementsEqual(word.utf8) }) { return (.empty, [self]) }
            let (rest, parts) = Node.parted(children, from: word)
            return parts.isEmpty ? (self, []) : (.element(name, attributes, rest), parts)
        }
    }

    private static func parted(_ nodes: [Node], from word: String) -> (rest: [Node], parts: [Node]) {
        nodes.reduce(into: ([], [])) { sum, node in
            let (rest, parts) = node.parted(from: word)
            sum.0.append(rest)
            sum.1 += parts
        }
    }

    /// What the labels inside say, by the id of the control each is for; the legend of a group of boxes stands for the
    /// group's id.
    public var labels: [String: String] {
        var found: [String: String] = [:]
        gather(into: &found, group: nil)
        return found
    }

    private func gather(into found: inout [String: String], group: String?) {
        switch self {
        case .text, .style, .rendered: break
        case .fragment(let children): for child in children { child.gather(into: &found, group: group) }
        case .element(let name, let attributes, let children):
            var group = group
            var named: String?
            switch name.text {
            case "fieldset": group = Node.value("id", of: attributes)
            case "legend": named = group
            case "label": named = Node.value("for", of: attributes)
            default: break
            }
            if let named, found[named] == nil { found[named] = children.map(\.words).joined() }
            for child in children { child.gather(into: &found, group: group) }
        }
    }

    /// The text inside, without markup.
    private var words: String {
        switch self {
        case .text(let text): text
        case .fragment(let children), .element(_, _, let children): children.map(\.words).joined()
        case .style, .rendered: ""
        }
    }
}
