import ITA

/// Changes what a row says: the items of its lines, and what is wrong with them. Lines and findings that are not named
/// stay as they are; those whose text is empty are taken out.
struct ChangeRow: Operation {
    static let name = "change-row"
    static let permission = Permission.plan
    let agency: String?
    let row: String
    let edition: Edition
    let lines: [Line]
    /// What its editor was shown; nil where nobody was shown anything.
    var seen: Shown?

    /// One line as it shall be; without an id it is a new one.
    struct Line: Sendable, Equatable {
        var id: String?
        /// Item codes or ranges: `O1–O9, O11`; empty takes the line out.
        var items: String
        var findings: [Finding]
    }

    /// One finding as it shall be; without an id it is a new one, with an empty text it is taken out.
    struct Finding: Sendable, Equatable {
        var id: String?
        var text: String
    }

    /// One thing to write.
    private enum Step {
        case items(line: String, keys: [String])
        case removeLine(String)
        case addLine(keys: [String], findings: [String])
        case addFinding(line: String, text: String)
        case changeFinding(String, text: String)
        case removeFinding(String)
    }

    /// How many changes there were.
    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Int> {
        let before = try PlanRow.find(row, agency: agency, in: db)
        let steps = try steps(from: before)
        if steps.isEmpty { return Done(0, nil) }
        for step in steps { try write(step, in: db) }
        let after = try PlanRow.find(row, agency: agency, in: db)
        guard !after.lines.isEmpty else {
            throw Failure.invalid([Problem("row_without_items", at: field(lines.first))])
        }
        if before.lines.map(\.items) != after.lines.map(\.items), let key = PlanRow.twice(after.lines.map(\.items)),
            PlanRow.twice(before.lines.map(\.items)) != key
        {
            let code = edition.item(key: key)?.code ?? key
            let line = lines.last { ItemRange.read($0.items, in: edition).codes.contains(code) }
            throw Failure.invalid([Problem("item_twice", ["given": code], at: field(line))])
        }
        var particulars = ["changes": String(steps.count)]
        if before.lines.map(\.items) != after.lines.map(\.items) {
            let labels = after.lines.map { line in
                ItemRange.label(line.items.compactMap { edition.item(key: $0)?.code }, in: edition)
            }
            particulars["items"] = labels.joined(separator: " | ")
        }
        return Done(steps.count, JournalNote("row \(row)", particulars))
    }

    private func field(_ line: Line?) -> String { "items-\(line?.id ?? "new")" }

    /// What differs between the row as it is and as it shall be. What is there already is nothing to do, so that a form
    /// sent twice does it once; what says the same as its editor was shown is not theirs to change.
    private func steps(from before: PlanRow) throws -> [Step] {
        var steps: [Step] = []
        var problems: [Problem] = []
        var isLate = false
        /// Notes that a field about to be changed says something else by now than was shown.
        func check(_ name: String, now value: String?) { if !(seen?.says(name, value) ?? true) { isLate = true } }
        func text(_ given: String, _ field: String) -> String? {
            do { return try Plan.text(given, field: field) } catch Failure.invalid(let found) {
                problems += found
            } catch {}
            return nil
        }
        for line in lines {
            let given = line.findings.filter { $0.id != nil || !$0.text.trimmingWhitespace().isEmpty }
            let isEmpty = line.items.trimmingWhitespace().isEmpty
            let old = before.lines.first { $0.id == line.id }
            if let id = line.id, old == nil {
                let isTouched =
                    !seen.leaves("items-\(id)", shown(line.items))
                    || given.contains { finding in
                        finding.id.map { !seen.leaves("finding-\($0)", finding.text) } ?? true
                    }
                guard isEmpty || !isTouched else {
                    throw seen == nil ? Failure.notFound(Message("failure.no_line")) : Seen.changed
                }
                continue
            }
            if isEmpty {
                if let old {
                    check("items-\(old.id)", now: PlanRow.shown(old.items))
                    for finding in old.findings { check("finding-\(finding.id)", now: finding.text) }
                    steps.append(.removeLine(old.id))
                } else if !given.isEmpty {
                    problems.append(Problem("empty", ["field": "items"], at: field(line)))
                }
                continue
            }
            let reading = ItemRange.read(line.items, in: edition)
            if reading.codes.isEmpty || !reading.unknown.isEmpty {
                problems.append(.unknownItem(reading.unknown.first ?? line.items, at: field(line)))
                continue
            }
            let keys = Set(reading.codes.compactMap { edition.item(code: $0)?.key }).sorted()
            guard let old = old ?? before.lines.first(where: { $0.items.sorted() == keys }) else {
                let texts = given.compactMap { text($0.text, "finding-new") }
                steps.append(.addLine(keys: keys, findings: texts))
                continue
            }
            let place = "items-\(old.id)"
            if old.items.sorted() != keys, !seen.leaves(place, PlanRow.shown(keys)) {
                check(place, now: PlanRow.shown(old.items))
                steps.append(.items(line: old.id, keys: keys))
            }
            for finding in given {
                let place = "finding-\(finding.id ?? old.id)"
                let now = old.findings.first { $0.id == finding.id }
                let typed = finding.text.trimmingWhitespace()
                switch (finding.id, now) {
                case (nil, _):
                    guard !old.findings.contains(where: { $0.text == typed }) else { continue }
                    if let text = text(typed, place) { steps.append(.addFinding(line: old.id, text: text)) }
                case (.some, nil):
                    if typed.isEmpty || seen.leaves(place, typed) { continue }
                    guard seen != nil else { throw Failure.notFound(Message("failure.no_finding")) }
                    isLate = true
                case (.some(let id), .some(let now)):
                    if typed == now.text || seen.leaves(place, typed) { continue }
                    check(place, now: now.text)
                    if typed.isEmpty {
                        steps.append(.removeFinding(id))
                    } else if let text = text(typed, place) {
                        steps.append(.changeFinding(id, text: text))
                    }
                }
            }
        }
        guard problems.isEmpty else { throw Failure.invalid(problems) }
        guard !isLate else { throw Seen.changed }
        return steps
    }

    /// Typed items as they were shown.
    private func shown(_ items: String) -> String {
        PlanRow.shown(ItemRange.read(items, in: edition).codes.compactMap { edition.item(code: $0)?.key })
    }

    private func write(_ step: Step, in db: Connection) throws {
        switch step {
        case .items(let line, let keys):
            try db.execute("DELETE FROM plan_line_item WHERE line_id = \(line)")
            for key in keys {
                try db.execute(
                    "INSERT INTO plan_line_item (line_id, agency_id, item_key) VALUES (\(line), \(agency), \(key))")
            }
        case .removeLine(let line):
            try PlanRow.forget("SELECT id FROM finding WHERE line_id = \(line)", in: db)
            try db.execute("DELETE FROM finding WHERE line_id = \(line)")
            try db.execute("DELETE FROM plan_line_item WHERE line_id = \(line)")
            try db.execute("DELETE FROM plan_line WHERE id = \(line)")
        case .addLine(let keys, let findings):
            let last =
                try db.first("SELECT MAX(position) AS last FROM plan_line WHERE row_id = \(row)")?
                .optionalInteger("last") ?? 0
            let line = try PlanRow.insertLine(keys, position: last + 1, row: row, agency: agency, in: db)
            for text in findings { try write(.addFinding(line: line, text: text), in: db) }
        case .addFinding(let line, let text):
            _ = try AddFinding.insert(text, line: line, agency: agency, in: db)
        case .changeFinding(let finding, let text):
            try db.execute("UPDATE finding SET text = \(text) WHERE id = \(finding)")
        case .removeFinding(let finding):
            try PlanRow.forget("SELECT id FROM finding WHERE id = \(finding)", in: db)
            try db.execute("DELETE FROM finding WHERE id = \(finding)")
        }
    }
}

extension PlanRow {
    /// The first item that stands in two lines.
    static func twice(_ lines: [[String]]) -> String? {
        var seen: Set<String> = []
        return lines.lazy.flatMap { Set($0).sorted() }.first { !seen.insert($0).inserted }
    }

    /// Drafts of a later year that name findings about to be taken out: they stay drafts, of themselves.
    static func forget(_ findings: SQL, in db: Connection) throws {
        for id in try db.rows(findings).map({ try $0.string("id") }) {
            try db.execute("UPDATE finding SET draft_from = id WHERE draft_from = \(id) AND id <> \(id)")
        }
    }
}
