import Testing

@testable import Documents

/// Where things stand on the pages, before they are drawn.
@Suite struct PDFPagesTests {
    private let text = PDFText(family: ReportFonts.load(folder: nil).family, language: "th")

    private func pages(_ report: Report) -> PDFPages.Result { PDFPages(report: report, text: text).made() }

    private func height(_ piece: PDFPage.Piece, _ laid: PDFPages.Result) -> Double {
        switch piece {
        case .header: laid.headerHeight
        case .heading(_, let paragraph, _): paragraph.height + 5
        case .block(let block): block.height
        case .line(let paragraph, _): paragraph.height
        case .title(let lines): lines.reduce(0) { $0 + $1.height }
        case .signatures(let people): people.map { $0.signed.height + $0.name.height + $0.title.height }.max() ?? 0
        case .seal: PDFLook().largeCode
        }
    }

    @Test(arguments: ["bma", "nacc"], [true, false])
    func `nothing reaches over the foot of a page, overlaps, or leaves a heading alone`(
        layout: String, landscape: Bool
    ) {
        var report = sampleReport(rows: 30, photos: 50, layout: layout)
        report.layout.landscape = landscape
        let laid = pages(report)
        let sheet = PDFSheet(landscape: landscape)
        for page in laid.pages {
            #expect(!page.pieces.isEmpty)
            var edge = 0.0
            for (piece, y) in page.pieces {
                #expect(y >= edge - 0.01)
                edge = y + height(piece, laid)
                #expect(edge <= sheet.bottom + 0.01)
            }
            if case .heading = page.pieces.last?.piece { Issue.record("a heading is alone at the foot") }
        }
    }

    @Test(arguments: ["bma", "nacc"]) func `a divided block loses nothing and repeats nothing`(layout: String) {
        let report = sampleReport(rows: 20, photos: 40, layout: layout)
        let laid = pages(report)
        var printed: [String: Int] = [:]
        for case .block(let block) in laid.pages.flatMap({ $0.pieces.map(\.piece) }) {
            for strip in block.columns.joined().flatMap(\.flow.strips) {
                switch strip.content {
                case .line(let paragraph, let index, _, _):
                    printed["\(ObjectIdentifier(paragraph)) \(index)", default: 0] += 1
                case .photos(let photos): for photo in photos { printed[photo.photo.picture.sha256, default: 0] += 1 }
                case .gap: break
                }
            }
        }
        var wanted: [String: Int] = [:]
        let look = PDFLook(columns: report.layout.columns.count)
        let maker = PDFFlowMaker(text: text, body: look.body, tallest: 400)
        for case .block(let block) in report.table.rows {
            for (cells, width) in zip(block.columns, laid.widths) {
                for strip in cells.flatMap({ maker.flow($0.parts, width: width - 2 * PDFBlock.padding).strips }) {
                    switch strip.content {
                    case .line(let paragraph, let index, _, _):
                        wanted["\(ObjectIdentifier(paragraph)) \(index)", default: 0] += 1
                    case .photos(let photos):
                        for photo in photos { wanted[photo.photo.picture.sha256, default: 0] += 1 }
                    case .gap: break
                    }
                }
            }
        }
        #expect(printed == wanted && printed.count > 300)
    }

    @Test func `no paragraph leaves a single line at the foot or the head of a page`() {
        let laid = pages(sampleReport(rows: 30, photos: 40))
        var pieces: [ObjectIdentifier: Set<Int>] = [:]
        var torn = 0
        for case .block(let block) in laid.pages.flatMap({ $0.pieces.map(\.piece) }) {
            for cell in block.columns.joined() {
                let lines = cell.flow.strips.compactMap { strip -> (PDFText.Paragraph, Int)? in
                    if case .line(let paragraph, let index, _, _) = strip.content { (paragraph, index) } else { nil }
                }
                guard let (last, index) = lines.last, index < last.lines.count - 1 else { continue }
                torn += 1
                let here = lines.filter { $0.0 === last }.count
                #expect(here >= 2 && last.lines.count - index - 1 >= 2)
                pieces[ObjectIdentifier(last)] = [index]
            }
        }
        #expect(torn > 20)
    }

    @Test func `a cell longer than many pages comes to an end`() {
        var report = sampleReport(rows: 1, photos: 0)
        let long = String(repeating: "เผยแพร่ช่องทางการร้องเรียนการทุจริตและประพฤติมิชอบ ", count: 800)
        report.content.sections[0].indicators[0].rows[0].measures[0].text = long
        #expect(pages(report).pages.count > 30)
    }

    @Test func `a text of a megabyte is set whole and in good time`() {
        let long = String(repeating: "ปู่กตัญญูที่ญี่ปุ่น", count: 20_000)
        let pieces = PDFText.pieces(long)
        #expect(pieces.joined() == long && pieces.count > 150)
        let start = ContinuousClock.now
        let maker = PDFFlowMaker(text: text, body: PDFLook().body, tallest: 400)
        let flow = maker.flow([.paragraph(marker: "1.", text: long, weight: .plain)], width: 150)
        #expect(flow.strips.count > 10_000)
        #expect(ContinuousClock.now - start < .seconds(20))
        #expect(PDFText.pieces("สั้น") == ["สั้น"] && PDFText.pieces("") == [""])
    }

    @Test func `a caption too long for a photo follows it and no photo outgrows a page`() {
        let long = String(repeating: "บรรยากาศการประชุม ", count: 300)
        let photo = ReportTable.Photo(picture: samplePicture(3).picture, caption: long, alternative: "")
        let flow = PDFFlowMaker(text: text, body: PDFLook().body, tallest: 200).flow([.pictures([photo])], width: 160)
        #expect(flow.strips.count > 20 && flow.strips.allSatisfy { $0.height < 200 })
    }

    @Test func `photos of a cell stand in boxes of one size, two beside each other`() {
        let maker = PDFFlowMaker(text: text, body: PDFLook().body, tallest: 400)
        let photos = (0..<5).map {
            ReportTable.Photo(picture: samplePicture($0).picture, caption: "ภาพที่ \($0)", alternative: "")
        }
        let flow = maker.flow([.pictures(photos), .pictures([photos[0]])], width: 160)
        let rows = flow.strips.compactMap { strip -> [PDFFlow.PlacedPhoto]? in
            if case .photos(let row) = strip.content { row } else { nil }
        }
        #expect(rows.map(\.count) == [2, 2, 1, 1])
        #expect(Set(rows.joined().map { "\($0.width)" }).count == 1)
        #expect(rows.joined().allSatisfy { $0.x >= 0 && $0.x + $0.width <= 160.01 })
        let wide = maker.flow([.pictures(photos)], width: 400)
        let counts = wide.strips.compactMap { if case .photos(let row) = $0.content { row.count } else { nil } }
        #expect(counts == [3, 2])
    }

    @Test func `no line is wider than its column`() {
        for width in [40.0, 60, 90, 150] {
            for row in sampleRows {
                for words in row.measures + row.results + row.lines.flatMap({ [$0.name ?? "", "(\($0.score) คะแนน)"] })
                {
                    let paragraph = text.set(words, PDFLook().body, width: width)
                    #expect(paragraph.width <= width + 0.5, "\(words)")
                }
            }
        }
    }

    @Test func `marks of one line never reach those of the line above`() {
        for style in [PDFLook().body, PDFLook().bold, PDFLook().footer] {
            for words in ["ที่นี่ น้ำ ปู่ ญี่ปุ่น กตัญญู", "ปั๊มน้ำ ฟื้นฟู ฝั่ง ศักดิ์ ปฏุปัฏฐาก", "Quality (g) 漢字"] {
                let paragraph = text.set(words, style)
                #expect(paragraph.lines[0].inkAscent <= paragraph.ascent(0) + 0.01)
                #expect(paragraph.lines[0].inkDescent <= paragraph.height(0) - paragraph.ascent(0) + 0.01)
            }
        }
    }

    @Test func `words that belong together stay on one line`() {
        func kept(_ text: String) -> [String] {
            let bytes = Array(text.utf8)
            return ThaiBreaks.unbroken(bytes).map { String(decoding: bytes[$0], as: UTF8.self) }
        }
        #expect(kept("เมื่อวันที่ 14").contains("วันที่"))
        #expect(kept("ตามแบบที่กำหนด") == ["แบบที่"])
        #expect(kept("กฎหมายต่าง ๆ ให้") == ["ง ๆ"])
        #expect(kept("(94.70 คะแนน)") == ["(94.70 คะแนน"])
        #expect(kept("พ.ศ. 2568 รอบ 6 เดือน") == ["พ.ศ.", "พ.ศ. 2568", "รอบ 6"])
        #expect(kept("ระบบ E-service") == ["E-s"] && kept("IIT 94.91 · EIT") == ["T 9"])
        #expect(kept("No-Gift") == [] && kept("ๆ") == [] && kept(" คะแนน") == [] && kept("-") == [])
        let paragraph = text.set("ประจำปีงบประมาณ วันที่ วันที่ วันที่ วันที่", PDFLook().body, width: 70)
        #expect(paragraph.lines.count > 2)
    }
}
