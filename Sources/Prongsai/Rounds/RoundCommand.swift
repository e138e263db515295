import ArgumentParser

/// `prongsai round`: handing in, freezing, reopening, publishing, and the versions there are.
struct RoundCommand: AsyncParsableCommand {
    static let configuration = Help.command(
        "round",
        [
            Submit.self, Withdraw.self, Approve.self, Return.self, Freeze.self, Reopen.self, List.self, Publish.self,
            Unpublish.self,
        ])

    struct Freeze: AsyncParsableCommand {
        static let configuration = Help.command("freeze", key: "round_freeze")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @Option(help: Help.of("options.because")) var because: String?
        @Flag(name: .customLong("with-faults"), help: Help.of("options.with_faults")) var withFaults = false

        func run() async throws {
            try await common.run { desk in
                let plan = try await desk.plan(cycle)
                let half = cycle.round
                let round = try await desk.site.database.read { try Round.meant(half, of: plan, in: $0) }
                let frozen = try await desk.perform(
                    FreezeRound(
                        agency: plan.agency.id, plan: plan.id, half: round.half, reason: because,
                        editions: desk.site.editions, strings: desk.site.strings, withFaults: withFaults,
                        address: desk.site.settings.address))
                desk.say(
                    "round.frozen",
                    [
                        "round": String(round.half), "year": String(plan.fiscalYear), "version": String(frozen.version),
                        "hash": frozen.hash,
                    ])
                if frozen.faults > 0 { desk.say("round.frozen_with_faults", ["count": String(frozen.faults)]) }
                if !Address.isForOthers(desk.site.settings.address) { desk.say("round.frozen_without_address") }
            }
        }
    }

    struct Reopen: AsyncParsableCommand {
        static let configuration = Help.command("reopen", key: "round_reopen")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @Option(help: Help.of("options.because")) var because: String

        func run() async throws {
            try await common.run { desk in
                let plan = try await desk.plan(cycle)
                let half = cycle.round
                let round = try await desk.site.database.read { try Round.meant(half, of: plan, in: $0) }
                try await desk.perform(
                    ReopenRound(agency: plan.agency.id, plan: plan.id, half: round.half, reason: because))
                desk.say("round.reopened", ["round": String(round.half), "year": String(plan.fiscalYear)])
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = Help.command("list", key: "round_list")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions

        func run() async throws {
            try await common.run { desk in
                let plan = try await desk.plan(cycle)
                let frozen = try await desk.site.database.read {
                    try FrozenRound.load(agency: plan.agency.id, year: plan.fiscalYear, in: $0)
                }
                desk.say(
                    "round.heading", ["agency": plan.agency.name(desk.language), "year": String(plan.fiscalYear)])
                for round in plan.rounds {
                    desk.say(
                        round.frozenAt == nil ? "round.is_open" : "round.is_frozen",
                        ["round": String(round.half), "year": String(plan.fiscalYear)])
                    for version in frozen where version.roundID == round.id {
                        desk.say(
                            "round.version",
                            [
                                "version": String(version.version),
                                "at": desk.site.strings.instant(version.frozenAt, desk.language), "hash": version.hash,
                                "reason": version.reason ?? "–",
                            ])
                    }
                }
            }
        }
    }
}
