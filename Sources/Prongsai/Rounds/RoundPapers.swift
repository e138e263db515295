import Documents
import HTML

/// The report of a round in every form, and its frozen versions.
struct RoundPapers {
    let visit: Visit
    let data: RoundData

    init(_ visit: Visit, _ data: RoundData) { (self.visit, self.data) = (visit, data) }

    private var key: String { data.plan.agency.key }
    private var year: Int { data.plan.fiscalYear }
    private var half: Int { data.round.half }

    var node: Node { .fragment([report, versions]) }

    private var report: Node {
        let opens = data.versions.first.map { Address.isForOthers($0.mark) } ?? false
        let says =
            data.round.frozenAt == nil
            ? visit.text("papers.draft")
            : opens ? visit.text("papers.frozen") : visit.text("papers.frozen_without_qr")
        return element(
            "section", [.class("card"), .id("report")],
            [
                element("h2", text: visit.text("papers.title")),
                element("p", [.class("hint")], text: says),
                RoundPapers.choice(
                    visit, data, ReportChoice(language: visit.language), to: Link.preview(key, year, half),
                    [
                        element("button", [.class("btn")], text: visit.text("papers.preview")),
                        RoundPapers.files(visit, to: Link.reportFile(key, year, half)),
                    ]),
                Form.small(
                    visit, to: Link.archive(key, year, half),
                    [element("button", [.class("btn quiet")], text: visit.text("papers.archive"))]),
            ])
    }

    /// Layout, language, digits and version to choose, in one form that needs no script.
    static func choice(
        _ visit: Visit, _ data: RoundData, _ choice: ReportChoice, to address: String, _ buttons: [Node]
    ) -> Node {
        var values = ["language": choice.language.rawValue, "digits": choice.digits.rawValue]
        values["layout"] = choice.layout
        values["version"] = choice.version.map { String($0) }
        let form = Form(visit, values: values)
        let layouts = data.plan.edition.edition.layouts.map { layout -> (value: String, text: String) in
            let columns = String(layout.columns.count)
            return (
                layout.key,
                visit.text("papers.layout_named", ["name": layout.key.uppercased(), "columns": columns])
            )
        }
        var fields = [
            form.choice("layout", visit.text("papers.layout"), layouts),
            form.choice("language", visit.text("papers.language"), [("th", "ภาษาไทย"), ("en", "English")]),
            form.choice(
                "digits", visit.text("papers.digits"),
                [("arabic", visit.text("papers.arabic")), ("thai", visit.text("papers.thai"))]),
        ]
        if data.versions.count > 1 || (data.round.frozenAt == nil && !data.versions.isEmpty) {
            var versions: [(value: String, text: String)] = data.versions.map {
                (String($0.version), visit.text("papers.version_named", ["version": String($0.version)]))
            }
            if data.round.frozenAt == nil { versions.insert(("", visit.text("papers.as_it_stands")), at: 0) }
            fields.append(form.choice("version", visit.text("papers.version"), versions))
        }
        return element(
            "form", [Attribute("method", "get"), Attribute("action", address), .class("choose")],
            [element("div", [.class("choices")], fields), element("div", [.class("buttons")], buttons)])
    }

    /// A button for every form of file.
    static func files(_ visit: Visit, to address: String) -> Node {
        .fragment(
            ReportFormat.allCases.map { format in
                element(
                    "button",
                    [
                        .class("btn quiet"), Attribute("name", "format"), Attribute("value", format.rawValue),
                        Attribute("formaction", address),
                    ], text: format.name)
            })
    }

    private var versions: Node {
        guard !data.versions.isEmpty else { return .empty }
        let heads = ["version", "frozen", "reason", "hash", "public"].map(column)
        return element(
            "section", [.class("card"), .id("versions")],
            [
                element("h2", text: visit.text("papers.versions")),
                element(
                    "table", [.class("cards")],
                    [
                        element(
                            "thead", [],
                            [element("tr", [], heads.map { element("th", [Attribute("scope", "col")], text: $0) })]),
                        element("tbody", [], data.versions.map(row)),
                    ]),
            ])
    }

    private func column(_ name: String) -> String {
        switch name {
        case "version": visit.text("papers.column_version")
        case "frozen": visit.text("papers.column_frozen")
        case "reason": visit.text("papers.column_reason")
        case "hash": visit.text("papers.column_hash")
        default: visit.text("papers.column_public")
        }
    }

    private func row(_ version: FrozenVersion) -> Node {
        func cell(_ name: String, _ content: [Node]) -> Node {
            element("td", [Attribute("data-label", column(name))], content)
        }
        let by = visit.text(
            "round_page.by_at",
            ["name": visit.actor(version.by, version.byName), "at": visit.instant(version.frozenAt)])
        return element(
            "tr", [],
            [
                element(
                    "th", [Attribute("scope", "row")],
                    text: visit.text("papers.version_named", ["version": String(version.version)])),
                cell("frozen", [.text(by)]), cell("reason", [.text(version.reason ?? "–")]),
                cell(
                    "hash",
                    [
                        element(
                            "a", [.href("/verify/\(version.hash)")],
                            [element("code", text: ReportSeal.code(version.hash))])
                    ]),
                cell("public", publication(version)),
            ])
    }

    private func publication(_ version: FrozenVersion) -> [Node] {
        var parts: [Node] = []
        if let at = version.publishedAt {
            parts.append(
                element(
                    "a", [.href(Link.publicReport(key, year, half) + "?version=\(version.version)")],
                    text: visit.text("papers.published", ["at": visit.instant(at)])))
            if visit.may(.plan) {
                parts.append(.text(" "))
                parts.append(
                    Form.small(
                        visit, to: Link.unpublish(key, year, half),
                        [
                            Form.hidden("version", String(version.version)),
                            element("button", [.class("btn quiet small")], text: visit.text("papers.unpublish")),
                        ]))
            }
        } else {
            let text =
                version.withdrawnAt.map { visit.text("papers.withdrawn", ["at": visit.instant($0)]) }
                ?? visit.text("papers.not_public")
            parts.append(.text(text + " "))
            if visit.may(.plan) {
                parts.append(
                    element(
                        "a", [.href(Link.publish(key, year, half) + "?version=\(version.version)")],
                        text: visit.text("papers.publish")))
            }
        }
        return parts
    }
}
