import HTML
import ITA

/// Where a result of one measure in one round is recorded, with what was recorded already.
struct RecordPage {
    let visit: Visit
    let plan: Plan
    let work: RoundWork
    let measure: Measure
    /// Files that were sent before and wait for this form.
    let waiting: [PendingUpload]
    /// The uploads ticked in a form that came back; nil where none was sent.
    var chosen: Set<String>?
    var values: [String: String]
    var problems: [Problem] = []

    init(
        _ visit: Visit, _ plan: Plan, _ work: RoundWork, _ measure: Measure, waiting: [PendingUpload],
        values: [String: String] = ["key": ID.new(), "text": "", "links": ""]
    ) {
        (self.visit, self.plan, self.work, self.measure, self.waiting, self.values) = (
            visit, plan, work, measure, waiting, values
        )
    }

    /// What uploads of this page are for.
    static func about(_ round: Round, _ measure: String) -> String { "record \(round.id) \(measure)" }
    static let mostFiles = 100

    private var key: String { plan.agency.key }
    private var address: String { Link.record(key, plan.fiscalYear, work.round.half, measure.id) }

    /// Whether who asks can record here now.
    var isOpen: Bool { work.round.frozenAt == nil && visit.answers(for: measure) }

    var page: Page {
        let rows = plan.rows(of: measure.id)
        let edition = plan.edition.edition
        let codes = rows.flatMap(\.lines).flatMap(\.items).compactMap { edition.item(key: $0)?.code }
        let about = [
            visit.text("record.of", ["items": ItemRange.label(codes, in: edition)]),
            visit.text("standing.round", ["round": String(work.round.half), "year": String(plan.fiscalYear)]),
        ]
        return Page(
            visit.text(isOpen ? "record.title" : "record.title_frozen"),
            sub: .text(about.joined(separator: " · ")), current: .work, scripts: isOpen ? ["record"] : [],
            [task, existing, isOpen ? form : closed, link])
    }

    /// What was to be done.
    private var task: Node {
        var details: [(String, String)] = []
        if let unit = measure.unit { details.append(("record.unit", unit)) }
        if let person = measure.person { details.append(("record.person", person)) }
        if let end = measure.endsOn { details.append(("record.until", visit.day(end))) }
        if let steps = measure.steps { details.append(("record.steps", steps)) }
        return element(
            "section", [.class("card narrow measure")],
            [
                element("p", [.class("what")], text: measure.text),
                details.isEmpty
                    ? .empty
                    : element(
                        "dl", [.class("facts")],
                        details.flatMap {
                            [element("dt", text: visit.text($0.0)), element("dd", text: $0.1)]
                        }),
                measure.draftFrom == nil
                    ? .empty : element("p", [.class("note")], text: "◆ \(visit.text("record.draft"))"),
            ])
    }

    private var form: Node {
        let form = Form(visit, values: values.merging(["photos": "", "files": ""]) { $1 }, problems: problems)
        let uploads = EvidenceNodes.waiting(waiting, chosen: chosen, visit)
        return element(
            "section", [.class("card narrow")],
            [
                results.isEmpty ? .empty : element("h2", text: visit.text("record.another")),
                form.node(
                    to: address, files: true, id: "record",
                    [
                        Form.hidden("key", values["key"] ?? ""),
                        form.area(
                            "text", visit.text("record.text"), hint: visit.text("record.text_hint"), rows: 5,
                            required: true),
                        RecordPage.photos(
                            form, about: RecordPage.about(work.round, measure.id), page: address, uploads),
                        element(
                            "details",
                            (values["links"] ?? "").isEmpty && !problems.contains { $0.place == "files" }
                                ? [] : [Attribute("open")],
                            [
                                element("summary", text: visit.text("record.more")),
                                RecordPage.files(form),
                            ]),
                        element("p", [.class("hint"), .id("saved"), Attribute("role", "status")]),
                        element("p", [.class("buttons")], [form.button("record.button")]),
                    ]),
            ])
    }

    /// Photos to choose, and those that are on their way or wait for this form.
    static func photos(_ form: Form, about: String, page: String, _ uploads: [Node]) -> Node {
        let visit = form.visit
        return .fragment([
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
                    + words(visit, about: about, page: page), uploads),
        ])
    }

    /// Other files to choose, and addresses to type.
    static func files(_ form: Form) -> Node {
        let visit = form.visit
        return .fragment([
            form.field("files", visit.text("record.files"), visit.text("record.files_hint")) {
                element("input", $0 + [Attribute("type", "file"), Attribute("name", "files"), Attribute("multiple")])
            },
            form.area("links", visit.text("record.links"), hint: visit.text("record.links_hint"), rows: 2),
        ])
    }

    /// What the script needs: where pieces go, what they are for, and its sentences.
    static func words(_ visit: Visit, about: String, page: String) -> [Attribute] {
        let key = visit.found?.key ?? ""
        return [
            Attribute("data-to", Link.uploads(key)), Attribute("data-about", about),
            Attribute("data-page", page), Attribute("data-piece", String(Uploads.piece)),
            Attribute("data-most", String(mostFiles)),
            Attribute("data-largest", String(Uploads.largest)),
            Attribute("data-who", Hash.sha256(Array("\(visit.viewer?.id ?? "") \(about)".utf8))),
            Attribute("data-sending", visit.text("record.sending")),
            Attribute("data-waiting", visit.text("record.waiting")),
            Attribute("data-sent", visit.text("record.sent")), Attribute("data-remove", visit.text("record.remove")),
            Attribute("data-large", visit.text("record.large", ["limit": String(Uploads.largest / 1_000_000)])),
            Attribute("data-many", visit.text("record.many", ["limit": String(mostFiles)])),
            Attribute("data-signed-out", visit.text("record.signed_out")),
            Attribute("data-held", visit.text("record.held")), Attribute("data-sign-in", visit.text("record.sign_in")),
            Attribute("data-busy", visit.text("record.busy")), Attribute("data-saved", visit.text("record.saved")),
            Attribute("data-failed", visit.text("record.failed")),
            Attribute("data-without", visit.text("record.without")),
            Attribute("data-lost", visit.text("record.lost")),
            Attribute("data-restored", visit.text("record.restored")),
        ]
    }

    /// A round that is closed, or somebody else's measure: nothing to change; what somebody had typed meanwhile is still
    /// there to be copied.
    private var closed: Node {
        let typed = values["text"] ?? ""
        let others = visit.text(
            "record.others",
            ["owner": [measure.unit, measure.person].compactMap { $0 }.joined(separator: " · ")])
        let note = work.round.frozenAt == nil ? others : visit.text("record.frozen")
        return element(
            "section", [.class("card narrow")],
            [
                element("p", [.class("note")], text: note),
                typed.isEmpty
                    ? .empty
                    : element(
                        "div", [],
                        [
                            element("p", text: visit.text("record.frozen_typed")),
                            element("p", [.class("typed")], text: typed),
                        ]),
            ])
    }

    /// The results of the measure, and those reported for its row as a whole.
    private var results: [Progress] {
        let rows = Set(plan.rows(of: measure.id).map(\.id))
        return work.progress.filter { progress in
            progress.measures.contains(measure.id)
                || (progress.measures.isEmpty && progress.rowID.map(rows.contains) ?? false)
        }
    }

    /// They stand before the form, so that nobody reports the same twice.
    private var existing: Node {
        guard !results.isEmpty else { return .empty }
        return element(
            "section", [.class("card narrow"), .id("existing")],
            [
                element("h2", text: visit.text("record.existing")),
                element(
                    "ul", [.class("tasks")],
                    results.prefix(50).map { result in
                        let uses = work.uses(of: result)
                        let kinds = uses.compactMap(\.evidence?.kind)
                        let photos = kinds.count { $0 == .photo }
                        let (files, waiting) = (kinds.count - photos, uses.count - kinds.count)
                        let kept = visit.text("record.kept", ["photos": String(photos), "files": String(files)])
                        let missing = visit.text("record.kept_waiting", ["count": String(waiting)])
                        return element(
                            "li", [],
                            [
                                element(
                                    "div", [],
                                    [
                                        element("p", [.class("what")], text: result.text.shortened(to: 200)),
                                        element(
                                            "p", [.class("hint")],
                                            text: waiting == 0 ? kept : "\(kept) · ◆ \(missing)"),
                                    ]),
                                element(
                                    "a",
                                    [.class("btn quiet"), .href(Link.result(key, plan.fiscalYear, result.id))],
                                    text: visit.text("record.open")),
                            ])
                    }),
            ])
    }

    /// For the officer: let somebody without an account send what was done.
    private var link: Node {
        guard visit.may(.plan), work.round.frozenAt == nil else { return .empty }
        return element(
            "p", [],
            [
                element(
                    "a", [.href(Link.newContributionLink(key, plan.fiscalYear, work.round.half, measure.id))],
                    text: visit.text("record.make_link"))
            ])
    }
}
