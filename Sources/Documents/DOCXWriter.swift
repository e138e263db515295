extension Report {
    /// The report as a Word document (ECMA-376, transitional), made so that people can go on editing it and
    /// so that a reader can take it apart again: every number, score and caption is plain text in its cell.
    ///
    /// - Parameter pictures: gives the bytes of each photo; asked once for each.
    /// - Throws: ``ReportWritingError``, and what `pictures` throws.
    public func docx(pictures: PictureSource) throws -> [UInt8] {
        var media = DOCXMedia()
        let document = try DOCXDocument(report: self).written(media: &media)
        let code = QRCode(seal.mark)
        media.hasMark = code != nil
        var zip = ZipWriter()
        // The list of types comes first: programs that sniff a file look there.
        try zip.add("[Content_Types].xml", docxParts.contentTypes)
        try zip.add("_rels/.rels", docxParts.packageRelations)
        try zip.add("docProps/core.xml", coreProperties)
        try zip.add("docProps/custom.xml", customProperties)
        try zip.add("word/document.xml", document)
        try zip.add("word/_rels/document.xml.rels", media.relations)
        try zip.add("word/styles.xml", docxParts.styles(isNarrow: layout.columns.count > 6))
        try zip.add("word/settings.xml", docxParts.settings)
        try zip.add("word/fontTable.xml", docxParts.fonts)
        try zip.add("word/theme/theme1.xml", docxParts.theme)
        try zip.add("word/footer1.xml", docxFooter)
        for (index, name) in media.names.enumerated() {
            let bytes = try pictures(name)
            guard bytes.starts(with: [0xff, 0xd8, 0xff]) else { throw ReportWritingError.notAPicture(name) }
            try zip.add("word/media/image\(index + 1).jpeg", bytes, stored: true)
        }
        if let code { try zip.add("word/media/mark.png", code.png) }
        return try zip.finished()
    }

    private var docxParts: DOCXParts { DOCXParts() }

    /// Title, author and the instant of freezing: no clock, so that the same round gives the same bytes.
    private var coreProperties: [UInt8] {
        var xml = XMLBytes()
        xml.raw(
            """
            <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
            <cp:coreProperties \
            xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" \
            xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" \
            xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
            """)
        xml.raw("<dc:title>")
        xml.escaped(words.title.joined(separator: " "))
        xml.raw("</dc:title><dc:creator>")
        xml.escaped(agencyName)
        xml.raw("</dc:creator>")
        if let instant = seal.frozenAt {
            xml.raw("<dcterms:created xsi:type=\"dcterms:W3CDTF\">")
            xml.escaped(instant)
            xml.raw("</dcterms:created>")
        }
        xml.raw("<dc:language>")
        xml.escaped(words.language == "th" ? "th-TH" : "en-GB")
        xml.raw("</dc:language></cp:coreProperties>")
        return xml.bytes
    }

    /// What a checking program looks for: see ``sealProperties``.
    private var customProperties: [UInt8] {
        var xml = XMLBytes()
        xml.raw(
            """
            <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
            <Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" \
            xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">
            """)
        for (index, property) in sealProperties.enumerated() {
            xml.raw("<property fmtid=\"{D5CDD505-2E9C-101B-9397-08002B2CF9AE}\" pid=\"", index + 2, "\" name=\"")
            xml.escaped(property.name)
            xml.raw("\"><vt:lpwstr>")
            xml.escaped(property.value)
            xml.raw("</vt:lpwstr></property>")
        }
        xml.raw("</Properties>")
        return xml.bytes
    }

    private var docxFooter: [UInt8] {
        var xml = XMLBytes()
        xml.raw(
            """
            <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
            <w:ftr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
            """)
        xml.raw("<w:p><w:pPr><w:pStyle w:val=\"Footer\"/><w:tabs><w:tab w:val=\"right\" w:pos=\"")
        xml.number(DOCXPage(layout).width)
        xml.raw("\"/></w:tabs></w:pPr>")
        xml.run(sealLine + "\t", .footer)
        for part in words.pageOf.splitAtPlaceholders(["page", "pages"]) {
            switch part {
            case .text(let text): xml.run(text, .footer)
            case .placeholder("page"): xml.field(" PAGE ", digits)
            case .placeholder: xml.field(" NUMPAGES ", digits)
            }
        }
        xml.raw("</w:p></w:ftr>")
        return xml.bytes
    }
}

extension ReportDigits {
    /// The digits of page numbers, in the properties of a section after its margins (17.6.12, 17.18.59). Not a switch of
    /// the field: LibreOffice takes `ThaiArabic` for Thai letters. The number of all pages has no such property, so its
    /// digits are the reader's.
    var pageNumbers: StaticString { self == .thai ? "<w:pgNumType w:fmt=\"thaiNumbers\"/>" : "" }
}

extension XMLBytes {
    /// A field that Word computes, with a first guess for programs that do not.
    mutating func field(_ code: StaticString, _ digits: ReportDigits, _ look: DOCXLook = .footer) {
        raw("<w:r>")
        raw(look)
        raw("<w:fldChar w:fldCharType=\"begin\"/></w:r><w:r>")
        raw(look)
        raw("<w:instrText xml:space=\"preserve\">")
        raw(code)
        raw("</w:instrText></w:r><w:r>")
        raw(look)
        raw("<w:fldChar w:fldCharType=\"separate\"/></w:r>")
        run(digits.written("1"), look)
        raw("<w:r>")
        raw(look)
        raw("<w:fldChar w:fldCharType=\"end\"/></w:r>")
    }
}
