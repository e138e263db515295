import Documents
import ITA
import Testing

@testable import Prongsai

/// What stands in the cells of other people's reports and files of scores.
@Suite struct ImportTextTests {
    private func edition() throws -> Edition { try Repository.shelf.file("bma-ita-2567").edition }

    private func cell(_ texts: String..., instrument: String? = nil) throws -> ItemCell {
        ItemCell(
            texts.map { SourceParagraph(text: $0, place: SourcePlace(line: 1)) }, edition: try edition(),
            instrument: instrument)
    }

    @Test(
        arguments: [
            ("I3 ความโปร่งใส (98.77/100 คะแนน)", "98.77"), ("I3 (98.77 คะแนน) (คะแนนเต็ม 100 คะแนน)", "98.77"),
            ("I3 คะแนน 98.77", "98.77"), ("I3 น้ำที่นี่ (คะแนน 98.77)", "98.77"), ("I3 คะแนนที่ได้: ๙๘.๗๗", "98.77"),
            ("I3 ได้ 98.77 คะแนน จาก 100 คะแนน", "98.77"), ("I3 98.77 เต็ม 100 คะแนน", "98.77"),
            ("I3 issue (98.77 points)", "98.77"), ("I3 98.77 out of 100", "98.77"),
            ("I3 เรื่องที่ 2 (94,70 คะแนน)", "94,70"),
            ("I3 (0 คะแนน)", "0"), ("I3 มาตรา 7 วรรค 2", nil), ("I3 (94.70)", nil),
        ] as [(String, String?)])
    func `a score is the number obtained, not full marks and not a code`(_ text: String, _ score: String?) throws {
        let found = try cell(text)
        #expect(found.codes == ["I3"] && found.score == score)
    }

    @Test func `a number in brackets that nobody calls a score is doubted`() throws {
        #expect(try cell("I3 ความโปร่งใส (94.70)").doubts.map(\.code) == ["number_in_brackets"])
        #expect(try cell("I3 ความโปร่งใส", "(94.70)").doubts.map(\.details) == [["number": "94.70"]])
        #expect(try cell("I3 ความโปร่งใส (94.70 คะแนน)").doubts.isEmpty)
        #expect(try cell("I3 หัก 5 คะแนน (94.70 คะแนน)").doubts.map(\.code) == ["scores_two"])
    }

    @Test(
        arguments: [
            ("O16 และ O17 (100 คะแนน)", ["O16", "O17"]), ("O16 & O17", ["O16", "O17"]),
            ("O1 ถึง O3", ["O1", "O2", "O3"]),
            ("O1-3", ["O1", "O2", "O3"]), ("ข้อ I3 การใช้อำนาจ", ["I3"]), ("(I3) การใช้อำนาจ", ["I3"]), ("I3: การ", ["I3"]),
            ("I4. การ", ["I4"]), ("1. I3 การ", ["I3"]), ("I 3 การ", ["I3"]), ("I-3 การ", ["I3"]), ("ข้อที่ O๑๘", ["O18"]),
            ("I3การใช้อำนาจ", ["I3"]), ("13 การใช้อำนาจ", ["I3"]), ("ข้อ 1 ของระเบียบ", []), ("5 ขั้นตอน", []),
            ("E-Service ของสำนักงาน", []),
            ("O1–O9, O11–O14, O16–O17", (1...17).filter { ![10, 15].contains($0) }.map { "O\($0)" }),
        ] as [(String, [String])])
    func `items are found however they are written`(_ text: String, _ codes: [String]) throws {
        #expect(try cell(text).codes == codes)
    }

    @Test func `a range over two lines of a cell stays a range, and an open one is unknown`() throws {
        #expect(try cell("O1 –", "O3 (100 คะแนน)").codes == ["O1", "O2", "O3"])
        #expect(try cell("O1 –").unknown == ["O1–"])
        #expect(try cell("O5-O1").unknown == ["O5–O1"])
        #expect(try cell("I10-E2").codes.isEmpty)
        #expect(try cell("O99 (50 คะแนน)").unknown == ["O99"])
    }

    @Test func `items of one cell keep their own scores`() throws {
        let both = try cell("I1 เรื่องหนึ่ง (94.70 คะแนน)", "I2 เรื่องสอง (94.77 คะแนน)")
        #expect(both.score == nil && both.scores == ["I1": "94.70", "I2": "94.77"])
        let each = try cell("O18, O19", "(O18 0, O19 100 คะแนน)")
        #expect(each.score == nil && each.scores == ["O18": "0", "O19": "100"])
        #expect(try cell("O16 และ O17 (100 คะแนน)").score == "100")
    }

    @Test func `a column of published scores gives each item its own`() throws {
        var items = try cell("O18, O19")
        items.take(published: "O18 0\nO19 100")
        #expect(items.score == nil && items.scores == ["O18": "0", "O19": "100"])
        items.take(published: "94.70")
        #expect(items.score == "94.70" && items.scores.isEmpty)
        items.take(published: "ยังไม่ทราบ")
        #expect(items.score == "94.70")
    }

    // MARK: Files of scores

    private func scores(_ text: String) throws -> ScoresReading {
        ScoresReading.read(
            try SourceDocument.csv(Array(text.utf8)), edition: try edition(), file: "ผล.csv",
            strings: try Repository.strings(), language: .thai)
    }

    @Test(arguments: [
        "ข้อ,คะแนนเต็ม,คะแนนที่ได้\nI1,100,94.70\n", "Item,Max score,Score\nI1,100,94.70\n",
        "ข้อ,เป้าหมายคะแนน,คะแนนที่ได้\nI1,95,94.70\n", "ข้อ,คะแนน 2566,คะแนน 2567\nI1,90.00,94.70\n",
        "ข้อ,คะแนน (เต็ม 100)\nI1,94.70\n", "ข้อ,คะแนน\nI1,94.70/100\n", "I1,เรื่อง,94.70\n",
    ])
    func `the score obtained is taken, whatever stands beside it`(_ text: String) throws {
        let reading = try scores(text)
        #expect(reading.problems.isEmpty, "\(reading.problems)")
        #expect(reading.entries.map(\.score) == ["94.70"])
    }

    @Test(arguments: [
        ("ข้อ,คะแนนรอบแรก,คะแนนรอบสอง\nI1,90,94.70\n", "score_columns"), ("ข้อ,คะแนนเต็ม\nI1,100\n", "no_score_column"),
        ("I1,100,94.70\n", "score_which"), ("ข้อ,คะแนน\nO99,50\n", "unknown_item"),
        ("ข้อ,คะแนน\nO5-O1,50\n", "unknown_range"),
    ])
    func `columns nobody can tell apart are refused`(_ text: String, _ key: String) throws {
        let reading = try scores(text)
        #expect(reading.problems.map(\.key) == [key])
    }

    @Test func `a total row is listed and not refused`() throws {
        let reading = try scores("ที่,ข้อ,คะแนน\n1,I1,94.70\n,รวม,94.70\n")
        #expect(reading.problems.isEmpty && reading.entries.count == 1 && reading.unplaced.count == 1)
        #expect(try scores("ที่,ข้อ,คะแนน\n1,เรื่องอื่น,50\n").problems.map { $0.values["given"] } == ["เรื่องอื่น"])
    }

    @Test func `a heading of another year is doubted`() throws {
        #expect(try scores("ข้อ,คะแนน 2565\nI1,94.70\n").doubts.map(\.code) == ["column_other_year"])
    }

    // MARK: Periods, owners, status

    @Test(arguments: [
        ("1 ต.ค. 2567 – 31 มี.ค. 2568", "2024-10-01", "2025-03-31"), ("ต.ค. 67 – มี.ค. 68", "2024-10-01", "2025-03-31"),
        ("ตลอดปีงบประมาณ", "2024-10-01", "2025-09-30"), ("ไตรมาส 1", "2024-10-01", "2024-12-31"),
        ("ไตรมาสที่ 2-3", "2025-01-01", "2025-06-30"), ("1 ต.ค. 67 - 31 ธ.ค. 67", "2024-10-01", "2024-12-31"),
        ("1/10/67-31/12/67", "2024-10-01", "2024-12-31"), ("ต.ค. – ธ.ค. 67", "2024-10-01", "2024-12-31"),
        ("1 - 31 ม.ค. 68", "2025-01-01", "2025-01-31"), ("ธ.ค. 67 ถึง ก.พ. 68", "2024-12-01", "2025-02-28"),
        ("ภายใน 31 มี.ค. 2568", "", "2025-03-31"), ("14 ม.ค. 2568", "2025-01-14", ""),
        ("มกราคม", "2025-01-01", "2025-01-31"),
        ("รอบ 6 เดือนหลัง", "2025-04-01", "2025-09-30"), ("ปีงบประมาณ พ.ศ. 2568", "2024-10-01", "2025-09-30"),
        ("1 Oct 2024 – 31 Mar 2025", "2024-10-01", "2025-03-31"), ("ต.ค. – มี.ค.", "2024-10-01", "2025-03-31"),
    ])
    func `a period is read as offices write it`(_ text: String, _ from: String, _ to: String) throws {
        let found = try #require(PeriodReading.read(text, fiscalYear: 2568))
        #expect((found.0?.iso ?? "", found.1?.iso ?? "") == (from, to))
    }

    @Test(arguments: ["เมื่อพร้อม", "31 มี.ค. 68 – 1 ต.ค. 67", "ไตรมาส 5", "30 ก.พ. 2568", ""])
    func `what is no period is not made one`(_ text: String) {
        #expect(PeriodReading.read(text, fiscalYear: 2568) == nil)
    }

    private func measure(_ owner: String, period: String? = nil, status: String? = nil) -> MeasureReading {
        var entry = ReportReading.Entry(text: "ก", number: 1, place: SourcePlace(line: 1))
        (entry.owner, entry.period, entry.status) = (owner, period, status)
        let names = KnownNames(
            units: [.init(id: "u1", name: "ฝ่ายปกครอง"), .init(id: "u2", name: "ฝ่ายการคลัง")],
            people: [.init(id: "p1", name: "นายประเสริฐ สมมุติกุล")])
        return MeasureReading(entry, names: names, fiscalYear: 2568)
    }

    @Test func `units and people are found by name, and nobody becomes a unit`() {
        let own = measure("ฝ่ายปกครอง\nนายประเสริฐ สมมุติกุล")
        #expect(own.unit?.id == "u1" && own.person?.id == "p1" && own.newUnit == nil && own.doubts.isEmpty)
        #expect(measure("ประเสริฐ สมมุติกุล (ผู้อำนวยการเขต)").person?.id == "p1")
        let stranger = measure("นาย ข. ใจงาม\nฝ่ายการ คลัง")
        #expect(
            stranger.unit?.id == "u2" && stranger.newUnit == nil && stranger.doubts.map(\.code) == ["person_unknown"])
        let several = measure("1. ฝ่ายหนึ่ง\n2. ฝ่ายสอง")
        #expect(several.newUnit == "ฝ่ายหนึ่ง" && several.doubts.map(\.details) == [["text": "ฝ่ายสอง"]])
        #expect(measure("-").newUnit == nil)
    }

    @Test func `a status is read in the words of offices, and what cannot be read is told`() {
        #expect(measure("", status: "อยู่ระหว่างดำเนินการ").status == .underway)
        #expect(measure("", status: "ยังไม่แล้วเสร็จ").status == .underway)
        #expect(measure("", status: "ยังไม่ดำเนินการ").status == .planned)
        #expect(measure("", status: "ดำเนินการแล้วเสร็จ").status == .done)
        #expect(measure("", status: "ยกเลิก").status == .dropped)
        #expect(
            measure("", period: "เมื่อพร้อม", status: "50 %").doubts.map(\.code) == ["period_unread", "status_unread"])
    }

    @Test func `lists are taken apart by every kind of mark`() {
        #expect(NumberedText.pieces("(1) ก (2) ข", next: 1).map(\.text) == ["ก", "ข"])
        #expect(NumberedText.pieces("ก. เรื่องหนึ่ง ข. เรื่องสอง", next: 1).map(\.text) == ["เรื่องหนึ่ง", "เรื่องสอง"])
        #expect(NumberedText.pieces("1. ให้นาย ข. ใจงาม ตรวจ", next: 1).map(\.text) == ["ให้นาย ข. ใจงาม ตรวจ"])
        #expect(NumberedText.bulleted("• ปู่ • ย่า") == ["ปู่", "ย่า"])
        #expect(NumberedText.bulleted("- ปู่ - ย่า") == ["ปู่ - ย่า"])
        #expect(NumberedText.bulleted("ปู่") == nil)
    }
}
