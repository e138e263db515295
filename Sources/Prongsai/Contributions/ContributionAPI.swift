import ITA

/// Contributions, links for them, what is to be done and the evidence there is, for machines.
enum ContributionAPI {
    private static let long = Shape.text(20_000)
    private static let file = Shape.object([
        .init("id", .id), .init("name", .text(200)), .init("sha256", .id), .init("caption", long),
        .init("about", .nullable(.day)),
    ])
    /// A file that stays, as evidence: what is not named is left out.
    private static let kept = Shape.object([
        .init("id", .id), .init("caption", long), .init("about", .nullable(.day)),
    ])
    private static let contribution = Shape.object([
        .init("id", .id), .init("link", .id), .init("name", .text(200)), .init("text", long),
        .init("measure", .id), .init("receivedAt", .instant), .init("files", .list(file, most: 100)),
    ])
    private static let link = Shape.object([
        .init("id", .id), .init("label", .text(200)), .init("measure", .id), .init("half", .whole(1...2)),
        .init("expiresAt", .instant),
        .init("state", .choice(ContributionLink.State.allCases.map(\.rawValue))),
        .init("contributions", .whole(0...1_000_000)),
    ])
    private static let open = Shape.object([
        .init("measure", .id), .init("number", .text(40)), .init("text", long), .init("results", .whole(0...1_000_000)),
        .init("photos", .whole(0...1_000_000)), .init("files", .whole(0...1_000_000)), .init("due", .nullable(.day)),
        .init("isWanted", .flag),
    ])
    private static let piece = Shape.object([
        .init("id", .id), .init("kind", .choice(Evidence.Kind.allCases.map(\.rawValue))),
        .init("name", .nullable(.text(2000))), .init("address", .nullable(.text(2000))),
        .init("sha256", .nullable(.id)), .init("uses", .whole(0...1_000_000)), .init("isOutside", .flag),
    ])

    static let all: [Endpoint] = [
        .get(
            "listContributions", "/years/:year/contributions", .plan,
            gives: .object([
                .init("contributions", .list(contribution, most: 200)), .init("links", .list(link, most: 10_000)),
            ])
        ) { visit, _ in
            let (agency, year, now) = (try visit.agency().id, try visit.year(), visit.now)
            let (waiting, links) = try await visit.site.database.read { db in
                (
                    try Contribution.list(agency: agency, year: year, in: db),
                    try ContributionLink.list(agency: agency, year: year, in: db)
                )
            }
            return [
                "contributions": .list(waiting.map(json)),
                "links": .list(
                    links.map {
                        [
                            "id": .text($0.id), "label": .text($0.label), "measure": .text($0.measureID),
                            "half": .whole($0.half), "expiresAt": .text($0.expiresAt),
                            "state": .text($0.state(at: now).rawValue), "contributions": .whole($0.contributions),
                        ]
                    }),
            ]
        },
        .post(
            "makeContributionLink", "/years/:year/rounds/:half/contribution-links", .plan,
            takes: [
                .init("measure", .id), .init("label", .text(200)), .init("days", .whole(1...ContributionLink.longest)),
            ], gives: .object([.init("id", .id), .init("address", .text(2000))])
        ) { visit, input in
            let plan = try await visit.plan()
            let half = Int(try visit.parameter("half"))
            guard let round = plan.rounds.first(where: { $0.half == half }) else {
                throw Failure.notFound(Message("failure.no_round"))
            }
            let code = Secret.code()
            let id = try await visit.perform(
                MakeContributionLink(
                    agency: plan.agency.id, round: round.id, measure: input["measure"]?.text ?? "",
                    label: input["label"]?.text ?? "", days: input["days"]?.whole ?? 0, code: code))
            return ["id": .text(id), "address": .text(visit.siteAddress + Link.give(code))]
        },
        .post("revokeContributionLink", "/contribution-links/:link/revocation", .plan) { visit, _ in
            try await visit.perform(
                RevokeContributionLink(agency: try visit.agency().id, link: try visit.parameter("link")))
            return [:]
        },
        .post(
            "acceptContribution", "/contributions/:contribution/acceptance", .plan,
            takes: [
                .init("text", long, required: false), .init("files", .list(kept, most: 100), required: false),
            ], gives: Endpoint.made
        ) { visit, input in
            let files = input["files"]?.list?.map {
                AcceptContribution.Kept(
                    file: $0["id"]?.text ?? "", caption: $0["caption"]?.text ?? "",
                    aboutOn: $0["about"]?.text.flatMap { Day(iso: $0) })
            }
            let id = try await visit.perform(
                AcceptContribution(
                    agency: try visit.agency().id, contribution: try visit.parameter("contribution"),
                    text: input["text"]?.text, files: files))
            return ["id": .text(id)]
        },
        .post("declineContribution", "/contributions/:contribution/declining", .plan) { visit, _ in
            try await visit.perform(
                DeclineContribution(
                    agency: try visit.agency().id, contribution: try visit.parameter("contribution")))
            return [:]
        },
        .get(
            "listWork", "/years/:year/rounds/:half/work", .record,
            gives: .object([.init("measures", .list(open, most: 100_000))])
        ) { visit, _ in
            let (plan, work) = try await RecordRoutes.load(visit, half: Int(try visit.parameter("half")))
            let list = OpenMeasure.list(
                plan, work, person: visit.viewer?.id, unit: visit.viewer?.unitID, all: visit.may(.plan))
            return [
                "measures": .list(
                    list.map {
                        [
                            "measure": .text($0.measure.id), "number": .text($0.number),
                            "text": .text($0.measure.text), "results": .whole($0.results),
                            "photos": .whole($0.photos), "files": .whole($0.files), "due": JSONValue($0.due?.iso),
                            "isWanted": .flag($0.owner.isWanted),
                        ]
                    })
            ]
        },
        .get(
            "listEvidence", "/years/:year/evidence", .read,
            query: ["q", "half", "kind", "mark"].map { .init($0, .text(200), required: false) } + [
                .init("page", .whole(1...100_000), required: false)
            ],
            gives: .object([.init("count", .whole(0...10_000_000)), .init("evidence", .list(piece, most: 100))])
        ) { visit, input in
            let (agency, year, editions) = (try visit.agency(), try visit.year(), visit.site.editions)
            let (search, page) = (EvidenceSearch(visit.form), input["page"]?.whole ?? 1)
            let library = try await visit.site.database.read {
                try EvidenceLibrary.load(agency, year: year, search, page: page, editions: editions, in: $0)
            }
            return [
                "count": .whole(library.count),
                "evidence": .list(
                    library.pieces.map {
                        [
                            "id": .text($0.evidence.id), "kind": .text($0.evidence.kind.rawValue),
                            "name": JSONValue($0.evidence.fileName), "address": JSONValue($0.evidence.address),
                            "sha256": JSONValue($0.evidence.fileHash), "uses": .whole($0.uses.count),
                            "isOutside": .flag($0.isOutside),
                        ]
                    }),
            ]
        },
        .post(
            "reviseResult", "/results/:progress/revision", .record,
            takes: [
                .init("text", long), .init("measures", .list(.id, most: 500), required: false),
                PlanAPI.seen,
            ]
        ) { visit, input in
            let (agency, id) = (try visit.agency().id, try visit.parameter("progress"))
            try await visit.perform(
                ReviseResult(
                    agency: agency, progress: id, seen: input["seen"]?.text.map { Shown($0) },
                    text: input["text"]?.text ?? "",
                    measures: input["measures"]?.list?.compactMap(\.text), uses: []))
            return [:]
        },
    ]

    private static func json(_ item: Contribution) -> JSONValue {
        [
            "id": .text(item.id), "link": .text(item.linkID), "name": .text(item.name), "text": .text(item.text),
            "measure": .text(item.measureID), "receivedAt": .text(item.createdAt),
            "files": .list(
                item.files.map {
                    [
                        "id": .text($0.id), "name": .text($0.name), "sha256": .text($0.picture.hash),
                        "caption": .text($0.caption), "about": JSONValue($0.aboutOn?.iso),
                    ]
                }),
        ]
    }
}
