import HTML

extension StandingPage {
    /// What waits for the director who looks at the page: it comes before everything else.
    var awaited: Node {
        guard visit.may(.approve), !data.waiting.isEmpty else { return .empty }
        let key = data.plan.agency.key
        return element(
            "section", [.class("card")],
            [
                element("h2", text: visit.text("standing.awaited")),
                element(
                    "p", [.class("buttons")],
                    data.waiting.map { year, half in
                        element(
                            "a", [.class("btn"), .href(Link.round(key, year, half))],
                            text: visit.text(
                                year == data.plan.fiscalYear ? "standing.awaited_round" : "standing.awaited_round_of",
                                ["round": String(half), "year": String(year)]))
                    }),
            ])
    }
}

extension Submission {
    /// The rounds of every year of an agency that were handed in and that nobody has decided on, oldest first; one query.
    static func waiting(agency: String, in db: Connection) throws -> [(year: Int, half: Int)] {
        try db.rows(waitingRows(agency: agency)).map {
            (year: try $0.integer("fiscal_year"), half: try $0.integer("half"))
        }
    }

    /// Starts from the agency's plans, for submissions have an index on their round alone: asked by the agency, they
    /// would all be read, those of every other agency too.
    static func waitingRows(agency: String) -> SQL {
        """
        SELECT plan.fiscal_year, round.half FROM plan
        JOIN round ON round.plan_id = plan.id JOIN submission ON submission.round_id = round.id
        WHERE plan.agency_id = \(agency) AND submission.decision IS NULL AND round.frozen_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM submission AS newer WHERE newer.round_id = submission.round_id
          AND (newer.submitted_at > submission.submitted_at
            OR (newer.submitted_at = submission.submitted_at AND newer.id > submission.id)))
        ORDER BY plan.fiscal_year, round.half
        """
    }
}
