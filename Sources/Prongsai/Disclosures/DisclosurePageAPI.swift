import ITA

/// Hosted disclosures, for machines.
enum DisclosurePageAPI {
    private static let path = "/years/:year/disclosures/:item/page"
    private static let file = Shape.object([
        .init("id", .id), .init("label", .text(200)), .init("name", .text(200)), .init("mediaType", .text(200)),
        .init("size", .whole(0...100_000_000)), .init("sha256", .id), .init("element", .nullable(.id)),
    ])
    private static let earlier = Shape.object([
        .init("id", .id), .init("label", .text(200)), .init("name", .text(200)), .init("addedAt", .instant),
        .init("takenAt", .nullable(.instant)), .init("takenBecause", .nullable(.text(500))),
    ])
    private static let page = Shape.object([
        .init("disclosure", .id), .init("slug", .text(SiteSlug.longest)), .init("text", .text(SiteMarkup.longest)),
        .init("files", .list(file, most: DisclosurePage.mostFiles)),
        .init("earlier", .list(earlier, most: 10_000)),
        .init("version", .nullable(.whole(1...100_000))),
        .init("publishedAt", .nullable(.instant)), .init("withdrawnAt", .nullable(.instant)),
        .init("missing", .list(.text(80), most: 20)),
    ])

    static let all: [Endpoint] = [
        .get("getDisclosurePage", path, .read, gives: page) { visit, _ in
            let (page, open) = try await load(visit)
            let newest = page.versions.first
            return [
                "disclosure": .text(page.id), "slug": .text(page.slug), "text": .text(page.text),
                "files": .list(
                    page.files.map {
                        [
                            "id": .text($0.id), "label": .text($0.label), "name": .text($0.paper.name),
                            "mediaType": .text($0.paper.mediaType), "size": .whole($0.paper.size),
                            "sha256": .text($0.paper.hash), "element": JSONValue($0.element),
                        ]
                    }),
                "earlier": .list(
                    page.earlier.map {
                        [
                            "id": .text($0.id), "label": .text($0.label), "name": .text($0.paper.name),
                            "addedAt": .text($0.createdAt), "takenAt": JSONValue($0.taken?.at),
                            "takenBecause": JSONValue($0.taken?.because),
                        ]
                    }), "version": newest.map { .whole($0.version) } ?? .null,
                "publishedAt": JSONValue(newest?.publishedAt), "withdrawnAt": JSONValue(newest?.withdrawnAt),
                "missing": .list(open.map { .text($0.key) }),
            ]
        },
        .post(
            "writeDisclosurePage", path, .record,
            takes: [
                .init("text", .text(SiteMarkup.longest)), .init("slug", .text(SiteSlug.longest), required: false),
            ]
        ) { visit, input in
            let page = try await load(visit).page
            try await visit.perform(
                WriteDisclosurePage(
                    agency: page.agency.id, disclosure: page.id, text: input["text"]?.text ?? "",
                    slug: input["slug"]?.text, seen: nil, editions: visit.site.editions))
            return [:]
        },
        .file(
            "addDisclosureFile", "\(path)/files", .record,
            query: [
                .init("name", .text(200)), .init("label", .text(200), required: false),
                .init("element", .text(200), required: false),
            ], gives: Endpoint.made
        ) { visit, input in
            let page = try await load(visit).page
            let id = try await visit.perform(
                AddDisclosureFile(
                    agency: page.agency.id, disclosure: page.id, paper: try await visit.paper(),
                    label: input["label"]?.text ?? "", element: input["element"]?.text,
                    editions: visit.site.editions))
            return ["id": .text(id)]
        },
        .file(
            "replaceDisclosureFile", "\(path)/files/:file/content", .record,
            query: [.init("name", .text(200)), .init("label", .text(200), required: false)], gives: Endpoint.made
        ) { visit, input in
            let page = try await load(visit).page
            let file = try page.current(try visit.parameter("file"))
            let id = try await visit.perform(
                ReplaceDisclosureFile(
                    agency: page.agency.id, file: file.id, paper: try await visit.paper(),
                    label: input["label"]?.text))
            return ["id": .text(id)]
        },
        .post("removeDisclosureFile", "\(path)/files/:file/removal", .record) { visit, _ in
            let page = try await load(visit).page
            let file = try page.current(try visit.parameter("file"))
            try await visit.perform(RemoveDisclosureFile(agency: page.agency.id, file: file.id))
            return [:]
        },
        .post(
            "takeDisclosureFileOut", "\(path)/files/:file/taking", .check, takes: [.init("because", .text(500))]
        ) { visit, input in
            let page = try await load(visit).page
            try await visit.perform(
                TakeDisclosureFileOut(
                    agency: page.agency.id, file: try visit.parameter("file"), because: input["because"]?.text ?? ""))
            return [:]
        },
        .post(
            "publishDisclosure", "\(path)/publication", .plan,
            gives: .object([.init("version", .whole(1...100_000))])
        ) { visit, _ in
            let page = try await load(visit).page
            let version = try await visit.perform(
                PublishDisclosure(agency: page.agency.id, disclosure: page.id, editions: visit.site.editions))
            return ["version": .whole(version)]
        },
        .post("withdrawDisclosure", "\(path)/withdrawal", .plan, takes: [.init("reason", .text(500))]) {
            visit, input in
            let page = try await load(visit).page
            try await visit.perform(
                WithdrawDisclosure(
                    agency: page.agency.id, disclosure: page.id, reason: input["reason"]?.text ?? ""))
            return [:]
        },
    ]

    private static func load(_ visit: Visit) async throws -> (page: DisclosurePage, open: [Problem]) {
        let (agency, year, code) = (try visit.agency().id, try visit.year(), try visit.parameter("item"))
        let editions = visit.site.editions
        return try await visit.site.database.read { db in
            let page = try DisclosurePage.find(agency: agency, year: year, code: code, editions: editions, in: db)
            return (page, try PublishGate.problems(page, in: db))
        }
    }
}
