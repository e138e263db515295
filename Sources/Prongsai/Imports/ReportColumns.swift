import Documents

/// Which column of a table holds what, found by what the headings begin with. Reports of other offices word them
/// differently, so each kind has the words that such headings use.
enum ReportColumn: String, CaseIterable {
    case items, code, score, findings, measures, results, evidence, owner, unit, person, steps, period, starts, ends
    case followUp = "follow_up"
    case status, instrument, indicator
    /// A running number, which says nothing.
    case number
    /// A number that is no score: full marks, a target, a weight.
    case full
    /// Scores as text, a code before each where they differ: a column of our own spreadsheets.
    case published

    /// Words that name the column. The one that stands earliest in the heading decides, the longer of two at one place.
    static let words: [(ReportColumn, [String])] = [
        (.items, ["ประเด็นการประเมิน", "ประเด็น", "ข้อคำถาม", "รายการประเมิน", "item", "assessment item"]),
        (.code, ["รหัส", "ข้อ", "ข้อที่", "code"]),
        (.number, ["ลำดับ", "ที่", "no."]),
        (.score, ["คะแนน", "score", "points"]), (.published, ["ตามประกาศ", "as published"]),
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
        return best.map { $0.column == .score && isFullMarks(heading) ? .full : $0.column }
    }

    /// Whether a heading with the word score means something else: full marks, a target, a weight. What stands in
    /// brackets, as in `คะแนน (เต็ม 100)`, does not count.
    private static func isFullMarks(_ heading: String) -> Bool {
        var view = String.UnicodeScalarView()
        var depth = 0
        for scalar in heading.lowercased().unicodeScalars {
            if scalar == "(" { depth += 1 }
            if depth == 0 { view.append(scalar) }
            if scalar == ")" { depth -= 1 }
        }
        let text = Array(String(view).utf8)
        let whole = ["เต็ม", "เป้า", "น้ำหนัก", "ค่าถ่วง", "เกณฑ์", "full", "max", "target", "weight", "goal"]
        return whole.contains { find(Array($0.utf8), in: text) != nil }
    }

    /// The fiscal year a heading names, in the Buddhist Era; nil where it names none.
    static func year(in heading: String) -> Int? {
        let text = Digits.ascii(heading)
        let numbers = text.utf8.split { !(48...57).contains($0) }.map { String(decoding: $0, as: UTF8.self) }
        for number in numbers {
            guard let value = Int(number) else { continue }
            if number.utf8.count == 4, (2500...2700).contains(value) { return value }
            if number.utf8.count == 4, (2000...2150).contains(value) { return value + 543 }
        }
        let saysYear = ["ปี", "พ.ศ.", "ITA", "FY"].contains { find(Array($0.utf8), in: Array(text.utf8)) != nil }
        return saysYear ? numbers.first { $0.utf8.count == 2 }.flatMap { Int($0) }.map { $0 + 2500 } : nil
    }

    /// What a header row says of its columns, or nil where the row is none. A header names the items or their codes, the
    /// measures or the scores, and at least half of what it names is known; its cells are no longer than headings are. A
    /// heading nobody knows leaves its column without a kind, and what stands in it is listed as not placed. `year` is the
    /// fiscal year that was assessed, which decides between several columns of scores.
    static func header(of row: SourceRow, year: Int) -> ReportHeader? {
        var header = ReportHeader()
        var scores: [(index: Int, heading: String)] = []
        let filled = row.cells.enumerated().filter { !$0.element.text.isEmpty }
        for (index, cell) in filled {
            guard cell.text.unicodeScalars.count < 160 else { return nil }
            guard let column = of(cell.text) else { continue }
            if column == .score {
                scores.append((index, cell.text))
            } else if column == .full || !header.columns.values.contains(column) {
                header.columns[index] = column
            }
            if column == .full {
                header.doubts.append(
                    SourceDoubt(code: "column_no_score", details: ["heading": cell.text], place: cell.place))
            }
        }
        let known = Set(header.columns.values)
        let count = header.columns.count + scores.count
        guard count >= 2, count * 2 >= filled.count, known.contains(.items) || known.contains(.code) else { return nil }
        guard known.contains(.measures) || known.contains(.full) || !scores.isEmpty else { return nil }
        header.isWhole = count == filled.count
        header.choose(among: scores, year: year, place: row.place)
        return header
    }

    private static func find(_ needle: [UInt8], in text: [UInt8]) -> Int? {
        guard needle.count <= text.count else { return nil }
        return (0...(text.count - needle.count)).first { text[$0..<($0 + needle.count)].elementsEqual(needle) }
    }
}

/// The columns of a table as its header names them.
struct ReportHeader {
    var columns: [Int: ReportColumn] = [:]
    var doubts: [SourceDoubt] = []
    /// What keeps the table from being read.
    var faults: [ReadingFault] = []
    /// Whether every heading is known.
    var isWhole = false

    /// Settles which column holds the scores.
    fileprivate mutating func choose(among scores: [(index: Int, heading: String)], year: Int, place: SourcePlace) {
        let ofYear = scores.filter { ReportColumn.year(in: $0.heading) == year }
        if let only = ofYear.count == 1 ? ofYear.first : scores.count == 1 ? scores.first : nil {
            columns[only.index] = .score
            let values = ["heading": only.heading, "year": String(year)]
            if let other = ReportColumn.year(in: only.heading), other != year {
                doubts.append(SourceDoubt(code: "column_other_year", details: values, place: place))
            } else if scores.count > 1 {
                doubts.append(SourceDoubt(code: "column_chosen", details: values, place: place))
            }
        } else if let first = scores.first, let last = scores.last {
            let values = ["first": first.heading, "second": last.heading, "year": String(year)]
            faults.append(ReadingFault(Problem("score_columns", values), at: place))
        } else if let full = doubts.first, !columns.values.contains(.measures) {
            let values = ["heading": full.details["heading"] ?? ""]
            faults.append(ReadingFault(Problem("no_score_column", values), at: place))
        }
        // Columns of other scores are known and not read, so they are not listed as strange.
        for score in scores where columns[score.index] == nil { columns[score.index] = .full }
    }
}

/// The words of the header that counts, by which the same header is known again on the next page.
struct HeaderText {
    private var text = ""
    /// Whether another header may follow: until the first row below this one, and after a heading.
    var mayChange = true

    init() {}
    init(_ row: SourceRow) { text = HeaderText.joined(row) }

    static func joined(_ row: SourceRow, _ separator: String = " ") -> String {
        row.cells.map(\.text).filter { !$0.isEmpty }.joined(separator: separator)
    }

    /// Whether a row says the same, give or take what a scanner does to a word.
    func isRepeated(by row: SourceRow) -> Bool {
        !text.isEmpty && NumberedText.alike(text, HeaderText.joined(row)) > 0.85
    }
}
