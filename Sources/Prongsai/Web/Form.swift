import HTML

/// Forms: label above, hint under it, error beside the field and in a summary at the top, what was typed stays.
struct Form {
    let visit: Visit
    /// What is wrong, by the name of the field in ``Problem/place``; the others stand in the summary only.
    var problems: [Problem] = []
    /// What was typed, or what is stored.
    var values: [String: String] = [:]
    /// The id of the form that fields and buttons belong to where they stand elsewhere on the page.
    var owner: String?
    /// Key of the sentence above what is wrong: what could not be done, and what became of what was typed.
    var heading = "form.faults"

    init(
        _ visit: Visit, values: [String: String] = [:], problems: [Problem] = [], heading: String = "form.faults"
    ) {
        (self.visit, self.values, self.problems, self.heading) = (visit, values, problems, heading)
    }

    /// The values a person sent, to show them again.
    static func typed(_ fields: FormFields) -> [String: String] {
        Dictionary(fields.pairs.filter { $0.name != "form-token" }) { first, _ in first }
    }

    /// The whole form: its token, the summary of what is wrong, its fields.
    func node(to address: String, files: Bool = false, id: String? = nil, _ children: [Node]) -> Node {
        var attributes: [Attribute] = [Attribute("method", "post"), Attribute("action", address)]
        if files { attributes.append(Attribute("enctype", "multipart/form-data")) }
        if let id { attributes.append(.id(id)) }
        return element("form", attributes, [Form.token(visit), summary(of: children)] + children)
    }

    /// A form of one button.
    static func small(_ visit: Visit, to address: String, _ children: [Node]) -> Node {
        element(
            "form", [Attribute("method", "post"), Attribute("action", address), .class("inline")],
            [token(visit)] + children)
    }

    static func token(_ visit: Visit) -> Node { hidden("form-token", visit.formToken) }

    static func hidden(_ name: String, _ value: String) -> Node {
        element("input", [Attribute("type", "hidden"), Attribute("name", name), Attribute("value", value)])
    }

    /// Everything that is wrong, each linked to its field; ``Page`` puts it under the heading. For fields elsewhere.
    var summary: Node { summary(of: []) }

    /// The same where the fields are known: each line begins with the label of its field, so that two that are empty are
    /// not said in the same words.
    func summary(of fields: [Node]) -> Node {
        guard !problems.isEmpty else { return .empty }
        let labels = Node.fragment(fields).labels
        let lines = problems.map { problem -> Node in
            let text = said(problem)
            guard let place = problem.place else { return element("li", text: text) }
            let label = labels["f-\(place)"]
            guard label != nil || values[place] != nil else { return element("li", text: "\(place): \(text)") }
            let named = label.map { "\($0): \(text)" } ?? text
            return element("li", [], [element("a", [.href("#f-\(place)")], text: named)])
        }
        return element(
            "div", [.class("faults \(Form.summaryClass)"), Attribute("role", "alert"), Attribute("tabindex", "-1")],
            [element("p", [], [element("strong", text: visit.text(heading))]), element("ul", [], lines)])
    }

    /// The class by which ``Page`` finds what is wrong.
    static let summaryClass = "mend"

    /// What is wrong and how to mend it.
    func said(_ problem: Problem) -> String {
        visit.site.strings.said(problem, visit.language)
    }

    /// A line of text.
    func line(
        _ name: String, _ label: String, hint: String? = nil, type: String = "text", required: Bool = false,
        autocomplete: String? = nil, _ more: [Attribute] = []
    ) -> Node {
        var attributes = [Attribute("type", type), Attribute("name", name)]
        if type != "password" { attributes.append(Attribute("value", values[name] ?? "")) }
        if required { attributes.append(Attribute("required")) }
        if let autocomplete { attributes.append(Attribute("autocomplete", autocomplete)) }
        return field(name, label, hint) { element("input", attributes + $0 + more) }
    }

    /// Several lines of text.
    func area(_ name: String, _ label: String, hint: String? = nil, rows: Int = 4, required: Bool = false) -> Node {
        field(name, label, hint) {
            element(
                "textarea",
                [Attribute("name", name), Attribute("rows", String(rows))] + (required ? [Attribute("required")] : [])
                    + $0,
                // A line end right after the tag would be dropped (HTML §13.1.2.5).
                text: "\n" + (values[name] ?? ""))
        }
    }

    /// One of several.
    func choice(_ name: String, _ label: String, hint: String? = nil, _ options: [(value: String, text: String)])
        -> Node
    {
        field(name, label, hint) {
            element(
                "select", [Attribute("name", name)] + $0,
                options.map { option in
                    element(
                        "option",
                        [Attribute("value", option.value)]
                            + (values[name] == option.value ? [Attribute("selected")] : []), text: option.text)
                })
        }
    }

    /// One of several, each with a line about it; none is chosen beforehand where nothing was typed.
    func radios(
        _ name: String, _ question: String, hint: String, _ options: [(value: String, text: String, about: String)]
    ) -> Node {
        let faults = problems.filter { $0.place == name }.enumerated().map { index, fault in
            element("p", [.class("fault"), .id("e-\(name)-\(index)")], text: said(fault))
        }
        let described = ["h-\(name)"] + faults.indices.map { "e-\(name)-\($0)" }
        return element(
            "fieldset",
            [
                .id("f-\(name)"), Attribute("tabindex", "-1"),
                Attribute("aria-describedby", described.joined(separator: " ")),
            ],
            [
                element("legend", text: question),
                element("p", [.class("hint"), .id("h-\(name)")], text: hint),
            ] + faults
                + options.map { option in
                    element(
                        "label", [.class("tick")],
                        [
                            element(
                                "input",
                                [
                                    Attribute("type", "radio"), Attribute("name", name),
                                    Attribute("value", option.value), Attribute("required"),
                                ] + (values[name] == option.value ? [Attribute("checked")] : [])),
                            element("span", [], [.text(option.text), element("small", text: option.about)]),
                        ])
                })
    }

    /// A box to tick.
    func tick(_ name: String, _ label: String, value: String = "1") -> Node {
        let faults = problems.filter { $0.place == name }
        let box = element(
            "label", [.class("tick")],
            [
                element(
                    "input",
                    [Attribute("type", "checkbox"), Attribute("name", name), Attribute("value", value)]
                        + (values[name] == value ? [Attribute("checked")] : [])
                        + (faults.isEmpty
                            ? []
                            : [
                                .id("f-\(name)"), Attribute("aria-invalid", "true"),
                                Attribute("aria-describedby", "e-\(name)-0"),
                            ])), .text(" \(label)"),
            ])
        if faults.isEmpty { return box }
        return .fragment(
            faults.enumerated().map { element("p", [.class("fault"), .id("e-\(name)-\($0)")], text: said($1)) } + [box])
    }

    /// Boxes to tick that answer one question; `tall` ones stand one below the other.
    func ticks(
        _ name: String, _ question: String, _ options: [(value: String, text: String)], chosen: Set<String>,
        tall: Bool = false
    ) -> Node {
        let faults = problems.filter { $0.place == name }
        let described = faults.isEmpty ? [] : [Attribute("aria-describedby", "e-\(name)-0")]
        return element(
            "fieldset", [.id("f-\(name)"), Attribute("tabindex", "-1")] + described,
            [element("legend", text: question)]
                + faults.enumerated().map { element("p", [.class("fault"), .id("e-\(name)-\($0)")], text: said($1)) }
                + [
                    element(
                        "div", [.class(tall ? "ticks tall" : "ticks")],
                        options.map { option in
                            element(
                                "label", [.class("tick")],
                                [
                                    element(
                                        "input",
                                        [
                                            Attribute("type", "checkbox"), Attribute("name", name),
                                            Attribute("value", option.value),
                                        ] + (chosen.contains(option.value) ? [Attribute("checked")] : [])),
                                    .text(" \(option.text)"),
                                ])
                        })
                ])
    }

    /// A button that sends the form; with a deed it says what shall be done with it (`do`), and with `checks` false what
    /// a browser finds missing does not hold it up.
    func button(
        _ key: String, quiet: Bool = false, deed: String? = nil, checks: Bool = true, to address: String? = nil
    ) -> Node {
        let deed = deed.map { [Attribute("name", "do"), Attribute("value", $0)] } ?? []
        let way = address.map { [Attribute("formaction", $0)] } ?? []
        return element(
            "button",
            [.class(quiet ? "btn quiet" : "btn")] + deed + way + ownership
                + (checks ? [] : [Attribute("formnovalidate")]),
            text: visit.text(key))
    }

    private var ownership: [Attribute] { owner.map { [Attribute("form", $0)] } ?? [] }

    /// Label, hint, the control, and what is wrong with it.
    func field(_ name: String, _ label: String, _ hint: String?, _ control: ([Attribute]) -> Node) -> Node {
        let faults = problems.filter { $0.place == name }
        var described: [String] = []
        var parts = [element("label", [Attribute("for", "f-\(name)")], text: label)]
        if let hint {
            parts.append(element("p", [.class("hint"), .id("h-\(name)")], text: hint))
            described.append("h-\(name)")
        }
        for (index, fault) in faults.enumerated() {
            let text = said(fault)
            parts.append(element("p", [.class("fault"), .id("e-\(name)-\(index)")], text: text))
            described.append("e-\(name)-\(index)")
        }
        var attributes: [Attribute] = [.id("f-\(name)")] + ownership
        if !described.isEmpty { attributes.append(Attribute("aria-describedby", described.joined(separator: " "))) }
        if !faults.isEmpty { attributes.append(Attribute("aria-invalid", "true")) }
        return element("div", [.class("field")], parts + [control(attributes)])
    }
}
