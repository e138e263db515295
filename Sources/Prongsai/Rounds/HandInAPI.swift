/// Handing in, approving, publishing and how far a round is, for machines. Only a director's own token that was made
/// for it approves, and only what the hash names.
enum HandInAPI {
    private static let base = "/years/:year/rounds/:half"
    private static let long = Shape.text(20_000)

    static let all: [Endpoint] = [
        .get(
            "readHandIn", "\(base)/state", .read,
            gives: .object([
                .init("state", .choice(HandIn.words)), .init("hash", .id), .init("faults", .whole(0...1_000_000)),
                .init("submittedAt", .nullable(.instant)), .init("submittedHash", .nullable(.id)),
                .init("note", .nullable(long)), .init("decidedAt", .nullable(.instant)),
                .init("reply", .nullable(long)),
                .init(
                    "versions",
                    .list(
                        .object([
                            .init("version", .whole(1...100_000)), .init("hash", .id), .init("frozenAt", .instant),
                            .init("publishedAt", .nullable(.instant)),
                        ]), most: 100_000)),
            ])
        ) { visit, _ in
            let data = try await RoundRoutes.data(visit)
            return [
                "state": .text(data.state.word), "hash": .text(data.hash), "faults": .whole(data.faults.count),
                "submittedAt": JSONValue(data.submission?.at), "submittedHash": JSONValue(data.submission?.hash),
                "note": JSONValue(data.submission?.note), "decidedAt": JSONValue(data.submission?.decidedAt),
                "reply": JSONValue(data.submission?.reply),
                "versions": .list(
                    data.versions.map {
                        [
                            "version": .whole($0.version), "hash": .text($0.hash), "frozenAt": .text($0.frozenAt),
                            "publishedAt": JSONValue($0.publishedAt),
                        ]
                    }),
            ]
        },
        .post(
            "submitRound", "\(base)/submission", .plan, takes: [.init("note", long, required: false)],
            gives: Endpoint.made
        ) { visit, input in
            let plan = try await visit.plan()
            let id = try await visit.perform(
                SubmitRound(
                    agency: plan.agency.id, plan: plan.id, half: try RoundRoutes.half(visit), note: input["note"]?.text,
                    editions: visit.site.editions, strings: visit.site.strings))
            return ["id": .text(id)]
        },
        .post("withdrawSubmission", "\(base)/submission/withdrawal", .plan) { visit, _ in
            let plan = try await visit.plan()
            try await visit.perform(
                WithdrawSubmission(agency: plan.agency.id, plan: plan.id, half: try RoundRoutes.half(visit)))
            return [:]
        },
        .post(
            "approveRound", "\(base)/submission/approval", .approve,
            takes: [.init("seen", .id), .init("reply", long, required: false)]
        ) { visit, input in
            let plan = try await visit.plan()
            try await visit.perform(
                ApproveRound(
                    agency: plan.agency.id, plan: plan.id, half: try RoundRoutes.half(visit),
                    seen: input["seen"]?.text ?? "", reply: input["reply"]?.text, editions: visit.site.editions,
                    strings: visit.site.strings))
            return [:]
        },
        .post("returnRound", "\(base)/submission/return", .approve, takes: [.init("reply", long)]) { visit, input in
            let plan = try await visit.plan()
            try await visit.perform(
                ReturnRound(
                    agency: plan.agency.id, plan: plan.id, half: try RoundRoutes.half(visit),
                    reply: input["reply"]?.text ?? "", editions: visit.site.editions))
            return [:]
        },
        .post("publishVersion", "\(base)/publication", .plan, takes: [.init("version", .whole(1...100_000))]) {
            visit, input in
            let frozen = try await frozen(visit, input["version"]?.whole)
            try await visit.perform(PublishVersion(agency: try visit.agency().id, frozen: frozen))
            return [:]
        },
        .post(
            "withdrawVersion", "\(base)/publication/withdrawal", .plan, takes: [.init("version", .whole(1...100_000))]
        ) { visit, input in
            let frozen = try await frozen(visit, input["version"]?.whole)
            try await visit.perform(WithdrawVersion(agency: try visit.agency().id, frozen: frozen))
            return [:]
        },
        .file(
            "verifyCopy", "/verification", .read, query: [.init("name", .text(200), required: false)],
            gives: .object([
                .init("kind", .choice(["genuine", "superseded", "draft", "altered", "unknown"])),
                .init("hash", .nullable(.id)), .init("agency", .nullable(.id)),
                .init("year", .nullable(.whole(2500...2700))), .init("half", .nullable(.whole(1...2))),
                .init("version", .nullable(.whole(1...100_000))), .init("newest", .nullable(.whole(1...100_000))),
            ])
        ) { visit, _ in
            guard let file = visit.files.first, file.problem == nil, file.size > 0 else {
                throw Failure.invalid([Problem("empty", ["field": "file"])])
            }
            // Of whichever office the copy is, as on the page that is open to everybody.
            let verdict = try await visit.site.verify(try file.bytes(), agency: nil)
            let found = try await visit.site.database.read { db in
                try verdict.values["hash"].flatMap { try Verification.find($0, in: db) }
            }
            return [
                "kind": .text(verdict.kind), "hash": JSONValue(found?.hash), "agency": JSONValue(found?.agency.key),
                "year": found.map { .whole($0.year) } ?? .null, "half": found.map { .whole($0.half) } ?? .null,
                "version": found.map { .whole($0.version) } ?? .null,
                "newest": found.map { .whole($0.newest ?? $0.version) } ?? .null,
            ]
        },
    ]

    private static func frozen(_ visit: Visit, _ version: Int?) async throws -> String {
        let (plan, half) = (try await visit.plan(), try RoundRoutes.half(visit))
        let versions = try await visit.site.database.read {
            try FrozenVersion.list(plan: plan.id, agency: plan.agency.id, in: $0)
        }
        guard let found = versions.first(where: { $0.half == half && $0.version == version }) else {
            throw Failure.notFound(Message("failure.no_version"))
        }
        return found.id
    }
}
