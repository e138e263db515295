import Documents
import HTML

/// What a reading was unsure of and what it could not place, as lists with the place of each.
enum ImportLists {
    static func doubts(_ visit: Visit, _ doubts: [SourceDoubt], shown: Int) -> [Node] {
        guard !doubts.isEmpty else { return [] }
        return list(
            visit, visit.text("import_page.doubts", ["count": String(doubts.count)]),
            doubts.prefix(shown).map { "◆ \(visit.site.strings.doubt($0, visit.language))" }, left: doubts.count - shown
        )
    }

    static func unplaced(_ visit: Visit, _ lines: [(place: SourcePlace, text: String)], shown: Int) -> [Node] {
        guard !lines.isEmpty else { return [] }
        return list(
            visit, visit.text("import_page.unplaced", ["count": String(lines.count)]),
            lines.prefix(shown).map {
                "\(visit.site.strings.place($0.place, visit.language)): \(Terminal.shortened($0.text, 120))"
            }, left: lines.count - shown)
    }

    private static func list(_ visit: Visit, _ title: String, _ lines: [String], left: Int) -> [Node] {
        [
            element(
                "section", [.class("card")],
                [
                    element("h2", text: title), element("ul", [], lines.map { element("li", text: $0) }),
                    left > 0
                        ? element("p", [.class("hint")], text: visit.text("import_page.more", ["count": String(left)]))
                        : .empty,
                ])
        ]
    }
}
