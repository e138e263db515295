import ArgumentParser

/// What can be said of a measure at the command line.
struct MeasureOptions: ParsableArguments {
    @Option(help: Help.of("options.unit")) var unit: String?
    @Option(help: Help.of("options.person")) var person: String?
    @Option(help: Help.of("options.steps")) var steps: String?
    @Option(help: Help.of("options.from")) var from: String?
    @Option(help: Help.of("options.to")) var to: String?
    @Option(name: .customLong("follow-up"), help: Help.of("options.follow_up")) var followUp: String?
    @Option(help: Help.of("options.status")) var status: String?

    func fields(text: String?) -> MeasureFields {
        MeasureFields(
            text: text, unit: unit, person: person, steps: steps, startsOn: from, endsOn: to, followUp: followUp,
            status: status)
    }
}

/// `prongsai plan measure`: what will be done.
struct MeasureCommand: AsyncParsableCommand {
    static let configuration = Help.command(
        "measure",
        [Add.self, Edit.self, Assign.self, Share.self, Order.self, Move.self, Copy.self, Split.self, Remove.self])

    struct Add: AsyncParsableCommand {
        static let configuration = Help.command("add", key: "measure_add")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @OptionGroup var measure: MeasureOptions
        @Argument(help: Help.of("options.place_rows")) var rows: String
        @Argument(help: Help.of("options.text")) var text: String

        func run() async throws {
            try await common.run { desk in
                let plan = try await desk.plan(cycle)
                let found = try rows.utf8.split(separator: UInt8(ascii: ",")).map {
                    try PlanPlace(String(decoding: $0, as: UTF8.self).trimmingWhitespace(), depth: 1...1).row(of: plan)
                }
                _ = try await desk.perform(
                    AddMeasure(
                        agency: plan.agency.id, plan: plan.id, rows: found.map(\.id), fields: measure.fields(text: text)
                    ))
                for row in found {
                    let number = (plan.rows.firstIndex(of: row) ?? 0) + 1
                    desk.say("plan.written", ["place": "\(number).\(row.measures.count + 1)"])
                }
            }
        }
    }

    struct Edit: AsyncParsableCommand {
        static let configuration = Help.command("edit", key: "measure_edit")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @OptionGroup var measure: MeasureOptions
        @Argument(help: Help.of("options.place_measure_list")) var place: String
        @Option(help: Help.of("options.text")) var text: String?

        func run() async throws {
            try await common.run { desk in
                let fields = measure.fields(text: text)
                guard fields != MeasureFields(text: nil) else { throw Failure.invalid([Problem("nothing_to_change")]) }
                let plan = try await desk.plan(cycle)
                for place in try PlanPlace.list(place) {
                    let found = try place.measure(of: plan)
                    _ = try await desk.perform(ChangeMeasure(agency: plan.agency.id, measure: found.id, fields: fields))
                    desk.say("plan.written", ["place": place.text])
                }
            }
        }
    }

    struct Assign: AsyncParsableCommand {
        static let configuration = Help.command("assign", key: "measure_assign")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @Argument(help: Help.of("options.place_measures")) var places: String?
        @Option(help: Help.of("options.unit")) var unit: String?
        @Option(help: Help.of("options.person")) var person: String?

        func run() async throws {
            try await common.run { desk in
                let plan = try await desk.plan(cycle)
                let measures = try places.map { places in
                    try places.utf8.split(separator: UInt8(ascii: ",")).map {
                        let place = String(decoding: $0, as: UTF8.self).trimmingWhitespace()
                        return try PlanPlace(place, depth: 2...2).measure(of: plan).id
                    }
                }
                let count = try await desk.perform(
                    AssignMeasures(
                        agency: plan.agency.id, plan: plan.id,
                        measures: measures ?? AssignPage.open(plan).map(\.measure.id), unit: unit,
                        person: person))
                desk.say("assign.done", ["count": String(count)])
            }
        }
    }

    struct Share: AsyncParsableCommand {
        static let configuration = Help.command("share", key: "measure_share")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @Argument(help: Help.of("options.place_measure")) var place: String
        @Argument(help: Help.of("options.place_row")) var row: String

        func run() async throws {
            try await common.run { desk in
                let plan = try await desk.plan(cycle)
                let (found, target) = (
                    try PlanPlace(place, depth: 2...2).measure(of: plan), try PlanPlace(row, depth: 1...1).row(of: plan)
                )
                try await desk.perform(ShareMeasure(agency: plan.agency.id, measure: found.id, row: target.id))
                desk.say("plan.written", ["place": row])
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = Help.command("remove", key: "measure_remove")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @Argument(help: Help.of("options.place_measure")) var place: String

        func run() async throws {
            try await common.run { desk in
                let plan = try await desk.plan(cycle)
                let numbers = try PlanPlace(place, depth: 2...2)
                try await desk.perform(
                    RemoveMeasure(
                        agency: plan.agency.id, measure: try numbers.measure(of: plan).id,
                        row: try numbers.row(of: plan).id))
                desk.say("plan.removed", ["place": place])
            }
        }
    }
}
