import ArgumentParser
import Documents
import ITA

/// `prongsai import`: existing reports and files of scores. Always a dry run first.
struct ImportCommand: AsyncParsableCommand {
    static let configuration = Help.command("import", [ReportFile.self, ScoresFile.self])

    struct ReportFile: AsyncParsableCommand {
        static let configuration = Help.command("report", key: "import_report")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @Argument(help: Help.of("options.import_file")) var file: String
        @Flag(help: Help.of("options.apply")) var apply = false

        func run() async throws {
            try await common.run { desk in
                let plan = try await desk.plan(cycle)
                let (document, source) = try SourceReading.read(file)
                let reading = ReportReader.read(
                    document, edition: plan.edition.edition, remarks: ReportRemarks(desk.site.strings))
                let half = cycle.round ?? reading.half ?? 1
                let text = ReportReadingText(
                    reading: reading, document: document, plan: plan, half: half, desk: desk, file: source.name)
                text.show()
                let problems = reading.problems(
                    plan: plan, file: source.name, strings: desk.site.strings, language: desk.language)
                guard problems.isEmpty else { throw Failure.invalid(problems) }
                guard apply else { return desk.say("import.dry_run") }
                var pictures: [Int: StoredPicture] = [:]
                let bar = ProgressBar(desk.text("import.progress"), total: document.pictures.count)
                defer { bar.finish() }
                for (index, picture) in document.pictures.enumerated() {
                    let name = String(picture.name.split(separator: "/").last ?? "picture")
                    do {
                        pictures[index] = try StoredPicture.keep(
                            picture.bytes, name: name, as: .photo, in: desk.site.files)
                    } catch let Failure.invalid(found) {
                        bar.finish()
                        for problem in found { Terminal.print("◆ \(desk.site.strings.line(problem, desk.language))") }
                    }
                    bar.advance()
                }
                bar.finish()
                let outcome = try await desk.perform(
                    ImportReport(
                        agency: plan.agency.id, plan: plan, half: half, reading: reading, source: source,
                        pictures: pictures))
                guard outcome.isNew else { return desk.say("import.same_file") }
                desk.say(
                    "import.report_done",
                    [
                        "rows": String(outcome.rows), "findings": String(outcome.findings),
                        "measures": String(outcome.measures),
                        "results": String(outcome.results), "captions": String(outcome.captions),
                        "scores": String(outcome.scores),
                        "round": String(half), "year": String(plan.fiscalYear),
                    ])
            }
        }
    }

    struct ScoresFile: AsyncParsableCommand {
        static let configuration = Help.command("scores", key: "import_scores")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @Argument(help: Help.of("options.import_file")) var file: String
        @Flag(help: Help.of("options.apply")) var apply = false

        func run() async throws {
            try await common.run { desk in
                let plan = try await desk.plan(cycle)
                let (strings, language) = (desk.site.strings, desk.language)
                let (document, source) = try SourceReading.read(file)
                let reading = ScoresReading.read(
                    document, edition: plan.edition.edition, file: source.name, strings: strings, language: language)
                for entry in reading.entries {
                    let before = plan.edition.edition.item(code: entry.code).flatMap { plan.scores[$0.key]?.text }
                    let change = before == nil ? "+" : before == entry.score ? "=" : "\(before ?? "") →"
                    Terminal.print(
                        Terminal.padded(entry.code, 6) + Terminal.padded(change, 10) + Terminal.right(entry.score, 7)
                            + "   " + strings.place(entry.place, language))
                }
                for doubt in reading.doubts { Terminal.print("◆ \(strings.doubt(doubt, language))") }
                for line in reading.unplaced {
                    Terminal.print("? \(strings.place(line.place, language)): \(Terminal.shortened(line.text, 90))")
                }
                guard reading.problems.isEmpty else { throw Failure.invalid(reading.problems) }
                if reading.entries.isEmpty { throw Failure.invalid([Problem("nothing_found", [:], at: source.name)]) }
                guard apply else { return desk.say("import.dry_run") }
                let changed = try await desk.perform(
                    ImportScores(agency: plan.agency.id, plan: plan, reading: reading, source: source))
                guard let changed else { return desk.say("import.same_file") }
                desk.say("import.scores_done", ["count": String(changed)])
            }
        }
    }
}

/// A reading in words: the rows as understood, every doubt with its place, what would be created, what could not be placed.
struct ReportReadingText {
    let reading: ReportReading
    let document: SourceDocument
    let plan: Plan
    let half: Int
    let desk: Desk
    let file: String

    func show() {
        let edition = plan.edition.edition
        desk.say(
            "import.understood",
            [
                "file": file, "agency": reading.agency ?? "–", "year": reading.fiscalYear.map(String.init) ?? "–",
                "round": reading.half.map(String.init) ?? "–",
            ])
        for (index, row) in reading.rows.enumerated() {
            Terminal.print("")
            for line in row.lines {
                let score = line.score.map { "(\($0))" } ?? desk.text("import.no_score")
                Terminal.print(
                    "\(index + 1)  \(ItemRange.label(line.codes, in: edition))  \(score)  ‹\(desk.site.strings.place(line.place, desk.language))›"
                )
                for finding in line.findings { Terminal.print("     \(desk.text("plan.finding"))  \(finding.text)") }
            }
            for (number, entry) in row.measures.enumerated() {
                Terminal.print("     \(desk.text("plan.measure")) \(number + 1)  \(entry.text)")
            }
            for (number, entry) in row.results.enumerated() {
                Terminal.print("     \(desk.text("plan.result")) \(number + 1)  \(entry.text)")
            }
            for caption in row.captions {
                let picture =
                    caption.picture == nil ? desk.text("plan.picture_missing") : desk.text("import.with_picture")
                Terminal.print(
                    "     \(desk.text("plan.evidence")) \(caption.number.map(String.init) ?? "–")  \(caption.text)  (\(picture))"
                )
            }
        }
        Terminal.print("")
        if !reading.doubts.isEmpty { desk.say("import.doubts", ["count": String(reading.doubts.count)]) }
        for doubt in reading.doubts { Terminal.print("  ◆ \(desk.site.strings.doubt(doubt, desk.language))") }
        desk.say(
            reading.unplaced.isEmpty ? "import.all_placed" : "import.unplaced",
            ["lines": String(reading.lines.count), "count": String(reading.unplaced.count)])
        for line in reading.unplaced {
            Terminal.print(
                "  ? \(desk.site.strings.place(line.place, desk.language)): \(Terminal.shortened(line.text, 100))")
        }
        showMismatches()
        let lines = reading.rows.flatMap(\.lines)
        desk.say(
            "import.would_create",
            [
                "rows": String(reading.rows.count), "items": String(Set(reading.codes).count),
                "scores": String(lines.filter { $0.score != nil }.flatMap(\.codes).count),
                "findings": String(lines.flatMap(\.findings).count),
                "measures": String(reading.rows.flatMap(\.measures).count),
                "results": String(reading.rows.flatMap(\.results).count),
                "captions": String(reading.rows.flatMap(\.captions).count),
                "year": String(plan.fiscalYear), "round": String(half),
            ])
    }

    private func showMismatches() {
        if let name = reading.agency, name != plan.agency.thai, name != plan.agency.english {
            desk.say("import.other_agency", ["file": name, "agency": plan.agency.name(desk.language)])
        }
        let missing = plan.edition.edition.items.map(\.code).filter { !reading.codes.contains($0) }
        if !missing.isEmpty {
            desk.say("import.not_in_report", ["items": ItemRange.label(missing, in: plan.edition.edition)])
        }
    }
}
