import ITA

/// Links for contributions, and what came through them: the officer's.
enum ContributionRoutes {
    static let all: [Route] = [
        .get("/desk/:agency/:year/contributions", .agency(.plan)) { visit in
            let (agency, year) = (try visit.agency(), try visit.year())
            let page = try await visit.site.database.read { db in
                ContributionsPage(
                    visit: visit, year: year, agency: agency,
                    waiting: try Contribution.list(agency: agency.id, year: year, in: db),
                    decided: try Contribution.decided(agency: agency.id, year: year, in: db),
                    links: try ContributionLink.list(agency: agency.id, year: year, in: db))
            }
            return page.page.reply(visit)
        },
        .get("/desk/:agency/:year/contributions/:contribution", .agency(.plan)) { visit in
            try await load(visit, try await find(visit)).page.reply(visit)
        },
        .post("/desk/:agency/:year/contributions/:contribution", .agency(.plan)) { try await accept($0) },
        .post("/desk/:agency/:year/contributions/:contribution/declining", .agency(.plan)) { visit in
            let item = try await find(visit)
            try await visit.perform(DeclineContribution(agency: try visit.agency().id, contribution: item.id))
            return .redirect(
                "\(Link.contributions(try visit.agency().key, item.fiscalYear))?done=contribution_declined")
        },
        .get("/desk/:agency/:year/contributions/:contribution/:file/print", .agency(.plan)) { visit in
            let (item, id) = (try await find(visit), try visit.parameter("file"))
            guard let hash = item.files.first(where: { $0.id == id })?.printHash else {
                throw Failure.notFound(Message("failure.no_page"))
            }
            return Serve.picture(try visit.site.files.bytes(of: hash), name: "\(id).jpg")
        },
        .post("/desk/:agency/:year/contributions/links/:link/revocation", .agency(.plan)) { visit in
            try await visit.perform(
                RevokeContributionLink(agency: try visit.agency().id, link: try visit.parameter("link")))
            return .redirect("\(Link.contributions(try visit.agency().key, try visit.year()))?done=link_revoked")
        },
        .get("/desk/:agency/:year/work/:half/:measure/link", .agency(.plan)) { visit in
            try await linkPage(visit).form(values: ["code": Secret.code(), "label": "", "days": "30"]).reply(visit)
        },
        .post("/desk/:agency/:year/work/:half/:measure/link", .agency(.plan)) { try await makeLink($0) },
    ]

    private static func find(_ visit: Visit) async throws -> Contribution {
        let (agency, id) = (try visit.agency().id, try visit.parameter("contribution"))
        guard let found = try await visit.site.database.read({ try Contribution.find(id, agency: agency, in: $0) })
        else { throw Failure.notFound(Message("failure.no_page")) }
        return found
    }

    /// The page of a contribution, with the days of its round.
    private static func load(_ visit: Visit, _ item: Contribution) async throws -> ContributionPage {
        let editions = visit.site.editions
        let days = try await visit.site.database.read { db in
            let pinned = try db.first(
                """
                SELECT edition_id, edition_revision FROM round JOIN plan ON plan.id = round.plan_id
                JOIN assessment ON assessment.id = plan.assessment_id WHERE round.id = \(item.roundID)
                """)
            let edition = try pinned.map {
                try editions.stored(
                    try $0.string("edition_id"), revision: try $0.integer("edition_revision"), in: db
                ).edition
            }
            return EvidenceLibrary.days(item.half, item.fiscalYear, edition)
        }
        return ContributionPage(visit: visit, agency: try visit.agency(), item: item, days: days)
    }

    private static func accept(_ visit: Visit) async throws -> Reply {
        let (agency, item) = (try visit.agency(), try await find(visit))
        var page = try await load(visit, item)
        page.typed = Form.typed(visit.form)
        if item.decision != nil { throw Failure.conflict(Message("failure.contribution_decided")) }
        if item.isFrozen { return page.page.reply(visit, status: 409) }
        var files: [AcceptContribution.Kept] = []
        for file in item.files where visit.form["keep.\(file.id)"] == "1" {
            let typed = visit.form.filled("about.\(file.id)")
            let day = typed.flatMap { Strings.readDay($0) }
            if let typed, day == nil {
                page.problems.append(Problem("day_typed", ["given": typed], at: "about.\(file.id)"))
            }
            files.append(.init(file: file.id, caption: visit.form["caption.\(file.id)"] ?? "", aboutOn: day))
        }
        if visit.form.filled("text") == nil {
            page.problems.insert(Problem("empty", ["field": "text"], at: "text"), at: 0)
        }
        guard page.problems.isEmpty else { return page.page.reply(visit, status: 422) }
        do {
            let progress = try await visit.perform(
                AcceptContribution(
                    agency: agency.id, contribution: item.id, text: visit.form["text"], files: files))
            return .redirect("\(Link.result(agency.key, item.fiscalYear, progress))?done=contribution_accepted")
        } catch Failure.invalid(let problems) {
            page.problems = problems
            return page.page.reply(visit, status: 422)
        }
    }

    private static func linkPage(_ visit: Visit) async throws -> ContributionLinkPage {
        let (half, id) = (Int(try visit.parameter("half")), try visit.parameter("measure"))
        let plan = try await visit.plan()
        guard let round = plan.rounds.first(where: { $0.half == half }), let measure = plan.measure(id) else {
            throw Failure.notFound(Message("failure.no_page"))
        }
        return ContributionLinkPage(visit: visit, plan: plan, round: round, measure: measure)
    }

    /// The code stands in the form that was sent, so sending it again shows the same link and makes no other.
    private static func makeLink(_ visit: Visit) async throws -> Reply {
        let page = try await linkPage(visit)
        let (typed, label) = (visit.form["code"] ?? "", visit.form["label"] ?? "")
        let isCode = typed.utf8.count == 17 && typed.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        let code = isCode ? typed : Secret.code()
        let days = Int(Digits.ascii(visit.form.filled("days") ?? "")) ?? 0
        do {
            _ = try await visit.perform(
                MakeContributionLink(
                    agency: page.plan.agency.id, round: page.round.id, measure: page.measure.id, label: label,
                    days: days, code: code))
            return page.made(code, label: label, days: days).reply(visit)
        } catch Failure.invalid(let problems) {
            return page.form(
                values: ["code": code, "label": label, "days": visit.form["days"] ?? ""], problems: problems
            ).reply(visit, status: 422)
        }
    }
}
