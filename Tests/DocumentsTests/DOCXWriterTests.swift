import Foundation
import Testing

@testable import Documents

@Suite struct DOCXWriterTests {
    private func document(_ report: Report, _ pictures: PictureSource = samplePictures(24)) throws -> [UInt8] {
        try #require(try entries(of: report.docx(pictures: pictures))["word/document.xml"])
    }

    /// A report of one block with given cells, in columns of the same width.
    private func small(_ row: RoundContent.Row) -> Report {
        var report = sampleReport(rows: 1, photos: 0)
        report.content.sections[0].indicators[0].rows = [row]
        return report
    }

    @Test func `the same report gives the same bytes`() throws {
        let report = sampleReport(rows: 4, photos: 3)
        #expect(try report.docx(pictures: samplePictures(4)) == report.docx(pictures: samplePictures(4)))
    }

    @Test func `every part is there, is XML, and is named in the list of types`() throws {
        let parts = try entries(of: sampleReport(rows: 3, photos: 2).docx(pictures: samplePictures(2)))
        let types = try #require(parts["[Content_Types].xml"])
        for (name, bytes) in parts where !name.hasSuffix(".jpeg") && !name.hasSuffix(".png") {
            let parser = XMLProbe.parse(bytes)
            #expect(parser.fault == nil, "\(name): \(parser.fault ?? "")")
            if name != "[Content_Types].xml", !name.hasSuffix(".rels") {
                #expect(holds(types, "PartName=\"/\(name)\""))
            }
        }
        let relations = try #require(parts["word/_rels/document.xml.rels"])
        for id in XMLProbe.parse(parts["word/document.xml"] ?? []).values(of: "r:embed") + ["rIdFooter"] {
            #expect(holds(relations, "Id=\"\(id)\""))
        }
    }

    @Test func `children stand in the order that Word's schema demands`() throws {
        for layout in ["bma", "nacc"] {
            let parts = try entries(
                of: sampleReport(rows: 12, photos: 9, layout: layout).docx(pictures: samplePictures(9)))
            for name in ["word/document.xml", "word/styles.xml", "word/footer1.xml", "word/settings.xml"] {
                #expect(XMLProbe.parse(parts[name] ?? []).disorder == [], "\(name)")
            }
        }
    }

    @Test func `the official table is one table: its grid fits and its first row repeats`() throws {
        let report = sampleReport(rows: 12, photos: 0)
        let bytes = try document(report)
        #expect(count(bytes, "<w:tbl>") == 1)
        #expect(count(bytes, "<w:tblHeader/>") == 1)
        let headings = report.table.rows.filter { if case .heading = $0 { true } else { false } }.count
        #expect(count(bytes, "<w:gridSpan w:val=\"5\"/>") == headings)
        // Rows that surely fit are kept whole in the form of few columns, and where a photo stands in the other.
        let kept = count(bytes, "<w:cantSplit/>")
        #expect(kept > headings + 1 && kept < count(bytes, "<w:tr>"), "\(kept)")
        let narrow = try document(sampleReport(rows: 12, photos: 0, layout: "nacc"))
        #expect(count(narrow, "<w:cantSplit/>") == headings + 1)
        let grid = XMLProbe.parse(bytes).elements("w:gridCol").compactMap { $0["w:w"] }.compactMap { Int($0) }
        #expect(grid.count == 5 && grid.reduce(0, +) == DOCXPage(report.layout).width)
    }

    @Test func `a cell over several lines is merged downwards, and every row has every cell`() throws {
        let report = sampleReport(rows: 12, photos: 0)
        let bytes = try document(report)
        var (restarts, continues, cells) = (0, 0, report.table.columns.count)
        for row in report.table.rows {
            switch row {
            case .heading: cells += 1
            case .block(let block):
                cells += block.lines * block.columns.count
                for cell in block.columns.joined() where cell.span > 1 {
                    restarts += 1
                    continues += cell.span - 1
                }
            }
        }
        #expect(restarts > 0)
        #expect(count(bytes, "<w:vMerge w:val=\"restart\"/>") == restarts)
        #expect(count(bytes, "<w:vMerge/>") == continues)
        #expect(count(bytes, "<w:tc>") == cells)
    }

    @Test func `every run has the Thai font and size in both slots`() throws {
        let bytes = try document(sampleReport(rows: 6, photos: 4))
        let runs = count(bytes, "<w:r>")
        #expect(runs > 50)
        #expect(count(bytes, "w:cs=\"TH Sarabun New\"") == runs && count(bytes, "w:ascii=\"TH Sarabun New\"") == runs)
        #expect(count(bytes, "<w:cs/>") == runs && count(bytes, "w:bidi=\"th-TH\"") == runs)
        for size in [24, 28, 32] {
            #expect(count(bytes, "<w:sz w:val=\"\(size)\"/>") == count(bytes, "<w:szCs w:val=\"\(size)\"/>"))
        }
        #expect(count(bytes, "<w:b/>") == count(bytes, "<w:bCs/>"))
    }

    @Test func `numbers are text that a reader finds again`() throws {
        let bytes = try document(
            small(
                .init(
                    lines: [
                        .init(
                            items: [.init(key: "k", code: "I1", thai: "เต็มใจ", english: nil, score: "94.70")],
                            label: "I1", findings: ["ปู่", "ญี่ปุ่น"])
                    ], measures: [], results: [], evidence: [])))
        #expect(holds(bytes, ">1.</w:t><w:tab/><w:t xml:space=\"preserve\">ปู่</w:t>"))
        #expect(holds(bytes, ">2.</w:t><w:tab/><w:t xml:space=\"preserve\">ญี่ปุ่น</w:t>"))
        #expect(holds(bytes, ">I1 เต็มใจ</w:t>") && holds(bytes, ">(94.70 คะแนน)</w:t>"))
        #expect(!holds(bytes, "w:numPr"))
    }

    @Test func `line ends and tabs are kept, and what XML cannot hold leaves a mark`() throws {
        let finding = "ก\u{e48}\nข\u{e49}\r\nค\rง\tจ <b>&\"'\u{0}\u{b}\u{ffff}ฉ"
        let bytes = try document(
            small(
                .init(
                    lines: [.init(items: [], label: "I1", findings: [finding])], measures: [], results: [], evidence: []
                )))
        #expect(XMLProbe.parse(bytes).fault == nil)
        let text = XMLProbe.parse(bytes).text
        #expect(holds(Array(text.utf8), "ก\u{e48}|br|ข\u{e49}|br|ค|br|ง|tab|จ <b>&\"'\u{fffd}\u{fffd}\u{fffd}ฉ"))
    }

    @Test func `a photo is stored once, drawn as often as it is shown, and stands with its captions in order`() throws {
        let report = sampleReport(rows: 1, photos: 3)
        let parts = try entries(of: report.docx(pictures: samplePictures(3)))
        let evidence = report.content.sections.flatMap(\.indicators).flatMap(\.rows).flatMap(\.results)
            .flatMap(\.evidence)
        let shown = evidence.compactMap(\.picture).count
        let bytes = try #require(parts["word/document.xml"])
        // Beside the photos stands the QR code, in the last paragraph.
        #expect(shown == 4 && count(bytes, "<w:drawing>") == shown + 1)
        #expect(parts.keys.filter { $0.hasPrefix("word/media/image") }.count == 3)
        #expect(parts["word/media/image1.jpeg"] == samplePicture(0).bytes)
        for photo in evidence where photo.picture != nil { #expect(holds(bytes, "descr=\"\(photo.caption)\"")) }
        // Captions stand in the paragraph of their photos, a line each: no page parts them.
        let paragraphs = XMLProbe.parse(bytes).paragraphs.dropLast().filter { $0.drawings > 0 }
        #expect(
            paragraphs.allSatisfy { $0.style == "PhotoCaption" } && paragraphs.reduce(0) { $0 + $1.drawings } == shown)
        #expect(
            holds(
                try #require(parts["word/styles.xml"]),
                "<w:name w:val=\"PhotoCaption\"/><w:basedOn w:val=\"Normal\"/><w:qFormat/><w:pPr><w:keepLines/>"))
        let ids = XMLProbe.parse(bytes).elements("wp:docPr").compactMap { $0["id"] }
        #expect(Set(ids).count == shown + 1)
    }

    @Test func `what is written is read back: cells, merges, numbers, captions and pictures`() throws {
        let report = sampleReport(rows: 12, photos: 12)
        let source = try SourceDocument.docx(report.docx(pictures: samplePictures(12)))
        #expect(source.doubts.map(\.code) == ["page_text"], "the foot of the pages is told")
        var rows: [SourceRow] = source.blocks.compactMap { if case .row(let row) = $0 { row } else { nil } }
        #expect(rows.removeFirst().cells.map(\.text) == report.layout.columns.map(\.heading))
        for row in report.table.rows {
            switch row {
            case .heading(_, let text): #expect(rows.removeFirst().cells.first?.text == text)
            case .block(let block):
                let lines = rows.prefix(block.lines)
                rows.removeFirst(block.lines)
                for (line, read) in lines.enumerated() {
                    for (column, cells) in block.columns.enumerated() {
                        let cell = try #require(cells.first { $0.line <= line && line < $0.line + $0.span })
                        let found = read.cells[column].paragraphs.flatMap { paragraph -> [String] in
                            if paragraph.pictures.isEmpty { return [paragraph.text] }
                            let lines = paragraph.text.components(separatedBy: "\n")
                            #expect(lines.count == paragraph.pictures.count + 1)
                            return Array(lines.dropFirst())
                        }.filter { !$0.isEmpty }
                        #expect(found == (cell.line == line ? DOCXWriterTests.texts(cell) : []))
                        #expect(read.cells[column].merged == (cell.line < line ? .above : nil))
                    }
                }
            }
        }
        #expect(rows == [])
        let pictures = source.blocks.flatMap { block -> [Int] in
            if case .row(let row) = block { row.cells.flatMap(\.paragraphs).flatMap(\.pictures) } else { [] }
        }
        let shown = report.content.sections.flatMap(\.indicators).flatMap(\.rows).flatMap(\.results)
            .flatMap(\.evidence).compactMap(\.picture?.sha256)
        #expect(pictures.map { sha256(source.pictures[$0].bytes) } == shown)
    }

    /// The paragraphs of a cell as text.
    private static func texts(_ cell: ReportTable.Cell) -> [String] {
        cell.parts.flatMap { part -> [String] in
            switch part {
            case .paragraph(let marker, let text, _): [marker.map { $0 + "\t" + text } ?? text]
            case .pictures(let photos): photos.map(\.caption)
            }
        }
    }

    @Test func `what is not a JPEG is refused, and a missing picture is the caller's error`() throws {
        let report = sampleReport(rows: 1, photos: 1)
        #expect(throws: ReportWritingError.notAPicture(samplePicture(0).picture.sha256)) {
            try report.docx { _ in Array("<svg/>".utf8) }
        }
        #expect(throws: SamplePictureMissing.self) { try report.docx(pictures: samplePictures(0)) }
    }

    @Test func `a panorama and a picture without a size do not break the page`() throws {
        for (width, height) in [(100_000, 1), (0, 0), (1, 100_000)] {
            let photo = RoundContent.Evidence(
                kind: "photo", caption: "c", picture: .init(sha256: "x", width: width, height: height))
            let bytes = try document(
                small(.init(lines: [], measures: [], results: [], evidence: [photo])), EveryField.pictures)
            for extent in XMLProbe.parse(bytes).elements("wp:extent") {
                let sides = ["cx", "cy"].compactMap { extent[$0].flatMap { Int($0) } }
                #expect(sides.count == 2 && sides.allSatisfy { 1...(3700 * 635) ~= $0 }, "\(extent)")
            }
        }
    }

    @Test func `the seal stands in the properties and the footer, and a draft says that it is one`() throws {
        var report = sampleReport(rows: 1, photos: 0)
        var parts = try entries(of: report.docx(pictures: samplePictures(0)))
        let custom = try #require(parts["docProps/custom.xml"])
        #expect(holds(custom, "name=\"ProngsaiHash\"><vt:lpwstr>\(report.seal.hash)</vt:lpwstr>"))
        #expect(holds(custom, "name=\"ProngsaiVersion\"><vt:lpwstr>1</vt:lpwstr>"))
        #expect(holds(custom, "name=\"ProngsaiLayout\"><vt:lpwstr>bma</vt:lpwstr>"))
        #expect(holds(try #require(parts["docProps/core.xml"]), ">2025-04-04T08:30:00Z</dcterms:created>"))
        let footer = try #require(parts["word/footer1.xml"])
        #expect(holds(footer, "ฉบับปิดรอบ ครั้งที่ 1 รหัส \(ReportSeal.code(report.seal.hash))"))
        #expect(holds(footer, " PAGE ") && holds(footer, " NUMPAGES ") && holds(footer, ">หน้า </w:t>"))
        (report.seal.version, report.seal.frozenAt) = (0, nil)
        parts = try entries(of: report.docx(pictures: samplePictures(0)))
        #expect(holds(try #require(parts["word/footer1.xml"]), "ฉบับร่าง"))
        #expect(!holds(try #require(parts["docProps/core.xml"]), "dcterms:created"))
    }

    @Test(arguments: ReportDigits.allCases) func `page numbers take their digits from the section, not from a switch`(
        _ digits: ReportDigits
    ) throws {
        var report = sampleReport(rows: 1, photos: 0)
        report.digits = digits
        let parts = try entries(of: report.docx(pictures: samplePictures(0)))
        #expect(!holds(try #require(parts["word/footer1.xml"]), "ThaiArabic"), "those are letters in LibreOffice")
        let document = try #require(parts["word/document.xml"])
        #expect(holds(document, "<w:pgNumType w:fmt=\"thaiNumbers\"/></w:sectPr>") == (digits == .thai))
    }

    @Test func `doubts are marked above the table and explained below it`() throws {
        var report = sampleReport(rows: 1, photos: 0)
        let text = XMLProbe.parse(try document(report)).text
        #expect(holds(Array(text.utf8), "76.25 (ผ่าน) · IIT 94.91 · EIT 88.07 · OIT 53.41 (ยังไม่ยืนยัน*)"))
        #expect(holds(Array(text.utf8), "คะแนน I11 อ่านจากสำเนา"))
        report.content.standing?.unconfirmed = []
        #expect(!holds(try document(report), "ยังไม่ยืนยัน"))
        report.content.standing = nil
        #expect(!holds(try document(report), "คะแนนรวม"))
    }

    @Test func `every stored field is in the document`() throws {
        let forms = try [true, false].map { thai in
            let parts = try entries(of: EveryField.report(thai: thai).docx(pictures: EveryField.pictures))
            return Array(parts.filter { $0.key.hasSuffix(".xml") }.values.map { words(of: $0) }.joined().utf8)
        }
        EveryField.expectAll(in: forms, outside: DOCXWriterTests.outside)
    }

    /// What the paper form leaves out, and why.
    static let outside: [String: String] = [
        "agency.key": "a name for programs", "fiscalYear": "the title lines say it", "half": "the title lines say it",
        "edition.id": "the official form has no place for it; the hash covers it", "edition.revision": "same",
        "edition.hash": "same", "sections.indicators.rows.lines.items.key": "a name for programs",
        "sections.indicators.rows.lines.items.code": "the line's label names the items",
        "sections.indicators.rows.measures.id": "a name for programs",
        "sections.indicators.rows.results.measures": "a name for programs",
        "sections.indicators.rows.results.evidence.kind": "one sees what it is",
        "sections.indicators.rows.evidence.kind": "one sees what it is",
        "sections.indicators.rows.results.evidence.aboutOn": "captions of the official form have no date",
        "sections.indicators.rows.evidence.aboutOn": "same",
        "sections.indicators.rows.results.evidence.sha256": "for programs; the report's hash covers it",
        "sections.indicators.rows.evidence.sha256": "same",
        "sections.indicators.rows.results.evidence.picture.sha256": "the picture itself is in the file",
        "sections.indicators.rows.evidence.picture.sha256": "same",
        "sections.indicators.rows.results.evidence.picture.width": "the picture's shape",
        "sections.indicators.rows.evidence.picture.width": "same",
        "sections.indicators.rows.results.evidence.picture.height": "same",
        "sections.indicators.rows.evidence.picture.height": "same",
    ]

    @Test func `a merged cell that begins with a photo has room for its caption on the page of its first line`() throws
    {
        let bytes = try document(sampleReport(rows: 12, photos: 24))
        let heights = XMLProbe.parse(bytes).elements("w:trHeight").compactMap { $0["w:val"] }.compactMap { Int($0) }
        #expect(!heights.isEmpty && heights.allSatisfy { $0 > 800 && $0 <= 5_000 })
        #expect(count(bytes, "w:line=\"20\" w:lineRule=\"exact\"") == heights.count)
        let parts = try entries(of: sampleReport(rows: 1, photos: 0).docx(pictures: samplePictures(0)))
        #expect(holds(try #require(parts["word/theme/theme1.xml"]), "<a:fmtScheme"))
        let relations = try #require(parts["word/_rels/document.xml.rels"])
        #expect(holds(relations, "Target=\"theme/theme1.xml\""))
    }

    @Test func `only a row that surely has room on a page is kept whole`() throws {
        func kept(_ times: Int) throws -> Int {
            var report = sampleReport(rows: 1, photos: 0)
            let text = String(repeating: "จัดประชุมชี้แจงและเผยแพร่คู่มือ ", count: times)
            report.content.sections[0].indicators[0].rows[0].measures = [
                .init(id: "m", text: text, status: "done")
            ]
            return count(try document(report), "<w:cantSplit/>")
        }
        let (short, long, longer) = (try kept(1), try kept(20), try kept(300))
        #expect(long == short - 1 && longer == long, "\(short) \(long) \(longer)")
    }

    @Test func `a form of many columns is set smaller, no column narrower than its longest word`() throws {
        var report = sampleReport(rows: 12, photos: 0, layout: "nacc")
        report.layout.columns[8].share = 0.9
        let bytes = try document(report)
        #expect(count(bytes, "<w:sz w:val=\"24\"/>") > 100 && count(bytes, "<w:sz w:val=\"28\"/>") < 30)
        let grid = XMLProbe.parse(bytes).elements("w:gridCol").compactMap { $0["w:w"] }.compactMap { Int($0) }
        let even = ColumnWidths.shares(report.layout.columns, body: Double(DOCXPage(report.layout).width))
        #expect(Double(grid[8]) > even[8] * 1.1 && grid.reduce(0, +) == DOCXPage(report.layout).width)
    }

    @Test func `no line begins with ๆ, a slash may end one in a narrow column, and both are read back as typed`() throws
    {
        var report = sampleReport(rows: 1, photos: 0, layout: "nacc")
        let typed = "ข้าราชการ/ลูกจ้าง กฎหมายต่าง ๆ ระเบียบ ฯลฯ"
        report.content.sections[0].indicators[0].rows[0].measures[0].text = typed
        let bytes = try report.docx(pictures: samplePictures(0))
        let text = try #require(try entries(of: bytes)["word/document.xml"])
        #expect(holds(text, "ข้าราชการ/\u{200b}ลูกจ้าง กฎหมายต่าง\u{a0}ๆ ระเบียบ\u{a0}ฯลฯ"))
        let texts = try SourceDocument.docx(bytes).blocks.flatMap { block -> [String] in
            if case .row(let row) = block { row.cells.map(\.text) } else { [] }
        }
        #expect(texts.contains { $0.hasSuffix(typed) })
    }

    @Test func `a draft says so above its title, and the seal's lines are never alone on a page`() throws {
        var report = sampleReport(rows: 1, photos: 0)
        #expect(!holds(try document(report), "ฉบับร่าง"))
        (report.seal.version, report.seal.frozenAt) = (0, nil)
        let text = String(decoding: try document(report), as: UTF8.self)
        let (draft, title) = (try #require(text.range(of: "ฉบับร่าง")), try #require(text.range(of: "w:val=\"Title\"")))
        #expect(draft.lowerBound < title.lowerBound)
        let signed = text.components(separatedBy: "<w:p>").drop { !$0.contains("w:val=\"center\" w:pos") }
        #expect(signed.count > 4 && signed.dropLast().allSatisfy { $0.contains("<w:keepNext/>") })
    }

    @Test func `a small report is written as it always was`() throws {
        var report = sampleReport(rows: 1, photos: 3)
        report.content.agency.thai = "สำนักงานเขต <ที่นี่> & ปู่"
        let parts = try entries(of: report.docx(pictures: samplePictures(3)))
        // One element a line, so that a difference can be read.
        let text = parts.filter { !$0.key.hasSuffix(".jpeg") && !$0.key.hasSuffix(".png") }.sorted { $0.key < $1.key }
            .map { "== \($0.key)\n" + String(decoding: $0.value, as: UTF8.self) + "\n" }.joined()
            .replacingOccurrences(of: "><", with: ">\n<")
        #expect(try golden("small.docx.txt", Array(text.utf8)) == Array(text.utf8))
    }

    @Test func `sixty photos and many rows take little time and each picture is read once`() throws {
        let report = sampleReport(rows: 60, photos: 60)
        var asked: [String: Int] = [:]
        let bytes = try report.docx { name in
            asked[name, default: 0] += 1
            return [0xff, 0xd8, 0xff] + [UInt8](repeating: 7, count: 300_000)
        }
        #expect(asked.values.allSatisfy { $0 == 1 } && asked.count > 40)
        #expect(bytes.count > asked.count * 300_000)
    }
}
