import Testing

@testable import Documents

/// What stands in the cell of items.
@Suite struct ReportTableItemsTests {
    private func texts(_ items: [RoundContent.Item]) -> [String] {
        var report = sampleReport(rows: 1, photos: 0)
        report.content.sections[0].indicators[0].rows[0].lines = [
            RoundContent.Line(items: items, label: "E5, E6", findings: ["ปู่"])
        ]
        guard case .block(let block)? = report.table.rows.last(where: { if case .block = $0 { true } else { false } })
        else { return [] }
        return block.columns[0].flatMap(\.parts).compactMap { part in
            if case .paragraph(_, let text, _) = part { text } else { nil }
        }
    }

    @Test func `a single result among several measures has the number of the one it is about`() {
        var report = sampleReport(rows: 1, photos: 0)
        func markers(about measures: [String]) -> [String?] {
            let measure = { (id: String) in
                RoundContent.Measure(id: id, text: "ปู่", status: "done")
            }
            report.content.sections[0].indicators[0].rows[0].measures = [measure("a"), measure("b")]
            report.content.sections[0].indicators[0].rows[0].results = [
                .init(text: "ทำแล้ว", measures: measures, evidence: [.init(kind: "caption", caption: "ประชุม")])
            ]
            for case .block(let block) in report.table.rows {
                return (block.columns[3] + block.columns[4]).flatMap(\.parts).compactMap {
                    if case .paragraph(let marker, _, .plain) = $0 { marker } else { nil }
                }
            }
            return []
        }
        #expect(markers(about: ["b"]) == ["2.", "2."])
        #expect(markers(about: ["a", "b"]) == [nil, nil])
    }

    @Test func `items with scores of their own keep their names beside them`() {
        func item(_ code: String, _ score: String?) -> RoundContent.Item {
            RoundContent.Item(key: code, code: code, thai: "เรื่อง\(code)", english: nil, score: score)
        }
        #expect(
            texts([item("E5", "85.99"), item("E6", "84.16")]) == [
                "E5 เรื่องE5", "(85.99 คะแนน)", "E6 เรื่องE6", "(84.16 คะแนน)",
            ])
        #expect(texts([item("E5", "85"), item("E6", "85")]) == ["E5, E6", "(85 คะแนน)"])
    }
}
