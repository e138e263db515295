import Glibc
import Foundation
import Testing

@testable import Documents

/// Reports as poppler, qpdf and zbar see them.
@Suite struct PDFTests {
    private static let fonts = ReportFonts.load(folder: nil)

    /// Draws a report and lends its path.
    @discardableResult
    private func withPDF<Result>(
        _ report: Report, photos: Int = 24, _ body: (String) throws -> Result
    ) throws -> Result {
        let bytes = try report.pdf(fonts: Self.fonts, pictures: samplePictures(photos))
        return try withFolder { folder in
            try write(bytes, to: "\(folder)/report.pdf")
            return try body("\(folder)/report.pdf")
        }
    }

    /// The text of each page in the order it was written, without spaces and line ends.
    private func pages(_ path: String) throws -> [String] {
        let text = String(decoding: try tool("pdftotext", ["-raw", path, "-"]), as: UTF8.self)
        return text.unicodeScalars.split(separator: "\u{c}").map { bare(String($0)) }
    }

    private func bare(_ text: String) -> String {
        // ำ may come as the two signs it is made of.
        String(String.UnicodeScalarView(text.unicodeScalars.filter { !$0.properties.isWhitespace }))
            .replacingOccurrences(of: "\u{e4d}\u{e32}", with: "\u{e33}")
    }

    /// Whether a text stands on the pages, perhaps going on from one to the next.
    private func stands(_ text: String, on pages: [String]) -> Bool {
        // In bytes: as strings, a piece that ends before a Thai mark would not be found.
        let text = Array(text.utf8)
        let pages = pages.map { Data($0.utf8) }
        func holds(_ page: Data, _ piece: ArraySlice<UInt8>) -> Bool { page.range(of: Data(piece)) != nil }
        func from(_ start: Int, _ page: Int) -> Bool {
            if start == text.count { return true }
            for next in page..<pages.count {
                var (low, high) = (start, text.count)
                while low < high {
                    let middle = (low + high + 1) / 2
                    if holds(pages[next], text[start..<middle]) { low = middle } else { high = middle - 1 }
                }
                // A page holds at least two lines of a paragraph.
                if low - start >= min(36, text.count - start), from(low, next + 1) { return true }
            }
            return false
        }
        return from(0, 0)
    }

    @Test func `every sentence of a Thai report can be read back letter for letter`() throws {
        let report = sampleReport()
        try withPDF(report) { path in
            let pages = try pages(path)
            var texts = report.words.title + report.layout.signatures
            texts += report.content.standing?.unconfirmed.map(\.thai) ?? []
            for section in report.content.sections {
                texts.append(section.thai)
                for row in section.indicators.flatMap(\.rows) {
                    texts += row.lines.flatMap { [$0.label] + $0.findings + $0.items.compactMap(\.thai) }
                    texts += row.measures.map(\.text) + row.results.map(\.text)
                    texts += (row.results.flatMap(\.evidence) + row.evidence).map(\.caption)
                }
            }
            #expect(texts.count > 100)
            for text in texts { #expect(stands(bare(text), on: pages), "\(text)") }
        }
    }

    @Test func `the header row stands on every page of the table and the page number on every page`() throws {
        let report = sampleReport(rows: 8, photos: 10)
        try withPDF(report) { path in
            let pages = try pages(path)
            #expect(pages.count > 4)
            for (index, page) in pages.enumerated() {
                #expect(page.contains("หน้า\(index + 1)จาก\(pages.count)"))
                #expect(page.contains(bare("ฉบับปิดรอบ ครั้งที่ 1 รหัส 3f1a9c0e57b2d844")))
            }
            for page in pages.dropLast() {
                for column in report.layout.columns { #expect(page.contains(bare(column.heading))) }
            }
        }
    }

    @Test func `qpdf finds nothing wrong and every photo stands in the file once`() throws {
        try withPDF(sampleReport()) { path in
            try tool("qpdf", ["--check", path])
            let list = String(decoding: try tool("pdfimages", ["-list", path]), as: UTF8.self)
            let images = list.split(separator: "\n").dropFirst(2).map { $0.split(separator: " ") }
            #expect(images.count == 25)
            #expect(Set(images.map { $0[10] }).count == 24)
            #expect(images.allSatisfy { $0[8] == "jpeg" && ($0[3] == "640" || $0[3] == "480") })
        }
    }

    @Test func `the same report gives the same bytes`() throws {
        let report = sampleReport(rows: 4, photos: 6)
        let first = try report.pdf(fonts: Self.fonts, pictures: samplePictures(6))
        let second = try report.pdf(fonts: Self.fonts, pictures: samplePictures(6))
        #expect(first == second)
    }

    @Test func `reports drawn at the same time do not disturb each other`() async throws {
        let report = sampleReport(rows: 3, photos: 6)
        let fonts = Self.fonts
        let alone = try report.pdf(fonts: fonts, pictures: samplePictures(6))
        let together = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<8 { group.addTask { try report.pdf(fonts: fonts, pictures: samplePictures(6)) } }
            return try await group.reduce(into: [[UInt8]]()) { $0.append($1) }
        }
        #expect(together.count == 8 && together.allSatisfy { $0 == alone })
    }

    @Test func `a frozen report has its day and a draft has none`() throws {
        var report = sampleReport(rows: 1, photos: 0)
        try withPDF(report) { path in
            let info = String(decoding: try tool("pdfinfo", ["-isodates", path]), as: UTF8.self)
            #expect(info.contains("2025-04-04T08:30:00Z") && info.contains("สำนักงานเขตหลักสี่"))
            #expect(info.contains("Tagged:          yes"))
        }
        report.seal.frozenAt = nil
        report.seal.version = 0
        try withPDF(report) { path in
            let info = String(decoding: try tool("pdfinfo", [path]), as: UTF8.self)
            #expect(!info.contains("CreationDate") && !info.contains("ModDate"))
            #expect(try pages(path)[0].contains(bare(report.words.draft)))
        }
    }

    @Test func `the seal can be scanned from the first page and the last`() throws {
        let report = sampleReport(rows: 2, photos: 0)
        try withPDF(report) { path in
            let count = try pages(path).count
            for page in [1, count] {
                try tool(
                    "pdftoppm", ["-r", "150", "-png", "-f", "\(page)", "-l", "\(page)", "-singlefile", path, path])
                let seen = String(decoding: try tool("zbarimg", ["-q", "--raw", "\(path).png"]), as: UTF8.self)
                #expect(seen.split(separator: "\n").map(String.init) == [report.seal.mark])
            }
            let last = try pages(path)[count - 1]
            #expect(last.contains(bare(report.words.check)) && !last.contains(bare(report.seal.mark)))
        }
    }

    @Test func `figures have alternative texts and cells their spans`() throws {
        var report = sampleReport(rows: 3, photos: 6)
        report.content.sections[0].indicators[0].rows[0].results[0].evidence[0].caption = "ป้าย (\\ 1) \"กตัญญู\""
        try withPDF(report, photos: 6) { path in
            let objects = try PDFObjects(path)
            let figures = objects.ofKind("/Figure")
            let captions = report.content.sections.flatMap(\.indicators).flatMap(\.rows).flatMap(\.results)
                .flatMap(\.evidence).filter { $0.picture != nil }.map { "u:\($0.caption)" }
            let code = "u:\(report.sheetName("mark"))"
            #expect(figures.compactMap { $0["/Alt"] as? String }.sorted() == (captions + [code]).sorted())
            let heads = objects.ofKind("/TH").compactMap { $0["/A"] as? [String: Any] }
            #expect(heads.filter { $0["/Scope"] as? String == "/Column" }.count == report.layout.columns.count)
            #expect(heads.contains { $0["/ColSpan"] as? Int == 5 && $0["/Scope"] as? String == "/Row" })
            #expect(objects.ofKind("/TD").contains { ($0["/A"] as? [String: Any])?["/RowSpan"] as? Int == 2 })
            #expect(objects.ofKind("/Table").count == 1)
            #expect(objects.ofKind("/H1").count == 1 && objects.ofKind("/H2").count == 1)
            let catalogue = objects.all.first { $0["/Type"] as? String == "/Catalog" }
            #expect(catalogue?["/Lang"] as? String == "u:th-TH")
            #expect((catalogue?["/ViewerPreferences"] as? [String: Any])?["/DisplayDocTitle"] as? Bool == true)
            #expect((catalogue?["/MarkInfo"] as? [String: Any])?["/Marked"] as? Bool == true)
        }
    }

    @Test func `an alternative text belongs to the photo it describes`() throws {
        let report = sampleReport(rows: 3, photos: 8)
        let evidence = report.content.sections.flatMap(\.indicators).flatMap(\.rows).flatMap(\.results)
            .flatMap(\.evidence)
        let said = evidence.compactMap { item in item.picture.map { "\($0.sha256) u:\(item.caption)" } }
        try withPDF(report) { path in
            let objects = try PDFObjects(path)
            var found: [String] = []
            for figure in objects.ofKind("/Figure") {
                guard let image = try objects.image(of: figure, path) else { continue }
                found.append("\(sha256(image)) \(figure["/Alt"] as? String ?? "")")
            }
            #expect(found.sorted() == said.sorted() && found.count == 9)
        }
    }

    @Test func `the outline leads to instruments and indicators`() throws {
        let report = sampleReport(rows: 12, photos: 0)
        try withPDF(report) { path in
            let json = try JSONSerialization.jsonObject(
                with: Data(try tool("qpdf", ["--json", "--json-key=outlines", path])))
            let outlines = (json as? [String: Any])?["outlines"] as? [[String: Any]] ?? []
            #expect(outlines.map { $0["title"] as? String } == report.content.sections.map(\.thai))
            let indicators = outlines.map { ($0["kids"] as? [[String: Any]])?.count ?? 0 }
            #expect(indicators == report.content.sections.map(\.indicators.count))
            let places = outlines.compactMap { $0["destpageposfrom1"] as? Int }
            #expect(places.count == 3 && places == places.sorted() && places[0] == 1 && places[2] > 5)
        }
    }

    @Test func `an English report is in English and its own language`() throws {
        let report = sampleReport(rows: 2, photos: 0, language: "en")
        try withPDF(report) { path in
            let pages = try pages(path)
            #expect(pages[0].contains("Page1of\(pages.count)") && pages[0].contains("Lak Si".filter { $0 != " " }))
            let catalogue = try PDFObjects(path).all.first { $0["/Type"] as? String == "/Catalog" }
            #expect(catalogue?["/Lang"] as? String == "u:en-US")
        }
    }

    @Test func `what is not a JPEG is not printed`() {
        let report = sampleReport(rows: 1, photos: 1)
        #expect(throws: PhotoError.notAPicture) {
            try report.pdf(fonts: Self.fonts) { _ in Array("%PDF-1.4".utf8) }
        }
        #expect(throws: PhotoError.damaged) {
            try report.pdf(fonts: Self.fonts) { _ in png(width: 2, height: 2, colour: [0, 0, 0, 255]) }
        }
        #expect(throws: SamplePictureMissing.self) { try report.pdf(fonts: Self.fonts, pictures: samplePictures(0)) }
    }

    @Test func `an empty report and strange texts are printed too`() throws {
        var report = sampleReport(rows: 0, photos: 0)
        report.layout.signatures = []
        report.content.standing = nil
        report.seal.mark = ""
        try withPDF(report) { path in try tool("qpdf", ["--check", path]) }
        report = sampleReport(rows: 1, photos: 0)
        report.content.sections[0].indicators[0].rows[0].measures[0].text =
            "ก\0ข\u{202e}\u{1f600}\r\n\t" + String(repeating: "ปู่", count: 500) + String(repeating: "W", count: 500)
        report.words.title = [""]
        report.layout.columns[0].share = -.infinity
        report.layout.columns[1].share = .nan
        try withPDF(report) { path in
            try tool("qpdf", ["--check", path])
            #expect(try pages(path).joined().contains("WWWWW"))
        }
    }
}

/// The objects of a PDF as qpdf lists them.
private struct PDFObjects {
    var all: [[String: Any]]
    /// By their reference, such as `12 0 R`.
    private var named: [String: [String: Any]] = [:]

    init(_ path: String) throws {
        let json = try JSONSerialization.jsonObject(with: Data(try tool("qpdf", ["--json", "--json-key=qpdf", path])))
        let parts = (json as? [String: Any])?["qpdf"] as? [[String: Any]] ?? []
        for (name, object) in parts.joined() {
            guard let object = object as? [String: Any] else { continue }
            let stream = object["stream"] as? [String: Any]
            named[String(name.dropFirst(4))] = (object["value"] ?? stream?["dict"]) as? [String: Any]
        }
        all = Array(named.values)
    }

    /// The JPEG drawn where an element's contents are marked; nil where it draws none.
    func image(of element: [String: Any], _ path: String) throws -> [UInt8]? {
        guard let page = named[element["/Pg"] as? String ?? ""],
            let contents = (page["/Contents"] as? String)?.split(separator: " ").first,
            let mark = element["/K"] as? Int ?? (element["/K"] as? [Int])?.first
        else { return nil }
        let drawn = String(
            decoding: try tool("qpdf", ["--show-object=\(contents)", "--filtered-stream-data", path]), as: UTF8.self)
        let marked = drawn.components(separatedBy: "/MCID \(mark) ").dropFirst().first?
            .components(separatedBy: "EMC").first
        guard let name = marked?.split(whereSeparator: \.isWhitespace).first(where: { $0.hasPrefix("/x") }) else {
            return nil
        }
        let resources = page["/Resources"] as? [String: Any] ?? named[page["/Resources"] as? String ?? ""]
        let images = resources?["/XObject"] as? [String: Any]
        guard let number = (images?[String(name)] as? String)?.split(separator: " ").first else { return nil }
        return try tool("qpdf", ["--show-object=\(number)", "--raw-stream-data", path])
    }

    /// The elements of the structure tree of one kind.
    func ofKind(_ kind: String) -> [[String: Any]] { all.filter { $0["/S"] as? String == kind && $0["/P"] != nil } }
}
