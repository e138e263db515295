import HTML
import ITA

extension Standing {
    /// The figures that stand in large print: the total under the name it is given, or, where the edition's rules make
    /// none, each instrument that can be computed.
    func headlines(_ total: String, _ visit: Visit) -> [(name: String, value: String)] {
        guard hasNoTotal else { return [(total, self.total?.rounded() ?? "–")] }
        return computable.map { ("\(visit.text("standing.score_of", ["code": $0.code]))", $0.value?.rounded() ?? "–") }
    }

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
