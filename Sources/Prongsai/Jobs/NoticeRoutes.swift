import HTML

/// What somebody was told in the desk.
enum NoticeRoutes {
    static let all: [Route] = [
        .get("/notices", .signedIn) { visit in
            guard let viewer = visit.viewer else { throw Failure.unauthorized }
            let entries = try await visit.site.database.read { try Notice.entries(of: viewer.id, in: $0) }
            return page(visit, entries).reply(visit)
        },
        .post("/notices", .signedIn) { visit in
            guard let viewer = visit.viewer else { throw Failure.unauthorized }
            let id = visit.form.filled("notice")
            try await visit.perform(ReadNotices(agency: viewer.agency.id, notice: id))
            // Opening a notice marks it read and leads to where it can be dealt with.
            guard let id, visit.form["open"] == "1" else { return .redirect("/notices") }
            let entry = try await visit.site.database.read { db in
                try db.first("SELECT address FROM notice WHERE id = \(id) AND person_id = \(viewer.id)")?
                    .string("address")
            }
            return .redirect(Address.local(entry))
        },
    ]

    private static func page(_ visit: Visit, _ entries: [Notice.Entry]) -> Page {
        let part = PeopleParts(visit: visit)
        let unread = entries.count { !$0.isRead }
        let lines = entries.map { entry -> Node in
            let text =
                Notice.Kind(rawValue: entry.kind) == nil
                ? visit.text("notices.other")
                : visit.text("notice.\(entry.kind)", visit.site.strings.worded(entry.particulars, visit.language))
            let at = visit.site.strings.instant(entry.at, visit.language)
            return element(
                "li", entry.isRead ? [] : [.class("unread")],
                [
                    element(
                        "p", [],
                        [entry.isRead ? .empty : element("b", text: "\(visit.text("notices.new")) "), .text(text)]),
                    element("small", text: at),
                    element(
                        "div", [.class("buttons")],
                        [
                            part.deed(
                                "/notices", "notices.open", hidden: [("notice", entry.id), ("open", "1")],
                                quiet: entry.isRead),
                            entry.isRead
                                ? .empty : part.deed("/notices", "notices.read", hidden: [("notice", entry.id)]),
                        ]),
                ])
        }
        return Page(
            visit.text("notices.title"),
            sub: .text(visit.text(unread == 0 ? "notices.all_read" : "notices.unread", ["count": String(unread)])),
            [
                entries.isEmpty
                    ? part.paragraph(visit.text("notices.none"))
                    : element("section", [.class("card")], [element("ol", [.class("notices")], lines)]),
                part.buttons([
                    unread > 1 ? part.deed("/notices", "notices.read_all") : .empty,
                    part.link("/account#notices", visit.text("notices.choose"), "btn quiet"),
                ]),
            ])
    }
}
