/// A DOCX or XLSX file as a package of parts and the relationships between them (ECMA-376 Part 2).
struct OfficePackage {
    /// What one part says about another.
    struct Relationship {
        /// The last word of its type, such as `image` or `styles`: the same in the transitional and the strict edition.
        var kind: String
        /// The part it leads to as ``Zip/key(_:)``; an address outside the file if `external`.
        var target: String
        var external: Bool
    }

    let limits: SourceLimits
    private var zip: Zip

    /// Opens the file and says by its first bytes what it is if it is something else.
    ///
    /// - Throws: `file_too_large`, `old_format`, `encrypted`, `other_format`, and what ``Zip`` throws.
    init(_ bytes: [UInt8], limits: SourceLimits) throws(SourceError) {
        self.limits = limits
        guard bytes.count <= limits.fileBytes else { throw SourceError.fileTooLarge(bytes.count, limits: limits) }
        try OfficePackage.refuseOtherFormats(bytes)
        zip = try Zip(bytes, limits: limits)
        if let type = try zip.read("mimetype"), type.starts(with: "application/vnd.oasis.opendocument.".utf8) {
            let format = type.starts(with: "application/vnd.oasis.opendocument.spreadsheet".utf8) ? "ODS" : "ODT"
            throw SourceError(code: "other_format", details: ["found": format])
        }
    }

    /// Office files of before 2007, and those with a password, are OLE compound files (MS-CFB 2.2); the names of their
    /// streams stand in them as UTF-16.
    private static func refuseOtherFormats(_ bytes: [UInt8]) throws(SourceError) {
        if bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
            if contains(stream: "EncryptedPackage", in: bytes) { throw SourceError(code: "encrypted") }
            if contains(stream: "WordDocument", in: bytes) {
                throw SourceError(code: "old_format", details: ["found": ".doc", "wanted": ".docx"])
            }
            if contains(stream: "PowerPoint Document", in: bytes) {
                throw SourceError(code: "other_format", details: ["found": "PowerPoint"])
            }
            throw SourceError(code: "old_format", details: ["found": ".xls", "wanted": ".xlsx"])
        }
        let start = bytes.prefix(512).drop { $0 == 0xEF || $0 == 0xBB || $0 == 0xBF || XMLReader.isSpace($0) }
        let beginnings = [("%PDF-", "PDF"), ("{\\rtf", "RTF"), ("<?xml", "XML"), ("<!doc", "HTML"), ("<html", "HTML")]
        for (beginning, found) in beginnings
        where Swift.zip(start, beginning.utf8).allSatisfy({ $0 | 0x20 == $1 | 0x20 })
            && start.count >= beginning.utf8.count
        {
            throw SourceError(code: "other_format", details: ["found": found])
        }
    }

    private static func contains(stream name: String, in bytes: [UInt8]) -> Bool {
        let wanted = name.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
        // Directory entries are 128 bytes long and begin with the name (MS-CFB 2.6.1); sectors begin at 512 or 4,096.
        var at = 512
        while at + wanted.count <= bytes.count {
            if bytes[at] == wanted[0], bytes[at...].starts(with: wanted) { return true }
            at += 128
        }
        return false
    }

    func contains(_ part: String) -> Bool { zip.names.contains(part) }

    /// A part's bytes; nil if there is none of that name.
    mutating func bytes(of part: String) throws(SourceError) -> [UInt8]? { try zip.read(part) }

    /// The parts that can be read; what cannot be unpacked is only absent.
    mutating func bytes(ofEach parts: Set<String>) throws(SourceError) -> [String: [UInt8]] {
        try zip.read(parts, passingOverBroken: true)
    }

    /// A part as XML, ready before its root element.
    mutating func xml(_ part: String) throws(SourceError) -> XMLReader? {
        guard let bytes = try zip.read(part) else { return nil }
        return try XMLReader(bytes, part: part, limits: limits)
    }

    /// The main part of a file whose root element must have this name; `wanted` is the kind of file it should be.
    ///
    /// - Throws: `missing_part`, `other_format`.
    mutating func main(root: XMLName, fallback: String) throws(SourceError) -> (part: String, xml: XMLReader) {
        let relationships = try relationships(of: "")
        let named = relationships.values.filter { $0.kind == "officeDocument" && !$0.external }.map(\.target).sorted()
        let part = named.first ?? fallback
        if part.utf8.suffix(4).elementsEqual(".bin".utf8) {
            throw SourceError(code: "other_format", details: ["found": "XLSB"])
        }
        guard var xml = try xml(part) else { throw SourceError(code: "missing_part", details: ["part": part]) }
        _ = try xml.next()
        guard xml.name == root else {
            let found =
                switch xml.name.local {
                case "document": "DOCX"
                case "workbook": "XLSX"
                case "presentation": "PPTX"
                default: "ZIP"
                }
            throw SourceError(code: "other_format", details: ["found": found])
        }
        return (part, xml)
    }

    /// The relationships of a part by their ids; of the package itself for the empty name. None if it has none.
    mutating func relationships(of part: String) throws(SourceError) -> [String: Relationship] {
        let folder = OfficePackage.folder(of: part)
        let name = part.utf8.dropFirst(folder.utf8.count)
        guard var xml = try xml("\(folder)_rels/\(String(decoding: Array(name), as: UTF8.self)).rels") else {
            return [:]
        }
        var found: [String: Relationship] = [:]
        while let event = try xml.next() {
            guard event == .start, xml.name == XMLName(.packageRelationships, "Relationship"),
                let id = xml.attribute("Id"), let type = xml.attribute("Type"), let target = xml.attribute("Target")
            else { continue }
            let kind = type.utf8.split(separator: UInt8(ascii: "/")).last.map { String(Substring($0)) } ?? type
            let external = xml.attribute("TargetMode") == "External"
            found[id] = Relationship(
                kind: kind, target: external ? target : OfficePackage.resolve(target, from: folder), external: external)
        }
        return found
    }

    /// `word/` of `word/document.xml`.
    private static func folder(of part: String) -> String {
        guard let slash = part.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "" }
        return String(part[...slash])
    }

    /// A target as a part name: from the root if it begins with a slash, else from the folder of the part that names it.
    static func resolve(_ target: String, from folder: String) -> String {
        let slash = UInt8(ascii: "/")
        let whole = target.utf8.first == slash ? target : folder + target
        var steps: [Substring.UTF8View] = []
        for step in Substring(whole).utf8.split(separator: slash) {
            if step.elementsEqual("..".utf8) {
                _ = steps.popLast()
            } else if !step.elementsEqual(".".utf8) {
                steps.append(step)
            }
        }
        return Zip.key(steps.map { String(Substring($0)) }.joined(separator: "/"))
    }
}
