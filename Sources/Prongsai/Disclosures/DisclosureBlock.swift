import Watch

extension DisclosureMarkup {
    struct Link: Sendable, Equatable {
        /// As written, entities resolved.
        var target: String
        var text: String
        /// What its `onclick` says, where it leads nowhere by itself.
        var script: String?
        /// Whether it is no link but an address among words, which nobody can press.
        var isTyped = false
        /// The words right before it in its piece, after the link before it.
        var lead = ""
    }

    struct Block: Sendable {
        var text = ""
        /// The same without the words of links that only say “look here”.
        var said = ""
        var kind = Kind.paragraph
        /// How deep in lists.
        var depth = 0
        /// The innermost row of a table; 0 outside of tables, -1 for a row that stands in a comment itself.
        var row = 0
        /// The first of the rows that a cell beside it holds together (`rowspan`); the row itself where none does.
        var group = 0
        /// The innermost table and the cell of its row, counted from 0.
        var table = 0
        var column = 0
        /// The innermost entry of a list (`li`, `dt`, `dd`), counted over the page; 0 outside of lists.
        var entry = 0
        /// The innermost part of the page that holds it; see ``DisclosureMarkup/parents``.
        var container = 0
        /// Whether it stands in the frame of the site: menu, head, foot.
        var isFrame = false
        /// Whether it stands in a comment, which nobody sees.
        var isComment = false
        /// Names of places in the page that begin here.
        var ids: [String] = []
        var links: [Link] = []
        var isHeading: Bool { if case .heading = kind { true } else { false } }
    }
}

extension DisclosureMarkup.Block {
    /// The place of the link whose own words hold the only codes of the piece, where one that leads elsewhere and says
    /// something stands before it: those codes may say nothing of the links before them.
    var reference: Int? {
        guard (2...50).contains(links.count) else { return nil }
        let coded = links.indices.filter { !links[$0].isTyped && !ItemCode.find(in: links[$0].text).isEmpty }
        guard coded.count == 1, let at = coded.first else { return nil }
        let isBeside = links[..<at].contains { link in
            link.target != links[at].target && DisclosureNearness.isLeading(link.target)
                && DisclosureReader.says(link.text)
        }
        let codes = ItemCode.find(in: links[at].text).count
        return isBeside && ItemCode.find(in: said).count == codes ? at : nil
    }

    /// Whether that link is called by the code alone, which refers to another item. With a title it may name the piece.
    var isReferring: Bool {
        reference.map { !DisclosureReader.says(DisclosureMeanings.without(codesIn: links[$0].text)) } ?? false
    }

    /// What the piece says of all its links.
    var naming: String {
        guard isReferring, let reference else { return said }
        return ThaiForm.line(said.replacingBytes(links[reference].text, with: " "))
    }

    /// The nearest words of the piece before a link that stand in no link and say something; empty where none do.
    func words(before link: DisclosureMarkup.Link) -> String {
        guard links.count <= 50, let at = links.firstIndex(of: link) else { return "" }
        return links[...at].last { DisclosureReader.says($0.lead) }?.lead ?? ""
    }
}
