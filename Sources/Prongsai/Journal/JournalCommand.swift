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
                let (strings, language) = (desk.site.strings, desk.language)
                let (entries, things) = try await desk.site.database.read { db in
                    let entries = try JournalFilter().lines(agency: agency.id, limit: .max, in: db)
                    // A few hundred at a time, as an engine takes only so many values in one question.
                    let things = try stride(from: 0, to: entries.count, by: 500).reduce(into: [String: String]()) {
                        let some = Array(entries[$1..<min($1 + 500, entries.count)])
                        $0.merge(try JournalData.things(some, agency: agency.id, in: db)) { first, _ in first }
                    }
                    return (entries, things)
                }
                let words = JournalWords(strings: strings, language: language, things: things)
                for entry in entries.reversed() {
                    let line = entry.line
                    let parts = [
                        String(line.number), strings.instant(line.at, language), words.actor(entry),
                        strings.operation(line.operation, language), words.sentence(line),
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
                guard problems.isEmpty else {
                    for problem in problems { Terminal.error(desk.site.strings.line(problem, desk.language)) }
                    throw ExitCode(1)
                }
                desk.say(
                    "journal.unbroken",
                    ["lines": String(chains.reduce(0) { $0 + $1.count }), "chains": String(chains.count)])
            }
        }
    }
}
