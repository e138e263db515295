import Crypto
import Documents
import Foundation

/// All forms of a round's report in one ZIP: with hundreds of photos that takes minutes.
struct ReportArchive: JobKind {
    static let word = "report-archive"
    static let permission = Permission.read
    var plan: String
    var half: Int
    var language: Language

    func check(agency: String?, in db: Connection) throws {
        guard
            try db.first(
                "SELECT id FROM round WHERE plan_id = \(plan) AND agency_id = \(agency) AND half = \(half)") != nil
        else { throw Failure.notFound(Message("failure.no_round")) }
    }

    func run(_ work: JobWork) async throws -> JobOutcome {
        let (site, agency, plan) = (work.site, work.agency, plan)
        let year = try await site.database.read { db in
            try db.first("SELECT fiscal_year FROM plan WHERE id = \(plan) AND agency_id = \(agency.id)")?
                .integer("fiscal_year")
        }
        guard let year else { throw Failure.notFound(Message("failure.no_plan_yet")) }
        let prepared = try await site.report(
            agency: agency, year: year, half: half, layout: nil, language: language)
        let report = prepared.report
        let pictures = report.content.pictures * ReportFormat.allCases.count { $0.showsPictures }
        work.expect(pictures + ReportFormat.allCases.count)
        let name = "\(agency.key)-\(year)-\(prepared.half)"
        let folder = site.files.incoming
        try Disk.makePrivateFolder(folder)
        let output = try PartialFile(folder.appendingPathComponent("job-\(work.job)").path, replacing: true)
        defer { output.discard() }
        let archive = try ArchiveWriter(output.descriptor, path: output.path)
        for format in ReportFormat.allCases {
            let bytes = try format.bytes(of: report, fonts: site.fonts) { name in
                try work.advance()
                return try site.files.bytes(of: name)
            }
            if let frozen = prepared.frozenID {
                try await work.perform(RecordReportFile(agency: agency.id, frozen: frozen, hash: Hash.sha256(bytes)))
            }
            _ = try archive.add(
                "\(name)-\(report.layout.key)-\(language.rawValue).\(format.rawValue)", bytes,
                packed: format == .html || format == .json)
            try work.advance()
        }
        try archive.close()
        let hash = try Hash.sha256(file: output.path)
        try site.files.put(hash) { write in try Disk.read(output.path, piece: write) }
        return JobOutcome(file: (hash, "\(name).zip"))
    }
}

extension Hash {
    /// Of a file, read in pieces.
    static func sha256(file path: String) throws -> String {
        var hash = SHA256()
        try Disk.read(path) { hash.update(bufferPointer: $0) }
        return hex(hash.finalize())
    }
}

extension Disk {
    /// Hands over a file in pieces.
    static func read(_ path: String, piece: (UnsafeRawBufferPointer) throws -> Void) throws {
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw Failure.notFound(Message("failure.cannot_read", ["path": path]))
        }
        defer { try? handle.close() }
        while let data = try handle.read(upToCount: 1 << 20), !data.isEmpty {
            try data.withUnsafeBytes { try piece($0) }
        }
    }
}
