import ArgumentParser
import ITA

/// `prongsai plan carry`: last year's wording and owners as drafts of this year. A dry run unless told to apply.
struct CarryCommand: AsyncParsableCommand {
    static let configuration = Help.command("carry")
    @OptionGroup var common: CommonOptions
    @OptionGroup var cycle: CycleOptions
    @Option(name: .customLong("from-year"), help: Help.of("options.from_year")) var fromYear: Int?
    @Flag(help: Help.of("options.offered")) var offered = false
    @Flag(help: Help.of("options.apply")) var apply = false

    func run() async throws {
        try await common.run { desk in
            let plan = try await desk.plan(cycle)
            let year = fromYear ?? plan.fiscalYear - 1
            let editions = desk.site.editions
            let old = try await desk.site.database.read { db in
                let years = try Plan.years(of: plan.agency.id, in: db)
                guard years.contains(year) else {
                    throw CarryCommand.nothing(from: year, to: plan, years.filter { $0 != plan.fiscalYear })
                }
                return try Plan.load(agency: plan.agency, year: year, editions: editions, in: db)
            }
            let edition = plan.edition.edition
            let lineage = try CarryCommand.lineage(from: old.edition.edition, to: edition, shelf: editions)
            let preview = CarryPreview(from: old, to: edition, lineage: lineage, acceptsOffers: offered)
            show(preview, old: old, edition: edition, desk: desk)
            guard apply else { return desk.say("import.dry_run") }
            let rows = try await desk.perform(
                CarryForward(agency: plan.agency.id, old: old, plan: plan.id, preview: preview))
            desk.say("carry.done", ["rows": String(rows), "from": String(year), "to": String(plan.fiscalYear)])
        }
    }

    /// That there is no plan of the year to carry from, and which years have one.
    private static func nothing(from year: Int, to plan: Plan, _ others: [Int]) -> Failure {
        let values = [
            "year": String(year), "plan": String(plan.fiscalYear), "agency": plan.agency.thai,
            "years": others.map(String.init).joined(separator: ", "),
        ]
        let key = others.isEmpty ? "failure.carry_nothing" : "failure.carry_other_year"
        return .notFound(Message(key, values, english: ["agency": plan.agency.english]))
    }

    private func show(_ preview: CarryPreview, old: Plan, edition: Edition, desk: Desk) {
        for row in preview.rows {
            let codes = row.lines.flatMap(\.items).compactMap { edition.item(key: $0)?.code }
            let findings = row.lines.flatMap(\.findings).count
            desk.say(
                row.carrying == .draft ? "carry.row" : "carry.row_offered",
                [
                    "items": ItemRange.label(codes, in: edition), "findings": String(findings),
                    "measures": String(row.measures.count),
                ])
        }
        for kind in Lineage.Kind.allCases {
            let codes = preview.left.filter { $0.value == kind }.compactMap {
                old.edition.edition.item(key: $0.key)?.code
            }
            guard !codes.isEmpty else { continue }
            desk.say(
                "carry.left",
                [
                    "items": ItemRange.label(codes, in: old.edition.edition),
                    "kind": desk.text("lineage.\(kind.rawValue)"),
                ])
        }
        let fresh = preview.fresh.compactMap { edition.item(key: $0)?.code }
        if !fresh.isEmpty { desk.say("carry.fresh", ["items": ItemRange.label(fresh, in: edition)]) }
        desk.say("carry.never")
    }

    /// The reviewed lineage between two editions; the same edition twice needs none.
    static func lineage(from old: Edition, to new: Edition, shelf: EditionShelf) throws -> Lineage {
        if old.id == new.id {
            let pairs = new.items.map {
                Lineage.Pair(from: [$0.key], to: [$0.key], kind: .same, certainty: .seen, note: nil)
            }
            return Lineage(from: old.id, to: new.id, pairs: pairs)
        }
        guard let found = try shelf.lineages().first(where: { $0.from == old.id && $0.to == new.id }) else {
            throw Failure.notFound(Message("failure.no_lineage", ["from": old.id, "to": new.id]))
        }
        let place = shelf.folder.appendingPathComponent(found.file)
        return try LineageFile.read(try Disk.read(place.path, limit: 4_000_000), file: found.file, shelf: shelf)
    }
}

/// `prongsai plan confirm`: the drafts of a row become this year's own.
struct ConfirmCommand: AsyncParsableCommand {
    static let configuration = Help.command("confirm")
    @OptionGroup var common: CommonOptions
    @OptionGroup var cycle: CycleOptions
    @Argument(help: Help.of("options.place_rows")) var rows: String

    func run() async throws {
        try await common.run { desk in
            let plan = try await desk.plan(cycle)
            for part in rows.utf8.split(separator: UInt8(ascii: ",")) {
                let place = String(decoding: part, as: UTF8.self).trimmingWhitespace()
                let row = try PlanPlace(place, depth: 1...1).row(of: plan)
                try await desk.perform(ConfirmDrafts(agency: plan.agency.id, row: row.id))
                desk.say("plan.written", ["place": place])
            }
        }
    }
}
