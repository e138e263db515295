import HTML
import ITA
import Watch

/// What helpers found, in words.
extension Strings {
    /// `หน้า 3 บรรทัด 12`, `ชีต สรุป เซลล์ D14`; empty where a place says nothing.
    func place(_ place: CheckPlace, _ language: Language) -> String {
        if let name = place.name {
            return text("check.at_name_\(name.rawValue)", ["number": String(place.line)], language)
        }
        var parts: [String] = []
        if place.page > 0 { parts.append(text("check.at_page", ["page": String(place.page)], language)) }
        if Int(place.container) != nil {
            parts.append(text("check.at_table", ["number": place.container], language))
        } else if let aside = place.aside {
            parts.append(text("check.at_aside_\(aside.rawValue)", [:], language))
        } else if !place.container.isEmpty {
            parts.append(text("check.at_part", ["part": place.container], language))
        }
        if !place.cell.isEmpty {
            parts.append(text("check.at_cell", ["cell": place.cell], language))
        } else if place.line > 0, !place.container.isEmpty, place.page == 0 {
            parts.append(text("check.at_row", ["line": String(place.line)], language))
        } else if place.line > 0 {
            parts.append(text("check.at_line", ["line": String(place.line)], language))
        }
        return parts.joined(separator: " ")
    }

    /// A finding as a sentence, without its place.
    func finding(_ finding: CheckFinding, _ language: Language) -> String {
        var values = finding.values
        for name in ["month", "from", "to"] {
            if let value = values[name] { values[name] = month(stored: value, language) }
        }
        for name in ["day", "due"] {
            if let day = values[name].flatMap({ Day(iso: $0) }) { values[name] = self.day(day, language) }
        }
        if let trouble = values["trouble"].flatMap({ PageContent.Trouble(rawValue: $0) }) {
            values["trouble"] = text("check.trouble_\(trouble.rawValue)", [:], language)
        }
        return text("finding.\(finding.kind.rawValue)", values, language)
    }

    /// `2024-10` as a month people read.
    private func month(stored: String, _ language: Language) -> String {
        Day(iso: stored + "-01").map { month($0, language) } ?? stored
    }

    /// What kept a source from being read; a sentence of its own for each state of a verdict.
    func outcome(_ outcome: String, _ language: Language) -> String {
        let known = Watch.Verdict.State(rawValue: outcome)
        return known.map { text("check.outcome_\($0.rawValue)", [:], language) }
            ?? text("check.outcome_read", [:], language)
    }

    func personal(_ kind: PersonalData.Kind, _ language: Language) -> String {
        text("check.personal_\(kind.rawValue)", [:], language)
    }

    /// What was found, with the number as it is kept; of finds beyond those that are kept, how many.
    func personal(_ kind: PersonalData.Kind, _ masked: String, _ language: Language) -> String {
        if let count = masked.removing(prefix: "+") {
            guard !count.isEmpty else { return text("check.personal_unread", [:], language) }
            return text("check.personal_beyond", ["count": count], language)
        }
        return "\(personal(kind, language)) \(masked)"
    }
}

extension Visit {
    func titled(_ title: String) -> String { site.strings.titled(title, language) }
    func by(_ by: Check.By) -> String { actor(by.who, by.name) }

    /// How long ago something was, in days as people count them.
    func since(_ stored: String) -> String {
        let days = today.number - Instant(stored: stored).day.number
        return days <= 0 ? text("check.today") : text("check.days", ["count": String(days)])
    }
}

/// Pieces that pages about checks share.
enum CheckNodes {
    /// A state as a mark with its word; the colour is never alone.
    static func mark(_ word: String, _ visit: Visit) -> Node {
        let look =
            switch word {
            case "passed": "tag good"
            case "void", "returned": "tag bad"
            case "waiting": "tag fair"
            default: "tag"
            }
        return element("span", [.class(look)], text: visit.text("check.state_\(word)"))
    }

    /// A finding with how sure it is, its place, and the way there.
    static func finding(_ finding: CheckFinding, _ visit: Visit, to address: String?) -> Node {
        let strings = visit.site.strings
        var parts: [Node] = [
            element(
                "span", [Attribute("aria-hidden", "true"), .class("sign")], text: finding.isCertain ? "✓ " : "◆ "),
            .text(strings.finding(finding, visit.language)),
        ]
        if finding.sure != .sure {
            parts.append(.text(" "))
            parts.append(element("span", [.class("tag")], text: visit.text("check.sure_\(finding.sure.rawValue)")))
        }
        let place = finding.place.map { strings.place($0, visit.language) } ?? ""
        if let address, !place.isEmpty {
            let page = finding.place.map { $0.page > 0 ? "#page=\($0.page)" : "" } ?? ""
            parts.append(.text(" · "))
            parts.append(element("a", [.href(bare(address) + page)], text: place))
        } else if !place.isEmpty {
            parts.append(.text(" · \(place)"))
        }
        return element("li", [.class(finding.isCertain ? "fine" : "doubt")], parts)
    }

    /// An address without its fragment.
    private static func bare(_ address: String) -> String {
        String(decoding: address.utf8.prefix { $0 != UInt8(ascii: "#") }, as: UTF8.self)
    }
}
