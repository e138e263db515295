import ITA

/// A line of the journal in words: what it is about, which fields changed and from what to what, why.
struct JournalWords: Sendable {
    let strings: Strings
    let language: Language
    /// What lines are about, by kind and id, as ``JournalData/things(_:agency:in:)`` finds it.
    let things: [String: String]

    /// Names of fields and changes in particulars; each has its word under `journal_field`.
    static let fields = [
        "text", "unit_id", "person_id", "steps", "starts_on", "ends_on", "follow_up", "status", "name", "title", "unit",
        "role", "email", "from", "to", "explanation", "nothing", "caption", "day", "attached", "moved", "removed",
        "edition", "english",
    ]

    /// What a line is about; nil where it was removed since, or has no name.
    func thing(_ about: String) -> String? {
        guard let text = things[about] else { return nil }
        let parts = text.utf8.split(separator: UInt8(ascii: "/")).map { String(decoding: $0, as: UTF8.self) }
        if about.removing(prefix: "round ") != nil, parts.count == 2 {
            return strings.text("journal_page.round", ["round": parts[0], "year": parts[1]], language)
        }
        if ["plan ", "assessment ", "disclosure-year "].contains(where: { about.removing(prefix: $0) != nil }) {
            return strings.text("journal_page.year", ["year": text], language)
        }
        if about.removing(prefix: "frozen-round ") != nil, parts.count == 3 {
            let values = ["round": parts[0], "year": parts[1], "version": parts[2]]
            return strings.text("journal_page.version", values, language)
        }
        return text
    }

    /// Who did it: at the door nobody is signed in yet, but the line says whose door it is.
    func actor(_ entry: JournalEntry) -> String {
        if entry.line.actor == "visitor", entry.line.about.removing(prefix: "person ") != nil,
            let name = things[entry.line.about]
        {
            return name
        }
        return strings.actor(entry.line.actor, entry.actorName, language)
    }

    /// What changed, why, and other particulars a person can read.
    func details(_ line: Journal.Line) -> [String] {
        guard case .object(let particulars)? = try? JSONValue(parsing: Array(line.particulars.utf8)) else { return [] }
        func said(_ name: String) -> String? { particulars[name]?.text.flatMap { $0.isEmpty ? nil : $0 } }
        var told: [String] = []
        for name in [said("changed"), said("change")].compactMap({ $0 }).flatMap(JournalWords.names) {
            guard JournalWords.fields.contains(name) else { continue }
            let field = strings.text("journal_field.\(name)", [:], language)
            guard particulars["was.\(name)"] != nil || particulars["now.\(name)"] != nil else {
                told.append(field)
                continue
            }
            let values = [
                "field": field, "was": value(name, said("was.\(name)")), "now": value(name, said("now.\(name)")),
            ]
            told.append(strings.text("journal_page.changed", values, language))
        }
        if line.operation == RecordScores.name || line.operation == ImportScores.name {
            told += particulars.keys.filter { $0 != "file" }.sorted().compactMap { code in
                said(code).map { "\(code) \($0)" }
            }
        }
        if line.operation == HandOver.name {
            for (name, key) in [("measures", "journal_page.measures"), ("disclosures", "journal_page.disclosures")] {
                let count = (said(name) ?? "").utf8.split(separator: 0x20).count
                if count > 0 { told.append(strings.text(key, ["count": String(count)], language)) }
            }
        }
        if line.operation == OpenYear.name { told += [said("year"), said("edition")].compactMap { $0 } }
        if let gone = said("removed") { told.append("“\(gone)”") }
        if let items = said("items") { told.append(items) }
        if line.operation == FreezeRound.name, let version = said("version") {
            told.append(strings.text("journal_page.number_of_version", ["version": version], language))
            if let faults = said("faults") {
                told.append(strings.text("journal_page.with_faults", ["count": faults], language))
            }
        }
        if let because = said("because") {
            told.append(strings.text("journal_page.because", ["reason": because], language))
        }
        return told
    }

    /// What a line is about with its particulars, in one text; a dash where nothing is known.
    func sentence(_ line: Journal.Line) -> String {
        let parts = [thing(line.about).map { Terminal.shortened($0, 90) }].compactMap { $0 } + details(line)
        return parts.isEmpty ? "–" : parts.joined(separator: " · ")
    }

    private static func names(_ list: String) -> [String] {
        list.utf8.split(separator: UInt8(ascii: ",")).map { String(decoding: $0, as: UTF8.self).trimmingWhitespace() }
    }

    /// A value as people read it: people and units by name, days by the calendar.
    private func value(_ field: String, _ kept: String?) -> String {
        guard let kept else { return "–" }
        switch field {
        case "unit_id": return things["unit \(kept)"] ?? "–"
        case "person_id": return things["person \(kept)"] ?? "–"
        case "starts_on", "ends_on": return Day(iso: kept).map { strings.day($0, language) } ?? kept
        case "status":
            return Measure.Status(rawValue: kept).map { strings.text("status.\($0.rawValue)", [:], language) } ?? kept
        default: return kept
        }
    }
}

extension JournalNote {
    /// Particulars of fields that changed, with what was there and what is there now; long texts only begin.
    static func changes(_ fields: [(name: String, was: String?, now: String?)]) -> [String: String] {
        var particulars = ["changed": fields.map(\.name).joined(separator: ", ")]
        for (name, was, now) in fields {
            particulars["was.\(name)"] = (was ?? "").shortened(to: 60)
            particulars["now.\(name)"] = (now ?? "").shortened(to: 60)
        }
        return particulars
    }
}
