import Testing

@testable import Documents

/// Lines of words beside those that Pango makes.
@Suite struct PDFWordsTests {
    private let text = PDFText(family: ReportFonts.load(folder: nil).family, language: "th")

    private struct Line: Equatable {
        var text: String
        var isOfWords: Bool
        var width: Double
    }

    private func lines(_ paragraph: PDFText.Paragraph, of text: String) -> [Line] {
        let bytes = Array(text.utf8)
        return paragraph.lines.map { line in
            switch line.content {
            case .words(let words):
                let bytes = words.flatMap { $0.runs.flatMap(\.text) }
                return Line(text: String(decoding: bytes, as: UTF8.self), isOfWords: true, width: line.width)
            case .pango(let own):
                let (start, length) = (Int(own.pointee.start_index), Int(own.pointee.length))
                let words = String(decoding: bytes[start..<start + length], as: UTF8.self)
                return Line(text: words, isOfWords: false, width: line.width)
            }
        }
    }

    private func set(_ words: String, width: Double = .infinity) -> [Line] {
        lines(text.set(words, PDFLook().body, width: width), of: words)
    }

    @Test(arguments: [70.0, 100, 130, 180, 400]) func `lines break where Pango breaks them`(width: Double) {
        let report = sampleReport()
        var texts = report.words.title + report.layout.columns.map(\.heading) + report.layout.signatures
        for row in sampleRows {
            texts += row.measures + row.results + row.lines.compactMap(\.name) + row.lines.map { "(\($0.score) คะแนน)" }
        }
        texts += ["ที่นี่ น้ำ ปู่ ญี่ปุ่น กตัญญู  ศักดิ์สิทธิ์", "ดู https://example.go.th/a/b-c?d=1 (E-service) IIT 94.91 “ก” – ข"]
        var ofWords = 0
        for words in texts {
            for style in [PDFLook().body, PDFLook().bold] {
                let ours = lines(text.set(words, style, width: width), of: words)
                let bytes = Array(words.utf8)
                let theirs = lines(
                    text.laidOut(bytes, style, width: width, text.whole(bytes, style, width: width)), of: words)
                #expect(ours.map(\.text) == theirs.map(\.text))
                for (our, their) in zip(ours, theirs) { #expect(abs(our.width - their.width) < 0.1, "\(our.text)") }
                if ours.contains(where: \.isOfWords) { ofWords += 1 }
            }
        }
        #expect(texts.count > 40 && ofWords > texts.count / 2)
    }

    @Test func `marks above and below stand where Pango puts them`() {
        for words in ["ที่นี่", "น้ำ", "ปู่", "ญี่ปุ่น", "กตัญญู", "ปั๊มน้ำ", "ฟื้นฟู", "ฝั่ง", "ศักดิ์", "ปฏุปัฏฐาก"] {
            let bytes = Array(words.utf8)
            let (ours, theirs) = (
                text.set(words, PDFLook().body), text.laidOut(bytes, PDFLook().body, width: .infinity, [])
            )
            #expect(abs(ours.lines[0].inkAscent - theirs.lines[0].inkAscent) < 0.01, "\(words)")
            #expect(abs(ours.lines[0].inkDescent - theirs.lines[0].inkDescent) < 0.01, "\(words)")
        }
    }

    @Test func `a space at the end of a line takes no room, and a line end makes a line`() {
        let lines = set("ย่า ปู่", width: set("ย่า")[0].width + 1)
        #expect(lines.map(\.text) == ["ย่า ", "ปู่"] && lines[0].width == set("ย่า")[0].width)
        #expect(set("ก\n\nข\n").map(\.text) == ["ก", "", "ข", ""])
        #expect(set("").map(\.text) == [""])
    }

    @Test func `the code that is typed to check a copy stands on one line`() {
        let code = ReportSeal.code("8052267d08a4588e")
        let line = "ตรวจว่าเป็นฉบับจริง: สแกน QR หรือเปิด https://prongsai.example.go.th/verify แล้วพิมพ์รหัส \(code)"
        for width in stride(from: 200.0, to: 520, by: 3) {
            let lines = set(line, width: width)
            #expect(lines.allSatisfy(\.isOfWords) && lines.count > 1 || width > 400, "\(width)")
            #expect(lines.last?.text.contains(code) == true, "\(width): \(lines.map(\.text))")
        }
    }

    @Test func `what is not plain is left to Pango`() {
        let plain = ["ก่ ๆ", "É – “x” • → ◆ ▲", "W", "1/2\n3", "8052\u{a0}267d"].filter { isOfWords($0) }
        #expect(plain.count == 5, "\(plain)")
        let others = [
            "שלום", "سلام", "漢字", "a\u{200b}b", "a\u{ad}b", "\u{202e}a", "e\u{301}", "\u{1f600}", "\u{2028}",
        ].filter { isOfWords("ก " + $0) }
        #expect(others.isEmpty, "\(others)")
        // A word wider than the line is divided.
        #expect(!isOfWords(String(repeating: "W", count: 50), width: 60))
    }

    private func isOfWords(_ words: String, width: Double = .infinity) -> Bool {
        set(words, width: width).contains { $0.isOfWords }
    }
}
