import Documents

/// The table of a report as JSON: the same cells, numbers and captions for whoever sets it.
struct TableFile: Encodable {
    struct Column: Encodable {
        var heading: String
        var share: Double
    }
    struct Row: Encodable {
        /// Set for a heading over the whole width.
        var level: Int?
        var text: String?
        /// Set for a block.
        var lines: Int?
        var columns: [[Cell]]?
    }
    struct Cell: Encodable {
        var line: Int
        var span: Int
        var parts: [Part]
    }
    struct Part: Encodable {
        var marker: String?
        var text: String?
        var weight: String?
        var pictures: [Picture]?
    }
    struct Picture: Encodable {
        var name: String
        var caption: String
        var alternative: String
    }

    var title: [String]
    var pageOf: String
    var columns: [Column]
    var rows: [Row]

    init(_ report: Report) {
        let table = report.table
        title = report.words.title
        pageOf = report.words.pageOf
        columns = table.columns.map { Column(heading: $0.heading, share: $0.share) }
        rows = table.rows.map { row in
            switch row {
            case .heading(let level, let text): Row(level: level, text: text)
            case .block(let block):
                Row(
                    lines: block.lines,
                    columns: block.columns.map { cells in
                        cells.map { Cell(line: $0.line, span: $0.span, parts: $0.parts.map(TableFile.part)) }
                    })
            }
        }
    }

    private static func part(_ part: ReportTable.Part) -> Part {
        switch part {
        case .paragraph(let marker, let text, let weight):
            Part(marker: marker, text: text, weight: "\(weight)")
        case .pictures(let photos):
            Part(
                pictures: photos.map {
                    Picture(name: $0.picture.sha256, caption: $0.caption, alternative: $0.alternative)
                })
        }
    }
}
