import Documents
import HTML

/// The order of assignment: what the office fills in, how it will look, and the files.
enum OrderRoutes {
    static let all: [Route] = [
        .get("/desk/:agency/:year/order", .agency(.read)) { visit in
            let order = try await load(visit)
            return page(visit, order, fields(visit, order)).reply(visit)
        },
        .get("/desk/:agency/:year/order/file", .agency(.read)) { visit in
            let order = try await load(visit)
            let fields = fields(visit, order)
            guard !order.owners.isEmpty else { return page(visit, order, fields).reply(visit, status: 409) }
            // What would be printed as dots although something was typed is told instead.
            guard !isDayWrong(fields) else { return page(visit, order, fields).reply(visit, status: 422) }
            let paper = order.paper(fields, strings: visit.site.strings)
            let name = visit.site.strings.text("order.file_name", ["year": String(order.fiscalYear)], .thai)
            if visit.request.query["format"] == "docx" {
                return .download(
                    .bytes(try paper.docx()), name: "\(name).docx",
                    type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
            }
            return .download(
                .bytes(try paper.pdf(fonts: visit.site.fonts)), name: "\(name).pdf", type: "application/pdf")
        },
    ]

    private static func load(_ visit: Visit) async throws -> AssignmentOrder {
        let (agency, year, editions) = (try visit.agency(), try visit.year(), visit.site.editions)
        return try await visit.site.database.read {
            try AssignmentOrder.load(agency, year: year, editions: editions, in: $0)
        }
    }

    /// What was typed; before that, what is known.
    private static func fields(_ visit: Visit, _ order: AssignmentOrder) -> AssignmentOrder.Fields {
        let query = visit.request.query
        func typed(_ name: String, _ otherwise: String) -> String {
            String((query[name] ?? otherwise).trimmingWhitespace().unicodeScalars.prefix(4000))
        }
        let preamble = visit.site.strings.text(
            "order.preamble",
            ["agency": order.agency.thai, "year": String(order.fiscalYear), "assessed": String(order.assessed)], .thai)
        return AssignmentOrder.Fields(
            number: typed("number", ""), day: typed("day", ""), preamble: typed("preamble", preamble),
            signer: typed("signer", order.director?.name ?? ""),
            signerTitle: typed("signer-title", order.director?.title ?? ""),
            thaiDigits: query["digits"] != "arabic")
    }

    private static func isDayWrong(_ fields: AssignmentOrder.Fields) -> Bool {
        !fields.day.isEmpty && Strings.readDay(fields.day) == nil
    }

    /// What stands in the plan and not in the order, with the way to where that is mended.
    private static func left(_ visit: Visit, _ order: AssignmentOrder) -> Node {
        let part = PeopleParts(visit: visit)
        let plan = Link.plan(order.agency.key, order.fiscalYear)
        func note(_ text: String, _ link: Node) -> Node {
            element("p", [.class("note")], [.text("◆ \(Strings.ended(text, visit.language)) "), link])
        }
        return .fragment([
            order.drafts > 0
                ? note(
                    visit.text("order.drafts", ["count": String(order.drafts)]),
                    part.link("\(plan)#drafts", visit.text("order.to_drafts"))) : .empty,
            order.nobodys > 0
                ? note(
                    visit.text("order.nobodys", ["count": String(order.nobodys)]),
                    part.link(plan, visit.text("order.to_plan"))) : .empty,
        ])
    }

    private static func page(_ visit: Visit, _ order: AssignmentOrder, _ fields: AssignmentOrder.Fields) -> Page {
        let key = order.agency.key
        let here = Link.order(key, order.fiscalYear)
        let part = PeopleParts(visit: visit)
        let form = Form(
            visit,
            values: [
                "number": fields.number, "day": fields.day, "preamble": fields.preamble, "signer": fields.signer,
                "signer-title": fields.signerTitle, "digits": fields.thaiDigits ? "thai" : "arabic",
            ], problems: isDayWrong(fields) ? [Problem("day", ["given": fields.day], at: "day")] : [],
            heading: "form.faults_show")
        // They send the form, so that a file says what was typed last.
        let files = ["pdf", "docx"].map { format in
            element(
                "button",
                [
                    .class(format == "pdf" ? "btn" : "btn quiet"), Attribute("name", "format"),
                    Attribute("value", format), Attribute("formaction", "\(here)/file"),
                ], text: visit.text("order.get_\(format)"))
        }
        guard !order.owners.isEmpty else {
            return Page(
                visit.text("order.title"), sub: .text(visit.text("order.sub")), current: .plan,
                [
                    left(visit, order),
                    // Drafts may name their owners: they wait to be confirmed, as is said above.
                    order.drafts > 0
                        ? .empty
                        : part.card(
                            "order.none",
                            [
                                part.paragraph(visit.text("order.none_mend")),
                                element(
                                    "p", [],
                                    [part.link(Link.plan(key, order.fiscalYear), visit.text("order.to_plan"), "btn")]),
                            ]),
                ])
        }
        return Page(
            visit.text("order.title"), sub: .text(visit.text("order.sub")), current: .plan, scripts: ["print"],
            [
                left(visit, order),
                element(
                    "form", [Attribute("method", "get"), Attribute("action", here), .class("card no-print")],
                    [
                        form.summary,
                        form.line("number", visit.text("order.ask_number"), hint: visit.text("order.number_hint")),
                        form.line("day", visit.text("order.ask_day"), hint: visit.text("order.day_hint")),
                        form.line("signer", visit.text("order.signer")),
                        form.line("signer-title", visit.text("order.signer_title")),
                        form.choice(
                            "digits", visit.text("order.digits"),
                            [
                                (value: "thai", text: visit.text("order.digits_thai")),
                                (value: "arabic", text: visit.text("order.digits_arabic")),
                            ]), form.area("preamble", visit.text("order.ask_preamble"), rows: 5),
                        element(
                            "div", [.class("buttons")],
                            [form.button("order.show", quiet: true)] + files + [part.printButton]),
                    ]), preview(order.paper(fields, strings: visit.site.strings)),
            ])
    }

    /// The paper as a part of the page, which the browser prints without the rest.
    static func preview(_ paper: OfficialPaper) -> Node {
        let blocks = paper.blocks.map { block -> Node in
            switch block {
            case .head(let words, let bold):
                element("p", [.class("head")], [bold ? element("b", text: words) : .text(words)])
            case .rule: element("hr")
            case .room(let lines): element("p", [.class("room-\(min(lines, 3))")])
            case .paragraph(let words): element("p", [.class("begins")], text: words)
            case .entry(let marker, let words, let level, let bold):
                element(
                    "p", [.class("entry level-\(min(level, 2))")],
                    [.text(marker + " "), bold ? element("b", text: words) : .text(words)])
            case .signature(let lines):
                element("div", [.class("signs")], lines.map { element("p", text: $0) })
            }
        }
        return element("article", [.class("paper"), Attribute("lang", "th")], blocks)
    }
}
