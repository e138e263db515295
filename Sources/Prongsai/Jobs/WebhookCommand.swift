import ArgumentParser

/// `prongsai webhook`: which programs are told of what.
struct WebhookCommand: AsyncParsableCommand {
    static let configuration = Help.command("webhook", [Add.self, List.self, Remove.self, Test.self])

    struct Add: AsyncParsableCommand {
        static let configuration = Help.command("add", key: "webhook_add")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @OptionGroup var post: PostOptions
        @Argument(help: Help.of("options.webhook_address")) var address: String
        @Option(
            help: Help.of(
                "options.webhook_event", ["events": Webhook.Event.choices.map(\.rawValue).joined(separator: ", ")]))
        var event: [String] = []

        func run() async throws {
            try await common.run(more: post.given) { desk in
                let agency = try await desk.agency(cycle)
                let names = event.isEmpty ? Webhook.Event.choices.map(\.rawValue) : event
                let events = names.compactMap { Webhook.Event(rawValue: $0) }
                let secret = Secret.token()
                _ = try await desk.perform(
                    AddWebhook(
                        agency: agency.id, address: address, events: events.count == names.count ? events : [],
                        secret: secret, networks: desk.site.settings.webhookNetworks))
                desk.say("webhook.added", ["address": address])
                Terminal.print(secret)
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = Help.command("list", key: "webhook_list")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions

        func run() async throws {
            try await common.run { desk in
                let agency = try await desk.agency(cycle)
                let webhooks = try await desk.site.database.read { try Webhook.load(agency: agency.id, in: $0) }
                if webhooks.isEmpty { desk.say("webhook.none") }
                for webhook in webhooks {
                    let events = webhook.events.map(\.rawValue).joined(separator: ", ")
                    Terminal.print("\(webhook.address)  \(events)")
                    for sent in webhook.deliveries {
                        let at = desk.site.strings.instant(sent.createdAt, desk.language)
                        let fault = sent.fault.map { " · \(desk.site.strings.transfer($0, desk.language))" } ?? ""
                        Terminal.print(
                            "  \(at)  \(sent.event)  \(desk.text("webhook.state_\(sent.state.rawValue)"))\(fault)")
                    }
                }
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = Help.command("remove", key: "webhook_remove")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @Argument(help: Help.of("options.webhook_address")) var address: String

        func run() async throws {
            try await common.run { desk in
                let agency = try await desk.agency(cycle)
                let id = try await WebhookCommand.id(address, agency, desk)
                try await desk.perform(RemoveWebhook(agency: agency.id, webhook: id))
                desk.say("webhook.removed", ["address": address])
            }
        }
    }

    struct Test: AsyncParsableCommand {
        static let configuration = Help.command("test", key: "webhook_test")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @OptionGroup var post: PostOptions
        @Argument(help: Help.of("options.webhook_address")) var address: String

        /// Sends at once and says how it fared.
        func run() async throws {
            try await common.run(more: post.given) { desk in
                let agency = try await desk.agency(cycle)
                let id = try await WebhookCommand.id(address, agency, desk)
                try await desk.perform(TestWebhook(agency: agency.id, webhook: id))
                while try await Delivery(site: desk.site).run("webhook") > 0 {}
                let sent = try await desk.site.database.read { db in
                    try Webhook.load(agency: agency.id, in: db).first { $0.id == id }?.deliveries.first
                }
                if let fault = sent?.fault {
                    throw Failure.conflict(
                        Message(
                            "failure.webhook_test", ["detail": desk.site.strings.transfer(fault, desk.language)]))
                }
                desk.say("webhook.tested", ["address": address])
            }
        }
    }

    private static func id(_ address: String, _ agency: Agency, _ desk: Desk) async throws -> String {
        let found = try await desk.site.database.read { db in
            try db.first(
                "SELECT id FROM webhook WHERE agency_id = \(agency.id) AND address = \(address) AND removed_at IS NULL"
            )?.string("id")
        }
        guard let found else { throw Failure.notFound(Message("failure.no_webhook")) }
        return found
    }
}
