import Documents
import Foundation
import Testing
import Watch

@testable import Prongsai

@Suite struct PersonalDataTests {
    /// A citizen's number that begins with twelve digits.
    private static func number(_ start: [UInt8]) -> [UInt8] {
        let sum = start.enumerated().reduce(0) { $0 + Int($1.element) * (13 - $1.offset) }
        return start + [UInt8((11 - sum % 11) % 10)]
    }

    private static func text(_ digits: [UInt8]) -> String { digits.map(String.init).joined() }

    private static func card(_ digits: [UInt8], _ separator: String = "-") -> String {
        let text = digits.map(String.init)
        return [text[0..<1], text[1..<5], text[5..<10], text[10..<12], text[12..<13]].map { $0.joined() }
            .joined(separator: separator)
    }

    private func kinds(_ line: String, after: String = "") -> [PersonalData.Kind] {
        PersonalData.find(in: line, after: after).map(\.kind)
    }

    private static let sample = number([1, 1, 0, 1, 7, 0, 0, 2, 0, 3, 4, 5])

    @Test func `a citizen's number is found as people write it, and most of it is hidden`() {
        let digits = Self.sample
        let plain = Self.text(digits)
        for line in [
            plain, "เลขประจำตัวประชาชน \(plain)", "ที่นี่\(plain)่", Self.card(digits), Self.card(digits, " "),
            Self.card(digits, "–"),
            Digits.thai(Self.card(digits)), "เลข \(Digits.thai(plain)) ครับ",
            digits.map(String.init).joined(separator: " "),
            "5 \(Self.card(digits, " ")) นายสมชาย", "(\(plain))", "\(plain).", "\(plain), 12 คน",
            // As in a list with commas, with more behind it, in a file's name, in digits of full width.
            "นายก,\(plain),0123456789", "1,\(plain),15000", "\(plain),3100601234566", "\(plain)/3100601234566",
            "12-\(plain)", "\(plain)-1", "1,\(plain)",
            "นายก,\(Self.card(digits)),123-4-56789-0", "\(plain)-12", "สัญญา_\(plain)_2568", "3.\(Self.card(digits))",
            String(plain.unicodeScalars.map { Character(Unicode.Scalar($0.value + 0xFEE0)!) }),
        ] {
            let found = PersonalData.find(in: line)
            #expect(found.map(\.kind) == [.citizen], "\(line)")
            #expect(found.first?.masked == "1xxxxxxxxxx" + plain.suffix(2), "\(line)")
        }
    }

    @Test func `what is no citizen's number is left alone`() {
        let digits = Self.sample
        let plain = Self.text(digits)
        var wrong = digits
        wrong[12] = (wrong[12] + 1) % 10
        for line in [
            Self.text(wrong), "1" + plain, plain + "0", "\(plain).50", "85.\(plain)",
            "A\(plain)", "\(plain)/2568", "1-\(Self.card(digits))", "\(Self.card(digits))-9",
            // A company, an office and a code of goods.
            Self.text(Self.number([0, 1, 0, 5, 5, 3, 6, 0, 0, 0, 1, 2])),
            Self.text(Self.number([0, 9, 9, 4, 0, 0, 0, 1, 6, 0, 4, 2])),
            Self.text(Self.number([9, 1, 0, 1, 7, 0, 0, 2, 0, 3, 4, 5])), "1,234,567.00 2,345,678.00", "",
        ] { #expect(PersonalData.find(in: line).isEmpty, "\(line)") }
    }

    @Test func `every number with its check digit is found, and none with another`() {
        var seed: UInt64 = 2568
        func next(_ below: UInt64) -> UInt8 {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: (seed >> 33) % below)
        }
        for _ in 0..<2000 {
            let digits = Self.number([next(8) + 1] + (0..<11).map { _ in next(10) })
            #expect(kinds("เลขที่ \(Self.card(digits)) น้ำ") == [.citizen])
            #expect(kinds(Self.text(digits)) == [.citizen])
            for check: UInt8 in 0..<10 where check != digits[12] {
                #expect(kinds(Self.text(Array(digits.dropLast()) + [check])).isEmpty)
            }
            // Whatever stands around, finding ends and gives no more than there is.
            let noise = (0..<60).map { _ in ["1", "๒", "-", " ", "่", "ก", ".", "9"][Int(next(8))] }.joined()
            #expect(PersonalData.find(in: noise + Self.card(digits) + noise).count < 20)
        }
    }

    @Test func `a bank account is one only where a word of banking stands before it`() {
        for line in [
            "เลขที่บัญชี 123-4-56789-0", "ธนาคารกรุงไทย สาขาดินแดง บัญชีเลขที่ 1234567890", "เลขบัญชี ๑๒๓-๔-๕๖๗๘๙-๐ น้ำ",
            "Account no. 123-456789-0", "123-4-56789-0 ธนาคารออมสิน", "บัญชีธนาคาร 020123456789",
        ] { #expect(kinds(line) == [.account], "\(line)") }
        #expect(kinds("123-4-56789-0", after: "ชื่อบัญชี กองทุนสวัสดิการ ธนาคารกรุงไทย") == [.account])
        #expect(PersonalData.find(in: "เลขที่บัญชี 123-4-56789-0").first?.masked == "xxxxxxx890")
        for line in [
            "โทร 02-123-4567 ต่อ 1234567890", "1234567890", "งานการเงินและบัญชี โทร. 0812345678",
            "ธนาคารกรุงไทย โทรสาร 021-234-5678",
            "บัญชีรายชื่อ โครงการ 67119123456", "เลขที่บัญชี 1,234,567,890.00", "ธนาคาร 12345",
        ] { #expect(kinds(line).isEmpty, "\(line)") }
    }

    @Test func `the place in a photo is found in the photo itself and inside office files`() async throws {
        let photos = try Samples.withPlace()
        let alone = await CheckDocument.read(photos)
        #expect(PersonalData.find(in: alone).map(\.kind) == [.place])
        #expect(PersonalData.find(in: alone).map(\.masked) == ["GPS"])
        let inside = await CheckDocument.read(try Samples.docx(picture: photos))
        let found = PersonalData.find(in: inside)
        #expect(found.map(\.kind) == [.place] && found[0].place.container.contains("media"))
        let pdf = await CheckDocument.read(Samples.pdf(picture: photos))
        #expect(PersonalData.find(in: pdf).map(\.kind) == [.place])
        let plain = await CheckDocument.read(try Samples.png())
        #expect(PersonalData.find(in: plain).isEmpty)
    }

    @Test func `numbers are found in Word, Excel, PDF and page text, with their places`() async throws {
        let number = Self.text(Self.sample)
        let sheet = await CheckDocument.read(try Samples.xlsx([["ชื่อ", "เลข"], ["สมชาย", number]]))
        let inSheet = PersonalData.find(in: sheet)
        #expect(inSheet.map(\.kind) == [.citizen] && inSheet[0].place.line == 2)
        let word = await CheckDocument.read(try Samples.docx(["ประกาศ ที่นี่", "เลขประจำตัว \(number)"]))
        #expect(PersonalData.find(in: word).map(\.kind) == [.citizen])
        let pdf = await CheckDocument.read(Samples.pdf(["page one", "number \(number)"]))
        let inPDF = PersonalData.find(in: pdf)
        #expect(inPDF.map(\.kind) == [.citizen] && inPDF[0].place.page == 2)
        let text = PersonalData.find(in: CheckDocument.text("น้ำ\n\nเลขที่ \(number)"))
        #expect(text.count == 1 && text[0].place.line == 2)
        #expect(!"\(inSheet + inPDF + text)".contains(number), "the full number goes nowhere")
    }

    @Test func `a citizen's number is found however its groups are parted`() {
        let digits = Self.sample
        let text = digits.map(String.init)
        func grouped(_ shape: [Int], _ joint: String) -> String {
            var (at, groups) = (0, [String]())
            for count in shape {
                groups.append(text[at..<at + count].joined())
                at += count
            }
            return groups.joined(separator: joint)
        }
        for line in [
            grouped([1, 4, 5, 3], "-"), grouped([3, 4, 6], "-"), grouped([1, 4, 5, 3], " "),
            grouped([1, 4, 5, 2, 1], " - "), grouped([1, 4, 5, 2, 1], "."), grouped([1, 4, 5, 2, 1], " – "),
            grouped([1, 4, 5, 3], "."), "ลำดับ 3 " + grouped([1, 4, 5, 2, 1], " - ") + " นายสมชาย",
            grouped([4, 4, 5], "-"),
        ] { #expect(kinds(line) == [.citizen], "\(line)") }
        // Columns of figures, a figure with decimals, spans and days are none.
        for line in [
            grouped([3, 4, 6], " "), grouped([10, 3], "."), "2567 - 2568 - 2569", "1.10.2567", "10.0.0.1",
            "หน้า 12 - 15", grouped([7, 6], " "),
        ] { #expect(kinds(line).isEmpty, "\(line)") }
        // Where words name it, blanks part it anywhere, and zeros a spreadsheet took away are minded.
        #expect(kinds("เลขบัตร " + grouped([3, 4, 6], " ")) == [.citizen])
        #expect(kinds(grouped([1, 4, 2, 6], " "), after: "ลำดับ เลขประจำตัวประชาชน ชื่อ") == [.citizen])
        #expect(kinds("1 1017 203 45 0", after: "เลขประจำตัวประชาชน") == [.citizen] && kinds("1 1017 203 45 0").isEmpty)
        #expect(kinds("เลขบัตร 12 345 6789 10").isEmpty)
        #expect(kinds("บัญชีเลขที่ 123 - 4 - 56789 - 0") == [.account])
    }

    @Test func `what an office file says outside its body is looked through, and told where it stands`() async throws {
        let number = Self.text(Self.sample)
        let half = number.index(number.startIndex, offsetBy: 6)
        let main = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""
        let runs = "<w:p><w:r><w:t>\(number[..<half])</w:t></w:r><w:r><w:t>\(number[half...])</w:t></w:r></w:p>"
        func part(_ name: String, _ root: String, _ inside: String) -> (name: String, xml: String) {
            ("word/\(name).xml", "<w:\(root) \(main)>\(inside)</w:\(root)>")
        }
        let places: [(OfficeTexts.Place, (name: String, xml: String))] = [
            (.header, part("header1", "hdr", runs)), (.footer, part("footer2", "ftr", runs)),
            (.footnote, part("footnotes", "footnotes", "<w:footnote w:id=\"1\">\(runs)</w:footnote>")),
            (.endnote, part("endnotes", "endnotes", "<w:endnote w:id=\"1\">\(runs)</w:endnote>")),
            (.comment, part("comments", "comments", "<w:comment w:id=\"1\">\(runs)</w:comment>")),
            (
                .deleted,
                part("header3", "hdr", "<w:p><w:del><w:r><w:delText>\(number)</w:delText></w:r></w:del></w:p>")
            ),
        ]
        for (place, part) in places {
            let document = await CheckDocument.read(try Samples.docx(["ประกาศ ที่นี่"], more: [part]))
            let found = PersonalData.find(in: document)
            #expect(found.map(\.kind) == [.citizen] && found.first?.place.aside == place, "\(place): \(found)")
            #expect(
                !document.text.blocks.contains { $0.text.contains(number) }, "the report's reader reads what it read")
        }
        // Told once where the body says it too; a picture of a head is looked at like one of the body.
        let both = await CheckDocument.read(
            try Samples.docx([number], more: [part("header1", "hdr", runs)]))
        #expect(PersonalData.find(in: both).map(\.place.line) == [1])
        let slides = Samples.package([
            ("[Content_Types].xml", "<Types/>"),
            ("ppt/slides/slide1.xml", "<p:sld xmlns:p=\"x\" xmlns:a=\"y\"><a:p><a:t>\(number)</a:t></a:p></p:sld>"),
        ])
        #expect(PersonalData.find(in: await CheckDocument.read(slides)).map(\.kind) == [.citizen], "slides too")
        let sheet = Samples.package([
            (
                "xl/worksheets/sheet1.xml",
                "<worksheet><row><c><f>\"\(number)\"</f></c></row></worksheet>"
            )
        ])
        let inFormula = PersonalData.find(in: await CheckDocument.read(sheet))
        #expect(inFormula.first?.place.aside == .formula)
        // The name of a sheet, and each property by itself.
        let named = Samples.package([
            ("xl/workbook.xml", "<workbook><sheets><sheet name=\"\(number)\" sheetId=\"1\"/></sheets></workbook>")
        ])
        #expect(PersonalData.find(in: await CheckDocument.read(named)).map(\.kind) == [.citizen])
        let about = try Samples.docx(
            ["ประกาศ"],
            more: [("docProps/core.xml", "<cp><creator>\(number)</creator><revision>2</revision></cp>")])
        #expect(PersonalData.find(in: await CheckDocument.read(about)).map(\.kind) == [.citizen])
        let parted = await CheckDocument.read(
            try Samples.xlsx([["ก", "ข", "ค", "ง", "จ"], ["1", "1017", "00203", "45", String(Self.sample[12])]]))
        #expect(PersonalData.find(in: parted).map(\.kind) == [.citizen])
        #expect(!"\(inFormula)".contains(number))
    }

    @Test func `what a PDF says of itself is looked through`() async throws {
        let number = Self.text(Self.sample)
        let file = String(decoding: Samples.pdf(), as: UTF8.self)
        let trailer = file.replacingOccurrences(of: "trailer<<", with: "trailer<</Info<</Title(report \(number))>>")
        let finds = PersonalData.find(in: await CheckDocument.read(Array(trailer.utf8)))
        #expect(finds.map(\.kind) == [.citizen] && finds.first?.place == CheckPlace(aside: .other))
    }

    @Test func `the end of a long file is looked through as well, or stands in the way`() async throws {
        let number = Self.text(Self.sample)
        var limits = PageLimits()
        (limits.textBytes, limits.blocks) = (20_000, 100)
        func finds(_ bytes: [UInt8]) async -> [PersonalData.Find] {
            PersonalData.find(in: await CheckDocument.read(bytes, limits: limits), of: bytes, piece: 10_000)
        }
        let rows = "ชื่อ,จำนวน\n" + (1...1000).map { "รายการ \($0),\($0)\n" }.joined()
        let list = await finds(Array((rows + "สมชาย ที่นี่,\(number)\n").utf8))
        #expect(list.map(\.kind) == [.citizen] && list.first?.place.line == 1002, "\(list)")
        // The head says what the numbers are that stand pieces below it.
        let accounts = "ชื่อ,เลขที่บัญชี\n" + (1...1000).map { "รายการ \($0),-\n" }.joined()
        #expect(await finds(Array((accounts + "ปู่,1234567890\n").utf8)).map(\.kind) == [.account])
        let lines = (1...1000).map { "บรรทัดที่ \($0) ของเอกสาร\n" }.joined()
        let text = await finds(Array((lines + "เลข \(number) ครับ").utf8))
        #expect(text.map(\.kind) == [.citizen] && text.first?.place.line == 1001)
        // One line that does not end: the number lies across the end of a piece.
        let joined = Array(repeating: UInt8(ascii: "x"), count: 9994) + Array(" \(number) ".utf8)
        #expect(await finds(joined + Array(repeating: UInt8(ascii: "x"), count: 30_000)).map(\.kind) == [.citizen])
        let page = "<h1>น้ำ</h1>" + (1...200).map { "<p>ย่อหน้าที่ \($0)</p>" }.joined()
        #expect(await finds(Array(page.utf8)) == [PersonalData.unread])
        let short = Array("เลข \(number)".utf8)
        #expect(await finds(short).count == 1)
    }
}
