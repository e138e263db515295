import Documents
import ITA

/// The naming cells of a row of our own spreadsheet, which holds a line of the plan on each line of the code cell and
/// puts its label before its findings: `I1: 1. …`.
struct OwnSheetRow {
    struct Line {
        var codes: [String]
        var wording = ""
        var findings: [SourceParagraph] = []
    }
    var lines: [Line] = []

    /// Nil where the code cell names one line only, or something that is no item.
    init?(code: SourceCell, item: SourceCell?, findings: SourceCell?, edition: Edition) {
        for label in OwnSheetRow.texts(code) {
            let read = ItemRange.read(label, in: edition)
            guard read.unknown.isEmpty, !read.codes.isEmpty else { return nil }
            lines.append(Line(codes: read.codes))
        }
        guard lines.count > 1 else { return nil }
        var names = OwnSheetRow.texts(item)[...]
        for index in lines.indices {
            let codes = lines[index].codes
            let count =
                codes.count == 1 ? 1 : names.prefix { name in codes.contains { OwnSheetRow.begins(name, $0) } }.count
            lines[index].wording = names.prefix(count).joined(separator: " ")
            names = names.dropFirst(count)
        }
        let labels = OwnSheetRow.texts(code)
        var current = 0
        for text in OwnSheetRow.texts(findings) {
            var rest = text
            if let found = labels.indices.first(where: { text.removing(prefix: "\(labels[$0]): ") != nil }) {
                current = found
                rest = text.removing(prefix: "\(labels[found]): ") ?? text
            }
            guard !rest.isEmpty, let place = findings?.place else { continue }
            lines[current].findings.append(SourceParagraph(text: rest, place: place))
        }
    }

    private static func texts(_ cell: SourceCell?) -> [String] {
        (cell?.text ?? "").unicodeScalars.split(separator: "\n").map { String($0).trimmingWhitespace() }
            .filter { !$0.isEmpty }
    }

    /// Whether a text begins with a code and a blank.
    private static func begins(_ text: String, _ code: String) -> Bool {
        Digits.ascii(text).utf8.starts(with: "\(code) ".utf8)
    }
}
