/// The parts of a Word document that are the same in every report.
struct DOCXParts {
    /// Whether something stands above the text of pages.
    var hasHeader = false

    var contentTypes: [UInt8] {
        let header = bytes(
            """
            <Override PartName="/word/header1.xml" \
            ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/>
            """)
        let others = bytes(
            """
            <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
            <Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">\
            <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
            <Default Extension="xml" ContentType="application/xml"/>\
            <Default Extension="jpeg" ContentType="image/jpeg"/>\
            <Default Extension="png" ContentType="image/png"/>\
            <Override PartName="/word/document.xml" \
            ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>\
            <Override PartName="/word/styles.xml" \
            ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>\
            <Override PartName="/word/settings.xml" \
            ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/>\
            <Override PartName="/word/fontTable.xml" \
            ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml"/>\
            <Override PartName="/word/theme/theme1.xml" \
            ContentType="application/vnd.openxmlformats-officedocument.theme+xml"/>\
            <Override PartName="/word/footer1.xml" \
            ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/>\
            <Override PartName="/docProps/core.xml" \
            ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>\
            <Override PartName="/docProps/custom.xml" \
            ContentType="application/vnd.openxmlformats-officedocument.custom-properties+xml"/>
            """)
        return others + (hasHeader ? header : []) + bytes("</Types>")
    }

    var packageRelations: [UInt8] {
        bytes(
            """
            <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
            <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">\
            <Relationship Id="rId1" \
            Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" \
            Target="word/document.xml"/>\
            <Relationship Id="rId2" \
            Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" \
            Target="docProps/core.xml"/>\
            <Relationship Id="rId3" \
            Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties" \
            Target="docProps/custom.xml"/></Relationships>
            """)
    }

    /// Paragraphs of the table stand on lines of a fixed height, since the fonts that take the place of the official one
    /// ask for much more; those of the column of evidence do not, for a photo stands in a line there.
    func styles(isNarrow: Bool = false) -> [UInt8] {
        var xml = XMLBytes()
        xml.raw(
            """
            <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
            <w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:docDefaults>\
            <w:rPrDefault><w:rPr><w:rFonts w:ascii="TH Sarabun New" w:hAnsi="TH Sarabun New" \
            w:eastAsia="TH Sarabun New" w:cs="TH Sarabun New"/><w:sz w:val="28"/><w:szCs w:val="28"/>\
            <w:lang w:val="en-US" w:eastAsia="en-US" w:bidi="th-TH"/></w:rPr></w:rPrDefault>\
            <w:pPrDefault><w:pPr><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/></w:pPr>\
            </w:pPrDefault></w:docDefaults>\
            <w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>\
            <w:rPr><w:rFonts w:ascii="TH Sarabun New" w:hAnsi="TH Sarabun New" w:eastAsia="TH Sarabun New" \
            w:cs="TH Sarabun New"/><w:sz w:val="28"/><w:szCs w:val="28"/></w:rPr></w:style>\
            <w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">\
            <w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>\
            <w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>\
            <w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>\
            <w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Normal"/>\
            <w:qFormat/><w:pPr><w:keepNext/><w:jc w:val="center"/></w:pPr>\
            <w:rPr><w:b/><w:bCs/><w:sz w:val="32"/><w:szCs w:val="32"/></w:rPr></w:style>
            """)
        func style(
            _ name: StaticString, _ look: DOCXLook, before: StaticString = "", after: StaticString = "",
            isFixed: Bool = true
        ) {
            let look = isNarrow ? look.narrowed : look
            xml.raw("<w:style w:type=\"paragraph\" w:customStyle=\"1\" w:styleId=\"")
            xml.raw(name)
            xml.raw("\"><w:name w:val=\"")
            xml.raw(name)
            xml.raw("\"/><w:basedOn w:val=\"Normal\"/><w:qFormat/><w:pPr>")
            xml.raw(before)
            if isFixed { xml.raw("<w:spacing w:line=\"", look.size * 143 / 10, "\" w:lineRule=\"exact\"/>") }
            xml.raw(after)
            xml.raw("</w:pPr><w:rPr>")
            if look.isBold { xml.raw("<w:b/><w:bCs/>") }
            if look.ink == .soft { xml.raw("<w:color w:val=\"595959\"/>") }
            xml.raw("<w:sz w:val=\"", look.size, "\"/><w:szCs w:val=\"")
            xml.number(look.size)
            xml.raw("\"/></w:rPr></w:style>")
        }
        style("Cell", .plain)
        style("Evidence", .plain, isFixed: false)
        style("Aside", .aside, isFixed: false)
        style("PhotoCaption", .caption, before: "<w:keepLines/><w:spacing w:before=\"60\"/>", isFixed: false)
        style("TableHeading", .tableHeading, after: "<w:jc w:val=\"center\"/>")
        style("SectionHeading", .bold, before: "<w:keepNext/>", after: "<w:outlineLvl w:val=\"0\"/>")
        style("IndicatorHeading", .bold, before: "<w:keepNext/>", after: "<w:outlineLvl w:val=\"1\"/>")
        xml.raw(
            """
            <w:style w:type="paragraph" w:styleId="Footer"><w:name w:val="footer"/><w:basedOn w:val="Normal"/>\
            <w:uiPriority w:val="99"/><w:rPr><w:color w:val="404040"/><w:sz w:val="22"/><w:szCs w:val="22"/></w:rPr>\
            </w:style></w:styles>
            """)
        return xml.bytes
    }

    /// Compatibility 15 is Word's current mode; without it a file opens in the mode of 2007, with other line breaks.
    var settings: [UInt8] {
        bytes(
            """
            <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
            <w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">\
            <w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>\
            <w:characterSpacingControl w:val="doNotCompress"/><w:compat>\
            <w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" \
            w:val="15"/></w:compat><w:themeFontLang w:val="en-US" w:bidi="th-TH"/>\
            <w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>
            """)
    }

    /// Names a sister of the font for machines that have only the older one.
    var fonts: [UInt8] {
        bytes(
            """
            <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
            <w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">\
            <w:font w:name="TH Sarabun New"><w:altName w:val="TH SarabunPSK"/><w:panose1 w:val="020B0500040200020003"/>\
            <w:charset w:val="DE"/><w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font></w:fonts>
            """)
    }

    /// The least a theme may be (ECMA-376 20.1.6.9). Word offers its colours and fonts to whoever goes on writing; nothing
    /// in the document refers to it, so it changes nothing that is seen.
    var theme: [UInt8] {
        bytes(
            """
            <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
            <a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="Prongsai"><a:themeElements>\
            <a:clrScheme name="Prongsai"><a:dk1><a:srgbClr val="000000"/></a:dk1><a:lt1><a:srgbClr val="FFFFFF"/></a:lt1>\
            <a:dk2><a:srgbClr val="404040"/></a:dk2><a:lt2><a:srgbClr val="F2F2F2"/></a:lt2>\
            <a:accent1><a:srgbClr val="1F4E79"/></a:accent1><a:accent2><a:srgbClr val="595959"/></a:accent2>\
            <a:accent3><a:srgbClr val="2E7D32"/></a:accent3><a:accent4><a:srgbClr val="8A6D00"/></a:accent4>\
            <a:accent5><a:srgbClr val="6A1B9A"/></a:accent5><a:accent6><a:srgbClr val="9C2B2B"/></a:accent6>\
            <a:hlink><a:srgbClr val="1F4E79"/></a:hlink><a:folHlink><a:srgbClr val="6A1B9A"/></a:folHlink></a:clrScheme>\
            <a:fontScheme name="Prongsai"><a:majorFont><a:latin typeface="TH Sarabun New"/><a:ea typeface=""/>\
            <a:cs typeface="TH Sarabun New"/></a:majorFont><a:minorFont><a:latin typeface="TH Sarabun New"/>\
            <a:ea typeface=""/><a:cs typeface="TH Sarabun New"/></a:minorFont></a:fontScheme>\
            <a:fmtScheme name="Prongsai"><a:fillStyleLst><a:solidFill><a:schemeClr val="phClr"/></a:solidFill>\
            <a:solidFill><a:schemeClr val="phClr"/></a:solidFill><a:solidFill><a:schemeClr val="phClr"/></a:solidFill>\
            </a:fillStyleLst><a:lnStyleLst><a:ln w="6350"><a:solidFill><a:schemeClr val="phClr"/></a:solidFill></a:ln>\
            <a:ln w="12700"><a:solidFill><a:schemeClr val="phClr"/></a:solidFill></a:ln>\
            <a:ln w="19050"><a:solidFill><a:schemeClr val="phClr"/></a:solidFill></a:ln></a:lnStyleLst>\
            <a:effectStyleLst><a:effectStyle><a:effectLst/></a:effectStyle><a:effectStyle><a:effectLst/></a:effectStyle>\
            <a:effectStyle><a:effectLst/></a:effectStyle></a:effectStyleLst><a:bgFillStyleLst>\
            <a:solidFill><a:schemeClr val="phClr"/></a:solidFill><a:solidFill><a:schemeClr val="phClr"/></a:solidFill>\
            <a:solidFill><a:schemeClr val="phClr"/></a:solidFill></a:bgFillStyleLst></a:fmtScheme></a:themeElements>\
            </a:theme>
            """)
    }

    private func bytes(_ text: StaticString) -> [UInt8] {
        Array(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }
}
