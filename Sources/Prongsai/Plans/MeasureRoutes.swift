/// Measures of the plan: writing one, and everything that is done with one.
enum MeasureRoutes {
    static let all: [Route] = [
        .get("/desk/:agency/:year/plan/rows/:row/new-measure", .agency(.plan)) { visit in
            let (plan, row) = try await visit.planRow()
            return MeasurePage(
                visit: visit, plan: plan, measure: nil, row: row, people: try await visit.planPeople()
            ).page.reply(visit)
        },
        .post("/desk/:agency/:year/plan/rows/:row/new-measure", .agency(.plan)) { visit in
            let (plan, row) = try await visit.planRow()
            do {
                _ = try await visit.perform(
                    AddMeasure(
                        agency: plan.agency.id, plan: plan.id, rows: [row.id], fields: fields(visit.form),
                        id: visit.newKey))
                return .redirect(planned(plan, row, "&done=measure_added"))
            } catch Failure.invalid(let problems) {
                return MeasurePage(
                    visit: visit, plan: plan, measure: nil, row: row, people: try await visit.planPeople(),
                    typed: Form.typed(visit.form), problems: problems
                ).page.reply(visit, status: 422)
            }
        },
        .get("/desk/:agency/:year/plan/measures/:measure", .agency(.plan)) { visit in
            let (plan, measure) = try await visit.planMeasure()
            return MeasurePage(
                visit: visit, plan: plan, measure: measure, row: nil, people: try await visit.planPeople()
            ).page.reply(visit)
        },
        .post("/desk/:agency/:year/plan/measures/:measure", .agency(.plan)) { visit in
            let (plan, measure) = try await visit.planMeasure()
            func again(_ plan: Plan, _ measure: Measure, _ problems: [Problem], other: Conflict.Other? = nil)
                async throws
                -> Reply
            {
                MeasurePage(
                    visit: visit, plan: plan, measure: measure, row: nil, people: try await visit.planPeople(),
                    typed: Form.typed(visit.form), problems: problems, other: other
                ).page.reply(visit, status: other == nil ? 422 : 409)
            }
            do {
                return try await answer(visit, plan, measure)
            } catch Failure.invalid(let problems) {
                return try await again(plan, measure, problems)
            } catch let failure as Failure where failure == Seen.changed {
                // Read again: the other's text is newer than what was read before this was tried.
                let (plan, measure) = try await visit.planMeasure()
                return try await again(
                    plan, measure, [], other: try await visit.lastChange(["measure \(measure.id)"]))
            } catch Failure.conflict(let message) where message.key == "failure.measure_in_use" {
                throw Failure.conflict(Message("measure_page.in_use"))
            }
        },
    ]

    /// Does what the pressed button says. Whichever it was, what was typed and ticked is saved first, except where the
    /// measure is to go.
    private static func answer(_ visit: Visit, _ plan: Plan, _ measure: Measure) async throws -> Reply {
        let (agency, form) = (plan.agency.id, visit.form)
        guard let deed = form["do"].flatMap(Deed.init) else { throw Failure.invalid([Problem("no_deed")]) }
        let first = plan.rows(of: measure.id).first
        if deed == .remove {
            try await visit.perform(RemoveMeasure(agency: agency, measure: measure.id, row: nil))
            return .redirect(planned(plan, first, "&done=measure_removed"))
        }
        let seen = form["seen"].map { Shown($0) }
        let changes = try await visit.perform(
            ChangeMeasure(agency: agency, measure: measure.id, fields: fields(form), seen: seen))
        do {
            var placed = 0
            if deed == .place || form["rows"] != nil {
                placed = try await visit.perform(
                    PlaceMeasure(agency: agency, measure: measure.id, rows: form.all("row"), seen: seen))
            }
            let saved = (changes > 0 ? "&done=measure_saved" : "") + (placed > 0 ? "&done=measure_placed" : "")
            let there = plan.rows.first { form.all("row").contains($0.id) } ?? first
            switch deed {
            case .save, .remove:
                if let seen, let texts = form["texts"], seen.differs("texts", texts) {
                    return try await rest(visit, [Problem("not_done", at: "texts")], status: 200)
                }
                return .redirect(planned(plan, there, saved.isEmpty ? "&done=measure_saved" : saved))
            case .place: return .redirect(planned(plan, there, saved.isEmpty ? "&done=measure_placed" : saved))
            case .copy:
                let new = try await visit.perform(
                    CopyMeasure(agency: agency, measure: measure.id, row: form["target"] ?? "", id: visit.newKey))
                return .redirect(
                    "\(Link.measure(plan.agency.key, plan.fiscalYear, new))?done=measure_copied\(saved)")
            case .split:
                let texts = (form["texts"] ?? "").utf8.split(separator: UInt8(ascii: "\n")).map {
                    String(decoding: $0, as: UTF8.self)
                }
                _ = try await visit.perform(
                    SplitMeasure(
                        agency: agency, measure: measure.id, texts: texts, seen: changes > 0 ? nil : seen))
                return .redirect(planned(plan, there, "&done=measure_split\(saved)"))
            }
        } catch Failure.invalid(let problems) where changes > 0 {
            return try await rest(visit, problems, status: 422)
        }
    }

    /// What the buttons of a measure say.
    private enum Deed: String { case save, place, copy, split, remove }

    /// The measure as it is saved now, with what was to be done besides and is not done.
    private static func rest(_ visit: Visit, _ problems: [Problem], status: Int) async throws -> Reply {
        let (plan, measure) = try await visit.planMeasure()
        return MeasurePage(
            visit: visit, plan: plan, measure: measure, row: nil, people: try await visit.planPeople(),
            typed: Form.typed(visit.form).filter { ["texts", "target", "rows"].contains($0.key) }, problems: problems,
            heading: "form.saved_rest"
        ).page.reply(visit, status: status)
    }

    /// The plan at a row; `done` says what was just done, as part of a query.
    private static func planned(_ plan: Plan, _ row: PlanRow?, _ done: String) -> String {
        "\(Link.plan(plan.agency.key, plan.fiscalYear))?row=\(row?.id ?? "")\(done)#row-\(row?.id ?? "")"
    }

    private static func fields(_ form: FormFields) -> MeasureFields {
        MeasureFields(
            text: form["text"], unit: form["unit"], person: form["person"], steps: form["steps"],
            startsOn: form["from"], endsOn: form["to"], followUp: form["follow-up"], status: form["status"])
    }
}

extension Visit {
    /// The plan of the path and the measure it names.
    func planMeasure() async throws -> (plan: Plan, measure: Measure) {
        let plan = try await plan()
        guard let measure = plan.measure(try parameter("measure")) else {
            throw Failure.notFound(Message("failure.no_page"))
        }
        return (plan, measure)
    }

    /// Units and people of the path's agency.
    func planPeople() async throws -> PlanPeople {
        let agency = try agency().id
        return try await site.database.read { try PlanPeople.load(agency, in: $0) }
    }
}
