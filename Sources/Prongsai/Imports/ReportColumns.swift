import Documents

/// Which column of a table holds what, found by what the headings begin with. Reports of other offices word them
/// differently, so each kind has the words that such headings use.
enum ReportColumn: String, CaseIterable {
    case items, code, score, findings, measures, results, evidence, owner, unit, person, steps, period, starts, ends
    case followUp = "follow_up"
    case status, instrument, indicator
    /// A running number, which says nothing.
    case number

    /// Words that name the column. The one that stands earliest in the heading decides, the longer of two at one place.
    static let words: [(ReportColumn, [String])] = [
        (.items, ["ประเด็นการประเมิน", "ประเด็น", "ข้อคำถาม", "รายการประเมิน", "item", "assessment item"]),
        (.code, ["รหัส", "ข้อ", "ข้อที่", "code"]),
        (.number, ["ลำดับ", "ที่", "no."]),
        (.score, ["คะแนน", "score", "points"]),
        (
            .findings,
            [
                "ประเด็นที่ต้อง", "ประเด็นที่เป็นข้อบกพร่อง", "ข้อบกพร่อง", "จุดอ่อน", "ปัญหา", "สิ่งที่ต้องปรับปรุง", "issue", "finding",
                "what to improve",
            ]
        ),
        (.measures, ["มาตรการ", "แนวทาง", "กิจกรรม", "โครงการ", "measure", "action"]),
        (.results, ["ผลการดำเนิน", "ผลดำเนิน", "ผลการปฏิบัติ", "result", "what was done"]),
        (.evidence, ["ภาพ", "หลักฐาน", "เอกสาร", "evidence", "photo", "picture"]),
        (.unit, ["ฝ่าย", "ส่วนราชการ", "หน่วยงานที่รับผิดชอบ", "unit"]),
        (.owner, ["ผู้รับผิดชอบ", "หน่วยงาน", "owner", "responsible"]),
        (.person, ["เจ้าหน้าที่ผู้รับผิดชอบ", "ชื่อผู้รับผิดชอบ", "person"]),
        (.steps, ["ขั้นตอน", "วิธี", "step", "how"]),
        (.period, ["ระยะเวลา", "กำหนดการ", "ช่วงเวลา", "period", "time"]),
        (.starts, ["วันเริ่ม", "เริ่ม", "start"]),
        (.ends, ["วันสิ้นสุด", "สิ้นสุด", "ครบกำหนด", "end", "due"]),
        (.followUp, ["การกำกับ", "การติดตาม", "กำกับติดตาม", "follow"]),
        (.status, ["สถานะ", "status"]),
        (.instrument, ["เครื่องมือ", "แบบวัด", "instrument"]),
        (.indicator, ["ตัวชี้วัด", "indicator"]),
    ]

    /// The kind of a heading; nil where it names none.
    static func of(_ heading: String) -> ReportColumn? {
        let text = Array(heading.lowercased().utf8)
        var best: (column: ReportColumn, at: Int, length: Int)?
        for (column, names) in words {
            for name in names {
                // A heading begins with what it names, or nearly so.
                guard let at = find(Array(name.utf8), in: text), at <= 30 else { continue }
                if let found = best, (found.at, -found.length) <= (at, -name.utf8.count) { continue }
                best = (column, at, name.utf8.count)
            }
        }
        return best?.column
    }

    /// The columns of a header row, or nil where the row is none. A header names the items or their codes, the measures
    /// or the scores, and at least half of what it names is known; its cells are no longer than headings are. A heading
    /// nobody knows leaves its column without a kind, and what stands in it is listed as not placed.
    static func columns(of row: SourceRow) -> [Int: ReportColumn]? {
        var columns: [Int: ReportColumn] = [:]
        let filled = row.cells.enumerated().filter { !$0.element.text.isEmpty }
        for (index, cell) in filled {
            guard cell.text.unicodeScalars.count < 160 else { return nil }
            if let column = of(cell.text), !columns.values.contains(column) { columns[index] = column }
        }
        let known = Set(columns.values)
        guard columns.count >= 2, columns.count * 2 >= filled.count, known.contains(.items) || known.contains(.code)
        else {
            return nil
        }
        return known.contains(.measures) || known.contains(.score) ? columns : nil
    }

    private static func find(_ needle: [UInt8], in text: [UInt8]) -> Int? {
        guard needle.count <= text.count else { return nil }
        return (0...(text.count - needle.count)).first { text[$0..<($0 + needle.count)].elementsEqual(needle) }
    }
}
