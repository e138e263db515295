import CArchive
import Foundation

/// Set once: without it libarchive gives no names that are not ASCII, and setting it beside threads that use it ends them.
private let locale: Void = { _ = setlocale(LC_CTYPE, "C.UTF-8") }()

/// The entries of a ZIP file by name, read with libarchive: another hand than the one that wrote it.
func entries(of zip: [UInt8]) throws -> [String: [UInt8]] {
    struct Unreadable: Error {}
    _ = locale
    guard let archive = archive_read_new() else { throw Unreadable() }
    defer { archive_read_free(archive) }
    archive_read_support_format_zip(archive)
    guard archive_read_open_memory(archive, zip, zip.count) == ARCHIVE_OK else { throw Unreadable() }
    var found: [String: [UInt8]] = [:]
    var entry: OpaquePointer?
    while true {
        let status = archive_read_next_header(archive, &entry)
        if status == ARCHIVE_EOF { return found }
        guard status == ARCHIVE_OK, let name = archive_entry_pathname(entry) else { throw Unreadable() }
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = archive_read_data(archive, &buffer, buffer.count)
            guard count >= 0 else { throw Unreadable() }
            if count == 0 { break }
            content += buffer[..<count]
        }
        found[String(cString: name)] = content
    }
}

/// What an XML or HTML file says: its text and its attributes' values, without markup, a space where markup stood.
func words(of markup: [UInt8]) -> String {
    var text: [UInt8] = []
    var inside = false
    var quoted = false
    for byte in markup {
        switch byte {
        case UInt8(ascii: "<") where !inside: (inside, quoted) = (true, false)
        case UInt8(ascii: ">") where inside && !quoted:
            inside = false
            text.append(0x20)
        case UInt8(ascii: "\"") where inside:
            quoted.toggle()
            text.append(0x20)
        default: if !inside || quoted { text.append(byte) }
        }
    }
    var decoded = String(decoding: text, as: UTF8.self)
    for (name, value) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")] {
        decoded = decoded.replacingOccurrences(of: name, with: value)
    }
    return decoded
}

/// Whether bytes hold the bytes of a text. `String.contains` compares Characters, into which Thai marks melt.
func holds(_ bytes: [UInt8], _ text: String) -> Bool { Data(bytes).range(of: Data(text.utf8)) != nil }

/// How often bytes hold the bytes of a text.
func count(_ bytes: [UInt8], _ text: String) -> Int {
    let (data, wanted) = (Data(bytes), Data(text.utf8))
    var (found, start) = (0, data.startIndex)
    while let range = data.range(of: wanted, in: start..<data.endIndex) {
        (found, start) = (found + 1, range.upperBound)
    }
    return found
}

/// A file that a test compares with: under `Golden/`, written anew when PRONGSAI_GOLDEN is set.
func golden(_ name: String, _ bytes: [UInt8]) throws -> [UInt8] {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Golden/\(name)")
    if ProcessInfo.processInfo.environment["PRONGSAI_GOLDEN"] != nil {
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
    }
    return Array(try Data(contentsOf: file))
}
