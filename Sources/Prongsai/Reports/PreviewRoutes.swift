import Documents
import Foundation
import HTML

/// The report of a round in the browser and as files, for people of the agency.
enum PreviewRoutes {
    private static let base = "/desk/:agency/:year/rounds/:half"

    static let all: [Route] = [
        .get("\(base)/preview", .agency(.read)) { visit in
            page(visit, try await RoundRoutes.data(visit)).reply(visit).with(
                "content-security-policy", framing)
        },
        .get("\(base)/view", .agency(.read)) { visit in
            let (agency, year, half) = (try visit.agency(), try visit.year(), try RoundRoutes.half(visit))
            let prepared = try await prepared(visit)
            let bytes = prepared.report.page(
                photo: { Link.roundPhoto(agency.key, year, half, $0) },
                head: ReportView.head(visit.site.assets),
                before: [], after: [])
            return ReportView.reply(bytes, cache: "private, no-store")
        },
        .get("\(base)/photo/:hash", .agency(.read)) { visit in
            let (agency, hash) = (try visit.agency().id, try visit.parameter("hash"))
            let isOurs = try await visit.site.database.read { db in
                try db.first("SELECT id FROM evidence WHERE agency_id = \(agency) AND print_sha256 = \(hash) LIMIT 1")
                    != nil
            }
            guard isOurs else { throw Failure.notFound(Message("failure.no_page")) }
            return try photo(visit.site, hash, cache: "private, max-age=86400, immutable")
        },
        .get("\(base)/file", .agency(.read)) { visit in
            guard let format = visit.form["format"].flatMap({ ReportFormat(rawValue: $0) }) else {
                throw Failure.notFound(Message("failure.no_page"))
            }
            let prepared = try await prepared(visit)
            let bytes = try await visit.site.file(
                of: prepared, format, agency: try visit.agency().id, as: visit.actor)
            let isShown = format == .pdf && visit.form["shown"] == "1"
            let file = Reply.download(
                .bytes(bytes), name: prepared.fileName(format), type: format.mediaType, inline: isShown)
            return isShown ? file.with("content-security-policy", paper) : file
        },
    ]

    /// The page may show the report in a frame; all else is as on every page.
    private static let framing =
        (Front.headers.first { $0.name == "content-security-policy" }?.value ?? "") + "; frame-src 'self'"

    /// A paper of ours in the browser's own viewer, which brings styles and scripts of its own.
    private static let paper = "form-action 'none'; frame-ancestors 'none'; base-uri 'none'"

    /// A printable copy, in which nothing of the camera's notes is left.
    static func photo(_ site: Site, _ hash: String, cache: String) throws -> Reply {
        let bytes = try site.files.bytes(of: hash)
        return Reply(
            200, [("content-type", "image/jpeg"), ("cache-control", cache), ("x-content-type-options", "nosniff")],
            .bytes(bytes))
    }

    private static func prepared(_ visit: Visit) async throws -> PreparedReport {
        let choice = ReportChoice(visit.form, language: visit.language)
        return try await visit.site.report(
            agency: try visit.agency(), year: try visit.year(), half: try RoundRoutes.half(visit),
            layout: choice.layout, language: choice.language, digits: choice.digits, version: choice.version)
    }

    private static func page(_ visit: Visit, _ data: RoundData) -> Page {
        let (key, year, half) = (data.plan.agency.key, data.plan.fiscalYear, data.round.half)
        let choice = ReportChoice(visit.form, language: visit.language)
        let view = Link.view(key, year, half) + choice.query
        let isDraft = data.round.frozenAt == nil && choice.version == nil
        return Page(
            visit.text("preview.title"),
            sub: .text(visit.text("standing.round", ["round": String(half), "year": String(year)])), current: .round,
            [
                element(
                    "p", [],
                    [element("a", [.href(Link.round(key, year, half))], text: "← \(visit.text("preview.back"))")]),
                isDraft ? element("p", [.class("tag fair wrap")], text: "◆ \(visit.text("papers.draft"))") : .empty,
                RoundPapers.choice(
                    visit, data, choice, to: Link.preview(key, year, half),
                    [
                        element("button", [.class("btn")], text: visit.text("preview.show")),
                        RoundPapers.files(visit, to: Link.reportFile(key, year, half)),
                        element("a", [.class("btn quiet"), .href(view)], text: visit.text("preview.alone")),
                        element(
                            "a",
                            [
                                .class("btn quiet"),
                                .href(Link.reportFile(key, year, half) + choice.query + "&format=pdf&shown=1"),
                            ], text: visit.text("preview.pages")),
                    ]),
                element(
                    "iframe", [.class("paper"), .src(view), Attribute("title", visit.text("preview.title"))]),
            ])
    }
}
