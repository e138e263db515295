import Testing

@testable import Documents

/// What is written into a PDF that cairo drew: the short way beside libqpdf's.
@Suite struct PDFFinishTests {
    private static let fonts = ReportFonts.load(folder: nil)

    private func finish(_ report: Report, _ tags: PDFTags) -> PDFFinish {
        PDFFinish(language: "th-TH", tags: tags, createdAt: report.seal.frozenAt)
    }

    private func drawn(_ report: Report) throws -> (PDFBytes, PDFTags) {
        try report.drawn(fonts: Self.fonts, pictures: samplePictures(24))
    }

    /// What programs say about a file, each as a text.
    private func seen(_ bytes: [UInt8]) throws -> [String] {
        try withFolder { folder in
            let path = "\(folder)/report.pdf"
            try write(bytes, to: path)
            try tool("qpdf", ["--check", path])
            let info = String(decoding: try tool("pdfinfo", ["-isodates", path]), as: UTF8.self)
            return [info.split(separator: "\n").filter { !$0.hasPrefix("File size") }.joined(separator: "\n")]
                + (try [
                    tool("pdfinfo", ["-struct-text", path]), tool("pdftotext", ["-raw", path, "-"]),
                    tool("pdfimages", ["-list", path]),
                ].map { String(decoding: $0, as: UTF8.self) })
        }
    }

    @Test(arguments: [nil, "2025-04-04T08:30:00Z"])
    func `the short way says what libqpdf says`(frozenAt: String?) throws {
        var report = sampleReport(rows: 6, photos: 8)
        report.seal.frozenAt = frozenAt
        let (bytes, tags) = try drawn(report)
        #expect(PDFTail(bytes) != nil)
        let short = try seen(finish(report, tags).apply(to: bytes))
        let (again, _) = try drawn(report)
        let long = try seen(finish(report, tags).throughQPDF(again))
        #expect(short.count == 4 && long.count == 4)
        // Which object a picture is differs, and nothing else.
        for (ours, theirs) in zip(short.dropLast(), long.dropLast()) { #expect(ours == theirs) }
        func shown(_ list: String?) -> [[Substring]] {
            (list ?? "").split(separator: "\n").map { Array($0.split(separator: " ").prefix(10)) }
        }
        #expect(shown(short.last) == shown(long.last) && shown(short.last).count > 9)
        #expect(short[1].contains("Figure") && short[1].contains("ColSpan") && short[1].contains("RowSpan"))
    }

    @Test func `a file of another form is finished by libqpdf`() throws {
        let report = sampleReport(rows: 2, photos: 2)
        let (bytes, tags) = try drawn(report)
        // One cell more than the file has.
        var more = tags
        more.cells.append(PDFTags.Cell(rows: 2))
        let finished = try finish(report, more).apply(to: bytes)
        #expect(try seen(finished)[0].contains("Tagged:          yes"))
        // A file with object streams, as later versions of cairo write it.
        let other = PDFBytes()
        #expect(other.append(finished, finished.count))
        #expect(PDFTail(other) == nil)
        for end in [0, 7, 500, finished.count - 1] {
            other.cut(to: end)
            #expect(PDFTail(other) == nil)
        }
    }

    @Test func `files that differ have another identity`() throws {
        func identity(_ change: (inout Report) -> Void) throws -> [String] {
            var report = sampleReport(rows: 2, photos: 2)
            change(&report)
            return try withFolder { folder in
                try write(report.pdf(fonts: Self.fonts, pictures: samplePictures(24)), to: "\(folder)/report.pdf")
                let trailer = try tool("qpdf", ["--show-object=trailer", "\(folder)/report.pdf"])
                let text = String(decoding: trailer, as: UTF8.self)
                return text.split(separator: "<").filter { $0.contains(">") }.map { String($0.prefix { $0 != ">" }) }
                    .filter { $0.utf8.count == 32 }
            }
        }
        let (first, same) = (try identity { _ in }, try identity { _ in })
        #expect(first.count == 2 && first[0] == first[1] && first == same)
        let other = try identity { $0.content.sections[0].indicators[0].rows[0].measures[0].text += "่" }
        #expect(other != first)
        let photo = try identity { report in
            let row = report.content.sections[0].indicators[0].rows[0]
            guard let result = row.results.firstIndex(where: { $0.evidence.contains { $0.picture != nil } }),
                let place = row.results[result].evidence.firstIndex(where: { $0.picture != nil })
            else { return }
            report.content.sections[0].indicators[0].rows[0].results[result].evidence[place].picture =
                samplePicture(20).picture
        }
        #expect(photo != first)
    }
}
