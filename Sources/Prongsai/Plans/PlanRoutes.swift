/// The plan's page, and confirming everything that came from last year.
enum PlanRoutes {
    static let all: [Route] =
        [
            .get("/desk/:agency/:year/plan", .agency(.read)) { visit in
                let (agency, year, today, site) = (try visit.agency(), try visit.year(), visit.today, visit.site)
                let half = visit.form["round"].flatMap { Int($0) }
                let kept = try await site.database.read { db in
                    try KeptPage.of(visit, fields: ["round", "part", "row"], in: db) { visit in
                        let plan = try Plan.kept(agency, year: year, on: site, in: db)
                        let round = plan.rounds.first { $0.half == half } ?? plan.currentRound(today)
                        return PlanPage(visit, plan, try RoundWork.kept(round, of: plan, on: site, in: db)).page
                    }
                }
                return kept.page(for: visit).reply(visit)
            },
            .post("/desk/:agency/:year/plan/confirmation", .agency(.plan)) { visit in
                let plan = try await visit.plan()
                let marks = PlanMarks.of(plan).rows
                let rows = plan.rows.filter { (marks[$0.id]?.drafts ?? 0) > 0 }.map(\.id)
                try await visit.perform(ConfirmDrafts(agency: plan.agency.id, rows: rows))
                return .redirect("\(Link.plan(plan.agency.key, plan.fiscalYear))?done=drafts_confirmed")
            },
        ] + RowRoutes.all + MeasureRoutes.all
}
