import Foundation
import Testing

@testable import Documents

/// Every form of a report carries the QR code and says how a copy is checked, for whoever has only paper.
@Suite struct ReportTailTests {
    @Test func `the picture of a code says what the code says`() throws {
        for text in ["prongsai:verify:\(String(repeating: "a1", count: 32))", "https://ที่นี่.example/verify/น้ำ"] {
            let png = try #require(QRCode(text)?.png)
            #expect(png == QRCode(text)?.png)
            let seen = try withFolder { folder in
                try write(png, to: "\(folder)/code.png")
                return String(decoding: try tool("zbarimg", ["-q", "--raw", "\(folder)/code.png"]), as: UTF8.self)
            }
            #expect(seen == text + "\n")
        }
    }

    @Test func `people get a short code in groups`() {
        #expect(ReportSeal.code("3f1a9c0e57b2d84466aa10") == "3f1a\u{a0}9c0e\u{a0}57b2\u{a0}d844")
        #expect(ReportSeal.code("3f1a9") == "3f1a\u{a0}9" && ReportSeal.code("").isEmpty)
    }

    @Test func `Word and Excel files carry the QR code and say how a copy is checked`() throws {
        let report = sampleReport(rows: 2, photos: 1)
        let word = try entries(of: report.docx(pictures: samplePictures(1)))
        let sheet = try entries(of: report.xlsx())
        let body = try #require(word["word/document.xml"])
        #expect(holds(body, report.words.check) && holds(body, "r:embed=\"rIdMark\""))
        let properties = try #require(word["docProps/custom.xml"])
        #expect(!holds(body, report.seal.mark) && holds(properties, report.seal.hash))
        #expect(sheet.values.contains { holds($0, report.seal.hash) })
        #expect(sheet.values.contains { holds($0, report.words.check) })
        let pictures = [
            try #require(word["word/media/mark.png"]),
            try #require(sheet.first { $0.key.hasPrefix("xl/media/") && $0.key.hasSuffix(".png") }?.value),
        ]
        for picture in pictures {
            let seen = try withFolder { folder in
                try write(picture, to: "\(folder)/code.png")
                return String(decoding: try tool("zbarimg", ["-q", "--raw", "\(folder)/code.png"]), as: UTF8.self)
            }
            #expect(seen == report.seal.mark + "\n")
        }
    }

    @Test(arguments: [
        (
            "หน้าเว็บ https://example.go.th/คู่มือ?a=1", "หน้าเว็บ ",
            "https://example.go.th/%E0%B8%84%E0%B8%B9%E0%B9%88%E0%B8%A1%E0%B8%B7%E0%B8%AD?a=1"
        ),
        ("http://a.example", "", "http://a.example"),
    ])
    func `an address at the end is a link`(_ text: String, _ before: String, _ target: String) throws {
        let link = try #require(DOCXLink.split(text))
        #expect(link.before == before && link.target == target)
        #expect(link.before + link.address == text)
    }

    @Test(arguments: ["ไม่มีที่อยู่", "https://", "https://ที่นี่.ไทย/a", "ดู https://a.example แล้ว", "javascript:alert(1)", ""])
    func `what is no plain address is no link`(_ text: String) { #expect(DOCXLink.split(text) == nil) }

    @Test func `words stay whole in the HTML form`() throws {
        let html = String(
            decoding: try sampleReport(rows: 2, photos: 0).html(pictures: samplePictures(0)), as: UTF8.self)
        #expect(html.utf8.count > 1000 && html.contains("<span class=\"w\">"))
        #expect(html.contains("border-collapse:separate") && html.contains("box-decoration-break:clone"))
    }
}
