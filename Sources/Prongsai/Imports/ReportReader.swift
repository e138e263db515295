import Documents
import ITA

/// Understands an existing report as rows of the official table. Writes nothing, and drops nothing: every line of the
/// source gets a role, and what has none is listed as unplaced.
struct ReportReader {
    private let edition: Edition
    /// Whether rows may be cut and cells merged without the document saying so.
    private let isRunningText: Bool
    private let remarks: ReportRemarks
    /// Whether the notes below the table have begun.
    private var inNotes = false
    private var reading = ReportReading()
    private var columns: [Int: ReportColumn] = [:]
    private var header = HeaderText()
    private var instrument: String?
    private var block: BlockReading?
    private var title: [String] = []
    private var container: String?
    /// Pictures in the title and in the remarks: emblems and codes.
    private var outside: Set<Int> = []

    /// Reads a document against the items of an edition.
    /// `remarks` are the fixed words our own reports print into cells and below the table; they are no content.
    static func read(_ document: SourceDocument, edition: Edition, remarks: ReportRemarks = .none) -> ReportReading {
        var reader = ReportReader(edition: edition, document: document, remarks: remarks)
        for block in document.blocks {
            switch block {
            case .paragraph(let paragraph): reader.take(paragraph)
            case .row(let row): reader.take(row)
            }
        }
        reader.closeBlock()
        ReportTitle.read(reader.title, into: &reader.reading)
        reader.doubtBlanks()
        reader.reading.doubts += document.doubts.filter { doubt in
            doubt.code != "page_text" || !remarks.isSeal(doubt.details["text"] ?? "")
        }
        reader.doubtPictures(of: document)
        reader.reading.doubts.sort { $0.place < $1.place }
        reader.reading.faults.sort { $0.place < $1.place }
        return reader.reading
    }

    private init(edition: Edition, document: SourceDocument, remarks: ReportRemarks) {
        self.edition = edition
        self.remarks = remarks
        isRunningText = document.isRunningText
    }

    /// Blanks that a scan left inside words; the same words are told once.
    private mutating func doubtBlanks() {
        var told: Set<String> = []
        var left = 300_000
        let entries = reading.rows.flatMap { $0.lines.flatMap(\.findings) + $0.measures + $0.results }
        for entry in entries {
            // Of a hostile file no more than a long report has.
            left -= entry.text.utf8.count
            guard left > 0, told.count < 100 else { return }
            for (given, read) in StrayBlanks.find(entry.text) where told.insert(given).inserted {
                let values = ["given": given, "read": read]
                reading.doubts.append(SourceDoubt(code: "blank_inside", details: values, place: entry.place))
            }
        }
    }

    /// Pictures that stand beside no caption, and in none of the parts that are no content.
    private mutating func doubtPictures(of document: SourceDocument) {
        let placed = Set(reading.rows.flatMap(\.captions).compactMap(\.picture)).union(outside)
        for (index, picture) in document.pictures.enumerated() where !placed.contains(index) {
            let name = String(picture.name.split(separator: "/").last ?? "")
            reading.doubts.append(SourceDoubt(code: "picture_unplaced", details: ["name": name], place: picture.place))
        }
    }

    private mutating func mark(_ place: SourcePlace, _ role: ReportReading.Role) {
        if let last = reading.lines.last, last.0.line == place.line, last.0.container == place.container, last.1 == role
        {
            return
        }
        reading.lines.append((place, role))
    }

    // MARK: Outside tables

    private mutating func take(_ paragraph: SourceParagraph) {
        if paragraph.text.isEmpty, paragraph.pictures.isEmpty { return mark(paragraph.place, .blank) }
        if inNotes {
            outside.formUnion(paragraph.pictures)
            return mark(paragraph.place, .remark)
        }
        if takeHeading(paragraph.text, paragraph.place) { return }
        if reading.rows.isEmpty, block == nil {
            title.append(paragraph.text)
            outside.formUnion(paragraph.pictures)
            return mark(paragraph.place, .title)
        }
        if remarks.beginsNotes(paragraph.text) { inNotes = true }
        if inNotes || ReportReader.isFooter(paragraph.text) { return mark(paragraph.place, .remark) }
        header.mayChange = true
        unplaced(paragraph.place, paragraph.text)
    }

    private mutating func unplaced(_ place: SourcePlace, _ text: String) {
        reading.unplaced.append((place, text))
        mark(place, .unplaced)
    }

    /// Page numbers and the lines our own reports print below the table.
    private static func isFooter(_ text: String) -> Bool {
        let text = Digits.ascii(text).trimmingWhitespace()
        if Int(text) != nil { return true }
        return ["หน้า ", "หน้าที่ ", "Page ", "page "].contains {
            text.utf8.starts(with: $0.utf8) && text.unicodeScalars.count < 40
        }
    }

    /// An instrument's or indicator's heading.
    private mutating func takeHeading(_ text: String, _ place: SourcePlace) -> Bool {
        if let number = ReportReader.indicatorNumber(text) {
            closeBlock()
            header.mayChange = true
            if let indicator = edition.indicators.first(where: { $0.number == number }) {
                instrument = edition.instruments.first { $0.indicators.contains(indicator) }?.code
            }
            mark(place, .indicator)
            return true
        }
        let short = text.unicodeScalars.count < 120
        if short,
            let found = edition.instruments.first(where: {
                text.contains("(\($0.code))") || text == $0.name.thai || text == $0.name.english
            })
        {
            closeBlock()
            header.mayChange = true
            instrument = found.code
            mark(place, .instrument)
            return true
        }
        return false
    }

    private static func indicatorNumber(_ text: String) -> Int? {
        for start in ["ตัวชี้วัดที่", "ตัวชี้วัด", "Indicator"] {
            guard let rest = text.removing(prefix: start), text.unicodeScalars.count < 160 else { continue }
            let digits = Digits.ascii(rest).trimmingWhitespace().utf8.prefix { (48...57).contains($0) }
            if let number = Int(String(decoding: digits, as: UTF8.self)) { return number }
        }
        return nil
    }

    // MARK: Rows

    private mutating func take(_ row: SourceRow) {
        let texts = row.cells.map(\.text)
        enter(row.place.container)
        if remarks.sheets.contains(row.place.container) { return mark(row.place, .remark) }
        if texts.allSatisfy(\.isEmpty), row.cells.allSatisfy({ $0.paragraphs.allSatisfy(\.pictures.isEmpty) }) {
            return mark(row.place, .blank)
        }
        if texts.allSatisfy({ $0.utf8.allSatisfy { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ":") || $0 == 32 } }) {
            return mark(row.place, .ruler)
        }
        if takeHeader(row) { return mark(row.place, .header) }
        let filled = texts.filter { !$0.isEmpty }
        if filled.count == 1, let heading = filled.first, takeHeading(heading, row.place) { return }
        if columns.isEmpty { guessColumns(row) }
        guard !columns.isEmpty else {
            if reading.rows.isEmpty, block == nil {
                title += filled
                return mark(row.place, .title)
            }
            return unplaced(row.place, filled.joined(separator: " | "))
        }
        takeContent(row)
    }

    /// A table's header, and below it only what repeats the header or, after a heading, begins another table: any other
    /// row is content, whatever its cells begin with. Another header than the one before is told.
    private mutating func takeHeader(_ row: SourceRow) -> Bool {
        guard !namesItems(row) else { return false }
        if header.isRepeated(by: row) { return true }
        guard columns.isEmpty || header.mayChange,
            let found = ReportColumn.header(of: row, year: edition.fiscalYear.value),
            columns.isEmpty || found.isWhole
        else { return false }
        if !columns.isEmpty, columns != found.columns {
            let text = Terminal.shortened(HeaderText.joined(row, " | "), 100)
            reading.doubts.append(SourceDoubt(code: "header_again", details: ["text": text], place: row.place))
        }
        if columns != found.columns {
            reading.doubts += found.doubts
            reading.faults += found.faults
        }
        columns = found.columns
        header = HeaderText(row)
        return true
    }

    /// Another sheet is another table: its columns are its own. Tables of a text and of a document go on after a page.
    private mutating func enter(_ name: String) {
        if container != name { header.mayChange = true }
        defer { container = name }
        let isSheet = !name.isEmpty && !name.utf8.allSatisfy { (48...57).contains($0) }
        guard isSheet, let container, container != name else { return }
        closeBlock()
        columns = [:]
        header = HeaderText()
    }

    /// Whether a row's first cell names items, of this edition or not; such a row is content, whatever its other cells begin with.
    private func namesItems(_ row: SourceRow) -> Bool {
        guard let first = row.cells.first(where: { !$0.text.isEmpty }) else { return false }
        let items = ItemCell(first.paragraphs, edition: edition, instrument: instrument)
        return !items.codes.isEmpty || !items.unknown.isEmpty
    }

    /// Without a header, five columns that begin with an item are taken for the half-year form.
    private mutating func guessColumns(_ row: SourceRow) {
        guard row.cells.count == 5, let first = row.cells.first,
            !ItemCell(first.paragraphs, edition: edition, instrument: instrument).codes.isEmpty
        else { return }
        columns = [0: .items, 1: .findings, 2: .measures, 3: .results, 4: .evidence]
        reading.doubts.append(SourceDoubt(code: "no_header", place: row.place))
    }

    private func cell(_ column: ReportColumn, of row: SourceRow) -> SourceCell? {
        columns.first { $0.value == column }.flatMap { row.cells.indices.contains($0.key) ? row.cells[$0.key] : nil }
    }

    private func paragraphs(_ columns: [ReportColumn], of row: SourceRow) -> [SourceParagraph] {
        columns.flatMap { cell($0, of: row)?.paragraphs ?? [] }.filter { !remarks.inCells.contains($0.text) }
    }

    private mutating func takeContent(_ row: SourceRow) {
        header.mayChange = false
        let outside = row.cells.enumerated().filter { columns[$0.offset] == nil && !$0.element.text.isEmpty }
        for (_, cell) in outside { unplaced(cell.place, cell.text) }
        var items = ItemCell(paragraphs([.code, .items], of: row), edition: edition, instrument: instrument)
        if let score = cell(.score, of: row)?.text, !score.isEmpty { items.score = ItemScore.ofColumn(score) }
        if let published = cell(.published, of: row)?.text { items.take(published: published) }
        let named = !items.codes.isEmpty
        let repeats = named && block?.names(items.codes) == true
        let own =
            cell(.published, of: row) == nil
            ? nil
            : cell(.code, of: row).flatMap {
                OwnSheetRow(code: $0, item: cell(.items, of: row), findings: cell(.findings, of: row), edition: edition)
            }
        for given in items.unknown { reading.faults.append(ReadingFault(.unknownItem(given, at: nil), at: row.place)) }
        if named, !repeats {
            let joins = joinsAbove(row)
            if !joins { closeBlock() }
            reading.doubts += items.doubts
            doubtDisclosures(items, row.place)
            let line = ReportReading.Line(
                codes: items.codes, score: items.score, scores: items.scores, wording: items.wording, place: row.place)
            if let own {
                if block == nil { block = BlockReading() }
                startLines(own, items, row.place)
            } else if joins, sharesFinding(row) {
                block?.extendLine(line)
                let values = ["items": ItemRange.label(block?.lastCodes ?? [], in: edition)]
                reading.doubts.append(SourceDoubt(code: "finding_shared", details: values, place: row.place))
            } else {
                if block == nil { block = BlockReading() }
                block?.startLine(line)
            }
            mark(row.place, .items)
        } else if !named, !items.unknown.isEmpty {
            closeBlock()
            return unplaced(row.place, row.cells.map(\.text).filter { !$0.isEmpty }.joined(separator: " | "))
        } else if block != nil {
            if !named { continueRow(items, row) }
            mark(row.place, .continued)
        } else {
            return unplaced(row.place, row.cells.map(\.text).filter { !$0.isEmpty }.joined(separator: " | "))
        }
        guard var open = block else { return }
        if own == nil { open.takeFindings(paragraphs([.findings], of: row), isNewEntry: repeats) }
        open.takeMeasures(
            paragraphs([.measures], of: row), isNewEntry: repeats,
            fields: MeasureCells(
                owner: paragraphs([.unit, .owner, .person], of: row), steps: paragraphs([.steps], of: row),
                period: period(row), followUp: paragraphs([.followUp], of: row),
                status: paragraphs([.status], of: row)))
        open.takeResults(paragraphs([.results], of: row), isNewEntry: repeats)
        open.takeEvidence(paragraphs([.evidence], of: row), isNewEntry: repeats)
        block = open
    }

    /// The lines of a row of our own spreadsheet, each with its items, their scores and its findings.
    private mutating func startLines(_ own: OwnSheetRow, _ items: ItemCell, _ place: SourcePlace) {
        for line in own.lines {
            let scores = items.scores.filter { line.codes.contains($0.key) }
            let isSame = Set(line.codes.map { scores[$0] }).count == 1
            block?.startLine(
                ReportReading.Line(
                    codes: line.codes, score: items.score ?? (isSame ? line.codes.first.flatMap { scores[$0] } : nil),
                    scores: items.score == nil && !isSame ? scores : [:], wording: line.wording, place: place))
            block?.takeFindings(line.findings, isNewEntry: false)
        }
    }

    /// A disclosure is whole or nothing: any other score is shown.
    private mutating func doubtDisclosures(_ items: ItemCell, _ place: SourcePlace) {
        for code in items.codes {
            guard let score = items.score ?? items.scores[code], edition.isDisclosure(code, neither: score) else {
                continue
            }
            let values = ["code": code, "given": score]
            reading.doubts.append(SourceDoubt(code: "score_disclosure", details: values, place: place))
        }
    }

    /// The period of a row, from one column or from one for each day.
    private func period(_ row: SourceRow) -> [SourceParagraph] {
        let (starts, ends) = (paragraphs([.period, .starts], of: row), paragraphs([.ends], of: row))
        guard starts.allSatisfy(\.text.isEmpty) else { return starts + ends }
        return ends.map {
            SourceParagraph(text: $0.text.isEmpty ? "" : "ภายใน \($0.text)", pictures: $0.pictures, place: $0.place)
        }
    }

    /// The rest of an item cell that a page break cut. Text there may as well be a remark of the office's, so it is shown;
    /// a second score names nobody. Where the document says what it merges, a row without items that is not merged with
    /// the row above is shown too.
    private mutating func continueRow(_ items: ItemCell, _ row: SourceRow) {
        let place = cell(.items, of: row)?.place ?? row.place
        let first = cell(.items, of: row) ?? cell(.code, of: row)
        let others = row.cells.filter { $0.place != first?.place }.map(\.text).filter { !$0.isEmpty }
        if !isRunningText, first?.merged == nil, items.score == nil, !others.isEmpty {
            let values = [
                "text": Terminal.shortened(others.joined(separator: " | "), 60),
                "items": ItemRange.label(block?.lastCodes ?? [], in: edition),
            ]
            reading.doubts.append(SourceDoubt(code: "row_continues", details: values, place: row.place))
        }
        if let score = items.score, block?.takeScore(score) == false {
            reading.faults.append(ReadingFault(Problem("score_without_item", ["given": score]), at: place))
        }
        reading.doubts += items.doubts
        guard !items.wording.isEmpty else { return }
        let values = ["text": items.wording, "items": ItemRange.label(block?.lastCodes ?? [], in: edition)]
        reading.doubts.append(SourceDoubt(code: "first_cell_text", details: values, place: place))
        block?.continueWording(items.wording)
    }

    /// Whether the items of a row that shares the cells above share what is wrong too, as a merged cell says.
    private func sharesFinding(_ row: SourceRow) -> Bool {
        !isRunningText && cell(.findings, of: row)?.merged == .above && block?.lastHasFindings == true
    }

    /// Whether the items of a row share the cells of the row above: the document says so by merged cells, or, where
    /// it has none, the cells are empty or go on counting where the row above stopped. A layout with a line for each
    /// measure merges the results and the evidence instead of the measures.
    private mutating func joinsAbove(_ row: SourceRow) -> Bool {
        guard let block, let measures = cell(.measures, of: row) else { return false }
        if !isRunningText {
            let merged = [measures, cell(.results, of: row), cell(.evidence, of: row)].compactMap { $0?.merged }
            return merged.contains(.above)
        }
        let results = cell(.results, of: row)?.text ?? ""
        if measures.text.isEmpty, results.isEmpty {
            reading.doubts.append(
                SourceDoubt(
                    code: "merged_assumed", details: ["items": ItemRange.label(block.codes, in: edition)],
                    place: row.place))
            return true
        }
        guard let last = block.lastMeasureNumber else { return false }
        let first = NumberedText.pieces(measures.text, next: last + 1).first?.number
        guard first == last + 1 else { return false }
        reading.doubts.append(
            SourceDoubt(
                code: "merged_assumed", details: ["items": ItemRange.label(block.codes, in: edition)], place: row.place)
        )
        return true
    }

    private mutating func closeBlock() {
        guard var closing = block else { return }
        block = nil
        if isRunningText { closing.shareFindings(below: edition.weakBelow.value, edition: edition) }
        closing.close()
        reading.rows.append(closing.row)
        reading.doubts += closing.doubts
    }
}
