import ArgumentParser

/// `prongsai work`: everything that is due now, once; for a timer, where no server runs.
struct WorkCommand: AsyncParsableCommand {
    static let configuration = Help.command("work")
    @OptionGroup var common: CommonOptions
    @OptionGroup var post: PostOptions
    @OptionGroup var watch: WatchOptions

    func run() async throws {
        try await common.run(more: post.given.merging(watch.given) { first, _ in first }) { desk in
            let watched = try await Watcher(desk.site).pass()
            let tally = try await Worker(site: desk.site).round()
            desk.say(
                "worker.done",
                [
                    "mails": String(tally.mails), "webhooks": String(tally.webhooks), "jobs": String(tally.jobs),
                    "reminders": String(tally.reminders), "digests": String(tally.digests),
                    "looks": String(watched.looks),
                ])
        }
    }
}

/// What commands take that speak with other machines.
struct PostOptions: ParsableArguments {
    @Option(help: Help.of("settings.mail")) var mail: String?
    @Option(name: .customLong("mail-from"), help: Help.of("settings.mail_from")) var mailFrom: String?
    @Option(name: .customLong("webhook-networks"), help: Help.of("settings.webhook_networks"))
    var webhookNetworks: String?
    @Option(help: Help.of("settings.authorities")) var authorities: String?

    var given: [String: String?] {
        [
            "mail": mail, "mail-from": mailFrom, "webhook-networks": webhookNetworks, "authorities": authorities,
        ]
    }
}
