/// What all sheets of a workbook share: texts, formats, the first day.
struct XLSXSource {
    var strings: [String] = []
    var formats: [XLSXFormat] = []
    /// Whether days are counted from 1 January 1904 (18.17.4.1).
    var startsIn1904 = false

    mutating func readStrings(_ part: XMLReader) throws(SourceError) {
        var xml = part
        while let event = try xml.next(inside: 0) {
            if event == .start, xml.name == XMLName(.sheet, "si") { strings.append(try xml.richText()) }
        }
    }

    mutating func readStyles(_ part: XMLReader) throws(SourceError) {
        var xml = part
        var codes: [Int: String] = [:]
        while let event = try xml.next(inside: 0) {
            guard event == .start, xml.name.space == .sheet else { continue }
            switch xml.name.local {
            case "numFmt":
                if let id = xml.attribute("numFmtId").flatMap({ Int($0) }) { codes[id] = xml.attribute("formatCode") }
            case "cellXfs":
                let depth = xml.depth
                var known: [Int: XLSXFormat] = [:]
                while let event = try xml.next(inside: depth) {
                    guard event == .start, xml.name == XMLName(.sheet, "xf") else { continue }
                    let id = xml.attribute("numFmtId").flatMap { Int($0) } ?? 0
                    let format = known[id] ?? XLSXFormat(id: id, code: codes[id])
                    known[id] = format
                    formats.append(format)
                }
            case "dxfs", "cellStyleXfs": try xml.skip()
            default: continue
            }
        }
    }
}

/// One sheet as its file gives it: only the cells that hold something.
struct XLSXSheet {
    struct Cell {
        var column: Int
        var text: String
        var pictures: [Int] = []
    }

    struct Row {
        var number: Int
        var cells: [Cell]
        var isHidden = false
    }

    let name: String
    var rows: [Row] = []
    var merges: [XLSXRange] = []
    var hiddenColumns: [ClosedRange<Int>] = []
    /// The relationship of the sheet's drawing.
    private(set) var drawing: String?
    /// Doubts of which a sheet may have one for every cell, told once with their number.
    private var tally: [String: (doubt: SourceDoubt, count: Int)] = [:]
    private var single: [SourceDoubt] = []

    init(name: String) { self.name = name }

    func place(_ row: Int, _ column: Int = 0) -> SourcePlace {
        SourcePlace(line: row, column: column, container: name)
    }

    mutating func note(_ code: String, _ details: [String: String] = [:], at place: SourcePlace) {
        if tally[code] == nil {
            tally[code] = (SourceDoubt(code: code, details: details, place: place), 1)
        } else {
            tally[code]?.count += 1
        }
    }

    func report(to doubts: inout DoubtList) {
        for (_, noted) in tally.sorted(by: { $0.key < $1.key }) {
            var details = noted.doubt.details
            details["count"] = String(noted.count)
            doubts.add(noted.doubt.code, details, at: noted.doubt.place)
        }
        doubts.add(single)
    }

    /// A doubt that is told for each place, since it quotes what is found nowhere else.
    mutating func tell(_ code: String, _ details: [String: String], at place: SourcePlace) {
        if single.count < 500 {
            single.append(SourceDoubt(code: code, details: details, place: place))
        } else {
            note(code, details, at: place)
        }
    }

    /// Puts a picture at a cell, which need not exist.
    mutating func add(picture: Int, row: Int, column: Int) {
        rows.append(Row(number: row, cells: [Cell(column: column, text: "", pictures: [picture])]))
    }

    mutating func read(_ part: XMLReader, book: XLSXSource, budget: inout XLSXBudget) throws(SourceError) {
        var xml = part
        var row = 0
        var column = 0
        while let event = try xml.next(inside: 0) {
            guard event == .start, xml.name.space == .sheet else { continue }
            switch xml.name.local {
            case "row":
                row = xml.attribute("r").flatMap { Int($0) } ?? row + 1
                guard (1...XLSXRange.lastRow).contains(row) else { throw xml.broken() }
                column = 0
                rows.append(Row(number: row, cells: [], isHidden: isTrue(xml.attribute("hidden"))))
            case "c":
                guard !rows.isEmpty else { throw xml.broken() }
                column += 1
                if let reference = xml.attribute("r") {
                    guard let range = XLSXRange(reference), range.isCell, range.rows.lowerBound == row else {
                        throw xml.broken()
                    }
                    column = range.columns.lowerBound
                }
                guard column <= XLSXRange.lastColumn else { throw xml.broken() }
                let text = try cell(&xml, book: book, at: place(row, column))
                if text.isEmpty { continue }
                try budget.takeCells(1, at: place(row, column))
                try budget.takeText(text)
                rows[rows.count - 1].cells.append(Cell(column: column, text: text))
            case "col":
                if isTrue(xml.attribute("hidden")), hiddenColumns.count < 1_000,
                    let first = xml.attribute("min").flatMap({ Int($0) }),
                    let last = xml.attribute("max").flatMap({ Int($0) }), 1 <= first, first <= last
                {
                    hiddenColumns.append(first...min(last, max(first, XLSXRange.lastColumn)))
                }
            case "mergeCell":
                if let range = xml.attribute("ref").flatMap({ XLSXRange($0) }) {
                    merges.append(range)
                } else {
                    note("bad_merge", at: place(1))
                }
            case "drawing": drawing = xml.attribute("id", .relationships)
            case "extLst", "conditionalFormatting", "dataValidations": try xml.skip()
            default: continue
            }
        }
    }

    private func isTrue(_ value: String?) -> Bool { value == "1" || value == "true" }

    /// The text of the cell just started (18.3.1.4).
    private mutating func cell(_ xml: inout XMLReader, book: XLSXSource, at place: SourcePlace) throws(SourceError)
        -> String
    {
        let type = xml.attribute("t") ?? "n"
        let style = xml.attribute("s").flatMap { Int($0) } ?? 0
        let holdsPicture = xml.attribute("vm") != nil
        let depth = xml.depth
        var value: String?
        var inline = ""
        var isFormula = false
        while let event = try xml.next(inside: depth) {
            guard event == .start, xml.name.space == .sheet else { continue }
            switch xml.name.local {
            case "v": value = try xml.wholeText()
            case "is": inline = try xml.richText()
            case "f":
                isFormula = true
                try xml.skip()
            default: continue
            }
        }
        if type == "inlineStr" { return inline }
        // A text may be empty; for every other type an empty value is none.
        guard let value, !value.isEmpty || type == "str" else {
            if isFormula { note("formula_without_value", at: place) }
            return ""
        }
        switch type {
        case "s":
            if let index = Int(value), book.strings.indices.contains(index) { return book.strings[index] }
            note("text_missing", at: place)
            return ""
        case "b": return value == "1" ? "TRUE" : value == "0" ? "FALSE" : value
        case "e":
            // A picture placed in a cell is stored as an error with a reference to a rich value.
            let error = SourceDoubt.excerpt(value)
            if holdsPicture {
                tell("picture_in_cell", [:], at: place)
                return ""
            }
            tell("cell_error", ["error": error], at: place)
            return value
        case "n": return number(value, style: style, book: book, at: place)
        default: return value.withoutExcelEscapes
        }
    }

    private mutating func number(_ value: String, style: Int, book: XLSXSource, at place: SourcePlace) -> String {
        let stored = value.utf8.filter { !XMLReader.isSpace($0) }
        guard let number = XLSXDecimal(stored) else {
            if !stored.isEmpty { note("bad_number", ["text": SourceDoubt.excerpt(value)], at: place) }
            return value
        }
        let format = book.formats.indices.contains(style) ? book.formats[style] : XLSXFormat(id: 0, code: nil)
        let shown = format.show(number, startsIn1904: book.startsIn1904)
        if let doubt = shown.doubt {
            var details = ["shown": shown.text, "stored": number.plain]
            if doubt == "number_format" { details["format"] = SourceDoubt.excerpt(format.code) }
            note(doubt, details, at: place)
        }
        return shown.text
    }
}

extension XMLReader {
    /// The text of a string item: its runs joined, reading aids (`rPh`, 18.4.6) left out.
    fileprivate mutating func richText() throws(SourceError) -> String {
        let depth = depth
        var whole = ""
        while let event = try next(inside: depth) {
            guard event == .start, name.space == .sheet else { continue }
            if name.local == "t" { whole += try wholeText() }
            if name.local == "rPh" { try skip() }
        }
        return whole.withoutExcelEscapes
    }
}

extension String {
    /// With `_x000D_` and its like resolved (22.9.2.19) and line ends made LF.
    fileprivate var withoutExcelEscapes: String {
        let bytes = Array(utf8)
        guard bytes.contains(UInt8(ascii: "_")) || bytes.contains(0x0D) else { return self }
        var units: [UInt16] = []
        var at = 0
        let source = Array(utf16)
        while at < source.count {
            if at + 6 < source.count, source[at] == 0x5F, source[at + 1] == 0x78, source[at + 6] == 0x5F,
                let unit = UInt16(String(decoding: source[(at + 2)..<(at + 6)], as: UTF16.self), radix: 16)
            {
                units.append(unit)
                at += 7
            } else {
                units.append(source[at])
                at += 1
            }
        }
        var out: [UInt16] = []
        for (i, unit) in units.enumerated() {
            if unit == 0x0D {
                if i + 1 < units.count, units[i + 1] == 0x0A { continue }
                out.append(0x0A)
            } else if unit != 0 {
                out.append(unit)
            }
        }
        return String(decoding: out, as: UTF16.self)
    }
}
