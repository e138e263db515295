import ArgumentParser

/// `prongsai journal`: who changed what, and whether the chain is unbroken.
struct JournalCommand: AsyncParsableCommand {
    static let configuration = Help.command("journal", [Show.self, Check.self], key: "journal")

    struct Show: AsyncParsableCommand {
        static let configuration = Help.command("show", key: "journal_show")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions

        func run() async throws {
            try await common.run { desk in
                let agency = try await desk.agency(cycle)
                let lines = try await desk.site.database.read { try Journal.lines(agency: agency.id, in: $0) }
                let (strings, language) = (desk.site.strings, desk.language)
                for line in lines {
                    let parts = [
                        String(line.number), strings.instant(line.at, language), line.actor,
                        strings.operation(line.operation, language), "(\(line.about))", line.particulars,
                    ]
                    Terminal.print(parts.joined(separator: "  "))
                }
            }
        }
    }

    struct Check: AsyncParsableCommand {
        static let configuration = Help.command("check", key: "journal_check")
        @OptionGroup var common: CommonOptions

        func run() async throws {
            try await common.run { desk in
                let (chains, agencies, cut) = try await desk.site.database.read { db in
                    let chains = try db.rows("SELECT DISTINCT agency_id FROM journal ORDER BY agency_id").map { row in
                        try Journal.lines(agency: try row.string("agency_id"), in: db)
                    }
                    return (chains, try Agency.all(in: db), try Journal.cutShort(in: db))
                }
                let broken = chains.compactMap { Journal.firstBreak($0) }.map {
                    Problem("journal_broken", $0.values(of: agencies))
                }
                let problems = broken + cut.map { Problem("journal_short", Journal.values($0, of: agencies)) }
                guard problems.isEmpty else { throw Failure.invalid(problems) }
                desk.say(
                    "journal.unbroken",
                    ["lines": String(chains.reduce(0) { $0 + $1.count }), "chains": String(chains.count)])
            }
        }
    }
}
