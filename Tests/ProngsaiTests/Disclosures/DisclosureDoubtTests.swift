import Testing
import Watch

@testable import Prongsai

/// What a page leaves open is never said to be sure.
@Suite struct DisclosureDoubtTests {
    private func told(_ html: String) throws -> [String] { try PageShapes.told(try PageShapes.read(html)) }

    @Test func `tabs that say nothing but the year part the years`() throws {
        let tabs = [66, 67, 68].map { "<li><a href='#y\($0)' data-toggle=tab>25\($0)</a></li>" }.joined()
        func panes(_ name: String) -> String {
            [66, 67, 68].map {
                "<div id='\(name)\($0)'><ul><li>O2 ข้อมูลผู้บริหาร <a href='/\($0)/o2.pdf'>คลิก</a></li></ul></div>"
            }.joined()
        }
        let reading = try PageShapes.read("<title>การประเมิน ITA</title><ul>\(tabs)</ul>\(panes("y"))")
        #expect(try PageShapes.told(reading) == ["O2 /68/o2.pdf sure"])
        #expect(reading.left.map(\.reason) == [.year, .year])
        // A script opens what no name leads to: nobody can say which year is which.
        let open = try told("<title>ITA</title><ul>\(tabs)</ul>\(panes("z"))")
        #expect(open.allSatisfy { $0.hasSuffix("guess") } && open.count == 3)
    }

    @Test func `what every page of a site has, or what counts on by itself, is no sure answer`() throws {
        let o2 = "<title>OIT 2568</title><p>O2 ข้อมูลผู้บริหาร <a href='/a.pdf'>ดู</a></p>"
        for (html, sureness) in [
            ("<p><a href='/x'>เกี่ยวกับ เรา</a></p>", "guess"), ("<p><a href='/x'>สถิติผู้เข้าชม</a></p>", "guess"),
            ("<p><a href='/x'>1.3 อำนาจหน้าที่</a></p>", "guess"), ("<p><a href='/x'>๑.๓ อำนาจหน้าที่</a></p>", "guess"),
            ("<p>0 9 คู่มือ <a href='/x'>ดู</a></p>", "guess"), ("<p>09 คู่มือ <a href='/x'>ดู</a></p>", "guess"),
            ("<p><a href='/x'>2.1 ประวัติผู้บริหาร</a></p>", "sure"), ("<p><a href='/x'>1. ประวัติผู้บริหาร</a></p>", "sure"),
            ("<p><a href='/x'>ดาวน์โหลด</a></p>", "sure"),
        ] { #expect(try told(o2 + html) == ["O2 /a.pdf sure", "O2 /x \(sureness)"], "\(html)") }
        #expect(try told("<title>OIT 2568</title><p>O2 ข้อมูลผู้บริหาร <a href='/x'>ติดต่อเรา</a></p>") == ["O2 /x sure"])
    }

    @Test func `the menu of another year is another year's`() throws {
        let menu = """
            <title>อบต.</title><nav><ul><li><a href="#">ITA 2568</a><ul><li><a href="/ita/o2">O2 ข้อมูลผู้บริหาร</a></li></ul></li>
            <li><a href="#">ITA 2567</a><ul><li><a href="/x/o2">O2 ข้อมูลผู้บริหาร</a></li></ul></li></ul></nav>
            <main><h1>OIT ปี 2568</h1></main>
            """
        let reading = try PageShapes.read(menu)
        #expect(try PageShapes.told(reading) == ["O2 /ita/o2 likely"])
        #expect(reading.left.map(\.reason) == [.year])
        #expect(try told("<title>OIT 2568</title><p>O2 <a href='/ita67/o2'>ดู</a></p>") == ["O2 /ita67/o2 guess"])
    }

    @Test func `a card that begins with its picture or its button is one card`() throws {
        let cards = (1...3).map { number in
            """
            <article><a href="/o\(number)"><img src=x alt=""></a><h3><a href="/o\(number)">O\(number) \(Self.titles[number - 1])</a>
            </h3></article>
            """
        }.joined()
        let reading = try PageShapes.read("<title>ITA 2568</title><div>\(cards)</div>")
        #expect(try PageShapes.told(reading) == ["O1 /o1 sure", "O2 /o2 sure", "O3 /o3 sure"])
        #expect(!PageShapes.faults(reading).contains(.shared))
        let below = (12...13).map { "<div class=card><a href='/o\($0).pdf'>ดาวน์โหลด</a><h4>O\($0)</h4></div>" }.joined()
        #expect(try told("<title>OIT 2568</title>\(below)") == ["O12 /o12.pdf likely", "O13 /o13.pdf likely"])
    }

    @Test func `columns, and cells with several codes, are no more than likely`() throws {
        let columns = """
            <title>ITA 2568</title><table><tr><th>O4</th><th>O5</th><th>O6</th></tr>
            <tr><td><a href=/4>ดู</a></td><td><a href=/5>ดู</a></td><td><a href=/6>ดู</a></td></tr></table>
            """
        #expect(try told(columns) == ["O4 /4 likely", "O5 /5 likely", "O6 /6 likely"])
        let heads = (1...3).map { "<div class=col><h4>O\($0)</h4></div>" }.joined()
        let links = (1...3).map { "<div class=col><a href=/\($0)>ดู</a></div>" }.joined()
        let rows = try told("<title>ITA 2568</title><div class=row>\(heads)</div><div class=row>\(links)</div>")
        #expect(rows.count == 3 && rows.allSatisfy { $0.hasSuffix("guess") })
        let cell = """
            <title>ITA 2568</title><table><tr><td>O6<br>O7<br>O8</td><td><a href=/6>ก</a><br><a href=/7>ข</a></td></tr></table>
            """
        #expect(try told(cell).allSatisfy { $0.hasSuffix("guess") })
        let several = try PageShapes.read(
            "<title>ITA 2568</title><p>O11 สถิติ <a href=/11>ดู</a></p><p>O13-O15 <a href=/13>ดู</a></p>")
        #expect(several.left.map(\.reason) == [.several] && several.proposals.count == 1)
        let inRow = try PageShapes.read(
            """
            <title>ITA 2568</title><table><tr><td>O11</td><td>สถิติ</td><td><a href=/11>ดู</a></td></tr>
            <tr><td>O13-O15</td><td>นโยบายการบริหารทรัพยากรบุคคล</td><td><a href=/13>ดู</a></td></tr>
            <tr><td>O16 – 17</td><td>สองข้อ</td><td><a href=/16>ดู</a></td></tr></table>
            """)
        #expect(inRow.left.map(\.reason) == [.several, .several] && inRow.proposals.count == 1)
        let called = try told(
            "<title>ITA 2568</title><h3>O8</h3><a href='/O9_manual.pdf'>ก</a> <a href='/o8.pdf'>ข</a>")
        #expect(called == ["O8 /O9_manual.pdf guess", "O8 /o8.pdf sure"])
        let counted = try told(
            "<title>ITA 2568</title><p>O11 <a href=/11>ดู</a></p><p>ข้อ 12 รายการ <a href=/12>ดู</a></p>")
        #expect(
            counted.contains("O11 /11 sure") && !counted.contains { $0.hasPrefix("O11 /12 ") && !$0.hasSuffix("guess") }
        )
    }

    @Test func `addresses without their beginning, entrances and wrapped links`() throws {
        for target in [
            "www.abt.go.th/z.pdf", "abt.go.th/z.pdf", "https//www.abt.go.th/z.pdf", "http://http//abt.go.th/x",
        ] {
            let reading = try PageShapes.read("<title>ITA 2568</title><p>O21 <a href='\(target)'>ก</a></p>")
            #expect(reading.proposals.isEmpty && PageShapes.faults(reading) == [.broken], "\(target)")
        }
        for target in ["/", "/login.php?next=/o21", "/wp-admin/post.php?post=1"] {
            let reading = try PageShapes.read("<title>ITA 2568</title><p>O21 <a href='\(target)'>ก</a></p>")
            #expect(reading.proposals.map(\.sureness) == [.guess] && PageShapes.faults(reading) == [.home], "\(target)")
        }
        let wrapped = try PageShapes.read(
            """
            <title>ITA 2568</title><p>O1 <a href="https://www.google.com/url?q=https%3A%2F%2Fwww.test.go.th%2Forg.pdf&amp;sa=D">ก</a></p>
            <p>O5 <a href="https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.test.go.th%2Fplan.pdf&h=AT0">ข</a></p>
            <p>O6 <a href="https://www.google.com/url?q=javascript:x">ค</a></p>
            """)
        #expect(
            wrapped.proposals.map(\.text).prefix(2) == [
                "https://www.test.go.th/org.pdf", "https://www.test.go.th/plan.pdf",
            ])
        #expect(!wrapped.proposals.contains { $0.text.hasPrefix("javascript") })
    }

    @Test func `codes of an older edition say nothing where no title does`() throws {
        let page = """
            <h1>ข้อมูลสาธารณะ OIT</h1><p>o5 ข้อมูลการติดต่อ <a href=/a5>ดู</a></p><p>o7 ข่าวประชาสัมพันธ์ <a href=/a7>ดู</a></p>
            <p>o18 E-Service <a href=/a18>ดู</a></p><p>o31 ประกาศเจตนารมณ์นโยบาย No Gift Policy <a href=/a31>ดู</a></p>
            <p>o4 แผนยุทธศาสตร์หรือแผนพัฒนาหน่วยงาน <a href=/a4>ดู</a></p><p>o14 คู่มือหรือแนวทางการปฏิบัติงานของเจ้าหน้าที่ <a href=/a14>ดู</a></p>
            <p>o8 Q&amp;A <a href=/a8>ดู</a></p>
            """
        let reading = try PageShapes.read(page)
        #expect(try PageShapes.told(reading).contains { $0.hasPrefix("O8 /a8 ") && $0.hasSuffix("guess") })
        #expect(!reading.proposals.contains { $0.sureness == .sure && $0.text.hasSuffix("/a8") })
    }

    @Test func `a span of years keeps its dash, and one link's year is not its neighbours'`() throws {
        #expect(DisclosureLink.spaced("แผน_พ.ศ.2566 - 2570") == "แผน พ.ศ.2566 - 2570")
        #expect(DisclosureLink.spaced("plan-2566-2570_o5") == "plan 2566-2570 o5")
        let plan = try PageShapes.read(
            "<title>ITA 2568</title><p>O5 <a href=/5>แผนพัฒนาท้องถิ่น (พ.ศ. 2566 - 2570)</a></p>")
        #expect(plan.proposals.map(\.itemKey).count == 1 && PageShapes.faults(plan).isEmpty)
        let beside = try PageShapes.read(
            "<title>ITA 2568</title><h3>O21</h3><p><a href=/a>ประกาศ พ.ศ. 2566</a> <a href=/b>ภาพกิจกรรม</a></p>")
        #expect(try PageShapes.told(beside) == ["O21 /a guess", "O21 /b sure"])
    }

    private static let titles = ["โครงสร้างและอำนาจหน้าที่", "ข้อมูลผู้บริหาร", "ข้อมูลการติดต่อ"]
}
