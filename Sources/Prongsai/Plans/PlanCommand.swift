import ArgumentParser
import ITA

/// `prongsai plan`: the improvement plan.
struct PlanCommand: AsyncParsableCommand {
    static let configuration = Help.command(
        "plan",
        [
            Show.self, Check.self, RowCommand.self, FindingCommand.self, MeasureCommand.self, CarryCommand.self,
            ConfirmCommand.self,
        ])

    struct Show: AsyncParsableCommand {
        static let configuration = Help.command("show", key: "plan_show")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions

        func run() async throws {
            try await common.run { desk in
                let plan = try await desk.plan(cycle)
                let half = cycle.round
                let work = try await desk.site.database.read {
                    try RoundWork.load(try Round.meant(half, of: plan, in: $0), in: $0)
                }
                desk.say(
                    "plan.heading",
                    [
                        "agency": plan.agency.name(desk.language), "year": String(plan.fiscalYear),
                        "round": String(work.round.half),
                    ])
                if plan.rows.isEmpty { desk.say("plan.empty") }
                for (index, row) in plan.rows.enumerated() { show(row, index + 1, plan, work, desk) }
            }
        }

        private func show(_ row: PlanRow, _ number: Int, _ plan: Plan, _ work: RoundWork, _ desk: Desk) {
            let edition = plan.edition.edition
            Terminal.print("")
            for (index, line) in row.lines.enumerated() {
                let items = line.items.compactMap { edition.item(key: $0) }
                let scores = Set(items.map { plan.scores[$0.key]?.text ?? "–" }).sorted().joined(separator: ", ")
                let start = index == 0 ? "\(number)" : "\(number).\(index + 1)"
                Terminal.print("\(start)  \(ItemRange.label(items.map(\.code), in: edition))  (\(scores))")
                for (position, finding) in line.findings.enumerated() {
                    Terminal.print(
                        "     \(desk.text("plan.finding")) \(number).\(index + 1).\(position + 1)  \(finding.text)")
                }
            }
            for (index, id) in row.measures.enumerated() {
                guard let measure = plan.measure(id) else { continue }
                let owner = [measure.unit, measure.person].compactMap { $0 }.joined(separator: " · ")
                let shared =
                    plan.rows(of: id).count > 1
                    ? "  [\(desk.text("plan.shared", ["count": String(plan.rows(of: id).count)]))]" : ""
                Terminal.print("     \(desk.text("plan.measure")) \(number).\(index + 1)  \(measure.text)\(shared)")
                Terminal.print(
                    "             \(owner.isEmpty ? desk.text("plan.no_owner") : owner) · \(desk.text("status.\(measure.state.rawValue)"))"
                )
                for line in details(measure, desk) { Terminal.print("             \(line)") }
            }
            let progress = work.progress(in: row)
            for (index, item) in progress.enumerated() {
                Terminal.print("     \(desk.text("plan.result")) \(number).\(index + 1)  \(item.text)")
                show(work.uses(of: item), "\(number).\(index + 1)", desk)
            }
            show(work.uses(in: row), "\(number).\(progress.count + 1)", desk)
            for one in work.disclosed(in: row) {
                Terminal.print(
                    "             \(desk.text("plan.disclosed"))  \(one.caption)  (\(one.address ?? one.file?.name ?? ""))"
                )
            }
        }

        /// Steps, days and follow-up, where they are set.
        private func details(_ measure: Measure, _ desk: Desk) -> [String] {
            let days = [measure.startsOn, measure.endsOn].map {
                $0.map { desk.site.strings.day($0, desk.language) } ?? "…"
            }
            let hasDays = measure.startsOn != nil || measure.endsOn != nil
            return [
                measure.steps.map { desk.text("plan.steps", ["steps": $0]) },
                hasDays ? desk.text("plan.period", ["from": days[0], "to": days[1]]) : nil,
                measure.followUp.map { desk.text("plan.follow_up", ["text": $0]) },
            ].compactMap { $0 }
        }

        private func show(_ uses: [EvidenceUse], _ place: String, _ desk: Desk) {
            for (index, use) in uses.enumerated() {
                let name = use.evidence?.fileName ?? use.evidence?.address ?? desk.text("plan.picture_missing")
                Terminal.print(
                    "             \(desk.text("plan.evidence")) \(place).\(index + 1)  \(use.caption)  (\(name))")
            }
        }
    }

    struct Check: AsyncParsableCommand {
        static let configuration = Help.command("check", key: "plan_check")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @Flag(help: Help.of("options.json")) var json = false

        func run() async throws {
            try await common.run { desk in
                let plan = try await desk.plan(cycle)
                let half = cycle.round
                let (work, elsewhere) = try await desk.site.database.read { db in
                    let round = try Round.meant(half, of: plan, in: db)
                    return (
                        try RoundWork.load(round, in: db),
                        try RoundWork.usedElsewhere(than: round, agency: plan.agency.id, in: db)
                    )
                }
                let problems = PlanCheck.problems(
                    plan, work: work, elsewhere: elsewhere, options: cycle.asTyped)
                if json {
                    try Terminal.json(problems.map { FaultJSON($0, desk.site.strings, desk.language) })
                } else {
                    desk.say(
                        "plan.check_heading",
                        [
                            "agency": plan.agency.name(desk.language), "year": String(plan.fiscalYear),
                            "round": String(work.round.half),
                        ])
                    for line in Check.lines(problems, desk) { Terminal.print(line) }
                    desk.say(problems.isEmpty ? "plan.ready" : "plan.faults", ["count": String(problems.count)])
                }
                if !problems.isEmpty { throw ExitCode(1) }
            }
        }

        /// Faults of one kind together, each with its own mend; a mend that serves several stands after the last.
        private static func lines(_ problems: [Problem], _ desk: Desk) -> [String] {
            let strings = desk.site.strings
            var kinds: [String] = []
            for problem in problems where !kinds.contains(problem.key) { kinds.append(problem.key) }
            return kinds.flatMap { kind in
                let same = problems.filter { $0.key == kind }
                let mends = mendable(same).map { strings.mend($0, desk.language) }
                let told = same.enumerated().flatMap { index, problem in
                    let isLast = index == same.count - 1 || mends[index + 1] != mends[index]
                    return [strings.fault(problem, desk.language)] + (isLast ? ["    → \(mends[index])"] : [])
                }
                return told + [""]
            }
        }

        /// Measures without an owner are given one at once: their mend names them all.
        private static func mendable(_ problems: [Problem]) -> [Problem] {
            guard problems.count > 1, problems.allSatisfy({ $0.key == "measure_without_owner" }) else {
                return problems
            }
            let places = problems.compactMap { $0.values["number"] }.compactMap { try? PlanPlace($0, depth: 2...2) }
            guard places.count == problems.count else { return problems }
            let number = ["number": PlanPlace.label(places)]
            return problems.map { Problem($0.key, $0.values.merging(number) { $1 }, at: $0.place) }
        }
    }
}

/// `prongsai plan row`: rows of the official table.
struct RowCommand: AsyncParsableCommand {
    static let configuration = Help.command(
        "row", [Add.self, Edit.self, Move.self, Split.self, Join.self, Remove.self])

    struct Add: AsyncParsableCommand {
        static let configuration = Help.command("add", key: "row_add")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @Argument(help: Help.of("options.row_lines")) var lines: [String]

        func run() async throws {
            try await common.run { desk in
                let plan = try await desk.plan(cycle)
                _ = try await desk.perform(
                    AddRow(agency: plan.agency.id, plan: plan.id, edition: plan.edition.edition, lines: lines))
                desk.say(
                    "plan.row_added", ["row": String(plan.rows.count + 1), "items": lines.joined(separator: " | ")])
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = Help.command("remove", key: "row_remove")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @Argument(help: Help.of("options.place_row")) var row: String

        func run() async throws {
            try await common.run { desk in
                let plan = try await desk.plan(cycle)
                let found = try PlanPlace(row, depth: 1...1).row(of: plan)
                try await desk.perform(RemoveRow(agency: plan.agency.id, row: found.id))
                desk.say("plan.removed", ["place": row])
            }
        }
    }
}

/// `prongsai plan finding`: what is wrong with an item.
struct FindingCommand: AsyncParsableCommand {
    static let configuration = Help.command("finding", [Add.self, Edit.self, Remove.self])

    struct Add: AsyncParsableCommand {
        static let configuration = Help.command("add", key: "finding_add")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @Argument(help: Help.of("options.place_line")) var line: String
        @Argument(help: Help.of("options.text")) var text: String

        func run() async throws {
            try await common.run { desk in
                let plan = try await desk.plan(cycle)
                let found = try PlanPlace(line, depth: 1...2).line(of: plan)
                _ = try await desk.perform(AddFinding(agency: plan.agency.id, line: found.id, text: text))
                desk.say("plan.written", ["place": line])
            }
        }
    }

    struct Edit: AsyncParsableCommand {
        static let configuration = Help.command("edit", key: "finding_edit")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @Argument(help: Help.of("options.place_finding")) var finding: String
        @Argument(help: Help.of("options.text")) var text: String

        func run() async throws {
            try await common.run { desk in
                let plan = try await desk.plan(cycle)
                let found = try PlanPlace(finding, depth: 3...3).finding(of: plan)
                try await desk.perform(ChangeFinding(agency: plan.agency.id, finding: found.id, text: text))
                desk.say("plan.written", ["place": finding])
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = Help.command("remove", key: "finding_remove")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @Argument(help: Help.of("options.place_finding")) var finding: String

        func run() async throws {
            try await common.run { desk in
                let plan = try await desk.plan(cycle)
                let found = try PlanPlace(finding, depth: 3...3).finding(of: plan)
                try await desk.perform(ChangeFinding(agency: plan.agency.id, finding: found.id, text: nil))
                desk.say("plan.removed", ["place": finding])
            }
        }
    }
}
