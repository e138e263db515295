/// The official table of a report: what stands in which cell, before any writer decides how to draw it.
public struct ReportTable: Sendable, Equatable {
    /// The layout's columns, left to right; their headings are repeated on each page.
    public var columns: [ReportLayout.Column]
    /// Top to bottom, under the header row.
    public var rows: [Row]

    /// A heading over the whole width, or a block of cells.
    public enum Row: Sendable, Equatable {
        /// Level 1 names an instrument, level 2 an indicator.
        case heading(level: Int, text: String)
        /// A plan row.
        case block(Block)
    }

    /// One plan row. It has one or more lines; each column divides them among its cells without gap or overlap, so
    /// a cell that spans several lines is merged.
    public struct Block: Sendable, Equatable {
        /// How many lines its cells divide among them, at least 1.
        public var lines: Int
        /// One array of cells per column, top to bottom.
        public var columns: [[Cell]]
    }

    /// One cell of a block, within one column.
    public struct Cell: Sendable, Equatable {
        /// First line of the block it covers, from 0.
        public var line: Int
        /// How many lines it covers; from 2 on the cell is merged.
        public var span: Int
        /// Its paragraphs and photos; empty for an empty cell.
        public var parts: [Part]
        /// What it is called where it goes on on another page, such as `I2`; nil for a cell that has no name.
        public var name: String?
    }

    /// What a cell is filled with, top to bottom.
    public enum Part: Sendable, Equatable {
        /// A paragraph; `marker` is its number (`1.`), set apart so that a second line can hang under the text.
        case paragraph(marker: String?, text: String, weight: Weight)
        /// Photos side by side, each with its caption under it.
        case pictures([Photo])
    }

    /// Whether a paragraph is plain, bold, or an aside in softer ink.
    public enum Weight: Sendable, Equatable { case plain, bold, aside }

    /// A photo of the grid.
    public struct Photo: Sendable, Equatable {
        /// The copy to print, with its size in pixels.
        public var picture: RoundContent.Picture
        /// Printed under it; numbered where the row has several results.
        public var caption: String
        /// What somebody who cannot see the photo is told.
        public var alternative: String
    }
}

extension Report {
    /// The official table as the layout wants it.
    public var table: ReportTable {
        var rows: [ReportTable.Row] = []
        let thai = words.language == "th"
        for section in content.sections {
            rows.append(.heading(level: 1, text: thai ? section.thai : "\(section.english) (\(section.code))"))
            for indicator in section.indicators {
                let name = thai ? indicator.thai : indicator.english
                rows.append(.heading(level: 2, text: "\(words.indicator) \(indicator.number) \(name)"))
                rows += indicator.rows.map { .block(block($0)) }
            }
        }
        return ReportTable(columns: layout.columns, rows: rows).written(in: digits)
    }

    /// Columns about single measures (owner, steps, period, follow-up) put each measure on its own line; without them
    /// the block has one line per item, as in the half-year form.
    private func block(_ row: RoundContent.Row) -> ReportTable.Block {
        let byMeasure = layout.columns.contains { [.owner, .steps, .period, .followUp, .status].contains($0.content) }
        let lines = max(row.lines.count, byMeasure ? row.measures.count : 1, 1)
        return ReportTable.Block(
            lines: lines,
            columns: layout.columns.map { column in
                switch column.content {
                case .items: cells(row.lines.map(itemParts), named: row.lines.map(\.label), over: lines)
                case .findings: cells(row.lines.map { numbered($0.findings) }, over: lines)
                case .measures where !byMeasure: cells([numbered(row.measures.map(\.text))], over: lines)
                case .results: cells([resultParts(row)], over: lines)
                case .evidence: cells([evidenceParts(row)], over: lines)
                case .measures, .owner, .steps, .period, .followUp, .status:
                    cells(
                        row.measures.enumerated().map { measureParts($1, number: $0 + 1, column.content) }, over: lines)
                }
            })
    }

    /// Spreads cells over the block's lines; the last cell takes what is left.
    private func cells(
        _ parts: [[ReportTable.Part]], named names: [String] = [], over lines: Int
    ) -> [ReportTable.Cell] {
        let parts = parts.isEmpty ? [[]] : parts
        return parts.enumerated().map { index, content in
            let last = index == parts.count - 1
            return ReportTable.Cell(
                line: index, span: last ? lines - index : 1, parts: content,
                name: names.indices.contains(index) ? names[index] : nil)
        }
    }

    /// A single text stands without a number; several are numbered.
    private func numbered(_ texts: [String]) -> [ReportTable.Part] {
        if texts.count == 1 { return [.paragraph(marker: nil, text: texts[0], weight: .plain)] }
        return texts.enumerated().map { .paragraph(marker: "\($0 + 1).", text: $1, weight: .plain) }
    }

    private func itemParts(_ line: RoundContent.Line) -> [ReportTable.Part] {
        // Two or three items with scores of their own keep their names too, as the office's own table has them.
        if (2...3).contains(line.items.count), Set(line.items.map(\.score)).count > 1 {
            return line.items.flatMap { item in
                let name = words.language == "th" ? item.thai : item.english
                let start = [item.code, name ?? ""].filter { !$0.isEmpty }.joined(separator: " ")
                let texts = [start] + (item.score.map { ["(\($0) \(words.points))"] } ?? [])
                return texts.map { ReportTable.Part.paragraph(marker: nil, text: $0, weight: .plain) }
            }
        }
        let name = line.items.count == 1 ? (words.language == "th" ? line.items[0].thai : line.items[0].english) : nil
        var parts: [ReportTable.Part] = [
            .paragraph(
                marker: nil, text: [line.label, name ?? ""].filter { !$0.isEmpty }.joined(separator: " "),
                weight: .plain)
        ]
        let scores = Set(line.items.map(\.score))
        if scores.count == 1, let score = scores.first, let score {
            parts.append(.paragraph(marker: nil, text: "(\(score) \(words.points))", weight: .plain))
        } else if scores.count > 1 {
            let each = line.items.map { "\($0.code) \($0.score ?? "–")" }.joined(separator: ", ")
            parts.append(.paragraph(marker: nil, text: "(\(each) \(words.points))", weight: .plain))
        }
        return parts
    }

    private func measureParts(
        _ measure: RoundContent.Measure, number: Int, _ content: ReportLayout.Content
    ) -> [ReportTable.Part] {
        let text: String?
        switch content {
        case .measures: return [.paragraph(marker: "\(number).", text: measure.text, weight: .plain)]
        case .owner: text = [measure.unit, measure.person].compactMap { $0 }.joined(separator: "\n")
        case .steps: text = measure.steps
        case .period: text = words.period(from: measure.startsOn, to: measure.endsOn)
        case .followUp: text = measure.followUp
        case .status: text = words.status[measure.status]
        case .items, .findings, .results, .evidence: text = nil
        }
        guard let text, !text.isEmpty else { return [] }
        return text.unicodeScalars.split(separator: "\n").map {
            .paragraph(marker: nil, text: String($0), weight: .plain)
        }
    }

    private func resultParts(_ row: RoundContent.Row) -> [ReportTable.Part] {
        if row.results.isEmpty, !words.noResult.isEmpty {
            return [.paragraph(marker: nil, text: words.noResult, weight: .aside)]
        }
        return zip(row.results, numbers(row)).map { result, number in
            .paragraph(marker: number.map { "\($0)." }, text: result.text, weight: .plain)
        }
    }

    /// The numbers of a row's results. A single one among several measures has the number of the measure it is about.
    private func numbers(_ row: RoundContent.Row) -> [Int?] {
        guard row.results.count == 1 else { return row.results.indices.map { $0 + 1 } }
        guard row.measures.count > 1, row.results[0].measures.count == 1 else { return [nil] }
        return [row.measures.firstIndex { $0.id == row.results[0].measures[0] }.map { $0 + 1 }]
    }

    /// A result's evidence begins with the result's number; evidence of the row as a whole has a dot, so that whoever
    /// reads the report again, person or program, sees whose it is.
    private func evidenceParts(_ row: RoundContent.Row) -> [ReportTable.Part] {
        var parts: [ReportTable.Part] = []
        for (result, number) in zip(row.results, numbers(row)) {
            parts += evidenceParts(result.evidence, marker: number.map { "\($0)." })
        }
        if row.results.isEmpty { return parts + evidenceParts(row.evidence, marker: nil) }
        return parts + row.evidence.flatMap { evidenceParts([$0], marker: "•") }
    }

    /// Photos in a row share a grid; a caption without its picture, a file or an address is a line of its own.
    private func evidenceParts(_ evidence: [RoundContent.Evidence], marker: String?) -> [ReportTable.Part] {
        var parts: [ReportTable.Part] = []
        var photos: [ReportTable.Photo] = []
        var marker = marker
        func flush() {
            if !photos.isEmpty { parts.append(.pictures(photos)) }
            photos = []
        }
        for item in evidence {
            if let picture = item.picture {
                let caption = [marker ?? "", item.caption].filter { !$0.isEmpty }.joined(separator: " ")
                photos.append(ReportTable.Photo(picture: picture, caption: caption, alternative: item.caption))
            } else {
                flush()
                let place = words.place(of: item, seal)
                let detail = [item.caption, item.fileName ?? "", place].filter { !$0.isEmpty }
                parts.append(.paragraph(marker: marker, text: detail.joined(separator: " "), weight: .plain))
                if item.kind == "caption", !words.pictureMissing.isEmpty {
                    parts.append(.paragraph(marker: nil, text: words.pictureMissing, weight: .aside))
                }
            }
            marker = nil
        }
        flush()
        return parts
    }
}

extension ReportWords {
    /// Where evidence stands: its address as others reach it, and since when it cannot be relied on; empty where it has
    /// none. A path of the office's own site that nobody gave an address is none.
    func place(of evidence: RoundContent.Evidence, _ seal: ReportSeal) -> String {
        guard let address = evidence.address else { return "" }
        let whole = seal.whole(address)
        let isPath = whole.utf8.first == UInt8(ascii: "/")
        let shown = isPath && !addressMissing.isEmpty ? addressMissing : whole
        guard let since = evidence.downSince, !addressDown.isEmpty else { return shown }
        return shown + " " + Self.filled(addressDown, day(since) ?? since)
    }

    private static func filled(_ sentence: String, _ day: String) -> String {
        let parts = Array(sentence.utf8), mark = Array("{day}".utf8)
        guard parts.count >= mark.count,
            let at = (0...(parts.count - mark.count)).first(where: { parts[$0...].starts(with: mark) })
        else { return sentence }
        let (before, after) = (parts[..<at], parts[(at + mark.count)...])
        return String(decoding: before, as: UTF8.self) + day + String(decoding: after, as: UTF8.self)
    }

    /// A period in words: short Thai months with Buddhist years, or English months with both years.
    func period(from: String?, to: String?) -> String? {
        let words = [from, to].map { $0.flatMap { day($0) } }
        switch (words[0], words[1]) {
        case (let from?, let to?): return "\(from) – \(to)"
        case (let from?, nil): return from
        case (nil, let to?): return language == "th" ? "ภายใน \(to)" : "by \(to)"
        case (nil, nil): return nil
        }
    }

    /// An ISO day in the report's language: `14 ม.ค. 2568` or `14 Jan 2025`.
    func day(_ iso: String) -> String? {
        let parts = iso.utf8.split(separator: UInt8(ascii: "-")).map { Int(String(decoding: $0, as: UTF8.self)) }
        guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2], (1...12).contains(month)
        else { return nil }
        let thai = ["ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."]
        let english = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        return language == "th"
            ? "\(day) \(thai[month - 1]) \(year + 543)" : "\(day) \(english[month - 1]) \(year)"
    }
}
