/// A line of the journal as people read it.
extension Journal.Line {
    /// What sentences about the line need; ``Strings/worded(_:_:)`` puts it into words.
    func values(of agencies: [String: Agency]) -> [String: String] {
        var values = [
            "number": String(number), "at": at, "operation": operation, "about": about,
            "agency": agencies[agency]?.thai ?? agency,
        ]
        values["agency_en"] = agencies[agency]?.english
        return values
    }

    /// The particulars for a cell of a table, without the sheet of work handed over: a spreadsheet holds 32,767
    /// characters in a cell, and the sheet is printed by itself.
    var particularsInACell: String {
        guard operation == HandOver.name,
            case .object(var members)? = try? JSONValue(parsing: Array(particulars.utf8)),
            members.removeValue(forKey: "sheet") != nil
        else { return particulars }
        return (try? Stored.text(members)) ?? particulars
    }
}

extension Agency {
    /// Every agency of a database by its id.
    static func all(in db: Connection) throws -> [String: Agency] {
        try Dictionary(db.rows("SELECT * FROM agency").map { try Agency($0) }.map { ($0.id, $0) }) { first, _ in first }
    }
}

extension Strings {
    /// Who did something, by the journal's name for them and the person's own name where it is one.
    func actor(_ actor: String, _ name: String?, _ language: Language) -> String {
        if let name { return name }
        if let user = actor.removing(prefix: "console:") { return text("actor.console", ["name": user], language) }
        switch actor {
        case "visitor": return text("actor.visitor", [:], language)
        case "program": return text("actor.program", [:], language)
        default: return text("actor.unknown", [:], language)
        }
    }

    /// Why something was done, as somebody wrote it, or in words where it is one of a known set.
    func because(_ line: Journal.Line, _ language: Language) -> String? {
        guard let written = JournalPage.particular("because", in: line.particulars) else { return nil }
        guard line.operation == VoidCheck.name, let reason = VoidCheck.Reason(rawValue: written) else { return written }
        return text("check.void_\(reason.rawValue)", [:], language)
    }
}

extension Visit {
    func actor(_ actor: String, _ name: String?) -> String { site.strings.actor(actor, name, language) }
    func instant(_ stored: String) -> String { site.strings.instant(stored, language) }
}
