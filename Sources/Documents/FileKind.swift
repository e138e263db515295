/// What a file is by its content, roughly: enough to tell somebody who handed in the wrong one.
public enum FileKind: String, Sendable, CaseIterable {
    /// No bytes at all.
    case empty
    /// A PDF.
    case pdf
    /// A document, sheet or presentation of an office program, new or old.
    case office
    /// A ZIP or another archive.
    case archive
    /// A program or script.
    case program
    /// A film.
    case film
    /// Music or speech.
    case sound
    /// A web page.
    case page
    /// Text in any encoding.
    case text
    /// None of these.
    case unknown

    /// Looks at how the content begins, never at a name.
    public init(of content: [UInt8]) {
        let bytes = content[...]
        func begins(_ magic: [UInt8]...) -> Bool { magic.contains { bytes.starts(with: $0) } }
        let start = bytes.prefix(4096)
        if bytes.isEmpty {
            self = .empty
        } else if start.prefix(1024).holds("%PDF-") {
            self = .pdf
        } else if begins([0xd0, 0xcf, 0x11, 0xe0]) {
            self = .office
        } else if begins([0x50, 0x4b, 3, 4]) {
            let names = [start, bytes.suffix(4096)]
            self = names.contains { $0.holds("[Content_Types]") || $0.holds("opendocument") } ? .office : .archive
        } else if begins(Array("Rar!".utf8), [0x37, 0x7a, 0xbc, 0xaf], [0x1f, 0x8b], [0x28, 0xb5, 0x2f, 0xfd]) {
            self = .archive
        } else if begins(
            [0x7f, 0x45, 0x4c, 0x46], Array("MZ".utf8), Array("#!".utf8), [0xcf, 0xfa, 0xed, 0xfe],
            [0xca, 0xfe, 0xba, 0xbe])
        {
            self = .program
        } else if bytes.text(4, "ftyp") || begins([0x1a, 0x45, 0xdf, 0xa3])
            || (bytes.text(0, "RIFF") && bytes.text(8, "AVI "))
        {
            self = .film
        } else if begins(Array("ID3".utf8), Array("OggS".utf8), Array("fLaC".utf8), [0xff, 0xfb])
            || (bytes.text(0, "RIFF") && bytes.text(8, "WAVE"))
        {
            self = .sound
        } else if start.allSatisfy({ $0 >= 32 && $0 != 127 || $0 == 9 || $0 == 10 || $0 == 13 }) {
            let lower = start.map { (65...90).contains($0) ? $0 + 32 : $0 }[...]
            self = lower.holds("<!doctype html") || lower.holds("<html") ? .page : .text
        } else {
            self = .unknown
        }
    }
}
