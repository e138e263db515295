extension DOCXDocument {
    /// What stands at the end of every report, in this form as in the others: which version it is, how a copy
    /// is checked, and the QR code that leads from paper back to the round.
    func tail(into xml: inout XMLBytes) {
        xml.paragraph("<w:keepNext/><w:spacing w:before=\"240\"/>") { $0.run(report.sealLine, .footer) }
        if let check = report.checkLine { xml.paragraph("<w:keepNext/>") { $0.run(check, .footer) } }
        guard QRCode(report.seal.mark) != nil else { return }
        let side = 936_000  // 2.6 cm in English Metric Units
        xml.paragraph("") { xml in
            xml.raw("<w:r>")
            xml.raw(DOCXLook.footer)
            xml.raw(
                "<w:drawing><wp:inline distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\"><wp:extent cx=\"", side, "\"")
            xml.raw(" cy=\"", side, "\"/><wp:docPr id=\"100000\" name=\"QR\" descr=\"")
            xml.escaped(report.sheetName("mark"))
            xml.raw("\"/><wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect=\"1\"/></wp:cNvGraphicFramePr>")
            xml.raw("<a:graphic><a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\">")
            xml.raw("<pic:pic><pic:nvPicPr><pic:cNvPr id=\"100000\" name=\"mark.png\" descr=\"")
            xml.escaped(report.sheetName("mark"))
            xml.raw("\"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed=\"rIdMark\"/>")
            xml.raw("<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/>")
            xml.raw("<a:ext cx=\"", side, "\"")
            xml.raw(
                " cy=\"", side, "\"/></a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>")
            xml.raw("</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>")
        }
    }
}

/// An address at the end of a text, as a link a person can follow.
enum DOCXLink {
    /// The text before the address, the address as it is written, and as a link asks for it: what no address may hold is
    /// written as `%XX` (RFC 3986). Nil where the text ends with none, or with one whose host is no plain name.
    static func split(_ text: String) -> (before: String, address: String, target: String)? {
        let bytes = Array(text.utf8)
        let start = bytes.lastIndex { $0 == 0x20 || $0 == 0x0a || $0 == 0x09 }.map { $0 + 1 } ?? 0
        let word = bytes[start...]
        let scheme = ["https://", "http://"].map { Array($0.utf8) }.first { word.starts(with: $0) }
        guard let scheme else { return nil }
        let rest = word.dropFirst(scheme.count)
        let host = rest.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
        guard !host.isEmpty, host.allSatisfy({ isPlain($0) || $0 == UInt8(ascii: ":") }) else { return nil }
        var target = Array(word.prefix(scheme.count + host.count))
        for byte in rest.dropFirst(host.count) {
            if isPlain(byte) || "/?#&=+,;:@!$'()*~_%".utf8.contains(byte) {
                target.append(byte)
            } else {
                let digits = Array("0123456789ABCDEF".utf8)
                target += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return (
            String(decoding: bytes[..<start], as: UTF8.self), String(decoding: word, as: UTF8.self),
            String(decoding: target, as: UTF8.self)
        )
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x61...0x7a).contains(byte | 0x20) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
            || byte == UInt8(ascii: ".")
    }
}
