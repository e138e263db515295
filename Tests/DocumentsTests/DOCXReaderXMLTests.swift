import Testing

@testable import Documents

@Suite struct DOCXReaderXMLTests {
    private static let word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

    /// Events in short: `<name`, `>name`, `"text"`.
    private func events(_ xml: String, _ limits: SourceLimits = .standard) throws(SourceError) -> [String] {
        try events(Array(xml.utf8), limits)
    }

    private func events(_ bytes: [UInt8], _ limits: SourceLimits = .standard) throws(SourceError) -> [String] {
        var reader = try XMLReader(bytes, part: "p", limits: limits)
        var events: [String] = []
        while let event = try reader.next() {
            switch event {
            case .start:
                let attributes = reader.attributes.map { " \($0.space) \($0.local)=\($0.value)" }.joined()
                events.append("<\(reader.name.space) \(reader.name.local)\(attributes)")
            case .end: events.append(">\(reader.name.local)")
            case .text: events.append(reader.text)
            }
        }
        return events
    }

    private func code(_ xml: String) -> String? { errorCode { () throws(SourceError) in _ = try events(xml) } }

    @Test func `elements, attributes and texts come with their namespaces`() throws {
        let xml = """
            <?xml version="1.0" encoding="UTF-8"?><!-- c --><q:p xmlns:q="\(Self.word)" q:val='1' val="2"><t/>ที่นี่
            </q:p>
            """
        #expect(try events(xml) == ["<word p word val=1 none val=2", "<none t", ">t", "ที่นี่\n", ">p"])
    }

    @Test func `the strict namespaces mean the same as the transitional ones`() throws {
        let strict = "http://purl.oclc.org/ooxml/"
        for (ending, space) in [
            ("wordprocessingml/main", "word"), ("spreadsheetml/main", "sheet"), ("drawingml/main", "drawing"),
            ("officeDocument/relationships", "relationships"),
        ] {
            let parts = ending.split(separator: "/")
            let transitional = "http://schemas.openxmlformats.org/\(parts[0])/2006/\(parts[1])"
            for uri in [strict + ending, transitional] {
                #expect(try events("<a xmlns='\(uri)'/>") == ["<\(space) a", ">a"])
            }
        }
    }

    @Test func `a namespace ends with its element`() throws {
        let xml = "<a xmlns='\(Self.word)'><b xmlns='urn:other'/><c xmlns=''/><d/></a>"
        #expect(try events(xml).filter { $0.hasPrefix("<") } == ["<word a", "<other b", "<none c", "<word d"])
    }

    @Test func `references and sections of characters are resolved`() throws {
        let xml = "<a b='&lt;&#x0E01;&#10;x\ny'>&amp;&gt;&quot;&apos;&#3585;&#x1F600;<![CDATA[<&\r\n]]>\r\nz\rq</a>"
        #expect(try events(xml) == ["<none a none b=<ก\nx y", "&>\"'ก😀", "<&\n", "\nz\nq", ">a"])
    }

    @Test(arguments: [
        "", "x", "<a>", "<a></b>", "<a/><b/>", "<a/>x", "<a", "<a b></a>", "<a b=c/>", "<a b='1' b='2'/>", "<a b='<'/>",
        "<q:a/>", "<a q:b='1'/>", "<a:b:c xmlns:a='u'/>", "<1a/>", "<a>&nope;</a>", "<a>&#0;</a>", "<a>&#xD800;</a>",
        "<a>&#x110000;</a>", "<a>&#-1;</a>", "<a>& b</a>", "<a>\u{1}</a>", "<a><![CDATA[x</a>",
        "<a><![CDATA[\u{7}]]></a>", "<!-- <a/>", "<?x <a/>",
        "<a b='1'c='2'/>", "<a><!ELEMENT a ANY></a>", "<a b='1", "</a>", "<a>&#99999999999999999999;</a>",
    ])
    func `what is not well formed is refused`(_ xml: String) {
        #expect(code(xml) == "broken_xml")
    }

    @Test func `a document type is refused before anything of it is read`() {
        #expect(code("<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><a>&e;</a>") == "doctype")
        #expect(code("<?xml version='1.0'?>\n<!DOCTYPE a><a/>") == "doctype")
    }

    @Test func `a fault names its part and its line`() {
        #expect {
            try events("<a>\n<b>\n</c></a>")
        } throws: {
            ($0 as? SourceError)?.place == SourcePlace(line: 3, container: "p")
        }
    }

    @Test func `depth and number of elements are bounded`() throws {
        var limits = SourceLimits.standard
        (limits.depth, limits.elements) = (3, 5)
        func code(_ xml: String) -> String? { errorCode { () throws(SourceError) in _ = try events(xml, limits) } }
        #expect(code("<a><b><c/></b></a>") == nil)
        #expect(code("<a><b><c><d/></c></b></a>") == "too_deep")
        #expect(code("<a><b/><b/><b/><b/></a>") == nil)
        #expect(code("<a><b/><b/><b/><b/><b/></a>") == "too_many_elements")
    }

    @Test func `UTF-16 is read, another encoding is named, broken UTF-8 is refused`() throws {
        let xml = "<a>ปู่</a>"
        let little = xml.utf16Bytes(bigEndian: false)
        let big = xml.utf16Bytes(bigEndian: true)
        #expect(try events(little) == ["<none a", "ปู่", ">a"])
        #expect(try events(big) == ["<none a", "ปู่", ">a"])
        #expect(try events([0xEF, 0xBB, 0xBF] + Array(xml.utf8)) == ["<none a", "ปู่", ">a"])
        let thai = Array("<?xml version='1.0' encoding='windows-874'?><a>".utf8) + [0xA1] + Array("</a>".utf8)
        #expect(errorCode { () throws(SourceError) in _ = try events(thai) } == "xml_encoding")
        #expect(code("<?xml version='1.0' encoding='TIS-620'?><a/>") == "xml_encoding")
        let broken = Array("<a>".utf8) + [0xE0, 0xB8] + Array("</a>".utf8)
        #expect(errorCode { () throws(SourceError) in _ = try events(broken) } == "broken_xml")
    }
}
