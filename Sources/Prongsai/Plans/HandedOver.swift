import Foundation
import ITA

/// What the sheet that both sign says, kept with the line of the journal as it was when the work was handed over.
struct HandOverSheet: Codable, Sendable {
    struct Signer: Codable, Sendable {
        var name: String
        var title: String?
        var unit: String?
    }

    struct Row: Codable, Sendable {
        var text: String
        /// In English where that is something else.
        var english: String?
        var items: String
        var unit: String?
        var year: Int
        /// The day it ends, as ``Day/iso``.
        var ends: String?

        func text(_ language: Language) -> String { language == .english ? english ?? text : text }
    }

    var giver: Signer
    var taker: Signer
    var measures: [Row]
    var disclosures: [Row]
    /// Name of the unit all of it was moved to; nil where each kept its own.
    var unit: String?

    /// Everything as it is now.
    static func now(
        from: String, to: String, measures: [String], disclosures: [String], unit: String?, agency: String,
        editions: EditionShelf, in db: Connection
    ) throws -> HandOverSheet {
        func signer(_ id: String) throws -> Signer {
            let person = try Person.find(id, agency: agency, in: db)
            return Signer(name: person.name, title: person.title, unit: person.unit)
        }
        func kept(_ language: Language) throws -> [KeptDisclosure] {
            try KeptDisclosure.named(disclosures, agency: agency, editions: editions, language: language, in: db)
        }
        return HandOverSheet(
            giver: try signer(from), taker: try signer(to),
            measures: try OpenWork.named(measures, agency: agency, editions: editions, in: db).map {
                Row(
                    text: $0.text, english: nil, items: $0.items, unit: $0.unit, year: $0.fiscalYear,
                    ends: $0.endsOn?.iso)
            },
            disclosures: zip(try kept(.thai), try kept(.english)).map { thai, english in
                Row(
                    text: thai.title, english: english.title == thai.title ? nil : english.title, items: thai.code,
                    unit: thai.unit, year: thai.fiscalYear, ends: nil)
            },
            unit: try unit.flatMap {
                try db.first("SELECT name FROM unit WHERE id = \($0) AND agency_id = \(agency)")?.string("name")
            })
    }

    /// Scalars a text may have in what is kept: enough to know a measure by, and a line of the journal stays readable.
    static let longest = 500

    /// As the particulars of the journal keep it: of long texts only the beginning.
    var kept: String {
        get throws {
            func short(_ row: Row) -> Row {
                var row = row
                row.text = row.text.shortened(to: HandOverSheet.longest)
                row.english = row.english?.shortened(to: HandOverSheet.longest)
                return row
            }
            var sheet = self
            sheet.measures = measures.map(short)
            sheet.disclosures = disclosures.map(short)
            return try Stored.text(sheet)
        }
    }
}

/// What was handed over, read from its line of the journal.
struct HandedOver: Sendable {
    var at: String
    /// Id of whoever handed it over.
    var from: String
    var sheet: HandOverSheet
    /// Whether the sheet is that of the day. Lines from before it was kept have only ids: their sheet is made of what is
    /// stored now, without the units, which are known only where all of it was moved to one.
    var isOfTheDay: Bool
    var role: Role?

    static func load(
        number: Int, agency: String, editions: EditionShelf, in db: Connection
    ) throws -> HandedOver {
        guard
            let line = try db.first(
                """
                SELECT * FROM journal WHERE agency_id = \(agency) AND number = \(number)
                AND operation = \(HandOver.name)
                """
            ).map(Journal.Line.init), let from = line.about.removing(prefix: "person "),
            case let said = try JSONValue(parsing: Array(line.particulars.utf8)), let to = said["to"]?.text
        else { throw Failure.notFound(Message("failure.no_page")) }
        let role = said["role"]?.text.flatMap { Role(rawValue: $0) }
        if let kept = said["sheet"]?.text {
            let sheet = try JSONDecoder().decode(HandOverSheet.self, from: Data(kept.utf8))
            return HandedOver(at: line.at, from: from, sheet: sheet, isOfTheDay: true, role: role)
        }
        func ids(_ name: String) -> [String] {
            (said[name]?.text ?? "").utf8.split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }
        }
        var sheet = try HandOverSheet.now(
            from: from, to: to, measures: ids("measures"), disclosures: ids("disclosures"), unit: said["unit"]?.text,
            agency: agency, editions: editions, in: db)
        for index in sheet.measures.indices { sheet.measures[index].unit = sheet.unit }
        for index in sheet.disclosures.indices { sheet.disclosures[index].unit = sheet.unit }
        return HandedOver(at: line.at, from: from, sheet: sheet, isOfTheDay: false, role: role)
    }

    /// The newest line about work that somebody handed over.
    static func newest(from person: String, agency: String, in db: Connection) throws -> Int? {
        try db.first(
            """
            SELECT MAX(number) AS n FROM journal WHERE agency_id = \(agency) AND operation = \(HandOver.name)
            AND about = \("person \(person)")
            """)?.optionalInteger("n")
    }
}
