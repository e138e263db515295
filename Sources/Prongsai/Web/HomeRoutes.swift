import HTML

/// The first page, health, and what machines ask for.
enum HomeRoutes {
    static let all: [Route] = [
        .get("/", .everyone) { visit in
            guard let viewer = visit.viewer else { return try await start(visit) }
            let agency = viewer.agency
            let year = agency.year(on: visit.today)
            switch viewer.role {
            case .administrator: return .redirect(Link.people(agency.key))
            case .overseer: return .redirect(Link.below(agency.key))
            case .unitOfficer where year != nil: return .redirect(Link.work(agency.key, year ?? 0))
            // Nothing has begun yet: who may begins a year.
            case .officer where year == nil: return .redirect(Link.years(agency.key))
            default: return .redirect(Link.standing(agency.key, year ?? visit.today.fiscalYear))
            }
        },
        .get("/health", .everyone) { visit in
            // Words for machines: which of the two is out of use, nothing more.
            let database: ()? = try? await visit.site.database.read { _ = try $0.first("SELECT 1 AS one") }
            let files = visit.site.files.isUsable
            guard database != nil, files else {
                return .text(database == nil ? "database\n" : "files\n", status: 503)
            }
            return .text("ok\n")
        },
        .get("/robots.txt", .everyone) { _ in .text("User-agent: *\nDisallow: /desk/\nDisallow: /account\n") },
    ]

    /// For somebody who is not signed in: what this is and where to sign in; before anything is set up, how to begin.
    private static func start(_ visit: Visit) async throws -> Reply {
        let accounts = try await visit.site.database.read {
            try $0.first("SELECT person_id FROM account LIMIT 1")
        }
        if accounts == nil { return .redirect("/setup") }
        let agencies = try await visit.site.database.read { try PublicVersion.agencies(in: $0) }
        return Page(
            visit.text("web.purpose"), sub: .text(visit.text("web.purpose_sub")),
            [
                element(
                    "p", [],
                    [element("a", [.class("btn"), .href("/sign-in")], text: visit.text("web.sign_in"))]),
                agencies.isEmpty ? .empty : published(visit, agencies),
                element("p", [], [element("a", [.href("/verify")], text: visit.text("public.verify"))]),
            ]
        ).reply(visit)
    }

    /// Agencies whose reports everybody can read.
    private static func published(_ visit: Visit, _ agencies: [Agency]) -> Node {
        let items = agencies.map { agency in
            element(
                "li", [],
                [
                    element(
                        "a", [.href(Link.publicAgency(agency.key))],
                        text: visit.site.strings.name(agency, visit.language))
                ])
        }
        return element(
            "section", [.class("card")],
            [element("h2", text: visit.text("public.agencies")), element("ul", [.class("ready")], items)])
    }
}
