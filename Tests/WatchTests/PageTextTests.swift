import Foundation
import Testing

@testable import Watch

@Suite struct PageTextTests {
    private func page(_ html: String) -> PageText { .html(utf8: Array(html.utf8)) }

    @Test func `headings, paragraphs, items, cells and links come in order`() {
        let read = page(
            """
            <!DOCTYPE html><html><head><title> ประกาศ &amp; แผน </title><style>p{}</style></head><body>
            <nav><a href="/">หน้าแรก</a></nav><main><h1>นโยบาย<br>No Gift</h1><p>ที่นี่ <b>น้ำ</b>ใส</p>
            <ul><li><a href='a.pdf'>แฟ้ม <i>ก</i></a><li><a href=b.pdf><img alt="ภาพ" src=x></a></ul>
            <table><tr><td>1<td>กตัญญู</table><script>if (a<b) document.write("<p>ไม่ใช่</p>")</script>
            <!-- <p>ซ่อน</p> --></main><footer>© 2569</footer></body></html>
            """)
        #expect(read.title == "ประกาศ & แผน")
        #expect(
            read.blocks == [
                .init("หน้าแรก", isFrame: true), .init("นโยบาย", kind: .heading(1)), .init("No Gift", kind: .heading(1)),
                .init("ที่นี่ น้ำใส"), .init("แฟ้ม ก", kind: .item), .init("1", kind: .cell), .init("กตัญญู", kind: .cell),
                .init("© 2569", isFrame: true),
            ])
        #expect(
            read.links == [
                .init(target: "/", text: "หน้าแรก", block: 0), .init(target: "a.pdf", text: "แฟ้ม ก", block: 4),
                .init(target: "b.pdf", text: "ภาพ", block: 5),
            ])
        #expect(read.headings == ["ประกาศ & แผน", "นโยบาย", "No Gift"])
    }

    @Test(arguments: [
        (
            "<p>a < b &lt c &#3585;&#xE01; &nosuch; &#0; &#x110000; &nbsp;&copy=1",
            "a < b < c กก &nosuch; \u{FFFD} \u{FFFD} &copy=1"
        ),
        ("<p title='>'>x</p", "x"), ("<a href=\"", ""), ("<!--><p>x", "x"), ("<!---><p>x", "x"), ("<!-- x", ""),
        ("</>x", "x"),
        ("<?php echo 1 ?>x", "x"), ("<![CDATA[x]]>y", "y"), ("<script>x", ""), ("<style></style >x", "x"),
        ("<textarea><p>x</textarea>y", "y"), ("<p>x</p></p></div>", "x"), ("<", "<"), ("<1", "<1"), ("&", "&"),
        ("&#", "&#"),
        ("<P\tCLASS=a/b>x<BR/>", "x"), ("<noscript>a</noscript>b", "b"),
    ])
    func `broken markup is read as browsers read it`(_ html: String, _ expected: String) {
        #expect(page(html).blocks.map(\.text).joined(separator: "|") == expected)
    }

    @Test func `a quote or bracket before a Thai mark is still a quote`() {
        let mark = "\u{0E48}"
        let read = page("<a href=\"x\"\(mark)>ก\(mark)</a><p>\"\(mark)</p>")
        #expect(read.links.first?.target == "x" && read.links.first?.text == "ก\(mark)")
    }

    @Test(arguments: [
        ("นํ้า", "น้ำ"), ("น้ํา", "น้ำ"), ("เเผน", "แผน"), ("ที\u{0E48}\u{0E48}", "ที่"), ("ท\u{0E48}ี", "ที่"),
        ("  ก \u{A0}\u{2003} ข ", "ก ข"),
        ("ก\u{200B}ข\u{FEFF}", "กข"), ("ก\u{F70A}", "ก่"), ("a\r\nb", "a b"), ("", ""), ("ป\u{0E38}\u{0E48}", "ปุ่"),
    ])
    func `Thai that looks the same is written the same`(_ text: String, _ expected: String) {
        #expect(ThaiForm.line(text) == expected)
    }

    @Test func `refresh, base, password fields and frames are seen`() {
        let read = page(
            "<base href=/x/><meta http-equiv=Refresh content=\"0; URL='/home'\"><iframe src=y></iframe><input type=PASSWORD>"
        )
        #expect(read.refresh == "/home" && read.base == "/x/" && read.hasPasswordField)
        #expect(read.links == [.init(target: "y", text: "", block: 0)])
    }

    private static let thai = "ประกาศ ที่นี่ น้ำ ปู่ ญี่ปุ่น กตัญญู นโยบายไม่รับของขวัญ"
    private func windows(_ text: String) -> [UInt8] {
        text.unicodeScalars.map { $0.value < 0x80 ? UInt8($0.value) : UInt8($0.value - 0x0E01 + 0xA1) }
    }

    @Test(
        arguments: [
            (nil, ""), ("text/html; charset=utf-8", ""), ("text/html; charset=\"TIS-620\"", ""),
            ("text/html", "<meta charset=windows-874>"),
            ("text/html; charset=iso-8859-1", "<meta charset=utf-8>"),
            (nil, "<meta http-equiv=Content-Type content='text/html; charset=tis-620'>"),
        ] as [(String?, String)])
    func `Thai is read whatever the label says, in both encodings`(_ type: String?, _ meta: String) {
        let html = meta + "<p>" + Self.thai
        for (bytes, encoding) in [(Array(html.utf8), "UTF-8"), (windows(html), "Windows-874")] {
            let decoded = PageEncoding.decode(bytes, contentType: type)
            #expect(PageText.html(utf8: decoded.bytes).blocks.first?.text == Self.thai)
            #expect(decoded.encoding == encoding)
        }
    }

    @Test func `a claim that is not believed is told`() {
        #expect(PageEncoding.decode(windows(Self.thai), contentType: "text/html; charset=UTF-8").disbelieved == "utf-8")
        #expect(
            PageEncoding.decode(Array(Self.thai.utf8), contentType: "text/html; charset=TIS-620").disbelieved
                == "tis-620")
        #expect(PageEncoding.decode(Array("plain".utf8), contentType: "text/html; charset=TIS-620").disbelieved == nil)
    }

    @Test func `a page cut inside a letter stays UTF-8`() {
        let decoded = PageEncoding.decode(Array(Self.thai.utf8.dropLast()))
        #expect(decoded.encoding == "UTF-8" && isWhole(decoded.bytes))
    }

    private func isWhole(_ bytes: [UInt8]) -> Bool { String(validating: bytes, as: UTF8.self) != nil }

    @Test func `UTF-16 and Western pages are read`() {
        #expect(PageEncoding.decode([0xFF, 0xFE, 0x01, 0x0E, 0x41]).bytes == Array("ก".utf8))
        let decoded = PageEncoding.decode(Array("caf".utf8) + [0xE9], contentType: "text/html; charset=ISO-8859-1")
        #expect(String(decoding: decoded.bytes, as: UTF8.self) == "café")
    }

    @Test func `ten thousand links are read, and more are cut with a word`() async throws {
        let body = try #require(try await look("/links?n=10000").response?.body)
        #expect(PageText.html(utf8: body).links.count == 10_000)
        var limits = PageLimits()
        limits.links = 100
        let cut = PageText.html(utf8: body, limits: limits)
        #expect(cut.links.count == 100 && cut.isCut)
    }

    @Test func `a page of fifty megabytes is cut, not swallowed`() async throws {
        let response = try #require(try await look("/large-html?mb=50").response)
        #expect(response.cut == .limit && response.body.count == 24 << 20)
        let content = await PageContent.read(response.body, contentType: "text/html", cut: .limit)
        #expect(content.text.isCut && content.text.blocks.count > 1000)
    }

    @Test(.timeLimit(.minutes(5))) func `markup that never ends takes no more than its length`() {
        for part in ["<", "<a ", "<!--", "</", "&#", "<a href='", "<script>", "<p>", "<![", "<a/", "<div a=b ", "&amp"]
        {
            #expect(page(String(repeating: part, count: 200_000)).links.count <= 200_000, "\(part)")
        }
    }
}
