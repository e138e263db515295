import HTML
import ITA

/// Rows of the plan: adding one, and everything that is done with one.
enum RowRoutes {
    static let all: [Route] = [
        .get("/desk/:agency/:year/plan/new-row", .agency(.plan)) { visit in
            let plan = try await visit.plan()
            return newRow(visit, plan, ["items": visit.form["items"] ?? "", "finding": "", "key": ID.new()]).reply(
                visit)
        },
        .post("/desk/:agency/:year/plan/new-row", .agency(.plan)) { visit in
            let plan = try await visit.plan()
            let lines = (visit.form["items"] ?? "").utf8.split(separator: UInt8(ascii: "\n")).map {
                String(decoding: $0, as: UTF8.self)
            }.filter { !$0.trimmingWhitespace().isEmpty }
            do {
                let row = try await visit.perform(
                    AddRow(
                        agency: plan.agency.id, plan: plan.id, edition: plan.edition.edition, lines: lines,
                        id: visit.newKey))
                return .redirect("\(Link.row(plan.agency.key, plan.fiscalYear, row))?done=row_added")
            } catch Failure.invalid(let problems) {
                return newRow(visit, plan, Form.typed(visit.form), problems).reply(visit, status: 422)
            }
        },
        .get("/desk/:agency/:year/plan/rows/:row", .agency(.plan)) { visit in
            let (plan, row) = try await visit.planRow()
            return RowPage(visit: visit, plan: plan, row: row).page.reply(visit)
        },
        .post("/desk/:agency/:year/plan/rows/:row", .agency(.plan)) { visit in
            let (plan, row) = try await visit.planRow()
            do {
                return try await answer(visit, plan, row)
            } catch Failure.invalid(let problems) {
                return RowPage(
                    visit: visit, plan: plan, row: row, typed: Form.typed(visit.form),
                    ticked: Set(visit.form.all("items")), problems: problems
                ).page.reply(visit, status: 422)
            } catch let failure as Failure where failure == Seen.changed {
                // Read again: the other's text is newer than what was read before this was tried.
                let (plan, row) = try await visit.planRow()
                let things = ["row \(row.id)"] + row.lines.flatMap(\.findings).map { "finding \($0.id)" }
                return RowPage(
                    visit: visit, plan: plan, row: row, typed: Form.typed(visit.form),
                    ticked: Set(visit.form.all("items")), other: try await visit.lastChange(things)
                ).page.reply(visit, status: 409)
            } catch Failure.conflict(let message) where message.key == "failure.row_in_use" {
                throw Failure.conflict(Message("row_page.in_use"))
            }
        },
    ]

    /// Does what the pressed button says. Whichever it was, what was typed is saved first, except where the row is to go.
    private static func answer(_ visit: Visit, _ plan: Plan, _ row: PlanRow) async throws -> Reply {
        let (agency, form) = (plan.agency.id, visit.form)
        let words = (form["do"] ?? "").utf8.split(separator: UInt8(ascii: " ")).map {
            String(decoding: $0, as: UTF8.self)
        }
        guard let deed = words.first.flatMap(Deed.init) else { throw Failure.invalid([Problem("no_deed")]) }
        if deed == .remove {
            try await visit.perform(RemoveRow(agency: agency, row: row.id))
            return .redirect("\(Link.plan(plan.agency.key, plan.fiscalYear))?done=row_removed")
        }
        let seen = form["seen"].map { Shown($0) }
        let changes = try await visit.perform(
            ChangeRow(
                agency: agency, row: row.id, edition: plan.edition.edition, lines: lines(form, row), seen: seen))
        do {
            return try await act(deed, words, visit, plan, row, seen: changes > 0 ? nil : seen, isSaved: changes > 0)
        } catch Failure.invalid(let problems) where changes > 0 {
            return try await rest(visit, problems, status: 422)
        }
    }

    /// The row as it is saved now, with what was to be done besides and is not done.
    private static func rest(_ visit: Visit, _ problems: [Problem], status: Int) async throws -> Reply {
        let (plan, row) = try await visit.planRow()
        return RowPage(
            visit: visit, plan: plan, row: row, ticked: Set(visit.form.all("items")), problems: problems,
            heading: "form.saved_rest"
        ).page.reply(visit, status: status)
    }

    /// What is done after what was typed is saved.
    private static func act(
        _ deed: Deed, _ words: [String], _ visit: Visit, _ plan: Plan, _ row: PlanRow, seen: Shown?, isSaved: Bool
    ) async throws -> Reply {
        let (agency, form) = (plan.agency.id, visit.form)
        let own = Link.row(plan.agency.key, plan.fiscalYear, row.id)
        let saved = isSaved ? "&done=row_saved" : ""
        let inPlan =
            "\(Link.plan(plan.agency.key, plan.fiscalYear))?row=\(Address.encoded(row.id))\(saved)#row-\(row.id)"
        switch deed {
        case .save:
            guard form.all("items").isEmpty else {
                return try await rest(visit, [Problem("not_done", at: "items")], status: 200)
            }
            return .redirect("\(own)?done=row_saved")
        case .move:
            guard words.count == 2, let place = Int(words[1]) else { throw Failure.invalid([Problem("no_deed")]) }
            try await visit.perform(MoveRow(agency: agency, row: row.id, position: place))
            return .redirect(inPlan)
        case .order:
            guard words.count == 3, let place = Int(words[2]) else { throw Failure.invalid([Problem("no_deed")]) }
            let position = min(max(place, 1), max(row.measures.count, 1))
            try await visit.perform(
                OrderMeasure(agency: agency, measure: words[1], row: row.id, position: position))
            let from = (position - 1) / RowPage.most * RowPage.most
            return .redirect("\(own)?done=measure_moved\(saved)\(from > 0 ? "&from=\(from)" : "")#measures")
        case .split:
            let new = try await visit.perform(
                SplitRow(agency: agency, row: row.id, items: form.all("items"), seen: seen))
            return .redirect("\(Link.row(plan.agency.key, plan.fiscalYear, new))?done=row_split\(saved)")
        case .join:
            try await visit.perform(
                JoinRows(
                    agency: agency, row: row.id, other: form["other"] ?? "", asOneLine: form["one-line"] != nil))
            return .redirect("\(own)?done=rows_joined\(saved)")
        case .confirm:
            try await visit.perform(ConfirmDrafts(agency: agency, row: row.id))
            guard form["to"] == "plan" else { return .redirect("\(own)?done=drafts_confirmed\(saved)") }
            return .redirect(inPlan)
        case .remove: return .redirect(inPlan)
        }
    }

    /// What the buttons of a row say.
    private enum Deed: String { case save, move, order, split, join, confirm, remove }

    /// The row as the form says it shall be: the lines it showed, and a new one where something was typed for it.
    static func lines(_ form: FormFields, _ row: PlanRow) -> [ChangeRow.Line] {
        var lines: [ChangeRow.Line] = []
        var shown = Set(row.lines.map(\.id))
        shown.formUnion(form.pairs.compactMap { $0.name.removing(prefix: "items-") }.filter { $0 != "new" })
        let findings = Dictionary(
            row.lines.flatMap { line in line.findings.map { ($0.id, line.id) } },
            uniquingKeysWith: { first, _ in first })
        let first = row.lines.first?.id
        for line in shown.sorted() {
            guard let items = form["items-\(line)"] else { continue }
            // A finding that is gone meanwhile is still named, so that its text is not lost unseen.
            var texts = form.pairs.compactMap { pair -> ChangeRow.Finding? in
                guard let id = pair.name.removing(prefix: "finding-"), id != "new", !shown.contains(id),
                    (findings[id] ?? first) == line
                else { return nil }
                return ChangeRow.Finding(id: id, text: pair.value)
            }
            texts.append(ChangeRow.Finding(id: nil, text: form["finding-\(line)"] ?? ""))
            lines.append(ChangeRow.Line(id: line, items: items, findings: texts))
        }
        lines.append(
            ChangeRow.Line(
                id: nil, items: form["items-new"] ?? "",
                findings: [ChangeRow.Finding(id: nil, text: form["finding-new"] ?? "")]))
        return lines
    }

    private static func newRow(_ visit: Visit, _ plan: Plan, _ values: [String: String], _ problems: [Problem] = [])
        -> Page
    {
        let form = Form(visit, values: values, problems: problems)
        return Page(
            visit.text("new_row.title"), sub: .text(visit.text("new_row.sub")), current: .plan,
            [
                element(
                    "section", [.class("card narrow")],
                    [
                        form.node(
                            to: Link.newRow(plan.agency.key, plan.fiscalYear),
                            [
                                Form.hidden("key", values["key"] ?? ID.new()),
                                form.area(
                                    "items", visit.text("new_row.items"), hint: visit.text("new_row.items_hint"),
                                    rows: 3, required: true), form.button("new_row.button"),
                            ])
                    ])
            ])
    }
}

extension Visit {
    /// The plan of the path and the row it names.
    func planRow() async throws -> (plan: Plan, row: PlanRow) {
        let plan = try await plan()
        let id = try parameter("row")
        guard let row = plan.rows.first(where: { $0.id == id }) else {
            throw Failure.notFound(Message("failure.no_page"))
        }
        return (plan, row)
    }

    /// The id a form brought for what it makes, so that sending it twice makes it once.
    var newKey: String? {
        guard let key = form["key"], key.utf8.count == 36,
            key.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) || $0 == UInt8(ascii: "-") })
        else { return nil }
        return key
    }
}
