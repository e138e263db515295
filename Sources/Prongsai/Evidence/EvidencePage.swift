import HTML
import ITA

/// Everything an agency has as evidence: to find it, to see where it is used, and what is doubtful about it.
struct EvidencePage {
    let visit: Visit
    let agency: Agency
    let year: Int
    let search: EvidenceSearch
    let library: EvidenceLibrary

    var page: Page {
        Page(
            visit.text("library.title"), sub: .text(visit.text("library.sub", ["count": String(library.count)])),
            current: .evidence,
            [filter, archives, list, Pager.node(visit, library.page, of: library.count, per: EvidenceLibrary.perPage)])
    }

    /// A form that asks; the answer has an address of its own, to be kept or sent on.
    private var filter: Node {
        let form = Form(
            visit,
            values: [
                "q": search.words, "half": search.half.map(String.init) ?? "", "kind": search.kind?.rawValue ?? "",
                "mark": search.mark?.rawValue ?? "",
            ])
        let all = ("", visit.text("library.all"))
        return element(
            "form",
            [
                Attribute("method", "get"), Attribute("action", Link.evidence(agency.key, year)),
                .class("card filter"), Attribute("role", "search"),
            ],
            [
                form.line("q", visit.text("library.words"), type: "search"),
                form.choice(
                    "half", visit.text("library.half"),
                    [all] + library.rounds.map { (String($0.half), visit.text("work.half_\($0.half)")) }),
                form.choice(
                    "kind", visit.text("library.kind"),
                    [all] + Evidence.Kind.allCases.map { ($0.rawValue, visit.text("library.kind_\($0.rawValue)")) }),
                form.choice(
                    "mark", visit.text("library.mark"),
                    [all]
                        + EvidenceSearch.Mark.allCases.map {
                            ($0.rawValue, visit.text("library.mark_\($0.rawValue)"))
                        }), element("p", [.class("buttons")], [form.button("library.search")]),
            ])
    }

    private var archives: Node {
        guard !library.rounds.isEmpty else { return .empty }
        return element(
            "details", [],
            [
                element("summary", text: visit.text("library.archive")),
                element("p", [.class("hint")], text: visit.text("library.archive_hint")),
                element(
                    "p", [.class("buttons")],
                    library.rounds.map { round in
                        element(
                            "a",
                            [
                                .class("btn quiet"), .href(Link.evidenceArchive(agency.key, year, round.half)),
                                Attribute("download"),
                            ], text: visit.text("library.archive_round", ["round": String(round.half)]))
                    }),
            ])
    }

    private var list: Node {
        guard !library.pieces.isEmpty else {
            let may = visit.may(.record)
            return element(
                "section", [.class("card")],
                [
                    element("p", text: visit.text(search.isEmpty ? "library.none" : "library.none_found")),
                    search.isEmpty
                        ? (may
                            ? element(
                                "p", [],
                                [
                                    element(
                                        "a", [.class("btn"), .href(Link.work(agency.key, year))],
                                        text: visit.text("library.to_work"))
                                ]) : .empty)
                        : element(
                            "p", [],
                            [
                                element(
                                    "a", [.href(Link.evidence(agency.key, year))], text: visit.text("library.show_all"))
                            ]),
                ])
        }
        return element("ul", [.class("library")], library.pieces.map(piece))
    }

    private func piece(_ piece: EvidenceLibrary.Piece) -> Node {
        let evidence = piece.evidence
        let caption = piece.uses.first { !$0.caption.isEmpty }?.caption ?? ""
        let name = caption.isEmpty ? evidence.fileName ?? evidence.address ?? "" : caption
        var facts = [
            visit.text("library.entered", ["day": visit.day(Instant(stored: piece.enteredAt).day)])
        ]
        if let taken = evidence.takenAt.flatMap({ Day(iso: String($0.prefix(10))) }) {
            facts.append(visit.text("library.taken", ["day": visit.day(taken)]))
        }
        if let size = piece.size { facts.append(EvidencePage.size(size)) }
        return element(
            "li", [.class("card")],
            [
                EvidenceNodes.node(evidence, name, visit),
                element("p", [.class("what")], text: name.shortened(to: 120)),
                element("p", [.class("hint")], text: facts.joined(separator: " · ")), marks(piece),
                element("ul", [.class("plain-list")], piece.uses.prefix(5).map(use)),
                evidence.kind == .photo
                    ? element(
                        "a", [.href(Link.original(agency.key, evidence.id)), Attribute("download")],
                        text: visit.text("library.original")) : .empty,
            ])
    }

    private func marks(_ piece: EvidenceLibrary.Piece) -> Node {
        var tags: [Node] = []
        func tag(_ kind: String, _ text: String) { tags.append(element("span", [.class("tag \(kind)")], text: text)) }
        if piece.uses.isEmpty { tag("fair", "◆ \(visit.text("library.is_unused"))") }
        if piece.uses.count > 1 {
            tag("fair", "◆ \(visit.text("library.is_twice", ["count": String(piece.uses.count)]))")
        }
        if piece.isOutside { tag("bad", "▲ \(visit.text("library.is_outside"))") }
        return tags.isEmpty ? .empty : element("p", [.class("tags")], tags)
    }

    private func use(_ use: EvidenceLibrary.Use) -> Node {
        let round = visit.text("standing.round", ["round": String(use.half), "year": String(use.year)])
        let day = use.aboutOn.map { " · \(visit.day($0))" } ?? ""
        guard let progress = use.progress else { return element("li", text: round + day) }
        return element(
            "li", [],
            [
                element(
                    "a", [.href(Link.result(agency.key, use.year, progress))], text: use.text.shortened(to: 80)),
                .text(" \(round)\(day)"),
            ])
    }

    static func size(_ bytes: Int) -> String {
        bytes >= 1_000_000 ? "\(bytes / 1_000_000).\(bytes / 100_000 % 10) MB" : "\(max(1, bytes / 1000)) kB"
    }
}

extension Link {
    /// Everything of a round as one file.
    static func evidenceArchive(_ agency: String, _ year: Int, _ half: Int) -> String {
        "\(round(agency, year, half))/evidence.zip"
    }
}
