import Documents
import HTML
import ITA

/// The page behind a link: what it is about, and a form. It says which agency and measure, nothing else of the house.
enum GivePage {
    static let about = "give"

    static func node(
        _ visit: Visit, _ link: ContributionLink, agency: Agency, code: String, values: [String: String],
        problems: [Problem] = [], waiting: [PendingUpload] = [], chosen: Set<String>? = nil
    ) -> Page {
        let form = Form(visit, values: values.merging(["photos": ""]) { $1 }, problems: problems)
        let name = visit.site.strings.name(agency, visit.language)
        let round = visit.text("standing.round", ["round": String(link.half), "year": String(link.fiscalYear)])
        let least = ["limit": String(ContributionLink.mostFiles)]
        return Page(
            visit.text("give.title"),
            sub: .text([name, round].joined(separator: " · ")),
            [
                element(
                    "section", [.class("card narrow measure")],
                    [
                        element("p", [.class("hint")], text: visit.text("give.measure")),
                        element("p", [.class("what")], text: link.measure),
                    ]),
                element(
                    "section", [.class("card narrow")],
                    [
                        form.node(
                            to: Link.give(code), files: true,
                            [
                                Form.hidden("key", values["key"] ?? ""),
                                form.line("name", visit.text("give.name"), required: true, autocomplete: "name"),
                                form.area(
                                    "text", visit.text("record.text"), hint: visit.text("record.text_hint"), rows: 5,
                                    required: true),
                                form.field("photos", visit.text("record.photos"), visit.text("give.photos_hint", least))
                                {
                                    element(
                                        "input",
                                        $0 + [
                                            Attribute("type", "file"), Attribute("name", "photos"),
                                            Attribute("multiple"), Attribute("accept", "image/*"),
                                        ])
                                },
                                element(
                                    "ul", [.class("uploads")], EvidenceNodes.waiting(waiting, chosen: chosen, visit)),
                                element("p", [.class("hint")], text: visit.text("give.privacy")),
                                element("p", [.class("buttons")], [form.button("give.button")]),
                            ])
                    ]),
            ])
    }

    /// After it was handed in.
    static func thanks(_ visit: Visit, code: String) -> Page {
        Page(
            visit.text("give.thanks"), sub: .text(visit.text("give.thanks_sub")),
            [
                element(
                    "p", [],
                    [element("a", [.class("btn quiet"), .href(Link.give(code))], text: visit.text("give.more"))])
            ])
    }

    /// A link that never was, or was mistyped. What was typed can be copied.
    static func gone(_ visit: Visit) -> Page {
        Page(visit.text("give.gone"), [element("p", text: visit.text("give.gone_mend"))] + typed(visit))
    }

    /// A link that was good once: why it is not any more, and nothing else of the house. What came too late can be copied.
    static func over(_ visit: Visit, _ state: ContributionLink.State) -> Page {
        let why =
            switch state {
            case .open, .expired: visit.text("give.expired")
            case .revoked: visit.text("give.revoked")
            case .frozen: visit.text("give.frozen")
            case .full: visit.text("give.full")
            }
        return Page(visit.text("give.over"), [element("p", text: why)] + typed(visit))
    }

    static func wait(_ visit: Visit) -> Page {
        Page(
            visit.text("give.wait"),
            [element("p", text: visit.text("give.wait_mend", ["seconds": "60"]))] + typed(visit))
    }

    private static func typed(_ visit: Visit) -> [Node] {
        let typed = visit.request.method == "POST" ? ["name", "text"].compactMap { visit.form.filled($0) } : []
        guard !typed.isEmpty else { return [] }
        return [
            element(
                "section", [.class("card narrow")],
                [element("p", text: visit.text("give.typed"))]
                    + typed.map { element("p", [.class("typed")], text: $0) })
        ]
    }
}

/// Handing in through a link. A good code never waits, whatever others try; where many codes that never were are tried
/// within a minute, the next of them wait.
enum GiveRoutes {
    static let all: [Route] = [
        .get("/give/:code", .everyone) { visit in
            let code = try visit.parameter("code")
            switch try await find(visit, code) {
            case .wait: return GivePage.wait(visit).reply(visit, status: 429)
            case .gone: return GivePage.gone(visit).reply(visit, status: 404)
            case .over(let state): return GivePage.over(visit, state).reply(visit, status: 410)
            case .open(let link, let agency):
                if visit.form["sent"] == "1" { return GivePage.thanks(visit, code: code).reply(visit) }
                return GivePage.node(
                    visit, link, agency: agency, code: code, values: ["key": ID.new(), "name": "", "text": ""]
                ).reply(visit)
            }
        },
        .post("/give/:code", .everyone, .files, limits: limits) { try await give($0) },
    ]

    private static let limits: UploadLimits = {
        var limits = UploadLimits()
        (limits.files, limits.fields, limits.request) = (ContributionLink.mostFiles, 100_000, 300_000_000)
        return limits
    }()

    private enum Found { case open(ContributionLink, Agency), gone, over(ContributionLink.State), wait }

    private static func find(_ visit: Visit, _ code: String) async throws -> Found {
        let now = visit.now
        let (link, agency) = try await visit.site.database.read { db in
            guard let link = try ContributionLink.find(code: code, in: db) else {
                return (ContributionLink?.none, Agency?.none)
            }
            let agency = try db.first("SELECT * FROM agency WHERE id = \(link.agencyID)").map { try Agency($0) }
            return (link, agency)
        }
        // Codes that never were are counted; those that are over were given out by somebody.
        guard let link, let agency else { return visit.site.strayCodes.begin(at: now) ? .wait : .gone }
        let state = link.state(at: now)
        return state == .open ? .open(link, agency) : .over(state)
    }

    private static func give(_ visit: Visit) async throws -> Reply {
        let code = try visit.parameter("code")
        let link: ContributionLink
        let agency: Agency
        switch try await find(visit, code) {
        case .wait: return GivePage.wait(visit).reply(visit, status: 429)
        case .gone: return GivePage.gone(visit).reply(visit, status: 404)
        case .over(let state):
            return GivePage.over(visit, state).reply(visit, status: 410)
        case .open(let found, let of): (link, agency) = (found, of)
        }
        let uploads = Uploads(visit.site.files, owner: "give-\(visit.formToken)")
        let about = "\(GivePage.about) \(link.id)"
        let sent = try await EvidenceForm.read(visit, uploads, about: about, most: ContributionLink.mostFiles)
        var problems = sent.problems
        for field in ["text", "name"] where visit.form.filled(field) == nil {
            problems.insert(Problem("empty", ["field": field], at: field), at: 0)
        }
        let key = visit.form["key"].flatMap { ID.isID($0) ? $0 : nil } ?? ID.new()
        if problems.isEmpty {
            do {
                // A visitor to this page even where somebody is signed in, such as the officer who tries the link.
                _ = try await visit.site.perform(
                    Contribute(
                        agency: link.agencyID, link: link.id, key: key, sender: visit.form["name"] ?? "",
                        text: visit.form["text"] ?? "", pictures: try await uploads.stored(sent.uploads)),
                    as: .visitor)
                for id in sent.uploads { uploads.remove(id) }
                return .redirect("\(Link.give(code))?sent=1")
            } catch Failure.invalid(let found) {
                problems = found
            } catch Failure.notFound {
                // Closed at this very moment.
                guard case .over(let state) = try await find(visit, code) else {
                    return GivePage.gone(visit).reply(visit, status: 404)
                }
                return GivePage.over(visit, state).reply(visit, status: 410)
            }
        }
        return GivePage.node(
            visit, link, agency: agency, code: code,
            values: ["key": key, "name": visit.form["name"] ?? "", "text": visit.form["text"] ?? ""],
            problems: problems, waiting: uploads.list(about: about), chosen: Set(sent.uploads)
        ).reply(visit, status: 422)
    }
}
