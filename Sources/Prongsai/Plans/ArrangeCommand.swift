import ArgumentParser
import ITA

extension RowCommand {
    /// `prongsai plan row edit 3.1 "O1-O9"`: which items a line is about.
    struct Edit: AsyncParsableCommand {
        static let configuration = Help.command("edit", key: "row_edit")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @Argument(help: Help.of("options.place_line")) var line: String
        @Argument(help: Help.of("options.row_items")) var items: String

        func run() async throws {
            try await common.run { desk in
                let plan = try await desk.plan(cycle)
                let place = try PlanPlace(line, depth: 1...2)
                let (row, found) = (try place.row(of: plan), try place.line(of: plan))
                _ = try await desk.perform(
                    ChangeRow(
                        agency: plan.agency.id, row: row.id, edition: plan.edition.edition,
                        lines: [ChangeRow.Line(id: found.id, items: items, findings: [])]))
                desk.say("plan.written", ["place": line])
            }
        }
    }

    /// `prongsai plan row move 3 1`.
    struct Move: AsyncParsableCommand {
        static let configuration = Help.command("move", key: "row_move")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @Argument(help: Help.of("options.place_row")) var row: String
        @Argument(help: Help.of("options.row_position")) var position: Int

        func run() async throws {
            try await common.run { desk in
                let plan = try await desk.plan(cycle)
                let found = try PlanPlace(row, depth: 1...1).row(of: plan)
                try await desk.perform(MoveRow(agency: plan.agency.id, row: found.id, position: position))
                desk.say("plan.written", ["place": String(position)])
            }
        }
    }

    /// `prongsai plan row split 1 I2`: some items go into a new row right below.
    struct Split: AsyncParsableCommand {
        static let configuration = Help.command("split", key: "row_split")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @Argument(help: Help.of("options.place_row")) var row: String
        @Argument(help: Help.of("options.split_items")) var items: String

        func run() async throws {
            try await common.run { desk in
                let plan = try await desk.plan(cycle)
                let found = try PlanPlace(row, depth: 1...1).row(of: plan)
                let reading = ItemRange.read(items, in: plan.edition.edition)
                if let unknown = reading.unknown.first {
                    throw Failure.invalid([Problem("unknown_item", ["given": unknown], at: "items")])
                }
                _ = try await desk.perform(
                    SplitRow(
                        agency: plan.agency.id, row: found.id,
                        items: reading.codes.compactMap { plan.edition.edition.item(code: $0)?.key }))
                desk.say("plan.written", ["place": String(plan.number(of: found) + 1)])
            }
        }
    }

    /// `prongsai plan row join 1 2`: row 2 comes into row 1.
    struct Join: AsyncParsableCommand {
        static let configuration = Help.command("join", key: "row_join")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @Argument(help: Help.of("options.place_row")) var row: String
        @Argument(help: Help.of("options.place_row")) var other: String
        @Flag(name: .customLong("one-line"), help: Help.of("options.one_line")) var oneLine = false

        func run() async throws {
            try await common.run { desk in
                let plan = try await desk.plan(cycle)
                let rows = try [row, other].map { try PlanPlace($0, depth: 1...1).row(of: plan) }
                try await desk.perform(
                    JoinRows(agency: plan.agency.id, row: rows[0].id, other: rows[1].id, asOneLine: oneLine))
                desk.say("plan.written", ["place": row])
            }
        }
    }
}

extension MeasureCommand {
    /// `prongsai plan measure move 3.2 5`: it leaves row 3 and serves row 5; other rows it serves stay.
    struct Move: AsyncParsableCommand {
        static let configuration = Help.command("move", key: "measure_move")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @Argument(help: Help.of("options.place_measure")) var place: String
        @Argument(help: Help.of("options.place_row")) var row: String

        func run() async throws {
            try await common.run { desk in
                let plan = try await desk.plan(cycle)
                let numbers = try PlanPlace(place, depth: 2...2)
                let (measure, from) = (try numbers.measure(of: plan), try numbers.row(of: plan))
                let target = try PlanPlace(row, depth: 1...1).row(of: plan)
                let rows = plan.rows(of: measure.id).map(\.id).filter { $0 != from.id } + [target.id]
                _ = try await desk.perform(PlaceMeasure(agency: plan.agency.id, measure: measure.id, rows: rows))
                desk.say("plan.written", ["place": row])
            }
        }
    }

    /// `prongsai plan measure order 3.2 1`: it comes first in row 3.
    struct Order: AsyncParsableCommand {
        static let configuration = Help.command("order", key: "measure_order")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @Argument(help: Help.of("options.place_measure")) var place: String
        @Argument(help: Help.of("options.measure_position")) var position: Int

        func run() async throws {
            try await common.run { desk in
                let plan = try await desk.plan(cycle)
                let numbers = try PlanPlace(place, depth: 2...2)
                let (measure, row) = (try numbers.measure(of: plan), try numbers.row(of: plan))
                try await desk.perform(
                    OrderMeasure(agency: plan.agency.id, measure: measure.id, row: row.id, position: position))
                let new = min(max(position, 1), row.measures.count)
                desk.say("plan.written", ["place": "\(plan.number(of: row)).\(new)"])
            }
        }
    }

    /// `prongsai plan measure copy 3.2 5`.
    struct Copy: AsyncParsableCommand {
        static let configuration = Help.command("copy", key: "measure_copy")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @Argument(help: Help.of("options.place_measure")) var place: String
        @Argument(help: Help.of("options.place_row")) var row: String

        func run() async throws {
            try await common.run { desk in
                let plan = try await desk.plan(cycle)
                let measure = try PlanPlace(place, depth: 2...2).measure(of: plan)
                let target = try PlanPlace(row, depth: 1...1).row(of: plan)
                _ = try await desk.perform(
                    CopyMeasure(agency: plan.agency.id, measure: measure.id, row: target.id))
                desk.say("plan.written", ["place": row])
            }
        }
    }

    /// `prongsai plan measure split 3.2 "…" "…"`.
    struct Split: AsyncParsableCommand {
        static let configuration = Help.command("split", key: "measure_split")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @Argument(help: Help.of("options.place_measure")) var place: String
        @Argument(help: Help.of("options.split_texts")) var texts: [String]

        func run() async throws {
            try await common.run { desk in
                let plan = try await desk.plan(cycle)
                let measure = try PlanPlace(place, depth: 2...2).measure(of: plan)
                _ = try await desk.perform(
                    SplitMeasure(agency: plan.agency.id, measure: measure.id, texts: texts))
                desk.say("plan.written", ["place": place])
            }
        }
    }
}
