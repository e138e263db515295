import HTML

extension Link {
    static let calendar = "/account/calendar"
}

/// The calendar others subscribe to, and the page where its address is made.
enum CalendarRoutes {
    static let all: [Route] = [
        .get("/calendar/:token", .everyone) { visit in try await feed(visit) },
        .get("/account/calendar", .signedIn) { visit in
            CalendarPage.page(visit, since: try await since(visit), code: nil).reply(visit)
        },
        .post("/account/calendar", .signedIn) { visit in
            let code = Secret.token()
            try await visit.perform(MakeCalendarLink(agency: visit.viewer?.agency.id, code: code))
            // Shown in the answer itself: the address stands nowhere it could be read again.
            return CalendarPage.page(visit, since: visit.now.text, code: code).reply(visit)
        },
        .post("/account/calendar/removal", .signedIn) { visit in
            try await visit.perform(RevokeCalendarLink(agency: visit.viewer?.agency.id))
            return .redirect("\(Link.calendar)?done=calendar_removed")
        },
    ]

    private static func feed(_ visit: Visit) async throws -> Reply {
        let token = try visit.parameter("token")
        let code = token.utf8.suffix(4).elementsEqual(".ics".utf8) ? String(token.utf8.dropLast(4)) ?? "" : token
        let calendar = DeadlineCalendar(site: visit.site, language: visit.language)
        let (strings, language) = (visit.site.strings, visit.language)
        let made = try await visit.site.database.read { db -> ICalendar? in
            guard let owner = try DeadlineCalendar.owner(code, in: db) else { return nil }
            let events = try calendar.events(person: owner.person, unit: owner.unit, agency: owner.agency, in: db)
            let name = strings.text("calendar.name", ["agency": owner.agency.name(language)], language)
            return ICalendar(name: name, events: events)
        }
        guard let made else { throw Failure.notFound(Message("failure.no_page")) }
        return Reply(
            200,
            [
                ("content-type", "text/calendar; charset=utf-8"), ("cache-control", "private, max-age=3600"),
                ("content-disposition", Reply.disposition("prongsai.ics", inline: true)),
            ], .bytes(made.bytes()))
    }

    private static func since(_ visit: Visit) async throws -> String? {
        let person = visit.viewer?.id
        return try await visit.site.database.read { db in
            try db.first("SELECT created_at FROM calendar_link WHERE person_id = \(person) AND revoked_at IS NULL")?
                .string("created_at")
        }
    }
}

enum CalendarPage {
    /// Whether there is an address, and the address itself right after it was made.
    static func page(_ visit: Visit, since: String?, code: String?) -> Page {
        var parts: [Node] = []
        if let code {
            parts.append(PeopleParts(visit: visit).unreachable)
            parts.append(
                element(
                    "section", [.class("card")],
                    [
                        element("h2", text: visit.text("calendar.made")),
                        element("p", [.class("typed")], text: "\(visit.siteAddress)/calendar/\(code).ics"),
                        element("p", text: visit.text("calendar.how")),
                        element("p", [.class("hint")], text: visit.text("calendar.once")),
                    ]))
        }
        let says =
            since.map {
                visit.text("calendar.since", ["at": visit.site.strings.instant($0, visit.language)])
            } ?? visit.text("calendar.none")
        var forms = [
            Form.small(
                visit, to: Link.calendar,
                [
                    element(
                        "button", [.class(since == nil ? "btn" : "btn quiet")],
                        text: visit.text(since == nil ? "calendar.make" : "calendar.renew"))
                ])
        ]
        if since != nil {
            forms.append(
                Form.small(
                    visit, to: "\(Link.calendar)/removal",
                    [element("button", [.class("btn quiet")], text: visit.text("calendar.remove"))]))
        }
        parts.append(
            element(
                "section", [.class("card narrow")],
                [
                    element("p", text: says), element("div", [.class("buttons")], forms),
                ]))
        var page = Page(visit.text("calendar.title"), sub: .text(visit.text("calendar.sub")), parts)
        page.isShownOnce = code != nil
        return page
    }
}
