import Testing
import Watch

@testable import Prongsai

/// Totals of groups under names of their own, and tables that were saved as text with commas.
@Suite struct CheckSumsTests {
    private func wrong(_ rows: [[String]], guessed: Bool = false) -> [CheckTotals.Wrong] {
        var table = CheckDocument.Table(isGuessed: guessed)
        for (line, row) in rows.enumerated() {
            table.rows.append(row.map { CheckDocument.Cell(text: $0, place: CheckPlace(line: line + 1)) })
        }
        return CheckTotals.find(in: table)
    }

    private static let budget: [[String]] = [
        ["ก", "100"], ["ข", "200"], ["รวมหมวดค่าตอบแทน", "300"], ["ค", "50"], ["ง", "10"], ["รวมงบลงทุน", "60"],
        ["รวมทั้งสิ้น", "360"],
    ]

    @Test func `groups whose totals have other names count once`() {
        for isGuessed in [false, true] {
            #expect(wrong(Self.budget, guessed: isGuessed).isEmpty)
            var slipped = Self.budget
            slipped[6][1] = "370"
            let found = wrong(slipped, guessed: isGuessed)
            #expect(found.map(\.added.text) == ["360"] && found.first?.isCertain == !isGuessed)
            // A total that counts the groups twice.
            slipped[6][1] = "720"
            let twice = wrong(slipped, guessed: isGuessed)
            #expect(twice.map(\.added.text) == ["360"] && twice.first?.isCertain == false)
        }
    }

    @Test func `groups of groups and groups of one row count once`() {
        var rows: [[String]] = [
            ["ก", "100"], ["ข", "200"], ["รวมหมวดค่าตอบแทน", "300"], ["ค", "40"], ["ง", "20"], ["รวมหมวดใช้สอย", "60"],
            ["รวมงบดำเนินงาน", "360"], ["จ", "40"], ["รวมงบลงทุน", "40"], ["รวมทั้งสิ้น", "400"],
        ]
        #expect(wrong(rows).isEmpty)
        rows[9][1] = "401"
        #expect(wrong(rows).map(\.added.text) == ["400"])
    }

    @Test func `a row that merely begins so is one of the others`() {
        let group = "รวมกลุ่มเกษตรกร"
        #expect(wrong([["ก", "2"], ["ข", "7"], [group, "5"], ["ง", "4"], ["รวม", "18"]]).isEmpty)
        #expect(wrong([["ก", "5"], [group, "5"], ["ข", "3"], ["รวม", "13"]]).isEmpty, "as much as the row above")
        #expect(wrong([["ก", "2"], ["ข", "3"], [group, "5"], ["ง", "4"], ["รวม", "14"]]).isEmpty, "by chance")
        let doubtful = wrong([["ก", "2"], ["ข", "7"], [group, "5"], ["รวม", "18"]])
        #expect(doubtful.map(\.added.text) == ["14"] && doubtful.first?.isCertain == false)
    }

    @Test func `columns that carry on are no sums`() {
        for head in ["ยอดสะสม", "เบิกจ่ายสะสม", "คงเหลือ", "ยอดยกมา"] {
            #expect(wrong([["รายการ", head], ["ก", "10"], ["ข", "30"], ["รวม", "30"]]).isEmpty, "\(head)")
        }
    }

    private func read(_ text: String) async -> CheckDocument { await CheckDocument.read(Array(text.utf8)) }

    @Test func `a text of fields is a table with its lines`() async {
        let document = await read("รายการ,จำนวนเงิน\nก,100\nข,200\nรวม,350\n")
        let found = CheckTotals.find(in: document)
        #expect(found.map(\.added.text) == ["300"] && found.first?.isCertain == true)
        #expect(found.first?.place == CheckPlace(line: 4))
        let quoted = await read("รายการ,จำนวนเงิน\r\n\"ก, ข\",\"1,000\"\r\n\r\nค,\"2,000\"\r\nรวม,\"3,500\"\r\n")
        let wrong = CheckTotals.find(in: quoted)
        #expect(wrong.map(\.added.text) == ["3,000"] && wrong.first?.place.line == 5)
        #expect(quoted.text.blocks.map(\.text) == ["รายการ · จำนวนเงิน", "ก, ข · 1,000", "ค · 2,000", "รวม · 3,500"])
        #expect(quoted.places.map(\.line) == [1, 2, 4, 5])
    }

    @Test func `a month beside a figure is seen in a text of fields`() async {
        let document = await read("เดือน,เรื่อง\nตุลาคม 2567,3\nพฤศจิกายน 2567,2\n")
        #expect(document.text.blocks.map(\.text).contains("ตุลาคม 2567 · 3"))
        let months = document.text.blocks.flatMap { DateMention.find(in: $0.text) }.compactMap { mention -> Int? in
            if case .month(let year, let month) = mention.kind, year == 2567 { month } else { nil }
        }
        #expect(months == [10, 11])
        let account = await read("ชื่อ,บัญชี\nก,1234567890\n")
        #expect(PersonalData.find(in: account).map(\.place.line) == [2])
    }

    @Test func `a text of lines stays one`() async {
        for text in ["ค่าน้ำ 1,234\nค่าไฟ 5,678\nรวม 6,912\n", "ประกาศ, เรื่อง น้ำ\nที่นี่ ญี่ปุ่น\n", "ก,ข\n"] {
            let document = await read(text)
            #expect(document.tables.allSatisfy { $0.isGuessed }, "\(text)")
            #expect(!document.text.blocks.contains { $0.text.unicodeScalars.contains("·") }, "\(text)")
            #expect(CheckTotals.find(in: document).isEmpty, "\(text)")
        }
    }
}
