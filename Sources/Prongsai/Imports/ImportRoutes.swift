import Documents
import ITA

/// Bringing in an existing report: the file, what was understood, and writing it.
enum ImportRoutes {
    static let all: [Route] = [
        .get("/desk/:agency/:year/import", .agency(.plan)) { visit in
            try await choose(visit, try await visit.plan()).reply(visit)
        },
        .post("/desk/:agency/:year/import", .agency(.plan), .files) { visit in
            let plan = try await visit.plan()
            do {
                let id = try await visit.keepUpload(.report, for: plan)
                return .redirect(Link.importedReport(plan.agency.key, plan.fiscalYear, id))
            } catch Failure.invalid(let problems) {
                return try await choose(visit, plan, problems: problems).reply(visit, status: 422)
            }
        },
        .get("/desk/:agency/:year/import/:upload", .agency(.plan)) { visit in
            let plan = try await visit.plan()
            let (document, file) = try await visit.upload(.report, for: plan)
            return try await page(visit, plan, document, file).reply(visit)
        },
        .post("/desk/:agency/:year/import/:upload", .agency(.plan)) { visit in
            let plan = try await visit.plan()
            let (document, file) = try await visit.upload(.report, for: plan)
            let reading = ReportReader.read(
                document, edition: plan.edition.edition, remarks: ReportRemarks(visit.site.strings))
            let problems = reading.problems(
                plan: plan, known: try visit.site.editions.sound(), file: file.name, strings: visit.site.strings,
                language: visit.language)
            guard problems.isEmpty else { return try await page(visit, plan, document, file).reply(visit, status: 422) }
            let half = Int(visit.form["round"] ?? "") ?? reading.half ?? 1
            let pictures = try pictures(of: document, in: visit.site.files)
            let outcome = try await visit.perform(
                ImportReport(
                    agency: plan.agency.id, plan: plan, half: half, reading: reading, source: file, pictures: pictures))
            let address = Link.plan(plan.agency.key, plan.fiscalYear)
            guard outcome.isNew else { return .redirect("\(address)?done=same_file") }
            return .redirect(
                pictures.count == document.pictures.count
                    ? "\(address)?round=\(half)&done=report_imported"
                    : "\(address)?round=\(half)&done=report_imported_some")
        },
    ]

    /// The pictures of a document, kept; those that are none are left out, their captions wait for others.
    static func pictures(of document: SourceDocument, in files: Files) throws -> [Int: StoredPicture] {
        var pictures: [Int: StoredPicture] = [:]
        for (index, picture) in document.pictures.enumerated() {
            let name = String(picture.name.split(separator: "/").last ?? "picture")
            do {
                pictures[index] = try StoredPicture.keep(picture.bytes, name: name, as: .photo, in: files)
            } catch Failure.invalid {}
        }
        return pictures
    }

    private static func page(_ visit: Visit, _ plan: Plan, _ document: SourceDocument, _ file: SourceFile) async throws
        -> Page
    {
        let (names, savedAt) = try await visit.site.database.read { db in
            (
                try KnownNames.load(agency: plan.agency.id, in: db),
                try file.importedAt(as: "report", agency: plan.agency.id, year: plan.fiscalYear, in: db)
            )
        }
        let reading = ReportReader.read(
            document, edition: plan.edition.edition, remarks: ReportRemarks(visit.site.strings))
        return ImportPage(
            visit: visit, plan: plan, preview: ImportPreview(reading, plan: plan, names: names), name: file.name,
            upload: try visit.parameter("upload"), savedAt: savedAt, known: try visit.site.editions.sound()
        ).page
    }

    private static func choose(_ visit: Visit, _ plan: Plan, problems: [Problem] = []) async throws -> Page {
        let kept = try await visit.site.database.read { try Upload.list(.report, of: plan, most: 20, in: $0) }
        return ImportPage.choose(visit, plan, kept, problems: problems)
    }
}
