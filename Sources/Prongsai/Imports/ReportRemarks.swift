/// Words of our own reports that are no content when a report is read again.
struct ReportRemarks: Sendable {
    /// Printed in place of a result or a picture that is not there.
    var inCells: Set<String>
    /// What the notes below the table begin with.
    var notes: [String]
    /// Sheets that say what the file is and hold no rows of the report.
    var sheets: Set<String>

    /// Words of the line that says which version a report is.
    var seals: [String]

    static let none = ReportRemarks(inCells: [], notes: [], sheets: [], seals: [])

    init(inCells: Set<String>, notes: [String], sheets: Set<String>, seals: [String]) {
        (self.inCells, self.notes, self.sheets, self.seals) = (inCells, notes, sheets, seals)
    }

    /// What stands between the placeholders of a sentence.
    private static func pieces(_ template: String) -> [String] {
        template.utf8.split { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "}") }.enumerated().filter {
            $0.offset % 2 == (template.utf8.first == UInt8(ascii: "{") ? 1 : 0)
        }.map { String(decoding: $0.element, as: UTF8.self) }
    }

    /// Those of every language, since nobody knows in which one a report was printed.
    init(_ strings: Strings) {
        inCells = Set(
            Language.allCases.flatMap {
                [strings.text("report.no_result", [:], $0), strings.text("report.picture_missing", [:], $0)]
            })
        notes = Language.allCases.flatMap {
            [
                "* \(strings.text("report.unconfirmed", [:], $0))", strings.text("report.signed", [:], $0) + "..",
                strings.text("report.draft", [:], $0), strings.text("report.sheet.hash", [:], $0),
            ]
        }
        seals = Language.allCases.flatMap {
            let pieces = ReportRemarks.pieces(strings.template("report.frozen", $0) ?? "")
            let longest = pieces.max { $0.utf8.count < $1.utf8.count }
            return [strings.text("report.draft", [:], $0)] + [longest].compactMap { $0 }
        }
        sheets = Set(Language.allCases.map { strings.text("report.sheet.sheet_facts", [:], $0) })
    }

    func beginsNotes(_ text: String) -> Bool {
        let text = text.trimmingWhitespace()
        return notes.contains { text.utf8.starts(with: $0.utf8) } || isSeal(text)
    }

    /// Whether a text at the foot of a page is the line of our own reports that says which version it is.
    func isSeal(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return seals.contains { seal in
            let seal = Array(seal.utf8)
            guard !seal.isEmpty, seal.count <= bytes.count else { return false }
            return (0...(bytes.count - seal.count)).contains { bytes[$0..<($0 + seal.count)].elementsEqual(seal) }
        }
    }
}
