import Testing

@testable import Documents

@Suite struct XLSXReaderNumberTests {
    private func show(_ stored: String, _ code: String?, id: Int = 200, startsIn1904: Bool = false) -> String? {
        XLSXDecimal(Array(stored.utf8)).map {
            XLSXFormat(id: id, code: code).show($0, startsIn1904: startsIn1904).text
        }
    }

    private func doubt(_ stored: String, _ code: String) -> String? {
        XLSXDecimal(Array(stored.utf8)).flatMap { XLSXFormat(id: 200, code: code).show($0, startsIn1904: false).doubt }
    }

    @Test(arguments: [
        ("94.699999999999996", "94.7"), ("94.7", "94.7"), ("0.30000000000000004", "0.3"), ("100", "100"),
        ("-0.5", "-0.5"),
        ("1E+3", "1000"), ("1.5e-3", "0.0015"), ("0", "0"), ("-0", "0"), ("000.100", "0.1"), (".5", "0.5"), ("5.", "5"),
        ("1234567890123", "1234567890123"), ("1234567890123456", "1234567890123456"), ("9.9999999999999999", "10"),
        ("1E+20", "100000000000000000000"),
    ])
    func `a general number is the shortest decimal`(_ stored: String, _ shown: String) {
        #expect(show(stored, "General") == shown)
        #expect(show(stored, nil, id: 0) == shown)
    }

    @Test(arguments: ["", "x", "1,5", "0x10", "nan", "inf", "1e", "1e99999", "--1", "1 2", ".", "-", "๙๔", "1e+400"])
    func `what is no number is none`(_ stored: String) {
        #expect(XLSXDecimal(Array(stored.utf8)) == nil)
    }

    @Test(arguments: [
        (1, "94.7", "95"), (2, "94.7", "94.70"), (3, "1234567.5", "1,234,568"), (4, "1234.5", "1,234.50"),
        (9, "0.947", "95%"),
        (10, "0.947", "94.70%"), (60, "94.7", "94.70"), (14, "45566", "2024-10-01"),
        (22, "45747.354166666664", "2025-03-31T08:30"),
        (20, "0.35416666666666669", "08:30"), (46, "1.5", "36:00:00"), (49, "94.7", "94.7"), (2, "-0.001", "0.00"),
        (4, "-1234.5", "-1,234.50"), (4, "999.995", "1,000.00"), (4, "0", "0.00"),
    ])
    func `formats that are named by number`(_ id: Int, _ stored: String, _ shown: String) {
        #expect(show(stored, nil, id: id) == shown)
    }

    @Test(arguments: [
        ("0.00", "94.7", "94.70"), ("0.00\" คะแนน\"", "94.7", "94.70 คะแนน"),
        ("#,##0.00_);(#,##0.00)", "-1234.5", "(1,234.50)"),
        ("_-* #,##0.00_-;\\-* #,##0.00_-;_-* \"-\"??_-;_-@_-", "0", "0.00"),
        ("_-* #,##0.00_-;\\-* #,##0.00_-;_-* \"-\"??_-;_-@_-", "1234.5", "1,234.50"),
        ("_-* #,##0.00_-;\\-* #,##0.00_-;_-* \"-\"??_-;_-@_-", "-1", "-1.00"),
        ("[$฿-41E]#,##0.00", "5", "฿5.00"), ("[Red]0.0;[Blue]-0.0", "-2.25", "-2.3"), ("0.0##", "1.5", "1.5"),
        ("0.0##", "1.23456", "1.235"), ("00000", "42", "00042"), ("#", "0", "0"), ("#,##0,", "1234567", "1,235"),
        ("t0.00", "94.7", "94.70"), ("General\" ข้อ\"", "3", "3 ข้อ"), ("\\I0", "7", "I7"), (".00", "0.5", "0.50"),
        ("0.00%", "0.88905", "88.91%"), ("0.000000000000000000000", "1", "1.000000000000000000000"),
    ])
    func `formats that a file defines`(_ code: String, _ stored: String, _ shown: String) {
        #expect(show(stored, code) == shown)
    }

    @Test(arguments: [
        ("yyyy-mm-dd", "45566", "2024-10-01"), ("d/m/bbbb", "45566", "2024-10-01"),
        ("[$-107041E]d mmmm yyyy;@", "45566", "2024-10-01"),
        ("d mmm yy h:mm", "45566.5", "2024-10-01T12:00"), ("h:mm:ss AM/PM", "0.5", "12:00"),
        ("mm:ss.0", "0.000011574", "00:00:01"),
        ("mmm-yy", "45566", "2024-10-01"), ("[h]:mm", "2.25", "54:00:00"), ("yyyy", "1", "1900-01-01"),
        ("yyyy", "59", "1900-02-28"),
        ("yyyy", "61", "1900-03-01"), ("yyyy", "2958465", "9999-12-31"), ("yyyy", "36585", "2000-02-29"),
        ("dd/mm/yyyy", "45566.99999999", "2024-10-02"),
    ])
    func `dates come out as ISO 8601`(_ code: String, _ stored: String, _ shown: String) {
        #expect(show(stored, code) == shown)
    }

    @Test func `the other calendar of Excel begins in 1904`() throws {
        #expect(show("0.25", "yyyy-mm-dd hh:mm", startsIn1904: true) == "06:00")
        #expect(show("1", "yyyy-mm-dd", startsIn1904: true) == "1904-01-02")
        let styles = "<cellXfs><xf numFmtId='14'/></cellXfs>"
        let sheet = "<sheetData><row><c s='0'><v>44104</v></c></row></sheetData>"
        let book = workbook(sheet, styles: styles, properties: "<workbookPr date1904='1'/>")
        #expect(try SourceDocument.xlsx(book).grid == [["2024-10-01"]])
    }

    @Test func `what a format hides or cannot say is doubted`() {
        #expect(doubt("94.705", "0.00") == "rounded")
        #expect(doubt("94.7", "0.00") == nil)
        #expect(doubt("5", ";;;") == "hidden_value")
        #expect(doubt("5", "[>=100]0.0;0.00") == "number_format")
        #expect(doubt("5", "# ?/?") == "number_format")
        #expect(doubt("60", "yyyy-mm-dd") == "no_such_day")
        #expect(doubt("-1", "yyyy-mm-dd") == "date_out_of_range")
        #expect(doubt("2958466", "yyyy-mm-dd") == "date_out_of_range")
        #expect(doubt("243620", "d/m/yyyy") == "buddhist_date")
        #expect(show("0", "0.00;-0.00;\"-\"") == "0.00")
        #expect(show("5", ";;;") == "5")
        #expect(show("0.5", "# ?/?") == "0.5")
    }

    @Test func `rounding is told once for a sheet`() throws {
        let styles = "<cellXfs><xf numFmtId='0'/><xf numFmtId='2'/></cellXfs>"
        let rows = (1...3).map { "<row r='\($0)'><c s='1'><v>94.70\($0)</v></c></row>" }.joined()
        let document = try SourceDocument.xlsx(workbook("<sheetData>\(rows)</sheetData>", styles: styles))
        #expect(document.grid == [["94.70"], ["94.70"], ["94.70"]])
        #expect(document.doubts.map(\.code) == ["rounded"])
        #expect(document.doubts[0].details == ["shown": "94.70", "stored": "94.701", "count": "3"])
    }

    @Test func `every day of four centuries is the day it should be`() {
        var (year, month, day) = (1900, 3, 1)
        let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        for serial in 61..<146_200 {
            let expected = "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
            guard show(String(serial), nil, id: 14) == expected else {
                Issue.record("day \(serial) is not \(expected)")
                return
            }
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            let length = lengths[month - 1] + (month == 2 && isLeap ? 1 : 0)
            day += 1
            if day > length { (month, day) = (month + 1, 1) }
            if month > 12 { (year, month) = (year + 1, 1) }
        }
    }
}
