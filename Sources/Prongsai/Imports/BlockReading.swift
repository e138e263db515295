import Documents
import ITA

/// One row of the official table while it is being read: texts arrive cell by cell, over page breaks.
struct BlockReading {
    private(set) var row = ReportReading.Row(lines: [])
    private(set) var doubts: [SourceDoubt] = []
    private var measures = List()
    private var results = List()
    private var captions = List()
    /// Pictures still waiting for the caption that follows them.
    private var waiting: [(picture: Int, place: SourcePlace)] = []
    private var captionsSincePictures = 0
    /// Captions marked with a dot: of the row, not of one result.
    private var dotted: Set<Int> = []

    /// A list being read: entries, and which of them are text whose items were not marked.
    private struct List {
        var entries: [ReportReading.Entry] = []
        var loose: Set<Int> = []
        var pictures: [Int: [Int]] = [:]
        var last: Int? { entries.last?.number }

        /// Adds paragraphs to a list: numbers open entries, text without a number goes on with the entry before it where
        /// the list is numbered or a page break lies between.
        mutating func add(_ paragraphs: [SourceParagraph], joins: Bool = true) -> [SourceDoubt] {
            var doubts: [SourceDoubt] = []
            for (position, paragraph) in paragraphs.enumerated() {
                if ["", "-", "–"].contains(paragraph.text) { continue }
                if let item = paragraph.listItem {
                    let text = NumberedText.bulleted(paragraph.text)?.joined(separator: " ") ?? paragraph.text
                    entries.append(.init(text: text, number: item.number, place: paragraph.place))
                    continue
                }
                let bulleted = NumberedText.bulleted(paragraph.text)
                for text in bulleted ?? [paragraph.text] {
                    let goesOn = joins && (last != nil || (position == 0 && bulleted == nil))
                    doubts += add(text, of: paragraph, isFirst: position == 0, goesOn: goesOn)
                }
            }
            return doubts
        }

        /// Adds a text: its numbers open entries, what stands before them goes on with the entry above where it may.
        private mutating func add(_ text: String, of paragraph: SourceParagraph, isFirst: Bool, goesOn: Bool)
            -> [SourceDoubt]
        {
            var doubts: [SourceDoubt] = []
            for piece in NumberedText.pieces(text, next: (last ?? 0) + 1) {
                guard goesOn, piece.number == nil, var entry = entries.popLast() else {
                    if piece.number == nil, paragraph.isLooseList { loose.insert(entries.count) }
                    entries.append(.init(text: piece.text, number: piece.number, place: paragraph.place))
                    continue
                }
                if isFirst {
                    let values = [
                        "before": BlockReading.tail(entry.text), "after": BlockReading.head(piece.text),
                    ]
                    doubts.append(SourceDoubt(code: "joined", details: values, place: paragraph.place))
                }
                entry.text = isFirst ? NumberedText.joined(entry.text, piece.text) : "\(entry.text) \(piece.text)"
                entries.append(entry)
            }
            return doubts
        }

        /// Whether a text stands here already, numbered or not.
        func holds(_ text: String) -> Bool {
            let pieces = NumberedText.pieces(text, next: 1)
            let bare = pieces.count == 1 ? pieces[0].text : text
            return entries.contains { $0.text == bare }
        }

        /// Takes apart the texts whose items were not marked.
        mutating func split(anchors: [String]) -> [SourceDoubt] {
            var doubts: [SourceDoubt] = []
            for index in loose.sorted(by: >) where entries.indices.contains(index) {
                let entry = entries[index]
                let count = entries.dropFirst(index + 1).first?.number.map { $0 - 1 - index }
                let texts = NumberedText.loosePieces(entry.text, count: count, anchors: anchors)
                guard texts.count > 1 else { continue }
                doubts.append(
                    SourceDoubt(
                        code: "loose_list",
                        details: ["count": "\(texts.count)", "text": BlockReading.head(entry.text)], place: entry.place)
                )
                let pieces = texts.enumerated().map {
                    ReportReading.Entry(text: $1, number: index + $0 + 1, place: entry.place)
                }
                entries.replaceSubrange(index...index, with: pieces)
                pictures = Dictionary(pictures.map { ($0.key > index ? $0.key + texts.count - 1 : $0.key, $0.value) }) {
                    $0 + $1
                }
            }
            return doubts
        }
    }

    var codes: [String] { row.lines.flatMap(\.codes) }
    var lastMeasureNumber: Int? { measures.last }

    /// Whether the last line names exactly these items: a sheet with a row per measure repeats them.
    func names(_ codes: [String]) -> Bool { row.lines.last?.codes == codes || self.codes == codes }

    mutating func startLine(_ line: ReportReading.Line) { row.lines.append(line) }

    /// The items of the last line, and whether anything is said to be wrong with them.
    var lastCodes: [String] { row.lines.last?.codes ?? [] }
    var lastHasFindings: Bool { row.lines.last?.findings.isEmpty == false }

    /// Adds items to the last line, since what is wrong with it is wrong with them.
    mutating func extendLine(_ line: ReportReading.Line) {
        guard let last = row.lines.popLast() else { return startLine(line) }
        row.lines.append(BlockReading.joined(last, line))
    }

    private static func joined(_ first: ReportReading.Line, _ second: ReportReading.Line) -> ReportReading.Line {
        var line = first
        line.codes += second.codes.filter { !first.codes.contains($0) }
        var scores: [String: String] = [:]
        for code in line.codes { scores[code] = first.score(of: code) ?? second.score(of: code) }
        for code in first.codes where first.score(of: code) == nil { scores[code] = nil }
        for code in second.codes where !first.codes.contains(code) { scores[code] = second.score(of: code) }
        let isSame = Set(line.codes.map { scores[$0] }).count == 1
        line.score = isSame ? line.codes.first.flatMap { scores[$0] } : nil
        line.scores = isSame ? [:] : scores
        line.wording = [first.wording, second.wording].filter { !$0.isEmpty }.joined(separator: " ")
        return line
    }

    /// Where merged cells cannot be told: a weak item that shares the row and has no finding of its own shares that of the
    /// line above. Known only at the end of the row, since a page break may bring its score or its finding later.
    mutating func shareFindings(below mark: Exact, edition: Edition) {
        var lines: [ReportReading.Line] = []
        for line in row.lines {
            let scores = line.codes.compactMap { line.score(of: $0).flatMap { Exact(decimal: $0) } }
            guard line.findings.isEmpty, scores.contains(where: { $0 < mark }), let last = lines.last,
                !last.findings.isEmpty
            else {
                lines.append(line)
                continue
            }
            lines[lines.count - 1] = BlockReading.joined(last, line)
            let items = ItemRange.label(lines[lines.count - 1].codes, in: edition)
            doubts.append(SourceDoubt(code: "finding_shared", details: ["items": items], place: line.place))
        }
        row.lines = lines
    }

    /// A score that a page break cut from its items; false where they have one.
    mutating func takeScore(_ score: String) -> Bool {
        guard let index = row.lines.indices.last else { return false }
        guard row.lines[index].score == nil, row.lines[index].scores.isEmpty else {
            return row.lines[index].score == score
        }
        row.lines[index].score = score
        return true
    }

    /// The rest of an item's wording.
    mutating func continueWording(_ wording: String) {
        guard let index = row.lines.indices.last else { return }
        row.lines[index].wording = NumberedText.joined(row.lines[index].wording, wording)
    }

    mutating func takeFindings(_ paragraphs: [SourceParagraph], isNewEntry: Bool) {
        guard let index = row.lines.indices.last else { return }
        var list = List(entries: row.lines[index].findings)
        doubts += list.add(fresh(paragraphs, list, isNewEntry), joins: !isNewEntry)
        row.lines[index].findings = list.entries
    }

    mutating func takeMeasures(_ paragraphs: [SourceParagraph], isNewEntry: Bool, fields: MeasureCells) {
        let before = measures.entries.count
        doubts += measures.add(fresh(paragraphs, measures, isNewEntry), joins: !isNewEntry)
        let new = before..<max(before, measures.entries.count)
        if new.isEmpty {
            doubts += fields.continued(measures.entries.indices.last.map { measures.entries[$0] })
            if let last = measures.entries.indices.last { fields.extend(&measures.entries[last]) }
        }
        for index in new { fields.fill(&measures.entries[index], number: index - before, of: new.count) }
    }

    mutating func takeResults(_ paragraphs: [SourceParagraph], isNewEntry: Bool) {
        doubts += results.add(fresh(paragraphs, results, isNewEntry), joins: !isNewEntry)
    }

    /// Where a sheet repeats its items on every row, a text that stands there already is the same text again.
    private func fresh(_ paragraphs: [SourceParagraph], _ list: List, _ isNewEntry: Bool) -> [SourceParagraph] {
        isNewEntry ? paragraphs.filter { paragraph in !list.holds(paragraph.text) } : paragraphs
    }

    /// Captions: a number names the result; a dash, or no number after numbered ones, is one more of the same result; a
    /// dot belongs to the row. Pictures go to the captions that follow them, one each; what is left over to the last.
    mutating func takeEvidence(_ paragraphs: [SourceParagraph], isNewEntry: Bool = false) {
        for paragraph in paragraphs {
            if isNewEntry, paragraph.pictures.isEmpty, captions.holds(paragraph.text) { continue }
            if !paragraph.pictures.isEmpty {
                placeWaiting()
                waiting = paragraph.pictures.map { ($0, paragraph.place) }
                captionsSincePictures = 0
            }
            let own = BlockReading.captions(of: paragraph)
            if own.count > 1 {
                for (index, text) in own.enumerated() {
                    takeEvidence([
                        SourceParagraph(text: "", pictures: [paragraph.pictures[index]], place: paragraph.place),
                        SourceParagraph(text: text, place: paragraph.place),
                    ])
                }
                continue
            }
            var paragraph = paragraph
            if let only = own.first { paragraph.text = only }
            guard !paragraph.text.isEmpty else { continue }
            let before = captions.entries.count
            takeCaption(paragraph)
            for index in before..<captions.entries.count where !waiting.isEmpty {
                captions.pictures[index] = [waiting.removeFirst().picture]
                captionsSincePictures += 1
            }
        }
        placeWaiting()
    }

    /// The lines below the pictures of a paragraph, one for each picture and empty where it has none; nothing where
    /// there are more or fewer.
    private static func captions(of paragraph: SourceParagraph) -> [String] {
        guard !paragraph.pictures.isEmpty else { return [] }
        let lines = paragraph.text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map {
            String($0).trimmingWhitespace()
        }
        return lines.count == paragraph.pictures.count + 1 && lines[0].isEmpty ? Array(lines.dropFirst()) : []
    }

    private mutating func takeCaption(_ paragraph: SourceParagraph) {
        let before = captions.entries.count
        let place = paragraph.place
        if let rest = paragraph.text.removing(prefix: "•") {
            dotted.insert(before)
            captions.entries.append(.init(text: rest.trimmingWhitespace(), number: nil, place: place))
            return
        }
        if let rest = paragraph.text.removing(prefix: "- ") ?? paragraph.text.removing(prefix: "– "), before > 0 {
            captions.entries.append(.init(text: rest, number: captions.last, place: place))
            return
        }
        // Captions are short and stand on their own: a new paragraph never continues the one before it.
        let last = captions.last
        var list = List()
        list.entries = last.map { [.init(text: "", number: $0, place: place)] } ?? []
        let offset = list.entries.count
        doubts += list.add([paragraph], joins: false)
        for index in list.loose { captions.loose.insert(index - offset + before) }
        captions.entries += list.entries.dropFirst(offset).map { entry in
            var entry = entry
            if entry.number == nil, list.loose.isEmpty { entry.number = last }
            return entry
        }
    }

    /// Gives pictures that no caption followed to the last caption, or enters them without one.
    private mutating func placeWaiting() {
        for (picture, place) in waiting {
            if captionsSincePictures > 0 {
                captions.pictures[captions.entries.count - 1, default: []].append(picture)
            } else {
                captions.pictures[captions.entries.count] = [picture]
                captions.entries.append(.init(text: "", number: captions.last, place: place))
            }
        }
        waiting = []
    }

    /// Ends the row: lists whose numbers were lost are taken apart, captions find their results.
    mutating func close() {
        doubts += captions.split(anchors: [])
        let anchors = captions.entries.map(\.text)
        doubts += results.split(anchors: anchors)
        doubts += measures.split(anchors: anchors + results.entries.map(\.text))
        (row.measures, row.results) = (measures.entries, results.entries)
        let numbered = captions.entries.contains { $0.number != nil }
        for (index, entry) in captions.entries.enumerated() {
            let byPlace = !numbered && captions.entries.count == results.entries.count ? index + 1 : nil
            let byOnlyResult = results.entries.count == 1 ? 1 : nil
            let number = dotted.contains(index) ? nil : entry.number ?? byPlace ?? byOnlyResult
            let pictures = captions.pictures[index] ?? []
            if pictures.isEmpty {
                let (text, address) = BlockReading.address(in: entry.text)
                row.captions.append(
                    .init(text: text, number: number, picture: nil, place: entry.place, address: address))
            }
            for picture in pictures {
                row.captions.append(.init(text: entry.text, number: number, picture: picture, place: entry.place))
            }
        }
    }

    /// The address a caption ends with, and the caption without it.
    static func address(in text: String) -> (caption: String, address: String?) {
        let words = text.unicodeScalars.split(whereSeparator: \.properties.isWhitespace)
        guard let last = words.last.map({ String($0) }) else { return (text, nil) }
        let isAddress = ["https://", "http://"].contains {
            last.utf8.starts(with: $0.utf8) && last.utf8.count > $0.utf8.count
        }
        return isAddress ? (words.dropLast().map { String($0) }.joined(separator: " "), last) : (text, nil)
    }

    fileprivate static func head(_ text: String) -> String {
        text.unicodeScalars.count > 24 ? "\(text.beginning(24))…" : text
    }

    fileprivate static func tail(_ text: String) -> String {
        text.unicodeScalars.count > 24 ? "…\(text.ending(24))" : text
    }
}
