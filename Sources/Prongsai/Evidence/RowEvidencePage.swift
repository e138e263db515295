import HTML
import ITA

extension Link {
    /// Where evidence that belongs to a row as a whole is mended.
    static func rowEvidence(_ agency: String, _ year: Int, _ half: Int, _ row: String) -> String {
        "\(round(agency, year, half))/rows/\(row)"
    }
}

/// Evidence that belongs to a row and to no result, as captions of an imported report do: each piece gets its picture,
/// other words, another day, or is taken out. All pieces are one form, so that nothing typed beside another is lost.
struct RowEvidencePage {
    let visit: Visit
    let plan: Plan
    let work: RoundWork
    let row: PlanRow
    /// What was sent, where it was not saved, and what is wrong with it.
    var typed: [String: String] = [:]
    var problems: [Problem] = []
    /// Pieces that somebody else changed or took out meanwhile.
    var late: Set<String> = []
    /// Files that came with what was not saved, by piece, and those that were chosen.
    var pictures: [String: [PendingUpload]] = [:]
    var chosen: Set<String> = []

    /// Pieces on one page; who has more mends these first.
    private static let most = 100

    private var address: String {
        Link.rowEvidence(plan.agency.key, plan.fiscalYear, work.round.half, row.id)
    }

    fileprivate var uses: [EvidenceUse] { Array(work.uses(in: row).prefix(RowEvidencePage.most)) }

    /// Whether who asks can change it now: who plans, or whoever answers for a measure of the row.
    var isOpen: Bool {
        let measures = row.measures.compactMap { plan.measure($0) }
        return work.round.frozenAt == nil && visit.may(.record)
            && (measures.isEmpty || measures.contains { visit.answers(for: $0) })
    }

    /// What a piece says, as its form shows it, and the picture it has; blanks are left out, because a line of a form
    /// keeps no line breaks.
    static func seen(_ caption: String, _ day: Day?, _ evidence: String?) -> String {
        let words = caption.unicodeScalars.filter { !$0.properties.isWhitespace }
        return Seen.digest([String(String.UnicodeScalarView(words)), day?.iso]) + "-" + Seen.digest([evidence])
    }

    static func seen(_ use: EvidenceUse) -> String { seen(use.caption, use.aboutOn, use.evidence?.id) }

    var page: Page {
        let about = [
            visit.text("plan_page.row", ["number": String(plan.number(of: row)), "items": plan.label(row)]),
            visit.text("standing.round", ["round": String(work.round.half), "year": String(plan.fiscalYear)]),
        ]
        var parts: [Node] = [
            element(
                "p", [],
                [
                    element(
                        "a",
                        [.href(Link.round(plan.agency.key, plan.fiscalYear, work.round.half) + "#ready")],
                        text: visit.text("row_evidence.back"))
                ])
        ]
        if work.round.frozenAt != nil {
            parts.append(element("p", [.class("note")], text: visit.text("record.frozen")))
        }
        if uses.isEmpty { parts.append(element("p", text: visit.text("row_evidence.none"))) }
        parts += lateOnes
        parts += isOpen && !uses.isEmpty ? [form] : uses.map { card($0, [line($0)]) }
        return Page(
            visit.text("row_evidence.title"), sub: .text(about.joined(separator: " · ")),
            current: visit.may(.record) ? .work : .evidence, parts)
    }

    /// What was typed for pieces that somebody else was quicker with.
    private var lateOnes: [Node] {
        guard !late.isEmpty else { return [] }
        let words = late.sorted().compactMap { typed["caption.\($0)"] }.filter { !$0.isEmpty }
        return [
            element(
                "div", [.class("faults"), Attribute("role", "alert")],
                [element("p", text: visit.text("row_evidence.changed"))]
                    + words.map { element("p", [.class("typed")], text: $0) })
        ]
    }

    private func line(_ use: EvidenceUse) -> Node {
        let about = [use.caption, use.aboutOn.map { visit.day($0) } ?? ""].filter { !$0.isEmpty }
        return element("p", text: about.joined(separator: " · "))
    }

    private func card(_ use: EvidenceUse, _ children: [Node]) -> Node {
        let picture =
            use.evidence.map { EvidenceNodes.node($0, use.caption, visit) }
            ?? element("p", [.class("tag fair")], text: "◆ \(visit.text("result_page.no_picture"))")
        return element("section", [.class("card narrow"), .id("use-\(use.id)")], [picture] + children)
    }

    private var form: Node {
        var values: [String: String] = [:]
        for use in uses {
            let kept = late.contains(use.id) ? [:] : typed
            values["caption.\(use.id)"] = kept["caption.\(use.id)"] ?? use.caption
            values["about.\(use.id)"] = kept["about.\(use.id)"] ?? use.aboutOn.map { visit.day($0) } ?? ""
            values["remove.\(use.id)"] = kept["remove.\(use.id)"]
        }
        let form = Form(visit, values: values, problems: problems)
        let cards = uses.enumerated().map { index, use in
            card(
                use,
                [
                    Form.hidden(
                        "seen.\(use.id)",
                        (late.contains(use.id) ? nil : typed["seen.\(use.id)"]) ?? RowEvidencePage.seen(use)),
                    form.line(
                        "caption.\(use.id)", visit.text("result_page.caption_of", ["number": String(index + 1)])),
                    form.line(
                        "about.\(use.id)", visit.text("result_page.about"),
                        hint: visit.text("result_page.about_hint")),
                    use.evidence == nil
                        ? EvidenceNodes.awaited(
                            use, form, visit.text("row_evidence.picture"), pictures[use.id] ?? [], chosen: chosen)
                        : .empty,
                    form.tick("remove.\(use.id)", visit.text("result_page.remove_use")),
                ])
        }
        let button = element("p", [.class("buttons")], [form.button("result_page.save")])
        return form.node(to: address, files: true, cards + [button])
    }
}

enum RowEvidenceRoutes {
    static let all: [Route] = [
        .get("/desk/:agency/:year/rounds/:half/rows/:row", .agency(.read)) { visit in
            try await load(visit).page.reply(visit)
        },
        .post("/desk/:agency/:year/rounds/:half/rows/:row", .agency(.record), .files) { try await change($0) },
    ]

    private static func load(_ visit: Visit) async throws -> RowEvidencePage {
        let (agency, year, half, editions) = (
            try visit.agency(), try visit.year(), try RoundRoutes.half(visit), visit.site.editions
        )
        let id = try visit.parameter("row")
        return try await visit.site.database.read { db in
            let plan = try Plan.load(agency: agency, year: year, editions: editions, in: db)
            guard let round = plan.rounds.first(where: { $0.half == half }),
                let row = plan.rows.first(where: { $0.id == id })
            else { throw Failure.notFound(Message("failure.no_page")) }
            return RowEvidencePage(visit: visit, plan: plan, work: try RoundWork.load(round, in: db), row: row)
        }
    }

    private static func change(_ visit: Visit) async throws -> Reply {
        var page = try await load(visit)
        let form = visit.form
        page.typed = Form.typed(form)
        guard page.isOpen else {
            return page.page.reply(visit, status: page.work.round.frozenAt == nil ? 403 : 409)
        }
        let uploads = try visit.uploads()
        let pictures = try await EvidenceForm.pictures(visit, uploads, for: page.uses)
        var (changes, problems): ([(use: String, change: ChangeEvidence.Change)], [Problem]) = ([], pictures.problems)
        for (name, seen) in form.pairs {
            guard let id = name.removing(prefix: "seen.") else { continue }
            let piece = read(id, seen, page, picture: pictures.ids[id], visit)
            problems += piece.problems
            if piece.isLate { page.late.insert(id) }
            changes += piece.changes.map { (id, $0) }
        }
        guard problems.isEmpty, page.late.isEmpty else {
            page.problems = problems
            page.chosen = Set(pictures.ids.values)
            page.pictures = EvidenceForm.waiting(uploads)
            return page.page.reply(visit, status: page.late.isEmpty ? 422 : 409)
        }
        for (use, picture) in pictures.ids {
            if let stored = try await uploads.stored([picture]).first {
                changes.append((use, .attach(.stored(stored))))
            }
        }
        // A picture comes before words that only a picture allows to be taken away.
        let ordered = changes.filter { $0.change.isAttach } + changes.filter { !$0.change.isAttach }
        for (use, change) in ordered {
            try await visit.perform(ChangeEvidence(agency: page.plan.agency.id, use: use, change: change))
        }
        for picture in pictures.ids.values { uploads.remove(picture) }
        let here = Link.rowEvidence(page.plan.agency.key, page.plan.fiscalYear, page.work.round.half, page.row.id)
        let removed = changes.contains { $0.change == .remove }
        return .redirect(here + (removed ? "?done=evidence_removed" : "?done=revised"))
    }

    /// What was sent for one piece: only what was touched is changed.
    private static func read(
        _ id: String, _ seen: String, _ page: RowEvidencePage, picture: String?, _ visit: Visit
    ) -> (changes: [ChangeEvidence.Change], problems: [Problem], isLate: Bool) {
        let form = visit.form
        let caption = (form["caption.\(id)"] ?? "").trimmingWhitespace()
        let typed = form.filled("about.\(id)")
        let day = typed.flatMap { Strings.readDay($0) }
        let isRemoved = form["remove.\(id)"] == "1"
        let words = RowEvidencePage.seen(caption, day, nil).utf8.prefix { $0 != UInt8(ascii: "-") }
        let isSame = seen.utf8.starts(with: words) && (typed == nil) == (day == nil)
        guard !isSame || isRemoved || picture != nil else { return ([], [], false) }
        guard let use = page.uses.first(where: { $0.id == id }), RowEvidencePage.seen(use) == seen else {
            return ([], [], true)
        }
        if isRemoved { return ([.remove], [], false) }
        var problems: [Problem] = []
        if let typed, day == nil { problems.append(Problem("day_typed", ["given": typed], at: "about.\(id)")) }
        if caption.isEmpty, use.evidence == nil, picture == nil {
            problems.append(Problem("empty", ["field": "caption"], at: "caption.\(id)"))
        }
        if caption.unicodeScalars.count > 2000 {
            problems.append(Problem("text_too_long", ["limit": "2000"], at: "caption.\(id)"))
        }
        var changes: [ChangeEvidence.Change] = []
        if !isSame, caption != use.caption { changes.append(.caption(caption)) }
        if day != use.aboutOn { changes.append(.aboutOn(day)) }
        return (changes, problems, false)
    }
}

extension ChangeEvidence.Change {
    fileprivate var isAttach: Bool {
        if case .attach = self { true } else { false }
    }
}
