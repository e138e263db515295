import Testing

@testable import Documents

@Suite struct DOCXReaderNumberingTests {
    private func level(_ index: Int, _ inner: String = "<w:numFmt w:val='decimal'/>", start: Int = 1) -> String {
        "<w:lvl w:ilvl='\(index)'><w:start w:val='\(start)'/>\(inner)</w:lvl>"
    }

    private func list(_ id: Int, _ levels: String) -> String {
        "<w:abstractNum w:abstractNumId='\(id)'>\(levels)</w:abstractNum>"
    }

    private func number(_ id: Int, of abstract: Int, _ overrides: String = "") -> String {
        "<w:num w:numId='\(id)'><w:abstractNumId w:val='\(abstract)'/>\(overrides)</w:num>"
    }

    private func item(_ number: Int, _ level: Int = 0, style: String? = nil) -> String {
        let style = style.map { "<w:pStyle w:val='\($0)'/>" } ?? ""
        return para("x", "\(style)<w:numPr><w:ilvl w:val='\(level)'/><w:numId w:val='\(number)'/></w:numPr>")
    }

    private func items(_ body: String, _ numbering: String, styles: String? = nil) throws -> [Int?] {
        try SourceDocument.docx(wordDocument(body, numbering: numbering, styles: styles)).paragraphs.map(
            \.listItem?.number)
    }

    @Test func `items count from their start, and levels below begin again`() throws {
        let numbering = list(0, level(0, start: 3) + level(1)) + number(1, of: 0)
        let body = item(1) + item(1, 1) + item(1, 1) + item(1) + item(1, 1) + para("ไม่ใช่รายการ") + item(1)
        #expect(try items(body, numbering) == [3, 1, 2, 4, 1, nil, 5])
    }

    @Test func `lists of one abstract list count together, unless one starts anew`() throws {
        let anew = "<w:lvlOverride w:ilvl='0'><w:startOverride w:val='1'/></w:lvlOverride>"
        let numbering = list(0, level(0)) + number(1, of: 0) + number(2, of: 0) + number(3, of: 0, anew)
        #expect(try items(item(1) + item(2) + item(3) + item(3) + item(1), numbering) == [1, 2, 1, 2, 3])
    }

    @Test func `a level that never restarts goes on`() throws {
        let kept = level(1, "<w:numFmt w:val='decimal'/><w:lvlRestart w:val='0'/>")
        let numbering = list(0, level(0) + kept) + number(1, of: 0)
        #expect(try items(item(1) + item(1, 1) + item(1) + item(1, 1), numbering) == [1, 1, 2, 2])
    }

    @Test func `bullets are items without numbers`() throws {
        let numbering = list(0, level(0, "<w:numFmt w:val='bullet'/>")) + number(1, of: 0)
        let document = try SourceDocument.docx(wordDocument(item(1), numbering: numbering))
        #expect(document.paragraphs[0].listItem == .init(number: nil, ordered: false))
    }

    @Test func `a style brings its list through the styles it is based on`() throws {
        let numbering =
            list(0, level(0) + level(1, "<w:numFmt w:val='decimal'/><w:pStyle w:val='Sub'/>")) + number(7, of: 0)
        let styles = """
            <w:style w:styleId="Base"><w:pPr><w:numPr><w:numId w:val="7"/></w:numPr></w:pPr></w:style>\
            <w:style w:styleId="Item"><w:basedOn w:val="Base"/></w:style>\
            <w:style w:styleId="Sub"><w:basedOn w:val="Base"/></w:style>
            """
        func styled(_ name: String, _ more: String = "") -> String { para("x", "<w:pStyle w:val='\(name)'/>" + more) }
        let off = "<w:numPr><w:numId w:val='0'/></w:numPr>"
        let body = styled("Item") + styled("Sub") + styled("Item") + styled("Item", off)
        #expect(try items(body, numbering, styles: styles) == [1, 1, 2, nil])
    }

    @Test func `lists and styles that refer to one another in a circle end`() throws {
        let link = "<w:numStyleLink w:val='Circle'/>"
        let numbering = list(0, link) + list(1, link) + number(1, of: 0) + number(2, of: 1)
        let styles = """
            <w:style w:styleId="Circle"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>\
            <w:style w:styleId="A"><w:basedOn w:val="B"/></w:style><w:style w:styleId="B"><w:basedOn w:val="A"/></w:style>
            """
        let body = item(1) + para("x", "<w:pStyle w:val='A'/>")
        #expect(try items(body, numbering, styles: styles) == [1, nil])
    }

    @Test func `a list style's own list is found`() throws {
        let numbering =
            list(0, "<w:numStyleLink w:val='L'/>") + list(1, level(0, start: 5)) + number(1, of: 0) + number(2, of: 1)
        let styles = "<w:style w:styleId='L'><w:pPr><w:numPr><w:numId w:val='2'/></w:numPr></w:pPr></w:style>"
        #expect(try items(item(1), numbering, styles: styles) == [5])
    }

    @Test func `a label with letters of its own is put before the text`() throws {
        let numbering =
            list(0, level(0, "<w:numFmt w:val='decimal'/><w:lvlText w:val='I%1'/>"))
            + list(1, level(0, "<w:numFmt w:val='thaiNumbers'/><w:lvlText w:val='ตัวชี้วัดที่ %1'/>")) + number(1, of: 0)
            + number(2, of: 1) + list(2, level(0, "<w:numFmt w:val='decimal'/><w:lvlText w:val='(%1)'/>"))
            + number(3, of: 2)
        let document = try SourceDocument.docx(
            wordDocument(item(1) + item(1) + item(2) + item(3), numbering: numbering))
        #expect(document.paragraphs.map(\.text) == ["I1 x", "I2 x", "ตัวชี้วัดที่ ๑ x", "x"])
        #expect(document.doubts.map { $0.details["label"] } == ["I1", "I2", "ตัวชี้วัดที่ ๑"])
    }

    @Test func `numbers out of all bounds do not break the count`() throws {
        let numbering = list(0, level(0, start: 99_999) + level(99)) + number(1, of: 0)
        #expect(try items(item(1) + item(1, 12) + item(1, -3) + item(55), numbering) == [32_767, 1, 32_768, nil])
    }
}
