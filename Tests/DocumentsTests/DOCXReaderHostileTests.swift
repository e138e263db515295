import Testing

@testable import Documents

@Suite struct DOCXReaderHostileTests {
    private func code(_ bytes: [UInt8], _ limits: SourceLimits = .standard) -> String? {
        errorCode { () throws(SourceError) in _ = try SourceDocument.docx(bytes, limits: limits) }
    }

    @Test(arguments: ["report.docx", "report-libreoffice.docx", "scores.xlsx", "scores-libreoffice.xlsx", "old.doc"])
    func `a file that breaks off anywhere is refused or read, and never more`(_ name: String) throws {
        let whole = try readerFixture(name)
        for count in stride(from: 0, to: whole.count, by: 97) {
            let part = Array(whole.prefix(count))
            let result = errorCode { () throws(SourceError) in
                _ =
                    name.utf8.last == UInt8(ascii: "x") && name.utf8.first == UInt8(ascii: "s")
                    ? try SourceDocument.xlsx(part) : try SourceDocument.docx(part)
            }
            #expect(result != nil)
        }
    }

    @Test func `a file with any byte changed is refused or read`() throws {
        let whole = try readerFixture("report.docx")
        var refused = 0
        for at in stride(from: 0, to: whole.count, by: 13) {
            var changed = whole
            changed[at] ^= 0x55
            if code(changed) != nil { refused += 1 }
        }
        #expect(refused > 100)
    }

    @Test func `bombs of every kind are refused`() throws {
        #expect(code(try readerFixture("bomb.docx")) == "bomb")
        #expect(code(try readerFixture("entities.docx")) == "doctype")
        let deep = String(repeating: "<w:sdt>", count: 10_000) + String(repeating: "</w:sdt>", count: 10_000)
        #expect(code(wordDocument(deep)) == "too_deep")
        let tables =
            String(repeating: "<w:tbl><w:tr><w:tc>", count: 60) + String(repeating: "</w:tc></w:tr></w:tbl>", count: 60)
        #expect(code(wordDocument(tables)) == nil)
        var limits = SourceLimits.standard
        limits.fileBytes = 100
        #expect(code(wordDocument(para("x")), limits) == "file_too_large")
    }

    @Test func `a fault is told with its part and line`() {
        let broken = ZipBuilder(["word/document.xml": "<w:document xmlns:w='urn:x'>\n\n<w:p></w:document>"])
        #expect(throws: SourceError(code: "other_format", details: ["found": "DOCX"])) {
            try SourceDocument.docx(broken.bytes)
        }
        let place = SourcePlace(line: 2, container: "word/document.xml")
        let details = ["part": "word/document.xml", "line": "2"]
        #expect(throws: SourceError(code: "broken_xml", details: details, place: place)) {
            try SourceDocument.docx(wordDocument("\n<w:p></w:q>"))
        }
    }

    @Test func `a document without relationships is read without pictures and lists`() throws {
        let word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        let zip = ZipBuilder([
            "word/document.xml": "<w:document xmlns:w='\(word)'><w:body>\(para("ปู่"))</w:body></w:document>"
        ])
        #expect(try SourceDocument.docx(zip.bytes).paragraphs.map(\.text) == ["ปู่"])
    }

    @Test func `one picture shown a thousand times does not grow without end`() throws {
        var limits = SourceLimits.standard
        limits.pictures = 10
        let body = "<w:p><w:r>" + String(repeating: "<a:blip r:embed='p'/>", count: 1_000) + "</w:r></w:p>"
        let bytes = wordDocument(body, relationships: "p image media/a.png", media: ["a.png": [1]])
        let document = try SourceDocument.docx(bytes, limits: limits)
        #expect(document.pictures.count == 10)
        #expect(document.doubt("too_many_pictures")?.details == ["limit": "10"])
    }

    @Test func `doubts are bounded and the rest is counted`() throws {
        let body = String(repeating: "<w:p><w:r><w:sym w:font='Webdings' w:char='F021'/></w:r></w:p>", count: 700)
        let document = try SourceDocument.docx(wordDocument(body))
        #expect(document.doubts.count == 501)
        #expect(document.doubts.last?.details == ["count": "200"])
    }
}
