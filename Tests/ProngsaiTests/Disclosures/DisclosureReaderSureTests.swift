import Testing
import Watch

@testable import Prongsai

/// What is said to be sure is applied at once: each shape that once misled, and beside it the one that stays sure.
@Suite struct DisclosureReaderSureTests {
    private static let o1 = "O1 โครงสร้างและอำนาจหน้าที่"
    private static let o2 = "O2 ข้อมูลผู้บริหาร"
    private static let o3 = "O3 ข้อมูลการติดต่อ"
    private static let plan = "แผนยุทธศาสตร์หรือแผนพัฒนาหน่วยงาน"
    /// Two items before, so that with a third the page goes by codes.
    private static let before = "<p>\(o1)</p><p><a href='/1'>ดู</a></p><p>\(o2)</p><p><a href='/2'>ดู</a></p>"

    /// What was placed after ``before``.
    private func told(_ html: String) throws -> [String] { try PageShapes.told(try PageShapes.read(html)) }
    private func after(_ html: String) throws -> [String] {
        try told(Self.before + html).filter { $0 != "O1 /1 sure" && $0 != "O2 /2 sure" }
    }

    @Test func `an entry beside one that a code names is no part of it`() throws {
        let flat = """
            <p><a href='/3'>\(Self.o3)</a></p><p><a href='/x'>โครงการแข่งขันกีฬา</a></p><p><a href='/5'>\(Self.plan)</a></p>
            """
        #expect(try told(flat) == ["O3 /3 sure", "O3 /x guess", "O5 /5 likely"])
        #expect(try after(flat) == ["O3 /3 sure", "O3 /x guess", "O5 /5 likely"])
        #expect(
            try told("<table><tr><td>\(Self.before)\(flat)</td></tr></table>").suffix(3)
                == ["O3 /3 sure", "O3 /x guess", "O5 /5 likely"], "a table for layout")
        let list = """
            <ul><li><p><a href='/3'>\(Self.o3)</a></p><p><a href='/a'>ที่ตั้งสำนักงาน</a></p></li>
            <li><p><a href='/x'>โครงการแข่งขันกีฬา</a></p></li></ul>
            """
        #expect(try after(list) == ["O3 /3 sure", "O3 /a sure", "O3 /x guess"])
    }

    @Test func `what stands below a code stays its own`() throws {
        for (html, count) in [
            ("<p>\(Self.o3)</p><p><a href='/a'>ที่ตั้งสำนักงาน</a></p><p><a href='/b'>ช่องทางออนไลน์</a></p>", 2),
            ("<p><a href='#'>\(Self.o3)</a></p><p><a href='/a'>ที่ตั้งสำนักงาน</a></p>", 1),
            ("<p><a href='/a'>\(Self.o3)</a></p><p><a href='/b'>ดาวน์โหลด</a></p>", 2),
            ("<p><a href='/a'>\(Self.o3)</a></p><p><a href='/b'>3.1 ที่ตั้งสำนักงาน</a></p>", 2),
            ("<ul><li><a href='/a'>\(Self.o3)</a><ul><li><a href='/b'>ที่ตั้งสำนักงาน</a></li></ul></li></ul>", 2),
            ("<h3><a href='/a'>\(Self.o3)</a></h3><p><a href='/b'>ที่ตั้งสำนักงาน</a></p>", 2),
        ] {
            let placed = try after(html)
            let isSure = placed.allSatisfy { $0.hasPrefix("O3 /") && $0.hasSuffix(" sure") }
            #expect(placed.count == count && isSure, "\(html): \(placed)")
        }
    }

    @Test func `the title of another item begins it, under codes too`() throws {
        let line = "<p>\(Self.o3)</p><p><a href='/3'>ดู</a></p><p>\(Self.plan)</p><p><a href='/5'>ดู</a></p>"
        #expect(try after(line) == ["O3 /3 sure", "O5 /5 likely"])
        // Words that are only like a title, or its own title again, begin nothing.
        let own = "<p>\(Self.o3)</p><p>ข้อมูลการติดต่อ</p><p><a href='/3'>ดู</a></p>"
        #expect(try after(own) == ["O3 /3 sure"])
        let buttons = """
            <button>\(Self.o3)</button><div><a href='/3'>ดู</a></div><button>\(Self.plan)</button><div><a href='/5'>ดู</a></div>
            """
        let opened = try after(buttons)
        #expect(opened.first == "O3 /3 sure" && opened.last?.hasPrefix("O5 /5 ") == true)
    }

    @Test func `the name of a part of the assessment does not end an item, but as a heading`() throws {
        let o12 = "O12 รายการการจัดซื้อจัดจ้างหรือการจัดหาพัสดุ และความก้าวหน้าการจัดซื้อจัดจ้างหรือการจัดหาพัสดุ"
        let name = "การจัดซื้อจัดจ้าง"
        #expect(try after("<p>\(o12)</p><p>\(name)</p><p><a href='/12'>ดู</a></p>") == ["O12 /12 sure"])
        #expect(try after("<h4>\(o12)</h4><h3>\(name)</h3><p><a href='/12'>ดู</a></p>").isEmpty)
        #expect(
            try after("<p>\(o12)</p><p>O13 O14</p><p><a href='/12'>ดู</a></p>").isEmpty,
            "several items are no part of one")
    }

    @Test func `what comes after a list or a table, and what every page has, is no more than a guess`() throws {
        let list = "<ul><li>\(Self.o3) <a href='/3'>ดู</a></li></ul>"
        let table = "<table><tr><td>O3</td><td>ข้อมูลการติดต่อ</td><td><a href='/3'>ดู</a></td></tr></table>"
        for html in [list, table] {
            #expect(try after(html + "<p><a href='/x'>ภาพกิจกรรม</a></p>") == ["O3 /3 sure", "O3 /x guess"], "\(html)")
        }
        let title = "<p>\(Self.o3)</p>"
        #expect(try after(title + "<p><a href='/a'>1</a> <a href='/b'>2</a></p>") == ["O3 /a sure", "O3 /b sure"])
        #expect(
            try after(title + "<p><a href='/a'>ที่ตั้ง</a></p><p><a href='/b'>2</a> <a href='/c'>ถัดไป</a></p>")
                == ["O3 /a sure", "O3 /b guess", "O3 /c guess"])
        for words in ["Facebook", "YouTube", "กระดานสนทนา", "E-Service", "นโยบายคุ้มครองข้อมูลส่วนบุคคล", "Next"] {
            #expect(try after(title + "<p><a href='/x'>\(words)</a></p>") == ["O3 /x guess"], "\(words)")
        }
        #expect(try after("<p>O10 E-Service</p><p><a href='/e'>E-Service</a></p>") == ["O10 /e sure"])
    }

    @Test func `a row of its own is not surely the item's above`() throws {
        func table(_ rows: String) -> String {
            """
            <table><tr><td>3</td><td>\(Self.o3)</td><td><a href='/3'>ดู</a></td></tr>\(rows)</table>
            """
        }
        func row(_ cells: String...) -> String { "<tr>" + cells.map { "<td>\($0)</td>" }.joined() + "</tr>" }
        let link = "<a href='/x'>ดู</a>"
        for (rows, placed) in [
            (row("7", "โครงการแข่งขันกีฬา", link), "O3 /x guess"), (row("", "โครงการแข่งขันกีฬา", link), "O3 /x likely"),
            (row("8", Self.plan, link), "O5 /x likely"), (row("", "", link), "O3 /x sure"),
        ] {
            #expect(try told(table(rows)) == ["O3 /3 sure", placed], "\(rows)")
            #expect(try after(table(rows)) == ["O3 /3 sure", placed], "\(rows)")
        }
        let held = """
            <table><tr><td rowspan=2>O3</td><td>ข้อมูลการติดต่อ</td><td><a href='/3'>ดู</a></td></tr>
            <tr><td>ที่ตั้งสำนักงาน</td><td><a href='/x'>ดู</a></td></tr></table>
            """
        #expect(try after(held) == ["O3 /3 sure", "O3 /x sure"])
    }

    @Test func `a line that says only a year begins it where an item's code follows`() throws {
        for (first, second) in [
            ("ปีงบประมาณ พ.ศ. 2567", "ปีงบประมาณ พ.ศ. 2568"), ("ITA ปี 2567", "ITA ปี 2568"), ("ITA 2567", "ITA 2568"),
        ] {
            let reading = try PageShapes.read(
                """
                <p>\(first)</p><p>\(Self.o1) <a href='/67'>ดู</a></p><p>\(second)</p><p>\(Self.o1) <a href='/68'>ดู</a></p>
                """)
            #expect(try PageShapes.told(reading) == ["O1 /68 sure"], "\(first)")
            #expect(reading.left.map(\.reason) == [.year], "\(first)")
        }
        let rows = """
            <table><tr><td colspan=2>ปีงบประมาณ พ.ศ. 2567</td></tr><tr><td>O1</td><td><a href='/67'>ดู</a></td></tr>
            <tr><td colspan=2>ปีงบประมาณ พ.ศ. 2568</td></tr><tr><td>O1</td><td><a href='/68'>ดู</a></td></tr></table>
            """
        #expect(try told(rows) == ["O1 /68 sure"])
        // Below the title of an item it is the item's own.
        let own = "<p>O7 รายงานผลการดำเนินงานประจำปี</p><p>ปี 2568</p><p><a href='/7'>ดู</a></p>"
        #expect(try told(own) == ["O7 /7 sure"])
    }

    @Test func `a code needs no space before E-Service`() throws {
        #expect(ItemCode.find(in: "O10E-Service").map(\.shown) == ["O10"])
        #expect(ItemCode.find(in: "O2O O10Ebook O10E O3A-1").isEmpty)
        let html = "<p>O9 คู่มือ</p><p><a href='/9'>ดู</a></p><p>O10E-Service</p><p><a href='/10'>ดู</a></p>"
        #expect(try told(html).contains("O10 /10 sure"))
    }

    @Test func `words that go on long after a title are not sure to mean it`() throws {
        #expect(try told("<h3>ข้อมูลการติดต่อผู้รับเหมา</h3><p><a href='/x'>ดู</a></p>") == ["O3 /x likely"])
        let dated = "<h3>\(Self.plan) ประจำปีงบประมาณ พ.ศ. 2568</h3><p><a href='/5'>ดู</a></p>"
        #expect(try told(dated) == ["O5 /5 likely"], "without a code only the order says so")
        #expect(try told("<p>ข้อมูลการติดต่อ <a href='/3'>คลิกที่นี่</a></p>") == ["O3 /3 sure"], "they are the link's")
    }

    @Test func `years are seen in names of files`() throws {
        func read(_ file: String) throws -> [String] {
            try told("<p>\(Self.o1) <a href='/\(file)'>ดู</a></p>").map { String($0.split(separator: " ").last ?? "") }
        }
        for file in ["structure2565.pdf", "hr2566.pdf", "25660331_o1.pdf", "25651031_o1.pdf", "o1-2565.pdf"] {
            #expect(try read(file) == ["guess"], "\(file)")
        }
        for file in [
            "structure2568.pdf", "25671031_o1.pdf", "doc12565.pdf", "25669931.pdf", "256603311.pdf", "id2600.pdf",
            "plan2566-2570.pdf",
        ] { #expect(try read(file) == ["sure"], "\(file)") }
    }

    @Test func `a viewer of another file is that file`() throws {
        for path in ["viewer", "gview"] {
            let file = "https%3A%2F%2Fwww.example.go.th%2Fa.pdf&amp;embedded=true"
            let reading = try PageShapes.read(
                "<p>\(Self.o1) <a href='https://docs.google.com/\(path)?url=\(file)'>ดู</a></p>")
            #expect(reading.proposals.map(\.text) == ["https://www.example.go.th/a.pdf"])
            #expect(!PageShapes.faults(reading).contains(.drive))
        }
    }

    @Test func `what is left says which line it was`() throws {
        let reading = try PageShapes.read(
            """
            <p>รายงานการประชุมสภา <a href='/a'>คลิกที่นี่</a></p><p><a href='/b'>ภาพกิจกรรม</a></p>
            <table><tr><td>ภาพถ่ายอาคาร</td><td><a href='/c'>ดู</a></td></tr></table>
            """)
        try #require(reading.left.count == 3)
        #expect(reading.left[0].text.contains("รายงานการประชุมสภา") && reading.left[1].text == "ภาพกิจกรรม")
        #expect(reading.left[2].text.contains("ภาพถ่ายอาคาร"))
    }

    @Test func `codes of another year's section are no fault of this one`() throws {
        let moved = """
            <p>O31 ประกาศเจตนารมณ์นโยบาย No Gift Policy <a href='/31'>ดู</a></p>
            <p>O5 ข้อมูลการติดต่อ <a href='/5'>ดู</a></p>
            """
        let html = """
            <h2>ITA ปีงบประมาณ 2567</h2>\(moved)<p>O99 เกิน <a href='/99'>ดู</a></p>
            <h2>ITA ปีงบประมาณ 2568</h2><p>\(Self.o1) <a href='/1'>ดู</a></p>
            """
        let faults = PageShapes.faults(try PageShapes.read(html))
        #expect(!faults.contains(.renumbered) && !faults.contains(.code))
        #expect(PageShapes.faults(try PageShapes.read(moved)).contains(.renumbered))
    }

    // MARK: Numbers of another edition

    /// All items of an edition as a page shows them, with their codes and titles.
    private static func items(_ edition: String, isTable: Bool) throws -> String {
        let rows = try PageShapes.year(edition).items.map { item in
            let (title, link) = (item.item.thai ?? "", "<a href='/\(item.item.key)'>ดูข้อมูล</a>")
            return isTable
                ? "<tr><td>\(item.code)</td><td>\(title)</td><td>\(link)</td></tr>"
                : "<h4>\(item.code) \(title)</h4><p>\(link)</p>"
        }
        return isTable ? "<table>\(rows.joined())</table>" : rows.joined()
    }

    @Test(arguments: [2568, 2569], [false, true])
    func `a page with another year's numbers is sure of nothing but the very titles`(
        _ year: Int, _ isTable: Bool
    ) throws {
        let html = try Self.items("nacc-ita-\(year == 2568 ? 2569 : 2568)", isTable: isTable)
        let reading = try PageShapes.read(html, edition: "nacc-ita-\(year)", of: year)
        let sure = reading.proposals.filter { $0.sureness == .sure }
        for proposal in sure { #expect(proposal.address.path == "/\(proposal.itemKey)", "\(proposal.named)") }
        #expect(sure.count == 9, "O1 to O9 are the same in both")
    }

    @Test func `a title that resembles that of its code is no more sure than the title it is nearer to`() throws {
        let old = Dictionary(uniqueKeysWithValues: try PageShapes.year().items.map { ($0.code, $0.item.thai ?? "") })
        for (code, sureness) in [("O12", "likely"), ("O14", "likely"), ("O17", "guess"), ("O18", "guess")] {
            let title = try #require(old[code])
            for html in [
                "<p>\(code) \(title) <a href='/x'>ดู</a></p>", "<h4>\(code) \(title)</h4><p><a href='/x'>ดู</a></p>",
                "<table><tr><td>\(code)</td><td>\(title)</td><td><a href='/x'>ดู</a></td></tr></table>",
            ] {
                let reading = try PageShapes.read(html, edition: "nacc-ita-2569", of: 2569)
                #expect(reading.proposals.map(\.sureness.word) == [sureness], "\(html)")
                #expect(PageShapes.faults(reading).contains(.renumbered) == (sureness == "guess"), "\(html)")
            }
        }
        let next = "รายงานผลการดำเนินการเพื่อส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน"
        #expect(try told("<p>O27 \(next) <a href='/x'>ดู</a></p>") == ["O28 /x guess"])
        #expect(try told("<p>O14 แผนการบริหารทรัพยากรบุคคล <a href='/x'>ดู</a></p>") == ["O14 /x sure"])
    }

    // MARK: Lines between links

    @Test func `after a line that speaks of something else, a link is not surely the item's above`() throws {
        for (html, placed) in [
            (
                """
                <p>O25 แผนปฏิบัติการป้องกันการทุจริต</p><p><a href='/25'>แผน</a></p><p>ประชุมสภาสมัยสามัญ</p>
                <p><a href='/x'>รายงานการประชุม</a></p>
                """, ["O25 /25 sure", "O25 /x likely"]
            ),
            (
                """
                <h4>\(Self.o3)</h4><p><a href='/3'>ที่ตั้ง</a></p><p><b>ข่าวกิจกรรม</b></p><p><a href='/x'>กิจกรรมวันเด็ก</a></p>
                <p><a href='/y'>กิจกรรมปลูกป่า</a></p>
                """, ["O3 /3 sure", "O3 /x likely", "O3 /y likely"]
            ),
            (
                """
                <h4>\(Self.o2)</h4><ul><li><a href='/2'>ผู้บริหาร</a></li></ul><p>ตำแหน่งว่างรับโอน</p>
                <p><a href='/x'>ประกาศรับโอน</a></p>
                """, ["O2 /2 sure", "O2 /x likely"]
            ),
        ] { #expect(try told(html) == placed, "\(html)") }
        for number in ["10.1.1 ประกาศเจตนารมณ์ No Gift Policy", "10.1.1 มาตรการภายใน"] {
            let html = "<p>O10 E-Service <a href='/10'>ดู</a></p><p>\(number) <a href='/x'>ดู</a></p>"
            #expect(try told(html) == ["O10 /10 sure", "O10 /x likely"], "\(number)")
        }
    }

    @Test func `a label, and the name of a link that says none, end nothing`() throws {
        for line in [
            "ไฟล์แนบ", "เอกสารประกอบ", "เอกสารที่เกี่ยวข้อง", "ประจำเดือน มกราคม 2568", "ไตรมาสที่ 2", "ปี 2568", "(2)",
            "ข้อมูลการติดต่อ",
        ] {
            let html = """
                <h4>\(Self.o3)</h4><p><a href='/3'>ที่ตั้ง</a></p><p>\(line)</p><p><a href='/x'>ช่องทางออนไลน์</a></p>
                """
            #expect(try told(html) == ["O3 /3 sure", "O3 /x sure"], "\(line)")
        }
        let named = """
            <h4>\(Self.o3)</h4><p><a href='/3'>ที่ตั้ง</a></p><p>ผังอาคารสำนักงาน</p><p><a href='/x'>ดาวน์โหลด</a></p>
            """
        #expect(try told(named) == ["O3 /3 sure", "O3 /x sure"])
    }

    @Test func `the foot of the site is no section of a year`() throws {
        let reading = try PageShapes.read(
            """
            <h2>ITA ปีงบประมาณ 2568</h2><p>\(Self.o2) <a href='/68'>ดู</a></p>
            <h2>ITA ปีงบประมาณ 2567</h2><p>\(Self.o2) <a href='/67'>ดู</a></p>
            <footer><a href='/map'>ผังเว็บไซต์</a></footer>
            """)
        #expect(try PageShapes.told(reading) == ["O2 /68 sure"])
        #expect(reading.left.map(\.reason) == [.year, .frame])
    }
}
