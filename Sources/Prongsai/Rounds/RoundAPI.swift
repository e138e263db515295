import ITA

/// Rounds, results and evidence, for machines.
enum RoundAPI {
    private static let long = Shape.text(20_000)

    private static let use = Shape.object([
        .init("id", .id), .init("caption", long), .init("about", .nullable(.day)),
        .init("kind", .nullable(.choice(Evidence.Kind.allCases.map(\.rawValue)))),
        .init("name", .nullable(.text(2000))),
        .init("address", .nullable(.text(2000))), .init("sha256", .nullable(.id)),
    ])
    private static let result = Shape.object([
        .init("id", .id), .init("text", long), .init("measures", .list(.id, most: 5000)),
        .init("evidence", .list(use, most: 5000)),
    ])
    private static let fault = Shape.object([
        .init("place", .nullable(.text(2000))), .init("code", .id), .init("what", .text(5000)),
        .init("mend", .text(5000)),
    ])

    static let all: [Endpoint] = [
        .get(
            "readRound", "/years/:year/rounds/:half", .read,
            gives: .object([
                .init("frozenAt", .nullable(.instant)), .init("results", .list(result, most: 100_000)),
                .init("faults", .list(fault, most: 100_000)),
            ])
        ) { visit, _ in
            let (plan, round) = try await meant(visit)
            let (work, elsewhere) = try await visit.site.database.read { db in
                (
                    try RoundWork.load(round, in: db),
                    try RoundWork.usedElsewhere(than: round, agency: plan.agency.id, in: db)
                )
            }
            let (strings, language) = (visit.site.strings, visit.language)
            return [
                "frozenAt": JSONValue(round.frozenAt), "results": .list(work.progress.map { json($0, work) }),
                "faults": .list(
                    PlanCheck.problems(plan, work: work, elsewhere: elsewhere).map {
                        [
                            "place": JSONValue($0.place), "code": .text($0.key),
                            "what": .text(strings.what($0, language)),
                            "mend": .text(strings.mend($0, language)),
                        ]
                    }),
            ]
        },
        .post(
            "recordResult", "/years/:year/rounds/:half/results", .record,
            takes: [
                .init("text", long), .init("measures", .list(.id, most: 500)), .init("row", .id, required: false),
                .init("uploads", .list(.id, most: RecordPage.mostFiles), required: false),
            ], gives: Endpoint.made
        ) { visit, input in
            let (plan, round) = try await meant(visit)
            let text = input["text"]?.text ?? ""
            let sent = try await SentFiles(input, visit)
            let id = try await visit.perform(
                RecordProgress(
                    agency: plan.agency.id, round: round.id, row: input["row"]?.text,
                    measures: (input["measures"]?.list ?? []).compactMap(\.text), text: text,
                    evidence: sent.pictures.map { NewEvidence($0, text: text) }))
            sent.taken()
            return ["id": .text(id)]
        },
        .file(
            "sendFile", "/uploads", .record,
            query: [.init("name", .text(200)), .init("photo", .choice(["true", "false"]), required: false)],
            gives: .object([
                .init("id", .id), .init("name", .text(200)), .init("size", .whole(1...Uploads.largest)),
                .init("photo", .flag),
            ])
        ) { visit, input in
            let sent = try await visit.uploads().keep(
                visit.files, about: "api", pictures: input["photo"]?.text == "true" ? ["file"] : [], most: 1)
            guard let upload = sent.kept.first else { throw Failure.invalid(sent.problems) }
            return [
                "id": .text(upload.id), "name": .text(upload.name), "size": .whole(upload.size),
                "photo": .flag(upload.look?.isPhoto ?? false),
            ]
        },
        .post(
            "addFiles", "/results/:progress/files", .record,
            takes: [.init("uploads", .list(.id, most: RecordPage.mostFiles))]
        ) { visit, input in
            let (agency, id) = (try visit.agency().id, try visit.parameter("progress"))
            guard
                let text = try await visit.site.database.read({
                    try $0.first("SELECT text FROM progress WHERE id = \(id) AND agency_id = \(agency)")?.string("text")
                })
            else { throw Failure.notFound(Message("failure.no_progress", ["id": id])) }
            let sent = try await SentFiles(input, visit)
            guard !sent.pictures.isEmpty else { throw Failure.invalid([Problem("nothing_chosen", at: "uploads")]) }
            try await visit.perform(
                AddEvidenceSet(
                    agency: agency, progress: id, evidence: sent.pictures.map { NewEvidence($0, text: text) }))
            sent.taken()
            return [:]
        },
        .post("changeResult", "/results/:progress", .record, takes: [.init("text", .nullable(long))]) { visit, input in
            try await visit.perform(
                ChangeProgress(
                    agency: try visit.agency().id, progress: try visit.parameter("progress"), text: input["text"]?.text)
            )
            return [:]
        },
        .post(
            "addLink", "/results/:progress/links", .record,
            takes: [
                .init("address", .text(2000)), .init("caption", long, required: false),
                .init("about", .day, required: false),
            ], gives: Endpoint.made
        ) { visit, input in
            let id = try await visit.perform(
                AddEvidence(
                    agency: try visit.agency().id, progress: try visit.parameter("progress"),
                    source: .address(input["address"]?.text ?? ""), caption: input["caption"]?.text ?? "",
                    aboutOn: input["about"]?.text.flatMap { Day(iso: $0) }))
            return ["id": .text(id)]
        },
        .post(
            "changeEvidence", "/evidence/:use", .record,
            takes: [
                .init("caption", long, required: false), .init("about", .nullable(.day), required: false),
                .init("position", .whole(1...10_000), required: false),
            ]
        ) { visit, input in
            let (agency, use) = (try visit.agency().id, try visit.parameter("use"))
            var changes: [ChangeEvidence.Change] = []
            if let caption = input["caption"]?.text { changes.append(.caption(caption)) }
            if let about = input["about"] { changes.append(.aboutOn(about.text.flatMap { Day(iso: $0) })) }
            if let position = input["position"]?.whole { changes.append(.position(position)) }
            for change in changes {
                try await visit.perform(ChangeEvidence(agency: agency, use: use, change: change))
            }
            return [:]
        },
        .post("removeEvidence", "/evidence/:use/removal", .record) { visit, _ in
            try await visit.perform(
                ChangeEvidence(agency: try visit.agency().id, use: try visit.parameter("use"), change: .remove))
            return [:]
        },
        .post(
            "freezeRound", "/years/:year/rounds/:half/freezing", .plan,
            takes: [.init("reason", long, required: false), .init("withFaults", .flag, required: false)],
            gives: .object([
                .init("version", .whole(1...100_000)), .init("hash", .id), .init("faults", .whole(0...100_000)),
            ])
        ) { visit, input in
            let (plan, round) = try await meant(visit)
            let frozen = try await visit.perform(
                FreezeRound(
                    agency: plan.agency.id, plan: plan.id, half: round.half, reason: input["reason"]?.text,
                    editions: visit.site.editions, strings: visit.site.strings,
                    withFaults: input["withFaults"] == .flag(true), address: visit.site.settings.address))
            return [
                "version": .whole(frozen.version), "hash": .text(frozen.hash), "faults": .whole(frozen.faults),
            ]
        },
        .post(
            "reopenRound", "/years/:year/rounds/:half/reopening", .plan, takes: [.init("reason", long)]
        ) { visit, input in
            let (plan, round) = try await meant(visit)
            try await visit.perform(
                ReopenRound(
                    agency: plan.agency.id, plan: plan.id, half: round.half, reason: input["reason"]?.text ?? ""))
            return [:]
        },
    ]

    private static func meant(_ visit: Visit) async throws -> (Plan, Round) {
        let plan = try await visit.plan()
        guard let half = Int(try visit.parameter("half")), let round = plan.rounds.first(where: { $0.half == half })
        else { throw Failure.notFound(Message("failure.no_round")) }
        return (plan, round)
    }

    private static func json(_ progress: Progress, _ work: RoundWork) -> JSONValue {
        [
            "id": .text(progress.id), "text": .text(progress.text),
            "measures": .list(progress.measures.map { .text($0) }),
            "evidence": .list(
                work.uses(of: progress).map { use in
                    [
                        "id": .text(use.id), "caption": .text(use.caption), "about": JSONValue(use.aboutOn?.iso),
                        "kind": JSONValue(use.evidence?.kind.rawValue), "name": JSONValue(use.evidence?.fileName),
                        "address": JSONValue(use.evidence?.address), "sha256": JSONValue(use.evidence?.fileHash),
                    ]
                }),
        ]
    }
}

/// Files that a machine sent beforehand and names now. They wait as those of a form do, for a day.
private struct SentFiles {
    let pictures: [StoredPicture]
    private let uploads: Uploads
    private let ids: [String]

    /// Throws where one is not there, or not the sender's.
    init(_ input: JSONValue, _ visit: Visit) async throws {
        let (uploads, ids) = (try visit.uploads(), (input["uploads"]?.list ?? []).compactMap(\.text))
        let missing = ids.enumerated().filter { uploads.find($0.element)?.upload.look == nil }
        guard missing.isEmpty else {
            throw Failure.invalid(missing.map { Problem("upload_unknown", at: "uploads.\($0.offset)") })
        }
        (self.uploads, self.ids) = (uploads, ids)
        pictures = try await uploads.stored(ids)
    }

    /// They are evidence now, and wait no longer.
    func taken() { for id in ids { uploads.remove(id) } }
}
