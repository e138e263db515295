import Documents
import ITA

/// Units and people of an agency as reports name them.
struct KnownNames: Sendable {
    struct Name: Sendable, Equatable {
        var id: String
        var name: String
    }
    var units: [Name] = []
    var people: [Name] = []

    static func load(agency: String?, in db: Connection) throws -> KnownNames {
        func names(_ rows: [Row]) throws -> [Name] {
            try rows.map { Name(id: try $0.string("id"), name: try $0.string("name")) }
        }
        return KnownNames(
            units: try names(try db.rows("SELECT id, name FROM unit WHERE agency_id = \(agency) ORDER BY name")),
            people: try names(try db.rows("SELECT id, name FROM person WHERE agency_id = \(agency) ORDER BY name")))
    }

    func unit(_ text: String) -> Name? {
        let key = KnownNames.key(text)
        return units.first { KnownNames.key($0.name) == key }
    }

    /// A person by name, with or without the form of address, and whatever title follows the name.
    func person(_ text: String) -> Name? {
        let key = KnownNames.key(KnownNames.untitled(text))
        let exact = people.first { KnownNames.key(KnownNames.untitled($0.name)) == key }
        if let exact { return exact }
        let fitting = people.filter {
            let known = KnownNames.key(KnownNames.untitled($0.name))
            return known.count >= 6 && key.starts(with: known)
        }
        return fitting.count == 1 ? fitting.first : nil
    }

    private static func key(_ text: String) -> [Unicode.Scalar] {
        text.unicodeScalars.filter { !$0.properties.isWhitespace && $0 != "\u{200B}" }
    }

    private static let titles = [
        "นางสาว", "นาง", "นาย", "น.ส.", "ว่าที่ร้อยตรีหญิง", "ว่าที่ร้อยตรี", "ว่าที่ ร.ต.", "ดร.", "Mrs.", "Mr.", "Ms.", "Dr.",
    ]

    static func untitled(_ text: String) -> String {
        for title in titles {
            if let rest = text.removing(prefix: title) { return rest.trimmingWhitespace() }
        }
        return text
    }

    /// Whether a text begins like a person's name.
    static func isPersonal(_ text: String) -> Bool { titles.contains { text.removing(prefix: $0) != nil } }
}

/// What a report says of a measure beside its text, in the program's terms.
struct MeasureReading: Sendable {
    var unit: KnownNames.Name?
    /// A unit that the agency does not have yet and that will be entered.
    var newUnit: String?
    var person: KnownNames.Name?
    var startsOn: Day?
    var endsOn: Day?
    var status: Measure.Status?
    /// What could not be read, with its place.
    var doubts: [SourceDoubt] = []

    init(_ entry: ReportReading.Entry, names: KnownNames, fiscalYear: Int) {
        for piece in MeasureReading.pieces(entry.owner ?? "", names) { take(piece, names, entry.place) }
        if let text = entry.period {
            if let found = PeriodReading.read(text, fiscalYear: fiscalYear) {
                (startsOn, endsOn) = found
            } else {
                doubts.append(SourceDoubt(code: "period_unread", details: ["text": text], place: entry.place))
            }
        }
        if let text = entry.status {
            status = MeasureReading.status(text)
            if status == nil {
                doubts.append(SourceDoubt(code: "status_unread", details: ["text": text], place: entry.place))
            }
        }
    }

    private mutating func take(_ piece: String, _ names: KnownNames, _ place: SourcePlace) {
        if let found = names.unit(piece) {
            if unit == nil, newUnit == nil { unit = found }
            if unit != found { doubts.append(SourceDoubt(code: "unit_more", details: ["text": piece], place: place)) }
        } else if let found = names.person(piece) {
            if person == nil { person = found }
            if person != found {
                doubts.append(SourceDoubt(code: "person_more", details: ["text": piece], place: place))
            }
        } else if KnownNames.isPersonal(piece) {
            doubts.append(SourceDoubt(code: "person_unknown", details: ["text": piece], place: place))
        } else if unit == nil, newUnit == nil {
            newUnit = piece
        } else if newUnit != piece {
            doubts.append(SourceDoubt(code: "unit_more", details: ["text": piece], place: place))
        }
    }

    /// The names in an owner's cell, one a line or parted by commas, without their numbers.
    private static func pieces(_ text: String, _ names: KnownNames) -> [String] {
        var pieces: [String] = []
        for line in text.unicodeScalars.split(separator: "\n").map({ String($0) }) {
            for item in NumberedText.bulleted(line) ?? [line] {
                for piece in NumberedText.pieces(item, next: 1).map(\.text) {
                    if names.unit(piece) != nil || names.person(piece) != nil {
                        pieces.append(piece)
                    } else {
                        pieces += piece.unicodeScalars.split { ",/;、".unicodeScalars.contains($0) }.map {
                            String($0).trimmingWhitespace()
                        }
                    }
                }
            }
        }
        return pieces.filter { !$0.isEmpty && $0 != "-" && $0 != "–" }
    }

    /// A status in the words of offices; nil where they say none of ours.
    static func status(_ text: String) -> Measure.Status? {
        let text = text.lowercased().trimmingWhitespace()
        if let status = Measure.Status(rawValue: text) { return status }
        let words: [(Measure.Status, [String])] = [
            (.dropped, ["ยกเลิก", "ไม่ดำเนินการแล้ว", "cancel", "dropped"]),
            (
                .underway,
                ["ยังไม่แล้วเสร็จ", "ยังไม่เสร็จ", "กำลัง", "อยู่ระหว่าง", "ระหว่างดำเนินการ", "underway", "in progress", "ongoing"]
            ),
            (.planned, ["ยังไม่", "รอดำเนินการ", "not started", "planned", "not yet"]),
            (.done, ["แล้วเสร็จ", "เสร็จ", "ดำเนินการแล้ว", "done", "complete"]),
        ]
        let bytes = Array(text.utf8)
        return words.first { _, words in
            words.contains { word in
                let word = Array(word.utf8)
                return word.count <= bytes.count
                    && (0...(bytes.count - word.count)).contains { bytes[$0..<($0 + word.count)].elementsEqual(word) }
            }
        }?.0
    }
}

extension MeasureReading {
    /// What is said of a measure beside its text, a line each.
    func lines(_ entry: ReportReading.Entry, _ strings: Strings, _ language: Language) -> [String] {
        var lines: [String] = []
        let owner = [unit?.name ?? newUnit, person?.name].compactMap { $0 }
        if !owner.isEmpty {
            lines.append(strings.text("import.owner", ["owner": owner.joined(separator: " · ")], language))
        }
        if let steps = entry.steps { lines.append(strings.text("plan.steps", ["steps": steps], language)) }
        if startsOn != nil || endsOn != nil {
            let days = [startsOn, endsOn].map { $0.map { strings.day($0, language) } ?? "–" }
            lines.append(strings.text("plan.period", ["from": days[0], "to": days[1]], language))
        }
        if let follow = entry.followUp { lines.append(strings.text("plan.follow_up", ["text": follow], language)) }
        if let status { lines.append(strings.text("status.\(status.rawValue)", [:], language)) }
        return lines
    }
}
