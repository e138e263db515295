import HTML

extension Link {
    static func webhooks(_ agency: String) -> String { "/desk/\(agency)/webhooks" }
}

/// Which programs are told of what, and whether it reaches them.
enum WebhookRoutes {
    static let all: [Route] = [
        .get("/desk/:agency/webhooks", .agency(.administer)) { visit in
            WebhookPage.page(visit, try await load(visit), form: Form(visit, values: ["address": ""])).reply(visit)
        },
        .post("/desk/:agency/webhooks", .agency(.administer)) { visit in
            let secret = Secret.token()
            do {
                _ = try await visit.perform(
                    AddWebhook(
                        agency: try visit.agency().id, address: visit.form["address"] ?? "",
                        events: visit.form.all("events").compactMap { Webhook.Event(rawValue: $0) }, secret: secret,
                        networks: visit.site.settings.webhookNetworks))
            } catch Failure.invalid(let problems) {
                var values = ["address": visit.form["address"] ?? "", "events": ""]
                for event in visit.form.all("events") { values["events-\(event)"] = event }
                let form = Form(visit, values: values, problems: problems)
                return WebhookPage.page(visit, try await load(visit), form: form).reply(visit, status: 422)
            }
            return WebhookPage.page(
                visit, try await load(visit), form: Form(visit, values: ["address": ""]), secret: secret
            ).reply(visit)
        },
        .post("/desk/:agency/webhooks/:webhook/removal", .agency(.administer)) { visit in
            let agency = try visit.agency()
            try await visit.perform(RemoveWebhook(agency: agency.id, webhook: try visit.parameter("webhook")))
            return .redirect("\(Link.webhooks(agency.key))?done=webhook_removed")
        },
        .post("/desk/:agency/webhooks/:webhook/test", .agency(.administer)) { visit in
            let agency = try visit.agency()
            try await visit.perform(TestWebhook(agency: agency.id, webhook: try visit.parameter("webhook")))
            return .redirect("\(Link.webhooks(agency.key))?done=webhook_test")
        },
    ]

    private static func load(_ visit: Visit) async throws -> [Webhook] {
        let agency = try visit.agency().id
        return try await visit.site.database.read { try Webhook.load(agency: agency, in: $0) }
    }
}

enum WebhookPage {
    static func page(_ visit: Visit, _ webhooks: [Webhook], form: Form, secret: String? = nil) -> Page {
        var parts = [PeopleParts(visit: visit).tabs(.webhooks)]
        if let secret {
            parts.append(
                element(
                    "section", [.class("card")],
                    [
                        element("h2", text: visit.text("webhook.secret")),
                        element("p", [.class("typed")], text: secret),
                        element("p", [.class("hint")], text: visit.text("webhook.secret_hint")),
                    ]))
        }
        parts += webhooks.map { one(visit, $0) }
        let ticks = Webhook.Event.choices.map { event in
            element(
                "label", [.class("tick")],
                [
                    element(
                        "input",
                        [
                            Attribute("type", "checkbox"), Attribute("name", "events"),
                            Attribute("value", event.rawValue),
                        ] + (form.values["events-\(event.rawValue)"] == nil ? [] : [Attribute("checked")])),
                    .text(" \(visit.text("webhook.event_\(event.key)"))"),
                ])
        }
        let faults = form.problems.filter { $0.place == "events" }.map { problem in
            element(
                "p", [.class("fault")],
                text:
                    visit.site.strings.said(problem, visit.language)
            )
        }
        let fields = element(
            "fieldset", [.id("f-events"), Attribute("tabindex", "-1")],
            [element("legend", text: visit.text("webhook.events"))] + faults + ticks)
        parts.append(
            element(
                "section", [.class("card narrow")],
                [
                    element("h2", text: visit.text("webhook.add_title")),
                    form.node(
                        to: Link.webhooks(visit.found?.key ?? ""),
                        [
                            form.line(
                                "address", visit.text("webhook.address"), hint: visit.text("webhook.address_hint"),
                                type: "url", required: true, autocomplete: "off"), fields, form.button("webhook.add"),
                        ]),
                ]))
        let sub = visit.text(webhooks.isEmpty ? "webhook.none" : "webhook.sub")
        var page = Page(visit.text("webhook.title"), sub: .text(sub), current: .people, parts)
        page.isShownOnce = secret != nil
        return page
    }

    private static func one(_ visit: Visit, _ webhook: Webhook) -> Node {
        let start = "\(Link.webhooks(visit.found?.key ?? ""))/\(webhook.id)"
        let events = webhook.events.map { visit.text("webhook.event_\($0.key)") }.joined(separator: " · ")
        let rows = webhook.deliveries.map { row(visit, $0) }
        let head = ["webhook.what", "webhook.when", "webhook.state"].map { element("th", text: visit.text($0)) }
        return element(
            "section", [.class("card")],
            [
                element("h2", text: webhook.address), element("p", text: events),
                rows.isEmpty
                    ? element("p", [.class("hint")], text: visit.text("webhook.nothing_sent"))
                    : element(
                        "table", [.class("cards")],
                        [element("thead", [], [element("tr", [], head)]), element("tbody", [], rows)]),
                element(
                    "div", [.class("buttons")],
                    [
                        Form.small(
                            visit, to: "\(start)/test",
                            [element("button", [.class("btn quiet")], text: visit.text("webhook.test"))]),
                        Form.small(
                            visit, to: "\(start)/removal",
                            [element("button", [.class("btn quiet")], text: visit.text("webhook.remove"))]),
                    ]),
            ])
    }

    private static func row(_ visit: Visit, _ sent: Webhook.Sent) -> Node {
        let look =
            switch sent.state {
            case .delivered: ("good", "✓")
            case .failed: ("bad", "✕")
            case .waiting: ("fair", "…")
            }
        var state: [Node] = [
            element(
                "span", [.class("tag \(look.0)")],
                text: "\(look.1) \(visit.text("webhook.state_\(sent.state.rawValue)"))")
        ]
        if let fault = sent.fault {
            var text = visit.site.strings.transfer(fault, visit.language)
            if sent.state == .waiting {
                let at = visit.site.strings.instant(sent.nextAt, visit.language)
                text += " · " + visit.text("webhook.next", ["at": at, "attempts": String(sent.attempts)])
            }
            state.append(element("p", [.class("hint")], text: text))
        }
        let event = Webhook.Event(rawValue: sent.event)
        return element(
            "tr", [],
            [
                element("th", text: event.map { visit.text("webhook.event_\($0.key)") } ?? sent.event),
                element(
                    "td", [Attribute("data-label", visit.text("webhook.when"))],
                    text: visit.site.strings.instant(sent.createdAt, visit.language)),
                element("td", [Attribute("data-label", visit.text("webhook.state"))], state),
            ])
    }
}

/// Webhooks, for machines.
enum WebhookAPI {
    static let all: [Endpoint] = [
        .get(
            "listWebhooks", "/webhooks", .administer,
            gives: .object([
                .init(
                    "webhooks",
                    .list(
                        .object([
                            .init("id", .id), .init("address", .text(2000)),
                            .init("events", .list(.choice(Webhook.Event.choices.map(\.rawValue)), most: 10)),
                            .init(
                                "deliveries",
                                .list(
                                    .object([
                                        .init("event", .choice(Webhook.Event.allCases.map(\.rawValue))),
                                        .init("createdAt", .instant),
                                        .init("state", .choice(Webhook.Sent.State.allCases.map(\.rawValue))),
                                        .init("attempts", .whole(0...1000)), .init("fault", .nullable(.text(1000))),
                                    ]), most: 5)),
                        ]), most: 20))
            ])
        ) { visit, _ in
            let agency = try visit.agency().id
            let webhooks = try await visit.site.database.read { try Webhook.load(agency: agency, in: $0) }
            return ["webhooks": .list(webhooks.map { json($0, visit) })]
        },
        .post(
            "addWebhook", "/webhooks", .administer,
            takes: [
                .init("address", .text(2000)),
                .init("events", .list(.choice(Webhook.Event.choices.map(\.rawValue)), most: 10)),
            ], gives: .object([.init("id", .id), .init("secret", .id)])
        ) { visit, input in
            let secret = Secret.token()
            let events = input["events"]?.list?.compactMap { $0.text.flatMap { Webhook.Event(rawValue: $0) } } ?? []
            let id = try await visit.perform(
                AddWebhook(
                    agency: try visit.agency().id, address: input["address"]?.text ?? "", events: events,
                    secret: secret, networks: visit.site.settings.webhookNetworks))
            return ["id": .text(id), "secret": .text(secret)]
        },
        .post("removeWebhook", "/webhooks/:webhook/removal", .administer) { visit, _ in
            try await visit.perform(
                RemoveWebhook(agency: try visit.agency().id, webhook: try visit.parameter("webhook")))
            return [:]
        },
        .post("testWebhook", "/webhooks/:webhook/test", .administer) { visit, _ in
            try await visit.perform(
                TestWebhook(agency: try visit.agency().id, webhook: try visit.parameter("webhook")))
            return [:]
        },
    ]

    private static func json(_ webhook: Webhook, _ visit: Visit) -> JSONValue {
        [
            "id": .text(webhook.id), "address": .text(webhook.address),
            "events": .list(webhook.events.map { .text($0.rawValue) }),
            "deliveries": .list(
                webhook.deliveries.map { sent in
                    [
                        "event": .text(sent.event), "createdAt": .text(sent.createdAt),
                        "state": .text(sent.state.rawValue), "attempts": .whole(sent.attempts),
                        "fault": JSONValue(sent.fault.map { visit.site.strings.transfer($0, visit.language) }),
                    ]
                }),
        ]
    }
}
