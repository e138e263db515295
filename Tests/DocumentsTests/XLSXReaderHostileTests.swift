import Testing

@testable import Documents

@Suite struct XLSXReaderHostileTests {
    private func cell(_ reference: String) -> String { "<c r='\(reference)' t='inlineStr'><is><t>ก</t></is></c>" }

    private func code(_ sheet: String, _ limits: SourceLimits = .standard) -> String? {
        errorCode { () throws(SourceError) in _ = try SourceDocument.xlsx(workbook(sheet), limits: limits) }
    }

    @Test func `the last cell of a sheet makes one row, not a grid`() throws {
        let sheet = "<sheetData><row r='1048576'>\(cell("XFD1048576"))</row></sheetData>"
        let document = try SourceDocument.xlsx(workbook(sheet))
        #expect(document.blocks.count == 1)
        #expect(document.grid[0].count == 16_384)
        var limits = SourceLimits.standard
        limits.cells = 16_383
        #expect(code(sheet, limits) == "too_many_cells")
    }

    @Test func `far cells in many rows are refused before they fill memory`() {
        let rows = (1...100).map { "<row r='\($0)'>\(cell("XFD\($0)"))</row>" }.joined()
        #expect(code("<sheetData>\(rows)</sheetData>") == "too_many_cells")
    }

    @Test(arguments: [
        "A0", "XFE1", "A1048577", "1A", "A", "1", "A1:B2", "A99999999999999999999", "AAAAAAAAAAAAAAA1", "Ａ1", "",
    ])
    func `a cell that cannot be is a fault`(_ reference: String) {
        #expect(code("<sheetData><row r='1'>\(cell(reference))</row></sheetData>") == "broken_xml")
    }

    @Test func `rows that cannot be are a fault`() {
        for row in ["0", "-1", "1048577", "99999999999999999999"] {
            #expect(code("<sheetData><row r='\(row)'/></sheetData>") == (row.utf8.count > 10 ? nil : "broken_xml"))
        }
        #expect(code(cell("A1")) == "broken_xml")
    }

    @Test func `a merge over the whole sheet fills a few columns only`() throws {
        let sheet =
            "<sheetData><row r='1'>\(cell("A1"))</row></sheetData><mergeCells><mergeCell ref='A1:XFD1048576'/></mergeCells>"
        #expect(try SourceDocument.xlsx(workbook(sheet)).grid[0].count == 64)
    }

    @Test func `merges that overlap and merges that cannot be are told`() throws {
        let merges = ["A1:B2", "B1:C1", "A1:A1", "x", "A1:ZZZZ9"].map { "<mergeCell ref='\($0)'/>" }.joined()
        let document = try SourceDocument.xlsx(
            workbook("<sheetData><row r='1'>\(cell("A1"))</row></sheetData><mergeCells>\(merges)</mergeCells>"))
        #expect(document.grid == [["ก", "<"]])
        #expect(document.doubt("bad_merge")?.details == ["count": "3"])
    }

    @Test func `many overlapping merges are read in time`() throws {
        let merges = String(repeating: "<mergeCell ref='A1:XFD1048576'/>", count: 100_000)
        let rows = (1...50).map { "<row r='\($0)'>\(cell("A\($0)"))\(cell("XFD\($0)"))</row>" }.joined()
        let sheet = "<sheetData>\(rows)</sheetData><mergeCells>\(merges)</mergeCells>"
        let document = try SourceDocument.xlsx(workbook(sheet))
        #expect(document.grid.count == 50)
    }

    @Test func `one long text in many cells counts every time`() {
        var limits = SourceLimits.standard
        limits.totalBytes = 100_000
        let row = "<row>" + String(repeating: "<c t='s'><v>0</v></c>", count: 100) + "</row>"
        func code(_ length: Int) -> String? {
            let text = "<t>\(String(repeating: "x", count: length))</t>"
            return errorCode { () throws(SourceError) in
                _ = try SourceDocument.xlsx(workbook("<sheetData>\(row)</sheetData>", strings: [text]), limits: limits)
            }
        }
        #expect(code(500) == nil)
        #expect(code(5_000) == "too_much")
    }

    @Test func `a sheet of a hundred thousand cells is read`() throws {
        let rows = (1...10_000).map { row in
            "<row r='\(row)'>" + (1...10).map { "<c r='\(XLSXRange.letters($0))\(row)'><v>\($0)</v></c>" }.joined()
                + "</row>"
        }.joined()
        let document = try SourceDocument.xlsx(workbook("<sheetData>\(rows)</sheetData>"))
        #expect(document.blocks.count == 10_000)
        #expect(document.grid[9_999] == (1...10).map { String($0) })
    }

    @Test func `columns are named as Excel names them`() {
        #expect([1, 26, 27, 702, 703, 16_384].map { XLSXRange.letters($0) } == ["A", "Z", "AA", "ZZ", "AAA", "XFD"])
        #expect(XLSXRange("$B$2:D4") == XLSXRange("D4:B2"))
        #expect(XLSXRange("XFD1048576")?.columns == 16_384...16_384)
    }
}
