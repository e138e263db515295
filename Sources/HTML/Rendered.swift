/// A piece of HTML rendered once to be shown many times, with gaps for a text that differs each time. Nothing but a
/// ``Node`` can be rendered, so it is as safe as the node was.
public struct Rendered: Sendable, Equatable {
    /// What stands before, between and after the gaps.
    private let pieces: [[UInt8]]

    /// Renders a node. Wherever `gap` stands in it, in text or in the value of an attribute, something else can stand
    /// later: it should be a word that cannot occur otherwise, of letters and figures alone.
    public init(_ node: Node, gap: String) {
        let bytes = node.rendered()
        let mark = Array(gap.utf8)
        var pieces: [[UInt8]] = []
        var start = 0
        var at = 0
        while !mark.isEmpty, at + mark.count <= bytes.count {
            if bytes[at] == mark[0], bytes[at..<(at + mark.count)].elementsEqual(mark) {
                pieces.append(Array(bytes[start..<at]))
                at += mark.count
                start = at
            } else {
                at += 1
            }
        }
        pieces.append(Array(bytes[start...]))
        self.pieces = pieces
    }

    /// The node again, with this text in its gaps.
    public func filled(_ text: String) -> Node { .rendered(self, text) }

    func write(into bytes: inout [UInt8], _ text: String) {
        for (index, piece) in pieces.enumerated() {
            if index > 0 { Node.escape(text, into: &bytes) }
            bytes.append(contentsOf: piece)
        }
    }
}
