import HTML
import ITA

/// One result with its evidence: what was recorded, and for who may, everything about it to be changed.
struct ResultPage {
    let visit: Visit
    let plan: Plan
    let work: RoundWork
    let result: Progress
    var problems: [Problem] = []
    /// What is wrong with evidence that was to be added, and the addresses that were typed for it.
    var adding: (problems: [Problem], links: String) = ([], "")
    /// What is wrong with a picture for a caption.
    var attaching: [Problem] = []
    /// What was typed in a form that came back; empty where what is stored is shown.
    var typed: [String: String] = [:]
    /// Whether somebody else changed the result while the form was open.
    var changed = false
    /// Files that wait for the form that adds evidence.
    var waiting: [PendingUpload] = []

    static func about(_ progress: String) -> String { "result \(progress)" }

    private var key: String { plan.agency.key }
    private var address: String { Link.result(key, plan.fiscalYear, result.id) }
    /// Whether who asks can change it now, and what a form is answered with where not.
    var isOpen: Bool { work.round.frozenAt == nil && visit.answers(for: result, in: plan) }
    var closedStatus: Int { work.round.frozenAt == nil ? 403 : 409 }
    private var uses: [EvidenceUse] { work.uses(of: result) }

    var page: Page {
        Page(
            visit.text(isOpen ? "result_page.title" : "record.title"),
            sub: .text(
                visit.text("standing.round", ["round": String(work.round.half), "year": String(plan.fiscalYear)])),
            current: visit.may(.record) ? .work : .evidence, scripts: isOpen ? ["record"] : [],
            [
                note, measures,
            ] + (isOpen ? [conflict, editor, pictures, adder, removal] : [content, unsaved]))
    }

    /// Why nothing can be changed here.
    private var note: Node {
        guard !isOpen, work.round.frozenAt != nil || visit.may(.record) else { return .empty }
        let owners = result.measures.compactMap { plan.measure($0) }.flatMap { [$0.unit, $0.person] }
        let names = Set(owners.compactMap { $0 }).sorted().joined(separator: " · ")
        return element(
            "p", [.class("note")],
            text: work.round.frozenAt == nil
                ? visit.text("record.others", ["owner": names]) : visit.text("record.frozen"))
    }

    private func value(_ name: String, _ stored: String) -> String { typed[name] ?? stored }

    /// What the result is about, each with the way back to it.
    private var measures: Node {
        let linked = result.measures.compactMap { plan.measure($0) }
        guard !linked.isEmpty else { return .empty }
        return element(
            "ul", [.class("plain-list")],
            linked.map { measure in
                element(
                    "li", [],
                    [
                        element("span", text: (numbers[measure.id] ?? "") + " "),
                        visit.may(.record)
                            ? element(
                                "a", [.href(Link.record(key, plan.fiscalYear, work.round.half, measure.id))],
                                text: measure.text.shortened(to: 160))
                            : .text(measure.text.shortened(to: 160)),
                    ])
            })
    }

    /// The number of each measure in the plan.
    private var numbers: [String: String] {
        var numbers: [String: String] = [:]
        for (index, row) in plan.rows.enumerated() {
            for (position, id) in row.measures.enumerated() where numbers[id] == nil {
                numbers[id] = "\(index + 1).\(position + 1)"
            }
        }
        return numbers
    }

    /// Somebody else was faster: what is stored now, beside what was typed, which stays in the form below.
    private var conflict: Node {
        guard changed else { return .empty }
        return element(
            "section", [.class("faults"), Attribute("role", "alert")],
            [
                element("p", [], [element("strong", text: visit.text("result_page.changed"))]),
                element("p", text: visit.text("result_page.changed_mend")),
                element("p", [.class("typed")], text: result.text),
            ])
    }

    private var editor: Node {
        var values = ["text": value("text", result.text), "numbers": value("numbers", "")]
        for (index, use) in uses.enumerated() {
            values["caption.\(use.id)"] = value("caption.\(use.id)", use.caption)
            values["about.\(use.id)"] = value("about.\(use.id)", use.aboutOn.map { visit.day($0) } ?? "")
            values["place.\(use.id)"] = value("place.\(use.id)", String(index + 1))
            values["remove.\(use.id)"] = typed["remove.\(use.id)"] ?? ""
        }
        let form = Form(visit, values: values, problems: problems)
        return element(
            "section", [.class("card")],
            [
                form.node(
                    to: address,
                    [
                        Form.hidden("seen", ResultShown(result, work).digest),
                        form.area("text", visit.text("result_page.text"), rows: 5, required: true),
                        uses.isEmpty
                            ? .empty : element("h2", text: visit.text("result_page.evidence")),
                        element("ol", [.class("uses")], uses.map { line($0, form) }), linking(form),
                        element("p", [.class("buttons")], [form.button("result_page.save")]),
                    ])
            ])
    }

    /// An address or a file's name takes the line; a photo stands in its column.
    private static func width(_ use: EvidenceUse) -> [Attribute] {
        guard let kind = use.evidence?.kind, kind != .photo else { return [] }
        return [.class("wide")]
    }

    /// One piece of evidence with its caption, day and place.
    private func line(_ use: EvidenceUse, _ form: Form) -> Node {
        element(
            "li", ResultPage.width(use),
            [
                use.evidence.map { EvidenceNodes.node($0, use.caption, visit) }
                    ?? element("p", [.class("tag fair")], text: "◆ \(visit.text("result_page.no_picture"))"),
                element(
                    "div", [],
                    [
                        form.line("caption.\(use.id)", visit.text("result_page.caption")),
                        element(
                            "div", [.class("pair")],
                            [
                                form.line(
                                    "about.\(use.id)", visit.text("result_page.about"),
                                    hint: visit.text("result_page.about_hint")),
                                form.line(
                                    "place.\(use.id)", visit.text("result_page.place"),
                                    [Attribute("inputmode", "numeric")]),
                            ]), form.tick("remove.\(use.id)", visit.text("result_page.remove_use")),
                    ]),
            ])
    }

    /// Which measures the result is about: those near it to tick, any other by its number.
    private func linking(_ form: Form) -> Node {
        let linked = typed.isEmpty ? Set(result.measures) : Set(visit.form.all("measure"))
        let rows = Set(plan.rows.filter { row in row.measures.contains { result.measures.contains($0) } }.map(\.id))
        let units = Set(result.measures.compactMap { plan.measure($0)?.unitID })
        let numbers = numbers
        let near = plan.measures.filter { measure in
            linked.contains(measure.id) || result.measures.contains(measure.id)
                || (measure.status != .dropped
                    && (plan.rows(of: measure.id).contains { rows.contains($0.id) }
                        || measure.unitID.map(units.contains) ?? false))
        }.sorted { linked.contains($0.id) && !linked.contains($1.id) }
        return element(
            "details", problems.contains { $0.place == "numbers" } ? [Attribute("open")] : [],
            [
                element("summary", text: visit.text("result_page.measures")),
                element(
                    "fieldset", [],
                    [element("legend", text: visit.text("result_page.measures_hint"))]
                        + near.prefix(30).map { measure in
                            element(
                                "label", [.class("tick")],
                                [
                                    element(
                                        "input",
                                        [
                                            Attribute("type", "checkbox"), Attribute("name", "measure"),
                                            Attribute("value", measure.id),
                                        ] + (linked.contains(measure.id) ? [Attribute("checked")] : [])),
                                    .text(" \(numbers[measure.id] ?? "") \(measure.text.shortened(to: 90))"),
                                ])
                        }),
                form.line(
                    "numbers", visit.text("result_page.numbers"), hint: visit.text("result_page.numbers_hint")),
            ])
    }

    /// Captions that came from an older report and wait for their pictures.
    private var pictures: Node {
        let waiting = uses.filter { $0.evidence == nil }
        guard !waiting.isEmpty else { return .empty }
        return element(
            "section", [.class("card")],
            [element("h2", text: visit.text("result_page.pictures"))]
                + waiting.map { use in
                    let name = "picture.\(use.id)"
                    let form = Form(
                        visit, values: [name: ""], problems: attaching.filter { $0.place == name })
                    return form.node(
                        to: "\(address)/uses/\(use.id)/picture", files: true,
                        [
                            form.field(name, use.caption, nil) {
                                element("input", $0 + [Attribute("type", "file"), Attribute("name", "picture")])
                            },
                            element(
                                "p", [.class("buttons")], [form.button("result_page.attach", quiet: true)]),
                        ])
                })
    }

    /// More photos, files and addresses.
    private var adder: Node {
        let form = Form(
            visit, values: ["links": adding.links, "photos": "", "files": ""], problems: adding.problems)
        return element(
            "section", [.class("card")],
            [
                element("h2", text: visit.text("result_page.add")),
                form.node(
                    to: "\(address)/evidence", files: true, id: "record",
                    [
                        form.field("photos", visit.text("record.photos"), visit.text("record.photos_hint")) {
                            element(
                                "input",
                                $0 + [
                                    Attribute("type", "file"), Attribute("name", "photos"), Attribute("multiple"),
                                    Attribute("accept", "image/*"),
                                ])
                        },
                        element(
                            "ul",
                            [.class("uploads"), .id("uploads"), Attribute("aria-live", "polite")]
                                + RecordPage.words(visit, about: ResultPage.about(result.id), page: address),
                            EvidenceNodes.waiting(waiting, chosen: nil, visit)),
                        form.field("files", visit.text("record.files"), visit.text("record.files_hint")) {
                            element(
                                "input",
                                $0 + [Attribute("type", "file"), Attribute("name", "files"), Attribute("multiple")])
                        },
                        form.area("links", visit.text("record.links"), hint: visit.text("record.links_hint"), rows: 2),
                        element("p", [.class("hint"), .id("saved"), Attribute("role", "status")]),
                        element("p", [.class("buttons")], [form.button("result_page.add_button")]),
                    ]),
            ])
    }

    private var removal: Node {
        element(
            "details", [.class("card")],
            [
                element("summary", text: visit.text("result_page.remove")),
                element("p", text: visit.text("result_page.remove_sure", ["count": String(uses.count)])),
                Form.small(
                    visit, to: "\(address)/removal",
                    [
                        Form.hidden("seen", ResultShown(result, work).digest),
                        element("button", [.class("btn quiet")], text: visit.text("result_page.remove_button")),
                    ]),
            ])
    }

    /// For those who only look, and where the round is closed.
    private var content: Node {
        element(
            "section", [.class("card")],
            [
                element("p", [.class("typed")], text: result.text),
                element(
                    "ul", [.class("photos")],
                    uses.map { use in
                        element(
                            "li", ResultPage.width(use),
                            [
                                element(
                                    "figure", [],
                                    [
                                        use.evidence.map { EvidenceNodes.node($0, use.caption, visit) } ?? .empty,
                                        element(
                                            "figcaption",
                                            text: [use.caption, use.aboutOn.map { visit.day($0) } ?? ""].filter {
                                                !$0.isEmpty
                                            }.joined(separator: " · ")),
                                    ])
                            ])
                    }),
            ])
    }

    /// What was typed into a form that came too late: to be copied.
    private var unsaved: Node {
        guard let text = typed["text"], text != result.text else { return .empty }
        return element(
            "section", [.class("card")],
            [
                element("p", text: visit.text("record.frozen_typed")), element("p", [.class("typed")], text: text),
            ])
    }
}
