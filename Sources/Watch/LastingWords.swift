extension PageText {
    /// The words that a capture without a body of its own answers for: those of the page without the frame of the site,
    /// where it has anything else, and with `…` for the figures of counters.
    public var lasting: [Block] {
        let content = blocks.contains { !$0.isFrame } ? blocks.filter { !$0.isFrame } : blocks
        return content.map { block in
            // On a day that no page names: whatever day it is, the words are the same.
            guard PageForm.block(block.text, []).isCounter else { return block }
            var words = String.UnicodeScalarView()
            for scalar in block.text.unicodeScalars {
                if scalar.isDigit {
                    if words.last != "…" { words.append("…") }
                } else if scalar != "," || words.last != "…" {
                    words.append(scalar)
                }
            }
            var lasting = block
            lasting.text = String(words)
            return lasting
        }
    }

    /// Stands for the title and ``lasting``, in order: nothing that is learnt from look to look has a part in it.
    public var fingerprint: String {
        Hex.string(Digest.sha256(Array(([title] + lasting.map(\.text)).joined(separator: "\n").utf8)))
    }
}

extension Look {
    /// The ``PageText/fingerprint`` of what was answered, where it is the whole of it: nil where the answer holds more
    /// than words that are read here, as a document does, or was not read to its end.
    public var words: String? {
        guard case .success(let response) = outcome.result, response.cut == nil, let content,
            content.kind == .html || content.kind == .text, content.trouble == nil, !content.text.isCut,
            !content.text.blocks.isEmpty
        else { return nil }
        return content.text.fingerprint
    }
}
