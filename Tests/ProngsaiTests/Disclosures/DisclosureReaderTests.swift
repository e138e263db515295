import Foundation
import ITA
import Testing
import Watch

@testable import Prongsai

@Suite struct DisclosureReaderTests {
    typealias Fault = DisclosureReading.Fault

    private func told(_ html: String) throws -> [String] { try PageShapes.told(try PageShapes.read(html)) }

    @Test func `an accordion's links belong to the item its button names`() throws {
        #expect(
            try told(PageShapes.accordion) == ["O1 /o1/chart.pdf sure", "O1 /o1/power.pdf sure", "O2 /o2 sure"])
        let reading = try PageShapes.read(PageShapes.accordion)
        #expect(reading.left.map(\.reason) == [.frame, .frame] && reading.within == 2 && reading.finds.isEmpty)
        #expect(reading.proposals[0].elementKey == nil || reading.proposals[0].label == "แผนผังโครงสร้าง")
    }

    @Test func `merged cells, Thai digits and a link before its code are placed by the row`() throws {
        #expect(
            try told(PageShapes.mergedTable)
                == ["O12 /o12/plan.xlsx sure", "O12 /o12/progress.xlsx sure", "O13 /o13.pdf sure"])
    }

    @Test func `nested lists of WordPress are placed, and what names no item is left`() throws {
        let reading = try PageShapes.read(PageShapes.wordpress)
        #expect(try PageShapes.told(reading) == ["O1 /?page_id=12 sure", "O3 /contact sure"])
        #expect(reading.left.map(\.target) == ["https://www.example.go.th/trip"] && reading.left[0].reason == .alone)
        #expect(reading.proposals[1].label.contains("ข้อมูลการติดต่อ"), "“click here” says nothing")
    }

    @Test func `titles without codes are matched, with how sure`() throws {
        #expect(
            try told(PageShapes.titlesOnly) == [
                "O2 /exec likely", "O3 /contact likely", "O5 /plan.pdf likely", "O9 /service sure",
            ])
        let near = try told(
            "<h3>รายงานผลการบริหารทรัพยากรบุคคลประจำปี</h3><a href=/hr>ดู</a><h3>การประชุม</h3><a href=/m>ดู</a>")
        #expect(near == ["O15 /hr likely"])
    }

    @Test func `codes of another assessment are placed by their titles, or left by name`() throws {
        let reading = try PageShapes.read(PageShapes.moit)
        #expect(try PageShapes.told(reading) == ["O2 /m/exec likely", "O3 /m/contact likely"])
        #expect(reading.left.map(\.reason) == [.unknown] && PageShapes.faults(reading).contains(.code))
        let codes = ItemCode.find(in: "MOIT 2 1.3 และ EB4 o13 (O ๑) O2O ISO 9001 OIT 2568 О7 O12.1 o022 O005 O1234")
        #expect(codes.map(\.shown) == ["MOIT2 1.3", "EB4", "O13", "O1", "O7", "O12 1", "O22", "O5"])
        let ranges = ItemCode.find(in: "O18-19, O20 – O22, O8-2568, O8-12.pdf, O5-3, O1-9-67, MOIT 2-3")
        #expect(
            ranges.map(\.shown)
                == ["O18", "O19", "O20", "O21", "O22", "O8", "O8", "O5", "O1", "MOIT2 3"])
    }

    @Test func `tabs are followed by the names of places in the page`() throws {
        #expect(try told(PageShapes.tabs) == ["O1 /a.pdf sure", "O2 /b.pdf sure"])
    }

    @Test func `other years' sections are not this year's`() throws {
        let reading = try PageShapes.read(PageShapes.years)
        #expect(try PageShapes.told(reading) == ["O1 /68/o1.pdf sure"])
        #expect(reading.left.map(\.reason) == [.year])
        let alone = try PageShapes.read("<h1>ITA 2567</h1><p>O2 ข้อมูลผู้บริหาร <a href='/x'>ดู</a></p>")
        #expect(alone.pageYear == 2567)
        #expect(try PageShapes.told(alone) == ["O2 /x guess"], "a page of another year only offers")
    }

    @Test func `where code and title disagree the title counts, and that is said`() throws {
        let reading = try PageShapes.read(PageShapes.renumbered)
        #expect(try PageShapes.told(reading).map { String($0.prefix(3)) } == ["O21", "O3 "])
        #expect(PageShapes.faults(reading).contains(.renumbered))
        #expect(reading.proposals.map(\.sureness) == [.likely, .guess], "a code this edition has not says nothing")
        let contact = try #require(reading.proposals.last)
        #expect(contact.others == ["oit.strategic-plan"] && contact.isRenumbered)
        #expect(reading.finds.first { $0.fault == .renumbered }?.detail == "O5")
    }

    @Test func `what is wrong with links is named, each by its kind`() throws {
        let reading = try PageShapes.read(PageShapes.faulty)
        let counts = Dictionary(grouping: PageShapes.faults(reading)) { $0 }.mapValues(\.count)
        #expect(
            counts == [
                .nowhere: 3, .script: 2, .disk: 2, .inside: 1, .broken: 1, .comment: 1, .drive: 2, .year: 1, .trial: 1,
                .shared: 1, .repeated: 1,
            ])
        #expect(reading.finds.first { $0.fault == .comment }?.itemKey == "oit.executives")
        #expect(reading.contacts == 1)
        let local = try PageShapes.read("<p>O1 <a href='o1.pdf'>โครงสร้าง</a> <a href='//a.go.th/x'>ก</a></p>", at: nil)
        #expect(PageShapes.faults(local) == [.relative] && local.proposals.map(\.text) == ["https://a.go.th/x"])
        let based = try PageShapes.read("<base href='https://b.go.th/ita/'><p>O1 <a href='o1.pdf'>ก</a></p>", at: nil)
        #expect(based.proposals.map(\.text) == ["https://b.go.th/ita/o1.pdf"])
    }

    @Test func `an address typed among words is placed too, and said to be no link`() throws {
        let reading = try PageShapes.read(
            """
            <table><tr><td>O1</td><td>โครงสร้าง</td><td>https://www.example.go.th/one.pdf</td></tr></table>
            <h3>O2 ข้อมูลผู้บริหาร</h3><p>ดูที่ (www.example.go.th/exec?a=1&amp;b=2).</p>
            <p><a href="/two.pdf">https://www.example.go.th/two.pdf</a> เว็บไซต์ www.example.go.th</p>
            <h3>O3 ข้อมูลการติดต่อ</h3><!-- http://a.go.th/x --><footer>www.example.go.th/map</footer>
            """)
        let placed = try PageShapes.told(reading)
        #expect(placed == ["O1 /one.pdf sure", "O2 /exec?a=1&b=2 sure", "O2 /two.pdf sure"])
        #expect(reading.finds.map(\.fault) == [.typed, .typed] && reading.told == reading.links)
        #expect(reading.proposals[1].label.contains("ดูที่"))
        let cases = [
            "ที่https://a.go.th/แผน”": "https://a.go.th/แผน", "HTTP://A.go.th/x, และ": "HTTP://A.go.th/x",
            "www.a.go.thเรื่อง/x": nil, "me@www.a.go.th/x": nil, "http://a/x": nil, "https://a.go.th/": nil,
            "(http://a.go.th/x_(1))": "http://a.go.th/x_(1)", "http://": nil,
        ]
        for (text, target) in cases { #expect(TypedAddress.find(in: text).first?.target == target, "\(text)") }
    }

    @Test func `what is not understood is not given to the item named before it`() throws {
        let titles = ["ข้อมูลผู้บริหาร", "ชื่อที่ไม่มีใครรู้จัก", "เรื่องอื่นอีก"]
        for (before, middle, after) in [
            ("<tr><td>", "</td><td>", "</td></tr>"), ("<p>", "</p><p>", "</p>"), ("<div>", "</div><div>", "</div>"),
        ] {
            let lines = titles.enumerated().map { "\(before)\($1)\(middle)<a href='/x/\($0)'>คลิกที่นี่</a>\(after)" }
            let reading = try PageShapes.read("<table>\(lines.joined())</table>")
            // In a row or line of its own a title is sure; by the order alone it is not.
            #expect(reading.proposals.first?.sureness == (before == "<tr><td>" ? .sure : .likely), "\(middle)")
            #expect(reading.proposals.dropFirst().allSatisfy { $0.sureness == .guess }, "\(middle)")
        }
        // Rows that a cell holds together are one, and words before the first link belong to it.
        let held = try PageShapes.told(
            try PageShapes.read(
                """
                <table><tr><td rowspan=2>ข้อมูลผู้บริหาร</td><td>ทำเนียบ</td><td><a href='/a'>ดู</a></td></tr>
                <tr><td>ประวัติ</td><td><a href='/b'>ดู</a></td></tr>
                <tr><td>อื่น</td><td><a href='/c'>ดู</a></td></tr></table>
                """))
        #expect(held == ["O2 /a sure", "O2 /b sure", "O2 /c guess"])
        let told = try PageShapes.told(
            try PageShapes.read("<p>ข้อมูลผู้บริหาร</p><p>รายละเอียดของหน่วยงาน</p><p><a href='/a'>ดู</a></p>"))
        #expect(told == ["O2 /a likely"])
    }

    @Test func `tables for layout, definitions, details and frames are read`() throws {
        #expect(try told(PageShapes.layoutTable) == ["O1 /o1.htm sure", "O2 /o2.htm sure", "O3 /o3.htm sure"])
        #expect(
            try told(PageShapes.definitions) == ["O1 /1 sure", "O2 /2 sure", "O10 /e sure", "O11 /stat sure"])
        #expect(
            try told(PageShapes.wrapped) == ["O2 /exec sure", "O4 /news?a=1&b=2 sure", "O4 /rss sure"])
    }

    @Test func `an edition without titles goes by codes alone`() throws {
        let reading = try PageShapes.read(
            "<li>O18 นโยบายอะไรก็ได้ <a href='/18'>ดู</a></li><li>O23 เกิน <a href='/23'>ดู</a></li>",
            edition: "bma-ita-2567")
        #expect(try PageShapes.told(reading, edition: "bma-ita-2567") == ["O18 /18 sure"])
        #expect(reading.left.map(\.reason) == [.unknown])
    }

    @Test func `a page in Windows-874 that claims UTF-8 is read as it is`() throws {
        let html = "<meta charset=utf-8><h3>O2 ข้อมูลผู้บริหาร</h3><p><a href='/exec'>ทำเนียบผู้บริหาร ที่นี่ น้ำ</a></p>"
        let bytes = html.unicodeScalars.map { scalar -> UInt8 in
            scalar.value < 0x80 ? UInt8(scalar.value) : UInt8(scalar.value - 0x0E00 + 0xA0)
        }
        let reading = try PageShapes.read(bytes)
        #expect(try PageShapes.told(reading) == ["O2 /exec sure"] && reading.encoding == "Windows-874")
        #expect(reading.disbelieved == "utf-8" && reading.proposals[0].label == "ทำเนียบผู้บริหาร ที่นี่ น้ำ")
    }

    @Test func `ten thousand links are each told once, and more are cut and said`() throws {
        let rows = (0..<10_000).map { "<li>O\($0 % 28 + 1) <a href='/f/\($0).pdf'>แฟ้ม \($0)</a></li>" }.joined()
        let reading = try PageShapes.read("<ul>\(rows)</ul>")
        #expect(reading.links == 10_000 && reading.told == 10_000 && !reading.isCut)
        #expect(reading.proposals.count == 10_000)
        let many = try PageShapes.read(String(repeating: "<a href='/x'>ก</a>", count: 20_100))
        #expect(many.isCut && many.links == DisclosureMarkup.mostLinks && many.told == many.links)
    }

    static let shapes = [
        PageShapes.accordion, PageShapes.mergedTable, PageShapes.wordpress, PageShapes.titlesOnly, PageShapes.moit,
        PageShapes.tabs, PageShapes.years, PageShapes.renumbered, PageShapes.faulty, PageShapes.layoutTable,
        PageShapes.definitions, PageShapes.wrapped,
        // Strange ones nobody prepared.
        "", "<", "O1", "<a", "<a href", "<a href=>", "<a href='", "</a></a></td>", "<table><tr><td><a href=/x>",
        "<!--", "<!-- <a href=x> <!-- <a href=y> --> -->", "<a href=/1>O1<a href=/2>O2<a href=/3>",
        "<div id=a><a href=#a>O1</a></div>", "\u{FEFF}<p>O1\u{0E48} \"ู<a href=\"/ู\">ที่\u{0301}</a>",
        "<a href='http://[::1]/'>O1</a><a href='//'>O1</a><a href='http://a.go.th:99999/'>O1</a>",
        "<ul><ul><ul></li></ol><a href=/x>O1 O2 O3</a>", "<a href='data:text/html,x'>O1</a><a href='mailto:a@b'>O1</a>",
        String(repeating: "<table><tr><td>", count: 3_000) + "O1 <a href=/x>y</a>",
        String(repeating: "<div class=menu>", count: 3_000) + "O1 <a href=/x>y</a>",
        "<a href='/%E0%B8'>O1</a><a href='/\u{0000}x'>O1</a><a href='  /sp ace '>O1</a>",
    ]

    @Test(arguments: shapes) func `no link of any page is dropped silently`(_ html: String) throws {
        for page in [PageShapes.page, nil] {
            let reading = try PageShapes.read(html, at: page)
            #expect(reading.told == reading.links)
            #expect(Set(reading.proposals.map { "\($0.itemKey) \($0.text)" }).count == reading.proposals.count)
        }
    }

    @Test func `a code and a title in cells of their own are held against each other`() throws {
        let html = """
            <table><tr><td>O4</td><td>แผนยุทธศาสตร์หรือแผนพัฒนาหน่วยงาน</td><td><a href="/plan.pdf">ดู</a></td></tr>
            <tr><td>O2</td><td>ข้อมูลผู้บริหาร</td><td><a href="/exec">ดู</a></td></tr>
            <tr><td>O3</td><td><a href="/contact">ดาวน์โหลด</a></td></tr></table>
            """
        let reading = try PageShapes.read(html)
        #expect(
            try PageShapes.told(reading) == ["O5 /plan.pdf guess", "O2 /exec sure", "O3 /contact sure"])
        let moved = reading.finds.filter { $0.fault == .renumbered }
        #expect(moved.count == 1 && moved.first?.itemKey == reading.proposals[0].itemKey)
    }

    @Test func `a year beside a link, in a heading or a folder is held against the year that is answered`() throws {
        let html = """
            <h3>O2 ข้อมูลผู้บริหาร</h3><p>คำสั่ง ปีงบประมาณ พ.ศ. 2569 <a href="/a.pdf">ดาวน์โหลด</a></p>
            <p><a href="/2566/p.pdf">ทำเนียบ</a></p><p><a href="/uploads/2023/05/q.pdf">ทำเนียบ</a></p>
            <p>คำสั่ง ปี 2568 <a href="/b.pdf">ดาวน์โหลด</a></p>
            <p>ตามระเบียบ พ.ศ. 2540 <a href="/c.pdf">ดาวน์โหลด</a></p>
            """
        let reading = try PageShapes.read(html)
        #expect(
            try PageShapes.told(reading) == [
                "O2 /a.pdf guess", "O2 /2566/p.pdf guess", "O2 /uploads/2023/05/q.pdf sure", "O2 /b.pdf sure",
                "O2 /c.pdf sure",
            ])
        #expect(reading.finds.filter { $0.fault == .year }.map(\.detail) == ["2569", "2566"])
    }

    @Test func `one file for several headings of an item is told, and so are short links and buttons`() throws {
        let html = """
            <h3>O2 ข้อมูลผู้บริหาร</h3><p><a href="/a.pdf">เดือนกุมภาพันธ์</a></p><p><a href="/a.pdf">เดือนมีนาคม</a></p>
            <p><a href="/a.pdf">เดือนมีนาคม</a> <a href="https://bit.ly/x1">คำสั่ง</a></p>
            <p><button onclick="window.open('/hidden.pdf')">ทำเนียบผู้บริหาร</button></p>
            <p><a class="btn" onclick="location.href='/pressed.pdf'">ประวัติผู้บริหาร</a> <a onclick="toggle(1)">ย่อ</a></p>
            """
        let reading = try PageShapes.read(html)
        let several = reading.finds.filter { $0.fault == .several }
        #expect(several.map(\.text) == ["เดือนกุมภาพันธ์, เดือนมีนาคม", "เดือนกุมภาพันธ์, เดือนมีนาคม"])
        #expect(reading.again == 2 && PageShapes.faults(reading).contains(.short))
        let scripts = reading.finds.filter { $0.fault == .script }
        #expect(scripts.count == 2 && scripts.map(\.text).contains("ประวัติผู้บริหาร"))
        #expect(scripts.first?.detail.contains("/hidden.pdf") == true && reading.told == reading.links)
        #expect(scripts.last?.detail.contains("/pressed.pdf") == true)
    }
}
