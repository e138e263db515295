/// How wide the columns of the official table are: as the form shares the width out, but none narrower than the longest
/// word in it, which would be torn.
struct ColumnWidths {
    /// What a text of a column is printed as.
    enum Use { case heading, body, bold, aside, caption }

    let table: ReportTable
    /// Of the whole table; every length is in points.
    let body: Double
    /// Left and right of a cell's contents together.
    let padding: Double
    /// How far the text of a numbered paragraph hangs behind this number.
    let hang: (String) -> Double
    /// The widest word of a text that is no wider than the last value.
    let widest: (String, Use, Double) -> Double

    /// A column may take so much more than its share for the sake of a word.
    private static let most = 1.6
    /// Photos stand one under the other in a narrower cell, whose captions then count.
    static let narrow = 110.0

    /// From left to right; together they are the body.
    var widths: [Double] {
        let shares = Self.shares(table.columns, body: body)
        let needs = shares.enumerated().map { need($0, share: $1) }
        guard needs.reduce(0, +) < body else { return shares }
        // What the narrow ones lack comes from the others, from each by its share.
        var (fixed, scale) = (Set<Int>(), 1.0)
        while true {
            let more = shares.indices.filter { !fixed.contains($0) && shares[$0] * scale < needs[$0] }
            if more.isEmpty { break }
            fixed.formUnion(more)
            let rest = shares.indices.filter { !fixed.contains($0) }.reduce(0) { $0 + shares[$1] }
            scale = rest > 0 ? (body - fixed.reduce(0) { $0 + needs[$1] }) / rest : 1
        }
        return shares.indices.map { fixed.contains($0) ? needs[$0] : shares[$0] * scale }
    }

    static func shares(_ columns: [ReportLayout.Column], body: Double) -> [Double] {
        let shares = columns.map { $0.share.isFinite ? min(max($0.share, 0.1), 100) : 1 }
        let sum = shares.reduce(0, +)
        return shares.map { $0 / sum * body }
    }

    private func need(_ column: Int, share: Double) -> Double {
        let most = share * Self.most - padding
        var need = widest(table.columns[column].heading, .heading, most)
        for case .block(let block) in table.rows {
            for cell in block.columns[column] { need = max(need, self.need(cell.parts, most: most, share: share)) }
        }
        return min(need + padding + 0.5, share * Self.most)
    }

    private func need(_ parts: [ReportTable.Part], most: Double, share: Double) -> Double {
        let hang = parts.map { if case .paragraph(let marker?, _, _) = $0 { self.hang(marker) } else { 0 } }.max() ?? 0
        return parts.reduce(0) { need, part in
            switch part {
            case .paragraph(let marker, let text, let weight):
                let use: Use = weight == .aside ? .aside : weight == .bold ? .bold : .body
                let indent = marker == nil && weight != .aside ? 0 : hang
                return max(need, indent + widest(text, use, most - indent))
            case .pictures(let photos):
                guard share - padding < Self.narrow else { return need }
                return photos.reduce(need) { max($0, widest($1.caption, .caption, most)) }
            }
        }
    }
}
