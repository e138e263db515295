import ITA

/// Files that come in pieces. A script begins one, sends pieces and asks where to go on; the form that uses it carries
/// its id. Whoever did not begin it finds nothing.
enum UploadRoutes {
    static let all: [Route] = [
        .post("/desk/:agency/uploads", .agency(.record)) { visit in
            let form = visit.form
            return try await answer(visit) {
                let (upload, have) = try visit.uploads().begin(
                    name: form.filled("name") ?? "–", size: Int(form["size"] ?? "") ?? 0,
                    about: String((form["about"] ?? "").unicodeScalars.prefix(200)),
                    mustBePicture: form["kind"] == "photos",
                    mark: form.filled("mark").map { String($0.unicodeScalars.prefix(40)) })
                return json(upload, have)
            }
        },
        .get("/desk/:agency/uploads/:upload", .agency(.record)) { visit in
            let (upload, have) = try found(visit)
            return .json(json(upload, have))
        },
        .post("/desk/:agency/uploads/:upload", .agency(.record), .files, limits: limits) { visit in
            let (upload, _) = try found(visit)
            guard visit.files.count <= 1, let offset = Int(visit.form["offset"] ?? "") else {
                throw Failure.invalid([Problem("upload_form")])
            }
            let uploads = try visit.uploads()
            return try await answer(visit) {
                if let problem = visit.files.first?.problem { throw Failure.invalid([problem]) }
                let have = try uploads.append(try visit.files.first?.bytes() ?? [], at: offset, to: upload)
                return json(have == upload.size ? try await uploads.finish(upload) : upload, have)
            }
        },
        .get("/desk/:agency/uploads/:upload/print", .agency(.record)) { visit in
            let (upload, _) = try found(visit)
            return Serve.picture(try visit.uploads().print(upload.id), name: "\(upload.id).jpg")
        },
        .post("/desk/:agency/uploads/:upload/removal", .agency(.record)) { visit in
            let (upload, _) = try found(visit)
            try visit.uploads().remove(upload.id)
            return .json(["removed": .flag(true)])
        },
    ]

    /// The answer of `work`, or why it cannot be, in words for the script to show.
    private static func answer(_ visit: Visit, _ work: () async throws -> JSONValue) async throws -> Reply {
        do {
            return .json(try await work())
        } catch Failure.invalid(let problems) {
            let (strings, language) = (visit.site.strings, visit.language)
            let lines = problems.map { strings.said($0, language) }
            return .json(["problem": .text(lines.joined(separator: "\n"))], status: 422)
        }
    }

    /// One piece at a time.
    private static let limits: UploadLimits = {
        var limits = UploadLimits()
        (limits.file, limits.files) = (Uploads.piece, 1)
        (limits.fields, limits.request) = (10_000, Uploads.piece + 50_000)
        return limits
    }()

    private static func found(_ visit: Visit) throws -> (upload: PendingUpload, have: Int) {
        guard let found = try visit.uploads().find(try visit.parameter("upload")) else {
            throw Failure.notFound(Message("failure.no_page"))
        }
        return found
    }

    private static func json(_ upload: PendingUpload, _ have: Int) -> JSONValue {
        [
            "id": .text(upload.id), "name": .text(upload.name), "size": .whole(upload.size), "have": .whole(have),
            "whole": .flag(upload.look != nil), "photo": .flag(upload.look?.isPhoto ?? false),
        ]
    }
}
