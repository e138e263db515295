import ITA

/// One result: looking at it, changing it and its evidence, taking it away.
enum ResultRoutes {
    static let all: [Route] = [
        .get("/desk/:agency/:year/results/:progress", .agency(.read)) { visit in
            try await page(visit).page.reply(visit)
        },
        .post("/desk/:agency/:year/results/:progress", .agency(.record), .files) { try await revise($0) },
        .post("/desk/:agency/:year/results/:progress/removal", .agency(.record)) { try await remove($0) },
    ]

    /// The page of the path's result as it is stored now.
    private static func page(_ visit: Visit) async throws -> ResultPage {
        let (agency, year, editions) = (try visit.agency(), try visit.year(), visit.site.editions)
        let id = try visit.parameter("progress")
        var page = try await visit.site.database.read { db in
            let plan = try Plan.load(agency: agency, year: year, editions: editions, in: db)
            guard
                let row = try db.first("SELECT round_id FROM progress WHERE id = \(id) AND agency_id = \(agency.id)"),
                let round = try plan.rounds.first(where: { try $0.id == row.string("round_id") })
            else { throw Failure.notFound(Message("failure.no_page")) }
            let work = try RoundWork.load(round, in: db)
            guard let result = work.progress.first(where: { $0.id == id }) else {
                throw Failure.notFound(Message("failure.no_page"))
            }
            return ResultPage(visit: visit, plan: plan, work: work, result: result)
        }
        if visit.may(.record) { page.takeWaiting(try visit.uploads()) }
        return page
    }

    private static func revise(_ visit: Visit) async throws -> Reply {
        var page = try await page(visit)
        page.typed = Form.typed(visit.form)
        guard page.isOpen else { return page.page.reply(visit, status: page.closedStatus) }
        let uploads = try visit.uploads()
        let sent = try await EvidenceForm.read(
            visit, uploads, about: ResultPage.about(page.result.id), most: RecordPage.mostFiles)
        let pictures = try await EvidenceForm.pictures(visit, uploads, for: page.work.uses(of: page.result))
        var (edit, problems) = read(visit, page)
        problems += sent.problems + pictures.problems
        if problems.isEmpty {
            do {
                edit.adding = try await sent.evidence(from: uploads, text: edit.text)
                for (use, id) in pictures.ids {
                    edit.pictures[use] = try await uploads.stored([id]).first.map { .stored($0) }
                }
                try await visit.perform(edit)
                for id in sent.uploads + pictures.ids.values { uploads.remove(id) }
                let here = Link.result(page.plan.agency.key, page.plan.fiscalYear, page.result.id)
                guard edit.adding.isEmpty, edit.pictures.isEmpty else {
                    return .redirect("\(here)?done=evidence_added")
                }
                return .redirect("\(here)?done=revised")
            } catch Failure.invalid(let found) {
                problems = found
            } catch let failure as Failure where failure == Seen.changed {
                return try await late(visit, sent.uploads + pictures.ids.values, isChange: true)
            } catch Failure.conflict(let message) where message.key == "failure.round_frozen" {
                return try await late(visit, [], isChange: false)
            }
        }
        page.takeWaiting(uploads)
        (page.problems, page.chosen) = (problems, Set(sent.uploads + pictures.ids.values))
        return page.page.reply(visit, status: 422)
    }

    /// The page as it is stored now, with what was typed against what was there before.
    private static func late(_ visit: Visit, _ uploads: [String], isChange: Bool) async throws -> Reply {
        var page = try await page(visit)
        (page.typed, page.chosen) = (Form.typed(visit.form), Set(uploads))
        if isChange { page.other = try await visit.lastChange(["progress \(page.result.id)"]) }
        return page.page.reply(visit, status: 409)
    }

    /// The form as an operation, and what is wrong with it.
    private static func read(_ visit: Visit, _ page: ResultPage) -> (ReviseResult, [Problem]) {
        var problems: [Problem] = []
        let form = visit.form
        let text = form["text"] ?? ""
        if text.trimmingWhitespace().isEmpty { problems.append(Problem("empty", ["field": "text"], at: "text")) }
        var uses: [UseEdit] = []
        for (name, caption) in form.pairs {
            guard let id = name.removing(prefix: "caption.") else { continue }
            let typed = form.filled("about.\(id)")
            let day = typed.flatMap { Strings.readDay($0) }
            if let typed, day == nil { problems.append(Problem("day_typed", ["given": typed], at: "about.\(id)")) }
            let place = Int(Digits.ascii(form.filled("place.\(id)") ?? "")) ?? uses.count + 1
            uses.append(
                UseEdit(
                    id: id, caption: caption, aboutOn: day, place: place, remove: form["remove.\(id)"] == "1"))
        }
        uses = moved(uses, page)
        var measures = form.all("measure")
        for number in (form["numbers"] ?? "").utf8.split(whereSeparator: { [44, 32, 10].contains($0) }) {
            let typed = String(decoding: number, as: UTF8.self)
            if let found = try? PlanPlace(Digits.ascii(typed), depth: 2...2).measure(of: page.plan) {
                measures.append(found.id)
            } else {
                problems.append(Problem("measure_number", ["given": typed], at: "numbers"))
            }
        }
        let isLinked = !page.result.measures.isEmpty
        if measures.isEmpty, isLinked {
            problems.append(Problem("no_measure_chosen", at: "numbers"))
        }
        return (
            ReviseResult(
                agency: page.plan.agency.id, progress: page.result.id, seen: Shown(form["seen"] ?? ""), text: text,
                measures: measures.isEmpty ? nil : measures, uses: uses), problems
        )
    }

    /// Somebody who moves the third to place 1 means before the first: what was moved up goes before what stayed.
    private static func moved(_ uses: [UseEdit], _ page: ResultPage) -> [UseEdit] {
        uses.enumerated().map { index, use in
            var use = use
            use.place = use.place * 2 + (use.place < index + 1 ? -1 : use.place > index + 1 ? 1 : 0)
            return use
        }
    }

    private static func remove(_ visit: Visit) async throws -> Reply {
        let page = try await page(visit)
        guard page.isOpen else { return page.page.reply(visit, status: page.closedStatus) }
        guard visit.form["seen"] == ResultShown(page.result, page.work).seen.text else {
            return try await late(visit, [], isChange: true)
        }
        try await visit.perform(
            ChangeProgress(agency: page.plan.agency.id, progress: page.result.id, text: nil))
        let (key, year, half) = (page.plan.agency.key, page.plan.fiscalYear, page.work.round.half)
        guard let measure = page.result.measures.first else {
            return .redirect("\(Link.work(key, year, half))&done=result_removed")
        }
        return .redirect("\(Link.record(key, year, half, measure))?done=result_removed")
    }
}

extension ResultPage {
    /// What waits for its form among the uploads of who asks.
    fileprivate mutating func takeWaiting(_ uploads: Uploads) {
        waiting = uploads.list(about: ResultPage.about(result.id))
        pictures = EvidenceForm.waiting(uploads)
    }
}
