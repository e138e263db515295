import Documents
import HTML

/// What a reading was unsure of and what it could not place, each line with its place. The lists are whole: beyond a
/// number of lines the rest is folded.
enum ImportLists {
    /// - Parameters:
    ///   - title: the heading; without one, how many doubts there are.
    ///   - link: where on the page a doubt's place is.
    static func doubts(
        _ visit: Visit, _ doubts: [SourceDoubt], title: String? = nil, shown: Int,
        link: (SourceDoubt) -> String? = { _ in nil }
    ) -> [Node] {
        guard !doubts.isEmpty else { return [] }
        let (strings, language) = (visit.site.strings, visit.language)
        let lines = doubts.map { doubt -> Node in
            let place = strings.place(doubt.place, language)
            let said = strings.text("source.\(doubt.code)", doubt.details, language)
            guard let target = link(doubt) else { return element("li", text: "◆ \(place): \(said)") }
            return element("li", [], [.text("◆ "), element("a", [.href(target)], text: place), .text(": \(said)")])
        }
        return list(
            visit, title ?? visit.text("import_page.doubts", ["count": String(doubts.count)]), lines, shown: shown)
    }

    /// What keeps a file out: the first of it as a summary, the rest folded.
    static func faults(_ visit: Visit, _ problems: [Problem], shown: Int = 60) -> [Node] {
        guard !problems.isEmpty else { return [] }
        let rest = problems.dropFirst(shown).map { problem in
            element("li", text: visit.site.strings.fault(problem, visit.language))
        }
        return [
            Form(visit, problems: Array(problems.prefix(shown)), heading: "form.faults_file").summary,
            more(visit, rest),
        ]
    }

    static func unplaced(
        _ visit: Visit, _ lines: [(place: SourcePlace, text: String)], title: String? = nil, shown: Int
    ) -> [Node] {
        guard !lines.isEmpty else { return [] }
        return list(
            visit, title ?? visit.text("import_page.unplaced", ["count": String(lines.count)]),
            lines.map { line in
                let place = visit.site.strings.place(line.place, visit.language)
                return element("li", [], [.text(place + ": "), whole(line.text, 120)])
            }, shown: shown)
    }

    /// A text cut to a width that opens to the whole of it.
    static func whole(_ text: String, _ columns: Int) -> Node {
        let short = Terminal.shortened(text, columns)
        guard short != text else { return .text(text) }
        let rest = text.unicodeScalars.dropFirst(short.unicodeScalars.count - 1)
        return element(
            "details", [], [element("summary", text: short), .text("…\(String(rest))")])
    }

    private static func list(_ visit: Visit, _ title: String, _ lines: [Node], shown: Int) -> [Node] {
        [
            element(
                "section", [.class("card")],
                [
                    element("h2", text: title), element("ul", [], Array(lines.prefix(shown))),
                    more(visit, Array(lines.dropFirst(shown))),
                ])
        ]
    }

    /// The rest of a list, folded.
    private static func more(_ visit: Visit, _ rest: [Node]) -> Node {
        guard !rest.isEmpty else { return .empty }
        let summary = element("summary", text: visit.text("import_page.more", ["count": String(rest.count)]))
        return element("details", [], [summary, element("ul", [], rest)])
    }
}
