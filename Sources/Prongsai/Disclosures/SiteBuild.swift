import Foundation
import HTML

/// A file of the published site.
struct SiteFile: Sendable, Equatable {
    enum Content: Sendable, Equatable {
        case bytes([UInt8])
        /// A stored file by its SHA-256.
        case stored(String)
    }
    /// Its way from the root, in UTF-8.
    var path: String
    var content: Content
}

/// The whole public site as plain files: the same data gives the same bytes.
struct SiteBuild: Sendable {
    let data: SiteData
    let strings: Strings
    let standard: Language
    /// What stands before the site in public, such as `https://example.go.th/ita`; empty where nobody said it.
    let base: String
    /// The style sheet and the icon, by name.
    let assets: [String: [UInt8]]

    private func shell(_ language: Language, depth: Int) -> SiteShell {
        SiteShell(
            links: SiteLinks(
                place: .folder(depth: depth), agency: data.agency.key, language: language, standard: standard,
                base: base), strings: strings, agency: data.agency)
    }

    func files() throws -> [SiteFile] {
        var files = Language.allCases.flatMap { pages($0) }
        let shell = shell(standard, depth: 0)
        let feeds = SiteFeeds(shell: shell, data: data)
        let catalogue = SiteCatalogue(data: data, links: shell.links)
        files += assets.map { SiteFile(path: $0.key, content: .bytes($0.value)) }
        files.append(SiteFile(path: "feed.atom", content: .bytes(feeds.atom())))
        files.append(SiteFile(path: "catalog.jsonld", content: .bytes(try catalogue.dcat())))
        files.append(SiteFile(path: "ckan.json", content: .bytes(try catalogue.ckan())))
        if let map = feeds.siteMap() { files.append(SiteFile(path: "sitemap.xml", content: .bytes(map))) }
        var seen: Set<String> = []
        for page in data.years.flatMap(\.entries).compactMap(\.page) {
            for file in page.files {
                let path = SiteLinks.path(of: file)
                if seen.insert(path).inserted { files.append(SiteFile(path: path, content: .stored(file.sha256))) }
            }
        }
        for report in data.reports {
            files += report.papers.map { paper in
                SiteFile(
                    path: "\(report.path)/\(SiteData.SiteReport.name(paper.format))", content: .bytes(paper.bytes))
            }
        }
        files.append(SiteFile(path: SiteFolder.mark, content: .bytes(SiteFolder.marking(data.agency.key))))
        return files.sorted { $0.path.precedesByBytes($1.path) }
    }

    private func pages(_ language: Language) -> [SiteFile] {
        var files: [SiteFile] = []
        func add(_ path: String, _ make: (SitePages) -> Node) {
            let folder = language == standard ? path : path.isEmpty ? language.rawValue : "\(language.rawValue)/\(path)"
            let depth = folder.isEmpty ? 0 : folder.utf8.split(separator: UInt8(ascii: "/")).count
            let node = make(SitePages(shell: shell(language, depth: depth), data: data))
            files.append(
                SiteFile(
                    path: folder.isEmpty ? "index.html" : "\(folder)/index.html",
                    content: .bytes(node.document() + [10])))
        }
        add("") { $0.start() }
        for year in data.years {
            add(SiteLinks.year(year.year)) { $0.year(year) }
            add(String(year.year)) { $0.shell.redirect(to: SiteLinks.year(year.year)) }
            for page in year.entries.compactMap(\.page) {
                let path = SiteLinks.item(year.year, page.slug)
                add(path) { $0.item(page) }
                for old in page.oldSlugs {
                    add(SiteLinks.item(year.year, old)) { $0.shell.redirect(to: path) }
                }
            }
        }
        return files
    }
}

extension Site {
    /// The files of an agency's public site.
    func siteFiles(of agency: Agency, base: String) async throws -> [SiteFile] {
        let editions = editions
        let found = try await database.read { try SiteData.load(agency.key, editions: editions, in: $0) }
        let reports = try await siteReports(of: agency)
        guard found != nil || !reports.isEmpty else { throw Failure.notFound(Message("failure.nothing_published")) }
        var data = found ?? SiteData(agency: agency, years: [], isFirst: false)
        data.reports = reports
        var assets: [String: [UInt8]] = [:]
        for name in ["pages.css", "icon.svg"] {
            assets[name] = try Disk.read(settings.root.appendingPathComponent("Public/\(name)").path, limit: 100_000)
        }
        return try SiteBuild(
            data: data, strings: strings, standard: .thai, base: base, assets: assets
        ).files()
    }
    /// The newest published version of each round's report, in every form, in its edition's first layout.
    private func siteReports(of agency: Agency) async throws -> [SiteData.SiteReport] {
        // The folder is Thai at its root whoever writes it, so that the same addresses stand the next time.
        let (editions, strings, language) = (editions, strings, Language.thai)
        let prepared = try await database.read { db -> [(PublicVersion, PreparedReport)] in
            var seen: Set<String> = []
            return try PublicVersion.list(of: agency.key, in: db).compactMap { version in
                guard seen.insert("\(version.year)/\(version.half)").inserted,
                    let frozen = try FrozenRound.load(version.frozen, in: db)
                else { return nil }
                let edition = try editions.stored(frozen.editionID, revision: frozen.editionRevision, in: db).edition
                return (
                    version,
                    try frozen.printed(edition, layout: nil, language: language, digits: .arabic, strings: strings)
                )
            }
        }
        var reports: [SiteData.SiteReport] = []
        for (version, report) in prepared {
            var papers: [(format: ReportFormat, bytes: [UInt8])] = []
            for format in ReportFormat.allCases {
                papers.append((format, try await file(of: report, format, agency: agency.id, as: .program)))
            }
            reports.append(
                SiteData.SiteReport(
                    year: version.year, half: version.half, frozenAt: version.frozenAt, papers: papers))
        }
        return reports
    }
}
