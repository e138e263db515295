import Testing

@testable import Documents

@Suite struct CSVReaderTests {
    private func read(_ text: String) throws -> SourceDocument { try .csv(Array(text.utf8)) }

    @Test(arguments: [",", ";", "\t", "|"])
    func `the delimiter is found out`(_ delimiter: String) throws {
        let rows = [["รหัส", "ประเด็น", "คะแนน"], ["I1", "น้ำ", "94.70"], ["I2", "ปู่", "88.91"]]
        let text = rows.map { $0.joined(separator: delimiter) }.joined(separator: "\r\n")
        #expect(try read(text).grid == rows)
    }

    @Test func `decimal commas do not make columns of a file with semicolons`() throws {
        #expect(
            try read("รหัส;คะแนน\nI1;94,70\nI2;88,91\n").grid == [["รหัส", "คะแนน"], ["I1", "94,70"], ["I2", "88,91"]])
    }

    @Test func `a delimiter with a tone mark behind it still parts fields`() throws {
        // A mark that lost its letter: as a Character it would be one with the comma.
        #expect(try read("ก,\u{0E48}ข,ค\nง,จ,ฉ\n").grid == [["ก", "\u{0E48}ข", "ค"], ["ง", "จ", "ฉ"]])
        #expect(try read("\"ก\"\"\u{0E48}\",ข\n").grid == [["ก\"\u{0E48}", "ข"]])
    }

    @Test func `the line that Excel writes to name the delimiter is obeyed`() throws {
        let document = try read("sep=;\r\nก,ข;ค\r\n")
        #expect(document.grid == [["ก,ข", "ค"]])
        guard case .row(let row) = document.blocks[0] else { return }
        #expect(row.place.line == 2)
    }

    @Test func `quoted fields hold delimiters, quotes and line breaks, and lines go on counting`() throws {
        let document = try read("a,b\r\n\"ที่นี่, น้ำ\r\nบรรทัดสอง\",\"เรียก \"\"ดี\"\"\"\r\nc,d")
        #expect(document.grid == [["a", "b"], ["ที่นี่, น้ำ\nบรรทัดสอง", "เรียก \"ดี\""], ["c", "d"]])
        let places = document.blocks.map { if case .row(let row) = $0 { row.place.line } else { 0 } }
        #expect(places == [1, 2, 4])
        guard case .row(let row) = document.blocks[1] else { return }
        #expect(row.cells[0].paragraphs.map(\.text) == ["ที่นี่, น้ำ", "บรรทัดสอง"])
        #expect(row.cells[1].place == SourcePlace(line: 2, column: 2))
    }

    @Test(arguments: ["\n", "\r\n", "\r"])
    func `lines end in every way, and blank ones are no rows`(_ end: String) throws {
        #expect(try read("a,b\(end)\(end)c,d\(end)").grid == [["a", "b"], ["c", "d"]])
    }

    @Test func `empty fields stay in their columns`() throws {
        let document = try read("a,b,c\n,,\n,x,\n")
        #expect(document.grid == [["a", "b", "c"], ["", "", ""], ["", "x", ""]])
    }

    @Test func `a quote that never closes does not swallow the file`() throws {
        let document = try read("a,b\n\"c,d\ne,f\n")
        #expect(document.grid == [["a", "b"], ["\"c", "d"], ["e", "f"]])
        #expect(document.doubt("unclosed_quote")?.place == SourcePlace(line: 2, column: 1))
    }

    @Test func `text behind a closing quote is kept and doubted`() throws {
        let document = try read("a,b\nx,\"c\"d\n")
        #expect(document.grid[1] == ["x", "cd"])
        #expect(document.doubt("stray_quote")?.place == SourcePlace(line: 2, column: 2))
    }

    @Test func `a row with more fields than the others is doubted`() throws {
        let document = try read("a,b\nc,d\nอบรม, สัมมนา,e\n")
        #expect(document.grid[2] == ["อบรม", " สัมมนา", "e"])
        #expect(document.doubt("extra_fields")?.details == ["found": "3", "usual": "2"])
    }

    @Test func `too many cells are refused, in one row too`() {
        var limits = SourceLimits.standard
        limits.cells = 10
        func code(_ text: String) -> String? {
            errorCode { () throws(SourceError) in _ = try SourceDocument.csv(Array(text.utf8), limits: limits) }
        }
        #expect(code(String(repeating: "a,b\n", count: 5)) == nil)
        #expect(code(String(repeating: "a,b\n", count: 6)) == "too_many_cells")
        #expect(code(String(repeating: ",", count: 10)) == "too_many_cells")
    }

    @Test func `files of Excel in Windows-874 and in UTF-16 are read`() throws {
        let thai = try SourceDocument.csv(try readerFixture("thai-874.csv"))
        #expect(thai.grid[1] == ["I1", "ที่นี่ น้ำ ปู่", "94.70"])
        #expect(thai.grid[2] == ["I2", "เรียกว่า \"ดี\"; ใช้ได้", "88,91"])
        #expect(thai.doubt("assumed_code_page")?.details["encoding"] == "Windows-874")
        let wide = try SourceDocument.csv(try readerFixture("utf16.csv"))
        #expect(wide.grid[1] == thai.grid[1])
        #expect(wide.doubts.isEmpty)
    }

    @Test func `many quotes that never close are read in time`() throws {
        // Each could cost a walk to the end of the file.
        let text = String(repeating: "\"\"\"\n", count: 50_000)
        #expect(try read(text).blocks.count > 0)
    }
}
