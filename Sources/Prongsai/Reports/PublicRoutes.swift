import Documents
import HTML

/// Published reports, at permanent addresses, for everybody. Nothing here knows who asks, so that caches may keep it
/// and no cookie is set; what is not published is as unknown as what never was.
enum PublicRoutes {
    static let all: [Route] = [
        .get("/public/:office", .everyone) { visit in
            try await shared(visit) { visit in
                let key = try visit.parameter("office")
                let versions = try await visit.site.database.read { try PublicVersion.list(of: key, in: $0) }
                let disclosures = try await SiteRoutes.years(visit, key)
                guard let agency = versions.first?.agency ?? disclosures?.data.agency else { throw nothing }
                return PublicPages.index(visit, agency, versions, disclosures)
            }
        },
        // A round's report, or a disclosure's page: names of pages begin with a letter.
        .get("/public/:office/:year/:half", .everyone) { visit in
            try await shared(visit) { visit in
                let name = try visit.parameter("half")
                if SiteSlug.problem(name) == nil {
                    return try await SiteRoutes.item(visit, try visit.parameter("office"), name)
                }
                let (versions, chosen, prepared) = try await prepared(visit)
                return PublicPages.report(visit, prepared, chosen, newest: versions.first ?? chosen)
            }
        },
        .get("/public/:office/:year/:half/:paper", .everyone) { visit in
            try await shared(visit) { visit in
                let (_, chosen, prepared) = try await prepared(visit)
                let name = try visit.parameter("paper")
                guard let format = ReportFormat.allCases.first(where: { "report.\($0.rawValue)" == name }) else {
                    throw nothing
                }
                let report = prepared.report
                let mark =
                    "\"\(chosen.hash.prefix(32))-\(report.layout.key)-\(report.words.language)-"
                    + "\(report.digits.rawValue)-\(format.rawValue)-\(Prongsai.version)\""
                if visit.request.knows(mark) {
                    return Reply(304, [("etag", mark), ("cache-control", cache)])
                }
                let bytes = try await visit.site.file(of: prepared, format, agency: chosen.agency.id, as: .program)
                return Reply(
                    200,
                    [
                        ("content-type", format.mediaType), ("etag", mark), ("cache-control", cache),
                        ("content-disposition", Reply.disposition(prepared.fileName(format), inline: format == .pdf)),
                        ("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'; img-src data:"),
                    ], .bytes(bytes))
            }
        },
        .get("/public/:office/:year/:half/photo/:hash", .everyone) { visit in
            try await shared(visit) { visit in
                let hash = try visit.parameter("hash")
                let key = try visit.parameter("office")
                let (year, half) = (try visit.year(), try RoundRoutes.half(visit))
                let isShown = try await visit.site.database.read { db in
                    for version in try PublicVersion.list(of: key, year: year, half: half, in: db) {
                        guard let frozen = try FrozenRound.load(version.frozen, in: db) else { continue }
                        if frozen.content.photoHashes.contains(hash) { return true }
                    }
                    return false
                }
                guard isShown else { throw nothing }
                return try PreviewRoutes.photo(visit.site, hash, cache: "public, max-age=86400")
            }
        },
    ]

    /// An hour: what was withdrawn must not stay in caches for long.
    static let cache = "public, max-age=3600"

    private static let nothing = Failure.notFound(Message("failure.no_page"))

    /// Answers without knowing who asks; what is not there is answered in a way caches may keep for a moment.
    static func shared(_ visit: Visit, _ answer: (Visit) async throws -> Reply) async throws -> Reply {
        let plain = visit.asAnybody
        do { return try await answer(plain) } catch Failure.notFound {
            return PublicPages.nothing(plain)
        }
    }

    /// The published versions of the path's round, the one that is asked for, and its report.
    private static func prepared(_ visit: Visit) async throws -> (
        versions: [PublicVersion], chosen: PublicVersion, report: PreparedReport
    ) {
        let key = try visit.parameter("office")
        let (year, half) = (try visit.year(), try RoundRoutes.half(visit))
        let choice = ReportChoice(visit.form, language: visit.language)
        let (editions, strings) = (visit.site.editions, visit.site.strings)
        return try await visit.site.database.read { db in
            let versions = try PublicVersion.list(of: key, year: year, half: half, in: db)
            let wanted = versions.first { choice.version == nil || $0.version == choice.version }
            guard let chosen = wanted, let frozen = try FrozenRound.load(chosen.frozen, in: db) else { throw nothing }
            let edition = try editions.stored(frozen.editionID, revision: frozen.editionRevision, in: db).edition
            let layout = edition.layouts.first { $0.key == choice.layout }?.key
            let report = try frozen.printed(
                edition, layout: layout, language: choice.language, digits: choice.digits, strings: strings)
            return (versions, chosen, report)
        }
    }
}

extension Visit {
    /// The same request of nobody in particular: no viewer, and the language the address names.
    var asAnybody: Visit {
        Visit(
            site: site, request: request, viewer: nil, found: nil,
            language: request.query["language"].flatMap { Language(rawValue: $0) } ?? site.settings.language,
            form: form, files: files, json: json, now: now, formToken: "", setupCode: "")
    }
}

extension RoundContent {
    /// The printable photos it shows, by SHA-256.
    var photoHashes: Set<String> {
        let rows = sections.flatMap(\.indicators).flatMap(\.rows)
        return Set(rows.flatMap { $0.evidence + $0.results.flatMap(\.evidence) }.compactMap { $0.picture?.sha256 })
    }
}

extension Settings {
    /// A path of this site as others reach it; the path alone where the office has no public address.
    func absolute(_ path: String) -> String {
        address.utf8.last == UInt8(ascii: "/") ? String(address.dropLast()) + path : address + path
    }
}

extension Link {
    static func publicAgency(_ agency: String) -> String { "/public/\(agency)" }
    static func publicReport(_ agency: String, _ year: Int, _ half: Int) -> String {
        "/public/\(agency)/\(year)/\(half)"
    }
}
