import Documents
import HTML

/// The rounds of a year, and everything that happens to one.
enum RoundRoutes {
    private static let base = "/desk/:agency/:year/rounds"

    static let all: [Route] = [
        .get(base, .agency(.read)) { visit in
            let (agency, year, editions) = (try visit.agency(), try visit.year(), visit.site.editions)
            let data = try await visit.site.database.read {
                try RoundsData.load(agency, year: year, editions: editions, in: $0)
            }
            return RoundsPage(visit: visit, agency: agency, data: data).page.reply(visit)
        },
        .get("\(base)/:half", .agency(.read)) { visit in
            RoundPage(visit, try await data(visit)).page.reply(visit)
        },
        .post("\(base)/:half/submit", .agency(.plan)) { visit in
            try await change(visit, .submit) { plan, half in
                _ = try await visit.perform(
                    SubmitRound(
                        agency: plan.agency.id, plan: plan.id, half: half, note: visit.form["note"],
                        editions: visit.site.editions, strings: visit.site.strings))
                return "?done=submitted"
            }
        },
        .post("\(base)/:half/withdraw", .agency(.plan)) { visit in
            try await change(visit, .submit) { plan, half in
                try await visit.perform(WithdrawSubmission(agency: plan.agency.id, plan: plan.id, half: half))
                return "?done=withdrawn"
            }
        },
        .post("\(base)/:half/approve", .agency(.approve)) { visit in
            try await change(visit, .approve) { plan, half in
                try await visit.perform(
                    ApproveRound(
                        agency: plan.agency.id, plan: plan.id, half: half, seen: visit.form["seen"] ?? "",
                        reply: visit.form["reply"], editions: visit.site.editions, strings: visit.site.strings))
                return "?done=approved"
            }
        },
        .post("\(base)/:half/return", .agency(.approve)) { visit in
            try await change(visit, .refuse) { plan, half in
                try await visit.perform(
                    ReturnRound(
                        agency: plan.agency.id, plan: plan.id, half: half, reply: visit.form["why"] ?? "",
                        editions: visit.site.editions))
                return "?done=returned"
            }
        },
        .post("\(base)/:half/freeze", .agency(.plan)) { visit in
            try await change(visit, .freeze) { plan, half in
                // The second click of two finds it frozen already: that is what was wanted.
                guard plan.rounds.first(where: { $0.half == half })?.frozenAt == nil else { return "" }
                _ = try await visit.perform(
                    FreezeRound(
                        agency: plan.agency.id, plan: plan.id, half: half, reason: visit.form.filled("because"),
                        editions: visit.site.editions, strings: visit.site.strings,
                        withFaults: visit.form["sure"] == "1", address: visit.site.settings.address))
                return "?done=frozen"
            }
        },
        .post("\(base)/:half/reopen", .agency(.plan)) { visit in
            try await change(visit, .reopen) { plan, half in
                guard plan.rounds.first(where: { $0.half == half })?.frozenAt != nil else { return "" }
                try await visit.perform(
                    ReopenRound(
                        agency: plan.agency.id, plan: plan.id, half: half, reason: visit.form["because"] ?? ""))
                return "?done=reopened"
            }
        },
    ]

    static func half(_ visit: Visit) throws -> Int {
        guard let half = Int(try visit.parameter("half")) else { throw Failure.notFound(Message("failure.no_page")) }
        return half
    }

    static func data(_ visit: Visit) async throws -> RoundData {
        let (agency, year, half) = (try visit.agency(), try visit.year(), try half(visit))
        let (editions, strings) = (visit.site.editions, visit.site.strings)
        return try await visit.site.database.read {
            try RoundData.load(agency, year: year, half: half, editions: editions, strings: strings, in: $0)
        }
    }

    /// Does what a form asks; what is wrong comes back on the page, at the form that was sent.
    private static func change(
        _ visit: Visit, _ part: RoundPage.Part, _ work: (Plan, Int) async throws -> String
    ) async throws -> Reply {
        let (plan, half) = (try await visit.plan(), try half(visit))
        do {
            let done = try await work(plan, half)
            return .redirect(Link.round(plan.agency.key, plan.fiscalYear, half) + done)
        } catch Failure.invalid(let problems) {
            let fields = ["--because": "because", "reply": part == .refuse ? "why" : "reply"]
            let placed = problems.map { problem in
                var problem = problem
                // The sentences for the command line name an option; here it is a field or box that was left empty.
                if problem.key == "reason_needed" { problem = Problem("reason_missing", at: "because") }
                if problem.key == "freeze_with_faults" { problem = Problem("faults_left", problem.values, at: "sure") }
                problem.place = problem.place.map { fields[$0] ?? $0 }
                return problem
            }
            return RoundPage(visit, try await data(visit), problems: placed, sent: part).page.reply(visit, status: 422)
        }
    }
}
