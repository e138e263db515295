import HTML
import ITA

extension Standing {
    /// That figures are not confirmed, and why; nothing where all of them are.
    func unconfirmed(_ visit: Visit) -> Node {
        guard !reasons.isEmpty else { return .empty }
        return element(
            "details", [.class("unsure")],
            [
                element("summary", text: "◆ \(visit.text("standing.unconfirmed")) · \(visit.text("standing.because"))"),
                element("ul", [], reasons.map { element("li", text: visit.site.strings.reason($0, visit.language)) }),
            ])
    }
}
