import Documents
import Foundation
import HTML
import ITA

/// The order (คำสั่ง) that names who is responsible for what in a plan, made from the owners that stand in it.
struct AssignmentOrder: Sendable {
    /// What the office fills in.
    struct Fields: Sendable {
        var number = ""
        var day = ""
        var preamble = ""
        var signer = ""
        var signerTitle = ""
        var thaiDigits = true
    }

    struct Owner: Sendable {
        var unit: String?
        var person: String?
        var title: String?
        /// What they answer for, with the items in short.
        var measures: [(text: String, items: String)]
    }

    var agency: Agency
    var fiscalYear: Int
    var assessed: Int
    /// Units in order of name, the people of each by name, those without a unit last.
    var owners: [Owner]
    /// How many measures nobody answers for.
    var nobodys: Int
    /// How many measures are drafts from last year that nobody has confirmed: nobody is appointed to them.
    var drafts: Int
    /// Name and title of the director, where one is entered.
    var director: (name: String, title: String?)?

    init(_ plan: Plan, titles: [String: String], director: (name: String, title: String?)?) {
        let edition = plan.edition.edition
        (agency, fiscalYear, assessed) = (plan.agency, plan.fiscalYear, edition.fiscalYear.value)
        self.director = director
        var groups: [String: Owner] = [:]
        var nobodys = 0
        for measure in plan.measures where measure.isDecided {
            guard measure.hasOwner else {
                nobodys += 1
                continue
            }
            // Nobody who left is appointed: what was theirs is their unit's.
            let (person, personID) = measure.hasPersonLeft ? (nil, nil) : (measure.person, measure.personID)
            let keys = Set(plan.rows(of: measure.id).flatMap(\.lines).flatMap(\.items))
            let codes = edition.items.filter { keys.contains($0.key) }.map(\.code)
            let items = ItemRange.label(codes, in: edition)
            let key = "\(measure.unitID ?? "~")/\(personID ?? "")"
            groups[
                key,
                default: Owner(
                    unit: measure.unit, person: person, title: personID.flatMap { titles[$0] }, measures: [])
            ].measures.append((measure.text, items))
        }
        self.nobodys = nobodys
        drafts = plan.drafts
        owners = groups.values.sortedInThai { "\($0.unit ?? "\u{10FFFF}")\u{1}\($0.person ?? "")" }
    }

    /// Reads the plan and who the director is: three queries besides the plan's own.
    static func load(_ agency: Agency, year: Int, editions: EditionShelf, in db: Connection) throws -> AssignmentOrder {
        let plan = try Plan.load(agency: agency, year: year, editions: editions, in: db)
        let people = try db.rows(
            "SELECT id, name, title, role, retired_at FROM person WHERE agency_id = \(agency.id) ORDER BY name")
        var titles: [String: String] = [:]
        var director: (String, String?)?
        for row in people {
            let title = try row.optionalString("title")
            if let title { titles[try row.string("id")] = title }
            if director == nil, try row.string("role") == Role.director.rawValue,
                try row.optionalString("retired_at") == nil
            {
                director = (try row.string("name"), title)
            }
        }
        return AssignmentOrder(plan, titles: titles, director: director)
    }

    /// The order as a paper, in Thai: it is an act of a Thai office.
    func paper(_ fields: Fields, strings: Strings) -> OfficialPaper {
        func words(_ text: String) -> String { fields.thaiDigits ? Digits.thaiOutsideNames(text) : text }
        func put(_ key: String, _ values: [String: String] = [:]) -> String { words(strings.text(key, values, .thai)) }
        let gap = "................"
        let day = Strings.readDay(fields.day).map { strings.longDay($0) }
        var blocks: [OfficialPaper.Block] = [
            .head(put("order.garuda"), bold: false), .room(lines: 1),
            .head(put("order.head", ["agency": agency.thai]), bold: true),
            .head(
                put("order.number", ["number": fields.number.isEmpty ? "\(gap)/\(fiscalYear)" : fields.number]),
                bold: true),
            .head(put("order.subject", ["year": String(fiscalYear)]), bold: true), .rule,
            .paragraph(words(fields.preamble)), .paragraph(put("order.grants")),
        ]
        var unit: String?
        var isFirst = true
        var number = 0
        var part = 0
        for owner in owners {
            if isFirst || unit != owner.unit {
                isFirst = false
                unit = owner.unit
                (number, part) = (number + 1, 0)
                blocks.append(
                    .entry(
                        marker: words("\(number)."), words(owner.unit ?? put("order.no_unit")), level: 0, bold: true))
            }
            part += 1
            let who = owner.person.map { [$0, owner.title].compactMap { $0 }.joined(separator: " ") }
            blocks.append(
                .entry(
                    marker: words("\(number).\(part)"),
                    who.map { put("order.person", ["who": $0]) } ?? put("order.unit_as_whole"), level: 1, bold: false))
            for (index, measure) in owner.measures.enumerated() {
                let codes =
                    measure.items.isEmpty
                    ? "" : " (\(strings.text("order.items", ["items": measure.items], .thai)))"
                blocks.append(
                    .entry(marker: words("(\(index + 1))"), words(measure.text) + codes, level: 2, bold: false))
            }
        }
        blocks += [
            .paragraph(put("order.duty")), .paragraph(put("order.from_now")), .room(lines: 1),
            .paragraph(put("order.ordered", ["day": day ?? "\(gap)"])), .room(lines: 3),
            .signature([
                "(\(fields.signer.isEmpty ? String(repeating: ".", count: 40) : fields.signer))", fields.signerTitle,
            ]),
        ]
        return OfficialPaper(
            title: put("order.subject", ["year": String(fiscalYear)]), author: agency.thai, blocks: blocks,
            thaiDigits: fields.thaiDigits)
    }
}

extension Strings {
    /// `14 มกราคม พ.ศ. 2568`, as papers have it.
    func longDay(_ day: Day) -> String {
        let month = self.month(day, .thai).unicodeScalars.prefix { $0 != " " }
        return "\(day.day) \(String(String.UnicodeScalarView(month))) พ.ศ. \(day.year + 543)"
    }
}

extension Digits {
    /// ASCII digits as Thai ones, but not inside a Latin word, an address or a code such as `O18`.
    static func thaiOutsideNames(_ text: String) -> String {
        var result = ""
        var run = String.UnicodeScalarView()
        func flush() {
            let isName = run.contains { $0.isASCII && $0.properties.isAlphabetic }
            result += isName ? String(run) : thai(String(run))
            run = String.UnicodeScalarView()
        }
        for scalar in text.unicodeScalars {
            if scalar.isASCII, scalar.value > 0x20 {
                run.append(scalar)
            } else {
                flush()
                result.unicodeScalars.append(scalar)
            }
        }
        flush()
        return result
    }
}
