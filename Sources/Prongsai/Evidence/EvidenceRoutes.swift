import ITA

/// The library of evidence, and its files. Every file is looked up in the agency of the path, each time.
enum EvidenceRoutes {
    static let all: [Route] = [
        .get("/desk/:agency/:year/evidence", .agency(.read)) { visit in
            let (agency, year, editions) = (try visit.agency(), try visit.year(), visit.site.editions)
            let (search, page) = (EvidenceSearch(visit.form), Int(visit.form["page"] ?? "") ?? 1)
            let library = try await visit.site.database.read {
                try EvidenceLibrary.load(agency, year: year, search, page: page, editions: editions, in: $0)
            }
            return EvidencePage(visit: visit, agency: agency, year: year, search: search, library: library).page.reply(
                visit)
        },
        .get("/desk/:agency/evidence/:evidence/print", .agency(.read)) { visit in
            let evidence = try await find(visit)
            guard let hash = evidence.printHash else { throw Failure.notFound(Message("failure.no_page")) }
            return Serve.picture(try visit.site.files.bytes(of: hash), name: "\(evidence.id).jpg")
        },
        .get("/desk/:agency/evidence/:evidence/thumbnail", .agency(.read)) { visit in
            guard let hash = try await find(visit).printHash else { throw Failure.notFound(Message("failure.no_page")) }
            return try await Serve.thumbnail(hash, in: visit.site.files)
        },
        .get("/desk/:agency/evidence/:evidence/original", .agency(.read)) { visit in
            let evidence = try await find(visit)
            guard let hash = evidence.fileHash else { throw Failure.notFound(Message("failure.no_page")) }
            return try Serve.original(hash, name: evidence.fileName ?? evidence.id, in: visit.site.files)
        },
        .get("/desk/:agency/:year/rounds/:half/evidence.zip", .agency(.read)) { visit in
            let (plan, work) = try await RecordRoutes.load(visit, half: Int(try visit.parameter("half")))
            guard String(work.round.half) == (try visit.parameter("half")) else {
                throw Failure.notFound(Message("failure.no_round"))
            }
            return EvidenceArchive(visit: visit, plan: plan, work: work).reply
        },
    ]

    private static func find(_ visit: Visit) async throws -> Evidence {
        let (agency, id) = (try visit.agency().id, try visit.parameter("evidence"))
        let found = try await visit.site.database.read { db in
            try db.first("SELECT * FROM evidence WHERE id = \(id) AND agency_id = \(agency)").flatMap {
                try Evidence($0)
            }
        }
        guard let found else { throw Failure.notFound(Message("failure.no_page")) }
        return found
    }
}
