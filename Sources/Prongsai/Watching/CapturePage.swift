import HTML
import ITA
import Watch

/// A capture as words: never as the markup of a stranger in our own site.
struct CapturePage {
    let visit: Visit
    let agency: Agency
    let year: Int
    let capture: StoredCapture
    /// When the content came that is shown, where this look found other bytes with the same words and kept none.
    let receivedAt: String?
    let content: PageContent?
    /// Where the address's history is; nil where it is not of this year.
    let watched: String

    /// Lines shown at most; the file to keep has all.
    static let most = 400

    var page: Page {
        let part = PeopleParts(visit: visit)
        let strings = visit.site.strings
        let blocks = content?.text.blocks ?? []
        var size = 0
        let shown = blocks.prefix(Self.most).prefix { block in
            size += block.text.utf8.count
            return size < 40_000
        }
        let lines = shown.map { block -> Node in
            let text = block.text.shortened(to: 2_000)
            if case .heading = block.kind { return element("p", [], [element("strong", text: text)]) }
            return element("p", text: text)
        }
        let key = content == nil ? "watch.capture_nothing" : content?.trouble == nil ? "" : "watch.capture_unread"
        return Page(
            visit.text("watch.capture_title", ["at": strings.instant(capture.at, visit.language)]),
            sub: .text(content?.text.title.shortened(to: 200) ?? ""), current: .disclosures,
            [
                element(
                    "section", [.class("card")],
                    [
                        part.hint(visit.text("watch.capture_hint")),
                        element("p", [.class("file hint")], text: capture.digest ?? ""),
                        part.buttons([
                            part.link(
                                "\(Link.capture(agency.key, year, capture.id))/file",
                                visit.text("watch.capture_get"), "btn quiet"),
                            part.link(
                                Link.watched(agency.key, year, watched), visit.text("watch.to_address"), "btn quiet"),
                        ]),
                    ]),
                content == nil
                    ? .empty
                    : receivedAt.map { at in
                        part.paragraph(
                            visit.text("watch.capture_same", ["at": strings.instant(at, visit.language)]))
                    } ?? .empty, key.isEmpty ? .empty : part.paragraph(visit.text(key)),
                lines.isEmpty ? .empty : element("section", [.class("card")], lines),
                shown.count < blocks.count ? part.hint(visit.text("watch.capture_more")) : .empty,
            ])
    }
}
