import Testing

@testable import Documents

/// A workbook made of the XML of its sheets' inner parts, with further parts where a test needs them.
func workbook(
    _ sheets: String..., strings: [String] = [], styles: String = "", properties: String = "", states: [String] = [],
    parts: KeyValuePairs<String, String> = [:]
) -> [UInt8] {
    let base = "http://schemas.openxmlformats.org/"
    let related = base + "officeDocument/2006/relationships"
    let names = "xmlns='\(base)spreadsheetml/2006/main' xmlns:r='\(related)'"
    func rels(_ list: String) -> String {
        "<Relationships xmlns='\(base)package/2006/relationships'>\(list)</Relationships>"
    }
    func rel(_ id: String, _ kind: String, _ target: String) -> String {
        "<Relationship Id='\(id)' Type='\(related)/\(kind)' Target='\(target)'/>"
    }
    var zip = ZipBuilder(["_rels/.rels": rels(rel("m", "officeDocument", "xl/workbook.xml"))])
    func add(_ name: String, _ text: String) { zip.entries.append(.init(name: name, content: Array(text.utf8))) }
    var (list, named) = ("", "")
    for (index, sheet) in sheets.enumerated() {
        let state = states.indices.contains(index) ? states[index] : "visible"
        named += "<sheet name='แผ่น \(index + 1)' sheetId='\(index + 1)' state='\(state)' r:id='s\(index)'/>"
        list += rel("s\(index)", "worksheet", "worksheets/s\(index).xml")
        add("xl/worksheets/s\(index).xml", "<worksheet \(names)>\(sheet)</worksheet>")
    }
    if !strings.isEmpty {
        add("xl/sharedStrings.xml", "<sst \(names)>\(strings.map { "<si>\($0)</si>" }.joined())</sst>")
        list += rel("t", "sharedStrings", "sharedStrings.xml")
    }
    add("xl/styles.xml", "<styleSheet \(names)>\(styles)</styleSheet>")
    add("xl/workbook.xml", "<workbook \(names)>\(properties)<sheets>\(named)</sheets></workbook>")
    add("xl/_rels/workbook.xml.rels", rels(list + rel("y", "styles", "styles.xml")))
    for (name, text) in parts { add(name, text) }
    return zip.bytes
}

@Suite struct XLSXReaderTests {
    private func data(_ rows: String) -> String { "<sheetData>\(rows)</sheetData>" }
    private func inline(_ reference: String, _ text: String) -> String {
        "<c r='\(reference)' t='inlineStr'><is><t>\(text)</t></is></c>"
    }

    @Test(arguments: ["scores.xlsx", "scores-libreoffice.xlsx"])
    func `a workbook of openpyxl's and of LibreOffice's is read whole`(_ name: String) throws {
        let document = try SourceDocument.xlsx(try readerFixture(name))
        #expect(document.grid[0] == ["รหัส", "ประเด็น", "คะแนน", "ร้อยละ", "วันที่", "หมายเหตุ"])
        #expect(document.grid[1] == ["ตัวชี้วัดที่ 1 การปฏิบัติหน้าที่", "<", "<", "<", "<", "<"])
        #expect(document.grid[2] == ["I1", "เต็มใจให้บริการ", "94.70", "94.70%", "2024-10-01", "บรรทัดแรก\nบรรทัดสอง"])
        #expect(document.grid[3][0...4] == ["I2", "อำนวยความสะดวก", "1,234.50", "94.7", "2025-03-31T08:30"])
        #expect(document.grid[4] == ["I3", "TRUE", "95.00 คะแนน", "รวมสองแถว"])
        #expect(document.grid[5][0] == "ตัวหนาบาง")
        #expect(document.grid[5][3] == "^")
        #expect(document.grid.last == ["", "ยังอ่านได้"])
        let calculated = name == "scores.xlsx" ? "formula_without_value" : "cell_error"
        for code in ["hidden_columns", "hidden_rows", "hidden_sheet", calculated] {
            #expect(document.doubt(code) != nil)
        }
        #expect(document.pictures.count == 1)
        let pictured = document.blocks.compactMap { if case .row(let row) = $0 { row } else { nil } }.flatMap(\.cells)
            .filter { $0.paragraphs.contains { $0.pictures == [0] } }
        #expect(pictured.map(\.place) == document.pictures.map(\.place))
        #expect(document.pictures[0].place.column == 6)
    }

    @Test func `places are the sheet, the row and the column`() throws {
        let sheet = data("<row r='4'>\(inline("C4", "ปู่"))</row>")
        let document = try SourceDocument.xlsx(workbook(data(""), sheet))
        #expect(document.grid == [["", "", "ปู่"]])
        guard case .row(let row) = document.blocks[0] else { return }
        #expect(row.table == 1)
        #expect(row.place == SourcePlace(line: 4, container: "แผ่น 2"))
        #expect(row.cells[2].place == SourcePlace(line: 4, column: 3, container: "แผ่น 2"))
        #expect(row.cells[2].paragraphs[0].place == row.cells[2].place)
    }

    @Test func `texts of every kind are read, reading aids are not`() throws {
        let strings = [
            "<t>ธรรมดา</t>", "<r><t>ที</t></r><r><rPr><b/></rPr><t>่</t></r><r><t>นี่</t></r><rPh><t>อ่าน</t></rPh>",
            "<t>ก_x000D__x000A_ข_x005F_x0041_</t>", "<t>ค&#13;&#10;ง</t>",
        ]
        let row = """
            <row><c t='s'><v>0</v></c><c t='s'><v>1</v></c><c t='s'><v>2</v></c><c t='s'><v>3</v></c>\
            <c t='str'><f>A1</f><v>สูตร</v></c><c t='b'><v>0</v></c><c t='d'><v>2024-10-01</v></c><c t='s'><v>9</v></c></row>
            """
        let document = try SourceDocument.xlsx(workbook(data(row), strings: strings))
        #expect(document.grid == [["ธรรมดา", "ที่นี่", "ก\nข_x0041_", "ค\nง", "สูตร", "FALSE", "2024-10-01"]])
        #expect(document.doubt("text_missing")?.place.column == 8)
    }

    @Test func `formulas give what was calculated, and say where nothing was`() throws {
        let row = """
            <row r='1'><c r='A1'><f>1+1</f><v>2</v></c><c r='B1'><f>1+2</f></c><c r='C1'><f>1+3</f><v></v></c>\
            <c r='D1' t='str'><f>""</f><v></v></c><c r='E1' t='e'><f>X</f><v>#REF!</v></c></row>
            """
        let document = try SourceDocument.xlsx(workbook(data(row)))
        #expect(document.grid == [["2", "", "", "", "#REF!"]])
        #expect(document.doubt("formula_without_value")?.details == ["count": "2"])
        #expect(document.doubt("formula_without_value")?.place.column == 2)
        #expect(document.doubt("cell_error")?.details == ["error": "#REF!"])
    }

    @Test func `merged cells are spread over rows and columns`() throws {
        let rows = """
            <row r='1'>\(inline("A1", "หัว"))</row><row r='2'>\(inline("A2", "ก"))\(inline("B2", "ข"))</row>\
            <row r='3'>\(inline("B3", "ค"))</row><row r='4'>\(inline("C4", "ง"))</row>
            """
        let merges = "<mergeCells><mergeCell ref='A1:C1'/><mergeCell ref='A2:A3'/><mergeCell ref='A4:B5'/></mergeCells>"
        let document = try SourceDocument.xlsx(workbook(data(rows) + merges))
        #expect(document.grid == [["หัว", "<", "<"], ["ก", "ข"], ["^", "ค"], ["", "<", "ง"]])
    }

    @Test func `a merge whose first row is empty begins where rows begin`() throws {
        let rows = "<row r='3'>\(inline("B3", "ก"))</row><row r='5'>\(inline("B5", "ข"))</row>"
        let document = try SourceDocument.xlsx(
            workbook(data(rows) + "<mergeCells><mergeCell ref='A2:A9'/></mergeCells>"))
        #expect(document.grid == [["", "ก"], ["^", "ข"]])
    }

    @Test func `text hidden under a merge is quoted`() throws {
        let rows = "<row r='1'>\(inline("A1", "ก"))\(inline("B1", "ซ่อน"))</row>"
        let document = try SourceDocument.xlsx(
            workbook(data(rows) + "<mergeCells><mergeCell ref='A1:B1'/></mergeCells>"))
        #expect(document.grid == [["ก", "<"]])
        #expect(document.doubt("merged_text")?.details == ["text": "ซ่อน"])
    }

    @Test func `what is hidden is read and named`() throws {
        let sheet = """
            <cols><col min='2' max='3' hidden='1'/><col min='5' max='16384' hidden='1'/></cols>\(data("""
            <row r='1'>\(inline("A1", "ก"))\(inline("B1", "ข"))\(inline("C1", "ค"))</row>\
            <row r='2' hidden='1'>\(inline("A2", "ง"))</row><row r='3' hidden='true'>\(inline("A3", "จ"))</row>\
            <row r='5' hidden='1'>\(inline("A5", "ฉ"))</row><row r='6' hidden='1'/>
            """))
            """
        let document = try SourceDocument.xlsx(workbook(sheet, states: ["veryHidden"]))
        #expect(document.grid.count == 4)
        #expect(document.doubt("hidden_rows")?.details["rows"] == "2–3, 5")
        #expect(document.doubt("hidden_columns")?.details["columns"] == "B–C")
        #expect(document.doubt("hidden_sheet")?.details["sheet"] == "แผ่น 1")
    }

    @Test func `rows out of order are put in order, and cells written twice are told`() throws {
        let rows = """
            <row r='2'>\(inline("B2", "ข"))\(inline("A2", "ก"))</row><row r='1'>\(inline("A1", "แรก"))</row>\
            <row r='2'>\(inline("B2", "ใหม่"))</row>
            """
        let document = try SourceDocument.xlsx(workbook(data(rows)))
        #expect(document.grid == [["แรก"], ["ก", "ใหม่"]])
        #expect(document.doubt("cell_twice")?.details == ["text": "ข"])
    }

    @Test func `comments, shapes with text, charts and pictures inside cells are told`() throws {
        let document = try SourceDocument.xlsx(try readerFixture("objects.xlsx"))
        #expect(document.grid == [["94.70"], ["", "", ""]])
        #expect(document.doubt("comment")?.details == ["text": "หมายเหตุ"])
        #expect(document.doubt("comment")?.place.line == 1)
        #expect(document.doubt("drawing_text")?.details == ["text": "กล่องข้อความ"])
        #expect(document.doubt("chart")?.place == SourcePlace(line: 2, column: 6, container: "สรุป"))
        #expect(document.doubt("picture_in_cell")?.place.line == 5)
        #expect(document.doubt("sheet_without_cells")?.details == ["sheet": "แผนภูมิ"])
        #expect(document.pictures.map(\.place.line) == [3])
    }

    @Test func `a sheet that is missing and one without cells are told`() throws {
        let bytes = workbook(data("<row>\(inline("A1", "ก"))</row>"), properties: "<sheet name='หาย' r:id='none'/>")
        let document = try SourceDocument.xlsx(bytes)
        #expect(document.grid == [["ก"]])
        #expect(document.doubt("sheet_missing")?.details == ["sheet": "หาย"])
    }

    @Test func `other kinds of files are named`() throws {
        func details(_ name: String) throws -> [String: String]? {
            let bytes = try readerFixture(name)
            do throws(SourceError) {
                _ = try SourceDocument.xlsx(bytes)
                return nil
            } catch { return error.details }
        }
        #expect(try details("report.docx") == ["found": "DOCX"])
        #expect(try details("old.doc") == ["found": ".doc", "wanted": ".docx"])
    }
}
