import Documents

/// What the other columns of a row say of its measures: owner, steps, period, follow-up, status. A cell that numbers its
/// lines as the measures are numbered gives each measure its own.
struct MeasureCells {
    let owner: [SourceParagraph]
    let steps: [SourceParagraph]
    let period: [SourceParagraph]
    let followUp: [SourceParagraph]
    let status: [SourceParagraph]

    /// Enters what belongs to one of `count` measures that begin in this row.
    func fill(_ entry: inout ReportReading.Entry, number: Int, of count: Int) {
        entry.owner = each(owner, number, count) ?? entry.owner
        entry.period = each(period, number, count, separator: " – ") ?? entry.period
        entry.status = each(status, number, count) ?? entry.status
        entry.steps = MeasureCells.text(steps) ?? entry.steps
        entry.followUp = MeasureCells.text(followUp) ?? entry.followUp
    }

    /// Where a row begins no measure, what stands in its cells goes on with the one above.
    func extend(_ entry: inout ReportReading.Entry) {
        func add(_ more: [SourceParagraph], _ path: WritableKeyPath<ReportReading.Entry, String?>) {
            guard let text = MeasureCells.text(more), entry[keyPath: path] != text else { return }
            entry[keyPath: path] = [entry[keyPath: path], text].compactMap { $0 }.joined(separator: "\n")
        }
        add(owner, \.owner)
        add(steps, \.steps)
        add(period, \.period)
        add(followUp, \.followUp)
        add(status, \.status)
    }

    /// A doubt for what goes on; nothing where the cells are empty or repeat what stands there.
    func continued(_ entry: ReportReading.Entry?) -> [SourceDoubt] {
        let cells = [
            (owner, entry?.owner), (steps, entry?.steps), (period, entry?.period), (followUp, entry?.followUp),
            (status, entry?.status),
        ]
        return cells.compactMap { paragraphs, before in
            guard let text = MeasureCells.text(paragraphs), before != text, let place = paragraphs.first?.place else {
                return nil
            }
            return SourceDoubt(
                code: entry == nil ? "field_without_measure" : "field_joined", details: ["text": text], place: place)
        }
    }

    private func each(_ paragraphs: [SourceParagraph], _ number: Int, _ count: Int, separator: String = "\n") -> String?
    {
        guard let whole = MeasureCells.text(paragraphs, separator: separator) else { return nil }
        var pieces: [NumberedText.Piece] = []
        for paragraph in paragraphs {
            if let item = paragraph.listItem, item.ordered {
                pieces.append(NumberedText.Piece(number: item.number ?? pieces.count + 1, text: paragraph.text))
            } else {
                pieces += NumberedText.pieces(paragraph.text, next: (pieces.last?.number ?? 0) + 1)
            }
        }
        guard count > 1, pieces.count == count, pieces.enumerated().allSatisfy({ $1.number == $0 + 1 }) else {
            return whole
        }
        return pieces[number].text
    }

    private static func text(_ paragraphs: [SourceParagraph], separator: String = "\n") -> String? {
        let texts = paragraphs.map(\.text).filter { !$0.isEmpty && $0 != "-" && $0 != "–" }
        return texts.isEmpty ? nil : texts.joined(separator: separator)
    }
}
