import Documents
import Foundation
import ITA

/// Everything that proves the results of a round, as one ZIP: a list that spreadsheets open, and the files under names
/// that say where they belong. Photos go out as the copies without position; nothing but a piece of a file is in memory.
struct EvidenceArchive: Sendable {
    let files: Files
    /// The list, `index.csv`.
    let list: [UInt8]
    let entries: [(name: String, hash: String)]
    let name: String

    init(visit: Visit, plan: Plan, work: RoundWork) {
        files = visit.site.files
        name = "\(plan.agency.key)-\(plan.fiscalYear)-\(work.round.half)-\(visit.text("archive.name")).zip"
        let columns = ["number", "result", "caption", "day", "file", "address", "original"].map {
            visit.text("archive.column_\($0)")
        }
        var lines = [columns]
        var entries: [(name: String, hash: String)] = []
        var taken: Set<String> = []
        var seen: Set<String> = []
        func add(_ use: EvidenceUse, _ number: String, _ result: String) {
            guard let evidence = use.evidence else { return }
            var file = ""
            if let hash = evidence.kind == .photo ? evidence.printHash : evidence.fileHash {
                let given = evidence.fileName ?? ""
                let ending = evidence.kind == .photo ? "jpg" : EvidenceArchive.ending(given)
                let words = use.caption.isEmpty ? given.removing(suffix: ".\(ending)") ?? given : use.caption
                file = EvidenceArchive.fileName(number, words, ending, taken: &taken)
                entries.append((file, hash))
            }
            lines.append([
                number, result, use.caption, use.aboutOn.map { visit.day($0) } ?? "", file, evidence.address ?? "",
                evidence.fileName ?? "",
            ])
        }
        for (index, row) in plan.rows.enumerated() {
            let results = work.progress(in: row)
            for (position, result) in results.enumerated() where seen.insert(result.id).inserted {
                for (last, use) in work.uses(of: result).enumerated() {
                    add(use, "\(index + 1).\(position + 1).\(last + 1)", result.text)
                }
            }
            for (last, use) in work.uses(in: row).enumerated() {
                add(use, "\(index + 1).\(results.count + 1).\(last + 1)", "")
            }
        }
        for result in work.progress where !seen.contains(result.id) {
            for (last, use) in work.uses(of: result).enumerated() { add(use, "0.0.\(last + 1)", result.text) }
        }
        self.entries = entries
        // A byte order mark lets spreadsheets see that it is UTF-8.
        list = [0xEF, 0xBB, 0xBF] + lines.flatMap { EvidenceArchive.csv($0) }
    }

    var reply: Reply {
        let archive = self
        return Reply.download(
            .stream { write in
                var zip = ZipStream()
                let list = archive.list
                let crc = list.withUnsafeBytes { bytes in
                    var crc = CRC32()
                    crc.add(bytes)
                    return crc.value
                }
                try await write(zip.begin("index.csv", size: list.count, crc: crc) + list)
                for entry in archive.entries {
                    guard let (place, size) = try? archive.files.located(entry.hash) else { continue }
                    let crc = try await Uploads.heavy {
                        var crc = CRC32()
                        try archive.files.read(entry.hash) { crc.add($0) }
                        return crc.value
                    }
                    try await write(zip.begin(entry.name, size: size, crc: crc))
                    let handle = try FileHandle(forReadingFrom: place)
                    defer { try? handle.close() }
                    while let piece = try handle.read(upToCount: 262_144), !piece.isEmpty {
                        try await write([UInt8](piece))
                    }
                }
                try await write(zip.end())
            }, name: name, type: "application/zip")
    }

    /// `3.1.2 ประชุมชี้แจง.jpg`: without what file systems refuse, and no name twice.
    static func fileName(_ number: String, _ words: String, _ ending: String, taken: inout Set<String>) -> String {
        let forbidden = Set("/\\:*?\"<>|".unicodeScalars)
        var scalars = String.UnicodeScalarView()
        for scalar in words.unicodeScalars.prefix(60) {
            scalars.append(forbidden.contains(scalar) || scalar.value < 0x20 ? " " : scalar)
        }
        let stem = "\(number) \(String(scalars))".trimmingWhitespace()
        var name = ending.isEmpty ? stem : "\(stem).\(ending)"
        var count = 2
        while !taken.insert(name).inserted {
            name = ending.isEmpty ? "\(stem) (\(count))" : "\(stem) (\(count)).\(ending)"
            count += 1
        }
        return name
    }

    /// The ending of a name in small ASCII letters and digits; empty where there is none.
    static func ending(_ name: String) -> String {
        let bytes = Array(name.utf8)
        guard let dot = bytes.lastIndex(of: UInt8(ascii: ".")) else { return "" }
        let ending = String(decoding: bytes[(dot + 1)...], as: UTF8.self)
        let isPlain = ending.utf8.allSatisfy {
            (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0)
        }
        return isPlain && (1...8).contains(ending.utf8.count) ? ending : ""
    }

    /// One line of the list. What a spreadsheet would take for a formula begins with an apostrophe.
    static func csv(_ cells: [String]) -> [UInt8] {
        let quote = UInt8(ascii: "\"")
        var line: [UInt8] = []
        for (index, cell) in cells.enumerated() {
            if index > 0 { line.append(UInt8(ascii: ",")) }
            line.append(quote)
            if let first = cell.utf8.first, "=+-@\t".utf8.contains(first) { line.append(UInt8(ascii: "'")) }
            for byte in cell.utf8 { line += byte == quote ? [quote, quote] : [byte] }
            line.append(quote)
        }
        return line + [13, 10]
    }
}
