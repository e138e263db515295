import Documents
import ITA

/// A reading in words: the rows as understood, every doubt with its place, what would be created, what could not be placed.
struct ReportReadingText {
    let reading: ReportReading
    let document: SourceDocument
    let plan: Plan
    let half: Int
    let desk: Desk
    let file: String
    let names: KnownNames

    func show() {
        let edition = plan.edition.edition
        desk.say(
            "import.understood",
            [
                "file": file, "agency": reading.agency ?? "–", "year": reading.fiscalYear.map(String.init) ?? "–",
                "round": reading.half.map(String.init) ?? "–",
            ])
        let match = ImportMatch(reading, plan: plan)
        let preview = ImportPreview(reading, plan: plan, names: names)
        for (index, row) in reading.rows.enumerated() {
            Terminal.print("")
            if let there = match.rows[index].flatMap({ row in plan.rows.firstIndex { $0.id == row.id } }) {
                desk.say("import.row_there", ["row": String(there + 1)])
            }
            for line in row.lines {
                let each = line.codes.compactMap { code in line.scores[code].map { "\(code) \($0)" } }
                let score =
                    line.score.map { "(\($0))" }
                    ?? (each.isEmpty ? desk.text("import.no_score") : "(\(each.joined(separator: ", ")))")
                Terminal.print(
                    "\(index + 1)  \(ItemRange.label(line.codes, in: edition))  \(score)  ‹\(desk.site.strings.place(line.place, desk.language))›"
                )
                showWording(line)
                for finding in line.findings { Terminal.print("     \(desk.text("plan.finding"))  \(finding.text)") }
            }
            for (number, entry) in row.measures.enumerated() {
                Terminal.print("     \(desk.text("plan.measure")) \(number + 1)  \(entry.text)")
                let fields = preview.measures[index][number]
                for line in fields.lines(entry, desk.site.strings, desk.language) { Terminal.print("         \(line)") }
            }
            for (number, entry) in row.results.enumerated() {
                Terminal.print("     \(desk.text("plan.result")) \(number + 1)  \(entry.text)")
                if let tie = preview.tie(index, number, desk.site.strings, desk.language) {
                    Terminal.print("         \(tie)")
                }
            }
            for caption in row.captions {
                let picture =
                    caption.address
                    ?? (caption.picture == nil ? desk.text("plan.picture_missing") : desk.text("import.with_picture"))
                Terminal.print(
                    "     \(desk.text("plan.evidence")) \(caption.number.map(String.init) ?? "–")  \(caption.text)  (\(picture))"
                )
            }
        }
        Terminal.print("")
        let doubts = preview.doubts
        if !doubts.isEmpty { desk.say("import.doubts", ["count": String(doubts.count)]) }
        for doubt in doubts { Terminal.print("  ◆ \(desk.site.strings.doubt(doubt, desk.language))") }
        desk.say(
            reading.unplaced.isEmpty ? "import.all_placed" : "import.unplaced",
            ["lines": String(reading.lines.count), "count": String(reading.unplaced.count)])
        for line in reading.unplaced {
            Terminal.print(
                "  ? \(desk.site.strings.place(line.place, desk.language)): \(Terminal.shortened(line.text, 100))")
        }
        if preview.tied > 0 { desk.say("import.tied", preview.tiedValues) }
        showMismatches()
        for unit in preview.newUnits { desk.say("import.would_add_unit", ["unit": unit]) }
        let lines = reading.rows.flatMap(\.lines)
        desk.say(
            "import.would_create",
            [
                "rows": String(reading.rows.count), "items": String(Set(reading.codes).count),
                "scores": String(
                    lines.map { line in line.codes.filter { line.score(of: $0) != nil }.count }.reduce(0, +)),
                "findings": String(lines.flatMap(\.findings).count),
                "measures": String(reading.rows.flatMap(\.measures).count),
                "results": String(reading.rows.flatMap(\.results).count),
                "captions": String(reading.rows.flatMap(\.captions).count),
                "year": String(plan.fiscalYear), "round": String(half),
            ])
    }

    /// What the file calls the items. Plan and report keep the edition's wording; where that differs it is told.
    private func showWording(_ line: ReportReading.Line) {
        guard !line.wording.isEmpty else { return }
        Terminal.print("     \(line.wording)")
        let own = line.codes.compactMap { plan.edition.edition.item(code: $0)?.thai }.joined(separator: " ")
        if NumberedText.alike(line.wording, own) < 0.5 {
            let items = ItemRange.label(line.codes, in: plan.edition.edition)
            Terminal.print("     \(desk.text("import.wording_not_kept", ["items": items]))")
        }
    }

    /// Pictures of the file that cannot be used, each with its place.
    func showBrokenPictures() {
        let used = Set(reading.rows.flatMap(\.captions).compactMap(\.picture))
        for (index, picture) in document.pictures.enumerated() where used.contains(index) {
            let name = String(picture.name.split(separator: "/").last ?? "picture")
            do { try StoredPicture.check(picture.bytes, name: name) } catch let Failure.invalid(found) {
                let place = desk.site.strings.place(picture.place, desk.language)
                for problem in found {
                    let placed = Problem(problem.key, problem.values, at: place)
                    Terminal.print("◆ \(desk.site.strings.line(placed, desk.language))")
                }
            } catch {}
        }
    }

    private func showMismatches() {
        for (key, before, now) in changedScores() {
            desk.say("import.score_changes", ["code": key, "before": before, "now": now])
        }
        if let name = reading.agency, name != plan.agency.thai, name != plan.agency.english {
            desk.say("import.other_agency", ["file": name, "agency": plan.agency.name(desk.language)])
        }
        let missing = plan.edition.edition.items.map(\.code).filter { !reading.codes.contains($0) }
        if !missing.isEmpty {
            desk.say("import.not_in_report", ["items": ItemRange.label(missing, in: plan.edition.edition)])
        }
    }

    /// Scores the file gives otherwise than they are entered.
    private func changedScores() -> [(code: String, before: String, now: String)] {
        reading.rows.flatMap(\.lines).flatMap { line in
            line.codes.compactMap { code in
                guard let now = line.score(of: code), let item = plan.edition.edition.item(code: code),
                    let before = plan.scores[item.key]?.text, before != now
                else { return nil }
                return (code, before, now)
            }
        }
    }
}
