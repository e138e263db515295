import ArgumentParser

/// `prongsai result`: what was done in a round.
struct ResultCommand: AsyncParsableCommand {
    static let configuration = Help.command("result", [Add.self, Edit.self, Remove.self])

    struct Add: AsyncParsableCommand {
        static let configuration = Help.command("add", key: "result_add")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @Argument(help: Help.of("options.place_measures")) var places: String
        @Argument(help: Help.of("options.text")) var text: String

        func run() async throws {
            try await common.run { desk in
                let plan = try await desk.plan(cycle)
                let half = cycle.round
                let round = try await desk.site.database.read {
                    try Round.meant(half, of: plan, forWriting: true, in: $0)
                }
                if half == nil { try await ResultCommand.requireBegun(round, of: plan, desk) }
                let found = try ResultCommand.measures(places, of: plan)
                _ = try await desk.perform(
                    RecordProgress(
                        agency: plan.agency.id, round: round.id, row: found.row, measures: found.measures, text: text))
                desk.say("result.recorded", ["places": places, "round": String(round.half)])
            }
        }
    }

    struct Edit: AsyncParsableCommand {
        static let configuration = Help.command("edit", key: "result_edit")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @Argument(help: Help.of("options.place_result")) var place: String
        @Argument(help: Help.of("options.text")) var text: String?
        @Option(help: Help.of("options.measures")) var measures: String?

        func run() async throws {
            try await common.run { desk in
                guard text != nil || measures != nil else {
                    throw Failure.invalid([Problem("nothing_to_change")])
                }
                let (plan, found) = try await ResultCommand.find(desk, cycle, place)
                let linked = try measures.map { try ResultCommand.measures($0, of: plan) }
                if let text {
                    try await desk.perform(ChangeProgress(agency: plan.agency.id, progress: found.id, text: text))
                    desk.say("plan.written", ["place": place])
                }
                if let linked, let measures {
                    try await desk.perform(
                        LinkProgress(
                            agency: plan.agency.id, progress: found.id, row: linked.row, measures: linked.measures))
                    desk.say("result.linked", ["place": place, "measures": measures])
                }
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = Help.command("remove", key: "result_remove")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @Argument(help: Help.of("options.place_result")) var place: String

        func run() async throws {
            try await common.run { desk in
                let (plan, found) = try await ResultCommand.find(desk, cycle, place)
                try await desk.perform(ChangeProgress(agency: plan.agency.id, progress: found.id, text: nil))
                desk.say("plan.removed", ["place": place])
            }
        }
    }

    /// Asks for the round where the one before was frozen and nothing is recorded in this one yet: whoever goes on
    /// typing after freezing may well mean the round that has ended.
    private static func requireBegun(_ round: Round, of plan: Plan, _ desk: Desk) async throws {
        guard let frozen = plan.rounds.first(where: { $0.half < round.half && $0.frozenAt != nil }) else { return }
        let begun = try await desk.site.database.read {
            try $0.first("SELECT id FROM progress WHERE round_id = \(round.id) LIMIT 1") != nil
        }
        guard !begun else { return }
        let values = ["frozen": String(frozen.half), "open": String(round.half)]
        throw Failure.invalid([Problem("round_not_begun", values, at: "--round")])
    }

    /// The result at a number of `plan show`.
    private static func find(_ desk: Desk, _ cycle: CycleOptions, _ place: String) async throws -> (Plan, Progress) {
        let plan = try await desk.plan(cycle)
        let place = try PlanPlace(place, depth: 2...2)
        return (plan, try await desk.find(cycle.round, of: plan) { try place.progress(of: plan, $0) })
    }

    /// Measures by their numbers, `3.1,3.2`, and the row they stand in where it is one.
    private static func measures(_ places: String, of plan: Plan) throws -> (row: String?, measures: [String]) {
        let found = try places.utf8.split(separator: UInt8(ascii: ",")).map {
            try PlanPlace(String(decoding: $0, as: UTF8.self).trimmingWhitespace(), depth: 2...2)
        }
        let rows = Set(try found.map { try $0.row(of: plan).id })
        return (rows.count == 1 ? rows.first : nil, try found.map { try $0.measure(of: plan).id })
    }
}
