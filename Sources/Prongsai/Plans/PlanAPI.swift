import ITA

/// The plan, for machines.
enum PlanAPI {
    private static let long = Shape.text(20_000)
    private static let name = Shape.nullable(.text(500))

    private static let row = Shape.object([
        .init("id", .id), .init("position", .whole(1...100_000)), .init("seen", seenText),
        .init(
            "lines",
            .list(
                .object([
                    .init("id", .id), .init("items", .list(.text(20), most: 500)),
                    .init(
                        "findings",
                        .list(.object([.init("id", .id), .init("text", long), .init("isDraft", .flag)]), most: 5000)),
                ]), most: 500)),
        .init("measures", .list(.id, most: 5000)),
    ])
    private static let measure = Shape.object([
        .init("id", .id), .init("text", long), .init("unit", name), .init("person", name),
        .init("steps", .nullable(long)), .init("from", .nullable(.day)), .init("to", .nullable(.day)),
        .init("followUp", .nullable(long)), .init("status", .choice(Measure.Status.allCases.map(\.rawValue))),
        .init("isDraft", .flag), .init("seen", seenText),
    ])

    /// Fields of a measure as they are taken: what is left out stays, an empty text takes away.
    private static let fields: [Shape.Member] =
        ["unit", "person", "from", "to", "status"].map { .init($0, .text(500), required: false) }
        + ["steps", "followUp"].map { .init($0, long, required: false) }

    /// What the plan said when it was read, field by field: what is sent as it was read stays as it is now, and where
    /// somebody else changed the same field meanwhile nothing is changed.
    static let seen = Shape.Member("seen", seenText, required: false)
    private static let seenText = Shape.text(100_000)

    static let all: [Endpoint] = [
        .get(
            "readPlan", "/years/:year/plan", .read,
            gives: .object([
                .init("rows", .list(row, most: 10_000)), .init("measures", .list(measure, most: 100_000)),
                .init(
                    "rounds",
                    .list(.object([.init("half", .whole(1...2)), .init("frozenAt", .nullable(.instant))]), most: 2)),
            ])
        ) { visit, _ in
            let plan = try await visit.plan()
            return [
                "rows": .list(plan.rows.enumerated().map { json($1, $0 + 1, plan) }),
                "measures": .list(plan.measures.map(json)),
                "rounds": .list(plan.rounds.map { ["half": .whole($0.half), "frozenAt": JSONValue($0.frozenAt)] }),
            ]
        },
        .post(
            "addRow", "/years/:year/rows", .plan, takes: [.init("lines", .list(.text(2000), most: 100))],
            gives: Endpoint.made
        ) { visit, input in
            let plan = try await visit.plan()
            let id = try await visit.perform(
                AddRow(
                    agency: plan.agency.id, plan: plan.id, edition: plan.edition.edition,
                    lines: (input["lines"]?.list ?? []).compactMap(\.text)))
            return ["id": .text(id)]
        },
        .post("removeRow", "/rows/:row/removal", .plan) { visit, _ in
            try await visit.perform(RemoveRow(agency: try visit.agency().id, row: try visit.parameter("row")))
            return [:]
        },
        .post("addFinding", "/lines/:line/findings", .plan, takes: [.init("text", long)], gives: Endpoint.made) {
            visit, input in
            let id = try await visit.perform(
                AddFinding(
                    agency: try visit.agency().id, line: try visit.parameter("line"), text: input["text"]?.text ?? ""))
            return ["id": .text(id)]
        },
        .post("changeFinding", "/findings/:finding", .plan, takes: [.init("text", .nullable(long))]) { visit, input in
            try await visit.perform(
                ChangeFinding(
                    agency: try visit.agency().id, finding: try visit.parameter("finding"), text: input["text"]?.text))
            return [:]
        },
        .post(
            "addMeasure", "/years/:year/measures", .plan,
            takes: [.init("text", long), .init("rows", .list(.id, most: 500))] + fields, gives: Endpoint.made
        ) { visit, input in
            let plan = try await visit.plan()
            let id = try await visit.perform(
                AddMeasure(
                    agency: plan.agency.id, plan: plan.id, rows: (input["rows"]?.list ?? []).compactMap(\.text),
                    fields: read(input)))
            return ["id": .text(id)]
        },
        .post(
            "changeMeasure", "/measures/:measure", .plan,
            takes: [.init("text", long, required: false), seen] + fields
        ) { visit, input in
            _ = try await visit.perform(
                ChangeMeasure(
                    agency: try visit.agency().id, measure: try visit.parameter("measure"), fields: read(input),
                    seen: input["seen"]?.text.map { Shown($0) }))
            return [:]
        },
        .post(
            "assignMeasures", "/years/:year/measures/owners", .plan,
            takes: [
                .init("measures", .list(.id, most: 5000)), .init("unit", .text(200), required: false),
                .init("person", .text(200), required: false),
            ], gives: .object([.init("count", .whole(0...5000))])
        ) { visit, input in
            let plan = try await visit.plan()
            let count = try await visit.perform(
                AssignMeasures(
                    agency: plan.agency.id, plan: plan.id, measures: (input["measures"]?.list ?? []).compactMap(\.text),
                    unit: input["unit"]?.text, person: input["person"]?.text))
            return ["count": .whole(count)]
        },
        .post("shareMeasure", "/measures/:measure/rows", .plan, takes: [.init("row", .id)]) { visit, input in
            try await visit.perform(
                ShareMeasure(
                    agency: try visit.agency().id, measure: try visit.parameter("measure"),
                    row: input["row"]?.text ?? ""))
            return [:]
        },
        .post("removeMeasure", "/measures/:measure/removal", .plan, takes: [.init("row", .id)]) { visit, input in
            try await visit.perform(
                RemoveMeasure(
                    agency: try visit.agency().id, measure: try visit.parameter("measure"),
                    row: input["row"]?.text ?? ""))
            return [:]
        },
    ]

    private static func read(_ input: JSONValue) -> MeasureFields {
        MeasureFields(
            text: input["text"]?.text, unit: input["unit"]?.text, person: input["person"]?.text,
            steps: input["steps"]?.text, startsOn: input["from"]?.text, endsOn: input["to"]?.text,
            followUp: input["followUp"]?.text, status: input["status"]?.text)
    }

    private static func json(_ row: PlanRow, _ position: Int, _ plan: Plan) -> JSONValue {
        [
            "id": .text(row.id), "position": .whole(position), "seen": .text(row.seen.text),
            "lines": .list(
                row.lines.map { line in
                    [
                        "id": .text(line.id),
                        "items": .list(
                            line.items.map { .text(plan.edition.edition.item(key: $0)?.code ?? $0) }),
                        "findings": .list(
                            line.findings.map {
                                ["id": .text($0.id), "text": .text($0.text), "isDraft": .flag($0.draftFrom != nil)]
                            }),
                    ]
                }), "measures": .list(row.measures.map { .text($0) }),
        ]
    }

    private static func json(_ measure: Measure) -> JSONValue {
        [
            "id": .text(measure.id), "text": .text(measure.text), "unit": JSONValue(measure.unit),
            "person": JSONValue(measure.person), "steps": JSONValue(measure.steps),
            "from": JSONValue(measure.startsOn?.iso), "to": JSONValue(measure.endsOn?.iso),
            "followUp": JSONValue(measure.followUp), "status": .text(measure.status.rawValue),
            "isDraft": .flag(measure.draftFrom != nil), "seen": .text(measure.seen.text),
        ]
    }
}
