import Documents
import HTML
import ITA

/// An existing report as it was understood, row by row, before anything is written.
struct ImportPage {
    let visit: Visit
    let plan: Plan
    let reading: ReportReading
    let name: String
    let upload: String
    /// Units and people the report may name.
    let names: KnownNames

    /// Bytes of rows a page shows, roughly, and scalars of one text.
    private static let room = 34_000
    private static let long = 220

    private var key: String { plan.agency.key }
    private var year: Int { plan.fiscalYear }
    private var address: String { Link.importedReport(key, year, upload) }
    private var edition: Edition { plan.edition.edition }

    /// Choosing the file.
    static func choose(_ visit: Visit, _ plan: Plan, problems: [Problem] = []) -> Page {
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
                    ]),
            ])
    }

    var page: Page {
        let problems = reading.problems(
            plan: plan, file: name, strings: visit.site.strings, language: visit.language
        ).map { $0.key == "other_year" ? Problem("other_year_page", $0.values, at: $0.place) : $0 }
        let pages = pages
        let part = min(max((visit.form["part"].flatMap { Int($0) } ?? 1) - 1, 0), pages.count - 1)
        var body: [Node] = []
        if !problems.isEmpty {
            body.append(Form(visit, problems: Array(problems.prefix(60)), heading: "form.faults_file").summary)
        }
        body += [summary, apply(problems)]
        if part == 0 {
            body += ImportLists.doubts(visit, doubts, shown: 40)
            body += ImportLists.unplaced(visit, reading.unplaced, shown: 40)
        }
        body += [parts(pages, part, isEnd: false)] + pages[part].map(row) + [parts(pages, part, isEnd: true)]
        return Page(
            visit.text("import_page.title", ["file": name]), sub: .text(visit.text("import_page.sub")), current: .plan,
            body)
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
        for unit in newUnits { told.append("◆ " + visit.text("import.would_add_unit", ["unit": unit])) }
        return element("section", [.class("card")], told.map { element("p", text: $0) })
    }

    /// Owner, period and status of every measure, as they were understood.
    private var measures: [MeasureReading] {
        reading.rows.flatMap(\.measures).map { MeasureReading($0, names: names, fiscalYear: year) }
    }

    private var newUnits: [String] {
        var seen: Set<String> = []
        return measures.compactMap(\.newUnit).filter { seen.insert($0).inserted }
    }

    /// Every doubt with its place: of the table, and of what stands beside the measures.
    private var doubts: [SourceDoubt] {
        var all = reading.doubts
        for doubt in measures.flatMap(\.doubts) where !all.contains(doubt) { all.append(doubt) }
        return all.sorted { $0.place < $1.place }
    }

    private func apply(_ problems: [Problem]) -> Node {
        let other = element(
            "a", [.class("btn quiet"), .href(Link.importReport(key, year))], text: visit.text("import_page.other"))
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

    // MARK: Rows, cut into pages

    private var pages: [Range<Int>] {
        var pages: [Range<Int>] = []
        var (start, used) = (0, 0)
        for (index, row) in reading.rows.enumerated() {
            let texts =
                row.lines.flatMap(\.findings).map(\.text) + row.measures.map(\.text) + row.results.map(\.text)
                + row.captions.map(\.text)
            let weight =
                600 + row.lines.count * 200
                + texts.reduce(0) { $0 + min($1.utf8.count, ImportPage.long * 3) + 60 }
            if index > start, used + weight > ImportPage.room {
                pages.append(start..<index)
                (start, used) = (index, 0)
            }
            used += weight
        }
        pages.append(start..<reading.rows.count)
        return pages
    }

    private func parts(_ pages: [Range<Int>], _ part: Int, isEnd: Bool) -> Node {
        guard pages.count > 1 else { return .empty }
        let entries = pages.enumerated().map { index, range in
            element(
                "li", [],
                [
                    element(
                        "a",
                        [.href("\(address)?part=\(index + 1)")]
                            + (index == part ? [Attribute("aria-current", "page")] : []),
                        text: visit.text(
                            "import_page.rows",
                            ["from": String(range.lowerBound + 1), "to": String(range.upperBound)]))
                ])
        }
        let list = element("ul", [], entries)
        return isEnd
            ? element("div", [.class("parts")], [list])
            : element("nav", [.class("parts"), Attribute("aria-label", visit.text("plan_page.parts"))], [list])
    }

    private func row(_ index: Int) -> Node {
        let row = reading.rows[index]
        let label = ItemRange.label(row.lines.flatMap(\.codes), in: edition)
        func list(_ title: String, _ texts: [String]) -> Node {
            texts.isEmpty
                ? .empty
                : [
                    element("h3", text: title),
                    element("ol", [.class("measures")], texts.map { element("li", text: Terminal.shortened($0, 700)) }),
                ]
        }
        let items = row.lines.map { line -> Node in
            [
                element(
                    "p", [.class("item")],
                    [
                        element("b", text: ItemRange.label(line.codes, in: edition)), .text(" "),
                        line.wording.isEmpty ? .empty : element("span", text: "\(short(line.wording)) "),
                        element(
                            "span", [.class("tag \(score(line) == nil ? "fair" : "good")")],
                            text: score(line) ?? "◆ \(visit.text("import_page.no_score"))"), .text(" "),
                        element("span", [.class("hint")], text: visit.site.strings.place(line.place, visit.language)),
                    ]),
                element("ul", [], line.findings.map { element("li", text: short($0.text)) }),
            ]
        }
        let captions = row.captions.map { caption in
            if let address = caption.address { return "\(caption.text) (\(address))" }
            return caption.picture == nil ? caption.text : "\(caption.text) (\(visit.text("import_page.with_picture")))"
        }
        return element(
            "section", [.class("card planrow")],
            [
                element(
                    "h2", text: visit.text("plan_page.row", ["number": String(index + 1), "items": label])),
                element(
                    "div", [.class("columns")],
                    [
                        element("div", [], [element("h3", text: visit.text("plan_page.findings"))] + items),
                        element("div", [], [list(visit.text("plan_page.measures"), row.measures.map(said))]),
                        element(
                            "div", [],
                            [
                                list(visit.text("import_page.results"), row.results.map { short($0.text) }),
                                list(visit.text("import_page.captions"), captions.map(short)),
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
    private func said(_ entry: ReportReading.Entry) -> String {
        let fields = MeasureReading(entry, names: names, fiscalYear: year)
        let more = fields.lines(entry, visit.site.strings, visit.language)
        return ([short(entry.text)] + more.map { Terminal.shortened($0, 120) }).joined(separator: " · ")
    }

    private func short(_ text: String) -> String { Terminal.shortened(text, ImportPage.long) }
}
