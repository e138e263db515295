/// Where the agency stands.
enum StandingRoutes {
    static let all: [Route] = [
        .get("/desk/:agency", .agency(.read)) { visit in
            let agency = try visit.agency()
            let year = try await visit.site.database.read { db in
                try db.first("SELECT MAX(fiscal_year) AS year FROM plan WHERE agency_id = \(agency.id)")?
                    .optionalInteger("year")
            }
            return .redirect(Link.standing(agency.key, year ?? visit.today.fiscalYear))
        },
        .get("/desk/:agency/:year", .agency(.read)) { visit in
            let (agency, year, today, editions) = (
                try visit.agency(), try visit.year(), visit.today, visit.site.editions
            )
            let data = try await visit.site.database.read {
                try StandingData.load(agency, year: year, today: today, editions: editions, in: $0)
            }
            return try StandingPage(visit, data).page.reply(visit)
        },
    ]
}
