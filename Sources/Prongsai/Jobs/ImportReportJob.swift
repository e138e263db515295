import Documents
import Foundation

/// Takes over an existing report from a file that was stored, as `prongsai import report --apply` does.
struct ImportReportJob: JobKind {
    static let word = "import-report"
    static let permission = Permission.plan
    var plan: String
    var fileName: String
    /// The half it reports on; nil for the one the file names.
    var half: Int?

    func check(agency: String?, in db: Connection) throws {
        guard try db.first("SELECT id FROM plan WHERE id = \(plan) AND agency_id = \(agency)") != nil else {
            throw Failure.notFound(Message("failure.no_plan_yet"))
        }
    }

    func run(_ work: JobWork) async throws -> JobOutcome {
        let (site, agency, editions, id) = (work.site, work.agency, work.site.editions, plan)
        guard let input = work.input else { throw Failure.notFound(Message("failure.file_missing", ["hash": "–"])) }
        let plan = try await site.database.read { db in
            let year = try db.first("SELECT fiscal_year FROM plan WHERE id = \(id) AND agency_id = \(agency.id)")?
                .integer("fiscal_year")
            guard let year else { throw Failure.notFound(Message("failure.no_plan_yet")) }
            return try Plan.load(agency: agency, year: year, editions: editions, in: db)
        }
        let (document, source) = try SourceReading.read(try site.files.bytes(of: input), name: fileName)
        let reading = ReportReader.read(
            document, edition: plan.edition.edition, remarks: ReportRemarks(site.strings))
        let half = half ?? reading.half ?? 1
        let problems = reading.problems(
            plan: plan, file: source.name, strings: site.strings, language: site.settings.language)
        guard problems.isEmpty else { throw Failure.invalid(problems) }
        work.expect(document.pictures.count + 1)
        var pictures: [Int: StoredPicture] = [:]
        for (index, picture) in document.pictures.enumerated() {
            let name = String(picture.name.split(separator: "/").last ?? "picture")
            // A picture that is none was told of when the file was looked at; its caption stays.
            pictures[index] = try? StoredPicture.keep(picture.bytes, name: name, as: .photo, in: site.files)
            try work.advance()
        }
        // A file that was taken over already is left alone: after a crash the job comes here a second time.
        _ = try await work.perform(
            ImportReport(
                agency: agency.id, plan: plan, half: half, reading: reading, source: source, pictures: pictures))
        return JobOutcome(address: Link.plan(agency.key, plan.fiscalYear))
    }
}
