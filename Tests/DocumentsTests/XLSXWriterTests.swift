import Foundation
import Testing

@testable import Documents

@Suite struct XLSXWriterTests {
    private func report(_ row: RoundContent.Row) -> Report {
        var report = sampleReport(rows: 1, photos: 0)
        report.content.sections[0].indicators[0].rows = [row]
        return report
    }

    private func line(_ code: String, _ score: String?, _ findings: [String] = []) -> RoundContent.Line {
        .init(
            items: [.init(key: code, code: code, thai: "ข้อ \(code)", english: nil, score: score)], label: code,
            findings: findings)
    }

    private func column(_ column: XLSXColumn, _ rows: [[XLSXValue]]) throws -> [XLSXValue] {
        let index = try #require(XLSXColumn.allCases.firstIndex(of: column))
        return rows.map { $0[index] }
    }

    @Test func `the same report gives the same bytes, whatever the clock says`() throws {
        let report = sampleReport(rows: 4, photos: 2)
        let one = try report.xlsx()
        Thread.sleep(forTimeInterval: 1.1)
        #expect(try report.xlsx() == one)
        var draft = report
        (draft.seal.version, draft.seal.frozenAt) = (0, nil)
        #expect(holds(try #require(try entries(of: draft.xlsx())["docProps/core.xml"]), ">1980-01-01T00:00:00Z<"))
    }

    @Test func `there is a row for each measure, and one where there is none`() throws {
        let rows = XLSXRows(
            report: report(
                .init(
                    lines: [line("I1", "94.70", ["ปู่"]), line("I2", "94.70", ["ญี่ปุ่น", "น้ำ"])],
                    measures: [
                        .init(id: "a", text: "ก", status: "done"), .init(id: "b", text: "ข", status: "planned"),
                    ],
                    results: [
                        .init(text: "ของ ข", measures: ["b"], evidence: []),
                        .init(text: "ของทั้งสอง", measures: ["a", "b"], evidence: []),
                        .init(
                            text: "ไม่มีใครบอก", measures: ["gone"],
                            evidence: [.init(kind: "caption", caption: "ภาพ", aboutOn: "2025-01-14")]),
                    ], evidence: [.init(kind: "address", caption: "ที่นี่", address: "https://a.example")]))
        ).all
        #expect(try column(.measure, rows) == [.text("ก"), .text("ข")])
        #expect(try column(.code, rows) == [.text("I1\nI2"), .text("I1\nI2")])
        #expect(try column(.finding, rows).first == .text("I1: ปู่\nI2: 1. ญี่ปุ่น\n2. น้ำ"))
        #expect(try column(.status, rows) == [.text("เสร็จแล้ว"), .text("วางแผน")])
        #expect(
            try column(.result, rows) == [.text("1. ของทั้งสอง\n2. ไม่มีใครบอก"), .text("1. ของ ข\n2. ของทั้งสอง")])
        #expect(
            try column(.evidence, rows) == [.text("1. ภาพ (14 ม.ค. 2568)\n2. ที่นี่ https://a.example"), .text("")])
        let bare = XLSXRows(report: report(.init(lines: [line("I3", nil)], measures: [], results: [], evidence: [])))
            .all
        #expect(bare.count == 1)
        #expect(try column(.code, bare) == [.text("I3")])
    }

    @Test func `a score is a number and stands beside it as it was published`() throws {
        for (score, number) in [("94.70", 94.7), ("100", 100), ("0", 0)] {
            let rows = XLSXRows(
                report: report(.init(lines: [line("I1", score)], measures: [], results: [], evidence: [])))
            #expect(try column(.score, rows.all) == [.score(number)])
            #expect(try column(.published, rows.all) == [.text(score)])
        }
        // Neither a number of another notation nor scores that differ become one number.
        for score in ["1e5", "0x10", "nan", "๙๔.๗๐", "-1", "1.2.3", "."] {
            let rows = XLSXRows(
                report: report(.init(lines: [line("I1", score)], measures: [], results: [], evidence: [])))
            #expect(try column(.score, rows.all) == [.text("")], "\(score)")
            #expect(try column(.published, rows.all) == [.text(score)])
        }
        let two = XLSXRows(
            report: report(
                .init(lines: [line("I1", "94.70"), line("I2", "94.77")], measures: [], results: [], evidence: [])))
        #expect(try column(.score, two.all) == [.text("")])
        #expect(try column(.published, two.all) == [.text("I1 94.70\nI2 94.77")])
    }

    @Test func `days are real days of the calendar`() throws {
        for (iso, serial) in [
            ("1970-01-01", 25569), ("2024-10-01", 45566), ("2024-02-29", 45351), ("2025-03-31", 45747),
        ] {
            let rows = XLSXRows(
                report: report(
                    .init(
                        lines: [], measures: [.init(id: "a", text: "ก", startsOn: iso, endsOn: "soon", status: "done")],
                        results: [], evidence: [])))
            #expect(try column(.starts, rows.all) == [.day(serial)])
            #expect(try column(.ends, rows.all) == [.text("soon")])
        }
    }

    @Test(arguments: [
        "=", "+", "-", "@", "\t", "\r", "\n", "=\u{e48}", "{=", "http://a.example/", "mailto:", "internal:", "'=",
    ])
    func `nothing an agency typed becomes a formula or a link`(prefix: String) throws {
        var report = EveryField.report(thai: true)
        let hostile = prefix + "HYPERLINK(\"http://evil.example\",\"x\")"
        report.content.agency.thai = hostile
        report.content.sections[0].thai = hostile
        report.content.sections[0].indicators[0].rows = [
            .init(
                lines: [line(hostile, hostile, [hostile])],
                measures: [
                    .init(
                        id: "m", text: hostile, unit: hostile, person: hostile, steps: hostile, startsOn: hostile,
                        endsOn: hostile, followUp: hostile, status: hostile)
                ], results: [.init(text: hostile, measures: [hostile], evidence: [])],
                evidence: [.init(kind: "address", caption: hostile, address: hostile)])
        ]
        report.words.sheet = ["code": hostile, "agency": hostile, "sheet_rows": hostile]
        let parts = try entries(of: report.xlsx())
        for sheet in ["xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"] {
            let probe = XMLProbe.parse(try #require(parts[sheet]))
            #expect(probe.fault == nil)
            #expect(probe.elements("f").isEmpty && probe.elements("hyperlink").isEmpty)
            // A cell is a shared string, or one of the numbers this program computes; here there are none.
            let cells = probe.elements("c")
            #expect(cells.count > 10 && cells.allSatisfy { $0["t"] == "s" || $0["t"] == nil })
            #expect(probe.elements("v").count == cells.filter { $0["t"] == "s" }.count)
        }
        // What a sheet leads to is the picture of the QR code, and nothing outside the file.
        for (name, bytes) in parts where name.hasSuffix(".rels") {
            #expect(!holds(bytes, "TargetMode=\"External\"") && !holds(bytes, "hyperlink"), "\(name)")
        }
    }

    @Test func `a text too long for a cell goes on below, and nothing is lost`() throws {
        let word = "ญี่ปุ่น\u{1f600}น้ำ"
        for text in [
            String(repeating: word, count: 9000), String(repeating: word + " ", count: 9000),
            String(repeating: "ก\n", count: 700), String(repeating: "\u{e48}", count: 70_000),
        ] {
            let pieces = XLSXRows.pieces(text)
            #expect(pieces.count > 1)
            #expect(Array(pieces.joined().utf8) == Array(text.utf8))
            for piece in pieces {
                #expect(piece.utf16.count <= 32_767 && piece.utf8.filter { $0 == 0x0a }.count <= 253)
            }
        }
        // No piece begins with a mark that has lost its letter.
        for piece in XLSXRows.pieces(String(repeating: "ก\u{e35}\u{e48}", count: 30_000)) {
            #expect(piece.unicodeScalars.first == "ก")
        }
        let long = (0..<9000).map { "\(word)\($0) " }.joined()
        let rows = XLSXRows(
            report: report(.init(lines: [line("I1", "94.70", [long])], measures: [], results: [], evidence: []))
        ).all
        #expect(rows.count == XLSXRows.pieces(long).count)
        #expect(try column(.code, rows) == rows.map { _ in .text("I1") })
        #expect(try column(.score, rows).filter { $0 == .score(94.7) }.count == 1)
        let parts = try entries(
            of: report(.init(lines: [line("I1", "94.70", [long])], measures: [], results: [], evidence: [])).xlsx())
        let strings = try #require(parts["xl/sharedStrings.xml"])
        #expect(count(strings, word) == 9000)
    }

    @Test func `a zero byte or a control character cuts nothing off`() throws {
        let text = "ก\u{0}ข\u{b}ค\u{fffe}ง_x0041_จ"
        let parts = try entries(
            of: report(.init(lines: [line("I1", "1", [text])], measures: [], results: [], evidence: [])).xlsx())
        let strings = try #require(parts["xl/sharedStrings.xml"])
        #expect(XMLProbe.parse(strings).fault == nil)
        #expect(holds(strings, "ก\u{fffd}ข\u{fffd}ค\u{fffd}ง_x005F_x0041_จ"))
    }

    @Test func `the sheet can be filtered, scrolled and printed`() throws {
        let parts = try entries(of: sampleReport(rows: 6, photos: 2).xlsx())
        let sheet = try #require(parts["xl/worksheets/sheet1.xml"])
        for part in [
            "<autoFilter ref=\"A1:Q", "state=\"frozen\"", "orientation=\"landscape\"", "paperSize=\"9\"",
            "fitToHeight=\"0\"", "fitToPage=\"1\"",
        ] { #expect(holds(sheet, part), "\(part)") }
        #expect(holds(try #require(parts["xl/workbook.xml"]), "_xlnm.Print_Titles"))
        let styles = try #require(parts["xl/styles.xml"])
        #expect(
            holds(styles, "TH Sarabun New") && holds(styles, "formatCode=\"0.00\"") || holds(styles, "numFmtId=\"2\""))
        let custom = try #require(parts["docProps/custom.xml"])
        #expect(holds(custom, "ProngsaiHash") && holds(custom, sampleReport(rows: 1).seal.hash))
    }

    @Test func `every column and fact has its key among those the words must give`() {
        let keys = Set(ReportWords.sheetKeys)
        #expect(keys.count == ReportWords.sheetKeys.count)
        #expect(XLSXColumn.allCases.allSatisfy { keys.contains($0.rawValue) })
        let report = EveryField.report(thai: true)
        let instruments = Set(report.content.standing?.instruments.map(\.code) ?? [])
        for fact in report.facts + report.standingFacts where !instruments.contains(fact.key) {
            #expect(keys.contains(fact.key), "\(fact.key)")
        }
    }

    @Test func `every stored field is in the workbook`() throws {
        let forms = try [true, false].map { thai in
            let parts = try entries(of: EveryField.report(thai: thai).xlsx())
            return Array(parts.values.map { words(of: $0) }.joined().utf8)
        }
        var outside = [
            "sections.code": "the name of the instrument says it, and in English both stand",
            "sections.indicators.rows.lines.items.key": "a name for programs",
            "sections.indicators.rows.lines.items.code": "the line's label names the items",
            "sections.indicators.rows.measures.id": "results stand beside their measures",
            "sections.indicators.rows.results.measures": "results stand beside their measures",
        ]
        outside["sections.code"] = nil
        for place in ["results.evidence", "evidence"] {
            let path = "sections.indicators.rows.\(place)"
            outside["\(path).kind"] = "one sees what it is"
            outside["\(path).sha256"] = "for programs, which read the JSON"
            for field in ["sha256", "width", "height"] {
                outside["\(path).picture.\(field)"] = "a sheet shows no photos"
            }
        }
        EveryField.expectAll(in: forms, outside: outside) { field in
            switch field.value {
            case "2027-11-23": ["46714"]
            case "2028-02-19": ["46802"]
            default: field.printed
            }
        }
    }
}
