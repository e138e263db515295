import ArgumentParser

/// Handing in, deciding and publishing at the command line. The console may do everything, as with every command.
extension RoundCommand {
    struct Submit: AsyncParsableCommand {
        static let configuration = Help.command("submit", key: "round_submit")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @Option(help: Help.of("options.note")) var note: String?

        func run() async throws {
            try await common.run { desk in
                let (plan, round) = try await RoundCommand.meant(desk, cycle)
                _ = try await desk.perform(
                    SubmitRound(
                        agency: plan.agency.id, plan: plan.id, half: round.half, note: note,
                        editions: desk.site.editions, strings: desk.site.strings))
                desk.say("round.submitted", ["round": String(round.half), "year": String(plan.fiscalYear)])
            }
        }
    }

    struct Withdraw: AsyncParsableCommand {
        static let configuration = Help.command("withdraw", key: "round_withdraw")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions

        func run() async throws {
            try await common.run { desk in
                let (plan, round) = try await RoundCommand.meant(desk, cycle)
                try await desk.perform(WithdrawSubmission(agency: plan.agency.id, plan: plan.id, half: round.half))
                desk.say("round.withdrawn", ["round": String(round.half), "year": String(plan.fiscalYear)])
            }
        }
    }

    struct Approve: AsyncParsableCommand {
        static let configuration = Help.command("approve", key: "round_approve")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @Option(help: Help.of("options.reply")) var reply: String?

        func run() async throws {
            try await common.run { desk in
                let (plan, round) = try await RoundCommand.meant(desk, cycle)
                try await desk.perform(
                    ApproveRound(
                        agency: plan.agency.id, plan: plan.id, half: round.half, seen: nil, reply: reply,
                        editions: desk.site.editions, strings: desk.site.strings))
                desk.say("round.approved", ["round": String(round.half), "year": String(plan.fiscalYear)])
            }
        }
    }

    struct Return: AsyncParsableCommand {
        static let configuration = Help.command("return", key: "round_return")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @Option(help: Help.of("options.because")) var because: String

        func run() async throws {
            try await common.run { desk in
                let (plan, round) = try await RoundCommand.meant(desk, cycle)
                try await desk.perform(
                    ReturnRound(
                        agency: plan.agency.id, plan: plan.id, half: round.half, reply: because,
                        editions: desk.site.editions))
                desk.say("round.returned", ["round": String(round.half), "year": String(plan.fiscalYear)])
            }
        }
    }

    struct Publish: AsyncParsableCommand {
        static let configuration = Help.command("publish", key: "round_publish")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions

        func run() async throws {
            try await common.run { desk in
                let (plan, newest) = try await RoundCommand.newest(desk, cycle)
                try await desk.perform(PublishVersion(agency: plan.agency.id, frozen: newest.id))
                desk.say(
                    "round.published",
                    [
                        "version": String(newest.version),
                        "address": desk.site.settings.absolute(
                            Link.publicReport(plan.agency.key, plan.fiscalYear, newest.half)),
                    ])
            }
        }
    }

    struct Unpublish: AsyncParsableCommand {
        static let configuration = Help.command("unpublish", key: "round_unpublish")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions

        func run() async throws {
            try await common.run { desk in
                let (plan, newest) = try await RoundCommand.newest(desk, cycle)
                let half = newest.half
                // The command means the round: an older version that is still shown must not come to the front.
                let versions = try await desk.site.database.read {
                    try FrozenVersion.list(plan: plan.id, agency: plan.agency.id, in: $0)
                }
                for version in versions where version.half == half && version.publishedAt != nil {
                    try await desk.perform(WithdrawVersion(agency: plan.agency.id, frozen: version.id))
                }
                desk.say("round.unpublished", ["round": String(half), "year": String(plan.fiscalYear)])
            }
        }
    }

    fileprivate static func meant(_ desk: Desk, _ cycle: CycleOptions) async throws -> (Plan, Round) {
        let plan = try await desk.plan(cycle)
        let half = cycle.round
        return (plan, try await desk.site.database.read { try Round.meant(half, of: plan, in: $0) })
    }

    /// The newest frozen version of the round that is meant.
    fileprivate static func newest(_ desk: Desk, _ cycle: CycleOptions) async throws -> (Plan, FrozenVersion) {
        let (plan, round) = try await meant(desk, cycle)
        let versions = try await desk.site.database.read {
            try FrozenVersion.list(plan: plan.id, agency: plan.agency.id, in: $0)
        }
        guard let newest = versions.first(where: { $0.half == round.half }) else {
            throw Failure.notFound(Message("failure.no_version"))
        }
        return (plan, newest)
    }
}
