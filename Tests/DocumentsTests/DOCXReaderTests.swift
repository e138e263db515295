import Testing

@testable import Documents

/// A Word document made of the body's XML, with further parts where a test needs them.
func wordDocument(
    _ body: String, numbering: String? = nil, styles: String? = nil, footnotes: String? = nil,
    relationships: String = "", media: [String: [UInt8]] = [:], strict: Bool = false
) -> [UInt8] {
    let base = "http://schemas.openxmlformats.org/"
    let (word, related) =
        strict
        ? (
            "http://purl.oclc.org/ooxml/wordprocessingml/main",
            "http://purl.oclc.org/ooxml/officeDocument/relationships"
        )
        : (base + "wordprocessingml/2006/main", base + "officeDocument/2006/relationships")
    let names = """
        xmlns:w="\(word)" xmlns:r="\(related)" xmlns:a="\(base)drawingml/2006/main" \
        xmlns:mc="\(base)markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" \
        xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" \
        xmlns:c="\(base)drawingml/2006/chart" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:new="urn:new"
        """
    func rels(_ list: String) -> String {
        "<Relationships xmlns='\(base)package/2006/relationships'>\(list)</Relationships>"
    }
    func rel(_ id: String, _ kind: String, _ target: String) -> String {
        "<Relationship Id='\(id)' Type='\(related)/\(kind)' Target='\(target)'/>"
    }
    var list = relationships.split(separator: "\n").map { line in
        let words = line.split(separator: " ")
        return rel(String(words[0]), String(words[1]), String(words[2]))
    }.joined()
    var zip = ZipBuilder(["_rels/.rels": rels(rel("m", "officeDocument", "word/document.xml"))])
    func add(_ name: String, _ text: String) { zip.entries.append(.init(name: name, content: Array(text.utf8))) }
    add("word/document.xml", "<w:document \(names)><w:body>\(body)</w:body></w:document>")
    if let numbering {
        add("word/numbering.xml", "<w:numbering \(names)>\(numbering)</w:numbering>")
        list += rel("n", "numbering", "numbering.xml")
    }
    if let styles {
        add("word/styles.xml", "<w:styles \(names)>\(styles)</w:styles>")
        list += rel("s", "styles", "/word/styles.xml")
    }
    if let footnotes {
        add("word/footnotes.xml", "<w:footnotes \(names)>\(footnotes)</w:footnotes>")
        list += rel("f", "footnotes", "footnotes.xml")
    }
    for (name, content) in media.sorted(by: { $0.key < $1.key }) {
        zip.entries.append(.init(name: "word/media/" + name, content: content))
    }
    add("word/_rels/document.xml.rels", rels(list))
    return zip.bytes
}

/// A paragraph with one run.
func para(_ text: String, _ properties: String = "") -> String {
    "<w:p><w:pPr>\(properties)</w:pPr><w:r><w:t xml:space='preserve'>\(text)</w:t></w:r></w:p>"
}

@Suite struct DOCXReaderTests {
    private func text(_ paragraph: String) throws -> String {
        try SourceDocument.docx(wordDocument("<w:p>\(paragraph)</w:p>")).paragraphs.map(\.text).joined(separator: "¶")
    }

    @Test(arguments: ["report.docx", "report-libreoffice.docx"])
    func `a report of Word's kind is read whole, from LibreOffice too`(_ name: String) throws {
        let document = try SourceDocument.docx(try readerFixture(name))
        #expect(document.grid.count == 4)
        #expect(document.grid[0][0] == "ประเด็นการประเมิน")
        #expect(document.grid[1] == ["ตัวชี้วัดที่ 1 การปฏิบัติหน้าที่", "<", "<", "<", "<"])
        #expect(document.grid[2][0] == "I1 เต็มใจให้บริการ เท่าเทียม ไม่เลือกปฏิบัติ (94.70 คะแนน)")
        #expect(document.grid[2][2] == "ที่นี่มีน้ำ ปู่ของญี่ปุ่นกตัญญู\nจัดประชุมชี้แจง\nเผยแพร่คู่มือ")
        #expect(document.grid[2][3] == "บรรทัดแรก\nบรรทัดสอง\tหลังแท็บ")
        #expect(document.grid[3][0] == "I2 อำนวยความสะดวกในการให้บริการประชาชน (๙๔.๗๗ คะแนน)")
        #expect(document.grid[3][2...3] == ["^", "ที่นี่"])
        #expect(document.paragraphs.map(\.text).first == "รายงานผลการดำเนินการ ประจำปีงบประมาณ พ.ศ. 2568")
        let items = document.paragraphs.suffix(3).map(\.listItem)
        #expect(
            items == [
                .init(number: 3, ordered: true), .init(number: 4, ordered: true), .init(number: nil, ordered: false),
            ])
        #expect(document.pictures.count == 2)
        #expect(document.pictures[0].place == SourcePlace(line: 3, column: 5, container: "1"))
        #expect(document.pictures[0].bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]))
        #expect(document.doubts.map(\.code) == ["nested_table"])
    }

    @Test func `the strict edition of the format reads the same`() throws {
        let body = para("ปู่") + "<w:tbl><w:tr><w:tc>\(para("น้ำ"))</w:tc></w:tr></w:tbl>"
        let strict = try SourceDocument.docx(wordDocument(body, strict: true))
        #expect(strict == (try SourceDocument.docx(wordDocument(body))))
        #expect(strict.grid == [["น้ำ"]])
    }

    @Test func `places count paragraphs outside tables and rows inside them`() throws {
        let table = "<w:tbl><w:tr><w:tc>\(para("x"))</w:tc><w:tc>\(para("y"))</w:tc></w:tr></w:tbl>"
        let document = try SourceDocument.docx(wordDocument(para("a") + table + para("b") + table))
        #expect(document.paragraphs.map(\.place.line) == [1, 2])
        let rows = document.blocks.compactMap { if case .row(let row) = $0 { row } else { nil } }
        #expect(rows.map(\.table) == [0, 1])
        #expect(rows[1].place == SourcePlace(line: 1, container: "2"))
        #expect(rows[1].cells[1].paragraphs[0].place == SourcePlace(line: 1, column: 2, container: "2"))
    }

    @Test func `runs cut inside a cluster are joined`() throws {
        #expect(try text("<w:r><w:t>ที</w:t></w:r><w:r><w:t>่</w:t></w:r><w:r><w:t>นี่</w:t></w:r>") == "ที่นี่")
    }

    @Test func `spaces at the ends of a run count only where they are preserved`() throws {
        #expect(try text("<w:r><w:t> ก </w:t></w:r><w:r><w:t xml:space='preserve'> ข </w:t></w:r>") == "ก ข ")
    }

    @Test func `tabs, breaks, hyphens and symbols become characters`() throws {
        let run = """
            <w:r><w:tab/><w:t>ก</w:t><w:br/><w:t>ข</w:t><w:noBreakHyphen/><w:softHyphen/><w:cr/>\
            <w:sym w:font="Wingdings" w:char="F0FC"/><w:sym w:font="Symbol" w:char="F0B7"/>\
            <w:sym w:font="TH Sarabun New" w:char="0E01"/></w:r>
            """
        #expect(try text("<w:pPr><w:tabs><w:tab w:val='left'/></w:tabs></w:pPr>" + run) == "\tก\nข-\n✓•ก")
    }

    @Test func `a symbol nobody knows is marked and doubted`() throws {
        let body = "<w:p><w:r><w:sym w:font='Webdings' w:char='F021'/></w:r></w:p>"
        let document = try SourceDocument.docx(wordDocument(body))
        #expect(document.paragraphs[0].text == "\u{FFFD}")
        #expect(document.doubt("unknown_symbol")?.details == ["font": "Webdings", "char": "F021"])
    }

    @Test func `fields show their results and never their instructions`() throws {
        func field(_ kind: String) -> String { "<w:r><w:fldChar w:fldCharType='\(kind)'/></w:r>" }
        func run(_ text: String) -> String { "<w:r><w:t>\(text)</w:t></w:r>" }
        let nested =
            field("begin") + "<w:r><w:instrText>IF </w:instrText></w:r>" + field("begin")
            + "<w:r><w:instrText>MERGEFIELD x</w:instrText></w:r>" + field("separate") + run("ภายใน") + field("end")
            + field("separate") + run("ผล") + field("end") + run("ต่อ")
        let document = try SourceDocument.docx(wordDocument("<w:p>\(nested)</w:p>"))
        #expect(document.paragraphs[0].text == "ผลต่อ")
        #expect(document.doubt("field_text")?.details == ["text": "ภายใน"])
        #expect(try text("<w:fldSimple w:instr='PAGE'>\(run("7"))</w:fldSimple>") == "7")
    }

    @Test func `a field that never ends does not hide the rest`() throws {
        let body = "<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:t>หาย</w:t></w:r></w:p>" + para("ต่อไป")
        let document = try SourceDocument.docx(wordDocument(body))
        #expect(document.paragraphs.map(\.text) == ["", "ต่อไป"])
        #expect(document.doubt("field_text")?.details == ["text": "หาย"])
    }

    @Test func `tracked changes leave what was put in and quote what was struck out`() throws {
        let body = """
            <w:p><w:ins><w:r><w:t>ใหม่</w:t></w:r></w:ins><w:del><w:r><w:delText>เก่า</w:delText></w:r></w:del>\
            <w:moveFrom><w:r><w:t>ย้าย</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>ย้าย</w:t></w:r></w:moveTo></w:p>
            """
        let document = try SourceDocument.docx(wordDocument(body))
        #expect(document.paragraphs[0].text == "ใหม่ย้าย")
        #expect(document.doubts.map(\.code) == ["deleted_text"])
        #expect(document.doubts[0].details == ["text": "เก่า"])
    }

    @Test func `what wraps text does not hide it`() throws {
        let r = "<w:r><w:t>ก</w:t></w:r>"
        let wrapped = """
            <w:hyperlink>\(r)</w:hyperlink><w:smartTag><w:smartTagPr/>\(r)</w:smartTag><w:bdo>\(r)</w:bdo>\
            <w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>\(r)</w:sdtContent></w:sdt><w:customXml>\(r)</w:customXml>\
            <w:ruby><w:rt><w:r><w:t>อ่าน</w:t></w:r></w:rt><w:rubyBase>\(r)</w:rubyBase></w:ruby>
            """
        #expect(try text(wrapped) == "กกกกกก")
        let blocks = "<w:sdt><w:sdtContent>\(para("ข"))</w:sdtContent></w:sdt><w:customXml>\(para("ค"))</w:customXml>"
        #expect(try SourceDocument.docx(wordDocument(blocks)).paragraphs.map(\.text) == ["ข", "ค"])
    }

    @Test func `of alternatives one branch is read`() throws {
        func box(_ text: String) -> String { "<wps:txbx><w:txbxContent>\(para(text))</w:txbxContent></wps:txbx>" }
        func choice(_ space: String) -> String {
            """
            <w:p><w:r><w:t>หลัก</w:t><mc:AlternateContent><mc:Choice Requires="\(space)">\(box("ใหม่"))</mc:Choice>\
            <mc:Fallback>\(box("เดิม"))</mc:Fallback></mc:AlternateContent></w:r></w:p>
            """
        }
        let known = try SourceDocument.docx(wordDocument(choice("wps")))
        #expect(known.paragraphs.map(\.text) == ["หลัก", "ใหม่"])
        #expect(known.doubt("text_box")?.details == ["text": "ใหม่"])
        let unknown = try SourceDocument.docx(wordDocument(choice("new")))
        #expect(unknown.paragraphs.map(\.text) == ["หลัก", "เดิม"])
    }

    @Test func `notes, hidden text, prompts and embedded things are told`() throws {
        let notes = """
            <w:footnote w:id="0" w:type="separator">\(para("---"))</w:footnote><w:footnote w:id="2">\(para("อ้างอิง"))</w:footnote>
            """
        let body = """
            <w:p><w:r><w:t>ก</w:t><w:footnoteReference w:id="2"/></w:r>\
            <w:r><w:rPr><w:vanish/></w:rPr><w:t>ลับ</w:t></w:r><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>ไม่ลับ</w:t></w:r>\
            <w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>คลิก</w:t></w:r></w:sdtContent></w:sdt>\
            <w:r><w:object><o:OLEObject ProgID="Excel.Sheet.12"/></w:object></w:r><c:chart r:id="x"/></w:p><w:altChunk r:id="y"/>
            """
        let document = try SourceDocument.docx(wordDocument(body, footnotes: notes))
        #expect(document.paragraphs[0].text == "กลับไม่ลับคลิก")
        #expect(document.doubt("footnote")?.details == ["text": "อ้างอิง"])
        #expect(document.doubt("hidden_text")?.details == ["text": "ลับ"])
        #expect(document.doubt("embedded_object")?.details == ["program": "Excel.Sheet.12"])
        for code in ["placeholder_text", "chart", "embedded_document"] { #expect(document.doubt(code) != nil) }
    }

    @Test func `tick boxes of forms show their state`() throws {
        func box(_ inner: String) -> String {
            "<w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:checkBox>\(inner)</w:checkBox></w:ffData></w:fldChar></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r>"
        }
        #expect(try text(box("<w:default w:val='0'/><w:checked/>") + box("<w:default w:val='0'/>")) == "☑☐")
    }

    @Test func `pictures stand where they are, and missing ones are doubted`() throws {
        let drawing =
            "<w:r><w:drawing><a:blip r:embed='p1'/></w:drawing><w:pict><v:imagedata r:id='p2'/></w:pict></w:r>"
        let missing =
            "<w:r><w:drawing><a:blip r:embed='p3'/><a:blip r:embed='no'/><a:blip r:link='l'/></w:drawing></w:r>"
        let body = para("ก") + "<w:p>\(drawing)</w:p><w:p>\(missing)</w:p>"
        let rels = "p1 image media/a.png\np2 image ../word/media/b.png\np3 image media/none.png"
        let media: [String: [UInt8]] = ["a.png": [1], "b.png": [2, 2]]
        let document = try SourceDocument.docx(wordDocument(body, relationships: rels, media: media))
        #expect(document.pictures.map(\.name) == ["word/media/a.png", "word/media/b.png"])
        #expect(document.pictures.map(\.bytes) == [[1], [2, 2]])
        #expect(document.paragraphs.map(\.pictures) == [[], [0, 1], []])
        #expect(document.pictures[0].place.line == 2)
        #expect(document.doubts.map(\.code) == ["picture_missing", "picture_missing", "picture_outside"])
        #expect(document.doubts[0].details == ["name": "word/media/none.png"])
    }

    @Test func `other kinds of files are named`() throws {
        func error(_ bytes: [UInt8]) -> SourceError? {
            do throws(SourceError) {
                _ = try SourceDocument.docx(bytes)
                return nil
            } catch { return error }
        }
        #expect(error(try readerFixture("old.doc"))?.code == "old_format")
        #expect(error(try readerFixture("old.doc"))?.details == ["found": ".doc", "wanted": ".docx"])
        #expect(error(try readerFixture("open.odt"))?.details == ["found": "ODT"])
        #expect(error(try readerFixture("scores.xlsx"))?.details == ["found": "XLSX"])
        #expect(error(Array("%PDF-1.7".utf8))?.details == ["found": "PDF"])
        #expect(error(Array("{\\rtf1\\ansi".utf8))?.details == ["found": "RTF"])
        #expect(error(Array("\r\n<HTML><body>".utf8))?.details == ["found": "HTML"])
        #expect(error(Array("hello".utf8))?.code == "not_a_zip")
        #expect(error(ZipBuilder(["a.txt": "x"]).bytes)?.code == "missing_part")
        let stream = "EncryptedPackage".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let locked =
            [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + [UInt8](repeating: 0, count: 504 + 128) + stream
        #expect(error(locked)?.code == "encrypted")
    }
}
