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

    func doubt(_ doubt: SourceDoubt, _ language: Language) -> String {
        "\(place(doubt.place, language)): \(text("source.\(doubt.code)", doubt.details, language))"
    }
}
