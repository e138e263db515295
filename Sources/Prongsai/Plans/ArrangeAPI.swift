import ITA

/// Arranging the plan, for machines: rows and measures moved, split, joined, copied, and last year's plan.
enum ArrangeAPI {
    private static let long = Shape.text(20_000)

    static let all: [Endpoint] = rows + measures + [carry]

    private static let rows: [Endpoint] = [
        .post(
            "changeRow", "/years/:year/rows/:row", .plan,
            takes: [
                PlanAPI.seen,
                .init(
                    "lines",
                    .list(
                        .object([
                            .init("id", .id, required: false), .init("items", .text(2000)),
                            .init(
                                "findings",
                                .list(.object([.init("id", .id, required: false), .init("text", long)]), most: 500),
                                required: false),
                        ]), most: 100)),
            ]
        ) { visit, input in
            let plan = try await visit.plan()
            let lines = (input["lines"]?.list ?? []).map { line in
                ChangeRow.Line(
                    id: line["id"]?.text, items: line["items"]?.text ?? "",
                    findings: (line["findings"]?.list ?? []).map {
                        ChangeRow.Finding(id: $0["id"]?.text, text: $0["text"]?.text ?? "")
                    })
            }
            _ = try await visit.perform(
                ChangeRow(
                    agency: plan.agency.id, row: try visit.parameter("row"), edition: plan.edition.edition,
                    lines: lines, seen: input["seen"]?.text.map { Shown($0) }))
            return [:]
        },
        .post("moveRow", "/rows/:row/position", .plan, takes: [.init("position", .whole(1...100_000))]) {
            visit, input in
            try await visit.perform(
                MoveRow(
                    agency: try visit.agency().id, row: try visit.parameter("row"),
                    position: input["position"]?.whole ?? 1))
            return [:]
        },
        .post(
            "splitRow", "/years/:year/rows/:row/split", .plan,
            takes: [.init("items", .list(.text(20), most: 500)), PlanAPI.seen], gives: Endpoint.made
        ) { visit, input in
            let plan = try await visit.plan()
            let keys = try (input["items"]?.list ?? []).compactMap(\.text).map { code in
                guard let item = plan.edition.edition.item(code: code) else {
                    throw Failure.invalid([Problem("unknown_item", ["given": code], at: "items")])
                }
                return item.key
            }
            let id = try await visit.perform(
                SplitRow(
                    agency: plan.agency.id, row: try visit.parameter("row"), items: keys,
                    seen: input["seen"]?.text.map { Shown($0) }))
            return ["id": .text(id)]
        },
        .post(
            "joinRows", "/rows/:row/join", .plan,
            takes: [.init("row", .id), .init("asOneLine", .flag, required: false)]
        ) { visit, input in
            try await visit.perform(
                JoinRows(
                    agency: try visit.agency().id, row: try visit.parameter("row"), other: input["row"]?.text ?? "",
                    asOneLine: input["asOneLine"] == .flag(true)))
            return [:]
        },
        .post("confirmDrafts", "/rows/:row/confirmation", .plan) { visit, _ in
            try await visit.perform(ConfirmDrafts(agency: try visit.agency().id, row: try visit.parameter("row")))
            return [:]
        },
    ]

    private static let measures: [Endpoint] = [
        .post("placeMeasure", "/measures/:measure/places", .plan, takes: [.init("rows", .list(.id, most: 500))]) {
            visit, input in
            _ = try await visit.perform(
                PlaceMeasure(
                    agency: try visit.agency().id, measure: try visit.parameter("measure"),
                    rows: (input["rows"]?.list ?? []).compactMap(\.text)))
            return [:]
        },
        .post(
            "orderMeasure", "/measures/:measure/position", .plan,
            takes: [.init("row", .id), .init("position", .whole(1...100_000))]
        ) { visit, input in
            try await visit.perform(
                OrderMeasure(
                    agency: try visit.agency().id, measure: try visit.parameter("measure"),
                    row: input["row"]?.text ?? "", position: input["position"]?.whole ?? 1))
            return [:]
        },
        .post(
            "copyMeasure", "/measures/:measure/copies", .plan, takes: [.init("row", .id)], gives: Endpoint.made
        ) { visit, input in
            let id = try await visit.perform(
                CopyMeasure(
                    agency: try visit.agency().id, measure: try visit.parameter("measure"),
                    row: input["row"]?.text ?? ""))
            return ["id": .text(id)]
        },
        .post(
            "splitMeasure", "/measures/:measure/split", .plan,
            takes: [.init("texts", .list(long, most: 100)), PlanAPI.seen],
            gives: .object([.init("ids", .list(.id, most: 100))])
        ) { visit, input in
            let ids = try await visit.perform(
                SplitMeasure(
                    agency: try visit.agency().id, measure: try visit.parameter("measure"),
                    texts: (input["texts"]?.list ?? []).compactMap(\.text), seen: input["seen"]?.text.map { Shown($0) })
            )
            return ["ids": .list(ids.map { .text($0) })]
        },
    ]

    private static let carry = Endpoint.post(
        "carryForward", "/years/:year/carry", .plan,
        takes: [
            .init("from", .whole(2500...2700), required: false),
            .init("items", .list(.text(20), most: 500), required: false), .init("apply", .flag, required: false),
        ],
        gives: .object([
            .init("from", .whole(2500...2700)), .init("rows", .whole(0...10_000)),
            .init("left", .list(.text(20), most: 500)), .init("fresh", .list(.text(20), most: 500)),
            .init("isApplied", .flag),
        ])
    ) { visit, input in
        let (agency, year, editions) = (try visit.agency(), try visit.year(), visit.site.editions)
        let from = input["from"]?.whole
        let data = try await visit.site.database.read {
            try CarryData.load(agency, year: year, from: from, editions: editions, in: $0)
        }
        let codes = (input["items"]?.list ?? []).compactMap(\.text)
        let accepted = Set(codes.compactMap { data.old?.edition.edition.item(code: $0)?.key })
        guard let old = data.old, from == nil || from == old.fiscalYear,
            let preview = try data.preview(accepted: accepted, shelf: editions)
        else {
            throw Failure.conflict(
                Message("carry_page.nothing", ["year": String(year)]))
        }
        let apply = input["apply"] == .flag(true)
        if apply {
            guard data.isEmpty else { throw Failure.conflict(Message("carry_page.not_empty")) }
            _ = try await visit.perform(
                CarryForward(agency: agency.id, old: old, plan: data.plan.id, preview: preview))
        }
        func listed(_ keys: [String], _ edition: Edition) -> JSONValue {
            .list(keys.compactMap { edition.item(key: $0)?.code }.map { .text($0) })
        }
        return [
            "from": .whole(old.fiscalYear), "rows": .whole(preview.rows.count),
            "left": listed(
                old.edition.edition.items.map(\.key).filter { preview.left[$0] != nil }, old.edition.edition),
            "fresh": listed(preview.fresh, data.plan.edition.edition), "isApplied": .flag(apply),
        ]
    }
}
