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
    /// Digest of what its editor was shown; nil where nobody was shown anything.
    var seen: String?

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

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        let before = try PlanRow.find(row, agency: agency, in: db)
        let steps = try steps(from: before)
        if steps.isEmpty { return Done((), nil) }
        guard seen == nil || seen == before.seen else { throw Seen.changed }
        for step in steps { try write(step, in: db) }
        let after = try PlanRow.find(row, agency: agency, in: db)
        guard !after.lines.isEmpty else {
            throw Failure.invalid([Problem("row_without_items", at: field(lines.first))])
        }
        var particulars = ["changes": String(steps.count)]
        if before.lines.map(\.items) != after.lines.map(\.items) {
            let labels = after.lines.map { line in
                ItemRange.label(line.items.compactMap { edition.item(key: $0)?.code }, in: edition)
            }
            particulars["items"] = labels.joined(separator: " | ")
        }
        return Done((), JournalNote("row \(row)", particulars))
    }

    private func field(_ line: Line?) -> String { "items-\(line?.id ?? "new")" }

    /// What differs between the row as it is and as it shall be. What is there already is nothing to do, so that a form
    /// sent twice does it once.
    private func steps(from before: PlanRow) throws -> [Step] {
        var steps: [Step] = []
        var problems: [Problem] = []
        func text(_ given: String, _ field: String) -> String? {
            do { return try Plan.text(given, field: field) } catch Failure.invalid(let found) {
                problems += found
            } catch {}
            return nil
        }
        for line in lines {
            let old = before.lines.first { $0.id == line.id }
            if line.id != nil, old == nil {
                let isGone = line.items.trimmingWhitespace().isEmpty
                guard isGone else { throw seen == nil ? Failure.notFound(Message("failure.no_line")) : Seen.changed }
                continue
            }
            let given = line.findings.filter { $0.id != nil || !$0.text.trimmingWhitespace().isEmpty }
            if line.items.trimmingWhitespace().isEmpty {
                if let old {
                    steps.append(.removeLine(old.id))
                } else if !given.isEmpty {
                    problems.append(Problem("empty", ["field": "items"], at: field(line)))
                }
                continue
            }
            let reading = ItemRange.read(line.items, in: edition)
            if reading.codes.isEmpty || !reading.unknown.isEmpty {
                problems.append(
                    Problem("unknown_item", ["given": reading.unknown.first ?? line.items], at: field(line)))
                continue
            }
            let keys = Set(reading.codes.compactMap { edition.item(code: $0)?.key }).sorted()
            guard let old = old ?? before.lines.first(where: { $0.items.sorted() == keys }) else {
                let texts = given.compactMap { text($0.text, "finding-new") }
                steps.append(.addLine(keys: keys, findings: texts))
                continue
            }
            if old.items.sorted() != keys { steps.append(.items(line: old.id, keys: keys)) }
            for finding in given {
                let place = "finding-\(finding.id ?? old.id)"
                let now = old.findings.first { $0.id == finding.id }
                let typed = finding.text.trimmingWhitespace()
                switch (finding.id, now) {
                case (nil, _):
                    guard !old.findings.contains(where: { $0.text == typed }) else { continue }
                    if let text = text(typed, place) { steps.append(.addFinding(line: old.id, text: text)) }
                case (.some, nil):
                    if typed.isEmpty { continue }
                    throw seen == nil ? Failure.notFound(Message("failure.no_finding")) : Seen.changed
                case (.some(let id), .some(let now)):
                    if typed.isEmpty {
                        steps.append(.removeFinding(id))
                    } else if typed != now.text, let text = text(typed, place) {
                        steps.append(.changeFinding(id, text: text))
                    }
                }
            }
        }
        guard problems.isEmpty else { throw Failure.invalid(problems) }
        return steps
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
    /// Drafts of a later year that name findings about to be taken out: they stay drafts, of themselves.
    static func forget(_ findings: SQL, in db: Connection) throws {
        for id in try db.rows(findings).map({ try $0.string("id") }) {
            try db.execute("UPDATE finding SET draft_from = id WHERE draft_from = \(id) AND id <> \(id)")
        }
    }
}
