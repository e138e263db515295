/// The pictures of a document: each file once, however often it is shown.
struct DOCXMedia {
    /// SHA-256 of each picture in the order it first appears.
    private(set) var names: [String] = []
    private var numbers: [String: Int] = [:]
    /// Addresses that the document links to, each once.
    private(set) var links: [String] = []
    /// Whether the QR code stands in the document.
    var hasMark = false
    /// Whether something stands above the text of pages.
    var hasHeader = false
    /// How many drawings there are; each has its own number in the document.
    private(set) var drawings = 0

    /// The number of a picture's file and of this showing of it, both from 1.
    mutating func place(_ name: String) -> (file: Int, drawing: Int) {
        drawings += 1
        if let number = numbers[name] { return (number, drawings) }
        names.append(name)
        numbers[name] = names.count
        return (names.count, drawings)
    }

    /// The number of a link, from 1.
    mutating func link(_ target: String) -> Int {
        if let index = links.firstIndex(of: target) { return index + 1 }
        links.append(target)
        return links.count
    }

    /// `word/_rels/document.xml.rels`.
    var relations: [UInt8] {
        var xml = XMLBytes()
        xml.raw(
            """
            <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
            <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">\
            <Relationship Id="rIdStyles" \
            Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>\
            <Relationship Id="rIdSettings" \
            Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/settings" \
            Target="settings.xml"/>\
            <Relationship Id="rIdFonts" \
            Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/fontTable" \
            Target="fontTable.xml"/>\
            <Relationship Id="rIdTheme" \
            Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/theme" \
            Target="theme/theme1.xml"/>\
            <Relationship Id="rIdFooter" \
            Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/>
            """)
        for number in 1...max(1, names.count) where number <= names.count {
            xml.raw("<Relationship Id=\"rIdImage", number, "\"")
            xml.raw(" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/image\"")
            xml.raw(" Target=\"media/image", number, ".jpeg\"/>")
        }
        if hasHeader {
            xml.raw("<Relationship Id=\"rIdHeader\"")
            xml.raw(" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/header\"")
            xml.raw(" Target=\"header1.xml\"/>")
        }
        if hasMark {
            xml.raw("<Relationship Id=\"rIdMark\"")
            xml.raw(" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/image\"")
            xml.raw(" Target=\"media/mark.png\"/>")
        }
        for (index, target) in links.enumerated() {
            xml.raw("<Relationship Id=\"rIdLink", index + 1, "\"")
            xml.raw(" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink\" Target=\"")
            xml.escaped(target)
            xml.raw("\" TargetMode=\"External\"/>")
        }
        xml.raw("</Relationships>")
        return xml.bytes
    }
}

extension DOCXDocument {
    /// Photos two by two, their captions in the same paragraph, a line each in the same order, empty where a photo has no
    /// caption: no page parts them, a program finds the pairs by counting, and there is no table in the table to take
    /// apart.
    ///
    /// - Parameter width: inside the cell, in twentieths of a point.
    func pictures(_ photos: [ReportTable.Photo], width: Int, into xml: inout XMLBytes, media: inout DOCXMedia) {
        let room = self.room(photos, width: width)
        for start in stride(from: 0, to: photos.count, by: 2) {
            let pair = photos[start..<min(start + 2, photos.count)]
            xml.paragraph("<w:pStyle w:val=\"PhotoCaption\"/>") { xml in
                for (index, photo) in pair.enumerated() {
                    if index > 0 { xml.run(" ", look(.caption)) }
                    drawing(photo, room: room, into: &xml, media: &media)
                }
                for photo in pair { xml.run("\n" + photo.caption, look(.caption)) }
            }
        }
    }

    /// The side of the square that each photo of a cell fits into.
    func room(_ photos: [ReportTable.Photo], width: Int) -> Int {
        photos.count == 1 ? min(width, 3700) : max((width - 90) / 2, 400)
    }

    /// One photo in the line (ECMA-376 20.4.2.8), as large as fits into a square of `room`.
    private func drawing(
        _ photo: ReportTable.Photo, room: Int, into xml: inout XMLBytes, media: inout DOCXMedia
    ) {
        let place = media.place(photo.picture.sha256)
        let (width, height) = (max(photo.picture.width, 1), max(photo.picture.height, 1))
        // 635 English Metric Units are a twentieth of a point; no side becomes 0, which Word refuses.
        let scale = Double(room * 635) / Double(max(width, height))
        let x = max(Int(Double(width) * scale), 1)
        let y = max(Int(Double(height) * scale), 1)
        xml.raw("<w:r>")
        xml.raw(look(.caption))
        xml.raw("<w:drawing><wp:inline distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\"><wp:extent cx=\"", x, "\"")
        xml.raw(" cy=\"", y, "\"/><wp:docPr id=\"")
        xml.raw("", place.drawing, "\" name=\"")
        xml.raw("Photo ", place.drawing, "\" descr=\"")
        xml.escaped(photo.alternative)
        xml.raw("\"/><wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect=\"1\"/></wp:cNvGraphicFramePr>")
        xml.raw("<a:graphic><a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><pic:pic>")
        xml.raw("<pic:nvPicPr><pic:cNvPr id=\"", place.drawing, "\" name=\"image")
        xml.raw("", place.file, ".jpeg\" descr=\"")
        xml.escaped(photo.alternative)
        xml.raw("\"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed=\"rIdImage", place.file, "\"/>")
        xml.raw("<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/>")
        xml.raw("<a:ext cx=\"", x, "\"")
        xml.raw(" cy=\"", y, "\"/></a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>")
        xml.raw("</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>")
    }
}
