import Documents
import HTML
import ITA

/// An existing report as it was understood, row by row, before anything is written.
struct ImportPage {
    let visit: Visit
    let plan: Plan
    let preview: ImportPreview
    let name: String
    let upload: String
    /// When it was written into the plan; nil where it was not yet.
    let savedAt: String?
    /// The editions there are, to say which of them has the items of a file.
    let known: [Edition]

    /// Columns of a text that are shown before it is opened; lines of a list before it is.
    private static let long = 220
    private static let shown = 15

    private var reading: ReportReading { preview.reading }
    private var key: String { plan.agency.key }
    private var year: Int { plan.fiscalYear }
    private var address: String { Link.importedReport(key, year, upload) }
    private var edition: Edition { plan.edition.edition }

    /// Choosing the file.
    static func choose(_ visit: Visit, _ plan: Plan, _ kept: [Upload.Kept], problems: [Problem] = []) -> Page {
        let form = Form(
            visit, values: ["file": ""], problems: problems, heading: "form.faults_file")
        return Page(
            visit.text("import_page.choose"),
            sub: .text(visit.text("import_page.choose_sub", ["year": String(plan.fiscalYear)])),
            current: .plan,
            [
                plan.rows.isEmpty ? .empty : element("p", [.class("note")], text: visit.text("import_page.joins")),
                element(
                    "section", [.class("card narrow")],
                    [
                        form.node(
                            to: Link.importReport(plan.agency.key, plan.fiscalYear), files: true,
                            [
                                form.line(
                                    "file", visit.text("import_page.file"), hint: visit.text("import_page.file_hint"),
                                    type: "file", required: true,
                                    [Attribute("accept", ".docx,.xlsx,.csv,.tsv,.txt,.md")]),
                                form.button("import_page.read"),
                            ])
                    ]), files(visit, plan, kept),
            ])
    }

    /// Files that were read before: what was unsure of them can be read again.
    private static func files(_ visit: Visit, _ plan: Plan, _ kept: [Upload.Kept]) -> Node {
        guard !kept.isEmpty else { return .empty }
        let lines = kept.map { file in
            let state =
                file.appliedAt.map {
                    visit.text("import_page.saved", ["when": visit.site.strings.instant($0, visit.language)])
                } ?? visit.text("import_page.not_saved")
            let address = Link.importedReport(plan.agency.key, plan.fiscalYear, file.upload.id)
            return element(
                "li", [], [element("a", [.href(address)], text: file.upload.name), .text(" · \(state)")])
        }
        return element(
            "section", [.class("card narrow")],
            [element("h2", text: visit.text("import_page.files")), element("ul", [], lines)])
    }

    var page: Page {
        let problems = savedAt == nil ? problems : []
        let parts = ImportParts(preview)
        let number = min(max((visit.form["part"].flatMap { Int($0) } ?? 1) - 1, 0), parts.all.count - 1)
        let part = parts.all[number]
        var body = ImportLists.faults(visit, problems) + [summary, apply(problems)]
        body += lists(parts, part)
        body += [links(parts, number, isEnd: false)] + part.rows.map(row) + [links(parts, number, isEnd: true)]
        let sub =
            savedAt.map { visit.text("import_page.saved", ["when": visit.site.strings.instant($0, visit.language)]) }
            ?? visit.text("import_page.sub")
        return Page(visit.text("import_page.title", ["file": name]), sub: .text(sub), current: .plan, body)
    }

    private var problems: [Problem] {
        reading.problems(
            plan: plan, known: known, file: name, strings: visit.site.strings, language: visit.language
        ).map { $0.key == "other_year" ? Problem("other_year_page", $0.values, at: $0.place) : $0 }
    }

    /// What was unsure and what found no place among the rows of a part; those of other parts stand there.
    private func lists(_ parts: ImportParts, _ part: ImportParts.Part) -> [Node] {
        func title(_ title: String, _ all: Int, _ here: Int) -> String {
            all == here ? title : "\(title) · \(visit.text("import_page.here", ["count": String(here)]))"
        }
        let (doubts, unplaced) = (parts.doubts.count, parts.unplaced.count)
        return ImportLists.doubts(
            visit, Array(parts.doubts[part.doubts]),
            title: title(
                visit.text("import_page.doubts", ["count": String(doubts)]), doubts, part.doubts.count),
            shown: ImportPage.shown
        ) { doubt in parts.row(of: doubt, on: part).map { "#row-\($0 + 1)" } }
            + ImportLists.unplaced(
                visit, Array(parts.unplaced[part.unplaced]),
                title: title(
                    visit.text("import_page.unplaced", ["count": String(unplaced)]), unplaced, part.unplaced.count),
                shown: ImportPage.shown)
    }

    // MARK: Above the rows

    private var summary: Node {
        let lines = reading.rows.flatMap(\.lines)
        var told = [
            visit.text(
                "import_page.understood",
                [
                    "agency": reading.agency ?? "–", "year": reading.fiscalYear.map(String.init) ?? "–",
                    "round": reading.half.map(String.init) ?? "–",
                ]),
            visit.text(
                "import_page.would_create",
                [
                    "rows": String(reading.rows.count), "items": String(Set(reading.codes).count),
                    "scores": String(
                        lines.map { line in line.codes.filter { line.score(of: $0) != nil }.count }.reduce(0, +)),
                    "findings": String(lines.flatMap(\.findings).count),
                    "measures": String(reading.rows.flatMap(\.measures).count),
                    "results": String(reading.rows.flatMap(\.results).count),
                    "captions": String(reading.rows.flatMap(\.captions).count),
                ]),
            visit.text(
                "import_page.lines",
                ["lines": String(reading.lines.count), "unplaced": String(reading.unplaced.count)]),
        ]
        if let name = reading.agency, name != plan.agency.thai, name != plan.agency.english {
            told.append(
                "◆ "
                    + visit.text(
                        "import.other_agency", ["file": name, "agency": plan.agency.name(visit.language)]))
        }
        let missing = edition.items.map(\.code).filter { !reading.codes.contains($0) }
        if !missing.isEmpty {
            told.append(
                "◆ " + visit.text("import.not_in_report", ["items": ItemRange.label(missing, in: edition)]))
        }
        if preview.tied > 0 { told.append("◆ " + visit.text("import.tied", preview.tiedValues)) }
        for unit in preview.newUnits { told.append("◆ " + visit.text("import.would_add_unit", ["unit": unit])) }
        return element("section", [.class("card")], told.map { element("p", text: $0) })
    }

    private func apply(_ problems: [Problem]) -> Node {
        let other = element(
            "a", [.class("btn quiet"), .href(Link.importReport(key, year))], text: visit.text("import_page.other"))
        if savedAt != nil {
            let plan = element("a", [.class("btn"), .href(Link.plan(key, year))], text: visit.text("work.to_plan"))
            return element("p", [.class("buttons")], [plan, other])
        }
        guard problems.isEmpty else { return element("p", [.class("buttons")], [other]) }
        let open = plan.rounds.filter { $0.frozenAt == nil }
        let half = reading.half.flatMap { half in open.first { $0.half == half }?.half } ?? open.first?.half ?? 1
        let form = Form(visit, values: ["round": String(half)])
        return element(
            "section", [.class("card narrow")],
            [
                plan.rows.isEmpty ? .empty : element("p", [.class("note")], text: visit.text("import_page.joins")),
                form.node(
                    to: address,
                    [
                        form.choice(
                            "round", visit.text("import_page.round"), hint: visit.text("import_page.round_hint"),
                            open.map {
                                (
                                    value: String($0.half),
                                    text: visit.text(
                                        "standing.round", ["round": String($0.half), "year": String(year)])
                                )
                            }), element("p", [.class("buttons")], [form.button("import_page.apply"), other]),
                    ]),
            ])
    }

    // MARK: Rows

    /// The way to the other parts, each with how much is unsure there.
    private func links(_ parts: ImportParts, _ shown: Int, isEnd: Bool) -> Node {
        guard parts.all.count > 1 else { return .empty }
        let entries = parts.all.enumerated().map { index, part in
            let marks = part.doubts.isEmpty ? "" : " · ◆ \(part.doubts.count)"
            return element(
                "li", [],
                [
                    element(
                        "a",
                        [.href("\(address)?part=\(index + 1)")]
                            + (index == shown ? [Attribute("aria-current", "page")] : []),
                        text: name(part, index) + marks)
                ])
        }
        let list = element("ul", [], entries)
        return isEnd
            ? element("div", [.class("parts")], [list])
            : element("nav", [.class("parts"), Attribute("aria-label", visit.text("plan_page.parts"))], [list])
    }

    /// The rows of a part, or its number where it has none.
    private func name(_ part: ImportParts.Part, _ index: Int) -> String {
        guard let first = part.rows.first, let last = part.rows.last else {
            return visit.text("import_page.part", ["part": String(index + 1)])
        }
        guard first < last else { return visit.text("import.row", ["row": String(first + 1)]) }
        return visit.text("import_page.rows", ["from": String(first + 1), "to": String(last + 1)])
    }

    private func row(_ index: Int) -> Node {
        let row = reading.rows[index]
        let label = ItemRange.label(row.lines.flatMap(\.codes), in: edition)
        func list(_ title: String, _ entries: [Node]) -> Node {
            entries.isEmpty
                ? .empty
                : [
                    element("h3", text: title),
                    element("ol", [.class("measures")], entries.map { element("li", [], [$0]) }),
                ]
        }
        let items = row.lines.map { line -> Node in
            [
                element(
                    "div", [.class("item")],
                    [
                        element("b", text: ItemRange.label(line.codes, in: edition)), .text(" "), whole(line.wording),
                        .text(" "),
                        element(
                            "span", [.class("tag \(score(line) == nil ? "fair" : "good")")],
                            text: score(line) ?? "◆ \(visit.text("import_page.no_score"))"), .text(" "),
                        element("span", [.class("hint")], text: visit.site.strings.place(line.place, visit.language)),
                    ]),
                element("ul", [], line.findings.map { element("li", [], [whole($0.text)]) }),
            ]
        }
        let captions = row.captions.map { caption in
            if let address = caption.address { return "\(caption.text) (\(address))" }
            return caption.picture == nil ? caption.text : "\(caption.text) (\(visit.text("import_page.with_picture")))"
        }
        return element(
            "section", [.class("card planrow"), .id("row-\(index + 1)")],
            [
                element(
                    "h2", text: visit.text("plan_page.row", ["number": String(index + 1), "items": label])),
                element(
                    "div", [.class("columns")],
                    [
                        element("div", [], [element("h3", text: visit.text("plan_page.findings"))] + items),
                        element(
                            "div", [],
                            [list(visit.text("plan_page.measures"), row.measures.indices.map { measure(index, $0) })]),
                        element(
                            "div", [],
                            [
                                list(visit.text("import_page.results"), row.results.indices.map { result(index, $0) }),
                                list(visit.text("import_page.captions"), captions.map(whole)),
                            ]),
                    ]),
            ])
    }

    /// The score of a line, or each item's own.
    private func score(_ line: ReportReading.Line) -> String? {
        if let score = line.score { return score }
        let each = line.codes.compactMap { code in line.scores[code].map { "\(code) \($0)" } }
        return each.isEmpty ? nil : each.joined(separator: ", ")
    }

    /// A measure's text with who, when and how far.
    private func measure(_ row: Int, _ number: Int) -> Node {
        let entry = reading.rows[row].measures[number]
        let more = preview.measures[row][number].lines(entry, visit.site.strings, visit.language)
        return .fragment([whole(entry.text)] + more.map { element("div", [.class("hint")], [whole($0)]) })
    }

    /// A result's text with the measure it goes to.
    private func result(_ row: Int, _ number: Int) -> Node {
        let tie = preview.tie(row, number, visit.site.strings, visit.language)
        return .fragment([
            whole(reading.rows[row].results[number].text), tie.map { element("small", text: $0) } ?? .empty,
        ])
    }

    private func whole(_ text: String) -> Node { ImportLists.whole(text, ImportPage.long) }
}
