import ITA
import Testing
import Watch

@testable import Prongsai

/// What pages write beside items: numbers of parts, codes of other years, years, everyday names, words of pictures.
@Suite struct DisclosureReaderWordsTests {
    private func told(_ html: String, edition: String = "nacc-ita-2568") throws -> [String] {
        try PageShapes.told(try PageShapes.read(html, edition: edition), edition: edition)
    }

    // MARK: Numbers of parts

    @Test func `the number of a sub-indicator heads items, and is none`() throws {
        for number in ["OIT 9.1", "OIT 9.1.", "O 9.1", "O9.1", "OIT9.1"] {
            let html = """
                <h3>\(number) ข้อมูลพื้นฐาน</h3><p>O1 โครงสร้างและอำนาจหน้าที่ <a href='/1'>ดู</a></p>
                <p>O2 ข้อมูลผู้บริหาร <a href='/2'>ดู</a></p>
                <p>\(number) การดำเนินการเพื่อป้องกันการทุจริตในประเด็นสินบน</p><p><a href='/x'>ดู</a></p>
                """
            let reading = try PageShapes.read(html)
            #expect(try PageShapes.told(reading) == ["O1 /1 sure", "O2 /2 sure"], "\(number)")
            #expect(reading.left.map(\.target) == ["/x"] && reading.finds.isEmpty, "\(number)")
        }
        let cells = "<td>OIT 10.2</td><td>O25</td><td>แผนปฏิบัติการป้องกันการทุจริต</td><td><a href='/25'>ดู</a></td>"
        #expect(try told("<table><tr>\(cells)</tr></table>") == ["O25 /25 sure"])
        #expect(try told("<p>OIT 9.1 ข้อมูลพื้นฐาน <a href='/x'>ดู</a></p>").isEmpty)
        #expect(try told("<h3>OIT 9 การเปิดเผยข้อมูล</h3><p><a href='/x'>ดู</a></p>").isEmpty)
        #expect(try told("<p>O 10.2 <a href='/x'>ดู</a></p>", edition: "bma-ita-2567").isEmpty)
    }

    @Test func `a part of an item keeps its code`() throws {
        #expect(try told("<p>O12.1 <a href='/a'>แผน</a></p>") == ["O12 /a sure"])
        let title = "คู่มือหรือแนวทางการขอรับบริการสำหรับผู้รับบริการหรือผู้มาติดต่อ"
        #expect(try told("<p>O9.1 \(title) <a href='/a'>ดู</a></p>") == ["O9 /a sure"])
        let below = "<h3>O9 \(title)</h3><p>O9.1 ทะเบียนราษฎร <a href='/a'>ดู</a></p><p>O9.2 ภาษี <a href='/b'>ดู</a></p>"
        #expect(try told(below) == ["O9 /a likely", "O9 /b likely"])
    }

    @Test func `the assessment of a year is no item`() throws {
        #expect(ItemCode.find(in: "OIT 68, OIT 2568, OIT 9, O 68").map(\.shown) == ["O9", "O68"])
        let html = """
            <h2>OIT 67</h2><p>O1 โครงสร้าง <a href='/67'>ดู</a></p><h2>OIT 68</h2><p>O1 โครงสร้าง <a href='/68'>ดู</a></p>
            """
        let reading = try PageShapes.read(html)
        #expect(try PageShapes.told(reading) == ["O1 /68 sure"] && reading.left.map(\.reason) == [.year])
        #expect(!PageShapes.faults(reading).contains(.code))
    }

    // MARK: Code and title

    @Test(arguments: [
        "<p>O9 E-Service <a href='/x'>ดู</a></p>", "<p><a href='/x'>O9 E-Service</a></p>",
        "<h3>O9 E-Service</h3><p><a href='/x'>ดู</a></p>",
        "<table><tr><td>O9</td><td>ระบบบริการออนไลน์</td><td><a href='/x'>ดู</a></td></tr></table>",
    ]) func `a code and a title that disagree are both named, and neither is likely`(_ html: String) throws {
        let reading = try PageShapes.read(html)
        let proposal = try #require(reading.proposals.first)
        #expect(reading.proposals.count == 1 && proposal.sureness == .guess && proposal.isRenumbered)
        #expect(proposal.itemKey == "oit.e-service" && proposal.others == ["oit.service-manual"])
        let words = DisclosureImportWords(
            words: DisclosureWords(strings: try Repository.strings(), language: .thai), year: try PageShapes.year(),
            reading: reading, name: "a.html", place: "--page-address")
        let doubt = try #require(words.doubt(proposal))
        #expect(doubt.contains("รหัสเป็นของ O9 คู่มือ") && doubt.contains("ชื่อเป็นของ O10 E-Service"))
        #expect(words.finds.contains { $0.contains("รหัสเป็นของ O9 คู่มือ") && $0.contains("ชื่อเป็นของ O10 E-Service") })
        var moved = reading
        try moved.move([proposal.number: "O10"], in: try PageShapes.year()) { _ in "" }
        #expect(moved.proposals.first?.sureness == .guess, "whoever leaves the code as it stands says nothing new")
    }

    @Test func `what people call another item contradicts a code, however short it is`() throws {
        for html in [
            "<p>O13 สขร.1 <a href='/x'>ดู</a></p>", "<h4>O13 สขร.1</h4><p><a href='/x'>ดู</a></p>",
            "<table><tr><td>O13</td><td>สขร.1</td><td><a href='/x'>ดู</a></td></tr></table>",
        ] {
            let reading = try PageShapes.read(html)
            let proposal = try #require(reading.proposals.first)
            #expect(proposal.sureness == .guess && proposal.isRenumbered, "\(html)")
            #expect(proposal.itemKey == "oit.procurement-list-and-progress", "\(html)")
            #expect(proposal.others == ["oit.annual-procurement-report"], "\(html)")
        }
        #expect(try told("<p>O12 สขร.1 <a href='/x'>ดู</a></p>") == ["O12 /x sure"])
    }

    @Test func `a word that many titles begin with does not outdo a code`() throws {
        for words in ["O24 รายงาน", "O26 รายงาน", "O22 รายงาน", "O28 รายงานผล", "O14 แผน", "O8 คู่มือ"] {
            let code = String(words.prefix(3)).trimmingWhitespace()
            let line = "<h1>ITA 2568</h1><p>\(words) <a href='/x'>ไฟล์</a></p>"
            #expect(try told(line) == ["\(code) /x sure"], "\(words)")
        }
        let nested = "<ul><li>O26 รายงาน<ul><li>26.1 <a href='/a'>แผน</a></li></ul></li></ul>"
        #expect(try told(nested) == ["O26 /a sure"])
        for html in [
            "<p>O22 รายงานประจำปี <a href='/x'>ไฟล์</a></p>", "<h3>O22 รายงานประจำปี</h3><p><a href='/x'>ไฟล์</a></p>",
            "<table><tr><td>O22</td><td>รายงานประจำปี</td><td><a href='/x'>ไฟล์</a></td></tr></table>",
        ] {
            let reading = try PageShapes.read(html)
            #expect(try PageShapes.told(reading) == ["O22 /x likely"], "\(html)")
            #expect(reading.proposals.first?.others == ["oit.annual-report"], "\(html)")
        }
        #expect(try told("<p><a href='/x'>รายงาน</a></p>").isEmpty, "it is the name of no item")
        #expect(try told("<p><a href='/x'>รายงานประจำปี 2567</a></p>") == ["O7 /x likely"])
    }

    @Test func `words of links that say nothing are no part of a title`() throws {
        let markup = DisclosureMarkup(
            Array("<p>O1 ดูแล <a href='/a'>ดู</a> <a href='/b'>1</a> <a href='/c'>แผน</a></p><p>ดู</p>".utf8))
        #expect(markup.blocks.map(\.said) == ["O1 ดูแล แผน", "ดู"])
        #expect(markup.blocks.map(\.text) == ["O1 ดูแล ดู 1 แผน", "ดู"])
        #expect(try told("<p>O1 โครงสร้าง <a href='/a'>1</a> <a href='/b'>2</a></p>") == ["O1 /a sure", "O1 /b sure"])
    }

    // MARK: Years

    @Test func `short years count after a word for a year, and in addresses`() throws {
        func sure(_ link: String) throws -> String? {
            try told("<p>O2 ข้อมูลผู้บริหาร</p><p>\(link)</p>").first?.split(separator: " ").last.map(String.init)
        }
        for link in [
            "<a href='/a'>ประกาศ ปี 65</a>", "<a href='/a'>ทำเนียบปี66</a>", "<a href='/a'>พ.ศ. ๖๕</a>",
            "<a href='/a'>ปีงบประมาณ 66</a>", "<a href='/a'>ITA 66</a>", "<a href='/a?y=2565'>ดู</a>",
            "<a href='/a?id=1&amp;year=2566'>ดู</a>", "<a href='/FY2023/a'>ดู</a>", "<a href='/2565/a'>ดู</a>",
            "<a href='/fy66/a'>ดู</a>",
        ] { #expect(try sure(link) == "guess", "\(link)") }
        for link in [
            "<a href='/a'>ประกาศ ปี 68</a>", "<a href='/a'>ทำงานมา 5 ปี 60 วัน</a>", "<a href='/a'>อายุ 60 ปี</a>",
            "<a href='/a'>ปี 60 คน</a>", "<a href='/a'>ปี 20</a>", "<a href='/a?y=2568'>ดู</a>",
            "<a href='/a?id=2565'>ดู</a>", "<a href='/FY2025/a'>ดู</a>", "<a href='/uploads/2023/a'>ดู</a>",
            "<a href='/a'>ทำเนียบ 68</a>", "<a href='/a'>ประกาศฉบับที่ 66</a>", "<a href='/a'>ทำเนียบ 67-69</a>",
            "<a href='/a'>ทำเนียบ พ.ย. 67</a>", "<a href='/a'>ทำเนียบ พฤศจิกายน 67</a>", "<a href='/a'>ห้อง 20</a>",
        ] { #expect(try sure(link) == "sure", "\(link)") }
    }

    @Test func `two bare figures at the end may be a year`() throws {
        for (title, link, detail) in [
            ("O1 โครงสร้างและอำนาจหน้าที่", "โครงสร้าง 66", "2566"), ("O2 ข้อมูลผู้บริหาร", "ทำเนียบ ๖๗", "2567"),
            ("O7 รายงานผลการดำเนินงานประจำปี", "รายงาน 65", "2565"),
        ] {
            let reading = try PageShapes.read("<h4>\(title)</h4><p><a href='/x'>\(link)</a></p>")
            #expect(reading.proposals.map(\.sureness) == [.likely], "\(link)")
            #expect(reading.finds.map(\.fault) == [.year] && reading.finds.first?.detail == detail, "\(link)")
        }
    }

    @Test func `a report of the year before is not that of the year itself`() throws {
        func read(_ title: String, _ words: String, of year: Int = 2568) throws -> DisclosureReading {
            let html = "<h4>\(title)</h4><p><a href='/x'>\(words)</a></p>"
            return try PageShapes.read(html, edition: "nacc-ita-\(year)", of: year)
        }
        let annual = "O7 รายงานผลการดำเนินงานประจำปี"
        let reading = try read(annual, "รายงานผลการดำเนินงาน ประจำปีงบประมาณ พ.ศ. 2568")
        #expect(reading.proposals.map(\.sureness) == [.guess] && PageShapes.faults(reading) == [.year])
        let words = DisclosureImportWords(
            words: DisclosureWords(strings: try Repository.strings(), language: .thai), year: try PageShapes.year(),
            reading: reading, name: "", place: "")
        #expect(words.finds.first?.contains("เป็นของปี 2568 ไม่ใช่ปี 2567") == true)
        let plan = "O6 แผนและความก้าวหน้าในการดำเนินงานและการใช้งบประมาณประจำปี"
        for (title, link) in [
            (annual, "รายงานผลการดำเนินงาน ปี 67"), (annual, "รายงาน เผยแพร่ ปี 2568"), (annual, "รายงาน 15 ม.ค. 2568"),
            (annual, "รายงานผลการดำเนินงาน"), (plan, "แผน ประจำปีงบประมาณ พ.ศ. 2568"),
        ] {
            let sure = try read(title, link)
            #expect(sure.proposals.map(\.sureness) == [.sure] && sure.finds.isEmpty, "\(link)")
        }
        // Where the title of the item says the year, that is the one.
        let dated = "O14 รายงานผลการบริหารและพัฒนาทรัพยากรบุคคล ประจำปีงบประมาณ พ.ศ. 2568"
        for (year, sureness) in [(2568, Sureness.sure), (2569, .guess)] {
            let found = try read(dated, "เอกสาร ประจำปีงบประมาณ พ.ศ. \(year)", of: 2569)
            #expect(found.proposals.map(\.sureness) == [sureness], "\(year)")
        }
        let statistics = "O18 ข้อมูลสถิติเรื่องร้องเรียนการทุจริตและประพฤติมิชอบ ประจำปีงบประมาณ พ.ศ. 2568"
        let titled = try read(statistics, "ดูข้อมูล", of: 2569)
        #expect(titled.proposals.map(\.sureness) == [.sure] && titled.finds.isEmpty)
    }

    @Test func `the year of a law is not that of the content`() throws {
        func faults(_ words: String, _ file: String = "a.pdf") throws -> [DisclosureReading.Fault] {
            PageShapes.faults(try PageShapes.read("<p>O2 ข้อมูลผู้บริหาร</p><p><a href='/\(file)'>\(words)</a></p>"))
        }
        for words in [
            "พ.ร.บ. ข้อมูลข่าวสารของราชการ พ.ศ. 2540", "พระราชบัญญัติการจัดซื้อจัดจ้าง พ.ศ. ๒๕๖๐",
            "ระเบียบกระทรวงการคลังว่าด้วยการจัดซื้อจัดจ้าง พ.ศ. 2560",
            "ระเบียบว่าด้วยการจัดทำแผนพัฒนา พ.ศ. 2548 และที่แก้ไขเพิ่มเติมถึง (ฉบับที่ 3) พ.ศ. 2561",
            "ประกาศคณะกรรมการ เรื่อง มาตรฐานทั่วไป (ฉบับที่ 2) พ.ศ. 2563", "พรบ.ข้อมูลข่าวสาร 2540",
            "กฎกระทรวง แบ่งส่วนราชการ พ.ศ. 2563",
        ] { #expect(try faults(words).isEmpty, "\(words)") }
        #expect(try faults("ดาวน์โหลด", "พรบ_ข้อมูลข่าวสาร_2560.pdf").isEmpty)
        for words in [
            "รายงานตาม พ.ร.บ. ข้อมูลข่าวสาร พ.ศ. 2540 ประจำปี 2566", "ระเบียบวาระการประชุม พ.ศ. 2566",
            "ข้อบัญญัติงบประมาณรายจ่าย พ.ศ. 2566", "ประกาศใช้แผนพัฒนา ฉบับที่ 2 พ.ศ. 2566",
            "ระเบียบและแผน 2566", "พ.ร.บ. ข้อมูลข่าวสาร พ.ศ. 2540 (รวบรวม 2566)",
        ] { #expect(try faults(words) == [.year], "\(words)") }
        #expect(DisclosureYears.year(in: "ระเบียบฯ พ.ศ. 2560 ปี 68", around: 2568) == 2568)
    }

    // MARK: Everyday names

    @Test func `everyday names of items are likely, never sure`() throws {
        let names = [
            "แผนพัฒนาท้องถิ่น (พ.ศ. 2566 - 2570)": "O5", "No Gift Policy": "O21",
            "นโยบายไม่รับของขวัญ (No Gift Policy)": "O21",
            "คู่มือประชาชน": "O9", "คู่มือการปฏิบัติงาน": "O8", "ช่องทางร้องเรียนการทุจริต": "O18", "โครงสร้างหน่วยงาน": "O1",
            "ผู้บริหาร": "O2", "อำนาจหน้าที่": "O1", "แผนดำเนินงาน ประจำปี 2568": "O6", "แผนการจัดซื้อจัดจ้าง": "O12",
            "สขร.1": "O12", "ประมวลจริยธรรม": "O16", "ประเมินความเสี่ยงการทุจริต": "O23", "มาตรการส่งเสริมคุณธรรม": "O27",
            "รายงานผลแผนปฏิบัติการป้องกันการทุจริต": "O26",
        ]
        for (name, code) in names {
            for html in [
                "<p><a href='/x'>\(name)</a></p>", "<h3>\(name)</h3><p><a href='/x'>ดู</a></p>",
                "<table><tr><td>\(name)</td><td><a href='/x'>ดู</a></td></tr></table>",
            ] { #expect(try told(html) == ["\(code) /x likely"], "\(html)") }
        }
        // What an edition does not ask for is nobody's, and what is only like a name is none.
        for words in ["ถามตอบ (Q&amp;A)", "นโยบายคุ้มครองข้อมูลส่วนบุคคล", "แผนดำเนินงานแข่งขันกีฬา"] {
            #expect(try told("<p><a href='/x'>\(words)</a></p>").isEmpty, "\(words)")
        }
        #expect(try told("<p><a href='/x'>ถามตอบ (Q&amp;A)</a></p>", edition: "nacc-ita-2567") == ["O6 /x likely"])
        #expect(try told("<nav><a href='/x'>โครงสร้างหน่วยงาน</a></nav>").isEmpty, "menus say too many things")
    }

    @Test func `a name that several items share tells them all`() throws {
        for html in [
            "<p><a href='/x'>No Gift Policy</a></p>", "<p>No Gift Policy</p><p><a href='/x'>ดู</a></p>",
            "<table><tr><td>No Gift Policy</td><td><a href='/x'>ดู</a></td></tr></table>",
        ] {
            let reading = try PageShapes.read(html, edition: "nacc-ita-2567")
            #expect(reading.proposals.map(\.sureness) == [.guess], "\(html)")
            #expect(reading.proposals.first?.itemKey == "oit.no-gift-declaration", "\(html)")
            #expect(reading.proposals.first?.others == ["oit.no-gift-culture", "oit.no-gift-report"], "\(html)")
        }
        let words = DisclosureImportWords(
            words: DisclosureWords(strings: try Repository.strings(), language: .thai),
            year: try PageShapes.year("nacc-ita-2567"),
            reading: try PageShapes.read("<p><a href='/x'>No Gift Policy</a></p>", edition: "nacc-ita-2567"), name: "",
            place: "")
        let doubt = words.reading.proposals.first.flatMap { words.doubt($0) } ?? ""
        #expect(doubt.contains("O26") && doubt.contains("O27") && doubt.contains("O28"))
    }

    @Test func `under a code, everyday names are those of its files`() throws {
        let html = "<p>O2 ข้อมูลผู้บริหาร</p><p><a href='/x'>ผู้บริหาร</a></p><p><a href='/y'>โครงสร้างหน่วยงาน</a></p>"
        #expect(try told(html) == ["O2 /x sure", "O2 /y likely"], "of another item, so that nobody can be sure")
        #expect(try told("<p>O5 แผนพัฒนาท้องถิ่น <a href='/5'>ดู</a></p>") == ["O5 /5 sure"], "code and name agree")
    }

    @Test func `every everyday name is of items that some edition has`() throws {
        let names = try Repository.shelf.names()
        let keys = Set(try Repository.shelf.sound().flatMap { DisclosureYear.items(of: $0) }.map(\.key))
        #expect(!names.isEmpty && Set(names.keys).subtracting(keys).sorted() == [])
    }

    // MARK: Saved files, pictures and frames

    @Test func `relative links of a saved file are told in one line`() throws {
        let html = "<p>O1 " + (1...5).map { "<a href='f\($0).pdf'>แฟ้ม</a> " }.joined() + "<a href='#'>เสีย</a></p>"
        let reading = try PageShapes.read(html, at: nil)
        #expect(PageShapes.faults(reading).count == 6 && reading.told == reading.links)
        let words = DisclosureImportWords(
            words: DisclosureWords(strings: try Repository.strings(), language: .thai), year: try PageShapes.year(),
            reading: reading, name: "a.html", place: "--page-address")
        #expect(words.finds.count == 2)
        let first = try #require(words.finds.first)
        #expect(first.contains("5 แห่ง") && first.contains("f1.pdf") && first.contains("--page-address"))
        #expect(words.summary.first?.contains("2 เรื่อง") == true)
    }

    @Test(arguments: [
        "<!-- saved from url=(0034)https://www.tambon.go.th/ita/2568 -->",
        "<base href='https://www.tambon.go.th/ita/'>",
        "<link rel=canonical href='https://www.tambon.go.th/ita/2568'>",
        "<meta property='og:url' content='https://www.tambon.go.th/ita/2568'>",
    ]) func `a saved page stands where it says it was saved from`(_ head: String) throws {
        let html = "\(head)<p>O1 โครงสร้างและอำนาจหน้าที่ <a href='o1.pdf'>ดู</a></p>"
        let reading = try PageShapes.read(html, at: nil)
        #expect(reading.proposals.map(\.text) == ["https://www.tambon.go.th/ita/o1.pdf"] && reading.finds.isEmpty)
        let address = try #require(reading.address).description
        let words = DisclosureImportWords(
            words: DisclosureWords(strings: try Repository.strings(), language: .thai), year: try PageShapes.year(),
            reading: reading, name: "a.html", place: "--page-address")
        #expect(words.summary.contains { $0.contains(address) && $0.contains("--page-address") })
        #expect(try PageShapes.read(html).address == nil, "whoever says the address is believed")
    }

    @Test func `a file is not believed to stand inside the office's network`() throws {
        for place in ["http://192.168.1.5/ita/", "about:internet", "file:///C:/ita.html", "/ita"] {
            let reading = try PageShapes.read(
                "<!-- saved from url=(0016)\(place) --><p>O1 <a href='o1.pdf'>ดู</a></p>", at: nil)
            #expect(reading.address == nil && PageShapes.faults(reading) == [.relative], "\(place)")
        }
    }

    @Test func `pictures, maps and what Google Sites embeds say what they are`() throws {
        #expect(try told("<p><a href='/x'><img src=a.png alt='' title='O2 ข้อมูลผู้บริหาร'></a></p>") == ["O2 /x sure"])
        let areas = "<area href='/1' title='O1 โครงสร้างและอำนาจหน้าที่'><area href='/2' alt='' title='O2 ข้อมูลผู้บริหาร'>"
        #expect(try told("<map>\(areas)</map>") == ["O1 /1 sure", "O2 /2 sure"])
        let site = """
            <h3>O2 ข้อมูลผู้บริหาร</h3><div data-embed-open-url="https://drive.google.com/file/d/1/view" aria-label="ทำเนียบ"></div>
            """
        let reading = try PageShapes.read(site)
        #expect(reading.proposals.map(\.text) == ["https://drive.google.com/file/d/1/view"])
        #expect(reading.proposals.first?.label == "ทำเนียบ" && reading.proposals.first?.sureness == .sure)
        #expect(PageShapes.faults(reading) == [.drive] && reading.told == reading.links)
    }
}
