import HTML
import Watch

extension CheckDocument {
    /// A text of our own, such as a page that is written here: its words as readers see them, without the marks of its
    /// markup.
    static func text(_ text: String) -> CheckDocument {
        var document = CheckDocument(content: PageContent(kind: .text, text: PageText()))
        var (line, table, row, head) = (0, 0, 0, "")
        for typed in text.utf8.split(separator: 10, omittingEmptySubsequences: false) {
            let typed = String(decoding: typed, as: UTF8.self)
            guard let block = SiteMarkup.blocks(typed).first else {
                head = ""
                continue
            }
            let plain = ThaiForm.line(SiteMarkup.plain(typed))
            var cell: CheckPlace?
            if case .table = block {
                if head.isEmpty {
                    (table, row, head) = (table + 1, 1, typed)
                } else {
                    // A rule under the head is no row of its own.
                    guard case .table(let rows)? = SiteMarkup.blocks("\(head)\n\(typed)").first, rows.count > 1 else {
                        continue
                    }
                    row += 1
                }
                cell = CheckPlace(line: row, container: String(table))
            } else {
                head = ""
            }
            // What shows nothing is no line to a reader, as the rule of a table is none.
            guard !plain.isEmpty else { continue }
            line += 1
            let place = cell ?? CheckPlace(line: line)
            document.content.text.blocks.append(.init(plain, kind: kind(block)))
            document.places.append(place)
            for case .link(let words, let address) in spans(block) where words != address {
                document.targets.append(Cell(text: address, place: place))
            }
        }
        document.guessTables()
        // Tables that are typed are those of the page that is made of it.
        document.tables += CheckTables.read(element("div", [], SiteMarkup.nodes(text)).rendered()).filter {
            $0.rows.count > 1
        }
        return document
    }

    private static func kind(_ block: SiteMarkup.Block) -> PageText.Kind {
        switch block {
        case .heading(let level, _): .heading(level)
        case .paragraph: .paragraph
        case .list: .item
        case .table: .cell
        }
    }

    private static func spans(_ block: SiteMarkup.Block) -> [SiteMarkup.Span] {
        switch block {
        case .heading(_, let spans): spans
        case .paragraph(let lines), .list(_, let lines): lines.flatMap { $0 }
        case .table(let rows): rows.flatMap { row in row.flatMap { $0 } }
        }
    }

    /// How far a cell is looked for behind the one before it.
    private static let reach = 500

    /// Words in cells of a web page stand where their table says: whatever finds something there tells the place alike.
    mutating func placeCells(of tables: [Table]) {
        let cells = tables.flatMap(\.rows).flatMap { $0 }.filter { !$0.text.isEmpty }
        // What is left of the cell before `next`: one of several paragraphs comes in pieces.
        var (next, rest) = (0, "")
        for (index, block) in content.text.blocks.enumerated() {
            if next > 0, let after = rest.removing(prefix: block.text) {
                places[index] = cells[next - 1].place
                rest = after.trimmingWhitespace()
                continue
            }
            // To the reader of words a paragraph in a cell is a paragraph: the next cell begins with it.
            let ahead = cells.indices[next...].prefix(block.kind == .cell ? Self.reach : 1)
            guard let found = ahead.first(where: { cells[$0].text.removing(prefix: block.text) != nil }) else {
                continue
            }
            places[index] = cells[found].place
            rest = cells[found].text.removing(prefix: block.text)?.trimmingWhitespace() ?? ""
            next = found + 1
        }
    }
}
