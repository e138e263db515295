import Testing

@testable import Documents

@Suite struct OfficialPaperTests {
    @Test(arguments: [true, false]) func `pages of the Word file have their number above the text, but for the first`(
        thaiDigits: Bool
    ) throws {
        let paper = OfficialPaper(
            title: "คำสั่ง", author: "สำนักงานเขต", blocks: [.paragraph("ที่นี่ น้ำ ปู่")], thaiDigits: thaiDigits)
        var zip = try Zip(try paper.docx(), limits: .standard)
        func part(_ name: String) throws -> String {
            String(decoding: try #require(try zip.read(name)), as: UTF8.self)
        }
        let above = try part("word/header1.xml")
        #expect(above.contains("> PAGE <"), "a switch for Thai digits would be letters in LibreOffice")
        let document = try part("word/document.xml")
        #expect(document.contains("<w:headerReference w:type=\"default\" r:id=\"rIdHeader\"/>"))
        #expect(document.contains("<w:pgNumType w:fmt=\"thaiNumbers\"/><w:titlePg/>") == thaiDigits)
        #expect(document.contains("<w:titlePg/>"))
        #expect(try part("word/_rels/document.xml.rels").contains("Id=\"rIdHeader\""))
        #expect(try part("[Content_Types].xml").contains("/word/header1.xml"))
        #expect(try SourceDocument.docx(try paper.docx()).doubts.isEmpty, "it reads as it was written")
    }
}
