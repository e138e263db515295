import ITA

/// Where the agency stands, for machines.
enum StandingAPI {
    private static let score = Shape.nullable(.text(40))
    private static let part = Shape.object([
        .init("code", .text(20)), .init("name", .text(500)), .init("score", score),
    ])

    static let standing = Shape.object([
        .init("edition", .text(80)), .init("total", score), .init("level", .nullable(.text(200))),
        .init("blocked", .nullable(.text(2000))), .init("isConfirmed", .flag),
        .init("reasons", .list(.text(2000), most: 200)),
        .init("instruments", .list(part, most: 10)), .init("indicators", .list(part, most: 100)),
        .init(
            "items",
            .list(.object([.init("code", .text(20)), .init("key", .text(200)), .init("score", score)]), most: 500)),
    ])

    static let all: [Endpoint] = [
        .get(
            "listYears", "/years", .read,
            gives: .object([
                .init(
                    "years",
                    .list(.object([.init("year", .whole(2500...2700)), .init("edition", .text(80))]), most: 200))
            ])
        ) { visit, _ in
            let agency = try visit.agency().id
            let rows = try await visit.site.database.read { db in
                try db.rows(
                    """
                    SELECT plan.fiscal_year, edition_id FROM plan JOIN assessment ON assessment.id = plan.assessment_id
                    WHERE plan.agency_id = \(agency) ORDER BY plan.fiscal_year
                    """)
            }
            return [
                "years": .list(
                    try rows.map {
                        ["year": .whole(try $0.integer("fiscal_year")), "edition": .text(try $0.string("edition_id"))]
                    })
            ]
        },
        .get(
            "readStanding", "/years/:year/standing", .read,
            query: [.init("what-if", .text(2000), required: false)], gives: standing
        ) { visit, input in
            let plan = try await visit.plan()
            let edition = plan.edition.edition
            let scores = try input["what-if"]?.text.map { try WhatIf.apply($0, to: plan.scores, edition: edition) }
            return try standing(visit, edition, scores ?? plan.scores)
        },
        .get(
            "listGaps", "/years/:year/gaps", .read,
            gives: .object([
                .init(
                    "gaps",
                    .list(
                        .object([
                            .init("code", .text(20)), .init("key", .text(200)), .init("instrument", .text(20)),
                            .init("score", .text(40)), .init("cost", score), .init("instrument_cost", score),
                        ]), most: 500))
            ])
        ) { visit, _ in
            let plan = try await visit.plan()
            let gaps = try Formula(plan.edition.edition).gaps(plan.scores)
            return [
                "gaps": .list(
                    gaps.map {
                        [
                            "code": .text($0.item.code), "key": .text($0.item.key), "instrument": .text($0.instrument),
                            "score": .text($0.score.text), "cost": JSONValue($0.cost?.rounded()),
                            "instrument_cost": JSONValue($0.part?.rounded()),
                        ]
                    })
            ]
        },
        .post(
            "recordScores", "/years/:year/scores", .plan,
            takes: [
                .init(
                    "scores", .list(.object([.init("code", .text(20)), .init("score", .text(40))]), most: 500)),
                .init("source", .text(500), required: false),
            ], gives: .object([.init("changed", .whole(0...500))])
        ) { visit, input in
            let plan = try await visit.plan()
            var scores: [String: String] = [:]
            var problems: [Problem] = []
            for (index, entry) in (input["scores"]?.list ?? []).enumerated() {
                guard let item = plan.edition.edition.item(code: entry["code"]?.text ?? "") else {
                    problems.append(
                        Problem("unknown_item", ["given": entry["code"]?.text ?? ""], at: "scores.\(index).code"))
                    continue
                }
                scores[item.key] = entry["score"]?.text ?? ""
            }
            guard problems.isEmpty else { throw Failure.invalid(problems) }
            let changed = try await visit.perform(
                RecordScores(
                    agency: plan.agency.id, assessment: plan.assessmentID, edition: plan.edition.edition,
                    scores: scores, source: input["source"]?.text))
            return ["changed": .whole(changed)]
        },
    ]

    private static func standing(_ visit: Visit, _ edition: Edition, _ scores: [String: Score]) throws -> JSONValue {
        let standing = try Formula(edition).standing(scores)
        let (strings, language) = (visit.site.strings, visit.language)
        return [
            "edition": .text(edition.id), "total": JSONValue(standing.total?.rounded()),
            "level": JSONValue(standing.level.map { strings.name($0.name, language) }),
            "blocked": JSONValue(standing.blocking.map { strings.blocking($0, language) }),
            "isConfirmed": .flag(standing.reasons.isEmpty),
            "reasons": .list(standing.reasons.map { .text(strings.reason($0, language)) }),
            "instruments": .list(
                standing.instruments.map {
                    [
                        "code": .text($0.code), "name": .text(strings.name($0.name, language)),
                        "score": JSONValue($0.value?.rounded()),
                    ]
                }),
            "indicators": .list(
                standing.indicators.map {
                    [
                        "code": .text(String($0.indicator.number)),
                        "name": .text(strings.name($0.indicator.name, language)),
                        "score": JSONValue($0.value?.rounded()),
                    ]
                }),
            "items": .list(
                edition.items.map {
                    ["code": .text($0.code), "key": .text($0.key), "score": JSONValue(scores[$0.key]?.text)]
                }),
        ]
    }
}
