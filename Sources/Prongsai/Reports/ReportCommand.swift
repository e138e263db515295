import ArgumentParser
import Documents
import Foundation

/// `prongsai report`: the official report of a round.
struct ReportCommand: AsyncParsableCommand {
    static let configuration = Help.command("report")
    @OptionGroup var common: CommonOptions
    @OptionGroup var cycle: CycleOptions
    @Option(help: Help.of("options.layout")) var layout: String?
    @Option(help: Help.of("options.format")) var format: String?
    @Option(name: .customLong("report-language"), help: Help.of("options.report_language")) var reportLanguage: String?
    @Option(name: .shortAndLong, help: Help.of("options.out")) var out: String?

    func run() async throws {
        try await common.run { desk in
            let formats = try ReportCommand.formats(format)
            let agency = try await desk.agency(cycle)
            // `--language` is the language of the report here; the messages follow it too.
            let language = reportLanguage.map { Settings.language($0) } ?? desk.language
            let (report, half) = try await desk.site.report(
                agency: agency, year: cycle.year, half: cycle.round, layout: layout, language: language)
            let fonts = desk.site.fonts
            for format in formats {
                let bytes = try format.bytes(of: report, fonts: fonts) { try desk.site.files.bytes(of: $0) }
                if out == "-" {
                    Terminal.write(bytes)
                    continue
                }
                let name =
                    "\(agency.key)-\(report.content.fiscalYear)-\(half)-\(report.layout.key)-\(language.rawValue).\(format.rawValue)"
                let place = ReportCommand.place(out, name: name, several: formats.count > 1)
                try FileManager.default.createDirectory(
                    at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Disk.write(bytes, to: place)
                desk.say("report.written", ["path": place.path, "size": "\((bytes.count + 1023) / 1024)"])
            }
            if out != "-", report.seal.version == 0 { desk.say("report.is_draft") }
        }
    }

    /// The formats asked for, separated by commas; all five where none is named.
    static func formats(_ text: String?) throws -> [ReportFormat] {
        guard let text else { return ReportFormat.allCases }
        return try text.utf8.split(separator: UInt8(ascii: ",")).map { part in
            let name = String(decoding: part, as: UTF8.self).trimmingWhitespace().lowercased()
            guard let format = ReportFormat(rawValue: name) else {
                let allowed = ReportFormat.allCases.map(\.rawValue).joined(separator: ", ")
                throw Failure.invalid([
                    Problem("not_allowed", ["given": name, "allowed": allowed, "field": "format"], at: "--format")
                ])
            }
            return format
        }
    }

    private static func place(_ out: String?, name: String, several: Bool) -> URL {
        guard let out else { return URL(fileURLWithPath: name) }
        var isFolder: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: out, isDirectory: &isFolder)
        if several || (exists && isFolder.boolValue) || out.utf8.last == UInt8(ascii: "/") {
            return URL(fileURLWithPath: out).appendingPathComponent(name)
        }
        return URL(fileURLWithPath: out)
    }
}

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
    /// `genuine`, `superseded` (genuine, but a newer version exists), `altered`, or `unknown`.
    var kind: String
    var values: [String: String]
}

extension Site {
    /// A frozen round always gives the same bytes, so a file is genuine when one of its frozen versions, written in the
    /// file's form, gives exactly these bytes. A file that names the hash of a frozen round and differs was altered.
    func verify(_ bytes: [UInt8], agency: Agency) async throws -> Verdict {
        guard let format = Site.format(of: bytes) else { return Verdict(kind: "unknown", values: [:]) }
        let editions = editions
        let candidates = try await database.read { db in
            try FrozenRound.load(agency: agency.id, in: db).map { frozen in
                (frozen, try editions.stored(frozen.editionID, revision: frozen.editionRevision, in: db).edition)
            }
        }
        var newest: [String: Int] = [:]
        for (frozen, _) in candidates { newest[frozen.roundID] = max(newest[frozen.roundID] ?? 0, frozen.version) }
        for (frozen, edition) in candidates {
            let values = [
                "agency": frozen.content.agency.thai, "year": String(frozen.fiscalYear), "round": String(frozen.half),
                "version": String(frozen.version), "newest": String(newest[frozen.roundID] ?? 0), "at": frozen.frozenAt,
                "hash": frozen.hash,
            ]
            for layout in edition.layouts {
                for language in Language.allCases {
                    let report = try RoundReport.report(
                        frozen.content, edition: edition, layout: layout.key, language: language,
                        seal: frozen.seal(address: settings.address), strings: strings)
                    guard try format.bytes(of: report, fonts: fonts, pictures: { try files.bytes(of: $0) }) == bytes
                    else { continue }
                    return Verdict(
                        kind: frozen.version == newest[frozen.roundID] ? "genuine" : "superseded", values: values)
                }
            }
            if Site.text(of: bytes, format).contains(frozen.hash) { return Verdict(kind: "altered", values: values) }
        }
        return Verdict(kind: "unknown", values: [:])
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
        case .pdf, .html, .json: return String(decoding: bytes, as: UTF8.self)
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
