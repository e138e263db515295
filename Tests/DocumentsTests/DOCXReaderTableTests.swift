import Testing

@testable import Documents

@Suite struct DOCXReaderTableTests {
    private func cell(_ text: String, _ properties: String = "") -> String {
        "<w:tc><w:tcPr>\(properties)</w:tcPr>\(para(text))</w:tc>"
    }

    private func row(_ cells: String..., properties: String = "") -> String {
        "<w:tr><w:trPr>\(properties)</w:trPr>\(cells.joined())</w:tr>"
    }

    private func read(_ rows: String..., grid: Int = 3) throws -> SourceDocument {
        let columns = String(repeating: "<w:gridCol/>", count: grid)
        return try .docx(wordDocument("<w:tbl><w:tblGrid>\(columns)</w:tblGrid>\(rows.joined())</w:tbl>"))
    }

    private let down = "<w:vMerge/>"
    private let start = "<w:vMerge w:val='restart'/>"

    @Test func `a row with merged cells keeps its items`() throws {
        let document = try read(
            row(cell("ก", "<w:gridSpan w:val='2'/>"), cell("ข")),
            row(cell("ค", start), cell("ง"), cell("จ", start)), row(cell("", down), cell("ฉ"), cell("", down)),
            row(cell("ช"), cell("ซ"), cell("", down)))
        #expect(document.grid == [["ก", "<", "ข"], ["ค", "ง", "จ"], ["^", "ฉ", "^"], ["ช", "ซ", "^"]])
        #expect(document.doubts.isEmpty)
    }

    @Test func `a cell merged both ways is above in all its columns below`() throws {
        let wide = "<w:gridSpan w:val='2'/>"
        let document = try read(row(cell("ก", wide + start), cell("ข")), row(cell("", wide + down), cell("ค")))
        #expect(document.grid == [["ก", "<", "ข"], ["^", "^", "ค"]])
    }

    @Test func `text that Word hides in a merged cell is quoted`() throws {
        let document = try read(row(cell("ก", start)), row(cell("ซ่อน", down)))
        #expect(document.grid == [["ก"], ["^"]])
        #expect(document.doubt("merged_text")?.details == ["text": "ซ่อน"])
        #expect(document.doubt("merged_text")?.place == SourcePlace(line: 2, column: 1, container: "1"))
    }

    @Test func `a merge that goes on from nothing is a cell of its own`() throws {
        let document = try read(row(cell("ก")), row(cell("ข", down)))
        #expect(document.grid == [["ก"], ["ข"]])
        #expect(document.doubt("merge_without_start") != nil)
    }

    @Test func `the old way of merging across is read`() throws {
        let first = "<w:hMerge w:val='restart'/>"
        #expect(try read(row(cell("ก", first), cell("", "<w:hMerge/>"), cell("ข"))).grid == [["ก", "<", "ข"]])
    }

    @Test func `columns that a row leaves out before and after stand as empty cells`() throws {
        let skipped = "<w:gridBefore w:val='1'/><w:gridAfter w:val='1'/>"
        #expect(try read(row(cell("ก"), properties: skipped)).grid == [["", "ก", ""]])
    }

    @Test func `a nested table is flattened into its cell and takes no number`() throws {
        let inner =
            "<w:tbl><w:tr>\(cell("ใน1"))\(cell("ใน2", start))</w:tr><w:tr>\(cell("ใน3"))\(cell("", down))</w:tr></w:tbl>"
        let outer = "<w:tc>\(para("ก"))\(inner)\(para("ข"))</w:tc>"
        let document = try read(row(outer, cell("ค")))
        #expect(document.grid == [["ก\nใน1\nใน2\nใน3\nข", "ค"]])
        #expect(document.doubts.map(\.code) == ["nested_table"])
        guard case .row(let row) = document.blocks[0] else { return }
        #expect(row.cells[0].paragraphs.allSatisfy { $0.place == SourcePlace(line: 1, column: 1, container: "1") })
        let next = try SourceDocument.docx(
            wordDocument("<w:tbl>\(self.row(outer))</w:tbl><w:tbl>\(self.row(cell("x")))</w:tbl>"))
        #expect(next.blocks.compactMap { if case .row(let row) = $0 { row.table } else { nil } } == [0, 1])
    }

    @Test func `rows and cells inside content controls and insertions are rows and cells`() throws {
        let wrapped =
            "<w:sdt><w:sdtContent><w:tr><w:sdt><w:sdtContent>\(cell("ก"))</w:sdtContent></w:sdt></w:tr></w:sdtContent></w:sdt>"
        #expect(try read(wrapped, row(cell("ข"))).grid == [["ก"], ["ข"]])
    }

    @Test func `a deleted row is left out and quoted`() throws {
        let document = try read(row(cell("ก")), row(cell("ลบแล้ว"), properties: "<w:del/>"), row(cell("ข")))
        #expect(document.grid == [["ก"], ["ข"]])
        #expect(document.doubt("deleted_text")?.details == ["text": "ลบแล้ว"])
    }

    @Test func `old properties that tracked changes keep are not taken for new ones`() throws {
        let changed = "<w:tcPrChange><w:tcPr><w:gridSpan w:val='3'/><w:vMerge/></w:tcPr></w:tcPrChange>"
        #expect(try read(row(cell("ก", changed), cell("ข"))).grid == [["ก", "ข"]])
    }

    @Test(arguments: ["99999999", "-4", "x", "9223372036854775808", "64"])
    func `a span that cannot be is cut to the grid`(_ span: String) throws {
        let document = try read(row(cell("ก"), cell("ข", "<w:gridSpan w:val='\(span)'/>")))
        #expect(document.grid[0].count <= 3)
        #expect(document.grid[0][1] == "ข")
        #expect(document.doubt("bad_span")?.details == ["span": span])
    }

    @Test func `cells are bounded, those of nested tables too`() {
        var limits = SourceLimits.standard
        limits.cells = 20
        let wide = row(cell("ก", "<w:gridSpan w:val='10'/>"))
        func code(_ body: String) -> String? {
            errorCode { () throws(SourceError) in _ = try SourceDocument.docx(wordDocument(body), limits: limits) }
        }
        #expect(code("<w:tbl>\(wide)\(wide)</w:tbl>") == nil)
        #expect(code("<w:tbl>\(wide)\(wide)\(wide)</w:tbl>") == "too_many_cells")
        #expect(code("<w:tbl><w:tr><w:tc><w:tbl>\(wide)\(wide)</w:tbl></w:tc></w:tr></w:tbl>") == "too_many_cells")
    }

    @Test func `a table in a text box keeps its columns`() throws {
        let box =
            "<w:p><w:r><wps:txbx><w:txbxContent><w:tbl>\(row(cell("ก"), cell("ข")))</w:tbl></w:txbxContent></wps:txbx></w:r></w:p>"
        let document = try SourceDocument.docx(wordDocument(box + "<w:tbl>\(row(cell("ค")))</w:tbl>"))
        #expect(document.grid == [["ก", "ข"], ["ค"]])
        #expect(document.doubt("text_box") != nil)
    }
}
