import ArgumentParser
import Documents
import ITA

/// `prongsai import`: existing reports and files of scores. Always a dry run first.
struct ImportCommand: AsyncParsableCommand {
    static let configuration = Help.command("import", [ReportFile.self, ScoresFile.self, Disclosures.self])

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
                let (names, savedAt) = try await desk.site.database.read { db in
                    (
                        try KnownNames.load(agency: plan.agency.id, in: db),
                        try source.importedAt(as: "report", agency: plan.agency.id, year: plan.fiscalYear, in: db)
                    )
                }
                let text = ReportReadingText(
                    reading: reading, document: document, plan: plan, half: half, desk: desk, file: source.name,
                    names: names)
                text.show()
                if !apply { text.showBrokenPictures() }
                if let savedAt {
                    return desk.say("import.same_file_on", ["at": desk.site.strings.instant(savedAt, desk.language)])
                }
                let problems = reading.problems(
                    plan: plan, known: try desk.site.editions.sound(), file: source.name, strings: desk.site.strings,
                    language: desk.language)
                guard problems.isEmpty else { throw Failure.invalid(problems) }
                if plan.rounds.contains(where: { $0.half == half && $0.frozenAt != nil }) {
                    throw Failure.conflict(Message("failure.round_frozen", ["round": String(half)]))
                }
                guard apply else { return desk.say("import.dry_run") }
                var pictures: [Int: StoredPicture] = [:]
                let used = Set(reading.rows.flatMap(\.captions).compactMap(\.picture))
                let bar = ProgressBar(desk.text("import.progress"), total: used.count)
                defer { bar.finish() }
                for (index, picture) in document.pictures.enumerated() where used.contains(index) {
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
                    document, edition: plan.edition.edition, known: try desk.site.editions.sound(), file: source.name,
                    strings: strings, language: language)
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
                if changed == 0 { return desk.say("import.scores_noted") }
                desk.say("import.scores_done", ["count": String(changed)])
            }
        }
    }
}
