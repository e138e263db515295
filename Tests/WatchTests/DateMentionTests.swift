import Testing

@testable import Watch

@Suite struct DateMentionTests {
    private typealias Kind = DateMention.Kind

    private static let cases: [(String, [DateMention.Kind])] = [
        ("ปีงบประมาณ พ.ศ. 2568", [.fiscalYear(2568)]), ("ปีงบประมาณ พ.ศ. ๒๕๖๘", [.fiscalYear(2568)]),
        ("ประจำปีงบประมาณ พ.ศ.2568", [.fiscalYear(2568)]), ("ปีงบประมาณ 68", [.fiscalYear(2568)]),
        ("Fiscal Year 2025", [.fiscalYear(2568)]), ("FY2025", [.fiscalYear(2568)]), ("FYI 2025", [.year(2568)]),
        (
            "ปีงบประมาณพ.ศ. 2568 (ต.ค. 2567 – มี.ค. 2568)",
            [.fiscalYear(2568), .months(from: .init(2567, 10), to: .init(2568, 3))]
        ),
        ("ต.ค. – ธ.ค. 2567", [.months(from: .init(2567, 10), to: .init(2567, 12))]),
        ("ตุลาคม – มีนาคม 2568", [.months(from: .init(2567, 10), to: .init(2568, 3))]),
        ("1 ตุลาคม 2567 ถึงวันที่ 31 มีนาคม 2568", [.months(from: .init(2567, 10), to: .init(2568, 3))]),
        ("1 ต.ค. 67 – 31 มี.ค. 68", [.months(from: .init(2567, 10), to: .init(2568, 3))]),
        (
            "3 ตุลาคม 2567 ถึง 31 มีนาคม 2568",
            [.day(year: 2567, month: 10, day: 3), .day(year: 2568, month: 3, day: 31)]
        ),
        ("เมษายน 2569 ถึง มีนาคม 2569", [.months(from: .init(2569, 4), to: .init(2569, 3))]),
        ("เดือนมิถุนายน พ.ศ. ๒๕๖๘", [.month(year: 2568, month: 6)]), ("มี.ค. 68", [.month(year: 2568, month: 3)]),
        ("มิ.ย.68", [.month(year: 2568, month: 6)]), ("March 2025", [.month(year: 2568, month: 3)]),
        ("ไตรมาสที่ 2 ปีงบประมาณ พ.ศ. 2568", [.quarter(2, fiscalYear: 2568)]),
        ("ไตรมาส ๔/๒๕๖๘", [.quarter(4, fiscalYear: 2568)]),
        ("Q1", [.quarter(1, fiscalYear: nil)]), ("ไตรมาสที่ 5", []),
        ("รอบ 6 เดือนแรก ปีงบประมาณ 2568", [.half(1, fiscalYear: 2568)]), ("รอบ ๖ เดือนหลัง", [.half(2, fiscalYear: nil)]),
        ("(รอบ 6 เดือนแรก ของปีงบประมาณ พ.ศ. 2568)", [.half(1, fiscalYear: 2568)]),
        ("15/10/2568", [.day(year: 2568, month: 10, day: 15)]), ("๑๕/๑๐/๒๕๖๘", [.day(year: 2568, month: 10, day: 15)]),
        ("2025-10-31", [.day(year: 2568, month: 10, day: 31)]), ("31-10-68", [.day(year: 2568, month: 10, day: 31)]),
        ("31 ต.ค. 68", [.day(year: 2568, month: 10, day: 31)]),
        ("วันที่ 9 ธันวาคม 2568", [.day(year: 2568, month: 12, day: 9)]),
        ("9 December 2025", [.day(year: 2568, month: 12, day: 9)]), ("พ.ศ. 2540", [.year(2540)]),
        ("ค.ศ. 2025", [.year(2568)]),
        ("พ.ร.บ. ข้อมูลข่าวสาร พ.ศ. ๒๕๔๐ และ 2568", [.year(2540), .year(2568)]), ("ปี 2568", [.year(2568)]),
        ("2568", [.year(2568)]), ("Annual Report 2024", [.year(2567)]), ("แผน Plan 2024", []),
        ("รายงานประจำปี 67", [.year(2567)]), ("อายุ 67 ปี ปี 67", []), ("2024", []),
        ("Integrity Plan 2023 – 2027", [.years(from: 2566, to: 2570)]), ("Tel. 0 2024 9446", []), ("ISO 2024:2023", []),
        ("Plans 2024 2025", [.year(2567), .year(2568)]), ("Agenda 2063, 1999, 2100", [.year(2606)]),
        ("โทร. 02-256-8256", []), ("โทร 0 2568 1234", []), ("2567 2568 2569", [.year(2567), .year(2568), .year(2569)]),
        ("ปีงบ 67", [.fiscalYear(2567)]), ("02-2568-123", []), ("เลขที่ 12/2568", []),
        ("ที่ ปช 0012.2568/12", []),
        ("12,568 บาท", []), ("2,568.00", []), ("2568.50 บาท", []), ("รหัส 25681", []), ("A2568", []), ("15/13/2568", []),
        ("แผนพัฒนา พ.ศ. 2566 - 2570", [.years(from: 2566, to: 2570)]), ("(๒๕๖๖–๒๕๗๐)", [.years(from: 2566, to: 2570)]),
        ("ปีงบประมาณ พ.ศ. 2567 ถึงปีงบประมาณ พ.ศ. 2569", [.years(from: 2567, to: 2569)]),
        ("2023-2027", []), ("ค.ศ. 2023-2027", [.years(from: 2566, to: 2570)]), ("2568-1234", []), ("2560-2599", []),
        ("2568 – 2567", [.year(2568), .year(2567)]), ("0-2566-2570", []), ("2566-2570-1", []),
        ("2567-2568 บาท", [.years(from: 2567, to: 2568)]),
        ("45 มกราคม 2568", [.month(year: 2568, month: 1)]),
        ("Maybe 2025", [.year(2568)]), ("may 2025", [.month(year: 2568, month: 5)]), ("", []), ("ปี", []), ("ต.ค.", []),
        ("99999999999999999999", []),
        ("พ.ค. 2568 และ พ.ศ. 2568", [.month(year: 2568, month: 5), .year(2568)]), ("ปี\u{0E48} 2568", [.year(2568)]),
    ]

    @Test(arguments: cases)
    func `what a text names is found`(_ text: String, _ expected: [DateMention.Kind]) {
        #expect(DateMention.find(in: text).map(\.kind) == expected)
    }

    @Test func `the place of a mention is counted in scalars`() throws {
        let text = "ที่นี่ ประจำปีงบประมาณ พ.ศ. ๒๕๖๘ ครับ"
        let found = try #require(DateMention.find(in: text).first)
        let scalars = Array(text.unicodeScalars)[found.range]
        #expect(String(String.UnicodeScalarView(scalars)) == "ปีงบประมาณ พ.ศ. ๒๕๖๘")
    }

    @Test func `a heading that names two years does not say which of them it is about`() {
        func beside(_ headings: [String], _ lines: [String] = [], title: String = "") -> [Int]? {
            var text = page(headings, lines)
            text.title = title
            guard case .right(_, _, let beside) = YearCheck.of(text, fiscalYear: 2568) else { return nil }
            return beside
        }
        #expect(beside(["ผลปีงบประมาณ 2567 และแผนปีงบประมาณ 2568"]) == [2567])
        #expect(beside(["แผน พ.ศ. 2566 - 2570"]) == [] && beside(["ปีงบประมาณ 2568 (ลงนาม 3 ต.ค. 2566)"]) == [])
        #expect(beside(["ต.ค. 2567 – มี.ค. 2568"]) == [] && beside(["ปีงบประมาณ 2568"]) == [])
        #expect(beside(["รายงาน"], ["ประจำปีงบประมาณ 2567", "ข้อเสนอแนะสำหรับปีงบประมาณ 2568"]) == [2567])
        #expect(beside(["แผน"], ["แผนปฏิบัติราชการ 2567", "แผนปฏิบัติราชการ 2568"]) == [2567])
        #expect(beside(["แผน ปีงบประมาณ 2567"], ["ปีงบประมาณ 2568"]) == nil)
    }

    @Test func `October to September is one fiscal year`() {
        #expect(DateMention.find(in: "ต.ค. 2567 – ก.ย. 2568").flatMap(\.fiscalYears) == [2568])
        #expect(DateMention.find(in: "ม.ค. 2567 – ธ.ค. 2567").flatMap(\.fiscalYears) == [2567, 2568])
    }

    private func page(_ headings: [String], _ lines: [String], frame: [String] = []) -> PageText {
        var text = PageText()
        text.blocks =
            headings.map { .init($0, kind: .heading(1)) } + lines.map { .init($0) }
            + frame.map { .init($0, isFrame: true) }
        return text
    }

    @Test func `a page about another year is noticed, whatever its menu says`() {
        let menu = ["ปีงบประมาณ 2566", "ปีงบประมาณ 2568"]
        let old = page(["ประกาศ No Gift Policy ปีงบประมาณ 2567"], ["ประกาศ ณ วันที่ 9 ตุลาคม 2566", "ดูปี 2568"], frame: menu)
        #expect(YearCheck.of(old, fiscalYear: 2568) == .wrong(found: [2567]))
        guard case .right(0, _, _) = YearCheck.of(old, fiscalYear: 2567) else {
            Issue.record("2567 is the year of the heading")
            return
        }
        #expect(YearCheck.of(page(["ติดต่อเรา"], ["โทร 02-256-8256"], frame: menu), fiscalYear: 2568) == .unknown)
        #expect(YearCheck.of(page(["ประกาศ"], ["ลงวันที่ 9 ตุลาคม 2566"]), fiscalYear: 2568) == .unknown)
        #expect(YearCheck.of(page(["รายงานเดือนเมษายน 2567"], []), fiscalYear: 2568) == .wrong(found: [2567]))
        // A month in passing may be anything: since when somebody is in office.
        #expect(YearCheck.of(page(["รายงาน"], ["ข้อมูลเดือนเมษายน 2567"]), fiscalYear: 2568) == .unsure(found: [2567]))
    }
}
