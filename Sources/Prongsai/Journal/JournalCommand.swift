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
                for line in lines {
                    Terminal.print(
                        "\(line.number)  \(line.at)  \(line.actor)  \(line.operation)  \(line.about)  \(line.particulars)"
                    )
                }
            }
        }
    }

    struct Check: AsyncParsableCommand {
        static let configuration = Help.command("check", key: "journal_check")
        @OptionGroup var common: CommonOptions

        func run() async throws {
            try await common.run { desk in
                let chains = try await desk.site.database.read { db in
                    try db.rows("SELECT DISTINCT agency_id FROM journal ORDER BY agency_id").map { row in
                        try Journal.lines(agency: try row.string("agency_id"), in: db)
                    }
                }
                var problems: [Problem] = []
                for chain in chains {
                    guard let number = Journal.firstBreak(chain), let first = chain.first else { continue }
                    problems.append(Problem("journal_broken", ["number": String(number), "agency": first.agency]))
                }
                guard problems.isEmpty else { throw Failure.invalid(problems) }
                desk.say(
                    "journal.unbroken",
                    ["lines": String(chains.reduce(0) { $0 + $1.count }), "chains": String(chains.count)])
            }
        }
    }
}
