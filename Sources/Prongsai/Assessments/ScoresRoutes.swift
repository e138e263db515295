import ITA

/// Entering scores by hand and by file.
enum ScoresRoutes {
    static let all: [Route] = [
        .get("/desk/:agency/:year/scores", .agency(.read)) { visit in
            try await ScoresPage.load(visit).page.reply(visit)
        },
        .post("/desk/:agency/:year/scores", .agency(.plan)) { visit in
            let page = try await ScoresPage.load(visit)
            let (plan, form) = (page.plan, visit.form)
            var (scores, seen): ([String: String], [String: String]) = ([:], [:])
            for item in plan.edition.edition.items {
                guard let given = form[item.code] else { continue }
                let (text, was) = (Digits.ascii(given).trimmingWhitespace(), form["was-\(item.code)"] ?? "")
                if text != was { (scores[item.key], seen[item.key]) = (text, was) }
            }
            func again(_ problems: [Problem], other: Conflict.Other? = nil) async throws -> Reply {
                var page = try await ScoresPage.load(visit)
                (page.typed, page.problems, page.other) = (Form.typed(form), problems, other)
                return page.page.reply(visit, status: other == nil ? 422 : 409)
            }
            do {
                let changed = try await visit.perform(
                    RecordScores(
                        agency: plan.agency.id, assessment: plan.assessmentID, edition: plan.edition.edition,
                        scores: scores, source: form.filled("source"), seen: seen))
                let done = changed == 0 ? "?done=scores_same" : "?done=scores_saved"
                return .redirect("\(Link.scores(plan.agency.key, plan.fiscalYear))\(done)")
            } catch Failure.invalid(let problems) {
                return try await again(problems)
            } catch let failure as Failure where failure == Seen.changed {
                return try await again([], other: try await visit.lastChange(["assessment \(plan.assessmentID)"]))
            }
        },
        .post("/desk/:agency/:year/scores/file", .agency(.plan), .files) { visit in
            let plan = try await visit.plan()
            do {
                let id = try await visit.keepUpload(.scores, for: plan)
                return .redirect(Link.uploadedScores(plan.agency.key, plan.fiscalYear, id))
            } catch Failure.invalid(let problems) {
                return Page(
                    visit.text("scores_page.file"), current: .standing,
                    [ScoresPage.fileForm(visit, plan, problems: problems)]
                ).reply(visit, status: 422)
            }
        },
        .get("/desk/:agency/:year/scores/file/:upload", .agency(.plan)) { visit in
            let (plan, reading, file) = try await read(visit)
            var page = ScoresFilePage(
                visit: visit, plan: plan, reading: reading, name: file.name, upload: try visit.parameter("upload"))
            page.isImported = try await visit.site.database.read {
                try file.wasImported(as: "scores", agency: plan.agency.id, year: plan.fiscalYear, in: $0)
            }
            return page.page.reply(visit)
        },
        .post("/desk/:agency/:year/scores/file/:upload", .agency(.plan)) { visit in
            let (plan, reading, file) = try await read(visit)
            if !reading.problems.isEmpty || reading.entries.isEmpty {
                return ScoresFilePage(
                    visit: visit, plan: plan, reading: reading, name: file.name, upload: try visit.parameter("upload")
                ).page.reply(visit, status: 422)
            }
            let changed = try await visit.perform(
                ImportScores(agency: plan.agency.id, plan: plan, reading: reading, source: file))
            let scores = Link.scores(plan.agency.key, plan.fiscalYear)
            guard let changed else { return .redirect("\(scores)?done=same_file") }
            return .redirect(changed == 0 ? "\(scores)?done=scores_noted" : "\(scores)?done=scores_saved")
        },
    ]

    private static func read(_ visit: Visit) async throws -> (Plan, ScoresReading, SourceFile) {
        let plan = try await visit.plan()
        let (document, file) = try await visit.upload(.scores, for: plan)
        let reading = ScoresReading.read(
            document, edition: plan.edition.edition, known: try visit.site.editions.sound(), file: file.name,
            strings: visit.site.strings, language: visit.language)
        return (plan, reading, file)
    }
}
