import HTML

/// The public site in the running server: nobody signs in, no cookie is set, caches may keep it.
enum SiteRoutes {
    static let all: [Route] = [
        .get("/public/:office/:year/disclosures", .everyone) { visit in
            try await PublicRoutes.shared(visit) { try await SiteRoutes.year($0, try $0.parameter("office")) }
        },
        .get("/public/:office/feed.atom", .everyone) { visit in
            try await machine(visit, "application/atom+xml; charset=utf-8") { SiteFeeds(shell: $0, data: $1).atom() }
        },
        .get("/public/:office/sitemap.xml", .everyone) { visit in
            try await machine(visit, "application/xml; charset=utf-8") { SiteFeeds(shell: $0, data: $1).siteMap() }
        },
        .get("/public/:office/catalog.jsonld", .everyone) { visit in
            try await machine(visit, "application/ld+json") {
                try SiteCatalogue(data: $1, links: $0.links).dcat()
            }
        },
        .get("/public/:office/ckan.json", .everyone) { visit in
            try await machine(visit, "application/json; charset=utf-8") {
                try SiteCatalogue(data: $1, links: $0.links).ckan()
            }
        },
        .get("/public/:office/files/:file/:name", .everyone) { visit in
            try await PublicRoutes.shared(visit) { visit in
                let (site, id) = (try await load(visit, try visit.parameter("office")), try visit.parameter("file"))
                guard let file = site.file(id) else { throw nothing }
                return try serve(file, visit)
            }
        },
        // The first agency's pages stand at `/2568/no-gift-policy` too.
        .get("/:year/:slug", .everyone) { visit in
            guard let year = Int(try visit.parameter("year")), (2400...2999).contains(year) else { throw nothing }
            return try await PublicRoutes.shared(visit) { visit in
                guard let key = try await visit.site.database.read({ try SiteData.firstKey(in: $0) }) else {
                    throw nothing
                }
                let slug = try visit.parameter("slug")
                return slug == "disclosures"
                    ? try await SiteRoutes.year(visit, key) : try await SiteRoutes.item(visit, key, slug)
            }
        },
    ]

    private static let nothing = Failure.notFound(Message("failure.no_page"))

    private static func load(_ visit: Visit, _ key: String) async throws -> SiteData {
        let site = visit.site
        guard let data = try await site.database.read({ try SiteData.kept(key, on: site, in: $0) }) else {
            throw nothing
        }
        return data
    }

    private static func shell(_ visit: Visit, _ data: SiteData) -> SiteShell {
        let settings = visit.site.settings
        let links = SiteLinks(
            place: .server(base: data.isFirst ? "" : Link.publicAgency(data.agency.key)), agency: data.agency.key,
            language: visit.language, standard: settings.language, assets: visit.site.assets,
            base: settings.address.isEmpty ? "" : settings.absolute(""))
        return SiteShell(links: links, strings: visit.site.strings, agency: data.agency)
    }

    private static func year(_ visit: Visit, _ key: String) async throws -> Reply {
        let data = try await load(visit, key)
        guard let year = data[try visit.year()] else { throw nothing }
        return reply(SitePages(shell: shell(visit, data), data: data).year(year))
    }

    /// The page of an item, or where it stands now.
    static func item(_ visit: Visit, _ key: String, _ slug: String) async throws -> Reply {
        let data = try await load(visit, key)
        guard let page = data[try visit.year()]?.page(slug) else { throw nothing }
        let shell = shell(visit, data)
        if page.slug != slug {
            return Reply(
                301,
                [
                    ("location", shell.links.page(SiteLinks.item(page.content.fiscalYear, page.slug))),
                    ("cache-control", PublicRoutes.cache),
                ])
        }
        return reply(SitePages(shell: shell, data: data).item(page), status: page.withdrawnAt == nil ? 200 : 410)
    }

    /// An agency's years, for its page of everything public; nil where it shows no disclosures.
    static func years(_ visit: Visit, _ key: String) async throws -> (data: SiteData, links: SiteLinks)? {
        let site = visit.site
        guard let data = try await site.database.read({ try SiteData.kept(key, on: site, in: $0) }) else { return nil }
        return (data, shell(visit, data).links)
    }

    private static func reply(_ node: Node, status: Int = 200) -> Reply {
        Reply(
            status, [("content-type", "text/html; charset=utf-8"), ("cache-control", "public, max-age=300")],
            .bytes(node.document()))
    }

    private static func machine(
        _ visit: Visit, _ type: String, _ make: (SiteShell, SiteData) throws -> [UInt8]?
    ) async throws -> Reply {
        try await PublicRoutes.shared(visit) { visit in
            let data = try await load(visit, try visit.parameter("office"))
            // Whoever follows a feed or a catalogue needs whole addresses.
            guard !visit.site.settings.address.isEmpty else { return PublicPages.withoutAddress(visit) }
            guard let bytes = try make(shell(visit, data), data) else { throw nothing }
            return Reply(200, [("content-type", type), ("cache-control", "public, max-age=300")], .bytes(bytes))
        }
    }

    /// A published file under its own name. What a browser could run is kept, never shown.
    private static func serve(_ file: PublishedContent.File, _ visit: Visit) throws -> Reply {
        let mark = "\"\(file.sha256.prefix(32))\""
        guard try visit.parameter("name") == SitePaper.segment(file.name) else {
            return Reply(
                301,
                [
                    ("location", "\(Link.publicAgency(try visit.parameter("office")))/\(SiteLinks.address(of: file))"),
                    ("cache-control", PublicRoutes.cache),
                ])
        }
        var headers = [("etag", mark), ("cache-control", PublicRoutes.cache)]
        if visit.request.knows(mark) { return Reply(304, headers) }
        let (place, size) = try visit.site.files.located(file.sha256)
        let isShown = file.kind == .pdf || file.kind == .jpg
        headers += [
            ("content-type", file.mediaType),
            ("content-disposition", Reply.disposition(file.name, inline: isShown)),
            ("x-content-type-options", "nosniff"),
            // A viewer inside a browser needs its own styles; nothing of a file may load or run anything.
            ("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:"),
        ]
        return Serve.file(place, size: size, mark: mark, headers, for: visit.request.headers)
    }
}
