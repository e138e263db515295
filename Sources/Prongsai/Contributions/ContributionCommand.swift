import ArgumentParser
import ITA

/// `prongsai contribution`: links for those without an account, and what came through them.
struct ContributionCommand: AsyncParsableCommand {
    static let configuration = Help.command(
        "contribution", [MakeLink.self, List.self, Accept.self, Decline.self, Revoke.self])

    struct MakeLink: AsyncParsableCommand {
        static let configuration = Help.command("link", key: "contribution_link")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @Argument(help: Help.of("options.place_measure")) var place: String
        @Option(help: Help.of("options.link_label")) var label: String
        @Option(help: Help.of("options.link_days")) var days: Int = 30

        func run() async throws {
            try await common.run { desk in
                let plan = try await desk.plan(cycle)
                let half = cycle.round
                let round = try await desk.site.database.read {
                    try Round.meant(half, of: plan, forWriting: true, in: $0)
                }
                let measure = try PlanPlace(place, depth: 2...2).measure(of: plan)
                let code = Secret.code()
                _ = try await desk.perform(
                    MakeContributionLink(
                        agency: plan.agency.id, round: round.id, measure: measure.id, label: label, days: days,
                        code: code))
                let base = desk.site.settings.address
                desk.say(
                    "contribution.link_made",
                    [
                        "address": (base.removing(suffix: "/") ?? base) + Link.give(code), "days": String(days),
                        "place": place,
                    ])
                if !Address.isForOthers(base) { desk.say("contribution.link_without_address") }
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = Help.command("list", key: "contribution_list")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions

        func run() async throws {
            try await common.run { desk in
                let plan = try await desk.plan(cycle)
                let now = desk.site.clock.now()
                let (waiting, links) = try await ContributionCommand.load(desk, plan)
                if waiting.isEmpty { desk.say("contributions.title_none") }
                for (index, item) in waiting.enumerated() {
                    desk.say(
                        "contribution.waiting",
                        [
                            "number": String(index + 1), "name": item.name, "text": item.text.shortened(to: 60),
                            "measure": item.measure.shortened(to: 40), "count": String(item.files.count),
                        ])
                }
                for (index, link) in links.enumerated() {
                    desk.say(
                        "contribution.link",
                        [
                            "number": String(index + 1), "label": link.label,
                            "state": desk.text("contributions.state_\(link.state(at: now).rawValue)"),
                            "until": desk.site.strings.day(Instant(stored: link.expiresAt).day, desk.language),
                            "count": String(link.contributions), "measure": link.measure.shortened(to: 40),
                        ])
                }
            }
        }
    }

    struct Accept: AsyncParsableCommand {
        static let configuration = Help.command("accept", key: "contribution_accept")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @Argument(help: Help.of("options.contribution_number")) var number: Int
        @Option(help: Help.of("options.text")) var text: String?

        func run() async throws {
            try await common.run { desk in
                let plan = try await desk.plan(cycle)
                let item = try ContributionCommand.numbered(
                    number, in: try await ContributionCommand.load(desk, plan).0)
                _ = try await desk.perform(
                    AcceptContribution(agency: plan.agency.id, contribution: item.id, text: text, files: nil))
                desk.say("done.contribution_accepted")
            }
        }
    }

    struct Decline: AsyncParsableCommand {
        static let configuration = Help.command("decline", key: "contribution_decline")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @Argument(help: Help.of("options.contribution_number")) var number: Int

        func run() async throws {
            try await common.run { desk in
                let plan = try await desk.plan(cycle)
                let item = try ContributionCommand.numbered(
                    number, in: try await ContributionCommand.load(desk, plan).0)
                try await desk.perform(DeclineContribution(agency: plan.agency.id, contribution: item.id))
                desk.say("done.contribution_declined")
            }
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = Help.command("revoke", key: "contribution_revoke")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @Argument(help: Help.of("options.link_number")) var number: Int

        func run() async throws {
            try await common.run { desk in
                let plan = try await desk.plan(cycle)
                let link = try ContributionCommand.numbered(
                    number, in: try await ContributionCommand.load(desk, plan).1)
                try await desk.perform(RevokeContributionLink(agency: plan.agency.id, link: link.id))
                desk.say("done.link_revoked")
            }
        }
    }

    /// What waits and the links, in the order `list` numbers them.
    private static func load(_ desk: Desk, _ plan: Plan) async throws -> ([Contribution], [ContributionLink]) {
        let (agency, year) = (plan.agency.id, plan.fiscalYear)
        return try await desk.site.database.read { db in
            (
                try Contribution.list(agency: agency, year: year, in: db),
                try ContributionLink.list(agency: agency, year: year, in: db)
            )
        }
    }

    private static func numbered<T>(_ number: Int, in list: [T]) throws -> T {
        guard list.indices.contains(number - 1) else {
            throw Failure.notFound(Message("failure.no_place_contributed", ["place": String(number)]))
        }
        return list[number - 1]
    }
}
