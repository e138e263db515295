import Documents
import ITA

/// Writes the rows of a report one by one, inside the import's transaction.
struct ImportWriter {
    let agency: String?
    let plan: Plan
    /// What the round holds before the import.
    let work: RoundWork
    let pictures: [Int: StoredPicture]
    let now: Instant
    var outcome: ImportReport.Outcome
    var names: KnownNames

    mutating func write(_ row: ReportReading.Row, into existing: PlanRow?, position: Int, in db: Connection) throws {
        let rowID = existing?.id ?? ID.new()
        if existing == nil {
            try db.execute(
                "INSERT INTO plan_row (id, agency_id, plan_id, position) VALUES (\(rowID), \(agency), \(plan.id), \(position))"
            )
            outcome.rows += 1
        }
        for (index, line) in row.lines.enumerated() { try write(line, index: index, row: rowID, existing, in: db) }
        let measures = try writeMeasures(row, rowID, existing, in: db)
        let results = try writeResults(row, rowID, existing, measures, in: db)
        try writeCaptions(row, rowID, results, in: db)
    }

    /// Findings of a line. In a row of the plan they join the line that names the first item, unless the same words
    /// stand there.
    private mutating func write(
        _ line: ReportReading.Line, index: Int, row: String, _ existing: PlanRow?, in db: Connection
    ) throws {
        let items = line.codes.compactMap { plan.edition.edition.item(code: $0)?.key }
        let there = existing?.lines.first { there in items.first.map { there.items.contains($0) } ?? false }
        let lineID =
            try there?.id ?? PlanRow.insertLine(items, position: index + 1, row: row, agency: agency, in: db)
        var last =
            try db.first("SELECT MAX(position) AS last FROM finding WHERE line_id = \(lineID)")?.optionalInteger("last")
            ?? 0
        let before = existing?.lines.flatMap(\.findings).map(\.text) ?? []
        for finding in line.findings where !before.contains(where: { ImportMatch.isSame($0, finding.text) }) {
            last += 1
            try db.execute(
                """
                INSERT INTO finding (id, agency_id, line_id, position, text)
                VALUES (\(ID.new()), \(agency), \(lineID), \(last), \(finding.text))
                """)
            outcome.findings += 1
        }
    }

    /// Measures of a row. One that stands there with the same words stays; what the report says of it fills what is empty.
    private mutating func writeMeasures(
        _ row: ReportReading.Row, _ rowID: String, _ existing: PlanRow?, in db: Connection
    ) throws -> [(id: String, text: String)] {
        let there = (existing?.measures ?? []).compactMap { plan.measure($0) }
        var last =
            try db.first("SELECT MAX(position) AS last FROM row_measure WHERE row_id = \(rowID)")?.optionalInteger(
                "last") ?? 0
        var measures: [(id: String, text: String)] = there.map { ($0.id, $0.text) }
        for entry in row.measures {
            let reading = MeasureReading(entry, names: names, fiscalYear: plan.fiscalYear)
            let unit = try unitID(reading, in: db)
            if let same = there.first(where: { ImportMatch.isSame($0.text, entry.text) }) {
                // A period is taken whole or not at all: half of it might contradict the other half.
                let isUndated = same.startsOn == nil && same.endsOn == nil
                let (starts, ends) = isUndated ? (reading.startsOn, reading.endsOn) : (same.startsOn, same.endsOn)
                try db.execute(
                    """
                    UPDATE measure SET unit_id = COALESCE(unit_id, \(unit)), person_id = COALESCE(person_id, \(reading.person?.id)),
                      steps = COALESCE(steps, \(entry.steps)), starts_on = \(starts?.iso), ends_on = \(ends?.iso),
                      follow_up = COALESCE(follow_up, \(entry.followUp)),
                      status = COALESCE(\(reading.status?.rawValue), status)
                    WHERE id = \(same.id)
                    """)
                continue
            }
            let id = ID.new()
            last += 1
            try db.execute(
                """
                INSERT INTO measure (id, agency_id, plan_id, text, unit_id, person_id, steps, starts_on, ends_on, follow_up, status, created_at)
                VALUES (\(id), \(agency), \(plan.id), \(entry.text), \(unit), \(reading.person?.id), \(entry.steps),
                  \(reading.startsOn?.iso), \(reading.endsOn?.iso), \(entry.followUp),
                  \((reading.status ?? .planned).rawValue), \(now))
                """)
            try db.execute(
                "INSERT INTO row_measure (row_id, measure_id, agency_id, position) VALUES (\(rowID), \(id), \(agency), \(last))"
            )
            measures.append((id, entry.text))
            outcome.measures += 1
        }
        return measures
    }

    /// The unit of a measure; entered where the agency has none of that name.
    private mutating func unitID(_ reading: MeasureReading, in db: Connection) throws -> String? {
        if let unit = reading.unit { return unit.id }
        guard let name = reading.newUnit else { return nil }
        let id = try AddUnit(agency: agency, unit: name).run(in: db, by: .console(name: "import"), at: now).answer
        names.units.append(KnownNames.Name(id: id, name: name))
        return id
    }

    /// Results of a row in this round, with the numbers captions call them by.
    private mutating func writeResults(
        _ row: ReportReading.Row, _ rowID: String, _ existing: PlanRow?, _ measures: [(id: String, text: String)],
        in db: Connection
    ) throws -> [(id: String, number: Int)] {
        let there = existing.map { work.progress(in: $0) } ?? []
        let base = there.isEmpty ? 0 : work.progress.count
        var results: [(id: String, number: Int)] = []
        for (index, entry) in row.results.enumerated() {
            let number = entry.number ?? index + 1
            if let same = there.first(where: { ImportMatch.isSame($0.text, entry.text) }) {
                results.append((same.id, number))
                continue
            }
            let id = ID.new()
            try db.execute(
                """
                INSERT INTO progress (id, agency_id, round_id, row_id, position, text, created_at)
                VALUES (\(id), \(agency), \(work.round.id), \(rowID), \(base + index + 1), \(entry.text), \(now))
                """)
            if let tie = ResultTie(entry.text, among: measures.map(\.text)) {
                let measure = measures[tie.measure].id
                try db.execute(
                    "INSERT INTO progress_measure (progress_id, measure_id, agency_id) VALUES (\(id), \(measure), \(agency))"
                )
            }
            results.append((id, number))
            outcome.results += 1
        }
        return results
    }

    /// Captions of a row with their pictures; one that stands there with the same words and no other picture stays.
    private mutating func writeCaptions(
        _ row: ReportReading.Row, _ rowID: String, _ results: [(id: String, number: Int)], in db: Connection
    ) throws {
        for (index, caption) in row.captions.enumerated() {
            let picture = caption.picture.flatMap { pictures[$0] }
            if caption.text.isEmpty, picture == nil, caption.address == nil { continue }
            let evidence: String? =
                if let address = caption.address {
                    try EvidenceSource.address(address).evidence(agency: agency, at: now, in: db)
                } else {
                    try picture?.evidence(agency: agency, at: now, in: db)
                }
            let progress = results.first { $0.number == caption.number }?.id
            let isThere = work.uses.contains { use in
                let isHere = progress == nil ? use.rowID == rowID && use.progressID == nil : use.progressID == progress
                return isHere && ImportMatch.isSame(use.caption, caption.text)
                    && (evidence == nil || use.evidence?.id == evidence)
            }
            if isThere { continue }
            try db.execute(
                """
                INSERT INTO evidence_use (id, agency_id, round_id, row_id, progress_id, evidence_id, position, caption, created_at)
                VALUES (\(ID.new()), \(agency), \(work.round.id), \(progress == nil ? rowID : nil), \(progress), \(evidence),
                  \(index + 1), \(caption.text), \(now))
                """)
            outcome.captions += 1
        }
    }
}
