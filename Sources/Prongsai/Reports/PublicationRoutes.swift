import HTML

/// Publishing a frozen version and taking it back: the officer first reads what everybody will see.
enum PublicationRoutes {
    private static let base = "/desk/:agency/:year/rounds/:half"

    static let all: [Route] = [
        .get("\(base)/publish", .agency(.plan)) { visit in
            let (agency, year, half) = (try visit.agency(), try visit.year(), try RoundRoutes.half(visit))
            let frozen = try await frozen(visit, visit.form["version"])
            return page(visit, agency, year, half, frozen).reply(visit)
        },
        .post("\(base)/publish", .agency(.plan)) { visit in
            let frozen = try await frozen(visit, visit.form["version"])
            try await visit.perform(PublishVersion(agency: try visit.agency().id, frozen: frozen.id))
            return .redirect(try back(visit) + "?done=published")
        },
        .post("\(base)/unpublish", .agency(.plan)) { visit in
            let frozen = try await frozen(visit, visit.form["version"])
            try await visit.perform(WithdrawVersion(agency: try visit.agency().id, frozen: frozen.id))
            return .redirect(try back(visit) + "?done=unpublished")
        },
    ]

    private static func back(_ visit: Visit) throws -> String {
        Link.round(try visit.agency().key, try visit.year(), try RoundRoutes.half(visit))
    }

    /// The frozen version of the path's round that a form names.
    private static func frozen(_ visit: Visit, _ version: String?) async throws -> FrozenRound {
        let (agency, year, half) = (try visit.agency().id, try visit.year(), try RoundRoutes.half(visit))
        let versions = try await visit.site.database.read {
            try FrozenRound.load(agency: agency, year: year, half: half, in: $0)
        }
        guard let found = versions.first(where: { String($0.version) == version }) else {
            throw Failure.notFound(Message("failure.no_version"))
        }
        return found
    }

    private static func page(_ visit: Visit, _ agency: Agency, _ year: Int, _ half: Int, _ frozen: FrozenRound) -> Page
    {
        let preview = PublicationPreview(frozen.content)
        let address = visit.site.settings.absolute(Link.publicReport(agency.key, year, half))
        var facts = [
            visit.text("publish.agency", ["agency": visit.site.strings.name(agency, visit.language)]),
            visit.text("publish.scores"),
            visit.text("publish.rows", ["rows": String(preview.rows), "results": String(preview.results)]),
            visit.text("publish.photos", ["photos": String(preview.photos)]),
            visit.text("publish.files", ["files": String(preview.files), "addresses": String(preview.addresses)]),
        ]
        facts.append(
            preview.people.isEmpty
                ? visit.text("publish.nobody")
                : visit.text("publish.people", ["names": preview.people.joined(separator: ", ")]))
        return Page(
            visit.text("publish.title"),
            sub: .text(
                visit.text(
                    "publish.which",
                    ["version": String(frozen.version), "round": String(half), "year": String(year)])),
            current: .round,
            [
                element(
                    "section", [.class("card")],
                    [
                        element("h2", text: visit.text("publish.seen")),
                        element("ul", [], facts.map { element("li", text: $0) }),
                        element("p", [.class("hint")], text: visit.text("publish.not_seen")),
                        element(
                            "p", [],
                            [
                                element(
                                    "a",
                                    [.href(Link.preview(agency.key, year, half) + "?version=\(frozen.version)")],
                                    text: visit.text("publish.read"))
                            ]),
                        element("p", [], [.text(visit.text("publish.address") + " "), element("code", text: address)]),
                        Form(visit).node(
                            to: Link.publish(agency.key, year, half),
                            [
                                Form.hidden("version", String(frozen.version)),
                                element(
                                    "div", [.class("buttons")],
                                    [
                                        Form(visit).button("publish.button"),
                                        element(
                                            "a", [.class("btn quiet"), .href(Link.round(agency.key, year, half))],
                                            text: visit.text("publish.cancel")),
                                    ]),
                            ]),
                    ])
            ])
    }
}
