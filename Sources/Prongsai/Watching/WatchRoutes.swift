import Foundation
import ITA

/// The watcher's pages.
enum WatchRoutes {
    static let all: [Route] = [
        .get("/desk/:agency/:year/watch", .agency(.read)) { visit in
            let (agency, year, editions) = (try visit.agency(), try visit.year(), visit.site.editions)
            let page = Int(visit.request.query["page"] ?? "") ?? 1
            let board = try await visit.site.database.read {
                try WatchBoard.load(
                    agency: agency.id, year: year, page: page, editions: editions, today: visit.today, in: $0)
            }
            return WatchPage(visit: visit, agency: agency, year: year, board: board).page.reply(visit)
        },
        .get("/desk/:agency/:year/watch/addresses/:watched", .agency(.read)) { visit in
            try await timeline(visit).page.reply(visit)
        },
        .post("/desk/:agency/:year/watch/addresses/:watched/look", .agency(.record)) { visit in
            let (agency, id) = (try visit.agency(), try visit.parameter("watched"))
            try await visit.perform(LookAgain(agency: agency.id, watched: id))
            return .redirect("\(Link.watched(agency.key, try visit.year(), id))?done=look_again")
        },
        .post("/desk/:agency/:year/watch/addresses/:watched/interval", .agency(.plan)) { visit in
            let (agency, id) = (try visit.agency(), try visit.parameter("watched"))
            let seconds = Int(visit.form["every"] ?? "") ?? 0
            let problems = try await visit.problems {
                try await visit.perform(WatchAddress(agency: agency.id, watched: id, seconds: seconds))
            }
            guard problems.isEmpty else {
                var page = try await timeline(visit)
                page.problems = problems
                return page.page.reply(visit, status: 422)
            }
            return .redirect("\(Link.watched(agency.key, try visit.year(), id))?done=interval_set")
        },
        .post("/desk/:agency/:year/watch/addresses/:watched/visits", .agency(.record), .files, limits: limits) {
            try await visited($0)
        },
        .get("/desk/:agency/:year/watch/visits/:visit/picture", .agency(.read)) { visit in
            let (agency, id) = (try visit.agency().id, try visit.parameter("visit"))
            let hash = try await visit.site.database.read { db in
                try db.first("SELECT file_sha256 FROM watched_visit WHERE id = \(id) AND agency_id = \(agency)")?
                    .optionalString("file_sha256")
            }
            guard let hash else { throw Failure.notFound(Message("failure.no_page")) }
            return Serve.picture(try visit.site.files.bytes(of: hash), name: "\(hash.prefix(12)).jpg")
        },
        .get("/desk/:agency/:year/watch/captures/:capture", .agency(.read)) { visit in
            let (agency, year) = (try visit.agency(), try visit.year())
            let captures = try await found(visit)
            guard let last = captures.last else { throw Failure.notFound(Message("failure.no_capture")) }
            let content = try await visit.site.content(of: captures)
            return CapturePage(
                visit: visit, agency: agency, year: year, capture: last,
                receivedAt: last.kind == .note ? captures.first?.at : nil, content: content, watched: last.watched
            ).page.reply(visit)
        },
        .get("/desk/:agency/:year/watch/captures/:capture/file", .agency(.read)) { visit in
            let captures = try await found(visit)
            let bytes = try visit.site.archive(of: captures)
            let name = "capture-\(captures.last?.at.prefix(10) ?? "").warc.gz"
            return Reply.download(.bytes(bytes), name: name, type: "application/warc").with(
                "content-security-policy", "default-src 'none'; sandbox")
        },
        .get("/desk/:agency/:year/watch/appeal/:code", .agency(.read)) { visit in
            var pack: Reply?
            let problems = try await visit.problems { pack = try await appeal(visit) }
            if let pack { return pack }
            let (agency, year, code) = (try visit.agency(), try visit.year(), try visit.parameter("code"))
            let form = WatchParts.appeal(agency.key, year, code, visit, problems: problems)
            return Page("\(code) · \(visit.text("watch.appeal_get"))", current: .disclosures, [form]).reply(
                visit, status: 422)
        },
        .get("/desk/:agency/:year/watch/answers", .agency(.read)) { visit in
            let (agency, year) = (try visit.agency(), try visit.year())
            let sheet = try await visit.site.database.read {
                try AnswersSheet.newest(agency: agency.id, year: year, in: $0)
            }
            return AnswersPage(visit: visit, agency: agency, year: year, frozen: sheet).page.reply(visit)
        },
        .post("/desk/:agency/:year/watch/answers", .agency(.plan)) { visit in
            let (agency, year) = (try visit.agency(), try visit.year())
            return .redirect(
                Link.job(try await visit.perform(BeginJob(agency: agency.id, kind: FreezeJob(year: year)))))
        },
    ]

    /// The pack of the path's item, as of the day that is asked for.
    static func appeal(_ visit: Visit) async throws -> Reply {
        let typed = visit.request.query["on"]?.trimmingWhitespace() ?? ""
        let pack = try await AppealPack.gather(
            agency: try visit.agency(), year: try visit.year(), code: try visit.parameter("code"),
            on: try AppealPack.day(typed, today: visit.today, at: "on"), site: visit.site)
        return Reply.download(
            .stream { write in try await pack.write(write) }, name: pack.fileName, type: "application/zip")
    }

    /// One picture of a screen.
    private static let limits: UploadLimits = {
        var limits = UploadLimits()
        (limits.file, limits.files) = (20_000_000, 1)
        return limits
    }()

    /// Notes that a person opened an address; the page again with what is wrong.
    private static func visited(_ visit: Visit) async throws -> Reply {
        let (agency, id) = (try visit.agency(), try visit.parameter("watched"))
        _ = try await visit.site.database.read { [year = try visit.year(), editions = visit.site.editions] in
            try WatchTimeline.load(id, agency: agency.id, year: year, editions: editions, today: visit.today, in: $0)
        }
        let files = visit.site.files
        let problems = try await visit.problems {
            var kept: String?
            if let sent = visit.files.first(where: { $0.field == "picture" }) {
                if let problem = sent.problem {
                    throw Failure.invalid([Problem(problem.key, problem.values, at: "picture")])
                }
                let (bytes, name) = (try sent.bytes(), sent.name)
                kept = try await Uploads.heavy { try NoteVisit.keep(bytes, name: name, in: files) }
            }
            try await visit.perform(
                NoteVisit(
                    agency: agency.id, watched: id, note: visit.form["note"] ?? "", picture: kept,
                    seen: visit.form["seen"]))
        }
        guard problems.isEmpty else {
            var page = try await timeline(visit)
            page.problems = problems
            return page.page.reply(visit, status: 422)
        }
        return .redirect("\(Link.watched(agency.key, try visit.year(), id))?done=visit_noted")
    }

    private static func timeline(_ visit: Visit) async throws -> WatchTimelinePage {
        let (agency, year, editions) = (try visit.agency(), try visit.year(), visit.site.editions)
        let id = try visit.parameter("watched")
        let timeline = try await visit.site.database.read {
            try WatchTimeline.load(id, agency: agency.id, year: year, editions: editions, today: visit.today, in: $0)
        }
        return WatchTimelinePage(visit: visit, agency: agency, year: year, timeline: timeline)
    }

    private static func found(_ visit: Visit) async throws -> [StoredCapture] {
        try await visit.site.captures(try visit.parameter("capture"), agency: try visit.agency().id)
    }
}
