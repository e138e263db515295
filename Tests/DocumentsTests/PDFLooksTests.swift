import Foundation
import Testing

@testable import Documents

/// Pages as pictures beside those that were looked at and found right: where marks stand, which texts do not tell.
@Suite struct PDFLooksTests {
    /// The font Debian installs, so that every machine has it.
    private static let fonts = ReportFonts(family: "Laksaman")
    /// Title, merged cells and headings; photos and their captions.
    private static let pages = 1...2
    /// How much darker or lighter a pixel may be, of 255, before it counts as another.
    private static let tolerance = 24
    /// So many pixels may be others: a mark that is lost or moves takes more.
    private static let fewest = 3

    private var report: Report { sampleReport(rows: 8, photos: 10) }

    /// The pages of a report as PNG.
    private func pictures(_ report: Report) throws -> [[UInt8]] {
        try withFolder { folder in
            let path = "\(folder)/report.pdf"
            try write(report.pdf(fonts: Self.fonts, pictures: samplePictures(10)), to: path)
            return try Self.pages.map { page in
                let pages = ["-f", "\(page)", "-l", "\(page)", "-singlefile"]
                return try tool("pdftoppm", ["-gray", "-png", "-r", "60"] + pages + [path])
            }
        }
    }

    /// How many pixels of two pictures differ; nil where their sizes do.
    private func difference(_ one: [UInt8], _ other: [UInt8]) throws -> Int? {
        let (one, other) = (try pixels(png: one), try pixels(png: other))
        guard one.width == other.width, one.height == other.height else { return nil }
        return zip(one.samples, other.samples).count { abs(Int($0) - Int($1)) > Self.tolerance } / 3
    }

    @Test func `pages look as they did when somebody looked at them`() throws {
        for (page, picture) in zip(Self.pages, try pictures(report)) {
            let kept = try golden("report-\(page).png", picture)
            let others = try #require(try difference(picture, kept))
            #expect(others <= Self.fewest, "page \(page): \(others) pixels differ")
        }
    }

    @Test(arguments: [("ให้", "ให"), ("ผู้", "ผู"), ("ผู้", "ผ้"), ("เพื่อ", "เพือ")])
    func `a single lost mark is seen`(words: String, without: String) throws {
        var other = report
        let text = report.content.sections[0].indicators[0].rows[0].measures[0].text
        let place = try #require(text.range(of: words))
        other.content.sections[0].indicators[0].rows[0].measures[0].text = text.replacingCharacters(
            in: place, with: without)
        let found = try zip(pictures(report), pictures(other)).map { try difference($0, $1) ?? 0 }
        #expect(found[0] > Self.fewest && found[0] < 400 && found[1] == 0, "\(found)")
    }
}
