import Documents
import Foundation
import HTML
import Testing

@testable import Prongsai

@Suite struct SiteMarkupTests {
    private func html(_ text: String) -> String {
        String(decoding: Node.fragment(SiteMarkup.nodes(text)).rendered(), as: UTF8.self)
    }

    @Test func `headings, lists, tables, links and paragraphs are read, nothing else is`() {
        #expect(html("# ประกาศ\n## ญี่ปุ่น") == "<h2>ประกาศ</h2><h3>ญี่ปุ่น</h3>")
        #expect(html("- น้ำ\n- ปู่\n1. หนึ่ง\n2) สอง") == "<ul><li>น้ำ</li><li>ปู่</li></ul><ol><li>หนึ่ง</li><li>สอง</li></ol>")
        #expect(html("หนึ่ง\nสอง\n\nสาม") == "<p>หนึ่ง<br>สอง</p><p>สาม</p>")
        let table = html("| ปี | ผล |\n|---|:--|\n| 2568 | ที่นี่ |")
        #expect(table.contains("<th scope=\"col\">ปี</th>") && table.contains("<td>ที่นี่</td>"))
        #expect(!table.contains("---"))
        #expect(html("<b>ตัวหนา</b> **ไม่** `มี`") == "<p>&lt;b&gt;ตัวหนา&lt;/b&gt; **ไม่** `มี`</p>")
    }

    @Test func `a link leads to a web page or is no link`() {
        #expect(
            html("อ่าน[ที่นี่](https://example.go.th/คู่มือ)ด้วย")
                == "<p>อ่าน<a href=\"https://example.go.th/คู่มือ\" rel=\"noopener noreferrer\">ที่นี่</a>ด้วย</p>")
        #expect(html("ดู https://example.go.th/a?b=1&c=2.").contains("href=\"https://example.go.th/a?b=1&amp;c=2\""))
        for evil in ["[x](javascript:alert(1))", "[x](data:text/html,1)", "[x](https://a b)", "[x](//evil)"] {
            #expect(!html(evil).contains("<a"), "\(evil)")
        }
        // A Thai mark joins a bracket or quote into one Character; bytes still see it.
        let (marked, shown) = (html("[\"่ก](https://a.go.th)"), "&quot;่ก</a>")
        #expect(marked.range(of: shown, options: .literal) != nil)
        #expect(html("https://a.go.th/\"><script>").contains("%22") == false)
        #expect(!html("https://a.go.th/\"><script>x").contains("<script>"))
    }

    @Test func `feeds get the words without the marks`() {
        #expect(SiteMarkup.plain("# หัว\n- ก [ข](https://a.go.th)\n\n| ค | ง |") == "หัว ก ข ค ง")
    }

    @Test func `a table of uneven rows keeps its columns, and ten thousand marks are read`() {
        let table = html("| ก | ข |\n| 1 |\n| 1 | 2 | 3 |")
        #expect(table.components(separatedBy: "<th ").count == 4)
        #expect(table.components(separatedBy: "<td>").count == 7)
        let deep = String(repeating: "[", count: 4000) + String(repeating: "](", count: 2000)
        #expect(html(deep).hasPrefix("<p>"))
    }

    @Test func `what cannot be seen is left out, what can be stays letter for letter`() {
        #expect(SiteMarkup.clean("ก\u{202E}fdp.exe\u{0}\u{7}ข") == "กfdp.exeข")
        #expect(SiteMarkup.clean("น้ำ ปู่ ญี่ปุ่น กตัญญู\u{200B}จบ") == "น้ำ ปู่ ญี่ปุ่น กตัญญู\u{200B}จบ")
        #expect(SiteMarkup.clean("หนึ่ง\r\nสอง\n", lines: true) == "หนึ่ง\nสอง")
        #expect(SiteMarkup.clean("หนึ่ง\nสอง") == "หนึ่ง สอง")
    }

    @Test func `an address is proposed from the topic, and takes nothing a folder could stumble over`() {
        #expect(SiteSlug.proposed(key: "oit.no-gift-policy", code: "O18") == "no-gift-policy")
        #expect(SiteSlug.proposed(key: "oit.unnamed-a", code: "O1") == "o1")
        #expect(SiteSlug.problem(SiteSlug.proposed(key: "ข้อ", code: "๑")) == nil)
        for slug in [
            "", "../x", "a/b", "a.b", "-a", "a-", "a--b", "1a", "No", "โนกิฟต์", "a\u{202E}", "a\u{0}", "disclosures",
            "files", "en",
            String(repeating: "a", count: 81), "a\"ุ",
        ] { #expect(SiteSlug.problem(slug) != nil, "\(slug)") }
    }

    @Test func `a file's name keeps its Thai letters and loses folders`() {
        #expect(SitePaper.plain("ประกาศ “น้ำ” ที่ 1/2568.pdf") == "2568.pdf")
        #expect(SitePaper.plain("../../etc/passwd") == "passwd")
        #expect(SitePaper.plain("..\\..\\.\u{202E}ปู่\u{0}.pdf") == "ปู่.pdf")
        #expect(SitePaper.plain("...") == "file")
        let long = SitePaper.plain(String(repeating: "ที่", count: 100) + ".xlsx")
        #expect(long.utf8.count <= 200 && long.hasSuffix(".xlsx"))
        let asked = SitePaper.segment("ถาม?\"ุ:ตอบ.pdf")
        #expect(asked == "ถาม--ุ-ตอบ.pdf")
        #expect(SitePaper.ending("รายงาน.PDF") == "pdf" && SitePaper.ending("ก.ุpdf") == "")
    }

    @Test func `a file is what its content is, and only what everybody can open`() async throws {
        let site = try await TestSite.open(.sqlite)
        func problem(_ bytes: [UInt8], _ name: String) -> String? {
            do {
                _ = try SitePaper.keep(bytes, name: name, in: site.files)
                return nil
            } catch Failure.invalid(let problems) { return problems.first?.key } catch { return "\(error)" }
        }
        let pdf = try SitePaper.keep(Samples.document, name: "ก.pdf", in: site.files)
        #expect(pdf.mediaType == "application/pdf" && pdf.name == "ก.pdf")
        #expect(problem(Samples.document, "ก.docx") == "paper_ending")
        #expect(problem(Samples.program, "ก.pdf") == "paper_kind")
        #expect(problem(Array("<!doctype html><script>".utf8), "ก.csv") == "paper_kind")
        #expect(problem([0xd0, 0xcf, 0x11, 0xe0] + [UInt8](repeating: 0, count: 600), "ก.doc") == "paper_kind")
        #expect(problem([], "ก.pdf") == "upload_empty")
        let zip = Array("PK\u{3}\u{4}[Content_Types].xml word/document.xml".utf8)
        #expect(
            try SitePaper.keep(zip, name: "ก.docx", in: site.files).mediaType.hasSuffix("wordprocessingml.document"))
        #expect(problem(zip + Array("word/vbaProject.bin".utf8), "ก.docx") == "paper_kind")
        let table = try SitePaper.keep(Array("ก,ข\n1,2\n".utf8), name: "ก.csv", in: site.files)
        #expect(table.mediaType == "text/csv; charset=utf-8")
        #expect(
            try SitePaper.keep([0xA1, 0x2C, 0xA2, 0x0A], name: "ก.csv", in: site.files).mediaType
                == "text/csv; charset=windows-874")
    }

    @Test func `a photo is published as its stripped copy`() async throws {
        let site = try await TestSite.open(.sqlite)
        let photo = try Samples.dated()
        let paper = try SitePaper.keep(photo.bytes, name: "ภาพ ที่นี่.JPEG", in: site.files)
        #expect(paper.name == "ภาพ ที่นี่.jpg" && paper.mediaType == "image/jpeg")
        #expect(paper.hash != Hash.sha256(photo.bytes))
        let copy = try Photo.read(try site.files.bytes(of: paper.hash))
        #expect(copy.takenAt == nil && !copy.hasPosition)
    }

    @Test func `what is Thai as a whole says so on a page that is not`() {
        let thai = Attribute("lang", "th")
        #expect(element("p", text: "O18 แผนจัดซื้อ").markingThai == element("p", [thai], text: "O18 แผนจัดซื้อ"))
        #expect(element("p", text: "Published").markingThai == element("p", text: "Published"))
        #expect(element("p", text: "14 · 2568").markingThai == element("p", text: "14 · 2568"))
        let mixed = { (marks: [Attribute]) in
            element("li", [], [element("a", marks, text: "ประกาศ"), .text(" "), element("small", text: "(PDF, 1 kB)")])
        }
        #expect(mixed([]).markingThai == mixed([thai]), "each word in its own language")
        let list = element("ul", [], [element("li", text: "หนึ่ง"), element("li", text: "สอง")])
        #expect(list.markingThai == element("ul", [thai], [element("li", text: "หนึ่ง"), element("li", text: "สอง")]))
        let already = element("p", [Attribute("lang", "en")], text: "ไทย")
        #expect(already.markingThai == already)
    }
}
