import HTML

extension Link {
    static let jobs = "/jobs"
    static func job(_ id: String) -> String { "/jobs/\(id)" }
    static func jobFile(_ id: String) -> String { "/jobs/\(id)/file" }
    /// Asks for all forms of a round's report in one file.
    static func archive(_ agency: String, _ year: Int, _ half: Int) -> String {
        "/desk/\(agency)/\(year)/rounds/\(half)/archive"
    }
}

/// Long work one has asked for: how far it is, and what came of it.
enum JobRoutes {
    static let all: [Route] = [
        .get("/jobs", .signedIn) { visit in
            let (person, now) = (visit.viewer?.id ?? "", visit.now)
            let jobs = try await visit.site.database.read { try Job.load(person: person, at: now, in: $0) }
            return JobPage.list(visit, jobs).reply(visit)
        },
        .get("/jobs/:job", .signedIn) { visit in JobPage.one(visit, try await find(visit)).reply(visit) },
        .get("/jobs/:job/file", .signedIn) { try await file($0) },
        .post("/desk/:agency/:year/rounds/:half/archive", .agency(.read)) { visit in
            .redirect(Link.job(try await archive(visit, language: visit.language)))
        },
    ]

    /// What came of a job.
    static func file(_ visit: Visit) async throws -> Reply {
        guard let file = try await find(visit).file else { throw Failure.notFound(Message("failure.no_job")) }
        return .download(.bytes(try visit.site.files.bytes(of: file.hash)), name: file.name, type: "application/zip")
    }

    /// One of the visitor's own jobs; others' do not exist for them.
    static func find(_ visit: Visit) async throws -> Job {
        let (person, id, now) = (visit.viewer?.id ?? "", try visit.parameter("job"), visit.now)
        let found = try await visit.site.database.read { try Job.load(person: person, id: id, at: now, in: $0).first }
        guard let found, !id.isEmpty else { throw Failure.notFound(Message("failure.no_job")) }
        return found
    }

    /// Asks for the archive of the path's round.
    static func archive(_ visit: Visit, language: Language) async throws -> String {
        let (agency, year) = (try visit.agency().id, try visit.year())
        let half = Int(try visit.parameter("half")) ?? 0
        let plan = try await visit.site.database.read { db in
            try db.first("SELECT id FROM plan WHERE agency_id = \(agency) AND fiscal_year = \(year)")?.string("id")
        }
        guard let plan else { throw Failure.notFound(Message("failure.no_plan_yet")) }
        return try await visit.perform(
            BeginJob(agency: agency, kind: ReportArchive(plan: plan, half: half, language: language)))
    }
}

/// Pages of long work.
enum JobPage {
    static func list(_ visit: Visit, _ jobs: [Job]) -> Page {
        guard !jobs.isEmpty else {
            return Page(
                visit.text("job.title"), sub: .text(visit.text("job.none")),
                [element("p", [], [element("a", [.class("btn"), .href("/")], text: visit.text("web.to_start"))])])
        }
        let rows = jobs.map { job in
            element(
                "tr", [],
                [
                    element(
                        "th", [],
                        [
                            element("a", [.href(Link.job(job.id))], text: name(visit, job)),
                            job.file.map { element("p", [.class("hint")], text: $0.name) } ?? .empty,
                        ]),
                    element(
                        "td", [Attribute("data-label", visit.text("job.asked"))],
                        text: visit.site.strings.instant(job.createdAt, visit.language)),
                    element("td", [Attribute("data-label", visit.text("job.state"))], [state(visit, job)]),
                ])
        }
        let head = ["job.what", "job.asked", "job.state"].map { element("th", text: visit.text($0)) }
        return Page(
            visit.text("job.title"), sub: .text(visit.text("job.sub")),
            [
                element(
                    "table", [.class("cards")],
                    [element("thead", [], [element("tr", [], head)]), element("tbody", [], rows)])
            ])
    }

    static func one(_ visit: Visit, _ job: Job) -> Page {
        var page = Page(name(visit, job), sub: .text(visit.site.strings.name(job.agency, visit.language)), [])
        let section: [Node]
        switch job.state {
        case .waiting, .running:
            page.scripts = ["job"]
            page.refresh = 3
            let reached = ["done": String(job.done), "total": String(job.total)]
            let text = visit.text(
                job.state == .waiting ? "job.waits" : job.total > 0 ? "job.reached" : "job.begun", reached)
            var bar: [Attribute] = [Attribute("aria-label", visit.text("job.progress"))]
            if job.total > 0 {
                bar += [Attribute("max", String(job.total)), Attribute("value", String(min(job.done, job.total)))]
            }
            section = [
                element("progress", bar + [.class("long")]), element("p", text: text),
                element("p", [.class("hint")], text: visit.text("job.leave")),
            ]
        case .finished:
            let key = job.file == nil ? "job.look" : "job.fetch"
            section =
                [element("p", [], [state(visit, job)])]
                + (job.outcome.map {
                    [element("p", [], [element("a", [.class("btn"), .href($0)], text: visit.text(key))])]
                } ?? [])
                + (job.file == nil ? [] : [element("p", [.class("hint")], text: visit.text("job.kept"))])
        case .failed:
            let lines = job.fault?.lines(visit.site.strings, visit.language) ?? []
            section = [
                element("p", [], [state(visit, job)]), element("ul", [], lines.map { element("li", text: $0) }),
                element("p", [.class("hint")], text: visit.text("job.safe")),
            ]
        }
        page.body = [
            element("section", [.class("card narrow"), .id("job"), Attribute("aria-live", "polite")], section),
            element("p", [], [element("a", [.href(Link.jobs)], text: visit.text("job.all"))]),
        ]
        return page
    }

    static func name(_ visit: Visit, _ job: Job) -> String {
        visit.text("job.kind_\(job.kind.replacingOccurrences(of: "-", with: "_"))")
    }

    private static func state(_ visit: Visit, _ job: Job) -> Node {
        let look =
            switch job.state {
            case .finished: ("good", "✓")
            case .failed: ("bad", "✕")
            case .waiting, .running: ("fair", "…")
            }
        return element(
            "span", [.class("tag \(look.0)")], text: "\(look.1) \(visit.text("job.state_\(job.state.rawValue)"))")
    }
}

/// Long work, for machines.
enum JobAPI {
    private static let shape = Shape.object([
        .init("id", .id), .init("kind", .id), .init("state", .choice(Job.State.allCases.map(\.rawValue))),
        .init("done", .whole(0...10_000_000)), .init("total", .whole(0...10_000_000)), .init("createdAt", .instant),
        .init("outcome", .nullable(.text(500))), .init("faults", .list(.text(2000), most: 5000)),
    ])

    static let all: [Endpoint] = [
        .post(
            "makeReportArchive", "/years/:year/rounds/:half/archive", .read,
            takes: [.init("language", .choice(Language.allCases.map(\.rawValue)), required: false)],
            gives: Endpoint.made
        ) { visit, input in
            let language = input["language"]?.text.flatMap { Language(rawValue: $0) } ?? visit.language
            return ["id": .text(try await JobRoutes.archive(visit, language: language))]
        },
        .get("listJobs", "/jobs", .read, gives: .object([.init("jobs", .list(shape, most: 20))])) { visit, _ in
            let (person, now) = (visit.viewer?.id ?? "", visit.now)
            let jobs = try await visit.site.database.read { try Job.load(person: person, at: now, in: $0) }
            return [
                "jobs": .list(
                    jobs.map { job in
                        [
                            "id": .text(job.id), "kind": .text(job.kind), "state": .text(job.state.rawValue),
                            "done": .whole(job.done), "total": .whole(job.total), "createdAt": .text(job.createdAt),
                            "outcome": JSONValue(job.outcome),
                            "faults": .list(
                                job.fault?.lines(visit.site.strings, visit.language).map { .text($0) } ?? []),
                        ]
                    })
            ]
        },
    ]
}
