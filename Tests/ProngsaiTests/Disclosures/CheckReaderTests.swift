import ITA
import Testing
import Watch

@testable import Prongsai

@Suite struct CheckReaderTests {
    private func findings(_ text: String, _ expectation: CheckExpectation) -> [CheckFinding] {
        CheckReader.findings(CheckDocument.text(text), expectation)
    }

    private func months(_ findings: [CheckFinding], _ kind: CheckFinding.Kind) -> [String] {
        findings.filter { $0.kind == kind }.compactMap { $0.values["month"] }
    }

    private static let half = CheckExpectation(
        fiscalYear: 2568, coversFrom: Day(iso: "2024-10-01"), coversTo: Day(iso: "2025-03-31"))

    @Test func `the fiscal year is found in any digits and either era, and another year is named`() {
        for line in ["ประจำปีงบประมาณ พ.ศ. ๒๕๖๘", "ปีงบประมาณ 2568", "fiscal year 2025"] {
            #expect(findings(line, Self.half).contains { $0.kind == .yearRight && $0.place?.line == 1 }, "\(line)")
        }
        let other = findings("แผนปฏิบัติการ ประจำปีงบประมาณ พ.ศ. 2567\nน้ำ", Self.half)
        #expect(other.first { $0.kind == .yearOther }?.values["found"] == "2567")
        let both = findings("เปรียบเทียบปีงบประมาณ 2567 กับปีงบประมาณ 2568", Self.half)
        #expect(
            both.first { $0.kind == .yearBeside }?.values["found"] == "2567" && both.contains { $0.kind == .yearRight })
        let plan = findings("แผนพัฒนา พ.ศ. 2566 – 2570", Self.half)
        #expect(plan.first { $0.kind == .yearRight }?.sure == .likely && !plan.contains { $0.kind == .yearBeside })
        #expect(findings("ประกาศ ที่นี่ น้ำใจ ญี่ปุ่น", Self.half).contains { $0.kind == .yearUnknown && $0.sure == .unsure })
    }

    @Test func `a period is held against the one that must be covered, and one that runs backwards is told`() {
        let right = findings("ผลการดำเนินงาน ต.ค. 2567 – มี.ค. 2568", Self.half)
        #expect(right.contains { $0.kind == .periodRight && $0.sure == .sure })
        let days = findings("ระหว่างวันที่ 1 ตุลาคม 2567 ถึงวันที่ 31 มีนาคม 2568", Self.half)
        #expect(days.contains { $0.kind == .periodRight })
        let short = findings("ตั้งแต่ ต.ค. 2567 – ก.พ. 2568", Self.half)
        #expect(short.first { $0.kind == .periodOther }?.values["to"] == "2025-02")
        let slipped = findings("เมษายน 2569 ถึง มีนาคม 2569", Self.half)
        #expect(slipped.first { $0.kind == .periodBackwards }?.values == ["from": "2026-04", "to": "2026-03"])
    }

    @Test func `a monthly series tells the month that is missing and the one that stands twice`() {
        let names = ["ตุลาคม 2567", "พฤศจิกายน 2567", "ธันวาคม 2567", "มกราคม 2568", "มีนาคม 2568", "มีนาคม 2568"]
        let found = findings(names.map { "สรุปผลการจัดซื้อจัดจ้าง เดือน\($0)" }.joined(separator: "\n"), Self.half)
        #expect(months(found, .monthMissing) == ["2025-02"])
        #expect(months(found, .monthTwice) == ["2025-03"])
        #expect(found.first { $0.kind == .monthTwice }?.place?.line == 6)
        let whole = ["ต.ค. 67", "พ.ย. 67", "ธ.ค. 67", "ม.ค. 68", "ก.พ. 68", "มี.ค. 68"]
        let fine = findings(
            whole.flatMap { ["ดาวน์โหลด \($0) (PDF)", "ดาวน์โหลด \($0) (Excel)"] }.joined(separator: "\n"), Self.half)
        #expect(months(fine, .monthMissing).isEmpty && months(fine, .monthTwice).isEmpty)
        let bare = ["ตุลาคม", "พฤศจิกายน", "ธันวาคม", "มกราคม", "มีนาคม"].map { "เดือน\($0)" }.joined(separator: "\n")
        #expect(months(findings(bare, Self.half), .monthMissing) == ["2025-02"])
        let talk = findings("ประชุมเดือนตุลาคม 2567 แล้วประชุมอีกเดือนมกราคม 2568", Self.half)
        #expect(months(talk, .monthMissing).isEmpty, "running text is no series")
    }

    @Test func `a day after the deadline counts only where something was made on it`() {
        var expectation = Self.half
        expectation.dueOn = Day(iso: "2025-04-30")
        let late = findings("ประกาศ ณ วันที่ 2 พฤษภาคม พ.ศ. 2568", expectation)
        #expect(late.first { $0.kind == .afterDeadline }?.values["day"] == "2025-05-02")
        #expect(!findings("ประกาศ ณ วันที่ 30 เมษายน 2568", expectation).contains { $0.kind == .afterDeadline })
        #expect(!findings("จะประชุมวันที่ 2 พฤษภาคม 2568", expectation).contains { $0.kind == .afterDeadline })
    }

    @Test func `the agency's name is found whole or short, with its marks in any order`() {
        var expectation = CheckExpectation(names: CheckExpectation.names("สำนักงานเขตน้ำปู่", nil))
        for line in ["สำนักงานเขตน้ำปู่", "สํานักงานเขตนํ้าปู่", "ประกาศ เขต น้ำปู่ เรื่อง", "สำนักงาน เขตน้ำปู่"] {
            #expect(findings(line, expectation).contains { $0.kind == .agencyNamed }, "\(line)")
        }
        #expect(findings("สำนักงานเขตอื่น", expectation).contains { $0.kind == .agencyUnnamed && $0.sure == .unsure })
        expectation.names = []
        #expect(findings("สำนักงานเขตอื่น", expectation).isEmpty)
    }

    @Test func `an element is pointed at by its wording, and said to be unseen only where all was read`() {
        let elements: [CheckExpectation.Element] = [
            .init(key: "who", text: "ข้อมูลผู้บริหาร ประกอบด้วย ชื่อ-นามสกุล ตำแหน่ง รูปถ่าย ช่องทางการติดต่อ"),
            .init(key: "law", text: "กฎหมายที่เกี่ยวข้องกับการดำเนินงาน"), .init(key: "map", text: "แผนที่ตั้งหน่วยงาน"),
        ]
        let expectation = CheckExpectation(elements: elements)
        let found = findings("หน้าแรก\nข้อมูลผู้บริหาร\nชื่อ ตำแหน่ง\nกฎหมายที่เกี่ยวข้องกับการดําเนินงาน\nอื่น ๆ", expectation)
        #expect(found.first { $0.element == "who" }?.place?.line == 2)
        let law = found.first { $0.element == "law" }
        #expect(law?.sure == .sure && law?.values["line"]?.hasPrefix("กฎหมาย") == true)
        #expect(found.first { $0.element == "map" }?.kind == .elementUnseen)
        var cut = CheckDocument.text("หน้าแรก")
        cut.content.text.isCut = true
        #expect(!CheckReader.findings(cut, expectation).contains { $0.kind == .elementUnseen })
    }

    @Test func `what cannot be read is unreadable and never missing`() {
        for trouble in PageContent.Trouble.allCases {
            var document = CheckDocument.text("ค าน า ส านักงาน")
            document.content.trouble = trouble
            var expectation = Self.half
            (expectation.names, expectation.elements) = (["สำนักงานเขต"], [.init(key: "a", text: "แผนที่ตั้งหน่วยงาน")])
            let found = CheckReader.findings(document, expectation)
            #expect(found.first?.kind == .unreadable && found.first?.values["trouble"] == trouble.rawValue)
            let missing: Set<CheckFinding.Kind> = [.yearUnknown, .agencyUnnamed, .elementUnseen, .monthMissing]
            #expect(!found.contains { missing.contains($0.kind) }, "\(trouble)")
        }
    }

    @Test func `a document of every kind is read with places a person can follow`() async throws {
        let pdf = await CheckDocument.read(Samples.pdf(["cover\nfiscal year 2025", "total"]))
        let year = CheckReader.findings(pdf, Self.half).first { $0.kind == .yearRight }
        #expect(year?.place == CheckPlace(page: 1, line: 2))
        let word = await CheckDocument.read(try Samples.docx(["ประกาศ", "ปีงบประมาณ พ.ศ. ๒๕๖๘"]))
        #expect(CheckReader.findings(word, Self.half).contains { $0.kind == .yearRight })
        let html = await CheckDocument.read(
            Array("<title>x</title><h1>ปีงบประมาณ 2568</h1><p>น้ำ".utf8), contentType: "text/html; charset=utf-8")
        #expect(CheckReader.findings(html, Self.half).contains { $0.kind == .yearRight })
        let scan = await CheckDocument.read(Samples.pdf([""]))
        #expect(CheckReader.findings(scan, Self.half).contains { $0.values["trouble"] == "no_text" })
    }

    @Test func `what is empty says so, and a page without words is no missing one`() async throws {
        for bytes in [
            [], Array(" \n \n".utf8), Array("<html><body></body></html>".utf8), try Samples.docx([""]),
            try Samples.xlsx([[""]]),
        ] {
            let kinds = CheckReader.findings(await CheckDocument.read(bytes), Self.half).map(\.kind)
            #expect(kinds == [.empty], "\(bytes.prefix(20))")
        }
        let drawn = Array("<html><body><div id=app></div><script src=/app.js></script></body></html>".utf8)
        #expect(!CheckReader.findings(await CheckDocument.read(drawn), Self.half).contains { $0.kind == .empty })
        let months = "October 2024\nNovember 2024\nDecember 2024\nfiscal year 2025"
        let half = await CheckDocument.read(Samples.pdf([months, "", "", "annex", ""]))
        let found = CheckReader.findings(half, Self.half)
        let pages = found.first { $0.kind == .pagesUnread }
        #expect(pages?.values["pages"] == "2–3, 5" && pages?.place == CheckPlace(page: 2))
        #expect(!found.contains { [.monthMissing, .elementUnseen, .agencyUnnamed].contains($0.kind) }, "\(found)")
        let whole = CheckReader.findings(await CheckDocument.read(Samples.pdf([months, "annex"])), Self.half)
        #expect(whole.contains { $0.kind == .monthMissing }, "the same without them")
    }

    @Test func `another year is told with its place, the right one beside it or not`() {
        let found = CheckReader.findings(
            CheckDocument.text("# รายงานประจำปีงบประมาณ 2567\n\nเผยแพร่ในปีงบประมาณ พ.ศ. 2568"), Self.half)
        let other = found.first { $0.kind == .yearOther }
        #expect(other?.values["found"] == "2567" && other?.place == CheckPlace(line: 1))
    }

    @Test func `a typed page is quoted as readers see it, and a cell is told one way`() async {
        let typed = """
            # ข้อมูลผู้บริหาร

            | รายการ | จำนวน |
            |---|---|
            | แผนที่ตั้งหน่วยงาน | 5 |
            - กฎหมายที่ [เกี่ยวข้อง](https://www.example.go.th/1101700230708)
            """
        let document = CheckDocument.text(typed)
        let words = ["ข้อมูลผู้บริหาร", "รายการ จำนวน", "แผนที่ตั้งหน่วยงาน 5", "กฎหมายที่ เกี่ยวข้อง"].map { ThaiForm.line($0) }
        #expect(document.text.blocks.map(\.text) == words)
        let row = CheckPlace(line: 2, container: "1")
        let head = CheckPlace(line: 1, container: "1")
        #expect(document.places == [CheckPlace(line: 1), head, row, CheckPlace(line: 4)], "its rule is no line")
        #expect(document.tables.map(\.isGuessed) == [false] && document.tables[0].rows[1][0].place == row)
        let map = CheckExpectation(elements: [.init(key: "map", text: "แผนที่ตั้งหน่วยงาน")])
        let seen = CheckReader.findings(document, map).first { $0.element == "map" }
        #expect(seen?.values["line"] == "แผนที่ตั้งหน่วยงาน 5" && seen?.place == row)
        // An address that readers do not see becomes public all the same.
        #expect(PersonalData.find(in: document).map(\.place) == [CheckPlace(line: 4)])
        let page = """
            <p>น้ำ</p><table><tr><td>รายการ<td>จำนวน</tr><tr><td><p>แผนที่ตั้งหน่วยงาน</p><p>ปู่</p></td><td>5</tr></table><p>ท้าย</p>
            """
        let html = await CheckDocument.read(Array(page.utf8), contentType: "text/html; charset=utf-8")
        #expect(html.places == [CheckPlace(line: 1), head, head, row, row, row, CheckPlace(line: 7)])
    }

    @Test func `a name whose สระอำ is lost is unreadable, not missing`() {
        var expectation = CheckExpectation(names: ["เทศบาลตำบลน้ำปู่"])
        expectation.elements = [.init(key: "a", text: "ขั้นตอนการดำเนินการและจำนวนเรื่อง")]
        for (name, element) in [
            ("เทศบาลตาบลน้าปู่", "ขั้นตอนการดาเนินการและจานวนเรื่อง"), ("เทศบาลตบลน้ปู่", "ขั้นตอนการดเนินการและจนวนเรื่อง"),
            ("เทศบาลตาํบลน้าํปู่", "ขั้นตอนการดาํเนินการและจาํนวนเรื่อง"),
        ] {
            let found = findings("ประกาศ\(name) เรื่อง กตัญญู\n\(element)", expectation)
            #expect(!found.contains { $0.kind == .agencyUnnamed || $0.kind == .elementUnseen }, "\(name): \(found)")
            #expect(found.contains { $0.kind == .unreadable && $0.element == nil }, "\(name)")
        }
        let other = findings("ประกาศเทศบาลเมืองปู่ ที่นี่", expectation)
        #expect(other.contains { $0.kind == .agencyUnnamed } && !other.contains { $0.kind == .unreadable })
    }

    @Test func `a period that goes on in the next line is one`() {
        var document = CheckDocument.text(
            "ประจำปีงบประมาณ พ.ศ. ๒๕๖๘ (ต.ค. ๒๕๖๗\n– มี.ค. ๒๕๖๘)\nตุลาคม 2567 3\nพฤศจิกายน 2567 2\nธันวาคม 2567 1\nมกราคม 2568 4"
                + "\nกุมภาพันธ์ 2568 0")
        document.content.text.isDocument = true
        let found = CheckReader.findings(document, Self.half)
        #expect(found.contains { $0.kind == .periodRight })
        #expect(months(found, .monthTwice).isEmpty && months(found, .monthMissing) == ["2025-03"])
    }
}
