import HTML
import ITA

/// One check: each element with what the helpers found, a tick with its proof, what looks personal, and the decision.
struct CheckPage {
    let visit: Visit
    let data: CheckData
    var problems: [Problem] = []
    /// What was typed in a form that came back.
    var typed: [String: String] = [:]
    /// What kept the decision from being recorded, where no field is to blame.
    var notice: String?
    /// What was done beside the decision.
    var done: String?

    /// Names the form of the decision. Buttons and fields of other parts of the page belong to it too, so that what was
    /// ticked and typed comes back whichever is pressed.
    private static let formName = "decision-form"
    private static let ofForm = Attribute("form", formName)

    private var address: String { Link.check(data.agency.key, data.check.id) }
    private var mayDecide: Bool { data.check.isOpen && visit.may(.check) && data.isSecond(visit.actor) }

    var page: Page {
        var facts = [visit.text("check.year", ["year": String(data.subject.fiscalYear)])]
        if let points = data.points { facts.append(visit.text("check.stake", ["points": points.rounded()])) }
        facts.append(visit.text("checks.prepared", ["names": names]))
        let sub = [Node.text(facts.joined(separator: " · ") + " "), CheckNodes.mark(data.state, visit)]
        return Page(
            visit.text(
                "check.title", ["code": data.code, "title": visit.titled(data.title).shortened(to: 140)]),
            sub: .fragment(sub),
            [
                alert, summary, outcome, request, documents, personal, mayDecide ? form : ticked,
                CheckParts.history(data.history, visit),
            ])
    }

    private var alert: Node {
        if let done { return element("p", [.class("notice"), Attribute("role", "status")], text: done) }
        guard let notice else { return .empty }
        return element("div", [.class("faults"), Attribute("role", "alert")], [element("p", text: notice)])
    }

    /// Everything that is wrong, each linked to its field.
    private var summary: Node {
        var known = ["note": "", "opened": ""]
        for item in data.elements {
            for field in ["found", "place", "source", "screenshot"] { known["\(field).\(item.key)"] = "" }
        }
        for find in data.finds { known["because.\(find.id)"] = "" }
        return Form(visit, values: known, problems: problems).summary
    }

    private var names: String {
        (data.preparers.isEmpty ? [data.check.askedBy] : data.preparers).map { visit.by($0) }.joined(separator: ", ")
    }

    /// Names of those who may check instead that are shown.
    private static let mostCheckers = 10

    /// What stands in the way, or what was decided; of a pass that does not hold any more both.
    private var outcome: Node {
        let check = data.check
        var void = Node.empty
        if data.state == "void" {
            let because = VoidCheck.Reason(rawValue: check.voidBecause ?? "") ?? .changed
            void = element("p", [.class("note")], text: visit.text("check.void_\(because.rawValue)"))
        }
        if let decision = check.decision, let by = check.decidedBy, let at = check.decidedAt {
            let values = ["name": visit.by(by), "at": visit.instant(at)]
            let said = visit.text(decision == .passed ? "check.was_passed" : "check.was_returned", values)
            var parts = [element("p", [.class("what")], text: said)]
            if let note = check.note { parts.append(element("p", [.class("typed")], text: note)) }
            if let hash = check.seenHash {
                let bound = Node.text(visit.text("check.bound") + " ")
                parts.append(element("p", [.class("hint")], [bound, element("code", text: hash)]))
            }
            return [void, element("section", [.class("card")], parts)]
        }
        if data.state == "void" { return void }
        if visit.may(.check), !data.isSecond(visit.actor) {
            let shown = data.checkers.prefix(Self.mostCheckers)
            let names = shown.joined(separator: ", ") + (shown.count < data.checkers.count ? ", …" : "")
            let others = visit.text(
                shown.isEmpty ? "check.own_alone" : "check.own_others", ["names": names])
            return element("p", [.class("note")], text: "\(visit.text("check.own")) \(others)")
        }
        return .empty
    }

    private var request: Node {
        let check = data.check
        let asked = visit.text("check.asked", ["name": visit.by(check.askedBy), "at": visit.instant(check.askedAt)])
        var parts = [element("p", [.class("hint")], text: asked)]
        if let note = check.askedNote { parts.append(element("p", [.class("typed")], text: note)) }
        if let text = data.subject.nothing { parts.append(said("check.says_nothing", text)) }
        if let text = data.subject.explanation { parts.append(said("check.explains", text)) }
        if let text = data.subject.page, !text.isEmpty {
            let summary = element("summary", text: visit.text("check.page_text"))
            parts.append(element("details", [], [summary] + SiteMarkup.nodes(text)))
        }
        let item = Link.checkedItem(data.agency.key, data.subject.fiscalYear, data.code)
        let way = element("a", [.class("btn quiet"), .href(item)], text: visit.text("check.to_item"))
        parts.append(element("p", [.class("buttons")], [way]))
        return element("section", [.class("card")], parts)
    }

    private func said(_ key: String, _ text: String) -> Node {
        element("div", [], [element("h2", text: visit.text(key)), element("p", [.class("typed")], text: text)])
    }

    // MARK: Documents

    /// What there is to look at, what the helpers say of each as a whole, and the button that lets them read; of a check
    /// that is over, what there was.
    private var documents: Node {
        let isOpen = data.check.isOpen
        guard isOpen || !data.sources.isEmpty else { return .empty }
        let unread = data.sources.count { $0.look == nil }
        let isPart = isOpen && unread > 0 && unread < data.sources.count
        return element(
            "section", [.class("card")],
            [
                element("h2", text: visit.text(isOpen ? "check.documents" : "check.documents_then")),
                isOpen || data.sources.contains { $0.look != nil }
                    ? element("p", [.class("hint")], text: visit.text("check.advice")) : .empty,
                element("ol", [.class("sources")], data.sources.map(source)),
                isPart
                    ? element("p", [.class("note")], text: visit.text("check.unread_rest", ["count": String(unread)]))
                    : .empty,
                isOpen && visit.may(.check) ? reading(isRead: unread == 0) : .empty,
            ])
    }

    private func reading(isRead: Bool) -> Node {
        let (way, text) = ("\(address)/reading", visit.text(isRead ? "check.read_again" : "check.read"))
        let look = Attribute.class(isRead && data.changed.isEmpty ? "btn quiet" : "btn")
        guard mayDecide else { return Form.small(visit, to: way, [element("button", [look], text: text)]) }
        return element(
            "p", [.class("buttons")],
            [element("button", [look, CheckPage.ofForm, Attribute("formaction", way)], text: text)])
    }

    private func source(_ source: CheckData.Source) -> Node {
        let name = name(source)
        var parts: [Node] = []
        if let address = source.address {
            parts.append(element("a", [.href(address), .class("what")], text: name))
        } else {
            parts.append(element("span", [.class("what")], text: name))
        }
        if let look = source.look {
            let outcome = visit.site.strings.outcome(look.outcome, visit.language)
            let read = visit.text("check.read_at", ["outcome": outcome, "at": visit.instant(look.at)])
            parts.append(
                look.outcome == CheckLook.read
                    ? element("p", [.class("hint")], text: read) : element("p", [.class("note")], text: "▲ \(read)"))
            if let at = source.changedAt {
                let changed = visit.text("check.changed_since", ["at": visit.instant(at)])
                parts.append(element("p", [.class("note")], text: changed))
            }
            let whole = look.findings.filter { $0.element == nil }
            if !whole.isEmpty {
                parts.append(
                    element(
                        "ul", [.class("found")],
                        whole.prefix(40).map { CheckNodes.finding($0, visit, to: source.address) }))
            }
        } else if data.check.isOpen {
            parts.append(element("p", [.class("hint")], text: visit.text("check.unread")))
        }
        return element("li", [], parts)
    }

    // MARK: Personal data

    private var personal: Node {
        guard !data.finds.isEmpty else { return .empty }
        let open = data.finds.count { $0.isOpen }
        return element(
            "section", [.class("card"), .id("personal")],
            [
                element(
                    "h2",
                    text: open == 0
                        ? visit.text("check.personal_answered")
                        : visit.text("check.personal", ["count": String(open)])),
                open > 0 && data.check.isOpen
                    ? element("p", [.class("note")], text: visit.text("check.personal_blocks")) : .empty,
                element("ul", [.class("plain-list finds")], data.finds.prefix(Self.mostFinds).map(find)),
                data.finds.count > Self.mostFinds
                    ? element(
                        "p", [.class("note")],
                        text: visit.text("check.personal_rest", ["count": String(data.finds.count - Self.mostFinds)]))
                    : .empty,
            ])
    }

    /// Finds that are shown at once; the open ones come first, so that the others follow as these are answered.
    private static let mostFinds = 200

    private func find(_ find: PersonalFind) -> Node {
        if find.beyond != nil {
            return element("li", text: visit.site.strings.personal(find.kind, find.masked, visit.language))
        }
        let place = visit.site.strings.place(find.place, visit.language)
        let file = data.source(of: find).map { name($0) } ?? ""
        let at = [file, place].filter { !$0.isEmpty }.map { " · \($0)" }.joined()
        let kind = element("b", text: visit.site.strings.personal(find.kind, visit.language))
        let number = element("code", text: find.masked)
        var parts = [element("p", [], [kind, .text(" "), number, .text(at)])]
        if let by = find.justifiedBy, let because = find.justifiedBecause {
            let name = visit.by(.init(who: by, name: find.justifiedByName))
            let said = visit.text("check.justified", ["name": name, "because": because])
            parts.append(element("p", [.class("hint")], text: said))
        } else if mayDecide {
            parts.append(justify("because.\(find.id)", to: "\(address)/finds/\(find.id)"))
        }
        return element("li", [], parts)
    }

    private func justify(_ field: String, to address: String) -> Node {
        let faults = problems.filter { $0.place == field }
        let text = typed[field] ?? ""
        let form = Form(visit, values: [field: text], problems: faults)
        let line = form.line(
            field, visit.text("check.because"), hint: visit.text("check.because_hint"), [CheckPage.ofForm])
        let button = element(
            "button", [.class("btn quiet"), CheckPage.ofForm, Attribute("formaction", address)],
            text: visit.text("check.justify"))
        let summary = element("summary", text: visit.text("check.justify"))
        return element(
            "details", faults.isEmpty && text.isEmpty ? [] : [Attribute("open")],
            [summary, line, element("p", [.class("buttons")], [button])])
    }

    // MARK: Deciding

    private var form: Node {
        var values = typed
        let kept = Dictionary(data.ticks.map { ($0.element, $0) }) { first, _ in first }
        for item in data.elements {
            for field in ["found", "place", "source"] where values["\(field).\(item.key)"] == nil {
                values["\(field).\(item.key)"] = field == "found" ? kept[item.key]?.found.rawValue ?? "" : ""
            }
        }
        for field in ["note", "opened"] { values[field] = typed[field] ?? "" }
        let form = Form(visit, values: values, problems: problems)
        let questions = data.elements.enumerated().map { question($0 + 1, $1, form) }
        func button(_ decision: String, _ key: String, _ look: String) -> Node {
            let name: [Attribute] = [.class(look), Attribute("name", "decision"), Attribute("value", decision)]
            return element("button", name, text: visit.text(key))
        }
        let note = form.area("note", visit.text("check.note"), hint: visit.text("check.note_hint"), rows: 3)
        let buttons = [button("passed", "check.pass", "btn"), button("returned", "check.return", "btn quiet")]
        let end = [unopened(form), note, element("p", [.class("buttons")], buttons)]
        return element(
            "section", [.class("card"), .id("decide")],
            [
                element("h2", text: visit.text("check.elements")),
                // What is wrong stands at the top of the page: the form begins far below.
                element(
                    "form",
                    [
                        .id(CheckPage.formName), Attribute("method", "post"), Attribute("action", address),
                        Attribute("enctype", "multipart/form-data"),
                    ], [Form.token(visit), Form.hidden("seen", data.seen)] + questions + end),
            ])
    }

    /// Asks what the checker saw at addresses that the program could not open.
    private func unopened(_ form: Form) -> Node {
        let addresses = data.unopened
        guard !addresses.isEmpty else { return .empty }
        return .fragment([
            element("p", [.class("note")], text: visit.text("check.unopened")),
            element("ul", [], addresses.map { element("li", text: $0.address) }),
            form.area("opened", visit.text("check.opened"), hint: visit.text("check.opened_hint"), rows: 2),
        ])
    }

    private func question(_ number: Int, _ item: CheckExpectation.Element, _ form: Form) -> Node {
        let key = item.key
        let (strings, language) = (visit.site.strings, visit.language)
        var parts: [Node] = [element("legend", text: "\(number). \(item.text)"), found(key)]
        for fault in problems where fault.place == "found.\(key)" {
            let text = strings.said(fault, language)
            parts.append(element("p", [.class("fault")], text: text))
        }
        let options = Tick.Found.allCases.map { option(key, $0, isChosen: form.values["found.\(key)"] == $0.rawValue) }
        parts.append(element("div", [.class("ticks")], options))
        let hint = number == 1 ? visit.text("check.place_hint") : nil
        parts.append(form.line("place.\(key)", visit.text("check.place"), hint: hint))
        if data.sources.count > 1 {
            var choices = [(value: "", text: visit.text("check.source_any"))]
            for source in data.sources { choices.append((value: source.key, text: name(source).shortened(to: 80))) }
            parts.append(form.choice("source.\(key)", visit.text("check.source"), choices))
        }
        let picture: [Attribute] = [
            Attribute("type", "file"), Attribute("name", "screenshot.\(key)"),
            Attribute("accept", "image/png,image/jpeg,image/webp"),
        ]
        parts.append(
            form.field("screenshot.\(key)", visit.text("check.screenshot"), nil) { element("input", picture + $0) })
        return element("fieldset", [.class("element")], parts)
    }

    /// The first one of a question carries the name that a fault links to.
    private func option(_ key: String, _ found: Tick.Found, isChosen: Bool) -> Node {
        let id = found == .there ? "f-found.\(key)" : "f-found.\(key).\(found.rawValue)"
        var attributes: [Attribute] = [
            Attribute("type", "radio"), Attribute("name", "found.\(key)"), Attribute("value", found.rawValue), .id(id),
        ]
        if isChosen { attributes.append(Attribute("checked")) }
        let label = Node.text(" \(visit.text("check.found_\(found.rawValue)"))")
        return element("label", [.class("tick")], [element("input", attributes), label])
    }

    /// What the helpers found of an element.
    private func found(_ key: String) -> Node {
        let found = data.findings(of: key)
        guard !found.isEmpty else { return .empty }
        return element(
            "ul", [.class("found")], found.map { CheckNodes.finding($0.finding, visit, to: $0.source.address) })
    }

    private func name(_ source: CheckData.Source) -> String {
        source.name.isEmpty ? visit.text("check.page_text") : source.name
    }

    /// What was ticked, where nothing is to be decided.
    private var ticked: Node {
        let ticks = Dictionary(data.ticks.map { ($0.element, $0) }) { first, _ in first }
        let items = data.elements.map { item -> Node in
            let name = element("span", [.class("what")], text: item.text)
            guard let tick = ticks[item.key] else {
                let unticked = element("p", [.class("hint")], text: visit.text("check.unticked"))
                return element("li", [], [name, unticked, found(item.key)])
            }
            let said = [visit.text("check.found_\(tick.found.rawValue)"), tick.place, tick.document ?? ""]
            var parts = [
                name, element("p", [.class("hint")], text: said.filter { !$0.isEmpty }.joined(separator: " · ")),
            ]
            if tick.screenshot != nil {
                let way = "\(address)/screenshots/\(Address.encoded(item.key))"
                parts.append(element("p", [], [element("a", [.href(way)], text: visit.text("check.screenshot_open"))]))
            }
            return element("li", [], parts)
        }
        return element(
            "section", [.class("card")],
            [element("h2", text: visit.text("check.elements")), element("ol", [.class("sources")], items)])
    }
}
