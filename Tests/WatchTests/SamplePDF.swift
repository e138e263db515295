/// Small PDFs.
enum SamplePDF {
    /// A PDF with a line of text on each page, as small as it can be.
    static func bytes(_ pages: [String]) -> [UInt8] {
        var objects = ["<</Type/Catalog/Pages 2 0 R>>", ""]
        var kids = ""
        for text in pages {
            let stream = "BT /F1 12 Tf 50 700 Td (\(text)) Tj ET"
            kids += "\(objects.count + 1) 0 R "
            objects.append(
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents \(objects.count + 2) 0 R/Resources<</Font<</F1<</Type/Font"
                    + "/Subtype/Type1/BaseFont/Helvetica>>>>>>>>")
            objects.append("<</Length \(stream.utf8.count)>>stream\n\(stream)\nendstream")
        }
        objects[1] = "<</Type/Pages/Kids[\(kids)]/Count \(pages.count)>>"
        var file = "%PDF-1.4\n"
        var offsets: [Int] = []
        for (index, object) in objects.enumerated() {
            offsets.append(file.utf8.count)
            file += "\(index + 1) 0 obj\(object)endobj\n"
        }
        let start = file.utf8.count
        file += "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
        for offset in offsets { file += String(String(10_000_000_000 + offset).dropFirst()) + " 00000 n \n" }
        return Array((file + "trailer<</Size \(objects.count + 1)/Root 1 0 R>>\nstartxref\n\(start)\n%%EOF\n").utf8)
    }
}
