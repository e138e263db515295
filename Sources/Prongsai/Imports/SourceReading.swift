import Documents
import Foundation

/// Reading a file somebody has, whatever its form: what it is follows from its content, its name decides only between
/// kinds of plain text.
enum SourceReading {
    static func read(_ path: String) throws -> (document: SourceDocument, file: SourceFile) {
        try read(try Disk.read(path, limit: 200_000_000), name: (path as NSString).lastPathComponent)
    }

    /// Reads bytes somebody handed in under a name.
    static func read(_ bytes: [UInt8], name: String) throws -> (document: SourceDocument, file: SourceFile) {
        do {
            return (
                try document(bytes, name: name),
                SourceFile(name: name, hash: Hash.sha256(bytes))
            )
        } catch let error as SourceError {
            let place =
                error.place.map { found in
                    let line = found.line > 0 ? ":\(found.line)" : ""
                    // A line of a part is none of the file's: the part is named too.
                    return found.container.isEmpty ? "\(name)\(line)" : "\(name) (\(found.container)\(line))"
                } ?? name
            throw Failure.invalid([Problem("source_\(error.code)", error.details, at: place)])
        }
    }

    /// Whether the content is a picture: JPEG, PNG, GIF, WebP, HEIC or TIFF by its first bytes.
    private static func isPicture(_ bytes: [UInt8]) -> Bool {
        let starts: [[UInt8]] = [
            [0xFF, 0xD8, 0xFF], [0x89, 0x50, 0x4E, 0x47], Array("GIF8".utf8), [0x49, 0x49, 0x2A, 0],
            [0x4D, 0x4D, 0, 0x2A],
        ]
        if starts.contains(where: { bytes.starts(with: $0) }) { return true }
        let kind = bytes.dropFirst(4).prefix(8)
        return kind.starts(with: Array("ftyphei".utf8)) || kind.starts(with: Array("ftypmif".utf8))
            || (bytes.starts(with: Array("RIFF".utf8)) && bytes.dropFirst(8).starts(with: Array("WEBP".utf8)))
    }

    private static func document(_ bytes: [UInt8], name: String) throws -> SourceDocument {
        let ending = (name as NSString).pathExtension.lowercased()
        if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
            let isSheet = String(decoding: bytes, as: UTF8.self).contains("xl/workbook.xml")
            return isSheet ? try SourceDocument.xlsx(bytes) : try SourceDocument.docx(bytes)
        }
        let isOld = bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0])
        if isOld, ending.utf8.starts(with: "xls".utf8) { return try SourceDocument.xlsx(bytes) }
        if isOld || ending == "docx" { return try SourceDocument.docx(bytes) }
        if ending == "xlsx" { return try SourceDocument.xlsx(bytes) }
        if ending == "csv" || ending == "tsv" { return try SourceDocument.csv(bytes) }
        if bytes.starts(with: Array("%PDF-".utf8)) { throw Failure.invalid([Problem("pdf_import", [:], at: name)]) }
        if isPicture(bytes) { throw Failure.invalid([Problem("picture_import", at: name)]) }
        let decoded = try TextDecoding.decode(bytes)
        var document = SourceDocument.text(decoded.text)
        document.doubts = decoded.doubts + document.doubts
        return document
    }
}

extension Strings {
    /// A place in a document as a person finds it.
    func place(_ place: SourcePlace, _ language: Language) -> String {
        var parts: [String] = []
        if place.container.isEmpty {
            parts.append(text("import.line", ["line": String(place.line)], language))
        } else {
            let isTable = place.container.utf8.allSatisfy { (48...57).contains($0) }
            let values = ["name": place.container]
            parts.append(isTable ? text("import.table", values, language) : text("import.sheet", values, language))
            parts.append(text("import.row", ["row": String(place.line)], language))
        }
        if place.column > 0 { parts.append(text("import.column", ["column": String(place.column)], language)) }
        return parts.joined(separator: " ")
    }

    /// Where a score comes from, as it is kept: a name as it was typed, or a file with a line.
    func source(_ kept: String, _ language: Language) -> String {
        let bytes = Array(kept.utf8)
        guard let colon = bytes.lastIndex(of: UInt8(ascii: ":")),
            let line = Int(String(decoding: bytes[(colon + 1)...], as: UTF8.self))
        else { return kept }
        let file = String(decoding: bytes[..<colon], as: UTF8.self)
        guard let mark = file.range(of: " · ", options: .backwards) else {
            // A time of day stands behind no ending of a file.
            let ending = bytes[..<colon].reversed().prefix { $0 != UInt8(ascii: ".") }
            guard (2...5).contains(ending.count), ending.count < colon,
                ending.allSatisfy({ (97...122).contains($0 | 0x20) || (48...57).contains($0) })
            else { return kept }
            return "\(file) \(place(SourcePlace(line: line), language))"
        }
        let place = place(SourcePlace(line: line, container: String(file[mark.upperBound...])), language)
        return "\(file[..<mark.lowerBound]) \(place)"
    }

    func doubt(_ doubt: SourceDoubt, _ language: Language) -> String {
        "\(place(doubt.place, language)): \(text("source.\(doubt.code)", doubt.details, language))"
    }
}
