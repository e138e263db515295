import Documents
import Foundation
import Testing

@testable import Prongsai

/// Documents for tests of the helpers, made as small as they can be.
extension Samples {
    /// A photo that says where it was taken.
    static func withPlace() throws -> [UInt8] {
        let folder = Repository.root.appendingPathComponent("Demo/photos")
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        where name.hasSuffix(".jpg") {
            let bytes = [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
            if try Photo.read(bytes).hasPosition { return bytes }
        }
        throw Failure.notFound(Message("failure.no_page"))
    }

    /// A workbook of one sheet; figures stay text, as people paste them.
    static func xlsx(_ rows: [[String]]) throws -> [UInt8] {
        let head = rows.first ?? []
        return try SheetTable(
            title: "สรุป", columns: head.map { (heading: $0, width: 20) },
            rows: rows.dropFirst().map { $0.map { SheetTable.Cell.text($0) } }
        ).xlsx()
    }

    /// A Word file of some paragraphs, with a picture or without.
    static func docx(
        _ paragraphs: [String] = [], picture: [UInt8]? = nil, more: [(name: String, xml: String)] = []
    ) throws -> [UInt8] {
        let main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        let relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        let draw =
            "<w:p><w:r><w:drawing><a:blip xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" r:embed=\"rId9\"/></w:drawing></w:r></w:p>"
        let body = paragraphs.map { "<w:p><w:r><w:t>\($0)</w:t></w:r></w:p>" }.joined() + (picture == nil ? "" : draw)
        var entries: [(String, [UInt8])] = [
            (
                "[Content_Types].xml",
                Array(
                    "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"jpeg\" ContentType=\"image/jpeg\"/><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>"
                        .utf8)
            ),
            (
                "_rels/.rels",
                Array(
                    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"\(relation)/officeDocument\" Target=\"word/document.xml\"/></Relationships>"
                        .utf8)
            ),
            (
                "word/document.xml",
                Array(
                    "<w:document xmlns:w=\"\(main)\" xmlns:r=\"\(relation)\"><w:body>\(body)</w:body></w:document>".utf8
                )
            ),
        ]
        if let picture {
            entries.append(
                (
                    "word/_rels/document.xml.rels",
                    Array(
                        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId9\" Type=\"\(relation)/image\" Target=\"media/image1.jpeg\"/></Relationships>"
                            .utf8)
                ))
            entries.append(("word/media/image1.jpeg", picture))
        }
        entries += more.map { ($0.name, Array($0.xml.utf8)) }
        return zip(entries)
    }

    /// A package of parts as they are.
    static func package(_ parts: [(name: String, xml: String)]) -> [UInt8] {
        zip(parts.map { ($0.name, Array($0.xml.utf8)) })
    }

    /// A zip whose entries are kept as they are (PKWARE APPNOTE 4.3).
    private static func zip(_ entries: [(String, [UInt8])]) -> [UInt8] {
        func little(_ value: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(value >> (8 * $0) & 255) } }
        var (file, directory): ([UInt8], [UInt8]) = ([], [])
        for (name, content) in entries {
            var crc: UInt32 = .max
            for byte in content {
                crc ^= UInt32(byte)
                for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xedb8_8320 : crc >> 1 }
            }
            let head =
                little(20, 2) + little(0, 2) + little(0, 2) + little(0x0021_0000, 4) + little(Int(~crc), 4)
                + little(content.count, 4) + little(content.count, 4) + little(name.utf8.count, 2) + little(0, 2)
            directory +=
                little(0x0201_4b50, 4) + little(20, 2) + head + little(0, 2) + little(0, 2) + little(0, 2)
                + little(0, 4) + little(file.count, 4) + Array(name.utf8)
            file += little(0x0403_4b50, 4) + head + Array(name.utf8) + content
        }
        return file + directory + little(0x0605_4b50, 4) + little(0, 4) + little(entries.count, 2)
            + little(entries.count, 2) + little(directory.count, 4) + little(file.count, 4) + little(0, 2)
    }

    /// A PDF with lines of ASCII text on each page, and a JPEG that no page shows.
    static func pdf(_ pages: [String] = ["nothing much stands on this page"], picture: [UInt8]? = nil) -> [UInt8] {
        var objects: [[UInt8]] = [Array("<</Type/Catalog/Pages 2 0 R>>".utf8), []]
        var kids = ""
        for text in pages {
            let lines = text.split(separator: "\n").map { "(\($0)) Tj T*" }.joined(separator: " ")
            let stream = "BT /F1 12 Tf 14 TL 50 700 Td \(lines) ET"
            kids += "\(objects.count + 1) 0 R "
            objects.append(
                Array(
                    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents \(objects.count + 2) 0 R/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>"
                        .utf8))
            objects.append(Array("<</Length \(stream.utf8.count)>>stream\n\(stream)\nendstream".utf8))
        }
        if let picture {
            objects.append(
                Array(
                    "<</Type/XObject/Subtype/Image/Filter/DCTDecode/Width 8/Height 8/ColorSpace/DeviceRGB/BitsPerComponent 8/Length \(picture.count)>>stream\n"
                        .utf8) + picture + Array("\nendstream".utf8))
        }
        objects[1] = Array("<</Type/Pages/Kids[\(kids)]/Count \(pages.count)>>".utf8)
        var file = Array("%PDF-1.4\n".utf8)
        var offsets: [Int] = []
        for (index, object) in objects.enumerated() {
            offsets.append(file.count)
            file += Array("\(index + 1) 0 obj".utf8) + object + Array("endobj\n".utf8)
        }
        let start = file.count
        file += Array("xref\n0 \(objects.count + 1)\n0000000000 65535 f \n".utf8)
        for offset in offsets {
            file += Array((String(String(10_000_000_000 + offset).dropFirst()) + " 00000 n \n").utf8)
        }
        return file + Array("trailer<</Size \(objects.count + 1)/Root 1 0 R>>\nstartxref\n\(start)\n%%EOF\n".utf8)
    }
}
