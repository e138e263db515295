import Documents

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
                let text = paragraph.text.removing(prefix: "- ")?.trimmingWhitespace() ?? paragraph.text
                if text.isEmpty || text == "-" || text == "–" { continue }
                if let item = paragraph.listItem {
                    entries.append(.init(text: text, number: item.number, place: paragraph.place))
                    continue
                }
                for piece in NumberedText.pieces(text, next: (self.last ?? 0) + 1) {
                    let continues =
                        joins && !entries.isEmpty && piece.number == nil && (position == 0 || self.last != nil)
                    if continues, var entry = entries.popLast() {
                        if position == 0 {
                            doubts.append(
                                SourceDoubt(
                                    code: "joined",
                                    details: [
                                        "before": BlockReading.tail(entry.text), "after": BlockReading.head(piece.text),
                                    ],
                                    place: paragraph.place))
                        }
                        entry.text =
                            position == 0 ? NumberedText.joined(entry.text, piece.text) : "\(entry.text) \(piece.text)"
                        entries.append(entry)
                    } else {
                        if piece.number == nil, paragraph.isLooseList { loose.insert(entries.count) }
                        entries.append(.init(text: piece.text, number: piece.number, place: paragraph.place))
                    }
                }
            }
            return doubts
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
    func names(_ codes: [String]) -> Bool { row.lines.last?.codes == codes }

    mutating func startLine(_ line: ReportReading.Line) { row.lines.append(line) }

    /// The rest of an item cell that a page break cut: more wording, or the score.
    mutating func continueItems(_ items: ItemCell) {
        guard let index = row.lines.indices.last else { return }
        if let score = items.score, row.lines[index].score == nil { row.lines[index].score = score }
        if !items.wording.isEmpty {
            row.lines[index].wording = NumberedText.joined(row.lines[index].wording, items.wording)
        }
    }

    mutating func takeFindings(_ paragraphs: [SourceParagraph], isNewEntry: Bool) {
        guard let index = row.lines.indices.last else { return }
        var list = List(entries: row.lines[index].findings)
        doubts += list.add(fresh(paragraphs, list, isNewEntry), joins: !isNewEntry)
        row.lines[index].findings = list.entries
    }

    mutating func takeMeasures(
        _ paragraphs: [SourceParagraph], isNewEntry: Bool, owner: String, steps: String, period: String,
        followUp: String
    ) {
        let before = measures.entries.count
        doubts += measures.add(fresh(paragraphs, measures, isNewEntry), joins: !isNewEntry)
        for index in before..<max(before, measures.entries.count) {
            measures.entries[index].owner = owner.isEmpty ? nil : owner
            measures.entries[index].steps = steps.isEmpty ? nil : steps
            measures.entries[index].period = period.isEmpty ? nil : period
            measures.entries[index].followUp = followUp.isEmpty ? nil : followUp
        }
    }

    mutating func takeResults(_ paragraphs: [SourceParagraph], isNewEntry: Bool) {
        doubts += results.add(fresh(paragraphs, results, isNewEntry), joins: !isNewEntry)
    }

    /// Where a sheet repeats its items on every row, a text that stands there already is the same text again.
    private func fresh(_ paragraphs: [SourceParagraph], _ list: List, _ isNewEntry: Bool) -> [SourceParagraph] {
        isNewEntry
            ? paragraphs.filter { paragraph in !list.entries.contains { $0.text == paragraph.text } } : paragraphs
    }

    /// Captions: a number names the result; a dash, or no number after numbered ones, is one more of the same result; a
    /// dot belongs to the row. Pictures go to the captions that follow them, one each; what is left over to the last.
    mutating func takeEvidence(_ paragraphs: [SourceParagraph]) {
        for paragraph in paragraphs {
            if !paragraph.pictures.isEmpty {
                placeWaiting()
                waiting = paragraph.pictures.map { ($0, paragraph.place) }
                captionsSincePictures = 0
            }
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
                row.captions.append(.init(text: entry.text, number: number, picture: nil, place: entry.place))
            }
            for picture in pictures {
                row.captions.append(.init(text: entry.text, number: number, picture: picture, place: entry.place))
            }
        }
    }

    fileprivate static func head(_ text: String) -> String {
        let start = text.unicodeScalars.prefix(24)
        return start.count < text.unicodeScalars.count ? "\(String(start))…" : text
    }

    fileprivate static func tail(_ text: String) -> String {
        let end = text.unicodeScalars.suffix(24)
        return end.count < text.unicodeScalars.count ? "…\(String(end))" : text
    }
}
