import ITA

/// One result: looking at it, changing it with its evidence, adding to it, taking it away.
enum ResultRoutes {
    static let all: [Route] = [
        .get("/desk/:agency/:year/results/:progress", .agency(.read)) { visit in
            try await page(visit).page.reply(visit)
        },
        .post("/desk/:agency/:year/results/:progress", .agency(.record)) { try await revise($0) },
        .post("/desk/:agency/:year/results/:progress/evidence", .agency(.record), .files) { try await add($0) },
        .post("/desk/:agency/:year/results/:progress/uses/:use/picture", .agency(.record), .files) {
            try await attach($0)
        },
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
        if visit.may(.record) { page.waiting = try visit.uploads().list(about: ResultPage.about(id)) }
        return page
    }

    private static func revise(_ visit: Visit) async throws -> Reply {
        var page = try await page(visit)
        page.typed = Form.typed(visit.form)
        guard page.isOpen else { return page.page.reply(visit, status: page.closedStatus) }
        let (edit, problems) = read(visit, page)
        page.problems = problems
        guard problems.isEmpty else { return page.page.reply(visit, status: 422) }
        do {
            try await visit.perform(edit)
        } catch Failure.invalid(let problems) {
            page.problems = problems
            return page.page.reply(visit, status: 422)
        } catch Failure.conflict(let message)
            where ["failure.result_changed", "failure.round_frozen"].contains(message.key)
        {
            return try await late(visit, isChange: message.key == "failure.result_changed")
        } catch Failure.notFound(let message) where message.key == "failure.no_evidence" {
            // Evidence that was taken out meanwhile.
            return try await late(visit, isChange: true)
        }
        return .redirect("\(Link.result(page.plan.agency.key, page.plan.fiscalYear, page.result.id))?done=revised")
    }

    /// The page as it is stored now, with what was typed against what was there before.
    private static func late(_ visit: Visit, isChange: Bool) async throws -> Reply {
        var page = try await page(visit)
        (page.typed, page.changed) = (Form.typed(visit.form), isChange)
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
            problems.append(Problem("empty", ["field": "measure"], at: "numbers"))
        }
        return (
            ReviseResult(
                agency: page.plan.agency.id, progress: page.result.id, seen: form["seen"] ?? "", text: text,
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

    private static func add(_ visit: Visit) async throws -> Reply {
        var page = try await page(visit)
        guard page.isOpen else { return page.page.reply(visit, status: page.closedStatus) }
        let about = ResultPage.about(page.result.id)
        let uploads = try visit.uploads()
        let sent = try await EvidenceForm.read(visit, uploads, about: about, most: RecordPage.mostFiles)
        var problems = sent.problems
        if problems.isEmpty, sent.uploads.isEmpty, sent.addresses.isEmpty {
            problems = [Problem("nothing_chosen", at: "photos")]
        }
        if problems.isEmpty {
            do {
                try await visit.perform(
                    AddEvidenceSet(
                        agency: page.plan.agency.id, progress: page.result.id,
                        evidence: try await sent.evidence(from: uploads, text: page.result.text)))
                for id in sent.uploads { uploads.remove(id) }
                return .redirect(
                    "\(Link.result(page.plan.agency.key, page.plan.fiscalYear, page.result.id))?done=evidence_added")
            } catch Failure.invalid(let found) {
                problems = found
            }
        }
        page.adding = (problems, visit.form["links"] ?? "")
        page.waiting = uploads.list(about: about)
        return page.page.reply(visit, status: 422)
    }

    /// Gives a caption the picture it waits for.
    private static func attach(_ visit: Visit) async throws -> Reply {
        var page = try await page(visit)
        guard page.isOpen else { return page.page.reply(visit, status: page.closedStatus) }
        let use = try visit.parameter("use")
        guard page.work.uses(of: page.result).contains(where: { $0.id == use }) else {
            throw Failure.notFound(Message("failure.no_page"))
        }
        let uploads = try visit.uploads()
        let sent = try await uploads.keep(visit.files, about: "use \(use)", pictures: [], most: 1)
        defer { for upload in sent.kept { uploads.remove(upload.id) } }
        var problems = sent.problems.map { Problem($0.key, $0.values, at: "picture.\(use)") }
        let pictures = try await uploads.stored(sent.kept.map(\.id))
        guard problems.isEmpty, let picture = pictures.first else {
            if problems.isEmpty { problems = [Problem("nothing_chosen", at: "picture.\(use)")] }
            page.attaching = problems
            return page.page.reply(visit, status: 422)
        }
        try await visit.perform(
            ChangeEvidence(agency: page.plan.agency.id, use: use, change: .attach(.stored(picture))))
        return .redirect(
            "\(Link.result(page.plan.agency.key, page.plan.fiscalYear, page.result.id))?done=evidence_added")
    }

    private static func remove(_ visit: Visit) async throws -> Reply {
        let page = try await page(visit)
        guard page.isOpen else { return page.page.reply(visit, status: page.closedStatus) }
        guard visit.form["seen"] == ResultShown(page.result, page.work).digest else {
            return try await late(visit, isChange: true)
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
