import Documents
import Foundation

/// A file of a hosted page whose bytes lie in `Files`: what it is was seen from its content, and it is one of the kinds
/// everybody can open. A photo is its stripped copy, without place and camera.
struct SitePaper: Sendable, Equatable {
    var hash: String
    var name: String
    var mediaType: String
    var size: Int

    /// A kind of file that may be published: ending, media type, what people call it.
    enum Kind: String, Sendable, CaseIterable {
        case pdf, docx, xlsx, pptx, odt, ods, odp, csv, txt, jpg

        var mediaType: String {
            switch self {
            case .pdf: "application/pdf"
            case .docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
            case .xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            case .pptx: "application/vnd.openxmlformats-officedocument.presentationml.presentation"
            case .odt: "application/vnd.oasis.opendocument.text"
            case .ods: "application/vnd.oasis.opendocument.spreadsheet"
            case .odp: "application/vnd.oasis.opendocument.presentation"
            case .csv: "text/csv"
            case .txt: "text/plain"
            case .jpg: "image/jpeg"
            }
        }

        /// What the Thai government's data catalogue calls the form.
        var catalogue: String {
            switch self {
            case .pdf: "PDF"
            case .xlsx, .ods: "XLS"
            case .csv: "CSV"
            case .jpg: "Image"
            case .docx, .pptx, .odt, .odp, .txt: "Text"
            }
        }

        /// The kind of a stored media type.
        init?(mediaType: String) {
            let bare = String(decoding: mediaType.utf8.prefix { $0 != UInt8(ascii: ";") }, as: UTF8.self)
            guard let kind = Kind.allCases.first(where: { $0.mediaType == bare }) else { return nil }
            self = kind
        }
    }

    /// Bytes of a name at most: what file systems keep of one.
    static let longestName = 200

    /// Looks at a file and keeps what is published of it; says what is wrong where it cannot be.
    static func keep(_ bytes: [UInt8], name: String, in files: Files) throws -> SitePaper {
        let name = plain(name)
        guard !bytes.isEmpty else { throw Failure.invalid([Problem("upload_empty", ["name": name], at: "file")]) }
        let ending = ending(name)
        do {
            let copy = try Photo.printable(bytes)
            let shown = plain("\(stem(name)).jpg")
            return SitePaper(
                hash: try files.put(copy.bytes), name: shown, mediaType: Kind.jpg.mediaType, size: copy.bytes.count)
        } catch PhotoError.notAPicture {
            // Something else, looked at below.
        } catch let error as PhotoError {
            var values = ["name": name, "file_kind": FileKind(of: bytes).rawValue]
            if case .unsupported(let format) = error { values["format"] = format }
            throw Failure.invalid([Problem("photo_\(error.code)", values, at: "file")])
        }
        guard let kind = kind(of: bytes, ending: ending) else {
            throw Failure.invalid([
                Problem("paper_kind", ["name": name, "file_kind": FileKind(of: bytes).rawValue], at: "file")
            ])
        }
        guard kind.rawValue == ending else {
            throw Failure.invalid([Problem("paper_ending", ["name": name, "ending": kind.rawValue], at: "file")])
        }
        var mediaType = kind.mediaType
        if kind == .csv || kind == .txt {
            mediaType += String(validating: bytes, as: UTF8.self) == nil ? "; charset=windows-874" : "; charset=utf-8"
        }
        return SitePaper(hash: try files.put(bytes), name: name, mediaType: mediaType, size: bytes.count)
    }

    /// What a file is by its content; the ending only tells kinds of text apart.
    static func kind(of bytes: [UInt8], ending: String) -> Kind? {
        switch FileKind(of: bytes) {
        case .pdf: return .pdf
        case .text: return ending == "csv" ? .csv : .txt
        case .office, .archive:
            guard bytes.starts(with: [0x50, 0x4B, 3, 4]) else { return nil }
            let start = Array(bytes.prefix(200))
            for (kind, mark) in [(Kind.odt, "text"), (.ods, "spreadsheet"), (.odp, "presentation")]
            where contains(start, "mimetypeapplication/vnd.oasis.opendocument.\(mark)") { return kind }
            // Programs inside a document run on the reader's machine.
            guard contains(bytes, "[Content_Types].xml"), !contains(bytes, "vbaProject.bin") else { return nil }
            for (kind, part) in [
                (Kind.docx, "word/document.xml"), (.xlsx, "xl/workbook.xml"), (.pptx, "ppt/presentation.xml"),
            ] where contains(bytes, part) { return kind }
            return nil
        default: return nil
        }
    }

    private static func contains(_ bytes: [UInt8], _ text: String) -> Bool {
        Data(bytes).range(of: Data(text.utf8)) != nil
    }

    // MARK: Names

    /// A name letter for letter, without folders and without what cannot be seen; short enough for a file system.
    static func plain(_ name: String) -> String {
        let last = name.utf8.split { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }.last
        var plain = SiteMarkup.clean(last.map { String(decoding: $0, as: UTF8.self) } ?? "")
        while plain.utf8.first == UInt8(ascii: ".") {
            plain = String(decoding: plain.utf8.dropFirst(), as: UTF8.self).trimmingWhitespace()
        }
        guard !plain.isEmpty else { return "file" }
        guard plain.utf8.count > longestName else { return plain }
        let ending = ending(plain)
        let room = longestName - (ending.isEmpty ? 0 : ending.utf8.count + 1)
        var kept = String.UnicodeScalarView()
        var used = 0
        for scalar in stem(plain).unicodeScalars {
            used += UTF8.width(scalar)
            if used > room { break }
            kept.append(scalar)
        }
        return ending.isEmpty ? String(kept) : "\(String(kept)).\(ending)"
    }

    /// The last part of a file's permanent address: its name with what some file system refuses replaced.
    static func segment(_ name: String) -> String {
        let refused = Set("<>:\"|?*%#".utf8)
        return String(decoding: name.utf8.map { refused.contains($0) ? UInt8(ascii: "-") : $0 }, as: UTF8.self)
    }

    /// What follows the last full stop, in small letters; `jpeg` is `jpg`, of at most eight letters and digits.
    static func ending(_ name: String) -> String {
        guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")) else { return "" }
        let bytes = name.utf8[name.utf8.index(after: dot)...].map { (65...90).contains($0) ? $0 + 32 : $0 }
        guard (1...8).contains(bytes.count),
            bytes.allSatisfy({ (97...122).contains($0) || (48...57).contains($0) })
        else { return "" }
        let text = String(decoding: bytes, as: UTF8.self)
        return text == "jpeg" ? "jpg" : text
    }

    static func stem(_ name: String) -> String {
        guard !ending(name).isEmpty, let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")) else { return name }
        return String(decoding: name.utf8[..<dot], as: UTF8.self)
    }
}
