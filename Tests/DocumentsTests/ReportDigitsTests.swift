import Documents
import Foundation
import Testing

@Suite struct ReportDigitsTests {
    @Test(arguments: [
        ("14 ม.ค. 2568", "๑๔ ม.ค. ๒๕๖๘"), ("94.70", "๙๔.๗๐"), ("14/1/68", "๑๔/๑/๖๘"), ("ข้อ I1และ2", "ข้อ I1และ๒"),
        ("O1–O9, O11", "O1–O9, O11"), ("(94.70 คะแนน)", "(๙๔.๗๐ คะแนน)"), ("1.", "๑."),
        ("https://a.go.th/2568/1 ปี 2568", "https://a.go.th/2568/1 ปี ๒๕๖๘"), ("a1@b.go.th", "a1@b.go.th"),
        ("\"3\"่ที่นี่", "\"๓\"่ที่นี่"), ("๑2", "๑๒"), ("", ""), ("ครั้งที่ 1/2568", "ครั้งที่ ๑/๒๕๖๘"),
    ]) func `what people read changes, what somebody types again does not`(_ text: String, _ wanted: String) {
        #expect(ReportDigits.thai.written(text) == wanted)
        #expect(ReportDigits.arabic.written(text) == text)
    }

    private func report(_ digits: ReportDigits) -> Report {
        let sample = sampleReport(rows: 3, photos: 0)
        return Report(
            content: sample.content, layout: sample.layout, words: sample.words, seal: sample.seal, digits: digits)
    }

    @Test func `content, hash and JSON are the same in both`() throws {
        #expect(try report(.thai).json() == report(.arabic).json())
        let html = String(decoding: try report(.thai).html { _ in [] }, as: UTF8.self)
        #expect(html.contains(report(.thai).seal.hash))
        #expect(html.contains("๒๕๖๘") && !html.contains("พ.ศ. 2568"))
    }

    @Test func `every form is written in them`() throws {
        let plain = report(.arabic)
        let thai = report(.thai)
        #expect(try thai.docx { _ in [] } != plain.docx { _ in [] })
        #expect(try thai.xlsx() != plain.xlsx())
        let fonts = ReportFonts.load(folder: "/nonexistent")
        #expect(try thai.pdf(fonts: fonts) { _ in [] } != plain.pdf(fonts: fonts) { _ in [] })
        #expect(try thai.pdf(fonts: fonts) { _ in [] } == thai.pdf(fonts: fonts) { _ in [] })
    }
}
