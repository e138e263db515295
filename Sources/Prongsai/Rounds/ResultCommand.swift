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
                let found = try places.utf8.split(separator: UInt8(ascii: ",")).map {
                    try PlanPlace(String(decoding: $0, as: UTF8.self).trimmingWhitespace(), depth: 2...2)
                }
                let rows = Set(try found.map { try $0.row(of: plan).id })
                _ = try await desk.perform(
                    RecordProgress(
                        agency: plan.agency.id, round: round.id, row: rows.count == 1 ? rows.first : nil,
                        measures: try found.map { try $0.measure(of: plan).id }, text: text))
                desk.say("result.recorded", ["places": places, "round": String(round.half)])
            }
        }
    }

    struct Edit: AsyncParsableCommand {
        static let configuration = Help.command("edit", key: "result_edit")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @Argument(help: Help.of("options.place_result")) var place: String
        @Argument(help: Help.of("options.text")) var text: String

        func run() async throws { try await ResultCommand.change(common, cycle, place, text: text) }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = Help.command("remove", key: "result_remove")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @Argument(help: Help.of("options.place_result")) var place: String

        func run() async throws { try await ResultCommand.change(common, cycle, place, text: nil) }
    }

    private static func change(_ common: CommonOptions, _ cycle: CycleOptions, _ place: String, text: String?)
        async throws
    {
        try await common.run { desk in
            let plan = try await desk.plan(cycle)
            let half = cycle.round
            let work = try await desk.site.database.read {
                try RoundWork.load(try Round.meant(half, of: plan, forWriting: true, in: $0), in: $0)
            }
            let found = try PlanPlace(place, depth: 2...2).progress(of: plan, work)
            try await desk.perform(ChangeProgress(agency: plan.agency.id, progress: found.id, text: text))
            desk.say(text == nil ? "plan.removed" : "plan.written", ["place": place])
        }
    }
}
