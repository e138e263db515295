import Foundation
import ITA
import Testing

@testable import Prongsai

/// Texts as they are typed, and texts cut short.
@Suite struct TypedTextTests {
    @Test(arguments: ["ที่นี่ น้ำ ปู่", "บรรทัด\nต่อไป\tแท็บ\r\n", "ญี่ปุ่น 😀 \u{200B}", ""])
    func `what people type passes`(_ text: String) { #expect(TypedText.problem(text) == nil) }

    @Test func `blots are refused wherever they stand, and shown as dots`() {
        #expect(TypedText.problem("น้ำ\u{FFFD}")?.key == "not_text")
        #expect(TypedText.problem("น้ำ\u{1B}[31m")?.values["given"] == "น้ำ·[31m")
        #expect(TypedText.problem("\u{85}")?.key == "control_character")
        let value = JSONValue.object(["a": .list([.text("ก"), .text("\u{7}")]), "b": .text("\u{FFFD}")])
        #expect(TypedText.problems(value).map(\.key) == ["control_character", "not_text"])
    }

    @Test(
        arguments: [
            "31 มี.ค.68", "31 มี.ค. 68", "31มี.ค.68", "31 มี.ค. 2568", "๓๑ มี.ค.๖๘", "31.3.68", "31.3.2568", "31/3/68",
            "31-3-2568", "31. มี.ค. 68", "31 มีนาคม2568", "31 มีนาคม พ.ศ.2568", "31 มี.ค. พ.ศ. 2568", "2025-03-31",
            "31 Mar 2025", "31.03.2025", "วันที่ 31 มีนาคม 2568", "วันจันทร์ที่ ๓๑ มีนาคม พ.ศ. ๒๕๖๘", "จันทร์ที่ 31 มี.ค. 68",
            "วันจันทร์ 31/3/68", "ที่ 31 มี.ค. 68",
        ])
    func `days are read as people write them`(_ text: String) {
        #expect(Strings.readDay(text) == Day(iso: "2025-03-31"), "\(text)")
    }

    @Test(
        arguments: [
            "31.2.68", "1.1", "1.1.1.68", "1..1.68", ".1.1.68", "1.1.68.", "31 มี.ค.", "มี.ค.68", "31 มี.ค.68x",
            "31 มี.ค.256",
            "1,1,68", "1.13.68", "0.1.68", "31 มีนา68", "1/1/8", "31 พ.ศ. 68", "68.1", "", "น้ำ", "31 มี.ค.68.1",
            "99999999999999999999.1.68", "5/3/25", "วันที่", "วันจันทร์ที่", "วัน 2568",
        ])
    func `what is no day is refused`(_ text: String) {
        #expect(Strings.readDay(text) == nil, "\(text)")
    }

    @Test func `names stand in the order of a Thai dictionary`() {
        let names = ["เทศกิจ", "สำนักปลัด", "ไก่", "กองช่าง", "ข่า", "กองคลัง", "ขา", "รายได้", "แก", "โรง", "เก", "ทะเบียน", ""]
        #expect(
            names.sortedInThai { $0 } == [
                "", "กองคลัง", "กองช่าง", "เก", "แก", "ไก่", "ขา", "ข่า", "ทะเบียน", "เทศกิจ", "รายได้", "โรง", "สำนักปลัด",
            ])
    }

    @Test(arguments: engines) func `a form with blots changes nothing`(_ engine: TestEngine) async throws {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("office", on: site)
        _ = try await TestSite.account("kanda", .officer, of: office.agency, on: site)
        let browser = TestBrowser(site)
        try await browser.signIn("kanda")
        for name in ["ฝ่าย\u{7}", "ฝ่าย\u{FFFD}"] {
            #expect(try await browser.post("/desk/office/units", ["name": name]).status == 422)
        }
        let names = try await site.database.read { try $0.rows("SELECT name FROM unit").map { try $0.string("name") } }
        #expect(names.allSatisfy { TypedText.problem($0) == nil })
    }

    @Test func `a text is cut between words, never before a mark or behind a leading vowel`() {
        let text = "ขอความร่วมมือทุกฝ่ายพร้อมใจกันปฏิบัติงานอย่างโปร่งใสและเที่ยงธรรม น้ำใจไมตรี"
        let scalars = Array(text.unicodeScalars)
        for most in 1..<scalars.count {
            let start = text.beginning(most)
            #expect(start.unicodeScalars.count <= most && text.utf8.starts(with: start.utf8))
            if let last = start.unicodeScalars.last { #expect(!(0x0E40...0x0E44).contains(last.value), "\(start)") }
            let next = scalars[start.unicodeScalars.count]
            #expect(most < 4 || !next.properties.isGraphemeExtend, "\(start)")
            let end = text.ending(most)
            #expect(end.unicodeScalars.first.map { !$0.properties.isGraphemeExtend } ?? true || most < 4, "\(end)")
        }
        #expect(text.beginning(18) == "ขอความร่วมมือทุก")
        #expect(Terminal.shortened("สั้น", 10) == "สั้น")
    }
}
