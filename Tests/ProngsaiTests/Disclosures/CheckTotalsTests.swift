import Testing

@testable import Prongsai

@Suite struct CheckTotalsTests {
    private func table(_ rows: [[String]], guessed: Bool = false) -> CheckDocument.Table {
        var table = CheckDocument.Table(isGuessed: guessed)
        for (line, row) in rows.enumerated() {
            table.rows.append(
                row.enumerated().map { column, text in
                    .init(
                        text: text,
                        place: CheckPlace(line: line + 1, cell: CheckDocument.cell(row: line + 1, column: column + 1)))
                })
        }
        return table
    }

    private func wrong(_ rows: [[String]], guessed: Bool = false) -> [CheckTotals.Wrong] {
        CheckTotals.find(in: table(rows, guessed: guessed))
    }

    @Test func `figures are read as people write them, exactly`() {
        let read = [
            "1,234.50": "1,234.50", "๑,๒๓๔": "1,234", "(1,234)": "-1,234", "-5": "-5", "1,000 บาท": "1,000", "-": "0",
            "0.1": "0.1",
            "999999999999.99": "999,999,999,999.99",
        ]
        for (text, shown) in read { #expect(CheckNumber(text)?.text == shown, "\(text)") }
        for text in [
            "", "12/2568", "1,23", "1,2345", "1.", "ก1", "1 ม.ค.", "12,34,567", "1.23456", "1-2",
            "99999999999999999999", ".",
        ] {
            #expect(CheckNumber(text) == nil, "\(text)")
        }
    }

    @Test func `a total that does not add up is told with its cell and both numbers`() {
        let rows = [
            ["ลำดับ", "รายการ", "จำนวนเงิน"], ["1", "น้ำดื่ม", "1,000.50"], ["2", "ที่พัก", "๒,๐๐๐"], ["3", "ญี่ปุ่น", "(500)"],
            ["", "รวมทั้งสิ้น", "2,500.00"],
        ]
        let found = wrong(rows)
        #expect(found.count == 1 && found.first?.place.cell == "C5" && found.first?.isCertain == true)
        #expect(found.first?.stated.text == "2,500.00" && found.first?.added.text == "2,500.50")
        var right = rows
        right[4][2] = "2,500.50"
        #expect(wrong(right).isEmpty)
    }

    @Test func `groups with totals of their own add up to the whole`() {
        let rows = [
            ["ไตรมาส 1", ""], ["ก", "10"], ["ข", "20"], ["รวมไตรมาส 1", "30"], ["ค", "5"], ["ง", "6"], ["รวม", "11"],
            ["รวมทั้งสิ้น", "41"],
        ]
        #expect(wrong(rows).isEmpty)
        var slipped = rows
        slipped[7][1] = "40"
        #expect(wrong(slipped).map(\.added.text) == ["41"])
        slipped = rows
        slipped[6][1] = "12"
        #expect(wrong(slipped).first?.added.text == "11")
    }

    @Test func `two totals in a row are held against all that is above them, never against one figure`() {
        #expect(wrong([["ก", "1"], ["รวม", "100"], ["รวมทั้งสิ้น", "200"]]).isEmpty, "one total alone")
        let after = wrong([["ก", "10"], ["ข", "20"], ["รวม", "30"], ["ค", "5"], ["รวมทั้งสิ้น", "36"]])
        #expect(after.map(\.added.text) == ["35"] && after.map(\.count) == [2])
    }

    @Test func `a sum that no table can hold is not told`() {
        let most = "9,999,999,999,999.9999"
        #expect(CheckNumber(most)?.text == most && CheckNumber("10,000,000,000,000") == nil)
        #expect(CheckNumber(most)?.adding(CheckNumber("0.0001") ?? .zero) == nil)
        #expect(wrong([["ก", most], ["ข", most], ["รวม", "5"]]).isEmpty)
    }

    @Test func `what is no sum is not added, and what is uncertain says so`() {
        #expect(wrong([["รายการ", "ร้อยละ"], ["ก", "10"], ["ข", "20"], ["รวม", "99"]]).isEmpty, "percentages")
        #expect(wrong([["ก", "10"], ["รวม", "99"]]).isEmpty, "one figure alone")
        #expect(wrong([["ก", "10"], ["ข", "20"], ["รวมถึงผู้แทน", "99"]]).isEmpty, "a word that goes on")
        #expect(
            wrong([["ก", "10"], ["ข", "20 (ราคากลาง 30)"], ["ค", "5"], ["รวม", "99"]]).map(\.isCertain) == [false])
        #expect(wrong([["ก", "10"], ["ข", "20"], ["รวม", "99"]], guessed: true).map(\.isCertain) == [false])
    }

    @Test func `sums are right whatever the figures, and wrong where one is changed`() {
        var seed: UInt64 = 68
        func next(_ below: UInt64) -> Int64 {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int64((seed >> 33) % below)
        }
        for _ in 0..<500 {
            let figures = (0..<(2 + next(20))).map { _ in CheckNumber("\(next(9_000_000)).\(10 + next(90))") ?? .zero }
            let sum = figures.reduce(CheckNumber.zero) { $0.adding($1) ?? $0 }
            let rows = figures.map { ["น้ำ", Digits.thai($0.text)] }
            #expect(wrong(rows + [["รวม", sum.text]]).isEmpty)
            let other = sum.adding(CheckNumber("0.01") ?? .zero) ?? sum
            #expect(wrong(rows + [["รวมเป็นเงิน", other.text]]).first?.added.tenThousandths == sum.tenThousandths)
        }
    }

    @Test func `totals are found in Excel and in the lines of a PDF`() async throws {
        let sheet = await CheckDocument.read(
            try Samples.xlsx([["รายการ", "เงิน"], ["ก", "1,000"], ["ข", "2,000"], ["รวม", "3,500"]]))
        let inSheet = CheckTotals.find(in: sheet)
        #expect(inSheet.map(\.place.cell) == ["B4"] && !inSheet[0].place.container.isEmpty)
        let pdf = await CheckDocument.read(Samples.pdf(["water 1,000.00\ntravel 2,000.00\ntotal 3,500.00"]))
        let inPDF = CheckTotals.find(in: pdf)
        #expect(inPDF.map(\.place) == [CheckPlace(page: 1, line: 3)] && inPDF[0].isCertain == false)
        let years = await CheckDocument.read(Samples.pdf(["report of 2568\nplan of 2569\ntotal 3,500.00"]))
        #expect(CheckTotals.find(in: years).isEmpty, "years are no amounts")
    }

    private func parted(_ rows: [[String]]) -> [String] {
        var document = CheckDocument.text("")
        document.tables = [table(rows)]
        return CheckParted.find(in: document).map { "\($0.stated.text) \($0.added.text) \($0.place.cell)" }
    }

    @Test func `a whole is held against what is done and what is under way, across and down`() {
        let head = ["เดือน", "เรื่องทั้งหมด", "ดำเนินการแล้วเสร็จ", "อยู่ระหว่างดำเนินการ"]
        #expect(
            parted([head, ["ต.ค.", "4", "2", "1"], ["พ.ย.", "๓", "๒", "1"], ["ธ.ค.", "-", "-", "-"]]) == ["4 3 B2"])
        let down = [["จำนวนเรื่องร้องเรียนทั้งหมด", "4"], ["แล้วเสร็จ", "2 เรื่อง"], ["ยังไม่แล้วเสร็จ", "1"]]
        #expect(parted(down) == ["4 3 B1"])
        #expect(parted([down[0], down[1], ["อยู่ระหว่างดำเนินการ", "2"]]).isEmpty)
        #expect(parted([down[0], ["น้ำดื่ม", "9"], down[1], down[2]]).isEmpty, "they do not stand together")
        #expect(parted([head + ["แล้วเสร็จเดือนก่อน"], ["ต.ค.", "4", "2", "1", "1"]]).isEmpty, "nobody knows which")
    }

    @Test func `a table that is typed into a page here adds up, or is told`() {
        func found(_ total: String) -> Int {
            let text = "แผนจัดซื้อ\n| รายการ | จำนวนเงิน |\n|---|---|\n| น้ำ | 50,000 |\n| ที่พัก | 70,000 |\n| รวม | \(total) |"
            return CheckDocument.text(text).tables.flatMap { CheckTotals.find(in: $0) }.count
        }
        #expect(found("130,000") == 1)
        #expect(found("120,000") == 0)
    }

    @Test func `tables of a web page are read with merged and empty cells, and named by table and row`() async {
        let page = """
            <html><body><p>น้ำ 5</p><table><tr><th rowspan=2>รายการ<th colspan=2>ปี</tr><tr><th>แผน<th>ผล</tr>
            <tr><td>ก</td><td>10</td><td></td></tr><tr><td>ข<td>20<td>7</tr><tr><td>ค<td>&nbsp;<td>5</tr>
            <tr><td>รวม</td><td>30</td><td>13</td></tr></table></body></html>
            """
        let document = await CheckDocument.read(Array(page.utf8), contentType: "text/html")
        let found = CheckTotals.find(in: document)
        #expect(found.map(\.stated.text) == ["13"] && found.first?.added.text == "12")
        #expect(found.first?.place == CheckPlace(line: 6, container: "1") && document.tables.first?.rows[1].count == 3)
        let bomb = "<table><tr>" + String(repeating: "<td colspan=99999 rowspan=99999>1", count: 3000)
        #expect(CheckTables.read(Array(bomb.utf8)).reduce(0) { $0 + $1.rows.count } < 10)
        _ = CheckTables.read(Array(String(repeating: "<table><tr><td>", count: 5000).utf8))
    }

    @Test func `rows that parts below them make up count once`() {
        let groups = [
            ["รายการ", "งบ"], ["ด้านโครงสร้าง", "300"], ["ถนน", "200"], ["ไฟ", "100"], ["ด้านสังคม", "50"],
            ["รวมทั้งสิ้น", "350"],
        ]
        #expect(wrong(groups).isEmpty)
        var slipped = groups
        slipped[5][1] = "360"
        let found = wrong(slipped)
        #expect(found.map(\.added.text) == ["350"] && found.first?.isCertain == false)
        let numbered = [
            ["1. โครงสร้างพื้นฐาน", "60"], ["1.1 ถนน", "60"], ["2. สังคม", "40"], ["2.1 น้ำ", "25"], ["2.2 ไฟ", "15"],
            ["รวม", "100"],
        ]
        #expect(wrong(numbered).isEmpty && wrong(numbered, guessed: true).isEmpty)
    }

    @Test func `a right-hand column of totals is held against its rows where it is one`() {
        let rows = [
            ["ประเภท", "ชาย", "หญิง", "รวม"], ["ก", "5", "6", "12"], ["ข", "1", "1", "2"], ["ค", "2", "2", "4"],
        ]
        let found = wrong(rows)
        #expect(found.map(\.place.cell) == ["D2"] && found.first?.added.text == "11" && found.first?.isCertain == true)
        let others = [["รายการ", "จำนวน", "ราคา", "รวม"], ["ก", "5", "6", "30"], ["ข", "2", "7", "14"]]
        #expect(wrong(others).isEmpty, "products are no sums")
    }

    @Test func `a year of the common era behind a month is no amount`() {
        let place = CheckPlace()
        #expect(CheckNumber.row("1 October 2024 - 31 March 2025", place).count == 1)
        #expect(CheckNumber.row("FY 2025", place).count == 1 && CheckNumber.row("ค่าน้ำ 2025", place).count == 2)
    }
}
