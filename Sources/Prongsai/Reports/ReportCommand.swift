import ArgumentParser
import Documents
import Foundation

/// `prongsai report`: the official report of a round.
struct ReportCommand: AsyncParsableCommand {
    static let configuration = Help.command("report")
    @OptionGroup var common: CommonOptions
    @OptionGroup var cycle: CycleOptions
    @Option(help: Help.of("options.layout")) var layout: String?
    @Option(help: Help.of("options.format")) var format: [String] = []
    @Option(name: .customLong("report-language"), help: Help.of("options.report_language")) var reportLanguage: String?
    @Flag(name: .customLong("thai-digits"), help: Help.of("options.thai_digits")) var thaiDigits = false
    @Option(name: .customLong("frozen-version"), help: Help.of("options.frozen_version")) var version: Int?
    @Option(name: .shortAndLong, help: Help.of("options.out")) var out: String?

    func run() async throws {
        try await common.run { desk in
            let formats = try ReportCommand.formats(format)
            try ReportCommand.requirePlace(out, several: formats.count > 1)
            let agency = try await desk.agency(cycle)
            // `--language` is the language of the report here; the messages follow it too.
            let language =
                try reportLanguage.map { try Settings.language($0, at: "--report-language") } ?? desk.language
            let prepared = try await desk.site.report(
                agency: agency, year: cycle.year, half: cycle.round, layout: layout, language: language,
                digits: thaiDigits ? .thai : .arabic,
                version: version)
            let report = prepared.report
            let fonts = desk.site.fonts
            if out != "-" {
                desk.say(
                    "report.heading",
                    [
                        "agency": agency.name(desk.language), "year": String(report.content.fiscalYear),
                        "round": String(prepared.half),
                    ])
            }
            let bar = ProgressBar(
                desk.text("report.progress"), total: report.content.pictures * formats.count { $0.showsPictures })
            defer { bar.finish() }
            for format in formats {
                let bytes = try format.bytes(of: report, fonts: fonts) { name in
                    bar.advance()
                    return try desk.site.files.bytes(of: name)
                }
                bar.finish()
                if let frozen = prepared.frozenID {
                    try await desk.perform(
                        RecordReportFile(agency: agency.id, frozen: frozen, hash: Hash.sha256(bytes)))
                }
                if out == "-" {
                    Terminal.write(bytes)
                    continue
                }
                let name = prepared.fileName(format)
                let place = ReportCommand.place(out, name: name, several: formats.count > 1)
                if place.lastPathComponent == name {
                    try FileManager.default.createDirectory(
                        at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
                }
                try Disk.writeAnew(bytes, to: place)
                desk.say("report.written", ["path": place.path, "size": "\((bytes.count + 1023) / 1024)"])
            }
            if out != "-", report.seal.version == 0 { desk.say("report.is_draft") }
        }
    }

    /// The formats asked for, each by itself or several with commas between; all five where none is named.
    static func formats(_ given: [String]) throws -> [ReportFormat] {
        guard !given.isEmpty else { return ReportFormat.allCases }
        return try given.joined(separator: ",").utf8.split(separator: UInt8(ascii: ",")).map { part in
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

    /// Refuses a place nobody can mean: several formats in one file, or a folder inside one that is not there.
    private static func requirePlace(_ out: String?, several: Bool) throws {
        guard let out, out != "-" else { return }
        let place = URL(fileURLWithPath: out)
        let isFolder = Disk.isFolder(out) || out.utf8.last == UInt8(ascii: "/")
        if several, !isFolder, ReportFormat(rawValue: place.pathExtension.lowercased()) != nil {
            throw Failure.invalid([Problem("several_in_one_file", ["given": out], at: "--out")])
        }
        try Disk.requireFolder(place.deletingLastPathComponent())
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
