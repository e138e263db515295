extension SourceDocument {
    /// Reads plain text or Markdown: tab-separated rows, Markdown tables with bars, and HTML inside cells, as text
    /// extracted from a PDF or typed by hand has them. `text` must be decoded already.
    ///
    /// A row of dashes only sets a table's head apart; it becomes a row whose cells hold the dashes, so that no line
    /// is dropped here.
    public static func text(_ text: String) -> SourceDocument {
        var document = SourceDocument()
        document.isRunningText = true
        var table = 0
        var wasRow = false
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, bytes) in lines.enumerated() {
            var line = Array(bytes)
            if line.last == UInt8(ascii: "\r") { line.removeLast() }
            if line.isEmpty && index == lines.count - 1 { continue }
            let place = SourcePlace(line: index + 1)
            if let cells = TextRow.cells(line) {
                if !wasRow, !document.blocks.isEmpty { table += 1 }
                wasRow = true
                let read = cells.enumerated().map { column, cell in
                    let place = SourcePlace(line: index + 1, column: column + 1)
                    return SourceCell(paragraphs: InlineHTML.paragraphs(cell, place: place), place: place)
                }
                document.blocks.append(.row(SourceRow(table: table, cells: read, place: place)))
            } else {
                wasRow = false
                let paragraphs = InlineHTML.paragraphs(line, place: place)
                if paragraphs.isEmpty {
                    document.blocks.append(.paragraph(SourceParagraph(text: "", place: place)))
                }
                document.blocks += paragraphs.map { .paragraph($0) }
            }
        }
        return document
    }
}

/// A line of text as a table row, if it is one.
private enum TextRow {
    static func cells(_ line: [UInt8]) -> [[UInt8]]? {
        if line.contains(UInt8(ascii: "\t")) {
            return line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false).map(Array.init)
        }
        let bar = UInt8(ascii: "|")
        let trimmed = line.drop { $0 == 32 }
        guard trimmed.first == bar, trimmed.dropFirst().contains(bar) else { return nil }
        var cells: [[UInt8]] = [[]]
        var escaped = false
        for byte in trimmed.dropFirst() {
            if escaped {
                if byte != bar { cells[cells.count - 1].append(UInt8(ascii: "\\")) }
                cells[cells.count - 1].append(byte)
                escaped = false
            } else if byte == UInt8(ascii: "\\") {
                escaped = true
            } else if byte == bar {
                cells.append([])
            } else {
                cells[cells.count - 1].append(byte)
            }
        }
        if cells.count > 1, cells[cells.count - 1].allSatisfy({ $0 == 32 }) { cells.removeLast() }
        return cells
    }
}

/// The little HTML that text extractors put into cells: paragraphs, line breaks and lists. Everything else in angle
/// brackets that looks like a tag is dropped, its text kept.
enum InlineHTML {
    static func paragraphs(_ bytes: [UInt8], place: SourcePlace) -> [SourceParagraph] {
        var scan = Scan(place: place)
        var position = 0
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "<"), let (tag, end) = tag(bytes, at: position) {
                scan.take(tag)
                position = end
            } else if byte == UInt8(ascii: "&"), let (scalar, end) = entity(bytes, at: position) {
                scan.text.append(contentsOf: String(scalar).utf8)
                position = end
            } else {
                scan.text.append(byte)
                position += 1
            }
        }
        scan.flush()
        return scan.paragraphs
    }

    private struct Scan {
        let place: SourcePlace
        var text: [UInt8] = []
        var paragraphs: [SourceParagraph] = []
        /// Lists that are open: whether each is ordered, and how many items it had.
        var lists: [(ordered: Bool, items: Int)] = []
        var inItem = false

        mutating func take(_ tag: (name: String, closes: Bool)) {
            switch (tag.name, tag.closes) {
            case ("ol", false), ("ul", false):
                flush()
                lists.append((tag.name == "ol", 0))
            case ("ol", true), ("ul", true):
                flush()
                if !lists.isEmpty { lists.removeLast() }
            case ("li", false):
                flush()
                if lists.isEmpty { lists.append((false, 0)) }
                lists[lists.count - 1].items += 1
                inItem = true
            case ("li", true):
                flush()
                inItem = false
            case ("p", _), ("br", _), ("div", _), ("tr", _), ("td", _), ("h1", _), ("h2", _), ("h3", _), ("h4", _):
                flush()
            default: break
            }
        }

        mutating func flush() {
            defer { text = [] }
            let content = InlineHTML.squeezed(text)
            guard !content.isEmpty else { return }
            let list = lists.last
            let item =
                inItem
                ? list.map { SourceParagraph.ListItem(number: $0.ordered ? $0.items : nil, ordered: $0.ordered) } : nil
            paragraphs.append(
                SourceParagraph(text: content, listItem: item, place: place, isLooseList: !inItem && list != nil))
        }
    }

    /// Blanks of every kind run together to one, none at the ends, Markdown's asterisks for bold taken off.
    static func squeezed(_ bytes: [UInt8]) -> String {
        var result = String.UnicodeScalarView()
        var blank = false
        var stars = 0
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            if scalar == "*" {
                if blank, !result.isEmpty { result.append(" ") }
                blank = false
                stars += 1
                continue
            }
            if stars == 1 { result.append("*") }
            stars = 0
            if scalar.properties.isWhitespace || scalar == "\u{200B}" || scalar == "\u{FEFF}" {
                blank = true
            } else {
                if blank, !result.isEmpty { result.append(" ") }
                blank = false
                result.append(scalar)
            }
        }
        if stars == 1 { result.append("*") }
        return String(result)
    }

    /// A tag at a position: its name, whether it closes, and where it ends. Only names of letters and digits count,
    /// so that `a < b` stays text.
    private static func tag(_ bytes: [UInt8], at start: Int) -> ((name: String, closes: Bool), Int)? {
        var position = start + 1
        let closes = position < bytes.count && bytes[position] == UInt8(ascii: "/")
        if closes { position += 1 }
        var name: [UInt8] = []
        while position < bytes.count, isNamePart(bytes[position]), name.count < 12 {
            name.append(bytes[position] | (bytes[position] >= 65 ? 32 : 0))
            position += 1
        }
        guard let first = name.first, first >= 97, let end = bytes[position...].firstIndex(of: UInt8(ascii: ">")),
            end - start < 400
        else { return nil }
        return ((String(decoding: name, as: UTF8.self), closes), end + 1)
    }

    private static func isNamePart(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
    }

    private static func entity(_ bytes: [UInt8], at start: Int) -> (Unicode.Scalar, Int)? {
        guard let end = bytes[start...].prefix(12).firstIndex(of: UInt8(ascii: ";")) else { return nil }
        let name = String(decoding: bytes[(start + 1)..<end], as: UTF8.self)
        let named: [String: Unicode.Scalar] = [
            "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": " ",
        ]
        if let scalar = named[name] { return (scalar, end + 1) }
        guard name.utf8.first == UInt8(ascii: "#") else { return nil }
        let digits = String(decoding: name.utf8.dropFirst(), as: UTF8.self)
        let hex = digits.utf8.first.map { $0 | 32 } == UInt8(ascii: "x")
        let value = hex ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
        guard let value, value >= 32, let scalar = Unicode.Scalar(value) else { return nil }
        return (scalar, end + 1)
    }
}
