import Testing
import Watch

@testable import Prongsai

/// Lines, rows and headings in which several links or several codes stand: which is whose, and how each is called.
@Suite struct DisclosureReaderLinesTests {
    private func told(_ html: String) throws -> [String] { try PageShapes.told(try PageShapes.read(html)) }
    private static let o20 = "<h3>O20 การเปิดโอกาสให้เกิดการมีส่วนร่วม</h3>"

    // MARK: Codes of other links and of several items

    @Test func `the code in another link's words does not take a link from the item above`() throws {
        let line = "<p><a href='/20'>ภาพ</a> <a href='/21'>O21</a></p>"
        #expect(try told(Self.o20 + line) == ["O20 /20 likely", "O21 /21 sure"])
        #expect(try told(line) == ["O21 /20 guess", "O21 /21 sure"], "no item above")
        // With its title it may as well name the line.
        let titled = try PageShapes.read(
            Self.o20 + "<p><a href='/20'>ภาพ</a> <a href='/21'>O21 ประกาศเจตนารมณ์</a></p>")
        #expect(try PageShapes.told(titled) == ["O21 /20 guess", "O21 /21 sure"])
        #expect(try titled.proposals.first?.others == [PageShapes.year().item("O20").item.key])
        // A picture or a button that leads to the same place, or says nothing, is the line's own.
        let o1 = "O1 โครงสร้างและอำนาจหน้าที่"
        #expect(try told("<p><a href='/1'>ภาพ</a> <a href='/1'>\(o1)</a></p>") == ["O1 /1 sure"])
        #expect(try told("<p><a href='/a'>ดู</a> <a href='/1'>\(o1)</a></p>") == ["O1 /a sure", "O1 /1 sure"])
        #expect(try told("<p><a href='/1'>\(o1)</a> <a href='/a'>ภาพ</a></p>") == ["O1 /1 sure", "O1 /a sure"])
    }

    @Test func `a heading that names several items gives its links to none of them, and that is said`() throws {
        for heading in ["O14-O15", "O16 และ O17", "O18, O19"] {
            for body in ["<p><a href='/x'>ภาพ</a></p>", "<ul><li><a href='/x'>ภาพ</a></li></ul>"] {
                let after = "<h3>เรื่องอื่น</h3><p><a href='/y'>ภาพ</a></p>"
                let reading = try PageShapes.read("<h3>\(heading)</h3>\(body)\(after)")
                #expect(reading.proposals.isEmpty, "\(heading) \(body)")
                #expect(reading.left.map(\.reason) == [.several, .alone], "\(heading) \(body)")
            }
        }
        let reading = try PageShapes.read(
            "<h2>O15-O16</h2><a href='/1516'>แผนและรายงาน</a> <a href='/o18'>O18</a>")
        #expect(try PageShapes.told(reading) == ["O18 /o18 sure"] && reading.left.map(\.reason) == [.several])
    }

    @Test func `in a line of several codes each link is of the code right before it`() throws {
        let reading = try PageShapes.read(
            "<p>O22 รายงาน <a href='/22'>ไฟล์</a> O23 ประเมิน <a href='/23'>ไฟล์</a></p>")
        #expect(try PageShapes.told(reading) == ["O22 /22 likely", "O23 /23 likely"])
        #expect(reading.proposals.map(\.label) == ["O22 รายงาน", "O23 ประเมิน"])
        let behind = try PageShapes.read(
            "<p><a href='/22'>ไฟล์</a> O22 รายงาน <a href='/23'>ไฟล์</a> O23 ประเมิน</p>")
        #expect(behind.proposals.isEmpty && behind.left.map(\.reason) == [.several, .several])
    }

    // MARK: Comments

    @Test func `a link in a comment is of its row or heading, as others are`() throws {
        for (html, key) in [
            (
                "<table><tr><td>O5</td><td>แผนยุทธศาสตร์</td><td><!-- <a href='/p'>plan</a> --></td></tr></table>",
                "oit.strategic-plan"
            ),
            (
                "<table><tr><td>O5</td><td>แผนยุทธศาสตร์</td><td><!-- <a href='/p'>ผู้บริหาร</a> --></td></tr></table>",
                "oit.strategic-plan"
            ),
            ("<h3>O5 แผนยุทธศาสตร์</h3><p><!-- <a href='/p'>ผู้บริหาร</a> --></p>", "oit.strategic-plan"),
            (
                """
                <table><tr><td>O4</td><td>ข่าวประชาสัมพันธ์</td></tr>
                <!-- <tr><td><a href='/p'>ข้อมูลการติดต่อ</a></td></tr> --></table>
                """, "oit.contact"
            ),
        ] {
            let reading = try PageShapes.read(html)
            #expect(reading.finds.map(\.fault) == [.comment] && reading.told == reading.links, "\(html)")
            #expect(reading.finds.first?.itemKey == key, "\(html)")
        }
    }

    // MARK: Labels

    @Test func `links of one item are called so that they can be told apart`() throws {
        for (html, labels) in [
            (
                """
                <table><tr><td rowspan=2>O1 โครงสร้างและอำนาจหน้าที่</td><td>โครงสร้าง</td><td><a href='/a'>คลิก</a></td></tr>
                <tr><td>อำนาจหน้าที่</td><td><a href='/b'>คลิก</a></td></tr></table>
                """, ["โครงสร้าง", "อำนาจหน้าที่"]
            ),
            (
                "<table><tr><td>O12</td><td>สัญญา</td><td><a href='/a'>1</a> <a href='/b'>2</a></td></tr></table>",
                ["สัญญา 1", "สัญญา 2"]
            ),
            (
                """
                <h3>O2 ข้อมูลผู้บริหาร</h3><p>ชุดเดิม</p><p><a href='/a'>ดู</a></p><p>ชุดใหม่</p><p><a href='/b'>ดู</a></p>
                """, ["ชุดเดิม", "ชุดใหม่"]
            ),
            (
                """
                <h3>O3 ข้อมูลการติดต่อ</h3><p>สำนักปลัด <a href='/a'>เบอร์โทร</a></p><p>กองคลัง <a href='/b'>เบอร์โทร</a></p>
                """, ["สำนักปลัด เบอร์โทร", "กองคลัง เบอร์โทร"]
            ),
            (
                "<h3>O2 ข้อมูลผู้บริหาร</h3><p><a href='/a'>ดู</a> <a href='/b'>ดู</a></p>",
                ["O2 ข้อมูลผู้บริหาร (1)", "O2 ข้อมูลผู้บริหาร (2)"]
            ),
            ("<h3>O2 ข้อมูลผู้บริหาร</h3><p><a href='/a'>ดู</a></p>", ["O2 ข้อมูลผู้บริหาร"]),
        ] { #expect(try PageShapes.read(html).proposals.map(\.label) == labels, "\(html)") }
    }

    // MARK: Pages that are too long

    @Test func `of a page that was not read to its end nobody says that it has no links`() throws {
        var reading = DisclosureReading()
        #expect(reading.problem(at: "a.html")?.key == "no_links")
        reading.isCut = true
        #expect(reading.problem(at: "a.html")?.key == "no_links_in_part")
        let strings = try Repository.strings()
        let said = try #require(reading.problem(at: "a.html").map { strings.said($0, .thai) })
        #expect(said.contains("ยังไม่ได้อ่าน"))
        reading.links = 7
        #expect(reading.problem(at: "a.html") == nil)
        let words = DisclosureImportWords(
            words: DisclosureWords(strings: strings, language: .thai), year: try PageShapes.year(), reading: reading,
            name: "a.html", place: "")
        #expect(words.summary.contains { $0.contains("7 ลิงก์แรก") && $0.contains("อาจมีลิงก์อีก") })
    }
}
