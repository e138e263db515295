/// Where the agency stands.
enum StandingRoutes {
    static let all: [Route] = [
        .get("/desk/:agency", .agency(.read)) { visit in
            let agency = try visit.agency()
            guard let year = agency.year(on: visit.today) else {
                return .redirect(
                    visit.may(.plan) ? Link.years(agency.key) : Link.standing(agency.key, visit.today.fiscalYear))
            }
            return .redirect(Link.standing(agency.key, year))
        },
        .get("/desk/:agency/:year", .agency(.read)) { visit in
            let (agency, year, today, site) = (try visit.agency(), try visit.year(), visit.today, visit.site)
            let half = visit.form["round"].flatMap { Int($0) }
            let kept = try await site.database.read { db in
                try KeptPage.of(visit, fields: ["round"], in: db) { visit in
                    StandingPage(
                        visit,
                        try StandingData.load(
                            agency, year: year, half: half, today: today, editions: site.editions, in: db)
                    ).page
                }
            }
            return kept.page(for: visit).reply(visit)
        },
    ]
}
