import HTML
import ITA

/// What other pages show of the check of a disclosure.
enum CheckParts {
    /// What the section of an item's page needs; seven queries.
    struct Data: Sendable {
        var disclosure: String
        var state: CheckState
        var history: [Check]
        /// Open finds of what looks personal.
        var finds: Int
        var isEmpty: Bool

        static func load(_ disclosure: String, in db: Connection) throws -> Data {
            guard let subject = try CheckSubject.load([disclosure], in: db)[disclosure] else {
                throw Failure.notFound(Message("failure.no_disclosure"))
            }
            let looks = try CheckLook.list(of: disclosure, in: db)
            let history = try Check.list(disclosure: disclosure, in: db)
            return Data(
                disclosure: disclosure, state: CheckState.of(history.first, subject, looks),
                history: history, finds: try PersonalFind.list(of: subject, looks, in: db).count { $0.isOpen },
                isEmpty: subject.isEmpty)
        }
    }

    /// The same where the disclosure is at hand, for a page that shows much else: one query. Whatever makes a pass void
    /// writes that down at once, so what is written is what holds.
    static func brief(_ item: Disclosure, in db: Connection) throws -> Data {
        let history = try Check.list(disclosure: item.id, in: db)
        let state: CheckState =
            switch history.first {
            case nil: .none
            case let check? where check.voidAt != nil: .void(check)
            case let check? where check.decision == .passed: .passed(check)
            case let check? where check.decision == .returned: .returned(check)
            case let check?: .waiting(check)
            }
        return Data(
            disclosure: item.id, state: state, history: history, finds: 0, isEmpty: item.state == .nothing)
    }

    /// The state of the check, the next thing to do about it, and what came before.
    static func section(_ data: Data, agency: Agency, _ visit: Visit, problems: [Problem] = []) -> [Node] {
        var parts: [Node] = [
            element("h2", text: visit.text("check.heading")),
            element(
                "p", [],
                [CheckNodes.mark(data.state.word, visit), .text(" " + visit.text("check.means_\(data.state.word)"))]),
        ]
        if let check = data.state.check {
            if let note = check.note { parts.append(element("p", [.class("typed")], text: note)) }
            parts.append(
                element(
                    "p", [.class("buttons")],
                    [
                        element(
                            "a", [.class("btn quiet"), .href(Link.check(agency.key, check.id))],
                            text: visit.text("check.to_check"))
                    ]))
        }
        if data.finds > 0 {
            parts.append(
                element("p", [.class("note")], text: visit.text("check.finds_open", ["count": String(data.finds)])))
        }
        let mayAsk =
            switch data.state {
            case .none, .returned, .void: true
            case .waiting, .passed: false
            }
        if mayAsk, visit.may(.record) {
            let form = Form(visit, values: ["note": ""], problems: problems)
            parts.append(
                data.isEmpty
                    ? element("p", [.class("hint")], text: visit.text("check.ask_first"))
                    : form.node(
                        to: Link.checks(agency.key),
                        [
                            Form.hidden("disclosure", data.disclosure),
                            form.line("note", visit.text("check.ask_note"), hint: visit.text("check.ask_hint")),
                            element("p", [.class("buttons")], [form.button("check.ask")]),
                        ]))
        }
        return [element("section", [.class("card"), .id("check")], parts), history(data.history, visit, agency)]
    }

    /// Every check a disclosure had.
    static func history(_ checks: [Check], _ visit: Visit, _ agency: Agency? = nil) -> Node {
        guard checks.count > 1, let key = (agency ?? visit.found)?.key else { return .empty }
        return element(
            "details", [.class("card")],
            [
                element("summary", text: visit.text("check.history", ["count": String(checks.count)])),
                element(
                    "ol", [.class("plain-list")],
                    checks.map { check in
                        let word = check.plainState
                        let by = check.decidedBy ?? check.askedBy
                        return element(
                            "li", [],
                            [
                                element(
                                    "a", [.href(Link.check(key, check.id))],
                                    text: visit.instant(check.decidedAt ?? check.askedAt)), .text(" "),
                                CheckNodes.mark(word, visit), .text(" · \(visit.by(by))"),
                                check.note.map { element("p", [.class("hint")], text: $0.shortened(to: 200)) }
                                    ?? .empty,
                            ])
                    }),
            ])
    }
}
