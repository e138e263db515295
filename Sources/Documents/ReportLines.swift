/// Lines that several writers print around the table.
extension Report {
    private var thai: Bool { words.language == "th" }

    /// The agency in the report's language.
    var agencyName: String { thai ? content.agency.thai : content.agency.english ?? content.agency.thai }

    /// Where the agency stands, such as `ผลการประเมิน: คะแนนรวม 76.25 (ผ่าน) · IIT 94.91 · EIT 88.07`.
    var standingSummary: String? {
        guard let standing = content.standing else { return nil }
        var total = "\(words.total) \(standing.total ?? "–")"
        if let level = thai ? standing.levelThai : standing.levelEnglish { total += " (\(level))" }
        let parts = standing.instruments.map { "\($0.code) \($0.score ?? "–")" }
        return "\(words.standing): " + digits.written(([total] + parts).joined(separator: " · "))
    }

    /// What follows that line where the figures are not confirmed; the star points to ``doubts``, printed at the end.
    var doubtMark: String? { doubts.isEmpty ? nil : "(\(words.unconfirmed)*)" }

    /// Why the figures are not confirmed, in the report's language.
    var doubts: [String] { (content.standing?.unconfirmed ?? []).map { digits.written(thai ? $0.thai : $0.english) } }

    /// What the foot of each page says: a draft, or which frozen version this is with the beginning of its hash, as
    /// long as people can compare by eye. Programs find the whole in the file's properties.
    var sealLine: String {
        guard seal.version > 0 else { return words.draft }
        return words.frozen.splitAtPlaceholders(["version", "hash"]).map { part in
            switch part {
            case .text(let text): text
            case .placeholder("version"): digits.written(String(seal.version))
            case .placeholder: ReportSeal.code(seal.hash)
            }
        }.joined()
    }

    /// How a copy is checked, at the end of the report; a draft has nothing that could be.
    var checkLine: String? { seal.version > 0 && !words.check.isEmpty ? words.check : nil }

    /// What the first column says of a row that began on an earlier page.
    func continued(_ name: String) -> String {
        words.continued.splitAtPlaceholders(["code"]).map { if case .text(let text) = $0 { text } else { name } }
            .joined()
    }

    /// What a checking program looks for in a file's properties: the same names in DOCX and XLSX.
    var sealProperties: [(name: String, value: String)] {
        [
            ("ProngsaiHash", seal.hash), ("ProngsaiVersion", String(seal.version)), ("ProngsaiLayout", layout.key),
            ("ProngsaiMark", seal.mark), ("ProngsaiFormat", content.format),
        ]
    }

    /// What the report is about, for a reader who has only the file: name in `words.sheet`, value.
    var facts: [(key: String, value: String)] {
        let edition = content.edition
        var facts = [
            ("agency", digits.written(agencyName)), ("agency_key", content.agency.key),
            ("year", digits.written(String(content.fiscalYear))), ("round", digits.written(String(content.half))),
            ("edition", edition.id), ("revision", digits.written(String(edition.revision))),
            ("edition_hash", edition.hash),
        ]
        facts += [
            ("version", seal.version > 0 ? digits.written(String(seal.version)) : words.draft), ("hash", seal.hash),
        ]
        if let instant = seal.frozenAt { facts.append(("frozen_at", instant)) }
        if let checkLine { facts.append(("check", checkLine)) }
        facts += [("layout", layout.key), ("language", words.language), ("format", content.format)]
        return facts
    }

    /// The standing as facts, for the spreadsheet, where it has no line of its own.
    var standingFacts: [(key: String, value: String)] {
        guard let standing = content.standing else { return [] }
        var facts = [("total", digits.written(standing.total ?? "–"))]
        if let level = thai ? standing.levelThai : standing.levelEnglish { facts.append(("level", level)) }
        return facts + standing.instruments.map { ($0.code, digits.written($0.score ?? "–")) }
            + doubts.map { ("unconfirmed", $0) }
    }

    /// The name of a column or a fact; a key without a name names itself.
    func sheetName(_ key: String) -> String {
        switch key {
        case "total": words.sheet[key] ?? words.total
        case "unconfirmed": words.sheet[key] ?? words.unconfirmed
        default: words.sheet[key] ?? key
        }
    }
}

extension ReportWords {
    /// Every key that ``sheet`` should have. Columns of the spreadsheet first, then its two sheets, then the facts.
    public static let sheetKeys = [
        "instrument", "indicator", "code", "item", "score", "published", "finding", "measure", "unit", "person",
        "steps", "starts", "ends", "follow_up", "status", "result", "evidence", "sheet_rows", "sheet_facts", "agency",
        "agency_key", "year", "round", "edition", "revision", "edition_hash", "total", "level", "unconfirmed",
        "version", "hash", "frozen_at", "mark", "check", "layout", "language", "format",
    ]
}

/// A piece of a sentence with placeholders.
enum SentencePart: Equatable {
    case text(String)
    case placeholder(String)
}

extension String {
    /// Takes a sentence apart at `{name}` for the given names. Compares bytes: a Thai mark after a brace would join
    /// it into one Character and hide it.
    func splitAtPlaceholders(_ names: [String]) -> [SentencePart] {
        var parts: [SentencePart] = []
        var text: [UInt8] = []
        let bytes = Array(utf8)
        let marks = names.map { (name: $0, bytes: Array("{\($0)}".utf8)) }
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "{"),
                let mark = marks.first(where: { bytes[index...].starts(with: $0.bytes) })
            {
                if !text.isEmpty { parts.append(.text(String(decoding: text, as: UTF8.self))) }
                text = []
                parts.append(.placeholder(mark.name))
                index += mark.bytes.count
            } else {
                text.append(bytes[index])
                index += 1
            }
        }
        if !text.isEmpty { parts.append(.text(String(decoding: text, as: UTF8.self))) }
        return parts
    }
}
