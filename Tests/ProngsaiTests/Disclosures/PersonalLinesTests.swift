import Testing
import Watch

@testable import Prongsai

/// Numbers that lists of people hold: broken over lines, one below the other, more than anybody counts.
@Suite struct PersonalLinesTests {
    private let citizen = "1101700230708"

    private func found(_ text: String) -> [String] {
        PersonalData.find(in: CheckDocument.text(text)).map { "\($0.kind.rawValue) \($0.masked)" }
    }

    private func inPage(_ html: String) async -> [String] {
        PersonalData.find(in: await CheckDocument.read(Array(html.utf8), contentType: "text/html")).map {
            "\($0.kind.rawValue) \($0.masked)"
        }
    }

    @Test func `a citizen's number that a narrow cell broke over lines is found`() {
        let hidden = "citizen 1xxxxxxxxxx08"
        for text in [
            "1-1017-\n00230-\n70-8\nธ.กรุงไทย", "ปู่ 1-1017-\n00230-\n70-8", "1-1017- 00230-70-8", "1-1017 -00230-70-8",
            "๑-๑๐๑๗-\n๐๐๒๓๐-\n๗๐-๘", "1\n1017\n00230\n70\n8", "1 1017\n00230\n70 8", "1-1017\n-00230\n-70-8",
            // Line by line over all cells of a row.
            "1 นาย ก 1-1017- ธ.กรุงไทย\n00230- 123-4-56789-\n70-8 0",
            "เลขบัตร\nประชาชน\nน้ำ\n11017002\n30708\nญี่ปุ่น",
        ] { #expect(found(text).contains(hidden), "\(text): \(found(text))") }
        for text in [
            "11017002\n30708", "1-1017-\n00230-\n70-9", "12-15\n2568-\n2570", "1\n2\n3", "1,101\n7,002\n30708",
            "โทร 02-123-\n4567", "ตุลาคม 2567 3 2 1\nพ.ย. 2567 2 2 0\nธ.ค. 2567 1 1 -\nม.ค. 2568 4 2 1",
        ] { #expect(found(text).isEmpty, "\(text): \(found(text))") }
        let place = PersonalData.find(in: CheckDocument.text("ที่นี่\n1-1017-\n00230-\n70-8")).first?.place
        #expect(place?.line == 2)
    }

    @Test func `a line that shows nothing is not counted, a row that is empty is`() {
        let table = "| ก | ข |\n|---|---|\n| | |\n| ค | 1-1017-00230-70-8 |"
        for (text, line) in [("\u{0}\nเลข 1-1017-00230-70-8", 1), ("น้ำ\n\u{200B}\n\n1-1017-00230-70-8", 2), (table, 3)] {
            #expect(PersonalData.find(in: CheckDocument.text(text)).map(\.place.line) == [line], "\(text)")
        }
    }

    @Test func `every account below a head that names accounts is found`() async throws {
        let rows = [
            ["ลำดับ", "ชื่อ", "เลขที่บัญชีธนาคาร", "โทรศัพท์", "จำนวนเงิน"], ["1", "ก", "123-4-56789-0", "0812345678", "500"],
            ["2", "ข", "123-4-56789-1", "0812345679", "500"], ["3", "ค", "9876543210", "0812345670", "1,500"],
        ]
        let all = ["account xxxxxxx890", "account xxxxxxx891", "account xxxxxxx210"]
        let sheet = PersonalData.find(in: await CheckDocument.read(try Samples.xlsx(rows)))
        #expect(sheet.map { "\($0.kind.rawValue) \($0.masked)" } == all)
        #expect(found(rows.map { $0.joined(separator: " ") }.joined(separator: "\n")) == all)
        let html = rows.map { "<tr>" + $0.map { "<td>\($0)</td>" }.joined() + "</tr>" }.joined()
        #expect(Set(await inPage("<table>\(html)</table>")) == Set(all))
        // One cell after the other, as a PDF tells narrow columns; the head broken as well.
        #expect(
            found("ชื่อ\nเลขที่บัญ\nชีธนาคาร\nนาย\nก\n123-4-56789-\n0\nนาย\nข\n1234567891\nรวม\n1500")
                == ["account xxxxxxx891", "account xxxxxxx890"])
        #expect(found("บัญชีรายชื่อ\nปี 2568\n67119123456\n0812345678").isEmpty, "a list of names is no account")
        #expect(found("ชื่อ เลขที่บัญชี\nสัญญาเลขที่ 1234567890\nโทร 0812345678").isEmpty)
    }

    @Test func `one cell for each group, and a head merged over two columns`() async {
        let cells = ["1", "1017", "00230", "70", "8"].map { "<td>\($0)</td>" }.joined()
        #expect(await inPage("<table><tr><td>ชื่อ</td></tr><tr>\(cells)</tr></table>") == ["citizen 1xxxxxxxxxx08"])
        let merged = """
            <table><tr><th>ชื่อ</th><th colspan=2>บัญชีธนาคาร</th></tr><tr><td>ก</td><td>ออมสิน</td><td>020123456789</td></tr>
            <tr><td>ข</td><td>กรุงไทย</td><td>1234567890</td></tr></table>
            """
        #expect(Set(await inPage(merged)) == ["account xxxxxxxxx789", "account xxxxxxx890"])
    }

    @Test func `nothing is dropped from a long list without a word`() {
        func digits(_ start: Int) -> String {
            let head = String(start).utf8.map { Int($0 - 48) }
            let sum = head.enumerated().reduce(0) { $0 + $1.element * (13 - $1.offset) }
            return String(start) + String((11 - sum % 11) % 10)
        }
        let lines = (0..<(PersonalData.most + 30)).map { "ลำดับ \($0) \(digits(110_170_023_000 + $0 * 7))" }
        let finds = PersonalData.find(in: CheckDocument.text(lines.joined(separator: "\n")))
        #expect(finds.count == PersonalData.most + 1 && finds.last?.masked == "+30")
    }
}
