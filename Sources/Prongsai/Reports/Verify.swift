import ArgumentParser
import Documents
import Foundation
import ITA

/// `prongsai verify FILE`: whether a file is a frozen round, and which.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = Help.command("verify")
    @OptionGroup var common: CommonOptions
    @OptionGroup var cycle: CycleOptions
    @Argument(help: Help.of("options.verify_file")) var file: String
    @Flag(help: Help.of("options.json")) var json = false

    func run() async throws {
        try await common.run { desk in
            let bytes = try Disk.read(file, limit: 500_000_000)
            let verdict = try await desk.site.verify(bytes, agency: try await desk.agency(cycle))
            if json { try Terminal.json(verdict) } else { desk.say("verify.\(verdict.kind)", verdict.values) }
            if verdict.kind != "genuine" { throw ExitCode(1) }
        }
    }
}

/// What `verify` found.
struct Verdict: Encodable, Equatable {
    /// `genuine`, `superseded` (genuine, but a newer version exists), `draft`, `altered`, or `unknown`.
    var kind: String
    var values: [String: String]
}

extension Site {
    /// A file is genuine when this program wrote it from a frozen round and remembers its SHA-256, or when a frozen
    /// version written in the file's form gives exactly these bytes, as it always does. A draft that says what a frozen
    /// version says is called a draft; a file that names the hash of a frozen round and differs was altered.
    ///
    /// - Parameter agency: whose reports it may be; nil for any in this database.
    func verify(_ bytes: [UInt8], agency: Agency?) async throws -> Verdict {
        guard let format = Site.format(of: bytes) else { return Verdict(kind: "unknown", values: [:]) }
        let (editions, hash) = (editions, Hash.sha256(bytes))
        // Every form of report says the hash of its content, so only what a file names can have given it.
        let named = Site.hashes(in: Site.text(of: bytes, format))
        let (candidates, remembered, newest) = try await database.read { db in
            let row = try db.first(
                """
                SELECT frozen_round_id, agency_id FROM report_file
                WHERE sha256 = \(hash) ORDER BY CASE WHEN agency_id = \(agency?.id ?? "") THEN 0 ELSE 1 END LIMIT 1
                """)
            let known = try row?.string("frozen_round_id")
            let ids = try db.rows(
                "SELECT id FROM frozen_round WHERE content_hash IN (\(list: named)) ORDER BY version DESC, id"
            ).map { try $0.string("id") }
            var candidates: [(frozen: FrozenRound, edition: Edition)] = []
            for id in ([known].compactMap { $0 } + ids.filter { $0 != known }) {
                guard let frozen = try FrozenRound.load(id, in: db) else { continue }
                guard agency == nil || frozen.content.agency.key == agency?.key else { continue }
                let edition = try editions.stored(frozen.editionID, revision: frozen.editionRevision, in: db).edition
                candidates.append((frozen, edition))
            }
            let rounds = Array(Set(candidates.map(\.frozen.roundID))).sorted()
            let newest = try db.rows(
                """
                SELECT round_id, MAX(version) AS version FROM frozen_round
                WHERE round_id IN (\(list: rounds)) GROUP BY round_id
                """)
            return (
                candidates, known,
                try Dictionary(newest.map { (try $0.string("round_id"), try $0.integer("version")) }) { a, _ in a }
            )
        }
        func verdict(_ frozen: FrozenRound, _ kind: String) -> Verdict {
            let latest = newest[frozen.roundID] ?? frozen.version
            let known = kind == "genuine" && frozen.version < latest ? "superseded" : kind
            return Verdict(
                kind: known,
                values: [
                    "agency": frozen.content.agency.name(settings.language), "year": String(frozen.fiscalYear),
                    "round": String(frozen.half), "version": String(frozen.version), "newest": String(latest),
                    "at": strings.instant(frozen.frozenAt, settings.language), "hash": frozen.hash,
                ])
        }
        if let known = candidates.first(where: { $0.frozen.id == remembered }) {
            return verdict(known.frozen, "genuine")
        }
        for (frozen, edition) in candidates {
            for (seal, kind) in [(frozen.seal, "genuine"), (frozen.draftSeal, "draft")] {
                let isThis = try await ReportPress.run { [self] in
                    try gives(bytes, frozen: frozen, edition: edition, seal: seal, format: format)
                }
                if isThis { return verdict(frozen, kind) }
            }
        }
        if let first = candidates.first { return verdict(first.frozen, "altered") }
        return Verdict(kind: "unknown", values: [:])
    }

    /// Whether a frozen round, in one of its layouts, languages and digits, gives exactly these bytes.
    private func gives(
        _ bytes: [UInt8], frozen: FrozenRound, edition: Edition, seal: ReportSeal, format: ReportFormat
    ) throws -> Bool {
        let digits: [ReportDigits] = format == .json ? [.arabic] : ReportDigits.allCases
        for digits in digits {
            for layout in edition.layouts {
                for language in Language.allCases {
                    let report = try RoundReport.report(
                        frozen.content, edition: edition, layout: layout.key, language: language, seal: seal,
                        digits: digits, strings: strings)
                    if try format.bytes(of: report, fonts: fonts, pictures: { try files.bytes(of: $0) }) == bytes {
                        return true
                    }
                }
            }
        }
        return false
    }

    /// Everything in a text that could be a SHA-256: runs of exactly 64 lower-case hexadecimal digits, a few at most.
    static func hashes(in text: String) -> [String] {
        var found: Set<String> = []
        var run: [UInt8] = []
        for byte in text.utf8 {
            if (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte) {
                if run.count <= 64 { run.append(byte) }
                continue
            }
            if run.count == 64 { found.insert(String(decoding: run, as: UTF8.self)) }
            run.removeAll(keepingCapacity: true)
            if found.count >= 10_000 { break }
        }
        if run.count == 64 { found.insert(String(decoding: run, as: UTF8.self)) }
        return found.sorted()
    }

    /// The form of a report file by how it begins.
    private static func format(of bytes: [UInt8]) -> ReportFormat? {
        if bytes.starts(with: Array("%PDF-".utf8)) { return .pdf }
        if bytes.starts(with: Array("<!doctype html>".utf8)) { return .html }
        if bytes.first == UInt8(ascii: "{") { return .json }
        guard bytes.starts(with: [0x50, 0x4B]) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        return text.contains("word/document.xml") ? .docx : text.contains("xl/workbook.xml") ? .xlsx : nil
    }

    /// The text in which a file would name its hash.
    private static func text(of bytes: [UInt8], _ format: ReportFormat) -> String {
        switch format {
        case .html, .json: return String(decoding: bytes, as: UTF8.self)
        case .pdf: return SourceDocument.pdfKeywords(bytes)
        case .docx: return SourceDocument.docxProperties(bytes)
        case .xlsx:
            guard let document = try? SourceDocument.xlsx(bytes) else { return "" }
            return document.blocks.map { block in
                if case .row(let row) = block { return row.cells.map(\.text).joined(separator: " ") }
                return ""
            }.joined(separator: "\n")
        }
    }
}
