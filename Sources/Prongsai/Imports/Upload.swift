import Documents

/// A file that was handed in to be read, kept until somebody of the same agency says to apply it.
struct Upload: Sendable, Equatable {
    /// What it is read as; also the kind under which an import is noted.
    enum Kind: String, Sendable { case report, scores }
    var id: String
    var name: String
    var hash: String

    /// The upload of an agency, kind and year.
    static func find(_ id: String, _ kind: Kind, of plan: Plan, in db: Connection) throws -> Upload {
        let row = try db.first(
            """
            SELECT * FROM upload WHERE id = \(id) AND agency_id = \(plan.agency.id) AND kind = \(kind.rawValue)
            AND fiscal_year = \(plan.fiscalYear)
            """)
        guard let row else { throw Failure.notFound(Message("failure.no_page")) }
        return Upload(id: id, name: try row.string("file_name"), hash: try row.string("file_sha256"))
    }

    /// A file that was handed in, and when it was applied; nil where it was not.
    struct Kept: Sendable, Equatable {
        var upload: Upload
        var appliedAt: String?
    }

    /// The newest files of a kind that were handed in for a plan's year.
    static func list(_ kind: Kind, of plan: Plan, most: Int, in db: Connection) throws -> [Kept] {
        try db.rows(
            """
            SELECT upload.id, upload.file_name, upload.file_sha256, import.applied_at FROM upload
            LEFT JOIN import ON import.agency_id = upload.agency_id AND import.kind = upload.kind
              AND import.fiscal_year = upload.fiscal_year AND import.file_sha256 = upload.file_sha256
            WHERE upload.agency_id = \(plan.agency.id) AND upload.kind = \(kind.rawValue)
            AND upload.fiscal_year = \(plan.fiscalYear) ORDER BY upload.created_at DESC, upload.id LIMIT \(most)
            """
        ).map { row in
            let upload = Upload(
                id: try row.string("id"), name: try row.string("file_name"), hash: try row.string("file_sha256"))
            return Kept(upload: upload, appliedAt: try row.optionalString("applied_at"))
        }
    }
}

/// Notes that a file was handed in. The same bytes for the same year are noted once.
struct KeepUpload: Operation {
    static let name = "keep-upload"
    static let permission = Permission.plan
    let agency: String?
    let kind: Upload.Kind
    let fiscalYear: Int
    let file: SourceFile

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<String> {
        guard try db.first("SELECT id FROM plan WHERE agency_id = \(agency) AND fiscal_year = \(fiscalYear)") != nil
        else { throw Failure.notFound(Message("failure.no_plan_yet")) }
        let known = try db.first(
            """
            SELECT id FROM upload WHERE agency_id = \(agency) AND kind = \(kind.rawValue)
            AND fiscal_year = \(fiscalYear) AND file_sha256 = \(file.hash)
            """)
        if let known { return Done(try known.string("id"), nil) }
        let id = ID.new()
        try db.execute(
            """
            INSERT INTO upload (id, agency_id, kind, fiscal_year, file_sha256, file_name, created_at)
            VALUES (\(id), \(agency), \(kind.rawValue), \(fiscalYear), \(file.hash), \(file.name), \(now))
            """)
        return Done(id, JournalNote("upload \(id)", ["kind": kind.rawValue, "file": file.hash]))
    }
}

extension Visit {
    /// Takes the file of a form: reads it once, so that what cannot be read is refused at once, and keeps it. Throws
    /// ``Failure/invalid(_:)`` with the field `file` where there is none or it cannot be read.
    func keepUpload(_ kind: Upload.Kind, for plan: Plan) async throws -> String {
        guard let file = files.first(where: { $0.field == "file" }) else {
            throw Failure.invalid([Problem("empty", ["field": "file"], at: "file")])
        }
        if let problem = file.problem { throw Failure.invalid([Problem(problem.key, problem.values, at: "file")]) }
        let bytes = try file.bytes()
        do {
            let source = try SourceReading.read(bytes, name: file.name).file
            _ = try site.files.put(bytes)
            return try await perform(
                KeepUpload(agency: plan.agency.id, kind: kind, fiscalYear: plan.fiscalYear, file: source))
        } catch Failure.invalid(let problems) {
            throw Failure.invalid(problems.map { Problem($0.key, $0.values, at: "file") })
        }
    }

    /// The upload of the path, read again.
    func upload(_ kind: Upload.Kind, for plan: Plan) async throws -> (document: SourceDocument, file: SourceFile) {
        let id = try parameter("upload")
        let upload = try await site.database.read { try Upload.find(id, kind, of: plan, in: $0) }
        return try SourceReading.read(try site.files.bytes(of: upload.hash), name: upload.name)
    }
}
