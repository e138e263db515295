import ITA

/// What somebody was shown when they began to edit. Forms carry it as a digest; an operation compares it inside its
/// transaction, so that what another person wrote meanwhile is never overwritten unseen.
enum Seen {
    /// That somebody else was quicker.
    static let changed = Failure.conflict(Message("failure.changed_meanwhile"))

    /// A digest of fields, each with its length before it, so that no two lists read the same.
    static func digest(_ fields: [String?]) -> String {
        let text = fields.map { $0.map { "\($0.utf8.count):\($0)" } ?? "-" }.joined()
        return String(Hash.sha256(Array(text.utf8)).prefix(32))
    }
}

/// What a form showed, field by field, each as a short digest. Of two people who edit at once each changes only what they
/// touched: what says the same as it was shown is not theirs. Only where both changed the same field one of them must
/// decide.
struct Shown: Sendable, Equatable {
    private var digests: [String: String] = [:]

    /// A field that is nil says the same as an empty one, and blanks around a text say nothing.
    init(_ fields: [(name: String, value: String?)]) {
        for field in fields { digests[field.name] = Shown.digest(field.value) }
    }

    /// Reads ``text``; what is no such text names nothing, so that everything in it counts as changed by both.
    init(_ text: String) {
        let words = text.utf8.split(separator: UInt8(ascii: "_")).map { String(decoding: $0, as: UTF8.self) }
        for index in stride(from: 0, to: words.count - 1, by: 2) { digests[words[index]] = words[index + 1] }
    }

    /// As a form carries it: `name_digest_name_digest`, in order of name.
    var text: String { digests.sorted { $0.key < $1.key }.map { "\($0.key)_\($0.value)" }.joined(separator: "_") }

    /// Whether a field was shown with this value.
    func says(_ name: String, _ value: String?) -> Bool { digests[name] == Shown.digest(value) }

    /// Whether a field was shown, and not with this value.
    func differs(_ name: String, _ value: String?) -> Bool { digests[name] != nil && !says(name, value) }

    private static func digest(_ value: String?) -> String {
        String(Hash.sha256(Array((value ?? "").trimmingWhitespace().utf8)).prefix(16))
    }
}

extension Shown? {
    /// Whether whoever was shown this left a field as it was; where nobody was shown anything, they meant all they sent.
    func leaves(_ name: String, _ value: String?) -> Bool { self?.says(name, value) ?? false }

    /// Whether a field is to be changed: it says something else than is there now, and whoever sent it touched it. Throws
    /// ``Seen/changed`` where somebody else touched it too.
    func changes(_ name: String, to value: String?, now: String?) throws -> Bool {
        let isSame = (value ?? "").trimmingWhitespace() == (now ?? "").trimmingWhitespace()
        if isSame || leaves(name, value) { return false }
        try require(name, now: now)
        return true
    }

    /// Throws ``Seen/changed`` where a field that is about to be changed says something else by now than was shown.
    func require(_ name: String, now value: String?) throws {
        guard self?.says(name, value) ?? true else { throw Seen.changed }
    }
}

extension Measure {
    /// What a person may set: how forms name it, its column, and what is there now as forms show it, days as ISO.
    var shown: [(name: String, column: String, value: String?)] {
        [
            ("text", "text", text), ("unit", "unit_id", unit), ("person", "person_id", person),
            ("steps", "steps", steps), ("from", "starts_on", startsOn?.iso), ("to", "ends_on", endsOn?.iso),
            ("follow-up", "follow_up", followUp), ("status", "status", status.rawValue),
        ]
    }

    /// What is there now, for whoever is about to change it.
    var seen: Shown { Shown(shown.map { ($0.name, $0.value) }) }

    /// What a column of the database holds.
    func stored(_ column: StaticString) -> String? {
        switch column.description {
        case "text": text
        case "unit_id": unitID
        case "person_id": personID
        case "steps": steps
        case "starts_on": startsOn?.iso
        case "ends_on": endsOn?.iso
        case "follow_up": followUp
        case "status": status.rawValue
        default: nil
        }
    }

    /// Tells the person measures of a plan were given to, unless they gave them to themselves: one notice however many
    /// there are, at once or one after another.
    static func tell(_ ids: [String], by actor: Actor, at now: Instant, in db: Connection) throws {
        guard let id = ids.first else { return }
        let row = try db.first(
            """
            SELECT measure.text, measure.person_id, measure.agency_id, agency.key, plan.fiscal_year FROM measure
            JOIN plan ON plan.id = measure.plan_id JOIN agency ON agency.id = measure.agency_id
            WHERE measure.id = \(id)
            """)
        guard let row, let person = try row.optionalString("person_id"), person != actor.personID else { return }
        let year = try row.integer("fiscal_year")
        var particulars = actor.particulars("from")
        if ids.count > 1 {
            particulars["count"] = String(ids.count)
        } else {
            particulars["measure"] = Terminal.shortened(try row.string("text"), 120)
            particulars["year"] = String(year)
        }
        try Notice.tellTogether(
            person, .assigned, particulars, shared: ["from", "from_console", "disclosures"],
            address: Link.work(try row.string("key"), year), agency: try row.string("agency_id"), at: now, in: db)
    }
}

extension PlanRow {
    /// Its lines as forms name them: their items by key and what is said to be wrong. Its measures are edited apart.
    var seen: Shown {
        Shown(
            lines.flatMap { line in
                [("items-\(line.id)", PlanRow.shown(line.items))] + line.findings.map { ("finding-\($0.id)", $0.text) }
            })
    }

    /// Items of a line, whatever their order.
    static func shown(_ keys: [String]) -> String { Set(keys).sorted().joined(separator: " ") }

    /// One row of an agency, its items in order of key.
    static func find(_ id: String, agency: String?, in db: Connection) throws -> PlanRow {
        guard let row = try db.first("SELECT position FROM plan_row WHERE id = \(id) AND agency_id = \(agency)") else {
            throw Failure.notFound(Message("failure.no_row", ["id": id]))
        }
        var items: [String: [String]] = [:]
        for row in try db.rows(
            """
            SELECT line_id, item_key FROM plan_line_item JOIN plan_line ON plan_line.id = line_id
            WHERE row_id = \(id) ORDER BY item_key
            """)
        { items[try row.string("line_id"), default: []].append(try row.string("item_key")) }
        var findings: [String: [Finding]] = [:]
        for row in try db.rows(
            """
            SELECT finding.id, line_id, text, draft_from FROM finding JOIN plan_line ON plan_line.id = line_id
            WHERE row_id = \(id) ORDER BY finding.position, finding.id
            """)
        {
            findings[try row.string("line_id"), default: []].append(
                Finding(
                    id: try row.string("id"), text: try row.string("text"),
                    draftFrom: try row.optionalString("draft_from")))
        }
        let lines = try db.rows("SELECT id FROM plan_line WHERE row_id = \(id) ORDER BY position, id").map { row in
            let line = try row.string("id")
            return Line(id: line, items: items[line] ?? [], findings: findings[line] ?? [])
        }
        let measures = try db.rows(
            "SELECT measure_id FROM row_measure WHERE row_id = \(id) ORDER BY position, measure_id")
        return PlanRow(
            id: id, position: try row.integer("position"), lines: lines,
            measures: try measures.map { try $0.string("measure_id") })
    }
}
