import Foundation
import Testing

@testable import Documents

@Suite struct HTMLWriterTests {
    private func page(_ report: Report, photos: Int = 24) throws -> [UInt8] {
        try report.html(pictures: samplePictures(photos))
    }

    @Test func `the page stands alone: no script, no address is fetched`() throws {
        let bytes = try page(sampleReport(rows: 12, photos: 3), photos: 3)
        for forbidden in ["<script", "<link", "@import", "url(", " src=\"http", "javascript:", " onload"] {
            #expect(!holds(bytes, forbidden), "\(forbidden)")
        }
        #expect(count(bytes, " src=\"data:image/jpeg;base64,") == count(bytes, "<img"))
        #expect(holds(bytes, "default-src &#39;none&#39;"))
    }

    @Test(arguments: ["th", "en"]) func `it is one page with one heading, landmarks and a language`(language: String)
        throws
    {
        let bytes = try page(sampleReport(rows: 12, photos: 0, language: language))
        #expect(holds(bytes, "<!doctype html><html lang=\"\(language)\">"))
        let divided = count(bytes, "<td class=\"lines\"")
        #expect(divided > 0 && count(bytes, "<table>") == 1 + divided && count(bytes, "<thead>") == 1 + divided)
        for tag in ["<h1>", "<main>", "<footer>", "<nav ", "<caption>", "<title>"] {
            #expect(count(bytes, tag) == 1, "\(tag)")
        }
    }

    @Test func `tags are balanced and every link leads somewhere`() throws {
        let bytes = try page(sampleReport(rows: 12, photos: 3), photos: 3)
        var open: [String] = []
        var ids: Set<String> = []
        let text = String(decoding: bytes, as: UTF8.self)
        for match in text.matches(of: /<(\/?)([a-z0-9]+)([^>]*)>/) {
            let name = String(match.2)
            if match.1.isEmpty {
                if let id = match.3.firstMatch(of: /\sid="([^"]*)"/) {
                    #expect(ids.insert(String(id.1)).inserted, "\(id.1) twice")
                }
                if !["meta", "br", "col", "img"].contains(name) { open.append(name) }
            } else {
                #expect(open.popLast() == name)
            }
        }
        #expect(open == [])
        let links = text.matches(of: /href="#([^"]*)"/).map { String($0.1) }
        #expect(links.count > 10 && links.allSatisfy { ids.contains($0) })
    }

    @Test func `cells that span lines span rows, and each row of the table is full`() throws {
        for layout in ["bma", "nacc"] {
            let report = sampleReport(rows: 12, photos: 0, layout: layout)
            var text = String(decoding: try page(report), as: UTF8.self)
            // The half-year form spans no rows: what is divided stands in a table of its own.
            #expect(text.contains("rowspan=\"2\"") == (layout == "nacc"))
            #expect(text.contains("<td class=\"lines\" colspan=\"2\"") == (layout == "bma"))
            text.replace(/<table><colgroup>.*?<\/table><\/td>/, with: "</td>")
            let width = report.table.columns.count
            for group in text.matches(of: /<tbody[^>]*>(.*?)<\/tbody>/) {
                let rows = group.1.matches(of: /<tr>(.*?)<\/tr>/).map(\.1)
                var taken = Array(repeating: 0, count: rows.count)
                for (index, row) in rows.enumerated() {
                    for cell in row.matches(of: /<t[hd]([^>]*)>/) {
                        let down = cell.1.firstMatch(of: /rowspan="(\d+)"/).flatMap { Int($0.1) } ?? 1
                        let across = cell.1.firstMatch(of: /colspan="(\d+)"/).flatMap { Int($0.1) } ?? 1
                        for line in index..<(index + down) where line < rows.count { taken[line] += across }
                        #expect(index + down <= rows.count)
                    }
                }
                #expect(taken.allSatisfy { $0 == width }, "\(taken)")
            }
        }
    }

    @Test func `headings say what they head, and cells say their column for a phone`() throws {
        let report = sampleReport(rows: 12, photos: 0)
        let bytes = try page(report)
        let table = report.table
        let divided = table.rows.filter { if case .block(let block) = $0 { block.lines > 1 } else { false } }.count
        #expect(divided > 0 && count(bytes, "scope=\"col\"") == 5 + 2 * divided)
        let headings = table.rows.filter { if case .heading = $0 { true } else { false } }.count
        #expect(count(bytes, "scope=\"colgroup\"") == headings)
        #expect(count(bytes, "<th scope=\"row") > 10)
        for column in table.columns { #expect(holds(bytes, "data-label=\"\(column.heading)\"")) }
    }

    @Test func `what an agency typed cannot become markup`() throws {
        var report = EveryField.report(thai: true)
        let hostile = "\"\u{e48}><script\u{e49}>alert(1)</script>'\u{e48} onx=1 &amp;<img src=x onerror=y>"
        report.words.title = [hostile]
        report.content.sections[0].thai = hostile
        report.content.sections[0].indicators[0].rows[0].lines[0].findings = [hostile]
        report.content.sections[0].indicators[0].rows[0].results[0].evidence[0].caption = hostile
        report.layout.columns[0].heading = hostile
        report.seal.mark = "javascript:alert(1)"
        let bytes = try report.html(pictures: EveryField.pictures)
        #expect(!holds(bytes, "<script") && !holds(bytes, "<img src=x") && !holds(bytes, "\"\u{e48}>"))
        #expect(!holds(bytes, "href=\"javascript"))
        #expect(holds(bytes, "&lt;script\u{e49}&gt;"))
    }

    @Test func `photos have alternative text, a caption and their own shape`() throws {
        let report = sampleReport(rows: 1, photos: 2)
        let bytes = try page(report, photos: 2)
        #expect(count(bytes, "<figure>") == 3 && count(bytes, "<figcaption>") == 3)
        for photo in report.table.photos {
            let (width, height) = (photo.picture.width, photo.picture.height)
            #expect(holds(bytes, "alt=\"\(photo.alternative)\" width=\"\(width)\" height=\"\(height)\""))
        }
        #expect(holds(bytes, Data(samplePicture(1).bytes).base64EncodedString()))
        #expect(throws: ReportWritingError.self) { try report.html { _ in [1, 2, 3] } }
        #expect(throws: SamplePictureMissing.self) { try report.html(pictures: samplePictures(0)) }
    }

    @Test func `the seal can be read by programs and by people`() throws {
        var report = sampleReport(rows: 1, photos: 0)
        let bytes = try page(report)
        #expect(holds(bytes, "<meta name=\"prongsai-hash\" content=\"\(report.seal.hash)\">"))
        #expect(holds(bytes, "<meta name=\"prongsai-version\" content=\"1\">"))
        #expect(holds(bytes, "ฉบับปิดรอบ ครั้งที่ 1 รหัส \(ReportSeal.code(report.seal.hash))"))
        #expect(holds(bytes, "<dd>\(report.words.check)</dd>") && !holds(bytes, "<dd>\(report.seal.mark)</dd>"))
        report.seal.version = 0
        let draft = try page(report)
        #expect(holds(draft, "<footer><p>ฉบับร่าง") && !holds(draft, report.words.check))
    }

    @Test func `the paper has the layout's direction`() throws {
        var report = sampleReport(rows: 1, photos: 0)
        #expect(holds(try page(report), "@page{size:A4 landscape"))
        report.layout.landscape = false
        #expect(holds(try page(report), "@page{size:A4 portrait"))
    }

    @Test func `a draft says so above its title, and a lone photo takes its cell on paper`() throws {
        var report = sampleReport(rows: 1, photos: 0)
        #expect(!holds(try page(report), "class=\"draft\""))
        (report.seal.version, report.seal.frozenAt) = (0, nil)
        let bytes = try page(report)
        #expect(holds(bytes, "<p class=\"draft\"><strong>ฉบับร่าง") && holds(bytes, "repeat(auto-fit,minmax(2.2cm,1fr))"))
    }

    @Test func `what is kept whole fits its column on paper`() throws {
        var report = sampleReport(rows: 1, photos: 0, layout: "nacc")
        report.content.sections[0].indicators[0].rows[0].measures[0].followUp = "กฎหมาย ฯลฯ กรุงเทพมหานคร"
        #expect(holds(try page(report), "<span class=\"w\">กฎหมาย ฯลฯ</span> <span class=\"w\">กรุงเทพมหานคร</span>"))
        report.layout.columns[7].share = 0.05
        #expect(!holds(try page(report), "<span class=\"w\">กรุงเทพมหานคร</span>"))
    }

    @Test func `every stored field is on the page`() throws {
        let forms = try [true, false].map { thai in
            Array(words(of: try EveryField.report(thai: thai).html(pictures: EveryField.pictures)).utf8)
        }
        var outside = DOCXWriterTests.outside
        // The page has room for what the paper form has not.
        for path in [
            "agency.key", "fiscalYear", "half", "edition.id", "edition.revision", "edition.hash",
            "sections.indicators.rows.results.evidence.picture.width",
            "sections.indicators.rows.evidence.picture.width",
            "sections.indicators.rows.results.evidence.picture.height",
            "sections.indicators.rows.evidence.picture.height",
        ] { outside[path] = nil }
        EveryField.expectAll(in: forms, outside: outside)
    }

    @Test func `a small report is written as it always was`() throws {
        let bytes = try page(sampleReport(rows: 1, photos: 0))
        #expect(try golden("small.html", bytes) == bytes)
    }
}

extension ReportTable {
    /// Every photo of the table as often as it is shown.
    fileprivate var photos: [Photo] {
        rows.flatMap { row -> [Photo] in
            guard case .block(let block) = row else { return [] }
            return block.columns.joined().flatMap(\.parts).flatMap { part -> [Photo] in
                if case .pictures(let photos) = part { photos } else { [] }
            }
        }
    }
}
