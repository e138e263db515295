import ITA
import Watch

/// What was understood of a page, in words, the same at the command line and in the browser.
struct DisclosureImportWords: Sendable {
    let words: DisclosureWords
    let year: DisclosureYear
    let reading: DisclosureReading
    let name: String
    /// Where somebody says the address the page came from: a field or an option.
    let place: String

    private func text(_ key: String, _ values: [String: String] = [:]) -> String { words.text(key, values) }

    /// What the page is and how much of it was placed.
    var summary: [String] {
        let placed = reading.byItem(year)
        var lines = [
            text(
                "page_reading.counts",
                [
                    "name": name, "links": String(reading.links), "count": String(reading.proposals.count),
                    "items": String(placed.count), "all": String(year.items.count),
                    "left": String(reading.left.count), "finds": String(finds.count),
                ])
        ]
        let rest = reading.within + reading.contacts + reading.again
        if rest > 0 {
            lines.append(
                text(
                    "page_reading.rest",
                    [
                        "within": String(reading.within), "contacts": String(reading.contacts),
                        "again": String(reading.again),
                    ]))
        }
        if let address = reading.address {
            lines.append("◆ \(text("page_reading.saved_at", ["address": address.description, "place": place]))")
        }
        if let found = reading.pageYear, found != year.fiscalYear {
            lines.append(
                "◆ \(text("page_reading.other_year", ["found": String(found), "year": String(year.fiscalYear)]))")
        }
        if let claimed = reading.disbelieved {
            lines.append(
                "◆ \(text("page_reading.encoding", ["claimed": claimed, "encoding": reading.encoding]))")
        }
        if reading.isCut {
            lines.append("◆ \(text("page_reading.cut", ["links": String(reading.links)]))")
        }
        let missing = year.items.filter { item in !placed.contains { $0.item.id == item.id } }.map(\.code)
        if !missing.isEmpty {
            lines.append(
                text("page_reading.missing", ["items": ItemRange.label(missing, in: year.edition.edition)]))
        }
        return lines
    }

    func sureness(_ proposal: DisclosureReading.Proposal) -> String {
        let sign =
            switch proposal.sureness {
            case .sure: "✓"
            case .likely: "◆"
            case .guess: "?"
            }
        return "\(sign) \(text("page_reading.sure_\(proposal.sureness.word)"))"
    }

    /// Which other items a link may be of, and why; nil where nothing says so.
    func doubt(_ proposal: DisclosureReading.Proposal) -> String? {
        guard !proposal.others.isEmpty else { return nil }
        let others = proposal.others.map { called($0) }.joined(separator: ", ")
        let values = ["title": called(proposal.itemKey), "other": others]
        let isCode = proposal.isRenumbered
        return "◆ \(isCode ? text("page_reading.doubt_code", values) : text("page_reading.doubt_name", values))"
    }

    /// `O13 E-Service`.
    private func called(_ key: String) -> String {
        year.item(key: key).map { "\($0.code) \(words.title($0).shortened(to: 60))" } ?? key
    }

    /// What is wrong, a line each; all links that are relative to nothing known are told in one.
    var finds: [String] {
        let relative = reading.finds.filter { $0.fault == .relative }
        let rest = reading.finds.filter { $0.fault != .relative }.map(find)
        guard let first = relative.first else { return rest }
        let values = ["count": String(relative.count), "detail": first.detail, "place": place]
        return ["▲ \(text("page_reading.fault_relative", values))"] + rest
    }

    private func find(_ find: DisclosureReading.Find) -> String {
        let item = find.itemKey.flatMap { year.item(key: $0) }
        let due = find.fault == .year ? item?.onlyYear : nil
        // Of a code and a title that disagree, the detail is the code.
        let coded = find.fault == .renumbered ? (try? year.item(find.detail)) : nil
        let said = text(
            "page_reading.fault_\(find.fault.rawValue)",
            [
                "detail": coded.map { called($0.item.key) } ?? find.detail, "year": String(due ?? year.fiscalYear),
                "title": find.itemKey.map { called($0) } ?? "",
            ])
        let title = find.text.isEmpty ? "–" : "“\(find.text.shortened(to: 90))”"
        return "▲ \(item?.code ?? "–") \(title): \(said)"
    }

    func left(_ left: DisclosureReading.Left) -> String {
        let title = left.text.isEmpty ? "–" : "“\(left.text.shortened(to: 80))”"
        return "\(title) \(left.target) · \(text("page_reading.left_\(left.reason.rawValue)"))"
    }
}
